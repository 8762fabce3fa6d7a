"""Work spread over processes where there is enough of it; what comes of it is the same."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from typing import Any

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

ENOUGH = {"fork": 48, "spawn": 600}  # tasks of some milliseconds that pay for starting processes
CHUNK, AHEAD = 8, 6  # tasks handed over at once, and how many such a process has before it

_work: Callable[[Any], Any]


def run(
    function: Callable[[Shared, Task], Result], shared: Shared, tasks: Iterable[Task], count: int
) -> Iterator[Result]:
    """What a function makes of each task and of what all tasks share, in the order of the tasks.

    `count` is about how many tasks there are; they are taken as they are needed. The function
    stands at the top of a module, and neither reads nor writes anything else.
    """
    processes = _processors()
    alone = sys.platform.startswith("linux") and threading.active_count() == 1
    method = "fork" if alone else "spawn"
    if processes == 1 or count < ENOUGH[method]:
        for task in tasks:
            yield function(shared, task)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, get_context(method), _begin, (function, shared))
    waiting: deque[Future[list[Result]]] = deque()
    rest = iter(tasks)
    try:
        while chunk := list(islice(rest, CHUNK)):
            waiting.append(pool.submit(_chunk, chunk))
            if len(waiting) > AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(function: Callable[[Any, Any], Any], shared: object) -> None:
    """Make a process ready for tasks; it ends with its parent, however that ends."""
    import signal
    from functools import partial
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    global _work  # noqa: PLW0603 -- what a pool's process has of its own
    _work = partial(function, shared)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    parent = parent_process()

    def end() -> None:
        if parent:
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=end, daemon=True).start()


def _chunk(tasks: Iterable[Any]) -> list[Any]:
    return [_work(task) for task in tasks]

"""Spread work over processes where there is enough of it; the results are the same either way.

A function and its tasks come in; its results come out in the order of the tasks.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from site_builder.build.garbage import frequent_collection, tidy_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future
    from typing import Any

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

# From how many tasks of a few milliseconds it pays to start processes, by the way to start them.
MIN_TASKS = {"fork": 48, "spawn": 600}
CHUNK_SIZE = 8  # tasks sent at once

_work: Callable[[Any], Any]


def run(
    function: Callable[[Shared, Task], Result], shared: Shared, tasks: Iterable[Task], count: int
) -> Iterator[Result]:
    """The results of `function(shared, task)` for each task, in order.

    `count` is about how many tasks there are; they are taken as they are needed, so that few are in
    memory. The function stands at the top of a module and has no side effects, as it may run in
    another process, to which `shared` and the tasks are pickled.
    """
    processes = _processors()
    # A fork copies locks that another thread may hold, so it is for processes of one thread.
    can_fork = sys.platform.startswith("linux") and threading.active_count() == 1
    method = "fork" if can_fork else "spawn"
    if processes == 1 or count < MIN_TASKS[method]:
        for task in tasks:
            yield function(shared, task)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 -- small builds need none
    from multiprocessing import get_context  # noqa: PLC0415 -- as above

    # One fewer than there are processors, as this process works too.
    pool = ProcessPoolExecutor(processes - 1, get_context(method), _begin, (function, shared))
    try:
        with frequent_collection():
            yield from _shared_results(pool, partial(function, shared), iter(tasks), processes)
    finally:
        pool.shutdown(cancel_futures=True)


def _shared_results(
    pool: Executor, work: Callable[[Task], Result], tasks: Iterator[Task], processes: int
) -> Iterator[Result]:
    """The results of tasks that the pool does while it has too few to do, and this process else."""
    from concurrent.futures import Future  # noqa: PLC0415 -- as in `run`

    pending: deque[Future[list[Result]]] = deque()
    while chunk := list(islice(tasks, CHUNK_SIZE)):
        if sum(not future.done() for future in pending) < processes:
            pending.append(pool.submit(_run_chunk, chunk))
        else:
            pending.append(Future())
            pending[-1].set_result([work(task) for task in chunk])
        # Results are taken while later chunks run, and few chunks are in memory at once.
        while pending and pending[0].done():
            yield from pending.popleft().result()
    while pending:
        yield from pending.popleft().result()


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(function: Callable[[Any, Any], Any], shared: object) -> None:
    """Prepare a worker process: what it runs, and that it ends when its parent does."""
    from multiprocessing import connection, parent_process  # noqa: PLC0415 -- as above

    tidy_worker()
    global _work  # noqa: PLW0603 -- the state of one worker process
    _work = partial(function, shared)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to handle
    parent = parent_process()

    def end_with_parent() -> None:
        if parent:
            connection.wait([parent.sentinel])
            os._exit(1)

    # A worker waits for tasks in a blocking read, which a killed parent would not end.
    threading.Thread(target=end_with_parent, daemon=True).start()


def _run_chunk(tasks: Iterable[Any]) -> list[Any]:
    return [_work(task) for task in tasks]

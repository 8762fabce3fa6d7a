"""Hints from the system of where files may have changed, through watchdog.

A hint says where to look and nothing more: some are lost, some come twice, some are about nothing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Literal, NamedTuple

from watchdog import events
from watchdog.observers import Observer as SystemObserver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchdog.observers.api import ObservedWatch

# Never opening or reading: whoever reads the journal, a build above all, must cause no build.
WANTED: list[type[events.FileSystemEvent]] = [
    events.FileClosedEvent,
    events.FileCreatedEvent,
    events.FileDeletedEvent,
    events.FileModifiedEvent,
    events.FileMovedEvent,
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
]
TELLS_CLOSING = sys.platform.startswith("linux")  # elsewhere a change is all that is told
# Seconds without a hint, and at most, before what has gathered is given: after a save or two, and
# after more of them, as when git checks out another branch.
FEW = 3
AFTER_FEW, AFTER_MANY = (0.015, 0.1), (0.15, 3.0)


class Hint(NamedTuple):
    """What may have happened to a path: written, still being written, or anything below it."""

    kind: Literal["written", "writing", "anything"]
    path: str


class Observer(events.FileSystemEventHandler):
    """Hints about the folders that it covers, of paths that concern somebody.

    `concerns` is asked in another thread, by path and `folder=`. Raises OSError where the system
    has no observer to give.
    """

    def __init__(self, concerns: Callable[..., bool]) -> None:
        self._concerns = concerns
        self._hints: SimpleQueue[Hint] = SimpleQueue()
        self._covered: dict[tuple[str, bool], tuple[tuple[int, int], ObservedWatch]] = {}
        self._complaints = _Complaints(lambda: self._hints.put(Hint("anything", "")))
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._complaints)
        logger.propagate = False
        _pair_moves_quickly()
        _allow_deep_folders()
        _allow_folders_seen_twice()
        self._system = SystemObserver()
        self._system.start()

    def cover(self, deep: Iterable[str], flat: Iterable[str]) -> None:
        """Cover these folders, `deep` ones with all below them, and no others.

        Those that are not there are left for the next time; one that was made anew is covered
        anew. Raises OSError where the system can't observe so many.
        """
        wanted = {(path, True): _identity(path) for path in deep}
        wanted |= {(path, False): _identity(path) for path in flat if (path, True) not in wanted}
        for key, (identity, watch) in list(self._covered.items()):
            if wanted.get(key) != identity:
                del self._covered[key]
                self._system.unschedule(watch)
        for (path, recursive), found in wanted.items():
            if found is None or (path, recursive) in self._covered:
                continue
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                watch = self._system.schedule(self, path, recursive=recursive, event_filter=WANTED)
                self._covered[path, recursive] = (found, watch)

    def dispatch(self, event: events.FileSystemEvent) -> None:
        """Keep what an event hints at."""
        writing = event.event_type == events.EVENT_TYPE_MODIFIED and TELLS_CLOSING
        kind: Literal["written", "writing", "anything"] = "writing" if writing else "written"
        for path in (os.fsdecode(p) for p in (event.src_path, event.dest_path) if p):
            if self._concerns(path, folder=event.is_directory):
                self._hints.put(Hint("anything" if event.is_directory else kind, path))

    def gather(self, seconds: float) -> list[Hint]:
        """The hints that come together, once the first has come; none after so many seconds."""
        try:
            hints = [self._hints.get(timeout=max(seconds, 0))]
        except Empty:
            return []
        paths, begun = {hints[0].path}, monotonic()
        while True:
            quiet, longest = AFTER_MANY if len(paths) > FEW else AFTER_FEW
            left = begun + longest - monotonic()
            try:
                hints.append(self._hints.get(timeout=max(min(quiet, left), 0)))
            except Empty:
                return hints
            paths.add(hints[-1].path)
            if left <= 0:
                return hints

    def close(self) -> None:
        """Stop observing."""
        self._system.stop()
        self._system.join()
        logging.getLogger("watchdog").removeHandler(self._complaints)


class _Complaints(logging.Handler):
    """Takes what watchdog logs, such as that the kernel's queue overflowed, as a hint to look."""

    def __init__(self, hint: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._hint = hint

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 -- logging's signature
        """Whatever it is: look everywhere."""
        self._hint()


def _identity(path: str) -> tuple[int, int] | None:
    """What tells a folder from another that takes its name; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- paths are text here, as watchdog gives them
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _allow_deep_folders() -> None:
    """Let watchdog look through all folders that a path can name: 2,048 in its 4,096 bytes.

    It does so with `os.walk`, which calls itself for each of them until Python 3.12.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 2_500))


def _allow_folders_seen_twice() -> None:
    """Silence watchdog where it covers a folder twice, as it appeared while it looked for folders.

    Its warning would name all folders that are covered, which takes seconds where there are many.
    """
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
    with contextlib.suppress(ImportError):
        from watchdog.observers.inotify import InotifyWatchGroup

        InotifyWatchGroup.__repr__ = object.__repr__  # type: ignore[method-assign]


def _pair_moves_quickly() -> None:
    """Let watchdog wait 20 ms, not 500, for the other half of a move.

    It holds back all that follows meanwhile, and every save that renames a file over is a move.
    """
    with contextlib.suppress(ImportError):
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

        InotifyMoveEventGrouper.delay = 0.02

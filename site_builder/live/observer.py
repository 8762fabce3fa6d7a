"""Hints from the system of where files may have changed, through watchdog.

In: the folders to watch, and a function that knows which paths matter. Out: batches of hints. A
hint is no more than a place to look: some are lost, some come twice, some are about nothing. Files
are not read here, and no build is decided on: `watcher` does both.
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

if sys.platform.startswith("linux"):
    from watchdog.observers.inotify import InotifyWatchGroup
    from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchdog.observers.api import ObservedWatch

# Not opening and reading: a build reads the journal, and would cause the next build.
WATCHED_EVENTS: list[type[events.FileSystemEvent]] = [
    events.FileClosedEvent,
    events.FileCreatedEvent,
    events.FileDeletedEvent,
    events.FileModifiedEvent,
    events.FileMovedEvent,
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
]
# Only inotify reports that a written file was closed; else each modification counts as a save.
REPORTS_CLOSE = sys.platform.startswith("linux")
MOVE_PAIRING_SECONDS = 0.02
MIN_RECURSION_LIMIT = 2_500


class Debounce(NamedTuple):
    """When a batch of hints is complete: after `quiet` seconds without one, or `longest` in all."""

    quiet: float
    longest: float


BURST_DEBOUNCE = Debounce(0.003, 0.05)  # of what one save does: a rename, a backup, a write
FEW_PATHS = 3  # in a batch: a save or two; with more it is a checkout, a sync, an unpacking
FEW_PATHS_DEBOUNCE = Debounce(0.015, 0.1)
MANY_PATHS_DEBOUNCE = Debounce(0.15, 3.0)


class Hint(NamedTuple):
    """What may have happened at a path: written, still being written, or anything below it."""

    kind: Literal["written", "writing", "anything"]
    path: str


class Observer(events.FileSystemEventHandler):
    """Watches folders, and queues a hint for each event at a path that matters.

    `is_relevant(path, folder=…)` is called in watchdog's thread. Raises OSError where the system
    has no observer left to give.
    """

    def __init__(self, is_relevant: Callable[..., bool]) -> None:
        self._is_relevant = is_relevant
        self._hints: SimpleQueue[Hint] = SimpleQueue()
        # By folder, and whether with all below it: the folder's identity, and watchdog's handle.
        self._watches: dict[tuple[str, bool], tuple[tuple[int, int], ObservedWatch]] = {}
        self._log_handler = _HintingLogHandler(lambda: self._hints.put(Hint("anything", "")))
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._log_handler)
        logger.propagate = False
        _tune_inotify()
        _allow_deep_folders()
        self._system = SystemObserver()
        self._system.start()

    def watch(self, recursive: Iterable[str], flat: Iterable[str]) -> None:
        """Watch these folders, the recursive ones with all below them, and no others.

        Called again whenever folders may have come or gone: missing ones are left out until then,
        and one that was removed and made again is watched anew. Raises OSError where the system
        can't watch so many.
        """
        to_watch = {(path, True): _folder_identity(path) for path in recursive}
        to_watch |= {
            (path, False): _folder_identity(path) for path in flat if (path, True) not in to_watch
        }
        for key, (watched_identity, watch) in list(self._watches.items()):
            if to_watch.get(key) != watched_identity:
                del self._watches[key]
                self._system.unschedule(watch)
        for (path, is_recursive), identity in to_watch.items():
            if identity is None or (path, is_recursive) in self._watches:
                continue
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                watch = self._system.schedule(
                    self, path, recursive=is_recursive, event_filter=WATCHED_EVENTS
                )
                self._watches[path, is_recursive] = (identity, watch)

    def dispatch(self, event: events.FileSystemEvent) -> None:
        """Queue hints for an event's paths, of which a move has two."""
        writing = event.event_type == events.EVENT_TYPE_MODIFIED and REPORTS_CLOSE
        kind: Literal["written", "writing", "anything"] = "writing" if writing else "written"
        for path in (os.fsdecode(p) for p in (event.src_path, event.dest_path) if p):
            if self._is_relevant(path, folder=event.is_directory):
                self._hints.put(Hint("anything" if event.is_directory else kind, path))

    def next_hints(self, timeout: float) -> list[Hint]:
        """Wait up to so many seconds for a hint; it and those of the same burst, else none."""
        try:
            hints = [self._hints.get(timeout=max(timeout, 0))]
        except Empty:
            return []
        return self._followed(hints, lambda: BURST_DEBOUNCE)

    def until_quiet(self, hints: list[Hint]) -> list[Hint]:
        """Hints, with all that follow closely; of many paths, for longer."""
        paths = {path for _, path in hints}

        def debounce() -> Debounce:
            paths.add(hints[-1].path)
            return MANY_PATHS_DEBOUNCE if len(paths) > FEW_PATHS else FEW_PATHS_DEBOUNCE

        return self._followed(hints, debounce)

    def _followed(self, hints: list[Hint], debounce: Callable[[], Debounce]) -> list[Hint]:
        """Append the hints that come until the batch is complete; `debounce` is asked at each."""
        begun = monotonic()
        while True:
            quiet, longest = debounce()
            left = begun + longest - monotonic()
            try:
                hints.append(self._hints.get(timeout=max(min(quiet, left), 0)))
            except Empty:
                return hints
            if left <= 0:
                return hints

    def close(self) -> None:
        """Stop watching, and wait for watchdog's threads to end."""
        self._system.stop()
        self._system.join()
        logging.getLogger("watchdog").removeHandler(self._log_handler)


class _HintingLogHandler(logging.Handler):
    """Calls `hint` for each warning of watchdog, such as that the kernel's queue overflowed.

    watchdog only logs that events were lost. Its wording may change, so any warning counts.
    """

    def __init__(self, hint: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._hint = hint

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 -- logging's signature
        """Call `hint`, and print nothing."""
        self._hint()


def _folder_identity(path: str) -> tuple[int, int] | None:
    """Device and inode of a folder, by which another one of its name is noticed; None without."""
    try:
        status = os.stat(path)  # noqa: PTH116 -- paths are text here, as watchdog gives them
    except OSError:
        return None
    return (status.st_dev, status.st_ino)


def _allow_deep_folders() -> None:
    """Let watchdog list all folders that a path can name: 2,048 in its 4,096 bytes.

    It does so with `os.walk`, which calls itself for each of them until Python 3.12.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), MIN_RECURSION_LIMIT))


def _tune_inotify() -> None:
    """Change two things in watchdog that are no options of it, and only exist on Linux."""
    if sys.platform.startswith("linux"):
        # It waits 500 ms for the second event of a move, and holds back all later events
        # meanwhile; each save that renames a file is a move.
        InotifyMoveEventGrouper.delay = MOVE_PAIRING_SECONDS
        # A folder that appears while it lists folders is watched twice. That is harmless, but the
        # warning names all watched folders, which takes seconds where there are many.
        InotifyWatchGroup.__repr__ = object.__repr__  # type: ignore[method-assign]
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)

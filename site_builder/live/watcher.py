"""When to build: after a save, at midnight, and for the search index once saves have stopped.

In: the folders to watch, and a clock. Out: a stream of `NeededBuild`, without an end. Hints of
`observer` say where to look, and the state of the files decides whether something changed. As
hints can get lost, all files are scanned every few seconds as well; where there are no hints, that
is all there is (polling). Nothing is built here.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from site_builder.core.frozen import frozen
from site_builder.live import observer
from site_builder.live.file_states import (
    FileState,
    entry_paths,
    file_state,
    is_below_roots,
    scan,
    watched_roots,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping
    from datetime import date


class ScanPace(NamedTuple):
    """The seconds between two scans: `pause`, or `times` what a scan takes if that is more."""

    pause: float
    times: float


PACE_WITH_HINTS, POLLING_PACE = ScanPace(2.0, 50), ScanPace(0.5, 10)
SETTLED_SECONDS = 1.0  # after which a file that a program keeps open counts as written
GIT_LOCK_SECONDS = 5.0  # that a checkout may take; an older lock was left by a crash
INDEX_AFTER_SECONDS = 3.0  # without a change
MOUNT_TABLE = Path("/proc/self/mountinfo")
# File systems that other machines write to, or the other side of a virtual one: the kernel here
# reports none of their writes.
SHARED_FILE_SYSTEMS = {
    *("9p", "drvfs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "vboxsf", "prl_fs", "virtiofs"),
}


@frozen
class WatchedPaths:
    """The folders that a site is built from; `templates` only where the user named some."""

    journal_folder: Path
    templates: Path | None


@frozen
class NeededBuild:
    """A build that is needed: the day to build as of, and whether to make the search index.

    `files` are the files that changed: paths below the journal folder, with slashes, and absolute
    ones of files elsewhere. Empty for the first build, and where only the day or the index did.
    """

    today: date
    index: bool
    files: frozenset[str] = frozenset()
    shown: bool = False
    """Whether `preview` was called for all the files as they are now."""


def needed_builds(
    paths: WatchedPaths,
    clock: Callable[[], date],
    warn: Callable[[str], None],
    *,
    poll: bool,
    search: bool,
    preview: Callable[[NeededBuild], None] = lambda _: None,
) -> Generator[NeededBuild]:
    """Each build when it is needed: the first at once, then after changes, without an end.

    The caller builds between two of them, and may take as long as it likes: all changes meanwhile
    are one more build. `warn` is called with a line for the user where files have to be polled;
    `poll` asks for that without one. `preview` is called once a few files are saved, with the build
    that will be needed when all is quiet.
    """

    def show(files: frozenset[str]) -> None:
        preview(NeededBuild(clock(), index=False, files=files))

    with contextlib.closing(Watcher(paths, warn, show, poll=poll)) as watcher:
        today = clock()
        watcher.rescan()
        watcher.take_changed_files()  # all are new to it
        yield NeededBuild(today, search)
        index_outdated, last_build = False, time.monotonic()
        while True:
            until_index = last_build + INDEX_AFTER_SECONDS - time.monotonic()
            changed = watcher.wait_for_change(
                until_index if index_outdated else PACE_WITH_HINTS.pause
            )
            if changed or clock() != today:
                today = clock()
                files, shown = watcher.take_changed_files()
                yield NeededBuild(today, index=False, files=files, shown=shown)
                index_outdated, last_build = search, time.monotonic()
            elif index_outdated and time.monotonic() >= last_build + INDEX_AFTER_SECONDS:
                yield NeededBuild(today, index=True)
                index_outdated = False


class Watcher:
    """The states of the files that builds read, as of the last change that was reported.

    `show` gets the files of a save that is complete, while all is not yet quiet. The observer's
    thread only calls `_is_relevant`; all else runs in the caller's.
    """

    def __init__(
        self,
        paths: WatchedPaths,
        warn: Callable[[str], None],
        show: Callable[[frozenset[str]], None],
        *,
        poll: bool,
    ) -> None:
        self._paths = paths
        self._warn = warn
        self._show = show
        self._find_roots()
        self._states: dict[str, FileState] = {}
        self._links: Mapping[str, str] = {}  # a symlink's path by that of its target
        self._being_written: set[str] = set()
        self._changed_files: set[str] = set()
        self._shown: dict[str, FileState] = {}  # the states of files that `show` was given
        self._next_scan = 0.0
        self._observer: observer.Observer | None = None  # None while files are polled
        if not poll:
            self._start_observing()

    def _start_observing(self) -> None:
        """Start to observe, or to poll where the system can't report every change."""
        shared = next((r.folder for r in self._roots if is_on_shared_disk(r.folder)), None)
        if shared:
            self._start_polling(f"other machines may write to {shared}")
            return
        try:
            self._observer = observer.Observer(self._is_relevant)
        except OSError as error:
            reason = error.strerror or error
            self._start_polling(f"the system cannot report changed files ({reason})")

    def close(self) -> None:
        """Stop observing."""
        if self._observer:
            self._observer.close()
            self._observer = None

    def take_changed_files(self) -> tuple[frozenset[str], bool]:
        """The files that changed since the last call, and whether all were shown as they are now.

        They are as `NeededBuild.files` has them.
        """
        changed, self._changed_files = self._changed_files, set()
        shown, self._shown = self._shown, {}
        was_shown = all(_is_same(shown.get(f), self._states.get(f)) for f in changed)
        return self._as_given_out(changed), was_shown

    def _as_given_out(self, files: Iterable[str]) -> frozenset[str]:
        """Files as `NeededBuild.files` has them."""
        journal = self._roots[0].folder + os.sep
        return frozenset(file.removeprefix(journal).replace(os.sep, "/") for file in files)

    def wait_for_change(self, timeout: float) -> bool:
        """Wait up to so many seconds; whether a file changed that builds read."""
        deadline = time.monotonic() + timeout
        while True:
            if self._wait_for_hints(min(deadline, self._next_scan) - time.monotonic()):
                return True
            now = time.monotonic()
            if now >= self._next_scan and self.rescan(hinted=False):
                self._wait_until_settled()
                return True
            if now >= deadline:
                return False

    def _wait_for_hints(self, timeout: float) -> bool:
        """Wait for the next hints; whether a file changed where they point to.

        A file that is still being written is left for the hint that it was closed, so that no
        half of it is built; git's checkouts are waited for as a whole.
        """
        if self._observer is None:
            time.sleep(max(timeout, 0))
            return False
        hints = self._observer.next_hints(timeout)
        scan_all, written = self._sort(hints)
        if not scan_all and not written:
            return False
        if not scan_all and not _git_is_busy(self._paths.journal_folder):
            self._show_save(written)
        hints = self._observer.until_quiet(hints)
        while _git_is_busy(self._paths.journal_folder):
            hints += self._observer.next_hints(observer.FEW_PATHS_DEBOUNCE.longest)
            hints = self._observer.until_quiet(hints)
        scan_all, written = self._sort(hints)
        changes = [self._note_save(file) for file in written]
        return any(changes) | (scan_all and self.rescan())

    def _sort(self, hints: list[observer.Hint]) -> tuple[bool, set[str]]:
        """Whether hints ask for a scan of all files, and which files are written by now."""
        scan_all, written = False, set[str]()
        for kind, path in hints:
            file = self._links.get(path, path)
            if kind == "anything" or file in self._entry_paths:
                scan_all = True
            elif kind == "writing":
                self._being_written.add(file)
            else:
                self._being_written.discard(file)
                written.add(file)
        return scan_all, written - self._being_written

    def _show_save(self, written: set[str]) -> None:
        """Have the few files of a save shown, where the system said that they were closed.

        An empty file may be one that was emptied to be written: it waits until all is quiet.
        """
        states = {file: state for file in written if (state := file_state(file))}
        is_complete = len(states) == len(written) and not any(s.is_empty for s in states.values())
        if observer.REPORTS_CLOSE and is_complete and len(states) <= observer.FEW_PATHS:
            self._shown |= states
            self._show(self._as_given_out(states))

    def _note_save(self, file: str) -> bool:
        """Note the state of a file that was written; whether it may differ from the last one."""
        before, now = self._states.get(file), file_state(file)
        self._changed_files.add(file)
        if now is None:
            return self._states.pop(file, None) is not None
        if before is None and now.is_empty and now.age < SETTLED_SECONDS:
            self._being_written.add(file)  # it was just created, and its content will follow
            return False
        self._states[file] = now._replace(is_link=before is not None and before.is_link)
        return before is None or before.is_ambiguous or before.stat != now.stat

    def rescan(self, *, hinted: bool = True) -> bool:
        """Scan all files; whether they differ from the last states.

        Without a hint, a file that has just changed is left for the hint that must come. Where a
        change went by without a hint, the system can't be relied on: files are polled from then on.
        """
        begun = time.monotonic()
        self._find_roots()
        self._watch_folders()
        states, self._links = scan(self._roots)
        removed, self._states = self._states, {}
        missed_hint = changed = False
        for file, now in states.items():
            before = removed.pop(file, None)
            if before and before.stat == now.stat:
                self._states[file] = now
            elif 0 <= now.age < SETTLED_SECONDS and self._hint_will_come(file, hinted=hinted):
                if before:
                    self._states[file] = before
            else:
                self._states[file] = now
                self._changed_files.add(file)
                changed = True
                if before and not hinted and file not in self._being_written:
                    missed_hint = missed_hint or _causes_hint(before, now)
                self._being_written.discard(file)
        self._changed_files |= removed.keys()
        if self._observer and missed_hint:
            self._start_polling("the system does not report every change here")
        self._schedule_scan(begun)
        return changed or bool(removed)

    def _schedule_scan(self, begun: float) -> None:
        """Set when to scan next, after a scan that was begun at a time."""
        pace = PACE_WITH_HINTS if self._observer else POLLING_PACE
        ended = time.monotonic()
        self._next_scan = ended + max(pace.pause, pace.times * (ended - begun))

    def _hint_will_come(self, file: str, *, hinted: bool) -> bool:
        """Whether a hint is still to come for a file that has just changed."""
        return self._observer is not None and (file in self._being_written or not hinted)

    def _wait_until_settled(self) -> None:
        """Wait, while files are polled, until a scan finds no more changes.

        No hint says that a file was closed then, or that a checkout is complete.
        """
        debounce = observer.MANY_PATHS_DEBOUNCE
        deadline = time.monotonic() + debounce.longest
        while self._observer is None and time.monotonic() < deadline:
            time.sleep(debounce.quiet)
            if not self.rescan():
                return

    def _find_roots(self) -> None:
        """Find the watched folders anew: a symlink on the way may lead elsewhere now."""
        journal_folder, templates = self._paths.journal_folder, self._paths.templates
        self._roots = watched_roots(journal_folder, templates)
        self._entry_paths = entry_paths(journal_folder, templates, self._roots)

    def _watch_folders(self) -> None:
        """Observe the folders that exist now.

        Those around an entry path, or a symlink's target, are watched too, but not what is below.
        """
        if self._observer is None:
            return
        around = {str(Path(path).parent) for path in (*self._entry_paths, *self._links)}
        try:
            self._observer.watch([root.folder for root in self._roots], sorted(around))
        except OSError as error:
            self._start_polling(f"the system cannot watch every folder ({error.strerror})")

    def _start_polling(self, reason: str) -> None:
        self.close()
        self._warn(f"{reason}: checking the files every half second instead")

    def _is_relevant(self, path: str, *, folder: bool) -> bool:
        """Whether an event at a path can matter; called in the observer's thread."""
        if path in self._entry_paths or path in self._links:
            return True
        return is_below_roots(self._roots, path, folder=folder)


def _is_same(shown: FileState | None, now: FileState | None) -> bool:
    """Whether a file was shown, and is as it was then as far as its stat tells."""
    return shown is not None and now is not None and shown.stat == now.stat


def _causes_hint(before: FileState, now: FileState) -> bool:
    """Whether a change should have come with a hint: content changed, in a watched folder.

    The target of a symlink may be anywhere, and a change of its folders goes unreported.
    """
    return not before.is_link and not now.is_link and before.content_stat != now.content_stat


def _git_is_busy(journal_folder: Path) -> bool:
    """Whether git is changing the journal's files: it holds the lock of its index, a recent one."""
    folder = Path(os.path.realpath(journal_folder))
    for parent in (folder, *folder.parents):
        git = parent / ".git"
        with contextlib.suppress(OSError):
            if git.is_file():  # in a worktree: a line with the path of the git folder
                git = parent / git.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
            return 0 <= time.time() - (git / "index.lock").stat().st_mtime < GIT_LOCK_SECONDS
    return False


def is_on_shared_disk(folder: str, mount_table: Path = MOUNT_TABLE) -> bool:
    """Whether a folder, by its real path, is on a file system that other machines can write to.

    False where there is no mount table, as outside of Linux. Format of a line, in proc(5), where
    a space is `040` in octal: `36 35 98:0 /root /mnt rw,noatime shared:1 - ext4 /dev/sda1 rw`.
    """
    try:
        lines = mount_table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    file_system, longest = "", 0
    for line in lines:
        fields, _, rest = line.partition(" - ")
        escaped = fields.split(" ")[4].rstrip("/")
        mount_point = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), escaped)
        # The innermost mount counts, and of two at one place the later one.
        if f"{folder}/".startswith(f"{mount_point}/") and len(mount_point) >= longest:
            file_system, longest = rest.split(" ")[0], len(mount_point)
    return file_system in SHARED_FILE_SYSTEMS or file_system.startswith("fuse.")

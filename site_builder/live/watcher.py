"""What to build, and when: after a save, at midnight, and for the search once all is quiet.

Hints of the system say where to look; what a look at the files finds decides. A look at all of
them every few seconds is the net below, for hints that were lost, and all there is where files
are polled.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from site_builder.files import snapshot
from site_builder.files.theme import is_theme
from site_builder.live import observer
from site_builder.parsing.filenames import is_read
from site_builder.parsing.strays import is_stray, may_be_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from datetime import date

# Seconds between looks at everything, and at least so many times what one takes: as the net below,
# and where that is all there is.
RESCAN, POLL = (2.0, 50), (0.5, 10)
SETTLED = 1.0  # seconds after which a file that somebody still holds open counts as written
COARSE = 2.0  # seconds within which two saves can look the same
GIT_AT_MOST = 5.0  # seconds that git may take for a checkout; an older lock means something else
IDLE = 3.0  # seconds without a change after which the search index is made
MOUNTS = Path("/proc/self/mountinfo")
# What other machines write there, the system here does not hear of.
FOREIGN = {"9p", "drvfs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "vboxsf", "prl_fs", "virtiofs"}


@dataclass(frozen=True, slots=True)
class WatchedPaths:
    """Where a site comes from: `templates` are those that the user named."""

    journal: Path
    templates: Path | None


@dataclass(frozen=True, slots=True)
class NeededBuild:
    """A build that is needed: the day to speak as of, and whether to make the search index.

    `files` are those that changed, by path below the journal where that is where they are.
    """

    today: date
    index: bool
    files: frozenset[str] = frozenset()


class Root(NamedTuple):
    """A folder whose files a build reads: which names are hidden there, which files wanted."""

    folder: str
    hidden: tuple[str, ...]
    wanted: Callable[[str], bool]


class FileState(NamedTuple):
    """A file as it was seen: (modified, changed, size, inode, device), when, and if by a link.

    There can be ten thousand of them at every look, so paths are text here, not `Path`.
    """

    stat: tuple[int, int, int, int, int]
    at: int
    link: bool = False

    @property
    def age(self) -> float:
        """Seconds since it had changed when it was seen."""
        return (self.at - max(self.stat[:2])) / 1e9

    @property
    def recent(self) -> bool:
        """Whether it had changed so lately that another save may leave the same figures."""
        return self.age < COARSE

    @property
    def content(self) -> tuple[int, int, int]:
        """What a change of its bytes changes."""
        return (self.stat[0], self.stat[2], self.stat[3])


FOLDER = FileState((0, 0, 0, 0, 0), 1 << 62)  # there, and that is all


def needed_builds(
    places: WatchedPaths,
    clock: Callable[[], date],
    tell: Callable[[str], None],
    *,
    poll: bool,
    search: bool,
) -> Generator[NeededBuild]:
    """Each build that is needed, when it is needed: the first at once, and never an end.

    A build may take as long as it likes: all that changes meanwhile is one need after it. `tell`
    is given what a user should know of how the files are watched.
    """
    with contextlib.closing(Watcher(places, tell, poll=poll)) as watch:
        today = clock()
        watch.look()
        yield NeededBuild(today, search)
        stale, since = False, time.monotonic()
        while True:
            idle = since + IDLE - time.monotonic() if stale else RESCAN[0]
            changed = watch.changed(idle)
            if changed or clock() != today:
                today = clock()
                yield NeededBuild(today, index=False, files=watch.news())
                stale, since = search, time.monotonic()
            elif stale and time.monotonic() >= since + IDLE:
                yield NeededBuild(today, index=True)
                stale = False


class Watcher:
    """What a build reads, as it was last seen."""

    def __init__(self, places: WatchedPaths, tell: Callable[[str], None], *, poll: bool) -> None:
        self._places = places
        self._tell = tell
        self._roots, self._doors = _roots(places), _entry_paths(places)
        self._seen: dict[str, FileState] = {}
        self._links: Mapping[str, str] = {}
        self._writing: set[str] = set()
        self._news: set[str] = set()
        self._next_look = 0.0
        self._observer: observer.Observer | None = None
        if poll:
            return
        foreign = next((r.folder for r in self._roots if on_foreign_disk(r.folder)), None)
        if foreign:
            self._poll(f"other machines may write to {foreign}")
            return
        try:
            self._observer = observer.Observer(self._concerns)
        except OSError as error:
            self._poll(f"the system can't tell of changes now ({error.strerror or error})")

    def close(self) -> None:
        """Stop observing."""
        if self._observer:
            self._observer.close()
            self._observer = None

    def news(self) -> frozenset[str]:
        """What has changed since this was last asked, by path below the journal if it is there."""
        journal = self._roots[0].folder + os.sep
        found, self._news = self._news, set()
        return frozenset(file.removeprefix(journal).replace(os.sep, "/") for file in found)

    def changed(self, seconds: float) -> bool:
        """Whether a file has changed that a build reads; waits for that up to some seconds."""
        until = time.monotonic() + seconds
        while True:
            if self._hinted(min(until, self._next_look) - time.monotonic()):
                return True
            now = time.monotonic()
            if now >= self._next_look and self.look(hinted=False):
                self._let_settle()
                return True
            if now >= until:
                return False

    def _hinted(self, seconds: float) -> bool:
        """Whether a file has changed of those that the system hints at within some seconds."""
        if self._observer is None:
            time.sleep(max(seconds, 0))
            return False
        hints = self._observer.gather(seconds)
        while hints and _git_is_at_work(self._places.journal):
            hints += self._observer.gather(observer.AFTER_FEW[1])
        everywhere, written = False, set[str]()
        for kind, path in hints:
            file = self._links.get(path, path)
            if kind == "anything" or file in self._doors:
                everywhere = True
            elif kind == "writing":
                self._writing.add(file)
            else:
                self._writing.discard(file)
                written.add(file)
        saved = [self._saved(file) for file in written - self._writing]
        return any(saved) | (everywhere and self.look())

    def _saved(self, file: str) -> bool:
        """Note a file that was written, and say whether it may differ from what was seen."""
        before, now = self._seen.get(file), _seen(file)
        self._news.add(file)
        if now is None:
            return self._seen.pop(file, None) is not None
        if before is None and not now.stat[2] and now.age < SETTLED:
            self._writing.add(file)  # it was just made, and what is to be in it will follow
            return False
        self._seen[file] = now._replace(link=before is not None and before.link)
        return before is None or before.recent or before.stat != now.stat

    def look(self, *, hinted: bool = True) -> bool:
        """Look at all there is, and say whether it differs from what was seen.

        Without a hint, what has just changed is left to the hint that must come. Where changes
        went by that no hint told of, files are polled from then on.
        """
        begun = time.monotonic()
        self._roots, self._doors = _roots(self._places), _entry_paths(self._places)
        self._cover()
        found, self._links = _scan(self._roots)
        before, self._seen = self._seen, {}
        unheard = different = False
        for file, now in found.items():
            old = before.pop(file, None)
            if old and old.stat == now.stat:
                self._seen[file] = now
            elif 0 <= now.age < SETTLED and self._awaited(file, hinted=hinted):
                if old:
                    self._seen[file] = old
            else:
                self._seen[file] = now
                self._news.add(file)
                different = True
                heard = hinted or file in self._writing
                unheard = unheard or (old is not None and not heard and _is_news(old, now))
                self._writing.discard(file)
        if self._observer and unheard:
            self._poll("the system does not tell of every change here")
        pause, times = RESCAN if self._observer else POLL
        ended = time.monotonic()
        self._next_look = ended + max(pause, times * (ended - begun))
        self._news |= before.keys()
        return different or bool(before)

    def _awaited(self, file: str, *, hinted: bool) -> bool:
        """Whether a hint is still to come for a file that has just changed."""
        return self._observer is not None and (file in self._writing or not hinted)

    def _let_settle(self) -> None:
        """Wait, where no hint tells that a file is closed, until nothing changes any more."""
        until = time.monotonic() + observer.AFTER_MANY[1]
        while self._observer is None and time.monotonic() < until:
            time.sleep(observer.AFTER_MANY[0])
            if not self.look():
                return

    def _cover(self) -> None:
        """Observe what there is now: folders come, go, and are made anew."""
        if self._observer is None:
            return
        beside = {str(Path(path).parent) for path in (*self._doors, *self._links)}
        try:
            self._observer.cover([root.folder for root in self._roots], sorted(beside))
        except OSError as error:
            self._poll(f"the system can't tell of changes in every folder ({error.strerror})")

    def _poll(self, why: str) -> None:
        self.close()
        self._tell(f"{why}: looking at the files every half second instead")

    def _concerns(self, path: str, *, folder: bool) -> bool:
        """Whether what happens at a path can matter; asked in the observer's thread."""
        return path in self._doors or path in self._links or _read(self._roots, path, folder=folder)


def _is_news(before: FileState, now: FileState) -> bool:
    """Whether the system should have told of a change: of bytes, in a place that it observes."""
    return not before.link and not now.link and before.content != now.content


def _read(roots: tuple[Root, ...], path: str, *, folder: bool) -> bool:
    """Whether a build reads a path, or what is in it where it is a folder."""
    for root in roots:
        inside = path.removeprefix(root.folder + os.sep).replace(os.sep, "/")
        if len(inside) < len(path) and not any(
            part.startswith(root.hidden) for part in inside.split("/")
        ):
            return folder or root.wanted(inside)
    return False


def _roots(places: WatchedPaths) -> tuple[Root, ...]:
    journal = os.path.realpath(places.journal)
    templates = os.path.realpath(places.templates or Path(journal).parent / "templates")
    return (
        Root(
            journal, (".", "_"), lambda path: is_read(path) or is_stray(path) or may_be_copy(path)
        ),
        Root(templates, (".",), is_theme),
    )


def _entry_paths(places: WatchedPaths) -> frozenset[str]:
    """The names under which the roots are reached: through links too, and whether or not there."""
    named = (places.journal, places.templates) if places.templates else (places.journal,)
    return frozenset(os.path.abspath(path) for path in named) | {r.folder for r in _roots(places)}  # noqa: PTH100 -- links stay


def _scan(roots: tuple[Root, ...]) -> tuple[dict[str, FileState], dict[str, str]]:
    """Every file that a build reads as it is now, and those that are links by where they lead."""
    seen, links = {}, {}
    for root in roots:
        if os.path.isdir(root.folder):  # noqa: PTH112 -- see Seen
            seen[root.folder] = FOLDER
        for path, entry in snapshot.walk(root.folder, root.hidden, lambda _error: None):
            if not root.wanted(path):
                continue
            link = entry.is_symlink()
            if link:
                links[os.path.realpath(entry.path)] = entry.path
            if found := _seen(entry.path, link=link):
                seen[entry.path] = found
    return seen, links


def _seen(file: str, *, link: bool = False) -> FileState | None:
    for follow in (True, False):  # a link that leads nowhere is seen as itself
        with contextlib.suppress(OSError):
            s = os.stat(file, follow_symlinks=follow)  # noqa: PTH116 -- see Seen
            stat = (s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino, s.st_dev)
            return FileState(stat, time.time_ns(), link)
    return None


def _git_is_at_work(journal: Path) -> bool:
    """Whether git is changing the files of a journal: it has locked its index, and not long ago."""
    folder = Path(os.path.realpath(journal))
    for parent in (folder, *folder.parents):
        git = parent / ".git"
        with contextlib.suppress(OSError):
            if git.is_file():  # which leads to where a work tree's own index is
                git = parent / git.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
            return 0 <= time.time() - (git / "index.lock").stat().st_mtime < GIT_AT_MOST
    return False


def on_foreign_disk(folder: str, mounts: Path = MOUNTS) -> bool:
    """Whether a folder is on a disk that others share, whose changes the system can't tell of."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    kind, longest = "", 0
    for line in lines:
        fields, _, rest = line.partition(" - ")
        escaped = fields.split(" ")[4].rstrip("/")
        point = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), escaped)
        if f"{folder}/".startswith(f"{point}/") and len(point) >= longest:
            kind, longest = rest.split(" ")[0], len(point)
    return kind in FOREIGN or kind.startswith("fuse.")

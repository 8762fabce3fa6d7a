"""A scan of all files that a build reads: which ones there are, and the state of each.

In: the journal folder and the templates folder. Out: states by path, and the targets of symlinks.
File contents are not read, and states are compared in `watcher`. Paths are text here, not `Path`,
which would take several times as long for a journal of ten thousand files.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from site_builder.files import snapshot
from site_builder.files.theme import HIDDEN_IN_THEME, is_theme, templates_beside
from site_builder.parsing.filenames import HIDDEN_PREFIXES, is_read
from site_builder.parsing.unread_files import is_stray, may_be_copy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# On FAT, where times are whole seconds, two saves this close together can have the same stat.
COARSE_STAT_SECONDS = 2.0


class Root(NamedTuple):
    """A folder that builds read: the real path, and which of the paths below it are files to read.

    Names that begin with a prefix in `hidden` are ignored, folders too.
    """

    folder: str
    hidden: tuple[str, ...]
    is_read: Callable[[str], bool]


class FileState(NamedTuple):
    """The state of a file: a stat of it, the time of the stat in nanoseconds, and if by a symlink.

    `stat` is modification time, change time (both in nanoseconds), size, inode and device.
    """

    stat: tuple[int, int, int, int, int]
    at: int
    is_link: bool = False

    @property
    def age(self) -> float:
        """Seconds from the last change until the stat; negative for a time in the future."""
        return (self.at - max(self.stat[:2])) / 1e9

    @property
    def is_ambiguous(self) -> bool:
        """Whether the file changed so shortly before that a later save may have the same stat."""
        return self.age < COARSE_STAT_SECONDS

    @property
    def content_stat(self) -> tuple[int, int, int]:
        """The part of the stat that a write or a replacement changes: time, size, inode."""
        return (self.stat[0], self.stat[2], self.stat[3])

    @property
    def is_empty(self) -> bool:
        """Whether the file has no bytes."""
        return not self.stat[2]


# The state of a root that exists: the same always, for only its coming and going count.
FOLDER_STATE = FileState((0, 0, 0, 0, 0), 1 << 62)


def watched_roots(journal_folder: Path, templates: Path | None) -> tuple[Root, ...]:
    """The journal folder and the templates folder, in this order, whether they exist or not."""
    journal = os.path.realpath(journal_folder)
    theme = os.path.realpath(templates or templates_beside(journal_folder))
    # Strays are not read, but a build warns of them.
    return (
        Root(
            journal,
            HIDDEN_PREFIXES,
            lambda path: is_read(path) or is_stray(path) or may_be_copy(path),
        ),
        Root(theme, HIDDEN_IN_THEME, is_theme),
    )


def entry_paths(
    journal_folder: Path, templates: Path | None, roots: tuple[Root, ...]
) -> frozenset[str]:
    """The absolute paths by which roots are reached: as the user gave them, and without symlinks.

    An event at one of these can make another folder the root.
    """
    folders = (journal_folder, templates) if templates else (journal_folder,)
    absolute = {os.path.abspath(folder) for folder in folders}  # noqa: PTH100 -- symlinks stay
    return frozenset(absolute | {root.folder for root in roots})


def is_below_roots(roots: tuple[Root, ...], path: str, *, folder: bool) -> bool:
    """Whether builds read the file at a path, or files below it where it is a folder."""
    for root in roots:
        inside = path.removeprefix(root.folder + os.sep).replace(os.sep, "/")
        if len(inside) < len(path) and not any(
            part.startswith(root.hidden) for part in inside.split("/")
        ):
            return folder or root.is_read(inside)
    return False


def scan(roots: tuple[Root, ...]) -> tuple[dict[str, FileState], dict[str, str]]:
    """The state of each file that a build reads, by path, and of symlinks the path by target.

    A root is among the states itself. Folders that can't be listed are skipped.
    """
    states, links = {}, {}
    for root in roots:
        if os.path.isdir(root.folder):  # noqa: PTH112 -- paths are text here
            states[root.folder] = FOLDER_STATE
        for path, entry in snapshot.walk(root.folder, root.hidden, lambda _error: None):
            if not root.is_read(path):
                continue
            is_link = entry.is_symlink()
            if is_link:
                links[os.path.realpath(entry.path)] = entry.path
            if state := file_state(entry.path, is_link=is_link):
                states[entry.path] = state
    return states, links


def file_state(path: str, *, is_link: bool = False) -> FileState | None:
    """The state of a file now, of the target for a symlink; None where there is none."""
    for follow_symlinks in (True, False):  # a broken symlink has the state of itself
        with contextlib.suppress(OSError):
            status = os.stat(path, follow_symlinks=follow_symlinks)  # noqa: PTH116 -- paths are text here
            times = (status.st_mtime_ns, status.st_ctime_ns)
            stat = (*times, status.st_size, status.st_ino, status.st_dev)
            return FileState(stat, time.time_ns(), is_link)
    return None

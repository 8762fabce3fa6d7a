"""What is in a folder: each file's hash, read only where a look at it does not tell.

Hashes decide; sizes and times only spare the hashing. A file that was changed so lately that it
could change again unseen is not trusted by its look.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SECOND = 1_000_000_000
TICK = SECOND // 50  # clocks of files go forward by up to 10 ms
COARSE = 2 * SECOND  # FAT's; its times are whole seconds


class FileStat(NamedTuple):
    """What a file's entry tells without reading it; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file's hash, and its look where it can be trusted: the same look means the same bytes."""

    digest: bytes
    look: FileStat | None


@dataclass(slots=True)
class Snapshot:
    """The wanted files below a folder, why others can't be read, and the paths of the rest."""

    files: dict[str, KnownFile] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    """The bytes of the files that were read."""
    unreadable: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def stat_of(path: str) -> FileStat | None:
    """A file's look now; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- ten thousand of them
    except (OSError, ValueError):
        return None
    return FileStat(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def trusted_stat(look: FileStat, now: int) -> FileStat | None:
    """A look, unless its file could still change unseen within the same tick of its clock."""
    latest = max(look.modified, look.changed)
    tick = COARSE if look.modified % SECOND == 0 else TICK
    return look if latest < now - tick else None


def scan(
    folder: Path,
    wanted: Callable[[str], bool],
    hidden: tuple[str, ...],
    known: Mapping[str, KnownFile] | None = None,
) -> Snapshot:
    """The wanted files below a folder; those whose look is the known one are not read.

    Names that begin like a hidden one are left out, links to folders are not followed. Raises
    OSError where a folder that is there can't be listed.
    """
    found = Snapshot()
    known = known or {}

    def failed(error: OSError) -> None:
        path = os.path.relpath(error.filename, folder)
        found.unreadable[name_of(path)] = error.strerror or str(error)

    for name, entry in walk(os.fspath(folder), hidden, failed):
        path = name_of(name)
        if not wanted(path):
            found.others.append(path)
        elif path.encode() != os.fsencode(name):
            found.unreadable[path] = "its name is not UTF-8"
        elif (look := stat_of(entry.path)) and (old := known.get(path)) and old.look == look:
            found.files[path] = old
        else:
            try:
                load(folder, path, found)
            except OSError as error:
                found.unreadable[path] = error.strerror or str(error)
    return found


def rescan(folder: Path, known: Mapping[str, KnownFile]) -> dict[str, KnownFile]:
    """Those of some known files that are there, by path, as they are now."""
    found = Snapshot()
    for path, old in known.items():
        look = stat_of(os.path.join(folder, os.fsdecode(path.encode())))  # noqa: PTH118 -- fast
        if look and old.look == look:
            found.files[path] = old
        elif look:
            with contextlib.suppress(OSError):
                load(folder, path, found)
    return found.files


def load(folder: Path, path: str, found: Snapshot) -> None:
    """Read a file below a folder, for its bytes and their hash. Raises OSError."""
    place = folder / os.fsdecode(path.encode())  # UTF-8 on the disk, whatever the locale
    now, look = time.time_ns(), stat_of(str(place))
    data = found.data[path] = read_file(place)
    found.files[path] = KnownFile(sha256(data).digest(), trusted_stat(look, now) if look else None)


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises OSError where it can't be read, or is no file."""
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")  # but a pipe, say, that would never end
    return path.read_bytes()


def name_of(path: str) -> str:
    """A path on the disk as text: names are UTF-8 there, whatever the locale."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def walk(
    folder: str, hidden: tuple[str, ...], failed: Callable[[OSError], None]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Each file below a folder with its path there, in order; links to folders are left out.

    Names that begin like a hidden one are left out too; `failed` is told of each folder that can't
    be listed. It never calls itself, for a thousand folders may lie in each other.
    """
    left = [(folder, "")]
    while left:
        place, before = left.pop()
        try:
            with os.scandir(place) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            failed(error)
            continue
        inner = []
        for entry in entries:
            if entry.name.startswith(hidden):
                continue
            if not _leads_to_folder(entry):
                yield before + entry.name, entry
            elif not entry.is_symlink():
                inner.append((entry.path, f"{before}{entry.name}/"))
        left += reversed(inner)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False

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


class Look(NamedTuple):
    """What a file's entry tells without reading it; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


@dataclass(frozen=True, slots=True)
class Known:
    """A file's hash, and its look where it can be trusted: the same look means the same bytes."""

    digest: bytes
    look: Look | None


@dataclass(slots=True)
class Folder:
    """The wanted files below a folder, why others can't be read, and the paths of the rest."""

    files: dict[str, Known] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    """The bytes of the files that were read."""
    unreadable: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def look_at(path: str) -> Look | None:
    """A file's look now; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- ten thousand of them
    except (OSError, ValueError):
        return None
    return Look(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def trusted(look: Look, now: int) -> Look | None:
    """A look, unless its file could still change unseen within the same tick of its clock."""
    latest = max(look.modified, look.changed)
    tick = COARSE if look.modified % SECOND == 0 else TICK
    return look if latest < now - tick else None


def scan(
    folder: Path,
    wanted: Callable[[str], bool],
    hidden: tuple[str, ...],
    known: Mapping[str, Known] | None = None,
) -> Folder:
    """The wanted files below a folder; those whose look is the known one are not read.

    Names that begin like a hidden one are left out, links to folders are not followed. Raises
    OSError where a folder that is there can't be listed.
    """
    found = Folder()
    known = known or {}
    for path, name, place in _walk(folder, hidden, found.unreadable):
        if not wanted(path):
            found.others.append(path)
        elif name is None:
            found.unreadable[path] = "its name is not UTF-8"
        elif (look := look_at(place)) and (old := known.get(path)) and old.look == look:
            found.files[path] = old
        else:
            try:
                load(folder, path, found)
            except OSError as error:
                found.unreadable[path] = error.strerror or str(error)
    return found


def still(folder: Path, known: Mapping[str, Known]) -> dict[str, Known]:
    """Those of some known files that are there, by path, as they are now."""
    found = Folder()
    for path, old in known.items():
        look = look_at(os.path.join(folder, os.fsdecode(path.encode())))  # noqa: PTH118 -- fast
        if look and old.look == look:
            found.files[path] = old
        elif look:
            with contextlib.suppress(OSError):
                load(folder, path, found)
    return found.files


def load(folder: Path, path: str, found: Folder) -> None:
    """Read a file below a folder, for its bytes and their hash. Raises OSError."""
    place = folder / os.fsdecode(path.encode())  # UTF-8 on the disk, whatever the locale
    now, look = time.time_ns(), look_at(str(place))
    data = found.data[path] = read(place)
    found.files[path] = Known(sha256(data).digest(), trusted(look, now) if look else None)


def read(path: Path) -> bytes:
    """A file's bytes. Raises OSError where it can't be read, or is no file."""
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")  # but a pipe, say, that would never end
    return path.read_bytes()


def named(path: str) -> str:
    """A path on the disk as text: names are UTF-8 there, whatever the locale."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(
    folder: Path, hidden: tuple[str, ...], unreadable: dict[str, str]
) -> Iterator[tuple[str, str | None, str]]:
    """Each file below a folder: its path there as text, its name if that is UTF-8, its place."""

    def no_folder(error: OSError) -> None:
        unreadable[named(os.path.relpath(error.filename, folder))] = error.strerror or str(error)

    start = len(os.path.join(folder, ""))  # noqa: PTH118 -- a length
    for parent, folders, names in os.walk(folder, onerror=no_folder):
        folders[:] = sorted(f for f in folders if not f.startswith(hidden))
        inside = parent[start:].replace(os.sep, "/")
        before = f"{inside}/" if inside else ""
        for name in sorted(n for n in names if not n.startswith(hidden)):
            path = named(before + name)
            sound = path.encode() == os.fsencode(before + name)
            yield path, name if sound else None, os.path.join(parent, name)  # noqa: PTH118 -- fast

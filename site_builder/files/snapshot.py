"""Which files a folder holds, with a hash of each; only files whose stat changed are read.

Hashes decide what changed. Sizes and times only save hashing, and are not trusted for a file that
changed so recently that it could change again within the same tick of the disk's clock.
"""

from __future__ import annotations

import contextlib
import os
import struct
import time
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SECOND = 1_000_000_000
CLOCK_TICK = SECOND // 50  # file times advance in steps of up to 10 ms
COARSE_CLOCK_TICK = 2 * SECOND  # on FAT, where they are whole seconds


class FileStat(NamedTuple):
    """What the system knows of a file without reading it; times in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


class KnownFile(NamedTuple):
    """The SHA-256 of a file, and the stat at which it holds; None if its stat proves nothing."""

    digest: bytes
    stat: FileStat | None


# A digest, whether there is a stat, and that; ten thousand are packed and unpacked in each build.
PACKED_FILE = struct.Struct("<32s?QqqQ")


def pack(files: Mapping[str, KnownFile]) -> bytes:
    """Known files by path, as bytes."""
    packed = b"".join(map(_packed, files.values()))
    paths = "\0".join(files).encode()
    return len(packed).to_bytes(8, "little") + packed + paths


def _packed(file: KnownFile) -> bytes:
    with contextlib.suppress(struct.error):  # some disks have times beyond the year 2262
        if file.stat:
            return PACKED_FILE.pack(file.digest, True, *file.stat)  # noqa: FBT003 -- there is one
    return PACKED_FILE.pack(file.digest, False, 0, 0, 0, 0)  # noqa: FBT003 -- there is none


def unpack(data: bytes) -> dict[str, KnownFile]:
    """The known files of `pack`; none of no bytes."""
    end = 8 + int.from_bytes(data[:8], "little")
    known = (
        KnownFile(digest, FileStat(size, modified, changed, inode) if has_stat else None)
        for digest, has_stat, size, modified, changed, inode in PACKED_FILE.iter_unpack(data[8:end])
    )
    return dict(zip(data[end:].decode().split("\0"), known, strict=False))


@dataclass(slots=True)
class Snapshot:
    """A folder at one moment; all paths are relative to it, with `/`.

    `files` are the wanted files, and `data` the bytes of those that had to be read. `unreadable`
    says why a file or folder could not be read. `others` are the files that nobody wanted.
    """

    files: dict[str, KnownFile] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    def digest(self) -> bytes:
        """A hash of all that this says of the folder, 16 bytes: what messages can name as well."""
        digest = blake2b(self.names(), digest_size=16)
        for path, known in sorted(self.files.items()):
            digest.update(path.encode() + b"\0" + known.digest)
        return digest.digest()

    def names(self) -> bytes:
        """All that this says of the folder but for the bytes in the files."""
        names = (sorted(self.unreadable.items()), sorted(self.others), sorted(self.files))
        return repr(names).encode("utf-8", "surrogatepass")


def stat_of(path: str) -> FileStat | None:
    """A file's stat now, through symlinks; None if there is no such file."""
    try:
        stat = os.stat(path)  # noqa: PTH116 -- ten thousand of them
    except (OSError, ValueError):
        return None
    return FileStat(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def trusted_stat(stat: FileStat, now: int) -> FileStat | None:
    """The stat, or None if its file could still change at `now` without a change of its times."""
    # Some programs set the modification time back; nobody can set the change time.
    latest = max(stat.modified, stat.changed)
    tick = COARSE_CLOCK_TICK if stat.modified % SECOND == 0 else CLOCK_TICK
    return stat if latest < now - tick else None


def scan(
    folder: Path,
    wanted: Callable[[str], bool],
    hidden: tuple[str, ...],
    known: Mapping[str, KnownFile] | None = None,
) -> Snapshot:
    """Take a snapshot of a folder. Files whose stat is that in `known` are not read.

    `hidden` are prefixes: a file or folder whose name begins with one is ignored. Symlinks to
    folders are not followed.
    """
    snapshot = Snapshot()
    known = known or {}

    def note_error(error: OSError) -> None:
        path = os.path.relpath(error.filename, folder)
        snapshot.unreadable[decode_path(path)] = error.strerror or str(error)

    for name, entry in walk(os.fspath(folder), hidden, note_error):
        path = decode_path(name)
        if not wanted(path):
            snapshot.others.append(path)
        # What is not UTF-8 was escaped in `path`, which therefore leads to no file.
        elif path.encode() != os.fsencode(name):
            snapshot.unreadable[path] = "its name is not UTF-8"
        elif (stat := stat_of(entry.path)) and (old := known.get(path)) and old.stat == stat:
            snapshot.files[path] = old
        else:
            try:
                snapshot.files[path], snapshot.data[path] = load(folder, path)
            except OSError as error:
                snapshot.unreadable[path] = error.strerror or str(error)
    return snapshot


def rescan(folder: Path, known: Mapping[str, KnownFile]) -> dict[str, KnownFile]:
    """The known files that still exist, by path; an unchanged one is the same object as before."""
    files, start = {}, f"{os.fspath(folder)}/"
    for path, old in known.items():
        # The same order as in `scan`: stat first, and bytes only if it differs.
        stat = stat_of(start + (path if path.isascii() else os.fsdecode(path.encode())))
        if stat and old.stat == stat:
            files[path] = old
        elif stat:
            with contextlib.suppress(OSError):
                files[path], _ = load(folder, path)
    return files


def load(folder: Path, path: str) -> tuple[KnownFile, bytes]:
    """A file below a folder: its hash, and its bytes. Raises OSError."""
    file = folder / os.fsdecode(path.encode())  # UTF-8 on the disk, whatever the locale
    # The stat comes first: a change while the file is read must make it look outdated.
    now, stat = time.time_ns(), stat_of(str(file))
    data = read_file(file)
    return KnownFile(sha256(data).digest(), trusted_stat(stat, now) if stat else None), data


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises OSError if it can't be read, or is a pipe or folder."""
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")  # reading a pipe might never end
    return path.read_bytes()


def decode_path(path: str) -> str:
    """A path from the file system as text. Names are UTF-8 there, whatever the locale says."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def walk(
    folder: str, hidden: tuple[str, ...], on_error: Callable[[OSError], None]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Each file below a folder, sorted, with its path relative to it.

    Names that begin with a prefix in `hidden` are left out, and so are symlinks to folders.
    `on_error` gets the OSError of each folder that can't be listed. A loop with a stack of its own,
    as a thousand nested folders are too deep for recursion.
    """
    stack = [(folder, "")]
    while stack:
        path, prefix = stack.pop()
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            on_error(error)
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith(hidden):
                continue
            if not _leads_to_folder(entry):
                yield prefix + entry.name, entry
            elif not entry.is_symlink():
                folders.append((entry.path, f"{prefix}{entry.name}/"))
        stack += reversed(folders)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or a symlink to one."""
    try:
        return entry.is_dir()
    except OSError:  # a symlink loop
        return False

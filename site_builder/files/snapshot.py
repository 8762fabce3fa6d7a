"""Which files a folder holds, with a hash of each; only files whose stat changed are read.

Hashes decide what changed. Sizes and times only save hashing, and are not trusted for a file that
changed so recently that it could change again within the same tick of the disk's clock.
"""

from __future__ import annotations

import contextlib
import os
import struct
import time
from hashlib import blake2b, sha256
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SECOND = 1_000_000_000
CLOCK_TICK = SECOND // 50  # file times advance in steps of up to 10 ms
COARSE_CLOCK_TICK = 2 * SECOND  # on FAT, where they are whole seconds


class KnownFile(NamedTuple):
    """The SHA-256 of a file, and the stat at which it holds; b"" if its stat proves nothing."""

    digest: bytes
    stat: bytes


# Ten thousand of both are packed or unpacked in each build.
STAT = struct.Struct("<QqqQ")  # size, times of modification and change in nanoseconds, inode
PACKED_FILE = struct.Struct(f"<32s{STAT.size + 1}p")


def pack(files: Mapping[str, KnownFile]) -> bytes:
    """Known files by path, as bytes."""
    packed = b"".join(starmap(PACKED_FILE.pack, files.values()))
    paths = "\0".join(files).encode()
    return len(packed).to_bytes(8, "little") + packed + paths


def unpack(data: bytes) -> dict[str, KnownFile]:
    """The known files of `pack`; none of no bytes."""
    end = 8 + int.from_bytes(data[:8], "little")
    known = starmap(KnownFile, PACKED_FILE.iter_unpack(data[8:end]))
    return dict(zip(data[end:].decode().split("\0"), known, strict=False))


class Snapshot:
    """A folder at one moment; all paths are relative to it, with `/`.

    `files` are the wanted files, and `data` the bytes of those that had to be read. `unreadable`
    says why a file or folder could not be read. `others` are the files that nobody wanted.
    """

    def __init__(self) -> None:
        self.files: dict[str, KnownFile] = {}
        self.data: dict[str, bytes] = {}
        self.unreadable: dict[str, str] = {}
        self.others: list[str] = []

    def digest(self) -> bytes:
        """A hash of all that this says of the folder, 16 bytes: what messages can name as well."""
        digests = b"".join(self.files[path].digest for path in sorted(self.files))
        return blake2b(self.names() + digests, digest_size=16).digest()

    def names(self) -> bytes:
        """All that this says of the folder but for the bytes in the files."""
        names = (sorted(self.unreadable.items()), sorted(self.others), sorted(self.files))
        return repr(names).encode("utf-8", "surrogatepass")


def stat_of(path: str) -> bytes | None:
    """What the system knows of a file without reading it, through symlinks, as STAT packs it.

    None if there is no such file, b"" for times that can't be packed.
    """
    try:
        stat = os.stat(path)  # noqa: PTH116 -- ten thousand of them
        return STAT.pack(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    except (OSError, ValueError):
        return None
    except struct.error:  # some disks have times beyond the year 2262
        return b""


def trusted_stat(stat: bytes, now: int) -> bytes:
    """The stat, or b"" if its file could still change at `now` without a change of its times."""
    if not stat:
        return b""
    _, modified, changed, _ = STAT.unpack(stat)
    # Some programs set the modification time back; nobody can set the change time.
    latest = max(modified, changed)
    tick = COARSE_CLOCK_TICK if modified % SECOND == 0 else CLOCK_TICK
    return stat if latest < now - tick else b""


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
        elif path is not name and path.encode() != os.fsencode(name):
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
        stat = stat_of(start + encode_path(path))
        if stat and old.stat == stat:
            files[path] = old
        elif stat is not None:
            with contextlib.suppress(OSError):
                files[path], _ = load(folder, path)
    return files


def load(folder: Path, path: str) -> tuple[KnownFile, bytes]:
    """A file below a folder: its hash, and its bytes. Raises OSError."""
    file = folder / encode_path(path)
    # The stat comes first: a change while the file is read must make it look outdated.
    now, stat = time.time_ns(), stat_of(str(file))
    data = read_file(file)
    return KnownFile(sha256(data).digest(), trusted_stat(stat or b"", now)), data


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises OSError if it can't be read, or is a pipe or folder."""
    if not path.is_file() and path.exists():
        raise OSError("it is not a file")  # reading a pipe might never end
    return path.read_bytes()


def decode_path(path: str) -> str:
    """A path from the file system as text. Names are UTF-8 there, whatever the locale says."""
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")


def encode_path(path: str) -> str:
    """A path as the file system takes it: the opposite of `decode_path`."""
    return path if path.isascii() else os.fsdecode(path.encode())


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

"""Files of the user's own, written whole and never over what was saved meanwhile."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPORARY = ".afterview-tmp-"
UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
EXCHANGE = 2  # of renameat2 on Linux and of renamex_np on macOS
EXCLUSIVE = 4 if sys.platform == "darwin" else 1
HERE = -100  # Linux's AT_FDCWD: a relative path begins in the current folder


def save_unless_changed(path: Path, old: bytes | None, new: bytes) -> bool:
    """Write a file that was read as `old`, None for no file; whether it was still so.

    Where it was not, it keeps what was saved meanwhile. A link stays, and leads to the new bytes.
    Raises OSError where the file can't be written; it is as it was then.
    """
    make_folder(path.parent)
    if old is None:
        return _create(path, new)
    target = path.resolve()
    with temporary_path(target.parent) as beside:
        _write(beside, new)
        shutil.copymode(target, beside)
        return _read(target) == old and _swap(beside, target, old, new)


def overwrite(path: Path, data: bytes) -> None:
    """Write a file whatever it holds, through a link to where it leads. Raises OSError."""
    target = path.resolve()
    make_folder(target.parent)
    with temporary_path(target.parent) as beside:
        _write(beside, data)
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it: one after the other, for there may be a thousand."""
    if not folder.exists():
        missing = [above for above in (folder, *folder.parents) if not above.exists()]
        for above in reversed(missing):
            above.mkdir(exist_ok=True)


@contextlib.contextmanager
def temporary_path(folder: Path) -> Iterator[Path]:
    """A path in a folder for a new file, which is gone afterwards unless it was moved."""
    path = folder / f"{TEMPORARY}{secrets.token_hex(6)}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _create(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; False where there is one at the last moment."""
    with temporary_path(path.parent) as beside:
        _write(beside, data)
        try:
            if not _rename(beside, path, EXCLUSIVE):
                path.open("xb").close()  # which claims the name, or raises
                beside.replace(path)
        except FileExistsError:
            return False
        _sync(path.parent)
    return True


def _swap(beside: Path, target: Path, old: bytes, new: bytes) -> bool:
    """Put the new file beside another in its place; False where that no longer holds the old bytes.

    A save can come between any comparison and a rename. So the two files swap names, and what came
    out is compared: if it is not the old file, it is put back in the same way, until what comes
    out is what was last put in. Where the system can't swap, a save within microseconds is lost.
    """
    inside: bytes | None = new
    outside: bytes | None = old
    while True:
        if not _rename(beside, target, EXCHANGE):
            beside.replace(target)
            return True
        _sync(target.parent)  # which gives time to whoever had opened the file already
        came_out = _read(beside)
        if came_out == outside:
            return inside == new
        inside, outside = came_out, inside


def _rename(path: Path, target: Path, how: int) -> bool:
    """Rename a file as os.rename can't: EXCLUSIVE or EXCHANGE. False where the system can't either.

    Raises OSError, FileExistsError where an exclusive target is there.
    """
    import ctypes

    names = os.fsencode(path), os.fsencode(target)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, how)
        else:
            failed = library.renameat2(HERE, names[0], HERE, names[1], how)
    except (AttributeError, OSError, TypeError):  # another system, or a library without it
        return False
    number = ctypes.get_errno() if failed else 0
    if number and number not in UNSUPPORTED:
        raise OSError(number, os.strerror(number), str(target))
    return not number


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes | None:
    """A file's bytes; None where they can't be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _sync(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk, where the system can."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)

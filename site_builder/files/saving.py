"""Write files of the user's own: atomically, and never over what was saved in the meantime.

A path and bytes come in; the file on disk is the old one or the new one at every moment. The files
of a site, which are ours to overwrite, are written by `output_folder`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPORARY_PREFIX = ".afterview-tmp-"
UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
# Flags of Linux's renameat2 and macOS's renamex_np.
RENAME_EXCHANGE = 2
RENAME_EXCLUSIVE = 4 if sys.platform == "darwin" else 1
WRITER_LOOKS, WRITER_PAUSE_SECONDS = 200, 0.005
AT_FDCWD = -100  # Linux: relative paths start in the current folder


def save_unless_changed(path: Path, old: bytes | None, new: bytes) -> bool:
    """Write `new` into a file, if it still holds `old` (None: if it still does not exist).

    Returns False, and leaves the file alone, if somebody else saved it in the meantime. A symlink
    stays and its target is written. Raises OSError if that fails; the file is unchanged then.
    """
    make_folder(path.parent)
    if old is None:
        return _create(path, new)
    target = _target(path)
    # On the same disk as the target, or it could not be renamed to it.
    with temporary_path(target.parent) as temporary:
        _write(temporary, new)
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        return _read(target) == old and _swap(temporary, target, old, new)


def overwrite(path: Path, data: bytes) -> None:
    """Write a file whatever it holds now; of a symlink, the target. Raises OSError."""
    target = _target(path)
    make_folder(target.parent)
    with temporary_path(target.parent) as temporary:
        _write(temporary, data)
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)


def _target(path: Path) -> Path:
    """Where a path leads through symlinks. Raises OSError for a loop of them, on any Python."""
    try:
        return path.resolve()
    except RuntimeError as error:  # of Python before 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents. Raises OSError.

    In a loop, as `mkdir(parents=True)` recurses and a thousand folders are too deep for that.
    """
    missing = [*takewhile(lambda path: not path.exists(), (folder, *folder.parents))]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)


@contextlib.contextmanager
def temporary_path(folder: Path) -> Iterator[Path]:
    """A new path in a folder; a file that is still there at the end of the block is removed."""
    path = folder / f"{TEMPORARY_PREFIX}{os.urandom(6).hex()}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _create(path: Path, data: bytes) -> bool:
    """Write a file that does not exist yet; False if it came into being in the meantime."""
    with temporary_path(path.parent) as temporary:
        _write(temporary, data)
        try:
            # os.rename would replace a file that came into being since the caller looked.
            if not _rename(temporary, path, RENAME_EXCLUSIVE):
                path.open("xb").close()  # claims the name, or raises FileExistsError
                temporary.replace(path)
        except FileExistsError:
            return False
        _sync(path.parent)
    return True


def _swap(temporary: Path, target: Path, old: bytes, new: bytes) -> bool:
    """Put `temporary`, which holds `new`, in the place of `target`, if that still holds `old`.

    Another program can save between any comparison and any rename. So the two files exchange names
    in one step, and then the file that came out is compared: if it is not the old one, it is put
    back in the same way, until the file that comes out is the one that was last put in. Systems
    without such an exchange lose a save within microseconds.
    """
    now_in_target: bytes | None = new
    expected: bytes | None = old
    while True:
        if not _rename(temporary, target, RENAME_EXCHANGE):
            temporary.replace(target)
            return True
        _sync(target.parent)
        _wait_for_writers(temporary)
        came_out = _read(temporary)
        if came_out == expected:
            return now_in_target == new
        now_in_target, expected = came_out, now_in_target


def _wait_for_writers(path: Path) -> None:
    """Wait until no program has a file open to write into it, for a second at most.

    Linux tells: a file that somebody may write gets no read lease. Elsewhere nothing is known.
    """
    if sys.platform != "linux":
        return
    import fcntl  # noqa: PLC0415 -- only on some systems
    import signal  # noqa: PLC0415 -- a build, which imports this module, saves nothing this way

    with contextlib.suppress(OSError), path.open("rb") as file:
        # Whoever opens the file before it is closed here, which ends the lease, has us get this
        # signal: one that does nothing.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        for _ in range(WRITER_LOOKS):
            try:
                fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            except BlockingIOError:
                time.sleep(WRITER_PAUSE_SECONDS)
            else:
                return


def _rename(path: Path, target: Path, flag: int) -> bool:
    """Rename with RENAME_EXCLUSIVE or RENAME_EXCHANGE, which os.rename does not offer.

    False if the system or the disk does not offer it either. Raises OSError; FileExistsError if
    `target` exists and the rename is to be exclusive.
    """
    import ctypes  # noqa: PLC0415 -- a build, which imports this module, saves nothing this way

    names = os.fsencode(path), os.fsencode(target)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, flag)
        else:
            failed = library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], flag)
    except (AttributeError, OSError, TypeError):  # another system, or a C library without it
        return False
    number = ctypes.get_errno() if failed else 0
    if number and number not in UNSUPPORTED:
        raise OSError(number, os.strerror(number), str(target))
    return not number


def _write(path: Path, data: bytes) -> None:
    """Write a new file, and wait until it is on the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes | None:
    """A file's bytes; None if it can't be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _sync(folder: Path) -> None:
    """Wait until a folder's names are on the disk; not every system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

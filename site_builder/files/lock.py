"""The locks of builds: one for each output folder, one for what is remembered of each journal.

They lie in the user's cache folder, as the caches do: the output holds only what is served.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files.errors import Failure, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CACHE_HINT = "AFTERVIEW_CACHE can name another folder for what builds remember"
NOTICE_SECONDS, TIMEOUT_SECONDS, POLL_SECONDS = 2, 60, 0.05


@contextlib.contextmanager
def output_lock(output: Path, on_wait: Callable[[], None]) -> Iterator[Path]:
    """Hold the lock of an output folder, and yield the cache folder.

    `on_wait` is called once if the lock is still held after NOTICE_SECONDS. Raises Failure after
    TIMEOUT_SECONDS more. The system frees the lock when its process ends, even if it is killed.
    """
    # The lock is outside the output, which may be deleted while a build runs.
    path = cache_path(".lock", output)
    with _lock(path, on_wait, f"another build is still writing to {output}"):
        yield path.parent


@contextlib.contextmanager
def records_lock(journal_folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of what is remembered of a journal, as one may be built into several outputs.

    Taken after that of the output. The arguments and what is raised are as for `output_lock`.
    """
    path = cache_path(".records.lock", journal_folder)
    with _lock(path, on_wait, f"another build is still reading {journal_folder}"):
        yield


def cache_path(suffix: str, *folders: Path) -> Path:
    """Where something about some folders is kept for later builds.

    By their resolved paths, so that two names of one folder share it.
    """
    names = b"\0".join(os.fsencode(folder.resolve()) for folder in folders)
    return _cache_folder() / f"{sha256(names).hexdigest()[:32]}{suffix}"


@contextlib.contextmanager
def _lock(path: Path, on_wait: Callable[[], None], failure: str) -> Iterator[None]:
    """Hold the lock in a file; `failure` is what is wrong if it can't be had in time.

    It is SQLite's lock of a database that stays empty, which works on every system.
    """
    with writing(path, CACHE_HINT):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # before SQLite makes it 0644
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as file:
        if not _acquired(file, path, NOTICE_SECONDS):
            on_wait()
            if not _acquired(file, path, TIMEOUT_SECONDS):
                raise Failure(failure, "when it has ended, build again")
        yield


def _acquired(file: sqlite3.Connection, path: Path, seconds: float) -> bool:
    """Whether the lock in a file could be had within some seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                os.truncate(path, 0)  # somebody wrote into it, so nobody holds it
            elif error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise Failure(f"could not write {path}: {error}", CACHE_HINT) from error
            elif time.monotonic() >= deadline:
                return False
            else:
                time.sleep(POLL_SECONDS)
        else:
            return True


def _cache_folder() -> Path:
    """Where locks and caches are: `AFTERVIEW_CACHE`, or the user's cache folder."""
    if path := os.environ.get("AFTERVIEW_CACHE"):
        return Path(path)
    from platformdirs import user_cache_path  # noqa: PLC0415 -- slow, and not always asked

    return user_cache_path("afterview", appauthor=False)

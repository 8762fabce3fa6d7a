"""The lock of an output folder, so that only one build writes to it at a time.

It lies in the user's cache folder, as the cache does: the output holds only what is served.
"""

from __future__ import annotations

import contextlib
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from site_builder.files.errors import Failure, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CACHE_HINT = "AFTERVIEW_CACHE can name another folder for what builds remember"
NOTICE_SECONDS, TIMEOUT_SECONDS = 2, 60


@contextlib.contextmanager
def output_lock(output: Path, on_wait: Callable[[], None]) -> Iterator[Path]:
    """Hold the lock of an output folder, and yield the cache folder.

    `on_wait` is called once if the lock is still held after NOTICE_SECONDS. Raises Failure after
    TIMEOUT_SECONDS more. The system frees the lock when its process ends, even if it is killed.
    """
    # By the resolved path, so that two names of one folder share a lock.
    name = sha256(os.fsencode(output.resolve())).hexdigest()[:32]
    folder = _cache_folder()
    # The lock is outside the output, which may be deleted while a build runs.
    with writing(folder, CACHE_HINT):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", mode=0o600)
        try:
            lock.acquire(timeout=NOTICE_SECONDS)
        except Timeout:
            on_wait()
            try:
                lock.acquire(timeout=TIMEOUT_SECONDS)
            except Timeout as error:
                hint = "when it has ended, build again"
                raise Failure(f"another build is still writing to {output}", hint) from error
    try:
        yield folder
    finally:
        lock.release()


def _cache_folder() -> Path:
    """Where locks and caches are: `AFTERVIEW_CACHE`, or the user's cache folder."""
    if path := os.environ.get("AFTERVIEW_CACHE"):
        return Path(path)
    return user_cache_path("afterview", appauthor=False)

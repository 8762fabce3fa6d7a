"""The lock of an output folder, and the folder for what only spares work the next time."""

from __future__ import annotations

import contextlib
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files.errors import Failure, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ANOTHER_CACHE = "AFTERVIEW_CACHE can name another folder for what builds remember"
NOTICE_SECONDS, TIMEOUT_SECONDS = 2, 60


@contextlib.contextmanager
def output_lock(output: Path, waiting: Callable[[], None]) -> Iterator[Path]:
    """Hold the lock of an output folder; it ends with its holder, however that ends.

    Gives the folder in which to keep what only spares work the next time.
    """
    from filelock import FileLock, Timeout

    name = sha256(os.fsencode(output.resolve())).hexdigest()[:32]
    folder = _cache_folder()
    with writing(folder, ANOTHER_CACHE):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", mode=0o600)
        try:
            lock.acquire(timeout=NOTICE_SECONDS)
        except Timeout:
            waiting()
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
    """Where locks and caches are: the user's cache folder, or `AFTERVIEW_CACHE`."""
    if given := os.environ.get("AFTERVIEW_CACHE"):
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("afterview", appauthor=False)

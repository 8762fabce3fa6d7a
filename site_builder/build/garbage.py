"""When Python looks for garbage: rarely where most of what is made is kept, often in workers."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_THRESHOLDS = (700, 10, 10)  # Python's own


@contextlib.contextmanager
def relaxed_gc() -> Iterator[None]:
    """Collect garbage rarely: a build makes millions of values and keeps most of them."""
    thresholds = gc.get_threshold()
    gc.set_threshold(2_000_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def tidy_worker() -> None:
    """Collect garbage often: a worker keeps nothing of a task.

    What it has from its parent is passed over, so that this costs little and the two share it.
    """
    gc.freeze()
    gc.set_threshold(*DEFAULT_THRESHOLDS)

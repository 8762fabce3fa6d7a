"""When Python looks for garbage while much is made and most of it is kept."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def relaxed_gc() -> Iterator[None]:
    """Collect garbage rarely: a build makes millions of values and keeps most of them."""
    thresholds = gc.get_threshold()
    gc.set_threshold(2_000_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)

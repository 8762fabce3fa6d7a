"""When Python looks for garbage: rarely where most of what is made is kept, else often."""

from __future__ import annotations

import atexit
import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


USUAL_THRESHOLDS = gc.get_threshold()


def collect_rarely() -> None:
    """For a process that ends soon: a verb makes millions of values and keeps most of them."""
    gc.set_threshold(2_000_000, 20, 100)


def collect_often() -> None:
    """For a process that lives on and keeps little: as Python does by itself."""
    gc.set_threshold(*USUAL_THRESHOLDS)


@contextlib.contextmanager
def rare_collection() -> Iterator[None]:
    """For a build in a process that lives on."""
    collect_rarely()
    try:
        yield
    finally:
        collect_often()


@contextlib.contextmanager
def frequent_collection() -> Iterator[None]:
    """For work that keeps little of what it makes; what is there before it is passed over."""
    thresholds = gc.get_threshold()
    tidy_worker()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def tidy_worker() -> None:
    """Collect garbage often: a worker keeps nothing of a task.

    What it has from its parent is passed over, so that this costs little and the two share it.
    """
    gc.freeze()
    collect_often()


def end_without_collection() -> None:
    """Have Python end without a last look for garbage, which takes a tenth of a short verb."""
    atexit.register(gc.freeze)

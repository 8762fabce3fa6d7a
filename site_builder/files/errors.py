"""The one exception that a verb ends with; its one boundary is in `cli`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Failure(Exception):
    """The work could not be done: message, hint and exit status (1, or 2 for wrong usage)."""

    def __init__(self, message: str, hint: str | None = None, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status


@contextlib.contextmanager
def writing(path: Path, hint: str | None = None) -> Iterator[None]:
    """Turn what the system says against writing to a path into a Failure."""
    try:
        yield
    except OSError as error:
        where = error.filename2 or path
        raise Failure(f"could not write {where}: {error.strerror or error}", hint) from error

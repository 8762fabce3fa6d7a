"""The one exception that ends a verb. `cli` catches it, and `commands.failure` prints it.

A problem in the user's text is no Failure: it is a `Diagnostic`, a value that is collected.
"""

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
    """Turn any OSError raised inside the `with` block into a Failure.

    The message names the file that the system names, or `path` where it names none.
    """
    try:
        yield
    except OSError as error:
        failed_path = error.filename2 or path  # the target of a rename
        message = f"could not write {failed_path}: {error.strerror or error}"
        raise Failure(message, hint) from error

"""The one exception that a verb ends with, and its one boundary is in `cli`."""

from __future__ import annotations


class Failure(Exception):
    """The work could not be done: message, hint and exit status (1, or 2 for wrong usage)."""

    def __init__(self, message: str, hint: str | None = None, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status

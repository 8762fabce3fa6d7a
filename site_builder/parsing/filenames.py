"""Which files a journal is made of, and what they are called."""

from __future__ import annotations

import unicodedata

SETTINGS, LOOKING_FOR, NOW = "journal.toml", "looking-for.md", "now.md"
HIDDEN_IN_JOURNAL = (".", "_")
"""How the names of files and folders begin that a journal ignores."""


def slug_of(path: str) -> str:
    """The slug of a path below the journal: without `.md`, in NFC."""
    return unicodedata.normalize("NFC", path.removesuffix(".md"))


def is_reflection(path: str) -> bool:
    """Whether a path below the journal names a reflection."""
    hidden = any(part.startswith(HIDDEN_IN_JOURNAL) for part in path.split("/"))
    return path.endswith(".md") and not hidden and path not in {"README.md", LOOKING_FOR, NOW}


def is_read(path: str) -> bool:
    """Whether a path below the journal belongs to it."""
    return path in {SETTINGS, LOOKING_FOR} or is_reflection(path)

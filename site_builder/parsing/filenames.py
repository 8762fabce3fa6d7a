"""The names of a journal's files: which belong to it, and what is made of them.

Paths below the journal folder, with `/` between folders, go in. Nothing looks at a disk here.
"""

from __future__ import annotations

import unicodedata

SETTINGS_FILE, LOOKING_FOR_FILE, NOW_FILE = "journal.toml", "looking-for.md", "now.md"
TEMPLATE_FILE = "_template.md"  # what `new` fills in, where it is there
HIDDEN_PREFIXES = (".", "_")  # of files and folders that are never read
OTHER_NOTES = frozenset({"README.md", LOOKING_FOR_FILE, NOW_FILE})  # at the top, and no reflections
OTHER_FILES = frozenset({SETTINGS_FILE, LOOKING_FOR_FILE, NOW_FILE})  # read, and no reflections


def slug_of(path: str) -> str:
    """The slug of a path: without `.md`, in NFC, since macOS gives some names decomposed."""
    return unicodedata.normalize("NFC", path.removesuffix(".md"))


def is_hidden(path: str) -> bool:
    """Whether a path, or a folder in it, has a hidden name."""
    # Most paths have no folder, and there are ten thousand of them in each build.
    return path.startswith(HIDDEN_PREFIXES) or (
        "/" in path and any(part.startswith(HIDDEN_PREFIXES) for part in path.split("/"))
    )


def is_reflection(path: str) -> bool:
    """Whether a path is that of a reflection."""
    return path.endswith(".md") and not is_hidden(path) and path not in OTHER_NOTES


def is_read(path: str) -> bool:
    """Whether a path belongs to the journal, and is read."""
    return path in OTHER_FILES or is_reflection(path)

"""Files of a journal's folder that are not read: copies, and what was meant as a reflection."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.names import fold
from site_builder.parsing import frontmatter
from site_builder.parsing.filenames import SETTINGS
from site_builder.parsing.frontmatter import InvalidFile, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TEXT = (".txt", ".text", ".markdown", ".mdown", ".mkdown", ".mkdn", ".mkd", ".mdwn", ".mdx")
DOCUMENT = (".docx", ".doc", ".rtf", ".odt", ".pages", ".gdoc")
CONFLICT = (
    "confli[ck]|conflit|konfli[kc]t|motstrid|ristiriit|çakış|mâu\\sthuẫn|xung\\sđột"  # noqa: RUF001
    "|конфликт|конфлікт|競合|冲突|衝突|충돌|متعارض|מתנגש"
)
COPY = (
    "cop(?:y|ie|ia)|cópia|kopi|kopya|exemplaar|másolat|bản\\ssao|копи|копія"
    "|コピー|副本|複本|복사본|사본|نسخة|עותק"
)
# What a syncing program, or a merge, puts between a name and its ending.
SURE = re.compile(
    rf"""
      [ _-]?[(\[](?=.*(?:{CONFLICT}))                      # Dropbox, Nextcloud, Obsidian, Seafile
        (?:.*(?:\d|{COPY}|conflicted|(?:case|encoding|space|sync)[ ]conflict).*|conflict)[)\]]
        (?:[ ]\d+)?
    | \.sync-conflict-\d{{8}}-\d{{6}}(?:-\w+)?             # Syncthing
    | [._]conflict(?:ed)?\d*                               # Resilio, rclone
    | _conflict-.*\d{{8}}-\d{{6}}                          # ownCloud
    | _.+_conflict                                         # Synology
    | -(?-i:DESKTOP|LAPTOP|WIN)-(?-i:[A-Z\d]{{4,}})(?:-\d+)?  # OneDrive
    | \.(?:orig|bak|backup|old) | ~(?:\d{{8}}-\d{{6}})?
    | _(?-i:BASE|LOCAL|REMOTE|BACKUP)_\d+                  # git mergetool
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What they put there, and people too.
UNSURE = re.compile(
    rf"""
      [ ]\d\d? | [ ]?\(\d\d?\)                             # iCloud, Google Drive
    | [ ]?[(\[].*\d{{4}}-?\d\d-?\d\d.*[)\]]                # Dropbox in another language
    | [ ](?:-[ ])?(?:{COPY})\w*(?:[ ]\d+|[ ]?\(\d+\))?     # Windows, macOS
    | -(?-i:(?=.*[\d-])[A-Z][A-Z\d-]{{3,14}})              # OneDrive
    """,
    re.VERBOSE | re.IGNORECASE,
)
ENDED = re.compile(rf"(?:{SURE.pattern}|{UNSURE.pattern})\Z", re.VERBOSE | re.IGNORECASE)
SAME = ("company", "role", "opportunity", "round", "interviewed")


def is_stray(path: str) -> bool:
    """Whether a file that is not read must have been meant to be."""
    folded = path.casefold()
    misspelt = folded.endswith(".md") and not path.endswith(".md")
    return misspelt or (folded.endswith((*TEXT, *DOCUMENT)) and "~$" not in folded)


def may_be_copy(path: str) -> bool:
    """Whether a file is named as copies are; whether it is one depends on those beside it."""
    if path.endswith("~"):  # some editors leave one of every file that they save
        return False
    start = path.rfind("/") + 1
    return any(ENDED.search(stem, start) for stem, _ in _divided(path))


def sync_copies(paths: Iterable[str], files: Mapping[str, bytes]) -> dict[str, str]:
    """The copies among the paths of a folder, each with the path of the file that it copies.

    `files` holds the bytes of those that can be read. A copy stands beside its file. Where its name
    alone could be a person's choice, it is one only with the same job, round, date and time.
    """
    paths = list(paths)
    originals = {_folded(p): p for p in paths if p.endswith(".md") or p == SETTINGS}
    suspects = (path for path in paths if may_be_copy(path))
    found = ((path, _original(path, originals, files)) for path in suspects)
    return {path: original for path, original in found if original}


def stray_warnings(
    others: Iterable[str], copied: Mapping[str, str], shown: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """A warning for each copy, and for each other file that was meant to be read and is not.

    `shown` holds the paths as messages show them.
    """
    for path, original in copied.items():
        name = original.rpartition("/")[2]
        message = f"looks like a copy of `{name}`, as syncing programs make them, and is not read"
        hint = f"move what is right in it into `{name}` and delete it, or give it another name"
        yield Diagnostic(shown[path], 1, 1, "warning", "sync-copy", message, hint)
    for path in sorted(p for p in others if is_stray(p) and p not in copied):
        hint = "a reflection's name ends in `.md`"
        if path.casefold().endswith(DOCUMENT):
            hint = "save its text in a file whose name ends in `.md`"
        yield Diagnostic(shown[path], 1, 1, "warning", "unread-file", "this file is not read", hint)


def _original(path: str, originals: Mapping[str, str], files: Mapping[str, bytes]) -> str | None:
    """The file that a path is a copy of; None where it is none."""
    for stem, ending in _divided(path):
        for length in range(len(stem) - 1, stem.rfind("/") + 1, -1):
            original = originals.get(_folded(stem[:length] + ending))
            if original is None or original == path:
                continue
            if SURE.fullmatch(stem, length):
                return original
            if UNSURE.fullmatch(stem, length) and _same(files.get(path), files.get(original)):
                return original
    return None


def _divided(path: str) -> Iterator[tuple[str, str]]:
    """Where the mark of a copy can stand: before a name's ending, and behind it."""
    path = unicodedata.normalize("NFC", path)
    stem, dot, ending = path.rpartition(".")
    yield stem, dot + ending
    if ending != "md":
        yield path, ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())


def _same(data: bytes | None, other: bytes | None) -> bool:
    """Whether two files hold the same bytes, or are about the same interview."""
    if data is None or other is None:
        return False
    return data == other or ((about := _about(data)) is not None and about == _about(other))


def _about(data: bytes) -> tuple[str, ...] | None:
    """What tells the interview of a file from others; None where that can't be read."""
    try:
        source = frontmatter.decode("", data)
        start, end, _ = frontmatter.split(source)
        tree, _ = frontmatter.read(source, start, end)
    except InvalidFile:
        return None
    texts = {key.text: value.text for key, value in tree.pairs if isinstance(value, Scalar)}
    return tuple(fold(texts.get(key, "")) for key in SAME) if texts.get("company") else None

"""Files of a journal folder that are not read: copies made by programs, and other file types.

Paths and bytes go in; the copies with their originals, and warnings, come out. Which files are read
is decided in `filenames` and `journal`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.names import fold
from site_builder.parsing import frontmatter
from site_builder.parsing.filenames import SETTINGS_FILE
from site_builder.parsing.frontmatter import InvalidFile, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TEXT_SUFFIXES = (
    ".txt",
    ".text",
    ".markdown",
    ".mdown",
    ".mkdown",
    ".mkdn",
    ".mkd",
    ".mdwn",
    ".mdx",
)
DOCUMENT_SUFFIXES = (".docx", ".doc", ".rtf", ".odt", ".pages", ".gdoc")
CONFLICT_WORDS = (
    "confli[ck]|conflit|konfli[kc]t|motstrid|ristiriit|çakış|mâu\\sthuẫn|xung\\sđột"  # noqa: RUF001
    "|конфликт|конфлікт|競合|冲突|衝突|충돌|متعارض|מתנגש"
)
COPY_WORDS = (
    "cop(?:y|ie|ia)|cópia|kopi|kopya|exemplaar|másolat|bản\\ssao|копи|копія"
    "|コピー|副本|複本|복사본|사본|نسخة|עותק"
)
# What a syncing program or a merge adds to a name, before its ending: surely a copy.
SURE_COPY_PATTERN = re.compile(
    rf"""
      [ _-]?[(\[](?=.*(?:{CONFLICT_WORDS}))  # Dropbox, Nextcloud, Obsidian, Seafile
        (?:.*(?:\d|{COPY_WORDS}|conflicted|(?:case|encoding|space|sync)[ ]conflict).*|conflict)[)\]]
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
# What such programs add but people may choose too: a copy only if the content agrees.
POSSIBLE_COPY_PATTERN = re.compile(
    rf"""
      [ ]\d\d? | [ ]?\(\d\d?\)                             # iCloud, Google Drive
    | [ ]?[(\[].*\d{{4}}-?\d\d-?\d\d.*[)\]]                # Dropbox in another language
    | [ ](?:-[ ])?(?:{COPY_WORDS})\w*(?:[ ]\d+|[ ]?\(\d+\))?     # Windows, macOS
    | [ ]?\((?:[^()]*[ ])?(?:{COPY_WORDS})\w*(?:[ ]\d+)?\)(?:[ ]\d+)?  # Linux
    | -(?-i:(?=.*[\d-])[A-Z][A-Z\d-]{{3,14}})              # OneDrive
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What they put before a name, as in `Copy of a.md` and `Copy (2) of a.md`.
COPY_PREFIX_PATTERN = re.compile(
    rf"(?:{COPY_WORDS})\w*[ ](?:\(?\d+\)?[ ])?(?:of|von|de|di|do|da|van|av|af|z|für)[ ](?=[^ ])",
    re.IGNORECASE,
)
COPY_SUFFIX_PATTERN = re.compile(
    rf"(?:{SURE_COPY_PATTERN.pattern}|{POSSIBLE_COPY_PATTERN.pattern})\Z",
    re.VERBOSE | re.IGNORECASE,
)
IDENTITY_KEYS = ("company", "role", "opportunity", "round", "interviewed")
IDENTITY_LINE_PATTERN = re.compile(
    rf"^(?P<key>{'|'.join(IDENTITY_KEYS)}):[ \t]*(?P<value>.*?)[ \t]*(?: #.*)?\r?$", re.MULTILINE
)


def is_stray(path: str) -> bool:
    """Whether a file that is not read looks as if it was meant to be."""
    folded = path.casefold()
    if folded.endswith(".md"):
        return not path.endswith(".md")  # `.MD` is not read
    # Word writes `~$name.docx` while a document is open.
    return folded.endswith((*TEXT_SUFFIXES, *DOCUMENT_SUFFIXES)) and "~$" not in folded


def may_be_copy(path: str) -> bool:
    """Whether a path is named like a copy; `sync_copies` then looks for its original."""
    if path.endswith("~"):  # some editors leave one of every file that they save
        return False
    start = path.rfind("/") + 1
    if COPY_PREFIX_PATTERN.match(unicodedata.normalize("NFC", path[start:])):
        return True
    return any(COPY_SUFFIX_PATTERN.search(stem, start) for stem, _ in _split_points(path))


def sync_copies(paths: Iterable[str], files: Mapping[str, bytes]) -> dict[str, str]:
    """The copies among the paths of a journal folder, each with the path of its original.

    `files` holds the bytes of the readable ones. A copy lies in the folder of its original. Where a
    person could have chosen the name, it is a copy only if both are about the same interview.
    """
    paths = list(paths)
    originals = {_fold_path(p): p for p in paths if p.endswith(".md") or p == SETTINGS_FILE}
    candidates = (path for path in paths if may_be_copy(path))
    pairs = ((path, _original(path, originals, files)) for path in candidates)
    return {path: original for path, original in pairs if original}


def stray_warnings(
    others: Iterable[str], copies: Mapping[str, str], shown: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each copy, and for each of the `others` that looks like a reflection.

    `copies` is as `sync_copies` returns it; `shown` has each path as messages show it.
    """
    for path, original in copies.items():
        name = original.rpartition("/")[2]
        message = f"looks like a copy of `{name}`, as syncing programs make them, and is not read"
        hint = f"move what is right in it into `{name}` and delete it, or give it another name"
        yield Diagnostic(shown[path], 1, 1, "warning", "sync-copy", message, hint)
    for path in sorted(p for p in others if is_stray(p) and p not in copies):
        hint = "a reflection's name ends in `.md`"
        if path.casefold().endswith(DOCUMENT_SUFFIXES):
            hint = "save its text in a file whose name ends in `.md`"
        yield Diagnostic(shown[path], 1, 1, "warning", "unread-file", "this file is not read", hint)


def _original(path: str, originals: Mapping[str, str], files: Mapping[str, bytes]) -> str | None:
    """The path of the file that a path is a copy of; None if it is no copy."""
    folder, slash, name = unicodedata.normalize("NFC", path).rpartition("/")
    if prefix := COPY_PREFIX_PATTERN.match(name):
        original = originals.get(_fold_path(f"{folder}{slash}{name[prefix.end() :]}"))
        if original and _is_same_interview(files.get(path), files.get(original)):
            return original
    for stem, ending in _split_points(path):
        for length in range(len(stem) - 1, stem.rfind("/") + 1, -1):
            original = originals.get(_fold_path(stem[:length] + ending))
            if original is None or original == path:
                continue
            if SURE_COPY_PATTERN.fullmatch(stem, length):
                return original
            if POSSIBLE_COPY_PATTERN.fullmatch(stem, length) and _is_same_interview(
                files.get(path), files.get(original)
            ):
                return original
    return None


def _split_points(path: str) -> Iterator[tuple[str, str]]:
    """Yield path and ending at each point where a copy's mark can stand: before or after `.md`."""
    path = unicodedata.normalize("NFC", path)
    stem, dot, ending = path.rpartition(".")
    yield stem, dot + ending
    if ending != "md":
        yield path, ""


def _fold_path(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())


def _is_same_interview(data: bytes | None, other: bytes | None) -> bool:
    """Whether two files are equal or about the same interview; False if one can't be read.

    Of a file with invalid front matter some values may be missing: the others must be equal.
    """
    if data is None or other is None:
        return False
    if data == other:
        return True
    (one, one_is_whole), (two, two_is_whole) = _identity(data), _identity(other)
    if not one.get("company") or not two.get("company"):
        return False
    keys = IDENTITY_KEYS if one_is_whole and two_is_whole else one.keys() & two.keys()
    return all(one.get(key, "") == two.get(key, "") for key in keys)


def _identity(data: bytes) -> tuple[dict[str, str], bool]:
    """The folded values of IDENTITY_KEYS that a file has, and if its front matter is valid.

    Without valid front matter they are read line by line.
    """
    try:
        source = frontmatter.decode("", data)
        start, end, _ = frontmatter.split(source)
        tree, _ = frontmatter.parse_front_matter(source, start, end)
    except InvalidFile:
        lines = IDENTITY_LINE_PATTERN.finditer(data.decode("utf-8", "replace"))
        return {m["key"]: fold(m["value"].strip("\"'")) for m in lines}, False
    texts = {key.text: value.text for key, value in tree.pairs if isinstance(value, Scalar)}
    return {key: fold(texts[key]) for key in IDENTITY_KEYS if texts.get(key)}, True

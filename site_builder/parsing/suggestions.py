"""Hints for a key or a criterion that does not exist: what was probably meant.

A word and the names that could stand in its place come in; a sentence goes out, or None. Which
words are alike is told by core/did_you_mean; this adds the mistakes of front matter.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.did_you_mean import did_you_mean
from site_builder.parsing import synonyms
from site_builder.parsing.scalars import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection


# Curly quotes are part of a key in YAML, and so are Markdown's signs for bold.
QUOTES_AND_STARS = "“”„‟«»‘’\"'` *"  # noqa: RUF001 -- what phones type
LIST_MARK = re.compile(r"[-*•–—]\s?\S")  # noqa: RUF001 -- what phones type
SEPARATORS = re.compile(r" *[,;] *")
SEPARATORS_OF_NAMES = re.compile(r" *(?:,? +(?:and|und|y|et|e|&|\+|/) +|[,;]) *")
NAMES = re.compile(r"(?:\(?[A-ZÀ-Þ]\S*(?: |\Z))+")  # not `Head of people`
YES_TO_SHARING = {"yes", "true", "all", "everyone", "everybody", "anyone", "public", "on", "y"}
NO_TO_SHARING = {"no", "false", "none", "nobody", "null", "private", "off", "n", "~"}


def list_hint(name: str, text: str) -> str:
    """A hint for a text at the dotted key `name`, where a list belongs."""
    word = text.strip().casefold()
    if name == "share" and word in YES_TO_SHARING:
        return "name an audience of journal.toml, such as `[coach]`"
    if name == "share" and word in NO_TO_SHARING:
        return "leave it blank: nobody sees it then"
    if LIST_MARK.match(text.strip()):
        return "begin each line with a hyphen and a plain space"
    items = SEPARATORS_OF_NAMES.split(excerpt(text))
    if name != "interviewers" or not all(map(NAMES.fullmatch, items)):
        items = SEPARATORS.split(excerpt(text))
    return f"write [{', '.join(filter(None, items))}]"


def key_hint(word: str, known: Collection[str], criteria: Collection[str]) -> str | None:
    """A hint for an unknown key where the `known` ones may stand; None if it is near none."""
    if hint := _retyped(word, known):
        return hint
    word, flat = word.strip(QUOTES_AND_STARS), []
    if "ratings" in known and "evidence" in known:  # at the top level
        if word in criteria:
            return "indent it by two spaces below `ratings:`, or `evidence:`"
        flat = [f"{group}-{c}" for c in sorted(criteria) for group in ("rating", "evidence")]
    return did_you_mean(word, [*known, *flat], synonyms.KEY_SYNONYMS)


def criterion_hint(word: str, known: Collection[str], *, blank: bool) -> str:
    """A hint for an unknown criterion; `blank` says that it has no value."""
    if blank and word.isdigit():
        return "a comma parts two ratings; write a half with a point: 7.5"
    return (
        (glued_hint(word, known) if blank else None)
        or _retyped(word, known)
        or did_you_mean(word.strip(QUOTES_AND_STARS), known, synonyms.CRITERION_SYNONYMS)
        or f"the criteria are {', '.join(f'`{k}`' for k in known)}"
    )


def glued_hint(text: str, known: Collection[str]) -> str | None:
    """A hint for `values:8`, a known key without a space before its value; else None."""
    name, colon, value = text.partition(":")
    if not colon or name.strip() not in known:
        return None
    return f"write `{name.strip()}: {value.strip()[:40]}`, with a space behind the `:`"


def _retyped(word: str, known: Collection[str]) -> str | None:
    """A hint for a known word with invisible characters in it; else None."""
    visible = "".join(c for c in word if unicodedata.category(c) not in {"Cf", "Zs", "Cc"})
    if visible not in known or visible == word:
        return None
    return f"type `{visible}` again: an invisible character stands beside it"

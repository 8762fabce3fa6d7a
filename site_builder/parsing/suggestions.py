"""Hints for a key or a criterion that does not exist: what was probably meant.

A word and the names that could stand in its place come in; a sentence goes out, or None. Which
words are alike is told by core/did_you_mean; this adds the mistakes of front matter.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.did_you_mean import did_you_mean
from site_builder.parsing import synonyms

if TYPE_CHECKING:
    from collections.abc import Collection


def key_hint(word: str, known: Collection[str], criteria: Collection[str]) -> str | None:
    """A hint for an unknown key where the `known` ones may stand; None if it is near none."""
    if "ratings" not in known or "evidence" not in known:
        return _retyped(word, known) or did_you_mean(word, known, synonyms.KEY_SYNONYMS)
    if word in criteria:
        return "indent it by two spaces below `ratings:`, or `evidence:`"
    flat = [f"{group}-{c}" for c in sorted(criteria) for group in ("rating", "evidence")]
    return _retyped(word, known) or did_you_mean(word, [*known, *flat], synonyms.KEY_SYNONYMS)


def criterion_hint(word: str, known: Collection[str], *, blank: bool) -> str:
    """A hint for an unknown criterion; `blank` says that it has no value."""
    if blank and word.isdigit():
        return "a comma parts two ratings; write a half with a point: 7.5"
    return (
        (glued_hint(word, known) if blank else None)
        or _retyped(word, known)
        or did_you_mean(word, known, synonyms.CRITERION_SYNONYMS)
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

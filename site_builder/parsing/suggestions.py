"""What somebody may have meant by a key or a criterion that there is not."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.did_you_mean import did_you_mean
from site_builder.parsing import synonyms

if TYPE_CHECKING:
    from collections.abc import Collection


def key_hint(word: str, known: Collection[str], criteria: Collection[str]) -> str | None:
    """A hint for a key, by the keys that may stand there; None where it is near none of them."""
    if "ratings" not in known or "evidence" not in known:
        return _retyped(word, known) or did_you_mean(word, known, synonyms.KEYS)
    if word in criteria:
        return "indent it by two spaces below `ratings:`, or `evidence:`"
    flat = [f"{group}-{c}" for c in sorted(criteria) for group in ("rating", "evidence")]
    return _retyped(word, known) or did_you_mean(word, [*known, *flat], synonyms.KEYS)


def criterion_hint(word: str, known: Collection[str], *, blank: bool) -> str:
    """A hint for a criterion that there is not, `blank` where no value follows it."""
    if blank and word.isdigit():
        return "a comma parts two ratings; write a half with a point: 7.5"
    return (
        (glued_hint(word, known) if blank else None)
        or _retyped(word, known)
        or did_you_mean(word, known, synonyms.CRITERIA)
        or f"the criteria are {', '.join(f'`{k}`' for k in known)}"
    )


def glued_hint(text: str, known: Collection[str]) -> str | None:
    """A hint where a text is a known key and its value, with no space between the two."""
    name, colon, value = text.partition(":")
    if not colon or name.strip() not in known:
        return None
    return f"write `{name.strip()}: {value.strip()[:40]}`, with a space behind the `:`"


def _retyped(word: str, known: Collection[str]) -> str | None:
    """A hint where a word is a known one but for characters that nobody sees."""
    seen = "".join(c for c in word if unicodedata.category(c) not in {"Cf", "Zs", "Cc"})
    if seen not in known or seen == word:
        return None
    return f"type `{seen}` again: an invisible character stands beside it"

"""Guesses at what somebody meant by an unknown word: a misspelling, a beginning or a synonym.

In come the word and the words that would have been right, out comes the hint "did you mean …?".
Lists of synonyms belong to whoever knows the words; none stand here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHORT_WORD = 4  # letters; a short word with another letter is another word (`rule`, `role`)


def did_you_mean(
    word: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None
) -> str | None:
    """The hint `did you mean …?` with the likeliest of the known words, or None.

    `synonyms` gives known words their synonyms, parted by commas. A synonym outranks a word that
    is spelt the same but for capitals and hyphens, and that one a misspelling or a beginning.
    """
    known = tuple(known)
    near = _with_synonym(word, synonyms, known) if synonyms else []
    near = (
        near
        or [k for k in known if lookup_form(k) == lookup_form(word)]
        or _nearest(lookup_form(word), known)
    )
    return f"did you mean {alternatives(near)}?" if near else None


def _nearest(word: str, known: tuple[str, ...]) -> list[str]:
    """The known word the fewest edits away, else the first that begins with the word, else none."""
    edits = [(_edits(word, lookup_form(k), _max_edits(word, lookup_form(k))), k) for k in known]
    near = sorted((count, index) for index, (count, _) in enumerate(edits) if count is not None)
    begun = [k for k in known if len(word) >= SHORT_WORD and lookup_form(k).startswith(word)]
    return [known[near[0][1]]] if near else begun[:1]


def _max_edits(word: str, known: str) -> int:
    """How many edits may lie between two words if one is a misspelling of the other.

    One for every four letters. A short word may miss a letter, have one too many, or two swapped,
    but not another one in its place: `rule` is no misspelling of `role`.
    """
    shorter = min(len(word), len(known))
    if shorter > SHORT_WORD:
        return max(1, shorter // 4)
    swapped = sorted(word) == sorted(known)
    return int(shorter >= SHORT_WORD - 1 and (swapped or len(word) != len(known)))


def _edits(one: str, other: str, most: int) -> int | None:
    """How many edits make one word of the other; None for more than `most`.

    An edit is a letter more, less or other, or two neighbours swapped (the optimal string alignment
    distance). Row by row: `row[j]` is the number of edits between the first i and j letters.
    """
    # Two cheap bounds spare most pairs the quadratic part: each edit changes the length by one at
    # most, and the set of letters by two.
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            counts = [above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                counts.append(before[j - 2] + 1)
            row.append(min(counts))
        before = above
    return row[-1] if row[-1] <= most else None


@lru_cache(maxsize=1024)
def lookup_form(word: str) -> str:
    """A word as it is looked up: `second-look` for `Second Look`, `second_look`; no apostrophes."""
    return "-".join(re.sub("['’]", "", re.sub("[_-]", " ", word.casefold())).split())  # noqa: RUF001 -- a phone's


def _with_synonym(word: str, synonyms: Mapping[str, str], known: Iterable[str]) -> list[str]:
    """The known words that have a word as a synonym."""
    key = lookup_form(word)
    return [k for k in known if key in _folded_list(synonyms.get(k, ""))]


@cache
def _folded_list(words: str) -> frozenset[str]:
    return frozenset(lookup_form(word) for word in words.split(","))


def alternatives(words: Iterable[str]) -> str:
    """`a, b or c`, each in backticks; there must be one at least."""
    *most, last = [f"`{w}`" for w in words]
    return f"{', '.join(most)} or {last}" if most else last

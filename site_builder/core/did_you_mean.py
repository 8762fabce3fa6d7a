"""A guess at what somebody meant by a word that there is not; none where nothing is near."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHORT = 4  # letters of a word that another letter makes another word


def did_you_mean(
    word: str, known: Iterable[str], synonyms: Mapping[str, str] | None = None
) -> str | None:
    """A hint that names the likeliest of the known words, or None where none is near.

    Near is a word that is misspelt or cut short, or one that `synonyms` have for a known one.
    """
    known = tuple(known)
    near = meant(word, synonyms, known) if synonyms else []
    near = near or [k for k in known if folded(k) == folded(word)] or _nearest(folded(word), known)
    return f"did you mean {listed(near)}?" if near else None


def _nearest(word: str, known: tuple[str, ...]) -> list[str]:
    """The known word fewest slips away if it is near, else one that begins with the word."""
    slips = [(_slips(word, folded(k), _allowed(word, folded(k))), k) for k in known]
    near = sorted((s, n) for n, (s, _) in enumerate(slips) if s is not None)
    begun = [k for k in known if len(word) >= SHORT and folded(k).startswith(word)]
    return [known[near[0][1]]] if near else begun[:1]


def _allowed(word: str, known: str) -> int:
    """How many slips may lie between two words of which one is meant as the other.

    Of a short word another letter makes another word (`rule`, `role`).
    """
    shorter = min(len(word), len(known))
    if shorter > SHORT:
        return max(1, shorter // 4)
    swapped = sorted(word) == sorted(known)
    return int(shorter >= SHORT - 1 and (swapped or len(word) != len(known)))


def _slips(one: str, other: str, most: int) -> int | None:
    """How many letters more, less, other or swapped with their neighbour part two words.

    None where there are more than `most`.
    """
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return None
    last: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            steps = [above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)]
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                steps.append(last[j - 2] + 1)
            row.append(min(steps))
        last = above
    return row[-1] if row[-1] <= most else None


@lru_cache(maxsize=1024)
def folded(word: str) -> str:
    """A word for looking it up: small letters, words parted by hyphens, no apostrophes."""
    return "-".join(re.sub("['’]", "", re.sub("[_-]", " ", word.casefold())).split())  # noqa: RUF001 -- a phone's


def meant(word: str, table: Mapping[str, str], known: Iterable[str]) -> list[str]:
    """Which of some known words another may mean, by a table."""
    asked = folded(word)
    return [ours for ours in known if asked in _words(table.get(ours, ""))]


@cache
def _words(row: str) -> frozenset[str]:
    return frozenset(folded(word) for word in row.split(","))


def listed(words: Iterable[str]) -> str:
    """`a, b or c`, each in backticks."""
    *most, last = [f"`{w}`" for w in words]
    return f"{', '.join(most)} or {last}" if most else last

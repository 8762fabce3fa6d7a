"""Headings: which section one means, and which one it only nearly means."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# `{#id}` behind a heading, as some programs write it.
ATTRIBUTES = re.compile(r"\{[#.:][^{}\n]*\}\s*\Z")
# What people write for a question without writing its words. A word counts however it is inflected
# in this table, and the words of NO_MATTER may be there or not.
NEAR: dict[str, tuple[str, ...]] = {
    "goals": (
        *("goals for interview", "interview goals", "goals for the talk", "goals for the call"),
        *("goals for this round", "objectives", "objectives for interview", "aims"),
        *("what I wanted from the interview", "what I wanted", "what I wanted to achieve"),
        *("what did I want from the interview", "what did I want"),
    ),
    "achieved": (
        *("achievements", "how far I came", "how far I got with my goals", "did I reach my goals"),
        *("did I achieve my goals",),
    ),
    "went-well": ("well", "went good", "went right"),
    "learned": (
        *("learnings", "found out", "findings", "discovered", "things I learned", "new things"),
        *("things I found out", "find out about them", "learn about them"),
    ),
    "concerns": (
        *("worries", "doubts", "new questions", "new concerns", "new worries", "open worries"),
        *("worries and concerns", "questions and concerns", "new questions and concerns"),
        *("questions and worries", "doubts and worries", "doubts and questions"),
    ),
    "meets": (
        *("does it meet what I look for", "how the role meets what I look for", "what I look for"),
        *("how does the job match what I look for", "how does the role match what I look for"),
        *("how does it match what I look for", "does it match what I look for"),
    ),
    "values-gaps": (
        *("gap between our values", "gap between values", "our values", "where our values meet"),
        *("where our values part", "where our values meet and part", "where our values differ"),
        *("our values meet", "our values part", "values meet and part"),
    ),
    "growth": (
        *("grow", "growing", "room for growth", "growth opportunities", "opportunities for growth"),
        *("opportunities to grow", "career growth", "room to grow here", "can I grow here"),
    ),
    "unsaid": (
        *("left unsaid", "things unsaid", "things left unsaid", "what I did not say"),
        *("what I didn't say", "things I did not say", "wish I had said", "should have said"),
        *("forgot to say", "wanted to say", "liked to say", "want to say", "wish I'd said"),
    ),
    "unasked": (
        *("questions", "open questions", "questions to ask", "questions to ask them"),
        *("questions to ask next time", "questions for them", "questions for next time"),
        *("questions for the next round", "unasked questions", "questions I did not ask"),
        *("questions I didn't ask", "what I did not ask", "what I didn't ask", "forgot to ask"),
        *("should have asked", "wanted to ask", "want to ask", "wish I had asked", "liked to ask"),
        *("things to ask", "to ask", "to ask them", "to ask next time", "still to ask"),
        *("questions still to ask", "still want to ask", "want to ask next time"),
        *("would like to ask them", "would have liked to ask next time", "wish I'd asked"),
    ),
    "differently": (
        *("would do different", "do differently", "do differently next time", "to do differently"),
        *("would do differently next time", "do different next time", "do better next time"),
        *("could have done better", "would do better", "better next time", "differently next time"),
        *("to do differently next time",),
    ),
    "next-steps": ("following steps",),
    "research": ("to research", "things to research", "still to research", "research to do"),
}
NO_MATTER = frozenset(
    "a all am an and any are be been can could did do does had has have how i in is it its"  # noqa: SIM905 -- sixty lines else
    " ll m me my myself of s should so some that the there these this those ve was were what"
    " which will".split()
)
# Inflected words, each by the one that stands for it; plurals go without saying.
SAME = {
    "achieved": "achieve",
    "achievement": "achieve",
    "asked": "ask",
    "asking": "ask",
    "came": "come",
    "d": "would",
    "discovered": "discover",
    "forgotten": "forget",
    "forgot": "forget",
    "got": "get",
    "gone": "go",
    "learned": "learn",
    "learning": "learn",
    "learnt": "learn",
    "liked": "like",
    "looking": "look",
    "matches": "match",
    "said": "say",
    "wanted": "want",
    "went": "go",
    "wished": "wish",
    "worries": "worry",
}
LONG = 6  # a heading of so many letters may have one wrong


@lru_cache(maxsize=2**10)
def heading_key(text: str) -> str:
    """A heading for comparison: its letters and digits, whatever case and punctuation."""
    text = unicodedata.normalize("NFKC", without_id(text))
    return "".join(c for c in text.casefold() if c.isalnum())


def without_id(text: str) -> str:
    """A heading without the `{#id}` behind it."""
    return ATTRIBUTES.sub("", text).rstrip() if "{" in text else text


def section_of(heading: str, sections: Mapping[str, str]) -> str | None:
    """The id of the section that a heading means, a number before it aside."""
    key = heading_key(heading)
    unnumbered = key.lstrip("0123456789")
    return sections.get(key) or sections.get(unnumbered)


def nearest(heading: str, wording: tuple[tuple[str, str], ...]) -> str | None:
    """The id of the section that a heading nearly means; None where it is the user's own.

    `wording` is of each section its id and its own heading.
    """
    by_words = _by_words(wording).get(_words(heading))
    if by_words:
        return by_words
    key = heading_key(heading)
    proper = ((heading_key(text), section[0]) for section in wording for text in section)
    misspelt = (id_ for near, id_ in proper if len(near) >= LONG and _one_letter_off(key, near))
    return next(misspelt, None)


@lru_cache(maxsize=16)
def _by_words(wording: tuple[tuple[str, str], ...]) -> dict[frozenset[str], str]:
    """The ids of sections by the words that matter, for each way to write their headings."""
    ways = ((text, id_) for id_, own in wording for text in (own, id_, *NEAR.get(id_, ())))
    table: dict[frozenset[str], str] = {}
    for text, id_ in ways:
        table.setdefault(_words(text), id_)
    table.pop(frozenset(), None)
    return table


def _words(heading: str) -> frozenset[str]:
    """The words of a heading that matter, in the singular and the infinitive."""
    text = unicodedata.normalize("NFKC", without_id(heading)).casefold()
    text = re.sub("n['\u2019]t\\b", " not", text)
    words = (SAME.get(w, w) for w in re.findall(r"[^\W\d_]+", text) if w not in NO_MATTER)
    single = (w[:-1] if len(w) > len("its") and w[-1] == "s" != w[-2] else w for w in words)
    return frozenset(SAME.get(word, word) for word in single)


def _one_letter_off(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two have changed places."""
    if len(one) != len(other):
        if abs(len(one) - len(other)) > 1:
            return False
        short, long = sorted((one, other), key=len)
        return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
    wrong = [n for n in range(len(one)) if one[n] != other[n]]
    swapped = [one[n] for n in wrong] == [other[n] for n in reversed(wrong)]
    return len(wrong) == 1 or (swapped and wrong[-1:] == [wrong[0] + 1])

"""Headings of sections: which section a heading names, and which it only nearly names.

Texts go in, section ids come out. The section ids and their own wording come from the settings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# `{#id}` after a heading, as Pandoc and others write it, and the `^id` of an Obsidian block.
HEADING_ID_PATTERN = re.compile(r"(?:\{[#.:][^{}\n]*\}|(?<=\s)\^[A-Za-z0-9-]+)\s*\Z")
REMARK_PATTERN = re.compile(r"\s*[?!.:(\[\u2013\u2014-]")
TAG_WORD_PATTERN = re.compile(r"(?:(?<=\s)|\A)#[\w/-]+")
# `3.`, `Q3:` or `Question 3:`. Without bounds long runs of signs would take quadratic time.
HEADING_NUMBER_PATTERN = re.compile(
    r"\W{0,9}(?:q|question|frage|pregunta|domanda|pergunta|no|nr)?[\s.#]{0,3}"
    r"[0-9]{1,3}\b[\s.:)\u2013\u2014-]{0,9}",
    re.IGNORECASE,
)
# What people write in place of a section's own heading, by section id. Headings are compared by
# their significant words: inflection, order and IGNORED_WORDS make no difference.
HEADING_VARIANTS: dict[str, tuple[str, ...]] = {
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
IGNORED_WORDS = frozenset(
    "a all am an and any are be been can could did do does had has have how i in is it its"  # noqa: SIM905 -- sixty lines else
    " ll m me my myself of s should so some that the there these this those ve was were what"
    " which will".split()
)
# The stem of each inflected word; a plural `s` is removed by rule.
WORD_STEMS = {
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
MIN_MISSPELT_LETTERS = 6  # in shorter headings a wrong letter makes another word


@lru_cache(maxsize=2**10)
def heading_key(text: str) -> str:
    """A heading for comparison: its letters and digits, in folded case, without its `{#id}`."""
    text = unicodedata.normalize("NFKC", without_id(text))
    return "".join(c for c in text.casefold() if c.isalnum())


def without_id(text: str) -> str:
    """A heading without the `{#id}` or `^id` after it."""
    return HEADING_ID_PATTERN.sub("", text).rstrip() if "{" in text or "^" in text else text


def section_of(heading: str, sections: Mapping[str, str]) -> str | None:
    """The id of the section that a heading names; numbers before it and `#tags` are ignored."""
    key = heading_key(heading)
    return (
        sections.get(key)
        or sections.get(key.lstrip("0123456789"))
        or sections.get(heading_key(_bare(heading)))
    )


def _bare(heading: str) -> str:
    """A heading without its id, its `#tags` and a number like `3.` or `Question 3:` before it."""
    text = TAG_WORD_PATTERN.sub("", without_id(heading)).strip()
    return text[match.end() :] if (match := HEADING_NUMBER_PATTERN.match(text)) else text


def nearest_section(heading: str, wording: tuple[tuple[str, str], ...]) -> str | None:
    """The id of the section that a heading nearly names; None for a heading of the user's own.

    `wording` has the id and the heading of each section.
    """
    heading = _bare(heading)
    by_words = _sections_by_words(wording).get(_significant_words(heading))
    if by_words:
        return by_words
    for section_id, own in wording:
        if _is_followed_by_remark(heading, own):
            return section_id
    key = heading_key(heading)
    own_keys = ((heading_key(text), section[0]) for section in wording for text in section)
    misspelt = (
        section_id
        for own_key, section_id in own_keys
        if len(own_key) >= MIN_MISSPELT_LETTERS and _is_one_letter_off(key, own_key)
    )
    return next(misspelt, None)


def _is_followed_by_remark(heading: str, own: str) -> bool:
    """Whether a heading is a section's own of several words and more, as in `Next steps (mine)`."""
    own = own.rstrip("?")
    rest = heading[len(own) :] if heading.casefold().startswith(own.casefold()) else ""
    return " " in own and REMARK_PATTERN.match(rest) is not None


@lru_cache(maxsize=16)
def _sections_by_words(wording: tuple[tuple[str, str], ...]) -> dict[frozenset[str], str]:
    """Section ids by the significant words of each variant of their headings."""
    variants = (
        (text, section_id)
        for section_id, own in wording
        for text in (own, section_id, *HEADING_VARIANTS.get(section_id, ()))
    )
    table: dict[frozenset[str], str] = {}
    for text, section_id in variants:
        table.setdefault(_significant_words(text), section_id)
    table.pop(frozenset(), None)
    return table


def _significant_words(heading: str) -> frozenset[str]:
    """The significant words of a heading, as stems."""
    text = unicodedata.normalize("NFKC", without_id(heading)).casefold()
    text = re.sub("n['\u2019]t\\b", " not", text)
    words = (WORD_STEMS.get(w, w) for w in re.findall(r"[^\W\d_]+", text) if w not in IGNORED_WORDS)
    single = (w[:-1] if len(w) > len("its") and w[-1] == "s" != w[-2] else w for w in words)
    return frozenset(WORD_STEMS.get(word, word) for word in single)


def _is_one_letter_off(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or extra, or two neighbours are swapped."""
    if len(one) != len(other):
        if abs(len(one) - len(other)) > 1:
            return False
        short, long = sorted((one, other), key=len)
        return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
    wrong = [n for n in range(len(one)) if one[n] != other[n]]
    swapped = [one[n] for n in wrong] == [other[n] for n in reversed(wrong)]
    return len(wrong) == 1 or (swapped and wrong[-1:] == [wrong[0] + 1])

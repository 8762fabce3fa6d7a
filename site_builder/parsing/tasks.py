"""The words of a task: dates and owner read out of its Markdown, and what nearly is a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from site_builder.parsing.scalars import InvalidValue
from site_builder.parsing.scalars import day as read_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from site_builder.core.diagnostics import Severity

GONE = "\0"  # stands where something was read out of a text
# What may stand right before and behind a date or `@them`: white space, emphasis and punctuation.
BEFORE = r"(?<![^\s(\[{*_=~,;|\"'\u2013\u2014])"
BEHIND = r"(?=[\s.,;:!?)\]}*_=~|\"'\u2013\u2014]|\Z)"
CODE = re.compile(r"((?<![`\\])(?P<tick>`+)(?!`)(?:[^`]++|(?!(?P=tick)(?!`))`++)*+(?P=tick)(?!`))")
DATED = re.compile(
    rf"(?:{BEFORE}(?P<word>due|done|completion)::?\s?|(?P<sign>[📅📆🗓✅])\ufe0f?\s?)"
    rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){BEHIND}",
    re.IGNORECASE,
)
THEIRS = re.compile(rf"{BEFORE}@them{BEHIND}", re.IGNORECASE)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
ORDINAL = r"[0-9]{1,2}(?:st|nd|rd|th)?"
DAY_OF = rf"{ORDINAL}\.?\s(?:of\s)?{MONTH}|{MONTH}\.?\s{ORDINAL}"
NUMBERS = r"[0-9]{1,4}[./-][0-9]{1,2}[./-]?(?:[0-9]{1,4})?(?![0-9])"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
SOON = rf"(?:(?:on|by|this|next)\s){{0,2}}(?:{WEEKDAY}|today\b|tonight\b|tomorrow\b|week\b|month\b)"
NEAR_DATE = re.compile(
    rf"{BEFORE}(?!due:YYYY-MM-DD)(?:"  # what `init` writes
    rf"@?(?:due|done|deadline)\b[:=(\s-]{{0,3}}(?:(?:on|by|at)\s)?(?:(?:{DAY_OF})(?:,?\s[0-9]{{4}})?\b"
    rf"|{NUMBERS}\S{{0,6}})"
    rf"|@?due\b[:=(\s-]{{0,3}}(?:{SOON})"
    rf"|(?:due::?\s?|done::?)[^\s:][^\s,;)\]]*)"
    rf"|[📅📆🗓✅]\ufe0f?\s?(?:{NUMBERS}|{DAY_OF})",
    re.IGNORECASE,
)
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Emphasis and brackets around nothing but what was read; and several such with marks between them.
WRAPPED = re.compile(rf"([*_=~]{{1,3}}){GONE}\1|\(\s?{GONE}\s?\)|\[\s?{GONE}\s?\]")
SEVERAL = re.compile(rf"{GONE}(?:[\s,;|]*{GONE})+")
MOST_WRAPPED = 4  # in emphasis and brackets within each other
OPENING, CLOSING = re.compile(r"(?:\A|[(\[{*_=~\"'])\Z"), re.compile(r"\Z|[)\]}*_=~\"'!?]")
MARKS = re.compile(r"[.,;:|]*(?:\s+[|\u2013\u2014-](?=\s|\Z))?")


@dataclass(frozen=True, slots=True)
class InlineProblem:
    """Words of a task that were meant for us and can't be read: what is wrong, and a hint."""

    word: str
    severity: Severity
    code: str
    message: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a task in some text, and the text without it."""

    text: str
    due: date | None
    finished: date | None
    theirs: bool
    slips: tuple[InlineProblem, ...]


def read_words(text: str) -> Words:
    """Read dates and owner out of a task's Markdown, but not out of its code."""
    days: dict[str, date] = {}
    slips: list[InlineProblem] = []
    theirs = 0
    pieces = CODE.split(text)  # what is between two spans of code, the code, and its backticks
    for number in range(0, len(pieces), 3):
        piece = DATED.sub(partial(_read_date, days=days, slips=slips), pieces[number])
        slips += _near_dates(piece)
        pieces[number], count = THEIRS.subn(GONE, piece)
        theirs += count
    del pieces[2::3]
    rest = _closed_up("".join(pieces)) if days or theirs else text
    return Words(rest.lstrip(), days.get("due"), days.get("done"), bool(theirs), tuple(slips))


def _read_date(match: re.Match[str], days: dict[str, date], slips: list[InlineProblem]) -> str:
    word = (match["word"] or "").casefold()
    word = "done" if word == "completion" or match["sign"] == "✅" else word or "due"
    try:
        day = read_day(match["day"])
    except InvalidValue as bad:
        slips.append(InlineProblem(match[0], "error", bad.code, f"{word} {bad.message}", bad.hint))
        return match[0]
    days.setdefault(word, day)
    return GONE


def _near_dates(text: str) -> Iterator[InlineProblem]:
    """What was meant as a date in a text whose dates were read."""
    for near in NEAR_DATE.finditer(text):
        if DATED.match(text, near.start()):
            continue  # an error already
        written = near[0].strip()
        word = re.match(r"@?(due|done)", written, re.IGNORECASE)
        name = word[1] if word else "done" if written.startswith("✅") else "due"
        day = ISO.search(written) or ISO.search(_meant(written))
        hint = f"write {name}:{day[0]}" if day else f"a date is written {name}:2026-11-24"
        yield InlineProblem(
            written, "warning", "near-date", f"`{written}` is not read as a date", hint
        )


def _meant(written: str) -> str:
    """A hint that names the day which was written in another way."""
    try:
        read_day(re.sub(r"\A[^0-9]*|[^0-9]*\Z", "", written))
    except InvalidValue as bad:
        return bad.hint or ""
    return ""


def _closed_up(text: str) -> str:
    """A text without the gaps that were read out of it, and the marks around them."""
    for _ in range(MOST_WRAPPED):
        text = SEVERAL.sub(GONE, WRAPPED.sub(GONE, text))
    first, *others = text.split(GONE)
    pieces = [first]
    for part in others:
        pieces[-1:] = _joined(pieces[-1], part, is_first=len(pieces) == 1)
    return "".join(pieces)


def _joined(before: str, behind: str, *, is_first: bool) -> tuple[str, str]:
    """What stood before and behind a gap, with what belongs between: a mark, a space or nothing."""
    mark = MARKS.match(behind)
    rest = behind[mark.end() if mark else 0 :]
    stem, words = before.rstrip(), rest.lstrip()
    opened = (is_first and not stem) or (stem == before and bool(OPENING.search(before[-1:])))
    closed = not words or (words == rest and bool(CLOSING.match(words)))
    if closed:
        return stem.rstrip(",;:|\u2013\u2014-").rstrip(), words
    if opened:
        return before, words
    between = "\n" if "\n" in before[len(stem) :] + rest[: len(rest) - len(words)] else " "
    if mark and mark[0]:
        return stem.rstrip(",;|\u2013\u2014").rstrip(), mark[0].rstrip() + between + words
    return stem, between + words

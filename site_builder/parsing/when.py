"""Read when an interview is, as a person types it: `tomorrow 14:00`, `fri`, `2026-11-18 9:30`.

A text and today's date come in; a Moment goes out, or InvalidValue with a hint of what was meant.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from site_builder.core.dates import WEEKDAYS
from site_builder.core.did_you_mean import did_you_mean
from site_builder.core.model import Moment
from site_builder.parsing import scalars
from site_builder.parsing.date_guesses import date_and_times

FORMS = (
    "a date (2026-11-18), today, tomorrow, yesterday or a weekday, with a time (14:00) or without"
)
DAYS_FROM_TODAY = {"yesterday": -1, "today": 0, "tomorrow": 1}
SHORT_WEEKDAYS = {"tues": 1, "thur": 3, "thurs": 3}  # beside the first three letters of each
FILLERS = frozenset({"on", "at", "this", "next", "the", "by", "coming"})
TIME_WORDS = re.compile(r"[\d\s:.]+|[ap]\.?m\b|h\b|uhr\b|o.?clock\b")


def parse_when(text: str, today: date) -> Moment:
    """The moment that a text means: a day with a time or without, or a time alone, for today.

    A weekday is the next one, a week ahead for today's own. Raises InvalidValue, whose message
    begins with the text.
    """
    text = " ".join(text.split())
    first, _, rest = text.casefold().partition(" ")
    day = _day(first, today)
    try:
        if day:
            return Moment(day, scalars.parse_clock(rest) if rest else None)
        if scalars.CLOCK_PATTERN.fullmatch(text):
            return Moment(today, scalars.parse_clock(text))
        return scalars.parse_moment(text)
    except scalars.InvalidValue as invalid:
        shown = scalars.excerpt(text)
        message = f"`{shown}` is no day or time that can be read"
        hint = _likely(text.casefold(), today) or invalid.hint
        if invalid.code == "offset":
            message, hint = f"`{shown}` has a time zone; times are local", invalid.hint
        elif _is_well_formed(rest) or _is_well_formed(text):
            message = f"no calendar or clock has `{shown}`"
        raise scalars.InvalidValue(invalid.code, message, hint or f"write {FORMS}") from invalid


def _is_well_formed(text: str) -> bool:
    """Whether a text is written like a time or a date, even one such as 25:00."""
    patterns = scalars.CLOCK_PATTERN, scalars.MOMENT_PATTERN
    return any(pattern.fullmatch(text) for pattern in patterns)


def _day(word: str, today: date) -> date | None:
    """The day that a word such as `tomorrow` or `fri` means."""
    if word in DAYS_FROM_TODAY:
        return today + timedelta(days=DAYS_FROM_TODAY[word])
    weekday = _weekday(word)
    # From 1 to 7 days ahead: who means today says so.
    return None if weekday is None else today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _weekday(word: str) -> int | None:
    word = word.rstrip(".")
    for number, name in enumerate(WEEKDAYS):
        if word in {name.casefold(), name[:3].casefold()}:
            return number
    return SHORT_WEEKDAYS.get(word)


def _likely(text: str, today: date) -> str | None:
    """A hint of what was meant by a text that does not read: `last fri`, `tommorow`, `fri 2pm`."""
    words = [w for w in re.split(r"[ ,]+", text) if w and w not in FILLERS]
    is_past = words[:1] == ["last"]
    name = words[is_past] if len(words) > is_past else ""
    clock = next(iter(date_and_times(text)[1]), "")
    day = _day(name, today)
    if day and is_past and _weekday(name) is not None:
        # The one before today; for today's own weekday, a week ago.
        name = (day - timedelta(weeks=2 if day - today == timedelta(weeks=1) else 1)).isoformat()
    elif day is None and (guess := _nearest_word(name)):
        return guess
    elif day is None and date_and_times(text)[0] is not None:
        return None  # a whole date, of which `scalars` has the hint
    elif day is None:
        # `24 November` is one of this year. What is more than a time alone is no time of today.
        name = date_and_times(f"{' '.join(words[:2])} {today.year}")[0] or ""
        rest = " ".join(words[2:]) if name else "" if TIME_WORDS.sub("", text) else text
        clock = next(iter(date_and_times(rest)[1]), "")
    guess = f"{name} {clock}".strip()
    return f"write {guess}" if guess != text and _reads(guess, today) else None


def _nearest_word(word: str) -> str | None:
    known = (*DAYS_FROM_TODAY, *(name.casefold() for name in WEEKDAYS))
    return did_you_mean(word, known) if word.isalpha() else None


def _reads(text: str, today: date) -> bool:
    if not text:
        return False
    try:
        parse_when(text, today)
    except scalars.InvalidValue:
        return False
    return True

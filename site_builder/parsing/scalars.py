"""Parse one value of the front matter: a rating, a date, a time or one of some words.

A text comes in; a typed value goes out, or InvalidValue with a message and a hint. The key and the
position of the value are the caller's.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeVar

from site_builder.core.dates import YEARS_READ
from site_builder.core.did_you_mean import alternatives, did_you_mean
from site_builder.core.fit import HIGHEST_RATING, LOWEST_RATING
from site_builder.core.model import Cancellation, Moment
from site_builder.parsing.date_guesses import date_and_times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Parsed = TypeVar("Parsed")
MAX_CHARACTERS = 60  # longer texts are sentences, and no patterns are tried on them
MAX_SHOWN_CHARACTERS = 40  # what a line of a message has room for
NUMBER_PATTERN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
# What people write for nothing yet, beside `null` and `~`.
NOTHING_WORDS = (
    "?",
    "??",
    "-",
    "--",
    "n/a",
    "na",
    "n.a",
    "nil",
    "none",
    "tbd",
    "tba",
    "unknown",
    "not yet",
    "not sure",
    "unsure",
    "no idea",
    "later",
    "pending",
    "open",
    "undecided",
)
YES_WORDS, NO_WORDS = ("yes", "true"), ("no", "false")
# A rating with what people add to it: `7/10`, `~7`, `7+`, `7 (good)`, `85%`. A remark with digits
# is taken in brackets only: `7-8` and `7 or 8` are two ratings.
RATING_WITH_REMARK = re.compile(
    r"[~+]?(?P<number>[0-9]{1,3}(?:[.,][0-9]{1,6})?)\.? ?(?:(?P<percent>%)|(?:/|of|out of) ?10)?"
    r"(?:[-+!?*]+| ?\(.*\)|,? [^0-9/-]*)?"
)
HALF_SIGN = re.compile(r" ?½| 1/2")
REMARK = re.compile(r" ?(?:[,;:(!.?]| - )")  # where a remark begins behind a word
SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?![0-9])")
SWAPPED_DATE = re.compile(r"^([0-9]{4})-(1[3-9]|[23][0-9])-(0[1-9]|1[0-2])(?![0-9])")
MIDNIGHT = re.compile(r"(?:([0-9-]{10})[Tt ] *)?24:00(?::00)?")
CLOCK_PATTERN = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
MOMENT_PATTERN = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[Tt ] *({CLOCK_PATTERN.pattern}))?"
)
OFFSET_PATTERN = re.compile(
    r" ?(?:Z|[A-Z]{2,4}T|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?)$", re.IGNORECASE
)
PLAIN_QUOTES_AND_DASHES = str.maketrans(
    dict.fromkeys("“”„‟«»‘’\"'", "") | dict.fromkeys("‐‑‒–—−", "-")  # noqa: RUF001 -- what phones type
)


class InvalidValue(Exception):
    """A text is not a value of the expected type.

    `message` continues a sentence that begins with the key, such as "is abc; a time is …".
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


@lru_cache(maxsize=64)  # some forty ways to write one, which all files repeat
def parse_rating(text: str) -> Fraction | None:
    """A rating from 1 to 10, whole or half; None for `null` or `~`, "no evidence yet".

    Raises InvalidValue.
    """
    text = text.strip()
    if text.casefold() in {"null", "~"}:
        return None
    if NUMBER_PATTERN.fullmatch(text):
        value = Fraction(text)
        if LOWEST_RATING <= value <= HIGHEST_RATING and (value * 2).denominator == 1:
            return value
    raise InvalidValue(
        "bad-rating", f"is {excerpt(text)}; a rating is 1 to 10, whole or half", _rating_hint(text)
    )


def excerpt(text: str) -> str:
    """A text for a message: on one line, cut after 40 characters."""
    flat = " ".join(text[:200].split())
    return flat if len(flat) <= MAX_SHOWN_CHARACTERS else f"{flat[:MAX_SHOWN_CHARACTERS]}…"


def _rating_hint(text: str) -> str | None:
    """How to write the rating that was probably meant; None if it is out of range."""
    if _means_nothing(text) or text.casefold() == "x":
        return "leave it blank, or write `null` for no evidence yet"
    guess = RATING_WITH_REMARK.fullmatch(_plain_text(HALF_SIGN.sub(".5", text)).casefold())
    if not guess:
        return "write a number such as 7 or 7.5, `null` for no evidence yet, or leave it blank"
    value = Fraction(guess["number"].replace(",", ".")) / (10 if guess["percent"] else 1)
    if not LOWEST_RATING <= value <= HIGHEST_RATING:
        return None
    halves = round(value * 2)
    return f"write {halves // 2}{'.5' if halves % 2 else ''}"


def _means_nothing(text: str) -> bool:
    """Whether a text says that there is no value, as `null`, `n/a` and `tbd` do."""
    return _plain_text(text).casefold().strip(".") in {"null", "~", *NOTHING_WORDS}


def _plain_text(text: str) -> str:
    """A text without quotes, with plain hyphens and single spaces; empty if it is too long.

    Phones type curly quotes, dashes and no-break spaces where a keyboard has plain ones.
    """
    if len(text) > MAX_CHARACTERS:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).translate(PLAIN_QUOTES_AND_DASHES).split())


def parse_moment(text: str) -> Moment:
    """A date with or without a clock time: `2026-11-18 14:00`. Raises InvalidValue."""
    return _parse(_moment, text, "a date is written 2026-11-18 or 2026-11-18 14:00")


def parse_day(text: str, expected: str = "a date is written 2026-11-18") -> date:
    """A date without a clock time. Raises InvalidValue, with what was `expected`."""
    value = _parse(_day, text, expected)
    if value.clock is not None:
        raise InvalidValue(
            "bad-date", f"is {excerpt(text)}; a date stands alone here", f"write {value.day}"
        )
    return value.day


def parse_cancellation(text: str) -> Cancellation | None:
    """What `cancelled` says: the day I heard, or `yes`; None for `no`. Raises InvalidValue."""
    word = text.strip().casefold()
    if word in YES_WORDS:
        return Cancellation()
    if word in NO_WORDS:
        return None
    expected = "it is the day I heard, as in 2026-11-17, or `yes`"
    return Cancellation(_day_or_word(text, expected, "write `yes` if you don't know the day"))


def parse_answer_by(text: str) -> date | Literal["none"]:
    """The day by which they want my answer; `none` if they set no date. Raises InvalidValue."""
    if text.strip().casefold() == "none":
        return "none"
    expected = "it is a date, as in 2026-11-27, or `none`"
    hint = "write `none` if they set no date, or leave it blank if you don't know yet"
    return _day_or_word(text, expected, hint)


def _day_or_word(text: str, expected: str, word_hint: str) -> date:
    """A date where a word may stand too.

    Raises InvalidValue, with the hint at the word for a text that is no date in any notation.
    """
    try:
        return parse_day(text, expected)
    except InvalidValue as invalid:
        is_words = not any(map(str.isdigit, text))
        hint = word_hint if is_words else invalid.hint
        raise InvalidValue(invalid.code, invalid.message, hint) from None


def parse_clock(text: str) -> time:
    """A local time of day; seconds are dropped. Raises InvalidValue."""
    return _parse(_clock, text, "a time is written 14:00")


def parse_choice(text: str, words: tuple[str, ...], synonyms: Mapping[str, str]) -> str:
    """One of some words in any case, since phones capitalise. Raises InvalidValue.

    `synonyms` gives other words for each, for the hint only.
    """
    word = text.strip().casefold()
    if word in words:
        return word
    plain_text = _plain_text(text)
    first_word = REMARK.split(plain_text, maxsplit=1)[0]
    guesses = (did_you_mean(guess, words, synonyms) for guess in (plain_text, first_word) if guess)
    hint = next(filter(None, guesses), "leave it blank" if _means_nothing(text) else None)
    raise InvalidValue("unknown-value", f"is {excerpt(text)}; it is {alternatives(words)}", hint)


def _date(text: str) -> date | None:
    """The date of `2026-11-18`; None for a day that no calendar has."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        return None
    return value if value.year in YEARS_READ else None


def _clock(text: str) -> time | None:
    match = CLOCK_PATTERN.fullmatch(text)
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _moment(text: str) -> Moment | None:
    match = MOMENT_PATTERN.fullmatch(text)
    parsed = _date(match[1]) if match else None
    if match is None or parsed is None:
        return None
    if match[2] is None:
        return Moment(parsed)
    clock_time = _clock(match[2])
    return Moment(parsed, clock_time) if clock_time else None


def _day(text: str) -> Moment | None:
    """A moment where only a date may stand; a function of its own, to tell the two hints apart."""
    return _moment(text)


def _parse(read: Callable[[str], Parsed | None], text: str, expected: str) -> Parsed:
    """The value that `read` makes of a text.

    If it makes none, raises InvalidValue: `offset` for a time zone, else `bad-date` with the
    `expected` form, or with the sentence for a well-formed date that does not exist.
    """
    text = text.strip()
    value = read(text[:MAX_CHARACTERS])
    if value is not None and len(text) <= MAX_CHARACTERS:
        return value
    plain_text = _plain_text(text)
    zoned = OFFSET_PATTERN.search(plain_text)
    if zoned and read(plain_text[: zoned.start()]) and not _is_span(plain_text):
        hint = f"write {plain_text[: zoned.start()]}"
        raise InvalidValue(
            "offset", f"is {excerpt(text)}; times are local, without a time zone", hint
        )
    if (CLOCK_PATTERN if read is _clock else MOMENT_PATTERN).fullmatch(text[:MAX_CHARACTERS]):
        message = f"is {excerpt(text)}; no calendar or clock has that"
        raise InvalidValue("bad-date", message, _possible(read, text))
    raise InvalidValue("bad-date", f"is {excerpt(text)}; {expected}", _date_hint(read, plain_text))


def _possible(read: Callable[[str], Parsed | None], text: str) -> str | None:
    """How to write a date with day and month swapped, or the end of a day as `24:00`."""
    guess = SWAPPED_DATE.sub(r"\1-\3-\2", text)
    if midnight := MIDNIGHT.fullmatch(text):
        guess = "00:00"
        if midnight[1]:
            day_before = _date(midnight[1])
            guess = f"{day_before + timedelta(days=1)} 00:00" if day_before else ""
    return f"write {guess}" if read(guess) else None


def _is_span(text: str) -> bool:
    """Whether a text has two clock times, the earlier one first: `14:00-15:00`."""
    match date_and_times(text)[1]:
        case [start, end]:
            return start < end
    return False


def _date_hint(read: Callable[[str], Parsed | None], text: str) -> str | None:
    """How to write the date or time that was probably meant; None without a good guess."""
    if _means_nothing(text):
        return "leave it blank"
    guessed_day, times = date_and_times(text)
    if read is _clock:
        return f"write {times[-1]}" if times and read(times[-1]) else None
    if guessed_day is None and SHORT_YEAR.match(text):
        return "write the year in four digits and first, then month and day, as in 2026-11-18"
    if guessed_day == "":
        return "write the year first, then month and day, as in 2026-11-18"
    guess = " ".join([guessed_day or "", *(times[:1] if read is _moment else [])])
    if not read(guess):
        return None
    span = read is _moment and _is_span(text)
    return f"write {guess}" + (f", and `ended: {times[1]}`" if span else "")

"""From a text that a user wrote to a rating, a date or a time, with a hint where it fails."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from site_builder.core.did_you_mean import did_you_mean, listed
from site_builder.core.model import Moment
from site_builder.parsing.date_guesses import date_and_times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
LOWEST, HIGHEST = Fraction(1), Fraction(10)
YEARS = range(1900, 3000)  # beyond which a year is a slip, and no day can be counted on from it
PAIR = 2
LONGEST = 60  # a rating or date that is longer is a sentence, and nobody's slip
NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
NO_RATING = (
    "?",
    "??",
    "-",
    "--",
    "x",
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
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
MOMENT = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[Tt ] *({CLOCK.pattern}))?")
OFFSET = re.compile(r" ?(?:Z|[A-Z]{2,4}T|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?)$", re.IGNORECASE)
CURLY_AND_DASHES = str.maketrans(
    dict.fromkeys("“”„‟«»‘’\"'", "") | dict.fromkeys("‐‑‒–—−", "-")  # noqa: RUF001 -- what phones type
)


class InvalidValue(Exception):
    """A value that is not of its type: code, message without the key's name, and hint."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def rating(text: str) -> Fraction | None:
    """A rating; None for `null` or `~`, which say "no evidence yet". Raises Bad."""
    text = text.strip()
    if text.casefold() in {"null", "~"}:
        return None
    if NUMBER.fullmatch(text):
        value = Fraction(text)
        if LOWEST <= value <= HIGHEST and (value * 2).denominator == 1:
            return value
    raise InvalidValue(
        "bad-rating", f"is {shown(text)}; a rating is 1 to 10, whole or half", _rating_hint(text)
    )


def shown(text: str) -> str:
    """The text for a message, cut where it is long."""
    flat = " ".join(text[:200].split())
    return flat if len(flat) <= 40 else f"{flat[:40]}…"  # noqa: PLR2004 -- a line has room for it


def _rating_hint(text: str) -> str | None:
    if _plain(text).casefold().strip(".") in NO_RATING:
        return "leave it blank, or write `null` for no evidence yet"
    guess = re.sub(r" ?(?:/|of|out of) ?10$", "", _plain(text)).replace(",", ".").rstrip(".")
    if not NUMBER.fullmatch(guess):
        return "write a number such as 7 or 7.5, `null` for no evidence yet, or leave it blank"
    value = Fraction(guess)
    if not LOWEST <= value <= HIGHEST:
        return None
    halves = round(value * 2)
    return f"write {halves // 2}{'.5' if halves % 2 else ''}"


def _plain(text: str) -> str:
    """A short text without what phones make of quotes, hyphens and spaces; else nothing."""
    if len(text) > LONGEST:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).translate(CURLY_AND_DASHES).split())


def moment(text: str) -> Moment:
    """A date, with a clock time or without: `2026-11-18 14:00`. Raises Bad."""
    return _read(_moment, text, "a date is written 2026-11-18 or 2026-11-18 14:00")


def day(text: str) -> date:
    """A date alone. Raises Bad."""
    value = _read(_day, text, "a date is written 2026-11-18")
    if value.clock is not None:
        raise InvalidValue(
            "bad-date", f"is {shown(text)}; a date stands alone here", f"write {value.day}"
        )
    return value.day


def clock(text: str) -> time:
    """A local time of day; seconds are read and dropped. Raises Bad."""
    return _read(_clock, text, "a time is written 14:00")


def choice(text: str, words: tuple[str, ...], synonyms: Mapping[str, str]) -> str:
    """One of some words, whatever its case (phones write capitals). Raises Bad."""
    word = text.strip().casefold()
    if word in words:
        return word
    hint = did_you_mean(_plain(text), words, synonyms)
    raise InvalidValue("unknown-value", f"is {shown(text)}; it is {listed(words)}", hint)


def _date(text: str) -> date | None:
    """The date that `2026-11-18` names; None for one that no calendar has."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _clock(text: str) -> time | None:
    found = CLOCK.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _moment(text: str) -> Moment | None:
    found = MOMENT.fullmatch(text)
    parsed = _date(found[1]) if found else None
    if found is None or parsed is None:
        return None
    if found[2] is None:
        return Moment(parsed)
    at = _clock(found[2])
    return Moment(parsed, at) if at else None


def _day(text: str) -> Moment | None:
    """A moment that stands where a date alone belongs."""
    return _moment(text)


def _read(read: Callable[[str], T | None], text: str, expected: str) -> T:
    """What a text says; raises Bad with what stands in the way, and what it may have meant."""
    text = text.strip()
    value = read(text[:LONGEST])
    if value is not None and len(text) <= LONGEST:
        return value
    plain = _plain(text)
    zoned = OFFSET.search(plain)
    if zoned and read(plain[: zoned.start()]) and not _is_span(plain):
        hint = f"write {plain[: zoned.start()]}"
        raise InvalidValue(
            "offset", f"is {shown(text)}; times are local, without a time zone", hint
        )
    if (CLOCK if read is _clock else MOMENT).fullmatch(text[:LONGEST]):
        raise InvalidValue("bad-date", f"is {shown(text)}; no calendar or clock has that")
    raise InvalidValue("bad-date", f"is {shown(text)}; {expected}", _date_hint(read, plain))


def _is_span(text: str) -> bool:
    """Whether a text ends with two times of which the later is second: `14:00-15:00`."""
    times = date_and_times(text)[1]
    return len(times) == PAIR and times[0] < times[1]


def _date_hint(read: Callable[[str], T | None], text: str) -> str | None:
    """How to write what was meant, as far as that is plain."""
    day_, times = date_and_times(text)
    if read is _clock:
        return f"write {times[-1]}" if times and read(times[-1]) else None
    if day_ == "":
        return "write the year first, then month and day, as in 2026-11-18"
    guess = " ".join([day_ or "", *(times[:1] if read is _moment else [])])
    if not read(guess):
        return None
    span = read is _moment and _is_span(text)
    return f"write {guess}" + (f", and `ended: {times[1]}`" if span else "")

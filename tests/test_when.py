from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.dates import WEEKDAYS
from site_builder.parsing.scalars import InvalidValue
from site_builder.parsing.when import parse_when

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-18", "2026-11-18"),
        ("2026-11-18 9:30", "2026-11-18T09:30"),
        ("2026-11-18T14:00", "2026-11-18T14:00"),
        ("14:00", "2026-11-25T14:00"),
        ("today", "2026-11-25"),
        (" Today   14:00 ", "2026-11-25T14:00"),
        ("yesterday", "2026-11-24"),
        ("YESTERDAY 8:05", "2026-11-24T08:05"),
        ("tomorrow 14:00", "2026-11-26T14:00"),
        ("thursday", "2026-11-26"),
        ("Tue 14:00", "2026-12-01T14:00"),
        ("tues", "2026-12-01"),
        ("Thurs. 9:00", "2026-11-26T09:00"),
        ("wednesday", "2026-12-02"),
        ("WED", "2026-12-02"),
    ],
)
def test_a_day_is_read_as_people_type_it(text: str, moment: str) -> None:
    """A date, today, its neighbours and weekdays, in any case, with a time or without, and a time
    alone are read; a weekday is the next one, so today's own is a week ahead.
    """
    assert parse_when(text, WEDNESDAY).iso() == moment


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 6), st.booleans())
def test_a_weekday_is_the_next_one(today: date, number: int, short: bool) -> None:  # noqa: FBT001 -- drawn
    """Whatever today is, a weekday means the day of that name from tomorrow to a week ahead."""
    day = parse_when(WEEKDAYS[number][: 3 if short else None], today).day
    assert day.weekday() == number
    assert timedelta(1) <= day - today <= timedelta(7)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("tommorow", "`tommorow` is no day or time that can be read", "did you mean `tomorrow`?"),
        ("Wendesday", "`Wendesday` is no day or time", "did you mean `wednesday`?"),
        ("next friday", "`next friday` is no day", "write friday"),
        ("on Friday at 2pm", "`on Friday at 2pm` is no day", "write friday 14:00"),
        ("last friday", "`last friday` is no day", "write 2026-11-20"),
        ("last wed 14.30", "`last wed 14.30` is no day", "write 2026-11-18 14:30"),
        ("2 pm", "`2 pm` is no day", "write 14:00"),
        ("24/11/2026 2pm", "`24/11/2026 2pm` is no day", "write 2026-11-24 14:00"),
        ("3/4/2026", "`3/4/2026` is no day", "write the year first"),
        ("24 November", "`24 November` is no day", "write 2026-11-24"),
        ("24 Nov 2pm", "`24 Nov 2pm` is no day", "write 2026-11-24 14:00"),
        ("2026-11-18T14:00+01:00", "`2026-11-18T14:00+01:00` has a time zone", "write 2026-11-18T"),
        ("today 25:00", "no calendar or clock has `today 25:00`", "write a date (2026-11-18)"),
        ("2026-02-30", "no calendar or clock has `2026-02-30`", "write a date (2026-11-18)"),
        ("soon", "`soon` is no day or time that can be read", "write a date (2026-11-18), today,"),
        ("", "`` is no day or time that can be read", "write a date (2026-11-18), today,"),
    ],
)
def test_what_is_no_day_is_told_with_what_was_meant(text: str, message: str, hint: str) -> None:
    """Anything else is quoted, with what to write for it where that can be guessed."""
    with pytest.raises(InvalidValue) as invalid:
        parse_when(text, WEDNESDAY)
    assert invalid.value.message.startswith(message)
    assert (invalid.value.hint or "").startswith(hint)


@given(st.text(max_size=80))
def test_no_text_is_too_odd_for_a_day(text: str) -> None:
    """Every text is a moment or an InvalidValue with a hint."""
    try:
        hint = parse_when(text, WEDNESDAY).iso()
    except InvalidValue as invalid:
        hint = invalid.hint or ""
    assert hint

"""Dates in words, the same in every locale."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from site_builder.core.model import Moment

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # fmt: skip -- two rows of six
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def spoken(day: date, today: date | None = None) -> str:
    """`18 November 2026`, or `18 November` in the year of `today`."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if today and today.year == day.year else f"{words} {day.year}"


def spoken_moment(moment: Moment, today: date | None = None) -> str:
    """`18 November 2026, 14:00`, the time only where there is one; or `November 2026`."""
    if moment.month:
        return f"{MONTHS[moment.day.month - 1]} {moment.day.year}"
    words = spoken(moment.day, today)
    return words if moment.clock is None else f"{words}, {moment.clock:%H:%M}"

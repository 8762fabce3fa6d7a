"""Dates as English words for pages and the terminal.

Not `strftime("%B")`: that speaks the language of the machine, and pages must not differ by it.
Today is an argument; nothing here reads the clock. Dates in what a user wrote are read in
`parsing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from site_builder.core.model import Moment

# Other years are typing errors, and adding days to year 1 or 9999 overflows a date.
YEARS_READ = range(1900, 3000)
MONTH_NAMES = (
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
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_text(day: date, today: date | None = None) -> str:
    """`18 November 2026`; without the year where it is the year of `today`."""
    words = f"{day.day} {MONTH_NAMES[day.month - 1]}"
    return words if today and today.year == day.year else f"{words} {day.year}"


def moment_text(moment: Moment, today: date | None = None) -> str:
    """`18 November 2026, 14:00`; without a time where none was given; `November 2026` for a month.

    As with `spoken`, the year of `today` is left out, except with a month.
    """
    if moment.month:
        return f"{MONTH_NAMES[moment.day.month - 1]} {moment.day.year}"
    words = date_text(moment.day, today)
    return words if moment.clock is None else f"{words}, {moment.clock.isoformat('minutes')}"

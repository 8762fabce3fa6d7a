"""Guess the date and times in a text that is not written as we read dates.

`20 Nov 2026 at 10am` comes in, `2026-11-20` and `10:00` go out, as texts for a hint. Nothing here
decides what a reflection says: a guess is only shown to the user, who corrects the file.
"""

from __future__ import annotations

import re

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "jan gen ene",
            "feb fev fév",
            "mar mär mrz mrt",
            "apr avr abr",
            "may mai maj mag mei",
            "jun juin giu",
            "jul juil lug",
            "aug aoû ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez des dic déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip -- twelve lines else
MONTH_PATTERN = rf"(?P<name>{'|'.join(MONTH_NUMBERS)})[^\W\d]*\.?"
DAY_PATTERN, YEAR_PATTERN = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?", r"(?P<year>\d{4})"
GAP_PATTERN = r"[ ,/.-]*(?:of |the |de |del |di )?"
# As texts: `re` compiles and keeps them once a date is wrong, which most journals never need.
DATE_PATTERNS = (
    rf"\b{YEAR_PATTERN}(?P<sign>[-/. ])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})\b",
    r"\b(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})\b",
    rf"\b(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?{YEAR_PATTERN}\b",
    rf"\b(?P<first>\d{{1,2}}) ?[/-] ?(?P<second>\d{{1,2}}) ?[/-] ?{YEAR_PATTERN}\b",
    rf"\b{DAY_PATTERN}{GAP_PATTERN}{MONTH_PATTERN}{GAP_PATTERN}{YEAR_PATTERN}\b",
    rf"\b{MONTH_PATTERN}{GAP_PATTERN}{DAY_PATTERN}{GAP_PATTERN}{YEAR_PATTERN}\b",
    rf"\b{YEAR_PATTERN}{GAP_PATTERN}{MONTH_PATTERN}{GAP_PATTERN}{DAY_PATTERN}\b",
)
# `10:30`, `10.30`, `10h30`, `10 am`, `10:30 pm`, `10 Uhr`, and the `10` of `10-11 am`.
CLOCK_TIME_PATTERN = (
    r"(?<![\d:.+])(?P<hour>\d{1,2})(?:(?:[:.]| ?h| ?uhr) ?(?P<minute>\d{2})(?!\d)(?::\d{2})?)?"
    r" ?(?P<am_pm>[ap](?=\.?m\b))?(?P<unit>h\b|uhr\b|o.?clock\b)?"
)
NOON_HOUR = 12
LAST_MONTH = 12


def date_and_times(text: str) -> tuple[str | None, list[str]]:
    """The date in a text as `2026-11-18`, and its clock times as `14:00`.

    The date is None if there is none, and empty if it can be read in two ways, as 3/4/2026 can.
    The result may be a day that no calendar has, such as 2026-02-31.
    """
    lower = text.casefold()
    matches = (re.search(pattern, lower) for pattern in DATE_PATTERNS)
    date = next((match for match in matches if match), None)
    rest = f"{lower[: date.start()]} {lower[date.end() :]}" if date else lower
    return date and _date(date.groupdict()), _times(rest.replace("t", " "))


def _date(parts: dict[str, str]) -> str:
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first != second and max(first, second) <= LAST_MONTH:
            return ""
        day, month = (first, second) if first > LAST_MONTH else (second, first)
    else:
        day = int(parts["day"])
        month = MONTH_NUMBERS[parts["name"]] if "name" in parts else int(parts["month"])
    return f"{parts['year']}-{month:02}-{day:02}"


def _times(text: str) -> list[str]:
    """The clock times in a text, in order, on a clock of 24 hours."""
    times: list[str] = []
    am_pm = ""
    # Backwards, because the `pm` of `2-3 pm` belongs to both.
    for match in reversed(list(re.finditer(CLOCK_TIME_PATTERN, text))):
        am_pm = match["am_pm"] or am_pm
        if not (match["minute"] or match["unit"] or am_pm):
            continue
        hour, minute = int(match["hour"]), match["minute"] or "00"
        if am_pm and not match["unit"]:
            hour = hour % NOON_HOUR + (NOON_HOUR if am_pm == "p" else 0)
        times.insert(0, f"{hour:02}:{minute}")
        if len(times) > 1 and am_pm and not match["am_pm"] and times[0] > times[1]:
            times[0] = f"{hour - NOON_HOUR:02}:{minute}"  # `11-1 pm` begins before noon
    return times

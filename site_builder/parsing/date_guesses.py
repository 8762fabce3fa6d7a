"""What date and time somebody meant who wrote them in another order, or in words."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb",
            "mar mär mrz",
            "apr",
            "may mai maj",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct okt",
            "nov",
            "dec dez des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip -- twelve lines else
MONTH = rf"(?P<name>{'|'.join(MONTHS)})[^\W\d]*\.?"
DAY, YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?", r"(?P<year>\d{4})"
APART = r"[ ,/.-]*(?:of |the )?"
DATES = (
    re.compile(rf"\b{YEAR}(?P<sign>[-/. ])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})\b"),
    re.compile(r"\b(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?{YEAR}\b"),
    re.compile(rf"\b(?P<either>\d{{1,2}}) ?[/-] ?(?P<other>\d{{1,2}}) ?[/-] ?{YEAR}\b"),
    re.compile(rf"\b{DAY}{APART}{MONTH}{APART}{YEAR}\b"),
    re.compile(rf"\b{MONTH}{APART}{DAY}{APART}{YEAR}\b"),
    re.compile(rf"\b{YEAR}{APART}{MONTH}{APART}{DAY}\b"),
)
# `10:30`, `10.30`, `10h30`, `10 am`, `10:30 pm`, `10 Uhr`, and the `10` of `10-11 am`.
CLOCK = re.compile(
    r"(?<![\d:.+])(?P<hour>\d{1,2})(?:(?:[:.]| ?h| ?uhr) ?(?P<minute>\d{2})(?!\d)(?::\d{2})?)?"
    r" ?(?P<half>[ap](?=\.?m\b))?(?P<whole>h\b|uhr\b|o.?clock\b)?"
)
HALF_DAY = 12


def date_and_times(text: str) -> tuple[str | None, list[str]]:
    """The date in a text, and the clock times beside it, as we write them.

    None without a date, and an empty one where it could be read in two ways, as 3/4/2026. Whether
    a calendar or a clock has them is not looked up.
    """
    lower = text.casefold()
    date = next((found for form in DATES if (found := form.search(lower))), None)
    rest = f"{lower[: date.start()]} {lower[date.end() :]}" if date else lower
    return date and _date(date.groupdict()), _times(rest.replace("t", " "))


def _date(parts: dict[str, str]) -> str:
    if "either" in parts:
        first, second = int(parts["either"]), int(parts["other"])
        if first != second and max(first, second) <= HALF_DAY:
            return ""
        day, month = (first, second) if first > HALF_DAY else (second, first)
    else:
        day = int(parts["day"])
        month = MONTHS[parts["name"]] if "name" in parts else int(parts["month"])
    return f"{parts['year']}-{month:02}-{day:02}"


def _times(text: str) -> list[str]:
    times: list[str] = []
    half = ""
    for found in reversed(list(CLOCK.finditer(text))):  # the `pm` of `2-3 pm` is that of both
        half = found["half"] or half
        if not (found["minute"] or found["whole"] or half):
            continue
        hour = int(found["hour"])
        if half and not found["whole"]:
            hour = hour % HALF_DAY + (HALF_DAY if half == "p" else 0)
        times.insert(0, f"{hour:02}:{found['minute'] or '00'}")
        if len(times) > 1 and half and not found["half"] and times[0] > times[1]:
            times[0] = f"{hour - HALF_DAY:02}:{found['minute'] or '00'}"  # of `11-1 pm`
    return times

"""The text of a task: its dates and its owner.

Markdown of one list item goes in; its dates, its owner, the text without them and problems with
dates come out. Which list items are tasks is decided in `markup`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.parsing.scalars import InvalidValue, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from site_builder.core.diagnostics import Severity

REMOVED = "\0"  # stands in a text where a date or an owner was cut out
# A date or `@them` is a word of its own: only white space, emphasis, brackets and punctuation may
# touch it. A `/` may not, or dates inside web addresses would be read.
BOUNDARY_BEFORE = r"(?<![^\s(\[{*_=~,;|\"'\u2013\u2014])"
BOUNDARY_AFTER = r"(?=[\s.,;:!?)\]}*_=~|\"'\u2013\u2014]|\Z)"
CODE_SPAN_PATTERN = re.compile(
    r"((?<![`\\])(?P<tick>`+)(?!`)(?:[^`]++|(?!(?P=tick)(?!`))`++)*+(?P=tick)(?!`))"
)
DATE_PATTERN = re.compile(
    rf"(?:{BOUNDARY_BEFORE}(?P<word>due|done|completion)::?\s?|(?P<sign>[📅📆🗓✅])\ufe0f?\s?)"
    rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){BOUNDARY_AFTER}",
    re.IGNORECASE,
)
THEM_PATTERN = re.compile(rf"{BOUNDARY_BEFORE}@them{BOUNDARY_AFTER}", re.IGNORECASE)
STRUCK_OUT_PATTERN = re.compile(r"~~(?=\S)(?:(?!~~).)+~~", re.DOTALL)
MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
ENGLISH_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
ORDINAL = r"[0-9]{1,2}(?:st|nd|rd|th)?"
DAY_AND_MONTH = rf"{ORDINAL}\.?\s(?:of\s)?{MONTH_NAME}|{MONTH_NAME}\.?\s{ORDINAL}"
NUMERIC_DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-]?(?:[0-9]{1,4})?(?![0-9])"
FULL_DATE = (
    r"(?:[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2}"
    r"|[0-9]{1,2}[./-]\s?[0-9]{1,2}[./-]\s?[0-9]{4})(?![0-9])"
)
WEEKDAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
RELATIVE_DAY = (
    r"(?:(?:on|by|this|next)\s){0,2}"
    rf"(?:{WEEKDAY_NAME}|today\b|tonight\b|tomorrow\b|week\b|month\b)"
)
DATE_SEPARATOR = r"[:=(\s@>\u2192\u2013\u2014-]{0,3}"
# Words for a due date in other languages and programs; they count only before a whole date.
OTHER_DUE_WORDS = (
    r"scheduled|schedule|expires?|f\u00e4llig(?:\sam)?|frist|\u00e9ch\u00e9ance|ech\u00e9ance|vence"
    r"|vencimiento|fecha\sl\u00edmite|plazo|prazo|scadenza|vervaldatum|termin|forfald|f\u00f6rfaller"
)
OTHER_DONE_WORDS = (
    r"completed|completion|finished|erledigt(?:\sam)?|fertig|fait(?:\sle)?|termin\u00e9|hecho|fatto"
    r"|feito|gedaan|klaar"
)
UNTIL_WORDS = (
    r"by|before|until|till|bis(?:\szum)?|vor(?:\sdem)?|sp\u00e4testens|jusqu['\u2019]au|avant\sle|pour\sle|hasta(?:\sel)?|antes\sdel"
    r"|para\sel|at\u00e9|entro(?:\sil)?|uiterlijk|tot"
)
NEAR_DATE_PATTERN = re.compile(
    rf"{BOUNDARY_BEFORE}(?!due:YYYY-MM-DD)(?:"  # what `init` writes
    rf"@?(?:due|done|deadline)(?:[\s_-]?date)?\b{DATE_SEPARATOR}(?:(?:on|by|at)\s)?"
    rf"(?:(?:{DAY_AND_MONTH})(?:,?\s[0-9]{{4}})?\b|{NUMERIC_DATE}\S{{0,6}})"
    rf"|@?(?:due(?:[\s_-]?date)?|deadline)\b{DATE_SEPARATOR}{RELATIVE_DAY}"
    rf"|(?:due(?:[\s_-]?date)?::?\s?|done::?)[^\s:][^\s,;)\]]*"
    rf"|@?(?:{OTHER_DUE_WORDS}|{OTHER_DONE_WORDS})\b{DATE_SEPARATOR}{FULL_DATE}"
    rf"|@\{{?{FULL_DATE}\}}?"  # Obsidian's Kanban
    # After a number, such as in "from 20.11.2026 bis 24.11.2026", it is the end of a time.
    rf"|(?<![0-9.]\s)(?:{UNTIL_WORDS})\b:?\s(?:{FULL_DATE}|{ORDINAL}\s{ENGLISH_MONTH}|{ENGLISH_MONTH}\s{ORDINAL}\b)"
    rf")"
    rf"|[📅📆🗓✅⏳⏰]\ufe0f?:?\s?(?:{NUMERIC_DATE}|{DAY_AND_MONTH})",
    re.IGNORECASE,
)
DONE_WORD_PATTERN = re.compile(rf"✅|@?(?:{OTHER_DONE_WORDS})", re.IGNORECASE)
ISO_DATE_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Emphasis and brackets with nothing else in them go with what was cut out of them.
WRAPPED_GAP_PATTERN = re.compile(
    rf"([*_=~]{{1,3}}){REMOVED}\1|\(\s?{REMOVED}\s?\)|\[\s?{REMOVED}\s?\]"
)
GAP_RUN_PATTERN = re.compile(rf"{REMOVED}(?:[\s,;|]*{REMOVED})+")
MAX_WRAPPINGS = 4  # levels of emphasis and brackets around one date
OPENING_PATTERN = re.compile(r"(?:\A|[(\[{*_=~\"'])\Z")
CLOSING_PATTERN = re.compile(r"\Z|[)\]}*_=~\"'!?]")
PUNCTUATION_PATTERN = re.compile(r"[.,;:|]*(?:\s+[|\u2013\u2014-](?=\s|\Z))?")


@dataclass(frozen=True, slots=True)
class InlineProblem:
    """A problem with some words of a task; `word` is these words as they are written."""

    word: str
    severity: Severity
    code: str
    message: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class TaskText:
    """The dates and owner of a task, and its Markdown without them."""

    text: str
    due: date | None
    finished: date | None
    theirs: bool
    problems: tuple[InlineProblem, ...]


@dataclass(frozen=True, slots=True)
class _Date:
    """A date of a task: `due` or `done`, as it is written in `source`."""

    kind: str
    day: date
    source: str
    is_struck_out: bool


def read_task_text(text: str, due: date | None = None, finished: date | None = None) -> TaskText:
    """Read dates and owner out of a task's Markdown, but not out of code in it.

    The first date of each kind counts, after those of earlier paragraphs, `due` and `finished`; a
    struck-out date only if there is no other. A day that does not exist stays in the text and is
    an error.
    """
    # Three pieces for each code span: the text before it, the span, and its backticks.
    pieces = CODE_SPAN_PATTERN.split(text)
    dates: list[_Date] = []
    problems: list[InlineProblem] = []
    theirs = 0
    for number in range(0, len(pieces), 3):
        piece, piece_dates, errors = _cut_dates(pieces[number])
        dates += piece_dates
        problems += [*errors, *_near_dates(piece)]
        pieces[number], count = THEM_PATTERN.subn(REMOVED, piece)
        theirs += count
    del pieces[2::3]
    rest = _close_gaps("".join(pieces)) if dates or theirs else text
    earlier = {kind: day for kind, day in (("due", due), ("done", finished)) if day}
    days, surplus = _chosen(dates, earlier)
    return TaskText(
        rest.lstrip(), days.get("due"), days.get("done"), bool(theirs), (*problems, *surplus)
    )


def _cut_dates(text: str) -> tuple[str, list[_Date], list[InlineProblem]]:
    """The text with a gap for each date, the dates, and an error for each that does not exist."""
    strikes = [match.span() for match in STRUCK_OUT_PATTERN.finditer(text)]
    dates, errors = [], []
    pieces, position = [], 0
    for match in DATE_PATTERN.finditer(text):
        kind = kind_of(match)
        try:
            day = parse_day(match["day"])
        except InvalidValue as error:
            message = f"{kind} {error.message}"
            errors.append(InlineProblem(match[0], "error", error.code, message, error.hint))
            continue
        is_struck_out = any(start < match.start() < end for start, end in strikes)
        dates.append(_Date(kind, day, match[0].strip(), is_struck_out))
        pieces += [text[position : match.start()], REMOVED]
        position = match.end()
    return "".join([*pieces, text[position:]]), dates, errors


def _chosen(
    dates: list[_Date], earlier: Mapping[str, date]
) -> tuple[dict[str, date], list[InlineProblem]]:
    """The date that counts by kind, and a warning for each other one that is not struck out."""
    days, surplus = dict(earlier), []
    for each in sorted(dates, key=lambda each: each.is_struck_out):
        day = days.setdefault(each.kind, each.day)
        if each.day != day and not each.is_struck_out:
            message = f"`{each.source}` is ignored: the task has {each.kind}:{day} already"
            hint = "delete the one that is wrong"
            surplus.append(InlineProblem(each.source, "warning", "near-date", message, hint))
    return days, surplus


def question_problems(text: str) -> Iterator[InlineProblem]:
    """Yield a warning for each date in a question's Markdown: only tasks have dates."""
    for piece in CODE_SPAN_PATTERN.split(text)[::3]:
        for match in DATE_PATTERN.finditer(piece):
            source = match[0].strip()
            message = f"`{source}` is not read: a question has no date"
            hint = "write a task below `## Next steps` if something is due then"
            yield InlineProblem(source, "warning", "near-date", message, hint)


def kind_of(match: re.Match[str]) -> str:
    """Whether a date is `due` or `done`; `completion` is the word of the Dataview plugin."""
    word = (match["word"] or "").casefold()
    return "done" if word in {"done", "completion"} or match["sign"] == "✅" else "due"


def _near_dates(text: str) -> Iterator[InlineProblem]:
    """A warning for whatever was meant as a date, in a text whose dates were cut out."""
    for match in NEAR_DATE_PATTERN.finditer(text):
        if DATE_PATTERN.match(text, match.start()):
            continue  # a date that does not exist, which is an error already
        source = match[0].strip()
        word = re.match(r"@?(due|done)\b", source, re.IGNORECASE)
        kind = word[1] if word else "done" if DONE_WORD_PATTERN.match(source) else "due"
        day = ISO_DATE_PATTERN.search(source) or ISO_DATE_PATTERN.search(_date_hint(source))
        hint = f"write {kind}:{day[0]}" if day else f"a date is written {kind}:2026-11-24"
        message = f"`{source}` is not read as a date"
        yield InlineProblem(source, "warning", "near-date", message, hint)


def _date_hint(source: str) -> str:
    """What `read_day` suggests for a date in another notation; it may name the ISO date."""
    try:
        parse_day(re.sub(r"\A[^0-9]*|[^0-9]*\Z", "", source))
    except InvalidValue as error:
        return error.hint or ""
    return ""


def _close_gaps(text: str) -> str:
    """Remove the gaps, and the punctuation and white space that only made sense around them."""
    for _ in range(MAX_WRAPPINGS):
        text = GAP_RUN_PATTERN.sub(REMOVED, WRAPPED_GAP_PATTERN.sub(REMOVED, text))
    first, *others = text.split(REMOVED)
    pieces = [first]
    for part in others:
        pieces[-1:] = _join(pieces[-1], part, is_first=len(pieces) == 1)
    return "".join(pieces)


def _join(before: str, after: str, *, is_first: bool) -> tuple[str, str]:
    """The text before and after a gap, with one mark, one space or nothing left between them.

    `is_first` where the task begins with `before`.
    """
    mark = PUNCTUATION_PATTERN.match(after)
    tail = after[mark.end() if mark else 0 :]
    stem, words = before.rstrip(), tail.lstrip()
    opened = (is_first and not stem) or (
        stem == before and bool(OPENING_PATTERN.search(before[-1:]))
    )
    closed = not words or (words == tail and bool(CLOSING_PATTERN.match(words)))
    if closed:
        return stem.rstrip(",;:|\u2013\u2014-").rstrip(), words
    if opened:
        return before, words
    # A line break beside the gap stays: two trailing spaces or a list below may depend on it.
    between = "\n" if "\n" in before[len(stem) :] + tail[: len(tail) - len(words)] else " "
    if mark and mark[0]:
        return stem.rstrip(",;|\u2013\u2014").rstrip(), mark[0].rstrip() + between + words
    return stem, between + words

"""The text of a task: its dates, its owner, and until when it is to be done.

Markdown of one list item goes in; what is read out of it, the text without that and problems with
it come out. Which list items are tasks is decided in `markup`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, cast

from site_builder.core.frozen import frozen
from site_builder.parsing.scalars import InvalidValue, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from site_builder.core.diagnostics import Severity
    from site_builder.core.model import Until

REMOVED = "\0"  # stands in a text where a date or an owner was cut out
# A date, `until:news` or `@them` is a word of its own: only white space, emphasis, brackets and
# punctuation may touch it. A `/` may not, or dates inside web addresses would be read.
BOUNDARY_BEFORE = r"(?<![^\s(\[{*_=~,;|\"'\u2013\u2014])"
BOUNDARY_AFTER = r"(?=[\s.,;:!?)\]}*_=~|\"'\u2013\u2014]|\Z)"
CODE_SPAN_PATTERN = re.compile(
    r"((?<![`\\])(?P<tick>`+)(?!`)(?:[^`]++|(?!(?P=tick)(?!`))`++)*+(?P=tick)(?!`))"
)
FIELD_PATTERN = re.compile(
    rf"(?:{BOUNDARY_BEFORE}(?P<word>due|done|completion)::?\s?|(?P<sign>[📅📆🗓✅])\ufe0f?\s?)"
    rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){BOUNDARY_AFTER}"
    rf"|{BOUNDARY_BEFORE}until::?\s?(?P<until>round|news){BOUNDARY_AFTER}",
    re.IGNORECASE,
)
# The patterns of dates are slow; a text without one of these has neither a date nor nearly one.
# It begins with all first characters at once, to which `re` skips: no other letter folds to them.
DATE_SIGN_PATTERN = re.compile(
    "[0-9dDuU](?:(?<=[0-9])|(?<=[dD])(?i:ue|one|eadline)|(?<=[uU])(?i:ntil))"
)
# Any other `until:`, which a date may follow.
NEAR_UNTIL_PATTERN = re.compile(
    rf"{BOUNDARY_BEFORE}until::?(?:\s?[^\s,;)\]*=~]*[^\s,;)\]*=~.!?:])?", re.IGNORECASE
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
NEAR_DATE_SOURCE = (
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
    rf"|[📅📆🗓✅⏳⏰]\ufe0f?:?\s?(?:{NUMERIC_DATE}|{DAY_AND_MONTH})"
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


@frozen
class InlineProblem:
    """A problem with some words of a task; `word` is these words as they are written."""

    word: str
    severity: Severity
    code: str
    message: str
    hint: str | None


@frozen
class TaskText:
    """What is read out of a task, and its Markdown without that."""

    text: str
    due: date | None = None
    finished: date | None = None
    until: Until | None = None
    theirs: bool = False
    problems: tuple[InlineProblem, ...] = ()


@frozen
class _TaskField:
    """`due` or `done` with its date, or `until` with its word; `source` is how it is written."""

    kind: str
    value: date | str
    source: str
    is_struck_out: bool


def read_task_text(text: str, above: TaskText) -> TaskText:
    """Read dates, `until` and owner out of a task's Markdown, but not out of code in it.

    `above` is what the task's earlier paragraphs gave. The first of each kind counts, after theirs;
    a struck-out one only if there is no other. A day that does not exist stays in the text and is
    an error.
    """
    # Three pieces for each code span: the text before it, the span, and its backticks.
    pieces = CODE_SPAN_PATTERN.split(text) if "`" in text else [text]
    fields: list[_TaskField] = []
    problems: list[InlineProblem] = []
    theirs = 0
    for number in range(0, len(pieces), 3):
        piece, piece_fields, errors = _cut_fields(pieces[number])
        fields += piece_fields
        problems += [*errors, *_near_dates(piece), *_near_untils(piece)]
        pieces[number], count = THEM_PATTERN.subn(REMOVED, piece) if "@" in piece else (piece, 0)
        theirs += count
    del pieces[2::3]
    rest = _close_gaps("".join(pieces)) if fields or theirs else text
    earlier = {"due": above.due, "done": above.finished, "until": above.until}
    chosen, surplus = _chosen(fields, {kind: value for kind, value in earlier.items() if value})
    return TaskText(
        rest.lstrip(),
        cast("date | None", chosen.get("due")),
        cast("date | None", chosen.get("done")),
        cast("Until | None", chosen.get("until")),
        above.theirs or bool(theirs),
        (*problems, *surplus),
    )


def _cut_fields(text: str) -> tuple[str, list[_TaskField], list[InlineProblem]]:
    """The text with a gap for each field, the fields, and an error for each day that is none."""
    if not DATE_SIGN_PATTERN.search(text):
        return text, [], []
    strikes = [match.span() for match in STRUCK_OUT_PATTERN.finditer(text)]
    fields, errors = [], []
    pieces, position = [], 0
    for match in FIELD_PATTERN.finditer(text):
        kind = field_kind(match)
        try:
            value = match["until"].casefold() if match["until"] else parse_day(match["day"])
        except InvalidValue as error:
            message = f"{kind} {error.message}"
            errors.append(InlineProblem(match[0], "error", error.code, message, error.hint))
            continue
        # The last stroke that begins before it: a search through all would take n² steps.
        number = bisect_left(strikes, (match.start(),)) - 1
        is_struck_out = number >= 0 and match.start() < strikes[number][1]
        fields.append(_TaskField(kind, value, match[0].strip(), is_struck_out))
        pieces += [text[position : match.start()], REMOVED]
        position = match.end()
    return "".join([*pieces, text[position:]]), fields, errors


def _chosen(
    fields: list[_TaskField], earlier: Mapping[str, date | str]
) -> tuple[dict[str, date | str], list[InlineProblem]]:
    """The value that counts by kind, and a warning for each other one that is not struck out."""
    values, surplus = dict(earlier), []
    for each in sorted(fields, key=lambda each: each.is_struck_out):
        value = values.setdefault(each.kind, each.value)
        if each.value != value and not each.is_struck_out:
            message = f"`{each.source}` is ignored: the task has {each.kind}:{value} already"
            hint = "delete the one that is wrong"
            surplus.append(InlineProblem(each.source, "warning", "near-date", message, hint))
    return values, surplus


def question_problems(text: str) -> Iterator[InlineProblem]:
    """Yield a warning for each date or `until` in a question's Markdown: only tasks have those."""
    for piece in CODE_SPAN_PATTERN.split(text)[::3] if DATE_SIGN_PATTERN.search(text) else ():
        for match in FIELD_PATTERN.finditer(piece):
            source = match[0].strip()
            kind = "`until:`" if match["until"] else "date"
            message = f"`{source}` is not read: a question has no {kind}"
            hint = "write a task below `## Next steps` if something is due then"
            yield InlineProblem(source, "warning", "near-date", message, hint)


def field_kind(match: re.Match[str]) -> str:
    """Whether a field is `due`, `done` or `until`; `completion` is the word of Dataview."""
    if match["until"]:
        return "until"
    word = (match["word"] or "").casefold()
    return "done" if word in {"done", "completion"} or match["sign"] == "✅" else "due"


@cache
def _near_date_pattern() -> re.Pattern[str]:
    """The largest pattern here, compiled once a text may need it."""
    return re.compile(NEAR_DATE_SOURCE, re.IGNORECASE)


def _near_dates(text: str) -> Iterator[InlineProblem]:
    """A warning for whatever was meant as a date, in a text whose dates were cut out."""
    for match in _near_date_pattern().finditer(text) if DATE_SIGN_PATTERN.search(text) else ():
        if FIELD_PATTERN.match(text, match.start()):
            continue  # a date that does not exist, which is an error already
        source = match[0].strip()
        word = re.match(r"@?(due|done)\b", source, re.IGNORECASE)
        kind = word[1] if word else "done" if DONE_WORD_PATTERN.match(source) else "due"
        day = ISO_DATE_PATTERN.search(source) or ISO_DATE_PATTERN.search(_date_hint(source))
        hint = f"write {kind}:{day[0]}" if day else f"a date is written {kind}:2026-11-24"
        message = f"`{source}` is not read as a date"
        yield InlineProblem(source, "warning", "near-date", message, hint)


def _near_untils(text: str) -> Iterator[InlineProblem]:
    """A warning for each `until:` of another word, in a text whose fields were cut out."""
    for match in NEAR_UNTIL_PATTERN.finditer(text) if DATE_SIGN_PATTERN.search(text) else ():
        if _near_date_pattern().match(text, match.start()):
            continue  # which has a hint of its own
        source = match[0].strip()
        day = ISO_DATE_PATTERN.search(source) or ISO_DATE_PATTERN.search(_date_hint(source))
        hint = "write until:round or until:news, or `until` without the `:`"
        hint = f"write due:{day[0]}" if day else hint
        message = f"`{source}` is not read; a task is until:round or until:news"
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
        before, text = text, GAP_RUN_PATTERN.sub(REMOVED, WRAPPED_GAP_PATTERN.sub(REMOVED, text))
        if text == before:
            break
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

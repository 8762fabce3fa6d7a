"""Amend what stands below the front matter: move the dates of tasks, or add tasks for research.

A file's bytes come in, new bytes go out, or CannotAmend; nothing is written here. Each result is
read again and must differ from the old file in the tasks that were meant and in nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder.parsing import amend, template
from site_builder.parsing.amend import CannotAmend
from site_builder.parsing.blocks import blank_spans, find_spans
from site_builder.parsing.frontmatter import decode, split
from site_builder.parsing.headings import section_of
from site_builder.parsing.markup import convert_markdown
from site_builder.parsing.near_misses import box_lines
from site_builder.parsing.reflection import section_ids
from site_builder.parsing.scalars import InvalidValue, parse_day
from site_builder.parsing.tasks import FIELD_PATTERN, field_kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from site_builder.core.model import Settings, Task
    from site_builder.parsing.markup import ConvertedBody

RESEARCH, RESEARCH_HEADING = "research", "## Research"
UNSAFE = "its tasks can't be changed without touching more"
HINT = "change them by hand"
ITEM_PATTERN = re.compile(r"\s*(?:[-*+]|[0-9]+[.)])\s")
OPEN_BOX_PATTERN = re.compile(r"[^\[\n]*\[ \]")
HEADING_PATTERN = re.compile(r"^ {0,3}##[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*$", re.MULTILINE)


def shift_tasks(path: str, data: bytes, by: timedelta, settings: Settings) -> bytes:
    """The file's bytes with the due date of each open task that has an `until:` moved by `by`.

    Raises CannotAmend where a date can't be found in the source.
    """
    text, begin = _source(path, data)
    converted = _converted(text[begin:], settings)
    prose = blank_spans(text[begin:], find_spans(text[begin:]))
    starts = box_lines(prose, [box.text for box in converted.boxes])
    edits: list[tuple[int, int, str | list[str]]] = []
    for start, end in pairwise([*starts, len(prose)]):
        fields = list(FIELD_PATTERN.finditer(prose, start, end))
        if OPEN_BOX_PATTERN.match(prose, start) and any(f["until"] for f in fields):
            edits += (
                (begin + field.start("day"), begin + field.end("day"), day)
                for field in fields
                if (day := _shifted(field, by))
            )
    expected = tuple(_shifted_task(task, by) for task in converted.body.tasks)
    amended = amend.splice(data, edits)
    if _converted(_body(path, amended), settings).body.tasks != expected:
        raise CannotAmend(UNSAFE, HINT)
    return amended


def _shifted(field: re.Match[str], by: timedelta) -> str | None:
    """The due date of a field of a task moved by some days; None for any other field."""
    if field_kind(field) != "due":
        return None
    try:
        return (parse_day(field["day"]) + by).isoformat()
    except InvalidValue:
        return None


def _shifted_task(task: Task, by: timedelta) -> Task:
    return replace(task, due=task.due + by) if task.until and task.due and not task.done else task


def add_research(path: str, data: bytes, texts: Iterable[str], settings: Settings) -> bytes:
    """The file's bytes with a task for each text at the end of its section on research.

    The section is added at the end of the file where there is none. Raises CannotAmend.
    """
    items = [template.item(text) for text in texts]
    if not items:
        return data
    text, begin = _source(path, data)
    body = _converted(text[begin:], settings).body
    prose = blank_spans(text[begin:], find_spans(text[begin:]))
    headings = list(HEADING_PATTERN.finditer(prose))
    ids = section_ids(settings)
    ends = [*(h.start() for h in headings[1:]), len(prose)]
    section_ends = [
        end
        for h, end in zip(headings, ends, strict=False)
        if section_of(h["text"], ids) == RESEARCH
    ]
    end = begin + section_ends[-1] if section_ends else len(text)
    at = len(text[:end].rstrip("\n"))
    follows_item = bool(ITEM_PATTERN.match(text[text.rfind("\n", 0, at) + 1 : at]))
    new = items if section_ends and follows_item else ["", *items]
    if not section_ends:
        new = ["", RESEARCH_HEADING, *new]
    # The line that they follow may be the last of the file, without an end.
    is_ended = text[at : at + 1] == "\n"
    at += is_ended
    amended = amend.splice(data, [(at, at, new if is_ended else ["", *new])])
    rest = list(_converted(_body(path, amended), settings).body.tasks)
    for task in body.tasks:
        if task in rest:
            rest.remove(task)
    if [(task.kind, task.done) for task in rest] != [(RESEARCH, False)] * len(items):
        raise CannotAmend(UNSAFE, HINT)
    return amended


def _source(path: str, data: bytes) -> tuple[str, int]:
    """The text of a file with LF for line ends, and where its body begins."""
    source = decode(path, data)
    return source.text, split(source)[2]


def _body(path: str, data: bytes) -> str:
    text, begin = _source(path, data)
    return text[begin:]


def _converted(text: str, settings: Settings) -> ConvertedBody:
    return convert_markdown(text, section_ids(settings), lambda _target: None)

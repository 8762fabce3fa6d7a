"""Explain front matter that is not valid YAML to somebody who has never read YAML's manual.

A text that PyYAML refuses comes in, one diagnostic goes out. PyYAML only decides whether a text is
valid: its messages and marks differ from version to version. So the text is narrowed down to its
smallest part that is not valid by itself, and `yaml_faults` looks into that for common mistakes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from site_builder.parsing.fences import UNCLOSED, unclosed
from site_builder.parsing.yaml_events import MAX_DEPTH, node_type
from site_builder.parsing.yaml_faults import (
    DASH,
    Fault,
    fault_in_part,
    indent_of,
)
from site_builder.parsing.yaml_messages import QUOTE_HINT, TOO_DEEP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import Diagnostic, SourceText

MAX_PARTS = 8  # so many keys are tried as one value, since a bracket or quote may go on over them
HEADING_LINE = re.compile(r"^##+ .*", re.MULTILINE)
CONTENT_LINE = re.compile(r"^( *)(?![ \n#]).+$", re.MULTILINE)
BLANK_KEY_LINE = re.compile(r"[^\n]*:[ \t]*(?:[ \t]#[^\n]*)?(?:\n|\Z)")


def explain(source: SourceText, start: int, end: int) -> Diagnostic:
    """What is wrong with the front matter between two indexes, which PyYAML refuses."""
    fault = _find_fault(source.text[start:end])
    index = start + fault.index
    line_end = source.text.find("\n", index, end)
    meant_end = _unclosed_before(source, start, end if line_end < 0 else line_end)
    return meant_end or source.problem(index, fault.code, fault.message, fault.hint)


def _unclosed_before(source: SourceText, start: int, end: int) -> Diagnostic | None:
    """The problem of a missing fence, if a line of the span looks like a fence or a heading.

    Then the fault is in the body, which was never meant as YAML.
    """
    if problem := unclosed(source, start, end):
        return problem
    if heading := HEADING_LINE.search(source.text, start, end):
        message = f"{UNCLOSED} before `{heading[0][:40]}`"
        hint = "write a line of `---` above it"
        return source.problem(heading.start(), "front-matter-unclosed", message, hint)
    return None


def _find_fault(text: str) -> Fault:
    """What is wrong with a text, told from its smallest part that is not valid by itself.

    A part is a key or list item with the lines below it. Goes into the first wrong part level by
    level; `base` is the index of the part in the text. The dash of an item is replaced by spaces,
    so that what is behind it keeps its column.
    """
    base, parent = 0, ""
    for level in range(MAX_DEPTH):
        parts = list(_parts(text))
        listed = level > 0 and bool(parts) and bool(DASH.match(parts[0][0][0]))
        begin, end = _first_wrong(text, parts, listed=listed)
        wrong, base = text[begin:end], base + begin
        header = BLANK_KEY_LINE.match(wrong)
        valid_alone = bool(node_type(wrong))
        if valid_alone and listed and not DASH.match(wrong):
            message = "a line in a list does not begin with `- `"
            return Fault(base + indent_of(wrong), message, "write `- ` before it")
        if not valid_alone and (dash := DASH.match(wrong)):
            text = " " * dash.end() + wrong[dash.end() :]
        elif not valid_alone and header and node_type(header[0]) and wrong[header.end() :].strip():
            text, base, parent = wrong[header.end() :], base + header.end(), header[0]
        else:
            fault = fault_in_part(wrong, level, parent)
            return replace(fault, index=base + fault.index)
    return Fault(base + indent_of(text), TOO_DEEP, QUOTE_HINT, "too-deep")


def _parts(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The keys or items of a text's first level: the first line of each, and the part's end."""
    first: re.Match[str] | None = None
    level = 0
    for line in CONTENT_LINE.finditer(text):
        if first is None:
            first, level = line, len(line[1])
        elif len(line[1]) <= level and not _is_item_of(line, first):
            yield first, line.start()
            first = line
    if first:
        yield first, len(text)


def _is_item_of(line: re.Match[str], first: re.Match[str]) -> bool:
    """Whether `line` is an item of the list below the key `first`, both in the same column."""
    same_column = line[1] == first[1] and not DASH.match(first[0])
    return same_column and bool(DASH.match(line[0]) and BLANK_KEY_LINE.match(first[0]))


def _first_wrong(
    text: str, parts: list[tuple[re.Match[str], int]], *, listed: bool
) -> tuple[int, int]:
    """The span of the first wrong part: no key with a value, or no item if they are `listed`.

    If each is right, that of the first part in another column than the others; else the whole.
    """
    wanted = yaml.SequenceStartEvent if listed else yaml.MappingStartEvent
    number = 0
    while number < len(parts):
        begin, end = parts[number][0].start(), parts[number][1]
        ends = [part[1] for part in parts[number : number + MAX_PARTS]]
        last = next((n for n, e in enumerate(ends) if node_type(text[begin:e]) is wanted), None)
        if last is None:
            return begin, end
        number += last + 1
    column = parts[0][0][1] if parts else ""
    misaligned = ((line.start(), end) for line, end in parts if line[1] != column)
    return next(misaligned, (0, len(text)))

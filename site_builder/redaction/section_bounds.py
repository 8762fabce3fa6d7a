"""Shared sections that may not end where their writer thinks they end.

A section ends at the next heading of level 2 and nowhere else, so what stands below a heading of
another kind goes out with the section above it. Comes in: the journal and the text of its files.
Goes out: a `leak` error for each line of a shared section that looks like the beginning of
something withheld. Nothing is looked for here that is withheld by its words; see `leaks`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_builder.parsing import frontmatter
from site_builder.parsing.blocks import blank_spans, find_spans
from site_builder.parsing.headings import section_of
from site_builder.parsing.markup import QUESTION_SECTIONS
from site_builder.parsing.reflection import section_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.diagnostics import Diagnostic, SourceText
    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience, Reflection

LEVEL_2_HEADING_PATTERN = re.compile(r" {0,3}##(?!#)")
# `#tag` in small letters is a tag of a note, and no heading.
LEVEL_1_HEADING_PATTERN = re.compile(r" {0,3}#(?:[ \t]+\S|[^\s#a-z])|\s*<[hH][12]\b")
MARKED_LINE_PATTERN = re.compile(
    r"\s*[#*_<+-]"
)  # a list item, or a heading that is warned of already
DASH_UNDERLINE_PATTERN = re.compile(r" {0,3}-+[ \t]*\Z")
EQUALS_UNDERLINE_PATTERN = re.compile(r" {0,3}=+[ \t]*\Z")
GOES_OUT_MESSAGE = "would go out with what stands below it, as part of a shared section"


def unclear_section_ends(
    journal: Journal,
    audience: Audience,
    sources: Mapping[str, tuple[SourceText, Reflection | None]],
) -> Iterator[Diagnostic]:
    """An error for each line after which a shared section may hold what is withheld.

    `sources` are the files of the journal by path, with the reflection that each is.
    """
    for path, (source, reflection) in sources.items():
        if reflection and audience.name in reflection.share:
            warnings = [p for p in journal.problems if p.path == path]
            yield from _unclear_lines(
                source, reflection, audience, section_ids(journal.settings), warnings
            )


def _unclear_lines(
    source: SourceText,
    reflection: Reflection,
    audience: Audience,
    sections: Mapping[str, str],
    warnings: list[Diagnostic],
) -> Iterator[Diagnostic]:
    """The errors of one reflection: for warnings in its shared sections, then for other lines."""
    section_by_line = _section_by_line(source, reflection, sections, audience)
    errors = {
        error.line: error
        for error in _unmarked_headings(source, section_by_line, audience, sections)
    }
    for warning in warnings:
        section = section_by_line.get(warning.line)
        error = _as_leak(source, warning, section, audience)
        errors |= {warning.line: error} if error else {}
    yield from errors.values()


def _as_leak(
    source: SourceText, warning: Diagnostic, section: str | None, audience: Audience
) -> Diagnostic | None:
    """The error that a warning is for an audience; None where nothing withheld can go out."""
    message, hint = "", warning.hint
    if warning.code == "too-many":
        message = "there are too many warnings to tell whether each shared section ends"
        hint = "mend the warnings of this file first"
    elif section not in audience.sections:
        return None
    elif warning.code == "near-heading":
        message = f"{warning.message}, and {GOES_OUT_MESSAGE}"
        hint = f"{hint}; if it is not, put it into other words"
    # Items of a ledger are questions, which go out with their section, boxes or none.
    elif warning.code == "near-task" and not audience.tasks and section not in QUESTION_SECTIONS:
        message = f"{warning.message}, so it would go out though tasks are withheld"
    else:
        return None
    index = source.index(warning.line, warning.column)
    return source.problem(index, "leak", message, hint)


def _unmarked_headings(
    source: SourceText,
    section_by_line: Mapping[int, str | None],
    audience: Audience,
    sections: Mapping[str, str],
) -> Iterator[Diagnostic]:
    """Headings of level 1, and plain lines that are a withheld question, in shared sections."""
    lines = _lines_without_code(source)
    for number, section in section_by_line.items():
        line, below = lines[number - 1], lines[number] if number < len(lines) else ""
        if section not in audience.sections or not line.strip():
            continue
        if LEVEL_1_HEADING_PATTERN.match(line) or EQUALS_UNDERLINE_PATTERN.match(below):
            message = f"`{line.strip()}` does not end the section above it, and {GOES_OUT_MESSAGE}"
            hint = "write it as `## …`, which ends the section, or as `### …`, which does not"
        elif _is_withheld_question(line, audience, sections):
            message = f"`{line.strip()}` is no heading, and {GOES_OUT_MESSAGE}"
            hint = f"if it is meant, write `## {line.strip(' :')}`; else put it into other words"
        else:
            continue
        column = len(line) - len(line.lstrip()) + 1
        yield source.problem(source.index(number, column), "leak", message, hint)


def _is_withheld_question(line: str, audience: Audience, sections: Mapping[str, str]) -> bool:
    """Whether a plain line is the wording or the name of a question that is not listed."""
    section = None if MARKED_LINE_PATTERN.match(line) else section_of(line, sections)
    return section is not None and section not in audience.sections


def _section_by_line(
    source: SourceText, reflection: Reflection, sections: Mapping[str, str], audience: Audience
) -> dict[int, str | None]:
    """The id of the section that each line of the body stands in, by its number from 1.

    Where this reading of the headings differs from the Markdown converter's, nobody knows which
    lines go out: then all of them stand in a section that is shared.
    """
    lines = _lines_without_code(source)
    first = source.place(frontmatter.split(source)[2])[0]
    current: str | None = None
    section_by_line: dict[int, str | None] = {}
    headings: list[str] = []
    for number in range(first, len(lines) + 1):
        line, above = lines[number - 1], lines[number - 2] if number > first else ""
        below = lines[number] if number < len(lines) else ""
        match = LEVEL_2_HEADING_PATTERN.match(line)
        is_underlined = line.strip() and DASH_UNDERLINE_PATTERN.match(below) and not above.strip()
        if match or is_underlined:
            title = line[match.end() :].rstrip(" \t#") if match else line
            current = section_of(title.strip(), sections)
            headings += [current] if current else []
        section_by_line[number] = current
    # Two readers of one syntax drift apart some day; a wrong guess must not be the one that leaks.
    converted = [s.id for s in reflection.body.sections if s.id]
    if headings != converted:
        shared = next((id_ for id_ in converted if id_ in audience.sections), None)
        return dict.fromkeys(section_by_line, shared)
    return section_by_line


def _lines_without_code(source: SourceText) -> list[str]:
    """The lines of a file, with blanks for the code and comments of its body."""
    begin = frontmatter.split(source)[2]
    body = source.text[begin:]
    return (source.text[:begin] + blank_spans(body, find_spans(body))).split("\n")

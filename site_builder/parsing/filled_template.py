"""Fill in the template of a new reflection, the user's own as well as ours.

Bytes, values and dates come in, the text of a file goes out, or CannotAmend. What the template
lacks, headings, tasks and keys, is not added, but for the values that are given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_builder.parsing import amend, template
from site_builder.parsing.amend_body import HEADING_PATTERN
from site_builder.parsing.blocks import blank_spans, find_spans
from site_builder.parsing.frontmatter import InvalidFile, decode, split
from site_builder.parsing.headings import section_of
from site_builder.parsing.markup import QUESTION_SECTIONS
from site_builder.parsing.reflection import section_ids
from site_builder.parsing.tasks import TaskText, read_task_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from site_builder.core.diagnostics import SourceText
    from site_builder.core.model import Settings, Until

NO_FRONT_MATTER = "---\ncompany:\nrole:\n---\n\n"  # of a template that has headings alone
UNTIL_TASK_PATTERN = re.compile(
    r"^[ \t]*[-*+][ \t]+\[ \].*?(?P<word>\[?until::?[ \t]?(?P<until>round|news)\b).*\n?",
    re.IGNORECASE | re.MULTILINE,
)
Edit = tuple[int, int, str]
"""A part of a text, from an index up to another, and what stands there instead."""


def filled_template(
    path: str,
    data: bytes,
    values: Mapping[str, str],
    due: Mapping[Until, date],
    questions: Mapping[str, Iterable[str]],
    settings: Settings,
) -> str:
    """The text of a template with all that is known put in; `data` are the bytes of its file.

    `values` are texts by key; an empty one leaves its key as it is. `due` dates the tasks that have
    an `until:`, and those that it does not name are left out. `questions` are open questions of
    earlier rounds by the id of their section. Raises CannotAmend where the front matter of the
    template can't be read, or holds more than a text where a value is to go.
    """
    try:
        text = decode(path, data).text
    except InvalidFile as invalid:
        raise amend.CannotAmend(invalid.problem.message, invalid.problem.hint) from invalid
    data = (text if text.lstrip().startswith("---") else NO_FRONT_MATTER + text).encode()
    for key, value in values.items():
        if value:
            data = amend.set_key(path, data, key, value, overwrite=True)
    source = decode(path, data)
    begin = split(source)[2]
    prose = source.text[:begin] + blank_spans(source.text[begin:], find_spans(source.text[begin:]))
    edits = [*_next_steps(prose, begin, due), *_questions(prose, begin, questions, settings)]
    return _edited(source, edits)


def _next_steps(prose: str, begin: int, due: Mapping[Until, date]) -> Iterator[Edit]:
    """Each task that has an `until:` with its date, or nothing in its place."""
    for match in UNTIL_TASK_PATTERN.finditer(prose, begin):
        until: Until = "round" if match["until"].casefold() == "round" else "news"
        if until not in due:
            yield match.start(), match.end(), ""
        elif read_task_text(match[0], TaskText("")).due is None:
            yield match.start("word"), match.start("word"), f"due:{due[until]} "


def _questions(
    prose: str, begin: int, questions: Mapping[str, Iterable[str]], settings: Settings
) -> Iterator[Edit]:
    """The open questions below the heading of their section, else below that of the other one."""
    ids = section_ids(settings)
    headings = {
        section: match
        for match in reversed(list(HEADING_PATTERN.finditer(prose, begin)))
        if (section := section_of(match["text"], ids)) in QUESTION_SECTIONS
    }
    items: dict[str, list[str]] = {}
    for source, texts in questions.items():
        section = source if source in headings else next(iter(headings), None)
        if section:
            items.setdefault(section, []).extend(template.item(text) for text in texts)
    for section, lines in items.items():
        end = headings[section].end()
        yield end, end, "\n\n" + "\n".join(lines)


def _edited(source: SourceText, edits: Iterable[Edit]) -> str:
    text = source.text
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text

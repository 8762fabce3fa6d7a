"""The body of a reflection, converted, with all its problems at their positions in the source.

A text goes in; a `Body` and diagnostics come out. The conversion itself stands in `markup`, which
knows no positions: its words are searched for in the source here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.parsing import markup
from site_builder.parsing.blocks import blank_spans, find_spans
from site_builder.parsing.markdown import TooComplex
from site_builder.parsing.near_misses import box_lines, is_task_line, near_misses
from site_builder.parsing.scalars import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from site_builder.core.diagnostics import Diagnostic, SourceText
    from site_builder.core.model import Body
    from site_builder.parsing.blocks import Span
    from site_builder.parsing.markup import ConvertedBody


def convert_body(
    source: SourceText,
    begin: int,
    sections: Mapping[str, str],
    resolve: Callable[[str], str | None],
    wording: tuple[tuple[str, str], ...] = (),
) -> tuple[Body | None, list[Diagnostic]]:
    """The converted text from index `begin` on, and its problems.

    The body is None if the text is too complex to convert. `sections` maps heading keys to section
    ids; `wording` has the id and the heading of each section, and without it there are no warnings
    of near misses. `resolve` gives the address of the page that a link leads to, or None.
    """
    text = source.text[begin:]
    try:
        converted = markup.convert_markdown(text, sections, resolve)
    except TooComplex as error:
        index = source.text.rfind("\n", 0, max(source.text.find(str(error), begin), begin)) + 1
        message = "too long, or too many lists, headings, signs or open tags, to convert in time"
        hint = "divide it with blank lines, nest it less, or make two files of it"
        return None, [source.problem(index, "too-deep", message, hint)]
    spans = list(find_spans(text))
    prose = blank_spans(text, spans)
    boxes = box_lines(prose, [box.text for box in converted.boxes])
    # A task that its indent makes code is a near miss, though code is none.
    code = (span for span in spans if not is_task_line(text[span.start : span.end]))
    misses = near_misses(blank_spans(text, code), set(boxes), sections, wording) if wording else ()
    problems = [
        *(source.problem(begin + m.index, m.code, m.message, m.hint, "warning") for m in misses),
        *_task_problems(source, begin, prose, converted, boxes),
        *_link_problems(source, begin, prose, converted),
        *_comment_problems(source, begin, spans),
    ]
    return converted.body, problems


def _task_problems(
    source: SourceText, begin: int, prose: str, converted: ConvertedBody, boxes: list[int]
) -> Iterator[Diagnostic]:
    """Yield the problems with dates of tasks; `boxes` are the indexes of the tasks' lines."""
    for index, box in zip(boxes, converted.boxes, strict=True):
        position = index
        for problem in box.problems:
            # The same words may stand in an earlier task: the search begins at this one.
            position = max(prose.find(problem.word, position), position)
            at = begin + position
            yield source.problem(at, problem.code, problem.message, problem.hint, problem.severity)


def _link_problems(
    source: SourceText, begin: int, prose: str, converted: ConvertedBody
) -> Iterator[Diagnostic]:
    """Yield a warning for each link without a page, and for each embedded file."""
    links, embeds = converted.dead_links, converted.embeds
    for index, link in zip(_indexes(prose, links), links, strict=True):
        message = f"`{excerpt(link)}` leads to no page"
        hint = "only reflections of this journal have a page; other local files are not copied"
        yield source.problem(begin + index, "broken-link", message, hint, "warning")
    for index, embed in zip(_indexes(prose, embeds), embeds, strict=True):
        message = f"`{excerpt(embed)}` is shown as its name"
        hint = "other files are not copied into a page; `[[name]]` links to a reflection"
        yield source.problem(begin + index, "broken-link", message, hint, "warning")


def _comment_problems(source: SourceText, begin: int, spans: list[Span]) -> Iterator[Diagnostic]:
    """Yield a warning for a comment without an end."""
    for span in spans:
        if span.kind == "unclosed":
            index = begin + span.start
            message = "a comment begins here and never ends; what follows is not shown"
            hint = f"close it with `{'-->' if source.text[index] == '<' else '%%'}`"
            yield source.problem(index, "comment-unclosed", message, hint, "warning")


def _indexes(prose: str, words: Iterable[str]) -> list[int]:
    """The index of each of some words in a text, equal ones in order; 0 for one that is not there.

    A word is not there if the converter has changed it, by an escape for example.
    """
    next_starts: dict[str, int] = {}
    indexes = []
    for word in words:
        index = prose.find(word, next_starts.get(word, 0))
        next_starts[word] = index + len(word)
        indexes.append(max(index, 0))
    return indexes

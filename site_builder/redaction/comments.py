"""Comments: `<!-- … -->` and `%% … %%`, and those of YAML and TOML, which begin with `#`.

No audience sees them. They are cut out of the texts of the front matter, as the Markdown converter
cuts them out of the body, and their sentences are looked for like any other withheld prose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.parsing import frontmatter
from site_builder.parsing.blocks import find_spans
from site_builder.parsing.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.core.diagnostics import SourceText

COMMENT_KINDS = {"comment", "unclosed"}
COMMENT_SIGNS_PATTERN = re.compile(r"<!-*|-*->|%%")
# A text in quotes, in which a `#` begins no comment, or a comment.
QUOTED = r"""(?<![^\s\[{,=:])(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
YAML_COMMENT_PATTERN = re.compile(rf"{QUOTED}|(?:^|(?<=\s))#+[ \t]*(.*)$", re.MULTILINE)
TOML_COMMENT_PATTERN = re.compile(rf"{QUOTED}|#+[ \t]*(.*)$", re.MULTILINE)
# Explanations that the template puts into each new file.
TEMPLATE_COMMENTS = tuple(field.meaning for field in FIELDS)


@frozen
class Comment:
    """A comment: the path of its file, its line and column from 1, and its words."""

    path: str
    position: tuple[int, int]
    text: str


def without_comments(text: str) -> str:
    """A text without the comments in it, white space folded where one was cut out."""
    pieces, last = [], 0
    for start, end in _comment_spans(text):
        pieces.append(text[last:start])
        last = end
    return " ".join("".join([*pieces, text[last:]]).split()) if pieces else text


def comments_in_file(
    source: SourceText, prompts: Iterable[str], *, has_front_matter: bool
) -> Iterator[Comment]:
    """The comments of a file, but for those that the template wrote.

    `prompts` are those of the criteria, which stand above them in the template. A file without
    front matter, such as `looking-for.md`, is all body.
    """
    front = frontmatter.split(source)[2] if has_front_matter else 0
    ours = (*TEMPLATE_COMMENTS, *prompts)
    yield from _line_comments(source, YAML_COMMENT_PATTERN, front, ours)
    for start, end in _comment_spans(source.text):
        words = COMMENT_SIGNS_PATTERN.sub(" ", source.text[start:end])
        yield Comment(source.path, source.place(start), words)


def comments_in_settings(source: SourceText) -> Iterator[Comment]:
    """The comments of `journal.toml`."""
    return _line_comments(source, TOML_COMMENT_PATTERN, len(source.text), ())


def _line_comments(
    source: SourceText, pattern: re.Pattern[str], end: int, ours: tuple[str, ...]
) -> Iterator[Comment]:
    """The comments that end with their line, up to an index of the text, but for `ours`.

    Those with nothing but white space between are one: a sentence can go on in the next line.
    """
    start, last, words = 0, -1, ""
    for match in pattern.finditer(source.text, 0, end):
        if match[1] is None or match[1].startswith(ours):
            continue
        if words and not source.text[last : match.start()].strip():
            words += f" {match[1]}"
        else:
            yield Comment(source.path, source.place(start), words)
            start, words = match.start(1), match[1]
        last = match.end()
    yield Comment(source.path, source.place(start), words)


def _comment_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each comment of a text stands."""
    if "<!" in text or "%%" in text:
        yield from (
            (span.start, span.end) for span in find_spans(text) if span.kind in COMMENT_KINDS
        )

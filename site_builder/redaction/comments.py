"""Comments: `<!-- … -->` and `%% … %%`, and lines of the front matter that begin with `#`.

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
YAML_COMMENT_PATTERN = re.compile(r"^[ \t]*#+[ \t]*(.*)$", re.MULTILINE)
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
    prompts = frozenset(prompts)
    for match in YAML_COMMENT_PATTERN.finditer(source.text, 0, front):
        if not match[1].startswith(TEMPLATE_COMMENTS) and match[1] not in prompts:
            yield Comment(source.path, source.place(match.start(1)), match[1])
    for start, end in _comment_spans(source.text):
        words = COMMENT_SIGNS_PATTERN.sub(" ", source.text[start:end])
        yield Comment(source.path, source.place(start), words)


def _comment_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each comment of a text stands."""
    if "<!" in text or "%%" in text:
        yield from (
            (span.start, span.end) for span in find_spans(text) if span.kind in COMMENT_KINDS
        )

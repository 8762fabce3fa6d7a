"""Sanitised HTML as plain text, for what commands print: drafts and the sheet for a round.

It expects the few tags that the sanitiser lets through, and is no HTML renderer.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

PARAGRAPH_TAGS = frozenset(
    {"p", "ul", "ol", "pre", "blockquote", "table", "h3", "h4", "h5", "h6", "div"}
)
LINE_TAGS = frozenset({"br", "tr", "hr"})


def plain_text(markup: str) -> str:
    """The text of sanitised HTML: a blank line between blocks, `- ` before list items.

    Items of nested lists are indented by two spaces a level; cells of a table stand two apart.
    """
    collector = _TextCollector()
    collector.feed(markup)
    collector.close()
    lines = [line.rstrip() for line in "".join(collector.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _TextCollector(HTMLParser):
    """Collects the text of HTML in `parts`, with line breaks where its tags ask for them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.list_depth = 0
        self.pre_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        # Blocks inside of a list item add no blank lines, so that the list stays together.
        if tag in {"ul", "ol"}:
            self.parts.append("\n" if self.list_depth else "\n\n")
            self.list_depth += 1
        elif tag == "li":
            self.parts.append(f"\n{'  ' * (self.list_depth - 1)}- ")
        elif tag in LINE_TAGS or (tag in PARAGRAPH_TAGS and not self.list_depth):
            self.parts.append("\n" if tag in LINE_TAGS else "\n\n")
        elif tag in {"td", "th"}:
            self.parts.append("  ")
        self.pre_depth += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.list_depth -= tag in {"ul", "ol"}
        self.pre_depth -= tag == "pre"
        if tag in PARAGRAPH_TAGS and not self.list_depth:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.pre_depth:
            self.parts.append(data)
        else:
            text = re.sub(r"\s+", " ", data)
            at_start = not self.parts or self.parts[-1].endswith(("\n", "- ", " "))
            self.parts.append(text.lstrip() if at_start else text)

"""Sanitised HTML as plain text, for the terminal and for drafts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "ul", "ol", "pre", "blockquote", "table", "h3", "h4", "h5", "h6", "div"})
BREAKS = frozenset({"br", "tr", "hr"})


def plain_text(markup: str) -> str:
    """The text of some sanitised HTML: a blank line between blocks, `- ` before list items."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = [line.rstrip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists = 0
        self.in_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"ul", "ol"}:
            self.parts.append("\n" if self.lists else "\n\n")
            self.lists += 1
        elif tag == "li":
            self.parts.append(f"\n{'  ' * (self.lists - 1)}- ")
        elif tag in BREAKS or (tag in BLOCKS and not self.lists):
            self.parts.append("\n" if tag in BREAKS else "\n\n")
        elif tag in {"td", "th"}:
            self.parts.append("  ")
        self.in_pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.lists -= tag in {"ul", "ol"}
        self.in_pre -= tag == "pre"
        if tag in BLOCKS and not self.lists:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.in_pre:
            self.parts.append(data)
        else:
            text = re.sub(r"\s+", " ", data)
            at_start = not self.parts or self.parts[-1].endswith(("\n", "- ", " "))
            self.parts.append(text.lstrip() if at_start else text)

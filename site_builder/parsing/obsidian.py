"""Obsidian's own syntax: ids of blocks and callouts, rewritten as Markdown, and names of notes.

Markdown source goes in and comes out. Which page a note has is for `links`, comments are for
`blocks`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_builder.parsing.blocks import blank_spans, find_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE_PATTERN = r"(?<!\\)(!?)\[\[([^\[\]|\n\x02]+?)(?:\\?\|([^\[\]\n\x02]*))?\]\](?!\()"
# ` ^id` at the end of a block. It needs a letter, or the `^2` of a formula would be one.
BLOCK_ID_PATTERN = re.compile(
    r"(?:(?<![ \t])[ \t]+|^)\^(?=[0-9-]*[A-Za-z])[A-Za-z0-9-]+[ \t]*$", re.MULTILINE
)
CALLOUT_PATTERN = re.compile(
    r"(?P<quote> {0,3}(?:>[ \t]?)+)\[!(?P<kind>[^\]|\n]+)(?:\|[^\]\n]*)?\][+-]?[ \t]*(?P<title>.*)"
)
QUOTE_SIGNS_PATTERN = re.compile(r"[ \t>]*")


def without_block_ids(text: str) -> str:
    """The text without the ids of its blocks; those in code stay."""
    if "^" not in text:
        return text
    pieces, position = [], 0
    for match in BLOCK_ID_PATTERN.finditer(blank_spans(text, find_spans(text))):
        if text[match.start() : match.end()] == match[0]:  # no code after it
            pieces.append(text[position : match.start()])
            position = match.end()
    return "".join([*pieces, text[position:]])


def titled_callouts(text: str) -> Iterator[str]:
    """Yield the lines of a text, with the title of each callout as a bold paragraph of its quote.

    A callout is a quote that begins with `[!kind]`; without a title it is called by its kind.
    """
    lines = text.split("\n")
    if "[!" not in text:
        yield from lines
        return
    depth_above, title_quote = 0, ""
    for line in lines:
        signs = QUOTE_SIGNS_PATTERN.match(line)
        depth = signs[0].count(">") if signs else 0
        match = CALLOUT_PATTERN.fullmatch(line) if depth > depth_above else None
        if title_quote and depth >= depth_above:
            yield title_quote  # a blank line, so that the title is a paragraph of its own
        title_quote = match["quote"].rstrip() if match else ""
        if match:
            title = match["title"].strip() or match["kind"].strip().capitalize()
            yield f"{match['quote']}<strong>{title}</strong>"
        else:
            yield line
        depth_above = depth


def note_name(target: str) -> str:
    """The note that `[[target]]` names, without the `#heading` that may follow."""
    return target.partition("#")[0].strip()


def note_label(target: str, label: str | None) -> str:
    """The text shown for `[[target]]` or `[[target|label]]`; `#` is shown as ` > `."""
    return (label or "").strip() or " > ".join(filter(None, map(str.strip, target.split("#"))))


def unlinked(text: str) -> str:
    """A text with the label of each `[[note]]` in its place."""
    return re.sub(NOTE_PATTERN, lambda match: note_label(match[2], match[3]), text)

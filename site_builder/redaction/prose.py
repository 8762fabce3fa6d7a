"""Sanitised HTML taken apart and changed: names, links and tasks, with its tags left whole."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from site_builder.parsing.markdown import INLINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# In what the sanitiser returns, values of attributes stand in double quotes.
TAG_SPLIT_PATTERN = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
TAG_NAME_PATTERN = re.compile(r"</?([a-z0-9]+)")
HREF_PATTERN = re.compile(r'(<a href=")([^"]*)')
ATTRIBUTE_PATTERN = re.compile(r'\s([a-z-]+)="([^"]*)"')
KEPT_ATTRIBUTES = {"href", "start", "class", "rel"}  # a title, say, is a text that no page shows
USER_ATTRIBUTES = {"href", "start"}
SITE_ADDRESSES = ("reflections/", "index.html")
TASK_MARK_PATTERN = re.compile(r'<span class="(?:mark|due)">')
DUE_DATE_PATTERN = re.compile(r'\s*<span class="due">[^<]*</span>')
TASK_ITEM_START = '<li class="task'
VISIBLE_TEXT_PATTERN = re.compile(r"\S(?:.*\S)?", re.DOTALL)
EMPTY_LIST_PATTERN = re.compile(r"<(ul|ol)[^>]*>\s*</\1>\s*")
BLOCK_TAGS = frozenset(
    "blockquote br dd div dl dt h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul".split()  # noqa: SIM905 -- twenty lines else
)
# Tags within a line: they stand between letters of one word.
INLINE_TAGS = INLINE | {"a", "span", "wbr"}
TEXT_BREAK = "\0"


def tags_and_texts(markup: str) -> Iterator[tuple[str, bool]]:
    """The tags and texts of some HTML in turn, and of each whether it is the user's own text.

    The words that we put at a task ("To do", "due 19 November") are not.
    """
    fixed = False
    for number, piece in enumerate(TAG_SPLIT_PATTERN.split(markup)):
        is_tag = number % 2 == 1
        if is_tag and fixed and piece == "</span>":
            fixed = False
        yield piece, not is_tag and not fixed
        fixed = fixed or TASK_MARK_PATTERN.fullmatch(piece) is not None


def plain_text(markup: str, between: str = "") -> str:
    """The user's own text in some HTML; `between` stands for a tag within a line."""
    parts = (
        html.unescape(piece) if own else (_gap_of(piece, between) if piece.startswith("<") else "")
        for piece, own in tags_and_texts(markup)
    )
    return "".join(parts)


def attribute_texts(markup: str) -> Iterator[str]:
    """What the attributes of some HTML hold that I wrote: the addresses of other sites, numbers."""
    for piece, _ in tags_and_texts(markup):
        for name, value in ATTRIBUTE_PATTERN.findall(piece if piece.startswith("<") else ""):
            if name in USER_ATTRIBUTES and not value.startswith(SITE_ADDRESSES):
                yield html.unescape(value)


def rename_in_html(markup: str, names: re.Pattern[str], name: Callable[[str], str]) -> str:
    """HTML with each match of `names` in the user's text replaced, across tags within a line."""
    pieces = list(tags_and_texts(markup))
    whole, spans = "", []
    for number, (piece, own) in enumerate(pieces):
        text = (
            html.unescape(piece)
            if own
            else _gap_of(piece, "")
            if piece.startswith("<")
            else TEXT_BREAK
        )
        if own:
            spans.append((number, len(whole), text))
        whole += text
    changed = {number: text for number, _, text in spans}
    for found in reversed(list(names.finditer(whole))):
        first = True
        for number, start, text in spans:
            begin, end = max(found.start() - start, 0), found.end() - start
            if begin < len(text) and end > 0:
                new = name(found[0]) if first else ""
                changed[number] = changed[number][:begin] + new + changed[number][max(end, begin) :]
                first = False
    return "".join(
        html.escape(changed[n], quote=False) if n in changed else piece
        for n, (piece, _) in enumerate(pieces)
    )


def blank_out(markup: str) -> str:
    """HTML of the same shape, without the user's words and the addresses of other sites."""
    kept = "".join(
        VISIBLE_TEXT_PATTERN.sub("x", piece) if own else _without_other_attributes(piece)
        for piece, own in tags_and_texts(markup)
    )
    return HREF_PATTERN.sub(
        lambda m: m[0] if m[2].startswith(SITE_ADDRESSES) else f"{m[1]}x:", kept
    )


def relink(markup: str, pages: Mapping[str, str]) -> str:
    """HTML whose links within the site lead elsewhere, by address; without those that can't.

    Of attributes those stay that a page needs.
    """
    kept, dropped = [], False
    for piece, _ in tags_and_texts(markup):
        found = HREF_PATTERN.match(piece)
        if found and found[2].startswith(SITE_ADDRESSES):
            address = pages.get(found[2])
            dropped = address is None
            kept.append("" if address is None else f'{found[1]}{address}">')
        elif piece == "</a>" and dropped:
            dropped = False
        else:
            kept.append(_without_other_attributes(piece))
    return "".join(kept)


def _without_other_attributes(piece: str) -> str:
    """A tag with the attributes that are kept; what is none stays as it is."""
    if not piece.startswith("<"):
        return piece
    return ATTRIBUTE_PATTERN.sub(
        lambda found: found[0] if found[1] in KEPT_ATTRIBUTES else "", piece
    )


def without_tasks(markup: str) -> str:
    """HTML without its task items."""
    kept, depth = [], 0
    for piece, _ in tags_and_texts(markup):
        if depth or piece.startswith(TASK_ITEM_START):
            depth += piece.startswith("<li") - (piece == "</li>")
        else:
            kept.append(piece)
    return EMPTY_LIST_PATTERN.sub("", "".join(kept)).strip()


def without_dates(markup: str) -> str:
    """HTML without the dates that we put at its tasks."""
    return DUE_DATE_PATTERN.sub("", markup)


def _gap_of(tag: str, between: str) -> str:
    """What a tag is to the text around it: a break, or nothing where it stands within a line."""
    found = TAG_NAME_PATTERN.match(tag)
    return TEXT_BREAK if found and found[1] in BLOCK_TAGS else between

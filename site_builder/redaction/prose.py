"""Sanitised HTML taken apart and changed: names, links and tasks, with its tags left whole.

The HTML of sections goes in, as the sanitiser in `parsing.markdown` returns it; text, or HTML with
some of its text replaced, comes out. What is to be replaced is decided elsewhere.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from site_builder.parsing.sanitiser import ALLOWED_TAGS, INLINE_TAGS

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
HEADING_WORD_PATTERN = re.compile(r"<h[1-6][^>]*>\s*([\w/-]+)")
MARK_SPAN_PATTERN = re.compile(r'<span class="(?:mark|due)">')
DUE_DATE_PATTERN = re.compile(r'\s*<span class="due">[^<]*</span>')
TASK_ITEM_START = '<li class="task'
VISIBLE_TEXT_PATTERN = re.compile(r"\S(?:.*\S)?", re.DOTALL)
EMPTY_LIST_PATTERN = re.compile(r"<(ul|ol)[^>]*>\s*</\1>\s*")
# Tags within a line: they stand between letters of one word. All others break a text.
WITHIN_LINE_TAGS = INLINE_TAGS | {"a", "span", "wbr"}
TEXT_BREAK_TAGS = ALLOWED_TAGS - WITHIN_LINE_TAGS
TEXT_BREAK = "\0"


def tags_and_texts(markup: str) -> Iterator[tuple[str, bool]]:
    """The tags and texts of some HTML in turn, and of each whether it is the user's own text.

    The words that we put at a task ("To do", "due 19 November") are not.
    """
    in_mark = False
    for number, piece in enumerate(TAG_SPLIT_PATTERN.split(markup)):
        is_tag = number % 2 == 1  # what a pattern's group matches stands at odd places
        if is_tag and in_mark and piece == "</span>":
            in_mark = False
        yield piece, not is_tag and not in_mark
        in_mark = in_mark or MARK_SPAN_PATTERN.fullmatch(piece) is not None


def plain_text(markup: str, between: str = "") -> str:
    """The user's own text in some HTML; `between` stands for a tag within a line."""
    return "".join(
        _text_of(piece, between, of_ours="", is_own=is_own)
        for piece, is_own in tags_and_texts(markup)
    )


def attribute_texts(markup: str) -> Iterator[str]:
    """What the user wrote into attributes: the addresses of other sites, first numbers of lists."""
    for piece, _ in tags_and_texts(markup):
        for name, value in ATTRIBUTE_PATTERN.findall(piece if piece.startswith("<") else ""):
            if name in USER_ATTRIBUTES and not value.startswith(SITE_ADDRESSES):
                yield html.unescape(value)


def heading_tags(markup: str) -> Iterator[str]:
    """The first word of each heading as a tag: the line `#mynorthwind` is a heading."""
    yield from (f"#{word}" for word in HEADING_WORD_PATTERN.findall(markup))


def rename_in_html(markup: str, names: re.Pattern[str], rename: Callable[[str], str]) -> str:
    """HTML with each match of `names` in the user's text replaced, across tags within a line.

    Of a name that is divided by tags (`North<b>wind</b>`), what stands for it goes where the name
    begins, and its other parts go.
    """
    pieces = list(tags_and_texts(markup))
    whole = ""
    spans: list[tuple[int, int, str]] = []  # number of the piece, where it begins, its text
    for number, (piece, is_own) in enumerate(pieces):
        text = _text_of(piece, "", of_ours=TEXT_BREAK, is_own=is_own)
        if is_own:
            spans.append((number, len(whole), text))
        whole += text
    changed = {number: text for number, _, text in spans}
    # From the last match to the first, so that those before it stay where they are.
    for match in reversed(list(names.finditer(whole))):
        new = rename(match[0])
        for number, start, text in spans:
            begin, end = max(match.start() - start, 0), match.end() - start
            if begin < len(text) and end > 0:
                old = changed[number]
                changed[number] = old[:begin] + new + old[max(end, begin) :]
                new = ""
    return "".join(
        html.escape(changed[number], quote=False) if number in changed else piece
        for number, (piece, _) in enumerate(pieces)
    )


def blank_out(markup: str) -> str:
    """HTML of the same shape, without the user's words and the addresses of other sites."""
    blanked = "".join(
        VISIBLE_TEXT_PATTERN.sub("x", piece) if is_own else _without_other_attributes(piece)
        for piece, is_own in tags_and_texts(markup)
    )
    return HREF_PATTERN.sub(
        lambda match: match[0] if match[2].startswith(SITE_ADDRESSES) else f"{match[1]}x:", blanked
    )


def relink(markup: str, pages: Mapping[str, str]) -> str:
    """HTML whose links within the site lead to the new addresses of `pages`.

    A link to a page that is not among them becomes its words. Of attributes those stay that a page
    needs.
    """
    pieces: list[str] = []
    in_dropped_link = False
    for piece, _ in tags_and_texts(markup):
        match = HREF_PATTERN.match(piece)
        if match and match[2].startswith(SITE_ADDRESSES):
            address = pages.get(match[2])
            in_dropped_link = address is None
            pieces.append("" if address is None else f'{match[1]}{address}">')
        elif piece == "</a>" and in_dropped_link:
            in_dropped_link = False
        else:
            pieces.append(_without_other_attributes(piece))
    return "".join(pieces)


def without_tasks(markup: str) -> str:
    """HTML without its task items, and without the lists that are empty then."""
    pieces: list[str] = []
    depth = 0  # of list items, within a task
    for piece, _ in tags_and_texts(markup):
        if depth or piece.startswith(TASK_ITEM_START):
            depth += piece.startswith("<li") - (piece == "</li>")
        else:
            pieces.append(piece)
    return EMPTY_LIST_PATTERN.sub("", "".join(pieces)).strip()


def without_dates(markup: str) -> str:
    """HTML without the dates that we put at its tasks."""
    return DUE_DATE_PATTERN.sub("", markup)


def _without_other_attributes(piece: str) -> str:
    """A tag with the attributes that are kept; what is no tag stays as it is."""
    if not piece.startswith("<"):
        return piece
    return ATTRIBUTE_PATTERN.sub(
        lambda match: match[0] if match[1] in KEPT_ATTRIBUTES else "", piece
    )


def _text_of(piece: str, between: str, *, of_ours: str, is_own: bool) -> str:
    """What a piece of HTML is in a text; `of_ours` stands for words that are not the user's."""
    if is_own:
        return html.unescape(piece)
    return _gap_of(piece, between) if piece.startswith("<") else of_ours


def _gap_of(tag: str, between: str) -> str:
    """What a tag is to the text around it: a break, or `between` where it stands within a line."""
    match = TAG_NAME_PATTERN.match(tag)
    return TEXT_BREAK if match and match[1] in TEXT_BREAK_TAGS else between

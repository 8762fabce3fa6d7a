"""Markdown source as lines, before its conversion: where code and comments are, and lists spaced.

No library is needed for it: a text goes in, and spans of it or its lines come out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["fence", "code", "comment", "unclosed"]

CODE = 4  # indented by so many spaces it is code, outside of lists
ITEM_TEXT = 2  # indented by so many it belongs to the list item above
MOST_QUOTES = 40  # quotes within each other that are looked into
# What can begin code or a comment. Code on one line is kept as it is; comments, scripts and styles
# go, unclosed comments to the end.
START = re.compile(
    r"(?=[ \t>`~<%*+0-9-])(?:"  # most letters are passed over at once
    r"^(?P<prefix>(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*)"
    r"(?P<fence>`{3,}+|~{3,}+)[^`\n]*+$"
    r"|^(?:[ \t]*>)*(?P<indent> {4}| {0,3}\t)"
    r"|(?<![`\\])(?P<tick>`+)(?!`)(?P<code>(?:[^`\n]++|(?!(?P=tick)(?!`))`++)*+(?P=tick)(?!`))?"
    r"|<!--.*?(?:-->|(?P<unclosed>\Z))"
    r"|(?<!\\)%%.*?(?:%%|(?P<open>\Z))"
    r"|<(?P<name>script|style)\b[^<>]*>(?:(?!<(?P=name)).)*</(?P=name)\s*>)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
PREFIX = re.compile(r"(?:[ \t]*>)*")
QUOTE = re.compile(r"( *)> ?")
ITEM = re.compile(r"(?P<marker>[-*+]|(?P<number>[0-9]{1,9})[.)]) +(?=\S)(?P<box>\[[ xX]\])?")
SECTION = re.compile("##(?!#)")
RULE = re.compile(r" *(?:(?:- *){3,}|(?:\* *){3,})")


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where in a text something stands that is not read as prose.

    Of fenced code, `fence` is what closes it and `prefix` what stands before its first line:
    quote signs, list markers and spaces. In a quote, the quote's end closes it too.
    """

    kind: Kind
    start: int
    end: int
    prefix: str = ""
    fence: str = ""


def spans(text: str) -> Iterator[Span]:
    """Code and comments of a text, in order. Whichever begins first wins."""
    position, lines = 0, None
    while match := START.search(text, position):
        position = match.end()
        if lines is None and (match["fence"] or match["indent"]):
            lines = _Lines(text)
        if lines and match["fence"]:
            end = lines.end_of_fence(match)
            if end is None:
                # What looks like a fence and is none may begin with a comment or code.
                position = match.start("fence") + len(match["fence"])
            else:
                position = end
                yield Span("fence", match.start(), end, match["prefix"], match["fence"])
        elif lines and match["indent"]:
            if match.start() in lines.indented:
                position = lines.indented[match.start()]
                yield Span("code", match.start(), position)
        elif match["tick"]:
            if match["code"]:
                yield Span("code", match.start(), position)
        else:
            unclosed = match["unclosed"] is not None or match["open"] is not None
            yield Span("unclosed" if unclosed else "comment", match.start(), position)


def masked(text: str, hidden: Iterable[Span]) -> str:
    """A text of the same length with blanks for its code and comments."""
    pieces, position = [], 0
    for span in hidden:
        pieces += [text[position : span.start], re.sub(r"[^\n]", " ", text[span.start : span.end])]
        position = span.end
    return "".join([*pieces, text[position:]])


def unquoted(text: str, span: Span) -> str:
    """The lines within some fenced code, without what the fence itself is indented by."""
    depth, indent = span.prefix.count(">"), len(span.prefix.rpartition(">")[2])
    lines = []
    for line in text[span.start : span.end].split("\n")[1:]:
        for _ in range(depth):
            quote = QUOTE.match(line)
            line = line[quote.end() :] if quote else line  # noqa: PLW2901 -- the same line, further in
        spaces = len(line) - len(line.lstrip(" "))
        lines.append(line[min(max(indent - bool(depth), 0), spaces) :])
    if lines and lines[-1].strip() == span.fence:
        del lines[-1]
    return "".join(f"{line}\n" for line in lines)


class _Lines:
    """What must be known of a text's lines to tell where code ends."""

    def __init__(self, text: str) -> None:
        # Where a fence may end: by what the line holds, how deep it is quoted, and in which quote.
        self._ends: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self._quotes: list[int] = []
        self._quote_ends: dict[int, int] = {}
        self._starts: list[int] = []
        self.indented: dict[int, int] = {}
        """Of each line of indented code, where it begins and ends."""
        start, quotes, in_list, after_blank, in_code = 0, 0, False, True, False
        was_quoted = False
        for line in text.split("\n"):
            prefix = PREFIX.match(line)
            depth = prefix[0].count(">") if prefix else 0
            inner = line[prefix.end() if prefix else 0 :].expandtabs(4)
            quotes += bool(depth) and not was_quoted
            if bool(depth) is not was_quoted:
                in_list, after_blank, in_code = False, True, False
            was_quoted = bool(depth)
            self._starts.append(start)
            self._quotes.append(quotes if depth else 0)
            end = start + len(line)
            if depth:
                self._quote_ends[quotes] = end
            content = inner.strip()
            if content[:3] in {"```", "~~~"}:
                self._ends[content, depth, self._quotes[-1]].append(end)
            indent = len(inner) - len(inner.lstrip(" ")) - bool(depth)
            if content:
                if ITEM.match(content) and (indent < CODE or in_list):
                    in_list = True
                elif indent < ITEM_TEXT and (after_blank or content.startswith("#")):
                    in_list = False
                in_code = indent >= CODE and not in_list and (after_blank or in_code)
                if in_code:
                    self.indented[start] = end
            after_blank = not content or (content.startswith("#") and indent < CODE)
            start = end + 1

    def end_of_fence(self, match: re.Match[str]) -> int | None:
        """Where the code ends that a fence begins; None where nothing closes it."""
        line = bisect_right(self._starts, match.start()) - 1
        key = (match["fence"], match["prefix"].count(">"), self._quotes[line])
        ends = self._ends.get(key, [])
        later = bisect_right(ends, match.end())
        if later < len(ends):
            return ends[later]
        return self._quote_ends.get(self._quotes[line])


def spaced(lines: list[str], depth: int = 0) -> list[str]:
    """Lists as people write them and CommonMark reads them, in the four spaces of the library.

    What is indented by two spaces or more belongs to the item above; a list may begin right below
    a paragraph, a quote or a list of the other kind; `1)` numbers like `1.`. A heading of level 2
    may be indented by three spaces. The same holds within quotes.
    """
    spacing = _Spacing()
    for line in _quotes_spaced(lines, depth):
        spacing.add(line)
    return spacing.lines


def _quotes_spaced(lines: list[str], depth: int) -> Iterator[str]:
    """Lines, those in quotes already spaced."""
    run: list[str] = []
    indent = ""
    for line in [*lines, None]:
        quote = None if line is None or depth > MOST_QUOTES else QUOTE.match(line)
        if quote and line is not None:
            indent = indent if run else quote[1]
            run.append(line[quote.end() :])
            continue
        if run:
            yield from (f"{indent}> {inner}" for inner in spaced(run, depth + 1))
            run = []
        if line is not None:
            yield line


class _Spacing:
    """Puts lines one by one where the library looks for them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        # Of each open item, how far what belongs to it is indented, and whether it has a number.
        self._open: list[tuple[int, bool]] = []
        # Of the lines since the last blank one: in how many items they began, and whether in prose.
        self._begun, self._prose_first = 0, False
        self._in_paragraph, self._after_blank, self._interrupted = False, True, False
        self._code_may_follow, self._in_table = False, False

    def add(self, line: str) -> None:
        """Add a line, spaced."""
        text = line.lstrip(" ")
        if text:
            self._add_text(line, text, len(line) - len(text))
        else:
            self.lines.append("")
            self._in_paragraph = self._interrupted = self._in_table = False
        self._after_blank = not text

    def _add_text(self, line: str, text: str, indent: int) -> None:
        item = self._item(line, text, indent)
        above = self._close(text, indent, item=bool(item))
        level = len(self._open)
        if self._after_blank:
            self._begun, self._prose_first = level, not item
        belongs = bool(self._open) and indent >= self._open[-1][0]
        own = text if item or (text.startswith("#") and indent < CODE) else line
        if belongs and not item:
            own = " " * (indent - self._open[-1][0]) + text
        if not self._after_blank and self._begins_apart(text, item, level, above):
            self.lines.append("")
            if item:
                self._begun, self._prose_first = level, False
        if item:
            if item["marker"].endswith(")"):
                own = own.replace(")", ".", 1)
            self._open.append((indent + ITEM_TEXT, item["number"] is not None))
        self.lines.append(" " * (4 * level if belongs else 0) + own)
        self._code_may_follow = text.startswith("#") or self._is_code(indent)
        prose = not item and not own.startswith(("#", ">", "|", "    "))
        self._in_table = "|" in own or (self._in_table and prose)
        self._interrupted = own.startswith(">") or self._in_table
        self._in_paragraph = prose and (self._prose_first or not self._open)

    def _item(self, line: str, text: str, indent: int) -> re.Match[str] | None:
        item = None if RULE.fullmatch(line) else ITEM.match(text)
        if item and self._in_paragraph and item["number"] not in (None, "1") and not item["box"]:
            return None  # a line of prose that begins with a year, say
        return None if self._is_code(indent) else item

    def _is_code(self, indent: int) -> bool:
        """Whether a line with text is code by its indent; `1. ` is one wider than `- `."""
        depth, numbered = self._open[-1] if self._open else (0, False)
        return indent >= depth + numbered + CODE and (self._after_blank or self._code_may_follow)

    def _close(self, text: str, indent: int, *, item: bool) -> tuple[int, bool] | None:
        """Close the items that a line does not belong to; the outermost of them."""
        above = None
        section = indent < CODE and SECTION.match(text)
        if item or self._after_blank or text.startswith(("#", ">")):
            while text and self._open and (section or indent < self._open[-1][0]):
                above = self._open.pop()
        return above

    def _begins_apart(
        self,
        text: str,
        item: re.Match[str] | None,
        level: int,
        above: tuple[int, bool] | None,
    ) -> bool:
        """Whether a line would be read as part of the one above it, were there no blank between."""
        if item:
            other = above is not None and above[1] != (item["number"] is not None)
            return self._in_paragraph or self._interrupted or other or level < self._begun
        if text.startswith(">") and not self._interrupted:
            return True  # above it may be a line that went on with a quote
        return text.startswith(("#", ">")) and (above is not None or self._in_table)

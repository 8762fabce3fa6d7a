"""Markdown source before its conversion: where code and comments are, and how lists are indented.

Text goes in; spans of code and comments, or rewritten lines, come out. No Markdown library is used
here: what the library makes of the lines stands in `markdown`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SpanKind = Literal["fence", "code", "comment", "unclosed"]

CODE_INDENT = 4  # spaces before indented code, outside of lists
ITEM_INDENT = 2  # spaces that put a line into the list item above; CommonMark asks for more
MAX_QUOTE_DEPTH = 40  # deeper quotes keep their lists as they are, far from what Python can stack
# What can begin code or a comment (HTML's, or `%%` of Obsidian), and where all but fences and
# indented code end. An unclosed comment ends with the text. Possessive quantifiers and the first
# lookahead keep hostile texts from taking more than linear time.
SPAN_START_PATTERN = re.compile(
    r"^(?=[ \t>`~*+0-9-])(?:"  # the lookaheads reject most positions at once
    r"(?P<prefix>(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*)"
    r"(?P<fence>`{3,}+|~{3,}+)[^`\n]*+$"
    r"|(?:[ \t]*>)*(?P<indent> {4}| {0,3}\t))"
    r"|(?=[`<%])(?:"
    r"(?<![`\\])(?P<tick>`+)(?!`)(?P<code>(?:[^`\n]++|(?!(?P=tick)(?!`))`++)*+(?P=tick)(?!`))?"
    r"|<!--.*?(?:-->|(?P<unclosed>\Z))"
    r"|(?<!\\)%%.*?(?:%%|(?P<open>\Z))"
    r"|<(?P<name>script|style)\b[^<>]*>(?:(?!<(?P=name)).)*</(?P=name)\s*>)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
SPAN_SIGNS = ("`", "~~~", "<", "%%", "    ", "\t")  # each span has one of them
QUOTE_PREFIX_PATTERN = re.compile(r"(?:[ \t]*>)*")
QUOTE_PATTERN = re.compile(r"( *)> ?")
LIST_ITEM_PATTERN = re.compile(
    r"(?P<marker>[-*+]|(?P<number>[0-9]{1,9})[.)]) +(?=\S)(?P<box>\[[ xX]\])?"
)
SECTION_PATTERN = re.compile("##(?!#)")
RULE_PATTERN = re.compile(r" *(?:(?:- *){3,}|(?:\* *){3,})")


@frozen
class Span:
    """A part of a text that is not prose, from index `start` up to `end`.

    For fenced code, `fence` is the line that closes it, and `prefix` the quote signs, list markers
    and spaces before its first line. `unclosed` is a comment without an end.
    """

    kind: SpanKind
    start: int
    end: int
    prefix: str = ""
    fence: str = ""


def find_spans(text: str) -> Iterator[Span]:
    """Yield the code and comments of a text, in order; the one that begins first wins."""
    last = max(map(text.rfind, SPAN_SIGNS))
    position, lines = 0, None
    while position <= last and (match := SPAN_START_PATTERN.search(text, position)):
        position = match.end()
        if lines is None and (match["fence"] or match["indent"]):
            lines = _LineIndex(text)
        if lines and match["fence"]:
            end = lines.end_of_fence(match)
            if end is None:
                # An unclosed fence is text, in which code or a comment can begin.
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


def blank_spans(text: str, spans: Iterable[Span]) -> str:
    """The text with a blank for each character of the spans; line breaks and indexes stay."""
    pieces, position = [], 0
    for span in spans:
        pieces += [text[position : span.start], re.sub(r"[^\n]", " ", text[span.start : span.end])]
        position = span.end
    return "".join([*pieces, text[position:]])


def fence_content(text: str, span: Span) -> str:
    """The code inside a fence, without the quote signs and the indent of the fence itself."""
    depth, indent = span.prefix.count(">"), len(span.prefix.rpartition(">")[2])
    lines = []
    for line in text[span.start : span.end].split("\n")[1:]:
        for _ in range(depth):
            quote = QUOTE_PATTERN.match(line)
            line = line[quote.end() :] if quote else line  # noqa: PLW2901 -- the same line, further in
        spaces = len(line) - len(line.lstrip(" "))
        lines.append(line[min(max(indent - bool(depth), 0), spaces) :])
    if lines and lines[-1].strip() == span.fence:
        del lines[-1]
    return "".join(f"{line}\n" for line in lines)


class _LineIndex:
    """The lines of a text, in one pass: where each fence can end and which lines are indented code.

    With it, finding the end of a fence takes a bisection; searching the text for each of many
    fences would take quadratic time.
    """

    def __init__(self, text: str) -> None:
        """Go once through the lines of a text, and note where quotes and fences can end."""
        # Ends of the lines that can close a fence, by content, depth of quotes and number of the
        # quote. Numbers count from 1; 0 is outside of quotes.
        self._ends: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self._quotes: list[int] = []
        self._quote_ends: dict[int, int] = {}
        self._starts: list[int] = []
        self.indented: dict[int, int] = {}
        """The end of each line of indented code by its start."""
        start, quotes, in_list, after_blank, in_code = 0, 0, False, True, False
        was_quoted = False
        for line in text.split("\n"):
            prefix = QUOTE_PREFIX_PATTERN.match(line)
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
                if LIST_ITEM_PATTERN.match(content) and (indent < CODE_INDENT or in_list):
                    in_list = True
                elif indent < ITEM_INDENT and (after_blank or content.startswith("#")):
                    in_list = False
                in_code = indent >= CODE_INDENT and not in_list and (after_blank or in_code)
                if in_code:
                    self.indented[start] = end
            after_blank = not content or (content.startswith("#") and indent < CODE_INDENT)
            start = end + 1

    def end_of_fence(self, match: re.Match[str]) -> int | None:
        """The index at which the code of a fence ends; None if nothing closes it.

        The end of a quote closes the fences in it, as in CommonMark.
        """
        line = bisect_right(self._starts, match.start()) - 1
        key = (match["fence"], match["prefix"].count(">"), self._quotes[line])
        ends = self._ends.get(key, [])
        number = bisect_right(ends, match.end())
        if number < len(ends):
            return ends[number]
        return self._quote_ends.get(self._quotes[line])


def normalize_lists(lines: list[str], depth: int = 0) -> list[str]:
    """Rewrite lists so that Python-Markdown reads them as people write them.

    Python-Markdown wants four spaces for each level and a blank line before a list. People, and
    CommonMark, indent by two, begin a list right below a paragraph, a quote or a list of the other
    kind, number with `1)`, and indent a heading by up to three spaces. All of this holds inside
    quotes too; `depth` is how many of them the lines are in.
    """
    normalizer = _ListNormalizer()
    for line in _normalize_quotes(lines, depth):
        normalizer.add(line)
    return normalizer.lines


def _normalize_quotes(lines: list[str], depth: int) -> Iterator[str]:
    """Yield the lines, with the lists inside quotes rewritten."""
    run: list[str] = []
    indent = ""
    for line in [*lines, None]:
        quote = None
        if line is not None and ">" in line and depth <= MAX_QUOTE_DEPTH:
            quote = QUOTE_PATTERN.match(line)
        if quote and line is not None:
            indent = indent if run else quote[1]
            run.append(line[quote.end() :])
            continue
        if run:
            yield from (f"{indent}> {inner}" for inner in normalize_lists(run, depth + 1))
            run = []
        if line is not None:
            yield line


class _ListNormalizer:
    """Rewrites lines one by one: indents them by four spaces a level, adds blank lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        # For each open list item: the indent of lines that belong to it, and if it is numbered.
        self._open: list[tuple[int, bool]] = []
        # At the last blank line: how many items were open, and if prose followed.
        self._levels_begun, self._prose_first = 0, False
        self._in_paragraph, self._after_blank, self._interrupted = False, True, False
        self._code_may_follow, self._in_table = False, False

    def add(self, line: str) -> None:
        """Append a line, rewritten."""
        text = line.lstrip(" ")
        if text:
            self._add_text(line, text, len(line) - len(text))
        else:
            self.lines.append("")
            self._in_paragraph = self._interrupted = self._in_table = False
        self._after_blank = not text

    def _add_text(self, line: str, text: str, indent: int) -> None:
        """Append a line that is not blank: `text` without its `indent`."""
        item = self._item(line, text, indent)
        above = self._close(text, indent, item=bool(item))
        level = len(self._open)
        if self._after_blank:
            self._levels_begun, self._prose_first = level, not item
        belongs = bool(self._open) and indent >= self._open[-1][0]
        own = text if item or (text.startswith("#") and indent < CODE_INDENT) else line
        if belongs and not item:
            own = " " * (indent - self._open[-1][0]) + text
        if not self._after_blank and self._needs_blank_line(text, item, level, above):
            self.lines.append("")
            if item:
                self._levels_begun, self._prose_first = level, False
        if item:
            if item["marker"].endswith(")"):
                own = own.replace(")", ".", 1)
            self._open.append((indent + ITEM_INDENT, item["number"] is not None))
        self.lines.append(" " * (4 * level if belongs else 0) + own)
        self._code_may_follow = text.startswith("#") or self._is_code(indent)
        prose = not item and not own.startswith(("#", ">", "|", "    "))
        self._in_table = "|" in own or (self._in_table and prose)
        self._interrupted = own.startswith(">") or self._in_table
        self._in_paragraph = prose and (self._prose_first or not self._open)

    def _item(self, line: str, text: str, indent: int) -> re.Match[str] | None:
        item = LIST_ITEM_PATTERN.match(text)
        if not item or RULE_PATTERN.fullmatch(line):
            return None
        if self._in_paragraph and item["number"] not in (None, "1") and not item["box"]:
            return None  # prose, such as a line that begins with a year
        return None if self._is_code(indent) else item

    def _is_code(self, indent: int) -> bool:
        """Whether a line is indented code. `1. ` is one column wider than `- `."""
        depth, numbered = self._open[-1] if self._open else (0, False)
        return indent >= depth + numbered + CODE_INDENT and (
            self._after_blank or self._code_may_follow
        )

    def _close(self, text: str, indent: int, *, item: bool) -> tuple[int, bool] | None:
        """Close the items that a line does not belong to; returns the outermost, if any."""
        above = None
        if self._open and (item or self._after_blank or text.startswith(("#", ">"))):
            section = indent < CODE_INDENT and SECTION_PATTERN.match(text)
            while text and self._open and (section or indent < self._open[-1][0]):
                above = self._open.pop()
        return above

    def _needs_blank_line(
        self,
        text: str,
        item: re.Match[str] | None,
        level: int,
        above: tuple[int, bool] | None,
    ) -> bool:
        """Whether Python-Markdown would join a line to the one above without a blank line."""
        if item:
            other = above is not None and above[1] != (item["number"] is not None)
            return self._in_paragraph or self._interrupted or other or level < self._levels_begun
        if text.startswith(">") and not self._interrupted:
            return True  # above it may be a line that went on with a quote
        return text.startswith(("#", ">")) and (above is not None or self._in_table)

"""Lines of a body that look like a task or a section's heading to a person but are read as neither.

The Markdown source goes in, its code and comments blanked out; warnings with their index come out.
Nothing here changes how a body is read: that is for `markup`, `headings` and `tasks`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.parsing.headings import nearest_section, section_of
from site_builder.parsing.settings import OTHER_SECTIONS
from site_builder.parsing.tasks import CODE_SPAN_PATTERN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

QUOTE_PREFIX = r"(?:[^\S\n]*>)*[^\S\n]*"
BULLET = r"(?:[-*+]|[0-9]{1,9}[.)])"
BOX_LINE_PATTERN = re.compile(
    rf"(?P<prefix>{QUOTE_PREFIX}(?:{BULLET}[ \t]+(?=[-*+0-9]))*)"
    r"(?P<bullet>[-*+\u2022\u00b7\u2023\u25e6\u25aa\u25cf\u25cb\u2013\u2014\u2212\uff0d]"
    r"|(?:\d{1,20}|[A-Za-z])[.)]|\#{1,6}(?=[ \t]))?(?P<gap>\s{0,9})[*_]{0,3}"
    r"(?P<box>\\\[[ xX]?\\\]|\[\s{0,3}[xX]?\s{0,3}\]|\[[-/<>!?*+vV\u2713\u2714]\]|\([ xX]\)"
    r"|[\uff3b\u3010][\sxX\u3000]?[\uff3d\u3011]"
    r"|[\u2610\u2611\u2612\u2b1c\u25a1\u25a2\u25fb\u2751\u274f\U0001f532\U0001f533]\ufe0f?)"
    r"(?![(\[:])(?P<after>\s*)(?P<text>\S?)"
)
HEADING_LINE_PATTERN = re.compile(
    rf"(?P<prefix>{QUOTE_PREFIX}(?:{BULLET}[ \t]+)*)"
    r"(?:(?P<signs>\#{1,6})(?P<gap>[ \t]*)(?P<words>.*)"
    r"|(?P<bold>\*{2,3}|_{2,3}|<(?:b|strong|h[1-6])>)(?P<bold_words>[^\s*_<][^*_<]*)"
    r"(?:\*{2,3}|_{2,3}|</\w+>)[ \t]*:?[ \t]*)\Z",
    re.IGNORECASE,
)
# The patterns above are slow; a line without one of these characters cannot match them.
BOX_SIGN_PATTERN = re.compile(
    r"[\[(\uff3b\u3010\u2610-\u2612\u2b1c\u25a1\u25a2\u25fb\u2751\u274f\U0001f532\U0001f533]"
)
HEADING_SIGN_PATTERN = re.compile("[#*_<]")
UNDERLINE_PATTERN = re.compile(r" {0,3}(?:(?P<equals>=+)|-+)[ \t]*\Z")
TASK_BOXES = ("[ ]", "[x]", "[X]")
BULLET_PATTERN = re.compile(BULLET)
# A box that is taken for one even without a bullet before it.
BARE_BOX_PATTERN = re.compile(r"\[(?=[^\]])\s*[xX]?\s*\]|\\\[[ xX]\\\]|[^\[\\].*")
MARGIN_PATTERN = re.compile(r" {0,3}")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A near miss: its index, and the code, message and hint of its diagnostic."""

    index: int
    code: str
    message: str
    hint: str


def near_misses(
    body: str,
    task_lines: Collection[int],
    sections: Mapping[str, str],
    wording: tuple[tuple[str, str], ...],
) -> Iterator[NearMiss]:
    """Yield the near misses of a body whose code and comments are blanks, in order.

    `task_lines` are the indexes at which lines begin that were read as tasks. `sections` maps
    heading keys to section ids; `wording` has the id and the heading of each section.
    """
    headings = _Headings(sections, wording)
    start, above = 0, ""
    lines = body.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        miss = _near_task(line, is_read=start in task_lines) or headings.near(line, above, below)
        if miss:
            yield replace(miss, index=start + miss.index)
        start, above = start + len(line) + 1, line


def box_lines(body: str, texts: Iterable[str]) -> list[int]:
    """The index at which the line of each task begins; `texts` are their Markdown, in order.

    Lines and tasks are matched by letters and digits alone, since the converter has changed the
    rest. A task whose line is not found gets that of the task before it.
    """
    lines: dict[str, list[int]] = defaultdict(list)
    start = 0
    for line in body.split("\n"):
        match = BOX_LINE_PATTERN.match(line) if "[" in line else None
        if match and _is_task(match):
            lines[_letters_and_digits(line[match.start("text") :])].append(start)
        start += len(line) + 1
    indexes, last = [], -1
    for text in texts:
        starts = lines[_letters_and_digits(CODE_SPAN_PATTERN.sub("", text.partition("\n")[0]))]
        number = bisect_right(starts, last)
        last = starts[number] if number < len(starts) else last
        indexes.append(max(last, 0))
    return indexes


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_item(match: re.Match[str]) -> bool:
    """Whether a line is a list item, whatever its box is like."""
    at_margin = match["prefix"].strip(" \t>-*+0123456789.)") == ""
    bullet = BULLET_PATTERN.fullmatch(match["bullet"] or "")
    return bool(bullet and at_margin and match["gap"]) and match["gap"].strip(" \t") == ""


def _is_task(match: re.Match[str]) -> bool:
    """Whether a line is written exactly as a task."""
    return _is_item(match) and match["box"] in TASK_BOXES and bool(match["after"])


def _near_task(line: str, *, is_read: bool) -> NearMiss | None:
    """The warning for a line that a person would take for a task; its index counts from the line.

    A line that is written as a task but was not read as one stands inside a paragraph or code.
    """
    match = BOX_LINE_PATTERN.match(line) if BOX_SIGN_PATTERN.search(line) else None
    if not match or not match["text"]:
        return None
    if _is_task(match):
        index = match.end("prefix")
        message = f"`{line[index : match.end('box')]}` is not read as a task here"
        hint = "put a blank line before it, or indent it less"
        return None if is_read else NearMiss(index, "near-task", message, hint)
    box, is_item = match["box"], _is_item(match)
    if not (match["bullet"] or BARE_BOX_PATTERN.fullmatch(box) or _begins_sentence(match)):
        return None  # prose that begins with a bracket
    if box[0] == "(" and not is_item:
        return None
    index = match.start("box") if is_item else match.end("prefix")
    message = f"`{line[index : match.end('box')]}` is not read as a box here"
    hint = "write `- [ ]` or `- [x]`, with a space behind it"
    return NearMiss(index, "near-task", message, hint)


def _begins_sentence(match: re.Match[str]) -> bool:
    """Whether the text after a box begins like a sentence."""
    return bool(match["after"]) and not match["text"].islower()


class _Headings:
    """Finds near-miss headings line by line; it must see all lines in order.

    Inside a known section, other headings are the user's own, unless they are worded exactly.
    """

    def __init__(self, sections: Mapping[str, str], wording: tuple[tuple[str, str], ...]) -> None:
        self._sections = sections
        self._wording = wording
        self._current: str | None = None

    def near(self, line: str, above: str, below: str) -> NearMiss | None:
        """The warning for a line that a person would take for a section's heading.

        `above` and `below` are its neighbours; the index counts from the line.
        """
        if HEADING_SIGN_PATTERN.search(line) and (match := HEADING_LINE_PATTERN.match(line)):
            return self._near_marked_line(line, match)
        words = line.strip()
        underline = UNDERLINE_PATTERN.match(below) if words else None
        if not underline:
            return None
        is_section = not underline["equals"] and not above.strip()
        return self._warning(words, words, line.index(words), is_section=is_section)

    def _near_marked_line(self, line: str, match: re.Match[str]) -> NearMiss | None:
        """As `near`, for a line that begins with `#` or is all bold."""
        signs, index = match["signs"], match.end("prefix")
        if not signs and match["prefix"].strip(" \t>"):
            return None  # a list's bold words are its own
        words = match["words"].rstrip(" \t#") if signs else match["bold_words"]
        if signs == "#" and not match["gap"] and words.islower():
            return None  # a tag
        is_section = signs == "##" and bool(MARGIN_PATTERN.fullmatch(match["prefix"]))
        return self._warning(words, line[index:].strip(), index, is_section=is_section)

    def _warning(self, words: str, source: str, index: int, *, is_section: bool) -> NearMiss | None:
        """The warning for a heading with some words, shown as `source`.

        `is_section` where Markdown reads the heading as one of level 2.
        """
        section_id = section_of(words, self._sections)
        if is_section:
            self._current = section_id
            section_id = None if section_id else nearest_section(words, self._wording)
        elif not section_id and not self._current:
            section_id = nearest_section(words, self._wording)
        if section_id is None or (not is_section and section_id == self._current):
            return None
        proper = dict(self._wording)[section_id]
        kind = "section" if section_id in OTHER_SECTIONS else "question"
        message = f"`{source}` is not read as the {kind} `{proper}`"
        hint = f"if it is meant, write `## {proper}`"
        return NearMiss(index, "near-heading", message, hint)

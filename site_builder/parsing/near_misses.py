"""Lines of a body that look like a task or a section's heading to a person but are read as neither.

The Markdown source goes in, its code and comments blanked out; warnings with their index come out.
Nothing here changes how a body is read: that is for `markup`, `headings` and `tasks`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.model import OTHER_SECTIONS
from site_builder.parsing.headings import nearest_section, section_of
from site_builder.parsing.markup import QUESTION_SECTIONS
from site_builder.parsing.obsidian import BLOCK_ID_PATTERN
from site_builder.parsing.tasks import CODE_SPAN_PATTERN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

INVISIBLE = r"\u00ad\u200b-\u200f\u2060\ufeff"
QUOTE_PREFIX = rf"(?:[^\S\n]*>)*(?:[^\S\n]|[{INVISIBLE}])*"
BULLET = r"(?:[-*+]|[0-9]{1,9}[.)])"
# Bullets of word processors, and dashes.
OTHER_BULLETS = (
    r"\u2022\u00b7\u2023\u25e6\u25aa\u25cf\u25cb\u2013\u2014\u2212\uff0d\u2219\u2043\u2981\u22c5\u2027"
    r"\u30fb\u25ba\u25b8\u25b6\u27a2\u27a4\u2192\u2010-\u2012\u2015\uf0b7\uf0a7"
)
SQUARES = r"\u2610\u2611\u2612\u2b1c\u25a1\u25a2\u25fb\u2751\u274f\U0001f532\U0001f533"
CYRILLIC_X = r"\u0425\u0445"  # looks like the Latin letter
TICKS = rf"\u2713\u2714\u2705\u2611\u2612\u2717\u2718\u2715\u2716\u274c\u00d7{CYRILLIC_X}"
SPACE = rf"[\s{INVISIBLE}]"
BOX_LINE_PATTERN = re.compile(
    rf"(?P<prefix>{QUOTE_PREFIX}(?:{BULLET}[ \t]+(?=[-*+0-9]))*)"
    rf"(?P<bullet>[-*+]{{2,3}}(?=[ \t])|[-*+{OTHER_BULLETS}]"
    rf"|(?:\d{{1,20}}|[A-Za-z])[.)]|\#{{1,6}}(?=[ \t]))?(?P<gap>{SPACE}{{0,9}})[*_]{{0,3}}"
    rf"(?P<box>\\\[[ xX]?\\\]|\\\[[ xX]\]|\[[ xX]?\\\]|\[{SPACE}{{0,3}}[xX]?{SPACE}{{0,3}}\]"
    rf"|\[\s{{0,3}}(?:[-/<>!*+vVoO{TICKS}]|(?i:ok|done|todo))\ufe0f?\s{{0,3}}\]|\([ xX]\)"
    r"|[\uff3b\u3010][\sxX\u3000]?[\uff3d\u3011]"
    rf"|[{SQUARES}]\ufe0f?)"
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
BOX_SIGN_PATTERN = re.compile(rf"[\[(\uff3b\u3010{SQUARES}]")
HEADING_SIGN_PATTERN = re.compile("[#*_<]")
UNDERLINE_STARTS = (" ", "=", "-")
UNDERLINE_PATTERN = re.compile(r" {0,3}(?:(?P<equals>=+)|-+)[ \t]*\Z")
TASK_BOXES = ("[ ]", "[x]", "[X]")
BULLET_PATTERN = re.compile(BULLET)
INVISIBLE_PATTERN = re.compile(f"[{INVISIBLE}]")
BOX_HINT = "write `- [ ]` or `- [x]`, with a space behind it"
# Boxes of Obsidian's Tasks plugin and its themes that mean more than open or done.
PLUGIN_BOX_HINTS = {
    "[/]": "a task is open or done: write `- [ ]` as long as something is left to do",
    "[-]": "for a cancelled task write `- [x]`, or delete it; `- [ ]` is open",
    "[>]": "for a forwarded task write `- [ ]` with its new date, as in due:2026-11-24",
    "[<]": "for a scheduled task write `- [ ]` with its date, as in due:2026-11-24",
}
# A box that is taken for one even without a bullet before it.
BARE_BOX_PATTERN = re.compile(rf"\[(?=[^\]]){SPACE}*[xX]?{SPACE}*\]|\\?\[[ xX]\\?\]")
LINE_MARKS = " \t>*+-0123456789.)\u2022"  # around the words of a list item
MIN_QUESTION_WORDS = 3
OTHER_SIGNS_PATTERN = re.compile(r"[\W_]+")  # than letters and digits
MARGIN_PATTERN = re.compile(r" {0,3}")


@frozen
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
        miss = None
        if line:
            is_read = start in task_lines
            # A read task is no near one; 0 may stand for one whose line was not found.
            miss = None if is_read and start else _near_task(line, is_read=is_read)
            miss = miss or headings.near(line, above, below)
        if miss:
            yield replace(miss, index=start + miss.index)
        start, above = start + len(line) + 1, line


def box_lines(body: str, texts: Sequence[str]) -> list[int]:
    """The index at which the line of each task begins; `texts` are their Markdown, in order.

    Lines and tasks are matched by letters and digits alone, since the converter has changed the
    rest. A task whose line is not found gets that of the task before it.
    """
    lines: dict[str, list[int]] = defaultdict(list)
    start = 0
    for line in body.split("\n") if texts else ():
        match = BOX_LINE_PATTERN.match(line) if "[" in line else None
        if match and _is_task(match):
            text = line[match.start("text") :]
            if "^" in text:
                text = BLOCK_ID_PATTERN.sub("", text)
            lines[_letters_and_digits(text)].append(start)
        start += len(line) + 1
    indexes, last = [], -1
    for text in texts:
        first = text.partition("\n")[0]
        if "`" in first:
            first = CODE_SPAN_PATTERN.sub("", first)
        starts = lines[_letters_and_digits(first)]
        number = bisect_right(starts, last)
        last = starts[number] if number < len(starts) else last
        indexes.append(max(last, 0))
    return indexes


def is_task_line(line: str) -> bool:
    """Whether a line is written exactly as a task, wherever it stands."""
    match = BOX_LINE_PATTERN.match(line)
    return bool(match and match["text"] and _is_task(match))


def _letters_and_digits(text: str) -> str:
    return OTHER_SIGNS_PATTERN.sub("", text)


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
    if not _is_meant_as_box(match):
        return None
    index = match.start("box") if _is_item(match) else match.end("prefix")
    message = f"`{line[index : match.end('box')]}` is not read as a box here"
    hint = PLUGIN_BOX_HINTS.get(match["box"], BOX_HINT)
    if invisible := INVISIBLE_PATTERN.search(line, 0, match.end("text")):
        hint = f"write `- [ ]` or `- [x]` without the invisible U+{ord(invisible[0]):04X}"
    return NearMiss(index, "near-task", message, hint)


def _is_meant_as_box(match: re.Match[str]) -> bool:
    """Whether a box that is not quite one is a box at all, and no sign or bracket in prose."""
    box = match["box"]
    if box[0] == "(":
        return _is_item(match) and (box == "( )" or _begins_sentence(match))
    if match["bullet"] or _begins_sentence(match):
        return True
    if box[0] in "[\\":
        return bool(BARE_BOX_PATTERN.fullmatch(box))
    return not match["text"].islower()


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
        # Of one or two words, a line or list item of its own can be anything.
        self._questions = {
            heading.rstrip("?:").casefold(): section_id
            for section_id, heading in wording
            if len(heading.split()) >= MIN_QUESTION_WORDS
        }

    def near(self, line: str, above: str, below: str) -> NearMiss | None:
        """The warning for a line that a person would take for a section's heading.

        `above` and `below` are its neighbours; the index counts from the line.
        """
        if HEADING_SIGN_PATTERN.search(line) and (match := HEADING_LINE_PATTERN.match(line)):
            return self._near_marked_line(line, match)
        words = line.strip()
        may_be_one = words and below.startswith(UNDERLINE_STARTS)
        underline = UNDERLINE_PATTERN.match(below) if may_be_one else None
        if not underline:
            return self._near_plain_line(line)
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

    def _near_plain_line(self, line: str) -> NearMiss | None:
        """As `near`, for a line that may be a question's exact wording, pasted without its `#`."""
        text = line.strip(LINE_MARKS)
        section_id = self._questions.get(text.rstrip("?:").casefold())
        if not section_id:
            return None
        in_list = not line.lstrip(" \t>").startswith(text[:1])
        if in_list and self._current in QUESTION_SECTIONS:
            return None
        source = line.strip(" \t>")
        return self._warning(text, source, line.index(source), is_section=False)

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

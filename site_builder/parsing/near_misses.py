"""What a person would take for a task or a section's heading in a body, and is read as neither."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.parsing.headings import nearest, section_of
from site_builder.parsing.settings import OTHER_SECTIONS
from site_builder.parsing.tasks import CODE_SPAN_PATTERN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

QUOTED = r"(?:[^\S\n]*>)*[^\S\n]*"
PROPER_BULLET = r"(?:[-*+]|[0-9]{1,9}[.)])"
TASK = re.compile(
    rf"(?P<prefix>{QUOTED}(?:{PROPER_BULLET}[ \t]+(?=[-*+0-9]))*)"
    r"(?P<bullet>[-*+\u2022\u00b7\u2023\u25e6\u25aa\u25cf\u25cb\u2013\u2014\u2212\uff0d]"
    r"|(?:\d{1,20}|[A-Za-z])[.)]|\#{1,6}(?=[ \t]))?(?P<gap>\s{0,9})[*_]{0,3}"
    r"(?P<box>\\\[[ xX]?\\\]|\[\s{0,3}[xX]?\s{0,3}\]|\[[-/<>!?*+vV\u2713\u2714]\]|\([ xX]\)"
    r"|[\uff3b\u3010][\sxX\u3000]?[\uff3d\u3011]"
    r"|[\u2610\u2611\u2612\u2b1c\u25a1\u25a2\u25fb\u2751\u274f\U0001f532\U0001f533]\ufe0f?)"
    r"(?![(\[:])(?P<behind>\s*)(?P<text>\S?)"
)
HEADING = re.compile(
    rf"(?P<prefix>{QUOTED}(?:{PROPER_BULLET}[ \t]+)*)"
    r"(?:(?P<signs>\#{1,6})(?P<gap>[ \t]*)(?P<words>.*)"
    r"|(?P<bold>\*{2,3}|_{2,3}|<(?:b|strong|h[1-6])>)(?P<bold_words>[^\s*_<][^*_<]*)"
    r"(?:\*{2,3}|_{2,3}|</\w+>)[ \t]*:?[ \t]*)\Z",
    re.IGNORECASE,
)
# A line without one of these is passed over.
BOX_SIGN = re.compile(
    r"[\[(\uff3b\u3010\u2610-\u2612\u2b1c\u25a1\u25a2\u25fb\u2751\u274f\U0001f532\U0001f533]"
)
HEADING_SIGN = re.compile("[#*_<]")
UNDERLINE = re.compile(r" {0,3}(?:(?P<equals>=+)|-+)[ \t]*\Z")
BOXES = ("[ ]", "[x]", "[X]")
PROPER = re.compile(PROPER_BULLET)
# A box that needs no bullet to be seen as one.
PLAIN_BOX = re.compile(r"\[(?=[^\]])\s*[xX]?\s*\]|\\\[[ xX]\\\]|[^\[\\].*")
MARGIN = re.compile(r" {0,3}")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A near miss: where it stands, the code of its diagnostic, what is wrong, and a hint."""

    index: int
    code: str
    message: str
    hint: str


def near_misses(
    body: str,
    read: Collection[int],
    sections: Mapping[str, str],
    wording: tuple[tuple[str, str], ...],
) -> Iterator[NearMiss]:
    """The near misses of a body whose code and comments are blanks, in order.

    `read` is where lines begin whose boxes were read. `sections` maps heading keys to ids of
    sections; `wording` is of each its id and its heading.
    """
    headings = _Headings(sections, wording)
    start, above = 0, ""
    lines = body.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        miss = _near_task(line, is_read=start in read) or headings.near(line, above, below)
        if miss:
            yield replace(miss, index=start + miss.index)
        start, above = start + len(line) + 1, line


def box_lines(body: str, texts: Iterable[str]) -> list[int]:
    """Where the lines begin on which some tasks stand, given in order; else as the one before."""
    lines: dict[str, list[int]] = defaultdict(list)
    start = 0
    for line in body.split("\n"):
        match = TASK.match(line) if "[" in line else None
        if match and _is_proper(match):
            lines[_letters(line[match.start("text") :])].append(start)
        start += len(line) + 1
    places, place = [], -1
    for text in texts:
        starts = lines[_letters(CODE_SPAN_PATTERN.sub("", text.partition("\n")[0]))]
        later = bisect_right(starts, place)
        place = starts[later] if later < len(starts) else place
        places.append(max(place, 0))
    return places


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_item(match: re.Match[str]) -> bool:
    """Whether a line is a list item, whatever its box is like."""
    at_margin = match["prefix"].strip(" \t>-*+0123456789.)") == ""
    bullet = PROPER.fullmatch(match["bullet"] or "")
    return bool(bullet and at_margin and match["gap"]) and match["gap"].strip(" \t") == ""


def _is_proper(match: re.Match[str]) -> bool:
    """Whether a line is as a task is written."""
    return _is_item(match) and match["box"] in BOXES and bool(match["behind"])


def _near_task(line: str, *, is_read: bool) -> NearMiss | None:
    """What is wrong with a line that a person would take for a task."""
    match = TASK.match(line) if BOX_SIGN.search(line) else None
    if not match or not match["text"]:
        return None
    if _is_proper(match):
        index = match.end("prefix")
        message = f"`{line[index : match.end('box')]}` is not read as a task here"
        hint = "put a blank line before it, or indent it less"
        return None if is_read else NearMiss(index, "near-task", message, hint)
    box, is_item = match["box"], _is_item(match)
    if not (match["bullet"] or PLAIN_BOX.fullmatch(box) or _begins(match)):
        return None  # prose that begins with a bracket
    if box[0] == "(" and not is_item:
        return None
    index = match.start("box") if is_item else match.end("prefix")
    message = f"`{line[index : match.end('box')]}` is not read as a box here"
    hint = "write `- [ ]` or `- [x]`, with a space behind it"
    return NearMiss(index, "near-task", message, hint)


def _begins(match: re.Match[str]) -> bool:
    """Whether what stands behind a box begins like a sentence."""
    return bool(match["behind"]) and not match["text"].islower()


class _Headings:
    """Which headings of a body are near misses, line by line."""

    def __init__(self, sections: Mapping[str, str], wording: tuple[tuple[str, str], ...]) -> None:
        self._sections = sections
        self._wording = wording
        self._current: str | None = None

    def near(self, line: str, above: str, below: str) -> NearMiss | None:
        """What is wrong with a line that a person would take for a section's heading."""
        if HEADING_SIGN.search(line) and (match := HEADING.match(line)):
            return self._near_marked(line, match)
        words = line.strip()
        underline = UNDERLINE.match(below) if words else None
        if not underline:
            return None
        is_section = not underline["equals"] and not above.strip()
        return self._judged(words, words, line.index(words), is_section=is_section)

    def _near_marked(self, line: str, match: re.Match[str]) -> NearMiss | None:
        """As `near`, of a line that begins with signs of a heading or is all bold."""
        signs, index = match["signs"], match.end("prefix")
        if not signs and match["prefix"].strip(" \t>"):
            return None  # a list's bold words are its own
        words = match["words"].rstrip(" \t#") if signs else match["bold_words"]
        if signs == "#" and not match["gap"] and words.islower():
            return None  # a tag
        is_section = signs == "##" and bool(MARGIN.fullmatch(match["prefix"]))
        return self._judged(words, line[index:].strip(), index, is_section=is_section)

    def _judged(self, words: str, written: str, index: int, *, is_section: bool) -> NearMiss | None:
        """What is wrong with a heading, by its words; `is_section` where it begins a section."""
        id_ = section_of(words, self._sections)
        if is_section:
            self._current = id_
            id_ = None if id_ else nearest(words, self._wording)
        elif not id_ and not self._current:
            id_ = nearest(words, self._wording)
        if id_ is None or (not is_section and id_ == self._current):
            return None
        proper = dict(self._wording)[id_]
        kind = "section" if id_ in OTHER_SECTIONS else "question"
        message = f"`{written}` is not read as the {kind} `{proper}`"
        hint = f"if it is meant, write `## {proper}`"
        return NearMiss(index, "near-heading", message, hint)

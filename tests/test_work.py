"""The work that a body makes grows as its length does, or the body is refused.

Every short pattern of Markdown's signs is repeated; `AFTERVIEW_PATTERN=3 pytest -n 0
tests/test_work.py` tries those of three signs too, which takes minutes.
"""

from __future__ import annotations

import os
import sys
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from markdown.inlinepatterns import InlineProcessor

from site_builder.parsing.blocks import blank_spans, find_spans
from site_builder.parsing.markdown import TooComplex
from site_builder.parsing.markup import convert_markdown
from site_builder.parsing.near_misses import box_lines, near_misses
from site_builder.parsing.reflection import OTHER_WORDING, section_ids
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LONGEST = int(os.environ.get("AFTERVIEW_PATTERN", "2"))
SIGNS = "*_`[]()!<>&\\#-=|~:%1.a \n"
SMALL, LARGE = 400, 64 * 1024
MOST_GROWTH = 2.5  # of the work, where the text is twice as long
SECTIONS = section_ids(DEFAULT_SETTINGS)
WORDING = (*((q.id, q.heading) for q in DEFAULT_SETTINGS.questions), *OTHER_WORDING)
# What stands before, what is repeated, and what stands behind: whatever a search found slow.
KNOWN = (
    *(("*" * 200, "*a", ""), ("**" * 100, "**a", ""), ("_" * 200, "_a", ""), ("", "*a*", "")),
    *(
        ("", "***a** b* ", ""),
        ("", "*a_ ", ""),
        ("", "==a== ", ""),
        ("", "==a ", ""),
        ("==", "a=", ""),
    ),
    *(("", "[[a", ""), ("", "[[a]] ", ""), ("", "![[a|", ""), ("", "[a](b ", ""), ("", "](", "")),
    *(("", "<b>\n\n", ""), ("", "- [ ] <b>x\n", ""), ("", "<b></i>\n\n", ""), ("", "<a@b>", "")),
    *(("## ", "# ", "x"), ("## a {#", " ", "x"), ("## a", " ", "{#b}"), ("## ", "{#a} ", "x")),
    *(("", "~", "`"), ("~~~", "a", "`"), ("> ", "~", "`"), ("", "~~~a\n", ""), ("", "> ```\n", "")),
    *(("- [ ] a", " ", "x"), ("- [", " ", "x"), ("- [ ] due:", " ", "x"), ("- [ ] ", "due:x ", "")),
    *(("- [ ] ", "due:2026-11-25 ", ""), ("- [ ] ", ", due:2026-11-25", ""), ("- [ ] ", "(", "")),
    *(
        ("- [ ] ", "@them ", ""),
        ("- [ ] ", "`", "x"),
        ("- [ ] ", "`a`` ", ""),
        ("- [ ] ", "[x", ""),
    ),
    *(
        ("", "%%", ""),
        ("", "%%a", ""),
        ("", "<!--", ""),
        ("", "<!-- -->", ""),
        ("", "<script>", ""),
    ),
    *(("", "- a\n\n", ""), ("", "- a\n1. b\n", ""), ("", "> a\nb\n", ""), ("", "- a\n> b\n", "")),
    *(("", "## a\n", ""), ("", "**a**\n", ""), ("", "a\n===\n", ""), ("", "[ ] a\n", "")),
    *(("", "- [ ] a due tomorrow\n", ""), ("", "\u2610 a\n", ""), ("", "    a\n\n", "")),
    *(("", "[a]: b\n", ""), ("", "http://a.b ", ""), ("", "|a|b|\n|-|-|\n", ""), ("", "  \n", "x")),
)


class Counted:
    """A compiled pattern that counts the characters it is given to read."""

    def __init__(self, pattern: Any, read: list[int]) -> None:
        self._pattern = pattern
        self._read = read

    def finditer(self, text: str, start: int) -> Iterator[Any]:
        """The matches of the pattern from an index on."""
        self._read.append(len(text) - start)
        found: Iterator[Any] = self._pattern.finditer(text, start)
        return found


def read(text: str) -> None:
    """Read a body as the journal does."""
    boxes = [box.text for box in convert_markdown(text, SECTIONS, lambda _: None).boxes]
    body = blank_spans(text, list(find_spans(text)))
    list(near_misses(body, set(box_lines(body, boxes)), SECTIONS, WORDING))


def work(text: str) -> int | None:
    """Lines of code that run, and characters that inline patterns are given; None if refused."""
    lines, characters = [0], [0]

    def line(_frame: FrameType, event: str, _argument: Any) -> Any:
        lines[0] += event == "line"
        return line

    def called(frame: FrameType, _event: str, _argument: Any) -> Any:
        path = frame.f_code.co_filename
        return line if "markdown" in path or "site_builder" in path else None

    before = sys.gettrace()
    with pytest.MonkeyPatch.context() as patch:
        compiled = InlineProcessor.getCompiledRegExp
        patch.setattr(
            InlineProcessor, "getCompiledRegExp", lambda self: Counted(compiled(self), characters)
        )
        sys.settrace(called)
        try:
            read(text)
        except TooComplex:
            return None
        finally:
            sys.settrace(before)
    return lines[0] + sum(characters)


def is_refused(text: str) -> bool:
    """Whether a text is too tangled to be converted."""
    try:
        convert_markdown(text, SECTIONS, lambda _: None)
    except TooComplex:
        return True
    return False


def grows(before: str, pattern: str, behind: str) -> bool:
    """Whether a long text with a pattern is converted though its work outgrows it."""
    some, more, most = (
        before * (size // SMALL if len(before) > 50 else 1)
        + pattern * (size // len(pattern))
        + behind
        for size in (SMALL, 2 * SMALL, LARGE)
    )
    less, much = work(some), work(more)
    return bool(less and much and much > MOST_GROWTH * less and not is_refused(most))


def patterns() -> Iterator[str]:
    """Every pattern of signs, of those that only begin elsewhere in the same sequence one."""
    for length in range(1, LONGEST + 1):
        for signs in product(SIGNS, repeat=length):
            pattern = "".join(signs)
            if pattern == min(pattern[n:] + pattern[:n] for n in range(length)):
                yield pattern


@pytest.mark.parametrize("part", range(6))
def test_the_work_of_a_repeated_pattern_grows_as_the_text(part: int) -> None:
    """Twice as much of any short pattern is at most two and a half times the work, or 64 KiB of it
    are refused.
    """
    assert [pattern for pattern in [*patterns()][part::6] if grows("", pattern, "")] == []


@pytest.mark.parametrize("known", KNOWN, ids=repr)
def test_the_work_of_what_was_once_slow(known: tuple[str, str, str]) -> None:
    """So it is with what a search found slow, with something before it and behind it."""
    assert not grows(*known)


def test_what_is_counted_grows_where_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count sees work that grows as the square of a text."""
    monkeypatch.setattr("site_builder.parsing.markdown.MAX_INLINE_COST", 10**12)
    less, much = work("*a* " * 300), work("*a* " * 600)
    assert less
    assert much
    assert much > 3 * less


@pytest.mark.parametrize(
    ("before", "pattern"),
    [
        *(("*", "*a"), ("**", "**a"), ("*", "**a"), ("_", "*a"), ("*a", "a*"), ("*a*", "*a*")),
        *(("***a** b* ", "***a** b* "), ("<a@b>", "<a@b>"), ("_*", "_*"), ("\\*", "\\*")),
        *(("==a== ", "==a== "), ("[a](b ", "[a](b "), ("[[a]] ", "[[a]] "), ("`a`` ", "`a`` ")),
        *(("&amp;", "&amp;"), ("<b>\n\n", "<b>\n\n"), ("- <i>\n", "- <i>\n")),
    ],
)
def test_what_took_seconds_is_refused(before: str, pattern: str) -> None:
    """64 KiB of signs for which the library copies its text again and again are refused at once."""
    half = LARGE // 2
    assert is_refused(before * (half // len(before)) + pattern * (half // len(pattern)))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20_000 + "a",
        "> " * 20_000 + "a",
        "- " * 20_000 + "a",
        "1. " * 20_000 + "a",
        "> - " * 20_000 + "a",
        "> 1. > - " * 5_000 + "a",
        "".join(f"{'  ' * n}- a\n" for n in range(300)),
        "".join(f"{'> ' * n}a\n\n" for n in range(300)),
    ],
    ids=range(8),
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    """Quotes and lists within each other are refused before Python runs out of stack."""
    assert is_refused(text)

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING
from unittest.mock import Mock
from xml.etree.ElementTree import Element, tostring

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st
from markdown.util import AtomicString

from site_builder.parsing import markdown, sanitiser

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILES = [
    *sorted((ROOT / "journal").rglob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("*.md")),
]
# Each inline pattern, whole and in pieces, and what lies next to them.
PIECES = (
    *("`", "``code``", "\\", "\\*", "[", "]", "[a](b)", "[a][b]", "[b]", "![a](b)", "![b]", "(b)"),
    *(
        "<",
        ">",
        "<https://a.b>",
        "<a@b.c>",
        "<em>",
        "</em>",
        "<br>",
        "&",
        "&amp;",
        "&#38;",
        "a & b",
    ),
    *("*", "**", "*a*", "**a**", "***", "_", "__", "_a_", "a_b_c", "  \n", " \n", "\n", "\n\n"),
    *("https://a.b/c_d", "http://", "://", ":", "word", "Zwei Wörter", " ", "!", "#", "# ", "> "),
    *(
        "- ",
        "- [ ] ",
        "1. ",
        "    ",
        "| a | b |\n|---|---|\n",
        "\n[b]: https://x.y\n",
        "klzzwxh:0000",
        "[[a]]",
        "![[b|c]]",
        "==",
        "==a==",
        "%%",
    ),
)


def converted(text: str, *, slowly: bool = False) -> str:
    """The tree of a text as it comes out of the library, or a word for what it refuses."""
    with pytest.MonkeyPatch.context() as patch:
        if slowly:
            patch.setattr(markdown, "_is_plain_text", lambda _: False)
            everything = {"": [*chain.from_iterable(markdown.INLINE_PROCESSORS.values())]}
            patch.setattr(markdown, "INLINE_PROCESSORS", everything)
            patch.setattr(markdown, "BLOCK_SIGNS", {})
            patch.setattr(markdown, "ESCAPE", "")
            patch.setattr(markdown, "_FREE_CONVERTERS", [])
        try:
            document = markdown.Document(text, lambda _: None)
        except markdown.TooComplex:
            return "too tangled"
        document.inline()
        return tostring(document.root, "unicode") + document.html(document.root, lambda link: link)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_prose_that_is_passed_over_has_no_markup(path: Path) -> None:
    """The text of every file here is converted as if each pattern were tried on each word."""
    text = path.read_text("utf-8")
    assert converted(text) == converted(text, slowly=True)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_is_passed_over_that_a_pattern_would_find(text: str) -> None:
    """So is any text expected of the pieces of the markup."""
    assert converted(text) == converted(text, slowly=True)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=4))
@example(["[b]: https://x.y", "[b]", "<em>", "<em>"])
def test_a_document_is_what_it_would_be_alone(texts: list[str]) -> None:
    """Documents before it, open beside it or refused leave no trace in the next one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "MAX_NESTING", 3)
        patch.setattr(markdown, "MAX_OPEN_TAGS", 1)
        alone = []
        for text in texts:
            patch.setattr(markdown, "_FREE_CONVERTERS", [])
            alone.append(outcome(text))
        in_turn = [outcome(text) for text in texts]
        beside = [outcome(text, meanwhile=texts) for text in texts]
    assert alone == in_turn == beside


def outcome(text: str, meanwhile: Sequence[str] = ()) -> tuple[str, ...]:
    """The HTML of a text and its embedded notes, with others converted between its steps."""
    try:
        document = markdown.Document(text, lambda _: text)
        for other in meanwhile:
            outcome(other)
        document.inline()
    except markdown.TooComplex as error:
        return ("refused", str(error))
    for other in meanwhile:
        outcome(other)
    return (document.html(document.root, str), *document.embeds)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_text_costs_no_less_than_all_its_runs(text: str) -> None:
    """So a text that is passed as a whole has no run that would have been refused."""
    cost = markdown._inline_cost  # noqa: SLF001 -- the seam
    measured = Mock(return_value=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_inline_cost", measured)
        root = markdown.Document(text, lambda _: None).root
    (whole,) = measured.call_args.args
    runs = (run for element in root.iter() for run in (element.text, element.tail) if run)
    assert sum(cost(run) for run in runs if not isinstance(run, AtomicString)) <= cost(whole)


@given(st.text(st.characters(codec="utf-8")) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_text_that_needs_no_sanitiser_is_its_own_html(text: str) -> None:
    """Text that is passed by the sanitiser is what the sanitiser would have expected of it."""
    element = Element("p")
    element.text = text
    document = markdown.Document("", lambda _: None)
    expected = document.html(element, str), sanitiser.plain(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sanitiser, "SPECIAL_PATTERN", re.compile(""))
        assert expected == (document.html(element, str), sanitiser.plain(text))


CLEAN_PIECES = (
    *(
        "<p>one</p>",
        "<h3>two</h3>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>three</li>",
        "\n",
        "four",
    ),
    *('<li class="task done"><span class="mark">Done</span> <em>five</em></li>', "&amp;", "&lt;"),
    *(
        "<p>",
        "</p>",
        "<li>",
        "</li>",
        "<strong>",
        "</strong>",
        "<strong>six</strong>",
        "<code></code>",
    ),
    *(
        "<<em>p</em>>",
        "&",
        "<",
        ">",
        "&nbsp;",
        "\xa0",
        "\x00",
        "\r",
        "<b>",
        "<script>",
        "</h4>",
        "<p ",
    ),
)


@given(st.lists(st.sampled_from(CLEAN_PIECES)).map("".join))
@example("<p>one &amp; <em>two</em></p>\n<ul>\n<li>three</li>\n</ul>\n<h3>four</h3>")
def test_html_that_needs_no_sanitiser_is_what_it_returns(markup: str) -> None:
    """HTML that is passed by the sanitiser is what the sanitiser would have made of it."""
    expected = sanitiser.sanitise(markup, str)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sanitiser, "_is_clean", lambda _: False)
        assert expected == sanitiser.sanitise(markup, str)


def test_the_patterns_of_the_library_are_known() -> None:
    """The library has no inline pattern that we don't know, so prose is passed over."""
    document = markdown.Document("", lambda _: None)
    assert "afterview-prose" in document._md.treeprocessors  # noqa: SLF001 -- the seam

"""Recognise lines that were meant as the `---` around the front matter but are none.

A text and a span of it come in, a diagnostic goes out. Valid fences are not handled here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_builder.core.diagnostics import Diagnostic, SourceText

# Dashes that a keyboard made of hyphens; too few or too many hyphens, or with something invisible
# before them. A single `-` is an empty list item.
ALMOST_FENCE = re.compile(
    r"^(?!-$)[ \t\u200b\ufeff]*[\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]{1,4}[^\S\n]*$",
    re.MULTILINE,
)
FENCE_HINT = "write three hyphens at the beginning of the line: `---`"
UNCLOSED = "the front matter is not closed"


def not_a_fence(line: str) -> str:
    """Why a line that looks like `---` is none, for the end of a message."""
    visible = line.strip(" \t\u200b\ufeff")
    if visible != "---":
        return f"`{visible}` is not `---`"
    before = "a space" if line[0] in " \t" else "an invisible character"
    return f"{before} stands before its `---`"


def unclosed(source: SourceText, start: int, end: int) -> Diagnostic | None:
    """The problem at the first line of a span that was meant to close the front matter, if any."""
    fence = ALMOST_FENCE.search(source.text, start, end)
    if not fence:
        return None
    message = f"{UNCLOSED}: {not_a_fence(fence[0])}"
    return source.problem(fence.start(), "front-matter-unclosed", message, FENCE_HINT)

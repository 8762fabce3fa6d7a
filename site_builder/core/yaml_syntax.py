"""YAML's own complaints in words for somebody who has never read its manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

    from site_builder.core.diagnostics import Diagnostic, Text

# Dashes that a keyboard made of hyphens; hyphens too few, indented, or behind invisible marks.
ALMOST_FENCE = re.compile(
    r"^(?!-$)[ \t\u200b\ufeff]*[\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]{1,4}[^\S\n]*$",
    re.MULTILINE,
)
CURLY = re.compile(r"""[^:"']*:\s*[“”„‟«»]""")
GLUED = re.compile(r"^[ -]*([^\W\d][\w-]*):(?![ \t\n/]|\Z)[^\S\n]*(.*)", re.MULTILINE)
HEADING = re.compile(r"^##+ .*", re.MULTILINE)
DOCUMENT_MARK = re.compile(r"^(?:%|(?:---|\.\.\.)(?!\S)).*", re.MULTILINE)
FENCE_HINT = "write three hyphens at the beginning of the line: `---`"
QUOTE_HINT = "put the whole value in double quotes"
KEY_HINT = "write `key: value`, each key of one level in the same column"

# What libyaml says, found anywhere in its words; what we say; the hint. The first that fits.
COMPLAINTS = (
    ("mapping values", "a `:` where no key can stand", KEY_HINT),
    (
        "expected ':'",
        "a line without `key:`",
        "write `key: value`, or indent it to go on with the line above",
    ),
    ("mapping keys", "a `?` has a meaning in YAML", QUOTE_HINT),
    ("escape", "a backslash inside double quotes", "write two, or use single quotes"),
    ("quoted scalar", "a quote is never closed", "close it on the same line"),
    ("a flow ", "a bracket is never closed, or lacks a comma", "close it on the same line"),
    ("cannot start any token", "a value can't begin with this character", QUOTE_HINT),
    ("block sequence entries", "a list can't begin on the line of its key", QUOTE_HINT),
    ("an alias", "`*` has a meaning in YAML", QUOTE_HINT),
    ("an anchor", "`&` has a meaning in YAML", QUOTE_HINT),
    ("a tag", "`!` has a meaning in YAML", QUOTE_HINT),
    ("a block scalar", "`|` and `>` have a meaning in YAML", QUOTE_HINT),
    ("'-' indicator", "a line in a list does not begin with `- `", "write `- ` before it"),
    ("node content", "a value is missing, or a bracket or comma is one too many", QUOTE_HINT),
)


def explain(source: Text, start: int, error: yaml.MarkedYAMLError) -> Diagnostic:
    """A complaint as a diagnostic; `start` is where the front matter begins in the file."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark
    # A bracket or quote that is never closed is noticed at the end, and mended where it opens;
    # a line without a key is noticed on the next.
    opened = ("a flow " in context or "quoted" in context) and "escape" not in problem
    if error.context_mark and (opened or "expected ':'" in problem or mark is None):
        mark = error.context_mark
    index = start + (mark.index if mark else 0)
    complaint = f"{problem} {context}"
    return _likelier(source, start, index, complaint) or source.problem(
        index, "invalid-yaml", *_words(complaint, source, index)
    )


def not_a_fence(line: str) -> str:
    """Why a line that looks like `---` is none."""
    seen = line.strip(" \t\u200b\ufeff")
    if seen != "---":
        return f"`{seen}` is not `---`"
    before = "a space" if line[0] in " \t" else "an invisible character"
    return f"{before} stands before its `---`"


def document_mark(source: Text, index: int) -> Diagnostic:
    """The diagnostic for a line that begins or ends a document within the front matter."""
    message = "a line that YAML takes for the beginning or end of a document"
    return source.problem(index, "invalid-yaml", message, "delete it, or write `---` alone on it")


def _likelier(source: Text, start: int, index: int, complaint: str) -> Diagnostic | None:
    """What a person must have done, where YAML noticed only later that something is wrong."""
    number, column = source.place(index)
    begin = index - column + 1
    end = begin + len(source.line(number))
    if found := DOCUMENT_MARK.search(source.text, start, end):
        return document_mark(source, found.start())
    unclosed = "the front matter is not closed"
    if found := ALMOST_FENCE.search(source.text, start, end):
        message = f"{unclosed}: {not_a_fence(found[0])}"
        return source.problem(found.start(), "front-matter-unclosed", message, FENCE_HINT)
    if found := HEADING.search(source.text, start, end):
        message = f"{unclosed} before `{found[0][:40]}`"
        hint = "write a line of `---` above it"
        return source.problem(found.start(), "front-matter-unclosed", message, hint)
    # YAML reads `company:Acme` and the next line up to its colon as one long key.
    before = source.text.rfind("\n", 0, max(begin - 1, 0)) + 1
    if found := GLUED.search(source.text, before if "mapping values" in complaint else begin, end):
        message = f"`{found[1]}:` lacks a space behind it"
        hint = f"write `{found[1]}: {found[2][:40]}`"
        return source.problem(found.start(1), "invalid-yaml", message, hint)
    return None


def _words(complaint: str, source: Text, index: int) -> tuple[str, str]:
    number, column = source.place(index)
    line = source.line(number)
    key, _, value = line.partition(":")
    if CURLY.match(line):
        return "curly quotes do not quote in YAML", 'use straight ones: `"…"`'
    if "mapping values" in complaint and re.search(r":(\s|$)", value):
        quote = "'" if '"' in value else '"'
        hint = f"quote the sentence: `{key.strip()}: {quote}…{quote}`"
        return "a `:` inside a sentence reads as another key", hint
    if "did not find expected key" in complaint or "document start" in complaint:
        if line[: column - 1].strip():
            return "something follows a value that has ended", QUOTE_HINT
        return "the indentation changes, or a `:` has no key", KEY_HINT
    for words, message, hint in COMPLAINTS:
        if words in complaint:
            return message, hint
    return f"this is not valid YAML ({complaint.strip()})", QUOTE_HINT

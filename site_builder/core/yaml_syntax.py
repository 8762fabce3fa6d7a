"""YAML's own complaints in words for somebody who has never read its manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

    from site_builder.core.diagnostics import Diagnostic, Text

CURLY = re.compile(r"[“”„‟«»]")
QUOTE_HINT = "put the whole value in double quotes"

# What PyYAML says, found anywhere in its words; what we say; the hint. The first that fits.
COMPLAINTS = (
    (
        "mapping values",
        "a `:` where no key can stand",
        "write `key: value` with a space, keys of one level in one column",
    ),
    (
        "expected ':'",
        "a line without `key:`",
        "write `key: value`, or indent it to go on with the line above",
    ),
    ("unknown escape", "a backslash inside double quotes", "write two, or use single quotes"),
    ("quoted scalar", "a quote is never closed", "close it on the same line"),
    ("a flow ", "a bracket is never closed, or lacks a comma", "close it on the same line"),
    ("cannot start any token", "a value can't begin with this character", QUOTE_HINT),
    ("block sequence entries", "a list can't begin on the line of its key", QUOTE_HINT),
    (
        "did not find expected key",
        "something follows a closed value, or the indentation changes",
        QUOTE_HINT,
    ),
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
    line = source.line(source.place(index)[0])
    message, hint = _words(f"{problem} {context}", line)
    return source.problem(index, "invalid-yaml", message, hint)


def _words(complaint: str, line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    if "\u00a0" in line:
        return "a no-break space where YAML wants a plain one", "type the space again"
    if CURLY.search(line):
        return "curly quotes do not quote in YAML", 'use straight ones: `"…"`'
    if "mapping values" in complaint and re.search(r":(\s|$)", value):
        hint = f'quote the sentence: `{key.strip()}: "…"`'
        return "a `:` inside a sentence reads as another key", hint
    for words, message, hint in COMPLAINTS:
        if words in complaint:
            return message, hint
    return f"this is not valid YAML ({complaint.strip()})", QUOTE_HINT

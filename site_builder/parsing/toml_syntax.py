"""Parse TOML, or explain what is wrong with it.

A text goes in; its values come out, or InvalidFile with one diagnostic. `tomllib` decides whether a
text is valid. Where and why it is not is found out here, because its messages change from version
to version and before Python 3.14 its errors have no position.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from site_builder.parsing.frontmatter import InvalidFile
from site_builder.parsing.toml_positions import TOML_TOKEN

if TYPE_CHECKING:
    from site_builder.core.diagnostics import SourceText

MAX_TOML_DEPTH = 32  # brackets inside each other
# `tomllib` takes ten seconds for a key of many dots, and no setting has more than two.
TOO_MANY_DOTS = re.compile(r"""(?:\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+){32}""")
# A line that may end a value of several lines. So many of them are tried.
POSSIBLE_END = re.compile(
    r"""^[^\n]*(?:[\]}]|"{3}|'{3})[ \t]*(?:#[^\n]*)?(?:\n|\Z)""", re.MULTILINE
)
MAX_TRIES = 100
MAX_VALUE_LENGTH = 200  # so many beginnings of a value are tried, to find its first wrong character
TOML_KEY = re.compile(r"""[ \t]*((?:[\w.-]|"[^"\n]*"|'[^'\n]*')+)[ \t]*(=?)[ \t]*""")
TOML_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""")
TOML_QUOTES = ("'", '"')
TOML_CURLY_QUOTES = tuple("“”„‟«»‘’")  # noqa: RUF001 -- what phones type
DECIMAL_COMMA = re.compile(r"([0-9]+),([0-9]+)")
BOOLEAN_WORDS = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}
INVALID_TOML = "invalid-toml"
TOML_TEXT_HINT = 'texts and times stand in straight double quotes: `evening = "21:00"`'


def load(source: SourceText) -> dict[str, Any]:
    """The values of a TOML file, with numbers such as 0.5 as Decimal. Raises InvalidFile."""
    index = _find_too_deep(source.text)
    if index is not None:
        message, hint = "brackets or dots nested too deep", "keep both to a human size"
        raise InvalidFile(source.problem(index, INVALID_TOML, message, hint))
    if _error_type(source.text):
        raise InvalidFile(source.problem(*_explain(source.text)))
    return _loads(source.text)


def _loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def _error_type(text: str) -> type[Exception] | None:
    """The type of the error that `tomllib` raises for a text; None if it is valid."""
    try:
        _loads(text)
    except (ValueError, ArithmeticError) as error:  # the latter for huge exponents
        return type(error)
    return None


def _find_too_deep(text: str) -> int | None:
    """The index of a line with more dots or nested brackets than allowed; None without one."""
    depth = begin = 0
    for token in TOML_TOKEN.finditer(text):
        if depth == 0:
            begin = token.start()
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth > MAX_TOML_DEPTH:
            return text.rfind("\n", 0, begin) + 1
    dots = TOO_MANY_DOTS.search(text)
    return text.rfind("\n", 0, dots.start()) + 1 if dots else None


def _explain(text: str) -> tuple[int, str, str, str]:
    """Index, code, message and hint for a text that is not valid TOML.

    Tries one statement after another, a key with its value or a header of a table, and looks into
    the first that is not valid by itself.
    """
    ends: list[int] = []
    begin = 0
    while begin < len(text):
        end = _end_of_statement(text, begin)
        if end is None:
            return _in_statement(text, begin)
        ends.append(end)
        begin = end
    # Each statement is valid by itself, so one of them repeats a key or a table.
    number = bisect_left(ends, 1, key=lambda end: bool(_error_type(text[:end])))
    begin = ends[number - 1] if number else 0
    statement = text[begin : ends[number]]
    name = statement.partition("=")[0].strip()
    index = begin + len(statement) - len(statement.lstrip())
    return index, INVALID_TOML, f"`{name[:40]}` is given before", "keep one of them"


def _end_of_statement(text: str, begin: int) -> int | None:
    """The end of the statement at an index; None if it is not valid TOML by itself."""
    first = text.find("\n", begin) + 1 or len(text)
    more = (line.end() for line in islice(POSSIBLE_END.finditer(text, first), MAX_TRIES))
    return next((end for end in chain([first], more) if not _error_type(text[begin:end])), None)


def _in_statement(text: str, begin: int) -> tuple[int, str, str, str]:
    """Index, code, message and hint for the statement at an index, which is not valid."""
    line = text[begin : text.find("\n", begin) + 1 or len(text)].rstrip()
    first = begin + len(line) - len(line.lstrip())
    if line.lstrip().startswith("["):
        return first, INVALID_TOML, "this names no table", "write `[name]` alone on its line"
    key = TOML_KEY.match(line)
    if not key or not key[2]:
        hint = f"write `{key[1]} = …`" if key else "write `key = value`"
        return first, INVALID_TOML, "a line without `key = value`", hint
    if not issubclass(_error_type(line) or ValueError, tomllib.TOMLDecodeError):
        return first, INVALID_TOML, "a number too long to count with", "keep it to a human size"
    index, message, hint = _in_value(line, key.end())
    return begin + index, INVALID_TOML, message, hint


def _in_value(line: str, begin: int) -> tuple[int, str, str]:
    """Index in the line, message and hint for the value at an index, which is not valid."""
    value = line[begin:]
    if not value or value[0] in TOML_CURLY_QUOTES or value[0] == "#":
        message = (
            "curly quotes do not quote in TOML"
            if value[:1] in TOML_CURLY_QUOTES
            else "a value is missing"
        )
        return begin, message, TOML_TEXT_HINT
    if value[0] in TOML_QUOTES and not TOML_QUOTED.match(value):
        return len(line), "a quote is never closed", TOML_TEXT_HINT
    if meant := BOOLEAN_WORDS.get(value.casefold()):
        return begin, f"`{value}` is neither true nor false", f"write `{meant}`"
    lengths = range(min(len(value), MAX_VALUE_LENGTH), 0, -1)
    if valid := next((n for n in lengths if not _error_type(f"a={value[:n]}")), 0):
        comma = DECIMAL_COMMA.fullmatch(value)
        hint = f"write {comma[1]}.{comma[2]}" if comma else TOML_TEXT_HINT
        return begin + valid, "something follows a value that has ended", hint
    if value[0] in "[{":
        hint = 'write `["one", "another"]`'
        return begin, "a bracket is never closed, or a comma is missing", hint
    return begin, "this is neither a number nor a text in quotes", TOML_TEXT_HINT

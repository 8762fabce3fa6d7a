"""TOML read, or what is wrong with it: `tomllib` says whether a text is TOML, and we look where.

Its messages differ from version to version, and before Python 3.14 nothing else has the place.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from site_builder.parsing.frontmatter import InvalidFile
from site_builder.parsing.toml_places import TOKEN

if TYPE_CHECKING:
    from site_builder.core.diagnostics import Text

DEEPEST = 32  # brackets within each other
# More dots in one key than any setting has, of which `tomllib` would take ten seconds.
DOTS = re.compile(r"""(?:\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+){32}""")
# What may end a value over several lines; so many such lines are tried.
LAST_LINE = re.compile(r"""^[^\n]*(?:[\]}]|"{3}|'{3})[ \t]*(?:#[^\n]*)?(?:\n|\Z)""", re.MULTILINE)
TRIES = 100
LONGEST = 200  # of a value, of which it is looked up how much is right
KEY = re.compile(r"""[ \t]*((?:[\w.-]|"[^"\n]*"|'[^'\n]*')+)[ \t]*(=?)[ \t]*""")
QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""")
QUOTES = ("'", '"')
CURLY = tuple("“”„‟«»‘’")  # noqa: RUF001 -- what phones type
COMMA = re.compile(r"([0-9]+),([0-9]+)")
FLAGS = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}
CODE = "invalid-toml"
TEXT_HINT = 'texts and times stand in straight double quotes: `evening = "21:00"`'


def load(source: Text) -> dict[str, Any]:
    """What a TOML file holds, numbers with a point as decimals. Raises Refused."""
    index = _too_deep(source.text)
    if index is not None:
        message, hint = "brackets or dots nested too deep", "keep both to a human size"
        raise InvalidFile(source.problem(index, "invalid-toml", message, hint))
    if _error(source.text):
        raise InvalidFile(source.problem(*_explain(source.text)))
    return _loads(source.text)


def _loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def _error(text: str) -> type[Exception] | None:
    """The kind of error that a text is to `tomllib`."""
    try:
        _loads(text)
    except (ValueError, ArithmeticError) as error:  # the latter for exponents
        return type(error)
    return None


def _too_deep(text: str) -> int | None:
    """Where a line begins that has more dots or brackets within each other than anybody needs."""
    depth = begin = 0
    for token in TOKEN.finditer(text):
        if depth == 0:
            begin = token.start()
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth > DEEPEST:
            return text.rfind("\n", 0, begin) + 1
    dots = DOTS.search(text)
    return text.rfind("\n", 0, dots.start()) + 1 if dots else None


def _explain(text: str) -> tuple[int, str, str, str]:
    """Index, code, message and hint for a text that is no TOML."""
    ends: list[int] = []
    begin = 0
    while begin < len(text):
        end = _end_of_statement(text, begin)
        if end is None:
            return _in_statement(text, begin)
        ends.append(end)
        begin = end
    # Each by itself is right, so one of them says again what another has said.
    number = bisect_left(ends, 1, key=lambda end: bool(_error(text[:end])))
    begin = ends[number - 1] if number else 0
    statement = text[begin : ends[number]]
    name = statement.partition("=")[0].strip()
    index = begin + len(statement) - len(statement.lstrip())
    return index, CODE, f"`{name[:40]}` is given before", "keep one of them"


def _end_of_statement(text: str, begin: int) -> int | None:
    """Where the key or table that begins at an index ends; None where it is no TOML by itself."""
    first = text.find("\n", begin) + 1 or len(text)
    more = (line.end() for line in islice(LAST_LINE.finditer(text, first), TRIES))
    return next((end for end in chain([first], more) if not _error(text[begin:end])), None)


def _in_statement(text: str, begin: int) -> tuple[int, str, str, str]:
    """What is wrong with the key or table that begins at an index."""
    line = text[begin : text.find("\n", begin) + 1 or len(text)].rstrip()
    first = begin + len(line) - len(line.lstrip())
    if line.lstrip().startswith("["):
        return first, CODE, "this names no table", "write `[name]` alone on its line"
    key = KEY.match(line)
    if not key or not key[2]:
        hint = f"write `{key[1]} = …`" if key else "write `key = value`"
        return first, CODE, "a line without `key = value`", hint
    if not issubclass(_error(line) or ValueError, tomllib.TOMLDecodeError):
        return first, CODE, "a number too long to count with", "keep it to a human size"
    index, message, hint = _in_value(line, key.end())
    return begin + index, CODE, message, hint


def _in_value(line: str, begin: int) -> tuple[int, str, str]:
    """What is wrong with the value that begins at an index of a line."""
    value = line[begin:]
    if not value or value[0] in CURLY or value[0] == "#":
        message = (
            "curly quotes do not quote in TOML" if value[:1] in CURLY else "a value is missing"
        )
        return begin, message, TEXT_HINT
    if value[0] in QUOTES and not QUOTED.match(value):
        return len(line), "a quote is never closed", TEXT_HINT
    if meant := FLAGS.get(value.casefold()):
        return begin, f"`{value}` is neither true nor false", f"write `{meant}`"
    longest = range(min(len(value), LONGEST), 0, -1)
    if right := next((n for n in longest if not _error(f"a={value[:n]}")), 0):
        comma = COMMA.fullmatch(value)
        hint = f"write {comma[1]}.{comma[2]}" if comma else TEXT_HINT
        return begin + right, "something follows a value that has ended", hint
    if value[0] in "[{":
        hint = 'write `["one", "another"]`'
        return begin, "a bracket is never closed, or a comma is missing", hint
    return begin, "this is neither a number nor a text in quotes", TEXT_HINT

"""What is wrong with a text that is no YAML, in words for somebody who has never read its manual.

The parser says that something is wrong, and never what or where: its words and marks differ from
version to version. So the text is narrowed down to the smallest part that no parser takes, and
that part is looked at for what people do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import yaml

from site_builder.parsing.yaml_events import DEEPEST, shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import Diagnostic, Text

LINES_OF_A_VALUE = 8  # over which a bracket or quote may go on, where keys could stand
# Dashes that a keyboard made of hyphens; hyphens too few, indented, or behind invisible marks.
ALMOST_FENCE = re.compile(
    r"^(?!-$)[ \t\u200b\ufeff]*[\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]{1,4}[^\S\n]*$",
    re.MULTILINE,
)
HEADING = re.compile(r"^##+ .*", re.MULTILINE)
LINE = re.compile(r"^( *)(?![ \n#]).+$", re.MULTILINE)
EMPTY_DASH = re.compile(r"-[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)
DASH = re.compile(r" *-(?=[ \n]|\Z)")
HEADER = re.compile(r"[^\n]*:[ \t]*(?:[ \t]#[^\n]*)?(?:\n|\Z)")
QUOTED = re.compile(r""""(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'""")
KEY = re.compile(
    rf" *(?P<key>{QUOTED.pattern}[ \t]*+|(?:(?!\s#)[^\n:]|:(?![ \t\n]|\Z))*+)"
    r":(?=[ \t\n]|\Z)[ \t]*+"
)
ODD_SPACE = re.compile(r"[^\S \t\n]")
CONFLICT = re.compile(r"<{7}|={7}|>{7}")
GLUED = re.compile(r" *([^\W\d][\w-]*):(?![ \t\n/]|\Z)[^\S\n]*([^\n]*)")
COLON = re.compile(r":(?=[ \t\n]|\Z)")
WORD = re.compile(r"[ \t\n]#[^\n]*|[^ \t\n]+")  # or a comment, from the space before it
COMMENT = re.compile(r"(?:^|[ \t])#.*")
BLOCK_TEXT = re.compile(r"[|>][-+1-9]{0,2}[ \t]*(?:[ \t]#.*)?(?:\n|\Z)")
ESCAPE = re.compile(r"\\(x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|[\s\S])")
ESCAPES = frozenset('0abtnvfre "/\\N_LP\t\n')
# White space and comments, quoted texts, brackets and commas, a colon that ends a key, other words.
TOKEN = re.compile(
    rf"[ \t\n]+(?:#[^\n]*)?|{QUOTED.pattern}|[\[\]{{}},]|:(?=[ \n,\[\]{{}}])"
    r"|(?:[^\[\]{},\n:]|:(?![ \n,\[\]{}]))+"
)
FENCE_HINT = "write three hyphens at the beginning of the line: `---`"
QUOTE_HINT = "put the whole value in double quotes"
KEY_HINT = "write `key: value`, each key of one level in the same column"
CLOSE_HINT = "close it on the same line"
BLANK_HINT = "leave it blank, write `null` for no evidence yet, or put it in double quotes"

# What a value can't begin with, or only with a meaning that nobody wants: message and hint.
SIGNS = {
    "@": ("a value can't begin with `@`", QUOTE_HINT),
    "`": ("a value can't begin with a backtick", QUOTE_HINT),
    "%": ("a value can't begin with `%`", QUOTE_HINT),
    "&": ("`&` has a meaning in YAML", QUOTE_HINT, "alias"),
    "*": ("`*` has a meaning in YAML", QUOTE_HINT, "alias"),
    "!": ("`!` has a meaning in YAML", QUOTE_HINT, "tag"),
    "|": ("`|` and `>` have a meaning in YAML", QUOTE_HINT),
    ">": ("`|` and `>` have a meaning in YAML", QUOTE_HINT),
    "?": ("`?` has a meaning in YAML", BLANK_HINT),
    ",": ("a comma is one too many", QUOTE_HINT),
    "]": ("a bracket is one too many", QUOTE_HINT),
    "}": ("a bracket is one too many", QUOTE_HINT),
}
BRACKETS = {"[": "]", "{": "}"}
OPENING = ("", "[", "{", ",", ":")
QUOTES = ("'", '"')
CURLY = tuple("“”„‟«»")
TOO_DEEP = "too many brackets or levels within each other"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an index."""

    index: int
    message: str
    hint: str
    code: str = "invalid-yaml"


def explain(source: Text, start: int, end: int) -> Diagnostic:
    """What is wrong with the front matter between two indexes, which no parser takes."""
    fault = _located(source.text[start:end])
    index = start + fault.index
    line_end = source.text.find("\n", index, end)
    unclosed = _unclosed(source, start, end if line_end < 0 else line_end)
    return unclosed or source.problem(index, fault.code, fault.message, fault.hint)


def odd_space(text: str) -> tuple[str, str]:
    """What is wrong with a text that a space of another kind begins, and how to mend it."""
    message = f"the line begins with a space of another kind (U+{ord(text[0]):04X})"
    return message, "delete it, and indent with plain spaces"


def not_a_fence(line: str) -> str:
    """Why a line that looks like `---` is none."""
    seen = line.strip(" \t\u200b\ufeff")
    if seen != "---":
        return f"`{seen}` is not `---`"
    before = "a space" if line[0] in " \t" else "an invisible character"
    return f"{before} stands before its `---`"


def _unclosed(source: Text, start: int, end: int) -> Diagnostic | None:
    """That the front matter was meant to end before `end`, where one of its lines looks so."""
    message = "the front matter is not closed"
    if fence := ALMOST_FENCE.search(source.text, start, end):
        message += f": {not_a_fence(fence[0])}"
        return source.problem(fence.start(), "front-matter-unclosed", message, FENCE_HINT)
    if heading := HEADING.search(source.text, start, end):
        message += f" before `{heading[0][:40]}`"
        hint = "write a line of `---` above it"
        return source.problem(heading.start(), "front-matter-unclosed", message, hint)
    return None


def _located(text: str) -> Fault:
    """What is wrong with a text, by the smallest part of it that is wrong by itself.

    That is a line, and what goes on below it; a dash before it is blanked out.
    """
    base = 0
    for level in range(DEEPEST):
        parts = list(_parts(text))
        listed = level > 0 and bool(parts) and bool(DASH.match(parts[0][0][0]))
        begin, end = _first_wrong(text, parts, listed=listed)
        wrong, base = text[begin:end], base + begin
        header = HEADER.match(wrong)
        alone = bool(shape(wrong))
        if alone and listed and not DASH.match(wrong):
            message = "a line in a list does not begin with `- `"
            return Fault(base + _indent(wrong), message, "write `- ` before it")
        if not alone and (dash := DASH.match(wrong)):
            text = " " * dash.end() + wrong[dash.end() :]
        elif not alone and header and shape(header[0]) and wrong[header.end() :].strip():
            text, base = wrong[header.end() :], base + header.end()
        else:
            fault = _fault(wrong, level)
            return replace(fault, index=base + fault.index)
    return Fault(base + _indent(text), TOO_DEEP, QUOTE_HINT, "too-deep")


def _indent(text: str) -> int:
    """Where the first line of a text begins behind its white space."""
    return len(text) - len(text.lstrip(" \n"))


def _parts(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The keys or items of a text: the first line of each, and where what is below it ends."""
    first: re.Match[str] | None = None
    level = 0
    for line in LINE.finditer(text):
        if first is None:
            first, level = line, len(line[1])
        elif len(line[1]) <= level and not _is_item_of(line, first):
            yield first, line.start()
            first = line
    if first:
        yield first, len(text)


def _is_item_of(line: re.Match[str], first: re.Match[str]) -> bool:
    """Whether a line is an item of the list whose key stands in another, no deeper than it."""
    same = line[1] == first[1] and not DASH.match(first[0])
    return same and bool(DASH.match(line[0]) and HEADER.match(first[0]))


def _first_wrong(
    text: str, parts: list[tuple[re.Match[str], int]], *, listed: bool
) -> tuple[int, int]:
    """The span of the first part that is no key with a value, or no item where they are `listed`.

    Else of the first that stands askew. A bracket or a quote may go on over some parts.
    """
    wanted = yaml.SequenceStartEvent if listed else yaml.MappingStartEvent
    number = 0
    while number < len(parts):
        begin, end = parts[number][0].start(), parts[number][1]
        ends = [part[1] for part in parts[number : number + LINES_OF_A_VALUE]]
        last = next((n for n, e in enumerate(ends) if shape(text[begin:e]) is wanted), None)
        if last is None:
            return begin, end
        number += last + 1
    askew = ((line.start(), end) for line, end in parts if line[1] != parts[0][0][1])
    return next(askew, (0, len(text)))


def _fault(part: str, level: int) -> Fault:
    """What is wrong with the smallest part that is wrong."""
    begin = _indent(part)
    if ODD_SPACE.match(part, begin):
        return Fault(begin, *odd_space(part[begin]), "odd-space")
    if DASH.match(part):
        return Fault(begin, "a list item where a key belongs", "write it below the key of its list")
    if shape(part) is yaml.MappingStartEvent:
        return Fault(begin, "the indentation changes", KEY_HINT)
    key = KEY.match(part, begin)
    quoted = part[begin : begin + 1] in QUOTES
    if key and part[begin] not in BRACKETS and (not quoted or QUOTED.match(key["key"])):
        return _keyed(part, begin, key, level)
    return _unkeyed(part, begin, level)


def _keyed(part: str, begin: int, key: re.Match[str], level: int) -> Fault:
    """What is wrong with a key, or with its value."""
    name = key["key"].strip()
    if not name:
        return Fault(begin, "a `:` has no key", KEY_HINT)
    if part[begin] in SIGNS:
        return Fault(begin, *SIGNS[part[begin]])
    value = key.end()
    if EMPTY_DASH.match(part, value):
        return Fault(value, "a `-` alone begins a list", BLANK_HINT)
    if DASH.match(part, value):
        return Fault(value, "a list can't begin on the line of its key", QUOTE_HINT)
    fault = _value(part, value, level) or _plain(part, value, name)
    return fault or Fault(begin, "this is not valid YAML", QUOTE_HINT)


def _unkeyed(part: str, begin: int, level: int) -> Fault:
    """What is wrong with a line that has no key."""
    if glued := GLUED.match(part, begin):
        hint = f"write `{glued[1]}: {glued[2][:40]}`"
        return Fault(begin, f"`{glued[1]}:` lacks a space behind it", hint)
    if CONFLICT.match(part, begin):
        hint = "keep one version, and delete the marks"
        return Fault(begin, "a mark of a conflict that git has left", hint, "conflict-marker")
    if part.startswith("* ", begin):
        return Fault(begin, "a list item begins with `- `", "write `- ` in place of `* `")
    hint = "write `key: value`, or indent it to go on with the line above"
    return _value(part, begin, level) or Fault(begin, "a line without `key:`", hint)


def _value(part: str, begin: int, level: int) -> Fault | None:
    """What is wrong with a value that a quote, a bracket or another sign begins."""
    sign = part[begin : begin + 1]
    if sign in QUOTES:
        return _quoted(part, begin)
    if sign in BRACKETS:
        return _bracketed(part, begin, level)
    if header := BLOCK_TEXT.match(part, begin):
        return _indented(part, header.end())
    return Fault(begin, *SIGNS[sign]) if sign in SIGNS else None


def _quoted(part: str, begin: int) -> Fault | None:
    """What is wrong within quotes, or behind them."""
    quoted = QUOTED.match(part, begin)
    return _in_quotes(part, begin) or (_behind(part, quoted.end()) if quoted else None)


def _in_quotes(part: str, begin: int) -> Fault | None:
    """A backslash with a character that it does not go with, or a quote that is never closed."""
    quoted = QUOTED.match(part, begin)
    if part[begin] == '"':
        for escape in ESCAPE.finditer(part, begin, quoted.end() if quoted else len(part)):
            if len(escape[1]) == 1 and escape[1] not in ESCAPES:
                message = "a backslash inside double quotes"
                return Fault(escape.start(), message, "write two, or use single quotes")
    return None if quoted else Fault(begin, "a quote is never closed", CLOSE_HINT)


def _bracketed(part: str, begin: int, level: int) -> Fault | None:
    """What is wrong within brackets, or behind them."""
    opened: list[int] = []
    before, paired = "", False
    for token in TOKEN.finditer(part, begin):
        text, index = token[0].strip(), token.start()
        if not text or text.startswith("#"):
            continue
        if before in OPENING and text[0] in QUOTES and (fault := _in_quotes(part, index)):
            return fault
        if slip := _slip(text, before, paired=paired):
            return Fault(index, *slip)
        if text in BRACKETS:
            opened.append(index)
            if len(opened) + level >= DEEPEST:
                return Fault(index, TOO_DEEP, QUOTE_HINT, "too-deep")
        elif text in BRACKETS.values() and (closed := _closed(part, begin, index, opened)):
            return closed
        before, paired = text, text == ":" or (paired and text not in OPENING)
    return Fault(opened[0], "a bracket is never closed", CLOSE_HINT)


def _closed(part: str, begin: int, index: int, opened: list[int]) -> Fault | None:
    """What is wrong with the bracket at an index, which closes the last of those opened."""
    if part[index] != BRACKETS[part[opened.pop()]]:
        return Fault(index, f"`{part[index]}` closes a bracket of another kind", CLOSE_HINT)
    if opened:
        return None
    message = "what stands in brackets is not valid YAML"
    return _behind(part, index + 1) or Fault(begin, message, QUOTE_HINT)


def _slip(text: str, before: str, *, paired: bool) -> tuple[str, ...] | None:
    """What is wrong with a token in brackets, by the one before it and if a key goes before."""
    sign = text[0]
    if text == ":" and paired:
        return "a second `:` for one key", QUOTE_HINT
    if before in OPENING:  # where an item, a key or a value begins
        if sign == "," and before != ":":
            return "a comma is one too many", "delete it"
        if text == "-" or text.startswith("- "):
            hint = BLANK_HINT if text == "-" else "write `[one, another]`"
            return "a list within brackets has no `-`", hint
        return SIGNS[sign] if sign in SIGNS and sign not in ",]}" else None
    ended = before in BRACKETS.values() or QUOTED.fullmatch(before)
    if sign in BRACKETS or (ended and sign not in ":,]}"):
        return "a comma is missing before this", "write `, ` before it, or quote the whole value"
    return None


def _behind(part: str, end: int) -> Fault | None:
    """That something follows a quote or bracket that is closed, other than a comment."""
    words = (word for word in WORD.finditer(part, end) if word[0][0] not in " \t\n")
    word = next(words, None)
    if word is None:
        return None
    if "\n" in part[end : word.start()] and KEY.match(part, word.start()):
        return Fault(word.start(), "the indentation changes", KEY_HINT)
    return Fault(word.start(), "something follows a value that has ended", QUOTE_HINT)


def _indented(part: str, begin: int) -> Fault | None:
    """That a line of a text below `|` or `>` is indented less than its first."""
    lines = list(re.finditer(r"^( *)[^ \n].*$", part[begin:], re.MULTILINE))
    less = next((m for m in lines if len(m[1]) < len(lines[0][1])), None)
    return Fault(begin + less.end(1), "the indentation changes", KEY_HINT) if less else None


def _plain(part: str, begin: int, key: str) -> Fault | None:
    """What is wrong with a value without quotes, and the lines on which it goes on."""
    index, ended = begin, False
    for line in part[begin:].split("\n"):
        text = COMMENT.sub("", line)
        if colon := COLON.search(text):
            message, hint = (
                _colon(key, line) if index == begin else ("a `:` where no key can stand", KEY_HINT)
            )
            return Fault(index + colon.start(), message, hint)
        if ended and text.strip():
            first = index + len(line) - len(line.lstrip(" "))
            return Fault(first, "a value can't go on behind a comment", QUOTE_HINT)
        ended = ended or text != line
        index += len(line) + 1
    return None


def _colon(key: str, value: str) -> tuple[str, str]:
    """What is wrong with a `:` inside a value on the line of its key."""
    if value[:1] in CURLY:
        return "curly quotes do not quote in YAML", 'use straight ones: `"…"`'
    quote = "'" if '"' in value else '"'
    return (
        "a `:` inside a sentence reads as another key",
        f"quote the sentence: `{key}: {quote}…{quote}`",
    )

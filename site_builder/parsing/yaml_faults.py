"""Find the common mistake in a small part of front matter that is not valid YAML.

A part, which is a key or list item with the lines below it, comes in; a Fault goes out: an index in
the part, a message and a hint. Only the text is looked at, never the words of a library. That the
part is wrong is known before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from site_builder.parsing.yaml_events import MAX_DEPTH, is_mapping

LONE_DASH = re.compile(r"-[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)
DASH = re.compile(r" *-(?=[ \n]|\Z)")
QUOTED_TEXT = re.compile(r""""(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'""")
KEY_PATTERN = re.compile(
    rf" *(?P<key>{QUOTED_TEXT.pattern}[ \t]*+|(?:(?!\s#)[^\n:]|:(?![ \t\n]|\Z))*+)"
    r":(?=[ \t\n]|\Z)[ \t]*+"
)
ODD_SPACE = re.compile(r"[^\S \t\n]")
CONFLICT_MARK = re.compile(r"<{7}|={7}|>{7}")
GLUED_KEY = re.compile(r" *([^\W\d][\w-]*):(?![ \t\n/]|\Z)[^\S\n]*([^\n]*)")
KEY_COLON = re.compile(r":(?=[ \t\n]|\Z)")
WORD_OR_COMMENT = re.compile(r"[ \t\n]#[^\n]*|[^ \t\n]+")  # or a comment, from the space before it
YAML_COMMENT = re.compile(r"(?:^|[ \t])#.*")
BLOCK_HEADER = re.compile(r"[|>][-+1-9]{0,2}[ \t]*(?:[ \t]#.*)?(?:\n|\Z)")
ESCAPE_SEQUENCE = re.compile(r"\\(x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|[\s\S])")
KNOWN_ESCAPES = frozenset('0abtnvfre "/\\N_LP\t\n')
# White space and comments, quoted texts, brackets and commas, a colon that ends a key, other words.
BRACKET_TOKEN = re.compile(
    rf"[ \t\n]+(?:#[^\n]*)?|{QUOTED_TEXT.pattern}|[\[\]{{}},]|:(?=[ \n,\[\]{{}}])"
    r"|(?:[^\[\]{},\n:]|:(?![ \n,\[\]{}]))+"
)
QUOTE_HINT = "put the whole value in double quotes"
KEY_HINT = "write `key: value`, each key of one level in the same column"
CLOSE_HINT = "close it on the same line"
BLANK_HINT = "leave it blank, write `null` for no evidence yet, or put it in double quotes"

# Signs that a value can't begin with, or that mean something else than a user wants there.
SIGN_FAULTS = {
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
CLOSING_BRACKETS = {"[": "]", "{": "}"}
TOKENS_BEFORE_VALUE = ("", "[", "{", ",", ":")
YAML_QUOTES = ("'", '"')
CURLY_QUOTES = tuple("“”„‟«»")
TOO_DEEP = "too many brackets or levels within each other"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an index of a text, with the parts of a diagnostic."""

    index: int
    message: str
    hint: str
    code: str = "invalid-yaml"


def odd_space(text: str) -> tuple[str, str]:
    """Message and hint for a text that begins with a no-break space or another odd one."""
    message = f"the line begins with a space of another kind (U+{ord(text[0]):04X})"
    return message, "delete it, and indent with plain spaces"


def indent_of(text: str) -> int:
    """The index at which the first line of a text begins behind white space."""
    return len(text) - len(text.lstrip(" \n"))


def fault_in_part(part: str, level: int) -> Fault:
    """What is wrong with a part that is not valid; `level` counts the keys and lists around it."""
    begin = indent_of(part)
    if ODD_SPACE.match(part, begin):
        return Fault(begin, *odd_space(part[begin]), "odd-space")
    if DASH.match(part):
        return Fault(begin, "a list item where a key belongs", "write it below the key of its list")
    if is_mapping(part):
        return Fault(begin, "the indentation changes", KEY_HINT)
    key = KEY_PATTERN.match(part, begin)
    sign = part[begin : begin + 1]
    if key is None or sign in CLOSING_BRACKETS:
        return _keyless_fault(part, begin, level)
    if sign in YAML_QUOTES and not QUOTED_TEXT.match(key["key"]):
        return _keyless_fault(part, begin, level)
    return _key_fault(part, begin, key, level)


def _key_fault(part: str, begin: int, key: re.Match[str], level: int) -> Fault:
    """What is wrong with a key, which `key` has matched at `begin`, or with its value."""
    name = key["key"].strip()
    if not name:
        return Fault(begin, "a `:` has no key", KEY_HINT)
    if part[begin] in SIGN_FAULTS:
        return Fault(begin, *SIGN_FAULTS[part[begin]])
    value = key.end()
    if LONE_DASH.match(part, value):
        return Fault(value, "a `-` alone begins a list", BLANK_HINT)
    if DASH.match(part, value):
        return Fault(value, "a list can't begin on the line of its key", QUOTE_HINT)
    fault = _value_fault(part, value, level) or _plain_text_fault(part, value, name)
    return fault or Fault(begin, "this is not valid YAML", QUOTE_HINT)


def _keyless_fault(part: str, begin: int, level: int) -> Fault:
    """What is wrong with a line that has no key."""
    if glued := GLUED_KEY.match(part, begin):
        hint = f"write `{glued[1]}: {glued[2][:40]}`"
        return Fault(begin, f"`{glued[1]}:` lacks a space behind it", hint)
    if CONFLICT_MARK.match(part, begin):
        hint = "keep one version, and delete the marks"
        return Fault(begin, "a mark of a conflict that git has left", hint, "conflict-marker")
    if part.startswith("* ", begin):
        return Fault(begin, "a list item begins with `- `", "write `- ` in place of `* `")
    hint = "write `key: value`, or indent it to go on with the line above"
    return _value_fault(part, begin, level) or Fault(begin, "a line without `key:`", hint)


def _value_fault(part: str, begin: int, level: int) -> Fault | None:
    """What is wrong with a value that begins with a quote, a bracket or another sign.

    None if it begins otherwise, or if only something behind it is wrong.
    """
    sign = part[begin : begin + 1]
    if sign in YAML_QUOTES:
        return _quoted_fault(part, begin)
    if sign in CLOSING_BRACKETS:
        return _bracket_fault(part, begin, level)
    if header := BLOCK_HEADER.match(part, begin):
        return _block_text_fault(part, header.end())
    return Fault(begin, *SIGN_FAULTS[sign]) if sign in SIGN_FAULTS else None


def _quoted_fault(part: str, begin: int) -> Fault | None:
    """What is wrong inside the quotes at `begin`, or behind them."""
    quoted = QUOTED_TEXT.match(part, begin)
    return _inside_quotes_fault(part, begin) or (
        _trailing_fault(part, quoted.end()) if quoted else None
    )


def _inside_quotes_fault(part: str, begin: int) -> Fault | None:
    """A backslash that is no escape, or a quote that is never closed."""
    quoted = QUOTED_TEXT.match(part, begin)
    if part[begin] == '"':
        for escape in ESCAPE_SEQUENCE.finditer(part, begin, quoted.end() if quoted else len(part)):
            if len(escape[1]) == 1 and escape[1] not in KNOWN_ESCAPES:
                message = "a backslash inside double quotes"
                return Fault(escape.start(), message, "write two, or use single quotes")
    return None if quoted else Fault(begin, "a quote is never closed", CLOSE_HINT)


def _bracket_fault(part: str, begin: int, level: int) -> Fault | None:
    """What is wrong inside the bracket at `begin`, or behind it.

    Looks at each token with the one before it; `paired` says that the current item has a colon.
    """
    opened: list[int] = []
    before, paired = "", False
    for token in BRACKET_TOKEN.finditer(part, begin):
        text, index = token[0].strip(), token.start()
        if not text or text.startswith("#"):
            continue
        if fault := _token_fault(part, index, text, before, paired=paired):
            return fault
        if text in CLOSING_BRACKETS:
            opened.append(index)
            if len(opened) + level >= MAX_DEPTH:
                return Fault(index, TOO_DEEP, QUOTE_HINT, "too-deep")
        elif text in CLOSING_BRACKETS.values():
            if text != CLOSING_BRACKETS[part[opened.pop()]]:
                return Fault(index, f"`{text}` closes a bracket of another kind", CLOSE_HINT)
            if not opened:
                message = "what stands in brackets is not valid YAML"
                return _trailing_fault(part, index + 1) or Fault(begin, message, QUOTE_HINT)
        before, paired = text, text == ":" or (paired and text not in TOKENS_BEFORE_VALUE)
    return Fault(opened[0], "a bracket is never closed", CLOSE_HINT)


def _token_fault(part: str, index: int, text: str, before: str, *, paired: bool) -> Fault | None:
    """What is wrong with the token `text` in brackets, if it can't follow the one before it."""
    if text == ":" and paired:
        return Fault(index, "a second `:` for one key", QUOTE_HINT)
    if before in TOKENS_BEFORE_VALUE:
        return _item_fault(part, index, text, before)
    ended = before in CLOSING_BRACKETS.values() or QUOTED_TEXT.fullmatch(before)
    if text in CLOSING_BRACKETS or (ended and text[0] not in ":,]}"):
        hint = "write `, ` before it, or quote the whole value"
        return Fault(index, "a comma is missing before this", hint)
    return None


def _item_fault(part: str, index: int, text: str, before: str) -> Fault | None:
    """What is wrong with a token in brackets where an item, a key or a value begins."""
    sign = text[0]
    if sign in YAML_QUOTES:
        return _inside_quotes_fault(part, index)
    if sign == "," and before != ":":
        return Fault(index, "a comma is one too many", "delete it")
    if text == "-" or text.startswith("- "):
        hint = BLANK_HINT if text == "-" else "write `[one, another]`"
        return Fault(index, "a list within brackets has no `-`", hint)
    if sign in SIGN_FAULTS and sign not in ",]}":
        return Fault(index, *SIGN_FAULTS[sign])
    return None


def _trailing_fault(part: str, end: int) -> Fault | None:
    """The fault of a word behind a closing quote or bracket; None if only comments follow."""
    words = (word for word in WORD_OR_COMMENT.finditer(part, end) if word[0][0] not in " \t\n")
    word = next(words, None)
    if word is None:
        return None
    if "\n" in part[end : word.start()] and KEY_PATTERN.match(part, word.start()):
        return Fault(word.start(), "the indentation changes", KEY_HINT)
    return Fault(word.start(), "something follows a value that has ended", QUOTE_HINT)


def _block_text_fault(part: str, begin: int) -> Fault | None:
    """The fault of a line below `|` or `>` that is indented less than the first one."""
    lines = list(re.finditer(r"^( *)[^ \n].*$", part[begin:], re.MULTILINE))
    less = next((m for m in lines if len(m[1]) < len(lines[0][1])), None)
    return Fault(begin + less.end(1), "the indentation changes", KEY_HINT) if less else None


def _plain_text_fault(part: str, begin: int, key: str) -> Fault | None:
    """What is wrong with a value without quotes that may go on over several lines."""
    index, ended = begin, False
    for line in part[begin:].split("\n"):
        text = YAML_COMMENT.sub("", line)
        if colon := KEY_COLON.search(text):
            message, hint = (
                _colon_message(key, line)
                if index == begin
                else ("a `:` where no key can stand", KEY_HINT)
            )
            return Fault(index + colon.start(), message, hint)
        if ended and text.strip():
            first = index + len(line) - len(line.lstrip(" "))
            return Fault(first, "a value can't go on behind a comment", QUOTE_HINT)
        ended = ended or text != line
        index += len(line) + 1
    return None


def _colon_message(key: str, value: str) -> tuple[str, str]:
    """Message and hint for a `:` inside a value on the line of its key."""
    if value[:1] in CURLY_QUOTES:
        return "curly quotes do not quote in YAML", 'use straight ones: `"…"`'
    quote = "'" if '"' in value else '"'
    return (
        "a `:` inside a sentence reads as another key",
        f"quote the sentence: `{key}: {quote}…{quote}`",
    )

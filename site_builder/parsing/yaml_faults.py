"""Find the common mistake in a small part of front matter that is not valid YAML.

A part, which is a key or list item with the lines below it, comes in; a Fault goes out: an index in
the part, a message and a hint. Only the text is looked at, never the words of a library. That the
part is wrong is known before.
"""

from __future__ import annotations

import re

from site_builder.core.frozen import frozen
from site_builder.parsing.yaml_events import MAX_DEPTH, is_mapping
from site_builder.parsing.yaml_messages import ODD_SPACE, QUOTE_HINT, TOO_DEEP, odd_space

# A sign alone, for something that is not known yet.
LONE_SIGN = re.compile(r"[-?][ \t]*(?:[ \t]#.*)?$", re.MULTILINE)
DASH = re.compile(r" *-(?=[ \n]|\Z)")
QUOTED_TEXT = re.compile(r""""(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'""")
KEY_PATTERN = re.compile(
    rf" *(?P<key>{QUOTED_TEXT.pattern}[ \t]*+|(?:(?!\s#)[^\n:]|:(?![ \t\n]|\Z))*+)"
    r":(?=[ \t\n]|\Z)[ \t]*+"
)
# A key in bold, in italics or as code, with the colon inside or outside: a note's own style.
MARKDOWN_KEY = re.compile(
    r"(?P<sign>\*\*?|__?|`)(?P<key>[^\W\d_][\w -]*?)(?::(?P=sign)|(?P=sign):)[ \t]*(?P<value>.*)"
)
# Two keys on one line: the second behind a number, date or `null` that ends the first.
SECOND_KEY = re.compile(
    r"(?P<value>(?:[\d.,:/-]*\d|null|~)(?:\s[\d:]+)?)(?P<gap>,?\s+)(?P<key>[^\W\d][\w-]*)"
)
SECOND_KEY_IN_BRACKETS = re.compile(rf":\s+{SECOND_KEY.pattern}\s*\Z")
# A tag with its `#`, behind which the closing bracket is part of a comment.
HASH_IN_BRACKETS = re.compile(r"#\S[^\n]*[\]}]")
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
    rf"[ \t\n]*#[^\n]*|[ \t\n]+|{QUOTED_TEXT.pattern}|[\[\]{{}},]|:(?=[ \n,\[\]{{}}])"
    r"|(?:(?! #)[^\[\]{},\n:]|:(?![ \n,\[\]{}]))+"
)
KEY_HINT = "write `key: value`, each key of one level in the same column"
CLOSE_HINT = "close it on the same line"
BLANK_HINT = "leave it blank"
BLANK_RATING_HINT = "leave it blank, or write `null` for no evidence yet"
GROUP_HINT = "write each `key: value` on a line below `{}:`, indented by two spaces"
MAX_HINT = 60  # characters of the user's that a hint repeats
NAME_HINT = "write the {}'s name, or a working title for it"
# What the table of fields knows better, and can't tell here because it needs a parser itself. A
# test compares the two.
REQUIRED_KEYS = ("company", "role")
LIST_KEYS = ("interviewers", "tags", "also", "share")
GROUP_KEYS = ("ratings", "evidence", "second_look", "offer")

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
    "?": ("`?` has a meaning in YAML", QUOTE_HINT),
    ",": ("a comma is one too many", QUOTE_HINT),
    "]": ("a bracket is one too many", QUOTE_HINT),
    "}": ("a bracket is one too many", QUOTE_HINT),
}
CLOSING_BRACKETS = {"[": "]", "{": "}"}
TOKENS_BEFORE_VALUE = ("", "[", "{", ",", ":")
YAML_QUOTES = ("'", '"')
CURLY_QUOTES = tuple("“”„‟«»")


@frozen
class Fault:
    """What is wrong at an index of a text, with the parts of a diagnostic."""

    index: int
    message: str
    hint: str
    code: str = "invalid-yaml"


def indent_of(text: str) -> int:
    """The index at which the first line of a text begins behind white space."""
    return len(text) - len(text.lstrip(" \n"))


def fault_in_part(part: str, level: int, parent: str) -> Fault:
    """What is wrong with a part that is not valid.

    `level` counts the keys and lists around it; `parent` is the line of the innermost of them.
    """
    begin = indent_of(part)
    if ODD_SPACE.match(part, begin):
        return Fault(begin, *odd_space(part[begin]), "odd-space")
    if DASH.match(part):
        return Fault(begin, "a list item where a key belongs", "write it below the key of its list")
    if is_mapping(part):
        return Fault(begin, "the indentation changes", KEY_HINT)
    if styled := MARKDOWN_KEY.match(part, begin):
        value = styled["value"].rstrip()[:MAX_HINT]
        quote = '"' if KEY_COLON.search(value) else ""
        hint = f"write `{styled['key']}: {quote}{value}{quote}`"
        code = "alias" if styled["sign"][0] == "*" else "invalid-yaml"
        return Fault(begin, "Markdown's signs stand around a key", hint, code)
    key = KEY_PATTERN.match(part, begin)
    sign = part[begin : begin + 1]
    if (
        key is None
        or sign in CLOSING_BRACKETS
        or (sign in YAML_QUOTES and not QUOTED_TEXT.match(key["key"]))
    ):
        return _keyless_fault(part, begin, level)
    return _key_fault(part, begin, key, level, parent)


def _key_fault(part: str, begin: int, key: re.Match[str], level: int, parent: str) -> Fault:
    """What is wrong with a key, which `key` has matched at `begin`, or with its value."""
    name = key["key"].strip()
    if not name:
        return Fault(begin, "a `:` has no key", KEY_HINT)
    if part[begin] in SIGN_FAULTS:
        return Fault(begin, *SIGN_FAULTS[part[begin]])
    value = key.end()
    if LONE_SIGN.match(part, value):
        dash, mark = "a `-` alone begins a list", SIGN_FAULTS["?"][0]
        hint = _blank_hint(parent + part[:value])
        if not level and name in REQUIRED_KEYS:
            hint = NAME_HINT.format(name)
        return Fault(value, dash if part[value] == "-" else mark, hint)
    if DASH.match(part, value):
        hint = _dash_hint(name, part[value:])
        return Fault(value, "a list can't begin on the line of its key", hint)
    fault = _value_fault(part, value, level) or _plain_text_fault(part, value, name, parent)
    return fault or Fault(begin, "this is not valid YAML", QUOTE_HINT)


def _blank_hint(before: str) -> str:
    """What to write for a value that is not known yet; a rating also has `null` for that.

    `before` is the text before the value, from the key around its own on.
    """
    return BLANK_RATING_HINT if "rating" in before else BLANK_HINT


def _dash_hint(name: str, value: str) -> str:
    """What to write for `name: - value`."""
    item, _, more = YAML_COMMENT.sub("", value.lstrip("- \t")).partition("\n")
    item = item.rstrip()[:MAX_HINT]
    if name in GROUP_KEYS:
        return GROUP_HINT.format(name)
    if name in LIST_KEYS:
        if more.strip():
            return f"write each item on a line below `{name}:`"
        return f"write `{name}: [{item}]`"
    # A sentence with a colon would be the next error.
    return QUOTE_HINT if more.strip() or KEY_COLON.search(item) else f"write `{name}: {item}`"


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
        sign = token.end() - len(token[0].lstrip())
        if HASH_IN_BRACKETS.match(part, sign):
            written = re.sub("#(?=[^ ])", "", part[begin:].partition("\n")[0])
            hint = f"write `{written}`" if len(written) < MAX_HINT else "delete the `#`"
            return Fault(sign, "a `#` begins a comment, and hides the closing bracket", hint)
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
        second = SECOND_KEY_IN_BRACKETS.search(part, max(index - 200, 0), index)
        hint = f"write `{second['value']}, {second['key']}: …`" if second else QUOTE_HINT
        return Fault(index, "a second `:` for one key", hint)
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
        hint = _blank_hint(part[:index]) if text == "-" else "write `[one, another]`"
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


def _plain_text_fault(part: str, begin: int, key: str, parent: str) -> Fault | None:
    """What is wrong with a value without quotes that may go on over several lines.

    `key` is its key, `parent` the line of the key around that.
    """
    index, ended = begin, False
    for line in part[begin:].split("\n"):
        text = YAML_COMMENT.sub("", line)
        if colon := KEY_COLON.search(text):
            message, hint = (
                _colon_message(key, line, colon.start(), parent)
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


def _colon_message(key: str, value: str, colon: int, parent: str) -> tuple[str, str]:
    """Message and hint for a `:` at index `colon` of a value, which begins on its key's line."""
    if value[:1] in CURLY_QUOTES:
        return "curly quotes do not quote in YAML", 'use straight ones: `"…"`'
    message = "a `:` inside a sentence reads as another key"
    if key in GROUP_KEYS:
        return message, GROUP_HINT.format(key)
    second = SECOND_KEY.fullmatch(value[:colon])
    if second and ("rating" in parent or "  " in second["gap"]):
        return message, f"write `{value[second.start('key') :].rstrip()[:40]}` on a line of its own"
    quote = "'" if '"' in value else '"'
    return (
        message,
        f"quote the sentence: `{key}: {quote}…{quote}`",
    )

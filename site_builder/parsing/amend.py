"""Set one key of the front matter in a file's bytes and change no other byte.

Bytes, a key and a value come in; new bytes go out, or CannotAmend. The file is not written here.
A blank key is filled where it stands. A missing key goes right above the closing fence, because
there it can't end up inside somebody's comment, list or block text. What stands below the front
matter is amended in `amend_body`.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from site_builder.core.frozen import frozen
from site_builder.parsing import frontmatter, template
from site_builder.parsing.frontmatter import InvalidFile, Mapping, Node, Scalar

CHARACTER_PATTERN = re.compile(r"\r\n|[\s\S]")
LINE_ENDS = ("\n", "\r\n", "\r")
Group = dict[str, str | dict[str, str]]
Value = str | Group


class CannotAmend(Exception):
    """A key can't be set in a file; `message` says why and `hint` how to go on."""

    def __init__(self, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@frozen
class _File:
    """A parsed file. `end` is the index in `text` at which the closing fence begins."""

    text: str
    tree: Mapping
    end: int
    body: str

    def value_of(self, key: str) -> Node | None:
        """The value of a top-level key; None if the key is not there."""
        return next((value for name, value in self.tree.pairs if name.text == key), None)

    @property
    def indent(self) -> str:
        """The white space before its top-level keys."""
        return " " * (self.tree.index - self.text.rfind("\n", 0, self.tree.index) - 1)


def set_key(path: str, data: bytes, key: str, value: Value, *, overwrite: bool = False) -> bytes:
    """The file's bytes with a blank or missing top-level key set to a value.

    With `overwrite` a single value that is there gives way too; a comment behind it stays. A text
    is quoted if YAML needs it. A group is written as one line per key; a group inside a group is
    written in braces on one line. Raises CannotAmend if the front matter can't be read, if the key
    has a value already, or if the result would not parse to the old front matter with this key.
    """
    file = _parse(path, data)
    current = file.value_of(key)
    if current is not None and not (isinstance(current, Scalar) and (overwrite or current.blank)):
        raise CannotAmend(f"`{key}` is there already", "change it by hand, or delete it first")
    if file.text[file.tree.index] == "{":
        hint = "write its keys a line each, without the braces"
        raise CannotAmend("the front matter stands in braces", hint)
    amended = _with_value(file, data, key, value, current)
    # A last check instead of a rule for each odd front matter: a comment or block text at the end
    # could swallow the new line.
    if not _reads_as(path, amended, {**_as_data(file.tree), key: value}, file.body):
        hint = f"write a line `{key}:` of its own above the closing `---`"
        raise CannotAmend(f"`{key}` can't be set here without touching more", hint)
    return amended


def _reads_as(path: str, data: bytes, front: dict[str, Any], body: str) -> bool:
    """Whether a file's bytes parse to exactly this front matter and body."""
    try:
        file = _parse(path, data)
    except CannotAmend:
        return False
    return file.body == body and _as_data(file.tree) == front


def _parse(path: str, data: bytes) -> _File:
    try:
        source = frontmatter.decode(path, data)
        start, end, body = frontmatter.split(source)
        tree, problems = frontmatter.parse_front_matter(source, start, end)
    except InvalidFile as invalid:
        raise CannotAmend(invalid.problem.message, invalid.problem.hint) from invalid
    if problems:
        raise CannotAmend(problems[0].message, problems[0].hint)
    return _File(source.text, tree, end, source.text[body:])


def _with_value(file: _File, data: bytes, key: str, value: Value, old: Scalar | None) -> bytes:
    """The file's bytes with the value set.

    `old` is the value of a key that is there already, mostly blank; None adds the key as a new line
    above the closing fence.
    """
    same_line, more_lines = _value_lines(value, f"{file.indent}  ")
    if old is None:
        return splice(
            data, [(file.end, file.end, [f"{file.indent}{key}:{same_line}", *more_lines])]
        )
    line_start = file.text.index("\n", max(old.end - 1, old.index)) + 1
    is_there = old.end > old.index
    text = same_line.lstrip() if is_there else same_line
    # The value of a block text ends with its last line.
    lines = [text] if file.text[old.index : old.end].endswith("\n") else text
    if not more_lines:
        return splice(data, [(old.index, old.end, lines)])
    return splice(data, [(old.index, old.end, lines), (line_start, line_start, more_lines)])


def splice(data: bytes, edits: list[tuple[int, int, str | list[str]]]) -> bytes:
    """A file's bytes with some parts of its text replaced, given as (start, end, new).

    The indexes are those of the text with LF for line ends, in order. New lines, given as a list,
    end as the line before them does, in LF or CRLF.
    """
    byte_order_mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    # The parser turns CRLF into LF; one item per CRLF makes its indexes fit this list.
    characters = CHARACTER_PATTERN.findall(data.removeprefix(byte_order_mark).decode())
    for start, end, new in reversed(edits):
        line_end = next((c for c in reversed(characters[:start]) if c in LINE_ENDS), "\n")
        lines = new if isinstance(new, str) else "".join(line + line_end for line in new)
        characters[start:end] = lines
    return byte_order_mark + "".join(characters).encode()


def _value_lines(value: Value, indent: str) -> tuple[str, list[str]]:
    """A value as YAML: the rest of its key's line, and the lines below it."""
    if isinstance(value, str):
        return f" {template.scalar(value)}", []
    return "", [f"{indent}{name}: {_on_one_line(item)}" for name, item in value.items()]


def _on_one_line(value: str | dict[str, str]) -> str:
    if isinstance(value, str):
        return template.scalar(value)
    return f"{{{', '.join(f'{name}: {text}' for name, text in value.items())}}}"


def _as_data(node: Node) -> Any:
    """A tree as texts, lists and dictionaries, without positions."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key.text: _as_data(value) for key, value in node.pairs}
    return [_as_data(item) for item in node.items]

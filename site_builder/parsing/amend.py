"""One key of the front matter set in a file's bytes, with no other byte of them touched.

A blank key is filled where it stands. An absent one goes last, right above the closing fence: the
one place that needs no guess about whose comments, blank lines and block texts are whose.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

from site_builder.parsing import frontmatter, template
from site_builder.parsing.frontmatter import InvalidFile, Mapping, Node, Scalar

CHARACTERS = re.compile(r"\r\n|[\s\S]")
Group = dict[str, str | dict[str, str]]
Value = str | Group


class CannotAmend(Exception):
    """A key that can't be set in a file: what stands in the way, and a hint."""

    def __init__(self, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class _File:
    """A file as the parser sees it; `end` is where its closing fence begins."""

    text: str
    tree: Mapping
    end: int
    body: str

    def given(self, key: str) -> Node | None:
        """What stands behind a top-level key; None where there is no such key."""
        return next((value for name, value in self.tree.pairs if name.text == key), None)

    @property
    def indent(self) -> str:
        """The white space before its top-level keys."""
        return " " * (self.tree.index - self.text.rfind("\n", 0, self.tree.index) - 1)


def put(path: str, data: bytes, key: str, value: Value) -> bytes:
    """A file's bytes with a blank or absent top-level key set.

    Texts read back as given. A group becomes a line a key, and a group within it stands in braces.
    Raises Unable where the front matter can't be read, the key has a value, or where the result
    would not read back as the old front matter and this one change.
    """
    file = _read(path, data)
    given = file.given(key)
    if given is not None and not (isinstance(given, Scalar) and given.blank):
        raise CannotAmend(f"`{key}` is there already", "change it by hand, or delete it first")
    if file.text[file.tree.index] == "{":
        hint = "write its keys a line each, without the braces"
        raise CannotAmend("the front matter stands in braces", hint)
    amended = _amended(file, data, key, value, given)
    if not _reads_as(path, amended, {**_plain(file.tree), key: value}, file.body):
        hint = f"write a line `{key}:` of its own above the closing `---`"
        raise CannotAmend(f"`{key}` can't be set here without touching more", hint)
    return amended


def _reads_as(path: str, data: bytes, front: dict[str, Any], body: str) -> bool:
    """Whether a file's bytes read as this front matter and body, and nothing else."""
    try:
        file = _read(path, data)
    except CannotAmend:
        return False
    return file.body == body and _plain(file.tree) == front


def _read(path: str, data: bytes) -> _File:
    try:
        source = frontmatter.decode(path, data)
        start, end, body = frontmatter.split(source)
        tree, problems = frontmatter.read(source, start, end)
    except InvalidFile as refused:
        raise CannotAmend(refused.problem.message, refused.problem.hint) from refused
    if problems:
        raise CannotAmend(problems[0].message, problems[0].hint)
    return _File(source.text, tree, end, source.text[body:])


def _amended(file: _File, data: bytes, key: str, value: Value, blank: Scalar | None) -> bytes:
    """The bytes with a value behind its blank key, or with a key more above the closing fence."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    # As many as the parser sees, so that its indexes count them.
    characters = CHARACTERS.findall(data.removeprefix(mark).decode())
    behind, below = _written(value, f"{file.indent}  ")
    if blank is None:
        at = file.end
        below = [f"{file.indent}{key}:{behind}", *below]
    else:
        at = file.text.index("\n", blank.end) + 1
    line_end = characters[at - 1]
    characters[at:at] = [line + line_end for line in below]
    if blank is not None:
        quoted = blank.end > blank.index
        characters[blank.index : blank.end] = behind.lstrip() if quoted else behind
    return mark + "".join(characters).encode()


def _written(value: Value, indent: str) -> tuple[str, list[str]]:
    """A value as YAML: what stands behind its key, and the lines below."""
    if isinstance(value, str):
        return f" {template.scalar(value)}", []
    return "", [f"{indent}{name}: {_on_one_line(item)}" for name, item in value.items()]


def _on_one_line(value: str | dict[str, str]) -> str:
    if isinstance(value, str):
        return template.scalar(value)
    return f"{{{', '.join(f'{name}: {text}' for name, text in value.items())}}}"


def _plain(node: Node) -> Any:
    """A tree as texts, lists and dictionaries, free of places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key.text: _plain(value) for key, value in node.pairs}
    return [_plain(item) for item in node.items]

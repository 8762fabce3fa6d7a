"""Front matter as a tree of texts with places: YAML's syntax without its guesses.

python-frontmatter splits, PyYAML's C parser reads; every scalar stays the text that was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from site_builder.core.diagnostics import Diagnostic, Text
from site_builder.parsing import yaml_events, yaml_syntax
from site_builder.parsing.yaml_events import DEEPEST
from site_builder.parsing.yaml_syntax import (
    ALMOST_FENCE,
    FENCE_HINT,
    QUOTE_HINT,
    TOO_DEEP,
    not_a_fence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE = re.compile(r"-{3,}\s*\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
LINE_SEPARATOR = re.compile(r"[\x85\u2028\u2029]")
TAB_BEHIND = re.compile(r": *\t(?=[ \t]*[^\s#])")
LEADING_TAB = re.compile(r"^ *\t", re.MULTILINE)
CONFLICT = [re.compile(rf"^{sign}{{7}}(?: .*)?$", re.MULTILINE) for sign in "<=>"]
BLANK = re.compile(r"[ \t]*:")
# But for `...` behind all else, which some programs write.
DOCUMENT_MARK = re.compile(r"^(?:%|---(?!\S)|\.\.\.(?!\S)\s*[^\s#])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written. `index` is where it begins in the file, `end` where it ends."""

    text: str
    index: int
    end: int
    plain: bool = True

    @property
    def blank(self) -> bool:
        """Whether nothing was given."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    index: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs of key and value, in order, keys unique."""

    pairs: tuple[tuple[Scalar, Node], ...]
    index: int


Node = Scalar | Sequence | Mapping


class InvalidFile(Exception):
    """Front matter that can't be read on; carries the one diagnostic that says why."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def decode(path: str, data: bytes) -> Text:
    """The text of a file.

    Raises Refused for other encodings, control characters and conflicts that git has left.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _newlines(error.object[: error.start].decode())
        whole = before + _newlines(error.object[error.start :].decode(errors="replace"))
        message, hint = "the file is not UTF-8 text", "save it again with the encoding UTF-8"
        problem = Text(path, whole).problem(len(before), "not-utf-8", message, hint)
        raise InvalidFile(problem) from None
    source = Text(path, _newlines(text))
    if found := CONTROL.search(source.text):
        message = f"a control character (U+{ord(found[0]):04X}) that no editor shows"
        raise InvalidFile(source.problem(found.start(), "control-character", message, "delete it"))
    if (conflict := _conflict(source.text)) is not None:
        message = "git could not merge two versions here, and left both"
        hint = "keep one, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
        raise InvalidFile(source.problem(conflict, "conflict-marker", message, hint))
    return source


def _conflict(text: str) -> int | None:
    """Where the first of git's three marks of a conflict stands, in a text that has all of them."""
    begin: int | None = None
    index = 0
    for mark in CONFLICT:
        found = mark.search(text, index)
        if not found:
            return None
        begin = found.start() if begin is None else begin
        index = found.end()
    return begin


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split(source: Text) -> tuple[int, int, int]:
    """Where the front matter begins and ends, and where the body begins, as indexes.

    Raises Refused where there is none, or no text at all, or it is not closed.
    """
    text = source.text
    if not text.strip():
        hint = "`afterview new COMPANY ROLE` writes a reflection to fill in"
        raise InvalidFile(source.problem(0, "empty-file", "the file is empty", hint))
    first = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    opening = source.line(source.place(first)[0])
    if not FENCE.match(opening):
        message = (
            f"the first line is `{opening.strip()[:40]}`; a reflection begins with front matter"
            " between two lines of `---`"
        )
        hint = "begin with `---`, `company: …`, `role: …` and `---`, a line each"
        if ALMOST_FENCE.match(opening):
            message = f"the front matter is not opened: {not_a_fence(opening)}"
            hint = FENCE_HINT
        raise InvalidFile(source.problem(first, "front-matter-missing", message, hint))
    try:
        front, body = YAMLHandler().split(text)
    except ValueError:
        raise InvalidFile(_unclosed(source, first)) from None
    # Between the opening fence and its front matter stands white space alone.
    start = text.index(front, first + len("---"))
    return start, start + len(front), len(text) - len(body)


def _unclosed(source: Text, first: int) -> Diagnostic:
    message = "the front matter is not closed"
    if found := ALMOST_FENCE.search(source.text, source.text.find("\n", first) + 1 or first + 1):
        message += f": {not_a_fence(found[0])}"
        return source.problem(found.start(), "front-matter-unclosed", message, FENCE_HINT)
    hint = "write a line of `---` after its last key"
    return source.problem(first, "front-matter-unclosed", message, hint)


def read(source: Text, start: int, end: int) -> tuple[Mapping, list[Diagnostic]]:
    """The front matter between two indexes as a mapping, and what stands in it that may not.

    Raises Refused where it can't be read on.
    """
    front = source.text[start:end]
    if found := LINE_SEPARATOR.search(front):
        message = f"an invisible line separator (U+{ord(found[0]):04X})"
        hint = "delete it, or press Enter in its place"
        raise InvalidFile(source.problem(start + found.start(), "control-character", message, hint))
    if found := LEADING_TAB.search(front):
        message, hint = "a tab; YAML indents with spaces", "use two spaces in its place"
        raise InvalidFile(source.problem(start + found.end() - 1, "tab", message, hint))
    if found := DOCUMENT_MARK.search(front):
        message = "a line that YAML takes for the beginning or end of a document"
        hint = "delete it, or write `---` alone on it"
        raise InvalidFile(source.problem(start + found.start(), "invalid-yaml", message, hint))
    builder = _Builder(source, start)
    try:
        node = builder.document(yaml_events.events(front))
    except yaml.YAMLError:
        raise InvalidFile(yaml_syntax.explain(source, start, end)) from None
    if not isinstance(node, Mapping):
        message = "the front matter is not made of lines of `key: value`"
        hint = "begin with `company: …`, with a space behind the `:`"
        raise InvalidFile(source.problem(node.index, "front-matter-not-mapping", message, hint))
    return node, builder.problems


class _Builder:
    """Builds nodes from YAML's events; it never recurses deeper than DEEPEST."""

    def __init__(self, source: Text, start: int) -> None:
        self.source = source
        self.start = start
        self.problems: list[Diagnostic] = []

    def document(self, events: Iterator[yaml.Event]) -> Node:
        content: Node = Mapping((), self.start)
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                content = self._node(event, events, 0)
        return content

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        index = self._index(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._note(index, "alias", "`&` and `*` have a meaning in YAML", QUOTE_HINT)
        if yaml_events.is_tagged(event):
            self._note(index, "tag", "`!` has a meaning in YAML", QUOTE_HINT)
        if isinstance(event, yaml.AliasEvent):
            return Scalar(f"*{event.anchor}", index, self._index(event.end_mark))
        if isinstance(event, yaml.ScalarEvent):
            text = yaml_events.written(event.value)
            if CONTROL.search(text):
                message = "an escape that stands for a control character"
                raise InvalidFile(
                    self.source.problem(index, "control-character", message, "delete it")
                )
            end = self._index(event.end_mark)
            return Scalar(text, index, end, event.style in (None, ""))
        if depth >= DEEPEST:
            raise self._refuse(index, "too-deep", TOO_DEEP)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, index, depth)
        return self._mapping(events, index, depth)

    def _index(self, mark: Any) -> int:
        return self.start + int(mark.index)

    def _sequence(self, events: Iterator[yaml.Event], index: int, depth: int) -> Sequence:
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, depth + 1))
        return Sequence(tuple(items), index)

    def _mapping(self, events: Iterator[yaml.Event], index: int, depth: int) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            colon = BLANK.match(self.source.text, key.end) if isinstance(key, Scalar) else None
            if colon and isinstance(value, Scalar) and value.index == value.end:
                # Parsers differ in where nothing stands.
                value = replace(value, index=colon.end(), end=colon.end())
            if not isinstance(key, Scalar):
                raise self._refuse(key.index, "invalid-yaml", "a list or mapping stands as a key")
            if yaml_syntax.ODD_SPACE.match(key.text):
                self._note(key.index, "odd-space", *yaml_syntax.odd_space(key.text))
            if key.text in pairs:
                first = self.source.place(pairs[key.text][0].index)[0]
                message = f"`{key.text[:40]}` is given twice, first on line {first}"
                self._note(key.index, "duplicate-key", message, "keep one")
            if tab := TAB_BEHIND.match(self.source.text, key.end):
                self._note(tab.end() - 1, "tab", "a tab behind a key", "use a space in its place")
            pairs[key.text] = (key, value)
        return Mapping(tuple(pairs.values()), index)

    def _note(self, index: int, code: str, message: str, hint: str) -> None:
        self.problems.append(self.source.problem(index, code, message, hint))

    def _refuse(self, index: int, code: str, message: str) -> InvalidFile:
        return InvalidFile(self.source.problem(index, code, message, QUOTE_HINT))

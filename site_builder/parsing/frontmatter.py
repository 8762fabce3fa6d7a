"""Decode a file, split off its front matter and parse that into a tree of texts.

Bytes come in; nodes with their indexes in the text go out, or InvalidFile with one diagnostic.
python-frontmatter splits, PyYAML parses. Every scalar stays the text that was written: what YAML
makes of `no`, `14:00` or `2026-11-18` has no say here, and which keys there are is not known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from site_builder.core.diagnostics import Diagnostic, SourceText
from site_builder.core.frozen import frozen
from site_builder.parsing import yaml_events
from site_builder.parsing.fences import (
    ALMOST_FENCE,
    FENCE_HINT,
    UNCLOSED,
    not_a_fence,
    unclosed,
)
from site_builder.parsing.yaml_events import MAX_DEPTH
from site_builder.parsing.yaml_messages import ODD_SPACE, QUOTE_HINT, TOO_DEEP, odd_space

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE_LINE = re.compile(r"-{3,}\s*\Z")
CONTROL_CHARACTER = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)
LINE_SEPARATOR_PATTERN = re.compile(r"[\x85\u2028\u2029]")
TAB_AFTER_KEY = re.compile(r": *\t(?=[ \t]*[^\s#])")
LEADING_TAB = re.compile(r"^ *\t", re.MULTILINE)
CONFLICT_LINES = [re.compile(rf"^{sign}{{7}}(?: .*)?$", re.MULTILINE) for sign in "<=>"]
COLON_OF_KEY = re.compile(r"[ \t]*:")
# YAML takes such a line for a directive, or for the end of a document. A bare `...`, which some
# programs write below the last key, is harmless.
DOCUMENT_MARK = re.compile(r"^(?:%|---(?!\S)|\.\.\.(?!\S)\s*[^\s#])", re.MULTILINE)


@frozen
class Scalar:
    """A text without its quotes. `index` and `end` are where it begins and ends in the file.

    `plain` says that it has no quotes and is not a block text.
    """

    text: str
    index: int
    end: int
    plain: bool = True

    @property
    def blank(self) -> bool:
        """Whether the text is empty or white space."""
        return not self.text.strip()


@frozen
class Sequence:
    """A YAML list: its items, and the index at which it begins in the file."""

    items: tuple[Node, ...]
    index: int


@frozen
class Mapping:
    """Pairs of key and value in the order of the file. Keys are unique: of two the last counts."""

    pairs: tuple[tuple[Scalar, Node], ...]
    index: int


Node = Scalar | Sequence | Mapping


class InvalidFile(Exception):
    """A file can't be parsed; `problem` is the one diagnostic that says why."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def decode(path: str, data: bytes) -> SourceText:
    """The text of a file, with line feeds for other line ends and without a byte order mark.

    Raises InvalidFile for other encodings, control characters and conflicts left by git.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _newlines(error.object[: error.start].decode())
        whole = before + _newlines(error.object[error.start :].decode(errors="replace"))
        message, hint = "the file is not UTF-8 text", "save it again with the encoding UTF-8"
        problem = SourceText(path, whole).problem(len(before), "not-utf-8", message, hint)
        raise InvalidFile(problem) from None
    source = SourceText(path, _newlines(text))
    if control := _control_character(source.text):
        message = f"a control character (U+{ord(control[0]):04X}) that no editor shows"
        raise InvalidFile(
            source.problem(control.start(), "control-character", message, "delete it")
        )
    if (conflict := _conflict(source.text)) is not None:
        message = "git could not merge two versions here, and left both"
        hint = "keep one, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
        raise InvalidFile(source.problem(conflict, "conflict-marker", message, hint))
    return source


def _control_character(text: str) -> re.Match[str] | None:
    """The first control character of a text; most texts are seen at once to have none."""
    return None if text.replace("\n", "").isprintable() else CONTROL_CHARACTER.search(text)


def _conflict(text: str) -> int | None:
    """The index of a conflict left by git; None unless its three marks follow each other.

    A line of `=======` alone is a heading in Markdown.
    """
    if "<<<<<<<" not in text:
        return None
    first: int | None = None
    index = 0
    for pattern in CONFLICT_LINES:
        mark = pattern.search(text, index)
        if not mark:
            return None
        first = mark.start() if first is None else first
        index = mark.end()
    return first


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split(source: SourceText) -> tuple[int, int, int]:
    """The indexes at which the front matter begins and ends, and at which the body begins.

    Raises InvalidFile if the file is empty, or has no front matter, or one that is not closed.
    """
    text = source.text
    if not text.strip():
        hint = "`afterview new COMPANY ROLE` writes a reflection to fill in"
        raise InvalidFile(source.problem(0, "empty-file", "the file is empty", hint))
    first = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    opening = source.line(source.place(first)[0])
    if not FENCE_LINE.match(opening):
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
    # The handler returns texts, not indexes; between fence and front matter is only white space.
    start = text.index(front, first + len("---"))
    return start, start + len(front), len(text) - len(body)


def _unclosed(source: SourceText, first: int) -> Diagnostic:
    """The problem of front matter without a closing fence, at a line that may be meant as one."""
    below = source.text.find("\n", first) + 1 or first + 1
    if problem := unclosed(source, below, len(source.text)):
        return problem
    hint = "write a line of `---` after its last key"
    return source.problem(first, "front-matter-unclosed", UNCLOSED, hint)


def parse_front_matter(
    source: SourceText, start: int, end: int
) -> tuple[Mapping, list[Diagnostic]]:
    """The front matter between two indexes as a tree, and the problems that don't stop its parsing.

    Raises InvalidFile for those that do.
    """
    _check_characters(source, start, end)
    builder = _Builder(source, start)
    try:
        node = builder.document(yaml_events.events(source.text[start:end]))
    except yaml.YAMLError:
        from site_builder.parsing import yaml_syntax  # noqa: PLC0415 -- slow, and a rare need

        raise InvalidFile(yaml_syntax.explain(source, start, end)) from None
    if not isinstance(node, Mapping):
        message = "the front matter is not made of lines of `key: value`"
        hint = "begin with `company: …`, with a space behind the `:`"
        raise InvalidFile(source.problem(node.index, "front-matter-not-mapping", message, hint))
    return node, builder.problems


def _check_characters(source: SourceText, start: int, end: int) -> None:
    """Raise InvalidFile for what YAML would read, but in another way than a user sees it."""
    front = source.text[start:end]
    if match := LINE_SEPARATOR_PATTERN.search(front):
        message = f"an invisible line separator (U+{ord(match[0]):04X})"
        hint = "delete it, or press Enter in its place"
        raise InvalidFile(source.problem(start + match.start(), "control-character", message, hint))
    if "\t" in front and (match := LEADING_TAB.search(front)):
        message, hint = "a tab; YAML indents with spaces", "use two spaces in its place"
        raise InvalidFile(source.problem(start + match.end() - 1, "tab", message, hint))
    if match := DOCUMENT_MARK.search(front):
        message = "a line that YAML takes for the beginning or end of a document"
        hint = "delete it, or write `---` alone on it"
        raise InvalidFile(source.problem(start + match.start(), "invalid-yaml", message, hint))


class _Builder:
    """Builds nodes from YAML's events, to a depth of MAX_DEPTH, and notes problems on the way.

    Parsing goes on behind a problem that is noted, so that one reading shows several.
    """

    def __init__(self, source: SourceText, start: int) -> None:
        self.source = source
        self.start = start
        self.has_tabs = "\t" in source.text
        self.problems: list[Diagnostic] = []

    def document(self, events: Iterator[yaml.Event]) -> Node:
        """The root node; an empty mapping if there is none. Raises InvalidFile, yaml.YAMLError."""
        content: Node = Mapping((), self.start)
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                content = self._node(event, events, 0)
        return content

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        """The node that begins with an event, its other events taken from `events`."""
        index = self._index(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._note(index, "alias", "`&` and `*` have a meaning in YAML", QUOTE_HINT)
        if yaml_events.is_tagged(event):
            self._note(index, "tag", "`!` has a meaning in YAML", QUOTE_HINT)
        if isinstance(event, yaml.AliasEvent):
            return Scalar(f"*{event.anchor}", index, self._index(event.end_mark))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, index)
        if depth >= MAX_DEPTH:
            raise self._invalid(index, "too-deep", TOO_DEEP, QUOTE_HINT)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, index, depth)
        return self._mapping(events, index, depth)

    def _index(self, mark: Any) -> int:
        return self.start + int(mark.index)

    def _scalar(self, event: yaml.ScalarEvent, index: int) -> Scalar:
        text = yaml_events.original_text(event.value)
        if _control_character(text):
            message = "an escape that stands for a control character"
            raise self._invalid(index, "control-character", message, "delete it")
        return Scalar(text, index, self._index(event.end_mark), event.style in (None, ""))

    def _sequence(self, events: Iterator[yaml.Event], index: int, depth: int) -> Sequence:
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, depth + 1))
        return Sequence(tuple(items), index)

    def _mapping(self, events: Iterator[yaml.Event], index: int, depth: int) -> Mapping:
        """A mapping, read up to its end event. Keys that can't be meant so are noted."""
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                message = "a list or mapping stands as a key"
                raise self._invalid(key.index, "invalid-yaml", message, QUOTE_HINT)
            if (
                isinstance(value, Scalar)
                and value.index == value.end
                and (colon := COLON_OF_KEY.match(self.source.text, key.end))
            ):
                # PyYAML's two parsers put a blank value at different indexes.
                value = replace(value, index=colon.end(), end=colon.end())
            if ODD_SPACE.match(key.text):
                self._note(key.index, "odd-space", *odd_space(key.text))
            if key.text in pairs:
                first = self.source.place(pairs[key.text][0].index)[0]
                message = f"`{key.text[:40]}` is given twice, first on line {first}"
                self._note(key.index, "duplicate-key", message, "keep one")
            if self.has_tabs and (tab := TAB_AFTER_KEY.match(self.source.text, key.end)):
                self._note(tab.end() - 1, "tab", "a tab behind a key", "use a space in its place")
            pairs[key.text] = (key, value)
        return Mapping(tuple(pairs.values()), index)

    def _note(self, index: int, code: str, message: str, hint: str) -> None:
        self.problems.append(self.source.problem(index, code, message, hint))

    def _invalid(self, index: int, code: str, message: str, hint: str) -> InvalidFile:
        return InvalidFile(self.source.problem(index, code, message, hint))

"""Read the nodes of the front matter into typed values, by a table of fields.

A tree of texts comes in; values by key go out, with the problems, the positions of all values and
the texts that were ignored gathered in a `Reading`. Which keys there are is `fields`' business.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.did_you_mean import lookup_form
from site_builder.core.frozen import frozen
from site_builder.parsing import scalars, suggestions
from site_builder.parsing.frontmatter import Mapping, Node, Scalar, Sequence
from site_builder.parsing.scalars import excerpt
from site_builder.parsing.yaml_messages import QUOTE_HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from site_builder.core.diagnostics import Severity, SourceText

# A comment that was probably meant as text. Behind a name, `# a comment` is a real one more often
# than not; behind a sentence it hardly ever is.
CUT_NAME, CUT_SENTENCE = re.compile(r"[ \t]+#\S"), re.compile(r"[ \t]+#")
CURLY_QUOTED = re.compile(r"[“”„‟«»][^“”„‟«»]*[“”„‟«»]|‘.*’")  # noqa: RUF001 -- what phones type
# Keys that stand inside a group, where somebody may forget the spaces before them.
INNER_KEYS = {"received": "offer", "answer_by": "offer", "terms": "offer"}
NODE_NAMES = {Scalar: "a single value", Sequence: "a list", Mapping: "a group of keys"}


@dataclass(slots=True)
class Reading:
    """What the reading of one file gathers: problems, and the position of each value."""

    source: SourceText
    criteria: frozenset[str]
    retired: frozenset[str] = frozenset()
    """Criteria that are switched off: old reflections may rate them, and nothing reads it."""
    silent: frozenset[str] = frozenset()
    """Unknown keys to ignore without a warning, as `did_you_mean.folded` returns them."""
    problems: list[Diagnostic] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each value by dotted key, such as `ratings.values` or `tags.1`."""
    ignored: dict[str, str] = field(default_factory=dict)
    """Every text below a key that is not read, by dotted key."""

    def complain(
        self,
        node: Node,
        code: str,
        message: str,
        hint: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """Note a problem at a node."""
        self.problems.append(self.source.problem(node.index, code, message, hint, severity))

    def complain_at(
        self, name: str, code: str, message: str, hint: str, severity: Severity = "error"
    ) -> None:
        """Note a problem at the value of a dotted key, which must have been read."""
        line, column = self.places[name]
        path, source = self.source.path, self.source.line(line)
        self.problems.append(Diagnostic(path, line, column, severity, code, message, hint, source))

    def mistyped(self, node: Node, name: str, expected: str, hint: str) -> None:
        """Note that a node has another type than its key wants."""
        self.complain(node, "wrong-type", f"{name} is {NODE_NAMES[type(node)]}; {expected}", hint)

    def ignore(self, name: str, node: Node) -> None:
        """Record the texts of a node that is not read: publishing must not let them out either."""
        if isinstance(node, Scalar):
            if not node.blank:
                self.ignored[name] = node.text
                self.places[name] = self.source.place(node.index)
        elif isinstance(node, Sequence):
            for number, item in enumerate(node.items, 1):
                self.ignore(f"{name}.{number}", item)
        else:
            for key, value in node.pairs:
                self.ignore(f"{name}.{key.text}", value)

    def value(self, kind: Kind, name: str, node: Node) -> Any:
        """The typed value of a node; None if it is blank or wrong. Records where it is."""
        if isinstance(node, Scalar) and node.plain and kind.cut:
            self._warn_of_marks(kind.cut, name, node)
        if isinstance(node, Scalar) and node.blank:
            return None
        self.places[name] = self.source.place(node.index)
        return kind.read(self, name, node)

    def _warn_of_marks(self, cut: re.Pattern[str], name: str, node: Scalar) -> None:
        """Warn of a text that a `#` cuts short, and of a name in curly quotes."""
        if (CUT_NAME if node.blank else cut).match(self.source.text, node.end):
            message = f"{name} ends before ` #`, which begins a comment"
            self.complain(node, "cut-short", message, QUOTE_HINT, "warning")
        elif cut is CUT_NAME and CURLY_QUOTED.fullmatch(node.text):  # a sentence may be a quotation
            message = f"{name} stands in curly quotes, which are kept as part of it"
            hint = 'use straight ones, `"…"`, or none'
            self.complain(node, "curly-quotes", message, hint, "warning")


@frozen
class Kind:
    """A type of value: its name in the docs, how it is read from a node, and its JSON Schema."""

    name: str
    read: Callable[[Reading, str, Node], Any]
    schema: dict[str, Any]
    cut: re.Pattern[str] | None = None
    """CUT_NAME or CUT_SENTENCE for texts: what behind one looks like a comment but is text."""


@frozen
class Field:
    """A key of the front matter, with its meaning and an example for docs and template."""

    key: str
    kind: Kind
    meaning: str
    example: str
    required: bool = False
    in_template: bool = False


def read_fields(
    reading: Reading, name: str, node: Node, fields: tuple[Field, ...]
) -> dict[str, Any]:
    """The values of a mapping by key, without blank and wrong ones; problems go to `reading`.

    `name` is the dotted key of the mapping, empty for the whole front matter.
    """
    values: dict[str, Any] = {}
    if not isinstance(node, Mapping):
        hint = f"write its keys below it: {', '.join(f'`{f.key}:`' for f in fields)}"
        reading.mistyped(node, name, "it holds keys", hint)
        return values
    known = {f.key: f for f in fields}
    for key, value in node.pairs:
        dotted = f"{name}.{key.text}" if name else key.text
        if key.text not in known:
            _note_unknown(reading, dotted, key, known)
            reading.ignore(dotted, value)
            continue
        result = reading.value(known[key.text].kind, dotted, value)
        if result is not None:
            values[key.text] = result
    for known_field in fields:
        if known_field.required and known_field.key not in reading.places:
            _note_missing(reading, node, known_field.key)
    return values


def _note_unknown(reading: Reading, dotted: str, key: Scalar, known: Collection[str]) -> None:
    """Note a key that is not read: an error if it is near one that is, else a warning."""
    if lookup_form(dotted) in reading.silent:
        return
    message = f"there is no key `{excerpt(dotted)}`"
    if near := suggestions.key_hint(key.text, known, reading.criteria):
        reading.complain(key, "unknown-key", message, near)
        return
    if key.text in INNER_KEYS and dotted == key.text:
        group = INNER_KEYS[key.text]
        hint = f"it belongs below `{group}:`, with two spaces before it"
        reading.complain(key, "unknown-key", f"{message} here; it is ignored", hint, "warning")
        return
    name = json.dumps(excerpt(dotted), ensure_ascii=False)
    hint = f"`ignore = [{name}]` in journal.toml silences this; docs/format.md lists the keys"
    reading.complain(key, "unknown-key", f"{message}; it is ignored", hint, "warning")


def _note_missing(reading: Reading, node: Mapping, required: str) -> None:
    """Note a required key that has no value; if a `#` took it, by making that warning an error."""
    key, value = next((pair for pair in node.pairs if pair[0].text == required), (None, None))
    position = reading.source.place(value.index) if value else None
    for number, problem in enumerate(reading.problems):
        if problem.code == "cut-short" and (problem.line, problem.column) == position:
            reading.problems[number] = replace(problem, severity="error")
            return
    message = f"`{required}` is {'blank' if key else 'missing'}"
    index = key.index if key else 0
    problem = reading.source.problem(index, "missing-key", message, f"write `{required}: …`")
    reading.problems.append(problem)


def single(parse: Callable[[str], Any]) -> Callable[[Reading, str, Node], Any]:
    """A reader of a single value; an InvalidValue of `parse` becomes a problem at its position."""

    def read_single(reading: Reading, name: str, node: Node) -> Any:
        if not isinstance(node, Scalar):
            hint = "write it without brackets, or in double quotes"
            reading.mistyped(node, name, "it is a single value", hint)
            return None
        try:
            return parse(node.text)
        except scalars.InvalidValue as invalid:
            reading.complain(node, invalid.code, f"{name} {invalid.message}", invalid.hint)
            return None

    return read_single


def list_of(kind: Kind) -> Callable[[Reading, str, Node], tuple[Any, ...]]:
    """A reader of a list of values, without blank and wrong ones."""

    def read_list(reading: Reading, name: str, node: Node) -> tuple[Any, ...]:
        if not isinstance(node, Sequence):
            text = node.text if isinstance(node, Scalar) else "one, another"
            hint = suggestions.list_hint(name, text)
            reading.mistyped(node, name, "it is a list", hint)
            return ()
        filled = (item for item in node.items if not (isinstance(item, Scalar) and item.blank))
        items = (reading.value(kind, f"{name}.{n}", item) for n, item in enumerate(filled, 1))
        return tuple(item for item in items if item)

    return read_list


def by_criterion(kind: Kind) -> Callable[[Reading, str, Node], dict[str, Any]]:
    """A reader of a mapping from criterion to value. None is a value: no evidence yet."""

    def read_by_criterion(reading: Reading, name: str, node: Node) -> dict[str, Any]:
        if not isinstance(node, Mapping):
            _note_no_criteria(reading, name, node)
            return {}
        values: dict[str, Any] = {}
        for key, value in node.pairs:
            if key.text not in reading.criteria | reading.retired:
                _note_unknown_criterion(reading, key, value)
                continue
            dotted = f"{name}.{key.text}"
            result = reading.value(kind, dotted, value)
            if key.text not in reading.criteria:
                reading.ignore(dotted, value)
            elif dotted in reading.places:
                values[key.text] = result
        return values

    return read_by_criterion


def _note_no_criteria(reading: Reading, name: str, node: Scalar | Sequence) -> None:
    known = sorted(reading.criteria)
    text = node.text if isinstance(node, Scalar) else ""
    hint = suggestions.glued_hint(text, known)
    hint = hint or f"write a line for each below `{name}:`, such as `{known[0]}: …`"
    reading.mistyped(node, name, "it has a line a criterion", hint)


def _note_unknown_criterion(reading: Reading, key: Scalar, value: Node) -> None:
    blank = isinstance(value, Scalar) and value.blank
    hint = suggestions.criterion_hint(key.text, sorted(reading.criteria), blank=blank)
    message = f"there is no criterion `{excerpt(key.text)}`"
    reading.complain(key, "unknown-criterion", message, hint)


def group(
    make: Callable[..., Any], fields: tuple[Field, ...]
) -> Callable[[Reading, str, Node], Any]:
    """A reader of a mapping with fields of its own, from which `make` makes a value.

    None if nothing in it is given.
    """

    def read_group(reading: Reading, name: str, node: Node) -> Any:
        values = read_fields(reading, name, node, fields)
        return make(**values) if any(values.values()) else None

    return read_group

"""The table of the front matter: one place for what each key holds and means.

Reading, the JSON Schema, the template of `new` and the table in docs/format.md all come from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.did_you_mean import folded
from site_builder.core.model import Offer, SecondLook
from site_builder.parsing import scalars, suggestions, synonyms
from site_builder.parsing.frontmatter import Mapping, Node, Scalar, Sequence
from site_builder.parsing.scalars import shown
from site_builder.parsing.yaml_syntax import QUOTE_HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from site_builder.core.diagnostics import Severity, Text

STAGES = (
    "exploring",
    "applied",
    "interviewing",
    "offer",
    "accepted",
    "declined",
    "rejected",
    "withdrawn",
    "walked-away",
    "no-answer",
)
GUTS = ("yes", "no", "unsure")
DECISIONS = ("pursue", "walk-away", "undecided")
OWNERS = ("me", "them")

NAME_CUT, SENTENCE_CUT = re.compile(r"[ \t]+#\S"), re.compile(r"[ \t]+#")
CURLY_QUOTED = re.compile(r"[“”„‟«»][^“”„‟«»]*[“”„‟«»]|‘.*’")  # noqa: RUF001 -- what phones type
LIST_MARK = re.compile(r"[-*•–—]\s?\S")  # noqa: RUF001 -- what phones type
TYPES = {Scalar: "a single value", Sequence: "a list", Mapping: "a group of keys"}


@dataclass(slots=True)
class Reading:
    """What one file's reading gathers: problems, and the place of each value by dotted key."""

    source: Text
    criteria: frozenset[str]
    retired: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    """Keys that are ignored without a word, as `synonyms.folded` has them."""
    problems: list[Diagnostic] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
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
        """Note a problem at the value of a dotted key."""
        line, column = self.places[name]
        path, source = self.source.path, self.source.line(line)
        self.problems.append(Diagnostic(path, line, column, severity, code, message, hint, source))

    def mistyped(self, node: Node, name: str, expected: str, hint: str) -> None:
        """Note that a node is of another type than its key."""
        self.complain(node, "wrong-type", f"{name} is {TYPES[type(node)]}; {expected}", hint)

    def ignore(self, name: str, node: Node) -> None:
        """Keep the texts of a node that nothing reads, so that they can be guarded."""
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
        """What a node holds; None where that is nothing, or wrong. Notes where a given one is."""
        blank = isinstance(node, Scalar) and node.blank
        if isinstance(node, Scalar) and node.plain and kind.cut:
            cut = NAME_CUT if blank else kind.cut
            if cut.match(self.source.text, node.end):
                message = f"{name} ends before ` #`, which begins a comment"
                self.complain(node, "cut-short", message, QUOTE_HINT, "warning")
            elif kind is TEXT and CURLY_QUOTED.fullmatch(node.text):  # a sentence may quote
                message = f"{name} stands in curly quotes, which are kept as part of it"
                hint = 'use straight ones, `"…"`, or none'
                self.complain(node, "curly-quotes", message, hint, "warning")
        if blank:
            return None
        self.places[name] = self.source.place(node.index)
        return kind.read(self, name, node)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of value: how it is read from a node, its JSON Schema, and its name in the docs."""

    name: str
    read: Callable[[Reading, str, Node], Any]
    schema: dict[str, Any]
    cut: re.Pattern[str] | None = None
    """What looks like a comment behind such a value, and must have been meant as its text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter."""

    key: str
    kind: Kind
    meaning: str
    example: str
    required: bool = False
    in_template: bool = False


def read_fields(
    reading: Reading, name: str, node: Node, fields: tuple[Field, ...]
) -> dict[str, Any]:
    """The given values of a mapping by key; problems go to `reading`."""
    values: dict[str, Any] = {}
    if not isinstance(node, Mapping):
        hint = f"write its keys below it: {', '.join(f'`{f.key}:`' for f in fields)}"
        reading.mistyped(node, name, "it holds keys", hint)
        return values
    known = {f.key: f for f in fields}
    for key, value in node.pairs:
        dotted = f"{name}.{key.text}" if name else key.text
        if key.text not in known:
            _unknown(reading, dotted, key, known)
            reading.ignore(dotted, value)
            continue
        read = reading.value(known[key.text].kind, dotted, value)
        if read is not None:
            values[key.text] = read
    for field_ in fields:
        if field_.required and field_.key not in reading.places:
            _missing(reading, node, field_.key)
    return values


def _unknown(reading: Reading, dotted: str, key: Scalar, known: Collection[str]) -> None:
    """Note a key that nothing reads: an error where it is near one that is read."""
    if folded(dotted) in reading.silent:
        return
    message = f"there is no key `{shown(dotted)}`"
    if near := suggestions.key_hint(key.text, known, reading.criteria):
        reading.complain(key, "unknown-key", message, near)
        return
    name = json.dumps(shown(dotted), ensure_ascii=False)
    hint = f"`ignore = [{name}]` in journal.toml silences this; docs/format.md lists the keys"
    reading.complain(key, "unknown-key", f"{message}; it is ignored", hint, "warning")


def _missing(reading: Reading, node: Mapping, required: str) -> None:
    place = next((key.index for key, _ in node.pairs if key.text == required), None)
    message = f"`{required}` is {'missing' if place is None else 'blank'}"
    problem = reading.source.problem(place or 0, "missing-key", message, f"write `{required}: …`")
    reading.problems.append(problem)


def _typed(read: Callable[[str], Any]) -> Callable[[Reading, str, Node], Any]:
    """A reader of a single value, whose `Bad` becomes a problem at its place."""

    def typed(reading: Reading, name: str, node: Node) -> Any:
        if not isinstance(node, Scalar):
            hint = "write it without brackets, or in double quotes"
            reading.mistyped(node, name, "it is a single value", hint)
            return None
        try:
            return read(node.text)
        except scalars.InvalidValue as bad:
            reading.complain(node, bad.code, f"{name} {bad.message}", bad.hint)
            return None

    return typed


def _texts(reading: Reading, name: str, node: Node) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        word = shown(node.text) if isinstance(node, Scalar) else "one, another"
        dash = LIST_MARK.match(word)
        hint = "begin each line with a hyphen and a plain space" if dash else f"write [{word}]"
        reading.mistyped(node, name, "it is a list", hint)
        return ()
    given = (item for item in node.items if not (isinstance(item, Scalar) and item.blank))
    items = (reading.value(TEXT, f"{name}.{n}", item) for n, item in enumerate(given, 1))
    return tuple(item for item in items if item)


def _by_criterion(kind: Kind) -> Callable[[Reading, str, Node], dict[str, Any]]:
    """A reader of a mapping from criterion to value. A value of None is kept: no evidence yet."""

    def by_criterion(reading: Reading, name: str, node: Node) -> dict[str, Any]:
        known = sorted(reading.criteria)
        if not isinstance(node, Mapping):
            text = node.text if isinstance(node, Scalar) else ""
            hint = suggestions.glued_hint(text, known)
            hint = hint or f"write a line for each below `{name}:`, such as `{known[0]}: …`"
            reading.mistyped(node, name, "it has a line a criterion", hint)
            return {}
        values: dict[str, Any] = {}
        for key, value in node.pairs:
            if key.text not in reading.criteria | reading.retired:
                message = f"there is no criterion `{shown(key.text)}`"
                blank = isinstance(value, Scalar) and value.blank
                hint = suggestions.criterion_hint(key.text, known, blank=blank)
                reading.complain(key, "unknown-criterion", message, hint)
                continue
            dotted = f"{name}.{key.text}"
            result = reading.value(kind, dotted, value)
            if key.text not in reading.criteria:
                reading.ignore(dotted, value)
            elif dotted in reading.places:
                values[key.text] = result
        return values

    return by_criterion


def _group(
    make: Callable[..., Any], fields: tuple[Field, ...]
) -> Callable[[Reading, str, Node], Any]:
    def group(reading: Reading, name: str, node: Node) -> Any:
        values = read_fields(reading, name, node, fields)
        return make(**values) if any(values.values()) else None

    return group


def _schema_of(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {f.key: {**f.kind.schema, "description": f.meaning} for f in fields},
    }


# A YAML reader may take `NO` or `42` for something else than text; we take them as written.
_ANY = {"type": ["string", "number", "boolean", "null"]}
_RATING = {"type": ["number", "null"], "minimum": 1, "maximum": 10, "multipleOf": 0.5}
_DATE = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MOMENT = {
    "type": ["string", "null"],
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ] *[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$",
}
_CLOCK = {"type": ["string", "number", "null"], "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"}


def _schema_by_criterion(kind: Kind) -> dict[str, Any]:
    return {
        "type": ["object", "null"],
        "propertyNames": {"$ref": "#/$defs/criterion"},
        "additionalProperties": kind.schema,
    }


def _choice(words: tuple[str, ...], others: dict[str, str]) -> Kind:
    return Kind(
        ", ".join(words[:-1]) + f" or {words[-1]}",
        _typed(lambda text: scalars.choice(text, words, others)),
        {"enum": [*words, None]},
    )


TEXT = Kind("text", _typed(str.strip), _ANY, NAME_CUT)
SENTENCE = Kind("text", _typed(str.strip), _ANY, SENTENCE_CUT)
TEXTS = Kind("list of texts", _texts, {"type": ["array", "null"], "items": _ANY})
MOMENT = Kind("date, or date and time", _typed(scalars.moment), _MOMENT)
DATE = Kind("date", _typed(scalars.day), _DATE)
CLOCK = Kind("time", _typed(scalars.clock), _CLOCK)
RATING = Kind("rating", _typed(scalars.rating), _RATING)
RATINGS = Kind("rating a criterion", _by_criterion(RATING), _schema_by_criterion(RATING))
EVIDENCE = Kind("text a criterion", _by_criterion(SENTENCE), _schema_by_criterion(SENTENCE))

SECOND_LOOK_FIELDS = (
    Field("on", MOMENT, "When I looked again.", "2026-11-19 08:10"),
    Field(
        "ratings",
        RATINGS,
        "Only what I rate differently now; `null` takes a first rating back.",
        "{manager: 5.5}",
    ),
    Field("why", SENTENCE, "What changed my mind.", "Reread my notes, and he interrupted twice."),
)
OFFER_FIELDS = (
    Field("received", DATE, "When the offer came.", "2026-11-20"),
    Field("answer_by", DATE, "When they want my answer.", "2026-11-27"),
    Field("terms", SENTENCE, "What they offer. Never leaves the private site.", "four days a week"),
)
SECOND_LOOK = Kind(
    "group of keys", _group(SecondLook, SECOND_LOOK_FIELDS), _schema_of(SECOND_LOOK_FIELDS)
)
OFFER = Kind("group of keys", _group(Offer, OFFER_FIELDS), _schema_of(OFFER_FIELDS))

FIELDS = (
    Field("company", TEXT, "The company.", "Northwind Traders", required=True, in_template=True),
    Field("role", TEXT, "The role.", "Staff Engineer", required=True, in_template=True),
    Field("round", TEXT, "Which interview this was.", "hiring manager", in_template=True),
    Field(
        "interviewed",
        MOMENT,
        "When the interview began, in local time.",
        "2026-11-18 14:00",
        in_template=True,
    ),
    Field("ended", CLOCK, "When it ended; else an hour is assumed.", "15:10", in_template=True),
    Field("reflected", MOMENT, "When I wrote this down.", "2026-11-18 16:20", in_template=True),
    Field("interviewers", TEXTS, "Who I talked to.", "[Engineering director]", in_template=True),
    Field(
        "ratings",
        RATINGS,
        "1 to 10, whole or half; `null` for no evidence yet, on purpose; blank for not yet rated.",
        "{values: 8}",
        in_template=True,
    ),
    Field(
        "evidence",
        EVIDENCE,
        "One sentence a rating: what I saw or heard.",
        "{manager: He wrote it down.}",
        in_template=True,
    ),
    Field(
        "second_look",
        SECOND_LOOK,
        "The ratings again, next morning; never overwrites the first.",
        "",
    ),
    Field("offer", OFFER, "An offer, once there is one.", ""),
    Field(
        "gut",
        _choice(GUTS, synonyms.GUTS),
        "What my gut says; asked last.",
        "yes",
        in_template=True,
    ),
    Field("stage", _choice(STAGES, synonyms.STAGES), "Where this stands.", "interviewing"),
    Field("decision", _choice(DECISIONS, synonyms.DECISIONS), "What I decided.", "undecided"),
    Field("also", TEXTS, "Other names of the company, for publishing.", "[Northwind]"),
    Field(
        "ball",
        _choice(OWNERS, synonyms.OWNERS),
        "Whose move it is; else worked out from the open tasks.",
        "me",
    ),
    Field(
        "opportunity",
        TEXT,
        "Groups rounds when company and role are not enough.",
        "northwind-staff",
    ),
    Field("tags", TEXTS, "Words of my own.", "[remote]", in_template=True),
    Field(
        "share",
        TEXTS,
        "Audiences that may see this one; none by default.",
        "[coach]",
        in_template=True,
    ),
)


def schema(criteria: tuple[str, ...]) -> dict[str, Any]:
    """The JSON Schema of the front matter, for the given ids of criteria."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of an Afterview reflection",
        **_schema_of(FIELDS),
        "type": "object",
        "required": [f.key for f in FIELDS if f.required],
        "patternProperties": {
            f"^rating-({'|'.join(criteria)})$": _RATING,
            f"^evidence-({'|'.join(criteria)})$": _ANY,
            f"^({'|'.join(sorted(synonyms.FOREIGN))})$": {},
        },
        "$defs": {"criterion": {"enum": list(criteria)}},
    }

"""The table of the front matter: one place for what each key holds and means.

Reading, the JSON Schema, the template of `new` and the table in docs/format.md all come from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from site_builder.core import scalars
from site_builder.core.diagnostics import Text, did_you_mean
from site_builder.core.frontmatter import Mapping, Node, Scalar, Sequence
from site_builder.core.model import Moment, Offer, SecondLook

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.core.diagnostics import Diagnostic

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

type_of = {Scalar: "a single value", Sequence: "a list", Mapping: "a group of keys"}


@dataclass(slots=True)
class Reading:
    """What one file's reading gathers: problems, and the place of each value by dotted key."""

    source: Text
    criteria: frozenset[str]
    retired: frozenset[str] = frozenset()
    problems: list[Diagnostic] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def complain(self, node: Node, code: str, message: str, hint: str | None = None) -> None:
        """Note an error at a node."""
        self.problems.append(self.source.problem(node.index, code, message, hint))


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of value: how it is read from a node, its JSON Schema, and its name in the docs."""

    name: str
    read: Callable[[Reading, str, Node], Any]
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter."""

    key: str
    kind: Kind
    meaning: str
    example: str
    required: bool = False
    in_template: bool = False
    sentence: bool = False
    """Whether the value is prose, in which any ` #` is a mistake."""


def read_fields(
    reading: Reading, name: str, node: Node, fields: tuple[Field, ...]
) -> dict[str, Any]:
    """The given values of a mapping by key; problems go to `reading`."""
    values: dict[str, Any] = {}
    if not isinstance(node, Mapping):
        if not _blank(node):
            hint = f"write its keys below it: {', '.join(f'`{f.key}:`' for f in fields)}"
            reading.complain(
                node, "wrong-type", f"{name} is {type_of[type(node)]}; it holds keys", hint
            )
        return values
    known = {f.key: f for f in fields}
    for key, value in node.pairs:
        dotted = f"{name}.{key.text}" if name else key.text
        if key.text not in known:
            message = f"there is no key `{dotted}`"
            reading.complain(key, "unknown-key", message, _unknown_hint(key.text, known))
            continue
        if _blank(value):
            continue
        reading.places[dotted] = reading.source.place(value.index)
        read = known[key.text].kind.read(reading, dotted, value)
        if read is not None:
            values[key.text] = read
        if isinstance(value, Scalar):
            _warn_if_cut(reading, dotted, value, sentence=known[key.text].sentence)
    for required in (f.key for f in fields if f.required and f.key not in values):
        _missing(reading, node, required)
    return values


def _unknown_hint(word: str, known: dict[str, Field]) -> str | None:
    return (
        did_you_mean(word, known)
        or "docs/format.md lists the keys; text of your own goes below the front matter"
    )


def _missing(reading: Reading, node: Mapping, required: str) -> None:
    place = next((key for key, _ in node.pairs if key.text == required), None)
    if any(p.message.startswith(f"{required} ") for p in reading.problems):
        return  # it was given, and is wrong
    index = place.index if place else 0
    message = f"`{required}` is blank" if place else f"`{required}` is missing"
    reading.problems.append(
        reading.source.problem(index, "missing-key", message, f"write `{required}: …`")
    )


def _blank(node: Node) -> bool:
    return isinstance(node, Scalar) and node.blank


def _warn_if_cut(reading: Reading, name: str, value: Scalar, *, sentence: bool) -> None:
    """Warn of a comment that must have been meant as text: `ranked us #2 of ten`."""
    if not value.plain:
        return
    rest = reading.source.text[value.end :].split("\n", 1)[0]
    comment = rest.lstrip(" ")
    if not comment.startswith("#") or comment == rest:
        return
    if sentence or not comment[1:2].isspace():
        reading.problems.append(
            reading.source.problem(
                value.index,
                "cut-short",
                f"{name} ends before ` #`, which begins a comment",
                "put the whole value in double quotes",
                "warning",
            )
        )


def _scalar(reading: Reading, name: str, node: Node) -> str | None:
    if isinstance(node, Scalar):
        return node.text.strip()
    hint = "put it in double quotes" if node.index < len(reading.source.text) else None
    reading.complain(
        node, "wrong-type", f"{name} is {type_of[type(node)]}; it is a single value", hint
    )
    return None


def _typed(read: Callable[[str], Any]) -> Callable[[Reading, str, Node], Any]:
    """A reader of a single value, whose `Bad` becomes a problem at its place."""

    def typed(reading: Reading, name: str, node: Node) -> Any:
        text = _scalar(reading, name, node)
        try:
            return None if text is None else read(text)
        except scalars.Bad as bad:
            reading.complain(node, bad.code, f"{name} {bad.message}", bad.hint)
            return None

    return typed


def _texts(reading: Reading, name: str, node: Node) -> tuple[str, ...] | None:
    if isinstance(node, Scalar):
        reading.complain(
            node,
            "wrong-type",
            f"{name} is a single value; it is a list",
            f"write [{node.text.strip()}]",
        )
        return None
    if isinstance(node, Mapping):
        reading.complain(
            node, "wrong-type", f"{name} is a group of keys; it is a list", "write [one, another]"
        )
        return None
    items = (_scalar(reading, f"an item of {name}", item) for item in node.items)
    return tuple(item for item in items if item)


def _by_criterion(
    read: Callable[[Reading, str, Node], Any], *, sentence: bool
) -> Callable[[Reading, str, Node], Any]:
    """A reader of a mapping from criterion to value. A value of None is kept: no evidence yet."""

    def by_criterion(reading: Reading, name: str, node: Node) -> dict[str, Any] | None:
        if not isinstance(node, Mapping):
            hint = f"write a line for each below `{name}:`, such as `{min(reading.criteria, default='role')}: …`"
            reading.complain(
                node,
                "wrong-type",
                f"{name} is {type_of[type(node)]}; it has a line a criterion",
                hint,
            )
            return None
        values: dict[str, Any] = {}
        for key, value in node.pairs:
            dotted = f"{name}.{key.text}"
            if key.text not in reading.criteria | reading.retired:
                known = sorted(reading.criteria)
                hint = (
                    did_you_mean(key.text, known)
                    or f"the criteria are {', '.join(f'`{k}`' for k in known)}"
                )
                reading.complain(
                    key, "unknown-criterion", f"there is no criterion `{key.text}`", hint
                )
                continue
            if _blank(value):
                continue
            before = len(reading.problems)
            result = read(reading, dotted, value)
            reading.places[dotted] = reading.source.place(value.index)
            if len(reading.problems) == before and key.text in reading.criteria:
                values[key.text] = result
            if isinstance(value, Scalar):
                _warn_if_cut(reading, dotted, value, sentence=sentence)
        return values

    return by_criterion


def _group(
    make: Callable[..., Any], fields: tuple[Field, ...]
) -> Callable[[Reading, str, Node], Any]:
    def group(reading: Reading, name: str, node: Node) -> Any:
        return make(**read_fields(reading, name, node, fields))

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
_BY_CRITERION = {"type": ["object", "null"], "propertyNames": {"$ref": "#/$defs/criterion"}}


def _choice(*words: str) -> Kind:
    return Kind(
        ", ".join(words[:-1]) + f" or {words[-1]}",
        _typed(lambda text: scalars.choice(text, words)),
        {"enum": [*words, None]},
    )


TEXT = Kind("text", _scalar, _ANY)
TEXTS = Kind("list of texts", _texts, {"type": ["array", "null"], "items": _ANY})
MOMENT = Kind("date, or date and time", _typed(scalars.moment), _MOMENT)
DATE = Kind("date", _typed(scalars.day), _DATE)
CLOCK = Kind("time", _typed(scalars.clock), _CLOCK)
RATINGS = Kind(
    "rating a criterion",
    _by_criterion(_typed(scalars.rating), sentence=False),
    {**_BY_CRITERION, "additionalProperties": _RATING},
)
EVIDENCE = Kind(
    "text a criterion",
    _by_criterion(_scalar, sentence=True),
    {**_BY_CRITERION, "additionalProperties": _ANY},
)

SECOND_LOOK_FIELDS = (
    Field("on", MOMENT, "When I looked again.", "2026-11-19 08:10"),
    Field(
        "ratings",
        RATINGS,
        "Only what I rate differently now; `null` takes a first rating back.",
        "{manager: 5.5}",
    ),
    Field(
        "why",
        TEXT,
        "What changed my mind.",
        "Reread my notes, and he interrupted twice.",
        sentence=True,
    ),
)
OFFER_FIELDS = (
    Field("received", DATE, "When the offer came.", "2026-11-20"),
    Field("answer_by", DATE, "When they want my answer.", "2026-11-27"),
    Field(
        "terms",
        TEXT,
        "What they offer. Never leaves the private site.",
        "four days a week",
        sentence=True,
    ),
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
        "1 to 10, whole or half; `null` for asked myself, no evidence yet; blank for not yet rated.",
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
    Field("gut", _choice(*GUTS), "What my gut says; asked last.", "yes", in_template=True),
    Field("stage", _choice(*STAGES), "Where this stands.", "interviewing"),
    Field("decision", _choice(*DECISIONS), "What I decided.", "undecided"),
    Field("also", TEXTS, "Other names of the company, for publishing.", "[Northwind]"),
    Field("ball", _choice(*OWNERS), "Whose move it is; else worked out from the open tasks.", "me"),
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
        "$defs": {"criterion": {"enum": list(criteria)}},
    }


__all__ = [
    "FIELDS",
    "OFFER_FIELDS",
    "SECOND_LOOK_FIELDS",
    "Field",
    "Moment",
    "Reading",
    "read_fields",
    "schema",
]

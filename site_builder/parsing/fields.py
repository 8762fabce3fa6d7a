"""The table of the front matter: every key, with its kind of value and its meaning.

Reading, the JSON Schema, the template of `new` and the table in docs/format.md all come from it, so
a new key is added here, and to `Reflection` in core/model. How a value is parsed is not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from site_builder.core.model import Offer, SecondLook
from site_builder.parsing import scalars, synonyms
from site_builder.parsing.field_values import (
    CUT_NAME,
    CUT_SENTENCE,
    Field,
    Kind,
    by_criterion,
    group,
    list_of,
    single,
)

if TYPE_CHECKING:
    from datetime import date

# Reading a file needs the table and what reads by it, so both can be imported from here.
STAGE_WORDS = (
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
GUT_WORDS = ("yes", "no", "unsure")
DECISION_WORDS = ("pursue", "walk-away", "undecided")
OWNER_WORDS = ("me", "them")


def _schema_of(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The schema of a group of keys, in which no other key may stand."""
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {f.key: {**f.kind.schema, "description": f.meaning} for f in fields},
    }


# An editor's YAML reads `NO` as false and `42` as a number, where we read the text as written. So
# the schema accepts these types for every text.
_ANY_SCALAR_SCHEMA = {"type": ["string", "number", "boolean", "null"]}
_RATING_SCHEMA = {"type": ["number", "null"], "minimum": 1, "maximum": 10, "multipleOf": 0.5}
_DATE_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATE_SCHEMA = {"type": ["string", "null"], "pattern": f"^{_DATE_FORM}$"}
_CANCELLED_SCHEMA = {
    "type": ["string", "boolean", "null"],
    "pattern": f"^({_DATE_FORM}|[Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$",
}
_ANSWER_BY_SCHEMA = {
    "type": ["string", "null"],
    "pattern": f"^({_DATE_FORM}|[Nn][Oo][Nn][Ee])$",
}
_MOMENT_SCHEMA = {
    "type": ["string", "null"],
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ] *[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$",
}
_TIME_SCHEMA = {
    "type": ["string", "number", "null"],
    "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$",
}


def _schema_by_criterion(kind: Kind) -> dict[str, Any]:
    """The schema of a mapping from criterion to value; `schema` defines what a criterion is."""
    return {
        "type": ["object", "null"],
        "propertyNames": {"$ref": "#/$defs/criterion"},
        "additionalProperties": kind.schema,
    }


def _choice(words: tuple[str, ...], word_synonyms: dict[str, str]) -> Kind:
    """The kind of one of some words; the synonyms are for hints."""
    return Kind(
        ", ".join(words[:-1]) + f" or {words[-1]}",
        single(lambda text: scalars.parse_choice(text, words, word_synonyms)),
        {"enum": [*words, None]},
    )


TEXT_KIND = Kind("text", single(str.strip), _ANY_SCALAR_SCHEMA, CUT_NAME)
SENTENCE_KIND = Kind("text", single(str.strip), _ANY_SCALAR_SCHEMA, CUT_SENTENCE)
TEXTS_KIND = Kind(
    "list of texts", list_of(TEXT_KIND), {"type": ["array", "null"], "items": _ANY_SCALAR_SCHEMA}
)
MOMENT_KIND = Kind("date, or date and time", single(scalars.parse_moment), _MOMENT_SCHEMA)
DATE_KIND = Kind("date", single(scalars.parse_day), _DATE_SCHEMA)
CANCELLED_KIND = Kind("date, or yes", single(scalars.parse_cancellation), _CANCELLED_SCHEMA)
ANSWER_BY_KIND = Kind("date, or none", single(scalars.parse_answer_by), _ANSWER_BY_SCHEMA)
TIME_KIND = Kind("time", single(scalars.parse_clock), _TIME_SCHEMA)
RATING_KIND = Kind("rating", single(scalars.parse_rating), _RATING_SCHEMA)
RATINGS_KIND = Kind(
    "rating a criterion", by_criterion(RATING_KIND), _schema_by_criterion(RATING_KIND)
)
EVIDENCE_KIND = Kind(
    "text a criterion", by_criterion(SENTENCE_KIND), _schema_by_criterion(SENTENCE_KIND)
)

SECOND_LOOK_FIELDS = (
    Field("on", MOMENT_KIND, "When I looked again.", "2026-11-19 08:10"),
    Field(
        "ratings",
        RATINGS_KIND,
        "Only what I rate differently now; `null` takes a first rating back.",
        "{manager: 5.5}",
    ),
    Field(
        "why", SENTENCE_KIND, "What changed my mind.", "Reread my notes, and he interrupted twice."
    ),
)
OFFER_FIELDS = (
    Field("received", DATE_KIND, "When the offer came.", "2026-11-20"),
    Field(
        "answer_by",
        ANSWER_BY_KIND,
        "When they want my answer; `none` if they set no date.",
        "2026-11-27",
    ),
    Field(
        "terms",
        SENTENCE_KIND,
        "What they offer, in one line or several. Never leaves the private site.",
        "four days a week",
    ),
)
SECOND_LOOK_KIND = Kind(
    "group of keys", group(SecondLook, SECOND_LOOK_FIELDS), _schema_of(SECOND_LOOK_FIELDS)
)


def _offer(
    received: date | None = None,
    answer_by: date | Literal["none"] | None = None,
    terms: str | None = None,
) -> Offer:
    """The offer of its keys' values; `answer_by: none` says that no date was set."""
    if answer_by == "none":
        return Offer(received, None, terms, open_ended=True)
    return Offer(received, answer_by, terms)


OFFER_KIND = Kind("group of keys", group(_offer, OFFER_FIELDS), _schema_of(OFFER_FIELDS))

FIELDS = (
    Field(
        "company", TEXT_KIND, "The company.", "Northwind Traders", required=True, in_template=True
    ),
    Field("role", TEXT_KIND, "The role.", "Staff Engineer", required=True, in_template=True),
    Field("round", TEXT_KIND, "Which interview this was.", "hiring manager", in_template=True),
    Field(
        "interviewed",
        MOMENT_KIND,
        "When the interview began, in local time.",
        "2026-11-18 14:00",
        in_template=True,
    ),
    Field("ended", TIME_KIND, "When it ended; else an hour is assumed.", "15:10", in_template=True),
    Field(
        "cancelled",
        CANCELLED_KIND,
        "It did not take place: the day I heard, or `yes`.",
        "2026-11-17",
    ),
    Field(
        "reflected", MOMENT_KIND, "When I wrote this down.", "2026-11-18 16:20", in_template=True
    ),
    Field(
        "interviewers", TEXTS_KIND, "Who I talked to.", "[Engineering director]", in_template=True
    ),
    Field(
        "ratings",
        RATINGS_KIND,
        "1 to 10, whole or half; `null` for no evidence yet, on purpose; blank for not yet rated.",
        "{values: 8}",
        in_template=True,
    ),
    Field(
        "evidence",
        EVIDENCE_KIND,
        "One sentence a rating: what I saw or heard.",
        "{manager: He wrote it down.}",
        in_template=True,
    ),
    Field(
        "second_look",
        SECOND_LOOK_KIND,
        "The ratings again, next morning; never overwrites the first.",
        "",
    ),
    Field("offer", OFFER_KIND, "An offer, once there is one.", ""),
    Field(
        "gut",
        _choice(GUT_WORDS, synonyms.GUT_SYNONYMS),
        "What my gut says; asked last.",
        "yes",
        in_template=True,
    ),
    Field(
        "stage", _choice(STAGE_WORDS, synonyms.STAGE_SYNONYMS), "Where this stands.", "interviewing"
    ),
    Field(
        "decision",
        _choice(DECISION_WORDS, synonyms.DECISION_SYNONYMS),
        "What I decided.",
        "undecided",
    ),
    Field("decided", DATE_KIND, "When I decided.", "2026-11-24"),
    Field(
        "because",
        SENTENCE_KIND,
        "Why, in my own words. Never leaves the private site.",
        "The people, and the train.",
    ),
    Field("also", TEXTS_KIND, "Other names of the company, for publishing.", "[Northwind]"),
    Field(
        "ball",
        _choice(OWNER_WORDS, synonyms.OWNER_SYNONYMS),
        "Whose move it is; else worked out from the open tasks.",
        "me",
    ),
    Field(
        "opportunity",
        TEXT_KIND,
        "Groups rounds when company and role are not enough.",
        "northwind-staff",
    ),
    Field("tags", TEXTS_KIND, "Words of my own.", "[remote]", in_template=True),
    Field(
        "share",
        TEXTS_KIND,
        "Audiences that may see this one; none by default.",
        "[coach]",
        in_template=True,
    ),
)


def schema(criteria: tuple[str, ...]) -> dict[str, Any]:
    """The JSON Schema of the front matter, for the given ids of criteria.

    It is meant for editors and accepts more than reading does: it knows neither audiences nor that
    dates must be in order.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of an Afterview reflection",
        **_schema_of(FIELDS),
        "type": "object",
        "required": [f.key for f in FIELDS if f.required],
        "patternProperties": {
            f"^rating-({'|'.join(criteria)})$": _RATING_SCHEMA,
            f"^evidence-({'|'.join(criteria)})$": _ANY_SCALAR_SCHEMA,
            f"^({'|'.join(sorted(synonyms.KEYS_OF_OTHER_PROGRAMS))})$": {},
        },
        "$defs": {"criterion": {"enum": list(criteria)}},
    }

"""The table of the front matter, and what is made from it: JSON Schema and template."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from site_builder.core.model import CLOSED_STAGES, Moment, Reflection, Settings, Until
from site_builder.parsing import template
from site_builder.parsing.fields import (
    DECISION_WORDS,
    FIELDS,
    GUT_WORDS,
    OWNER_WORDS,
    STAGE_WORDS,
    schema,
)
from site_builder.parsing.filled_template import filled_template
from site_builder.parsing.frontmatter import CONTROL_CHARACTER, decode, split
from site_builder.parsing.reflection import parse_reflection, section_ids
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

SAMPLE = sorted(p for p in (ROOT / "journal").rglob("2*.md"))
IDS = tuple(c.id for c in DEFAULT_SETTINGS.criteria)
VALIDATOR = Draft202012Validator(schema(IDS))
DUE = (date(2026, 11, 19), date(2026, 11, 25))


class Yaml12(yaml.CSafeLoader):
    """YAML 1.2, as editors that check a schema read it: `NO` and dates are texts."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 -- PyYAML's own name and kind


for _tag, _form in (
    ("tag:yaml.org,2002:null", r"null|~|"),
    ("tag:yaml.org,2002:bool", r"true|false"),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)"),
    ("tag:yaml.org,2002:float", r"-?[0-9]+\.[0-9]+"),
):
    Yaml12.add_implicit_resolver(_tag, re.compile(rf"^(?:{_form})$"), None)


def front(text: str) -> Any:
    """A file's front matter, as an editor reads it."""
    source = decode("a.md", text.encode())
    start, end, _ = split(source)
    return yaml.load(source.text[start:end], Loader=Yaml12)  # noqa: S506 -- it is a SafeLoader


def filled(
    values: dict[str, str],
    questions: dict[str, list[str]] | None = None,
    in_settings: Settings = DEFAULT_SETTINGS,
) -> str:
    """The text of a new reflection from our own template."""
    blank = template.blank_text(in_settings).encode()
    due: dict[Until, date] = {"round": DUE[0], "news": DUE[1]}
    return filled_template("_template.md", blank, values, due, questions or {}, in_settings)


def good(text: str) -> Reflection:
    """The reflection of a text in which nothing is wrong, for the schema too."""
    found = parse_reflection(
        "a.md", "journal/a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None
    )
    assert found.problems == ()
    assert found.reflection
    VALIDATOR.validate(front(text))
    return found.reflection


def test_the_schema_is_one() -> None:
    """The JSON Schema is valid, names every key of the table, and wants company and role."""
    Draft202012Validator.check_schema(schema(IDS))
    assert list(schema(IDS)["properties"]) == [f.key for f in FIELDS]
    assert schema(IDS)["required"] == ["company", "role"]
    assert schema(("a",))["$defs"]["criterion"] == {"enum": ["a"]}


def test_the_schema_accepts_what_check_accepts() -> None:
    """Ratings at the top, and keys of other programs, are no error to an editor either."""
    VALIDATOR.validate({"company": "a", "role": "b", "rating-values": 8, "aliases": ["c"]})
    VALIDATOR.validate({"company": "a", "role": "b", "evidence-role": "c", "nav-order": 1})
    for wrong in ({"rating-values": 11}, {"rating-zeal": 8}):
        with pytest.raises(ValidationError):
            VALIDATOR.validate({"company": "a", "role": "b"} | wrong)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda p: p.stem)
def test_the_schema_accepts_the_sample(path: Any) -> None:
    """The front matter of every reflection of the sample journal is right by the schema."""
    VALIDATOR.validate(front(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "line",
    [
        "rounds: x",
        "ratings: {role: 11}",
        "ratings: {role: 7.25}",
        "ratings: {pay: 7}",
        "evidence: {pay: x}",
        "ratings: 8",
        "tags: a",
        "offer: tomorrow",
        "offer: {answer: 2026-11-20}",
        "interviewed: soon",
        "interviewed: 2026-11-18T14:00Z",
        "ended: 15h",
        "gut: maybe",
        "stage: offered",
        "interviewed: 2026-11-18\ncancelled: maybe",
        "interviewed: 2026-11-18\ncancelled: 2026-11-17 10:00",
        "offer: {answer_by: whenever}",
    ],
)
def test_the_schema_refuses_what_check_refuses(line: str) -> None:
    """What is an error to `check` is one to an editor."""
    text = f"---\ncompany: Acme\nrole: Tuner\n{line}\n---\n"
    assert (
        parse_reflection("a.md", "a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None).reflection
        is None
    )
    with pytest.raises(ValidationError):
        VALIDATOR.validate(front(text))


@pytest.mark.parametrize("field", [f for f in FIELDS if f.example], ids=lambda f: f.key)
def test_every_example_is_right(field: Any) -> None:
    """The example that the table gives for a key reads without a problem, for the schema too."""
    base = {"company": "Acme", "role": "Tuner", "interviewed": "2026-11-18", "decision": "pursue"}
    base |= {field.key: field.example}
    found = good("---\n" + "".join(f"{k}: {v}\n" for k, v in base.items()) + "---\n")
    assert getattr(found, field.key)


def test_the_words_are_those_of_the_model() -> None:
    """Closed stages are stages; the words that a key allows are plain and small."""
    assert set(STAGE_WORDS) > CLOSED_STAGES
    for word in (*STAGE_WORDS, *GUT_WORDS, *DECISION_WORDS, *OWNER_WORDS):
        assert re.fullmatch("[a-z]+(-[a-z]+)?", word)


def test_the_template() -> None:
    """A new file asks all questions and ratings, blank, and proposes two next steps."""
    values = {
        "company": "Acme",
        "role": "Tuner",
        "round": "final",
        "interviewed": "2026-11-18 14:00",
    }
    text = filled(values)
    found = good(text)
    assert (found.company, found.role, found.round) == ("Acme", "Tuner", "final")
    assert found.interviewed == Moment(date(2026, 11, 18), time(14))
    assert (found.ratings, found.evidence, found.answered, found.tags) == ({}, {}, (), ())
    assert (found.stage, found.decision, found.ball, found.reflected) == (None,) * 4
    ids = [s.id for s in found.body.sections]
    assert ids == [*(q.id for q in DEFAULT_SETTINGS.questions), "next-steps", "research"]
    assert [(t.text, t.due, t.until) for t in found.body.tasks] == [
        (template.THANKS, DUE[0], "round"),
        (template.NEWS, DUE[1], "news"),
    ]
    for criterion in DEFAULT_SETTINGS.criteria:
        assert f"  # {criterion.prompt}\n  {criterion.id}:\n" in text
    assert "reflected" not in text
    assert "reflected: 2026-11-18" in filled(values | {"reflected": "2026-11-18"})


def test_the_template_of_other_settings() -> None:
    """Criteria, prompts and questions of `journal.toml` are those of the template."""
    toml = """
[[criteria]]
id = "values"
enabled = false
[[criteria]]
id = "commute"
prompt = "How far?\\n---\\ncompany: x"
[[questions]]
id = "goals"
heading = "Why \\n---\\n # *me*, C#?"
"""
    found, problems = parse_settings("journal.toml", toml.encode())
    assert problems == ()
    text = filled({"company": "a", "role": "b"}, in_settings=found)
    parsed = parse_reflection("a.md", "a.md", text.encode(), found, lambda _: None)
    assert [p.code for p in parsed.problems] == []
    assert parsed.reflection
    assert [s.id for s in parsed.reflection.body.sections][:1] == ["goals"]
    assert "commute:" in text
    assert "values:" not in text
    assert section_ids(found)["goals"] == "goals"


NASTY = (
    "NO",
    "null",
    "~",
    "08",
    "10:30",
    "a: b",
    "a:",
    ":a",
    "a #b",
    "#a",
    "- a",
    "-",
    "?",
    "? a",
    "@a",
    "*a",
    "&a",
    "!a",
    "%a",
    "`a`",
    "|",
    ">",
    "[a]",
    "{a: b}",
    "]",
    ",",
    "'a'",
    '"a"',
    "it's",
    'a "b" c',
    "\\",
    "a\\nb",
    "---",
    "...",
    "<<",
    "=",
    "Søren & Søn",
    "日本語",
    "\u202eabc",
    "👩🏽‍💻",
    "a\u00a0b",
    "a\u2028b",
    "a\x85b",
    "\ufeffa",
    "a\tb",
    "x" * 500,
    "<b>a</b>",
    "a  b",
    "a\nb",
)  # fmt: skip -- fifty lines else


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_the_template_keeps_every_name(name: str) -> None:
    """A company, role or round reads back as it was given, whatever signs are in it."""
    found = good(filled({"company": name, "role": name, "round": name}))
    assert (found.company, found.role, found.round) == (name,) * 3


names = st.text(min_size=1).filter(
    lambda t: t == t.strip() and not CONTROL_CHARACTER.search(t) and t.isascii() | t.isprintable()
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(names)
def test_the_template_keeps_any_name(name: str) -> None:
    """So does any text without control characters."""
    found = good(filled({"company": name, "role": "x"}))
    assert found.company == name


QUESTIONS = (
    "Why?",
    "2*3*4?",
    "a_b _c_",
    "<b>a</b>",
    "Use <name> & co",
    "[a](b)",
    "`a`",
    "# a",
    "- a",
    "1. a",
    "---",
    "https://example.org/a_b?",
    "due:2026-11-19 @them?",
    "[x] a",
    "**",
    "a\\*b",
    "[a]: b",
    "| a",
    "<!-- a -->",
    "&lt; &amp;",
    "日本語 #1",
    "{: .a}",
)  # fmt: skip -- twenty lines else


@pytest.mark.parametrize("text", QUESTIONS, ids=ascii)
def test_the_template_keeps_every_question(text: str) -> None:
    """An open question copied into the next round is the same question there."""
    asked = {"concerns": [text], "unasked": ["And?", text]}
    written = filled({"company": "a", "role": "b"}, asked)
    parsed = parse_reflection(
        "a.md", "journal/a.md", written.encode(), DEFAULT_SETTINGS, lambda _: None
    )
    # A question with a date was a warning in the round before, too.
    assert {p.code for p in parsed.problems} <= {"near-date"}
    found = parsed.reflection
    assert found
    questions = [(q.text, q.source, q.open) for q in found.body.questions]
    assert questions == [
        (text, "concerns", True),
        ("And?", "unasked", True),
        (text, "unasked", True),
    ]
    assert found.answered == ("concerns", "unasked")

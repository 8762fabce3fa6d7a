"""Nothing new unguarded: each text of the model is known to the leak check, or known to be none."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.core import journal, model, opportunities
from site_builder.parsing import settings
from site_builder.redaction.guards import GUARDS

if TYPE_CHECKING:
    from conftest import Place

# Fields that hold no text of the user's, or one that is guarded elsewhere, with the reason.
NO_TEXTS = {
    "Reflection.path": "the slug, which is guarded, behind the folder's name",
    "Reflection.gut": "one of our words",
    "Reflection.stage": "one of our words",
    "Reflection.decision": "one of our words",
    "Reflection.share": "names of audiences",
    "Reflection.answered": "ids of questions",
    "Section.id": "the id of a question",
    "Settings.ignore": "keys of front matter, whose values are guarded",
    "Settings.retired": "ids of criteria that are not used",
    "Audience.companies": "one of our words",
    "Audience.dates": "one of our words",
    "Audience.fields": "our words",
    "Audience.sections": "ids of questions",
    "Audience.allow": "what may be seen",
    "Journal.name": "the folder's; pages of an audience say `journal`",
    "Journal.fits": "worked out of ratings",
    "Journal.opportunities": "worked out of reflections",
    "Journal.other_opportunities": "worked out of reflections",
    "Journal.left_out": "where there is one, nothing is published",
    "Journal.problems": "no page of an audience has them",
    "Journal.audience": "one of the settings'",
}
# The field that each text in journal.toml is read into; all other keys hold numbers or tables.
TEXTS_OF_SETTINGS = {
    "title": "Settings.title",
    "criteria.id": "Criterion.id",
    "criteria.label": "Criterion.label",
    "criteria.prompt": "Criterion.prompt",
    "questions.id": "PromptedQuestion.id",
    "questions.heading": "PromptedQuestion.heading",
    "audiences.companies": "Audience.companies",
    "audiences.dates": "Audience.dates",
    "audiences.fields": "Audience.fields",
    "audiences.sections": "Audience.sections",
    "audiences.allow": "Audience.allow",
    "audiences.remote": "Audience.remote",
}
OTHER_SETTINGS = {
    *("fit", "fit.green", "fit.amber", "fit.borderline"),
    *("reminders", "reminders.evening", "reminders.morning", "reminders.prepare"),
    *("criteria", "criteria.weight", "criteria.floor", "criteria.dealbreaker", "criteria.enabled"),
    "criteria.askable",
    *("questions", "questions.enabled", "audiences", "audiences.tasks", "ignore"),
}


def inside(type_: Any) -> Iterator[Any]:
    """Every type in a type: `str` of `tuple[str, ...]`; the keys of a mapping are ids."""
    parts = typing.get_args(type_)
    if typing.get_origin(type_) is Mapping:
        parts = parts[1:]
    if typing.get_origin(type_) is not typing.Literal:
        yield from (inner for part in parts for inner in inside(part)) if parts else [type_]


def texts_of(class_: type) -> Iterator[str]:
    """Every field of a class, and of the classes that it holds, that can hold a text."""
    names = {**vars(opportunities), **vars(model), **vars(journal), "Mapping": Mapping}
    names |= {"Sequence": typing.Sequence, "date": date, "Flip": object}
    for name, type_ in typing.get_type_hints(class_, names).items():
        field = f"{class_.__name__}.{name}"
        for inner in inside(type_):
            if inner is str or (class_ is journal.Journal and field in NO_TEXTS):
                yield field
            elif dataclasses.is_dataclass(inner):
                yield from texts_of(typing.cast("type", inner))


def test_each_text_of_the_model_is_guarded_or_known_to_be_none() -> None:
    """A field that can hold a text is in the table of guards, or among those that hold none."""
    assert set(texts_of(journal.Journal)) == GUARDS.keys() | NO_TEXTS.keys()
    assert not GUARDS.keys() & NO_TEXTS.keys()


def test_each_key_of_the_settings_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of journal.toml holds no text, or is read into a field that is known."""
    keys: set[str] = set()

    def check_keys(table: Any, *names: str) -> None:
        path = [str(part) for part in table.path[:1]]
        keys.update(".".join([*path, name]) for name in names)

    monkeypatch.setattr("site_builder.parsing.settings._Table.check_keys", check_keys)
    settings.parse_settings("journal.toml", b"[[criteria]]\n[[questions]]\n[audiences.a]\n")
    assert keys == TEXTS_OF_SETTINGS.keys() | OTHER_SETTINGS
    assert set(TEXTS_OF_SETTINGS.values()) <= GUARDS.keys() | NO_TEXTS.keys()


# A withheld text for each guard, and what a report says of it.
SENTENCES = {
    "Reflection.company": ("Zephyrine", "a word of the company's name"),
    "Reflection.also": ("Quillory", "a word of the company's name"),
    "Reflection.interviewers": ("Karin", "a name of an interviewer"),
    "Reflection.slug": ("2026-11-10-mushroom-lunch", "the name of a file"),
    "Reflection.opportunity": ("heron by the lake", "the name of an opportunity"),
    "Reflection.tags": ("four office days", "a tag"),
    "Reflection.role": ("Keeper of bees", "a role"),
    "Reflection.round": ("third lunch with bees", "a round"),
    "Reflection.evidence": ("He laughed at a question of mine", "evidence"),
    "Reflection.ignored": ("a bench of his grandfather", "an ignored key"),
    "Reflection.because": ("The lake there is never frozen", "why I decided"),
    "SecondLook.why": ("She never once looked up at me", "why I looked again"),
    "Offer.terms": ("A car and a house by the sea", "the terms of an offer"),
    "Task.text": ("Ask the neighbour about the noise", "a task"),
    "Question.text": ("Does anybody ever take a walk there", "the section `concerns`"),
    "Section.heading": ("Clouds over the mountain", "a heading of my own"),
    "Section.html": ("The fish desk is the job there", "the section of my own"),
    "Settings.title": ("Moving on from the harbour", "the title"),
    "Criterion.id": ("walks-along-water", "a criterion"),
    "Criterion.label": ("Walks beside slow water", "a criterion"),
    "Criterion.prompt": ("Would I walk by water each day", "the prompt of a criterion"),
    "PromptedQuestion.id": ("odd-smells-there", "a question"),
    "PromptedQuestion.heading": ("Which smells did I notice there", "a question"),
    "Audience.name": ("uncle-in-norway", "another audience"),
    "Audience.remote": ("harbour-pages-remote", "a remote"),
}


def files(shared: str) -> dict[str, str]:
    """A journal with each of the sentences in its place, and a shared text."""
    text = {field: sentence for field, (sentence, _) in SENTENCES.items()}
    return {
        "journal/journal.toml": f"""\
title = "{text["Settings.title"]}"
[[criteria]]
id = "{text["Criterion.id"]}"
label = "{text["Criterion.label"]}"
prompt = "{text["Criterion.prompt"]}"
[[questions]]
id = "{text["PromptedQuestion.id"]}"
heading = "{text["PromptedQuestion.heading"]}"
[audiences.coach]
sections = ["goals"]
[audiences.{text["Audience.name"]}]
remote = "{text["Audience.remote"]}"
""",
        f"journal/{text['Reflection.slug']}.md": "---\ncompany: Ox\nrole: Cook\n---\n",
        "journal/a.md": f"""\
---
company: {text["Reflection.company"]} Ltd
also: [{text["Reflection.also"]} Ltd]
interviewers: [{text["Reflection.interviewers"]}]
opportunity: {text["Reflection.opportunity"]}
tags: [{text["Reflection.tags"]}]
role: {text["Reflection.role"]}
round: {text["Reflection.round"]}
evidence: {{values: {text["Reflection.evidence"]}}}
decision: pursue
because: {text["Reflection.because"]}
description: {text["Reflection.ignored"]}
second_look: {{why: {text["SecondLook.why"]}}}
offer: {{terms: {text["Offer.terms"]}}}
share: [coach]
---

## Goals

{shared}

- [ ] {text["Task.text"]}

## Concerns

- {text["Question.text"]}

## {text["Section.heading"]}

{text["Section.html"]}
""",
    }


def leaked(empty: Place, field: str) -> str:
    """Publish a journal that gives away what a field holds, and return what is reported."""
    text = SENTENCES[field][0]
    is_name = field in {"Reflection.company", "Reflection.also"}  # which a text has an alias for
    empty.write(files(f"I see [it](https://x.example/{text})." if is_name else f"I see: {text}."))
    return empty.run("publish", "coach").err


@pytest.mark.parametrize("field", GUARDS)
def test_each_guarded_text_stops_a_publication(empty: Place, field: str) -> None:
    """Whatever stands in the table of guards is looked for, and said to be what it is."""
    assert f"is withheld: {SENTENCES[field][1]}, journal/" in leaked(empty, field)


@pytest.mark.parametrize("field", [field for field in GUARDS if field != "Question.text"])
def test_a_text_is_guarded_by_the_table_alone(
    empty: Place, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken out of the table is no longer looked for: nothing else has to be listed."""
    monkeypatch.delitem(typing.cast("dict[str, object]", GUARDS), field)
    assert leaked(empty, field) == ""

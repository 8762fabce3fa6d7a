"""What the ratings, gut and decision of a job make it worth to ask; each question once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_opportunities import journal, only

from site_builder.core.model import Cancellation
from site_builder.core.prompts import prompts
from site_builder.pages.context import Context
from site_builder.parsing.settings import DEFAULT_SETTINGS

ALIKE = "These ratings lie within one point: one impression, or several?"
RED = "ratings: {values: 1, role: 6, manager: 6}\nevidence: {values: seen}\n"
GREEN = (
    "ratings: {values: 8, role: 8.5, manager: 8, compensation: 8, intangibles: 6.5}\n"
    "evidence: {values: seen}\n"
)


def asked(*rounds: str) -> dict[str, tuple[str, ...]]:
    """The questions by round, `r1` the first, of front matters in the order of their days."""
    days = [f"interviewed: 2026-11-{day:02}\n{front}" for day, front in enumerate(rounds, start=10)]
    files = {f"r{number}": front for number, front in enumerate(days, start=1)}
    return dict(prompts(only(**files)))


@pytest.mark.parametrize(
    ("ratings", "questions"),
    [
        ("values: 8, role: 7, manager: 7.5, compensation: 8", (ALIKE,)),
        ("values: 8, role: 7, manager: 7.5, compensation: 8.5", ()),
        ("values: 8, role: 8, manager: 8", ()),
        ("values: 8, role: 8, manager: 8, compensation: null", ()),
    ],
)
def test_one_impression(ratings: str, questions: tuple[str, ...]) -> None:
    """Four ratings or more within one point raise the question whether they are one impression."""
    assert asked(f"ratings: {{{ratings}}}").get("r1", ()) == questions


def test_one_impression_is_asked_at_the_latest_round() -> None:
    """Of several rounds whose ratings are alike the latest one asks."""
    alike = "ratings: {values: 8, role: 7.5, manager: 8, compensation: 8}"
    assert asked(alike, alike, "ratings: {values: 8}") == {"r2": (ALIKE,)}


def test_one_impression_is_of_criteria_in_use() -> None:
    """A rating of a criterion that is switched off makes no impression."""
    job = only(r1="ratings: {values: 8, role: 8, manager: 8, compensation: 8}")
    fewer = replace(DEFAULT_SETTINGS, criteria=DEFAULT_SETTINGS.criteria[:3])
    assert prompts(replace(job, settings=fewer)) == {}


@pytest.mark.parametrize(
    ("rating", "question"),
    [
        ("1", "A 1 for manager: what did I see or hear?"),
        ("3", "A 3 for manager: what did I see or hear?"),
        ("3.5", None),
        ("8.5", None),
        ("9", "A 9 for manager: what did I see or hear?"),
        ("9.5", "A 9.5 for manager: what did I see or hear?"),
    ],
)
def test_a_strong_rating_wants_something_seen(rating: str, question: str | None) -> None:
    """A rating of at most 3 or at least 9 without evidence asks what I saw or heard."""
    assert asked(f"ratings: {{manager: {rating}}}") == ({"r1": (question,)} if question else {})


@pytest.mark.parametrize(
    "rounds",
    [
        ("ratings: {manager: 9}\nevidence: {manager: She listened.}",),
        ("ratings: {manager: 9}\nevidence: {manager: She listened.}", "ratings: {manager: 9}"),
        ("ratings: {manager: 9}", "evidence: {manager: She listened.}"),
    ],
)
def test_evidence_in_any_round_counts(rounds: tuple[str, ...]) -> None:
    """A strong rating asks nothing once some round has evidence for its criterion."""
    assert asked(*rounds) == {}


def test_a_strong_rating_is_asked_about_once() -> None:
    """A criterion rated strongly in several rounds asks once, at the latest of them."""
    strong = "ratings: {manager: 9}"
    assert asked(strong, strong, "ratings: {role: 6}") == {
        "r2": ("A 9 for manager: what did I see or hear?",)
    }


def test_a_rating_taken_back_asks_nothing() -> None:
    """A strong rating that the second look takes back asks nothing, nor is it a change."""
    taken_back = "ratings: {manager: 9}\nsecond_look: {ratings: {manager: null}}"
    assert asked(taken_back) == {}
    assert asked("ratings: {manager: 6}", taken_back) == {}


@pytest.mark.parametrize(
    ("before", "after", "question"),
    [
        ("5", "7", "Manager went from 5 to 7: what did I see?"),
        ("8", "5.5", "Manager went from 8 to 5.5: what did I see?"),
        ("3.5", "4", "Manager went from 3.5 to 4: what did I see?"),
        ("2", "2.5", "Manager went from 2 to 2.5: what did I see?"),
        ("4", "3.5", None),
        ("5", "6.5", None),
    ],
)
def test_a_large_change_asks_what_was_seen(before: str, after: str, question: str | None) -> None:
    """A later round, or a second look, that changes a rating by two points or more, or lifts it to
    its floor or above its deal-breaker, asks once what I saw.
    """
    seen = "evidence: {manager: I asked.}\n"
    rounds = (f"{seen}ratings: {{manager: {before}}}", f"ratings: {{manager: {after}}}")
    assert asked(*rounds) == ({"r2": (question,)} if question else {})
    second = f"{rounds[0]}\nsecond_look: {{ratings: {{manager: {after}}}}}"
    assert asked(second) == ({"r1": (question,)} if question else {})


def test_of_several_changes_the_latest_is_asked_about() -> None:
    """Of several large changes of a criterion the last alone is asked about, where it was."""
    rounds = (f"ratings: {{role: {rating}}}" for rating in (8, 5, 8.5, 9))
    assert asked(*rounds) == {"r3": ("Role went from 5 to 8.5: what did I see?",)}


def test_a_later_round_with_evidence_has_said_what_was_seen() -> None:
    """A change is not asked about where the round that made it has evidence for it, while a second
    look is, for evidence belongs to the first.
    """
    seen = "ratings: {role: 8}\nevidence: {role: They showed me the backlog.}"
    assert asked("ratings: {role: 5}", seen) == {}
    assert asked(f"{seen}\nsecond_look: {{ratings: {{role: 5}}}}") == {
        "r1": ("Role went from 8 to 5: what did I see?",)
    }


def test_a_change_over_a_round_that_does_not_rate_it() -> None:
    """A change counts from the last rating that was known, whatever rounds lie between."""
    assert asked("ratings: {role: 8}", "ratings: {role: null}", "ratings: {role: 5}") == {
        "r3": ("Role went from 8 to 5: what did I see?",)
    }


@pytest.mark.parametrize(
    ("front", "question"),
    [
        (f"{RED}gut: yes", "My gut says yes and the light is red so far: what does my gut know?"),
        (f"{RED}gut: no", None),
        (f"{GREEN}gut: no", "My gut says no and the light is green: what does my gut know?"),
        (f"{GREEN}gut: unsure", None),
        ("ratings: {role: 6}\ngut: no", None),
    ],
)
def test_a_gut_against_the_light(front: str, question: str | None) -> None:
    """A gut that says yes at red, or no at green, is asked what it knows."""
    assert asked(front) == ({"r1": (question,)} if question else {})


def test_the_light_is_that_of_the_job() -> None:
    """The gut of a late round is held against the light over all rounds, not its own."""
    assert asked(RED, "gut: yes") == {
        "r2": ("My gut says yes and the light is red so far: what does my gut know?",)
    }
    assert asked(GREEN, "ratings: {role: 7}\ngut: no") == {
        "r2": ("My gut says no and the light is green: what does my gut know?",)
    }


def test_a_gut_that_changed() -> None:
    """A gut that changed between rounds asks what changed, once, where it last did."""
    assert asked("gut: yes", "ratings: {role: 6}", "gut: no", "gut: no") == {
        "r3": ("My gut said yes before and says no now: what changed?",)
    }
    assert asked("gut: unsure", "gut: no", "gut: yes") == {
        "r3": ("My gut said no before and says yes now: what changed?",)
    }
    assert asked("gut: yes", "gut: yes") == {}


def test_pursuing_at_red() -> None:
    """A decision to pursue a job whose light is red asks what the ratings miss, at the latest file
    that decides.
    """
    question = (
        "I decided to pursue this and the light is red so far: what do I know that the ratings "
        "miss?"
    )
    assert asked("decision: pursue", f"{RED}decision: pursue", "round: last") == {"r2": (question,)}
    assert asked(f"{GREEN}decision: pursue") == {}


@pytest.mark.parametrize(
    "front", ["stage: rejected", "stage: accepted", "stage: no-answer", "decision: walk-away"]
)
def test_what_is_closed_or_decided_asks_nothing(front: str) -> None:
    """A closed job, or one that I decided to walk away from, asks nothing in any round."""
    assert asked("ratings: {manager: 9}\ngut: yes", f"{RED}gut: no\n{front}") == {}


def test_a_cancelled_round_counts_nowhere() -> None:
    """A cancelled interview asks nothing, and neither its ratings, evidence nor gut count."""
    job = only(
        r1="interviewed: 2026-11-10\nratings: {manager: 9}\ngut: yes",
        r2=(
            "interviewed: 2026-11-11\nratings: {manager: 3, values: 8, role: 8, compensation: 8}\n"
            "evidence: {manager: seen}\ngut: no"
        ),
    )
    first, second = job.rounds
    called_off = replace(second, cancelled=Cancellation())
    cancelled = replace(job, rounds=(first, called_off), ratings={"manager": Fraction(9)})
    assert prompts(cancelled) == {"r1": ("A 9 for manager: what did I see or hear?",)}


@pytest.mark.parametrize(
    ("rounds", "basis"),
    [
        (("ratings: {role: 7}",), "from one round, without evidence yet"),
        (("ratings: {role: 7}", "gut: yes"), "from one round, without evidence yet"),
        (
            ("ratings: {role: 7}\nevidence: {values: not rated}",),
            "from one round, without evidence yet",
        ),
        (("ratings: {role: 7}\nevidence: {role: seen}",), None),
        (("ratings: {role: 7}", "evidence: {role: seen}"), None),
        (("ratings: {role: 7}", "ratings: {values: 7}"), None),
        (("ratings: {role: null}",), None),
        (("gut: yes",), None),
    ],
)
def test_one_round_without_evidence_says_so(rounds: tuple[str, ...], basis: str | None) -> None:
    """Where one round alone is rated and no rating has evidence, the light says so."""
    found = journal(**{f"r{n}": front for n, front in enumerate(rounds)})
    assert Context(found).opportunity_fit(found.opportunities[0]).basis == basis


looks = st.fixed_dictionaries({}, optional=dict.fromkeys(["role", "manager"], st.integers(1, 10)))


@given(st.lists(st.tuples(looks, looks, st.sampled_from(["yes", "no", "unsure"])), max_size=5))
def test_nothing_is_asked_twice(rounds: list[tuple[dict[str, int], dict[str, int], str]]) -> None:
    """Whatever the rounds, no criterion is asked about more than once, and no question repeats."""
    fronts = [
        f"ratings: {first}\nsecond_look: {{ratings: {second}}}\ngut: {gut}".replace("'", "")
        for first, second, gut in rounds
    ]
    questions = [q for found in asked("round: first", *fronts).values() for q in found]
    assert len(set(questions)) == len(questions)
    for name in ("role", "manager"):
        assert sum(name in question.casefold() for question in questions) <= 1

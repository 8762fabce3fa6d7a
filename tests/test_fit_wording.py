"""A fit in words, by example; tests/test_turns.py holds that each sentence is true of any fit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.fit import judge
from site_builder.pages.fit_wording import fit_view, score_only_view
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from site_builder.pages.views import FitView

IDS = [c.id for c in DEFAULT_SETTINGS.criteria]
Values = tuple[float | None, ...]


def rated(*values: float | None) -> dict[str, Fraction | None]:
    """Ratings in the order of the criteria."""
    return {c: None if v is None else Fraction(v) for c, v in zip(IDS, values, strict=True)}


def view_of(values: Values) -> FitView:
    """A fit in words, at the default settings."""
    ratings = rated(*values)
    return fit_view(judge(ratings, DEFAULT_SETTINGS), ratings, DEFAULT_SETTINGS)


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        # towards a worse light, nearest first
        (
            (8, 8, 8, 8, 4),
            "Green: amber if intangibles were 3.5 (now 4) or company values 6.5 (now 8).",
        ),
        # as near: the first two in the order of the criteria
        (
            (7, 7, 7, 7, 7),
            "Green: amber if company values were 6.5 (now 7) or role 6.5 (now 7).",
        ),
        # towards both, the better light first; a floor and a deal-breaker count like any other
        (
            (9, 8, 9, 3, 8),
            (
                "Amber: green if pay and benefits were 4 (now 3); "
                "red if pay and benefits were 2 (now 3)."
            ),
        ),
        ((2, 9, 7, 9, 7), "Red: amber if company values were 2.5 (now 2)."),
        # what is more than two points off is not named
        ((8, 8, 8, 8, 5), "Green: amber if intangibles were 3.5 (now 5)."),
        ((10, 10, 10, 10, 10), "Green: no rating two points off turns it."),
        ((6, 7, 5, 6, 6), "Amber: no rating two points off turns it."),
        # one unknown says what it can still change; of several the list below does
        (
            (9, 9, 9, None, 9),
            (
                "Green so far: pay and benefits still open; "
                "amber if pay and benefits turn out below 4, red at 2 or below."
            ),
        ),
        (
            (8, 8, 8, None, 8),
            (
                "Not known yet: pay and benefits still open; "
                "green from 4, amber below 4, red at 2 or below."
            ),
        ),
        (
            (5, 5, 5, 5, None),
            "Not known yet: intangibles still open; amber from 5, red below 5.",
        ),
        (
            (6, 6, 6, 6, None),
            "Amber so far: intangibles still open; red if intangibles turn out at 2 or below.",
        ),
        ((9, 9, 9, None, None), "Not known yet: pay and benefits, and intangibles still open."),
        ((9, 9, 9, 2, None), "Red so far: intangibles still open."),
        ((None, None, None, None, None), "Nothing is rated yet."),
    ],
)
def test_one_sentence_says_what_would_turn_the_light(values: Values, summary: str) -> None:
    """One sentence says the light and which rating would turn it; a row that shows the light says
    the same without it.
    """
    view = view_of(values)
    assert view.summary == summary
    assert not view.turn or f"{view.light.label}: {view.turn}." == summary


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((10, 10, 10, 10, 10), None),
        ((8, 8, 8, 8, 5), "Sturdy: no rating one point off would turn it."),
        ((9, 8, 9, 3, 8), "Leaning: one point on pay and benefits turns it."),
        ((8, 8, 8, 8, 4), "Fragile: half a point on intangibles turns it."),
        ((9, 2.5, 9, 2.5, 9), "Fragile: half a point on role or pay and benefits turns it."),
        ((7, 7, 7, 7, 7), "Fragile: half a point on any of 5 ratings turns it."),
        ((9, 9, 9, None, 9), None),
    ],
)
def test_strength_says_how_far_off_one_rating_may_be(values: Values, sentence: str | None) -> None:
    """The strength is a sentence about ratings, at most two of them by name; none with unknowns,
    nor where the summary says that no rating two points off turns it.
    """
    assert view_of(values).strength == sentence


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        (
            (8, 8, 5, 6, 7),
            (
                "Could ask for better pay and benefits: green at 7 (now 6).",
                "Could ask for better intangibles: green at 8 (now 7).",
                "Could look again at company values: green at 9 (now 8).",
                "Could look again at role: green at 9 (now 8).",
                "Could look again at manager: green at 6 (now 5).",
            ),
        ),
        # one can ask for much; a rating of mine is not wrong by three points
        (
            (9, 9, 4, 5, 5),
            (
                "Could ask for better pay and benefits: green at 8 (now 5).",
                "Could ask for better intangibles: green at 8 (now 5).",
            ),
        ),
        ((2, 9, 7, 9, 7), ("Could look again at company values: amber at 2.5 (now 2).",)),
        ((6, 6, 6, 6, 6), ()),
        ((9, 9, 9, 9, 9), ()),
        ((6, 6, 6, 6, None), ()),
    ],
)
def test_what_to_ask_for(values: Values, lines: tuple[str, ...]) -> None:
    """What would turn it to a better light, a line each: what can be asked for before what only I
    can look at again, and of the latter nothing more than two points off.
    """
    assert view_of(values).ask_for == lines


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        (
            (8, 8, 8, 8, 4),
            (
                "It is green under 68% of all possible weights.",
                "It turns amber with more than 25% of the weight on intangibles (now 20%).",
            ),
        ),
        # at the threshold any change of the right weight turns it, so no figure stands there
        (
            (8, 8, 7, 7, 5),
            (
                "It is green under 55% of all possible weights.",
                "It turns amber with any less weight on company values (now 20%).",
            ),
        ),
        # the bound of `more than` is rounded up: 63.3 would not do
        (
            (9, 8, 9, 3, 8),
            (
                "It is amber under 98% of all possible weights.",
                "It turns red with more than 64% of the weight on pay and benefits (now 20%).",
            ),
        ),
        # nothing is said of a flip with no weight at all, or with more than half of it moved
        ((8, 8, 5, 6, 6), ("It is amber under 77% of all possible weights.",)),
        ((6, 7, 5, 6, 6), ("It is amber under nearly any weights.",)),
        ((10, 10, 10, 10, 10), ("It is green under any weights.",)),
        # no weight changes what a deal-breaker does
        ((2, 9, 7, 9, 7), ()),
        ((9, 9, 9, None, 9), ()),
    ],
)
def test_other_weights(values: Values, sentences: tuple[str, ...]) -> None:
    """How many weights give the same light, and the nearest that turns it where that is near."""
    assert view_of(values).other_weights == sentences


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ((8, 8, 8, 8, 8), ()),
        (
            (3, 9, 9, 9, 9),
            (
                (
                    "Company values at 3: below my floor of 4, so the light can be no better than "
                    "amber."
                ),
            ),
        ),
        (
            (3, 9, 9, 2, 9),
            (
                "Company values at 3: below my floor of 4.",
                "Pay and benefits at 2: at or below my deal-breaker of 2, so the light is red.",
            ),
        ),
    ],
)
def test_every_cap_says_its_reason(values: Values, reasons: tuple[str, ...]) -> None:
    """Each rating below its floor or at its deal-breaker says what that does to the light, which
    under a red one is nothing for a floor.
    """
    assert view_of(values).reasons == reasons


OUTLOOK = "Green from 4, amber below 4, red at 2 or below."


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ((9, 9, 9, 9, 9), ()),
        ((9, 9, 9, None, 9), ("now?",)),
        ((9, 9, 9, None, None), (f"now? {OUTLOOK}", f"learning? {OUTLOOK}")),
        (
            (3, None, None, 8, 8),
            (
                "strengths? Amber from 2.5, red at 2 or below.",
                "best? Amber from 2.5, red at 2 or below.",
            ),
        ),
        ((2, None, None, 8, 8), ("strengths?", "best?")),
        ((None, None, None, None, None), ()),
    ],
)
def test_what_to_find_out(values: Values, ends: tuple[str, ...]) -> None:
    """Each unknown has its question; of several each says what each light would take of it."""
    found = view_of(values).find_out
    assert len(found) == len(ends)
    assert all(text.endswith(end) for text, end in zip(found, ends, strict=True))


def test_a_criterion_without_a_question_is_to_be_found_out_too() -> None:
    """It stands by its label, with what it could change; a question without an end gets one."""
    criteria = tuple(replace(c, prompt="") for c in DEFAULT_SETTINGS.criteria)
    settings, ratings = replace(DEFAULT_SETTINGS, criteria=criteria), rated(9, 9, 9, None, None)
    found = fit_view(judge(ratings, settings), ratings, settings).find_out
    assert found[0] == f"Pay and benefits: {OUTLOOK}"
    plain = replace(settings, criteria=tuple(replace(c, prompt="And pay") for c in criteria))
    found = fit_view(judge(ratings, plain), ratings, plain).find_out
    assert found[0] == f"Pay and benefits: And pay. {OUTLOOK}"
    ratings = rated(2, None, None, 9, 9)
    assert fit_view(judge(ratings, settings), ratings, settings).find_out[0] == "Role"


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ((8, 8, 8, 8, 4), "Green at 7.2."),
        ((9, 9, 9, None, 9), "Green so far, 7.4 to 9.2."),
        ((8, 8, 8, None, 8), "Not known yet, 6.6 to 8.4."),
        ((None, None, None, None, None), "Nothing is rated yet."),
    ],
)
def test_without_the_ratings_only_light_and_score(values: Values, summary: str) -> None:
    """Where the ratings are withheld the sentence has the light and the score or its range, and
    nothing says what would turn it.
    """
    view = score_only_view(judge(rated(*values), DEFAULT_SETTINGS), DEFAULT_SETTINGS)
    assert view.summary == summary
    assert (view.turn, view.strength, view.ask_for, view.other_weights) == ("", None, (), ())


@given(st.lists(st.none() | st.integers(2, 20), min_size=5, max_size=5))
def test_every_fit_has_words(halves: list[int | None]) -> None:
    """Every fit reads as a sentence that begins with its light, and names each floor it breaks."""
    values = tuple(None if h is None else h / 2 for h in halves)
    view, fit = view_of(values), judge(rated(*values), DEFAULT_SETTINGS)
    if any(h is not None for h in halves):
        assert view.summary.startswith(f"{view.light.label}: ")
    assert view.summary.endswith(".")
    assert len(view.reasons) == len(fit.breached)
    assert ("so far" in view.light.label) == (bool(fit.unknown) and fit.light != "unknown")

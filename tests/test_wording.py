"""Figures and fits in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.fit import judge
from site_builder.pages import wording
from site_builder.parsing.settings import DEFAULT_SETTINGS

IDS = [c.id for c in DEFAULT_SETTINGS.criteria]


def rated(*values: float | None) -> dict[str, Fraction | None]:
    """Ratings in the order of the criteria."""
    return {c: None if v is None else Fraction(v) for c, v in zip(IDS, values, strict=True)}


@pytest.mark.parametrize(
    ("score", "green", "shown"),
    [
        ("7", "7", "7.0"),
        ("6.99", "7", "6.9"),
        ("7.04", "7", "7.0"),
        ("7.04", "7.02", "7.04"),
        ("7.019", "7.02", "7.0"),
        ("20/3", "7", "6.6"),
        ("6999999/1000000", "7", "6.9"),
    ],
)
def test_scores_are_rounded_down(score: str, green: str, shown: str) -> None:
    """A score is rounded down to one decimal, to more where it would seem to cross a threshold."""
    settings = replace(DEFAULT_SETTINGS, green=Fraction(green))
    assert wording.score_text(Fraction(score), settings) == shown


@given(st.fractions(1, 10), st.fractions(5, 10, max_denominator=1000))
def test_a_figure_never_contradicts_the_light(score: Fraction, green: Fraction) -> None:
    """A shown score lies on the same side of every threshold as the exact one."""
    settings = replace(DEFAULT_SETTINGS, green=green)
    shown = Fraction(wording.score_text(score, settings))
    assert (shown >= settings.amber) == (score >= settings.amber)
    if abs(score - green) > Fraction(1, 10**6):
        assert (shown >= green) == (score >= green)


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0.6836", "68%"), ("0.8999", "89%"), ("1", "100%"), ("0.999", "99%"), ("1/3", "33%")],
)
def test_shares_are_rounded_down(share: str, shown: str) -> None:
    """A share is rounded down to a whole per cent."""
    assert wording.share_text(Fraction(share)) == shown


def test_a_flip_is_told_apart_from_the_present_share() -> None:
    """A share that would read like the present one is given with more digits."""
    assert wording.share_text(Fraction("0.2004"), apart=Fraction("0.2")) == "20.04%"


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        (
            (8, 8, 8, 8, 4),
            "Green at 7.2; turns amber with more than 25% of the weight on intangibles (now 20%).",
        ),
        (
            (8, 8, 5, 6, 6),
            "Amber at 6.6; turns green with no weight on manager (now 20%).",
        ),
        (
            (6, 7, 5, 6, 6),
            "Amber at 6.0; turns green with all the weight on role (now 20%).",
        ),
        (
            (9, 8, 9, 3, 8),
            (
                "Amber, though the score is 7.4: pay and benefits is 3, below my floor of 4; "
                "turns red with more than 63% of the weight on pay and benefits (now 20%)."
            ),
        ),
        (
            (2, 9, 7, 9, 7),
            "Red, though the score is 6.8: company values is 2, at or below my deal-breaker of 2.",
        ),
        ((10, 10, 10, 10, 10), "Green at 10.0."),
        (
            (9, 9, 9, None, 9),
            (
                "Green so far, 7.4 to 9.2: pay and benefits still open; "
                "amber if pay and benefits turns out below 4, red at 2 or below."
            ),
        ),
        (
            (8, 8, 8, None, 8),
            (
                "Not known yet, 6.6 to 8.4: pay and benefits still open; "
                "green if pay and benefits is 4 or more, amber below 4, red at 2 or below."
            ),
        ),
        (
            (5, 5, 5, 5, None),
            (
                "Not known yet, 4.2 to 6.0: intangibles still open; "
                "amber if intangibles is 5 or more, red below 5."
            ),
        ),
        (
            (9, 9, 9, None, None),
            "Not known yet, 5.8 to 9.4: pay and benefits and intangibles still open.",
        ),
        ((2, None, None, 8, 8), "Red so far, 4.0 to 7.6: role and manager still open."),
        ((None, None, None, None, None), "Nothing is rated yet."),
    ],
)
def test_one_sentence_says_the_light(values: tuple[float | None, ...], summary: str) -> None:
    """One sentence says the light, its reason and what would turn it."""
    ratings = rated(*values)
    assert (
        wording.fit_view(judge(ratings, DEFAULT_SETTINGS), ratings, DEFAULT_SETTINGS).summary
        == summary
    )


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ((9, 9, 9, 9, 9), ()),
        ((9, 9, 9, None, 9), ("now?",)),
        (
            (9, 9, 9, None, None),
            (
                "now? Amber at best if below 4, red at 2 or below.",
                "learning? Amber at best if below 4, red at 2 or below.",
            ),
        ),
        (
            (3, None, None, 8, 8),
            ("strengths? Red if at 2 or below.", "best? Red if at 2 or below."),
        ),
        ((2, None, None, 8, 8), ("strengths?", "best?")),
        ((None, None, None, None, None), ()),
    ],
)
def test_what_to_find_out(values: tuple[float | None, ...], ends: tuple[str, ...]) -> None:
    """Each unknown has its question; of several each says what it could still change."""
    ratings = rated(*values)
    found = wording.fit_view(judge(ratings, DEFAULT_SETTINGS), ratings, DEFAULT_SETTINGS).find_out
    assert len(found) == len(ends)
    assert all(text.endswith(end) for text, end in zip(found, ends, strict=True))


def test_a_criterion_without_a_question_is_to_be_found_out_too() -> None:
    """It stands by its label, with what it could change; a question without an end gets one."""
    criteria = tuple(replace(c, prompt="") for c in DEFAULT_SETTINGS.criteria)
    settings, ratings = replace(DEFAULT_SETTINGS, criteria=criteria), rated(9, 9, 9, None, None)
    found = wording.fit_view(judge(ratings, settings), ratings, settings).find_out
    assert found[0] == "Pay and benefits: Amber at best if below 4, red at 2 or below."
    plain = replace(settings, criteria=tuple(replace(c, prompt="And pay") for c in criteria))
    found = wording.fit_view(judge(ratings, plain), ratings, plain).find_out
    assert found[0].startswith("Pay and benefits: And pay. Amber at best")
    ratings = rated(2, None, None, 9, 9)
    assert wording.fit_view(judge(ratings, settings), ratings, settings).find_out[0] == "Role"


@given(st.lists(st.none() | st.integers(2, 20), min_size=5, max_size=5))
def test_every_fit_has_words(halves: list[int | None]) -> None:
    """Every fit reads as a sentence that begins with its light, and names each floor it breaks."""
    ratings = rated(*(None if h is None else h / 2 for h in halves))
    fit = judge(ratings, DEFAULT_SETTINGS)
    view = wording.fit_view(fit, ratings, DEFAULT_SETTINGS)
    if any(h is not None for h in halves):
        assert view.summary.startswith(view.light.label)
    assert view.summary.endswith(".")
    assert len(view.reasons) == len(fit.breached)
    assert ("so far" in view.light.label) == (bool(fit.unknown) and fit.light != "unknown")

"""How well a job fits: score, light, caps and what is unknown."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.fit import LIGHTS, judge, outlook
from site_builder.core.model import Criterion, Settings, Turn
from site_builder.parsing.settings import DEFAULT_SETTINGS

IDS = [c.id for c in DEFAULT_SETTINGS.criteria]
ratings = st.integers(2, 20).map(lambda halves: Fraction(halves, 2))
known = st.fixed_dictionaries(dict.fromkeys(IDS, ratings))
partly = st.fixed_dictionaries(dict.fromkeys(IDS, st.none() | ratings))
weights = st.lists(st.fractions(Fraction(1, 50), 100, max_denominator=50), min_size=5, max_size=5)


def rated(*values: float | None) -> dict[str, Fraction | None]:
    """Ratings in the order of the criteria."""
    return {c: None if v is None else Fraction(v) for c, v in zip(IDS, values, strict=True)}


def weighted(shares: list[Fraction]) -> Settings:
    """The default settings with other weights."""
    pairs = zip(DEFAULT_SETTINGS.criteria, shares, strict=True)
    return replace(DEFAULT_SETTINGS, criteria=tuple(replace(c, weight=w) for c, w in pairs))


def uncapped() -> Settings:
    """The default settings without floors and deal-breakers."""
    none = Fraction(0)
    criteria = tuple(replace(c, floor=none, dealbreaker=none) for c in DEFAULT_SETTINGS.criteria)
    return replace(DEFAULT_SETTINGS, criteria=criteria)


def test_the_score_is_the_weighted_mean() -> None:
    """The score is the sum of weight times rating over the sum of weights, exactly."""
    settings = weighted([Fraction(w) for w in (20, 1, 1, 1, 1)])
    assert judge(rated(9, 6, 6, 6, 5), settings).score == Fraction(203, 24)


def test_settings_judge_by_what_they_hold() -> None:
    """The same ratings under settings that differ in one value alone get each their own fit."""
    ratings = rated(8, 8, 8, 8, 4)
    settings = [
        DEFAULT_SETTINGS,
        uncapped(),
        replace(DEFAULT_SETTINGS, green=Fraction(8)),
        replace(DEFAULT_SETTINGS, borderline=Fraction(0)),
        weighted([Fraction(w) for w in (1, 1, 1, 1, 9)]),
    ]
    fits = [judge(ratings, one) for one in settings]
    assert [judge(ratings, one) for one in reversed(settings)] == fits[::-1]
    assert len({(fit.score, fit.light, fit.turns, fit.borderline) for fit in fits}) == len(fits)


@given(weights)
def test_seven_everywhere_is_green_at_any_weights(shares: list[Fraction]) -> None:
    """A job rated 7 on everything is green at 7.0 whatever the weights."""
    fit = judge(rated(7, 7, 7, 7, 7), weighted(shares))
    assert (fit.score, fit.light) == (Fraction(7), "green")


@given(known, weights, st.fractions(Fraction(1, 1000), 1000))
def test_the_scale_of_the_weights_means_nothing(
    given_ratings: dict[str, Fraction], shares: list[Fraction], scale: Fraction
) -> None:
    """Weights that keep their proportions give the same fit."""
    assert judge(given_ratings, weighted(shares)) == judge(
        given_ratings, weighted([w * scale for w in shares])
    )


@given(known, st.sampled_from(IDS), ratings)
def test_a_higher_rating_never_lowers_the_light(
    given_ratings: dict[str, Fraction], criterion: str, other: Fraction
) -> None:
    """Raising one rating never lowers the score or the light."""
    raised = {**given_ratings, criterion: max(other, given_ratings[criterion])}
    before, after = judge(given_ratings, DEFAULT_SETTINGS), judge(raised, DEFAULT_SETTINGS)
    assert (after.score or 0) >= (before.score or 0)
    assert LIGHTS.index(after.light) >= LIGHTS.index(before.light)


@given(known)
def test_a_cap_never_raises_a_light(given_ratings: dict[str, Fraction]) -> None:
    """Floors and deal-breakers only ever lower a light."""
    capped, free = judge(given_ratings, DEFAULT_SETTINGS), judge(given_ratings, uncapped())
    assert LIGHTS.index(capped.light) <= LIGHTS.index(free.light)
    assert bool(capped.capped_by) == (capped.light != free.light)


@pytest.mark.parametrize(
    ("values", "light", "capped_by", "breached"),
    [
        ((8, 8, 8, 8, 8), "green", (), ()),
        ((9, 9, 9, 9, 4), "green", (), ()),
        ((9, 9, 9, 3.5, 9), "amber", ("compensation",), ("compensation",)),
        ((9, 9, 9, 2, 9), "red", ("compensation",), ("compensation",)),
        ((9, 9, 3, 2, 9), "red", ("compensation",), ("manager", "compensation")),
        ((9, 2, 9, 2, 9), "red", ("role", "compensation"), ("role", "compensation")),
        ((3, 5, 6, 6, 6), "amber", (), ("values",)),
        ((1, 4, 4, 4, 4), "red", (), ("values",)),
    ],
)
def test_floors_and_dealbreakers_cap_the_light(
    values: tuple[float, ...], light: str, capped_by: tuple[str, ...], breached: tuple[str, ...]
) -> None:
    """A rating at its deal-breaker caps at red, else one below its floor at amber, and only what
    lowered the light is named for it.
    """
    fit = judge(rated(*values), DEFAULT_SETTINGS)
    assert (fit.light, fit.capped_by, fit.breached) == (light, capped_by, breached)


@pytest.mark.parametrize(
    ("values", "low", "high", "light"),
    [
        ((8, 8, 8, 8, None), "6.6", "8.4", "unknown"),
        ((9, 9, 9, 9, None), "7.4", "9.2", "green"),
        ((3, 3, 3, 3, None), "2.6", "4.4", "red"),
        ((6, 6, 6, 6, None), "5", "6.8", "amber"),
        ((9, 9, 9, 2, None), "6", "7.8", "red"),
        ((None, None, None, None, None), "1", "10", "unknown"),
    ],
)
def test_an_unknown_leaves_a_range(
    values: tuple[float | None, ...], low: str, high: str, light: str
) -> None:
    """With unknowns there is no score, only the scores with them at 1 and at 10, and a light
    where both agree under the caps of what is known.
    """
    fit = judge(rated(*values), DEFAULT_SETTINGS)
    assert fit.score is None
    assert (fit.low, fit.high, fit.light) == (Fraction(low), Fraction(high), light)
    assert not fit.borderline
    assert (fit.turns, fit.margin, fit.strength, fit.share, fit.flip) == (None,) * 5


def test_with_unknowns_a_cap_is_measured_at_the_high_end() -> None:
    """With unknowns `capped_by` names what lowers the light of the highest score still possible."""
    assert judge(rated(9, 9, 9, 2, None), DEFAULT_SETTINGS).capped_by == ("compensation",)


@given(partly)
def test_what_is_agreed_holds_whatever_the_unknown_turns_out(
    given_ratings: dict[str, Fraction | None],
) -> None:
    """A light that is agreed with unknowns is the light for every value of them that no floor
    or deal-breaker of theirs is broken by.
    """
    fit = judge(given_ratings, uncapped())
    if fit.light == "unknown":
        return
    for value in (Fraction(1), Fraction(11, 2), Fraction(10)):
        filled = {c: value if r is None else r for c, r in given_ratings.items()}
        assert judge(filled, uncapped()).light == fit.light


@pytest.mark.parametrize(
    ("values", "borderline"),
    [
        ((7, 7, 7, 7, 7), True),
        ((7.5, 7.5, 7.5, 7.5, 7.5), False),
        ((7.5, 7.5, 7.5, 7.5, 7), True),
        ((6.5, 6.5, 6.5, 6.5, 6.5), False),
        ((5, 5, 5, 5, 4), True),
        ((4.5, 4.5, 4.5, 4.5, 4.5), False),
    ],
)
def test_borderline_is_nearer_than_half_a_point(
    values: tuple[float, ...], *, borderline: bool
) -> None:
    """A score is borderline when nearer than `borderline` to a threshold, not when just as far."""
    assert judge(rated(*values), DEFAULT_SETTINGS).borderline is borderline


def test_the_worked_example_of_the_design() -> None:
    """The ratings 8, 8, 8, 8, 4 give the fit that the design works out."""
    fit = judge(rated(8, 8, 8, 8, 4), DEFAULT_SETTINGS)
    assert fit.flip is not None
    assert (float(fit.score or 0), round(float(fit.share or 0), 4)) == (7.2, 0.6836)
    assert (fit.light, fit.borderline) == ("green", True)
    assert (fit.margin, fit.strength) == (Fraction(1, 2), "fragile")
    assert fit.turns == (
        *(Turn(c, Fraction("6.5"), "amber") for c in ("values", "role", "manager")),
        Turn("compensation", Fraction("6.5"), "amber"),
        Turn("intangibles", Fraction("3.5"), "amber"),
    )
    assert (fit.flip.criterion, fit.flip.share) == ("intangibles", Fraction(1, 4))
    assert (fit.flip.direction, fit.flip.to) == ("above", "amber")


def test_strength_is_of_ratings_at_any_weights() -> None:
    """With unequal weights a fit has a margin, a strength, a share and a flip too."""
    fit = judge(rated(8, 8, 8, 8, 4), weighted([Fraction(w) for w in (2, 1, 1, 1, 1)]))
    assert (fit.light, fit.margin, fit.strength) == ("green", Fraction(1, 2), "fragile")
    assert fit.share == Fraction(175, 256)
    assert fit.flip is not None


def test_outlook_names_what_an_unknown_could_still_change() -> None:
    """An agreed light can still fall where the unknown breaks its floor or deal-breaker."""
    bands = outlook("compensation", rated(9, 9, 9, None, 9), DEFAULT_SETTINGS)
    assert bands == [("green", 4), ("amber", Fraction(5, 2)), ("red", 1)]


@given(partly, weights, st.sampled_from(IDS), ratings)
def test_the_outlook_is_the_light_of_the_fit_to_come(
    given_ratings: dict[str, Fraction | None],
    given_weights: list[Fraction],
    unknown: str,
    rating: Fraction,
) -> None:
    """The band that an unknown's rating falls into has the light that the fit would then have."""
    settings = weighted(given_weights)
    bands = outlook(unknown, {**given_ratings, unknown: None}, settings)
    found = {c: r or Fraction(10) for c, r in given_ratings.items()}
    light = next(light for light, lowest in bands if rating >= lowest)
    assert light == judge({**found, unknown: rating}, settings).light


def test_a_criterion_without_floor_caps_nothing() -> None:
    """A floor and a deal-breaker of 0 cap no light."""
    only = Criterion("only", "Only", "", Fraction(1), Fraction(0), Fraction(0))
    fit = judge({"only": Fraction(1)}, replace(DEFAULT_SETTINGS, criteria=(only,)))
    assert (fit.light, fit.capped_by, fit.breached, fit.flip) == ("red", (), (), None)

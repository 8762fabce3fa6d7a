"""How well a job fits: ratings and settings in, score and light out, all in exact fractions.

The score is the weighted mean of the ratings (equal weights unless given: Dawes 1979). Floors and
deal-breakers cap the light instead of changing the score, because pay and values work as
conditions, not as terms of a mean (Rynes et al. 1983). The light is a prompt for thought; it
predicts nothing. Rounding and wording are for `pages`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from site_builder.core import robustness, turns
from site_builder.core.frozen import frozen
from site_builder.core.model import Fit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.core.model import Criterion, Light, Settings

LOWEST_RATING, HIGHEST_RATING = Fraction(1), Fraction(10)
WITHHELD_FIT = Fit(None, LOWEST_RATING, HIGHEST_RATING, "unknown", (), (), (), borderline=False)
LIGHTS: tuple[Light, ...] = ("red", "amber", "green")


@frozen
class Cap:
    """The best light that floors and deal-breakers allow, and the criteria that limit it."""

    light: Light
    criteria: tuple[str, ...]


def weight_shares(criteria: tuple[Criterion, ...]) -> dict[str, Fraction]:
    """Each criterion's share of all weight, 0 to 1, by id; they add up to 1."""
    total = sum((c.weight for c in criteria), Fraction(0))
    return {c.id: c.weight / total for c in criteria}


def _light_of_score(score: Fraction, settings: Settings) -> Light:
    """The light of a score from 1 to 10, before any cap."""
    if score >= settings.green:
        return "green"
    return "amber" if score >= settings.amber else "red"


def _worse(one: Light, other: Light) -> Light:
    return min(one, other, key=LIGHTS.index)


def _cap(ratings: Mapping[str, Fraction], settings: Settings) -> Cap:
    """The cap by what is rated: red at or below a deal-breaker, else amber below a floor.

    Without either the cap is green, which limits nothing.
    """
    broken = tuple(
        c.id for c in settings.criteria if c.id in ratings and ratings[c.id] <= c.dealbreaker
    )
    if broken:
        return Cap("red", broken)
    low = tuple(c.id for c in settings.criteria if c.id in ratings and ratings[c.id] < c.floor)
    return Cap("amber", low) if low else Cap("green", ())


def judge(ratings: Mapping[str, Fraction | None], settings: Settings) -> Fit:
    """The fit by ratings from 1 to 10 by criterion; None and absent both mean not known.

    `low` and `high` are the scores if all that is not known were rated 1 or 10. The light is known
    where both ends give the same one. What would turn it is given only for a full rating.
    """
    weight = weight_shares(settings.criteria)
    known = {c: r for c in weight if (r := ratings.get(c)) is not None}
    unknown = tuple(c for c in weight if c not in known)
    known_part = sum((weight[c] * known[c] for c in known), Fraction(0))
    open_weight = sum((weight[c] for c in unknown), Fraction(0))
    low, high = known_part + open_weight * LOWEST_RATING, known_part + open_weight * HIGHEST_RATING
    cap = _cap(known, settings)
    uncapped = _light_of_score(high, settings)
    light = _worse(uncapped, cap.light)
    # A cap can settle the light before all is rated: below a deal-breaker it is red whatever else.
    is_settled = light == _worse(_light_of_score(low, settings), cap.light)
    fit = Fit(
        score=None if unknown else low,
        low=low,
        high=high,
        light=light if is_settled else "unknown",
        unknown=unknown,
        breached=tuple(
            c.id
            for c in settings.criteria
            if c.id in known and (known[c.id] < c.floor or known[c.id] <= c.dealbreaker)
        ),
        capped_by=cap.criteria if light != uncapped else (),
        borderline=not unknown and _is_borderline(low, settings),
    )
    return fit if unknown else _with_robustness(fit, known, cap, settings)


def _is_borderline(score: Fraction, settings: Settings) -> bool:
    thresholds = (settings.amber, settings.green)
    return any(abs(score - threshold) < settings.borderline for threshold in thresholds)


def _with_robustness(fit: Fit, known: Mapping[str, Fraction], cap: Cap, settings: Settings) -> Fit:
    """A fit with what would turn its light: one rating, or weights; `known` has all criteria."""
    bands = (settings.amber, settings.green)
    best = None if cap.light == "green" else cap.light
    weights = {c.id: c.weight for c in settings.criteria}
    ratings = tuple(known.values())
    single_turns = turns.turns(ratings, settings.criteria, bands)
    margin = turns.margin(single_turns, known)
    return replace(
        fit,
        turns=single_turns,
        margin=margin,
        strength=turns.strength(margin),
        share=robustness.share_of_light(ratings, fit.light, bands, best),
        flip=robustness.flip(known, weights, bands, best),
    )


def outlook(
    criterion: str, ratings: Mapping[str, Fraction | None], settings: Settings
) -> list[tuple[Light, Fraction]]:
    """What the light would become by rating one more criterion, other unknown ones taken as 10.

    Each light that is possible, best first, with the lowest rating (in halves) that gives it.
    """
    weight = weight_shares(settings.criteria)
    # As 10, since a lower guess would hide lights that this criterion can still bring about.
    others = {c: ratings.get(c) or HIGHEST_RATING for c in weight if c != criterion}
    sum_of_others = sum((weight[c] * others[c] for c in others), Fraction(0))
    cap_by_others = _cap(others, settings).light
    lowest: dict[Light, Fraction] = {}
    for halves in range(20, 1, -1):
        rating = Fraction(halves, 2)
        score = sum_of_others + weight[criterion] * rating
        capped = _worse(_light_of_score(score, settings), cap_by_others)
        lowest[_worse(capped, _cap({criterion: rating}, settings).light)] = rating
    return list(lowest.items())

"""How well a job fits: ratings and settings in, score and light out, all in exact fractions.

The score is the weighted mean of the ratings (equal weights unless given: Dawes 1979). Floors and
deal-breakers cap the light instead of changing the score, because pay and values work as
conditions, not as terms of a mean (Rynes et al. 1983). The light is a prompt for thought; it
predicts nothing. Rounding and wording are for `pages`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING

from site_builder.core import robustness, turns
from site_builder.core.frozen import frozen
from site_builder.core.model import Fit
from site_builder.core.turns import HIGHEST_HALVES, LOWEST_HALVES, halves, scale_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.core.model import Light, Settings
    from site_builder.core.turns import Scale

LOWEST_RATING, HIGHEST_RATING = Fraction(1), Fraction(10)
WITHHELD_FIT = Fit(None, LOWEST_RATING, HIGHEST_RATING, "unknown", (), (), (), borderline=False)
LIGHTS: tuple[Light, ...] = ("red", "amber", "green")


@frozen
class Cap:
    """The best light that floors and deal-breakers allow, and the criteria that limit it."""

    light: Light
    criteria: tuple[str, ...]


@lru_cache(maxsize=8)  # as `scale_of`
def weight_shares(settings: Settings) -> Mapping[str, Fraction]:
    """Each criterion's share of all weight, 0 to 1, by id; they add up to 1."""
    scale = scale_of(settings)
    total = sum(scale.weights)
    return {id_: Fraction(w, total) for id_, w in zip(scale.ids, scale.weights, strict=True)}


def judge(ratings: Mapping[str, Fraction | None], settings: Settings) -> Fit:
    """The fit by ratings from 1 to 10 in halves by criterion; None and absent both mean not known.

    `low` and `high` are the scores if all that is not known were rated 1 or 10. The light is known
    where both ends give the same one. What would turn it is given only for a full rating.
    """
    return _judge(tuple(_halves(ratings.get(c.id)) for c in settings.criteria), settings)


def _halves(rating: Fraction | None) -> int | None:
    return None if rating is None else halves(rating)


@lru_cache(maxsize=2**12)  # a job is judged for its page, for each round's and for the data
def _judge(points: tuple[int | None, ...], settings: Settings) -> Fit:
    """The fit by ratings in halves, in the order of the criteria."""
    scale = scale_of(settings)
    known = {id_: p for id_, p in zip(scale.ids, points, strict=True) if p is not None}
    unknown = tuple(id_ for id_ in scale.ids if id_ not in known)
    known_part = sum(w * p for w, p in zip(scale.weights, points, strict=True) if p is not None)
    open_weight = sum(w for w, p in zip(scale.weights, points, strict=True) if p is None)
    low, high = known_part + open_weight * LOWEST_HALVES, known_part + open_weight * HIGHEST_HALVES
    cap = _cap(points, scale)
    uncapped = _light_of_score(high, scale)
    light = _worse(uncapped, cap.light)
    # A cap can settle the light before all is rated: below a deal-breaker it is red whatever else.
    is_settled = light == _worse(_light_of_score(low, scale), cap.light)
    lowest, highest = Fraction(low, scale.unit), Fraction(high, scale.unit)
    fit = Fit(
        score=None if unknown else lowest,
        low=lowest,
        high=highest,
        light=light if is_settled else "unknown",
        unknown=unknown,
        breached=_below(points, scale.floors, scale),
        capped_by=cap.criteria if light != uncapped else (),
        borderline=not unknown and any(low in near for near in scale.borders),
    )
    return fit if unknown else _with_robustness(fit, known, cap, scale)


def _light_of_score(score: int, scale: Scale) -> Light:
    """The light of a score in the unit of the scale, before any cap."""
    if score >= scale.green:
        return "green"
    return "amber" if score >= scale.amber else "red"


def _worse(one: Light, other: Light) -> Light:
    return min(one, other, key=LIGHTS.index)


def _cap(points: Iterable[int | None], scale: Scale) -> Cap:
    """The cap by what is rated: red at or below a deal-breaker, else amber below a floor.

    Without either the cap is green, which limits nothing.
    """
    points = tuple(points)
    if broken := _below(points, scale.limits, scale):
        return Cap("red", broken)
    low = _below(points, scale.floors, scale)
    return Cap("amber", low) if low else Cap("green", ())


def _below(points: Iterable[int | None], limits: Iterable[int], scale: Scale) -> tuple[str, ...]:
    """The criteria that are rated below their limits, in order."""
    each = zip(scale.ids, points, limits, strict=True)
    return tuple(id_ for id_, point, limit in each if point is not None and point < limit)


def _with_robustness(fit: Fit, known: Mapping[str, int], cap: Cap, scale: Scale) -> Fit:
    """A fit with what would turn its light: one rating, or weights; `known` has all criteria."""
    best = None if cap.light == "green" else cap.light
    ratings = tuple(known.values())
    single_turns = turns.turns(ratings, scale)
    margin = turns.margin(single_turns, known)
    return replace(
        fit,
        turns=single_turns,
        margin=margin,
        strength=turns.strength(margin),
        share=robustness.share_of_light(ratings, fit.light, scale.bands, best),
        flip=robustness.flip(
            known, dict(zip(scale.ids, scale.weights, strict=True)), scale.bands, best
        ),
    )


def outlook(
    criterion: str, ratings: Mapping[str, Fraction | None], settings: Settings
) -> list[tuple[Light, Fraction]]:
    """What the light would become by rating one more criterion, other unknown ones taken as 10.

    Each light that is possible, best first, with the lowest rating (in halves) that gives it.
    """
    scale = scale_of(settings)
    # As 10, since a lower guess would hide lights that this criterion can still bring about.
    points = [_halves(ratings.get(id_)) or HIGHEST_HALVES for id_ in scale.ids]
    place = scale.ids.index(criterion)
    lowest: dict[Light, Fraction] = {}
    for point in range(HIGHEST_HALVES, LOWEST_HALVES - 1, -1):
        points[place] = point
        score = _light_of_score(sum(map(mul, points, scale.weights)), scale)
        lowest[_worse(score, _cap(points, scale).light)] = Fraction(point, 2)
    return list(lowest.items())

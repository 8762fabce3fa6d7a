"""How well a job fits: score, light and the caps of floors and deal-breakers, all exact.

The score is the weighted mean of the ratings (equal weights unless given: Dawes 1979). Floors and
deal-breakers stand beside it because pay and values work as conditions, not as terms of a mean
(Rynes et al. 1983). The light is a prompt for thought; it predicts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from site_builder.core import robustness
from site_builder.core.model import Fit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.core.model import Criterion, Light, Settings

WORST, BEST = Fraction(1), Fraction(10)
WITHHELD = Fit(None, WORST, BEST, "unknown", (), (), (), borderline=False)
LIGHTS: tuple[Light, ...] = ("red", "amber", "green")


@dataclass(frozen=True, slots=True)
class Cap:
    """The best light that floors and deal-breakers allow, and the criteria that see to it."""

    light: Light
    criteria: tuple[str, ...]


def shares(criteria: tuple[Criterion, ...]) -> dict[str, Fraction]:
    """Each criterion's share of all weight; they add up to 1."""
    total = sum((c.weight for c in criteria), Fraction(0))
    return {c.id: c.weight / total for c in criteria}


def band(score: Fraction, settings: Settings) -> Light:
    """The light of a score from 1 to 10, before any cap."""
    if score >= settings.green:
        return "green"
    return "amber" if score >= settings.amber else "red"


def worse(one: Light, other: Light) -> Light:
    """The worse of two lights."""
    return min(one, other, key=LIGHTS.index)


def cap(ratings: Mapping[str, Fraction], settings: Settings) -> Cap:
    """The cap that binds: red by any deal-breaker, else amber by any floor, else none."""
    broken = tuple(
        c.id for c in settings.criteria if c.id in ratings and ratings[c.id] <= c.dealbreaker
    )
    if broken:
        return Cap("red", broken)
    low = tuple(c.id for c in settings.criteria if c.id in ratings and ratings[c.id] < c.floor)
    return Cap("amber", low) if low else Cap("green", ())


def judge(ratings: Mapping[str, Fraction | None], settings: Settings) -> Fit:
    """The fit of some ratings by criterion; None and absent both mean unknown."""
    weight = shares(settings.criteria)
    known = {c: r for c in weight if (r := ratings.get(c)) is not None}
    unknown = tuple(c for c in weight if c not in known)
    sum_known = sum((weight[c] * known[c] for c in known), Fraction(0))
    open_weight = sum((weight[c] for c in unknown), Fraction(0))
    low, high = sum_known + open_weight * WORST, sum_known + open_weight * BEST
    limit = cap(known, settings)
    best = band(high, settings)
    light = worse(best, limit.light)
    agreed = light == worse(band(low, settings), limit.light)
    fit = Fit(
        score=None if unknown else low,
        low=low,
        high=high,
        light=light if agreed else "unknown",
        unknown=unknown,
        breached=tuple(
            c.id
            for c in settings.criteria
            if c.id in known and (known[c.id] < c.floor or known[c.id] <= c.dealbreaker)
        ),
        capped_by=limit.criteria if light != best else (),
        borderline=not unknown and _is_borderline(low, settings),
    )
    return fit if unknown else _with_robustness(fit, known, limit, settings)


def _is_borderline(score: Fraction, settings: Settings) -> bool:
    return any(abs(score - t) < settings.borderline for t in (settings.amber, settings.green))


def _with_robustness(
    fit: Fit, known: Mapping[str, Fraction], limit: Cap, settings: Settings
) -> Fit:
    bands = (settings.amber, settings.green)
    best = None if limit.light == "green" else limit.light
    weights = {c.id: c.weight for c in settings.criteria}
    share = robustness.share_of_light(tuple(known.values()), fit.light, bands, best)
    equal = len(set(weights.values())) == 1
    return replace(
        fit,
        share=share,
        strength=robustness.strength(share) if equal else None,
        flip=robustness.flip(known, weights, bands, best),
    )


def outlook(
    criterion: str, ratings: Mapping[str, Fraction | None], settings: Settings
) -> list[tuple[Light, Fraction]]:
    """What an unknown criterion could still make of the light, other unknowns taken as 10.

    Each light that it can give, best first, with the lowest rating that gives it.
    """
    weight = shares(settings.criteria)
    others = {c: ratings.get(c) or BEST for c in weight if c != criterion}
    without = sum((weight[c] * others[c] for c in others), Fraction(0))
    limit = cap(others, settings).light
    bands: list[tuple[Light, Fraction]] = []
    for halves in range(20, 1, -1):
        rating = Fraction(halves, 2)
        scored = worse(band(without + weight[criterion] * rating, settings), limit)
        light = worse(scored, cap({criterion: rating}, settings).light)
        if bands and bands[-1][0] == light:
            bands.pop()
        bands.append((light, rating))
    return bands

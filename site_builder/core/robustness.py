"""How much a light depends on the weights: exact shares of all weightings, and the nearest flip.

Weights that are uniform on the simplex make the weighted mean S of n ratings a B-spline variable
(Curry & Schoenberg 1966, "On Pólya frequency functions IV"): P(S >= T) is the divided difference
of (x - T)^(n-1), taken as 0 below T, at the ratings; equal ratings take derivatives in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOLID, LEANING = Fraction(9, 10), Fraction(7, 10)
Bands = tuple[Fraction, Fraction]
"""Where amber and where green begin."""


@dataclass(frozen=True, slots=True)
class Flip:
    """The nearest change of one weight that changes the light.

    `share` is the criterion's share of all weight, 0 to 1, at which the light turns to `to`, by
    counting for more (`direction` is above) or for less (below).
    """

    criterion: str
    share: Fraction
    direction: str
    to: str


def share_at_least(ratings: tuple[Fraction, ...], threshold: Fraction) -> Fraction:
    """The share of all weightings, 0 to 1, under which the mean is at least the threshold."""
    return _share_at_least(tuple(sorted(ratings)), threshold)


@lru_cache(maxsize=65_536)
def _share_at_least(ratings: tuple[Fraction, ...], threshold: Fraction) -> Fraction:
    if ratings[0] >= threshold:
        return Fraction(1)
    if ratings[-1] < threshold:
        return Fraction(0)
    scale = lcm(threshold.denominator, *(r.denominator for r in ratings))
    power = len(ratings) - 1
    above = [int((r - threshold) * scale) for r in ratings]
    column = [Fraction(max(x, 0) ** power) for x in above]
    for order in range(1, len(above)):
        column = [
            (column[i + 1] - column[i]) / (above[i + order] - above[i])
            if above[i + order] != above[i]
            else Fraction(comb(power, order) * max(above[i], 0) ** (power - order))
            for i in range(len(above) - order)
        ]
    return column[0]


def share_of_light(
    ratings: tuple[Fraction, ...], light: str, bands: Bands, cap: str | None
) -> Fraction:
    """The share of all weightings that give a light, where `cap` is the best that caps allow."""
    if cap == "red":
        return Fraction(light == "red")
    amber, green = (share_at_least(ratings, threshold) for threshold in bands)
    if cap == "amber":
        green = Fraction(0)
    return {"red": 1 - amber, "amber": amber - green, "green": green}[light]


def share_above(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> Fraction:
    """The share of all weightings under which `a` scores strictly above `b`, rated alike."""
    return 1 - share_at_least(tuple(y - x for x, y in zip(a, b, strict=True)), Fraction(0))


def dominates(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> bool:
    """Whether `a` is at least as high on every criterion, and higher on one."""
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def strength(share: Fraction) -> str:
    """A share of weightings as a word: solid, leaning or fragile."""
    if share >= SOLID:
        return "solid"
    return "leaning" if share >= LEANING else "fragile"


def flip(
    ratings: Mapping[str, Fraction],
    weights: Mapping[str, Fraction],
    bands: Bands,
    cap: str | None,
) -> Flip | None:
    """The nearest flip over all criteria, their order deciding ties; None where there is none.

    A criterion's share moves while the others keep their proportions.
    """
    total = sum(weights.values(), Fraction(0))
    score = sum((weights[c] * r for c, r in ratings.items()), Fraction(0)) / total
    nearest: tuple[Fraction, Flip] | None = None
    for criterion, rating in ratings.items():
        now = weights[criterion] / total
        if now == 1:
            continue
        others = (score - now * rating) / (1 - now)
        for share, direction, to in _crossings(rating, others, score, bands, cap):
            distance = abs(share - now)
            if nearest is None or distance < nearest[0]:
                nearest = distance, Flip(criterion, share, direction, to)
    return nearest[1] if nearest else None


def _crossings(
    rating: Fraction, others: Fraction, score: Fraction, bands: Bands, cap: str | None
) -> Iterator[tuple[Fraction, str, str]]:
    """Where the light changes as one criterion's share goes from 0 to 1: share, direction, light.

    The score goes from that of the others to the rating. More of the criterion comes first.
    """
    slope = rating - others
    lower, upper = _next_thresholds(score, bands, cap)
    for direction, end in (("above", rating), ("below", others)):
        if lower is not None and end < score and end < lower:
            to = "amber" if bands[0] < lower else "red"
            yield (lower - others) / slope, direction, to
        if upper is not None and end > score and end >= upper:
            yield (
                (upper - others) / slope,
                direction,
                "green" if upper == bands[1] and cap is None else "amber",
            )


def _next_thresholds(
    score: Fraction, bands: Bands, cap: str | None
) -> tuple[Fraction | None, Fraction | None]:
    """Below which score, and from which on, the capped light is another; None for none."""
    amber, green = bands
    if cap == "red":
        return None, None
    if score < amber:
        return None, amber
    if cap == "amber":
        return amber, None
    return (green, None) if score >= green else (amber, green)

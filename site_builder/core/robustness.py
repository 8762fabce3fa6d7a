"""How much a light depends on the weights: exact shares of all weightings, and the nearest flip.

All weightings means weights uniform on the simplex, Dirichlet(1, ..., 1). The weighted mean S of n
ratings then has the B-spline with the ratings as knots for its density (Curry & Schoenberg 1966,
"On Pólya frequency functions IV"), so that P(S >= T) is the divided difference of (x - T)^(n-1),
taken as 0 below T, at the ratings.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOLID, LEANING = Fraction(9, 10), Fraction(7, 10)
Number = TypeVar("Number", int, Fraction)
Bands = tuple[Fraction, Fraction]
"""The scores from which on the light is amber and green; the first is not above the second."""


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
    *points, line = _whole(*ratings, threshold)
    return _share_not_negative(tuple(sorted(point - line for point in points)))


def _whole(*values: Fraction) -> list[int]:
    """The values times their least common denominator: nothing here depends on the unit."""
    scale = lcm(*(value.denominator for value in values))
    return [value.numerator * (scale // value.denominator) for value in values]


@lru_cache(maxsize=2**14)
def _share_not_negative(knots: tuple[int, ...]) -> Fraction:
    """The share of all weightings under which the mean of some knots, in order, is at least 0.

    Leibniz's rule for x · x^(n-2), over any knot `high` >= 0 and any knot `low` < 0, gives
    P = (high · (P without low) - low · (P without high)) / (high - low). P is 1 without a knot
    below 0, and 0 without any other. Equal knots never meet in a difference, so ties need no
    derivatives. Work grows as n²; `row[k]` is P for the first k + 1 high knots and the low so far.
    """
    highs = [knot for knot in knots if knot >= 0]
    row = [Fraction(1) for _ in highs]
    for low in knots[: len(knots) - len(highs)]:
        without_high = Fraction(0)
        for k, high in enumerate(highs):
            without_high += (row[k] - without_high) * Fraction(high, high - low)
            row[k] = without_high
    return row[-1] if row else Fraction(0)


def share_of_light(
    ratings: tuple[Fraction, ...], light: str, bands: Bands, cap: str | None
) -> Fraction:
    """The share of all weightings, 0 to 1, that give a light; `cap` is the best that caps allow."""
    share = Fraction(light == "red")
    for threshold, below, from_on in _borders(bands, cap):
        if light == from_on:
            share += share_at_least(ratings, threshold)
        elif light == below:
            share -= share_at_least(ratings, threshold)
    return share


def _borders(bands: tuple[Number, Number], cap: str | None) -> tuple[tuple[Number, str, str], ...]:
    """Where the capped light changes: score, the light below it, the light from it on."""
    amber, green = bands
    if cap == "red":
        return ()
    if cap == "amber":
        return ((amber, "red", "amber"),)
    if amber == green:
        return ((green, "red", "green"),)
    return (amber, "red", "amber"), (green, "amber", "green")


def share_above(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> Fraction:
    """The share of all weightings, 0 to 1, under which `a` is strictly above `b`, rated alike."""
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
    """The flip nearest to the present weights, any positive numbers; None where there is none.

    One criterion's share moves while the others keep their proportions. Ties go to the first
    criterion, and on one criterion to counting for more.
    """
    *points, amber, green = _whole(*ratings.values(), *bands)
    parts = _whole(*(weights[criterion] for criterion in ratings))
    total = sum(parts)
    score = sum(part * point for part, point in zip(parts, points, strict=True))
    borders = [
        (threshold * total - score, below, from_on)
        for threshold, below, from_on in _borders((amber, green), cap)
    ]
    flips = [
        flip
        for criterion, part, point in zip(ratings, parts, points, strict=True)
        for flip in _flips(criterion, Fraction(part, total), point * total - score, borders)
    ]
    return min(flips, key=itemgetter(0))[1] if flips else None


def _flips(
    criterion: str, now: Fraction, pull: int, borders: list[tuple[int, str, str]]
) -> Iterator[tuple[Fraction, Flip]]:
    """Every change of the light by one criterion's share, `now` 0 to 1, each after its distance.

    `pull` is the rating and a border's number its threshold, both less the score and in the same
    unit. A step in the share raises the score by pull · step / (1 - now). A rising light turns at
    the threshold; a falling one beyond it, and needs room there. Steps upwards come first.
    """
    if pull == 0:
        return
    pace = (1 - now) / pull
    for gap, below, from_on in sorted(borders, reverse=pull > 0):
        step = gap * pace
        share, falls = now + step, gap <= 0
        if 0 < share < 1 or (share in {0, 1} and not falls):
            direction = "above" if falls == (pull < 0) else "below"
            yield abs(step), Flip(criterion, share, direction, below if falls else from_on)

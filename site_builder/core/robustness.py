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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOLID, LEANING = Fraction(9, 10), Fraction(7, 10)
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
    return _share_not_negative(tuple(sorted(r - threshold for r in ratings)))


@lru_cache(maxsize=2**14)
def _share_not_negative(knots: tuple[Fraction, ...]) -> Fraction:
    """The share of all weightings under which the mean of n knots, in order, is at least 0.

    Leibniz's rule for x · x^(n-2), over any knot `high` >= 0 and any knot `low` < 0, gives
    P = (high · (P without low) - low · (P without high)) / (high - low). It is 1 without a knot
    below 0 and 0 without any other. No step divides by the difference of equal knots, so ties need
    no derivatives. Work grows as n²; `row[k]` is P for the first k + 1 high knots.
    """
    highs = [knot for knot in knots if knot >= 0]
    row = [Fraction(1) for _ in highs]
    for low in knots[: len(knots) - len(highs)]:
        without_high = Fraction(0)
        for k, high in enumerate(highs):
            without_high += (row[k] - without_high) * high / (high - low)
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


def _borders(bands: Bands, cap: str | None) -> tuple[tuple[Fraction, str, str], ...]:
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
    total = sum(weights.values(), Fraction(0))
    shares = {criterion: weights[criterion] / total for criterion in ratings}
    flips = _flips(ratings, shares, _borders(bands, cap))
    return min(flips, key=lambda f: abs(f.share - shares[f.criterion]), default=None)


def _flips(
    ratings: Mapping[str, Fraction],
    shares: Mapping[str, Fraction],
    borders: tuple[tuple[Fraction, str, str], ...],
) -> Iterator[Flip]:
    """Every change of the light by one criterion's share, ties as in `flip`; shares add up to 1.

    As the share s of a criterion rated r, now p, moves the score from S, it meets a threshold T at
    s = p + (T - S) · (1 - p) / (r - S). Rising is done at T; falling goes beyond, and needs room.
    """
    score = sum((shares[c] * rating for c, rating in ratings.items()), Fraction(0))
    for criterion, rating in ratings.items():
        if rating == score:
            continue
        now = shares[criterion]
        pace = (1 - now) / (rating - score)
        for threshold, below, from_on in sorted(borders, reverse=rating > score):  # above first
            falls = threshold <= score
            share = now + (threshold - score) * pace
            if 0 < share < 1 or (share in {0, 1} and not falls):
                direction = "above" if falls == (rating < score) else "below"
                yield Flip(criterion, share, direction, below if falls else from_on)

"""How much a light depends on the weights: the share of all weightings that give the same one.

All in exact fractions, without sampling. Ratings and thresholds are numbers here; what a floor or
a deal-breaker is, `fit` knows.

"All weightings" means weights uniform on the simplex, Dirichlet(1, ..., 1). The weighted mean S of
n ratings then has the B-spline with the ratings as knots for its density (Curry & Schoenberg 1966,
"On Pólya frequency functions IV"), so that P(S >= T) is the divided difference of (x - T)^(n-1),
taken as 0 below T, at the ratings.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Number = TypeVar("Number", int, Fraction)
Rational = int | Fraction
Bands = tuple[Fraction, Fraction]
"""The scores from which on the light is amber and green; the first is not above the second."""


@frozen
class Flip:
    """The nearest change of one weight that changes the light.

    `share` is the criterion's share of all weight, 0 to 1, at which the light becomes `to`;
    `direction` is `above` where the criterion must count for more than now, else `below`.
    """

    criterion: str
    share: Fraction
    direction: str
    to: str


def share_at_least(ratings: tuple[Rational, ...], threshold: Rational) -> Fraction:
    """The share of all weightings, 0 to 1, under which the mean is at least the threshold.

    There must be at least one rating; neither order nor scale matters.
    """
    *points, limit = _whole_numbers(*ratings, threshold)
    return _share_not_negative(tuple(sorted(point - limit for point in points)))


def _whole_numbers(*values: Rational) -> list[int]:
    """The values times their least common denominator: integers are faster, and find the cache."""
    scale = lcm(*(value.denominator for value in values))
    return [value.numerator * (scale // value.denominator) for value in values]


@lru_cache(maxsize=2**14)
def _share_not_negative(knots: tuple[int, ...]) -> Fraction:
    """P, the share of all weightings under which the mean of some sorted knots is at least 0.

    Leibniz's rule for x · x^(n-2), with any knot `high` >= 0 and any knot `low` < 0, gives
    P = (high · (P without low) - low · (P without high)) / (high - low), where P is 1 if no knot
    is below 0, and 0 if all are. `high` and `low` are never equal, so that ties need no derivatives
    as in the usual divided difference. `row[k]` is P for the first k + 1 high knots and the low
    knots so far; the work is at most n² / 4 steps.
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
    ratings: tuple[Rational, ...], light: str, bands: Bands, cap: str | None
) -> Fraction:
    """The share of all weightings, 0 to 1, that give a light.

    `cap` is the best light that is allowed, None for any: it depends on single ratings, so that no
    weighting changes it.
    """
    share = Fraction(light == "red")
    for threshold, below, from_on in _borders(bands, cap):
        if light == from_on:
            share += share_at_least(ratings, threshold)
        elif light == below:
            share -= share_at_least(ratings, threshold)
    return share


def _borders(bands: tuple[Number, Number], cap: str | None) -> tuple[tuple[Number, str, str], ...]:
    """The scores at which the light changes, each with the light below it and the one from it on.

    Colours above the cap have no border. Where amber and green begin together there is no amber.
    """
    amber, green = bands
    if cap == "red":
        return ()
    if cap == "amber":
        return ((amber, "red", "amber"),)
    if amber == green:
        return ((green, "red", "green"),)
    return (amber, "red", "amber"), (green, "amber", "green")


def share_above(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> Fraction:
    """The share of all weightings, 0 to 1, under which `a` has a strictly higher mean than `b`.

    Both rate the same criteria in the same order. Raises ValueError for different lengths.
    """
    return 1 - share_at_least(tuple(y - x for x, y in zip(a, b, strict=True)), Fraction(0))


def dominates(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> bool:
    """Whether `a` is at least as high on every criterion and higher on one.

    Both rate the same criteria in the same order.
    """
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def flip(
    ratings: Mapping[str, Rational],
    weights: Mapping[str, Rational],
    bands: Bands,
    cap: str | None,
) -> Flip | None:
    """The smallest change of one criterion's share of all weight that changes the light, or None.

    The other criteria keep their proportions. `weights` are positive and of any scale. Ties go to
    the first criterion, then to counting for more.
    """
    *points, amber, green = _whole_numbers(*ratings.values(), *bands)
    parts = _whole_numbers(*(weights[criterion] for criterion in ratings))
    total = sum(parts)
    score = sum(part * point for part, point in zip(parts, points, strict=True))
    # Integers in one unit, with the present score as zero.
    borders = [
        (threshold * total - score, below, from_on)
        for threshold, below, from_on in _borders((amber, green), cap)
    ]
    distances = [
        distance_and_flip
        for criterion, part, point in zip(ratings, parts, points, strict=True)
        for distance_and_flip in _flips(criterion, part, total, point * total - score, borders)
    ]
    return min(distances, key=itemgetter(0))[1] if distances else None


def _flips(
    criterion: str, part: int, total: int, pull: int, borders: list[tuple[int, str, str]]
) -> Iterator[tuple[Fraction, Flip]]:
    """Every change of the light by one criterion's share, now `part` of `total`, and how far.

    `pull` is the criterion's rating, and the first of each border its score, both less the present
    score and in the same unit. Moving the share by `step` moves the score by
    pull · step / (1 - now). Steps upwards come first.
    """
    if pull == 0:  # rated like the score: no share of it moves that
        return
    # Shares as whole numbers of which `whole` is all weight, for most of them lead nowhere.
    whole = abs(pull) * total
    for gap, below, from_on in sorted(borders, reverse=pull > 0):
        step = gap * (total - part) * (1 if pull > 0 else -1)
        share, falls = part * abs(pull) + step, gap <= 0
        # A better light begins at its threshold, which a share of exactly 0 or 1 may reach. A worse
        # one begins beyond it, where there is no share left.
        if 0 < share < whole or (share in {0, whole} and not falls):
            direction, to = "above" if falls == (pull < 0) else "below", below if falls else from_on
            yield Fraction(abs(step), whole), Flip(criterion, Fraction(share, whole), direction, to)

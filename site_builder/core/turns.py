"""Which single rating would turn a light, and how far off the nearest one is.

This is the one-way sensitivity analysis of an additive model (Triantaphyllou & Sánchez 1997, "A
sensitivity analysis approach for some deterministic multi-criteria decision-making methods"), over
the ratings instead of the weights, since a rating is what a person can find out, ask for or be
wrong about. Floors and deal-breakers cap the light here as they do in `fit`.

No light gets worse by a better rating, so for each criterion and light there is one lowest rating
that gives that light or a better one; turns follow from these.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm
from operator import lt, mul
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.model import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.model import Light, Settings, Strength
    from site_builder.core.robustness import Bands

LOWEST_HALVES, HIGHEST_HALVES = 2, 20  # ratings go from 1 to 10 in halves
NEVER = HIGHEST_HALVES + 1
LEANING_MARGIN, FRAGILE_MARGIN = Fraction(1), Fraction(1, 2)  # points


@frozen
class Scale:
    """The settings in whole numbers: ratings in halves, scores as sums of weight times rating.

    `unit` is how much of a score is one point. `limits` are the lowest ratings above each
    deal-breaker, `floors` the lowest of these that are not below the floor either; `amber` and
    `green` are the lowest scores with that light, and `borders` those that are borderline to one.
    `bands` are where amber and green begin, in halves.
    """

    ids: tuple[str, ...]
    weights: tuple[int, ...]
    unit: int
    floors: tuple[int, ...]
    limits: tuple[int, ...]
    amber: int
    green: int
    borders: tuple[range, ...]
    bands: Bands


def turns(points: tuple[int, ...], scale: Scale) -> tuple[Turn, ...]:
    """Every turn of a full rating, by criterion in order, the one below before the one above.

    `points` are the ratings in halves, in the order of the criteria.
    """
    score = sum(map(mul, points, scale.weights))
    # How many criteria forbid amber, and how many forbid green: the one that moves may be the only.
    below_limit = sum(map(lt, points, scale.limits))
    below_floor = sum(map(lt, points, scale.floors))
    possible: list[Turn] = []
    for id_, point, weight, lowest, limit in zip(
        scale.ids, points, scale.weights, scale.floors, scale.limits, strict=True
    ):
        others = score - weight * point
        amber = NEVER if below_limit - (point < limit) else _reached(scale.amber - others, weight)
        green = NEVER if below_floor - (point < lowest) else _reached(scale.green - others, weight)
        amber = max(amber, limit)
        possible += _turns_of(id_, point, amber, max(amber, green, lowest))
    return tuple(possible)


def halves(rating: Fraction) -> int:
    """A rating in half points, of which it must be a whole number."""
    return 2 * rating.numerator // rating.denominator


def margin(turns: tuple[Turn, ...], points: Mapping[str, int]) -> Fraction | None:
    """How many points off the nearest turn is; None without a turn.

    `points` are the present ratings in halves.
    """
    distances = [abs(halves(turn.rating) - points[turn.criterion]) for turn in turns]
    return Fraction(min(distances), 2) if distances else None


def strength(margin: Fraction | None) -> Strength:
    """A margin as a word: solid for more than a point, leaning for more than half, else fragile."""
    if margin is None or margin > LEANING_MARGIN:
        return "solid"
    return "leaning" if margin > FRAGILE_MARGIN else "fragile"


@lru_cache(maxsize=8)  # one journal has one scale, and the tests many
def scale_of(settings: Settings) -> Scale:
    """The settings in whole numbers."""
    criteria, bands = settings.criteria, (settings.amber, settings.green)
    common = lcm(*(c.weight.denominator for c in criteria))
    weights = tuple(int(c.weight * common) for c in criteria)
    unit, near = 2 * sum(weights), settings.borderline
    return Scale(
        ids=tuple(c.id for c in criteria),
        weights=weights,
        unit=unit,
        floors=tuple(max(ceil(2 * c.floor), floor(2 * c.dealbreaker) + 1) for c in criteria),
        limits=tuple(floor(2 * c.dealbreaker) + 1 for c in criteria),
        amber=ceil(unit * settings.amber),
        green=ceil(unit * settings.green),
        # Nearer than `near`, and not as near.
        borders=tuple(range(floor(unit * (b - near)) + 1, ceil(unit * (b + near))) for b in bands),
        bands=(2 * settings.amber, 2 * settings.green),
    )


def _reached(missing: int, weight: int) -> int:
    """The lowest rating in halves with which a criterion adds what is missing to a score."""
    return -(-missing // weight)


def _turns_of(id_: str, point: int, amber: int, green: int) -> Iterator[Turn]:
    """The turns of a criterion rated `point`, with the lowest ratings for amber and for green."""

    def light(rating: int) -> Light:
        return "green" if rating >= green else "amber" if rating >= amber else "red"

    reached = [lowest for lowest in (amber, green) if lowest <= point]
    ahead = [lowest for lowest in (amber, green) if lowest > point]
    # Just below what gives the present light, and where the next better one begins.
    for rating in (max(reached, default=0) - 1, min(ahead, default=NEVER)):
        if LOWEST_HALVES <= rating <= HIGHEST_HALVES:
            yield Turn(id_, Fraction(rating, 2), light(rating))

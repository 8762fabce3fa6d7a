"""How a light is judged, written anew from the definitions and without haste.

Every rating is tried, every weight is moved by the definition, and nothing is imported from the
code that is tested. Ratings are counted in half points, 2 to 20; all else is exact fractions, and
there are no floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, comb, lcm
from operator import getitem, itemgetter, mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.core.model import Settings

LIGHTS = ("red", "amber", "green")
LOWEST, HIGHEST = 2, 20  # ratings of 1 and 10, in half points
HAIR = Fraction(1, 10**40)  # nearer than any two shares at which a light changes

Halves = tuple[int, ...]
Unknowing = tuple[int | None, ...]


@dataclass(frozen=True)
class Move:
    """A rating, in half points, at which the light is another, and that light."""

    criterion: int
    halves: int
    to: str


@dataclass(frozen=True)
class WeightMove:
    """A share of all weight, 0 to 1, at which or just beyond which the light is another."""

    criterion: int
    share: Fraction
    direction: str
    to: str


class Judge:
    """Judges ratings by the definitions; criteria are numbers, in the order of the settings."""

    def __init__(self, settings: Settings) -> None:
        self.bands = (settings.amber, settings.green)
        criteria = settings.criteria
        # Whole numbers in the same proportions.
        scale = lcm(*(c.weight.denominator for c in criteria))
        self.weights = [int(c.weight * scale) for c in criteria]
        self.shares = [Fraction(w, sum(self.weights)) for w in self.weights]
        # The least sum of weight times half points for amber and for green.
        self.lines = [ceil(2 * band * sum(self.weights)) for band in self.bands]
        # By criterion, then by half points: the best light that such a rating allows, as a number.
        self.caps = [
            [
                0
                if Fraction(halves, 2) <= c.dealbreaker
                else 1
                if Fraction(halves, 2) < c.floor
                else 2
                for halves in range(HIGHEST + 1)
            ]
            for c in criteria
        ]

    def light(self, ratings: Halves) -> str:
        """The light of a full set of ratings."""
        by_score = self._light_of_sum(sum(map(mul, self.weights, ratings)))
        return LIGHTS[min(by_score, self.best_light(ratings))]

    def best_light(self, ratings: Halves) -> int:
        """The best light that floors and deal-breakers allow, as a number: red is 0."""
        return min(map(getitem, self.caps, ratings))

    def _light_of_sum(self, total: int) -> int:
        """The light of a sum of weight times half points before any cap, as a number."""
        amber, green = self.lines
        return (total >= amber) + (total >= green)

    def turns(self, ratings: Halves) -> list[Move]:
        """By criterion, the nearest rating below and then the nearest above with another light."""
        present = self.light(ratings)
        moves = []
        for criterion, rating in enumerate(ratings):
            below, above = range(rating - 1, LOWEST - 1, -1), range(rating + 1, HIGHEST + 1)
            for way in (below, above):
                for halves in way:
                    light = self.light(changed(ratings, criterion, halves))
                    if light != present:
                        moves.append(Move(criterion, halves, light))
                        break
        return moves

    def light_with_unknowns(self, ratings: Unknowing) -> str:
        """The light where the lowest and the highest ratings of all unknowns give the same one.

        Both are capped by what is known alone, for a rating that nobody gave breaks no floor.
        """
        known = [caps[r] for caps, r in zip(self.caps, ratings, strict=True) if r is not None]
        lights = set()
        for guess in (LOWEST, HIGHEST):
            total = sum(w * (r or guess) for w, r in zip(self.weights, ratings, strict=True))
            lights.add(min([self._light_of_sum(total), *known]))
        return LIGHTS[lights.pop()] if len(lights) == 1 else "unknown"

    def lights_of_unknown(self, ratings: Unknowing, criterion: int) -> dict[int, str]:
        """The light by each rating of an unknown criterion, the other unknowns at their best."""
        best = tuple(HIGHEST if r is None else r for r in ratings)
        return {
            halves: self.light(changed(best, criterion, halves))
            for halves in range(LOWEST, HIGHEST + 1)
        }

    def light_at_share(self, ratings: Halves, criterion: int, share: Fraction) -> str:
        """The light with one criterion at a share of all weight, the others in proportion."""
        if len(ratings) == 1:
            return self.light(ratings)
        rest = 1 - self.shares[criterion]
        moved = [
            share if c == criterion else now * (1 - share) / rest
            for c, now in enumerate(self.shares)
        ]
        score = sum((s * r for s, r in zip(moved, ratings, strict=True)), Fraction(0)) / 2
        amber, green = self.bands
        return LIGHTS[min((score >= amber) + (score >= green), self.best_light(ratings))]

    def light_by_one(self, ratings: Halves, criterion: int) -> str:
        """The light with all weight on one criterion."""
        return self.light_at_share(ratings, criterion, Fraction(1))

    def flip(self, ratings: Halves) -> WeightMove | None:
        """The nearest share of one criterion at which the light changes.

        Ties go to the first criterion, then to counting for more.
        """
        if len(ratings) == 1:
            return None
        changes = [
            (abs(change.share - self.shares[criterion]), change)
            for criterion in range(len(ratings))
            for change in self._weight_moves(ratings, criterion)
        ]
        return min(changes, key=itemgetter(0))[1] if changes else None

    def _weight_moves(self, ratings: Halves, criterion: int) -> list[WeightMove]:
        """Every share of a criterion at which, or just beyond which, the light is another."""
        now, present = self.shares[criterion], self.light(ratings)
        moves = []
        for share in self._crossings(ratings, criterion):
            for direction, step in (("above", HAIR), ("below", -HAIR)):
                if (share - now) * step < 0:
                    continue  # that would lead back to the present share
                # A better light begins at its line, a worse one beyond it.
                tried = [s for s in (share, share + step) if 0 <= s <= 1]
                lights = [self.light_at_share(ratings, criterion, s) for s in tried]
                moves += [
                    WeightMove(criterion, share, direction, light)
                    for light in lights
                    if light != present
                ][:1]
        return sorted(moves, key=lambda move: move.direction)

    def _crossings(self, ratings: Halves, criterion: int) -> list[Fraction]:
        """The shares of a criterion at which the score is where amber or green begins.

        The score moves in a straight line with a share, so the light can change nowhere else.
        """
        others = [
            (share, Fraction(r, 2))
            for c, (share, r) in enumerate(zip(self.shares, ratings, strict=True))
            if c != criterion
        ]
        rest = sum((s * r for s, r in others), Fraction(0)) / sum(s for s, _ in others)
        rating = Fraction(ratings[criterion], 2)
        if rating == rest:
            return []
        return [(band - rest) / (rating - rest) for band in self.bands]

    def share(self, ratings: Halves) -> Fraction:
        """The share of all weightings, 0 to 1, that give the present light."""
        present = LIGHTS.index(self.light(ratings))
        best = self.best_light(ratings)
        # The shares of weightings with at least red, amber, green, and better than green.
        at_least = [Fraction(1)]
        for number, band in enumerate(self.bands, 1):
            at_least.append(share_at_least(ratings, band) if number <= best else Fraction(0))
        at_least.append(Fraction(0))
        return at_least[present] - at_least[present + 1]


def changed(ratings: Halves, criterion: int, halves: int) -> Halves:
    """The ratings with one of them another."""
    return (*ratings[:criterion], halves, *ratings[criterion + 1 :])


def share_at_least(ratings: Sequence[int], threshold: Fraction) -> Fraction:
    """The share of all weightings under which the mean of half points is at least a score."""
    return divided_difference(tuple(Fraction(r, 2) for r in ratings), threshold)


def divided_difference(ratings: tuple[Fraction, ...], line: Fraction) -> Fraction:
    """The divided difference at the ratings of (x - line)^(n-1), 0 below the line: the definition.

    At k + 1 equal ratings it is the k-th derivative there over k!.
    """

    @cache
    def difference(first: int, last: int) -> Fraction:
        low, high, order = knots[first], knots[last], last - first
        if low != high:
            return (difference(first + 1, last) - difference(first, last - 1)) / (high - low)
        return comb(power, order) * (low - line) ** (power - order) if low >= line else Fraction(0)

    knots, power = sorted(ratings), len(ratings) - 1
    return difference(0, power)

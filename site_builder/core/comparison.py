"""Comparing opportunities two by two: which ones take part, and who scores higher how often.

In come opportunities with their ratings, out come pairs with shares of all weightings. The
mathematics stands in `robustness`, the sentences about it in `pages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from site_builder.core import robustness

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from site_builder.core.opportunities import Opportunity

MAX_CONTENDERS = 12  # opportunities compared; twelve make 66 pairs, about what a page can hold


@dataclass(frozen=True, slots=True)
class Pair:
    """Two opportunities, `a` the one whose key sorts first.

    `share` is the share of all weightings, 0 to 1, under which `a` scores above `b`, and `reverse`
    the share under which `b` scores above `a`. They add up to 1; both are 0 for equal ratings.
    """

    a: Opportunity
    b: Opportunity
    share: Fraction
    reverse: Fraction
    dominates: Literal["a", "b"] | None
    """Which one is at least as good on every criterion and better on one."""


def contenders(opportunities: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """The live opportunities with all criteria rated, best score first, ties by key, 12 at most."""
    rated = [o for o in opportunities if o.live and o.fit.score is not None]
    rated.sort(key=lambda o: (-(o.fit.score or 0), o.key))
    return tuple(rated[:MAX_CONTENDERS])


def pairs(opportunities: Iterable[Opportunity]) -> tuple[Pair, ...]:
    """Each two of some fully rated opportunities, once, sorted by their keys.

    Opportunities without ratings are skipped: an audience may see a light and not its ratings.
    """
    by_key = sorted((o for o in opportunities if o.ratings), key=lambda o: o.key)
    return tuple(_pair(a, b) for a, b in combinations(by_key, 2))


def _pair(a: Opportunity, b: Opportunity) -> Pair:
    ratings_a = tuple(r for r in a.ratings.values() if r is not None)
    ratings_b = tuple(r for r in b.ratings.values() if r is not None)
    dominates: Literal["a", "b"] | None = None
    if robustness.dominates(ratings_a, ratings_b):
        dominates = "a"
    elif robustness.dominates(ratings_b, ratings_a):
        dominates = "b"
    share = robustness.share_above(ratings_a, ratings_b)
    reverse = robustness.share_above(ratings_b, ratings_a)  # not 1 - share: see equal ratings
    return Pair(a, b, share, reverse, dominates)

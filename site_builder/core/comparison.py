"""Which jobs are compared, and who beats whom under how many weightings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from site_builder.core import robustness

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from site_builder.core.opportunities import Opportunity

MOST = 12  # pairs grow as the square


@dataclass(frozen=True, slots=True)
class Pair:
    """Two opportunities by key.

    `share` is the share of all weightings, 0 to 1, under which `a` scores above `b`, and `reverse`
    the share under which `b` scores above `a`.
    """

    a: Opportunity
    b: Opportunity
    share: Fraction
    reverse: Fraction
    dominates: Literal["a", "b"] | None


def contenders(opportunities: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """The twelve live opportunities with the highest scores, all criteria rated, ties by key."""
    rated = [o for o in opportunities if o.live and o.fit.score is not None]
    rated.sort(key=lambda o: (-(o.fit.score or 0), o.key))
    return tuple(rated[:MOST])


def pairs(opportunities: Iterable[Opportunity]) -> tuple[Pair, ...]:
    """Every two of some fully rated opportunities once, in the order of their keys.

    Those whose ratings are withheld are left out.
    """
    by_key = sorted((o for o in opportunities if o.ratings), key=lambda o: o.key)
    return tuple(_pair(a, b) for a, b in combinations(by_key, 2))


def _pair(a: Opportunity, b: Opportunity) -> Pair:
    one = tuple(r for r in a.ratings.values() if r is not None)
    other = tuple(r for r in b.ratings.values() if r is not None)
    dominates: Literal["a", "b"] | None = None
    if robustness.dominates(one, other):
        dominates = "a"
    elif robustness.dominates(other, one):
        dominates = "b"
    share, reverse = robustness.share_above(one, other), robustness.share_above(other, one)
    return Pair(a, b, share, reverse, dominates)

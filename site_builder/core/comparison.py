"""Comparing opportunities two by two, and with what I have now: who scores higher how often.

In come opportunities with their ratings, out come pairs with shares of all weightings. The
mathematics stands in `robustness`, the sentences about it in `pages`.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

from site_builder.core import robustness
from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from site_builder.core.model import Now
    from site_builder.core.opportunities import Opportunity

Side = Literal["a", "b"]
MAX_CONTENDERS = 12  # opportunities compared; twelve make 66 pairs, about what a page can hold


@frozen
class Pair:
    """Two opportunities, `a` the one whose key sorts first.

    `share` is the share of all weightings, 0 to 1, under which `a` scores above `b`, and `reverse`
    the share under which `b` scores above `a`. They add up to 1; both are 0 for equal ratings.
    """

    a: Opportunity
    b: Opportunity
    share: Fraction
    reverse: Fraction
    dominates: Side | None
    """Which one is at least as good on every criterion and better on one."""


@frozen
class NowPair:
    """An opportunity `a` and what I have now as `b`; the figures are those of a Pair."""

    a: Opportunity
    share: Fraction
    reverse: Fraction
    dominates: Side | None


def contenders(opportunities: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """The live opportunities with all criteria rated, best score first, ties by key, 12 at most."""
    rated = [o for o in opportunities if o.live and o.fit.score is not None]
    rated.sort(key=lambda o: (-(o.fit.score or 0), o.key))
    return tuple(rated[:MAX_CONTENDERS])


def is_live_offer(opportunity: Opportunity) -> bool:
    """Whether there is an offer to answer."""
    return opportunity.live and opportunity.stage == "offer"


def compared_with_now(opportunities: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    """The opportunities that stand beside what I have now: contenders, and all live offers."""
    opportunities = tuple(opportunities)
    offers = filter(is_live_offer, opportunities)
    return tuple({o.key: o for o in (*contenders(opportunities), *offers)}.values())


def pairs(opportunities: Iterable[Opportunity]) -> tuple[Pair, ...]:
    """Each two of some fully rated opportunities, once, sorted by their keys.

    Opportunities without ratings are skipped: an audience may see a light and not its ratings.
    """
    by_key = sorted((o for o in opportunities if o.ratings), key=lambda o: o.key)
    return tuple(
        Pair(a, b, *_figures(_known(a.ratings, a), _known(b.ratings, a)))
        for a, b in combinations(by_key, 2)
    )


def against_now(opportunities: Iterable[Opportunity], now: Now | None) -> tuple[NowPair, ...]:
    """Those of some opportunities that are fully rated, each with what I have now, sorted by key.

    Empty where that is not fully rated itself.
    """
    rated = sorted((o for o in opportunities if o.fit.score is not None), key=lambda o: o.key)
    return tuple(
        NowPair(o, *_figures(_known(o.ratings, o), points))
        for o in rated
        if now and len(points := _known(now.ratings, o)) == len(o.settings.criteria)
    )


def _known(
    ratings: Mapping[str, Fraction | None], opportunity: Opportunity
) -> tuple[Fraction, ...]:
    """The ratings that are known, in the order of the criteria by which `opportunity` is judged."""
    points = (ratings.get(c.id) for c in opportunity.settings.criteria)
    return tuple(point for point in points if point is not None)


def _figures(
    a: tuple[Fraction, ...], b: tuple[Fraction, ...]
) -> tuple[Fraction, Fraction, Side | None]:
    """Share, reverse and `dominates` of two full ratings in the order of the criteria."""
    dominates: Side | None = None
    if robustness.dominates(a, b):
        dominates = "a"
    elif robustness.dominates(b, a):
        dominates = "b"
    # The reverse is not 1 - share: see equal ratings.
    return robustness.share_above(a, b), robustness.share_above(b, a), dominates

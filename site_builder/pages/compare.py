"""Live opportunities side by side, and who beats whom under how many weightings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.comparison import MOST, Pair, contenders, pairs
from site_builder.core.fit import LIGHTS
from site_builder.pages import views, wording
from site_builder.pages.context import Page, root_of
from site_builder.pages.index import best_first, row

if TYPE_CHECKING:
    from fractions import Fraction

    from site_builder.core.model import Criterion
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

ADDRESS = "compare/index.html"
FIRST = 3  # a decision is rarely between more


def page(ctx: Context) -> Page:
    """The comparison of the fully rated, and of those with something still open where they fit."""
    live = [o for o in ctx.journal.opportunities if o.live]
    rated = contenders(live)
    partly = [o for o in live if o.fit.score is None and any(o.ratings.values())]
    partly.sort(key=lambda o: (-o.fit.low, o.key))
    columns = tuple(sorted([*rated, *partly][:MOST], key=best_first))
    return Page(ADDRESS, "compare.html", side_by_side(columns, ctx, len(live) - len(columns)))


def side_by_side(
    columns: tuple[Opportunity, ...], ctx: Context, left_out: int = 0
) -> views.ComparePage:
    """Some opportunities side by side; `left_out` says how many are not among them."""
    rated = [o for o in columns if o.fit.score is not None]
    ranks = {o.key: rank for rank, o in enumerate(rated)}
    ranked = {
        (max(one, other) >= FIRST, min(one, other), max(one, other)): sentence(pair, ctx)
        for pair in pairs(rated)
        for one, other in [(ranks[pair.a.key], ranks[pair.b.key])]
    }
    return views.ComparePage(
        columns=tuple(row(o, ctx) for o in columns),
        lines=tuple(
            _line(c, columns, ctx)
            for c in ctx.journal.settings.criteria
            if ctx.journal.shows("ratings")
        ),
        offers=tuple((o.company, o.offer.terms) for o in columns if o.offer and o.offer.terms),
        against=tuple(ranked[place] for place in sorted(ranked)),
        first=sum(not later for later, _, _ in ranked),
        left_out=left_out,
        looking_for=ctx.looking_for(root_of(ADDRESS)),
    )


def _line(
    criterion: Criterion, columns: tuple[Opportunity, ...], ctx: Context
) -> views.CompareLine:
    ratings = [o.ratings.get(criterion.id) for o in columns]
    known = [r for r in ratings if r is not None]
    best = max(known, default=None)
    apart = len(set(known)) > 1
    return views.CompareLine(
        criterion.label,
        ctx.weight(criterion),
        tuple(
            views.CompareCell(
                None if r is None else wording.rating_text(r),
                best=apart and r == best,
                breach=wording.limit(criterion, r),
            )
            for r in ratings
        ),
    )


def sentence(pair: Pair, ctx: Context) -> str:
    """Who beats whom, the better light first; and where the worse light wins more often, why."""
    a, b, share, reverse = pair.a, pair.b, pair.share, pair.reverse
    ahead = LIGHTS.index(a.fit.light) - LIGHTS.index(b.fit.light)
    if ahead < 0 or (ahead == 0 and share < reverse):
        a, b, share, reverse = b, a, reverse, share
    first, second = _names(a, b)
    if pair.dominates:
        return f"{first} is at least as good as {second} in everything."
    higher = "scores higher under {} of all possible weights"
    if ahead == 0:
        share_words = higher.format(wording.share_text(share))
        return f"{first} and {second} are both {a.fit.light}; {first} {share_words}."
    lights = f"{first} is {a.fit.light} and {second} {b.fit.light}"
    if share >= reverse:
        return f"{lights}; {first} {higher.format(wording.share_text(share))}."
    labels = {c.id: c.inline for c in ctx.journal.settings.criteria}
    why = wording.joined(labels[c] for c in b.fit.capped_by) if b.fit.capped_by else ""
    reason = f", but its light is held down by {why}" if why else _by_my_weights(a, b, ctx)
    return f"{lights}; yet {second} {higher.format(wording.share_text(reverse))}{reason}."


def _names(a: Opportunity, b: Opportunity) -> tuple[str, str]:
    """Their companies; with the roles where both are one company's."""
    if a.company != b.company:
        return a.company, b.company
    return f"{a.company} ({a.role})", f"{b.company} ({b.role})"


def _by_my_weights(a: Opportunity, b: Opportunity, ctx: Context) -> str:
    """Why `a` is ahead by my own weights: the criterion in which it gains most."""

    def gain(criterion: Criterion) -> Fraction:
        ahead = (a.ratings[criterion.id] or 0) - (b.ratings[criterion.id] or 0)
        return ctx.weights[criterion.id] * ahead

    most = max(ctx.journal.settings.criteria, key=gain)
    share = wording.share_text(ctx.weights[most.id])
    return f", but {share} of my weight is on {most.inline}"

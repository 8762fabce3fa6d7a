"""The comparison: opportunities side by side, and which of two scores higher under which weights.

A Context goes in, a Page comes out; the `compare` command prints the same view. The shares of all
possible weights come from `core.comparison`; here they only become sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.comparison import MAX_CONTENDERS, Pair, contenders, pairs
from site_builder.core.fit import LIGHTS
from site_builder.pages import fit_wording, views, wording
from site_builder.pages.context import Page, root_of
from site_builder.pages.index import best_first, row

if TYPE_CHECKING:
    from fractions import Fraction

    from site_builder.core.model import Criterion
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

COMPARE_ADDRESS = "compare/index.html"
MAIN_COLUMNS = 3  # a decision is rarely between more; sentences about the others are folded


def page(ctx: Context) -> Page:
    """The comparison of live opportunities: the fully rated, then the partly rated as room allows.

    Which ones get in goes by score; the order of the columns is that of the lists.
    """
    live = [o for o in ctx.journal.opportunities if o.live]
    rated = contenders(live)
    partly = [o for o in live if o.fit.score is None and any(o.ratings.values())]
    partly.sort(key=lambda o: (-o.fit.low, o.key))
    columns = tuple(sorted([*rated, *partly][:MAX_CONTENDERS], key=best_first))
    view = side_by_side(columns, ctx, len(live) - len(columns))
    return Page(COMPARE_ADDRESS, "compare.html", view)


def side_by_side(
    columns: tuple[Opportunity, ...], ctx: Context, left_out: int = 0
) -> views.ComparePage:
    """Some opportunities as columns; `left_out` is how many live ones are not among them."""
    rated = [o for o in columns if o.fit.score is not None]
    ranks = {o.key: rank for rank, o in enumerate(rated)}
    # Sentences by (folded, better rank, worse rank), so that sorting gives their order.
    sentences = {
        (max(one, other) >= MAIN_COLUMNS, min(one, other), max(one, other)): pair_sentence(
            pair, ctx
        )
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
        against=tuple(sentences[order] for order in sorted(sentences)),
        main_count=sum(not folded for folded, _, _ in sentences),
        left_out=left_out,
        looking_for=ctx.looking_for_html(root_of(COMPARE_ADDRESS)),
    )


def _line(
    criterion: Criterion, columns: tuple[Opportunity, ...], ctx: Context
) -> views.CompareLine:
    """One criterion over all columns; no best is marked where all ratings are equal."""
    ratings = [o.ratings.get(criterion.id) for o in columns]
    known = [r for r in ratings if r is not None]
    best = max(known, default=None)
    differ = len(set(known)) > 1
    return views.CompareLine(
        criterion.label,
        ctx.weight_text(criterion),
        tuple(
            views.CompareCell(
                None if r is None else wording.rating_text(r),
                best=differ and r == best,
                breach=fit_wording.breach_label(criterion, r),
            )
            for r in ratings
        ),
    )


def pair_sentence(pair: Pair, ctx: Context) -> str:
    """Which of two scores higher, under which share of all possible weights.

    The one with the better light is named first, of equal lights the one that wins more often.
    Where the worse light wins more often, the sentence says what holds it down.
    """
    first, second, share, reverse = pair.a, pair.b, pair.share, pair.reverse
    lead = LIGHTS.index(first.fit.light) - LIGHTS.index(second.fit.light)
    if lead < 0 or (lead == 0 and share < reverse):
        first, second, share, reverse = second, first, reverse, share
    first_name, second_name = _names(first, second)
    # The one that dominates has no worse light and scores no lower, so it is `first` by now.
    if pair.dominates:
        return f"{first_name} is at least as good as {second_name} in everything."
    higher = "scores higher under {} of all possible weights"
    share_words = higher.format(wording.share_text(share))
    if lead == 0:
        light = first.fit.light
        return f"{first_name} and {second_name} are both {light}; {first_name} {share_words}."
    lights = f"{first_name} is {first.fit.light} and {second_name} {second.fit.light}"
    if share >= reverse:
        return f"{lights}; {first_name} {share_words}."
    reverse_words = higher.format(wording.share_text(reverse))
    return f"{lights}; yet {second_name} {reverse_words}{_reason(first, second, ctx)}."


def _names(one: Opportunity, other: Opportunity) -> tuple[str, str]:
    """Their companies, with the roles where both are at one company."""
    if one.company != other.company:
        return one.company, other.company
    return f"{one.company} ({one.role})", f"{other.company} ({other.role})"


def _reason(better: Opportunity, worse: Opportunity, ctx: Context) -> str:
    """Why the `worse` light is worse although it wins more often: a cap, else my own weights."""
    if not worse.fit.capped_by:
        return _by_my_weights(better, worse, ctx)
    labels = {c.id: c.inline for c in ctx.journal.settings.criteria}
    criteria = wording.joined(labels[c] for c in worse.fit.capped_by)
    return f", but its light is held down by {criteria}"


def _by_my_weights(better: Opportunity, worse: Opportunity, ctx: Context) -> str:
    """The criterion that gains `better` most under my weights, as a reason."""

    def gain(criterion: Criterion) -> Fraction:
        lead = (better.ratings[criterion.id] or 0) - (worse.ratings[criterion.id] or 0)
        return ctx.weights[criterion.id] * lead

    most = max(ctx.journal.settings.criteria, key=gain)
    share = wording.share_text(ctx.weights[most.id])
    return f", but {share} of my weight is on {most.inline}"

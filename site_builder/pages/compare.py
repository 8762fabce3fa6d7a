"""The comparison: the offers to choose from, all jobs side by side, and who beats whom.

A Context goes in, a Page comes out; the `compare` command prints the same view. The shares of all
possible weights come from `core.comparison`, the sentences about them from `pair_wording`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.comparison import (
    MAX_CONTENDERS,
    against_now,
    contenders,
    is_live_offer,
    pairs,
)
from site_builder.core.fit import judge
from site_builder.core.frozen import frozen
from site_builder.core.opportunities import is_leaving
from site_builder.pages import compare_views
from site_builder.pages.choice import choice_view, rating_cells
from site_builder.pages.context import Page, joined_sections, root_of
from site_builder.pages.index import best_first, row
from site_builder.pages.pair_wording import (
    WEIGHTS_MEANING,
    now_name,
    now_sentence,
    opportunity_names,
    pair_cell,
    pair_sentence,
)
from site_builder.pages.what_if import what_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.comparison import Pair
    from site_builder.core.journal import Journal
    from site_builder.core.model import Now
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages import views
    from site_builder.pages.context import Context

COMPARE_ADDRESS = "compare/index.html"
BEST = 3  # a decision is rarely between more; sentences about the others are folded


@frozen
class _Sentences:
    """The sentences about pairs: those between offers, those that matter most, and all others.

    Those about what I have now come with the name of the job.
    """

    choice: tuple[str, ...]
    main: tuple[str, ...]
    others: tuple[str, ...]
    table: tuple[compare_views.PairRow, ...]
    main_now: tuple[tuple[str, str], ...]
    other_now: tuple[tuple[str, str], ...]


def page(ctx: Context) -> Page:
    """The comparison of live jobs: the offers, then the rated ones by criterion."""
    offers = () if ctx.journal.audience else offers_to_choose_from(ctx.journal)
    return Page(COMPARE_ADDRESS, "compare.html", compare_view(live_columns(ctx), offers, ctx))


def live_columns(ctx: Context) -> tuple[Opportunity, ...]:
    """The live jobs that are compared: the fully rated, then the partly rated as room allows.

    Which ones get in goes by score; their order is that of the lists.
    """
    live = [o for o in ctx.journal.opportunities if o.live]
    partly = [o for o in live if o.fit.score is None and any(o.ratings.values())]
    partly.sort(key=lambda o: (-o.fit.low, o.key))
    return tuple(sorted([*contenders(live), *partly][:MAX_CONTENDERS], key=best_first))


def offers_to_choose_from(journal: Journal) -> tuple[Opportunity, ...]:
    """The live offers that I do not mean to leave, the best first, twelve at most."""
    others = journal.other_opportunities
    offers = (
        o
        for o in journal.opportunities
        if is_live_offer(o) and not is_leaving(o, others.get(o.key))
    )
    return tuple(sorted(offers, key=best_first)[:MAX_CONTENDERS])


def compare_view(
    columns: tuple[Opportunity, ...], offers: tuple[Opportunity, ...], ctx: Context
) -> compare_views.ComparePage:
    """Some jobs as columns, with the choice between `offers`, which may be among them, before."""
    chosen = {o.key for o in offers}
    names = opportunity_names((*columns, *offers), ctx.journal.opportunities)
    sentences = _sentences(columns, offers, ctx)
    choice = choice_view(offers, ctx) if offers else None
    # Where all are offers, their ratings stand in the choice already.
    others = [o for o in columns if o.key not in chosen]
    now, root = ctx.journal.now, root_of(COMPARE_ADDRESS)
    rated_now = now if now and any(now.ratings.get(c) is not None for c in ctx.weights) else None
    lines = _lines(columns, rated_now, ctx) if others else ()
    live = sum(o.live for o in ctx.journal.opportunities)
    return compare_views.ComparePage(
        choice=choice,
        choice_pairs=sentences.choice,
        jobs=tuple(row(o, ctx) for o in others),
        heads=(*(names[o.key] for o in columns), *((rated_now.heading,) if rated_now else ())),
        links=(*(ctx.opportunity_link(o) for o in columns), *((None,) if rated_now else ())),
        fits=(*(ctx.opportunity_fit(o) for o in columns), *_fit_of_now(rated_now, ctx)),
        lines=lines,
        pairs=sentences.main,
        other_pairs=sentences.others,
        pair_table=sentences.table,
        now_pairs=sentences.main_now,
        other_now_pairs=sentences.other_now,
        weights_meaning=WEIGHTS_MEANING if _speaks_of_weights(sentences, choice) else "",
        left_out=live - len({o.key for o in (*columns, *offers) if o.live}),
        what_if=None
        if ctx.journal.audience
        else what_if(((o, row(o, ctx)) for o in (*offers, *others)), ctx.journal.settings),
        now=ctx.page_html(joined_sections(now.body), root) if now and now.body.sections else None,
        now_label=now.heading if now else "",
        against_label=f"Against {now_name(now)}" if now else "",
        looking_for=ctx.looking_for_html(root),
    )


def _fit_of_now(now: Now | None, ctx: Context) -> Iterator[views.FitView]:
    """How well what I have now fits, where it is rated."""
    if now:
        yield ctx.fit_view(judge(now.ratings, ctx.journal.settings), now.ratings)


def _lines(
    columns: tuple[Opportunity, ...], now: Now | None, ctx: Context
) -> tuple[compare_views.CompareLine, ...]:
    """A line for each criterion, with a cell for each job and for what I have now."""
    if not ctx.journal.shows("ratings"):
        return ()
    everyone = [o.ratings for o in columns] + ([now.ratings] if now else [])
    return tuple(
        compare_views.CompareLine(
            c.label, ctx.weight_text(c), rating_cells(c, (r.get(c.id) for r in everyone))
        )
        for c in ctx.journal.settings.criteria
    )


def _sentences(
    columns: tuple[Opportunity, ...], offers: tuple[Opportunity, ...], ctx: Context
) -> _Sentences:
    """Every sentence once, those about the better jobs first.

    What matters most are the three best offers and the three best of all, but for what I decided
    against, which is not urged upon me.
    """
    everyone = {o.key: o for o in (*columns, *offers) if o.fit.score is not None}
    ranked = sorted(everyone.values(), key=best_first)
    names = opportunity_names(ranked, ctx.journal.opportunities)
    ranks = {o.key: rank for rank, o in enumerate(ranked)}
    wanted = [o for o in ranked if o.decision != "walk-away"]
    chosen = {o.key for o in offers}
    best_offers = [o.key for o in wanted if o.key in chosen][:BEST]
    best = {*best_offers, *(o.key for o in wanted[:BEST])}
    groups: dict[str, list[tuple[list[int], str]]] = {"choice": [], "main": [], "others": []}
    all_pairs = pairs(ranked)
    for pair in all_pairs:
        keys = {pair.a.key, pair.b.key}
        group = "others" if not keys <= best else "choice" if keys <= chosen else "main"
        order = sorted(ranks[key] for key in keys)
        groups[group].append((order, pair_sentence(pair, names, ctx)))
    choice, main, others = ([text for _, text in sorted(groups[name])] for name in groups)
    main_now, other_now = _now_sentences([o for o in wanted if o.key not in chosen], names, ctx)
    table = _pair_table(ranked, all_pairs, names) if others else ()
    return _Sentences(tuple(choice), tuple(main), tuple(others), table, main_now, other_now)


def _pair_table(
    ranked: list[Opportunity], all_pairs: Iterable[Pair], names: Mapping[str, str]
) -> tuple[compare_views.PairRow, ...]:
    """A row and a column for each of some jobs, with how often that of the row scores higher."""
    cells = {
        (one.key, other.key): pair_cell(pair, one)
        for pair in all_pairs
        for one, other in ((pair.a, pair.b), (pair.b, pair.a))
    }
    return tuple(
        compare_views.PairRow(
            names[one.key], tuple(cells.get((one.key, other.key), "") for other in ranked)
        )
        for one in ranked
    )


def _now_sentences(
    ranked: list[Opportunity], names: Mapping[str, str], ctx: Context
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """How some jobs compare with what I have now, each after its name: the best, and the others."""
    now = ctx.journal.now
    if now is None:
        return (), ()
    sentence_by_key = {p.a.key: now_sentence(p, now) for p in against_now(ranked, now)}
    sentences = tuple(
        (names[o.key], sentence_by_key[o.key]) for o in ranked if o.key in sentence_by_key
    )
    return sentences[:BEST], sentences[BEST:]


def _speaks_of_weights(sentences: _Sentences, choice: compare_views.ChoiceView | None) -> bool:
    """Whether some sentence says "all possible weights", which is then explained."""
    rows = choice.rows if choice else ()
    texts = [
        *(*sentences.choice, *sentences.main, *sentences.others),
        *(text for _, text in (*sentences.main_now, *sentences.other_now)),
        *(text for row in rows for cell in row.cells for text in cell.lines),
    ]
    return any("possible weights" in text for text in texts)

"""Some jobs and what I have now, side by side with all that a choice between them rests on.

Opportunities go in, a ChoiceView comes out, for the offers on `compare/` and for the `compare`
command. What is closed, or decided against, asks nothing here. It is not made for an audience.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core.comparison import against_now, is_live_offer
from site_builder.core.dates import WEEKDAYS
from site_builder.core.fit import judge
from site_builder.core.frozen import frozen
from site_builder.pages import compare_views, fit_wording, views, wording
from site_builder.pages.context import DECISION_LABELS
from site_builder.pages.evidence import latest_evidence
from site_builder.pages.pair_wording import now_name, now_sentence, opportunity_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from site_builder.core.journal import Journal
    from site_builder.core.model import Criterion, Now
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

EMPTY = compare_views.ChoiceCell()


def choice_view(
    opportunities: tuple[Opportunity, ...], ctx: Context, *, brief: bool = False
) -> compare_views.ChoiceView:
    """The jobs in the order given, then what I have now; rows that say nothing are left out.

    A `brief` view has lights, dates and ratings alone.
    """
    now = _now(ctx.journal)
    own = () if now is None else (now,)
    names = opportunity_names(opportunities, ctx.journal.opportunities)
    rows = (_brief_rows if brief else _rows)(opportunities, now, ctx)
    return compare_views.ChoiceView(
        columns=(*(names[o.key] for o in opportunities), *(n.heading for n in own)),
        links=(*(ctx.opportunity_link(o) for o in opportunities), *(None for _ in own)),
        rows=tuple(row for row in rows if any(cell != EMPTY for cell in row.cells)),
    )


def _now(journal: Journal) -> Now | None:
    """What I have now, if something stands about a criterion there."""
    now = journal.now
    if now is None:
        return None
    ids = [c.id for c in journal.settings.criteria]
    is_said = any(now.ratings.get(id_) is not None or now.evidence.get(id_) for id_ in ids)
    return now if is_said else None


def _rows(
    opportunities: tuple[Opportunity, ...], now: Now | None, ctx: Context
) -> Iterator[compare_views.ChoiceRow]:
    """Every row in order, also those that turn out empty."""
    rows = _RowMaker(opportunities, now)
    yield rows.row("Where it stands", _where_it_stands)
    yield rows.row("Light", lambda o: _light(o, ctx), _light_now(now, ctx))
    yield rows.row("Answer by", lambda o: _answer_by(o, ctx))
    yield rows.row("Terms", _terms)
    yield rows.row("Gut, by round", lambda o: _gut(o, ctx))
    for criterion in ctx.journal.settings.criteria:
        yield rows.of_criterion(criterion, ctx)
    if now:
        sentences = _sentences_about_now(opportunities, now)
        yield rows.row(f"Against {now_name(now)}", lambda o: _texts(sentences.get(o.key)))
    yield rows.row("Ask for first", lambda o: _texts(*_ask_for(o, ctx)), is_list=True)
    questions = rows.row("Still open", lambda o: _texts(*_open_questions(o)), is_list=True)
    yield replace(questions, is_folded=True)


def _brief_rows(
    opportunities: tuple[Opportunity, ...], now: Now | None, ctx: Context
) -> Iterator[compare_views.ChoiceRow]:
    """The rows that compare many jobs at a glance."""
    rows = _RowMaker(opportunities, now)
    yield rows.row("Where it stands", _where_it_stands)
    yield rows.row("Light", lambda o: _light(o, ctx), _light_now(now, ctx))
    yield rows.row("Answer by", lambda o: _answer_by(o, ctx))
    for criterion in ctx.journal.settings.criteria:
        full = rows.of_criterion(criterion, ctx)
        yield replace(full, cells=tuple(replace(cell, lines=()) for cell in full.cells))


@frozen
class _RowMaker:
    """Makes rows of the same columns: some jobs and, if given, what I have now."""

    opportunities: tuple[Opportunity, ...]
    now: Now | None

    def row(
        self,
        label: str,
        cell: Callable[[Opportunity], compare_views.ChoiceCell],
        of_now: compare_views.ChoiceCell = EMPTY,
        *,
        is_list: bool = False,
    ) -> compare_views.ChoiceRow:
        """A row with a cell for each job, and one of what I have now, which may be empty."""
        cells = tuple(map(cell, self.opportunities))
        cells = (*cells, of_now) if self.now else cells
        return compare_views.ChoiceRow(label, "", cells, is_list)

    def of_criterion(self, criterion: Criterion, ctx: Context) -> compare_views.ChoiceRow:
        """The ratings of one criterion, each with the latest evidence that there is for it."""
        ratings = [o.ratings.get(criterion.id) for o in self.opportunities]
        evidence = [latest_evidence(o).get(criterion.id) for o in self.opportunities]
        if self.now:
            ratings.append(self.now.ratings.get(criterion.id))
            evidence.append(self.now.evidence.get(criterion.id))
        cells = tuple(
            compare_views.ChoiceCell(_texts(text).lines, rating=rating)
            for rating, text in zip(rating_cells(criterion, ratings), evidence, strict=True)
        )
        return compare_views.ChoiceRow(criterion.label, ctx.weight_text(criterion), cells)


def _texts(*texts: str | None) -> compare_views.ChoiceCell:
    return compare_views.ChoiceCell(tuple(filter(None, texts)))


def _where_it_stands(opportunity: Opportunity) -> compare_views.ChoiceCell:
    """That it is closed and how, or what I decided; the other rows speak of what is open."""
    if not opportunity.live:
        return _texts(f"closed: {wording.stage_text(opportunity.stage)}")
    return _texts(DECISION_LABELS.get(opportunity.decision or ""))


def _light(opportunity: Opportunity, ctx: Context) -> compare_views.ChoiceCell:
    """The light, and while it is live what would turn it."""
    fit = ctx.opportunity_fit(opportunity)
    left_out = "incomplete: a file was left out" if opportunity.incomplete else None
    if opportunity.live:
        lines = _texts(fit.turn, *fit.reasons, fit.basis, left_out).lines
        return _fit_cell(fit, lines)
    light = views.LightView(fit.light.word, f"looked {fit.light.label.lower()}")
    return replace(_fit_cell(fit, _texts(left_out).lines), light=light)


def _light_now(now: Now | None, ctx: Context) -> compare_views.ChoiceCell:
    """The light of what I have now, where it is rated."""
    if now is None:
        return EMPTY
    fit = ctx.fit_view(judge(now.ratings, ctx.journal.settings), now.ratings)
    return _fit_cell(fit, (fit.turn,)) if fit.score or fit.range else EMPTY


def _fit_cell(fit: views.FitView, lines: tuple[str, ...]) -> compare_views.ChoiceCell:
    """The light with its score and profile, above some lines."""
    score = fit.score or fit.range
    return compare_views.ChoiceCell(lines, light=fit.light, score=score, profile=fit.profile)


def _answer_by(opportunity: Opportunity, ctx: Context) -> compare_views.ChoiceCell:
    """`Friday, 27 November`; only an offer that is live is to be answered."""
    if not is_live_offer(opportunity):
        return EMPTY
    offer = opportunity.offer
    if offer and offer.answer_by:
        was = "was " if offer.answer_by < ctx.today else ""
        weekday = WEEKDAYS[offer.answer_by.weekday()]
        return _texts(f"{was}{weekday}, {ctx.day_text(offer.answer_by)}")
    return _texts("they set no date" if offer and offer.open_ended else "not said")


def _terms(opportunity: Opportunity) -> compare_views.ChoiceCell:
    """The terms of an offer, a line each as they were written."""
    terms = opportunity.offer.terms if opportunity.offer else None
    return _texts(*(terms or "").splitlines())


def _gut(opportunity: Opportunity, ctx: Context) -> compare_views.ChoiceCell:
    """`first call: yes`, a line a round that says one."""
    asked = [r for r in opportunity.rounds if r.gut and not r.cancelled]
    return _texts(*(f"{ctx.round_link(r).text}: {r.gut}" for r in asked))


def rating_cells(
    criterion: Criterion, ratings: Iterable[Fraction | None]
) -> tuple[compare_views.CompareCell, ...]:
    """The ratings of one criterion as cells; no best is marked where all are equal."""
    ratings = tuple(ratings)
    known = {r for r in ratings if r is not None}
    best = max(known) if len(known) > 1 else None
    return tuple(
        compare_views.CompareCell(
            None if r is None else wording.rating_text(r),
            best=r is not None and r == best,
            breach=fit_wording.breach_label(criterion, r),
        )
        for r in ratings
    )


def _sentences_about_now(opportunities: Iterable[Opportunity], now: Now) -> dict[str, str]:
    """How each job compares with what I have now, by key; none of one I decided against."""
    rated = (o for o in opportunities if o.decision != "walk-away")
    return {pair.a.key: now_sentence(pair, now) for pair in against_now(rated, now)}


def _ask_for(opportunity: Opportunity, ctx: Context) -> tuple[str, ...]:
    return ctx.opportunity_fit(opportunity).ask_for if opportunity.live else ()


def _open_questions(opportunity: Opportunity) -> tuple[str, ...]:
    """What is still to be found out, while there is something to find it out for."""
    if not opportunity.live or opportunity.decision == "walk-away":
        return ()
    return tuple(q.text for q in opportunity.open_questions)

"""The first page: what waits for me, what comes, what they owe, and every opportunity in a list.

A Context goes in, a Page comes out; `status` prints the same view. Which move comes next is decided
in `core.moves`; here it is only put into its list, and nothing stands in two of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from site_builder.core import moves, steps
from site_builder.core.dates import WEEKDAYS, date_text
from site_builder.core.diagnostics import problem_counts
from site_builder.core.frozen import frozen
from site_builder.core.model import DAY_END
from site_builder.core.opportunities import has_offer_to_answer, is_leaving, round_order
from site_builder.core.page_addresses import opportunity_page, reflection_page
from site_builder.core.stages import stage_history
from site_builder.pages import index_views, views, wording
from site_builder.pages.context import DECISION_LABELS, Page
from site_builder.pages.moves import (
    NEAR_FUTURE,
    WAITING_TEXT,
    answer_by_text,
    due_text,
    interview_todo,
    move_text,
    move_todo,
    next_move,
)
from site_builder.pages.timeline import timeline as timeline_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from site_builder.core.model import Reflection, Task
    from site_builder.core.moves import Move
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

INDEX_ADDRESS = "index.html"
# Best first; an unknown light can still turn out better than red.
LIGHT_ORDER = ("green", "amber", "unknown", "red")


@frozen
class _Job:
    """A live job that is not quiet, with its next move.

    `is_leaving` where it is to end from my side, so that nothing but the move is asked.
    """

    opportunity: Opportunity
    move: Move
    is_leaving: bool


def page(ctx: Context) -> Page:
    """The first page; for an audience it lists the opportunities and nothing else."""
    if ctx.journal.audience:
        return Page(INDEX_ADDRESS, "index.html", _shared_view(ctx))
    journal, jobs = ctx.journal, _jobs(ctx)
    due, soon = _due_and_soon(jobs, ctx)
    live = sorted((job.opportunity for job in jobs), key=best_first)
    quiet = [o for o in journal.opportunities if o.quiet]
    view = index_views.IndexPage(
        day=_day_text(ctx.today),
        accepted=_accepted(ctx),
        offers=_offers(ctx),
        unclear=tuple(_unclear(ctx)),
        to_ask=_to_ask(ctx),
        mine=_mine(jobs, ctx),
        due=due,
        soon=soon,
        theirs=_theirs(jobs, ctx),
        live=tuple(row(o, ctx) for o in live),
        search_so_far=timeline_chart(
            [(o, row(o, ctx)) for o in (*live, *quiet)],
            [(o, row(o, ctx)) for o in journal.opportunities if not o.live],
            ctx,
        ),
        quiet=tuple(row(o, ctx) for o in quiet),
        closed=tuple(row(o, ctx) for o in journal.opportunities if not o.live),
        looking_for=ctx.looking_for_html(""),
        left_out=tuple(
            views.Link(f.path, reflection_page(f.slug) if f.slug else "problems/index.html")
            for f in journal.left_out
        ),
        problems=problem_counts(journal.problems),
        reflections=len(journal.reflections),
    )
    return Page(INDEX_ADDRESS, "index.html", view)


def best_first(opportunity: Opportunity) -> tuple[bool, int, Fraction, str]:
    """A sort key: better light first, then higher score (the lowest possible where some is open).

    An opportunity that I decided to walk away from comes last, whatever its light.
    """
    light = LIGHT_ORDER.index(opportunity.fit.light)
    score = opportunity.fit.low if opportunity.fit.score is None else opportunity.fit.score
    return opportunity.decision == "walk-away", light, -score, opportunity.key


def _shared_view(ctx: Context) -> index_views.IndexPage:
    opportunities = ctx.journal.opportunities
    return index_views.IndexPage(
        live=tuple(row(o, ctx) for o in opportunities if o.live),
        closed=tuple(row(o, ctx) for o in opportunities if not o.live),
        reflections=len(ctx.journal.reflections),
    )


def row(opportunity: Opportunity, ctx: Context) -> views.OpportunityRow:
    """An opportunity as lists show it; taken from `ctx.summaries` where it is known already."""
    if opportunity.key in ctx.summaries:
        return ctx.summaries[opportunity.key].row
    is_live = opportunity.live
    answer_by = opportunity.answer_by if is_live else None
    answer = f"answer {answer_by_text(answer_by, ctx)}" if answer_by else None
    facts = (
        wording.stage_text(opportunity.stage),
        DECISION_LABELS.get(opportunity.decision or "") if is_live else None,
        ctx.basis_text(opportunity),
    )
    move = next_move(opportunity, ctx) if opportunity.quiet else None
    return views.OpportunityRow(
        link=ctx.opportunity_link(opportunity),
        name=ctx.job_name(opportunity),
        company=opportunity.company,
        role=opportunity.role,
        facts=tuple(filter(None, facts)),
        when=None if answer else _date_fact(opportunity, ctx),
        answer=answer,
        fit=ctx.opportunity_fit(opportunity),
        move=move_text(opportunity, move) if move else None,
        incomplete=opportunity.incomplete,
    )


def _date_fact(opportunity: Opportunity, ctx: Context) -> str | None:
    """`next 25 November`, `latest 20 November`; None without a date."""
    todays = steps.todays_interviews(opportunity)
    coming = [
        r.interviewed
        for r in opportunity.rounds
        # Of a month alone nobody knows which of its days it is.
        if r.interviewed and (r.is_ahead(ctx.today) or (r in todays and not r.interviewed.month))
    ]
    latest = opportunity.latest
    dated = min(coming, key=lambda moment: moment.day) if coming else latest.dated
    if dated is None:
        return None
    word = "next" if coming else "cancelled:" if latest.cancelled else "latest"
    return f"{word} {ctx.moment_text(replace(dated, clock=None))}"


def _jobs(ctx: Context) -> tuple[_Job, ...]:
    """Every live job that is not quiet, in the order of the journal."""
    others = ctx.journal.other_opportunities
    pairs = ((o, next_move(o, ctx)) for o in ctx.journal.opportunities if not o.quiet)
    return tuple(_Job(o, move, is_leaving(o, others.get(o.key))) for o, move in pairs if move)


def _accepted(ctx: Context) -> tuple[views.Link, ...]:
    journal = ctx.journal
    return tuple(
        views.Link(ctx.job_name(o), opportunity_page(o.key))
        for o in moves.acceptances(journal.opportunities, journal.other_opportunities)
    )


def _day_text(day: date, today: date | None = None) -> str:
    """`Friday, 27 November 2026`; without the year where it is the year of `today`."""
    return f"{WEEKDAYS[day.weekday()]}, {date_text(day, today)}"


def _offers(ctx: Context) -> tuple[index_views.OfferView, ...]:
    """Offers to answer, the nearest date first: Northwind, `answer by Friday, 27 November`."""
    others = ctx.journal.other_opportunities
    offers = sorted(
        (o.answer_by, o.key, o)
        for o in ctx.journal.opportunities
        if o.answer_by and has_offer_to_answer(o, others.get(o.key))
    )
    return tuple(
        index_views.OfferView(
            views.Link(ctx.job_name(o), opportunity_page(key)),
            o.company,
            o.role if o.shares_company else None,
            f"answer by {_day_text(day, ctx.today)}",
            _days_left((day - ctx.today).days),
        )
        for day, key, o in offers
    )


def _days_left(days: int) -> str:
    if days == 0:
        return "the last day"
    return "1 day left" if days == 1 else f"{days} days left"


def _to_ask(ctx: Context) -> tuple[views.Link, ...]:
    """The jobs to ask for their timeline, by name, where an offer is to be answered."""
    others = ctx.journal.other_opportunities
    asked = (
        views.Link(ctx.job_name(o), opportunity_page(o.key))
        for o in ctx.journal.opportunities
        if moves.asks_for_timeline(o, others.get(o.key))
    )
    return tuple(sorted(asked, key=lambda link: (link.text, link.href)))


def _unclear(ctx: Context) -> Iterator[views.Link]:
    """A question for each closed job with an interview in which nothing is written."""
    for opportunity in ctx.journal.opportunities:
        planned = None if opportunity.live else stage_history(opportunity.rounds).planned
        if planned:
            when = ctx.moment_text(planned.interviewed)
            stage = wording.stage_text(opportunity.stage)
            yield views.Link(
                f"{ctx.job_name(opportunity)}: {stage}, and an interview on {when}."
                " Reopened (stage: interviewing) or cancelled (cancelled: yes)?",
                reflection_page(planned.slug),
            )


def _round(opportunity: Opportunity, move: Move) -> Reflection:
    return next(r for r in opportunity.rounds if r.slug == move.slug)


def _mine(jobs: Iterable[_Job], ctx: Context) -> tuple[views.Todo, ...]:
    """My next moves, the most urgent first; each interview of today is one, by its hour.

    An offer with a date that is not past stands above them.
    """
    others = ctx.journal.other_opportunities
    todos = []
    for job in jobs:
        opportunity, move = job.opportunity, job.move
        urgency, day, key = moves.move_order(opportunity, move)
        if move.kind == "today":
            for r in steps.todays_interviews(opportunity):
                todo = interview_todo(opportunity, r, ctx, move_text(opportunity, move))
                todos.append(((urgency, round_order(r)[0], key), todo))
        elif move.owner == "me" and not (
            move.kind == "answer" and has_offer_to_answer(opportunity, others.get(key))
        ):
            moment = datetime.combine(day, DAY_END)
            if move.kind == "prepare":  # two on one day by their hours
                moment = round_order(_round(opportunity, move))[0]
            todos.append(((urgency, moment, key), move_todo(opportunity, move, ctx)))
    return tuple(todo for _, todo in sorted(todos, key=lambda item: item[0]))


def _due_and_soon(
    jobs: Iterable[_Job], ctx: Context
) -> tuple[tuple[views.Todo, ...], tuple[views.Todo, ...]]:
    """My tasks that are due; then those of the coming week, and all interviews to come.

    The earliest first, and without next moves, which stand above.
    """
    todos: list[tuple[tuple[datetime, str], views.Todo]] = []
    for job in jobs:
        opportunity, move = job.opportunity, job.move
        if job.is_leaving:
            continue
        for r, task in opportunity.open_tasks:
            is_near = task.due and task.due <= ctx.today + NEAR_FUTURE
            if task.owner == "me" and task.due and is_near and not is_move(move, r, task):
                moment = datetime.combine(task.due, DAY_END)
                todos.append(((moment, opportunity.key), _task_todo(r, task, ctx)))
        for r in opportunity.rounds:
            is_next = (move.kind, move.slug) == ("prepare", r.slug)
            if r.is_ahead(ctx.today) and not is_next:
                todo = interview_todo(opportunity, r, ctx)
                todos.append(((round_order(r)[0], opportunity.key), todo))
    todos.sort(key=lambda item: item[0])
    due = sum(moment.date() <= ctx.today for (moment, _), _ in todos)
    in_order = tuple(todo for _, todo in todos)
    return in_order[:due], in_order[due:]


def _theirs(jobs: Iterable[_Job], ctx: Context) -> tuple[views.Todo, ...]:
    """What they owe, by date, undated last; where I wait and nothing is owed, that I do.

    What I am to remind them of stands among my moves.
    """
    todos = []
    for job in jobs:
        opportunity, move = job.opportunity, job.move
        owed = [
            (r, t) for r, t in opportunity.open_tasks if t.owner == "them" and not job.is_leaving
        ]
        for r, task in owed:
            if not (move.kind == "nudge" and is_move(move, r, task)):
                todos.append((task.due or date.max, opportunity.key, _task_todo(r, task, ctx)))
        if move.kind == "wait" and not owed:
            todo = views.Todo(ctx.opportunity_link(opportunity), WAITING_TEXT)
            todos.append((date.max, opportunity.key, todo))
    return tuple(todo for *_, todo in sorted(todos, key=lambda item: item[:2]))


def is_move(move: Move | None, reflection: Reflection, task: Task) -> bool:
    """Whether a task of a round is the next move itself."""
    if move is None:
        return False
    owner = "them" if move.kind in {"wait", "nudge"} else "me"
    moved = (move.slug, move.text, move.due, owner)
    return moved == (reflection.slug, task.text, task.due, task.owner)


def _task_todo(reflection: Reflection, task: Task, ctx: Context) -> views.Todo:
    when = due_text(task.due, ctx) if task.due else None
    return views.Todo(ctx.reflection_link(reflection), task.text, when)

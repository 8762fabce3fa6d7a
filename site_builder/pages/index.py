"""The first page: what now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.addresses import page_of
from site_builder.pages import views, wording
from site_builder.pages.context import (
    DECISIONS,
    LOOK_AGAIN,
    WRITE,
    Page,
    by,
    next_step,
    timeline,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from fractions import Fraction

    from site_builder.core.model import Reflection, Task
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

INDEX = "index.html"
SOON = timedelta(days=7)
ORDER = ("green", "amber", "unknown", "red")


def page(ctx: Context) -> Page:
    """The index."""
    if ctx.journal.audience:
        return Page(INDEX, "index.html", _shared(ctx))
    journal, due = ctx.journal, _due(ctx)
    # What stands in a list of its own need not be said again as my move.
    said = {(key, task.text) for _, key, task, _ in due}
    said |= {(o.key, text) for o in journal.opportunities for text in (WRITE, LOOK_AGAIN)}
    live = sorted((o for o in journal.opportunities if o.live and not o.quiet), key=best_first)
    asks = any(timeline(o, ctx) for o in journal.opportunities)
    view = views.IndexPage(
        offers=_offers(ctx),
        timeline="Ask the others for their timeline?" if asks else None,
        pending=_waiting(WRITE, journal.opportunities, _is_pending, ctx),
        second_looks=_waiting(LOOK_AGAIN, live, steps.second_look_waits, ctx),
        due=tuple(ctx.task(t, r) for day, _, t, r in due if day <= ctx.today),
        soon=tuple(ctx.task(t, r) for day, _, t, r in due if day > ctx.today),
        mine=tuple(todo for key, todo in _mine(live, ctx) if (key, todo.text) not in said),
        theirs=tuple(_theirs(live, ctx)),
        upcoming=_upcoming(live, ctx),
        live=tuple(row(o, ctx) for o in live),
        quiet=tuple(row(o, ctx) for o in journal.opportunities if o.quiet),
        closed=tuple(row(o, ctx) for o in journal.opportunities if not o.live),
        looking_for=ctx.looking_for(""),
        left_out=tuple(
            views.Link(f.path, page_of(f.slug) if f.slug else "problems/index.html")
            for f in journal.left_out
        ),
        reflections=len(journal.reflections),
    )
    return Page(INDEX, "index.html", view)


def best_first(o: Opportunity) -> tuple[bool, int, Fraction, str]:
    """The order of live opportunities: the better light first, then the higher score.

    What I decided to walk away from comes last.
    """
    light = ORDER.index(o.fit.light)
    score = o.fit.low if o.fit.score is None else o.fit.score
    return o.decision == "walk-away", light, -score, o.key


def _shared(ctx: Context) -> views.IndexPage:
    """What an audience sees first: the jobs, and nothing that waits for me."""
    jobs = ctx.journal.opportunities
    return views.IndexPage(
        offers=(),
        timeline=None,
        pending=(),
        second_looks=(),
        due=(),
        soon=(),
        mine=(),
        theirs=(),
        upcoming=(),
        live=tuple(row(o, ctx) for o in jobs if o.live),
        quiet=(),
        closed=tuple(row(o, ctx) for o in jobs if not o.live),
        looking_for=None,
        left_out=(),
        reflections=len(ctx.journal.reflections),
    )


def row(o: Opportunity, ctx: Context) -> views.OpportunityRow:
    """An opportunity in a list."""
    if o.key in ctx.parts:
        return ctx.parts[o.key].row
    decided = DECISIONS.get(o.decision or "") if o.live else None
    answer = f"answer {by(o.answer_by, ctx)}" if o.live and o.answer_by else None
    facts = (wording.stage_text(o.stage), decided, None if answer else _latest(o, ctx))
    return views.OpportunityRow(
        link=ctx.job_link(o),
        company=o.company,
        role=o.role,
        facts=tuple(filter(None, (*facts, ctx.basis(o)))),
        answer=answer,
        fit=ctx.job_fit(o),
        next_step=next_step(o, ctx) if o.live and not ctx.journal.audience else None,
        incomplete=o.incomplete,
    )


def _latest(o: Opportunity, ctx: Context) -> str | None:
    """`next 25 November`, `latest 20 November`."""
    dated = o.latest.dated
    if dated is None:
        return None
    return f"{'next' if dated.day > ctx.today else 'latest'} {ctx.when(replace(dated, clock=None))}"


def _offers(ctx: Context) -> tuple[views.Todo, ...]:
    """Live offers to answer, the nearest first."""
    offers = sorted(
        ((o.answer_by, o) for o in ctx.journal.opportunities if o.live and o.answer_by),
        key=lambda pair: (pair[0], pair[1].key),
    )
    return tuple(views.Todo(ctx.job_link(o), f"Answer {by(day, ctx)}") for day, o in offers if day)


def _is_pending(o: Opportunity, r: Reflection, today: date) -> bool:
    return o.live and steps.is_pending(r, today)


def _waiting(
    text: str,
    opportunities: Iterable[Opportunity],
    waits: Callable[[Opportunity, Reflection, date], bool],
    ctx: Context,
) -> tuple[views.Todo, ...]:
    """The reflections that wait for something, job by job."""
    return tuple(
        views.Todo(ctx.reflection_link(r), text, ctx.when(r.dated))
        for o in opportunities
        for r in o.rounds
        if waits(o, r, ctx.today)
    )


def _upcoming(live: Iterable[Opportunity], ctx: Context) -> tuple[views.Todo, ...]:
    """Interviews to come, the next one first, each with the page that prepares for it."""
    rounds = [(r.interviewed, o, r) for o in live for r in o.rounds if r.interviewed]
    rounds = [found for found in rounds if found[0].day > ctx.today]
    rounds.sort(key=lambda found: found[0].latest)
    return tuple(
        views.Todo(
            views.Link(ctx.reflection_link(r).text, ctx.job_link(o).href), "Prepare", ctx.when(at)
        )
        for at, o, r in rounds
    )


def _due(ctx: Context) -> list[tuple[date, str, Task, Reflection]]:
    """My open tasks whose date has come or comes within a week: date, key of the job, task, file.

    Only of live opportunities, the earliest first.
    """
    found = [
        (t.due, o.key, t, r)
        for o in ctx.journal.opportunities
        if o.live
        for r in o.rounds
        for t in r.body.tasks
        if t.owner == "me" and not t.done and t.due and t.due <= ctx.today + SOON
    ]
    return sorted(found, key=lambda item: item[:2])


def _mine(live: Iterable[Opportunity], ctx: Context) -> Iterator[tuple[str, views.Todo]]:
    """By key the opportunities whose ball is mine, and what it is about."""
    for o in live:
        if steps.ball(o, ctx.today) == "me" and not o.answer_by:
            yield o.key, views.Todo(ctx.job_link(o), next_step(o, ctx) or "What comes next?")


def _theirs(live: Iterable[Opportunity], ctx: Context) -> Iterator[views.Todo]:
    """What they owe and may still bring in time; of a ball that is theirs at least that it is."""
    for o in live:
        late = steps.nudges(o, ctx.today)
        owed = [t for t in o.tasks if t.owner == "them" and not t.done and t not in late]
        for task in owed:
            when = f"due {ctx.day(task.due)}" if task.due else None
            yield views.Todo(ctx.job_link(o), task.text, when)
        if not owed and steps.ball(o, ctx.today) == "them":
            yield views.Todo(ctx.job_link(o), "Waiting to hear from them")

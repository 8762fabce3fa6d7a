"""The first page: what now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.addresses import page_of
from site_builder.core.dates import WEEKDAYS, spoken_moment
from site_builder.core.diagnostics import counted
from site_builder.core.model import Moment
from site_builder.pages import views, wording
from site_builder.pages.context import (
    DECISIONS,
    LOOK_AGAIN,
    PREPARE,
    WAIT,
    WRITE,
    Page,
    by_date,
    next_step,
    timeline,
    waiting_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from fractions import Fraction

    from site_builder.core.model import Reflection, Task
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

    Due = tuple[date, str, Task, Reflection]  # date, key of the job, task, its file

INDEX = "index.html"
SOON = timedelta(days=7)
ORDER = ("green", "amber", "unknown", "red")


def page(ctx: Context) -> Page:
    """The index."""
    if ctx.journal.audience:
        return Page(INDEX, "index.html", _shared(ctx))
    journal, due = ctx.journal, _due(ctx)
    live = sorted((o for o in journal.opportunities if o.live and not o.quiet), key=best_first)
    asks = any(timeline(o, ctx) for o in journal.opportunities)
    view = views.IndexPage(
        offers=_offers(ctx),
        timeline="Ask the others for their timeline?" if asks else None,
        mine=tuple(_mine(due, live, ctx)),
        soon=_soon(due, live, ctx),
        theirs=tuple(_theirs(live, ctx)),
        live=tuple(row(o, ctx) for o in live),
        quiet=tuple(row(o, ctx) for o in journal.opportunities if o.quiet),
        closed=tuple(row(o, ctx) for o in journal.opportunities if not o.live),
        looking_for=ctx.looking_for(""),
        left_out=tuple(
            views.Link(f.path, page_of(f.slug) if f.slug else "problems/index.html")
            for f in journal.left_out
        ),
        problems=counted(journal.problems),
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
        live=tuple(row(o, ctx) for o in jobs if o.live),
        closed=tuple(row(o, ctx) for o in jobs if not o.live),
        reflections=len(ctx.journal.reflections),
    )


def row(o: Opportunity, ctx: Context) -> views.OpportunityRow:
    """An opportunity in a list."""
    if o.key in ctx.parts:
        return ctx.parts[o.key].row
    decided = DECISIONS.get(o.decision or "") if o.live else None
    answer = f"answer {by_date(o.answer_by, ctx)}" if o.live and o.answer_by else None
    facts = (wording.stage_text(o.stage), decided, None if answer else _latest(o, ctx))
    asks = o.live and not ctx.journal.audience
    theirs = asks and steps.ball(o, ctx.today) == "them"
    return views.OpportunityRow(
        link=ctx.job_link(o),
        company=o.company,
        role=o.role,
        facts=tuple(filter(None, (*facts, ctx.basis(o)))),
        answer=answer,
        fit=ctx.job_fit(o),
        next_step=next_step(o, ctx) if asks else None,
        waiting_for=waiting_for(o, ctx) if theirs else None,
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
    return tuple(
        views.Todo(ctx.job_link(o), _when(f"Answer {by_date(day, ctx)}", day, ctx))
        for day, o in offers
        if day
    )


def _when(words: str, day: date, ctx: Context) -> str:
    """A date in words, with the weekday where it is near: `due 24 November (Tuesday)`."""
    near = ctx.today < day <= ctx.today + SOON
    return f"{words} ({WEEKDAYS[day.weekday()]})" if near else words


def _due(ctx: Context) -> list[Due]:
    """My open tasks whose date has come or comes within a week, the earliest first.

    Only of live opportunities.
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


def _task(day: date, task: Task, r: Reflection, ctx: Context) -> views.Todo:
    return views.Todo(ctx.reflection_link(r), task.text, _when(ctx.due(day), day, ctx))


def _mine(due: list[Due], live: list[Opportunity], ctx: Context) -> Iterator[views.Todo]:
    """What waits for me: to be written, due, to be rated again, and wherever the ball is mine."""
    jobs = [o for o in ctx.journal.opportunities if o.live]
    yield from _waiting(WRITE, jobs, lambda _, r: steps.is_pending(r, ctx.today), ctx)
    yield from (_task(day, task, r, ctx) for day, _, task, r in due if day <= ctx.today)
    again = partial(steps.second_look_waits, today=ctx.today)
    yield from _waiting(LOOK_AGAIN, live, again, ctx)
    said = {(key, task.text) for _, key, task, _ in due}
    said |= {(o.key, text) for o in live for text in (WRITE, LOOK_AGAIN, PREPARE)}
    for o in live:
        step = next_step(o, ctx)
        mine = steps.ball(o, ctx.today) == "me" and not o.answer_by
        if mine and (o.key, step) not in said:
            yield views.Todo(ctx.job_link(o), step or "What comes next?")


def _waiting(
    text: str,
    jobs: Iterable[Opportunity],
    waits: Callable[[Opportunity, Reflection], bool],
    ctx: Context,
) -> Iterator[views.Todo]:
    """The reflections that wait for something, job by job."""
    for o in jobs:
        for r in (r for r in o.rounds if waits(o, r)):
            # Without a name a round goes by its date.
            yield views.Todo(ctx.reflection_link(r), text, ctx.when(r.dated) if r.round else None)


def _soon(due: list[Due], live: list[Opportunity], ctx: Context) -> tuple[views.Todo, ...]:
    """What comes, the nearest first: my tasks of a week, and interviews to prepare for."""
    found = [(Moment(day), _task(day, task, r, ctx)) for day, _, task, r in due if day > ctx.today]
    for o in live:
        for r in o.rounds:
            if r.interviewed and r.interviewed.day > ctx.today:
                link = views.Link(ctx.reflection_link(r).text, ctx.job_link(o).href)
                when = _when(spoken_moment(r.interviewed, ctx.today), r.interviewed.day, ctx)
                found.append((r.interviewed, views.Todo(link, PREPARE, when)))
    return tuple(todo for _, todo in sorted(found, key=lambda item: item[0].latest))


def _theirs(live: Iterable[Opportunity], ctx: Context) -> Iterator[views.Todo]:
    """What they owe and may still bring in time; of a ball that is theirs at least that it is."""
    for o in live:
        waits = steps.ball(o, ctx.today) == "them"
        owed = [t for t in o.owed_tasks if waits or t not in steps.nudges(o, ctx.today)]
        for task in owed:
            when = _when(ctx.due(task.due), task.due, ctx) if task.due else None
            yield views.Todo(ctx.job_link(o), task.text, when)
        if waits and not owed:
            yield views.Todo(ctx.job_link(o), WAIT)

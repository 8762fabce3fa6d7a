"""The first page: what now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.addresses import page_of
from site_builder.pages import views, wording
from site_builder.pages.context import LOOK_AGAIN, WRITE, Page, next_step, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from site_builder.core.model import Reflection, Task
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

INDEX = "index.html"
SOON = timedelta(days=7)


def page(ctx: Context) -> Page:
    """The index."""
    if ctx.journal.audience:
        return Page(INDEX, "index.html", _shared(ctx))
    journal, due = ctx.journal, _due(ctx)
    # What stands in a list of its own need not be said again as my move.
    said = {(key, task.text) for _, key, task, _ in due}
    said |= {(o.key, text) for o in journal.opportunities for text in (WRITE, LOOK_AGAIN)}
    live = [o for o in journal.opportunities if o.live and not o.quiet]
    rounds = [(o, r) for o in live for r in o.rounds]
    upcoming = [(o, r) for o, r in rounds if r.interviewed and r.interviewed.day > ctx.today]
    upcoming.sort(key=lambda pair: pair[1].interviewed.latest if pair[1].interviewed else 0)
    return Page(
        INDEX,
        "index.html",
        views.IndexPage(
            offers=_offers(ctx),
            pending=tuple(
                views.Todo(ctx.reflection_link(r), WRITE, ctx.when(r.dated))
                for o in journal.opportunities
                if o.live
                for r in o.rounds
                if steps.is_pending(r, ctx.today)
            ),
            second_looks=tuple(
                views.Todo(ctx.reflection_link(r), LOOK_AGAIN, ctx.when(r.dated))
                for o, r in rounds
                if steps.second_look_waits(o, r, ctx.today)
            ),
            due=tuple(ctx.task(t, r) for _, _, t, r in due),
            mine=tuple(
                todo for key, todo in _court(live, ctx, "me") if (key, todo.text) not in said
            ),
            theirs=tuple(todo for _, todo in _court(live, ctx, "them")),
            upcoming=tuple(
                views.Todo(ctx.reflection_link(r), "Prepare", ctx.when(r.interviewed))
                for o, r in upcoming
            ),
            live=tuple(row(o, ctx) for o in live),
            quiet=tuple(row(o, ctx) for o in journal.opportunities if o.quiet),
            closed=tuple(row(o, ctx) for o in journal.opportunities if not o.live),
            looking_for=ctx.looking_for(""),
            left_out=tuple(
                views.Link(f.path, page_of(f.slug) if f.slug else "problems/index.html")
                for f in journal.left_out
            ),
            reflections=len(journal.reflections),
        ),
    )


def _shared(ctx: Context) -> views.IndexPage:
    """What an audience sees first: the jobs, and nothing that waits for me."""
    jobs = ctx.journal.opportunities
    return views.IndexPage(
        offers=(),
        pending=(),
        second_looks=(),
        due=(),
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
    return views.OpportunityRow(
        link=ctx.job_link(o),
        company=o.company,
        role=o.role,
        stage=wording.stage_text(o.stage),
        fit=ctx.job_fit(o),
        next_step=next_step(o, ctx) if o.live and not ctx.journal.audience else None,
        timeline=timeline(o, ctx),
        last=ctx.when(o.latest.dated),
        incomplete=o.incomplete,
        decision=wording.stage_text(o.decision) if o.decision else None,
    )


def _offers(ctx: Context) -> tuple[views.Todo, ...]:
    """Live offers to answer, the nearest first."""
    offers = sorted(
        ((o.answer_by, o) for o in ctx.journal.opportunities if o.live and o.answer_by),
        key=lambda pair: (pair[0], pair[1].key),
    )
    return tuple(
        views.Todo(ctx.job_link(o), f"Answer by {ctx.day(day)}") for day, o in offers if day
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


def _court(
    live: Iterable[Opportunity], ctx: Context, owner: str
) -> Iterator[tuple[str, views.Todo]]:
    """By key the opportunities whose ball lies with one side, and what it is about."""
    for o in live:
        if steps.ball(o, ctx.today) != owner or o.answer_by:
            continue
        owed = [t for t in o.tasks if t.owner == "them" and not t.done]
        text = next_step(o, ctx) if owner == "me" else (owed[0].text if owed else None)
        fallback = "My move" if owner == "me" else "Waiting to hear from them"
        yield o.key, views.Todo(ctx.job_link(o), text or fallback)

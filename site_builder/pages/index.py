"""The first page: what waits for me, what comes, what they owe, and every opportunity in a list.

A Context goes in, a Page comes out; `status` prints the same view. Which step comes next is
decided in `next_step`; here it is only put into its list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.dates import WEEKDAYS, moment_text
from site_builder.core.diagnostics import problem_counts
from site_builder.core.model import Moment
from site_builder.core.page_addresses import reflection_page
from site_builder.pages import views, wording
from site_builder.pages.charts import timeline as timeline_chart
from site_builder.pages.context import DECISION_LABELS, Page
from site_builder.pages.next_step import (
    PREPARE_TEXT,
    SECOND_LOOK_TEXT,
    WAITING_TEXT,
    WRITE_TEXT,
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

INDEX_ADDRESS = "index.html"
NEAR_FUTURE = timedelta(days=7)
# Best first; an unknown light can still turn out better than red.
LIGHT_ORDER = ("green", "amber", "unknown", "red")


@dataclass(frozen=True, slots=True)
class _DueTask:
    """An open task of mine with its due date, the key of its opportunity, and its reflection."""

    day: date
    key: str
    task: Task
    reflection: Reflection


def page(ctx: Context) -> Page:
    """The first page; for an audience it lists the opportunities and nothing else."""
    if ctx.journal.audience:
        return Page(INDEX_ADDRESS, "index.html", _shared_view(ctx))
    journal, due = ctx.journal, _due_tasks(ctx)
    live = sorted((o for o in journal.opportunities if o.live and not o.quiet), key=best_first)
    has_timeline = any(timeline(o, ctx) for o in journal.opportunities)
    view = views.IndexPage(
        offers=_offers(ctx),
        timeline="Ask the others for their timeline?" if has_timeline else None,
        mine=tuple(_mine(due, live, ctx)),
        soon=_soon(due, live, ctx),
        theirs=tuple(_theirs(live, ctx)),
        live=tuple(row(o, ctx) for o in live),
        search_so_far=timeline_chart(
            [(o, row(o, ctx)) for o in live],
            [(o, row(o, ctx)) for o in journal.opportunities if not o.live],
            ctx,
        ),
        quiet=tuple(row(o, ctx) for o in journal.opportunities if o.quiet),
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


def _shared_view(ctx: Context) -> views.IndexPage:
    opportunities = ctx.journal.opportunities
    return views.IndexPage(
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
    answer = f"answer {by_date(answer_by, ctx)}" if answer_by else None
    facts = (
        wording.stage_text(opportunity.stage),
        DECISION_LABELS.get(opportunity.decision or "") if is_live else None,
        None if answer else _date_fact(opportunity, ctx),
        ctx.basis_text(opportunity),
    )
    has_next = is_live and not ctx.journal.audience
    is_theirs = has_next and steps.ball(opportunity, ctx.today) == "them"
    return views.OpportunityRow(
        link=ctx.opportunity_link(opportunity),
        company=opportunity.company,
        role=opportunity.role,
        facts=tuple(filter(None, facts)),
        answer=answer,
        fit=ctx.opportunity_fit(opportunity),
        next_step=next_step(opportunity, ctx) if has_next else None,
        waiting_for=waiting_for(opportunity, ctx) if is_theirs else None,
        incomplete=opportunity.incomplete,
    )


def _date_fact(opportunity: Opportunity, ctx: Context) -> str | None:
    """`next 25 November`, `latest 20 November`; None without a date."""
    dated = opportunity.latest.dated
    if dated is None:
        return None
    word = "next" if dated.day > ctx.today else "latest"
    return f"{word} {ctx.moment_text(replace(dated, clock=None))}"


def _offers(ctx: Context) -> tuple[views.Todo, ...]:
    """Live offers to answer, the nearest date first."""
    offers = sorted(
        ((o.answer_by, o) for o in ctx.journal.opportunities if o.live and o.answer_by),
        key=lambda pair: (pair[0], pair[1].key),
    )
    return tuple(
        views.Todo(
            ctx.opportunity_link(opportunity),
            _with_weekday(f"Answer {by_date(day, ctx)}", day, ctx),
        )
        for day, opportunity in offers
        if day
    )


def _with_weekday(words: str, day: date, ctx: Context) -> str:
    """Words about a day, with its weekday if it is near: `due 24 November (Tuesday)`."""
    is_near = ctx.today < day <= ctx.today + NEAR_FUTURE
    return f"{words} ({WEEKDAYS[day.weekday()]})" if is_near else words


def _due_tasks(ctx: Context) -> list[_DueTask]:
    """My open tasks of live opportunities that are due within a week, the earliest first."""
    tasks = [
        _DueTask(t.due, o.key, t, r)
        for o in ctx.journal.opportunities
        if o.live
        for r in o.rounds
        for t in r.body.tasks
        if t.owner == "me" and not t.done and t.due and t.due <= ctx.today + NEAR_FUTURE
    ]
    return sorted(tasks, key=lambda due: (due.day, due.key))


def _due_todo(due: _DueTask, ctx: Context) -> views.Todo:
    when = _with_weekday(ctx.due_text(due.day), due.day, ctx)
    return views.Todo(ctx.reflection_link(due.reflection), due.task.text, when)


def _mine(due: list[_DueTask], live: list[Opportunity], ctx: Context) -> Iterator[views.Todo]:
    """What waits for me: reflections to write, tasks due, second looks, then my other moves.

    Reflections to write come from quiet opportunities too (`live` has none of these): an interview
    is forgotten within hours, however long the process has been silent.
    """
    all_live = [o for o in ctx.journal.opportunities if o.live]
    yield from _waiting(WRITE_TEXT, all_live, lambda _, r: steps.is_pending(r, ctx.today), ctx)
    yield from (_due_todo(item, ctx) for item in due if item.day <= ctx.today)
    second_look_waits = partial(steps.second_look_waits, today=ctx.today)
    yield from _waiting(SECOND_LOOK_TEXT, live, second_look_waits, ctx)
    # These stand in a list already: above, or in "Coming up".
    listed = {(item.key, item.task.text) for item in due}
    listed |= {(o.key, text) for o in live for text in (WRITE_TEXT, SECOND_LOOK_TEXT, PREPARE_TEXT)}
    for opportunity in live:
        step = next_step(opportunity, ctx)
        is_mine = steps.ball(opportunity, ctx.today) == "me" and not opportunity.answer_by
        if is_mine and (opportunity.key, step) not in listed:
            yield views.Todo(ctx.opportunity_link(opportunity), step or "What comes next?")


def _waiting(
    text: str,
    opportunities: Iterable[Opportunity],
    is_waiting: Callable[[Opportunity, Reflection], bool],
    ctx: Context,
) -> Iterator[views.Todo]:
    """One todo with this text for each reflection for which `is_waiting` holds."""
    for opportunity in opportunities:
        for reflection in opportunity.rounds:
            if is_waiting(opportunity, reflection):
                # The link of a round without a name shows its date already.
                when = ctx.moment_text(reflection.dated) if reflection.round else None
                yield views.Todo(ctx.reflection_link(reflection), text, when)


def _soon(due: list[_DueTask], live: list[Opportunity], ctx: Context) -> tuple[views.Todo, ...]:
    """My tasks of the coming week and all interviews to come, the nearest first."""
    todos = [(Moment(item.day), _due_todo(item, ctx)) for item in due if item.day > ctx.today]
    for opportunity in live:
        for reflection in opportunity.rounds:
            interviewed = reflection.interviewed
            if interviewed and interviewed.day > ctx.today:
                # Before the interview there is nothing to read on the reflection's own page.
                href = ctx.opportunity_link(opportunity).href
                link = views.Link(ctx.reflection_link(reflection).text, href)
                words = moment_text(interviewed, ctx.today)
                when = _with_weekday(words, interviewed.day, ctx)
                todos.append((interviewed, views.Todo(link, PREPARE_TEXT, when)))
    return tuple(todo for _, todo in sorted(todos, key=lambda item: item[0].latest))


def _theirs(live: Iterable[Opportunity], ctx: Context) -> Iterator[views.Todo]:
    """What they owe; where the move is theirs and nothing is owed, that I wait to hear from them.

    While the move is mine, tasks past their date are left out: the nudge stands in my list.
    """
    for opportunity in live:
        is_theirs = steps.ball(opportunity, ctx.today) == "them"
        nudges = steps.overdue_tasks(opportunity, ctx.today)
        owed = [t for t in opportunity.owed_tasks if is_theirs or t not in nudges]
        for task in owed:
            when = _with_weekday(ctx.due_text(task.due), task.due, ctx) if task.due else None
            yield views.Todo(ctx.opportunity_link(opportunity), task.text, when)
        if is_theirs and not owed:
            yield views.Todo(ctx.opportunity_link(opportunity), WAITING_TEXT)

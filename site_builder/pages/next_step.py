"""What to do next for one opportunity, in the words of the pages and of `status`.

The rules of time (pending, second look, whose move) are core's, in `core.steps`; here they get
their order of urgency and their wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core import steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from site_builder.core.model import Task
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

WRITE_TEXT = "Write while it is fresh"
SECOND_LOOK_TEXT = "Take a second look"
PREPARE_TEXT = "Prepare for the interview"
WAITING_TEXT = "Waiting to hear from them"


def next_step(opportunity: Opportunity, ctx: Context) -> str | None:
    """The most urgent thing to do for a live opportunity, in a few words; None for nothing."""
    return next(_next_steps(opportunity, ctx), None)


def _next_steps(opportunity: Opportunity, ctx: Context) -> Iterator[str]:
    """All there is to do, the most urgent first.

    An offer has a deadline and a memory fades within hours, so these come before my own tasks;
    preparation and open questions can wait until the rest is done.
    """
    today, rounds = ctx.today, opportunity.rounds
    if opportunity.answer_by:
        yield f"Answer the offer {by_date(opportunity.answer_by, ctx)}"
    if any(steps.is_pending(r, today) for r in rounds):
        yield WRITE_TEXT
    mine = [t for t in opportunity.tasks if t.owner == "me" and not t.done]
    follow_ups = [t for t in mine if t.kind == "follow-up"]
    # Those with a date come first, the earliest before all others.
    yield from (t.text for t in sorted(follow_ups, key=lambda t: (t.due is None, t.due)))
    for task in steps.overdue_tasks(opportunity, today):
        yield f"A nudge? They owe: {_task_text(task, ctx)}"
    if any(steps.second_look_waits(opportunity, r, today) for r in rounds):
        yield SECOND_LOOK_TEXT
    yield from (t.text for t in mine)
    interviewed = opportunity.latest.interviewed
    if interviewed and interviewed.day > today:
        yield PREPARE_TEXT
    yield from (f"Find out: {q.text}" for q in opportunity.open_questions)


def waiting_for(opportunity: Opportunity, ctx: Context) -> str:
    """What a live opportunity waits for while the next move is theirs."""
    owed = opportunity.owed_tasks
    return _task_text(owed[0], ctx) if owed else WAITING_TEXT


def _task_text(task: Task, ctx: Context) -> str:
    """A task's text, with `(was due …)` behind it where its date has passed."""
    passed = task.due if task.due and task.due < ctx.today else None
    return f"{task.text} ({ctx.due_text(passed)})" if passed else task.text


def by_date(day: date, ctx: Context) -> str:
    """`by 27 November`, or `(was due 27 November)` where that has passed."""
    return f"(was due {ctx.day_text(day)})" if day < ctx.today else f"by {ctx.day_text(day)}"


def timeline(opportunity: Opportunity, ctx: Context) -> str | None:
    """The advice to ask for their timeline, where another offer has to be answered.

    None for an opportunity that is closed, that has an offer itself, or that I mean to leave.
    """
    others = ctx.journal.other_opportunities.get(opportunity.key)
    is_leaving = opportunity.decision == "walk-away"
    if opportunity.answer_by or is_leaving or not others or not others.answer_by:
        return None
    day = ctx.day_text(others.answer_by)
    return f"Another offer is to be answered by {day}: ask for their timeline?"

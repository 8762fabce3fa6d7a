"""Next moves in words, the same on the first page, on a job's own page and in `status`.

Moves of `core.moves` go in, todos come out. Which move it is, is decided there and not here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from site_builder.core import moves
from site_builder.core.dates import WEEKDAYS
from site_builder.core.model import Moment
from site_builder.core.page_addresses import opportunity_page
from site_builder.pages import views

if TYPE_CHECKING:
    from datetime import date

    from site_builder.core.model import Reflection
    from site_builder.core.moves import Move, MoveKind
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

NEAR_FUTURE = timedelta(days=7)
LATE = timedelta(days=7)  # after an interview: from then on little of it is fresh
PREPARE_TEXT = "Prepare for the interview"
WAITING_TEXT = "Waiting to hear from them"
QUIET_TEXT = "Still live? If they went quiet, stage: no-answer in its last note closes it"
TEXTS: dict[MoveKind, str] = {
    "today": "The interview: prepare before, write after",
    "close": "Let it go? stage: walked-away in its last note closes it",
    "tell": "Tell them, kindly; then stage: withdrawn in its last note (or walked-away)",
    "answer": "Answer their offer",
    "answered": "Was their offer answered? stage: accepted or declined in its last note",
    "ask-date": "Ask when they want my answer",
    "write": "Write while it is fresh",
    "second-look": "Take a second look at the ratings",
    "prepare": PREPARE_TEXT,
    "apply": "Apply, or let it go?",
    "wait": WAITING_TEXT,
    "ask": "Ask where it stands",
}
OPEN_ANSWER_TEXT = "Answer their offer when I am ready"
DECLINE_TEXT = "Tell them, kindly; then stage: declined in its last note"
LATE_WRITE_TEXT = "Write what is left of it"


def next_move(opportunity: Opportunity, ctx: Context) -> Move | None:
    """The next move of an opportunity; None for a closed one, and for an audience."""
    if ctx.journal.audience:
        return None
    return moves.next_move(opportunity, ctx.journal.other_opportunities.get(opportunity.key))


def move_todo(opportunity: Opportunity, move: Move, ctx: Context) -> views.Todo:
    """A move as a todo: its words, its date in words, and a link to where it is done."""
    reflection = next(r for r in opportunity.rounds if r.slug == move.slug)
    if move.kind in {"today", "prepare"}:
        return interview_todo(opportunity, reflection, ctx, move_text(opportunity, move))
    # For what no file has, the page of the job says more.
    is_job = _is_about_job(move)
    link = ctx.opportunity_link(opportunity) if is_job else ctx.reflection_link(reflection)
    return views.Todo(link, move_text(opportunity, move), _when(move, reflection, ctx))


def own_todo(opportunity: Opportunity, move: Move, ctx: Context) -> views.Todo:
    """A move as a todo on the page of its own job, which needs neither a name nor a link of it."""
    reflection = next(r for r in opportunity.rounds if r.slug == move.slug)
    link = views.Link("", "") if _is_about_job(move) else ctx.round_link(reflection)
    return replace(move_todo(opportunity, move, ctx), link=link)


def _is_about_job(move: Move) -> bool:
    """Whether it is about the job, and not about an interview or a task in one of its files."""
    is_interview = move.kind in {"today", "prepare", "write", "second-look"}
    return move.text is None and not is_interview


def interview_todo(
    opportunity: Opportunity, reflection: Reflection, ctx: Context, text: str = PREPARE_TEXT
) -> views.Todo:
    """What to do about an interview of today or later, with its hour."""
    # Before the interview there is nothing to read on the reflection's own page.
    link = replace(ctx.reflection_link(reflection), href=opportunity_page(opportunity.key))
    when = ctx.moment_text(reflection.interviewed)
    day = reflection.interviewed.day if reflection.interviewed else ctx.today
    return views.Todo(link, text, with_weekday(when or "", day, ctx))


def move_text(opportunity: Opportunity, move: Move) -> str:
    """A move in a few words; a task's are its own."""
    if move.text is not None:
        return f"A nudge? They owe: {move.text}" if move.kind == "nudge" else move.text
    if move.kind == "close" and opportunity.quiet:
        return QUIET_TEXT
    if move.kind == "answer" and move.due is None:
        return OPEN_ANSWER_TEXT
    if move.kind == "tell" and opportunity.stage == "offer":
        return DECLINE_TEXT
    if move.kind == "write" and move.due:
        return write_text(Moment(move.due), opportunity.today)
    return TEXTS[move.kind]


def write_text(interviewed: Moment | None, today: date) -> str:
    """What asks to write about an interview: within a week while it is fresh."""
    is_late = interviewed is not None and interviewed.day + LATE <= today
    return LATE_WRITE_TEXT if is_late else TEXTS["write"]


def _when(move: Move, reflection: Reflection, ctx: Context) -> str | None:
    """The date of a move in words, where it has one that the link does not show."""
    if move.due is None:
        return None
    if move.kind in {"write", "second-look"}:
        # The link of a round without a name shows its date already.
        when = ctx.moment_text(reflection.interviewed)
        return f"interviewed {when}" if reflection.round else None
    if move.kind in {"answer", "answered", "tell"}:
        return with_weekday(answer_by_text(move.due, ctx), move.due, ctx)
    return due_text(move.due, ctx)


def answer_by_text(day: date, ctx: Context) -> str:
    """`by 27 November`, or `was due 27 November` where that has passed."""
    return f"was due {ctx.day_text(day)}" if day < ctx.today else f"by {ctx.day_text(day)}"


def due_text(day: date, ctx: Context) -> str:
    """`due 24 November (Tuesday)`, or `was due 19 November` where that has passed."""
    return with_weekday(ctx.due_text(day), day, ctx)


def with_weekday(words: str, day: date, ctx: Context) -> str:
    """Words about a day, with its weekday if it is near: `due 24 November (Tuesday)`."""
    is_near = ctx.today < day <= ctx.today + NEAR_FUTURE
    return f"{words} ({WEEKDAYS[day.weekday()]})" if is_near else words


def timeline_advice(opportunity: Opportunity, ctx: Context) -> str | None:
    """The advice to ask for their timeline, where another offer has to be answered; else None."""
    others = ctx.journal.other_opportunities.get(opportunity.key)
    if not moves.asks_for_timeline(opportunity, others) or not others or not others.answer_by:
        return None
    day = ctx.day_text(others.answer_by)
    return f"Another offer is to be answered by {day}: ask for their timeline?"

"""The one next move of each live job: what to do about it on this day, and who is to do it.

Opportunities in, moves out. Pages, `status` and `journal.json` all take it from here; the words for
it are theirs. The rules below are tried in order, and the first that gives a move decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from site_builder.core import steps
from site_builder.core.frozen import frozen
from site_builder.core.opportunities import acceptance_ends, is_leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from site_builder.core.model import Owner, Reflection, Task
    from site_builder.core.opportunities import Opportunity, OtherOpportunities

MoveKind = Literal[
    "today",
    "close",
    "tell",
    "answer",
    "answered",
    "ask-date",
    "write",
    "second-look",
    "task",
    "nudge",
    "prepare",
    "apply",
    "wait",
    "ask",
]
RUNNING_STAGES = frozenset({"applied", "interviewing"})
PATIENCE = timedelta(days=7)  # after news or something that I did, before it is time to ask


@frozen
class Move:
    """What to do next about one job; `slug` is the file that it is about.

    `text` is a task's own words, and `due` its date, or that of the interview or the answer.
    `urgency` is the number of the rule that it comes from, 1 for the most urgent.
    """

    kind: MoveKind
    slug: str
    owner: Owner = "me"
    text: str | None = None
    due: date | None = None
    urgency: int = 0


def next_move(opportunity: Opportunity, others: OtherOpportunities | None) -> Move | None:
    """The next move of an opportunity; `others` is what it is told of all others.

    None for a closed one, which is told nothing.
    """
    if others is None or not opportunity.live:
        return None
    rules = enumerate(_rules(opportunity, others), 1)
    return next(replace(move, urgency=number) for number, move in rules if move)


def ball(opportunity: Opportunity, move: Move | None) -> Owner | None:
    """Whose move it is, given the next one: as the last file whose date has come says, if it does.

    None for a closed opportunity.
    """
    if move is None:
        return None
    current = opportunity.current
    return current.ball if current and current.ball else move.owner


def move_order(opportunity: Opportunity, move: Move) -> tuple[int, date, str]:
    """The sort key of a list of moves: the most urgent first, then by date, undated last."""
    return move.urgency, move.due or date.max, opportunity.key


def asks_for_timeline(opportunity: Opportunity, others: OtherOpportunities | None) -> bool:
    """Whether to ask them for their timeline, as another offer has to be answered."""
    is_running = opportunity.stage in RUNNING_STAGES and not opportunity.quiet
    has_reason = others is not None and others.answer_by is not None
    return is_running and has_reason and not is_leaving(opportunity, others)


def acceptances(
    opportunities: Iterable[Opportunity], others: Mapping[str, OtherOpportunities]
) -> tuple[Opportunity, ...]:
    """The accepted opportunities to say first: while somebody is to be told, and for 30 days."""
    opportunities = tuple(opportunities)
    untold = [
        o.began
        for o in opportunities
        if (rest := others.get(o.key)) and rest.accepted and not o.quiet and o.stage != "exploring"
    ]
    return tuple(
        o
        for o in opportunities
        if o.stage == "accepted" and any(day <= acceptance_ends(o) for day in (o.today, *untold))
    )


def _rules(opportunity: Opportunity, others: OtherOpportunities) -> Iterator[Move | None]:
    """What each rule gives, the most urgent first; the last gives a move in any case."""
    yield _todays_interview(opportunity)
    yield Move("close", _slug(opportunity)) if opportunity.quiet else None
    yield _leaving(opportunity) if is_leaving(opportunity, others) else None
    yield _offer(opportunity) if opportunity.stage == "offer" else None
    yield _unwritten(opportunity)
    yield _due(opportunity)
    yield _coming(opportunity)
    yield _at_rest(opportunity)


def _todays_interview(opportunity: Opportunity) -> Move | None:
    interviews = steps.todays_interviews(opportunity)
    return _interview_move("today", interviews[0]) if interviews else None


def _leaving(opportunity: Opportunity) -> Move:
    """To tell them, unless they have not heard of me yet."""
    if _is_exploring(opportunity):
        return Move("close", _slug(opportunity))
    return Move("tell", _offer_slug(opportunity), due=opportunity.answer_by)


def _offer(opportunity: Opportunity) -> Move:
    """What an offer asks: to answer it, or to find out by when."""
    slug, answer_by = _offer_slug(opportunity), opportunity.answer_by
    if answer_by:
        return Move("answered" if answer_by < opportunity.today else "answer", slug, due=answer_by)
    if opportunity.offer and opportunity.offer.open_ended:
        return Move("answer", slug)
    if opportunity.owed_tasks or _did_something(opportunity):
        return _wait(opportunity)
    return Move("ask-date", slug)


def _unwritten(opportunity: Opportunity) -> Move | None:
    """The latest interview that waits to be written, else the one to be looked at again."""
    latest_first = opportunity.rounds[::-1]
    for reflection in latest_first:
        if steps.is_pending(opportunity, reflection):
            return _interview_move("write", reflection)
    for reflection in latest_first:
        if steps.second_look_waits(opportunity, reflection, opportunity.today):
            return _interview_move("second-look", reflection)
    return None


def _due(opportunity: Opportunity) -> Move | None:
    """My earliest task whose date has come, else what they owe past its date."""
    today = opportunity.today
    if mine := _first_task(opportunity, lambda t: t.owner == "me" and _is_due(t, today)):
        return _task_move("task", *mine)
    yesterday = today - timedelta(days=1)
    owed = _first_task(opportunity, lambda t: t.owner == "them" and _is_due(t, yesterday))
    return _task_move("nudge", *owed) if owed else None


def _coming(opportunity: Opportunity) -> Move | None:
    """The next interview or my next task, whichever is earlier; a task without a date is last.

    Research without a date can wait for ever.
    """
    interview = next((r for r in opportunity.rounds if r.is_ahead(opportunity.today)), None)
    task = _first_task(
        opportunity, lambda t: t.owner == "me" and (t.due is not None or t.kind == "follow-up")
    )
    prepare = _interview_move("prepare", interview) if interview else None
    do = _task_move("task", *task) if task else None
    moves = [move for move in (prepare, do) if move]
    return min(moves, key=lambda move: move.due or date.max, default=None)


def _at_rest(opportunity: Opportunity) -> Move:
    """Nothing is planned: apply to a lead; of others wait a while, then ask."""
    if _is_exploring(opportunity):
        return Move("apply", _slug(opportunity))
    current = opportunity.current
    is_theirs = current is not None and current.ball == "them"
    has_news = any(_is_fresh(r.dated.day, opportunity) for r in opportunity.rounds if r.dated)
    if is_theirs or has_news or opportunity.owed_tasks or _did_something(opportunity):
        return _wait(opportunity)
    return Move("ask", _slug(opportunity))


def _wait(opportunity: Opportunity) -> Move:
    """To wait for what they owe first, else to hear from them."""
    owed = _first_task(opportunity, lambda t: t.owner == "them")
    if owed is None:
        return Move("wait", _slug(opportunity), "them")
    return replace(_task_move("wait", *owed), owner="them")


def _did_something(opportunity: Opportunity) -> bool:
    """Whether a task of mine was done within the last days, as far as it says when."""
    done = (t.finished for t in opportunity.tasks if t.owner == "me" and t.done)
    return any(_is_fresh(day, opportunity) for day in done if day)


def _is_fresh(day: date, opportunity: Opportunity) -> bool:
    return day <= opportunity.today <= day + PATIENCE


def _is_due(task: Task, day: date) -> bool:
    return task.due is not None and task.due <= day


def _is_exploring(opportunity: Opportunity) -> bool:
    """Whether it is a job that I only heard of."""
    return opportunity.stage == "exploring" and opportunity.is_lead


def _first_task(
    opportunity: Opportunity, is_wanted: Callable[[Task], bool]
) -> tuple[Reflection, Task] | None:
    """The open task with the earliest date, undated ones last, of those that are wanted.

    Ties go to follow-ups, then to the earlier round, then to the place in the file.
    """
    tasks = ((r, t) for r, t in opportunity.open_tasks if is_wanted(t))
    # The first of equal ones is taken, and they come in the order of rounds and places.
    return min(
        tasks, key=lambda rt: (rt[1].due or date.max, rt[1].kind != "follow-up"), default=None
    )


def _task_move(kind: MoveKind, reflection: Reflection, task: Task) -> Move:
    return Move(kind, reflection.slug, text=task.text, due=task.due)


def _interview_move(kind: MoveKind, reflection: Reflection) -> Move:
    interviewed = reflection.interviewed
    return Move(kind, reflection.slug, due=interviewed.day if interviewed else None)


def _offer_slug(opportunity: Opportunity) -> str:
    """The last file with the offer that is to be answered, if there is one."""
    offers = [r.slug for r in opportunity.rounds if r.offer and opportunity.stage == "offer"]
    return offers[-1] if offers else _slug(opportunity)


def _slug(opportunity: Opportunity) -> str:
    """The last file that is undated or whose date has come, else the last of all."""
    return (opportunity.current or opportunity.latest).slug

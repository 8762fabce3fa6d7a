"""What is to be done next: what waits to be written, whose move it is, the four steps.

Opportunities, reflections and `today` in, plain facts out. The order in which pages show them and
the words for them stand in `pages`. What is closed asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from site_builder.core.model import Owner, Reflection, Settings, Task, Window
    from site_builder.core.opportunities import Opportunity, OtherOpportunities

IMMEDIATE_WITHIN = timedelta(hours=2)  # after the end of the interview
NIGHT_ENDS, NOON = time(4), time(12)
ENOUGH_ANSWERS = 3
SECOND_LOOK_DAYS = range(1, 4)  # after the interview


@dataclass(frozen=True, slots=True)
class Steps:
    """The four steps of a live opportunity: true for done, false for open.

    None where there is nothing to say yet: no interview is over, or no such task was written.
    """

    reflect: bool | None
    follow_up: bool | None
    research: bool | None
    explore: bool


def window(reflection: Reflection) -> Window | None:
    """How soon after the end of the interview it was reflected on.

    Within two hours, before four in the night after, before the next noon, or later; by days alone
    where either has no time. None without both dates, unless the window alone is given.
    """
    interviewed, reflected = reflection.interviewed, reflection.reflected
    if interviewed is None or reflected is None:
        return reflection.window
    end = reflection.interview_end
    if end is None or interviewed.clock is None or reflected.clock is None:
        days = (reflected.day - interviewed.day).days
        return "same-day" if days <= 0 else "next-morning" if days == 1 else "later"
    written = datetime.combine(reflected.day, reflected.clock)
    next_day = interviewed.day + timedelta(days=1)
    if written - end <= IMMEDIATE_WITHIN:
        return "immediate"
    # Past midnight it is still the evening of the interview, with the day's impressions.
    if written < datetime.combine(next_day, NIGHT_ENDS):
        return "same-day"
    return "next-morning" if written < datetime.combine(next_day, NOON) else "later"


def _is_rated(reflection: Reflection) -> bool:
    """Whether any rating counts; "no evidence" for all is none."""
    return any(r is not None for r in reflection.effective.values())


def is_pending(reflection: Reflection, today: date) -> bool:
    """Whether the interview is over and the reflection not written: no rating, under 3 answers."""
    is_answered = len(reflection.answered) >= ENOUGH_ANSWERS
    return reflection.is_over(today) and not _is_rated(reflection) and not is_answered


def second_look_waits(opportunity: Opportunity, reflection: Reflection, today: date) -> bool:
    """Whether to ask for a second look at a rated round, the latest of a live opportunity.

    Only one to three days after the interview; then it lapses.
    """
    interviewed = reflection.interviewed
    return (
        opportunity.live
        and interviewed is not None
        and (today - interviewed.day).days in SECOND_LOOK_DAYS
        and _is_rated(reflection)
        and reflection.second_look is None
        and opportunity.latest is reflection
    )


def steps(
    opportunity: Opportunity, others: OtherOpportunities | None, settings: Settings, today: date
) -> Steps | None:
    """The four steps of an opportunity, given what it is told of the others.

    None for a closed one, which is told nothing (`others` is None).
    """
    if others is None:
        return None
    tasks = opportunity.tasks
    follow_ups = [t for t in tasks if t.kind == "follow-up"]
    research = [t for t in tasks if t.kind == "research"]
    researched = not opportunity.open_questions and not _my_open_tasks(research)
    return Steps(
        reflect=_is_reflected(opportunity, settings, today),
        follow_up=not _my_open_tasks(follow_ups) if follow_ups else None,
        research=researched if opportunity.questions or research else None,
        explore=others.live,
    )


def _my_open_tasks(tasks: Iterable[Task]) -> list[Task]:
    return [t for t in tasks if t.owner == "me" and not t.done]


def _is_reflected(opportunity: Opportunity, settings: Settings, today: date) -> bool | None:
    """Whether the latest interview that is over has enough answers, and all is rated by then.

    "No evidence" counts as rated here, for it says that the question was asked. None where no
    interview is over.
    """
    over = [i for i, r in enumerate(opportunity.rounds) if r.is_over(today)]
    if not over:
        return None
    latest = opportunity.rounds[over[-1]]
    rated = {c for r in opportunity.rounds[: over[-1] + 1] for c in r.effective}
    is_answered = len(latest.answered) >= min(ENOUGH_ANSWERS, len(settings.questions))
    return is_answered and all(c.id in rated for c in settings.criteria)


def ball(opportunity: Opportunity, today: date) -> Owner | None:
    """Whose move it is; None for a closed opportunity.

    What the latest round says in `ball`; else mine with an open follow-up, research that is due or
    somebody to remind; else theirs if they owe something; else mine, as nobody else will move.
    """
    if not opportunity.live:
        return None
    if opportunity.latest.ball:
        return opportunity.latest.ball
    tasks = _my_open_tasks(opportunity.tasks)
    # A follow-up is worth doing at once, research only when its date has come.
    research_due = [t for t in tasks if t.kind == "research" and t.due and t.due <= today]
    if (
        any(t.kind == "follow-up" for t in tasks)
        or research_due
        or overdue_tasks(opportunity, today)
    ):
        return "me"
    return "them" if opportunity.owed_tasks else "me"


def overdue_tasks(opportunity: Opportunity, today: date) -> tuple[Task, ...]:
    """The tasks that they owe and whose date is past: worth a friendly reminder."""
    return tuple(t for t in opportunity.owed_tasks if t.due is not None and t.due < today)

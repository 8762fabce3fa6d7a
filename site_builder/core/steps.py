"""What an opportunity asks of me: what waits to be written, and the four steps.

Opportunities and reflections in, plain facts out. Which of them comes first is decided in `moves`,
and the words for them stand in `pages`. What is closed asks for nothing.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from datetime import date

    from site_builder.core.model import Reflection, Settings, Window
    from site_builder.core.opportunities import Opportunity, OtherOpportunities

IMMEDIATE_WITHIN = timedelta(hours=2)  # after the end of the interview
NIGHT_ENDS, NOON = time(4), time(12)
ENOUGH_ANSWERS = 3
SECOND_LOOK_DAYS = range(1, 4)  # after the interview


@frozen
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


def is_written(reflection: Reflection, settings: Settings) -> bool:
    """Whether anything is rated in either look, on purpose also as unknown, or enough answered."""
    second = reflection.second_look.ratings if reflection.second_look else {}
    asked = len(settings.questions)
    is_answered = asked > 0 and len(reflection.answered) >= min(ENOUGH_ANSWERS, asked)
    return bool(reflection.ratings or second) or is_answered


def todays_interviews(opportunity: Opportunity) -> tuple[Reflection, ...]:
    """The interviews of today that are not written yet, in the order of their hours."""
    today, settings = opportunity.today, opportunity.settings
    return tuple(
        r
        for r in opportunity.rounds
        if opportunity.live
        and _day(r) == today
        and r.is_over(today)
        and not is_written(r, settings)
    )


def is_pending(opportunity: Opportunity, reflection: Reflection) -> bool:
    """Whether a round of a live opportunity was before today and waits to be written.

    Not where I decided to walk away.
    """
    asks = opportunity.live and not opportunity.is_decided_against
    is_past = reflection.is_over(opportunity.today) and _day(reflection) != opportunity.today
    return asks and is_past and not is_written(reflection, opportunity.settings)


def second_look_waits(opportunity: Opportunity, reflection: Reflection, today: date) -> bool:
    """Whether to ask, on a day, for a second look at a rated round of a live opportunity.

    Only one to three days after the interview and until a later round is over; then it lapses. Not
    where I decided to walk away.
    """
    interviewed = reflection.interviewed
    asks = opportunity.live and not opportunity.is_decided_against
    if not asks or interviewed is None or not reflection.is_over(today):
        return False
    later = opportunity.rounds[opportunity.position(reflection) + 1 :]
    return (
        (today - interviewed.day).days in SECOND_LOOK_DAYS
        and _is_rated(reflection)
        and reflection.second_look is None
        and not any(r.has_come(today) for r in later)
    )


def _day(reflection: Reflection) -> date | None:
    return reflection.interviewed.day if reflection.interviewed else None


def steps(
    opportunity: Opportunity, others: OtherOpportunities | None, settings: Settings, today: date
) -> Steps | None:
    """The four steps of an opportunity, given what it is told of the others.

    None for a closed one, which is told nothing (`others` is None), and for one that I decided to
    walk away from.
    """
    if others is None or opportunity.is_decided_against:
        return None
    written = {task.kind for task in opportunity.tasks}
    mine = {task.kind for _, task in opportunity.open_tasks if task.owner == "me"}
    has_research = bool(opportunity.questions) or "research" in written
    return Steps(
        reflect=_is_reflected(opportunity, settings, today),
        follow_up="follow-up" not in mine if "follow-up" in written else None,
        research=not opportunity.open_questions and "research" not in mine
        if has_research
        else None,
        explore=others.live,
    )


def _is_reflected(opportunity: Opportunity, settings: Settings, today: date) -> bool | None:
    """Whether the latest interview that is over has enough answers, and all is rated by then.

    "No evidence" counts as rated here, for it says that the question was asked. None where no
    interview is over.
    """
    over = [i for i, r in enumerate(opportunity.rounds) if r.is_over(today)]
    if not over:
        return None
    latest = opportunity.rounds[over[-1]]
    known = (r for r in opportunity.rounds[: over[-1] + 1] if not r.cancelled)
    rated = {c for r in known for c in r.effective}
    is_answered = len(latest.answered) >= min(ENOUGH_ANSWERS, len(settings.questions))
    return is_answered and all(c.id in rated for c in settings.criteria)

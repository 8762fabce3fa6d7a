"""Time and what it asks: windows, what is pending, whose court the ball is in, the four steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from site_builder.core.model import Owner, Reflection, Settings, Task, Window
    from site_builder.core.opportunities import Opportunity, OtherOpportunities

IMMEDIATE = timedelta(hours=2)
NIGHT_ENDS, NOON = time(4), time(12)
ENOUGH_ANSWERS = 3
SECOND_LOOK_DAYS = range(1, 4)
LOW, HIGH, MOVED, ONE_IMPRESSION = 3, 9, 2, 4


@dataclass(frozen=True, slots=True)
class Steps:
    """The four steps of a live opportunity: done, open, or None where there is nothing to say."""

    reflect: bool | None
    follow_up: bool | None
    research: bool | None
    explore: bool


def window(reflection: Reflection) -> Window | None:
    """How soon after the interview it was reflected on; None where either has no date."""
    interviewed, reflected = reflection.interviewed, reflection.reflected
    if interviewed is None or reflected is None:
        return reflection.window
    end = reflection.interview_end
    if end is None or interviewed.clock is None or reflected.clock is None:
        days = (reflected.day - interviewed.day).days
        return "same-day" if days <= 0 else "next-morning" if days == 1 else "later"
    at = datetime.combine(reflected.day, reflected.clock)
    next_day = interviewed.day + timedelta(days=1)
    if at - end <= IMMEDIATE:
        return "immediate"
    if at < datetime.combine(next_day, NIGHT_ENDS):
        return "same-day"
    return "next-morning" if at < datetime.combine(next_day, NOON) else "later"


def is_rated(reflection: Reflection) -> bool:
    """Whether any rating was given, first or second."""
    return any(r is not None for r in reflection.effective.values())


def is_pending(reflection: Reflection, today: date) -> bool:
    """Whether an interview is over and there is not yet a rating, nor three answers."""
    few = len(reflection.answered) < ENOUGH_ANSWERS
    return reflection.is_over(today) and not is_rated(reflection) and few


def second_look_waits(opportunity: Opportunity, reflection: Reflection, today: date) -> bool:
    """Whether a rated interview of the last days waits to be rated again."""
    interviewed = reflection.interviewed
    return (
        opportunity.live
        and interviewed is not None
        and (today - interviewed.day).days in SECOND_LOOK_DAYS
        and is_rated(reflection)
        and reflection.second_look is None
        and opportunity.latest is reflection
    )


def steps(
    opportunity: Opportunity, elsewhere: OtherOpportunities | None, settings: Settings, today: date
) -> Steps | None:
    """The four steps; None for what is closed, which asks nothing and has nothing elsewhere."""
    if elsewhere is None:
        return None
    tasks = opportunity.tasks
    follow_ups = [t for t in tasks if t.kind == "follow-up"]
    research = [t for t in tasks if t.kind == "research"]
    known = bool(opportunity.questions or research)
    return Steps(
        reflect=_reflected(opportunity, settings, today),
        follow_up=not _mine(follow_ups) if follow_ups else None,
        research=not opportunity.open_questions and not _mine(research) if known else None,
        explore=elsewhere.live,
    )


def _mine(tasks: Iterable[Task]) -> list[Task]:
    return [t for t in tasks if t.owner == "me" and not t.done]


def _reflected(opportunity: Opportunity, settings: Settings, today: date) -> bool | None:
    """Whether the latest interview that is over is answered, and all is rated by then."""
    over = [i for i, r in enumerate(opportunity.rounds) if r.is_over(today)]
    if not over:
        return None
    latest = opportunity.rounds[over[-1]]
    said = {c for r in opportunity.rounds[: over[-1] + 1] for c in r.effective}
    answered = len(latest.answered) >= min(ENOUGH_ANSWERS, len(settings.questions))
    return answered and all(c.id in said for c in settings.criteria)


def ball(opportunity: Opportunity, today: date) -> Owner | None:
    """Whose move it is; None for what is closed."""
    if not opportunity.live:
        return None
    if opportunity.latest.ball:
        return opportunity.latest.ball
    mine = _mine(opportunity.tasks)
    research_due = [t for t in mine if t.kind == "research" and t.due and t.due <= today]
    if any(t.kind == "follow-up" for t in mine) or research_due or nudges(opportunity, today):
        return "me"
    return "them" if opportunity.owed_tasks else "me"


def nudges(opportunity: Opportunity, today: date) -> tuple[Task, ...]:
    """What they owe and is past its date."""
    return tuple(t for t in opportunity.owed_tasks if t.due is not None and t.due < today)


def prompts(
    reflection: Reflection, light: str, opportunity: Opportunity, settings: Settings
) -> tuple[str, ...]:
    """Kind questions about one reflection; none for what is closed, which asks nothing."""
    if not opportunity.live:
        return ()
    label = {c.id: c.inline for c in settings.criteria}
    known = {c: r for c, r in reflection.effective.items() if r is not None}
    asked = []
    if len(known) >= ONE_IMPRESSION and max(known.values()) - min(known.values()) <= 1:
        asked.append("These ratings lie within one point: one impression, or several?")
    bare = [c for c, r in known.items() if (r <= LOW or r >= HIGH) and c not in reflection.evidence]
    asked += [f"A strong rating for {label[c]}: what did I see or hear?" for c in bare]
    if (reflection.gut, light) == ("yes", "red"):
        asked.append("My gut says yes and the light is red: what does my gut know?")
    if (reflection.gut, light) == ("no", "green"):
        asked.append("My gut says no and the light is green: what does my gut know?")
    asked += [f"The second look moved {label[c]}: what changed?" for c in _moved(reflection)]
    if reflection.decision == opportunity.decision == "walk-away":
        asked.append("I decided to walk away and this is still open: tell them?")
    return tuple(asked)


def _moved(reflection: Reflection) -> list[str]:
    """The criteria that a second look moved by two or more."""
    second = reflection.second_look.ratings if reflection.second_look else {}
    pairs = ((c, reflection.ratings.get(c), after) for c, after in second.items())
    return [c for c, a, b in pairs if a is not None and b is not None and abs(a - b) >= MOVED]

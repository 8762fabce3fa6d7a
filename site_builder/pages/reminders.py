"""When to prepare for interviews, and when to write about them: the reminders of each day.

Interviews of all jobs go in, reminders come out. The interviews of one day share one reminder to
prepare the evening before, one that evening and one the next morning, whatever jobs they are for.
Reminders from before `today` are left out, except to a second look that still waits.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from site_builder.core import steps
from site_builder.core.frozen import frozen
from site_builder.core.opportunities import is_leaving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment, Reflection, Settings
    from site_builder.core.opportunities import Opportunity

ReminderKind = Literal["prepare", "after", "evening", "morning"]
Asked = Literal["write", "second-look"]

ONE_DAY = timedelta(days=1)
SECOND_LOOK_LASTS = timedelta(days=steps.SECOND_LOOK_DAYS[-1])


@frozen
class RemindedInterview:
    """An interview as its reminders need it, in plain values that the cache can encode.

    `start` and `end` are None where no hour is known. `cancelled` ones and those that ask for
    nothing are kept too, for they have part in the identity of what a day shares.
    """

    slug: str
    name: str
    role: str
    day: date
    start: datetime | None
    end: datetime | None
    cancelled: bool
    asks: Asked | None


@frozen
class Reminder:
    """A short entry that rings at its `moment`; `slug` and `kind` are its identity."""

    slug: str
    kind: ReminderKind
    moment: datetime
    text: str
    role: str


def reminded_interviews(
    journal: Journal, opportunity: Opportunity
) -> tuple[RemindedInterview, ...]:
    """The interviews of an opportunity that are ahead, or recent enough for a second look."""
    earliest = journal.today - SECOND_LOOK_LASTS
    return tuple(
        RemindedInterview(
            slug=r.slug,
            name=interview_name(opportunity, r),
            role=r.role,
            day=r.interviewed.day,
            start=interview_start(r.interviewed),
            end=r.interview_end,
            cancelled=r.cancelled is not None,
            asks=_asks(journal, opportunity, r, r.interviewed.day),
        )
        for r in opportunity.rounds
        if r.interviewed and r.interviewed.day >= earliest
    )


def interview_name(opportunity: Opportunity, reflection: Reflection) -> str:
    """`Northwind, final`; with the role where there is no round or the company has two jobs."""
    names_role = opportunity.shares_company or not reflection.round
    parts = (reflection.company, reflection.role if names_role else None, reflection.round)
    return ", ".join(part for part in parts if part)


def interview_start(moment: Moment) -> datetime | None:
    """When an interview begins; None for a date alone."""
    return None if moment.clock is None else datetime.combine(moment.day, moment.clock)


def _asks(
    journal: Journal, opportunity: Opportunity, reflection: Reflection, day: date
) -> Asked | None:
    """What an interview asks for, or will once it is over."""
    others = journal.other_opportunities.get(opportunity.key)
    if not opportunity.live or is_leaving(opportunity, others) or reflection.cancelled:
        return None
    morning = day + ONE_DAY
    if not steps.is_written(reflection, journal.settings):
        return "write" if morning >= journal.today else None
    # As of the morning when it would ring, if that has not come yet.
    waits = steps.second_look_waits(opportunity, reflection, max(journal.today, morning))
    return "second-look" if waits else None


def reminders(
    interviews: Iterable[RemindedInterview], settings: Settings, today: date
) -> Iterator[Reminder]:
    """The reminders of the interviews of all opportunities, which may come in any order."""
    days: dict[date, list[RemindedInterview]] = defaultdict(list)
    for interview in interviews:
        days[interview.day].append(interview)
    for day, of_day in days.items():
        of_day.sort(key=_hour)
        for reminder in (*_shared(day, of_day, settings), *_right_after(of_day)):
            # A second look waits for some days, and keeps its place.
            if reminder.moment.date() >= today or reminder.kind == "morning":
                yield reminder


def _hour(interview: RemindedInterview) -> tuple[bool, datetime, str]:
    """The sort key of the interviews of a day: by their hours, those without one last."""
    no_hour = datetime.combine(interview.day, time())
    return (interview.start is None, interview.start or no_hour, interview.slug)


def _shared(
    day: date, interviews: Sequence[RemindedInterview], settings: Settings
) -> Iterator[Reminder]:
    """What the interviews of a day share: to prepare, a quiet evening, and the next morning."""
    to_write = [i for i in interviews if i.asks == "write"]
    again = [i for i in interviews if i.asks == "second-look"]
    prepare = _evening(day - ONE_DAY, settings.prepare)
    yield from _reminder("prepare", prepare, {"Prepare": to_write}, interviews)
    evening = _evening(day, settings.evening)
    # An interview that lasts into the evening gets the reminder at its end alone.
    over = [i for i in to_write if (end := _free_at(i, interviews)) is None or end < evening]
    yield from _reminder("evening", evening, {"A quiet moment to write": over}, interviews)
    morning = datetime.combine(day + ONE_DAY, settings.morning)
    asked = {"Write, or take a second look": to_write, "Take a second look": again}
    yield from _reminder("morning", morning, asked, interviews)


def _right_after(interviews: Sequence[RemindedInterview]) -> Iterator[Reminder]:
    """A reminder at the end of each interview of a day, or of several in a row."""
    ends: dict[datetime, list[RemindedInterview]] = defaultdict(list)
    for interview in interviews:
        if end := _free_at(interview, interviews):
            ends[end].append(interview)
    for end, ended in ends.items():
        to_write = [i for i in ended if i.asks == "write"]
        yield from _reminder("after", end, {"Write while it is fresh": to_write}, ended)


def _free_at(
    interview: RemindedInterview, interviews: Iterable[RemindedInterview]
) -> datetime | None:
    """When an interview is over, and no other one of its day going on: nothing rings in those."""
    end = interview.end
    if end is None:
        return None
    # In the order of their hours, so that each may lead on to the next.
    for other in interviews:
        if other.start and other.end and not other.cancelled and other.start <= end < other.end:
            end = other.end
    return end


def _evening(day: date, clock: time) -> datetime:
    """The evening of a day; a time in the small hours belongs to the night after it."""
    return datetime.combine(day + ONE_DAY * (clock < steps.NIGHT_ENDS), clock)


def _reminder(
    kind: ReminderKind,
    moment: datetime,
    asked: Mapping[str, Sequence[RemindedInterview]],
    sharing: Iterable[RemindedInterview],
) -> Iterator[Reminder]:
    """One reminder that names the interviews by what is asked for them; none if that is nothing.

    Of all interviews that share it, written ones too, the first by slug gives the identity. So it
    stays when another one is written, and goes along when its only interview is moved.
    """
    asking = [i for interviews in asked.values() for i in interviews]
    if asking:
        slug = min(i.slug for i in sharing)
        parts = (f"{words}: {'; '.join(i.name for i in of)}" for words, of in asked.items() if of)
        roles = dict.fromkeys(i.role for i in asking)
        yield Reminder(slug, kind, moment, ". ".join(parts), "; ".join(roles))

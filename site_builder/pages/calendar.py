"""`calendar.ics`: interviews, when to reflect on them, dated tasks and offers to answer.

A Journal goes in, iCalendar text comes out. A reminder is a short event of its own with an alarm at
its start, since only that works in all calendars: Google drops the alarms of imported events,
Outlook keeps one for each and none after its start, and few import to-dos. Reminders from before
`today` are left out; tasks and offers from before keep their day and lose their alarm. Times are
local and name no time zone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event, vText

from site_builder.core import steps
from site_builder.core.dates import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection, Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.summary import OpportunitySummary

ONE_DAY = timedelta(days=1)
REMINDER_LENGTH = timedelta(minutes=15)
OFFER_REMINDER_DAYS = (3, 1)  # days before the one by which to answer
UID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class _Entry:
    """An event before it is iCalendar: of whole days where `start` is a date without a time.

    `end` is exclusive, `alarm` is the moment at which it rings, and `busy` blocks the time.
    """

    uid: str
    start: date
    end: date
    summary: str
    role: str
    alarm: datetime | None = None
    busy: bool = False


def calendar_text(
    journal: Journal, summaries: Mapping[str, OpportunitySummary] | None = None
) -> str:
    """The calendar as iCalendar text with CRLF line ends, its events by start and UID.

    `summaries` has the events of every opportunity by key, where a build knows them already;
    without it all are made here, to the same text.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Afterview//Afterview//EN")
    calendar.add("x-wr-calname", vText(_one_line(journal.settings.title)))
    # The cache keeps each event as text, so they go in between as text and not as components.
    head, end, rest = _text(calendar).partition("END:VCALENDAR")
    texts = sorted(
        event
        for o in journal.opportunities
        for event in (summaries[o.key].events if summaries else events(journal, o))
    )
    return head + "".join(text for *_, text in texts) + end + rest


def events(journal: Journal, opportunity: Opportunity) -> tuple[tuple[str, str, str], ...]:
    """The events of one opportunity, each as (start in ISO form, UID, iCalendar text)."""
    return tuple(
        (e.start.isoformat(), e.uid, _text(_event(e, journal.today)))
        for e in _entries(journal, opportunity)
    )


def _text(component: Calendar | Event) -> str:
    ical: bytes = component.to_ical()
    return ical.decode()


def _entries(journal: Journal, opportunity: Opportunity) -> Iterator[_Entry]:
    """All entries of one opportunity; a closed one keeps only the interviews that took place."""
    settings, today = journal.settings, journal.today
    for reflection in opportunity.rounds:
        interviewed = reflection.interviewed
        if interviewed and (opportunity.live or reflection.is_over(today)):
            yield _interview(reflection, interviewed.day, interviewed.clock)
        if interviewed and opportunity.live:
            yield from _reminders(opportunity, reflection, interviewed.day, settings, today)
        if opportunity.live:
            yield from _tasks(reflection, settings)
    if opportunity.live and opportunity.answer_by:
        yield from _offer(opportunity, opportunity.answer_by, settings, today)


def _interview(reflection: Reflection, day: date, clock: time | None) -> _Entry:
    uid, summary = _uid(reflection.slug, "interview"), f"Interview: {_interview_name(reflection)}"
    if clock is None:
        return _whole_day(uid, day, summary, reflection.role)
    start = datetime.combine(day, clock)
    end = reflection.interview_end or start
    return _Entry(uid, start, end, summary, reflection.role, busy=True)


def _reminders(
    opportunity: Opportunity, reflection: Reflection, day: date, settings: Settings, today: date
) -> Iterator[_Entry]:
    """When to write about an interview; once that is done, when to take the second look.

    The next morning is one event with one UID for both, so that importing the calendar again
    replaces the one by the other.
    """
    name, end = _interview_name(reflection), reflection.interview_end
    morning = datetime.combine(day + ONE_DAY, settings.morning)
    # As of the day of the interview, so that one still to come gets its reminders too.
    if steps.is_written(reflection, settings):
        # As of the morning when it would ring, if that has not come yet.
        if steps.second_look_waits(opportunity, reflection, max(today, morning.date())):
            uid = _uid(reflection.slug, "morning")
            yield _reminder(uid, morning, f"Take a second look: {name}", reflection.role)
        return
    second = ", or take a second look" if opportunity.latest is reflection else ""
    reminders = [("morning", morning, f"Write it down{second}")]
    evening = _evening(day, settings.evening)
    # An interview that lasts into the evening gets the reminder at its end alone.
    if end is None or end < evening:
        reminders.append(("evening", evening, "A quiet moment to write it down"))
    if end is not None:
        reminders.append(("after", end, "Write it down while it is fresh"))
    for kind, moment, words in reminders:
        if moment.date() >= today:
            uid = _uid(reflection.slug, kind)
            yield _reminder(uid, moment, f"{words}: {name}", reflection.role)


def _evening(day: date, clock: time) -> datetime:
    """The evening of a day; a time in the small hours belongs to the night after it."""
    return datetime.combine(day + ONE_DAY * (clock < steps.NIGHT_ENDS), clock)


def _tasks(reflection: Reflection, settings: Settings) -> Iterator[_Entry]:
    """Open tasks on their due day.

    The UID holds the text and a number among tasks of equal text: a position in the file would
    change when another task is added.
    """
    counts: Counter[str] = Counter()
    for task in reflection.body.tasks:
        counts[task.text] += 1
        if task.due and not task.done:
            uid = _uid(reflection.slug, "task", task.text, str(counts[task.text]))
            move = "Their move: " if task.owner == "them" else ""
            summary = f"{move}{task.text} ({reflection.company})"
            alarm = datetime.combine(task.due, settings.morning)
            yield _whole_day(uid, task.due, summary, reflection.role, alarm)


def _offer(
    opportunity: Opportunity, day: date, settings: Settings, today: date
) -> Iterator[_Entry]:
    """The day to answer an offer, and reminders before it.

    The UID holds the first round with an offer, so that it stays when a later round moves the date.
    """
    company, role = opportunity.company, opportunity.role
    slug = next(r.slug for r in opportunity.rounds if r.offer)
    yield _whole_day(_uid(slug, "offer"), day, f"Answer the offer: {company}", role)
    for days in OFFER_REMINDER_DAYS:
        moment = datetime.combine(day - ONE_DAY * days, settings.morning)
        if moment.date() >= today:
            words = f"An offer to answer by {date_text(day, day)}: {company}"
            yield _reminder(_uid(slug, f"offer-{days}"), moment, words, role)


def _interview_name(reflection: Reflection) -> str:
    return f"{reflection.company}, {reflection.round or reflection.role}"


def _uid(*identity: str) -> str:
    """A UID made of slug, kind and text, so that importing again updates and adds no second one."""
    # Joined by NUL, which no text of a reflection holds, so that no two identities look alike.
    return f"{sha256(chr(0).join(identity).encode()).hexdigest()[:UID_LENGTH]}@afterview"


def _whole_day(
    uid: str, day: date, summary: str, role: str, alarm: datetime | None = None
) -> _Entry:
    return _Entry(uid, day, day + ONE_DAY, summary, role, alarm)


def _reminder(uid: str, moment: datetime, summary: str, role: str) -> _Entry:
    return _Entry(uid, moment, moment + REMINDER_LENGTH, summary, role, moment)


def _event(entry: _Entry, today: date) -> Event:
    """An entry as an iCalendar event, marked private, so that a calendar shared at work hides it.

    An alarm before `today` is left out.
    """
    event = Event()
    event.add("uid", entry.uid)
    # The day of the site and not the moment of the build, for the same bytes in every build.
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", entry.start)
    # RFC 5545, 3.8.2.2: an end must be later than the start.
    if entry.end > entry.start:
        event.add("dtend", entry.end)
    event.add("summary", _one_line(entry.summary))
    event.add("description", _one_line(entry.role))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    if entry.alarm and entry.alarm.date() >= today:
        event.add_component(_alarm(entry, entry.alarm))
    return event


def _alarm(entry: _Entry, moment: datetime) -> Alarm:
    """An alarm, relative to the start of its event: an absolute one would need a time zone."""
    midnight = datetime.combine(entry.start, time())
    start = entry.start if isinstance(entry.start, datetime) else midnight
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", moment - start)
    alarm.add("description", _one_line(entry.summary))
    return alarm


def _one_line(text: str) -> str:
    return " ".join(text.split())

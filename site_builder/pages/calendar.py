"""`calendar.ics`: interviews, when to reflect on them, open dated tasks, offers to answer.

A reminder is a short event of its own, with its alarm at its start, since that is what all
calendars show: Google drops the alarms of what it imports, Outlook keeps one an event and none
after its start, and few import to-dos. A reminder of a day before `today` is left out; what was
dated before and still stands keeps its day, and is silent. Times are local and in no time zone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event, vText

from site_builder.core import steps
from site_builder.core.dates import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection, Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.part import Part

DAY, SHORT = timedelta(days=1), timedelta(minutes=15)
OFFER_RINGS = (3, 1)  # days before the answer's own
UID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class _Entry:
    """An event, of a whole day where `start` is a date alone; `alarm` is the moment it rings."""

    uid: str
    start: date
    end: date
    summary: str
    role: str
    alarm: datetime | None = None
    busy: bool = False


def calendar_text(journal: Journal, parts: Mapping[str, Part] | None = None) -> str:
    """The calendar as iCalendar text, its line ends CRLF; `parts` hold what is known of jobs."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Afterview//Afterview//EN")
    calendar.add("x-wr-calname", vText(_flat(journal.settings.title)))
    head, end, rest = _text(calendar).partition("END:VCALENDAR")
    jobs = journal.opportunities
    found = [e for o in jobs for e in (parts[o.key].events if parts else events(journal, o))]
    return head + "".join(text for *_, text in sorted(found)) + end + rest


def events(journal: Journal, o: Opportunity) -> tuple[tuple[str, str, str], ...]:
    """The events of one job: when each starts, its UID, and its text."""
    return tuple(
        (e.start.isoformat(), e.uid, _text(_event(e, journal.today))) for e in _entries(journal, o)
    )


def _text(component: Calendar | Event) -> str:
    written: bytes = component.to_ical()
    return written.decode()


def _entries(journal: Journal, o: Opportunity) -> Iterator[_Entry]:
    """All of one job to show. What is closed asks nothing, and shows the interviews that were."""
    settings, today = journal.settings, journal.today
    for r in o.rounds:
        if r.interviewed and (o.live or r.is_over(today)):
            yield _interview(r, r.interviewed.day, r.interviewed.clock)
        if r.interviewed and o.live:
            yield from _reminders(o, r, r.interviewed.day, settings, today)
        if o.live:
            yield from _tasks(r, settings)
    if o.live and o.answer_by:
        yield from _offer(o, o.answer_by, settings, today)


def _interview(r: Reflection, day: date, clock: time | None) -> _Entry:
    uid, summary = _uid(r.slug, "interview"), f"Interview: {_name(r)}"
    if clock is None:
        return _whole_day(uid, day, summary, r.role)
    start = datetime.combine(day, clock)
    return _Entry(uid, start, r.interview_end or start, summary, r.role, busy=True)


def _reminders(
    o: Opportunity, r: Reflection, day: date, settings: Settings, today: date
) -> Iterator[_Entry]:
    """The best times to reflect on an interview not yet written, else the second look that waits.

    The next morning is one event under one UID, whichever of the two it turns out to ask for.
    """
    name, end = _name(r), r.interview_end
    morning = datetime.combine(day + DAY, settings.morning)
    if not steps.is_pending(r, day):
        if steps.second_look_waits(o, r, max(today, morning.date())):
            yield _ring(_uid(r.slug, "morning"), morning, f"Take a second look: {name}", r.role)
        return
    second = ", or take a second look" if o.latest is r else ""
    asked = [("morning", morning, f"Write it down{second}")]
    evening = _evening(day, settings.evening)
    if end is None or end < evening:
        asked.append(("evening", evening, "A quiet moment to write it down"))
    if end is not None:
        asked.append(("after", end, "Write it down while it is fresh"))
    for kind, at, words in asked:
        if at.date() >= today:
            yield _ring(_uid(r.slug, kind), at, f"{words}: {name}", r.role)


def _evening(day: date, clock: time) -> datetime:
    """The evening of a day, which for a night owl lies after midnight."""
    return datetime.combine(day + DAY * (clock < steps.NIGHT_ENDS), clock)


def _tasks(r: Reflection, settings: Settings) -> Iterator[_Entry]:
    """Open tasks on their day, each known by its text and its place among those of equal text."""
    alike: Counter[str] = Counter()
    for task in r.body.tasks:
        alike[task.text] += 1
        if task.due and not task.done:
            uid = _uid(r.slug, "task", task.text, str(alike[task.text]))
            move = "Their move: " if task.owner == "them" else ""
            alarm = datetime.combine(task.due, settings.morning)
            yield _whole_day(uid, task.due, f"{move}{task.text} ({r.company})", r.role, alarm)


def _offer(o: Opportunity, day: date, settings: Settings, today: date) -> Iterator[_Entry]:
    """The day to answer an offer, known by the round that first brought one, and its rings."""
    slug = next(r.slug for r in o.rounds if r.offer)
    yield _whole_day(_uid(slug, "offer"), day, f"Answer the offer: {o.company}", o.role)
    for days in OFFER_RINGS:
        at = datetime.combine(day - DAY * days, settings.morning)
        if at.date() >= today:
            words = f"An offer to answer by {spoken(day, day)}: {o.company}"
            yield _ring(_uid(slug, f"offer-{days}"), at, words, o.role)


def _name(r: Reflection) -> str:
    return f"{r.company}, {r.round or r.role}"


def _uid(*identity: str) -> str:
    """A UID that stays while its slug, kind and text do, so that importing again updates."""
    return f"{sha256(chr(0).join(identity).encode()).hexdigest()[:UID_LENGTH]}@afterview"


def _whole_day(
    uid: str, day: date, summary: str, role: str, alarm: datetime | None = None
) -> _Entry:
    return _Entry(uid, day, day + DAY, summary, role, alarm)


def _ring(uid: str, at: datetime, summary: str, role: str) -> _Entry:
    return _Entry(uid, at, at + SHORT, summary, role, at)


def _event(entry: _Entry, today: date) -> Event:
    """The event, private: a calendar shared at work shows no more than that there is one."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", entry.start)
    if entry.end > entry.start:
        event.add("dtend", entry.end)
    event.add("summary", _flat(entry.summary))
    event.add("description", _flat(entry.role))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    if entry.alarm and entry.alarm.date() >= today:
        event.add_component(_alarm(entry, entry.alarm))
    return event


def _alarm(entry: _Entry, at: datetime) -> Alarm:
    """An alarm, told from the start of its event: a moment by itself would need a time zone."""
    begins = datetime.combine(entry.start, time())
    start = entry.start if isinstance(entry.start, datetime) else begins
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", at - start)
    alarm.add("description", _flat(entry.summary))
    return alarm


def _flat(words: str) -> str:
    """A text on one line."""
    return " ".join(words.split())

"""`calendar.ics`: interviews, reminders to prepare and to reflect, dated tasks, offers to answer.

A Journal goes in, iCalendar text comes out. A reminder is a short event of its own with an alarm at
its start, since only that works in all calendars: Google drops the alarms of imported events,
Outlook keeps one for each and none after its start, and few import to-dos. Which reminders there
are is decided in `reminders`. Tasks and offers from before `today` keep their day and lose their
alarm. Times are local and name no time zone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from site_builder.core.dates import date_text
from site_builder.core.frozen import frozen
from site_builder.core.opportunities import is_leaving
from site_builder.core.stages import stage_history
from site_builder.pages.reminders import (
    interview_name,
    interview_start,
    reminded_interviews,
    reminders,
)
from site_builder.pages.summary import CalendarEvent, CalendarPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment, Reflection, Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.summary import OpportunitySummary

ONE_DAY = timedelta(days=1)
REMINDER_LENGTH = timedelta(minutes=15)
OFFER_REMINDER_DAYS = (3, 1)  # days before the one by which to answer
UID_LENGTH, HASH_BYTES = 32, 16
FOLDED_OCTETS = 75  # a line with fewer is never folded (RFC 5545, 3.1)
SEQUENCES_A_DAY = 250  # few enough for 32 bits, which many calendars have for it, in any year


@frozen
class _Entry:
    """An event before it is iCalendar: of whole days where `start` is a date without a time.

    `end` is exclusive, `alarm` is the moment at which it rings, `busy` blocks the time, and
    `cancelled` says that it does not take place.
    """

    uid: str
    start: date
    end: date
    summary: str
    role: str
    alarm: datetime | None = None
    busy: bool = False
    cancelled: bool = False


@frozen
class CalendarTexts:
    """What the library wrote, by a hash of what it says, so that it need not be written again.

    `known` are texts that the same `program` made before. Those that are asked for are in `used`.
    """

    program: bytes = b""
    known: Mapping[bytes, str] = field(default_factory=dict)
    used: dict[bytes, str] = field(default_factory=dict)

    def text_of(self, values: tuple[object, ...], write: Callable[[], str]) -> tuple[bytes, str]:
        """The hash of some values, and the text that `write` makes of them."""
        key = sha256(self.program + repr(values).encode()).digest()[:HASH_BYTES]
        self.used[key] = text = self.known.get(key) or write()
        return key, text


def calendar_text(
    journal: Journal,
    summaries: Mapping[str, OpportunitySummary] | None = None,
    texts: CalendarTexts | None = None,
) -> str:
    """The calendar as iCalendar text with CRLF line ends, its events by start and UID.

    `summaries` has the parts of opportunities by key, where a build knows them already; those of
    others are made here, to the same text. `texts` has the text of what they share.
    """
    texts, title = texts or CalendarTexts(), _one_line(journal.settings.title)
    _, empty = texts.text_of((title,), lambda: _empty_calendar(title))
    # The cache keeps each event as text, so they go in between as text and not as components.
    head, end, rest = empty.partition("END:VCALENDAR")
    known = summaries or {}
    parts = [
        known[o.key].calendar if o.key in known else calendar_part(journal, o, texts)
        for o in journal.opportunities
    ]
    # Jobs share the reminders of a day, so these are made here and of all jobs.
    interviews = (i for part in parts for i in part.interviews)
    shared = reminders(interviews, journal.settings, journal.today)
    events = [event for part in parts for event in part.events]
    for r in shared:
        entry = _reminder(_uid(r.slug, r.kind), r.moment, r.text, r.role)
        events.append(_calendar_event(entry, journal.today, texts))
    return head + "".join(event.text for event in sorted(events)) + end + rest


def load_library() -> None:
    """Import what writes new events, so that processes forked afterwards share it."""
    import icalendar  # noqa: F401, PLC0415 -- slow, and most builds write no new event


def _empty_calendar(title: str) -> str:
    from icalendar import Calendar, vText  # noqa: PLC0415 -- slow, and most builds write none

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Afterview//Afterview//EN")
    calendar.add("x-wr-calname", vText(title))
    ical: bytes = calendar.to_ical()
    return ical.decode()


def calendar_part(
    journal: Journal, opportunity: Opportunity, texts: CalendarTexts | None = None
) -> CalendarPart:
    """What the calendar holds of one opportunity, of which `texts` may know some."""
    texts = texts or CalendarTexts()
    return CalendarPart(
        tuple(_calendar_event(e, journal.today, texts) for e in _entries(journal, opportunity)),
        reminded_interviews(journal, opportunity),
    )


def _calendar_event(entry: _Entry, today: date, texts: CalendarTexts) -> CalendarEvent:
    values, text = texts.text_of((entry, today), lambda: _event_text(entry, today))
    return CalendarEvent(entry.start.isoformat(), entry.uid, text, values)


def _entries(journal: Journal, opportunity: Opportunity) -> Iterator[_Entry]:
    """The entries of one opportunity, without the reminders that a day shares.

    One that is closed, or that I mean to leave, has its interviews alone: it asks for nothing else.
    """
    settings, today = journal.settings, journal.today
    others = journal.other_opportunities.get(opportunity.key)
    asks = opportunity.live and not is_leaving(opportunity, others)
    for reflection in opportunity.rounds:
        if reflection.interviewed and _is_shown(opportunity, reflection):
            yield _interview(opportunity, reflection, reflection.interviewed)
        if asks:
            yield from _tasks(opportunity, reflection, settings)
    if asks and opportunity.answer_by:
        yield from _offer(opportunity, opportunity.answer_by, settings, today)


def _is_shown(opportunity: Opportunity, reflection: Reflection) -> bool:
    """Whether an interview stands in the calendar.

    Of a closed job those that are over or cancelled do, and those planned after it ended: whoever
    wrote them down after the end means to go there.
    """
    if opportunity.live or reflection.cancelled or reflection.is_over(opportunity.today):
        return True
    rounds, ended = opportunity.rounds, stage_history(opportunity.rounds).ended
    # An ending without a date is the last word, whatever the order of the files.
    has_day = ended is not None and ended.dated is not None
    return has_day and rounds.index(reflection) > rounds.index(ended)


def _interview(opportunity: Opportunity, reflection: Reflection, when: Moment) -> _Entry:
    uid, name = _uid(reflection.slug, "interview"), interview_name(opportunity, reflection)
    cancelled = reflection.cancelled is not None
    # In words too, as not all calendars show the status.
    summary = f"Cancelled: {name}" if cancelled else f"Interview: {name}"
    start = interview_start(when)
    if start is None:
        return replace(_whole_day(uid, when.day, summary, reflection.role), cancelled=cancelled)
    end = reflection.interview_end or start
    role = reflection.role
    return _Entry(uid, start, end, summary, role, busy=not cancelled, cancelled=cancelled)


def _tasks(
    opportunity: Opportunity, reflection: Reflection, settings: Settings
) -> Iterator[_Entry]:
    """Open tasks on their due day, but for moot ones.

    The UID holds the text and a number among tasks of equal text: a position in the file would
    change when another task is added.
    """
    counts: Counter[str] = Counter()
    for task in reflection.body.tasks:
        counts[task.text] += 1
        if task.due and not task.done and not opportunity.is_moot(reflection, task):
            uid = _uid(reflection.slug, "task", task.text, str(counts[task.text]))
            move = "Their move: " if task.owner == "them" else ""
            summary = f"{move}{task.text} ({_job_name(opportunity)})"
            alarm = datetime.combine(task.due, settings.morning)
            yield _whole_day(uid, task.due, summary, reflection.role, alarm)


def _offer(
    opportunity: Opportunity, day: date, settings: Settings, today: date
) -> Iterator[_Entry]:
    """The day to answer an offer, and reminders before it.

    The UID holds the first round with an offer, so that it stays when a later round moves the date.
    """
    name, role = _job_name(opportunity), opportunity.role
    slug = next(r.slug for r in opportunity.rounds if r.offer)
    yield _whole_day(_uid(slug, "offer"), day, f"Answer the offer: {name}", role)
    for days in OFFER_REMINDER_DAYS:
        moment = datetime.combine(day - ONE_DAY * days, settings.morning)
        if moment.date() >= today:
            words = f"An offer to answer by {date_text(day, day)}: {name}"
            yield _reminder(_uid(slug, f"offer-{days}"), moment, words, role)


def _job_name(opportunity: Opportunity) -> str:
    """The company; with the role where it has another job in the journal."""
    company, role = opportunity.company, opportunity.role
    return f"{company}, {role}" if opportunity.shares_company else company


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


def _event_text(entry: _Entry, today: date) -> str:
    """An entry as an iCalendar event, marked private, so that a calendar shared at work hides it.

    Its lines stand in the order of the library's own events.
    """
    properties: list[tuple[str, object]] = [
        ("summary", _one_line(entry.summary)),
        ("dtstart", entry.start),
        # RFC 5545, 3.8.2.2: an end must be later than the start.
        *([("dtend", entry.end)] if entry.end > entry.start else []),
        # The day of the site and not the moment of the build, for the same bytes in every build.
        ("dtstamp", datetime.combine(today, time(), UTC)),
        ("uid", entry.uid),
        ("sequence", _sequence(entry, today)),
        ("class", "PRIVATE"),
        ("description", _one_line(entry.role)),
        # Said of all, so that a calendar that knew one as cancelled hears that it is on again.
        ("status", "CANCELLED" if entry.cancelled else "CONFIRMED"),
        ("transp", "OPAQUE" if entry.busy else "TRANSPARENT"),
    ]
    return _block("VEVENT", properties, _alarm_text(entry, today))


def _sequence(entry: _Entry, today: date) -> int:
    """The number of an entry's revision, which must grow with each change (RFC 5545, 3.8.7.4).

    A calendar keeps what it has if the number that it is given is not higher, and nothing stores
    the last one. So every number of a day is above all of the day before, whatever was changed.
    Within a day it is higher for a later start, as most that is moved is put off, and for what is
    cancelled. What is brought forward has to wait for the next day: no number that depends on the
    journal alone can grow both when a date is changed and when it is changed back.
    """
    day = entry.start.date() if isinstance(entry.start, datetime) else entry.start
    days_ahead = min(max((day - today).days, 0), SEQUENCES_A_DAY - 1)
    return (today.toordinal() * SEQUENCES_A_DAY + days_ahead) * 2 + entry.cancelled


def _alarm_text(entry: _Entry, today: date) -> str:
    """An alarm, relative to the start of its event: an absolute one would need a time zone.

    Empty without one, and for one before `today`.
    """
    if entry.alarm is None or entry.alarm.date() < today:
        return ""
    midnight = datetime.combine(entry.start, time())
    start = entry.start if isinstance(entry.start, datetime) else midnight
    properties = [
        ("action", "DISPLAY"),
        ("description", _one_line(entry.summary)),
        ("trigger", entry.alarm - start),
    ]
    return _block("VALARM", properties)


def _block(name: str, properties: list[tuple[str, object]], inside: str = "") -> str:
    """A component of some properties, and the text of another inside of it."""
    lines = "".join(_line(*each) for each in properties)
    return f"BEGIN:{name}\r\n{lines}{inside}END:{name}\r\n"


# Most lines of an event come again in others.
@lru_cache(maxsize=2**10)
def _line(name: str, value: str | int | date | timedelta) -> str:
    """A property as the library writes it: escaped, folded and with its line end."""
    from icalendar import vDDDTypes, vInt, vText  # noqa: PLC0415 -- slow, as above
    from icalendar.parser import Contentline  # noqa: PLC0415

    types = {str: vText, int: vInt}
    typed = types.get(type(value), vDDDTypes)(value)
    # Not by a component, which would find the type by the name, keep each value and look it up.
    line = Contentline.from_parts(name.upper(), typed.params, typed)
    # The library counts the octets of each letter, also where all together are too few to fold.
    text = line if len(line.encode()) < FOLDED_OCTETS else line.to_ical().decode()
    return f"{text}\r\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from site_builder.build.reading import read_journal
from site_builder.pages import calendar
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from conftest import Place

    from site_builder.core.journal import Journal

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
RATED = "ratings: {values: 8, role: 8, manager: 8, compensation: 8, intangibles: 8}\n"
AHEAD = "interviewed: 2026-11-25 14:00\n"
TASKS = "===## Next steps\n"


def journal(today: date = TODAY, /, settings: str = "", **files: str) -> Journal:
    """A journal of files by slug, each front matter, then a body after `===`."""
    found = {"journal.toml": settings.encode()}
    for name, text in files.items():
        front, _, body = text.partition("===")
        given = "" if "company:" in front else "company: Northwind\nrole: Engineer\n"
        found[f"{name}.md"] = f"---\n{given}{front}\n---\n{body}\n".encode()
    read_journal = parse_journal("journal", found, today)
    assert not read_journal.left_out, read_journal.problems
    return read_journal


def parsed(written: str) -> list[Any]:
    """The events of a feed, as the library reads it."""
    return list(Calendar.from_ical(written).walk("VEVENT"))


def feed(today: date = TODAY, /, settings: str = "", **files: str) -> list[Any]:
    """The events of a journal of strings."""
    return parsed(calendar.calendar_text(journal(today, settings, **files)))


def start(event: Any) -> str:
    """When an event starts: `2026-11-25 14:00`, or `2026-11-25` for a whole day."""
    begins = event.decoded("dtstart")
    return f"{begins:%Y-%m-%d %H:%M}" if isinstance(begins, datetime) else begins.isoformat()


def rings(event: Any) -> list[str]:
    """The moments at which an event rings."""
    begins = event.decoded("dtstart")
    if not isinstance(begins, datetime):
        begins = datetime.combine(begins, time())
    return [f"{begins + a.decoded('trigger'):%Y-%m-%d %H:%M}" for a in event.walk("VALARM")]


def agenda(events: list[Any]) -> list[tuple[str, str]]:
    """When each event starts, and what it says."""
    return [(start(event), str(event["summary"])) for event in events]


def uids(events: list[Any]) -> dict[str, str]:
    """The summary of each event by its UID; no UID stands twice."""
    found = {str(event["uid"]): str(event["summary"]) for event in events}
    assert len(found) == len(events)
    return found


def test_an_interview_lasts_until_it_ended() -> None:
    """An interview with a time lasts until `ended`, else an hour, in local time of no zone."""
    short, long = feed(
        a=f"{RATED}round: first call\ninterviewed: 2026-11-02 09:00\nended: 09:20\n",
        b=f"{RATED}interviewed: 2026-11-03 09:00\n",
    )
    assert agenda([short, long]) == [
        ("2026-11-02 09:00", "Interview: Northwind, first call"),
        ("2026-11-03 09:00", "Interview: Northwind, Engineer"),
    ]
    assert short["dtend"].to_ical() == b"20261102T092000"
    assert long["dtend"].to_ical() == b"20261103T100000"
    assert short["dtstart"].params == {}


def test_an_interview_may_last_past_midnight() -> None:
    """An interview that ended at an earlier hour than it began ended the next day."""
    interview, *_ = feed(a=f"{RATED}interviewed: 2026-11-02 23:30\nended: 00:45\n")
    assert interview.decoded("dtend") == datetime(2026, 11, 3, 0, 45)  # noqa: DTZ001 -- local


def test_an_interview_that_ended_when_it_began_has_no_end() -> None:
    """No event ends as it starts, which calendars refuse: the end is left out."""
    interview, *_ = feed(a=f"{RATED}interviewed: 2026-11-02 09:00\nended: 09:00\n")
    assert "dtend" not in interview


def test_without_a_time_it_takes_the_day() -> None:
    """An interview with a date alone takes the whole day, and leaves its hours free."""
    interview, *_ = feed(a=f"{RATED}interviewed: 2026-11-02\nended: 15:00\n")
    assert interview.decoded("dtstart") == date(2026, 11, 2)
    assert interview.decoded("dtend") == date(2026, 11, 3)
    assert (interview["dtstart"].params["value"], interview["transp"]) == ("DATE", "TRANSPARENT")


def test_a_coming_interview_reminds_at_the_best_times() -> None:
    """An interview not yet written reminds to prepare the evening before, and to write right after
    it, that evening and the next morning.
    """
    events = feed(a=AHEAD)
    assert agenda(events) == [
        ("2026-11-24 18:00", "Prepare: Northwind, Engineer"),
        ("2026-11-25 14:00", "Interview: Northwind, Engineer"),
        ("2026-11-25 15:00", "Write while it is fresh: Northwind, Engineer"),
        ("2026-11-25 21:00", "A quiet moment to write: Northwind, Engineer"),
        ("2026-11-26 08:30", "Write, or take a second look: Northwind, Engineer"),
    ]
    assert [rings(e) for e in events] == [
        [] if n == 1 else [start(e)] for n, e in enumerate(events)
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            'prepare = "19:45"\nevening = "20:00"\nmorning = "07:15"\n',
            ["2026-11-24 19:45", "2026-11-25 15:00", "2026-11-25 20:00", "2026-11-26 07:15"],
        ),
        (
            'prepare = "00:15"\nevening = "00:30"\nmorning = "07:15"\n',
            ["2026-11-25 00:15", "2026-11-25 15:00", "2026-11-26 00:30", "2026-11-26 07:15"],
        ),
    ],
)
def test_the_settings_say_when(settings: str, expected: list[str]) -> None:
    """The hours are those of the settings; one past midnight belongs to the evening before it."""
    events = feed(settings=f"[reminders]\n{settings}", a=AHEAD)
    assert [r for event in events for r in rings(event)] == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-25", ["2026-11-25 21:00", "2026-11-26 08:30"]),
        ("2026-11-25 21:00", ["2026-11-25 22:00", "2026-11-26 08:30"]),
        ("2026-11-25 20:00", ["2026-11-25 21:00", "2026-11-26 08:30"]),
        ("2026-11-25\nended: 16:00", ["2026-11-25 16:00", "2026-11-25 21:00", "2026-11-26 08:30"]),
    ],
)
def test_nothing_reminds_before_the_end(when: str, expected: list[str]) -> None:
    """Without an end nothing reminds right after it; an evening over by then reminds of nothing."""
    events = feed(date(2026, 11, 25), a=f"interviewed: {when}\n")
    assert [r for event in events for r in rings(event)] == expected


def test_a_reminder_of_the_past_is_left_out() -> None:
    """Reminders are those of `today` and later: a written page says what still waits, kindly."""
    file = "interviewed: 2026-11-21 09:00\n"
    assert [start(event) for event in feed(a=file)] == ["2026-11-21 09:00", "2026-11-22 08:30"]
    assert len(feed(date(2026, 11, 20), a=file)) == 5
    assert len(feed(date(2026, 11, 21), a=file)) == 4
    assert len(feed(date(2026, 11, 23), a=file)) == 1


def test_what_is_written_reminds_no_more() -> None:
    """Three answers are enough: an interview written without ratings has no reminder."""
    body = "===## goals\na\n## achieved\nb\n## learned\nc"
    assert len(feed(a=f"interviewed: 2026-11-22 09:00\n{body}")) == 1


def test_a_later_round_that_is_over_ends_the_second_look() -> None:
    """Once a later round is over, an earlier one is written about and not looked at again."""
    later = f"interviewed: 2026-11-22 09:00\n{RATED}"
    earlier = "interviewed: 2026-11-21 09:00\n"
    by_rating = [agenda(feed(a=earlier + rated, b=later)) for rated in ("", RATED)]
    interviews = [(f"2026-11-{day} 09:00", "Interview: Northwind, Engineer") for day in (21, 22)]
    look = ("2026-11-23 08:30", "Take a second look: Northwind, Engineer")
    write = ("2026-11-22 08:30", "Write, or take a second look: Northwind, Engineer")
    assert by_rating == [[interviews[0], write, interviews[1], look], [*interviews, look]]


def test_a_rated_interview_waits_for_its_second_look() -> None:
    """The second look stands on the morning after, rings there, and lapses after three days."""
    file = f"{RATED}interviewed: 2026-11-18 14:00\n"
    expected = ("2026-11-19 08:30", "Take a second look: Northwind, Engineer")
    by_day = {day: feed(date(2026, 11, day), a=file) for day in range(18, 23)}
    assert [agenda(by_day[day])[1:] for day in by_day] == [[expected]] * 4 + [[]]
    assert [[rings(e) for e in by_day[day][1:]] for day in by_day] == [
        [["2026-11-19 08:30"]],
        [["2026-11-19 08:30"]],
        [[]],
        [[]],
        [],
    ]
    second = "second_look: {on: 2026-11-19, ratings: {role: 5}}\n"
    assert len(feed(date(2026, 11, 19), a=file + second)) == 1


def test_a_dated_task_takes_its_day() -> None:
    """Open tasks with a date stand on it, mine and theirs, and ring in the morning."""
    mine, theirs = feed(
        a=f"{TASKS}- [ ] Send a note due:2026-11-24\n- [ ] @them Recruiter writes due:2026-11-25\n"
        "- [ ] Some day\n- [x] Done due:2026-11-24\n"
    )
    assert agenda([mine, theirs]) == [
        ("2026-11-24", "Send a note (Northwind)"),
        ("2026-11-25", "Their move: Recruiter writes (Northwind)"),
    ]
    assert (rings(mine), rings(theirs)) == (["2026-11-24 08:30"], ["2026-11-25 08:30"])


def test_a_task_of_the_past_keeps_its_day_silently() -> None:
    """A task whose day is past stays where it was, rings no more, and is never overdue."""
    (task,) = feed(a=f"{TASKS}- [ ] Send a note due:2026-11-20\n")
    assert (start(task), rings(task)) == ("2026-11-20", [])
    assert b"overdue" not in task.to_ical().lower()


def test_an_offer_rings_three_days_and_one_day_before() -> None:
    """A live offer stands on the day to answer it, and rings on the third and last day before."""
    events = feed(a="stage: offer\noffer: {received: 2026-11-20, answer_by: 2026-11-27}\n")
    assert agenda(events) == [
        ("2026-11-24 08:30", "An offer to answer by 27 November: Northwind"),
        ("2026-11-26 08:30", "An offer to answer by 27 November: Northwind"),
        ("2026-11-27", "Answer the offer: Northwind"),
    ]
    assert [rings(e) for e in events] == [["2026-11-24 08:30"], ["2026-11-26 08:30"], []]


def test_a_moved_offer_keeps_its_uids() -> None:
    """A later round that moves the day to answer moves the events, and makes no others."""
    first = "reflected: 2026-11-20\noffer: {answer_by: 2026-11-27}\n"
    later = "reflected: 2026-11-21\noffer: {answer_by: 2026-12-01}\n"
    assert uids(feed(a=first)).keys() == uids(feed(a=first, b=later)).keys()


@pytest.mark.parametrize("stage", ["accepted", "declined", "rejected", "withdrawn", "no-answer"])
def test_what_is_closed_asks_nothing(stage: str) -> None:
    """Of a closed opportunity the interviews that were remain, plain, and nothing else."""
    events = feed(
        date(2026, 11, 19),
        a=f"{RATED}interviewed: 2026-11-18 14:00\n{TASKS}- [ ] Send a note due:2026-11-24\n",
        b=f"stage: {stage}\n{AHEAD}offer: {{answer_by: 2026-11-27}}\n",
    )
    assert agenda(events) == [("2026-11-18 14:00", "Interview: Northwind, Engineer")]
    assert rings(events[0]) == []


def test_every_stamp_is_today() -> None:
    """DTSTAMP is `today` at 00:00Z, so that a day's feed has the same bytes all day."""
    stamps = {e.decoded("dtstamp") for e in feed(a=AHEAD)}
    assert stamps == {datetime(2026, 11, 22, tzinfo=UTC)}


def test_a_moved_interview_keeps_its_uids() -> None:
    """Another time, name or text elsewhere in the file leaves every UID as it was."""
    before = uids(feed(a=f"{AHEAD}{TASKS}- [ ] Send a note due:2026-11-24\n"))
    after = feed(
        a="company: South\nrole: Cto\nround: last\ninterviewed: 2026-12-01 10:00\nended: 12:00\n"
        "===New.\n## Next steps\n- [ ] Buy a map\n- [ ] @them Send a note due:2026-12-02\n",
        b=f"company: Other\nrole: Other\n{AHEAD}",
    )
    assert before.keys() < uids(after).keys()
    assert all(uid.endswith("@afterview") for uid in before)


def test_a_rating_turns_the_reminder_into_a_second_look() -> None:
    """The morning after has one event: once the interview is rated, it asks for the second look."""
    today, file = date(2026, 11, 18), "interviewed: 2026-11-18 14:00\n"
    before, after = uids(feed(today, a=file)), uids(feed(today, a=file + RATED))
    assert [(before[uid], after[uid]) for uid in after] == [
        ("Interview: Northwind, Engineer",) * 2,
        (
            "Write, or take a second look: Northwind, Engineer",
            "Take a second look: Northwind, Engineer",
        ),
    ]


def test_equal_tasks_are_told_apart() -> None:
    """Tasks of one text have a UID each, which stays when the first of them is done."""
    text = "- [{}] Ring them due:2026-11-24\n- [ ] Ring them due:2026-11-25\n"
    both, second = (uids(feed(a=TASKS + text.format(mark))) for mark in (" ", "x"))
    assert list(second) == list(both)[1:]
    assert len(uids(feed(a=TASKS + text.format(" "), b=TASKS + text.format(" ")))) == 4


PANEL = {
    name: f"round: {name}\ninterviewed: 2026-11-25 {hours[0]}\nended: {hours[1]}\n"
    for name, hours in {
        "desk": ("09:00", "10:00"),
        "boss": ("10:00", "11:00"),
        "team": ("11:15", "12:00"),
        "tour": ("14:00", "15:00"),
    }.items()
}


def test_a_panel_day_rings_once_in_the_evening_and_once_in_the_morning() -> None:
    """Four sessions of a day share the evening, the morning and the preparing, which name them in
    the order of their hours; nothing rings in a session, and two without a break share their end.
    """
    names = "; ".join(f"Northwind, {name}" for name in PANEL)
    reminders = [event for event in feed(**PANEL) if rings(event)]
    assert agenda(reminders) == [
        ("2026-11-24 18:00", f"Prepare: {names}"),
        ("2026-11-25 11:00", "Write while it is fresh: Northwind, desk; Northwind, boss"),
        ("2026-11-25 12:00", "Write while it is fresh: Northwind, team"),
        ("2026-11-25 15:00", "Write while it is fresh: Northwind, tour"),
        ("2026-11-25 21:00", f"A quiet moment to write: {names}"),
        ("2026-11-26 08:30", f"Write, or take a second look: {names}"),
    ]


def test_all_jobs_share_the_reminders_of_a_day() -> None:
    """Interviews of two jobs on one day ring together, one without an hour last, and the morning
    says for each of them what is to be done.
    """
    files = {
        "a": "company: North\nrole: Cook\ninterviewed: 2026-11-25\n",
        "b": "company: South\nrole: Baker\ninterviewed: 2026-11-25 16:00\n",
    }
    reminders = [event for event in feed(**files) if rings(event)]
    assert agenda(reminders) == [
        ("2026-11-24 18:00", "Prepare: South, Baker; North, Cook"),
        ("2026-11-25 17:00", "Write while it is fresh: South, Baker"),
        ("2026-11-25 21:00", "A quiet moment to write: South, Baker; North, Cook"),
        ("2026-11-26 08:30", "Write, or take a second look: South, Baker; North, Cook"),
    ]
    assert [str(e["description"]) for e in reminders] == [
        "Baker; Cook",
        "Baker",
        "Baker; Cook",
        "Baker; Cook",
    ]
    *_, morning = feed(date(2026, 11, 25), **(files | {"a": files["a"] + RATED}))
    assert agenda([morning]) == [
        (
            "2026-11-26 08:30",
            "Write, or take a second look: South, Baker. Take a second look: North, Cook",
        )
    ]


HOURS = st.tuples(st.integers(0, 23), st.integers(0, 23)).map(sorted)


@given(st.lists(HOURS, min_size=1, max_size=6))
def test_no_reminder_to_write_rings_in_an_interview(hours: list[list[int]]) -> None:
    """Whatever the hours of a day's interviews, a shared reminder rings once, each interview is
    named once right after one, and none of those rings while another goes on.
    """
    events = feed(
        **{
            f"f{n}": f"round: r{n}\ninterviewed: 2026-11-25 {begin:02}:00\nended: {end:02}:30\n"
            for n, (begin, end) in enumerate(hours)
        }
    )
    held = [(e.decoded("dtstart"), e.decoded("dtend")) for e in events if not rings(e)]
    after = [e for e in events if str(e["summary"]).startswith("Write while")]
    ends = [e.decoded("dtstart") for e in after]
    assert not [moment for moment in ends if any(a <= moment < b for a, b in held)]
    names = [name for e in after for name in str(e["summary"]).partition(": ")[2].split("; ")]
    assert sorted(names) == [f"Northwind, r{n}" for n in range(len(hours))]
    shared = [e for e in events if rings(e) and e not in after]
    kinds = [str(e["summary"]).partition(":")[0] for e in shared]
    assert sorted(kinds) == sorted({*kinds})


def test_what_is_written_leaves_the_others_their_reminders() -> None:
    """When one session of a day is written, the reminders that it shared keep their UIDs and name
    those that are left.
    """
    today = date(2026, 11, 25)
    before = uids(feed(today, **PANEL))
    written = "===## goals\na\n## achieved\nb\n## learned\nc"
    after = uids(feed(today, **(PANEL | {"boss": PANEL["boss"] + written})))
    assert after.keys() == before.keys()
    left = "Northwind, desk; Northwind, team; Northwind, tour"
    assert [s for s in after.values() if ";" in s] == [
        f"A quiet moment to write: {left}",
        f"Write, or take a second look: {left}",
    ]


def test_a_cancelled_interview_is_said_to_be() -> None:
    """A cancelled interview keeps its UID and hours with a higher SEQUENCE, blocks no time, and has
    no reminder and no task for it; one called off and on again is confirmed.
    """
    planned = f"{AHEAD}{TASKS}- [ ] Send a note due:2026-11-26 until:round\n"
    before, cancelled = feed(a=planned), feed(a=f"cancelled: yes\n{planned}")
    interview = next(e for e in before if e["transp"] == "OPAQUE")
    assert agenda(cancelled) == [("2026-11-25 14:00", "Cancelled: Northwind, Engineer")]
    (event,) = cancelled
    assert (event["uid"], event["dtend"]) == (interview["uid"], interview["dtend"])
    assert (event["status"], event["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert event["sequence"] > interview["sequence"]
    assert {e["status"] for e in before} == {"CONFIRMED"}
    (on_a_day,) = feed(a="interviewed: 2026-11-25\ncancelled: 2026-11-21\n")
    assert (start(on_a_day), on_a_day["status"]) == ("2026-11-25", "CANCELLED")


@given(st.dates(date(1905, 1, 1), date(2990, 1, 1)), st.integers(1, 400), st.integers(-400, 400))
def test_each_day_s_calendar_replaces_the_last(today: date, days: int, moved: int) -> None:
    """Every number of a later day's calendar is above those of an earlier one, though nothing is
    stored, whatever was moved or cancelled; and it fits into 32 bits.
    """
    first, later = today, today + timedelta(days=days)
    day = first + timedelta(days=1)
    before = feed(first, a=f"interviewed: {day} 14:00\n")
    after = feed(later, a=f"interviewed: {day + timedelta(days=moved)} 14:00\n")
    again = feed(later, a=f"interviewed: {day}\ncancelled: yes\n")
    assert max(e["sequence"] for e in before) < min(e["sequence"] for e in (*after, *again))
    assert max(e["sequence"] for e in (*after, *again)) < 2**31


def test_an_interview_put_off_is_higher_at_once() -> None:
    """An interview put off keeps all its UIDs, each with a higher SEQUENCE on the same day."""
    before, after = feed(a=AHEAD), feed(a=AHEAD.replace("25", "27"))
    assert [e["uid"] for e in before] == [e["uid"] for e in after]
    assert all(e["sequence"] < f["sequence"] for e, f in zip(before, after, strict=True))


def test_a_moot_task_is_left_out() -> None:
    """A task that a later round, news or an offer has made moot stands in no calendar."""
    tasks = "- [ ] Send a note due:2026-11-24 until:round\n- [ ] Ask due:2026-11-25 until:news\n"
    first = f"{RATED}interviewed: 2026-11-10 14:00\n{TASKS}{tasks}"
    note, ask = "Send a note (Northwind)", "Ask (Northwind)"
    found = [
        [str(e["summary"]) for e in feed(a=first, **later) if str(e["summary"]) in {note, ask}]
        for later in (
            {},
            {"b": f"interviewed: 2026-12-01\n{RATED}"},
            {"b": f"interviewed: 2026-11-20\n{RATED}"},
            {"b": "stage: offer\nreflected: 2026-11-21\n"},
        )
    ]
    assert found == [[note, ask], [note], [], []]


def test_what_is_decided_against_keeps_its_interviews_alone() -> None:
    """A live job that I decided to walk away from has no reminder, task, second look or offer to
    answer in the calendar.
    """
    events = feed(
        a=f"{RATED}interviewed: 2026-11-22 09:00\n{TASKS}- [ ] Send a note due:2026-11-24\n",
        b=f"decision: walk-away\nstage: offer\noffer: {{answer_by: 2026-11-27}}\n{AHEAD}",
    )
    assert agenda(events) == [
        ("2026-11-22 09:00", "Interview: Northwind, Engineer"),
        ("2026-11-25 14:00", "Interview: Northwind, Engineer"),
    ]


def test_after_accepting_another_interviews_alone_stay() -> None:
    """Once another job is accepted, one that ran meanwhile keeps its interviews in the calendar,
    and rings for no task, preparing, writing or answer.
    """
    events = feed(
        a=f"stage: offer\noffer: {{answer_by: 2026-11-27}}\n{AHEAD}{TASKS}"
        "- [ ] Say no, with thanks due:2026-11-26\n",
        b="company: South\nrole: Cook\nstage: accepted\nreflected: 2026-11-21\n",
    )
    assert agenda(events) == [
        ("2026-11-25 14:00", "Interview: Northwind, Engineer"),
    ]


def test_an_interview_planned_after_an_ending_is_shown() -> None:
    """An interview written down after its job ended stands in the calendar, without reminders, and
    has them again once the job is said to be live.
    """
    rejected = f"{RATED}interviewed: 2026-11-18 14:00\nstage: rejected\n"
    assert agenda(feed(a=rejected, b=AHEAD)) == [
        ("2026-11-18 14:00", "Interview: Northwind, Engineer"),
        ("2026-11-25 14:00", "Interview: Northwind, Engineer"),
    ]
    assert len(feed(a=rejected, b=f"stage: interviewing\n{AHEAD}")) == 6


def test_two_jobs_at_one_company_are_told_apart() -> None:
    """Each entry names the role where the company has another job in the journal, closed or not."""
    file = f"role: Cook\nround: final\n{AHEAD}{{}}{TASKS}- [ ] Ask due:2026-11-26\n"
    offer = "stage: offer\noffer: {answer_by: 2026-11-29}\n"
    one = [str(e["summary"]) for e in feed(a="company: North\n" + file.format(offer))]
    two = feed(
        a="company: North\n" + file.format(offer),
        b="company: NORTH\nrole: Baker\nstage: rejected\n",
    )
    assert one == [
        "Prepare: North, final",
        "Interview: North, final",
        "Write while it is fresh: North, final",
        "A quiet moment to write: North, final",
        "Ask (North)",
        "Write, or take a second look: North, final",
        "An offer to answer by 29 November: North",
        "An offer to answer by 29 November: North",
        "Answer the offer: North",
    ]
    assert [str(e["summary"]) for e in two] == [
        text.replace("North", "North, Cook") for text in one
    ]


def test_a_passed_offer_keeps_its_day_silently() -> None:
    """A day to answer that is past stays where it was and rings no more."""
    (offer,) = feed(a="stage: offer\noffer: {answer_by: 2026-11-20}\n")
    assert (start(offer), str(offer["summary"]), rings(offer)) == (
        "2026-11-20",
        "Answer the offer: Northwind",
        [],
    )


def test_any_text_survives() -> None:
    """Commas, semicolons, backslashes and long texts of any script come back as they went in."""
    company = 'Müller, Söhne; "Co" \\ אבג ' + "👩‍👩‍👧 株式会社 " * 12 + "end"
    written = calendar.calendar_text(journal(a=f"company: '{company}'\nrole: R\n{AHEAD}"))
    assert {str(e["summary"])[-len(company) - 3 : -3] for e in parsed(written)} == {company}
    lines = written.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]
    assert "Müller\\, Söhne\\; " in written


def test_a_line_break_can_add_no_property() -> None:
    """Line breaks in a value become spaces, and the calendar's name is escaped like any text."""
    written = calendar.calendar_text(
        journal(
            settings='title = "Mine, all; mine\\nX-EVIL:1"\n',
            a=f'company: "North\\nwind\\r\\nATTENDEE:mailto:x"\nrole: R\n{AHEAD}',
        )
    )
    assert "X-WR-CALNAME:Mine\\, all\\; mine X-EVIL:1\r\n" in written
    assert "Interview: North wind ATTENDEE:mailto:x, R" in uids(parsed(written)).values()
    assert "\n" not in written.replace("\r\n", "")


def test_what_is_private_stays_out() -> None:
    """Terms, ratings and evidence are in no calendar; all else is marked private."""
    file = (
        f"{AHEAD}{RATED}evidence: {{role: Secret sentence}}\ngut: yes\ninterviewers: [Ada]\n"
        "offer: {answer_by: 2026-11-27, terms: Secret sum}\n"
    )
    written = calendar.calendar_text(journal(a=file))
    assert not [word for word in ("Secret", "8.0", "gut", "Ada", "green") if word in written]
    assert {e["class"] for e in parsed(written)} == {"PRIVATE"}


def test_nothing_dated_is_an_empty_calendar() -> None:
    """A journal without a date gives a calendar without events, named by the journal's title."""
    found = Calendar.from_ical(
        calendar.calendar_text(journal(settings='title = "Ours"', lead="stage: exploring"))
    )
    assert not found.subcomponents
    assert (found["version"], found["x-wr-calname"]) == ("2.0", "Ours")
    assert found["prodid"]


EVERYTHING = {
    "a": f"cancelled: yes\n{AHEAD}",
    "b": "stage: offer\noffer: {answer_by: 2026-11-27}\ninterviewed: 2026-11-26\n"
    f"{TASKS}- [ ] Ask due:2026-11-24\n- [ ] @them Send it due:2026-11-20\n",
    "c": f"company: South\nrole: Cook\ninterviewed: 2026-11-21 23:30\nended: 00:10\n{RATED}",
    "d": "company: South\nrole: Baker\ninterviewed: 2026-11-25 10:00\nended: 10:00\n",
}


@pytest.mark.parametrize("day", [5, 18, 21, 22, 25, 30])
@pytest.mark.parametrize("sample", [True, False])
def test_the_calendar_is_valid(day: int, sample: bool) -> None:  # noqa: FBT001 -- a parameter
    """On any day a calendar parses without an error and comes back as the same bytes; each event
    and alarm has what RFC 5545 requires, once, and nothing that excludes another. An event's lines
    are those that the library writes of the whole event.
    """
    today = date(2026, 11, day)
    found_journal = (
        read_journal(ROOT / "journal", today) if sample else journal(today, **EVERYTHING)
    )
    written = calendar.calendar_text(found_journal)
    found: Any = Calendar.from_ical(written)
    assert found.to_ical(sorted=False).decode() == written
    for part in found.walk():
        assert not getattr(part, "errors", None)
        assert {*part.required} <= part.keys()
        assert not [name for name in part.singletons if isinstance(part.get(name), list)]
        assert len({*part.exclusive} & part.keys()) <= 1
    events = parsed(written)
    assert len(uids(events)) > (20 if sample else 5)
    for event in events:
        start = event.decoded("dtstart")
        assert start <= (event.decoded("dtend") if "dtend" in event else start)
        assert {"DTSTAMP", "SUMMARY", "SEQUENCE", "STATUS"} <= event.keys()
        assert event.to_ical().decode() in written


def test_bytes_are_reproducible() -> None:
    """Time zone, locale and hash seed of the machine change no byte."""
    code = (
        "import sys; from pathlib import Path; from datetime import date;"
        "from site_builder.build.reading import read_journal;"
        "from site_builder.pages import calendar;"
        "found = read_journal(Path('journal'), date(2026, 11, 22));"
        "sys.stdout.buffer.write(calendar.calendar_text(found).encode())"
    )
    surroundings = [("UTC", "C", "0"), ("Pacific/Kiritimati", "tr_TR.UTF-8", "1")]
    surroundings.append(("America/St_Johns", "POSIX", "4242"))
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for zone, locale, seed in surroundings
    }
    assert found == {calendar.calendar_text(read_journal(ROOT / "journal", TODAY)).encode()}


def test_site_and_export_have_the_same_calendar(place: Place) -> None:
    """`build` writes `calendar.ics`, and `export --format ics` prints the same bytes."""
    assert place.run("build").status == 0
    written = place.files()["calendar.ics"]
    assert place.run("export", "--format", "ics").out.encode() == written
    assert b"SUMMARY:Interview: Northwind Traders\\, hiring manager\r\n" in written


def test_a_build_that_remembers_shares_the_reminders_anew(place: Place) -> None:
    """When an interview of another job comes to a day, goes or is cancelled, the next build's
    calendar is the one that is made from nothing.
    """
    planned = "---\ncompany: {0}\nrole: Cook\ninterviewed: {1} 14:00\n---\n"
    place.write({"journal/a.md": planned.format("North", "2026-12-01")})
    told = []
    for text in (
        planned.format("South", "2026-12-01"),
        planned.format("South", "2026-12-02"),
        planned.format("South", "2026-12-01").replace("role", "cancelled: yes\nrole"),
        planned.format("North", "2026-12-01").replace("Cook", "Baker"),
    ):
        place.write({"journal/b.md": text})
        assert place.run("build").status == 0
        written = place.files()["calendar.ics"]
        assert written == place.run("export", "--format", "ics").out.encode()
        told.append([str(e["summary"]) for e in parsed(written.decode()) if "Prep" in e["summary"]])
    assert told == [
        ["Prepare: North, Cook; South, Cook"],
        ["Prepare: North, Cook", "Prepare: South, Cook"],
        ["Prepare: North, Cook"],
        ["Prepare: North, Cook; North, Baker"],
    ]

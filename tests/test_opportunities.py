"""Reflections grouped into jobs, their rounds in order, and what each asks next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from site_builder.core import steps
from site_builder.core.opportunities import Opportunity, question_is_open
from site_builder.pages.context import Context
from site_builder.pages.moves import timeline_advice
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from site_builder.core.journal import Journal

TODAY = date(2026, 11, 22)
RATED = "ratings: {values: 8, role: 8, manager: 8, compensation: 8, intangibles: 8}\n"


def journal(**files: str) -> Journal:
    """A journal of files by slug (`__` for `-`); each is front matter, then a body after `===`."""
    read = {}
    for name, text in files.items():
        front, _, body = text.partition("===")
        given = "" if "company:" in front else "company: Northwind\nrole: Engineer\n"
        read[f"{name.replace('__', '-')}.md"] = (
            f"---\n{given}{front}\n---\n{body.strip()}\n".encode()
        )
    found = parse_journal("journal", read, TODAY)
    assert not found.left_out, found.problems
    return found


def only(**files: str) -> Opportunity:
    """The one opportunity of a journal."""
    (opportunity,) = journal(**files).opportunities
    return opportunity


def named(company: str, role: str = "Engineer", **more: str) -> str:
    """Front matter with a company, a role, and more."""
    return "".join(f"{k}: {v}\n" for k, v in {"company": company, "role": role, **more}.items())


def codes(found: Journal) -> list[str]:
    """The codes of a journal's problems."""
    return [p.code for p in found.problems]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (named("Northwind"), named("NORTHWIND")),
        (named("Northwind  Traders"), named("northwind traders")),
        (named("Straße", "Ärztin"), named("STRASSE", "ÄRZTIN")),
        (named("\uff2eorthwind"), named("Northwind")),
        (named("A", opportunity="one"), named("B", "Other", opportunity="ONE")),
        (named("A", opportunity="one"), named("A")),
    ],
)
def test_the_same_name_is_one_opportunity(a: str, b: str) -> None:
    """Files of one opportunity text, else of one company and role whatever case, width and white
    space, are one opportunity; a file without a text joins the only one of its company and role.
    """
    assert len(journal(a=a, b=b).opportunities) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (named("Intel"), named("Intel 471")),
        (named("Northwind", "Engineer I"), named("Northwind", "Engineer II")),
        (named("Northwind", "Engineer"), named("Northwind", "Designer")),
        (named("A", opportunity="one"), named("A", opportunity="two")),
    ],
)
def test_other_names_are_other_opportunities(a: str, b: str) -> None:
    """Names that mean different jobs are two opportunities, without a warning."""
    found = journal(a=a, b=b)
    assert len(found.opportunities) == 2
    assert not found.problems


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (named("Northwind Traders"), named("Northwind Trader")),
        (named("Northwind"), named("Northwind, Inc.")),
        (named("Northwind GmbH"), named("Northwind")),
        (named("Åkerlund"), named("Akerlund")),
        (named("North-Wind"), named("North Wind")),
        (named("Northwind", "Staff Engineer"), named("Northwind", "Staff Enginere")),
    ],
)
def test_near_equal_names_are_warned_about_and_never_merged(a: str, b: str) -> None:
    """Near-equal names stay two opportunities, with a warning that names both places."""
    found = journal(a=a, b=b)
    assert len(found.opportunities) == 2
    (problem,) = found.problems
    assert (problem.severity, problem.code) == ("warning", "near-equal")
    assert {problem.path, problem.message.split(" in ")[1].split(":")[0]} == {
        "journal/a.md",
        "journal/b.md",
    }


def test_an_opportunity_silences_the_warning() -> None:
    """Giving either file an `opportunity` silences the warning of near-equal names."""
    found = journal(a=named("Northwind", opportunity="mine"), b=named("Northwind, Inc."))
    assert codes(found) == []


def test_a_file_joins_no_name_where_there_are_two() -> None:
    """A file without `opportunity` stands alone where its company and role have two named ones."""
    a, b = named("A", opportunity="one"), named("A", opportunity="two")
    assert len(journal(a=a, b=b, c=named("A")).opportunities) == 3


@pytest.mark.parametrize(
    ("front", "key"),
    [
        (named("Northwind Traders", "Staff Engineer"), "northwind-traders-staff-engineer"),
        (named("Åkerlund & Søn", "C++"), "åkerlund-søn-c"),
        (named("北風商会", "技術者"), "北風商会-技術者"),
        (named("X", opportunity="Mine, all mine!"), "mine-all-mine"),
    ],
)
def test_keys_are_folded_letters_and_digits(front: str, key: str) -> None:
    """A key is the folded text with hyphens for all but letters and digits of any script."""
    assert only(a=front).key == key


def test_keys_that_collide_all_carry_a_hash() -> None:
    """Where two texts give one key, each carries a hyphen and eight hex digits."""
    found = journal(a=named("A", "C++"), b=named("A", "C#"))
    keys = [o.key for o in found.opportunities]
    assert len(set(keys)) == 2
    for key in keys:
        assert key[:4] == "a-c-"
        assert len(key) == 12
        int(key[4:], 16)


def test_an_empty_key_is_a_hash() -> None:
    """A text without any letter or digit has a key of its hash alone."""
    key = only(a=named("'!!!'", "'???'")).key
    assert key[0] == "-"
    assert len(key) == 9


def test_keys_are_at_most_eighty_characters() -> None:
    """A long name's key is cut at 80 characters, and stays its own."""
    found = journal(a=named("A" * 100, "x"), b=named("A" * 100, "y"))
    keys = [o.key for o in found.opportunities]
    assert len(set(keys)) == 2
    assert all(len(key) <= 80 for key in keys)


def test_rounds_go_by_date() -> None:
    """Rounds go by date, none first, a date alone at the day's end, then by slug."""
    found = only(
        d="interviewed: 2026-11-02\n",
        c="interviewed: 2026-11-02 09:00\n",
        b="",
        a="reflected: 2026-11-01\n",
        e="interviewed: 2026-11-02\n",
    )
    assert [r.slug for r in found.rounds] == ["b", "a", "c", "d", "e"]


def test_the_latest_known_rating_counts() -> None:
    """An opportunity's rating is the latest known one; a second look's null takes a first back."""
    found = only(
        a="interviewed: 2026-11-01\nratings: {values: 5, role: 6, manager: 7}\n",
        b="interviewed: 2026-11-02\nratings: {values: 8, role: null, manager: 3}\n"
        "second_look: {ratings: {manager: null}}\n",
    )
    known = {c: r for c, r in found.ratings.items() if r is not None}
    assert known == {"values": 8, "role": 6, "manager": 7}


@pytest.mark.parametrize(
    ("stages", "stage"),
    [
        (("", ""), "interviewing"),
        (("exploring", ""), "interviewing"),
        (("applied", ""), "interviewing"),
        (("", "applied"), "applied"),
        (("offer", ""), "offer"),
        (("offer", "declined"), "declined"),
        (("walked-away", ""), "walked-away"),
    ],
)
def test_the_stage_is_the_latest_given(stages: tuple[str, str], stage: str) -> None:
    """The stage is the latest given, but an interview since outranks exploring and applied."""
    one, two = (f"interviewed: 2026-11-0{i}\nstage: {s}\n" for i, s in enumerate(stages, 1))
    found = only(a=one, b=two)
    assert found.stage == stage
    assert found.live == (stage not in {"declined", "walked-away"})


def test_a_lead_has_no_interview() -> None:
    """An opportunity without any interview is exploring, unknown and live."""
    lead = only(a="tags: [remote]\n")
    assert (lead.stage, lead.fit.light, lead.live, lead.quiet) == (
        "exploring",
        "unknown",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("front", "quiet"),
    [
        ("interviewed: 2026-11-01\n", False),
        ("interviewed: 2026-10-31\n", True),
        ("interviewed: 2026-10-01\n=== - [ ] write due:2026-11-01\n", False),
        ("interviewed: 2026-10-01\n=== - [x] nudged them done:2026-11-10\n", True),
        ("interviewed: 2026-10-01\n=== - [x] @them sent it done:2026-11-10\n", False),
        ("interviewed: 2026-10-01\n=== - [x] @them sent it due:2026-11-10\n", True),
        ("interviewed: 2026-10-01\nsecond_look: {on: 2026-11-10}\n", True),
        ("interviewed: 2026-10-01\nreflected: 2026-11-01\n", False),
        ("interviewed: 2026-10-01\nstage: declined\n", False),
        ("interviewed: 2026-10-01\noffer: {answer_by: 2026-11-30}\n", False),
    ],
)
def test_quiet_is_three_weeks_without_a_date(front: str, *, quiet: bool) -> None:
    """A live opportunity is quiet over 21 days after the last of its interviews, `reflected`, the
    offer, open tasks, and what they did; what I did alone does not wake it.
    """
    assert only(a=front).quiet is quiet


def test_an_unread_file_marks_its_opportunity_incomplete() -> None:
    """A file left out for its errors marks its opportunity incomplete where its name is known."""
    files = {
        "a.md": b"---\ncompany: A\nrole: R\n---\n",
        "b.md": b"---\ncompany: a\nrole: r\nratings: {values: 11}\n---\n",
        "c.md": b"---\ncompany: C\nrole: R\n---\n",
        "d.md": b"---\ncompany: D\nrole: R\n---\n",
        "e.md": b"---\ncompany: d\nrole: R\n---\n",
        "E.md": b"---\ncompany: 'D'\nrole: R\n---\n",
    }
    found = parse_journal("journal", files, TODAY)
    incomplete = {o.key: o.incomplete for o in found.opportunities}
    assert incomplete == {"a-r": True, "c-r": False, "d-r": True}


def test_a_question_is_closed_by_a_later_tick() -> None:
    """The same question ticked in a later round closes it there and here; others stay open."""
    found = only(
        a="interviewed: 2026-11-01\n=== ## Concerns\n- Who is on call?\n- What of the pager?\n",
        b="interviewed: 2026-11-02\n=== ## Concerns\n- [x] who is  ON CALL?\n",
    )
    assert [q.text for q in found.open_questions] == ["What of the pager?"]
    first = found.rounds[0]
    assert [question_is_open(found, first, q) for q in first.body.questions] == [False, True]


@pytest.mark.parametrize(
    ("interviewed", "ended", "reflected", "window"),
    [
        ("2026-11-18 14:00", "", "2026-11-18 17:00", "immediate"),
        ("2026-11-18 14:00", "", "2026-11-18 17:01", "same-day"),
        ("2026-11-18 14:00", "15:10", "2026-11-18 17:10", "immediate"),
        ("2026-11-18 14:00", "", "2026-11-19 03:59", "same-day"),
        ("2026-11-18 14:00", "", "2026-11-19 04:00", "next-morning"),
        ("2026-11-18 14:00", "", "2026-11-19 11:59", "next-morning"),
        ("2026-11-18 14:00", "", "2026-11-19 12:00", "later"),
        ("2026-11-18 23:30", "00:30", "2026-11-19 02:30", "immediate"),
        ("2026-11-18 23:30", "", "2026-11-19 04:30", "next-morning"),
        ("2026-11-18", "", "2026-11-18 23:00", "same-day"),
        ("2026-11-18 14:00", "", "2026-11-18", "same-day"),
        ("2026-11-18", "", "2026-11-19", "next-morning"),
        ("2026-11-18", "", "2026-11-20", "later"),
        ("2026-11-18", "", "", None),
    ],
)
def test_windows(interviewed: str, ended: str, reflected: str, window: str | None) -> None:
    """The window runs from the interview's end: two hours, 04:00, noon; by dates without times."""
    front = f"interviewed: {interviewed}\nended: {ended}\nreflected: {reflected}\n"
    assert steps.window(only(a=front).latest) == window


@pytest.mark.parametrize(
    ("front", "pending"),
    [
        ("interviewed: 2026-11-21 23:00\n", True),
        ("interviewed: 2026-11-22 08:00\n", False),
        ("interviewed: 2026-11-23\n", False),
        ("interviewed: 2026-11-20\nstage: rejected\n", False),
        ("interviewed: 2026-11-20\ndecision: walk-away\n", False),
        ("interviewed: 2026-11-20\nratings: {values: 7}\n", False),
        ("interviewed: 2026-11-20\nratings: {values: null}\n", False),
        ("interviewed: 2026-11-20\nratings: {values: }\n", True),
        ("interviewed: 2026-11-20\nsecond_look: {ratings: {role: 7}}\n", False),
        ("interviewed: 2026-11-20\n=== ## Goals\na\n## Achieved\nb\n", True),
        ("interviewed: 2026-11-20\n=== ## Goals\na\n## Achieved\nb\n## Growth\nc\n", False),
        ("interviewed: 2026-11-20\n=== ## Goals\na\n## Achieved\nb\n## Notes\nc\n", True),
        ("reflected: 2026-11-20\n", False),
    ],
)
def test_pending_is_over_and_not_written(front: str, *, pending: bool) -> None:
    """An interview before today of a job that asks, with no rating in either look, null on purpose
    included, and fewer than three answers, waits to be written.
    """
    found = journal(a=front)
    assert steps.is_pending(found.opportunities[0], found.reflections[0]) is pending


@pytest.mark.parametrize(
    ("front", "waits"),
    [
        (f"interviewed: 2026-11-21\n{RATED}", True),
        (f"interviewed: 2026-11-19\n{RATED}", True),
        (f"interviewed: 2026-11-18\n{RATED}", False),
        (f"interviewed: 2026-11-22\n{RATED}", False),
        ("interviewed: 2026-11-21\n", False),
        (f"interviewed: 2026-11-21\n{RATED}second_look: {{on: 2026-11-22}}\n", False),
        (f"interviewed: 2026-11-21\nstage: declined\n{RATED}", False),
    ],
)
def test_a_second_look_waits_one_to_three_days(front: str, *, waits: bool) -> None:
    """A second look waits from one to three days after a rated interview, then lapses."""
    found = only(a=front)
    assert steps.second_look_waits(found, found.latest, TODAY) is waits


def test_a_later_round_ends_the_wait_for_a_second_look() -> None:
    """No second look is asked for once a later round is over; one that is ahead changes nothing."""
    ahead = only(a=f"interviewed: 2026-11-20\n{RATED}", b="interviewed: 2026-11-23\n")
    assert steps.second_look_waits(ahead, ahead.rounds[0], TODAY)
    found = only(a=f"interviewed: 2026-11-20\n{RATED}", b="interviewed: 2026-11-21\n")
    assert not steps.second_look_waits(found, found.rounds[0], TODAY)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", (None, None, None, False)),
        (
            f"interviewed: 2026-11-20\n{RATED}=== ## Goals\na\n## Achieved\nb\n## Growth\nc\n",
            (True, None, None, False),
        ),
        (f"interviewed: 2026-11-20\n{RATED}", (False, None, None, False)),
        ("=== ## Next steps\n- [ ] write\n", (None, False, None, False)),
        ("=== ## Next steps\n- [x] wrote\n- [ ] @them decide\n", (None, True, None, False)),
        ("=== ## Research\n- [ ] read\n", (None, None, False, False)),
        ("=== ## Unasked\n- [x] why?\n", (None, None, True, False)),
        ("=== ## Unasked\n- why?\n", (None, None, False, False)),
    ],
)
def test_the_four_steps(front: str, expected: tuple[bool | None, ...]) -> None:
    """Each step is done, open, or None where nothing was ever there for it."""
    found = journal(a=front)
    taken = steps.steps(
        found.opportunities[0],
        found.other_opportunities[found.opportunities[0].key],
        found.settings,
        TODAY,
    )
    assert taken is not None
    assert (taken.reflect, taken.follow_up, taken.research, taken.explore) == expected


def test_closed_asks_nothing() -> None:
    """What is closed has no steps."""
    found = journal(a=f"stage: rejected\ninterviewed: 2026-11-21\n{RATED}gut: no\n")
    job = found.opportunities[0]
    assert steps.steps(job, found.other_opportunities.get(job.key), found.settings, TODAY) is None


def test_an_offer_suggests_asking_the_others() -> None:
    """An offer whose date is not past has the jobs that run suggest asking for their timeline."""
    offer = named("A") + "offer: {answer_by: 2026-11-27}\n"
    others = {
        "b": named("B", stage="applied"),
        "c": named("C", stage="rejected"),
        "d": named("D", stage="applied", decision="walk-away"),
        "e": named("E"),
        "f": named("F", interviewed="2026-10-01"),
    }
    found = journal(a=offer, **others)
    asked = {o.company: timeline_advice(o, Context(found)) for o in found.opportunities}
    sentence = "Another offer is to be answered by 27 November: ask for their timeline?"
    assert {company for company, words in asked.items() if words} == {"B"}
    assert asked["B"] == sentence
    past = journal(a=offer.replace("27", "21"), **others)
    assert not any(timeline_advice(o, Context(past)) for o in past.opportunities)


@pytest.mark.parametrize("wrong", ["round: a: b", "round: *a", "\tgut: yes", "gut: 'x"])
def test_a_file_that_is_no_yaml_marks_its_opportunity_incomplete(wrong: str) -> None:
    """Where the front matter can't be read, lines of it still tell whose opportunity it is."""
    files = {
        "a.md": b"---\ncompany: A\nrole: R\n---\n",
        "b.md": f"---\ncompany: a\nrole: 'r'  # mine\n{wrong}\n---\n".encode(),
    }
    (job,) = parse_journal("journal", files, TODAY).opportunities
    assert job.incomplete

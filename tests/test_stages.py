"""Where a job stands over its rounds: its stage, its end and return, its offer and its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jobs import asked, at, day, journal_of, note, only, task

from site_builder.core.model import Cancellation, Offer
from site_builder.core.opportunities import question_is_open

if TYPE_CHECKING:
    from site_builder.core.model import Reflection, Task

REJECTED = note("a", interviewed=at(10), stage="rejected", rated=7)
CANCELLED = Cancellation()


@pytest.mark.parametrize(
    ("later", "stage", "reopened", "code"),
    [
        (note("b", interviewed=at(12), stage="interviewing"), "interviewing", True, "reopened"),
        (note("b", interviewed=at(12), stage="offer"), "offer", True, "reopened"),
        (note("b", interviewed=at(12), rated=8), "interviewing", True, "reopened"),
        (note("b", interviewed=at(12), again=8), "interviewing", True, "reopened"),
        (note("b", interviewed=at(12), answered=("goals",)), "interviewing", True, "reopened"),
        (note("b", reflected=at(12)), "interviewing", True, "reopened"),
        (note("b", interviewed=at(12), offer=Offer(day(12))), "offer", True, "reopened"),
        (note("b", interviewed=at(12)), "rejected", False, "after-ending"),
        (note("b", interviewed=at(30)), "rejected", False, "after-ending"),
        (note("b", interviewed=at(12), ratings={"role": None}), "rejected", False, "after-ending"),
        (note("b", interviewed=at(12), cancelled=CANCELLED, rated=8), "rejected", False, None),
        (
            note("b", interviewed=at(12), cancelled=CANCELLED, stage="offer"),
            "rejected",
            False,
            None,
        ),
        (note("b", interviewed=at(12), stage="no-answer", rated=8), "no-answer", False, None),
        (note("b", rated=8), "rejected", False, None),
        (note("b", interviewed=at(9), rated=8), "rejected", False, None),
    ],
)
def test_what_opens_a_job_again(
    later: Reflection, stage: str, code: str | None, *, reopened: bool
) -> None:
    """After an ending a later file reopens the job where it gives a live stage or something was
    written in it; an interview that is only planned asks, a cancelled one does nothing.
    """
    found = journal_of(REJECTED, later)
    (job,) = found.opportunities
    assert (job.stage, job.reopened, job.live) == (stage, reopened, reopened)
    assert [p.code for p in found.problems] == ([code] if code else [])
    for problem in found.problems:
        assert problem.path == "journal/b.md"
        assert "journal/a.md:2:1" in problem.message


def test_what_ends_again_is_closed() -> None:
    """A job that was reopened and ended again is closed, and nothing is asked about it."""
    found = journal_of(
        REJECTED, note("b", reflected=at(12)), note("c", reflected=at(14), stage="withdrawn")
    )
    (job,) = found.opportunities
    assert (job.stage, job.live, job.reopened, found.problems) == ("withdrawn", False, False, ())


@pytest.mark.parametrize(
    ("later", "stage", "warned"),
    [
        (note("b", interviewed=at(12), rated=8), "accepted", ["after-accepted"]),
        (note("b", interviewed=at(12), stage="interviewing"), "accepted", ["after-accepted"]),
        (note("b", reflected=at(12)), "accepted", []),
        (note("b", reflected=at(12), stage="declined"), "declined", []),
    ],
)
def test_nothing_but_an_ending_follows_an_acceptance(
    later: Reflection, stage: str, warned: list[str]
) -> None:
    """An interview after `accepted` changes nothing, with a warning; another ending counts."""
    found = journal_of(note("a", interviewed=at(10), stage="accepted"), later)
    assert found.opportunities[0].stage == stage
    assert [p.code for p in found.problems] == warned


def test_an_undated_ending_is_the_last_word() -> None:
    """An ending in an undated file outranks all dated ones, with a warning where they differ."""
    ended = note("z", stage="rejected")
    assert only(ended, note("a", interviewed=at(10))).stage == "rejected"
    found = journal_of(ended, note("a", interviewed=at(10), stage="applied"))
    assert found.opportunities[0].stage == "rejected"
    (problem,) = found.problems
    assert (problem.path, problem.code) == ("journal/z.md", "undated-ending")
    assert "journal/a.md:2:1 says `applied`" in problem.message


def test_an_offer_is_a_stage() -> None:
    """A file with an `offer:` and without a stage says `offer`; its own stage goes first."""
    offer = Offer(answer_by=day(27))
    assert only(note("a", interviewed=at(10), offer=offer)).stage == "offer"
    assert only(note("a", interviewed=at(10), offer=offer, stage="declined")).stage == "declined"


@pytest.mark.parametrize(
    ("given", "stage"),
    [({}, "interviewing"), ({"stage": "applied"}, "applied"), ({"stage": "offer"}, "offer")],
)
def test_a_cancelled_interview_counts_for_little(given: dict[str, str], stage: str) -> None:
    """A cancelled interview rates nothing and outranks no stage, but makes its job no lead, and
    its stage, decision, offer and other tasks count.
    """
    other, until = task("Call"), task("Thank them", until="round")
    gone = {"interviewed": at(20), "cancelled": CANCELLED, "rated": 9, "decision": "pursue"}
    offer = Offer(terms="80k")
    if stage == "applied":
        job = only(note("a", stage="applied"), note("b", **gone))
    else:
        job = only(note("b", **gone, tasks=[other, until], offer=offer, **{"stage": stage} | given))
        assert [t for _, t in job.open_tasks] == [other]
        assert job.tasks == (other,)
        assert job.offer == offer
    assert (job.stage, job.is_lead, job.decision) == (stage, False, "pursue")
    assert not any(job.ratings.values())
    assert job.fit.light == "unknown"


def test_a_cancelled_interview_is_quiet_from_the_day_i_heard() -> None:
    """A job is quiet three weeks after I heard that its interview is off, not after its date."""
    heard = {"interviewed": at(30), "cancelled": Cancellation(day(1))}
    assert not only(note("a", **heard)).quiet
    assert only(note("a", **heard), today=day(23)).quiet


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Offer(answer_by=day(27)), Offer(terms="80k"), Offer(None, day(27), "80k")),
        (Offer(answer_by=day(27)), Offer(open_ended=True), Offer(open_ended=True)),
        (Offer(open_ended=True), Offer(answer_by=day(27)), Offer(answer_by=day(27))),
        (
            Offer(day(1), day(9), "70k"),
            Offer(day(2), day(27), "80k"),
            Offer(day(2), day(27), "80k"),
        ),
    ],
)
def test_the_latest_file_that_gives_a_part_of_an_offer_counts(
    first: Offer, second: Offer, expected: Offer
) -> None:
    """Of several offers each part is the latest given; a date and none set are one part."""
    job = only(
        note("a", interviewed=at(10), offer=first), note("b", interviewed=at(12), offer=second)
    )
    assert job.offer == expected
    assert job.answer_by == expected.answer_by


def test_only_an_offer_is_to_be_answered() -> None:
    """A job has a date to answer by only at the stage `offer`, past or not."""
    offer = Offer(answer_by=day(1))
    assert only(note("a", interviewed=at(10), offer=offer)).answer_by == day(1)
    assert only(note("a", interviewed=at(10), offer=offer, stage="applied")).answer_by is None
    assert only(note("a", interviewed=at(10), offer=offer, stage="declined")).answer_by is None


THANKS, HEAR = task("Thank them", 19, until="round"), task("Ask when", 25, until="news")


@pytest.mark.parametrize(
    ("later", "moot"),
    [
        ([], []),
        ([note("b", interviewed=at(30))], [HEAR]),
        ([note("b", interviewed=at(22))], [THANKS, HEAR]),
        ([note("b", reflected=at(20))], [THANKS, HEAR]),
        ([note("b", interviewed=at(20), cancelled=CANCELLED)], []),
        ([note("b", interviewed=at(18))], []),
        ([note("b", interviewed=at(30), offer=Offer())], [THANKS, HEAR]),
        ([note("b", interviewed=at(20), stage="rejected")], [THANKS, HEAR]),
    ],
)
def test_what_until_ends(later: list[Reflection], moot: list[Task]) -> None:
    """`until:round` ends with a later round that is over, an offer or the job's end, `until:news`
    with any later file too; a cancelled interview and a session of the same day end neither.
    """
    first = note("a", interviewed=at(18), tasks=[THANKS, HEAR, task("Call")])
    job = only(first, *later)
    assert [t for t in first.body.tasks if job.is_moot(first, t)] == moot
    assert [t for _, t in job.open_tasks] == [t for t in first.body.tasks if t not in moot]


def test_the_sessions_of_a_day_ask_once() -> None:
    """What each session of a panel day asks until the next round, the last one alone asks."""
    sessions = [note(slug, interviewed=at(18), tasks=[THANKS, HEAR]) for slug in "abc"]
    assert [(r.slug, t) for r, t in only(*sessions).open_tasks] == [("c", THANKS), ("c", HEAR)]


def test_an_offer_in_its_own_file_ends_until_too() -> None:
    """A task of the file that has the offer is moot, one that is done never is."""
    done = task("Thank them", until="round", done=19)
    job = only(note("a", interviewed=at(18), offer=Offer(), tasks=[THANKS, HEAR, done]))
    assert [job.is_moot(job.latest, t) for t in job.tasks] == [True, True, False]


def test_a_question_ticked_on_the_same_day_is_closed() -> None:
    """A question is closed by a tick in its file, in a later one or in another of its day."""
    panel = [
        note("a", interviewed=at(18, 9), questions=[asked("Why?", open_=False), asked("Who?")]),
        note("b", interviewed=at(18, 11), questions=[asked("why?"), asked("Who?")]),
        note("c", interviewed=at(20), questions=[asked("Who?"), asked("WHO?", open_=False)]),
        note("d", interviewed=at(21), questions=[asked("Who?")]),
    ]
    job = only(*panel)
    states = [[question_is_open(job, r, q) for q in r.body.questions] for r in job.rounds]
    assert states == [[False, False], [False, False], [False, False], [True]]
    assert [q.text for q in job.open_questions] == ["Who?"]
    assert [q.text for q in only(*panel[:3]).open_questions] == []


@pytest.mark.parametrize(
    ("other", "also", "warned"),
    [
        ("Contoso", ("Northwind",), 1),
        ("Contoso", ("North-Wind Ltd",), 1),
        ("Contoso", ("Elsewhere",), 0),
        ("Northwind", ("Northwind",), 0),
        ("Northwinds", ("Northwind",), 1),
    ],
)
def test_another_name_is_near_the_company_of_another_file(
    other: str, also: tuple[str, ...], warned: int
) -> None:
    """`also` of one file that is or nearly is the company of another gets one warning."""
    found = journal_of(note("a"), note("b", company=other, also=also))
    assert [(p.path, p.code) for p in found.problems] == [("journal/b.md", "near-equal")] * warned
    named = journal_of(note("a"), note("b", company=other, also=also, opportunity="mine"))
    assert named.problems == ()
    elsewhere = journal_of(note("a"), note("b", company=other, role="Cook", also=also))
    assert elsewhere.problems == ()


def test_two_jobs_of_one_company_know_of_each_other() -> None:
    """A job knows whether its company has another one in the journal, closed ones too."""
    both = journal_of(note("a"), note("b", role="Cook", stage="rejected"), note("c", company="C"))
    assert {o.key: o.shares_company for o in both.opportunities} == {
        "northwind-engineer": True,
        "northwind-cook": True,
        "c-engineer": False,
    }

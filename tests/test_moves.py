"""The one next move of each job: what it is, and that all who show it say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jobs import TODAY, asked, at, day, journal_of, note, only, task
from test_pages import site
from test_views import told

from site_builder.commands.status import print_status
from site_builder.core import moves, steps
from site_builder.core.model import Body, Cancellation, Moment, Offer, Section
from site_builder.core.moves import Move, MoveKind
from site_builder.core.opportunities import has_offer_to_answer, is_leaving
from site_builder.core.prompts import prompts
from site_builder.pages import data, index, lists
from site_builder.pages import opportunity as opportunity_page
from site_builder.pages import reflection as reflection_page
from site_builder.pages.context import Context
from site_builder.pages.moves import move_text, move_todo
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection, Task
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.index_views import IndexPage

OFF = Cancellation()
LOOKED = {"rated": 7, "again": 7}  # rated, with a second look
HELD = note("a", interviewed=at(12), **LOOKED)
FRESH = note("a", interviewed=at(18), **LOOKED)


def next_move(found: Journal, company: str = "Northwind") -> Move | None:
    """The next move of a company's one job."""
    (job,) = (o for o in found.opportunities if o.company == company)
    return moves.next_move(job, found.other_opportunities.get(job.key))


def said(*reflections: Reflection) -> tuple[str, str, int | None, str] | None:
    """Kind, words, day of November and file of the next move of Northwind's one job."""
    move = next_move(journal_of(*reflections))
    if move is None:
        return None
    due = None if move.due is None else (move.due - day(0)).days
    return move.kind, move.text or "", due, move.slug


TASKS = (
    task("Read on", kind="research"),
    task("Call"),
    task("Study", 20, kind="research"),
    task("Thank", 20),
    task("Write", 24),
)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        # 1. An interview of today, whatever its hour, until it is written.
        ([note("a", interviewed=at(22, 23))], ("today", "", 22, "a")),
        ([FRESH, note("b", interviewed=at(22, 8), tasks=TASKS)], ("today", "", 22, "b")),
        ([note("b", interviewed=at(22, 8)), note("a", interviewed=at(22))], ("today", "", 22, "b")),
        ([note("a", interviewed=at(22, 8), decision="walk-away")], ("today", "", 22, "a")),
        ([note("a", interviewed=at(22, 8), rated=7)], ("wait", "", None, "a")),
        ([note("a", interviewed=at(22, 8), cancelled=OFF)], ("wait", "", None, "a")),
        # 2. Quiet: is it still live?
        ([note("a", interviewed=at(-20))], ("close", "", None, "a")),
        # 3. Decided against.
        ([note("a", interviewed=at(12), decision="walk-away")], ("tell", "", None, "a")),
        ([note("a", decision="walk-away")], ("close", "", None, "a")),
        (
            [note("a", interviewed=at(12), offer=Offer(None, day(20)), decision="walk-away")],
            ("tell", "", 20, "a"),
        ),
        # 4. An offer.
        (
            [HELD, note("b", reflected=at(20), offer=Offer(answer_by=day(27)))],
            ("answer", "", 27, "b"),
        ),
        (
            [HELD, note("b", reflected=at(20), offer=Offer(answer_by=day(22)))],
            ("answer", "", 22, "b"),
        ),
        ([HELD, note("b", offer=Offer(answer_by=day(21)))], ("answered", "", 21, "b")),
        (
            [HELD, note("b", reflected=at(21), offer=Offer(open_ended=True))],
            ("answer", "", None, "b"),
        ),
        ([HELD, note("b", reflected=at(21), offer=Offer())], ("ask-date", "", None, "b")),
        ([note("a", interviewed=at(12), stage="offer", **LOOKED)], ("ask-date", "", None, "a")),
        (
            [HELD, note("b", reflected=at(21), offer=Offer(), tasks=[task("Asked", done=15)])],
            ("wait", "", None, "b"),
        ),
        (
            [HELD, note("b", reflected=at(21), offer=Offer(), tasks=[task("Asked", done=14)])],
            ("ask-date", "", None, "b"),
        ),
        (
            [HELD, note("b", offer=Offer(), tasks=[task("Terms", 25, owner="them")])],
            ("wait", "Terms", 25, "b"),
        ),
        # 5. What waits to be written, the latest first; a second look.
        (
            [note("a", interviewed=at(20)), note("b", interviewed=at(21), tasks=TASKS)],
            ("write", "", 21, "b"),
        ),
        ([note("a", interviewed=at(20), rated=7, tasks=TASKS)], ("second-look", "", 20, "a")),
        (
            [note("a", interviewed=at(20), rated=7), note("b", interviewed=at(30))],
            ("second-look", "", 20, "a"),
        ),
        # 6. What is due: mine first, then theirs.
        ([note("a", interviewed=at(12), tasks=TASKS, **LOOKED)], ("task", "Thank", 20, "a")),
        ([note("a", interviewed=at(12), tasks=TASKS[:3], **LOOKED)], ("task", "Study", 20, "a")),
        (
            [note("a", interviewed=at(12), tasks=[task("Now", 22)], **LOOKED)],
            ("task", "Now", 22, "a"),
        ),
        (
            [note("a", interviewed=at(12), tasks=[task("Send", 21, owner="them")], **LOOKED)],
            ("nudge", "Send", 21, "a"),
        ),
        # 7. What comes: an interview first on a tie, undated tasks last.
        ([FRESH, note("b", interviewed=at(25))], ("prepare", "", 25, "b")),
        ([FRESH, note("b", interviewed=at(24), tasks=TASKS[-1:])], ("prepare", "", 24, "b")),
        ([FRESH, note("b", interviewed=at(25), tasks=TASKS[-1:])], ("task", "Write", 24, "b")),
        ([FRESH, note("b", interviewed=at(30), tasks=TASKS[:2])], ("prepare", "", 30, "b")),
        (
            [FRESH, note("b", interviewed=at(30), cancelled=OFF, tasks=TASKS[:2])],
            ("task", "Call", None, "b"),
        ),
        ([note("a", interviewed=at(18), tasks=TASKS[:2], **LOOKED)], ("task", "Call", None, "a")),
        # 8. Nothing is planned.
        ([note("a")], ("apply", "", None, "a")),
        ([note("a", stage="applied", reflected=at(15))], ("wait", "", None, "a")),
        ([note("a", stage="applied", reflected=at(14))], ("ask", "", None, "a")),
        ([note("a", stage="applied", reflected=at(10), ball="them")], ("wait", "", None, "a")),
        (
            [note("a", stage="applied", reflected=at(10), tasks=[task("Sent", done=15)])],
            ("wait", "", None, "a"),
        ),
        (
            [note("a", stage="applied", reflected=at(10), tasks=[task("Reply", owner="them")])],
            ("wait", "Reply", None, "a"),
        ),
        ([note("a", interviewed=at(18), tasks=TASKS[:1], **LOOKED)], ("wait", "", None, "a")),
        ([note("a", interviewed=at(18), stage="rejected")], None),
    ],
)
def test_the_next_move(
    rounds: list[Reflection], expected: tuple[str, str, int | None, str] | None
) -> None:
    """Each live job has one next move: the first rule that holds decides."""
    assert said(*rounds) == expected


ACCEPTED = note("z", company="Other", interviewed=at(10), stage="accepted")


@pytest.mark.parametrize(
    ("job", "accepted", "kind"),
    [
        (note("a", interviewed=at(18), rated=7), ACCEPTED, "tell"),
        (note("a", reflected=at(18), offer=Offer(answer_by=day(27))), ACCEPTED, "tell"),
        (note("a"), ACCEPTED, "close"),
        (note("a", interviewed=at(22)), ACCEPTED, "today"),
        (
            note("a", interviewed=at(20), rated=7),
            note("z", company="Other", interviewed=at(-11), stage="accepted"),
            "second-look",
        ),
        (
            note("a", interviewed=at(20), rated=7),
            note("z", company="Other", interviewed=at(-10), stage="accepted"),
            "tell",
        ),
        (
            note("a", interviewed=at(20), rated=7),
            note("z", company="Other", interviewed=at(-11), stage="accepted", decided=day(-5)),
            "second-look",
        ),
        (note("a"), note("z", company="Other", interviewed=at(-700), stage="accepted"), "apply"),
    ],
)
def test_once_another_is_accepted(job: Reflection, accepted: Reflection, kind: str) -> None:
    """A job that began before the acceptance or within thirty days after it is to be told."""
    move = next_move(journal_of(job, accepted))
    assert move is not None
    assert move.kind == kind


def heads(found: Journal) -> list[str]:
    """The sentences at the head of the first page."""
    view: IndexPage = index.page(Context(found)).view
    offers = [f"{offer.link.text}: {offer.answer_by}, {offer.left}" for offer in view.offers]
    lines = [link.text for link in (*view.accepted, *view.unclear)]
    return [*offers, *lines, *(f"Ask for their timeline: {job.text}" for job in view.to_ask)]


def test_an_acceptance_is_said_first(capsys: pytest.CaptureFixture[str]) -> None:
    """The first page and `status` begin with what I accepted, for thirty days and while somebody
    is to be told, and ask neither to answer another offer nor for timelines.
    """
    offer = note("a", reflected=at(18), offer=Offer(answer_by=day(27)))
    running = note("b", company="Contoso", interviewed=at(18), rated=7)
    assert heads(journal_of(offer, running, ACCEPTED)) == ["Other"]
    later = TODAY + timedelta(days=60)
    awake = note("b", company="Contoso", interviewed=at(18), reflected=Moment(later), rated=7)
    assert heads(journal_of(awake, ACCEPTED, today=later)) == ["Other"]
    assert heads(journal_of(ACCEPTED, today=day(40))) == ["Other"]
    assert heads(journal_of(ACCEPTED, today=day(41))) == []
    print_status(Context(journal_of(offer, running, ACCEPTED)))
    assert capsys.readouterr().out.splitlines()[1].strip() == "Accepted: Other"


def test_an_offer_heads_the_page_and_names_whom_to_ask() -> None:
    """An offer says whom, when and how long, then whom to ask for their timeline, each with its
    role where the company has another job; a passed one, or one that I decide against, heads
    nothing.
    """
    offer = note("a", reflected=at(18), offer=Offer(answer_by=day(27)))
    others = [
        note("b", company="Contoso", interviewed=at(18), rated=7),
        note("c", company="Contoso", role="Cook", stage="applied", reflected=at(18)),
        note("d", company="Lead"),
        note("e", company="Leaving", interviewed=at(18), decision="walk-away"),
        note("f", company="Quiet", interviewed=at(-30)),
    ]
    assert heads(journal_of(offer, *others)) == [
        "Northwind: answer by Friday, 27 November, 5 days left",
        "Ask for their timeline: Contoso, Cook",
        "Ask for their timeline: Contoso, Engineer",
    ]
    for today, left in ((26, "1 day left"), (27, "the last day")):
        head, *_ = heads(journal_of(offer, *others, today=day(today)))
        assert head == f"Northwind: answer by Friday, 27 November, {left}"
    assert heads(journal_of(offer, *others, today=day(28))) == []
    assert (
        heads(journal_of(note("g", reflected=at(19), decision="walk-away"), offer, *others)) == []
    )


def test_a_second_chance_is_asked_about() -> None:
    """An interview that is planned after an ending is asked about in one line at the head."""
    found = journal_of(
        note("a", interviewed=at(18), stage="rejected"), note("b", interviewed=at(40, 10))
    )
    (line,) = heads(found)
    assert line == (
        "Northwind: rejected, and an interview on 10 December, 10:00."
        " Reopened (stage: interviewing) or cancelled (cancelled: yes)?"
    )


def test_todays_interviews_are_a_row_each() -> None:
    """Each interview of today is one row with its hour, in the order of the hours."""
    found = journal_of(
        note("a", interviewed=at(22, 15), round="panel"),
        note("b", interviewed=at(22, 9), round="call"),
        note("c", company="Contoso", interviewed=at(22, 11)),
        note("d", company="Contoso", interviewed=at(21)),
    )
    view: IndexPage = index.page(Context(found)).view
    assert [(todo.link.text, todo.when) for todo in view.mine] == [
        ("Northwind, call", "22 November, 09:00"),
        ("Contoso, 22 November, 11:00", "22 November, 11:00"),
        ("Northwind, panel", "22 November, 15:00"),
    ]
    assert (view.soon, view.theirs) == ((), ())


def test_two_jobs_of_one_company_are_told_apart() -> None:
    """Where a company has two jobs in the journal, every row and table head names the role too."""
    found = journal_of(
        note("a", interviewed=at(21), round="call"),
        note("b", role="Cook", interviewed=at(21), round="call"),
        note("c", company="Contoso", interviewed=at(21), round="call"),
    )
    ctx = Context(found)
    view: IndexPage = index.page(ctx).view
    assert [todo.link.text for todo in view.mine] == [
        "Contoso, call",
        "Northwind, Cook, call",
        "Northwind, Engineer, call",
    ]
    assert {row.name for row in view.live} == {"Contoso", "Northwind, Cook", "Northwind, Engineer"}
    names = {reflection_page.page(r, ctx).view.name for r in found.reflections}
    assert names == {"Contoso, call", "Northwind, Cook, call", "Northwind, Engineer, call"}


@pytest.mark.parametrize(("questions", "answered", "written"), [(2, 1, False), (2, 2, True)])
def test_all_answers_are_enough_where_few_are_asked(
    questions: int, answered: int, *, written: bool
) -> None:
    """Where fewer than three questions are asked, an interview is written with all of them."""
    few = replace(DEFAULT_SETTINGS, questions=DEFAULT_SETTINGS.questions[:questions])
    ids = tuple(q.id for q in few.questions[:answered])
    found = journal_of(note("a", interviewed=at(18), answered=ids), settings=few)
    (job,) = found.opportunities
    assert steps.is_pending(job, job.latest) is not written


def test_what_is_late_asks_for_what_is_left() -> None:
    """An interview asks to be written while it is fresh, and after a week for what is left."""
    found = {n: journal_of(note("a", interviewed=at(n))) for n in (15, 16)}
    texts = {n: index.page(Context(one)).view.mine[0].text for n, one in found.items()}
    assert texts == {15: "Write what is left of it", 16: "Write while it is fresh"}
    for n, one in found.items():
        page = reflection_page.page(one.reflections[0], Context(one)).view
        assert page.to_write == f"{texts[n]}."


def test_a_quiet_job_says_how_to_close_it() -> None:
    """A quiet job stands last, once, and says which stage closes it; my own nudge wakes no one."""
    nudged = note("a", interviewed=at(-20), tasks=[task("Nudge them", 15, done=15)])
    view: IndexPage = index.page(Context(journal_of(nudged))).view
    assert (view.mine, view.live, view.theirs) == ((), (), ())
    assert [row.move for row in view.quiet] == [
        "Still live? If they went quiet, stage: no-answer in its last note closes it"
    ]


def test_what_is_cancelled_says_so() -> None:
    """The page of a cancelled interview and its row among the rounds say that it was cancelled."""
    off = note("a", interviewed=at(20), cancelled=Cancellation(day(17)), rated=8)
    found = journal_of(off)
    pages = site(found)
    assert (
        "This interview was cancelled. I heard on 17 November." in pages["reflections/a/index.html"]
    )
    assert 'class="lamp' not in pages["reflections/a/index.html"]
    assert (
        '<span class="note">cancelled</span>'
        in pages["opportunities/northwind-engineer/index.html"]
    )
    assert data.journal_data(found)["reflections"][0]["cancelled"] == "2026-11-17"
    said = data.journal_data(journal_of(replace(off, cancelled=OFF)))
    assert said["reflections"][0]["cancelled"] == "yes"


def test_moot_tasks_are_shown_as_such() -> None:
    """A moot task says so in its file and without its date, is folded on its job's page, and rings
    nowhere; one that is done says when.
    """
    html = (
        '<ul><li class="task"><span class="mark">To do</span> Thank'
        ' <span class="due">due 2026-11-19</span></li>'
        '<li class="task done"><span class="mark">Done</span> Call'
        ' <span class="due">done 2026-11-18</span></li>'
        '<li class="task"><span class="mark">To do</span> Ask'
        ' <span class="due">due 2026-11-20</span></li></ul>'
    )
    before = '<ul><li class="task"><span class="mark">Theirs</span> Send</li></ul>'
    tasks = (
        task("Send", owner="them"),
        task("Thank", 19, until="round"),
        task("Call", done=18),
        task("Ask", 20),
    )
    sections = (
        Section(None, "", before, has_text=True),
        Section("next-steps", "Next", html, has_text=True),
    )
    first = note("a", interviewed=at(18), **LOOKED)
    first = replace(first, body=Body(sections, tasks))
    found = journal_of(first, note("b", interviewed=at(21), **LOOKED))
    pages = site(found)
    assert told(pages["reflections/a/index.html"], "Next") == (
        "Next - No longer needed Thank - Done Call done 18 November - To do Ask was due 20 November"
    )
    job = told(pages["opportunities/northwind-engineer/index.html"], "Next")
    assert job == (
        "Next My move Ask 18 November was due 20 November Waiting for - Send 18 November"
        " No longer needed: 1 - Thank 18 November"
    ).replace("My move Ask", "My move - Ask")
    # A page of lessons gets its reflections with the text that the journal was read without.
    lean = journal_of(replace(first, body=Body((), tasks)), note("b", interviewed=at(21)))
    assert "No longer needed" in Context(lean).section_html(first, sections[1], "")
    parsed = data.journal_data(found)["reflections"][1]["tasks"]
    assert [(t["text"], t["until"], t["moot"]) for t in parsed] == [
        ("Send", None, False),
        ("Thank", "round", True),
        ("Call", None, False),
        ("Ask", None, False),
    ]


def test_what_i_said_about_the_ball_stands() -> None:
    """`ball` of the last file whose date has come counts, whatever file was made ahead."""
    held = note("a", interviewed=at(18), ball="them", **LOOKED)
    job = only(held, note("b", interviewed=at(30)))
    found = journal_of(held, note("b", interviewed=at(30)))
    assert moves.ball(job, next_move(found)) == "them"
    assert moves.ball(job, None) is None
    assert moves.ball(only(note("a")), next_move(journal_of(note("a")))) == "me"


def test_what_is_left_asks_for_nothing_else() -> None:
    """A job that I decided against shows its move alone: no advice, no steps, no prompts."""
    left = note(
        "a",
        interviewed=at(18),
        rated=9,
        decision="walk-away",
        tasks=[task("Call", 20), task("Send", 20, owner="them")],
        questions=[asked("Why?")],
    )
    found = journal_of(left, note("b", company="Contoso", interviewed=at(18), **LOOKED))
    job = next(o for o in found.opportunities if o.company == "Northwind")
    others = found.other_opportunities
    ctx = Context(found)
    page = opportunity_page.page(job, ctx).view
    assert (page.tasks, page.steps, page.fit.ask, page.fit.find_out) == ((), (), "", ())
    assert prompts(job) == {}
    assert [page.view.groups for page in lists.questions(ctx)] == [()]
    assert others[job.key].live
    assert not next(told for key, told in others.items() if key != job.key).live
    view: IndexPage = index.page(ctx).view
    assert [todo.text for todo in view.mine] == [
        "Tell them, kindly; then stage: withdrawn in its last note (or walked-away)"
    ]


def offered(number: int) -> Offer:
    """An offer to be answered by a day of November."""
    return Offer(answer_by=day(number))


DAYS = st.sampled_from([-300, -20, 10, 18, 20, 20, 21, 21, 22, 23, 25, 40])
SOME_DAY = st.sampled_from([None, -20, 15, 20, 22, 23, 27, 40])


def seldom(usual: object, *others: object, weight: int = 4) -> st.SearchStrategy[Any]:
    """Mostly the usual value, now and then another one."""
    return st.sampled_from([usual] * weight + list(others))


FILES = st.fixed_dictionaries(
    {
        "company": st.sampled_from(["A", "B", "C"]),
        "role": seldom("R", "S"),
        "interviewed": st.builds(at, DAYS, st.sampled_from([None, 9, 23])) | st.none(),
        "rated": st.sampled_from([None, 3, 8]),
        "again": seldom(None, 7, weight=2),
        "stage": seldom(None, "applied", "offer", "rejected", "accepted", weight=16),
        "decision": seldom(None, "pursue", "walk-away", weight=12),
        "ball": seldom(None, "me", "them"),
        "offer": seldom(None, Offer(), Offer(open_ended=True), *map(offered, (15, 27)), weight=16),
        "cancelled": seldom(None, OFF, weight=6),
        "reflected": seldom(None, at(10), at(20), at(-20)),
        "tasks": st.lists(
            st.fixed_dictionaries(
                {
                    "due": SOME_DAY,
                    "owner": st.sampled_from(["me", "them"]),
                    "kind": st.sampled_from(["follow-up", "research"]),
                    "done": st.sampled_from([False, True, 18]),
                    "until": st.sampled_from([None, "round", "news"]),
                }
            ),
            max_size=1,
        ),
    }
)


def file_of(number: int, values: dict[str, Any]) -> Reflection:
    """A file of random values, its tasks numbered so that no two are alike."""
    tasks: list[Task] = [
        task(f"task {number}.{n};", **given) for n, given in enumerate(values["tasks"])
    ]
    if values["interviewed"] is None:
        values = values | {"cancelled": None}
    return note(f"file{number}", **(values | {"tasks": tasks, "round": f"round {number}"}))


def places(view: IndexPage, opportunity: Opportunity, move: Move, ctx: Context) -> list[str]:
    """Where the first page shows the next move of a job: in which of its lists."""
    todo, href = move_todo(opportunity, move, ctx), ctx.opportunity_link(opportunity).href
    found = ["quiet" for row in view.quiet if (row.link.href, row.move) == (href, todo.text)]
    found += ["offer" for one in view.offers if one.link.href == href and move.kind == "answer"]
    found += ["mine" for one in view.mine if one == todo]
    found += ["soon" for one in view.soon if one == todo]
    found += ["theirs" for one in view.theirs if (one.text, one.link) == (todo.text, todo.link)]
    return found


def expected_place(opportunity: Opportunity, move: Move, found: Journal) -> str:
    """The one list in which the first page shows a move."""
    if opportunity.quiet:
        return "quiet"
    others = found.other_opportunities.get(opportunity.key)
    if move.kind == "answer" and has_offer_to_answer(opportunity, others):
        return "offer"
    return "theirs" if move.owner == "them" else "mine"


def check_opportunity(found: Journal, opportunity: Opportunity, lines: list[str]) -> str | None:
    """That all who show a job's next move agree; returns its kind."""
    ctx = Context(found)
    move = moves.next_move(opportunity, found.other_opportunities.get(opportunity.key))
    view: IndexPage = index.page(ctx).view
    page = opportunity_page.page(opportunity, Context(found.only(opportunity))).view
    (parsed,) = (
        o for o in data.journal_data(found)["opportunities"] if o["key"] == opportunity.key
    )
    if move is None:
        nulls = ("next", "ball", "steps", "answer_by")
        assert [parsed[key] for key in nulls] == [None] * 4
        assert page.move is None
        assert not opportunity.live
        return None
    text = move_text(opportunity, move)
    assert page.move.text == text
    assert parsed["next"] == {
        "kind": move.kind,
        "text": move.text,
        "owner": move.owner,
        "due": move.due.isoformat() if move.due else None,
        "slug": move.slug,
    }
    place = expected_place(opportunity, move, found)
    assert places(view, opportunity, move, ctx) == [place]
    if place == "offer":
        assert sum(f"{ctx.job_name(opportunity)}: answer by" in line for line in lines) == 1
    else:
        link = move_todo(opportunity, move, ctx).link.text
        assert sum(text in line and link in line for line in lines) >= 1
    if is_leaving(opportunity, found.other_opportunities[opportunity.key]):
        href = ctx.opportunity_link(opportunity).href
        assert href not in {todo.link.href for todo in (*view.soon, *view.theirs)}
    return move.kind


def test_all_who_show_the_next_move_agree(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any journal the first page, `status`, a job's page and `journal.json` give each live job
    the same next move, each in one place, and every kind there is comes up.
    """
    monkeypatch.setenv("COLUMNS", "1000")
    kinds: set[str | None] = set()

    @settings(max_examples=300)
    @given(st.lists(FILES, min_size=1, max_size=5))
    def agree(files: list[dict[str, Any]]) -> None:
        found = journal_of(*(file_of(number, values) for number, values in enumerate(files)))
        print_status(Context(found))
        lines = capsys.readouterr().out.splitlines()
        for opportunity in found.opportunities:
            kinds.add(check_opportunity(found, opportunity, lines))

    agree()
    assert kinds == {*get_args(MoveKind), None}

"""The timeline of a search: which jobs have a lane, in which order, and what is marked on it.

And who sees the other chart beside a light, its profile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from test_pages import TODAY, journal, rendered, site

from site_builder.core.model import Audience
from site_builder.pages import index
from site_builder.pages.context import Context
from site_builder.pages.render import shared_pages
from site_builder.redaction.redact import redact

if TYPE_CHECKING:
    from site_builder.core.journal import Journal
    from site_builder.pages.index_views import TimelineView

SUFFIXES = {"cancelled": ", cancelled", "ahead": ", still to come"}  # by kind of mark


def interview(company: str, day: int, more: str = "", month: int = 11) -> str:
    """A file of one interview."""
    return f"---\ncompany: {company}\nrole: R\ninterviewed: 2026-{month:02}-{day:02}\n{more}\n---\n"


def rated(rating: float) -> str:
    """All five criteria rated alike."""
    ids = ("values", "role", "manager", "compensation", "intangibles")
    return f"ratings: {{{', '.join(f'{id_}: {rating}' for id_ in ids)}}}"


def chart(found: Journal) -> TimelineView | None:
    """The timeline of the first page of a journal."""
    return index.page(Context(found)).view.search_so_far  # type: ignore[no-any-return]


def drawn(**files: str) -> TimelineView:
    """The timeline of some files by slug, which is there."""
    found = chart(journal(**files))
    assert found
    return found


def day_of(view: TimelineView, at: str) -> int:
    """The day of November at a place, by today's and that of a Monday on the axis."""
    place, words = next((at, words) for at, words in view.ticks if words.endswith(" Nov"))
    day, today = int(words.split()[0]), float(view.today)
    width = (today - float(place)) / (TODAY.day - day)
    return round(TODAY.day + (float(at) - today) / width)


def marks(view: TimelineView, lane: int = 0) -> list[tuple[str, int, str]]:
    """Kind, day and words of each mark of a lane, without what became of it."""
    return [
        (m.kind, day_of(view, m.at), m.title.removesuffix(SUFFIXES.get(m.kind, "")))
        for m in view.lanes[lane].marks
    ]


SEARCH = {
    "a": interview("A", 3, "round: call"),
    "b": interview("A", 12, "round: first try\ncancelled: yes"),
    "c": interview("A", 18),
    "d": "---\ncompany: A\nrole: R\nreflected: 2026-11-20\nstage: offer\n"
    "offer: {answer_by: 2026-11-27}\n---\n",
    "e": interview("A", 25, "round: last talk").replace("11-25", "11-25 10:00"),
}


def test_a_lane_marks_each_interview_and_the_answer() -> None:
    """Each interview has a mark on its day that says whether it was held, is ahead or was
    cancelled, and so has the day by which to answer; a file without an interview has none.
    """
    view = drawn(**SEARCH)
    assert marks(view) == [
        ("held", 3, "call, 3 November"),
        ("cancelled", 12, "first try, 12 November"),
        ("held", 18, "interview, 18 November"),
        ("ahead", 25, "last talk, 25 November, 10:00"),
        ("answer", 27, "answer by 27 November"),
    ]
    assert [day_of(view, view.lanes[0].start), day_of(view, view.lanes[0].end)] == [3, 27]
    assert view.today_text == "22 Nov"


def test_a_mark_says_what_became_of_it() -> None:
    """The words of a mark say that an interview was cancelled or is still to come."""
    assert [mark.title for mark in drawn(**SEARCH).lanes[0].marks] == [
        "call, 3 November",
        "first try, 12 November, cancelled",
        "interview, 18 November",
        "last talk, 25 November, 10:00, still to come",
        "answer by 27 November",
    ]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("", "ahead"),
        ("evidence: {role: They showed me.}", "ahead"),
        (rated(7), "held"),
        ("ratings: {role: null}", "held"),
        ("stage: rejected", "held"),
        ("cancelled: yes", "cancelled"),
    ],
)
def test_an_interview_of_today_is_ahead_until_it_is_written(more: str, kind: str) -> None:
    """An interview of today is ahead until it is written or its job is closed."""
    view = drawn(a=interview("A", 3), b=interview("A", TODAY.day, more))
    assert [mark[:2] for mark in marks(view)] == [("held", 3), (kind, TODAY.day)]


def test_the_better_light_comes_first_and_closed_jobs_last() -> None:
    """Live jobs have lanes by light, then quiet ones, each with its light, up to today or to what
    is ahead; then closed ones, the latest first, with how they ended, up to their last day.
    """
    view = drawn(
        a=interview("Rejected", 2, "stage: rejected"),
        b=interview("Red", 9, rated(2)),
        c=interview("Quiet", 20, rated(9), month=10),
        d=interview("Green", 10, rated(8)),
        e=interview("Amber", 11, rated(6)),
        f=interview("Declined", 4, f"{rated(9)}\nstage: declined"),
        g=interview("Ahead", 24),
    )
    assert [
        (lane.link.text, lane.light and lane.light.word, lane.stage, day_of(view, lane.end))
        for lane in view.lanes
    ] == [
        ("Green", "green", None, 22),
        ("Amber", "amber", None, 22),
        ("Ahead", "unknown", None, 24),
        ("Red", "red", None, 22),
        ("Quiet", "green", None, 22),
        ("Declined", None, "declined", 4),
        ("Rejected", None, "rejected", 2),
    ]


def test_a_lane_is_named_by_its_company() -> None:
    """A lane has the name of its company, with the role where that has another job."""
    other = interview("A", 10).replace("role: R", "role: S")
    view = drawn(a=interview("A", 9), b=other, c=interview("B", 11))
    assert sorted(lane.link.text for lane in view.lanes) == ["A, R", "A, S", "B"]


def test_what_ended_long_before_is_no_part_of_the_search() -> None:
    """A closed job has a lane only if its last day is at most thirty days before all live ones."""
    view = drawn(
        a=interview("Live", 15),
        b=interview("Near", 16, "stage: rejected", month=10),
        c=interview("Far", 15, "stage: rejected", month=10),
    )
    assert [lane.link.text for lane in view.lanes] == ["Live", "Near"]


def test_of_very_many_jobs_some_are_counted_only() -> None:
    """Forty jobs have lanes, and of more it is said how many are not shown."""
    view = drawn(**{f"r{n}": interview(f"C{n}", 1 + n % 20) for n in range(43)})
    assert (len(view.lanes), view.left_out) == (40, 3)


@pytest.mark.parametrize(
    ("files", "is_there"),
    [
        ({}, False),
        ({"a": interview("A", 10)}, False),
        ({"a": interview("A", 10), "d": SEARCH["d"]}, False),
        ({"a": interview("A", 10), "b": interview("A", 11)}, True),
        ({"a": interview("A", 10), "b": interview("B", 25)}, True),
        ({"a": interview("A", 10), "b": interview("A", 11, "cancelled: yes")}, True),
        ({"a": interview("A", 10), "b": interview("B", 1, "stage: rejected", month=1)}, False),
    ],
)
def test_a_search_begins_with_the_second_interview(
    files: dict[str, str], *, is_there: bool
) -> None:
    """There is a timeline from the second interview on the lanes, even if it was cancelled."""
    found = journal(**files)
    assert (chart(found) is not None) is is_there
    assert ('class="timeline"' in site(found)["index.html"]) is is_there


@pytest.mark.parametrize("dates", ["none", "month", "day"])
@pytest.mark.parametrize("fields", [(), ("role", "round", "fit", "ratings", "stage", "decision")])
def test_no_audience_sees_the_timeline(dates: str, fields: tuple[str, ...]) -> None:
    """No audience sees the timeline, whatever else it may see."""
    shared = {
        slug: text.replace("role: R", "role: R\nshare: [coach]") for slug, text in SEARCH.items()
    }
    found = redact(journal(**shared), Audience("coach", dates=dates, fields=fields)).journal
    assert chart(found) is None
    pages = rendered(found, shared_pages(Context(found)))
    assert not any(re.search('class="(timeline|lane)"', page) for page in pages.values())


@pytest.mark.parametrize("fields", [(), ("fit",), ("ratings",), ("fit", "ratings")], ids="+".join)
def test_a_profile_needs_both_fit_and_ratings(fields: tuple[str, ...]) -> None:
    """An audience sees profiles where it may see both the fit and the ratings, else none on
    any page.
    """
    files = {
        slug: interview(slug, day, f"share: [coach]\n{rated(7)}")
        for slug, day in (("a", 9), ("b", 10))
    }
    found = redact(journal(**files), Audience("coach", fields=fields)).journal
    pages = rendered(found, shared_pages(Context(found)))
    with_profile = {a for a, page in pages.items() if 'class="profile"' in page}
    jobs = {a for a in pages if a.startswith(("opportunities/", "reflections/"))}
    assert len(jobs) == 4
    assert with_profile & jobs == (jobs if len(fields) == 2 else set())
    assert len(fields) == 2 or not with_profile

"""What the first page shows: frozen values of finished text, as `views` has them of other pages.

Themes depend on these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from markupsafe import Markup

    from site_builder.pages.views import LightView, Link, OpportunityRow, Todo


@frozen
class MarkView:
    """A day on a lane of the timeline: `kind` is held, ahead, cancelled or answer."""

    kind: str
    at: str
    title: str


@frozen
class LaneView:
    """A job on the timeline; `light` for a live one, `stage` for a closed one.

    `start`, `end` and `at` of its marks are percent of the timeline's width.
    """

    link: Link
    light: LightView | None
    stage: str | None
    start: str
    end: str
    marks: tuple[MarkView, ...]


@frozen
class TimelineView:
    """The search as lanes; `ticks` are (percent of its width, words), `today` one of its own."""

    lanes: tuple[LaneView, ...]
    today: str
    today_text: str
    ticks: tuple[tuple[str, str], ...]
    left_out: int


@frozen
class OfferView:
    """An offer to answer: `answer_by` says by when, and `left` how many days that is.

    `role` is given where the company has another job; the text of `link` is then both.
    """

    link: Link
    company: str
    role: str | None
    answer_by: str
    left: str


@frozen
class IndexPage:
    """The first page: what is accepted, offers to answer, my moves, what comes, what they owe.

    `day` is the date of the page with its weekday. `unclear` asks what became of jobs that ended
    and have another interview planned, and `to_ask` are those to ask for their timeline while
    there is an offer. `mine` has the next move of each job that is mine, `due`
    my other tasks whose date has come, `soon` what comes within a week. `left_out`
    links to files that could not be read. For an audience all but the opportunities is empty.
    """

    live: tuple[OpportunityRow, ...]
    closed: tuple[OpportunityRow, ...]
    reflections: int
    day: str = ""
    quiet: tuple[OpportunityRow, ...] = ()
    accepted: tuple[Link, ...] = ()
    offers: tuple[OfferView, ...] = ()
    unclear: tuple[Link, ...] = ()
    to_ask: tuple[Link, ...] = ()
    mine: tuple[Todo, ...] = ()
    due: tuple[Todo, ...] = ()
    soon: tuple[Todo, ...] = ()
    theirs: tuple[Todo, ...] = ()
    search_so_far: TimelineView | None = None
    looking_for: Markup | None = None
    left_out: tuple[Link, ...] = ()
    problems: str = ""
    """How many errors and warnings there are; empty where there are none."""

"""The timeline of a search: a lane a job, with its interviews and the day by which to answer.

Opportunities with their rows go in, a view with positions in percent comes out; the drawing is the
templates'.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from site_builder.core.dates import MONTH_NAMES, date_text, moment_text
from site_builder.core.frozen import frozen
from site_builder.core.steps import todays_interviews
from site_builder.pages import index_views, views
from site_builder.pages.wording import stage_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

    Listed = tuple[Opportunity, views.OpportunityRow]

MAX_TICKS, MIN_WORDS_APART = 6, 9  # words take a ninth of the width of a phone
MAX_LANES, MIN_INTERVIEWS = 40, 2
CLOSED_BEFORE = timedelta(days=30)  # a job that closed this long before all that is live is history
MARK_NOTES = {"held": "", "ahead": ", still to come", "cancelled": ", cancelled"}
SHORT_MONTH = 3  # letters of a month's name below the timeline


@frozen
class _Axis:
    """The days of a timeline, as percent of its width."""

    first: date
    last: date

    def at(self, day: date) -> str:
        """Where a day stands, in percent."""
        return f"{(day - self.first).days / max((self.last - self.first).days, 1) * 100:.1f}"

    def is_apart(self, one: date, other: date) -> bool:
        """Whether two days are so far apart that the words of both have room."""
        return abs((one - other).days) * MIN_WORDS_APART > (self.last - self.first).days

    def ticks(self) -> Iterator[date]:
        """Some days between the first and the last, evenly apart: Mondays, or firsts of months."""
        weeks = (self.last - self.first).days // 7
        if weeks < MAX_TICKS * 3:
            step = 7 * (weeks // MAX_TICKS + 1)
            day = self.first + timedelta(days=-self.first.weekday() % 7)
            while day <= self.last:
                yield day
                day += timedelta(days=step)
            return
        months = [
            date(year, month, 1)
            for year in range(self.first.year, self.last.year + 1)
            for month in range(1, 13)
            if self.first <= date(year, month, 1) <= self.last
        ]
        yield from months[:: len(months) // MAX_TICKS + 1]


def timeline(
    live: Iterable[Listed], closed: Iterable[Listed], ctx: Context
) -> index_views.TimelineView | None:
    """The search as lanes, a job each: `live` in their order, then the latest of `closed`.

    None before the second interview. Closed jobs from long before all that is live are left out.
    """
    dated = [(o, row) for o, row in live if _days(o)]
    since = min((day for o, _ in dated for day in _days(o)), default=ctx.today) - CLOSED_BEFORE
    recent = [(o, row) for o, row in closed if max(_days(o), default=date.min) >= since]
    lanes = [*dated, *recent][:MAX_LANES]
    if sum(len(_held(o)) for o, _ in lanes) < MIN_INTERVIEWS:
        return None
    last = max(day for o, _ in lanes for day in _days(o))
    days = [ctx.today, *(day for o, _ in lanes for day in _days(o))]
    margin = timedelta(days=(max(days) - min(days)).days // 30 + 1)
    axis = _Axis(min(days) - margin, max(days) + margin)
    return index_views.TimelineView(
        lanes=tuple(_lane(o, row, axis, ctx) for o, row in lanes),
        today=axis.at(ctx.today),
        today_text=_short(ctx.today),
        ticks=tuple(_ticks(axis, last, ctx.today)),
        left_out=len(dated) + len(recent) - len(lanes),
    )


def _ticks(axis: _Axis, last: date, today: date) -> Iterator[tuple[str, str]]:
    """The days with a line, and their words; also the last day that has a mark, if it is to come.

    Words that have no room beside those of today, or of that day, are left out.
    """
    named = [today]
    if last > today and axis.is_apart(last, today):
        yield axis.at(last), _short(last)
        named.append(last)
    are_months = axis.first.year != axis.last.year
    for day in axis.ticks():
        words = f"{_short(day)} {day.year}" if are_months and day.month == 1 else _short(day)
        yield axis.at(day), words if all(axis.is_apart(day, other) for other in named) else ""


def _held(opportunity: Opportunity) -> list[Reflection]:
    """The rounds that have a date for an interview, cancelled ones too."""
    return [r for r in opportunity.rounds if r.interviewed]


def _days(opportunity: Opportunity) -> list[date]:
    """Every day that has a mark on the lane of a job."""
    days = [r.interviewed.day for r in opportunity.rounds if r.interviewed]
    return [*days, opportunity.answer_by] if opportunity.answer_by else days


def _lane(
    opportunity: Opportunity, row: views.OpportunityRow, axis: _Axis, ctx: Context
) -> index_views.LaneView:
    days = _days(opportunity)
    is_live = opportunity.live
    name = f"{row.company}, {row.role}" if opportunity.shares_company else row.company
    return index_views.LaneView(
        link=views.Link(name, row.link.href),
        light=row.fit.light if is_live else None,
        stage=None if is_live else stage_text(opportunity.stage),
        start=axis.at(min(days)),
        end=axis.at(max([*days, ctx.today]) if is_live else max(days)),
        marks=tuple(_marks(opportunity, axis, ctx)),
    )


def _marks(opportunity: Opportunity, axis: _Axis, ctx: Context) -> Iterator[index_views.MarkView]:
    """The interviews of a job, held, ahead or cancelled, and the day by which to answer."""
    todays = todays_interviews(opportunity)
    for reflection in _held(opportunity):
        interviewed = reflection.interviewed
        if interviewed is None:
            continue
        is_ahead = reflection in todays or reflection.is_ahead(ctx.today)
        kind = "cancelled" if reflection.cancelled else "ahead" if is_ahead else "held"
        words = reflection.round or "interview"
        words = f"{words}, {moment_text(interviewed, ctx.today)}{MARK_NOTES[kind]}"
        yield index_views.MarkView(kind, axis.at(interviewed.day), words)
    if opportunity.answer_by:
        title = f"answer by {date_text(opportunity.answer_by, ctx.today)}"
        yield index_views.MarkView("answer", axis.at(opportunity.answer_by), title)


def _short(day: date) -> str:
    """`19 Oct`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1][:SHORT_MONTH]}"

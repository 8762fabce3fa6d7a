"""What the pages about all jobs need of each: made once, and again only when that job changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.pages import calendar, data, index, lists
from site_builder.pages.data import Figures
from site_builder.pages.views import OpportunityRow

if TYPE_CHECKING:
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context


@dataclass(frozen=True, slots=True)
class Part:
    """A job's row in lists, its figures as JSON, and its events: start, UID and text.

    `unspaced` says whether it has text in which the search finds little.
    """

    row: OpportunityRow
    figures: Figures
    events: tuple[tuple[str, str, str], ...]
    unspaced: bool


def part(o: Opportunity, ctx: Context) -> Part:
    """The part of a job in the pages about all."""
    return Part(
        index.row(o, ctx),
        data.figures(ctx.journal, o),
        calendar.events(ctx.journal, o),
        lists.is_unspaced(o),
    )

"""What the pages about all jobs need of each: made once, and again only when that job changes."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.pages.views import OpportunityRow


@dataclass(frozen=True, slots=True)
class Figures:
    """An opportunity and its reflections, by slug, as the JSON that stands in the whole."""

    opportunity: str
    reflections: dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A job's row in lists, its figures as JSON, and its events: start, UID and text.

    `unspaced` says whether it has text in which the search finds little.
    """

    row: OpportunityRow
    figures: Figures
    events: tuple[tuple[str, str, str], ...]
    unspaced: bool

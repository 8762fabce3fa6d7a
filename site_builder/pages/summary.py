"""What the pages about all opportunities need of each one.

It depends on that opportunity alone, so a build keeps it in the cache and makes it again only when
the opportunity changes. All fields must be plain values that the cache can encode.
"""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.core.frozen import frozen
from site_builder.pages.reminders import RemindedInterview
from site_builder.pages.views import OpportunityRow


@frozen
class OpportunityJson:
    """An opportunity and its reflections, by slug, as JSON in UTF-8 for `journal.json`.

    Most of what is kept of an opportunity, so it is kept apart from its summary.
    """

    opportunity: bytes
    reflections: dict[str, bytes]


@dataclass(frozen=True, slots=True, order=True)
class CalendarEvent:
    """An event as iCalendar text, which sorts by its start in ISO form and its UID.

    `values` is a hash of all that the text was made from.
    """

    start: str
    uid: str
    text: str
    values: bytes


@frozen
class CalendarPart:
    """An opportunity in the calendar: its own events.

    `interviews` are those of which reminders are made, which opportunities share.
    """

    events: tuple[CalendarEvent, ...]
    interviews: tuple[RemindedInterview, ...]


@frozen
class OpportunitySummary:
    """An opportunity's row in lists, and its part of the calendar.

    `has_unspaced_text` says whether some of its text is in a script without spaces between words,
    in which the search finds little.
    """

    row: OpportunityRow
    calendar: CalendarPart
    has_unspaced_text: bool

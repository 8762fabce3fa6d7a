"""The summaries of opportunities that the last build made, so that `status` need not judge all.

They follow from the journal and the day alone, so the records of the journal hold them, for
whichever output they were made. `rendering` makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from site_builder.build import codec
from site_builder.build.reading import hash_of, read_known
from site_builder.pages.context import Context
from site_builder.pages.summary import OpportunityJson, OpportunitySummary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from site_builder.build.reading import ReadJournal

Value = TypeVar("Value")


def read_context(journal_folder: Path, today: date) -> Context:
    """The journal, read as by `read_journal`, and what is known already of its opportunities."""
    return read_known(journal_folder, today, _context)


def _context(read: ReadJournal) -> Context:
    return Context(read.journal, known_summaries(read, opportunity_keys(read)))


def known_summaries(read: ReadJournal, keys: Mapping[str, bytes]) -> dict[str, OpportunitySummary]:
    """The summaries that the cache has of opportunities as they are now, by key."""
    return _known(read, "part", OpportunitySummary, keys)


def known_json(read: ReadJournal, keys: Mapping[str, bytes]) -> dict[str, OpportunityJson]:
    """What the cache has of opportunities as they are now for `journal.json`, by key."""
    return _known(read, "json", OpportunityJson, keys)


def _known(
    read: ReadJournal, kind: str, value_type: type[Value], keys: Mapping[str, bytes]
) -> dict[str, Value]:
    rows = read.cache.rows(kind)
    return {n: codec.decode(value, value_type) for n, key, value in rows if keys.get(n) == key}


def opportunity_keys(read: ReadJournal) -> dict[str, bytes]:
    """For each opportunity, by key, a hash of all that its pages and its summary show."""
    journal = read.journal
    # The code and the settings are in the keys of the rounds, and templates in those of pages.
    base = hash_of(journal.today.isoformat().encode(), codec.encode(journal.looking_for))
    keys = {}
    for opportunity in journal.opportunities:
        others = journal.other_opportunities.get(opportunity.key)
        # What the files alone do not tell: `shares_company` depends on other jobs.
        facts = (opportunity.key, opportunity.incomplete, opportunity.shares_company)
        beside = codec.encode((*facts, others))
        rounds = (read.keys[r.slug] for r in opportunity.rounds)
        keys[opportunity.key] = hash_of(base, beside, *rounds)
    return keys

"""`afterview prep`: a sheet of text for the next round of one opportunity.

Its parts are those of the opportunity's page and of `looking-for.md`, each left out where empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import lookup, options, terminal
from site_builder.core.dates import date_text
from site_builder.files.journal_folder import read_journal
from site_builder.pages import opportunity as opportunity_page
from site_builder.pages.context import Context, joined_sections
from site_builder.pages.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.views import OpportunityPage


@click.command("prep", context_settings=options.CONTEXT_SETTINGS)
@click.argument("key")
@options.journal
def command(key: str, journal_folder: Path, today: date) -> None:
    """Print a sheet for the next round of the job KEY."""
    journal = read_journal(journal_folder, today)
    opportunity = lookup.opportunity(journal, key)
    if opportunity.live:
        _print_sheet(opportunity, journal)
    else:
        name = f"{opportunity.company}, {opportunity.role}"
        terminal.say(f"{name} is closed: there is nothing to prepare.")
    terminal.end(journal.problems, strict=False)


def _print_sheet(opportunity: Opportunity, journal: Journal) -> None:
    page = opportunity_page.page(opportunity, Context(journal)).view
    terminal.say(
        f"{page.company}, {page.role}: for the next round, as of {date_text(journal.today)}"
    )
    for heading, text in _parts(opportunity, journal, page):
        if text:
            click.echo(f"\n{heading}\n{'-' * len(heading)}" if heading else "")
            for line in text.split("\n"):
                terminal.say(line)


def _parts(
    opportunity: Opportunity, journal: Journal, page: OpportunityPage
) -> Iterator[tuple[str, str]]:
    """The parts of the sheet: heading, which the first has not, and plain text, maybe empty."""
    looking_for = journal.looking_for
    yield "", page.fit.summary
    yield "What I look for", plain_text(joined_sections(looking_for)) if looking_for else ""
    yield "To find out", _as_list(page.fit.find_out)
    yield "Open questions", _as_list(q.text for q in opportunity.open_questions)
    for heading, markup in page.prepare:
        yield heading, plain_text(markup)


def _as_list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)

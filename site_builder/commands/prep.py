"""`afterview prep`: a sheet of text for the next round of one opportunity.

What it says is `pages.prep`; here it is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import lookup, options, terminal
from site_builder.core.dates import date_text
from site_builder.pages.context import Context
from site_builder.pages.prep import sheet

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("prep", context_settings=options.CONTEXT_SETTINGS)
@click.argument("key")
@options.journal
def command(key: str, journal_folder: Path, today: date) -> None:
    """Print a sheet for the next round of the job KEY."""
    journal = read_journal(journal_folder, today)
    opportunity = lookup.opportunity(journal, key)
    name = f"{opportunity.company}, {opportunity.role}"
    if not opportunity.live:
        terminal.say(f"{name} is closed: there is nothing to prepare.")
    elif opportunity.decision == "walk-away":
        terminal.say(f"I decided to walk away from {name}: there is nothing to prepare.")
    else:
        terminal.say(f"{name}: for the next round, as of {date_text(journal.today)}")
        for heading, text in sheet(opportunity, Context(journal)):
            # Underlined and not bold, as the sheet is likely to be printed.
            for line in ("", heading, "-" * len(heading), *text.split("\n")):
                terminal.say(line)
    terminal.end(journal.problems, strict=False)

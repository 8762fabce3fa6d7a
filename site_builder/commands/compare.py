"""`afterview compare`: the comparison page as tables and sentences in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import lookup, options, terminal
from site_builder.core.comparison import contenders
from site_builder.files.journal_folder import read_journal
from site_builder.pages import compare
from site_builder.pages.context import Context

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.views import OpportunityRow


@click.command("compare", context_settings=options.CONTEXT_SETTINGS)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@options.journal
def command(keys: tuple[str, ...], journal_folder: Path, today: date) -> None:
    """Show opportunities side by side: those named, else the live ones that are fully rated."""
    journal = read_journal(journal_folder, today)
    if keys:
        # Two names may mean one opportunity, which is compared with itself by nobody.
        named = (lookup.opportunity(journal, key) for key in keys)
        chosen = tuple({o.key: o for o in named}.values())
    else:
        chosen = contenders(journal.opportunities)
    if not chosen:
        terminal.say("Nothing to compare yet: no live opportunity has all its ratings.")
        return
    # Who names keys has left out the others on purpose.
    left_out = 0 if keys else sum(o.live for o in journal.opportunities) - len(chosen)
    page = compare.side_by_side(chosen, Context(journal), left_out)
    terminal.side_by_side(
        ("", *(row.company for row in page.columns)),
        [
            ("light", *map(_light, page.columns, chosen)),
            ("score", *(row.fit.score or row.fit.range or "" for row in page.columns)),
            *((line.label, *(c.value or "?" for c in line.cells)) for line in page.lines),
        ],
    )
    if page.against:
        terminal.heading("Whatever the weights")
        for sentence in page.against:
            terminal.say(f"- {sentence}")
    if page.left_out:
        terminal.heading(f"Not compared: {page.left_out} more live")
    terminal.end(journal.problems, strict=False)


def _light(row: OpportunityRow, opportunity: Opportunity) -> str:
    """The light in a word; a closed opportunity's in the past, as it asks for nothing now."""
    label = row.fit.light.label
    return label if opportunity.live else f"looked {label.lower()}"

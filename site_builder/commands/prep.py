"""`afterview prep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("prep", context_settings=options.SETTINGS)
@click.argument("key")
@options.journal
def command(key: str, journal_folder: Path, today: date) -> None:
    """Print a sheet for the next round of an opportunity."""
    from site_builder.commands import lookup, terminal
    from site_builder.core.dates import spoken
    from site_builder.files.journal_folder import read_journal
    from site_builder.pages import opportunity
    from site_builder.pages.context import Context, joined_sections
    from site_builder.pages.plain import plain_text

    journal = read_journal(journal_folder, today)
    job = lookup.opportunity(journal, key)
    if not job.live:
        terminal.say(f"{job.company}, {job.role} is closed: there is nothing to prepare.")
        terminal.end(journal.problems, strict=False)
        return
    view = opportunity.page(job, Context(journal)).view
    parts = [("", f"{view.fit.summary}")]
    aim = journal.looking_for
    parts.append(("What I look for", plain_text(joined_sections(aim)) if aim else ""))
    parts.append(("To find out", "\n".join(f"- {text}" for text in view.fit.find_out)))
    questions = [q.text for q in job.open_questions]
    parts.append(("Open questions", "\n".join(f"- {text}" for text in questions)))
    parts += [(heading, plain_text(html)) for heading, html in view.prepare]
    terminal.say(f"{view.company}, {view.role}: for the next round, as of {spoken(today)}")
    for heading, text in parts:
        if text:
            click.echo(f"\n{heading}\n{'-' * len(heading)}" if heading else "")
            for line in text.split("\n"):
                terminal.say(line)
    terminal.end(journal.problems, strict=False)

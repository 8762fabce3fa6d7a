"""`afterview follow-up`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.model import Reflection


@click.command("follow-up", context_settings=options.SETTINGS)
@click.argument("slug")
@options.journal
def command(slug: str, journal_folder: Path, today: date) -> None:
    """Print a draft of a thank-you message, of what was left unsaid and unasked."""
    from site_builder.commands import reflections, terminal
    from site_builder.files.journal_folder import read_journal

    journal = read_journal(journal_folder, today)
    reflection = reflections.sound(journal, reflections.named(journal, journal_folder, slug))
    for line in _draft(reflection, today).split("\n"):
        terminal.say(line)
    note = "Read it before you send it: the notes in it stand as you wrote them, for yourself."
    click.echo(f"\n{note}", err=True)
    terminal.end(journal.problems, strict=False)


def _draft(r: Reflection, today: date) -> str:
    """The draft: what the reflection says, and nothing else."""
    from site_builder.core.dates import spoken
    from site_builder.pages.plain import plain_text

    on = f" on {spoken(r.interviewed.day, today)}" if r.interviewed else ""
    said = [plain_text(s.html) for s in r.body.sections if s.id == "unsaid" and s.has_text]
    asked = [q.text for q in r.body.questions if q.source == "unasked" and q.open]
    parts = [f"Thank you for our conversation{on} about the role of {r.role}."]
    if said:
        parts += ["What I would have liked to say:", *said]
    if asked:
        parts += ["What I would still like to ask:", "\n".join(f"- {text}" for text in asked)]
    return "\n\n".join(["Subject: Thank you", "Hello,", *parts, "Kind regards,"])

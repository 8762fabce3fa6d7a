"""`afterview follow-up`: the draft of a thank-you message, of one reflection.

It quotes only the sections `unsaid` and `unasked`, which are meant for the other side. Nothing is
sent or written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options, reflection_files, terminal
from site_builder.core.dates import date_text
from site_builder.files.journal_folder import read_journal
from site_builder.pages.plain_text import plain_text

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.model import Reflection


@click.command("follow-up", context_settings=options.CONTEXT_SETTINGS)
@click.argument("slug")
@options.journal
def command(slug: str, journal_folder: Path, today: date) -> None:
    """Print a draft of a thank-you message, of what was left unsaid and unasked."""
    journal = read_journal(journal_folder, today)
    reflection = reflection_files.require_sound(
        journal, reflection_files.find_file(journal, journal_folder, slug)
    )
    for line in _draft(reflection, today).split("\n"):
        terminal.say(line)
    note = "Read it before you send it: the notes in it stand as you wrote them, for yourself."
    click.echo(f"\n{note}", err=True)
    terminal.end(journal.problems, strict=False)


def _draft(reflection: Reflection, today: date) -> str:
    """The draft as plain text, with a part left out where its section is empty."""
    day = reflection.interviewed.day if reflection.interviewed else None
    on = f" on {date_text(day, today)}" if day else ""
    sections = (s for s in reflection.body.sections if s.id == "unsaid" and s.has_text)
    unsaid = [plain_text(section.html) for section in sections]
    unasked = [q.text for q in reflection.body.questions if q.source == "unasked" and q.open]
    parts = [f"Thank you for our conversation{on} about the role of {reflection.role}."]
    if unsaid:
        parts += ["What I would have liked to say:", *unsaid]
    if unasked:
        parts += ["What I would still like to ask:", "\n".join(f"- {text}" for text in unasked)]
    return "\n\n".join(["Subject: Thank you", "Hello,", *parts, "Kind regards,"])

"""`afterview follow-up`: the draft of a thank-you message for one interview.

What I left unsaid and unasked stands below it, as notes to choose from and put into other words.
Nothing is sent or written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import options, reflection_files, terminal
from site_builder.core.dates import date_text, moment_text
from site_builder.core.interviewers import person_names
from site_builder.pages.plain_text import plain_text

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.model import Reflection


NOTES_LINE = "-" * 8 + " not for sending: my own notes " + "-" * 8


@click.command("follow-up", context_settings=options.CONTEXT_SETTINGS)
@click.argument("slug")
@options.journal
def command(slug: str, journal_folder: Path, today: date) -> None:
    """Print the draft of a thank-you message for the interview SLUG, and below it my notes."""
    journal = read_journal(journal_folder, today)
    reflection = reflection_files.require_sound(
        journal, reflection_files.find_file(journal, journal_folder, slug)
    )
    key = journal.by_slug()[reflection.slug].key
    for line in (_not_yet(reflection, key, today) or _draft(reflection, today)).split("\n"):
        terminal.say(line)
    terminal.end(journal.problems, strict=False)


def _not_yet(reflection: Reflection, key: str, today: date) -> str | None:
    """What is said where there was no conversation to give thanks for."""
    if reflection.interviewed is None:
        return None
    when = moment_text(reflection.interviewed, today)
    if reflection.cancelled:
        return f"The interview of {when} was cancelled, so there is nothing to give thanks for."
    if not reflection.is_over(today):
        return f"This interview is still ahead: {when}. `afterview prep {key}` prepares for it."
    return None


def _draft(reflection: Reflection, today: date) -> str:
    """The draft as plain text, and below a line the notes, if there are any."""
    names = dict.fromkeys(name for entry in reflection.interviewers for name in person_names(entry))
    day = reflection.interviewed.day if reflection.interviewed else None
    on = f" on {date_text(day, today)}" if day else ""
    parts = [
        "Subject: Thank you",
        f"Hello {_listed(list(names))}," if names else "Hello,",
        f"Thank you for our conversation{on} about the role of {reflection.role}.",
        "Kind regards,",
    ]
    sections = (s for s in reflection.body.sections if s.id == "unsaid" and s.has_text)
    unsaid = [plain_text(section.html) for section in sections]
    unasked = [q.text for q in reflection.body.questions if q.source == "unasked" and q.open]
    parts += [NOTES_LINE] if unsaid or unasked else []
    parts += ["What I left unsaid:", *unsaid] if unsaid else []
    parts += ["What I left unasked:", "\n".join(f"- {q}" for q in unasked)] if unasked else []
    return "\n\n".join(parts)


def _listed(names: list[str]) -> str:
    """`Karin`, `Karin and Tom`, `Karin, Tom and Ann`."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)

"""`afterview reflect`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection


@click.command("reflect", context_settings=options.SETTINGS)
@click.argument("slug", required=False)
@options.journal
def command(slug: str | None, journal_folder: Path, today: date) -> None:
    """Open the reflection SLUG, or the latest that waits to be written, and date it once saved."""
    from site_builder.commands import reflections, terminal
    from site_builder.commands.editor import open_file
    from site_builder.files.journal_folder import read_journal

    journal = read_journal(journal_folder, today)
    if slug is not None:
        file = reflections.named(journal, journal_folder, slug)
    elif waiting := _pending(journal):
        file = reflections.file_of(journal, journal_folder, waiting[0])
        if len(waiting) > 1:
            terminal.say(f"Also waiting: {', '.join(r.slug for r in waiting[1:])}")
    else:
        terminal.say("Nothing waits to be written. `afterview new COMPANY ROLE` begins another.")
        return
    before = file.read()
    terminal.say(str(file.path))
    open_file(file.path)
    journal = read_journal(journal_folder, today)
    reflection = reflections.sound(journal, file)
    terminal.show((p for p in journal.problems if p.path == file.shown), err=True)
    now, data = options.now(today), file.read()
    if reflection.reflected or not reflections.has_begun(reflection.interviewed, now):
        return
    if data == before:
        terminal.say("Nothing was saved when the editor gave back, so `reflected` stays blank.")
        return
    new = reflections.amended(file, data, "reflected", now, journal.settings)
    reflections.replace(file, data, new)
    terminal.say(f"reflected: {now}")


def _pending(journal: Journal) -> list[Reflection]:
    """What waits to be written, newest first; nothing of what is closed."""
    from site_builder.core.steps import is_pending

    jobs = journal.by_slug()
    return [r for r in journal.reflections if jobs[r.slug].live and is_pending(r, journal.today)]

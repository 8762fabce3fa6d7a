"""`afterview reflect`: a reflection in the editor, and `reflected` set once it was saved.

Only that one key is written, and only where the user left it blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import options, reflection_files, terminal
from site_builder.commands.editor import open_file
from site_builder.core.dates import moment_text
from site_builder.core.opportunities import round_order
from site_builder.core.steps import is_pending, todays_interviews

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.commands.reflection_files import File
    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection, Settings


@click.command("reflect", context_settings=options.CONTEXT_SETTINGS)
@click.argument("slug", required=False)
@options.journal
def command(slug: str | None, journal_folder: Path, today: date) -> None:
    """Open the reflection SLUG, or the latest that waits to be written, and date it once saved."""
    journal = read_journal(journal_folder, today)
    if slug is not None:
        file = reflection_files.find_file(journal, journal_folder, slug)
    elif waiting := waiting_reflections(journal, options.now(today)):
        file = reflection_files.file_of(journal, journal_folder, waiting[0])
        if len(waiting) > 1:
            terminal.say(f"Also waiting: {', '.join(r.slug for r in waiting[1:])}")
    else:
        terminal.say("Nothing waits to be written. `afterview new COMPANY ROLE` begins another.")
        return
    before = file.read()
    terminal.say(str(file.path))
    open_file(file.path)
    journal = read_journal(journal_folder, today)
    reflection = reflection_files.require_sound(journal, file)
    terminal.show((p for p in journal.problems if p.path == file.journal_path), err=True)
    _set_reflected(reflection, file, before, options.now(today), journal.settings)


def waiting_reflections(journal: Journal, now: str) -> list[Reflection]:
    """The interviews that wait to be written, the one that began last first; of live jobs alone.

    Those of today count from their hour on.
    """
    waiting = [r for o in journal.opportunities for r in o.rounds if is_pending(o, r)]
    waiting += [
        r
        for o in journal.opportunities
        if not o.is_decided_against
        for r in todays_interviews(o)
        if reflection_files.has_begun(r.interviewed, now)
    ]
    return sorted(waiting, key=round_order, reverse=True)


def _set_reflected(
    reflection: Reflection, file: File, before: bytes, now: str, settings: Settings
) -> None:
    """Set `reflected` to now, unless it is set, nothing was saved, or the interview is to come.

    `before` is what the file held when the editor opened it. Says why it stays blank.
    """
    data = file.read()
    if reflection.reflected:
        return
    if data == before:
        terminal.say("The editor closed without saving, so `reflected` stays blank.")
        return
    if reflection.cancelled:
        terminal.say("The interview was cancelled, so `reflected` stays blank.")
        return
    if reflection.interviewed and not reflection_files.has_begun(reflection.interviewed, now):
        when = moment_text(reflection.interviewed)
        terminal.say(f"The interview begins on {when}, so `reflected` stays blank until then.")
        return
    new = reflection_files.with_value(file, data, "reflected", now, settings)
    reflection_files.replace(file, data, new)
    terminal.say(f"reflected: {now}")

"""`afterview move`: another date for an interview, and for what was to be done around it.

It changes `interviewed`, moves the dates of the file's open tasks that hold until the next round or
the next news by as many days, and changes nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import options, reflection_files, terminal
from site_builder.commands.new import parse_when
from site_builder.core.dates import moment_text
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.model import Moment


@click.command("move", context_settings=options.CONTEXT_SETTINGS)
@click.argument("slug")
@click.argument("when")
@options.journal
def command(slug: str, when: str, journal_folder: Path, today: date) -> None:
    """Give the interview SLUG another date; WHEN is as in `new --at`.

    A date alone keeps the hour, and an hour alone keeps the date.
    """
    journal = read_journal(journal_folder, today)
    file = reflection_files.find_file(journal, journal_folder, slug)
    reflection = reflection_files.require_sound(journal, file)
    before = reflection.interviewed
    if before is None:
        message = f"{file.path} has no date to move"
        raise Failure(message, "write `interviewed: YYYY-MM-DD HH:MM` in its front matter")
    after = _moved(before, when, today)
    old = file.read()
    by = after.day - before.day
    new = reflection_files.with_value(
        file, old, "interviewed", after.iso().replace("T", " "), journal.settings, overwrite=True
    )
    new = reflection_files.with_shifted_tasks(file, new, by, journal.settings)
    reflection_files.replace(file, old, new)
    if reflection.cancelled:
        terminal.say(
            f"It still says `cancelled`: delete that line in {file.path} if it takes place."
        )
    terminal.say(
        f"{file.path}: moved from {moment_text(before, today)} to {moment_text(after, today)}."
    )


def _moved(before: Moment, when: str, today: date) -> Moment:
    """The new moment: a date alone keeps the old hour, an hour alone the old date."""
    after = parse_when(when, today)
    if after.clock is None:
        return replace(after, clock=before.clock)
    is_hour_alone = ":" in when.split(maxsplit=1)[0]
    return replace(after, day=before.day) if is_hour_alone else after

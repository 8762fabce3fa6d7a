"""`afterview new`."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING

import click

from site_builder.commands import options
from site_builder.files.errors import Failure, writing

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment

LONGEST_NAME = 60  # of letters that may take four bytes each


@click.command("new", context_settings=options.SETTINGS)
@click.argument("company")
@click.argument("role")
@click.option(
    "--round", "round_", envvar="AFTERVIEW_ROUND", help="Which interview: `hiring manager`."
)
@click.option(
    "--at",
    metavar="WHEN",
    help="When it was or will be: YYYY-MM-DD, today or tomorrow, with a time HH:MM or without.",
)
@options.journal
@options.quiet
def command(
    company: str,
    role: str,
    round_: str | None,
    at: str | None,
    journal_folder: Path,
    today: date,
    *,
    quiet: bool,
) -> None:
    """Write a reflection to fill in, and open it in an editor. It never overwrites one."""
    from site_builder.commands import terminal
    from site_builder.commands.editor import open_file
    from site_builder.files import saving
    from site_builder.files.journal_folder import read_journal

    company, role, round_ = map(_typed, (company, role, round_ or ""))
    if not company or not role:
        raise Failure("a company and a role are needed", 'afterview new "Company" "Role"', 2)
    journal = read_journal(journal_folder, today)
    when = _when(at, today) if at else None
    text = _text(journal, company, role, round_, when, today)
    name = f"{_name(when.day if when else today, company, round_)}.md"
    path = journal_folder / os.fsdecode(name.encode())  # UTF-8 on the disk, whatever the locale
    hint = "give another `--round`, or open it"
    for file in journal_folder.iterdir():
        if unicodedata.normalize("NFC", file.name).casefold() == path.name:  # to some disks
            raise Failure(f"{file} is already there", hint)
    with writing(path):
        if not saving.save_unless_changed(path, None, text.encode()):
            raise Failure(f"{path} is already there", hint)
    terminal.say(str(path), quiet=quiet)
    open_file(path)


def _typed(text: str) -> str:
    """A line as it was typed, whatever the locale; fails as wrong usage where it is no text."""
    line = " ".join(os.fsencode(text).decode("utf-8", "surrogateescape").split())
    if not line.isprintable():
        raise Failure(f"`{line}` holds characters that no editor shows", None, 2)
    return line


def _text(
    journal: Journal,
    company: str,
    role: str,
    round_: str,
    when: Moment | None,
    today: date,
) -> str:
    from datetime import timedelta

    from site_builder.commands.reflections import has_begun
    from site_builder.core.names import fold
    from site_builder.parsing import template

    values = {"company": company, "role": role, "round": round_}
    if when:
        values["interviewed"] = when.iso().replace("T", " ")
        now = options.now(today)
        if has_begun(when, now):
            values["reflected"] = now
    same = next(
        (
            o
            for o in journal.opportunities
            if any((fold(r.company), fold(r.role)) == (fold(company), fold(role)) for r in o.rounds)
        ),
        None,
    )
    asked: dict[str, list[str]] = {}
    for question in same.open_questions if same else ():
        asked.setdefault(question.source, []).append(question.text)
    day = max(when.day, today) if when else today
    due = (day + timedelta(days=1), day + timedelta(days=7))
    return template.reflection(journal.settings, values, due, asked)


def _when(text: str, today: date) -> Moment:
    """`--at` as a moment; fails as wrong usage."""
    from datetime import timedelta

    from site_builder.parsing import scalars

    words = {"today": today, "tomorrow": today + timedelta(days=1)}
    first, _, rest = text.strip().partition(" ")
    day = words.get(first.casefold())
    try:
        return scalars.moment(f"{day.isoformat()} {rest}".strip() if day else text)
    except scalars.InvalidValue as bad:
        message = f"`--at {text}`: {bad.message.rpartition('; ')[2]}"
        hint = "`today` and `tomorrow` will do too, with a time or without"
        raise Failure(message, bad.hint or hint, 2) from bad


def _name(day: date, company: str, round_: str) -> str:
    """A file's name: letters and digits of any script, the rest hyphens."""
    text = unicodedata.normalize("NFC", f"{day} {company} {round_}").casefold()
    return re.sub(r"[\W_]+", "-", text).strip("-")[:LONGEST_NAME].strip("-")

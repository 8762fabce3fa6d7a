"""`afterview new`: a new reflection's file, named after date, company and round, in an editor.

It brings along the open questions of earlier rounds. What stands in the file is up to
`parsing.template`.
"""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from site_builder.commands import options, terminal
from site_builder.commands.editor import open_file
from site_builder.commands.reflection_files import has_begun, task_dates
from site_builder.core.names import fold
from site_builder.files import saving
from site_builder.files.errors import Failure, writing
from site_builder.files.journal_folder import read_journal
from site_builder.parsing import scalars, template

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment, Question

MAX_FILE_NAME_LENGTH = 60  # characters, of up to four bytes each: disks stop at 255 bytes


@click.command("new", context_settings=options.CONTEXT_SETTINGS)
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
    company, role, round_ = map(_typed_line, (company, role, round_ or ""))
    if not company or not role:
        raise Failure("a company and a role are needed", 'afterview new "Company" "Role"', 2)
    journal = read_journal(journal_folder, today)
    when = parse_when(at, today) if at else None
    text = _text(journal, company, role, round_, when, today)
    name = f"{_file_name(when.day if when else today, company, round_)}.md"
    path = journal_folder / os.fsdecode(name.encode())  # UTF-8 on the disk, whatever the locale
    hint = "give another `--round`, or open it"
    for file in journal_folder.iterdir():
        # The same name on disks that keep no capitals (macOS, Windows): what works here must there.
        if unicodedata.normalize("NFC", file.name).casefold() == path.name:
            raise Failure(f"{file} already exists", hint)
    with writing(path):
        if not saving.save_unless_changed(path, None, text.encode()):
            raise Failure(f"{path} already exists", hint)
    terminal.say(str(path), quiet=quiet)
    open_file(path)


def _typed_line(text: str) -> str:
    """An argument as one line of text, whatever the locale's encoding.

    Raises Failure for bytes that are not UTF-8 and for control characters.
    """
    # Python decoded the command line by the locale, which may be ASCII: the bytes are UTF-8 still.
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
    """The file's text: what is known of the interview, and its job's open questions.

    Its tasks fall due a day and a week after the interview, or after today where it is over.
    """
    values = {"company": company, "role": role, "round": round_}
    if when:
        values["interviewed"] = when.iso().replace("T", " ")
        now = options.now(today)
        if has_begun(when, now):
            values["reflected"] = now
    questions: dict[str, list[str]] = {}
    for question in _open_questions(journal, company, role):
        questions.setdefault(question.source, []).append(question.text)
    due = task_dates(max(when.day, today) if when else today)
    return template.reflection_text(journal.settings, values, due, questions)


def _open_questions(journal: Journal, company: str, role: str) -> tuple[Question, ...]:
    """The open questions of the opportunity with a round of this company and role, if any."""
    name = (fold(company), fold(role))
    for opportunity in journal.opportunities:
        if any((fold(r.company), fold(r.role)) == name for r in opportunity.rounds):
            return opportunity.open_questions
    return ()


def parse_when(text: str, today: date) -> Moment:
    """`--at` as a moment: `2026-11-18 14:00`, `tomorrow 9:30`, each with a time or without.

    Raises Failure for anything else, as wrong usage.
    """
    words = {"today": today, "tomorrow": today + timedelta(days=1)}
    first, _, rest = text.strip().partition(" ")
    day = words.get(first.casefold())
    try:
        return scalars.parse_moment(f"{day.isoformat()} {rest}".strip() if day else text)
    except scalars.InvalidValue as invalid:
        # Without its first half, which quotes the value once more.
        message = f"`--at {text}`: {invalid.message.rpartition('; ')[2]}"
        hint = "`today` and `tomorrow` will do too, with a time or without"
        raise Failure(message, invalid.hint or hint, 2) from invalid


def _file_name(day: date, company: str, round_: str) -> str:
    """A file's name without `.md`: letters and digits of any script, hyphens for the rest."""
    text = unicodedata.normalize("NFC", f"{day} {company} {round_}").casefold()
    return re.sub(r"[\W_]+", "-", text).strip("-")[:MAX_FILE_NAME_LENGTH].strip("-")

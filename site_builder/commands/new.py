"""`afterview new`: a new reflection's file, from the template, named and opened in an editor.

It brings along the open questions of earlier rounds. How a template is filled in is up to
`parsing.filled_template`.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import options, terminal
from site_builder.commands.editor import open_file
from site_builder.commands.reflection_files import has_begun, task_dates
from site_builder.core.dates import date_text
from site_builder.core.names import fold
from site_builder.files import saving, snapshot
from site_builder.files.errors import Failure, writing
from site_builder.parsing import scalars, template, when
from site_builder.parsing.amend import CannotAmend
from site_builder.parsing.filenames import TEMPLATE_FILE, slug_of
from site_builder.parsing.filled_template import filled_template
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment, Settings, Until
    from site_builder.core.opportunities import Opportunity

MAX_FILE_NAME_LENGTH = 60  # characters, of up to four bytes each: disks stop at 255 bytes


@click.command("new", context_settings=options.CONTEXT_SETTINGS)
@click.argument("company")
@click.argument("role")
@click.option(
    "--round", "round_", envvar="AFTERVIEW_ROUND", help='Which interview: "hiring manager".'
)
@click.option(
    "--at",
    metavar="WHEN",
    help='When it was or will be: "today 14:00", "fri 9:30", 2026-11-18, 14:00.',
)
@click.option("--short", is_flag=True, help="Ask for the ratings, the gut and three questions.")
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
    short: bool,
    quiet: bool,
) -> None:
    """Write a reflection to fill in, and open it in an editor. It never overwrites one."""
    company, role, round_ = map(_typed_line, (company, role, round_ or ""))
    if not company or not role:
        raise Failure("a company and a role are needed", 'afterview new "Company" "Role"', 2)
    moment = parse_when(at, today) if at else None
    journal = read_journal(journal_folder, today)
    job = _opportunity(journal, company, role)
    values = {"company": company, "role": role, "round": round_, **_more_values(job, moment, today)}
    template_path, data = _template(journal_folder, journal.settings, short=short)
    due = _due(job, moment, today)
    try:
        text = filled_template(
            str(template_path), data, values, due, _questions(job), journal.settings
        )
    except CannotAmend as unable:
        hint = f"{unable.hint or 'mend it'}; `--short` does without it"
        raise Failure(f"{template_path} can't be filled in: {unable.message}", hint) from unable
    day = moment.day if moment else today
    path = _free_path(journal_folder, _file_name(journal, company, role, round_, day))
    with writing(path):
        if not saving.save_unless_changed(path, None, text.encode()):
            raise _already_exists(path)
    others = _jobs_beside(journal, company) if job is None else ()
    for note in _notes(job, others, moment, today):
        click.echo(f"note: {terminal.visible(note)}", err=True)
    terminal.say(str(path), quiet=quiet)
    open_file(path)


def parse_when(text: str, today: date) -> Moment:
    """What was typed for a day and a time. Raises Failure, as wrong usage, if it can't be read."""
    try:
        return when.parse_when(text, today)
    except scalars.InvalidValue as invalid:
        raise Failure(invalid.message, invalid.hint, 2) from invalid


def _typed_line(text: str) -> str:
    """An argument as one line of text, whatever the locale's encoding.

    Raises Failure for bytes that are not UTF-8 and for control characters.
    """
    # Python decoded the command line by the locale, which may be ASCII: the bytes are UTF-8 still.
    line = " ".join(os.fsencode(text).decode("utf-8", "surrogateescape").split())
    if not line.isprintable():
        raise Failure(f"`{line}` holds characters that no editor shows", None, 2)
    return line


def _opportunity(journal: Journal, company: str, role: str) -> Opportunity | None:
    """The job that a new file of this company and role will belong to; None for a new one."""
    name = (fold(company), fold(role))
    jobs = [
        o
        for o in journal.opportunities
        if any((fold(r.company), fold(r.role)) == name for r in o.rounds)
    ]
    unnamed = [o for o in jobs if not any(r.opportunity for r in o.rounds)]
    # Of several that give an `opportunity` each, nobody can say which is meant.
    return jobs[0] if len(jobs) == 1 else next(iter(unnamed), None)


def _jobs_beside(journal: Journal, company: str) -> tuple[str, ...]:
    """What the jobs of a company are called."""
    return tuple(
        f"{o.company}, {o.role}" for o in journal.opportunities if fold(o.company) == fold(company)
    )


def _more_values(job: Opportunity | None, moment: Moment | None, today: date) -> dict[str, str]:
    """What else the front matter holds: the interview's date, when it was written, a live stage."""
    values = {}
    if moment:
        values["interviewed"] = moment.iso().replace("T", " ")
        now = options.now(today)
        if has_begun(moment, now):
            values["reflected"] = now
    if _is_reopened(job, moment):
        values["stage"] = "interviewing"
    return values


def _is_reopened(job: Opportunity | None, moment: Moment | None) -> bool:
    """Whether a new file opens a closed job again: it is not from before the end of it.

    One that was accepted stays so, whatever interview follows.
    """
    if job is None or job.live or job.stage == "accepted":
        return False
    ending = next((r for r in reversed(job.rounds) if r.stage == job.stage), None)
    ended = ending.dated if ending else None
    return not (moment and ended and moment.day < ended.day)


def _due(job: Opportunity | None, moment: Moment | None, today: date) -> dict[Until, date]:
    """When the two next steps are due, a day and a week after the interview, or after today.

    Without an interview there is neither, and none that another round of that day has already.
    """
    if moment is None:
        return {}
    thanks, news = task_dates(max(moment.day, today))
    due: dict[Until, date] = {"round": thanks, "news": news}
    texts = {template.THANKS: "round", template.NEWS: "news"}
    rounds = job.rounds if job else ()
    same_day = [
        r for r in rounds if r.interviewed and r.interviewed.day == moment.day and not r.cancelled
    ]
    there = {task.until or texts.get(task.text) for r in same_day for task in r.body.tasks}
    return {until: day for until, day in due.items() if until not in there}


def _questions(job: Opportunity | None) -> dict[str, list[str]]:
    """The job's open questions, by the id of their section."""
    questions: dict[str, list[str]] = {}
    for question in job.open_questions if job else ():
        questions.setdefault(question.source, []).append(question.text)
    return questions


def _template(journal_folder: Path, settings: Settings, *, short: bool) -> tuple[Path, bytes]:
    """The template, and where it is: the user's own, else ours.

    One that `init` left and nobody changed is ours, so that it follows the settings.
    """
    path = journal_folder / TEMPLATE_FILE
    blank = template.blank_text(settings, short=short).encode()
    if short or not path.is_file():
        return path, blank
    try:
        data = snapshot.read_file(path)
    except OSError as error:
        raise Failure(f"could not read {path}: {error.strerror or error}") from error
    return path, blank if data == template.blank_text(DEFAULT_SETTINGS).encode() else data


def _file_name(journal: Journal, company: str, role: str, round_: str, day: date) -> str:
    """A file's name: letters and digits of any script, hyphens for the rest.

    The role is in it only where the journal has another one of this company.
    """
    names = [(r.company, r.role) for r in journal.reflections]
    names += [(file.name[0] or "", file.name[1] or "") for file in journal.left_out]
    roles = {fold(theirs) for name, theirs in names if fold(name) == fold(company)}
    parts = [str(day), company, role if roles - {fold(role)} else "", round_]
    text = unicodedata.normalize("NFC", " ".join(parts)).casefold()
    name = re.sub(r"[\W_]+", "-", text).strip("-")[:MAX_FILE_NAME_LENGTH].strip("-")
    return f"{name}.md"


def _free_path(journal_folder: Path, name: str) -> Path:
    """The path of a new file. Raises Failure where there is one of this name."""
    for file in journal_folder.iterdir():
        # The same name on disks that keep no capitals (macOS, Windows): what works here must there.
        if unicodedata.normalize("NFC", file.name).casefold() == name:
            raise _already_exists(file)
    return journal_folder / os.fsdecode(name.encode())  # UTF-8 on the disk, whatever the locale


def _already_exists(path: Path) -> Failure:
    slug = slug_of(path.name)
    hint = f"`afterview reflect {slug}` opens it; another `--round` makes another file"
    return Failure(f"{path} already exists", hint)


def _notes(
    job: Opportunity | None, others: Iterable[str], moment: Moment | None, today: date
) -> Iterator[str]:
    """What is good to know of a job: it is new beside `others`, closed, or decided against."""
    if job is None:
        for other in others:
            yield f"this is another job than {other}; the same role would make it that one"
        return
    name = f"{job.company}, {job.role}"
    if job.stage == "accepted":
        yield f"you accepted {name}; what follows changes nothing about that"
    elif _is_reopened(job, moment):
        yield f"{name} was closed ({job.stage}); `stage: interviewing` in this file opens it again"
    elif not job.live:
        yield f"{name} is closed ({job.stage}), and stays so: this interview was before that"
    elif job.decision == "walk-away":
        decided = next((r.decided for r in reversed(job.rounds) if r.decision), None)
        day = f" on {date_text(decided, today)}" if decided else ""
        yield f"you decided{day} to walk away from {name}; `afterview decide` can undo that"

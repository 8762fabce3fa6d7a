"""`afterview second-look`: an interview rated again, asked for in the terminal.

The first ratings are not shown before all second ones are given, since they would pull them along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import options, reflection_files, terminal
from site_builder.core.dates import moment_text
from site_builder.files.errors import Failure
from site_builder.parsing import scalars

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction
    from pathlib import Path

    from site_builder.core.model import Criterion, Reflection, Settings
    from site_builder.parsing.amend import Group

NO_EVIDENCE = "null"


@click.command("second-look", context_settings=options.CONTEXT_SETTINGS)
@click.argument("slug")
@options.journal
def command(slug: str, journal_folder: Path, today: date) -> None:
    """Rate the interview SLUG again without seeing the first ratings, and keep both."""
    journal = read_journal(journal_folder, today)
    file = reflection_files.find_file(journal, journal_folder, slug)
    reflection = reflection_files.require_sound(journal, file)
    _refuse_another(reflection, file.path)
    data, on = file.read(), options.now(today)
    # Fails before anything is asked, where the answers could not be written.
    reflection_files.with_value(file, data, "second_look", {"on": on}, journal.settings)
    with terminal.asking():
        look = _ask(reflection, on, journal.settings)
    new = reflection_files.with_value(file, data, "second_look", look, journal.settings)
    reflection_files.replace(file, data, new)
    terminal.say(f"{file.path}: the second look stands beside the first ratings.")


def _refuse_another(reflection: Reflection, path: Path) -> None:
    """Raise Failure where there is a second look already, which would be lost."""
    if second := reflection.second_look:
        when = f", of {moment_text(second.on)}" if second.on else ""
        raise Failure(f"{path} has a second look already{when}", "change it by hand")


def _ask(reflection: Reflection, on: str, settings: Settings) -> Group:
    """Ask for each rating, show them beside the first ones, and ask for a reason.

    Returns `second_look` for the front matter, with only what was answered.
    """
    round_ = f", {reflection.round}" if reflection.round else ""
    terminal.say(f"A second look at {reflection.company}, {reflection.role}{round_}.")
    terminal.say("1 to 10, Enter to leave it as it was, null for no evidence.")
    prompted = {c.id: _ask_rating(c) for c in settings.criteria}
    answers = {id_: answer for id_, answer in prompted.items() if answer}
    click.echo()
    _print_both(reflection, answers, settings)
    click.echo()
    why = terminal.ask_line("Why, in a line (or Enter)")
    look: Group = {"on": on}
    if answers:
        look["ratings"] = answers
    if why:
        look["why"] = why
    return look


def _ask_rating(criterion: Criterion) -> str:
    """A rating as it was typed, asked for until it is valid; empty to leave the first one."""

    def checked(text: str) -> str:
        text = text.strip()
        try:
            unknown = text == "-" or (text and scalars.parse_rating(text) is None)
        except scalars.InvalidValue as invalid:
            hint = f" ({invalid.hint})" if invalid.hint else ""
            raise click.UsageError(f"{criterion.id} {invalid.message}{hint}") from invalid
        return NO_EVIDENCE if unknown else text

    click.echo()
    if criterion.prompt:
        terminal.say(criterion.prompt)
    label = terminal.visible(criterion.label)
    return click.prompt(label, default="", show_default=False, value_proc=checked)


def _print_both(reflection: Reflection, answers: dict[str, str], settings: Settings) -> None:
    first = {c: _rating_text(rating) for c, rating in reflection.ratings.items()}
    second = {c: _rating_text(scalars.parse_rating(answer)) for c, answer in answers.items()}
    terminal.table(
        ("", "first", "second"),
        (
            (c.label, first.get(c.id, "not rated"), second.get(c.id, "as it was"))
            for c in settings.criteria
        ),
    )


def _rating_text(rating: Fraction | None) -> str:
    return "no evidence" if rating is None else f"{float(rating):g}"

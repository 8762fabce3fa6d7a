"""`afterview second-look`."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from site_builder.commands import options
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction
    from pathlib import Path

    from site_builder.core.model import Criterion, Reflection, Settings
    from site_builder.parsing.amend import Group

NO_EVIDENCE = "null"


@click.command("second-look", context_settings=options.SETTINGS)
@click.argument("slug")
@options.journal
def command(slug: str, journal_folder: Path, today: date) -> None:
    """Rate the interview SLUG again without seeing the first ratings, and keep both."""
    from site_builder.commands import reflections, terminal
    from site_builder.files.journal_folder import read_journal

    if sys.stdin is None or sys.stdout is None:  # as Python has it where they were closed
        raise Failure("standard input or output is closed, so nothing can be asked")
    journal = read_journal(journal_folder, today)
    file = reflections.named(journal, journal_folder, slug)
    reflection = reflections.sound(journal, file)
    _refuse_a_third(reflection, file.path)
    data, on = file.read(), options.now(today)
    # What could not be written is said before anything is asked.
    reflections.amended(file, data, "second_look", {"on": on}, journal.settings)
    try:
        look = _ask(reflection, on, journal.settings)
    except click.Abort:
        click.echo()
        raise Failure("the input ended early, so nothing was written") from None
    except UnicodeDecodeError as error:
        raise Failure("the input is not UTF-8 text, so nothing was written") from error
    new = reflections.amended(file, data, "second_look", look, journal.settings)
    reflections.replace(file, data, new)
    terminal.say(f"{file.path}: the second look stands beside the first ratings.")


def _refuse_a_third(reflection: Reflection, path: Path) -> None:
    """Raise Failure where there is a second look already."""
    from site_builder.core.dates import spoken_moment

    if second := reflection.second_look:
        when = f", of {spoken_moment(second.on)}" if second.on else ""
        raise Failure(f"{path} has a second look already{when}", "change it by hand")


def _ask(reflection: Reflection, on: str, settings: Settings) -> Group:
    """The second look: all ratings are asked for before any first one is shown."""
    from site_builder.commands import terminal

    round_ = f", {reflection.round}" if reflection.round else ""
    terminal.say(f"A second look at {reflection.company}, {reflection.role}{round_}.")
    terminal.say("1 to 10, Enter to leave it as it was, null for no evidence.")
    given = {c.id: _rating(c) for c in settings.criteria}
    answers = {id_: answer for id_, answer in given.items() if answer}
    click.echo()
    _side_by_side(reflection, answers, settings)
    click.echo()
    why = _writable(click.prompt("Why, in a line (or Enter)", default="", show_default=False))
    look: Group = {"on": on}
    if answers:
        look["ratings"] = answers
    if why:
        look["why"] = why
    return look


def _rating(criterion: Criterion) -> str:
    """A rating as it was typed, asked for until it is one; empty where it was left as it was."""
    from site_builder.commands import terminal
    from site_builder.parsing import scalars

    def checked(text: str) -> str:
        text = text.strip()
        try:
            unknown = text == "-" or (text and scalars.rating(text) is None)
        except scalars.InvalidValue as bad:
            hint = f" ({bad.hint})" if bad.hint else ""
            raise click.UsageError(f"{criterion.id} {bad.message}{hint}") from bad
        return NO_EVIDENCE if unknown else text

    click.echo()
    if criterion.prompt:
        terminal.say(criterion.prompt)
    label = terminal.visible(criterion.label)
    return click.prompt(label, default="", show_default=False, value_proc=checked)


def _side_by_side(reflection: Reflection, answers: dict[str, str], settings: Settings) -> None:
    from site_builder.commands import terminal
    from site_builder.parsing import scalars

    first = {c: _shown(rating) for c, rating in reflection.ratings.items()}
    second = {c: _shown(scalars.rating(answer)) for c, answer in answers.items()}
    terminal.table(
        ("", "first", "second"),
        (
            (c.label, first.get(c.id, "not rated"), second.get(c.id, "as it was"))
            for c in settings.criteria
        ),
    )


def _shown(rating: Fraction | None) -> str:
    return "no evidence" if rating is None else f"{float(rating):g}"


def _writable(text: str) -> str:
    """A typed line without what no file of a journal may hold: controls, line separators."""
    from site_builder.parsing.frontmatter import CONTROL, LINE_SEPARATOR

    unwritable = f"{CONTROL.pattern}|{LINE_SEPARATOR.pattern}|[\ud800-\udfff\ufeff]"
    return re.sub(unwritable, " ", text).strip()

"""`afterview export`: what is computed of a journal, for other programs: JSON, CSV or iCalendar.

JSON and calendar are those of the site; the CSV is made here, of the same data.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_known
from site_builder.build.summaries import known_json, opportunity_keys, read_context
from site_builder.commands import options, terminal
from site_builder.pages import calendar, data

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.build.reading import ReadJournal
    from site_builder.core.journal import Journal

COLUMNS = (
    "slug",
    "company",
    "role",
    "round",
    "opportunity",
    "interviewed",
    "reflected",
    "window",
    "gut",
    "stage",
    "decision",
)
FIT_COLUMNS = ("light", "score", "low", "high", "share", "strength")
# With which a cell begins that a spreadsheet takes for a formula, and may run.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- full-width ones are formulas too


@click.command("export", context_settings=options.CONTEXT_SETTINGS)
@click.option(
    "--format",
    "format_",
    envvar="AFTERVIEW_FORMAT",
    type=click.Choice(["json", "csv", "ics"]),
    default="json",
    show_default=True,
    help="Everything, a table with a line a reflection, or the calendar.",
)
@options.journal
def command(format_: str, journal_folder: Path, today: date) -> None:
    """Print what is computed, for other programs."""
    if format_ == "json":
        journal, exported = read_known(journal_folder, today, _with_json)
    else:
        ctx = read_context(journal_folder, today)
        journal = ctx.journal
        text = _csv(journal) if format_ == "csv" else calendar.calendar_text(journal, ctx.summaries)
        exported = text.encode()
    # As bytes: text output would change the line ends of CSV and calendars on Windows.
    click.echo(exported, nl=False)
    terminal.end(journal.problems, strict=False)


def _with_json(read: ReadJournal) -> tuple[Journal, bytes]:
    """The journal, and its `journal.json`."""
    return read.journal, data.json_bytes(read.journal, known_json(read, opportunity_keys(read)))


def _csv(journal: Journal) -> str:
    """The journal as CSV: a header, then a line for each reflection.

    Columns of ratings have a prefix, since a criterion may be called like another column.
    """
    exported = data.journal_data(journal)
    criteria = [c["id"] for c in exported["criteria"]]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([*COLUMNS, *FIT_COLUMNS, *(f"ratings.{c}" for c in criteria)])
    for reflection in exported["reflections"]:
        cells = [
            *(reflection[name] for name in COLUMNS),
            *(reflection["fit"][name] for name in FIT_COLUMNS),
            *(reflection["ratings"][c] for c in criteria),
        ]
        table.writerow(map(_not_a_formula, cells))
    return text.getvalue()


def _not_a_formula(cell: object) -> object:
    """A cell that a spreadsheet shows as text, by a quote in front of what looks like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell

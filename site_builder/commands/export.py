"""`afterview export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal

PLAIN = (
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
)  # fmt: skip -- the columns in their order
FIGURES = ("light", "score", "low", "high", "share", "strength")
RUN = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- where a cell begins so, a spreadsheet runs it


@click.command("export", context_settings=options.SETTINGS)
@click.option(
    "--format",
    "form",
    envvar="AFTERVIEW_FORMAT",
    type=click.Choice(["json", "csv", "ics"]),
    default="json",
    show_default=True,
    help="Everything, a table with a line a reflection, or the calendar.",
)
@options.journal
def command(form: str, journal_folder: Path, today: date) -> None:
    """Print what is computed, for other programs."""
    from site_builder.commands import terminal
    from site_builder.files.journal_folder import read_journal
    from site_builder.pages import data

    journal = read_journal(journal_folder, today)
    if form == "json":
        text = data.json_text(journal)
    elif form == "csv":
        text = _csv(journal)
    else:
        from site_builder.pages import calendar

        text = calendar.calendar_text(journal)
    click.echo(text.encode(), nl=False)
    terminal.end(journal.problems, strict=False)


def _csv(journal: Journal) -> str:
    """A line a reflection; a criterion may be called like another column, hence its prefix."""
    import csv
    import io

    from site_builder.pages import data

    written = data.data(journal)
    criteria = [c["id"] for c in written["criteria"]]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*PLAIN, *FIGURES, *(f"ratings.{c}" for c in criteria)])
    for r in written["reflections"]:
        figures = [r["fit"][name] for name in FIGURES]
        cells = [*(r[name] for name in PLAIN), *figures, *(r["ratings"][c] for c in criteria)]
        table.writerow(map(_harmless, cells))
    return out.getvalue()


def _harmless(cell: object) -> object:
    """A cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUN) else cell

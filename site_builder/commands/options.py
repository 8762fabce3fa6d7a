"""The options that verbs share, each with its help, and the clock behind `--today`.

This is one of the two modules of `commands` that `--version` imports, so nothing heavy belongs at
its top. What an option does is up to the verbs.
"""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., Any]")

# Every option can be given as AFTERVIEW_<OPTION>.
CONTEXT_SETTINGS = {"auto_envvar_prefix": "AFTERVIEW", "help_option_names": ["-h", "--help"]}


class Day(click.ParamType[date]):
    """The type of `--today`: a date as it may stand in a reflection."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date in a text such as `2026-11-22`; fails as wrong usage."""
        if isinstance(value, date):
            return value
        from site_builder.core.dates import YEARS_READ  # noqa: PLC0415 -- `--version` needs none

        with contextlib.suppress(ValueError):
            day = date.fromisoformat(value)
            if day.isoformat() == value and day.year in YEARS_READ:
                return day
        from site_builder.parsing import scalars  # noqa: PLC0415 -- slow, and rarely needed

        try:
            return scalars.parse_day(value)
        except scalars.InvalidValue as invalid:
            self.fail(f"it {invalid.message}", param, ctx)


def local_date() -> date:
    """Today where the user is."""
    return datetime.now().date()  # noqa: DTZ005 -- local time is what is meant


def now(today: date) -> str:
    """The time of writing as front matter has it: `2026-11-22 14:00`.

    The date alone where `--today` names another day than the clock, as its time is not known.
    """
    moment = datetime.now()  # noqa: DTZ005 -- local time is what is meant
    return f"{moment:%Y-%m-%d %H:%M}" if moment.date() == today else today.isoformat()


def found_journal_folder() -> Path:
    """The journal of whoever is in the current folder; `journal` if there is none yet."""
    from site_builder.files import journal_folder  # noqa: PLC0415 -- `--version` needs no journal

    return journal_folder.find_journal_folder(Path()) or Path(journal_folder.DEFAULT_NAME)


def beside_journal(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    """The callback of `-o`: what was given, else `site` beside the journal."""
    if value is not None or ctx.resilient_parsing:
        return value
    from site_builder.files.journal_folder import beside  # noqa: PLC0415 -- as above

    return beside(ctx.params["journal_folder"], "site")


journal_folder = click.option(
    "-j",
    "--journal",
    "journal_folder",
    envvar="AFTERVIEW_JOURNAL",
    type=click.Path(path_type=Path),
    default=found_journal_folder,
    show_default="the one you are in, else journal/ here or above",
    is_eager=True,  # others follow from it
    help="The journal's folder.",
)
today = click.option(
    "--today",
    type=Day(),
    default=local_date,
    show_default="the local date",
    help="The day to speak as of.",
)


def journal(command: Function) -> Function:
    """`-j` and `--today`, for every verb that reads a journal."""
    # The last one applied is the first in the help.
    return journal_folder(today(command))


def everywhere() -> tuple[click.Option, ...]:
    """`-q` and `-v`, hidden and ignored, for verbs that do not use them: scripts may give them."""
    names = (("-q", "--quiet"), ("-v", "--verbose"))
    return tuple(click.Option(n, is_flag=True, hidden=True, expose_value=False) for n in names)


quiet = click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Say more.")
strict = click.option("--strict", is_flag=True, help="Let warnings count as errors.")
search = click.option("--no-search", is_flag=True, help="Build no search page, nor its index.")
output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=beside_journal,
    show_default="site/ beside the journal",
    help="The folder to build into.",
)
templates = click.option(
    "-t",
    "--templates",
    type=click.Path(path_type=Path),
    show_default="templates/ beside the journal",
    help="Templates of your own, each in place of the one of its name.",
)

"""The options that verbs share, each documented where it is made."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

# Every option can be given as AFTERVIEW_<OPTION>.
SETTINGS = {"auto_envvar_prefix": "AFTERVIEW", "help_option_names": ["-h", "--help"]}


class Day(click.ParamType[date]):
    """A date such as 2026-11-22."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A date; fails as wrong usage."""
        if isinstance(value, date):
            return value
        from site_builder.parsing import scalars

        try:
            return scalars.day(value)
        except scalars.InvalidValue as bad:
            self.fail(f"it {bad.message}", param, ctx)


def local_date() -> date:
    """Today where the user is."""
    return datetime.now().date()  # noqa: DTZ005 -- local time is what is meant


def now(today: date) -> str:
    """The moment of writing; without a time where `--today` names another day."""
    moment = datetime.now()  # noqa: DTZ005 -- local time is what is meant
    return f"{moment:%Y-%m-%d %H:%M}" if moment.date() == today else today.isoformat()


def journal(command: F) -> F:
    """`-j` and `--today`, for every verb that reads a journal."""
    command = click.option(
        "--today",
        type=Day(),
        default=local_date,
        show_default="the local date",
        help="The day to speak as of.",
    )(command)
    return click.option(
        "-j",
        "--journal",
        "journal_folder",
        envvar="AFTERVIEW_JOURNAL",
        type=click.Path(path_type=Path),
        default="journal",
        show_default=True,
        help="The journal's folder.",
    )(command)


def everywhere() -> tuple[click.Option, ...]:
    """`-q` and `-v` for verbs that have no use for them: taken, so that scripts can give them."""
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
    default="site",
    show_default=True,
    help="The folder to build into.",
)
templates = click.option(
    "-t",
    "--templates",
    type=click.Path(path_type=Path),
    show_default="templates/ beside the journal",
    help="Templates of your own, each in place of the one of its name.",
)

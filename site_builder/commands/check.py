"""`afterview check`."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from site_builder.core.diagnostics import Diagnostic


@click.command("check", context_settings=options.SETTINGS)
@options.journal
@click.option(
    "--format",
    "form",
    envvar="AFTERVIEW_FORMAT",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or for GitHub's annotations.",
)
@options.strict
@options.quiet
@options.verbose
def command(
    journal_folder: Path, today: date, form: str, *, strict: bool, quiet: bool, verbose: bool
) -> None:
    """Say what is wrong in the journal, and where; fit for a pre-commit hook."""
    from site_builder.commands import terminal
    from site_builder.files.journal_folder import read_journal, with_user_paths

    journal = read_journal(journal_folder, today)
    if form == "json":
        _json(journal.problems)
    elif form == "github":
        _github(with_user_paths(journal_folder, journal.name, journal.problems))
    else:
        terminal.show(with_user_paths(journal_folder, journal.name, journal.problems), err=False)
        if verbose:
            for r in sorted(journal.reflections, key=lambda r: r.path):
                terminal.say(f"{r.path}: read")
        count = len(journal.reflections) + len(journal.left_out)
        terminal.say(
            f"{count} reflection{'' if count == 1 else 's'}: {terminal.summary(journal.problems)}",
            quiet=quiet,
        )
    terminal.end(journal.problems, strict=strict)


def _json(problems: Sequence[Diagnostic]) -> None:
    import json

    click.echo(json.dumps([p.data() for p in problems], ensure_ascii=False, indent=1))


def _github(problems: Sequence[Diagnostic]) -> None:
    """Print a workflow command a problem."""
    from site_builder.commands.terminal import visible

    for p in problems:
        message = "\n".join(visible(text) for text in (p.message, p.hint) if text)
        place = f"file={_property(_in_workspace(p.path))},line={p.line},col={p.column}"
        click.echo(f"::{p.severity} {place},title={_property(p.code)}::{_escaped(message)}")


def _in_workspace(path: str) -> str:
    """A path as GitHub finds it in the repository, from whatever folder this runs in.

    One outside the workspace stays as it is, and so do all where there is no workspace.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace:
        for located in (os.path.abspath, os.path.realpath):  # the workspace may be a link itself
            with contextlib.suppress(ValueError):
                return Path(located(path)).relative_to(located(workspace)).as_posix()
    return path


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

"""`afterview check`: the problems of a journal for people, programs or GitHub; writes nothing."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import options, terminal
from site_builder.files.journal_folder import with_user_paths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from site_builder.core.diagnostics import Diagnostic


@click.command("check", context_settings=options.CONTEXT_SETTINGS)
@options.journal
@click.option(
    "--format",
    "format_",
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
    journal_folder: Path, today: date, format_: str, *, strict: bool, quiet: bool, verbose: bool
) -> None:
    """Say what is wrong in the journal, and where; fit for a pre-commit hook."""
    journal = read_journal(journal_folder, today)
    if format_ == "json":
        _print_json(journal.problems)
    elif format_ == "github":
        _print_annotations(with_user_paths(journal_folder, journal.name, journal.problems))
    else:
        terminal.show(with_user_paths(journal_folder, journal.name, journal.problems), err=False)
        if verbose:
            for path in sorted(r.path for r in journal.reflections):
                terminal.say(f"{path}: read")
        count = len(journal.reflections) + len(journal.left_out)
        reflections = terminal.numbered(count, "reflection")
        terminal.say(f"{reflections}: {terminal.summary(journal.problems)}", quiet=quiet)
    terminal.end(journal.problems, strict=strict)


def _print_json(problems: Sequence[Diagnostic]) -> None:
    click.echo(json.dumps([p.data() for p in problems], ensure_ascii=False, indent=1))


def _print_annotations(problems: Sequence[Diagnostic]) -> None:
    """Print one workflow command for each problem, from which GitHub makes an annotation.

    The format: docs.github.com, "Workflow commands for GitHub Actions".
    """
    for problem in problems:
        message = "\n".join(
            terminal.visible(text) for text in (problem.message, problem.hint) if text
        )
        file = _property(_in_workspace(problem.path))
        position = f"file={file},line={problem.line},col={problem.column}"
        title = _property(problem.code)
        click.echo(f"::{problem.severity} {position},title={title}::{_escaped(message)}")


def _in_workspace(path: str) -> str:
    """A path relative to GitHub's workspace, which annotations need, whatever folder this runs in.

    A path outside the workspace stays as it is, and so do all where there is no workspace.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace:
        for resolve in (os.path.abspath, os.path.realpath):  # the workspace may be a link itself
            with contextlib.suppress(ValueError):
                return Path(resolve(path)).relative_to(resolve(workspace)).as_posix()
    return path


def _escaped(text: str) -> str:
    # `%` first, or it would escape the escapes of the others.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A text as the value of a property, which also ends at a colon or comma."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

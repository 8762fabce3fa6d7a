"""`afterview build`: one build of the private site, with what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.run import build
from site_builder.commands import options, terminal

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("build", context_settings=options.CONTEXT_SETTINGS)
@options.journal
@options.output
@options.templates
@options.search
@options.strict
@click.option("--full", is_flag=True, help="Build everything anew, whatever is remembered.")
@click.option("--why", is_flag=True, help="Say of each page that is made again the reason.")
@options.quiet
@options.verbose
def command(
    journal_folder: Path,
    today: date,
    output: Path,
    templates: Path | None,
    *,
    no_search: bool,
    strict: bool,
    full: bool,
    why: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check the journal and build its site."""
    with terminal.progress(quiet=quiet) as progress:
        built = build(
            journal_folder,
            output,
            templates,
            today,
            search=not no_search,
            full=full,
            progress=progress,
            waiting=lambda: click.echo(terminal.waiting(output), err=True),
        )
    terminal.show(built.problems, err=True)
    written = built.written
    if why:
        for address, reason in built.why.items():
            terminal.say(f"{address}: {reason}")
    if verbose:
        terminal.list_changes(written)
    files = len(written.changed) + written.same
    terminal.say(
        f"{output}/: {files} files, {terminal.changes(written)};"
        f" {terminal.summary(built.problems)}",
        quiet=quiet,
    )
    terminal.end(built.problems, strict=strict)

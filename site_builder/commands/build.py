"""`afterview build`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("build", context_settings=options.SETTINGS)
@options.journal
@options.output
@options.templates
@options.search
@options.strict
@options.quiet
@options.verbose
def command(
    journal: Path,
    today: date,
    output: Path,
    templates: Path | None,
    *,
    no_search: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check the journal and build its site."""
    from site_builder.build import build
    from site_builder.commands import terminal

    with terminal.progress(quiet=quiet) as progress:
        built = build(
            journal,
            output,
            templates,
            today,
            search=not no_search,
            progress=progress,
            waiting=lambda: click.echo(f"waiting for another build of {output}/ to end", err=True),
        )
    terminal.show(built.problems, err=True)
    written = built.written
    if verbose:
        terminal.wrote(written)
    files = len(written.changed) + written.same
    terminal.say(
        f"{output}/: {files} files, {len(written.changed)} changed,"
        f" {len(written.removed)} removed; {terminal.summary(built.problems)}",
        quiet=quiet,
    )
    terminal.end(built.problems, strict=strict)

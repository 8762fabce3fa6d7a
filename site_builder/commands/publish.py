"""`afterview publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from datetime import date

    from site_builder.publish.run import Publication


@click.command("publish", context_settings=options.SETTINGS)
@click.argument("audience")
@options.journal
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    show_default="public/AUDIENCE",
    help="The folder to publish into.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go out, and write nothing.")
@click.option(
    "--zip",
    "archive",
    envvar="AFTERVIEW_ZIP",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Put it into one file too, to hand over.",
)
@click.option(
    "--push", is_flag=True, help="Put it on the branch gh-pages of the audience's remote."
)
@options.quiet
@options.verbose
def command(
    audience: str,
    journal_folder: Path,
    today: date,
    output: Path | None,
    archive: Path | None,
    *,
    dry_run: bool,
    push: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Publish what is shared with AUDIENCE, and nothing else."""
    from site_builder.commands import terminal
    from site_builder.publish import run

    output = output or Path("public") / audience
    try:
        publication = run.prepare_publication(journal_folder, audience, today)
    except run.PublicationStopped as stopped:
        terminal.show(stopped.problems, err=True)
        counted = terminal.summary(stopped.problems)
        terminal.say(f"nothing is published; {output}/ stays as it was: {counted}", quiet=quiet)
        sys.exit(1)
    terminal.show(publication.problems, err=True)
    if dry_run:
        _list(publication)
        return
    written = run.write_publication(
        publication,
        journal_folder,
        output,
        archive,
        push=push,
        waiting=lambda: click.echo(f"waiting for another build of {output}/ to end", err=True),
    )
    if verbose:
        for path in written.changed:
            terminal.say(f"wrote   {path}")
        for path in written.removed:
            terminal.say(f"removed {path}")
    shared = len(publication.redacted.files)
    terminal.say(
        f"{output}/: {shared} shared reflection{'' if shared == 1 else 's'},"
        f" {len(publication.files)} files, {len(written.changed)} changed,"
        f" {len(written.removed)} removed",
        quiet=quiet,
    )


def _list(publication: Publication) -> None:
    """What would go out page by page, and the lights that differ from mine."""
    from site_builder.commands import terminal
    from site_builder.core.addresses import page_of
    from site_builder.pages.wording import light_view

    redacted, audience = publication.redacted, publication.audience
    names = {"alias": "under aliases", "name": "by name"}[audience.companies]
    seen = [*audience.fields, *(f"## {s}" for s in audience.sections), *["tasks"] * audience.tasks]
    terminal.say(f"{audience.name} sees companies {names}, dates: {audience.dates}")
    terminal.say(f"and of each reflection: {', '.join(seen) or 'nothing more'}")
    pages = {page_of(r.slug): r for r in redacted.journal.reflections}
    for path in sorted(publication.files):
        terminal.say(path)
        if r := pages.get(path):
            file = redacted.files[r.slug]
            told = [t.key for t in redacted.told if t.path == file.path]
            terminal.say(f"    from {file.path}")
            terminal.say(f"    texts: {', '.join(dict.fromkeys(told)) or 'none'}")
    for o in redacted.journal.opportunities:
        mine = redacted.mine[o.key].fit
        if redacted.journal.shows("fit") and o.fit.light != mine.light:
            there, here = light_view(o.fit).label, light_view(mine).label
            terminal.say(f"{o.key}: {there} by what is shared, {here} by all that you know")

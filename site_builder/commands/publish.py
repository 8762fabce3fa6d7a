"""`afterview publish`: the site as one audience may see it, into a folder, a file or a branch.

What is withheld and whether something would leak is decided in `redaction`; here are only the
question and what came of it.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.commands import options, terminal
from site_builder.core.page_addresses import reflection_page
from site_builder.files import output_folder
from site_builder.files.journal_folder import beside
from site_builder.live.server import Server, listen
from site_builder.pages.fit_wording import light_view
from site_builder.publish import run

if TYPE_CHECKING:
    from datetime import date

    from site_builder.publish.run import Publication

HOST, FIRST_PORT = "127.0.0.1", 8520  # of `--preview`: this machine alone


@click.command("publish", context_settings=options.CONTEXT_SETTINGS)
@click.argument("audience")
@options.journal
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    show_default="public/AUDIENCE/ beside the journal",
    help="The folder to publish into.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go out, and write nothing.")
@click.option("--preview", is_flag=True, help="Show what would go out in a browser, until Ctrl-C.")
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
    preview: bool,
    push: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Publish what is shared with AUDIENCE, and nothing else."""
    if preview and (archive or push):
        raise click.UsageError("--preview writes nothing; leave out --zip and --push")
    output = output or beside(journal_folder, "public") / audience
    try:
        publication = run.prepare_publication(journal_folder, audience, today)
    except run.PublicationStopped as stopped:
        terminal.show(stopped.problems, err=True)
        summary = terminal.summary(stopped.problems)
        terminal.say(f"nothing is published; {output}/ is unchanged: {summary}", quiet=quiet)
        sys.exit(1)
    terminal.show(publication.problems, err=True)
    if dry_run:
        _print_contents(publication)
        _print_other_lights(publication)
        _print_guarded(publication)
    if preview:
        _serve(publication)
    if dry_run or preview:
        return
    written = run.write_publication(
        publication,
        journal_folder,
        output,
        archive,
        push=push,
        waiting=lambda: click.echo(terminal.waiting(output), err=True),
    )
    if verbose:
        terminal.list_changes(written)
    shared = terminal.numbered(len(publication.redacted.files), "shared reflection")
    files = len(publication.files)
    terminal.say(f"{output}/: {shared}, {files} files, {terminal.changes(written)}", quiet=quiet)


def _serve(publication: Publication) -> None:
    """Serve a publication to this machine until Ctrl-C, from a folder that is removed then."""
    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory() as folder:
        output_folder.write(Path(folder), publication.files)
        address = listen(HOST, FIRST_PORT)
        with Server(Path(folder), address):
            name = publication.audience.name
            terminal.say(f"{address.url} is what {name} would see; Ctrl-C ends it")
            threading.Event().wait()


def _print_contents(publication: Publication) -> None:
    """Print what the audience may see, then each page; of a reflection also its file and texts."""
    redacted, audience = publication.redacted, publication.audience
    names = {"alias": "under aliases", "name": "by name"}[audience.companies]
    sections = [f"## {section}" for section in audience.sections]
    shown = [*audience.fields, *sections, *["tasks"] * audience.tasks]
    terminal.say(f"{audience.name} sees companies {names}, dates: {audience.dates}")
    terminal.say(f"and of each reflection: {', '.join(shown) or 'nothing more'}")
    reflections = {reflection_page(r.slug): r for r in redacted.journal.reflections}
    for path in sorted(publication.files):
        terminal.say(path)
        if reflection := reflections.get(path):
            # The published slug is an alias; `files` leads back to the file that I know it by.
            file = redacted.files[reflection.slug]
            keys = dict.fromkeys(
                text.key for text in redacted.published_texts if text.path == file.path
            )
            terminal.say(f"    from {file.path}")
            terminal.say(f"    texts: {', '.join(keys) or 'none'}")


def _print_other_lights(publication: Publication) -> None:
    """Print the lights that come out otherwise by what is shared alone, as that may mislead."""
    redacted = publication.redacted
    if not redacted.journal.shows("fit"):
        return
    for opportunity in redacted.journal.opportunities:
        shared, mine = opportunity.fit, redacted.original_opportunities[opportunity.key].fit
        if shared.light != mine.light:
            terminal.say(
                f"{opportunity.key}: {light_view(shared).label} by what is shared,"
                f" {light_view(mine).label} by all that you know"
            )


def _print_guarded(publication: Publication) -> None:
    """Print the withheld names with the words that are looked for, as the docs explain them."""
    if publication.guarded:
        terminal.heading("Guarded names")
    for name, words in sorted(publication.guarded.items()):
        alone = "as a whole only; `also` can hold what else it is called"
        terminal.say(f"{name}: {', '.join(words) or alone}")

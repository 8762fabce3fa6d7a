"""`afterview watch`."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from site_builder.build.search_index import FOLDER
from site_builder.commands import options, terminal
from site_builder.commands.failure import print_failure
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from site_builder.build.preview import Preview
    from site_builder.build.run import BuildResult
    from site_builder.core.diagnostics import Diagnostic
    from site_builder.live.server import Address, Server
    from site_builder.live.watcher import NeededBuild


@click.command("watch", context_settings=options.SETTINGS)
@options.journal
@options.output
@options.templates
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to serve; at others than this, other machines can read your journal.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8520,
    show_default=True,
    help="The first port to try; 0 is any that is free.",
)
@click.option("--open", "open_", envvar="AFTERVIEW_OPEN", is_flag=True, help="Open the browser.")
@click.option("--poll", is_flag=True, help="Keep looking, where the system tells of no changes.")
@options.search
@options.quiet
@options.verbose
@click.pass_context
def command(  # noqa: PLR0913 -- a parameter an option
    ctx: click.Context,
    *,
    journal_folder: Path,
    today: date,
    output: Path,
    templates: Path | None,
    host: str,
    port: int,
    open_: bool,
    poll: bool,
    no_search: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site, show it in the browser, and follow every save until Ctrl-C."""
    given = ctx.get_parameter_source("today") is not ParameterSource.DEFAULT
    clock: Callable[[], date] = (lambda: today) if given else options.local_date

    builds = Builds(journal_folder, output, templates, search=not no_search)
    report = Report(output, quiet=quiet, verbose=verbose)
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        from site_builder.files.journal_folder import require_journal_folder
        from site_builder.live.server import Server, listen
        from site_builder.live.watcher import WatchedPaths, needed_builds

        places = WatchedPaths(require_journal_folder(journal_folder), templates)
        watched = needed_builds(places, clock, _note, poll=poll, search=not no_search)
        stack.enter_context(contextlib.closing(watched))
        address = listen(host, port)
        stack.enter_context(contextlib.closing(address.socket))
        report.made(builds.make(next(watched)))
        server = stack.enter_context(Server(output, address))
        _welcome(address, port, report, open_=open_)
        _follow(watched, builds, server, report)


class Builds:
    """The builds of one watch, each with what the last one left for it."""

    def __init__(
        self, journal_folder: Path, output: Path, templates: Path | None, *, search: bool
    ) -> None:
        self._journal, self._output, self._templates = journal_folder, output, templates
        self._search = search
        self._ahead: Preview | None = None

    def first(self, need: NeededBuild) -> tuple[str, ...]:
        """Show the pages of the edited reflections; gives the paths of those that were written."""
        from site_builder.build.run import write_preview

        ahead = self._ahead
        if ahead is None or not need.files or need.today != ahead.journal.today:
            return ()
        return write_preview(ahead, self._journal, self._output, need.files)

    def make(self, need: NeededBuild) -> BuildResult:
        """Build the site. Raises Failure."""
        from site_builder.build.run import build

        ahead, self._ahead = self._ahead, None
        built = build(
            self._journal,
            self._output,
            self._templates,
            need.today,
            search=self._search,
            index=need.index,
            waiting=lambda: _note(f"waiting for another build of {self._output}/ to end"),
        )
        self._ahead = built.ahead or ahead
        return built


def _follow(watched: Iterable[NeededBuild], builds: Builds, server: Server, report: Report) -> None:
    """Build whenever that is needed; what can't be done now is tried again with the next change."""
    for need in watched:
        try:
            first = builds.first(need)
            if first:
                server.publish(first)
            built = builds.make(need)
        except (Failure, OSError) as error:
            report.failed(error)
            server.publish(())  # it may have come half-way
        else:
            server.publish((*built.written.changed, *built.written.removed))
            report.made(built, first)


def _welcome(address: Address, port: int, report: Report, *, open_: bool) -> None:
    """Say where the site is, and open it."""
    if port not in {0, address.port}:
        _note(f"port {port} is taken: it is {address.port} this time")
    if address.is_open:
        _note("other machines can read your journal here; without --host only this one can")
    report.say(f"{address.url} follows your journal; Ctrl-C ends it")
    if open_:
        import webbrowser

        # Beside the rest, for some browsers only come back once they are closed.
        threading.Thread(target=webbrowser.open, args=[address.url], daemon=True).start()


def _note(text: str) -> None:
    click.echo(f"note: {text}", err=True)


class Report:
    """What the terminal says of each build, and only when there is something new."""

    def __init__(self, output: Path, *, quiet: bool, verbose: bool) -> None:
        self._output = output
        self._quiet = quiet
        self._verbose = verbose
        self._problems: tuple[Diagnostic, ...] | None = None

    def say(self, text: str) -> None:
        """A line, unless quiet."""
        terminal.say(text, quiet=self._quiet)

    def made(self, built: BuildResult, first: tuple[str, ...] = ()) -> None:
        """A build was made: its diagnostics, and what it changed, or was changed `first`."""
        changed = tuple(dict.fromkeys((*first, *built.written.changed)))
        written = replace(built.written, changed=changed)
        if self._verbose:
            terminal.wrote(written)
        pages = [p for p in (*written.changed, *written.removed) if not p.startswith(FOLDER)]
        if not pages and built.problems == self._problems:
            return
        self._problems = built.problems
        terminal.show(built.problems, err=True)
        counts = f"{len(written.changed)} changed, {len(written.removed)} removed"
        self.say(f"{self._output}/: {counts}; {terminal.summary(built.problems)}")

    def failed(self, error: Failure | OSError) -> None:
        """A build could not be made; whatever comes of the next is news then."""
        print_failure(error)
        self._problems = None

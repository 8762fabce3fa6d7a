"""`afterview watch`: builds after each save, and serves the site to the browser meanwhile.

The loop is here; when a build is needed is decided in `live.watcher`, what is built in `build`, and
how browsers learn of it in `live.server`.
"""

from __future__ import annotations

import contextlib
import threading
import webbrowser
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from site_builder.build.garbage import collect_often, rare_collection
from site_builder.build.run import build, write_preview
from site_builder.build.search_index import INDEX_FOLDER
from site_builder.commands import options, terminal
from site_builder.commands.failure import print_failure
from site_builder.files.errors import Failure
from site_builder.files.journal_folder import require_journal_folder
from site_builder.live.server import Server, listen
from site_builder.live.watcher import WatchedPaths, needed_builds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.build.preview import Preview
    from site_builder.build.run import BuildResult
    from site_builder.core.diagnostics import Diagnostic
    from site_builder.live.server import Address
    from site_builder.live.watcher import NeededBuild


@click.command("watch", context_settings=options.CONTEXT_SETTINGS)
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
    # Without `--today` the date is looked up for each build: a watch may run for days.
    is_given = ctx.get_parameter_source("today") is not ParameterSource.DEFAULT
    clock: Callable[[], date] = (lambda: today) if is_given else options.local_date
    builds = Builds(journal_folder, output, templates, search=not no_search)
    report = Report(output, quiet=quiet, verbose=verbose)
    collect_often()
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        paths = WatchedPaths(require_journal_folder(journal_folder), templates)
        address = listen(host, port)
        stack.enter_context(contextlib.closing(address.socket))
        server = Server(output, address)
        preview = partial(_preview_save, builds, server)
        needed = needed_builds(
            paths, clock, _note, poll=poll, search=not no_search, preview=preview
        )
        stack.enter_context(contextlib.closing(needed))
        report.built(builds.build(next(needed)))
        stack.enter_context(server)
        _welcome(address, port, report, open_=open_)
        _follow(needed, builds, server, report)


class Builds:
    """The builds of one watch; each keeps what previews before the next one need.

    `previewed` are the paths that previews have changed since the last build.
    """

    def __init__(
        self, journal_folder: Path, output: Path, templates: Path | None, *, search: bool
    ) -> None:
        self._journal_folder, self._output, self._templates = journal_folder, output, templates
        self._search = search
        self._preview: Preview | None = None
        self.previewed: tuple[str, ...] = ()

    def write_preview(self, need: NeededBuild) -> Iterator[str]:
        """Write the pages of the edited reflections before the build that brings all others.

        Yields the path of each that changed: none without a build before, nor on another day.
        """
        preview = self._preview
        if preview is None or not need.files or need.today != preview.journal.today:
            return
        for path in write_preview(preview, self._journal_folder, self._output, need.files):
            self.previewed = (*self.previewed, path)
            yield path

    def build(self, need: NeededBuild) -> BuildResult:
        """Build the site. Raises Failure; nothing is previewed then until a build succeeds."""
        preview, self._preview = self._preview, None
        self.previewed = ()
        with rare_collection():
            built = build(
                self._journal_folder,
                self._output,
                self._templates,
                need.today,
                search=self._search,
                index=need.index,
                waiting=lambda: _note(terminal.waiting(self._output)),
            )
        self._preview = built.ahead() if built.ahead else preview
        # Without what made the preview, as it holds the whole journal.
        return replace(built, ahead=None)


def _follow(needed: Iterable[NeededBuild], builds: Builds, server: Server, report: Report) -> None:
    """Build whenever that is needed; a failed build is reported, and watching goes on."""
    for need in needed:
        try:
            if not need.shown:
                _show(builds, server, need)
            previewed = builds.previewed
            built = builds.build(need)
        except (Failure, OSError) as error:
            report.failed(error)
            server.announce(())  # it may have written some pages before it failed
        else:
            server.announce((*built.written.changed, *built.written.removed))
            report.built(built, previewed)


def _preview_save(builds: Builds, server: Server, need: NeededBuild) -> None:
    """Show a save before all is quiet; what is wrong then is told by the build that follows."""
    with contextlib.suppress(Failure, OSError):
        _show(builds, server, need)


def _show(builds: Builds, server: Server, need: NeededBuild) -> None:
    """Write the pages of edited reflections, and tell open pages of each at once.

    Raises Failure and OSError.
    """
    for path in builds.write_preview(need):
        server.announce([path])


def _welcome(address: Address, port: int, report: Report, *, open_: bool) -> None:
    """Print the site's address, warn where others can reach it, and open it if asked to."""
    if port not in {0, address.port}:
        _note(f"port {port} is in use; serving on {address.port}")
    if address.is_public:
        _note("other machines can read your journal here; without --host only this one can")
    report.say(f"{address.url} follows your journal; Ctrl-C ends it")
    if open_:
        # In a thread of its own, as some browsers return only when they are closed.
        threading.Thread(target=webbrowser.open, args=[address.url], daemon=True).start()


def _note(text: str) -> None:
    click.echo(f"note: {text}", err=True)


class Report:
    """What the terminal shows of each build: nothing where only times or the index changed."""

    def __init__(self, output: Path, *, quiet: bool, verbose: bool) -> None:
        self._output = output
        self._quiet = quiet
        self._verbose = verbose
        self._problems: tuple[Diagnostic, ...] | None = None

    def say(self, text: str) -> None:
        """Print a line, unless quiet."""
        terminal.say(text, quiet=self._quiet)

    def built(self, built: BuildResult, previewed: tuple[str, ...] = ()) -> None:
        """Print a build's diagnostics and how many files changed, those of its preview included."""
        # The build leaves alone what the preview has written, so its list lacks those files.
        changed = tuple(dict.fromkeys((*previewed, *built.written.changed)))
        written = replace(built.written, changed=changed)
        if self._verbose:
            terminal.list_changes(written)
        pages = [p for p in (*written.changed, *written.removed) if not p.startswith(INDEX_FOLDER)]
        if not pages and built.problems == self._problems:
            return
        self._problems = built.problems
        terminal.show(built.problems, err=True)
        changes = terminal.changes(written)
        self.say(f"{self._output}/: {changes}; {terminal.summary(built.problems)}")

    def failed(self, error: Failure | OSError) -> None:
        """Print why a build failed; the next one is reported whatever comes of it."""
        print_failure(error)
        self._problems = None

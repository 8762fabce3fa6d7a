"""The measurements: time of whole processes, seconds until an edit is served, peak memory.

In: generators whose sites are written, and the slugs of the reflections. Out: `Figures` of each.
The generators take turns, and another one starts each run, so that whatever else the machine does
slows all of them alike. Every run is checked: all pages are there, and an edit is in its page.
Tables and goals are in `report`.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.generators import Generator

# The kinds of figures, by which `Figures` and the tables of `report` know them.
COLD_BUILD, UNCHANGED_BUILD, EDIT_BUILD, SEARCH_BUILD = "cold", "same", "edit", "search"
STATUS, CHECK = "status", "check"  # also the verbs of the command
EDIT_SERVED, BROKEN_SERVED, MENDED_SERVED = "served", "broken", "mended"
PEAK_MEMORY, PAGES = "memory", "pages"
HALF_TYPED = "---\ngut: [\n"  # in place of the first line of a reflection
MEMORY_SAMPLE_SECONDS, PAGE_POLL_SECONDS = 0.005, 0.002
SERVE_TIMEOUT_SECONDS = 300
# The rest before a save, at least so long: the full build that follows a preview, or an index, must
# not slow the next save. As many times as a build after an edit takes this generator.
REST_SECONDS, REST_BUILDS = 0.5, 4
EDIT_STRIDE = 7919  # a prime, so that edits spread over all reflections
EDIT_NUMBERS = count(1)


class MeasurementError(Exception):
    """A generator failed, or left out something that it is measured at."""


@dataclass(slots=True)
class Figures:
    """The figures of one generator at one size, by kind: seconds, bytes, or a number of pages.

    `processor` has the seconds of all processors for the kinds that are whole processes.
    """

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, figure: float, processor: float | None = None) -> None:
        """Add the figure of one run."""
        self.by_kind.setdefault(kind, []).append(figure)
        if processor is not None:
            self.processor.setdefault(kind, []).append(processor)

    def median(self, kind: str, *, processor: bool = False) -> float | None:
        """The median of a kind; None where it was not measured."""
        figures = (self.processor if processor else self.by_kind).get(kind)
        return median(figures) if figures else None


@dataclass(frozen=True, slots=True)
class Server:
    """A generator's running server, at a port of this machine."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def seconds_until_served(self, slug: str, text: str) -> float:
        """Wait until the page of a reflection has a text; the seconds from this call until then.

        Raises MeasurementError where the server ends, or the text does not come.
        """
        started = time.perf_counter()
        deadline = started + SERVE_TIMEOUT_SECONDS
        while self.process.poll() is None and time.perf_counter() < deadline:
            if text in self._get_page(slug):
                return time.perf_counter() - started
            time.sleep(PAGE_POLL_SECONDS)
        raise MeasurementError(f"{self.name} did not serve {text!r} on the page of {slug}")

    def _get_page(self, slug: str) -> str:
        """A page as it is served now; empty while there is none."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=SERVE_TIMEOUT_SECONDS
        )
        try:
            connection.request("GET", quote(f"/reflections/{slug}/"))
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return ""  # the server is starting, or building
        finally:
            connection.close()
        return text if response.status == http.HTTPStatus.OK else ""


class Bench:
    """Measures some generators on the same reflections, into `figures` by generator name."""

    def __init__(self, generators: list[Generator], slugs: list[str]) -> None:
        self.generators = generators
        self.slugs = slugs
        self.figures = {generator.name: Figures() for generator in generators}

    def measure_memory(self) -> float:
        """Measure the peak memory of a cold build of each; returns the seconds of all together."""
        started = time.perf_counter()
        for generator in self.generators:
            generator.clear()
            with _running(generator, generator.build) as process:
                self.figures[generator.name].add(PEAK_MEMORY, _peak_memory(process))
            self._check_pages(generator)
            pages = sum(1 for _ in generator.output.rglob("*.html"))
            self.figures[generator.name].add(PAGES, pages)
        return time.perf_counter() - started

    def measure_builds(self, runs: int) -> None:
        """Time builds: cold, with nothing changed, after one edit; then other commands.

        `status` meets what was built, and `check` one more edit, as a hook of git does. Raises
        MeasurementError.
        """
        for run in range(runs):
            for kind in (  # The kinds of figures, which are also keys of the tables in `report`.
                COLD_BUILD,
                UNCHANGED_BUILD,
                EDIT_BUILD,
            ):
                for generator in self._in_turn(run):
                    if kind == COLD_BUILD:
                        generator.clear()
                    edit = self._edit_reflection(generator) if kind == EDIT_BUILD else None
                    self.figures[generator.name].add(kind, *_times(generator, generator.build))
                    self._check_pages(generator, edit)
            for generator in self.generators:
                for kind, command in generator.verbs.items():
                    if kind == CHECK:
                        self._edit_reflection(generator)
                    self.figures[generator.name].add(kind, *_times(generator, command))

    def measure_searches(self, runs: int) -> None:
        """Time cold builds of a site with a search index. Raises MeasurementError."""
        for run in range(runs):
            for generator in self._in_turn(run):
                if generator.search_build:
                    generator.clear()
                    commands = generator.search_build
                    seconds = sum(_times(generator, command)[0] for command in commands)
                    self.figures[generator.name].add(SEARCH_BUILD, seconds)
                    self._check_pages(generator)

    def measure_serving(self, runs: int) -> None:
        """Time from a save until its page is served with it, while all servers run.

        Raises MeasurementError.
        """
        with ExitStack() as stack:
            servers = {
                generator.name: stack.enter_context(self._serving(generator))
                for generator in self.generators
                if generator.serve
            }
            for run in range(runs + 1):
                for generator in self._in_turn(run):
                    if generator.name in servers:
                        for kind, seconds in self._time_saves(generator, servers[generator.name]):
                            if run:  # the first run warms up
                                self.figures[generator.name].add(kind, seconds)

    def _time_saves(self, generator: Generator, server: Server) -> Iterator[tuple[str, float]]:
        """Kind and seconds of saves of one reflection: an edit, a broken save, and its mending.

        The last two only where the generator serves a page for a file that it can't read.
        """
        self._rest(generator)
        slug, sentence = self._edit_reflection(generator)
        yield EDIT_SERVED, server.seconds_until_served(slug, sentence)
        if generator.unreadable_text:
            source = generator.source_path(slug)
            valid = source.read_text("utf-8")
            half_typed = valid.replace("---\n", HALF_TYPED, 1)
            saves = (
                (BROKEN_SERVED, half_typed, generator.unreadable_text),
                (MENDED_SERVED, valid, sentence),
            )
            for kind, text, expected in saves:
                self._rest(generator)
                source.write_text(text, "utf-8")
                yield kind, server.seconds_until_served(slug, expected)

    def _rest(self, generator: Generator) -> None:
        """Wait until the server of a generator has surely ended what the last save began."""
        build_seconds = self.figures[generator.name].median(EDIT_BUILD) or 0
        time.sleep(max(REST_SECONDS, REST_BUILDS * build_seconds))

    def _in_turn(self, run: int) -> list[Generator]:
        """All generators, from another one on in each run."""
        first = run % len(self.generators)
        return self.generators[first:] + self.generators[:first]

    def _edit_reflection(self, generator: Generator) -> tuple[str, str]:
        """Add a sentence to the body of one reflection; returns its slug and the sentence."""
        number = next(EDIT_NUMBERS)
        slug = self.slugs[number * EDIT_STRIDE % len(self.slugs)]
        sentence = f"Edit number {number}."
        source = generator.source_path(slug)
        source.write_text(f"{source.read_text('utf-8')}\n{sentence}\n", "utf-8")
        return slug, sentence

    def _check_pages(self, generator: Generator, edit: tuple[str, str] | None = None) -> None:
        """Check that a build wrote all pages, and an edit (slug and sentence) into its page.

        Raises MeasurementError.
        """
        site_files = (generator.output / "index.html", generator.output / "style.css")
        for page in (*site_files, *map(generator.page_path, self.slugs)):
            if not page.exists():
                raise MeasurementError(f"{generator.name} left out {page}")
        if edit:
            slug, sentence = edit
            if sentence not in generator.page_path(slug).read_text("utf-8"):
                raise MeasurementError(f"{generator.name} left out an edit of {slug}")

    @contextmanager
    def _serving(self, generator: Generator) -> Iterator[Server]:
        """A generator's server, from when it serves a page on; ended with its children."""
        generator.clear()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        with _running(generator, (*generator.serve, str(port)), own_session=True) as process:
            server = Server(generator.name, process, port)
            try:
                server.seconds_until_served(self.slugs[-1], "</html>")
                yield server
            finally:
                with suppress(ProcessLookupError):  # it may have ended
                    os.killpg(process.pid, signal.SIGTERM)


@contextmanager
def _running(
    generator: Generator, command: tuple[str, ...], *, own_session: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of a generator, waited for at the end.

    With a session of its own, it can be ended together with its children.
    """
    with subprocess.Popen(
        command,
        cwd=generator.site,
        env=generator.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=own_session,
    ) as process:
        yield process


def _times(generator: Generator, command: tuple[str, ...]) -> tuple[float, float]:
    """The seconds of a whole process: those that passed, and those of all processors.

    The latter with all children that it waited for. Raises MeasurementError where it fails.
    """
    started = time.perf_counter()
    with _running(generator, command) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        ended = f"{' '.join(command)} ended with {process.returncode}"
        raise MeasurementError(f"{ended} in {generator.site}")
    return seconds, usage.ru_utime + usage.ru_stime


def _peak_memory(process: subprocess.Popen[bytes]) -> float:
    """The most bytes that a process and its children hold at once, until it ends.

    In PSS where the system has it: a page that n processes share counts 1/n in each.
    """
    import psutil  # noqa: PLC0415 -- tests of builds and tables need not have it

    peak = 0
    parent = psutil.Process(process.pid)
    while process.poll() is None:
        total = 0
        try:
            for member in (parent, *parent.children(recursive=True)):
                memory = member.memory_full_info()
                total += getattr(memory, "pss", memory.rss)
        except psutil.Error:
            continue  # one of them has just ended
        peak = max(peak, total)
        time.sleep(MEMORY_SAMPLE_SECONDS)
    return peak

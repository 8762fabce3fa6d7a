"""The measurements: seconds of whole processes, seconds until an edit is served, peak memory.

In: generators whose sites are written, and the slugs of the reflections. Out: `Figures` of each.
The generators take turns, and another one starts each run, so that whatever else the machine does
slows all of them alike. Every run is checked: all pages are there, and an edit is in its page.
Tables and goals are in `report`.
"""

from __future__ import annotations

import http.client
import os
import resource
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
EDIT_SERVED, BROKEN_SERVED, MENDED_SERVED = "served", "broken", "mended"
STATUS, CHECK = "status", "check"  # verbs, by which `Generator.verbs` has them too
PEAK_MEMORY, PAGES = "memory", "pages"
PROCESSOR = "_cpu"  # ends the kind of a figure that is processor time
HALF_TYPED = "---\ngut: [\n"  # in place of the first line of a reflection
MEMORY_SAMPLE_SECONDS, PAGE_POLL_SECONDS = 0.005, 0.002
SERVE_TIMEOUT_SECONDS = 300
# The rest before a save, and more for each reflection: the full build that follows a preview, or
# an index, must not slow the next save.
REST_SECONDS, REST_SECONDS_PER_REFLECTION = 0.5, 1 / 2_000
EDIT_STRIDE = 7919  # a prime, so that edits spread over all reflections
EDIT_NUMBERS = count(1)


class MeasurementError(Exception):
    """A generator failed, or left out something that it is measured at."""


@dataclass(slots=True)
class Figures:
    """The figures of one generator at one size, by kind: seconds, bytes for PEAK_MEMORY, and pages.

    Seconds of whole processes are there twice: as the clock has them, and with PROCESSOR those of
    the processor, theirs and those of all that they started.
    """

    by_kind: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, figure: float) -> None:
        """Add the figure of one run."""
        self.by_kind.setdefault(kind, []).append(figure)

    def add_seconds(self, kind: str, seconds: tuple[float, float]) -> None:
        """Add the seconds of one run, by the clock and of the processor."""
        self.add(kind, seconds[0])
        self.add(kind + PROCESSOR, seconds[1])

    def median(self, kind: str) -> float | None:
        """The median of a kind; None where it was not measured."""
        return median(self.by_kind[kind]) if self.by_kind.get(kind) else None


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
        """Time builds: cold, with nothing changed, after one edit. Raises MeasurementError."""
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
                    seconds = _seconds_of(generator, generator.build)
                    self.figures[generator.name].add_seconds(kind, seconds)
                    self._check_pages(generator, edit)
            for generator in self._in_turn(run):
                self._edit_reflection(generator)  # as before a commit, whose hook is `check`
                for kind, command in generator.verbs.items():
                    seconds = _seconds_of(generator, command)
                    self.figures[generator.name].add_seconds(kind, seconds)

    def measure_searches(self, runs: int) -> None:
        """Time cold builds of a site with a search index. Raises MeasurementError."""
        for run in range(runs):
            for generator in self._in_turn(run):
                if generator.search_build:
                    generator.clear()
                    commands = generator.search_build
                    runs_of_each = [_seconds_of(generator, command) for command in commands]
                    clock, processor = map(sum, zip(*runs_of_each, strict=True))
                    self.figures[generator.name].add_seconds(SEARCH_BUILD, (clock, processor))
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
        self._rest()
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
                self._rest()
                source.write_text(text, "utf-8")
                yield kind, server.seconds_until_served(slug, expected)

    def _rest(self) -> None:
        time.sleep(REST_SECONDS + REST_SECONDS_PER_REFLECTION * len(self.slugs))

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


def _seconds_of(generator: Generator, command: tuple[str, ...]) -> tuple[float, float]:
    """The seconds of a whole process, by the clock and of the processor.

    Raises MeasurementError where it fails.
    """
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with _running(generator, command) as process:
        process.wait()
        seconds = time.perf_counter() - started
    if process.returncode:
        status = process.returncode
        raise MeasurementError(f"{' '.join(command)} ended with {status} in {generator.site}")
    # Of all that ended meanwhile: the process, and what it started and waited for.
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds, used


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

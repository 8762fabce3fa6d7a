"""What is measured: seconds of whole processes, seconds until an edit is served, peak memory.

Generators take turns, so that whatever else the machine does hits all alike, and each starts a
round in turn. Every run is checked: all pages are there, and an edit is in its page.
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

COLD, SAME, EDIT, SERVED, MEMORY, SEARCH = "cold", "same", "edit", "served", "memory", "search"
BROKEN, MENDED = "broken", "mended"
HALF_TYPED = "---\ngut: [\n"  # in place of the first line of a reflection
SAMPLE, POLL = 0.005, 0.002  # seconds between two looks at memory, and at a page
PAUSE, PATIENCE = 0.5, 300  # seconds of rest before a save, and to wait for a page
REST = 1 / 2_000  # seconds more for each reflection, so that what follows a save has ended
EDITS = count(1)


class Wrong(Exception):
    """A generator did not do what it is measured at."""


@dataclass(slots=True)
class Figures:
    """What was measured of one generator at one size: seconds, but bytes of memory."""

    measured: dict[str, list[float]] = field(default_factory=dict)

    def note(self, what: str, figure: float) -> None:
        """Add a figure."""
        self.measured.setdefault(what, []).append(figure)

    def median(self, what: str) -> float | None:
        """The median of what was measured; None where nothing was."""
        return median(self.measured[what]) if self.measured.get(what) else None


@dataclass(frozen=True, slots=True)
class Server:
    """A generator's server on a port of this machine."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def until(self, slug: str, words: str) -> float:
        """The seconds until the page of a reflection is served with some words. Raises Wrong."""
        started = time.perf_counter()
        while self.process.poll() is None and time.perf_counter() < started + PATIENCE:
            if words in self._page(slug):
                return time.perf_counter() - started
            time.sleep(POLL)
        raise Wrong(f"{self.name} did not serve {words!r} on the page of {slug}")

    def _page(self, slug: str) -> str:
        """A page as it is served now, empty while it is not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", quote(f"/reflections/{slug}/"))
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return ""  # it starts, or builds
        finally:
            connection.close()
        return text if answer.status == http.HTTPStatus.OK else ""


class Bench:
    """The measurements of some generators on the same reflections."""

    def __init__(self, generators: list[Generator], slugs: list[str]) -> None:
        self.generators = generators
        self.slugs = slugs
        self.figures = {generator.name: Figures() for generator in generators}

    def memory(self) -> float:
        """Measure the memory of a cold build of each; gives the seconds that all took."""
        started = time.perf_counter()
        for generator in self.generators:
            generator.forget()
            with _running(generator, generator.build) as process:
                self.figures[generator.name].note(MEMORY, _peak(process))
            self._check(generator)
        return time.perf_counter() - started

    def builds(self, runs: int) -> None:
        """Time builds: cold, with nothing changed, after one edit."""
        for run in range(runs):
            for what in (COLD, SAME, EDIT):
                for generator in self._in_turn(run):
                    if what == COLD:
                        generator.forget()
                    mark = self._edited(generator) if what == EDIT else None
                    seconds = _timed(generator, generator.build)
                    self.figures[generator.name].note(what, seconds)
                    self._check(generator, mark)

    def searches(self, runs: int) -> None:
        """Time cold builds of a site that can be searched."""
        for run in range(runs):
            for generator in self._in_turn(run):
                if generator.searched:
                    generator.forget()
                    seconds = sum(_timed(generator, command) for command in generator.searched)
                    self.figures[generator.name].note(SEARCH, seconds)
                    self._check(generator)

    def serving(self, runs: int) -> None:
        """Time how long after a save its page is served with it, all servers running."""
        with ExitStack() as stack:
            servers = {
                generator.name: stack.enter_context(self._served(generator))
                for generator in self.generators
                if generator.serve
            }
            for run in range(runs + 1):
                for generator in self._in_turn(run):
                    if generator.name in servers:
                        for what, seconds in self._saves(generator, servers[generator.name]):
                            if run:  # the first one warms up
                                self.figures[generator.name].note(what, seconds)

    def _saves(self, generator: Generator, server: Server) -> Iterator[tuple[str, float]]:
        """Edit a reflection, save it half typed where that is served, and mend it: each timed."""
        self._rest()
        slug, mark = self._edited(generator)
        yield SERVED, server.until(slug, mark)
        if generator.left_out:
            source = generator.source(slug)
            sound = source.read_text("utf-8")
            half_typed = sound.replace("---\n", HALF_TYPED, 1)
            saves = ((BROKEN, half_typed, generator.left_out), (MENDED, sound, mark))
            for what, text, words in saves:
                self._rest()
                source.write_text(text, "utf-8")
                yield what, server.until(slug, words)

    def _rest(self) -> None:
        time.sleep(PAUSE + REST * len(self.slugs))

    def _in_turn(self, run: int) -> list[Generator]:
        first = run % len(self.generators)
        return self.generators[first:] + self.generators[:first]

    def _edited(self, generator: Generator) -> tuple[str, str]:
        """Change the body of one reflection; gives its slug and the words that are new in it."""
        number = next(EDITS)
        slug, mark = self.slugs[number * 7919 % len(self.slugs)], f"Edit number {number}."
        source = generator.source(slug)
        source.write_text(f"{source.read_text('utf-8')}\n{mark}\n", "utf-8")
        return slug, mark

    def _check(self, generator: Generator, edited: tuple[str, str] | None = None) -> None:
        """See that a build did its work. Raises Wrong."""
        wanted = (generator.output / "index.html", generator.output / "style.css")
        for page in (*wanted, *map(generator.page, self.slugs)):
            if not page.exists():
                raise Wrong(f"{generator.name} left out {page}")
        if edited and edited[1] not in generator.page(edited[0]).read_text("utf-8"):
            raise Wrong(f"{generator.name} left out an edit of {edited[0]}")

    @contextmanager
    def _served(self, generator: Generator) -> Iterator[Server]:
        """A generator's server, once it serves."""
        generator.forget()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        with _running(generator, (*generator.serve, str(port)), apart=True) as process:
            server = Server(generator.name, process, port)
            try:
                server.until(self.slugs[-1], "</html>")
                yield server
            finally:
                with suppress(ProcessLookupError):  # it may have ended
                    os.killpg(process.pid, signal.SIGTERM)


@contextmanager
def _running(
    generator: Generator, command: tuple[str, ...], *, apart: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of a generator, waited for; `apart` for one that is to end with all its own."""
    with subprocess.Popen(
        command,
        cwd=generator.site,
        env=generator.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=apart,
    ) as process:
        yield process


def _timed(generator: Generator, command: tuple[str, ...]) -> float:
    """The seconds of a whole process. Raises Wrong where it fails."""
    started = time.perf_counter()
    with _running(generator, command) as process:
        process.wait()
        seconds = time.perf_counter() - started
    if process.returncode:
        raise Wrong(f"{' '.join(command)} ended with {process.returncode} in {generator.site}")
    return seconds


def _peak(process: subprocess.Popen[bytes]) -> float:
    """The most bytes that a process and its children hold at once; shared ones are divided."""
    import psutil  # what only draws tables need not have it

    peak = 0
    top = psutil.Process(process.pid)
    while process.poll() is None:
        held = 0
        try:
            for one in (top, *top.children(recursive=True)):
                memory = one.memory_full_info()
                held += getattr(memory, "pss", memory.rss)
        except psutil.Error:
            continue  # one of them has just ended
        peak = max(peak, held)
        time.sleep(SAMPLE)
    return peak

"""Builds in the forks of one process: each costs no start of Python, and can be killed for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conftest import ROOT, TODAY, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SECONDS = 10  # of the processor, after which a build is ended as one that hangs
WARM = """
import json, os, resource, sys
from pathlib import Path
from site_builder.build import reading, rendering, run, search_index
from site_builder.parsing.scalars import parse_day
for line in sys.stdin:
    journal, output, today, searched, seconds = json.loads(line)
    child = os.fork()
    if child == 0:
        status = 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        try:
            run.build(Path(journal), Path(output), None, parse_day(today), search=searched)
            status = 0
        finally:
            os._exit(status)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Warm:
    """A process that builds a place's journal, each time in a fork of itself."""

    def __init__(self, place: Place, *, search: bool = False) -> None:
        self.place, self.search = place, search
        self.quickest = 2.0  # seconds
        self.process = subprocess.Popen(
            [sys.executable, "-c", WARM],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def start(self, output: str = "site") -> int:
        """Begin a build; the process to kill."""
        root = self.place.root
        assert self.process.stdin
        order = str(root / "journal"), str(root / output), TODAY, self.search, MOST_SECONDS
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        return self._told()

    def ended(self) -> int:
        """Wait for the build; its exit status, below zero for a signal."""
        return self._told()

    def build(self, output: str = "site") -> dict[str, bytes]:
        """A build that is left in peace; the site."""
        began = time.monotonic()
        self.start(output)
        assert self.ended() == 0
        self.quickest = min(self.quickest, max(time.monotonic() - began, 0.1))
        return self.place.files(output)

    def _told(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.communicate(timeout=20)


@contextmanager
def warm(place: Place, *, search: bool = False) -> Iterator[Warm]:
    """A process that builds, for as long as it is needed."""
    process = Warm(place, search=search)
    try:
        yield process
    finally:
        process.close()

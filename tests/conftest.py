"""A folder with a journal made of strings, and the command run in it; the network is off."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import hypothesis
import pytest
import pytest_socket
from fonts import FONT_SETS, require

from site_builder.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser

# The same examples on every run and machine, however slow it is.
hypothesis.settings.register_profile("afterview", derandomize=True, deadline=None)
hypothesis.settings.load_profile("afterview")

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-22"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MANAGER = """\
---
company: Northwind Traders
role: Staff Engineer
round: hiring manager
interviewed: 2026-11-18 14:00
reflected: 2026-11-18 16:20
ratings: {values: 8, role: 9, manager: 7, compensation: 7, intangibles: 8}
---

## What did I find out?

A team of five, and a vacancy.

## What would I have liked to ask?

- Who is woken at night?

## Next steps

- [ ] Send a thank-you note due:2026-11-23
"""
PHONE = """\
---
company: Akerlund Boats
role: Data Lead
interviewed: 2026-11-20
---

Kind people, and a cold hall.
"""
BROKEN = """\
---
company: Secret Instruments
role: Tuner
ratings: {values: 8/10}
---
"""


@dataclass(frozen=True)
class Outcome:
    """What a run of the command came to."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Place:
    """A folder of its own, in which a user works."""

    root: Path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files by path."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)

    def run(self, *words: str, **env: str) -> Outcome:
        """Run the command in this process, as `main` does it."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            patch.dict(os.environ, env),
            patch.object(sys, "argv", ["afterview", *words]),
            pytest.raises(SystemExit) as ended,
        ):
            main()
        for stream in (out, err):
            stream.seek(0)
        return Outcome(int(ended.value.code or 0), out.read(), err.read())

    def start(self, *words: str, before: Sequence[str] = (), **env: str) -> subprocess.Popen[str]:
        """Start the command as a process of its own, by another command that runs it if given."""
        return subprocess.Popen(
            [*before, sys.executable, "-m", "site_builder", *words],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
        )

    def process(self, *words: str, **env: str) -> Outcome:
        """Run the command as a process of its own."""
        with self.start(*words, **env) as process:
            out, err = process.communicate(timeout=60)
        return Outcome(process.returncode, out, err)

    def files(self, folder: str = "site") -> dict[str, bytes]:
        """Every file of a folder by path."""
        top = self.root / folder
        return {
            p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*") if p.is_file()
        }

    def stamps(self, folder: str = "site") -> dict[str, tuple[int, int]]:
        """What changes when a file is written, by path."""
        top = self.root / folder
        stats = {p.relative_to(top).as_posix(): p.stat() for p in top.rglob("*") if p.is_file()}
        return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


def make_deep(folder: Path, depth: int = 1500) -> Path:
    """Folders that lie in each other; the innermost one."""
    for _ in range(depth):
        folder /= "d"
        folder.mkdir()
    return folder


def remove_deep(folder: Path) -> None:
    """Remove folders of one another, deeper than `shutil.rmtree` can reach."""
    left = [folder]
    while left:
        below = [p for p in left[-1].iterdir() if p.is_dir() and not p.is_symlink()]
        left += below
        if not below:
            for file in left[-1].iterdir():
                file.unlink()
            left.pop().rmdir()


@pytest.fixture(autouse=True)
def _ordinary(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No network, no settings of whoever runs the tests, an editor that leaves files alone."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    for name in [n for n in os.environ if n.startswith("AFTERVIEW_") or n == "VISUAL"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AFTERVIEW_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("AFTERVIEW_TODAY", TODAY)
    monkeypatch.setenv("EDITOR", "true")


@pytest.fixture
def empty(tmp_path: Path) -> Place:
    """A folder with nothing in it."""
    (tmp_path / "place").mkdir()
    return Place(tmp_path / "place")


@pytest.fixture
def place(empty: Place) -> Place:
    """A folder with a small journal of two sound reflections."""
    empty.write({"journal/manager.md": MANAGER, "journal/2026/phone.md": PHONE})
    return empty


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Browser]]:
    """Gives a headless Chromium by the name of its fonts, always the same.

    It is the one that is installed, or that CHROMIUM names.
    """
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    require(Path(path or "/usr/bin/chromium"), "Chromium")
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:

        @functools.cache
        def launched(fonts: str) -> Browser:
            environment = FONT_SETS[fonts].environment(tmp_path_factory.mktemp(fonts))
            browser = playwright.chromium.launch(
                executable_path=path, args=CHROMIUM, env=dict(environment)
            )
            return stack.enter_context(browser)

        yield launched


@pytest.fixture(scope="module")
def browser(browsers: Callable[[str], Browser]) -> Browser:
    """A headless Chromium, for what no font can change."""
    return browsers("narrow")

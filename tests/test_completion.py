"""What the Tab key completes, as the shells that are installed do it."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, MANAGER, ROOT, Place
from fonts import require

from site_builder.cli import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = (ROOT / "docs/commands.md").read_text("utf-8")
SETTINGS = '[audiences.coach]\nfields = ["role"]\n'
LINES = [
    ("st", "status"),
    ("second", "second-look"),
    ("prep nor", "northwind-traders-staff-engineer"),
    ("prep boats", "akerlund-boats-data-lead"),
    ("compare nor ake", "akerlund-boats-data-lead"),
    ("follow-up man", "manager"),
    ("reflect pho", "2026/phone"),
    ("publish c", "coach"),
    ("build --fu", "--full"),
    ("export --format c", "csv"),
]
# A key that writes the line as it stands into a file, for shells that run in a terminal.
DUMP_KEY = "\x18d"
SHOW_LINE = {
    "bash": """bind -x '"\\C-xd": printf %s "$READLINE_LINE" > line.new; mv line.new line'""",
    "zsh": (
        "autoload -U compinit; compinit -u -d $PWD/.dump;"
        " show() { printf %s $BUFFER > line.new; mv line.new line }; zle -N show;"
        " bindkey '^Xd' show"
    ),
}
OPTIONS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}


def source_line(shell: str) -> str:
    """The line of the docs that switches completion on in a shell."""
    (line,) = (line for line in DOCS.splitlines() if f"_AFTERVIEW_COMPLETE={shell}_source" in line)
    return line.split("`")[-2]


@pytest.fixture
def typing(place: Place) -> dict[str, str]:
    """The environment of somebody who has the command, and types in the folder of `place`."""
    place.write({"journal/journal.toml": SETTINGS, "journal/broken.md": BROKEN})
    command = place.root / "bin/afterview"
    place.write({"bin/afterview": f'#!/bin/sh\nexec {sys.executable} -m site_builder "$@"\n'})
    command.chmod(0o755)
    path = f"{command.parent}:{os.environ['PATH']}"
    home = {"HOME": str(place.root), "TERM": "dumb", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **home, "PATH": path}


def installed(shell: str) -> str:
    """The path of a shell; skips the test where it is not installed."""
    path = shutil.which(shell) or f"/usr/bin/{shell}"
    require(Path(path), shell)
    return path


def typed_in_terminal(place: Place, shell: str, typing: dict[str, str]) -> Iterator[str]:
    """What each of LINES has become once Tab was pressed behind it, in a terminal of its own."""
    ours, theirs = pty.openpty()
    line = place.root / "line"
    with subprocess.Popen(
        [installed(shell), *OPTIONS[shell]],
        cwd=place.root,
        env=typing,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            for command in (SHOW_LINE[shell], source_line(shell), "touch ready"):
                os.write(ours, f"{command}\n".encode())
            wait_for(ours, place.root / "ready")
            for begun, _ in LINES:
                os.write(ours, f"\x15afterview {begun}\t{DUMP_KEY}".encode())
                wait_for(ours, line)
                yield line.read_text("utf-8")
                line.unlink()
        finally:
            process.kill()
            os.close(ours)


def wait_for(terminal: int, path: Path) -> None:
    """Wait until a file is there, and read what the terminal says meanwhile, or it would stop."""
    os.set_blocking(terminal, False)
    said = b""
    for _ in range(400):
        if path.exists():
            return
        try:
            said += os.read(terminal, 65_536)
        except BlockingIOError:
            time.sleep(0.05)
    pytest.fail(f"nothing was completed; the terminal said {said!r}")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_completes_in_a_terminal(place: Place, typing: dict[str, str], shell: str) -> None:
    """With the line of the docs, Tab completes verbs, options, KEY, SLUG and audiences."""
    completed = [line.rstrip() for line in typed_in_terminal(place, shell, typing)]
    expected = [" ".join(["afterview", *begun.split()[:-1], whole]) for begun, whole in LINES]
    assert completed == expected


def test_fish_completes(place: Place, typing: dict[str, str]) -> None:
    """With the line of the docs, fish completes them too."""
    asked = "; ".join(f"complete -C 'afterview {begun}'; echo -- --" for begun, _ in LINES)
    done = subprocess.run(
        [installed("fish"), "--no-config", "-c", f"{source_line('fish')}; {asked}"],
        cwd=place.root,
        env=typing,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [part.strip().split("\t")[0] for part in done.stdout.split("--\n")]
    assert found == [*(whole for _, whole in LINES), ""]
    assert done.stderr == ""


def completions(place: Place, line: str, **env: str) -> list[str]:
    """What is offered behind a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    outcome = place.process(_AFTERVIEW_COMPLETE="bash_complete", **words, **env)
    assert (outcome.status, outcome.err) == (0, "")
    return [each.removeprefix("plain,") for each in outcome.out.split()]


def test_every_verb_is_offered(place: Place) -> None:
    """Behind the command alone all verbs are offered, in the order of the help."""
    assert completions(place, "afterview ") == list(VERBS)


@pytest.mark.parametrize("cache", [{}, {"AFTERVIEW_CACHE": "/dev/null/none"}])
def test_names_are_those_of_the_journal(place: Place, cache: dict[str, str]) -> None:
    """Each job's key and each slug is offered as `status -v` lists it, from any folder of the
    journal, without a cache, and broken files are no harm.
    """
    place.write(
        {
            "journal/broken.md": BROKEN.replace("company: Secret Instruments", "company: ["),
            "journal/linked.md": MANAGER.replace("Northwind Traders", '"[[A & B|Å & B]]"'),
            "journal/named.md": MANAGER.replace("round:", "opportunity: My Own\nround:"),
        }
    )
    listed = place.run("status", "-v").out.split("Names for other verbs")[1].splitlines()[1:]
    inside = Place(place.root / "journal/2026")
    assert set(completions(inside, "afterview prep ", **cache)) == {
        line for line in listed if line and not line.startswith((" ", "1 error"))
    }
    slugs = {line.strip() for line in listed if line.startswith("  ")}
    assert set(completions(inside, "afterview reflect ", **cache)) == slugs | {"broken"}


def test_where_nothing_can_be_read_nothing_is_offered(empty: Place) -> None:
    """Without a journal, or with broken settings, nothing is offered and nothing said."""
    assert completions(empty, "afterview prep ") == []
    assert completions(empty, "afterview reflect ") == []
    empty.write({"journal/journal.toml": "[["})
    assert completions(empty, "afterview publish ") == []

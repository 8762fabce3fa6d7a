"""Odd folders, files and environments: every verb says what is wrong in lines, and ends."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import chdir
from typing import TYPE_CHECKING

import pytest
from conftest import PHONE, ROOT, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files and streams as POSIX has them")
VERBS = [
    ["check"],
    ["build", "--no-search"],
    ["status"],
    ["compare"],
    ["prep", "northwind-traders-staff-engineer"],
    ["follow-up", "manager"],
    ["export", "--format", "csv"],
    ["reflect"],
    ["new", "A", "B"],
    ["publish", "coach", "--dry-run"],
    ["init"],
]
COMMAND = [sys.executable, "-m", "site_builder"]
NO_JOURNAL = "there is no folder journal"
NO_FILE = "journal/x.md:1:1: error: can't be read: "


def a_file(journal: Path) -> None:
    """Put a file where the journal's folder was."""
    shutil.rmtree(journal)
    journal.write_text("x", "utf-8")


def a_link(target: str) -> Callable[[Path], None]:
    """Put a link where the journal's folder was."""

    def linked(journal: Path) -> None:
        shutil.rmtree(journal)
        journal.symlink_to(target)

    return linked


def run(code: str, place: Place) -> subprocess.CompletedProcess[str]:
    """Run some Python in a user's folder, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=place.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def linked_file(target: str) -> Callable[[Path], None]:
    """Add a link named as a reflection is."""
    return lambda journal: (journal / "x.md").symlink_to(target)


def a_socket(journal: Path) -> None:
    """Add a socket named as a reflection is."""
    with chdir(journal), socket.socket(socket.AF_UNIX) as made:
        made.bind("x.md")


def named(name: bytes) -> Callable[[Path], None]:
    """Add a reflection with a name of some bytes."""

    def write(journal: Path) -> None:
        file = journal / os.fsdecode(name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(PHONE, "utf-8")

    return write


ODD = [
    pytest.param(a_file, (2, "journal is a file, not a journal's folder"), id="file"),
    pytest.param(a_link("nowhere"), (2, "journal is a broken symlink"), id="link"),
    pytest.param(a_link("journal"), (2, "journal is a broken symlink"), id="loop"),
    pytest.param(shutil.rmtree, (2, NO_JOURNAL), id="nothing"),
    pytest.param(linked_file("nowhere"), (1, f"{NO_FILE}No such file"), id="dangling"),
    pytest.param(linked_file("x.md"), (1, f"{NO_FILE}Too many levels"), id="link-to-itself"),
    pytest.param(linked_file("/dev/zero"), (1, f"{NO_FILE}it is not a file"), id="device"),
    pytest.param(lambda j: os.mkfifo(j / "x.md"), (1, f"{NO_FILE}it is not a file"), id="pipe"),
    pytest.param(a_socket, (1, f"{NO_FILE}it is not a file"), id="socket"),
    pytest.param(
        lambda j: os.mkfifo(j / "journal.toml"),
        (1, "journal/journal.toml:1:1: error: can't be read: it is not a file"),
        id="settings",
    ),
    pytest.param(
        named(b"\xff.md"), (1, r"journal/\xff.md:1:1: error: can't be read: its name"), id="bytes"
    ),
    pytest.param(
        named(b"\xff/x.md"), (1, r"journal/\xff/x.md:1:1: error: can't be read"), id="folder"
    ),
    pytest.param(named(b"x" * 252 + b".md"), (0, ""), id="long"),
    pytest.param(named(b"two\nlines.md"), (0, ""), id="newline"),
    pytest.param(lambda j: (j / "x.md").mkdir(), (0, ""), id="folder-named-so"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere disks take no such names")
@pytest.mark.parametrize(("make", "says"), ODD)
def test_every_verb_ends_in_an_odd_folder(
    place: Place, make: Callable[[Path], object], says: tuple[int, str]
) -> None:
    """Whatever stands in the journal's place or in it, `check` says so, and no verb raises."""
    make(place.root / "journal")
    outcomes = [place.run(*words) for words in VERBS]
    assert {outcome.status for outcome in outcomes} <= {0, 1, 2}
    first = outcomes[0]
    assert (first.status, says[1] in first.out + first.err) == (says[0], True)


@pytest.mark.parametrize("words", [["reflect", "x"], ["second-look", "x"]])
def test_a_pipe_that_is_named_is_not_waited_for(place: Place, words: list[str]) -> None:
    """A verb that is given the name of a pipe says that it is no file."""
    os.mkfifo(place.root / "journal/x.md")
    outcome = place.process(*words)
    assert (outcome.status, "it is not a file" in outcome.err) == (1, True)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "could not write .gitignore: it is not a file"),
        (os.mkdir, "could not write .gitignore: "),
        (lambda path: path.symlink_to(path.name), "could not write .gitignore: "),
    ],
)
def test_what_can_not_be_ignored_is_said(
    empty: Place, make: Callable[[Path], object], says: str
) -> None:
    """`init` says where a `.gitignore` can't be read or written."""
    make(empty.root / ".gitignore")
    outcome = empty.process("init")
    assert (outcome.status, says in outcome.err) == (1, True)
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "env",
    [
        {"AFTERVIEW_CACHE": "journal/manager.md"},
        {"AFTERVIEW_CACHE": "/dev/null/cache"},
        {"AFTERVIEW_CACHE": "loop"},
        {"TMPDIR": "/nowhere"},
        {"HOME": "/dev/null/home", "XDG_CACHE_HOME": "/dev/null/cache"},
    ],
)
def test_every_verb_ends_in_an_odd_environment(place: Place, env: dict[str, str]) -> None:
    """A cache, a home or a folder for temporary files that can't be had is said, or not missed."""
    (place.root / "loop").symlink_to("loop")
    for words in VERBS:
        outcome = place.run(*words, **env)
        failed = outcome.status == 1 and words[0] not in {"init", "publish"}
        assert failed <= ("AFTERVIEW_CACHE can name another folder" in outcome.err)


@pytest.mark.parametrize("stream", [0, 1])
def test_closed_streams_ask_nothing(place: Place, stream: int) -> None:
    """`second-look` with a closed input or output writes nothing and says why."""
    before = place.files("journal")
    words = [*COMMAND, "second-look", "manager"]
    done = run(f"import os; os.close({stream}); os.execv({sys.executable!r}, {words!r})", place)
    assert done.returncode == 1
    assert done.stderr == "afterview: standard input or output is closed, so nothing can be asked\n"
    assert place.files("journal") == before


@pytest.mark.parametrize("words", VERBS)
def test_a_folder_that_is_gone(place: Place, words: list[str]) -> None:
    """A verb that is run in a folder that was deleted says that there is nothing."""
    code = f"import os, shutil; shutil.rmtree({str(place.root)!r}); "
    code += f"os.execv({sys.executable!r}, {[*COMMAND, *words]!r})"
    done = run(code, place)
    assert done.returncode in {1, 2}
    assert done.stderr.startswith("afterview: ")

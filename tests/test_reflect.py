"""`reflect`: opens what waits to be written, and dates it once it was saved."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jobs import at, journal_of, note

from site_builder.commands.reflect import waiting_reflections
from site_builder.commands.reflection_files import File, replace
from site_builder.files import saving
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="its editors are shell scripts")
ROOT = Path(__file__).resolve().parent.parent
WRITES = "echo 'A line more.' >>"


def reflection(front: str = "", day: str = "2026-11-18 14:00") -> str:
    """A reflection on an interview."""
    dated = f"interviewed: {day}\n" if day else ""
    return f"---\ncompany: Northwind\nrole: Engineer\n{dated}{front}---\n\n## Notes\n\n"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """An empty journal."""
    (tmp_path / "journal").mkdir()
    return tmp_path / "journal"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command beside the journal; `editor` is shell before the file's name."""

    def run(editor: str, *args: str) -> subprocess.CompletedProcess[str]:
        script = tmp_path / "editor"
        script.write_text(f'#!/bin/sh\n{editor} "$1"\n', "utf-8")
        script.chmod(0o755)
        words = [sys.executable, "-m", "site_builder", "reflect", "--today", "2026-11-19", *args]
        known = {k: v for k, v in os.environ.items() if k != "VISUAL"}
        return subprocess.run(
            words,
            cwd=tmp_path,
            env={**known, "PYTHONPATH": str(ROOT), "EDITOR": str(script)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.mark.parametrize("front", ["", "reflected:\n", "reflected: # when?\ngut: yes\n"])
def test_it_stamps_what_was_saved(run: Run, journal: Path, front: str) -> None:
    """What waits is opened, and a blank or absent `reflected` is stamped once it is saved."""
    old = reflection(front)
    (journal / "a.md").write_text(old, "utf-8")
    done = run(WRITES)
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["journal/a.md", "reflected: 2026-11-19"]
    stamped = (
        old.replace("reflected:", "reflected: 2026-11-19")
        if front
        else old.replace("---\n\n", "reflected: 2026-11-19\n---\n\n")
    )
    assert (journal / "a.md").read_text("utf-8") == stamped + "A line more.\n"


@pytest.mark.parametrize(
    ("text", "editor"),
    [
        (reflection("reflected: 2026-11-18 16:00\n"), WRITES),
        (reflection(day="2026-11-20"), WRITES),
        (reflection("reflected:\n"), "true"),
        (reflection(), "cat"),
    ],
)
def test_it_stamps_nothing_else(run: Run, journal: Path, text: str, editor: str) -> None:
    """A date that is there stays; an interview to come and a file that was not saved get none."""
    (journal / "a.md").write_text(text, "utf-8")
    assert run(editor, "a").returncode == 0
    more = "A line more.\n" if editor == WRITES else ""
    assert (journal / "a.md").read_text("utf-8") == text + more


def test_the_latest_is_opened_and_the_others_are_named(run: Run, journal: Path) -> None:
    """The latest is opened; closed jobs, rated interviews and those to come do not wait."""
    for slug, text in {
        "early": reflection(day="2026-11-16").replace("Engineer", "Smith"),
        "late": reflection(day="2026-11-18"),
        "rated": reflection("ratings: {role: 7}\n", "2026-11-19").replace("Engineer", "Cook"),
        "closed": reflection("stage: declined\n", "2026-11-19").replace("Engineer", "Pilot"),
        "to-come": reflection(day="2026-11-20"),
    }.items():
        (journal / f"{slug}.md").write_text(text, "utf-8")
    done = run("true")
    assert done.stdout.splitlines()[:2] == ["Also waiting: early", "journal/late.md"]


def test_why_it_stamps_nothing_is_said(run: Run, journal: Path) -> None:
    """Where a file was saved before its interview begins, it says why `reflected` stays blank."""
    (journal / "a.md").write_text(reflection(day="2026-11-20 14:00"), "utf-8")
    assert run(WRITES, "a").stdout.splitlines() == [
        "journal/a.md",
        "The interview begins on 20 November 2026, 14:00, so `reflected` stays blank until then.",
    ]


def test_todays_interview_is_opened_before_those_of_yesterday(run: Run, journal: Path) -> None:
    """The interview that began last is opened, today's by its hour; one still ahead is not."""
    for slug, day in {"b": "18 14:00", "c": "19 08:00", "d": "19 07:00", "e": "20 08:00"}.items():
        (journal / f"{slug}.md").write_text(reflection(day=f"2026-11-{day}"), "utf-8")
    assert run("true").stdout.splitlines()[:2] == ["Also waiting: d, b", "journal/c.md"]


@pytest.mark.parametrize(("hour", "begun"), [(0, True), (23, False)])
def test_an_interview_has_begun_by_its_hour(hour: int, *, begun: bool) -> None:
    """Of today's interviews only those that have begun wait to be written down."""
    found = journal_of(note("a", interviewed=at(22, hour)))
    waiting = waiting_reflections(found, "2026-11-22 12:00")
    assert [r.slug for r in waiting] == ["a"] * begun


def test_where_nothing_waits_it_says_so(run: Run, journal: Path) -> None:
    """Where nothing waits, that is fine, and `new` begins another."""
    (journal / "a.md").write_text(reflection("ratings: {role: 7}\n"), "utf-8")
    done = run("false")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing waits" in done.stdout
    assert "afterview new" in done.stdout


def test_a_file_that_was_broken_meanwhile_is_left_alone(run: Run, journal: Path) -> None:
    """Front matter that is broken after the edit stays so, and its diagnostics are shown."""
    (journal / "a.md").write_text(reflection(), "utf-8")
    done = run("sed -i -e 's/^role: Engineer/role: [/'")
    assert done.returncode == 1
    assert "journal/a.md:3:7: error: a bracket is never closed" in done.stderr
    assert (journal / "a.md").read_text("utf-8") == reflection().replace("Engineer", "[")


def test_a_broken_file_can_be_named_mended_and_stamped(run: Run, journal: Path) -> None:
    """A file with errors is opened where it is named, and stamped once it is right."""
    (journal / "a.md").write_text(reflection().replace("Engineer", "["), "utf-8")
    assert run("sed -i -e 's/^role: \\[/role: Engineer/'", "journal/a.md").returncode == 0
    assert "reflected: 2026-11-19\n---" in (journal / "a.md").read_text("utf-8")
    assert run("true", "b").returncode == 2


def test_an_editor_that_fails_and_a_file_that_goes_are_told(run: Run, journal: Path) -> None:
    """An editor that ends with an error, and one that removes the file, end it with status 1."""
    (journal / "a.md").write_text(reflection(), "utf-8")
    assert run("exit 3;").returncode == 1
    done = run("rm")
    assert (done.returncode, "no longer exists" in done.stderr) == (1, True)


def test_bytes_that_somebody_else_wrote_are_not_overwritten(tmp_path: Path) -> None:
    """A file that no longer holds the bytes that were read stays; the new ones are kept beside it,
    or said where there is something beside it already.
    """
    path, beside = tmp_path / "a.md", tmp_path / "_a.unsaved.md"
    path.write_bytes(b"theirs\n")
    file = File(path, "journal/a.md")
    with pytest.raises(Failure, match="changed while this ran") as failure:
        replace(file, b"old\n", b"old\nnew\n")
    assert failure.value.hint == f"{beside} holds what was to be written; move it over by hand"
    with pytest.raises(Failure, match="changed while this ran") as failure:
        replace(file, b"old\n", b"old\nnewer\n")
    assert failure.value.hint == "this was to be written; put it in by hand:\n\nnewer"
    assert [path.read_bytes(), beside.read_bytes()] == [b"theirs\n", b"old\nnew\n"]
    replace(file, b"theirs\n", b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_can_not_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """On a full or closed disk the file stays as it was, and what it was to get is shown."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(saving, "_write", refuse)
    path = tmp_path / "a.md"
    path.write_bytes(b"---\nrole: B\n---\n")
    with pytest.raises(Failure) as failure:
        replace(File(path, "journal/a.md"), path.read_bytes(), b"---\nrole: B\ngut: yes\n---\n")
    assert failure.value.message == f"could not write {path}: {os.strerror(number)}"
    assert failure.value.hint == "this was to be written; put it in by hand:\n\ngut: yes"
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]
    assert path.read_bytes() == b"---\nrole: B\n---\n"

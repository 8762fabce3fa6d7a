"""`second-look`: asks again without showing the first, and writes what was answered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parent.parent
SLUG = "2026-11-18-northwind"
REFLECTION = """\
---
company: Northwind   # they
role: Engineer
interviewed: 2026-11-18 14:00
ratings: {values: 3.5, role: 4.5, manager: 6.5, compensation: 8.5}
gut: yes
---

## What did I find out?

A body.
"""
ASKED = ["Company values: ", "Role: ", "Manager: ", "Pay and benefits: ", "Intangibles: "]
UNANSWERED = "\n" * len(ASKED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The one reflection of a journal."""
    path = tmp_path / "journal" / f"{SLUG}.md"
    path.parent.mkdir()
    path.write_text(REFLECTION, "utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command as a user runs it beside the journal, with lines piped in."""

    def run(given: str, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*(args or (SLUG,))),
            input=given,
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


def command(*args: str) -> list[str]:
    """The words of the command."""
    return [sys.executable, "-m", "site_builder", "second-look", "--today", "2026-11-19", *args]


def environment() -> dict[str, str]:
    """An environment in which the package is found from anywhere."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80"}


def added(path: Path) -> str:
    """What stands in the file more than before, above its closing fence."""
    head, fence, body = REFLECTION.partition("---\n\n")
    text = path.read_bytes().decode()
    assert text.startswith(head)
    assert text.endswith(fence + body)
    return text[len(head) : -len(fence + body)]


def test_it_writes_what_was_answered(run: Run, path: Path) -> None:
    """Answers stand as typed; an empty one is left out; `null`, `~` and `-` take a rating back."""
    done = run("7\n\n5.50\n-\n~\nSlept on it: twice.\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert added(path) == (
        "second_look:\n"
        "  on: 2026-11-19\n"
        "  ratings: {values: 7, manager: 5.50, compensation: null, intangibles: null}\n"
        '  why: "Slept on it: twice."\n'
    )


@pytest.mark.usefixtures("path")
def test_it_shows_no_first_rating_before_the_last_question(run: Run) -> None:
    """It asks in order, then shows both in 80 columns, then asks why."""
    out = run("7\n\n5.5\n-\n8\n\n").stdout
    before, header, after = out.partition("first")
    assert header
    places = [before.index(question) for question in ASKED]
    assert places == sorted(places)
    assert "1 to 10, Enter to leave it as it was, null for no evidence." in before
    assert not any(rating in before for rating in ("3.5", "4.5", "6.5", "8.5"))
    table, _, why = after.partition("\n\n")
    assert [line.split() for line in table.splitlines()] == [
        ["second"],
        ["Company", "values", "3.5", "7"],
        ["Role", "4.5", "as", "it", "was"],
        ["Manager", "6.5", "5.5"],
        ["Pay", "and", "benefits", "8.5", "no", "evidence"],
        ["Intangibles", "not", "rated", "8"],
    ]
    assert why.startswith("Why, in a line")
    assert max(map(len, before.splitlines() + table.splitlines())) <= 80


def test_it_asks_again_until_it_is_a_rating(run: Run, path: Path) -> None:
    """What is no rating is asked again, with what is wrong and how to mend it."""
    done = run("11\n8/10\n8\n\n\n\n\n\n")
    assert "values is 11; a rating is 1 to 10, whole or half" in done.stdout
    assert "values is 8/10; a rating is 1 to 10, whole or half (write 8)" in done.stdout
    assert "  ratings: {values: 8}\n" in added(path)


def test_to_stand_by_the_first_is_a_second_look(run: Run, path: Path) -> None:
    """Where every rating is left as it was, the day of the second look is written all the same."""
    assert run(UNANSWERED + "\n").returncode == 0
    assert added(path) == "second_look:\n  on: 2026-11-19\n"


@pytest.mark.parametrize("given", ["", "7\n", "7\n8\n", "7\n7\n7\n7\n7\n", "11\n"])
def test_input_that_ends_early_writes_nothing(run: Run, path: Path, given: str) -> None:
    """Where the input ends before the last question is answered, nothing is written."""
    done = run(given)
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert path.read_text("utf-8") == REFLECTION


def test_what_no_file_may_hold_is_left_out_of_the_reason(run: Run, path: Path) -> None:
    """An arrow key or a pasted separator in the answer to `why` does not cost the second look."""
    assert run(f"{UNANSWERED}one\x1b[D\u2028two\n").returncode == 0
    assert "  why: one [D two\n" in added(path)


@pytest.mark.parametrize(
    "name",
    [f"{SLUG}.md", f"journal/{SLUG}.md", f"./journal/{SLUG}.md", f"journal/{SLUG}", "northwind"],
)
def test_a_file_can_be_named_in_other_ways(run: Run, path: Path, name: str) -> None:
    """Its slug with `.md`, its path, and a part of its slug that no other has, name it as well."""
    assert run(UNANSWERED + "\n", name).returncode == 0
    assert added(path)


@pytest.mark.usefixtures("path")
def test_an_unknown_name_is_wrong_usage(run: Run) -> None:
    """A slug that there is not ends with status 2 and the likeliest one."""
    done = run("", "2026-11-18-nordwind")
    assert done.returncode == 2
    assert f"did you mean `{SLUG}`?" in done.stderr


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("second_look: {on: 2026-11-19}", "has a second look already, of 19 November 2026"),
        ("second_look: {why: Hm}", "has a second look already\n"),
        ("second_look:\n  on:\n  why:", "`second_look` is there already"),
        ("interviewed: 2026-11-20", "second_look.on is before interviewed"),
        ("gut: maybe", "gut is maybe"),
    ],
)
def test_what_can_not_be_written_is_said_before_anything_is_asked(
    run: Run, path: Path, front: str, message: str
) -> None:
    """One that is there, an interview to come and a file with errors end it with status 1."""
    text = f"---\ncompany: A\nrole: B\n{front}\n---\n"
    path.write_text(text, "utf-8")
    done = run(UNANSWERED + "\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert path.read_text("utf-8") == text


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path, path: Path) -> None:
    """What somebody saves while the questions are asked stays; what was answered lies beside it."""
    with subprocess.Popen(
        command(SLUG),
        cwd=tmp_path,
        env=environment() | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdout
        assert running.stdout.readline().startswith("A second look at Northwind")
        path.write_text(REFLECTION + "more\n", "utf-8")
        _, err = running.communicate("7\n\n\n\n\nSlept on it.\n")
    assert running.returncode == 1
    assert "changed while this ran; left unchanged" in err
    assert path.read_text("utf-8") == REFLECTION + "more\n"
    beside = path.with_name(f"_{SLUG}.unsaved.md")
    assert f"journal/{beside.name} holds what was to be written" in err
    assert added(beside) == (
        "second_look:\n  on: 2026-11-19\n  ratings: {values: 7}\n  why: Slept on it.\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")
def test_mode_and_link_stay(run: Run, path: Path, tmp_path: Path) -> None:
    """A file keeps its mode, and a link stays a link whose target is written."""
    target = path.rename(tmp_path / "elsewhere.md")
    path.symlink_to(target)
    target.chmod(0o640)
    assert run(UNANSWERED + "\n").returncode == 0
    assert path.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert added(target)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_moment_is_now(run: Run, path: Path) -> None:
    """Where `--today` is the day it is, the second look has a time."""
    from datetime import datetime

    today = datetime.now().date().isoformat()  # noqa: DTZ005 -- local time is what is meant
    path.write_text(REFLECTION.replace("2026-11-18 14:00", "2026-01-01"), "utf-8")
    assert run(UNANSWERED + "\n", SLUG, "--today", today).returncode == 0
    on = path.read_text("utf-8").partition("  on: ")[2].partition("\n")[0]
    assert datetime.strptime(on, "%Y-%m-%d %H:%M").date().isoformat() == today  # noqa: DTZ007

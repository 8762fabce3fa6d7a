"""`move`: another date for an interview, and nothing else in its file changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from site_builder.commands.move import command
from site_builder.files.errors import Failure
from site_builder.parsing import amend, amend_body
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
---
company: Northwind   # they
role: Engineer
interviewed: 2026-11-25 14:00   # in the big room
ended: 15:00
---

## Next steps

- [ ] Send a thank-you note due:2026-11-26 until:round
- [ ] Ask when I will hear **due:2026-12-02** until:news, please
- [x] Look up the way due:2026-11-24 until:round
- [ ] Read their report due:2026-11-24
- [ ] `due:2026-11-26` is how a date is written until:news

> - [ ] Call Ann [due:: 2026-11-27] [until:: news]
"""


def moved(tmp_path: Path, when: str, text: str = FILE) -> str:
    """The file's text after `move`, as of 22 November 2026, a Sunday."""
    path = tmp_path / "journal" / "2026-11-25-northwind.md"
    path.parent.mkdir()
    path.write_bytes(text.encode())
    result = CliRunner().invoke(
        command,
        ["northwind", when, "-j", str(path.parent), "--today", "2026-11-22"],
        catch_exceptions=True,
    )
    if result.exception:
        raise result.exception
    return path.read_bytes().decode()


def test_a_moved_interview_takes_its_open_tasks_along(tmp_path: Path) -> None:
    """`interviewed` and the dates of open `until:` tasks change, each by as many days."""
    assert moved(tmp_path, "2026-11-27 09:30") == (
        FILE.replace("2026-11-25 14:00 ", "2026-11-27 09:30 ")
        .replace("note due:2026-11-26", "note due:2026-11-28")
        .replace("2026-12-02", "2026-12-04")
        .replace("due:: 2026-11-27", "due:: 2026-11-29")
    )


@pytest.mark.parametrize(
    ("when", "interviewed"),
    [
        ("2026-11-25", "2026-11-25 14:00"),
        ("tomorrow", "2026-11-23 14:00"),
        ("2026-11-24 8:15", "2026-11-24 08:15"),
        ("16:30", "2026-11-25 16:30"),
    ],
)
def test_what_is_not_said_stays(tmp_path: Path, when: str, interviewed: str) -> None:
    """A date alone keeps the hour, and an hour alone keeps the date."""
    line = next(x for x in moved(tmp_path, when).splitlines() if x.startswith("interviewed"))
    assert line == f"interviewed: {interviewed}   # in the big room"


def test_line_ends_stay(tmp_path: Path) -> None:
    """A file from Windows keeps its line ends."""
    text = moved(tmp_path, "2026-11-26", FILE.replace("\n", "\r\n"))
    assert text.replace("\r\n", "\n").count("\n") == text.count("\r\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FILE.replace("interviewed", "reflected"), "has no date to move"),
        (
            FILE.replace("ended: 15:00", "reflected: 2026-11-25 16:00"),
            "unchanged: reflected is before interviewed",
        ),
    ],
)
def test_what_can_not_be_moved_is_said(tmp_path: Path, text: str, message: str) -> None:
    """A file without a date, or one that would contradict itself, stays as it is."""
    with pytest.raises(Failure, match=message):
        moved(tmp_path, "2026-11-27", text)
    assert (tmp_path / "journal" / "2026-11-25-northwind.md").read_bytes().decode() == text


LINES = st.sampled_from(
    [
        "- [ ] A task due:2026-11-26 until:round",
        "* [ ] due:2026-12-01 another until:news @them",
        "- [x] done one due:2026-11-20 until:news",
        "- [ ] nothing to shift due:2026-11-30",
        "- [ ] no date until:news",
        "  - [ ] nested due:2026-11-29 until:round",
        "> - [ ] quoted due:2026-11-28 until:news",
        "Some words due:2026-11-26 until:round.",
        "## Research",
        "## Notes",
        "",
        "    - [ ] code due:2026-11-26 until:round",
    ]
)


@given(st.lists(LINES, max_size=12), st.integers(-400, 400))
def test_shifting_there_and_back_gives_the_same_bytes(lines: list[str], days: int) -> None:
    """Tasks moved by some days and back again are the tasks that they were, byte for byte."""
    front = "---\ncompany: A\nrole: B\n---\n\n"
    old = (front + "\n".join(lines)).encode()
    by = timedelta(days=days)
    there = amend_body.shift_tasks("a", old, by, DEFAULT_SETTINGS)
    assert amend_body.shift_tasks("a", there, -by, DEFAULT_SETTINGS) == old


@given(st.lists(LINES, max_size=8), st.lists(st.text("ab*_[]#- due:x", min_size=1), max_size=3))
def test_added_research_reads_as_it_was_typed(lines: list[str], texts: list[str]) -> None:
    """Tasks are added for research and nothing else is read differently, or all is refused."""
    old = ("---\ncompany: A\nrole: B\n---\n\n" + "\n".join(lines)).encode()
    typed = [text.strip() for text in texts if text.strip()]
    try:
        new = amend_body.add_research("a", old, typed, DEFAULT_SETTINGS)
    except amend.CannotAmend:
        return
    before = old.decode().splitlines()
    rest = new.decode().splitlines()
    for line in before:
        assert line in rest
        rest.remove(line)
    assert len([line for line in rest if line.startswith("- [ ] ")]) >= len(typed)


def test_what_is_still_cancelled_is_said(tmp_path: Path) -> None:
    """Who moves an interview that the file calls cancelled is told that it still does."""
    text = FILE.replace("ended: 15:00", "cancelled: 2026-11-20")
    path = tmp_path / "journal" / "2026-11-25-northwind.md"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    arguments = ["northwind", "2026-11-27", "-j", str(path.parent), "--today", "2026-11-22"]
    assert "It still says `cancelled`" in CliRunner().invoke(command, arguments).output

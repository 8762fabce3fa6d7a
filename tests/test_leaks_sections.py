"""Shared sections that do not end where their writer thinks they end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Place

SETTINGS = '[audiences.coach]\nfields = ["role"]\nsections = ["goals", "went-well", "concerns"]\n'
FRONT = """\
---
company: Northwind Traders
role: Staff Engineer
interviewed: 2026-11-18 14:00
share: [coach]
---
"""


def publish(empty: Place, body: str, settings: str = SETTINGS) -> Outcome:
    """Publish a reflection with a body."""
    empty.write({"journal/journal.toml": settings, "journal/a.md": f"{FRONT}\n{body}\n"})
    return empty.run("publish", "coach")


def leaks(done: Outcome) -> list[tuple[int, int]]:
    """Line, counted from the body's first, and column of each error that was reported."""
    places = re.findall(r"^journal/a\.md:(\d+):(\d+): error: ", done.err, re.MULTILINE)
    return [(int(line) - FRONT.count("\n") - 1, int(column)) for line, column in places]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("### What did I find out?", 1),
        ("# What did I find out?", 1),
        ("**What did I find out?**", 1),
        ("<b>What did I find out?</b>", 1),
        ("> ## What did I find out?", 3),
        ("- ## What did I find out?", 3),
        ("What did I find out?\n===", 1),
        ("# Private", 1),
        ("  # Private", 3),
        ("#Private", 1),
        ("Private\n=======", 1),
        ("<h1>Private</h1>", 1),
        ("<h2>Private</h2>", 1),
        ("Notes:", 1),
        ("notes", 1),
        ("What did I find out?", 1),
        ("  What did I find out? :", 3),
        ("- [] Ask about the fish", 3),
        ("[ ] Ask about the fish", 1),
        ("- [x]Ask about the fish", 3),
        ("\u2610 Ask about the fish", 1),
    ],
)
def test_a_shared_section_that_may_not_end_stops_the_publication(
    empty: Place, text: str, column: int
) -> None:
    """A line that looks like a withheld section or task and is none stops it, at that place."""
    done = publish(empty, f"## Goals\n\nTo listen.\n\n{text}\n\nThe cat sat.")
    assert done.status == 1
    assert leaks(done) == [(5, column)]
    assert "would go out" in done.err


@pytest.mark.parametrize(
    "body",
    [
        "# An interview\n\n## Goals\n\nTo listen.",
        "Notes:\n\n## Goals\n\nTo listen.",
        "## Goals\n\nTo listen.\n\n### A day there\n\nLong.",
        "## Goals\n\nTo listen.\n\n## Learned\n\n# Private\n\n### Learnings\n\n- [] Fish\n\nNotes:",
        "## Goals\n\nTo listen.\n\nWhat did I find out?\n---\n\n# Private",
        "## Goals\n\nTo listen.\n\n## Learnd\n\nA cat.",
        "## Goals\n\n- growth\n- notes\n\nA #tag.\n\n#tag",
        "## Goals\n\n```\n# Private\nNotes:\n```\n\n<!--\n# Private\n-->",
        "## Concerns\n\n- [] Who decides on the fish?",
        "## Goals\n\nTo listen.\n\nWent well",
    ],
)
def test_a_section_that_ends_goes_out(empty: Place, body: str) -> None:
    """What stands in no shared section, in code or in comments stops nothing."""
    done = publish(empty, body)
    assert (done.status, leaks(done)) == (0, [])


def test_a_near_task_goes_out_where_tasks_do(empty: Place) -> None:
    """An audience that sees tasks may see what is nearly one."""
    done = publish(empty, "## Goals\n\n- [] Ask about the fish", f"{SETTINGS}tasks = true\n")
    assert done.status == 0


def test_more_warnings_than_are_shown_stop_it(empty: Place) -> None:
    """Where warnings were left out nobody knows whether one stood in a shared section."""
    done = publish(empty, "## Learned\n\n" + "- [] Fish\n" * 101 + "\n## Goals\n\n### Notes")
    assert done.status == 1
    assert "too many warnings" in done.err

"""Two searches replayed day by day, by the tables in `stories`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from stories import Day, Move, days

from site_builder.pages.data import journal_data
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from site_builder.core.journal import Journal

KINDS = {
    *("today", "close", "tell", "answer", "answered", "ask-date", "write", "second-look"),
    *("task", "nudge", "prepare", "apply", "wait", "ask"),
}
STORIES = ("six-weeks", "nurse-week")


def journal_of(day: Day) -> Journal:
    """The journal as it is on a day of a story."""
    return parse_journal("journal", {k: v.encode() for k, v in day.files.items()}, day.today)


def moves_of(journal: Journal, day: Day) -> dict[str, Move]:
    """The next moves that `journal.json` gives, by what the story calls their jobs."""
    found = {}
    for job in journal_data(journal)["opportunities"]:
        if job["next"]:
            move = job["next"]
            assert move["owner"] == ("them" if move["kind"] == "wait" else "me")
            name = job["company"] if job["company"] in day.moves else job["role"]
            found[name] = Move(move["kind"], move["text"], move["due"], move["slug"])
    return found


@pytest.mark.parametrize("story", STORIES)
def test_every_day_has_its_moves(story: str) -> None:
    """On every day of a search, each live job has the next move that a sensible friend would name,
    what is over has none, and no file has an error.
    """
    for day in days(story):
        journal = journal_of(day)
        assert not journal.left_out, day.today
        assert moves_of(journal, day) == day.moves, day.today


def test_a_search_meets_every_kind_of_move() -> None:
    """Six weeks are enough for every kind of move that there is."""
    assert {move.kind for day in days("six-weeks") for move in day.moves.values()} == KINDS


def two_years_later(day: Day) -> Day:
    """A day of a story as if it had been two years later, with all that was written."""
    return replace(
        day,
        today=day.today.replace(year=day.today.year + 2),
        files={f"later/{k}": v.replace("2026-", "2028-") for k, v in day.files.items()},
        moves={
            job: replace(
                move,
                due=move.due and move.due.replace("2026-", "2028-"),
                slug=f"later/{move.slug}",
            )
            for job, move in day.moves.items()
        },
    )


def figures(journal: Journal) -> dict[str, dict[str, Any]]:
    """All that `journal.json` has of each job, by key, but for whether there are others."""
    found = {job["key"]: job for job in journal_data(journal)["opportunities"]}
    for job in found.values():
        if job["steps"]:
            del job["steps"]["explore"]
    return found


@pytest.mark.parametrize("until", ["2026-11-14", "2026-11-18", "2026-11-22"])
def test_an_old_search_and_a_new_one_are_two(until: str) -> None:
    """Jobs of a search two years ago, whether its offers, tasks and refusals were seen to or not,
    change nothing of a new search, nor does that change them.
    """
    old = [day for day in days("six-weeks") if day.today.isoformat() == until][-1]
    for day in map(two_years_later, days("nurse-week")):
        apart = figures(journal_of(day)) | figures(journal_of(replace(old, today=day.today)))
        both = journal_of(replace(day, files={**old.files, **day.files}))
        assert figures(both) == apart
        asked = {job: move for job, move in moves_of(both, day).items() if job in day.moves}
        assert asked == day.moves

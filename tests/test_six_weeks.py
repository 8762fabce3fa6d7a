"""Two searches replayed day by day, by the tables in `stories`."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from stories import Day, Move, days
from test_views import told

from site_builder.core import moves
from site_builder.core.page_addresses import opportunity_page, reflection_page
from site_builder.core.steps import todays_interviews
from site_builder.pages import index, opportunity, render
from site_builder.pages.context import Context
from site_builder.pages.data import journal_data
from site_builder.pages.moves import move_text
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from conftest import Place

    from site_builder.core.journal import Journal
    from site_builder.pages.index_views import IndexPage

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

KINDS = {
    *("today", "close", "tell", "answer", "answered", "ask-date", "write", "second-look"),
    *("task", "nudge", "prepare", "apply", "wait", "ask"),
}
STORIES = ("six-weeks", "nurse-week")


def journal_of(day: Day) -> Journal:
    """The journal as it is on a day of a story."""
    return parse_journal("journal", {k: v.encode() for k, v in day.files.items()}, day.today)


@functools.cache
def replayed(story: str) -> tuple[tuple[Day, Journal], ...]:
    """Each day of a story with its journal."""
    return tuple((day, journal_of(day)) for day in days(story))


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
    for day, journal in replayed(story):
        assert not journal.left_out, day.today
        assert moves_of(journal, day) == day.moves, day.today


def test_a_search_meets_every_kind_of_move() -> None:
    """Six weeks are enough for every kind of move that there is."""
    assert {move.kind for day in days("six-weeks") for move in day.moves.values()} == KINDS


def rendered(journal: Journal) -> dict[str, str]:
    """The words of the first page and of the page of each job, by address."""
    texts = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.html")}
    renderer = render.TemplateRenderer(render.site_view(journal, search=True), texts, {})
    pages = [index.page(Context(journal))]
    pages += [opportunity.page(o, Context(journal.only(o))) for o in journal.opportunities]
    return {page.address: told(renderer.render(page)) for page in pages}


def asked_on(view: IndexPage) -> list[tuple[str, str, str]]:
    """All that the first page asks: the address that it leads to, and its words and for what."""
    todos = (*view.mine, *view.soon, *view.theirs)
    lists = [(todo.link.href, todo.text, f"{todo.text} {todo.link.text}") for todo in todos]
    heads = [
        (offer.link.href, "answer", f"{offer.link.text}: {offer.answer_by}")
        for offer in view.offers
    ]
    quiet = [(row.link.href, row.move, row.move) for row in view.quiet if row.move]
    return lists + heads + quiet


@pytest.mark.parametrize("story", STORIES)
def test_a_move_is_the_same_everywhere_and_stands_once(story: str, empty: Place) -> None:
    """On every day the first page has the next move of each live job once and asks nothing else
    twice, `status` and the page of the job name the same move, and what is closed asks nothing.
    """
    for day, journal in replayed(story):
        pages, asked = rendered(journal), asked_on(index.page(Context(journal)).view)
        empty.write({f"journal/{name}": text for name, text in day.files.items()})
        status = empty.run("status", "--today", day.today.isoformat(), COLUMNS="200").out
        assert [words for *_, words in asked if pages["index.html"].count(words) != 1] == []
        assert [words for *_, words in asked if words not in " ".join(status.split())] == []
        live: dict[str, str] = {}
        for o in journal.opportunities:
            address, page = opportunity_page(o.key), pages[opportunity_page(o.key)]
            move = moves.next_move(o, journal.other_opportunities.get(o.key))
            if move is None:
                assert " Next " not in page
                continue
            words = move_text(o, move)
            assert re.search(rf" Next (My|Their) move(; meanwhile)?( -)? {re.escape(words)} ", page)
            live |= dict.fromkeys((address, *(reflection_page(r.slug) for r in o.rounds)), o.key)
            wanted = "answer" if move.kind == "answer" and move.due else words
            found = [href for href, text, _ in asked if live.get(href) == o.key and text == wanted]
            # Each session of a panel day has its own hour, and so its own row.
            sessions = {
                "today": todays_interviews(o),
                "prepare": [r for r in o.rounds if r.is_ahead(day.today)],
            }
            rows = len(sessions.get(move.kind, (move,)))
            assert len(found) == rows, (day.today, o.key, words)
        assert {href for href, *_ in asked} <= live.keys()


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


def asked_first(journal: Journal) -> tuple[object, ...]:
    """All that the first page says before the jobs themselves, and what comes and is owed."""
    view = index.page(Context(journal)).view
    heads = (view.accepted, view.offers, view.unclear, view.to_ask)
    return (*heads, view.mine, view.soon, view.theirs)


def figures(journal: Journal) -> dict[str, dict[str, Any]]:
    """All that `journal.json` has of each job, by key, but for whether there are others."""
    found = {job["key"]: job for job in journal_data(journal)["opportunities"]}
    for job in found.values():
        if job["steps"]:
            del job["steps"]["explore"]
    return found


@pytest.mark.parametrize("until", ["2026-11-14", "2026-11-18"])
def test_an_old_search_and_a_new_one_are_two(until: str) -> None:
    """Jobs of a search two years ago, whether it ended with open offers or with an acceptance that
    nobody else was told of, change nothing of a new search, nor does that change them.
    """
    old = [day for day in days("six-weeks") if day.today.isoformat() == until][-1]
    for day in map(two_years_later, days("nurse-week")):
        new, aged = journal_of(day), journal_of(replace(old, today=day.today))
        both = journal_of(replace(day, files={**old.files, **day.files}))
        assert figures(both) == figures(new) | figures(aged)
        assert asked_first(both) == asked_first(new)
        assert moves_of(new, day) == day.moves

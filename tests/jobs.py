"""Journals made of values, for what follows from the rounds of a job alone."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from site_builder.core.journal import assemble_journal
from site_builder.core.model import Body, Moment, Question, Reflection, SecondLook, Task
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from site_builder.core.journal import Journal
    from site_builder.core.model import Settings
    from site_builder.core.opportunities import Opportunity

TODAY = date(2026, 11, 22)


def day(number: int) -> date:
    """A day of November 2026; 0 and less are in October, above 30 in December."""
    return date.fromordinal(date(2026, 10, 31).toordinal() + number)


def at(number: int, hour: int | None = None) -> Moment:
    """A moment on a day of November, with an hour or none."""
    clock = None if hour is None else datetime(2026, 11, 1, hour).time()  # noqa: DTZ001 -- local
    return Moment(day(number), clock)


def note(slug: str, **given: Any) -> Reflection:
    """A file of Northwind's engineer; `rated`, `tasks` and `questions` are short forms."""
    rated, again = given.pop("rated", None), given.pop("again", None)
    body = Body((), tuple(given.pop("tasks", ())), tuple(given.pop("questions", ())))
    if rated is not None:
        given["ratings"] = {c.id: Fraction(rated) for c in DEFAULT_SETTINGS.criteria}
    if again is not None:
        given["second_look"] = SecondLook(None, {"role": Fraction(again)})
    places = {key: (2 + n, 1) for n, key in enumerate(("stage", "interviewed", "company"))}
    names = {"company": "Northwind", "role": "Engineer"}
    known: dict[str, Any] = {**names, "path": f"journal/{slug}.md", "body": body, "places": places}
    return Reflection(slug=slug, **(known | given))


def task(text: str, due: int | None = None, **given: Any) -> Task:
    """An open follow-up of mine; `done` is the day on which it was done, or True."""
    done = given.pop("done", False)
    finished = None if isinstance(done, bool) else day(done)
    values: dict[str, Any] = {
        "kind": "follow-up",
        "owner": "me",
        "due": None if due is None else day(due),
    }
    return Task(text, **(values | {"finished": finished, "done": bool(done)} | given))


def asked(text: str, *, open_: bool = True) -> Question:
    """A question under `unasked`."""
    return Question(text, "unasked", open_)


def journal_of(
    *reflections: Reflection, today: date = TODAY, settings: Settings = DEFAULT_SETTINGS
) -> Journal:
    """A journal of some reflections."""
    return assemble_journal(
        name="journal",
        today=today,
        settings=settings,
        reflections=reflections,
        looking_for=None,
        left_out=(),
        problems=(),
    )


def only(*reflections: Reflection, today: date = TODAY) -> Opportunity:
    """The one opportunity of a journal of some reflections."""
    (opportunity,) = journal_of(*reflections, today=today).opportunities
    return opportunity

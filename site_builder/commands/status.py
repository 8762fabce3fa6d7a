"""`afterview status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.commands import options

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.views import IndexPage, OpportunityRow, Todo


@click.command("status", context_settings=options.SETTINGS)
@options.journal
@options.verbose
def command(journal_folder: Path, today: date, *, verbose: bool) -> None:
    """Say what is due, whose ball it is, and each light; with -v, each KEY and SLUG too."""
    from site_builder.commands import terminal
    from site_builder.core.dates import spoken
    from site_builder.files.journal_folder import read_journal
    from site_builder.pages import index
    from site_builder.pages.context import Context

    journal = read_journal(journal_folder, today)
    page: IndexPage = index.page(Context(journal)).view
    terminal.say(f"{journal.settings.title}, as of {spoken(today)}")
    if not journal.reflections and not journal.left_out:
        terminal.say("Nothing is written yet. Begin with `afterview new COMPANY ROLE`.")
    _todos("An offer to answer", page.offers)
    if page.timeline:
        terminal.say(page.timeline)
    for words, todos in (
        ("My move", page.mine),
        ("Coming up", page.soon),
        ("Their move", page.theirs),
    ):
        _todos(words, todos)
    _lights("Live", page.live)
    _lights("Quiet: still live?", page.quiet)
    if page.closed:
        terminal.heading(f"Closed: {len(page.closed)}")
    if journal.left_out:
        terminal.heading("Left out until mended")
        terminal.table(("", ""), ((f.path, f.name[0] or "") for f in journal.left_out))
    if verbose:
        _names(journal.opportunities)
    if journal.problems:
        summary = terminal.summary(journal.problems)
        terminal.heading(f"{summary}: `afterview check` says where")
    terminal.end(journal.problems, strict=False)


def _todos(words: str, todos: Iterable[Todo]) -> None:
    from site_builder.commands import terminal

    rows = [(todo.text, todo.link.text, todo.when or "") for todo in todos]
    if rows:
        terminal.heading(words)
        terminal.table(("", "", ""), rows)


def _names(opportunities: Iterable[Opportunity]) -> None:
    """What other verbs call each opportunity, and each reflection in it."""
    from site_builder.commands import terminal

    for number, o in enumerate(opportunities):
        if not number:
            terminal.heading("Names for other verbs: each KEY, and its SLUGs")
        terminal.say(o.key)
        for r in reversed(o.rounds):
            terminal.say(f"  {r.slug}")


def _lights(words: str, rows: Iterable[OpportunityRow]) -> None:
    from site_builder.commands import terminal

    rows = tuple(rows)
    if rows:
        terminal.heading(words)
        terminal.table(
            ("light", "score", "job", "next"),
            (
                (
                    r.fit.light.label,
                    r.fit.score or r.fit.range or "",
                    r.link.text,
                    r.next_step or r.waiting_for or "",
                )
                for r in rows
            ),
        )

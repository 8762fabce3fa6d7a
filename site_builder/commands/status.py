"""`afterview status`: the index page as lines and tables in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.summaries import read_context
from site_builder.commands import options, terminal
from site_builder.core.dates import date_text
from site_builder.pages import index

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context
    from site_builder.pages.views import OpportunityRow, Todo


@click.command("status", context_settings=options.CONTEXT_SETTINGS)
@options.journal
@options.verbose
def command(journal_folder: Path, today: date, *, verbose: bool) -> None:
    """Say what is next, whose move it is, and each light; with -v, each KEY and SLUG too."""
    ctx = read_context(journal_folder, today)
    print_status(ctx, verbose=verbose)
    terminal.end(ctx.journal.problems, strict=False)


def print_status(ctx: Context, *, verbose: bool = False) -> None:
    """Print what the first page says of a journal; with `verbose`, what verbs call each thing."""
    # The view of the index page, so that the two never differ in what they say.
    journal, page = ctx.journal, index.page(ctx).view
    terminal.say(f"{journal.settings.title}, as of {date_text(journal.today)}")
    if not journal.reflections and not journal.left_out:
        terminal.say("Nothing is written yet. Begin with `afterview new COMPANY ROLE`.")
    accepted = (f"Accepted: {link.text}" for link in page.accepted)
    offers = (f"{offer.link.text}: {offer.answer_by}" for offer in page.offers)
    head = [*accepted, *offers, *(link.text for link in page.unclear)]
    if page.to_ask:
        head.append(f"Ask for their timeline: {'; '.join(link.text for link in page.to_ask)}.")
    if head:
        terminal.table(("",), ((line,) for line in head))
    _todos("My move", page.mine)
    _lights("Live", page.live)
    _todos("Also due", page.due)
    _todos("Coming up", page.soon)
    _todos("Their move", page.theirs)
    _lights("Quiet", page.quiet)
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


def _todos(heading: str, todos: Iterable[Todo]) -> None:
    rows = [(todo.text, todo.link.text, todo.when or "") for todo in todos]
    if rows:
        terminal.heading(heading)
        terminal.table(("", "", ""), rows)


def _names(opportunities: Iterable[Opportunity]) -> None:
    """Print each opportunity's key and its reflections' slugs, newest first."""
    opportunities = tuple(opportunities)
    if opportunities:
        terminal.heading("Names for other verbs: each KEY, and its SLUGs")
    for opportunity in opportunities:
        terminal.say(opportunity.key)
        for reflection in reversed(opportunity.rounds):
            terminal.say(f"  {reflection.slug}")


def _lights(heading: str, opportunities: Iterable[OpportunityRow]) -> None:
    rows = []
    for row in opportunities:
        score = row.fit.score or row.fit.range or ""
        rows.append((row.fit.light.label, score, row.link.text, row.move or ""))
        if row.fit.turn:
            rows.append(("", "", row.fit.turn, ""))
    if rows:
        terminal.heading(heading)
        terminal.table(
            ("light", "score", "job", "next" if any(row[3] for row in rows) else ""), rows
        )

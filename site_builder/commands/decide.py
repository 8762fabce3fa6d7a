"""`afterview decide`: the case for and against a job on one screen, then the decision and why.

What is written goes into one file: `decision`, `decided`, `because`, and for a job to pursue what
is still to be asked, as tasks for research. Nothing is written before all is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import lookup, options, reflection_files, terminal
from site_builder.core.comparison import against_now
from site_builder.pages import opportunity as opportunity_page
from site_builder.pages.context import Context
from site_builder.pages.pair_wording import now_name, now_sentence
from site_builder.parsing.fields import DECISION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity

QUESTION = "Pursue it with all my strength, or walk away in peace?"
A_YEAR_LATER = "It is a year later and I have left: what of that could I have asked?"
SAID = {
    "pursue": "Decided: pursue it, with all my strength.",
    "walk-away": "Decided: walk away, in peace. The next step is to tell them.",
    "undecided": "Open again: nothing is decided.",
}


@click.command("decide", context_settings=options.CONTEXT_SETTINGS)
@click.argument("key")
@click.argument("decision", required=False, type=click.Choice(DECISION_WORDS))
@options.journal
def command(key: str, decision: str | None, journal_folder: Path, today: date) -> None:
    """Show the case of the job KEY, ask for the decision and why, and write both down.

    Leave out the decision to be asked for it; `undecided` takes an earlier one back.
    """
    journal = read_journal(journal_folder, today)
    opportunity = lookup.opportunity(journal, key)
    if not opportunity.live:
        name = f"{opportunity.company}, {opportunity.role}"
        terminal.say(f"{name} is closed: there is nothing to decide.")
        return
    reflection = _file_for_decision(opportunity)
    file = reflection_files.file_of(journal, journal_folder, reflection)
    old = file.read()
    _show_case(opportunity, journal)
    with terminal.asking():
        decision = decision or _asked_decision()
        because = "" if decision == "undecided" else _asked_reason(reflection)
        research = _asked_research() if decision == "pursue" else []
    values = {"decision": decision, "decided": today.isoformat()}
    if because:
        values["because"] = because
    new = old
    for name, value in values.items():
        new = reflection_files.with_value(file, new, name, value, journal.settings, overwrite=True)
    new = reflection_files.with_research(file, new, research, journal.settings)
    reflection_files.replace(file, old, new)
    click.echo()
    terminal.say(f"{SAID[decision]} It stands in {file.path}.")
    if (decision, opportunity.stage) == ("pursue", "offer"):
        terminal.say("The next step is to say yes to them; then write `stage: accepted` there.")


def _file_for_decision(opportunity: Opportunity) -> Reflection:
    """The latest file that is over or undated, or a later one that gives a decision already."""
    deciding = [r for r in opportunity.rounds if r.decision]
    rounds = (opportunity.current or opportunity.latest, *deciding[-1:])
    return max(rounds, key=opportunity.rounds.index)


def _show_case(opportunity: Opportunity, journal: Journal) -> None:
    """Print what there is to decide by: the light, what would turn it, questions, the offer."""
    page = opportunity_page.page(opportunity, Context(journal)).view
    terminal.say(f"{page.company}, {page.role}")
    terminal.say(page.fit.summary)
    for sentence in (*page.fit.reasons, *filter(None, (page.fit.basis, page.fit.strength))):
        terminal.say(sentence)
    _part("What would make it better", page.fit.ask_for)
    _part("Still open", (*page.fit.find_out, *(q.text for q in opportunity.open_questions)))
    _part("The offer", (f"{label}: {text}" for label, text in page.offer))
    if now := journal.now:
        sentences = (now_sentence(pair, now) for pair in against_now([opportunity], now))
        _part(f"Against {now_name(now)}", sentences)
    guts = [f"{r.round or 'a note'}: {r.gut}" for r in opportunity.rounds if r.gut]
    _part("My gut", guts)


def _part(heading: str, lines: Iterable[str]) -> None:
    lines = tuple(lines)
    if lines:
        terminal.heading(heading)
    for line in lines:
        for number, part in enumerate(line.split("\n")):
            terminal.say(f"  {part}" if number else f"- {part}")


def _asked_decision() -> str:
    click.echo(f"\n{QUESTION}")
    return click.prompt(
        "pursue, walk-away or undecided", type=click.Choice(DECISION_WORDS), show_choices=False
    )


def _asked_reason(reflection: Reflection) -> str:
    """Why, in a line; empty to leave what stands in the file, which is never lost unasked."""
    because = terminal.ask_line("Why, in my own words (or Enter)")
    if because and reflection.because:
        terminal.say(f"It says: {reflection.because}")
        if not click.confirm("Put the new reason in its place?"):
            return ""
    return because


def _asked_research() -> list[str]:
    """What could still be asked, a line each, up to an empty one."""
    click.echo(f"\n{A_YEAR_LATER}")
    click.echo("A line each; Enter alone ends it. Each becomes a task for research.")
    lines: list[str] = []
    while line := terminal.ask_line("", suffix="> "):
        lines.append(line)
    return lines

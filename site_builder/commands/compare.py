"""`afterview compare`: the comparison page as tables and sentences in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.build.reading import read_journal
from site_builder.commands import lookup, options, terminal
from site_builder.pages import compare
from site_builder.pages.choice import choice_view
from site_builder.pages.context import Context, joined_sections
from site_builder.pages.pair_wording import WEIGHTS_MEANING
from site_builder.pages.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.compare_views import ChoiceCell, ChoiceView, ComparePage

MIN_WIDTH = 80  # of a terminal, for columns side by side


@click.command("compare", context_settings=options.CONTEXT_SETTINGS)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--pairs",
    "all_pairs",
    envvar="AFTERVIEW_PAIRS",
    is_flag=True,
    help="Say of every two which scores higher.",
)
@options.journal
def command(keys: tuple[str, ...], journal_folder: Path, today: date, *, all_pairs: bool) -> None:
    """Show jobs side by side: those named, else the offers if there are two, else all live ones.

    What I have now stands beside them where there is a now.md.
    """
    journal = read_journal(journal_folder, today)
    ctx = Context(journal)
    offers = compare.offers_to_choose_from(journal)
    if keys:
        # Two names may mean one opportunity, which is compared with itself by nobody.
        named = (lookup.opportunity(journal, key) for key in keys)
        chosen = tuple({o.key: o for o in named}.values())
        _show(chosen, ctx, all_pairs=all_pairs)
    elif len(offers) > 1:
        _show(offers, ctx, all_pairs=all_pairs)
        _say_what_i_look_for(journal)
    elif columns := compare.live_columns(ctx):
        _show(columns, ctx, all_pairs=all_pairs, brief=True)
    else:
        terminal.say("Nothing to compare yet. It begins with the first ratings.")
    terminal.end(journal.problems, strict=False)


def _show(
    chosen: tuple[Opportunity, ...], ctx: Context, *, all_pairs: bool, brief: bool = False
) -> None:
    """Print some jobs side by side, then the sentences about two of them."""
    view = choice_view(chosen, ctx, brief=brief)
    rows = list(_rows(view))
    if terminal.width() >= MIN_WIDTH:
        terminal.side_by_side(("", *view.columns), rows)
    else:
        _one_after_another(view.columns, rows)
    cells = (text for row in rows for text in row)
    _say_pairs(compare.compare_view(chosen, (), ctx), cells, all_pairs=all_pairs, brief=brief)


def _rows(view: ChoiceView) -> Iterator[tuple[str, ...]]:
    """The rows as text, the label first; a row of lights makes three."""
    for row in view.rows:
        lights = [cell.light for cell in row.cells]
        if any(lights):
            yield "light", *(light.label if light else "" for light in lights)
            yield "score", *(cell.score or "" for cell in row.cells)
            yield "what would turn it", *(_lines(cell) for cell in row.cells)
        elif row.is_list:
            yield row.label, *("\n".join(f"- {x}" for x in cell.lines) for cell in row.cells)
        else:
            yield row.label, *map(_cell, row.cells)


def _cell(cell: ChoiceCell) -> str:
    if cell.rating is None:
        return _lines(cell)
    rating = cell.rating.value or "?"
    breach = f" ({cell.rating.breach})" if cell.rating.breach else ""
    return "\n".join(filter(None, (f"{rating}{breach}", _lines(cell))))


def _lines(cell: ChoiceCell) -> str:
    return "\n".join(cell.lines)


def _one_after_another(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print each job with its rows below its name, for a terminal too narrow for columns."""
    for number, column in enumerate(columns, 1):
        terminal.heading(column)
        terminal.table(("", ""), ((row[0], row[number]) for row in rows if row[number]))


def _say_pairs(page: ComparePage, cells: Iterable[str], *, all_pairs: bool, brief: bool) -> None:
    """Print who beats whom; in full view what I have now stands in the table already, in `cells`.

    What "all possible weights" are is said where some text speaks of them.
    """
    if page.pairs or (all_pairs and page.other_pairs):
        terminal.heading("Two by two")
        _say_list((*page.pairs, *(page.other_pairs if all_pairs else ())))
    against_now = (*page.now_pairs, *(page.other_now_pairs if all_pairs else ()))
    if brief and against_now:
        terminal.heading(page.against_label)
        _say_list(f"{name}: {sentence}" for name, sentence in against_now)
    sentences = (*page.pairs, *(page.other_pairs if all_pairs else ()), *cells)
    if any("possible weights" in text for text in (*sentences, *(text for _, text in against_now))):
        terminal.say("")
        terminal.say(WEIGHTS_MEANING)
    if page.other_pairs and not all_pairs:
        terminal.heading(f"{terminal.numbered(len(page.other_pairs), 'more pair')}: --pairs")
    if page.left_out and brief:
        terminal.heading(f"Not compared: {terminal.numbered(page.left_out, 'more live job')}")


def _say_list(texts: Iterable[str]) -> None:
    for text in texts:
        terminal.say(f"- {text}")


def _say_what_i_look_for(journal: Journal) -> None:
    if journal.looking_for:
        terminal.heading("What I look for")
        for line in plain_text(joined_sections(journal.looking_for)).split("\n"):
            terminal.say(line)

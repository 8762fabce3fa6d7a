"""The figures as Markdown: tables, ratios to Hugo, and which goals are met.

In: `Figures` by size and generator name. Out: the text of docs/bench.md, and of the table in the
README. Pure: nothing is measured, read or written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.measure import (
    BROKEN_SERVED,
    CHECK,
    COLD_BUILD,
    EDIT_BUILD,
    EDIT_SERVED,
    MENDED_SERVED,
    PAGES,
    PEAK_MEMORY,
    SEARCH_BUILD,
    STATUS,
    UNCHANGED_BUILD,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.measure import Figures

    FiguresBySize = Mapping[int, Mapping[str, Figures]]  # then by generator name

BUILD_TITLES = {COLD_BUILD: "cold", UNCHANGED_BUILD: "nothing changed", EDIT_BUILD: "one edit"}
WAITING_TITLES = {**BUILD_TITLES, EDIT_SERVED: "edit to served", PEAK_MEMORY: "peak memory"}
VERB_TITLES = {STATUS: "`status`", CHECK: "`check` after an edit"}
# The most that Afterview ÷ Hugo should be, by size, in this order: processor time of the three
# builds, an edit and a broken save to served, peak memory; then the most processor time of a verb.
# In small sites peak memory is that of Python and its libraries.
GOALS: dict[int, tuple[tuple[float | None, ...], float]] = {
    100: ((4.5, 0.5, 1.2, 0.1, 0.1, None), 0.15),
    300: ((4.0, 0.2, 0.8, 0.1, 0.1, None), 0.2),
    1_000: ((3.5, 0.1, 0.4, 0.1, 0.1, 0.4), 0.3),
    10_000: ((3.5, 0.05, 0.15, 0.1, 0.1, 0.35), 2.0),
}
SAVE_TITLES = {EDIT_SERVED: "edit", BROKEN_SERVED: "broken save", MENDED_SERVED: "mended"}
MAX_SAVE_RATIO = 2.0  # of a broken save, and of mending it, to an edit
MAX_GROWTH = 0.15  # of the seconds that a reflection costs, from 1,000 of them to 10,000
OWN_NAME, REFERENCE_NAME = "Afterview", "Hugo"
NO_FIGURE = "-"
METHOD = """\
Seconds are medians of whole processes, in brackets the ratio to Hugo's. The generators take turns
on the same bodies (about 500 words in eleven answers, generated, with lists, quotes and tables),
each with its own front matter, a page for each reflection, a list of all and one small style sheet;
feeds, taxonomies and sitemaps are off where they can be. Afterview is installed from its wheel, and
writes its whole site (a page for each opportunity, comparison, questions, lessons, calendar and
`journal.json`), without search. Above 1,000 reflections only Hugo stands beside it.

- *processor time*: of all processors that a command kept busy, with its children; what else runs on
  the machine counts little in it
- *cold*: into an empty folder, without any cache
- *nothing changed*: the same again
- *one edit*: a sentence more in one reflection
- *edit to served*: from writing the file until a GET of its page, asked every 2 ms, holds the
  sentence, in `afterview watch`, `hugo server` and `eleventy --serve --incremental`
- *broken save to served*: from saving the same file half typed (a list in its front matter is not
  closed) until its page says that it could not be read; *mended*: from saving it sound again until
  its page holds the sentence. Before each save there is a rest, so that what followed the one
  before has ended
- *peak memory*: of a cold build, all its processes together (pages they share are divided among
  them), looked at every 5 ms in a run of its own
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the figures depend on: the versions by generator name, and a line on the machine."""

    versions: Mapping[str, str]
    machine: str

    def line(self) -> str:
        """Both in one line."""
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return f"{versions}. {self.machine}."


def page(setup: Setup, runs_by_size: Mapping[int, int], sizes: FiguresBySize) -> str:
    """The page `docs/bench.md`: the method, then a table for each size, of saves, search, goals."""
    parts = [f"# Bench\n\n{setup.line()}\n\n`make bench` wrote this page.\n\n{METHOD}"]
    for size, figures in sizes.items():
        runs = f"## {size:,} reflections\n\nRuns: {runs_by_size[size]}."
        processor = f"Processor time:\n\n{_processor_table(figures)}"
        rows = [
            [name, *(_figure_cell(figures, name, kind) for kind in WAITING_TITLES)]
            for name in figures
        ]
        waiting = (
            f"What one waits for, and memory:\n\n{_table(['', *WAITING_TITLES.values()], rows)}"
        )
        parts.append(f"{runs} {processor}\n{waiting}")
    parts.append(f"## Broken saves\n\n{_saves_table(sizes)}")
    parts.append(f"## Other commands\n\n{_verbs_table(sizes)}")
    parts += [f"## With search\n\n{_search_table(sizes)}", f"## Goals\n\n{goals(sizes)}"]
    return "\n".join(parts)


def summary(sizes: FiguresBySize) -> str:
    """The sentence of the README: how soon an edit is served, at each size."""
    served = [
        f"{seconds * 1000:.0f} ms at {size:,} reflections"
        for size, figures in sizes.items()
        if (own := figures.get(OWN_NAME)) and (seconds := own.median(EDIT_SERVED))
    ]
    return f"From a save until its page is there again: {', '.join(served)}.\n"


def goals(sizes: FiguresBySize) -> str:
    """The table of goals: each figure, its goal, and whether it is met; then a line on growth."""
    rows = []
    for size, (max_ratios, max_seconds) in GOALS.items():
        figures = sizes.get(size, {})
        ratios = [
            *(_ratio(figures, OWN_NAME, kind, processor=True) for kind in BUILD_TITLES),
            _ratio(figures, OWN_NAME, EDIT_SERVED),
            _ratio(figures, OWN_NAME, BROKEN_SERVED, EDIT_SERVED),
            _ratio(figures, OWN_NAME, PEAK_MEMORY),
        ]
        own = figures.get(OWN_NAME)
        seconds = [own.median(verb, processor=True) if own else None for verb in VERB_TITLES]
        cells = [*map(_goal_cell, ratios, max_ratios)]
        cells += [_goal_cell(figure, max_seconds, " s") for figure in seconds]
        rows.append([f"{size:,}", *cells])
    titles = (*BUILD_TITLES.values(), "edit to served", "broken save to served", "peak memory")
    head = ["reflections", *(f"{title} ÷ {REFERENCE_NAME}" for title in titles)]
    return f"{_table([*head, *VERB_TITLES.values()], rows)}\n{_growth_line(sizes)}\n"


def replace_between_markers(text: str, content: str) -> str:
    """A page with other content between its bench markers. Raises LookupError without them."""
    begin, end = "<!-- bench: begin -->", "<!-- bench: end -->"
    pattern = re.compile(f"{begin}.*?{end}", re.DOTALL)
    if not pattern.search(text):
        raise LookupError(f"{begin} … {end}")
    # A function, for in a string `sub` would take backslashes as escapes.
    return pattern.sub(lambda _: f"{begin}\n{content}{end}", text)


def _processor_table(figures: Mapping[str, Figures]) -> str:
    """Pages that each generator wrote, and the processor time of builds and of a page."""
    rows = []
    for name, measured in figures.items():
        pages, cold = measured.median(PAGES), measured.median(COLD_BUILD, processor=True)
        builds = [_figure_cell(figures, name, kind, processor=True) for kind in BUILD_TITLES]
        per_page = f"{cold / pages * 1000:.2f} ms" if pages and cold else NO_FIGURE
        rows.append([name, f"{pages:,.0f}" if pages else NO_FIGURE, *builds, per_page])
    return _table(["", "pages", *BUILD_TITLES.values(), "cold, a page"], rows)


def _verbs_table(sizes: FiguresBySize) -> str:
    """Processor time of other commands of Afterview, and in brackets how long one waits."""
    rows = []
    for size, figures in sizes.items():
        own, cells = figures.get(OWN_NAME), []
        for verb in VERB_TITLES:
            seconds = own.median(verb, processor=True) if own else None
            waited = own.median(verb) if own else None
            cells.append(f"{seconds:.3g} s ({waited:.3g} s)" if seconds and waited else NO_FIGURE)
        rows.append([f"{size:,}", *cells])
    note = "Processor time, in brackets the seconds that one waits."
    return f"{_table(['reflections', *VERB_TITLES.values()], rows)}\n{note}\n"


def _saves_table(sizes: FiguresBySize) -> str:
    """Afterview's seconds from each kind of save until it is served, and their ratio to an edit."""
    rows = []
    for size, figures in sizes.items():
        own = figures.get(OWN_NAME)
        seconds = {kind: own.median(kind) for kind in SAVE_TITLES} if own else {}
        cells = [_save_cell(seconds.get(kind), seconds.get(EDIT_SERVED)) for kind in SAVE_TITLES]
        rows.append([f"{size:,}", *cells])
    head = ["reflections", *(f"{title} to served" for title in SAVE_TITLES.values())]
    return f"{_table(head, rows)}\nIn brackets the ratio to an edit (goal ≤ {MAX_SAVE_RATIO:g}).\n"


def _save_cell(seconds: float | None, edit: float | None) -> str:
    return f"{seconds:.3g} s ({seconds / edit:.2f})" if seconds and edit else NO_FIGURE


def _search_table(sizes: FiguresBySize) -> str:
    rows = []
    for size, figures in sizes.items():
        cells = [_figure_cell(figures, name, SEARCH_BUILD) for name in (OWN_NAME, REFERENCE_NAME)]
        rows.append([f"{size:,}", *cells])
    head = ["reflections, cold", "Afterview with search", "Hugo, then Pagefind"]
    return _table(head, rows)


def _growth_line(sizes: FiguresBySize) -> str:
    """How much more a reflection costs in a cold build of 10,000 than in one of 1,000."""
    costs = []
    for size in (1_000, 10_000):
        figures = sizes.get(size, {}).get(OWN_NAME)
        seconds = figures.median(COLD_BUILD, processor=True) if figures else None
        if seconds is None:
            return f"What a reflection costs at 10,000: not measured, goal < {MAX_GROWTH:.0%} more."
        costs.append(seconds / size)
    growth = costs[1] / costs[0] - 1
    verdict = "met" if growth < MAX_GROWTH else "not yet"
    text = f"{costs[0] * 1000:.2f} ms at 1,000 and {costs[1] * 1000:.2f} ms at 10,000"
    return f"A reflection costs {text} ({growth:+.0%}; goal < {MAX_GROWTH:.0%}: {verdict})."


def _goal_cell(figure: float | None, goal: float | None, unit: str = "") -> str:
    if goal is None:
        return NO_FIGURE
    if figure is None:
        return f"not measured, goal ≤ {goal:g}{unit}"
    verdict = "met" if figure <= goal else "not yet"
    return f"{figure:.2f}{unit}, goal ≤ {goal:g}{unit}: {verdict}"


def _figure_cell(
    figures: Mapping[str, Figures], name: str, kind: str, *, processor: bool = False
) -> str:
    """A median with its unit, and in brackets the ratio to Hugo's."""
    figure = figures[name].median(kind, processor=processor) if name in figures else None
    if figure is None:
        return NO_FIGURE
    text = f"{figure / 2**20:,.0f} MiB" if kind == PEAK_MEMORY else f"{figure:.3g} s"
    ratio = _ratio(figures, name, kind, processor=processor)
    return text if ratio is None else f"{text} ({ratio:.2f})"


def _ratio(
    figures: Mapping[str, Figures],
    name: str,
    kind: str,
    reference_kind: str | None = None,
    *,
    processor: bool = False,
) -> float | None:
    """The ratio of a generator's median to Hugo's, of the same kind unless another is given.

    None where either was not measured.
    """
    if name not in figures or REFERENCE_NAME not in figures:
        return None
    median = figures[name].median(kind, processor=processor)
    reference = figures[REFERENCE_NAME].median(reference_kind or kind, processor=processor)
    return median / reference if median and reference else None


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)

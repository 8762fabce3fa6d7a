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
    PROCESSOR,
    SEARCH_BUILD,
    STATUS,
    UNCHANGED_BUILD,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.measure import Figures

    FiguresBySize = Mapping[int, Mapping[str, Figures]]  # then by generator name

COLUMN_TITLES = {
    COLD_BUILD: "cold",
    UNCHANGED_BUILD: "nothing changed",
    EDIT_BUILD: "one edit",
    EDIT_SERVED: "edit to served",
    PEAK_MEMORY: "peak memory",
}
# Of whole processes, which are measured by the clock and by the processor.
PROCESS_KINDS = (COLD_BUILD, UNCHANGED_BUILD, EDIT_BUILD)
VERB_TITLES = {STATUS: "`status`", CHECK: "`check`"}
# The most that Afterview ÷ Hugo should be, by size and kind of figure. Peak memory has a goal at
# 10,000 alone: in small sites it is that of Python and its libraries.
MAX_RATIOS = {
    100: {COLD_BUILD: 4.5, UNCHANGED_BUILD: 0.5, EDIT_BUILD: 1.2, EDIT_SERVED: 0.1},
    300: {COLD_BUILD: 4.0, UNCHANGED_BUILD: 0.2, EDIT_BUILD: 0.8, EDIT_SERVED: 0.1},
    1_000: {
        COLD_BUILD: 3.5,
        UNCHANGED_BUILD: 0.1,
        EDIT_BUILD: 0.4,
        EDIT_SERVED: 0.1,
        PEAK_MEMORY: 0.4,
    },
    10_000: {
        COLD_BUILD: 3.5,
        UNCHANGED_BUILD: 0.05,
        EDIT_BUILD: 0.15,
        EDIT_SERVED: 0.1,
        PEAK_MEMORY: 0.35,
    },
}
MAX_VERB_SECONDS = {100: 0.15, 300: 0.2, 1_000: 0.3, 10_000: 2.0}  # of the processor
SAVE_TITLES = {EDIT_SERVED: "edit", BROKEN_SERVED: "broken save", MENDED_SERVED: "mended"}
MAX_SAVE_RATIO = 2.0  # of a broken save, and of mending it, to an edit
MAX_GROWTH = 0.15  # of the seconds that a reflection costs, from 1,000 of them to 10,000
OWN_NAME, REFERENCE_NAME = "Afterview", "Hugo"
NO_FIGURE = "-"
METHOD = """\
Seconds are medians of whole processes, in brackets the ratio to Hugo's: first by the clock, then
of the processor, which is what all of a command's processes use together. The generators take turns
on the same bodies (about 500 words in eleven answers, generated: prose, lists, tasks, questions,
quotes and a few tables, from one to five rounds a job), each with its own front matter, a page for
each reflection, a list of all and one small style sheet; feeds, taxonomies and sitemaps are off.
Afterview is installed as a user has it, a wheel with its bytecode, and writes its whole site (a
page for each opportunity, comparison, questions, lessons, calendar and `journal.json`), without
search.
Above 1,000 reflections only Hugo stands beside it.

- *cold*: into an empty folder, without any cache
- *nothing changed*: the same again
- *one edit*: a sentence more in one reflection
- *edit to served*: from writing the file until a GET of its page, asked every 2 ms, holds the
  sentence, in `afterview watch`, `hugo server` and `eleventy --serve --incremental`
- *broken save to served*: from saving the same file half typed (a list in its front matter is not
  closed) until its page says that it could not be read; *mended*: from saving it sound again until
  its page holds the sentence. Before each save there is a rest, so that what followed the one
  before has ended
- *`status`*, *`check`*: after a build, with one reflection saved since
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
        rows = [
            [name, *(_figure_cell(figures, name, kind) for kind in COLUMN_TITLES)]
            for name in figures
        ]
        head = ["", *COLUMN_TITLES.values()]
        parts.append(
            f"## {size:,} reflections\n\nRuns: {runs_by_size[size]}.\n\n{_table(head, rows)}\n"
            f"Of the processor, and pages written:\n\n{_processor_table(figures)}"
        )
    parts.append(f"## Verbs\n\n{_verbs_table(sizes)}")
    parts.append(f"## Broken saves\n\n{_saves_table(sizes)}")
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
    """The table of goals: each ratio, its goal, and whether it is met; then a line on growth.

    Of whole processes it is the ratio of processor time.
    """
    rows = []
    for size, max_ratios in MAX_RATIOS.items():
        figures = sizes.get(size, {})
        cells = []
        for kind in COLUMN_TITLES:
            measured = f"{kind}{PROCESSOR}" if kind in PROCESS_KINDS else kind
            cells.append(_goal_cell(_ratio(figures, OWN_NAME, measured), max_ratios.get(kind)))
        rows.append([f"{size:,}", *cells])
    head = ["reflections", *(f"{title} ÷ {REFERENCE_NAME}" for title in COLUMN_TITLES.values())]
    return f"{_table(head, rows)}\n{_growth_line(sizes)}\n"


def replace_between_markers(text: str, content: str) -> str:
    """A page with other content between its bench markers. Raises LookupError without them."""
    begin, end = "<!-- bench: begin -->", "<!-- bench: end -->"
    pattern = re.compile(f"{begin}.*?{end}", re.DOTALL)
    if not pattern.search(text):
        raise LookupError(f"{begin} … {end}")
    # A function, for in a string `sub` would take backslashes as escapes.
    return pattern.sub(lambda _: f"{begin}\n{content}{end}", text)


def _processor_table(figures: Mapping[str, Figures]) -> str:
    """Seconds of the processor by generator, and how many pages each writes."""
    rows = []
    for name, measured in figures.items():
        cells = [_figure_cell(figures, name, f"{kind}{PROCESSOR}") for kind in PROCESS_KINDS]
        pages = measured.median(PAGES)
        rows.append([name, *cells, NO_FIGURE if pages is None else f"{pages:,.0f}"])
    return _table(["", *(COLUMN_TITLES[kind] for kind in PROCESS_KINDS), "pages"], rows)


def _verbs_table(sizes: FiguresBySize) -> str:
    """Seconds of other verbs: of the processor, with their goal, in brackets by the clock."""
    rows = []
    for size, figures in sizes.items():
        own, cells = figures.get(OWN_NAME), []
        for kind in VERB_TITLES:
            used = own.median(f"{kind}{PROCESSOR}") if own else None
            clock = own.median(kind) if own else None
            cells.append(_verb_cell(used, clock, MAX_VERB_SECONDS.get(size)))
        rows.append([f"{size:,}", *cells])
    return _table(["reflections", *VERB_TITLES.values()], rows)


def _verb_cell(used: float | None, clock: float | None, goal: float | None) -> str:
    if used is None or clock is None:
        return NO_FIGURE
    verdict = "met" if goal and used <= goal else "not yet"
    return f"{used:.3g} s{f', goal ≤ {goal:g}: {verdict}' if goal else ''} ({clock:.3g} s)"


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
        seconds = figures.median(COLD_BUILD) if figures else None
        if seconds is None:
            return f"What a reflection costs at 10,000: not measured, goal < {MAX_GROWTH:.0%} more."
        costs.append(seconds / size)
    growth = costs[1] / costs[0] - 1
    verdict = "met" if growth < MAX_GROWTH else "not yet"
    text = f"{costs[0] * 1000:.2f} ms at 1,000 and {costs[1] * 1000:.2f} ms at 10,000"
    return f"A reflection costs {text} ({growth:+.0%}; goal < {MAX_GROWTH:.0%}: {verdict})."


def _goal_cell(ratio: float | None, max_ratio: float | None) -> str:
    if max_ratio is None:
        return NO_FIGURE
    if ratio is None:
        return f"not measured, goal ≤ {max_ratio:g}"
    verdict = "met" if ratio <= max_ratio else "not yet"
    return f"{_ratio_text(ratio)}, goal ≤ {max_ratio:g}: {verdict}"


def _figure_cell(figures: Mapping[str, Figures], name: str, kind: str) -> str:
    """A median with its unit, and in brackets the ratio to Hugo's."""
    figure = figures[name].median(kind) if name in figures else None
    if figure is None:
        return NO_FIGURE
    text = f"{figure / 2**20:,.0f} MiB" if kind == PEAK_MEMORY else f"{figure:.3g} s"
    ratio = _ratio(figures, name, kind)
    return text if ratio is None else f"{text} ({_ratio_text(ratio)})"


def _ratio(figures: Mapping[str, Figures], name: str, kind: str) -> float | None:
    """The ratio of a generator's median to Hugo's; None where either was not measured."""
    if name not in figures or REFERENCE_NAME not in figures:
        return None
    median, reference = figures[name].median(kind), figures[REFERENCE_NAME].median(kind)
    return median / reference if median and reference else None


def _ratio_text(ratio: float | None) -> str:
    return NO_FIGURE if ratio is None else f"{ratio:.2f}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)

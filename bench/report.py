"""What was measured as Markdown: figures, ratios to Hugo, and how far the goals are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.measure import BROKEN, COLD, EDIT, MEMORY, MENDED, SAME, SEARCH, SERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.measure import Figures

    Sizes = Mapping[int, Mapping[str, Figures]]

COLUMNS = {
    COLD: "cold",
    SAME: "nothing changed",
    EDIT: "one edit",
    SERVED: "edit to served",
    MEMORY: "peak memory",
}
# The most that Afterview ÷ Hugo should be, by size; peak memory is compared at the largest alone.
GOALS = {
    100: {COLD: 3.0, SAME: 0.6, EDIT: 1.2, SERVED: 0.2},
    1_000: {COLD: 1.2, SAME: 0.25, EDIT: 0.35, SERVED: 0.2},
    10_000: {COLD: 1.0, SAME: 0.05, EDIT: 0.10, SERVED: 0.2, MEMORY: 0.5},
}
SAVES = {SERVED: "edit", BROKEN: "broken save", MENDED: "mended"}
MOST_FOR_SAVES = 2.0  # the most that a broken save, and mending it, may take of a good edit
GROWTH = 0.15  # the most by which a reflection may cost more at 10,000 than at 1,000
OURS, THEIRS = "Afterview", "Hugo"
NONE = "-"
HOW = """\
Seconds are medians of whole processes, in brackets the ratio to Hugo's. The generators take turns
on the same bodies (about 500 words in eleven answers, generated), each with its own front matter,
a page for each reflection, a list of all and one small style sheet; feeds, taxonomies and sitemaps
are off. Afterview writes its whole site (a page for each job, comparison, questions, lessons,
calendar and `journal.json`), without search. Above 1,000 reflections only Hugo stands beside it.

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
class Machine:
    """What was measured with: versions by generator, and the machine in words."""

    versions: Mapping[str, str]
    words: str

    def line(self) -> str:
        """One line of both."""
        return f"{', '.join(f'{n} {v}' for n, v in self.versions.items())}. {self.words}."


def page(machine: Machine, runs: Mapping[int, int], sizes: Sizes) -> str:
    """All that was measured, as the page `docs/bench.md`."""
    parts = [f"# Bench\n\n{machine.line()}\n\n`make bench` wrote this page.\n\n{HOW}"]
    for size, figures in sizes.items():
        rows = [[name, *(_cell(figures, name, what) for what in COLUMNS)] for name in figures]
        head = ["", *COLUMNS.values()]
        parts.append(f"## {size:,} reflections\n\nRuns: {runs[size]}.\n\n{_table(head, rows)}")
    parts.append(f"## Broken saves\n\n{_saves(sizes)}")
    parts += [f"## With search\n\n{_search(sizes)}", f"## Goals\n\n{goals(sizes)}"]
    return "\n".join(parts)


def summary(machine: Machine, sizes: Sizes) -> str:
    """The few figures of the README: Afterview's, and their ratios to Hugo's."""
    head = ["reflections", *(f"{words} ÷ {THEIRS}" for words in COLUMNS.values())]
    rows = [
        [f"{size:,}", *(_ratio_text(_ratio(figures, OURS, what)) for what in COLUMNS)]
        for size, figures in sizes.items()
    ]
    return f"{_table(head, rows)}\n{machine.line()}\n"


def goals(sizes: Sizes) -> str:
    """Where Afterview stands on each goal, for the sizes that were measured."""
    rows = []
    for size, most in GOALS.items():
        figures = sizes.get(size, {})
        cells = [_standing(_ratio(figures, OURS, what), most.get(what)) for what in COLUMNS]
        rows.append([f"{size:,}", *cells])
    head = ["reflections", *(f"{words} ÷ {THEIRS}" for words in COLUMNS.values())]
    return f"{_table(head, rows)}\n{_growth(sizes)}\n"


def filled(text: str, content: str) -> str:
    """A page with new content between its markers of the bench. Raises LookupError without."""
    begin, end = "<!-- bench: begin -->", "<!-- bench: end -->"
    pattern = re.compile(f"{begin}.*?{end}", re.DOTALL)
    if not pattern.search(text):
        raise LookupError(f"{begin} … {end}")
    return pattern.sub(lambda _: f"{begin}\n{content}{end}", text)


def _saves(sizes: Sizes) -> str:
    """Afterview's seconds from each kind of save until it is served, and their ratio to an edit."""
    rows = []
    for size, figures in sizes.items():
        seconds = {what: figures[OURS].median(what) for what in SAVES} if OURS in figures else {}
        cells = [_save(seconds.get(what), seconds.get(SERVED)) for what in SAVES]
        rows.append([f"{size:,}", *cells])
    head = ["reflections", *(f"{words} to served" for words in SAVES.values())]
    return f"{_table(head, rows)}\nIn brackets the ratio to an edit (goal ≤ {MOST_FOR_SAVES:g}).\n"


def _save(seconds: float | None, edit: float | None) -> str:
    return f"{seconds:.3g} s ({seconds / edit:.2f})" if seconds and edit else NONE


def _search(sizes: Sizes) -> str:
    rows = []
    for size, figures in sizes.items():
        cells = [_cell(figures, name, SEARCH) for name in (OURS, THEIRS)]
        rows.append([f"{size:,}", *cells])
    head = ["reflections, cold", "Afterview with search", "Hugo, then Pagefind"]
    return _table(head, rows)


def _growth(sizes: Sizes) -> str:
    each = []
    for size in (1_000, 10_000):
        found = sizes.get(size, {}).get(OURS)
        seconds = found.median(COLD) if found else None
        if seconds is None:
            return f"What a reflection costs at 10,000: not measured, goal < {GROWTH:.0%} more."
        each.append(seconds / size)
    grown = each[1] / each[0] - 1
    verdict = "met" if grown < GROWTH else "not yet"
    costs = f"{each[0] * 1000:.2f} ms at 1,000 and {each[1] * 1000:.2f} ms at 10,000"
    return f"A reflection costs {costs} ({grown:+.0%}; goal < {GROWTH:.0%}: {verdict})."


def _standing(ratio: float | None, most: float | None) -> str:
    if most is None:
        return NONE
    if ratio is None:
        return f"not measured, goal ≤ {most:g}"
    return f"{_ratio_text(ratio)}, goal ≤ {most:g}: {'met' if ratio <= most else 'not yet'}"


def _cell(figures: Mapping[str, Figures], name: str, what: str) -> str:
    found = figures[name].median(what) if name in figures else None
    if found is None:
        return NONE
    text = f"{found / 2**20:,.0f} MiB" if what == MEMORY else f"{found:.3g} s"
    ratio = _ratio(figures, name, what)
    return text if ratio is None else f"{text} ({_ratio_text(ratio)})"


def _ratio(figures: Mapping[str, Figures], name: str, what: str) -> float | None:
    """The ratio of a generator's median to Hugo's; None where either was not measured."""
    if name not in figures or THEIRS not in figures:
        return None
    ours, theirs = figures[name].median(what), figures[THEIRS].median(what)
    return ours / theirs if ours and theirs else None


def _ratio_text(ratio: float | None) -> str:
    return NONE if ratio is None else f"{ratio:.2f}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)

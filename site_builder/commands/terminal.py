"""What the terminal shows: diagnostics and progress, through rich."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from site_builder.core.diagnostics import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.files.output_folder import Written

COLOURS = {"error": "bold red", "warning": "bold yellow"}
LONG = 300
GAP = 2  # columns between those of a table


def show(diagnostics: Iterable[Diagnostic], *, err: bool) -> None:
    """Print diagnostics as a compiler does: place, message, line, caret and hint."""
    diagnostics = tuple(diagnostics)
    if not diagnostics:
        return
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=err, highlight=False, soft_wrap=True)
    for d in diagnostics:
        head = Text.assemble(
            (visible(f"{d.path}:{d.line}:{d.column}: "), "bold"),
            (f"{d.severity}: ", COLOURS[d.severity]),
            visible(d.message),
        )
        console.print(head)
        if d.source:
            before, margin = visible(d.source[: d.column - 1]), f"{d.line:>5} | "
            console.print(
                Text.assemble((margin, "dim"), before + visible(d.source[d.column - 1 :]))
            )
            caret = " " * cell_len(before) + "^"
            console.print(Text.assemble((" " * 5 + " | ", "dim"), (caret, COLOURS[d.severity])))
        if d.hint:
            console.print(Text.assemble(("      = ", "dim"), f"hint: {visible(d.hint)}"))


def visible(text: str) -> str:
    """A text with what a terminal would act on made visible: controls and direction marks."""
    return "".join(
        c if c.isprintable() or c in "\u200c\u200d" else " " if c == "\t" else f"\\u{ord(c):04x}"
        for c in text
    )


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    return counted(diagnostics) or "no problems"


def wrote(written: Written) -> None:
    """A line for each file that a build wrote or removed."""
    for path in written.changed:
        say(f"wrote   {path}")
    for path in written.removed:
        say(f"removed {path}")


def end(diagnostics: Iterable[Diagnostic], *, strict: bool) -> None:
    """End with status 1 where there are errors; with `strict`, where there are warnings too."""
    if any(strict or d.severity == "error" for d in diagnostics):
        sys.exit(1)


@contextlib.contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[int], Callable[[], None]] | None]:
    """A bar for a build of many pages, on a terminal alone."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:

        def begin(pages: int) -> Callable[[], None]:
            task = bar.add_task("Rendering", total=pages, visible=pages > LONG)
            return lambda: bar.advance(task)

        yield begin


def say(text: str, *, quiet: bool = False) -> None:
    """A line on standard output, unless quiet."""
    if not quiet:
        click.echo(visible(text))


def table(
    headers: tuple[str, ...], rows: Iterable[tuple[str, ...]], widest: int | None = None
) -> None:
    """A table that fits the terminal, or 80 columns where there is none; long cells fold.

    `widest` bounds each column behind the first.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="dim", show_header=any(headers))
    for number, header in enumerate(headers):
        shown.add_column(header, overflow="fold", max_width=widest if number else None)
    for row in rows:
        shown.add_row(*(Text(visible(cell)) for cell in row))
    Console(highlight=False).print(shown)


def side_by_side(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table of equal columns behind the first, in as many parts as whole words need."""
    from rich.cells import cell_len
    from rich.console import Console

    label, *columns = zip(headers, *rows, strict=True)
    width = Console().width
    room = width - min(max(map(cell_len, label)), width // 2)
    words = [max(cell_len(w) for cell in c for w in (*cell.split(), "")) for c in columns]
    most = max(1, room // (max(words) + GAP))
    for first in range(0, len(columns), most):
        if first:
            click.echo()
        part = columns[first : first + most]
        _, *lines = zip(label, *part, strict=True)
        table((headers[0], *(c[0] for c in part)), lines, widest=room // len(part) - GAP)


def heading(text: str) -> None:
    """A heading between parts of what a verb says."""
    click.echo(f"\n{click.style(visible(text), bold=True)}")

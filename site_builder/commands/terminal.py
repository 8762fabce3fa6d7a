"""What the terminal shows: lines, diagnostics, tables and a progress bar.

Every verb prints through here, so that no text from a journal reaches the terminal with control
characters in it. What is said is the verb's business. rich is imported where it is used: most runs
print no table, and it takes longer to import than a small journal to check.
"""

from __future__ import annotations

import contextlib
import re
import sys
from typing import TYPE_CHECKING

import click

from site_builder.core.diagnostics import problem_counts
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.files.output_folder import WriteResult

SEVERITY_STYLES = {"error": "bold red", "warning": "bold yellow"}
LONG_BUILD_PAGES = 300  # from which on a build takes long enough for a progress bar
COLUMN_GAP = 2  # spaces between the columns of a table
JOINERS = "\u200c\u200d"  # of no width: Persian and Hindi are spelt with them


def visible(text: str) -> str:
    """A text with what a terminal would act on made visible: control and direction characters.

    An escape sequence in a company's name could otherwise recolour or rewrite the screen.
    """
    return "".join(
        c if c.isprintable() or c in JOINERS else " " if c == "\t" else f"\\u{ord(c):04x}"
        for c in text
    )


def say(text: str, *, quiet: bool = False) -> None:
    """Print a line on standard output, unless quiet."""
    if not quiet:
        click.echo(visible(text))


@contextlib.contextmanager
def asking() -> Iterator[None]:
    """Around questions at the terminal: raises Failure where not all of them are answered."""
    if sys.stdin is None or sys.stdout is None:  # as Python has it where they were closed
        raise Failure("standard input or output is closed, so nothing can be asked")
    try:
        yield
    except click.Abort:  # Ctrl-D as well as Ctrl-C; the cursor is still behind the prompt
        click.echo()
        raise Failure("the input ended early, so nothing was written") from None
    except UnicodeDecodeError as error:
        raise Failure("the input is not UTF-8 text, so nothing was written") from error


def ask_line(prompt: str, suffix: str = ": ") -> str:
    """A line typed by the user, without what the front matter may not hold, such as controls."""
    from site_builder.parsing.frontmatter import (  # noqa: PLC0415 -- few verbs ask
        CONTROL_CHARACTER,
        LINE_SEPARATOR_PATTERN,
    )

    unwritable = (
        f"{CONTROL_CHARACTER.pattern}|{LINE_SEPARATOR_PATTERN.pattern}|[\ud800-\udfff\ufeff]"
    )
    typed = click.prompt(prompt, default="", show_default=False, prompt_suffix=suffix)
    return re.sub(unwritable, " ", typed).strip()


def heading(text: str) -> None:
    """Print a heading between parts of what a verb says."""
    click.echo(f"\n{click.style(visible(text), bold=True)}")


def numbered(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    return problem_counts(diagnostics) or "no problems"


def changes(written: WriteResult) -> str:
    """`3 changed, 1 removed`, of the files of a site."""
    return f"{len(written.changed)} changed, {len(written.removed)} removed"


def list_changes(written: WriteResult) -> None:
    """Print a line for each file that was written or removed."""
    for path in written.changed:
        say(f"wrote   {path}")
    for path in written.removed:
        say(f"removed {path}")


def waiting(output: Path) -> str:
    """What to say while another program builds into the same folder."""
    return f"waiting for another build of {output}/ to end"


def end(diagnostics: Iterable[Diagnostic], *, strict: bool) -> None:
    """Exit with status 1 if there are errors, with `strict` also if there are warnings."""
    if any(strict or d.severity == "error" for d in diagnostics):
        sys.exit(1)


def show(diagnostics: Iterable[Diagnostic], *, err: bool) -> None:
    """Print diagnostics as a compiler does: position, message, source line, caret and hint.

    On standard error, or on standard output where they are what was asked for.
    """
    diagnostics = tuple(diagnostics)
    if not diagnostics:
        return
    from rich.cells import cell_len  # noqa: PLC0415 -- no rich without a problem to show
    from rich.console import Console  # noqa: PLC0415 -- as above
    from rich.text import Text  # noqa: PLC0415 -- as above

    # Never wrapped: editors and grep want a message on one line.
    console = Console(stderr=err, highlight=False, soft_wrap=True)
    for problem in diagnostics:
        style = SEVERITY_STYLES[problem.severity]
        position = visible(f"{problem.path}:{problem.line}:{problem.column}: ")
        severity = (f"{problem.severity}: ", style)
        console.print(Text.assemble((position, "bold"), severity, visible(problem.message)))
        if problem.source:
            index = problem.column - 1
            before, after = visible(problem.source[:index]), visible(problem.source[index:])
            console.print(Text.assemble((f"{problem.line:>5} | ", "dim"), before + after))
            # Columns count characters; on the screen some are two cells wide, and some escaped.
            caret = " " * cell_len(before) + "^"
            console.print(Text.assemble((" " * 5 + " | ", "dim"), (caret, style)))
        if problem.hint:
            console.print(Text.assemble(("      = ", "dim"), f"hint: {visible(problem.hint)}"))


@contextlib.contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[int], Callable[[], None]] | None]:
    """A progress bar for a long build, or None where standard error is no terminal.

    The bar begins when it is called with the number of pages, and gives what to call for each one.
    """
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 -- scripts need no bar
    from rich.progress import Progress  # noqa: PLC0415 -- as above

    with Progress(console=Console(stderr=True), transient=True) as bar:

        def begin(pages: int) -> Callable[[], None]:
            task = bar.add_task("Rendering", total=pages, visible=pages > LONG_BUILD_PAGES)
            return lambda: bar.advance(task)

        yield begin


def table(
    headers: tuple[str, ...], rows: Iterable[tuple[str, ...]], max_width: int | None = None
) -> None:
    """Print a table that fits the terminal, or 80 columns where there is none; long cells wrap.

    `max_width` bounds each column behind the first. Without any header there is no header row. A
    cell may have several lines.
    """
    from rich.console import Console  # noqa: PLC0415 -- check prints no table
    from rich.table import Table  # noqa: PLC0415 -- as above
    from rich.text import Text  # noqa: PLC0415 -- as above

    grid = Table(box=None, pad_edge=False, header_style="dim", show_header=any(headers))
    for number, header in enumerate(headers):
        grid.add_column(header, overflow="fold", max_width=max_width if number else None)
    for row in rows:
        grid.add_row(*(Text("\n".join(map(visible, cell.split("\n")))) for cell in row))
    Console(highlight=False).print(grid)


def width() -> int:
    """How many columns the terminal has, or 80 where there is none."""
    from rich.console import Console  # noqa: PLC0415 -- as above

    return Console().width


def side_by_side(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table of equally wide columns behind the first, in several parts if need be.

    A part has as many columns as fit without breaking a word; each repeats the first column.
    """
    from rich.cells import cell_len  # noqa: PLC0415 -- check prints no table

    # Rows to columns, since it is columns that have to fit.
    labels, *columns = zip(headers, *rows, strict=True)
    room = width() - min(max(map(cell_len, labels)), width() // 2)
    longest_word = max(cell_len(w) for column in columns for c in column for w in (*c.split(), ""))
    per_part = max(1, room // (longest_word + COLUMN_GAP))
    for first in range(0, len(columns), per_part):
        if first:
            click.echo()
        part = columns[first : first + per_part]
        header, *lines = zip(labels, *part, strict=True)
        table(header, lines, max_width=room // len(part) - COLUMN_GAP)

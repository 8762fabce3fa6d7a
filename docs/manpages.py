"""Write the manual pages from the code that they describe: one a verb, one for the command.

`python docs/manpages.py` (`make docs`) writes docs/man, which the wheel carries to share/man/man1.
The texts are those of `--help`; a test holds that the pages are up to date. click-man would do it,
but sees no verbs that are imported when they run, and knows nothing of arguments.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder import __version__
from site_builder.cli import VERBS, afterview
from site_builder.commands.arguments import argument_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER = Path(__file__).resolve().parent / "man"
DATE = "2026-11-22"  # of the version that the pages describe
WIDTH = 79
EXIT_STATUS = (
    ("0", "All is well."),
    ("1", "The journal has errors, or the work could not be done."),
    ("2", "Wrong use of the command, no such journal, or an output folder that could do harm."),
)
ENVIRONMENT = (
    "Every option can also be given as `AFTERVIEW_` and its long name in capitals:"
    " `AFTERVIEW_OUTPUT=elsewhere` stands for `--output elsewhere`. `NO_COLOR` is honoured."
)


def pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    found = {"afterview.1": _page(afterview, "", "a journal for the hours after a job interview")}
    for verb, line in VERBS.items():
        command = afterview.get_command(click.Context(afterview), verb)
        if command:
            found[f"afterview-{verb}.1"] = _page(command, verb, line)
    return found


def _page(command: click.Command, verb: str, line: str) -> str:
    name = f"afterview-{verb}" if verb else "afterview"
    return "\n".join(_lines(command, name, line)) + "\n"


def _lines(command: click.Command, name: str, line: str) -> Iterator[str]:
    """The lines of one page."""
    typed = name.replace("-", " ", 1)
    context = click.Context(command, info_name=typed, **command.context_settings)
    yield f'.TH {name.upper()} 1 "{DATE}" "afterview {__version__}" "Afterview"'
    yield from (".SH NAME", f"{_roff(name)} \\- {_roff(line.rstrip('.'))}")
    usage = " ".join(_roff(piece) for piece in command.collect_usage_pieces(context))
    yield from (".SH SYNOPSIS", f"\\fB{_roff(typed)}\\fR {usage}")
    yield from (".SH DESCRIPTION", _wrapped(command.help or ""))
    yield from _rows("ARGUMENTS", argument_rows(command))
    if command is afterview:
        yield from _rows("VERBS", VERBS.items())
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    records = (option.get_help_record(context) for option in options)
    yield from _rows("OPTIONS", (record for record in records if record))
    yield from (".SH ENVIRONMENT", _wrapped(ENVIRONMENT))
    yield from _rows("EXIT STATUS", EXIT_STATUS)
    yield ".SH SEE ALSO"
    others = VERBS if command is afterview else [""]
    yield ",\n".join(f".BR {_roff(f'afterview-{o}'.rstrip('-'))} (1)" for o in others)


def _rows(heading: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A section that lists words with what they mean; nothing without any."""
    rows = list(rows)
    if rows:
        yield f".SH {heading}"
    for words, text in rows:
        yield from (".TP", f"\\fB{_roff(words)}\\fR", _wrapped(text))


def _wrapped(text: str) -> str:
    """A text in lines as short as pages keep them, its paragraphs apart."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    lines = (
        textwrap.wrap(_roff(p), WIDTH, break_long_words=False, break_on_hyphens=False)
        for p in paragraphs
    )
    # No word may be read as a request where it begins a line.
    safe = (
        "\n".join(f"\\&{each}" if each.startswith((".", "'")) else each for each in paragraph)
        for paragraph in lines
    )
    return "\n.PP\n".join(safe)


def _roff(text: str) -> str:
    """A text on one line as roff has it, with code in bold."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"`([^`]*)`", r"\\fB\1\\fR", escaped)


def main() -> None:
    """Write all pages, and remove those of verbs that are gone."""
    FOLDER.mkdir(exist_ok=True)
    found = pages()
    for path in FOLDER.iterdir():
        if path.name not in found:
            path.unlink()
    for name, text in found.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

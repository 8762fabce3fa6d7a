"""The command: it registers the verbs, and is the one boundary where a Failure becomes lines."""

from __future__ import annotations

import importlib
import io
import sys

import click

from site_builder import __version__
from site_builder.errors import Failure

# Verb: what its module is, imported only when it runs, and the line that help shows.
VERBS = {
    "init": "Make a journal here.",
    "new": "Write a reflection to fill in, and open it.",
    "reflect": "Open the reflection that waits to be written.",
    "second-look": "Rate an interview again, without seeing the first ratings.",
    "build": "Check the journal and build its site.",
    "check": "Say what is wrong in the journal, and where.",
    "status": "Say what is due, whose ball it is, and each light.",
    "compare": "Show opportunities side by side.",
    "prep": "Print a sheet for the next round.",
    "follow-up": "Print a draft of a thank-you message.",
    "export": "Print what is computed, for other programs.",
    "schema": "Print the JSON Schema of the front matter.",
}


class Verbs(click.Group):
    """Verbs by name; each has a module in `commands` with a command of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The verbs in the order in which a user needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a verb."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"site_builder.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The verbs without importing one."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="afterview")
def afterview() -> None:
    """The tool for the hours after a job interview."""


def main() -> None:
    """Run the command; a Failure ends it with its message and status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whose encoding may lack a letter
            stream.reconfigure(errors="backslashreplace")
    try:
        afterview(prog_name="afterview")
    except Failure as failure:
        click.echo(f"afterview: {failure.message}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
        sys.exit(failure.status)

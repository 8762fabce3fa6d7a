"""The command: it registers the verbs, and is the one boundary where errors become lines."""

from __future__ import annotations

import importlib
import io
import os
import sys

import click

from site_builder import __version__
from site_builder.commands import options
from site_builder.commands.failure import print_failure
from site_builder.files.errors import Failure

# Verb: what its module is, imported only when it runs, and the line that help shows.
VERBS = {
    "init": "Make a journal here.",
    "new": "Write a reflection to fill in, and open it.",
    "reflect": "Open the reflection that waits to be written.",
    "second-look": "Rate an interview again, without seeing the first ratings.",
    "build": "Check the journal and build its site.",
    "watch": "Show the site, and follow every save (also `serve`).",
    "check": "Say what is wrong in the journal, and where.",
    "status": "Say what is due, whose ball it is, and each light.",
    "compare": "Show opportunities side by side.",
    "prep": "Print a sheet for the next round.",
    "follow-up": "Print a draft of a thank-you message.",
    "publish": "Put what you share with somebody into a folder of its own.",
    "export": "Print what is computed, for other programs.",
    "schema": "Print the JSON Schema of the front matter.",
}
ALIASES = {"serve": "watch"}


class Verbs(click.Group):
    """Verbs by name; each has a module in `commands` with a command of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The verbs in the order in which a user needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a verb; fails as wrong usage."""
        verb = ALIASES.get(cmd_name, cmd_name)
        if verb not in VERBS:
            from site_builder.core.did_you_mean import did_you_mean

            hint = did_you_mean(cmd_name, [*VERBS, *ALIASES])
            ctx.fail(f"there is no verb `{cmd_name}`{f'; {hint}' if hint else ''}")
        module = importlib.import_module(f"site_builder.commands.{verb.replace('-', '_')}")
        command: click.Command = module.command
        taken = {parameter.name for parameter in command.params}
        command.params += [option for option in options.everywhere() if option.name not in taken]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The verbs without importing one."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings=options.CONTEXT_SETTINGS)
@click.version_option(__version__, prog_name="afterview")
@options.quiet
@options.verbose
@click.pass_context
def afterview(ctx: click.Context, *, quiet: bool, verbose: bool) -> None:
    """The tool for the hours after a job interview."""
    given = {"quiet": quiet, "verbose": verbose}
    ctx.default_map = {verb: {k: v for k, v in given.items() if v} for verb in [*VERBS, *ALIASES]}


def main() -> None:
    """Run the command and end with its status; whatever goes wrong is told in a line or two."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whose encoding may lack a letter
            stream.reconfigure(errors="backslashreplace")
    status: int | None = 1
    try:
        status = afterview.main(prog_name="afterview", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:  # Ctrl-C
        status = 130
    except Failure as failure:
        print_failure(failure)
        status = failure.status
    except BrokenPipeError:  # whoever read our output has seen enough
        _drop_output()
    except OSError as error:
        _drop_output()
        print_failure(error)
    sys.exit(status)


def _drop_output() -> None:
    """Let what standard output still holds go nowhere, or Python would complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

"""The command `afterview`: it finds the verb, and is the one place where errors become messages.

Verbs are imported when they run, so that `--version` and each verb load only what they need. What
a verb does stands in its module in `commands`.
"""

from __future__ import annotations

import importlib
import io
import os
import sys

import click
from click.shell_completion import CompletionItem

from site_builder import __version__
from site_builder.build.garbage import collect_rarely, end_without_collection
from site_builder.commands import options
from site_builder.commands.failure import print_failure
from site_builder.commands.verb import with_hints
from site_builder.files.errors import Failure

# Each verb with its line in the help, in the order in which a user needs them. The lines stand here
# as well as in the modules, or the help would have to import all of them.
VERBS = {
    "init": "Make a journal.",
    "new": "Write a reflection to fill in, and open it.",
    "reflect": "Open the reflection that waits to be written.",
    "second-look": "Rate again, without seeing the first ratings.",
    "move": "Give an interview another date.",
    "decide": "Show the case of a job, and write down what I decide.",
    "build": "Check the journal and build its site.",
    "watch": "Show the site, and follow every save (also `serve`).",
    "check": "Say what is wrong in the journal, and where.",
    "status": "Say what is next, whose move it is, and each light.",
    "compare": "Show jobs side by side, the offers first.",
    "prep": "Print a sheet for the next round.",
    "follow-up": "Print the draft of a thank-you message.",
    "publish": "Put what you share with somebody into a folder of its own.",
    "export": "Print what is computed, for other programs.",
    "schema": "Print the JSON Schema of the front matter.",
}
ALIASES = {"serve": "watch"}


class Verbs(click.Group):
    """The group of verbs: `second-look` is `command` in the module `commands.second_look`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The verbs in the order of `VERBS`, not of the alphabet."""
        return list(VERBS)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click's; an option that belongs behind a verb raises Failure with a hint."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from site_builder.commands import hints  # noqa: PLC0415 -- a rare need

            raise hints.option_before_verb(error.option_name, typed, VERBS) from error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 -- as above
        """The command of a verb or alias; raises Failure, with a guess, for any other."""
        verb = ALIASES.get(cmd_name, cmd_name)
        if verb not in VERBS:
            from site_builder.commands import hints  # noqa: PLC0415 -- a rare need

            raise hints.unknown_verb(cmd_name, VERBS, ALIASES)
        module = importlib.import_module(f"site_builder.commands.{verb.replace('-', '_')}")
        return with_hints(module.command, options.everywhere())

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The verbs with their lines, none of which is imported, and the options before a verb."""
        verbs = [CompletionItem(v, help=t) for v, t in VERBS.items() if v.startswith(incomplete)]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The verbs with their lines; click's own way would import each to ask for its help."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings=options.CONTEXT_SETTINGS)
@click.version_option(__version__, prog_name="afterview")
@options.quiet
@options.verbose
@click.pass_context
def afterview(ctx: click.Context, *, quiet: bool, verbose: bool) -> None:
    """The tool for the hours after a job interview."""
    # `afterview -q build` means the same as `afterview build -q`.
    flags = {"quiet": quiet, "verbose": verbose}
    defaults = {name: value for name, value in flags.items() if value}
    ctx.default_map = dict.fromkeys([*VERBS, *ALIASES], defaults)


def main() -> None:
    """Run the command and exit: 0, 1 for errors, 2 for wrong usage, 130 for Ctrl-C.

    What goes wrong with files or the journal becomes a message on standard error. Any other
    exception is a bug, and keeps its traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        # The terminal's encoding may lack a letter of some name: better `\xe9` than a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    collect_rarely()
    end_without_collection()
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
    except BrokenPipeError:  # as with `afterview export | head`
        _drop_output()
    except OSError as error:
        _drop_output()
        print_failure(error)
    sys.exit(status)


def _drop_output() -> None:
    """Send what standard output still buffers to nowhere.

    Python would otherwise try to write it at exit, and print a second error.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

"""A verb as click sees it: help that explains its arguments, and a hint for each common slip.

What the arguments mean stands in `arguments`. What a slip was meant to be is up to `hints`, which
is imported where there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from site_builder.commands import options
from site_builder.commands.arguments import argument_name, argument_rows

if TYPE_CHECKING:
    from pathlib import Path

COMPLETED = frozenset({"KEY", "SLUG", "AUDIENCE"})  # the arguments that `completion` knows


class Verb(click.Command):
    """A command that explains its arguments, and answers slips with a Failure and its hint."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click's, but what was typed wrong raises Failure with status 2."""
        typed = list(args)
        ctx.allow_extra_args = True  # click's own message would not say what to do
        try:
            surplus = super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from site_builder.commands import hints  # noqa: PLC0415 -- a rare need

            raise hints.unknown_option(self, error.option_name) from error
        except click.MissingParameter as error:
            from site_builder.commands import hints  # noqa: PLC0415 -- as above

            raise hints.missing(ctx, self, error.param or self.params[0]) from error
        if surplus and not ctx.resilient_parsing:
            from site_builder.commands import hints  # noqa: PLC0415 -- as above

            raise hints.too_many(self, typed, surplus)
        return surplus

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The arguments with what they mean, then the options."""
        if rows := argument_rows(self):
            with formatter.section("Arguments"):
                formatter.write_dl(rows)
        super().format_options(ctx, formatter)


class Name(click.ParamType[str]):
    """The type of an argument that names something in the journal, which a shell completes."""

    name = "text"

    def __init__(self, argument: str) -> None:
        self._argument = argument

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002 -- click's signature
        """The name as it was typed; whether there is such a one is the verb's to say."""
        return str(value)

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 -- as above
        incomplete: str,
    ) -> list[CompletionItem]:
        """The names that fit what was typed so far; none where the journal can't be read."""
        from site_builder.commands import completion  # noqa: PLC0415 -- no verb needs it

        folder: Path = ctx.params.get("journal_folder") or options.found_journal_folder()
        try:
            names = completion.NAMES[self._argument](folder, options.local_date())
        except OSError:
            return []
        matches = completion.matching(names, incomplete)
        return [CompletionItem(name, help=text or None) for name, text in matches.items()]


def with_hints(command: click.Command, more: tuple[click.Option, ...]) -> Verb:
    """A verb's command with hints, completion, and some more options behind its own."""
    for parameter in command.params:
        if (name := argument_name(parameter)) in COMPLETED:
            parameter.type = Name(name)
    own = {parameter.name for parameter in command.params}
    options: list[Any] = [option for option in more if option.name not in own]
    return Verb(
        name=command.name,
        callback=command.callback,
        params=[*command.params, *options],
        help=command.help,
        context_settings=command.context_settings,
    )

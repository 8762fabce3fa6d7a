"""A verb as click sees it: help that explains its arguments, and a hint for each common slip.

What the arguments mean stands in `arguments`. What a slip was meant to be is up to `hints`, which
is imported where there is one.
"""

from __future__ import annotations

from typing import Any

import click

from site_builder.commands.arguments import argument_rows


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


def with_hints(command: click.Command, more: tuple[click.Option, ...]) -> Verb:
    """A verb's command with hints, and with some more options behind its own."""
    own = {parameter.name for parameter in command.params}
    options: list[Any] = [option for option in more if option.name not in own]
    return Verb(
        name=command.name,
        callback=command.callback,
        params=[*command.params, *options],
        help=command.help,
        context_settings=command.context_settings,
    )

"""How a failure is printed, for the command's end and for `watch`, which goes on after one."""

from __future__ import annotations

import click

from site_builder.files.errors import Failure


def print_failure(error: Failure | OSError) -> None:
    """Print on standard error what could not be done, and on a second line the hint if any."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        error = Failure(f"{where}{error.strerror or error}")
    click.echo(f"afterview: {error.message}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)

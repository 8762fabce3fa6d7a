"""What is printed where a verb could not do its work."""

from __future__ import annotations

import click

from site_builder.files.errors import Failure


def print_failure(error: Failure | OSError) -> None:
    """Say on standard error what could not be done, in a line or two."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        error = Failure(f"{where}{error.strerror or error}")
    click.echo(f"afterview: {error.message}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)

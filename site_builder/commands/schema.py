"""`afterview schema`: the JSON Schema of the front matter with one journal's own criteria."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from site_builder.commands import options
from site_builder.parsing import settings
from site_builder.parsing.fields import schema

if TYPE_CHECKING:
    from pathlib import Path


@click.command("schema", context_settings=options.CONTEXT_SETTINGS)
@options.journal_folder
def command(journal_folder: Path) -> None:
    """Print the JSON Schema of the front matter, for an editor that checks YAML."""
    path = journal_folder / "journal.toml"  # the default criteria where there is no such file
    # Its problems are for `check`; what is wrong in it falls back to the defaults.
    journal_settings, _ = settings.parse_settings(
        path.name, path.read_bytes() if path.is_file() else None
    )
    criteria = (c.id for c in journal_settings.criteria)
    content = schema((*criteria, *sorted(journal_settings.retired)))
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))

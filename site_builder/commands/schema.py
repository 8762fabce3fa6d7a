"""`afterview schema`: the JSON Schema of the front matter with one journal's own criteria."""

from __future__ import annotations

import json
from pathlib import Path

import click

from site_builder.commands import options
from site_builder.parsing import settings
from site_builder.parsing.fields import schema


@click.command("schema", context_settings=options.CONTEXT_SETTINGS)
@click.option(
    "-j",
    "--journal",
    "journal_folder",
    envvar="AFTERVIEW_JOURNAL",
    type=click.Path(path_type=Path),
    default="journal",
    show_default=True,
    help="The journal whose criteria the schema names; the default ones where it is not there.",
)
def command(journal_folder: Path) -> None:
    """Print the JSON Schema of the front matter, for an editor that checks YAML."""
    path = journal_folder / "journal.toml"
    # Its problems are for `check`; what is wrong in it falls back to the defaults.
    journal_settings, _ = settings.parse_settings(
        path.name, path.read_bytes() if path.is_file() else None
    )
    criteria = (c.id for c in journal_settings.criteria)
    content = schema((*criteria, *sorted(journal_settings.retired)))
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))

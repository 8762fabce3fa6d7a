"""`afterview schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from site_builder.commands import options


@click.command("schema", context_settings=options.SETTINGS)
@click.option(
    "-j",
    "--journal",
    type=click.Path(path_type=Path),
    default="journal",
    show_default=True,
    help="The journal whose criteria the schema names; the default ones where it is not there.",
)
def command(journal: Path) -> None:
    """Print the JSON Schema of the front matter, for an editor that checks YAML."""
    from site_builder.parsing import settings
    from site_builder.parsing.fields import schema

    path = journal / "journal.toml"
    found, _ = settings.read(path.name, path.read_bytes() if path.is_file() else None)
    made = schema((*(c.id for c in found.criteria), *sorted(found.retired)))
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))

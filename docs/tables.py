"""Write the tables of the docs from the code that they describe, between their markers.

`python docs/tables.py` rewrites them; a test holds that it would change nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from site_builder.cli import VERBS, afterview
from site_builder.core.diagnostics import CODES
from site_builder.core.fields import FIELDS, OFFER_FIELDS, SECOND_LOOK_FIELDS, Field

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/format.md")


def fields() -> str:
    """The front matter: key, what it holds, what it means."""
    rows = []
    groups: dict[str, tuple[Field, ...]] = {
        "second_look": SECOND_LOOK_FIELDS,
        "offer": OFFER_FIELDS,
    }
    for field in FIELDS:
        rows.append(_row(field.key, field))
        rows += [_row(f"{field.key}.{inner.key}", inner) for inner in groups.get(field.key, ())]
    return "\n".join(["| key | holds | meaning |", "|---|---|---|", *rows])


def _row(key: str, field: Field) -> str:
    need = " **Needed.**" if field.required else ""
    return f"| `{key}` | {field.kind.name} | {field.meaning}{need} |"


def codes() -> str:
    """Every code of a diagnostic with its meaning."""
    rows = [f"| `{code}` | {meaning} |" for code, meaning in sorted(CODES.items())]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def verbs() -> str:
    """Every verb with its options and what it does."""
    context = click.Context(afterview, info_name="afterview")
    rows = []
    for name, meaning in VERBS.items():
        command = afterview.get_command(context, name)
        usage = " ".join(command.collect_usage_pieces(context)) if command else ""
        words = usage.replace("[OPTIONS]", "").replace("|", "\\|").strip()
        rows.append(f"| `{f'{name} {words}'.strip()}` | {meaning} |")
    return "\n".join(["| verb | does |", "|---|---|", *rows])


TABLES = {"fields": fields, "codes": codes, "verbs": verbs}


def filled(text: str) -> str:
    """A page's text with its tables as they should be."""
    for name, table in TABLES.items():
        marker = f"<!-- {name}: begin -->"
        pattern = rf"{marker}.*?<!-- {name}: end -->"
        content = f"{marker}\n{table()}\n<!-- {name}: end -->"
        text = re.sub(pattern, lambda _, new=content: new, text, flags=re.DOTALL)
    return text


def main() -> None:
    """Rewrite the tables of every page."""
    for name in PAGES:
        page = ROOT / name
        page.write_text(filled(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

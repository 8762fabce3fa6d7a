"""Write the tables of the docs from the code that they describe, so that they cannot differ.

`python docs/tables.py` (`make docs`) replaces what stands between `<!-- fields: begin -->` and
`<!-- fields: end -->`, and so for each table. Text outside of such markers stays; a test holds that
the tables are up to date.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli import VERBS, afterview
from site_builder.commands.arguments import argument_rows
from site_builder.core.diagnostics import CODES
from site_builder.parsing.fields import FIELDS, OFFER_FIELDS, SECOND_LOOK_FIELDS
from site_builder.parsing.now import NOW_FIELDS
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from site_builder.parsing.field_values import Field

ROOT = Path(__file__).resolve().parent.parent
FIELDS_HEAD = ("| key | holds | meaning |", "|---|---|---|")
PAGES = ("README.md", "docs/commands.md", "docs/format.md")


def fields() -> str:
    """The table of the front matter: key, kind of value, meaning; nested keys below their group."""
    rows = []
    groups: dict[str, tuple[Field, ...]] = {
        "second_look": SECOND_LOOK_FIELDS,
        "offer": OFFER_FIELDS,
    }
    for field in FIELDS:
        rows.append(_row(field.key, field))
        rows += [_row(f"{field.key}.{inner.key}", inner) for inner in groups.get(field.key, ())]
    return "\n".join([*FIELDS_HEAD, *rows])


def now() -> str:
    """The table of the front matter of `now.md`."""
    return "\n".join([*FIELDS_HEAD, *(_row(field.key, field) for field in NOW_FIELDS)])


def _row(key: str, field: Field) -> str:
    need = " **Needed.**" if field.required else ""
    return f"| `{key}` | {field.kind.name} | {field.meaning}{need} |"


def questions() -> str:
    """The table of the default questions: id and wording."""
    rows = [f"| `{q.id}` | {q.heading} |" for q in DEFAULT_SETTINGS.questions]
    return "\n".join(["| id | question |", "|---|---|", *rows])


def codes() -> str:
    """The table of all codes of diagnostics, sorted, with their meanings."""
    rows = [f"| `{code}` | {meaning} |" for code, meaning in sorted(CODES.items())]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def verbs() -> str:
    """The table of verbs: arguments, and the line that the help shows."""
    # A bar would end the cell, even in code.
    usages = {name: _usage(name).replace("|", chr(92) + "|") for name in VERBS}
    rows = [f"| `{usages[name]}` | {meaning} |" for name, meaning in VERBS.items()]
    return "\n".join(["| verb | does |", "|---|---|", *rows])


def options() -> str:
    """A section for each verb: usage, help text, and a table of its options."""
    parts = []
    for name in VERBS:
        command = command_of(name)
        context = click.Context(command, info_name=name, **command.context_settings)
        rows = [
            f"| `{words.replace('|', chr(92) + '|')}` | {' '.join(text.split())} |"
            for parameter in context.command.get_params(context)
            if isinstance(parameter, click.Option)
            if (record := parameter.get_help_record(context))
            for words, text in [record]
            if "--help" not in words  # every verb has it
        ]
        text = inspect.cleandoc(context.command.help or "")
        arguments = [f"- {word}: {meaning}" for word, meaning in argument_rows(command)]
        told = ["", *arguments] if arguments else []
        table = ["", "| option | meaning |", "|---|---|", *rows] if rows else []
        parts.append("\n".join([f"## `{_usage(name)}`", "", text, *told, *table]))
    return "\n\n".join(["", *parts, ""])


def command_of(name: str) -> click.Command:
    """The command of a verb."""
    command = afterview.get_command(click.Context(afterview), name)
    if command is None:
        raise LookupError(name)
    return command


def _usage(name: str) -> str:
    """The verb with its arguments, without options: `new COMPANY ROLE`."""
    command = command_of(name)
    context = click.Context(command, **command.context_settings)
    words = " ".join(command.collect_usage_pieces(context))
    return f"{name} {words.replace('[OPTIONS]', '').strip()}".strip()


TABLES = {
    "fields": fields,
    "now": now,
    "questions": questions,
    "codes": codes,
    "verbs": verbs,
    "options": options,
}


def filled(text: str) -> str:
    """A page's text with each table that it has markers for made anew."""
    for name, table in TABLES.items():
        marker = f"<!-- {name}: begin -->"
        pattern = rf"{marker}.*?<!-- {name}: end -->"
        content = f"{marker}\n{table()}\n<!-- {name}: end -->"
        # Doubled, as `re.sub` reads backslashes in a replacement.
        text = re.sub(pattern, content.replace("\\", r"\\"), text, flags=re.DOTALL)
    return text


def main() -> None:
    """Rewrite the tables of every page."""
    for name in PAGES:
        page = ROOT / name
        page.write_text(filled(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

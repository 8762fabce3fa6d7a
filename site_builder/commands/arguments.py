"""What the arguments of verbs mean, once for help, hints, man pages and docs.

`--version` imports this module too, so nothing heavy belongs at its top.
"""

from __future__ import annotations

import click

PART_WILL_DO = "a part that only one has will do"
ARGUMENTS = {
    "COMPANY": "The company, in quotes where it is more than one word.",
    "ROLE": "The role, in quotes where it is more than one word.",
    "KEY": f"A job's short name, as `afterview status -v` lists it; {PART_WILL_DO}.",
    "SLUG": (
        "A reflection: the name of its file without `.md`, as `afterview status -v` lists it;"
        f" {PART_WILL_DO}."
    ),
    "WHEN": 'A day, a time or both: "today 14:00", "fri 9:30", 2026-11-18, 14:00.',
    "AUDIENCE": "Whom it is for: a name that stands below `audiences` in journal.toml.",
    "DIR": "The folder in which `journal/` is made; here, if not given.",
}


def argument_name(parameter: click.Parameter) -> str:
    """The name of an argument as usage and docs have it: `KEY`."""
    return (parameter.metavar or parameter.name or "").strip("[].").upper()


def argument_rows(command: click.Command) -> list[tuple[str, str]]:
    """The arguments of a verb that need a word, each with what it means."""
    names = (argument_name(p) for p in command.params if isinstance(p, click.Argument))
    return [(name, ARGUMENTS[name]) for name in names if name in ARGUMENTS]

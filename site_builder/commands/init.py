"""`afterview init`."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.commands import options
from site_builder.files.errors import Failure, writing

IGNORED = (b"/site/", b"/public/")
SETTINGS = """\
# Settings of this journal. All of them are optional: an empty file would do.

title = "My interviews"

[fit]
green = 7.0        # at or above: green
amber = 5.0        # at or above: amber; below: red
borderline = 0.5   # nearer than this to a threshold: "borderline"

# What jobs are rated on. An id of the five that come with Afterview (values, role, manager,
# compensation, intangibles) changes only what is given here; a new id adds one.
#
# [[criteria]]
# id = "commute"
# label = "Commute"
# prompt = "How well does the way to work fit my days?"
# weight = 1         # any positive number
# floor = 4          # a rating below it makes the light amber at best; 0 for none
# dealbreaker = 2    # a rating at or below it makes the light red; 0 for none
"""
LOOKING_FOR = """\
<!-- Write this before the first interview, while nobody has charmed you yet. The pages show it
     beside what you write about each job. -->

## What I want to do all day


## What I need

-

## What I will not do again

-
"""


@click.command("init", context_settings=options.SETTINGS)
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@options.quiet
def command(folder: Path, *, quiet: bool) -> None:
    """Make a journal in DIR (here, if not given): settings, and a first reflection to fill in."""
    from datetime import timedelta

    from site_builder.files import saving
    from site_builder.parsing import settings, template

    journal = folder / "journal"
    there = journal.exists() or journal.is_symlink()
    if there and (not journal.is_dir() or any(journal.iterdir())):
        raise Failure(f"{journal} is already there", "`afterview new COMPANY ROLE` writes into it")
    today = options.local_date()
    due = (today + timedelta(days=1), today + timedelta(days=7))
    first = template.reflection(
        settings.DEFAULTS, {"company": "A company", "role": "A role", "round": "first call"}, due
    )
    blank = template.reflection(settings.DEFAULTS, {}, None)
    files = {
        "journal.toml": SETTINGS,
        "looking-for.md": LOOKING_FOR,
        "first-reflection.md": first,
        "_template.md": blank,
    }
    with writing(journal):
        for name, text in files.items():
            if not saving.save_unless_changed(journal / name, None, text.encode()):
                raise Failure(f"{journal / name} is already there", "it was made meanwhile")
    with writing(folder / ".gitignore"):
        _ignore(folder / ".gitignore")
    if not quiet:
        click.echo(f"{journal}/ is ready. Write in {journal / 'first-reflection.md'},")
        click.echo("or begin one with `afterview new COMPANY ROLE`; then run `afterview build`.")


def _ignore(path: Path) -> None:
    """Keep the built sites out of git, with what is already ignored left as it is."""
    from site_builder.files import saving, snapshot

    old = snapshot.read_file(path) if path.exists() or path.is_symlink() else None
    text = old or b""
    missing = [line for line in IGNORED if line not in text.splitlines()]
    if missing:
        gap = b"" if not text or text.endswith(b"\n") else b"\n"
        new = text + gap + b"".join(line + b"\n" for line in missing)
        if not saving.save_unless_changed(path, old, new):
            hint = "`/site/` and `/public/` belong into it"
            raise Failure(f"{path} was changed meanwhile, and stays as it is", hint)

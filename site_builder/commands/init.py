"""`afterview init`: a journal's folder with settings, a first reflection and a template.

It writes new files only, except that lines are added to `.gitignore`.
"""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.commands import options
from site_builder.commands.reflection_files import task_dates
from site_builder.files import saving, snapshot
from site_builder.files.errors import Failure, writing
from site_builder.parsing import settings, template

GIT_IGNORED = (b"/site/", b"/public/")  # a journal is private, and so is what is built from it
SETTINGS_TEXT = """\
# Settings of this journal. All of them are optional: an empty file would do.

title = "My interviews"

[fit]
green = 7.0        # at or above: green
amber = 5.0        # at or above: amber; below: red
borderline = 0.5   # nearer than this to a threshold: "borderline"

[reminders]        # in the calendar
evening = "21:00"  # after an interview: to write it down
morning = "08:30"  # the day after: to look again
prepare = "18:00"  # the day before: to prepare

# What jobs are rated on. An id of the five that come with Afterview (values, role, manager,
# compensation, intangibles) changes only what is given here; a new id adds one.
#
# [[criteria]]
# id = "commute"
# label = "Commute"
# prompt = "How well does the way to work fit my days?"
# # How much would going from the worst to the best that I would really meet matter to me?
# weight = 1         # any positive number; shares are worked out
# floor = 4          # a rating below it makes the light amber at best; 0 for none
# dealbreaker = 2    # a rating at or below it makes the light red; 0 for none
# askable = false    # whether I can ask for more of it, as for pay
"""
LOOKING_FOR_TEXT = """\
<!-- Write this before the first interview, while nobody has charmed you yet. The pages show it
     beside what you write about each job. -->

## What I want to do all day


## What I need

-

## What I will not do again

-
"""


@click.command("init", context_settings=options.CONTEXT_SETTINGS)
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@options.quiet
def command(folder: Path, *, quiet: bool) -> None:
    """Make a journal in DIR (here, if not given): settings, and a first reflection to fill in."""
    journal_folder = folder / "journal"
    exists = journal_folder.exists() or journal_folder.is_symlink()
    if exists and (not journal_folder.is_dir() or any(journal_folder.iterdir())):
        hint = "`afterview new COMPANY ROLE` writes into it"
        raise Failure(f"{journal_folder} already exists", hint)
    values = {"company": "A company", "role": "A role", "round": "first call"}
    due = task_dates(options.local_date())
    first = template.reflection_text(settings.DEFAULT_SETTINGS, values, due)
    blank = template.reflection_text(settings.DEFAULT_SETTINGS, {}, None)
    files = {
        "journal.toml": SETTINGS_TEXT,
        "looking-for.md": LOOKING_FOR_TEXT,
        "first-reflection.md": first,
        "_template.md": blank,
    }
    with writing(journal_folder):
        for name, text in files.items():
            if not saving.save_unless_changed(journal_folder / name, None, text.encode()):
                raise Failure(
                    f"{journal_folder / name} already exists", "it was created while this ran"
                )
    with writing(folder / ".gitignore"):
        _ignore_built_sites(folder / ".gitignore")
    if not quiet:
        click.echo(
            f"{journal_folder}/ is ready. Write in {journal_folder / 'first-reflection.md'},"
        )
        click.echo("or begin one with `afterview new COMPANY ROLE`; then run `afterview build`.")


def _ignore_built_sites(path: Path) -> None:
    """Add the built sites to a `.gitignore`, whose other lines stay byte for byte."""
    # A broken symlink is read as well, so that it fails here and is not replaced.
    old = snapshot.read_file(path) if path.exists() or path.is_symlink() else None
    text = old or b""
    missing = [line for line in GIT_IGNORED if line not in text.splitlines()]
    if missing:
        line_end = b"" if not text or text.endswith(b"\n") else b"\n"
        new = text + line_end + b"".join(line + b"\n" for line in missing)
        if not saving.save_unless_changed(path, old, new):
            hint = "add `/site/` and `/public/` to it"
            raise Failure(f"{path} changed while this ran; left unchanged", hint)

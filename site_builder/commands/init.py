"""`afterview init`: a journal's folder with settings, a template and an example to read.

It writes new files only, except that lines are added to `.gitignore`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.commands import options, terminal
from site_builder.commands.example import EXAMPLE_FILE, EXAMPLE_TEXT
from site_builder.files import saving, snapshot
from site_builder.files.errors import Failure, writing
from site_builder.files.journal_folder import DEFAULT_NAME, journal_around
from site_builder.parsing import settings, template
from site_builder.parsing.filenames import LOOKING_FOR_FILE, SETTINGS_FILE, TEMPLATE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

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
NEXT_LINES = (
    "",
    "  looking-for.md  what I look for in a job: write it first, before anybody has charmed you",
    "  _example.md     a filled reflection to read; it counts as nothing",
    "  _template.md    what each new reflection begins with: make it yours",
    "  journal.toml    settings; all of them can wait",
    "",
    "Do you have a job? Rate it in `now.md`, beside looking-for.md: offers stand beside it then.",
    "",
    "After an interview, or before it:",
    '  afterview new "Company" "Role" --at "today 14:00"',
    "And to look at what it comes to:",
    "  afterview watch --open",
)
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
    """Make a journal in DIR (here, if not given): the folder `journal/`, and what to begin with."""
    new_command = 'afterview new "Company" "Role"'
    if around := journal_around(folder):
        raise Failure(f"this is inside of your journal {around}", f"`{new_command}` writes into it")
    journal_folder = folder / DEFAULT_NAME
    exists = journal_folder.exists() or journal_folder.is_symlink()
    if exists and (not journal_folder.is_dir() or any(_shown_files(journal_folder))):
        raise Failure(f"{journal_folder} already exists", f"`{new_command}` writes into it")
    files = {
        SETTINGS_FILE: SETTINGS_TEXT,
        LOOKING_FOR_FILE: LOOKING_FOR_TEXT,
        TEMPLATE_FILE: template.blank_text(settings.DEFAULT_SETTINGS),
        EXAMPLE_FILE: EXAMPLE_TEXT,
    }
    with writing(journal_folder):
        for name, text in files.items():
            if not saving.save_unless_changed(journal_folder / name, None, text.encode()):
                raise Failure(
                    f"{journal_folder / name} already exists", "it was created while this ran"
                )
    with writing(folder / ".gitignore"):
        _ignore_built_sites(folder / ".gitignore")
    terminal.say(f"{journal_folder}/ is ready.", quiet=quiet)
    for line in NEXT_LINES:
        terminal.say(line, quiet=quiet)


def _shown_files(folder: Path) -> Iterator[Path]:
    """The files of a folder but for hidden ones, which file managers leave behind."""
    return (file for file in folder.iterdir() if not file.name.startswith("."))


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

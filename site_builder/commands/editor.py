"""Opening a file in the user's editor, else with the program that the system has for it."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import click

from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from pathlib import Path

OPENER_SECONDS = 5  # in which an opener fails, if it does; some run for as long as the file is open


def open_file(path: Path) -> None:
    """Open a file in `$VISUAL` or `$EDITOR`, and wait until the editor ends.

    Without either the system's opener takes it, which is not waited for, or a line says that none
    is set. Raises Failure where the editor can't be started or fails.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        if not _open_with_system(path):
            click.echo("No editor is set: open it in any, or set $EDITOR.", err=True)
        return
    try:
        status = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603 -- the user's own editor
    except (OSError, ValueError) as error:
        raise Failure(f"could not start the editor `{editor}`", f"the file is {path}") from error
    if status:
        raise Failure(f"the editor `{editor}` ended with status {status}", f"the file is {path}")


def _open_with_system(path: Path) -> bool:
    """Whether the system's own opener took a file; what it prints is dropped."""
    if sys.platform in {"win32", "darwin"}:
        return click.launch(str(path)) == 0
    opener = shutil.which("xdg-open")
    # Without a desktop it would look for a browser that runs in this terminal.
    if not opener or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    null = subprocess.DEVNULL
    process = subprocess.Popen([opener, str(path)], stdin=null, stdout=null, stderr=null)  # noqa: S603 -- the system's own opener
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(OPENER_SECONDS) == 0
    return True

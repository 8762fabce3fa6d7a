"""Opening a file in the user's editor, else with what the system opens it with."""

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

PATIENCE = 5  # seconds in which an opener says that it can't; some stay while the file is open


def open_file(path: Path) -> None:
    """Open a file: `$VISUAL`, `$EDITOR`, else the system's own opener. Waits for an editor."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        if not _opened(path):
            click.echo("No editor is set: open it in any, or set $EDITOR.", err=True)
        return
    try:
        status = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603 -- the user's own editor
    except (OSError, ValueError) as error:
        raise Failure(
            f"the editor `{editor}` could not be started", f"the file is {path}"
        ) from error
    if status:
        raise Failure(f"the editor `{editor}` ended with status {status}", f"the file is {path}")


def _opened(path: Path) -> bool:
    """Whether the system's own opener took a file; what it says of itself is not shown."""
    if sys.platform in {"win32", "darwin"}:
        return click.launch(str(path)) == 0
    opener = shutil.which("xdg-open")
    # Without a desktop it would look for a browser that runs in this terminal.
    if not opener or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    null = subprocess.DEVNULL
    process = subprocess.Popen([opener, str(path)], stdin=null, stdout=null, stderr=null)  # noqa: S603 -- the system's own opener
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(PATIENCE) == 0
    return True

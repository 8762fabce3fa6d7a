"""Opening a file in the user's editor, else with what the system opens it with."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import click

from site_builder.errors import Failure

if TYPE_CHECKING:
    from pathlib import Path


def open_file(path: Path) -> None:
    """Open a file: `$VISUAL`, `$EDITOR`, else the system's own opener. Waits for an editor."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        if os.name == "posix" and not (shutil.which("xdg-open") or shutil.which("open")):
            click.echo("No editor is set: open it in any, or set $EDITOR.", err=True)
        else:
            click.launch(str(path))
        return
    try:
        status = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603 -- the user's own editor
    except (OSError, ValueError) as error:
        raise Failure(
            f"the editor `{editor}` could not be started", f"the file is {path}"
        ) from error
    if status:
        raise Failure(f"the editor `{editor}` ended with status {status}", f"the file is {path}")

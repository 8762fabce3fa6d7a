"""Find the folder of a journal, and read it as one `Journal`.

Only a publication reads this way, every file anew: all else reads through `build.reading`, which
skips files that have not changed. What a file means is decided in `parsing`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files import snapshot
from site_builder.files.errors import Failure
from site_builder.parsing.filenames import HIDDEN_PREFIXES, SETTINGS_FILE, is_read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.journal import Journal

DEFAULT_NAME = "journal"  # of a journal's folder


def find_journal_folder(start: Path) -> Path | None:
    """The journal that a folder is in, else `journal/` in it or in the nearest folder above.

    As a path from `start`, which is one from the current folder; None if there is none.
    """
    for folder in (start, *_folders_above(start)):
        below = folder / DEFAULT_NAME
        journal_folder = folder if is_journal(folder) else below if below.is_dir() else None
        if journal_folder and (folder == start or _has_same_owner(journal_folder, start)):
            return journal_folder
    return None


def journal_around(folder: Path) -> Path | None:
    """The journal that a folder is, or is in, whether it exists or not; None if it is in none."""
    real = Path(os.path.realpath(folder))
    return next(filter(is_journal, (real, *real.parents)), None)


def is_journal(folder: Path) -> bool:
    """Whether a folder is a journal: it holds settings, or is called `journal` and holds notes.

    Settings are optional, so their absence says nothing.
    """
    if (folder / SETTINGS_FILE).is_file():
        return True
    if Path(os.path.realpath(folder)).name != DEFAULT_NAME or not folder.is_dir():
        return False
    return any(is_read(file.name) for file in folder.iterdir())


def beside(journal_folder: Path, name: str) -> Path:
    """The path of something that stands beside a journal's folder, such as its `site`."""
    # `.` and `..` have no parent by their names.
    above = journal_folder / ".." if journal_folder.name in {"", ".."} else journal_folder.parent
    return above / name


def _folders_above(start: Path) -> list[Path]:
    depth = len(Path(os.path.realpath(start)).parts) - 1
    return [start / Path(*[".."] * level) for level in range(1, depth + 1)]


def _has_same_owner(folder: Path, start: Path) -> bool:
    """Whether a folder found above belongs to the owner of the folder where the search began.

    Somebody else's `journal/` in a shared folder such as /tmp could bring templates, which run.
    """
    return folder.stat().st_uid == start.stat().st_uid


def require_journal_folder(journal_folder: Path) -> Path:
    """The same path, if it is a folder. Raises Failure otherwise."""
    if not journal_folder.is_dir():
        message = f"there is no folder {journal_folder}"
        hint = "`afterview init` makes a journal here; `-j FOLDER` names one elsewhere"
        if default := find_journal_folder(Path()):
            hint = f"leave `-j` out, and {default.resolve()} is read"
        if journal_folder.exists():
            message = f"{journal_folder} is a file, not a journal's folder"
        elif journal_folder.is_symlink():
            message = f"{journal_folder} is a broken symlink"
            hint = "point it at your journal's folder"
        raise Failure(message, hint, 2)
    return journal_folder


def folder_name(journal_folder: Path) -> str:
    """The folder's own name, symlinks resolved; `journal` for the root of a disk.

    Every path in a diagnostic begins with it, wherever the user is.
    """
    return snapshot.decode_path(journal_folder.resolve().name) or "journal"


def read_journal_and_files(
    journal_folder: Path, today: date
) -> tuple[Journal, Mapping[str, bytes]]:
    """A journal, and the bytes of its files by path below the folder.

    Raises Failure where there is no such folder.
    """
    from site_builder.parsing.journal import (  # noqa: PLC0415 -- an idle build needs no Markdown
        parse_journal,
    )

    files = snapshot.scan(require_journal_folder(journal_folder), is_read, HIDDEN_PREFIXES)
    journal = parse_journal(
        folder_name(journal_folder),
        files.data,
        today,
        unreadable=files.unreadable,
        others=files.others,
    )
    return journal, files.data


def with_user_paths(
    journal_folder: Path, name: str, problems: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """The same diagnostics with paths that the user's shell and editor can open.

    `name` is the `folder_name` that their paths begin with now.
    """
    return tuple(
        replace(p, path=str(journal_folder / p.path.removeprefix(f"{name}/"))) for p in problems
    )

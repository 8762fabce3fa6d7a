"""Find the folder of a journal, and read it as one `Journal`.

This is how every verb but `build` and `watch` reads; those two read through `build.reading`, which
skips files that have not changed. What a file means is decided in `parsing`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.files import snapshot
from site_builder.files.errors import Failure
from site_builder.parsing.filenames import HIDDEN_PREFIXES, is_read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.journal import Journal


def require_journal_folder(journal_folder: Path) -> Path:
    """The same path, if it is a folder. Raises Failure otherwise."""
    if not journal_folder.is_dir():
        message = f"there is no folder {journal_folder}"
        hint = "`afterview init` makes a journal here; `-j FOLDER` names one elsewhere"
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


def read_journal(journal_folder: Path, today: date) -> Journal:
    """Read and check all files of a journal. Raises Failure where there is no such folder."""
    return read_journal_and_files(journal_folder, today)[0]


def read_journal_and_files(
    journal_folder: Path, today: date
) -> tuple[Journal, Mapping[str, bytes]]:
    """A journal, and the bytes of its files by path below the folder. Raises as `read_journal`."""
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

"""The folder that a journal is in: finding it, and reading it as one value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.files import snapshot
from site_builder.files.errors import Failure
from site_builder.parsing.filenames import is_read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.journal import Journal

HIDDEN = (".", "_")


def require_journal_folder(journal: Path) -> Path:
    """The journal's folder. Raises Failure where there is none."""
    if not journal.is_dir():
        hint = "`afterview init` makes a journal here; `-j FOLDER` names one elsewhere"
        wrong = f"there is no folder {journal}"
        if journal.exists():
            wrong = f"{journal} is a file, not a journal's folder"
        elif journal.is_symlink():
            wrong, hint = f"{journal} is a link to a folder that is not there", "mend the link"
        raise Failure(wrong, hint, 2)
    return journal


def folder_name(folder: Path) -> str:
    """A journal folder's own name."""
    return snapshot.name_of(folder.resolve().name) or "journal"


def read_journal(folder: Path, today: date) -> Journal:
    """Read and judge the journal in a folder. Raises Failure where there is none."""
    return read_journal_and_files(folder, today)[0]


def read_journal_and_files(folder: Path, today: date) -> tuple[Journal, Mapping[str, bytes]]:
    """A journal, and the bytes of its files by path below it. Raises Failure as `read` does."""
    # A build with nothing to do parses nothing.
    from site_builder.parsing.journal import parse_journal

    seen = snapshot.scan(require_journal_folder(folder), is_read, HIDDEN)
    others, unreadable = seen.others, seen.unreadable
    name = folder_name(folder)
    journal = parse_journal(name, seen.data, today, unreadable=unreadable, others=others)
    return journal, seen.data


def with_user_paths(
    folder: Path, name: str, problems: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """The problems of a journal by the paths that lead to its files from where the user is."""
    return tuple(replace(p, path=str(folder / p.path.removeprefix(f"{name}/"))) for p in problems)

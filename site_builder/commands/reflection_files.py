"""The file of a reflection for the verbs that change one: finding it, and setting a key in it.

A file is written only if it still holds what was read, since an editor or a syncing program may
have it too. How a key is put into YAML is up to `parsing.amend`, how bytes reach the disk to
`files.saving`.
"""

from __future__ import annotations

import contextlib
import sys
from datetime import timedelta
from difflib import ndiff
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.commands import lookup, terminal
from site_builder.core.frozen import frozen
from site_builder.files import saving, snapshot
from site_builder.files.errors import Failure
from site_builder.parsing import amend, amend_body
from site_builder.parsing.filenames import slug_of
from site_builder.parsing.reflection import parse_reflection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment, Reflection, Settings
    from site_builder.parsing.amend import Value


@frozen
class File:
    """A reflection's file: where it is, and its path as a Journal has it (`journal/a.md`)."""

    path: Path
    journal_path: str

    def read(self) -> bytes:
        """Its bytes. Raises Failure where they can't be read."""
        try:
            return snapshot.read_file(self.path)
        except OSError as error:
            raise Failure(f"could not read {self.path}: {error.strerror or error}") from error


def find_file(journal: Journal, journal_folder: Path, name: str) -> File:
    """The file that a slug or a path names, also one with errors. Raises Failure for none."""
    paths = [*(r.path for r in journal.reflections), *(f.path for f in journal.left_out)]
    relative_paths = [path.removeprefix(f"{journal.name}/") for path in paths]
    by_slug = {slug_of(path): path for path in relative_paths}
    for candidate in _relative_paths(name, journal.name, journal_folder):
        if path := by_slug.get(slug_of(candidate)):
            return File(journal_folder / path, f"{journal.name}/{path}")
    return file_of(journal, journal_folder, lookup.reflection(journal, name))


def file_of(journal: Journal, journal_folder: Path, reflection: Reflection) -> File:
    """The file of one of the journal's reflections."""
    return File(journal_folder / reflection.path.removeprefix(f"{journal.name}/"), reflection.path)


def _relative_paths(name: str, journal_name: str, journal_folder: Path) -> Iterator[str]:
    """What a name may mean, relative to the journal's folder.

    It is a slug or such a path already, a path from the working folder, or one as messages show it.
    """
    yield name
    path, root = Path(name).absolute(), journal_folder.absolute()
    if path.is_relative_to(root):
        yield path.relative_to(root).as_posix()
    yield name.removeprefix(f"{journal_name}/")


def require_sound(journal: Journal, file: File) -> Reflection:
    """The reflection in a file. One with errors prints them and exits with status 1.

    Raises Failure where the file is gone.
    """
    for reflection in journal.reflections:
        if reflection.path == file.journal_path:
            return reflection
    problems = [
        p for left in journal.left_out if left.path == file.journal_path for p in left.problems
    ]
    if not problems:
        raise Failure(f"{file.path} no longer exists")
    terminal.show(problems, err=True)
    sys.exit(1)


def with_value(
    file: File,
    data: bytes,
    key: str,
    value: Value,
    settings: Settings,
    *,
    overwrite: bool = False,
) -> bytes:
    """A file's bytes with a key of the front matter set; nothing is written.

    With `overwrite` a value that is there gives way. Raises Failure where the key can't be put in,
    or the file would have an error with it.
    """
    with _amending(file):
        new = amend.set_key(file.journal_path, data, key, value, overwrite=overwrite)
    # A value that is right by itself may be wrong in its file, such as a date before another.
    for problem in parse_reflection(
        file.journal_path, file.journal_path, new, settings, lambda _target: None
    ).problems:
        if problem.severity == "error":
            raise Failure(f"left {file.path} unchanged: {problem.message}", problem.hint)
    return new


def with_shifted_tasks(file: File, data: bytes, by: timedelta, settings: Settings) -> bytes:
    """A file's bytes with the dates of its open `until:` tasks moved. Raises Failure."""
    with _amending(file):
        return amend_body.shift_tasks(file.journal_path, data, by, settings)


def with_research(file: File, data: bytes, texts: Iterable[str], settings: Settings) -> bytes:
    """A file's bytes with a task for research for each text. Raises Failure."""
    with _amending(file):
        return amend_body.add_research(file.journal_path, data, texts, settings)


@contextlib.contextmanager
def _amending(file: File) -> Iterator[None]:
    """Raise Failure for what can't be amended in a file, which is left unchanged."""
    try:
        yield
    except amend.CannotAmend as unable:
        message = f"left {file.path} unchanged: {unable.message}"
        raise Failure(message, unable.hint) from unable


def replace(file: File, old: bytes, new: bytes) -> None:
    """Write a file's new bytes over its old ones.

    Raises Failure where it no longer holds the old ones, or can't be written. The new ones are not
    lost then: they are saved beside it, or else the hint quotes the lines that they add.
    """
    try:
        if saving.save_unless_changed(file.path, old, new):
            return
        why = f"{file.path} changed while this ran; left unchanged"
    except OSError as error:
        why = f"could not write {file.path}: {error.strerror}"
    beside = file.path.with_name(f"_{file.path.stem}.unsaved.md")  # no reflection, for its `_`
    try:
        is_saved = saving.save_unless_changed(beside, None, new)
    except OSError:
        is_saved = False
    if is_saved:
        raise Failure(why, f"{beside} holds what was to be written; move it over by hand")
    raise Failure(why, f"this was to be written; put it in by hand:\n\n{_added_lines(old, new)}")


def _added_lines(old: bytes, new: bytes) -> str:
    """The lines of new bytes that are not among the old ones."""
    before, after = (data.decode("utf-8-sig").splitlines() for data in (old, new))
    return "\n".join(line[2:] for line in ndiff(before, after) if line.startswith("+ "))


def task_dates(day: date) -> tuple[date, date]:
    """When the two tasks of a new reflection are due: a day and a week after `day`."""
    return day + timedelta(days=1), day + timedelta(days=7)


def has_begun(interviewed: Moment | None, now: str) -> bool:
    """Whether the interview is not still to come, by `options.now`; true without one.

    Where only one of the two has a time, the dates decide.
    """
    # Both are written as 2026-11-22 14:00, so that texts of one length compare as dates do.
    start = interviewed.iso().replace("T", " ") if interviewed else ""
    return now[: len(start)] >= start[: len(now)]

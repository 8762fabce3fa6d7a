"""A reflection that a verb names: found in its journal, and amended where nobody else has."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.journal import Journal
    from site_builder.core.model import Moment, Reflection, Settings
    from site_builder.parsing.amend import Value


@dataclass(frozen=True, slots=True)
class File:
    """A reflection's file: where it is, and its path as messages show it."""

    path: Path
    shown: str

    def read(self) -> bytes:
        """Its bytes. Raises Failure where they can't be read."""
        from site_builder.files import snapshot

        try:
            return snapshot.read_file(self.path)
        except OSError as error:
            why = error.strerror or error
            raise Failure(f"could not read {self.path}: {why}") from error


def named(journal: Journal, folder: Path, name: str) -> File:
    """The file that a slug or a path names, one with errors too. Raises Failure for an unknown."""
    from site_builder.commands import lookup
    from site_builder.parsing.filenames import slug_of

    paths = [*(r.path for r in journal.reflections), *(f.path for f in journal.left_out)]
    below = [path.removeprefix(f"{journal.name}/") for path in paths]
    by_slug = {slug_of(path): path for path in below}
    for meant in _meanings(name, journal.name, folder):
        if path := by_slug.get(slug_of(meant)):
            return File(folder / path, f"{journal.name}/{path}")
    return file_of(journal, folder, lookup.reflection(journal, name))


def file_of(journal: Journal, folder: Path, reflection: Reflection) -> File:
    """The file of a reflection."""
    return File(folder / reflection.path.removeprefix(f"{journal.name}/"), reflection.path)


def _meanings(name: str, journal_name: str, folder: Path) -> Iterator[str]:
    """What a name may be, below the journal: itself, a file's path, a path as messages show it."""
    yield name
    path, root = Path(name).absolute(), folder.absolute()
    if path.is_relative_to(root):
        yield path.relative_to(root).as_posix()
    yield name.removeprefix(f"{journal_name}/")


def sound(journal: Journal, file: File) -> Reflection:
    """The reflection in a file; one with errors ends the command with them shown."""
    from site_builder.commands import terminal

    for reflection in journal.reflections:
        if reflection.path == file.shown:
            return reflection
    problems = [p for left in journal.left_out if left.path == file.shown for p in left.problems]
    if not problems:
        raise Failure(f"{file.path} is no longer there")
    terminal.show(problems, err=True)
    sys.exit(1)


def amended(file: File, data: bytes, key: str, value: Value, settings: Settings) -> bytes:
    """A file's bytes with a key set. Raises Failure where it can't be, or would be wrong there."""
    from site_builder.parsing import amend
    from site_builder.parsing.reflection import parse

    try:
        new = amend.put(file.shown, data, key, value)
    except amend.CannotAmend as unable:
        message = f"{file.path} stays as it was: {unable.message}"
        raise Failure(message, unable.hint) from unable
    for problem in parse(file.shown, file.shown, new, settings, lambda _target: None).problems:
        if problem.severity == "error":
            raise Failure(f"{file.path} stays as it was: {problem.message}", problem.hint)
    return new


def replace(file: File, old: bytes, new: bytes) -> None:
    """Write a file's new bytes over its old ones.

    Raises Failure where it no longer holds those, or can't be written. The new ones are kept then:
    in a file beside it, or else as what they add, in the hint.
    """
    from site_builder.files import saving

    try:
        if saving.save_unless_changed(file.path, old, new):
            return
        why = f"{file.path} was changed by somebody else meanwhile, and stays as it is"
    except OSError as error:
        why = f"could not write {file.path}: {error.strerror}"
    beside = file.path.with_name(f"_{file.path.stem}.unsaved.md")
    try:
        kept = saving.save_unless_changed(beside, None, new)
    except OSError:
        kept = False
    if kept:
        raise Failure(why, f"{beside} holds what was to be written; move it over by hand")
    raise Failure(why, f"this was to be written; put it in by hand:\n\n{_added(old, new)}")


def _added(old: bytes, new: bytes) -> str:
    """The lines that new bytes have more than old ones."""
    from difflib import ndiff

    before, after = (data.decode("utf-8-sig").splitlines() for data in (old, new))
    return "\n".join(line[2:] for line in ndiff(before, after) if line.startswith("+ "))


def has_begun(interviewed: Moment | None, now: str) -> bool:
    """Whether there is no interview still to come, as far as date and clock are both known."""
    begins = interviewed.iso().replace("T", " ") if interviewed else ""
    return now[: len(begins)] >= begins[: len(now)]

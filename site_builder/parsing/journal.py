"""The files of a journal as one value: which are read, which can't be, and what comes of all."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic, bounded
from site_builder.core.journal import LeftOut, assemble
from site_builder.parsing import frontmatter
from site_builder.parsing import settings as settings_file
from site_builder.parsing.filenames import LOOKING_FOR, SETTINGS, is_reflection, slug_of
from site_builder.parsing.reflection import ReflectionReader, convert_body, guessed_name, resolver
from site_builder.parsing.strays import stray_warnings, sync_copies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from site_builder.core.journal import Journal
    from site_builder.core.model import Body
    from site_builder.parsing.reflection import ParsedFile

LONGEST_NAME = 255  # bytes, on every disk; a name may grow when it is composed
DEEPEST = 100  # folders within each other; a page links back up through all of them
LONGEST_PATH = 3_000  # bytes; systems take 4,096 with the output's own path and what lies in it


@dataclass(frozen=True, slots=True)
class JournalOutline:
    """A journal before its reflections are read: `reader` is to read those at `paths`.

    `left_out` are the files that nobody needs to read to know that they have no reflection.
    """

    reader: ReflectionReader
    paths: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    looking_for: Body | None
    problems: tuple[Diagnostic, ...]


def outline_journal(
    name: str,
    files: Mapping[str, bytes],
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> JournalOutline:
    """What is to be read of a journal, and how.

    `name` is the journal folder's own name, which every shown path begins with; `files` holds
    the bytes of each path below it, `unreadable` why a path could not be read, and `others` the
    paths of files that do not belong to it.
    """
    shown = {path: f"{name}/{path}" for path in (*files, *(unreadable or ()), *others)}
    settings, wrong = settings_file.read(f"{name}/{SETTINGS}", files.get(SETTINGS))
    copied = sync_copies(shown, files)
    paths = sorted(p for p in files if is_reflection(p) and p not in copied)
    closed = _closed(unreadable or {}, copied, shown)
    refused = _refused([*paths, *filter(is_reflection, closed)], shown)
    sound = tuple(p for p in paths if p not in refused)
    slugs = frozenset(slug_of(p) for p in sound)
    looking_for, found_there = _looking_for(name, files.get(LOOKING_FOR), slugs)
    no_page = (
        LeftOut(shown[p], None, (why,), guessed_name(files.get(p, b"")))
        for p, why in refused.items()
    )
    no_text = (
        LeftOut(shown[p], slug_of(p), (why,))
        for p, why in closed.items()
        if is_reflection(p) and p not in refused
    )
    return JournalOutline(
        reader=ReflectionReader(name, settings, slugs, looking_for is not None),
        paths=sound,
        left_out=(*no_page, *no_text),
        looking_for=looking_for,
        problems=(
            *(*wrong, *found_there, *refused.values(), *closed.values()),
            *stray_warnings(others, copied, shown),
        ),
    )


def complete_journal(
    outline: JournalOutline, parsed: Mapping[str, ParsedFile], today: date
) -> Journal:
    """The journal of an outline, from what came of each of its paths."""
    reader = outline.reader
    broken = (
        LeftOut(f"{reader.name}/{path}", slug_of(path), one.problems, one.name)
        for path, one in parsed.items()
        if not one.reflection
    )
    problems = (problem for one in parsed.values() for problem in one.problems)
    return assemble(
        name=reader.name,
        today=today,
        settings=reader.settings,
        reflections=[one.reflection for one in parsed.values() if one.reflection],
        looking_for=outline.looking_for,
        left_out=[*outline.left_out, *broken],
        problems=[*problems, *outline.problems],
    )


def parse_journal(
    name: str,
    files: Mapping[str, bytes],
    today: date,
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> Journal:
    """The journal made of some files, which are given as `outline` takes them."""
    first = outline_journal(name, files, unreadable=unreadable, others=others)
    return complete_journal(first, {p: first.reader.read(p, files[p]) for p in first.paths}, today)


def _whole(shown: str, code: str, message: str, hint: str | None = None) -> Diagnostic:
    """An error of a file as a whole, whatever stands in it."""
    return Diagnostic(shown, 1, 1, "error", code, message, hint)


def _closed(
    unreadable: Mapping[str, str], copied: Collection[str], shown: Mapping[str, str]
) -> dict[str, Diagnostic]:
    """The files that could not be read, with the reason; a copy need not be."""
    return {
        path: _whole(shown[path], "unreadable", f"can't be read: {why}")
        for path, why in unreadable.items()
        if path not in copied
    }


def _refused(paths: Iterable[str], shown: Mapping[str, str]) -> dict[str, Diagnostic]:
    """The files that can have no page of their own, with the reason."""
    same = defaultdict(list)
    for path in paths:
        slug = slug_of(path)
        same[unicodedata.normalize("NFC", slug.casefold())].append(path)
    refused = {}
    for path in paths:
        rivals = [
            p for p in same[unicodedata.normalize("NFC", slug_of(path).casefold())] if p != path
        ]
        if rivals:
            message = f"{shown[rivals[0]]} has the same name but for capitals or accents' encoding"
            refused[path] = _whole(shown[path], "duplicate-slug", message, "rename one of them")
        elif "index.html" in slug_of(path).split("/"):
            message = "the site needs the name `index.html` for itself"
            hint = "rename the file or folder"
            refused[path] = _whole(shown[path], "reserved-name", message, hint)
        elif slug_of(path).count("/") > DEEPEST:
            message = f"it lies more than {DEEPEST} folders deep"
            refused[path] = _whole(shown[path], "reserved-name", message, "move it further up")
        elif _too_long(slug_of(path)):
            message = "its name is too long for a page of its own"
            refused[path] = _whole(shown[path], "reserved-name", message, "shorten it")
    return refused


def _too_long(slug: str) -> bool:
    """Whether no disk, or no place on it, has room for the page of a slug."""
    longest = max(len(part.encode()) for part in slug.split("/"))
    return longest > LONGEST_NAME or len(slug.encode()) > LONGEST_PATH


def _looking_for(
    name: str, data: bytes | None, slugs: frozenset[str]
) -> tuple[Body | None, tuple[Diagnostic, ...]]:
    """What I look for, converted like any body; an empty file is none."""
    if data is None:
        return None, ()
    try:
        source = frontmatter.decode(f"{name}/{LOOKING_FOR}", data)
    except frontmatter.InvalidFile as refused:
        return None, (refused.problem,)
    body, problems = convert_body(source, 0, {}, resolver(LOOKING_FOR, slugs, looking_for=False))
    return (body if body and body.sections else None), bounded(problems)

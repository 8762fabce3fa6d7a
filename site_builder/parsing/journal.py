"""The files of a journal, read as one value.

Bytes by path go in; a `Journal` with all its problems comes out. Reading is in two steps, so that
the builder can skip files it has cached and read the others in parallel: `outline_journal` tells
which files are to be read, and `outline.complete_journal` puts together what was read.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic, first_problems
from site_builder.core.journal import LeftOut
from site_builder.parsing import frontmatter
from site_builder.parsing import settings as settings_file
from site_builder.parsing.body import convert_body
from site_builder.parsing.filenames import (
    LOOKING_FOR_FILE,
    NOW_FILE,
    SETTINGS_FILE,
    is_reflection,
    slug_of,
)
from site_builder.parsing.links import link_resolver
from site_builder.parsing.now import parse_now
from site_builder.parsing.outline import JournalOutline, ReflectionReader, complete_journal
from site_builder.parsing.reflection import guessed_name
from site_builder.parsing.unread_files import stray_warnings, sync_copies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from site_builder.core.journal import Journal
    from site_builder.core.model import Body, Now

MAX_NAME_BYTES = 255  # of one file or folder, on all common file systems
MAX_FOLDER_DEPTH = 100  # a page links back up through all of them
MAX_PATH_BYTES = 3_000  # systems allow 4,096, with the path of the output folder and `index.html`


def outline_journal(
    name: str,
    files: Mapping[str, bytes],
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> JournalOutline:
    """Read the settings of a journal and decide which files are reflections.

    `name` is the name of the journal folder, with which the paths in messages begin; `files` has
    the bytes of each path below it, `unreadable` the reason why a path could not be read, and
    `others` the paths of files that do not belong to the journal.
    """
    shown = {path: f"{name}/{path}" for path in (*files, *(unreadable or ()), *others)}
    settings, settings_problems = settings_file.parse_settings(
        f"{name}/{SETTINGS_FILE}", files.get(SETTINGS_FILE)
    )
    copies = sync_copies(shown, files)
    paths = sorted(p for p in files if is_reflection(p) and p not in copies)
    unread = _unreadable(unreadable or {}, copies, shown)
    refused = _refused([*paths, *filter(is_reflection, unread)], shown)
    accepted = tuple(p for p in paths if p not in refused)
    slugs = frozenset(slug_of(p) for p in accepted)
    looking_for, looking_for_problems = _looking_for(name, files.get(LOOKING_FOR_FILE), slugs)
    reader = ReflectionReader(name, settings, slugs, looking_for is not None)
    now, now_problems = _now(reader, files.get(NOW_FILE))
    no_page = (
        LeftOut(shown[p], None, (problem,), guessed_name(files.get(p, b"")))
        for p, problem in refused.items()
    )
    no_text = (
        LeftOut(shown[p], slug_of(p), (problem,))
        for p, problem in unread.items()
        if is_reflection(p) and p not in refused
    )
    return JournalOutline(
        reader=reader,
        paths=accepted,
        left_out=(*no_page, *no_text),
        looking_for=looking_for,
        now=now,
        problems=(
            *(*settings_problems, *looking_for_problems, *now_problems),
            *(*refused.values(), *unread.values()),
            *stray_warnings(others, copies, shown),
        ),
    )


def parse_journal(
    name: str,
    files: Mapping[str, bytes],
    today: date,
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> Journal:
    """Read a whole journal at once; the arguments are those of `outline_journal`."""
    outline = outline_journal(name, files, unreadable=unreadable, others=others)
    parsed = {path: outline.reader.read(path, files[path]) for path in outline.paths}
    return complete_journal(outline, parsed, today)


def _file_error(shown: str, code: str, message: str, hint: str | None = None) -> Diagnostic:
    """An error about a file as a whole: at its first line and column."""
    return Diagnostic(shown, 1, 1, "error", code, message, hint)


def _unreadable(
    unreadable: Mapping[str, str], copies: Collection[str], shown: Mapping[str, str]
) -> dict[str, Diagnostic]:
    """An error for each file that could not be read and is no copy of another."""
    return {
        path: _file_error(shown[path], "unreadable", f"can't be read: {reason}")
        for path, reason in unreadable.items()
        if path not in copies
    }


def _refused(paths: Iterable[str], shown: Mapping[str, str]) -> dict[str, Diagnostic]:
    """An error for each file that can have no page: its name is taken or not possible."""
    paths_by_name = defaultdict(list)
    for path in paths:
        paths_by_name[_file_system_name(path)].append(path)
    refused = {}
    for path in paths:
        rivals = [p for p in paths_by_name[_file_system_name(path)] if p != path]
        if rivals:
            message = f"{shown[rivals[0]]} has the same name but for capitals or accents' encoding"
            refused[path] = _file_error(
                shown[path], "duplicate-slug", message, "rename one of them"
            )
        elif "index.html" in slug_of(path).split("/"):
            message = "the site needs the name `index.html` for itself"
            hint = "rename the file or folder"
            refused[path] = _file_error(shown[path], "reserved-name", message, hint)
        elif slug_of(path).count("/") > MAX_FOLDER_DEPTH:
            message = f"it lies more than {MAX_FOLDER_DEPTH} folders deep"
            refused[path] = _file_error(shown[path], "reserved-name", message, "move it further up")
        elif _is_too_long(slug_of(path)):
            message = "its name is too long for a page of its own"
            refused[path] = _file_error(shown[path], "reserved-name", message, "shorten it")
    return refused


def _file_system_name(path: str) -> str:
    """A slug as file systems compare it that ignore case and Unicode normalisation."""
    return unicodedata.normalize("NFC", slug_of(path).casefold())


def _is_too_long(slug: str) -> bool:
    """Whether a slug is too long for the path of a page."""
    longest = max(len(part.encode()) for part in slug.split("/"))
    return longest > MAX_NAME_BYTES or len(slug.encode()) > MAX_PATH_BYTES


def _looking_for(
    name: str, data: bytes | None, slugs: frozenset[str]
) -> tuple[Body | None, tuple[Diagnostic, ...]]:
    """The body of `looking-for.md` and its problems; None for a missing or empty file."""
    if data is None:
        return None, ()
    try:
        source = frontmatter.decode(f"{name}/{LOOKING_FOR_FILE}", data)
    except frontmatter.InvalidFile as error:
        return None, (error.problem,)
    resolve = link_resolver(LOOKING_FOR_FILE, slugs, looking_for=False)
    body, problems = convert_body(source, 0, {}, resolve)
    return (body if body and body.sections else None), first_problems(problems)


def _now(reader: ReflectionReader, data: bytes | None) -> tuple[Now | None, tuple[Diagnostic, ...]]:
    """What `now.md` says and its problems; None for a missing file, or one with errors."""
    if data is None:
        return None, ()
    resolve = link_resolver(NOW_FILE, reader.slugs, looking_for=reader.looking_for)
    return parse_now(f"{reader.name}/{NOW_FILE}", data, reader.settings, resolve)

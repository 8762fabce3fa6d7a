"""A journal before and after its reflections are read; no file need be read to know one again.

What reads files (YAML, Markdown) is imported by `ReflectionReader.read` alone, so that a verb for
which no file has changed starts without it. `journal.outline_journal` makes an outline.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.frozen import frozen
from site_builder.core.journal import LeftOut, assemble_journal
from site_builder.core.model import Body, Now, Settings
from site_builder.core.similar_names import alike_names
from site_builder.parsing.filenames import slug_of
from site_builder.parsing.links import link_resolver
from site_builder.parsing.parsed_file import ParsedFile

if TYPE_CHECKING:
    from datetime import date

    from site_builder.core.journal import Journal
    from site_builder.core.similar_names import FindAlike


@frozen
class ReflectionReader:
    """Reads the files of one journal; holds all that reading depends on beside their bytes.

    `name` is the name of the journal folder, `slugs` are those of all files that have a page.
    """

    name: str
    settings: Settings
    slugs: frozenset[str]
    looking_for: bool

    def read(self, path: str, data: bytes) -> ParsedFile:
        """Read the file at a path below the journal."""
        from site_builder.parsing.reflection import (  # noqa: PLC0415 -- slow to import
            parse_reflection,
        )

        links: dict[str, str | None] = {}
        resolve = link_resolver(path, self.slugs, looking_for=self.looking_for)

        def resolve_and_record(target: str) -> str | None:
            return links.setdefault(target, resolve(target))

        parsed = parse_reflection(
            path, f"{self.name}/{path}", data, self.settings, resolve_and_record
        )
        return replace(parsed, links=tuple(links.items())) if links else parsed

    def holds(self, path: str, links: Collection[tuple[str, str | None]]) -> bool:
        """Whether the recorded `links` of the file at a path still lead to the same addresses."""
        if not links:
            return True
        resolve = link_resolver(path, self.slugs, looking_for=self.looking_for)
        return all(resolve(target) == address for target, address in links)


@frozen
class JournalOutline:
    """A journal before its reflections are read; `reader` reads the files at `paths`.

    `left_out` are files that are known to give no reflection without reading them: unreadable ones,
    and ones whose names allow no page.
    """

    reader: ReflectionReader
    paths: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    looking_for: Body | None
    now: Now | None
    problems: tuple[Diagnostic, ...]


def complete_journal(
    outline: JournalOutline,
    parsed: Mapping[str, ParsedFile],
    today: date,
    find_alike: FindAlike = alike_names,
) -> Journal:
    """The journal of an outline; `parsed` has the result for each of its paths."""
    reader = outline.reader
    broken = (
        LeftOut(f"{reader.name}/{path}", slug_of(path), file.problems, file.name)
        for path, file in parsed.items()
        if not file.reflection
    )
    problems = (problem for file in parsed.values() for problem in file.problems)
    return assemble_journal(
        name=reader.name,
        today=today,
        settings=reader.settings,
        reflections=[file.reflection for file in parsed.values() if file.reflection],
        looking_for=outline.looking_for,
        now=outline.now,
        left_out=[*outline.left_out, *broken],
        problems=[*problems, *outline.problems],
        find_alike=find_alike,
    )

"""The whole journal as one value: from the bytes of its files to all that is computed of them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.core import frontmatter
from site_builder.core import settings as settings_file
from site_builder.core.diagnostics import Diagnostic, bounded
from site_builder.core.fit import judge
from site_builder.core.opportunities import group, near_equal, round_order
from site_builder.core.parse import convert_body, is_reflection, parse, resolver, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from site_builder.core.model import Body, Fit, Reflection, Settings
    from site_builder.core.opportunities import Opportunity

SETTINGS, LOOKING_FOR = "journal.toml", "looking-for.md"
ALMOST = (".markdown", ".mdown", ".mkd", ".md.txt")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file with errors. `slug` is None where it has no page, as two files claim its address."""

    path: str
    slug: str | None
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as of `today`. Reflections and opportunities stand newest first."""

    name: str
    today: date
    settings: Settings
    reflections: tuple[Reflection, ...]
    fits: Mapping[str, Fit]
    """The fit of each reflection by its own ratings, by slug."""
    opportunities: tuple[Opportunity, ...]
    looking_for: Body | None
    left_out: tuple[LeftOut, ...]
    problems: tuple[Diagnostic, ...]

    def by_slug(self) -> dict[str, Opportunity]:
        """The opportunity of each reflection."""
        return {r.slug: o for o in self.opportunities for r in o.rounds}

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong that must be mended."""
        return any(p.severity == "error" for p in self.problems)


def is_read(path: str) -> bool:
    """Whether a path below the journal belongs to it."""
    return path in {SETTINGS, LOOKING_FOR} or is_reflection(path)


def is_stray(path: str) -> bool:
    """Whether a file that is not read must have been meant as a reflection."""
    folded = path.casefold()
    return folded.endswith(ALMOST) or (folded.endswith(".md") and not path.endswith(".md"))


def assemble(
    name: str,
    files: Mapping[str, bytes],
    today: date,
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> Journal:
    """Read a journal.

    `name` is the journal folder's own name, which every shown path begins with; `files` holds
    the bytes of each path below it, `unreadable` why a path could not be read, and `others` the
    paths of files that do not belong to it.
    """
    shown = {path: f"{name}/{path}" for path in (*files, *(unreadable or ()), *others)}
    settings, wrong = settings_file.read(f"{name}/{SETTINGS}", files.get(SETTINGS))
    paths = sorted(p for p in files if is_reflection(p))
    refused = _refused(paths, shown)
    closed = {p: _unreadable(shown[p], why) for p, why in (unreadable or {}).items()}
    slugs = frozenset(slug_of(p) for p in paths if p not in refused)
    looking_for, found_there = _looking_for(name, files.get(LOOKING_FOR), slugs)
    parsed = {}
    for path in (p for p in paths if p not in refused):
        resolve = resolver(path, slugs, looking_for=looking_for is not None)
        parsed[path] = parse(path, shown[path], files[path], settings, resolve)
    broken = {path: p for path, p in parsed.items() if p.reflection is None}
    left_out = [
        *(LeftOut(shown[path], None, (problem,)) for path, problem in refused.items()),
        *(LeftOut(shown[p], slug_of(p), (why,)) for p, why in closed.items() if is_reflection(p)),
        *(LeftOut(shown[path], slug_of(path), p.problems) for path, p in broken.items()),
    ]
    reflections = [p.reflection for p in parsed.values() if p.reflection]
    reflections.sort(key=lambda r: r.slug)
    problems = [
        *(problem for p in parsed.values() for problem in p.problems),
        *(*wrong, *found_there, *refused.values(), *closed.values()),
        *(*_strays(others, shown), *near_equal(reflections)),
    ]
    names = [p.name for p in broken.values()]
    return Journal(
        name=name,
        today=today,
        settings=settings,
        reflections=tuple(sorted(reflections, key=lambda r: round_order(r)[0], reverse=True)),
        fits={r.slug: judge(r.effective, settings) for r in reflections},
        opportunities=group(reflections, names, settings, today),
        looking_for=looking_for,
        left_out=tuple(sorted(left_out, key=lambda f: f.path)),
        problems=tuple(sorted(problems, key=lambda p: p.order)),
    )


def _unreadable(shown: str, why: str) -> Diagnostic:
    return Diagnostic(shown, 1, 1, "error", "unreadable", f"can't be read: {why}")


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
            refused[path] = Diagnostic(
                shown[path], 1, 1, "error", "duplicate-slug", message, "rename one of them"
            )
        elif "index.html" in slug_of(path).split("/"):
            message = "the site needs the name `index.html` for itself"
            refused[path] = Diagnostic(
                shown[path], 1, 1, "error", "reserved-name", message, "rename the file or folder"
            )
    return refused


def _strays(others: Iterable[str], shown: Mapping[str, str]) -> list[Diagnostic]:
    """A warning for each file that must have been meant as a reflection."""
    return [
        Diagnostic(
            shown[path],
            1,
            1,
            "warning",
            "unread-file",
            "this file is not read",
            "a reflection's name ends in `.md`",
        )
        for path in sorted(others)
        if is_stray(path)
    ]


def _looking_for(
    name: str, data: bytes | None, slugs: frozenset[str]
) -> tuple[Body | None, tuple[Diagnostic, ...]]:
    """What I look for, converted like any body; an empty file is none."""
    if data is None:
        return None, ()
    try:
        source = frontmatter.decode(f"{name}/{LOOKING_FOR}", data)
    except frontmatter.Refused as refused:
        return None, (refused.problem,)
    body, problems = convert_body(source, 0, {}, resolver(LOOKING_FOR, slugs, looking_for=False))
    return (body if body and body.sections else None), bounded(problems)

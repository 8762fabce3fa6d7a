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
    slugs = frozenset(slug_of(p) for p in paths if p not in refused)
    found = [LeftOut(shown[p], None, (problem,)) for p, problem in refused.items()]
    reflections: list[Reflection] = []
    names = []
    problems = [*wrong, *_strays(others, shown), *refused.values()]
    for path, why in sorted((unreadable or {}).items()):
        problem = Diagnostic(shown[path], 1, 1, "error", "unreadable", f"can't be read: {why}")
        problems.append(problem)
        if is_reflection(path):
            found.append(LeftOut(shown[path], slug_of(path), (problem,)))
    has_aim = bool(files.get(LOOKING_FOR, b"").strip())
    for path in paths:
        if path in refused:
            continue
        resolve = resolver(path, slugs, looking_for=has_aim)
        parsed = parse(path, shown[path], files[path], settings, resolve)
        problems += parsed.problems
        if parsed.reflection:
            reflections.append(parsed.reflection)
        else:
            found.append(LeftOut(shown[path], slug_of(path), parsed.problems))
            names.append(parsed.name)
    looking_for, found_there = _looking_for(name, files.get(LOOKING_FOR), slugs)
    problems += [*near_equal(reflections), *found_there]
    reflections.sort(key=lambda r: r.slug)
    reflections.sort(key=lambda r: round_order(r)[0], reverse=True)
    return Journal(
        name=name,
        today=today,
        settings=settings,
        reflections=tuple(reflections),
        fits={r.slug: judge(r.effective, settings) for r in reflections},
        opportunities=group(reflections, names, settings, today),
        looking_for=looking_for,
        left_out=tuple(sorted(found, key=lambda f: f.path)),
        problems=tuple(sorted(problems, key=lambda p: p.order)),
    )


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
        if path.casefold().endswith(ALMOST)
        or (path.casefold().endswith(".md") and not path.endswith(".md"))
    ]


def _looking_for(
    name: str, data: bytes | None, slugs: frozenset[str]
) -> tuple[Body | None, tuple[Diagnostic, ...]]:
    """What I look for, converted like any body; an empty file is none."""
    if data is None or not data.strip():
        return None, ()
    try:
        source = frontmatter.decode(f"{name}/{LOOKING_FOR}", data)
    except frontmatter.Refused as refused:
        return None, (refused.problem,)
    body, problems = convert_body(source, 0, {}, resolver(LOOKING_FOR, slugs, looking_for=False))
    return (body if body and body.sections else None), bounded(problems)

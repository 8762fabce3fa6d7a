"""The whole journal as one value: from the bytes of its files to all that is computed of them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic, bounded
from site_builder.core.fit import judge
from site_builder.core.opportunities import elsewhere, group, near_equal, round_order
from site_builder.parsing import frontmatter
from site_builder.parsing import settings as settings_file
from site_builder.parsing.filenames import LOOKING_FOR, SETTINGS, is_reflection, slug_of
from site_builder.parsing.reflection import Reader, convert_body, guessed_name, resolver
from site_builder.parsing.strays import copies, warnings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from site_builder.core.model import Audience, Body, Fit, Reflection, Settings
    from site_builder.core.opportunities import Elsewhere, Name, Opportunity
    from site_builder.parsing.reflection import Parsed

YEARS_AHEAD = 2  # beyond which the year of an interview must be a slip
LONGEST_NAME = 255  # bytes, on every disk; a name may grow when it is composed
DEEPEST = 100  # folders within each other; a page links back up through all of them
LONGEST_PATH = 3_000  # bytes; systems take 4,096 with the output's own path and what lies in it


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file with errors. `slug` is None where it has no page, as two files claim its address.

    `name` is company, role and opportunity, as far as they are known.
    """

    path: str
    slug: str | None
    problems: tuple[Diagnostic, ...]
    name: Name = (None, None, None)


class Fits(dict[str, "Fit"]):
    """The fit of each of some reflections by its own ratings, by slug, judged when asked for."""

    def __init__(self, reflections: Iterable[Reflection], settings: Settings) -> None:
        self._reflections = {r.slug: r for r in reflections}
        self._settings = settings

    def __missing__(self, slug: str) -> Fit:
        fit = self[slug] = judge(self._reflections[slug].effective, self._settings)
        return fit


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
    elsewhere: Mapping[str, Elsewhere]
    """What lies elsewhere for each live opportunity, by key."""
    looking_for: Body | None
    left_out: tuple[LeftOut, ...]
    problems: tuple[Diagnostic, ...]
    audience: Audience | None = None
    """Whom it is redacted for; None for my own eyes."""

    def shows(self, field: str) -> bool:
        """Whether a field of the reflections is there to be shown."""
        return self.audience is None or field in self.audience.fields

    def by_slug(self) -> dict[str, Opportunity]:
        """The opportunity of each reflection."""
        return {r.slug: o for o in self.opportunities for r in o.rounds}

    def only(self, o: Opportunity) -> Journal:
        """The journal as if it held one job alone, but for what it is told of the others.

        All that the pages of that job can show, with the text of its rounds at hand.
        """
        rounds = tuple(
            replace(r, body=replace(r.body, sections=tuple(r.body.sections))) for r in o.rounds
        )
        return replace(
            self,
            reflections=rounds,
            fits=Fits(rounds, self.settings),
            opportunities=(replace(o, rounds=rounds),),
            elsewhere={o.key: self.elsewhere[o.key]} if o.live else {},
            left_out=(),
            problems=(),
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """A journal before its reflections are read: `reader` is to read those at `paths`.

    `left_out` are the files that nobody needs to read to know that they have no reflection.
    """

    reader: Reader
    paths: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    looking_for: Body | None
    problems: tuple[Diagnostic, ...]


def outline(
    name: str,
    files: Mapping[str, bytes],
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> Outline:
    """What is to be read of a journal, and how.

    `name` is the journal folder's own name, which every shown path begins with; `files` holds
    the bytes of each path below it, `unreadable` why a path could not be read, and `others` the
    paths of files that do not belong to it.
    """
    shown = {path: f"{name}/{path}" for path in (*files, *(unreadable or ()), *others)}
    settings, wrong = settings_file.read(f"{name}/{SETTINGS}", files.get(SETTINGS))
    copied = copies(shown, files)
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
    return Outline(
        reader=Reader(name, settings, slugs, looking_for is not None),
        paths=sound,
        left_out=(*no_page, *no_text),
        looking_for=looking_for,
        problems=(
            *(*wrong, *found_there, *refused.values(), *closed.values()),
            *warnings(others, copied, shown),
        ),
    )


def judged(outline: Outline, parsed: Mapping[str, Parsed], today: date) -> Journal:
    """The journal of an outline, from what came of each of its paths."""
    reader, wrong = outline.reader, {p: one for p, one in parsed.items() if not one.reflection}
    broken = (
        LeftOut(f"{reader.name}/{p}", slug_of(p), one.problems, one.name)
        for p, one in wrong.items()
    )
    left_out = sorted([*outline.left_out, *broken], key=lambda f: f.path)
    read_ones = (one.reflection for one in parsed.values() if one.reflection)
    reflections = sorted(read_ones, key=lambda r: r.slug)
    problems = [
        *(problem for one in parsed.values() for problem in one.problems),
        *(*outline.problems, *near_equal(reflections), *_far_ahead(reflections, today)),
    ]
    opportunities = group(reflections, (f.name for f in left_out), reader.settings, today)
    return Journal(
        name=reader.name,
        today=today,
        settings=reader.settings,
        reflections=tuple(sorted(reflections, key=lambda r: round_order(r)[0], reverse=True)),
        fits=Fits(reflections, reader.settings),
        opportunities=opportunities,
        elsewhere=elsewhere(opportunities),
        looking_for=outline.looking_for,
        left_out=tuple(left_out),
        problems=tuple(sorted(problems, key=lambda p: p.order)),
    )


def assemble(
    name: str,
    files: Mapping[str, bytes],
    today: date,
    *,
    unreadable: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
) -> Journal:
    """Read and judge a journal, its files as `outline` takes them."""
    first = outline(name, files, unreadable=unreadable, others=others)
    return judged(first, {p: first.reader.read(p, files[p]) for p in first.paths}, today)


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


def _far_ahead(reflections: Iterable[Reflection], today: date) -> Iterator[Diagnostic]:
    """A warning for each interview whose year must be a slip."""
    latest = (today.year + YEARS_AHEAD, today.month, today.day)
    for r in reflections:
        day = r.interviewed.day if r.interviewed else today
        if (day.year, day.month, day.day) > latest:
            line, column = r.places["interviewed"]
            message = f"interviewed is more than {YEARS_AHEAD} years ahead"
            hint = "check the year"
            yield Diagnostic(r.path, line, column, "warning", "far-ahead", message, hint)


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

"""One reflection: from the bytes of a file to a checked, typed value, or what is wrong with it."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from site_builder.core.addresses import page_of
from site_builder.core.diagnostics import Diagnostic, bounded
from site_builder.core.did_you_mean import did_you_mean, folded, listed
from site_builder.core.model import Reflection
from site_builder.parsing import flat_keys, frontmatter, markup
from site_builder.parsing.blocks import blank_spans, find_spans
from site_builder.parsing.fields import FIELDS, Reading, read_fields
from site_builder.parsing.filenames import LOOKING_FOR, slug_of
from site_builder.parsing.frontmatter import InvalidFile
from site_builder.parsing.headings import heading_key
from site_builder.parsing.markdown import TooComplex, unlinked
from site_builder.parsing.near_misses import box_lines, near_misses
from site_builder.parsing.scalars import shown
from site_builder.parsing.settings import OTHER_SECTIONS
from site_builder.parsing.synonyms import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import time

    from site_builder.core.diagnostics import Text
    from site_builder.core.model import Body, Moment, Settings

Name = tuple[str | None, str | None, str | None]
LONGEST = 8 * 60  # minutes of an interview over midnight
NAME_LINE = {
    key: re.compile(rf"^{key}:[ \t]*(.*?)[ \t]*(?: #.*)?\r?$", re.MULTILINE)
    for key in ("company", "role", "opportunity")
}
OTHER_WORDING = tuple((id_, id_.replace("-", " ").capitalize()) for id_ in OTHER_SECTIONS)
LOOKING_FOR_PAGE = "index.html#looking-for"
CONTRADICTED = {
    "pursue": ("declined", "withdrawn", "walked-away"),
    "walk-away": ("accepted",),
}


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What came of one file. Without a reflection, `name` tells what could still be read of it.

    `name` is company, role and opportunity, as far as they are known.
    """

    reflection: Reflection | None
    problems: tuple[Diagnostic, ...]
    name: Name = (None, None, None)
    links: tuple[tuple[str, str | None], ...] = ()
    """The relative links that were asked for, and where each leads: all that is read beside the
    bytes and the settings.
    """


@dataclass(frozen=True, slots=True)
class ReflectionReader:
    """What the reading of every file of a journal depends on beside its bytes.

    `name` is the journal folder's own, `slugs` are those of all files that have a page.
    """

    name: str
    settings: Settings
    slugs: frozenset[str]
    looking_for: bool

    def read(self, path: str, data: bytes) -> ParsedFile:
        """Read the file at a path below the journal."""
        asked: dict[str, str | None] = {}
        resolve = resolver(path, self.slugs, looking_for=self.looking_for)

        def noted(target: str) -> str | None:
            return asked.setdefault(target, resolve(target))

        found = parse(path, f"{self.name}/{path}", data, self.settings, noted)
        return replace(found, links=tuple(asked.items()))

    def holds(self, path: str, links: Collection[tuple[str, str | None]]) -> bool:
        """Whether links of the file at a path lead where they led when it was read."""
        if not links:
            return True
        resolve = resolver(path, self.slugs, looking_for=self.looking_for)
        return all(resolve(target) == address for target, address in links)


def guessed_name(data: bytes) -> Name:
    """Company, role and opportunity of a file that can't be read, as far as lines of it tell."""
    text = data.decode("utf-8", "replace")
    found = (NAME_LINE[key].search(text) for key in ("company", "role", "opportunity"))
    company, role, opportunity = (m[1].strip().strip("\"'") if m else "" for m in found)
    return unlinked(company) or None, unlinked(role) or None, opportunity or None


def section_ids(settings: Settings) -> dict[str, str]:
    """Ids of the known sections by heading key: each by its wording and by its id."""
    others = {heading_key(id_): id_ for id_ in OTHER_SECTIONS}
    worded = {heading_key(q.heading): q.id for q in settings.questions}
    ids = others | worded | {heading_key(q.id): q.id for q in settings.questions}
    return {key: id_ for key, id_ in ids.items() if key}


def parse(
    path: str, shown: str, data: bytes, settings: Settings, resolve: Callable[[str], str | None]
) -> ParsedFile:
    """Read one file.

    `path` is below the journal, `shown` begins at the journal's own name; `resolve` gives the
    address, from the site's root, of the page that a relative link leads to, or None.
    """
    try:
        source = frontmatter.decode(shown, data)
        start, end, body = frontmatter.split(source)
    except InvalidFile as refused:
        return ParsedFile(None, (refused.problem,), guessed_name(data))
    wording = (*((q.id, q.heading) for q in settings.questions), *OTHER_WORDING)
    converted, found = convert_body(source, body, section_ids(settings), resolve, wording)
    try:
        tree, noted = frontmatter.read(source, start, end)
    except InvalidFile as refused:
        return ParsedFile(None, bounded([refused.problem, *found]), guessed_name(data))
    criteria = frozenset(c.id for c in settings.criteria)
    reading = Reading(source, criteria, settings.retired, silent_keys(settings))
    values = read_fields(reading, "", flat_keys.nested(reading, tree), FIELDS)
    values |= {key: unlinked(values[key]) for key in ("company", "role") if values.get(key)}
    _check(reading, values, settings)
    told = {(p.line, p.column) for p in noted}
    typed = [p for p in reading.problems if (p.line, p.column) not in told]
    name = (values.get("company"), values.get("role"), values.get("opportunity"))
    problems = bounded([*noted, *typed, *found])
    if converted is None or any(p.severity == "error" for p in problems):
        return ParsedFile(None, problems, name)
    filled = {s.id for s in converted.sections if s.has_text}
    reflection = Reflection(
        slug=slug_of(path),
        path=shown,
        **values,
        body=converted,
        answered=tuple(q.id for q in settings.questions if q.id in filled),
        ignored=reading.ignored,
        places=reading.places,
    )
    return ParsedFile(reflection, problems, name)


def silent_keys(settings: Settings) -> frozenset[str]:
    """The keys ignored without a word: those of other programs, and of the settings."""
    return FOREIGN | {folded(key) for key in settings.ignore}


def _check(reading: Reading, values: dict[str, Any], settings: Settings) -> None:
    """What no key can say alone: dates in order, a decision that fits, audiences that exist."""
    interviewed, reflected = values.get("interviewed"), values.get("reflected")
    second, offer = values.get("second_look"), values.get("offer")
    _in_order(reading, ("interviewed", interviewed), ("reflected", reflected))
    _ended_after(reading, interviewed, values.get("ended"))
    if second:
        _in_order(reading, ("interviewed", interviewed), ("second_look.on", second.on))
    if offer and offer.received and offer.answer_by and offer.answer_by < offer.received:
        _late(reading, "offer.answer_by", "offer.received")
    decision, stage = values.get("decision"), values.get("stage")
    if stage in CONTRADICTED.get(str(decision), ()):
        message = f"decision is {decision} and stage is {stage}"
        hint = "change the one that is out of date"
        reading.complain_at("decision", "contradiction", message, hint, "warning")
    audiences = [a.name for a in settings.audiences]
    for number, name in enumerate(values.get("share", ()), 1):
        if audiences and name not in audiences:
            message = f"journal.toml has no audience `{shown(name)}`"
            hint = did_you_mean(name, audiences) or f"it has {listed(audiences)}"
            reading.complain_at(f"share.{number}", "unknown-audience", message, hint, "warning")


def _in_order(reading: Reading, first: tuple[str, Any], then: tuple[str, Any]) -> None:
    """Complain where the second moment is before the first: by the clock where both have one."""
    if first[1] is None or then[1] is None:
        return
    clocks = first[1].clock and then[1].clock
    earlier = then[1].latest < first[1].latest if clocks else then[1].day < first[1].day
    if earlier:
        _late(reading, then[0], first[0])


def _ended_after(reading: Reading, interviewed: Moment | None, ended: time | None) -> None:
    """Warn of an end before the beginning that no interview over midnight explains."""
    if ended is None or interviewed is None or interviewed.clock is None:
        return
    lasted = (_minutes(ended) - _minutes(interviewed.clock)) % (24 * 60)
    if ended < interviewed.clock and lasted > LONGEST:
        hint = f"check both; interviewed is on line {reading.places['interviewed'][0]}"
        message = "ended is before interviewed"
        reading.complain_at("ended", "date-order", message, hint, "warning")


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _late(reading: Reading, name: str, first: str) -> None:
    hint = f"check both; {first} is on line {reading.places[first][0]}"
    reading.complain_at(name, "date-order", f"{name} is before {first}", hint)


def convert_body(
    source: Text,
    begin: int,
    sections: dict[str, str],
    resolve: Callable[[str], str | None],
    wording: tuple[tuple[str, str], ...] = (),
) -> tuple[Body | None, list[Diagnostic]]:
    """The converted text from `begin` on, and what is wrong in it as problems.

    No body where it is too tangled to convert. `wording` is of each section its id and heading;
    without it nothing is a near miss.
    """
    text = source.text
    try:
        converted = markup.convert(text[begin:], sections, resolve)
    except TooComplex as tangled:
        index = text.rfind("\n", 0, max(text.find(str(tangled), begin), begin)) + 1
        message = "too long, or too many lists, headings, signs or open tags, to convert in time"
        hint = "divide it with blank lines, nest it less, or make two files of it"
        return None, [source.problem(index, "too-deep", message, hint)]
    hidden = list(find_spans(text[begin:]))
    body = blank_spans(text[begin:], hidden)
    boxes = box_lines(body, [box.text for box in converted.boxes])
    problems = [
        source.problem(begin + miss.index, miss.code, miss.message, miss.hint, "warning")
        for miss in (near_misses(body, set(boxes), sections, wording) if wording else ())
    ]
    for index, box in zip(boxes, converted.boxes, strict=True):
        for problem in box.problems:
            index = max(body.find(problem.word, index), index)  # noqa: PLW2901 -- further on in the task
            problems.append(
                source.problem(
                    begin + index, problem.code, problem.message, problem.hint, problem.severity
                )
            )
    links = converted.dead_links
    for place, link in zip(_places(body, begin, links), links, strict=True):
        message = f"`{shown(link)}` leads to no page"
        hint = "only reflections of this journal have a page; other local files are not copied"
        problems.append(source.problem(place, "broken-link", message, hint, "warning"))
    embeds = converted.embeds
    for place, embed in zip(_places(body, begin, embeds), embeds, strict=True):
        message = f"`{shown(embed)}` is shown as its name"
        hint = "other files are not copied into a page; `[[name]]` links to a reflection"
        problems.append(source.problem(place, "broken-link", message, hint, "warning"))
    for span in hidden:
        if span.kind == "unclosed":
            place = begin + span.start
            message = "a comment begins here and never ends; what follows is not shown"
            hint = f"close it with `{'-->' if text[place] == '<' else '%%'}`"
            problems.append(source.problem(place, "comment-unclosed", message, hint, "warning"))
    return converted.body, problems


def _places(body: str, begin: int, words: Iterable[str]) -> list[int]:
    """Where each of some words stands in the body, equal ones in order; else its beginning."""
    seen: dict[str, int] = {}
    places = []
    for word in words:
        index = body.find(word, seen.get(word, 0))
        seen[word] = index + len(word)
        places.append(begin + max(index, 0))
    return places


def resolver(path: str, slugs: frozenset[str], *, looking_for: bool) -> Callable[[str], str | None]:
    """How links in the file at `path` resolve: to addresses from the site's root.

    A link is relative to the file, or the name of a note as `[[note]]`.
    """

    def resolve(target: str) -> str | None:
        if target.startswith("[["):
            return _note_page(target[2:-2].removesuffix(".md"), slugs, looking_for=looking_for)
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if found == LOOKING_FOR and looking_for:
            return LOOKING_FOR_PAGE
        slug = slug_of(found)
        return page_of(slug) if found.endswith(".md") and slug in slugs else None

    return resolve


def _note_page(name: str, slugs: frozenset[str], *, looking_for: bool) -> str | None:
    """The page of the note with a name, or with a path from the journal or a folder above it."""
    parts = unicodedata.normalize("NFC", name).casefold().strip("/").split("/")
    if looking_for and parts[-1] == LOOKING_FOR.removesuffix(".md"):
        return LOOKING_FOR_PAGE
    notes = _notes(slugs)
    paths = ("/".join(["", *parts[first:]]) for first in range(len(parts)))
    slug = (
        notes.get(parts[0]) if len(parts) == 1 else next(filter(None, map(notes.get, paths)), None)
    )
    return slug and page_of(slug)


@lru_cache(maxsize=4)
def _notes(slugs: frozenset[str]) -> dict[str, str]:
    """Slugs by the names and, with a slash before it, the path of each note, case aside.

    Of notes with one name the one in the fewest folders counts.
    """
    notes: dict[str, str] = {}
    for slug in sorted(slugs, key=lambda slug: (slug.count("/"), slug)):
        path = slug.casefold()
        notes.setdefault(path.rpartition("/")[2], slug)
        notes.setdefault(f"/{path}", slug)
    return notes

"""One reflection: from the bytes of its file to a checked, typed value or to errors.

The bytes of one file and the settings go in; a `ParsedFile` comes out. What several files say about
each other (rounds, equal names) is for `journal` and for core.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from site_builder.core.diagnostics import first_problems
from site_builder.core.did_you_mean import alternatives, did_you_mean, lookup_form
from site_builder.core.model import OTHER_SECTIONS, Reflection
from site_builder.parsing import flat_keys, frontmatter
from site_builder.parsing.body import convert_body
from site_builder.parsing.field_values import Reading, read_fields
from site_builder.parsing.fields import DECISION_WORDS, FIELDS
from site_builder.parsing.filenames import slug_of
from site_builder.parsing.frontmatter import InvalidFile
from site_builder.parsing.headings import heading_key
from site_builder.parsing.obsidian import NOTE_PATTERN, note_name, unlinked
from site_builder.parsing.parsed_file import ParsedFile
from site_builder.parsing.scalars import excerpt
from site_builder.parsing.synonyms import KEYS_OF_OTHER_PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import time

    from site_builder.core.model import Moment, Settings
    from site_builder.parsing.parsed_file import Name

MAX_NIGHT_MINUTES = 8 * 60  # of an interview that ends after midnight
NAME_LINE_PATTERNS = {
    key: re.compile(rf"^{key}:[ \t]*(.*?)[ \t]*(?: #.*)?\r?$", re.MULTILINE)
    for key in ("company", "role", "opportunity")
}
OTHER_WORDING = tuple((id_, id_.replace("-", " ").capitalize()) for id_ in OTHER_SECTIONS)
CONTRADICTED_STAGES = {
    "pursue": ("declined", "withdrawn", "walked-away"),
    "walk-away": ("accepted",),
}


def guessed_name(data: bytes) -> Name:
    """Company, role and opportunity of a file that can't be parsed, found line by line."""
    text = data.decode("utf-8", "replace")
    matches = (NAME_LINE_PATTERNS[key].search(text) for key in ("company", "role", "opportunity"))
    company, role, opportunity = (m[1].strip().strip("\"'") if m else "" for m in matches)
    return unlinked(company) or None, unlinked(role) or None, opportunity or None


def section_ids(settings: Settings) -> dict[str, str]:
    """Section ids by heading key: each section has the key of its heading and of its id.

    A question's own wording wins over the id of another section.
    """
    others = {heading_key(id_): id_ for id_ in OTHER_SECTIONS}
    worded = {heading_key(q.heading): q.id for q in settings.questions}
    ids = others | worded | {heading_key(q.id): q.id for q in settings.questions}
    return {key: id_ for key, id_ in ids.items() if key}


def parse_reflection(
    path: str, shown: str, data: bytes, settings: Settings, resolve: Callable[[str], str | None]
) -> ParsedFile:
    """Read one file; all errors in it are in the problems of the result, none are raised.

    `path` is below the journal folder, `shown` the path for messages; `resolve` gives the address,
    from the site's root, of the page that a relative link leads to, or None.
    """
    try:
        source = frontmatter.decode(shown, data)
        start, end, body = frontmatter.split(source)
    except InvalidFile as error:
        return ParsedFile(None, (error.problem,), guessed_name(data))
    wording = (*((q.id, q.heading) for q in settings.questions), *OTHER_WORDING)
    converted, body_problems = convert_body(source, body, section_ids(settings), resolve, wording)
    try:
        tree, yaml_problems = frontmatter.parse_front_matter(source, start, end)
    except InvalidFile as error:
        return ParsedFile(None, first_problems([error.problem, *body_problems]), guessed_name(data))
    criteria = frozenset(c.id for c in settings.criteria)
    reading = Reading(source, criteria, settings.retired, silent_keys(settings))
    values = read_fields(reading, "", flat_keys.nest_flat_keys(reading, tree), FIELDS)
    values["also"] = (*values.get("also", ()), *_linked_names(values.get("company") or ""))
    values |= {key: unlinked(values[key]) for key in ("company", "role") if values.get(key)}
    _check(reading, values, settings)
    # Problems that YAML has reported are not reported again as wrong values.
    reported = {(p.line, p.column) for p in yaml_problems}
    typed = [p for p in reading.problems if (p.line, p.column) not in reported]
    name = (values.get("company"), values.get("role"), values.get("opportunity"))
    problems = first_problems([*yaml_problems, *typed, *body_problems])
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


def _linked_names(company: str) -> Iterator[str]:
    """Other names of a company that links to notes: `Zebra Corp` of `[[a/Zebra Corp|ZC]]`."""
    for match in re.finditer(NOTE_PATTERN, company):
        name = note_name(match[2]).removesuffix(".md").rpartition("/")[2]
        if name and name != unlinked(company):
            yield name


def silent_keys(settings: Settings) -> frozenset[str]:
    """The unknown keys that give no warning: those of other programs, and those in the settings."""
    return KEYS_OF_OTHER_PROGRAMS | {lookup_form(key) for key in settings.ignore}


def _check(reading: Reading, values: dict[str, Any], settings: Settings) -> None:
    """Complain of values that contradict each other, or an audience that does not exist."""
    interviewed, reflected = values.get("interviewed"), values.get("reflected")
    second, offer = values.get("second_look"), values.get("offer")
    _check_companions(reading, values)
    _check_order(reading, ("interviewed", interviewed), ("reflected", reflected))
    _check_end(reading, interviewed, values.get("ended"))
    if second:
        _check_order(reading, ("interviewed", interviewed), ("second_look.on", second.on))
    if offer and offer.received and offer.answer_by and offer.answer_by < offer.received:
        _complain_of_order(reading, "offer.answer_by", "offer.received")
    decision, stage = values.get("decision"), values.get("stage")
    if stage in CONTRADICTED_STAGES.get(str(decision), ()):
        message = f"decision is {decision} and stage is {stage}"
        hint = "change the one that is out of date"
        reading.complain_at("decision", "contradiction", message, hint, "warning")
    audiences = [a.name for a in settings.audiences]
    for number, name in enumerate(values.get("share", ()), 1):
        if audiences and name not in audiences:
            message = f"journal.toml has no audience `{excerpt(name)}`"
            hint = did_you_mean(name, audiences) or f"it has {alternatives(audiences)}"
            reading.complain_at(f"share.{number}", "unknown-audience", message, hint, "warning")


def _check_companions(reading: Reading, values: dict[str, Any]) -> None:
    """Complain of a key that says nothing without another one, unless that one is just wrong."""
    if "cancelled" in values and "interviewed" not in reading.places:
        message = "cancelled is given without `interviewed`"
        hint = "write `interviewed: …` too: when it was to be"
        reading.complain_at("cancelled", "missing-key", message, hint)
    for key in ("decided", "because"):
        if key in values and "decision" not in reading.places:
            message = f"{key} is given without `decision`"
            hint = f"write `decision: …` too: {alternatives(DECISION_WORDS)}"
            reading.complain_at(key, "missing-key", message, hint, "warning")


def _check_order(reading: Reading, first: tuple[str, Any], then: tuple[str, Any]) -> None:
    """Complain if the second moment is before the first; by the clock if both have one."""
    if first[1] is None or then[1] is None:
        return
    clocks = first[1].clock and then[1].clock
    earlier = then[1].latest < first[1].latest if clocks else then[1].day < first[1].day
    if earlier:
        _complain_of_order(reading, then[0], first[0])


def _check_end(reading: Reading, interviewed: Moment | None, ended: time | None) -> None:
    """Warn if an interview ends before it begins, unless it may have gone on past midnight."""
    if ended is None or interviewed is None or interviewed.clock is None:
        return
    minutes = (_minutes(ended) - _minutes(interviewed.clock)) % (24 * 60)
    if ended < interviewed.clock and minutes > MAX_NIGHT_MINUTES:
        hint = f"check both; interviewed is on line {reading.places['interviewed'][0]}"
        message = "ended is before interviewed"
        reading.complain_at("ended", "date-order", message, hint, "warning")


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _complain_of_order(reading: Reading, name: str, first: str) -> None:
    hint = f"check both; {first} is on line {reading.places[first][0]}"
    reading.complain_at(name, "date-order", f"{name} is before {first}", hint)

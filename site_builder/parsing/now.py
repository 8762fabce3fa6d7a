"""`now.md`: what I have now, rated like a job.

The bytes of the file and the settings go in; a `Now` or errors come out. Its keys are the few of a
reflection that it can have; what it is compared with is for core and pages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import first_problems
from site_builder.core.model import NOW_LABEL, Now
from site_builder.parsing import flat_keys, frontmatter
from site_builder.parsing.body import convert_body
from site_builder.parsing.fences import FENCE_HINT
from site_builder.parsing.field_values import Field, Reading, read_fields
from site_builder.parsing.fields import EVIDENCE_KIND, RATINGS_KIND, TEXT_KIND
from site_builder.parsing.frontmatter import InvalidFile
from site_builder.parsing.reflection import silent_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.model import Settings

NOW_FIELDS = (
    Field("label", TEXT_KIND, f'What pages call it; else "{NOW_LABEL}".', NOW_LABEL),
    Field(
        "ratings",
        RATINGS_KIND,
        "As in a reflection, but `compensation` is against what I need.",
        "{values: 6}",
    ),
    Field(
        "evidence",
        EVIDENCE_KIND,
        "One sentence a rating: what I see each day.",
        "{values: We say what we mean.}",
    ),
)
FRONT_HINT = "begin with `---`, `ratings:` with a line a criterion below it, and `---`"


def parse_now(
    shown: str, data: bytes, settings: Settings, resolve: Callable[[str], str | None]
) -> tuple[Now | None, tuple[Diagnostic, ...]]:
    """What I have now, and the problems of its file; None if one of them is an error.

    `shown` is its path for messages; `resolve` gives the address of the page that a link leads to.
    """
    try:
        source = frontmatter.decode(shown, data)
        start, end, body = frontmatter.split(source)
    except InvalidFile as error:
        return None, (_as_of_now(error.problem),)
    converted, body_problems = convert_body(source, body, {}, resolve)
    try:
        tree, yaml_problems = frontmatter.parse_front_matter(source, start, end)
    except InvalidFile as error:
        return None, first_problems([_as_of_now(error.problem), *body_problems])
    criteria = frozenset(c.id for c in settings.criteria)
    reading = Reading(source, criteria, settings.retired, silent_keys(settings))
    values = read_fields(reading, "", flat_keys.nest_flat_keys(reading, tree), NOW_FIELDS)
    reported = {(p.line, p.column) for p in yaml_problems}
    typed = (_only_warned(p) for p in reading.problems if (p.line, p.column) not in reported)
    problems = first_problems([*yaml_problems, *typed, *body_problems])
    if converted is None or any(p.severity == "error" for p in problems):
        return None, problems
    now = Now(**values, body=converted, ignored=reading.ignored, places=reading.places)
    return now, problems


def _as_of_now(problem: Diagnostic) -> Diagnostic:
    """A problem of the whole front matter in the words of this file, not of a reflection."""
    match problem.code:
        case "empty-file":
            return replace(problem, hint=f"{FRONT_HINT}, or delete the file")
        case "front-matter-missing" if problem.hint != FENCE_HINT:
            message = problem.message.replace("a reflection begins", "what I have now begins")
            return replace(problem, message=message, hint=FRONT_HINT)
        case "front-matter-not-mapping":
            return replace(problem, hint=FRONT_HINT)
    return problem


def _only_warned(problem: Diagnostic) -> Diagnostic:
    """A problem, as a warning where it is a key that is not read, near one of ours or not."""
    if problem.code != "unknown-key" or problem.severity == "warning":
        return problem
    return replace(problem, severity="warning", message=f"{problem.message}; it is ignored")

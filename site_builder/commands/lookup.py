"""Finding what a user names in a journal: a job by its key, a reflection by its slug.

A part of a name will do where one alone has it. A name that finds nothing, or several, fails as
wrong usage (status 2) with a hint that tells the likeliest ones apart. Paths of files are for
`reflection_files`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from site_builder.commands.terminal import visible
from site_builder.core.dates import date_text
from site_builder.core.did_you_mean import did_you_mean
from site_builder.core.names import fold
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity

Named = TypeVar("Named", "Opportunity", "Reflection")
MAX_NAMES_SHOWN = 5
NOTHING_YET = 'it is empty yet: `afterview new "Company" "Role"` begins it'


def opportunity(journal: Journal, key: str) -> Opportunity:
    """The job with a key, or the only one with this in its key. Raises Failure."""
    jobs = {o.key: o for o in journal.opportunities}
    if named := _find(jobs, key, "jobs", journal):
        return named
    message = f"the journal has no job `{key}`"
    slug = key.removesuffix(".md").removeprefix(f"{journal.name}/")
    for job in journal.opportunities:
        if slug in (r.slug for r in job.rounds):
            raise Failure(message, f"that is one of its reflections; the job is `{job.key}`", 2)
    raise Failure(message, _misspelt(key, jobs) or _listed("it has", jobs, journal), 2)


def reflection(journal: Journal, slug: str) -> Reflection:
    """The reflection with a slug, or the only one with this in its slug. Raises Failure."""
    reflections = {r.slug: r for r in journal.reflections}
    if named := _find(reflections, slug, "reflections", journal):
        return named
    message = f"the journal has no reflection `{slug}`"
    jobs = [o for o in journal.opportunities if _folded(slug) and _folded(slug) in o.key]
    if len(jobs) == 1:
        rounds = {r.slug: r for r in reversed(jobs[0].rounds)}
        hint = _listed("that is a job; its reflections are", rounds, journal)
    else:
        hint = _misspelt(slug, reflections) or _listed("it has", reflections, journal)
    raise Failure(message, hint, 2)


def _find(known: Mapping[str, Named], name: str, plural: str, journal: Journal) -> Named | None:
    """The one with a name, or with it as a part; None if there is none.

    Raises Failure for several: a guess could change the wrong file.
    """
    if name in known:
        return known[name]
    # As it is written in a reflection, too: `Northwind Traders` for `northwind-traders-…`.
    part = _folded(name)
    matches = {k: value for k, value in known.items() if part and part in _folded(k)}
    if len(matches) > 1:
        raise Failure(f"several {plural} match `{name}`", _listed("name one", matches, journal), 2)
    return next(iter(matches.values()), None)


def _misspelt(name: str, known: Iterable[str]) -> str | None:
    """A guess at a name, or at a word of one, which will do as well: `nortwind`."""
    known = list(known)
    words = {word for k in known for word in k.split("-") if word.isalpha()}
    return did_you_mean(name, known) or did_you_mean(name, sorted(words))


def _folded(name: str) -> str:
    """A name for comparison: letters and digits in small letters, hyphens for the rest."""
    return re.sub(r"[\W_]+", "-", fold(name)).strip("-")


def _listed(words: str, named: Mapping[str, Named], journal: Journal) -> str:
    """The first of some names, a line each, with what tells them apart."""
    if not named:
        return NOTHING_YET
    shown = list(named)[:MAX_NAMES_SHOWN]
    width = max(map(len, shown))
    lines = [f"{words}:"]
    lines += [f"    {name:{width}}  {_described(named[name], journal)}" for name in shown]
    if more := len(named) - len(shown):
        lines.append(f"    … and {more} more: `afterview status -v` lists them")
    return "\n".join(map(visible, lines))


def _described(named: Opportunity | Reflection, journal: Journal) -> str:
    """Company, role, round and date of a reflection; of a job, those of its latest round."""
    from site_builder.core.opportunities import Opportunity  # noqa: PLC0415 -- for a failure alone

    latest = named.latest if isinstance(named, Opportunity) else named
    day = latest.dated.day if latest.dated else None
    parts: Iterable[str | None] = (
        latest.company,
        latest.role,
        None if named is not latest else latest.round,
        date_text(day, journal.today) if day else None,
    )
    return ", ".join(part for part in parts if part)

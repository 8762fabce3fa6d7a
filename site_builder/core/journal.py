"""The whole journal as one value: its reflections, and what is computed from them.

`parsing` hands in single files, each with its own problems; `assemble` groups them, judges them and
adds the warnings that take more than one file to see. Pages and verbs read nothing but this value,
which is why what an audience may see is a Journal too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.fit import judge
from site_builder.core.frozen import frozen
from site_builder.core.grouping import OpportunityName  # noqa: TC001 -- the cache reads it
from site_builder.core.opportunities import group_reflections, other_opportunities, round_order
from site_builder.core.similar_names import alike_names, near_equal
from site_builder.core.stages import stage_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from site_builder.core.model import Audience, Body, Fit, Now, Reflection, Settings
    from site_builder.core.opportunities import Opportunity, OtherOpportunities
    from site_builder.core.similar_names import FindAlike

MAX_YEARS_AHEAD = 2  # an interview further ahead has a slip in its year


@frozen
class LeftOut:
    """A file with errors, which the site shows by its problems alone.

    `slug` is None where two files claim one address, so that neither has a page. `name` is as much
    of company, role and opportunity as could be read.
    """

    path: str
    slug: str | None
    problems: tuple[Diagnostic, ...]
    name: OpportunityName = (None, None, None)


class Fits(dict[str, "Fit"]):
    """The fit of each reflection by its own ratings, by slug; computed when first asked for.

    Most builds render few pages, and exact shares of weightings cost more than all the rest.
    """

    def __init__(self, reflections: Iterable[Reflection], settings: Settings) -> None:
        self._reflections = {r.slug: r for r in reflections}
        self._settings = settings

    def __missing__(self, slug: str) -> Fit:
        fit = self[slug] = judge(self._reflections[slug].effective, self._settings)
        return fit


@frozen
class Journal:
    """A journal as of `today`. Reflections and opportunities stand newest first.

    `name` is that of its folder, with which all paths in it begin. `problems` are those of all
    files, sorted, with those of `left_out`.
    """

    name: str
    today: date
    settings: Settings
    reflections: tuple[Reflection, ...]
    fits: Mapping[str, Fit]
    """The fit of each reflection by its own ratings, by slug; see `Fits`."""
    opportunities: tuple[Opportunity, ...]
    other_opportunities: Mapping[str, OtherOpportunities]
    """What the pages of each live opportunity say of the others, by key."""
    looking_for: Body | None
    now: Now | None
    """What I have now; None without `now.md`, where that has errors, and for every audience."""
    left_out: tuple[LeftOut, ...]
    problems: tuple[Diagnostic, ...]
    audience: Audience | None = None
    """Whom it is redacted for; None for the private site."""

    def shows(self, field: str) -> bool:
        """Whether pages may show a field such as `gut`: always on the private site."""
        return self.audience is None or field in self.audience.fields

    def by_slug(self) -> dict[str, Opportunity]:
        """The opportunity of each reflection, by the reflection's slug."""
        return {r.slug: o for o in self.opportunities for r in o.rounds}

    def only(self, opportunity: Opportunity) -> Journal:
        """The journal cut down to one opportunity, for rendering its pages in another process.

        It has all that those pages show: the rounds with their text loaded, and what they say of
        other opportunities.
        """
        rounds = tuple(
            replace(r, body=replace(r.body, sections=tuple(r.body.sections)))
            for r in opportunity.rounds
        )
        key = opportunity.key
        return replace(
            self,
            reflections=rounds,
            fits=Fits(rounds, self.settings),
            opportunities=(replace(opportunity, rounds=rounds),),
            other_opportunities={key: self.other_opportunities[key]} if opportunity.live else {},
            now=None,
            left_out=(),
            problems=(),
        )


def assemble_journal(
    *,
    name: str,
    today: date,
    settings: Settings,
    reflections: Iterable[Reflection],
    looking_for: Body | None,
    now: Now | None,
    left_out: Iterable[LeftOut],
    problems: Iterable[Diagnostic],
    find_alike: FindAlike = alike_names,
) -> Journal:
    """The journal of some reflections and files with errors, both in any order.

    `name` is that of the journal's folder. `problems` are those of single files; the warnings that
    take several files or today's date to see (near names, a job that goes on after its end, an
    interview years ahead) are added.
    """
    # By slug first, so that nothing depends on the order in which the files were read.
    by_slug = sorted(reflections, key=lambda r: r.slug)
    left_out = tuple(sorted(left_out, key=lambda file: file.path))
    opportunities = group_reflections(by_slug, (file.name for file in left_out), settings, today)
    problems = [
        *problems,
        *near_equal(by_slug, find_alike),
        *stage_warnings(o.rounds for o in opportunities),
        *_far_ahead(by_slug, today),
    ]
    return Journal(
        name=name,
        today=today,
        settings=settings,
        reflections=tuple(sorted(by_slug, key=lambda r: round_order(r)[0], reverse=True)),
        fits=Fits(by_slug, settings),
        opportunities=opportunities,
        other_opportunities=other_opportunities(opportunities),
        looking_for=looking_for,
        now=now,
        left_out=left_out,
        problems=tuple(sorted(problems, key=lambda p: p.order)),
    )


def _far_ahead(reflections: Iterable[Reflection], today: date) -> Iterator[Diagnostic]:
    """A warning for each interview whose year must be a slip."""
    # Three numbers, as today may be 29 February and two years later there is none.
    latest = (today.year + MAX_YEARS_AHEAD, today.month, today.day)
    for reflection in reflections:
        day = reflection.interviewed.day if reflection.interviewed else today
        if (day.year, day.month, day.day) > latest:
            line, column = reflection.places["interviewed"]
            message = f"interviewed is more than {MAX_YEARS_AHEAD} years ahead"
            hint = "check the year"
            yield Diagnostic(reflection.path, line, column, "warning", "far-ahead", message, hint)

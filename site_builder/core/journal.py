"""The whole journal as one value: its reflections, and all that is computed of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.fit import judge
from site_builder.core.near_names import near_equal
from site_builder.core.opportunities import group, other_opportunities, round_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from site_builder.core.model import Audience, Body, Fit, Reflection, Settings
    from site_builder.core.opportunities import Name, Opportunity, OtherOpportunities

YEARS_AHEAD = 2  # beyond which the year of an interview must be a slip


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
    other_opportunities: Mapping[str, OtherOpportunities]
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
            other_opportunities={o.key: self.other_opportunities[o.key]} if o.live else {},
            left_out=(),
            problems=(),
        )


def assemble(
    *,
    name: str,
    today: date,
    settings: Settings,
    reflections: Iterable[Reflection],
    looking_for: Body | None,
    left_out: Iterable[LeftOut],
    problems: Iterable[Diagnostic],
) -> Journal:
    """The journal of some reflections, in any order, with all that is computed of them.

    `name` is the journal folder's own, `left_out` are the files with errors, and `problems` what
    is wrong in single files; what is wrong between files is found here.
    """
    by_slug = sorted(reflections, key=lambda r: r.slug)
    left_out = tuple(sorted(left_out, key=lambda file: file.path))
    opportunities = group(by_slug, (file.name for file in left_out), settings, today)
    problems = [*problems, *near_equal(by_slug), *_far_ahead(by_slug, today)]
    return Journal(
        name=name,
        today=today,
        settings=settings,
        reflections=tuple(sorted(by_slug, key=lambda r: round_order(r)[0], reverse=True)),
        fits=Fits(by_slug, settings),
        opportunities=opportunities,
        other_opportunities=other_opportunities(opportunities),
        looking_for=looking_for,
        left_out=left_out,
        problems=tuple(sorted(problems, key=lambda p: p.order)),
    )


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

"""The rounds of a job as a list: which number each has, how the job stood after it, or why not.

An Opportunity and a Context go in, views come out. What changed between them is
`ratings_by_round`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from site_builder.core.steps import todays_interviews

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages import views
    from site_builder.pages.context import Context


def round_list(
    opportunity: Opportunity, ctx: Context, *, current: str | None = None
) -> tuple[views.RoundView, ...]:
    """The rounds of a job, oldest first; `current` is the slug of the one whose page it is on."""
    if opportunity.key not in ctx.round_lists:
        ctx.round_lists[opportunity.key] = tuple(_rounds(opportunity, ctx))
    rounds = zip(opportunity.rounds, ctx.round_lists[opportunity.key], strict=True)
    return tuple(replace(v, current=True) if r.slug == current else v for r, v in rounds)


def _rounds(opportunity: Opportunity, ctx: Context) -> Iterator[views.RoundView]:
    """The same without a current one."""
    numbers = count(1)
    # An unnamed round of an audience is called by its place among all.
    counts_all = ctx.journal.audience is not None
    # What an audience may not see may have been written today.
    todays = () if counts_all else todays_interviews(opportunity)
    for reflection in opportunity.rounds:
        view = ctx.round_views[reflection.slug]
        moment = reflection.dated
        is_ahead = reflection in todays or reflection.is_ahead(ctx.today)
        yield replace(
            view,
            day=ctx.moment_text(moment and replace(moment, clock=None)),
            number=next(numbers) if counts_all or not reflection.cancelled else None,
            note=_note(reflection, view, is_ahead=is_ahead),
        )


def _note(reflection: Reflection, view: views.RoundView, *, is_ahead: bool) -> str | None:
    """Why a round has no light; None where it has one, or lights are withheld."""
    if reflection.cancelled:
        return "cancelled"
    if view.standing:
        return None
    if is_ahead:
        return "still to come"
    return "not rated" if view.fit.shown else None


def place_text(rounds: tuple[views.RoundView, ...]) -> str | None:
    """`round 2 of 3`, of the current one; None where it has no number or is the only one."""
    number = next(r.number for r in rounds if r.current)
    last = max((r.number for r in rounds if r.number), default=0)
    return f"round {number} of {last}" if number and len(rounds) > 1 else None

"""The ratings of a job round by round: a line a criterion, and the large changes in words.

An Opportunity and a Context go in, views with positions come out; the drawing is the templates'.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.prompts import is_large_change
from site_builder.core.standing import rates_something
from site_builder.pages.fit_wording import breach_label
from site_builder.pages.opportunity_views import ChangeView, RatingLine, RatingMark
from site_builder.pages.profile import rating_kind
from site_builder.pages.wording import rating_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from site_builder.core.model import Criterion, Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

    Ratings = Mapping[str, Fraction | None]
    Heights = Mapping[Fraction | None, str]

TOP, BOTTOM = 4, 40  # of a line, in units of its own
MIN_POINTS = 4  # a line shows as many, so that half a point never looks like a landslide
LIMITS = {"below my floor": "below my floor", "deal-breaker": "a deal-breaker"}


def rated_rounds(opportunity: Opportunity, ctx: Context) -> tuple[Reflection, ...]:
    """The rounds that rate something; none where there is only one, so nothing to compare."""
    rated = [r for r in opportunity.rounds if rates_something(r, ctx.journal.settings)]
    return tuple(rated) if len(rated) > 1 else ()


def rating_lines(rounds: Sequence[Reflection], ctx: Context) -> tuple[RatingLine, ...]:
    """The ratings of each criterion over some rounds, on one scale; none without rounds."""
    criteria = ctx.journal.settings.criteria
    if not rounds:
        return ()
    heights = _heights(rounds, criteria)
    return tuple(_line(c, rounds, heights, ctx.weight_text(c)) for c in criteria)


def _heights(rounds: Iterable[Reflection], criteria: Iterable[Criterion]) -> Heights:
    """Where each rating that the lines of a job show lies, in units from the top; empty for none.

    All lines have one scale, from the lowest of these ratings to the highest.
    """
    shown = {c.floor for c in criteria if c.floor}
    for reflection in rounds:
        looks = (reflection.ratings, reflection.effective)
        shown.update(r for c in criteria for look in looks if (r := look.get(c.id)) is not None)
    low = min(shown)
    unit = (BOTTOM - TOP) / (max(*shown, low + MIN_POINTS) - low)
    return {None: ""} | {r: f"{float(BOTTOM - (r - low) * unit):.4g}" for r in shown}


def _line(
    criterion: Criterion, rounds: Sequence[Reflection], heights: Heights, weight: str
) -> RatingLine:
    marks = tuple(
        _mark(criterion, reflection, heights, f"{(number + 0.5) / len(rounds) * 100:.2f}")
        for number, reflection in enumerate(rounds)
    )
    known = [mark for mark in marks if mark.value]
    figures = ", ".join(_mark_text(mark) for mark in marks if mark.value or mark.first)
    return RatingLine(
        label=criterion.label,
        weight=weight,
        text=f"{criterion.label}: {figures or 'not rated'}",
        limit=f"my floor is {rating_text(criterion.floor)}" if criterion.floor else "",
        floor=heights[criterion.floor] if criterion.floor else None,
        marks=marks,
        segments=tuple((a.x, a.y, b.x, b.y) for a, b in pairwise(known)),
    )


def _mark(criterion: Criterion, reflection: Reflection, heights: Heights, x: str) -> RatingMark:
    value, first = reflection.effective.get(criterion.id), reflection.ratings.get(criterion.id)
    return RatingMark(
        value=_text(value),
        first=None if first == value else _text(first),
        x=x,
        y=heights[value],
        first_y=heights[first],
        kind="" if value is None else rating_kind(criterion, value),
    )


def _mark_text(mark: RatingMark) -> str:
    """`5 (8 at first)`, of a mark that has one of the two."""
    if mark.value is None:
        return f"{mark.first} at first, then taken back"
    return f"{mark.value} ({mark.first} at first)" if mark.first else mark.value


def _text(rating: Fraction | None) -> str | None:
    return None if rating is None else rating_text(rating)


@frozen
class _Change:
    """A known rating of a criterion that became another, or was taken back."""

    criterion: Criterion
    before: Fraction
    after: Fraction | None

    @property
    def is_large(self) -> bool:
        """Whether it is two points or more, breaks or lifts a limit, or takes a rating back."""
        before, after = self.before, self.after
        return (
            after is None
            or is_large_change(self.criterion, before, after)
            or is_large_change(self.criterion, after, before)
        )

    def words(self) -> tuple[str, str]:
        """`Manager 8 → 3` and `now below my floor`, or nothing where no limit is concerned."""
        label, old = self.criterion.label, rating_text(self.before)
        if self.after is None:
            return f"{label} {old} taken back", ""
        before, after = (breach_label(self.criterion, r) for r in (self.before, self.after))
        limit = ""
        if before != after:
            # What rises is told by the limit that it left, even if it is below the next.
            has_risen = self.after > self.before
            limit = (
                f"no longer {LIMITS[before or '']}" if has_risen else f"now {LIMITS[after or '']}"
            )
        # No-break spaces, so that the two ratings stay on one line.
        return f"{label} {old}\u00a0→\u00a0{rating_text(self.after)}", limit


def changes(opportunity: Opportunity, ctx: Context) -> Iterator[ChangeView]:
    """The large changes, oldest first, with their reasons.

    Those of a round come one by one, each with its evidence; those of a second look together, with
    why it was taken.
    """
    criteria = ctx.journal.settings.criteria
    known: Ratings = {}
    for reflection in opportunity.rounds:
        if reflection.cancelled:
            continue
        source, first = ctx.round_link(reflection), _updated(known, reflection.ratings)
        for change in _large_changes(known, first, criteria):
            reason = reflection.evidence.get(change.criterion.id)
            yield ChangeView((change.words(),), source, "", reason)
        known = _updated(known, reflection.effective)
        if reflection.second_look:
            given = {c: known.get(c) for c in reflection.second_look.ratings}
            if changes := _large_changes(first, {**first, **given}, criteria):
                words = tuple(change.words() for change in changes)
                yield ChangeView(words, source, "second look", reflection.second_look.why)


def _large_changes(before: Ratings, after: Ratings, criteria: Iterable[Criterion]) -> list[_Change]:
    """The large changes from some known ratings to others, in the order of the criteria."""
    changes = [
        _Change(c, old, after.get(c.id)) for c in criteria if (old := before.get(c.id)) is not None
    ]
    return [change for change in changes if change.after != change.before and change.is_large]


def _updated(known: Ratings, ratings: Ratings) -> Ratings:
    """What is known after some ratings: one that is None does not replace an earlier one."""
    return {**known, **{c: rating for c, rating in ratings.items() if rating is not None}}

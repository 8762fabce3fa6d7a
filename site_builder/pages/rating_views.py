"""The ratings of one reflection as its page shows them: what counts, both looks, and what is open.

A Reflection and the criteria go in, views come out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.pages.fit_wording import breach_label
from site_builder.pages.views import RatingView
from site_builder.pages.wording import rating_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from site_builder.core.model import Criterion, Reflection

    Ratings = Mapping[str, Fraction | None]


def rating_views(
    reflection: Reflection,
    criteria: Iterable[Criterion],
    weights: Mapping[str, str],
    *,
    notes: bool,
) -> tuple[RatingView, ...]:
    """A view a criterion, in order.

    `weights` are texts by criterion, empty where they are withheld; `notes` is whether to say why a
    rating is missing.
    """
    first, effective = reflection.ratings, reflection.effective
    second = reflection.second_look.ratings if reflection.second_look else {}
    return tuple(
        RatingView(
            label=c.label,
            prompt=c.prompt,
            weight=weights.get(c.id, ""),
            value=_text(effective.get(c.id)),
            first=_text(first.get(c.id)),
            second=_text(second.get(c.id)),
            note=_note(c.id, first, second, effective) if notes else None,
            evidence=reflection.evidence.get(c.id),
            breach=breach_label(c, effective.get(c.id)),
        )
        for c in criteria
    )


def _text(rating: Fraction | None) -> str | None:
    return None if rating is None else rating_text(rating)


def _note(criterion: str, first: Ratings, second: Ratings, effective: Ratings) -> str | None:
    """Why a criterion has no rating; None where it has one."""
    before = first.get(criterion)
    # A key with an explicit null takes the first rating back; a missing key keeps it.
    if before is not None and criterion in second and second[criterion] is None:
        return f"{rating_text(before)} at first, taken back at the second look"
    if effective.get(criterion) is not None:
        return None
    return "no evidence yet" if criterion in effective else "not rated here"

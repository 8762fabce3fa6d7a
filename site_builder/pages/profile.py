"""The profile of some ratings: a bar a criterion, as data of SVG paths, and the same in words.

Ratings and criteria go in, a view comes out; the drawing is the templates'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.pages import views
from site_builder.pages.wording import rating_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from site_builder.core.model import Criterion

# A profile in units of its own: a bar a criterion, three units a point.
BAR_WIDTH, BAR_STEP, POINT = 8, 11, 3
PROFILE_HEIGHT = 10 * POINT
KIND_NOTES = {"low": " (below my floor)", "broken": " (deal-breaker)", "well": ""}


def profile(
    ratings: Mapping[str, Fraction | None], criteria: tuple[Criterion, ...]
) -> views.ProfileView | None:
    """The profile of some ratings, by criterion; None where none is known.

    Its text is `Company values 8, role 8, daily life 3 (below my floor), manager not known`.
    """
    if all(ratings.get(c.id) is None for c in criteria):
        return None
    paths: dict[str, str] = dict.fromkeys(("rail", "well", "low", "broken", "unknown"), "")
    floors = {True: "", False: ""}
    texts = []
    for number, criterion in enumerate(criteria):
        left, rating = BAR_STEP * number, ratings.get(criterion.id)
        middle = left + BAR_WIDTH // 2
        label = criterion.inline if number else criterion.label
        if rating is None:
            paths["unknown"] += f"M{left} .5h{BAR_WIDTH}v{PROFILE_HEIGHT - 1}h-{BAR_WIDTH}z"
            texts.append(f"{label} not known")
        else:
            kind = rating_kind(criterion, rating)
            paths["rail"] += f"M{middle} 0v{PROFILE_HEIGHT}"
            paths[kind] += f"M{middle} {PROFILE_HEIGHT}v-{float(rating) * POINT:g}"
            texts.append(f"{label} {rating_text(rating)}{KIND_NOTES[kind]}")
        if criterion.floor:
            top = PROFILE_HEIGHT - float(criterion.floor) * POINT
            is_on_bar = rating is not None and rating >= criterion.floor
            floors[is_on_bar] += f"M{left} {top:g}h{BAR_WIDTH}"
    return views.ProfileView(
        text=", ".join(texts),
        width=BAR_STEP * len(criteria) - BAR_STEP + BAR_WIDTH,
        floors=floors[True],
        floors_above=floors[False],
        **paths,
    )


def rating_kind(criterion: Criterion, rating: Fraction) -> str:
    """Which limit a rating breaks: `low` is below the floor, `broken` at the deal-breaker."""
    # Most criteria have no limit, and fractions take long to compare.
    if criterion.dealbreaker and rating <= criterion.dealbreaker:
        return "broken"
    return "low" if criterion.floor and rating < criterion.floor else "well"

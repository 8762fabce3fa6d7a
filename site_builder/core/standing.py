"""How a job stood after each file that rates something, by what was known then.

Rounds in, fits out. The last one equals the fit of the job, as both are of all ratings so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.fit import judge
from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from site_builder.core.model import Fit, Reflection, Settings


@frozen
class Standing:
    """The fit of a job after one file, which rated something: by its ratings and all before."""

    reflection: Reflection
    fit: Fit
    ratings: Mapping[str, Fraction | None]


def rates_something(reflection: Reflection, settings: Settings) -> bool:
    """Whether a file gives a rating in either look, even one that was taken back later."""
    if reflection.cancelled:
        return False
    second = reflection.second_look.ratings if reflection.second_look else {}
    return any(
        looks.get(c.id) is not None
        for looks in (reflection.ratings, second)
        for c in settings.criteria
    )


def standings(rounds: Iterable[Reflection], settings: Settings) -> Iterator[Standing]:
    """How a job stood after each of its rounds, oldest first, that rates something."""
    ratings: dict[str, Fraction | None] = {}
    for reflection in rounds:
        if rates_something(reflection, settings):
            known = {c: r for c, r in reflection.effective.items() if r is not None}
            ratings = {**ratings, **known}
            yield Standing(reflection, judge(ratings, settings), ratings)

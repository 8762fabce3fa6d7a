"""The evidence that stands beside a job's ratings: the latest for each criterion.

An Opportunity goes in, sentences by criterion come out. One that is older than the rating beside it
says which rating it was for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.pages.wording import rating_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from site_builder.core.opportunities import Opportunity


def latest_evidence(opportunity: Opportunity) -> Mapping[str, str]:
    """By criterion, `Asked twice.`, or `Interrupted me. (when it was 3)` of another rating."""
    known: dict[str, Fraction] = {}
    given: dict[str, tuple[str, Fraction | None]] = {}
    for reflection in opportunity.rounds:
        if not reflection.cancelled:
            known |= {c: r for c, r in reflection.effective.items() if r is not None}
            given |= {c: (text, known.get(c)) for c, text in reflection.evidence.items()}
    return {
        criterion: text
        if then is None or then == known[criterion]
        else f"{text} (when it was {rating_text(then)})"
        for criterion, (text, then) in given.items()
    }

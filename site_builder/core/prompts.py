"""Questions that the ratings, evidence, gut and decision of a job raise; never accusations.

An opportunity goes in; out come sentences for each of its rounds. Each is asked once for a job and
criterion, at the latest file that it concerns. What is closed, or decided against, asks nothing.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from site_builder.core.model import Criterion, Reflection
    from site_builder.core.opportunities import Opportunity

MIN_ALIKE_RATINGS = 4  # with fewer, ratings within a point are no pattern
# A rating as strong as these should rest on something seen or heard.
STRONGLY_LOW, STRONGLY_HIGH = 3, 9
LARGE_CHANGE_POINTS = 2
ONE_IMPRESSION = "These ratings lie within one point: one impression, or several?"
OPPOSED_GUTS = {"red": "yes", "green": "no"}  # by light


@frozen
class _Look:
    """One known rating of a criterion, and the file that gives it."""

    reflection: Reflection
    rating: Fraction


def prompts(opportunity: Opportunity) -> Mapping[str, tuple[str, ...]]:
    """The questions at each of its rounds that has some, by slug."""
    by_slug: dict[str, list[str]] = defaultdict(list)
    if opportunity.live and not opportunity.is_decided_against:
        for reflection, question in _prompts(opportunity):
            by_slug[reflection.slug].append(question)
    return {slug: tuple(questions) for slug, questions in by_slug.items()}


def has_evidence(opportunity: Opportunity) -> bool:
    """Whether any of its rounds gives evidence for a criterion that is rated."""
    ratings, held = opportunity.ratings, _held(opportunity)
    return any(ratings.get(c) is not None for r in held for c in r.evidence)


def _held(opportunity: Opportunity) -> list[Reflection]:
    """Its rounds without the cancelled ones, which count nowhere here."""
    return [r for r in opportunity.rounds if not r.cancelled]


def _prompts(opportunity: Opportunity) -> Iterator[tuple[Reflection, str]]:
    """Each question with the file that it stands at."""
    held, criteria = _held(opportunity), opportunity.settings.criteria
    if alike := [r for r in held if _is_one_impression(r, criteria)]:
        yield alike[-1], ONE_IMPRESSION
    evidence = {c for r in held for c in r.evidence}
    for criterion in criteria:
        yield from _of_criterion(criterion, held, has_evidence=criterion.id in evidence)
    yield from _of_gut_and_decision(opportunity, held)


def _is_one_impression(reflection: Reflection, criteria: Iterable[Criterion]) -> bool:
    """Whether a file gives four ratings or more, all within one point."""
    ratings = reflection.effective
    known = [r for c in criteria if (r := ratings.get(c.id)) is not None]
    return len(known) >= MIN_ALIKE_RATINGS and max(known) - min(known) <= 1


def _of_criterion(
    criterion: Criterion, held: list[Reflection], *, has_evidence: bool
) -> Iterator[tuple[Reflection, str]]:
    """The one question about a criterion: its latest large change, else a strong rating."""
    looks = list(_looks(criterion, held))
    changes = [(a, b) for a, b in pairwise(looks) if is_large_change(criterion, a.rating, b.rating)]
    if changes:
        before, after = changes[-1]
        is_second_look = after.reflection is before.reflection
        if criterion.id in after.reflection.evidence and not is_second_look:
            return  # the round that changed it says what I saw
        # `went` and not `was`: a label may be a plural.
        change = f"went from {float(before.rating):g} to {float(after.rating):g}"
        yield after.reflection, f"{criterion.label} {change}: what did I see?"
    elif strong := [r for r in held if r.effective.get(criterion.id) is not None][-1:]:
        rating = strong[0].effective[criterion.id] or 0
        if not (has_evidence or STRONGLY_LOW < rating < STRONGLY_HIGH):
            question = f"A {float(rating):g} for {criterion.inline}: what did I see or hear?"
            yield strong[0], question


def _looks(criterion: Criterion, held: list[Reflection]) -> Iterator[_Look]:
    """Every known rating of a criterion in the order in which it was given, second looks too.

    One that the second look took back is none.
    """
    for reflection in held:
        if reflection.effective.get(criterion.id) is None:
            continue
        second = reflection.second_look.ratings if reflection.second_look else {}
        for ratings in (reflection.ratings, second):
            rating = ratings.get(criterion.id)
            if rating is not None:
                yield _Look(reflection, rating)


def is_large_change(criterion: Criterion, before: Fraction, after: Fraction) -> bool:
    """Whether a rating changed by two points or more, or rose above a floor or a deal-breaker.

    One that fell below a limit is a large change from `after` to `before`.
    """
    lifted = (before <= criterion.dealbreaker < after) or (before < criterion.floor <= after)
    return lifted or abs(after - before) >= LARGE_CHANGE_POINTS


def _of_gut_and_decision(
    opportunity: Opportunity, held: list[Reflection]
) -> Iterator[tuple[Reflection, str]]:
    fit = opportunity.fit
    light = f"the light is {fit.light}{' so far' if fit.unknown else ''}"
    guts = [r for r in held if r.gut]
    if guts and guts[-1].gut == OPPOSED_GUTS.get(fit.light):
        yield guts[-1], f"My gut says {guts[-1].gut} and {light}: what does my gut know?"
    changes = [(a, b) for a, b in pairwise(guts) if a.gut != b.gut]
    if changes:
        before, after = changes[-1]
        yield after, f"My gut said {before.gut} before and says {after.gut} now: what changed?"
    if (opportunity.decision, fit.light) == ("pursue", "red"):
        decided = [r for r in opportunity.rounds if r.decision][-1]
        yield (
            decided,
            f"I decided to pursue this and {light}: what do I know that the ratings miss?",
        )

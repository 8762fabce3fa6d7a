"""Questions that the ratings, evidence, gut and decision of a job raise; never accusations.

An opportunity goes in; out come sentences for each of its rounds. Each is asked once for a job and
criterion, at the latest file that it concerns. What is closed, or decided against, asks nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from site_builder.core.model import Criterion, Reflection
    from site_builder.core.opportunities import Opportunity

MIN_ALIKE_RATINGS = 4  # with fewer, ratings within a point are no pattern
# A rating as strong as these should rest on something seen or heard.
STRONGLY_LOW, STRONGLY_HIGH = 3, 9
MOVED_POINTS = 2
ONE_IMPRESSION = "These ratings lie within one point: one impression, or several?"
GUT_AND_LIGHT = {
    ("yes", "red"): "My gut says yes and the light is red: what does my gut know?",
    ("no", "green"): "My gut says no and the light is green: what does my gut know?",
}
PURSUED_RED = "I decided to pursue this and the light is red: what do I know that the ratings miss?"


@dataclass(frozen=True, slots=True)
class _Look:
    """One known rating of a criterion, and the file that gives it."""

    reflection: Reflection
    rating: Fraction


def prompts(opportunity: Opportunity) -> Mapping[str, tuple[str, ...]]:
    """The questions at each of its rounds that has some, by slug."""
    found: dict[str, list[str]] = defaultdict(list)
    if opportunity.live and not opportunity.is_decided_against:
        for reflection, question in _prompts(opportunity):
            found[reflection.slug].append(question)
    return {slug: tuple(questions) for slug, questions in found.items()}


def has_evidence(opportunity: Opportunity) -> bool:
    """Whether any of its rounds gives evidence for a rating."""
    return any(r.evidence for r in opportunity.rounds if not r.cancelled)


def _prompts(opportunity: Opportunity) -> Iterator[tuple[Reflection, str]]:
    """Each question with the file that it stands at."""
    held = [r for r in opportunity.rounds if not r.cancelled]
    if alike := [r for r in held if _is_one_impression(r)]:
        yield alike[-1], ONE_IMPRESSION
    evidence = {c for r in held for c in r.evidence}
    for criterion in opportunity.settings.criteria:
        yield from _of_criterion(criterion, held, has_evidence=criterion.id in evidence)
    yield from _of_gut_and_decision(opportunity, held)


def _is_one_impression(reflection: Reflection) -> bool:
    """Whether a file gives four ratings or more, all within one point."""
    known = [r for r in reflection.effective.values() if r is not None]
    return len(known) >= MIN_ALIKE_RATINGS and max(known) - min(known) <= 1


def _of_criterion(
    criterion: Criterion, held: list[Reflection], *, has_evidence: bool
) -> Iterator[tuple[Reflection, str]]:
    """The one question about a criterion: its latest great move, else a strong rating."""
    looks = list(_looks(criterion, held))
    moves = [(a, b) for a, b in pairwise(looks) if _is_great_move(criterion, a.rating, b.rating)]
    name = criterion.label
    if moves:
        before, after = moves[-1]
        words = f"{name} was {float(before.rating):g}, now {float(after.rating):g}"
        yield after.reflection, f"{words}: what did I see?"
    elif strong := [r for r in held if r.effective.get(criterion.id) is not None][-1:]:
        rating = strong[0].effective[criterion.id] or 0
        if not (has_evidence or STRONGLY_LOW < rating < STRONGLY_HIGH):
            question = f"A {float(rating):g} for {criterion.inline}: what did I see or hear?"
            yield strong[0], question


def _looks(criterion: Criterion, held: list[Reflection]) -> Iterator[_Look]:
    """Every known rating of a criterion in the order in which it was given, second looks too."""
    for reflection in held:
        second = reflection.second_look.ratings if reflection.second_look else {}
        for ratings in (reflection.ratings, second):
            rating = ratings.get(criterion.id)
            if rating is not None:
                yield _Look(reflection, rating)


def _is_great_move(criterion: Criterion, before: Fraction, after: Fraction) -> bool:
    """Whether a rating moved by two points or more, or rose above a floor or a deal-breaker."""
    lifted = (before <= criterion.dealbreaker < after) or (before < criterion.floor <= after)
    return lifted or abs(after - before) >= MOVED_POINTS


def _of_gut_and_decision(
    opportunity: Opportunity, held: list[Reflection]
) -> Iterator[tuple[Reflection, str]]:
    light = opportunity.fit.light
    guts = [r for r in held if r.gut]
    if guts:
        last = guts[-1]
        if question := GUT_AND_LIGHT.get((last.gut or "", light)):
            yield last, question
        if len(guts) > 1 and guts[-2].gut != last.gut:
            yield last, f"My gut said {guts[-2].gut} before and says {last.gut} now: what changed?"
    if (opportunity.decision, light) == ("pursue", "red"):
        yield [r for r in opportunity.rounds if r.decision][-1], PURSUED_RED

"""Who beats whom, in sentences: two jobs, or a job and what I have now.

Pairs of `core.comparison` go in, sentences come out. All that a sentence says is so by the ratings;
what is closed is spoken of in the past, and what I decided against is not argued for.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from site_builder.core.fit import LIGHTS, judge
from site_builder.core.names import fold
from site_builder.pages.wording import joined, rating_text, share_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.core.comparison import NowPair, Pair
    from site_builder.core.model import Criterion, Now
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

    Names = Mapping[str, str]  # what each opportunity is called, by its key

# A label that begins with one of these is no name.
BEGINNINGS = frozenset({"A", "An", "The", "My", "Our", "What"})
HALF = Fraction(1, 2)
WEIGHTS_MEANING = (
    "All possible weights: every way of dividing importance among the criteria, all counted alike."
)


def opportunity_names(
    shown: Iterable[Opportunity], beside: Iterable[Opportunity]
) -> dict[str, str]:
    """What each of those shown is called: the company, and the role where that has several jobs.

    `beside` are all that one could be taken for, those shown among them.
    """
    jobs = Counter(fold(o.company) for o in beside)
    return {
        o.key: f"{o.company} ({o.role})" if jobs[fold(o.company)] > 1 else o.company for o in shown
    }


def now_name(now: Now) -> str:
    """What to call it inside a sentence: `what I have now`, `my shop`, but `Northwind`."""
    first = now.label.partition(" ")[0]
    return now.label[:1].lower() + now.label[1:] if first in BEGINNINGS else now.label


def pair_sentence(pair: Pair, names: Names, ctx: Context) -> str:
    """Which of two scores higher, and under how many of all possible weights.

    The one with the better light is named first; of equal lights the one with the higher score by
    my weights, then by key. Where the second wins more often, the sentence says why it is second.
    """
    first, second, share, reverse = pair.a, pair.b, pair.share, pair.reverse
    if _rank(second) > _rank(first):
        first, second, share, reverse = second, first, reverse, share
    one, other = names[first.key], names[second.key]
    is_past = not (first.live and second.live)
    if share == reverse == 0:
        return f"{one} and {other} {'were' if is_past else 'are'} rated alike."
    # The one that dominates has no worse light and a higher score, so it is the first.
    if pair.dominates:
        verb = "is" if first.live else "looked"
        looked = " looked" if first.live and is_past else ""
        return f"{one} {verb} at least as good as {other}{looked} in everything."
    lights, scores = _lights(first, second, names), "scored" if is_past else "scores"
    if share == HALF:
        return f"{lights}; each {scores} higher under half of all possible weights."
    most = share_text(max(share, reverse), apart=HALF)
    higher = f"{scores} higher under {most} of all possible weights"
    if share > HALF:
        return f"{lights}; {one} {higher}."
    is_decided = "walk-away" in {first.decision, second.decision}
    if is_decided or _rank(first) == _rank(second):
        return f"{lights}; {other} {higher}."
    return f"{lights}; yet {other} {higher}: {_reason(first, second, names, ctx)}."


def pair_cell(pair: Pair, opportunity: Opportunity) -> str:
    """How often one of two scores higher than the other: `59%`, `always`, `never` or `alike`."""
    share, reverse = pair.share, pair.reverse
    if opportunity is pair.b:
        share, reverse = reverse, share
    if share == reverse:
        return share_text(share) if share else "alike"
    if pair.dominates:
        return "always" if share else "never"
    return share_text(share, apart=HALF)


def _rank(opportunity: Opportunity) -> tuple[int, Fraction]:
    """How good it is by my own weights; it must be fully rated."""
    return LIGHTS.index(opportunity.fit.light), opportunity.fit.score or Fraction(0)


def _lights(first: Opportunity, second: Opportunity, names: Names) -> str:
    """`A and B are both green`, `A is green and B amber`; what is closed `looked` so."""
    one, other = names[first.key], names[second.key]
    light, other_light = first.fit.light, second.fit.light
    if first.live == second.live and light == other_light:
        return f"{one} and {other} {'are both' if first.live else 'both looked'} {light}"
    verb, other_verb = (
        "is" if first.live else "looked",
        "is" if second.live else "looked",
    )
    again = "" if verb == other_verb else f"{other_verb} "
    return f"{one} {verb} {light} and {other} {again}{other_light}"


def _reason(first: Opportunity, second: Opportunity, names: Names, ctx: Context) -> str:
    """Why `second` is second although it wins more often: a cap, else where my weight lies."""
    settings = ctx.journal.settings
    if first.fit.light != second.fit.light and second.fit.capped_by:
        return f"its light {'is' if second.live else 'was'} held down by {_capping(second)}"

    def gain(criterion: Criterion) -> Fraction:
        return ctx.weights[criterion.id] * _lead(first, second, criterion)

    most = max(settings.criteria, key=gain)
    verb = "is" if first.live and second.live else "was"
    lead = f"{names[first.key]} {verb} {_points(_lead(first, second, most))} better"
    return f"{lead} in {most.inline}, where {share_text(ctx.weights[most.id])} of my weight lies"


def _capping(opportunity: Opportunity) -> str:
    """The criteria that hold a light down, each with its rating: `role, 3`."""
    labels = {c.id: c.inline for c in opportunity.settings.criteria}
    *others, last = (
        f"{labels[c]}, {rating_text(opportunity.ratings[c] or Fraction(0))}"
        for c in opportunity.fit.capped_by
    )
    return f"{', '.join(others)}, and {last}" if others else last


def _lead(first: Opportunity, second: Opportunity, criterion: Criterion) -> Fraction:
    """By how many points `first` is rated higher; both must be rated."""
    return (first.ratings[criterion.id] or 0) - (second.ratings[criterion.id] or Fraction(0))


def _points(points: Fraction) -> str:
    """`half a point`, `1 point`, `2.5 points`."""
    if points == HALF:
        return "half a point"
    return f"{rating_text(points)} point{'' if points == 1 else 's'}"


def now_sentence(pair: NowPair, now: Now) -> str:
    """How a job compares with what I have now, without naming the job: it stands beside its name.

    `now` must be fully rated, as the job is.
    """
    sentence = _against_now(pair, now)
    if pair.a.live:
        why = _held_down(pair.a, now) if pair.share > HALF else ""
        return f"{sentence.removesuffix('.')}{why}."
    verb = "Was" if sentence.startswith("Rated") else "Looked"
    return f"{verb} {sentence[:1].lower()}{sentence[1:]}"


def _held_down(opportunity: Opportunity, now: Now) -> str:
    """What holds the light of a job down, where that is worse than the one of what I have now."""
    settings, fit = opportunity.settings, opportunity.fit
    if LIGHTS.index(fit.light) >= LIGHTS.index(judge(now.ratings, settings).light):
        return ""
    if not fit.capped_by:
        return f"; by my own weights it is {fit.light}"
    return f"; its light is held down by {_capping(opportunity)}"


def _against_now(pair: NowPair, now: Now) -> str:
    better, worse, equal = _by_criterion(pair.a, now)
    name = now_name(now)
    if not better and not worse:
        return "Rated alike in everything."
    if not better or not worse:
        return _one_sided("Better" if better else "Worse", better or worse, equal, name)
    if pair.share == HALF:
        return f"Better under half of all possible weights, worse in {joined(worse)}."
    # What it is under most weights, and in what it is the opposite.
    word, opposite, share, most, exceptions = (
        ("Better", "worse", pair.share, better, worse)
        if pair.share > HALF
        else ("Worse", "better", pair.reverse, worse, better)
    )
    if len(exceptions) == 1:
        same = f"equal in {joined(equal)}, " if equal else ""
        only = f"{opposite.capitalize()} than {name} only in {exceptions[0]}"
        return f"{only}; {same}{word.lower()} in {_rest(most)}."
    under = f"{word} under {share_text(share, apart=HALF)} of all possible weights"
    return f"{under}, {opposite} in {joined(exceptions)}."


def _by_criterion(opportunity: Opportunity, now: Now) -> tuple[list[str], list[str], list[str]]:
    """The labels of the criteria in which a job is better, worse and equal, in their order."""
    leads = [
        (c.inline, (opportunity.ratings[c.id] or 0) - (now.ratings[c.id] or 0))
        for c in opportunity.settings.criteria
    ]
    return (
        [label for label, lead in leads if lead > 0],
        [label for label, lead in leads if lead < 0],
        [label for label, lead in leads if lead == 0],
    )


def _one_sided(word: str, differing: list[str], equal: list[str], name: str) -> str:
    """Better (or worse) wherever the two differ; whichever list is longer is "everything else"."""
    if not equal:
        return f"{word} than {name} in everything."
    if len(differing) > len(equal):
        return f"Equal to {name} in {joined(equal)}, {word.lower()} in everything else."
    return f"{word} than {name} in {joined(differing)}, equal in {_rest(equal)}."


def _rest(labels: list[str]) -> str:
    """The criteria that are left: `everything else`, or the only one by its name."""
    return labels[0] if len(labels) == 1 else "everything else"

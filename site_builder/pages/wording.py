"""Figures and fits in words, the same on pages and in the terminal.

Exact values (Fraction, Fit) go in, short text comes out. Rounding happens only here: nothing may
compute with what this module returns.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder.core.fit import HIGHEST_RATING, LOWEST_RATING, outlook, weight_shares
from site_builder.core.robustness import LEANING_SHARE, SOLID_SHARE
from site_builder.pages.views import FitView, LightView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.core.model import Criterion, Fit, Light, Settings

    Ratings = Mapping[str, Fraction | None]  # by the criterion's id; None and absent: unknown

SHARE_DIGITS, SCORE_DIGITS = 2, 1  # decimals; two for a share make a whole percent
MAX_DECIMALS = 6
LIGHT_ADVICE = {
    "green": "Pursue it.",
    "amber": "What would have to change, and can I ask for it?",
    "red": "You may walk away in peace.",
    "unknown": "What is there to find out?",
}
STAGE_LABELS = {"walked-away": "walked away", "no-answer": "no answer"}
STRENGTH_BOUNDS = (SOLID_SHARE, LEANING_SHARE)  # a share must not be rounded across them
UNSURE_STRENGTHS = ("leaning", "fragile")
STRENGTH_LABELS = {"solid": "Sturdy", "leaning": "Leaning", "fragile": "Fragile"}


def floored(
    value: Fraction,
    digits: int,
    thresholds: Iterable[Fraction] = (),
    apart: Fraction | None = None,
) -> Fraction:
    """A value rounded down to `digits` decimals, or to as many more as it takes to stay truthful.

    Rounding must not move it across one of `thresholds`, nor make it equal to `apart`, a value
    that stands beside it. Where six decimals do not suffice, the exact value is returned.
    """
    thresholds = tuple(thresholds)
    for decimals in range(digits, MAX_DECIMALS + 1):
        unit = 10**decimals
        # In integers, for a float may lie on the other side of a threshold.
        low = Fraction(value.numerator * unit // value.denominator, unit)
        if all((low >= t) == (value >= t) for t in thresholds) and low != apart:
            return low
    return value


def decimal(value: Fraction, digits: int = 0) -> str:
    """A decimal with at least `digits` decimals: `7.0`, `7.25`."""
    text = f"{float(value):.{MAX_DECIMALS}f}".rstrip("0")
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest:0<{digits}}" if rest or digits else whole


def score_text(value: Fraction, settings: Settings) -> str:
    """A score such as `7.4`: rounded down to one decimal, never across the limit of a light."""
    return decimal(floored(value, SCORE_DIGITS, (settings.green, settings.amber)), SCORE_DIGITS)


def share_text(
    value: Fraction, thresholds: Iterable[Fraction] = (), apart: Fraction | None = None
) -> str:
    """A share from 0 to 1 as `62%`: rounded down to a whole percent where `floored` allows it."""
    return f"{decimal(floored(value, SHARE_DIGITS, thresholds, apart) * 100)}%"


def rating_text(value: Fraction) -> str:
    """A rating: `8` or `7.5`."""
    return decimal(value)


def joined(words: Iterable[str]) -> str:
    """`one, two and three`; at least one word is needed."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def stage_text(stage: str) -> str:
    """A stage as words."""
    return STAGE_LABELS.get(stage, stage)


def light_view(fit: Fit) -> LightView:
    """A light as a word; "so far" behind it where some criteria are unknown."""
    if fit.light == "unknown":
        return LightView("unknown", "Not known yet")
    so_far = " so far" if fit.unknown else ""
    return LightView(fit.light, f"{fit.light.capitalize()}{so_far}")


def fit_view(fit: Fit, ratings: Ratings, settings: Settings) -> FitView:
    """A fit in words; `ratings` are those that it was judged by, by criterion.

    `doubt` is the strength sentence once more, where it is a reason to look twice.
    """
    is_doubtful = (
        fit.borderline or fit.strength in UNSURE_STRENGTHS or _at_floor(fit, ratings, settings)
    )
    strength_sentence = _strength_sentence(fit, ratings, settings)
    return FitView(
        light=light_view(fit),
        score=None if fit.score is None else score_text(fit.score, settings),
        range=_range(fit, settings),
        summary=_summary(fit, ratings, settings),
        ask=LIGHT_ADVICE[fit.light],
        reasons=_reasons(ratings, settings),
        find_out=_find_out(fit, ratings, settings),
        strength=_strength(fit),
        strength_sentence=strength_sentence,
        doubt=strength_sentence if is_doubtful else None,
        position=None if fit.score is None else _percent(fit.score),
        low=_percent(fit.low),
        high=_percent(fit.high),
    )


def score_only_view(fit: Fit, settings: Settings) -> FitView:
    """The light and the score alone, where the ratings behind them are withheld.

    The unknown criteria are withheld too, but a missing score tells that there are some.
    """
    label = fit.light.capitalize() if fit.light != "unknown" else "Not known yet"
    is_partial = fit.score is None and fit.light != "unknown"
    light = LightView(fit.light, f"{label} so far" if is_partial else label)
    low, high = score_text(fit.low, settings), score_text(fit.high, settings)
    score = None if fit.score is None else score_text(fit.score, settings)
    is_rated = (fit.low, fit.high) != (LOWEST_RATING, HIGHEST_RATING)
    if score:
        summary = f"{light.label} at {score}."
    else:
        summary = f"{light.label}, {low} to {high}." if is_rated else "Nothing is rated yet."
    return FitView(
        light=light,
        score=score,
        range=f"{low}–{high}" if is_rated and not score else None,  # noqa: RUF001 -- a range
        summary=summary,
        ask="",
        reasons=(),
        find_out=(),
        strength=None,
        strength_sentence=None,
        doubt=None,
        position=None if fit.score is None else _percent(fit.score),
        low=_percent(fit.low),
        high=_percent(fit.high),
    )


def _range(fit: Fit, settings: Settings) -> str | None:
    if fit.score is not None or len(fit.unknown) == len(settings.criteria):
        return None
    low, high = score_text(fit.low, settings), score_text(fit.high, settings)
    return f"{low}–{high}"  # noqa: RUF001 -- a range


def _percent(score: Fraction) -> str:
    """Where a score from 1 to 10 stands on a line, in percent of its length."""
    return f"{float((score - 1) / 9 * 100):.2f}"


def light_thresholds(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Where amber and green begin on the line from 1 to 10, as (percent of its length, words)."""
    named = ((settings.amber, "amber from"), (settings.green, "green from"))
    return tuple((_percent(t), f"{words} {decimal(t)}") for t, words in named)


def _summary(fit: Fit, ratings: Ratings, settings: Settings) -> str:
    """One sentence: the light, the score or its range, and what could still change the light."""
    labels = {c.id: c.inline for c in settings.criteria}
    if len(fit.unknown) == len(settings.criteria):
        return "Nothing is rated yet."
    if fit.unknown:
        span = f"{score_text(fit.low, settings)} to {score_text(fit.high, settings)}"
        unknown = joined(labels[c] for c in fit.unknown)
        turns = _turns(fit, ratings, settings)
        return f"{light_view(fit).label}, {span}: {unknown} still open{turns}."
    score, turn = score_text(fit.score or Fraction(0), settings), _flip(fit, settings)
    if fit.capped_by:
        why = joined(
            f"{labels[c]} is {rating_text(ratings[c] or Fraction(0))}" for c in fit.capped_by
        )
        limit = _limit(fit, settings)
        return f"{fit.light.capitalize()}, though the score is {score}: {why}, {limit}{turn}."
    # A flip says how close it is; without one, that it is close.
    if fit.borderline and not turn:
        turn = ", only just"
    return f"{fit.light.capitalize()} at {score}{turn}."


def _limit(fit: Fit, settings: Settings) -> str:
    """`below my floor of 4` for the criteria that cap the light; `floors` where these differ."""
    is_red = fit.light == "red"
    limits = {
        c.dealbreaker if is_red else c.floor for c in settings.criteria if c.id in fit.capped_by
    }
    words = "at or below my deal-breaker" if is_red else "below my floor"
    return f"{words} of {rating_text(limits.pop())}" if len(limits) == 1 else f"{words}s"


def _flip(fit: Fit, settings: Settings) -> str:
    """`; turns amber with more than 40% of the weight on pay (now 20%)`; empty if nothing would."""
    if fit.flip is None:
        return ""
    criterion = next(c for c in settings.criteria if c.id == fit.flip.criterion)
    now = weight_shares(settings.criteria)[criterion.id]
    if fit.flip.share in {0, 1}:
        weight = "all the weight" if fit.flip.share else "no weight"
    else:
        more = "more" if fit.flip.direction == "above" else "less"
        weight = f"{more} than {share_text(fit.flip.share, apart=now)} of the weight"
    return f"; turns {fit.flip.to} with {weight} on {criterion.inline} (now {share_text(now)})"


def _reasons(ratings: Ratings, settings: Settings) -> tuple[str, ...]:
    return tuple(
        f"{c.label} is {rating_text(ratings[c.id] or Fraction(0))}: {text}."
        for c in settings.criteria
        if (text := breach_text(c, ratings.get(c.id)))
    )


def breach_text(criterion: Criterion, rating: Fraction | None) -> str | None:
    """What a rating below its floor or deal-breaker does to the light; None where it is above."""
    if rating is not None and rating <= criterion.dealbreaker:
        limit = rating_text(criterion.dealbreaker)
        return f"at or below my deal-breaker of {limit}, so the light is red"
    if rating is not None and rating < criterion.floor:
        limit = rating_text(criterion.floor)
        return f"below my floor of {limit}, so the light can be no better than amber"
    return None


def breach_label(criterion: Criterion, rating: Fraction | None) -> str | None:
    """The same in two words, for a cell of a table."""
    if rating is None or not breach_text(criterion, rating):
        return None
    return "deal-breaker" if rating <= criterion.dealbreaker else "below my floor"


def _strength(fit: Fit) -> str | None:
    if fit.strength is None or fit.share is None:
        return None
    return f"{STRENGTH_LABELS[fit.strength]}, {share_text(fit.share, STRENGTH_BOUNDS)}"


def _at_floor(fit: Fit, ratings: Ratings, settings: Settings) -> list[Criterion]:
    """The criteria for which half a point less would cost a green light."""
    return [c for c in settings.criteria if fit.light == "green" and ratings.get(c.id) == c.floor]


def _strength_sentence(fit: Fit, ratings: Ratings, settings: Settings) -> str | None:
    """Under how many of all possible weights the light stays, and which limits are close."""
    if fit.share is None:
        return None
    share = share_text(fit.share, STRENGTH_BOUNDS)
    label = f"{STRENGTH_LABELS[fit.strength]}: " if fit.strength else ""
    sentences = [f"{label}{share} of all possible weights give this light."]
    # A light that is capped does not come from the score, so the score may be close to anything.
    if fit.borderline and fit.score is not None and not fit.capped_by:
        score = fit.score
        nearest = min((settings.green, settings.amber), key=lambda t: abs(t - score))
        sentences.append(f"The score is close to the line at {decimal(nearest)}.")
    sentences += [
        f"{c.label} is just at my floor of {rating_text(c.floor)}."
        for c in _at_floor(fit, ratings, settings)
    ]
    return " ".join(sentences)


def _find_out(fit: Fit, ratings: Ratings, settings: Settings) -> tuple[str, ...]:
    """A line for each unknown criterion: its question, and what its rating can still change.

    With one unknown the summary says what it can change, so the line leaves it out. Nothing at
    all is listed while nothing is rated: everything would be.
    """
    if len(fit.unknown) == len(settings.criteria):
        return ()
    unknown = [c for c in settings.criteria if c.id in fit.unknown]
    lines = []
    for criterion in unknown:
        words = [criterion.prompt] if criterion.prompt else []
        if len(unknown) > 1 and (outcomes := _outcomes(criterion, ratings, settings)):
            words = [f"{w}." if w[-1].isalnum() else w for w in words]
            words.append(_outcome_sentence(outcomes))
        lines.append(f"{criterion.label}: {' '.join(words)}" if words else criterion.label)
    return tuple(lines)


def _outcome_sentence(outcomes: list[tuple[Light, str]]) -> str:
    """A sentence such as `Amber at best if below 4, red at 2 or below.` of at least one outcome."""
    (light, condition), *others = outcomes
    at_best = "" if light == "red" else " at best"
    clauses = [f"{light.capitalize()}{at_best} if {condition}", *map(" ".join, others)]
    return f"{', '.join(clauses)}."


def _turns(fit: Fit, ratings: Ratings, settings: Settings) -> str:
    """What the one unknown can still change: `; amber if pay turns out below 4, red at 2 or below`.

    Empty where several are unknown, for which a sentence is too short.
    """
    if len(fit.unknown) > 1:
        return ""
    criterion = next(c for c in settings.criteria if c.id in fit.unknown)
    clauses = [f"{light} {words}" for light, words in _outcomes(criterion, ratings, settings)]
    if fit.light == "unknown":
        best, lowest = outlook(criterion.id, ratings, settings)[0]
        clauses = [f"{best} if {criterion.inline} is {rating_text(lowest)} or more", *clauses]
    elif clauses:
        # `amber below 4` becomes `amber if pay turns out below 4`.
        clauses[0] = clauses[0].replace(" ", f" if {criterion.inline} turns out ", 1)
    return f"; {', '.join(clauses)}" if clauses else ""


def _outcomes(
    criterion: Criterion, ratings: Ratings, settings: Settings
) -> list[tuple[Light, str]]:
    """Each light worse than the best that an unknown could make, and when: `below 4`."""
    outcomes: list[tuple[Light, str]] = []
    for (_, lowest), (light, _) in pairwise(outlook(criterion.id, ratings, settings)):
        highest = lowest - Fraction(1, 2)  # ratings go in steps of half a point
        # A deal-breaker is named as I set it: `at 2 or below` and not `below 2.5`.
        is_dealbreaker = highest == criterion.dealbreaker
        at_or_below = f"at {rating_text(highest)} or below"
        words = at_or_below if is_dealbreaker else f"below {rating_text(lowest)}"
        outcomes.append((light, words))
    return outcomes

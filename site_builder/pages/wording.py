"""Figures and fits in words: kind, short and plain, the same on pages and in the terminal."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder.core.fit import BEST, WORST, outlook, shares
from site_builder.core.robustness import LEANING, SOLID
from site_builder.pages.views import FitView, LightView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.core.model import Criterion, Fit, Light, Settings

SHARE_DIGITS, SCORE_DIGITS, MOST_DIGITS = 2, 1, 6
ASKS = {
    "green": "Pursue it.",
    "amber": "What would have to change, and can I ask for it?",
    "red": "You may walk away in peace.",
    "unknown": "What is there to find out?",
}
STAGES = {"walked-away": "walked away", "no-answer": "no answer"}
STRENGTH_BOUNDS = (SOLID, LEANING)
UNSURE = ("leaning", "fragile")
STRENGTHS = {"solid": "Sturdy", "leaning": "Leaning", "fragile": "Fragile"}


def floored(
    value: Fraction,
    digits: int,
    thresholds: Iterable[Fraction] = (),
    apart: Fraction | None = None,
) -> Fraction:
    """A value rounded down to some digits.

    More digits stand where it would seem to lie on the other side of a threshold, or to equal
    the value that it must be told `apart` from.
    """
    thresholds = tuple(thresholds)
    for places in range(digits, MOST_DIGITS + 1):
        unit = 10**places
        low = Fraction(value.numerator * unit // value.denominator, unit)
        if all((low >= t) == (value >= t) for t in thresholds) and low != apart:
            return low
    return value


def decimal(value: Fraction, digits: int = 0) -> str:
    """A decimal with at least some digits: `7.0`, `7.25`."""
    text = f"{float(value):.{MOST_DIGITS}f}".rstrip("0")
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest:0<{digits}}" if rest or digits else whole


def score_text(value: Fraction, settings: Settings) -> str:
    """A score for people: rounded down to one decimal, never across a threshold."""
    return decimal(floored(value, SCORE_DIGITS, (settings.green, settings.amber)), SCORE_DIGITS)


def share_text(
    value: Fraction, thresholds: Iterable[Fraction] = (), apart: Fraction | None = None
) -> str:
    """A share for people: rounded down to a whole per cent, never across a threshold."""
    return f"{decimal(floored(value, SHARE_DIGITS, thresholds, apart) * 100)}%"


def rating_text(value: Fraction) -> str:
    """A rating: `8` or `7.5`."""
    return decimal(value)


def joined(words: Iterable[str]) -> str:
    """`one, two and three`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def stage_text(stage: str) -> str:
    """A stage as words."""
    return STAGES.get(stage, stage)


def light_view(fit: Fit) -> LightView:
    """A light as a word; an agreed one with unknowns reads "so far"."""
    if fit.light == "unknown":
        return LightView("unknown", "Not known yet")
    so_far = " so far" if fit.unknown else ""
    return LightView(fit.light, f"{fit.light.capitalize()}{so_far}")


def fit_view(fit: Fit, ratings: Mapping[str, Fraction | None], settings: Settings) -> FitView:
    """A fit in words and in places on the line from 1 to 10."""
    doubtful = fit.borderline or fit.strength in UNSURE or _at_floor(fit, ratings, settings)
    sturdiness = _sturdiness(fit, ratings, settings)
    return FitView(
        light=light_view(fit),
        score=None if fit.score is None else score_text(fit.score, settings),
        range=_range(fit, settings),
        summary=_summary(fit, ratings, settings),
        ask=ASKS[fit.light],
        reasons=_reasons(ratings, settings),
        find_out=_find_out(fit, ratings, settings),
        strength=_strength(fit),
        sturdiness=sturdiness,
        doubt=sturdiness if doubtful else None,
        position=None if fit.score is None else _place(fit.score),
        low=_place(fit.low),
        high=_place(fit.high),
    )


def score_alone(fit: Fit, settings: Settings) -> FitView:
    """The light and the score, where the ratings that give them are not to be seen."""
    word = fit.light.capitalize() if fit.light != "unknown" else "Not known yet"
    light = LightView(
        fit.light, word if fit.score is not None or fit.light == "unknown" else f"{word} so far"
    )
    low, high = score_text(fit.low, settings), score_text(fit.high, settings)
    span = f"{low}–{high}" if (fit.low, fit.high) != (WORST, BEST) else None  # noqa: RUF001 -- a range
    if fit.score is not None:
        summary = f"{light.label} at {score_text(fit.score, settings)}."
    else:
        summary = f"{light.label}, {low} to {high}." if span else "Nothing is rated yet."
    return FitView(
        light=light,
        score=None if fit.score is None else score_text(fit.score, settings),
        range=None if fit.score is not None else span,
        summary=summary,
        ask="",
        reasons=(),
        find_out=(),
        strength=None,
        sturdiness=None,
        doubt=None,
        position=None if fit.score is None else _place(fit.score),
        low=_place(fit.low),
        high=_place(fit.high),
    )


def _range(fit: Fit, settings: Settings) -> str | None:
    if fit.score is not None or len(fit.unknown) == len(settings.criteria):
        return None
    low, high = score_text(fit.low, settings), score_text(fit.high, settings)
    return f"{low}–{high}"  # noqa: RUF001 -- a range


def _place(score: Fraction) -> str:
    return f"{float((score - 1) / 9 * 100):.2f}"


def marks(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The thresholds on the line from 1 to 10: place in per cent, and what they are."""
    named = ((settings.amber, "amber from"), (settings.green, "green from"))
    return tuple((_place(t), f"{words} {decimal(t)}") for t, words in named)


def _summary(fit: Fit, ratings: Mapping[str, Fraction | None], settings: Settings) -> str:
    labels = {c.id: c.inline for c in settings.criteria}
    if len(fit.unknown) == len(settings.criteria):
        return "Nothing is rated yet."
    if fit.unknown:
        span = f"{score_text(fit.low, settings)} to {score_text(fit.high, settings)}"
        still = joined(labels[c] for c in fit.unknown)
        turns = _turns(fit, ratings, settings)
        return f"{light_view(fit).label}, {span}: {still} still open{turns}."
    score, turn = score_text(fit.score or Fraction(0), settings), _flip(fit, settings)
    if fit.capped_by:
        why = joined(
            f"{labels[c]} is {rating_text(ratings[c] or Fraction(0))}" for c in fit.capped_by
        )
        limit = _limit(fit, settings)
        return f"{fit.light.capitalize()}, though the score is {score}: {why}, {limit}{turn}."
    if fit.borderline and not turn:
        turn = ", only just"
    return f"{fit.light.capitalize()} at {score}{turn}."


def _limit(fit: Fit, settings: Settings) -> str:
    found = [c for c in settings.criteria if c.id in fit.capped_by]
    word = "deal-breaker" if fit.light == "red" else "floor"
    values = {c.dealbreaker if fit.light == "red" else c.floor for c in found}
    side = "at or below" if fit.light == "red" else "below"
    number = f" of {rating_text(values.pop())}" if len(values) == 1 else ""
    return f"{side} my {word}{number if len(found) == 1 or number else 's'}"


def _flip(fit: Fit, settings: Settings) -> str:
    if fit.flip is None:
        return ""
    criterion = next(c for c in settings.criteria if c.id == fit.flip.criterion)
    now = shares(settings.criteria)[criterion.id]
    if fit.flip.share in {0, 1}:
        weight = "all the weight" if fit.flip.share else "no weight"
    else:
        more = "more" if fit.flip.direction == "above" else "less"
        weight = f"{more} than {share_text(fit.flip.share, apart=now)} of the weight"
    return f"; turns {fit.flip.to} with {weight} on {criterion.inline} (now {share_text(now)})"


def _reasons(ratings: Mapping[str, Fraction | None], settings: Settings) -> tuple[str, ...]:
    return tuple(
        f"{c.label} is {rating_text(ratings[c.id] or Fraction(0))}: {text}."
        for c in settings.criteria
        if (text := breach(c, ratings.get(c.id)))
    )


def breach(criterion: Criterion, rating: Fraction | None) -> str | None:
    """What a rating's floor or deal-breaker says of it, if anything."""
    if rating is not None and rating <= criterion.dealbreaker:
        limit = rating_text(criterion.dealbreaker)
        return f"at or below my deal-breaker of {limit}, so the light is red"
    if rating is not None and rating < criterion.floor:
        limit = rating_text(criterion.floor)
        return f"below my floor of {limit}, so the light can be no better than amber"
    return None


def limit(criterion: Criterion, rating: Fraction | None) -> str | None:
    """The same for a cell of a table, where the reason stands elsewhere."""
    if rating is None or not breach(criterion, rating):
        return None
    return "deal-breaker" if rating <= criterion.dealbreaker else "below my floor"


def _strength(fit: Fit) -> str | None:
    if fit.strength is None or fit.share is None:
        return None
    return f"{STRENGTHS[fit.strength]}, {share_text(fit.share, STRENGTH_BOUNDS)}"


def _at_floor(
    fit: Fit, ratings: Mapping[str, Fraction | None], settings: Settings
) -> list[Criterion]:
    """Where half a point less would cost a green light."""
    return [c for c in settings.criteria if fit.light == "green" and ratings.get(c.id) == c.floor]


def _sturdiness(fit: Fit, ratings: Mapping[str, Fraction | None], settings: Settings) -> str | None:
    if fit.share is None:
        return None
    share = share_text(fit.share, STRENGTH_BOUNDS)
    words = f"{share} of all possible weights give this light"
    lead = f"{STRENGTHS[fit.strength]}: " if fit.strength else ""
    edge = ""
    if fit.borderline and fit.score is not None and not fit.capped_by:
        near = min((settings.green, settings.amber), key=lambda t: abs(t - fit.score))  # type: ignore[operator]
        edge = f" The score is close to the line at {decimal(near)}."
    for c in _at_floor(fit, ratings, settings):
        edge += f" {c.label} is just at my floor of {rating_text(c.floor)}."
    return f"{lead}{words}.{edge}"


def _find_out(
    fit: Fit, ratings: Mapping[str, Fraction | None], settings: Settings
) -> tuple[str, ...]:
    """The question to ask of each unknown; where there are several, what each can still change."""
    if len(fit.unknown) == len(settings.criteria):
        return ()
    found = []
    for c in (c for c in settings.criteria if c.id in fit.unknown):
        words = [c.prompt] if c.prompt else []
        if len(fit.unknown) > 1 and (edges := _edges(c, ratings, settings)):
            (light, edge), *rest = edges
            best = "" if light == "red" else " at best"
            turns = [f"{light.capitalize()}{best} if {edge}", *map(" ".join, rest)]
            words = [f"{w}." if w[-1].isalnum() else w for w in words]
            words.append(f"{', '.join(turns)}.")
        found.append(f"{c.label}: {' '.join(words)}" if words else c.label)
    return tuple(found)


def _turns(fit: Fit, ratings: Mapping[str, Fraction | None], settings: Settings) -> str:
    """What the one unknown can still change: `; amber if pay turns out below 4, red at 2 or below`.

    Nothing where there are several, for which a sentence is too short.
    """
    if len(fit.unknown) > 1:
        return ""
    criterion = next(c for c in settings.criteria if c.id in fit.unknown)
    edges = [f"{light} {edge}" for light, edge in _edges(criterion, ratings, settings)]
    if fit.light == "unknown":
        best, bound = outlook(criterion.id, ratings, settings)[0]
        edges = [f"{best} if {criterion.inline} is {rating_text(bound)} or more", *edges]
    elif edges:
        edges[0] = edges[0].replace(" ", f" if {criterion.inline} turns out ", 1)
    return f"; {', '.join(edges)}" if edges else ""


def _edges(
    criterion: Criterion, ratings: Mapping[str, Fraction | None], settings: Settings
) -> list[tuple[Light, str]]:
    """Each worse light that an unknown could make, with the ratings that do: `below 4`."""
    edges: list[tuple[Light, str]] = []
    for (_, bound), (light, _) in pairwise(outlook(criterion.id, ratings, settings)):
        below = bound - Fraction(1, 2)
        at = below == criterion.dealbreaker
        words = f"at {rating_text(below)} or below" if at else f"below {rating_text(bound)}"
        edges.append((light, words))
    return edges

"""A fit in words, the same on pages and in the terminal: first what would turn it, in ratings.

An exact Fit and the ratings that it was judged by go in, a FitView comes out. What other weights
would say is folded away on pages. No sentence says that a light predicts anything.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from site_builder.core.fit import HIGHEST_RATING, LIGHTS, LOWEST_RATING, outlook, weight_shares
from site_builder.core.turns import halves
from site_builder.pages.profile import profile, rating_kind
from site_builder.pages.views import FitView, LightView
from site_builder.pages.wording import (
    SHARE_DIGITS,
    decimal,
    joined,
    rating_text,
    score_text,
    share_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.core.model import Criterion, Fit, Light, Settings, Turn

    Ratings = Mapping[str, Fraction | None]  # by the criterion's id; None and absent: unknown

LIGHT_ADVICE = {
    "green": "Pursue it.",
    "amber": "What would have to change, and can I ask for it?",
    "red": "You may walk away in peace.",
    "unknown": "What is there to find out?",
}
BREACH_LABELS = {"broken": "deal-breaker", "low": "below my floor", "well": None}
MAX_TURN_HALVES = 4  # a rating that is further off is nothing one was wrong about
MAX_UNKNOWN_NAMED = 4  # more make a list of a sentence, and stand below it anyway
MAX_TURNS = 2  # named towards each light
MAX_WEIGHT_MOVE = Fraction(1, 2)  # of all weight; more is no different opinion but another person
MAX_SHARE_DIGITS = 6  # decimals of a share; what differs beyond is the same to anybody
NO_TURN = "no rating two points off turns it"


def light_view(fit: Fit) -> LightView:
    """A light as a word; "so far" behind it where some criteria are unknown."""
    if fit.light == "unknown":
        return LightView("unknown", "Not known yet")
    so_far = " so far" if fit.unknown else ""
    return LightView(fit.light, f"{fit.light.capitalize()}{so_far}")


def fit_view(fit: Fit, ratings: Ratings, settings: Settings) -> FitView:
    """A fit in words; `ratings` are those that it was judged by, by criterion."""
    light, turn = light_view(fit), _turn(fit, ratings, settings)
    return FitView(
        light=light,
        score=None if fit.score is None else score_text(fit.score, settings),
        range=_range(fit, settings),
        summary=f"{light.label}: {turn}." if turn else "Nothing is rated yet.",
        turn=turn,
        profile=profile(ratings, settings.criteria),
        ask=LIGHT_ADVICE[fit.light],
        ask_for=_ask_for(fit, ratings, settings),
        reasons=_reasons(fit, ratings, settings),
        find_out=_find_out(fit, ratings, settings),
        strength=_strength_sentence(fit, ratings, settings),
        other_weights=_other_weights(fit, ratings, settings),
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
        turn="",
        profile=None,
        ask="",
        ask_for=(),
        reasons=(),
        find_out=(),
        strength=None,
        other_weights=(),
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
    # `(score - 1) / 9 * 100` in integers, for a fraction is reduced at each step.
    units = score.denominator
    return f"{(score.numerator - units) * 100 / (9 * units):.2f}"


def light_thresholds(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Where amber and green begin on the line from 1 to 10, as (percent of its length, words)."""
    named = [(settings.green, "green from")]
    if settings.amber < settings.green:
        named.insert(0, (settings.amber, "amber from"))
    return tuple((_percent(t), f"{words} {decimal(t)}") for t, words in named)


def _turn(fit: Fit, ratings: Ratings, settings: Settings) -> str:
    """What would turn the light, as the end of a sentence; empty where nothing is rated."""
    labels = {c.id: c.inline for c in settings.criteria}
    if len(fit.unknown) == len(settings.criteria):
        return ""
    if fit.turns is None:
        unknown = joined(labels[c] for c in fit.unknown)
        if len(fit.unknown) > MAX_UNKNOWN_NAMED:
            unknown = f"{len(fit.unknown)} of {len(labels)} criteria"
        return f"{unknown} still open{_turn_of_unknown(fit, ratings, settings)}"
    distances = [(turn, _distance(turn, ratings)) for turn in fit.turns]
    near = [pair for pair in distances if pair[1] <= MAX_TURN_HALVES]
    near.sort(key=itemgetter(1))  # ties stay in the order of criteria
    towards = {light: [t for t, _ in near if t.to == light] for light in reversed(LIGHTS)}
    clauses = [
        _turn_clause(light, turns[:MAX_TURNS], ratings, labels)
        for light, turns in towards.items()
        if turns
    ]
    return "; ".join(clauses) or NO_TURN


def _distance(turn: Turn, ratings: Ratings) -> int:
    """How many half points off a turn is; `ratings` must rate its criterion."""
    return abs(halves(turn.rating) - halves(ratings[turn.criterion] or Fraction(0)))


def _turn_clause(
    light: Light, turns: list[Turn], ratings: Ratings, labels: Mapping[str, str]
) -> str:
    """`green if manager were 7 (now 5) or pay 8 (now 6)`, of at least one turn to that light."""
    moves = [
        f"{rating_text(t.rating)} (now {rating_text(ratings[t.criterion] or Fraction(0))})"
        for t in turns
    ]
    first, *others = [labels[t.criterion] for t in turns]
    words = [f"{first} were {moves[0]}", *map("{} {}".format, others, moves[1:])]
    return f"{light} if {' or '.join(words)}"


def _strength_sentence(fit: Fit, ratings: Ratings, settings: Settings) -> str | None:
    """How far off the nearest turn is, in a sentence; None where the summary says more."""
    distances = [(turn, _distance(turn, ratings)) for turn in fit.turns or ()]
    margin = min((distance for _, distance in distances), default=MAX_TURN_HALVES + 1)
    if margin > MAX_TURN_HALVES:
        return None
    if fit.strength == "solid":
        return "Sturdy: no rating one point off would turn it."
    labels = {c.id: c.inline for c in settings.criteria}
    # Each criterion once, though half a point may turn it both up and down.
    nearest = list(
        dict.fromkeys(labels[t.criterion] for t, distance in distances if distance == margin)
    )
    where = " or ".join(nearest) if len(nearest) <= MAX_TURNS else f"any of {len(nearest)} ratings"
    if fit.strength == "leaning":
        return f"Leaning: one point on {where} turns it."
    return f"Fragile: half a point on {where} turns it."


def _ask_for(fit: Fit, ratings: Ratings, settings: Settings) -> tuple[str, ...]:
    """What would turn it to a better light, a line each: what can be asked for first, then nearest.

    One can ask for much, but nobody's own rating is wrong by more than two points.
    """
    criteria = {c.id: c for c in settings.criteria}
    better = [
        t
        for t in fit.turns or ()
        if halves(t.rating) > halves(ratings[t.criterion] or Fraction(0))
        and (criteria[t.criterion].askable or _distance(t, ratings) <= MAX_TURN_HALVES)
    ]
    better.sort(key=lambda t: (not criteria[t.criterion].askable, _distance(t, ratings)))
    return tuple(
        f"Could {'ask for better' if criterion.askable else 'look again at'} {criterion.inline}: "
        f"{turn.to} at {rating_text(turn.rating)} "
        f"(now {rating_text(ratings[turn.criterion] or Fraction(0))})."
        for turn in better
        for criterion in [criteria[turn.criterion]]
    )


def _other_weights(fit: Fit, ratings: Ratings, settings: Settings) -> tuple[str, ...]:
    """What other weights would say: how many give the same light, and which are nearest to another.

    Empty while something is unknown, with one criterion, and under a deal-breaker, which no weight
    changes.
    """
    if fit.share is None or len(settings.criteria) == 1:
        return ()
    if any(
        c.dealbreaker and (ratings.get(c.id) or HIGHEST_RATING) <= c.dealbreaker
        for c in settings.criteria
    ):
        return ()
    if fit.share < 1:
        how_many = f"{share_text(fit.share)} of all possible weights"
    else:
        how_many = "any weights" if fit.flip is None else "nearly any weights"
    return (f"It is {fit.light} under {how_many}.", *_flip_sentence(fit, ratings, settings))


def _flip_sentence(fit: Fit, ratings: Ratings, settings: Settings) -> tuple[str, ...]:
    """The nearest other weights that turn it, where they are at most half the weight away."""
    if fit.flip is None or fit.flip.share in {0, 1}:
        return ()
    now = weight_shares(settings)[fit.flip.criterion]
    if abs(fit.flip.share - now) > MAX_WEIGHT_MOVE:
        return ()
    criterion = next(c for c in settings.criteria if c.id == fit.flip.criterion)
    more = "more" if fit.flip.direction == "above" else "less"
    if fit.flip.share == now:
        weight, now_text = f"any {more} weight", share_text(now)
    else:
        lines = _line_shares(fit, ratings[criterion.id] or Fraction(0), now, settings)
        bound = _bound(fit.flip.share, now, lines)
        if bound is None:
            return ()
        weight = f"{more} than {decimal(bound * 100)}% of the weight"
        now_text = share_text(now, apart=bound)
    return (f"It turns {fit.flip.to} with {weight} on {criterion.inline} (now {now_text}).",)


def _line_shares(
    fit: Fit, rating: Fraction, now: Fraction, settings: Settings
) -> tuple[Fraction, ...]:
    """The shares of a criterion with which the score is just at the line of a light.

    `rating` is its own, and `now` its present share, of which the score must depend.
    """
    score = fit.score or Fraction(0)
    step = (1 - now) / (rating - score)
    return tuple(now + (line - score) * step for line in (settings.amber, settings.green))


def _bound(share: Fraction, now: Fraction, lines: tuple[Fraction, ...]) -> Fraction | None:
    """A share beyond which a light turns, seen from the present one; None if no figure says it.

    Rounded away from that, so that it is true, with as many digits as it takes to be neither 0 nor
    1, nor beyond one of `lines`, where the light would turn once more.
    """
    more = share > now
    for decimals in range(SHARE_DIGITS, MAX_SHARE_DIGITS):
        unit = 10**decimals
        part = share.numerator * unit
        rounded = -(-part // share.denominator) if more else part // share.denominator
        low, high = sorted((share, Fraction(rounded, unit)))
        is_beyond = any(low <= line <= high and line != share for line in lines)
        if 0 < rounded < unit and not is_beyond:
            return Fraction(rounded, unit)
    return None


def _reasons(fit: Fit, ratings: Ratings, settings: Settings) -> tuple[str, ...]:
    return tuple(
        f"{c.label} at {rating_text(rating)}: {_limit_text(c, rating, fit.light)}."
        for c in settings.criteria
        if c.id in fit.breached and (rating := ratings[c.id])
    )


def _limit_text(criterion: Criterion, rating: Fraction, light: str) -> str:
    """Which limit a rating breaks, and what that does to the light."""
    if rating <= criterion.dealbreaker:
        limit = rating_text(criterion.dealbreaker)
        return f"at or below my deal-breaker of {limit}, so the light is red"
    floor = f"below my floor of {rating_text(criterion.floor)}"
    # Under a red light a floor does nothing more.
    return floor if light == "red" else f"{floor}, so the light can be no better than amber"


def breach_label(criterion: Criterion, rating: Fraction | None) -> str | None:
    """The same in two words, beside a rating."""
    return None if rating is None else BREACH_LABELS[rating_kind(criterion, rating)]


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
            sentence = ", ".join(outcomes)
            words.append(f"{sentence[:1].upper()}{sentence[1:]}.")
        lines.append(f"{criterion.label}: {' '.join(words)}" if words else criterion.label)
    return tuple(lines)


def _turn_of_unknown(fit: Fit, ratings: Ratings, settings: Settings) -> str:
    """What the one unknown can change: `; amber if pay turns out below 4, red at 2 or below`.

    Empty where several are unknown, for which a sentence is too short.
    """
    if len(fit.unknown) > 1:
        return ""
    criterion = next(c for c in settings.criteria if c.id in fit.unknown)
    outcomes = _outcomes(criterion, ratings, settings)
    if fit.light != "unknown" and outcomes:
        # The first is the present light; `amber below 4` becomes `amber if pay turns out below 4`.
        outcomes = outcomes[1:]
        condition = f" if {criterion.inline} {_turns_out(criterion)} "
        outcomes[0] = outcomes[0].replace(" ", condition, 1)
    return f"; {', '.join(outcomes)}" if outcomes else ""


def _turns_out(criterion: Criterion) -> str:
    """`turns out`, or `turn out` behind a label that reads as several things."""
    label = criterion.inline
    is_plural = " and " in label or (label.endswith("s") and not label.endswith("ss"))
    return "turn out" if is_plural else "turns out"


def _outcomes(criterion: Criterion, ratings: Ratings, settings: Settings) -> list[str]:
    """What each light would take of an unknown, best first: `green from 6`, `amber below 6`.

    Empty where no rating of it changes the light. The other unknown ones are taken at their best.
    """
    lights = outlook(criterion.id, ratings, settings)
    outcomes = [f"{light} from {rating_text(lowest)}" for light, lowest in lights[:1]]
    for (_, lowest), (light, _) in pairwise(lights):
        highest = lowest - Fraction(1, 2)  # ratings go in steps of half a point
        # A deal-breaker is named as I set it: `at 2 or below` and not `below 2.5`.
        is_dealbreaker = highest == criterion.dealbreaker
        at_or_below = f"at {rating_text(highest)} or below"
        words = at_or_below if is_dealbreaker else f"below {rating_text(lowest)}"
        outcomes.append(f"{light} {words}")
    return outcomes if len(lights) > 1 else []

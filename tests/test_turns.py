"""What would turn a light, in ratings: against a brute force, and in words."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import pytest
from brute_force import HAIR, LIGHTS, Judge, Move, WeightMove

from site_builder.core.fit import judge
from site_builder.core.model import Criterion, Settings
from site_builder.pages.data import fit_data
from site_builder.pages.fit_wording import fit_view
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brute_force import Halves, Unknowing

    from site_builder.core.model import Fit
    from site_builder.pages.views import FitView

LABELS = (
    "Company values",
    "Role",
    "Manager",
    "Pay and benefits",
    "Intangibles",
    "Daily life",
    "CTO",
    "The way to work",
    "Team",
    "Room to grow",
    "IT",
    "Travel",
)
SEVERAL = {"company values", "pay and benefits", "intangibles"}  # labels that "turn out"
PROMPTS = ("", "How is it?", "What is said of it")
FIVES = list(combinations_with_replacement(range(2, 21, 2), 5))
FULL = Judge(DEFAULT_SETTINGS)


def fit_of(settings: Settings, ratings: Unknowing) -> Fit:
    """The fit by ratings in half points, in the order of the criteria."""
    return judge(by_criterion(settings, ratings), settings)


def by_criterion(settings: Settings, ratings: Unknowing) -> dict[str, Fraction | None]:
    """Ratings by the ids of the criteria."""
    pairs = zip(settings.criteria, ratings, strict=True)
    return {c.id: None if r is None else Fraction(r, 2) for c, r in pairs}


def told(settings: Settings, fit: Fit) -> tuple[object, ...]:
    """What a fit says of its turns, with criteria by their numbers."""
    numbers = {c.id: number for number, c in enumerate(settings.criteria)}
    assert fit.turns is not None
    moves = [Move(numbers[t.criterion], int(t.rating * 2), t.to) for t in fit.turns]
    assert [Fraction(m.halves, 2) for m in moves] == [t.rating for t in fit.turns]
    return fit.light, moves, fit.margin, fit.strength


def expected(brute: Judge, ratings: Halves) -> tuple[object, ...]:
    """The same by trying every rating."""
    moves = brute.turns(ratings)
    distances = [abs(move.halves - ratings[move.criterion]) for move in moves]
    margin = Fraction(min(distances), 2) if distances else None
    if margin is None or margin > 1:
        strength = "solid"
    else:
        strength = "leaning" if margin > Fraction(1, 2) else "fragile"
    return brute.light(ratings), moves, margin, strength


def random_criterion(draw: random.Random, number: int, weight: Fraction) -> Criterion:
    """A criterion with or without limits; its deal-breaker may be above its floor."""
    limits = [
        *[("4", "2")] * 4,
        *[("0", "0")] * 6,
        (str(draw.randint(2, 20) / 2), "0"),
        ("0", str(draw.randint(2, 12) / 2)),
        (str(draw.randint(0, 99) / 10), str(draw.randint(0, 60) / 10)),
    ]
    floor, dealbreaker = map(Fraction, draw.choice(limits))
    prompt, askable = draw.choice(PROMPTS), draw.random() < 0.5
    return Criterion(f"c{number}", LABELS[number], prompt, weight, floor, dealbreaker, askable)


def random_weights(draw: random.Random, count: int) -> list[Fraction]:
    """Equal weights, small ones, decimals, or some of another size altogether."""
    kinds = [
        [Fraction(1)] * count,
        [Fraction(draw.randint(1, 5)) for _ in range(count)],
        [Fraction(draw.randint(1, 999), 100) for _ in range(count)],
        [Fraction(draw.choice([1, 1, 1, 40, 10**9])) for _ in range(count)],
    ]
    return draw.choice(kinds)


def random_settings(draw: random.Random) -> Settings:
    """Settings with 1 to 12 criteria, and lines that may be equal, all but equal or at the ends."""
    one, other = (Fraction(draw.randint(10, 100), 10) for _ in range(2))
    lines = [
        *[(Fraction(5), Fraction(7))] * 3,
        *[(min(one, other), max(one, other))] * 2,
        (one, one),
        (one, min(one + Fraction(1, 1000), Fraction(10))),
        (Fraction(1), one),
        (one, Fraction(10)),
    ]
    amber, green = draw.choice(lines)
    weights = random_weights(draw, draw.randint(1, 12))
    criteria = tuple(
        random_criterion(draw, number, weight) for number, weight in enumerate(weights)
    )
    return replace(DEFAULT_SETTINGS, amber=amber, green=green, criteria=criteria)


def random_ratings(draw: random.Random, settings: Settings) -> Halves:
    """A rating in half points for each criterion: any, or all near where a light begins."""
    spread = draw.choice([0, 1, 3, 20])
    middle = round(2 * draw.choice([settings.amber, settings.green]))
    lowest, highest = max(middle - spread, 2), min(middle + spread, 20)
    return tuple(draw.randint(lowest, highest) for _ in settings.criteria)


def random_jobs(seed: int, count: int, each: int) -> Iterator[tuple[Settings, Judge, Halves]]:
    """Random settings with their brute force, and several random sets of ratings for each."""
    draw = random.Random(seed)  # noqa: S311 -- examples keep no secret
    for _ in range(count):
        settings = random_settings(draw)
        brute = Judge(settings)
        for _ in range(each):
            yield settings, brute, random_ratings(draw, settings)


def test_turns_of_all_sets_of_five_whole_ratings() -> None:
    """At the default settings turns, margin and strength are those that trying all ratings finds,
    for every set of five whole ratings.
    """
    assert len(FIVES) == 2002
    for ratings in FIVES:
        assert told(DEFAULT_SETTINGS, fit_of(DEFAULT_SETTINGS, ratings)) == expected(FULL, ratings)


def test_the_order_of_equal_criteria_means_nothing() -> None:
    """Where criteria weigh the same and have the same limits, the same ratings in another order
    have the same turns in that order.
    """
    draw = random.Random(5)  # noqa: S311 -- examples keep no secret
    for ratings in FIVES:
        order = draw.sample(range(5), 5)
        light, moves, *others = told(DEFAULT_SETTINGS, fit_of(DEFAULT_SETTINGS, ratings))
        assert isinstance(moves, list)
        moved = [
            replace(move, criterion=place)
            for place, criterion in enumerate(order)
            for move in moves
            if move.criterion == criterion
        ]
        reordered = fit_of(DEFAULT_SETTINGS, tuple(ratings[c] for c in order))
        assert told(DEFAULT_SETTINGS, reordered) == (light, moved, *others)


@pytest.mark.parametrize("seed", range(6))
def test_turns_under_any_settings(seed: int) -> None:
    """Whatever the weights, limits, lines and ratings, turns, margin and strength are those that
    trying all ratings finds.
    """
    for settings, brute, ratings in random_jobs(seed, 50, 50):
        found = told(settings, fit_of(settings, ratings))
        assert found == expected(brute, ratings), (settings, ratings)


# What is printed, read back and tried.

PERCENT = Fraction(1, 100)
SMALLEST = PERCENT / 100  # a smaller share is shown as <0.01%
RATING = r"(\d+(?:\.5)?)"
MOVE = re.compile(rf"(.+?)(?: were)? {RATING} \(now {RATING}\)")
OUTCOME = re.compile(r"(green|amber|red)(?: if .+? turns? out)? (from|below|at) (\S+)( or below)?")
OF_WEIGHT = re.compile(
    r"It turns (green|amber|red) with (?:(more|less) than (\S+)% of the|any (more|less)) weight "
    r"on (.+) \(now (\S+)%\)\."
)
SENTENCE = re.compile(r"[A-Z](?:[^.?!]|\.\d)*\.")


def words_of(settings: Settings, ratings: Unknowing) -> FitView:
    """The words for a fit by ratings in half points."""
    return fit_view(fit_of(settings, ratings), by_criterion(settings, ratings), settings)


def halves(text: str) -> int:
    """A rating as it is printed, in half points."""
    doubled = Fraction(text) * 2
    assert doubled.denominator == 1
    return int(doubled)


def number_of(settings: Settings, label: str) -> int:
    """The number of a criterion that a sentence names."""
    return [c.inline for c in settings.criteria].index(label)


def read_turns(text: str, settings: Settings, ratings: Halves) -> list[tuple[str, list[Move]]]:
    """What a summary says would turn the light, in its order: each light, with its ratings."""
    if text == "no rating two points off turns it":
        return []
    said = []
    for clause in text.split("; "):
        light, _, conditions = clause.partition(" if ")
        moves = []
        for place, condition in enumerate(conditions.split(" or ")):
            found = MOVE.fullmatch(condition)
            assert found, condition
            assert (" were " in condition) == (place == 0)
            label, rating, now = found.groups()
            criterion = number_of(settings, label)
            assert halves(now) == ratings[criterion]
            moves.append(Move(criterion, halves(rating), light))
        said.append((light, moves))
    return said


def nearest_turns(brute: Judge, ratings: Halves) -> list[tuple[str, list[Move]]]:
    """What it should say: of the turns within two points the two nearest for each light."""

    def distance(move: Move) -> int:
        return abs(move.halves - ratings[move.criterion])

    near = sorted((m for m in brute.turns(ratings) if distance(m) <= 4), key=distance)
    by_light = [(light, [m for m in near if m.to == light][:2]) for light in reversed(LIGHTS)]
    return [(light, moves) for light, moves in by_light if moves]


def test_the_summary_is_true() -> None:
    """The summary of a full rating says its light, and for each other light, the better first, the
    one or two nearest ratings that give it, or that none does which is two points off.
    """
    kinds = set()
    for settings, brute, ratings in random_jobs(10, 400, 2):
        words = words_of(settings, ratings)
        assert words.summary == f"{brute.light(ratings).capitalize()}: {words.turn}."
        said = read_turns(words.turn, settings, ratings)
        assert said == nearest_turns(brute, ratings), (words.turn, settings, ratings)
        kinds.add((brute.light(ratings), *(light for light, _ in said)))
    assert len(kinds) == 12  # three lights; of the two others both, one or none


def strength_of(settings: Settings, brute: Judge, ratings: Halves) -> str | None:
    """How far off a rating may be, in the words of the design."""
    turns = [(abs(m.halves - ratings[m.criterion]), m.criterion) for m in brute.turns(ratings)]
    margin = min((distance for distance, _ in turns), default=20)
    if margin > 4:
        return None  # the summary says that no rating two points off turns it
    if margin > 2:
        return "Sturdy: no rating one point off would turn it."
    near = sorted({criterion for distance, criterion in turns if distance == margin})
    named = " or ".join(settings.criteria[c].inline for c in near)
    where = named if len(near) <= 2 else f"any of {len(near)} ratings"
    step = "Fragile: half a point" if margin == 1 else "Leaning: one point"
    return f"{step} on {where} turns it."


def test_the_strength_is_true() -> None:
    """It says whether half a point or one point on a rating turns the light, and on which; nothing
    where no rating two points off does.
    """
    for settings, brute, ratings in random_jobs(11, 400, 2):
        assert words_of(settings, ratings).strength == strength_of(settings, brute, ratings)


def without_some(draw: random.Random, ratings: Halves) -> Unknowing:
    """The ratings with at least one of them, often just one, taken away."""
    count = draw.choice([1, draw.randint(1, len(ratings))])
    away = draw.sample(range(len(ratings)), count)
    return tuple(None if c in away else r for c, r in enumerate(ratings))


def partly_rated(seed: int) -> Iterator[tuple[Settings, Judge, Unknowing]]:
    """Random settings and ratings of which some are unknown."""
    draw = random.Random(seed)  # noqa: S311 -- examples keep no secret
    for settings, brute, ratings in random_jobs(seed, 400, 1):
        yield settings, brute, without_some(draw, ratings)


def test_with_unknowns_nothing_is_said_to_turn() -> None:
    """With unknowns there is a light where the lowest and the highest ratings agree on it, and no
    turns, margin, strength, share or flip.
    """
    for settings, brute, ratings in partly_rated(12):
        fit = fit_of(settings, ratings)
        assert fit.light == brute.light_with_unknowns(ratings)
        found = (fit.score, fit.turns, fit.margin, fit.strength, fit.share, fit.flip)
        assert found == (None,) * 6
        words = words_of(settings, ratings)
        assert (words.strength, words.other_weights) == (None, ())


def read_outcomes(text: str) -> list[tuple[str, str, int]]:
    """Each light that a text says an unknown could bring: the light, how, and the rating."""
    outcomes = []
    for clause in text.removesuffix(".").split(", "):
        found = OUTCOME.fullmatch(clause[:1].lower() + clause[1:])
        assert found, text
        light, how, rating, or_below = found.groups()
        assert (how == "at") == bool(or_below)
        outcomes.append((light, how, halves(rating)))
    return outcomes


def outcomes_of(
    settings: Settings, brute: Judge, ratings: Unknowing, criterion: int
) -> list[tuple[str, str, int]]:
    """The same by trying every rating, the best light first; empty where there is but one."""
    lights = brute.lights_of_unknown(ratings, criterion)
    best, *worse = sorted(set(lights.values()), key=LIGHTS.index, reverse=True)
    outcomes = [(best, "from", min(r for r, light in lights.items() if light == best))]
    for light in worse:
        highest = max(r for r, of in lights.items() if of == light)
        # A deal-breaker is said as it was set.
        is_dealbreaker = Fraction(highest, 2) == settings.criteria[criterion].dealbreaker
        outcomes.append((light, "at", highest) if is_dealbreaker else (light, "below", highest + 1))
    return outcomes if worse else []


def what_is_open(settings: Settings, brute: Judge, ratings: Unknowing) -> str:
    """How a summary begins: the light and what is unknown, up to four of it by name."""
    light = brute.light_with_unknowns(ratings)
    head = "Not known yet" if light == "unknown" else f"{light.capitalize()} so far"
    pairs = zip(settings.criteria, ratings, strict=True)
    *others, last = (c.inline for c, rating in pairs if rating is None)
    if len(others) >= 4:
        return f"{head}: {len(others) + 1} of {len(ratings)} criteria still open"
    # "pay and benefits and role" would read as three things.
    comma = "," if any(" and " in label for label in (*others, last)) else ""
    named = f"{', '.join(others)}{comma} and {last}" if others else last
    return f"{head}: {named} still open"


def test_what_an_unknown_could_change_is_true() -> None:
    """The summary names what is unknown, or how many where it is more than four; for each is said
    from which rating the best light comes and from which down each worse one, other unknowns at
    their best; of a light that is known so far only the worse ones.
    """
    for settings, brute, ratings in partly_rated(13):
        unknown = [c for c, r in enumerate(ratings) if r is None]
        words = words_of(settings, ratings)
        if len(unknown) == len(ratings):
            assert (words.summary, words.find_out) == ("Nothing is rated yet.", ())
            continue
        assert words.summary.removesuffix(".").startswith(what_is_open(settings, brute, ratings))
        expected_of = [outcomes_of(settings, brute, ratings, c) for c in unknown]
        if len(unknown) == 1:
            light = brute.light_with_unknowns(ratings)
            said = words.summary.removesuffix(".").partition("; ")[2]
            expected_here = [o for o in expected_of[0] if o[0] != light]
            assert (read_outcomes(said) if said else []) == expected_here, words
            label = settings.criteria[unknown[0]].inline
            verb = "turn out" if label in SEVERAL else "turns out"
            assert said.count(f" if {label} {verb} ") == said.count(" if "), said
            expected_of = [[]]
        assert len(words.find_out) == len(unknown)
        for criterion, line, outcomes in zip(unknown, words.find_out, expected_of, strict=True):
            described = settings.criteria[criterion]
            prompt = described.prompt
            # A question without an end gets one where a sentence follows.
            end = "." if prompt and outcomes and prompt[-1].isalnum() else ""
            head = f"{described.label}: {prompt}{end}".removesuffix(": ")
            assert line.startswith(head)
            rest = line.removeprefix(head).removeprefix(":").removeprefix(" ")
            assert (read_outcomes(rest) if rest else []) == outcomes, (line, settings, ratings)


def test_the_sentence_on_the_share_is_true() -> None:
    """It says the share of all weightings with this light, rounded down; any weights, only where
    no weights at all give another light.
    """
    for settings, brute, ratings in random_jobs(14, 300, 2):
        sentences = words_of(settings, ratings).other_weights
        if len(ratings) == 1 or brute.best_light(ratings) == 0:
            assert sentences == ()  # weights have no say
            continue
        light, share = brute.light(ratings), brute.share(ratings)
        start, end = f"It is {light} under ", " of all possible weights."
        if share == 1:
            # All weight on one criterion is the furthest that weights can go.
            lights = {brute.light_by_one(ratings, criterion) for criterion in range(len(ratings))}
            nearly = "any" if lights == {light} else "nearly any"
            assert sentences[0] == f"{start}{nearly} weights."
        else:
            percent = sentences[0].removeprefix(start).removesuffix(end)
            assert sentences[0] == f"{start}{percent}{end}"
            if percent == "<0.01%":
                assert 0 < share < SMALLEST, (settings, ratings)
                continue
            shown = percent_of(percent.removesuffix("%"))
            assert 0 < shown <= share < shown + PERCENT, (sentences[0], settings, ratings)


@dataclass(frozen=True)
class WeightSentence:
    """A sentence on a weight, read: the light, and the shares that it shows.

    `share` is None for any more or less weight than now, and `now` where it is `<0.01%`.
    """

    criterion: int
    direction: str
    to: str
    share: Fraction | None
    now: Fraction | None


def read_weight(text: str, settings: Settings) -> WeightSentence:
    """What `It turns amber with more than 25% of the weight on role (now 20%).` says."""
    found = OF_WEIGHT.fullmatch(text)
    assert found, text
    light, more, share, any_more, label, now = found.groups()
    direction = {"more": "above", "less": "below"}[more or any_more]
    figure = percent_of(share) if share else None
    present = None if now == "<0.01" else percent_of(now)
    return WeightSentence(number_of(settings, label), direction, light, figure, present)


def percent_of(text: str) -> Fraction:
    """A figure in per cent as a share."""
    return Fraction(text) * PERCENT


def weight_sentences(
    seed: int,
) -> Iterator[tuple[Settings, Judge, Halves, WeightMove, WeightSentence]]:
    """Random jobs with a sentence on a weight, beside the change that is to be said."""
    for settings, brute, ratings in random_jobs(seed, 400, 2):
        _, *sentences = words_of(settings, ratings).other_weights or ("",)
        flip = brute.flip(ratings)
        if flip and is_worth_saying(brute, flip) and has_a_figure(brute, ratings, flip):
            (sentence,) = sentences
            yield settings, brute, ratings, flip, read_weight(sentence, settings)
        else:
            assert sentences == []


def is_worth_saying(brute: Judge, flip: WeightMove) -> bool:
    """Whether a change is strictly between no weight and all, and moves half of it at most."""
    moved = abs(flip.share - brute.shares[flip.criterion])
    return 0 < flip.share < 1 and moved <= Fraction(1, 2)


def has_a_figure(brute: Judge, ratings: Halves, flip: WeightMove) -> bool:
    """Whether a thousandth of a per cent is fine enough to say where the light changes."""
    if flip.share == brute.shares[flip.criterion]:
        return True  # any more weight, or any less
    is_more = flip.direction == "above"
    figure = Fraction((math.ceil if is_more else math.floor)(flip.share * 10**5), 10**5)
    light = brute.light_at_share(ratings, flip.criterion, figure + (HAIR if is_more else -HAIR))
    return 0 < figure < 1 and light == flip.to


def test_the_sentence_on_a_weight_is_true() -> None:
    """It names the nearest weight that changes the light, rounded away from the present one, and is
    said only where that is strictly between 0 and 1, moves at most half of the weight and can be
    told from its neighbours by a figure of three decimals.
    """
    for settings, brute, ratings, flip, said in weight_sentences(15):
        named = WeightMove(said.criterion, flip.share, said.direction, said.to)
        assert named == flip, (settings, ratings)
        now = brute.shares[said.criterion]
        if said.now is None:
            assert 0 < now < SMALLEST, (said, settings, ratings)
        else:
            assert -PERCENT / 10**6 < now - said.now < PERCENT, (said, settings, ratings)
        assert (said.share is None) == (flip.share == now), (said, settings, ratings)
        if said.share is not None:
            away = said.share - flip.share if said.direction == "above" else flip.share - said.share
            assert 0 <= away < PERCENT, (said, settings, ratings)


def test_a_weight_is_another_than_the_present_one() -> None:
    """More of a weight is more than the present share as shown, and less of it is less."""
    for settings, _, ratings, _, said in weight_sentences(16):
        if said.share is not None:
            is_more = said.direction == "above"
            # Of a share that is too small for a figure, more is any, and less is less than 0.01%.
            least, most = (0, SMALLEST) if said.now is None else (said.now, said.now)
            assert said.share > least if is_more else said.share < most, (settings, ratings)


def test_just_past_the_weight_shown_the_light_is_the_one_named() -> None:
    """With a little more, or less, than the weight shown the light is the one that is named."""
    for settings, brute, ratings, _, said in weight_sentences(17):
        share = said.share if said.share is not None else brute.shares[said.criterion]
        share += HAIR if said.direction == "above" else -HAIR
        assert 0 <= share <= 1, (said, settings, ratings)
        light = brute.light_at_share(ratings, said.criterion, share)
        assert light == said.to, (said, settings, ratings)


def test_what_to_ask_for_is_true() -> None:
    """Every rating that alone would bring a better light is named with it: those that can be asked
    for, then those within two points that I may have got wrong, the nearest of each first.
    """
    for settings, brute, ratings in random_jobs(18, 400, 2):
        ask, look = [], []
        better = [m for m in brute.turns(ratings) if m.halves > ratings[m.criterion]]
        for move in sorted(better, key=lambda m: m.halves - ratings[m.criterion]):
            criterion, now = settings.criteria[move.criterion], ratings[move.criterion]
            to = f"{criterion.inline}: {move.to} at {shown(move.halves)} (now {shown(now)})."
            if criterion.askable:
                ask.append(f"Could ask for better {to}")
            elif move.halves - now <= 4:
                look.append(f"Could look again at {to}")
        assert words_of(settings, ratings).ask_for == (*ask, *look)


def shown(halves: int) -> str:
    """A rating in half points as it is printed."""
    return f"{halves // 2}.5" if halves % 2 else f"{halves // 2}"


def test_the_reasons_are_true() -> None:
    """Each rating at its deal-breaker, or else below its floor, is named with what it does, which
    for a floor under a red light is nothing.
    """
    for settings, brute, ratings in random_jobs(19, 200, 2):
        reasons = []
        is_red = brute.light(ratings) == "red"  # a floor does no more to that
        effect = "" if is_red else ", so the light can be no better than amber"
        for criterion, rating, caps in zip(settings.criteria, ratings, brute.caps, strict=True):
            if caps[rating] < 2:
                reasons.append(
                    f"{criterion.label} at {shown(rating)}: at or below my deal-breaker of "
                    f"{plain(criterion.dealbreaker)}, so the light is red."
                    if caps[rating] == 0
                    else f"{criterion.label} at {shown(rating)}: below my floor of "
                    f"{plain(criterion.floor)}{effect}."
                )
        assert words_of(settings, ratings).reasons == tuple(reasons)


def plain(limit: Fraction) -> str:
    """A floor or deal-breaker of at most one decimal, as it is printed."""
    return str(Decimal(limit.numerator) / limit.denominator)


def test_sentences_are_sentences() -> None:
    """Each sentence begins with a capital and has one full stop, at its end; no words are doubled
    and no spaces.
    """
    for settings, _, ratings in [*random_jobs(20, 400, 1), *partly_rated(21)]:
        words = words_of(settings, ratings)
        sentences = [words.summary, *words.other_weights, *words.reasons, *words.ask_for]
        if words.strength:
            sentences.append(words.strength)
        for sentence in sentences:
            assert SENTENCE.fullmatch(sentence), sentence
        for text in (*sentences, *words.find_out):
            assert "  " not in text
            assert text == text.strip()
            assert not re.search(r"\b(\w+) \1\b", text), text


def test_the_fit_of_the_design() -> None:
    """The ratings 8, 8, 8, 8, 4 give in JSON the fit that the design works out, key by key."""
    ids = ("values", "role", "manager", "compensation")
    fit = fit_data(fit_of(DEFAULT_SETTINGS, (16, 16, 16, 16, 8)))
    whole = {
        "score": 7.2,
        "low": 7.2,
        "high": 7.2,
        "light": "green",
        "unknown": [],
        "breached": [],
        "capped_by": [],
        "borderline": True,
        "turns": [
            *({"criterion": id_, "rating": 6.5, "to": "amber"} for id_ in ids),
            {"criterion": "intangibles", "rating": 3.5, "to": "amber"},
        ],
        "margin": 0.5,
        "strength": "fragile",
        "share": 0.6836,
        "flip": {"criterion": "intangibles", "share": 0.25, "direction": "above", "to": "amber"},
    }
    assert fit == whole
    assert list(fit) == list(whole)

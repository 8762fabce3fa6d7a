"""How much a light depends on the weights: shares of all weightings, and the nearest flip."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from brute_force import divided_difference
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.robustness import (
    Flip,
    dominates,
    flip,
    share_above,
    share_at_least,
    share_of_light,
)

Ratings = tuple[Fraction, ...]

LIGHTS = ("red", "amber", "green")
BANDS = (Fraction(5), Fraction(7))
HAIR = Fraction(1, 10**15)  # nearer than any two thresholds or flips below
IDS = "abcdef"

rating = st.integers(2, 20).map(lambda halves: Fraction(halves, 2))
rated = st.lists(rating, min_size=1, max_size=7).map(tuple)
threshold = st.integers(10, 100).map(lambda tenths: Fraction(tenths, 10))
bands = st.one_of(
    st.just(BANDS),
    st.tuples(threshold, threshold).map(lambda pair: (min(pair), max(pair))),
    threshold.map(lambda line: (line, line)),
)
caps = st.sampled_from((None, "amber", "red"))
weighted = st.lists(st.tuples(rating, st.integers(1, 12)), min_size=1, max_size=6)


def numbers(*values: float | str) -> Ratings:
    """Ratings, exactly as written."""
    return tuple(Fraction(value) for value in values)


def light_of(score: Fraction, limits: tuple[Fraction, Fraction], cap: str | None) -> str:
    """The capped light of a score, as the design defines it."""
    light = "green" if score >= limits[1] else "amber" if score >= limits[0] else "red"
    return min(light, cap or light, key=LIGHTS.index)


@given(rated, threshold)
def test_a_share_is_the_divided_difference(ratings: Ratings, line: Fraction) -> None:
    """The share at or above T is the divided difference of (x - T)^(n-1), ties by derivatives."""
    assert share_at_least(ratings, line) == divided_difference(ratings, line)


@pytest.mark.parametrize(
    ("ratings", "line", "share"),
    [
        (numbers(7), 7, 1),
        (numbers(7), "7.1", 0),
        (numbers(7, 7, 7), 7, 1),
        (numbers(7, 7, 7), "7.1", 0),
        (numbers(4, 8), 5, "3/4"),
        (numbers(4, 8), 4, 1),
        (numbers(4, 8), 8, 0),
        (numbers(4, 8, 8), 7, "7/16"),
        (numbers(4, 4, 8), 7, "1/16"),
        (numbers(1, 5, 10), 5, "5/9"),
        (numbers(8, 8, 8, 8, 4), 7, "175/256"),
        (numbers(10, 6, 4, 7, 8), 7, "1/2"),
        (numbers(10, 6, 4, 7, 8), 5, "143/144"),
    ],
)
def test_shares_worked_by_hand(ratings: Ratings, line: float | str, share: float | str) -> None:
    """One rating, equal ones, two and three, and the examples of the design."""
    assert share_at_least(ratings, Fraction(line)) == Fraction(share)


@pytest.fixture(scope="module")
def weightings() -> list[tuple[float, ...]]:
    """Weights drawn uniformly from the simplex, up to their sum: exponentials."""
    draw = random.Random(2026)  # noqa: S311 -- a simulation keeps no secret
    return [tuple(draw.expovariate(1) for _ in range(5)) for _ in range(300_000)]  # s.e. < 0.001


@pytest.mark.parametrize(
    ("ratings", "line"),
    [
        (numbers(8, 8, 8, 8, 4), 7),
        (numbers(10, 6, 4, 7, 8), 6.5),
        (numbers(9, 9, 3, 3, 3), 5),
        (numbers(1, 10, 7.5, 2, 6), 5.5),
        (numbers(5, 6.5, 7, 7, 9.5), 7),
    ],
)
def test_shares_agree_with_a_simulation(
    ratings: Ratings, line: float, weightings: list[tuple[float, ...]]
) -> None:
    """Of random weightings as many reach the threshold as the share says, within 3 in 1,000."""
    a, b, c, d, e = (float(r) - line for r in ratings)
    hits = sum(v * a + w * b + x * c + y * d + z * e >= 0 for v, w, x, y, z in weightings)
    share = share_at_least(ratings, Fraction(line))
    assert 0.05 < share < 0.95
    assert hits / len(weightings) == pytest.approx(float(share), abs=0.003)


@given(rated, threshold, threshold)
def test_a_higher_threshold_is_never_easier(ratings: Ratings, one: Fraction, two: Fraction) -> None:
    """The share falls with the threshold, from 1 at the lowest rating to 0 above the highest."""
    assert share_at_least(ratings, min(one, two)) >= share_at_least(ratings, max(one, two))
    assert share_at_least(ratings, min(ratings)) == 1
    assert share_at_least(ratings, max(ratings) + HAIR) == 0


@given(rated.flatmap(lambda r: st.tuples(st.just(r), st.permutations(r))), threshold)
def test_the_order_of_criteria_means_nothing(
    both: tuple[Ratings, list[Fraction]], line: Fraction
) -> None:
    """The same ratings in another order have the same share."""
    assert share_at_least(tuple(both[1]), line) == share_at_least(both[0], line)


@pytest.mark.parametrize(
    "ratings",
    [
        numbers(*[3] * 7, *[6] * 6, *[9] * 7),
        numbers(*[7] * 19, 1),
        tuple(Fraction(halves, 2) for halves in range(1, 21)),
    ],
)
def test_twenty_criteria_are_exact(ratings: Ratings) -> None:
    """Twenty criteria, with many ties or none, give the exact share."""
    line = Fraction("6.35")
    assert share_at_least(ratings, line) == divided_difference(ratings, line)


@given(rated, bands, caps)
def test_the_shares_of_the_lights_add_up(
    ratings: Ratings, limits: tuple[Fraction, Fraction], cap: str | None
) -> None:
    """Every weighting gives one light: the shares are none below 0, and 1 together."""
    shares = [share_of_light(ratings, light, limits, cap) for light in LIGHTS]
    assert min(shares) >= 0
    assert sum(shares) == 1


@given(rating, st.integers(1, 7), bands, caps)
def test_equal_ratings_give_one_light(
    value: Fraction, count: int, limits: tuple[Fraction, Fraction], cap: str | None
) -> None:
    """Ratings that are all equal give the same light under every weighting, caps included."""
    light = light_of(value, limits, cap)
    assert share_of_light((value,) * count, light, limits, cap) == 1


@pytest.mark.parametrize(
    ("cap", "red", "amber", "green"),
    [
        (None, "1/144", "71/144", "1/2"),
        ("amber", "1/144", "143/144", 0),
        ("red", 1, 0, 0),
    ],
)
def test_a_cap_moves_shares_down(
    cap: str | None, red: float | str, amber: float | str, green: float | str
) -> None:
    """What would be better than the cap counts for the cap."""
    ratings = numbers(10, 6, 4, 7, 8)
    shares = tuple(share_of_light(ratings, light, BANDS, cap) for light in LIGHTS)
    assert shares == numbers(red, amber, green)


jobs = st.lists(st.tuples(rating, rating), min_size=1, max_size=6)


@given(jobs)
def test_one_job_wins_or_the_other_or_both_are_equal(job: list[tuple[Fraction, Fraction]]) -> None:
    """Two jobs tie only where all ratings are equal; else the shares of both wins add up to 1."""
    a, b = (tuple(column) for column in zip(*job, strict=True))
    assert share_above(a, b) + share_above(b, a) == (0 if a == b else 1)


@given(jobs)
def test_above_and_dominates_agree(job: list[tuple[Fraction, Fraction]]) -> None:
    """A job dominates another when under every weighting it is above it, boundaries aside."""
    a, b = (tuple(column) for column in zip(*job, strict=True))
    assert dominates(a, b) == (share_above(a, b) == 1)


def test_a_job_is_above_by_the_differences() -> None:
    """Where A is ahead by 3 on one criterion and behind by 1 on the other, A wins 3 in 4."""
    assert share_above(numbers(8, 5), numbers(5, 6)) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("a", "b", "dominant"),
    [
        (numbers(7, 7), numbers(7, 6.5), True),
        (numbers(8, 8), numbers(7, 7), True),
        (numbers(7, 7), numbers(7, 7), False),
        (numbers(8, 6), numbers(7, 7), False),
        (numbers(7, 6.5), numbers(7, 7), False),
    ],
)
def test_dominating_takes_more_on_one_and_less_on_none(
    a: Ratings, b: Ratings, *, dominant: bool
) -> None:
    """A dominates B when at least as high on every criterion and higher on one."""
    assert dominates(a, b) is dominant


def flip_of(values: Ratings, weights: str = "", cap: str | None = None) -> Flip | None:
    """The flip of criteria `a`, `b`, ...; equal weights unless given, as digits."""
    ratings = dict(zip(IDS, values, strict=False))
    digits = weights or "1" * len(values)
    return flip(ratings, {c: Fraction(w) for c, w in zip(ratings, digits, strict=True)}, BANDS, cap)


@pytest.mark.parametrize(
    ("values", "weights", "cap", "criterion", "share", "direction", "to"),
    [
        # the example of the design; under a cap only the lower threshold shows
        (numbers(8, 8, 8, 8, 4), "", None, "e", "1/4", "above", "amber"),
        (numbers(8, 8, 8, 8, 4), "", "amber", "e", "3/4", "above", "red"),
        # from other weights; scale means nothing
        (numbers(8, 4), "91", None, "a", "3/4", "below", "amber"),
        (numbers(4, 8), "19", None, "a", "1/4", "above", "amber"),
        # rising
        (numbers(9, 6, 6, 6), "", None, "a", "1/3", "above", "green"),
        (numbers(2, 6, 6, 6, 6, 2), "", None, "a", "1/16", "below", "amber"),
        # already at the threshold: whatever lowers the score at all; the first criterion
        (numbers(8, 6), "", None, "a", "1/2", "below", "amber"),
        (numbers(6, 8), "", None, "a", "1/2", "above", "amber"),
        # rising is done at the very end of the way, where falling would have to go beyond it
        (numbers(7, 5), "", None, "a", "1", "above", "green"),
        (numbers(5, 7), "", None, "a", "0", "below", "green"),
        # as near both ways: above
        (numbers(9, 3), "", None, "a", "2/3", "above", "green"),
        (numbers(3, 9), "", None, "a", "2/3", "above", "red"),
    ],
)
def test_the_nearest_flip(  # noqa: PLR0917 -- one flip has as many parts
    values: Ratings,
    weights: str,
    cap: str | None,
    criterion: str,
    share: str,
    direction: str,
    to: str,
) -> None:
    """A flip names the criterion, the share it would have to count for, and the light then."""
    assert flip_of(values, weights, cap) == Flip(criterion, Fraction(share), direction, to)


@pytest.mark.parametrize(
    ("values", "cap"),
    [
        (numbers(8), None),
        (numbers(7, 7, 7), None),
        (numbers(7, 9), None),
        (numbers(6, 5), None),
        (numbers(9, 6), "amber"),
        (numbers(9, 2), "red"),
    ],
)
def test_no_flip_where_the_light_cannot_change(values: Ratings, cap: str | None) -> None:
    """One criterion, equal ratings, ratings within one band to its edge, or a cap: no flip."""
    assert flip_of(values, cap=cap) is None


@pytest.mark.parametrize(
    ("high", "told"),
    [
        (3, Flip("a", Fraction(1, 2), "below", "red")),
        (1, Flip("a", Fraction(1, 2), "above", "green")),
    ],
)
def test_a_flip_can_pass_two_thresholds_at_once(high: int, told: Flip) -> None:
    """Where amber begins at green there is no amber: green turns red, and red green."""
    ratings = {"a": Fraction(9), "b": Fraction(5)}
    weights = {"a": Fraction(high), "b": Fraction(4 - high)}
    assert flip(ratings, weights, (Fraction(7), Fraction(7)), None) == told


class Weighing:
    """Some rated and weighted criteria whose weights can be moved, reckoned from the definition."""

    def __init__(
        self,
        pairs: list[tuple[Fraction, int]],
        limits: tuple[Fraction, Fraction],
        cap: str | None,
    ) -> None:
        self.ratings = {c: r for c, (r, _) in zip(IDS, pairs, strict=False)}
        self.weights = {c: Fraction(w) for c, (_, w) in zip(IDS, pairs, strict=False)}
        self.limits, self.cap = limits, cap
        total = sum(self.weights.values())
        self.now = {c: w / total for c, w in self.weights.items()}
        self.light = light_of(
            sum((self.now[c] * r for c, r in self.ratings.items()), Fraction(0)), limits, cap
        )
        self.flip = flip(self.ratings, self.weights, limits, cap)

    def light_at(self, criterion: str, share: Fraction) -> str:
        """The light with the criterion at a share (at most 0 to 1), the others in proportion."""
        share = min(max(share, Fraction(0)), Fraction(1))
        rest = 1 - self.now[criterion]
        moved = {c: (1 - share) * p / rest for c, p in self.now.items()} | {criterion: share}
        score = sum((moved[c] * r for c, r in self.ratings.items()), Fraction(0))
        return light_of(score, self.limits, self.cap)

    def lights_within(self, criterion: str, distance: Fraction) -> set[str]:
        """The lights on a grid of shares no further than a distance from the present one."""
        return {
            self.light_at(criterion, self.now[criterion] + distance * Fraction(step, 12))
            for step in range(-12, 13)
        }


weighings = st.builds(Weighing, weighted, bands, caps)


@given(weighings)
def test_past_the_flip_the_light_is_the_one_it_names(job: Weighing) -> None:
    """Just past the flip's share the light is `to`, and at it the better of the two."""
    if job.flip is None:
        return
    criterion, share, to = job.flip.criterion, job.flip.share, job.flip.to
    rises = LIGHTS.index(to) > LIGHTS.index(job.light)
    assert to != job.light
    assert 0 <= share <= 1
    assert job.light_at(criterion, share) == (to if rises else job.light)
    beyond = HAIR if job.flip.direction == "above" else -HAIR
    assert job.light_at(criterion, share + beyond) == to
    assert (share - job.now[criterion]) * beyond >= 0


@given(weighings)
def test_nearer_than_the_flip_no_weight_changes_the_light(job: Weighing) -> None:
    """Nearer than the flip no share of any criterion changes the light; without one, none does."""
    nearest = Fraction(1)
    if job.flip is not None:
        nearest = abs(job.flip.share - job.now[job.flip.criterion])
        nearest = max(nearest - HAIR, Fraction(0))
    for criterion in job.ratings if len(job.ratings) > 1 else ():
        assert job.lights_within(criterion, nearest) == {job.light}


@given(weighings)
def test_the_first_of_the_nearest_flips_is_told(job: Weighing) -> None:
    """No earlier criterion changes the light as near, nor does the same one above if not told."""
    if job.flip is None:
        return
    reach = abs(job.flip.share - job.now[job.flip.criterion]) + HAIR
    for criterion in job.ratings:
        if criterion == job.flip.criterion:
            break
        assert job.lights_within(criterion, reach) == {job.light}
    if job.flip.direction == "below":
        above = job.now[job.flip.criterion] + reach
        assert job.light_at(job.flip.criterion, above) == job.light

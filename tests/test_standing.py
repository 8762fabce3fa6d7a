"""How a job stood after each of its rounds, by what was known then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from test_opportunities import only

from site_builder.core.fit import judge
from site_builder.core.model import Cancellation
from site_builder.core.standing import standings

if TYPE_CHECKING:
    from site_builder.core.opportunities import Opportunity

CRITERIA = ["values", "role", "manager", "compensation", "intangibles"]


def job_of(*rounds: str) -> Opportunity:
    """A job of front matters, `r1` the first, in the order of their days."""
    return only(
        **{
            f"r{n}": f"interviewed: 2026-11-{n:02}\n{front}"
            for n, front in enumerate(rounds, start=1)
        }
    )


def stood(job: Opportunity) -> list[tuple[str, str, float | None]]:
    """Slug, light and score of each standing."""
    return [
        (s.reflection.slug, s.fit.light, None if s.fit.score is None else float(s.fit.score))
        for s in job.standing
    ]


def test_each_round_stands_by_what_was_known_then() -> None:
    """A standing is the fit of the ratings so far: a later round adds to it and replaces."""
    job = job_of(
        "ratings: {values: 8, role: 8, manager: 8, compensation: null, intangibles: 8}",
        "ratings: {compensation: 3}",
        "ratings: {compensation: 8, role: 6}",
    )
    assert stood(job) == [
        ("r1", "unknown", None),
        ("r2", "amber", 7.0),
        ("r3", "green", 7.6),
    ]


def test_a_file_that_rates_nothing_has_no_standing() -> None:
    """A file without a rating in either look (an offer by mail, say) has no light of its own."""
    job = job_of(
        "ratings: {role: 7}",
        "stage: offer\noffer: {answer_by: 2026-11-27}\nratings: {role: null}",
        "second_look: {ratings: {role: null}}",
        "second_look: {ratings: {role: 6}}",
    )
    assert [slug for slug, _, _ in stood(job)] == ["r1", "r4"]


def test_a_second_look_that_takes_back_leaves_what_was_known_before() -> None:
    """A rating that the second look takes back counts neither then nor later, and what an earlier
    round gave stands again.
    """
    job = job_of(
        "ratings: {role: 7}",
        "ratings: {role: 2, values: 8}\nsecond_look: {ratings: {role: null}}",
    )
    assert [dict(s.ratings) for s in job.standing] == [{"role": 7}, {"role": 7, "values": 8}]
    alone = job_of("ratings: {role: 2}\nsecond_look: {ratings: {role: null}}")
    assert [dict(s.ratings) for s in alone.standing] == [{}]


def test_a_cancelled_round_does_not_stand() -> None:
    """The ratings of a cancelled interview count in no standing."""
    first, second, third = job_of(
        "ratings: {role: 7}", "ratings: {role: 2}", "ratings: {values: 8}"
    ).rounds
    rounds = (first, replace(second, cancelled=Cancellation()), third)
    job = job_of("ratings: {role: 7}", "round: none", "ratings: {values: 8}")
    found = [s.fit for s in standings(rounds, job.settings)]
    assert found == [s.fit for s in job.standing]


look = st.dictionaries(
    st.sampled_from(CRITERIA), st.sampled_from([1, 2.5, 4, 5, 7, 8.5, 10, "null"]), max_size=5
)


@given(st.lists(st.tuples(look, look), min_size=1, max_size=4))
def test_the_last_standing_equals_the_head(
    rounds: list[tuple[dict[str, object], dict[str, object]]],
) -> None:
    """Whatever the rounds rate, the last standing is the fit of the job, and there is one for each
    round that rates something.
    """
    job = job_of(
        *(
            f"ratings: {first}\nsecond_look: {{ratings: {second}}}".replace("'", "")
            for first, second in rounds
        )
    )
    rated = [
        slug
        for slug, looks in zip((r.slug for r in job.rounds), rounds, strict=True)
        if any(value != "null" for given_look in looks for value in given_look.values())
    ]
    assert [s.reflection.slug for s in job.standing] == rated
    last = job.standing[-1].fit if rated else judge({}, job.settings)
    assert last == job.fit

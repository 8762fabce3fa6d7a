"""What the sliders of the comparison judge by: the light and the score that the builder gives."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jobs import at, journal_of, note
from test_turns import by_criterion, random_ratings, random_settings

from site_builder.core.fit import judge
from site_builder.pages.context import Context
from site_builder.pages.index import row
from site_builder.pages.what_if import what_if
from site_builder.pages.wording import score_text
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from brute_force import Unknowing

    from site_builder.core.journal import Journal
    from site_builder.core.model import Settings
    from site_builder.pages.compare_views import WhatIfView

LIGHTS = ("red", "amber", "green")
LEAST, USUAL, MOST = 1, 10, 40  # where a slider can stand


def rated(settings: Settings, *jobs: Unknowing) -> Journal:
    """A journal of jobs by their ratings in half points, in the order of the criteria."""
    notes = (
        note(f"n{n}", company=f"C{n}", interviewed=at(18), ratings=by_criterion(settings, ratings))
        for n, ratings in enumerate(jobs)
    )
    return journal_of(*notes, settings=settings)


def sliders(found: Journal) -> WhatIfView | None:
    """The sliders over all jobs of a journal."""
    ctx = Context(found)
    return what_if(((o, row(o, ctx)) for o in found.opportunities), found.settings)


def judge_like_the_script(
    data: dict[str, Any], ratings: list[int], stand: tuple[int, ...]
) -> tuple[str, str]:
    """The light and the score as `judge` and `scoreText` of `templates/what-if.js` work them out.

    `stand` is where each slider stands, in tenths of its criterion's own weight.
    """
    weights = [int(c["weight"]) * s for c, s in zip(data["criteria"], stand, strict=True)]
    top, bottom = sum(r * w for r, w in zip(ratings, weights, strict=True)), 2 * sum(weights)
    bands = [tuple(map(int, data[name])) for name in ("amber", "green")]

    def sides(top: int, bottom: int) -> list[bool]:
        return [top * d >= n * bottom for n, d in bands]

    light = sum(sides(top, bottom))
    if any(r < c["floor"] for r, c in zip(ratings, data["criteria"], strict=True)):
        light = min(light, 1)
    if any(r < c["limit"] for r, c in zip(ratings, data["criteria"], strict=True)):
        light = 0
    digits = 1
    while digits < 6 and sides(top * 10**digits // bottom, 10**digits) != sides(top, bottom):
        digits += 1
    text = str(top * 10**digits // bottom)
    return LIGHTS[light], f"{text[:-digits]}.{text[-digits:].rstrip('0') or '0'}"


def test_there_are_none_where_nothing_can_move() -> None:
    """There are no sliders for one criterion, which has all the weight, and none while no job is
    fully rated.
    """
    one = replace(DEFAULT_SETTINGS, criteria=DEFAULT_SETTINGS.criteria[:1])
    two = replace(DEFAULT_SETTINGS, criteria=DEFAULT_SETTINGS.criteria[:2])
    assert sliders(rated(one, (16,))) is None
    assert sliders(rated(two, (16, None), (None, None))) is None
    assert sliders(rated(two)) is None
    assert sliders(rated(two, (16, 14))) is not None


def test_the_fully_rated_stand_in_their_order() -> None:
    """Those that are fully rated stand in the order given, each with its ratings by its address."""
    two = replace(DEFAULT_SETTINGS, criteria=DEFAULT_SETTINGS.criteria[:2])
    found = rated(two, (16, 14), (16, None), (6, 19))
    view = sliders(found)
    assert view
    full = {o.company: o.ratings for o in found.opportunities if o.fit.score is not None}
    assert [r.company for r in view.rows] == [*full]
    assert {*full} == {"C0", "C2"}
    jobs = json.loads(view.data)["jobs"]
    assert list(jobs.items()) == [
        (r.link.href, [int(2 * (x or 0)) for x in full[r.company].values()]) for r in view.rows
    ]


def test_the_script_comes_to_the_same_light_and_score() -> None:
    """Whatever the settings, the ratings and the sliders, what the script is given has the light
    and the score that the builder gives by such weights; at first those are my own.
    """
    draw = random.Random(23)  # noqa: S311 -- examples keep no secret
    lights = set()
    for _ in range(300):
        settings = random_settings(draw)
        jobs = [random_ratings(draw, settings) for _ in range(3)]
        view = sliders(rated(settings, *jobs))
        if len(settings.criteria) == 1:
            assert view is None
            continue
        assert view
        data = json.loads(view.data)
        usual = (USUAL,) * len(settings.criteria)
        for stand in (usual, tuple(draw.randint(LEAST, MOST) for _ in usual)):
            criteria = tuple(
                replace(c, weight=c.weight * Fraction(s, USUAL))
                for c, s in zip(settings.criteria, stand, strict=True)
            )
            moved = replace(settings, criteria=criteria)
            for ratings in data["jobs"].values():
                fit = judge(by_criterion(moved, tuple(ratings)), moved)
                assert fit.score is not None
                expected = fit.light, score_text(fit.score, moved)
                assert judge_like_the_script(data, ratings, stand) == expected, (moved, ratings)
                lights.add(fit.light)
        assert sorted(data["jobs"].values()) == sorted(map(list, jobs))
    assert lights == {*LIGHTS}

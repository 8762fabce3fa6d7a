"""The sample journal shows what Afterview says of one: each kind of sentence has its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import frontmatter
import pytest
from test_pages import site
from test_views import told

from site_builder.build.reading import read_journal
from site_builder.pages.context import Context

if TYPE_CHECKING:
    from site_builder.core.journal import Journal

ROOT = Path(__file__).resolve().parent.parent
NORTHWIND = "opportunities/northwind-traders-staff-engineer"
AKERLUND = "opportunities/åkerlund-søn-systems-and-data-engineer"
TOLVANE = "opportunities/tolvane-platform"
QUILLMOOR = "opportunities/quillmoor-press-data-engineer-supply-chain"
MARROWBY = "opportunities/marrowby-regional-transit-data-engineer-timetables"
MOSSGARTH = "opportunities/mossgarth-instruments-data-engineer"
BRACKENFOLD = "opportunities/brackenfold-energy-principal-data-engineer"
FIRST_CALL = "reflections/2026/2026-10-27-tolvane-platform-call"


@cache
def sample() -> Journal:
    """The sample journal on the day that it is meant for."""
    return read_journal(ROOT / "journal", date(2026, 11, 22))


@cache
def pages() -> dict[str, str]:
    """Its pages, by folder, as words."""
    return {
        path.removesuffix("/index.html"): told(text)
        for path, text in site(sample()).items()
        if path.endswith(".html")
    }


@pytest.mark.parametrize(
    ("kind", "page", "words"),
    [
        ("sturdy", QUILLMOOR, "Sturdy: no rating one point off would turn it."),
        ("leaning", TOLVANE, "Leaning: one point on pay and benefits turns it."),
        ("leaning on many", AKERLUND, "Leaning: one point on any of 5 ratings turns it."),
        ("fragile", NORTHWIND, "Fragile: half a point on daily life turns it."),
        (
            "turns down",
            NORTHWIND,
            "Green: amber if daily life were 3.5 (now 4) or company values 6.5 (now 8).",
        ),
        (
            "turns up",
            QUILLMOOR,
            "Amber: green if company values were 10 (now 8) or role 10 (now 8).",
        ),
        (
            "turns both ways",
            TOLVANE,
            (
                "Amber: green if pay and benefits were 4 (now 3); "
                "red if pay and benefits were 2 (now 3)."
            ),
        ),
        ("no turn", MOSSGARTH, "Amber: no rating two points off turns it."),
        (
            "one unknown, so far",
            FIRST_CALL,
            (
                "Green so far: pay and benefits still open; "
                "amber if pay and benefits turn out below 4, red at 2 or below."
            ),
        ),
        (
            "one unknown",
            "reflections/2026/2026-11-03-northwind-recruiter",
            "Not known yet: manager still open; green from 4, amber below 4, red at 2 or below.",
        ),
        ("several unknowns", MARROWBY, "Not known yet: manager and daily life still open."),
        (
            "what to find out",
            MARROWBY,
            (
                "Manager: How well does the manager's style fit the way I work best? "
                "Green from 4, amber below 4, red at 2 or below."
            ),
        ),
        (
            "nothing rated",
            "opportunities/pemmerby-weather-data-engineer-forecast-archive",
            "Nothing is rated yet.",
        ),
        (
            "floor",
            TOLVANE,
            (
                "Pay and benefits at 3: below my floor of 4, "
                "so the light can be no better than amber."
            ),
        ),
        (
            "deal-breaker",
            BRACKENFOLD,
            "Company values at 2: at or below my deal-breaker of 2, so the light is red.",
        ),
        (
            "second look",
            "reflections/2026-11-18-northwind-manager",
            "Daily life went from 6 to 4: what did I see?",
        ),
        (
            "a later round",
            "reflections/2026-11-17-akerlund-owners",
            "Role went from 4 to 6: what did I see?",
        ),
        (
            "strong without evidence",
            "reflections/2026-11-20-marrowby-panel",
            "A 9 for role: what did I see or hear?",
        ),
        ("one impression", FIRST_CALL, "These ratings lie within one point"),
        (
            "gut changed",
            "reflections/2026-11-21-tolvane-offer",
            "My gut said yes before and says unsure now: what changed?",
        ),
        ("one round", MOSSGARTH, "from one round, without evidence yet"),
        ("to ask for", QUILLMOOR, "Could ask for better daily life: green at 8 (now 6)."),
        ("to look at again", QUILLMOOR, "Could look again at manager: green at 7 (now 5)."),
        ("weights without a flip", QUILLMOOR, "It is amber under 77% of all possible weights."),
        (
            "weights with a flip",
            NORTHWIND,
            (
                "It is green under 68% of all possible weights. - "
                "It turns amber with more than 25% of the weight on daily life (now 20%)."
            ),
        ),
        ("nearly any weights", MOSSGARTH, "It is amber under nearly any weights."),
        ("closed", "opportunities/tolvane-health-head-of-data", "How it looked: Green"),
    ],
)
def test_the_sample_shows_each_kind_of_sentence(kind: str, page: str, words: str) -> None:
    """Each kind of sentence about a fit stands on some page of the sample."""
    assert words in pages()[page], kind


def test_the_sample_asks_nothing_of_what_is_decided() -> None:
    """The job that the sample decided against, and those that are closed, give no advice."""
    for key in (
        BRACKENFOLD,
        "opportunities/tolvane-health-head-of-data",
        "opportunities/trundlo-mobility-lead-data-engineer",
    ):
        for advice in ("Pursue it.", "You may walk away in peace.", "can I ask for it?"):
            assert advice not in pages()[key]


@pytest.mark.parametrize("page", [NORTHWIND, AKERLUND, TOLVANE, QUILLMOOR, MARROWBY, MOSSGARTH])
def test_a_page_says_no_sentence_about_the_fit_twice(page: str) -> None:
    """What would turn a light, its reasons and what to ask for stand once on the page of a job."""
    (job,) = (o for o in sample().opportunities if page.endswith(o.key))
    fit = Context(sample()).opportunity_fit(job)
    reasons = (reason.split(": ", 1)[1] for reason in fit.reasons)
    for sentence in (fit.summary, *reasons, *fit.ask_for, *fit.find_out, *fit.other_weights):
        assert pages()[page].count(sentence) == 1, sentence


def test_the_sample_has_two_offers_to_choose_from() -> None:
    """Two offers are live: the one that is to be answered first is green, the other amber for pay
    alone, and both have terms of several lines.
    """
    offers = {o.company: o for o in sample().opportunities if o.live and o.stage == "offer"}
    assert {c: (o.answer_by, o.fit.light, o.fit.capped_by) for c, o in offers.items()} == {
        "Åkerlund & Søn": (date(2026, 11, 27), "green", ()),
        "Tolvane Health": (date(2026, 12, 2), "amber", ("compensation",)),
    }
    for offer in offers.values():
        assert offer.offer
        assert offer.offer.terms
        assert offer.offer.terms.count("\n") >= 3


def test_what_i_have_now_changes_how_the_offers_look() -> None:
    """The sample's `now.md` rates every criterion with evidence; beside it the amber offer is worse
    in pay alone, and the green one in the role too.
    """
    front = frontmatter.load(str(ROOT / "journal" / "now.md"))
    ratings, evidence = (cast("dict[str, float]", front[key]) for key in ("ratings", "evidence"))
    ids = {c.id for c in sample().settings.criteria}
    assert set(ratings) == set(evidence) == ids
    worse = {
        o.company: {c for c in ids if (o.ratings[c] or 0) < Fraction(ratings[c])}
        for o in sample().opportunities
        if o.live and o.stage == "offer"
    }
    assert worse == {
        "Åkerlund & Søn": {"compensation", "role"},
        "Tolvane Health": {"compensation"},
    }

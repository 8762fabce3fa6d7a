"""Who beats whom: the pairs, their shares, and what the sentences about them say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pages import TODAY
from test_views import told

from site_builder.cli import afterview
from site_builder.commands import compare as compare_command
from site_builder.core import comparison
from site_builder.core.fit import judge
from site_builder.core.model import Audience, Body, Now, Section
from site_builder.pages import compare, data, render
from site_builder.pages.context import Context
from site_builder.pages.pair_wording import now_name
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.compare_views import ComparePage

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "journal.schema.json").read_text("utf-8"))
CRITERIA = ("values", "role", "manager", "compensation", "intangibles")
LABELS = ("company values", "role", "manager", "pay and benefits", "intangibles")
TWO = "\n".join(f'[[criteria]]\nid = "{c}"\nenabled = false' for c in CRITERIA[2:])
LIGHTS = ("red", "amber", "green")


def rated(*ratings: object, extra: str = "", company: str = "") -> str:
    """A job's front matter, by ratings in the order of the criteria."""
    pairs = ", ".join(f"{c}: {r}" for c, r in zip(CRITERIA, ratings, strict=False))
    name = f"company: {company}" if company else ""
    return f"{name}\nrole: R\ninterviewed: 2026-11-18\nratings: {{{pairs}}}\n{extra}"


def journal(toml: str = "", now: Now | None = None, **jobs: str) -> Journal:
    """A journal of jobs by company, in some settings, beside what I have now."""
    files = {
        f"{name}.md": f"---\n{front if 'company:' in front else f'company: {name}{front}'}---\n"
        for name, front in jobs.items()
    }
    texts = {name: text.encode() for name, text in {**files, "journal.toml": toml}.items()}
    return replace(parse_journal("journal", texts, TODAY), now=now)


def now_of(*ratings: Any, label: str = "What I have now", **evidence: str) -> Now:
    """What I have now, by ratings in the order of the criteria."""
    known = {c: None if r is None else Fraction(r) for c, r in zip(CRITERIA, ratings, strict=False)}
    return Now(label, known, evidence, Body())


def shown(found: Journal) -> ComparePage:
    """What the comparison of a journal shows."""
    view: ComparePage = compare.page(Context(found)).view
    return view


def sentences(view: ComparePage) -> list[str]:
    """All sentences about two jobs."""
    return [*view.choice_pairs, *view.pairs, *view.other_pairs]


def about_now(view: ComparePage) -> dict[str, str]:
    """The sentences about what I have now, by job."""
    found = dict((*view.now_pairs, *view.other_now_pairs))
    for row in view.choice.rows if view.choice else ():
        if row.label.startswith("Against"):
            cells = zip(view.choice.columns if view.choice else (), row.cells, strict=True)
            found |= {name: cell.lines[0] for name, cell in cells if cell.lines}
    return found


def by_company(found: Journal) -> dict[str, Opportunity]:
    """The jobs of a journal."""
    return {o.company: o for o in found.opportunities}


@pytest.mark.parametrize(
    ("a", "b", "share", "dominates"),
    [
        ((8, 6), (6, 8), Fraction(1, 2), None),
        ((9, 5), (6, 6), Fraction(3, 4), None),
        ((5, 7), (8, 6), Fraction(1, 4), None),
        ((8, 6), (8, 5), Fraction(1), "a"),
        ((5, 5), (5, 6), Fraction(0), "b"),
        ((7, 7), (7, 7), Fraction(0), None),
    ],
)
def test_the_share_of_two_criteria_is_a_length(
    a: tuple[int, int], b: tuple[int, int], share: Fraction, dominates: str | None
) -> None:
    """Of two criteria the share is how much of the line of weights favours one, against another
    job and against what I have now.
    """
    found = journal(TWO, now_of(*b), a=rated(*a), b=rated(*b))
    (pair,) = comparison.pairs(comparison.contenders(found.opportunities))
    assert (pair.share, pair.dominates) == (share, dominates)
    assert pair.reverse == (0 if a == b else 1 - share)
    with_now = comparison.against_now(found.opportunities, found.now)[0]
    assert (with_now.a.company, with_now.share, with_now.reverse) == ("a", share, pair.reverse)
    assert with_now.dominates == dominates


def test_now_stands_in_the_json() -> None:
    """`now` has label, ratings and fit, and `against_now` each fully rated live job and offer by
    key, where what I have now is fully rated itself.
    """
    jobs = {f"j{i:02}": rated(9, 9, 9, 9, 9 - i % 2) for i in range(12)}
    jobs |= {"offer": rated(2, 2, 2, 2, 2, extra="stage: offer\n"), "partly": rated(7, 7)}
    jobs |= {
        "closed": rated(8, 8, 8, 8, 8, extra="stage: rejected\n"),
        "thirteenth": rated(*[3] * 5),
    }
    found = journal("", now_of(6, 6, 6, 6, 6), **jobs)
    written = json.loads(data.json_bytes(found))
    jsonschema.validate(written, SCHEMA)
    assert list(written)[2:4] == ["criteria", "now"]
    assert written["now"]["label"] == "What I have now"
    assert written["now"]["ratings"] == dict.fromkeys(CRITERIA, 6)
    assert (written["now"]["fit"]["light"], written["now"]["fit"]["score"]) == ("amber", 6)
    keys = [f"j{i:02}-r" for i in range(12)]
    assert written["against_now"] == [
        *({"a": key, "share": 1, "dominates": "a"} for key in keys),
        {"a": "offer-r", "share": 0, "dominates": "b"},
    ]
    partly = json.loads(data.json_bytes(replace(found, now=now_of(6, 6, None))))
    jsonschema.validate(partly, SCHEMA)
    assert partly["against_now"] == []
    assert partly["now"]["ratings"] == {**dict.fromkeys(CRITERIA), "values": 6, "role": 6}
    without = json.loads(data.json_bytes(replace(found, now=None)))
    assert (without["now"], without["against_now"]) == (None, [])


CLOSED = "stage: rejected\n"
WEIGHTED = f'{TWO}\n[[criteria]]\nid = "values"\nweight = 9\n'


@pytest.mark.parametrize(
    ("toml", "jobs", "sentence"),
    [
        ("", {"A": rated(8, 8), "B": rated(8, 8)}, "A and B are rated alike."),
        ("", {"A": rated(8, 8), "B": rated(8, 9)}, "B is at least as good as A in everything."),
        (
            "",
            {"A": rated(9, 7), "B": rated(7, 9)},
            "A and B are both green; each scores higher under half of all possible weights.",
        ),
        (
            "",
            {"A": rated(6, 7), "B": rated(9, 6)},
            "B is green and A amber; B scores higher under 75% of all possible weights.",
        ),
        (
            WEIGHTED,
            {"A": rated(9, 5), "B": rated(7, 9)},
            (
                "A and B are both green; yet B scores higher under 66% of all possible weights: "
                "A is 2 points better in company values, where 90% of my weight lies."
            ),
        ),
        (
            WEIGHTED,
            {"A": rated(7.5, 4), "B": rated(6.5, 9)},
            (
                "A is green and B amber; yet B scores higher under 83% of all possible weights: "
                "A is 1 point better in company values, where 90% of my weight lies."
            ),
        ),
        (
            "",
            {"A": rated(7, 7), "B": rated(10, 3.5, extra="stage: declined\n")},
            "A is green and B looked amber; A scored higher under 53% of all possible weights.",
        ),
        (
            "",
            {k: rated(7 + i, 9 - i, extra=CLOSED) for i, k in enumerate("AB")},
            "A and B both looked green; each scored higher under half of all possible weights.",
        ),
        ("", dict.fromkeys("AB", rated(8, 8, extra=CLOSED)), "A and B were rated alike."),
        (
            "",
            {"A": rated(8, 8, extra=CLOSED), "B": rated(8, 9)},
            "B is at least as good as A looked in everything.",
        ),
        (
            "",
            {"A": rated(8, 8), "B": rated(8, 9, extra=CLOSED)},
            "B looked at least as good as A in everything.",
        ),
        (
            f'{TWO}\n[[criteria]]\nid = "role"\nfloor = 8\n',
            {"A": rated(7, 8), "B": rated(10, 7.5)},
            (
                "A is green and B amber; yet B scores higher under 85% of all possible weights: "
                "its light is held down by role, 7.5."
            ),
        ),
        (
            f'{TWO}\n[[criteria]]\nid = "role"\nfloor = 8\n',
            {"A": rated(7, 8), "B": rated(10, 7.5, extra="decision: walk-away\n")},
            "A is green and B amber; B scores higher under 85% of all possible weights.",
        ),
        (
            "title = 'All five'",
            {"A": rated(*[7] * 5), "B": rated(10, 10, 10, 3, 3.5)},
            (
                "A is green and B amber; yet B scores higher under 60% of all possible weights: "
                "its light is held down by pay and benefits, 3, and intangibles, 3.5."
            ),
        ),
    ],
)
def test_sentences_about_two_jobs(toml: str, jobs: Mapping[str, str], sentence: str) -> None:
    """The better light is named first, of equal lights the higher score by my weights; where the
    other wins more often, the sentence says why it is second.
    """
    found = journal(toml or TWO, None, **jobs)
    ctx = Context(found)
    everyone = tuple(by_company(found).values())
    view = compare.compare_view(everyone, (), ctx)
    assert sentences(view) == [sentence]


@pytest.mark.parametrize(
    ("ratings", "now", "sentence"),
    [
        ((8, 8, 8, 8, 8), (7, 7, 7, 7, 7), "Better than what I have now in everything."),
        ((6, 6, 6, 6, 6), (7, 7, 7, 7, 7), "Worse than what I have now in everything."),
        ((7, 7, 7, 7, 7), (7, 7, 7, 7, 7), "Rated alike in everything."),
        (
            (8, 8, 8, 6, 8),
            (7, 7, 7, 7, 7),
            "Worse than what I have now only in pay and benefits; better in everything else.",
        ),
        (
            (8, 8, 7, 6, 8),
            (7, 7, 7, 7, 7),
            (
                "Worse than what I have now only in pay and benefits; equal in manager, better in "
                "everything else."
            ),
        ),
        (
            (8, 7, 7, 7, 7),
            (7, 7, 7, 7, 7),
            "Better than what I have now in company values, equal in everything else.",
        ),
        (
            (8, 8, 8, 7, 8),
            (7, 7, 7, 7, 7),
            "Equal to what I have now in pay and benefits, better in everything else.",
        ),
        (
            (6, 6, 6, 7, 7),
            (7, 7, 7, 7, 7),
            (
                "Equal to what I have now in pay and benefits, and intangibles, worse in "
                "everything else."
            ),
        ),
        (
            (9, 6.5, 9, 6.5, 9),
            (7, 7, 7, 7, 7),
            "Better under 97% of all possible weights, worse in role, and pay and benefits.",
        ),
        (
            (5, 7.5, 5, 7.5, 5),
            (7, 7, 7, 7, 7),
            "Worse under 97% of all possible weights, better in role, and pay and benefits.",
        ),
        (
            (6, 6, 6, 8, 6),
            (7, 7, 7, 7, 7),
            "Better than what I have now only in pay and benefits; worse in everything else.",
        ),
        (
            (8, 6, 7, 7, 7),
            (7, 7, 7, 7, 7),
            "Better under half of all possible weights, worse in role.",
        ),
        (
            (9, 9, 9, 3, 9),
            (7, 7, 7, 7, 7),
            (
                "Worse than what I have now only in pay and benefits; better in everything else; "
                "its light is held down by pay and benefits, 3."
            ),
        ),
        (
            (10, 10, 10, 3, 3.5),
            (7, 7, 7, 7, 7),
            (
                "Better under 60% of all possible weights, worse in pay and benefits, and "
                "intangibles; its light is held down by pay and benefits, 3, and intangibles, 3.5."
            ),
        ),
        (
            (7.5, 7.5, 7.5, 7.5, 4.5),
            (6.5, 6.5, 6.5, 6.5, 9.5),
            (
                "Worse than what I have now only in intangibles; better in everything else; by my "
                "own weights it is amber."
            ),
        ),
    ],
)
def test_sentences_about_what_i_have_now(
    ratings: Sequence[float], now: Sequence[float], sentence: str
) -> None:
    """What I have now is compared by criterion where one sentence can say it all, else by how
    many weights; a job that wins more often but has the worse light says why.
    """
    found = journal("", now_of(*now), A=rated(*ratings))
    assert about_now(shown(found)) == {"A": sentence}


def test_what_i_have_now_is_called_by_its_label() -> None:
    """A label of my own stands in the sentence as I wrote it, but for a capital that only begins
    it; what is closed `looked` so, and
    nothing is said of a job that I decided to walk away from.
    """
    now = now_of(7, 7, 7, 7, 7, label="My job at Northwind")
    assert now_name(now_of(label="Northwind")) == "Northwind"
    assert now_name(now_of(label="The parcel company")) == "the parcel company"
    found = journal("", now, A=rated(8, 8, 8, 8, 8), B=rated(9, 9, 9, 9, 9, extra=CLOSED))
    view = compare.compare_view(found.opportunities, (), Context(found))
    assert about_now(view) == {
        "A": "Better than my job at Northwind in everything.",
        "B": "Looked better than my job at Northwind in everything.",
    }
    decided = journal("", now, A=rated(8, 8, 8, 8, 8, extra="decision: walk-away\n"))
    assert about_now(shown(decided)) == {}


def test_the_role_is_named_where_a_company_has_two_jobs() -> None:
    """A company with two jobs in the journal, compared or not, is named with the role of each."""
    jobs = {"a": rated(9, 9, 9, 9, 9, company="Twice"), "b": rated(8, 8, 8, 8, 8, company="Once")}
    two = rated(7, 7, 7, 7, 7, company="twice").replace("role: R", "role: S")
    assert sentences(shown(journal("", None, **jobs))) == [
        "Twice is at least as good as Once in everything."
    ]
    assert sentences(shown(journal("", None, **jobs, c=two))) == [
        "Twice (R) is at least as good as Once in everything.",
        "Twice (R) is at least as good as twice (S) in everything.",
        "Once is at least as good as twice (S) in everything.",
    ]
    closed = journal("", now_of(7, 7, 7, 7, 7), **jobs, c=f"{two}stage: rejected\n")
    view = shown(closed)
    assert sentences(view) == ["Twice (R) is at least as good as Once in everything."]
    assert {*about_now(view)} == {"Twice (R)", "Once"}


HALVES = st.integers(2, 20).map(lambda halves: Fraction(halves, 2))
ENDINGS = ("", "", "", "stage: offer\n", "stage: rejected\n", "decision: walk-away\n")


@st.composite
def journals(draw: st.DrawFn) -> tuple[Journal, int]:
    """A journal of up to five rated jobs beside what I have now, by one to five criteria."""
    count = draw(st.integers(1, 5))
    off = "".join(f'[[criteria]]\nid = "{c}"\nenabled = false\n' for c in CRITERIA[count:])
    on = "".join(
        f'[[criteria]]\nid = "{c}"\nweight = {draw(st.integers(1, 9))}\n' for c in CRITERIA[:count]
    )
    # Few values, so that many are equal.
    rating = st.sampled_from([*range(3, 10), 3.5, 6.5, 7.5]) if draw(st.booleans()) else HALVES
    ratings = st.tuples(*[rating] * count)
    jobs = {
        name: rated(*map(float, draw(ratings)), extra=draw(st.sampled_from(ENDINGS)))
        for name in "ABCDE"[: draw(st.integers(1, 5))]
    }
    return journal(off + on, now_of(*draw(ratings)), **jobs), count


def leads(one: Mapping[str, Fraction | None], other: Mapping[str, Fraction | None]) -> list[Any]:
    """By how much one is rated higher than the other, by criterion."""
    return [(r or 0) - (other[c] or 0) for c, r in one.items()]


def percent(text: str) -> Fraction:
    """The percents that a sentence names."""
    found = re.search(r"under ([\d.]+)% of all possible weights", text)
    assert found, text
    return Fraction(found[1])


def check_percent(text: str, share: Fraction) -> None:
    """Whether a share above a half is shown rounded down, but never as the half that it is not."""
    whole = share * 100 // 1
    if whole == 50:
        assert 50 < percent(text) <= share * 100, text
    else:
        assert percent(text) == whole < 100, text


def capping(job: Opportunity) -> str:
    """What holds the light of a job down, each with its rating; there must be something."""
    names = dict(zip(CRITERIA, LABELS, strict=True))
    caps = [f"{names[c]}, {float(job.ratings[c] or 0):g}" for c in job.fit.capped_by]
    return ", and ".join(filter(None, (", ".join(caps[:-1]), caps[-1])))


@settings(max_examples=60)
@given(journals())
def test_every_pair_stands_once(drawn: tuple[Journal, int]) -> None:
    """Of each two jobs there is one sentence, wherever it stands, and share and reverse make 1
    unless the two are rated alike.
    """
    found, _ = drawn
    everyone = found.opportunities
    offers = compare.offers_to_choose_from(found)
    view = compare.compare_view(everyone, offers, Context(found))
    named = [tuple(sorted(set(re.findall(r"\b[A-E]\b", s)))) for s in sentences(view)]
    assert sorted(named) == sorted(combinations(sorted(by_company(found)), 2))
    for pair in comparison.pairs(everyone):
        alike = pair.a.ratings == pair.b.ratings
        assert pair.share + pair.reverse == (0 if alike else 1)


@settings(max_examples=120)
@given(journals())
def test_every_sentence_about_two_jobs_is_true(drawn: tuple[Journal, int]) -> None:
    """Each sentence says of the ratings, the lights and the weights what is so, and names the
    better light first, of equal lights the higher score.
    """
    found, count = drawn
    jobs = by_company(found)
    view = compare.compare_view(found.opportunities, (), Context(found))
    for text in sentences(view):
        first, second = (
            jobs[name] for name in list(dict.fromkeys(re.findall(r"\b[A-E]\b", text)))[:2]
        )
        lead = leads(first.ratings, second.ratings)
        if "at least as good" in text:
            assert min(lead) >= 0 < max(lead), text
        elif "rated alike" in text:
            assert not any(lead), text
        else:
            assert min(lead) < 0 < max(lead), text
            check_weighed(text, first, second, count)
        assert (LIGHTS.index(first.fit.light), first.fit.score, second.key) >= (
            LIGHTS.index(second.fit.light),
            second.fit.score,
            first.key,
        ), text
        past = not (first.live and second.live)
        assert past == bool(re.search(r"looked|were rated|scored", text)), text


def check_weighed(text: str, first: Opportunity, second: Opportunity, count: int) -> None:
    """Whether a sentence about weights is true."""
    (pair,) = comparison.pairs((first, second))
    share = pair.share if pair.a is first else pair.reverse
    if count == 2:  # the share is how much of the line from one criterion to the other favours it
        one, other = leads(first.ratings, second.ratings)
        assert share == max(one, other) / abs(one - other), text
    lights, weighed = text.split("; ")
    for job in (first, second):
        assert job.fit.light in lights
    if "half" in text:
        assert share == Fraction(1, 2), text
        return
    wins = first if share > Fraction(1, 2) else second
    assert weighed.removeprefix("yet ").startswith(f"{wins.company} score"), text
    check_percent(text, max(share, 1 - share))
    if "yet" in text:
        assert wins is second
        assert second.decision != "walk-away"
    if "held down" in text:
        assert text.endswith(f" held down by {capping(second)}."), text
    elif "of my weight" in text:
        assert (first.fit.score or 0) > (second.fit.score or 0)


@settings(max_examples=120)
@given(journals())
def test_every_sentence_about_now_is_true(drawn: tuple[Journal, int]) -> None:
    """Each sentence about what I have now names the criteria in which the job is better, worse or
    equal as they are, and "everything" where it is all of them; of a live job that wins more often
    but has the worse light, and of no other, it says why.
    """
    found, count = drawn
    assert found.now
    now = {c: found.now.ratings[c] for c in CRITERIA[:count]}
    view = compare.compare_view(found.opportunities, (), Context(found))
    said = about_now(view)
    assert {*said} == {o.company for o in found.opportunities if o.decision != "walk-away"}
    for pair in comparison.against_now(found.opportunities, found.now):
        if pair.a.company in said:
            why = why_its_light_is_worse(pair, found)
            assert said[pair.a.company].endswith(f"{why}."), said
            text = said[pair.a.company].removeprefix("Looked ").removesuffix(f"{why}.")
            check_now(text, leads(pair.a.ratings, now), pair.share)


def why_its_light_is_worse(pair: comparison.NowPair, found: Journal) -> str:
    """How the sentence has to end, without its full stop."""
    job, own_light = pair.a, judge(found.now.ratings if found.now else {}, found.settings).light
    is_worse = LIGHTS.index(job.fit.light) < LIGHTS.index(own_light)
    if not (job.live and is_worse and pair.share > Fraction(1, 2)):
        return ""
    if job.fit.capped_by:
        return f"; its light is held down by {capping(job)}"
    return f"; by my own weights it is {job.fit.light}"


def check_now(text: str, lead: Sequence[Fraction], share: Fraction) -> None:
    """Whether a sentence is true of a job that leads by so much, by criterion."""
    signs = {"better": 1, "worse": -1, "equal": 0, "alike": 0}
    claims: dict[int, set[str]] = {}
    folded = text.casefold().rstrip(".")
    for word, _, where in re.findall(
        r"(better|worse|equal|alike)( (?:than|to) what i have now)?(?: only)? in "
        r"(.*?)(?=$|;|, (?:better|worse|equal))",
        folded,
    ):
        claims[signs[word]] = {label for label in LABELS if label in where} or {"everything"}
    actual = {
        sign: {LABELS[i] for i, x in enumerate(lead) if (x > 0) - (x < 0) == sign}
        for sign in (1, -1, 0)
    }
    assert claims, text
    named = set().union(*claims.values()) - {"everything"}
    for sign, labels in claims.items():
        rest = {LABELS[i] for i in range(len(lead))} - named
        assert actual[sign] == (rest if labels == {"everything"} else labels), text
    if "half" in text:
        assert share == Fraction(1, 2), text
    elif "weights" in text:
        better = folded.startswith("better")
        assert better == (share > Fraction(1, 2)), text
        check_percent(text, max(share, 1 - share))
    if " only in " in folded:
        sign = signs[folded.split()[0]]
        assert len(actual[sign]) == 1
        assert share > Fraction(1, 2) if sign < 0 else share < Fraction(1, 2)


OFFERED = "stage: offer\noffer: {{received: 2026-11-20, {}}}\n"
TERMS = "terms: |\n    61,000 a year\n    30 days, <b>two</b> at home\n"
TWO_OFFERS = {
    "Asks": rated(
        *(8, 8, 8, 8, 4),
        extra=OFFERED.format("answer_by: 2026-11-27, terms: 80k")
        + "gut: yes\nround: call\nevidence: {values: They said so., role: I saw it.}\n",
    ),
    "Bids": rated(9, 9, 9, 3, 9, extra=f"stage: offer\noffer:\n  {TERMS}gut: unsure\n"),
    "Dull": rated(5, 5, 5, 5, 5),
    "Good": rated(7, 7, 7, 7, 7),
    "Lost": rated(6, 6, 6, 6, 6, extra="decision: walk-away\n"),
    "Meek": rated(5, 5, 5, 5, 4),
    "New": rated(),
}
NOW = Now(
    "What I have now",
    now_of(6, 6, 7, 8, 5).ratings,
    {"role": "The same routes every night."},
    Body((Section(None, "", "<p>It ends in January.</p>", has_text=True),)),
)


def rows(view: ComparePage) -> dict[str, list[str]]:
    """The rows of the choice: what stands in each cell, by label."""
    assert view.choice
    return {
        row.label: [
            " / ".join(
                filter(
                    None,
                    (
                        cell.light.label if cell.light else None,
                        cell.score,
                        cell.rating.value if cell.rating else None,
                        cell.rating.breach if cell.rating else None,
                        *cell.lines,
                    ),
                )
            )
            for cell in row.cells
        ]
        for row in view.choice.rows
    }


def test_the_offers_stand_first_and_apart() -> None:
    """Live offers stand beside what I have now with all that a choice rests on; rows that say
    nothing are left out, and what I have now is not compared with itself.
    """
    view = shown(journal("", NOW, **TWO_OFFERS))
    assert view.choice
    assert view.choice.columns == ("Asks", "Bids", "What I have now")
    assert rows(view) == {
        "Light": [
            "Green / 7.2 / amber if intangibles were 3.5 (now 4) or company values 6.5 (now 8)",
            (
                "Amber / 7.8 / green if pay and benefits were 4 (now 3); red if pay and benefits "
                "were 2 (now 3) / Pay and benefits at 3: below my floor of 4, so the light can be "
                "no better than amber. / from one round, without evidence yet"
            ),
            "Amber / 6.4 / no rating two points off turns it",
        ],
        "Answer by": ["Friday, 27 November", "not said", ""],
        "Terms": ["80k", "61,000 a year / 30 days, <b>two</b> at home", ""],
        "Gut, by round": ["call: yes", "18 November: unsure", ""],
        "Company values": ["8 / They said so.", "9", "6"],
        "Role": ["8 / I saw it.", "9", "6 / The same routes every night."],
        "Manager": ["8", "9", "7"],
        "Pay and benefits": ["8", "3 / below my floor", "8"],
        "Intangibles": ["4", "9", "5"],
        "Against what I have now": [
            (
                "Worse than what I have now only in intangibles; equal in pay and benefits, better "
                "in everything else."
            ),
            "Worse than what I have now only in pay and benefits; better in everything else.",
            "",
        ],
        "Ask for first": ["", "Could ask for better pay and benefits: green at 4 (now 3).", ""],
    }


WHAT_IF = re.compile(r'<section class="part what-if".*?</section>', re.DOTALL)


def test_each_thing_stands_once_on_the_page() -> None:
    """With a choice, the page says terms, dates and what would turn an offer there alone, lists the
    other jobs below, folds the pairs that matter less, and has evidence and my own texts folded.
    """
    # The sliders have rows of their own, hidden without a script.
    text = WHAT_IF.sub("", rendered(journal("", NOW, **TWO_OFFERS)))
    words = told(text)
    for once in (
        "80k",
        "61,000 a year",
        "Friday, 27 November",
        "They said so.",
        "green at 4 (now 3)",
    ):
        assert words.count(once) == 1, once
    assert '<p dir="auto">30 days, &lt;b&gt;two&lt;/b&gt; at home</p>' in text
    assert re.findall(r'<b dir="auto">(\w+)</b>', text) == ["Good", "Dull", "Meek", "Lost"]
    assert "1 more live job, not rated yet." in words
    below = text[text.index("Two by two") :]
    above = text.removesuffix(below)
    heads = re.findall(r'<th scope="col">(?:<a[^>]*>)?<bdi>([\w ]+)', above)
    assert heads[:3] == ["Asks", "Bids", "What I have now"]
    assert heads[3:6] == heads[:3]  # above what I saw and heard
    assert heads[6:] == ["Asks", "Good", "Bids", "Dull", "Meek", "Lost", "What I have now"]
    assert '<a href="../opportunities/asks-r/index.html"><bdi>Asks</bdi></a>' in text
    assert told(text, "Between the offers") == (
        "Between the offers - Asks is green and Bids amber; yet Bids scores higher under 71% of "
        "all possible weights: its light is held down by pay and benefits, 3."
    )
    assert words.count("All possible weights:") == 1
    shown_pairs, folded = below.split('<details class="stays">')
    assert re.findall("<li>(.*)</li>", shown_pairs) == [
        "Asks and Good are both green; Asks scores higher under 68% of all possible weights.",
        (
            "Good is green and Bids amber; yet Bids scores higher under 80% of all possible "
            "weights: its light is held down by pay and benefits, 3."
        ),
    ]
    assert re.findall("<dt>(.*)</dt>", shown_pairs) == ["Good", "Dull", "Meek"]
    assert re.findall('<th scope="row"><div><bdi>(.*?)</bdi>', folded) == (
        ["Asks", "Good", "Bids", "Dull", "Meek", "Lost"]
    )
    assert re.findall("<details.*?<h2>(.*?)</h2>", text, re.DOTALL) == ["What I have now"]
    assert "It ends in January." in text


def test_the_table_of_pairs_says_what_the_sentences_say() -> None:
    """A cell says under how many weightings the job of its row scores higher than that of its
    column, `always` or `never` where one is at least as good in everything, and nothing of itself.
    """
    found = journal("", NOW, **TWO_OFFERS, Like=rated(7, 7, 7, 7, 7))
    table = {row.label: row.cells for row in shown(found).pair_table}
    jobs = by_company(found)
    for pair in comparison.pairs(jobs[name] for name in table):
        one, other = pair.a.company, pair.b.company
        cell, mirrored = (
            table[row][list(table).index(column)] for row, column in ((one, other), (other, one))
        )
        if pair.dominates:
            won, lost = (cell, mirrored) if pair.dominates == "a" else (mirrored, cell)
            assert (won, lost) == ("always", "never")
        elif pair.share == pair.reverse == 0:
            assert (cell, mirrored) == ("alike", "alike")
        else:
            shares = (pair.share, pair.reverse)
            said = [Fraction(words.strip("<%")) / 100 for words in (cell, mirrored)]
            assert [floor(share * 100) for share in said] == [floor(s * 100) for s in shares]
            assert min(said) > 0
    assert [row[number] for number, row in enumerate(table.values())] == [""] * len(table)


def test_the_sliders_stand_on_the_page() -> None:
    """The jobs that are fully rated stand once more with light and score below what if it mattered
    more, the offers first, hidden until a script fills in the sliders; an audience has none.
    """
    found = journal("", NOW, **TWO_OFFERS)
    (section,) = WHAT_IF.findall(rendered(found))
    assert " hidden>" in section[: section.index(">") + 1]
    shown_rows = [
        told(item).removeprefix("- ")
        for item in re.findall('<li class="job".*?</li>', section, re.DOTALL)
    ]
    assert [(words.split()[:3], words.split()[-1]) for words in shown_rows] == [
        (["Green", "Asks", "R"], "7.2"),
        (["Amber", "Bids", "R"], "7.8"),
        (["Green", "Good", "R"], "7.0"),
        (["Amber", "Dull", "R"], "5.0"),
        (["Red", "Meek", "R"], "4.8"),
        (["Amber", "Lost", "R"], "6.0"),
    ]
    audience = Audience("coach", fields=("ratings", "fit", "stage"))
    assert shown(replace(found, audience=audience, now=None)).what_if is None


def test_without_an_offer_there_is_no_choice() -> None:
    """Without a live offer, or with one that I decided against, the page has no such section."""
    for extra in ("", "decision: walk-away\n"):
        jobs = {k: TWO_OFFERS[k] for k in ("Dull", "Good")}
        jobs["Gone"] = rated(8, 8, 8, 8, 8, extra=f"stage: offer\n{extra}" if extra else "")
        view = shown(journal("", NOW, **jobs))
        assert view.choice is None
        assert view.choice_pairs == ()
        assert view.heads[-1] == "What I have now"


def test_an_audience_sees_no_choice() -> None:
    """For an audience there are no offers apart, no terms, and nothing of what I have now."""
    found = journal("", NOW, **TWO_OFFERS)
    audience = Audience("coach", fields=("ratings", "fit", "stage"))
    view = shown(replace(found, audience=audience, now=None))
    assert (view.choice, view.now, view.now_pairs, view.now_label) == (None, None, (), "")
    assert [row.company for row in view.jobs] == list(view.heads)


NOWS = {
    "none": None,
    "bare": Now("What I have now", {}, {}, Body()),
    "partly": now_of(7, None, 5),
    "evidence": now_of(role="Dull."),
    "full": now_of(7, 7, 7, 7, 7, label="شركة"),
    "strange": Now("X", {"retired": Fraction(1)}, {"retired": "Gone."}, Body()),
}
JOBS = {
    "nothing": {},
    "unrated offer": {"A": rated(extra="stage: offer\n")},
    "one": {"A": rated(8, 8, 8, 8, 8)},
    "partly": {"A": rated(8), "B": rated(8, 8, 8, 8, 8, extra="stage: offer\n")},
    "other scripts": {
        "a": rated(9, 8, 7, 6, 5, company="شركة الشمال", extra="stage: offer\n"),
        "b": rated(5, 6, 7, 8, 9, company="北風商會", extra="stage: offer\n"),
    },
    "thirteen offers": {
        f"J{i:02}": rated(8, 7, 6, 5, i % 9 + 1, extra="stage: offer\n") for i in range(13)
    },
}


@pytest.mark.parametrize("now", NOWS)
@pytest.mark.parametrize("jobs", JOBS)
@pytest.mark.parametrize("criteria", ["five", "one"])
def test_little_and_much_is_compared(
    now: str, jobs: str, criteria: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is rated or missing, page, figures and terminal show it, wide or narrow."""
    off = "\n".join(f'[[criteria]]\nid = "{c}"\nenabled = false' for c in CRITERIA[1:])
    found = journal(off if criteria == "one" else "", NOWS[now], **JOBS[jobs])
    jsonschema.validate(json.loads(data.json_bytes(found)), SCHEMA)
    view = shown(found)
    assert bool(view.choice) == ("offer" in str(JOBS[jobs]))
    assert (view.choice is None) or len(view.choice.links) <= 13
    assert (found.now is not None and now in {"partly", "full"} and bool(view.lines)) == (
        bool(view.lines) and view.heads[-1] == (found.now.heading if found.now else "")
    )
    assert rendered(found).count("<h1>") == 1
    for width in ("40", "80", "200"):
        monkeypatch.setenv("COLUMNS", width)
        assert compared(found, monkeypatch).strip()


def rendered(found: Journal) -> str:
    """The page of the comparison."""
    texts = {p.name: p.read_text("utf-8") for p in (ROOT / "templates").glob("*.html")}
    renderer = render.TemplateRenderer(render.site_view(found, search=True), texts, {})
    return renderer.render(compare.page(Context(found)))


def compared(found: Journal, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What `compare` prints of a journal."""
    monkeypatch.setattr(compare_command, "read_journal", lambda *_: found)
    return CliRunner().invoke(afterview, ["compare", *words], catch_exceptions=False).stdout


def test_two_offers_are_compared_in_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without keys `compare` shows two live offers and what I have now with all that the page
    says of them, and what I look for last.
    """
    aim = Body((Section(None, "", "<p>Something to touch.</p>", has_text=True),))
    found = replace(journal("", NOW, **TWO_OFFERS), looking_for=aim)
    monkeypatch.setenv("COLUMNS", "110")
    text = compared(found, monkeypatch)
    words = " ".join(text.split())
    labels = [line[:25].strip() for line in text.split("\n\n")[0].split("\n")]
    assert [label for label in labels if label] == [
        *("light", "score", "what would turn it", "Answer by", "Terms", "Gut, by round"),
        *("Company values", "Role", "Manager", "Pay and benefits", "Intangibles"),
        *("Against what I have now", "Ask for first"),
    ]
    assert "Asks Bids What I have now" in words
    assert re.search(r"80k +61,000 a year *\n +30 days, <b>two</b> at", text)
    assert "The same routes every" in words
    assert "Good" not in words
    assert "- Asks is green and Bids amber; yet Bids scores higher under 71%" in words
    assert words.count("All possible weights:") == 1
    assert words.endswith("What I look for Something to touch.")


def test_a_narrow_terminal_shows_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 80 columns each job stands with its rows below its name, and no line is too long."""
    monkeypatch.setenv("COLUMNS", "60")
    text = compared(journal("", NOW, **TWO_OFFERS), monkeypatch)
    table = text.split("Two by two")[0]
    assert [part.strip().split("\n")[0] for part in table.strip().split("\n\n")] == [
        *("Asks", "Bids", "What I have now"),
    ]
    assert max(map(len, table.split("\n"))) <= 60


def test_all_pairs_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences about the three best stand in the terminal, those about all with `--pairs`;
    where fewer than two offers are live, all live jobs are shown.
    """
    jobs = {k: v for k, v in TWO_OFFERS.items() if k != "Bids"}
    found = journal("", NOW, **jobs)
    ctx = Context(found)
    all_live = compare.compare_view(compare.live_columns(ctx), (), ctx)
    text = compared(found, monkeypatch)
    assert [line.split(";")[0] for line in re.findall("^- (.*)", text, re.MULTILINE)] == [
        "Asks and Good are both green",
        "Asks is green and Dull amber",
        "Good is at least as good as Dull in everything.",
        *(f"{name}: {sentence.split(';')[0]}" for name, sentence in all_live.now_pairs),
    ]
    assert "7 more pairs: --pairs" in text
    assert "- Good: " in text
    assert "Not compared: 1 more live job" in text
    everything = compared(found, monkeypatch, "--pairs")
    assert len(re.findall(r"^- .* (?:in everything|weights)", everything, re.MULTILINE)) >= 10
    assert "--pairs" not in everything


def test_a_term_is_explained_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """What all possible weights are is said on the page and in the terminal only where some
    sentence that is shown speaks of them.
    """
    alike = journal("", now_of(6, 6, 6, 6, 6), A=rated(*[8] * 5), B=rated(*[7] * 5))
    apart = journal("", None, A=rated(9, 7, 8, 8, 8), B=rated(7, 9, 8, 8, 8))
    for found, count in ((alike, 0), (apart, 1)):
        for text in (rendered(found), compared(found, monkeypatch)):
            assert text.count("All possible weights:") == count


def test_what_is_closed_says_so_in_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """With keys those are shown, and what is closed says how it ended and asks nothing."""
    jobs = {**TWO_OFFERS, "Past": rated(9, 9, 9, 3, 9, extra="stage: no-answer\n")}
    text = compared(journal("", None, **jobs), monkeypatch, "past", "good")
    words = " ".join(text.split())
    assert "Where it stands closed: no answer" in words
    assert "light looked amber Green" in words
    assert "Ask for" not in words
    assert "Good is green and Past looked amber; yet Past scored higher under" in words
    assert "its light was held down by pay and benefits, 3." in words

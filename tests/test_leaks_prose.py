"""Withheld prose that names a company: it stops a publication as any other withheld prose does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Place

AUDIENCE = """\
[audiences.coach]
fields = ["role", "round", "ratings", "fit"]
sections = ["goals", "differently"]
"""
JOURNAL = """\
---
company: Northwind Traders, Inc.
also: [NWT, The Northwind Trading House of the Far North]
role: Staff Engineer
round: first call
interviewed: 2026-11-18 14:00
{front}share: [coach]
---

{before}

## Goals

{shared}

## {heading}

{withheld}
"""
OTHER = """\
---
company: {name}
also: [{also}]
role: Nurse
interviewed: 2026-10-01
---

## Goals

{withheld}
"""
SENTENCE = "We think Northwind Traders will cut every job soon."


def publish(
    empty: Place,
    shared: str,
    withheld: str = "",
    where: str = "Learned",
    settings: str = AUDIENCE,
) -> str:
    """Publish a reflection with a shared and a withheld text, and return what is reported."""
    front = {
        "why": f"second_look:\n  why: >-\n    {withheld}\n",
        "terms": f"offer:\n  terms: >-\n    {withheld}\n",
        "evidence": f"evidence:\n  values: >-\n    {withheld}\n",
        "because": f"decision: pursue\nbecause: >-\n  {withheld}\n",
    }.get(where, "")
    now = {
        "label": f"label: >-\n  {withheld}\n---\n",
        "evidence now": f"evidence:\n  values: >-\n    {withheld}\n---\n",
        "text now": f"---\n\n## The desk\n\n{withheld}\n",
        "task now": f"---\n\n- [ ] {withheld}\n",
    }.get(where, "---\n")
    headings = {"a heading of my own": "Weather", "Concerns": "Concerns", "task": "Next steps"}
    prefix = {"Concerns": "- ", "task": "- [ ] "}.get(where, "")
    in_body = where in {"Learned", *headings}
    elsewhere = withheld if where == "elsewhere" else ""
    empty.write(
        {
            "journal/journal.toml": settings,
            "journal/a.md": JOURNAL.format(
                front=front,
                before=withheld if where == "before" else "",
                shared=shared,
                heading=headings.get(where, "Learned"),
                withheld=f"{prefix}{withheld}" if in_body else "",
            ),
            "journal/b.md": OTHER.format(name="Tolvane Health", also="Ørsted", withheld=elsewhere),
            "journal/c.md": OTHER.format(name="Große Straße GmbH", also="東京製作所", withheld=""),
            "journal/looking-for.md": withheld if where == "looking for" else "",
            "journal/now.md": f"---\n{now}",
        }
    )
    done = empty.run("publish", "coach")
    assert (done.status == 0) == (done.err == "")
    return done.err


def places(report: str) -> list[tuple[str, int, int]]:
    """Where each reported leak stands."""
    found = re.findall(r"^(\S+?):(\d+):(\d+): error: ", report, re.MULTILINE)
    return [(path, int(line), int(column)) for path, line, column in found]


@pytest.mark.parametrize(
    "where",
    [
        "Learned",
        "a heading of my own",
        "Concerns",
        "task",
        "before",
        "why",
        "terms",
        "evidence",
        "because",
        "label",
        "evidence now",
        "text now",
        "task now",
        "looking for",
        "elsewhere",
    ],
)
def test_a_withheld_sentence_with_a_name_stops_wherever_it_stands(empty: Place, where: str) -> None:
    """A sentence that names a company is found, whichever withheld text holds it."""
    report = publish(empty, f"Well.\n{SENTENCE}", SENTENCE, where)
    line = report.count("") and places(report)[0][1]
    assert places(report) == [("journal/a.md", line, 1)], report


@pytest.mark.parametrize(
    ("withheld", "shared"),
    [
        (SENTENCE, "We think NWT will cut every job soon."),
        (SENTENCE, "We think Northwind Traders, Inc. will cut every job soon."),
        (SENTENCE, "WE THINK NORTHWIND TRADERS WILL CUT EVERY JOB SOON."),
        (SENTENCE, "I hear: we think nwt, will cut every job."),
        (SENTENCE, "We think *Northwind Traders* will cut every job soon."),
        (SENTENCE, "We think **North**wind Traders will *cut* every job soon."),
        (SENTENCE, "We think `Northwind Traders` will cut every job soon."),
        (SENTENCE, "We think\nNorthwind\nTraders\nwill cut every job soon."),
        (SENTENCE, "We think Northwind Traders<br>will cut<br>every job soon."),
        (SENTENCE, "We think Northwind Traders\n\nwill cut every job soon."),
        (SENTENCE, "- We think Northwind Traders\n- will cut every job soon."),
        (SENTENCE, "We think Northwind&#32;Traders will cut every job soon."),
        (SENTENCE, "We think [Northwind Traders](https://x.example) will cut every job soon."),
        (SENTENCE, "We think North\u00adwind Traders will cut every job soon."),
        (SENTENCE, "We think Northwind Traders <!-- no --> will cut every job soon."),
        ("We think *NWT* will cut every job soon.", "We think Northwind Traders will cut every."),
        ("We think\nNorthwind\nTraders will\ncut every job.", "We think NWT will cut every job."),
        ("Northwind Traders will cut every job.", "Northwind Traders will cut every job."),
        ("Northwind Traders will cut every job soon.", "NWT will cut every job soon."),
        ("Nobody there will stay with NWT.", "Nobody there will stay with Northwind Traders."),
        ("Nobody will stay with Northwind Traders.", "Nobody will stay with Northwind Traders!"),
        ("Northwind Traders pays late.", "They say that Northwind Traders pays late."),
        ("Northwind Traders pays late.", "They say that NWT pays late."),
        ("NWT pays late.", "They say that Northwind Traders pays late."),
        ("I left NWT.", "It is why I left Northwind Traders, Inc., I say."),
        ("Northwind Traders's pay is small.", "But Northwind Traders's pay is small."),
        ("Northwind Traders' pay is small.", "But Northwind Traders’ pay is small."),  # noqa: RUF001
        ("NWT and Tolvane Health share one list.", "NWT and Tolvane Health share one list."),
        (
            "NWT sues Tolvane Health over Ørsted.",
            "Northwind Traders sues Tolvane Health over Ørsted.",
        ),
        ("NWT sues Tolvane Health.", "I hear NWT sues Tolvane Health."),
        ("Tolvane Health beats NWT, NWT says.", "Tolvane Health beats NWT, NWT says."),
        ("I would rather go to Tolvane Health.", "I would rather go to Tolvane Health, you know."),
        ("They were with Ørsted before it sank.", "They were with Ørsted before it sank."),
        ("They were with Ørsted before it sank.", "They were with Tolvane Health before it sank."),
        ("The men of Große Straße laugh loud.", "The men of GROSSE STRASSE laugh loud."),
        ("The men of 東京製作所 laugh loud.", "The men of 東京製作所 laugh loud."),
        ("昨日は東京製作所で長く話した。", "昨日は東京製作所で長く話した。"),
        ("I go, The Northwind Trading House of the Far North or not.", "I go, NWT or not."),
        ("You know, they let NWT burn down again.", "Or they let NWT burn down, or so."),
        ("Did Northwind Traders, NWT, or whoever it was, lie?", "Did NWT, NWT, or whoever it is?"),
    ],
)
def test_a_withheld_sentence_is_found_across_the_name_in_it(
    empty: Place, withheld: str, shared: str
) -> None:
    """Prose is compared as it was written and as it reads with aliases, across a replaced name."""
    report = publish(empty, shared, withheld)
    assert "`journal/" not in report
    assert "is withheld: the section `learned`, journal/a.md" in report
    assert {path for path, _, _ in places(report)} == {"journal/a.md"}


@pytest.mark.parametrize(
    "settings",
    [
        f'{AUDIENCE}allow = ["Northwind Traders", "nwt"]\n',
        f'{AUDIENCE}allow = ["will cut"]\n',
        f'{AUDIENCE}companies = "name"\n',
    ],
)
@pytest.mark.parametrize("shared", [SENTENCE, SENTENCE.replace("Northwind Traders", "NWT")])
def test_a_name_that_may_be_seen_hides_no_withheld_sentence(
    empty: Place, settings: str, shared: str
) -> None:
    """Where a name or a phrase may be seen, a withheld sentence around it is found all the same."""
    report = publish(empty, shared, SENTENCE, settings=settings)
    assert "is withheld: the section `learned`, journal/a.md" in report


@pytest.mark.parametrize(
    "settings", [AUDIENCE, f'{AUDIENCE}companies = "name"\n', f'{AUDIENCE}allow = ["nwt"]\n']
)
@pytest.mark.parametrize(
    ("withheld", "shared"),
    [
        ("Northwind Traders", "Northwind Traders was kind."),
        ("NWT.", "NWT was kind."),
        ("Northwind Traders, Inc.", "I was at Northwind Traders, Inc. today."),
        ("NWT (Northwind Traders)", "NWT, that is Northwind Traders, was kind."),
        ("The Northwind Trading House of the Far North.", "NWT was kind."),
        (
            "We met The Northwind Trading House of the Far North.",
            "I like The Northwind Trading House of the Far North.",
        ),
        ("Tolvane Health.", "I was at Tolvane Health before."),
        ("東京製作所", "昨日は東京製作所で話した。"),
        ("They said that Northwind Traders will grow.", "I hope Northwind Traders will grow."),
        ("NWT pays late.", "NWT pays, and it is late."),
    ],
)
@pytest.mark.parametrize("where", ["Learned", "task", "why"])
def test_a_name_by_itself_is_no_withheld_sentence(
    empty: Place, settings: str, withheld: str, shared: str, where: str
) -> None:
    """Withheld prose that is a company's name alone, or shares little but a name, stops nothing."""
    assert publish(empty, shared, withheld, where, settings) == ""


@pytest.mark.parametrize(
    ("front", "text", "what"),
    [
        ("label: It is the desk beside the old printer", "", "the label of what I have now, {}:2"),
        (
            "ratings: {role: 5}\nevidence: {role: It is the desk beside the old printer}",
            "",
            "evidence of what I have now, {}:3",
        ),
        ("description: It is the desk beside the old printer", "", "an ignored key, {}:2"),
        ("", "It is the desk beside the old printer", "the section of my own, {}"),
        ("", "%% It is the desk beside the old printer %%", "a comment, {}:5"),
        ("# It is the desk beside the old printer", "", "a comment, {}:2"),
    ],
)
def test_what_i_have_now_never_leaves(empty: Place, front: str, text: str, what: str) -> None:
    """All of `now.md` is withheld: what a shared section copies of it is found at its place."""
    now = f"---\n{front}\n---\n\n{text}\n"
    report = publish_beside(empty, "I thought of it: it is the desk beside the old printer.", now)
    assert places(report) == [("journal/a.md", 14, 18)], report
    assert what.format("journal/now.md") in report
    assert publish_beside(empty, "I thought of something else.", now) == ""
    assert not [p for p, data in empty.files("public").items() if b"What I have now" in data]


def test_the_words_that_stand_for_what_i_have_now_are_ours(empty: Place) -> None:
    """Without a label of my own, nothing is withheld for it."""
    shared = "I compared it with what I have now."
    assert publish_beside(empty, shared, "---\nratings: {values: 5}\n---\n") == ""
    report = publish_beside(empty, shared, "---\nlabel: what I have\n---\n")
    assert "is withheld: the label of what I have now, journal/now.md:2" in report


def publish_beside(empty: Place, shared: str, now: str) -> str:
    """Publish a shared text beside a `now.md`, and return what is reported."""
    publish(empty, shared)
    empty.write({"journal/now.md": now})
    return empty.run("publish", "coach").err

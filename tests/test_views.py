"""What the pages say of a journal: text in, words of a page out."""

from __future__ import annotations

import html
import re

import pytest
from test_pages import TODAY, journal, site

from site_builder.pages.plain_text import plain_text
from site_builder.parsing.journal import parse_journal
from site_builder.redaction.redact import redact

FRONT = "company: {}\nrole: R\ninterviewed: 2026-11-{}\n"
RATED = "ratings: {{values: {}, role: {}, manager: {}, compensation: {}, intangibles: {}}}\n"
TASKS = """
## Concerns

- [ ] Who leaves?
- [x] Who stays?
- Why now?

## Next steps

- [ ] Thank them due:2026-11-19
- [ ] Book a seat due:2026-11-24
- [ ] Renew the passport due:2027-01-05
- [x] Say yes done:2026-11-20
- [ ] @them Send the terms due:2026-11-25
- [ ] <span class="due">due 2026-11-01</span> and `<span class="mark">Done</span>`
"""


BY_DATE = (
    "Next My move Late 18 November was due 20 November Also open Ask 18 November due 24 November"
    " Last 18 November Waiting for Send it 18 November"
)


def told(text: str, part: str | None = None) -> str:
    """The words of a page, or of the part under one heading."""
    if part:
        parts = re.split(r'(?=<(?:section|header|div)[^>]* class="part|<section class="part)', text)
        text = next(p for p in parts if f"<bdi>{part}</bdi></h2>" in p or f'"cue">{part}<' in p)
    return " ".join(plain_text(re.sub(r"<head>.*</head>", "", text, flags=re.DOTALL)).split())


def file(company: str, day: int, *ratings: object, extra: str = "", body: str = "") -> str:
    """A reflection, rated or not."""
    rated = RATED.format(*ratings) if ratings else ""
    return f"---\n{FRONT.format(company, day)}{rated}{extra}---\n{body}"


def test_dates_in_a_body_are_words_of_the_day() -> None:
    """A task in a body says by when it is or was due, without the year when it is this one, and a
    question whether it is answered; nothing that a user writes passes for such a mark.
    """
    body = site(journal(a=file("A", 18, body=TASKS)))["reflections/a/index.html"]
    assert told(body, "Next steps") == (
        "Next steps - To do Thank them was due 19 November - To do Book a seat due 24 November"
        " - To do Renew the passport due 5 January 2027 - Done Say yes done 20 November"
        " - Theirs Send the terms due 25 November - To do due 2026-11-01 and "
        '<span class="mark">Done</span>'
    )
    assert (
        told(body, "Concerns")
        == "Concerns - Open Who leaves? - Answered Who stays? - Open Why now?"
    )


def test_what_is_closed_asks_nothing_in_its_body() -> None:
    """A closed job's body shows open tasks and questions as plain items, and what was done."""
    closed = file("A", 18, extra="stage: rejected\n", body=TASKS)
    page = site(journal(a=closed))["reflections/a/index.html"]
    assert told(page, "Next steps").startswith("Next steps - Thank them - Book a seat - Renew the")
    assert "- Done Say yes done 20 November - Send the terms -" in told(page, "Next steps")
    assert told(page, "Concerns") == "Concerns - Who leaves? - Answered Who stays? - Why now?"


OFFERS = {
    "a": file(
        "Asks",
        18,
        8,
        8,
        8,
        8,
        8,
        extra="stage: offer\noffer: {answer_by: 2026-11-27, terms: 80k}\n",
    ),
    "b": file("Better", 17, 9, 9, 9, 9, 9),
    "c": file("Capped", 16, 9, 9, 9, 9, 3, extra="decision: walk-away\n"),
    "d": file("Dull", 15, 6, 6, 6, 6, 6),
    "e": file("Empty", 14),
}


def test_an_offer_asks_for_timelines_once() -> None:
    """The first page suggests once, under the offer, to ask the others for their timeline; their
    own pages do, except of what I walk away from.
    """
    pages = site(journal(**OFFERS))
    assert pages["index.html"].count("their timeline") == 1
    asking = [a for a, text in pages.items() if "ask for their timeline?" in text]
    assert asking == [f"opportunities/{key}-r/index.html" for key in ("better", "dull", "empty")]
    alone = site(journal(a=OFFERS["a"], c=OFFERS["c"]))
    assert "their timeline" not in alone["index.html"]


def test_the_terms_of_an_offer_stand_with_the_job() -> None:
    """An offer's date and terms stand on the page of its job and in the comparison."""
    pages = site(journal(**OFFERS))
    facts = re.findall(r"<dt>(.*)</dt> <dd.*>(.*)</dd>", pages["opportunities/asks-r/index.html"])
    assert facts == [("Answer by", "27 November"), ("Terms", "80k")]
    compare = told(pages["compare/index.html"])
    assert "Answer by Friday, 27 November" in compare
    assert "Terms 80k" in compare
    past = {k: v.replace("2026-11-27", "2026-11-21") for k, v in OFFERS.items()}
    late = site(journal(**past))
    asked = (
        "Was their offer answered? stage: accepted or declined in its last note"
        " Asks, R was due 21 November"
    )
    assert asked in told(late["index.html"])
    assert "<dt>Answer was due</dt>" in late["opportunities/asks-r/index.html"]


def test_the_better_light_comes_first() -> None:
    """Live jobs come by light, then by score, and what I walk away from last, on the first page
    and side by side.
    """
    pages = site(journal(**OFFERS))
    jobs = pages["index.html"].partition('<ul class="jobs"')[2]
    order = re.findall(r'<b dir="auto">(\w+)</b>', jobs)
    assert order == ["Better", "Asks", "Dull", "Empty", "Capped"]
    table = pages["compare/index.html"].split("By criterion")[1]
    columns = re.findall(r'<th scope="col"><a [^>]*><bdi>(\w+)', table)
    assert columns == ["Better", "Asks", "Dull", "Capped"]


def test_the_best_three_are_weighed_against_each_other_first() -> None:
    """Of the sentences about who beats whom, those of the first three jobs stand there, and all
    pairs are a folded table.
    """
    text = site(journal(**OFFERS))["compare/index.html"]
    shown, folded = text[text.index("Two by two") :].split('<details class="stays">')
    assert re.findall(r"<li>(.*)</li>", shown) == [
        "Better is at least as good as Asks in everything.",
        "Better is at least as good as Dull in everything.",
        "Asks is at least as good as Dull in everything.",
    ]
    rows = re.findall(r'<th scope="row">.*?</tr>', folded.split("</details>")[0], re.DOTALL)
    assert [told(row).replace("\u2013", "-") for row in rows] == [
        "Better - always always always",
        "Asks never - always 48%",
        "Dull never never - 6%",
        "Capped never 51% 93% -",
    ]


@pytest.mark.parametrize(
    ("extra", "body", "expected"),
    [
        ("", "- [ ] @them Send it", "Next Their move Send it 18 November"),
        (
            "ball: them\n",
            "- [ ] Ask it\n- [ ] @them Send it",
            "Next Their move; meanwhile Ask it 18 November Waiting for Send it 18 November",
        ),
        ("ball: them\n", "", "Next Their move Waiting to hear from them"),
        (
            "",
            "- [ ] Last\n- [ ] Late due:2026-11-20\n- [ ] @them Send it\n- [ ] Ask due:2026-11-24",
            BY_DATE,
        ),
        (
            "decision: walk-away\n",
            "- [ ] Ask it",
            (
                "Next My move"
                " Tell them, kindly; then stage: withdrawn in its last note (or walked-away)"
            ),
        ),
    ],
)
def test_whose_move_it_is(extra: str, body: str, expected: str) -> None:
    """A job's page names the next move and whose it is, then the other open tasks by date."""
    text = file(
        "A", 18, 8, 8, 8, 8, 8, extra=f"{extra}second_look: {{}}\n", body=f"## Next steps\n{body}"
    )
    page = site(journal(a=text))["opportunities/a-r/index.html"]
    assert re.sub(r" - ", " ", told(page, "Next")) == expected


def test_a_round_names_the_light_of_its_job() -> None:
    """A round after which the job looked otherwise says how it looks over all rounds; the latest,
    and one that is alone, says it once.
    """
    offer = "---\ncompany: A\nrole: R\nreflected: 2026-11-20\nratings: {role: 7}\n---\n"
    pages = site(journal(a=file("A", 18, 8, 8, 8, 8, 8), b=offer, c=file("C", 18, 8, 8, 8, 8, 8)))
    assert "Over all rounds: Green 7.8" in told(pages["reflections/a/index.html"])
    assert "Over all rounds" not in pages["reflections/b/index.html"]
    assert "Over all rounds" not in pages["reflections/c/index.html"]


def test_a_light_comes_with_what_would_turn_it() -> None:
    """A page about a job says after its light which rating would turn it, and folds how far off
    the nearest is and what other weights would say.
    """
    page = site(journal(a=file("A", 18, 8, 8, 8, 8, 4)))["opportunities/a-r/index.html"]
    first, folded = page.split("<details>", 1)
    turn = "Green: amber if intangibles were 3.5 (now 4) or company values 6.5 (now 8)."
    assert f"{turn} Pursue it." in told(first)
    folded = told(folded.split("</details>")[0])
    assert folded.startswith(
        "Why: ratings and reasons Fragile: half a point on intangibles turns it."
    )
    assert "Other weights - It is green under 68% of all possible weights." in folded


AMBER = (8, 8, 5, 6, 6)


CHANGE = "What would have to change, and can I ask for it?"
FOR_AMBER = [
    "Could ask for better pay and benefits: green at 8 (now 6).",
    "Could ask for better intangibles: green at 8 (now 6).",
    "Could look again at company values: green at 10 (now 8).",
    "Could look again at role: green at 10 (now 8).",
    "Could look again at manager: green at 7 (now 5).",
]
PAY_OF_2 = (6, 6, 6, 2, 6)
FOR_PAY_OF_2 = ["Could ask for better pay and benefits: amber at 2.5 (now 2)."]


@pytest.mark.parametrize(
    ("ratings", "extra", "advice", "asks"),
    [
        (AMBER, "", CHANGE, FOR_AMBER),
        (PAY_OF_2, "stage: offer\n", "You may walk away in peace.", FOR_PAY_OF_2),
        (PAY_OF_2, "", "You may walk away in peace.", []),
        ((9, 9, 9, 9, 9), "stage: offer\n", "Pursue it.", []),
        (AMBER, "decision: walk-away\n", "", []),
        (AMBER, "stage: declined\n", "", []),
    ],
)
def test_an_amber_job_and_an_offer_say_what_to_ask_for(
    ratings: tuple[float, ...], extra: str, advice: str, asks: list[str]
) -> None:
    """The pages of an amber job and of an offer list once what would turn it to a better light,
    first what can be asked for; what is closed or decided against gives no advice.
    """
    pages = site(journal(a=file("A", 18, *ratings, extra=extra)))
    for page in (pages["opportunities/a-r/index.html"], pages["reflections/a/index.html"]):
        assert _advice(page) == advice
        assert re.findall(r"<li>(Could .*)</li>", page) == asks


def test_an_offer_shows_what_to_ask_for_unfolded() -> None:
    """What to ask for stands below the facts of an offer, and is folded where there is none yet."""
    offer = "offer: {received: 2026-11-20}\n"
    pages = site(journal(a=file("A", 18, *AMBER, extra=offer), b=file("B", 18, *AMBER)))
    offered, other = (pages[f"opportunities/{key}-r/index.html"] for key in "ab")
    assert all(line in told(offered.partition("The offer")[2]) for line in FOR_AMBER)
    assert all(line in told(other.partition("<details>")[2]) for line in FOR_AMBER)


def _advice(page: str) -> str:
    """The advice of a page; empty without any."""
    found = re.search('<p class="ask">(.*)</p>', page)
    return found[1] if found else ""


def test_a_round_of_several_gives_no_advice() -> None:
    """What a light asks stands at the job, so that no round of several contradicts it."""
    pages = site(journal(a=file("A", 17, 9, 9, 9, 9, 9), b=file("A", 18, 3, 3, 3, 3, 3)))
    assert _advice(pages["opportunities/a-r/index.html"]) == "You may walk away in peace."
    assert [_advice(pages[f"reflections/{slug}/index.html"]) for slug in "ab"] == ["", ""]


def test_the_first_page_says_whose_move_it_is() -> None:
    """My next moves stand in one list, what comes and what they owe in two others, near dates with
    their weekday, and each of them once.
    """
    tasks = "## Next steps\n- [ ] Thank them due:2026-11-19\n- [ ] Book a seat due:2026-11-24\n"
    look = "second_look: {}\n"
    index = site(
        journal(
            a=file("A", 18, 8, 8, 8, 8, 8, extra=look, body=tasks),
            b=file("B", 17, 8, 8, 8, 8, 8, body="- [ ] @them Send the terms due:2026-11-25\n"),
            c=file("C", 24),
            d=file("D", 21, extra="reflected: 2026-11-21\n"),
        )
    )["index.html"]
    assert told(index, "My move") == (
        "My move - Write while it is fresh D, 21 November"
        " - Thank them A, 18 November was due 19 November"
        " - Prepare for the interview C, 24 November 24 November (Tuesday)"
    )
    assert (
        told(index, "Coming up")
        == "Coming up - Book a seat A, 18 November due 24 November (Tuesday)"
    )
    assert (
        told(index, "Their move")
        == "Their move - Send the terms B, 17 November due 25 November (Wednesday)"
    )


def test_more_than_five_moves_are_folded() -> None:
    """The first page shows five of my moves and folds the rest."""
    files = {f"a{n}": file(f"Co{n}", 18) for n in range(7)}
    shown, _, folded = site(journal(**files))["index.html"].partition("<summary>And 2 more")
    assert shown.count("Write while it is fresh") == 5
    assert folded.split("</details>")[0].count("Write while it is fresh") == 2


def test_a_tab_names_the_light_of_a_live_job() -> None:
    """The title of a job's page begins with its light in a word, with its stage once it is closed,
    and with neither for an audience that may not see the light.
    """
    audience = '[audiences.a]\ncompanies = "name"\nfields = ["role"]\nsections = ["goals"]\n'
    files = {
        "a": file("A", 18, 8, 8, 8, 8, 8, extra="share: [a]\n"),
        "b": file("B", 18, 8, 8, 8, 8, 8, extra="stage: walked-away\n"),
        "c": file("C", 18, 2, 8, 8, 8, "null"),
    }
    found = parse_journal(
        "journal",
        {f"{name}.md": text.encode() for name, text in files.items()}
        | {"journal.toml": audience.encode()},
        TODAY,
    )
    (shared,) = (redact(found, audience).journal for audience in found.settings.audiences)
    titles = [
        html.unescape(re.findall("<title>(.*?)</title>", text)[0]).rpartition(" · ")[0]
        for seen in (found, shared)
        for address, text in site(seen).items()
        if address.startswith("opportunities/")
    ]
    assert titles == ["Green · A, R", "Walked away · B, R", "Red so far · C, R", "A, R"]


def test_an_empty_page_says_how_it_fills() -> None:
    """A page without content says how it fills, and names the command that begins a reflection."""
    pages = site(journal())
    for address in (
        "index.html",
        "compare/index.html",
        "lessons/index.html",
        "questions/index.html",
    ):
        assert 'afterview new "Company" "Role"' in html.unescape(pages[address])

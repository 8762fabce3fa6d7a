from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Place

SETTINGS = """\
[audiences.coach]
fields = ["role", "round", "ratings", "fit"]
sections = ["goals", "differently"]
"""
FRONT = """\
---
company: Northwind Traders, Inc.
also: [NWT]
role: Staff Engineer
round: hiring manager
interviewed: 2026-11-18 14:00
interviewers: [Karin Holm, The older owner, Ann Wu and Jan de Vries, Engineering Manager]
tags: [four-office-days]
opportunity: project heron
evidence: {values: The bonus of the trading desks is tied to waste of every kind.}
second_look: {why: He interrupted twice.}
offer: {terms: four days a week with a car}
share: [coach]
---
"""
STREET = """\
---
company: Große Straße GmbH
also: ["I\\u015F\\u0131k", Ørsted]
role: Driver
---
"""
OTHER = """\
---
company: Tolvane Health
role: Nurse
interviewed: 2026-10-01
---

## Goals

To hear how they speak about the people on the wards, and to whom.
"""
LINE = FRONT.count("\n") + 4


def publish(empty: Place, text: str, told: str = SETTINGS, front: str = FRONT) -> Outcome:
    """Publish a reflection that says something under a shared heading."""
    body = (
        f"{front}\n## Goals\n\n{text}\n\n## Learned\n\nThe fish desk is the job, he did not say.\n"
    )
    files = {"journal/journal.toml": told, "journal/a.md": body, "journal/b.md": OTHER}
    files["journal/c.md"] = STREET
    empty.write(files)
    return empty.run("publish", "coach")


def places(done: Outcome) -> list[str]:
    """Where each error stands that was reported."""
    return re.findall(r"^(\S+:\d+:\d+): error: ", done.err, re.MULTILINE)


@pytest.mark.parametrize(
    "text",
    [
        "Northwind Traders, Inc. was kind.",
        "Northwind Traders was kind.",
        "NORTHWIND   traders was kind.",
        "nwt was kind.",
        "North*wind* Traders was kind.",
        "<b>Northwind</b> Tr<em>ad</em>ers was kind.",
        "`Northwind Traders` was kind.",
        "Northwind&#32;Traders was kind.",
        "NW&#84; was kind.",
        "NWT's people, (NWT) and NWT.",
        "Northwind\nTraders was kind.",
        "Tolvane Health was kind.",
        'A [link](https://x.example "Northwind") and ![NWT](https://x.example "NWT").',
        '[One of mine](b.md "Northwind") and [NWT][1].\n\n[1]: https://x.example "NWT"',
        "Große Straße was kind.",
        "GROSSE STRASSE was kind.",
    ],
)
def test_a_company_goes_out_under_its_alias(empty: Place, text: str) -> None:
    """Each name of each company becomes its alias in shared text, in any case, across markup."""
    done = publish(empty, text)
    assert (done.status, done.err) == (0, "")
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    mine = not text.startswith(("Tolvane", "Gro", "GRO"))
    assert f"{'Company A' if mine else 'Company B'}" in page.split("<h2")[1]
    whole = b"".join(empty.files("public/coach").values()).decode().casefold()
    for name in ("northwind", "traders", "nwt", "tolvane", "health", "grosse", "große"):
        assert name not in whole


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("We met at Northwind.", [11]),
        ("We met NORTHWIND.", [8]),
        ("The traders there are kind.", [5]),
        ("Northwind Traders trade, and the traders are kind.", [34]),
        ("North*wind* Traders, NWT: Northwind.", [27]),
        ("Fine.\n\n## goals\n\nThe traders there.", [5]),
        ("Look at https://northwind.example/jobs now.", [17]),
        ("See [their site](https://www.north%77ind.example/).", [30]),
        ("North<b>wind</b> was kind.", [1]),
        ("No&#114;thwind was kind.", [1]),
        ("North\u00adwind was kind.", [1]),
        ("\uff2e\uff4f\uff52\uff54\uff48\uff57\uff49\uff4e\uff44 was kind.", [1]),
        ("Try northwindtraders on their site.", [5]),
        ("A folder northwind-traders-inc here.", [10, 20]),
        ("Tolva\u0301ne was kind.", [1]),
        ("Karin Holm was kind.", [1, 7]),
        ("I liked Karin.", [9]),
        ("I liked Mr Holm.", [12]),
        ("About Project  Heron again.", [7]),
        ("They ask for four office days.", [14]),
        ("He interrupted twice, you know.", [1]),
        ("Four days a week with a car, they said.", [1]),
        ("He said the bonus of the trading desks is tied to me.", [9]),
        ("On the fish desk is the job he did not tell.", [4]),
        ("Speak about the people on the wards and eat.", [1]),
        ("They pay €85,000.", [10]),
        ("They pay 85 000 EUR a year.", [10]),
        ("They pay 85k.", [10]),
        ("They pay 85,000 a year.", [10]),
        ("They pay 85000.", [10]),
        ("They pay $1.2m.", [10]),
        ("Write to someone@example.org.", [10]),
        ("Write to [her](mailto:someone@example.org).", [23]),
        ("Call +44 20 7946 0958 now.", [6]),
        ("Call (020) 7946-0958 now.", [6]),
        ("\\u004eorthwind was kind.", [1]),
        ("A folder of the Northwinds.", [17]),
        ("NWTs people.", [1]),
        ("Tag it #LifeAtNorthwind.", [9, 15]),
        ("At N.W.T. they smiled.", [4]),
        ("<details><summary>of</summary>northwind</details>", [31]),
        ("N\u115fWT was kind.", [1]),
        ("\u24c3\u24cc\u24c9 was kind.", [1]),
        ("I\u015eIK was kind.", [1]),
        ("They were like Orsted.", [16]),
        ("Like Oersted.", [6]),
        ("Look at https://jobs.northwindhq.example/ now.", [22]),
        ("Karin writes as karinholm.", [1, 17]),
        ("I met Ann.", [7]),
        ("I met Vries.", [7]),
        ("They pay 69-75k.", [13]),
        ("They pay 60,000-75,000.", [10, 17]),
        ("They pay 69 thousand.", [10]),
        ("They pay 69 TEUR.", [10]),
        ("They pay 2 million euros.", [10]),
        ("They pay 69\u202f000.", [10]),
        ("They pay approx.69000.", [17]),
        ("They pay 12,00,000.", [10]),
        ("They pay 5000,- here.", [10]),
        ("They pay 4500 a month.", [10]),
        ("They pay 75/hour.", [10]),
        ("Write to someone [at] example.org.", [10]),
        ("Write to someone@nwt.com.", [10]),
        ("Call +81-3-1234-5678.", [6]),
        ("Call Tel.0301234567.", [10]),
        ("Call 030\u20131234\u20135678.", [6]),
    ],
)
def test_what_is_withheld_stops_the_publication(
    empty: Place, text: str, columns: list[int]
) -> None:
    """A word of a name, a person, a tag, prose, pay, an address or number: each line and column."""
    done = publish(empty, f"Well.\n{text}")
    assert done.status == 1
    line = LINE + 1 + text.count("\n")
    assert places(done) == [f"journal/a.md:{line}:{column}" for column in columns], done.err
    assert not (empty.root / "public").exists()


@pytest.mark.parametrize("company", ["[[Zebra Corp|ZC]]", "[[notes/Zebra Corp.md#Now|ZC]]"])
def test_both_halves_of_a_link_are_names_of_the_company(empty: Place, company: str) -> None:
    """A company that links to a note becomes its alias under the note's name too."""
    front = FRONT.replace("Northwind Traders, Inc.", f"'{company}'").replace("also: [NWT]", "also:")
    done = publish(empty, "Zebra Corp was kind, Zebra was, and ZC.", front=front)
    assert (done.status, done.err) == (0, "")
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert "Company A was kind, Company A was, and Company A." in page


@pytest.mark.parametrize(
    "text",
    [
        "See [[2026-11-10-boss-lunch]].",
        "See ![[2026-11-10-boss-lunch]].",
        "See [[old/2026-11-10-boss-lunch]].",
        "See [[2026-11-10-Northwind]].",
        "See [it](https://x.example/fish-and-wine).",
        "See [[fish-and-wine]].",
    ],
)
def test_the_name_of_a_file_is_withheld(empty: Place, text: str) -> None:
    """A link or an embed without words shows a file's name, with its day and its company."""
    other = "---\ncompany: Ox\nrole: Cook\n---\n"
    names = ("old/2026-11-10-boss-lunch", "2026-11-10-northwind", "fish-and-wine", "2026-11-12")
    empty.write({f"journal/{name}.md": other for name in names})
    done = publish(empty, text)
    assert done.status == 1
    assert "is withheld: the name of a file, journal/" in done.err


def test_other_names_of_files_go_out(empty: Place) -> None:
    """Words behind the link stand instead of the name; a date or everyday words tell nothing."""
    other = "---\ncompany: Ox\nrole: Cook\n---\n"
    names = ("2026-11-10-fish-and-wine", "2026-11-12", "hiring-manager", "lunch")
    empty.write({f"journal/{name}.md": other for name in names})
    done = publish(
        empty, "[[2026-11-10-fish-and-wine|That day]], on 2026-11-12, a hiring manager had lunch."
    )
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize(
    ("company", "text"),
    [
        ("N26", "We met at N 26."),
        ("N 26", "We met at N-26."),
        ("H&M", "We met at H and M."),
        ("Marks and Sparks", "We met at Marks + Sparks."),
        ("Marks & Sparks", "We met at Marks and Sparks."),
        ("Zebra", "We met at ze-bra."),
    ],
)
def test_a_company_in_other_clothes(empty: Place, company: str, text: str) -> None:
    """Figures apart, `and` for `&` and hyphens within a word hide no name."""
    done = publish(empty, text, front=FRONT.replace("Northwind Traders, Inc.", f"'{company}'"))
    assert done.status == 1
    assert f"journal/a.md:{LINE}:11: error: `" in done.err


@pytest.mark.parametrize(
    ("value", "text", "quote"),
    [
        ("source: my cousin Bettina Vogel", "Bettina Vogel told me.", "Bettina"),
        ("source: my cousin Bettina Vogel", "My friend bettina told me.", "bettina"),
        ("references: [Peter Lang, Ulla Brandt]", "I asked Ulla.", "Ulla"),
        ("source: from Bettina", "So Bettina told me, BETTINA even.", "Bettina"),
        ("recruiter: Zebra", "I asked Zebra.", "Zebra"),
        ("recruiter: Zebra", "I asked ZEBRA.", "ZEBRA"),
        ("link: https://zebra.example/jobs/1", "I asked zebra.", "zebra"),
        ("link: zebra.example/jobs/1", "See https://www.zebra.example.", "zebra"),
    ],
)
def test_a_name_in_an_ignored_key_is_withheld(
    empty: Place, value: str, text: str, quote: str
) -> None:
    """Capitalised words that are not everyday, and names of sites, stop a publication."""
    done = publish(empty, text, front=FRONT.replace("share:", f"{value}\nshare:"))
    assert done.status == 1
    assert f"error: `{quote}` would go out, and is withheld: an ignored key" in done.err


@pytest.mark.parametrize(
    "value",
    [
        *("publish: true", "cssclasses: wide", "Layout: Post", "cover: images/banner.png"),
        *("source: The Hiring Manager", "link: https://www.linkedin.com/jobs/1"),
    ],
)
def test_a_switch_of_another_program_withholds_nothing(empty: Place, value: str) -> None:
    """Small and everyday words of an ignored key may stand in any sentence."""
    text = "True, the post was wide; a Post, a banner, jobs on LinkedIn, the Hiring team."
    done = publish(empty, text, front=FRONT.replace("share:", f"{value}\nshare:"))
    assert (done.status, places(done)) == (0, [])


def test_a_name_over_the_end_of_a_line(empty: Place) -> None:
    """A name that is hyphenated at the end of a line stops the publication where it begins."""
    done = publish(empty, "We went to North-\nwind.")
    assert places(done) == [f"journal/a.md:{LINE}:12"]
    assert "error: `North- wind` would go out" in done.err


@pytest.mark.parametrize(
    "text",
    [
        "I met them on 2026-11-18 14:00, and between 2019-2024 nobody.",
        "A trade, a trader and the north wind; four days, one office.",
        "She has 4,000 shops, 12 desks and 350 vans; 7.5 of 10.",
        "I try 2 things. In 2026 there are 365 days, 100% of them.",
        "Health, as such.",
        "My manager in engineering, the northwest, and a day in stages.",
        "ISO-27001, ABC-12345, 2019\u20132024, 18.11.2026-20.11.2026 and 14:00-15:30.",
        "Look at https://thenorth.example.org/wind now, or at and.so.on.",
    ],
)
def test_other_words_pass(empty: Place, text: str) -> None:
    """Dates, small numbers, parts of words and words that are allowed do not stop it."""
    done = publish(empty, text, f'{SETTINGS}allow = ["health"]\n')
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("role", "Staff Engineer", "Engineer for Northwind"),
        ("round", "hiring manager", "call with Karin Holm"),
    ],
)
def test_a_leak_in_the_front_matter_has_its_place(
    empty: Place, key: str, old: str, new: str
) -> None:
    """A leak in a shared field points at the word in its value."""
    front = FRONT.replace(old, new)
    done = publish(empty, "Fine.", front=front)
    line = front[: front.index(f"{key}: ")].count("\n") + 1
    column = len(f"{key}: ") + new.rindex(" ") + 2 - (6 if key == "round" else 0)
    assert done.status == 1
    expected = [column, column + 6] if key == "round" else [column]
    assert places(done) == [f"journal/a.md:{line}:{one}" for one in expected]


@pytest.mark.parametrize("name", ["Box", "Stage", "Green", "Role", "Manager", "Done", "Overview"])
def test_a_company_may_be_called_like_a_word_of_the_theme(empty: Place, name: str) -> None:
    """A company named like a fixed word is published under its alias, and raises no alarm."""
    front = FRONT.replace("Northwind Traders, Inc.", name).replace("hiring manager", "first call")
    front = front.replace("share:", "stage: interviewing\ngut: yes\nratings: {values: 8}\nshare:")
    everything = '"window", "stage", "gut", "decision", "evidence", "tags", "interviewers"]'
    settings = SETTINGS.replace('"fit"]', f'"fit", {everything}') + "tasks = true\n"
    text = f"{name} was kind.\n\n- [x] Thank {name} done:2026-11-19"
    done = publish(empty, text, settings, front)
    assert (done.status, done.err) == (0, "")
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert "Company A was kind." in page
    assert "Thank Company A" in page


def test_a_name_in_a_script_without_spaces(empty: Place) -> None:
    """A name in Chinese characters is found and replaced inside of a sentence."""
    front = FRONT.replace("Northwind Traders, Inc.", "東京製作所")
    done = publish(empty, "昨日は東京製作所で話した。", front=front)
    assert (done.status, done.err) == (0, "")
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert "昨日はCompany Aで話した。" in page
    assert publish(empty, "昨日は東京*製*\n\n作所。東京%E8%A3%BD作所", front=front).status == 1


def test_an_allowed_name_stays(empty: Place) -> None:
    """A name that is allowed is neither replaced nor an alarm; a phrase can be allowed too."""
    settings = f'{SETTINGS}allow = ["NWT", "Karin Holm", "85k", "karin"]\n'
    done = publish(empty, "NWT, Karin Holm and 85k.", settings)
    assert (done.status, done.err) == (0, "")
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert "NWT, Karin Holm and 85k." in page


def test_own_templates_are_read_too(empty: Place) -> None:
    """A name in a template or style sheet of my own stops the publication."""
    empty.write({"templates/mine.css": "/* for northwind */"})
    done = publish(empty, "Fine.")
    assert done.status == 1
    assert (
        "`northwind` would go out in `mine.css`, and is withheld: a word of the company's name"
        in (done.err)
    )
    empty.write({"templates/mine.css": "/* for all */"})
    assert publish(empty, "Fine.").status == 0
    footer = "{% extends 'base.html' %}{% block title %}NWT{% endblock %}"
    empty.write({"templates/lessons.html": footer})
    done = publish(empty, "Fine.")
    assert (done.status, places(done)) == (1, ["journal/a.md:3:8"])
    assert "`nwt` would go out in `templates/lessons.html`" in done.err


def test_what_is_carried_from_round_to_round(empty: Place) -> None:
    """A shared question or task that stands in another round too is no leak; other prose is."""
    settings = SETTINGS.replace('"goals"', '"goals", "concerns"') + "tasks = true\n"
    item = "- [ ] {} are woken at night, and how often is that?\n"
    later = "---\ncompany: Tolvane\nrole: R\n---\n\n## Concerns\n\n{}\n## Next steps\n\n{}"
    text = f"Fine.\n\n## Concerns\n\n{item.format('Who')}\n## Next steps\n\n{item.format('They')}"
    empty.write({"journal/d.md": later.format(item.format("Who"), item.format("They"))})
    assert publish(empty, text, settings).status == 0
    assert publish(empty, "They are woken at night, and how often is that?").status == 1
    terms = FRONT.replace("four days a week with a car", item.format("They")[6:].strip())
    assert publish(empty, text, settings, terms).status == 1


def test_names_of_my_own_in_the_settings(empty: Place) -> None:
    """A criterion, a question or an audience named like what is withheld stops the publication."""
    rows = '[[criteria]]\nid = "nwt-desk"\nlabel = "Desk of NWT"\n'
    done = publish(empty, "Fine.", f"{rows}{SETTINGS}")
    assert done.status == 1
    assert re.findall(r"journal\.toml:(\d+):(\d+): error: `(\w+)`", done.err) == [("2", "7", "nwt")]
    rows = rows.replace("nwt-desk", "desk")
    assert publish(empty, "Fine.", f"{rows}{SETTINGS}").status == 0
    assert b"Desk of Company A" in empty.files("public/coach")["journal.json"]


def test_names_may_be_shown(empty: Place) -> None:
    """With `companies = "name"` names go out, and everything else is checked as before."""
    settings = f'{SETTINGS}companies = "name"\n'
    assert publish(empty, "Northwind and Tolvane Health.", settings).status == 0
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert ">Northwind Traders, Inc.</a></h1>" in page
    assert "Northwind and Tolvane Health." in page
    assert publish(empty, "Karin Holm at Northwind.", settings).status == 1

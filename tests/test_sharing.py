"""What may be shared and what may not: case files of sentences, each in a reflection of its own.

A file in `sharing/` is a reflection that nobody may see, and below it two lists: sentences that
stop a publication, and sentences that go out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder.redaction.pay_and_contacts import figures

if TYPE_CHECKING:
    from conftest import Place

CASES = Path(__file__).parent / "sharing"
FIGURES, ORDINARY = CASES / "pay-and-contacts.md", CASES / "ordinary.md"
KINDS = sorted(path.stem for path in CASES.glob("*.md") if path not in {FIGURES, ORDINARY})
AUDIENCE = '[audiences.coach]\nfields = ["role"]\nsections = ["goals"]\n'
SHARED = """\
---
company: Northwind Traders
role: Engineer
share: [coach]
---

## Goals

"""


def sentences(text: str) -> list[str]:
    """The items of a list."""
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]


def stopped(empty: Place, withheld: str, *shared: list[str]) -> list[str]:
    """Share some reflections, one a list of sentences; the sentences that stop the publication."""
    empty.write({"journal/journal.toml": AUDIENCE, "journal/withheld.md": withheld})
    files = [SHARED + "\n\n".join(texts) + "\n" for texts in shared]
    empty.write({f"journal/{number:03}.md": file for number, file in enumerate(files)})
    report = empty.run("publish", "coach").err
    places = re.findall(r"^journal/(\d+)\.md:(\d+):\d+: error", report, re.MULTILINE)
    lines = sorted({(int(number), int(line)) for number, line in places})
    return [files[number].splitlines()[line - 1] for number, line in lines]


@pytest.mark.parametrize("name", KINDS)
def test_what_is_withheld_stops_and_the_rest_goes_out(empty: Place, name: str) -> None:
    """Of the sentences of a case file those stop a publication that its first list has."""
    withheld, cases = (CASES / f"{name}.md").read_text("utf-8").split("## Stopped\n")
    stopping, harmless = map(sentences, cases.split("## Goes out\n"))
    # One text is reported once for each name, so that what stops stands by itself.
    assert stopped(empty, withheld, *([text] for text in stopping), harmless) == stopping


def test_figures_are_told_from_plain_numbers() -> None:
    """Pay, addresses, telephone and account numbers are found in each sentence that has one."""
    stopping, harmless = map(sentences, FIGURES.read_text("utf-8").split("## Goes out\n"))
    assert [text for text in stopping + harmless if [*figures(text)]] == stopping


def test_ordinary_sentences_go_out(empty: Place) -> None:
    """At most one in twenty of a hundred sentences of ordinary debriefs stops a publication."""
    shared = sentences(ORDINARY.read_text("utf-8"))
    withheld = (CASES / "interviewers.md").read_text("utf-8").partition("## Stopped")[0]
    assert len(shared) == 100
    assert len(stopped(empty, withheld, shared)) <= len(shared) / 20


# A file of a theme of my own, and the name in it that stops a publication, if any.
OWN_FILES = [
    ("zephyrine-logo.svg", "<svg/>", "Zephyrine"),
    ("quillorylogo.svg", "<svg/>", "Quillory"),
    ("made for Ostwaldt.css", "a {}", "Ostwaldt"),
    ("fonts/hedwigson/a.txt", "a", "Hedwigson"),
    ("d.css", "/* ja&shy;spington */", "Jaspington"),
    ("e.svg", "<svg><title>kirk<b>wooden</b></title></svg>", "Kirkwooden"),
    ("f.js", 'const a = "\\u004dontrosely";', "Montrosely"),
    ("g.html", "<div data-penrosely></div>", "Penrosely"),
    ("h.html", "<x-tattershally></x-tattershally>", "Tattershally"),
    ("i.html", "<?wilberforcely?>", "Wilberforcely"),
    ("j.html", "{% set employer = 'Abernathyish' %}", "Abernathyish"),
    ("k.html", "<!-- dunsinanely -->", "Dunsinanely"),
    ("l.html", "<p title='beaumarishly'>", "Beaumarishly"),
    ("m.html", '<img alt="" src="carnarvonylogo.svg">', "Carnarvony"),
    ("lessons.html", "{% extends 'base.html' %}{% block main %}KPQ{% endblock %}", "KPQ"),
    ("logo.svg", "<svg><title>A tree</title></svg>", ""),
    ("n.css", ".stage, .label { color: red }", ""),
    ("o.html", "{% extends 'base.html' %}{% block main %}For you.{% endblock %}", ""),
    ("p.js", "const northern = 17;", ""),
    ("zephyr.txt", "a", ""),
    ("q.html", "<p>A montrose is a rose, a penrose too.</p>", ""),
    ("index2.html", "<main>Companies, roles and dates</main>", ""),
    ("company.svg", "<svg/>", ""),
    ("r.txt", "Write to me at home.", ""),
    ("s.css", "/* wood, church, force: 1 2 3 4 5 */", ""),
]


def test_files_of_a_theme_of_my_own_are_read(empty: Place) -> None:
    """Names of files, tags and attributes, and texts of my own theme stop as pages do."""
    names = [name for _, _, name in OWN_FILES if name]
    withheld = f"---\ncompany: Tolvane\nrole: Nurse\nalso: [{', '.join(names)}]\n---\n"
    empty.write({f"templates/{path}": text for path, text, _ in OWN_FILES})
    empty.write({"journal/journal.toml": AUDIENCE, "journal/withheld.md": withheld})
    empty.write({"journal/a.md": f"{SHARED}Fine.\n"})
    report = empty.run("publish", "coach").err
    found = re.findall(r"would go out in `(?:templates/)?(.*)`", report)
    assert sorted(found) == sorted(path for path, _, name in OWN_FILES if name)

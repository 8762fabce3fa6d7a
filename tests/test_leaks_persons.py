"""Interviewers as people write them, and the ordinary sentences that must still go out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Place

REFLECTION = """\
---
company: Northwind Traders
role: Staff Engineer
interviewed: 2026-11-18 14:00
interviewers:
{interviewers}
share: [coach]
---

## Goals

{shared}
"""
SETTINGS = '[audiences.coach]\nfields = ["role"]\nsections = ["goals"]\n'


def publish(empty: Place, interviewers: list[str], shared: str, settings: str = SETTINGS) -> str:
    """Publish a text beside some interviewers, and return what is reported."""
    entries = "\n".join(f"  - '{entry.replace(chr(39), 2 * chr(39))}'" for entry in interviewers)
    text = REFLECTION.format(interviewers=entries, shared=shared)
    empty.write({"journal/journal.toml": settings, "journal/a.md": text})
    done = empty.run("publish", "coach")
    assert (done.status == 0) == (done.err == "")
    return done.err


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("Karin (recruiter)", ["Karin"]),
        ("Tom, the CTO", ["Tom"]),
        ("Holm, Karin", ["Karin", "Holm", "Karin Holm", "karinholm"]),
        ("Hiring manager: Karin Holm", ["Karin", "Holm", "Karin Holm"]),
        ("Karin and Tom", ["Karin", "Tom"]),
        ("karin holm", ["Karin", "Holm", "KARIN", "karin"]),
        ("Mr. Young", ["Young"]),
        ("Dr. Baker, CTO", ["Baker"]),
        ("will (HR)", ["Will"]),
        ("tom baker", ["Tom", "Baker"]),
        ("Dev Patel", ["Dev", "Patel"]),
        ("Karin Head", ["Karin", "Head"]),
        ("the owner karin holm", ["Karin", "Holm"]),
        ("Bo", ["Bo"]),
        ("bo", ["Bo"]),
        ("Li Wu", ["Li", "Wu", "Li Wu", "li wu"]),
        ("Jo, HR", ["Jo"]),
        ("Dr. Karin Holm-Berg", ["Karin", "Holm", "Berg", "Holm-Berg"]),
        ("Karin Holm <k.holm@x.example>", ["Karin", "Holm"]),
        ("k.holm@x.example", ["Holm"]),
        ("Engineering director (Karin)", ["Karin"]),
        ("Карин", ["Карин"]),
        ("Карин Хольм, рекрутер", ["Карин", "Хольм"]),
        ("田中さん", ["田中", "田中さん"]),
        ("田中部長", ["田中", "田中さん"]),
        ("人事の田中さん", ["田中"]),
        ("김민수님", ["김민수"]),
        ("Κατερίνα (HR)", ["Κατερίνα"]),
        ("Karin/Tom", ["Karin", "Tom"]),
        ("K. Holm", ["Holm"]),
        ("Prof. O'Neill", ["O'Neill", "Neill", "ONeill"]),
        ("Prof. O’Neill", ["O'Neill"]),  # noqa: RUF001
        ("Karin, Tom und Jens", ["Karin", "Tom", "Jens"]),
        ("Karin; Tom; Jens", ["Karin", "Tom", "Jens"]),
        ("Jan de Vries", ["Vries", "Jan"]),
        ("Ludwig van der Berg", ["Ludwig", "Berg"]),
        ("María-José Núñez", ["María", "Jose", "Nunez"]),
        ("with Karin from the platform team", ["Karin"]),
        ("I talked to karin, who leads the team", ["Karin"]),
        ("Two engineers: Priya & Omar", ["Priya", "Omar"]),
        ("Head of People - Karin Holm", ["Karin", "Holm"]),
        ("CTO Tom Baker", ["Tom", "Baker"]),
        ("Ms Okafor", ["Okafor"]),
        ("Herr Müller", ["Müller", "Mueller", "MULLER"]),
        ("Frau Dr. Weiß", ["Weiß", "Weiss"]),
        ("Mme Lefèvre", ["Lefevre"]),
        ("KARIN HOLM", ["Karin", "Holm"]),
        ("KarinHolm", ["Karin", "Holm"]),
        ("karin.holm", ["Karin", "Holm"]),
        ("@karinholm", ["karinholm"]),
        ("Karin H.", ["Karin"]),
        ("Karin + 2 engineers", ["Karin"]),
        ("Karin\tHolm", ["Karin", "Holm"]),
        ("Karin [recruiter], her boss", ["Karin"]),
        ("recruiter Karin", ["Karin"]),
        ("Engineering: Tom | People: Karin", ["Tom", "Karin"]),
        ("Will (CTO)", ["Will"]),
        ("May Chen", ["May", "Chen"]),
        ("Mark, Rose and Grace", ["Mark", "Rose", "Grace"]),
        ("mark", ["Mark"]),
        ("WILL SMITH", ["Will", "Smith"]),
        ("Drew from design", ["Drew"]),
        ("Al, the owner", ["Al"]),
        ("Karin (she/her)", ["Karin", "Karins", "KARIN"]),
        ("D'Angelo, CTO", ["D’Angelo", "Angelo"]),  # noqa: RUF001
        ("Nguyễn Văn An", ["Nguyen", "An"]),
        ("An, Do and Bo", ["An", "Do", "Bo"]),
        ("Karin's boss Tom", ["Karin", "Tom"]),
        ("Tom – CTO", ["Tom"]),  # noqa: RUF001
        ("Sam or Alex", ["Sam", "Alex"]),
        ("王伟", ["王伟"]),
        ("李经理", ["李经理"]),
        ("박 팀장", ["박 팀장"]),
        ("עדי כהן", ["עדי", "כהן"]),
        ("Łukasz & Søren", ["Lukasz", "Soren", "Søren"]),
        ("Guy", ["Guy"]),
        ("Dean", ["Dean"]),
        ("Jack", ["Jack", "jack"]),
        ("Tom Ward", ["Ward"]),
        ("Sr. Engineer Tom", ["Tom"]),
        ("Ulla och Per", ["Ulla", "Per"]),
        ("मोहन (HR)", ["मोहन"]),
        ("Jose\u0301 Nu\u0301n\u0303ez", ["José", "Nunez"]),
        ("Ka\u00adrin\u200b", ["Karin"]),
        ("\uff2b\uff41\uff52\uff49\uff4e", ["Karin"]),
        ("K.H.", ["K.H.", "K. H.", "KH", "K-H"]),
        ("K. H., recruiter", ["KH", "K.H."]),
        ("KH", ["KH", "K.H."]),
        ("Kim Min-su", ["Minsu", "Min-su", "Kim"]),
        ("Jean-Luc, CTO", ["Jeanluc"]),
        ("Will", ["Will", "WILL"]),
        ("Li", ["Li", "LI"]),
    ],
)
def test_every_name_in_an_entry_is_withheld(empty: Place, entry: str, names: list[str]) -> None:
    """Each name stops a publication, whatever else its entry says and however it is written."""
    for name in names:
        shared = f"You know that {name} was kind."
        report = publish(empty, [entry], shared)
        places = re.findall(r"^journal/a\.md:(\d+):(\d+): error: `", report, re.MULTILINE)
        line = "12" if "\n" not in entry else ""
        assert places[:1] == [(line, "15")], (name, report)
        assert {place for place, _ in places} == {line}


@pytest.mark.parametrize(
    ("entry", "shared"),
    [
        ("Will (CTO)", "I will ask in May, and will grow."),
        ("May Chen", "It may rain, and I may go."),
        ("Mark, Rose and Grace", "Prices rose; full mark for grace."),
        ("Bo", "The bo tree."),
        ("Li Wu", "On the wu side, li."),
        ("Al, the owner", "Et al, as they write."),
        ("Jan de Vries", "Vive de la mer."),
        ("K. Holm", "Plan K, or K."),
        ("Tom Baker", "The baker is kind."),
        ("K.H.", "Plan K, plan H, kh."),
        ("V.P., U.S. team lead", "The VP from the US."),
        ("Will", "I will."),
        ("Co-founder, Vice-president", "A cofounder, a vicepresident."),
        ("Anna (PM, remote)", "I work remote, and hybrid next year."),
        ("Anna (payments)", "They take payments in the cloud."),
        ("Anna, backend platform for logistics", "A backend for logistics."),
        ("Karin Holm <k.holm@gmail.example>", "They use gmail for mail, for example."),
    ],
)
def test_a_name_that_is_a_word_too_is_matched_as_it_is_written(
    empty: Place, entry: str, shared: str
) -> None:
    """A short name, or one that is an everyday word, stops nothing in small letters."""
    assert publish(empty, [entry], shared) == ""


EVERYDAY = [
    "Engineering director",
    "Engineering Manager",
    "two engineers from the platform team",
    "the whole team",
    "Head of People",
    "Hiring manager",
    "HR",
    "recruiter",
    "Two nurses and the ward manager",
    "Shop manager, area manager",
    "VP Engineering",
    "CTO & co-founder",
    "Head of department (mathematics)",
    "Deputy head teacher",
    "a panel of three",
    "My future boss",
    "the owner and her partner",
    "Senior staff nurse",
    "Ward sister / charge nurse",
    "Product manager; designer",
    "Team lead + 2 developers",
    "People I would work with",
    "Geschäftsführer und Personalabteilung",
    "la directrice et deux collègues",
    "rekrytering",
    "Director de ventas",
    "VPs",
    "3 x SRE",
    "Principal, vice principal, school board",
    "Interviewer 1",
    "CEO's assistant",
    "somebody from sales",
    *("eng manager", "Sr. Engineer", "Talent acquisition partner", "their CTO, who left early"),
    *("Interim CEO", "Bar raiser", "the whole crew", "Board members", "HR business partner"),
    *("The older owner, the younger one", "Shift lead in returns", "Head of the fish desk"),
    *("A tall woman in grey", "Timetable planner", "The yard foreman"),
    *("Chief of staff", "Lead dev + PM", "Panel (4 people)", "Head of year 7", "N/A", "nobody"),
]
SENTENCES = [
    # an engineer's
    "The team lead asked me to sketch a queue on the whiteboard, and I forgot the retries.",
    "I want to hear how on-call works: who carries the pager, and how often it rings.",
    "The Hiring Manager came late, the Director of Engineering on time.",
    "They run Python 3.11 on Kubernetes and Postgres 15; the tests take 40 minutes.",
    "Two Engineers showed me the deploy: 14 steps, of which three are manual.",
    "I answered the system design part well, and talked too fast about caching.",
    "We went through a pull request of 300 lines; I found 2 bugs of 5.",
    "People in Platform own the build, people in Product own the roadmap.",
    "My second question, about code review, was the best one.",
    "The recruiter will call by Friday, the CTO may join.",
    "On a Monday in March I would start, with a laptop and a buddy.",
    "I should have asked what happens to Senior Engineers who do not want to manage.",
    "They have 12 services, 4 of them in Go, and one person who knows them all.",
    # a nurse's
    "The ward has 24 beds, and on nights two nurses and one assistant.",
    "The Ward Manager spoke of staffing before I did, which I liked.",
    "I told them about the Tuesday when the monitor failed and I rang the doctor.",
    "Handover is at 07:00 and 19:00; nobody leaves before it is done.",
    "They asked how I would tell a family, and I took my time.",
    "The sister in charge has been there for 11 years.",
    "I would ask about training in wound care, and who pays for it.",
    "A Doctor I had not met before sat in and wrote everything down.",
    "One patient to a room, and a garden; that matters to me.",
    "They use paper for the drug round, and a tablet for everything else.",
    "I went well prepared: the policy, the ratios, the last inspection.",
    "My goal was to see the ward at work, and I saw it for 20 minutes.",
    # a teacher's
    "I taught Year 8 for 25 minutes: fractions, with paper strips.",
    "The Head Teacher watched from the back, and the deputy took notes.",
    "Two pupils asked good questions, and I let the class answer them.",
    "The school has 640 pupils, 41 teachers and a choir.",
    "I would have liked to ask about marking, and about meetings after four.",
    "In English and Maths they set by ability; in Art they do not.",
    "My lesson ran over by 3 minutes, since I explained the task twice.",
    "The Chair of the Board asked about discipline; I said what I do.",
    "They give new teachers 10% of the week for planning.",
    "I felt calm, which is new; last Autumn I would have been sick.",
    "A Parent on the panel asked what I read for pleasure.",
    "Next time I will bring the pupils' work, and a watch.",
    # a shop manager's
    "The shop takes 60 parcels a day and has 9 people on the rota.",
    "The Area Manager walked the floor with me for an hour.",
    "I counted four empty shelves, and said so.",
    "They open at 08:00, on Sundays at 10:00, and close when the last one leaves.",
    "Stock is counted twice a year; shrinkage is under 2 per cent.",
    "I talked about the Christmas when the till broke and we wrote receipts by hand.",
    "The owner knows every customer by name, and every driver.",
    "I asked who decides on prices, and the answer was: not the shop.",
    "Two of the staff have been there since it opened in 2009.",
    "The Assistant who served me did not know that I was there for a job.",
    "I would like the keys, the budget and the say over the window.",
    "They want somebody who can lead a team of 15, and mop a floor.",
    "Well done: I named a number first, and then I kept quiet.",
    "To do differently: eat before, smile less, ask for the plan.",
    "Customers come for bread and stay for talk; Saturdays are loud.",
]


@pytest.mark.parametrize("shared", SENTENCES)
def test_an_ordinary_sentence_goes_out(empty: Place, shared: str) -> None:
    """Jobs, departments and places in a sentence are no names, in capitals or not."""
    others = ["Karin Holm, CTO", "Will (recruiter)", "Bo", "Li Wu", "Dr. May", "田中さん"]
    assert publish(empty, [*EVERYDAY, *others], shared) == ""


@pytest.mark.parametrize("entry", EVERYDAY)
def test_an_entry_of_everyday_words_withholds_nothing(empty: Place, entry: str) -> None:
    """An entry that names a job or a group of people, and no person, stops nothing."""
    assert publish(empty, [entry], f"Then {entry} came. {entry.title()} it was.") == ""


ROUNDS = ["final", "Onsite", "cultural fit", "take-home", "Whiteboard", "intro", "debrief", "panel"]


@pytest.mark.parametrize("name", [*ROUNDS, "case presentation", "Behavioural round"])
def test_an_everyday_name_of_an_unshared_round_goes_out(empty: Place, name: str) -> None:
    """A role or a round of everyday words stops nothing where its reflection is not shared."""
    front = f"---\ncompany: Tolvane\nrole: Nurse\nround: {name}\n---\n"
    empty.write({"journal/b.md": front})
    assert publish(empty, [], f"A {name} question remained.") == ""


def test_what_an_entry_says_of_the_company_is_no_name_of_a_person(empty: Place) -> None:
    """With `companies = "name"` the company's name in an entry stops nothing."""
    named = f'{SETTINGS}companies = "name"\n'
    entry = "Karin (Northwind Traders), two from Northwind"
    assert publish(empty, [entry], "I like Northwind Traders and Northwind.", named) == ""
    assert "`Karin` would go out" in publish(empty, [entry], "I like Karin.", named)


def test_the_names_that_are_listed_may_be_seen(empty: Place) -> None:
    """With `interviewers` among the fields their names go out; those of other entries do not."""
    listed = SETTINGS.replace('["role"]', '["role", "interviewers"]')
    empty.write(
        {
            "journal/b.md": "---\ncompany: Tolvane\nrole: R\n"
            "interviewers: [Karin (recruiter), Ann Berg]\n---\n"
        }
    )
    assert publish(empty, ["Karin Holm"], "Karin was kind, and Mrs Holm.", listed) == ""
    assert "`Berg` would go out" in publish(empty, ["Karin Holm"], "Mrs Berg was kind.", listed)


@pytest.mark.parametrize("key", ["role: Karin", "round: Karin", "tags: [karin]"])
def test_a_name_that_a_shared_field_repeats_stays_withheld(empty: Place, key: str) -> None:
    """A role, a round or a tag called like a withheld interviewer shares no name."""
    listed = SETTINGS.replace('["role"]', '["role", "round", "tags"]')
    front = f"---\ncompany: Tolvane\n{key}\nshare: [coach]\n---\n"
    empty.write(
        {"journal/b.md": front if "role" in key else front.replace("---\nc", "---\nrole: R\nc")}
    )
    assert "would go out" in publish(empty, ["Karin"], "Fine.", listed)


def test_a_tag_that_holds_a_name_stops(empty: Place) -> None:
    """A shared tag is read as one with its sign: `mytolvanejob` holds `Tolvane`."""
    listed = SETTINGS.replace('["role"]', '["role", "tags"]')
    front = "---\ncompany: Tolvane\nrole: R\ntags: [mytolvanejob]\nshare: [coach]\n---\n"
    empty.write({"journal/b.md": front})
    assert "`mytolvanejob` would go out, and holds" in publish(empty, [], "Fine.", listed)


def test_a_domain_in_punycode_is_read_as_it_shows(empty: Place) -> None:
    """The ASCII form of a domain name (RFC 3492) hides no name."""
    shared = "See [this](https://xn--jrgensen-n4a.example/cv)."
    assert "would go out" in publish(empty, ["Jörgensen"], shared)

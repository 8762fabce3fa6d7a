"""`afterview new`: what it writes, for which job, from which template."""

from __future__ import annotations

import re

import pytest
from conftest import MANAGER, Place

TEMPLATE = """\
---
company: somewhere
role:
mood:
gut:
---

## Mine

<!-- ## unasked -->

## What would I have liked to ask?  {#ask}

Think of the roster.

- [ ] Water the plants
- [ ] Write to them until:round
* [ ] Ring them until:news due:2026-12-24
"""


def new(place: Place, *words: str) -> str:
    """The text of the file that `new` writes, without a word of complaint."""
    outcome = place.run("new", *words)
    assert outcome.status == 0, outcome.err
    return (place.root / outcome.out.strip()).read_text("utf-8")


def front(text: str) -> dict[str, str]:
    """The keys of the front matter that have a value, as they are written."""
    lines = text.split("---\n")[1].splitlines()
    pairs = (line.split(":", 1) for line in lines if re.match("[a-z]", line))
    return {key: value.strip() for key, value in pairs if value.strip() not in {"", "[]"}}


def tasks(text: str) -> list[str]:
    """The lines of tasks."""
    return [line for line in text.splitlines() if re.match(r"[-*] \[", line)]


def test_short_asks_little(place: Place) -> None:
    """`--short` asks for the ratings, the gut and three questions, with the two next steps."""
    text = new(place, "A", "B", "--round", "panel", "--at", "tomorrow 9:00", "--short")
    assert (
        text
        == """\
---
company: A
role: B
# Which interview this was. For example: hiring manager
round: panel
# When the interview began, in local time. For example: 2026-11-18 14:00
interviewed: 2026-11-23 09:00
# 1 to 10, whole or half; `null` for no evidence yet, on purpose; blank for not yet rated.
ratings:
  # How well do the company's values fit mine?
  values:
  # How well does the work fit my interests and strengths?
  role:
  # How well does the manager's style fit the way I work best?
  manager:
  # How do pay and benefits compare with what I have now?
  compensation:
  # And what can't be counted: way to work, flexibility, travel, learning?
  intangibles:
# What my gut says; asked last. For example: yes
gut:
---

## What did I find out?

## What new questions and worries do I have?

<!-- One a line, each after a dash: - Who decides? -->

## What would I do differently?

## Next steps

- [ ] Send a thank-you note due:2026-11-24 until:round
- [ ] Ask when I will hear from them due:2026-11-30 until:news
"""
    )


def test_short_asks_three_questions_whatever_the_settings(place: Place) -> None:
    """Where the settings have switched off one of the three, `--short` asks another."""
    place.write({"journal/journal.toml": '[[questions]]\nid = "concerns"\nenabled = false\n'})
    assert new(place, "A", "B", "--short").count("\n## ") == 3 + 1


def test_next_steps_are_for_an_interview(place: Place) -> None:
    """Without an interview a new file has no next steps, which would have nothing to do with it."""
    assert tasks(new(place, "A", "B")) == []


def test_next_steps_stand_once_a_day(place: Place) -> None:
    """Of several rounds of one day the first has the two next steps; what one of them lacks, and
    each other job, gets its own.
    """
    words = ("Northwind Traders", "Staff Engineer", "--at")
    first = new(place, *words, "2026-11-26 9:00", "--round", "team")
    assert [re.sub("due:.*", "", task) for task in tasks(first)] == [
        "- [ ] Who is woken at night?",
        "- [ ] Send a thank-you note ",
        "- [ ] Ask when I will hear from them ",
    ]
    assert tasks(new(place, *words, "2026-11-26 11:00", "--round", "lead"))[1:] == []
    assert len(tasks(new(place, "Other", "Engineer", "--at", "2026-11-26"))) == 2
    # Of 18 November there is a thank-you note already, in the file that `place` begins with.
    second = tasks(new(place, *words, "2026-11-18 17:00", "--round", "lunch"))
    assert second[1:] == ["- [ ] Ask when I will hear from them due:2026-11-29 until:news"]


def test_a_template_of_my_own_is_kept(place: Place) -> None:
    """`_template.md` stays as it is, headings, keys and tasks: what it lacks is not added, what
    is known is put in, and open questions stand below the one heading that asks for them.
    """
    place.write({"journal/_template.md": TEMPLATE.replace("\n", "\r\n").encode()})
    text = new(place, "Northwind Traders", "Staff Engineer", "--at", "2026-11-26 9:00")
    assert (
        text
        == """\
---
company: Northwind Traders
role: Staff Engineer
mood:
gut:
interviewed: 2026-11-26 09:00
---

## Mine

<!-- ## unasked -->

## What would I have liked to ask?  {#ask}

- [ ] Who is woken at night?

Think of the roster.

- [ ] Water the plants
- [ ] Write to them due:2026-11-27 until:round
* [ ] Ring them until:news due:2026-12-24
"""
    )
    lead = new(place, "A", "B")
    assert tasks(lead) == ["- [ ] Water the plants"]


def test_a_template_without_front_matter_gets_what_is_needed(place: Place) -> None:
    """Headings alone make a template: company and role are written above them."""
    place.write({"journal/_template.md": "## Mine\n"})
    assert new(place, "A", "B") == "---\ncompany: A\nrole: B\n---\n\n## Mine\n"


def test_a_template_that_nobody_changed_follows_the_settings(empty: Place) -> None:
    """The template that `init` left asks for my own criteria, once the settings have some."""
    empty.run("init")
    empty.write({"journal/journal.toml": '[[criteria]]\nid = "commute"\nlabel = "Way to work"\n'})
    assert "\n  commute:\n" in new(empty, "A", "B")


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (b"---\ncompany: [\n---\n", "can't be filled in"),
        (b"---\ncompany:\n  name: A\nrole:\n---\n", "`company` is there already"),
        (b"\xff", "the file is not UTF-8 text"),
    ],
)
def test_a_template_that_can_not_be_filled_in_is_told(
    place: Place, template: bytes, why: str
) -> None:
    """A template with broken front matter ends with 1 and writes nothing; `--short` needs none."""
    place.write({"journal/_template.md": template})
    before = place.files("journal")
    outcome = place.run("new", "A", "B")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("afterview: journal/_template.md can't be filled in: ")
    assert why in outcome.err
    assert "`--short` does without it" in outcome.err
    assert place.files("journal") == before
    assert place.run("new", "A", "B", "--short").status == 0


def closed(place: Place, stage: str) -> None:
    """The job of `place` ended on 20 November."""
    place.write(
        {
            "journal/end.md": "---\ncompany: Northwind Traders\nrole: Staff Engineer\n"
            f"reflected: 2026-11-20\nstage: {stage}\n---\n"
        }
    )


@pytest.mark.parametrize("at", [(), ("--at", "tomorrow 9:00")])
def test_a_closed_job_is_opened_again(place: Place, at: tuple[str, ...]) -> None:
    """A new file of a job that has ended says so, and opens it again by its stage."""
    closed(place, "rejected")
    outcome = place.run("new", "northwind traders", "STAFF ENGINEER", *at)
    assert outcome.err == (
        "note: Northwind Traders, Staff Engineer was closed (rejected);"
        " `stage: interviewing` in this file opens it again\n"
    )
    text = (place.root / outcome.out.strip()).read_text("utf-8")
    assert front(text)["stage"] == "interviewing"


def test_an_interview_from_before_the_end_opens_nothing(place: Place) -> None:
    """What is written late of a round before the end says that the job stays closed."""
    closed(place, "rejected")
    outcome = place.run("new", "Northwind Traders", "Staff Engineer", "--at", "2026-11-19")
    assert outcome.err == (
        "note: Northwind Traders, Staff Engineer is closed (rejected), and stays so:"
        " this interview was before that\n"
    )
    assert "stage" not in front((place.root / outcome.out.strip()).read_text("utf-8"))


def test_an_accepted_job_stays_accepted(place: Place) -> None:
    """A talk after I accepted is written down, and changes nothing about that."""
    closed(place, "accepted")
    outcome = place.run("new", "Northwind Traders", "Staff Engineer", "--at", "tomorrow")
    assert outcome.err.startswith("note: you accepted Northwind Traders, Staff Engineer;")
    assert "stage" not in front((place.root / outcome.out.strip()).read_text("utf-8"))


def test_a_job_decided_against_is_said_to_be(place: Place) -> None:
    """A new file of a job that I decided to walk away from reminds me of it, and no more."""
    place.write({"journal/manager.md": MANAGER.replace("round:", "decision: walk-away\nround:")})
    outcome = place.run("new", "Northwind Traders", "Staff Engineer", "--at", "tomorrow")
    assert outcome.err == (
        "note: you decided to walk away from Northwind Traders, Staff Engineer;"
        " `afterview decide` can undo that\n"
    )
    text = (place.root / outcome.out.strip()).read_text("utf-8")
    assert not front(text).keys() & {"stage", "decision", "ball"}


def test_the_role_tells_two_jobs_of_a_company_apart(place: Place) -> None:
    """A file's name holds the role where the journal has another one of that company."""
    name = "journal/2026-11-23-northwind-traders"
    words = ("--at", "tomorrow", "--round", "call")
    assert (
        place.run("new", "Northwind Traders", "Staff engineer", *words).out == f"{name}-call.md\n"
    )
    other = place.run("new", "Northwind Traders", "Data Lead", *words).out
    assert other == f"{name}-data-lead-call.md\n"
    again = place.run("new", "Northwind Traders", "Staff Engineer", "--at", "tomorrow").out
    assert again == f"{name}-staff-engineer.md\n"

"""`decide`: shows the case, asks, and writes the decision with its reason and what to ask still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from site_builder.commands.decide import A_YEAR_LATER, command
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from pathlib import Path

FIRST = """\
---
company: Northwind
role: Engineer
round: first call
interviewed: 2026-11-10 14:00
ratings: {values: 8, role: 8, manager: 5, compensation: 6, intangibles: 7}
gut: yes
decision: undecided   # for now
---

## What would I have liked to ask?

- Who decides?
"""
OFFER = """\
---
company: Northwind
role: Engineer
reflected: 2026-11-20
offer:
  received: 2026-11-20
  answer_by: 2026-11-27
  terms: |
    70,000 a year
    28 days
---
"""
FINAL = "---\ncompany: Northwind\nrole: Engineer\ninterviewed: 2026-11-25 10:00\n---\n"


def decided(tmp_path: Path, files: dict[str, str], given: str, *args: str) -> tuple[str, str]:
    """What `decide` prints, and the text of the one file that it changed, if any."""
    folder = tmp_path / "journal"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    result = CliRunner().invoke(
        command, ["northwind", *args, "-j", str(folder), "--today", "2026-11-22"], input=given
    )
    if isinstance(result.exception, Failure):
        raise result.exception
    changed = [
        text
        for name, old in files.items()
        if (text := (folder / f"{name}.md").read_text("utf-8")) != old
    ]
    return result.output, "\n".join(changed)


def test_a_decision_to_pursue_is_written_with_its_reason_and_questions(tmp_path: Path) -> None:
    """Decision, day and reason go into the front matter, and each line becomes research."""
    given = "The people: all of them.\nWhat happened to the last one?\nWho pays for the train?\n\n"
    output, text = decided(tmp_path, {"a": FIRST}, given, "pursue")
    assert text == (
        FIRST.replace("undecided ", "pursue ").replace(
            "now\n---", 'now\ndecided: 2026-11-22\nbecause: "The people: all of them."\n---'
        )
        + "\n## Research\n\n- [ ] What happened to the last one?\n- [ ] Who pays for the train?\n"
    )
    assert A_YEAR_LATER in output


def test_the_case_comes_first(tmp_path: Path) -> None:
    """Light, what would turn it, open questions, the whole offer and the gut are shown."""
    output, _ = decided(tmp_path, {"a": FIRST, "b": OFFER}, "\n", "walk-away")
    for words in (
        "Amber: green if company values were 9 (now 8) or role 9 (now 8).",
        "Could ask for better pay and benefits",
        "Who decides?",
        "70,000 a year",
        "28 days",
        "first call: yes",
    ):
        assert words in output
    assert A_YEAR_LATER not in output


def test_what_i_have_now_is_part_of_the_case(tmp_path: Path) -> None:
    """Where `now.md` is fully rated, the case says how the job compares with it."""
    now = "---\nratings: {values: 7, role: 7, manager: 5, compensation: 7, intangibles: 7}\n---\n"
    output, _ = decided(tmp_path, {"a": FIRST, "now": now}, "\n", "walk-away")
    assert (
        "Against what I have now\n- Worse than what I have now only in pay and benefits" in output
    )


def test_without_a_decision_it_is_asked_for(tmp_path: Path) -> None:
    """The decision itself can be typed, and is asked again until it is one."""
    _, text = decided(tmp_path, {"a": FIRST}, "yes\nwalk-away\nThe trains.\n")
    assert "decision: walk-away   # for now\ndecided: 2026-11-22\nbecause: The trains.\n" in text


def test_it_goes_into_the_latest_file_that_is_over(tmp_path: Path) -> None:
    """The latest file whose date has come takes it, not an interview that is still ahead."""
    files = {"a": FIRST, "b": OFFER, "c": FINAL}
    _, text = decided(tmp_path, files, "\n", "walk-away")
    assert text.startswith(OFFER[:-4])
    assert "decision: walk-away\ndecided: 2026-11-22\n" in text


def test_a_later_file_that_decides_already_takes_it(tmp_path: Path) -> None:
    """Where a file ahead gives a decision, that one is changed, or it would still count."""
    ahead = FINAL.replace("---\n", "---\ndecision: pursue\n", 1)
    _, text = decided(tmp_path, {"a": FIRST, "c": ahead}, "\n", "undecided")
    assert text.startswith("---\ndecision: undecided\n")


def test_a_reason_is_not_replaced_unasked(tmp_path: Path) -> None:
    """A reason that stands there stays, unless the question about it is answered with yes."""
    file = FIRST.replace("gut: yes\n", "gut: yes\nbecause: The train.\n")
    output, text = decided(tmp_path, {"a": file}, "The pay.\nn\n", "walk-away")
    assert "because: The train.\n" in text
    assert "It says: The train." in output
    _, text = decided(tmp_path, {"a": file}, "The pay.\ny\n", "walk-away")
    assert "because: The pay.\n" in text


def test_input_that_ends_early_writes_nothing(tmp_path: Path) -> None:
    """Where not all questions are answered, no file is changed."""
    with pytest.raises(Failure, match="nothing was written"):
        decided(tmp_path, {"a": FIRST}, "Because.\nA question\n", "pursue")
    assert (tmp_path / "journal" / "a.md").read_text("utf-8") == FIRST


def test_a_closed_job_has_nothing_to_decide(tmp_path: Path) -> None:
    """A job that has ended is said to be closed, and its files stay as they are."""
    file = FIRST.replace("gut: yes\n", "gut: yes\nstage: rejected\n")
    output, text = decided(tmp_path, {"a": file}, "", "pursue")
    assert (output, text) == ("Northwind, Engineer is closed: there is nothing to decide.\n", "")


def test_a_pursued_offer_says_what_comes_next(tmp_path: Path) -> None:
    """After the decision to pursue an offer, the next step is named: to say yes."""
    output, _ = decided(tmp_path, {"a": FIRST, "b": OFFER}, "\n\n", "pursue")
    assert "The next step is to say yes to them; then write `stage: accepted` there." in output

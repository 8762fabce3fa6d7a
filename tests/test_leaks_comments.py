"""Comments are nobody's but the writer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Place

SENTENCE = "He would never hire a woman again"
SETTINGS = """\
[audiences.coach]
fields = ["role", "round", "interviewers", "tags", "evidence"]
sections = ["goals"]
"""
FRONT = """\
---
company: Northwind <!-- the worst of them --> Traders
role: Staff Engineer %% boring %%
round: hiring manager <!-- the bully -->
interviewers: ["Karin %% the bully %%"]
tags: ["fish <!-- boring -->"]
evidence: {values: "He listened. <!-- not -->"}
interviewed: 2026-11-18 14:00
share: [coach]
---

## Goals

"""


def publish(empty: Place, text: str, more: str = "", by: str = "alias") -> Outcome:
    """Publish a text, beside some other reflection."""
    other = f"---\ncompany: Tolvane Health\nrole: Nurse\n# Which it was\n---\n\n{more}\n"
    settings = f'{SETTINGS}companies = "{by}"\n'
    empty.write({"journal/journal.toml": settings, "journal/a.md": FRONT + text + "\n"})
    empty.write({"journal/b.md": other})
    return empty.run("publish", "coach")


@pytest.mark.parametrize("by", ["name", "alias"])
def test_comments_are_cut_out_of_the_front_matter(empty: Place, by: str) -> None:
    """A title, a page and journal.json show what stands around a comment."""
    done = publish(empty, "At Northwind Traders I was calm.", by=by)
    assert (done.status, done.err) == (0, "")
    files = empty.files("public/coach")
    whole = b"".join(files.values()).decode()
    for word in ("worst", "boring", "bully", "&lt;!--", "%%"):
        assert word not in whole
    page = files["reflections/company-a-1/index.html"].decode()
    name = "Northwind Traders" if by == "name" else "Company A"
    assert name in page
    assert f"At {name} I was calm." in page
    assert "Staff Engineer" in page


@pytest.mark.parametrize(
    "comment",
    [
        *(f"<!-- {SENTENCE}. -->", f"%% {SENTENCE} %%", f"# {SENTENCE}", f"<!--\n{SENTENCE}"),
        f"decision: pursue\nbecause: Well. %% {SENTENCE} %%",
        f"decision: pursue\nbecause: Well. <!-- {SENTENCE} -->",
    ],
)
def test_a_sentence_of_a_comment_is_withheld_prose(empty: Place, comment: str) -> None:
    """Six words of a comment, in the body or the front matter, stop the publication."""
    in_front = comment.startswith(("#", "decision"))
    front = f"---\ncompany: Tolvane\nrole: Nurse\n{comment if in_front else 'tags: []'}\n---\n\n"
    empty.write({"journal/c.md": front + ("" if in_front else comment) + "\n"})
    done = publish(empty, "He would never hire a woman, I heard.")
    assert done.status == 1
    assert "`He would never hire a woman` would go out" in done.err
    assert "a comment, journal/c.md:" in done.err


@pytest.mark.parametrize(
    "front",
    [
        f"stage: interviewing  # {SENTENCE}",
        f"stage: interviewing\t#{SENTENCE}",
        f"tags: [it's, 'x # y']  # {SENTENCE}",
        f"tags:\n  - fish  # {SENTENCE}",
        f"ratings:  # {SENTENCE}\n  values: 7",
        f"ratings:\n  values: 7  ## {SENTENCE}",
        f"share: []  # {SENTENCE}",
        "# He would never hire\n# a woman again",
        "stage: interviewing  # He would never hire\n  # a woman again",
        f'round: "first # one"  # {SENTENCE}',
        f"round: it's the first # {SENTENCE}",
    ],
)
@pytest.mark.parametrize("name", ["c.md", "now.md"])
def test_a_comment_behind_a_value_is_withheld_prose(empty: Place, front: str, name: str) -> None:
    """Behind a key, an item or a rating, and over two lines, six words of a comment stop."""
    job = "company: Tolvane\nrole: Nurse\n"
    if name == "now.md":
        job, front = (
            "label: Here\n",
            front if front.startswith(("ratings", "#")) else f"# {SENTENCE}",
        )
    empty.write({f"journal/{name}": f"---\n{job}{front}\n---\n"})
    done = publish(empty, "He would never hire a woman, I heard.")
    assert done.status == 1
    assert f"a comment, journal/{name}:" in done.err


@pytest.mark.parametrize("line", [f"# {SENTENCE}", f'title = "My # search"# {SENTENCE}'])
def test_a_comment_of_the_settings_is_withheld_prose(empty: Place, line: str) -> None:
    """Six words of a comment in journal.toml stop the publication."""
    empty.write(
        {
            "journal/journal.toml": f"{line}\n{SETTINGS}",
            "journal/a.md": FRONT + "He would never hire a woman.",
        }
    )
    done = empty.run("publish", "coach")
    assert done.status == 1
    assert "a comment, journal/journal.toml:1" in done.err


def test_a_sign_within_a_value_begins_no_comment(empty: Place) -> None:
    """What stands in quotes, or without a space before its sign, is a value that may be seen."""
    shared = FRONT.replace("Staff Engineer %% boring %%", f'"C # {SENTENCE}"')
    empty.write({"journal/journal.toml": SETTINGS, "journal/a.md": f"{shared}I took it in C#.\n"})
    done = empty.run("publish", "coach")
    assert (done.status, done.err) == (0, "")


def test_a_short_comment_and_the_template_withhold_nothing(empty: Place) -> None:
    """Fewer than six words give nothing away, and what a new file explains is ours."""
    done = publish(empty, "Todo: who I talked to for example.", "<!-- todo -->")
    assert (done.status, done.err) == (0, "")
    assert empty.run("new", "Acme", "Tester").status == 0
    done = publish(empty, "One sentence a rating: what I saw or heard.")
    assert (done.status, done.err) == (0, "")

"""`now.md`: what I have now, rated like a job and none."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from conftest import MANAGER, PHONE

from site_builder.core.model import NOW_LABEL, Body, Now
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from conftest import Place

    from site_builder.core.journal import Journal

TODAY = date(2026, 11, 22)
NOW = """\
---
label: The library downtown
ratings:
  values: 8
  role: 5.5
  compensation: null
  intangibles:
evidence:
  values: We say what we mean.
rating-manager: 6
evidence-role: The same three forms each week.
---

My desk is by the window.

## What I would miss

The [tea](a.md), and [what I look for](looking-for.md).
"""


def journal(now: str | bytes, toml: str = "", **more: str) -> Journal:
    """A journal with a `now.md` and one reflection."""
    files = {"now.md": now, "a.md": MANAGER, "journal.toml": toml}
    files |= {name.replace("_", "-") + ".md": text for name, text in more.items()}
    data = {p: t if isinstance(t, bytes) else t.encode() for p, t in files.items()}
    return parse_journal("journal", data, TODAY)


def problems(found: Journal) -> list[tuple[str, int, int, str, str]]:
    """Path, place, severity and code of each problem."""
    return [(p.path, p.line, p.column, p.severity, p.code) for p in found.problems]


def good(now: str) -> Now:
    """What is read of a `now.md` in which nothing is wrong."""
    found = journal(now)
    assert found.problems == ()
    assert found.now
    return found.now


def test_what_i_have_now() -> None:
    """Label, ratings, evidence and text are read as those of a reflection, with their places."""
    found = journal(NOW, looking_for="Quiet.\n")
    assert found.problems == ()
    now = found.now
    assert now
    expected = Now(
        label="The library downtown",
        ratings={
            "values": Fraction(8),
            "role": Fraction(11, 2),
            "compensation": None,
            "manager": Fraction(6),
        },
        evidence={"values": "We say what we mean.", "role": "The same three forms each week."},
        body=now.body,
    )
    for field in fields(Now):
        if field.compare:
            assert getattr(now, field.name) == getattr(expected, field.name), field.name
    assert (now.places["label"], now.places["evidence.values"]) == ((2, 8), (9, 11))
    assert now.places["ratings.manager"] == (10, 17)
    assert [(s.id, s.heading) for s in now.body.sections] == [
        (None, ""),
        (None, "What I would miss"),
    ]
    assert "reflections/a/index.html" in now.body.sections[1].html
    assert "index.html#looking-for" in now.body.sections[1].html


def test_nothing_in_it_is_needed() -> None:
    """Without a label it is what I have now; without ratings nothing is rated."""
    assert good("---\n---\n") == Now(NOW_LABEL)
    assert good("\ufeff---\r\nlabel:\r\n---\r\n") == Now("What I have now", {}, {}, Body())
    assert parse_journal("journal", {"a.md": MANAGER.encode()}, TODAY).now is None


def test_it_is_no_job() -> None:
    """It is no reflection, belongs to no job, and no job's pages are made from it."""
    with_it, without = journal(NOW), journal("---\n---\n")
    assert [r.slug for r in with_it.reflections] == ["a"]
    assert with_it.opportunities == without.opportunities
    assert with_it.only(with_it.opportunities[0]).now is None


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("company: Acme", '`ignore = ["company"]`'),
        ("gut: yes", '`ignore = ["gut"]`'),
        ("rating: {values: 8}", "did you mean `ratings`?"),
        ("labl: x", "did you mean `label`?"),
        ("values: 8", "indent it by two spaces below `ratings:`"),
        ("rating_values: 8", "did you mean `rating-values`?"),
    ],
)
def test_another_key_is_a_warning(line: str, hint: str) -> None:
    """Any other key, near one of ours too, is a warning and is ignored, but kept to be guarded."""
    found = journal(f"---\n{line}\nratings: {{role: 7}}\n---\n")
    assert problems(found) == [("journal/now.md", 2, 1, "warning", "unknown-key")]
    (problem,) = found.problems
    assert problem.message.endswith("; it is ignored")
    assert hint in (problem.hint or "")
    assert found.now
    assert found.now.ratings == {"role": Fraction(7)}
    assert found.now.ignored


def test_keys_that_are_ignored_in_silence() -> None:
    """`ignore` and the keys of other programs are silent here too."""
    found = journal("---\nsalary: 9\naliases: [mine]\n---\n", 'ignore = ["salary"]')
    assert found.problems == ()
    assert found.now
    assert found.now.ignored == {"salary": "9", "aliases.1": "mine"}


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (
            "---\nratings: {values: 11}\n---\n",
            (2, 19, "bad-rating"),
            None,
        ),
        (
            "---\nratings: {salary: 7}\n---\n",
            (2, 11, "unknown-criterion"),
            "did you mean `compensation`?",
        ),
        (
            "---\nratings: {values: 7}\nrating-values: 8\n---\n",
            (3, 1, "duplicate-key"),
            "keep one",
        ),
        ("---\nlabel: [a]\n---\n", (2, 8, "wrong-type"), "without brackets"),
        ("---\nlabel: a: b\n---\n", (2, 9, "invalid-yaml"), "quote the sentence"),
        ("", (1, 1, "empty-file"), "`ratings:` with a line a criterion below it"),
        ("My desk.\n", (1, 1, "front-matter-missing"), "`ratings:` with a line a criterion"),
        ("———\nlabel: a\n———\n", (1, 1, "front-matter-missing"), "three hyphens"),
        ("---\nlabel: a\n", (1, 1, "front-matter-unclosed"), "a line of `---`"),
        ("---\nlabel\n---\n", (2, 1, "front-matter-not-mapping"), "`ratings:` with a line"),
        (b"\xff", (1, 1, "not-utf-8"), "UTF-8"),
        (f"---\n---\n\n{'[' * 100_000}\n", (4, 1, "too-deep"), "divide it"),
    ],
)
def test_with_errors_it_counts_as_absent(
    text: str | bytes, place: tuple[int, int, str], hint: str | None
) -> None:
    """An error stands at its place, the file counts as absent, and all else is read."""
    found = journal(text)
    line, column, code = place
    assert problems(found) == [("journal/now.md", line, column, "error", code)]
    assert (hint or "") in (found.problems[0].hint or "")
    assert "a reflection" not in found.problems[0].message
    assert found.now is None
    assert (len(found.reflections), found.left_out) == (1, ())


def test_one_problem_hides_no_other() -> None:
    """What is wrong in the text is told beside what is wrong in the front matter."""
    found = journal("---\nlabel: a: b\n---\n\n[There](b.md)\n")
    assert problems(found) == [
        ("journal/now.md", 2, 9, "error", "invalid-yaml"),
        ("journal/now.md", 5, 9, "warning", "broken-link"),
    ]


def test_a_build_reads_it_as_check_does(empty: Place) -> None:
    """`build` names what `check` names, again after each change of it and when nothing changed."""
    empty.write({"journal/now.md": NOW, "journal/a.md": MANAGER, "journal/b.md": PHONE})
    assert empty.run("build", "--no-search").status == 0
    empty.write({"journal/now.md": NOW.replace("values: 8", "values: 80")})
    for _ in range(2):
        built = empty.run("build", "--no-search")
        assert built.status == 1
        assert "journal/now.md:4:11: error: ratings.values is 80" in built.err
    assert "journal/now.md:4:11: error: ratings.values is 80" in empty.run("check").out
    page = empty.files()["problems/index.html"].decode()
    assert "journal/now.md" in page
    assert "reflections/now/index.html" not in empty.files()
    (empty.root / "journal/now.md").unlink()
    assert empty.run("build", "--no-search").status == 0

"""Unknown keys and words: which are near one of ours, which are other programs', which are kept."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from site_builder.core.did_you_mean import did_you_mean, lookup_form
from site_builder.parsing import synonyms
from site_builder.parsing.fields import (
    DECISION_WORDS,
    FIELDS,
    GUT_WORDS,
    OFFER_FIELDS,
    OWNER_WORDS,
    STAGE_WORDS,
)
from site_builder.parsing.fields import SECOND_LOOK_FIELDS as LOOK_FIELDS
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

if TYPE_CHECKING:
    from site_builder.parsing.parsed_file import ParsedFile

HEAD = "---\ncompany: Acme\nrole: Tuner\n"
KEYS = [f.key for f in FIELDS]
CRITERIA = [c.id for c in DEFAULT_SETTINGS.criteria]


def front(lines: str, toml: str = "") -> ParsedFile:
    """What comes of lines of front matter, under some settings."""
    settings, wrong = parse_settings("journal.toml", toml.encode())
    assert wrong == ()
    return parse_reflection(
        "a.md", "journal/a.md", f"{HEAD}{lines}\n---\n".encode(), settings, lambda _: None
    )


def problems(lines: str, toml: str = "") -> list[tuple[int, int, str, str, str | None]]:
    """Place, severity, code and hint of each problem."""
    found = front(lines, toml).problems
    return [(p.line, p.column, p.severity, p.code, p.hint) for p in found]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("status: x", "`stage`"),
        ("outcome: x", "`stage`"),
        ("Application Status: x", "`stage`"),
        ("position: x", "`role`"),
        ("title: x", "`role`"),
        ("job-title: x", "`role`"),
        ("date: x", "`interviewed`"),
        ("when: x", "`interviewed`"),
        ("interview_date: x", "`interviewed`"),
        ("employer: x", "`company`"),
        ("interviewer: x", "`interviewers`"),
        ("panel: x", "`interviewers`"),
        ("interview: x", "`round` or `interviewed`"),
        ("scores: x", "`ratings`"),
        ("gut feeling: x", "`gut`"),
        ("verdict: x", "`decision`"),
        ("canceled: yes", "`cancelled`"),
        ("called off: yes", "`cancelled`"),
        ("decision_date: 2026-11-24", "`decided`"),
        ("decidd: 2026-11-24", "`decided`"),
        ("becuase: x", "`because`"),
        ("why I decided: x", "`because`"),
        ("aka: x", "`also`"),
        ("labels: x", "`tags`"),
        ("audience: x", "`share`"),
        ("roel: x", "`role`"),
        ("rolle: x", "`role`"),
        ("compny: x", "`company`"),
        ("intervewed: x", "`interviewed`"),
        ("secondlook: x", "`second_look`"),
        ("rating_values: 8", "`rating-values`"),
        ("ratings-values: 8", "`rating-values`"),
        ("evidence manager: x", "`evidence-manager`"),
        ("“gut”: yes", "`gut`"),
        ("«gut»: yes", "`gut`"),
        ("“status”: x", "`stage`"),
        ("offer: {deadline: x}", "`answer_by`"),
        ("offer: {salary: x}", "`terms`"),
        ("offer: {date: x}", "`received`"),
        ("second_look: {date: x}", "`on`"),
        ("second_look: {reason: x}", "`why`"),
    ],
)
def test_a_key_near_one_of_ours_is_an_error(line: str, meant: str) -> None:
    """A key that is misspelt, or what people write for ours, is an error that names ours."""
    (problem,) = front(line).problems
    assert (problem.line, problem.severity, problem.code) == (4, "error", "unknown-key")
    assert problem.hint == f"did you mean {meant}?"


@pytest.mark.parametrize(
    "line",
    [
        "remote: true",
        "duration: 45 min",
        "salary: 100k",
        "location: Bergen",
        "priority: 1",
        "rule: x",
        "storage: x",
        "officer: x",
        "notes: x",
        "source: a friend",
        "company_size: 50",
        "postponed: yes",
        "reason: x",
        "why: x",
        "offer: {currency: EUR}",
        "second_look: {place: x}",
        "日本: x",
        "1: x",
    ],
)
def test_any_other_key_is_a_warning(line: str) -> None:
    """A key that is near none of ours is ignored with a warning that guesses at nothing."""
    found = front(line)
    (problem,) = found.problems
    assert (problem.line, problem.severity, problem.code) == (4, "warning", "unknown-key")
    assert problem.message.endswith("; it is ignored")
    assert "did you mean" not in (problem.hint or "")
    assert "ignore = [" in (problem.hint or "")
    assert found.reflection


@pytest.mark.parametrize(
    "line",
    [
        "aliases: [a, b]",
        "cssclasses: wide",
        "publish: true",
        "kanban-plugin: basic",
        "layout: post",
        "redirect_from: [/a]",
        "draft: true",
        "lastmod: 2026-11-18",
        "publishDate: 2026-11-18",
        "keywords: [a]",
        "exclude-from-graph-view: true",
        "nav_order: 3",
        "traitIds: [a]",
        "type: daily-note",
        "dg-publish: true",
        "created: 2026-11-18\nmodified: 2026-11-18",
        "params: {a: {b: c}}",
    ],
)
def test_the_keys_of_other_programs_are_silent(line: str) -> None:
    """What Obsidian, Jekyll, Hugo and others keep in front matter gives no word."""
    assert problems(line) == []


def test_the_settings_silence_keys() -> None:
    """`ignore` passes over the keys that it names, whatever they are near, and no other."""
    toml = 'ignore = ["salary", "Job Title", "offer.currency"]'
    assert problems("salary: 9\njob_title: x\noffer: {currency: EUR}", toml) == []
    lines = [p[:2] for p in problems("salary: 9\nsalaries: x\noffer: {money: x}", toml)]
    assert lines == [(5, 1), (6, 9)]


def test_what_is_ignored_is_kept_to_be_guarded() -> None:
    """Every text below an ignored key is kept with its place, that of a switched-off one too."""
    lines = (
        "salary: one\naliases: [two, '', three]\noffer: {money: {a: four}}\nblank:\n"
        "evidence: {values: five, role: six}"
    )
    found = front(lines, "[[criteria]]\nid = 'values'\nenabled = false").reflection
    assert found
    assert found.ignored == {
        "salary": "one",
        "aliases.1": "two",
        "aliases.3": "three",
        "offer.money.a": "four",
        "evidence.values": "five",
    }
    assert found.evidence == {"role": "six"}
    assert {k: found.places[k] for k in found.ignored} == {
        "salary": (4, 9),
        "aliases.1": (5, 11),
        "aliases.3": (5, 20),
        "offer.money.a": (6, 20),
        "evidence.values": (8, 20),
    }


def test_ratings_at_the_top() -> None:
    """`rating-values` and `evidence-values` are `values` below `ratings` and `evidence`."""
    flat = front("rating-values: 8\nevidence-values: Heard it.\nrating-role: null\nrating-manager:")
    nested = front("ratings: {values: 8, role: null}\nevidence: {values: Heard it.}")
    assert (flat.problems, nested.problems) == ((), ())
    assert flat.reflection
    assert nested.reflection
    assert flat.reflection.ratings == {"values": Fraction(8), "role": None}
    assert flat.reflection.ratings == nested.reflection.ratings
    assert flat.reflection.evidence == nested.reflection.evidence
    assert flat.reflection.places["ratings.values"] == (4, 16)
    mixed = front("rating-role: 7\nratings:\n  values: 8\nevidence:\nevidence-role: x").reflection
    assert mixed
    assert mixed.ratings == {"role": Fraction(7), "values": Fraction(8)}
    assert mixed.evidence == {"role": "x"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ratings: {values: 8}\nrating-values: 7", [(5, 1, "duplicate-key")]),
        ("rating-values: 7\nratings: {values: 7}", [(5, 11, "duplicate-key")]),
        ("evidence-role: a\nevidence:\n  role: b", [(6, 3, "duplicate-key")]),
        ("ratings: {values: null}\nrating-values: 7", [(5, 1, "duplicate-key")]),
        ("ratings: {values: }\nrating-values: 7", []),
        ("rating-values:\nratings: {values: 7}", []),
        ("rating-values: 11", [(4, 16, "bad-rating")]),
        ("rating-zeal: 8", [(4, 1, "unknown-criterion")]),
        ("rating-values: [8]", [(4, 16, "wrong-type")]),
        ("ratings: 8\nrating-values: 8", [(4, 10, "wrong-type")]),
    ],
)
def test_what_is_wrong_with_ratings_at_the_top(
    lines: str, expected: list[tuple[int, int, str]]
) -> None:
    """One criterion given in both ways is an error at the later; a blank one gives nothing."""
    assert [(p.line, p.column, p.code) for p in front(lines).problems] == expected


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("stage: ghosted", "no-answer"),
        ("stage: No response", "no-answer"),
        ("stage: hired", "accepted"),
        ("stage: offered", "offer"),
        ("stage: negotiating", "offer"),
        ("stage: turned down", "declined"),
        ("stage: rejection", "rejected"),
        ("stage: withdrew", "withdrawn"),
        ("stage: walk_away", "walked-away"),
        ("stage: phone screen", "interviewing"),
        ("stage: submitted", "applied"),
        ("stage: wishlist", "exploring"),
        ("stage: “intervewing”", "interviewing"),
        ("stage: on hold", "interviewing` or `no-answer"),
        ("gut: maybe", "unsure"),
        ("gut: don't know", "unsure"),
        ("gut: true", "yes"),
        ("gut: ja", "yes"),
        ("gut: oui", "yes"),
        ("gut: Sí", "yes"),
        ("gut: nein", "no"),
        ("gut: non", "no"),
        ("gut: vielleicht", "unsure"),
        ("gut: yes, mostly", "yes"),
        ("gut: no!", "no"),
        ("gut: maybe (ask Tom)", "unsure"),
        ("stage: applied - online", "applied"),
        ("decision: pursue; I think", "pursue"),
        ("gut: nope", "no"),
        ("decision: yes", "pursue"),
        ("decision: go for it", "pursue"),
        ("decision: no", "walk-away"),
        ("decision: walk away", "walk-away"),
        ("decision: pending", "undecided"),
        ("ball: mine", "me"),
        ("ball: recruiter", "them"),
    ],
)
def test_words_that_people_use(line: str, meant: str) -> None:
    """A word that people use for one of ours is an error that names ours."""
    (problem,) = front(line).problems
    assert problem.code == "unknown-value"
    assert problem.hint == f"did you mean `{meant}`?"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("salary", "compensation"),
        ("pay", "compensation"),
        ("boss", "manager"),
        ("culture", "values"),
        ("work-life balance", "intangibles"),
        ("tasks", "role"),
        ("manger", "manager"),
        ("“manager”", "manager"),
    ],
)
def test_criteria_that_people_use(word: str, meant: str) -> None:
    """A criterion that people use for one of ours is an error that names ours, in any spelling."""
    for lines in (f"ratings:\n  {word}: 8", f"evidence: {{{word}: x}}", f"rating-{word}: 8"):
        (problem,) = front(lines).problems
        assert problem.code == "unknown-criterion"
        assert problem.hint == f"did you mean `{meant}`?"


@pytest.mark.parametrize("word", ["null", "~", "tba"])
def test_nothing_is_left_blank(word: str) -> None:
    """A word for nothing, where one of some words belongs, is told to go."""
    (problem,) = front(f"stage: {word}").problems
    assert problem.hint == "leave it blank"


@pytest.mark.parametrize("word", ["zeal", "duration", "remotely", "valid", "x", "ruler"])
def test_no_guess_that_is_not_near(word: str) -> None:
    """What is near no criterion, key or stage gets a list of them, and no guess."""
    (problem,) = front(f"ratings: {{{word}: 8}}").problems
    assert problem.hint is not None
    assert "did you mean" not in problem.hint
    (problem,) = front(f"stage: {word}").problems
    assert problem.hint is None
    assert did_you_mean(word, KEYS, synonyms.KEY_SYNONYMS) is None


def test_the_tables_name_words_of_ours() -> None:
    """Every row stands for a word of ours, and holds none that is ours, twice, or silent."""
    fields = {f.key for f in (*FIELDS, *OFFER_FIELDS, *LOOK_FIELDS)}
    tables: list[tuple[dict[str, str], set[str]]] = [
        (synonyms.KEY_SYNONYMS, fields),
        (synonyms.CRITERION_SYNONYMS, {*CRITERIA}),
        (synonyms.STAGE_SYNONYMS, {*STAGE_WORDS}),
        (synonyms.GUT_SYNONYMS, {*GUT_WORDS}),
        (synonyms.DECISION_SYNONYMS, {*DECISION_WORDS}),
        (synonyms.OWNER_SYNONYMS, {*OWNER_WORDS}),
    ]
    for table, ours in tables:
        assert table.keys() <= ours
        for key, row in table.items():
            words = [lookup_form(word) for word in row.split(",")]
            assert len(set(words)) == len(words), key
            assert lookup_form(key) not in words
    assert {lookup_form(key) for key in KEYS} & synonyms.KEYS_OF_OTHER_PROGRAMS == set()
    top = {w for k in KEYS for w in map(lookup_form, synonyms.KEY_SYNONYMS.get(k, "").split(","))}
    assert top & synonyms.KEYS_OF_OTHER_PROGRAMS == set()
    assert {
        lookup_form(word) for word in synonyms.KEYS_OF_OTHER_PROGRAMS
    } == synonyms.KEYS_OF_OTHER_PROGRAMS

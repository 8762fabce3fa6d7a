"""Every kind of bad input, with its place, its code and how to mend it."""

from __future__ import annotations

import ast
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from site_builder.core.diagnostics import CODES, MAX_PROBLEMS_SHOWN, SourceText, first_problems
from site_builder.core.did_you_mean import alternatives, did_you_mean
from site_builder.parsing.journal import parse_journal
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

if TYPE_CHECKING:
    from site_builder.parsing.parsed_file import ParsedFile

HEAD = "---\ncompany: Acme\nrole: Tuner\n"
COACH = parse_settings("journal.toml", b"[audiences.coach]\n")[0]
LARGE = "x" * 100
YEAR_FIRST = "write the year first, then month and day, as in 2026-11-18"
SHORT_YEAR = "write the year in four digits and first, then month and day, as in 2026-11-18"
NO_ANSWER_DATE = "write `none` if they set no date, or leave it blank if you don't know yet"


def check(source: str | bytes, *, problem: tuple[int, int, str] | None = None) -> ParsedFile:
    """Parse a reflection; it has this one problem at line and column, or none at all."""
    data = source if isinstance(source, bytes) else source.encode()
    parsed = parse_reflection("a.md", "journal/a.md", data, COACH, lambda _: None)
    found = [(p.line, p.column, p.code) for p in parsed.problems]
    assert found == ([] if problem is None else [problem])
    lines = (
        data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    assert all(p.source == lines[p.line - 1] for p in parsed.problems)
    assert all(p.path == "journal/a.md" for p in parsed.problems)
    return parsed


def front(lines: str, problem: tuple[int, int, str]) -> ParsedFile:
    """Check lines behind a good company and role; they begin in line 4."""
    return check(f"{HEAD}{lines}\n---\n\nText.\n", problem=problem)


@pytest.mark.parametrize(
    ("source", "problem", "hint"),
    [
        pytest.param("", (1, 1, "empty-file"), "afterview new", id="empty"),
        pytest.param(" \n\n", (1, 1, "empty-file"), "afterview new", id="blank"),
        pytest.param("\ufeff", (1, 1, "empty-file"), "afterview new", id="byte-order-mark-alone"),
        pytest.param("Text.\n", (1, 1, "front-matter-missing"), "begin with `---`", id="no-front"),
        pytest.param(
            "\n# Acme\n\n---\ncompany: A\n---\n",
            (2, 1, "front-matter-missing"),
            "begin with `---`",
            id="heading-first",
        ),
        pytest.param(
            "+++\ncompany = 'A'\n+++\n",
            (1, 1, "front-matter-missing"),
            "begin with `---`",
            id="toml-front",
        ),
        pytest.param(
            "———\ncompany: A\n———\n",
            (1, 1, "front-matter-missing"),
            "three hyphens",
            id="long-dashes-open",
        ),
        pytest.param(
            " ---\ncompany: A\n---\n",
            (1, 1, "front-matter-missing"),
            "three hyphens",
            id="indented-fence",
        ),
        pytest.param(
            "\u200b---\ncompany: A\n---\n",
            (1, 1, "front-matter-missing"),
            "three hyphens",
            id="invisible-before-fence",
        ),
        pytest.param("---", (1, 1, "front-matter-unclosed"), "a line of `---`", id="fence-alone"),
        pytest.param(HEAD, (1, 1, "front-matter-unclosed"), "a line of `---`", id="never-closed"),
        pytest.param(
            f"{HEAD}tags:\n-\n",
            (1, 1, "front-matter-unclosed"),
            "a line of `---`",
            id="list-item-is-no-fence",
        ),
        pytest.param(
            f"{HEAD}—-\n\nText.\n",
            (4, 1, "front-matter-unclosed"),
            "three hyphens",
            id="long-dashes-close",
        ),
        pytest.param(
            f"{HEAD}--\n\nText.\n",
            (4, 1, "front-matter-unclosed"),
            "three hyphens",
            id="two-hyphens",
        ),
        pytest.param(
            f"{HEAD}———\n\nOne: two.\n\n---\n\nThree.\n",
            (4, 1, "front-matter-unclosed"),
            "three hyphens",
            id="long-dashes-and-a-rule-in-the-text",
        ),
        pytest.param(
            f"{HEAD}\n## Goals\n\nHear: listen.\nAsk\n\n---\n",
            (5, 1, "front-matter-unclosed"),
            "above it",
            id="never-closed-and-a-rule-in-the-text",
        ),
        pytest.param(
            "---\n- a\n---\n", (2, 1, "front-matter-not-mapping"), "company: …", id="list"
        ),
        pytest.param(
            "---\ncompany:Acme\n---\n",
            (2, 1, "front-matter-not-mapping"),
            "a space behind the `:`",
            id="text",
        ),
        pytest.param(
            "---\nrole: x\n---\n", (1, 1, "missing-key"), "write `company: …`", id="no-company"
        ),
        pytest.param(
            "---\ncompany: x\nrole: ''\n---\n",
            (3, 1, "missing-key"),
            "write `role: …`",
            id="blank-role",
        ),
        pytest.param(
            f"{HEAD}---\n\nBe\x1bll\n", (6, 3, "control-character"), "delete", id="escape-in-text"
        ),
        pytest.param("---\ncompany: A\x00\n", (2, 11, "control-character"), "delete", id="nul"),
        pytest.param(
            "---\ncompany: A\u2028B\nrole: x\n---\n",
            (2, 11, "control-character"),
            "Enter",
            id="line-separator",
        ),
        pytest.param(
            '---\ncompany: "A\\0B"\nrole: x\n---\n',
            (2, 10, "control-character"),
            "delete",
            id="escaped-nul",
        ),
        pytest.param(
            "---\ncompany: Ä\n---\n".encode("latin-1"),
            (2, 10, "not-utf-8"),
            "encoding UTF-8",
            id="latin-1",
        ),
        pytest.param(
            "---\r\nrole: é\r\ncompany: Ä\r\n".encode().replace("Ä".encode(), b"\xff"),
            (3, 10, "not-utf-8"),
            "encoding UTF-8",
            id="crlf-then-a-bad-byte",
        ),
        pytest.param(
            "---\ncompany: A\n---\n".encode("utf-16"),
            (1, 1, "not-utf-8"),
            "encoding UTF-8",
            id="utf-16",
        ),
    ],
)
def test_a_file_that_is_no_reflection(
    source: str | bytes, problem: tuple[int, int, str], hint: str
) -> None:
    """What can't be read as front matter and text has one problem, at its place, with a hint."""
    parsed = check(source, problem=problem)
    assert parsed.reflection is None
    assert hint in (parsed.problems[0].hint or "")


@pytest.mark.parametrize(
    ("lines", "problem", "hint"),
    [
        pytest.param(
            "round: final: the board",
            (4, 13, "invalid-yaml"),
            'quote the sentence: `round: "…"`',
            id="colon-in-a-sentence",
        ),
        pytest.param(
            'evidence:\n  manager: "Maybe" was all: no',
            (5, 20, "invalid-yaml"),
            "double quotes",
            id="text-behind-a-quote",
        ),
        pytest.param(
            'evidence:\n  manager: He said "no": clear',
            (5, 24, "invalid-yaml"),
            "`manager: '…'`",
            id="colon-and-quotes-in-a-sentence",
        ),
        pytest.param(
            "round: 😀 a: b",
            (4, 11, "invalid-yaml"),
            'quote the sentence: `round: "…"`',
            id="columns-count-characters",
        ),
        pytest.param(
            "round: “final: board”", (4, 14, "invalid-yaml"), "straight ones", id="curly-quotes"
        ),
        pytest.param("round:final", (4, 1, "invalid-yaml"), "write `round: final`", id="no-space"),
        pytest.param(
            "round:final\nstage: offer",
            (4, 1, "invalid-yaml"),
            "write `round: final`",
            id="no-space-noticed-below",
        ),
        pytest.param(
            "round:\u00a0final\nstage: offer",
            (4, 1, "invalid-yaml"),
            "write `round: final`",
            id="no-break-space",
        ),
        pytest.param("final", (4, 1, "invalid-yaml"), "write `key: value`", id="no-key"),
        pytest.param(": final", (4, 1, "invalid-yaml"), "write `key: value`", id="colon-alone"),
        pytest.param(" round: x", (4, 7, "invalid-yaml"), "same column", id="indented-key"),
        pytest.param('round: "final', (4, 8, "invalid-yaml"), "close it", id="open-quote"),
        pytest.param("tags: [a, b", (4, 7, "invalid-yaml"), "close it", id="open-bracket"),
        pytest.param(
            "round: 'It's on'", (4, 12, "invalid-yaml"), "double quotes", id="quote-in-quotes"
        ),
        pytest.param(
            'round: "C:\\new\\dir"', (4, 15, "invalid-yaml"), "single quotes", id="backslash"
        ),
        pytest.param("round: @home", (4, 8, "invalid-yaml"), "double quotes", id="at-sign"),
        pytest.param("round: `a`", (4, 8, "invalid-yaml"), "double quotes", id="backtick"),
        pytest.param("round: - a", (4, 8, "invalid-yaml"), "write `round: a`", id="hyphen"),
        pytest.param("round: ?", (4, 8, "invalid-yaml"), "leave it blank", id="question-mark"),
        pytest.param("? [a]\n: b", (4, 3, "invalid-yaml"), "double quotes", id="list-as-key"),
        pytest.param("--- # end", (4, 1, "invalid-yaml"), "`---` alone", id="comment-on-fence"),
        pytest.param("...\nround: x", (4, 1, "invalid-yaml"), "delete it", id="document-end"),
        pytest.param("\tround: x", (4, 1, "tab"), "two spaces", id="tab"),
        pytest.param("tags:\n\t- x", (5, 1, "tab"), "two spaces", id="tab-in-a-list"),
        pytest.param("round:\tx", (4, 7, "tab"), "a space", id="tab-behind-a-key"),
        pytest.param("offer: {terms: \t y}", (4, 16, "tab"), "a space", id="tab-in-a-group"),
        pytest.param("round: &a x", (4, 8, "alias"), "double quotes", id="anchor"),
        pytest.param("round: *a", (4, 8, "alias"), "double quotes", id="alias"),
        pytest.param("tags: [a, *b]", (4, 11, "alias"), "double quotes", id="alias-in-a-list"),
        pytest.param("round: !final", (4, 8, "tag"), "double quotes", id="tag"),
        pytest.param(
            f"tags: {'[' * 20}{']' * 20}", (4, 14, "too-deep"), "double quotes", id="brackets"
        ),
        pytest.param("round: a\nround: b", (5, 1, "duplicate-key"), "keep one", id="key-twice"),
        pytest.param(
            "ratings: {role: 8, role: 9}", (4, 20, "duplicate-key"), "keep one", id="rating-twice"
        ),
        pytest.param("rounds: x", (4, 1, "unknown-key"), "did you mean `round`?", id="misspelt"),
        pytest.param("Round: x", (4, 1, "unknown-key"), "did you mean `round`?", id="capital"),
        pytest.param(
            "second-look:", (4, 1, "unknown-key"), "did you mean `second_look`?", id="hyphenated"
        ),
        pytest.param(
            "ratings:\nvalues: 8", (5, 1, "unknown-key"), "two spaces", id="rating-not-indented"
        ),
        pytest.param(
            "\u200bround: x", (4, 1, "unknown-key"), "invisible character", id="invisible-in-key"
        ),
        pytest.param(
            "offer: {answer: 2026-11-20}",
            (4, 9, "unknown-key"),
            "did you mean `answer_by`?",
            id="misspelt-inside",
        ),
        pytest.param(
            "ratings:\n  compensaton: 8",
            (5, 3, "unknown-criterion"),
            "did you mean `compensation`?",
            id="misspelt-criterion",
        ),
        pytest.param(
            "evidence: {zeal: low}",
            (4, 12, "unknown-criterion"),
            "`values`",
            id="unknown-criterion",
        ),
        pytest.param(
            "ratings: {values: 7,5}",
            (4, 21, "unknown-criterion"),
            "with a point: 7.5",
            id="comma-in-braces",
        ),
        pytest.param("round: [a]", (4, 8, "wrong-type"), "double quotes", id="list-for-text"),
        pytest.param("tags: a, b", (4, 7, "wrong-type"), "write [a, b]", id="text-for-list"),
        pytest.param("tags: a; b", (4, 7, "wrong-type"), "write [a, b]", id="semicolon"),
        pytest.param(
            "tags: research and development",
            (4, 7, "wrong-type"),
            "write [research and development]",
            id="one-tag-of-words",
        ),
        pytest.param(
            "interviewers: Tom and Ann", (4, 15, "wrong-type"), "write [Tom, Ann]", id="and"
        ),
        pytest.param(
            "interviewers: Tom, Ann & Sandy (HR)",
            (4, 15, "wrong-type"),
            "write [Tom, Ann, Sandy (HR)]",
            id="and-sign",
        ),
        pytest.param(
            "interviewers: Co-founder and head of R&D",
            (4, 15, "wrong-type"),
            "write [Co-founder and head of R&D]",
            id="one-title",
        ),
        pytest.param("share: yes", (4, 8, "wrong-type"), "name an audience", id="share-yes"),
        pytest.param("share: all", (4, 8, "wrong-type"), "name an audience", id="share-all"),
        pytest.param("share: no", (4, 8, "wrong-type"), "leave it blank", id="share-no"),
        pytest.param("share: coach", (4, 8, "wrong-type"), "write [coach]", id="share-one"),
        pytest.param("tags:\n  -a", (5, 3, "wrong-type"), "a plain space", id="hyphen-glued"),
        pytest.param("tags:\n  • a", (5, 3, "wrong-type"), "a plain space", id="bullet"),
        pytest.param("tags:\n  -\u00a0a", (5, 3, "wrong-type"), "a plain space", id="odd-hyphen"),
        pytest.param("ratings:\n  role:8", (5, 3, "wrong-type"), "`role: 8`", id="one-glued"),
        pytest.param(
            "ratings: {role:8}", (4, 11, "unknown-criterion"), "`role: 8`", id="glued-in-braces"
        ),
        pytest.param("tags: {a: b}", (4, 7, "wrong-type"), "write [one", id="group-for-list"),
        pytest.param("tags: [a, [b]]", (4, 11, "wrong-type"), "brackets", id="list-in-list"),
        pytest.param("ratings: 8", (4, 10, "wrong-type"), "a line for each", id="one-rating"),
        pytest.param("ratings: null", (4, 10, "wrong-type"), "a line for each", id="null-ratings"),
        pytest.param("offer: tomorrow", (4, 8, "wrong-type"), "`answer_by:`", id="text-for-offer"),
        pytest.param("gut: [yes]", (4, 6, "wrong-type"), "brackets", id="list-for-word"),
        pytest.param("gut: true", (4, 6, "unknown-value"), "did you mean `yes`?", id="true"),
        pytest.param(
            "stage: offered", (4, 8, "unknown-value"), "did you mean `offer`?", id="stage"
        ),
        pytest.param("decision: walk away", (4, 11, "unknown-value"), "`walk-away`", id="decision"),
        pytest.param("ball: “me”", (4, 7, "unknown-value"), "did you mean `me`?", id="curly-word"),
        pytest.param(
            "interviewed: 2026-11-18 14:00\nreflected: 2026-11-18 13:59",
            (5, 12, "date-order"),
            "line 4",
            id="reflected-before-interviewed",
        ),
        pytest.param(
            "interviewed: 2026-11-18\nsecond_look: {on: 2026-11-17}",
            (5, 19, "date-order"),
            "line 4",
            id="second-look-before-interviewed",
        ),
        pytest.param(
            "offer: {received: 2026-11-20, answer_by: 2026-11-19}",
            (4, 42, "date-order"),
            "line 4",
            id="answer-before-offer",
        ),
        pytest.param(
            "cancelled: yes",
            (4, 12, "missing-key"),
            "write `interviewed: …` too",
            id="cancelled-without-interviewed",
        ),
        pytest.param(
            "interviewed: soon\ncancelled: yes",
            (4, 14, "bad-date"),
            "",
            id="cancelled-with-a-wrong-date",
        ),
        pytest.param(
            "decision: later\nbecause: The train.",
            (4, 11, "unknown-value"),
            "did you mean `undecided`?",
            id="because-of-a-wrong-decision",
        ),
    ],
)
def test_wrong_front_matter(lines: str, problem: tuple[int, int, str], hint: str) -> None:
    """An error in the front matter stands at the value or key that is wrong, with a hint."""
    parsed = front(lines, problem)
    assert parsed.reflection is None
    assert parsed.problems[0].severity == "error"
    assert hint in (parsed.problems[0].hint or "")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("8/10", "write 8"),
        ("7,5", "write 7.5"),
        ("7,5 / 10", "write 7.5"),
        ("8 out of 10", "write 8"),
        ("“8”", "write 8"),
        ("８", "write 8"),  # noqa: RUF001 -- a full-width digit
        ("8.", "write 8"),
        ("7.25", "write 7"),
        ("11", None),
        ("0", None),
        ("10.5", None),
        ("-3", "write a number such as 7 or 7.5, `null` for no evidence yet, or leave it blank"),
        ("8/5", "write a number such as 7 or 7.5, `null` for no evidence yet, or leave it blank"),
        ("?", "leave it blank, or write `null` for no evidence yet"),
        ("n/a", "leave it blank, or write `null` for no evidence yet"),
        ("TBD", "leave it blank, or write `null` for no evidence yet"),
        ("unknown", "leave it blank, or write `null` for no evidence yet"),
        ("None", "leave it blank, or write `null` for no evidence yet"),
        ("—", "leave it blank, or write `null` for no evidence yet"),
        ("good", "write a number such as 7 or 7.5, `null` for no evidence yet, or leave it blank"),
        ("7½", "write 7.5"),
        ("7 ½", "write 7.5"),
        ("7 1/2", "write 7.5"),
        ("7+", "write 7"),
        ("7-", "write 7"),
        ("7!", "write 7"),
        ("~7", "write 7"),
        ("+7", "write 7"),
        ("7 (good)", "write 7"),
        ("7,5 (good)", "write 7.5"),
        ("7 good", "write 7"),
        ("7 out of 10, so far", "write 7"),
        ("85%", "write 8.5"),
        ("100 %", "write 10"),
        ("5%", None),
        ("7-8", "write a number such as 7 or 7.5, `null` for no evidence yet, or leave it blank"),
        ("7 (or 8)", "write 7"),
        ("12 (good)", None),
    ],
)
def test_wrong_ratings(value: str, hint: str | None) -> None:
    """A rating that is none from 1 to 10 in halves is an error; the hint says what was meant."""
    if value == "?":  # which is no YAML without quotes
        value = '"?"'
    parsed = front(f"ratings:\n  manager: {value}", (5, 12, "bad-rating"))
    value = value.strip('"')
    shown = f"ratings.manager is {value}; a rating is 1 to 10, whole or half"
    assert (parsed.problems[0].message, parsed.problems[0].hint) == (shown, hint)


@pytest.mark.parametrize(
    ("line", "column", "code", "hint"),
    [
        ("interviewed: 2026-02-30", 14, "bad-date", None),
        ("interviewed: 2026-11-18 24:00", 14, "bad-date", "write 2026-11-19 00:00"),
        ("interviewed: 2026-12-31T24:00", 14, "bad-date", "write 2027-01-01 00:00"),
        ("interviewed: 2026-18-11 24:00", 14, "bad-date", None),
        ("ended: 24:00", 8, "bad-date", "write 00:00"),
        ("ended: 24:30", 8, "bad-date", None),
        ("interviewed: 2026-18-11", 14, "bad-date", "write 2026-11-18"),
        ("interviewed: 2026-18-11 14:00", 14, "bad-date", "write 2026-11-18 14:00"),
        ("offer: {received: 2026-18-11}", 19, "bad-date", "write 2026-11-18"),
        ("interviewed: 2026-13-13", 14, "bad-date", None),
        ("interviewed: 26-11-18", 14, "bad-date", SHORT_YEAR),
        ("interviewed: 18.11.26 10:00", 14, "bad-date", SHORT_YEAR),
        ("interviewed: 18 de noviembre de 2026", 14, "bad-date", "write 2026-11-18"),
        ("interviewed: le 18 décembre 2026", 14, "bad-date", "write 2026-12-18"),
        ("interviewed: 18 agosto 2026", 14, "bad-date", "write 2026-08-18"),
        ("interviewed: 18 juillet 2026 à 14h30", 14, "bad-date", "write 2026-07-18 14:30"),
        ("interviewed: 3 giugno 2026", 14, "bad-date", "write 2026-06-03"),
        ("interviewed: 3 mei 2026", 14, "bad-date", "write 2026-05-03"),
        ("interviewed: ~", 14, "bad-date", "leave it blank"),
        ("interviewed: TBD", 14, "bad-date", "leave it blank"),
        ("ended: n/a", 8, "bad-date", "leave it blank"),
        ("offer: {answer_by: unknown}", 20, "bad-date", NO_ANSWER_DATE),
        ("offer: {answer_by: whenever I am ready}", 20, "bad-date", NO_ANSWER_DATE),
        ("offer: {answer_by: null}", 20, "bad-date", NO_ANSWER_DATE),
        ("cancelled: by them", 12, "bad-date", "write `yes` if you don't know the day"),
        ("cancelled: null", 12, "bad-date", "write `yes` if you don't know the day"),
        ("cancelled: 17 November 2026", 12, "bad-date", "write 2026-11-17"),
        ("cancelled: 2026-11-17 10:00", 12, "bad-date", "write 2026-11-17"),
        ("cancelled: 2026-11-31", 12, "bad-date", None),
        ("decided: soon", 10, "bad-date", None),
        ("interviewed: 0026-11-18", 14, "bad-date", None),
        ("interviewed: 9999-12-31 23:59", 14, "bad-date", None),
        ("interviewed: soon", 14, "bad-date", None),
        ("interviewed: 18/11/2026", 14, "bad-date", "write 2026-11-18"),
        ("interviewed: 11/18/2026", 14, "bad-date", "write 2026-11-18"),
        ("interviewed: 11/11/2026", 14, "bad-date", "write 2026-11-11"),
        ("interviewed: 18-11-2026 9 Uhr", 14, "bad-date", "write 2026-11-18 09:00"),
        ("interviewed: 03/04/2026", 14, "bad-date", YEAR_FIRST),
        ("interviewed: 3-4-2026 10:00", 14, "bad-date", YEAR_FIRST),
        ("interviewed: 31/02/2026", 14, "bad-date", None),
        ("interviewed: 20/11/26", 14, "bad-date", SHORT_YEAR),
        ("interviewed: 20 Nov 2026 at 10am", 14, "bad-date", "write 2026-11-20 10:00"),
        ("interviewed: Nov 20, 2026", 14, "bad-date", "write 2026-11-20"),
        ("interviewed: Fri, November 20th 2026", 14, "bad-date", "write 2026-11-20"),
        ("interviewed: 20. November 2026", 14, "bad-date", "write 2026-11-20"),
        ("interviewed: 20th of Nov., 2026, 2 pm", 14, "bad-date", "write 2026-11-20 14:00"),
        ("interviewed: 20-Nov-2026", 14, "bad-date", "write 2026-11-20"),
        ("interviewed: 3. März 2026 um 14 Uhr 30", 14, "bad-date", "write 2026-03-03 14:30"),
        ("interviewed: 20261120", 14, "bad-date", "write 2026-11-20"),
        ("interviewed: 31 Feb 2026", 14, "bad-date", None),
        ("interviewed: Nov 2026", 14, "bad-date", None),
        ("interviewed: 20 Nov", 14, "bad-date", None),
        (
            "interviewed: 2026-11-18 14:00–15:00",  # noqa: RUF001 -- a phone's
            14,
            "bad-date",
            "write 2026-11-18 14:00, and `ended: 15:00`",
        ),
        (
            "interviewed: 2026-11-18 09:00-11:00",
            14,
            "bad-date",
            "write 2026-11-18 09:00, and `ended: 11:00`",
        ),
        (
            "interviewed: 20 Nov 2026 11-1 pm",
            14,
            "bad-date",
            "write 2026-11-20 11:00, and `ended: 13:00`",
        ),
        ("interviewed: 2026-11-18 14:00-05:00", 14, "offset", "write 2026-11-18 14:00"),
        ("interviewed: 20 Nov 2026 14:00 +01:00", 14, "bad-date", "write 2026-11-20 14:00"),
        ("ended: 14:00–15:00", 8, "bad-date", "write 15:00"),  # noqa: RUF001 -- a phone's
        ("ended: 2-3pm", 8, "bad-date", "write 15:00"),
        ("ended: 14h", 8, "bad-date", "write 14:00"),
        ("ended: 15", 8, "bad-date", None),
        ("offer: {answer_by: 27 Nov 2026 noon}", 20, "bad-date", "write 2026-11-27"),
        ("offer: {answer_by: 27 Nov 2026 12:00}", 20, "bad-date", "write 2026-11-27"),
        ("offer: {answer_by: 27 Nov 2026}", 20, "bad-date", "write 2026-11-27"),
        ("interviewed: null", 14, "bad-date", "leave it blank"),
        ("interviewed: 18.11.2026", 14, "bad-date", "write 2026-11-18"),
        ("interviewed: 2026/11/8", 14, "bad-date", "write 2026-11-08"),
        ("interviewed: 2026–11–18", 14, "bad-date", "write 2026-11-18"),  # noqa: RUF001 -- a phone's
        ("interviewed: 2026-11-18 2:30 pm", 14, "bad-date", "write 2026-11-18 14:30"),
        ("interviewed: 2026-11-18 12 a.m.", 14, "bad-date", "write 2026-11-18 00:00"),
        ("interviewed: 2026-11-18, 14.30", 14, "bad-date", "write 2026-11-18 14:30"),
        ("interviewed: 2026-11-18 at 14h30", 14, "bad-date", "write 2026-11-18 14:30"),
        ("interviewed: 2026-11-18T14:00Z", 14, "offset", "write 2026-11-18T14:00"),
        ("interviewed: 2026-11-18 14:00 +01:00", 14, "offset", "write 2026-11-18 14:00"),
        ("interviewed: 2026-11-18 14:00 CET", 14, "offset", "write 2026-11-18 14:00"),
        ("ended: 15:10+0100", 8, "offset", "write 15:10"),
        ("ended: 25:00", 8, "bad-date", None),
        ("ended: 3:10 pm", 8, "bad-date", "write 15:10"),
        ("ended: 2026-11-18 15:10", 8, "bad-date", "write 15:10"),
        ("offer: {answer_by: 2026-11-27 12:00}", 20, "bad-date", "write 2026-11-27"),
    ],
)
def test_wrong_dates(line: str, column: int, code: str, hint: str | None) -> None:
    """A date or time that is none is an error; the hint says how to write what was meant."""
    assert front(line, (4, column, code)).problems[0].hint == hint


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        pytest.param("round: we are #2", (4, 8, "cut-short"), id="number-sign-in-a-name"),
        pytest.param("round: #2", (4, 7, "cut-short"), id="nothing-left"),
        pytest.param("tags:\n- a #b", (5, 3, "cut-short"), id="in-a-list"),
        pytest.param(
            "evidence:\n  role: Ranked # two of ten", (5, 9, "cut-short"), id="in-a-sentence"
        ),
        pytest.param("second_look: {why: Slept #on it\n  }", (4, 20, "cut-short"), id="in-a-group"),
        pytest.param("decision: pursue\nstage: declined", (4, 11, "contradiction"), id="declined"),
        pytest.param("content: x", (4, 1, "unknown-key"), id="unknown-key"),
        pytest.param(
            "interviewed: 2026-11-18 14:00\nended: 13:00", (5, 8, "date-order"), id="ended-before"
        ),
        pytest.param(
            "ended: 09:30\ninterviewed: 2026-11-18 10:00", (4, 8, "date-order"), id="ended-above"
        ),
        pytest.param("1: x", (4, 1, "unknown-key"), id="number-as-key"),
        pytest.param("<<: {tags: []}", (4, 1, "unknown-key"), id="merged-group"),
        pytest.param("offer: {currency: EUR}", (4, 9, "unknown-key"), id="unknown-in-a-group"),
        pytest.param(
            "stage: accepted\ndecision: walk-away", (5, 11, "contradiction"), id="accepted"
        ),
        pytest.param("decided: 2026-11-24", (4, 10, "missing-key"), id="decided-without-decision"),
        pytest.param("because: The train.", (4, 10, "missing-key"), id="because-without-decision"),
        pytest.param(
            "decision:\nbecause: The train.", (5, 10, "missing-key"), id="because-of-nothing"
        ),
        pytest.param("share: [coach, mum]", (4, 16, "unknown-audience"), id="audience"),
        pytest.param("round: “final”", (4, 8, "curly-quotes"), id="curly-quotes"),
        pytest.param("round: „final“", (4, 8, "curly-quotes"), id="german-quotes"),
        pytest.param("round: « final »", (4, 8, "curly-quotes"), id="guillemets"),
        pytest.param("tags: [a, ‘b’]", (4, 11, "curly-quotes"), id="one-curly-quote"),  # noqa: RUF001 -- what phones type
    ],
)
def test_warnings(lines: str, problem: tuple[int, int, str]) -> None:
    """What may be a slip is a warning, and leaves the reflection in the journal."""
    parsed = front(lines, problem)
    assert parsed.reflection
    assert parsed.problems[0].severity == "warning"


@pytest.mark.parametrize(
    "lines",
    [
        "round: final # with the board",
        "interviewed: 2026-11-18 14:00      # when it began",
        "ratings:\n  values:   # not yet\n  role: 8 #sure",
        "round: C# and F#",
        'round: "we are #2"',
        "round: 'one # two'",
        "# a comment\n#another\ntags: [a] # and one more",
        "stage: declined\ndecision: walk-away",
        "interviewed: 2026-11-18 23:30\nended: 00:45",
        "interviewed: 2026-11-18 22:00\nended: 06:00",
        "interviewed: 2026-11-18\nended: 06:00",
        "interviewed: 2026-11-18 14:00\nended: 14:00",
        "tags:\nratings: {}\nsecond_look:\noffer:\nevidence:\nshare: []\ngut:",
        "round:\t\nended: \t# a comment",
        "round: “Ada” and “Bo”\ntags: [the “new” one]",
        "evidence:\n  role: “We never ship on a Friday.”",
    ],
)
def test_no_warning_where_nothing_is_wrong(lines: str) -> None:
    """Comments that cut nothing short, keys left blank and quotes within a text are fine."""
    assert check(f"{HEAD}{lines}\n---\n").reflection


@pytest.mark.parametrize(
    ("body", "problem", "hint"),
    [
        ("- [ ] Ring due:2026-02-30", (6, 12, "bad-date"), None),
        ("- [ ] Ring due:19.11.2026", (6, 12, "near-date"), "write due:2026-11-19"),
        ("A [link](gone.md).", (6, 10, "broken-link"), "have a page"),
        ("![Me](me.jpg)", (6, 7, "broken-link"), "not copied"),
        ("[a](b.md) <!-- [a](c.md) -->", (6, 5, "broken-link"), "have a page"),
        ("<!-- [a](c.md) --> [a](c.md)", (6, 24, "broken-link"), "have a page"),
        ("- [ ] Read [it](gone.md)", (6, 17, "broken-link"), "have a page"),
        ("One <!-- two --> <!-- three", (6, 18, "comment-unclosed"), "`-->`"),
        ("- " * 2000 + "x", (6, 1, "too-deep"), "less"),
        ("> " * 100 + "x", (6, 1, "too-deep"), "less"),
        ("[" * 10_000, (6, 1, "too-deep"), "blank lines"),
        ("Text [].\n\n- [] Ring", (8, 3, "near-task"), "a space behind"),
        ("- [x]Ring", (6, 3, "near-task"), "a space behind"),
        ("- [ ]Ring <!-- a --> them", (6, 3, "near-task"), "a space behind"),
        ("- [X ] Ring", (6, 3, "near-task"), "a space behind"),
        ("## Concerns\n- []  Why?", (7, 3, "near-task"), "a space behind"),
        ("- [ ] Ring due:24 November", (6, 12, "near-date"), "due:2026-11-24"),
        ("- [ ] Ring due: tomorrow", (6, 12, "near-date"), "due:2026-11-24"),
        ("- [ ] Ring Due 2026-11-25", (6, 12, "near-date"), "Due:2026-11-25"),
        ("- [ ] Ring (due 2026-11-25)", (6, 13, "near-date"), "due:2026-11-25"),
        ("- [x] Ring done:2026-11-25T10:00", (6, 12, "near-date"), "done:2026-11-25"),
    ],
)
def test_problems_of_the_text(body: str, problem: tuple[int, int, str], hint: str | None) -> None:
    """A problem of the text below the front matter stands at its words."""
    parsed = check(f"{HEAD}---\n\n{body}\n", problem=problem)
    assert (hint or "") in (parsed.problems[0].hint or "")
    assert (parsed.problems[0].hint is None) == (hint is None)
    assert (parsed.reflection is None) == (parsed.problems[0].severity == "error")


@pytest.mark.parametrize(
    "body",
    [
        "- [x](https://example.org) and [](https://example.org)",
        "- [X]\n- \\[] is a list\n- `[]`\n- [1] a note\n- [xx] a word",
        "[] and [x]done and due:tomorrow in prose",
        "- rent due:tomorrow, as a plain item",
        "- [ ] Say what I have done: the bridge",
        "- [ ] Ask what is due, what is overdue:much and what is done",
        "- [ ] Ring due:YYYY-MM-DD\n- [ ] due: \n- [ ] std::due::x",
        "## Unasked\n- When is it due: soon?",
    ],
)
def test_no_warning_for_ordinary_words(body: str) -> None:
    """Links, prose, questions and a date still to be filled in are no slips."""
    assert check(f"{HEAD}---\n\n{body}\n").reflection


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("round: *a\ngut: maybe", [(4, 8, "alias"), (5, 6, "unknown-value")]),
        ("gut: &a maybe\nball: !x", [(4, 6, "alias"), (5, 7, "tag")]),
        ("<<: *a", [(4, 1, "unknown-key"), (4, 5, "alias")]),
        ("round:\tx\ngut: maybe", [(4, 7, "tab"), (5, 6, "unknown-value")]),
        ("round: '", [(4, 8, "invalid-yaml")]),
        ("\ttags: x", [(4, 1, "tab")]),
    ],
)
def test_one_problem_hides_no_other(lines: str, found: list[tuple[int, int, str]]) -> None:
    """What YAML reads and we do not hides nothing, and a broken front matter not the text's."""
    text = f"{HEAD}{lines}\n---\n- [ ] Ring due:2026-13-01\n"
    parsed = parse_reflection(
        "a.md", "journal/a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None
    )
    assert [(p.line, p.column, p.code) for p in parsed.problems] == [
        *found,
        (text.count("\n"), 12, "bad-date"),
    ]
    assert parsed.reflection is None


CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"---\ncompany: Acme\n{CONFLICT.format('role: A', 'role: B')}---\n\nText.\n", 3),
        (f"{HEAD}---\n\nOne.\n\n{CONFLICT.format('Two.', 'Three.')}", 8),
        (f"{HEAD}---\n{CONFLICT.format('a', 'b').replace('=', '||||||| c' + chr(10) + '=', 1)}", 5),
        (f"{HEAD}---\n```\n{CONFLICT.format('a', 'b')}```\n", 6),
        (CONFLICT.format(HEAD, HEAD) + "---\n", 1),
        (f"{HEAD}---\n{CONFLICT.format('a', 'b')}".replace("\n", "\r\n"), 5),
    ],
)
def test_a_conflict_that_git_has_left(text: str, line: int) -> None:
    """Two versions that git left with its marks are an error at the first, wherever they stand."""
    (problem,) = check(text, problem=(line, 1, "conflict-marker")).problems
    assert "delete the lines" in (problem.hint or "")
    _, wrong = parse_settings(
        "journal.toml", f"title = 'x'\n{CONFLICT.format('a = 1', 'b = 1')}".encode()
    )
    assert [(p.line, p.column, p.code) for p in wrong] == [(2, 1, "conflict-marker")]


@pytest.mark.parametrize(
    "body",
    [
        "Heading\n=======\n\nText.",
        ">>>>>>> a deep quote",
        "=======\n>>>>>>> a\n<<<<<<< b",
        "    <<<<<<< a\n    =======\n    >>>>>>> b",
        "<<<<<<<< a\n========\n>>>>>>>> b",
    ],
)
def test_what_is_no_conflict(body: str) -> None:
    """An underlined heading, a deep quote and marks in another order or indented are text."""
    assert check(f"{HEAD}---\n\n{body}\n").reflection


def test_an_interview_far_ahead() -> None:
    """An interview more than two years ahead of today is a warning at its date."""
    files = {
        f"{n}.md": f"{HEAD}interviewed: {day}\n---\n".encode()
        for n, day in enumerate(("2028-11-22", "2028-11-23", "2062-11-18 14:00"))
    }
    found = parse_journal("journal", files, date(2026, 11, 22)).problems
    assert [(p.path, p.line, p.column, p.severity, p.code) for p in found] == [
        ("journal/1.md", 4, 14, "warning", "far-ahead"),
        ("journal/2.md", 4, 14, "warning", "far-ahead"),
    ]
    leap = parse_journal("journal", files, date(2028, 2, 29)).problems
    assert [p.path for p in leap] == ["journal/2.md"]


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        ("company: Acme\nrole: #1 dev", 3, 6),
        ("company: # 1\nrole: x", None, None),
        ("company: #1\nrole: x", 2, 9),
    ],
)
def test_a_required_name_that_a_comment_takes(
    lines: str, line: int | None, column: int | None
) -> None:
    """A company or role that a `#` takes away is one error, at the sign and not as a blank key."""
    text = f"---\n{lines}\n---\n"
    (problem,) = parse_reflection(
        "a.md", "journal/a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert problem.severity == "error"
    if line:
        assert (problem.line, problem.column, problem.code) == (line, column, "cut-short")
        assert "double quotes" in (problem.hint or "")
    else:
        assert problem.code == "missing-key"


def test_all_problems_of_a_file_are_found_at_once() -> None:
    """Every value is checked, whatever is wrong with another; problems stand in their order."""
    text = "---\ngut: maybe\nrole: x\nratings: {role: 12}\nfoo: x\n---\n- [ ] a due:2026-13-01\n"
    parsed = parse_reflection(
        "a.md", "journal/a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None
    )
    assert [(p.line, p.column, p.code) for p in parsed.problems] == [
        (1, 1, "missing-key"),
        (2, 6, "unknown-value"),
        (4, 17, "bad-rating"),
        (5, 1, "unknown-key"),
        (7, 9, "bad-date"),
    ]


def test_a_file_of_nothing_but_problems() -> None:
    """Of very many problems in one file the first errors are shown, and how many there are."""
    lines = "".join(f"key{n}: x\n" for n in range(5000))
    links = "[a](b.md)\n" * 200
    data = f"{HEAD}{lines}---\n{links}".encode()
    parsed = parse_reflection("a.md", "journal/a.md", data, DEFAULT_SETTINGS, lambda _: None)
    assert len(parsed.problems) == MAX_PROBLEMS_SHOWN + 1
    assert {p.code for p in parsed.problems[:-1]} == {"unknown-key"}
    assert parsed.problems[-1].code == "too-many"
    assert parsed.problems[-1].message.startswith("5200 problems")
    assert (
        first_problems(parsed.problems[:MAX_PROBLEMS_SHOWN]) == parsed.problems[:MAX_PROBLEMS_SHOWN]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" ---\ncompany: A\n---\n", "not opened: a space stands before its `---`"),
        (
            "\u200b---\ncompany: A\n---\n",
            "not opened: an invisible character stands before its `---`",
        ),
        ("———\ncompany: A\n---\n", "not opened: `———` is not `---`"),
        (f"{HEAD} ---\nText.\n", "not closed: a space stands before its `---`"),
        (f"{HEAD} ---\n\nText.\n\n---\n", "not closed: a space stands before its `---`"),
        (f"{HEAD}--\nText.\n", "not closed: `--` is not `---`"),
    ],
)
def test_a_line_that_is_nearly_a_fence(text: str, message: str) -> None:
    """What keeps a line of hyphens from opening or closing the front matter is said."""
    (problem,) = parse_reflection(
        "a.md", "journal/a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert problem.message == f"the front matter is {message}"


def test_what_was_meant() -> None:
    """A near miss names the known word that it is nearest to; a far one names none."""
    known = ("compensation", "second_look", "walk-away")
    assert did_you_mean(" Second look", known) == "did you mean `second_look`?"
    assert did_you_mean("compensaton", known) == "did you mean `compensation`?"
    assert did_you_mean("zebra", known) is None
    assert alternatives(known[:1]) == "`compensation`"
    assert alternatives(known) == "`compensation`, `second_look` or `walk-away`"


def test_places_in_a_text() -> None:
    """An index and a line with a column are two names of one place, up to the end of the text."""
    text = SourceText("a.md", "😀b\n\nc")
    places = [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2)]
    assert [text.place(index) for index in range(6)] == places
    assert [text.index(*place) for place in places] == list(range(6))
    assert [text.line(n) for n in (1, 2, 3)] == ["😀b", "", "c"]


def test_every_code_is_listed_and_used() -> None:
    """The codes in the source are those of the list, and each of the list is in the source."""
    makers = {"problem", "complain", "complain_at", "note", "_note", "Bad", "Slip", "Diagnostic"}
    code = re.compile(r"[a-z]+(-[a-z0-9]+)*")
    given, words = set(), set()
    for path in (ROOT / "site_builder").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        tables = [n for n in tree.body if isinstance(n, ast.Assign) and _names(n) == ["CODES"]]
        inside = {node for table in tables for node in ast.walk(table)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node not in inside
            ):
                words.add(node.value)
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", None))
                texts = [*node.args, *(k.value for k in node.keywords if k.arg == "code")]
                if name in makers:
                    given |= {t.value for t in texts if isinstance(t, ast.Constant)}
    codes = {g for g in given if isinstance(g, str) and code.fullmatch(g)}
    keys = {
        "error",
        "warning",
        "cancelled",
        "share",
        "decision",
        "ended",
        "criteria",
        "id",
    }  # what else is given there
    assert codes - keys <= set(CODES)
    assert "date-order" in codes
    assert set(CODES) <= words


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]

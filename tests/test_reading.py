"""One file and a whole folder of them: values as written, nothing leaked, nothing raised."""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import date
from datetime import time as clock
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from conftest import MANAGER
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.core.model import Cancellation, Moment, Offer, Reflection, SecondLook
from site_builder.parsing.fields import FIELDS
from site_builder.parsing.filenames import is_read, is_reflection, slug_of
from site_builder.parsing.journal import parse_journal
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

if TYPE_CHECKING:
    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.journal import Journal
    from site_builder.parsing.parsed_file import ParsedFile

TODAY = date(2026, 11, 22)
HEAD = "---\ncompany: Acme\nrole: Tuner\n"


def parsed(text: str | bytes) -> ParsedFile:
    """A file of its own, parsed."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return parse_reflection("a.md", "journal/a.md", data, DEFAULT_SETTINGS, lambda _: None)


def good(text: str | bytes) -> Reflection:
    """The reflection of a file in which nothing is wrong."""
    found = parsed(text)
    assert found.problems == ()
    assert found.reflection
    return found.reflection


def journal(files: dict[str, str | bytes]) -> Journal:
    """A journal of files by path."""
    data = {p: t if isinstance(t, bytes) else t.encode() for p, t in files.items()}
    return parse_journal("journal", data, TODAY)


def test_a_reflection() -> None:
    """Every key of the front matter is read into its type, with the place where it stands."""
    text = """\
---
company: Northwind Traders
role: Staff Engineer
round: hiring manager
interviewed: 2026-11-18 14:00      # when it began
ended: 15:10
cancelled: 2026-11-17
reflected: 2026-11-18T16:20:59
interviewers: [Engineering director, "a, b"]
ratings:
  values: 8
  role: 7.5
  compensation: null
  intangibles:
evidence:
  manager: Wrote it down.
second_look:
  on: 2026-11-19 8:10
  ratings: {values: ~}
  why: Reread my notes, and he interrupted twice.
offer: {received: 2026-11-20, answer_by: 2026-11-27, terms: four days}
gut: Yes
stage: no-answer
decision: undecided
decided: 2026-11-24
because: The people, and the train.
also: [Northwind]
ball: me
opportunity: northwind-staff
tags:
- remote
-
share: [coach]
---

## goals

Hear.
"""
    found = good(text)
    assert found.places.keys() >= {f.key for f in FIELDS}
    assert (found.places["ratings.role"], found.places["offer.terms"]) == ((12, 9), (21, 61))
    assert found.body.sections[0].id == "goals"
    day = date(2026, 11, 18)
    expected = Reflection(
        slug="a",
        path="journal/a.md",
        company="Northwind Traders",
        role="Staff Engineer",
        round="hiring manager",
        interviewed=Moment(day, clock(14)),
        ended=clock(15, 10),
        cancelled=Cancellation(date(2026, 11, 17)),
        reflected=Moment(day, clock(16, 20)),
        interviewers=("Engineering director", "a, b"),
        ratings={"values": Fraction(8), "role": Fraction(15, 2), "compensation": None},
        evidence={"manager": "Wrote it down."},
        second_look=SecondLook(
            Moment(date(2026, 11, 19), clock(8, 10)),
            {"values": None},
            "Reread my notes, and he interrupted twice.",
        ),
        offer=Offer(date(2026, 11, 20), date(2026, 11, 27), "four days"),
        gut="yes",
        stage="no-answer",
        decision="undecided",
        decided=date(2026, 11, 24),
        because="The people, and the train.",
        also=("Northwind",),
        ball="me",
        opportunity="northwind-staff",
        tags=("remote",),
        share=("coach",),
        body=found.body,
        answered=("goals",),
    )
    for f in fields(Reflection):
        if f.compare:
            assert getattr(found, f.name) == getattr(expected, f.name), f.name


@pytest.mark.parametrize(
    "group", ["{}", "\n  on:\n  why:", "{ratings: {}}", "\n  ratings:\n    values:\n"]
)
def test_a_group_with_nothing_in_it_is_not_given(group: str) -> None:
    """Blank keys are no second look, and no offer."""
    assert good(f"---\ncompany: A\nrole: B\nsecond_look: {group}\n---\n").second_look is None
    assert good("---\ncompany: A\nrole: B\noffer: {terms: }\n---\n").offer is None


@pytest.mark.parametrize(
    ("written", "read_"),
    [
        ("2026-11-17", Cancellation(date(2026, 11, 17))),
        ("2026-11-19", Cancellation(date(2026, 11, 19))),
        ("yes", Cancellation()),
        ("Yes", Cancellation()),
        ("TRUE", Cancellation()),
        ("no", None),
        ("False", None),
        ("", None),
    ],
)
def test_whether_an_interview_was_cancelled(written: str, read_: Cancellation | None) -> None:
    """`cancelled` is the day I heard, before or after the interview, or yes; `no` says nothing."""
    text = f"{HEAD}interviewed: 2026-11-18 14:00\ncancelled: {written}\n---\n"
    assert good(text).cancelled == read_


@pytest.mark.parametrize("written", ["none", "None", "NONE"])
def test_an_offer_without_a_date_for_the_answer(written: str) -> None:
    """`answer_by: none` says that they set no date, which a blank one does not."""
    offer = "offer:\n  received: 2026-11-20\n  answer_by:"
    assert good(f"{HEAD}{offer} {written}\n---\n").offer == Offer(
        date(2026, 11, 20), open_ended=True
    )
    assert good(f"{HEAD}{offer}\n---\n").offer == Offer(date(2026, 11, 20))
    assert good(f"{HEAD}offer: {{answer_by: {written}}}\n---\n").offer == Offer(open_ended=True)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("|\n    Four days.\n    4,200 a month.\n", "Four days.\n4,200 a month."),
        (
            ">\n    Four days,\n    every week.\n\n    The train.\n",
            "Four days, every week.\nThe train.",
        ),
        ("Four days,\n    every week.\n", "Four days, every week."),
    ],
)
def test_terms_and_reasons_of_several_lines(block: str, text: str) -> None:
    """The terms of an offer, and why I decided, keep the lines that YAML keeps."""
    lines = f"offer:\n  terms: {block}decision: pursue\nbecause: {block}"
    found = good(f"{HEAD}{lines}---\n")
    assert found.offer == Offer(terms=text)
    assert found.because == text


@pytest.mark.parametrize(
    ("written", "read_"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("null", "null"),
        ("~", "~"),
        ("08", "08"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("10:30", "10:30"),
        ("2026-11-18", "2026-11-18"),
        (".inf", ".inf"),
        ("=", "="),
        ("C#", "C#"),
        ("O'Neill & Söhne", "O'Neill & Söhne"),
        ("“Acme” Inc", "“Acme” Inc"),
        ("'it''s: #1'", "it's: #1"),
        ('"a: \\"b\\" \\u00e9"', 'a: "b" é'),
        ("日本語 株式会社", "日本語 株式会社"),
        ("شركة", "شركة"),
        ("Ac\u00a0me", "Ac\u00a0me"),
        ("cafe\u0301", "cafe\u0301"),
        ("👩🏽‍💻 Inc", "👩🏽‍💻 Inc"),
        ("one\n  two", "one two"),
        ("|\n  one\n  two", "one\ntwo"),
        (">-\n  one\n  two", "one two"),
        ("   spaced   # and a comment", "spaced"),
    ],
)
def test_a_value_is_the_text_that_the_user_wrote(written: str, read_: str) -> None:
    """No text is taken for a truth, number, date or nothing; every script comes out as it is."""
    assert good(f"---\nrole: x\ncompany: {written}\n---\n").company == read_


@pytest.mark.parametrize(
    "text",
    [
        "{}---\ncompany: NO\nrole: 08\n---\n\n## goals\n\nHear.\n",
        "{}--- \ncompany : NO\nrole: 08   \n-----\n## goals\nHear.",
        "{}\n\n---\n\ncompany: NO\n\nrole: 08\n\n---\n\n## goals\nHear.",
        "{}  \n---\n{{company: NO, role: 08}}\n---\n\n## goals\n\nHear.\n",
        "{}---\n# mine\ncompany: NO\nrole: 08\n...\n---\n\n## goals\n\nHear.\n",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_what_editors_make_of_a_file(text: str, mark: str, newline: str) -> None:
    """Byte-order marks, any line ends, blank lines and longer fences change nothing."""
    found = good(text.format(mark).replace("\n", newline))
    assert (found.company, found.role) == ("NO", "08")
    assert [(s.id, s.html) for s in found.body.sections] == [("goals", "<p>Hear.</p>")]


def test_a_byte_order_mark_moves_no_place() -> None:
    """Columns and lines count from the first visible character."""
    (problem,) = parsed(b"\xef\xbb\xbf---\r\ncompany: \xff\r\n").problems
    assert (problem.line, problem.column) == (2, 10)
    (problem,) = parsed(b"\xef\xbb\xbfText").problems
    assert (problem.line, problem.column) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "round: SECRET\n\n## goals\n\nHear.\n",
        HEAD + "round: SECRET\n———\n\n## goals\n\nHear.\n\n---\n\nMore.\n",
        "\ufeff---\ncompany: SECRET\n\n## goals\n",
        "———\ncompany: SECRET\n———\n\nText.\n",
        "\n\n ---\ncompany: SECRET\n---\n\nText.\n",
        "---\n- SECRET\n---\n\nText.\n",
        "---\nSECRET\n---\n\nText.\n",
        HEAD + "round: SECRET: x\n---\n\nText.\n",
        HEAD + 'round: "\n---\nSECRET"\n---\n\nText.\n',
    ],
)
def test_broken_front_matter_never_leaks(text: str) -> None:
    """What can't be read as front matter is no part of any reflection."""
    found = parsed(text)
    assert found.reflection is None
    assert any(p.severity == "error" for p in found.problems)


def test_front_matter_ends_at_its_fence() -> None:
    """Rules in the text, and keys that look like those of a library, are the text's own."""
    found = good(f"{HEAD}---\n\na\n\n---\n\ncontent: b\n\n---\n")
    (section,) = found.body.sections
    assert section.html == "<p>a</p>\n<hr>\n<p>content: b</p>\n<hr>"


@pytest.mark.parametrize(
    ("path", "read_"),
    [
        ("a.md", True),
        ("2026/deep/a.md", True),
        ("2026/README.md", True),
        ("README.md", False),
        ("looking-for.md", False),
        ("now.md", False),
        ("2026/now.md", True),
        ("_template.md", False),
        ("_old/a.md", False),
        (".git/a.md", False),
        ("a.txt", False),
        ("A.MD", False),
    ],
)
def test_which_files_are_reflections(path: str, *, read_: bool) -> None:
    """Names that begin with a dot or underscore, and three at the root, are no reflections."""
    assert is_reflection(path) is read_
    assert is_read("journal.toml")
    assert is_read("looking-for.md")


def test_slugs_are_in_nfc() -> None:
    """A slug is the path without its ending, composed."""
    assert slug_of("2026/cafe\u0301.md") == "2026/caf\u00e9"


def places(problems: tuple[Diagnostic, ...]) -> list[tuple[str, int, int, str]]:
    """Path, place and code of each problem."""
    return [(p.path, p.line, p.column, p.code) for p in problems]


def test_a_journal_reads_on() -> None:
    """Errors in one file never stop the others; each is named, with its page if it has one."""
    found = journal(
        {
            "b.md": MANAGER,
            "a.md": "---\ncompany: Acme\nrole: 8/10\nratings: {role: 8/10}\n---\n",
            "x.md": b"\xff",
            "journal.toml": "[fit]\ngreen = 12\n",
            "looking-for.md": "Work that [matters](b.md), and [time](t.md).\n",
            "_template.md": "not read",
        }
    )
    assert [r.slug for r in found.reflections] == ["b"]
    assert [(f.path, f.slug, f.name[0]) for f in found.left_out] == [
        ("journal/a.md", "a", "Acme"),
        ("journal/x.md", "x", None),
    ]
    assert places(found.problems) == [
        ("journal/a.md", 4, 17, "bad-rating"),
        ("journal/journal.toml", 2, 9, "bad-setting"),
        ("journal/looking-for.md", 1, 39, "broken-link"),
        ("journal/x.md", 1, 1, "not-utf-8"),
    ]
    assert found.looking_for
    assert "reflections/b/index.html" in found.looking_for.sections[0].html


def test_two_files_with_one_slug() -> None:
    """Slugs equal after NFC and casefold are errors in both files, and neither has a page."""
    found = journal(
        {"A.md": MANAGER, "a.md": MANAGER, "caf\u00e9.md": MANAGER, "cafe\u0301.md": MANAGER}
    )
    assert found.reflections == ()
    assert [p.code for p in found.problems] == ["duplicate-slug"] * 4
    assert {f.slug for f in found.left_out} == {None}


def test_names_that_the_site_needs() -> None:
    """A file or folder named `index.html` would stand where a page must."""
    found = journal({"index.html.md": MANAGER, "index.html/a.md": MANAGER})
    assert [p.code for p in found.problems] == ["reserved-name"] * 2


def test_links_between_files() -> None:
    """A link to a file that is refused is dead; one to a file with errors leads to its page."""
    links = f"{HEAD}---\n[a](a.md) [b](b.md) [c](looking-for.md)\n"
    found = journal({"l.md": links, "a.md": "", "b.md": MANAGER, "B.md": MANAGER})
    broken = [p for p in found.problems if p.code == "broken-link"]
    assert places(tuple(broken)) == [
        ("journal/l.md", 5, 15, "broken-link"),
        ("journal/l.md", 5, 25, "broken-link"),
    ]


def test_files_that_could_not_be_opened() -> None:
    """What the folder would not give is an error at the head of its file."""
    found = parse_journal("journal", {}, TODAY, unreadable={"a.md": "permission denied"})
    assert places(found.problems) == [("journal/a.md", 1, 1, "unreadable")]
    assert [f.slug for f in found.left_out] == ["a"]


def test_what_i_look_for_may_be_empty() -> None:
    """A `looking-for.md` without a word is none; one that can't be read is an error."""
    assert journal({"looking-for.md": "\ufeff \n"}).looking_for is None
    found = journal({"looking-for.md": b"\xff"})
    assert found.looking_for is None
    assert places(found.problems) == [("journal/looking-for.md", 1, 1, "not-utf-8")]


@pytest.mark.parametrize(
    "front",
    [
        "".join(f"key{n}: x\n" for n in range(8000)),
        "round: x\n" * 10_000,
        "ratings:\n" + "  values: 8/10\n" * 6_000,
        f"tags: [{'[],' * 33_000}]\n",
        f"tags: [{'a,' * 50_000}]\n",
        f"interviewed: 2{' ' * 100_000}x\n",
        f'interviewed: "{" ," * 50_000}x"\n',
        f'ratings: {{values: "7{" " * 100_000}x"}}\n',
        f"stage: {'x' * 100_000}\n",
        f"{'[' * 100_000}\n",
        "? " * 50_000 + "\n",
        "- " * 50_000 + "\n",
        "a:\n" + "".join(f"{' ' * n}a:\n" for n in range(400)),
    ],
    ids=lambda text: text[:12].strip(),
)
def test_hostile_front_matter_ends_in_time(front: str) -> None:
    """100 kB of front matter meant to keep the reader busy is refused within seconds."""
    began = time.process_time()
    found = parsed(f"{HEAD}{front}---\n")
    assert time.process_time() - began < 5
    assert len(found.problems) <= 101


def check_all(found: tuple[Diagnostic, ...], text: str) -> None:
    """Every problem stands inside the file and shows the line that it is in."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for p in found:
        assert 1 <= p.line <= len(lines), p
        assert 1 <= p.column <= len(lines[p.line - 1]) + 1, p
        assert p.source == lines[p.line - 1], p
        assert p.message
        assert not p.message[0].isupper(), p


ordinary = settings(derandomize=True, deadline=None, max_examples=250)
SNIPPETS = (
    *(
        "---",
        "———",
        ": ",
        ":",
        "#",
        " #x",
        "- ",
        "\t",
        "  ",
        "\n",
        "\r",
        "\u00a0",
        "\u2028",
        "“",
        '"',
        "'",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!x ",
        "|",
        ">",
        "?",
        "%",
        "@",
        "`",
        "\\",
        "<<: ",
        "\ufeff",
        "\x85",
    ),
    *(
        "😀",
        "null",
        "8/10",
        "7,5",
        "company: x\n",
        "ratings:\n",
        "## goals\n",
        "- [ ] a due:2026-02-30\n",
    ),
    *(
        "<!--",
        "```\n",
        "[a](b.md)",
        "<script>",
        "\x00",
        "...\n",
        "--- x\n",
        "2026-11-18 14:00Z",
        "0",
    ),
)


@ordinary
@given(st.text(max_size=300))
@example("---\n\ufeff: x\n---\n")
@example("---\ncompany: x\n? \n---\n")
def test_no_text_raises(text: str) -> None:
    """Whatever a file holds, reading it gives a reflection or problems with places in it."""
    found = parsed(text.encode("utf-8", "replace"))
    assert found.reflection or found.problems
    check_all(found.problems, text.encode("utf-8", "replace").decode())


@ordinary
@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    """Nor does any file that is no text."""
    found = parsed(data)
    assert found.reflection or found.problems
    assert all(p.line >= 1 and p.column >= 1 for p in found.problems)


@ordinary
@given(
    st.lists(
        st.tuples(st.integers(0, len(MANAGER)), st.integers(0, 6), st.sampled_from(SNIPPETS)),
        max_size=4,
    )
)
def test_no_slip_raises(slips: list[tuple[int, int, str]]) -> None:
    """A good reflection with pieces cut out and others put in is read, or its problems are."""
    text = MANAGER
    for at, cut, snippet in slips:
        text = text[:at] + snippet + text[at + cut :]
    found = parsed(text)
    assert found.reflection or any(p.severity == "error" for p in found.problems)
    check_all(found.problems, text)
    assert parsed(text) == found


yaml_lines = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "  ", "    ", "- ", "  - ", "? ", "# "]),
    st.sampled_from([f.key for f in FIELDS] + ["values", "on", "x", ""]),
    st.sampled_from([": ", ":", " : ", ""]),
    st.sampled_from(
        [
            "",
            "x",
            "8",
            "NO",
            "[a, b]",
            "{values: 8}",
            "{",
            "'",
            "|",
            "&a b",
            "2026-11-18",
            "14:00",
            "a: b",
            "x #y",
        ]
    ),
)


@ordinary
@given(st.lists(yaml_lines, max_size=12).map("\n".join))
def test_no_front_matter_raises(lines: str) -> None:
    """Whatever stands between the fences, a value is read or a problem names its place."""
    text = f"---\n{lines}\n---\n\nText.\n"
    found = parsed(text)
    assert found.reflection or any(p.severity == "error" for p in found.problems)
    check_all(found.problems, text)
    if found.reflection:
        assert [s.html for s in found.reflection.body.sections] == ["<p>Text.</p>"]


@ordinary
@given(st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=30).map("".join))
@example("a <!-->")
@example("a <!-- b\n\n```\n-->\n```\n")
def test_no_body_raises(body: str) -> None:
    """Whatever stands below the front matter becomes safe HTML, or a problem names its place."""
    text = f"{HEAD}---\n\n{body}"
    data = text.encode("utf-8", "replace")
    found = parsed(data)
    check_all(found.problems, data.decode())
    for section in found.reflection.body.sections if found.reflection else ():
        assert "<script" not in section.html
        assert "<!--" not in section.html.replace("&lt;!--", "")


@ordinary
@given(
    st.dictionaries(
        st.sampled_from(["a.md", "A.md", "b/c.md", "looking-for.md", "journal.toml", "README.md"]),
        st.sampled_from([MANAGER.encode(), b"", b"\xff", b"---\n---\n"]) | st.binary(max_size=60),
    )
)
def test_no_journal_raises(files: dict[str, bytes]) -> None:
    """Whatever lies in the folder, there is a journal, its problems in order."""
    found = parse_journal("journal", files, TODAY)
    assert list(found.problems) == sorted(found.problems, key=lambda p: p.order)
    read_, _ = parse_settings("journal.toml", files.get("journal.toml"))
    assert found.settings == read_
    assert len(found.reflections) + len(found.left_out) == sum(map(is_reflection, files))

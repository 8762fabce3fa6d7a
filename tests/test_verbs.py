"""What the terminal shows: status, compare, prep, follow-up and export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import afterview
from site_builder.files.errors import Failure

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-22"


def run(journal: Path, *words: str) -> Result:
    """A verb on a journal."""
    found = CliRunner().invoke(afterview, [*words, "-j", str(journal), "--today", TODAY])
    if isinstance(found.exception, Failure):
        raise found.exception
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def sample(*words: str) -> str:
    """A verb on the sample journal, which ends well."""
    found = run(ROOT / "journal", *words)
    assert found.exit_code == 0
    return found.stdout


def written(folder: Path, **files: str) -> Path:
    """A journal on the disk: files by name, each a front matter."""
    journal = folder / "journal"
    journal.mkdir()
    for name, front in files.items():
        (journal / f"{name}.md").write_text(f"---\n{front}\n---\n", "utf-8")
    return journal


def test_status_puts_the_offer_first() -> None:
    """`status` begins with the offer to answer, then what waits to be written."""
    text = sample("status")
    offer = "Åkerlund & Søn: answer by Friday, 27 November"
    order = ["as of 22 November 2026", offer, "Ask for their", "Write while it is fresh", "was due"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_status_fits_a_terminal() -> None:
    """No table of `status` or `compare` is wider than 80 columns or coloured when piped."""
    for verb in ("status", "compare"):
        tables = sample(verb).split("Two by two")[0]
        assert max(map(len, tables.split("\n"))) <= 80
        assert "\x1b" not in tables


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "Nothing is written yet"),
        ({"a": "company: A\nrole: R"}, "Not known yet"),
        ({"a": "company: A\nrole: R\nstage: rejected"}, "Closed: 1"),
        ({"a": "company: A\nrole: R\nstage: exploring", "b": "company: B\nrole: R"}, "B, R"),
    ],
)
def test_status_of_little(tmp_path: Path, files: dict[str, str], words: str) -> None:
    """`status` says something sensible of a journal of nothing, of a lead, of what is closed."""
    found = run(written(tmp_path, **files), "status")
    assert found.exit_code == 0
    assert words in found.stdout


def test_status_names_the_errors(tmp_path: Path) -> None:
    """`status` of a journal with errors shows the rest, says so, and ends with 1."""
    found = run(written(tmp_path, a="company: A\nrole: R", b="company: B"), "status")
    assert found.exit_code == 1
    assert "A, R" in found.stdout
    assert "Left out until mended\njournal/b.md  B" in found.stdout
    assert "1 error" in found.stdout


def test_status_lists_names_when_asked() -> None:
    """`status -v` lists the key of each opportunity and the slugs of its reflections."""
    assert "Names for other verbs" not in sample("status")
    names = sample("status", "-v").split("Names for other verbs")[1]
    assert names.split("\n")[1:5] == [
        "northwind-traders-staff-engineer",
        "  2026-11-25-northwind-final",
        "  2026-11-18-northwind-manager",
        "  2026/2026-11-03-northwind-recruiter",
    ]


KEYS = ("northwind", "quillmoor", "mossgarth", "brackenfold")


def test_compare_names_two() -> None:
    """`compare` with keys shows those, whole or by a part that only one has."""
    text = sample("compare", "northwind", "åkerlund-søn-systems-and-data-engineer")
    assert "Northwind Traders and Åkerlund & Søn are both green" in text
    assert "Brackenfold" not in text


def test_compare_says_where_the_worse_light_wins() -> None:
    """Where the worse light wins more often, `compare` says so with its reason, and names the role
    of a company that has another job in the journal.
    """
    text = " ".join(sample("compare", "northwind", "tolvane-platform").split())
    tolvane = "Tolvane Health (Senior Data Platform Engineer)"
    assert f"Northwind Traders is green and {tolvane} amber; yet {tolvane} scores" in text
    assert "of all possible weights: its light is held down by pay and benefits, 3." in text


def test_compare_names_dominance() -> None:
    """Where one is at least as good in everything, that is said instead of a share."""
    text = " ".join(sample("compare", "quillmoor", "mossgarth").split())
    assert "Quillmoor Press is at least as good as Mossgarth Instruments in everything" in text


@pytest.mark.parametrize("width", [80, 120])
def test_compare_breaks_no_word(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """A terminal that is too narrow for all columns shows them in parts, each word whole."""
    monkeypatch.setenv("COLUMNS", str(width))
    table = sample("compare", *KEYS).split("Two by two")[0]
    words = set(table.split())
    assert {"Brackenfold", "Instruments", "Quillmoor", "Northwind"} <= words
    assert max(map(len, table.split("\n"))) <= width
    parts = table.strip().split("\n\n")
    assert len(parts) == {80: 2, 120: 1}[width]
    assert all("Daily life" in part and "score" in part for part in parts)


@pytest.mark.parametrize(
    ("words", "kind"), [(("prep", "data-engineer"), "jobs"), (("follow-up", "2"), "reflections")]
)
def test_a_part_that_several_have_is_said_so(words: tuple[str, str], kind: str) -> None:
    """A part of a key or slug that several have ends with 2 and names them."""
    with pytest.raises(Failure) as failed:
        sample(*words)
    assert failed.value.message.startswith(f"several {kind}")
    assert failed.value.message.endswith(f"match `{words[1]}`")
    assert (failed.value.hint or "").startswith("name one:\n    ")
    assert failed.value.status == 2


@pytest.mark.parametrize("verb", ["compare", "prep", "follow-up"])
def test_an_unknown_name_is_wrong_usage(verb: str) -> None:
    """A key or slug that there is not ends with 2 and a hint."""
    with pytest.raises(Failure) as failed:
        sample(verb, "northwnd-traders-staff-engineer")
    assert failed.value.status == 2
    assert failed.value.hint


PREP = """\
A, Engineer: for the next round, as of 22 November 2026

The next interview
------------------
Tuesday, 24 November, 10:00 to 11:30: panel
With Ann and Bo

To find out
-----------
- Who leaves?
- Pay and benefits: How do pay and benefits compare with what I have now?

What would turn it
------------------
Green so far: pay and benefits still open; amber if pay and benefits turn out below 4, red at 2 \
or below.

- Company values 9
- Role 8: A year of one problem.
- Manager 9: She listened.
- Intangibles 9

What I found out
----------------
manager:
They are five.

first call:
Two desks.

Left unsaid
-----------
That I was tired.

To do differently
-----------------
Eat first.

What I look for
---------------
Work to touch.
"""


def test_prep_is_a_sheet_for_the_next_round(tmp_path: Path) -> None:
    """`prep` prints when and with whom the next interview is, what to find out, what would turn the
    light with its evidence, what was found out, latest first, what was left unsaid and is to be
    done differently, and what I look for last.
    """
    front = "company: A\nrole: Engineer\n"
    journal = written(tmp_path)
    files = {
        "looking-for": "Work to touch.\n",
        "a": f"---\n{front}round: first call\ninterviewed: 2026-11-10\n"
        "ratings: {values: 9, role: 8, manager: 3, intangibles: 9}\n"
        "evidence: {role: A year of one problem., manager: He was late.}\n---\n"
        "## Learned\n\nTwo desks.\n\n## Unsaid\n\nThat I was tired.\n\n"
        "## Concerns\n\n- Who stays?\n- Who leaves?\n",
        "b": f"---\n{front}round: manager\ninterviewed: 2026-11-18 14:00\n"
        "ratings: {manager: 9}\nevidence: {manager: She listened.}\n---\n"
        "## Learned\n\nThey are five.\n\n## Differently\n\nEat first.\n\n"
        "## Concerns\n\n- [x] Who stays?\n",
        "c": f"---\n{front}round: panel\ninterviewed: 2026-11-24 10:00\nended: 11:30\n"
        "interviewers: [Ann, Bo]\n---\n",
        "d": f"---\n{front}round: final\ninterviewed: 2026-12-01 10:00\n---\n",
    }
    for name, text in files.items():
        (journal / f"{name}.md").write_text(text, "utf-8")
    assert run(journal, "prep", "a-engineer").stdout == PREP


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("interviewed: 2026-11-22 09:00", "Sunday, 22 November, 09:00"),
        ("interviewed: 2026-11-22\nreflected: 2026-11-22", "None has a date yet."),
        ("interviewed: 2026-11-18", "None has a date yet."),
        ("", "None has a date yet."),
        ("stage: rejected", "A, R is closed: there is nothing to prepare."),
        (
            "decision: walk-away",
            "I decided to walk away from A, R: there is nothing to prepare.",
        ),
    ],
)
def test_prep_looks_ahead(tmp_path: Path, front: str, words: str) -> None:
    """`prep` takes today's interview as ahead until it is written about, and has nothing to prepare
    for a job that is closed or decided against.
    """
    found = run(written(tmp_path, a=f"company: A\nrole: R\n{front}"), "prep", "a-r").stdout
    assert words in found.split("\n")


def test_prep_shortens_what_was_found_out(tmp_path: Path) -> None:
    """Much that a round found out is cut at a word, and its file is named."""
    journal = written(tmp_path)
    body = f"## Learned\n\n{'word ' * 100}\n"
    (journal / "a.md").write_text(f"---\ncompany: A\nrole: R\n---\n{body}", "utf-8")
    text = run(journal, "prep", "a-r").stdout
    assert text.endswith(f"Notes:\n{' '.join(['word'] * 79)} … (more in a)\n")


@pytest.mark.parametrize("key", ["northwind", "tolvane-platform", "quillmoor", "åkerlund"])
def test_prep_says_nothing_twice(key: str) -> None:
    """No line of the sheet stands on it twice, and none is HTML."""
    lines = [line for line in sample("prep", key).split("\n") if line.strip("-")]
    assert len(set(lines)) == len(lines)
    assert not any("<" in line for line in lines)


def test_follow_up_sends_no_notes() -> None:
    """`follow-up` drafts a message, and below a line, in the same words, stands what was left
    unsaid and unasked, as notes that are not for sending.
    """
    text = sample("follow-up", "2026-11-18-northwind-manager")
    draft, line, notes = text.partition("-------- not for sending: my own notes --------")
    assert line
    assert draft == (
        "Subject: Thank you\n\nHello,\n\nThank you for our conversation on 18 November about the"
        " role of Staff Engineer.\n\nKind regards,\n\n"
    )
    assert "What I left unsaid:\n\nThat the office rule may be what decides it for me." in notes
    assert "What I left unasked:\n\n- What would make you say, a year from now, that" in notes


@pytest.mark.parametrize(
    ("entries", "greeting"),
    [
        ("[Karin Holm (recruiter), Engineering director]", "Hello Karin Holm,"),
        ('["Tom, the CTO", Karin and Ann]', "Hello Tom, Karin and Ann,"),
        ('["Holm, Karin", "Holm, Karin", dr. bo lang]', "Hello Karin Holm and Dr. Bo Lang,"),
        ("[karin.holm@example.org, K. Holm, 김민수 팀장]", "Hello Karin Holm, K. Holm and 김민수,"),
        ("[The older owner, two engineers]", "Hello,"),
        ("[]", "Hello,"),
    ],
)
def test_follow_up_greets_by_name(tmp_path: Path, entries: str, greeting: str) -> None:
    """Who is known by name is greeted by it, however it was written; a description is no name."""
    front = f"company: A\nrole: R\ninterviewed: 2026-11-20\ninterviewers: {entries}"
    assert run(written(tmp_path, a=front), "follow-up", "a").stdout.split("\n")[2] == greeting


def test_follow_up_of_little(tmp_path: Path) -> None:
    """`follow-up` of a reflection with nothing unsaid is a plain thank-you, without notes."""
    found = run(written(tmp_path, a="company: A\nrole: R"), "follow-up", "a")
    assert found.stdout == (
        "Subject: Thank you\n\nHello,\n\n"
        "Thank you for our conversation about the role of R.\n\nKind regards,\n"
    )


def test_follow_up_gives_no_thanks_for_what_is_ahead(tmp_path: Path) -> None:
    """For an interview that is still ahead `follow-up` says so, and names what helps now."""
    front = "company: A\nrole: R\ninterviewed: 2026-11-25 10:00"
    found = run(written(tmp_path, a=front), "follow-up", "a")
    assert found.exit_code == 0
    ahead = "This interview is still ahead: 25 November, 10:00."
    assert found.stdout == f"{ahead} `afterview prep a-r` prepares for it.\n"


def test_follow_up_gives_no_thanks_for_what_was_cancelled(tmp_path: Path) -> None:
    """Of an interview that did not take place `follow-up` says that."""
    front = "company: A\nrole: R\ninterviewed: 2026-11-20\ncancelled: yes"
    found = run(written(tmp_path, a=front), "follow-up", "a")
    assert found.stdout == (
        "The interview of 20 November was cancelled, so there is nothing to give thanks for.\n"
    )


def test_export_csv_has_a_line_a_reflection() -> None:
    """`export --format csv` has a header and a line a reflection, its figures those of the JSON."""
    rows = list(csv.DictReader(io.StringIO(sample("export", "--format", "csv"))))
    assert len(rows) == 17
    manager = next(r for r in rows if r["slug"] == "2026-11-18-northwind-manager")
    assert (manager["score"], manager["light"], manager["ratings.values"]) == ("7.2", "green", "8")


def test_csv_headers_are_unique(tmp_path: Path) -> None:
    """Whatever the criteria are called, no two columns of the CSV have one header."""
    names = ("role", "company", "score", "light", "slug", "ratings", "stage")
    settings = "".join(f'[[criteria]]\nid = "{name}"\nlabel = "A"\n' for name in names)
    ratings = ", ".join(f"{name}: {number + 1}" for number, name in enumerate(names))
    journal = written(tmp_path, a=f"company: A\nrole: R\nratings: {{{ratings}}}")
    (journal / "journal.toml").write_text(settings, "utf-8")
    out = run(journal, "export", "--format", "csv").stdout
    (header, *_), (row,) = next(csv.reader(io.StringIO(out))), csv.DictReader(io.StringIO(out))
    assert header == "slug"
    assert (row["role"], row["company"], row["slug"], row["stage"]) == ("R", "A", "a", "")
    assert [row[f"ratings.{name}"] for name in names] == ["1", "2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize(
    ("company", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1 Recruiting", "'+1 Recruiting"),
        ("-A", "'-A"),
        ("@Work", "'@Work"),
        ("＝1", "'＝1"),  # noqa: RUF001 -- as a keyboard of East Asia types it
        ('=HYPERLINK("http://evil.example", "A")', '\'=HYPERLINK("http://evil.example", "A")'),
        ("'90s Records", "'90s Records"),
        ("A = B, C", "A = B, C"),
    ],
)
def test_no_cell_of_the_csv_is_run(tmp_path: Path, company: str, cell: str) -> None:
    """A cell in which a spreadsheet would see a formula has an apostrophe before it; others, and
    all numbers, are as they are.
    """
    front = f"company: {json.dumps(company, ensure_ascii=False)}\nrole: R\nratings: {{values: 8}}"
    out = run(written(tmp_path, a=front), "export", "--format", "csv").stdout
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["company"], row["role"], row["ratings.values"]) == (cell, "R", "8")


def test_export_ics_is_the_calendar(tmp_path: Path) -> None:
    """`export --format ics` prints the calendar that the site has."""
    built = run(ROOT / "journal", "build", "-o", str(tmp_path / "site"))
    assert built.exit_code == 0
    exported = run(ROOT / "journal", "export", "--format", "ics").stdout_bytes
    assert exported == (tmp_path / "site" / "calendar.ics").read_bytes()

"""Files that are not read: copies that syncing programs make, and what is no Markdown."""

from __future__ import annotations

import unicodedata

import pytest
from conftest import MANAGER, Place

from site_builder.parsing.journal import parse_journal
from site_builder.parsing.scalars import parse_day
from site_builder.parsing.unread_files import is_stray, may_be_copy

TODAY = parse_day("2026-11-22")
OTHER = MANAGER.replace("8,", "3,").encode()
COPIES = [
    "a (Alice's conflicted copy 2026-11-20).md",
    "a (conflicted copy 2026-11-20 101010).md",
    "a (conflicted copy alice 2026-11-20 101010).md",
    "a (conflicted copy 2026-11-20) (1).md",
    "a (Case Conflict).md",
    "A (Case Conflict 1).md",
    "a (Unicode Encoding Conflict).md",
    "a (White-Space Conflict).md",
    "a (Selective Sync Conflict).md",
    "a (In Konflikt stehende Kopie von Alice 2026-11-20).md",
    "a (Copie en conflit de Alice 2026-11-20).md",
    "a (Copia en conflicto de Alice 2026-11-20).md",
    "a (Copia in conflitto di Alice 2026-11-20).md",
    "a (Cópia em conflito de Alice 2026-11-20).md",
    "a (Kopia powodująca konflikt użytkownika Alice 2026-11-20).md",
    "a (Alices motstridiga kopia 2026-11-20).md",
    "a (конфликтующая копия пользователя Алиса 2026-11-20).md",
    "a (アリスの競合コピー 2026-11-20).md",
    "a (Alice 的冲突副本 2026-11-20).md",
    "a (Alice의 충돌 사본).md",
    "a (bản sao xung đột).md",
    "a (Conflicted copy laptop 202611201010).md",
    "a (SFConflict alice@example.com 2026-11-20-10-10-10).md",
    "a (copy: conflict #1 on 2026-11-20).md",
    "a [conflicted].md",
    "a.sync-conflict-20261120-101010-ABCDEFG.md",
    "a.sync-conflict-20261120-101010.md",
    "a_conflict-20261120-101010.md",
    "a_conflict-alice-20261120-101010.md",
    "a_DISK_Nov-20-101010-2026_Conflict.md",
    "a.Conflict.md",
    "a.conflict1.md",
    "a-DESKTOP-ABC1234.md",
    "a-LAPTOP-9KJ2L1Q-2.md",
    "a~20261120-101010.md",
    "a~.md",
    "a.orig.md",
    "a.bak.md",
    "a_REMOTE_1234.md",
]
BARE = [
    "a 2.md",
    "a 12.md",
    "a (1).md",
    "a(1).md",
    "a copy.md",
    "a copy 2.md",
    "a - Copy.md",
    "a - Copy (2).md",
    "a - Kopie.md",
    "a-ALICE-PC.md",
    "a-SURFACE7.md",
    "a (Alice rinnakkainen 2026-11-20).md",
    "a (Kopie).md",
    "a (copie).md",
    "a (copy).md",
    "a (another copy).md",
    "a (3rd copy).md",
    "a (weitere Kopie).md",
    "a (copia 2).md",
    "Copy of a.md",
    "Copy (2) of a.md",
    "Kopie von a.md",
    "Copie de a.md",
    "Copia di a.md",
    "Kopie van a.md",
    "Cópia de a.md",
]


def problems(files: dict[str, str | bytes], *others: str) -> list[tuple[str, str, str]]:
    """Path, severity and code of each problem of a journal with these files."""
    data = {p: text.encode() if isinstance(text, str) else text for p, text in files.items()}
    journal = parse_journal("journal", data, TODAY, others=others)
    return [(p.path.removeprefix("journal/"), p.severity, p.code) for p in journal.problems]


def slugs(files: dict[str, str | bytes]) -> list[str]:
    """The slugs of the reflections that are read."""
    data = {p: text.encode() if isinstance(text, str) else text for p, text in files.items()}
    return sorted(r.slug for r in parse_journal("journal", data, TODAY).reflections)


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("text", [OTHER, b"---\n[\n"])
def test_a_copy_of_a_syncing_program_is_a_warning_and_is_not_read(name: str, text: bytes) -> None:
    """A file named as syncing programs name copies, beside its file, is not read, whatever it
    holds; elsewhere, and without that file, it is read like any other.
    """
    both: dict[str, str | bytes] = {"2026/a.md": MANAGER, f"2026/{name}": text}
    assert problems(both) == [(f"2026/{name}", "warning", "sync-copy")]
    assert slugs(both) == ["2026/a"]
    decomposed = unicodedata.normalize("NFD", f"2026/{name}")
    assert slugs({"2026/a.md": MANAGER, decomposed: text}) == ["2026/a"]
    assert may_be_copy(decomposed)
    alone = f"2026/{name}".removesuffix(".md")
    assert slugs({"a.md": MANAGER, f"{alone}.md": OTHER}) == sorted(["a", alone])


@pytest.mark.parametrize("name", BARE)
def test_a_name_that_people_give_too_is_a_copy_of_the_same_interview_alone(name: str) -> None:
    """A bare number, or "copy", makes a copy only where job, round, date and time are the same, or
    all bytes are.
    """
    stem = name.removesuffix(".md")
    assert problems({"a.md": MANAGER, name: OTHER}) == [(name, "warning", "sync-copy")]
    assert set(problems({"a.md": b"x", name: b"x"})) == {
        ("a.md", "error", "front-matter-missing"),
        (name, "warning", "sync-copy"),
    }
    for old, new in {
        "Northwind": "Southwind",
        "Staff": "Chief",
        "hiring manager": "team",
        "2026-11-18 14:00": "2026-11-18 15:00",
        "interviewed: 2026-11-18 14:00": "interviewed: 2026-11-17 14:00",
    }.items():
        assert slugs({"a.md": MANAGER, name: MANAGER.replace(old, new)}).count(stem) == 1
    assert slugs({name: MANAGER}) == [stem]


@pytest.mark.parametrize("name", BARE)
def test_a_copy_of_a_file_with_an_error_is_a_copy(name: str) -> None:
    """A copy beside a file with invalid front matter is not read in its place, if what can be read
    of both is the same.
    """
    broken = MANAGER.replace("interviewed:", "\t[interviewed:")
    assert {p for p in problems({"a.md": broken, name: MANAGER}) if p[0] == name} == {
        (name, "warning", "sync-copy")
    }
    assert slugs({"a.md": broken, name: MANAGER}) == []
    other = MANAGER.replace("Northwind", "Southwind")
    assert slugs({"a.md": broken, name: other}) == [name.removesuffix(".md")]


@pytest.mark.parametrize(
    "name",
    [
        "a-conflict-resolution.md",
        "a-conflict.md",
        "a (conflict resolution).md",
        "a (panel).md",
        "a-manager.md",
        "a-CTO.md",
        "a-2.md",
        "a-2026-11-20.md",
        "a-old.md",
        "a.b.md",
        "ab.md",
        "2.md",
    ],
)
def test_a_name_of_ones_own_is_no_copy(name: str) -> None:
    """A second file about the same interview is read where its name is not one of a copy."""
    files: dict[str, str | bytes] = {"a.md": MANAGER, name: OTHER}
    assert slugs(files) == sorted(p.removesuffix(".md") for p in files)


def test_a_copy_of_a_copy_and_of_what_is_no_reflection() -> None:
    """Copies of copies, of what I look for and of the settings are warnings as well."""
    files: dict[str, str | bytes] = {
        "a.md": MANAGER,
        "a (conflicted copy 2026-11-20).md": OTHER,
        "a (conflicted copy 2026-11-20) 2.md": OTHER,
        "looking-for.md": "## Quiet\n\nYes.\n",
        "looking-for (conflicted copy 2026-11-20).md": "## Quiet\n\nNo.\n",
        "looking-for 2.md": "## Quiet\n\nYes.\n",
    }
    others = ("a.md.orig", "journal (conflicted copy 2026-11-20).toml", "a.md~", "b.md.orig")
    found = problems({**files, "journal.toml": ""}, *others)
    copied = {*list(files)[1:3], *list(files)[4:], *others[:2]}
    assert found == [(name, "warning", "sync-copy") for name in sorted(copied)]


def test_a_copy_names_its_file() -> None:
    """The warning names the file that is read, and says what to do with the other."""
    files = {"2026/a.md": MANAGER.encode(), "2026/a 2.md": OTHER}
    (problem,) = parse_journal("journal", files, TODAY).problems
    assert problem.message.startswith("looks like a copy of `a.md`, as syncing programs make them")
    assert problem.hint == (
        "move what is right in it into `a.md` and delete it, or give it another name"
    )


@pytest.mark.parametrize(
    ("path", "stray"),
    [
        *((f"2026/a{ending}", True) for ending in (".txt", ".md.txt", ".docx", ".doc", ".rtf")),
        *((f"a{ending}", True) for ending in (".MD", ".Md", ".markdown", ".odt", ".pages", ".TXT")),
        *((f"a{ending}", False) for ending in (".md", ".pdf", ".png", ".jpg", ".toml", ".csv")),
        ("~$a.docx", False),
        ("a.md~", False),
        ("md", False),
    ],
)
def test_what_was_meant_to_be_read_is_a_warning(path: str, *, stray: bool) -> None:
    """Text and documents of word processors are warnings; pictures and other files are not."""
    assert is_stray(path) is stray
    expected = [(path, "warning", "unread-file")] if stray else []
    assert problems({}, path) == expected


def test_a_copy_is_on_no_page(place: Place) -> None:
    """A build names a copy among the problems and nowhere else, and forgets it once it is gone."""
    copy = "journal/manager (conflicted copy 2026-11-20).md"
    assert place.run("build", "--no-search").status == 0
    before = place.files()
    place.write({copy: OTHER})
    outcome = place.run("build", "--no-search")
    assert (outcome.status, "warning: looks like a copy of `manager.md`" in outcome.err) == (
        0,
        True,
    )
    assert [p for p, data in place.files().items() if b"conflicted" in data] == [
        "journal.json",
        "problems/index.html",
    ]
    (place.root / copy).unlink()
    assert place.run("build", "--no-search").status == 0
    assert place.files() == before

"""What a tired person types wrong, and the hint that mends it.

The commonest slips at the command line: no journal yet, the wrong folder, a verb of another
program, a verb misspelt or in capitals, an option before the verb or by another name, a name
without its quotes, a role forgotten, a day in words or in another notation, a job where a
reflection is meant and the other way round, a path, half a name, a name of several.
"""

from __future__ import annotations

import pytest
from conftest import MANAGER, PHONE, Place

from site_builder.cli import ALIASES, VERBS
from site_builder.commands.hints import OTHER_OPTIONS, OTHER_VERBS, OTHER_WAYS

FINAL = MANAGER.replace("hiring manager", "final").replace("2026-11-18 1", "2026-11-21 1")
NEW = "afterview new"
QUOTES = "put what belongs together in quotes"
WHEN = "write a date (2026-11-18), today, tomorrow, yesterday or a weekday"

SLIPS = [
    # Verbs
    (["list"], "`afterview status`: say what is next"),
    (["open", "manager"], "`afterview reflect`: open"),
    (["add", "Northwind", "Engineer"], "`afterview new`: write a reflection"),
    (["help"], "`afterview --help` lists the verbs"),
    (["delete", "manager"], "a reflection is a file in `journal/`: delete it there"),
    (["buidl"], "did you mean `build`?"),
    (["Status"], "did you mean `status`?"),
    (["secondlook", "manager"], "did you mean `second-look`?"),
    (["-j", "journal", "build"], "options stand behind the verb: afterview build -j journal"),
    # `new`
    (["new"], f'{NEW} "Company" "Role"'),
    (["new", "Northwind Traders"], f'{NEW} "Northwind Traders" "Role"'),
    (
        ["new", "Northwind", "Traders", "Staff", "Engineer"],
        f'{QUOTES}: {NEW} "Northwind Traders" "Staff Engineer"',
    ),
    (
        ["new", "Northwind", "Staff Engineer", "--at", "tomorrow", "14:00"],
        f'{QUOTES}: {NEW} Northwind "Staff Engineer" --at "tomorrow 14:00"',
    ),
    (
        ["new", "A", "B", "--round", "hiring", "manager", "--at", "fri", "9:00", "-q"],
        f'{QUOTES}: {NEW} A B --round "hiring manager" --at "fri 9:00" -q',
    ),
    (
        ["new", "--at", "tomorrow", "14:00", "Northwind Traders", "Engineer"],
        f'{QUOTES}: {NEW} "Northwind Traders" Engineer --at "tomorrow 14:00"',
    ),
    (["new", "A", "B", "--date", "2026-11-24"], "write `--at`"),
    (["new", "--company", "A", "--role", "B"], f'COMPANY goes without one: {NEW} "Company" "Role"'),
    (["new", "A", "B", "--at", "24/11/2026"], "write 2026-11-24"),
    (["new", "A", "B", "--at", "24 November"], "write 2026-11-24"),
    (["new", "A", "B", "--at", "next tuesday 2pm"], "write tuesday 14:00"),
    (["new", "A", "B", "--at", "soon"], WHEN),
    # Names
    (["prep"], "afterview prep KEY"),
    (["prep", "Northwind", "Traders"], "as one word: afterview prep northwind-traders"),
    (["prep", "manager"], "one of its reflections; the job is `northwind-traders-staff-engineer`"),
    (["prep", "journal/manager.md"], "the job is `northwind-traders-staff-engineer`"),
    (["prep", "nortwind"], "did you mean `northwind`?"),
    (
        ["prep", "a"],
        "name one:\n    northwind-traders-staff-engineer  Northwind Traders, Staff Eng",
    ),
    (["follow-up", "northwind-traders-staff-engineer"], "\n    manager  Northwind Traders, Staff "),
    (["follow-up", "a"], "    final    Northwind Traders, Staff Engineer, final, 21 November\n"),
    (
        ["follow-up", "gone"],
        "it has:\n    final       Northwind Traders, Staff Engineer, final, 21",
    ),
    (["second-look"], "afterview second-look SLUG"),
    (["publish"], "afterview publish AUDIENCE"),
    # Folders, formats and words that go nowhere
    (["build", "journal"], "afterview build -j journal"),
    (["build", "docs"], "afterview build -o docs"),
    (["check", "journal/manager.md"], "hint: afterview check\n"),
    (["status", "northwind"], "hint: afterview status\n"),
    (["export", "csv"], "afterview export --format csv"),
    (["export", "--csv"], "write `--format csv`"),
    (["watch", "--browser"], "write `--open`"),
    (["build", "--forec"], "`afterview build --help` lists them"),
    (["status", "-j", "jurnal"], "leave `-j` out, and "),
]


@pytest.mark.parametrize(("words", "hint"), SLIPS, ids=[" ".join(words) for words, _ in SLIPS])
def test_a_slip_gets_the_hint_that_mends_it(place: Place, words: list[str], hint: str) -> None:
    """What was typed wrong ends with 2, a line that says why, and a hint of what to type; nothing
    is written.
    """
    place.write({"journal/final.md": FINAL, "docs/a.txt": ""})
    before = place.files(".")
    outcome = place.run(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("afterview: ")
    assert outcome.err.count("\n  hint: ") == 1
    assert hint in outcome.err
    assert place.files(".") == before


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["status"], "`afterview init` makes a journal here"),
        (["reflect"], "`afterview init` makes a journal here"),
        (["new", "A", "B"], "`afterview init` makes a journal here"),
        (["prep", "a"], "`afterview init` makes a journal here"),
    ],
)
def test_without_a_journal_it_is_said_how_to_begin(
    empty: Place, words: list[str], hint: str
) -> None:
    """Where there is no journal yet, every verb that wants one names `init`."""
    outcome = empty.run(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert hint in outcome.err
    assert empty.files(".") == {}


@pytest.mark.parametrize("words", [["prep", "a"], ["follow-up", "a"], ["second-look", "a"]])
def test_in_an_empty_journal_new_is_named(empty: Place, words: list[str]) -> None:
    """Where nothing is written yet, a name that finds nothing gets the command that begins."""
    empty.write({"journal/journal.toml": ""})
    outcome = empty.run(*words)
    assert outcome.status == 2
    assert 'it is empty yet: `afterview new "Company" "Role"` begins it' in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        ["prep", "Akerlund Boats"],
        ["prep", "AKERLUND-BOATS"],
        ["prep", "akerlund"],
        ["follow-up", "journal/2026/phone.md"],
        ["follow-up", "2026/phone.md"],
        ["follow-up", "Phone"],
    ],
)
def test_what_is_clear_is_no_slip(place: Place, words: list[str]) -> None:
    """A job by its company's name, in capitals or in part, and a file by its path are found."""
    assert place.run(*words).status == 0


def test_the_names_of_a_hostile_journal_are_shown(place: Place) -> None:
    """What a terminal would act on in a file's name reaches it as text in a hint too."""
    place.write({"journal/phone\x1b[31m.md": PHONE})
    outcome = place.run("follow-up", "hon")
    assert outcome.status == 2
    assert "    phone\\u001b[31m  Akerlund Boats, Data Lead, 20 November\n" in outcome.err
    assert "\x1b" not in outcome.err


def test_every_hint_names_what_there_is() -> None:
    """Other words are no verbs of ours, and what they lead to is one; so with options."""
    others = {*OTHER_VERBS, *OTHER_WAYS}
    assert not others & {*VERBS, *ALIASES}
    assert set(OTHER_VERBS.values()) <= set(VERBS)
    assert not set(OTHER_OPTIONS) & set(OTHER_OPTIONS.values())

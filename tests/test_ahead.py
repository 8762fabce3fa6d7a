"""An edited page is shown before the build that follows, and only where that can be right."""

from __future__ import annotations

import gc
import os
from datetime import date
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from conftest import BROKEN, MANAGER, PHONE, Place

from site_builder.build.reading import ReadJournal
from site_builder.commands.watch import Builds
from site_builder.live.watcher import NeededBuild
from site_builder.parsing.outline import ReflectionReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.parsing.parsed_file import ParsedFile

READ = ReflectionReader.read
DAY = date(2026, 11, 22)
PAGE, JOB = (
    "reflections/manager/index.html",
    "opportunities/northwind-traders-staff-engineer/index.html",
)


def builds(place: Place) -> Builds:
    """What `watch` builds with, after its first build."""
    found = Builds(place.root / "journal", place.root / "site", None, search=False)
    found.build(NeededBuild(DAY, index=False))
    return found


def need(*files: str, today: date = DAY) -> NeededBuild:
    """What a save of some files asks for."""
    return NeededBuild(today, index=False, files=frozenset(files))


def test_no_journal_stays_in_memory(place: Place) -> None:
    """Between builds `watch`, which may run for days, keeps no journal in memory."""

    def journals() -> int:
        gc.collect()
        return sum(isinstance(thing, ReadJournal) for thing in gc.get_objects())

    watched, before = builds(place), journals()
    result = watched.build(need("manager.md"))
    place.write({"journal/manager.md": MANAGER + "\nWarm tea.\n"})
    result = watched.build(need("manager.md"))
    assert result.written.changed
    assert journals() == before


def test_an_edited_page_comes_first(place: Place) -> None:
    """A saved reflection's page and that of its job are written at once, with the bytes that the
    build then leaves as they are, and nothing else is.
    """
    watched, before = builds(place), place.files()
    text = MANAGER.replace("8,", "6.5,") + "\nWarm tea, and a clear answer.\n"
    place.write({"journal/manager.md": text})
    first = tuple(watched.write_preview(need("manager.md")))
    shown = place.files()
    assert set(first) == {p for p in shown if shown[p] != before[p]} == {PAGE, JOB}
    assert b"Warm tea" in shown[PAGE]
    made = watched.build(need("manager.md"))
    assert not {*first} & {*made.written.changed}
    assert {p: place.files()[p] for p in first} == {p: shown[p] for p in first}


LATER = PHONE.replace("Akerlund Boats", "Northwind Traders").replace("Data Lead", "Staff Engineer")
UNCLOSED = MANAGER.replace("---\n\n", "")
BROKEN_SAVES = [BROKEN, UNCLOSED, MANAGER.replace("8,", "[8,"), "", "Only text.\n"]


@pytest.mark.parametrize("text", BROKEN_SAVES)
@pytest.mark.parametrize("rounds", [1, 2])
def test_a_broken_save_and_its_mending_come_first(place: Place, text: str, rounds: int) -> None:
    """A broken save shows what is wrong at once, and mending it the reflection, with the bytes that
    the build then leaves as they are, whether or not its job has another round.
    """
    if rounds == 2:
        place.write({"journal/later.md": LATER})
    watched, before = builds(place), place.files()
    for saved in (text, MANAGER + "\nWarm tea.\n"):
        place.write({"journal/manager.md": saved})
        first = tuple(watched.write_preview(need("manager.md")))
        assert PAGE in first
        shown = place.files()
        made = watched.build(need("manager.md"))
        assert not {*first} & {*made.written.changed}
        assert {p: place.files()[p] for p in first} == {p: shown[p] for p in first}
    assert b"Warm tea" in place.files()[PAGE]
    assert place.files().keys() == before.keys()


def test_broken_files_of_one_job_are_mended_one_by_one(place: Place) -> None:
    """Of two broken files of a job each is shown at once when it is mended, and the job then says
    what it still lacks.
    """
    place.write({"journal/later.md": LATER.replace("role", "roel"), "journal/manager.md": UNCLOSED})
    watched = builds(place)
    for name, text in (("manager", MANAGER), ("later", LATER)):
        place.write({f"journal/{name}.md": text})
        first = tuple(watched.write_preview(need(f"{name}.md")))
        assert f"reflections/{name}/index.html" in first
        shown = place.files()
        watched.build(need(f"{name}.md"))
        assert {p: place.files()[p] for p in first} == {p: shown[p] for p in first}
    assert JOB in first


def test_the_edited_page_is_written_first(place: Place) -> None:
    """The edited page is there before the others of its job are made; only its file is read."""
    place.write({"journal/later.md": LATER})
    watched, read = builds(place), list[str]()

    def noted(self: ReflectionReader, path: str, data: bytes) -> ParsedFile:
        read.append(path)
        return READ(self, path, data)

    place.write({"journal/manager.md": MANAGER.replace("8,", "6.5,") + "\nTea.\n"})
    with patch.object(ReflectionReader, "read", noted):
        pages = watched.write_preview(need("manager.md"))
        assert next(pages) == PAGE
        assert b"Tea." in place.files()[PAGE]
        assert JOB in {*pages}
    assert read == ["manager.md"]


def test_a_second_save_is_shown_too(place: Place) -> None:
    """A preview replaces what one before it wrote, however often before a build, and what that
    build then leaves as it is.
    """
    watched = builds(place)
    for text in (MANAGER + "\nOne.\n", UNCLOSED, MANAGER + "\nTwo.\n"):
        place.write({"journal/manager.md": text})
        first = tuple(watched.write_preview(need("manager.md")))
        assert first[0] == PAGE
    assert b"Two." in place.files()[PAGE]
    assert watched.previewed.count(PAGE) == 3
    made = watched.build(need("manager.md"))
    assert not {PAGE, JOB} & {*made.written.changed}


def test_an_ending_comes_first(place: Place) -> None:
    """A job that ends is shown as ended at once; one that begins again waits with its own page, for
    that speaks of others.
    """
    watched, ended = builds(place), MANAGER.replace("---\nc", "---\nstage: declined\nc")
    for text, pages in ((ended, {PAGE, JOB}), (MANAGER, {PAGE})):
        place.write({"journal/manager.md": text})
        first = tuple(watched.write_preview(need("manager.md")))
        assert {*first} == pages
        shown = place.files()
        watched.build(need("manager.md"))
        assert {p: place.files()[p] for p in first} == {p: shown[p] for p in first}


def pipe(place: Place) -> None:
    """A reflection's place is taken by what would never end."""
    (place.root / "journal/manager.md").unlink()
    os.mkfifo(place.root / "journal/manager.md")


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (lambda p: p.write({"journal/new.md": PHONE}), "new.md"),
        (lambda p: p.write({"journal/manager.md": MANAGER.replace("Northw", "Southw")}), None),
        (lambda p: (p.root / "journal/manager.md").unlink(), None),
        (pipe, None),
        (lambda p: p.write({"journal/journal.toml": 'title = "Mine"'}), "journal.toml"),
    ],
    ids=["new", "renamed", "gone", "pipe", "settings"],
)
def test_what_concerns_more_waits(
    place: Place, change: Callable[[Place], None], file: str | None
) -> None:
    """An edit that concerns more than the pages of its job writes nothing before the build."""
    watched, before = builds(place), place.stamps()
    change(place)
    assert tuple(watched.write_preview(need("2026/phone.md", file or "manager.md"))) == ()
    assert place.stamps() == before


def test_another_day_waits(place: Place) -> None:
    """On another day than that of the last build nothing is written before the next."""
    watched = builds(place)
    place.write({"journal/manager.md": MANAGER + "\nMore.\n"})
    assert tuple(watched.write_preview(need("manager.md", today=date(2026, 11, 23)))) == ()


@pytest.mark.parametrize("way", ["changed", "gone", "linked"])
def test_only_our_own_file_is_written_ahead(place: Place, way: str) -> None:
    """A page that is not as the last build left it, or not where, is left to the next build."""
    watched, page = builds(place), place.root / "site" / PAGE
    ours = page.read_bytes()
    if way == "linked":
        folder = page.parent.rename(place.root / "elsewhere")
        page.parent.symlink_to(folder)
    elif way == "changed":
        page.write_bytes(b"mine")
    else:
        page.unlink()
    place.write({"journal/manager.md": MANAGER + "\nMore.\n"})
    assert PAGE not in tuple(watched.write_preview(need("manager.md")))
    left = {"linked": ours, "changed": b"mine", "gone": None}[way]
    assert (page.read_bytes() if page.exists() else None) == left

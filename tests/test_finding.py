"""Which journal a verb reads, from whatever folder it is run in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import BROKEN, MANAGER, Place

from site_builder.files import journal_folder


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        (".", "journal/broken.md"),
        ("journal", "broken.md"),
        ("journal/2026", "../broken.md"),
        ("site", "../journal/broken.md"),
        ("notes/deep/down", "../../../journal/broken.md"),
    ],
)
def test_a_journal_is_found_from_any_folder(place: Place, folder: str, shown: str) -> None:
    """In the journal, in a folder of it, beside it and below its parent, verbs read that journal,
    and name its files as an editor there can open them.
    """
    here = place.root / folder
    here.mkdir(parents=True, exist_ok=True)
    place.write({"journal/broken.md": BROKEN})
    assert Place(here).run("check").out.startswith(f"{shown}:4:19: error: ")


def test_what_is_built_stands_beside_the_journal(place: Place) -> None:
    """From a folder in the journal, `site/` and `public/` come to stand beside it, as from above;
    so they do beside a journal that `-j` names.
    """
    place.write(
        {
            "journal/journal.toml": '[audiences.coach]\nfields = ["role"]\n',
            "journal/shared.md": MANAGER.replace("round:", "share: [coach]\nround:"),
        }
    )
    assert place.run("build").status == 0
    site = place.files()
    (place.root / "site").rename(place.root / "old")
    inside = Place(place.root / "journal/2026")
    before = place.files("journal")
    assert inside.run("build").out.startswith("../../site/: ")
    assert inside.run("publish", "coach").status == 0
    assert place.files() == site
    assert (place.root / "public/coach/index.html").is_file()
    assert place.files("journal") == before
    (place.root / "site").rename(place.root / "older")
    assert Place(place.root.parent).run("build", "-j", "place/journal").status == 0
    assert place.files() == site


def test_settings_make_a_journal_of_any_folder(empty: Place) -> None:
    """A folder of another name with a `journal.toml` is a journal, found from within."""
    empty.write({"diary/journal.toml": "", "diary/2026/a.md": MANAGER})
    assert Place(empty.root / "diary/2026").run("check").out == "1 reflection: no problems\n"


def test_the_nearest_journal_counts(place: Place) -> None:
    """Of two journals the one in which, or nearest above, the folder is."""
    place.write({"more/journal/journal.toml": "", "more/notes/a.txt": ""})
    for folder in ("more", "more/notes", "more/journal"):
        assert Place(place.root / folder).run("check").out == "0 reflections: no problems\n"


def test_somebody_elses_journal_above_is_not_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `journal/` above of another user than the folder here is no journal of mine."""
    (place.root / "below").mkdir()
    stat = Path.stat

    def owned_by_others(path: Path, **options: bool) -> os.stat_result:
        real = stat(path, **options)
        is_mine = path.name != "journal"
        return real if is_mine else os.stat_result((*real[:4], real.st_uid + 1, *real[5:]))

    monkeypatch.setattr(Path, "stat", owned_by_others)
    monkeypatch.chdir(place.root / "below")
    assert journal_folder.find_journal_folder(Path()) is None
    monkeypatch.chdir(place.root)
    assert journal_folder.find_journal_folder(Path()) == Path("journal")


def test_where_there_is_none_init_is_named(empty: Place) -> None:
    """Outside of any journal a verb ends with 2 and says how to begin one."""
    outcome = empty.run("status")
    assert outcome.status == 2
    assert outcome.err == (
        "afterview: there is no folder journal\n"
        "  hint: `afterview init` makes a journal here; `-j FOLDER` names one elsewhere\n"
    )


@pytest.mark.parametrize("folder", ["journal", "journal/2026", "notes"])
def test_nothing_offers_a_second_journal(place: Place, folder: str) -> None:
    """Where a journal is found, a wrong `-j` does not offer to make another one, but names it."""
    here = place.root / folder
    here.mkdir(exist_ok=True)
    outcome = Place(here).run("status", "-j", "journl")
    assert outcome.status == 2
    assert "init" not in outcome.err
    assert f"leave `-j` out, and {place.root / 'journal'} is read" in outcome.err


def test_a_folder_that_is_gone_is_told(empty: Place) -> None:
    """Run in a folder that was removed meanwhile, a verb ends with a line."""
    (empty.root / "gone").mkdir()
    shell = ["sh", "-c", 'cd gone && rmdir ../gone && exec "$@"', "sh"]
    with empty.start("status", before=shell) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode in {1, 2}
    assert "Traceback" not in err

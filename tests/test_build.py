from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, MANAGER, PHONE, ROOT, TODAY, Place
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.build import run
from site_builder.files import lock as output_locks
from site_builder.parsing.scalars import parse_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from site_builder.build.run import BuildResult

PAGES = {
    "index.html",
    "calendar.ics",
    "compare/index.html",
    "journal.json",
    "lessons/index.html",
    "opportunities/akerlund-boats-data-lead/index.html",
    "opportunities/northwind-traders-staff-engineer/index.html",
    "problems/index.html",
    "questions/index.html",
    "reflections/2026/phone/index.html",
    "reflections/manager/index.html",
    "search/index.html",
    "icon.svg",
    "search.js",
    "site.js",
    "style.css",
    "what-if.js",
    ".afterview-manifest",
}


def built(place: Place, output: str = "site", journal: str = "journal") -> BuildResult:
    """A build without the command around it."""
    root = place.root
    return run.build(root / journal, root / output, None, parse_day(TODAY))


def test_a_journal_becomes_a_site(place: Place) -> None:
    """A build writes every page of a journal, says how many, and ends with 0."""
    outcome = place.run("build")
    assert outcome.status == 0, outcome.err
    assert place.files().keys() >= PAGES
    files = len(place.files()) - 1
    expected = f"site/: {files} files, {files} changed, 0 removed; no problems\n"
    assert (outcome.out, outcome.err) == (expected, "")
    assert place.files("journal").keys() == {"manager.md", "2026/phone.md"}


def test_nothing_to_do_writes_nothing_and_says_the_same(place: Place) -> None:
    """A second build touches no file, repeats the diagnostics and ends with the same status."""
    place.write({"journal/broken.md": BROKEN})
    first = place.run("build")
    before = place.stamps()
    second = place.run("build")
    assert place.stamps() == before
    assert (first.status, second.status) == (1, 1)
    assert first.err == second.err != ""
    assert ", 0 changed, 0 removed; 1 error" in second.out


def test_errors_in_one_file_leave_the_others_built(place: Place) -> None:
    """A broken reflection's page is its diagnostics, and none of its text is anywhere else."""
    place.write({"journal/broken.md": BROKEN})
    outcome = place.run("build")
    assert outcome.status == 1
    assert outcome.err.startswith("journal/broken.md:4:19: error: ratings.values is 8/10;")
    site = place.files()
    assert site.keys() > PAGES
    assert b"a rating is 1 to 10" in site["reflections/broken/index.html"]
    own = {"reflections/broken/index.html", "problems/index.html"}
    assert not [path for path, data in site.items() if path not in own and b"Secret" in data]


def test_what_is_deleted_leaves_the_site(place: Place) -> None:
    """The pages of a deleted reflection go with the folders they leave empty; the rest stays."""
    place.run("build")
    place.write({"site/CNAME": "mine", "site/reflections/mine.txt": "mine"})
    (place.root / "journal/2026/phone.md").unlink()
    outcome = place.run("build", "-v")
    assert "removed reflections/2026/phone/index.html\n" in outcome.out
    assert not (place.root / "site/reflections/2026").exists()
    assert not (place.root / "site/opportunities/akerlund-boats-data-lead").exists()
    assert place.files()["CNAME"] == place.files()["reflections/mine.txt"] == b"mine"


EDITS = st.tuples(
    st.sampled_from(["a.md", "b.md", "deep/c.md", "journal.toml", "looking-for.md"]),
    st.sampled_from([None, MANAGER, PHONE, BROKEN, "", 'title = "Mine"\n', "## Aim\n\nQuiet.\n"]),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_incremental_is_full(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, str | None]]]
) -> None:
    """After any sequence of edits the site is, byte for byte, that of a build into nothing."""
    place = Place(tmp_path_factory.mktemp("edits"))
    place.write({"journal/manager.md": MANAGER})
    for number, edits in enumerate(rounds):
        for name, text in edits:
            if text is None:
                (place.root / "journal" / name).unlink(missing_ok=True)
            else:
                place.write({f"journal/{name}": text})
        built(place)
        built(place, f"clean-{number}")
        assert place.files() == place.files(f"clean-{number}")


def test_the_same_journal_gives_the_same_bytes(place: Place) -> None:
    """Folder, time zone, locale, hash seed and the order of the disk leave no trace."""
    place.write({"journal/broken.md": BROKEN, "journal/Ünïted.md": PHONE.replace("Data", "Dåta")})
    place.process("build", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    other = Place(place.root / "some/other folder")
    for path, data in reversed(place.files("journal").items()):
        other.write({f"journal/{path}": data})
    raw = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    outcome = other.process("build", TZ="Etc/GMT+12", LC_ALL="C", PYTHONHASHSEED="2", **raw)
    assert outcome.status == 1
    assert "reflections/Ünïted/index.html" in place.files()
    assert other.files() == place.files()


def test_the_output_may_be_on_another_disk(place: Place) -> None:
    """A site goes through a link onto another file system like onto this one."""
    memory = Path("/dev/shm")  # noqa: S108 -- the one other file system that machines have
    if not memory.is_dir() or memory.stat().st_dev == place.root.stat().st_dev:
        pytest.skip("there is no other file system")
    other = memory / f"afterview-{os.getpid()}"
    other.mkdir()
    try:
        (place.root / "site").symlink_to(other)
        assert place.run("build").status == 0
        assert place.run("build").out.count(" 0 changed") == 1
        assert (other / "index.html").is_file()
    finally:
        shutil.rmtree(other)


def test_two_builds_at_once_take_turns(place: Place) -> None:
    """A build waits while another writes to the folder, says so, and then does its work."""
    built(place, "other")
    with held(place) as release, place.start("build", "-o", "other") as waiting:
        assert waiting.stderr
        assert waiting.stderr.readline() == "waiting for another build of other/ to end\n"
        release()
        assert waiting.wait(timeout=20) == 0


def test_a_build_does_not_wait_for_ever(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the other build does not end, it gives up with 1."""
    monkeypatch.setattr(output_locks, "NOTICE_SECONDS", 0)
    monkeypatch.setattr(output_locks, "TIMEOUT_SECONDS", 0.05)
    built(place, "other")
    with held(place):
        outcome = place.run("build", "-o", "other")
    assert outcome.status == 1
    assert "afterview: another build is still writing to other" in outcome.err


def test_a_lock_that_somebody_wrote_into_is_a_lock(place: Place) -> None:
    """Whatever is in the file of a lock, a build takes it."""
    built(place)
    locks = [*(place.root / "cache").glob("*.lock")]
    for path in locks:
        path.write_bytes(b"This is a text, and no lock of ours.\n" * 100)
    assert place.run("build").status == 0
    assert {path.read_bytes() for path in locks} == {b""}


def test_builds_of_one_journal_take_turns(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another build of the journal is at work, one into another folder waits, and gives up
    with 1 where it does not end.
    """
    monkeypatch.setattr(output_locks, "NOTICE_SECONDS", 0)
    monkeypatch.setattr(output_locks, "TIMEOUT_SECONDS", 0.05)
    built(place)
    with held(place, "*.records.lock"):
        outcome = place.run("build", "-o", "other")
    assert outcome.status == 1
    assert "waiting for another build of other/ to end\n" in outcome.err
    assert "afterview: another build is still reading journal" in outcome.err


@contextlib.contextmanager
def held(place: Place, names: str = "*[!s].lock") -> Iterator[Callable[[], None]]:
    """Hold the one lock of these names in the cache of this place; yields what releases it."""
    (path,) = (place.root / "cache").glob(names)
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("BEGIN IMMEDIATE")
        yield file.rollback


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERVIEW_CACHE", str(tmp_path / "place" / "cache"))


def test_a_folder_for_locks_is_needed(place: Place) -> None:
    """Where the cache folder can't be made, the message says how to name another."""
    place.write({"file": ""})
    outcome = place.run("build", AFTERVIEW_CACHE=str(place.root / "file/cache"))
    assert outcome.status == 1
    assert "hint: AFTERVIEW_CACHE can name another folder" in outcome.err


def test_templates_beside_the_journal_override_file_by_file(place: Place) -> None:
    """One template of the user's replaces the one of its name; assets come along."""
    place.write(
        {
            "templates/questions.html": "Mine: {{ site.title }}",
            "templates/mine.css": "b {}",
            "templates/.hidden.css": "",
            "templates/notes.md": "",
        }
    )
    assert place.run("build").status == 0
    site = place.files()
    assert site["questions/index.html"] == b"Mine: My interviews"
    assert site["mine.css"] == b"b {}"
    assert {p for p in site if "/pagefind/" not in p} - PAGES == {"mine.css"}
    assert b"Northwind" in site["index.html"]


def test_templates_can_be_elsewhere(place: Place) -> None:
    """`-t` names the folder of templates instead; one that is not there is wrong usage."""
    place.write({"templates/lessons.html": "beside", "theme/lessons.html": "named"})
    assert place.run("build", "-t", "theme").status == 0
    assert place.files()["lessons/index.html"] == b"named"
    assert place.run("build", "-t", "nowhere").status == 2


@pytest.mark.parametrize(
    ("template", "place_and_message"),
    [
        ("\n{% if %}", "2:1: error: Expected an expression"),
        ("\n\n  {{ nope }}", "3:3: error: 'nope' is undefined"),
        ("{{ page.nope }}", "1:1: error: 'LessonsPage object' has no attribute 'nope'"),
        ("\n{% include 'gone.html' %}", "2:1: error: there is no template `gone.html`"),
        ("\n{% extends 'gone.html' %}", "2:1: error: there is no template `gone.html`"),
        ("{{ 1 / 0 }}", "1:1: error: division by zero"),
        ("\n{% include 'lessons.html' %}", "2:1: error: maximum recursion depth exceeded"),
        ("{{ page | nope }}", "1:1: error: No filter named 'nope'."),
    ],
)
def test_template_errors_have_a_line(place: Place, template: str, place_and_message: str) -> None:
    """What fails in a template is a diagnostic at its line; its pages stay old, others are new."""
    place.run("build")
    old = place.files()
    place.write({"templates/lessons.html": template, "journal/more.md": PHONE})
    for _ in range(2):
        outcome = place.run("build")
        assert outcome.status == 1
        assert f"templates/lessons.html:{place_and_message}" in outcome.err
        assert place.files()["lessons/index.html"] == old["lessons/index.html"]
        assert "reflections/more/index.html" in place.files()
    (place.root / "templates/lessons.html").unlink()
    assert place.run("build").status == 0


def test_only_what_a_template_is_not_given_has_a_hint(place: Place) -> None:
    """The hint follows from the kind of an error, whatever words stand in its message."""
    for template, hinted in {
        "{{ nope }}": True,
        "{{ page.nope }}": True,
        "{{ site.nope.more }}": True,
        "{{ page | undefined }}": False,
        "{% include 'undefined.html' %}": False,
        "{{ {}['no attribute'] is undefined and 1 / 0 }}": False,
    }.items():
        place.write({"templates/lessons.html": template})
        assert ("docs/theming.md" in place.run("build").err) == hinted, template


def test_a_template_that_many_pages_share_is_named_once(place: Place) -> None:
    """One line that fails on every page is one diagnostic, at the file that has it."""
    place.write({"templates/base.html": "fine\n{{ nope }}\n"})
    outcome = place.run("build")
    assert outcome.err.count("error:") == 1
    assert outcome.err.startswith("templates/base.html:2:1: error: 'nope' is undefined")
    assert not [path for path in place.files() if path.endswith(".html")]


def test_a_template_that_is_no_text_is_a_diagnostic(place: Place) -> None:
    """A template that can't be read is named with its line, and the package's own is used."""
    place.write({"templates/lessons.html": b"fine\n\xff"})
    (place.root / "templates/gone.css").symlink_to("nowhere")
    outcome = place.run("build")
    assert outcome.status == 1
    assert "templates/lessons.html:2:1: error: this template can't be read: it is not UTF-8" in (
        outcome.err
    )
    assert "templates/gone.css:1:1: error: this template can't be read: No such" in outcome.err
    assert b"<html" in place.files()["lessons/index.html"]


def test_files_that_cannot_be_read_are_named(place: Place) -> None:
    """A dangling link, a pipe and a name that is not UTF-8 are errors; the rest is built."""
    (place.root / "journal/gone.md").symlink_to("nowhere")
    os.mkfifo(place.root / "journal/pipe.md")
    (place.root / os.fsdecode(b"journal/caf\xe9.md")).write_text(PHONE, "utf-8")
    outcome = place.run("build")
    assert outcome.status == 1
    assert "journal/gone.md:1:1: error: can't be read: No such file" in outcome.err
    assert "journal/pipe.md:1:1: error: can't be read: it is not a file" in outcome.err
    assert "journal/caf\\xe9.md:1:1: error: can't be read: its name is not UTF-8" in outcome.err
    assert place.files().keys() > PAGES


def test_a_journal_in_a_folder_with_a_strange_name(empty: Place) -> None:
    """The folder above the reflections may have any name that a disk allows."""
    strange = os.fsdecode(b"m\xe9 % \xf0\x9f\x90\x9f")
    empty.write({f"{strange}/broken.md": BROKEN, f"{strange}/phone.md": PHONE})
    outcome = empty.run("build", "-j", strange)
    assert outcome.status == 1
    assert b"m\\\\xe9 % \xf0\x9f\x90\x9f/broken.md" in empty.files()["journal.json"]


def test_files_that_begin_with_a_dot_or_an_underscore_are_not_read(place: Place) -> None:
    """What is hidden, and what is a draft by its name, is no part of the journal."""
    place.write(
        {f"journal/{name}": BROKEN for name in (".a.md", "_b.md", "_c/d.md", "_e.markdown")}
    )
    outcome = place.run("build")
    assert (outcome.status, outcome.err) == (0, "")


def test_nothing_is_written_where_anything_stands_in_the_way(place: Place) -> None:
    """Whichever file of the site has become a folder, or folder a file, a build that would write
    there says so and how to mend it, and writes nothing at all.
    """
    place.run("build", "--no-search")
    site = place.root / "site"
    place.write({"journal/journal.toml": 'title = "Mine"', "templates/style.css": "b {}"})
    for path in [p for p in sorted(site.rglob("*")) if p.suffix not in {".js", ".svg"}]:
        aside = path.rename(place.root / "aside")
        path.write_bytes(b"mine") if aside.is_dir() else (path / "mine").mkdir(parents=True)
        before = place.stamps()
        outcome = place.run("build", "--no-search")
        shown = path.relative_to(place.root)
        assert outcome.status == 1
        assert outcome.err.splitlines()[:2] == [
            f"afterview: {shown} was not written by afterview and is in the way",
            "  hint: move it away, or name another folder with `-o`",
        ]
        assert place.stamps() == before
        path.unlink() if aside.is_dir() else shutil.rmtree(path)
        aside.rename(path)
    assert place.run("build", "--no-search").status == 0


@pytest.mark.parametrize("made", ["sqlite", "lock"])
def test_what_stands_in_the_way_of_the_cache_is_named(place: Place, made: str) -> None:
    """Where the cache or the lock can't be, a build says how to name another folder for them."""
    cache = place.root / "cache"
    place.run("build", "--no-search", AFTERVIEW_CACHE=str(cache))
    for file in cache.glob(f"*.{made}*"):
        file.unlink()
        file.mkdir()
    outcome = place.run("build", "--no-search", AFTERVIEW_CACHE=str(cache))
    assert outcome.status == 1
    assert "afterview: could not write " in outcome.err
    assert "hint: AFTERVIEW_CACHE can name another folder" in outcome.err


def test_a_page_that_could_not_be_made_yet_is_made_later(place: Place) -> None:
    """A page whose template fails in the first build is not there and is named, the others are;
    the next sound build makes it, and the site is as one that never failed.
    """
    shipped = (ROOT / "templates/lessons.html").read_text("utf-8")
    place.write({"templates/lessons.html": "{{ nope }}"})
    first = place.run("build", "--no-search")
    assert (first.status, first.err.count("error: 'nope' is undefined")) == (1, 1)
    whole = {p for p in PAGES if not p.startswith("search")}
    assert whole - place.files().keys() == {"lessons/index.html"}
    place.write({"templates/lessons.html": shipped})
    assert place.run("build", "--no-search").status == 0
    place.run("build", "--no-search", "-o", "clean", AFTERVIEW_CACHE=str(place.root / "cache"))
    assert place.files() == place.files("clean")

"""Builds that remember: the same bytes as a build into nothing, and no more work than needed."""

from __future__ import annotations

import os
import random
import shutil
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import jinja2
import pytest
from conftest import BROKEN, MANAGER, PHONE, TODAY, Place
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.build import codec, fingerprint, reading, run, workers
from site_builder.build.cache import RECORDS_SUFFIX, Cache
from site_builder.files import output_folder, theme
from site_builder.files.errors import Failure
from site_builder.pages import render
from site_builder.parsing import journal
from site_builder.parsing.scalars import parse_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from site_builder.build.preview import Preview
    from site_builder.build.run import BuildResult
    from site_builder.core.journal import Journal
    from site_builder.parsing.outline import JournalOutline, ReflectionReader

LINKED = MANAGER.replace("A team", "See [the call](2026/phone.md). A team").replace("8,", "3,")
OFFER = PHONE.replace("---\n\n", "offer: {answer_by: 2026-11-27}\nstage: offer\n---\n\n")
OFF = PHONE.replace(
    "---\n\n", "cancelled: yes\noffer: {answer_by: none}\n---\n\n- [ ] Ring until:news\n"
)
CLOSED = PHONE.replace("---\n\n", "stage: declined\n---\n\n## Went well\n\nAll of it.\n\n")
SECOND = MANAGER.replace("2026-11-18", "2026-11-20").replace("8", "6.5").replace("hiring m", "m")
SECOND += "\n## Meets\n\nMost of [it](looking-for.md).\n"
TEXTS = (
    MANAGER,
    PHONE,
    LINKED,
    OFFER,
    OFF,
    CLOSED,
    SECOND,
    BROKEN,
    "",
    "no front matter",
    "---\n[\n",
)
SOURCES = ("manager.md", "2026/phone.md", "b.md", "B.md", "deep/er/c d.md", "é.md", "_draft.md")
COPIES = ("manager 2.md", "manager (conflicted copy 2026-11-20).md", "manager.md.orig", "b.txt")
NAMES = (*SOURCES, *COPIES)
SETTINGS = (
    'title = "Mine"\n',
    '[[criteria]]\nid = "values"\nweight = 3\n',
    '[[questions]]\nid = "learned"\nheading = "What was new?"\n',
    "[fit]\ngreen = [\n",
    "",
)
NOWS = ("", "---\nratings: {values: 80}\n---\n", "---\nratings: {values: 8}\n---\n\nTea.\n")
TEMPLATES = ("lessons.html", "macros.html", "style.css", "reflection.html", "mine.css")


@dataclass
class Desk:
    """A user's folder and the day there; a build of it now and then is ended in the middle.

    A `hasty` one shows some files ahead of each build, whatever has become of them.
    """

    place: Place
    chance: random.Random
    today: str = TODAY
    builds: int = field(default=0)
    hasty: bool = False
    ahead: Preview | None = None

    @property
    def root(self) -> Path:
        """The folder."""
        return self.place.root

    def built(self, output: str = "site", cache: str = "cache") -> BuildResult:
        """A build with a cache of its own."""
        journal, site = self.root / "journal", self.root / output
        with patch.dict(os.environ, AFTERVIEW_CACHE=str(self.root / cache)):
            if output == "site" and self.hasty and self.ahead:
                files = sorted(p.relative_to(journal).as_posix() for p in journal.rglob("*.md"))
                some = self.chance.sample(files, self.chance.randrange(len(files) + 1))
                tuple(run.write_preview(self.ahead, journal, site, some))
            made = run.build(journal, site, None, parse_day(self.today), search=False)
        if output == "site":
            self.ahead = made.ahead() if made.ahead else self.ahead
        self.builds += 1
        return made

    def any_file(self, folder: str) -> Path | None:
        """One of the files of a folder, if it holds any."""
        files = sorted(p for p in (self.root / folder).rglob("*") if p.is_file())
        return self.chance.choice(files) if files else None


def write(desk: Desk) -> None:
    """A reflection is written, or written over: sound, changed, broken or mended."""
    desk.place.write({f"journal/{desk.chance.choice(NAMES)}": desk.chance.choice(TEXTS)})


def half_type(desk: Desk) -> None:
    """A reflection is saved half typed, built, and mended or not."""
    if file := desk.any_file("journal"):
        sound = file.read_bytes()
        file.write_bytes(sound[: desk.chance.randrange(len(sound) + 1)] + b"ratings: [8")
        desk.built()
        if desk.chance.random() < 0.7:
            file.write_bytes(sound)


def delete(desk: Desk) -> None:
    """A file of the journal goes."""
    if file := desk.any_file("journal"):
        file.unlink()


def rename(desk: Desk) -> None:
    """A file of the journal gets another name."""
    if file := desk.any_file("journal"):
        target = desk.root / "journal" / desk.chance.choice(NAMES)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)


def touch(desk: Desk) -> None:
    """A file is saved as it is, or gets a time of long ago."""
    if file := desk.any_file(desk.chance.choice(["journal", "site"])):
        if desk.chance.random() < 0.5:
            os.utime(file, (1, 1))
        else:
            file.write_bytes(file.read_bytes())


def disguise(desk: Desk) -> None:
    """A file changes in a letter while its size and time stay."""
    if file := desk.any_file("journal"):
        before = file.stat()
        file.write_bytes(file.read_bytes().replace(b"e", b"o", 1))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def change_settings(desk: Desk) -> None:
    """The settings, what I look for or what I have now change."""
    desk.place.write({"journal/journal.toml": desk.chance.choice(SETTINGS)})
    if desk.chance.random() < 0.5:
        desk.place.write({"journal/looking-for.md": desk.chance.choice(["", "## Quiet\n\nYes.\n"])})
    if desk.chance.random() < 0.5:
        desk.place.write({"journal/now.md": desk.chance.choice(NOWS)})


def shadow(desk: Desk) -> None:
    """A template of the user's appears, changes, goes or is broken."""
    name = desk.chance.choice(TEMPLATES)
    file, ours = desk.root / "templates" / name, theme.packaged_theme() / name
    if file.exists() and desk.chance.random() < 0.5:
        file.unlink()
    else:
        text = ours.read_text("utf-8") if ours.exists() else ""
        more = desk.chance.choice(["", "\n", "<!-- mine -->", "{{ nothing }}"])
        desk.place.write({f"templates/{name}": text + more})


def tamper(desk: Desk) -> None:
    """A file of the output is changed, emptied, removed, or the whole output is."""
    file = desk.any_file("site")
    if file is None:
        return
    way = desk.chance.randrange(4)
    if way == 0:
        file.unlink()
    elif way == 1:
        file.write_bytes(b"")
    elif way == 2:
        file.write_bytes(b"x" + file.read_bytes()[1:])
    else:
        shutil.rmtree(desk.root / "site")


def harm_cache(desk: Desk) -> None:
    """The cache is removed, cut short, zeroed, overwritten in the middle or all of it."""
    file = desk.any_file("cache")
    if file is None:
        return
    data = bytearray(file.read_bytes())
    way = desk.chance.randrange(5)
    if way == 0:
        shutil.rmtree(desk.root / "cache")
    elif way == 1:
        file.write_bytes(data[: len(data) // 2])
    elif way == 2:
        file.write_bytes(bytes(len(data)))
    elif way == 3:
        for _ in range(40):
            if data:
                data[desk.chance.randrange(len(data))] ^= 0xFF
        file.write_bytes(data)
    else:
        file.write_bytes(desk.chance.randbytes(len(data)))


def kill(desk: Desk) -> None:
    """A build ends in the middle of its writing."""
    left = desk.chance.randrange(12)
    replace = output_folder._replace

    def until(output: Path, path: str, data: bytes) -> None:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        replace(output, path, data)

    write(desk)
    with patch.object(output_folder, "_replace", until), suppress(KeyboardInterrupt):
        desk.built()


def upgrade(desk: Desk) -> None:
    """The program or one of its libraries is another."""
    with patch.object(fingerprint, "fingerprint", lambda *_: desk.chance.randbytes(16)):
        desk.built()


def sleep(desk: Desk) -> None:
    """The day changes, forth or back."""
    other = parse_day(desk.today) + timedelta(days=desk.chance.choice([-30, 1, 3]))
    desk.today = other.isoformat()


DEEDS = (
    write,
    half_type,
    delete,
    rename,
    touch,
    disguise,
    change_settings,
    shadow,
    tamper,
    harm_cache,
    kill,
    upgrade,
    sleep,
)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(DEEDS), min_size=3, max_size=7), st.randoms(use_true_random=False))
def test_after_any_edits_a_build_is_as_one_into_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    deeds: list[Callable[[Desk], None]],
    chance: random.Random,
) -> None:
    """After any sequence of edits, tampering, harm and upgrades, a build leaves the bytes and
    tells the problems of a build into nothing, and building again does nothing.
    """
    desk = Desk(Place(tmp_path_factory.mktemp("edits")), chance, hasty=True)
    desk.place.write({"journal/manager.md": MANAGER, "journal/2026/phone.md": PHONE})
    for number, deed in enumerate(deeds):
        deed(desk)
        before = desk.place.files().keys()
        made = desk.built()
        clean = desk.built(f"clean-{number}", f"clean-cache-{number}")
        assert made.problems == clean.problems
        site, pages = desk.place.files(), desk.place.files(f"clean-{number}")
        if any(p.code == "template-error" for p in made.problems):
            # What stands there beside could not be made now, and was made before.
            stays = site.keys() - pages.keys()
            assert stays <= before, deed
            pages |= {p: site[p] for p in (*stays, output_folder.MANIFEST)}
        assert site == pages, deed
        again = desk.built()
        assert (again.why, again.written.changed, again.problems) == ({}, (), made.problems)


VERBS = (
    ("check",),
    ("check", "-v", "--format", "text"),
    ("check", "--format", "json"),
    ("status", "-v"),
    ("compare", "--pairs"),
    ("export", "--format", "json"),
    ("export", "--format", "ics"),
    ("prep", "northwind"),
    ("follow-up", "manager"),
)


def whole(journal: Journal) -> bytes:
    """All that a journal says, the sections of its reflections too."""
    texts = {r.slug: tuple(r.body.sections) for r in journal.reflections}
    short = {r.slug: replace(r, body=replace(r.body, sections=())) for r in journal.reflections}
    jobs = [
        replace(o, rounds=tuple(short[r.slug] for r in o.rounds)) for o in journal.opportunities
    ]
    rest = replace(journal, reflections=tuple(short.values()), opportunities=tuple(jobs), fits={})
    return codec.encode((rest, texts))


def cached(desk: Desk) -> dict[str, bytes]:
    """The bytes of each cache; SQLite's own files beside it come and go with who reads."""
    return {p.name: p.read_bytes() for p in (desk.root / "cache").glob("*.sqlite")}


@settings(max_examples=20)
@given(st.lists(st.sampled_from(DEEDS), min_size=3, max_size=7), st.randoms(use_true_random=False))
def test_after_any_edits_a_verb_reads_as_one_that_knows_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    deeds: list[Callable[[Desk], None]],
    chance: random.Random,
) -> None:
    """After any sequence of edits, harm, upgrades and builds, what a verb reads and says is what
    one without a cache does, and no cache is changed by it.
    """
    desk = Desk(Place(tmp_path_factory.mktemp("edits")), chance)
    desk.place.write({"journal/manager.md": MANAGER, "journal/2026/phone.md": PHONE})
    folder, cache = desk.root / "journal", str(desk.root / "cache")
    for deed in deeds:
        # A build that finds the manifest gone and other bytes than it would write, writes nothing.
        with suppress(Failure):
            if chance.random() < 0.5:
                desk.built(chance.choice(["site", "elsewhere"]))
            deed(desk)
        today, before = parse_day(desk.today), cached(desk)
        with patch.dict(os.environ, AFTERVIEW_CACHE=cache):
            found = whole(reading.read_journal(folder, today))
        with patch.dict(os.environ, AFTERVIEW_CACHE=os.devnull):
            assert found == whole(reading.read_journal(folder, today)), deed
        words = [*chance.choice(VERBS), "--today", desk.today]
        told = desk.place.run(*words, AFTERVIEW_CACHE=cache)
        assert told == desk.place.run(*words, AFTERVIEW_CACHE=os.devnull), (deed, words)
        assert cached(desk) == before


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
def test_who_reads_a_journal_keeps_no_file_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal that was read holds the cache neither open nor back, and still finds its text."""
    desk.built()
    monkeypatch.setenv("AFTERVIEW_CACHE", str(desk.root / "cache"))
    read = reading.read_journal(desk.root / "journal", parse_day(desk.today))
    links = [file.readlink() for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    assert [link for link in links if link.is_relative_to(desk.root)] == []
    monkeypatch.setattr(reading, "read_encoded", None)  # it is not read again
    assert all(r.body.sections[0].html for r in read.reflections)


def test_a_verb_reads_only_what_is_new(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a build into any folder, `check` reads the one file that was saved since."""
    read, files = reading.read_encoded, []

    def noted(reader: ReflectionReader, task: tuple[str, bytes]) -> tuple[bytes, bytes]:
        files.append(task[0])
        return read(reader, task)

    desk.built("elsewhere")
    monkeypatch.setattr(reading, "read_encoded", noted)
    desk.place.write({"journal/3.md": BROKEN})
    told = desk.place.run("check", AFTERVIEW_CACHE=str(desk.root / "cache"))
    assert (told.status, files) == (1, ["3.md"])


def test_which_files_are_reflections_is_asked_where_it_may_differ(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit of a reflection leaves the outline as it is; it is made again for another name, and
    for an edit of a file that it was made from: a note, or what may be a copy.
    """
    outline, calls = journal.outline_journal, []

    def noted(*args: Any, **more: Any) -> JournalOutline:
        calls.append(args)
        return outline(*args, **more)

    monkeypatch.setattr(journal, "outline_journal", noted)
    edits = {"3.md": 0, "new.md": 1, "looking-for.md": 1, "4 2.md": 1, "4.md": 1, "now.md": 1}
    desk.built()
    for path, expected in edits.items():
        desk.place.write({f"journal/{path}": f"{PHONE.replace('Akerlund', 'Maker 4')}{path}\n"})
        calls.clear()
        desk.built()
        assert len(calls) == expected, path


def test_a_verb_follows_links_to_what_is_gone(desk: Desk) -> None:
    """A link that led somewhere at the last build is dead once its target is gone."""
    link = PHONE.replace("Akerlund", "Maker 3") + "[the first](4.md)\n"
    desk.place.write({"journal/3.md": link})
    desk.built()
    (desk.root / "journal/4.md").unlink()
    told = desk.place.run("check", AFTERVIEW_CACHE=str(desk.root / "cache"))
    assert "journal/3.md:8:13: warning: `4.md` leads to no page" in told.out


def test_a_verb_does_not_wait_for_a_build(desk: Desk) -> None:
    """While a build is at work on what it remembers, a verb reads what the last one left."""
    today = parse_day(TODAY)
    (path,) = (desk.root / "cache").glob(f"*{RECORDS_SUFFIX}")
    with patch.dict(os.environ, AFTERVIEW_CACHE=str(desk.root / "cache")):
        before = whole(reading.read_journal(desk.root / "journal", today))
        with closing(Cache(path)) as cache:
            cache.keep_only("record", ())
            cache.put("body", [("3.md", b"key", b"half")])
            assert whole(reading.read_journal(desk.root / "journal", today)) == before


@pytest.fixture
def desk(empty: Place) -> Desk:
    """A desk with a site of six jobs built."""
    found = Desk(empty, random.Random(0))  # noqa: S311 -- the same on every run
    for n in range(6):
        empty.write({f"journal/{n}.md": PHONE.replace("Akerlund", f"Maker {n}")})
    found.built()
    return found


def test_names_are_compared_again_where_one_is_new(desk: Desk) -> None:
    """The warning of two names that are alike comes with the edit that makes them so, stays through
    edits of other texts, and goes with the edit that ends it.
    """

    def codes_after(file: str, text: str) -> list[str]:
        desk.place.write({f"journal/{file}": text})
        return [problem.code for problem in desk.built().problems]

    assert codes_after("6.md", PHONE.replace("Akerlund Boats", "Contoso")) == []
    assert codes_after("7.md", PHONE.replace("Akerlund Boats", "Contosa")) == ["near-equal"]
    assert codes_after("7.md", PHONE.replace("Akerlund Boats", "Contosa") + "More.\n") == [
        "near-equal"
    ]
    assert codes_after("7.md", PHONE) == []


def test_one_edit_is_one_job_s_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word more in one reflection reads that one, and renders its page and that of its job."""
    read, files = reading.read_encoded, []

    def noted(reader: ReflectionReader, task: tuple[str, bytes]) -> tuple[bytes, bytes]:
        files.append(task[0])
        return read(reader, task)

    monkeypatch.setattr(reading, "read_encoded", noted)
    desk.place.write({"journal/3.md": PHONE.replace("Akerlund", "Maker 3") + "And warm tea.\n"})
    made = desk.built()
    assert set(made.why) == {
        "opportunities/maker-3-boats-data-lead/index.html",
        "reflections/3/index.html",
    }
    assert made.written.changed == ("reflections/3/index.html",)
    assert files == ["3.md"]


@pytest.mark.parametrize("name", ["journal/3.md", "journal/second.md"])
def test_a_broken_save_is_one_job_s_work(desk: Desk, name: str) -> None:
    """A broken reflection changes its page, those of its job and those that list it, and mending
    it changes them back, whether or not its job has another round.
    """
    job = "Akerlund Boats", "Maker 3"
    told = "## Went well\n\nAll of it.\n\n## Unasked\n\n- Why now?\n"
    desk.place.write({"journal/3.md": PHONE.replace(*job) + told})
    if name == "journal/second.md":
        desk.place.write({name: PHONE.replace(*job).replace("2026-11-20", "2026-11-21") + told})
    desk.built()
    sound, before = (desk.root / name).read_text("utf-8"), desk.place.files()
    desk.place.write({name: sound.replace("role: ", "role: [")})
    broken = desk.built()
    its_own = {
        f"reflections/{name[8:-3]}/index.html",
        "reflections/3/index.html",
        "opportunities/maker-3-data-lead/index.html",
    }
    lists = {f"{p}index.html" for p in ("", "problems/", "lessons/", "questions/", "compare/")}
    may_change = its_own | lists | {"journal.json", "calendar.ics"}
    changed = {*broken.written.changed, *broken.written.removed}
    assert changed - may_change == set()
    assert {f"reflections/{name[8:-3]}/index.html", "index.html", "problems/index.html"} < changed
    assert {*broken.why} - may_change == set()
    desk.place.write({name: sound})
    mended = desk.built()
    assert {*mended.written.changed} == changed
    assert {*mended.why} - may_change == set()
    assert desk.place.files() == before


def test_a_template_edit_converts_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of a template renders all pages again and reads no reflection again."""
    monkeypatch.setattr("site_builder.build.reading.read_encoded", None)
    shipped = (theme.packaged_theme() / "base.html").read_text("utf-8")
    desk.place.write({"templates/base.html": shipped.replace("Private.", "Mine.")})
    made = desk.built()
    assert set(made.why.values()) == {"a template has changed"}
    assert len(made.why) == 17


def test_templates_are_compiled_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build uses the templates that an earlier one compiled, unless others could have
    written to the cache, and compiles those alone that have changed.
    """
    compile_, compiled = jinja2.Environment.compile, []

    def noted(self: jinja2.Environment, source: str, name: str, filename: str) -> CodeType:
        compiled.append(name)
        return compile_(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", noted)

    def compiled_after_an_edit(word: str) -> set[str]:
        compiled.clear()
        render._environment.cache_clear()  # noqa: SLF001 -- as in a process of its own
        desk.place.write({"journal/3.md": PHONE.replace("Akerlund", f"Maker {word}")})
        desk.built()
        return {*compiled}

    # All anew, as the first build may have found them compiled by another test.
    shutil.rmtree(desk.root / "cache")
    compiled_after_an_edit("0")
    assert compiled_after_an_edit("1") == set()
    (desk.root / "cache").chmod(0o770)
    used = compiled_after_an_edit("2")
    assert {"base.html", "reflection.html", "opportunity.html", "index.html"} < used
    (desk.root / "cache").chmod(0o700)
    shipped = (theme.packaged_theme() / "base.html").read_text("utf-8")
    desk.place.write({"templates/base.html": shipped.replace("Private.", "Mine.")})
    assert compiled_after_an_edit("3") == {"base.html"}
    assert compiled_after_an_edit("4") == set()
    assert b"Mine." in desk.place.files()["reflections/3/index.html"]


ROOMS = sorted(p.name for p in fingerprint.PACKAGE.iterdir() if (p / "__init__.py").exists())


@pytest.mark.parametrize("room", [".", *ROOMS])
def test_the_fingerprint_covers_every_room(tmp_path: Path, room: str) -> None:
    """A line more in a module of any room, a module more, or one less is another fingerprint,
    whatever a cache knows of it.
    """
    package = shutil.copytree(fingerprint.PACKAGE, tmp_path / "package")
    module = max((package / room).glob("*.py"))
    more = package / room / "more.py"
    with closing(Cache(tmp_path / "cache")) as cache:

        def look() -> bytes:
            fresh, known = (fingerprint.fingerprint(c, package) for c in (None, cache))
            assert fresh == known
            return fresh

        seen = [look()]
        assert seen == [fingerprint.fingerprint()]
        module.write_bytes(module.read_bytes() + b"\n")
        seen.append(look())
        more.touch()
        seen.append(look())
        module.unlink()
        seen.append(look())
        assert len({*seen}) == 4


def test_a_program_that_is_known_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While no file of the package changes, a cache that has its fingerprint spares reading it."""
    package = shutil.copytree(fingerprint.PACKAGE, tmp_path / "package")
    monkeypatch.setattr(fingerprint, "trusted_stat", lambda stat, _: stat)  # as if a while ago
    with closing(Cache(tmp_path / "cache")) as cache:
        known = fingerprint.fingerprint(cache, package)
        monkeypatch.setattr(fingerprint, "_hash", lambda *_: b"read again")
        assert fingerprint.fingerprint(cache, package) == known
        (package / "cli.py").touch()
        assert fingerprint.fingerprint(cache, package) == b"read again"


def test_a_packaged_template_is_in_each_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of a template of the package renders the pages again, as one of the user's does."""
    folder = shutil.copytree(theme.packaged_theme(), desk.root / "packaged/templates")
    monkeypatch.setattr(theme, "packaged_theme", lambda: folder)
    assert desk.built().why == {}
    base = folder / "base.html"
    base.write_text(base.read_text("utf-8").replace("Private.", "Mine."), "utf-8")
    made = desk.built()
    assert set(made.why.values()) == {"a template has changed"}
    assert len(made.why) == len(made.written.changed) == 17


def test_lessons_are_given_their_text(desk: Desk) -> None:
    """A lesson that changes is on the page of lessons, beside those whose files were not read."""
    told = "\n## Went well\n\nLesson {}.\n"
    for n in range(6):
        text = PHONE.replace("Akerlund", f"Maker {n}") + told.format(n)
        desk.place.write({f"journal/{n}.md": text})
    desk.built()
    desk.place.write({"journal/3.md": PHONE.replace("Akerlund", "Maker 3") + told.format("new")})
    assert "lessons/index.html" in desk.built().why
    page = desk.place.files()["lessons/index.html"].decode()
    assert [f"Lesson {n}." in page for n in (0, 1, 2, 3, 4, 5, "new")] == [n != 3 for n in range(7)]


def test_why_names_the_reason(desk: Desk) -> None:
    """`build --why` says of each page that is made again why."""

    def told(*words: str) -> list[str]:
        env = {"AFTERVIEW_CACHE": str(desk.root / "cache")}
        return desk.place.run("build", "--why", "--no-search", *words, **env).out.splitlines()

    (desk.root / "site/reflections/1/index.html").unlink()
    assert told()[0] == "reflections/1/index.html: its file was changed or removed"
    desk.place.write({"journal/new.md": MANAGER})
    assert {"reflections/new/index.html: it is new", "index.html: what it shows has changed"} < {
        *told()
    }
    assert "reflections/2/index.html: it is new" in told("--full")
    assert len(told()) == 1


def test_a_build_with_nothing_to_do_imports_little(desk: Desk) -> None:
    """A build with nothing to do imports neither the converter nor the templates' engine."""
    words = ["build", "--no-search"]
    env = {"AFTERVIEW_CACHE": str(desk.root / "cache"), "PYTHONPROFILEIMPORTTIME": "1"}
    assert " markdown\n" in desk.place.process(*words, "--full", **env).err
    told = desk.place.process(*words, **env).err
    for library in ("markdown", "jinja2", "yaml", "icalendar", "msgspec", "rich", "frontmatter"):
        assert f" {library}\n" not in told, library


def test_a_calendar_that_says_the_same_is_not_written_again(desk: Desk) -> None:
    """The library that writes calendars is imported by an edit that moves a date, by no other."""
    words = ["build", "--no-search"]
    env = {"AFTERVIEW_CACHE": str(desk.root / "cache"), "PYTHONPROFILEIMPORTTIME": "1"}
    desk.place.process(*words, "--full", **env)
    file = desk.root / "journal/1.md"
    before = (desk.root / "site/calendar.ics").read_bytes()
    file.write_text(file.read_text() + "\nA word more.\n")
    assert " icalendar\n" not in desk.place.process(*words, **env).err
    assert (desk.root / "site/calendar.ics").read_bytes() == before
    file.write_text(file.read_text() + "\n- [ ] Write to them due:2099-01-02\n")
    assert " icalendar\n" in desk.place.process(*words, **env).err
    assert b"DTSTART;VALUE=DATE:20990102" in (desk.root / "site/calendar.ics").read_bytes()


def test_the_cache_forgets_what_is_gone(desk: Desk) -> None:
    """What a build remembers of files is of those that the journal holds, and of no others."""
    (desk.root / "journal/3.md").unlink()
    desk.place.write({"journal/4.md": BROKEN})
    desk.built()
    (file,) = (desk.root / "cache").glob(f"*{RECORDS_SUFFIX}")
    with closing(Cache(file)) as cache:
        for kind in ("record", "body"):
            assert {name for name, *_ in cache.rows(kind)} == {f"{n}.md" for n in (0, 1, 2, 4, 5)}


def test_the_cache_is_for_its_user_alone(desk: Desk) -> None:
    """What a build remembers can be read by its user alone."""
    files = [*(desk.root / "cache").iterdir()]
    assert len(files) == 4  # the records of the journal, what is known of the site, and two locks
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_processes_leaves_no_trace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    """One process and several make the same bytes, from the same work, forked from one thread or
    spawned from many.
    """
    for n in range(60):
        desk.place.write({f"journal/more/{n}.md": MANAGER.replace("Northwind", f"Wind {n}")})
    monkeypatch.setattr(workers, "_processors", lambda: 3)
    monkeypatch.setitem(workers.MIN_TASKS, "spawn", 48)
    monkeypatch.setattr(threading, "active_count", lambda: threads)
    many = desk.built("many", "cache-of-many")
    monkeypatch.setattr(workers, "_processors", lambda: 1)
    one = desk.built("one", "cache-of-one")
    assert many.why == one.why
    assert desk.place.files("many") == desk.place.files("one")


@pytest.mark.parametrize(
    ("change", "page"),
    [
        ({"journal/3.md": None}, "reflections/linked/index.html"),
        ({"journal/looking-for.md": "## Aim\n\nQuiet.\n"}, "reflections/linked/index.html"),
        ({"journal/offer.md": OFFER}, "opportunities/northwind-traders-m/index.html"),
        (
            {f"journal/{n}.md": CLOSED for n in range(6)},
            "opportunities/northwind-traders-m/index.html",
        ),
        ({"templates/macros.html": None}, "index.html"),
        ({"journal/broken.md": BROKEN}, "index.html"),
    ],
)
def test_what_a_page_shows_of_others_is_never_stale(
    desk: Desk, change: dict[str, str | None], page: str
) -> None:
    """A page follows what it shows of other files: links, aims, offers, templates, problems."""
    linked = SECOND.replace("Most of", "[Three](3.md), most of").replace("Staff Engineer", "M")
    shipped = (theme.packaged_theme() / "macros.html").read_text("utf-8")
    desk.place.write({"journal/linked.md": linked, "journal/looking-for.md": "## Aim\n\nLoud.\n"})
    desk.place.write({"templates/macros.html": f"{shipped}<!-- mine -->"})
    desk.built()
    for name, text in change.items():
        if text is None:
            (desk.root / name).unlink()
        else:
            desk.place.write({name: text})
    assert page in desk.built().why
    desk.built("clean", "clean-cache")
    assert desk.place.files() == desk.place.files("clean")

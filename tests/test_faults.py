"""What may go wrong around a build: it is killed, the disk is full, files change under it.

After each of these a page is the old one or the new one, the next build is right, and nothing of
the user's was touched. A harmed cache is in test_incremental, a manifest that lies in test_store.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from conftest import MANAGER, PHONE, ROOT, TODAY, Outcome, Place, make_deep, remove_deep
from warm import warm

from site_builder.build import run
from site_builder.files import output_folder, saving, snapshot
from site_builder.parsing.scalars import parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.build.run import BuildResult

Files = dict[str, bytes]

# Root may do anything with any file; this gives that up, and runs the command.
HUMBLE = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-m", "site_builder", *sys.argv[1:]])
"""
OLD: Files = {f"{n}.md": PHONE.replace("Lead", f"Lead {n}").encode() for n in range(3)}
NEW: Files = OLD | {
    "journal.toml": b'title = "Another title"\n',
    "1.md": OLD["1.md"].replace(b"cold", b"warm"),
    "new.md": MANAGER.encode(),
}
NEW.pop("0.md")
# How often a build is killed, of how many jobs, with search or without.
KILLS = [(60, 3, False), (60, 4, False), (60, 5, False), (30, 3, True), (15, 60, False)]
LONG: Files = NEW | {"journal.toml": b'title = "' + b"Long " * 800 + b'"\n'}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERVIEW_CACHE", str(tmp_path / "place" / "cache"))


def built(place: Place, output: str = "site") -> BuildResult:
    """A build without search, and without the command around it."""
    root = place.root
    return run.build(root / "journal", root / output, None, parse_day(TODAY), search=False)


def becomes(place: Place, files: Mapping[str, bytes]) -> None:
    """Make the journal hold these files."""
    folder = place.root / "journal"
    for path in place.files("journal").keys() - files.keys():
        (folder / path).unlink()
    place.write({f"journal/{path}": data for path, data in files.items()})


def clean(place: Place, files: Mapping[str, bytes], name: str) -> Files:
    """The site of a journal of these files, built into nothing."""
    becomes(place, files)
    built(place, name)
    return place.files(name)


def check_whole(place: Place, old: Files, new: Files) -> None:
    """Each page is the old one or the new one, none that both have is gone, and mine is there."""
    found = {
        path: data
        for path, data in place.files().items()
        if not Path(path).name.startswith(".afterview-")
    }
    assert found.pop("mine", b"mine") == b"mine"
    assert {p: d for p, d in found.items() if d not in {old.get(p), new.get(p)}} == {}
    assert (old.keys() & new.keys()) - {output_folder.MANIFEST} <= found.keys()


def moment(process: int, site: Path, length: float, chance: random.Random) -> None:
    """Wait until a random moment of a build: of all of it, or every other time of its writing."""
    if chance.random() < 0.5:
        time.sleep(chance.random() * length)
        return
    stamp = site.stat().st_mtime_ns
    with suppress(ProcessLookupError):  # it has ended
        while site.stat().st_mtime_ns == stamp:
            os.kill(process, 0)
            time.sleep(0.0002)
    time.sleep(chance.random() * length * 0.1)


@pytest.mark.parametrize(
    ("kills", "jobs", "search"),
    KILLS,
    ids=["few", "again", "more", "searched", "spread"],  # the last over several processes
)
def test_killed_at_any_moment(place: Place, kills: int, jobs: int, *, search: bool) -> None:
    """After SIGKILL at random moments, 225 in all, every page is the old one or the new one, and
    the next build leaves the bytes of a build into nothing.
    """
    more = {f"more/{n}.md": PHONE.replace("Boats", f"Boats {n}").encode() for n in range(jobs - 3)}
    states, sites = (OLD | more, NEW | more), []
    chance = random.Random(kills + jobs)  # noqa: S311 -- the same on every run, but for the clock
    with warm(place, search=search) as builder:
        for number, state in enumerate(states):
            becomes(place, state)
            sites.append(builder.build(f"clean-{number}"))
        builder.build()
        place.write({"site/mine": "mine"})
        killed, halfway, now = 0, 0, 1
        while killed < kills:
            old, new, now = sites[now], sites[1 - now], 1 - now
            becomes(place, states[now])
            process = builder.start()
            moment(process, place.root / "site", builder.quickest, chance)
            with suppress(ProcessLookupError):  # it was faster
                os.kill(process, signal.SIGKILL)
            status = builder.ended()
            assert status in {0, -signal.SIGKILL}
            killed += status < 0
            check_whole(place, old, new)
            halfway += place.files() not in [site | {"mine": b"mine"} for site in (old, new)]
            if chance.random() < 0.4:  # else the next one is killed in what this one left
                assert builder.build() == new | {"mine": b"mine"}
            assert place.files("journal") == states[now]
        assert builder.build() == sites[now] | {"mine": b"mine"}
    assert halfway >= kills // 20  # the moments were not all before or after the writing


def test_a_killed_build_leaves_nothing_behind_the_next(place: Place) -> None:
    """What a killed build had begun to write is removed by the next, which has no more to do."""
    built(place)
    before = place.files()
    place.write({"site/.afterview-tmp-0123456789ab": "half"})
    built(place)
    assert place.files() == before


@pytest.mark.parametrize("limit", [2_000, 6_000, None])
def test_a_file_that_grows_too_large_is_said_and_harms_nothing(
    place: Place, limit: int | None
) -> None:
    """Where a page or the cache can't be written to its end: exit 1 with a line, no page is half
    written, and the next build is right.
    """
    new = clean(place, LONG, "clean")
    old = clean(place, OLD, "old")
    built(place)
    becomes(place, LONG)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        most = limit or max(map(len, new.values()))  # which the cache's file is above
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
        outcome = place.run("build", "--no-search")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert outcome.status == 1
    assert outcome.err.startswith("afterview: could not write ")
    assert outcome.err.count("\n") <= 2
    check_whole(place, old, new)
    assert built(place).problems == ()
    assert place.files() == new


@pytest.fixture
def disk(place: Place) -> Iterator[Path]:
    """A small disk of its own."""
    folder = place.root / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, left: int) -> None:
    """Fill a disk but for some bytes."""
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(max(free - left, 0)))


@pytest.mark.parametrize("full", ["site", "cache"])
def test_a_full_disk_is_said_and_harms_nothing(
    place: Place, disk: Path, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is left of a disk, a build whose pages or whose cache do not fit on it says so
    in a line and leaves each page the old or the new one; with more room, the next one is right.
    """
    new, old = clean(place, LONG, "clean"), clean(place, OLD, "old")
    if full == "site":
        (place.root / "site").symlink_to(disk / "site")
        (disk / "site").mkdir()
    else:
        monkeypatch.setenv("AFTERVIEW_CACHE", str(disk / "cache"))
    failed = 0
    for kilobytes in (0, 4, 8, 16, 28, 44, 64, 96, 160):
        becomes(place, OLD)
        built(place)
        assert place.files() == old
        becomes(place, LONG)
        fill(disk, kilobytes * 1024)
        outcome = place.run("build", "--no-search")
        if outcome.status:
            failed += 1
            assert outcome.err.startswith("afterview: could not write ")
            assert outcome.err.count("\n") <= 2
        check_whole(place, old, new)
        (disk / "filler").unlink()
        built(place)
        assert place.files() == new
    assert failed >= 3


def humble(place: Place, *words: str) -> Outcome:
    """Run the command as somebody to whom a closed file is closed."""
    done = subprocess.run(
        [sys.executable, "-c", HUMBLE, *words],
        cwd=place.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere root can't give its powers up so")
@pytest.mark.parametrize("closed", ["site", "site/reflections/1", "site/opportunities"])
def test_a_read_only_output_is_said_and_harms_nothing(place: Place, closed: str) -> None:
    """Where a folder of the output can't be written to: exit 1 with a line, each page the old or
    the new one; once it can, the next build is right.
    """
    new, old = clean(place, NEW, "clean"), clean(place, OLD, "old")
    built(place)
    becomes(place, NEW)
    folder = place.root / closed
    folder.chmod(0o500)
    outcome = humble(place, "build", "--no-search")
    folder.chmod(0o700)
    assert outcome.status == 1
    assert outcome.err.startswith("afterview: could not write ")
    assert outcome.err.endswith(": Permission denied\n")
    assert outcome.err.count("\n") == 1
    check_whole(place, old, new)
    built(place)
    assert place.files() == new


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere root can't give its powers up so")
@pytest.mark.parametrize(
    ("closed", "named"),
    [
        ("journal/manager.md", "journal/manager.md:1:1: error: can't be read: Permission denied"),
        ("journal/2026", "journal/2026:1:1: error: can't be read: Permission denied"),
    ],
)
def test_what_is_closed_in_the_journal_is_named(place: Place, closed: str, named: str) -> None:
    """A reflection or a folder that may not be opened is an error, everything else is built, and
    it is there again once it is opened.
    """
    place.run("build", "--no-search")
    before = place.files()
    (place.root / closed).chmod(0)
    outcome = humble(place, "build", "--no-search")
    (place.root / closed).chmod(0o700)
    assert outcome.status == 1
    assert named in outcome.err
    assert b"Akerlund" in place.files()["index.html"] or closed == "journal/2026"
    built(place)
    assert place.files() == before


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("restored", [False, True])
def test_a_reflection_replaced_while_it_is_read(
    place: Place, when: str, monkeypatch: pytest.MonkeyPatch, *, restored: bool
) -> None:
    """A reflection that is replaced just before or after its bytes are read, even by one of the
    same size and time, gives the old site or the new one, and the next build the new one.
    """
    later = MANAGER.replace("A team of five", "A team of nine").encode()
    new = clean(place, {"manager.md": later}, "clean")
    old = clean(place, {"manager.md": MANAGER.encode()}, "old")
    file, read = place.root / "journal/manager.md", snapshot.read_file
    file.write_bytes(MANAGER.encode())  # else a build that took long before would know it
    stat = file.stat()

    def swap() -> None:
        place.write({"other": later})
        (place.root / "other").replace(file)
        if restored:
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def meanwhile(path: Path) -> bytes:
        if path == file and when == "before":
            swap()
        data = read(path)
        if path == file and when == "after":
            swap()
        return data

    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "read_file", meanwhile)
        built(place)
    assert place.files() == (new if when == "before" else old)
    built(place)
    assert place.files() == new


def test_a_reflection_replaced_over_and_over(place: Place) -> None:
    """While an editor saves again and again, each build's site is that of one whole file."""
    texts = [MANAGER.replace("five", f"{n} or more").encode() for n in range(2)]
    sites = [clean(place, {"manager.md": t}, f"clean-{n}") for n, t in enumerate(texts)]
    done = threading.Event()

    def save() -> None:
        number = 0
        while not done.is_set():
            saving.overwrite(place.root / "journal/manager.md", texts[number % 2])
            number += 1

    editor = threading.Thread(target=save)
    editor.start()
    try:
        for _ in range(12):
            built(place)
            assert place.files() in sites
    finally:
        done.set()
        editor.join()
    becomes(place, {"manager.md": texts[1]})
    built(place)
    assert place.files() == sites[1]


def test_an_output_deleted_under_the_builder(place: Place) -> None:
    """Whenever the output is deleted while a build writes it, the next build is right."""
    sites = [clean(place, state, f"clean-{n}") for n, state in enumerate((OLD, NEW))]
    chance = random.Random(1)  # noqa: S311 -- the same on every run, but for the clock
    with warm(place) as builder:
        builder.build()
        for number in range(16):
            becomes(place, (OLD, NEW)[number % 2])
            process = builder.start()
            moment(process, place.root / "site", builder.quickest, chance)
            shutil.rmtree(place.root / "site", ignore_errors=True)
            assert builder.ended() in {0, 1}
            assert builder.build() == sites[number % 2]


def test_builds_at_once_leave_one_site(place: Place) -> None:
    """Several builds of one folder at once, with an edit between them, all end well and leave the
    site of a build into nothing.
    """
    old = clean(place, OLD, "old")
    new = clean(place, NEW, "clean")
    becomes(place, OLD)
    running = [place.start("build", "--no-search") for _ in range(2)]
    becomes(place, NEW)
    running += [place.start("build", "--no-search") for _ in range(2)]
    for process in running:
        with process:
            process.communicate(timeout=60)
        assert process.returncode == 0
    assert place.files() == new != old


@pytest.mark.parametrize("year", [2001, 2100])
def test_a_clock_that_was_set(place: Place, year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever year the clock tells, and the files, an edit of the same size and time is seen."""
    file = place.root / "journal/manager.md"
    other = int(time.mktime((year, 1, 2, 3, 4, 5, 0, 0, -1))) * 10**9
    built(place)
    for before, after in (("five", "nine"), ("nine", "five"), ("five", "four")):
        monkeypatch.setattr(time, "time_ns", lambda: other)
        os.utime(file, ns=(other, other))
        built(place)
        file.write_bytes(file.read_bytes().replace(before.encode(), after.encode()))
        os.utime(file, ns=(other, other))
        monkeypatch.undo()
        monkeypatch.setenv("AFTERVIEW_CACHE", str(place.root / "cache"))
        built(place)
        assert f"A team of {after}".encode() in place.files()["reflections/manager/index.html"]


def test_links_that_lead_to_themselves(place: Place) -> None:
    """A link to itself is an error at its file, one to a folder above leads nowhere, and none in
    the output is written through.
    """
    journal = place.root / "journal"
    (journal / "loop.md").symlink_to("loop.md")
    (journal / "above").symlink_to("..")
    (journal / "2026/again").symlink_to(journal)
    place.write({"templates/mine.css": "b {}"})
    (place.root / "templates/loop.html").symlink_to("loop.html")
    (place.root / "templates/again").symlink_to(".")
    outcome = place.run("build", "--no-search")
    assert outcome.status == 1
    assert "journal/loop.md:1:1: error: can't be read: Too many levels of" in outcome.err
    pages = [path for path in place.files() if path.startswith("reflections/")]
    assert sorted(pages) == [
        f"reflections/{slug}/index.html" for slug in ("2026/phone", "loop", "manager")
    ]
    shutil.rmtree(place.root / "site/reflections")
    (place.root / "site/reflections").symlink_to("reflections")
    outcome = place.run("build", "--no-search")
    assert outcome.status == 1
    assert "site/reflections was not written by afterview" in outcome.err


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_composed_and_decomposed(place: Place, form: Literal["NFC", "NFD"]) -> None:
    """A name has one slug and one page in either Unicode form, and links find it in both."""
    name = unicodedata.normalize(form, "Åkerlund-ブ")
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for other in forms:
        link = unicodedata.normalize(other, "Åkerlund-ブ")
        becomes(
            place,
            {f"{name}.md": PHONE.encode(), "a.md": f"{MANAGER}\n[it]({link}.md)\n".encode()},
        )
        assert built(place).problems == ()
        page = "reflections/Åkerlund-ブ/index.html"
        assert unicodedata.normalize("NFC", page) in place.files()
        assert b"%C3%85kerlund-%E3%83%96/index.html" in place.files()["reflections/a/index.html"]


def folding(monkeypatch: pytest.MonkeyPatch, output: Path) -> None:
    """Have an output on a disk that ignores capitals and keeps names decomposed, as Macs' do."""

    def kept(name: str) -> str:
        return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())

    real_stat_of = snapshot.stat_of

    def stat_of(path: str) -> bytes | None:
        below = path.removeprefix(f"{output}{os.sep}")
        return real_stat_of(path if below == path else str(output / kept(below)))

    monkeypatch.setattr(output_folder, "path_in", lambda folder, path: folder / kept(path))
    monkeypatch.setattr(snapshot, "stat_of", stat_of)


@pytest.mark.parametrize("edited", [False, True])
def test_a_disk_that_ignores_capitals(
    place: Place, monkeypatch: pytest.MonkeyPatch, *, edited: bool
) -> None:
    """On a disk that ignores capitals and the encoding of accents, a reflection whose name changes
    in nothing else keeps its page, in the new spelling, and the next build has nothing to do.
    """
    for output in ("site", "clean"):
        folding(monkeypatch, place.root / output)
    becomes(place, {"Année/Éa.md": MANAGER.encode(), "Année/b.md": PHONE.encode()})
    built(place)
    text = MANAGER.replace("five", "nine") if edited else MANAGER
    becomes(place, {"année/éA.md": text.encode(), "année/b.md": PHONE.encode()})
    built(place)
    assert built(place).written.changed == ()
    monkeypatch.undo()
    monkeypatch.setenv("AFTERVIEW_CACHE", str(place.root / "cache"))
    folding(monkeypatch, place.root / "clean")
    built(place, "clean")
    assert place.files() == place.files("clean")
    assert len([p for p in place.files() if p.startswith("reflections/")]) == 2


def test_the_longest_names_that_disks_take(place: Place) -> None:
    """A name of 255 bytes has its page; one that grows beyond that when composed is an error, and
    so is one in very deep folders; the others are built.
    """
    longest, grows = "x" * 252, "\u0958" * 84  # a letter that is written as two in NFC
    deep = "/".join(["d" * 200] * 16)  # whose pages would have no place below a long output
    files = dict.fromkeys([f"{grows}.md", f"{deep}/a.md"], MANAGER.encode())
    becomes(place, {f"{longest}.md": PHONE.encode(), **files})
    outcome = place.run("build")
    assert f"reflections/{longest}/index.html" in place.files()
    assert outcome.status == 1
    assert outcome.err.count(".md:1:1: error: its name is too long for a page of its own") == 2
    assert b"Akerlund" in place.files()["index.html"]


@pytest.mark.parametrize(
    "name", ["\u0958".encode() * 84, b"\xff" * 84, b"\\\xff" * 120], ids=["composed", "raw", "both"]
)
def test_a_name_that_grows_and_a_file_that_can_not_be_read(place: Place, name: bytes) -> None:
    """What can't be read and would have no room for a page either is a line at that file; the rest
    is built, and every other verb does its work.
    """
    (place.root / "journal" / os.fsdecode(name + b".md")).symlink_to(place.root / "nowhere")
    outcome = place.run("build")
    assert outcome.status == 1
    assert ".md:1:1: error: can't be read: " in outcome.err
    assert b"Northwind" in place.files()["index.html"]
    assert place.run("check").status == 1
    for verb in ("status", "export", "compare"):
        assert "Northwind" in place.run(verb).out


def test_a_reflection_of_5_megabytes(place: Place) -> None:
    """A reflection of 5 MB is refused with a line at once, and the others are built."""
    place.write({"journal/long.md": MANAGER + "A line of prose, and then another.\n\n" * 140_000})
    began = time.process_time()
    outcome = place.run("build", "--no-search")
    assert time.process_time() - began < 20
    assert outcome.status == 1
    assert "error: too long, or too many lists" in outcome.err
    assert len(outcome.err) < 2_000
    assert "reflections/manager/index.html" in place.files()
    (place.root / "journal/long.md").unlink()
    assert built(place).problems == ()


def test_thousands_of_files_in_one_folder(place: Place) -> None:
    """Of 10,000 reflections in one folder each has its page; one more is one page more."""
    front = "---\ncompany: C{0}\nrole: R\n---\n"
    becomes(place, {f"{n:05}.md": front.format(n).encode() for n in range(10_000)})
    made = built(place)
    assert made.problems == ()
    assert sum(p.startswith("reflections/") for p in made.written.changed) == 10_000
    place.write({"journal/more.md": front.format("more").encode()})
    changed = built(place).written.changed
    assert [p for p in changed if p.startswith("r")] == ["reflections/more/index.html"]


@pytest.fixture
def deep(place: Place) -> Iterator[Place]:
    """A journal and a theme, each with a file below 1,500 folders."""
    tops = [place.root / "journal", place.root / "templates"]
    tops[1].mkdir()
    for top in tops:
        (make_deep(top) / ("a.md" if top.name == "journal" else "a.css")).write_text(
            "b {}", "utf-8"
        )
    place.write({"templates/style.css": "b {}"})
    yield place
    remove_deep(place.root)


def test_a_thousand_folders_in_each_other_are_no_harm(deep: Place) -> None:
    """A reflection below 1,500 folders is an error at its place for each verb, and all else is
    read and built.
    """
    message = ":1:1: error: it lies more than 100 folders deep"
    told = f"journal/{'d/' * 1500}a.md{message}\n      = hint: move it further up\n"
    outcomes = {verb: deep.run(verb) for verb in ("build", "check", "status", "export")}
    assert outcomes["build"].err == deep.run("build").err == told
    assert told in outcomes["check"].out
    assert {verb: outcome.status for verb, outcome in outcomes.items()} == {
        "build": 1,
        "check": 1,
        "status": 1,
        "export": 1,
    }
    assert "Northwind" in outcomes["status"].out
    site = deep.root / "site"
    for name in ("style.css", "d/" * 1500 + "a.css"):
        assert (site / name).read_bytes() == b"b {}"
    assert "Akerlund" in (site / "index.html").read_text("utf-8")
    remove_deep(deep.root / "templates")
    deep.run("build")
    assert not (site / "d").exists()


def test_folders_deeper_than_any_path_are_named(place: Place) -> None:
    """A folder that no path can name is an error; all else is read."""
    journal = place.root / "journal"
    (place.root / "more").mkdir()
    bottom, _ = make_deep(journal), make_deep(place.root / "more")
    (place.root / "more/d").rename(bottom / "more")
    outcome = place.run("check")
    assert outcome.status == 1
    assert (
        outcome.out.count("error:") == outcome.out.count("can't be read: File name too long") == 1
    )
    (bottom / "more").rename(place.root / "more/d")
    remove_deep(journal)
    remove_deep(place.root / "more")

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, MANAGER, PHONE, Place, make_deep, remove_deep
from watchdog.observers import Observer

from site_builder.build.run import BuildResult, build
from site_builder.files.errors import Failure
from site_builder.live import observer, watcher
from site_builder.live.watcher import NeededBuild, WatchedPaths, is_on_shared_disk, needed_builds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LONG = 30  # seconds after which a test gives up; what it waits for takes milliseconds
FIRST = date(2026, 11, 22)
MINE = "journal/manager.md"
PAGE = "reflections/manager/index.html"
LITTER = (
    "journal/manager.md~",
    "journal/.manager.md.swp",
    "journal/.manager.md.swx",
    "journal/4913",
    "journal/#manager.md#",
    "journal/.#manager.md",
    "journal/manager.md___jb_tmp___",
    "journal/manager.md.tmp.4242.17",
    "journal/.manager.md.kate-swp",
    "journal/sedAb12",
    "journal/_template.md",
    "journal/_drafts/new.md",
    "journal/.obsidian/workspace.json",
    "journal/.git/index",
    "journal/README.md",
    "journal/photo.jpg",
    "journal/.DS_Store",
    "templates/.base.html.swp",
    "templates/base.html~",
    "notes.md",
    "other/notes.md",
)


class Over(Exception):
    """The test is over."""


@dataclass
class Watched:
    """A journal that is watched by a real observer, and built for real each time that is needed."""

    place: Place
    day: date = FIRST
    over: bool = False
    needs: list[NeededBuild] = field(default_factory=list)
    previews: list[NeededBuild] = field(default_factory=list)
    made: list[BuildResult | Failure] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def clock(self) -> date:
        """The day, as long as the test lasts."""
        if self.over:
            raise Over
        return self.day

    def run(self, *, poll: bool, search: bool) -> None:
        """Build whenever that is needed."""
        places = WatchedPaths(self.place.root / "journal", None)
        wanted = needed_builds(
            places,
            self.clock,
            self.told.append,
            poll=poll,
            search=search,
            preview=self.previews.append,
        )
        with contextlib.suppress(Over), contextlib.closing(wanted):
            for need in wanted:
                with self._news:
                    self.needs.append(need)
                    self._news.notify_all()
                self.gate.wait(LONG)
                made = self._build(need, search=search)
                with self._news:
                    self.made.append(made)
                    self._news.notify_all()

    def _build(self, need: NeededBuild, *, search: bool) -> BuildResult | Failure:
        root = self.place.root
        try:
            return build(
                root / "journal", root / "site", None, need.today, search=search, index=need.index
            )
        except Failure as failure:
            return failure

    def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so after a build."""
        with self._news:
            assert self._news.wait_for(true, LONG), (self.needs, self.made[-1:])

    def shows(self, text: str, path: str = PAGE) -> bool:
        """Whether a page of the site has a text."""
        try:
            return text in (self.place.root / "site" / path).read_text("utf-8")
        except OSError:
            return False

    def until_shown(self, text: str, path: str = PAGE) -> None:
        """Wait until a build has put a text on a page."""
        self.until(lambda: self.shows(text, path))

    def mark(self) -> int:
        """Change a file, wait until it is built, and say how many builds there were before it."""
        self.place.write({"journal/mark.md": PHONE})
        page = self.place.root / "site/reflections/mark/index.html"
        self.until(page.exists)
        return len(self.needs) - 1


@contextlib.contextmanager
def watching(place: Place, *, poll: bool = False, search: bool = False) -> Iterator[Watched]:
    """Watch a journal, from its first build on."""
    watched = Watched(place)
    watched.gate.set()
    thread = threading.Thread(target=watched.run, kwargs={"poll": poll, "search": search})
    thread.start()
    try:
        watched.until(lambda: watched.made)
        yield watched
    finally:
        watched.over = True
        watched.gate.set()
        with contextlib.suppress(OSError):
            place.write({"journal/over.md": PHONE})  # which wakes it
        thread.join()


def new(text: str = "Rewritten") -> str:
    """The reflection with another sentence."""
    return MANAGER.replace("A team of five", text)


def in_place(file: Path) -> None:
    """Most editors."""
    file.write_text(new(), "utf-8")


def in_place_and_slow(file: Path) -> None:
    """A slow disk, or a program that writes as it goes."""
    half = len(new()) // 2
    with file.open("w", encoding="utf-8") as out:
        for part in (new()[:20], new()[20:half], new()[half:]):
            out.write(part)
            out.flush()
            time.sleep(0.3)  # a writer that is slow


def renamed_over(file: Path) -> None:
    """Agents, and editors that are careful."""
    temporary = file.with_name("manager.md.tmp.4242.17")
    temporary.write_text(new(), "utf-8")
    temporary.replace(file)


def renamed_from_elsewhere(file: Path) -> None:
    """Programs that prepare in another folder."""
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.write_text(new(), "utf-8")
    elsewhere.replace(file)


def as_vim(file: Path) -> None:
    """Vim with `backupcopy=no`."""
    probe, backup = file.with_name("4913"), file.with_name("manager.md~")
    probe.touch()
    probe.unlink()
    file.rename(backup)
    file.write_text(new(), "utf-8")
    backup.unlink()


def as_jetbrains(file: Path) -> None:
    """JetBrains' safe write."""
    temporary, old = (file.with_name(f"manager.md___jb_{k}___") for k in ("tmp", "old"))
    temporary.write_text(new(), "utf-8")
    file.rename(old)
    temporary.rename(file)
    old.unlink()


def as_emacs(file: Path) -> None:
    """Emacs: a link as a lock, a copy as a backup, then in place."""
    lock = file.with_name(".#manager.md")
    lock.symlink_to("me@here.42")
    file.rename(file.with_name("manager.md~"))
    file.write_text(new(), "utf-8")
    lock.unlink()


def with_its_old_time(file: Path) -> None:
    """A copy that keeps its time, of the same length."""
    before = file.stat()
    text = MANAGER.replace("five", "nine").replace("A team of", "Rewritten")
    assert len(text) == before.st_size
    file.write_text(text, "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def linked(file: Path) -> None:
    """A hard link to another file."""
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.write_text(new(), "utf-8")
    file.unlink()
    file.hardlink_to(elsewhere)


SAVES = (
    in_place,
    in_place_and_slow,
    renamed_over,
    renamed_from_elsewhere,
    as_vim,
    as_jetbrains,
    as_emacs,
    with_its_old_time,
    linked,
)


@pytest.mark.parametrize("poll", [False, True], ids=["observed", "polled"])
@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
def test_every_way_to_save_is_seen(place: Place, save: Callable[[Path], None], poll: bool) -> None:  # noqa: FBT001 -- a case
    """However an editor saves, observed or polled, the page is made anew, and no half of it."""
    with watching(place, poll=poll) as watched:
        save(place.root / MINE)
        watched.until_shown("Rewritten")
        assert not watched.told
        if not poll:  # which can't know of a writer that is not done
            found = [made.problems for made in watched.made if not isinstance(made, Failure)]
            assert set(found) == {()}


CLOSED = pytest.mark.skipif(not observer.REPORTS_CLOSE, reason="files are not known to be closed")


# Of those that take the file away first, how many bursts of hints they are is up to the system.
UNBROKEN_SAVES = (in_place, in_place_and_slow, renamed_over, renamed_from_elsewhere)


@CLOSED
@pytest.mark.parametrize("save", UNBROKEN_SAVES, ids=lambda save: save.__name__)
def test_a_save_is_shown_before_its_build(place: Place, save: Callable[[Path], None]) -> None:
    """A save is shown once its file is closed, as it is then, and its build need not show it."""
    with watching(place) as watched:
        save(place.root / MINE)
        watched.until_shown("Rewritten")
        assert {need.files for need in watched.previews} == {frozenset({"manager.md"})}
        assert [need.files for need in watched.needs] == [frozenset(), frozenset({"manager.md"})]
        assert watched.needs[-1].shown


def test_an_emptied_file_waits(place: Place) -> None:
    """A file that is emptied and closed is shown with its build alone: its text may follow."""
    with watching(place) as watched:
        place.write({MINE: ""})
        watched.until(lambda: len(watched.made) == 2)
        assert watched.previews == []
        assert not watched.needs[-1].shown


def test_polled_files_wait(place: Place) -> None:
    """Where files are polled, nothing says that one is complete: it is shown with its build."""
    with watching(place, poll=True) as watched:
        place.write({MINE: new()})
        watched.until_shown("Rewritten")
        assert watched.previews == []
        assert not any(need.shown for need in watched.needs)


def test_a_file_that_stays_open(place: Place) -> None:
    """What a program wrote and keeps open is shown after a while, and the rest when it closes."""
    before, rest = new().split("Rewritten")
    with watching(place) as watched:
        with (place.root / MINE).open("w", encoding="utf-8") as out:
            out.write(f"{before}Rewritten")
            out.flush()
            watched.until_shown("Rewritten")
            out.write(rest)
        watched.until_shown("and a vacancy")
        assert not watched.told


def test_a_journal_that_is_a_loop_of_links(place: Place) -> None:
    """A journal that becomes a link to itself is a build that fails, and no more than that."""
    with watching(place) as watched:
        (place.root / "journal").rename(place.root / "away")
        (place.root / "journal").symlink_to("journal")
        watched.until(lambda: isinstance(watched.made[-1], Failure))
        (place.root / "journal").unlink()
        (place.root / "away").rename(place.root / "journal")
        watched.until(lambda: not isinstance(watched.made[-1], Failure))


def test_saves_follow_each_other(place: Place) -> None:
    """Of two saves of one length, at once one after the other, the second is shown."""
    with watching(place) as watched:
        for number in range(10, 60):
            place.write({MINE: new(f"Rewritten {number}")})
            if number % 5 == 0:
                watched.until_shown(f"Rewritten {number}")
        watched.until_shown("Rewritten 59")


def test_reflections_come_and_go(place: Place) -> None:
    """A new file gets its page, a renamed one another, and that of one that is gone goes."""
    with watching(place) as watched:
        pages = place.root / "site/reflections"
        place.write({"journal/2027/deep/new.md": PHONE})
        watched.until((pages / "2027/deep/new/index.html").exists)
        (place.root / "journal/2027/deep/new.md").rename(place.root / "journal/moved.md")
        watched.until((pages / "moved/index.html").exists)
        (place.root / "journal/moved.md").unlink()
        watched.until(lambda: not (pages / "moved").exists())
        place.write({"journal/moved.md": PHONE})
        watched.until((pages / "moved/index.html").exists)


def test_settings_count(place: Place) -> None:
    """A save of `journal.toml` or of `looking-for.md` is a save."""
    with watching(place) as watched:
        place.write({"journal/journal.toml": 'title = "My autumn"\n'})
        watched.until_shown("My autumn", "index.html")
        place.write({"journal/looking-for.md": "A garden.\n"})
        watched.until_shown("A garden.", "index.html")


def test_a_file_that_must_be_meant_is_pointed_out(place: Place) -> None:
    """A file that looks like a reflection and is not read is warned of when it comes."""
    with watching(place) as watched:
        place.write({"journal/note.markdown": PHONE})
        watched.until(lambda: isinstance(b := watched.made[-1], BuildResult) and b.problems)


def test_litter_is_no_change(place: Place) -> None:
    """Backups, swap files, locks and whatever else the journal does not read cause no build."""
    place.write({"templates/mine.css": "", "journal/.git/HEAD": "", "journal/_drafts/a.md": ""})
    with watching(place) as watched:
        for name in LITTER:
            place.write({name: "one"})
        for name in LITTER:
            place.write({name: "two"})
            (place.root / name).unlink()
        assert watched.mark() == 1


def test_reading_is_no_change(place: Place) -> None:
    """Whoever reads the journal and the templates, a build or a search say, causes no build."""
    place.write({"templates/mine.css": ""})
    with watching(place) as watched:
        for _ in range(20):
            place.files("journal")
            place.files("templates")
            assert place.run("check").status == 0
            assert place.run("export", "--format", "json").status == 0
        assert watched.mark() == 1


def test_a_build_causes_none(place: Place) -> None:
    """What a build writes, beside the journal and into the cache, causes no build."""
    with watching(place) as watched:
        assert place.run("build", "--today", "2026-11-23").status == 0
        shutil.rmtree(place.root / "site")
        assert watched.mark() == 1


def test_all_that_changes_during_a_build_is_one_more(place: Place) -> None:
    """However much is saved while a build runs, one build follows it."""
    with watching(place) as watched:
        watched.gate.clear()
        place.write({MINE: new("first")})
        watched.until(lambda: len(watched.needs) == 2)
        for number in range(20):
            place.write({MINE: new(f"Rewritten {number}"), f"journal/{number}.md": PHONE})
        watched.gate.set()
        watched.until(lambda: len(watched.made) == 3)
        assert watched.shows("Rewritten 19")
        assert watched.mark() == 3


def test_saves_in_quick_succession(place: Place) -> None:
    """Two hundred saves in two seconds are fewer builds, and the last save is shown."""
    with watching(place) as watched:
        for number in range(200):
            place.write({MINE: new(f"Rewritten {number}.")})
            time.sleep(0.01)  # this is how fast they come
        watched.until_shown("Rewritten 199.")
        assert 1 < watched.mark() < 100


def git(place: Place, *words: str) -> None:
    """Run git in a place, without anybody's settings."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0"]
    subprocess.run(["git", *settings, *words], cwd=place.root, env=env, check=True, timeout=LONG)


def test_a_checkout_is_one_build(place: Place) -> None:
    """`git checkout` of a branch with hundreds of other files, in other folders, is one build."""
    git(place, "init", "--quiet", "--initial-branch", "one")
    git(place, "add", "journal")
    git(place, "commit", "--quiet", "-m", "one")
    git(place, "checkout", "--quiet", "-b", "two")
    for number in range(300):
        place.write({f"journal/{number % 7}/{number}.md": PHONE})
    place.write({MINE: new()})
    git(place, "add", "journal")
    git(place, "commit", "--quiet", "-m", "two")
    git(place, "checkout", "--quiet", "one")
    with watching(place) as watched:
        git(place, "checkout", "--quiet", "two")
        watched.until_shown("Rewritten")
        assert len(place.files("site/reflections")) == 302
        git(place, "checkout", "--quiet", "one")
        watched.until_shown("A team of five")
        assert watched.mark() == 3
        assert len(place.files("site/reflections")) == 3


def test_a_journal_that_goes_and_comes_back(place: Place) -> None:
    """A journal that is removed and made again, moved away and back, or put in place by a link is
    followed on.
    """
    journal, away = place.root / "journal", place.root / "away"

    def leave(turn: int) -> None:
        journal.rename(away) if turn else shutil.rmtree(journal)

    comes: list[Callable[[], object]] = [
        lambda: place.write({MINE: MANAGER}),
        lambda: away.rename(journal),
        lambda: journal.symlink_to("away"),
    ]
    with watching(place) as watched:
        for turn, come in enumerate(comes):
            leave(turn)
            watched.until(lambda: isinstance(watched.made[-1], Failure))
            come()
            watched.until(lambda: not isinstance(watched.made[-1], Failure))
            place.write({MINE: new(f"Rewritten {turn}")})
            watched.until_shown(f"Rewritten {turn}")


def test_folders_that_come_back(place: Place) -> None:
    """A folder of reflections that is removed and made again, or renamed, is followed on."""
    with watching(place) as watched:
        for turn in range(3):
            shutil.rmtree(place.root / "journal/2026")
            place.write({"journal/2026/phone.md": PHONE.replace("Kind", f"Kind {turn}")})
            watched.until_shown(f"Kind {turn}", "reflections/2026/phone/index.html")
        (place.root / "journal/2026").rename(place.root / "journal/2027")
        page = "reflections/2027/phone/index.html"
        watched.until_shown("Kind 2", page)
        place.write({"journal/2027/phone.md": PHONE.replace("Kind", "Kinder")})
        watched.until_shown("Kinder", page)


def test_links_are_followed_to_their_files(place: Place) -> None:
    """A file that the journal links to is watched where it is, however it is saved."""
    place.write({"elsewhere/real.md": PHONE})
    (place.root / "journal/link.md").symlink_to("../elsewhere/real.md")
    page = "reflections/link/index.html"
    with watching(place) as watched:
        place.write({"elsewhere/real.md": PHONE.replace("Kind", "Kinder")})
        watched.until_shown("Kinder", page)
        place.write({"elsewhere/other": PHONE.replace("Kind", "Kindest")})
        (place.root / "elsewhere/other").replace(place.root / "elsewhere/real.md")
        watched.until_shown("Kindest", page)
        assert not watched.told


def test_templates_come_and_go(place: Place) -> None:
    """Templates beside the journal count from when they appear until they go, also by a link."""
    with watching(place) as watched:
        lessons = "lessons/index.html"
        place.write({"templates/lessons.html": "Mine {{ site.title }}"})
        watched.until_shown("Mine My interviews", lessons)
        place.write({"templates/lessons.html": "Ours {{ site.title }}"})
        watched.until_shown("Ours My interviews", lessons)
        place.write({"templates/style.css": "p { color: green }"})
        watched.until_shown("color: green", "style.css")
        (place.root / "templates").rename(place.root / "theme")
        watched.until_shown("<!doctype html>", lessons)
        (place.root / "templates").symlink_to("theme")
        watched.until_shown("Ours My interviews", lessons)


def test_midnight_is_a_change(place: Place) -> None:
    """When the day changes, the site is built as of the new one, and once."""
    with watching(place) as watched:
        watched.day = date(2026, 11, 23)
        watched.until_shown('"today": "2026-11-23"', "journal.json")
        assert watched.mark() == 2


def test_the_search_is_made_when_all_is_quiet(place: Place) -> None:
    """A save leaves the search index as it is; it is made once no save has come for a while."""
    with watching(place, search=True) as watched:
        index = place.files("site/search/pagefind")
        assert index
        place.write({MINE: new()})
        watched.until_shown("Rewritten")
        assert [need.index for need in watched.needs] == [True, False]
        assert place.files("site/search/pagefind") == index
        watched.until(lambda: watched.needs[-1].index and len(watched.made) == len(watched.needs))
        assert place.files("site/search/pagefind") != index


def test_a_build_that_fails_is_tried_again(place: Place) -> None:
    """Where a build could not be made, the next change has it tried again."""
    with watching(place) as watched:
        shutil.rmtree(place.root / "site")
        (place.root / "site").write_text("in the way", "utf-8")
        place.write({MINE: new()})
        watched.until(lambda: isinstance(watched.made[-1], Failure))
        (place.root / "site").unlink()
        watched.mark()
        assert watched.shows("Rewritten")


def test_lost_hints_are_made_up_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system tells of nothing, the look at all files finds it, and files are polled from
    then on, with a line that says so.
    """
    monkeypatch.setattr(observer.Observer, "dispatch", lambda *_: None)
    with watching(place) as watched:
        place.write({MINE: new()})
        watched.until_shown("Rewritten")
        watched.until(lambda: watched.told)
        (told,) = watched.told
        assert told.startswith("the system does not report every change here: checking")
        place.write({MINE: new("Once more")})
        watched.until_shown("Once more")
        assert len(watched.told) == 1


def test_an_overflow_has_all_looked_at(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the observer complains that hints were lost, all files are looked at, without a word."""
    with monkeypatch.context() as deaf:
        deaf.setattr(observer.Observer, "dispatch", lambda *_: None)
        with watching(place) as watched:
            place.write({MINE: new()})
            logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")
            watched.until_shown("Rewritten")
            assert watched.told == []


def none_left(*_: object, **__: object) -> None:
    """What watchdog does where the user's inotify instances, or watches, are used up."""
    raise OSError(errno.ENOSPC, "inotify watch limit reached")


@pytest.mark.parametrize("what", ["start", "schedule"])
def test_where_the_system_has_no_observer_left_files_are_polled(
    place: Place, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Where inotify is exhausted, at once or by many folders, files are polled, with a line."""
    monkeypatch.setattr(Observer, what, none_left)
    with watching(place) as watched:
        (told,) = watched.told
        assert "the system cannot " in told
        assert told.endswith("watch limit reached): checking the files every half second instead")
        place.write({MINE: new()})
        watched.until_shown("Rewritten")


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:30 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs
31 22 0:31 / /home/me/my\\040share rw - nfs4 server:/x rw
32 31 0:32 / /home/me/my\\040share/here rw shared:1 - xfs /dev/b rw
33 22 0:33 / /media/phone rw - fuse.sshfs phone: rw
34 22 0:34 / /over rw - nfs server:/y rw
35 34 0:35 / /over rw - ext4 /dev/c rw
36 22 0:36 / /work rw - overlay overlay rw
"""


@pytest.mark.parametrize(
    ("folder", "foreign"),
    [
        ("/home/me/journal", False),
        ("/mnt/c/Users/me/journal", True),
        ("/mnt/c", True),
        ("/mnt/copy/journal", False),
        ("/home/me/my share/journal", True),
        ("/home/me/my share/here/journal", False),
        ("/media/phone/journal", True),
        ("/over/journal", False),
        ("/work/journal", False),
    ],
)
def test_disks_that_others_share_are_known(tmp_path: Path, folder: str, foreign: bool) -> None:  # noqa: FBT001 -- a case
    """A disk of another machine, or of the other side of a virtual one, is known by its kind."""
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, "utf-8")
    assert is_on_shared_disk(folder, mounts) is foreign
    assert not is_on_shared_disk(folder, tmp_path / "nothing")


def test_a_shared_disk_is_polled(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal on a disk that others share is polled, with a line that says so."""
    monkeypatch.setattr(watcher, "is_on_shared_disk", lambda folder: folder.endswith("journal"))
    with watching(place) as watched:
        (told,) = watched.told
        assert told.startswith(f"other machines may write to {place.root / 'journal'}: checking")
        place.write({MINE: BROKEN})
        watched.until_shown("ratings.values is 8/10")
        place.write({MINE: new()})
        watched.until_shown("Rewritten")


@pytest.mark.parametrize("poll", [False, True])
def test_a_thousand_folders_in_each_other_are_watched(place: Place, *, poll: bool) -> None:
    """Saves are followed in a journal with a thousand folders in each other, there before or
    made meanwhile.
    """
    tops = [place.root / "journal" / name for name in ("before", "meanwhile")]
    tops[0].mkdir()
    make_deep(tops[0], 1_050)
    try:
        with watching(place, poll=poll) as watched:
            watched.mark()
            tops[1].mkdir()
            bottom = make_deep(tops[1], 1_050)
            (bottom / "a.md").write_text(PHONE, "utf-8")
            watched.until(lambda: "folders deep" in str(watched.made[-1]))
            place.write({"journal/manager.md": MANAGER.replace("A team", "Another team")})
            watched.until_shown("Another team", "reflections/manager/index.html")
            assert watched.told == []
    finally:
        for top in tops:
            remove_deep(top)

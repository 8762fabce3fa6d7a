"""Files of the user's own: whole, and never over what was saved meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from site_builder.files import saving
from site_builder.files.saving import overwrite, save_unless_changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

OLD, NEW, THEIRS = b"old\n" * 100, b"new\n" * 100, b"theirs\n" * 300
TRIALS, KILLS = 600, 12
SAVES_FOREVER = f"""\
import pathlib, sys
from site_builder.files.saving import save_unless_changed
path = pathlib.Path(sys.argv[1])
print(flush=True)
save = save_unless_changed
while save(path, {OLD!r}, {NEW!r}) and save(path, {NEW!r}, {OLD!r}):
    pass
"""


def save_by_rename(path: Path) -> None:
    """Save as most editors do: another file takes the name."""
    other = path.with_name("editor")
    other.write_bytes(THEIRS)
    other.replace(path)


def save_in_place(path: Path) -> None:
    """Save as the others do: the same file, emptied and written."""
    path.write_bytes(THEIRS)


def append(path: Path) -> None:
    """Add to the file, as `>>` does in a shell."""
    with path.open("ab") as file:
        file.write(THEIRS)


WAYS = (save_by_rename, save_in_place, append)
STEPS = ("_write", "_read", "_rename", "_sync")


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(p.name for p in folder.iterdir())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of the user's."""
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    return path


def test_what_was_read_is_replaced(path: Path) -> None:
    """A file that is as it was read holds the new bytes, and nothing else is left."""
    assert save_unless_changed(path, OLD, NEW)
    assert path.read_bytes() == NEW
    assert names(path.parent) == ["a.md"]


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    """A new file is made with its folder; one that is there already stays, with no trace."""
    path = tmp_path / "journal" / "a.md"
    assert save_unless_changed(path, None, OLD)
    assert not save_unless_changed(path, None, NEW)
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["a.md"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_save_between_any_two_steps_stays(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[Path], None],
    step: str,
    *,
    after: bool,
    nth: int,
) -> None:
    """Whatever is saved before or after any step of ours stays, and no other file is left."""
    calls = 0
    real = getattr(saving, step)

    def interrupted(*args: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth and not after:
            way(path)
        result = real(*args)
        if calls == nth and after:
            way(path)
        return result

    monkeypatch.setattr(saving, step, interrupted)
    done = save_unless_changed(path, OLD, NEW)
    data = path.read_bytes()
    assert data.endswith(THEIRS if calls >= nth else NEW)
    if way is append and calls >= nth:
        assert data == (NEW if done else OLD) + THEIRS
    assert names(path.parent) == ["a.md"]


@pytest.mark.parametrize("way", WAYS)
def test_saves_at_any_moment_stay(path: Path, way: Callable[[Path], None]) -> None:
    """Of hundreds of saves by another program at any moment of ours, none is lost."""
    chance = random.Random(12)  # noqa: S311 -- the same on every run
    for _ in range(TRIALS // len(WAYS)):
        path.write_bytes(OLD)
        start = threading.Barrier(2)
        pause = chance.random() / 250

        def other(pause: float = pause, start: threading.Barrier = start) -> None:
            start.wait()
            threading.Event().wait(pause)
            way(path)

        editor = threading.Thread(target=other)
        editor.start()
        start.wait()
        save_unless_changed(path, OLD, NEW)
        editor.join()
        assert path.read_bytes().endswith(THEIRS)
        assert names(path.parent) == ["a.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")
def test_a_slow_program_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program writes into the file that it opened before ours took its name stays too."""
    threads: list[threading.Thread] = []

    def write_late(file: BinaryIO) -> None:
        threading.Event().wait(0.2)
        with file:
            file.write(THEIRS)

    def rename(*args: object) -> bool:
        if not threads:
            file = path.open("ab")
            threads.append(threading.Thread(target=write_late, args=[file]))
            threads[0].start()
        return real(*args)

    real: Callable[..., bool] = getattr(saving, "_rename")  # noqa: B009 -- it is private
    monkeypatch.setattr(saving, "_rename", rename)
    assert not save_unless_changed(path, OLD, NEW)
    threads[0].join()
    assert path.read_bytes() == OLD + THEIRS
    assert names(path.parent) == ["a.md"]


def test_a_file_that_goes_meanwhile_stays_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is deleted or renamed at the last moment is not made again."""

    def late(_: Path) -> bytes:
        path.unlink()
        return OLD

    monkeypatch.setattr(saving, "_read", late)
    with pytest.raises(FileNotFoundError):
        save_unless_changed(path, OLD, NEW)
    assert names(path.parent) == []


def test_killed_at_any_moment_the_file_is_whole(path: Path) -> None:
    """A program that is killed while it saves leaves the old bytes or the new ones."""
    chance = random.Random(7)  # noqa: S311 -- the same on every run
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", SAVES_FOREVER, str(path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout
            process.stdout.readline()
            threading.Event().wait(chance.random() / 50)
            process.kill()
        assert path.read_bytes() in {OLD, NEW}
        path.write_bytes(OLD)


def test_two_that_make_a_file_at_once_make_it_once(tmp_path: Path) -> None:
    """Of several that make the same file at once one does, and it holds what that one wrote."""
    for number in range(40):
        path = tmp_path / f"{number}.md"
        texts = [bytes([letter]) * 10_000 for letter in b"abcd"]
        made: list[bytes] = []

        def make(text: bytes, path: Path = path, made: list[bytes] = made) -> None:
            if save_unless_changed(path, None, text):
                made.append(text)

        threads = [threading.Thread(target=make, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [path.read_bytes()] == made


@pytest.mark.parametrize("number", sorted(saving.UNSUPPORTED))
def test_a_disk_that_knows_no_such_renames(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Where the system can't exchange two names, files are compared and replaced all the same."""

    class Library:
        """A C library on a disk that knows plain renames alone."""

        def renameat2(self, *_: object) -> int:
            """Fail, as the disk does."""
            import ctypes

            ctypes.set_errno(number)
            return -1

        renamex_np = renameat2

    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: Library())
    other = path.with_name("b.md")
    assert [save_unless_changed(path, OLD, NEW), save_unless_changed(other, None, OLD)] == [
        True,
        True,
    ]
    assert [save_unless_changed(path, OLD, THEIRS), save_unless_changed(other, None, THEIRS)] == [
        False,
        False,
    ]
    assert [path.read_bytes(), other.read_bytes()] == [NEW, OLD]


@pytest.mark.parametrize("how", ["save", "overwrite"])
def test_link_and_mode_stay(tmp_path: Path, how: str) -> None:
    """A file that is replaced stays where its link leads, as readable as it was."""
    (tmp_path / "elsewhere").mkdir()
    real, link = tmp_path / "elsewhere/real", tmp_path / "link"
    real.write_bytes(OLD)
    real.chmod(0o600)
    link.symlink_to(real)
    if how == "save":
        assert save_unless_changed(link, OLD, NEW)
    else:
        overwrite(link, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW
    assert real.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["elsewhere", "link", "real"]


def test_a_symlink_loop_is_an_error_of_the_system(tmp_path: Path) -> None:
    """A file that became a link to itself can't be written, and that is told as for any other."""
    loop = tmp_path / "a.md"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="symbolic links"):
        save_unless_changed(loop, b"old", b"new")
    with pytest.raises(OSError, match="symbolic links"):
        overwrite(loop, b"new")

from __future__ import annotations

import contextlib
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import quote

import pytest
from conftest import remove_deep
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.files.errors import Failure
from site_builder.files.output_folder import MANIFEST, refuse_dangerous, write
from site_builder.files.saving import TEMPORARY_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable

# Some of these can't stand side by side: a file where another set has a folder.
NAMES = ("a", "a/b", "a/b/c", "d/e", "d/f", "d/100% é", "index.html")
FOREIGN = {"d/mine.txt": b"mine", "keep/me": b"mine", "x.afterview": b"mine"}


def possible(files: dict[str, bytes]) -> bool:
    """Whether a disk can hold all of these."""
    return not any(other.startswith(f"{path}/") for path in files for other in files)


contents = st.sampled_from([b"", b"one", b"two"])
sites = st.dictionaries(st.sampled_from(NAMES), contents).filter(possible)


def on_disk(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by path."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def manifest(files: dict[str, bytes]) -> bytes:
    """The manifest that a site of these files has."""
    rows = (f"{sha256(data).hexdigest()}  {quote(path)}\n" for path, data in sorted(files.items()))
    return "".join(rows).encode()


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a file is written, by path."""
    stats = {p.relative_to(folder).as_posix(): p.stat() for p in folder.rglob("*") if p.is_file()}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


def states(folder: Path) -> dict[Path, tuple[int, ...]]:
    """What `lstat` says of all in a folder, but for the access times, which a look may change."""
    stats = {path: path.lstat() for path in folder.rglob("*")}
    return {
        path: (stat.st_mode, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        for path, stat in stats.items()
    }


@given(st.lists(sites, min_size=1, max_size=6))
def test_the_output_holds_the_site_and_what_is_foreign(sequence: list[dict[str, bytes]]) -> None:
    """After any sequence of sites the output holds the last one, a manifest and foreign files."""
    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        for path, data in FOREIGN.items():
            (output / path).parent.mkdir(exist_ok=True)
            (output / path).write_bytes(data)
        for files in sequence:
            write(output, files)
            expected = files | FOREIGN
            found = on_disk(output)
            assert found.pop(MANIFEST, b"") == manifest(files)
            assert found == expected
            folders = {p.relative_to(output).as_posix() for p in output.rglob("*") if p.is_dir()}
            parents = {str(p) for path in expected for p in Path(path).parents} - {"."}
            assert folders == parents


@given(sites, sites)
def test_only_what_differs_is_written(old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """A file whose bytes stay is not touched, and the report names those that were."""
    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        write(output, old)
        before = stamps(output)
        written = write(output, new)
        after = stamps(output)
        same = {path for path in new if old.get(path) == new[path]}
        assert all(before[path] == after[path] for path in same)
        assert set(written.changed) == set(new) - same
        assert set(written.removed) == set(old) - set(new)
        assert written.same == len(same)
        if old == new:
            assert before == after


@given(sites, sites, st.integers(0, 12))
@example({"a": b""}, {"a/b": b""}, 1)
def test_a_killed_build_leaves_every_file_whole(
    old: dict[str, bytes], new: dict[str, bytes], moment: int
) -> None:
    """Killed before any of its writes, a build leaves whole files, and the next one is right."""
    replaced = 0
    replace = Path.replace

    def until(path: Path, target: Path) -> Path:
        nonlocal replaced
        replaced += 1
        if replaced > moment:
            raise KeyboardInterrupt
        return replace(path, target)

    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        write(output, old)
        (output / "mine").write_bytes(b"mine")
        with patch.object(Path, "replace", until), contextlib.suppress(KeyboardInterrupt):
            write(output, new)
        for path, data in on_disk(output).items():
            assert path in {MANIFEST, "mine"} or data in {old.get(path), new.get(path)}
        write(output, old)
        found = on_disk(output)
        assert found.pop(MANIFEST, b"") == manifest(old)
        assert found == old | {"mine": b"mine"}


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    """The next build removes the temporary file of one that was killed."""
    (tmp_path / f"{TEMPORARY_PREFIX}1234").write_bytes(b"half")
    write(tmp_path, {"a": b"1"})
    assert set(on_disk(tmp_path)) == {"a", MANIFEST}


def test_a_page_that_could_not_be_made_keeps_its_old_file(tmp_path: Path) -> None:
    """What is to be kept stays and stays ours; what never was is not waited for."""
    write(tmp_path, {"a": b"old", "b": b"old"})
    write(tmp_path, {"b": b"new"}, keep=["a", "never"])
    assert on_disk(tmp_path) == {
        "a": b"old",
        "b": b"new",
        MANIFEST: manifest({"a": b"old", "b": b"new"}),
    }
    assert write(tmp_path, {"b": b"new"}).removed == ("a",)


def test_a_foreign_file_is_never_replaced(tmp_path: Path) -> None:
    """Where somebody else's file stands in a page's place, nothing at all is written."""
    (tmp_path / "index.html").write_bytes(b"mine")
    with pytest.raises(Failure, match=r"index\.html was not written by afterview") as failure:
        write(tmp_path, {"a": b"1", "index.html": b"2"})
    assert failure.value.status == 1
    assert on_disk(tmp_path) == {"index.html": b"mine"}


def test_a_file_with_our_bytes_is_taken_for_ours(tmp_path: Path) -> None:
    """A lost manifest is no harm: what already has a page's bytes becomes ours again."""
    write(tmp_path, {"a": b"1", "b": b"2"})
    (tmp_path / MANIFEST).unlink()
    assert write(tmp_path, {"a": b"1", "b": b"2"}).changed == ()
    assert (tmp_path / MANIFEST).read_bytes() == manifest({"a": b"1", "b": b"2"})


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_bytes(b"mine"),
    "a link": lambda path: path.symlink_to(path.parent.parent / "elsewhere"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a folder": lambda path: path.mkdir(),
    "a full folder": lambda path: (path / "of/mine").mkdir(parents=True),
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("a", kind) for kind in OBSTACLES if "folder" not in kind),
        *(("a/b", kind) for kind in OBSTACLES),
        *((MANIFEST, kind) for kind in ("a folder", "a full folder", "a pipe")),
    ],
)
def test_nothing_foreign_gives_way(tmp_path: Path, name: str, kind: str, *, built: bool) -> None:
    """What stands where a file, a folder or the manifest of ours belongs, and can't be one, is left
    and named before anything is written.
    """
    output, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    output.mkdir()
    if built:
        write(output, {"c": b"old"})
    (output / name).parent.mkdir(exist_ok=True)
    (output / name).unlink(missing_ok=True)
    OBSTACLES[kind](output / name)
    before = states(output)
    with pytest.raises(Failure, match="was not written by afterview") as failure:
        write(output, {"a/b": b"1", "c": b"new"})
    assert f"site/{name} " in failure.value.message
    assert failure.value.hint == "move it away, or name another folder with `-o`"
    assert states(output) == before
    assert not any(elsewhere.iterdir())


def test_a_folder_of_ours_gives_way_with_all_that_it_holds(tmp_path: Path) -> None:
    """A file takes a folder's place where that holds only what goes, else nothing is written."""
    write(tmp_path, {"a/b/c": b"1", "a/d": b"1"})
    (tmp_path / "a/b/mine").mkdir()
    before = on_disk(tmp_path)
    with pytest.raises(Failure, match=r"/a was not written by afterview"):
        write(tmp_path, {"a": b"2"})
    assert on_disk(tmp_path) == before
    (tmp_path / "a/b/mine").rmdir()
    write(tmp_path, {"a": b"2"})
    assert on_disk(tmp_path) == {"a": b"2", MANIFEST: manifest({"a": b"2"})}


def test_a_site_can_not_have_a_file_and_a_folder_of_one_name(tmp_path: Path) -> None:
    """A folder of a theme that is named like a page is refused before anything is written."""
    for old in ({}, {"a": b"1"}):
        write(tmp_path, old)
        before = on_disk(tmp_path)
        with pytest.raises(Failure, match="your templates a folder of that name"):
            write(tmp_path, {"a": b"1", "a/b": b"2", "c": b"3"})
        assert on_disk(tmp_path) == before


def test_what_only_looks_like_ours_to_clear_stays(tmp_path: Path) -> None:
    """A folder with the name of a temporary file is nobody's business."""
    (tmp_path / f"{TEMPORARY_PREFIX}mine").mkdir()
    write(tmp_path, {"a": b"1"})
    assert (tmp_path / f"{TEMPORARY_PREFIX}mine").is_dir()


def test_an_output_may_lie_very_deep(tmp_path: Path) -> None:
    """Folders are made, and what they hold is removed, however many there are."""
    output = tmp_path / "/".join(["d"] * 1500)
    try:
        write(output, {"a/b": b"1"})
        write(output, {"c": b"1"})
        assert on_disk(output).keys() == {"c", MANIFEST}
    finally:
        remove_deep(tmp_path / "d")


def test_nothing_is_removed_through_a_link(tmp_path: Path) -> None:
    """Where our folder became a link, what it leads to stays."""
    output, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    write(output, {"a/b": b"1"})
    (output / "a").rename(elsewhere)
    (output / "a").symlink_to(elsewhere)
    write(output, {})
    assert on_disk(elsewhere) == {"b": b"1"}


def test_a_manifest_reaches_nothing_outside(tmp_path: Path) -> None:
    """Lines that lead out of the output, or that make no sense, remove nothing."""
    (tmp_path / "precious").write_bytes(b"mine")
    output = tmp_path / "site"
    output.mkdir()
    lines = ["0  ../precious", f"0  {tmp_path}/precious", "0  %2E%2E/precious", "0", "", "0  "]
    (output / MANIFEST).write_text("\n".join(lines), "utf-8")
    write(output, {"a": b"1"})
    assert (tmp_path / "precious").read_bytes() == b"mine"
    assert (output / MANIFEST).read_bytes() == manifest({"a": b"1"})


@pytest.mark.parametrize(
    "output",
    [
        "work/journal",
        "work/journal/site",
        "work/journal/deep/site",
        "work",
        ".",
        "link",
        "link/site",
        "work/theme",
        "loop",
        "file",
        "/",
        "~",
    ],
)
def test_a_dangerous_output_is_refused(tmp_path: Path, output: str) -> None:
    """The journal, a place inside or above it, the home folder, `/`: refused as wrong usage."""
    (tmp_path / "work/journal/deep").mkdir(parents=True)
    (tmp_path / "work/theme").mkdir()
    (tmp_path / "link").symlink_to("work/journal")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_bytes(b"")
    path = Path(output).expanduser() if output == "~" else tmp_path / output
    with pytest.raises(Failure) as failure:
        refuse_dangerous(path, tmp_path / "work/journal", tmp_path / "work/theme")
    assert failure.value.status == 2


def test_an_output_in_a_file_is_refused(tmp_path: Path) -> None:
    """An output below a file is wrong usage, and names the file."""
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "file/site", tmp_path / "file/deep/site"):
        with pytest.raises(Failure, match=r"can't be made: .*/file is a file") as failure:
            refuse_dangerous(path)
        assert failure.value.status == 2


@pytest.mark.parametrize("output", ["site", "work/site", "work/journal-site", "link"])
def test_any_other_output_is_fine(tmp_path: Path, output: str) -> None:
    """Beside the journal, elsewhere, and through a link is where sites go."""
    (tmp_path / "work/journal").mkdir(parents=True)
    (tmp_path / "link").symlink_to("elsewhere")
    refuse_dangerous(tmp_path / output, tmp_path / "work/journal")


def test_an_output_through_a_link_is_made_where_that_leads(tmp_path: Path) -> None:
    """A link to a folder that is not there yet is an output like any other."""
    (tmp_path / "site").symlink_to("elsewhere")
    write(tmp_path / "site", {"a": b"1"})
    assert (tmp_path / "elsewhere/a").read_bytes() == b"1"


def test_an_output_needs_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home folder can build."""
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    refuse_dangerous(tmp_path / "site", tmp_path / "journal")

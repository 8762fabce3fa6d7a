"""What is in a folder, read only where a look does not tell."""

from __future__ import annotations

import os
from hashlib import sha256
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.page_addresses import encoded
from site_builder.files import snapshot
from site_builder.files.snapshot import SECOND, STAT, KnownFile

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000 * SECOND


@pytest.mark.parametrize(
    ("modified", "changed", "trusted"),
    [
        (NOW - 5 * SECOND - 1, NOW - 5 * SECOND - 1, True),
        (NOW - SECOND - 1, NOW - SECOND - 1, True),
        (NOW - 1_000_001, NOW - 5 * SECOND, False),
        (NOW - 5 * SECOND - 1, NOW - 1, False),
        (NOW - SECOND, NOW - SECOND, False),
        (NOW + SECOND - 1, NOW - 5 * SECOND, False),
    ],
)
def test_a_look_is_trusted_once_its_clock_went_on(
    modified: int, changed: int, *, trusted: bool
) -> None:
    """A file can be told by its look once a tick of its clock has passed, two seconds where that
    counts whole seconds; one from the future never can.
    """
    look = STAT.pack(1, modified, changed, 1)
    assert snapshot.trusted_stat(look, NOW) == (look if trusted else b"")


def test_a_file_that_looks_the_same_is_not_read(tmp_path: Path) -> None:
    """A file with the look that is known is not read; another look has it read and hashed."""
    (tmp_path / "a").write_bytes(b"one")
    look = snapshot.stat_of(str(tmp_path / "a"))
    assert look
    known = {"a": KnownFile(b"a hash", look)}

    def scanned() -> snapshot.Snapshot:
        return snapshot.scan(tmp_path, lambda _path: True, (".",), known)

    assert (scanned().data, scanned().files) == ({}, known)
    os.utime(tmp_path / "a", ns=(1, 1))
    assert scanned().data == {"a": b"one"}


def test_what_is_gone_is_no_longer_there(tmp_path: Path) -> None:
    """Of known files those are told that are there, with the hash of what they hold now."""
    (tmp_path / "a").write_bytes(b"one")
    known = {name: KnownFile(b"a hash", b"") for name in ("a", "b")}
    found = snapshot.rescan(tmp_path, known)
    assert list(found) == ["a"]
    assert found["a"].digest != b"a hash"


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
        st.builds(
            KnownFile,
            st.binary(min_size=32, max_size=32),
            st.just(b"") | st.builds(STAT.pack, *[st.integers(0, 2**63 - 1)] * 4),
        ),
    )
)
def test_known_files_are_the_same_once_they_were_packed(files: dict[str, KnownFile]) -> None:
    """Files with any names and stats are packed and unpacked to the same ones, in their order."""
    assert [*snapshot.unpack(snapshot.pack(files)).items()] == [*files.items()]


def test_a_time_that_can_not_be_packed_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with a time beyond the year 2262, which some disks have, is read each time."""
    (tmp_path / "a").write_bytes(b"one")
    look = SimpleNamespace(st_size=3, st_mtime_ns=2**63, st_ctime_ns=1, st_ino=1)
    system = SimpleNamespace(**vars(os) | {"stat": lambda _path: look})
    monkeypatch.setattr(snapshot, "os", system)
    assert snapshot.stat_of("a") == b""
    known = {"a": KnownFile(b"a hash", b"")}
    assert snapshot.rescan(tmp_path, known)["a"].digest == sha256(b"one").digest()


@given(st.text(st.sampled_from("aZ09_.~/-%?#& äé✓\n") | st.characters(exclude_categories=["Cs"])))
def test_an_address_is_encoded_as_the_library_does(path: str) -> None:
    """Any path is percent-encoded as urllib does, plain ones without asking it."""
    assert encoded(path) == quote(path)

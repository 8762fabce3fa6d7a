"""The files of a site that wait on the disk until they are written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.files import spool
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

changes = st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.binary(max_size=4)))


@given(changes)
def test_a_spool_is_a_mapping(sequence: Sequence[tuple[str, bytes | None]]) -> None:
    """Whatever is put in, replaced and deleted, it holds what a dict does, and shows no file."""
    small = patch.multiple(spool, IN_MEMORY_BYTES=5, LARGE_BYTES=3)
    with tempfile.TemporaryDirectory() as name, small:
        spooled, expected = spool.Spool(Path(name)), dict[str, bytes]()
        for path, data in sequence:
            if data is None:
                assert spooled.pop(path, None) == expected.pop(path, None)
            else:
                spooled[path] = expected[path] = data
            assert {path: spooled[path] for path in spooled} == expected
            assert len(spooled) == len(expected)
        assert not any(Path(name).iterdir())


def test_where_nothing_can_be_spooled_it_says_so(tmp_path: Path) -> None:
    """A folder that can't be written to is named, with a hint of how to name another."""
    spooled = spool.Spool(tmp_path / "none")
    with patch.object(spool, "IN_MEMORY_BYTES", 0), pytest.raises(Failure, match="could not write"):
        spooled["a"] = b"1"

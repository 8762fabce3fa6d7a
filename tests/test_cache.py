"""What a build remembers: whole, or as if it had never been there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from site_builder.build.cache import Cache, CacheCorrupt

if TYPE_CHECKING:
    from pathlib import Path


def kept(path: Path) -> dict[str, tuple[bytes, bytes]]:
    """What the cache in a file holds of one kind."""
    with closing(Cache(path)) as cache:
        return {name: (key, value) for name, key, value in cache.rows("record")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a cache of two rows."""
    with closing(Cache(tmp_path / "cache")) as cache:
        cache.put("record", [("a", b"key", b"value"), ("b", b"key", b"other")])
        cache.commit()
    return tmp_path / "cache"


@pytest.mark.parametrize("column", ["key", "value", "sum"])
def test_a_row_that_changed_by_itself_is_not_there(path: Path, column: str) -> None:
    """A row of which a byte is another than was put is as if it had never been there."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"UPDATE entries SET {column} = x'00' WHERE name = 'a'")  # noqa: S608 -- three words
        db.commit()
    assert kept(path) == {"b": (b"key", b"other")}


def test_what_was_not_committed_is_forgotten(path: Path) -> None:
    """A build that ends before its end leaves what was remembered before."""
    with closing(Cache(path)) as cache:
        cache.put("record", [("a", b"new", b"new")])
        cache.keep_only("record", {"a"})
    assert kept(path) == {"a": (b"key", b"value"), "b": (b"key", b"other")}


@pytest.mark.parametrize("data", [b"no database", bytes(8192), b"SQLite format 3\0" + b"x" * 9000])
def test_what_is_no_cache_is_broken(path: Path, data: bytes) -> None:
    """A file that is no cache is told as broken, and never as an error of SQLite."""
    path.write_bytes(data)
    with pytest.raises(CacheCorrupt):
        kept(path)


def test_another_version_is_broken(path: Path) -> None:
    """A cache of another version is not read."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(CacheCorrupt):
        kept(path)

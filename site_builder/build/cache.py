"""What a build remembers for the next one: a disposable SQLite file for each journal and output.

It may be deleted, cut short or overwritten at any time: every row carries a checksum, and what
can't be read is as if it had never been there. It lies in the user's cache folder, for them alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from hashlib import blake2b
from typing import TYPE_CHECKING

from site_builder.files.snapshot import FileStat, KnownFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

VERSION = 1
SCHEMA = (
    "CREATE TABLE kept (kind TEXT, name TEXT, key BLOB, value BLOB, sum BLOB,"
    " PRIMARY KEY (kind, name))"
)


class CacheCorrupt(Exception):
    """The cache can't be used as it is; its file is to be removed."""


class Cache:
    """Values by kind and name, each with a key that says what it was made of.

    What is put is kept at `commit`, all of it or nothing.
    """

    def __init__(self, path: Path) -> None:
        with _broken():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._begin()
        except CacheCorrupt:
            self._db.close()
            raise

    def _begin(self) -> None:
        """Begin to put; a new file becomes a cache. Raises Broken where it is another thing."""
        with _broken():
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = OFF")  # what a power cut harms is made again
            self._db.execute("BEGIN IMMEDIATE")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._db.execute(SCHEMA)
                self._db.execute(f"PRAGMA user_version = {VERSION}")
            elif version != VERSION:
                raise CacheCorrupt

    def close(self) -> None:
        """Let go of the file, without what was not committed."""
        self._db.close()

    def commit(self) -> None:
        """Keep all that was put so far."""
        with _broken():
            self._db.execute("COMMIT")
            self._db.execute("BEGIN IMMEDIATE")

    def rows(self, kind: str) -> dict[str, tuple[bytes, bytes]]:
        """Key and value of everything of a kind, by name."""
        query = "SELECT name, key, value, sum FROM kept WHERE kind = ?"
        with _broken():
            found = self._db.execute(query, (kind,)).fetchall()
            return {n: (key, v) for n, key, v, sum_ in found if sum_ == _sum(kind, n, key, v)}

    def get(self, kind: str, name: str) -> tuple[bytes, bytes] | None:
        """Key and value of one; None where there is none, or no longer what it was."""
        query = "SELECT key, value, sum FROM kept WHERE kind = ? AND name = ?"
        with _broken():
            found = self._db.execute(query, (kind, name)).fetchone()
            if found and found[2] == _sum(kind, name, found[0], found[1]):
                return found[0], found[1]
            return None

    def put(self, kind: str, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Remember values of a kind: name, key and value."""
        query = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)"
        with _broken():
            self._db.executemany(query, ((kind, *row, _sum(kind, *row)) for row in rows))

    def keep_only(self, kind: str, names: Collection[str]) -> None:
        """Forget what is of a kind and not among some names."""
        with _broken():
            found = self._db.execute("SELECT name FROM kept WHERE kind = ?", (kind,)).fetchall()
            gone = ((kind, name) for (name,) in found if name not in names)
            self._db.executemany("DELETE FROM kept WHERE kind = ? AND name = ?", gone)

    def file_records(self, place: str) -> dict[str, KnownFile]:
        """The files of a place by path, as they were last seen."""
        row = self.get("looks", place)
        return {
            path: KnownFile(bytes.fromhex(digest), look and FileStat(*look))
            for path, digest, look in (json.loads(row[1]) if row else ())
        }

    def put_file_records(self, place: str, files: Mapping[str, KnownFile]) -> None:
        """Remember the files of a place, and no others."""
        listed = [(path, known.digest.hex(), known.stat) for path, known in files.items()]
        self.put("looks", [(place, b"", json.dumps(listed).encode())])


def _sum(kind: str, name: str, key: bytes, value: bytes) -> bytes:
    found = blake2b(f"{kind}\0{name}\0".encode("utf-8", "surrogatepass"), digest_size=8)
    found.update(len(key).to_bytes(4, "big") + key + value)
    return found.digest()


@contextlib.contextmanager
def _broken() -> Iterator[None]:
    """Whatever SQLite can't read or write means that the cache is broken."""
    try:
        yield
    except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:  # of wrong types too
        raise CacheCorrupt from error

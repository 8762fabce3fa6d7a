"""What a build remembers for later: SQLite files in the user's cache folder.

There is one of records for each journal, which verbs read too, and one for each site: a pair of
journal and output. Both are disposable: every row has a checksum, a row that fails it is as good as
absent, and a file that can't be used raises CacheCorrupt and is deleted. They are readable by their
user alone. Values are bytes here; `codec` makes them.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING
from zlib import crc32

from site_builder.files import snapshot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from site_builder.files.snapshot import KnownFile

CACHE_VERSION = 5
RECORDS_SUFFIX, SITE_SUFFIX = ".records.sqlite", ".sqlite"  # of the files of both kinds
CREATE_TABLE = (
    "CREATE TABLE entries (kind TEXT, name TEXT, key BLOB, value BLOB, sum INTEGER,"
    " PRIMARY KEY (kind, name))"
)


class CacheCorrupt(Exception):
    """The file is no cache of this version, or SQLite can't read or write it."""


class Cache:
    """Values by kind and name. A value's key is a hash of all that it was made from.

    Everything put becomes permanent at `commit`, or not at all. Every method raises CacheCorrupt.
    """

    def __init__(self, path: Path) -> None:
        with _sqlite_errors():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # before SQLite makes it 0644
            self._db = sqlite3.connect(path, isolation_level=None)
        self._path = path
        try:
            self._begin()
        except CacheCorrupt:
            self._db.close()
            raise

    def _begin(self) -> None:
        """Start a transaction, in a new file with a new table."""
        with _sqlite_errors():
            self._db.execute("PRAGMA synchronous = OFF")  # a power cut may cost the cache
            self._db.execute("PRAGMA cache_size = -500")  # in KiB; most rows are used once
            self._db.execute("PRAGMA page_size = 16384")  # in a new file; a body has some 10,000
            # WAL: the last commit stays whole if a build is killed while it writes.
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("BEGIN IMMEDIATE")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._db.execute(CREATE_TABLE)
                self._db.execute(f"PRAGMA user_version = {CACHE_VERSION}")
            elif version != CACHE_VERSION:
                raise CacheCorrupt  # whoever opened it deletes the file and starts again

    def close(self) -> None:
        """Close the file; what was not committed is dropped."""
        self._db.close()

    @property
    def folder(self) -> Path:
        """The folder that the file is in."""
        return self._path.parent

    @property
    def is_private(self) -> bool:
        """Whether its user alone can have written into it, so that it may hold code."""
        if not hasattr(os, "geteuid"):  # Windows has no such owners
            return False
        places = (self._path.stat(), self._path.parent.stat())
        return all(s.st_uid == os.geteuid() and not s.st_mode & 0o022 for s in places)

    def commit(self) -> None:
        """Make everything that was put so far permanent."""
        with _sqlite_errors():
            self._db.execute("COMMIT")
            self._db.execute("BEGIN IMMEDIATE")

    def rows(self, kind: str) -> Iterator[tuple[str, bytes, bytes]]:
        """Name, key and value of every entry of a kind; few are in memory at once."""
        query = "SELECT name, key, value, sum FROM entries WHERE kind = ?"
        with _sqlite_errors():
            for name, key, value, checksum in self._db.execute(query, (kind,)):
                if checksum == _checksum(kind, name, key, value):
                    yield name, key, value

    def get(self, kind: str, name: str) -> tuple[bytes, bytes] | None:
        """Key and value of one entry; None if there is none, or its checksum is wrong."""
        query = "SELECT key, value, sum FROM entries WHERE kind = ? AND name = ?"
        with _sqlite_errors():
            row = self._db.execute(query, (kind, name)).fetchone()
            if row and row[2] == _checksum(kind, name, row[0], row[1]):
                return row[0], row[1]
            return None

    def put(self, kind: str, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Add or replace entries of a kind: name, key and value of each."""
        query = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)"
        with _sqlite_errors():
            self._db.executemany(query, ((kind, *row, _checksum(kind, *row)) for row in rows))

    def keep_only(self, kind: str, names: Collection[str]) -> None:
        """Delete the entries of a kind whose names are not among these."""
        with _sqlite_errors():
            rows = self._db.execute("SELECT name FROM entries WHERE kind = ?", (kind,)).fetchall()
            gone = ((kind, name) for (name,) in rows if name not in names)
            self._db.executemany("DELETE FROM entries WHERE kind = ? AND name = ?", gone)

    def known_files(self) -> dict[str, KnownFile]:
        """The files of the journal, or of the output, as the last build saw them, by path."""
        row = self.get("fact", "files")
        with _sqlite_errors():
            return snapshot.unpack(row[1]) if row else {}

    def put_known_files(self, files: Mapping[str, KnownFile]) -> None:
        """Replace what is known of the files."""
        self.put("fact", [("files", b"", snapshot.pack(files))])


class CacheReader(Cache):
    """A cache as the last build left it, for whoever writes nothing.

    It is empty if there is no file at `path`, or none is given. All is read in one transaction, so
    that it holds the same whatever another build does with the file meanwhile. After `close` each
    value is read as it is by then, and its key says whether it is the one that is meant. What is
    put into it stays in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._file, self._is_open = path, True
        self._put: dict[str, dict[str, tuple[bytes, bytes]]] = {}
        # False also where it may not be looked at.
        exists = path is not None and os.path.exists(path)  # noqa: PTH110 -- raises nothing
        address = f"{path.absolute().as_uri()}?mode=ro" if path and exists else ":memory:"
        with _sqlite_errors():
            self._db = sqlite3.connect(address, uri=True, isolation_level=None)
        try:
            self._begin()
        except CacheCorrupt:
            self._db.close()
            raise

    def _begin(self) -> None:
        """Start a transaction that reads; where nothing was ever committed, an empty table is."""
        with _sqlite_errors():
            self._db.execute("BEGIN")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version not in (0, CACHE_VERSION):
                raise CacheCorrupt
            if version == 0:
                self._db.execute(CREATE_TABLE.replace("TABLE", "TEMP TABLE", 1))

    def rows(self, kind: str) -> Iterator[tuple[str, bytes, bytes]]:
        """Name, key and value of every entry of a kind; what was put comes last."""
        yield from super().rows(kind)
        for name, (key, value) in self._put.get(kind, {}).items():
            yield name, key, value

    def get(self, kind: str, name: str) -> tuple[bytes, bytes] | None:
        """Key and value of one entry; None if there is none, or its checksum is wrong."""
        if known := self._put.get(kind, {}).get(name):
            return known
        if self._is_open:
            return super().get(kind, name)
        with contextlib.closing(CacheReader(self._file)) as now:
            return now.get(kind, name)

    def close(self) -> None:
        """Close the file, as somebody may look at this for hours."""
        super().close()
        self._is_open = False

    def put(self, kind: str, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Add or replace entries of a kind, for this reader alone."""
        self._put.setdefault(kind, {}).update((name, (key, value)) for name, key, value in rows)


def _checksum(kind: str, name: str, key: bytes, value: bytes) -> int:
    """Of a row, against damage; the key's length counts too, as it says where the value begins."""
    head = f"{kind}\0{name}\0{len(key)}\0".encode("utf-8", "surrogatepass")
    return crc32(value, crc32(key, crc32(head)))


@contextlib.contextmanager
def _sqlite_errors() -> Iterator[None]:
    """Raise CacheCorrupt for whatever SQLite raises, and for columns of a wrong type."""
    try:
        yield
    except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:
        raise CacheCorrupt from error

"""The journal's folder as one value; files that are as they were are not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from site_builder.build import codec, workers
from site_builder.build.cache import CacheCorrupt
from site_builder.files import snapshot
from site_builder.files.errors import Failure
from site_builder.parsing.filenames import SETTINGS
from site_builder.parsing.journal import JournalOutline, complete_journal, outline_journal
from site_builder.parsing.reflection import ParsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.build.cache import Cache
    from site_builder.core.journal import Journal
    from site_builder.parsing.reflection import ReflectionReader


@dataclass(frozen=True, slots=True)
class ReadJournal:
    """A journal, and for each of its reflections a hash of all that it was made of, by slug."""

    journal: Journal
    keys: dict[str, bytes]


def hash_of(*parts: bytes) -> bytes:
    """A hash of some bytes, each told apart from the next."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.digest()


def read_changed(
    folder: Path, name: str, seen: snapshot.Snapshot, today: date, cache: Cache, program: bytes
) -> ReadJournal:
    """The journal in a folder as it was `seen` there.

    `name` is the folder's own; `program` is a hash of the code that reads. Raises Failure where a
    file goes away meanwhile.
    """
    bytes_of = _Bytes(folder, seen)
    start = hash_of(program, name.encode(), bytes_of.get(SETTINGS, b""))
    first = outline_journal(name, bytes_of, unreadable=seen.unreadable, others=seen.others)
    made_of = {p: hash_of(start, p.encode(), seen.files[p].digest) for p in first.paths}
    parsed = _parsed(first, bytes_of, made_of, cache)
    for kind in ("record", "body"):
        cache.keep_only(kind, parsed)
    keys = {
        one.reflection.slug: hash_of(made_of[path], codec.encode(one.links))
        for path, one in parsed.items()
        if one.reflection
    }
    return ReadJournal(complete_journal(first, parsed, today), keys)


def _parsed(
    first: JournalOutline, bytes_of: Mapping[str, bytes], made_of: Mapping[str, bytes], cache: Cache
) -> dict[str, ParsedFile]:
    """What came of each file of a journal, by path; what is known of it in the cache is taken."""
    rows, parsed = cache.rows("record"), dict[str, ParsedFile]()
    for path in first.paths:
        if path in rows and rows[path][0] == made_of[path]:
            load = partial(_body, cache, path, made_of[path])
            found = codec.join_sections(rows[path][1], ParsedFile, load)
            if first.reader.holds(path, found.links):
                parsed[path] = found
    new = [path for path in first.paths if path not in parsed]
    tasks = ((path, bytes_of[path]) for path in new)
    for path, (record, body) in zip(
        new, workers.run(encoded, first.reader, tasks, len(new)), strict=True
    ):
        cache.put("record", [(path, made_of[path], record)])
        cache.put("body", [(path, made_of[path], body)])
        load = partial(_body, cache, path, made_of[path])
        parsed[path] = codec.join_sections(record, ParsedFile, load)
    return {path: parsed[path] for path in first.paths}


def encoded(reader: ReflectionReader, task: tuple[str, bytes]) -> tuple[bytes, bytes]:
    """What comes of a file, and apart from it the text of its sections."""
    record, sections = codec.split_sections(reader.read(*task))
    return codec.encode(record), codec.encode(sections)


def _body(cache: Cache, path: str, key: bytes) -> bytes:
    found = cache.get("body", path)
    if found is None or found[0] != key:
        raise CacheCorrupt
    return found[1]


class _Bytes(Mapping[str, bytes]):
    """The bytes of the files that were seen; those that were not read then are read when needed."""

    def __init__(self, folder: Path, seen: snapshot.Snapshot) -> None:
        self._folder = folder
        self._seen = seen

    def __getitem__(self, path: str) -> bytes:
        if path not in self._seen.files:
            raise KeyError(path)
        if path not in self._seen.data:
            try:
                self._seen.files[path], self._seen.data[path] = snapshot.load(self._folder, path)
            except OSError as error:
                why = f"{path} was taken away while the journal was read"
                raise Failure(why, "build again") from error
        return self._seen.data[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen.files)

    def __len__(self) -> int:
        return len(self._seen.files)

"""The journal's folder as one value; files that are as they were are not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from site_builder import codec, folders, workers
from site_builder.cache import Broken
from site_builder.core.journal import Journal, assemble
from site_builder.core.names import SETTINGS
from site_builder.core.parse import Parsed, Reader
from site_builder.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from site_builder.cache import Cache


@dataclass(frozen=True, slots=True)
class Read:
    """A journal, and for each of its reflections a hash of all that it was made of, by slug."""

    journal: Journal
    keys: dict[str, bytes]


def hashed(*parts: bytes) -> bytes:
    """A hash of some bytes, each told apart from the next."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.digest()


def read(
    folder: Path, name: str, seen: folders.Folder, today: date, cache: Cache, program: bytes
) -> Read:
    """The journal in a folder as it was `seen` there.

    `name` is the folder's own; `program` is a hash of the code that reads. Raises Failure where a
    file goes away meanwhile.
    """
    bytes_of = _Bytes(folder, seen)
    old = cache.rows("record")
    start = hashed(program, name.encode(), bytes_of.get(SETTINGS, b""))
    keys: dict[str, bytes] = {}

    def key(path: str) -> bytes:
        return hashed(start, path.encode(), seen.files[path].digest)

    def kept(reader: Reader, path: str) -> Parsed | None:
        row = old.get(path)
        if row is None or row[0] != key(path):
            return None
        found = codec.joined(row[1], Parsed, partial(_body, cache, path, row[0]))
        return found if reader.holds(path, found.links) else None

    def each(reader: Reader, paths: Sequence[str]) -> Iterator[Parsed]:
        found = {path: parsed for path in paths if (parsed := kept(reader, path))}
        new = [path for path in paths if path not in found]
        tasks = ((path, bytes_of[path]) for path in new)
        made = workers.run(encoded, reader, tasks, len(new))
        for path, (record, body) in zip(new, made, strict=True):
            made_of = key(path)
            cache.put("record", [(path, made_of, record)])
            cache.put("body", [(path, made_of, body)])
            load = partial(_body, cache, path, made_of)
            found[path] = codec.joined(record, Parsed, load)
        for path in paths:
            if reflection := found[path].reflection:
                keys[reflection.slug] = hashed(key(path), codec.encode(found[path].links))
            yield found[path]
        cache.keep_only("record", found)
        cache.keep_only("body", found)

    journal = assemble(
        name, bytes_of, today, unreadable=seen.unreadable, others=seen.others, read=each
    )
    return Read(journal, keys)


def encoded(reader: Reader, task: tuple[str, bytes]) -> tuple[bytes, bytes]:
    """What comes of a file, and apart from it the text of its sections."""
    record, sections = codec.divided(reader.read(*task))
    return codec.encode(record), codec.encode(sections)


def _body(cache: Cache, path: str, key: bytes) -> bytes:
    found = cache.get("body", path)
    if found is None or found[0] != key:
        raise Broken
    return found[1]


class _Bytes(Mapping[str, bytes]):
    """The bytes of the files that were seen; those that were not read then are read when needed."""

    def __init__(self, folder: Path, seen: folders.Folder) -> None:
        self._folder = folder
        self._seen = seen

    def __getitem__(self, path: str) -> bytes:
        if path not in self._seen.files:
            raise KeyError(path)
        if path not in self._seen.data:
            try:
                folders.load(self._folder, path, self._seen)
            except OSError as error:
                why = f"{path} was taken away while the journal was read"
                raise Failure(why, "build again") from error
        return self._seen.data[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen.files)

    def __len__(self) -> int:
        return len(self._seen.files)

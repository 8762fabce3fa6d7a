"""Read the journal for a build: files that have not changed come from the cache.

A snapshot of the folder comes in, and a `ReadJournal` goes out. The sections of reflections, which
are most of a journal, stay in the cache until a page needs them. What a file means is decided in
`parsing`; other verbs read through `files.journal_folder`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from site_builder.build import codec, workers
from site_builder.build.cache import CacheCorrupt
from site_builder.core.model import Section
from site_builder.files import snapshot
from site_builder.files.errors import Failure
from site_builder.parsing.filenames import SETTINGS_FILE
from site_builder.parsing.journal import JournalOutline, complete_journal, outline_journal
from site_builder.parsing.reflection import ParsedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.build.cache import Cache
    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.parsing.reflection import ReflectionReader


@dataclass(frozen=True, slots=True)
class ReadJournal:
    """A journal whose reflections have no sections; `with_sections` gives them to some.

    `keys` are, by slug, a hash of all that a reflection was made from. `entries` are the path and
    the key under which the cache holds its sections.
    """

    journal: Journal
    keys: Mapping[str, bytes]
    entries: Mapping[str, tuple[str, bytes]]
    cache: Cache

    def with_sections(self, reflections: Iterable[Reflection]) -> tuple[Reflection, ...]:
        """These reflections with their sections. Raises CacheCorrupt if the cache lost one."""
        return tuple(
            replace(r, body=replace(r.body, sections=self._sections(r.slug))) for r in reflections
        )

    def _sections(self, slug: str) -> tuple[Section, ...]:
        path, key = self.entries[slug]
        row = self.cache.get("body", path)
        if row is None or row[0] != key:
            raise CacheCorrupt
        return codec.decode(row[1], tuple[Section, ...])


def hash_of(*parts: bytes) -> bytes:
    """A hash of some bytes, 16 bytes; where one part ends and the next begins counts too."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def read_changed(
    journal_folder: Path,
    name: str,
    files: snapshot.Snapshot,
    today: date,
    cache: Cache,
    fingerprint: bytes,
) -> ReadJournal:
    """The journal of a snapshot; what is read anew goes into the cache.

    `name` is the folder's own, `fingerprint` a hash of the code that reads. Raises Failure if a
    file is removed while this runs.
    """
    data = _FileData(journal_folder, files)
    # Settings decide how every file is read, so a change of them reads all files again.
    base = hash_of(fingerprint, name.encode(), data.get(SETTINGS_FILE, b""))
    outline = outline_journal(name, data, unreadable=files.unreadable, others=files.others)
    keys = {p: hash_of(base, p.encode(), files.files[p].digest) for p in outline.paths}
    parsed = _parsed_files(outline, data, keys, cache)
    # In two kinds: a build needs every record, and few bodies.
    for kind in ("record", "body"):
        cache.keep_only(kind, parsed)
    reflections = {p: one.reflection for p, one in parsed.items() if one.reflection}
    return ReadJournal(
        journal=complete_journal(outline, parsed, today),
        # A link shows whether its target exists, so a reflection's pages depend on that too.
        keys={
            r.slug: hash_of(keys[path], codec.encode(parsed[path].links))
            for path, r in reflections.items()
        },
        entries={r.slug: (path, keys[path]) for path, r in reflections.items()},
        cache=cache,
    )


def _parsed_files(
    outline: JournalOutline, data: Mapping[str, bytes], keys: Mapping[str, bytes], cache: Cache
) -> dict[str, ParsedFile]:
    """What came of each file of a journal, by path, without sections.

    A cached record holds if its key is the file's, and the links in it still lead where they did.
    """
    rows, parsed = cache.rows("record"), dict[str, ParsedFile]()
    for path in outline.paths:
        if path in rows and rows[path][0] == keys[path]:
            record = codec.decode(rows[path][1], ParsedFile)
            if outline.reader.holds(path, record.links):
                parsed[path] = record
    changed = [path for path in outline.paths if path not in parsed]
    tasks = ((path, data[path]) for path in changed)
    results = workers.run(read_encoded, outline.reader, tasks, len(changed))
    # Decoded even here, so that a file read now and one from the cache give the same values.
    for path, (encoded, sections) in zip(changed, results, strict=True):
        cache.put("record", [(path, keys[path], encoded)])
        cache.put("body", [(path, keys[path], sections)])
        parsed[path] = codec.decode(encoded, ParsedFile)
    return {path: parsed[path] for path in outline.paths}


def read_encoded(reader: ReflectionReader, task: tuple[str, bytes]) -> tuple[bytes, bytes]:
    """Read one file, for a worker: its record without sections, and the sections, both encoded."""
    parsed = reader.read(*task)
    reflection = parsed.reflection
    if reflection is None:
        return codec.encode(parsed), codec.encode(())
    short = replace(reflection, body=replace(reflection.body, sections=()))
    return codec.encode(replace(parsed, reflection=short)), codec.encode(reflection.body.sections)


class _FileData(Mapping[str, bytes]):
    """The bytes of the files in a snapshot; those that it did not have to read are read on demand.

    Most never are: their records are in the cache.
    """

    def __init__(self, folder: Path, files: snapshot.Snapshot) -> None:
        self._folder = folder
        self._files = files
        self._data = dict(files.data)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._files.files:
            raise KeyError(path)
        if path not in self._data:
            try:
                _, self._data[path] = snapshot.load(self._folder, path)
            except OSError as error:
                message = f"{path} was removed while the journal was read"
                raise Failure(message, "build again") from error
        return self._data[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files.files)

    def __len__(self) -> int:
        return len(self._files.files)

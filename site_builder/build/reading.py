"""Read the journal for a build or another verb: files that have not changed come from the cache.

A build hands in a snapshot of the folder, and gets a `ReadJournal`; a verb that builds nothing gets
a `Journal`, and changes nothing of what builds remember. The sections of reflections, which are
most of a journal, stay in the cache until a page needs them. What a file means is decided in
`parsing`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, TypeVar, overload

from site_builder.build import codec, fingerprint, workers
from site_builder.build.cache import RECORDS_SUFFIX, CacheCorrupt, CacheReader
from site_builder.core.frozen import frozen
from site_builder.core.model import LESSON_SECTIONS, Section
from site_builder.core.similar_names import Name, alike_names
from site_builder.files import snapshot
from site_builder.files.errors import Failure
from site_builder.files.journal_folder import folder_name, require_journal_folder
from site_builder.files.lock import cache_path
from site_builder.parsing.filenames import HIDDEN_PREFIXES, SETTINGS_FILE, is_read
from site_builder.parsing.outline import JournalOutline, complete_journal
from site_builder.parsing.parsed_file import ParsedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from site_builder.build.cache import Cache
    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.parsing.outline import ReflectionReader

Used = TypeVar("Used")

TASK_MARK = '<span class="mark">'  # as the converter puts it before each task and question


@frozen
class ReadJournal:
    """A journal whose reflections have no sections; `with_sections` gives them to some.

    `keys` are, by slug, a hash of all that a reflection was made from, and `quoted` one of what
    pages of lessons show of its sections. `entries` are the path and the key under which the cache
    holds these. `base` is the part of the keys of all files.
    """

    base: bytes
    journal: Journal
    keys: Mapping[str, bytes]
    quoted: Mapping[str, bytes]
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
    code: bytes,
) -> ReadJournal:
    """The journal of a snapshot, which loses its bytes; what is read anew goes into the cache.

    `name` is the folder's own, `code` the fingerprint of the code that reads. Raises Failure if a
    file is changed or removed while this runs.
    """
    read = _read_files(journal_folder, name, files, cache, code)
    # In two kinds: a build needs every record, and few bodies.
    for kind in ("record", "body"):
        cache.keep_only(kind, read.parsed)
    files.data.clear()  # pages are made of what came of it
    return read.journal(read.parsed, today)


def read_journal(journal_folder: Path, today: date) -> Journal:
    """The journal as its files are now, for a verb that builds nothing; nothing is written.

    Raises Failure as `read_changed`, and where there is no such folder.
    """
    return read_known(journal_folder, today, lambda read: read.journal)


def read_known(journal_folder: Path, today: date, use: Callable[[ReadJournal], Used]) -> Used:
    """What `use` makes of the journal of `read_journal` and of what else builds remember of it.

    Files that are as the last build saw them are not read, whatever it built and wherever to.
    """
    require_journal_folder(journal_folder)
    path = cache_path(RECORDS_SUFFIX, journal_folder)
    try:
        with contextlib.closing(CacheReader(path)) as cache:
            return use(_read_through(journal_folder, today, cache))
    except CacheCorrupt:
        with contextlib.closing(CacheReader(None)) as cache:
            return use(_read_through(journal_folder, today, cache))


def _read_through(journal_folder: Path, today: date, cache: CacheReader) -> ReadJournal:
    """The journal, read through a cache. Raises CacheCorrupt."""
    files = snapshot.scan(journal_folder, is_read, HIDDEN_PREFIXES, cache.known_files())
    name = folder_name(journal_folder)
    read = _read_files(journal_folder, name, files, cache, fingerprint.fingerprint(cache))
    parsed = {path: _with_stored_sections(path, file, read) for path, file in read.parsed.items()}
    return read.journal(parsed, today)


def _with_stored_sections(path: str, file: ParsedFile, read: _ReadFiles) -> ParsedFile:
    """A file whose sections are loaded once a verb looks at them."""
    reflection = file.reflection
    if reflection is None:
        return file
    sections = StoredSections(partial(read.sections, path))
    # Put into the value itself, which was decoded a moment ago and is nobody else's: two copies of
    # each reflection would take a tenth of `status`.
    object.__setattr__(reflection.body, "sections", sections)
    return file


class StoredSections(Sequence[Section]):
    """The sections of a reflection, which are loaded when they are first looked at."""

    def __init__(self, load: Callable[[], Sequence[Section]]) -> None:
        self._load = load

    @cached_property
    def _sections(self) -> Sequence[Section]:
        return self._load()

    @overload
    def __getitem__(self, index: int) -> Section: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Section]: ...
    def __getitem__(self, index: int | slice) -> Section | Sequence[Section]:
        return self._sections[index]

    def __len__(self) -> int:
        return len(self._sections)


@frozen
class _ReadFiles:
    """What came of the files of a snapshot, by path, without sections; the cache has those.

    `keys` are hashes of what each was made from.
    """

    base: bytes
    outline: JournalOutline
    data: Mapping[str, bytes]
    keys: Mapping[str, bytes]
    parsed: Mapping[str, ParsedFile]
    cache: Cache

    def journal(self, parsed: Mapping[str, ParsedFile], today: date) -> ReadJournal:
        """The journal of these files, which `parsed` has with sections or without."""
        keys = self.keys
        reflections = {p: one.reflection for p, one in parsed.items() if one.reflection}
        return ReadJournal(
            base=self.base,
            journal=complete_journal(self.outline, parsed, today, self._alike_names),
            # A link shows whether its target exists, so a reflection's pages depend on that too.
            keys={
                r.slug: hash_of(keys[path], codec.encode(links)) if links else keys[path]
                for path, r in reflections.items()
                for links in (parsed[path].links,)
            },
            quoted={r.slug: parsed[path].quoted for path, r in reflections.items()},
            entries={r.slug: (path, keys[path]) for path, r in reflections.items()},
            cache=self.cache,
        )

    def _alike_names(self, names: tuple[Name, ...]) -> tuple[tuple[Name, Name], ...]:
        """The pairs of `alike_names`; from the cache while the names are the same."""
        key = hash_of(self.base, codec.encode(names))
        row = self.cache.get("fact", "alike")
        if row is None or row[0] != key:
            row = key, codec.encode(alike_names(names))
            self.cache.put("fact", [("alike", *row)])
        return codec.decode(row[1], tuple[tuple[Name, Name], ...])

    def sections(self, path: str) -> Sequence[Section]:
        """The sections of a reflection; one whose row the cache lost is read again."""
        row = None
        with contextlib.suppress(CacheCorrupt):  # a verb is not begun again for it
            row = self.cache.get("body", path)
        if row is None or row[0] != self.keys[path]:
            row = read_encoded(self.outline.reader, (path, self.data[path]))
        return codec.decode(row[1], tuple[Section, ...])


def _read_files(
    journal_folder: Path, name: str, files: snapshot.Snapshot, cache: Cache, code: bytes
) -> _ReadFiles:
    """Read what a snapshot holds, as far as the cache does not know what came of it."""
    data = _FileData(journal_folder, files)
    # Settings decide how every file is read, so a change of them reads all files again.
    base = hash_of(code, name.encode(), data.get(SETTINGS_FILE, b""))
    outline = _outline(name, files, data, cache, hash_of(base, files.names()))
    keys = {p: _file_key(base, p, files.files[p].digest) for p in outline.paths}
    parsed = _parsed_files(outline, data, keys, cache)
    return _ReadFiles(base, outline, data, keys, parsed, cache)


def _file_key(base: bytes, path: str, digest: bytes) -> bytes:
    """The key of what comes of a file: of its bytes, its path, and what all files depend on."""
    return hash_of(base, path.encode(), digest)


def remembered_file(
    reader: ReflectionReader, base: bytes, path: str, data: bytes, cache: Cache
) -> ParsedFile | None:
    """What the last build made of a file with these bytes, sections and all; None if it did not.

    `reader` and `base` are those of that build. Raises CacheCorrupt.
    """
    key = _file_key(base, path, sha256(data).digest())
    record, sections = cache.get("record", path), cache.get("body", path)
    if record is None or sections is None or not key == record[0] == sections[0]:
        return None
    parsed = codec.decode(record[1], ParsedFile)
    if not reader.holds(path, parsed.links):
        return None
    reflection = parsed.reflection
    if reflection is None:
        return parsed
    body = replace(reflection.body, sections=codec.decode(sections[1], tuple[Section, ...]))
    return replace(parsed, reflection=replace(reflection, body=body))


def _outline(
    name: str, files: snapshot.Snapshot, data: _FileData, cache: Cache, key: bytes
) -> JournalOutline:
    """The outline of a journal; from the cache where all that it was made from is as it was.

    That is the `key`, which has the names of the files, and the few files whose bytes it asked for.
    """
    row = cache.get("fact", "outline")
    if row and row[0] == key:
        kept = codec.decode(row[1], _KeptOutline)
        if all(files.files[path].digest == digest for path, digest in kept.asked):
            return kept.outline
    from site_builder.parsing.journal import outline_journal  # noqa: PLC0415 -- slow to import

    data.asked.clear()
    outline = outline_journal(name, data, unreadable=files.unreadable, others=files.others)
    asked = tuple((path, files.files[path].digest) for path in sorted(data.asked))
    value = codec.encode(_KeptOutline(asked, outline))
    cache.put("fact", [("outline", key, value)])
    # Decoded even here, as the records are.
    return codec.decode(value, _KeptOutline).outline


def _parsed_files(
    outline: JournalOutline, data: Mapping[str, bytes], keys: Mapping[str, bytes], cache: Cache
) -> dict[str, ParsedFile]:
    """What came of each file of a journal, by path, without sections.

    A cached record holds if its key is the file's, and the links in it still lead where they did.
    """
    parsed: dict[str, ParsedFile] = {}
    for path, key, value in cache.rows("record"):
        if keys.get(path) == key:
            record = codec.decode(value, ParsedFile)
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
    sections = reflection.body.sections
    short = replace(reflection, body=replace(reflection.body, sections=()))
    record = replace(parsed, reflection=short, quoted=_quoted(sections))
    return codec.encode(record), codec.encode(sections)


def _quoted(sections: Iterable[Section]) -> bytes:
    """A hash of what pages of lessons quote, and of how many tasks stand before it."""
    shown = (s if s.id in LESSON_SECTIONS else s.html.count(TASK_MARK) for s in sections)
    return hash_of(codec.encode(tuple(shown)))


@frozen
class _KeptOutline:
    """An outline as the cache has it, with path and digest of each file that it was made from."""

    asked: tuple[tuple[str, bytes], ...]
    outline: JournalOutline


class _FileData(Mapping[str, bytes]):
    """The bytes of the files in a snapshot; those that it did not have to read are read on demand.

    Most never are: their records are in the cache. `asked` notes the paths that were asked for.
    """

    def __init__(self, folder: Path, files: snapshot.Snapshot) -> None:
        self._folder = folder
        self._files = files
        self._data = dict(files.data)
        self.asked: set[str] = set()

    def __getitem__(self, path: str) -> bytes:
        if path not in self._files.files:
            raise KeyError(path)
        self.asked.add(path)
        if path not in self._data:
            try:
                known, data = snapshot.load(self._folder, path)
            except OSError as error:
                message = f"{path} was removed while the journal was read"
                raise Failure(message, "try again") from error
            # Else what comes of these bytes would be remembered as that of the old ones.
            if known.digest != self._files.files[path].digest:
                raise Failure(f"{path} changed while the journal was read", "try again")
            self._data[path] = data
        return self._data[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files.files)

    def __len__(self) -> int:
        return len(self._files.files)

"""One build: look at the folders, read what changed, render what shows it, write what differs."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import time
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.build import fingerprint
from site_builder.build.cache import Cache, CacheCorrupt
from site_builder.core.diagnostics import Diagnostic
from site_builder.files import output_folder, snapshot
from site_builder.files import theme as themes
from site_builder.files.errors import Failure, writing
from site_builder.files.journal_folder import (
    folder_name,
    require_journal_folder,
    with_user_paths,
)
from site_builder.files.lock import CACHE_HINT, output_lock
from site_builder.parsing.filenames import HIDDEN_IN_JOURNAL, is_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from site_builder.build.preview import Preview
    from site_builder.build.rendering import Progress


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build found and did; `problems` are those of the journal, then of the templates.

    `why` says of each page that was rendered the reason, by address. `ahead` can show an edited
    page before the next build; None where there was nothing to do.
    """

    problems: tuple[Diagnostic, ...]
    written: output_folder.Written
    why: Mapping[str, str]
    ahead: Preview | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What is to be built.

    `search` says whether the site can be searched, and `index` whether the index is made now or
    stays as it is.
    """

    journal: Path
    output: Path
    today: date
    templates: Path | None
    search: bool
    index: bool

    @property
    def name(self) -> str:
        """The journal folder's own name."""
        return folder_name(self.journal)


def build(
    journal: Path,
    output: Path,
    templates: Path | None,
    today: date,
    *,
    search: bool = True,
    index: bool = True,
    full: bool = False,
    progress: Progress | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> BuildResult:
    """Build the site of a journal into a folder.

    `search` says whether it can be searched, `index` whether its index is made now or stays as it
    is; `full` forgets what was built before. `progress` is told the number of pages, and what it
    returns is called after each; `waiting` is called where another build holds the folder for
    long. Raises Failure where the work could not be done.
    """
    own = themes.own_templates(require_journal_folder(journal), templates)
    output_folder.refuse_dangerous(output, journal, *([own] if own else []))
    order = BuildOptions(journal, output, today, own, search, index)
    if output_folder.output_kind(output) == "publication":
        raise Failure(f"{output} holds what was published for others", output_folder.OUTPUT_HINT, 2)
    with output_lock(output, waiting) as folder:
        pair = b"\0".join(os.fsencode(p.resolve()) for p in (journal, output))
        path = folder / f"{sha256(pair).hexdigest()[:32]}.sqlite"
        for attempt in range(2):
            if full or attempt:
                _forget(path)
            with (
                contextlib.suppress(CacheCorrupt),
                contextlib.closing(_opened(path)) as cache,
                relaxed_gc(),
            ):
                return _Build(order, cache).run(progress)
    raise Failure(f"could not write {path}", CACHE_HINT)


def write_preview(
    ahead: Preview, journal: Path, output: Path, files: Iterable[str]
) -> tuple[str, ...]:
    """Show edited reflections before the next build, as far as the last one knows enough for that.

    `files` are their paths below the journal; gives the paths of the pages that were written.
    """
    with output_lock(output, lambda: None), writing(output):
        return ahead.write(journal, output, files)


@contextlib.contextmanager
def relaxed_gc() -> Iterator[None]:
    """Look for garbage seldom: a build makes very many values, and most of them stay."""
    before = gc.get_threshold()
    gc.set_threshold(2_000_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _opened(path: Path) -> Cache:
    with writing(path, CACHE_HINT):
        return Cache(path)


def _forget(cache: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        cache.with_name(cache.name + suffix).unlink(missing_ok=True)


class _Build:
    """A build under way: what was seen in each folder, and what the cache knows of them."""

    def __init__(self, order: BuildOptions, cache: Cache) -> None:
        self.order, self.cache = order, cache
        self.known = {place: cache.file_records(place) for place in ("journal", "output")}
        self.journal = snapshot.scan(
            order.journal, is_read, HIDDEN_IN_JOURNAL, self.known["journal"]
        )
        self.theme = themes.scan(order.templates)
        self.program = fingerprint.fingerprint()
        self.present = snapshot.rescan(order.output, self.known["output"])
        self.key = self._key()

    def run(self, progress: Progress | None) -> BuildResult:
        """Build what is to be built: nothing, where all is as the last build left it."""
        last = self.cache.get("fact", "built")
        if last and last[0] == self.key and self._is_as_left():
            with writing(self.order.output):
                output_folder.remove_temporary_files(self.order.output)
            self._keep()
            found = json.loads(last[1])
            problems = tuple(Diagnostic(**p) for p in found["problems"])
            mine, theirs = problems[: found["journal"]], problems[found["journal"] :]
            return self._built(
                mine, theirs, output_folder.Written((), (), len(self.present) - 1), {}
            )
        return self._anew(progress)

    def _is_as_left(self) -> bool:
        """Whether the output is as the last build left it."""
        left = self.known["output"]
        return len(left) == len(self.present) > 0 and all(
            now is left[path] or now.digest == left[path].digest
            for path, now in self.present.items()
        )

    def _anew(self, progress: Progress | None) -> BuildResult:
        # A build with nothing to do needs none of them.
        from site_builder.build import reading, rendering
        from site_builder.build.preview import Preview
        from site_builder.pages import render

        order, cache = self.order, self.cache
        read = reading.read_changed(
            order.journal, order.name, self.journal, order.today, cache, self.program
        )
        digests = {path: known.digest for path, known in self.present.items()}
        site = render.site_view(read.journal, search=order.search)
        press = rendering.PageRenderer(site, themes.combined_theme(self.theme))
        made = rendering.render_site(read, press, digests, cache, self.program, progress)
        keep = list(made.failed)
        if order.search and not order.index:
            keep += [path for path in digests if path.startswith("search/pagefind/")]
        elif order.search:
            self._index(made.files, made.same)
        with writing(order.output):
            written = output_folder.write(order.output, made.files, made.same, keep)
        self._look(written)
        problems = (*read.journal.problems, *made.problems)
        fact = {
            "problems": [asdict(p) for p in problems],
            "journal": len(read.journal.problems),
        }
        cache.put("fact", [("built", self.key, json.dumps(fact).encode())])
        self._keep()
        built = self._built(read.journal.problems, tuple(made.problems), written, made.why)
        return replace(built, ahead=Preview.of(read.journal, press, written.digests))

    def _built(
        self,
        journal: tuple[Diagnostic, ...],
        theme: tuple[Diagnostic, ...],
        written: output_folder.Written,
        why: Mapping[str, str],
    ) -> BuildResult:
        typed = with_user_paths(self.order.journal, self.order.name, journal)
        return BuildResult((*typed, *theme), written, why)

    def _key(self) -> bytes:
        """A hash of everything that the site is made of."""
        order = self.order
        found = blake2b(digest_size=16)
        options = (order.name, order.today.isoformat(), order.search, order.index)
        found.update(self.program + repr(options).encode("utf-8", "surrogatepass"))
        for place, folder in {"": self.journal, **self.theme}.items():
            rest = (Path(place).name, sorted(folder.unreadable.items()), sorted(folder.others))
            found.update(repr(rest).encode("utf-8", "surrogatepass"))
            for path, known in sorted(folder.files.items()):
                found.update(path.encode() + b"\0" + known.digest)
        return found.digest()

    def _index(self, files: dict[str, bytes], same: dict[str, bytes]) -> None:
        """Add the search index: as it is, where what is searched is as it was."""
        from site_builder.build import search_index

        def page(path: str) -> bytes:
            return (
                files[path]
                if path in files
                else output_folder.path_in(self.order.output, path).read_bytes()
            )

        old = self.cache.rows("article")
        found = {p: sha256(data).digest() for p, data in files.items()} | same
        new: dict[str, tuple[bytes, bytes]] = {}
        for path in (p for p in sorted(found) if p.startswith("reflections/")):
            kept = old.get(path)
            new[path] = (
                kept
                if kept and kept[0] == found[path]
                else (found[path], sha256(search_index.article(page(path))).digest())
            )
        self.cache.put("article", ((p, *row) for p, row in new.items() if old.get(p) != row))
        self.cache.keep_only("article", new)
        key = blake2b(self.program, digest_size=16)
        for path, (_, digest) in new.items():
            key.update(path.encode() + b"\0" + digest)
        last = self.cache.get("fact", "search")
        listed = json.loads(last[1]) if last and last[0] == key.digest() else {"": ""}
        if all(p in self.present and self.present[p].digest.hex() == d for p, d in listed.items()):
            same |= {path: bytes.fromhex(digest) for path, digest in listed.items()}
            return
        made = search_index.index({path: search_index.article(page(path)) for path in new})
        files |= made
        listed = {path: sha256(data).hexdigest() for path, data in made.items()}
        self.cache.put("fact", [("search", key.digest(), json.dumps(listed).encode())])

    def _look(self, written: output_folder.Written) -> None:
        """Note how the files of the output look, now that they were written."""
        now = time.time_ns()
        old, self.present = self.present, {}
        for path, digest in written.digests.items():
            if path in old and old[path].digest == digest:
                self.present[path] = old[path]
            elif look := snapshot.stat_of(str(output_folder.path_in(self.order.output, path))):
                self.present[path] = snapshot.KnownFile(digest, snapshot.trusted_stat(look, now))

    def _keep(self) -> None:
        """Keep what was seen and made for the next build."""
        for place, files in (("journal", self.journal.files), ("output", self.present)):
            if files != self.known[place]:
                self.cache.put_file_records(place, files)
        self.cache.commit()

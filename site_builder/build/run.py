"""One build from end to end: look at the folders, read, render, write, and remember.

Options come in, a `BuildResult` goes out. Each step has a module of its own; this one knows their
order, and skips them all if nothing changed. It prints nothing, and the day is an argument.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict, field, replace
from functools import partial
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from site_builder.build.cache import (
    RECORDS_SUFFIX,
    SITE_SUFFIX,
    Cache,
    CacheCorrupt,
)
from site_builder.build.folders import BuildFolders, BuildOptions
from site_builder.core.diagnostics import Diagnostic
from site_builder.core.frozen import frozen
from site_builder.files import output_folder, snapshot
from site_builder.files import theme as themes
from site_builder.files.errors import Failure, writing
from site_builder.files.journal_folder import require_journal_folder, with_user_paths
from site_builder.files.lock import CACHE_HINT, cache_path, output_lock, records_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from site_builder.build.preview import Preview
    from site_builder.build.reading import ReadJournal
    from site_builder.build.rendering import PageRenderer, Progress, RenderedSite


@frozen
class BuildResult:
    """What a build found and did; `problems` are those of the journal, then of the templates.

    `why` gives, by address, the reason for each page that was rendered. `ahead` can show edited
    pages before the next build; None if nothing had to be built.
    """

    problems: tuple[Diagnostic, ...]
    written: output_folder.WriteResult
    why: Mapping[str, str]
    ahead: Callable[[], Preview] | None = field(default=None, repr=False)


def build(
    journal_folder: Path,
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

    `search` is whether the site has a search page, `index` whether its index is made now or stays
    as it is, `full` whether the cache is ignored. `progress` gets the number of pages of
    opportunities, and returns what is called after each; `waiting` is called if another build
    holds the lock. Raises Failure if the work could not be done.
    """
    own = themes.own_templates(require_journal_folder(journal_folder), templates)
    output_folder.refuse_dangerous(output, journal_folder, *([own] if own else []))
    options = BuildOptions(journal_folder, output, today, own, search, index)
    if output_folder.output_kind(output) == "publication":
        message = f"{output} holds what was published for others"
        raise Failure(message, output_folder.OUTPUT_HINT, 2)
    paths = (
        cache_path(RECORDS_SUFFIX, journal_folder),
        cache_path(SITE_SUFFIX, journal_folder, output),
    )
    with output_lock(output, waiting), records_lock(journal_folder, waiting):
        if full:
            _delete_caches(paths)
        try:
            return _build_locked(options, paths, progress)
        except CacheCorrupt:  # it can show at any step; then all of the build runs again without it
            _delete_caches(paths)
        with contextlib.suppress(CacheCorrupt):
            return _build_locked(options, paths, progress)
    raise Failure(f"could not write {paths[0].parent}", CACHE_HINT)


def _build_locked(
    options: BuildOptions, paths: Iterable[Path], progress: Progress | None
) -> BuildResult:
    """A build while no other one is at work. Raises CacheCorrupt."""
    with contextlib.ExitStack() as stack:
        caches = (_open_cache(path) for path in paths)
        records, cache = (stack.enter_context(contextlib.closing(one)) for one in caches)
        return _Build(BuildFolders(options, records, cache), records, cache).run(progress)


def _preview(read: ReadJournal, renderer: PageRenderer, digests: Mapping[str, bytes]) -> Preview:
    from site_builder.build.preview import Preview  # noqa: PLC0415 -- only `watch` asks for it

    return Preview.of(read, renderer, digests)


def write_preview(
    preview: Preview, journal_folder: Path, output: Path, files: Iterable[str]
) -> Iterator[str]:
    """Show edited reflections before the next build, as far as the last one allows.

    `files` are their paths below the journal; yields the path of each page that changed, once it is
    written. Raises Failure if they can't be written.
    """
    with output_lock(output, lambda: None), writing(output):
        yield from preview.write(journal_folder, output, files)


def _unchanged(folders: BuildFolders, problems: bytes) -> BuildResult:
    """The result of a build with nothing to do. `problems` are as the last build kept them."""
    fact = json.loads(problems)
    diagnostics = tuple(Diagnostic(**p) for p in fact["problems"])
    in_journal = fact["journal"]
    # Without the manifest.
    written = output_folder.WriteResult((), (), len(folders.present) - 1)
    return _result(folders.options, diagnostics[:in_journal], diagnostics[in_journal:], written, {})


def _result(
    options: BuildOptions,
    journal_problems: tuple[Diagnostic, ...],
    theme_problems: tuple[Diagnostic, ...],
    written: output_folder.WriteResult,
    why: Mapping[str, str],
) -> BuildResult:
    problems = with_user_paths(options.journal_folder, options.name, journal_problems)
    return BuildResult((*problems, *theme_problems), written, why)


def _open_cache(path: Path) -> Cache:
    """The cache in a file. Raises Failure if that can't be written, CacheCorrupt if it is none."""
    with writing(path, CACHE_HINT):
        return Cache(path)


def _delete_caches(paths: Iterable[Path]) -> None:
    """Delete caches and the files that SQLite keeps beside them."""
    for path in paths:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


class _Build:
    """The state of one build: what each folder holds, and what the caches knew of it.

    `records` is the cache of the journal, `cache` that of the site.
    """

    def __init__(self, folders: BuildFolders, records: Cache, cache: Cache) -> None:
        self.folders, self.options = folders, folders.options
        self.records, self.cache = records, cache
        self.present = folders.present

    def run(self, progress: Progress | None) -> BuildResult:
        """Build, unless all is as the last build left it."""
        problems = self.folders.problems_if_unchanged()
        if problems is None:
            return self._build(progress)
        with writing(self.options.output):
            output_folder.remove_temporary_files(self.options.output)
        self._remember()
        return _unchanged(self.folders, problems)

    def _build(self, progress: Progress | None) -> BuildResult:
        """Read and render what changed, write the output, and remember all of it."""
        from site_builder.build import (  # noqa: PLC0415 -- a build with nothing to do needs none
            reading,
            rendering,
        )
        from site_builder.pages import render  # noqa: PLC0415 -- as above

        options, cache = self.options, self.cache
        read = reading.read_changed(
            options.journal_folder,
            options.name,
            self.folders.journal,
            options.today,
            self.records,
            self.folders.fingerprint,
        )
        digests = {path: known.digest for path, known in self.present.items()}
        compiled = self._compiled_templates()
        renderer = rendering.PageRenderer(
            render.site_view(read.journal, search=options.search),
            themes.combined_theme(self.folders.theme),
            dict(compiled),
        )
        site = rendering.render_site(
            read, renderer, digests, cache, self.folders.fingerprint, progress
        )
        written = self._write(site, digests)
        self.present = self._present_after(written)
        problems = [asdict(p) for p in (*read.journal.problems, *site.problems)]
        # A build with nothing to do reports these again.
        fact = {"problems": problems, "journal": len(read.journal.problems)}
        if renderer.compiled != compiled and cache.is_private:
            cache.put(
                "template", ((n, self.folders.fingerprint, d) for n, d in renderer.compiled.items())
            )
        cache.put("fact", [("built", self.folders.key, json.dumps(fact).encode())])
        self._remember()
        result = _result(options, read.journal.problems, tuple(site.problems), written, site.why)
        return replace(result, ahead=partial(_preview, read, renderer, written.digests))

    def _compiled_templates(self) -> dict[str, bytes]:
        """What Jinja made of templates in an earlier build.

        It is code, so it is used only where nobody else can have put it there.
        """
        rows = self.cache.rows("template") if self.cache.is_private else ()
        return {name: data for name, key, data in rows if key == self.folders.fingerprint}

    def _write(self, site: RenderedSite, present: Mapping[str, bytes]) -> output_folder.WriteResult:
        """Write a site, and the search index as far as the options ask for it."""
        keep = list(site.failed)
        if self.options.search and self.options.index:
            self._add_index(site)
        elif self.options.search:
            # `watch` indexes only once the user pauses; until then the old index is searched.
            keep += [path for path in self.present if path.startswith("search/pagefind/")]
        with writing(self.options.output):
            return output_folder.write(self.options.output, site.files, site.digests, keep, present)

    def _add_index(self, site: RenderedSite) -> None:
        """Add the search index to a site: its new files, or the SHA-256 of its files if all stay.

        It is made again only if the article of a page changed, as Pagefind starts from nothing.
        """
        from site_builder.build import search_index  # noqa: PLC0415 -- as in _build

        articles = self._article_digests(site)
        key = blake2b(self.folders.fingerprint, digest_size=16)
        for path, digest in articles.items():
            key.update(path.encode() + b"\0" + digest)
        last = self.cache.get("fact", "search")
        if last and last[0] == key.digest():
            same = {path: bytes.fromhex(digest) for path, digest in json.loads(last[1]).items()}
            present = {path: known.digest for path, known in self.present.items()}
            # Somebody may have deleted index files since they were made.
            if same.items() <= present.items():
                site.digests |= same
                return
        files = search_index.index(
            {path: search_index.article(self._page(site, path)) for path in articles}
        )
        listed = {path: site.add(path, data).hex() for path, data in files.items()}
        self.cache.put("fact", [("search", key.digest(), json.dumps(listed).encode())])

    def _article_digests(self, site: RenderedSite) -> dict[str, bytes]:
        """The SHA-256 of the article in each reflection's page, by path.

        The cache has it by the hash of the whole page, so that pages that stay are not read.
        """
        from site_builder.build import search_index  # noqa: PLC0415 -- as in _build

        old = {name: (page, article) for name, page, article in self.cache.rows("article")}
        pages = site.digests
        new: dict[str, tuple[bytes, bytes]] = {}
        for path in (p for p in sorted(pages) if p.startswith("reflections/")):
            row = old.get(path)
            if row is None or row[0] != pages[path]:
                article = search_index.article(self._page(site, path))
                row = pages[path], sha256(article).digest()
            new[path] = row
        self.cache.put("article", ((p, *row) for p, row in new.items() if old.get(p) != row))
        self.cache.keep_only("article", new)
        return {path: digest for path, (_, digest) in new.items()}

    def _page(self, site: RenderedSite, path: str) -> bytes:
        """A page of the site: as it was rendered, or as it is in the output."""
        if path in site.files:
            return site.files[path]
        return output_folder.path_in(self.options.output, path).read_bytes()

    def _present_after(self, written: output_folder.WriteResult) -> dict[str, snapshot.KnownFile]:
        """What the output holds now that it is written, by path."""
        now, present = time.time_ns(), {}
        for path, digest in written.digests.items():
            old = self.present.get(path)
            if old and old.digest == digest:
                present[path] = old
                continue
            file = output_folder.path_in(self.options.output, path)
            if (stat := snapshot.stat_of(str(file))) is not None:
                present[path] = snapshot.KnownFile(digest, snapshot.trusted_stat(stat, now))
        return present

    def _remember(self) -> None:
        """Commit what was seen and made for the next build."""
        # Usually nothing differs, and writing ten thousand of them takes a while.
        folders = self.folders
        if folders.journal.files != folders.known_journal:
            self.records.put_known_files(folders.journal.files)
        if self.present != folders.known_output:
            self.cache.put_known_files(self.present)
        # Each is right without the other: the keys in them say what they were made from.
        self.records.commit()
        self.cache.commit()

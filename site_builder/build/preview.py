"""Show an edited page before the next build, from what the last build left in memory.

`watch` writes this preview within milliseconds of a save; the build that follows brings the whole
site up to date, these pages included. Until then a page may say outdated things of other files.
"""

from __future__ import annotations

import contextlib
from dataclasses import field, replace
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder.build.cache import RECORDS_SUFFIX, CacheCorrupt, CacheReader
from site_builder.build.reading import remembered_file
from site_builder.core.frozen import frozen
from site_builder.core.journal import Fits
from site_builder.core.opportunities import group_reflections
from site_builder.files import output_folder, snapshot
from site_builder.files.lock import cache_path
from site_builder.pages import lists
from site_builder.pages import opportunity as opportunity_module
from site_builder.pages import reflection as reflection_module
from site_builder.pages.context import Context
from site_builder.parsing.filenames import slug_of
from site_builder.parsing.outline import ReflectionReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from site_builder.build.reading import ReadJournal
    from site_builder.build.rendering import PageRenderer
    from site_builder.core.grouping import OpportunityName
    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.pages.context import Page
    from site_builder.parsing.parsed_file import ParsedFile


@frozen
class _KnownOpportunity:
    """An opportunity as the last build knew it, with the slugs of its files, broken ones too.

    `key` is None if every file was broken. `shares_company` is what its files do not tell.
    """

    key: str | None
    slugs: tuple[str, ...]
    shares_company: bool = False


@frozen
class Preview:
    """What a build leaves for previews: the journal without its reflections, and how to render.

    `opportunities` are by the slug of each of their files, `digests` the SHA-256 of every file that
    the build wrote, `rewritten` those of pages that previews have written since.
    """

    journal: Journal
    opportunities: Mapping[str, _KnownOpportunity]
    reader: ReflectionReader
    base: bytes
    """What the keys of all records begin with, as in `ReadJournal`."""
    renderer: PageRenderer
    digests: Mapping[str, bytes]
    rewritten: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, read: ReadJournal, renderer: PageRenderer, digests: Mapping[str, bytes]) -> Preview:
        """The preview of the journal that was just built."""
        journal = read.journal
        opportunities = _known_opportunities(journal)
        looking_for = journal.looking_for is not None
        slugs = frozenset(opportunities)
        reader = ReflectionReader(journal.name, journal.settings, slugs, looking_for)
        # Reflections are most of a journal, and those that a preview shows are read again.
        rest = replace(journal, reflections=(), fits={}, opportunities=(), problems=())
        return cls(rest, opportunities, reader, read.base, renderer, digests)

    def write(self, journal_folder: Path, output: Path, files: Iterable[str]) -> Iterator[str]:
        """Write the pages of edited reflections, and yield the path of each that changed, at once.

        The edited ones come first. `files` are paths below the journal. A broken file's page shows
        what is wrong. Nothing is written if the edit may concern other opportunities: a new file,
        settings, another company.
        """
        slugs = frozenset(slug_of(path) for path in files)
        if not all(slug in self.opportunities for slug in slugs):
            return
        for known in dict.fromkeys(self.opportunities[slug] for slug in slugs):
            for page in self._pages(journal_folder, known, slugs):
                path, data = unquote(page.address), self.renderer.page(page)
                # A failed template is left to the build, which reports it.
                if isinstance(data, bytes) and self._rewrite(output, path, data):
                    yield path

    def _rewrite(self, output: Path, path: str, data: bytes) -> bool:
        """Replace a page that is as a build or a preview left it; whether it changed."""
        known = self.rewritten.get(path) or self.digests.get(path)
        if known is None or not output_folder.rewrite(output, {path: data}, {path: known}):
            return False
        self.rewritten[path] = sha256(data).digest()
        return True

    def _pages(
        self, journal_folder: Path, known: _KnownOpportunity, edited: frozenset[str]
    ) -> Iterator[Page]:
        """The pages of an opportunity as its files are now; none if one of them is gone.

        Those of the `edited` slugs come first.
        """
        try:
            files = self._read(journal_folder, known.slugs)
        except OSError:
            return
        rounds = [parsed.reflection for parsed in files.values() if parsed.reflection]
        for slug, parsed in files.items():
            if parsed.reflection is None:
                yield lists.left_out_page(slug, parsed.problems)
        if rounds and known.key is None and (other := self._opportunity_of(rounds)):
            joined = replace(other, slugs=(*other.slugs, *known.slugs))
            yield from self._pages(journal_folder, joined, edited)
            return
        unread = [parsed.name for parsed in files.values() if parsed.reflection is None]
        # Broken files of other opportunities too: their name may be this one's.
        unread += [f.name for f in self.journal.left_out if f.slug not in files]
        if ctx := self._context(known, rounds, unread):
            yield from _pages_in(ctx, edited)

    def _opportunity_of(self, rounds: list[Reflection]) -> _KnownOpportunity | None:
        """The opportunity that a mended file belongs to, whose name could not be read before."""
        (opportunity,) = group_reflections(rounds, (), self.journal.settings, self.journal.today)
        known = self.opportunities.values()
        return next((one for one in known if one.key == opportunity.key), None)

    def _read(self, journal_folder: Path, slugs: Iterable[str]) -> dict[str, ParsedFile]:
        """Read files as a build would, unless the last one remembers them. Raises OSError."""
        files = {slug: snapshot.read_file(journal_folder / f"{slug}.md") for slug in slugs}
        known: dict[str, ParsedFile | None] = {}
        with contextlib.suppress(CacheCorrupt):  # the next build makes the cache anew
            records = CacheReader(cache_path(RECORDS_SUFFIX, journal_folder))
            with contextlib.closing(records):
                for slug, data in files.items():
                    path = f"{slug}.md"
                    known[slug] = remembered_file(self.reader, self.base, path, data, records)
        return {s: known.get(s) or self.reader.read(f"{s}.md", files[s]) for s in files}

    def _context(
        self, known: _KnownOpportunity, rounds: list[Reflection], unread: Iterable[OpportunityName]
    ) -> Context | None:
        """What the pages of an opportunity share; None if its rounds now make another one or two.

        `unread` are the names in files that are broken, as far as they can be read.
        """
        grouped = group_reflections(rounds, unread, self.journal.settings, self.journal.today)
        if len(grouped) != 1 or known.key not in (None, grouped[0].key):
            return None
        opportunity = replace(grouped[0], shares_company=known.shares_company)
        journal = replace(
            self.journal,
            opportunities=(opportunity,),
            reflections=opportunity.rounds,
            fits=Fits(opportunity.rounds, self.journal.settings),
            other_opportunities=self.journal.other_opportunities if opportunity.live else {},
        )
        return Context(journal)


def _pages_in(ctx: Context, edited: frozenset[str]) -> Iterator[Page]:
    """The pages of the one opportunity, and of its rounds, those of the `edited` slugs first."""
    (opportunity,) = ctx.journal.opportunities
    first = [r for r in opportunity.rounds if r.slug in edited]
    for reflection in first:
        yield reflection_module.page(reflection, ctx)
    # The page of a live opportunity tells of the others: known only if it was live before.
    if not opportunity.live or opportunity.key in ctx.journal.other_opportunities:
        yield opportunity_module.page(opportunity, ctx)
    for reflection in opportunity.rounds:
        if reflection.slug not in edited:
            yield reflection_module.page(reflection, ctx)


def _known_opportunities(journal: Journal) -> dict[str, _KnownOpportunity]:
    """The opportunity of each file that has a page, by slug; of a broken one as far as it says."""
    broken: dict[OpportunityName, list[str]] = {}
    for file in journal.left_out:
        if file.slug:
            broken.setdefault(file.name, []).append(file.slug)
    known = {slug: _KnownOpportunity(None, (slug,)) for slugs in broken.values() for slug in slugs}
    for opportunity in journal.opportunities:
        names = dict.fromkeys(opportunity.unread)
        unread = (slug for name in names for slug in broken.get(name, ()))
        slugs = (*(r.slug for r in opportunity.rounds), *unread)
        one = _KnownOpportunity(opportunity.key, slugs, opportunity.shares_company)
        known |= dict.fromkeys(slugs, one)
    return known

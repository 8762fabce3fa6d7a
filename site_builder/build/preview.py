"""The edited page first: what the last build knew shows it before all else is looked at.

The build that follows makes the whole site right, this page too; all that is here may be wrong in
is what others say of it meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder.core.addresses import opportunity_page
from site_builder.core.journal import Fits
from site_builder.core.opportunities import group
from site_builder.files import output_folder, snapshot
from site_builder.pages import lists, render
from site_builder.pages.context import Context
from site_builder.parsing.filenames import slug_of
from site_builder.parsing.reflection import ReflectionReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from site_builder.build.rendering import PageRenderer
    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Name
    from site_builder.pages.context import Page
    from site_builder.parsing.reflection import ParsedFile


@dataclass(frozen=True, slots=True)
class _Job:
    """A job as the last build knew it: its files by slug, those that were left out too.

    `key` is None where all of them were.
    """

    key: str | None
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build leaves for the next: all of the journal but its reflections, and how to render.

    `jobs` are by the slugs of their files; `digests` are the hashes of the files that it wrote.
    """

    journal: Journal
    jobs: Mapping[str, _Job]
    reader: ReflectionReader
    press: PageRenderer
    digests: Mapping[str, bytes]

    @classmethod
    def of(cls, journal: Journal, press: PageRenderer, digests: Mapping[str, bytes]) -> Preview:
        """What is needed of a journal that was built."""
        named: dict[Name, list[str]] = {}
        for file in journal.left_out:
            if file.slug:
                named.setdefault(file.name, []).append(file.slug)
        jobs = {slug: _Job(None, (slug,)) for slugs in named.values() for slug in slugs}
        for o in journal.opportunities:
            unread = (slug for name in dict.fromkeys(o.unread) for slug in named.get(name, ()))
            job = _Job(o.key, (*(r.slug for r in o.rounds), *unread))
            jobs |= dict.fromkeys(job.slugs, job)
        looking_for = journal.looking_for is not None
        reader = ReflectionReader(journal.name, journal.settings, frozenset(jobs), looking_for)
        rest = replace(journal, reflections=(), fits={}, opportunities=(), problems=())
        return cls(rest, jobs, reader, press, digests)

    def write(self, folder: Path, output: Path, files: Iterable[str]) -> tuple[str, ...]:
        """Write the pages of some reflections, by path below the journal; gives what was written.

        A broken one's page becomes what is wrong with it. Nothing, where the edit may concern more
        than the pages of the same jobs: a new file, settings, a company's name.
        """
        slugs = [slug_of(path) for path in files]
        if not all(slug in self.jobs for slug in slugs):
            return ()
        made = {
            unquote(page.address): self.press.page(page)
            for job in {self.jobs[slug] for slug in slugs}
            for page in self._pages(folder, job)
        }
        pages = {path: page for path, page in made.items() if isinstance(page, bytes)}
        return output_folder.rewrite(output, pages, self.digests)

    def _pages(self, folder: Path, job: _Job) -> Iterator[Page]:
        """The pages of a job as its files are now; none where one of them is gone."""
        try:
            read = {slug: self._read(folder, f"{slug}.md") for slug in job.slugs}
        except OSError:
            return
        for slug, parsed in read.items():
            if parsed.reflection is None:
                yield lists.left_out(slug, parsed.problems)
        rounds = [parsed.reflection for parsed in read.values() if parsed.reflection]
        if rounds and job.key is None and (other := self._job_of(rounds)):
            yield from self._pages(folder, _Job(other.key, (*other.slugs, *job.slugs)))
            return
        unread = [parsed.name for parsed in read.values() if parsed.reflection is None]
        unread += [f.name for f in self.journal.left_out if f.slug not in read]
        yield from self._sound(job, rounds, unread)

    def _job_of(self, rounds: list[Reflection]) -> _Job | None:
        """The job that a mended file turns out to belong to, though it did not say so."""
        (o,) = group(rounds, (), self.journal.settings, self.journal.today)
        return next((job for job in self.jobs.values() if job.key == o.key), None)

    def _read(self, folder: Path, path: str) -> ParsedFile:
        return self.reader.read(path, snapshot.read_file(folder / path))

    def _sound(self, job: _Job, rounds: list[Reflection], unread: Iterable[Name]) -> Iterator[Page]:
        """The pages of a job and its rounds, where they still make the same job."""
        jobs = group(rounds, unread, self.journal.settings, self.journal.today)
        if len(jobs) != 1 or job.key not in (None, jobs[0].key):
            return
        (o,) = jobs
        journal = replace(
            self.journal,
            opportunities=jobs,
            reflections=o.rounds,
            fits=Fits(o.rounds, self.journal.settings),
            other_opportunities=self.journal.other_opportunities if o.live else {},
        )
        # What a live job shows of others is not known here unless it was live before.
        is_known = not o.live or o.key in journal.other_opportunities
        for page in render.job_pages(o, Context(journal)):
            if is_known or page.address != opportunity_page(o.key):
                yield page

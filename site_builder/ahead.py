"""The edited page first: what the last build knew shows it before all else is looked at.

The build that follows makes the whole site right, this page too; all that is here may be wrong in
is what others say of it meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder import store
from site_builder.core.journal import Fits
from site_builder.core.names import slug_of
from site_builder.core.opportunities import group
from site_builder.core.parse import Reader
from site_builder.pages import render
from site_builder.pages.context import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.rendering import Press


@dataclass(frozen=True, slots=True)
class _Job:
    """A job as the last build knew it, and its rounds by slug."""

    key: str
    rounds: tuple[str, ...]
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a build leaves for the next: all of the journal but its reflections, and how to render.

    `digests` are the hashes of the files that it wrote.
    """

    journal: Journal
    jobs: Mapping[str, _Job]
    reader: Reader
    press: Press
    digests: Mapping[str, bytes]

    @classmethod
    def of(cls, journal: Journal, press: Press, digests: Mapping[str, bytes]) -> Ahead:
        """What is needed of a journal that was built."""
        jobs: dict[str, _Job] = {}
        for o in journal.opportunities:
            job = _Job(o.key, tuple(r.slug for r in o.rounds), o.incomplete)
            jobs |= dict.fromkeys(job.rounds, job)
        slugs = frozenset([*jobs, *(f.slug for f in journal.left_out if f.slug)])
        reader = Reader(journal.name, journal.settings, slugs, journal.looking_for is not None)
        rest = replace(journal, reflections=(), fits={}, opportunities=(), problems=())
        return cls(rest, jobs, reader, press, digests)

    def write(self, folder: Path, output: Path, files: Iterable[str]) -> tuple[str, ...]:
        """Write the pages of some reflections, by path below the journal; gives what was written.

        Nothing, where the edit may concern more than the pages of the same jobs: a new file,
        settings, a company's name, or something wrong.
        """
        slugs = [slug_of(path) for path in files]
        if not all(slug in self.jobs for slug in slugs):
            return ()
        pages: dict[str, bytes] = {}
        for job in {self.jobs[slug].key: self.jobs[slug] for slug in slugs}.values():
            o = self._read(folder, job)
            if o is None:
                return ()
            journal = replace(
                self.journal,
                opportunities=(o,),
                reflections=o.rounds,
                fits=Fits(o.rounds, self.journal.settings),
            )
            for page in render.job_pages(o, Context(journal)):
                made = self.press.page(page)
                if isinstance(made, bytes):
                    pages[unquote(page.address)] = made
        return store.rewrite(output, pages, self.digests)

    def _read(self, folder: Path, job: _Job) -> Opportunity | None:
        """A job as its files are now; None where it is no longer that job."""
        rounds = []
        for slug in job.rounds:
            path = f"{slug}.md"
            try:
                parsed = self.reader.read(path, (folder / path).read_bytes())
            except OSError:
                return None
            if parsed.reflection is None:
                return None
            rounds.append(parsed.reflection)
        found = group(rounds, (), self.journal.settings, self.journal.today)
        if len(found) != 1 or found[0].key != job.key:
            return None
        if found[0].live != (job.key in self.journal.elsewhere):
            return None
        return replace(found[0], incomplete=job.incomplete)

"""The files of a site: each page is made again only where what it is made of has changed.

A page is a function of what it shows, of what stands around it on every page, of the templates and
of the program; its key is a hash of each. What the pages of one job show is that job alone, so its
hash is that of its files: their text need not even be looked at to know that it is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder.build import codec, workers
from site_builder.build.reading import hash_of
from site_builder.core.diagnostics import Diagnostic
from site_builder.pages import calendar, data, render
from site_builder.pages.context import Context, LazyPage
from site_builder.pages.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from site_builder.build.cache import Cache
    from site_builder.build.reading import ReadJournal
    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.files.theme import Theme
    from site_builder.pages.context import Page
    from site_builder.pages.views import SiteView

    Progress = Callable[[int], Callable[[], None]]

HASH = 16


# A page's key is a hash of each of these; where one differs, that is why it is made again.
REASONS = (
    "what it shows has changed",
    "the title, the date or what can be searched has changed",
    "a template has changed",
    "afterview or a library has changed",
)
NEW, HARMED = "it is new", "its file was changed or removed"


@dataclass(slots=True)
class RenderedSite:
    """What a site is to hold: new files by path, and the hashes of those that hold it already.

    `failed` are paths whose template failed, `why` says of each page that was rendered the reason.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    same: dict[str, bytes] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PageRenderer:
    """What all pages are rendered with."""

    site: SiteView
    theme: Theme

    def __reduce__(self) -> tuple[type[PageRenderer], tuple[SiteView, Theme]]:
        return PageRenderer, (self.site, self.theme)  # each process compiles templates of its own

    @cached_property
    def renderer(self) -> render.TemplateRenderer:
        """Templates compiled as they are needed."""
        return render.TemplateRenderer(self.site, self.theme.templates, self.theme.shown)

    def page(self, page: Page | LazyPage) -> bytes | Diagnostic:
        """A page as bytes, or what is wrong with its template."""
        try:
            return self.renderer.render(page).encode("utf-8", "xmlcharrefreplace")
        except render.TemplateFailed as failed:
            return failed.problem


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be made of a job: pages by address, and its part in the pages about all."""

    pages: frozenset[str]
    part: bool


def render_site(
    read: ReadJournal,
    press: PageRenderer,
    present: Mapping[str, bytes],
    cache: Cache,
    program: bytes,
    progress: Progress | None,
) -> RenderedSite:
    """The site of a journal; `present` are the hashes of what the output holds, by path."""
    return _Making(read, press, present, cache, program).run(progress)


def render_shared_site(journal: Journal, theme: Theme) -> RenderedSite:
    """The site of a redacted journal, all of it anew: what is not remembered can't come back."""
    press = PageRenderer(render.site_view(journal, search=False), theme)
    made = RenderedSite(problems=list(theme.problems))
    for page in render.shared_pages(Context(journal)):
        text = press.page(page)
        if isinstance(text, Diagnostic):
            made.problems.append(text)
        else:
            made.files[unquote(page.address)] = text
    made.files |= {name: data for name, data in theme.assets.items() if name != "search.js"}
    made.files["journal.json"] = data.json_text(journal).encode()
    return made


class _Making:
    """The making of one site."""

    def __init__(
        self,
        read: ReadJournal,
        press: PageRenderer,
        present: Mapping[str, bytes],
        cache: Cache,
        program: bytes,
    ) -> None:
        self.read, self.journal, self.cache, self.present = read, read.journal, cache, present
        self.press, theme = press, press.theme
        templates = codec.encode((theme.templates, theme.shown))
        self.around = (hash_of(codec.encode(self.press.site)), hash_of(templates), program)
        kept = cache.get("fact", "pages")
        self.old = codec.decode(kept[1], dict[str, tuple[bytes, bytes]]) if kept else {}
        self.rows: dict[str, tuple[bytes, bytes]] = {}
        self.made = RenderedSite(problems=list(theme.problems))
        self.failures: dict[tuple[str, int], Diagnostic] = {}

    def run(self, progress: Progress | None) -> RenderedSite:
        """Make what is to be made; what the next build can use of it goes to the cache."""
        journal, made = self.journal, self.made
        parts = self._jobs(progress)
        for page in render.pages(Context(journal, parts), search=self.press.site.search):
            shown = self._shown(page)
            if self._is_wanted(page.address, shown):
                self._put(page.address, shown, self.press.page(page))
        made.files |= self.press.theme.assets
        if not self.press.site.search:
            made.files.pop("search.js", None)
        made.files["journal.json"] = data.json_text(journal, parts).encode()
        made.files["calendar.ics"] = calendar.calendar_text(journal, parts).encode()
        made.problems += self.failures.values()
        self.cache.put("fact", [("pages", b"", codec.encode(self.rows))])
        return made

    def _shown(self, page: Page | LazyPage) -> bytes:
        """A hash of what a page shows: of its view, or of all that that is made of."""
        if isinstance(page, LazyPage):
            rounds = (self.read.keys[r.slug] for r in page.rounds)
            return hash_of(codec.encode((page.template, page.beside)), *rounds)
        return hash_of(codec.encode((page.template, page.view)))

    def _jobs(self, progress: Progress | None) -> dict[str, Part]:
        """Make the pages of each job where they are wanted; the parts of all, by key."""
        journal, old = self.journal, self.cache.rows("part")
        base = hash_of(
            self.around[2], journal.today.isoformat().encode(), codec.encode(journal.looking_for)
        )
        parts: dict[str, Part] = {}
        digests: dict[str, bytes] = {}
        jobs: list[tuple[Opportunity, _Wanted]] = []
        for o in journal.opportunities:
            outside = codec.encode((o.key, o.incomplete, journal.other_opportunities.get(o.key)))
            digest = hash_of(base, outside, *(self.read.keys[r.slug] for r in o.rounds))
            digests[o.key] = digest
            wanted = frozenset(a for a in render.job_addresses(o) if self._is_wanted(a, digest))
            kept = old.get(o.key, (b"", b""))
            if kept[0] == digest:
                parts[o.key] = codec.decode(kept[1], Part)
            if wanted or o.key not in parts:
                jobs.append((o, _Wanted(wanted, part=o.key not in parts)))
        step = progress(sum(len(w.pages) for _, w in jobs)) if progress else None
        if jobs:
            self.press.renderer.compile()
        tasks = ((journal.only(o), w) for o, w in jobs)
        results = workers.run(_made, self.press, tasks, len(jobs))
        for (o, _), (made, pages) in zip(jobs, results, strict=True):
            if made:
                parts[o.key] = codec.decode(made, Part)
                self.cache.put("part", [(o.key, digests[o.key], made)])
            for address, page in pages:
                self._put(address, digests[o.key], page)
                if step:
                    step()
        self.cache.keep_only("part", parts)
        return parts

    def _is_wanted(self, address: str, shown: bytes) -> bool:
        """Whether a page is to be rendered; the reason is noted, or else that it is the same."""
        key = (shown, *self.around)
        row = self.old.get(address)
        path = unquote(address)
        if row is None:
            self.made.why[address] = NEW
        elif row[0] != b"".join(key):
            was = (row[0][i * HASH : (i + 1) * HASH] for i in range(len(key)))
            changed = (r for r, a, b in zip(REASONS, was, key, strict=True) if a != b)
            self.made.why[address] = " and ".join(changed)
        elif self.present.get(path) != row[1]:
            self.made.why[address] = HARMED
        else:
            self.rows[address] = row
            self.made.same[path] = row[1]
            return False
        return True

    def _put(self, address: str, shown: bytes, page: bytes | Diagnostic) -> None:
        if isinstance(page, Diagnostic):
            self.failures[page.path, page.line] = page
            self.made.failed.append(unquote(address))
        else:
            self.made.files[unquote(address)] = page
            key = b"".join((shown, *self.around))
            self.rows[address] = (key, sha256(page).digest())


def _made(
    press: PageRenderer, task: tuple[Journal, _Wanted]
) -> tuple[bytes | None, list[tuple[str, bytes | Diagnostic]]]:
    """The part of a job and its pages by address, as far as they are wanted."""
    journal, wanted = task
    (o,) = journal.opportunities
    ctx = Context(journal)
    made = codec.encode(render.part(o, ctx)) if wanted.part else None
    pages = render.job_pages(o, ctx) if wanted.pages else ()
    return made, [(p.address, press.page(p)) for p in pages if p.address in wanted.pages]

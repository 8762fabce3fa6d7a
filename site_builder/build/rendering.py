"""Render the files of a site; a page is rendered only if something that it is made from changed.

A `ReadJournal` and a theme come in, and a `RenderedSite` goes out; writing it is for the caller. A
page depends on what it shows, on the frame that all pages share, on the templates and on the code,
and its key holds a hash of each. What the pages of one opportunity show is that opportunity, so its
hash is made from the keys of its files, and their text need not be loaded to know it is the same.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder.build import codec, workers
from site_builder.build.reading import hash_of
from site_builder.build.summaries import known_json, known_summaries, opportunity_keys
from site_builder.core.diagnostics import Diagnostic
from site_builder.core.frozen import frozen
from site_builder.files.spool import Spool
from site_builder.pages import calendar, data, render
from site_builder.pages.context import Context, LazyPage
from site_builder.pages.summary import OpportunitySummary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, MutableMapping

    from site_builder.build.cache import Cache
    from site_builder.build.reading import ReadJournal
    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.files.theme import Theme
    from site_builder.pages.context import Page
    from site_builder.pages.views import SiteView

    Progress = Callable[[int], Callable[[], None]]
    """Gets the number of pages to render, and returns what is called after each."""

HASH_BYTES = 16  # of each part of a page's key, as `hash_of` makes it
# The parts of a page's key, in order: which of them differ is why a page is rendered.
CHANGED_REASONS = (
    "what it shows has changed",
    "the title, the date or what can be searched has changed",
    "a template has changed",
    "afterview or a library has changed",
)
# Scripts of pages that no audience gets.
OWN_SCRIPTS = frozenset({"search.js", "what-if.js"})
NEW_REASON, FILE_REASON = "it is new", "its file was changed or removed"


@dataclass(slots=True)
class RenderedSite:
    """The files of a site: new bytes by path, and the SHA-256 of these and of those that stay.

    `failed` are the paths whose template failed; `why` gives, by address, the reason for each page
    that was rendered.
    """

    files: MutableMapping[str, bytes] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, data: bytes) -> bytes:
        """Add or replace a file; returns its SHA-256."""
        self.files[path] = data
        self.digests[path] = sha256(data).digest()
        return self.digests[path]


@dataclass(frozen=True)
class PageRenderer:
    """Renders pages as bytes, with one theme and one frame around them.

    `compiled` is as for a `TemplateRenderer`.
    """

    site: SiteView
    theme: Theme
    compiled: dict[str, bytes] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[PageRenderer], tuple[SiteView, Theme, dict[str, bytes]]]:
        # Jinja's templates can't be pickled; each spawned worker makes its own of the same code.
        return PageRenderer, (self.site, self.theme, self.compiled)

    @cached_property
    def templates(self) -> render.TemplateRenderer:
        """The theme's templates, each compiled when it is first used."""
        return render.TemplateRenderer(
            self.site, self.theme.templates, self.theme.shown, self.compiled
        )

    def page(self, page: Page) -> bytes | Diagnostic:
        """A page as bytes, or what is wrong with its template."""
        try:
            return self.templates.render(page).encode("utf-8", "xmlcharrefreplace")
        except render.TemplateFailed as failed:
            return failed.problem


@frozen
class _Wanted:
    """What to render of an opportunity: pages by address, and its part of the pages about all.

    `texts` are those of its entries in the calendar.
    """

    pages: frozenset[str]
    part: bool
    texts: calendar.CalendarTexts


def render_site(
    read: ReadJournal,
    renderer: PageRenderer,
    present: Mapping[str, bytes],
    cache: Cache,
    fingerprint: bytes,
    progress: Progress | None,
) -> RenderedSite:
    """The private site of a journal. `present` are the SHA-256 of the files in the output."""
    return _SiteRendering(read, renderer, present, cache, fingerprint).run(progress)


def render_shared_site(journal: Journal, theme: Theme) -> RenderedSite:
    """The site of a redacted journal. It uses no cache, so nothing shared before can come back."""
    renderer = PageRenderer(render.site_view(journal, search=False), theme)
    site = RenderedSite(problems=list(theme.problems))
    for page in render.shared_pages(Context(journal)):
        result = renderer.page(page)
        if isinstance(result, Diagnostic):
            site.problems.append(result)
        else:
            site.add(unquote(page.address), result)
    for name, asset in theme.assets.items():
        if name not in OWN_SCRIPTS:
            site.add(name, asset)
    site.add("journal.json", data.json_bytes(journal))
    return site


class _SiteRendering:
    """The state of rendering one site: the old and new keys of its pages, and the result so far."""

    def __init__(
        self,
        read: ReadJournal,
        renderer: PageRenderer,
        present: Mapping[str, bytes],
        cache: Cache,
        fingerprint: bytes,
    ) -> None:
        self.read, self.journal, self.cache, self.present = read, read.journal, cache, present
        self.renderer, theme = renderer, renderer.theme
        templates = codec.encode((theme.templates, theme.shown))
        # The parts of a key that all pages share, in the order of CHANGED_REASONS.
        self.shared_key = (hash_of(codec.encode(renderer.site)), hash_of(templates), fingerprint)
        row = cache.get("fact", "pages")
        self.old_rows = codec.decode(row[1], dict[str, tuple[bytes, bytes]]) if row else {}
        self.rows: dict[str, tuple[bytes, bytes]] = {}
        """The key and the SHA-256 of each page, by address."""
        self.site = RenderedSite(Spool(cache.folder), problems=list(theme.problems))
        self.failures: dict[tuple[str, int], Diagnostic] = {}
        """By file and line, as a mistake in a template fails many pages."""

    def run(self, progress: Progress | None) -> RenderedSite:
        """Render what has to be, and put what the next build can use into the cache."""
        journal, site, search = self.journal, self.site, self.renderer.site.search
        keys = opportunity_keys(self.read)
        parts = self._render_opportunities(keys, progress)
        for page in render.pages(Context(journal, parts), search=search):
            key = self._content_key(page)
            if self._is_wanted(page.address, key):
                self._put(page.address, key, self.renderer.page(self._with_text(page)))
        for name, asset in self.renderer.theme.assets.items():
            if search or name != "search.js":  # the one asset that only the search page loads
                site.add(name, asset)
        # Loaded only now: it takes most memory, and workers have theirs until all pages are made.
        site.add("journal.json", data.json_bytes(journal, known_json(self.read, keys)))
        site.add("calendar.ics", self._calendar(parts).encode())
        site.problems += self.failures.values()
        self.cache.put("fact", [("pages", b"", codec.encode(self.rows))])
        return site

    def _calendar(self, parts: dict[str, OpportunitySummary]) -> str:
        """The calendar; what its library wrote before is not written again."""
        row, program = self.read.cache.get("fact", "calendar"), self.shared_key[-1]
        known = codec.decode(row[1], dict[bytes, str]) if row and row[0] == program else {}
        texts = calendar.CalendarTexts(program, known)
        text = calendar.calendar_text(self.journal, parts, texts)
        self.read.cache.put("fact", [("calendar", program, codec.encode(texts.used))])
        return text

    def _entry_texts(self, key: str) -> calendar.CalendarTexts:
        """The texts in the calendar that an opportunity had, as it was in the last build."""
        row = self.read.cache.get("part", key)
        texts = {}
        # Another program may have kept something else there.
        with contextlib.suppress(ValueError):
            events = codec.decode(row[1], OpportunitySummary).calendar.events if row else ()
            texts = {event.values: event.text for event in events}
        return calendar.CalendarTexts(self.shared_key[-1], texts)

    def _content_key(self, page: Page | LazyPage) -> bytes:
        """A hash of what a page shows: of its view, or of all that its view is made from."""
        if isinstance(page, LazyPage):
            # Its reflections' sections are in the cache; the hashes of what it quotes are at hand.
            quoted = (self.read.quoted[r.slug] for r in page.rounds)
            return hash_of(codec.encode((page.template, page.beside)), *quoted)
        return hash_of(codec.encode((page.template, page.view)))

    def _with_text(self, page: Page | LazyPage) -> Page:
        """A page that can be rendered: a lazy one gets the sections of its reflections."""
        if isinstance(page, LazyPage):
            return page.page(self.read.with_sections(page.rounds))
        return page

    def _render_opportunities(
        self, keys: Mapping[str, bytes], progress: Progress | None
    ) -> dict[str, OpportunitySummary]:
        """Render the pages of each opportunity that changed; returns the summaries of all, by key.

        Workers get one opportunity each, with its sections, so few are in memory at once.
        """
        parts = known_summaries(self.read, keys)
        changed = self._changed_opportunities(keys, parts)
        step = progress(sum(len(w.pages) for _, w in changed)) if progress else None
        if changed:
            # Before workers are forked, so that they share the compiled templates.
            self.renderer.templates.compile()
        if any(wanted.part and not wanted.texts.known for _, wanted in changed):
            calendar.load_library()
        tasks = ((self._alone(o), wanted) for o, wanted in changed)
        results = workers.run(_render_opportunity, self.renderer, tasks, len(changed))
        for (opportunity, _), (encoded, rendered) in zip(changed, results, strict=True):
            key = keys[opportunity.key]
            if encoded:
                parts[opportunity.key] = codec.decode(encoded[0], OpportunitySummary)
                for kind, value in zip(("part", "json"), encoded, strict=True):
                    self.read.cache.put(kind, [(opportunity.key, key, value)])
            for address, page in rendered:
                self._put(address, key, page)
                if step:
                    step()
        for kind in ("part", "json"):
            self.read.cache.keep_only(kind, keys)
        return parts

    def _changed_opportunities(
        self, keys: Mapping[str, bytes], known: Collection[str]
    ) -> list[tuple[Opportunity, _Wanted]]:
        """What is to be rendered of each opportunity; `known` have a summary already."""
        changed = []
        for opportunity in self.journal.opportunities:
            addresses = render.opportunity_addresses(opportunity)
            key, part = keys[opportunity.key], opportunity.key not in known
            pages = frozenset(a for a in addresses if self._is_wanted(a, key))
            if pages or part:
                wanted = _Wanted(pages, part, self._entry_texts(opportunity.key))
                changed.append((opportunity, wanted))
        return changed

    def _alone(self, opportunity: Opportunity) -> Journal:
        """The journal with this opportunity alone, and with the sections of its rounds."""
        rounds = self.read.with_sections(opportunity.rounds)
        return self.journal.only(replace(opportunity, rounds=rounds))

    def _is_wanted(self, address: str, content_key: bytes) -> bool:
        """Whether a page has to be rendered; notes the reason, or else that its file stays."""
        row, path = self.old_rows.get(address), unquote(address)
        reason = self._reason(row, self.present.get(path), content_key)
        if reason:
            self.site.why[address] = reason
        elif row:
            self.rows[address] = row
            self.site.digests[path] = row[1]
        return reason is not None

    def _reason(
        self, row: tuple[bytes, bytes] | None, present: bytes | None, content_key: bytes
    ) -> str | None:
        """Why a page has to be rendered; None if its old key and its file are as they should be.

        `row` is the page's old key and SHA-256, `present` the SHA-256 of its file now.
        """
        if row is None:
            return NEW_REASON
        key = (content_key, *self.shared_key)
        if row[0] != b"".join(key):
            old_key = (row[0][i * HASH_BYTES : (i + 1) * HASH_BYTES] for i in range(len(key)))
            parts = zip(CHANGED_REASONS, old_key, key, strict=True)
            return " and ".join(reason for reason, old, new in parts if old != new)
        return FILE_REASON if present != row[1] else None

    def _put(self, address: str, content_key: bytes, page: bytes | Diagnostic) -> None:
        """Add a rendered page to the site, or the failure of its template."""
        if isinstance(page, Diagnostic):
            self.failures[page.path, page.line] = page
            self.site.failed.append(unquote(address))
        else:
            key = b"".join((content_key, *self.shared_key))
            self.rows[address] = (key, self.site.add(unquote(address), page))


def _render_opportunity(
    renderer: PageRenderer, task: tuple[Journal, _Wanted]
) -> tuple[tuple[bytes, bytes] | None, list[tuple[str, bytes | Diagnostic]]]:
    """For a worker: what pages about all show of the one opportunity in a journal, and pages.

    The first is its summary and its JSON, encoded; the pages stand by address.
    """
    journal, wanted = task
    (opportunity,) = journal.opportunities
    ctx = Context(journal)
    encoded = None
    if wanted.part:
        summary = render.opportunity_summary(opportunity, ctx, wanted.texts)
        encoded = codec.encode(summary), codec.encode(data.opportunity_json(journal, opportunity))
    pages = render.opportunity_pages(opportunity, ctx) if wanted.pages else ()
    return encoded, [(p.address, renderer.page(p)) for p in pages if p.address in wanted.pages]

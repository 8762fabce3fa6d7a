"""The pages that gather from all reflections: lessons, questions, problems and search.

A Context goes in, Pages come out. Lessons and questions show the latest entries and put older ones
on a page for each year. Searching itself is Pagefind's; the index is built elsewhere.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from site_builder.core.model import LESSON_SECTIONS
from site_builder.core.page_addresses import reflection_page
from site_builder.pages import views
from site_builder.pages.context import LazyPage, Page, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeVar

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

    Entry = TypeVar("Entry")

MAX_LATEST = 200  # entries on a first page; older ones go to the pages by year
PROBLEMS_ADDRESS = "problems/index.html"
SEARCH_ADDRESS = "search/index.html"
# Two letters in a row of Thai, Lao, Burmese, Khmer, Kana or Han; Hangul has spaces between words.
UNSPACED_PATTERN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    r"\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]{2}"
)


def lessons(ctx: Context) -> Iterator[LazyPage]:
    """What went well and what to do differently: the latest, then older ones by year.

    The pages are lazy, since a build that changes none of what they quote should not have to read
    the text of a year.
    """
    reflections = [r for r in ctx.journal.reflections if {*LESSON_SECTIONS} & {*r.answered}]
    chapters, links = _chapters("lessons", [(r, r) for r in reflections])
    for address, year, chosen in chapters:
        make_view = partial(_lessons_view, ctx, address, year, links)
        beside = (year, links, ctx.today, [_shown_beside(r, ctx) for r in chosen])
        yield LazyPage(address, "lessons.html", tuple(chosen), beside, make_view)


def _shown_beside(reflection: Reflection, ctx: Context) -> tuple[object, ...]:
    """All that an excerpt of a reflection shows, but for the text that it quotes."""
    r, job = reflection, ctx.opportunities_by_slug[reflection.slug]
    link = (r.slug, r.company, r.role, r.round, r.dated, job.shares_company)
    moot = [job.is_moot(r, task) for task in r.body.tasks]
    return *link, job.live, job.is_decided_against, moot


def _lessons_view(
    ctx: Context,
    address: str,
    year: int | None,
    links: tuple[views.Link, ...],
    reflections: tuple[Reflection, ...],
) -> views.LessonsPage:
    root = root_of(address)
    went_well, differently = (
        tuple(_excerpts(reflections, id_, ctx, root)) for id_ in LESSON_SECTIONS
    )
    return views.LessonsPage(year, went_well, differently, links)


def _chapters(
    folder: str, entries: list[tuple[Reflection, Entry]]
) -> tuple[list[tuple[str, int | None, list[Entry]]], tuple[views.Link, ...]]:
    """A long list cut into pages, as (address, year, entries), and the links to the years.

    The entries come newest first, each with the reflection that it is from. The latest stand on
    the first page, whose year is None; a reflection without a date falls into the year 0.
    """
    years: dict[int, list[Entry]] = {}
    for reflection, entry in entries[MAX_LATEST:]:
        years.setdefault(reflection.dated.day.year if reflection.dated else 0, []).append(entry)
    chapters = [(f"{folder}/{year}/index.html", year, older) for year, older in years.items()]
    latest = (f"{folder}/index.html", None, [entry for _, entry in entries[:MAX_LATEST]])
    links = tuple(views.Link(str(year), address) for address, year, _ in chapters)
    return [latest, *chapters], links


def _excerpts(
    reflections: Iterable[Reflection], section_id: str, ctx: Context, root: str
) -> Iterator[views.Excerpt]:
    """What each reflection says under one heading, where it says something."""
    for reflection in reflections:
        sections = (s for s in reflection.body.sections if s.id == section_id and s.has_text)
        if shown := [ctx.section_html(reflection, s, root) for s in sections]:
            link, when = ctx.reflection_link(reflection), ctx.moment_text(reflection.dated)
            yield views.Excerpt(link, when, Markup("\n").join(shown))


def questions(ctx: Context) -> Iterator[Page]:
    """The open questions of live opportunities, grouped by opportunity; older ones by year.

    Those of one that I decided to walk away from need no answer.
    """
    entries = [
        (r, (ctx.opportunity_link(o), views.QuestionView(q.text, q.open, ctx.round_link(r))))
        for o in ctx.journal.opportunities
        if o.live and not o.is_decided_against
        for r, q in o.questions
        if q.open
    ]
    chapters, links = _chapters("questions", entries)
    for address, year, chosen in chapters:
        groups: dict[views.Link, list[views.QuestionView]] = {}
        for opportunity_link, question in chosen:
            groups.setdefault(opportunity_link, []).append(question)
        rows = tuple((link, tuple(group)) for link, group in groups.items())
        yield Page(address, "questions.html", views.QuestionsPage(year, rows, links))


def search(ctx: Context) -> Page:
    """The page that searches all reflections."""
    summaries = ctx.summaries
    is_unspaced = any(
        summaries[o.key].has_unspaced_text if o.key in summaries else has_unspaced_text(o)
        for o in ctx.journal.opportunities
    )
    view = views.SearchPage(len(ctx.journal.reflections), is_unspaced)
    return Page(SEARCH_ADDRESS, "search.html", view)


def has_unspaced_text(opportunity: Opportunity) -> bool:
    """Whether a round has text without spaces between words, as in Japanese or Thai.

    Pagefind splits words at spaces, so in such text it finds only what begins a run; the search
    page then says so.
    """
    texts = (text for r in opportunity.rounds for text in _searched_texts(r))
    return any(not text.isascii() and UNSPACED_PATTERN.search(text) for text in texts)


def _searched_texts(reflection: Reflection) -> Iterator[str]:
    """All texts of a reflection that its page shows, and so that the search index holds."""
    yield from (reflection.company, reflection.role, reflection.round or "")
    yield from (*reflection.interviewers, *reflection.tags, *reflection.evidence.values())
    yield reflection.second_look.why or "" if reflection.second_look else ""
    yield reflection.offer.terms or "" if reflection.offer else ""
    for section in reflection.body.sections:
        yield from (section.heading, section.html)


def problems(ctx: Context) -> Iterator[Page]:
    """The page of all diagnostics, then a page for each file that was left out."""
    slugs = {f.path: f.slug for f in ctx.journal.left_out if f.slug}
    slugs |= {r.path: r.slug for r in ctx.journal.reflections}
    yield _problems_page(PROBLEMS_ADDRESS, None, ctx.journal.problems, slugs)
    for file in ctx.journal.left_out:
        if file.slug:
            yield left_out_page(file.slug, file.problems)


def left_out_page(slug: str, diagnostics: Iterable[Diagnostic]) -> Page:
    """The page at the address of a reflection that was left out: what is wrong with its file."""
    return _problems_page(reflection_page(slug), slug, diagnostics, {})


def _problems_page(
    address: str, slug: str | None, diagnostics: Iterable[Diagnostic], slugs: Mapping[str, str]
) -> Page:
    """A page of diagnostics; each links to the page of its file where `slugs` has its path."""
    rows = [(d, _diagnostic_view(d, slugs.get(d.path))) for d in diagnostics]
    view = views.ProblemsPage(
        slug,
        tuple(v for d, v in rows if d.severity == "error"),
        tuple(v for d, v in rows if d.severity == "warning"),
    )
    return Page(address, "problems.html", view)


def _diagnostic_view(diagnostic: Diagnostic, slug: str | None) -> views.DiagnosticView:
    return views.DiagnosticView(
        location=f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}",
        severity=diagnostic.severity,
        code=diagnostic.code,
        message=diagnostic.message,
        hint=diagnostic.hint,
        line=diagnostic.line,
        # A tab is one column in a diagnostic, so it has to be one wide above the caret.
        source=diagnostic.source.replace("\t", " "),
        caret_indent=" " * (diagnostic.column - 1),
        page=views.Link(diagnostic.path, reflection_page(slug)) if slug else None,
    )

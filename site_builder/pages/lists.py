"""The pages that gather from all reflections: lessons, questions, problems, and search."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from site_builder.core.addresses import page_of
from site_builder.pages import views
from site_builder.pages.context import LazyPage, Page, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeVar

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

    T = TypeVar("T")

LATEST = 200
LESSONS = ("went-well", "differently")
PROBLEMS = "problems/index.html"
SEARCH = "search/index.html"
# Two letters in a row of Thai, Lao, Burmese, Khmer, Kana or Han; Hangul has spaces between words.
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    r"\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]{2}"
)


def lessons(ctx: Context) -> Iterator[LazyPage]:
    """What went well and what to do differently: the latest, and older ones by year."""
    told = [r for r in ctx.journal.reflections if {*LESSONS} & {*r.answered}]
    chapters, links = _chapters("lessons", [(r, r) for r in told])
    for address, year, chosen in chapters:
        make = partial(_lessons, ctx, address, year, links)
        beside = (year, links, ctx.today, [ctx.jobs[r.slug].live for r in chosen])
        yield LazyPage(address, "lessons.html", tuple(chosen), beside, make)


def _lessons(
    ctx: Context,
    address: str,
    year: int | None,
    links: tuple[views.Link, ...],
    chosen: tuple[Reflection, ...],
) -> views.LessonsPage:
    root = root_of(address)
    well, differently = (tuple(_excerpts(chosen, id_, ctx, root)) for id_ in LESSONS)
    return views.LessonsPage(year, well, differently, links)


def _chapters(
    folder: str, items: list[tuple[Reflection, T]]
) -> tuple[list[tuple[str, int | None, list[T]]], tuple[views.Link, ...]]:
    """The pages of a long list, each with address, year and items, and the links to the years.

    The latest items stand on the first page, without a year; older ones by the year of the
    reflection that they are of, those of one without a date under the year 0.
    """
    years: dict[int, list[T]] = {}
    for reflection, item in items[LATEST:]:
        years.setdefault(reflection.dated.day.year if reflection.dated else 0, []).append(item)
    chapters = [(f"{folder}/{year}/index.html", year, old) for year, old in years.items()]
    latest = (f"{folder}/index.html", None, [item for _, item in items[:LATEST]])
    return [latest, *chapters], tuple(views.Link(str(y), a) for a, y, _ in chapters)


def _excerpts(
    reflections: Iterable[Reflection], id_: str, ctx: Context, root: str
) -> Iterator[views.Excerpt]:
    for r in reflections:
        html = "\n".join(s.html for s in r.body.sections if s.id == id_ and s.has_text)
        if html:
            shown = ctx.shown(html, root, live=ctx.jobs[r.slug].live)
            yield views.Excerpt(ctx.reflection_link(r), ctx.when(r.dated), shown)


def questions(ctx: Context) -> Iterator[Page]:
    """Every open question of what is live, by opportunity; past the latest, by year."""
    asked = [
        (r, (ctx.job_link(o), views.QuestionView(q.text, q.open, ctx.round_link(r))))
        for o in ctx.journal.opportunities
        if o.live
        for r, q in o.questions
        if q.open
    ]
    chapters, links = _chapters("questions", asked)
    for address, year, chosen in chapters:
        groups: dict[views.Link, list[views.QuestionView]] = {}
        for job, question in chosen:
            groups.setdefault(job, []).append(question)
        rows = tuple((link, tuple(group)) for link, group in groups.items())
        yield Page(address, "questions.html", views.QuestionsPage(year, rows, links))


def search(ctx: Context) -> Page:
    """The page that searches all reflections."""
    known = ctx.parts
    unspaced = any(
        known[o.key].unspaced if o.key in known else is_unspaced(o)
        for o in ctx.journal.opportunities
    )
    return Page(SEARCH, "search.html", views.SearchPage(len(ctx.journal.reflections), unspaced))


def is_unspaced(o: Opportunity) -> bool:
    """Whether a job's rounds have text without spaces between words: a word in it is not found."""
    return any(UNSPACED.search(text) for r in o.rounds for text in _searched(r))


def _searched(r: Reflection) -> Iterator[str]:
    """What the search looks through of a reflection."""
    yield from (r.company, r.role, r.round or "", *r.interviewers, *r.tags, *r.evidence.values())
    yield r.second_look.why or "" if r.second_look else ""
    yield r.offer.terms or "" if r.offer else ""
    for section in r.body.sections:
        yield from (section.heading, section.html)


def problems(ctx: Context) -> Iterator[Page]:
    """Every diagnostic, and for each file that was left out a page of its own in its place."""
    slugs = {f.path: f.slug for f in ctx.journal.left_out if f.slug}
    pages = slugs | {r.path: r.slug for r in ctx.journal.reflections}
    yield _problems(PROBLEMS, None, ctx.journal.problems, pages)
    for file in ctx.journal.left_out:
        if file.slug:
            yield left_out(file.slug, file.problems)


def left_out(slug: str, found: Iterable[Diagnostic]) -> Page:
    """What stands in the place of a reflection that was left out: what is wrong with it."""
    return _problems(page_of(slug), slug, found, {})


def _problems(
    address: str, slug: str | None, found: Iterable[Diagnostic], pages: Mapping[str, str]
) -> Page:
    """A page of diagnostics, each with a link where its file's page is among some: path to slug."""
    shown = [(d, _diagnostic(d, pages.get(d.path))) for d in found]
    view = views.ProblemsPage(
        slug,
        tuple(v for d, v in shown if d.severity == "error"),
        tuple(v for d, v in shown if d.severity == "warning"),
    )
    return Page(address, "problems.html", view)


def _diagnostic(d: Diagnostic, slug: str | None) -> views.DiagnosticView:
    return views.DiagnosticView(
        place=f"{d.path}:{d.line}:{d.column}",
        severity=d.severity,
        code=d.code,
        message=d.message,
        hint=d.hint,
        line=d.line,
        source=d.source.replace("\t", " "),
        before=" " * (d.column - 1),
        page=views.Link(d.path, page_of(slug)) if slug else None,
    )

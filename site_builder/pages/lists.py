"""The pages that gather from all reflections: lessons, questions, problems, and search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.addresses import page_of
from site_builder.pages import views
from site_builder.pages.context import Page, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.core.diagnostics import Diagnostic
    from site_builder.core.model import Question, Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

LATEST = 200
PROBLEMS = "problems/index.html"
SEARCH = "search/index.html"


def lessons(ctx: Context) -> Iterator[Page]:
    """What went well and what to do differently: the latest, and older ones by year."""
    told = [
        r
        for r in ctx.journal.reflections
        if {"went-well", "differently"} & {s.id for s in r.body.sections if s.has_text}
    ]
    older = _years(told[LATEST:])
    links = tuple(views.Link(str(y), f"lessons/{y}/index.html") for y in older)
    pages = [(None, told[:LATEST]), *older.items()]
    for year, chosen in pages:
        address = f"lessons/{year}/index.html" if year else "lessons/index.html"
        root = root_of(address)
        view = views.LessonsPage(
            year,
            tuple(_excerpts(chosen, "went-well", ctx, root)),
            tuple(_excerpts(chosen, "differently", ctx, root)),
            links,
        )
        yield Page(address, "lessons.html", view)


def _years(reflections: Iterable[Reflection]) -> dict[int, list[Reflection]]:
    """Reflections by year, as they come; those without a date stand under the year 0."""
    years: dict[int, list[Reflection]] = {}
    for r in reflections:
        years.setdefault(r.dated.day.year if r.dated else 0, []).append(r)
    return years


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
    asked = [(o, r, q) for o in ctx.journal.opportunities if o.live for r, q in o.ledger if q.open]
    older: dict[int, list[tuple[Opportunity, Reflection, Question]]] = {}
    for item in asked[LATEST:]:
        older.setdefault(item[1].dated.day.year if item[1].dated else 0, []).append(item)
    links = tuple(views.Link(str(y), f"questions/{y}/index.html") for y in older)
    for year, chosen in [(None, asked[:LATEST]), *older.items()]:
        address = f"questions/{year}/index.html" if year else "questions/index.html"
        groups: dict[views.Link, list[views.QuestionView]] = {}
        for o, r, q in chosen:
            view = views.QuestionView(q.text, q.open, ctx.round_link(r))
            groups.setdefault(ctx.job_link(o), []).append(view)
        rows = tuple((link, tuple(group)) for link, group in groups.items())
        yield Page(address, "questions.html", views.QuestionsPage(year, rows, links))


def search(ctx: Context) -> Page:
    """The page that searches all reflections."""
    return Page(SEARCH, "search.html", views.SearchPage(len(ctx.journal.reflections)))


def problems(ctx: Context) -> Iterator[Page]:
    """Every diagnostic, and for each file that was left out a page of its own in its place."""
    yield _problems(PROBLEMS, None, ctx.journal.problems, ctx)
    for file in ctx.journal.left_out:
        if file.slug:
            yield _problems(page_of(file.slug), file.slug, file.problems, ctx)


def _problems(address: str, slug: str | None, found: Iterable[Diagnostic], ctx: Context) -> Page:
    own = {f.path: f.slug for f in ctx.journal.left_out if f.slug}
    own |= {r.path: r.slug for r in ctx.journal.reflections}
    shown = [(d, _diagnostic(d, own.get(d.path) if slug is None else None)) for d in found]
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

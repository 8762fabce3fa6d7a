"""Pages through Jinja: autoescape everywhere, undefined names are errors, templates are given."""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import jinja2

from site_builder.core.addresses import opportunity_page, page_of
from site_builder.core.dates import spoken, spoken_moment
from site_builder.core.diagnostics import Diagnostic
from site_builder.core.model import Moment
from site_builder.pages import (
    calendar,
    compare,
    data,
    index,
    lists,
    opportunity,
    reflection,
    views,
    wording,
)
from site_builder.pages.context import LazyPage
from site_builder.pages.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context, Page

NAV = (
    views.Link("Now", index.INDEX),
    views.Link("Compare", compare.ADDRESS),
    views.Link("Lessons", "lessons/index.html"),
    views.Link("Questions", "questions/index.html"),
)
JOB_TEMPLATES = ("base.html", "macros.html", "opportunity.html", "reflection.html")
SHARED_NAV = (
    (views.Link("Overview", index.INDEX), ()),
    (views.Link("Compare", compare.ADDRESS), ("fit", "ratings")),
    (views.Link("Lessons", "lessons/index.html"), lists.LESSONS),
    (views.Link("Questions", "questions/index.html"), ("concerns", "unasked")),
)
"""The pages of a shared site, and the fields and sections of which each needs one."""
SEARCH = views.Link("Search", lists.SEARCH)
FIGURES = views.Link("All figures (.json)", "journal.json")
LINKS = (
    views.Link("Problems", lists.PROBLEMS),
    views.Link("Calendar (.ics)", "calendar.ics"),
    FIGURES,
)


class TemplateFailed(Exception):
    """A template that can't be read or run; carries the diagnostic of its line."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def pages(ctx: Context, *, search: bool) -> Iterator[Page | LazyPage]:
    """The pages about all jobs, the first one first, with a page to search or without."""
    yield index.page(ctx)
    yield compare.page(ctx)
    yield from lists.lessons(ctx)
    yield from lists.questions(ctx)
    yield from lists.problems(ctx)
    if search:
        yield lists.search(ctx)


def complete_pages(ctx: Context, *, search: bool) -> Iterator[Page]:
    """The same, of a journal whose reflections have their sections."""
    for page in pages(ctx, search=search):
        yield page.page(page.rounds) if isinstance(page, LazyPage) else page


def shared_pages(ctx: Context) -> Iterator[Page]:
    """The pages for an audience: those that it may see something on."""
    rooms = {link.href.partition("/")[0] for link in _nav(ctx.journal, search=False)}
    for page in complete_pages(ctx, search=False):
        if page.address.partition("/")[0] in rooms:
            yield page
    for o in ctx.journal.opportunities:
        yield from job_pages(o, ctx)


def _nav(journal: Journal, *, search: bool) -> tuple[views.Link, ...]:
    if journal.audience is None:
        return (*NAV, SEARCH) if search else NAV
    seen = {*journal.audience.fields, *journal.audience.sections}
    return tuple(link for link, needs in SHARED_NAV if not needs or seen & {*needs})


def job_pages(o: Opportunity, ctx: Context) -> Iterator[Page]:
    """The page of a job, and those of its rounds."""
    yield opportunity.page(o, ctx)
    for r in o.rounds:
        yield reflection.page(r, ctx)


def part(o: Opportunity, ctx: Context) -> Part:
    """The part of a job in the pages about all."""
    return Part(
        index.row(o, ctx),
        data.figures(ctx.journal, o),
        calendar.events(ctx.journal, o),
        lists.is_unspaced(o),
    )


def job_addresses(o: Opportunity) -> list[str]:
    """The addresses of the pages of a job, in their order."""
    return [opportunity_page(o.key), *(page_of(r.slug) for r in o.rounds)]


class TemplateRenderer:
    """Renders the pages of one site with some templates.

    `templates` maps a template's name to its text, and `shown` to the path that a message names.
    """

    def __init__(
        self, site: views.SiteView, templates: Mapping[str, str], shown: Mapping[str, str]
    ) -> None:
        self._templates = templates
        self._shown = shown
        self._env = _environment(tuple(templates.items()))
        self._around = {"site": site, "nav": site.nav, "search": site.search}

    def compile(self) -> None:
        """Compile the templates of jobs now, for processes that are about to be forked."""
        for name in JOB_TEMPLATES:
            with contextlib.suppress(jinja2.TemplateError):  # which is told where it is used
                self._env.get_template(name)

    def render(self, page: Page) -> str:
        """A page's HTML. Raises TemplateFailed."""
        try:
            template = self._env.get_template(page.template)
            here = {"page": page.view, "root": page.root, "here": page.address}
            return template.render(**here, **self._around)
        except Exception as error:  # a template can raise anything
            raise self._failed(error, page.template) from error

    def _place(self, error: Exception, template: str) -> tuple[str, int]:
        """The innermost line of a template in an error's traceback."""
        place = (template, 1)
        traceback = error.__traceback__
        while traceback:
            if (name := traceback.tb_frame.f_code.co_filename) in self._templates:
                place = (name, traceback.tb_lineno)
            traceback = traceback.tb_next
        return place

    def _failed(self, error: Exception, template: str) -> TemplateFailed:
        """The failure at its line. What is said of it is Jinja's; its kind decides all else."""
        name, line = self._place(error, template)
        message, hint = str(error), None
        if isinstance(error, jinja2.TemplateSyntaxError):
            name, line, message = error.name or template, error.lineno, str(error.message)
        elif isinstance(error, jinja2.TemplateNotFound):
            message = f"there is no template `{error}`"
        elif isinstance(error, jinja2.UndefinedError | AttributeError):
            message = re.sub(r"(?:\w+\.)+(\w+ object)", r"\1", message)  # no path of our modules
            hint = "docs/theming.md names what a template is given"
        lines = self._templates.get(name, "").split("\n")
        source = lines[line - 1] if line <= len(lines) else ""
        column = len(source) - len(source.lstrip()) + 1
        path = self._shown.get(name, name)
        message = message or "the template failed"
        return TemplateFailed(
            Diagnostic(path, line, column, "error", "template-error", message, hint, source)
        )


@lru_cache(maxsize=1)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """Some templates, by name and text, each compiled when it is first needed."""
    texts = dict(templates)

    def load(name: str) -> tuple[str, str, None] | None:
        return (texts[name], name, None) if name in texts else None  # a traceback names it

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def site_view(journal: Journal, *, search: bool) -> views.SiteView:
    """What every page shows around its content, with a way to search or without."""
    audience = journal.audience
    today = spoken(journal.today)
    made = f"Made on {today}."
    if audience and audience.dates != "day":
        month = spoken_moment(Moment(journal.today, month=True))
        told = audience.dates == "month"
        today, made = (month, f"Made in {month}.") if told else ("", "")
    return views.SiteView(
        title=journal.settings.title,
        today=today,
        made=made,
        shared=audience.name if audience else None,
        links=LINKS if audience is None else (FIGURES,),
        nav=_nav(journal, search=search),
        search=search,
        marks=wording.marks(journal.settings) if journal.shows("fit") else (),
    )

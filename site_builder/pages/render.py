"""Which pages a site has, and views through Jinja to HTML.

A Context and the texts of the templates go in, HTML comes out. Autoescape is on everywhere and an
undefined name is an error. Where templates lie on disk, and which page has to be rendered again,
is not known here.
"""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from site_builder.core.dates import date_text, moment_text
from site_builder.core.diagnostics import Diagnostic
from site_builder.core.model import LESSON_SECTIONS, Moment
from site_builder.core.page_addresses import opportunity_page, reflection_page
from site_builder.pages import calendar, compare, fit_wording, index, lists, views
from site_builder.pages import opportunity as opportunity_module
from site_builder.pages import reflection as reflection_module
from site_builder.pages.context import LazyPage
from site_builder.pages.summary import OpportunitySummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context, Page

NAV_LINKS = (
    views.Link("Now", index.INDEX_ADDRESS),
    views.Link("Compare", compare.COMPARE_ADDRESS),
    views.Link("Lessons", "lessons/index.html"),
    views.Link("Questions", "questions/index.html"),
)
SHARED_NAV_LINKS = (
    (views.Link("Overview", index.INDEX_ADDRESS), ()),
    (views.Link("Compare", compare.COMPARE_ADDRESS), ("fit", "ratings")),
    (views.Link("Lessons", "lessons/index.html"), LESSON_SECTIONS),
    (views.Link("Questions", "questions/index.html"), ("concerns", "unasked")),
)
"""The pages of a shared site, each with the fields and sections of which it needs at least one."""
SEARCH_LINK = views.Link("Search", lists.SEARCH_ADDRESS)
JSON_LINK = views.Link("All figures (.json)", "journal.json")
FOOT_LINKS = (
    views.Link("Problems", lists.PROBLEMS_ADDRESS),
    views.Link("Calendar (.ics)", "calendar.ics"),
    JSON_LINK,
)
OPPORTUNITY_TEMPLATES = (
    "base.html",
    "charts.html",
    "macros.html",
    "opportunity.html",
    "reflection.html",
)


class TemplateFailed(Exception):
    """A template that can't be read or run; `problem` is the diagnostic of its line."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def pages(ctx: Context, *, search: bool) -> Iterator[Page | LazyPage]:
    """The pages about all opportunities, the first page first; `search` adds the search page."""
    yield index.page(ctx)
    yield compare.page(ctx)
    yield from lists.lessons(ctx)
    yield from lists.questions(ctx)
    yield from lists.problems(ctx)
    if search:
        yield lists.search(ctx)


def complete_pages(ctx: Context, *, search: bool) -> Iterator[Page]:
    """The same pages, of a journal whose reflections have their sections."""
    for page in pages(ctx, search=search):
        yield page.page(page.rounds) if isinstance(page, LazyPage) else page


def shared_pages(ctx: Context) -> Iterator[Page]:
    """All pages for an audience; a page on which it may see nothing is left out.

    The journal of `ctx` must be redacted already.
    """
    folders = {_folder(link.href) for link in _nav_links(ctx.journal, search=False)}
    yield from (p for p in complete_pages(ctx, search=False) if _folder(p.address) in folders)
    for opportunity in ctx.journal.opportunities:
        yield from opportunity_pages(opportunity, ctx)


def _folder(address: str) -> str:
    """The top folder of an address, which lists and their pages by year have in common."""
    return address.partition("/")[0]


def _nav_links(journal: Journal, *, search: bool) -> tuple[views.Link, ...]:
    if journal.audience is None:
        return (*NAV_LINKS, SEARCH_LINK) if search else NAV_LINKS
    visible = {*journal.audience.fields, *journal.audience.sections}
    return tuple(link for link, needs in SHARED_NAV_LINKS if not needs or visible & {*needs})


def opportunity_pages(opportunity: Opportunity, ctx: Context) -> Iterator[Page]:
    """The page of an opportunity, then those of its rounds, oldest first."""
    yield opportunity_module.page(opportunity, ctx)
    for reflection in opportunity.rounds:
        yield reflection_module.page(reflection, ctx)


def opportunity_addresses(opportunity: Opportunity) -> list[str]:
    """The addresses of `opportunity_pages`, in the same order, without making the pages."""
    return [
        opportunity_page(opportunity.key),
        *(reflection_page(r.slug) for r in opportunity.rounds),
    ]


def opportunity_summary(
    opportunity: Opportunity, ctx: Context, texts: calendar.CalendarTexts
) -> OpportunitySummary:
    """What the pages about all opportunities need of this one."""
    return OpportunitySummary(
        index.row(opportunity, ctx),
        calendar.calendar_part(ctx.journal, opportunity, texts),
        lists.has_unspaced_text(opportunity),
    )


class TemplateRenderer:
    """Renders the pages of one site with one set of templates.

    `templates` maps a template's name to its text, and `shown` to the path that messages name.
    Templates are compiled when they are first used. `compiled` is what Jinja made of them before,
    by keys of its own; what is compiled now is added to it.
    """

    def __init__(
        self,
        site: views.SiteView,
        templates: Mapping[str, str],
        shown: Mapping[str, str],
        compiled: dict[str, bytes] | None = None,
    ) -> None:
        self._templates = templates
        self._paths = shown
        self._environment = _environment(tuple(templates.items()))
        self._environment.bytecode_cache = _Compiled({} if compiled is None else compiled)
        self._site_variables = {"site": site, "nav": site.nav, "search": site.search}

    def compile(self) -> None:
        """Compile the templates of opportunities now, so that forked processes share the result."""
        for name in OPPORTUNITY_TEMPLATES:
            # A broken template is reported by the first page that uses it.
            with contextlib.suppress(jinja2.TemplateError):
                self._environment.get_template(name)

    def render(self, page: Page) -> str:
        """A page's HTML. Raises TemplateFailed."""
        try:
            template = self._environment.get_template(page.template)
            variables = {"page": page.view, "root": page.root, "here": page.address}
            return template.render(**variables, **self._site_variables)
        except Exception as error:  # a template can raise anything
            raise self._failure(error, page.template) from error

    def _failure(self, error: Exception, template: str) -> TemplateFailed:
        """An error as a diagnostic at its line, with Jinja's own message where that is clear."""
        name, line = self._template_line(error, template)
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
        path = self._paths.get(name, name)
        message = message or "the template failed"
        return TemplateFailed(
            Diagnostic(path, line, column, "error", "template-error", message, hint, source)
        )

    def _template_line(self, error: Exception, template: str) -> tuple[str, int]:
        """The innermost template in an error's traceback, and its line; line 1 of the page's else.

        Jinja compiles a template to Python code whose file name is the one that the loader gave.
        """
        innermost = (template, 1)
        traceback = error.__traceback__
        while traceback:
            if (name := traceback.tb_frame.f_code.co_filename) in self._templates:
                innermost = (name, traceback.tb_lineno)
            traceback = traceback.tb_next
        return innermost


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates in memory; Jinja compares the text that each was made from."""

    def __init__(self, by_key: dict[str, bytes]) -> None:
        self._by_key = by_key

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give Jinja what a template was compiled to, if that is known."""
        if data := self._by_key.get(bucket.key):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Take what a template was compiled to."""
        self._by_key[bucket.key] = bucket.bytecode_to_string()


class _Template(jinja2.Template):
    """A template that escapes a text that comes again, such as a label, once."""

    @classmethod
    def from_code(cls, *args: Any, **options: Any) -> jinja2.Template:
        """A template of compiled code, which calls `escape` for each value that it puts out."""
        template = super().from_code(*args, **options)
        template.root_render_func.__globals__["escape"] = _escaped
        return template


def _escaped(value: object) -> Markup:
    if type(value) is Markup:
        return value  # what a macro gives, for which `escape` would make the same again
    return _escaped_text(value) if type(value) is str else escape(value)


_escaped_text = lru_cache(maxsize=2**12)(escape)


# Watching builds again and again with the same templates; one set is kept compiled.
@lru_cache(maxsize=1)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """Jinja with templates given as (name, text), each compiled when it is first needed."""
    texts = dict(templates)

    def load(name: str) -> tuple[str, str, None] | None:
        # The second value is the file name that `_template_line` finds in tracebacks.
        return (texts[name], name, None) if name in texts else None

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # looking for what is constant takes longer than it saves
    )
    environment.template_class = _Template
    return environment


def site_view(journal: Journal, *, search: bool) -> views.SiteView:
    """What every page shows around its content; `search` says whether the site can be searched.

    For an audience the date is as exact as it may see dates, and links that are mine are left out.
    """
    audience = journal.audience
    today, made_on = _date_texts(journal)
    return views.SiteView(
        title=journal.settings.title,
        today=today,
        made_on=made_on,
        shared=audience.name if audience else None,
        links=FOOT_LINKS if audience is None else (JSON_LINK,),
        nav=_nav_links(journal, search=search),
        search=search,
        thresholds=fit_wording.light_thresholds(journal.settings) if journal.shows("fit") else (),
        criteria=_profile_labels(journal),
        has_floors=any(c.floor for c in journal.settings.criteria),
    )


def _profile_labels(journal: Journal) -> tuple[str, ...]:
    if not (journal.shows("fit") and journal.shows("ratings")):
        return ()
    first, *others = journal.settings.criteria
    return (first.label, *(c.inline for c in others))


def _date_texts(journal: Journal) -> tuple[str, str]:
    """The date of the site, and the sentence with it; both empty where dates are withheld."""
    precision = journal.audience.dates if journal.audience else "day"
    if precision == "day":
        today = date_text(journal.today)
        return today, f"Made on {today}."
    if precision == "month":
        month = moment_text(Moment(journal.today, month=True))
        return month, f"Made in {month}."
    return "", ""

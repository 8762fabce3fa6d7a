"""What all pages share: a page before it is rendered, and a journal's values as page text.

`Context` wraps a Journal and turns its links, dates, fits, ratings and tasks into views and words.
Nothing here knows a template or renders; what one page alone shows belongs in that page's module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from site_builder.core.dates import date_text, moment_text
from site_builder.core.fit import weight_shares
from site_builder.core.frozen import frozen
from site_builder.core.opportunities import is_leaving
from site_builder.core.page_addresses import opportunity_page, reflection_page
from site_builder.core.prompts import has_evidence
from site_builder.pages import fit_wording, views, wording
from site_builder.pages.rating_views import rating_views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from site_builder.core.journal import Journal
    from site_builder.core.model import (
        Body,
        Criterion,
        Fit,
        Moment,
        Offer,
        Reflection,
        Section,
        Task,
    )
    from site_builder.core.opportunities import Opportunity, OtherOpportunities
    from site_builder.pages.summary import OpportunitySummary


# Spans that the Markdown converter puts before tasks and questions; no text of a user becomes one.
TASK_STATE_PATTERN = re.compile(
    r'<span class="mark">(?P<mark>To do|Theirs|Open|Done|Answered)</span> ?'
    r'| ?<span class="due">(?P<word>due|done) (?P<day>\d{4}-\d\d-\d\d)</span>'
)
TASK_MARKS = frozenset({"To do", "Theirs", "Done"})  # the others are questions'
CLOSED_MARKS = frozenset({"Done", "Answered"})
MOOT_MARK = "No longer needed"
DECISION_LABELS = {"pursue": "pursuing", "walk-away": "walking away"}


@frozen
class Page:
    """A page to render: its address from the site's root, its template, and its view."""

    address: str
    template: str
    view: Any

    @property
    def root(self) -> str:
        """The relative path from the page to the site's root."""
        return root_of(self.address)


@frozen
class LazyPage:
    """A page whose view is made only when it is rendered.

    What it quotes of `rounds` (their LESSON_SECTIONS) and `beside` (all else that it shows)
    determine the view, so a cache key can be taken from them without making it. The sections of
    `rounds` may be missing: who renders the page hands `page` the same reflections with theirs.
    """

    address: str
    template: str
    rounds: tuple[Reflection, ...]
    beside: Any
    make_view: Callable[[tuple[Reflection, ...]], Any]

    def page(self, rounds: tuple[Reflection, ...]) -> Page:
        """The page, made from the same rounds with their sections."""
        return Page(self.address, self.template, self.make_view(rounds))


def root_of(address: str) -> str:
    """The relative path from a page to the site's root: `../` for each folder it is in."""
    return "../" * address.count("/")


def with_root(markup: str, root: str) -> Markup:
    """Sanitised HTML with its links into this site made relative to a page.

    A plain replacement is safe: the sanitiser escapes `<` and `"` in text, so `<a href="` is
    always a tag, and it drops every address without a scheme that is not one of ours.
    """
    if '<a href="' in markup:
        for start in ("reflections/", "index.html"):
            markup = markup.replace(f'<a href="{start}', f'<a href="{root}{start}')
    return Markup(markup)  # noqa: S704 -- sanitised when it was converted


@dataclass(frozen=True)  # without slots, as above
class Context:
    """A journal, and its values as the pages show them.

    `summaries` holds, by key, the opportunities whose summary is known already; pages that list
    all opportunities use it instead of computing the rows again.
    """

    journal: Journal
    summaries: Mapping[str, OpportunitySummary] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day for which the pages are made."""
        return self.journal.today

    @cached_property
    def opportunities_by_slug(self) -> dict[str, Opportunity]:
        """The opportunity of each reflection, by the reflection's slug."""
        return self.journal.by_slug()

    def day_text(self, day: date) -> str:
        """`18 November`, with the year where it is not the current one."""
        return date_text(day, self.today)

    def moment_text(self, moment: Moment | None) -> str | None:
        """`18 November, 14:00`; None for no moment."""
        return moment_text(moment, self.today) if moment else None

    def due_text(self, day: date) -> str:
        """`due 24 November`, or `was due 19 November` where that has passed."""
        return f"{'was ' if day < self.today else ''}due {self.day_text(day)}"

    def reflection_link(self, reflection: Reflection) -> views.Link:
        """A link such as `Northwind, final interview`.

        With the role where the round has no name, or the company another job in the journal.
        """
        round_name = self.round_name(reflection)
        shares_company = self.opportunities_by_slug[reflection.slug].shares_company
        role = reflection.role if shares_company or not round_name else None
        text = ", ".join(filter(None, (reflection.company, role, round_name)))
        return views.Link(text, reflection_page(reflection.slug))

    def round_link(self, reflection: Reflection) -> views.Link:
        """A link for lists within one opportunity, where company and role go without saying."""
        return views.Link(self.round_name(reflection) or "Notes", reflection_page(reflection.slug))

    def round_name(self, reflection: Reflection) -> str | None:
        """The round, else its date; an audience that may see neither gets its number."""
        # The slug of a redacted reflection ends with the number of its round.
        number = f"round {reflection.slug.rpartition('-')[2]}" if self.journal.audience else None
        return reflection.round or number or self.moment_text(reflection.dated)

    def opportunity_link(self, opportunity: Opportunity) -> views.Link:
        """A link such as `Northwind, Engineering manager`."""
        text = f"{opportunity.company}, {opportunity.role}"
        return views.Link(text, opportunity_page(opportunity.key))

    def job_name(self, opportunity: Opportunity) -> str:
        """The company, with the role where it has another job in the journal."""
        if opportunity.shares_company:
            return f"{opportunity.company}, {opportunity.role}"
        return opportunity.company

    def fit_view(self, fit: Fit, ratings: Mapping[str, Fraction | None]) -> views.FitView:
        """A fit in words; for an audience only what it may see, and without advice.

        `fit` is that by `ratings`, which are empty where they are withheld.
        """
        journal = self.journal
        if not (journal.shows("fit") and journal.shows("ratings")):
            score_only = fit_wording.score_only_view(fit, journal.settings)
            return replace(score_only, shown=journal.shows("fit"))
        known = tuple(ratings.get(c.id) for c in journal.settings.criteria)
        if view := self._fit_views.get(known):
            return view
        view = fit_wording.fit_view(fit, ratings, journal.settings)
        if journal.audience:
            view = replace(view, ask="", ask_for=(), find_out=())
        self._fit_views[known] = view
        return view

    @cached_property
    def _fit_views(self) -> dict[tuple[Fraction | None, ...], views.FitView]:
        """The memo of `fit_view`: a round's ratings and those of its job are often the same."""
        return {}

    @cached_property
    def _opportunity_fits(self) -> dict[str, views.FitView]:
        """The memo of `opportunity_fit`, since an opportunity's fit stands on each of its pages."""
        return {}

    def opportunity_fit(self, opportunity: Opportunity) -> views.FitView:
        """The fit over all rounds, and how few they are where that matters."""
        if opportunity.key not in self._opportunity_fits:
            view = self.fit_view(opportunity.fit, opportunity.ratings)
            view = replace(view, basis=self.basis_text(opportunity))
            others = self.journal.other_opportunities.get(opportunity.key)
            self._opportunity_fits[opportunity.key] = asking_fit(view, opportunity, others)
        return self._opportunity_fits[opportunity.key]

    def round_fit(self, reflection: Reflection) -> views.FitView:
        """The fit after one round, by what was known then, and whether more was known later.

        Where there are several, the page of the job says what that asks.
        """
        opportunity = self.opportunities_by_slug[reflection.slug]
        if len(opportunity.rounds) == 1:
            return self.opportunity_fit(opportunity)
        view = self.round_views[reflection.slug]
        earlier = [standing.reflection.slug for standing in opportunity.standing[:-1]]
        shared = "shared " if self.journal.audience else ""
        basis = f"by all {shared}rounds up to this one" if reflection.slug in earlier else None
        return replace(view.standing or view.fit, basis=basis, ask="", ask_for=(), find_out=())

    def basis_text(self, opportunity: Opportunity) -> str | None:
        """What a fit comes from where that is little: one round without evidence.

        For an audience, which may see only some rounds, always how many.
        """
        if self.journal.audience is None:
            is_rated = any(rating is not None for rating in opportunity.ratings.values())
            is_thin = is_rated and len(opportunity.standing) == 1 and not has_evidence(opportunity)
            return "from one round, without evidence yet" if is_thin else None
        count = len(opportunity.rounds)
        return f"from {count} shared round{'' if count == 1 else 's'}"

    @cached_property
    def weights(self) -> Mapping[str, Fraction]:
        """Each criterion's share of the total weight, 0 to 1, by id."""
        return weight_shares(self.journal.settings)

    @cached_property
    def weight_texts(self) -> dict[str, str]:
        """The same as texts such as `20%`; empty where it is withheld."""
        if not (self.journal.shows("fit") and self.journal.shows("ratings")):
            return {}
        return {id_: wording.share_text(share) for id_, share in self.weights.items()}

    def weight_text(self, criterion: Criterion) -> str:
        """A criterion's share of the total weight, such as `20%`; empty where it is withheld."""
        return self.weight_texts.get(criterion.id, "")

    def section_html(self, reflection: Reflection, section: Section, root: str) -> Markup:
        """The HTML of a reflection's section as a page shows it, its tasks as they stand now.

        A job that is closed, or that I decided to walk away from, asks nothing. An audience may
        see tasks of other sections than it sees, so to it none is shown as moot.
        """
        opportunity = self.opportunities_by_slug[reflection.slug]
        live = opportunity.live and not opportunity.is_decided_against
        moot = [opportunity.is_moot(reflection, task) for task in reflection.body.tasks]
        if self.journal.audience or not (live and any(moot)):
            return self.page_html(section.html, root, live=live)
        # Tasks are found in the order of the text, so those of the sections before are passed over.
        earlier = takewhile(lambda one: one is not section, reflection.body.sections)
        before = sum(_count_tasks(one.html) for one in earlier)
        return self.page_html(section.html, root, moot=moot[before:])

    def page_html(
        self, markup: str, root: str, *, live: bool = True, moot: Sequence[bool] = ()
    ) -> Markup:
        """Sanitised HTML as a page shows it: links relative to the page, task dates in words.

        What asks nothing (`live=False`) loses the marks and due dates of open tasks and questions;
        what was done keeps them. `moot` says of each task in the text whether it is moot. A mark
        stands in <bdi>, so that it does not decide in which direction the text after it runs.
        """
        if "<" not in markup:  # as in most headings
            return Markup(markup)  # noqa: S704 -- as in `with_root`
        states = iter(moot)
        is_moot = False

        def state_html(match: re.Match[str]) -> str:
            nonlocal is_moot
            if mark := match["mark"]:
                is_moot = mark in TASK_MARKS and next(states, False)
                word = MOOT_MARK if is_moot else mark
                shown = live or mark in CLOSED_MARKS
                return f'<bdi class="mark">{word}</bdi> ' if shown else ""
            if match["word"] == "due" and (is_moot or not live):
                return ""
            day = date.fromisoformat(match["day"])
            words = self.due_text(day) if match["word"] == "due" else f"done {self.day_text(day)}"
            return f' <span class="due">{words}</span>'

        if not live:
            markup = markup.replace('<li class="task">', "<li>")
        # Most text has no task; to look for a word takes less than for a pattern.
        if "<span class=" in markup:
            markup = TASK_STATE_PATTERN.sub(state_html, markup)
        return with_root(markup, root)

    @cached_property
    def round_lists(self) -> dict[str, tuple[views.RoundView, ...]]:
        """The memo of `rounds.round_list`, by the key of the opportunity."""
        return {}

    @cached_property
    def round_views(self) -> dict[str, views.RoundView]:
        """Each reflection as a round of its opportunity, by slug."""
        return {r.slug: self._round_view(r) for r in self.journal.reflections}

    @cached_property
    def _standings(self) -> dict[str, views.FitView]:
        """How the job stood after each reflection that rates something, by slug."""
        return {
            standing.reflection.slug: self.fit_view(standing.fit, standing.ratings)
            for opportunity in self.journal.opportunities
            for standing in opportunity.standing
        }

    def _round_view(self, reflection: Reflection) -> views.RoundView:
        fit = self.fit_view(self.journal.fits[reflection.slug], reflection.effective)
        ratings = rating_views(
            reflection,
            self.journal.settings.criteria,
            self.weight_texts,
            notes=self.journal.shows("ratings"),
        )
        when = self.moment_text(reflection.dated)
        return views.RoundView(
            link=self.round_link(reflection),
            when=when,
            fit=fit,
            standing=self._standings.get(reflection.slug),
            ratings=ratings,
        )

    def task_view(self, task: Task, reflection: Reflection) -> views.TaskView:
        """An open task with its date in words."""
        when = self.due_text(task.due) if task.due else None
        return views.TaskView(task.text, task.owner, when, self.round_link(reflection))

    def looking_for_html(self, root: str) -> Markup | None:
        """`looking-for.md` as one piece of HTML, its headings at level 3; None without the file."""
        body = self.journal.looking_for
        return self.page_html(joined_sections(body), root) if body else None


def asking_fit(
    view: views.FitView, opportunity: Opportunity, others: OtherOpportunities | None
) -> views.FitView:
    """A fit of an opportunity with no more advice than is due.

    What is closed asks nothing and says how it looked, no more; what is decided is not argued with,
    nor another job than the one that I accepted. Only an amber job or an offer is worth asking for
    more.
    """
    if not opportunity.live or is_leaving(opportunity, others):
        view = replace(view, ask="", ask_for=(), find_out=())
        if not opportunity.live:
            view = replace(view, basis=None, strength=None, other_weights=())
        return view
    is_worth_asking = view.light.word == "amber" or opportunity.stage == "offer"
    return view if is_worth_asking else replace(view, ask_for=())


def _count_tasks(markup: str) -> int:
    return sum(match["mark"] in TASK_MARKS for match in TASK_STATE_PATTERN.finditer(markup))


def joined_sections(body: Body) -> str:
    """A body as one piece of HTML, its sections' headings at level 3."""
    return "\n".join(
        (f"<h3>{s.heading}</h3>\n" if s.heading else "") + s.html for s in body.sections
    )


def _answer_label(*, is_past: bool, live: bool) -> str:
    if is_past:
        return "Answer was due"
    return "Answer by" if live else "They wanted my answer by"


def offer_facts(offer: Offer | None, ctx: Context, *, live: bool) -> tuple[tuple[str, str], ...]:
    """What is known of an offer, as pairs of label and text; empty without an offer."""
    if offer is None:
        return ()
    answer_by = offer.answer_by
    is_past = answer_by is not None and answer_by < ctx.today
    facts = (
        ("Received", ctx.day_text(offer.received) if offer.received else None),
        ("Answer", "when I am ready: they set no date" if live and offer.open_ended else None),
        (_answer_label(is_past=is_past, live=live), answer_by and ctx.day_text(answer_by)),
        ("Terms", offer.terms),
    )
    return tuple((label, text) for label, text in facts if text)

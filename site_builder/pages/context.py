"""What the pages share: a journal's links, dates, ratings and tasks as views."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from site_builder.core import steps
from site_builder.core.addresses import opportunity_page, page_of
from site_builder.core.dates import spoken, spoken_moment
from site_builder.core.fit import shares
from site_builder.pages import views, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from fractions import Fraction

    from site_builder.core.journal import Journal
    from site_builder.core.model import (
        Body,
        Criterion,
        Fit,
        Moment,
        Offer,
        Reflection,
        Task,
    )
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.part import Part


# What `core.markup` puts into a body: no text of a user becomes such a span.
MARK = re.compile(r'<span class="mark">(?:(To do|Theirs|Open)|(Done|Answered))</span> ?')
DATED = re.compile(r' ?<span class="due">(due|done) (\d{4}-\d\d-\d\d)</span>')
DECISIONS = {"pursue": "pursuing", "walk-away": "walking away"}
WRITE, LOOK_AGAIN = "Write while it is fresh", "Take a second look"
PREPARE, WAIT = "Prepare for the interview", "Waiting to hear from them"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: its address from the site's root, its template, and what fills it."""

    address: str
    template: str
    view: Any

    @property
    def root(self) -> str:
        """What leads from the page back to the site's root."""
        return root_of(self.address)


@dataclass(frozen=True)
class LazyPage:
    """A page of what some rounds say, which come without their sections.

    Whether it has changed can be told from them and from `beside`, which is all else that it shows.
    `make` gives its view, once the caller has the rounds with their sections.
    """

    address: str
    template: str
    rounds: tuple[Reflection, ...]
    beside: Any
    make: Callable[[tuple[Reflection, ...]], Any]

    def page(self, rounds: tuple[Reflection, ...]) -> Page:
        """The page, from the same rounds with their sections."""
        return Page(self.address, self.template, self.make(rounds))


def root_of(address: str) -> str:
    """What leads from a page back to the site's root: `../` for each folder it is in."""
    return "../" * address.count("/")


def with_root(markup: str, root: str) -> Markup:
    """Sanitised HTML, its links to this site made to lead from a page.

    In what the sanitiser returns, a literal `<a href="` is a tag, and an address without a
    scheme one that we gave.
    """
    for folder in ("reflections/", "index.html"):
        markup = markup.replace(f'<a href="{folder}', f'<a href="{root}{folder}')
    return Markup(markup)  # noqa: S704 -- sanitised when it was converted


@dataclass(frozen=True)
class Context:
    """A journal, and how its parts are shown."""

    journal: Journal
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What is known already of jobs, by key."""

    @property
    def today(self) -> date:
        """The day that the pages speak as of."""
        return self.journal.today

    @cached_property
    def jobs(self) -> dict[str, Opportunity]:
        """The opportunity of each reflection, by slug."""
        return self.journal.by_slug()

    @cached_property
    def weights(self) -> dict[str, Fraction]:
        """Each criterion's share of all weight."""
        return shares(self.journal.settings.criteria)

    def day(self, day: date) -> str:
        """A date in words, its year only where it is not this one."""
        return spoken(day, self.today)

    def when(self, moment: Moment | None) -> str | None:
        """A date and time in words."""
        return spoken_moment(moment, self.today) if moment else None

    def reflection_link(self, r: Reflection) -> views.Link:
        """A link to a reflection, by its round where it names one."""
        return views.Link(f"{r.company}, {self._called(r) or r.role}", page_of(r.slug))

    def round_link(self, r: Reflection) -> views.Link:
        """A link to a reflection among the rounds of its own job."""
        return views.Link(self._called(r) or "Notes", page_of(r.slug))

    def _called(self, r: Reflection) -> str | None:
        """What a round is called; by its number, where an audience sees neither name nor day."""
        number = f"round {r.slug.rpartition('-')[2]}" if self.journal.audience else None
        return r.round or number or self.when(r.dated)

    def job_link(self, o: Opportunity) -> views.Link:
        """A link to an opportunity."""
        return views.Link(f"{o.company}, {o.role}", opportunity_page(o.key))

    def fit_view(self, fit: Fit, ratings: Mapping[str, Fraction | None]) -> views.FitView:
        """A fit in words; for an audience what it may see, without a call to act."""
        journal = self.journal
        if not (journal.shows("fit") and journal.shows("ratings")):
            alone = wording.score_alone(fit, journal.settings)
            return replace(alone, shown=journal.shows("fit"))
        view = wording.fit_view(fit, ratings, journal.settings)
        return replace(view, ask="", find_out=()) if journal.audience else view

    @cached_property
    def _job_fits(self) -> dict[str, views.FitView]:
        return {}

    def job_fit(self, o: Opportunity) -> views.FitView:
        """The fit of a job in words; for an audience with what it was worked out from."""
        if o.key not in self._job_fits:
            view = self.fit_view(o.fit, o.ratings)
            if basis := self.basis(o):
                view = replace(view, summary=f"{view.summary.rstrip('.')} ({basis}).")
            self._job_fits[o.key] = view
        return self._job_fits[o.key]

    def basis(self, o: Opportunity) -> str | None:
        """What an audience is told of how much is behind the figures of a job."""
        if self.journal.audience is None:
            return None
        return f"from {len(o.rounds)} shared round{'' if len(o.rounds) == 1 else 's'}"

    def weight(self, criterion: Criterion) -> str:
        """A criterion's share of all weight; empty where an audience may not see the fit."""
        seen = self.journal.shows("fit") and self.journal.shows("ratings")
        return wording.share_text(self.weights[criterion.id]) if seen else ""

    def shown(self, markup: str, root: str, *, live: bool = True) -> Markup:
        """Sanitised HTML as a page shows it: links made to lead from there, dates as words.

        What is closed asks nothing, so its tasks and questions lose their marks and dates there,
        and only what was done says so. A mark stands apart from the text in <bdi>, so that it does
        not decide in which direction the text runs.
        """

        def marked(found: re.Match[str]) -> str:
            word = found[2] or (found[1] if live else None)
            return f'<bdi class="mark">{word}</bdi> ' if word else ""

        def dated(found: re.Match[str]) -> str:
            if found[1] == "due" and not live:
                return ""
            day = date.fromisoformat(found[2])
            words = self.due(day) if found[1] == "due" else f"done {self.day(day)}"
            return f' <span class="due">{words}</span>'

        if not live:
            markup = markup.replace('<li class="task">', "<li>")
        return with_root(DATED.sub(dated, MARK.sub(marked, markup)), root)

    def due(self, day: date) -> str:
        """`due 24 November`, `was due 19 November`."""
        return f"{'was ' if day < self.today else ''}due {self.day(day)}"

    @cached_property
    def rounds(self) -> dict[str, views.RoundView]:
        """Each reflection as a round of its job, by slug."""
        return {r.slug: self._round(r) for r in self.journal.reflections}

    def _round(self, r: Reflection) -> views.RoundView:
        fit = self.fit_view(self.journal.fits[r.slug], r.effective)
        ratings = tuple(self._rating(r, c) for c in self.journal.settings.criteria)
        return views.RoundView(self.round_link(r), self.when(r.dated), fit, ratings)

    def _rating(self, r: Reflection, criterion: Criterion) -> views.RatingView:
        first, now = r.ratings.get(criterion.id), r.effective.get(criterion.id)
        second = r.second_look.ratings if r.second_look else {}
        note = None
        if now is None:
            asked = criterion.id in r.effective
            note = "no evidence yet" if asked else "not rated here"
            note = note if self.journal.shows("ratings") else None
        if criterion.id in second and second[criterion.id] is None and first is not None:
            note = f"{wording.rating_text(first)} at first, taken back at the second look"
        return views.RatingView(
            label=criterion.label,
            prompt=criterion.prompt,
            weight=self.weight(criterion),
            value=None if now is None else wording.rating_text(now),
            first=None if first is None else wording.rating_text(first),
            second=wording.rating_text(value) if (value := second.get(criterion.id)) else None,
            note=note,
            evidence=r.evidence.get(criterion.id),
            breach=wording.breach(criterion, now),
        )

    def task(self, task: Task, r: Reflection, *, live: bool = True) -> views.TaskView:
        """A task; what is closed asks nothing, so its dates are not shown there as due."""
        when = None
        if task.done and task.finished:
            when = f"done {self.day(task.finished)}"
        elif task.done:
            when = "done"
        elif task.due and live:
            when = self.due(task.due)
        return views.TaskView(task.text, task.owner, when, task.done, self.round_link(r))

    def looking_for(self, root: str) -> Markup | None:
        """What I look for as one piece of HTML, its headings below a page's second level."""
        body = self.journal.looking_for
        return self.shown(joined_sections(body), root) if body else None


def joined_sections(body: Body) -> str:
    """A body as one piece, its sections' headings at level 3."""
    return "\n".join(
        (f"<h3>{s.heading}</h3>\n" if s.heading else "") + s.html for s in body.sections
    )


def next_step(o: Opportunity, ctx: Context) -> str | None:
    """The one thing to do next for a live opportunity, in a few words."""
    return next(_next_steps(o, ctx), None)


def _next_steps(o: Opportunity, ctx: Context) -> Iterator[str]:
    """What there is to do, the most pressing first."""
    today = ctx.today
    if o.answer_by:
        yield f"Answer the offer {by_date(o.answer_by, ctx)}"
    if any(steps.is_pending(r, today) for r in o.rounds):
        yield WRITE
    mine = [t for t in o.tasks if t.owner == "me" and not t.done]
    follow_up = [t for t in mine if t.kind == "follow-up"]
    yield from (t.text for t in sorted(follow_up, key=lambda t: (t.due is None, t.due)))
    for task in steps.nudges(o, today):
        yield f"A nudge? They owe: {_by_when(task, ctx)}"
    if any(steps.second_look_waits(o, r, today) for r in o.rounds):
        yield LOOK_AGAIN
    yield from (t.text for t in mine)
    if o.latest.interviewed and o.latest.interviewed.day > today:
        yield PREPARE
    yield from (f"Find out: {q.text}" for q in o.open_questions)


def waiting_for(o: Opportunity, ctx: Context) -> str:
    """What a live opportunity waits for while the ball is theirs."""
    return _by_when(o.owed_tasks[0], ctx) if o.owed_tasks else WAIT


def _by_when(task: Task, ctx: Context) -> str:
    """A task, and that its date has passed."""
    passed = task.due if task.due and task.due < ctx.today else None
    return f"{task.text} ({ctx.due(passed)})" if passed else task.text


def by_date(day: date, ctx: Context) -> str:
    """`by 27 November`, or in brackets that this has passed."""
    return f"(was due {ctx.day(day)})" if day < ctx.today else f"by {ctx.day(day)}"


def timeline(o: Opportunity, ctx: Context) -> str | None:
    """What an offer elsewhere suggests for a live opportunity that is still open and has none."""
    elsewhere = ctx.journal.other_opportunities.get(o.key)
    if o.answer_by or o.decision == "walk-away" or not elsewhere or not elsewhere.answer_by:
        return None
    day = ctx.day(elsewhere.answer_by)
    return f"Another offer is to be answered by {day}: ask for their timeline?"


def offer_facts(offer: Offer | None, ctx: Context, *, live: bool) -> tuple[tuple[str, str], ...]:
    """What is known of an offer: label and text."""
    if offer is None:
        return ()
    by = offer.answer_by
    facts = (
        ("Received", ctx.day(offer.received) if offer.received else None),
        ("Answer by" if live and by and by >= ctx.today else "Answer was due", by and ctx.day(by)),
        ("Terms", offer.terms),
    )
    return tuple((label, text) for label, text in facts if text)

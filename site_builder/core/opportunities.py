"""Opportunities: reflections grouped by job, in the order of their rounds.

Reflections in, opportunities out, with what the rounds add up to: stage, decision, ratings, offer,
tasks and open questions. Which files belong together is decided in `grouping`, how far a job has
come in `stages`, and what to do next in `moves`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from site_builder.core.fit import judge
from site_builder.core.frozen import frozen
from site_builder.core.grouping import identity_of, names_alone, opportunity_keys
from site_builder.core.model import CLOSED_STAGES, Fit, Offer, Reflection
from site_builder.core.names import fold
from site_builder.core.stages import stage_history
from site_builder.core.standing import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from site_builder.core.grouping import Identity, OpportunityName
    from site_builder.core.model import Question, Settings, Task

QUIET_AFTER = timedelta(days=21)
ACCEPTANCE_LASTS = timedelta(days=30)  # after the latest date of an accepted job


@dataclass(frozen=True)
class Opportunity:
    """One job over its rounds, oldest first, of which there is at least one, as of `today`.

    `key` is its address and what verbs call it. `ratings` has every criterion, with the latest
    known rating or None. `live` is whether its stage is not a closed one; `quiet` whether it is
    live without a date in the last three weeks; `reopened` whether it is live after an ending.
    `unread` names its files that have errors.
    """

    key: str
    rounds: tuple[Reflection, ...]
    today: date
    stage: str
    decision: str | None
    ratings: dict[str, Fraction | None]
    settings: Settings = field(repr=False)
    unread: tuple[OpportunityName, ...]
    live: bool
    reopened: bool = False
    quiet: bool = False
    shares_company: bool = False
    """Whether the company has another job in the journal, so that lists must name the role too."""
    shared_fit: Fit | None = None
    """The fit for an audience that may see it but not the ratings, which are empty then."""
    shared_standing: tuple[Standing, ...] | None = None
    """How it stood after each round, for an audience likewise."""

    @cached_property
    def fit(self) -> Fit:
        """How well it fits by its ratings; computed on first use, as most pages need few."""
        return self.shared_fit or judge(self.ratings, self.settings)

    @cached_property
    def standing(self) -> tuple[Standing, ...]:
        """How it stood after each round that rates something, oldest first."""
        if self.shared_standing is not None:
            return self.shared_standing
        return tuple(standings(self.rounds, self.settings))

    @property
    def incomplete(self) -> bool:
        """Whether one of its files could not be read."""
        return bool(self.unread)

    @property
    def latest(self) -> Reflection:
        """The last round in order: its company and role are the opportunity's."""
        return self.rounds[-1]

    @property
    def current(self) -> Reflection | None:
        """The last round that is undated or whose date has come; None where all are ahead."""
        come = (r for r in reversed(self.rounds) if r.dated is None or r.has_come(self.today))
        return next((r for r in come if not r.cancelled), None)

    @property
    def company(self) -> str:
        """The company as the latest round writes it."""
        return self.latest.company

    @property
    def role(self) -> str:
        """The role as the latest round writes it."""
        return self.latest.role

    @property
    def is_lead(self) -> bool:
        """Whether it has no interview; a cancelled one is one here."""
        return not any(r.interviewed for r in self.rounds)

    @property
    def is_decided_against(self) -> bool:
        """Whether it is live and I decided to walk away: then nothing but to say so is asked."""
        return self.live and self.decision == "walk-away"

    @property
    def began(self) -> date:
        """The first of its dates; where it has none, today: it is there by now."""
        days = (r.dated.day for r in self.rounds if r.dated)
        return min(days, default=self.today)

    @property
    def decided(self) -> date | None:
        """When I took the decision that counts, where its file says so."""
        return next((r.decided for r in reversed(self.rounds) if r.decision), None)

    @property
    def because(self) -> str | None:
        """Why I took the decision that counts, in my own words."""
        return next((r.because for r in reversed(self.rounds) if r.decision), None)

    @property
    def answer_by(self) -> date | None:
        """The date by which to answer the offer, past ones too; None at any stage but `offer`."""
        return self.offer.answer_by if self.offer and self.stage == "offer" else None

    @property
    def offer(self) -> Offer | None:
        """The offer, each part from the latest round that gives it; None without any."""
        offers = [r.offer for r in reversed(self.rounds) if r.offer]
        if not offers:
            return None
        # That there is no date and a date are two values of one part: the later one counts.
        dated = next((o for o in offers if o.answer_by or o.open_ended), offers[0])
        return Offer(
            received=next((o.received for o in offers if o.received), None),
            answer_by=dated.answer_by,
            terms=next((o.terms for o in offers if o.terms), None),
            open_ended=dated.open_ended,
        )

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all rounds, in order, without what a cancelled interview was to bring."""
        return tuple(
            task
            for r in self.rounds
            for task in r.body.tasks
            if not (r.cancelled and task.until and not task.done)
        )

    @property
    def open_tasks(self) -> tuple[tuple[Reflection, Task], ...]:
        """The tasks that are neither done nor moot, each with its round, in order."""
        return tuple(
            (r, task)
            for r in self.rounds
            for task in r.body.tasks
            if not task.done and not self.is_moot(r, task)
        )

    @property
    def owed_tasks(self) -> tuple[Task, ...]:
        """The open tasks that the other side is to do."""
        return tuple(task for _, task in self.open_tasks if task.owner == "them")

    def position(self, reflection: Reflection) -> int:
        """The place of a round among the rounds, from 0, known by its slug."""
        # Not by `index`: a page may have it with its sections, and the rounds without.
        return next(i for i, r in enumerate(self.rounds) if r.slug == reflection.slug)

    def is_moot(self, reflection: Reflection, task: Task) -> bool:
        """Whether an open task of one of the rounds is no longer asked for, by its `until`.

        The sessions of one day are one round: a later one ends it only where it has it too.
        """
        if task.done or task.until is None:
            return False
        if reflection.cancelled or not self.live:
            return True
        since = self.rounds[self.position(reflection) :]
        later = [r for r in since[1:] if not r.cancelled and _ends(r, reflection, task)]
        has_offer = any(r.offer or r.stage == "offer" for r in since)
        has_news = (
            bool(later) if task.until == "news" else any(r.has_come(self.today) for r in later)
        )
        return has_offer or has_news

    @property
    def questions(self) -> tuple[tuple[Reflection, Question], ...]:
        """Each question once, with the last round that has it; in order of first use.

        Questions are the same if their folded texts are. It is open if it is where it stands last.
        """
        by_text: dict[str, tuple[Reflection, Question]] = {}
        for reflection in self.rounds:
            for question in reflection.body.questions:
                by_text[fold(question.text)] = (reflection, question)
        asked = by_text.values()
        return tuple((r, replace(q, open=question_is_open(self, r, q))) for r, q in asked)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions that no box ticked where they were asked last."""
        return tuple(q for _, q in self.questions if q.open)


@frozen
class OtherOpportunities:
    """What the pages of one opportunity say of all others.

    `live` is whether another one is live, not quiet and not decided against. It is no number, as
    each new opportunity would then change the pages of all. `accepted` is whether another one was
    accepted while this one ran. `answer_by` is the nearest date by which to answer another's offer.
    """

    live: bool = False
    answer_by: date | None = None
    accepted: bool = False


def other_opportunities(opportunities: Iterable[Opportunity]) -> dict[str, OtherOpportunities]:
    """What each live opportunity is told of the others, by key; closed ones are told nothing."""
    opportunities = tuple(opportunities)
    ends = (acceptance_ends(o) for o in opportunities if o.stage == "accepted")
    last_end = max(ends, default=None)
    live = [o for o in opportunities if o.live]
    active = sum(_is_active(o) for o in live)
    by_key = {
        o.key: OtherOpportunities(
            live=active > _is_active(o),
            accepted=last_end is not None and o.began <= last_end,
        )
        for o in live
    }
    offers = sorted((o.answer_by, o.key) for o in live if has_offer_to_answer(o, by_key[o.key]))
    nearest = {o.key: next((day for day, key in offers if key != o.key), None) for o in live}
    return {key: replace(one, answer_by=nearest[key]) for key, one in by_key.items()}


def is_leaving(opportunity: Opportunity, others: OtherOpportunities | None) -> bool:
    """Whether a live job is to end from my side: I decided so, or accepted another meanwhile."""
    return opportunity.is_decided_against or bool(others and others.accepted)


def has_offer_to_answer(opportunity: Opportunity, others: OtherOpportunities | None) -> bool:
    """Whether it is a live job with an offer, and a date for the answer that is not past."""
    day = opportunity.answer_by
    is_open = opportunity.live and day is not None and day >= opportunity.today
    return is_open and not is_leaving(opportunity, others)


def acceptance_ends(opportunity: Opportunity) -> date:
    """The last day on which an accepted opportunity decides what is said of others.

    Thirty days after its latest date: that of a file or of the decision, or when it was offered.
    """
    offer = opportunity.offer
    days = [r.dated.day for r in opportunity.rounds if r.dated]
    days += [day for day in (opportunity.decided, offer and offer.received) if day]
    return max(days, default=opportunity.today) + ACCEPTANCE_LASTS


def round_order(reflection: Reflection) -> tuple[datetime, str]:
    """The sort key of rounds: by date, then by slug.

    One without a date comes first; a date without a time counts as the end of its day.
    """
    dated = reflection.dated
    return (dated.latest if dated else datetime.min, reflection.slug)  # noqa: DTZ901 -- local times


def group_reflections(
    reflections: Iterable[Reflection],
    unread: Iterable[OpportunityName],
    settings: Settings,
    today: date,
) -> tuple[Opportunity, ...]:
    """The opportunities of some reflections, newest first, ties by key.

    Files belong together if they give the same `opportunity`, else the same company and role, as
    `fold` compares them. Files without `opportunity` join the named one of their company and role
    where there is exactly one. `unread` names the files with errors: their opportunities say that
    something is missing. One all of whose files have errors is not among the result.
    """
    reflections, unread = tuple(reflections), tuple(unread)
    names: list[OpportunityName] = [(r.company, r.role, r.opportunity) for r in reflections]
    joined = names_alone([*names, *unread])
    groups: dict[Identity, list[Reflection]] = defaultdict(list)
    for reflection, name in zip(reflections, names, strict=True):
        groups[identity_of(name, joined)].append(reflection)
    missing: dict[Identity, list[OpportunityName]] = defaultdict(list)
    for name in unread:
        # With less than this nobody knows whose file it is: only the index lists it.
        if name[2] or (name[0] and name[1]):
            missing[identity_of(name, joined)].append(name)
    keys = opportunity_keys(groups)
    opportunities = [
        _opportunity(keys[identity], rounds, missing.get(identity, ()), settings, today)
        for identity, rounds in groups.items()
    ]
    jobs = Counter(fold(o.company) for o in opportunities)
    opportunities = [
        replace(o, shares_company=True) if jobs[fold(o.company)] > 1 else o for o in opportunities
    ]
    # Twice, because dates fall and keys rise; sorting is stable.
    opportunities.sort(key=lambda o: o.key)
    opportunities.sort(key=lambda o: round_order(o.latest)[0], reverse=True)
    return tuple(opportunities)


def question_is_open(opportunity: Opportunity, reflection: Reflection, question: Question) -> bool:
    """Whether a question of one round is ticked nowhere: not there, that day, or later.

    `reflection` must be one of the opportunity's rounds.
    """
    position = opportunity.position(reflection)
    return question.open and not any(
        not q.open and fold(q.text) == fold(question.text)
        for i, r in enumerate(opportunity.rounds)
        if i >= position or _are_of_one_day(r, reflection)
        for q in r.body.questions
    )


def _ends(later: Reflection, reflection: Reflection, task: Task) -> bool:
    """Whether a later file ends an `until` task.

    A session of the same day does only where it has that task too.
    """
    has_it = any(fold(t.text) == fold(task.text) for t in later.body.tasks)
    is_session = bool(later.interviewed) and _are_of_one_day(later, reflection)
    return has_it or not is_session


def _are_of_one_day(a: Reflection, b: Reflection) -> bool:
    """Whether two files have the same day; where only the month is known, nobody can tell."""
    one, other = a.dated, b.dated
    if one is None or other is None or one.month or other.month:
        return False
    return one.day == other.day


def _is_active(opportunity: Opportunity) -> bool:
    return opportunity.live and not opportunity.quiet and not opportunity.is_decided_against


def _opportunity(
    key: str,
    reflections: Iterable[Reflection],
    unread: Iterable[OpportunityName],
    settings: Settings,
    today: date,
) -> Opportunity:
    """One opportunity of its reflections in any order; the latest of each thing counts."""
    rounds = tuple(sorted(reflections, key=round_order))
    ratings: dict[str, Fraction | None] = {c.id: None for c in settings.criteria}
    # A later round without a rating, or with "no evidence", leaves the earlier one standing.
    for reflection in rounds:
        if not reflection.cancelled:
            ratings |= {c: r for c, r in reflection.effective.items() if r is not None}
    history = stage_history(rounds)
    live = history.stage not in CLOSED_STAGES
    opportunity = Opportunity(
        key=key,
        rounds=rounds,
        today=today,
        stage=history.stage,
        decision=next((r.decision for r in reversed(rounds) if r.decision), None),
        ratings=ratings,
        settings=settings,
        unread=tuple(unread),
        live=live,
        reopened=history.reopened is not None,
    )
    is_quiet = live and today - _last_date(opportunity) > QUIET_AFTER
    return replace(opportunity, quiet=True) if is_quiet else opportunity


def _last_date(opportunity: Opportunity) -> date:
    """The latest date on which anything happened or is to; today where there is none.

    What I did alone does not count: a reminder of mine wakes nobody. A cancelled interview counts
    from the day on which I heard of it.
    """
    rounds, offer = opportunity.rounds, opportunity.offer
    days = [r.cancelled.heard for r in rounds if r.cancelled]
    days += [r.interviewed.day for r in rounds if r.interviewed and not r.cancelled]
    days += [r.reflected.day for r in rounds if r.reflected]
    days += [offer.received, offer.answer_by] if offer else []
    days += [task.due for _, task in opportunity.open_tasks]
    days += [t.finished for t in opportunity.tasks if t.owner == "them"]
    return max((day for day in days if day), default=opportunity.today)

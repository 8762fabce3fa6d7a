"""Opportunities: reflections grouped by job, in the order of their rounds.

Reflections in, opportunities out, with what the rounds add up to: stage, decision, ratings, offer,
tasks and open questions. Which files belong together is decided here and nowhere else, and so is
the order of rounds. Whose move it is stands in `steps`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from site_builder.core.fit import judge
from site_builder.core.model import CLOSED_STAGES, Fit, Offer, Reflection
from site_builder.core.names import fold
from site_builder.core.standing import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from site_builder.core.model import Question, Settings, Task

QUIET_AFTER = timedelta(days=21)
MAX_KEY_LENGTH, HASH_LENGTH = 80, 8  # characters
MAX_KEY_BYTES = 240  # a key names a folder, and most disks stop at 255 bytes
Identity = tuple[str, ...]
"""What files of one opportunity share: its folded name alone, or folded company and role."""
OpportunityName = tuple[str | None, str | None, str | None]
"""Company, role and `opportunity` of a file as written; None for what is not known."""


@dataclass(frozen=True)
class Opportunity:
    """One job over its rounds, oldest first, of which there is at least one.

    `key` is its address and what verbs call it. `ratings` has every criterion, with the latest
    known rating or None. `live` is whether its stage is not a closed one; `quiet` whether it is
    live without a date in the last three weeks. `unread` names its files that have errors.
    """

    key: str
    rounds: tuple[Reflection, ...]
    stage: str
    decision: str | None
    ratings: dict[str, Fraction | None]
    settings: Settings = field(repr=False)
    unread: tuple[OpportunityName, ...]
    live: bool
    quiet: bool
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
    def company(self) -> str:
        """The company as the latest round writes it."""
        return self.latest.company

    @property
    def role(self) -> str:
        """The role as the latest round writes it."""
        return self.latest.role

    @property
    def answer_by(self) -> date | None:
        """The date by which to answer the offer, from the latest round that gives one."""
        return self.offer.answer_by if self.offer else None

    @property
    def offer(self) -> Offer | None:
        """The offer, each part from the latest round that gives it; None without any."""
        offers = [r.offer for r in reversed(self.rounds) if r.offer]
        if not offers:
            return None
        return Offer(
            received=next((o.received for o in offers if o.received), None),
            answer_by=next((o.answer_by for o in offers if o.answer_by), None),
            terms=next((o.terms for o in offers if o.terms), None),
        )

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all rounds, in order."""
        return tuple(task for r in self.rounds for task in r.body.tasks)

    @property
    def owed_tasks(self) -> tuple[Task, ...]:
        """The open tasks that the other side is to do."""
        return tuple(t for t in self.tasks if t.owner == "them" and not t.done)

    @property
    def questions(self) -> tuple[tuple[Reflection, Question], ...]:
        """Each question once, as the last round has it, with that round; in order of first use.

        Questions are the same if their folded texts are.
        """
        by_text: dict[str, tuple[Reflection, Question]] = {}
        for reflection in self.rounds:
            for question in reflection.body.questions:
                by_text[fold(question.text)] = (reflection, question)
        return tuple(by_text.values())

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions whose box is not ticked in the last round that has them."""
        return tuple(q for _, q in self.questions if q.open)


@dataclass(frozen=True, slots=True)
class OtherOpportunities:
    """What the pages of one opportunity say of all others.

    `live` is whether another one is live and not quiet. It is no number, as each new opportunity
    would then change the pages of all. `answer_by` is the nearest date among the others' offers.
    """

    live: bool = False
    answer_by: date | None = None


def other_opportunities(opportunities: Iterable[Opportunity]) -> dict[str, OtherOpportunities]:
    """What each live opportunity is told of the others, by key; closed ones are told nothing."""
    live = [o for o in opportunities if o.live]
    active = sum(not o.quiet for o in live)
    offers = sorted((o.answer_by, o.key) for o in live if o.answer_by)
    return {
        o.key: OtherOpportunities(
            active > (not o.quiet), next((day for day, key in offers if key != o.key), None)
        )
        for o in live
    }


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
    reflections = tuple(reflections)
    names: list[OpportunityName] = [(r.company, r.role, r.opportunity) for r in reflections]
    unread = tuple(unread)
    joined = _named_alone([*names, *unread])
    groups: dict[Identity, list[Reflection]] = defaultdict(list)
    for reflection, name in zip(reflections, names, strict=True):
        groups[_identity(name, joined)].append(reflection)
    missing: dict[Identity, list[OpportunityName]] = defaultdict(list)
    for name in unread:
        # With less than this nobody knows whose file it is: only the index lists it.
        if name[2] or (name[0] and name[1]):
            missing[_identity(name, joined)].append(name)
    keys = _keys(groups)
    opportunities = [
        _opportunity(keys[identity], rounds, missing.get(identity, ()), settings, today)
        for identity, rounds in groups.items()
    ]
    # Twice, because dates fall and keys rise; sorting is stable.
    opportunities.sort(key=lambda o: o.key)
    opportunities.sort(key=lambda o: round_order(o.latest)[0], reverse=True)
    return tuple(opportunities)


def question_is_open(opportunity: Opportunity, reflection: Reflection, question: Question) -> bool:
    """Whether a question of one round is ticked neither there nor in a later round.

    `reflection` must be one of the opportunity's rounds.
    """
    later = opportunity.rounds[opportunity.rounds.index(reflection) + 1 :]
    text = fold(question.text)
    return question.open and not any(
        fold(q.text) == text and not q.open for r in later for q in r.body.questions
    )


def _company_and_role(name: OpportunityName) -> Identity:
    return (fold(name[0] or ""), fold(name[1] or ""))


def _named_alone(names: Iterable[OpportunityName]) -> dict[Identity, str]:
    """The folded `opportunity` by company and role, where their files name exactly one."""
    named: dict[Identity, set[str]] = defaultdict(set)
    for name in names:
        if name[2]:
            named[_company_and_role(name)].add(fold(name[2]))
    return {pair: folded for pair, (folded, *others) in named.items() if not others}


def _identity(name: OpportunityName, joined: dict[Identity, str]) -> Identity:
    if name[2]:
        return (fold(name[2]),)
    identity = _company_and_role(name)
    return (joined[identity],) if identity in joined else identity


def _keys(identities: Iterable[Identity]) -> dict[Identity, str]:
    """A key for each identity: its text, with a hash where that would be empty or shared.

    All that share a text get a hash, so that a key does not depend on which file came first.
    """
    bases = {identity: _key_text(" ".join(identity)) for identity in identities}
    count: dict[str, int] = defaultdict(int)
    for base in bases.values():
        count[base] += 1
    return {
        identity: base if base and count[base] == 1 else _hashed(base, identity)
        for identity, base in bases.items()
    }


def _key_text(text: str) -> str:
    """Letters, marks and digits of any script, with hyphens for the rest, cut to fit a folder."""
    letters = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in text)
    key = re.sub("-+", "-", letters).strip("-")[:MAX_KEY_LENGTH]
    while len(key.encode()) > MAX_KEY_BYTES:
        key = key[:-1]
    return key.rstrip("-")


def _hashed(base: str, identity: Identity) -> str:
    # Folded texts hold no line feed: ("a b", "c") and ("a", "b c") are hashed as different texts.
    digest = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:HASH_LENGTH]
    return f"{base[: MAX_KEY_LENGTH - HASH_LENGTH - 1].rstrip('-')}-{digest}"


def _opportunity(
    key: str,
    reflections: Iterable[Reflection],
    unread: Iterable[OpportunityName],
    settings: Settings,
    today: date,
) -> Opportunity:
    """One opportunity of its reflections in any order; the latest of each thing counts."""
    rounds = sorted(reflections, key=round_order)
    ratings: dict[str, Fraction | None] = {c.id: None for c in settings.criteria}
    # A later round without a rating, or with "no evidence", leaves the earlier one standing.
    for reflection in rounds:
        ratings |= {c: r for c, r in reflection.effective.items() if r is not None}
    stage = _stage(rounds)
    live = stage not in CLOSED_STAGES
    return Opportunity(
        key=key,
        rounds=tuple(rounds),
        stage=stage,
        decision=next((r.decision for r in reversed(rounds) if r.decision), None),
        ratings=ratings,
        settings=settings,
        unread=tuple(unread),
        live=live,
        quiet=live and today - _last_date(rounds, today) > QUIET_AFTER,
    )


def _stage(rounds: list[Reflection]) -> str:
    """The latest stage given; `interviewing` after an interview where that says less.

    Nobody writes `stage: interviewing` into a file that is about an interview. So a dated one after
    `exploring` or `applied`, or without any stage, counts as one.
    """
    stage, since = "exploring", rounds
    for index, reflection in enumerate(rounds):
        if reflection.stage:
            stage, since = reflection.stage, rounds[index + 1 :]
    interviewed = any(r.interviewed for r in since)
    return "interviewing" if interviewed and stage in {"exploring", "applied"} else stage


def _last_date(rounds: list[Reflection], today: date) -> date:
    """The latest of an opportunity's dates; today where it has none, so that it is not quiet."""
    dates = [m.day for r in rounds for m in (r.interviewed, r.reflected) if m]
    dates += [r.second_look.on.day for r in rounds if r.second_look and r.second_look.on]
    dates += [d for r in rounds if r.offer for d in (r.offer.received, r.offer.answer_by) if d]
    dates += [d for r in rounds for t in r.body.tasks for d in (t.due, t.finished) if d]
    return max(dates, default=today)

"""Reflections grouped into jobs: rounds in order, what counts now, and names that may be one."""

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
from site_builder.core.model import CLOSED, Fit, Offer, Reflection
from site_builder.core.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from site_builder.core.model import Question, Settings, Task

QUIET_AFTER = timedelta(days=21)
KEY_LENGTH, HASH_LENGTH = 80, 8
KEY_BYTES = 240
Identity = tuple[str, ...]
Name = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class Opportunity:
    """One job over its rounds, oldest first; `unread` names its files that were left out."""

    key: str
    rounds: tuple[Reflection, ...]
    stage: str
    decision: str | None
    ratings: dict[str, Fraction | None]
    settings: Settings = field(repr=False)
    unread: tuple[Name, ...]
    live: bool
    quiet: bool
    shared_fit: Fit | None = None
    """The fit, where the ratings that give it are withheld."""

    @cached_property
    def fit(self) -> Fit:
        """How well it fits, by what counts now."""
        return self.shared_fit or judge(self.ratings, self.settings)

    @property
    def incomplete(self) -> bool:
        """Whether one of its files could not be read."""
        return bool(self.unread)

    @property
    def latest(self) -> Reflection:
        """The round that names the job."""
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
        """The latest date by which an offer is to be answered."""
        return self.offer.answer_by if self.offer else None

    @property
    def offer(self) -> Offer | None:
        """The latest of what the rounds say of an offer."""
        told = [r.offer for r in reversed(self.rounds) if r.offer]
        if not told:
            return None
        return Offer(
            received=next((x.received for x in told if x.received), None),
            answer_by=next((x.answer_by for x in told if x.answer_by), None),
            terms=next((x.terms for x in told if x.terms), None),
        )

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all rounds."""
        return tuple(task for r in self.rounds for task in r.body.tasks)

    @property
    def owed_tasks(self) -> tuple[Task, ...]:
        """What they still owe."""
        return tuple(t for t in self.tasks if t.owner == "them" and not t.done)

    @property
    def questions(self) -> tuple[tuple[Reflection, Question], ...]:
        """Every question once, with the last round that has it, as it stands there."""
        found: dict[str, tuple[Reflection, Question]] = {}
        for r in self.rounds:
            for question in r.body.questions:
                found[fold(question.text)] = (r, question)
        return tuple(found.values())

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions of the ledger that nobody has ticked."""
        return tuple(q for _, q in self.questions if q.open)


@dataclass(frozen=True, slots=True)
class OtherOpportunities:
    """What the pages of one job say of all others.

    `live` says whether one of them is live and not quiet, and not how many: or each new job would
    change the pages of all. `answer_by` is the nearest date by which one is to be answered.
    """

    live: bool = False
    answer_by: date | None = None


def other_opportunities(opportunities: Iterable[Opportunity]) -> dict[str, OtherOpportunities]:
    """What lies elsewhere for each live opportunity, by key; what is closed asks nothing of it."""
    live = [o for o in opportunities if o.live]
    awake = sum(not o.quiet for o in live)
    offers = sorted((o.answer_by, o.key) for o in live if o.answer_by)
    return {
        o.key: OtherOpportunities(
            awake > (not o.quiet), next((day for day, key in offers if key != o.key), None)
        )
        for o in live
    }


def round_order(reflection: Reflection) -> tuple[datetime, str]:
    """Rounds go by date, none first, a date alone at the day's end, then by slug."""
    dated = reflection.dated
    return (dated.latest if dated else datetime.min, reflection.slug)  # noqa: DTZ901 -- local times


def group(
    reflections: Iterable[Reflection],
    unread: Iterable[Name],
    settings: Settings,
    today: date,
) -> tuple[Opportunity, ...]:
    """The opportunities, newest first, ties by key.

    `unread` names the files left out for their errors, so that their jobs know of them.
    """
    reflections = tuple(reflections)
    names: list[Name] = [(r.company, r.role, r.opportunity) for r in reflections]
    unread = tuple(unread)
    joined = _joined([*names, *unread])
    groups: dict[Identity, list[Reflection]] = defaultdict(list)
    for reflection, name in zip(reflections, names, strict=True):
        groups[_identity(name, joined)].append(reflection)
    missing: dict[Identity, list[Name]] = defaultdict(list)
    for name in unread:
        if name[2] or (name[0] and name[1]):
            missing[_identity(name, joined)].append(name)
    keys = _keys(groups)
    found = [
        _opportunity(keys[identity], rounds, missing.get(identity, ()), settings, today)
        for identity, rounds in groups.items()
    ]
    found.sort(key=lambda o: o.key)
    found.sort(key=lambda o: round_order(o.latest)[0], reverse=True)
    return tuple(found)


def question_is_open(opportunity: Opportunity, reflection: Reflection, question: Question) -> bool:
    """Whether a question of one round is still open: not ticked there, nor in a later round."""
    later = opportunity.rounds[opportunity.rounds.index(reflection) + 1 :]
    text = fold(question.text)
    return question.open and not any(
        fold(q.text) == text and not q.open for r in later for q in r.body.questions
    )


def _pair(name: Name) -> Identity:
    return (fold(name[0] or ""), fold(name[1] or ""))


def _joined(names: Iterable[Name]) -> dict[Identity, str]:
    """For each company and role with files of one named opportunity alone: its folded name."""
    named: dict[Identity, set[str]] = defaultdict(set)
    for name in names:
        if name[2]:
            named[_pair(name)].add(fold(name[2]))
    return {pair: next(iter(found)) for pair, found in named.items() if len(found) == 1}


def _identity(name: Name, joined: dict[Identity, str]) -> Identity:
    if name[2]:
        return (fold(name[2]),)
    pair = _pair(name)
    return (joined[pair],) if pair in joined else pair


def _keys(identities: Iterable[Identity]) -> dict[Identity, str]:
    """A key for each identity: its text, with a hash where that would be empty or shared."""
    bases = {identity: _slugged(" ".join(identity)) for identity in identities}
    count: dict[str, int] = defaultdict(int)
    for base in bases.values():
        count[base] += 1
    return {
        identity: base if base and count[base] == 1 else _hashed(base, identity)
        for identity, base in bases.items()
    }


def _slugged(text: str) -> str:
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in text)
    key = re.sub("-+", "-", kept).strip("-")[:KEY_LENGTH]
    while len(key.encode()) > KEY_BYTES:  # a folder's name has no room for more
        key = key[:-1]
    return key.rstrip("-")


def _hashed(base: str, identity: Identity) -> str:
    digest = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:HASH_LENGTH]
    return f"{base[: KEY_LENGTH - HASH_LENGTH - 1].rstrip('-')}-{digest}"


def _opportunity(
    key: str, rounds: list[Reflection], unread: Iterable[Name], settings: Settings, today: date
) -> Opportunity:
    rounds.sort(key=round_order)
    ratings: dict[str, Fraction | None] = {c.id: None for c in settings.criteria}
    for reflection in rounds:
        ratings |= {c: r for c, r in reflection.effective.items() if r is not None}
    stage = _stage(rounds)
    live = stage not in CLOSED
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
    """The latest stage given, except that an interview since outranks `exploring` and `applied`."""
    given = next((i for i in reversed(range(len(rounds))) if rounds[i].stage), None)
    stage = rounds[given].stage if given is not None else None
    later = rounds[(given if given is not None else -1) + 1 :]
    interviewed = any(r.interviewed for r in later)
    if stage and not (stage in ("exploring", "applied") and interviewed):
        return stage
    return "interviewing" if any(r.interviewed for r in rounds) else "exploring"


def _last_date(rounds: list[Reflection], today: date) -> date:
    """The latest of an opportunity's dates; today where it has none, so that it is not quiet."""
    dates = [m.day for r in rounds for m in (r.interviewed, r.reflected) if m]
    dates += [r.second_look.on.day for r in rounds if r.second_look and r.second_look.on]
    dates += [d for r in rounds if r.offer for d in (r.offer.received, r.offer.answer_by) if d]
    dates += [d for r in rounds for t in r.body.tasks for d in (t.due, t.finished) if d]
    return max(dates, default=today)

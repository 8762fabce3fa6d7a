"""A journal as one audience may see it: only what is shared and listed, companies under aliases.

Everything that leaves is made anew here, key by key; whatever is not named here stays at home.
"""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from site_builder.core import prose, steps
from site_builder.core.addresses import page_of
from site_builder.core.aliases import Aliases
from site_builder.core.fit import WITHHELD
from site_builder.core.headings import heading_key
from site_builder.core.journal import Journal
from site_builder.core.markup import LEDGER
from site_builder.core.model import Body, Moment, Reflection, SecondLook
from site_builder.core.names import SETTINGS
from site_builder.core.opportunities import group
from site_builder.core.settings import DEFAULTS, OTHER_SECTIONS
from site_builder.core.sources import NOTHING

if TYPE_CHECKING:
    import re

    from site_builder.core.model import Audience, Criterion, Fit, Question, Section, Settings, Task
    from site_builder.core.opportunities import Opportunity

TITLE = "Interview notes"
ROLE = "a job"  # where the role is withheld
LABELS = {c.id: c.label for c in DEFAULTS.criteria}
HEADINGS = {q.id: q.heading for q in DEFAULTS.questions} | {
    id_: id_.replace("-", " ").capitalize() for id_ in OTHER_SECTIONS
}


@dataclass(frozen=True, slots=True)
class Told:
    """A text of the journal that goes out: the file, the key or `## id` it is of, and the text.

    `text` is HTML where it is of a section, its companies under their aliases.
    """

    path: str
    key: str
    text: str

    @property
    def is_html(self) -> bool:
        """Whether the text is HTML."""
        return self.key.startswith("##")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A journal that can be shown to its audience, and what it was made of.

    `names` matches what aliases stand for; `mine` maps the new keys to my own opportunities, and
    `files` the new slugs to my reflections.
    """

    journal: Journal
    told: tuple[Told, ...]
    aliases: tuple[str, ...]
    names: re.Pattern[str]
    mine: dict[str, Opportunity]
    files: dict[str, Reflection]


def redact(journal: Journal, audience: Audience) -> Redacted:
    """What an audience may see of a journal without errors."""
    return _Redaction(journal, audience).run()


class _Redaction:
    """One redaction: its reflections, oldest first, under their aliases, slugs and keys."""

    def __init__(self, journal: Journal, audience: Audience) -> None:
        self.journal, self.audience, self.jobs = journal, audience, journal.by_slug()
        shared = [r for r in journal.reflections if audience.name in r.share]
        self.shared = sorted(shared, key=_by_date)
        self.aliases = Aliases(journal.reflections, audience.allow)
        self.file = f"{journal.name}/{SETTINGS}"
        # Names that I gave, and that can't be another's: they go out as they are, or not at all.
        given = [audience.name, *(s for s in audience.sections if s not in HEADINGS)]
        self.told = [Told(self.file, "audiences", text) for text in given]
        self.slugs = self._slugs()
        self.keys = self._keys()
        self.pages = {page_of(old): page_of(new) for old, new in self.slugs.items()}

    def run(self) -> Redacted:
        settings = self._settings()
        new = {r.slug: self._reflection(r) for r in self.shared}
        mine = {self.keys[self.jobs[r.slug].key]: self.jobs[r.slug] for r in self.shared}
        named = [replace(r, opportunity=self.keys[self.jobs[r.slug].key]) for r in self.shared]
        judged = group(named, (), self.journal.settings, self.journal.today)
        fits = {self.slugs[r.slug]: self._fit(self.journal.fits[r.slug]) for r in self.shared}
        journal = Journal(
            name="journal",
            today=self._today(),
            settings=settings,
            reflections=tuple(new[r.slug] for r in self.journal.reflections if r.slug in new),
            fits=fits,
            opportunities=tuple(self._opportunity(o, new, settings) for o in judged),
            elsewhere={},
            looking_for=None,
            left_out=(),
            problems=(),
            audience=replace(self.audience, allow=(), remote=None),
        )
        files = {self.slugs[r.slug]: r for r in self.shared}
        names = self.aliases.names if self.audience.companies == "alias" else NOTHING
        return Redacted(journal, tuple(self.told), self.aliases.given, names, mine, files)

    def _shows(self, *fields: str) -> bool:
        return all(field in self.audience.fields for field in fields)

    def _slugs(self) -> dict[str, str]:
        """The new slug of each shared reflection: its company's alias and a number."""
        count: Counter[str] = Counter()
        slugs = {}
        for r in self.shared:
            alias = _slug(self.aliases.of(r.company))
            count[alias] += 1
            slugs[r.slug] = f"{alias}-{count[alias]}"
        return slugs

    def _keys(self) -> dict[str, str]:
        """The new key of each shared opportunity: the alias, numbered from its second one on."""
        keys: dict[str, str] = {}
        count: Counter[str] = Counter()
        for r in self.shared:
            mine = self.jobs[r.slug].key
            if mine not in keys:
                alias = _slug(self.aliases.of(r.company))
                count[alias] += 1
                keys[mine] = f"{alias}-{count[alias]}" if count[alias] > 1 else alias
        return keys

    def _settings(self) -> Settings:
        """The settings that can be seen; weights and limits only beside what they explain."""
        labelled = self._shows("ratings") or self._shows("evidence")
        rated = self.journal.settings.criteria if labelled else ()
        return replace(
            DEFAULTS,
            title=TITLE,
            green=self.journal.settings.green if self._shows("fit") else DEFAULTS.green,
            amber=self.journal.settings.amber if self._shows("fit") else DEFAULTS.amber,
            borderline=self.journal.settings.borderline,
            criteria=tuple(self._criterion(c) for c in rated),
            questions=(),
        )

    def _criterion(self, c: Criterion) -> Criterion:
        label = c.label
        if c.id not in LABELS:
            self.told.append(Told(self.file, "criteria", c.id))
        if label != LABELS.get(c.id):
            label = self._tell(self.file, "criteria", label)
        if self._shows("ratings", "fit"):
            return replace(c, label=label, prompt="")
        bare, none = Fraction(1), Fraction(0)
        return replace(c, label=label, prompt="", weight=bare, floor=none, dealbreaker=none)

    def _tell(self, path: str, key: str, text: str) -> str:
        """A text as it goes out, noted."""
        if self.audience.companies == "alias":
            aliased = self.aliases.in_html if key.startswith("##") else self.aliases.in_text
            text = aliased(text)
        self.told.append(Told(path, key, text))
        return text

    def _reflection(self, r: Reflection) -> Reflection:
        def told(field: str, text: str | None) -> str | None:
            return self._tell(r.path, field, text) if text and self._shows(field) else None

        def each(field: str, texts: tuple[str, ...]) -> tuple[str, ...]:
            numbered = enumerate(texts if self._shows(field) else (), 1)
            return tuple(self._tell(r.path, f"{field}.{n}", text) for n, text in numbered)

        alias = self.audience.companies == "alias"
        evidence = r.evidence if self._shows("evidence") else {}
        return Reflection(
            slug=self.slugs[r.slug],
            path="",
            company=self.aliases.of(r.company) if alias else r.company,
            role=told("role", r.role) or ROLE,
            round=told("round", r.round),
            interviewed=self._moment(r.interviewed),
            reflected=None if r.interviewed else self._moment(r.reflected),
            interviewers=each("interviewers", r.interviewers),
            evidence={c: self._tell(r.path, f"evidence.{c}", e) for c, e in evidence.items()},
            gut=r.gut if self._shows("gut") else None,
            stage=r.stage if self._shows("stage") else None,
            decision=r.decision if self._shows("decision") else None,
            tags=each("tags", r.tags),
            body=self._body(r),
            window=steps.window(r) if self._shows("window") else None,
            answered=tuple(id_ for id_ in r.answered if id_ in self.audience.sections),
            **self._ratings(r),
        )

    def _ratings(self, r: Reflection) -> dict[str, Any]:
        if not self._shows("ratings"):
            return {}
        second = r.second_look.ratings if r.second_look else {}
        return {
            "ratings": r.ratings,
            "second_look": SecondLook(ratings=second) if second else None,
        }

    def _moment(self, moment: Moment | None) -> Moment | None:
        """A moment as far as it may be told."""
        if moment is None or self.audience.dates == "none":
            return None
        if self.audience.dates == "day":
            return Moment(moment.day)
        return Moment(moment.day.replace(day=1), month=True)

    def _today(self) -> Any:
        today = self.journal.today
        return today if self.audience.dates == "day" else today.replace(day=1)

    def _body(self, r: Reflection) -> Body:
        listed = self.audience.sections
        return Body(
            tuple(self._section(r, s) for s in r.body.sections if s.id in listed),
            tuple(self._task(r, t) for t in r.body.tasks) if self.audience.tasks else (),
            tuple(self._question(r, q) for q in r.body.questions if q.source in listed),
        )

    def _section(self, r: Reflection, s: Section) -> Section:
        markup = s.html
        if not self.audience.tasks and s.id not in LEDGER:
            markup = prose.without_tasks(markup)
        if self.audience.dates != "day":
            markup = prose.without_dates(markup)
        markup = self._tell(r.path, f"## {s.id}", prose.relinked(markup, self.pages))
        fixed = HEADINGS.get(s.id or "")
        said = heading_key(html.unescape(prose.plain(s.heading)))
        if fixed is None or said not in {heading_key(fixed), heading_key(s.id or "")}:
            fixed = self._tell(r.path, f"## {s.id}", prose.relinked(s.heading, self.pages))
        return replace(s, heading=fixed, html=markup, has_text=bool(prose.plain(markup).strip()))

    def _task(self, r: Reflection, task: Task) -> Task:
        text = self._tell(r.path, "##", html.escape(task.text, quote=False))
        if self.audience.dates != "day":
            task = replace(task, due=None, finished=None)
        return replace(task, text=html.unescape(text))

    def _question(self, r: Reflection, question: Question) -> Question:
        text = self._tell(r.path, f"## {question.source}", html.escape(question.text, quote=False))
        return replace(question, text=html.unescape(text))

    def _fit(self, fit: Fit) -> Fit:
        """A fit as far as it may be seen: without the ratings, its light and its score alone."""
        if not self._shows("fit"):
            return WITHHELD
        if self._shows("ratings"):
            return fit
        return replace(
            fit, unknown=(), breached=(), capped_by=(), share=None, strength=None, flip=None
        )

    def _opportunity(
        self, o: Opportunity, new: dict[str, Reflection], settings: Settings
    ) -> Opportunity:
        """A job by its shared rounds alone."""
        stage = self._shows("stage")
        return replace(
            o,
            rounds=tuple(new[r.slug] for r in o.rounds),
            stage=o.stage if stage else "",
            decision=o.decision if self._shows("decision") else None,
            ratings=o.ratings if self._shows("ratings") else {},
            settings=settings,
            live=o.live or not stage,
            quiet=False,
            judged=self._fit(o.fit),
        )


def placeholders(journal: Journal) -> Journal:
    """A redacted journal of the same shape, every text of mine a placeholder.

    What a page made of it says is said by the theme.
    """
    numbers: dict[str, str] = {}

    def x(text: str) -> str:
        return numbers.setdefault(text, f"x{len(numbers)}")

    def anew(r: Reflection) -> Reflection:
        sections = (
            replace(
                s,
                heading=s.heading if s.heading == HEADINGS.get(s.id or "") else "x",
                html=prose.blank(s.html),
            )
            for s in r.body.sections
        )
        body = Body(
            tuple(sections),
            tuple(replace(t, text=x(t.text)) for t in r.body.tasks),
            tuple(replace(q, text=x(q.text)) for q in r.body.questions),
        )
        return replace(
            r,
            role=r.role if r.role == ROLE else x(r.role),
            round=r.round and x(r.round),
            interviewers=tuple(map(x, r.interviewers)),
            evidence={c: x(e) for c, e in r.evidence.items()},
            tags=tuple(map(x, r.tags)),
            body=body,
        )

    criteria = tuple(
        c if c.label == LABELS.get(c.id) else replace(c, label=x(c.label))
        for c in journal.settings.criteria
    )
    new = {r.slug: anew(r) for r in journal.reflections}
    return replace(
        journal,
        settings=replace(journal.settings, criteria=criteria),
        reflections=tuple(new.values()),
        opportunities=tuple(
            replace(o, rounds=tuple(new[r.slug] for r in o.rounds)) for o in journal.opportunities
        ),
    )


def _by_date(r: Reflection) -> tuple[bool, datetime, str]:
    """Earliest first, those without a date last."""
    return (r.dated is None, r.dated.latest if r.dated else datetime.min, r.slug)  # noqa: DTZ901 -- local times


def _slug(alias: str) -> str:
    return alias.lower().replace(" ", "-")

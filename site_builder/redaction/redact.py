"""A journal as one audience may see it: what is shared and listed, companies under aliases."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from site_builder.core.addresses import page_of
from site_builder.core.journal import Journal
from site_builder.core.model import Body
from site_builder.core.opportunities import group, round_order
from site_builder.redaction import prose
from site_builder.redaction.aliases import (
    all_company_names,
    company_identity,
    company_names,
    folded_words,
    give_aliases,
)
from site_builder.redaction.comments import without_comments
from site_builder.redaction.guards import guarded_texts
from site_builder.redaction.phrases import visible_phrases
from site_builder.redaction.visible import (
    FIXED_HEADINGS,
    FIXED_LABELS,
    WITHHELD_COMPANY,
    WITHHELD_ROLE,
    AudienceView,
    published_texts,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from site_builder.core.model import Audience, Reflection, Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.redaction.aliases import Aliases
    from site_builder.redaction.phrases import Phrases
    from site_builder.redaction.visible import PublishedText


@dataclass(frozen=True, slots=True)
class RedactedJournal:
    """A journal that can be shown to its audience, and what it was made of.

    `phrases` are those that the audience may see, and what stands for names; `mine` maps the new
    keys to my own opportunities, and `files` the new slugs to my reflections.
    """

    journal: Journal
    told: tuple[PublishedText, ...]
    aliases: Aliases
    phrases: Phrases
    mine: dict[str, Opportunity]
    files: dict[str, Reflection]


@dataclass(frozen=True, slots=True)
class _SharedReflection:
    """A reflection, and what may be seen of it, as it was written."""

    mine: Reflection
    shown: Reflection


def redact(journal: Journal, audience: Audience) -> RedactedJournal:
    """What an audience may see of a journal without errors."""
    view = AudienceView(journal, audience)
    mine = (r for r in journal.reflections if audience.name in r.share)
    seen = (_SharedReflection(r, view.reflection(r)) for r in mine)
    shared = _in_shared_order(seen, all_company_names(journal.reflections).pattern, view)
    texts = (
        *view.told(),
        *(t for one in shared for t in published_texts(one.mine.path, one.shown)),
    )
    by_name = audience.companies == "name"
    names = all_company_names(() if by_name else journal.reflections, audience.allow)
    companies = [company_identity(one.mine.company) for one in shared]
    companies += [company for t in texts for company in names.mentioned(t.plain)]
    aliases = give_aliases(names, companies)
    seen_words = (
        [name for r in journal.reflections for _, name in company_names(r)] if by_name else []
    )
    allowed = (*audience.allow, *(word for name in seen_words for word in folded_words(name)))
    read = visible_phrases(journal.reflections, aliases.by_company, allowed)
    return _Renamer(view, aliases, shared).run(texts, read)


def _in_shared_order(
    seen: Iterable[_SharedReflection], names: re.Pattern[str], view: AudienceView
) -> list[_SharedReflection]:
    """By date, the earliest first; then by nothing that follows the order of names.

    Ties go by a hash of what can be seen, without names, so that nothing that is withheld changes
    the order. Of those that look the same any order looks the same: that of a hash of all I wrote.
    """

    def order(one: _SharedReflection) -> tuple[object, ...]:
        texts = [names.sub(" ", t.plain) for t in published_texts("", one.shown)]
        bare = replace(_with_texts(one.shown, lambda _: "", lambda _: ""), company="")
        visible = [*texts, repr(bare), repr(view.fit(view.journal.fits[one.mine.slug]))]
        return *_by_date(one.mine), _hash(visible), _hash(t.text for t in guarded_texts(one.mine))

    return sorted(seen, key=order)


class _Renamer:
    """What may be seen, brought under aliases, new slugs and new keys."""

    def __init__(
        self, view: AudienceView, aliases: Aliases, shared: list[_SharedReflection]
    ) -> None:
        self.view, self.aliases, self.shared = view, aliases, shared
        jobs = view.journal.by_slug()
        self.jobs = {one.mine.slug: jobs[one.mine.slug] for one in shared}
        self.slugs = self._numbered(lambda r: r.slug, "{}-{}")
        self.keys = self._numbered(lambda r: jobs[r.slug].key, "{}")
        self.pages = {page_of(old): page_of(new) for old, new in self.slugs.items()}

    def run(self, texts: tuple[PublishedText, ...], read: Phrases) -> RedactedJournal:
        renamed = {t: replace(t, text=t.text or self._renamed(t)) for t in texts}
        plain = {t.written: new.text for t, new in renamed.items() if not (t.is_html or t.text)}
        markup = {t.written: new.text for t, new in renamed.items() if t.is_html}
        new = {
            one.mine.slug: replace(
                _with_texts(one.shown, lambda x: plain.get(x, x), lambda x: markup.get(x, x)),
                slug=self.slugs[one.mine.slug],
                company=self._company(one.mine),
            )
            for one in self.shared
        }
        settings = self.view.settings()
        labels = (replace(c, label=plain.get(c.label, c.label)) for c in settings.criteria)
        journal = self._journal(new, replace(settings, criteria=tuple(labels)))
        mine = {self.keys[job.key]: job for job in self.jobs.values()}
        files = {self.slugs[one.mine.slug]: one.mine for one in self.shared}
        return RedactedJournal(journal, tuple(renamed.values()), self.aliases, read, mine, files)

    def _journal(self, new: dict[str, Reflection], settings: Settings) -> Journal:
        fits = self.view.journal.fits
        newest = sorted(self.shared, key=lambda one: round_order(one.mine)[0], reverse=True)
        return Journal(
            name="journal",
            today=self.view.site_date(),
            settings=settings,
            reflections=tuple(new[one.mine.slug] for one in newest),
            fits={new_slug: self.view.fit(fits[slug]) for slug, new_slug in self.slugs.items()},
            opportunities=self._opportunities(new, settings),
            other_opportunities={},
            looking_for=None,
            left_out=(),
            problems=(),
            audience=replace(self.view.audience, allow=(), remote=None),
        )

    def _numbered(self, key: Callable[[Reflection], str], first: str) -> dict[str, str]:
        """An alias with a number for each key; `first` is how that of a company's first reads."""
        count: Counter[str] = Counter()
        given: dict[str, str] = {}
        for one in self.shared:
            if key(one.mine) not in given:
                alias = self.aliases.of(one.mine.company).lower().replace(" ", "-")
                count[alias] += 1
                form = first if count[alias] == 1 else "{}-{}"
                given[key(one.mine)] = form.format(alias, count[alias])
        return given

    def _company(self, r: Reflection) -> str:
        by_name = self.view.audience.companies == "name"
        return (
            (without_comments(r.company) or WITHHELD_COMPANY)
            if by_name
            else self.aliases.of(r.company)
        )

    def _renamed(self, told: PublishedText) -> str:
        text = prose.relink(told.written, self.pages) if told.is_html else told.written
        return self.aliases.in_html(text) if told.is_html else self.aliases.in_text(text)

    def _opportunities(
        self, new: dict[str, Reflection], settings: Settings
    ) -> tuple[Opportunity, ...]:
        """The jobs by their shared rounds; those of one date stand as the reflections do."""
        numbered = {f"{n:09}": one.mine for n, one in enumerate(self.shared)}
        named = [
            replace(r, slug=number, opportunity=self.keys[self.jobs[r.slug].key])
            for number, r in numbered.items()
        ]
        journal = self.view.journal
        return tuple(
            self.view.opportunity(o, tuple(new[numbered[r.slug].slug] for r in o.rounds), settings)
            for o in group(named, (), journal.settings, journal.today)
        )


def _with_texts(
    r: Reflection, text: Callable[[str], str], markup: Callable[[str], str]
) -> Reflection:
    """A reflection with each text of mine, and the HTML of its sections, replaced."""
    return replace(
        r,
        role=r.role if r.role == WITHHELD_ROLE else text(r.role),
        round=r.round and text(r.round),
        interviewers=tuple(map(text, r.interviewers)),
        evidence={criterion: text(one) for criterion, one in r.evidence.items()},
        tags=tuple(map(text, r.tags)),
        body=Body(
            tuple(
                replace(
                    s,
                    heading=s.heading if s.heading in FIXED_HEADINGS else markup(s.heading),
                    html=markup(s.html),
                )
                for s in r.body.sections
            ),
            tuple(replace(t, text=text(t.text)) for t in r.body.tasks),
            tuple(replace(q, text=text(q.text)) for q in r.body.questions),
        ),
    )


def placeholders(journal: Journal) -> Journal:
    """A redacted journal of the same shape, every text of mine a placeholder.

    What a page made of it says is said by the theme.
    """
    numbers: dict[str, str] = {}

    def text(mine: str) -> str:
        return numbers.setdefault(mine, f"x{len(numbers)}")

    criteria = tuple(
        c if c.label == FIXED_LABELS.get(c.id) else replace(c, label=text(c.label))
        for c in journal.settings.criteria
    )
    new = {r.slug: _with_texts(r, text, prose.blank_out) for r in journal.reflections}
    return replace(
        journal,
        settings=replace(journal.settings, criteria=criteria),
        reflections=tuple(new.values()),
        opportunities=tuple(
            replace(o, rounds=tuple(new[r.slug] for r in o.rounds)) for o in journal.opportunities
        ),
    )


def _by_date(r: Reflection) -> tuple[bool, datetime]:
    """Earliest first, those without a date last."""
    return (r.dated is None, r.dated.latest if r.dated else datetime.min)  # noqa: DTZ901 -- local times


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()

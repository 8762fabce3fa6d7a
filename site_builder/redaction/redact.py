"""A journal as one audience may see it: what is shared and listed, companies under aliases.

A Journal and an Audience go in; out comes a Journal with new slugs and keys, of which the usual
pages are made. What an audience may see of each value is decided in `visible`; files and the clock
have no place here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.journal import Journal
from site_builder.core.model import Body
from site_builder.core.opportunities import group_reflections, round_order
from site_builder.core.page_addresses import reflection_page
from site_builder.core.words import folded_words
from site_builder.redaction import prose
from site_builder.redaction.aliases import (
    all_company_names,
    company_identity,
    company_names,
    give_aliases,
)
from site_builder.redaction.guards import guarded_texts
from site_builder.redaction.phrases import visible_phrases
from site_builder.redaction.visible import (
    FIXED_HEADINGS,
    FIXED_LABELS,
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


@frozen
class RedactedJournal:
    """A journal that can be shown to its audience, and what it was made of.

    `told` are all texts of the user's in it; `phrases` those that the audience may see, and what
    stands for names. `mine` maps the new keys to the opportunities of the unredacted journal, and
    `files` the new slugs to its reflections.
    """

    journal: Journal
    published_texts: tuple[PublishedText, ...]
    aliases: Aliases
    phrases: Phrases
    original_opportunities: dict[str, Opportunity]
    files: dict[str, Reflection]


@frozen
class _SharedReflection:
    """A reflection as it was written, and what may be seen of it, still under its own names."""

    original: Reflection
    shown: Reflection


def redact(journal: Journal, audience: Audience) -> RedactedJournal:
    """What an audience may see of a journal, which must hold no errors."""
    view = AudienceView(journal, audience)
    shared = _in_shared_order(
        (
            _SharedReflection(reflection, view.reflection(reflection))
            for reflection in journal.reflections
            if audience.name in reflection.share
        ),
        all_company_names(journal.reflections).pattern,
        view,
    )
    texts = (
        *view.settings_texts(),
        *(
            text
            for reflection in shared
            for text in published_texts(reflection.original.path, reflection.shown)
        ),
    )
    by_name = audience.companies == "name"
    names = all_company_names(() if by_name else journal.reflections, audience.allow)
    companies = [company_identity(reflection.original.company) for reflection in shared]
    companies += [company for text in texts for company in names.mentioned(text.plain)]
    aliases = give_aliases(names, companies)
    visible_names = (
        [name for r in journal.reflections for _, name in company_names(r)] if by_name else []
    )
    # Each word of a name that may be seen may stand alone: `Northwind` of `Northwind Traders`.
    allowed = (*audience.allow, *(word for name in visible_names for word in folded_words(name)))
    phrases = visible_phrases(journal.reflections, aliases.by_company, allowed)
    return _Renamer(view, aliases, shared).run(texts, phrases)


def _in_shared_order(
    reflections: Iterable[_SharedReflection], names: re.Pattern[str], view: AudienceView
) -> list[_SharedReflection]:
    """By date, the earliest first; then by nothing that follows the order of names.

    Ties go by a hash of what can be seen, without names, so that nothing that is withheld changes
    the order. Of those that look the same any order looks the same: that of a hash of all their
    texts.
    """

    def order(reflection: _SharedReflection) -> tuple[object, ...]:
        original, shown = reflection.original, reflection.shown
        texts = [names.sub(" ", text.plain) for text in published_texts("", shown)]
        rest = replace(_with_texts(shown, lambda _: "", lambda _: ""), company="")
        visible = [*texts, repr(rest), repr(view.fit(view.journal.fits[original.slug]))]
        all_texts = (text.text for text in guarded_texts(original))
        return *_by_date(original), _hash(visible), _hash(all_texts)

    return sorted(reflections, key=order)


class _Renamer:
    """What may be seen, brought under aliases, new slugs and new keys."""

    def __init__(
        self, view: AudienceView, aliases: Aliases, shared: list[_SharedReflection]
    ) -> None:
        self.view, self.aliases, self.shared = view, aliases, shared
        by_slug = view.journal.by_slug()
        self.opportunities = {r.original.slug: by_slug[r.original.slug] for r in shared}
        self.slugs = self._numbered(lambda r: r.slug, "{}-{}")
        self.keys = self._numbered(lambda r: by_slug[r.slug].key, "{}")
        self.pages = {reflection_page(old): reflection_page(new) for old, new in self.slugs.items()}

    def run(self, texts: tuple[PublishedText, ...], phrases: Phrases) -> RedactedJournal:
        """The redacted journal; `texts` are all that go out, as they were written."""
        renamed = {text: replace(text, text=text.text or self._renamed(text)) for text in texts}
        # Ids of criteria, say, have a text from the start and are replaced nowhere.
        plain = {t.written: new.text for t, new in renamed.items() if not (t.is_html or t.text)}
        markup = {t.written: new.text for t, new in renamed.items() if t.is_html}
        new_reflections = {
            r.original.slug: replace(
                _with_texts(r.shown, lambda x: plain.get(x, x), lambda x: markup.get(x, x)),
                slug=self.slugs[r.original.slug],
                company=self._company(r),
            )
            for r in self.shared
        }
        settings = self.view.settings()
        labels = (replace(c, label=plain.get(c.label, c.label)) for c in settings.criteria)
        return RedactedJournal(
            journal=self._journal(new_reflections, replace(settings, criteria=tuple(labels))),
            published_texts=tuple(renamed.values()),
            aliases=self.aliases,
            phrases=phrases,
            original_opportunities={self.keys[o.key]: o for o in self.opportunities.values()},
            files={self.slugs[r.original.slug]: r.original for r in self.shared},
        )

    def _journal(self, new_reflections: dict[str, Reflection], settings: Settings) -> Journal:
        """The journal of the new reflections, which are given by their old slugs."""
        fits = self.view.journal.fits
        newest = sorted(self.shared, key=lambda r: round_order(r.original)[0], reverse=True)
        return Journal(
            name="journal",
            today=self.view.site_date(),
            settings=settings,
            reflections=tuple(new_reflections[r.original.slug] for r in newest),
            fits={new_slug: self.view.fit(fits[slug]) for slug, new_slug in self.slugs.items()},
            opportunities=self._new_opportunities(new_reflections, settings),
            other_opportunities={},
            looking_for=None,
            now=None,
            left_out=(),
            problems=(),
            audience=replace(self.view.audience, allow=(), remote=None),
        )

    def _numbered(self, key: Callable[[Reflection], str], first_form: str) -> dict[str, str]:
        """An alias with a number for each key; a company's first reads as `first_form`."""
        counts: Counter[str] = Counter()
        numbered: dict[str, str] = {}
        for reflection in self.shared:
            old = key(reflection.original)
            if old not in numbered:
                alias = self.aliases.of(reflection.original.company).lower().replace(" ", "-")
                counts[alias] += 1
                form = first_form if counts[alias] == 1 else "{}-{}"
                numbered[old] = form.format(alias, counts[alias])
        return numbered

    def _company(self, reflection: _SharedReflection) -> str:
        """The company as the audience may know it."""
        if self.view.audience.companies == "name":
            return reflection.shown.company
        return self.aliases.of(reflection.original.company)

    def _renamed(self, text: PublishedText) -> str:
        """A text with aliases for companies, and with links to the new pages."""
        if text.is_html:
            return self.aliases.in_html(prose.relink(text.written, self.pages))
        return self.aliases.in_text(text.written)

    def _new_opportunities(
        self, new_reflections: dict[str, Reflection], settings: Settings
    ) -> tuple[Opportunity, ...]:
        """Opportunities of the shared rounds only, those of one date in the order of reflections.

        They are grouped anew, with numbers for slugs, since the old slugs would tell an order.
        """
        by_number = {f"{n:09}": r.original for n, r in enumerate(self.shared)}
        numbered = [
            replace(r, slug=number, opportunity=self.keys[self.opportunities[r.slug].key])
            for number, r in by_number.items()
        ]
        journal = self.view.journal
        return tuple(
            self.view.opportunity(
                o, tuple(new_reflections[by_number[r.slug].slug] for r in o.rounds), settings
            )
            for o in group_reflections(numbered, (), journal.settings, journal.today)
        )


def _with_texts(
    reflection: Reflection, text: Callable[[str], str], markup: Callable[[str], str]
) -> Reflection:
    """A reflection with each text of the user's, and the HTML of its sections, replaced.

    `text` and `markup` give what stands for one. Our own words stay: the role of a withheld one,
    headings of our own questions.
    """
    return replace(
        reflection,
        role=reflection.role if reflection.role == WITHHELD_ROLE else text(reflection.role),
        round=reflection.round and text(reflection.round),
        interviewers=tuple(map(text, reflection.interviewers)),
        evidence={criterion: text(sentence) for criterion, sentence in reflection.evidence.items()},
        tags=tuple(map(text, reflection.tags)),
        body=Body(
            tuple(
                replace(
                    s,
                    heading=s.heading if s.heading in FIXED_HEADINGS else markup(s.heading),
                    html=markup(s.html),
                )
                for s in reflection.body.sections
            ),
            tuple(replace(t, text=text(t.text)) for t in reflection.body.tasks),
            tuple(replace(q, text=text(q.text)) for q in reflection.body.questions),
        ),
    )


def placeholders(journal: Journal) -> Journal:
    """A redacted journal of the same shape, every text of the user's a placeholder.

    What a page that is made of it says is the theme's own, and no leak.
    """
    numbers: dict[str, str] = {}

    def numbered(text: str) -> str:
        return numbers.setdefault(text, f"x{len(numbers)}")

    criteria = tuple(
        c if c.label == FIXED_LABELS.get(c.id) else replace(c, label=numbered(c.label))
        for c in journal.settings.criteria
    )
    blanked = {r.slug: _with_texts(r, numbered, prose.blank_out) for r in journal.reflections}
    return replace(
        journal,
        settings=replace(journal.settings, criteria=criteria),
        reflections=tuple(blanked.values()),
        opportunities=tuple(
            replace(o, rounds=tuple(blanked[r.slug] for r in o.rounds))
            for o in journal.opportunities
        ),
    )


def _by_date(reflection: Reflection) -> tuple[bool, datetime]:
    """Earliest first, those without a date last."""
    dated = reflection.dated
    return (dated is None, dated.latest if dated else datetime.min)  # noqa: DTZ901 -- local times


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()

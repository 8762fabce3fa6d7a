"""What one audience may see of a journal, key by key, as it was written.

Values of the model go in, and new ones come out that hold only what is listed for the audience.
Each field that leaves is named here, so that a new one is withheld until somebody adds it. Aliases
and new slugs are given later, in `redact`.
"""

from __future__ import annotations

import html
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from site_builder.core import steps
from site_builder.core.fit import WITHHELD_FIT
from site_builder.core.frozen import frozen
from site_builder.core.model import (
    OTHER_SECTIONS,
    Body,
    Cancellation,
    Fit,
    Moment,
    Question,
    Reflection,
    SecondLook,
    Section,
    Task,
)
from site_builder.core.standing import Standing
from site_builder.parsing.filenames import SETTINGS_FILE
from site_builder.parsing.headings import heading_key
from site_builder.parsing.markup import QUESTION_SECTIONS
from site_builder.parsing.settings import DEFAULT_SETTINGS
from site_builder.redaction import prose
from site_builder.redaction.comments import without_comments
from site_builder.redaction.guards import guarded_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience, Criterion, Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.redaction.guards import GuardedText

SHARED_TITLE = "Interview notes"
WITHHELD_ROLE = "a job"  # where the role is withheld
WITHHELD_COMPANY = "a company"  # where its name is nothing but a comment
FIXED_LABELS = {c.id: c.label for c in DEFAULT_SETTINGS.criteria}
FIXED_HEADING_BY_ID = {q.id: q.heading for q in DEFAULT_SETTINGS.questions} | {
    id_: id_.replace("-", " ").capitalize() for id_ in OTHER_SECTIONS
}
FIXED_HEADINGS = frozenset(FIXED_HEADING_BY_ID.values())


@frozen
class PublishedText:
    """A text of the journal that goes out: the file, and the key or `## id` it is of.

    `written` is the text as it stands there, HTML where `is_html`; `text` is what goes out, once
    that is known.
    """

    path: str
    key: str
    written: str
    is_html: bool = False
    text: str = ""

    @property
    def plain(self) -> str:
        """The text as it was written, without tags."""
        return prose.plain_text(self.written) if self.is_html else self.written


def published_texts(path: str, shown: Reflection) -> Iterator[PublishedText]:
    """Every text of the user's in what is shown of the reflection of a file."""
    for text in guarded_texts(shown):
        is_html = isinstance(text.holder, Section)
        is_ours = text.text in FIXED_HEADINGS if is_html else text.key in {"company", "slug"}
        if not (is_ours or (text.key, text.text) == ("role", WITHHELD_ROLE)):
            yield PublishedText(path, _key(text), text.text, is_html)


def _key(text: GuardedText) -> str:
    """The key of a text, or `## id` of the section that it stands in."""
    match text.holder:
        case Section(id=id_) | Question(source=id_):
            return f"## {id_}"
        case Task():
            return "##"
    return text.key


def _uncommented(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts without their comments, and without those that are nothing else."""
    return tuple(filter(None, map(without_comments, texts)))


class AudienceView:
    """A journal as one audience sees it; names, links and slugs are still those of the journal."""

    def __init__(self, journal: Journal, audience: Audience) -> None:
        self.journal, self.audience = journal, audience

    def _shows(self, *fields: str) -> bool:
        """Whether the audience may see all of some fields."""
        return all(field in self.audience.fields for field in fields)

    def settings_texts(self) -> Iterator[PublishedText]:
        """The user's texts in the settings that go out; names that are ids go out as they are."""
        path = f"{self.journal.name}/{SETTINGS_FILE}"
        own = (id_ for id_ in self.audience.sections if id_ not in FIXED_HEADING_BY_ID)
        for name in (self.audience.name, *own):
            yield PublishedText(path, "audiences", name, text=name)
        for c in self.settings().criteria:
            if c.id not in FIXED_LABELS:
                yield PublishedText(path, "criteria", c.id, text=c.id)
            if c.label != FIXED_LABELS.get(c.id):
                yield PublishedText(path, "criteria", c.label)

    def settings(self) -> Settings:
        """The settings that can be seen; weights and limits only beside what they explain."""
        # Names of criteria tell what matters to the user, so they go only beside what they label.
        labelled = self._shows("ratings") or self._shows("evidence")
        rated = self.journal.settings.criteria if labelled else ()
        return replace(
            DEFAULT_SETTINGS,
            title=SHARED_TITLE,
            green=self.journal.settings.green if self._shows("fit") else DEFAULT_SETTINGS.green,
            amber=self.journal.settings.amber if self._shows("fit") else DEFAULT_SETTINGS.amber,
            borderline=self.journal.settings.borderline,
            criteria=tuple(self._criterion(c) for c in rated),
            questions=(),
        )

    def _criterion(self, criterion: Criterion) -> Criterion:
        """A criterion; its weight and limits only where a fit is explained by ratings."""
        if self._shows("ratings", "fit"):
            return replace(criterion, prompt="")
        zero = Fraction(0)
        return replace(criterion, prompt="", weight=Fraction(1), floor=zero, dealbreaker=zero)

    def reflection(self, reflection: Reflection) -> Reflection:
        """What may be seen of a reflection that is shared: its listed fields and sections."""
        evidence = {
            id_: without_comments(sentence) for id_, sentence in reflection.evidence.items()
        }

        def shown(field: str, value: Any, hidden: Any = None) -> Any:
            """The value of a field that is listed, else what stands for it."""
            return value if self._shows(field) else hidden

        return Reflection(
            # An address is made of names and dates; `redact` gives another.
            slug="",
            path="",
            company=without_comments(reflection.company) or WITHHELD_COMPANY,
            role=shown("role", without_comments(reflection.role) or WITHHELD_ROLE, WITHHELD_ROLE),
            round=shown("round", reflection.round and without_comments(reflection.round)) or None,
            interviewed=self._moment(reflection.interviewed),
            reflected=None if reflection.interviewed else self._moment(reflection.reflected),
            interviewers=shown("interviewers", _uncommented(reflection.interviewers), ()),
            evidence=shown("evidence", evidence, {}),
            gut=shown("gut", reflection.gut),
            stage=shown("stage", reflection.stage),
            cancelled=shown("stage", self._cancellation(reflection.cancelled)),
            decision=shown("decision", reflection.decision),
            decided=shown("decision", self._day(reflection.decided)),
            tags=shown("tags", _uncommented(reflection.tags), ()),
            body=self._body(reflection),
            window=shown("window", steps.window(reflection)),
            answered=tuple(id_ for id_ in reflection.answered if id_ in self.audience.sections),
            **self._ratings(reflection),
        )

    def _ratings(self, reflection: Reflection) -> dict[str, Any]:
        """Both looks at the ratings, without why the second was taken."""
        if not self._shows("ratings"):
            return {}
        second = reflection.second_look.ratings if reflection.second_look else {}
        return {
            "ratings": reflection.ratings,
            "second_look": SecondLook(ratings=second) if second else None,
        }

    def _moment(self, moment: Moment | None) -> Moment | None:
        """A moment as far as it may be seen: its day, its month or nothing."""
        if moment is None or self.audience.dates == "none":
            return None
        if self.audience.dates == "day":
            return Moment(moment.day)
        return Moment(moment.day.replace(day=1), month=True)

    def _day(self, day: date | None) -> date | None:
        """A date as far as it may be seen: as it is, or not at all."""
        return day if self.audience.dates == "day" else None

    def _cancellation(self, cancelled: Cancellation | None) -> Cancellation | None:
        """That an interview was cancelled, and the day I heard where days may be seen."""
        return cancelled and Cancellation(self._day(cancelled.heard))

    def site_date(self) -> date:
        """The date of the site: today, or the first of its month."""
        today = self.journal.today
        return today if self.audience.dates == "day" else today.replace(day=1)

    def _body(self, reflection: Reflection) -> Body:
        """The listed sections, their questions, and all tasks or none."""
        body, listed = reflection.body, self.audience.sections
        return Body(
            tuple(self._section(section) for section in body.sections if section.id in listed),
            tuple(self._task(task) for task in body.tasks) if self.audience.tasks else (),
            tuple(question for question in body.questions if question.source in listed),
        )

    def _section(self, section: Section) -> Section:
        """A section without the tasks and the dates that are withheld.

        A heading that is a known question's gets our wording, so that spelling tells nothing.
        """
        markup = section.html
        if not self.audience.tasks and section.id not in QUESTION_SECTIONS:
            markup = prose.without_tasks(markup)
        if self.audience.dates != "day":
            markup = prose.without_dates(markup)
        fixed = FIXED_HEADING_BY_ID.get(section.id or "")
        own = heading_key(html.unescape(prose.plain_text(section.heading)))
        if fixed is None or own not in {heading_key(fixed), heading_key(section.id or "")}:
            fixed = section.heading
        has_text = bool(prose.plain_text(markup).strip())
        return replace(section, heading=fixed, html=markup, has_text=has_text)

    def _task(self, task: Task) -> Task:
        return task if self.audience.dates == "day" else replace(task, due=None, finished=None)

    def fit(self, fit: Fit) -> Fit:
        """A fit as far as it may be seen: without the ratings, its light and its score alone."""
        if not self._shows("fit"):
            return WITHHELD_FIT
        if self._shows("ratings"):
            return fit
        return Fit(fit.score, fit.low, fit.high, fit.light, (), (), (), borderline=fit.borderline)

    def opportunity(
        self, opportunity: Opportunity, rounds: tuple[Reflection, ...], settings: Settings
    ) -> Opportunity:
        """An opportunity by its shared rounds alone, with new settings."""
        shows_stage = self._shows("stage")
        return replace(
            opportunity,
            rounds=rounds,
            stage=opportunity.stage if shows_stage else "",
            decision=opportunity.decision if self._shows("decision") else None,
            ratings=opportunity.ratings if self._shows("ratings") else {},
            settings=settings,
            live=opportunity.live or not shows_stage,
            reopened=opportunity.reopened and shows_stage,
            quiet=False,
            shared_fit=self.fit(opportunity.fit),
            shared_standing=tuple(self._standing(opportunity, rounds)),
        )

    def _standing(
        self, opportunity: Opportunity, rounds: tuple[Reflection, ...]
    ) -> Iterator[Standing]:
        """How it stood after each shared round, if its fit may be seen; `rounds` are the new."""
        new_rounds = {old.slug: new for old, new in zip(opportunity.rounds, rounds, strict=True)}
        for standing in opportunity.standing if self._shows("fit") else ():
            yield Standing(
                new_rounds[standing.reflection.slug],
                self.fit(standing.fit),
                standing.ratings if self._shows("ratings") else {},
            )

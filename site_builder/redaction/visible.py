"""What one audience may see of a journal, key by key, as it was written.

Everything that leaves is made anew here; whatever is not named here stays at home.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from site_builder.core import steps
from site_builder.core.fit import WITHHELD
from site_builder.core.model import Body, Moment, Question, Reflection, SecondLook, Section, Task
from site_builder.parsing.filenames import SETTINGS
from site_builder.parsing.headings import heading_key
from site_builder.parsing.markup import LEDGER
from site_builder.parsing.settings import DEFAULTS, OTHER_SECTIONS
from site_builder.redaction import prose
from site_builder.redaction.comments import without_comments
from site_builder.redaction.guards import guarded_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience, Criterion, Fit, Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.redaction.guards import GuardedText

SHARED_TITLE = "Interview notes"
WITHHELD_ROLE = "a job"  # where the role is withheld
WITHHELD_COMPANY = "a company"  # where its name is nothing but a comment
FIXED_LABELS = {c.id: c.label for c in DEFAULTS.criteria}
FIXED_HEADING_BY_ID = {q.id: q.heading for q in DEFAULTS.questions} | {
    id_: id_.replace("-", " ").capitalize() for id_ in OTHER_SECTIONS
}
FIXED_HEADINGS = frozenset(FIXED_HEADING_BY_ID.values())


@dataclass(frozen=True, slots=True)
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
    """Every text of mine in what is shown of the reflection of some file."""
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
    """A journal as one audience sees it; names, links and slugs are still mine."""

    def __init__(self, journal: Journal, audience: Audience) -> None:
        self.journal, self.audience = journal, audience

    def _shows(self, *fields: str) -> bool:
        return all(field in self.audience.fields for field in fields)

    def told(self) -> Iterator[PublishedText]:
        """What I wrote in the settings and goes out; names that are ids as they are."""
        path = f"{self.journal.name}/{SETTINGS}"
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
        labelled = self._shows("ratings") or self._shows("evidence")
        rated = self.journal.settings.criteria if labelled else ()
        return replace(
            DEFAULTS,
            title=SHARED_TITLE,
            green=self.journal.settings.green if self._shows("fit") else DEFAULTS.green,
            amber=self.journal.settings.amber if self._shows("fit") else DEFAULTS.amber,
            borderline=self.journal.settings.borderline,
            criteria=tuple(self._criterion(c) for c in rated),
            questions=(),
        )

    def _criterion(self, c: Criterion) -> Criterion:
        if self._shows("ratings", "fit"):
            return replace(c, prompt="")
        bare, none = Fraction(1), Fraction(0)
        return replace(c, prompt="", weight=bare, floor=none, dealbreaker=none)

    def reflection(self, r: Reflection) -> Reflection:
        """What of a reflection that is shared may be seen."""
        evidence = {id_: without_comments(sentence) for id_, sentence in r.evidence.items()}

        def shown(field: str, value: Any, hidden: Any = None) -> Any:
            return value if self._shows(field) else hidden

        return Reflection(
            slug="",
            path="",
            company=without_comments(r.company) or WITHHELD_COMPANY,
            role=shown("role", without_comments(r.role) or WITHHELD_ROLE, WITHHELD_ROLE),
            round=shown("round", r.round and without_comments(r.round)) or None,
            interviewed=self._moment(r.interviewed),
            reflected=None if r.interviewed else self._moment(r.reflected),
            interviewers=shown("interviewers", _uncommented(r.interviewers), ()),
            evidence=shown("evidence", evidence, {}),
            gut=shown("gut", r.gut),
            stage=shown("stage", r.stage),
            decision=shown("decision", r.decision),
            tags=shown("tags", _uncommented(r.tags), ()),
            body=self._body(r),
            window=shown("window", steps.window(r)),
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

    def site_date(self) -> date:
        """The date of the site, as far as it may be told."""
        today = self.journal.today
        return today if self.audience.dates == "day" else today.replace(day=1)

    def _body(self, r: Reflection) -> Body:
        listed = self.audience.sections
        return Body(
            tuple(self._section(s) for s in r.body.sections if s.id in listed),
            tuple(self._task(t) for t in r.body.tasks) if self.audience.tasks else (),
            tuple(q for q in r.body.questions if q.source in listed),
        )

    def _section(self, s: Section) -> Section:
        markup = s.html
        if not self.audience.tasks and s.id not in LEDGER:
            markup = prose.without_tasks(markup)
        if self.audience.dates != "day":
            markup = prose.without_dates(markup)
        fixed = FIXED_HEADING_BY_ID.get(s.id or "")
        own = heading_key(html.unescape(prose.plain_text(s.heading)))
        if fixed is None or own not in {heading_key(fixed), heading_key(s.id or "")}:
            fixed = s.heading
        return replace(
            s, heading=fixed, html=markup, has_text=bool(prose.plain_text(markup).strip())
        )

    def _task(self, task: Task) -> Task:
        return task if self.audience.dates == "day" else replace(task, due=None, finished=None)

    def fit(self, fit: Fit) -> Fit:
        """A fit as far as it may be seen: without the ratings, its light and its score alone."""
        if not self._shows("fit"):
            return WITHHELD
        if self._shows("ratings"):
            return fit
        return replace(
            fit, unknown=(), breached=(), capped_by=(), share=None, strength=None, flip=None
        )

    def opportunity(
        self, o: Opportunity, rounds: tuple[Reflection, ...], settings: Settings
    ) -> Opportunity:
        """A job by its shared rounds alone."""
        stage = self._shows("stage")
        return replace(
            o,
            rounds=rounds,
            stage=o.stage if stage else "",
            decision=o.decision if self._shows("decision") else None,
            ratings=o.ratings if self._shows("ratings") else {},
            settings=settings,
            live=o.live or not stage,
            quiet=False,
            shared_fit=self.fit(o.fit),
        )

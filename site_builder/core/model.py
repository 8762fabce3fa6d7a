"""The values that a journal is made of: frozen dataclasses, and what follows from one alone.

`parsing` makes them, all other rooms read them. Times are local and have no offset. Ratings are
exact fractions from 1 to 10 in halves. In a mapping of ratings, None is a rating that says "no
evidence", while a criterion that is absent was not rated. What takes more than one file to know
stands in `opportunities` and `journal`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from site_builder.core.robustness import Flip

Light = Literal["red", "amber", "green", "unknown"]
Strength = Literal["solid", "leaning", "fragile"]
Window = Literal["immediate", "same-day", "next-morning", "later"]
Owner = Literal["me", "them"]
TaskKind = Literal["follow-up", "research"]
QuestionSource = Literal["concerns", "unasked"]
Until = Literal["round", "news"]

# Stages after which an opportunity asks for nothing more.
CLOSED_STAGES = frozenset(
    {"accepted", "declined", "rejected", "withdrawn", "walked-away", "no-answer"}
)
NOW_LABEL = "What I have now"  # where `now.md` gives no other
DAY_END = time(23, 59, 59)  # where a date without a time is sorted: after all with one


@frozen
class Moment:
    """A local date, with a clock time where the user gave one.

    `month` marks a date of which an audience may know the month alone: `day` is then the first.
    """

    day: date
    clock: time | None = None
    month: bool = False

    @property
    def latest(self) -> datetime:
        """The latest time it can mean, for sorting: the end of the day for a date alone."""
        return datetime.combine(self.day, self.clock or DAY_END)

    def iso(self) -> str:
        """`2026-11-18T14:00`, `2026-11-18` for a date alone, or `2026-11` for a month."""
        if self.month:
            return f"{self.day:%Y-%m}"
        if self.clock is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.clock.isoformat('minutes')}"


@frozen
class SecondLook:
    """The ratings given the next morning, of some criteria; None takes a first rating back."""

    on: Moment | None = None
    ratings: Mapping[str, Fraction | None] = field(default_factory=dict)
    why: str | None = None


@frozen
class Cancellation:
    """That an interview did not take place, with the day I heard it where that is known."""

    heard: date | None = None


@frozen
class Offer:
    """An offer; its terms never leave the private site.

    `open_ended` is whether they set no date for the answer, and said so.
    """

    received: date | None = None
    answer_by: date | None = None
    terms: str | None = None
    open_ended: bool = False


@frozen
class Task:
    """A task item of the body: `text` is plain, without its dates and owner.

    `done` is what the box says, `finished` the date that the user added, if any. `until` is what
    makes it moot while it is open: a later round, or any news.
    """

    text: str
    kind: TaskKind
    owner: Owner
    due: date | None
    finished: date | None
    done: bool
    until: Until | None = None


@frozen
class Question:
    """A list item under `concerns` or `unasked`, as plain text; open until its box is ticked."""

    text: str
    source: QuestionSource
    open: bool


# Sections of a body that are no questions of a reflection, and so can't be switched off.
OTHER_SECTIONS = ("next-steps", "research", "notes")
LESSON_SECTIONS = ("went-well", "differently")  # that the pages of lessons quote


@frozen
class Section:
    """A level-2 section of the body; `id` is None for a heading that is none of our questions.

    `heading` and `html` are sanitised HTML; `heading` is empty for text before the first one.
    `has_text` is false for a heading with nothing below it.
    """

    id: str | None
    heading: str
    html: str
    has_text: bool


@frozen
class Body:
    """A body converted from Markdown: its sections, and the tasks and questions found in them.

    All in the order of the text; `sections` begins with one without a heading where text stands
    above the first.
    """

    sections: Sequence[Section] = ()
    tasks: tuple[Task, ...] = ()
    questions: tuple[Question, ...] = ()


@frozen
class Reflection:
    """One file of the journal, checked and typed; a blank key is the same as an absent one.

    `slug` is its address and its identity. `path` begins with the journal folder's own name.
    `ratings` are the first ones as written: `effective` says which count.
    """

    slug: str
    path: str
    company: str
    role: str
    round: str | None = None
    interviewed: Moment | None = None
    ended: time | None = None
    cancelled: Cancellation | None = None
    reflected: Moment | None = None
    interviewers: tuple[str, ...] = ()
    ratings: Mapping[str, Fraction | None] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    second_look: SecondLook | None = None
    offer: Offer | None = None
    gut: str | None = None
    stage: str | None = None
    decision: str | None = None
    decided: date | None = None
    because: str | None = None
    also: tuple[str, ...] = ()
    ball: Owner | None = None
    opportunity: str | None = None
    tags: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    body: Body = field(default_factory=Body)
    window: Window | None = None
    """How soon it was written, set only where an audience may know this and not the dates."""
    answered: tuple[str, ...] = ()
    """Ids of the questions whose section holds text, in the order of the settings."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Every text below a key that is not read, by dotted key: kept so that it is not published."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Line and column, from 1, of each value by its dotted key (`ratings.values`).

    Not compared: a page stays the same when a line above a value comes or goes.
    """

    @property
    def dated(self) -> Moment | None:
        """The date of the file: when the interview was, else when it was reflected on."""
        return self.interviewed or self.reflected

    @property
    def effective(self) -> dict[str, Fraction | None]:
        """The rating that counts by criterion: the second look's where it gives one, even None."""
        second = self.second_look.ratings if self.second_look else {}
        return {**self.ratings, **second}

    @property
    def interview_end(self) -> datetime | None:
        """When the interview ended: at `ended`, else an hour after its start.

        None where neither time was given. An `ended` before the start is on the next day.
        """
        if self.interviewed is None or (self.interviewed.clock is None and self.ended is None):
            return None
        start = self.interviewed.clock
        if self.ended is None:
            return datetime.combine(self.interviewed.day, start or time()) + timedelta(hours=1)
        over_midnight = start is not None and self.ended < start
        return datetime.combine(self.interviewed.day, self.ended) + timedelta(days=over_midnight)

    def is_over(self, today: date) -> bool:
        """Whether its interview is dated today or earlier, whatever its hour, and not cancelled."""
        return self.interviewed is not None and self.has_come(today)

    def is_ahead(self, today: date) -> bool:
        """Whether its interview is still to come, after today, and not cancelled."""
        interviewed = self.interviewed
        return interviewed is not None and interviewed.day > today and not self.cancelled

    def has_come(self, today: date) -> bool:
        """Whether its date is today or earlier; never for a cancelled interview."""
        return self.dated is not None and self.dated.day <= today and not self.cancelled


@frozen
class Now:
    """What I have now, as `now.md` says it: rated like a job, to compare jobs with, but none.

    `ratings`, `evidence`, `ignored` and `places` are as those of a `Reflection`.
    """

    label: str = NOW_LABEL
    ratings: Mapping[str, Fraction | None] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=Body)
    ignored: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)

    @property
    def heading(self) -> str:
        """The label, with what it is where that is not the label itself."""
        return self.label if self.label == NOW_LABEL else f"{self.label} (what I have now)"


@frozen
class Criterion:
    """Something a job is rated on.

    `weight` is any positive number, and only its relation to the others counts. Below `floor` the
    light is amber at best, at or below `dealbreaker` red; 0 for none. `askable` is whether a better
    one can be asked for.
    """

    id: str
    label: str
    prompt: str
    weight: Fraction
    floor: Fraction
    dealbreaker: Fraction
    askable: bool = False

    @property
    def inline(self) -> str:
        """Its label inside a sentence: `pay and benefits` for `Pay and benefits`, but `CTO`."""
        # A capital inside the first word makes it an abbreviation, such as `CTO` or `R&D`.
        first = self.label.partition(" ")[0]
        is_abbreviation = first[1:] != first[1:].lower()
        return self.label if is_abbreviation else self.label[:1].lower() + self.label[1:]


@frozen
class PromptedQuestion:
    """A question that a reflection answers: its id, and the heading that asks it."""

    id: str
    heading: str


@frozen
class Audience:
    """What one audience may see of the reflections that are shared with it.

    `companies` is `alias` or `name`; `dates` is `month`, `day` or `none`; `fields` and `sections`
    list what is shown; `allow` lists words that the leak check lets through.
    """

    name: str
    companies: str = "alias"
    dates: str = "month"
    fields: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    tasks: bool = False
    allow: tuple[str, ...] = ()
    remote: str | None = None


@frozen
class Settings:
    """`journal.toml`, complete: defaults stand where it says nothing.

    `green` and `amber` are the lowest scores with that light; `borderline` is how near to one of
    them counts as near. Reminders to reflect ring at `evening` and `morning`,
    one to prepare at `prepare` the day before.
    """

    title: str
    green: Fraction
    amber: Fraction
    borderline: Fraction
    evening: time
    morning: time
    prepare: time
    criteria: tuple[Criterion, ...]
    questions: tuple[PromptedQuestion, ...]
    audiences: tuple[Audience, ...] = ()
    ignore: tuple[str, ...] = ()
    """Keys of front matter that are ignored without a warning."""
    retired: frozenset[str] = frozenset()
    """Ids of criteria switched off: ratings for them are still allowed, and ignored."""

    def __hash__(self) -> int:
        # Memos have settings in their keys; to hash all of it would cost more than they save.
        return hash(self.title)


@frozen
class Turn:
    """The nearest rating of one criterion, above or below the present one, with another light."""

    criterion: str
    rating: Fraction
    to: Light


@frozen
class Fit:
    """How well a job fits, exact and not rounded; `core.fit` says how each figure comes about.

    `score` is None while a criterion is unknown, and so are all fields from `turns` on. `breached`
    names the criteria below their floor or at their deal-breaker, `capped_by` those that lowered
    the light. `turns` says which single rating would turn it, and `margin` how many points off the
    nearest is, None where there is none. `share` is the share of all weightings, 0 to 1, with the
    same light.
    """

    score: Fraction | None
    low: Fraction
    high: Fraction
    light: Light
    unknown: tuple[str, ...]
    breached: tuple[str, ...]
    capped_by: tuple[str, ...]
    borderline: bool
    turns: tuple[Turn, ...] | None = None
    margin: Fraction | None = None
    strength: Strength | None = None
    share: Fraction | None = None
    flip: Flip | None = None

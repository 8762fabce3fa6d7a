"""What each page shows: frozen values of ready-made text, the only things a template sees.

Every `href` is relative to the site's root; a template puts `root` before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of this site."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page shows around its content."""

    title: str
    today: str
    """The date of the site in words; empty where an audience sees no dates."""
    made: str
    """A sentence that says when it was made; empty likewise."""
    shared: str | None
    """The audience that the site is for; None for my own eyes."""
    links: tuple[Link, ...]
    """What the foot of a page links to: the problems, the calendar, and the same figures for
    programs. It never says how many problems there are, or each would change every page.
    """
    nav: tuple[Link, ...]
    search: bool
    """Whether the site can be searched."""
    marks: tuple[tuple[str, str], ...]
    """The thresholds on the line from 1 to 10: place in per cent, and what each is."""


@dataclass(frozen=True, slots=True)
class LightView:
    """A light as word, shape and colour: `word` is green, amber, red or unknown."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class FitView:
    """A fit in words. `summary` is the one sentence that stands alone; the rest may be folded.

    `strength` is short, for a row of a list, and `sturdiness` a sentence; `doubt` is the same where
    it is a reason to look twice, to stand beside what the light asks. `shown` is false where an
    audience may not see it; `ask` is empty where nobody is asked.
    `position`, `low` and `high` place the score on a line from 1 to 10, in per cent of its length.
    """

    light: LightView
    score: str | None
    range: str | None
    summary: str
    ask: str
    reasons: tuple[str, ...]
    find_out: tuple[str, ...]
    strength: str | None
    sturdiness: str | None
    doubt: str | None
    position: str | None
    low: str
    high: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class RatingView:
    """One criterion of one reflection or opportunity.

    `value` counts; `first` and `second` differ where there was a second look. All are text such
    as `7.5`, or None where there is no rating; `note` then says why.
    """

    label: str
    prompt: str
    weight: str
    value: str | None
    first: str | None
    second: str | None
    note: str | None
    evidence: str | None
    breach: str | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task; `when` says "due 19 November", "was due 19 November" or "done 18 November"."""

    text: str
    owner: str
    when: str | None
    done: bool
    source: Link


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of the ledger: worry or wish to ask, open or answered."""

    text: str
    open: bool
    source: Link


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a reflection; `beside` is what I look for, shown beside `meets` alone."""

    id: str | None
    heading: Markup
    html: Markup
    beside: Markup | None = None


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round of an opportunity, in a list of rounds."""

    link: Link
    when: str | None
    fit: FitView
    ratings: tuple[RatingView, ...]
    current: bool = False


@dataclass(frozen=True, slots=True)
class ReflectionPage:
    """One reflection. `facts` are label and text, in order; `prompts` are kind questions.

    `overall` is the fit of its job, where that has other rounds as well.
    """

    slug: str
    company: str
    role: str
    round: str | None
    when: str | None
    opportunity: Link
    rounds: tuple[RoundView, ...]
    closed: bool
    pending: bool
    fit: FitView
    overall: FitView | None
    ratings: tuple[RatingView, ...]
    gut: str | None
    second_look: str | None
    prompts: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    offer: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the four steps: `state` is done, open or none (nothing to say yet)."""

    label: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """One job over its rounds.

    `ball` is me, them or None; `next_step` is None where it stands among the tasks. `rated` are
    the rounds to be compared rating by rating; `changes` are sentences, one a round.
    """

    key: str
    company: str
    role: str
    stage: str
    live: bool
    quiet: bool
    incomplete: bool
    fit: FitView
    ratings: tuple[RatingView, ...]
    offer: tuple[tuple[str, str], ...]
    next_step: str | None
    timeline: str | None
    ball: str | None
    steps: tuple[StepView, ...]
    rounds: tuple[RoundView, ...]
    rated: tuple[RoundView, ...]
    changes: tuple[str, ...]
    open_questions: tuple[QuestionView, ...]
    answered_questions: tuple[QuestionView, ...]
    tasks: tuple[TaskView, ...]
    prepare: tuple[tuple[str, Markup], ...]
    decision: str | None


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """An opportunity in a list: the light is shown for live ones only.

    `facts` are its stage, what I decided and its latest date; `answer` says by when an offer is to
    be answered. `next_step` is mine, `waiting_for` theirs, and None while the ball is mine.
    """

    link: Link
    company: str
    role: str
    facts: tuple[str, ...]
    answer: str | None
    fit: FitView
    next_step: str | None
    waiting_for: str | None
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: what, and for which page."""

    link: Link
    text: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class IndexPage:
    """What now: offers to answer, then what waits for me, what comes, what they owe.

    `mine` begins with what waits to be written. An audience sees the jobs alone.
    """

    live: tuple[OpportunityRow, ...]
    closed: tuple[OpportunityRow, ...]
    reflections: int
    quiet: tuple[OpportunityRow, ...] = ()
    offers: tuple[Todo, ...] = ()
    timeline: str | None = None
    mine: tuple[Todo, ...] = ()
    soon: tuple[Todo, ...] = ()
    theirs: tuple[Todo, ...] = ()
    looking_for: Markup | None = None
    left_out: tuple[Link, ...] = ()
    problems: str = ""
    """How many errors and warnings there are; empty where there are none."""


@dataclass(frozen=True, slots=True)
class CompareCell:
    """A rating in the comparison; `best` marks the highest of its row."""

    value: str | None
    best: bool
    breach: str | None


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One criterion over all compared opportunities."""

    label: str
    weight: str
    cells: tuple[CompareCell, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Live opportunities side by side, and who beats whom in words.

    `offers` are companies and the terms that they offer. Of `against`, the `first` sentences are
    about the first three columns that are fully rated.
    """

    columns: tuple[OpportunityRow, ...]
    lines: tuple[CompareLine, ...]
    offers: tuple[tuple[str, str], ...]
    against: tuple[str, ...]
    first: int
    left_out: int
    looking_for: Markup | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What one reflection says under one heading."""

    source: Link
    when: str | None
    html: Markup


@dataclass(frozen=True, slots=True)
class LessonsPage:
    """What went well and what to do differently, newest first; older ones are on pages by year."""

    year: int | None
    went_well: tuple[Excerpt, ...]
    differently: tuple[Excerpt, ...]
    years: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """Every open question, by opportunity; older ones are on pages by year."""

    year: int | None
    groups: tuple[tuple[Link, tuple[QuestionView, ...]], ...]
    years: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DiagnosticView:
    """One diagnostic with its source line; `caret` is the blank text before the caret."""

    place: str
    severity: str
    code: str
    message: str
    hint: str | None
    line: int
    source: str
    before: str
    page: Link | None


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    """Every diagnostic of the journal, or those of one reflection that could not be read."""

    slug: str | None
    errors: tuple[DiagnosticView, ...]
    warnings: tuple[DiagnosticView, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page that searches all reflections; `unspaced` where some lack spaces between words."""

    reflections: int
    unspaced: bool

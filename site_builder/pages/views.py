"""What each page shows: frozen values of finished text, and all that a template is given.

Themes depend on these names, which are documented here and in `index_views`, `compare_views` and
`opportunity_views` alone. Every `href` is relative to the site's root, and a template puts `root`
before it. There is no code here: words are made in `wording` and the modules of the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from markupsafe import Markup


@frozen
class Link:
    """A link to a page of this site."""

    text: str
    href: str


@frozen
class SiteView:
    """What every page shows around its content."""

    title: str
    today: str
    """The date of the site in words; empty where an audience sees no dates."""
    made_on: str
    """A sentence that says when the site was made; empty where an audience sees no dates."""
    shared: str | None
    """The name of the audience that the site is for; None for the private site."""
    links: tuple[Link, ...]
    """The links in the foot: problems, calendar, and the figures as JSON. It never says how many
    problems there are, or each new problem would change every page.
    """
    nav: tuple[Link, ...]
    search: bool
    """Whether the site can be searched."""
    thresholds: tuple[tuple[str, str], ...]
    """Where amber and green begin on the line from 1 to 10: percent of its length, and words."""
    criteria: tuple[str, ...] = ()
    """What the bars of a profile are, in order; empty where an audience may not see them."""
    has_floors: bool = False
    """Whether one of them has a floor, which is drawn as a line."""

    @property
    def thresholds_text(self) -> str:
        """`amber from 5, green from 7`."""
        return ", ".join(words for _, words in self.thresholds)


@frozen
class LightView:
    """A light: `word` is green, amber, red or unknown, and `label` is what the page says."""

    word: str
    label: str


@frozen
class ProfileView:
    """The ratings as bars, one a criterion, as data of SVG paths; `text` says the same in words.

    Bars are strokes of width 8 in a picture of `width` by 30. `well`, `low` (below its floor),
    `broken` (at its deal-breaker) and `unknown` are bars, `rail` what is behind those that are
    known; `floors` lie on a bar and `floors_above` above or beside one. Each may be empty.
    """

    text: str
    width: int
    rail: str
    well: str
    low: str
    broken: str
    unknown: str
    floors: str
    floors_above: str


@frozen
class FitView:
    """A fit in words. `summary` is one sentence that can stand alone; most of the rest is folded.

    `score` is None while some criterion is unknown, and `range` then says what is possible. `turn`
    is the summary without the light, for a row that shows it, and `profile` has the ratings. `ask`
    is the advice that goes with the light, and `ask_for` what would turn it to a better one; both
    are empty for an audience. `basis` says which few or earlier rounds it is by. `strength` is a
    sentence on how far off one rating may be, and `other_weights` are sentences on weights. `shown`
    is false where an audience may not see the fit. `position` (of the score), `low` and `high` are
    percent of the line from 1 to 10.
    """

    light: LightView
    score: str | None
    range: str | None
    summary: str
    turn: str
    profile: ProfileView | None
    ask: str
    ask_for: tuple[str, ...]
    reasons: tuple[str, ...]
    find_out: tuple[str, ...]
    strength: str | None
    other_weights: tuple[str, ...]
    position: str | None
    low: str
    high: str
    basis: str | None = None
    shown: bool = True


@frozen
class RatingView:
    """One criterion of one reflection or opportunity.

    `value` is the rating that counts; `first` and `second` are what the two looks gave. All are
    text such as `7.5`, or None where there is no rating; `note` then says why. `breach` is
    "below my floor" or "deal-breaker": what that does to the light is said once, beside it.
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


@frozen
class TaskView:
    """An open task; `when` is "due 19 November" or "was due 19 November"."""

    text: str
    owner: str
    when: str | None
    source: Link


@frozen
class QuestionView:
    """A concern or a question that was not asked; `source` is the last round that has it."""

    text: str
    open: bool
    source: Link


@frozen
class SectionView:
    """A section of a reflection; `is_question` where it answers one of the questions.

    `looking_for` is my `looking-for.md`, beside `meets` only.
    """

    id: str | None
    is_question: bool
    heading: Markup
    html: Markup
    looking_for: Markup | None = None


@frozen
class RoundView:
    """One round in a list of rounds; `current` is the one whose page shows the list.

    `number` counts the rounds that were not cancelled. `fit` is that of its own ratings, `standing`
    that of the job after it, None where it rates nothing; `note` then says why. `when` has the hour
    where it is known, `day` has not.
    """

    link: Link
    when: str | None
    fit: FitView
    standing: FitView | None
    ratings: tuple[RatingView, ...]
    day: str | None = None
    number: int | None = None
    note: str | None = None
    current: bool = False

    @property
    def stood(self) -> FitView | None:
        """How the job stood after it, if that may be shown."""
        return self.standing if self.standing and self.standing.shown else None


@frozen
class ReflectionPage:
    """One reflection. `name` is company and round, with the role where they do not tell which job.

    `facts` and `offer` are pairs of label and text; `prompts` are questions.

    `place` is "round 2 of 3", None where it is the only one or was cancelled. `overall` is the fit
    of its opportunity, None where this is the only round. `to_write` asks to write it; `cancelled`
    is a sentence that says so.
    """

    slug: str
    name: str
    company: str
    role: str
    round: str | None
    when: str | None
    opportunity: Link
    place: str | None
    rounds: tuple[RoundView, ...]
    closed: bool
    to_write: str | None
    cancelled: str | None
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


@frozen
class OpportunityRow:
    """An opportunity in a list; only live ones should show their light.

    `name` is the company, with the role where it has another job. `facts` are stage, decision and
    what few rounds it comes from; `when` is the latest date or the next; `answer` says by when to
    answer an offer, and then `when` is left out. `move` is
    the next move of a quiet one; those of others stand in lists of their own.
    """

    link: Link
    name: str
    company: str
    role: str
    facts: tuple[str, ...]
    when: str | None
    answer: str | None
    fit: FitView
    move: str | None
    incomplete: bool


@frozen
class Todo:
    """Something that waits to be done or to come, with a link to the page that it is about."""

    link: Link
    text: str
    when: str | None = None


@frozen
class Excerpt:
    """What one reflection says under one heading."""

    source: Link
    when: str | None
    html: Markup


@frozen
class LessonsPage:
    """What went well and what to do differently, newest first.

    `year` is None on the page of the latest, and `years` links to the pages of older ones.
    """

    year: int | None
    went_well: tuple[Excerpt, ...]
    differently: tuple[Excerpt, ...]
    years: tuple[Link, ...]


@frozen
class QuestionsPage:
    """Open questions by opportunity; `year` and `years` are as on the page of lessons."""

    year: int | None
    groups: tuple[tuple[Link, tuple[QuestionView, ...]], ...]
    years: tuple[Link, ...]


@frozen
class DiagnosticView:
    """One diagnostic with its source line; `location` is path, line and column.

    `caret_indent` is the blank text that puts a caret below the column; `page` is the page of the
    file, None where there is none.
    """

    location: str
    severity: str
    code: str
    message: str
    hint: str | None
    line: int
    source: str
    caret_indent: str
    page: Link | None


@frozen
class ProblemsPage:
    """All diagnostics of the journal, or those of the file of `slug`, which was left out."""

    slug: str | None
    errors: tuple[DiagnosticView, ...]
    warnings: tuple[DiagnosticView, ...]


@frozen
class SearchPage:
    """The search page; `has_unspaced_text` where some text has no spaces between its words."""

    reflections: int
    has_unspaced_text: bool

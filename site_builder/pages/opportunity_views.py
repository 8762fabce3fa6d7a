"""What the page of an opportunity shows, as `views` has it of all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from markupsafe import Markup

    from site_builder.pages import views


@frozen
class RatingMark:
    """What one round gave a criterion, in its line: `value` counts, `first` a second look replaced.

    Each is text, or None where there is none. `x` is percent of the width of the line, `y` and
    `first_y` are units from its top. `kind` is well, low (below the floor) or broken (at the
    deal-breaker).
    """

    value: str | None
    first: str | None
    x: str
    y: str
    first_y: str
    kind: str


@frozen
class RatingLine:
    """The ratings of a criterion over the rounds, 44 units high; `text` and `limit` are in words.

    `marks` are a round each, `segments` lead from one known rating to the next, as x, y, x, y, and
    `floor` is where the floor lies, None without one.
    """

    label: str
    weight: str
    text: str
    limit: str
    floor: str | None
    marks: tuple[RatingMark, ...]
    segments: tuple[tuple[str, str, str, str], ...]

    @property
    def has_first(self) -> bool:
        """Whether a second look replaced a first one."""
        return any(mark.first for mark in self.marks)


@frozen
class ChangeView:
    """Large changes of ratings: `changes` are pairs of `Manager 8 → 5` and what that does.

    `look` is "second look" where that changed them. `reason` is what I wrote down as the reason.
    """

    changes: tuple[tuple[str, str], ...]
    source: views.Link
    look: str
    reason: str | None


@frozen
class StepView:
    """One of the four steps: `state` is done, open or none (nothing to say yet)."""

    label: str
    state: str
    detail: str


@frozen
class OpportunityPage:
    """One opportunity over its rounds.

    `move` is the next move, with a link to its file if it has one, and `whose` says whose it is.
    `tasks` are the other open ones, by date, and `moot` those that nobody waits for any more.
    `rated_rounds` are the rounds to compare rating by rating, `lines` the ratings of each criterion
    in them; `changes` are the large ones; `prepare` is headings and text to read before the next
    round.
    """

    key: str
    company: str
    role: str
    stage: str
    live: bool
    quiet: bool
    reopened: bool
    incomplete: bool
    fit: views.FitView
    ratings: tuple[views.RatingView, ...]
    offer: tuple[tuple[str, str], ...]
    move: views.Todo | None
    whose: str
    timeline_advice: str | None
    steps: tuple[StepView, ...]
    rounds: tuple[views.RoundView, ...]
    rated_rounds: tuple[views.RoundView, ...]
    lines: tuple[RatingLine, ...]
    changes: tuple[ChangeView, ...]
    open_questions: tuple[views.QuestionView, ...]
    answered_questions: tuple[views.QuestionView, ...]
    tasks: tuple[views.TaskView, ...]
    moot: tuple[views.TaskView, ...]
    prepare: tuple[tuple[str, Markup], ...]
    decision: str | None
    decided: str | None

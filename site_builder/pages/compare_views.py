"""What the comparison shows: frozen values of finished text, as `views` has them of other pages.

Themes depend on these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from markupsafe import Markup

    from site_builder.pages.views import FitView, LightView, Link, OpportunityRow, ProfileView


@frozen
class CompareCell:
    """A rating in the comparison; `best` marks the highest of its line."""

    value: str | None
    best: bool
    breach: str | None


@frozen
class CompareLine:
    """One criterion over all compared opportunities."""

    label: str
    weight: str
    cells: tuple[CompareCell, ...]


@frozen
class ChoiceCell:
    """What one row says of one column; all of it may be empty.

    `lines` are texts of a line or a sentence each. `rating`, `best` and `breach` are as in a
    CompareCell, and only the row of the lights has `light`, `score` and `profile`.
    """

    lines: tuple[str, ...] = ()
    rating: CompareCell | None = None
    light: LightView | None = None
    score: str | None = None
    profile: ProfileView | None = None


@frozen
class ChoiceRow:
    """One aspect over all columns of the choice; `weight` is that of a criterion, else empty.

    `is_list` is whether the lines of a cell are items of a list, and `is_folded` whether the page
    folds the row, so that the rest fits a screen.
    """

    label: str
    weight: str
    cells: tuple[ChoiceCell, ...]
    is_list: bool = False
    is_folded: bool = False


@frozen
class ChoiceView:
    """Jobs to choose from, most often offers, beside what I have now, which is the last column.

    `columns` are their names, and `links` lead to their pages, None for what I have now.
    """

    columns: tuple[str, ...]
    links: tuple[Link | None, ...]
    rows: tuple[ChoiceRow, ...]


@frozen
class PairRow:
    """How often a job scores higher than each in the order of the rows; empty against itself."""

    label: str
    cells: tuple[str, ...]


@frozen
class WhatIfView:
    """Sliders that judge some jobs anew: what a script needs for that, as JSON, and their rows."""

    data: str
    rows: tuple[OpportunityRow, ...]


@frozen
class ComparePage:
    """Jobs side by side, and which of two scores higher, in sentences.

    `choice` has the live offers, `choice_pairs` the sentences about two of them, and `jobs` the
    other jobs, in the order of the columns. `heads`, `links` and `fits` stand over `lines`; the
    last are those of what I have now, without a link, where that is rated. `pairs` are the
    sentences that matter most of what is left, `other_pairs` all others, and `pair_table` says the
    same of all where there are others. `now_pairs` and
    `other_now_pairs` are a job's name and how it compares with what I have now, likewise.
    `weights_meaning` explains a term of the sentences and is empty where none uses it. `left_out`
    is how many live jobs are not compared. `now_label` and `against_label` are empty without
    `now.md`.
    """

    choice: ChoiceView | None
    choice_pairs: tuple[str, ...]
    jobs: tuple[OpportunityRow, ...]
    heads: tuple[str, ...]
    links: tuple[Link | None, ...]
    fits: tuple[FitView, ...]
    lines: tuple[CompareLine, ...]
    pairs: tuple[str, ...]
    other_pairs: tuple[str, ...]
    pair_table: tuple[PairRow, ...]
    now_pairs: tuple[tuple[str, str], ...]
    other_now_pairs: tuple[tuple[str, str], ...]
    weights_meaning: str
    left_out: int
    what_if: WhatIfView | None
    now: Markup | None
    now_label: str
    against_label: str
    looking_for: Markup | None

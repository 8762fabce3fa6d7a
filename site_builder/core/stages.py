"""The stage of a job over its rounds: where it stands, how it ended, and whether it opened again.

Rounds in their order in, the stage out, with the files that made it what it is. What a person may
have forgotten to say, such as an interview planned after a rejection, becomes a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.dates import moment_text
from site_builder.core.diagnostics import Diagnostic
from site_builder.core.frozen import frozen
from site_builder.core.model import CLOSED_STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from site_builder.core.model import Reflection

# Nobody writes `stage: interviewing` into a file that is about an interview, so one outranks these.
BEFORE_INTERVIEWS = frozenset({"exploring", "applied"})


@frozen
class StageHistory:
    """The stage, and the rounds that explain it; None for each where there is none.

    `ended` says the last ending. After it: `reopened` opened the job again; `planned` is an
    interview in which nothing is written, the last of these; `after_accepted` would open an
    accepted job. `outranked` is dated and gives another stage than an undated ending.
    """

    stage: str
    ended: Reflection | None = None
    reopened: Reflection | None = None
    planned: Reflection | None = None
    after_accepted: Reflection | None = None
    outranked: Reflection | None = None


def stage_history(rounds: Sequence[Reflection]) -> StageHistory:
    """The stage of a job after its rounds, which are in their order.

    The latest stage given counts. An interview since `exploring` or `applied` makes it
    `interviewing`, as does one where no stage is given. After an ending a live stage or something
    written opens the job again, and after `accepted` only a live stage in a file without an
    interview; a cancelled interview never does.
    """
    stage, ended, reopened, planned, after_accepted = "", None, None, None, None
    for r in sorted(rounds, key=_is_undated_ending):  # stable: the others keep their order
        given = given_stage(r)
        if given in CLOSED_STAGES:
            stage, ended, reopened, planned, after_accepted = given, r, None, None, None
        elif stage in CLOSED_STAGES:
            if r.cancelled:
                continue
            if stage == "accepted" and (r.interviewed or not given):
                after_accepted = r if r.interviewed else after_accepted
            elif given or _is_written(r):
                stage, reopened, planned = given or "interviewing", r, None
            elif r.interviewed:
                planned = r
        elif given:
            stage = given
        elif stage in BEFORE_INTERVIEWS and r.interviewed and not r.cancelled:
            stage = "interviewing"
    stage = stage or ("interviewing" if any(r.interviewed for r in rounds) else "exploring")
    outranked = _outranked(ended, rounds)
    return StageHistory(stage, ended, reopened, planned, after_accepted, outranked)


def given_stage(reflection: Reflection) -> str | None:
    """The stage that a file gives: its own, else `offer` where it has one."""
    return reflection.stage or ("offer" if reflection.offer else None)


def stage_warnings(jobs: Iterable[Sequence[Reflection]]) -> Iterator[Diagnostic]:
    """A warning for each thing in the rounds of a job that its stage leaves open to doubt."""
    for rounds in jobs:
        history = stage_history(rounds)
        ended = history.ended
        if ended is None:
            continue
        there = f"`{ended.stage}` in {_place_text(ended)}"
        if r := history.reopened:
            message = f"the job is {there} and goes on here, so it counts as reopened"
            yield _warning(
                r, "reopened", message, f"if it ended, write `stage: {ended.stage}` here"
            )
        if (r := history.planned) and r.interviewed:
            message = f"an interview on {moment_text(r.interviewed)}, and the job is {there}"
            hint = "reopened? write `stage: interviewing`; or else `cancelled: yes`"
            yield _warning(r, "after-ending", message, hint)
        if r := history.after_accepted:
            message = f"the job is {there}, so this changes nothing"
            hint = "if it is about another job, give it an `opportunity` of its own"
            yield _warning(r, "after-accepted", message, hint)
        if r := history.outranked:
            message = (
                f"`{ended.stage}` without a date counts as the last word,"
                f" and {_place_text(r)} says `{given_stage(r)}`"
            )
            yield _warning(ended, "undated-ending", message, "give it a date, such as `reflected`")


def _is_undated_ending(reflection: Reflection) -> bool:
    return reflection.dated is None and reflection.stage in CLOSED_STAGES


def _is_written(reflection: Reflection) -> bool:
    """Whether something was written in a file: a rating in either look, an answer, `reflected`."""
    second = reflection.second_look.ratings if reflection.second_look else {}
    ratings = (*reflection.ratings.values(), *second.values())
    is_rated = any(rating is not None for rating in ratings)
    return is_rated or bool(reflection.answered) or reflection.reflected is not None


def _outranked(ended: Reflection | None, rounds: Sequence[Reflection]) -> Reflection | None:
    """The last dated round with another stage than an ending that is undated."""
    if ended is None or ended.dated is not None:
        return None
    others = (r for r in reversed(rounds) if r.dated and given_stage(r) not in {None, ended.stage})
    return next(others, None)


def _place(reflection: Reflection) -> tuple[int, int]:
    """Where a file gives its stage, else when its interview is, else its company."""
    keys = ("stage", "interviewed", "company")
    return next((reflection.places[k] for k in keys if k in reflection.places), (1, 1))


def _place_text(reflection: Reflection) -> str:
    line, column = _place(reflection)
    return f"{reflection.path}:{line}:{column}"


def _warning(reflection: Reflection, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(reflection.path, *_place(reflection), "warning", code, message, hint)

"""The page of one opportunity: how it stands, what to do next, and its story over the rounds.

An Opportunity and a Context go in, a Page comes out. The page of a single round is `reflection`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from site_builder.core import moves, steps
from site_builder.core.opportunities import is_leaving
from site_builder.core.page_addresses import opportunity_page
from site_builder.pages import fit_wording, views, wording
from site_builder.pages.context import DECISION_LABELS, Page, offer_facts, root_of
from site_builder.pages.evidence import latest_evidence
from site_builder.pages.index import is_move
from site_builder.pages.moves import next_move, own_todo, timeline_advice
from site_builder.pages.opportunity_views import OpportunityPage, StepView
from site_builder.pages.ratings_by_round import changes, rated_rounds, rating_lines
from site_builder.pages.rounds import round_list

if TYPE_CHECKING:
    from fractions import Fraction

    from markupsafe import Markup

    from site_builder.core.model import Criterion, Question, Reflection
    from site_builder.core.moves import Move
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

# The sections to read again before the next round, by id, and their headings here.
PREPARE_HEADINGS = {"unsaid": "Left unsaid", "differently": "To do differently"}


def page(opportunity: Opportunity, ctx: Context) -> Page:
    """The page of an opportunity; closed or for an audience, without anything still to do."""
    address = opportunity_page(opportunity.key)
    is_live, questions = opportunity.live, opportunity.questions
    rounds, rated = round_list(opportunity, ctx), rated_rounds(opportunity, ctx)
    has_next = is_live and not ctx.journal.audience
    move = next_move(opportunity, ctx)
    # What I decided to leave shows nothing but how to end it.
    others = ctx.journal.other_opportunities.get(opportunity.key)
    has_tasks = has_next and not is_leaving(opportunity, others)
    view = OpportunityPage(
        key=opportunity.key,
        company=opportunity.company,
        role=opportunity.role,
        stage=wording.stage_text(opportunity.stage),
        live=is_live,
        quiet=opportunity.quiet,
        reopened=opportunity.reopened,
        incomplete=opportunity.incomplete,
        fit=ctx.opportunity_fit(opportunity),
        ratings=_ratings(opportunity, ctx),
        offer=offer_facts(opportunity.offer, ctx, live=is_live),
        move=own_todo(opportunity, move, ctx) if move else None,
        whose=_whose(opportunity, move),
        timeline_advice=timeline_advice(opportunity, ctx),
        steps=_steps(opportunity, ctx),
        rounds=rounds,
        rated_rounds=tuple(
            v for r, v in zip(opportunity.rounds, rounds, strict=True) if r in rated
        ),
        lines=rating_lines(rated, ctx),
        changes=tuple(changes(opportunity, ctx)),
        open_questions=tuple(_question_view(r, q, ctx) for r, q in questions if q.open),
        answered_questions=tuple(_question_view(r, q, ctx) for r, q in questions if not q.open),
        tasks=_other_tasks(opportunity, move, ctx) if has_tasks else (),
        moot=_moot_tasks(opportunity, ctx) if has_tasks else (),
        prepare=_prepare(opportunity, ctx, root_of(address)) if has_tasks else (),
        decision=_decision(opportunity),
        decided=_decided(opportunity, ctx),
    )
    return Page(address, "opportunity.html", view)


def _whose(opportunity: Opportunity, move: Move | None) -> str:
    """Whose move it is: mine by the next one may be theirs by what I wrote into the last file."""
    if move is None or move.owner == "them":
        return "Their move"
    is_theirs = moves.ball(opportunity, move) == "them" and not opportunity.quiet
    return "Their move; meanwhile" if is_theirs else "My move"


def _other_tasks(
    opportunity: Opportunity, move: Move | None, ctx: Context
) -> tuple[views.TaskView, ...]:
    """The open tasks but for the next move, the earliest date first and undated ones last."""
    tasks = [(r, t) for r, t in opportunity.open_tasks if not is_move(move, r, t)]
    tasks.sort(key=lambda rt: rt[1].due or date.max)
    return tuple(ctx.task_view(t, r) for r, t in tasks)


def _moot_tasks(opportunity: Opportunity, ctx: Context) -> tuple[views.TaskView, ...]:
    """The open tasks that nobody waits for any more; without the dates, which ask nothing now."""
    return tuple(
        replace(ctx.task_view(t, r), when=None)
        for r in opportunity.rounds
        for t in r.body.tasks
        if opportunity.is_moot(r, t)
    )


def _question_view(reflection: Reflection, question: Question, ctx: Context) -> views.QuestionView:
    return views.QuestionView(question.text, question.open, ctx.round_link(reflection))


def _decision(opportunity: Opportunity) -> str | None:
    """What I decided, in words, while it is live; the stage says how a closed one ended."""
    decision = opportunity.decision if opportunity.live else None
    return DECISION_LABELS.get(decision, decision) if decision else None


def _decided(opportunity: Opportunity, ctx: Context) -> str | None:
    """`Pursuing, decided on 24 November: The people, and the train.`; None for an audience."""
    label = DECISION_LABELS.get(opportunity.decision or "")
    if label is None or ctx.journal.audience or not (opportunity.decided or opportunity.because):
        return None
    day = f", decided on {ctx.day_text(opportunity.decided)}" if opportunity.decided else ""
    why = f": {opportunity.because}" if opportunity.because else ""
    return f"{label.capitalize()}{day}{why}"


def _ratings(opportunity: Opportunity, ctx: Context) -> tuple[views.RatingView, ...]:
    """The ratings that count now, each with the evidence of the latest round that gave some."""
    evidence = latest_evidence(opportunity)
    return tuple(
        _rating_view(c, opportunity.ratings.get(c.id), evidence.get(c.id), ctx)
        for c in ctx.journal.settings.criteria
    )


def _rating_view(
    criterion: Criterion, value: Fraction | None, evidence: str | None, ctx: Context
) -> views.RatingView:
    is_missing = value is None and ctx.journal.shows("ratings")
    return views.RatingView(
        label=criterion.label,
        prompt=criterion.prompt,
        weight=ctx.weight_text(criterion),
        value=None if value is None else wording.rating_text(value),
        first=None,
        second=None,
        note="not known yet" if is_missing else None,
        evidence=evidence,
        breach=fit_wording.breach_label(criterion, value),
    )


def _steps(opportunity: Opportunity, ctx: Context) -> tuple[StepView, ...]:
    """The four steps with a word on each; empty for a closed opportunity."""
    journal = ctx.journal
    others = journal.other_opportunities.get(opportunity.key)
    states = steps.steps(opportunity, others, journal.settings, ctx.today)
    if states is None:
        return ()
    mine = [t for _, t in opportunity.open_tasks if t.owner == "me"]
    research_tasks = sum(t.kind == "research" for t in mine)
    research = research_tasks + len(opportunity.open_questions)
    rated, unrated = "written and rated", "answers or ratings are still open"
    others_live, none_live = "another live job", "no other live job"
    return (
        _step("Reflect", states.reflect, rated, unrated, "no interview yet"),
        _step(
            "Follow up",
            states.follow_up,
            "nothing open",
            f"{len(mine) - research_tasks} open",
            "nothing written",
        ),
        _step("Research", states.research, "nothing open", f"{research} open", "nothing written"),
        _step("Keep exploring", states.explore, others_live, none_live, ""),
    )


def _step(label: str, state: bool | None, done: str, still_open: str, none: str) -> StepView:  # noqa: FBT001 -- one of three states
    """A step: True is done, False open, None that there is nothing to say; a text for each."""
    if state is None:
        return StepView(label, "none", none)
    return StepView(label, "done", done) if state else StepView(label, "open", still_open)


def _prepare(opportunity: Opportunity, ctx: Context, root: str) -> tuple[tuple[str, Markup], ...]:
    """What to read again before the next round: headings and the latest round's text on each.

    Nothing where an offer is to be answered and no further interview is planned.
    """
    if opportunity.stage == "offer" and not any(r.is_ahead(ctx.today) for r in opportunity.rounds):
        return ()
    latest = {
        s.id: s.html
        for r in opportunity.rounds
        for s in r.body.sections
        if s.id in PREPARE_HEADINGS and s.has_text
    }
    return tuple(
        (heading, ctx.page_html(latest[id_], root))
        for id_, heading in PREPARE_HEADINGS.items()
        if id_ in latest
    )

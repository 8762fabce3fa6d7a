"""The page of one job: how it stands, what to do next, and its story over the rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.addresses import opportunity_page
from site_builder.pages import views, wording
from site_builder.pages.context import (
    DECISIONS,
    Page,
    next_step,
    offer_facts,
    root_of,
    timeline,
)
from site_builder.pages.reflection import round_view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from markupsafe import Markup

    from site_builder.core.model import Question, Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

PREPARE = {"unsaid": "Left unsaid", "differently": "To do differently"}


def page(o: Opportunity, ctx: Context) -> Page:
    """The page of an opportunity."""
    address = opportunity_page(o.key)
    ledger = [(r, q) for r, q in o.questions]
    rounds = tuple(round_view(r, ctx) for r in o.rounds)
    tasks = tuple(ctx.task(t, r, live=o.live) for r in o.rounds for t in r.body.tasks)
    asks = o.live and not ctx.journal.audience
    step = next_step(o, ctx) if asks else None
    return Page(
        address,
        "opportunity.html",
        views.OpportunityPage(
            key=o.key,
            company=o.company,
            role=o.role,
            stage=wording.stage_text(o.stage),
            live=o.live,
            quiet=o.quiet,
            incomplete=o.incomplete,
            fit=ctx.job_fit(o),
            ratings=_ratings(o, ctx),
            offer=offer_facts(o.offer, ctx, live=o.live),
            next_step=None if step in {t.text for t in tasks} else step,
            timeline=timeline(o, ctx),
            ball=steps.ball(o, ctx.today) if asks else None,
            steps=_steps(o, ctx),
            rounds=rounds,
            rated=_rated(rounds),
            changes=tuple(_changes(o, ctx)),
            open_questions=tuple(_question(r, q, ctx) for r, q in ledger if q.open),
            answered_questions=tuple(_question(r, q, ctx) for r, q in ledger if not q.open),
            tasks=tasks,
            prepare=_prepare(o, ctx, root_of(address)) if asks else (),
            decision=DECISIONS.get(o.decision, o.decision) if o.live and o.decision else None,
        ),
    )


def _question(r: Reflection, question: Question, ctx: Context) -> views.QuestionView:
    return views.QuestionView(question.text, question.open, ctx.round_link(r))


def _ratings(o: Opportunity, ctx: Context) -> tuple[views.RatingView, ...]:
    """What counts now, with the latest evidence."""
    evidence = {c: text for r in o.rounds for c, text in r.evidence.items()}
    return tuple(
        views.RatingView(
            label=c.label,
            prompt=c.prompt,
            weight=ctx.weight(c),
            value=wording.rating_text(value)
            if (value := o.ratings.get(c.id)) is not None
            else None,
            first=None,
            second=None,
            note=None if value is not None or not ctx.journal.shows("ratings") else "not known yet",
            evidence=evidence.get(c.id),
            breach=wording.breach(c, value),
        )
        for c in ctx.journal.settings.criteria
    )


def _rated(rounds: tuple[views.RoundView, ...]) -> tuple[views.RoundView, ...]:
    """The rounds with ratings, where there is more than one look to be compared."""
    rated = tuple(r for r in rounds if any(rating.first or rating.value for rating in r.ratings))
    looks = len(rated) + sum(any(rating.second for rating in r.ratings) for r in rated)
    return rated if looks > 1 else ()


def _steps(o: Opportunity, ctx: Context) -> tuple[views.StepView, ...]:
    taken = steps.steps(
        o, ctx.journal.other_opportunities.get(o.key), ctx.journal.settings, ctx.today
    )
    if taken is None:
        return ()
    open_mine = [t for t in o.tasks if t.owner == "me" and not t.done]
    research = sum(1 for t in open_mine if t.kind == "research") + len(o.open_questions)
    words = {
        "Reflect": (
            taken.reflect,
            "written and rated",
            "answers or ratings are still open",
            "no interview yet",
        ),
        "Follow up": (
            taken.follow_up,
            "nothing open",
            f"{len(open_mine) - sum(1 for t in open_mine if t.kind == 'research')} open",
            "nothing written",
        ),
        "Research": (taken.research, "nothing open", f"{research} open", "nothing written"),
        "Keep exploring": (
            taken.explore,
            "another live opportunity",
            "no other live opportunity",
            "",
        ),
    }
    return tuple(
        views.StepView(label, "none", nothing)
        if state is None
        else views.StepView(label, "done" if state else "open", done if state else still)
        for label, (state, done, still, nothing) in words.items()
    )


def _changes(o: Opportunity, ctx: Context) -> Iterator[str]:
    """What moved in each round and at each second look, in a sentence, and why."""
    known: dict[str, Fraction] = {}
    for r in o.rounds:
        where = r.round or ctx.when(r.dated) or "a note"
        if moves := _moves(known, r.ratings, ctx):
            yield f"After {where}: {moves}."
        if r.second_look and (moves := _moves(known, r.second_look.ratings, ctx)):
            why = f" {r.second_look.why}" if r.second_look.why else ""
            yield f"Second look after {where}: {moves}.{why}"


def _moves(known: dict[str, Fraction], ratings: Mapping[str, Fraction | None], ctx: Context) -> str:
    """`manager 7 → 5.5, role 8 → 7`; what is now known is kept in `known`."""
    moves = []
    for criterion in ctx.journal.settings.criteria:
        after, before = ratings.get(criterion.id), known.get(criterion.id)
        if after is not None and before is not None and after != before:
            was, now = wording.rating_text(before), wording.rating_text(after)
            moves.append(f"{criterion.inline} {was}\u00a0→\u00a0{now}")
        if after is not None:
            known[criterion.id] = after
    return ", ".join(moves)


def _prepare(o: Opportunity, ctx: Context, root: str) -> tuple[tuple[str, Markup], ...]:
    """What the rounds so far leave to be said and done: the latest words on each."""
    latest = {
        s.id: s.html for r in o.rounds for s in r.body.sections if s.id in PREPARE and s.has_text
    }
    return tuple((PREPARE[id_], ctx.shown(latest[id_], root)) for id_ in PREPARE if id_ in latest)

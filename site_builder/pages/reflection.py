"""The page of one reflection: the light and its sentence, then what was written.

A Reflection and a Context go in, a Page comes out. What all rounds of its opportunity have in
common stands on the page of `opportunity`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.opportunities import is_leaving
from site_builder.core.page_addresses import reflection_page
from site_builder.core.prompts import prompts
from site_builder.pages import views, wording
from site_builder.pages.context import DECISION_LABELS, Page, offer_facts, root_of
from site_builder.pages.moves import write_text
from site_builder.pages.rounds import place_text, round_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.model import Criterion, Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

WINDOW_LABELS = {
    "immediate": "right after the interview",
    "same-day": "the same day",
    "next-morning": "the next morning",
    "later": "some days later",
}
MAX_ROUND_NAME = 24  # letters; a longer one would be most of a note


def page(reflection: Reflection, ctx: Context) -> Page:
    """The page of a reflection; for an audience without the prompts, which are for me alone."""
    opportunity = ctx.opportunities_by_slug[reflection.slug]
    is_live, rounds = opportunity.live, round_list(opportunity, ctx, current=reflection.slug)
    address = reflection_page(reflection.slug)
    view = views.ReflectionPage(
        slug=reflection.slug,
        name=_name(reflection, opportunity),
        company=reflection.company,
        role=reflection.role,
        round=reflection.round,
        when=ctx.moment_text(reflection.dated),
        opportunity=ctx.opportunity_link(opportunity),
        place=place_text(rounds),
        rounds=rounds,
        closed=not is_live,
        to_write=_to_write(reflection, opportunity, ctx),
        cancelled=_cancelled(reflection, ctx),
        fit=ctx.round_fit(reflection),
        overall=ctx.opportunity_fit(opportunity) if len(rounds) > 1 else None,
        ratings=tuple(_ratings(reflection, opportunity, ctx)),
        gut=reflection.gut,
        second_look=_second_look(reflection, ctx),
        prompts=() if ctx.journal.audience else prompts(opportunity).get(reflection.slug, ()),
        facts=_facts(reflection, ctx),
        offer=offer_facts(reflection.offer, ctx, live=is_live),
        tags=reflection.tags,
        sections=_sections(reflection, ctx, root_of(address)),
    )
    return Page(address, "reflection.html", view)


def _name(reflection: Reflection, opportunity: Opportunity) -> str:
    needs_role = opportunity.shares_company or not reflection.round
    role = reflection.role if needs_role else None
    return ", ".join(filter(None, (reflection.company, role, reflection.round)))


def _to_write(reflection: Reflection, opportunity: Opportunity, ctx: Context) -> str | None:
    """What asks to write it, while it waits to be written."""
    others = ctx.journal.other_opportunities.get(opportunity.key)
    asks = not (ctx.journal.audience or is_leaving(opportunity, others))
    if not (asks and steps.is_pending(opportunity, reflection)):
        return None
    return f"{write_text(reflection.interviewed, ctx.today)}."


def _cancelled(reflection: Reflection, ctx: Context) -> str | None:
    """A sentence that says that it did not take place, and when I heard."""
    if reflection.cancelled is None:
        return None
    heard = reflection.cancelled.heard
    since = f" I heard on {ctx.day_text(heard)}." if heard else ""
    return f"This interview was cancelled.{since}"


def _ratings(
    reflection: Reflection, opportunity: Opportunity, ctx: Context
) -> Iterator[views.RatingView]:
    """Its ratings; of a criterion without one, what an earlier round gave, which asks nothing."""
    # Not any earlier round: an audience may not be told which of them were cancelled.
    place, rated = opportunity.position(reflection), [s.reflection for s in opportunity.standing]
    earlier = [r for r in rated if opportunity.position(r) < place]
    own = ctx.round_views[reflection.slug].ratings
    for view, criterion in zip(own, ctx.journal.settings.criteria, strict=True):
        carried = _carried(criterion, earlier, ctx) if view.value is None else None
        if carried and criterion.id in reflection.effective:
            # "No evidence yet" would be wrong now.
            carried = f"{view.note if view.first else 'no evidence here'}; {carried}"
        yield replace(view, note=carried, prompt="") if carried else view


def _carried(criterion: Criterion, earlier: list[Reflection], ctx: Context) -> str | None:
    """`8, from both owners`: what the last of some rounds that rates a criterion gave it."""
    for reflection in reversed(earlier):
        rating = reflection.effective.get(criterion.id)
        if rating is not None:
            name = ctx.round_name(reflection)
            is_short = name is not None and len(name) <= MAX_ROUND_NAME
            source = f", from {name}" if is_short else " from an earlier round"
            return f"{wording.rating_text(rating)}{source}"
    return None


def _second_look(reflection: Reflection, ctx: Context) -> str | None:
    """`A second look on 19 November: why`; None without one, or for an audience."""
    second_look = reflection.second_look
    if second_look is None or ctx.journal.audience:
        return None
    on = f" on {ctx.moment_text(second_look.on)}" if second_look.on else ""
    why = f": {second_look.why}" if second_look.why else ""
    return f"A second look{on}{why}"


def _facts(reflection: Reflection, ctx: Context) -> tuple[tuple[str, str], ...]:
    """Label and text of each fact that the front matter gives."""
    window = steps.window(reflection)
    ended = f" to {reflection.ended:%H:%M}" if reflection.ended else ""
    facts = (
        (
            "Interview",
            f"{ctx.moment_text(reflection.interviewed)}{ended}" if reflection.interviewed else None,
        ),
        ("Written", ctx.moment_text(reflection.reflected)),
        ("How soon", WINDOW_LABELS[window] if window else None),
        ("With", wording.joined(reflection.interviewers) if reflection.interviewers else None),
        ("Stage", wording.stage_text(reflection.stage) if reflection.stage else None),
        (
            "Decision",
            DECISION_LABELS.get(reflection.decision, reflection.decision)
            if reflection.decision
            else None,
        ),
        ("Also known as", ", ".join(reflection.also) or None),
        ("Shared with", ", ".join(reflection.share) or None),
    )
    return tuple((label, text) for label, text in facts if text)


def _sections(reflection: Reflection, ctx: Context, root: str) -> tuple[views.SectionView, ...]:
    """The sections that hold something; a question without an answer is left out."""
    questions = {q.id for q in ctx.journal.settings.questions}
    return tuple(
        views.SectionView(
            s.id,
            s.id in questions,
            ctx.page_html(s.heading, root),
            ctx.section_html(reflection, s, root),
            # `meets` asks how the job meets what I look for, so that stands beside the answer.
            ctx.looking_for_html(root) if s.id == "meets" else None,
        )
        for s in reflection.body.sections
        if s.html
    )

"""The page of one reflection: the light and its sentence, then what was written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.core import steps
from site_builder.core.addresses import page_of
from site_builder.pages import views, wording
from site_builder.pages.context import DECISIONS, Page, offer_facts, root_of

if TYPE_CHECKING:
    from site_builder.core.model import Reflection
    from site_builder.pages.context import Context

WINDOWS = {
    "immediate": "right after the interview",
    "same-day": "the same day",
    "next-morning": "the next morning",
    "later": "some days later",
}


def page(r: Reflection, ctx: Context) -> Page:
    """The page of a reflection."""
    job = ctx.jobs[r.slug]
    address = page_of(r.slug)
    fit = ctx.journal.fits[r.slug]
    return Page(
        address,
        "reflection.html",
        views.ReflectionPage(
            slug=r.slug,
            company=r.company,
            role=r.role,
            round=r.round,
            when=ctx.when(r.dated),
            opportunity=ctx.job_link(job),
            rounds=tuple(round_view(other, ctx, current=other is r) for other in job.rounds),
            closed=not job.live,
            pending=job.live and not ctx.journal.audience and steps.is_pending(r, ctx.today),
            fit=ctx.rounds[r.slug].fit,
            overall=ctx.job_fit(job) if len(job.rounds) > 1 else None,
            ratings=ctx.rounds[r.slug].ratings,
            gut=r.gut,
            second_look=_second_look(r, ctx),
            prompts=()
            if ctx.journal.audience
            else steps.prompts(r, fit.light, job, ctx.journal.settings),
            facts=_facts(r, ctx),
            offer=offer_facts(r.offer, ctx, live=job.live),
            tags=r.tags,
            sections=_sections(r, ctx, root_of(address), live=job.live),
        ),
    )


def round_view(r: Reflection, ctx: Context, *, current: bool = False) -> views.RoundView:
    """A reflection as one round among others."""
    view = ctx.rounds[r.slug]
    return replace(view, current=True) if current else view


def _second_look(r: Reflection, ctx: Context) -> str | None:
    if r.second_look is None or ctx.journal.audience:
        return None
    on = f" on {ctx.when(r.second_look.on)}" if r.second_look.on else ""
    why = f": {r.second_look.why}" if r.second_look.why else ""
    return f"A second look{on}{why}"


def _facts(r: Reflection, ctx: Context) -> tuple[tuple[str, str], ...]:
    window = steps.window(r)
    ended = f" to {r.ended:%H:%M}" if r.ended else ""
    facts = (
        ("Interview", f"{ctx.when(r.interviewed)}{ended}" if r.interviewed else None),
        ("Written", ctx.when(r.reflected)),
        ("How soon", WINDOWS[window] if window else None),
        ("With", wording.joined(r.interviewers) if r.interviewers else None),
        ("Stage", wording.stage_text(r.stage) if r.stage else None),
        ("Decision", DECISIONS.get(r.decision, r.decision) if r.decision else None),
        ("Also known as", ", ".join(r.also) or None),
        ("Shared with", ", ".join(r.share) or None),
    )
    return tuple((label, text) for label, text in facts if text)


def _sections(
    r: Reflection, ctx: Context, root: str, *, live: bool
) -> tuple[views.SectionView, ...]:
    """The sections that hold something; an empty question is left out."""
    return tuple(
        views.SectionView(
            s.id,
            ctx.shown(s.heading, root),
            ctx.shown(s.html, root, live=live),
            ctx.looking_for(root) if s.id == "meets" else None,
        )
        for s in r.body.sections
        if s.html
    )

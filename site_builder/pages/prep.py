"""A sheet of plain text to read before the next interview of a job.

An Opportunity and a Context go in, headings with lines come out: what is ahead, what to ask, what
would turn the light and on what it rests, and what the rounds so far taught. Each thing stands
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.dates import WEEKDAYS
from site_builder.pages import wording
from site_builder.pages.context import joined_sections
from site_builder.pages.evidence import latest_evidence
from site_builder.pages.opportunity import PREPARE_HEADINGS
from site_builder.pages.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.model import Moment, Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.context import Context

MAX_LEARNED_LENGTH = 400  # letters of one round; the rest is in its file


def sheet(opportunity: Opportunity, ctx: Context) -> Iterator[tuple[str, str]]:
    """The parts of the sheet as heading and text, in order, those without text left out."""
    looking_for = ctx.journal.looking_for
    parts = (
        ("The next interview", _next_interview(opportunity, ctx)),
        ("To find out", _to_find_out(opportunity, ctx)),
        ("What would turn it", _what_would_turn_it(opportunity, ctx)),
        ("What I found out", _learned(opportunity, ctx)),
        *((heading, _latest(id_, opportunity, ctx)) for id_, heading in PREPARE_HEADINGS.items()),
        ("What I look for", plain_text(joined_sections(looking_for)) if looking_for else ""),
    )
    return ((heading, text) for heading, text in parts if text)


def _next_interview(opportunity: Opportunity, ctx: Context) -> str:
    """When and with whom: the interviews of the nearest day that has some, two lines each."""
    ahead = [(m, r) for r in opportunity.rounds if (m := _moment_ahead(r, ctx))]
    if not ahead:  # behind an offer none is to be expected
        return "" if opportunity.stage == "offer" else "None has a date yet."
    nearest = min(moment.day for moment, _ in ahead)
    return "\n".join(
        line
        for moment, reflection in ahead
        if moment.day == nearest
        for line in _interview_lines(moment, reflection, ctx)
    )


def _moment_ahead(reflection: Reflection, ctx: Context) -> Moment | None:
    """When an interview takes place; None for one that is over, cancelled or written about."""
    moment = reflection.interviewed
    if moment is None or reflection.cancelled or reflection.reflected:
        return None
    return moment if moment.day >= ctx.today else None


def _interview_lines(moment: Moment, reflection: Reflection, ctx: Context) -> Iterator[str]:
    """`Wednesday, 25 November, 10:00 to 12:30: final round`, and who will be there."""
    ended = f" to {reflection.ended:%H:%M}" if reflection.ended else ""
    name = f": {reflection.round}" if reflection.round else ""
    yield f"{WEEKDAYS[moment.day.weekday()]}, {ctx.moment_text(moment)}{ended}{name}"
    if reflection.interviewers:
        yield f"With {wording.joined(reflection.interviewers)}"


def _to_find_out(opportunity: Opportunity, ctx: Context) -> str:
    """Open questions, then what is not rated yet, a line each."""
    questions = (q.text for q in opportunity.open_questions)
    find_out = ctx.opportunity_fit(opportunity).find_out
    if all(rating is None for rating in opportunity.ratings.values()):
        find_out = tuple(filter(None, (c.prompt for c in ctx.journal.settings.criteria)))
    return _as_list(*questions, *find_out)


def _what_would_turn_it(opportunity: Opportunity, ctx: Context) -> str:
    """The light, what would turn it and what to ask for; then each rating with its evidence."""
    fit = ctx.opportunity_fit(opportunity)
    head = [fit.summary, *fit.reasons]
    if fit.basis:
        head.append(f"{fit.basis[0].upper()}{fit.basis[1:]}.")
    evidence = latest_evidence(opportunity)
    ratings = []
    for criterion in ctx.journal.settings.criteria:
        rating = opportunity.ratings.get(criterion.id)
        if rating is not None:
            seen = f": {evidence[criterion.id]}" if criterion.id in evidence else ""
            ratings.append(f"{criterion.label} {wording.rating_text(rating)}{seen}")
    blocks = ("\n".join(head), _as_list(*fit.ask_for), _as_list(*ratings))
    return "\n\n".join(filter(None, blocks))


def _learned(opportunity: Opportunity, ctx: Context) -> str:
    """What each round found out, shortened, the latest first."""
    lessons = []
    for reflection in reversed(opportunity.rounds):
        if text := _section_text("learned", reflection, ctx):
            short = text
            if len(text) > MAX_LEARNED_LENGTH:
                words = text[:MAX_LEARNED_LENGTH].rsplit(maxsplit=1)[0]
                short = f"{words} … (more in {reflection.slug})"
            lessons.append(f"{ctx.round_link(reflection).text}:\n{short}")
    return "\n\n".join(lessons)


def _latest(id_: str, opportunity: Opportunity, ctx: Context) -> str:
    """The answer to a question in the latest round that has one."""
    texts = (_section_text(id_, r, ctx) for r in reversed(opportunity.rounds))
    return next(filter(None, texts), "")


def _section_text(id_: str, reflection: Reflection, ctx: Context) -> str:
    """A section as plain text; empty without it, and for an interview that was cancelled."""
    sections = () if reflection.cancelled else reflection.body.sections
    texts = (plain_text(ctx.page_html(s.html, "")) for s in sections if s.id == id_ and s.has_text)
    return "\n\n".join(texts)


def _as_list(*lines: str) -> str:
    return "\n".join(f"- {line}" for line in lines)

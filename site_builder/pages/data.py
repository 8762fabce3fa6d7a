"""`journal.json`: everything computed, for other programs, as docs/journal.schema.json specifies.

A Journal goes in, plain values or JSON come out. Names and meanings of the keys are a public
interface: a change that breaks readers needs a new `FORMAT_VERSION`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from site_builder.core import moves, steps
from site_builder.core.comparison import against_now, compared_with_now, contenders, pairs
from site_builder.core.fit import judge, weight_shares
from site_builder.core.opportunities import question_is_open
from site_builder.core.prompts import prompts
from site_builder.pages.summary import OpportunityJson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from fractions import Fraction

    from site_builder.core.journal import Journal
    from site_builder.core.model import Fit, Moment, Reflection, Task, Turn
    from site_builder.core.moves import Move
    from site_builder.core.opportunities import Opportunity

FORMAT_VERSION = 2
ENCODER = json.JSONEncoder(ensure_ascii=False)  # letters as they are, for people read it too
DECIMALS = 4


def number(value: Fraction | None) -> int | float | None:
    """A figure for JSON: an integer where it is whole, else rounded half-even to four decimals."""
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator
    # As `round(value, DECIMALS)`, without making fractions on the way.
    unit = 10**DECIMALS
    whole, rest = divmod(value.numerator * unit, value.denominator)
    whole += 2 * rest > value.denominator - whole % 2
    return whole // unit if whole % unit == 0 else float(whole / unit)


def json_bytes(journal: Journal, known: Mapping[str, OpportunityJson] | None = None) -> bytes:
    """`journal.json`, each list item on a line, so that a diff shows what changed.

    `known` are opportunities by key, where a build knows them already; others are computed here, to
    the same bytes.
    """
    return b"".join(_json_pieces(journal, known or {}))


def _json_pieces(journal: Journal, known: Mapping[str, OpportunityJson]) -> Iterator[bytes]:
    """`journal.json` in pieces, as what comes from the cache is JSON already."""
    texts = {o.key: known.get(o.key) or opportunity_json(journal, o) for o in journal.opportunities}
    head, opportunities = _head(journal), journal.by_slug()
    lists = {
        key: [_json(item) for item in value]
        for key, value in head.items()
        if isinstance(value, list)
    }
    lists["opportunities"] = [texts[o.key].opportunity for o in journal.opportunities]
    lists["reflections"] = [
        texts[opportunities[r.slug].key].reflections[r.slug] for r in journal.reflections
    ]
    between = b"{"
    for key, value in head.items():
        yield b"%s%s: " % (between, _json(key))
        between = b",\n"
        if key in lists:
            yield b"[\n"
            yield between.join(lists[key])
            yield b"]"
        else:
            yield _json(value)
    yield b"}\n"


def journal_data(journal: Journal) -> dict[str, Any]:
    """The journal as plain values; every key is always there, None where unknown or withheld."""
    opportunities = journal.by_slug()
    return _head(journal) | {
        "reflections": [
            _reflection(journal, r, opportunities[r.slug]) for r in journal.reflections
        ],
        "opportunities": [_opportunity(journal, o) for o in journal.opportunities],
    }


def opportunity_json(journal: Journal, opportunity: Opportunity) -> OpportunityJson:
    """An opportunity and its reflections as they stand in `journal.json`."""
    return OpportunityJson(
        _json(_opportunity(journal, opportunity)),
        {r.slug: _json(_reflection(journal, r, opportunity)) for r in opportunity.rounds},
    )


def _json(value: object) -> bytes:
    """A value as JSON on one line."""
    return ENCODER.encode(value).encode()


def _head(journal: Journal) -> dict[str, Any]:
    """The top level of `journal.json`, its keys in order; reflections and opportunities empty."""
    weights = weight_shares(journal.settings)
    shows_weights = journal.shows("fit") and journal.shows("ratings")
    return {
        "version": FORMAT_VERSION,
        "today": _today(journal),
        "criteria": [
            {
                "id": c.id,
                "label": c.label,
                "weight": number(weights[c.id]) if shows_weights else None,
            }
            for c in journal.settings.criteria
        ],
        "now": _now(journal),
        "reflections": [],
        "opportunities": [],
        "against": [
            {"a": p.a.key, "b": p.b.key, "share": number(p.share), "dominates": p.dominates}
            for p in pairs(contenders(journal.opportunities))
        ],
        "against_now": [
            {"a": p.a.key, "share": number(p.share), "dominates": p.dominates}
            for p in against_now(compared_with_now(journal.opportunities), journal.now)
        ],
        "problems": [p.data() for p in journal.problems],
    }


def _now(journal: Journal) -> dict[str, Any] | None:
    """What I have now, and how well it fits; None without it, and for every audience."""
    now = journal.now
    if now is None:
        return None
    return {
        "label": now.label,
        "ratings": _ratings(journal, now.ratings),
        "fit": fit_data(judge(now.ratings, journal.settings)),
    }


def _today(journal: Journal) -> str | None:
    """The day of the site as ISO text, as exact as its audience may see dates; else None."""
    precision = journal.audience.dates if journal.audience else "day"
    return {"day": journal.today.isoformat(), "month": f"{journal.today:%Y-%m}"}.get(precision)


def _fit(journal: Journal, fit: Fit) -> dict[str, Any] | None:
    return fit_data(fit) if journal.shows("fit") else None


def _ratings(journal: Journal, ratings: Mapping[str, Fraction | None]) -> dict[str, Any]:
    return {c.id: number(ratings.get(c.id)) for c in journal.settings.criteria}


def _iso(moment: Moment | None) -> str | None:
    return moment.iso() if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _reflection(
    journal: Journal, reflection: Reflection, opportunity: Opportunity
) -> dict[str, Any]:
    """A reflection as it stands in JSON; an audience gets no prompts, and nothing as pending."""
    fit = journal.fits[reflection.slug]
    is_mine = journal.audience is None
    is_pending = is_mine and steps.is_pending(opportunity, reflection)
    second_look = reflection.second_look
    return {
        "slug": reflection.slug,
        "company": reflection.company,
        "role": reflection.role if journal.shows("role") else None,
        "round": reflection.round,
        "opportunity": opportunity.key,
        "interviewed": _iso(reflection.interviewed),
        "cancelled": _cancelled(reflection),
        "reflected": _iso(reflection.reflected),
        "window": steps.window(reflection),
        "pending": is_pending,
        "ratings": _ratings(journal, reflection.effective),
        "first_ratings": _ratings(journal, reflection.ratings),
        "second_look": second_look and {"on": _iso(second_look.on), "why": second_look.why},
        "evidence": dict(reflection.evidence),
        "fit": _fit(journal, fit),
        "gut": reflection.gut,
        "stage": reflection.stage,
        "decision": reflection.decision,
        "tags": list(reflection.tags),
        "answered": list(reflection.answered),
        "prompts": list(prompts(opportunity).get(reflection.slug, ())) if is_mine else [],
        "tasks": [_task(t, opportunity.is_moot(reflection, t)) for t in reflection.body.tasks],
        "questions": [
            {"text": q.text, "from": q.source, "open": question_is_open(opportunity, reflection, q)}
            for q in reflection.body.questions
        ],
    }


def _cancelled(reflection: Reflection) -> str | None:
    """The day on which I heard that it is off, or `yes` without one; None where it is not."""
    if reflection.cancelled is None:
        return None
    return reflection.cancelled.heard.isoformat() if reflection.cancelled.heard else "yes"


def _task(task: Task, is_moot: bool) -> dict[str, Any]:  # noqa: FBT001 -- a fact of the task
    return {
        "text": task.text,
        "kind": task.kind,
        "owner": task.owner,
        "due": _day(task.due),
        "until": task.until,
        "moot": is_moot,
        "done": task.done,
    }


def fit_data(fit: Fit) -> dict[str, Any]:
    """A fit as it stands in JSON: scores from 1 to 10, shares from 0 to 1, criteria by id."""
    return {
        "score": number(fit.score),
        "low": number(fit.low),
        "high": number(fit.high),
        "light": fit.light,
        "unknown": list(fit.unknown),
        "breached": list(fit.breached),
        "capped_by": list(fit.capped_by),
        "borderline": fit.borderline,
        "turns": None if fit.turns is None else [_turn(turn) for turn in fit.turns],
        "margin": number(fit.margin),
        "strength": fit.strength,
        "share": number(fit.share),
        "flip": fit.flip
        and {
            "criterion": fit.flip.criterion,
            "share": number(fit.flip.share),
            "direction": fit.flip.direction,
            "to": fit.flip.to,
        },
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {"criterion": turn.criterion, "rating": number(turn.rating), "to": turn.to}


def _opportunity(journal: Journal, opportunity: Opportunity) -> dict[str, Any]:
    """An opportunity as it stands in JSON; its rounds are slugs of `reflections`."""
    move = _next_move(journal, opportunity)
    return {
        "key": opportunity.key,
        "company": opportunity.company,
        "role": opportunity.role if journal.shows("role") else None,
        "stage": opportunity.stage or None,
        "decision": opportunity.decision,
        "decided": _day(opportunity.decided),
        # Without a stage nothing says whether it is live; only an audience sees none.
        "live": opportunity.live if opportunity.stage else None,
        "quiet": opportunity.quiet,
        "reopened": opportunity.reopened if opportunity.stage else None,
        "answer_by": _day(opportunity.answer_by),
        "incomplete": opportunity.incomplete,
        "ball": moves.ball(opportunity, move),
        "next": move
        and {
            "kind": move.kind,
            "text": move.text,
            "owner": move.owner,
            "due": _day(move.due),
            "slug": move.slug,
        },
        "ratings": _ratings(journal, opportunity.ratings),
        "fit": _fit(journal, opportunity.fit),
        "standing": [
            {"slug": s.reflection.slug, "fit": _fit(journal, s.fit)} for s in opportunity.standing
        ],
        "steps": _steps(journal, opportunity),
        "rounds": [r.slug for r in opportunity.rounds],
    }


def _next_move(journal: Journal, opportunity: Opportunity) -> Move | None:
    """The next move of an opportunity; an audience gets none."""
    if journal.audience:
        return None
    return moves.next_move(opportunity, journal.other_opportunities.get(opportunity.key))


def _steps(journal: Journal, opportunity: Opportunity) -> dict[str, bool | None] | None:
    others = journal.other_opportunities.get(opportunity.key)
    states = steps.steps(opportunity, others, journal.settings, journal.today)
    if states is None:
        return None
    return {
        "reflect": states.reflect,
        "follow-up": states.follow_up,
        "research": states.research,
        "explore": states.explore,
    }

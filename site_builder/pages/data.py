"""`journal.json`: everything computed, for other programs; docs/journal.schema.json says how."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from site_builder.core import steps
from site_builder.core.comparison import contenders, pairs
from site_builder.core.fit import shares
from site_builder.core.opportunities import question_is_open
from site_builder.pages.part import Figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from site_builder.core.journal import Journal
    from site_builder.core.model import Fit, Reflection
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.part import Part

VERSION = 1
DIGITS = 4


def number(value: Fraction | None) -> int | float | None:
    """A figure for JSON: whole numbers as integers, others half-even to four decimals."""
    if value is None:
        return None
    rounded = round(value, DIGITS)
    return int(rounded) if rounded.denominator == 1 else float(rounded)


def json_text(journal: Journal, parts: Mapping[str, Part] | None = None) -> str:
    """`journal.json` as text, a line an item; `parts` hold what is known of jobs by key."""
    jobs = journal.by_slug()
    made: dict[str, Figures] = {}

    def of(o: Opportunity) -> Figures:
        if o.key not in made:
            made[o.key] = parts[o.key].figures if parts else figures(journal, o)
        return made[o.key]

    whole = _head(journal)
    lists = {
        key: [_json(v) for v in value] for key, value in whole.items() if isinstance(value, list)
    }
    lists["reflections"] = [of(jobs[r.slug]).reflections[r.slug] for r in journal.reflections]
    lists["opportunities"] = [of(o).opportunity for o in journal.opportunities]
    lines = (
        f'"{key}": {_listed(lists[key]) if key in lists else _json(value)}'
        for key, value in whole.items()
    )
    return "{" + ",\n".join(lines) + "}\n"


def data(journal: Journal) -> dict[str, Any]:
    """The journal as plain values; every key is always there, None where unknown."""
    jobs = journal.by_slug()
    return _head(journal) | {
        "reflections": [_reflection(journal, r, jobs[r.slug]) for r in journal.reflections],
        "opportunities": [_opportunity(journal, o) for o in journal.opportunities],
    }


def figures(journal: Journal, o: Opportunity) -> Figures:
    """An opportunity and its reflections as they stand in `journal.json`."""
    return Figures(
        _json(_opportunity(journal, o)),
        {r.slug: _json(_reflection(journal, r, o)) for r in o.rounds},
    )


def _json(value: object) -> str:
    """A value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def _listed(lines: Iterable[str]) -> str:
    """Values that are JSON already as a list, each on a line of its own."""
    return "[\n" + ",\n".join(lines) + "]"


def _head(journal: Journal) -> dict[str, Any]:
    """The journal as plain values, with the places of its reflections and opportunities empty."""
    weight = shares(journal.settings.criteria)
    weighed = journal.shows("fit") and journal.shows("ratings")
    return {
        "version": VERSION,
        "today": _today(journal),
        "criteria": [
            {
                "id": c.id,
                "label": c.label,
                "weight": number(weight[c.id]) if weighed else None,
            }
            for c in journal.settings.criteria
        ],
        "reflections": [],
        "opportunities": [],
        "against": [
            {"a": p.a.key, "b": p.b.key, "share": number(p.share), "dominates": p.dominates}
            for p in pairs(contenders(journal.opportunities))
        ],
        "problems": [p.data() for p in journal.problems],
    }


def _today(journal: Journal) -> str | None:
    """The date of the site, as far as its audience sees dates."""
    precision = journal.audience.dates if journal.audience else "day"
    return {"day": journal.today.isoformat(), "month": f"{journal.today:%Y-%m}"}.get(precision)


def _fit(journal: Journal, fit: Fit) -> dict[str, Any] | None:
    return fit_data(fit) if journal.shows("fit") else None


def _ratings(journal: Journal, ratings: Mapping[str, Fraction | None]) -> dict[str, Any]:
    return {c.id: number(ratings.get(c.id)) for c in journal.settings.criteria}


def _reflection(journal: Journal, r: Reflection, job: Opportunity) -> dict[str, Any]:
    fit = journal.fits[r.slug]
    second = r.second_look
    mine = journal.audience is None
    return {
        "slug": r.slug,
        "company": r.company,
        "role": r.role if journal.shows("role") else None,
        "round": r.round,
        "opportunity": job.key,
        "interviewed": r.interviewed.iso() if r.interviewed else None,
        "reflected": r.reflected.iso() if r.reflected else None,
        "window": steps.window(r),
        "pending": mine and job.live and steps.is_pending(r, journal.today),
        "ratings": _ratings(journal, r.effective),
        "first_ratings": _ratings(journal, r.ratings),
        "second_look": second and {"on": second.on.iso() if second.on else None, "why": second.why},
        "evidence": dict(r.evidence),
        "fit": _fit(journal, fit),
        "gut": r.gut,
        "stage": r.stage,
        "decision": r.decision,
        "tags": list(r.tags),
        "answered": list(r.answered),
        "prompts": list(steps.prompts(r, fit.light, job, journal.settings)) if mine else [],
        "tasks": [
            {
                "text": t.text,
                "kind": t.kind,
                "owner": t.owner,
                "due": t.due.isoformat() if t.due else None,
                "done": t.done,
            }
            for t in r.body.tasks
        ],
        "questions": [
            {"text": q.text, "from": q.source, "open": question_is_open(job, r, q)}
            for q in r.body.questions
        ],
    }


def fit_data(fit: Fit) -> dict[str, Any]:
    """A fit as it stands in JSON."""
    return {
        "score": number(fit.score),
        "low": number(fit.low),
        "high": number(fit.high),
        "light": fit.light,
        "unknown": list(fit.unknown),
        "breached": list(fit.breached),
        "capped_by": list(fit.capped_by),
        "borderline": fit.borderline,
        "share": number(fit.share),
        "strength": fit.strength,
        "flip": fit.flip
        and {
            "criterion": fit.flip.criterion,
            "share": number(fit.flip.share),
            "direction": fit.flip.direction,
            "to": fit.flip.to,
        },
    }


def _opportunity(journal: Journal, o: Opportunity) -> dict[str, Any]:
    taken = steps.steps(o, journal.other_opportunities.get(o.key), journal.settings, journal.today)
    return {
        "key": o.key,
        "company": o.company,
        "role": o.role if journal.shows("role") else None,
        "stage": o.stage or None,
        "decision": o.decision,
        "live": o.live if o.stage else None,
        "quiet": o.quiet,
        "answer_by": o.answer_by.isoformat() if o.answer_by else None,
        "incomplete": o.incomplete,
        "ball": None if journal.audience else steps.ball(o, journal.today),
        "ratings": _ratings(journal, o.ratings),
        "fit": _fit(journal, o.fit),
        "steps": taken
        and {
            "reflect": taken.reflect,
            "follow-up": taken.follow_up,
            "research": taken.research,
            "explore": taken.explore,
        },
        "rounds": [r.slug for r in o.rounds],
    }

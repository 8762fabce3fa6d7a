"""Finding what a user names in a journal: an opportunity by its key, a reflection by its slug.

A name that finds nothing fails as wrong usage (status 2), with the likeliest names as a hint.
Paths of files are for `reflections`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from site_builder.core.did_you_mean import alternatives, did_you_mean
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity

Named = TypeVar("Named", "Opportunity", "Reflection")
MAX_NAMES_SHOWN = 5


def opportunity(journal: Journal, key: str) -> Opportunity:
    """The opportunity with a key, or the only one with this in its key. Raises Failure."""
    return _find({o.key: o for o in journal.opportunities}, key, "opportunity", "opportunities")


def reflection(journal: Journal, slug: str) -> Reflection:
    """The reflection with a slug, or the only one with this in its slug. Raises Failure."""
    return _find({r.slug: r for r in journal.reflections}, slug, "reflection", "reflections")


def _find(known: Mapping[str, Named], name: str, kind: str, plural: str) -> Named:
    if name in known:
        return known[name]
    # A part of a name will do where it fits one alone: a guess could change the wrong file.
    matches = [k for k in known if name.casefold() in k.casefold()]
    if len(matches) == 1:
        return known[matches[0]]
    if matches:
        raise Failure(f"several {plural} match `{name}`", f"name one: {_first(matches)}", 2)
    hint = did_you_mean(name, known) or (f"it has {_first(list(known))}" if known else None)
    raise Failure(f"the journal has no {kind} `{name}`", hint, 2)


def _first(names: list[str]) -> str:
    return f"{alternatives(names[:MAX_NAMES_SHOWN])}{' …' if len(names) > MAX_NAMES_SHOWN else ''}"

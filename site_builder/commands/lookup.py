"""Finding what a user names: a reflection by its slug, an opportunity by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.did_you_mean import did_you_mean, listed
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from site_builder.core.journal import Journal
    from site_builder.core.model import Reflection
    from site_builder.core.opportunities import Opportunity

    T = TypeVar("T")

FEW = 5


def opportunity(journal: Journal, key: str) -> Opportunity:
    """The opportunity with a key. Raises Failure where there is none."""
    return _named({o.key: o for o in journal.opportunities}, key, "opportunity", "opportunities")


def reflection(journal: Journal, slug: str) -> Reflection:
    """The reflection with a slug, or the only one with such a part of it. Raises Failure."""
    return _named({r.slug: r for r in journal.reflections}, slug, "reflection", "reflections")


def _named(known: Mapping[str, T], name: str, kind: str, plural: str) -> T:
    if name in known:
        return known[name]
    among = [k for k in known if name.casefold() in k.casefold()]
    if len(among) == 1:
        return known[among[0]]
    if among:
        raise Failure(f"several {plural} match `{name}`", f"name one: {_few(among)}", 2)
    hint = did_you_mean(name, known) or (f"it has {_few(list(known))}" if known else None)
    raise Failure(f"the journal has no {kind} `{name}`", hint, 2)


def _few(names: list[str]) -> str:
    return f"{listed(names[:FEW])}{' …' if len(names) > FEW else ''}"

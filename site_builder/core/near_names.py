"""Names so alike that they may mean one job: a warning for each pair, and none is ever merged."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.names import fold, without_legal_form
from site_builder.core.opportunities import Identity, round_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from site_builder.core.model import Reflection

# Names that are compared by likeness: below, they differ in one letter by right; above, all forms
# with a letter less would fill the memory.
SHORTEST, LONGEST = 5, 400


def near_equal(reflections: Iterable[Reflection]) -> tuple[Diagnostic, ...]:
    """A warning for each pair of names so alike that they may mean one job; none is ever merged.

    Alike are names that differ in punctuation, spaces, accents, a legal form, or one letter of
    five or more; a different number never is. Giving either an `opportunity` silences it.
    """
    first: dict[Identity, Reflection] = {}
    for r in sorted(reflections, key=round_order):
        if r.opportunity is None:
            first.setdefault((fold(r.company), fold(r.role)), r)
    order = {pair: number for number, pair in enumerate(first)}
    likely = {
        (a, b) if order[a] < order[b] else (b, a)
        for company in _near(first, lambda pair: _bare(pair[0], legal=True))
        for bucket in _near(company, lambda pair: _bare(pair[1]))
        for a, b in combinations(bucket, 2)
    }
    found = (
        _warning(first[a], first[b])
        for a, b in likely
        if _alike(a[0], b[0], legal=True) and _alike(a[1], b[1])
    )
    return tuple(sorted(found, key=lambda d: d.order))


def _near(pairs: Iterable[Identity], text: Callable[[Identity], str]) -> set[tuple[Identity, ...]]:
    """Groups of pairs whose texts share a variant; each two that are near stand in one of them."""
    buckets: dict[str, list[Identity]] = defaultdict(list)
    for pair in pairs:
        for variant in _variants(text(pair)):
            buckets[variant].append(pair)
    return {tuple(bucket) for bucket in buckets.values() if len(bucket) > 1}


def _warning(one: Reflection, other: Reflection) -> Diagnostic:
    key = "company" if fold(one.company) != fold(other.company) else "role"
    here = getattr(other, key), getattr(one, key)
    line, column = other.places.get(key, (1, 1))
    there = one.places.get(key, (1, 1))
    return Diagnostic(
        other.path,
        line,
        column,
        "warning",
        "near-equal",
        f"{key} is `{here[0]}` here and `{here[1]}` in {one.path}:{there[0]}:{there[1]}",
        "write them alike if they are one job; else give either an `opportunity`",
    )


def _bare(text: str, *, legal: bool = False) -> str:
    """Letters and digits without accents, spaces and, for a company, without its legal form."""
    name = without_legal_form(text) if legal else text
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(re.findall(r"\w+", plain)) or text


def _variants(text: str) -> set[str]:
    """The text and all its forms with one letter less: texts one edit apart share one."""
    if not SHORTEST <= len(text) <= LONGEST:
        return {text}
    return {text} | {text[:i] + text[i + 1 :] for i in range(len(text))}


def _alike(one: str, other: str, *, legal: bool = False) -> bool:
    a, b = _bare(one, legal=legal), _bare(other, legal=legal)
    if a == b:
        return True
    if re.findall(r"\d+", a) != re.findall(r"\d+", b) or min(len(a), len(b)) < SHORTEST:
        return False
    return _one_edit(a, b) and not _numbered(one, other)


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter more, less, other, or two swapped, make one text of the other."""
    start = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    x, y = a[start:], b[start:]
    swapped = x[:2] == y[:2][::-1] and x[2:] == y[2:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or swapped


def _numbered(one: str, other: str) -> bool:
    """Whether the names differ in a short last word alone, as `Engineer I` and `Engineer II` do."""
    a, b = one.split(), other.split()
    return a[:-1] == b[:-1] and max(len(a[-1]), len(b[-1])) <= 3  # noqa: PLR2004 -- III, IV, sr

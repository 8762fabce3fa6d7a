"""Warnings for names so alike that they may mean one opportunity, such as `Acme` and `ACME Inc`.

Reflections in, diagnostics out. Nothing is merged here: two jobs taken for one would mix up their
ratings, while a needless warning costs a line of front matter.
"""

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

# Lengths of names that may be misspelt: of shorter ones one letter makes another name (`Ford`,
# `Fort`), and of longer ones all forms with a letter less would fill the memory.
MIN_MISSPELT, MAX_MISSPELT = 5, 400


def near_equal(reflections: Iterable[Reflection]) -> tuple[Diagnostic, ...]:
    """A warning for each two names so alike that they may mean one opportunity, sorted.

    Alike are names that differ in punctuation, spaces, accents, a legal form, or one letter of
    five or more; names with different numbers never are. Giving either file an `opportunity`
    silences the warning.
    """
    first: dict[Identity, Reflection] = {}
    for reflection in sorted(reflections, key=round_order):
        if reflection.opportunity is None:
            first.setdefault((fold(reflection.company), fold(reflection.role)), reflection)
    order = {identity: number for number, identity in enumerate(first)}
    # Not each with each, which grows as the square: alike names share a variant, so only those
    # that share one are compared.
    candidates = {
        (a, b) if order[a] < order[b] else (b, a)
        for companies in _with_shared_variant(first, lambda pair: _letters(pair[0], legal=True))
        for both in _with_shared_variant(companies, lambda pair: _letters(pair[1]))
        for a, b in combinations(both, 2)
    }
    warnings = (
        _warning(first[a], first[b])
        for a, b in candidates
        if _alike(a[0], b[0], legal=True) and _alike(a[1], b[1])
    )
    return tuple(sorted(warnings, key=lambda d: d.order))


def _with_shared_variant(
    identities: Iterable[Identity], text: Callable[[Identity], str]
) -> set[tuple[Identity, ...]]:
    """Groups of two or more whose texts share a variant; one identity may be in many groups."""
    groups: dict[str, list[Identity]] = defaultdict(list)
    for identity in identities:
        for variant in _variants(text(identity)):
            groups[variant].append(identity)
    return {tuple(group) for group in groups.values() if len(group) > 1}


def _warning(earlier: Reflection, later: Reflection) -> Diagnostic:
    """The warning, at the later file's name: the one that was probably just typed."""
    key = "company" if fold(earlier.company) != fold(later.company) else "role"
    line, column = later.places.get(key, (1, 1))
    earlier_line, earlier_column = earlier.places.get(key, (1, 1))
    return Diagnostic(
        later.path,
        line,
        column,
        "warning",
        "near-equal",
        f"{key} is `{getattr(later, key)}` here and `{getattr(earlier, key)}`"
        f" in {earlier.path}:{earlier_line}:{earlier_column}",
        "write them alike if they are one job; else give either an `opportunity`",
    )


def _letters(text: str, *, legal: bool = False) -> str:
    """The letters and digits of a name, without accents; with `legal`, without a legal form.

    The text itself where that would be nothing.
    """
    name = without_legal_form(text) if legal else text
    base = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(re.findall(r"\w+", base)) or text


def _variants(text: str) -> set[str]:
    """The text and all its forms with one letter less: texts one edit apart share a form."""
    if not MIN_MISSPELT <= len(text) <= MAX_MISSPELT:
        return {text}
    return {text} | {text[:i] + text[i + 1 :] for i in range(len(text))}


def _alike(one: str, other: str, *, legal: bool = False) -> bool:
    a, b = _letters(one, legal=legal), _letters(other, legal=legal)
    if a == b:
        return True
    # `Level 3` and `Level 4` are a letter apart, and no misspelling.
    if re.findall(r"\d+", a) != re.findall(r"\d+", b) or min(len(a), len(b)) < MIN_MISSPELT:
        return False
    return _one_edit(a, b) and not _numbered(one, other)


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two neighbours swapped, make `b` of `a`."""
    start = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    rest_a, rest_b = a[start:], b[start:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    one_other = rest_a[1:] == rest_b[1:]
    return one_other or swapped or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _numbered(one: str, other: str) -> bool:
    """Whether only a short last word differs: `Engineer I` and `Engineer II` are two roles."""
    a, b = one.split(), other.split()
    return a[:-1] == b[:-1] and max(len(a[-1]), len(b[-1])) <= 3  # noqa: PLR2004 -- III, IV, sr

"""Warnings for names so alike that they may mean one opportunity, such as `Acme` and `ACME Inc`.

Reflections in, diagnostics out. Nothing is merged here: two jobs taken for one would mix up their
ratings, while a needless warning costs a line of front matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.names import fold, without_legal_form
from site_builder.core.opportunities import round_order

if TYPE_CHECKING:
    from site_builder.core.model import Reflection

Name = tuple[str, str, str]
"""A folded name of a company and a role, and the company of its file, which may be another."""

FindAlike = Callable[[tuple[Name, ...]], Iterable[tuple[Name, Name]]]
"""`alike_names`, or what remembers its pairs."""

# Lengths of names that may be misspelt: of shorter ones one letter makes another name (`Ford`,
# `Fort`), and of longer ones all forms with a letter less would fill the memory.
MIN_MISSPELT, MAX_MISSPELT = 5, 400


def near_equal(reflections: Iterable[Reflection], find_alike: FindAlike) -> tuple[Diagnostic, ...]:
    """A warning for each two names so alike that they may mean one opportunity, sorted.

    Alike are names that differ in punctuation, spaces, accents, a legal form, or one letter of
    five or more; names with different numbers never are. The other names of a company (`also`) are
    compared with the companies of other files, and may be the same. Giving either file an
    `opportunity` silences the warning.
    """
    first: dict[Name, Reflection] = {}
    for r in sorted(reflections, key=round_order):
        if r.opportunity is None:
            company, role = fold(r.company), fold(r.role)
            for name in (company, *map(fold, r.also)):
                first.setdefault((name, role, company), r)
    warnings: dict[frozenset[tuple[str, str]], Diagnostic] = {}
    for a, b in find_alike(tuple(first)):
        warnings.setdefault(frozenset({a[1:], b[1:]}), _warning((a, first[a]), (b, first[b])))
    return tuple(sorted(warnings.values(), key=lambda d: d.order))


def alike_names(names: tuple[Name, ...]) -> tuple[tuple[Name, Name], ...]:
    """The pairs of names of two jobs that are alike; each as its names stand in `names`."""
    order = {name: number for number, name in enumerate(names)}
    # Not each with each, which grows as the square: alike names share a variant, so only those
    # that share one are compared.
    candidates = {
        (a, b) if order[a] < order[b] else (b, a)
        for companies in _with_shared_variant(names, lambda name: _letters(name[0], legal=True))
        for both in _with_shared_variant(companies, lambda name: _letters(name[1]))
        for a, b in combinations(both, 2)
    }
    alike = (
        (a, b)
        for a, b in candidates
        if a[1:] != b[1:] and not (_is_other(a) and _is_other(b))
        if _alike(a[0], b[0], legal=True) and _alike(a[1], b[1])
    )
    # Those between two companies first, as each two jobs get one warning.
    return tuple(sorted(alike, key=lambda pair: (_is_other(pair[0]) + _is_other(pair[1]), pair)))


def _is_other(name: Name) -> bool:
    """Whether it is another name of its file's company."""
    return name[0] != name[2]


def _with_shared_variant(
    names: Iterable[Name], text: Callable[[Name], str]
) -> set[tuple[Name, ...]]:
    """Groups of two or more whose texts share a variant; one name may be in many groups."""
    groups: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        for variant in _variants(text(name)):
            groups[variant].append(name)
    return {tuple(group) for group in groups.values() if len(group) > 1}


def _warning(earlier: tuple[Name, Reflection], later: tuple[Name, Reflection]) -> Diagnostic:
    """The warning, at the later file's name: the one that was probably just typed."""
    (name, file), (other_name, other_file) = later, earlier
    key = "company" if name[0] != other_name[0] or name[2] != other_name[2] else "role"
    here, there = ("also" if _is_other(n) else key for n in (name, other_name))
    line, column = _place(file, here)
    other_line, other_column = _place(other_file, there)
    other_key = "" if here == there else f"{there} "
    return Diagnostic(
        file.path,
        line,
        column,
        "warning",
        "near-equal",
        f"{here} is `{_text(file, here, name)}` here"
        f" and {other_key}`{_text(other_file, there, other_name)}`"
        f" in {other_file.path}:{other_line}:{other_column}",
        "write them alike if they are one job; else give either an `opportunity`",
    )


def _text(reflection: Reflection, key: str, name: Name) -> str:
    """The text of a key as it was written; of `also` the one that is this name."""
    if key == "also":
        return next(text for text in reflection.also if fold(text) == name[0])
    return reflection.company if key == "company" else reflection.role


def _place(reflection: Reflection, key: str) -> tuple[int, int]:
    places = reflection.places
    return places.get(key) or places.get(f"{key}.1") or (1, 1)


def _letters(text: str, *, legal: bool = False) -> str:
    """The letters and digits of a name, without accents; with `legal`, without a legal form.

    The text itself where that would be nothing.
    """
    name = without_legal_form(text) if legal else text
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in parts if not unicodedata.combining(c))
    return "".join(re.findall(r"\w+", name)) or text


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

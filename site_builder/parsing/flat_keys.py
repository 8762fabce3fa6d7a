"""Ratings and evidence written as `rating-values: 8` at the top, for editors that can't nest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.parsing.frontmatter import Mapping, Scalar

if TYPE_CHECKING:
    from site_builder.parsing.fields import Reading
    from site_builder.parsing.frontmatter import Node

Pair = tuple[Scalar, "Node"]
GROUPS = {"rating-": "ratings", "evidence-": "evidence"}


def nested(reading: Reading, front: Mapping) -> Mapping:
    """The front matter with each flat key below its group, in the order of the file.

    A criterion that is given in both ways is a problem at the later one; the first counts.
    """
    flat: dict[str, list[Pair]] = {}
    pairs: list[Pair] = []
    for key, value in front.pairs:
        prefix = next((p for p in GROUPS if key.text.startswith(p)), None)
        if prefix:
            name = replace(key, text=key.text.removeprefix(prefix))
            flat.setdefault(GROUPS[prefix], []).append((name, value))
        else:
            pairs.append((key, value))
    for group, moved in flat.items():
        pairs = _joined(reading, pairs, group, moved)
    return Mapping(tuple(pairs), front.index)


def _joined(reading: Reading, pairs: list[Pair], group: str, moved: list[Pair]) -> list[Pair]:
    """The pairs with some more below a group, which is made where it is not there."""
    number = next((n for n, (key, _) in enumerate(pairs) if key.text == group), None)
    if number is None:
        key = replace(moved[0][0], text=group)
        return [*pairs, (key, Mapping(tuple(moved), key.index))]
    key, value = pairs[number]
    if isinstance(value, Scalar) and value.blank:
        value = Mapping((), value.index)
    if not isinstance(value, Mapping):
        return pairs  # which is a problem of its own
    kept: dict[str, Pair] = {}
    for pair in sorted([*value.pairs, *moved], key=lambda pair: pair[0].index):
        first = kept.setdefault(pair[0].text, pair)
        if first is pair or not _is_given(pair):
            continue
        if not _is_given(first):
            kept[pair[0].text] = pair
            continue
        line = reading.source.place(first[0].index)[0]
        message = f"{group}.{pair[0].text} is given twice, first on line {line}"
        reading.complain(pair[0], "duplicate-key", message, "keep one")
    pairs[number] = (key, Mapping(tuple(kept.values()), value.index))
    return pairs


def _is_given(pair: Pair) -> bool:
    return not (isinstance(pair[1], Scalar) and pair[1].blank)

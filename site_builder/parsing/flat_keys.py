"""Read `rating-values: 8` at the top as `values: 8` below `ratings:`, likewise `evidence-…`.

Some note editors can't edit nested keys. A tree comes in and goes out; nothing else has to know
that there are two ways to write a rating.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.parsing.frontmatter import Mapping, Scalar

if TYPE_CHECKING:
    from site_builder.parsing.field_values import Reading
    from site_builder.parsing.frontmatter import Node

Pair = tuple[Scalar, "Node"]
GROUP_OF_PREFIX = {"rating-": "ratings", "evidence-": "evidence"}


def nest_flat_keys(reading: Reading, front: Mapping) -> Mapping:
    """The front matter with each flat key moved below its group.

    A criterion given in both ways is reported at the later one, and the first counts.
    """
    flat: dict[str, list[Pair]] = {}
    pairs: list[Pair] = []
    for key, value in front.pairs:
        prefix = next((p for p in GROUP_OF_PREFIX if key.text.startswith(p)), None)
        if prefix:
            name = replace(key, text=key.text.removeprefix(prefix))
            flat.setdefault(GROUP_OF_PREFIX[prefix], []).append((name, value))
        else:
            pairs.append((key, value))
    for group, moved in flat.items():
        pairs = _add_to_group(reading, pairs, group, moved)
    return Mapping(tuple(pairs), front.index)


def _add_to_group(reading: Reading, pairs: list[Pair], group: str, moved: list[Pair]) -> list[Pair]:
    """The pairs with the `moved` ones added to a group, which is created if it is missing.

    Within the group they are in the order of the file, which decides which of two is the first.
    """
    number = next((n for n, (key, _) in enumerate(pairs) if key.text == group), None)
    if number is None:
        key = replace(moved[0][0], text=group)
        return [*pairs, (key, Mapping(tuple(moved), key.index))]
    key, value = pairs[number]
    if isinstance(value, Scalar) and value.blank:
        value = Mapping((), value.index)
    if not isinstance(value, Mapping):
        return pairs  # a group that is no mapping is reported when it is read
    by_key: dict[str, Pair] = {}
    for pair in sorted([*value.pairs, *moved], key=lambda pair: pair[0].index):
        first = by_key.setdefault(pair[0].text, pair)
        if first is pair or not _is_given(pair):
            continue
        if not _is_given(first):
            by_key[pair[0].text] = pair
            continue
        line = reading.source.place(first[0].index)[0]
        message = f"{group}.{pair[0].text} is given twice, first on line {line}"
        reading.complain(pair[0], "duplicate-key", message, "keep one")
    pairs[number] = (key, Mapping(tuple(by_key.values()), value.index))
    return pairs


def _is_given(pair: Pair) -> bool:
    """Whether the value is not blank."""
    return not (isinstance(pair[1], Scalar) and pair[1].blank)

"""Parse a text into YAML's events, the same ones with any of PyYAML's parsers and versions.

libyaml and the parser in Python disagree about a few signs. Those are replaced by characters that
mean nothing to YAML, and put back by `original_text`. No values are made here: that is
`frontmatter`'s business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 8  # levels or brackets inside each other; a reflection needs three
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Noncharacters of Unicode, which `frontmatter.decode` refuses in a file.
STAND_INS = {"?": "\ufdd0", ":": "\ufdd1", "#": "\ufdd2", "!": "\ufdd3", "\ufeff": "\ufdd4"}
# Each alternative begins with its first character, so that `re` skips all others at once.
DISPUTED_SIGN = re.compile(
    r"""\?(?:(?<=\S.)|(?=\S))
    |[ ](?<=[^\s\[{,:?-].)[ ]*\?           # in brackets, a sign to one of them
    |:(?=[,\[\]{}])(?<![\s"'\]}].)         # behind a word in brackets
    |\#(?<=[|>+\-0-9].)                    # behind `|` or `>`, a comment to one of them
    |!(?=[A-Za-z0-9_-]*[^\sA-Za-z0-9_-])   # of a tag with other signs than these
    |\ufeff                                # skipped at the beginning, and not counted
    """,
    re.VERBOSE,
)
ORIGINAL_SIGNS = str.maketrans({stand_in: sign for sign, stand_in in STAND_INS.items()})


def events(text: str) -> Iterator[yaml.Event]:
    """The events of a text, with tabs read as spaces; marks are indexes into the text.

    Take a scalar's value through `original_text`. Raises yaml.YAMLError.
    """
    replaced = DISPUTED_SIGN.sub(_stand_in, text.replace("\t", " "))
    return yaml.parse(replaced, Loader=LOADER)


def _stand_in(disputed: re.Match[str]) -> str:
    return disputed[0][:-1] + STAND_INS[disputed[0][-1]]


def original_text(value: str) -> str:
    """A scalar's value with the signs that were hidden from the parser put back."""
    return value if value.isascii() else value.translate(ORIGINAL_SIGNS)


def is_tagged(event: yaml.Event) -> bool:
    """Whether a node begins with `!`, even where the parser does not take it for a tag."""
    if isinstance(event, yaml.ScalarEvent) and event.style in (None, ""):
        return bool(event.tag) or event.value.startswith(STAND_INS["!"])
    return bool(getattr(event, "tag", None))


def is_mapping(text: str) -> bool:
    """Whether a text by itself is lines of `key: value`."""
    return node_type(text) is yaml.MappingStartEvent


def node_type(text: str) -> type[yaml.NodeEvent] | None:
    """The type of the first event of a text parsed by itself: mapping, sequence, scalar or alias.

    None if it is not valid YAML or deeper than MAX_DEPTH. Comments alone are an empty scalar.
    """
    first: type[yaml.NodeEvent] | None = None
    depth = 0
    try:
        for event in events(text):
            if isinstance(event, yaml.NodeEvent):
                first = first or type(event)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return None
    except yaml.YAMLError:
        return None
    return first or yaml.ScalarEvent

"""YAML's events, the same whichever of PyYAML's parsers reads: with libyaml or without, old or new.

What the parsers disagree about is hidden from them behind characters that mean nothing to YAML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 8  # brackets or levels within each other
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Noncharacters of Unicode: `frontmatter.decode` refuses them, so no text of a user's has one.
STAND_INS = {"?": "\ufdd0", ":": "\ufdd1", "#": "\ufdd2", "!": "\ufdd3", "\ufeff": "\ufdd4"}
DISPUTED = re.compile(
    r"""(?<=\S)\?|\?(?=\S)|(?<=[^\s\[{,:?-])[ ]+\?  # in brackets, a sign to one of them
    |(?<![\s"'\]}]):(?=[,\[\]{}])          # behind a word in brackets
    |(?<=[|>+\-0-9])\#                     # behind `|` or `>`, a comment to one of them
    |!(?=[A-Za-z0-9_-]*[^\sA-Za-z0-9_-])   # of a tag with other signs than these
    |\ufeff                                # skipped at the beginning, and not counted
    """,
    re.VERBOSE,
)
WRITTEN = str.maketrans({stand_in: sign for sign, stand_in in STAND_INS.items()})


def events(text: str) -> Iterator[yaml.Event]:
    """The events of a text, tabs read as spaces; marks are indexes into it.

    A scalar's value is to be taken through `written`. Raises yaml.YAMLError.
    """
    hidden = DISPUTED.sub(_stand_in, text.replace("\t", " "))
    return yaml.parse(hidden, Loader=LOADER)


def _stand_in(disputed: re.Match[str]) -> str:
    return disputed[0][:-1] + STAND_INS[disputed[0][-1]]


def written(value: str) -> str:
    """A scalar's value with the signs that were hidden from the parser."""
    return value.translate(WRITTEN)


def is_tagged(event: yaml.Event) -> bool:
    """Whether a node begins with a `!`, be it a tag to the parser or not."""
    if isinstance(event, yaml.ScalarEvent) and event.style in (None, ""):
        return bool(event.tag) or event.value.startswith(STAND_INS["!"])
    return bool(getattr(event, "tag", None))


def shape(text: str) -> type[yaml.NodeEvent] | None:
    """The kind of node that a text is by itself, as its first event.

    None if it is no YAML, or deeper than DEEPEST. A text of comments alone is an empty scalar.
    """
    kind: type[yaml.NodeEvent] | None = None
    depth = 0
    try:
        for event in events(text):
            if isinstance(event, yaml.NodeEvent):
                kind = kind or type(event)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return None
    except yaml.YAMLError:
        return None
    return kind or yaml.ScalarEvent

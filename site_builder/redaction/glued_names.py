"""Names with something glued on: inside addresses, tags and words with digits, and inflected.

A text that is to go out goes in, the words in which a name can be hidden come out, folded as
`folded_words` folds them. Which names are looked for is decided in `withheld`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_builder.core.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_INSIDE = 5  # letters of a name that is looked for anywhere in a word: `mynorthwind2026`
MAX_ENDING = 3  # letters behind a name that are taken for an inflection: `Northwindin`
GLUED_PATTERN = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,}\b(?:/\S*)?"
    r"|#[\w/-]+|\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[\w-]+"
)
LONG_WORD_PATTERN = re.compile(rf"[^\W\d_]{{{MIN_INSIDE + 1},}}")


def glued_words(text: str) -> Iterator[str]:
    """The words of addresses and tags, and those with digits."""
    for match in GLUED_PATTERN.finditer(text):
        yield from folded_words(match[0])


def holds_name(name: str, word: str) -> bool:
    """Whether such a word begins with a name, or holds one of five letters, and is more than it."""
    is_held = word.startswith(name) or (len(name) >= MIN_INSIDE and name in word)
    return is_held and word != name


def word_stems(text: str) -> Iterator[tuple[str, str]]:
    """What each capitalised word may be an inflection of, and that word."""
    for match in LONG_WORD_PATTERN.finditer(text):
        if match[0][0].isupper():
            word = "".join(folded_words(match[0]))
            for length in range(max(len(word) - MAX_ENDING, MIN_INSIDE), len(word)):
                yield word[:length], word

"""The words of a company's name that give it away by themselves.

In: a name as it stands in the journal. Out: its words, and whether each is looked for as it is
written. How a whole name is found, and what stands for it, is the business of `aliases`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.everyday_words import WORDS_ALSO_NAMES, is_everyday
from site_builder.core.names import LEGAL_FORMS
from site_builder.core.words import UNSPACED_SCRIPTS, folded_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_CAPITALISED = 4  # letters of a word that is told by its capital alone: `Zebra`
MIN_MARKED = 2  # characters of a word that is told by more than that: `SAP`, `eBay`, `3M`
MIN_LOWERCASE = 3  # letters of a name that begins with a small letter: `adidas`
MAX_ACRONYM = 3  # letters of a word in capitals that may be a word in small ones: `ING`
WORD_PATTERN = re.compile(rf"[{UNSPACED_SCRIPTS}]{{2,}}|[^\W_{UNSPACED_SCRIPTS}]+")


def identifying_words(name: str) -> Iterator[tuple[str, bool]]:
    """Each word that gives a company away, and whether it is looked for as it is written.

    As they are written are words in capitals of up to three letters, and those that are everyday
    words too: "ING" and "Will" are found, "going" and "will" are not.
    """
    is_first = True
    for match in WORD_PATTERN.finditer(unicodedata.normalize("NFKC", name)):
        word = match[0]
        if word.casefold() in LEGAL_FORMS:
            continue
        if re.match(f"[{UNSPACED_SCRIPTS}]", word):
            yield word, False
        elif _is_identifying(word, is_first=is_first):
            is_acronym = word.upper() == word and len(word) <= MAX_ACRONYM
            yield word, is_acronym or is_everyday_name(word)
            if word.islower():  # what begins with its one capital is found with an `s` anyhow
                yield f"{word}s", False
            elif word[0].isalpha() and not (word.isalpha() and (word.istitle() or word.isupper())):
                yield f"{word}s", True
        is_first = False


def is_everyday_name(name: str) -> bool:
    """Whether a name is one word, with a capital, that sentences have in small letters: `Next`."""
    words = folded_words(name)
    is_capitalised = len(words) == 1 and name[:1].isupper()
    return is_capitalised and (is_everyday(words[0]) or words[0] in WORDS_ALSO_NAMES)


def _is_identifying(word: str, *, is_first: bool) -> bool:
    if word.isdigit():
        return False
    if any(c.isupper() or c.isdigit() for c in word[1:]) or word[0].isdigit():
        return len(word) >= MIN_MARKED
    if word[0].isupper():
        return len(word) >= MIN_CAPITALISED
    folded = "".join(folded_words(word))
    return is_first and len(word) >= MIN_LOWERCASE and not is_everyday(folded)

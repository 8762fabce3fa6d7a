"""Words for comparison: a text as the words that somebody reads in it, however it is spelt.

Text in, words out. Scripts that set no spaces count each character as a word.
"""

from __future__ import annotations

import re
import unicodedata

# Scripts that set no spaces between words: each character is taken as a word.
UNSPACED_SCRIPTS = (
    "\u0e00-\u0eff\u3005-\u3007\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
PLAIN_WORD_PATTERN = re.compile(rf"[{UNSPACED_SCRIPTS}]|[^\W_{UNSPACED_SCRIPTS}]+")
# Letters that Unicode does not take apart, as people write them who don't have them.
PLAIN_LETTERS = str.maketrans(
    {"\u0131": "i", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
UPPER, LOWER = "[A-ZÀ-ÖØ-Þ]", "[a-zß-öø-ÿ]"
INNER_CAPITAL = rf"(?<={LOWER})(?={UPPER})|(?<={UPPER})(?={UPPER}{LOWER})"
# Characters that show nothing by themselves: marks on others, and what is for programs alone.
HIDDEN_CATEGORIES = {"Mn", "Me", "Cf"}
# So are these, which are letters by name or still without one.
BLANK_PATTERN = re.compile("[\u115f\u1160\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text for comparison: NFKC, casefold, without accents and hidden characters."""
    if text.isascii():
        return tuple(PLAIN_WORD_PATTERN.findall(text.lower()))
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", without_accents(text)).casefold()
    )
    return tuple(PLAIN_WORD_PATTERN.findall(folded.translate(PLAIN_LETTERS)))


def words_as_written(text: str) -> tuple[str, ...]:
    """The words of a text, capitals kept, without accents and hidden characters."""
    return tuple(PLAIN_WORD_PATTERN.findall(text if text.isascii() else without_accents(text)))


def without_accents(text: str) -> str:
    """A text taken apart (NFKD), without accents and hidden characters."""
    return _without_hidden(unicodedata.normalize("NFKD", text))


def plain_characters(text: str) -> str:
    """A text in NFKC without hidden characters, for numbers and addresses."""
    return text if text.isascii() else _without_hidden(unicodedata.normalize("NFKC", text))


def _without_hidden(text: str) -> str:
    visible = (c for c in text if unicodedata.category(c) not in HIDDEN_CATEGORIES)
    return BLANK_PATTERN.sub("", "".join(visible))

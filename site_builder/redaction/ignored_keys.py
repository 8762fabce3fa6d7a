"""What a value of a key that is not read gives away: names in it, sites, and a word by itself.

In: the value as it is written. Out: the words of it that are looked for by themselves. The whole of
it is a phrase, which is the business of `withheld`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.everyday_words import JOB_BOARDS, is_everyday
from site_builder.core.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_LETTERS = 4  # of a site, or of a name that is not matched as it is written
MIN_LONE_WORD = 7  # letters of a value of one word: `pregnant`, but `remote` is a switch
# `4711` may be a number of mine; a year, or a number of two digits, is nobody's.
IDENTIFYING_NUMBER_PATTERN = re.compile(r"(?!(?:19|20)\d\d\Z)\d{3,}")
LETTERS_PATTERN = re.compile(r"[^\W\d_]+")
WITHIN_ROW_PATTERN = re.compile("[ '’-]+")  # noqa: RUF001 -- both are typed
FILE_ENDINGS = "md|pdf|png|jpe?g|gif|svg|html?|txt|docx?|xlsx?|csv|js|ts|py|toml|ya?ml|json|canvas"
# The address of a site: with a scheme, with what lies on it, or the bare domain.
SITE_ADDRESS_PATTERN = re.compile(
    r"(?:https?://(?:www\.)?((?:[\w-]+\.)+\w{2,})"
    rf"|(?<![\w.@/-])((?:[\w-]+\.)+(?!(?:{FILE_ENDINGS})\b)[^\W\d_]{{2,}})(?![\w@-]))\S*"
)


def is_telling_word(value: str) -> bool:
    """Whether a value of one word, or of one number, may give something away."""
    words = folded_words(value)
    if len(words) != 1 or is_everyday(words[0]):
        return False
    if words[0].isdigit():
        return IDENTIFYING_NUMBER_PATTERN.fullmatch(value.strip()) is not None
    return len(words[0]) >= MIN_LONE_WORD or any(c.isdigit() for c in words[0])


def site_labels(value: str) -> Iterator[str]:
    """The names of the sites whose addresses stand in a value: `zebra` of `zebra.example/jobs`."""
    for match in SITE_ADDRESS_PATTERN.finditer(value):
        for label in (match[1] or match[2]).split(".")[:-1]:
            folded = "".join(folded_words(label))
            is_known = folded in JOB_BOARDS or is_everyday(folded)
            if len(label) >= MIN_LETTERS and not is_known:
                yield label


def capitalised_names(value: str) -> Iterator[tuple[str, bool]]:
    """The capitalised words of a value that are not everyday, as an interviewer's names would be.

    With each, whether it is matched as it is written: it is, unless another stands beside it, as
    a capital may just begin a sentence.
    """
    for row in _capitalised_rows(
        unicodedata.normalize("NFC", SITE_ADDRESS_PATTERN.sub(" ", value))
    ):
        names = [word for word in row if len(word) > 1 and not is_everyday(_folded(word))]
        yield from ((name, len(names) == 1 or len(name) < MIN_LETTERS) for name in names)


def _capitalised_rows(text: str) -> Iterator[list[str]]:
    """The words that begin with a capital of any script, those that stand together in a row."""
    row: list[str] = []
    end = 0
    for match in LETTERS_PATTERN.finditer(text):
        is_capitalised = match[0][0].isupper()
        if row and not (is_capitalised and WITHIN_ROW_PATTERN.fullmatch(text, end, match.start())):
            yield row
            row = []
        if is_capitalised:
            row.append(match[0])
        end = match.end()
    yield row


def _folded(word: str) -> str:
    return "".join(folded_words(word))

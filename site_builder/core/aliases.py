"""Companies under other names: every way in which a journal names one, and what stands for it."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from site_builder.core import prose
from site_builder.core.markup import fold
from site_builder.core.opportunities import LEGAL_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.core.model import Reflection

# Scripts that set no spaces between words: each character is taken as a word.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
ALPHABET = 26
# Letters that Unicode does not take apart, as people write them who don't have them.
PLAIN = str.maketrans(
    {"\u0131": "i", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Within a word: where a capital begins another one (`LifeAtNorthwind`), and before an `s` at the
# end of a capitalised one (`Northwinds`).
CAPITAL, SMALL = "[A-ZÀ-ÖØ-Þ]", "[a-zß-öø-ÿ]"
GAP = re.compile(
    rf"(?<={SMALL})(?={CAPITAL})|(?<={CAPITAL})(?={CAPITAL}{SMALL})"
    rf"|{CAPITAL}{SMALL}*?(?=s\b)|(?<!{CAPITAL}){CAPITAL}+(?=s\b)"
)
# Between parts of one word: a hyphen at the end of a line, what stands between initials.
SEAM = re.compile(
    r"(?<=[^\W\d_])[-\u2010\u2011][ ]*\n\s*(?=[^\W\d_])|(?<=\b[^\W\d_])[ .·-]{1,2}(?=[^\W\d_]\b)"
)
HIDDEN = {"Mn", "Cf"}
FILLERS = "\u115f\u1160"  # letters by name, and yet nothing to be seen


def words(text: str) -> tuple[str, ...]:
    """The words of a text for comparison: NFKC, casefold, without accents and hidden characters."""
    if text.isascii():
        return tuple(WORD.findall(text.lower()))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare(text)).casefold())
    return tuple(WORD.findall(folded.translate(PLAIN)))


def bare(text: str) -> str:
    """A text taken apart (NFKD), without accents and hidden characters."""
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", text)
        if unicodedata.category(c) not in HIDDEN and c not in FILLERS
    )


def loosened(text: str) -> Iterator[str]:
    """A text as it is, with its words taken apart further, and with parts of words put together."""
    yield text
    yield GAP.sub(lambda found: f"{found[0]} ", text)
    yield SEAM.sub("", text)


def spellings(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name, its umlauts written out too (`Mueller`), and each run together."""
    written_out = unicodedata.normalize("NFC", name).casefold().translate(WRITTEN_OUT)
    for found in (words(name), words(written_out)):
        yield found
        yield ("".join(found),)


def without_legal_form(name: str) -> str:
    """`Northwind Traders` of `Northwind Traders, Inc.`."""
    parts = name.split()
    while len(parts) > 1 and re.sub(r"\W", "", parts[-1]).casefold() in LEGAL_FORMS:
        parts.pop()
    return " ".join(parts).rstrip(" ,;&-")


def names(reflection: Reflection) -> Iterator[tuple[str, str]]:
    """Every name of a reflection's company, with the key that gives it."""
    given = [("company", reflection.company)]
    given += [(f"also.{n}", text) for n, text in enumerate(reflection.also, 1)]
    for key, name in given:
        yield key, name
        if (bare := without_legal_form(name)) != name:
            yield key, bare


def lettered(number: int) -> str:
    """`A` for 0, `Z` for 25, then `AA`."""
    letters = ""
    number += 1
    while number:
        number, last = divmod(number - 1, ALPHABET)
        letters = chr(ord("A") + last) + letters
    return letters


class Aliases:
    """The aliases of one publication, given in the order in which companies are asked for.

    `kept` are folded names that are no names: words that the audience is allowed to see.
    """

    def __init__(self, reflections: Iterable[Reflection], kept: Iterable[str] = ()) -> None:
        kept = {fold(word) for word in kept}
        self._given: dict[str, str] = {}
        self._company: dict[str, str] = {}
        self._spelled: set[str] = set()
        for r in reflections:
            for _, name in names(r):
                if fold(name) not in kept:
                    self._company.setdefault(fold(name), _identity(r.company))
                    self._spelled |= {name, fold(name)}

    def of(self, company: str) -> str:
        """The alias of a company: `Company A`."""
        return self._alias(_identity(company))

    @property
    def given(self) -> tuple[str, ...]:
        """The aliases that are in use."""
        return tuple(self._given.values())

    @cached_property
    def names(self) -> re.Pattern[str]:
        """What matches every name, the longest first."""
        longest_first = sorted(self._spelled, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(_pattern, longest_first)) or r"(?!)", re.IGNORECASE)

    def in_text(self, text: str) -> str:
        """A text, its companies under their aliases."""
        return self.names.sub(lambda found: self._named(found[0]), text)

    def in_html(self, markup: str) -> str:
        """Sanitised HTML, its companies under their aliases."""
        return prose.renamed(markup, self.names, self._named)

    def _named(self, name: str) -> str:
        company = self._company.get(fold(name))
        return self._alias(company) if company else name  # a Turkish dotless i, say

    def _alias(self, identity: str) -> str:
        return self._given.setdefault(identity, f"Company {lettered(len(self._given))}")


def _identity(company: str) -> str:
    return fold(without_legal_form(company))


def _pattern(name: str) -> str:
    """What matches a name as whole words, whatever the spaces between them."""
    spaced = r"\s+".join(map(re.escape, name.split()))
    unspaced = re.compile(f"[{UNSPACED}]")
    begin = "" if unspaced.match(name[:1]) else r"(?<!\w)"
    end = "" if unspaced.match(name[-1:]) else r"(?!\w)"
    return f"{begin}{spaced}{end}"

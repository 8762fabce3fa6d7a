"""Companies under aliases: every way in which a journal names one, and what stands for it.

Texts and reflections go in; words for comparison, the names of companies and texts under aliases
come out. Which reflections are shared, and who may see a name, is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.names import fold, without_legal_form
from site_builder.core.words import INNER_CAPITAL, LOWER, UNSPACED_SCRIPTS, UPPER, folded_words
from site_builder.redaction import prose
from site_builder.redaction.comments import without_comments
from site_builder.redaction.company_words import is_everyday_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.model import Reflection

ALPHABET_SIZE = 26
SPELLED_OUT_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Ends of words within what is written as one: where a capital begins another one
# (`LifeAtNorthwind`), and before an `s` at the end of a capitalised one (`Northwinds`).
WORD_GAP_PATTERN = re.compile(
    rf"{INNER_CAPITAL}|{UPPER}{LOWER}*?(?=s\b)|(?<!{UPPER}){UPPER}+(?=s\b)"
)
# Between parts of one word: a hyphen at the end of a line, what stands between initials.
WORD_SEAM_PATTERN = re.compile(
    r"(?<=[^\W\d_])[-\u2010\u2011][ ]*\n\s*(?=[^\W\d_])|(?<=\b[^\W\d_])[ .·-]{1,2}(?=[^\W\d_]\b)"
)
# A hyphen, or another sign, that somebody put into a word: `North-wind`, `3-M`.
HYPHENS = r"[-\u2010\u2011._/·*~]{1,2}"
HYPHEN_PATTERN = re.compile(rf"(?<=[^\W\d_]){HYPHENS}(?=[^\W_])|(?<=\d){HYPHENS}(?=[^\W\d_])")
DIGIT_BORDER_PATTERN = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
MIN_TAKEN_APART = 3  # characters of a name whose figures can stand apart
AND_SIGN_PATTERN = re.compile(r"\s*[&+]\s*")
AND_WORDS = ("and", "und", "et", "y", "och", "og", "en")
AND_WORD_PATTERN = re.compile(rf"(?<=\s)(?:{'|'.join(AND_WORDS)})\s+", re.IGNORECASE)


def loose_readings(text: str) -> Iterator[str]:
    """A text as it is, with its words taken apart further, and with parts of words put together."""
    yield text
    yield WORD_GAP_PATTERN.sub(lambda match: f"{match[0]} ", text)
    yield WORD_SEAM_PATTERN.sub("", text)
    if HYPHEN_PATTERN.search(text):
        yield HYPHEN_PATTERN.sub("", text)


def spellings(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name in each way to spell it, and each way run together.

    Umlauts are written out too (`Mueller`), figures stand apart (`N 26`, but `3 m` is a length),
    `&` is a word or nothing.
    """
    written_out = unicodedata.normalize("NFC", name).casefold().translate(SPELLED_OUT_LETTERS)
    ways = (
        name,
        written_out,
        DIGIT_BORDER_PATTERN.sub(" ", name) if len(name) >= MIN_TAKEN_APART else name,
        *(AND_SIGN_PATTERN.sub(f" {word} ", name) for word in AND_WORDS),
        AND_WORD_PATTERN.sub("", name),
    )
    for words in dict.fromkeys(map(folded_words, ways)):
        yield words
        yield ("".join(words),)


def company_names(reflection: Reflection) -> Iterator[tuple[str, str]]:
    """Every name of a reflection's company, with the key that gives it."""
    written = [("company", reflection.company)]
    written += [(f"also.{n}", text) for n, text in enumerate(reflection.also, 1)]
    for key, text in written:
        if name := without_comments(text):
            yield key, name
            if (short_name := without_legal_form(name)) != name:
                yield key, short_name


def alias_letters(number: int) -> str:
    """`A` for 0, `Z` for 25, then `AA`."""
    letters = ""
    number += 1
    while number:
        number, last = divmod(number - 1, ALPHABET_SIZE)
        letters = chr(ord("A") + last) + letters
    return letters


@frozen
class CompanyNames:
    """Every name of every company. `companies` are the identities of companies by folded name."""

    companies: Mapping[str, str]
    pattern: re.Pattern[str]
    """What matches every name, the longest first."""

    def company(self, name: str) -> str | None:
        """Which company a match of the pattern names; None for a Turkish dotless i, say."""
        return self.companies.get(fold(name))

    def mentioned(self, text: str) -> Iterator[str]:
        """The companies that a plain text names, in its order."""
        companies = (self.company(match[0]) for match in self.pattern.finditer(text))
        return (company for company in companies if company)


def all_company_names(
    reflections: Iterable[Reflection], allowed: Iterable[str] = ()
) -> CompanyNames:
    """The names of all companies but those in `allowed`, which the audience may see."""
    allowed = {fold(name) for name in allowed}
    companies: dict[str, str] = {}
    written: set[str] = set()
    for reflection in reflections:
        for _, name in company_names(reflection):
            if fold(name) not in allowed:
                companies.setdefault(fold(name), company_identity(reflection.company))
                written |= {name} if is_everyday_name(name) else {name, fold(name)}
    return CompanyNames(companies, _names_pattern(written))


@frozen
class Aliases:
    """What stands for the companies of one publication: `by_company` are aliases by identity."""

    names: CompanyNames
    by_company: Mapping[str, str]

    def of(self, company: str) -> str:
        """The alias of a company: `Company A`."""
        return self.by_company[company_identity(company)]

    def in_text(self, text: str) -> str:
        """A text, its companies under their aliases."""
        return self.names.pattern.sub(lambda match: self._alias_or_name(match[0]), text)

    def in_html(self, markup: str) -> str:
        """Sanitised HTML, its companies under their aliases."""
        return prose.rename_in_html(markup, self.names.pattern, self._alias_or_name)

    def _alias_or_name(self, name: str) -> str:
        """The alias for a match of the names; a name of none stays."""
        return self.by_company.get(self.names.company(name) or "", name)


def give_aliases(names: CompanyNames, companies: Iterable[str]) -> Aliases:
    """Aliases for companies by identity: A for the first of them, and so on."""
    order = dict.fromkeys(companies)
    return Aliases(names, {c: f"Company {alias_letters(n)}" for n, c in enumerate(order)})


def company_identity(company: str) -> str:
    """What two spellings of one company's name have in common."""
    return fold(without_legal_form(without_comments(company)))


def _names_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """What matches each name, the longest first; by first letters, for there may be thousands."""
    by_letter: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_letter.setdefault(name[0], []).append(_name_pattern(name))
    groups = (f"(?={re.escape(c)})(?:{'|'.join(same)})" for c, same in by_letter.items())
    return re.compile("|".join(groups) or r"(?!)", re.IGNORECASE)


def _name_pattern(name: str) -> str:
    """What matches a name as whole words, whatever the spaces between them.

    An everyday word is a name only as it is written, or in capitals: `next` is none for `Next`.
    """
    spaced = r"\s+".join(map(re.escape, name.split()))
    if is_everyday_name(name):
        spaced = f"(?-i:{spaced}|{re.escape(name.upper())})"
    unspaced = re.compile(f"[{UNSPACED_SCRIPTS}]")
    begin = "" if unspaced.match(name[:1]) else r"(?<!\w)"
    end = "" if unspaced.match(name[-1:]) else r"(?!\w)"
    return f"{begin}{spaced}{end}"

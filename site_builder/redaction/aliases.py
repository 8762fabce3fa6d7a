"""Companies under other names: every way in which a journal names one, and what stands for it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.core.names import fold, without_legal_form
from site_builder.redaction import prose
from site_builder.redaction.comments import without_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.model import Reflection

# Scripts that set no spaces between words: each character is taken as a word.
UNSPACED_SCRIPTS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
WORD_PATTERN = re.compile(rf"[{UNSPACED_SCRIPTS}]|[^\W_{UNSPACED_SCRIPTS}]+")
ALPHABET_SIZE = 26
# Letters that Unicode does not take apart, as people write them who don't have them.
PLAIN_LETTERS = str.maketrans(
    {"\u0131": "i", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
SPELLED_OUT_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Within a word: where a capital begins another one (`LifeAtNorthwind`), and before an `s` at the
# end of a capitalised one (`Northwinds`).
UPPER, LOWER = "[A-ZÀ-ÖØ-Þ]", "[a-zß-öø-ÿ]"
INNER_CAPITAL = rf"(?<={LOWER})(?={UPPER})|(?<={UPPER})(?={UPPER}{LOWER})"
WORD_GAP_PATTERN = re.compile(
    rf"{INNER_CAPITAL}|{UPPER}{LOWER}*?(?=s\b)|(?<!{UPPER}){UPPER}+(?=s\b)"
)
# Between parts of one word: a hyphen at the end of a line, what stands between initials.
WORD_SEAM_PATTERN = re.compile(
    r"(?<=[^\W\d_])[-\u2010\u2011][ ]*\n\s*(?=[^\W\d_])|(?<=\b[^\W\d_])[ .·-]{1,2}(?=[^\W\d_]\b)"
)
HIDDEN_CATEGORIES = {"Mn", "Cf"}
BLANK_LETTERS = "\u115f\u1160"  # letters by name, and yet nothing to be seen


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text for comparison: NFKC, casefold, without accents and hidden characters."""
    if text.isascii():
        return tuple(WORD_PATTERN.findall(text.lower()))
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", without_accents(text)).casefold()
    )
    return tuple(WORD_PATTERN.findall(folded.translate(PLAIN_LETTERS)))


def words_as_written(text: str) -> tuple[str, ...]:
    """The words of a text, capitals kept, without accents and hidden characters."""
    return tuple(WORD_PATTERN.findall(text if text.isascii() else without_accents(text)))


def without_accents(text: str) -> str:
    """A text taken apart (NFKD), without accents and hidden characters."""
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", text)
        if unicodedata.category(c) not in HIDDEN_CATEGORIES and c not in BLANK_LETTERS
    )


def loose_readings(text: str) -> Iterator[str]:
    """A text as it is, with its words taken apart further, and with parts of words put together."""
    yield text
    yield WORD_GAP_PATTERN.sub(lambda found: f"{found[0]} ", text)
    yield WORD_SEAM_PATTERN.sub("", text)


def spellings(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name, its umlauts written out too (`Mueller`), and each run together."""
    written_out = unicodedata.normalize("NFC", name).casefold().translate(SPELLED_OUT_LETTERS)
    for found in (folded_words(name), folded_words(written_out)):
        yield found
        yield ("".join(found),)


def company_names(reflection: Reflection) -> Iterator[tuple[str, str]]:
    """Every name of a reflection's company, with the key that gives it."""
    given = [("company", reflection.company)]
    given += [(f"also.{n}", text) for n, text in enumerate(reflection.also, 1)]
    for key, written in given:
        if not (name := without_comments(written)):
            continue
        yield key, name
        if (bare := without_legal_form(name)) != name:
            yield key, bare


def alias_letters(number: int) -> str:
    """`A` for 0, `Z` for 25, then `AA`."""
    letters = ""
    number += 1
    while number:
        number, last = divmod(number - 1, ALPHABET_SIZE)
        letters = chr(ord("A") + last) + letters
    return letters


@dataclass(frozen=True, slots=True)
class CompanyNames:
    """Every name of every company, as a text gives it: which company it is of.

    `companies` are the identities of companies by their folded names.
    """

    companies: Mapping[str, str]
    pattern: re.Pattern[str]
    """What matches every name, the longest first."""

    def company(self, name: str) -> str | None:
        """Which company a match of the pattern names; None for a Turkish dotless i, say."""
        return self.companies.get(fold(name))

    def mentioned(self, text: str) -> Iterator[str]:
        """The companies that a plain text names, in its order."""
        found = (self.company(match[0]) for match in self.pattern.finditer(text))
        return (company for company in found if company)


def all_company_names(reflections: Iterable[Reflection], kept: Iterable[str] = ()) -> CompanyNames:
    """The names of all companies but those in `kept`, which the audience is allowed to see."""
    kept = {fold(word) for word in kept}
    companies: dict[str, str] = {}
    spelled: set[str] = set()
    for r in reflections:
        for _, name in company_names(r):
            if fold(name) not in kept:
                companies.setdefault(fold(name), company_identity(r.company))
                spelled |= {name, fold(name)}
    return CompanyNames(companies, _names_pattern(spelled))


@dataclass(frozen=True, slots=True)
class Aliases:
    """What stands for the companies of one publication: `by_company` are aliases by identity."""

    names: CompanyNames
    by_company: Mapping[str, str]

    def of(self, company: str) -> str:
        """The alias of a company: `Company A`."""
        return self.by_company[company_identity(company)]

    def in_text(self, text: str) -> str:
        """A text, its companies under their aliases."""
        return self.names.pattern.sub(lambda found: self._named(found[0]), text)

    def in_html(self, markup: str) -> str:
        """Sanitised HTML, its companies under their aliases."""
        return prose.rename_in_html(markup, self.names.pattern, self._named)

    def _named(self, name: str) -> str:
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
    """What matches a name as whole words, whatever the spaces between them."""
    spaced = r"\s+".join(map(re.escape, name.split()))
    unspaced = re.compile(f"[{UNSPACED_SCRIPTS}]")
    begin = "" if unspaced.match(name[:1]) else r"(?<!\w)"
    end = "" if unspaced.match(name[-1:]) else r"(?!\w)"
    return f"{begin}{spaced}{end}"

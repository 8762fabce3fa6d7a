"""Pay, addresses and numbers of people in a text, in the ways in which they are written.

In: a text that is to go out. Out: what each find is, and the find itself. A small grammar, which
docs/publishing.md states: a number is pay beside a currency, a word for pay or a span of time,
and alone where it has five digits or more; but not before the plain thing that it counts.
"""

# ruff: noqa: RUF001, RUF003 -- words and signs of other scripts

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.everyday_words import SENTENCE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

CURRENCIES = (
    "eur|usd|gbp|chf|sek|nok|dkk|isk|pln|czk|huf|inr|jpy|cny|aud|cad|nzd|sgd|hkd|brl|mxn|zar|ils"
    "|krw|aed|uah|kr|kč|zł|rs|руб(?:лей|ля|\\.)?|грн|euros?|dollars?|pounds?|francs?"
    "|kron(?:or|er|a|e|ur)|zloty|yen|rupees?|roubles?|rubles?|quid|bucks|元|円|万円|원|만원"
)
SIGN = "[$¢£¤¥֏؋৲৳฿៛\u20a0-\u20cf]"
SEPARATOR = "[., '’\u00a0]"  # as people group digits
THOUSAND = r"k|thousand|tsd|tausend|t|grand|lakhs?|lpa|万|만"
MULTIPLE = rf"(?:\s?(?:{THOUSAND}|m|mio|mn|millions?|crores?)\.?)?"
AMOUNT = rf"\d++(?:{SEPARATOR}\d++)*+(?:[.,:]-+)?"
WHOLE = rf"(?<!\d)(?<!\d{SEPARATOR}){AMOUNT}"
# A number that is no part of a word, a fraction or a name (`ISO-27001`), though of a span.
BEGIN, END = r"(?<!\w)(?<!\d[.,])(?<![^\W\d]-)", r"(?!\w)(?!-[^\W\d])"
HOUR = "h|hr|hour|stunde|std|heure|hora|time|timme|uur"
PERIOD = (
    rf"{HOUR}|day|week|month|mo|year|yr|annum|tag|woche|monat|jahr|jour|semaine|mois|an|día|mes|año"
    "|dag|vecka|uge|måned|år"
)
PER = r"(?:an?|per|pro|par|por|im|i|om|each|every|the)"
PAY = (
    "brutto|netto|gross|gehalt|lohn|salary|wages?|day rate|hourly rate|rate of pay|take-home"
    "|base pay|base salary|tagessatz|stundensatz|salaire|sueldo|salario|lön|løn|lønn|loon"
    "|ote|ctc|monthly|annually|yearly|hourly|pro rata|p\\.?a\\.?|p\\.?m\\.?|signing bonus|bonus"
)
PAY_IS = "(?:[:=]|of|is|was|von|de|på|um die|about|around|at)?"
MONEY = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # beside a currency: $1.2m, 85 руб, EUR 85 000
        rf"{SIGN}\s*{AMOUNT}(?:\s?[km]\b)?",
        rf"{WHOLE}{MULTIPLE}\s*{SIGN}",
        rf"\b(?:{CURRENCIES})\.?\s*{AMOUNT}",
        rf"{WHOLE}{MULTIPLE}\s*(?:{CURRENCIES})(?!\w)",
        rf"{BEGIN}\d+[.,:]-+(?!\w)",
        # a span of time: 75/hour, 650 a day, 52 an hour
        rf"{BEGIN}\d{{2,}}(?:[.,]\d+)?\s?/\s?(?:{PERIOD})\b",
        rf"{BEGIN}\d{{2,}}(?:[.,]\d+)?\s{PER}\s(?:{HOUR})\b",
        rf"{BEGIN}\d{{1,3}}{SEPARATOR}?\d{{2,3}}\s{PER}\s(?:{PERIOD})\b",
        rf"{BEGIN}\d{{3,}}\s{PER}\s(?:{PERIOD})\b",
        # a word for pay on either side: 4.200 brutto, Gehalt 4000, salary: 85
        rf"{WHOLE}{MULTIPLE}\s+(?:{PAY})(?!\w)",
        rf"(?<!\w)(?:{PAY})\s*{PAY_IS}\s*{AMOUNT}{MULTIPLE}(?!\w)(?!\s?%)",
    )
)
# Such a number alone is pay, but not before what it counts: `85k`, but `10k users`.
ALONE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{BEGIN}\d+(?:[.,]\d+)?\s?(?:{THOUSAND})\b",
        rf"{BEGIN}\d{{2,3}}(?:{SEPARATOR}\d{{3}})+{END}",
        rf"{BEGIN}\d{{5,6}}{END}",
        rf"{BEGIN}\d{{1,3}}(?:,\d\d)+,\d{{3}}{END}",
    )
)
NEXT_WORD = re.compile(r"(?:[-\s]|\+\s?)([^\W\d_]{2,})")
# What a number can stand behind that is a name of its own: RFC 12345, ticket #48213.
NUMBERED = re.compile(
    r"(?:#|\b(?:iso|rfc|din|en|port|ticket|issue|room|zip|postcode|plz|postal code|code|build"
    r"|version|no|nr|number|case|order|form|route|error|gate|bus|line|model|id)\.?\s?#?)\s?\Z",
    re.IGNORECASE,
)
# What follows pay and is no plain thing: 95,000 plus a bonus, 60,000 base.
BESIDE_PAY = SENTENCE_WORDS | {
    *("plus", "minus", "base", "basic", "total", "gross", "net", "brutto", "netto", "bonus"),
    *(
        "salary",
        "pay",
        "package",
        "ote",
        "annually",
        "monthly",
        "yearly",
        "hourly",
        "p",
        "pa",
        "fix",
    ),
    *("fixed", "variable", "equity", "tax", "taxes", "holidays", "pension", "basis", "guaranteed"),
    *("range", "figure", "offer", "offered", "bruto", "neto", "brut"),
}
# The domain may have become an alias already.
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++(?:@|\s?[\[({]\s?at\s?[\])}]\s?)"
    r"(?:[\w-]+(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?))*"
    r"(?:[\w-]+(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)[\w-]+|(?=Company [A-Z]+\.\w))",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<!\w)(?<!\d\.)\+?\(?\d[\d ()./\u00a0\u2010-\u2013-]{5,}\d(?!\w)")
IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])"
)
YEAR, OF_TWO = r"(?:19|20)\d\d", r"\d{1,2}[-./]\d{1,2}"
DATE = re.compile(rf"{YEAR}[-./]{OF_TWO}|{OF_TWO}[-./]{YEAR}|{YEAR} ?[-/ \u2013] ?{YEAR}")
MIN_PHONE_DIGITS = 7
IBAN_REMAINDER = 1
# Numbers that are names of machines and of records: 192.168.10.20, and UUIDs.
IDENTIFIER = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b",
    re.IGNORECASE,
)


def figures(text: str) -> Iterator[tuple[str, str]]:
    """Money, e-mail addresses, telephone and account numbers in a text, with what each is.

    What is part of a longer one, `85,000` of `€85,000`, is not given again.
    """
    matches = sorted(_matches(text), key=lambda found: (found[1].start(), -found[1].end()))
    end = 0
    for kind, match in matches:
        if match.end() > end:
            yield kind, match[0].strip()
        end = max(end, match.end())


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    # What stands for an identifier is as long, so that the places of matches can be compared.
    text = unicodedata.normalize("NFKC", text)
    text = IDENTIFIER.sub(lambda match: "x" * len(match[0]), text)
    for pattern in MONEY:
        yield from (("money", match) for match in pattern.finditer(text))
    for pattern in ALONE:
        matches = pattern.finditer(text)
        yield from (("money", match) for match in matches if not _counts_things(text, match))
    yield from (("an e-mail address", match) for match in EMAIL.finditer(text))
    accounts = (match for match in IBAN.finditer(text) if _is_iban(match[0]))
    yield from (("an account number", match) for match in accounts)
    for match in PHONE.finditer(text):
        digits = sum(c.isdigit() for c in DATE.sub("", match[0]))
        if digits >= MIN_PHONE_DIGITS and not _is_list(match[0]):
            yield "a phone number", match


def _counts_things(text: str, match: re.Match[str]) -> bool:
    """Whether a number stands before the plain thing that it counts, or is a name's own."""
    if NUMBERED.search(text, 0, match.start()):
        return True
    following = NEXT_WORD.match(text, match.end())
    return following is not None and following[1].casefold() not in BESIDE_PAY


def _is_list(text: str) -> bool:
    """Whether a text is small numbers in a row, `1 2 3 4 5 6 7`, and no telephone number."""
    groups = re.findall(r"\d+", text)
    return len(groups) >= MIN_PHONE_DIGITS and all(len(group) <= 2 for group in groups)  # noqa: PLR2004 -- 10


def _is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616, modulo 97)."""
    account = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    turned = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == IBAN_REMAINDER

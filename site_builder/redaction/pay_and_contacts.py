"""Pay, addresses and numbers of people in a text, in the ways in which they are written.

In: a text that is to go out. Out: what each find is, and the find itself. A small grammar, which
docs/publishing.md states: a number is pay beside a currency or a span of time, near a word for
pay, and alone where it has five digits or more; but not before the plain thing that it counts.
"""

# ruff: noqa: RUF001, RUF003 -- words and signs of other scripts

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_builder.core.words import UNSPACED_SCRIPTS, plain_characters
from site_builder.redaction.counted_things import counts_things, is_done, numbers_record

if TYPE_CHECKING:
    from collections.abc import Iterator

CURRENCIES = (
    "eur|usd|gbp|chf|sek|nok|dkk|isk|pln|czk|huf|inr|jpy|cny|aud|cad|nzd|sgd|hkd|brl|mxn|zar|ils"
    "|krw|aed|uah|kr|kč|zł|rs|руб(?:лей|ля|\\.)?|грн|euros?|dollars?|pounds?|francs?"
    "|лв|reais|franken|(?-i:Ft|RON|TL)"
    "|kron(?:or|er|a|e|ur)|zloty|yen|rupees?|roubles?|rubles?|quid|bucks|元|円|圓|원"
)
# Codes of ISO 4217 that are not among these, and what is written before a number alone.
CODES = (
    "AFN|AMD|ANG|AOA|ARS|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BSD|BTN|BWP|BYN|BZD|CDF|CLP"
    "|COP|CRC|CVE|DJF|DOP|DZD|EGP|ERN|ETB|FJD|FKP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HNL|HTG|IDR|IQD|IRR"
    "|JMD|JOD|KES|KGS|KHR|KMF|KPW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP"
    "|MRU|MUR|MVR|MWK|MYR|MZN|NAD|NGN|NIO|NPR|OMR|PAB|PGK|PHP|PKR|PYG|QAR|RMB|RSD|RUB|RWF|SAR|SBD"
    "|SCR|SDG|SHP|SLE|SOS|SRD|SSP|STN|SYP|SZL|TEUR|THB|TJS|TMT|TND|TTD|TWD|TZS|UGX|UYU|UZS|VES|VND"
    "|VUV|WST|XAF|XCD|XOF|XPF|YER|ZMW"
)
WORD_CODES = "TRY|ALL|TOP|PEN|CUP"  # words in capitals too
CURRENCY_NAMES = (
    "yuan|renminbi|rand|pesos?|nairas?|baht|shekels?|dirhams?|lira|liras?|ringgit|lei|shillings?"
    "|cedis?|riyals?|dinars?|rupiah|forints?|zlotys?|zl|hryvnias?|т\\.?\\s?р\\.?|р\\."
)
SIGN = "[$¢£¤¥֏؋৲৳฿៛\u20a0-\u20cf]"
SEPARATOR = "[., '’_·٬\u00a0]"  # as people group digits
THOUSAND = (
    r"[kк]|thousand|thou|tsd|tausend|тыс|тысяч[иа]?|grand|lakhs?|lacs?|crores?|lpa|mil|mille|tys|tusen|tusind"
    "|duizend"
)
TEN_THOUSANDS = "(?:[十百千백천]?[万萬만]|[億亿억])"
MULTIPLE = rf"(?:\s?(?:(?:{THOUSAND}|t|m|mio|mn|millions?|crores?|млн)\.?|{TEN_THOUSANDS}))?"
AMOUNT = rf"\d++(?:{SEPARATOR}\d++)*+(?:[.,:]-+)?"
WHOLE = rf"(?<!\d)(?<!\d{SEPARATOR}){AMOUNT}"
# Ends of a word, which scripts without spaces do not show.
BEFORE, AFTER = rf"(?<![^\W{UNSPACED_SCRIPTS}])", rf"(?![^\W{UNSPACED_SCRIPTS}])"
# A number that is no part of a word, a fraction or a name (`ISO-27001`), though of a span.
BEGIN, END = rf"{BEFORE}(?<!\d[.,])(?<![^\W\d]-)", rf"{AFTER}(?!-[^\W\d])"
GROUPED = rf"\d{{1,3}}(?:{SEPARATOR}\d{{3}})+"
LARGE = rf"(?:{GROUPED}|\d{{3,}})(?:[.,]\d\d)?"  # too much for an hour, or for a clock
HOUR = "h|hr|hour|stunde|std|heure|hora|timme|uur"
PERIOD = (
    rf"{HOUR}|day|week|month|mo|year|yr|annum|diem|tag|woche|monat|jahr|jour|semaine|mois|an|día"
    "|mes|año|dag|vecka|uge|måned|år|maand"
)
PER = r"(?:an?|per|pro|par|por|im|i|om|each|every|die)"
# A salary, which numbers may follow at a distance, and what goes with one.
SALARY = (
    r"[^\W\d_]*(?:gehalt|gehälter|gehaltsvorstellung(?:en)?|vergütung|honorar|lohn|verdienst|lön|lønn?)|(?:bruto|netto|maand|uur)?loon|salar(?:y|ies|is)"
    r"|salarios?|salaires?|sueldos?|wages?|remuneration|stipend|total comp|rate of pay"
    r"|(?:day|daily|hourly|weekly|monthly|annual)[- ]rates?|(?:tages|stunden)sätze?|tagessatz"
    r"|stundensatz|rémunération|(?-i:RAL)(?!\s?\d{4})|salário|wynagrodzenie|maaş|зарплат[аыуе]|оклад"
    r"|tjm|ставк[аиу]|給料|基本給|급여|薪资|薪資|年収|年俸|月給|時給|월급|연봉|시급|年薪|月薪|工资|薪水"
)
AFTER_TAX = "brutto|netto|brutos?|netos?|bruts?|lord[oi]|nett[oi]"
BESIDE = (
    rf"{AFTER_TAX}|gross|net|take-home|base pay|pay|ote|ctc|monatlich|monthly|comp(?:ensation)?"
    r"|annually|yearly|hourly|pro rata|p\.?a\.?|bonus"
)
PAYS = (
    r"(?:earn|pay|offer)(?:s|ed|ing)?|paid|verdien(?:e|t|te|en)|(?:be)?zahl(?:e|t|te|en)"
    r"|gagne|gan[oa]n?|tjänar|tjener"
)
OTHER_RATE = r"(?<!heart )(?<!pulse )(?<!frame )\b(?:day)?rates?"
LINKS = (
    r"(?:[\s:=]\s{0,3}(?:of|is|was|von|de|på|um|die|about|around|at|up|to|me|us|them|only|just))"
)
ABOUT = r"(?:~|≈|(?:ca|circa|approx|rund|etwa|env|aprox)\b\.?\s?)"
SIGNS = rf"は?\s{{0,3}}[:=,(\u2013-]?\s{{0,3}}{ABOUT}?"
GAP = r"(?:\s{1,3}[^\W\d_]{1,30}){0,3}"
# What a number beside a word for pay is not: a percentage, a year, a date, a time, a part.
NO_PAY = r"(?!\s?%)(?![-/:.]\d)(?!\s(?:out|of|[ap]\.?m)\b)"
NO_YEAR = r"(?!(?:19|20)\d\d(?!\d|[., ]\d))"
# Of each, the whole is what is found, or what its one group matches.
MONEY = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # beside a currency: $1.2m, 85 руб, EUR 85 000
        rf"{SIGN}[\s.,]{{0,3}}{AMOUNT}(?:\s?[km]\b)?",
        rf"{WHOLE}{MULTIPLE}\s*{SIGN}",
        rf"\b(?:{CURRENCIES})\.?\s*{AMOUNT}",
        rf"{WHOLE}{MULTIPLE}\s*(?:{CURRENCIES}){AFTER}",
        rf"(?<!\w)(?-i:(?=[A-Z]{{3,4}}\s?\d\d)(?:{CODES}))\s?{AMOUNT}",
        rf"{WHOLE}(?<=\d\d){MULTIPLE}\s?(?-i:{CODES})(?!\w)",
        rf"(?<!\w)(?-i:{WORD_CODES})\s?{LARGE}{END}",
        rf"{BEGIN}{LARGE}\s?(?-i:{WORD_CODES}|won)(?!\w)",
        rf"(?<!\w)(?-i:S?Fr\.?\s?|R|RM\s?|Rp\.?\s?)(?:\d{{4,}}|{GROUPED}){AFTER}",
        rf"{WHOLE}{MULTIPLE}\s?(?:{CURRENCY_NAMES})(?!\w)",
        rf"{BEGIN}\d+[.,:]-+(?!\w)",
        # before a word that nothing counted stands behind: 4.200 brutto
        rf"{WHOLE}{MULTIPLE}(?<=\d\d)\s{{1,3}}(?:{AFTER_TAX})(?!\w)",
        # of India and Korea: CTC 12L, 연봉 5천
        rf"\bctc{SIGNS}{AMOUNT}\s?L\b",
        rf"(?:연봉|월급|시급|급여|年収|年俸|月給|時給|年薪|月薪){SIGNS}\d+\s?[千천]",
    )
)
# Such a number is pay, but not of what is done in that time: `we host 3,500 a day`.
UNLESS_DONE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # a span of time: 75/hour, 650 a day, 52 an hour, 14 ph
        rf"{BEGIN}(?:{GROUPED}|\d{{2,}})(?:[.,]\d+)?\s?/\s?(?:{PERIOD})\b",
        rf"{BEGIN}\d{{2,}}(?:[.,]\d+)?(?:\s{PER}\s(?:{HOUR})|\s?p/?h)\b",
        rf"{BEGIN}(?:{LARGE}|\d+[.,]\d\d)\s{PER}\s(?:{PERIOD})\b",
        rf"{BEGIN}{LARGE}\sp\.?m\b",
        rf"{BEGIN}{LARGE}\s?p/[dwm](?!\w)",
    )
)
# Such a number is pay, but not before what it counts: `85k`, but `10k users`.
UNLESS_COUNTING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # alone
        rf"{BEGIN}\d+(?:[.,]\d+)?\s?(?:(?:{THOUSAND}){AFTER}|{TEN_THOUSANDS})",
        rf"{BEGIN}\d{{2,3}}(?:{SEPARATOR}\d{{3}})+{END}",
        rf"{BEGIN}\d{{5,6}}{END}",
        rf"{BEGIN}{GROUPED}[.,]\d\d{END}",
        rf"{BEGIN}\d{{1,3}}(?:,\d\d)+,\d{{3}}{END}",
        # right behind a word for pay: Gehalt 4000, bonus of 3.500, 月給30万
        rf"{BEFORE}(?:{SALARY}|{BESIDE}){LINKS}?{SIGNS}({LARGE}{MULTIPLE}){AFTER}(?!\s?%)",
        rf"{BEGIN}{LARGE}\sdaily(?!\w)",
        rf"{OTHER_RATE}{LINKS}?{SIGNS}({LARGE}){AFTER}{NO_PAY}",
        # near a word for pay: 4.200 brutto, salary: 85, a salary between 41 and 46, they pay 44
        rf"{WHOLE}{MULTIPLE}(?<=\d\d)\s{{0,3}}\(?(?:{SALARY}|{BESIDE})(?!\w)",
        rf"(?<!\w)(?:{BESIDE}){LINKS}?{SIGNS}(?=\d\d)({AMOUNT}{MULTIPLE}){AFTER}{NO_PAY}",
        rf"(?<!\w)(?:{PAYS}){LINKS}{{0,2}}(?:\s{{1,3}}|(?=[:(~-])){SIGNS}{NO_YEAR}(?=\d\d)({AMOUNT}){AFTER}{NO_PAY}",
        rf"{BEFORE}(?:{SALARY}){GAP}{SIGNS}{NO_YEAR}(?=\d\d)({AMOUNT}(?:-\d+)?){AFTER}{NO_PAY}",
    )
)
AT = "(?:at|ät|arroba|chez|chiocciola|apenstaartje|snabel-a|małpa|собака)"
DOT_WORD = "(?:dot|punkt|punktum|punto|point|punt|prik|ponto|kropka|точка)"
DOT = rf"(?:\.|\s?[\[({{]\s?{DOT_WORD}\s?[\])}}]\s?)"
# The domain may have become an alias already.
EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]++(?:"
    # someone@x.example, someone [at] x.example
    rf"(?:@|\s?[\[({{]\s?(?:{AT}|@|a)\s?[\])}}]\s?)(?:[\w-]+{DOT})*(?:[\w-]+{DOT}[\w-]+"
    r"|(?=Company [A-Z]+\.\w))"
    # someone at x dot example
    rf"|(?:\s{AT}\s|@)[\w-]+(?:\s{DOT_WORD}\s[\w-]+)+|\s-{AT}-\s\w+(?:\s-{DOT_WORD}-\s\w+)+"
    # someone arroba x.example; `at` is a word of sentences: look at x.example
    rf"|\s(?!at\s){AT}\s[\w-]+(?:\.[\w-]+)+"
    # someone @ x . example, someone_at_x_dot_example
    rf"|(?:\s@\s?|@\s)[^\W\d][\w-]*(?:(?:\.|\s\.\s)[\w-]+)+)|(?<!\w)[^\W_]+_{AT}_\w+_{DOT_WORD}_\w+",
    re.IGNORECASE,
)
PHONE = re.compile(rf"{BEFORE}(?<!\d\.)\+?\(?\d[\d ()./·\u00a0\u2010-\u2015-]{{5,}}\d{AFTER}")
# Words may follow: which of its ends is meant is told by the check digits.
IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[- ./_·\u00a0\u2010-\u2015]?[A-Za-z0-9]){11,30}"
)
DIGIT = re.compile(r"\d")
ASCII_LETTER = re.compile("[A-Za-z0-9]")  # what an account number is made of
MIN_IBAN, IBAN_REMAINDER = 15, 1
YEAR, OF_TWO = r"(?:19|20)\d\d", r"\d{1,2}[-./]\d{1,2}"
DATE = re.compile(
    rf"{YEAR}[-./]{OF_TWO}|{OF_TWO}[-./]{YEAR}|{YEAR} ?[-/ \u2013] ?{YEAR}"
    rf"|(?<![\d./-]){OF_TWO}[-./]\d\d(?![./-]?\d)"
)
MIN_PHONE_DIGITS = 7
# Numbers that are names of machines, records and books: 192.168.10.20, UUIDs, ISBNs.
IDENTIFIER = re.compile(
    r"(?<!\w)97[89]-\d{1,5}-\d+-\d+-[\dx](?!\w)|"
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b",
    re.IGNORECASE,
)


def figures(text: str) -> Iterator[tuple[str, str]]:
    """Money, e-mail addresses, telephone and account numbers in a text, with what each is.

    What is part of a longer one, `85,000` of `€85,000`, is not given again.
    """
    # What stands for an identifier is as long, so that the places of matches can be compared.
    text = IDENTIFIER.sub(lambda match: "x" * len(match[0]), plain_characters(text))
    last_end = 0
    for (start, end), kind in sorted(_spans(text), key=lambda found: (found[0][0], -found[0][1])):
        if end > last_end:
            yield kind, text[start:end].strip()
        last_end = max(last_end, end)


def _spans(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """From where to where in a text each stands, and what it is."""
    if DIGIT.search(text):  # much of what people write has none
        yield from _number_spans(text)
    yield from ((match.span(), "an e-mail address") for match in EMAIL.finditer(text))


def _number_spans(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The same of money, telephone and account numbers."""
    for pattern in MONEY:
        yield from ((match.span(pattern.groups), "money") for match in pattern.finditer(text))
    for pattern in UNLESS_DONE:
        spans = (match.span() for match in pattern.finditer(text))
        yield from ((span, "money") for span in spans if not is_done(text, span))
    for pattern in UNLESS_COUNTING:
        spans = (match.span(pattern.groups) for match in pattern.finditer(text))
        yield from ((span, "money") for span in spans if not counts_things(text, span))
    for match in IBAN.finditer(text):
        start = match.start()
        for end in range(start + MIN_IBAN, match.end() + 1):
            if not ASCII_LETTER.match(text, end) and _is_iban(text[start:end]):
                yield (start, end), "an account number"
    for match in PHONE.finditer(text):
        digits = sum(c.isdigit() for c in DATE.sub("", match[0]))
        is_other = numbers_record(text, match.start()) or _is_list(match[0])
        if digits >= MIN_PHONE_DIGITS and not is_other:
            yield match.span(), "a phone number"


def _is_list(text: str) -> bool:
    """Whether a text is small numbers in a row, `1 2 3 4 5 6 7`, and no telephone number."""
    groups = re.findall(r"\d+", text)
    is_long = len(groups) >= MIN_PHONE_DIGITS and "+" not in text
    return is_long and all(len(group) <= 2 for group in groups)  # noqa: PLR2004 -- 10


def _is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616, modulo 97)."""
    account = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    turned = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == IBAN_REMAINDER

"""Whether a number is that of a plain thing: what it counts (`10k users`), or whose name it is.

In: a text, and where a number stands in it. Out: whether what stands around it says so. What is
pay, a telephone number or an address is told in `pay_and_contacts`.
"""

# ruff: noqa: RUF001 -- words of other scripts

from __future__ import annotations

import re

from site_builder.core.everyday_words import SENTENCE_WORDS

MAX_SIGN_LENGTH = 20
MAX_DESCRIBING_WORDS = 2  # between a number and the plural that it counts: `20,000 active users`
THOUSANDS = re.compile(r"\d[\d.,]*\s?[^\W\d]|\d+(?:\D\d{3})+(?!\d)")  # `65k`, `65,000`
# What a number can stand behind that is a name of its own: RFC 12345, ticket #48213. A record can
# have a number of any length, a room or a line only a short one.
RECORD = re.compile(
    r"(?:#|\b(?:iso|rfc|din|(?-i:EN)|port|ticket|issue|commit|zip|postcode|plz|postal code|code"
    r"|build|version|(?<!in )(?<!that )(?<!any )case|(?<!to )(?<!that )order|error|id|isbn|issn"
    r"|invoice)\.?\s?#?)\s?\Z",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:on day|room|form|route|gate|bus|line|model|page|band|grade|level)\.?\s?#?\s?\Z",
    re.IGNORECASE,
)
NUMBER_SIGN = re.compile(r"(?<!say )(?<!said )\b(?:no|nr|number)\.?\s?\Z", re.IGNORECASE)
RACE = re.compile(
    r"\b(?:ran|runs?|running|jog|jogged|race|walk|walked|rode)\s(?:an?\s)?\Z", re.IGNORECASE
)
# What is done or comes so many times in a span of time: they treat 120 a day.
DONE_BEFORE = re.compile(
    r"\b(?:host|see|saw|serve|treat|handle|ship|sell|sold|bake|process|deploy|print|pick|pack|clean"
    r"|teach|taught|answer|review|scan|admit|feed)(?:e?s|e?d)?\s(?:about |around |some )?\Z",
    re.IGNORECASE,
)
DONE_BEHIND = re.compile(r"\s(?:come|came|pass|passed|arrive|arrived|walk|walked)\b", re.IGNORECASE)
MAX_PLACE_DIGITS = 4
RANGE = re.compile(r"\s?(?:to|or|and|bis|[-\u2010-\u2015])\s?\d", re.IGNORECASE)
HAS_PHONE_SHAPE = re.compile(r"\+|\(|0[1-9]|00[1-9]|\d+[ ./·-]\d{3,}[ ./·-]\d")
NEXT_WORD = re.compile(r"(?:[-\s]|\+\s?)([^\W\d_]{2,}(?:['’]\w+)?)(?!\.\w)")
JOINED_WORD = re.compile(r"-([^\W\d_]{3,})")
# What follows a number in a script without spaces, and counts.
COUNTER = re.compile(
    r"\s?(?:[人名件個个行社台本枚冊册匹頭头店校家次回篇条條字点點步歩年号番]|ユーザー|用户|用戶"
    r"|명|건|개|줄|대|회|곳|걸음|คน|ครั้ง|ชิ้น)"
)
# Things that are counted and have no plural in -s.
COUNTED_WORDS = frozenset(
    """
    cattle children data day days feet fish ft gb headcount hour kb kg km kwh lb loc mb media men
    mg mice minute minutes ml mm mph ms people person personnel persons police qps req rpm rps run
    sheep sqft sqm staff tb teeth tps week women workforce
    """.split()  # noqa: SIM905 -- as a list of words is read
)
# What ends like a plural and is none, or is one of money: 65k fits me, 65k perhaps, 65k annuels.
NO_THINGS = frozenset(
    """
    afterwards always annuels annuelles anuales bases basics beats besides bruts brutos brutes
    comes costs covers crowns dollars euros exceeds feels fits francs gets goes grands
    helps includes keeps leaves lets looks makes matches means mensuels mensuales mensuelles meets
    needs nets nettos netos nowadays pays perhaps perks pesos pounds quids reais remains requires
    roubles rubles rupees says seems sometimes sounds stays stocks suits takes tops towards unless
    upwards vests works zlotys
    """.split()  # noqa: SIM905 -- as above
)
# What follows pay and is no plain thing: 95,000 plus a bonus, 60,000 base.
BESIDE_PAY = (SENTENCE_WORDS - COUNTED_WORDS) | frozenset(
    """
    allowances annually annum basic basis base benefits bonus bonuses brut brutto bruto comp
    compensation ctc earnings equity expenses extras figure fix fixed gross guaranteed holidays
    im income incl ish neto net netto offer offered ote pa package pay payments pension plus
    pro feels max maximum minimum negotiable options range rates rising rsus salaries salary seems
    shares sounds starting tax taxes tc total upwards variable wage wages
    """.split()  # noqa: SIM905 -- as above
)
NO_PLURAL = re.compile(r"(?:ss|us|is|['’]\w+)\Z")
GERMAN_PLURAL = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{3,}(?:en|er|te)\Z")
NO_GERMAN_PLURAL = frozenset({"Franken", "Kronen"})


def counts_things(text: str, span: tuple[int, int]) -> bool:
    """Whether a number stands before the plain thing that it counts, or is a name's own."""
    start, end = span
    if COUNTER.match(text, end) or _is_behind(text, start, RACE):
        return True
    return _is_name(text, start, end) or _counts_plural(text, end)


def is_done(text: str, span: tuple[int, int]) -> bool:
    """Whether so much of something is done in a span of time, and none of it is paid."""
    start, end = span
    return _is_behind(text, start, DONE_BEFORE) or DONE_BEHIND.match(text, end) is not None


def numbers_record(text: str, start: int) -> bool:
    """Whether what has the digits of a telephone number is that of a ticket, an order or a book."""
    return _is_behind(text, start, RECORD) and not HAS_PHONE_SHAPE.match(text, start)


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a number names a thing, `port 27017`: one in thousands, or of a range, does not."""
    if THOUSANDS.match(text, start, end) or RANGE.match(text, end):
        return False
    is_short = end - start <= MAX_PLACE_DIGITS
    signs = (RECORD, NUMBER_SIGN, PLACE) if is_short else (RECORD, NUMBER_SIGN)
    return any(_is_behind(text, start, sign) for sign in signs)


def _counts_plural(text: str, end: int) -> bool:
    """Whether a plural follows: at once, or behind words that describe it."""
    if joined := JOINED_WORD.match(text, end):  # a 12,000-seat stadium
        return joined[1].casefold() not in BESIDE_PAY
    for _ in range(MAX_DESCRIBING_WORDS + 1):
        following = NEXT_WORD.match(text, end)
        if following is None or following[1].casefold() in BESIDE_PAY:
            return False
        if _is_plural(following[1]):
            return True
        end = following.end()
    return False


def _is_plural(word: str) -> bool:
    """Whether a word is a thing of which there can be many."""
    folded = word.casefold()
    if folded in COUNTED_WORDS or (GERMAN_PLURAL.match(word) and word not in NO_GERMAN_PLURAL):
        return True
    return folded.endswith("s") and folded not in NO_THINGS and not NO_PLURAL.search(folded)


def _is_behind(text: str, start: int, sign: re.Pattern[str]) -> bool:
    """Whether what begins at an index stands behind a sign for what it numbers."""
    return sign.search(text, max(0, start - MAX_SIGN_LENGTH), start) is not None

"""The leak check: whether anything that is withheld stands in what is to go out.

It looks twice. First at every text of the journal that goes out, which tells the place that a leak
came from. Then at every byte of the result, beside a result of the same shape in which each text of
the journal is a placeholder: what stands in both is the theme's own word, whatever a company is
called.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import chain
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from site_builder.core.diagnostics import MOST, Diagnostic
from site_builder.redaction import prose
from site_builder.redaction.aliases import as_written, loosened, words
from site_builder.redaction.phrases import RUN, Gram
from site_builder.redaction.sources import Wanted, locate
from site_builder.redaction.withheld import WithheldText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.diagnostics import Text
    from site_builder.core.model import Reflection
    from site_builder.redaction.redact import RedactedJournal
    from site_builder.redaction.visible import PublishedText

Place = TypeVar("Place")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
TAG = re.compile(r"<[^<>]*>")  # shown as it is written, in code say
DECODINGS = 3  # one within another
CURRENCIES = (
    "eur|usd|gbp|chf|sek|nok|dkk|isk|pln|czk|huf|inr|jpy|cny|aud|cad|nzd|sgd|hkd|brl|mxn|zar|ils"
    "|krw|aed|kr|kč|zł|rs|euros?|dollars?|pounds?|francs?|kron(?:or|er|a|e|ur)|zloty|yen|rupees?"
    "|quid|bucks"
)
SIGN = "[$¢£¤¥֏؋৲৳฿៛\u20a0-\u20cf]"
SEPARATOR = "[., '’\u00a0]"  # noqa: RUF001 -- as people group digits
AMOUNT = rf"\d++(?:{SEPARATOR}\d++)*+(?:[.,:]-+)?"
WHOLE = rf"(?<!\d)(?<!\d{SEPARATOR}){AMOUNT}"
THOUSAND = r"k|thousand|tsd|grand|lakhs?|lpa"
TIMES = rf"(?:\s?(?:{THOUSAND}|[mt]|mio|mn|millions?|crores?)\.?)?"
# A number that is no part of a word, a fraction or a name (`ISO-27001`), though of a span.
BEGIN, END = r"(?<!\w)(?<!\d[.,])(?<![^\W\d]-)", r"(?!\w)(?!-[^\W\d])"
PERIOD = "h|hr|hour|day|week|month|mo|year|yr|annum|stunde|tag|woche|monat|jahr"
MONEY = re.compile(
    rf"{SIGN}\s*{AMOUNT}(?:\s?[km]\b)?|{WHOLE}{TIMES}\s*{SIGN}"
    rf"|\b(?:{CURRENCIES})\.?\s*{AMOUNT}|{WHOLE}{TIMES}\s*(?:{CURRENCIES})\b"
    rf"|{BEGIN}\d+(?:[.,]\d+)?\s?(?:{THOUSAND})\b|{BEGIN}\d+[.,:]-+(?!\w)"
    rf"|{BEGIN}\d{{2,}}(?:[.,]\d+)?\s?/\s?(?:{PERIOD})\b"
    rf"|{BEGIN}\d{{1,3}}{SEPARATOR}?\d{{3}}\s(?:an?|per|pro)\s(?:{PERIOD})\b"
    rf"|{BEGIN}\d{{2,3}}(?:{SEPARATOR}\d{{3}})+{END}|{BEGIN}\d{{5,6}}{END}"
    rf"|{BEGIN}\d{{1,3}}(?:,\d\d)+,\d{{3}}{END}",
    re.IGNORECASE,
)
# The domain may have become an alias already.
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++(?:@|\s?[\[({]at[\])}]\s?)"
    r"(?:[\w-]+\.)*(?:[\w-]+\.[\w-]+|(?=Company [A-Z]+\.\w))"
)
PHONE = re.compile(r"(?<!\w)(?<!\d\.)\+?\(?\d[\d ()./\u00a0\u2010-\u2013-]{5,}\d(?!\w)")
YEAR, OF_TWO = r"(?:19|20)\d\d", r"\d{1,2}[-./]\d{1,2}"
DAY = re.compile(rf"{YEAR}[-./]{OF_TWO}|{OF_TWO}[-./]{YEAR}|{YEAR} ?[-/ \u2013] ?{YEAR}")
FEWEST_DIGITS = 7
NUMBERS = (("money", MONEY), ("an e-mail address", EMAIL), ("a phone number", PHONE))
SITE = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,}\b")
HINT = "write it otherwise, or put the word into the audience's `allow` if it may be seen"


@dataclass(frozen=True, slots=True)
class PublishedFiles:
    """What is to go out: files by path, and the same with placeholders for the journal's texts."""

    files: Mapping[str, bytes]
    fixed: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Hit:
    """What would go out and must not: in a text that is told, else the secret that it tells."""

    at: PublishedText | WithheldText
    run: Gram
    message: str


def find_leaks(
    redacted: RedactedJournal,
    result: PublishedFiles,
    secrets: Iterable[WithheldText],
    allowed: Iterable[str],
    sources: Mapping[str, tuple[Text, Reflection | None]],
) -> tuple[Diagnostic, ...]:
    """What is withheld and would go out, each at the place that it came from; at most a hundred.

    `sources` are the files of the journal by path, with the reflection that each is.
    """
    secrets = tuple(secrets)
    check = _Check(redacted, allowed, _exact(secrets))
    in_texts = tuple(_in_texts(redacted.told, secrets, check))
    in_pages = _in_pages(result, secrets, check, frozenset(hit.run for hit in in_texts))
    problems: dict[tuple[str, int, int], Diagnostic] = {}
    for hit in chain(in_texts, in_pages):
        problem = _problem(hit, redacted, sources)
        problems.setdefault(problem.order[:3], problem)
        if len(problems) == MOST:
            break
    return tuple(sorted(problems.values(), key=lambda p: p.order))


def _problem(
    hit: _Hit, redacted: RedactedJournal, sources: Mapping[str, tuple[Text, Reflection | None]]
) -> Diagnostic:
    if isinstance(hit.at, WithheldText):
        hint = "it does not come from a shared text; look into your own templates"
        return Diagnostic(hit.at.path, *hit.at.place, "error", "leak", hit.message, hint)
    wanted = Wanted(hit.run, redacted.aliases.names.pattern, redacted.phrases)
    return locate(sources[hit.at.path], hit.at.key, wanted, hit.message, HINT)


def _in_texts(
    told: Iterable[PublishedText], secrets: Iterable[WithheldText], check: _Check
) -> Iterator[_Hit]:
    """What is withheld and stands in a text of the journal."""
    names: dict[Gram, list[PublishedText]] = {}
    sentences: dict[Gram, list[PublishedText]] = {}
    labels: dict[str, list[PublishedText]] = {}
    for t in told:
        readings = check.readings(t.text, is_html=t.is_html)
        for gram in check.grams({variant for text in readings for variant in loosened(text)}):
            names.setdefault(gram, []).append(t)
        for gram in check.sentences(check.readings(t.written, is_html=t.is_html)):
            sentences.setdefault(gram, []).append(t)
        for label in {label for text in readings for label in _labels(text)}:
            labels.setdefault(label, []).append(t)
        for what, number in check.numbers(readings):
            yield _Hit(t, (number,), f"`{number}` looks like {what}")
    for secret in secrets:
        for t, run in _hits(secret, sentences if secret.is_prose else names, check):
            message = f"`{' '.join(run)}` would go out, and is withheld: {secret}"
            yield _Hit(t, run, message)
        for label in _begun(secret, labels, check):
            for t in labels[label]:
                yield _Hit(t, (label,), f"`{label}` would go out, and begins with {secret}")


def _in_pages(
    result: PublishedFiles, secrets: Iterable[WithheldText], check: _Check, seen: frozenset[Gram]
) -> Iterator[_Hit]:
    """What is withheld and stands in the result, but for what is `seen` in texts of the journal."""
    pages = check.excess(result)
    for secret in secrets:
        for page, run in _hits(secret, pages, check):
            if run not in seen:
                message = f"`{' '.join(run)}` would go out in `{page}`, and is withheld: {secret}"
                yield _Hit(secret, run, message)


def _hits(
    secret: WithheldText, index: Mapping[Gram, list[Place]], check: _Check
) -> Iterator[tuple[Place, Gram]]:
    """Where a secret stands, once for each place, with the words that give it away."""
    known: list[Place] = []
    for run in secret.reading.runs():
        for place in index.get(run, ()):
            if place not in known and not check.allows(run):
                known.append(place)
                yield place, run


def _begun(secret: WithheldText, labels: Iterable[str], check: _Check) -> Iterator[str]:
    """The names of sites that a name begins, as in `northwindjobs.example`."""
    if secret.begins_sites and not check.allows(secret.reading.words):
        name = secret.reading.words[0]
        for label in labels:
            if label.startswith(name) and label != name and not check.allows((label,)):
                yield label


def _exact(secrets: Iterable[WithheldText]) -> frozenset[str]:
    """The words that are looked for as they are written, capitals included."""
    single = (s.reading.words[0] for s in secrets if len(s.reading.words) == 1)
    return frozenset(word for word in single if words(word) != (word,))


def _labels(text: str) -> Iterator[str]:
    """The words of the addresses of sites in a text."""
    for site in SITE.findall(text):
        yield from words(site)


class _Check:
    """How texts are read: the words that may be seen, and the aliases, which are no words.

    An allowed phrase is passed over; a word of it by itself is not allowed by that.
    """

    def __init__(
        self, redacted: RedactedJournal, allowed: Iterable[str], exact: frozenset[str]
    ) -> None:
        allowed, aliases = tuple(allowed), redacted.aliases.by_company.values()
        self._phrases, self._exact = redacted.phrases, exact
        self._allowed = {words(text) for text in allowed}
        self._single = {word for text in self._allowed if len(text) == 1 for word in text}
        self._numbers = {_compared(text) for text in allowed}
        phrases = [text for text in allowed if len(words(text)) > 1]
        longest_first = sorted([*aliases, *phrases], key=len, reverse=True)
        passed = "|".join(r"[\s-]+".join(map(re.escape, p.split())) for p in longest_first)
        self._passed = re.compile(rf"\b(?:{passed})\b" if passed else r"(?!)", re.IGNORECASE)

    def allows(self, run: Gram) -> bool:
        """Whether the audience may see these words."""
        folded = words(" ".join(run))
        return folded in self._allowed or all(word in self._single for word in folded)

    def readings(self, text: str, *, is_html: bool) -> frozenset[str]:
        """A text of the journal in every way to read it."""
        if not is_html:
            return _decoded([text])
        lines = (prose.plain(text, between) for between in ("", " "))
        return _decoded([*lines, *prose.attributes(text)])

    def sentences(self, readings: Iterable[str]) -> frozenset[Gram]:
        """Every run of one to six words, as they were written and as they read with aliases."""
        variants = {words(variant) for text in readings for variant in loosened(text)}
        return frozenset(
            gram
            for text in variants
            for reading in self._phrases.readings(text)
            for gram in reading.shorter_runs()
        )

    def grams(self, readings: Iterable[str]) -> Counter[Gram]:
        """Every run of one to six words, and how often it stands there."""
        found: Counter[Gram] = Counter()
        for text in readings:
            for line in self._passed.sub("\1", text).split("\1"):
                line_words = words(line)
                if self._exact:
                    found.update((word,) for word in as_written(line) if word in self._exact)
                for length in range(1, RUN + 1):
                    shifted = (line_words[n:] for n in range(length))
                    found.update(zip(*shifted, strict=False))
        return found

    def numbers(self, readings: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Money, addresses and telephone numbers, with what each is."""
        for text in readings:
            for what, pattern in NUMBERS:
                for found in pattern.finditer(unicodedata.normalize("NFKC", text)):
                    number = found[0].strip()
                    digits = sum(c.isdigit() for c in DAY.sub("", number))
                    few = what == "a phone number" and digits < FEWEST_DIGITS
                    if not few and _compared(number) not in self._numbers:
                        yield what, number

    def excess(self, result: PublishedFiles) -> dict[Gram, list[str]]:
        """The runs of words that a file has more often than the theme gives it, by file."""
        found: dict[Gram, list[str]] = {}
        for path, data in result.files.items():
            fixed = result.fixed.get(path)
            if data != fixed:
                mine = self.grams(_read(path, data))
                for gram in mine - self.grams(_read(path, fixed) if fixed is not None else ()):
                    found.setdefault(gram, []).append(path)
        return found


def _compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _decoded(texts: Iterable[str]) -> frozenset[str]:
    """Texts as they are, and without entities, percent signs, JSON's escapes, and tags."""
    found = set()
    for text in texts:
        found.add(text)
        for _ in range(DECODINGS):
            text = ESCAPE.sub(lambda m: chr(int(m[1], 16)), html.unescape(unquote(text)))  # noqa: PLW2901 -- the same text, read on
            found |= {text, TAG.sub("", text)}
    return frozenset(found)


def _read(path: str, data: bytes) -> Iterator[str]:
    """Every text of a file, its name too, in every way to read it; of one, some stand twice."""
    text = data.decode("utf-8", "replace")
    yield from _decoded([path])
    if path.endswith(".html"):
        for between in ("", " "):
            reader = _Reader(between)
            reader.feed(text)
            reader.close()
            for found in ("".join(reader.text), *(reader.aside if between else ())):
                yield from _decoded([found])
    elif path.endswith(".json"):
        for found in _strings(json.loads(text)):
            yield from _decoded([found])
    else:
        yield from _decoded([text])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)


class _Reader(HTMLParser):
    """The text of a page, and aside of it each attribute, comment and declaration."""

    def __init__(self, between: str) -> None:
        super().__init__(convert_charrefs=True)
        self.between = between
        self.text: list[str] = []
        self.aside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._gap(tag)
        self.aside += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        self._gap(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.aside.append(data)

    def handle_decl(self, decl: str) -> None:
        self.aside.append(decl)

    def _gap(self, tag: str) -> None:
        self.text.append(self.between if tag in prose.WITHIN else "\0")

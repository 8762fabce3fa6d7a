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
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from site_builder.core import prose
from site_builder.core.aliases import words
from site_builder.core.diagnostics import MOST, Diagnostic
from site_builder.core.sources import where
from site_builder.core.withheld import RUN, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.diagnostics import Text
    from site_builder.core.model import Reflection
    from site_builder.core.redact import Redacted, Told

Gram = tuple[str, ...]
Place = TypeVar("Place")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
TAG = re.compile(r"<[^<>]*>")  # shown as it is written, in code say
DECODINGS = 3  # one within another
CURRENCIES = (
    "eur|usd|gbp|chf|sek|nok|dkk|isk|pln|czk|huf|inr|jpy|cny|aud|cad|nzd|sgd|hkd|brl|mxn|zar|ils"
    "|krw|aed|kr|euros?|dollars?|pounds?|francs?|kron(?:or|er|a|e|ur)|zloty|yen|rupees?|quid|bucks"
)
SIGN = "[$¢£¤¥֏؋৲৳฿៛\u20a0-\u20cf]"
AMOUNT = r"\d+(?:[., '’\u00a0]\d+)*"  # noqa: RUF001 -- as people group digits
MONEY = re.compile(
    rf"{SIGN}\s*{AMOUNT}(?:\s?[km]\b)?|{AMOUNT}\s?[km]?\s*{SIGN}"
    rf"|\b(?:{CURRENCIES})\.?\s*{AMOUNT}|{AMOUNT}\s?[km]?\s*(?:{CURRENCIES})\b"
    r"|(?<![\w.,-])\d+(?:[.,]\d+)?\s?k\b"
    r"|(?<![\w.,-])\d{2,3}(?:[., '’\u00a0]\d{3})+(?![\w-])|(?<![\w.,-])\d{5,6}(?![\w-])",  # noqa: RUF001 -- as above
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d ()./\u00a0-]{5,}\d(?!\w)")
DAY = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}"
    r"|(?:19|20)\d\d ?[-/ ] ?(?:19|20)\d\d"
)
FEWEST_DIGITS = 7
NUMBERS = (("money", MONEY), ("an e-mail address", EMAIL), ("a phone number", PHONE))
HINT = "write it otherwise, or put the word into the audience's `allow` if it may be seen"


@dataclass(frozen=True, slots=True)
class Result:
    """What is to go out: files by path, and the same with placeholders for the journal's texts."""

    files: Mapping[str, bytes]
    fixed: Mapping[str, bytes]


def leaks(
    redacted: Redacted,
    result: Result,
    secrets: Iterable[Secret],
    allowed: Iterable[str],
    sources: Mapping[str, tuple[Text, Reflection | None]],
) -> tuple[Diagnostic, ...]:
    """What is withheld and would go out, each at the place that it came from; at most a hundred.

    `sources` are the files of the journal by path, with the reflection that each is.
    """
    check = _Check(allowed, redacted.aliases)
    secrets = tuple(secrets)
    seen: set[Gram] = set()
    found: dict[tuple[str, int, int], Diagnostic] = {}
    for problem in _in_texts(redacted, secrets, check, sources, seen):
        found.setdefault(problem.order[:3], problem)
        if len(found) == MOST:
            break
    else:
        for problem in _in_pages(result, secrets, check, seen):
            found.setdefault(problem.order[:3], problem)
    return tuple(sorted(found.values(), key=lambda p: p.order))


def _in_texts(
    redacted: Redacted,
    secrets: Iterable[Secret],
    check: _Check,
    sources: Mapping[str, tuple[Text, Reflection | None]],
    seen: set[Gram],
) -> Iterator[Diagnostic]:
    """What is withheld and stands in a text of the journal; the words go into `seen`."""

    def at(t: Told, run: Gram, message: str) -> Diagnostic:
        return where(sources[t.path], t.key, run, redacted.names, message, HINT)

    index: dict[Gram, list[Told]] = {}
    for t in redacted.told:
        readings = check.readings(t)
        for gram in check.grams(readings):
            index.setdefault(gram, []).append(t)
        for what, number in check.numbers(readings):
            yield at(t, (number,), f"`{number}` looks like {what}")
    for secret in secrets:
        for t, run in _hits(secret, index, check):
            seen.add(run)
            yield at(t, run, f"`{' '.join(run)}` would go out, and is withheld: {secret}")


def _in_pages(
    result: Result, secrets: Iterable[Secret], check: _Check, seen: set[Gram]
) -> Iterator[Diagnostic]:
    """What is withheld and stands in the result, though in no text of the journal."""
    pages = check.excess(result)
    for secret in secrets:
        for page, run in _hits(secret, pages, check):
            if run not in seen:
                message = f"`{' '.join(run)}` would go out in `{page}`, and is withheld: {secret}"
                hint = "it does not come from a shared text; look into your own templates"
                line, column = secret.place
                yield Diagnostic(secret.path, line, column, "error", "leak", message, hint)


def _hits(
    secret: Secret, index: Mapping[Gram, list[Place]], check: _Check
) -> Iterator[tuple[Place, Gram]]:
    """Where a secret stands, once for each place, with the words that give it away."""
    known: list[Place] = []
    for run in secret.runs():
        for place in index.get(run, ()):
            if place not in known and not check.allows(run):
                known.append(place)
                yield place, run


class _Check:
    """How texts are read: the words that may be seen, and the aliases, which are no words.

    An allowed phrase is passed over; a word of it by itself is not allowed by that.
    """

    def __init__(self, allowed: Iterable[str], aliases: tuple[str, ...]) -> None:
        allowed = tuple(allowed)
        self._allowed = {words(text) for text in allowed}
        self._single = {word for text in self._allowed if len(text) == 1 for word in text}
        self._numbers = {_compared(text) for text in allowed}
        phrases = [text for text in allowed if len(words(text)) > 1]
        longest_first = sorted([*aliases, *phrases], key=len, reverse=True)
        passed = "|".join(r"[\s-]+".join(map(re.escape, p.split())) for p in longest_first)
        self._passed = re.compile(rf"\b(?:{passed})\b" if passed else r"(?!)", re.IGNORECASE)

    def allows(self, run: Gram) -> bool:
        """Whether the audience may see these words."""
        return run in self._allowed or all(word in self._single for word in run)

    def readings(self, told: Told) -> frozenset[str]:
        """A text of the journal in every way to read it."""
        if not told.is_html:
            return _decoded([told.text])
        lines = (prose.plain(told.text, between) for between in ("", " "))
        return _decoded([*lines, *prose.attributes(told.text)])

    def grams(self, readings: Iterable[str]) -> Counter[Gram]:
        """Every run of one to six words, and how often it stands there."""
        found: Counter[Gram] = Counter()
        for text in readings:
            for line in self._passed.sub("\1", text).split("\1"):
                line_words = words(line)
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

    def excess(self, result: Result) -> dict[Gram, list[str]]:
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

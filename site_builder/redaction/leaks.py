"""The leak check: whether anything that is withheld stands in what is to go out.

It looks twice. First at every text of the journal that goes out, which tells the place that a leak
came from. Then at every byte of the result, beside a result of the same shape in which each text of
the journal is a placeholder: what stands in both is the theme's own word, whatever a company is
called. In go withheld texts and files, out come errors; what is withheld is listed in `withheld`.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import unquote

from site_builder.core.diagnostics import MAX_PROBLEMS_SHOWN, Diagnostic
from site_builder.core.frozen import frozen
from site_builder.core.words import folded_words, plain_characters, words_as_written
from site_builder.redaction import prose
from site_builder.redaction.aliases import loose_readings
from site_builder.redaction.glued_names import glued_words, holds_name, word_stems
from site_builder.redaction.pay_and_contacts import figures
from site_builder.redaction.phrases import RUN_LENGTH, WordRun
from site_builder.redaction.source_positions import SearchedWords, locate
from site_builder.redaction.withheld import WithheldText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.diagnostics import SourceText
    from site_builder.core.model import Reflection
    from site_builder.redaction.redact import RedactedJournal
    from site_builder.redaction.visible import PublishedText

Location = TypeVar("Location")
JSON_ESCAPE_PATTERN = re.compile(r"\\u([0-9a-fA-F]{4})")
WRITTEN_TAG_PATTERN = re.compile(r"<[^<>]*>")  # shown as it is written, in code say
PUNYCODE_PATTERN = re.compile(r"\bxn--([a-z0-9-]+)", re.IGNORECASE)  # of domains in addresses
WITHIN_LINE = "\1"  # where a tag stands that parts no words
MAX_EXACT_WORDS = 2
MAX_DECODINGS = 3  # one within another
LEAK_HINT = "write it otherwise, or put the word into the audience's `allow` if it may be seen"


@frozen
class PublishedFiles:
    """What is to go out: files by path, and the same with placeholders for the journal's texts.

    `own` are the paths of the user's own theme files, templates too: each word of them is read as
    it is written, names of tags and attributes included.
    """

    files: Mapping[str, bytes]
    fixed: Mapping[str, bytes]
    own: frozenset[str]


@frozen
class _Leak:
    """Words that would go out and must not, and what a message says of them.

    `origin` is the text that holds them, else what is withheld, where they come from no text.
    """

    origin: PublishedText | WithheldText
    run: WordRun
    explanation: str


def find_leaks(
    redacted: RedactedJournal,
    published: PublishedFiles,
    secrets: Iterable[WithheldText],
    allowed: Iterable[str],
    sources: Mapping[str, tuple[SourceText, Reflection | None]],
) -> tuple[Diagnostic, ...]:
    """What is withheld and would go out, each at the place that it came from; at most a hundred.

    `sources` are the files of the journal by path, with the reflection that each is.
    """
    secrets = tuple(secrets)  # looked through twice
    check = _Check(redacted, allowed, _exact_runs(secrets))
    in_texts = tuple(_leaks_in_texts(redacted.published_texts, secrets, check))
    known_runs = frozenset(leak.run for leak in in_texts)
    in_files = _leaks_in_files(published, secrets, check, known_runs)
    problems: dict[tuple[str, int, int], Diagnostic] = {}
    for leak in chain(in_texts, in_files):
        problem = _as_problem(leak, redacted, sources)
        problems.setdefault(problem.order[:3], problem)
        if len(problems) == MAX_PROBLEMS_SHOWN:
            break
    return tuple(sorted(problems.values(), key=lambda p: p.order))


def _as_problem(
    leak: _Leak,
    redacted: RedactedJournal,
    sources: Mapping[str, tuple[SourceText, Reflection | None]],
) -> Diagnostic:
    """A leak as an error at its place in the journal, which the message quotes."""
    origin = leak.origin
    if isinstance(origin, WithheldText):
        message = f"`{' '.join(leak.run)}` {leak.explanation}"
        hint = "it does not come from a shared text; look into your own templates"
        return Diagnostic(origin.path, *origin.position, "error", "leak", message, hint)
    searched = SearchedWords(leak.run, redacted.aliases.names.pattern, redacted.phrases)
    match = locate(sources[origin.path], origin.key, searched)
    message = f"`{match.quote}` {leak.explanation}"
    return sources[origin.path][0].problem(match.index, "leak", message, LEAK_HINT)


def _leaks_in_texts(
    texts: Iterable[PublishedText], secrets: Iterable[WithheldText], check: _Check
) -> Iterator[_Leak]:
    """What is withheld and stands in a text of the journal.

    Names are looked for in what goes out, under aliases; sentences in what was written.
    """
    by_name: dict[WordRun, list[PublishedText]] = {}
    by_sentence: dict[WordRun, list[PublishedText]] = {}
    glued: _GluedWords[PublishedText] = _GluedWords({}, {})
    for text in texts:
        readings = check.readings(text.text, is_html=text.is_html)
        loose = {loose for reading in readings for loose in loose_readings(reading)}
        for run in check.word_runs(loose):
            by_name.setdefault(run, []).append(text)
        for run in check.sentences(check.readings(text.written, is_html=text.is_html)):
            by_sentence.setdefault(run, []).append(text)
        # A tag shows as one without its sign: `mynorthwind`.
        is_tag = text.key.startswith("tags")
        glued.add(text, (f"#{reading}" for reading in readings) if is_tag else readings)
        glued.add(text, prose.heading_tags(text.text) if text.is_html else ())
        for kind, number in check.numbers(readings):
            yield _Leak(text, (number,), f"looks like {kind}")
    for secret in secrets:
        for text, run in _matches(secret, by_sentence if secret.is_prose else by_name, check):
            yield _Leak(text, run, f"would go out, and is withheld: {secret}")
        for text, word in glued.holding(secret, check):
            yield _Leak(text, (word,), f"would go out, and holds {secret}")


def _leaks_in_files(
    published: PublishedFiles,
    secrets: Iterable[WithheldText],
    check: _Check,
    known_runs: frozenset[WordRun],
) -> Iterator[_Leak]:
    """Withheld words in the files to be published, but for those already found in texts."""
    paths = check.excess(published)
    own_words: _GluedWords[str] = _GluedWords({}, {})
    for run, locations in paths.items():
        for path in published.own.intersection(locations) if len(run) == 1 else ():
            own_words.by_word.setdefault(run[0], {})[path] = None
    for secret in secrets:
        apart = _matches(secret, paths, check)
        glued = ((path, (word,)) for path, word in own_words.holding(secret, check))
        for path, run in chain(apart, glued):
            if run not in known_runs:
                explanation = f"would go out in `{path}`, and is withheld: {secret}"
                yield _Leak(secret, run, explanation)


def _matches(
    secret: WithheldText, index: Mapping[WordRun, list[Location]], check: _Check
) -> Iterator[tuple[Location, WordRun]]:
    """Where a secret stands, once for each location, with the words that give it away."""
    known: list[Location] = []
    for run in secret.reading.runs():
        for location in index.get(run, ()):
            if location not in known and not check.allows(run):
                known.append(location)
                yield location, run


@frozen
class _GluedWords(Generic[Location]):
    """Words in which a name can be hidden, with where they stand, and inflected ones by stem."""

    by_word: dict[str, dict[Location, None]]
    by_stem: dict[str, dict[tuple[Location, str], None]]

    def add(self, text: Location, readings: Iterable[str]) -> None:
        """Add the words of a text, which is read in some ways."""
        for reading in readings:
            for word in glued_words(reading):
                self.by_word.setdefault(word, {})[text] = None
            for stem, word in word_stems(reading):
                self.by_stem.setdefault(stem, {})[text, word] = None

    def holding(self, secret: WithheldText, check: _Check) -> Iterator[tuple[Location, str]]:
        """Where a name stands with something glued on, `northwind2026`, and the whole word."""
        if not secret.glued or check.allows(secret.reading.words):
            return
        name = "".join(folded_words(secret.reading.words[0]))
        places: dict[tuple[Location, str], None] = {}
        if secret.glued == "whole":
            places |= dict.fromkeys((text, name) for text in self.by_word.get(name, ()))
        else:
            places |= {
                (text, word): None
                for word, texts in self.by_word.items()
                if holds_name(name, word)
                for text in texts
            }
            places |= self.by_stem.get(name, {})
        yield from ((text, word) for text, word in places if not check.allows((word,)))


def _exact_runs(secrets: Iterable[WithheldText]) -> frozenset[WordRun]:
    """The names, of one word or two, that are looked for as they are written."""
    runs = (s.reading.words for s in secrets if len(s.reading.words) <= MAX_EXACT_WORDS)
    return frozenset(run for run in runs if folded_words(" ".join(run)) != run)


class _Check:
    """How texts are read: the words that may be seen, and the aliases, which are no words.

    An allowed phrase is passed over; a word of it by itself is not allowed by that.
    """

    def __init__(
        self, redacted: RedactedJournal, allowed: Iterable[str], exact: frozenset[WordRun]
    ) -> None:
        allowed, aliases = tuple(allowed), redacted.aliases.by_company.values()
        self._phrases, self._exact = redacted.phrases, exact
        self._allowed = {folded_words(text) for text in allowed}
        # Words that are allowed one by one may stand beside each other too.
        self._single = {word for text in self._allowed if len(text) == 1 for word in text}
        self._numbers = {_number_key(text) for text in allowed}
        phrases = [text for text in allowed if len(folded_words(text)) > 1]
        # Aliases are passed over: a company may be called like one (`Company B`).
        longest_first = sorted([*aliases, *phrases], key=len, reverse=True)
        passed = "|".join(r"[\s-]+".join(map(re.escape, p.split())) for p in longest_first)
        self._passed = re.compile(rf"\b(?:{passed})\b" if passed else r"(?!)", re.IGNORECASE)

    def allows(self, run: WordRun) -> bool:
        """Whether the audience may see these words."""
        folded = folded_words(" ".join(run))
        return folded in self._allowed or all(word in self._single for word in folded)

    def readings(self, text: str, *, is_html: bool) -> frozenset[str]:
        """A text of the journal in every way to read it, without hidden characters."""
        # `North<b>wind</b>` is one word to a reader, and two to some programs.
        lines = (prose.plain_text(text, between) for between in ("", " "))
        parts = [*lines, *prose.attribute_texts(text)] if is_html else [text]
        return frozenset(map(plain_characters, _decode(parts)))

    def sentences(self, readings: Iterable[str]) -> frozenset[WordRun]:
        """Every run of one to six words, as they were written and as they read with aliases."""
        loose = {folded_words(loose) for text in readings for loose in loose_readings(text)}
        return frozenset(
            run
            for text_words in loose
            for reading in self._phrases.readings(text_words)
            for run in reading.shorter_runs()
        )

    def word_runs(self, readings: Iterable[str]) -> Counter[WordRun]:
        """Every run of one to six words, and how often it stands there."""
        counts: Counter[WordRun] = Counter()
        for text in readings:
            for line in self._passed.sub("\1", text).split("\1"):
                line_words = folded_words(line)
                if self._exact:
                    written = words_as_written(line)
                    runs = chain(zip(written, strict=True), pairwise(written))
                    counts.update(run for run in runs if run in self._exact)
                for length in range(1, RUN_LENGTH + 1):
                    shifted = (line_words[n:] for n in range(length))
                    counts.update(zip(*shifted, strict=False))
        return counts

    def numbers(self, readings: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Pay, addresses and numbers of people: of each what it is, and how it is written."""
        for text in readings:
            for kind, number in figures(text):
                if _number_key(number) not in self._numbers:
                    yield kind, number

    def excess(self, published: PublishedFiles) -> dict[WordRun, list[str]]:
        """The runs of words that a file has more often than the theme gives it, with its path."""
        paths: dict[WordRun, list[str]] = {}
        for path, data in published.files.items():
            fixed, is_own = published.fixed.get(path), path in published.own
            # What a page says with placeholders too is the theme's, as often as it says it there.
            if data != fixed:
                readings = Counter(_readings_of_file(path, data, is_own=is_own))
                fixed_readings: Counter[str] = Counter()
                if fixed is not None:
                    fixed_readings.update(_readings_of_file(path, fixed, is_own=is_own))
                runs = self.word_runs((readings - fixed_readings).elements())
                runs -= self.word_runs((fixed_readings - readings).elements())
                for run in runs:
                    paths.setdefault(run, []).append(path)
        return paths


def _number_key(text: str) -> str:
    """A number for comparison: without white space, in small letters."""
    return "".join(plain_characters(text).casefold().split())


def _decode(texts: Iterable[str]) -> frozenset[str]:
    """Texts as they are, and without entities, percent signs, JSON's escapes, and tags."""
    decoded = set()
    for text in texts:
        decoded.add(text)
        inner = text
        for _ in range(MAX_DECODINGS):
            inner = html.unescape(unquote(inner))
            inner = JSON_ESCAPE_PATTERN.sub(lambda m: chr(int(m[1], 16)), inner)
            inner = PUNYCODE_PATTERN.sub(_from_punycode, inner)
            decoded |= {inner, WRITTEN_TAG_PATTERN.sub("", inner)}
    return frozenset(decoded)


def _from_punycode(label: re.Match[str]) -> str:
    """A label of a domain, `xn--chteau-pta`, as it reads (RFC 3492); what is none stays."""
    try:
        return label[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return label[0]


def _readings_of_file(path: str, data: bytes, *, is_own: bool) -> Iterator[str]:
    """Every text of a file, its name too, in every way to read it; of one, some stand twice."""
    text = data.decode("utf-8", "replace")
    yield from _decode([path])
    if path.endswith(".html") and not is_own:
        reader = _Reader()
        reader.feed(text)
        reader.close()
        page_text = "".join(reader.text)
        # `North<b>wind</b>` is one word to a reader, and two to some programs.
        for part in (*(page_text.replace(WITHIN_LINE, gap) for gap in ("", " ")), *reader.aside):
            yield from _decode([part])
    elif path.endswith(".json"):
        for string in _strings(json.loads(text)):
            yield from _decode([string])
    else:
        yield from _decode([text])


def _strings(value: object) -> Iterator[str]:
    """Every string in a value of JSON, keys of objects too."""
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

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
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
        self.text.append(WITHIN_LINE if tag in prose.WITHIN_LINE_TAGS else prose.TEXT_BREAK)

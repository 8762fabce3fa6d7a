"""Finding words of a page again in the file that they were written in.

The text of a file and the words that a page shows go in, their place in the file comes out, so that
a message can point at it. Whether they may go out is not decided here.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.words import (
    folded_words,
    plain_characters,
    without_accents,
    words_as_written,
)
from site_builder.parsing.headings import heading_key
from site_builder.redaction.aliases import HYPHEN_PATTERN, WORD_GAP_PATTERN, WORD_SEAM_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import SourceText
    from site_builder.core.model import Reflection
    from site_builder.redaction.phrases import Phrases

# What stands for one letter in Markdown; and what for none, such as a tag or emphasis, where it is
# not itself what goes out.
SOURCE_LETTER = (
    r"(?P<entity>&#?\w+;)|(?P<percent>(?:%[0-9A-Fa-f]{2})+)|\\u(?P<escape>[0-9a-fA-F]{4})"
    r"|(?P<char>.)"
)
READING_PATTERNS = tuple(
    re.compile(nothing + SOURCE_LETTER, re.DOTALL)
    for nothing in (r"<[^<>]*>|[*`]|\\(?!u)|\]\([^()\s]*\)|\[|", "")
)
# A letter as a page shows it, and from where to where in the file it is written.
PlacedLetter = tuple[str, tuple[int, int]]
NOTHING_PATTERN = re.compile("(?!)")
SECTION_HEADING_PATTERN = re.compile(r"^ {0,3}##(?!#)[ \t]*(.*)$", re.MULTILINE)
FRONT_MATTER_PATTERN = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)


@frozen
class SourceMatch:
    """Where searched words stand in a file: the index at which they begin, and how they read."""

    index: int
    quote: str


@frozen
class SearchedWords:
    """What is looked for: words, or a number or an address as it stands.

    `names` match what aliases stand for; `phrases` what is read instead.
    """

    run: tuple[str, ...]
    names: re.Pattern[str]
    phrases: Phrases

    @property
    def is_exact(self) -> bool:
        """Whether it is a word that is meant as it is written, capitals included."""
        return folded_words(" ".join(self.run)) != self.run == words_as_written(" ".join(self.run))

    @property
    def is_words(self) -> bool:
        """Whether it is words at all."""
        return self.is_exact or folded_words(" ".join(self.run)) == self.run

    def span_in(self, text: str) -> tuple[int, int] | None:
        """The indexes at which it begins and ends in a text; None where it does not stand there."""
        if not self.is_words:
            start = text.casefold().find(self.run[0].casefold())
            return None if start < 0 else (start, start + len(self.run[0]))
        split = words_as_written if self.is_exact else folded_words
        spans = [(word, m.span()) for m in re.finditer(r"[^\W_]+", text) for word in split(m[0])]
        words = tuple(word for word, _ in spans)
        for reading in (list(enumerate(words)), self.phrases.replaced(words)):
            for first in range(len(reading) - len(self.run) + 1):
                part = reading[first : first + len(self.run)]
                if tuple(word for _, word in part) == self.run:
                    return spans[part[0][0]][1][0], spans[part[-1][0]][1][1]
        return None


def locate(
    source: tuple[SourceText, Reflection | None], key: str, searched: SearchedWords
) -> SourceMatch:
    """Where words stand in a file: in a key's value, in the section `## id`, or near them.

    Where an alias stands instead of a name, it is looked for there last. Words that can't be
    found again are quoted as they are looked for, where the key begins.
    """
    text, reflection = source
    regions = list(_regions(text, reflection, key))
    spans = (
        _find(text.text, begin, end, searched, searched.names if masked else NOTHING_PATTERN)
        for masked in (True, False)
        for begin, end in regions
    )
    span = next(filter(None, spans), None)
    if span is None:
        return SourceMatch(regions[0][0], " ".join(searched.run))
    return SourceMatch(span[0], " ".join(text.text[slice(*span)].split()))


def _regions(
    text: SourceText, reflection: Reflection | None, key: str
) -> Iterator[tuple[int, int]]:
    """From where to where in a file a key's value may stand, or the text of sections."""
    end = len(text.text)
    front_matter = FRONT_MATTER_PATTERN.match(text.text) if reflection else None
    body = front_matter.end() if front_matter else 0
    if reflection is None:
        yield 0, end
    elif not key.startswith("##"):
        position = reflection.places.get(key)
        yield (text.index(*position) if position else 0), body
    else:
        id_ = key.removeprefix("##").strip()
        titles = [s.heading for s in reflection.body.sections if s.id == id_]
        keys = {heading_key(html.unescape(re.sub("<[^>]*>", "", title))) for title in titles}
        headings = list(SECTION_HEADING_PATTERN.finditer(text.text, body))
        ends = [heading.start() for heading in headings[1:]] + [end]
        for heading, stop in zip(headings, ends, strict=True):
            if heading_key(re.sub(r"[*_`\\]", "", heading[1].rstrip(" \t#"))) in keys:
                yield heading.start(), stop
        yield body, end


def _find(
    text: str, begin: int, end: int, searched: SearchedWords, names: re.Pattern[str]
) -> tuple[int, int] | None:
    """Where in a part of a file the words begin and end, read as a page would show them.

    Matches of `names` are passed over. None where the words do not stand there.
    """
    # First without Markdown's signs, then with them: they may be what goes out, as in code.
    for pattern in READING_PATTERNS:
        letters: list[str] = []
        spans: list[tuple[int, int]] = []
        for atom in pattern.finditer(text, begin, end):
            shown = _shown(atom)
            letters += shown
            spans += [(atom.start(), atom.end())] * len(shown)
        whole = names.sub(lambda match: "\0" * len(match[0]), "".join(letters))
        plain = [
            (part, span)
            for char, span in zip(whole, spans, strict=True)
            for part in (without_accents(char) if searched.is_words else plain_characters(char))
        ]
        for reading in _loose_letters(plain):
            match = searched.span_in("".join(part for part, _ in reading))
            if match:
                return reading[match[0]][1][0], reading[match[1] - 1][1][1]
    return None


def _loose_letters(letters: list[PlacedLetter]) -> Iterator[list[PlacedLetter]]:
    """Letters with their spans in the file, as they are and loosened as texts are for the check.

    The same as `loose_readings` does to a text.
    """
    yield letters
    flat = "".join(letter for letter, _ in letters)
    gaps = {match.end() for match in WORD_GAP_PATTERN.finditer(flat)}
    yield [
        placed
        for n, (letter, span) in enumerate(letters)
        for placed in ([(" ", span)] if n in gaps else []) + [(letter, span)]
    ]
    for pattern in (WORD_SEAM_PATTERN, HYPHEN_PATTERN):
        seams = {n for match in pattern.finditer(flat) for n in range(*match.span())}
        yield [placed for n, placed in enumerate(letters) if n not in seams]


def _shown(atom: re.Match[str]) -> str:
    """What a page shows of a piece of the source."""
    if atom["entity"]:
        return html.unescape(atom["entity"])
    if atom["percent"]:
        return bytes.fromhex(atom["percent"].replace("%", "")).decode("utf-8", "replace")
    return chr(int(atom["escape"], 16)) if atom["escape"] else atom["char"] or ""

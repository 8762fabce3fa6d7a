"""Finding words of a page again in the file that they were written in."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.parsing.headings import heading_key
from site_builder.redaction.aliases import GAP, SEAM, as_written, bare, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import Diagnostic, Text
    from site_builder.core.model import Reflection
    from site_builder.redaction.phrases import Phrases

# What stands for one letter in Markdown; and what for none, such as a tag or emphasis, where it is
# not itself what goes out.
LETTER = (
    r"(?P<entity>&#?\w+;)|(?P<percent>(?:%[0-9A-Fa-f]{2})+)|\\u(?P<escape>[0-9a-fA-F]{4})"
    r"|(?P<char>.)"
)
READINGS = tuple(
    re.compile(nothing + LETTER, re.DOTALL)
    for nothing in (r"<[^<>]*>|[*`]|\\(?!u)|\]\([^()\s]*\)|\[|", "")
)
NOTHING = re.compile("(?!)")
HEADING = re.compile(r"^ {0,3}##(?!#)[ \t]*(.*)$", re.MULTILINE)
FRONT = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, or a number or an address as it stands.

    `names` match what aliases stand for; `phrases` what is read instead.
    """

    run: tuple[str, ...]
    names: re.Pattern[str]
    phrases: Phrases

    @property
    def is_exact(self) -> bool:
        """Whether it is a word that is meant as it is written, capitals included."""
        return words(" ".join(self.run)) != self.run == as_written(" ".join(self.run))

    @property
    def is_words(self) -> bool:
        """Whether it is words at all."""
        return self.is_exact or words(" ".join(self.run)) == self.run

    def index_in(self, text: str) -> int:
        """The index at which it begins in a text; -1 where it does not."""
        if not self.is_words:
            return text.casefold().find(self.run[0].casefold())
        read = as_written if self.is_exact else words
        seen = [(word, m.start()) for m in re.finditer(r"[^\W_]+", text) for word in read(m[0])]
        plain = tuple(word for word, _ in seen)
        for reading in (list(enumerate(plain)), self.phrases.replaced(plain)):
            for first in range(len(reading) - len(self.run) + 1):
                found = reading[first : first + len(self.run)]
                if tuple(word for _, word in found) == self.run:
                    return seen[found[0][0]][1]
        return -1


def locate(
    source: tuple[Text, Reflection | None], key: str, wanted: Wanted, message: str, hint: str
) -> Diagnostic:
    """A leak at the place of what is wanted: in a key's value, in the section `## id`, or near.

    Where an alias stands instead of a name, it is looked for there last.
    """
    text, reflection = source
    regions = list(_regions(text, reflection, key))
    found = (
        _find(text.text, begin, end, wanted, wanted.names if masked else NOTHING)
        for masked in (True, False)
        for begin, end in regions
    )
    index = next((index for index in found if index is not None), regions[0][0])
    return text.problem(index, "leak", message, hint)


def _regions(text: Text, reflection: Reflection | None, key: str) -> Iterator[tuple[int, int]]:
    """From where to where in a file a key's value may stand, or the text of sections."""
    end = len(text.text)
    front = FRONT.match(text.text) if reflection else None
    body = front.end() if front else 0
    if reflection is None:
        yield 0, end
    elif not key.startswith("##"):
        place = reflection.places.get(key)
        yield (text.index(*place) if place else 0), body
    else:
        wanted = [s for s in reflection.body.sections if s.id == key.removeprefix("##").strip()]
        headings = {heading_key(html.unescape(re.sub("<[^>]*>", "", s.heading))) for s in wanted}
        found = list(HEADING.finditer(text.text, body))
        ends = [m.start() for m in found[1:]] + [end]
        for heading, stop in zip(found, ends, strict=True):
            if heading_key(re.sub(r"[*_`\\]", "", heading[1].rstrip(" \t#"))) in headings:
                yield heading.start(), stop
        yield body, end


def _find(text: str, begin: int, end: int, wanted: Wanted, names: re.Pattern[str]) -> int | None:
    """The index of the first of the words, read as a page would show them; None if not found."""
    for reading in READINGS:
        letters, indexes = [], []
        for atom in reading.finditer(text, begin, end):
            for char in _shown(atom):
                letters.append(char)
                indexes.append(atom.start())
        whole = names.sub(lambda found: "\0" * len(found[0]), "".join(letters))
        plain = [
            (part, index)
            for char, index in zip(whole, indexes, strict=True)
            for part in (bare(char) if wanted.is_words else unicodedata.normalize("NFKC", char))
        ]
        for read in _loosened(plain):
            at = wanted.index_in("".join(part for part, _ in read))
            if at >= 0:
                return read[at][1]
    return None


def _loosened(letters: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Letters and their indexes as they are, and loosened as texts are for the check."""
    yield letters
    flat = "".join(letter for letter, _ in letters)
    gaps = {found.end() for found in GAP.finditer(flat)}
    yield [
        place
        for n, (letter, index) in enumerate(letters)
        for place in ([(" ", index)] if n in gaps else []) + [(letter, index)]
    ]
    seams = {n for found in SEAM.finditer(flat) for n in range(*found.span())}
    yield [place for n, place in enumerate(letters) if n not in seams]


def _shown(atom: re.Match[str]) -> str:
    """What a page shows of a piece of the source."""
    if atom["entity"]:
        return html.unescape(atom["entity"])
    if atom["percent"]:
        return bytes.fromhex(atom["percent"].replace("%", "")).decode("utf-8", "replace")
    return chr(int(atom["escape"], 16)) if atom["escape"] else atom["char"] or ""

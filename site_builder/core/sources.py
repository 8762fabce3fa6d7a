"""Finding words of a page again in the file that they were written in."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

from site_builder.core.aliases import GAP, SEAM, bare, words
from site_builder.core.headings import heading_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import Diagnostic, Text
    from site_builder.core.model import Reflection

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


def where(
    source: tuple[Text, Reflection | None],
    key: str,
    run: tuple[str, ...],
    names: re.Pattern[str],
    message: str,
    hint: str,
) -> Diagnostic:
    """A leak at the place of some words: in the value of a key, in the section `## id`, or near.

    Where `names` match, an alias stands instead, so the words are not looked for there.
    """
    text, reflection = source
    regions = list(_regions(text, reflection, key))
    found = (
        _find(text.text, begin, end, run, names if masked else NOTHING)
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


def _find(
    text: str, begin: int, end: int, run: tuple[str, ...], names: re.Pattern[str]
) -> int | None:
    """The index of the first of some words, read as a page would show them; None if not found."""
    for reading in READINGS:
        letters, indexes = [], []
        for atom in reading.finditer(text, begin, end):
            for char in _shown(atom):
                letters.append(char)
                indexes.append(atom.start())
        whole = names.sub(lambda found: "\0" * len(found[0]), "".join(letters))
        is_words = words(" ".join(run)) == run
        plain = [
            (part, index)
            for char, index in zip(whole, indexes, strict=True)
            for part in (bare(char) if is_words else unicodedata.normalize("NFKC", char))
        ]
        for read in _loosened(plain):
            flat = "".join(part for part, _ in read)
            # A number or an address is looked for as it stands.
            at = _find_words(flat, run) if is_words else flat.casefold().find(run[0].casefold())
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


def _find_words(text: str, run: tuple[str, ...]) -> int:
    """The index at which some words begin in a text; -1 where they do not."""
    seen = [(word, m.start()) for m in re.finditer(r"[^\W_]+", text) for word in words(m[0])]
    for first in range(len(seen) - len(run) + 1):
        if tuple(word for word, _ in seen[first : first + len(run)]) == run:
            return seen[first][1]
    return -1

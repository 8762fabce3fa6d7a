"""Names and numbers spelled in random ways: each stops a publication, or is none to a reader."""

from __future__ import annotations

import random
import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from conftest import Place

WITHHELD = """\
---
company: Quandoro Ploverly
also: [QWX]
role: Driver
interviewers: [Thorvaldsen]
---
"""
SHARED = """\
---
company: Northwind Traders
role: Engineer
share: [coach]
---

## Goals

We met at {} and ate.
"""
AUDIENCE = '[audiences.coach]\nsections = ["goals"]\n'
# What is spelled, by the pieces between which people set separators, and which.
HYPHENS = ("-", "\u2010", "\u2011")
SECRETS = [
    (("quan", "doro"), ("", *HYPHENS, ".", "_", "/", "·")),
    (("plover", "ly"), ("",)),
    (("QWX",), ("",)),
    (("thor", "valdsen"), ("", *HYPHENS, ".", "_", "/", "·")),
    (("85", "000"), ("", ",", ".", " ", "'", "\u2019", "\u00a0", "\u2009", "_", "·")),
    (("€", "4", "200"), ("", " ", "\u00a0", "\u202f", ".", ",")),
    (("4200", "eur"), ("", " ", "\u00a0")),
    (("85", "k"), ("", " ", "\u00a0")),
    (("+44", "20", "7946", "0958"), ("", " ", ".", "/", "\u00a0", *HYPHENS)),
    (("gb82", "west", "1234", "5698", "7654", "32"), ("", " ", "\u00a0", *HYPHENS)),
    (("someone", "@", "pine", ".", "example"), ("",)),
]
CATEGORIES = {"Cf", "Mn", "Me"}
CHARACTERS = [*map(chr, range(0x80, 0xD800)), *map(chr, range(0xF900, 0x1F200))]
# What is a character after NFKC and casefold, and what shows nothing.
VARIANTS: dict[str, list[str]] = {}
for _c in CHARACTERS:
    if (folded := unicodedata.normalize("NFKC", _c).casefold()).isascii() and len(folded) == 1:
        VARIANTS.setdefault(folded, []).append(_c)
INVISIBLE = [c for c in CHARACTERS if unicodedata.category(c) in CATEGORIES]
MARKUP = ["<b>", "</b>", "<wbr>", "<!-- -->", "**", "<i></i>"]


def spelled(rng: random.Random, pieces: tuple[str, ...], separators: tuple[str, ...]) -> str:
    """The pieces in other letters, with entities, separators, markup and what shows nothing."""
    separator = rng.choice(separators)
    text = ""
    for char in separator.join(pieces):
        shown = char
        if rng.random() < 0.3:
            shown = rng.choice([char.upper(), *VARIANTS.get(char.casefold(), [char])])
        if rng.random() < 0.2:
            code = ord(shown[0])
            ways = [f"&#{code};", f"&#x{code:X};", f"&#{code};", f"&#x{code:X};"]
            ways += [f"%{code:02X}", f"\\u{code:04x}"] if code < 0x80 else []
            shown = rng.choice(ways) + shown[1:]
        text += shown
        if rng.random() < 0.2:
            hidden = rng.choice(INVISIBLE)
            text += rng.choice([hidden, f"&#{ord(hidden)};"])
        if rng.random() < 0.1:
            text += rng.choice(MARKUP)
    return text


def plain(text: str) -> str:
    """A page's text in NFKC and small letters, without what shows nothing and separators."""
    text = unquote(unescape(re.sub("<[^>]*>", "", text)))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in CATEGORIES)
    return re.sub(r"[\s.,'\u2019/_·\u2010\u2011-]", "", text)


@pytest.mark.parametrize("seed", range(5))
def test_no_spelling_of_a_name_or_a_number_goes_out(empty: Place, seed: int) -> None:
    """What a reader takes for a withheld name or number stops a publication, however spelled."""
    rng = random.Random(seed)  # noqa: S311 -- the same spellings each time
    spellings = [(secret, spelled(rng, *secret)) for secret in SECRETS for _ in range(4)]
    left = {f"journal/{n:03}.md": both for n, both in enumerate(spellings)}
    empty.write({path: SHARED.format(text) for path, (_, text) in left.items()})
    empty.write({"journal/journal.toml": AUDIENCE, "journal/w.md": WITHHELD})
    report = empty.run("publish", "coach").err
    for path in set(re.findall(r"^(journal/\d+\.md):\d+:\d+: error", report, re.MULTILINE)):
        (empty.root / path).unlink()
        del left[path]
    # What is left goes out, and is none of them to a reader.
    assert len(left) < len(spellings) / 4
    if left:
        assert empty.run("publish", "coach").err == ""
    pages = plain(b"".join(empty.files("public").values()).decode())
    for (pieces, _), text in left.values():
        assert f"wemetat{plain(''.join(pieces))}andate" not in pages, text

"""The names in an entry of `interviewers`, however people write it.

One text goes in, names come out: each word that may give somebody away, or whole names to greet.
What is no everyday word is taken for a name, as a false alarm costs less than a name that goes out.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from site_builder.core.everyday_words import (
    JOBS_ALSO_NAMES,
    SENTENCE_WORDS,
    SENTENCE_WORDS_ALSO_NAMES,
    UNSPACED_WORDS,
    WORDS_ALSO_NAMES,
    WORK_WORDS,
    is_everyday,
)
from site_builder.core.words import INNER_CAPITAL, UNSPACED_SCRIPTS, folded_words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where one person, or what they do, ends and another begins.
SEGMENT_END_PATTERN = re.compile(
    r"[,;:/|()\[\]{}<>&+–—\n]| - |\b(?:and|und|et|og|och|y|e|en)\b"  # noqa: RUF001 -- as people write
)
EMAIL_ADDRESS_PATTERN = re.compile(r"(?<![\w.+-])([\w.+-]++)@[\w.-]+\.\w+")
NAME_LETTERS = (
    rf"(?:[^\W\d_{UNSPACED_SCRIPTS}]|[\u0900-\u0dff])+"  # with the vowel signs of India's scripts
)
NAME_TOKEN_PATTERN = re.compile(rf"[{UNSPACED_SCRIPTS}]+|{NAME_LETTERS}(?:['’]{NAME_LETTERS})*")  # noqa: RUF001 -- both are typed
GENITIVE_PATTERN = re.compile("['’]s$")  # noqa: RUF001 -- both are typed
NAME_PART_END_PATTERN = re.compile(f"['’]|{INNER_CAPITAL}")  # noqa: RUF001 -- both are typed
# Pieces of a text without spaces: by words that are none of a name, and where a script ends.
UNSPACED_NAME_PATTERN = re.compile(
    rf"(?:{UNSPACED_WORDS})|([\u3041-\u309f]+|[\u30a0-\u30ff]+|(?:(?!{UNSPACED_WORDS})[^\u3041-\u30ff])+)"
)
# A family name of one character, `박 팀장`, that gives nothing away without what stands beside it.
LONE_CHARACTER_PATTERN = re.compile(
    rf"(?<![{UNSPACED_SCRIPTS}])[{UNSPACED_SCRIPTS}](?![{UNSPACED_SCRIPTS}])"
)
# A family name of one character, and behind it what somebody is called: `김민수`, `王小明`.
UNSPACED_FULL_NAME_PATTERN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]{3}")
NAMES_BY_THEMSELVES = SENTENCE_WORDS_ALSO_NAMES | (SENTENCE_WORDS & WORDS_ALSO_NAMES)
NAMES_BESIDE_OTHERS = SENTENCE_WORDS_ALSO_NAMES | (WORK_WORDS & WORDS_ALSO_NAMES)
FULL_NAME_LENGTH = 2  # words of a name
SHORT_NAME_LENGTH = 2  # letters of a name that is matched as it is written
# `K.H.`, `K. H.`, `K-H`; in a text all of them read as `KH`.
INITIALS_PATTERN = re.compile(r"(?<![^\W_])[^\W\d_](?:[.·-] ?[^\W\d_](?![^\W_]))+")
HYPHENATED_PATTERN = re.compile(rf"{NAME_LETTERS}(?:[-\u2010\u2011]{NAME_LETTERS})+")
# `van der Berg`, which is also written `Vanderberg`.
PARTICLES_PATTERN = re.compile(
    rf"\b(?:(?:van|von|de|den|der|del|della|la|le|da|di|du|ten|ter)\s+)+({NAME_LETTERS})",
    re.IGNORECASE,
)
# A word with a capital behind one of these is a name, whatever it means: `Mr. Young`.
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "herr", "frau", "mme", "mlle", "sir"})
DESCRIBING_WORDS = frozenset({"the", "a", "an", "in"})  # `the older owner`, `shift lead in returns`


def person_names(entry: str) -> tuple[str, ...]:
    """The names of the persons in an entry, to greet them by; none where it is a description.

    `Karin Holm` of `Karin Holm (recruiter)`, of `Holm, Karin` and of `karin holm`.
    """
    segments = _segments(entry)
    names = [name for segment in segments if (name := _whole_name(segment))]
    # A family name, a comma and what somebody is called.
    is_turned = (
        "," in entry and len(segments) == len(names) and [len(n.split()) for n in names] == [1, 1]
    )
    return (" ".join(reversed(names)),) if is_turned else tuple(names)


def _whole_name(segment: str) -> str:
    """The one name in a segment: from its first word that is a name to its last, with the title."""
    names = _names(segment)
    words = list(NAME_TOKEN_PATTERN.finditer(segment))
    parts = [[part for part in _parts(word[0]) if part in names] for word in words]
    hits = [number for number, name_parts in enumerate(parts) if name_parts]
    if not hits:
        return ""
    if any(re.match(f"[{UNSPACED_SCRIPTS}]", words[number][0]) for number in hits):
        return " ".join("".join(parts[number]) for number in hits)
    first, last = hits[0], hits[-1]
    while first and (len(word := words[first - 1][0]) == 1 or _folded(word) in TITLES):
        first -= 1
    # As in `karin.holm`, which an address begins with; `K. Holm` keeps its dot.
    name = re.sub(r"[._](?=\w)", " ", segment[words[first].start() : words[last].end()])
    return name.title() if name.islower() else name


def names_in_entry(entry: str) -> Iterator[tuple[str, bool]]:
    """Each name in an entry, and whether it is matched as it is written, capitals included.

    Names of two letters are, and those that are everyday words too: `Bo`, `Will`. Names that
    stand together are given together too.
    """
    all_names: list[str] = []
    segments = _segments(entry)
    if everyday := _everyday_name(segments[0]):
        yield from ((form, True) for form in _forms(everyday, exact=True))
    for segment in segments:
        names = _names(segment)
        if len(names) > 1 or LONE_CHARACTER_PATTERN.search(segment):
            yield segment, False
        for name in names:
            exact = _is_exact(name)
            yield from ((form, exact) for form in _forms(name, exact=exact))
        yield from _joined(segment, names)
        all_names += names
    for name, next_name in pairwise(all_names):
        yield from ((f"{name}{next_name}", False), (f"{next_name}{name}", False))


def looks_like_name(entry: str) -> bool:
    """Whether an entry is one capitalised word or two, of which one can be a name: `Head Cook`."""
    tokens = NAME_TOKEN_PATTERN.findall(entry)
    can_be_names = any(_folded(token) in WORDS_ALSO_NAMES for token in tokens)
    return len(tokens) <= FULL_NAME_LENGTH and can_be_names and _are_capitalised(tokens)


def _everyday_name(segment: str) -> str:
    """What an entry begins with where all of it is everyday words that are names too: `Art Wood`.

    One word, or two; empty where the first is a job as well, for `Head Baker` is nobody's name.
    """
    tokens = NAME_TOKEN_PATTERN.findall(segment)
    if not tokens or len(tokens) > FULL_NAME_LENGTH or not _are_capitalised(tokens):
        return ""
    is_name = all(_folded(token) in NAMES_BESIDE_OTHERS | NAMES_BY_THEMSELVES for token in tokens)
    is_job = _folded(tokens[0]) in JOBS_ALSO_NAMES
    return " ".join(tokens) if is_name and not is_job and not _names(segment) else ""


def _are_capitalised(tokens: list[str]) -> bool:
    return all(token[:1].isupper() for token in tokens)


def _segments(entry: str) -> list[str]:
    """The parts of an entry, each of which names one person or says what somebody does."""
    visible = "".join(
        c for c in unicodedata.normalize("NFKC", entry) if unicodedata.category(c) != "Cf"
    )
    return SEGMENT_END_PATTERN.split(EMAIL_ADDRESS_PATTERN.sub(r"\1", visible))


def _joined(segment: str, names: list[str]) -> Iterator[tuple[str, bool]]:
    """What is written as one too: `KH` of `K.H.`, `Minsu` of `Min-su`, `Vanderberg`."""
    for match in PARTICLES_PATTERN.finditer(segment):
        if match[1] in names:
            yield _folded(match[0]), False
    for match in INITIALS_PATTERN.finditer(segment):
        initials = "".join(filter(str.isalpha, match[0]))
        if initials.isupper() and not is_everyday(_folded(initials)):
            yield initials, True
    for match in HYPHENATED_PATTERN.finditer(segment):
        joined = _folded(match[0])
        has_name = any(part in names for part in NAME_TOKEN_PATTERN.findall(match[0]))
        if has_name and not is_everyday(joined):
            yield joined, False


def _names(segment: str) -> list[str]:
    """The names among the words of one segment."""
    tokens = [part for token in NAME_TOKEN_PATTERN.findall(segment) for part in _parts(token)]
    if len(tokens) == 1 and _folded(tokens[0]) in NAMES_BY_THEMSELVES:
        return tokens
    described = _described(tokens)
    # In an entry of small letters, `tom baker`, a capital tells nothing.
    capitals_tell = not segment.islower()
    beside_names = {
        _folded(token) for token in tokens if _is_name_beside(token) or not capitals_tell
    } & NAMES_BESIDE_OTHERS
    titled = {number for number, title in enumerate(tokens, 1) if _folded(title) in TITLES}
    sure = [
        (_is_name(token) and n not in described) or (n in titled and token[:1].isupper())
        for n, token in enumerate(tokens)
    ]
    beside = [any(sure[: n + 2]) for n in range(len(tokens))]  # one before, or right behind
    return [
        token
        for token, is_name, has_name_beside in zip(tokens, sure, beside, strict=True)
        if is_name or (has_name_beside and _folded(token) in beside_names)
    ]


def _described(tokens: list[str]) -> set[int]:
    """Which words describe somebody: in small letters, behind an article or `in`, up to a noun."""
    numbers: set[int] = set()
    for number, (before, token) in enumerate(pairwise(tokens), 1):
        begins = before.casefold() in DESCRIBING_WORDS or number - 1 in numbers
        if begins and token.islower() and not is_everyday(_folded(token)):
            numbers.add(number)
    return numbers


def _parts(token: str) -> Iterator[str]:
    """A token, and the parts of it that are names too: `O'Neill`, `Neill`; `KarinHolm`, `Holm`."""
    if re.match(f"[{UNSPACED_SCRIPTS}]", token):
        yield from _unspaced(token)
        return
    token = GENITIVE_PATTERN.sub("", token)
    yield token
    if not is_everyday(_folded(token)):
        yield from (part for part in NAME_PART_END_PATTERN.split(token) if part != token)


def _unspaced(token: str) -> Iterator[str]:
    """The names in a text without spaces; one of a single character goes with what follows it."""
    names = [piece for piece in UNSPACED_NAME_PATTERN.findall(token) if piece]
    yield from (name if len(name) > 1 else token for name in names)


def _folded(token: str) -> str:
    """A token for comparison with the lists of everyday words."""
    return "".join(folded_words(token))


def _is_name(token: str) -> bool:
    """Whether a word is a name, whatever stands beside it."""
    folded = _folded(token)
    if len(folded) < SHORT_NAME_LENGTH or _is_name_beside(token):
        return False
    return not is_everyday(folded) or (token[:1].isupper() and folded in WORDS_ALSO_NAMES)


def _is_name_beside(token: str) -> bool:
    """Whether a capitalised word is a name only beside another: `Tom Baker`, but `Head Baker`."""
    return token[:1].isupper() and _folded(token) in NAMES_BESIDE_OTHERS


def _is_exact(token: str) -> bool:
    """Whether a name is matched as it is written: it is short, or an everyday word too."""
    folded = _folded(token)
    is_short = len(folded) <= SHORT_NAME_LENGTH and not re.match(f"[{UNSPACED_SCRIPTS}]", token)
    return is_short or folded in WORDS_ALSO_NAMES or is_everyday(folded)


def _forms(name: str, *, exact: bool) -> Iterator[str]:
    """A name as it is written; with a capital, and in capitals throughout, where that counts.

    Of `김민수` also what somebody is called, `민수`.
    """
    if not exact:
        yield name
        if UNSPACED_FULL_NAME_PATTERN.fullmatch(name):
            yield name[1:]
    else:
        own = [name] if name[:1].isupper() else []
        yield from dict.fromkeys(
            [*([] if " " in name else [name.capitalize()]), *own, name.upper()]
        )

"""Which files belong to one opportunity, and the key that it goes by.

Names as written in, identities and keys out. Files are of one opportunity if their identities are
equal; a key is an identity's text, made fit for a folder.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from site_builder.core.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_KEY_LENGTH, HASH_LENGTH = 80, 8  # characters
MAX_KEY_BYTES = 240  # a key names a folder, and most disks stop at 255 bytes
Identity = tuple[str, ...]
"""What files of one opportunity share: its folded name alone, or folded company and role."""
OpportunityName = tuple[str | None, str | None, str | None]
"""Company, role and `opportunity` of a file as written; None for what is not known."""


def names_alone(names: Iterable[OpportunityName]) -> dict[Identity, str]:
    """The folded `opportunity` by company and role, where their files name exactly one."""
    named: dict[Identity, set[str]] = defaultdict(set)
    for name in names:
        if name[2]:
            named[_company_and_role(name)].add(fold(name[2]))
    return {pair: folded for pair, (folded, *others) in named.items() if not others}


def identity_of(name: OpportunityName, joined: dict[Identity, str]) -> Identity:
    """The identity of a file by its name; `joined` is what `names_alone` found of all files."""
    if name[2]:
        return (fold(name[2]),)
    identity = _company_and_role(name)
    return (joined[identity],) if identity in joined else identity


def opportunity_keys(identities: Iterable[Identity]) -> dict[Identity, str]:
    """A key for each identity: its text, with a hash where that would be empty or shared.

    All that share a text get a hash, so that a key does not depend on which file came first.
    """
    bases = {identity: _key_text(" ".join(identity)) for identity in identities}
    count: dict[str, int] = defaultdict(int)
    for base in bases.values():
        count[base] += 1
    return {
        identity: base if base and count[base] == 1 else _hashed(base, identity)
        for identity, base in bases.items()
    }


def _company_and_role(name: OpportunityName) -> Identity:
    return (fold(name[0] or ""), fold(name[1] or ""))


def _key_text(text: str) -> str:
    """Letters, marks and digits of any script, with hyphens for the rest, cut to fit a folder."""
    letters = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in text)
    key = re.sub("-+", "-", letters).strip("-")[:MAX_KEY_LENGTH]
    while len(key.encode()) > MAX_KEY_BYTES:
        key = key[:-1]
    return key.rstrip("-")


def _hashed(base: str, identity: Identity) -> str:
    # Folded texts hold no line feed: ("a b", "c") and ("a", "b c") are hashed as different texts.
    digest = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:HASH_LENGTH]
    return f"{base[: MAX_KEY_LENGTH - HASH_LENGTH - 1].rstrip('-')}-{digest}"

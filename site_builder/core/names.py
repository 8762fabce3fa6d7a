"""Names of companies and jobs: how they are compared, and what belongs to the name itself."""

from __future__ import annotations

import re
import unicodedata

# A word of a name, with the dots of initials in it: `A.S.`.
WORD = re.compile(r"[^\W_](?:[\w.]*\w)?\.?")

LEGAL_FORMS = frozenset(
    """
    ab ag aps as asa bv co company corp corporation gmbh inc incorporated kg kk limited llc llp ltd
    nv oy oyj plc pty sa sarl sas se spa srl
    """.split()  # noqa: SIM905 -- thirty lines else
)


def fold(text: str) -> str:
    """A text for comparison: NFKC, casefold, white space folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def without_legal_form(name: str) -> str:
    """`Northwind Traders` of `Northwind Traders, Inc.`; a name that is nothing else stays."""
    name = " ".join(name.split())
    words = list(WORD.finditer(name))
    while len(words) > 1 and words[-1][0].replace(".", "").casefold() in LEGAL_FORMS:
        name = name[: words.pop().start()]
    return name.rstrip(" ,;&-(/")

"""Names of companies and roles: how two of them are compared, and what a legal form is.

Text in, text out. Grouping, warnings and redaction all compare by these rules, so that what one
takes for the same company no other takes for two.
"""

# ruff: noqa: RUF001 -- words of other scripts

from __future__ import annotations

import re
import unicodedata

# Dots inside a word belong to it, so that `A.S.` is one word and not two initials.
NAME_WORD_PATTERN = re.compile(r"[^\W_](?:[\w.]*\w)?\.?")

LEGAL_FORMS = frozenset(
    """
    ab ag aps as asa bv co company corp corporation gmbh inc incorporated kg kk limited llc llp ltd
    nv oy oyj plc pty sa sarl sas se spa srl ао зао оао ооо пао
    """.split()  # noqa: SIM905 -- thirty lines else
)
# Those that stand without a space before a name or behind it, and Russian ones before it.
UNSPACED_FORMS = (
    r"株式会社|有限会社|合同会社|주식회사|유한회사|\(株\)|\(有\)|\(주\)|[㈱㈲㈜]"
    "|股份有限公司|有限责任公司|有限公司"
)
OUTER_FORM_PATTERN = re.compile(
    rf"\A(?:(?:{UNSPACED_FORMS})\s*|(?:[ЗОП]?АО|ООО)\s+)(?=\w|[«\"„])"
    rf"|\s*(?:{UNSPACED_FORMS})\Z"
)
QUOTED_NAME_PATTERN = re.compile(r"[«\"„](.*)[»\"“]")


def fold(text: str) -> str:
    """A text for comparison: `åbo ab` for ` Åbo  AB`. Unicode's NFKC, casefold, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def without_legal_form(name: str) -> str:
    """`Northwind Traders` for `Northwind Traders, Inc.`, of several forms without any.

    A name that is only a legal form (`SE`) stays, as it would be empty.
    """
    name = " ".join(name.split())
    if inner := OUTER_FORM_PATTERN.sub("", name):
        quoted = QUOTED_NAME_PATTERN.fullmatch(inner) if inner != name else None
        name = quoted[1] if quoted else inner
    words = list(NAME_WORD_PATTERN.finditer(name))
    while len(words) > 1 and words[-1][0].replace(".", "").casefold() in LEGAL_FORMS:
        name = name[: words.pop().start()]
    return name.rstrip(" ,;&-(/")

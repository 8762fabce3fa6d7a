"""Look for reflections that raise, hang or come out harmful, for as long as one likes.

Atheris changes the texts in `corpus/` and keeps those that reach new lines of code in a folder of
its own. What it finds is worth a line in `tests/test_hostile.py`. `make fuzz` runs it.
"""

from __future__ import annotations

import sys
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlsplit

import atheris

with atheris.instrument_imports(include=["site_builder", "markdown", "frontmatter"]):
    from site_builder.parsing.journal import parse_journal

TODAY = date(2026, 11, 22)
TAGS = frozenset(
    "a abbr b bdi blockquote br cite code dd del dfn div dl dt em h3 h4 h5 h6 hr i ins kbd li mark"  # noqa: SIM905 -- forty lines else
    " ol p pre q s samp small span strong sub sup table tbody td th thead tr u ul var wbr".split()
)
ATTRIBUTES = frozenset({"class", "href", "lang", "rel", "start", "title"})
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})


class Harmless(HTMLParser):
    """Raises for a tag, an attribute or an address that no section may have."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag."""
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            assert name != "href" or urlsplit(value or "").scheme in SCHEMES, value


def one(data: bytes) -> None:
    """Read a file as a reflection, as the settings and as what I look for."""
    whole = b"---\ncompany: A\nrole: B\n---\n" + data
    files = {"a.md": data, "b.md": whole, "journal.toml": data, "looking-for.md": data}
    found = parse_journal("journal", files, TODAY)
    assert [p for p in found.problems if p.line < 1 or p.column < 1] == []
    bodies = [r.body for r in found.reflections] + [b for b in (found.looking_for,) if b]
    for section in (s for body in bodies for s in body.sections):
        Harmless().feed(section.heading + section.html)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

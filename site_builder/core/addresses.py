"""Where pages stand: addresses are from the site's root and percent-encoded."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes


def page_of(slug: str) -> str:
    """The page of a reflection."""
    return f"reflections/{quote(slug)}/index.html"


def opportunity_page(key: str) -> str:
    """The page of an opportunity."""
    return f"opportunities/{quote(key)}/index.html"


def located(raw: bytes) -> str | None:
    """The path below the site that an address means; None for one that can mean none.

    Each part is decoded once, by itself: what then still has a slash in it, or begins with a dot,
    is no name of a file of ours.
    """
    if not raw.startswith(b"/"):
        return None
    names = []
    for part in raw[1:].split(b"/"):
        try:
            names.append(unquote_to_bytes(part).decode())
        except UnicodeDecodeError:
            return None
    if not names[-1]:
        names[-1] = "index.html"
    if any(n[:1] in {"", "."} or not n.isprintable() or set(n) & set("/\\") for n in names):
        return None
    return "/".join(names)

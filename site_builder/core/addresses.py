"""Where pages stand: addresses are from the site's root and percent-encoded."""

from __future__ import annotations

from urllib.parse import quote


def page_of(slug: str) -> str:
    """The page of a reflection."""
    return f"reflections/{quote(slug)}/index.html"


def opportunity_page(key: str) -> str:
    """The page of an opportunity."""
    return f"opportunities/{quote(key)}/index.html"

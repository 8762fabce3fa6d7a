"""Addresses of the site's pages: relative to the site's root, percent-encoded, with `/` between.

Pages, builder and server all take an address from here, so that a link and the file that it leads
to cannot differ. No file is opened here, nor is it checked that one exists.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

PLAIN_PATH_PATTERN = re.compile("[A-Za-z0-9_.~/-]*")  # what `quote` leaves as it is


def encoded(path: str) -> str:
    """A path with `/` between, percent-encoded; most are plain, and there are ten thousands."""
    return path if PLAIN_PATH_PATTERN.fullmatch(path) else quote(path)


def reflection_page(slug: str) -> str:
    """The page of the reflection with this slug."""
    return f"reflections/{encoded(slug)}/index.html"


def opportunity_page(key: str) -> str:
    """The page of the opportunity with this key."""
    return f"opportunities/{encoded(key)}/index.html"


def site_path(raw: bytes) -> str | None:
    """The file below the site's root that a requested path (`/compare/`) asks for, not encoded.

    A folder means its `index.html`. None for a path that cannot be a file of the site: one that is
    not UTF-8, hidden, or an attempt to leave the root, in any encoding.
    """
    if not raw.startswith(b"/"):
        return None
    names = []
    # Split before decoding, and decode once: `%2F` stays inside its name and is refused below, and
    # `%252e` stays the name `%2e`.
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

"""Links between the files of a journal: which page each leads to.

The paths of files and links go in, addresses from the site's root come out. Nothing is read or
changed here; how links look in Markdown stands in `markdown`.
"""

from __future__ import annotations

import posixpath
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from site_builder.core.page_addresses import reflection_page
from site_builder.parsing.filenames import LOOKING_FOR_FILE, slug_of

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKING_FOR_PAGE = "index.html#looking-for"


def link_resolver(
    path: str, slugs: frozenset[str], *, looking_for: bool
) -> Callable[[str], str | None]:
    """A function from the links of the file at `path` to addresses, from the site's root.

    A link is relative to the file, or `[[note]]` with the name of a note. Links to files without a
    page give None. `looking_for` tells whether the journal has a page of what is looked for.
    """

    def resolve(target: str) -> str | None:
        if target.startswith("[["):
            return _note_page(target[2:-2].removesuffix(".md"), slugs, looking_for=looking_for)
        linked_path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if linked_path == LOOKING_FOR_FILE and looking_for:
            return LOOKING_FOR_PAGE
        # Paths are compared as they are written: on some disks `A.md` is not `a.md`.
        slug = slug_of(linked_path)
        return reflection_page(slug) if linked_path.endswith(".md") and slug in slugs else None

    return resolve


def _note_page(name: str, slugs: frozenset[str], *, looking_for: bool) -> str | None:
    """The page of a note by its name, or by its path from the journal folder or a folder above it.

    Obsidian writes paths from the root of its vault, which the journal folder may lie in.
    """
    parts = unicodedata.normalize("NFC", name).casefold().strip("/").split("/")
    if looking_for and parts[-1] == LOOKING_FOR_FILE.removesuffix(".md"):
        return LOOKING_FOR_PAGE
    paths = ("/".join(["", *parts[first:]]) for first in range(len(parts)))
    keys = parts if len(parts) == 1 else paths
    slug = next(filter(None, map(_slugs_by_note(slugs).get, keys)), None)
    return slug and reflection_page(slug)


@lru_cache(maxsize=4)
def _slugs_by_note(slugs: frozenset[str]) -> dict[str, str]:
    """Slugs by the folded name of each note, and by its folded path with a `/` before it.

    Of notes with the same name the one in the fewest folders counts.
    """
    notes: dict[str, str] = {}
    for slug in sorted(slugs, key=lambda slug: (slug.count("/"), slug)):
        path = slug.casefold()
        notes.setdefault(path.rpartition("/")[2], slug)
        notes.setdefault(f"/{path}", slug)
    return notes

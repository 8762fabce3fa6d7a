"""The search index: made of the reflections' pages, and kept while they stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder import search

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Place

PAGES = {
    "reflections/a/index.html": b"<html><body data-pagefind-body><h1>A</h1>yawl</body></html>",
    "reflections/b/index.html": b"<html><body data-pagefind-body><h1>B</h1>ketch</body></html>",
}


def test_the_index_is_reproducible(tmp_path: Path) -> None:
    """Two indexes of the same pages are the same bytes."""
    one, two = (search.index(PAGES, tmp_path / name) for name in ("one", "two"))
    assert one == two
    assert "search/pagefind/pagefind.js" in one


def test_a_kept_index_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is not made again while no page changes, and is made again when one does."""
    first = search.index(PAGES, tmp_path / "kept")
    monkeypatch.setattr(search, "_made", lambda pages: {"made": str(len(pages)).encode()})
    assert search.index(PAGES, tmp_path / "kept") == first
    changed = {**PAGES, "reflections/c/index.html": b"<html></html>"}
    assert search.index(changed, tmp_path / "kept") == {"search/pagefind/made": b"3"}


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", None])
def test_a_damaged_kept_index_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    """Whatever happens to the kept index, the next one is right."""
    kept = tmp_path / "kept"
    first = search.index(PAGES, kept)
    kept.write_bytes(kept.read_bytes()[:-40] if damage is None else damage)
    assert search.index(PAGES, kept) == first


def test_no_search_leaves_it_out(place: Place) -> None:
    """`--no-search` builds neither the search page, its script, nor a link to it; without it all
    come back.
    """
    place.write({"journal/a.md": "---\ncompany: A\nrole: R\n---\nyawl\n"})
    assert place.run("build", "-q").status == 0
    site = place.root / "site"
    assert (site / "search/pagefind/pagefind.js").exists()
    assert place.run("build", "-q", "--no-search").status == 0
    assert not (site / "search").exists()
    assert not (site / "search.js").exists()
    assert "search" not in (site / "index.html").read_text("utf-8")


def test_a_journal_of_nothing_has_a_search(place: Place) -> None:
    """An empty journal builds with a search page."""
    place.write({"journal/journal.toml": ""})
    assert place.run("build", "-q").status == 0

"""The search index: made of the reflections' pages, and kept while they stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder import search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Place

PAGES = {
    "reflections/a/index.html": b"<article data-pagefind-body><h1>A</h1>yawl</article>",
    "reflections/b/index.html": b"<article data-pagefind-body><h1>B</h1>ketch</article>",
}


def test_the_index_is_reproducible() -> None:
    """Two indexes of the same pages are the same bytes."""
    one = search.index(PAGES)
    assert one == search.index(PAGES)
    assert "search/pagefind/pagefind.js" in one


def test_the_index_is_made_only_when_its_text_changes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is not made again while what is searched stays the same, whatever is around it."""
    made = []

    def index(articles: Mapping[str, bytes]) -> dict[str, bytes]:
        made.append(len(articles))
        return {"search/pagefind/made": b"".join(articles.values())}

    monkeypatch.setattr(search, "index", index)
    place.write({"journal/a.md": "---\ncompany: A\nrole: R\n---\nyawl\n"})
    assert place.run("build", "-q").status == 0
    place.write({"journal/journal.toml": 'title = "Another title"\n'})
    assert place.run("build", "-q").status == 0
    assert place.run("build", "-q", "--today", "2026-11-23").status == 0
    assert made == [3]
    place.write({"journal/a.md": "---\ncompany: A\nrole: R\n---\nketch\n"})
    assert place.run("build", "-q").status == 0
    assert made == [3, 3]
    assert b"ketch" in (place.root / "site/search/pagefind/made").read_bytes()


@pytest.mark.parametrize("damage", [b"", None])
def test_a_harmed_index_comes_back(place: Place, damage: bytes | None) -> None:
    """Whatever happens to the files of the index, the next build makes them whole."""
    assert place.run("build", "-q").status == 0
    before = place.files()
    file = place.root / "site/search/pagefind/pagefind.js"
    file.unlink() if damage is None else file.write_bytes(damage)
    assert place.run("build", "-q").status == 0
    assert place.files() == before


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

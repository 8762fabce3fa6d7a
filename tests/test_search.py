"""The search index: made of the reflections' pages, and kept while they stay the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from site_builder.build import search_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Place

PAGES = {
    "reflections/a/index.html": b"<article data-pagefind-body><h1>A</h1>yawl</article>",
    "reflections/b/index.html": b"<article data-pagefind-body><h1>B</h1>ketch</article>",
}


def test_the_index_is_reproducible() -> None:
    """Two indexes of the same pages are the same bytes."""
    one = search_index.index(PAGES)
    assert one == search_index.index(PAGES)
    assert "search/pagefind/pagefind.js" in one


def test_the_index_is_made_only_when_its_text_changes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is not made again while what is searched stays the same, whatever is around it."""
    made = []

    def index(articles: Mapping[str, bytes]) -> dict[str, bytes]:
        made.append(len(articles))
        return {"search/pagefind/made": b"".join(articles.values())}

    monkeypatch.setattr(search_index, "index", index)
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
    assert "search/" not in (site / "index.html").read_text("utf-8")


def test_a_journal_of_nothing_has_a_search(place: Place) -> None:
    """An empty journal builds with a search page."""
    place.write({"journal/journal.toml": ""})
    assert place.run("build", "-q").status == 0


@pytest.mark.parametrize(
    ("front", "body", "said"),
    [
        ("company: 北風商會\nrole: R", "", True),
        ("company: A\nrole: データエンジニア", "", True),
        ("company: A\nrole: R\nround: 二次面接", "", True),
        ("company: A\nrole: R\ntags: [東京]", "", True),
        ("company: A\nrole: R\ninterviewers: [สมชาย]", "", True),
        ("company: A\nrole: R\nevidence: {values: 話しました}\nratings: {values: 8}", "", True),
        ("company: A\nrole: R\nsecond_look: {why: 話しました, ratings: {values: 8}}", "", True),
        ("company: A\nrole: R\noffer: {terms: 年收一百萬}", "", True),
        ("company: A\nrole: R", "## Notes\n\nฉันคุยกับผู้จัดการ", True),
        ("company: A\nrole: R", "## Notes\n\nខ្ញុំបាននិយាយ", True),
        ("company: A\nrole: R", "## Notes\n\nຂ້ອຍເວົ້າກັບ", True),
        ("company: A\nrole: R", "## Notes\n\nကျွန်တော်ပြောခဲ့တယ်", True),
        ("company: A\nrole: R", "## 今日の感想\n\nGood.", True),
        ("company: A\nrole: R", "## Notes\n\n<!-- 今日は面接 -->Good.", False),
        ("company: 한국 회사\nrole: R", "## Notes\n\n면접은 좋았습니다", False),
        ("company: Åkerlund\nrole: R", "## Notes\n\nЖ, שלום, مرحبا, नमस्ते, Γειά", False),
        ("company: A\nrole: R", "## Notes\n\n฿500, 株 and 🙂🙂, “quoted”…", False),
    ],
)
def test_what_the_search_cannot_find_is_said(
    place: Place, front: str, body: str, *, said: bool
) -> None:
    """The search page says that it finds little where a reflection has text in a script without
    spaces between words, and only there; also when the text comes later, and when it goes again.
    """
    text = f"---\n{front}\n---\n\n{body}\n"
    sentence = b"a script without spaces between words"
    for written in (
        {},
        {"journal/a.md": text},
        {"journal/a.md": "---\ncompany: A\nrole: R\n---\n"},
    ):
        place.write(written)
        assert place.run("build", "-q").status == 0
        page = (place.root / "site/search/index.html").read_bytes()
        assert (sentence in page) is (said and text in written.values())


def test_a_fact_is_apart_from_its_label(place: Place) -> None:
    """What is searched has a space before each fact, so that a tag is a word of its own."""
    place.write({"journal/a.md": "---\ncompany: A\nrole: R\ntags: [zebra]\n---\n"})
    assert place.run("build", "-q").status == 0
    page = (place.root / "site/reflections/a/index.html").read_text("utf-8")
    assert re.findall(r"\w*zebra", re.sub(r"<[^>]*>", "", page)) == ["zebra"]

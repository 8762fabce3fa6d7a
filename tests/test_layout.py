"""Many jobs, many criteria and long names in a real browser, and what is printed."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, TODAY, Place
from fonts import FONT_SETS
from layout import UNFOLD, misfits
from stress_journal import write_stress_journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

SCREENS = (390, 820, 1280, 1680)
PAPER = (680,)
EVERY_TABLE = "compare/index.html"
STRESS_PAGES = (
    "index.html",
    EVERY_TABLE,
    "lessons/index.html",
    "questions/index.html",
    "problems/index.html",
    "opportunities/北風商會數據平台股份有限公司東京第二開發中心-lead/index.html",
    "opportunities/hollin-bank-softwarequalitätssicherungsbeauftragtenstellvertreter/index.html",
    "opportunities/شركة-الشمال-للتجارة-والنقل-البحري-المحدودة-lead/index.html",
    "reflections/2026/2026-11-19-job-05-6/index.html",
    "reflections/2026/2026-11-21-job-00-0/index.html",
)
# Each table's heads as their widths.
HEAD_WIDTHS = """() => [...document.querySelectorAll('.side')].map(
    table => [...table.querySelectorAll('thead th')].map(e => e.getBoundingClientRect().width))"""
# What the keyboard stops at only to scroll it, without anything to scroll; and what scrolls beyond
# its reach.
STOPS = """() => [...document.querySelectorAll('main *')].filter(e => e.clientWidth).filter(e => {
    const style = getComputedStyle(e);
    const scrolls = (style.overflowX === 'auto' && e.scrollWidth > e.clientWidth)
        || (style.overflowY === 'auto' && e.scrollHeight > e.clientHeight);
    const stop = e.getAttribute('tabindex') === '0';
    return scrolls ? !stop && !e.querySelector('a[href]') : stop;
}).map(e => `${innerWidth}: ${e.outerHTML.slice(0, 80)}`)"""


def built(folder: Path) -> Path:
    """The site of the journal in a folder."""
    Place(folder).run("build", "--today", TODAY, "-q", "--no-search")
    return folder / "site"


@pytest.fixture(scope="module")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stress journal's site."""
    folder = tmp_path_factory.mktemp("stress")
    write_stress_journal(folder)
    return built(folder)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample journal's site."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "journal", folder / "journal")
    return built(folder)


@pytest.mark.parametrize("fonts", FONT_SETS)
@pytest.mark.parametrize("address", STRESS_PAGES)
def test_pages_of_a_long_search_fit(
    browsers: Callable[[str], Browser], stress: Path, address: str, fonts: str
) -> None:
    """With forty jobs, nine criteria and odd names, nothing is wider than what holds it, the
    columns of a table are of one width, and the keyboard reaches what scrolls and nothing else.
    """
    page = browsers(fonts).new_page(color_scheme="dark" if fonts == "wide" else "light")
    page.goto((stress / address).as_uri())
    assert misfits(page, SCREENS, PAPER) == []
    for width in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        for widths in page.evaluate(HEAD_WIDTHS):
            assert max(widths) - min(widths) < 1, width
        page.evaluate("new Promise(requestAnimationFrame)")  # after which a script sets the stops
        assert page.evaluate(STOPS) == []
    page.close()


def test_three_columns_share_a_phone(browser: Browser, sample: Path) -> None:
    """On a phone the offers stand side by side below their names, which stay in sight, and nothing
    has to be scrolled sideways for it.
    """
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((sample / EVERY_TABLE).as_uri())
    row = page.locator(".choice tbody tr:has(th:has-text('Manager'))").first
    figures = [box.bounding_box() for box in row.locator("td").all()]
    assert len(figures) == 3
    tops = {box and round(box["y"]) for box in figures}
    rights = [box["x"] + box["width"] for box in figures if box]
    assert len(tops) == 1
    assert rights == sorted(rights)
    assert rights[-1] <= 390
    row.evaluate("e => e.scrollIntoView({block: 'center'})")
    head = page.locator(".choice thead").first.bounding_box()
    assert head is not None
    assert head["y"] == 0
    page.close()


@pytest.mark.parametrize("address", ["index.html", EVERY_TABLE])
def test_targets_are_large_enough(
    browser: Browser, stress: Path, sample: Path, address: str
) -> None:
    """On a phone each target is 24 pixels large, or has as much room around it."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, bypass_csp=True)
    for site in (sample, stress):
        page.goto((site / address).as_uri())
        page.evaluate(UNFOLD)
        found = Axe().run(page, options={"runOnly": ["target-size"]})
        assert found.violations_count == 0, found.generate_report()
    page.close()


def test_the_first_page_takes_two_sheets(browser: Browser, sample: Path) -> None:
    """The sample's first page is printed on two sheets of A4."""
    page = browser.new_page()
    page.goto((sample / "index.html").as_uri())
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    page.close()


@pytest.mark.parametrize(
    ("site", "address", "most"),
    [("stress", "index.html", 150_000), ("sample", EVERY_TABLE, 90_000)],
)
def test_pages_are_light(
    request: pytest.FixtureRequest, site: str, address: str, most: int
) -> None:
    """A page with its style and scripts stays small, however long the search."""
    folder: Path = request.getfixturevalue(site)
    text = (folder / address).read_bytes()
    parts = re.findall(rb'(?:src|href)="(?:\.\./)*([\w-]+\.(?:css|js))"', text)
    assert len(parts) >= 2
    assert len(text) + sum((folder / name.decode()).stat().st_size for name in parts) < most


def test_a_profile_is_light(sample: Path) -> None:
    """A profile, with its words, takes less than 700 bytes."""
    profiles = [
        found
        for path in sample.rglob("*.html")
        for found in re.findall(r'(?s)<svg class="profile".*?</svg>', path.read_text("utf-8"))
    ]
    assert len(profiles) > 20
    assert max(len(found.encode()) for found in profiles) < 700

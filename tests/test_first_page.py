"""The first page of the sample in a real browser: what is seen at once, and how it answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fonts import FONT_SETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
# The characters of all text that is shown, and of that which is both small and grey.
SMALL_GREY = """() => {
  const soft = getComputedStyle(document.querySelector('.cue')).color;
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  let all = 0, grey = 0;
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement, style = getComputedStyle(holder);
    if (!holder.checkVisibility() || holder.closest('svg, .hidden')) continue;
    const letters = texts.currentNode.data.replace(/\\s+/g, '').length;
    all += letters;
    if (parseFloat(style.fontSize) < 16 && style.color === soft) grey += letters;
  }
  return [grey, all];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the sample's first page, on the disk."""
    site = tmp_path_factory.mktemp("first") / "site"
    command = [sys.executable, "-m", "site_builder", "build", "-q", "-o", str(site)]
    subprocess.run([*command, "--today", "2026-11-22"], cwd=ROOT, check=True)
    return (site / "index.html").as_uri()


def opened(browser: Browser, address: str, width: int, height: int) -> Page:
    """The page in a window of some size."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    return page


@pytest.mark.parametrize("fonts", FONT_SETS)
@pytest.mark.parametrize(("width", "height", "screens"), [(1280, 1000, 1), (390, 844, 1.5)])
def test_the_first_light_is_seen_early(
    browsers: Callable[[str], Browser],
    address: str,
    fonts: str,
    width: int,
    height: int,
    screens: float,
) -> None:
    """In any font, the first light stands on the first screen of a desk, and within one and a half
    of a phone.
    """
    page = opened(browsers(fonts), address, width, height)
    lamp = page.locator(".job .lamp").first.bounding_box()
    assert lamp is not None
    assert lamp["y"] + lamp["height"] <= height * screens
    page.close()


def test_little_is_small_and_grey(browser: Browser, address: str) -> None:
    """At most a fifth of the text is both small and grey: not names, dates or reasons."""
    page = opened(browser, address, 1280, 1000)
    grey, all_letters = page.evaluate(SMALL_GREY)
    assert 0 < grey <= all_letters / 5
    page.close()


def test_rows_answer_to_the_pointer(browser: Browser, address: str) -> None:
    """A row of a list is marked below the pointer, and a click anywhere on it leads to its page."""
    for row, link in ((".job", ".job .what > a"), (".todos a", ".todos a")):
        page = opened(browser, address, 1280, 1000)
        colour = f"getComputedStyle(document.querySelector('{row}')).backgroundColor"
        before = page.evaluate(colour)
        page.locator(row).first.hover(position={"x": 8, "y": 8})
        assert page.evaluate(colour) != before
        target = page.locator(link).first.evaluate("link => link.href")
        page.locator(row).first.click(position={"x": 8, "y": 8})
        assert page.url == target
        page.close()

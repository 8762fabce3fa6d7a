"""Take pictures of the sample journal's site with a headless Chromium.

The README's go to `docs/images/`; all pages, on a desktop and a phone, light and dark, go to
`.cache/pages/`, where `index.html` has them side by side. The site must be built into `site/`
before. The browser is `$CHROMIUM`, else `chromium` on the path.
"""

from __future__ import annotations

import os
import shutil
import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Colours = Literal["light", "dark"]

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
# File name, page, width and height in pixels, colour scheme.
SCREENSHOTS: tuple[tuple[str, str, int, int, Colours], ...] = (
    ("index", "index.html", 1120, 900, "light"),
    ("reflection", "reflections/2026-11-18-northwind-manager/index.html", 1120, 900, "light"),
    ("compare-phone", "compare/index.html", 390, 844, "dark"),
)
LOOKS: tuple[tuple[int, int, Colours], ...] = (
    (1280, 1000, "light"),
    (1280, 1000, "dark"),
    (390, 844, "light"),
    (390, 844, "dark"),
)
SHEET = """<!doctype html>
<meta charset="utf-8">
<title>All pages of the sample</title>
<style>
body {{ margin: 1rem; font: 1rem sans-serif; background: #888; }}
div {{ display: flex; gap: 1rem; align-items: start; }}
img {{ width: 36vw; }}
img.phone {{ width: 11vw; }}
</style>
{rows}
"""
# Chromium has no sandbox for root in a container, and is to make no calls of its own.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


def main() -> None:
    """Write all pictures; exits with a message where there is no browser."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser_path is None:
        sys.exit("no chromium: install it, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS)
        take_screenshots(browser, ROOT / "docs" / "images")
        take_sheet(browser, ROOT / ".cache" / "pages")
        browser.close()


def take_screenshots(browser: Browser, folder: Path) -> None:
    """Write the README's pictures into a folder."""
    folder.mkdir(exist_ok=True)
    for name, page, width, height, colours in SCREENSHOTS:
        view = _view(browser, width, height, colours)
        view.goto((SITE / page).as_uri())
        view.screenshot(path=folder / f"{name}.png")
        view.close()


def take_sheet(browser: Browser, folder: Path) -> None:
    """Write a picture of each page in each look into a folder of its own, and a page of them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = sorted(SITE.rglob("index.html"))
    images: dict[Path, str] = dict.fromkeys(pages, "")
    for width, height, colours in LOOKS:
        view = _view(browser, width, height, colours)
        for number, page in enumerate(pages):
            name = f"{number:03}-{width}-{colours}.png"
            view.goto(page.as_uri())
            view.screenshot(path=folder / name, full_page=True)
            kind = ' class="phone"' if width < height else ""
            images[page] += f'<a href="{name}"><img{kind} src="{name}" loading="lazy"></a>\n'
        view.close()
    rows = (
        f"<h2>{escape(str(page.relative_to(SITE)))}</h2>\n<div>\n{row}</div>\n"
        for page, row in images.items()
    )
    (folder / "index.html").write_text(SHEET.format(rows="".join(rows)), "utf-8")


def _view(browser: Browser, width: int, height: int, colours: Colours) -> Page:
    return browser.new_page(viewport={"width": width, "height": height}, color_scheme=colours)


if __name__ == "__main__":
    main()

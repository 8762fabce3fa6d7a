"""Take the README's screenshots of the sample journal's site with a headless Chromium.

The site must be built into `site/` before. The browser is `$CHROMIUM`, else `chromium` on the path.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# File name, page, width and height in pixels, colour scheme.
SCREENSHOTS = (
    ("index", "index.html", 1120, 900, "light"),
    ("reflection", "reflections/2026-11-18-northwind-manager/index.html", 1120, 900, "light"),
    ("compare-phone", "compare/index.html", 390, 844, "dark"),
)
# Chromium has no sandbox for root in a container, and is to make no calls of its own.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


def main() -> None:
    """Write docs/images/*.png; exits with a message where there is no browser."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser_path is None:
        sys.exit("no chromium: install it, or name one in CHROMIUM")
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS)
        for name, page, width, height, colours in SCREENSHOTS:
            view = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if colours == "dark" else "light",
            )
            view.goto((ROOT / "site" / page).as_uri())
            view.screenshot(path=folder / f"{name}.png")
            view.close()
        browser.close()


if __name__ == "__main__":
    main()

"""The sample journal's site in a real browser, straight from the disk."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
KINDS = (
    "index.html",
    "compare/index.html",
    "lessons/index.html",
    "questions/index.html",
    "problems/index.html",
    "search/index.html",
    "opportunities/northwind-traders-staff-engineer/index.html",
    "opportunities/pemmerby-weather-data-engineer-forecast-archive/index.html",
    "opportunities/trundlo-mobility-lead-data-engineer/index.html",
    "reflections/2026-11-18-northwind-manager/index.html",
    "reflections/2026-11-21-quillmoor-warehouse/index.html",
    "reflections/2026-11-13-tolvane-team/index.html",
    "reflections/broken/index.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
        """Log nothing."""


def chromium() -> str | None:
    """The browser: one that is installed, or the one that CHROMIUM names."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


if chromium() is None and not os.environ.get("AFTERVIEW_NEEDS_BROWSER"):
    pytest.skip("no Chromium is installed (CHROMIUM can name one)", allow_module_level=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample journal's site, with one broken file added."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(ROOT / "journal", folder / "journal")
    broken = "---\ncompany: Secret Broken Company\nrole: R\nratings: {values: 8/10}\n---\n"
    (folder / "journal" / "broken.md").write_text(broken, "utf-8")
    command = [sys.executable, "-m", "site_builder", "build", "--today", "2026-11-22", "-q"]
    done = subprocess.run(
        command, cwd=folder, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 1
    return folder / "site"


AUDIENCES = """
[audiences.reader]
dates = "none"
sections = ["goals", "concerns", "differently"]
allow = ["energy", "four office days"]
[audiences.scorer]
dates = "day"
fields = ["fit", "evidence", "tags"]
tasks = true
"""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sample journal publishes for three audiences: much, words alone, and figures."""
    folder = tmp_path_factory.mktemp("public")
    shutil.copytree(ROOT / "journal", folder / "journal")
    settings = folder / "journal" / "journal.toml"
    settings.write_text(settings.read_text("utf-8") + AUDIENCES, "utf-8")
    for path in (folder / "journal").rglob("*.md"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("share: [coach]", "share: [coach, reader, scorer]"), "utf-8")
    for audience in ("coach", "reader", "scorer"):
        command = [sys.executable, "-m", "site_builder", "publish", audience, "-q"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "AFTERVIEW_TODAY": "2026-11-22"}
        subprocess.run(command, cwd=folder, check=True, env=environment)
    return folder / "public"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


def opened(browser: Browser, site: Path, address: str, width: int, colours: str) -> Page:
    """A page at a width in light or dark, its requests and console messages kept on it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if colours == "dark" else "light",
        bypass_csp=True,  # axe is a script of ours, put in from outside
    )
    page = context.new_page()
    page.goto((site / address).as_uri())
    return page


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", KINDS)
def test_pages_are_accessible(
    browser: Browser, site: Path, address: str, width: int, colours: str
) -> None:
    """No page has an axe violation of WCAG 2.2 AA or of best practices, at phone and desktop
    width, light and dark, with everything unfolded.
    """
    page = opened(browser, site, address, width, colours)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


@pytest.mark.parametrize("audience", ["coach", "reader", "scorer"])
def test_published_pages_are_accessible(browser: Browser, public: Path, audience: str) -> None:
    """Whatever an audience sees, no page has an axe violation, and its links lead to files."""
    site = public / audience
    addresses = sorted(str(p.relative_to(site)) for p in site.rglob("*.html"))
    assert len(addresses) >= 8
    for address in addresses:
        page = opened(browser, site, address, 390, "light")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())
        for href in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)"):
            path = Path(unquote(urlsplit(href).path))
            assert not href.startswith("file:") or path.is_file(), (address, href)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("address", KINDS)
def test_no_page_scrolls_sideways(browser: Browser, site: Path, address: str, width: int) -> None:
    """No page is wider than the screen, folded or unfolded."""
    page = opened(browser, site, address, width, "light")
    for _ in range(2):
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.context.close()


def test_pages_ask_nothing_of_anybody(browser: Browser, site: Path) -> None:
    """Under its own content security policy no page logs an error or asks for anything but files
    of the site.
    """
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in KINDS:
        page.goto((site / address).as_uri())
    assert said == []
    assert [url for url in asked if not url.startswith(site.as_uri())] == []
    context.close()


@pytest.mark.parametrize("address", ["compare/index.html", KINDS[8], KINDS[5]])
def test_nothing_is_cut_on_paper(browser: Browser, site: Path, address: str) -> None:
    """Printed on A4, a page is no wider than the paper, nothing in it is cut off or hidden behind
    a scroll bar, and what was folded is open.
    """
    page = opened(browser, site, address, 700, "light")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(e => getComputedStyle(e).overflow !== 'visible' && !e.closest('.hidden'))
            .filter(e => e.clientWidth && (e.scrollWidth > e.clientWidth + 1
                                           || e.scrollHeight > e.clientHeight + 1))
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    folded = "[...document.querySelectorAll('details > :not(summary)')].map(e => e.offsetHeight)"
    assert 0 not in page.evaluate(f"{folded}.filter(Number.isInteger)")
    assert len(page.pdf(format="A4")) > 10_000
    page.context.close()


def test_search_finds_and_leads(browser: Browser, site: Path) -> None:
    """Served over HTTP, `/` goes to the search, which finds a word and leads to its reflection."""
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/compare/index.html")
        page.keyboard.press("/")
        page.wait_for_url("**/search/index.html")
        page.locator("#query").fill("yawl")
        page.locator("#found a").first.click()
        page.wait_for_url("**/reflections/2026-11-05-akerlund-yard/index.html")
        assert "Åkerlund & Søn" in page.title()
        assert said == []
        page.close()
        server.shutdown()


def test_search_says_what_it_needs(browser: Browser, site: Path) -> None:
    """Straight from disk, and without JavaScript, the search page says what it needs."""
    page = browser.new_page()
    page.goto((site / "search/index.html").as_uri())
    assert "python3 -m http.server" in page.inner_text("#said")
    page.close()
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / "search/index.html").as_uri())
    assert "needs JavaScript" in page.inner_text("#said")
    page.close()


def test_the_keyboard_reaches_the_page(browser: Browser, site: Path) -> None:
    """The first Tab shows the link that skips to the page, and Enter follows it."""
    page = opened(browser, site, "index.html", 1280, "light")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()

"""The sample journal's site in a real browser: from disk and served, with scripts and without."""

from __future__ import annotations

import functools
import http.server
import itertools
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fonts import FONT_SETS, require
from layout import UNFOLD, misfits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
SEARCH = "search/index.html"
KINDS = (
    "index.html",
    "compare/index.html",
    "lessons/index.html",
    "questions/index.html",
    "problems/index.html",
    SEARCH,
    "opportunities/northwind-traders-staff-engineer/index.html",
    "opportunities/pemmerby-weather-data-engineer-forecast-archive/index.html",
    "opportunities/trundlo-mobility-lead-data-engineer/index.html",
    "reflections/2026-11-18-northwind-manager/index.html",
    "reflections/2026-11-21-quillmoor-warehouse/index.html",
    "reflections/2026-11-13-tolvane-team/index.html",
    "reflections/broken/index.html",
)
SCREENS = (320, 390, 820, 1280, 1680)
PAPER = (680, 700, 720)  # A4 with margins of 15 mm and 12 mm, and Letter with half an inch
# Long names and other scripts: what tears a layout apart.
NAMES = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller",
    "شركة الشمال للتجارة والنقل",
    "北風商會數據平台有限公司",
    "The Extraordinarily Long-Winded Consolidated Instruments and Weather Balloon Company",
)


@dataclass(frozen=True)
class Way:
    """A way to open a page: from where, on what screen, in what colours, with scripts, in fonts.

    `scripts` are on, off, or kept away: the page then has none, though a test can still run one.
    """

    served: bool
    width: int
    dark: bool
    scripts: str
    fonts: str = "narrow"

    def __str__(self) -> str:
        words = ("served" if self.served else "disk", self.width, "dark" if self.dark else "light")
        return "-".join(map(str, (*words, self.scripts)))


# Each pair of a place, a width, colours and scripts is among them; all sixteen would say no more.
WAYS = tuple(
    Way(served, width, (served + (width == 390) + (scripts == "on")) % 2 == 0, scripts)
    for served, width, scripts in itertools.product((False, True), (390, 1280), ("on", "off"))
)
# Accessibility is a matter of size and colours first; scripts and place add little to a page.
SEEN = (
    *(
        Way(served=False, width=width, dark=dark, scripts="on")
        for width in (390, 1280)
        for dark in (False, True)
    ),
    Way(served=True, width=390, dark=True, scripts="away"),
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
        """Log nothing."""


def built(folder: Path, *options: str) -> Path:
    """The site of the journal in a folder, which has errors."""
    command = [sys.executable, "-m", "site_builder", "build", "--today", "2026-11-22", "-q"]
    done = subprocess.run(
        [*command, *options], cwd=folder, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode in {0, 1}
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample journal's site, with one broken file added."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(ROOT / "journal", folder / "journal")
    broken = "---\ncompany: Secret Broken Company\nrole: R\nratings: {values: 8/10}\n---\n"
    (folder / "journal" / "broken.md").write_text(broken, "utf-8")
    return built(folder)


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
def address(site: Path) -> Iterator[str]:
    """The address at which the site is served."""
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def opened(
    browsers: Callable[[str], Browser], site: Path, address: str
) -> Callable[[Way], tuple[Page, str]]:
    """Gives for a way a blank page, always the same, and the root of the site as seen from it."""

    @functools.cache
    def page(way: Way) -> tuple[Page, str]:
        context = browsers(way.fonts).new_context(
            viewport={"width": way.width, "height": 900},
            color_scheme="dark" if way.dark else "light",
            java_script_enabled=way.scripts != "off",
        )
        if way.scripts == "away":
            context.route("**/*.js", lambda route: route.abort())
        return context.new_page(), f"{address if way.served else site.as_uri()}/"

    return page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", SEEN, ids=str)
def test_pages_are_accessible(
    opened: Callable[[Way], tuple[Page, str]], kind: str, way: Way
) -> None:
    """No page has an axe violation of WCAG 2.2 AA or of best practices, at phone and desktop
    width, light and dark, with everything unfolded.
    """
    page, root = opened(way)
    page.goto(root + kind)
    page.evaluate(UNFOLD)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("audience", ["coach", "reader", "scorer"])
def test_published_pages_are_accessible(browser: Browser, public: Path, audience: str) -> None:
    """Whatever an audience sees, no page has an axe violation, and its links lead to files."""
    site = public / audience
    addresses = sorted(str(p.relative_to(site)) for p in site.rglob("*.html"))
    assert len(addresses) >= 8
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for address in addresses:
        page.goto((site / address).as_uri())
        page.evaluate(UNFOLD)
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())
        for href in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)"):
            path = Path(unquote(urlsplit(href).path))
            assert not href.startswith("file:") or path.is_file(), (address, href)
    context.close()


@pytest.mark.parametrize("fonts", FONT_SETS)
def test_published_pages_fit(browsers: Callable[[str], Browser], public: Path, fonts: str) -> None:
    """Whatever an audience sees, nothing is wider than a phone or a sheet of paper."""
    page = browsers(fonts).new_page()
    for path in sorted(public.rglob("*.html")):
        page.goto(path.as_uri())
        assert misfits(page, (390,), (680,)) == [], path
    page.close()


@pytest.mark.parametrize("fonts", FONT_SETS)
@pytest.mark.parametrize("kind", KINDS)
def test_pages_fit(opened: Callable[[Way], tuple[Page, str]], kind: str, fonts: str) -> None:
    """On any screen and paper, in any font and with larger text, nothing on a page is wider than
    what holds it.
    """
    page, root = opened(Way(served=False, width=320, dark=False, scripts="on", fonts=fonts))
    page.goto(root + kind)
    assert misfits(page, SCREENS, PAPER) == []


@pytest.mark.parametrize("fonts", FONT_SETS)
def test_the_fonts_are_those_of_the_set(
    opened: Callable[[Way], tuple[Page, str]], fonts: str
) -> None:
    """A page is set in the fonts of the set that a test asks for, and in no others."""
    page, root = opened(Way(served=False, width=1280, dark=False, scripts="on", fonts=fonts))
    page.goto(root + "problems/index.html")
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    used = []
    for selector in (".cue", "h1", "code"):
        query = {"nodeId": document, "selector": selector}
        node = session.send("DOM.querySelector", query)
        answer = session.send("CSS.getPlatformFontsForNode", node)
        used.append({font["familyName"] for font in answer["fonts"]})
    known = FONT_SETS[fonts]
    assert used == [{known.sans}, {known.serif}, {known.mono}]


def test_what_a_browser_test_needs_is_named(tmp_path: Path) -> None:
    """A test whose browser or fonts are missing skips and names them; where a browser is needed,
    as in continuous integration, it fails.
    """
    require(tmp_path, "the package fonts-here")
    lost = tmp_path / "lost"
    sentence = f"the package fonts-lost is not installed: there is no {lost}"
    for needed, outcome in ((False, pytest.skip.Exception), (True, pytest.fail.Exception)):
        with pytest.raises(outcome) as ended:
            require(lost, "the package fonts-lost", needed=needed)
        assert str(ended.value) == sentence


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_pages_are_calm(opened: Callable[[Way], tuple[Page, str]], way: Way) -> None:
    """However a page is opened, it logs no error under its own content security policy, asks for
    nothing but files of the site, and its headings skip no level.
    """
    page, root = opened(way)
    said: list[str] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for kind in KINDS:
        page.goto(root + kind)
        page.evaluate(UNFOLD)
        levels = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])"
        )
        assert levels[0] == 1, kind
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), (kind, levels)
    assert said == []
    assert [url for url in asked if not url.startswith(root)] == []


@pytest.mark.parametrize("served", [False, True], ids=["disk", "served"])
def test_every_link_leads_somewhere(
    opened: Callable[[Way], tuple[Page, str]], site: Path, *, served: bool
) -> None:
    """Each link of each page, as the browser resolves it, names a file of the site, and a place in
    it where it names one; whatever leads elsewhere is a link of the user's to the web.
    """
    page, root = opened(Way(served, 1280, dark=False, scripts="off"))
    links = set()
    for kind in KINDS:
        page.goto(root + kind)
        links |= set(page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)"))
    assert len(links) > len(KINDS)
    for link in links:
        if not link.startswith(root):
            assert urlsplit(link).scheme in {"https", "http", "mailto"}, link
            continue
        target, place = urldefrag(link)
        text = (site / unquote(target.removeprefix(root))).read_text("utf-8")
        assert not place or f'id="{place}"' in text, link


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_goes_through_the_page(
    opened: Callable[[Way], tuple[Page, str]], kind: str
) -> None:
    """Tab goes first to the link that skips to the page, then to each thing that can be used, once
    and in order, and each can be seen then, with a ring around it.
    """
    page, root = opened(Way(served=False, width=1280, dark=False, scripts="off"))
    page.goto(root + kind)
    usable = "a[href], summary, input, select, [tabindex='0']"
    page.evaluate(
        f"""() => [...document.querySelectorAll("{usable}")]
            .filter(e => e.checkVisibility()).forEach((e, i) => {{ e.dataset.stop = i }})"""
    )
    count = page.evaluate("document.querySelectorAll('[data-stop]').length")
    for stop in range(count):
        page.keyboard.press("Tab")
        at, seen, ring = page.evaluate(
            """() => {
                const e = document.activeElement, r = e.getBoundingClientRect();
                const seen = r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0;
                return [e.dataset.stop, seen, getComputedStyle(e).outlineStyle];
            }"""
        )
        assert (at, seen, ring) == (str(stop), True, "solid")
        if stop == 0:
            assert page.evaluate("document.activeElement.textContent") == "Skip to the page"


def test_enter_skips_and_unfolds(opened: Callable[[Way], tuple[Page, str]]) -> None:
    """Enter on the first link skips to the page, and on what is folded unfolds it."""
    page, root = opened(Way(served=False, width=1280, dark=False, scripts="off"))
    page.goto(root + KINDS[6])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


@pytest.mark.parametrize("fonts", FONT_SETS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_on_paper(
    opened: Callable[[Way], tuple[Page, str]], kind: str, fonts: str
) -> None:
    """Printed, nothing in a page is cut off or hidden behind a scroll bar, and what was folded is
    open but for the pairs that matter less and what I look for.
    """
    page, root = opened(Way(served=False, width=700, dark=True, scripts="on", fonts=fonts))
    page.emulate_media(media="print")
    page.goto(root + kind)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(e => getComputedStyle(e).overflow !== 'visible' && !e.closest('.hidden'))
            .filter(e => e.clientWidth && (e.scrollWidth > e.clientWidth + 1
                                           || e.scrollHeight > e.clientHeight + 1))
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    opens = "details:not(.stays, .beside *) > :not(summary)"
    folded = f"[...document.querySelectorAll('{opens}')].map(e => e.offsetHeight)"
    assert 0 not in page.evaluate(f"{folded}.filter(Number.isInteger)")
    assert len(page.pdf(format="A4")) > 5_000


def test_each_rating_stands_below_its_mark(browser: Browser, site: Path) -> None:
    """In the lines of the ratings by round each mark is above the middle of its round's cell, on
    every screen and on paper, and each head is that of its column for who listens too.
    """
    page = browser.new_page()
    page.goto((site / KINDS[6]).as_uri())
    middles = """() => [...document.querySelectorAll('.lines tbody tr')].flatMap(row => {
        const middle = e => (r => r.left + r.width / 2)(e.getBoundingClientRect());
        const cells = [...row.querySelectorAll('td')].map(middle);
        return [...row.querySelectorAll('circle')].map(
            mark => Math.min(...cells.map(cell => Math.abs(cell - middle(mark)))));
    })"""
    for width in (320, 820, 1280, 680):
        page.emulate_media(media="print" if width == 680 else "screen")
        page.set_viewport_size({"width": width, "height": 900})
        assert len(apart := page.evaluate(middles)) == 10
        assert max(apart) < 1, width
        corner = page.locator(".lines thead td")
        assert corner.evaluate("cell => getComputedStyle(cell).display") != "none"
    page.close()


@pytest.mark.parametrize("fonts", FONT_SETS)
@pytest.mark.parametrize("jobs", [3, 6])
def test_odd_names_stay_in_their_place(
    browsers: Callable[[str], Browser], tmp_path: Path, jobs: int, fonts: str
) -> None:
    """Long words and other scripts make nothing wider than what holds it, in a table of few
    columns and of more.
    """
    (tmp_path / "journal").mkdir()
    for number in range(jobs):
        name = NAMES[number % len(NAMES)]
        front = f"company: {name}\nrole: {NAMES[(number + 1) % len(NAMES)]} {number}\n"
        ratings = f"ratings: {{values: {number % 9 + 1}, role: 9, manager: 5.5, intangibles: 8"
        pay = "null" if number == 1 else "7"  # its light is a span, with more words
        text = f"---\n{front}interviewed: 2026-11-18\n{ratings}, compensation: {pay}}}\n---\n"
        body = f"## Concerns\n- {name}?\n\n## Next steps\n- [ ] {name} due:2026-11-21\n"
        (tmp_path / "journal" / f"r{number}.md").write_text(text + body, "utf-8")
    site = built(tmp_path, "--no-search")
    page = browsers(fonts).new_page()
    some = sorted(site.glob("*/*/*.html"))[:4]
    for path in (*site.glob("*.html"), *site.glob("*/*.html"), *some):
        page.goto(path.as_uri())
        assert misfits(page, (320, 820), PAPER) == [], path
    page.close()


def test_a_link_into_something_folded_opens_it(
    opened: Callable[[Way], tuple[Page, str]],
) -> None:
    """A link to what I look for leads to it on the first page, and unfolds it with scripts."""
    for scripts in ("on", "off"):
        page, root = opened(Way(served=False, width=390, dark=False, scripts=scripts))
        page.goto(f"{root}index.html#looking-for")
        place = page.locator("#looking-for")
        assert page.evaluate("scrollY") > 0
        opens = page.evaluate("e => e.closest('details').open", place.element_handle())
        assert opens is (scripts == "on")


def test_search_finds_and_leads(browser: Browser, address: str) -> None:
    """Served over HTTP, `/` goes to the search, which finds a word and leads to its reflection."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/compare/index.html")
    page.keyboard.press("/")
    page.wait_for_url(f"**/{SEARCH}")
    page.locator("#query").fill("yawl")
    page.locator("#found a").first.click()
    page.wait_for_url("**/reflections/2026-11-05-akerlund-yard/index.html")
    assert "Åkerlund & Søn" in page.title()
    assert said == []
    page.close()


def test_search_says_what_it_needs(opened: Callable[[Way], tuple[Page, str]]) -> None:
    """Straight from disk, and without JavaScript, the search page says what it needs."""
    page, root = opened(Way(served=False, width=390, dark=False, scripts="on"))
    page.goto(root + SEARCH)
    assert "afterview watch --open" in page.inner_text("#said")
    page, root = opened(Way(served=False, width=390, dark=False, scripts="off"))
    page.goto(root + SEARCH)
    assert "needs JavaScript" in page.inner_text("#said")

from __future__ import annotations

import contextlib
import http.client
import queue
import re
import shutil
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, MANAGER, PHONE, Place
from playwright.sync_api import Error

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

LONG = 30  # seconds after which a test gives up; what it waits for takes milliseconds
MINE, MY_PAGE = "journal/manager.md", "/reflections/manager/"
LONGER = MANAGER.replace("A vacancy", "") + "\n\n".join(f"Line {n}" for n in range(300))


@dataclass
class Live:
    """The command while it watches, and what it says."""

    place: Place
    process: subprocess.Popen[str]
    said: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    lines: list[str] = field(default_factory=list)
    url: str = ""

    def hears(self, words: str) -> str:
        """Wait until the command has said a line with these words, take it away and give it."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            for line in self.lines:
                if words in line:
                    self.lines.remove(line)
                    return line
            with contextlib.suppress(queue.Empty):
                self.lines.append(self.said.get(timeout=0.1))
        raise AssertionError((words, self.lines))

    def has_said(self, words: str) -> None:
        """Wait until the command says a line with these words, unless it has already."""
        if not any(words in line for line in self.lines):
            self.hears(words)

    def page(self, address: str = MY_PAGE) -> str:
        """A page as it is served now."""
        host, port = re.findall(r"//(.*):(\d+)/", self.url)[0]
        with contextlib.closing(http.client.HTTPConnection(host, int(port), timeout=LONG)) as c:
            c.request("GET", address)
            return c.getresponse().read().decode()

    def until_served(self, text: str, address: str = MY_PAGE) -> None:
        """Wait until a page is served with a text."""
        until = time.monotonic() + LONG
        while text not in self.page(address):
            assert time.monotonic() < until, (text, self.lines)
            time.sleep(0.02)

    def end(self) -> int:
        """Press Ctrl-C, and give the status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LONG)


@contextlib.contextmanager
def live(place: Place, *words: str, verb: str = "watch", **env: str) -> Iterator[Live]:
    """Watch a journal with the command itself, at a port that is free unless one is named."""
    port = () if "--port" in words else ("--port", "0")
    with place.start(verb, *port, *words, PYTHONUNBUFFERED="1", **env) as process:
        running = Live(place, process)
        readers = []
        for stream in (process.stdout, process.stderr):
            assert stream
            reader = threading.Thread(target=lambda s=stream: [*map(running.said.put, s)])
            reader.start()
            readers.append(reader)
        try:
            if "-q" not in words:
                running.url = running.hears("follows your journal").split()[0]
            yield running
        finally:
            process.kill()
            for reader in readers:
                reader.join()


def test_a_save_is_served(place: Place) -> None:
    """A save is built, told in a line and served; a broken one is told like `build` does, and its
    page is what is wrong with it, until it is mended.
    """
    with live(place) as running:
        running.hears("site/: 26 changed, 0 removed; no problems")
        place.write({MINE: MANAGER.replace("A team", "Another team")})
        running.until_served("Another team")
        running.hears("site/: 1 changed, 0 removed; no problems")
        place.write({MINE: BROKEN})
        running.until_served("ratings.values is 8/10")
        running.hears("journal/manager.md:4:19: error: ratings.values is 8/10")
        running.hears("; 1 error")
        place.write({MINE: MANAGER})
        running.until_served("A team")
        running.hears("; no problems")


@pytest.mark.parametrize("verb", ["watch", "serve"])
def test_ctrl_c_ends_it_well(place: Place, verb: str) -> None:
    """`watch`, also as `serve`, ends by Ctrl-C with 0 and not a word more."""
    with live(place, verb=verb) as running:
        running.page()
        assert running.end() == 0
    assert [*running.lines, *drained(running)] == ["site/: 26 changed, 0 removed; no problems\n"]


def drained(running: Live) -> list[str]:
    """What the command said at last."""
    lines = []
    while not running.said.empty():
        lines.append(running.said.get())
    return lines


def test_ctrl_c_ends_a_build_too(place: Place) -> None:
    """Ctrl-C during the first build ends it as well, and the next build is right."""
    place.write({f"journal/{n}.md": PHONE for n in range(200)})
    cache = place.root / "cache"
    with place.start("watch", "--port", "0", AFTERVIEW_CACHE=str(cache)) as process:
        until = time.monotonic() + LONG
        while not (cache.exists() and [*cache.iterdir()]) and time.monotonic() < until:
            time.sleep(0.005)  # until it has taken its lock
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONG)
    assert (process.returncode, out, err) == (0, "", "")
    assert place.run("build", "-q").status == 0


def test_quiet_says_only_what_is_wrong(place: Place) -> None:
    """`-q` says what is wrong and nothing else; `-v` names what was written."""
    place.write({"journal/broken.md": BROKEN})
    with live(place, "-q") as running:
        assert "ratings.values is 8/10" in running.hears("error")
        running.hears("hint")
        assert running.end() == 0
    said = [*running.lines, *drained(running)]
    assert len(said) == 2, "".join(said)  # beside those two lines
    with live(place, "-v") as running:
        place.write({MINE: MANAGER.replace("A team", "Another team")})
        running.hears("wrote   reflections/manager/index.html")


def test_what_can_not_be_done_at_first_ends_it(place: Place) -> None:
    """A journal that is not there, a refused output or a host of others end it with its status."""
    for words, message in (
        (("-j", "nowhere"), "there is no folder nowhere"),
        (("-o", "journal"), "the output journal is journal/ or lies inside it"),
        (("-t", "nowhere"), "there is no folder of templates nowhere"),
        (("--host", "no host"), "there is no host no host"),
        (("--port", "70000"), "70000 is not in the range"),
    ):
        outcome = place.process("watch", *words)
        assert (outcome.status, outcome.out) == (2, "")
        assert message in outcome.err


def test_what_can_not_be_done_later_does_not(place: Place) -> None:
    """A build that can't be made is told in a line; the pages stay, the next change is built."""
    with live(place) as running:
        shutil.rmtree(place.root / "journal")
        running.hears("afterview: there is no folder journal")
        assert "A team" in running.page()
        place.write({MINE: MANAGER.replace("A team", "Another team")})
        running.until_served("Another team")
        assert running.end() == 0


def test_a_taken_port_is_told(place: Place) -> None:
    """Where the port is in use the next free one is taken, and that is said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with live(place, "--port", str(port)) as running:
            running.has_said(f"note: port {port} is in use; serving on ")
            assert "A team" in running.page()


def test_an_overflow_loses_no_save(place: Place) -> None:
    """More saves at once than the system keeps events of, and the last one is served all the same,
    without a word.
    """
    limit = Path("/proc/sys/fs/inotify/max_queued_events")
    if not limit.exists():
        pytest.skip("this system has no such limit")
    with live(place) as running:
        running.process.send_signal(signal.SIGSTOP)
        files = [place.root / "journal" / name for name in ("a.md", "b.md")]
        for number in range(int(limit.read_text("utf-8")) // 2):  # each is written, then closed
            files[number % 2].write_bytes(b"one")
        files[0].write_text(MANAGER, "utf-8")
        files[1].write_text(PHONE, "utf-8")
        place.write({MINE: MANAGER.replace("A team", "The last team")})
        running.process.send_signal(signal.SIGCONT)
        running.until_served("The last team")
        running.until_served("A cold hall".lower(), "/reflections/b/")
        assert "note" not in "".join([*running.lines, *drained(running)])


def test_other_machines_are_warned_of(place: Place) -> None:
    """Served at all addresses, it says who else can read the journal; at this machine's it does
    not.
    """
    with live(place, "--host", "0.0.0.0") as running:  # noqa: S104 -- what is tested
        running.has_said("note: other machines can read your journal here")
        assert running.url.startswith("http://localhost:")
    with live(place) as running:
        assert "other machines" not in "".join(running.lines)


def test_open_opens_the_browser(place: Place) -> None:
    """`--open` opens the site in the user's browser."""
    place.write({"browser.py": "import sys; open('opened', 'w').write(sys.argv[1])"})
    command = f"{sys.executable} {place.root}/browser.py %s"
    with live(place, "--open", BROWSER=command) as running:
        until = time.monotonic() + LONG
        opened = place.root / "opened"
        while not (opened.exists() and opened.read_text("utf-8") == running.url):
            assert time.monotonic() < until
            time.sleep(0.02)


def test_nonsense_from_outside_is_no_news(place: Place) -> None:
    """What strangers send is neither told in the terminal nor an end of it."""
    with live(place) as running:
        port = int(running.url.rstrip("/").rpartition(":")[2])
        for data in (b"\x16\x03\x01\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"x" * 100_000):
            with (
                socket.create_connection(("127.0.0.1", port), timeout=LONG) as client,
                contextlib.suppress(ConnectionError),
            ):
                client.sendall(data)
                client.recv(1)
        assert "A team" in running.page()
        assert running.end() == 0
    assert len([*running.lines, *drained(running)]) == 1  # of the first build


@dataclass
class Visit:
    """An open page, with what its browser complained of."""

    page: Page
    complaints: list[str]

    def until(self, script: str) -> None:
        """Wait until something is true on the page."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            with contextlib.suppress(Error):  # it is just being loaded again
                if self.page.evaluate(script):
                    return
            self.page.wait_for_timeout(20)
        raise AssertionError(script)

    def until_shown(self, text: str) -> None:
        """Wait until the page has a text."""
        self.page.get_by_text(text).first.wait_for(timeout=LONG * 1000, state="attached")


@contextlib.contextmanager
def visit(browser: Browser, running: Live, address: str = MY_PAGE) -> Iterator[Visit]:
    """Open a page, and wait until it follows the builds."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with page.expect_websocket() as channel:
        page.goto(running.url.rstrip("/") + address)
    if not channel.value.is_closed():
        page.evaluate("window.mine = true")
    yield Visit(page, complaints)
    page.close()


def test_a_save_is_seen(browser: Browser, place: Place) -> None:
    """The open page of a reflection shows what was saved, under its own content security policy; a
    page that did not change is not loaded again.
    """
    with live(place) as running:
        other = "/reflections/2026/phone/"
        with visit(browser, running) as mine, visit(browser, running, other) as another:
            place.write({MINE: MANAGER.replace("A team", "Another team")})
            mine.until_shown("Another team")
            mine.until("!window.mine")
            place.write({MINE: MANAGER.replace("A team", "A third team")})
            mine.until_shown("A third team")
            assert another.page.evaluate("window.mine")
            assert mine.complaints == another.complaints == []


def test_a_broken_save_is_seen_and_mended(browser: Browser, place: Place) -> None:
    """A broken save turns its page into what is wrong with it; mending it brings the page back."""
    with live(place) as running, visit(browser, running) as mine:
        for _ in range(2):
            place.write({MINE: BROKEN})
            mine.until_shown("ratings.values is 8/10")
            place.write({MINE: MANAGER})
            mine.until_shown("A team of five")


def test_a_page_that_goes_comes_back(browser: Browser, place: Place) -> None:
    """The page of a reflection that is removed says so, and shows it again when it is back."""
    with live(place) as running, visit(browser, running) as mine:
        (place.root / MINE).unlink()
        mine.until_shown("This page is not here")
        place.write({MINE: MANAGER})
        mine.until_shown("A team of five")


def test_a_style_is_taken_in_as_it_is(browser: Browser, place: Place) -> None:
    """A new style sheet is put in without loading the page again; a new script loads it again."""
    with live(place) as running, visit(browser, running) as mine:
        for colour in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
            place.write({"templates/style.css": f"h1 {{ color: {colour} }}"})
            mine.until(f"getComputedStyle(document.querySelector('h1')).color === '{colour}'")
        mine.until("document.querySelectorAll('link[rel=stylesheet]').length === 1")
        assert mine.page.evaluate("window.mine")
        assert mine.complaints == []
        place.write({"templates/site.js": "document.title = 'A new script'"})
        mine.until("document.title === 'A new script'")
        assert not mine.page.evaluate("window.mine")


def test_a_page_is_left_as_it_was(browser: Browser, place: Place) -> None:
    """Where the reader was, what had the focus and what was unfolded stay when a page is loaded
    again.
    """
    place.write({MINE: LONGER})
    with live(place) as running, visit(browser, running) as mine:
        mine.page.evaluate("""() => {
            document.querySelectorAll("details").forEach((d) => { d.open = !d.open });
            document.querySelector(".foot a").focus({ preventScroll: true });
            scrollTo(0, 2345);
        }""")
        state = """() => JSON.stringify([
            Math.round(scrollY),
            document.activeElement.textContent,
            [...document.querySelectorAll("details")].map((d) => d.open),
        ])"""
        before = mine.page.evaluate(state)
        assert before.startswith('[2345,"')
        assert "true" in before
        place.write({MINE: LONGER + "\n\nAnother line\n"})
        mine.until_shown("Another line")
        mine.until(f"({state})() === {before!r}")
        assert not mine.page.evaluate("window.mine")


def test_what_was_searched_for_stays(browser: Browser, place: Place) -> None:
    """The search page takes in a new index by itself, and still shows what was asked for."""
    with live(place) as running, visit(browser, running, "/search/") as mine:
        mine.page.locator("#query").fill("yawl")
        mine.until_shown("Nothing found.")
        place.write({MINE: MANAGER.replace("A team", "A yawl")})
        mine.until_shown("One reflection.")
        assert mine.page.input_value("#query") == "yawl"
        assert mine.page.evaluate("document.activeElement.id") == "query"


def test_a_page_that_slept_catches_up(browser: Browser, place: Place) -> None:
    """A page whose server went, and came back with other pages, shows them by itself."""
    with live(place) as running, visit(browser, running) as mine:
        port = running.url.rstrip("/").rpartition(":")[2]
        assert running.end() == 0
        place.write({MINE: MANAGER.replace("A team", "Another team")})
        with live(place, "--port", port) as again:
            assert again.url == running.url
            mine.until_shown("Another team")


def test_ten_tabs(browser: Browser, place: Place) -> None:
    """More tabs than a browser keeps connections to one host all follow, and pages still load."""
    with live(place) as running, contextlib.ExitStack() as stack:
        tabs = [stack.enter_context(visit(browser, running)) for _ in range(10)]
        place.write({MINE: MANAGER.replace("A team", "Another team")})
        for tab in tabs:
            tab.until_shown("Another team")
        begun = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - begun < 5


def test_the_missing_page_is_a_good_page(browser: Browser, place: Place) -> None:
    """The page that says that there is none has no axe violation either."""
    from axe_playwright_python.sync_playwright import Axe

    with live(place) as running:
        page = browser.new_context(bypass_csp=True).new_page()
        page.goto(f"{running.url}gone/")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.context.close()


def test_no_other_page_can_frame_ours(browser: Browser, place: Place) -> None:
    """A page of another site that puts ours into a frame gets an error instead."""
    with live(place) as running:
        page = browser.new_page()
        page.set_content(f'<iframe src="{running.url}index.html"></iframe>')
        assert page.frames[1].url == "chrome-error://chromewebdata/"
        page.close()

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_socket
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from site_builder.files.errors import Failure
from site_builder.live import protocols
from site_builder.live.server import (
    CHANNEL_PATH,
    MAX_PORTS_TRIED,
    SCRIPT_PATH,
    Server,
    listen,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

HIDDEN = "not for everybody"
SITE = {
    "index.html": "<!doctype html><html><body><p>First</p></body></html>",
    "jobs/index.html": "<!doctype html><p>A page without an end",
    "jobs/100% é/index.html": "<body>Percent</body>",
    "style.css": "p { color: green }",
    "site.js": "1",
    "icon.svg": "<svg/>",
    "journal.json": "{}",
    "calendar.ics": "BEGIN:VCALENDAR",
    "search/pagefind/en.pf_meta": "binary",
    ".afterview-manifest": HIDDEN,
    "jobs/.hidden": HIDDEN,
    ".git/config": HIDDEN,
    "folder/file.txt": "text",
}
UNFRAMED = {"x-frame-options": "DENY", "content-security-policy": "frame-ancestors 'none'"}
NEWEST = 10  # seconds within which a message is expected


def opened(address: str, target: str = CHANNEL_PATH) -> ClientConnection:
    """A channel as a page of the site opens it."""
    return connect(f"ws://{address}{target}", origin=Origin(f"http://{address}"))


@dataclass(frozen=True)
class Answer:
    """What came back for a request."""

    status: int
    headers: dict[str, str]
    body: bytes


def received(answer: http.client.HTTPResponse) -> Answer:
    """An answer read to its end; a header that comes twice has both values."""
    headers = {k.lower(): ", ".join(answer.headers.get_all(k, [])) for k in answer.headers}
    return Answer(answer.status, headers, answer.read())


@dataclass(frozen=True)
class Served:
    """A site that is being served, with something beside it that must not be."""

    site: Path
    port: int
    server: Server

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Ask as any client does, the target as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=NEWEST)
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.putrequest(method, target, skip_host="Host" in named)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return received(answer)

    def send(self, data: bytes) -> Answer:
        """Send bytes that may be no request at all; status 0 where it is hung up without one."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=NEWEST) as client:
            with contextlib.suppress(ConnectionError):
                client.sendall(data)
            with contextlib.closing(http.client.HTTPResponse(client)) as answer:
                try:
                    answer.begin()
                except ConnectionError:
                    return Answer(0, {}, b"")
                return received(answer)

    @contextlib.contextmanager
    def tab(self, page: str, *uses: str, build: str | None = None) -> Iterator[ClientConnection]:
        """A page that follows the builds."""
        address = f"127.0.0.1:{self.port}"
        with opened(address) as channel:
            known = build or self.build()
            channel.send(json.dumps({"build": known, "page": page, "uses": uses}))
            yield channel

    def build(self) -> str:
        """The name of the build that a page is of."""
        page = self.ask("/").body.decode()
        return page.split('data-build="')[1].split('"')[0]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served site, for all tests: each leaves the files above as they are."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    folder = tmp_path_factory.mktemp("served")
    top = folder / "site"
    for name, text in SITE.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, "utf-8")
    (folder / "secret.txt").write_text(HIDDEN, "utf-8")
    address = listen("127.0.0.1", 0)
    with Server(top, address) as server:
        yield Served(top, address.port, server)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/jobs/", "text/html; charset=utf-8"),
        ("/jobs/100%25%20%C3%A9/", "text/html; charset=utf-8"),
        ("/style.css?2", "text/css; charset=utf-8"),
        ("/site.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/journal.json", "application/json"),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/search/pagefind/en.pf_meta", "application/octet-stream"),
        (SCRIPT_PATH, "text/javascript; charset=utf-8"),
    ],
)
def test_files_are_served_as_what_they_are(site: Served, target: str, kind: str) -> None:
    """Each file comes with its type, kept by no cache and open to no other site; HEAD gives the
    same without the body.
    """
    answer = site.ask(target)
    assert answer.status == 200
    assert answer.headers.pop("date")
    assert answer.headers == {
        "content-type": kind,
        "content-length": str(len(answer.body)),
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        **UNFRAMED,
    }
    head = site.ask(target, "HEAD")
    assert head.headers.pop("date")
    assert (head.status, head.headers, head.body) == (200, answer.headers, b"")


OURS = "Host: 127.0.0.1:{port}\r\n"
UPGRADE = f"GET {CHANNEL_PATH} HTTP/1.1\r\n{OURS}Connection: Upgrade\r\nUpgrade: websocket\r\n"
KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
ORIGIN = "Origin: http://127.0.0.1:{port}\r\n"


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (200, f"GET / HTTP/1.1\r\n{OURS}"),
        (200, f"GET {SCRIPT_PATH} HTTP/1.1\r\n{OURS}"),
        (307, f"GET /jobs HTTP/1.1\r\n{OURS}"),
        (404, f"GET /nothing HTTP/1.1\r\n{OURS}"),
        (404, f"GET {CHANNEL_PATH} HTTP/1.1\r\n{OURS}"),
        (405, f"POST / HTTP/1.1\r\n{OURS}"),
        (403, "GET / HTTP/1.1\r\nHost: evil.example\r\n"),
        (400, f"no request\r\n{OURS}"),
        (400, "GET / HTTP/1.1\r\n"),
        (101, f"{UPGRADE}{KEY}{ORIGIN}"),
        (403, f"{UPGRADE}{KEY}Origin: http://evil.example\r\n"),
        (400, f"{UPGRADE}{ORIGIN}Sec-WebSocket-Version: 13\r\n"),
    ],
)
def test_no_answer_may_be_framed(site: Served, status: int, request_: str) -> None:
    """Whatever is answered, to whom and to what, forbids other sites to show it in a frame."""
    answer = site.send((request_ + "\r\n").replace("{port}", str(site.port)).encode())
    headers = {name: answer.headers.get(name) for name in UNFRAMED}
    assert (answer.status, headers) == (status, UNFRAMED)


def test_pages_follow_builds_only_while_served(site: Served) -> None:
    """The client is put in at the end of each page as it is served, and never into the file."""
    for target, path in (("/", "index.html"), ("/jobs/", "jobs/index.html")):
        page, file = site.ask(target).body, (site.site / path).read_bytes()
        script = (
            f'<script src="{SCRIPT_PATH}" data-build="{site.build()}" defer></script>\n'.encode()
        )
        assert page.count(script) == 1
        assert page.replace(script, b"") == file
    assert site.ask("/").body.endswith(b"</script>\n</body></html>")
    assert site.ask("/style.css").body == SITE["style.css"].encode()


def test_a_folder_without_its_slash_leads_to_its_page(site: Served) -> None:
    """A folder that has a page gets its slash; one that has none is not listed."""
    answer = site.ask("/jobs?q=1")
    assert (answer.status, answer.headers["location"]) == (307, "/jobs/?q=1")
    assert site.ask("/jobs/100%25%20%c3%a9").headers["location"] == "/jobs/100%25%20%C3%A9/"
    assert site.ask("/folder").status == site.ask("/folder/").status == 404
    assert site.ask("/index.html/").status == 404


def test_what_is_not_there_is_told_kindly(site: Served) -> None:
    """A page that is not there is a page that says so, and that follows the builds."""
    answer = site.ask("/gone/")
    assert answer.status == 404
    assert b"This page is not here" in answer.body
    assert f'src="{SCRIPT_PATH}"'.encode() in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "MKCOL"])
@pytest.mark.parametrize("target", ["/", "/gone", SCRIPT_PATH])
def test_only_reading_is_allowed(site: Served, method: str, target: str) -> None:
    """Whatever does not read is refused with 405, and writes nothing."""
    answer = site.ask(target, method, Content_Length="0", Origin="http://evil.example")
    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/jobs/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%252fsecret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/jobs/..%2f..%2fsecret.txt",
        "//../secret.txt",
        "/./../secret.txt",
        "/...//secret.txt",
        "/..;/secret.txt",
        "/..%00/secret.txt",
        "/%00../secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/..%c0%afsecret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
        "/%uff0e%uff0e/secret.txt",
        "/%ef%bc%8e%ef%bc%8e/secret.txt",
        "/..%ef%bc%8fsecret.txt",
        "/{outside}",
        "//{outside}",
        "/%2f{outside}",
        "/file://{outside}",
        "/C:/secret.txt",
        "/.",
        "/..",
        "/%2e",
        "/.afterview-manifest",
        "/%2eafterview-manifest",
        "/%2Eafterview-manifest/",
        "/jobs/.hidden",
        "/jobs/%2ehidden",
        "/.git/config",
        "/jobs/../.git/config",
        "/index.html%00.txt",
        "/index.html%0a",
        "/index.html/..",
        "/jobs//index.html",
        "//evil.example/",
        "/%0d%0aSet-Cookie:a=b",
        "/.afterview/",
        "/.afterview/live.js/../../secret.txt",
        "/" + "a" * 5_000,
        "/" + "a/" * 2_000,
    ],
)
def test_nothing_outside_the_site_is_served(site: Served, target: str) -> None:
    """No way to write an address leads out of the site, nor to a name that begins with a dot."""
    outside = str(site.site.parent / "secret.txt")
    answer = site.ask(target.replace("{outside}", outside))
    assert answer.status == 404
    assert HIDDEN.encode() not in answer.body
    assert b"root:" not in answer.body
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "target", ["secret.txt", "../secret.txt", "*", "http://{host}/../secret.txt"]
)
def test_targets_that_are_no_path_are_refused(site: Served, target: str) -> None:
    """A request target that is no path, a whole address too, gets nothing."""
    host = f"127.0.0.1:{site.port}"
    request = f"GET {target.replace('{host}', host)} HTTP/1.1\r\nHost: {host}\r\n\r\n"
    answer = site.send(request.encode())
    assert answer.status == 404
    assert HIDDEN.encode() not in answer.body


def test_links_lead_nowhere_else(site: Served) -> None:
    """A link that leads out of the site, to what is hidden in it or to itself is not followed; one
    that leads to a page of the site is.
    """
    links = {
        "out.txt": "../secret.txt",
        "out": "..",
        "root": "/",
        "hidden.txt": ".afterview-manifest",
        "git": ".git",
        "loop": "loop",
        "dangling": "nothing",
        "inside": "jobs",
    }
    for name, target in links.items():
        (site.site / name).symlink_to(target)
    refused = ["out.txt", "out/secret.txt", "root/etc/passwd", "hidden.txt", "git/config"]
    for name in [*refused, "loop", "dangling"]:
        answer = site.ask(f"/{name}")
        assert (answer.status, HIDDEN.encode() in answer.body) == (404, False), name
    assert site.ask("/inside/").status == 200


def test_what_is_no_file_is_not_waited_for(site: Served) -> None:
    """A pipe in the site, which would never end, is not there; nor is a file without rights."""
    os.mkfifo(site.site / "pipe")
    assert site.ask("/pipe").status == 404
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(os.path.relpath(site.site / "socket"))
        assert site.ask("/socket").status == 404


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_may_ask(site: Served, host: str) -> None:
    """A request that names this machine and the port is answered."""
    assert site.ask("/", Host=f"{host}:{site.port}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "localhost.evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "evil.localhost:{port}",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "127.0.0.1:{port}0",
        "127.0.0.1:{port}@evil.example",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port}/evil",
        "127.0.0.1:{port}, evil.example",
        "[::ffff:127.0.0.1]:{port}",
        "2130706433:{port}",
        "0x7f.1:{port}",
        "0.0.0.0:{port}",
        "192.168.1.5:{port}",
        "localhost.:{port}",
        ":{port}",
        "",
        "null",
        "[::1:{port}",
    ],
)
@pytest.mark.parametrize("target", ["/", "/jobs", SCRIPT_PATH, "/gone"])
def test_no_other_name_may_ask(site: Served, host: str, target: str) -> None:
    """A page of another site, whose name was made to lead here, gets nothing of ours."""
    answer = site.ask(target, Host=host.replace("{port}", str(site.port)))
    assert answer.status in {400, 403}
    assert b"First" not in answer.body


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "Host: 127.0.0.1:{port}\r\nHost: evil.example",
        "Host: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}",
        "X-Forwarded-Host: 127.0.0.1:{port}\r\nHost: evil.example",
        "Host : 127.0.0.1:{port}",
        "Host: 127.0.0.1:{port}\r\n folded",
        "Host: evil\x00.example",
    ],
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_host_is_named_once(site: Served, lines: str, version: str) -> None:
    """A request with no host, two of them or a malformed one is refused."""
    head = f"GET / HTTP/{version}\r\n{lines.replace('{port}', str(site.port))}".rstrip("\r\n")
    answer = site.send(f"{head}\r\n\r\n".encode())
    assert answer.status in {400, 403}
    assert b"First" not in answer.body


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:{port}", None),
        ("127.0.0.1:{port}", "null"),
        ("127.0.0.1:{port}", "http://evil.example"),
        ("127.0.0.1:{port}", "http://evil.example:{port}"),
        ("127.0.0.1:{port}", "http://127.0.0.1"),
        ("127.0.0.1:{port}", "http://127.0.0.1:1"),
        ("127.0.0.1:{port}", "https://127.0.0.1:{port}"),
        ("127.0.0.1:{port}", "http://localhost:{port}"),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example"),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}/"),
        ("127.0.0.1:{port}", "file://"),
        ("evil.example:{port}", "http://evil.example:{port}"),
        ("evil.example:{port}", "http://127.0.0.1:{port}"),
    ],
)
@pytest.mark.parametrize("target", [CHANNEL_PATH, "/"])
def test_no_other_site_follows(site: Served, target: str, host: str, origin: str | None) -> None:
    """The channel is for pages that this server has served: another origin, or none, is refused."""
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([f"Origin: {origin}"] if origin is not None else []),
    ]
    request = "\r\n".join([*lines, "", ""]).replace("{port}", str(site.port))
    assert site.send(request.encode()).status == 403


def test_there_is_one_channel(site: Served) -> None:
    """No other address is a channel."""
    address = f"127.0.0.1:{site.port}"
    with pytest.raises(InvalidStatus), opened(address, "/"):
        pass


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: {host}\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 1_000,
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_nonsense_is_refused(site: Served, request_: bytes) -> None:
    """What is too large or no HTTP is refused, and the next who asks is answered."""
    answer = site.send(request_.replace(b"{host}", b"127.0.0.1:%d" % site.port))
    assert answer.status in {0, 400, 403, 405}
    assert b"Traceback" not in answer.body
    assert site.ask("/").status == 200


def test_a_body_is_not_waited_for(site: Served) -> None:
    """A reader who promises a body gets the answer without sending it."""
    host = f"127.0.0.1:{site.port}"
    head = f"GET / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=NEWEST) as client:
        client.sendall(head.encode())
        assert client.recv(12) == b"HTTP/1.1 200"


def test_those_who_never_ask_are_left(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a request, sent ever so slowly, holds up nobody, and ends after a while."""
    monkeypatch.setattr(protocols, "REQUEST_TIMEOUT_SECONDS", 1)
    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=NEWEST))
            for _ in range(50)
        ]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        assert site.ask("/").status == 200
        begun = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < begun + NEWEST:  # a letter at a time does not keep it open
                clients[0].sendall(b".")
                time.sleep(0.05)
        assert time.monotonic() < begun + NEWEST
        for client in clients[1:]:
            with contextlib.suppress(ConnectionResetError):
                assert client.recv(1) == b""


def test_those_who_do_not_read_are_left(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for much and does not take it holds up nobody, and is left after a while."""
    monkeypatch.setattr(protocols, "REQUEST_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(protocols, "RESPONSE_TIMEOUT_SECONDS", 0.05)
    (site.site / "large.txt").write_bytes(b"x" * 30_000_000)
    host = f"127.0.0.1:{site.port}"
    with socket.create_connection(("127.0.0.1", site.port), timeout=NEWEST) as client:
        client.sendall(f"GET /large.txt HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert site.ask("/").status == 200
        time.sleep(1.5)  # it must be slow for longer than it may
        taken = 0
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(1_000_000):
                taken += len(part)
        assert 0 < taken < 30_000_000


def test_two_hundred_at_once(site: Served) -> None:
    """Two hundred connections that are open together are all answered."""
    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(
                contextlib.closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30))
            )
            for _ in range(200)
        ]
        for client in clients:
            client.connect()
        for client in clients:
            client.request("GET", "/jobs/")
        answers = [client.getresponse() for client in clients]
        assert [(a.status, len(a.read())) for a in answers] == [
            (200, len(site.ask("/jobs/").body))
        ] * 200


def test_a_page_is_whole_while_it_is_written(site: Served) -> None:
    """A page that is asked for while builds replace it is an old one or a new one."""
    old, new = b"<p>" + b"old " * 30_000, b"<p>" + b"new! " * 50_000
    page = site.site / "written.html"
    page.write_bytes(old)
    done = threading.Event()

    def build() -> None:
        while not done.is_set():
            for data in (new, old):
                (site.site / "tmp").write_bytes(data)
                (site.site / "tmp").replace(page)

    with ThreadPoolExecutor(1) as builder:
        building = builder.submit(build)
        try:
            answers = [site.ask("/written.html") for _ in range(100)]
        finally:
            done.set()
        building.result()
    bodies = {answer.body.rpartition(b"<script")[0] for answer in answers}
    assert bodies <= {old, new}
    assert {answer.status for answer in answers} == {200}


def news(channel: ClientConnection) -> tuple[bool, list[str]]:
    """What a page is told: whether to load again, and which style sheets are new."""
    told = json.loads(channel.recv(NEWEST))
    return told["reload"], told["styles"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (["jobs/index.html"], (True, [])),
        (["site.js"], (True, [])),
        (["style.css"], (False, ["/style.css"])),
        (["style.css", "jobs/index.html"], (True, ["/style.css"])),
        (["jobs/tools/part.wasm"], (True, [])),
        (["index.html", "journal.json", "jobs/other/part.wasm"], (False, [])),
    ],
)
def test_a_page_hears_of_what_it_is_made_of(
    site: Served, changed: list[str], told: tuple[bool, list[str]]
) -> None:
    """A build that changed a page, a script of it or what lies beside that, has it loaded again; a
    style sheet is taken in as it is; anything else is no news.
    """
    with site.tab("/jobs/", "/style.css", "/site.js", "/jobs/tools/a.js") as tab:
        site.server.announce(changed)
        assert news(tab) == told


def test_a_page_that_slept_catches_up(site: Served) -> None:
    """A page that comes back after several builds hears at once whether it is still good."""
    before = site.build()
    site.server.announce(["jobs/index.html"])
    site.server.announce(["index.html"])
    site.server.announce([])
    for page, new in (("/jobs/", True), ("/", True), ("/folder/", False)):
        with site.tab(page, build=before) as tab:
            assert news(tab) == (new, [])
    with site.tab("/jobs/", build="another-run.7") as tab:
        assert news(tab) == (True, [])


def test_what_others_write_is_told_with_the_next_build(site: Served) -> None:
    """A page that somebody else replaced, made or removed is told of with the next build."""
    page = site.site / "theirs.html"
    for text in ("one", "two", None, "three"):
        assert site.ask("/theirs.html").status in {200, 404}
        with site.tab("/theirs.html") as tab:
            page.write_text(text, "utf-8") if text else page.unlink()
            site.ask("/theirs.html")  # that others have seen the new one already is no matter
            site.server.announce([])
            assert news(tab) == (True, [])


def test_what_a_page_loads_later_counts(site: Served) -> None:
    """A page can say later what more it uses, and is told of that too."""
    with site.tab("/jobs/") as tab:
        build = site.build()
        uses = ["/search/pagefind/en.pf_meta"]
        tab.send(json.dumps({"build": build, "page": "/jobs/", "uses": uses}))
        site.ask("/")
        tab.ping().wait(NEWEST)  # it has been heard, then
        site.server.announce(["search/pagefind/en.pf_meta"])
        assert news(tab) == (True, [])


def test_many_pages_follow(site: Served) -> None:
    """Thirty open pages all hear of a build; pages are served beside them."""
    with contextlib.ExitStack() as stack:
        tabs = [stack.enter_context(site.tab("/jobs/")) for _ in range(30)]
        site.server.announce(["jobs/index.html"])
        assert [news(tab) for tab in tabs] == [(True, [])] * 30
        assert site.ask("/").status == 200


@pytest.mark.parametrize(
    "message",
    [
        *("", "{", "[]", "1", "null", "[" * 50_000, b"\x00"),
        *('{"build": 1}', '{"build": "x.y", "page": 1, "uses": 1}'),
    ],
)
def test_a_strange_message_ends_only_its_channel(site: Served, message: str | bytes) -> None:
    """What no page of ours says ends the channel it came by, and no other."""
    with site.tab("/jobs/") as tab:
        address = f"127.0.0.1:{site.port}"
        with opened(address) as stranger:
            stranger.send(message)
            with pytest.raises(ConnectionClosed):
                stranger.recv(NEWEST)
        site.server.announce(["jobs/index.html"])
        assert news(tab) == (True, [])


def test_a_huge_message_ends_only_its_channel(site: Served) -> None:
    """A message larger than any page sends is not taken in."""
    with site.tab("/jobs/") as tab:
        with site.tab("/") as stranger:
            with contextlib.suppress(ConnectionClosed):
                stranger.send("x" * 10_000_000)
            with pytest.raises(ConnectionClosed):
                stranger.recv(NEWEST)
        site.server.announce(["jobs/index.html"])
        assert news(tab) == (True, [])


def test_it_ends_within_a_second(tmp_path: Path) -> None:
    """Open pages, half requests and those who do not read do not hold up the end."""
    (tmp_path / "index.html").write_bytes(b"<body></body>")
    (tmp_path / "large.txt").write_bytes(b"x" * 30_000_000)
    address = listen("127.0.0.1", 0)
    origin = f"127.0.0.1:{address.port}"
    with contextlib.ExitStack() as stack:
        with Server(tmp_path, address):
            for _ in range(10):
                stack.enter_context(opened(origin))
                client = socket.create_connection(("127.0.0.1", address.port))
                stack.enter_context(client).sendall(b"GET / HT")
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", address.port)))
            slow.sendall(f"GET /large.txt HTTP/1.1\r\nHost: {origin}\r\n\r\n".encode())
            slow.recv(1)
            begun = time.monotonic()
        assert time.monotonic() - begun < 1


def test_a_taken_port_gives_the_next(tmp_path: Path) -> None:
    """Where a port is in use, the next free one is taken."""
    with contextlib.closing(listen("127.0.0.1", 0).socket) as taken:
        port = taken.getsockname()[1]
        if port > 65_000:
            pytest.skip("the system gave a port that has few after it")
        other = listen("127.0.0.1", port)
        with Server(tmp_path, other):
            assert port < other.port < port + MAX_PORTS_TRIED
            assert other.url == f"http://127.0.0.1:{other.port}/"


@pytest.mark.parametrize(("host", "is_open"), [("127.0.0.1", False), ("0.0.0.0", True)])  # noqa: S104 -- bound, never served
def test_it_is_known_who_can_ask(host: str, is_open: bool) -> None:  # noqa: FBT001 -- a case
    """An address knows whether other machines can reach it, and which names it may be asked by."""
    address = listen(host, 0)
    with contextlib.closing(address.socket):
        assert address.is_public is is_open
        assert f"192.168.1.5:{address.port}" in address.allowed_hosts("192.168.1.5")
        assert "192.168.1.5" not in address.allowed_hosts("192.168.1.5")
        assert f"evil.example:{address.port}" not in address.allowed_hosts("192.168.1.5")
        assert f"[fe80::1]:{address.port}" in address.allowed_hosts("fe80::1")


@pytest.mark.parametrize(("host", "status"), [("256.1.1.1", 2), ("a" * 300, 2), ("192.0.2.1", 1)])
def test_a_host_that_is_not_ours_is_told(host: str, status: int) -> None:
    """A host that does not exist is wrong usage; one of another machine can't be listened at."""
    with pytest.raises(Failure) as failed:
        listen(host, 0)
    assert failed.value.status == status

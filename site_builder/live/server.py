"""The site over HTTP while it is watched, for the browser on this machine.

In: the output folder, as builds leave it, and a socket to listen at. Out: its files, with the live
script put into each page, and news of builds over the WebSocket of `channel`. Other sites' pages
can send requests through the same browser, so each must name a host of ours, and the WebSocket an
origin of ours. Nothing here builds, or writes files.
"""

from __future__ import annotations

import contextlib
import ipaddress
import itertools
import logging
import os
import socket
import threading
import time
from errno import EACCES, EADDRINUSE
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from site_builder.core.frozen import frozen
from site_builder.core.page_addresses import site_path
from site_builder.files.errors import Failure
from site_builder.live.channel import BuildNews
from site_builder.live.protocols import MAX_HEAD_BYTES, BackgroundServer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

MAX_PORTS_TRIED = 50
DEFAULT_HTTP_PORT = 80  # which browsers leave out of the Host header
# Below a folder with a dot, which no file of a site has.
CHANNEL_PATH, SCRIPT_PATH = "/.afterview/live", "/.afterview/live.js"
MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
SHUTDOWN_SECONDS = 5  # to wait for the server's thread at most; it takes half a second
MAX_TRACKED_FILES = 10_000
NOT_FOUND_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not here</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main id="main">
<h1>This page is not here</h1>
<p>It may have been renamed, or it left the journal. If it comes back, it shows here.</p>
<p><a href="/index.html">To the first page</a></p>
</main>
</body>
</html>
"""


@frozen
class Address:
    """Where the server listens: an open socket, the host that the user gave, and its port."""

    socket: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """The URL to open in a browser on this machine, such as `http://127.0.0.1:8520/`."""
        # A browser can't open 0.0.0.0 or ::, which stand for all addresses.
        everywhere = ipaddress.ip_address(self.socket.getsockname()[0]).is_unspecified
        return f"http://{_bracketed('localhost' if everywhere else self.host)}:{self.port}/"

    @property
    def is_public(self) -> bool:
        """Whether other machines can reach it."""
        return not ipaddress.ip_address(self.socket.getsockname()[0]).is_loopback

    def allowed_hosts(self, local_address: str) -> set[str]:
        """The Host headers, in lower case, allowed in a request to an address of this machine.

        Another site can make its own name resolve to our address (DNS rebinding), and its pages
        then count as ours to the browser; but their requests name that site.
        """
        hosts = {"localhost", "127.0.0.1", "::1", self.host.lower(), local_address}
        allowed = {f"{_bracketed(host)}:{self.port}" for host in hosts}
        if self.port == DEFAULT_HTTP_PORT:
            allowed |= {_bracketed(host) for host in hosts}
        return allowed


def listen(host: str, port: int) -> Address:
    """Listen at a host, at the first free port from this one up; 0 is any free port.

    Raises Failure where there is no such host, it is another machine's, or no port is free.
    """
    try:
        family, *_, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        hint = "without `--host` it is this machine"
        raise Failure(f"there is no host {host}", hint, 2) from error
    for candidate in range(port, min(port + MAX_PORTS_TRIED, 65_536)) if port else [0]:
        try:
            server = socket.create_server((str(address), candidate), family=family, backlog=512)
        except OSError as error:
            if error.errno not in {EADDRINUSE, EACCES}:
                raise Failure(f"can't listen at {host}: {error.strerror}", None) from error
        else:
            return Address(server, host, server.getsockname()[1])
    raise Failure(f"no free port from {port} up", "`--port` names another one to start from")


def _bracketed(host: str) -> str:
    """A host as a URL has it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


class Server:
    """Serves a folder from a thread of its own, inside of `with`.

    Entering it returns once requests are answered, and raises Failure where that does not come.
    Leaving it ends the server within a second, whatever its clients do.
    """

    def __init__(self, site: Path, address: Address) -> None:
        self._site = site
        self._address = address
        self._news = BuildNews()
        # What was served, as it was then; the server's thread adds, `publish` compares and removes.
        self._served: dict[str, tuple[int, int] | None] = {}
        self._script = Path(__file__).with_name("live.js").read_bytes()
        routes = [
            Route(SCRIPT_PATH, self._serve_script),
            WebSocketRoute(CHANNEL_PATH, self._news.serve_tab),
            Route("/{path:path}", self._serve),
        ]
        app = Starlette(routes=routes, middleware=[Middleware(HostGuard, address=address)])
        self._background = BackgroundServer(app)
        self._thread = threading.Thread(
            target=self._background.run, kwargs={"sockets": [address.socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        """Start the thread, and wait until it answers requests."""
        for name in ("uvicorn", "asyncio"):  # they log each malformed request to the terminal
            logging.getLogger(name).addHandler(logging.NullHandler())
            logging.getLogger(name).propagate = False
        try:
            self._thread.start()
            while self._thread.is_alive() and not self._background.ready.wait(0.1):
                pass
        except BaseException:  # Ctrl-C too, which would leave the thread running
            self._end()
            raise
        if not self._background.ready.is_set():
            raise Failure("the server did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server."""
        self._end()

    def _end(self) -> None:
        self._background.should_exit = True
        deadline = time.monotonic() + SHUTDOWN_SECONDS
        # `join` raises where Ctrl-C came before the thread had started.
        while self._thread in threading.enumerate() and time.monotonic() < deadline:
            time.sleep(0.01)
        self._address.socket.close()

    def announce(self, paths: Iterable[str]) -> None:
        """Tell all open pages of a build that changed or removed the files at these paths.

        Files that were served and have changed since are added: a build that failed half-way, or
        that ran in another terminal, may have written them.
        """
        served = self._served.copy()  # the server's thread may add to it meanwhile
        changed = {p for p, version in served.items() if _version(self._site / p) != version}
        for path in changed:
            self._served.pop(path, None)
        self._background.loop.call_soon_threadsafe(self._news.announce, changed.union(paths))

    def _serve_script(self, _: Request) -> Response:
        return Response(self._script, media_type=MEDIA_TYPES[".js"])

    def _serve(self, request: Request) -> Response:
        """Answer with a file of the site; a folder that has a page is redirected to it."""
        build = self._news.build_name  # before the file is read, so that no change of it is missed
        path = site_path(request.scope["raw_path"])
        if path is None:
            return self._page_response(NOT_FOUND_PAGE.encode(), build, 404)
        file = _resolve(self._site, path)
        if len(self._served) < MAX_TRACKED_FILES:  # a missing file too: it may come back
            self._served.setdefault(path, _version(self._site / path))
        if file and file.is_dir():
            query = request.url.query
            return RedirectResponse(quote(f"/{path}/") + (f"?{query}" if query else ""), 307)
        data = None
        if file:
            with contextlib.suppress(OSError):  # a build may just have removed it
                data = file.read_bytes()
        if data is None:
            return self._page_response(NOT_FOUND_PAGE.encode(), build, 404)
        if path.endswith(".html"):
            return self._page_response(data, build, 200)
        media_type = MEDIA_TYPES.get(Path(path).suffix.lower(), "application/octet-stream")
        return Response(data, media_type=media_type)

    def _page_response(self, page: bytes, build: str, status: int) -> Response:
        """A page with the live script put in before the end of its body."""
        script = f'<script src="{SCRIPT_PATH}" data-build="{build}" defer></script>\n'.encode()
        end = page.lower().rfind(b"</body")
        content = page + script if end < 0 else page[:end] + script + page[end:]
        return Response(content, status, media_type=MEDIA_TYPES[".html"])


def _version(file: Path) -> tuple[int, int] | None:
    """Inode and time of a file, one of which differs in a file that replaces it; None without."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return (status.st_ino, status.st_mtime_ns)


def _resolve(site: Path, path: str) -> Path | None:
    """The real file at a path below the site, or the folder there if it has an `index.html`.

    None where there is neither, where it is hidden, or where a symlink leads out of the site.
    """
    try:
        top = site.resolve()
        real = (top / os.fsdecode(path.encode())).resolve(strict=True)
        inside = real.relative_to(top)
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a symlink loop
        return None
    if any(part.startswith(".") for part in inside.parts):
        return None
    shown = real / "index.html" if real.is_dir() else real
    return real if shown.is_file() else None


class HostGuard:
    """Refuses requests that name a host which is not ours, and WebSockets of other origins.

    The rest goes on to `app`. A head above MAX_HEAD_BYTES is refused here as well.
    """

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self._app = app
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403 (a WebSocket: close it with 1008)."""
        headers = Headers(scope=scope)
        hosts = [host.lower() for host in headers.getlist("host")]
        origins = [origin.lower() for origin in headers.getlist("origin")]
        local_address = (scope.get("server") or [""])[0]
        allowed = len(hosts) == 1 and hosts[0] in self._address.allowed_hosts(local_address)
        head_bytes = len(scope["raw_path"]) + sum(map(len, itertools.chain(*headers.raw)))
        if head_bytes > MAX_HEAD_BYTES:
            allowed = False
        if scope["type"] == "websocket":
            if allowed and origins == [f"http://{hosts[0]}"]:
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
        elif allowed:
            await self._app(scope, receive, send)
        else:
            refusal = PlainTextResponse("Nothing is served here under that name.\n", 403)
            await refusal(scope, receive, send)

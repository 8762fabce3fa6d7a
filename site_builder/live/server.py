"""The site over HTTP while it is watched.

It answers this machine's own browser and nobody else: other sites' pages reach it through the same
browser, so each request must name a host that is ours, and the channel an origin that is.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import itertools
import logging
import os
import socket
import threading
import time
from dataclasses import dataclass
from errno import EACCES, EADDRINUSE
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from site_builder.core.addresses import located
from site_builder.files.errors import Failure
from site_builder.live.channel import LARGEST, BuildNews

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

PORTS = 50  # that are tried, from the first one on
OURS = "/.afterview/"  # no file of a site begins with a dot
HTTP = 80  # the port that a browser does not name
CHANNEL, CLIENT = f"{OURS}live", f"{OURS}live.js"
TYPES = {
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
HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    # No page of another site may show ours in a frame, and lead clicks to it.
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
]
ASKING, ANSWERING = 10, 60  # seconds that a client may take to ask, and to take its answer
ENDING = 5  # seconds that the end is waited for, of which it needs half of one
LARGEST_HEAD, MOST_SERVED = 16_384, 10_000
MISSING = """\
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


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens: a socket, and the names under which it may be asked."""

    socket: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """What a browser opens."""
        everywhere = ipaddress.ip_address(self.socket.getsockname()[0]).is_unspecified
        return f"http://{_bracketed('localhost' if everywhere else self.host)}:{self.port}/"

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        return not ipaddress.ip_address(self.socket.getsockname()[0]).is_loopback

    def names(self, server: str) -> set[str]:
        """The hosts that a request may name, which came in at an address of this machine.

        A foreign site can give its own name our address, but it can't give itself one of these.
        """
        hosts = {"localhost", "127.0.0.1", "::1", self.host.lower(), server}
        named = {f"{_bracketed(host)}:{self.port}" for host in hosts}
        return named | {_bracketed(host) for host in hosts} if self.port == HTTP else named


def listen(host: str, port: int) -> Address:
    """Listen at a host, at the first port from this one on that is free. Raises Failure."""
    try:
        family, *_, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Failure(f"there is no host {host}", "without --host it is this machine", 2) from error
    for number in range(port, min(port + PORTS, 65_536)) if port else [0]:
        try:
            found = socket.create_server((str(address), number), family=family, backlog=512)
        except OSError as error:
            if error.errno not in {EADDRINUSE, EACCES}:
                raise Failure(f"can't listen at {host}: {error.strerror}", None) from error
        else:
            return Address(found, host, found.getsockname()[1])
    raise Failure(f"no port from {port} on is free", "`--port` names another to begin with")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class Server:
    """Serves a folder in a thread of its own, from `with` to its end."""

    def __init__(self, site: Path, address: Address) -> None:
        self._site = site
        self._address = address
        self._news = BuildNews()
        self._served: dict[str, tuple[int, int] | None] = {}
        self._client = Path(__file__).with_name("live.js").read_bytes()
        routes = [
            Route(CLIENT, self._serve_client),
            WebSocketRoute(CHANNEL, self._news.follow),
            Route("/{path:path}", self._serve),
        ]
        app = Starlette(routes=routes, middleware=[Middleware(HostGuard, address=address)])
        self._running = BackgroundServer(app)
        self._thread = threading.Thread(
            target=self._running.run, kwargs={"sockets": [address.socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        """Begin to answer."""
        for name in ("uvicorn", "asyncio"):  # a client's nonsense is no news for the terminal
            logging.getLogger(name).addHandler(logging.NullHandler())
            logging.getLogger(name).propagate = False
        try:
            self._thread.start()
            while self._thread.is_alive() and not self._running.ready.wait(0.1):
                pass
        except BaseException:  # Ctrl-C, which may come as soon as this
            self._end()
            raise
        if not self._running.ready.is_set():
            raise Failure("the server could not begin")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End within a second, whoever still waits for an answer."""
        self._end()

    def _end(self) -> None:
        self._running.should_exit = True
        until = time.monotonic() + ENDING
        while self._thread in threading.enumerate() and time.monotonic() < until:
            time.sleep(0.01)  # and no join: it may be just about to start
        self._address.socket.close()

    def publish(self, paths: Iterable[str]) -> None:
        """Tell every open page of a build that changed or removed these files.

        Others that were served may be new too, by a build that failed half-way or was not ours.
        """
        new = {p for p, seen in self._served.copy().items() if _version(self._site / p) != seen}
        for path in new:
            self._served.pop(path, None)
        self._running.loop.call_soon_threadsafe(self._news.publish, new.union(paths))

    def _serve_client(self, _: Request) -> Response:
        return Response(self._client, media_type=TYPES[".js"])

    def _serve(self, request: Request) -> Response:
        build = self._news.name  # before the file is read: one that changes meanwhile is new to it
        raw: bytes = request.scope["raw_path"]
        path = located(raw)
        found = _readable(self._site, path) if path else None
        if path and len(self._served) < MOST_SERVED:
            self._served.setdefault(path, _version(self._site / path))
        if found and found.is_dir():
            query = request.url.query
            return RedirectResponse(quote(f"/{path}/") + (f"?{query}" if query else ""), 307)
        data = None
        if found:
            with contextlib.suppress(OSError):
                data = found.read_bytes()
        if path is None or data is None:
            return self._page(MISSING.encode(), build, 404)
        if path.endswith(".html"):
            return self._page(data, build, 200)
        kind = TYPES.get(Path(path).suffix.lower(), "application/octet-stream")
        return Response(data, media_type=kind)

    def _page(self, data: bytes, build: str, status: int) -> Response:
        """A page with the client put in at its end."""
        script = f'<script src="{CLIENT}" data-build="{build}" defer></script>\n'.encode()
        end = data.lower().rfind(b"</body")
        whole = data + script if end < 0 else data[:end] + script + data[end:]
        return Response(whole, status, media_type=TYPES[".html"])


def _version(file: Path) -> tuple[int, int] | None:
    """What tells a file from another that replaced it; None where there is none."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return (found.st_ino, found.st_mtime_ns)


def _readable(site: Path, path: str) -> Path | None:
    """The file of a path, or its folder where that has a page; None for what is not to be shown."""
    try:
        top = site.resolve()
        real = (top / os.fsdecode(path.encode())).resolve(strict=True)
        inside = real.relative_to(top)
    except (OSError, RuntimeError, ValueError):  # not there, a loop of links, or one that leads out
        return None
    if any(part.startswith(".") for part in inside.parts):
        return None
    shown = real / "index.html" if real.is_dir() else real
    return real if shown.is_file() else None


class HostGuard:
    """Answers only those who ask for a host that is ours; the channel also asks for the origin."""

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self._app = app
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it with 403."""
        headers = Headers(scope=scope)
        hosts = [host.lower() for host in headers.getlist("host")]
        origins = [origin.lower() for origin in headers.getlist("origin")]
        names = self._address.names((scope.get("server") or [""])[0])
        ours = len(hosts) == 1 and hosts[0] in names
        head = len(scope["raw_path"]) + sum(map(len, itertools.chain(*headers.raw)))
        if head > LARGEST_HEAD:
            ours = False
        if scope["type"] == "websocket":
            if ours and origins == [f"http://{hosts[0]}"]:
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
        elif ours:
            await self._app(scope, receive, send)
        else:
            refusal = PlainTextResponse("Nothing is served here under that name.\n", 403)
            await refusal(scope, receive, send)


class BackgroundServer(uvicorn.Server):
    """uvicorn, said to be ready, and ended without waiting for anybody."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=TimeoutProtocol,
                ws=Upgrade,
                ws_max_size=LARGEST,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                headers=HEADERS,
                timeout_graceful_shutdown=0,
                h11_max_incomplete_event_size=LARGEST_HEAD,
            )
        )
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye to those who listen, and hang up on the rest."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


class TimeoutProtocol(H11Protocol):
    """HTTP/1.1 with an end to waiting for clients that neither ask nor go, or don't read."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait(ASKING)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._wait(ASKING)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait(None)
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Leave the connection to the channel, whose pings find those who are gone."""
        self._wait(None)
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, with the headers of every answer; uvicorn leaves them out."""
        if self.cycle is None or self.cycle.response_complete:
            headers = [*HEADERS, ("Content-Type", TYPES[".txt"]), ("Content-Length", len(msg))]
            lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in headers)]
            self.transport.write("\r\n".join([*lines, "Connection: close", "", msg]).encode())
        self.transport.close()

    def _wait(self, seconds: float | None) -> None:
        if self._waiting:
            self._waiting.cancel()
        self._waiting = None if seconds is None else self.loop.call_later(seconds, self._end)

    def _end(self) -> None:
        answered = self.cycle is None or self.cycle.response_complete
        if answered and not self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self._waiting = self.loop.call_later(ANSWERING, self.transport.abort)


class Upgrade(WebSocketsSansIOProtocol):
    """The WebSocket protocol, whose refusals too have the headers of every answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the headers into whatever is answered before the channel is open."""
        super().connection_made(transport)
        send = self.conn.send_response

        def send_response(response: Any) -> None:
            for name, value in HEADERS:
                response.headers.setdefault(name, value)
            send(response)

        self.conn.send_response = send_response  # type: ignore[method-assign]

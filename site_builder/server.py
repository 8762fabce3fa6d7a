"""The site over HTTP while it is watched, and the channel that tells its pages of each build.

It answers this machine's own browser and nobody else: other sites' pages reach it through the same
browser, so each request must name a host that is ours, and the channel an origin that is.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import itertools
import json
import logging
import os
import secrets
import socket
import threading
from dataclasses import dataclass, field
from errno import EACCES, EADDRINUSE
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, unquote_to_bytes

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol

from site_builder.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.websockets import WebSocket

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
]
ASKING, ANSWERING = 10, 60  # seconds that a client may take to ask, and to take its answer
LARGEST_HEAD, LARGEST_MESSAGE, MOST_USED = 16_384, 65_536, 500
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
        self._news = News()
        self._client = Path(__file__).with_name("live.js").read_bytes()
        routes = [
            Route(CLIENT, self._serve_client),
            WebSocketRoute(CHANNEL, self._news.follow),
            Route("/{path:path}", self._serve),
        ]
        app = Starlette(routes=routes, middleware=[Middleware(Guard, address=address)])
        self._running = Running(app)
        self._thread = threading.Thread(
            target=self._running.run, kwargs={"sockets": [address.socket]}, name="server"
        )

    def __enter__(self) -> Self:
        """Begin to answer."""
        for name in ("uvicorn", "asyncio"):  # a client's nonsense is no news for the terminal
            logging.getLogger(name).addHandler(logging.NullHandler())
            logging.getLogger(name).propagate = False
        self._thread.start()
        self._running.ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End within a second, whoever still waits for an answer."""
        self._running.should_exit = True
        self._thread.join()
        self._address.socket.close()

    def publish(self, paths: Iterable[str]) -> None:
        """Tell every open page of a build that changed or removed these files."""
        self._running.loop.call_soon_threadsafe(self._news.publish, frozenset(paths))

    def _serve_client(self, _: Request) -> Response:
        return Response(self._client, media_type=TYPES[".js"])

    def _serve(self, request: Request) -> Response:
        build = self._news.name  # before the file is read: one that changes meanwhile is new to it
        raw: bytes = request.scope["raw_path"]
        path = located(raw)
        found = None if path is None else _readable(self._site, path)
        if path is None or found is None:
            return self._page(MISSING.encode(), build, 404)
        if found.is_dir():
            query = request.url.query
            address = quote(f"/{path}/") + (f"?{query}" if query else "")
            return RedirectResponse(address, 307)
        try:
            data = found.read_bytes()
        except OSError:
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


def located(raw: bytes) -> str | None:
    """The path below the site that an address means; None for one that can mean none.

    Each part is decoded once, by itself: what then still has a slash in it, or begins with a dot,
    is no name of a file of ours.
    """
    if not raw.startswith(b"/"):
        return None
    names = []
    for part in raw[1:].split(b"/"):
        try:
            names.append(unquote_to_bytes(part).decode())
        except UnicodeDecodeError:
            return None
    if not names[-1]:
        names[-1] = "index.html"
    if any(n[:1] in {"", "."} or not n.isprintable() or set(n) & set("/\\") for n in names):
        return None
    return "/".join(names)


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


class Guard:
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


@dataclass(slots=True, eq=False)
class Tab:
    """An open page: what it is made of by path, each as it named it, and the build it is of."""

    uses: dict[str, str] = field(default_factory=dict)
    page: str = ""
    build: int = 0
    stirred: asyncio.Event = field(default_factory=asyncio.Event)


class News:
    """Which build changed what last, and the open pages that want to know."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)  # pages of an earlier run can't be told what has changed
        self._build = 1
        self._changed: dict[str, int] = {}
        self._tabs: set[Tab] = set()

    @property
    def name(self) -> str:
        """What the present build is called on a page."""
        return f"{self._run}.{self._build}"

    def publish(self, paths: frozenset[str]) -> None:
        """A build has changed or removed these."""
        self._build += 1
        self._changed |= dict.fromkeys(paths, self._build)
        for tab in self._tabs:
            tab.stirred.set()

    async def follow(self, channel: WebSocket) -> None:
        """Hear from a page what it is, and tell it of builds until it goes."""
        await channel.accept()
        tab = Tab()
        self._tabs.add(tab)
        telling = asyncio.create_task(self._tell(channel, tab))
        try:
            while True:
                self._hear(tab, json.loads(await channel.receive_text()))
        except (WebSocketDisconnect, KeyError, TypeError, ValueError):  # gone, or no client of ours
            with contextlib.suppress(RuntimeError):
                await channel.close(1008)
        finally:
            self._tabs.discard(tab)
            telling.cancel()

    def _hear(self, tab: Tab, message: dict[str, Any]) -> None:
        """Take what a page says: the build it is of, its own address, and those that it uses."""
        run, _, number = str(message["build"]).partition(".")
        tab.build = int(number) if run == self._run else -1
        addresses = [str(message["page"]), *map(str, message["uses"][:MOST_USED])]
        found = [(located(a.encode()), a) for a in addresses]
        tab.page = found[0][0] or ""
        tab.uses = {path: address for path, address in found if path}
        tab.stirred.set()

    async def _tell(self, channel: WebSocket, tab: Tab) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while await tab.stirred.wait():
                tab.stirred.clear()
                if tab.uses and tab.build != self._build:
                    message = self._message(tab)
                    tab.build = self._build
                    await channel.send_json(message)

    def _message(self, tab: Tab) -> dict[str, Any]:
        new = {path for path, build in self._changed.items() if build > tab.build}
        styles = {path for path in new if path in tab.uses and path.endswith(".css")}
        # What lies beside a script, its worker may have loaded: the search index is such.
        beside = {_folder(path) for path in tab.uses if path.endswith(".js")} - {""}
        old = any(p in tab.uses or _folder(p) in beside for p in new - styles)
        return {
            "build": self.name,
            "reload": old or tab.build < 0,
            "styles": sorted(tab.uses[path] for path in styles),
        }


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


class Running(uvicorn.Server):
    """uvicorn, said to be ready, and ended without waiting for anybody."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=Patience,
                ws="websockets-sansio",
                ws_max_size=LARGEST_MESSAGE,
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


class Patience(H11Protocol):
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

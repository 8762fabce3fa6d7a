"""uvicorn, set up for one user's browser: timeouts, headers on every answer, and a quick end.

In: an ASGI application and the sockets to serve it at. What is answered to a request is decided
in `server`. What these classes override is no promise of uvicorn's: tests/test_library_internals.py
fails where a new version calls it otherwise.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from site_builder.live.channel import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp

RESPONSE_HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    # No page of another site may show ours in a frame, and lead clicks to it.
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
]
REQUEST_TIMEOUT_SECONDS = 10  # for a client to send its request
RESPONSE_TIMEOUT_SECONDS = 60  # for it to read the response, once the first timeout is over
MAX_HEAD_BYTES = 16_384


class BackgroundServer(uvicorn.Server):
    """uvicorn for a thread: `ready` is set once it listens, and `loop` is its event loop then.

    Its end aborts open connections instead of waiting for them.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Set uvicorn up to print nothing, to believe no proxy, and to limit what it reads."""
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=TimeoutProtocol,
                ws=UpgradeProtocol,
                ws_max_size=MAX_MESSAGE_BYTES,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                headers=RESPONSE_HEADERS,
                timeout_graceful_shutdown=0,
                h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            )
        )
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then set `loop` and `ready`."""
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is idle, as uvicorn does, then abort what is not."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # the loop closes their sockets on its next turn


class TimeoutProtocol(H11Protocol):
    """HTTP/1.1 that drops clients who do not finish their request, or do not read the response.

    uvicorn itself has no timeout for either: its keep-alive timeout begins after a response.
    """

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timeout of the first request."""
        super().connection_made(transport)
        self._restart_timer(REQUEST_TIMEOUT_SECONDS)

    def on_response_complete(self) -> None:
        """Start the timeout of the next request."""
        self._restart_timer(REQUEST_TIMEOUT_SECONDS)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timeout."""
        self._restart_timer(None)
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Stop the timeout: the WebSocket protocol notices by its pings that a client is gone."""
        self._restart_timer(None)
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, with the headers of every response; uvicorn leaves them out."""
        if self.cycle is None or self.cycle.response_complete:
            headers = [
                *RESPONSE_HEADERS,
                ("Content-Type", "text/plain"),
                ("Content-Length", len(msg)),
            ]
            lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in headers)]
            self.transport.write("\r\n".join([*lines, "Connection: close", "", msg]).encode())
        self.transport.close()

    def _restart_timer(self, seconds: float | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._time_out)

    def _time_out(self) -> None:
        """Drop a client that sends nothing; one that still reads a response gets more time."""
        answered = self.cycle is None or self.cycle.response_complete
        if answered and not self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(RESPONSE_TIMEOUT_SECONDS, self.transport.abort)


class UpgradeProtocol(WebSocketsSansIOProtocol):
    """The WebSocket protocol, with the headers of every response on a refused handshake too."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wrap the method that answers a handshake."""
        super().connection_made(transport)
        send_unchanged = self.conn.send_response

        def send_response(response: Any) -> None:
            for name, value in RESPONSE_HEADERS:
                response.headers.setdefault(name, value)
            send_unchanged(response)

        self.conn.send_response = send_response  # type: ignore[method-assign]

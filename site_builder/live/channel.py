"""The WebSocket over which open pages hear of builds; `live.js` is its other end.

A page says which build it shows and which files it uses; it is told when a later build changed one
of them. `BuildNews` runs in the server's event loop and holds no lock, so all of its methods must
be called there. Nothing here reads files or knows HTTP.

From a page: `{"build": "3f2a9c01.4", "page": "/", "uses": ["/style.css", ...]}`.
To a page: `{"build": "3f2a9c01.5", "reload": false, "styles": ["/style.css"]}`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.websockets import WebSocketDisconnect

from site_builder.core.page_addresses import site_path

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

MAX_MESSAGE_BYTES = 65_536
MAX_USED_ADDRESSES = 500  # of a message; the rest is ignored


class TabStatus(NamedTuple):
    """What a page says of itself.

    `build` is the number of the build that it shows, -1 where that was another server's.
    `addresses` are its own and those of the files that it uses, as the page wrote them, by the
    path below the site.
    """

    build: int
    addresses: dict[str, str]


@dataclass(slots=True, eq=False)
class Tab:
    """An open page; `wake` is set when it may have to be told something."""

    status: TabStatus = field(default_factory=lambda: TabStatus(0, {}))
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class BuildNews:
    """Which build last changed each file, and the open pages to tell of it."""

    def __init__(self) -> None:
        # Pages that stayed open over a restart count builds of a server that is gone.
        self._run = secrets.token_hex(4)
        self._build = 1
        self._changed: dict[str, int] = {}
        self._tabs: set[Tab] = set()

    @property
    def build_name(self) -> str:
        """The name of the present build, for the `data-build` of a page: run, dot, number."""
        return f"{self._run}.{self._build}"

    def announce(self, paths: set[str]) -> None:
        """Count a build that changed or removed the files at these paths, and tell all pages."""
        self._build += 1
        self._changed |= dict.fromkeys(paths, self._build)
        for tab in self._tabs:
            tab.wake.set()

    async def serve_tab(self, websocket: WebSocket) -> None:
        """Serve one page until it disconnects; a client that sends nonsense is disconnected."""
        await websocket.accept()
        tab = Tab()
        self._tabs.add(tab)
        sending = asyncio.create_task(self._send_news(websocket, tab))
        try:
            while True:
                tab.status = _parse_status(await websocket.receive_text(), self._run)
                tab.wake.set()
        except (WebSocketDisconnect, KeyError, TypeError, ValueError, RecursionError):
            # RuntimeError: the page has closed it already.
            with contextlib.suppress(RuntimeError):
                await websocket.close(1008)
        finally:
            self._tabs.discard(tab)
            sending.cancel()

    async def _send_news(self, websocket: WebSocket, tab: Tab) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while await tab.wake.wait():
                tab.wake.clear()
                if tab.status.addresses and tab.status.build != self._build:
                    message = self._news_since(tab.status)
                    tab.status = tab.status._replace(build=self._build)
                    await websocket.send_json(message)

    def _news_since(self, status: TabStatus) -> dict[str, Any]:
        """What has changed for a page: whether to load it again, else style sheets to replace."""
        used = status.addresses
        changed = {path for path, build in self._changed.items() if build > status.build}
        styles = {path for path in changed if path in used and path.endswith(".css")}
        # A script's worker loads files that the page does not see, as Pagefind does with its
        # index: whatever lies in the folder of a script counts as used.
        script_folders = {_folder(path) for path in used if path.endswith(".js")} - {""}
        outdated = any(p in used or _folder(p) in script_folders for p in changed - styles)
        return {
            "build": self.build_name,
            "reload": outdated or status.build < 0,
            "styles": sorted(used[path] for path in styles),
        }


def _parse_status(text: str, run: str) -> TabStatus:
    """Parse a page's message. Raises KeyError, TypeError or ValueError where it is none."""
    message = json.loads(text)
    build_run, _, number = str(message["build"]).partition(".")
    build = int(number) if build_run == run else -1
    addresses = [str(message["page"]), *map(str, message["uses"][:MAX_USED_ADDRESSES])]
    by_path = {site_path(address.encode()): address for address in addresses}
    return TabStatus(build, {path: address for path, address in by_path.items() if path})


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

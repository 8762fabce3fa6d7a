"""The channel by which open pages hear of builds; `live.js` is its other end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocketDisconnect

from site_builder.core.addresses import located

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

LARGEST, MOST = 65_536, 500  # bytes of a message, and addresses in it that are read


@dataclass(slots=True, eq=False)
class Tab:
    """An open page: what it is made of by path, each as it named it, and the build it is of."""

    uses: dict[str, str] = field(default_factory=dict)
    page: str = ""
    build: int = 0
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class BuildNews:
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

    def publish(self, paths: set[str]) -> None:
        """A build has changed or removed these."""
        self._build += 1
        self._changed |= dict.fromkeys(paths, self._build)
        for tab in self._tabs:
            tab.wake.set()

    async def follow(self, channel: WebSocket) -> None:
        """Hear from a page what it is, and tell it of builds until it goes."""
        await channel.accept()
        tab = Tab()
        self._tabs.add(tab)
        telling = asyncio.create_task(self._tell(channel, tab))
        try:
            while True:
                self._hear(tab, json.loads(await channel.receive_text()))
        except (WebSocketDisconnect, KeyError, TypeError, ValueError, RecursionError):
            # It is gone, or no client of ours.
            with contextlib.suppress(RuntimeError):
                await channel.close(1008)
        finally:
            self._tabs.discard(tab)
            telling.cancel()

    def _hear(self, tab: Tab, message: dict[str, Any]) -> None:
        """Take what a page says: the build it is of, its own address, and those that it uses."""
        run, _, number = str(message["build"]).partition(".")
        tab.build = int(number) if run == self._run else -1
        addresses = [str(message["page"]), *map(str, message["uses"][:MOST])]
        found = [(located(a.encode()), a) for a in addresses]
        tab.page = found[0][0] or ""
        tab.uses = {path: address for path, address in found if path}
        tab.wake.set()

    async def _tell(self, channel: WebSocket, tab: Tab) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while await tab.wake.wait():
                tab.wake.clear()
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

"""What we lean on in libraries beyond what they promise, a test each.

One that fails with a new version says what changed there: mend its home in `site_builder`, or keep
the bound in `pyproject.toml` below that version.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar
from xml.etree.ElementTree import Element

import jinja2
import pytest
import uvicorn
import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown import Markdown
from markdown.blockparser import BlockParser, State
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER, AtomicString
from uvicorn.protocols.http.h11_impl import H11Protocol

from site_builder.build import search_index
from site_builder.parsing.markdown import INLINE_PROCESSORS

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

LOADERS = [getattr(yaml, name) for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name)]


class Parser(BlockParser):
    """Notes how deep `parseBlocks` is called within itself, and with which blocks."""

    depth = 0

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.calls: list[tuple[int, list[str]]] = []

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802 -- the library's name
        """Note the call."""
        self.calls.append((self.depth, list(blocks)))
        self.depth += 1
        super().parseBlocks(parent, blocks)
        self.depth -= 1


@pytest.fixture
def md() -> Markdown:
    """The converter with the extensions that we use."""
    return Markdown(extensions=[TableExtension(), SaneListExtension()], output_format="html")


def test_markdown_has_steps_of_these_names_in_this_order(md: Markdown) -> None:
    """Ours go between the library's: what has another name, or stands elsewhere, misses them."""
    order = {
        "preprocessors": ["normalize_whitespace", "html_block"],
        "treeprocessors": ["inline", "prettify", "unescape"],
    }
    for registry, names in order.items():
        steps = getattr(md, registry)
        assert [steps.get_index_for_name(name) for name in names] == [*range(len(steps))]


@pytest.mark.parametrize(
    ("registry", "priority", "index"),
    [("preprocessors", 25, 1), ("treeprocessors", 25, 0), ("treeprocessors", 5, 2)],
)
def test_markdown_orders_its_steps_by_these_priorities(
    md: Markdown, registry: str, priority: int, index: int
) -> None:
    """Ours follow the white space; prose comes before `inline`, images after the tree is laid."""
    steps = getattr(md, registry)
    steps.register(Treeprocessor(md), "ours", priority)
    assert steps.get_index_for_name("ours") == index


def test_markdown_has_no_inline_pattern_that_we_do_not_know(md: Markdown) -> None:
    """Plain prose is passed over only while we know what each pattern looks for."""
    ours = {"html", *chain.from_iterable(INLINE_PROCESSORS.values())}
    known = [name for name in ours if name in md.inlinePatterns]
    assert len(md.inlinePatterns) == len(known)


def test_markdown_parses_every_level_through_the_parser_of_its_processors(md: Markdown) -> None:
    """Depth is bounded where `parseBlocks` calls itself: for a list within a list and a quote."""
    parser = Parser(md)
    parser.blockprocessors = md.parser.blockprocessors
    for processor in parser.blockprocessors:
        processor.parser = parser
    md.parser = parser
    parser.state = State()
    root = parser.parseDocument(["- a", "    - b", "", "> c", "> > d"]).getroot()
    assert root is not None
    assert [element.tag for element in root] == ["ul", "blockquote"]
    assert max(depth for depth, _ in parser.calls) >= 2
    assert parser.state == []


def test_markdown_puts_html_aside_and_writes_elements(md: Markdown) -> None:
    """What is put aside is numbered, and comes back by its number; the tree is ElementTree's."""
    md.reset()
    assert [md.htmlStash.store("<kbd>"), md.htmlStash.store("</kbd>")] == [
        HTML_PLACEHOLDER % "0",
        HTML_PLACEHOLDER % "1",
    ]
    assert md.htmlStash.rawHtmlBlocks == ["<kbd>", "</kbd>"]
    element = Element("div")
    element.text = f"a < b {AMP_SUBSTITUTE}"
    assert md.serializer(element) == f"<div>a &lt; b {AMP_SUBSTITUTE}</div>"


def test_markdown_leaves_atomic_strings_alone(md: Markdown) -> None:
    """Text that is marked as atomic keeps its asterisks, where other text is converted."""
    root = Element("div")
    for kind in (AtomicString, str):
        paragraph = Element("p")
        paragraph.text = kind("*a*")
        root.append(paragraph)
    md.treeprocessors["inline"].run(root)
    assert [(p.text, [e.tag for e in p]) for p in root] == [("*a*", []), (None, ["em"])]


@pytest.mark.parametrize("loader", LOADERS)
def test_yaml_events_have_text_style_and_places_in_characters(loader: Any) -> None:
    """Scalars are texts as written; marks count characters, whatever their bytes."""
    text = "a: 😀 08\n'b': [\"no\", *c]\nd: !e &f null\n"
    events = [
        (
            type(event).__name__.removesuffix("Event"),
            getattr(event, "value", None),
            getattr(event, "style", None) or None,
            text[event.start_mark.index : event.end_mark.index],
        )
        for event in yaml.parse(text, Loader=loader)
        if isinstance(event, yaml.NodeEvent) and event.start_mark and event.end_mark
    ]
    assert events == [
        ("MappingStart", None, None, ""),
        ("Scalar", "a", None, "a"),
        ("Scalar", "😀 08", None, "😀 08"),
        ("Scalar", "b", "'", "'b'"),
        ("SequenceStart", None, None, "["),
        ("Scalar", "no", '"', '"no"'),
        ("Alias", None, None, "*c"),
        ("Scalar", "d", None, "d"),
        ("Scalar", "null", None, "!e &f null"),
    ]


@pytest.mark.parametrize("loader", LOADERS)
def test_yaml_events_tell_anchors_tags_and_new_documents(loader: Any) -> None:
    """An event has `anchor`, `tag` and `explicit`, by which we refuse what is no plain text."""
    events = list(yaml.parse("- &a 1\n- !b 2\n- *a\n--- 3\n", Loader=loader))
    nodes = [event for event in events if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent)]
    assert [(e.anchor, getattr(e, "tag", None)) for e in nodes] == [
        ("a", None),
        (None, "!b"),
        ("a", None),
        (None, None),
    ]
    starts = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
    assert [bool(event.explicit) for event in starts] == [False, True]


@pytest.mark.parametrize("loader", LOADERS)
def test_yaml_errors_have_a_mark(loader: Any) -> None:
    """What can't be read raises an error with its place in characters."""
    with pytest.raises(yaml.MarkedYAMLError) as raised:
        list(yaml.parse("😀: b: c\n", Loader=loader))
    assert raised.value.problem_mark is not None
    assert raised.value.problem_mark.index == len("😀: b")


def test_frontmatter_gives_parts_of_the_text() -> None:
    """The front matter is a part of the text, the body its end: places are found by that."""
    text = "\n---\na: 1\n# b\n---\n\n  body\n---\n"
    assert YAMLHandler().split(text) == ("\na: 1\n# b\n", "\n  body\n---\n")
    with pytest.raises(ValueError, match="unpack"):
        YAMLHandler().split("---\na: 1\n")


def test_jinja_errors_name_the_template_and_its_line() -> None:
    """A traceback has frames of templates, under the name that the loader gave, by their lines."""
    texts = {
        "page": "{% import 'macros' as m %}\n\n{{ m.broken(1) }}",
        "macros": "\n{% macro broken(x) %}\n{{ x / 0 }}\n{% endmacro %}",
        "bad": "\n{% if %}",
    }
    loader = jinja2.FunctionLoader(lambda name: (texts[name], name, None))
    environment = jinja2.Environment(loader=loader, autoescape=True)
    with pytest.raises(ZeroDivisionError) as raised:
        environment.get_template("page").render()
    frames = [(entry.frame.code.raw.co_filename, entry.lineno + 1) for entry in raised.traceback]
    assert [frame for frame in frames if frame[0] in texts] == [("page", 3), ("macros", 3)]
    with pytest.raises(jinja2.TemplateSyntaxError) as refused:
        environment.get_template("bad")
    assert (refused.value.name, refused.value.lineno) == ("bad", 2)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is Linux's")
def test_jinja_escapes_by_a_name_that_all_code_of_a_template_shares() -> None:
    """A compiled template, its blocks and macros put out values by one global, `escape`."""
    environment = jinja2.Environment(autoescape=True)
    template = environment.from_string(
        "{% macro m(a) %}{{ a }}{% endmacro %}{% block b %}{{ m('1') }}{{ a }}{% endblock %}"
    )
    template.root_render_func.__globals__["escape"] = "[{}]".format
    assert template.render(a=2) == "[[1]][2]"


def test_watchdog_waits_for_the_other_half_of_a_move_as_long_as_we_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What groups moves takes its `delay` from its class when it is made, and inotify uses it."""
    from watchdog.observers import inotify
    from watchdog.observers import inotify_move_event_grouper as grouper

    assert grouper.InotifyMoveEventGrouper in vars(inotify).values()
    delays: list[float] = []
    monkeypatch.setattr(grouper, "DelayedQueue", delays.append)
    monkeypatch.setattr(grouper.InotifyMoveEventGrouper, "delay", 0.02)
    grouper.InotifyMoveEventGrouper()
    assert delays == [0.02]


def test_pagefind_writes_files_of_these_names() -> None:
    """We keep what its script names, and at least one file of each kind that this one reads."""
    page = b"<article><h1>Night shifts</h1><p>Who is woken at night?</p></article>"
    files = search_index.index({"a.html": page})
    script = files[f"{search_index.INDEX_FOLDER}/pagefind.js"].decode()
    assert "pagefind-entry.json" in script
    named = {name for name in search_index.INDEX_FILES if name in script}
    assert {f"{search_index.INDEX_FOLDER}/{name}" for name in named} <= files.keys()
    suffixes = {f".{path.rpartition('.')[2]}" for path in files}
    assert suffixes == {".js", ".json", *search_index.INDEX_SUFFIXES}


class Protocol(H11Protocol):
    """Notes what is called on it, with what `protocols.TimeoutProtocol` looks at."""

    notes: ClassVar[list[tuple[object, ...]]] = []

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note that nothing was asked yet, and on which loop that is."""
        super().connection_made(transport)
        here = self.loop is asyncio.get_running_loop() and self.transport is transport
        self.notes.append(("made", here, self.cycle, self in self.server_state.connections))

    def on_response_complete(self) -> None:
        """Note that the answer is complete."""
        self.notes.append(("answered", self.cycle.response_complete))
        super().on_response_complete()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Note it."""
        self.notes.append(("upgraded",))
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note it."""
        super().connection_lost(exc)
        self.notes.append(("lost", self in self.server_state.connections))


class Server(uvicorn.Server):
    """Begins and ends through the two methods that `protocols.BackgroundServer` adds to."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Note that connections are answered from here on."""
        await super().startup(sockets)
        Protocol.notes.append(("startup", self.started, self.server_state.connections))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Note it."""
        await super().shutdown(sockets)
        Protocol.notes.append(("shutdown", [c.transport for c in self.server_state.connections]))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the path as it was asked for; on a channel, with what it was told."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        told = await receive()
        await send({"type": "websocket.send", "text": f"{scope['raw_path']} {told['text']}"})
        await send({"type": "websocket.close", "code": 1000})
        return
    body = f"{scope['raw_path']} {scope['server'][0]}".encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


async def exchange(request: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """What uvicorn answers to a request, and then to each text that follows one in its answer."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        http=Protocol,
        ws="websockets-sansio",
        ws_max_size=1000,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=0,
        h11_max_incomplete_event_size=1000,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(request)
    answer = b""
    for awaited, text in more:
        answer += await reader.readuntil(awaited)
        writer.write(text)
    answer += await reader.read()
    server.should_exit = True
    await serving
    writer.close()
    return answer


@pytest.fixture
def notes() -> list[tuple[object, ...]]:
    """What the server noted, of this test alone."""
    Protocol.notes.clear()
    return Protocol.notes


def test_uvicorn_calls_its_protocol_at_each_turn_of_a_request(
    notes: list[tuple[object, ...]],
) -> None:
    """Slow clients are found by these calls, and told by `cycle`, `loop` and `transport`."""
    request = b"GET /%C3%A9//a?b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = asyncio.run(exchange(request))
    assert answer.endswith(b"\r\n\r\nb'/%C3%A9//a' 127.0.0.1")
    assert notes == [
        ("startup", True, set()),
        ("made", True, None, True),
        ("answered", True),
        ("lost", False),
        ("shutdown", []),
    ]


def test_uvicorn_leaves_a_connection_to_websockets(notes: list[tuple[object, ...]]) -> None:
    """The upgrade comes through the protocol; from there on `websockets` talks, without HTTP."""
    request = (
        b"GET /live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    masked = b"\x81\x82\0\0\0\0hi"
    closing = b"\x88\x82\0\0\0\0\x03\xe8"
    answer = asyncio.run(exchange(request, (b"\r\n\r\n", masked), (b"\x88", closing)))
    assert answer.startswith(b"HTTP/1.1 101 ")
    said = b"b'/live' hi"
    assert answer.endswith(bytes((0x81, len(said))) + said + b"\x88\x02\x03\xe8")
    assert [note[0] for note in notes] == ["startup", "made", "upgraded", "shutdown"]

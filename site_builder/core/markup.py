"""A reflection's body: one Markdown conversion that yields sections, tasks and questions.

Python-Markdown converts, nh3 sanitises every piece that leaves. Raw HTML is kept only as a few
harmless tags; a `<word>` that is no HTML stays the text that it is.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from site_builder.core.dates import spoken
from site_builder.core.model import Body, Question, Section, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from site_builder.core.model import Kind, Owner, Source

INLINE = frozenset(
    [
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
    ]
)
VOID = frozenset({"br", "hr", "wbr"})
BLOCK = frozenset(
    [
        "a",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
KEPT = INLINE | VOID | BLOCK
# Elements whose tags go though their text stays, so that nobody's words vanish with them.
HTML = nh3.ALLOWED_TAGS | frozenset(
    [
        "applet",
        "audio",
        "base",
        "body",
        "button",
        "canvas",
        "embed",
        "fieldset",
        "font",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "head",
        "html",
        "iframe",
        "img",
        "input",
        "label",
        "legend",
        "link",
        "main",
        "marquee",
        "math",
        "meta",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "param",
        "picture",
        "plaintext",
        "portal",
        "script",
        "section",
        "select",
        "slot",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "track",
        "video",
        "xmp",
    ]
)
CLASSES = {"li": {"task", "done"}, "span": {"mark", "due"}}
SCHEMES = {"http", "https", "mailto", "tel"}
REMOVED = re.compile(
    r"(?P<code>(?<!`)(?P<tick>`+)(?!`)(?:[^`]|(?!(?P=tick)(?!`))`+)*?(?P=tick)(?!`))"
    r"|<!--.*?(?:-->|\Z)"
    r"|<(?P<name>script|style)\b[^<>]*>.*?</(?P=name)\s*>",
    re.DOTALL | re.IGNORECASE,
)
ITEM = re.compile(r" {0,3}(?:[-*+]|1[.)])[ \t]+\S")
BOX = re.compile(r"\s*\[([ xX])\](?:\s+|\Z)")
DATED = re.compile(r"(?<!\S)(due|done): ?([0-9]{4}-[0-9]{2}-[0-9]{2})(?=[\s.,;!?)]|\Z)")
THEIRS = re.compile(r"(?<!\S)@them(?=[\s.,;:!?)]|\Z)", re.IGNORECASE)
HEADINGS = re.compile(r"^(?:=+|-+|#.*)[ ]*$", re.MULTILINE)
MOST_STEPS = 40_000_000
LEDGER = ("concerns", "unasked")
ADDRESS = r"(?<![\w/])(https?://[^\s<>\x02\x03]*[^\s<>\x02\x03.,;:!?\"'*_)\]])"
TAG = r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>"


class TooTangled(Exception):
    """A block of Markdown that would take too long; carries its first line."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A body, and what was wrong in it: local targets that lead nowhere, dates that do not exist."""

    body: Body
    dead_links: tuple[str, ...] = ()
    bad_dates: tuple[str, ...] = ()


def fold(text: str) -> str:
    """A text for comparison: NFKC, casefold, white space folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def heading_key(text: str) -> str:
    """A heading for comparison: its letters and digits, whatever case and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def convert(
    text: str, sections: Mapping[str, str], resolve: Callable[[str], str | None]
) -> Converted:
    """Convert a body.

    `sections` maps heading keys to ids of sections; `resolve` gives the address of the page that
    a relative link leads to, or None.
    """
    md = _markdown()
    md.reset()
    lines = text.split("\n")
    for preprocessor in md.preprocessors:
        lines = preprocessor.run(lines)
    root = cast("Element", md.parser.parseDocument(lines).getroot())
    reader = _Reader(md, resolve)
    parts = list(_parts(root, sections))
    for part in parts:
        reader.read_items(part)
        _level_headings(part.content)
    for treeprocessor in md.treeprocessors:
        treeprocessor.run(root)
    return reader.finish(parts)


@dataclass(slots=True)
class _Part:
    """The elements of one section."""

    id: str | None
    heading: Element | None
    content: list[Element]


@dataclass(slots=True)
class _Item:
    """A list item that is a task or a question, before its inline markup is converted."""

    element: Element
    section: str | None
    ticked: bool | None
    due: date | None = None
    finished: date | None = None
    theirs: bool = False


def _parts(root: Element, sections: Mapping[str, str]) -> Iterator[_Part]:
    part = _Part(None, None, [])
    for child in root:
        if child.tag == "h2":
            yield part
            part = _Part(sections.get(heading_key("".join(child.itertext()))), child, [])
        else:
            part.content.append(child)
    yield part


def _level_headings(content: list[Element]) -> None:
    """Headings below a section begin at level 3 and skip none, however they were written."""
    levels: list[int] = []
    for element in (e for top in content for e in top.iter()):
        if re.fullmatch("h[1-6]", element.tag):
            level = int(element.tag[1])
            while levels and levels[-1] >= level:
                levels.pop()
            levels.append(level)
            element.tag = f"h{min(2 + len(levels), 6)}"


class _Reader:
    """Reads what one body holds while it is converted."""

    def __init__(self, md: Markdown, resolve: Callable[[str], str | None]) -> None:
        self.md = md
        self.resolve = resolve
        self.items: list[_Item] = []
        self.dead_links: list[str] = []
        self.bad_dates: list[str] = []

    def read_items(self, part: _Part) -> None:
        """Find a section's tasks and questions, and take box, dates and owner out of their text."""
        ledger = part.id in LEDGER
        top = {item for element in part.content if element.tag in ("ul", "ol") for item in element}
        for element in (e for t in part.content for e in t.iter("li")):
            holder = _holder(element)
            box = BOX.match(holder.text or "")
            if box or (ledger and element in top):
                item = _Item(element, part.id, box[1] in "xX" if box else None)
                if box:
                    holder.text = (holder.text or "")[box.end() :]
                if not ledger:
                    self._read_words(item, holder)
                self.items.append(item)

    def _read_words(self, item: _Item, holder: Element) -> None:
        def dated(found: re.Match[str]) -> str:
            try:
                day = date.fromisoformat(found[2])
            except ValueError:
                self.bad_dates.append(found[0])
                return found[0]
            if found[1] == "due":
                item.due = item.due or day
            else:
                item.finished = item.finished or day
            return ""

        text = DATED.sub(dated, holder.text or "")
        text, theirs = THEIRS.subn("", text)
        item.theirs = bool(theirs)
        holder.text = re.sub(r" +(?=[\s.,;!?)]|\Z)", "", text.lstrip())

    def finish(self, parts: list[_Part]) -> Converted:
        """Tasks, questions and sanitised sections of the converted tree."""
        tasks, questions = [], []
        for item in self.items:
            words = self._words(item.element)
            if not words:
                continue
            if item.section in LEDGER:
                source = cast("Source", item.section)
                questions.append(Question(words, source, open=not item.ticked))
            else:
                kind: Kind = "research" if item.section == "research" else "follow-up"
                owner: Owner = "them" if item.theirs else "me"
                done = bool(item.ticked)
                tasks.append(Task(words, kind, owner, item.due, item.finished, done))
            if item.ticked is not None:
                _mark(item)
        sections = tuple(s for s in map(self._section, parts) if s.heading or s.html)
        return Converted(
            Body(sections, tuple(tasks), tuple(questions)),
            tuple(self.dead_links),
            tuple(self.bad_dates),
        )

    def _section(self, part: _Part) -> Section:
        holder = Element("div")
        holder.extend(part.content)
        body = self._clean(self._serialized(holder))
        heading = "" if part.heading is None else self._clean(self._serialized(part.heading))
        return Section(part.id, heading.strip(), body.strip(), has_text=bool(_plain(body)))

    def _words(self, element: Element) -> str:
        """The plain text of a list item, without the lists inside it."""
        own = Element("div")
        own.text = element.text
        own.extend(child for child in element if child.tag not in ("ul", "ol"))
        return _plain(self._clean(self._serialized(own)))

    def _serialized(self, element: Element) -> str:
        whole = Element("div")
        whole.text = element.text
        whole.extend(element)
        output = self.md.serializer(whole).strip().removeprefix("<div>").removesuffix("</div>")
        for postprocessor in self.md.postprocessors:
            output = postprocessor.run(output)
        return output

    def _clean(self, markup: str) -> str:
        return nh3.clean(
            markup,
            tags=set(KEPT),
            attributes={"a": {"href"}, "ol": {"start"}},
            attribute_filter=self._attribute,
            allowed_classes=CLASSES,
            url_schemes=SCHEMES,
        )

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if (tag, name) != ("a", "href"):
            return value
        try:
            link = urlsplit(value.strip())
        except ValueError:
            return None
        if link.scheme:
            return value
        target = None if link.netloc or not link.path else self.resolve(unquote(link.path))
        if target is None and link.path:
            self.dead_links.append(value)
        return target


def _holder(item: Element) -> Element:
    """The element with a list item's first words: itself, or its first paragraph."""
    if not (item.text or "").strip() and len(item) and item[0].tag == "p":
        return item[0]
    return item


def _mark(item: _Item) -> None:
    """Show a task's box, owner and date as words; a sanitiser removes checkboxes."""
    item.element.set("class", "task done" if item.ticked else "task")
    holder = _holder(item.element)
    mark = Element("span", {"class": "mark"})
    mark.text = "Done" if item.ticked else "Theirs" if item.theirs else "To do"
    mark.tail = f" {holder.text or ''}"
    holder.text = ""
    holder.insert(0, mark)
    day, word = (item.finished, "done") if item.ticked and item.finished else (item.due, "due")
    if day:
        nested = next((i for i, c in enumerate(holder) if c.tag in ("ul", "ol")), len(holder))
        due = Element("span", {"class": "due"})
        due.text = f"{word} {spoken(day)}"
        last = holder[nested - 1]
        last.tail = f"{(last.tail or '').rstrip()} "
        holder.insert(nested, due)


def _plain(markup: str) -> str:
    return " ".join(html.unescape(nh3.clean(markup, tags=set())).split())


class _Removed(Preprocessor):
    """Takes comments, scripts and styles out, but not out of code."""

    def run(self, lines: list[str]) -> list[str]:
        text = REMOVED.sub(lambda found: found["code"] or "", "\n".join(lines))
        return text.split("\n")


class _Bounded(Preprocessor):
    """Refuses a block on which the converter, whose time grows as the square, would hang."""

    def run(self, lines: list[str]) -> list[str]:
        for block in re.split(r"\n[ \t]*\n", "\n".join(lines)):
            steps = 4 * block.count("[") * len(block) + len(HEADINGS.findall(block)) * block.count(
                "\n"
            )
            if steps > MOST_STEPS:
                raise TooTangled(block.strip().split("\n", 1)[0])
        return lines


class _Lists(Preprocessor):
    """Lets a list begin right below a paragraph, as people write it and CommonMark reads it."""

    def run(self, lines: list[str]) -> list[str]:
        spaced: list[str] = []
        open_paragraph = False
        for line in lines:
            item = ITEM.match(line)
            if item and open_paragraph:
                spaced.append("")
            plain = bool(line.strip()) and not line.startswith(("#", ">", "|", "    "))
            open_paragraph = plain and not item and (open_paragraph or not _in_list(spaced))
            spaced.append(line)
        return spaced


def _in_list(lines: list[str]) -> bool:
    """Whether the lines since the last blank one hold a list item that the next line goes on with."""
    for line in reversed(lines):
        if not line.strip():
            return False
        if ITEM.match(line) or line.startswith(" "):
            return True
    return False


class _Tag(InlineProcessor):
    """Raw tags: a few harmless ones stay, other HTML goes, what is no HTML stays text."""

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[str | None, int | None, int | None]:
        name = m[2].lower()
        if name not in HTML:
            return None, None, None
        if name in INLINE or name in VOID:
            return self.md.htmlStash.store(f"<{m[1]}{name}>"), m.start(0), m.end(0)
        return "", m.start(0), m.end(0)


class _Address(InlineProcessor):
    """A web address written as it is becomes a link."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        link = Element("a", {"href": m[1]})
        link.text = AtomicString(m[1])
        return link, m.start(0), m.end(0)


class _Images(Treeprocessor):
    """An image becomes a link to it: pages load nothing from elsewhere, and copy no files."""

    def run(self, root: Element) -> None:
        for image in list(root.iter("img")):
            alt = image.get("alt") or "image"
            source = image.get("src", "")
            image.attrib = {"href": source}
            image.tag = "a"
            image.text = AtomicString(alt)


@cache
def _markdown() -> Markdown:
    md = Markdown(extensions=["fenced_code", "tables", "sane_lists"], output_format="html")
    md.preprocessors.deregister("html_block")
    md.preprocessors.register(_Removed(md), "afterview-removed", 24)
    md.preprocessors.register(_Bounded(md), "afterview-bounded", 23.5)
    md.preprocessors.register(_Lists(md), "afterview-lists", 23)
    md.inlinePatterns.deregister("html")
    md.inlinePatterns.register(_Tag(TAG, md), "afterview-tag", 90)
    md.inlinePatterns.register(_Address(ADDRESS, md), "afterview-address", 85)
    md.treeprocessors.register(_Images(md), "afterview-images", 5)
    return md

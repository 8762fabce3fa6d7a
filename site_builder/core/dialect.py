"""Python-Markdown and its sanitiser as we use them: the one home of both.

Raw HTML is kept only as a few harmless tags; a `<word>` that is no HTML stays the text that it is.
Whatever would take longer than a person waits is refused.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockparser import BlockParser, State
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER, AtomicString

if TYPE_CHECKING:
    from collections.abc import Callable

INLINE = frozenset(
    "abbr b bdi cite code del dfn em i ins kbd mark q s samp small strong sub sup u var".split()  # noqa: SIM905 -- twenty lines else
)
VOID = frozenset({"br", "hr", "wbr"})
BLOCK = frozenset(
    "a blockquote dd div dl dt h3 h4 h5 h6 li ol p pre span table tbody td th thead tr ul".split()  # noqa: SIM905 -- twenty lines else
)
KEPT = INLINE | VOID | BLOCK
# Elements whose tags go though their text stays, so that nobody's words vanish with them.
HTML = nh3.ALLOWED_TAGS | frozenset(
    "applet audio base body button canvas embed fieldset font form frame frameset h1 h2 head html"  # noqa: SIM905 -- fifty lines else
    " iframe img input label legend link main marquee math meta noembed noframes noscript object"
    " option param picture plaintext portal script section select slot source style svg template"
    " textarea title track video xmp".split()
)
# Those that stand within a line; where others go, words on both sides of them stay apart.
LINE = (
    INLINE | VOID | {"a", "acronym", "bdo", "big", "data", "font", "span", "strike", "time", "tt"}
)
CLASSES = {"li": {"task", "done"}, "span": {"mark", "due"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# Code on one line is kept as it is; comments go, unclosed ones to the end.
REMOVED = re.compile(
    r"(?P<code>(?<![`\\])(?P<tick>`+)(?!`)(?:[^`\n]++|(?!(?P=tick)(?!`))`++)*+(?P=tick)(?!`))"
    r"|<!--.*?(?:-->|(?P<unclosed>\Z))"
    r"|<(?P<name>script|style)\b[^<>]*>(?:(?!<(?P=name)).)*</(?P=name)\s*>",
    re.DOTALL | re.IGNORECASE,
)
FENCE = re.compile(r"( *)(`{3,}|~{3,})[^`]*")
ITEM = re.compile(r"(?P<marker>[-*+]|(?P<number>[0-9]{1,9})[.)]) +\S")
RULE = re.compile(r" *(?:(?:- *){3,}|(?:\* *){3,})")
ADDRESS = r"(?<![\w/])(https?://[^\s<>\x02\x03]*[^\s<>\x02\x03.,;:!?\"'*_)\]])"
TAG = r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>"
STASHED = re.compile(f"<p>{HTML_PLACEHOLDER % '([0-9]+)'}</p>|{HTML_PLACEHOLDER % '([0-9]+)'}")
# Each of these inline patterns, the library's and ours, needs one of MARKUP's characters, two
# spaces at the end of a line, or the `://` of an address. One that we don't know may need another.
PATTERNS = (
    *("backtick", "escape", "reference", "link", "image_link", "image_reference"),
    *("short_reference", "short_image_ref", "autolink", "automail", "linebreak", "entity"),
    *("not_strong", "em_strong", "em_strong2", "afterview-tag", "afterview-address"),
)
MARKUP = re.compile(r"[`\\\[<&*_\x02]")
# Text without these is its own HTML: what a reader of HTML drops, or writes in another way.
SPECIAL = re.compile("[<>&\x00-\x09\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The converter's time grows as the square of these; a long day's notes stay far below.
MOST_READ, MOST_BRACKETS, MOST_CELLS = 3_000_000, 10_000_000, 20_000
DEEPEST = 40  # lists and quotes within each other, far from what Python can stack


class TooTangled(Exception):
    """A block that is nested too deep, or with which it takes too long; carries its first line."""


class Document:
    """A text on its way to HTML, one at a time: blocks first, then `inline`, then `html`.

    `unclosed` says whether a comment without an end took the rest of the text away.
    """

    def __init__(self, text: str) -> None:
        if len(text) > MOST_READ:
            raise TooTangled(text.strip().split("\n", 1)[0])
        self._md = _markdown()
        self._md.reset()
        parser = cast("_BoundedParser", self._md.parser)
        parser.left, parser.depth, parser.state = MOST_READ, 0, State()
        lines = text.split("\n")
        for preprocessor in self._md.preprocessors:
            lines = preprocessor.run(lines)
        self.unclosed = cast("_Removed", self._md.preprocessors["afterview-removed"]).unclosed
        self.root = cast("Element", parser.parseDocument(lines).getroot())

    def inline(self) -> None:
        """Convert what stands within the blocks: emphasis, links, code."""
        for treeprocessor in self._md.treeprocessors:
            treeprocessor.run(self.root)

    def html(self, element: Element, link: Callable[[str], str | None]) -> str:
        """An element's content as safe HTML; `link` gives each address of a link, or None."""
        if not len(element) and not SPECIAL.search(element.text or ""):
            return (element.text or "").strip()
        whole = Element("div")
        whole.text = element.text
        whole.extend(element)
        output = self._md.serializer(whole).strip().removeprefix("<div>").removesuffix("</div>")
        output = STASHED.sub(self._unstashed, output).replace(AMP_SUBSTITUTE, "&")
        return _SANITISER.clean(output, link).strip()

    def _unstashed(self, found: re.Match[str]) -> str:
        kept = str(self._md.htmlStash.rawHtmlBlocks[int(found[1] or found[2])])
        return kept if found[2] or kept.startswith("<pre>") else f"<p>{kept}</p>"


def plain(markup: str) -> str:
    """The text of HTML, white space folded."""
    text = html.unescape(_NO_TAGS.clean(markup)) if SPECIAL.search(markup) else markup
    return " ".join(text.split())


class _Sanitiser:
    """Keeps harmless HTML, made once: to read its own settings takes longer than a paragraph."""

    def __init__(self) -> None:
        self._link: Callable[[str], str | None] = str
        self._cleaner = nh3.Cleaner(
            tags=set(KEPT),
            attributes={"a": {"href"}, "ol": {"start"}},
            attribute_filter=lambda _, name, value: self._link(value) if name == "href" else value,
            allowed_classes=CLASSES,
            url_schemes=SCHEMES,
        )

    def clean(self, markup: str, link: Callable[[str], str | None]) -> str:
        """Safe HTML; `link` gives each address of a link, or None."""
        self._link = link
        return self._cleaner.clean(markup)


_SANITISER, _NO_TAGS = _Sanitiser(), nh3.Cleaner(tags=set())


class _Fences(Preprocessor):
    """Puts fenced code aside. A fence ends at a line of the same fence alone, or is none."""

    def run(self, lines: list[str]) -> list[str]:
        ends = defaultdict(list)
        for number, line in enumerate(lines):
            ends[line.strip()].append(number)
        kept: list[str] = []
        number = 0
        while number < len(lines):
            opening = FENCE.fullmatch(lines[number])
            closing = ends[opening[2]] if opening else []
            later = bisect_right(closing, number)
            if opening and later < len(closing):
                inside = (
                    _outdented(code, opening[1]) for code in lines[number + 1 : closing[later]]
                )
                code = "".join(f"{html.escape(line)}\n" for line in inside)
                stashed = self.md.htmlStash.store(f"<pre><code>{code}</code></pre>")
                kept += ["", f"{opening[1]}{stashed}", ""]
                number = closing[later]
            else:
                kept.append(lines[number])
            number += 1
        return kept


def _outdented(line: str, indent: str) -> str:
    return line[min(len(indent), len(line) - len(line.lstrip(" "))) :]


class _Removed(Preprocessor):
    """Takes comments, scripts and styles out, but not out of code."""

    unclosed = False

    def run(self, lines: list[str]) -> list[str]:
        self.unclosed = False
        return REMOVED.sub(self._kept, "\n".join(lines)).split("\n")

    def _kept(self, found: re.Match[str]) -> str:
        self.unclosed = self.unclosed or found["unclosed"] is not None
        return found["code"] or ""


class _Bounded(Preprocessor):
    """Refuses texts whose brackets, backticks or table cells would keep the converter busy."""

    def run(self, lines: list[str]) -> list[str]:
        left = MOST_BRACKETS
        for block in re.split(r"\n[ \t]*\n", "\n".join(lines)):
            cells = max(map(len, re.findall(r"^[|:\- ]+$", block, re.MULTILINE)), default=0)
            left -= (block.count("[") + block.count("`")) * len(block)
            if left < 0 or cells * block.count("\n") > MOST_CELLS:
                raise TooTangled(block.strip().split("\n", 1)[0])
        return lines


class _Lists(Preprocessor):
    """Lists as people write them and CommonMark reads them, in the four spaces of the library.

    What is indented by two spaces or more belongs to the item above; a list may begin right below
    a paragraph, or below one of the other kind; `1)` numbers like `1.`.
    """

    def run(self, lines: list[str]) -> list[str]:
        spaced: list[str] = []
        # Of each open item, how far what belongs to it is indented, and whether it has a number.
        depths: list[tuple[int, bool]] = []
        # Of the lines since the last blank one: in how many items they began, and whether in prose.
        begun, prose_first = 0, False
        in_paragraph, after_blank = False, True
        for line in lines:
            text = line.lstrip(" ")
            indent = len(line) - len(text)
            item = None if RULE.fullmatch(line) else ITEM.match(text)
            if item and in_paragraph and item["number"] not in (None, "1"):
                item = None  # a line of prose that begins with a year, say
            above = None
            if item or after_blank or text.startswith("#"):
                while text and depths and indent < depths[-1][0]:
                    above = depths.pop()
            level = len(depths)
            if text and after_blank:
                begun, prose_first = level, not item
            own = line
            if depths and indent >= depths[-1][0]:
                own = " " * (0 if item else indent - depths[-1][0]) + text
                line = " " * 4 * level + own  # noqa: PLW2901 -- the same line, moved
            if item and (depths or indent < 4):  # noqa: PLR2004 -- from four on it is code
                numbered = item["number"] is not None
                other = above is not None and above[1] != numbered
                if not after_blank and (in_paragraph or other or level < begun):
                    spaced.append("")
                    begun, prose_first = level, False
                if item["marker"].endswith(")"):
                    line = line.replace(")", ".", 1)  # noqa: PLW2901 -- as above
                depths.append((indent + 2, numbered))
            spaced.append(line)
            after_blank = not text
            prose = text and not item and not own.startswith(("#", ">", "|", "    "))
            in_paragraph = bool(prose) and (prose_first or not depths)
        return spaced


class _BoundedParser(BlockParser):
    """Refuses what is nested too deep, and a document that has its processors read too much."""

    left, depth = MOST_READ, 0

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802 -- the library's name
        self.depth += 1
        while blocks:
            self.left -= len(blocks[0])
            if self.left < 0 or (blocks[0] and self.depth > DEEPEST):
                raise TooTangled(blocks[0].strip().split("\n", 1)[0])
            for processor in self.blockprocessors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break
        self.depth -= 1


class _Tag(InlineProcessor):
    """Raw tags: a few harmless ones stay, other HTML goes, what is no HTML stays text."""

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        name = m[2].lower()
        if name not in HTML:
            return None, None, None
        if name in INLINE or name in VOID:
            return self.md.htmlStash.store(f"<{m[1]}{name}>"), m.start(0), m.end(0)
        beside = data[max(m.start(0) - 1, 0) : m.start(0)], data[m.end(0) : m.end(0) + 1]
        apart = name not in LINE and all(c and not c.isspace() and c != ETX for c in beside)
        return " " if apart else "", m.start(0), m.end(0)


class _Address(InlineProcessor):
    """A web address written as it is becomes a link."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        link = Element("a", {"href": m[1]})
        link.text = AtomicString(m[1])
        return link, m.start(0), m.end(0)


class _Prose(Treeprocessor):
    """Puts text in which no inline pattern finds anything out of their reach: most text is such."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and _is_prose(element.text):
                element.text = AtomicString(element.text)
            if element.tail and _is_prose(element.tail):
                element.tail = AtomicString(element.tail)


def _is_prose(text: str) -> bool:
    return not (MARKUP.search(text) or "  \n" in text or "://" in text)


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
    # Named by text, the library would look for extensions in every package that is installed.
    md = Markdown(extensions=[TableExtension(), SaneListExtension()], output_format="html")
    parser = _BoundedParser(md)
    parser.blockprocessors = md.parser.blockprocessors
    for processor in parser.blockprocessors:
        processor.parser = parser
    md.parser = parser
    md.preprocessors.deregister("html_block")
    md.preprocessors.register(_Fences(md), "afterview-fences", 25)
    md.preprocessors.register(_Removed(md), "afterview-removed", 24)
    md.preprocessors.register(_Bounded(md), "afterview-bounded", 23.5)
    md.preprocessors.register(_Lists(md), "afterview-lists", 23)
    md.inlinePatterns.deregister("html")
    md.inlinePatterns.register(_Tag(TAG, md), "afterview-tag", 90)
    md.inlinePatterns.register(_Address(ADDRESS, md), "afterview-address", 85)
    if sum(name in md.inlinePatterns for name in PATTERNS) == len(md.inlinePatterns):
        md.treeprocessors.register(_Prose(md), "afterview-prose", 25)
    md.treeprocessors.register(_Images(md), "afterview-images", 5)
    return md

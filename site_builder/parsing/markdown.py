"""Python-Markdown and its sanitiser as we use them: the one home of both.

Raw HTML is kept only as a few harmless tags; a `<word>` that is no HTML stays the text that it is.
Whatever would take longer than a person waits is refused.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER, AtomicString

from site_builder.parsing.blocks import fence_content, find_spans, normalize_lists

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown.blockprocessors import BlockProcessor

    from site_builder.parsing.blocks import Span

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
ADDRESS = r"(?<![\w/])(https?://[^\s<>\x02\x03]*[^\s<>\x02\x03.,;:!?\"'*_)\]])"
NOTE = r"(?<!\\)(!?)\[\[([^\[\]|\n\x02]+?)(?:\\?\|([^\[\]\n\x02]*))?\]\](?!\()"
MARK = r"(?<!=)==(?![=\s])((?:[^=]|=(?!=))+)(?<!\s)==(?!=)"
TAG = r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>"
STASHED = re.compile(f"<p>{HTML_PLACEHOLDER % '([0-9]+)'}\\s*</p>|{HTML_PLACEHOLDER % '([0-9]+)'}")
# Each of these inline patterns, the library's and ours, needs one of MARKUP's characters, two
# spaces at the end of a line, the `://` of an address or the `==` of a mark. One that we don't
# know may need another.
PATTERNS = (
    *("backtick", "escape", "reference", "link", "image_link", "image_reference"),
    *("short_reference", "short_image_ref", "autolink", "automail", "linebreak", "entity"),
    *("not_strong", "em_strong", "em_strong2", "afterview-tag", "afterview-address"),
    *("afterview-note", "afterview-mark"),
)
MARKUP = re.compile(r"[`\\\[<&*_\x02]")
# Text without these is its own HTML: what a reader of HTML drops, or writes in another way.
SPECIAL = re.compile("[<>&\x00-\x09\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The converter's time grows as the square of these; a long day's notes stay far below.
MOST_READ, MOST_INLINE, MOST_CELLS = 3_000_000, 200_000_000, 20_000
SIGNS = (*"*_\\<&", "==", "://", "  \n")
MOST_OPEN = 300  # tags of one name that are open at once; the sanitiser reads all at each block
BRACKET = 20  # a bracket or backtick has text read so many times as often as another sign
DEEPEST = 40  # lists and quotes within each other, far from what Python can stack


class TooComplex(Exception):
    """A block that is nested too deep, or with which it takes too long; carries its first line."""


class Document:
    """A text on its way to HTML: blocks first, then `inline`, then `html`.

    `resolve` says of `[[note]]` whether it leads anywhere. `embeds` are, after `inline`, what was
    embedded and is shown as its name. Raises TooTangled.
    """

    def __init__(self, text: str, resolve: Callable[[str], str | None]) -> None:
        if len(text) > MOST_READ:
            raise TooComplex(text.strip().split("\n", 1)[0])
        self.embeds: list[str] = []
        self._md = _markdown(_Note(resolve, self.embeds))
        lines = text.split("\n")
        for preprocessor in self._md.preprocessors:
            lines = preprocessor.run(lines)
        prepared = self._without_comments("\n".join(lines))
        _refuse_tables(prepared)
        lines = normalize_lists(prepared.split("\n"))
        self.root = cast("Element", self._md.parser.parseDocument(lines).getroot())
        _refuse_tangled(self.root)

    def _without_comments(self, text: str) -> str:
        """A text without its comments, fenced code put aside."""
        pieces, position = [], 0
        for span in find_spans(text):
            pieces.append(text[position : span.start])
            if span.kind == "fence":
                pieces.append(self._stashed(text, span))
            elif span.kind == "code":
                pieces.append(text[span.start : span.end])
            position = span.end
        return "".join([*pieces, text[position:]])

    def _stashed(self, text: str, fence: Span) -> str:
        code = html.escape(fence_content(text, fence))
        stashed = self._md.htmlStash.store(f"<pre><code>{code}</code></pre>")
        quote = fence.prefix[: fence.prefix.rfind(">") + 1]
        first = "" if fence.prefix.strip(" >") else f"{quote}\n"  # an item begins with its code
        return f"{first}{fence.prefix}{stashed}\n{quote}"

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


def note_name(target: str) -> str:
    """The note that the target of `[[target]]` names, without the heading that it may lead to."""
    return target.partition("#")[0].strip()


def note_words(target: str, words: str | None) -> str:
    """What `[[target]]` or `[[target|words]]` is shown as."""
    return (words or "").strip() or " > ".join(filter(None, map(str.strip, target.split("#"))))


def unlinked(text: str) -> str:
    """A text with each `[[note]]` as its words."""
    return re.sub(NOTE, lambda match: note_words(match[2], match[3]), text)


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


def _refuse_tables(text: str) -> None:
    """Refuse tables with so many cells that they would keep the converter busy."""
    for block in re.split(r"\n[ \t]*\n", text):
        cells = max(map(len, re.findall(r"^[|:\- ]+$", block, re.MULTILINE)), default=0)
        if cells * block.count("\n") > MOST_CELLS:
            raise TooComplex(block.strip().split("\n", 1)[0])


def _refuse_tangled(root: Element) -> None:
    """Refuse text whose emphasis, links or tags would keep the converter busy.

    Each sign may have it read, and copy, the whole run of text that the sign is in.
    """
    left = MOST_INLINE
    for text in (t for element in root.iter() for t in (element.text, element.tail) if t):
        if not isinstance(text, AtomicString):
            signs = sum(map(text.count, SIGNS)) + BRACKET * sum(map(text.count, "[`"))
            left -= signs * len(text)
        if left < 0:
            raise TooComplex(text.strip().split("\n", 1)[0])


class _BoundedParser(BlockParser):
    """Refuses what is nested too deep, and a document that has its processors read too much."""

    left, depth = MOST_READ, 0

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802 -- the library's name
        self.depth += 1
        while blocks:
            self.left -= len(blocks[0])
            if self.left < 0 or (blocks[0] and self.depth > DEEPEST):
                raise TooComplex(blocks[0].strip().split("\n", 1)[0])
            for processor in self.blockprocessors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break
        self.depth -= 1


class _Tag(InlineProcessor):
    """Raw tags: a few harmless ones stay, other HTML goes, what is no HTML stays text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(TAG, md)
        self._open: Counter[str] = Counter()

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        name = m[2].lower()
        if name not in HTML:
            return None, None, None
        if name in INLINE:
            self._open[name] = max(self._open[name] + (-1 if m[1] else 1), 0)
            if self._open[name] > MOST_OPEN:
                raise TooComplex(m[0])
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
    return not (MARKUP.search(text) or "  \n" in text or "://" in text or "==" in text)


class _Images(Treeprocessor):
    """An image becomes a link to it: pages load nothing from elsewhere, and copy no files."""

    def run(self, root: Element) -> None:
        for image in list(root.iter("img")):
            alt = image.get("alt") or "image"
            source = image.get("src", "")
            image.attrib = {"href": source}
            image.tag = "a"
            image.text = AtomicString(alt)


class _Note(InlineProcessor):
    """`[[note]]` becomes a link to the note, or its words; of an embed the name stays."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, resolve: Callable[[str], str | None], embeds: list[str]) -> None:
        super().__init__(NOTE)
        self._resolve = resolve
        self._embeds = embeds

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element | str, int, int]:
        name, words = note_name(m[2]), note_words(m[2], m[3])
        if m[1]:
            self._embeds.append(m[0])
            return name or words, m.start(0), m.end(0)
        link = Element("a", {"href": f"[[{name}]]"})
        link.text = AtomicString(words)
        found = name and self._resolve(f"[[{name}]]")
        return link if found else words, m.start(0), m.end(0)


class _Mark(InlineProcessor):
    """`==words==` are marked."""

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        mark = Element("mark")
        mark.text = m[1]
        return mark, m.start(0), m.end(0)


def _markdown(note: _Note) -> Markdown:
    # Named by text, the library would look for extensions in every package that is installed.
    md = Markdown(extensions=[TableExtension(), SaneListExtension()], output_format="html")
    parser = _BoundedParser(md)
    parser.blockprocessors = md.parser.blockprocessors
    for processor in parser.blockprocessors:
        processor.parser = parser
    md.parser = parser
    for kind in ("olist", "ulist"):
        _count_in_ascii(parser.blockprocessors[kind])
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    md.inlinePatterns.register(note, "afterview-note", 185)
    md.inlinePatterns.register(_Tag(md), "afterview-tag", 90)
    md.inlinePatterns.register(_Address(ADDRESS, md), "afterview-address", 85)
    md.inlinePatterns.register(_Mark(MARK, md), "afterview-mark", 65)
    if sum(name in md.inlinePatterns for name in PATTERNS) == len(md.inlinePatterns):
        md.treeprocessors.register(_Prose(md), "afterview-prose", 25)
    md.treeprocessors.register(_Images(md), "afterview-images", 5)
    return md


def _count_in_ascii(lists: BlockProcessor) -> None:
    """Have a list's numbers read as in CommonMark: the library takes digits of any script."""
    for name in ("RE", "CHILD_RE", "INDENT_RE"):
        pattern: re.Pattern[str] = getattr(lists, name)
        setattr(lists, name, re.compile(pattern.pattern.replace(r"\d+", "[0-9]{1,9}")))

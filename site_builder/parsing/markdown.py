"""Python-Markdown as this project uses it; no other module imports it.

Markdown goes in, a `Document` of elements and then safe HTML come out. Of raw HTML only a few
harmless tags stay; a `<word>` that is no HTML element stays text. Text that would take too long to
convert is refused. Which tags are safe stands in `sanitiser`; what the elements mean (sections,
tasks) is for `markup`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import (
    BlockProcessor,
    BlockQuoteProcessor,
    CodeBlockProcessor,
    HashHeaderProcessor,
    ListIndentProcessor,
    ReferenceProcessor,
    SetextHeaderProcessor,
)
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.serializers import to_html_string
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER, AtomicString, HtmlStash

from site_builder.parsing import obsidian
from site_builder.parsing.blocks import fence_content, find_spans, normalize_lists
from site_builder.parsing.sanitiser import (
    INLINE_LEVEL_TAGS,
    INLINE_TAGS,
    KNOWN_TAGS,
    VOID_TAGS,
    is_own_html,
    sanitise,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_builder.parsing.blocks import Span

ADDRESS_PATTERN = r"(?<![\w/])(https?://[^\s<>\x02\x03]*[^\s<>\x02\x03.,;:!?\"'*_)\]])"
MARK_PATTERN = r"(?<!=)==(?![=\s])((?:[^=]|=(?!=))+)(?<!\s)==(?!=)"
TAG_PATTERN = r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>"
STASHED_PATTERN = re.compile(
    f"<p>{HTML_PLACEHOLDER % '([0-9]+)'}\\s*</p>|{HTML_PLACEHOLDER % '([0-9]+)'}"
)
# The inline processors by the sign without which they find nothing; a text that is plain by
# `_is_plain_text` has none. Those of absent signs are passed over, but only while the library has
# no other processor: another may need other signs.
INLINE_PROCESSORS = {
    **{sign: ["not_strong", "em_strong", "em_strong2"] for sign in "*_"},
    "[": ["reference", "link", "short_reference", "afterview-note"],
    "![": ["image_link", "image_reference", "short_image_ref"],
    "<": ["autolink", "automail", "afterview-tag"],
    "`": ["backtick"],
    "\\": ["escape"],
    "&": ["entity"],
    "  \n": ["linebreak"],
    "://": ["afterview-address"],
    "==": ["afterview-mark"],
}
ESCAPE = "\\"  # without it, no converted text has anything to be unescaped
MARKUP_PATTERN = re.compile(r"[`\\\[<&*_\x02]")
COMMON_BLOCKS = ("p", "li", "ul", "h2", "blockquote", "div")
# What the library's block processors need to find anything; it spares most of their searches.
BLOCK_SIGNS: dict[type[BlockProcessor], str] = {
    ListIndentProcessor: "    ",
    CodeBlockProcessor: "    ",
    HashHeaderProcessor: "#",
    SetextHeaderProcessor: "\n",
    TableProcessor: "|",
    BlockQuoteProcessor: ">",
    ReferenceProcessor: "[",
}
# Limits of work: the converter's time grows as the square of the input. The notes of a long day
# stay far below them.
MAX_READ_CHARACTERS, MAX_INLINE_COST, MAX_TABLE_CELLS = 3_000_000, 200_000_000, 20_000
COSTLY_SIGNS = (*"*_\\<&", "==", "://", "  \n")
MAX_OPEN_TAGS = 300  # of one name at once; the sanitiser goes through all open tags at each block
BRACKET_COST = 20  # how much more often a bracket or backtick has text read than another sign
MAX_NESTING = 40  # levels of lists and quotes, far below Python's limit of recursion


class TooComplex(Exception):
    """A block is nested too deep or would take too long; the argument is its first line."""


class Document:
    """A text in its stages: elements of blocks in `root`, then `inline()`, then `html()` of a part.

    `resolve` gives the address of a `[[note]]`, or None. After `inline()`, `embeds` holds the
    embedded notes as written; each is shown as its name. Raises TooComplex.
    """

    def __init__(self, text: str, resolve: Callable[[str], str | None]) -> None:
        if len(text) > MAX_READ_CHARACTERS:
            raise TooComplex(text.strip().split("\n", 1)[0])
        self.embeds: list[str] = []
        self._md = _free_converter()
        self._md.begin(resolve, self.embeds)
        self._stash = self._md.htmlStash
        lines = text.split("\n")
        for preprocessor in self._md.preprocessors:
            lines = preprocessor.run(lines)
        prepared = self._without_comments(obsidian.without_block_ids("\n".join(lines)))
        self._has_escapes = ESCAPE in prepared
        _refuse_tables(prepared)
        lines = normalize_lists([*obsidian.titled_callouts(prepared)])
        self.root = cast("Element", self._md.parser.parseDocument(lines).getroot())
        if _inline_cost("\n".join(lines)) > MAX_INLINE_COST:  # else no part of it costs that much
            _refuse_costly_inline(self.root)

    def _without_comments(self, text: str) -> str:
        """The text without comments, and with placeholders for fenced code, which is stored."""
        pieces, position = [], 0
        for span in find_spans(text):
            pieces.append(text[position : span.start])
            if span.kind == "fence":
                pieces.append(self._stash_fence(text, span))
            elif span.kind == "code":
                pieces.append(text[span.start : span.end])
            position = span.end
        return "".join([*pieces, text[position:]])

    def _stash_fence(self, text: str, fence: Span) -> str:
        """Store some fenced code as HTML; the lines with its placeholder."""
        code = html.escape(fence_content(text, fence))
        stashed = self._stash.store(f"<pre><code>{code}</code></pre>")
        quote = fence.prefix[: fence.prefix.rfind(">") + 1]
        first = "" if fence.prefix.strip(" >") else f"{quote}\n"  # an item begins with its code
        return f"{first}{fence.prefix}{stashed}\n{quote}"

    def inline(self) -> None:
        """Convert emphasis, links and code inside the blocks; call it once, before `html`."""
        for treeprocessor in self._md.treeprocessors:
            if self._has_escapes or not isinstance(treeprocessor, UnescapeTreeprocessor):
                treeprocessor.run(self.root)
        # A converter that raised before this is used no more.
        _FREE_CONVERTERS.append(self._md)
        del self._md  # it may be another document's from here on

    def html(self, element: Element, link: Callable[[str], str | None]) -> str:
        """An element's content as safe HTML.

        `link` gives the address to use for each address of a link, or None to remove the link.
        """
        if not len(element) and is_own_html(element.text or ""):
            return (element.text or "").strip()
        whole = Element("div")
        whole.text = element.text
        whole.extend(element)
        output = to_html_string(whole).strip().removeprefix("<div>").removesuffix("</div>")
        output = STASHED_PATTERN.sub(self._unstash, output).replace(AMP_SUBSTITUTE, "&")
        return sanitise(output, link).strip()

    def _unstash(self, match: re.Match[str]) -> str:
        stored = str(self._stash.rawHtmlBlocks[int(match[1] or match[2])])
        return stored if match[2] or stored.startswith("<pre>") else f"<p>{stored}</p>"


def _refuse_tables(text: str) -> None:
    """Raise TooComplex for a table with too many cells."""
    if _cells(text) > MAX_TABLE_CELLS:  # else no block has that many
        for block in re.split(r"\n[ \t]*\n", text):
            if _cells(block) > MAX_TABLE_CELLS:
                raise TooComplex(block.strip().split("\n", 1)[0])


def _cells(text: str) -> int:
    """A bound for the cells of the tables in a text, by the longest line that can rule one off."""
    rules = (len(line) for line in text.split("\n") if not line.strip("|:- "))
    return max(rules, default=0) * text.count("\n")


def _refuse_costly_inline(root: Element) -> None:
    """Raise TooComplex for text whose emphasis, links or tags would take too long.

    Each sign may make the library read and copy the whole run of text around it, so that the cost
    of a run is the number of its signs times its length.
    """
    budget = MAX_INLINE_COST
    for text in (t for element in root.iter() for t in (element.text, element.tail) if t):
        if not isinstance(text, AtomicString):
            budget -= _inline_cost(text)
        if budget < 0:
            raise TooComplex(text.strip().split("\n", 1)[0])


def _inline_cost(text: str) -> int:
    """How much work the signs of a run of text may be; never less than that of its parts."""
    signs = sum(map(text.count, COSTLY_SIGNS)) + BRACKET_COST * sum(map(text.count, "[`"))
    return signs * len(text)


class _BoundedParser(BlockParser):
    """Raises TooComplex for deep nesting and for blocks that are read again and again."""

    budget: int
    depth = 0

    def __init__(self, md: Markdown) -> None:
        """Take over the processors of the parser that `md` has."""
        super().__init__(md)
        self.blockprocessors = md.parser.blockprocessors
        for processor in self.blockprocessors:
            processor.parser = self
        for kind in ("olist", "ulist"):
            _read_ascii_numbers(self.blockprocessors[kind])
        self._steps = [
            (processor, BLOCK_SIGNS.get(type(processor), "")) for processor in self.blockprocessors
        ]

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802 -- the library's name
        self.depth += 1
        while blocks:
            self.budget -= len(blocks[0])
            if self.budget < 0 or (blocks[0] and self.depth > MAX_NESTING):
                raise TooComplex(blocks[0].strip().split("\n", 1)[0])
            for processor, sign in self._steps:
                if (
                    sign in blocks[0]
                    and processor.test(parent, blocks[0])
                    and processor.run(parent, blocks) is not False
                ):
                    break
        self.depth -= 1


class _TagProcessor(InlineProcessor):
    """Keeps harmless raw tags, removes other HTML tags and leaves the rest as text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(TAG_PATTERN, md)
        self.open: Counter[str] = Counter()

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        name = m[2].lower()
        if name not in KNOWN_TAGS:
            return None, None, None
        if name in INLINE_TAGS:
            self.open[name] = max(self.open[name] + (-1 if m[1] else 1), 0)
            if self.open[name] > MAX_OPEN_TAGS:
                raise TooComplex(m[0])
        if name in INLINE_TAGS or name in VOID_TAGS:
            return self.md.htmlStash.store(f"<{m[1]}{name}>"), m.start(0), m.end(0)
        neighbours = data[max(m.start(0) - 1, 0) : m.start(0)], data[m.end(0) : m.end(0) + 1]
        between_words = all(c and not c.isspace() and c != ETX for c in neighbours)
        needs_space = name not in INLINE_LEVEL_TAGS and between_words
        return " " if needs_space else "", m.start(0), m.end(0)


class _AddressProcessor(InlineProcessor):
    """Turns a bare web address into a link."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        link = Element("a", {"href": m[1]})
        link.text = AtomicString(m[1])
        return link, m.start(0), m.end(0)


class _ProseShield(Treeprocessor):
    """Hides text without markup, which is most, and keeps processors from what they can't find."""

    def __init__(self, md: Markdown, names: set[str]) -> None:
        super().__init__(md)
        self._inline: Any = md.treeprocessors["inline"]
        self._names = sorted(names, key=md.inlinePatterns.get_index_for_name)

    def run(self, root: Element) -> None:
        rest = []
        for element in root.iter():
            for part in ("text", "tail"):
                text = getattr(element, part)
                if text and _is_plain_text(text):
                    setattr(element, part, AtomicString(text))
                elif text:
                    rest.append(text)
        marked = "\n".join(rest)
        wanted = {n for sign, names in INLINE_PROCESSORS.items() if sign in marked for n in names}
        patterns = self.md.inlinePatterns
        self._inline.inlinePatterns = [patterns[name] for name in self._names if name in wanted]


def _is_plain_text(text: str) -> bool:
    return not (MARKUP_PATTERN.search(text) or "  \n" in text or "://" in text or "==" in text)


class _ImageLinker(Treeprocessor):
    """Turns an image into a link to it: pages load nothing from other sites and copy no files."""

    def run(self, root: Element) -> None:
        for image in list(root.iter("img")):
            alt = image.get("alt") or "image"
            source = image.get("src", "")
            image.attrib = {"href": source}
            image.tag = "a"
            image.text = AtomicString(alt)


class _NoteProcessor(InlineProcessor):
    """Turns `[[note]]` into a link, or into its label without a page; an embed into its name."""

    ANCESTOR_EXCLUDES = ("a",)

    resolve: Callable[[str], str | None]
    embeds: list[str]

    def __init__(self) -> None:
        super().__init__(obsidian.NOTE_PATTERN)

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element | str, int, int]:
        name, label = obsidian.note_name(m[2]), obsidian.note_label(m[2], m[3])
        if m[1]:
            self.embeds.append(m[0])
            return name or label, m.start(0), m.end(0)
        link = Element("a", {"href": f"[[{name}]]"})
        link.text = AtomicString(label)
        address = name and self.resolve(f"[[{name}]]")
        return link if address else label, m.start(0), m.end(0)


class _MarkProcessor(InlineProcessor):
    """Turns `==words==` into marked text."""

    def handleMatch(  # type: ignore[override] # noqa: N802 -- the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        mark = Element("mark")
        mark.text = m[1]
        return mark, m.start(0), m.end(0)


class _Converter(Markdown):
    """Python-Markdown with our steps; from `begin` on it serves one document alone."""

    def __init__(self) -> None:
        # Named by text, the library would look for extensions in every package that is installed.
        super().__init__(extensions=[TableExtension(), SaneListExtension()], output_format="html")
        self._parser, self._tags = _BoundedParser(self), _TagProcessor(self)
        self._notes = _NoteProcessor()
        self.parser = self._parser
        self.block_level_elements[:0] = COMMON_BLOCKS  # the library searches them one by one
        self.preprocessors.deregister("html_block")
        patterns = self.inlinePatterns
        patterns.deregister("html")
        patterns.register(self._notes, "afterview-note", 185)
        patterns.register(self._tags, "afterview-tag", 90)
        patterns.register(_AddressProcessor(ADDRESS_PATTERN, self), "afterview-address", 85)
        patterns.register(_MarkProcessor(MARK_PATTERN, self), "afterview-mark", 65)
        known = {n for names in INLINE_PROCESSORS.values() for n in names if n in patterns}
        if len(known) == len(patterns):
            self.treeprocessors.register(_ProseShield(self, known), "afterview-prose", 25)
        self.treeprocessors.register(_ImageLinker(self), "afterview-images", 5)

    def begin(self, resolve: Callable[[str], str | None], embeds: list[str]) -> None:
        """Forget the document before, and take what is asked and gathered for the next one."""
        self.htmlStash = HtmlStash()  # before `reset`: the old one is still its document's
        self.reset()
        self._parser.budget = MAX_READ_CHARACTERS
        self._tags.open.clear()
        self._notes.resolve, self._notes.embeds = resolve, embeds


# Converters that no document uses, since making one takes a tenth of the time of reading a file.
# There are never more than there were documents open at once.
_FREE_CONVERTERS: list[_Converter] = []


def _free_converter() -> _Converter:
    try:
        return _FREE_CONVERTERS.pop()
    except IndexError:  # asked for and not looked up before, as another thread may take the last
        return _Converter()


def _read_ascii_numbers(lists: BlockProcessor) -> None:
    """Make a list processor read ASCII digits only, as CommonMark does, not any script's."""
    for name in ("RE", "CHILD_RE", "INDENT_RE"):
        pattern: re.Pattern[str] = getattr(lists, name)
        setattr(lists, name, re.compile(pattern.pattern.replace(r"\d+", "[0-9]{1,9}")))

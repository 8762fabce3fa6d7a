"""nh3 as this project uses it: which HTML is safe; no other module imports it.

HTML of any kind goes in; harmless HTML, or the text of it, comes out.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from collections.abc import Callable

INLINE_TAGS = frozenset(
    "abbr b bdi cite code del dfn em i ins kbd mark q s samp small strong sub sup u var".split()  # noqa: SIM905 -- twenty lines else
)
VOID_TAGS = frozenset({"br", "hr", "wbr"})
BLOCK_TAGS = frozenset(
    "a blockquote dd div dl dt h3 h4 h5 h6 li ol p pre span table tbody td th thead tr ul".split()  # noqa: SIM905 -- twenty lines else
)
ALLOWED_TAGS = INLINE_TAGS | VOID_TAGS | BLOCK_TAGS
# HTML elements whose tags are removed while their text stays. A `<word>` that is not among them
# is text that somebody wrote, such as `List<Employer>`.
KNOWN_TAGS = nh3.ALLOWED_TAGS | frozenset(
    "applet audio base body button canvas embed fieldset font form frame frameset h1 h2 head html"  # noqa: SIM905 -- fifty lines else
    " iframe img input label legend link main marquee math meta noembed noframes noscript object"
    " option param picture plaintext portal script section select slot source style svg template"
    " textarea title track video xmp".split()
)
# Elements inside a line. Where a tag of another element is removed, a space keeps the words on
# both sides of it apart.
INLINE_LEVEL_TAGS = (
    INLINE_TAGS
    | VOID_TAGS
    | {"a", "acronym", "bdo", "big", "data", "font", "span", "strike", "time", "tt"}
)
ALLOWED_CLASSES = {"li": {"task", "done"}, "span": {"mark", "due"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
FIRST_WORD_PATTERN = re.compile(r"(?:<[a-z0-9]+(?: class=\"[a-z ]*\")?>\s*)*+\w")
# Characters that HTML drops or escapes. Text without them is its own HTML, which saves most of the
# calls of the sanitiser.
SPECIAL_PATTERN = re.compile(
    "[<>&\x00-\x09\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# What `_is_clean` looks for: words in one of a few elements, then lines and flat lists of them.
# Python 3.11 can fail at a group inside of possessive quantifiers, so each element is spelt out.
WORDS = "(?:[^<>&]++|&(?:amp|lt|gt);)*+"
SPANS = ("strong", "em", "code", "mark", 'span class="mark"', 'span class="due"')
MARKED_WORDS_PATTERN = re.compile(
    "|".join(f"<{span}>{WORDS}</{span.partition(' ')[0]}>" for span in SPANS)
)
LINES = "|".join(f"<{name}>{WORDS}</{name}>" for name in ("p", "h3", "h4", "h5", "h6"))
ITEMS = f'\\n*(?:<li(?: class="task(?: done)?")?>{WORDS}</li>\\n*)*+'
BLOCKS_PATTERN = re.compile(f"(?:(?:{LINES}|<ul>{ITEMS}</ul>|<ol>{ITEMS}</ol>)\\n*)*+")


def is_own_html(text: str) -> bool:
    """Whether a text is the HTML of itself, with nothing in it to escape, drop or sanitise."""
    return not SPECIAL_PATTERN.search(text)


def sanitise(markup: str, link: Callable[[str], str | None]) -> str:
    """HTML with what is harmless in it.

    `link` gives the address to use for each address of a link, or None to remove the link.
    """
    return markup if _is_clean(markup) else _SANITISER.clean(markup, link)


def _is_clean(markup: str) -> bool:
    """Whether HTML is plainly what the sanitiser would make of it, to save nearly all its calls.

    That is paragraphs, headings and flat lists of printable words, without links.
    """
    return bool(
        markup.replace("\n", "").isprintable()
        # A letter takes the place of what is removed, so that no tag arises around it.
        and BLOCKS_PATTERN.fullmatch(MARKED_WORDS_PATTERN.sub("x", markup))
    )


def has_text(markup: str) -> bool:
    """Whether safe HTML has text; it begins with some nearly always, behind tags alone."""
    return bool(FIRST_WORD_PATTERN.match(markup) or plain(markup))


def plain(markup: str) -> str:
    """The text of HTML, with each run of white space as one space."""
    text = markup if is_own_html(markup) else html.unescape(_TAG_REMOVER.clean(markup))
    return " ".join(text.split())


class _Sanitiser:
    """Keeps harmless HTML only.

    Created once: building the cleaner takes longer than cleaning a paragraph. nh3 takes the filter
    for addresses when it is built, so that `clean` passes it through an attribute.
    """

    def __init__(self) -> None:
        self._link: Callable[[str], str | None] = str
        self._cleaner = nh3.Cleaner(
            tags=set(ALLOWED_TAGS),
            attributes={"a": {"href"}, "ol": {"start"}},
            attribute_filter=lambda _, name, value: self._link(value) if name == "href" else value,
            allowed_classes=ALLOWED_CLASSES,
            url_schemes=ALLOWED_SCHEMES,
        )

    def clean(self, markup: str, link: Callable[[str], str | None]) -> str:
        """As `sanitise`."""
        self._link = link
        return self._cleaner.clean(markup)


_SANITISER, _TAG_REMOVER = _Sanitiser(), nh3.Cleaner(tags=set())

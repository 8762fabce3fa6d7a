"""A reflection's body: sections, tasks and questions, out of one Markdown conversion.

Markdown goes in; a `ConvertedBody` with sanitised HTML comes out. List items are read before their
inline markup is converted, so that dates are taken out of Markdown and not of HTML. How Markdown is
parsed stands in `markdown`, what nearly is a task in `near_misses`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from site_builder.core.frozen import frozen
from site_builder.core.model import Body, Question, Section, Task
from site_builder.parsing.headings import section_of, without_id
from site_builder.parsing.markdown import Document
from site_builder.parsing.sanitiser import has_text, plain
from site_builder.parsing.tasks import InlineProblem, TaskText, question_problems, read_task_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from site_builder.core.model import Owner, QuestionSource, TaskKind

BOX_PATTERN = re.compile(r"\s*\[([ xX])\](?:\s+|\Z)")
QUESTION_SECTIONS = ("concerns", "unasked")  # sections whose list items are questions to ask
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LIST_TAGS = ("ul", "ol")
NOTHING_READ = TaskText("")


@frozen
class Box:
    """A list item with a box: the Markdown after the box, and the problems with its dates."""

    text: str
    problems: tuple[InlineProblem, ...]


@frozen
class ConvertedBody:
    """A body, and what to warn of, as the words to look for in the source.

    The converter does not know where in the source its elements stood; the caller finds them again.
    """

    body: Body
    dead_links: tuple[str, ...]
    """Local link targets without a page, as written, in order."""
    embeds: tuple[str, ...]
    """Embedded notes (`![[name]]`), as written, in order."""
    boxes: tuple[Box, ...]


def convert_markdown(
    text: str, sections: Mapping[str, str], resolve: Callable[[str], str | None]
) -> ConvertedBody:
    """Convert a body.

    `sections` maps heading keys to section ids; `resolve` gives the address of the page that a
    relative link leads to, or None. Raises TooComplex.
    """
    document = Document(text, resolve)
    reader = _Reader(document, resolve)
    parts = list(_parts(document.root, sections))
    for part in parts:
        reader.read_items(part)
        _level_headings(part.content)
    document.inline()
    return reader.finish(parts)


@dataclass(slots=True)
class _Part:
    """The elements of one section; `id` is None for a heading that is no known section."""

    id: str | None
    heading: Element | None
    content: list[Element]


@dataclass(slots=True)
class _ListItem:
    """A list item that is a task or a question, before its inline markup is converted.

    `read` is what was read out of its text; of a question, nothing.
    """

    element: Element
    section: str | None
    ticked: bool | None
    read: TaskText = NOTHING_READ


def _parts(root: Element, sections: Mapping[str, str]) -> Iterator[_Part]:
    """The document divided at its headings of level 2; the first part has no heading."""
    part = _Part(None, None, [])
    for child in root:
        if child.tag == "h2":
            yield part
            child.text = without_id(child.text or "")
            part = _Part(section_of(child.text, sections), child, [])
        else:
            part.content.append(child)
    yield part


def _level_headings(content: list[Element]) -> None:
    """Set the headings inside a section to level 3 and below, without gaps between levels.

    A page has its title at level 1 and its sections at level 2; screen readers stumble over gaps.
    """
    levels: list[int] = []
    for element in (e for top in content for e in top.iter()):
        if element.tag in HEADING_TAGS:
            level = int(element.tag[1])
            while levels and levels[-1] >= level:
                levels.pop()
            levels.append(level)
            element.tag = f"h{min(2 + len(levels), 6)}"


class _Reader:
    """Collects tasks, questions and dead links of one body, before and after inline conversion."""

    def __init__(self, document: Document, resolve: Callable[[str], str | None]) -> None:
        self.document = document
        self.resolve = resolve
        self.items: list[_ListItem] = []
        self.dead_links: list[str] = []
        self.boxes: list[Box] = []

    def read_items(self, part: _Part) -> None:
        """Find a section's tasks and questions, and take box, dates and owner out of their text.

        In the sections of questions each outer list item is one, with or without a box; elsewhere
        only a box makes a task.
        """
        asks_questions = part.id in QUESTION_SECTIONS
        items = [item for element in part.content for item in element.iter("li")]
        # An item inside an item is an aside to the question, unless it has a box of its own.
        nested = {inner for item in items for inner in item.iter("li") if inner is not item}
        for element in items:
            holder = _first_block(element)
            box = BOX_PATTERN.match(holder.text or "")
            if box or (asks_questions and element not in nested):
                item = _ListItem(element, part.id, box[1] in "xX" if box else None)
                if box:
                    holder.text = text = (holder.text or "")[box.end() :]
                    problems = question_problems(text) if asks_questions else _read_task_text(item)
                    self.boxes.append(Box(text, (*problems, *_wordless(item, text))))
                self.items.append(item)

    def finish(self, parts: list[_Part]) -> ConvertedBody:
        """The body; call it after inline conversion."""
        tasks, questions = [], []
        for item in self.items:
            words = self._words(item.element)
            if not words:
                continue  # an empty box is neither a task nor a question
            if item.section in QUESTION_SECTIONS:
                source = cast("QuestionSource", item.section)
                questions.append(Question(words, source, open=not item.ticked))
            else:
                kind: TaskKind = "research" if item.section == "research" else "follow-up"
                owner: Owner = "them" if item.read.theirs else "me"
                read, done = item.read, bool(item.ticked)
                tasks.append(Task(words, kind, owner, read.due, read.finished, done, read.until))
            if item.ticked is not None or item.section in QUESTION_SECTIONS:
                _show_state(item)
        sections = tuple(s for s in map(self._section, parts) if s.heading or s.html)
        return ConvertedBody(
            Body(sections, tuple(tasks), tuple(questions)),
            tuple(self.dead_links),
            tuple(self.document.embeds),
            tuple(self.boxes),
        )

    def _section(self, part: _Part) -> Section:
        holder = Element("div")
        holder.extend(part.content)
        body = self.document.html(holder, self._link)
        heading = "" if part.heading is None else self.document.html(part.heading, self._link)
        return Section(part.id, heading, body, has_text=has_text(body))

    def _words(self, element: Element) -> str:
        """The plain text of a list item, without the lists and the code blocks inside it."""
        own = Element("div")
        own.text = element.text
        own.extend(c for c in element if c.tag != "pre" and c.find(".//li") is None)
        return plain(self.document.html(own, lambda _: None))

    def _link(self, value: str) -> str | None:
        """The address of a link, or None; a local one without a page is collected for a warning."""
        if value.startswith("[["):
            return self.resolve(value)
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


def _read_task_text(item: _ListItem) -> Iterator[InlineProblem]:
    """Move dates, `until` and owner from a task's paragraphs to the item; yields their problems."""
    paragraphs = [p for p in item.element if p.tag == "p"]
    for holder in (item.element, *paragraphs):
        item.read = read_task_text(holder.text or "", item.read)
        holder.text = item.read.text
        yield from item.read.problems
    # A paragraph of nothing but dates would leave a gap on the page.
    for empty in (p for p in paragraphs[1:] if not p.text):
        item.element.remove(empty)


def _wordless(item: _ListItem, text: str) -> Iterator[InlineProblem]:
    """A warning for a task that is nothing but a date or an owner: it is left out."""
    rest = "".join(item.element.itertext()).strip()
    if text.strip() and not rest and len(item.element) <= 1:
        message, hint = f"`{text.strip()}` is a task without words", "say what is to be done"
        yield InlineProblem(text.strip(), "warning", "near-task", message, hint)


def _first_block(item: Element) -> Element:
    """The element that holds a list item's first words: itself, or its first paragraph."""
    if not (item.text or "").strip() and len(item) and item[0].tag == "p":
        return item[0]
    return item


def _show_state(item: _ListItem) -> None:
    """Put a task's state, owner and date into its element as words.

    As words, because the sanitiser removes checkboxes, and not relative to today ("overdue"),
    because a body's HTML is cached over days; pages add that.
    """
    item.element.set("class", "task done" if item.ticked else "task")
    holder = _first_block(item.element)
    mark = Element("span", {"class": "mark"})
    open_task = "Theirs" if item.read.theirs else "To do"
    done, not_done = (
        ("Answered", "Open") if item.section in QUESTION_SECTIONS else ("Done", open_task)
    )
    mark.text = done if item.ticked else not_done
    mark.tail = f" {holder.text or ''}"
    holder.text = ""
    holder.insert(0, mark)
    # What is done was due once, which no longer matters.
    day, word = (item.read.finished, "done") if item.ticked else (item.read.due, "due")
    if day:
        nested = next((i for i, c in enumerate(holder) if c.tag in LIST_TAGS), len(holder))
        date = Element("span", {"class": "due"})
        date.text = f"{word} {day.isoformat()}"
        last = holder[nested - 1]
        last.tail = f"{(last.tail or '').rstrip()} "
        holder.insert(nested, date)

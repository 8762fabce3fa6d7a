"""Reflections made up by changing real ones: none raises, and what a person sees is read.

`AFTERVIEW_GENERATED=100000 pytest -n 0 tests/test_generated.py` makes as many as that.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from site_builder.parsing.links import link_resolver
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.model import Body

NUMBER = int(os.environ.get("AFTERVIEW_GENERATED", "600"))
PARTS = 6
RESOLVE = link_resolver("x.md", frozenset({"a", "2026/b"}), looking_for=True)
REAL = [
    path.read_text("utf-8").split("\n---\n", 1)[1]
    for path in sorted((ROOT / "journal").rglob("2*.md"))
]
FRONT = "---\ncompany: Acme\nrole: Tuner\n"
HEADINGS = (
    *((q.heading, q.id) for q in DEFAULT_SETTINGS.questions),
    *((q.id, q.id) for q in DEFAULT_SETTINGS.questions),
    *(("Next steps", "next-steps"), ("Research", "research"), ("Notes", "notes")),
)
OWN = ("Salary talk", "About the office", "Meeting notes", "Their questions", "The team", "Lunch")
BULLETS = (*("-", "*", "+", "1.", "2)", "17."), *("\u2022", "\u2013", "a.", "\u0663.", ""))
BOXES = (
    "[ ]",
    "[x]",
    "[X]",
    "[]",
    "[  ]",
    "[x ]",
    "\u2610",
    "\u2611",
    "[\u00a0]",
    "[/]",
    "\\[ \\]",
)
DUE = (
    *("due:2026-11-25", "**due:2026-11-25**", "(due:2026-11-25)", "\U0001f4c5 2026-11-25"),
    *("[due:: 2026-11-25]", "(due:: 2026-11-25)", "due:2026-11-25,", "_due:2026-11-25_."),
)
NEAR_DUE = ("due 24 November", "due:24.11.2026", "due 2026-11-25", "due tomorrow", "due: Friday")
FENCES = ("```", "~~~", "````", "```python", "``` dataview")
FOREIGN = (
    "> [!info]- Folded\n> text",
    '<% tp.date.now("YYYY-MM-DD") %>',
    "<%* const x = await tp.system.prompt() %>",
    "$$\n\\int_0^1 x_1 * y_2 dx\n$$",
    "A note[^1] and $a_1 * b_2$.\n\n[^1]: Its text stands here.",
    "| a | b |\n|---|:-:|\n| [[a\\|c]] | ==d== |",
    "```mermaid\ngraph TD; A-->B\n%% a comment of mermaid\n```",
    "> ```js\n> - [ ] codeword due:2026-01-01\n> ```",
    "```dataview\nTASK WHERE !completed\n```",
    "- ```\n  - [ ] codeword\n  ```",
    "key:: value\n[rating:: 5]",
    "![[picture.png|300]] and [[a]], [[2026/b#Part|there]], [[nowhere]]",
    "#interview #remote/eu",
    "<details><summary>More</summary>\ntext\n</details>",
    "^block-id",
    "~~gone~~ ==kept== H~2~O",
    "***\n___\n- - -",
    "Term\n: its definition",
    "    - [ ] codeword due:2026-01-01",
    "<!-- - [ ] codeword\n## Goals\n-->",
    "%%\n- [ ] codeword\n## Goals\n%%",
    "Run `- [ ] codeword` and `due:2026-01-01`.",
)


def line_of_a_task(chance: random.Random, name: str) -> str:
    """A line that a person would take for a task, which has a word of its own."""
    bullet = chance.choice(BULLETS[:6] if chance.random() < 0.6 else BULLETS)
    box = chance.choice(BOXES[:3] if chance.random() < 0.6 else BOXES)
    gap = "" if not bullet or chance.random() < 0.1 else " "
    due = chance.choice(DUE if chance.random() < 0.7 else NEAR_DUE)
    words = [f"Ring {name}", chance.choice(("", due, due)), chance.choice(("", "`due:2026-01-01`"))]
    if bullet and chance.random() < 0.2:
        words[:2] = words[1::-1]
    return f"{bullet}{gap}{box} {' '.join(filter(None, words))}"


def line_of_a_heading(chance: random.Random) -> str:
    """A heading as people write it, of a question or their own."""
    words, _ = chance.choice(HEADINGS)
    if chance.random() < 0.2:
        words = chance.choice(OWN)
    number = chance.choice(("", "", "3. ", "3) ", "1.2 "))
    behind = chance.choice(("", "", " {#part}", " ##", ":"))
    form = chance.choice(("## {}", "## {}", "   ## {}", "# {}", "### {}", "**{}**", "> ## {}"))
    return form.format(f"{number}{words}{'' if form[0] == '*' else behind}")


def changed(chance: random.Random, lines: list[str]) -> list[str]:
    """Lines as they may stand in a note: quoted, indented, in a fence, in a comment."""
    fence = chance.choice(FENCES)
    mark = chance.choice((("<!--", "-->"), ("%%", "%%")))
    indent = chance.choice((" ", "  ", "   ", "\t", "      "))
    return chance.choice(
        (
            *(lines, lines, lines, lines),
            [f"> {line}" for line in lines],
            ["> [!todo] Callout", *(f">{line}" for line in lines)],
            [f"{indent}{line}" for line in lines],
            ["- item", *(f"  {line}" for line in lines)],
            [fence, *lines, fence.split("p")[0].split()[0]],
            [mark[0], *lines, mark[1]],
        )
    )


def body(chance: random.Random) -> str:
    """A body: a piece of a real one, with tasks, headings and what other programs leave in it."""
    real = chance.choice(REAL).split("\n")
    first = chance.randrange(len(real))
    lines = real[first : first + chance.randrange(12)]
    for number in range(chance.randrange(1, 9)):
        kind = chance.random()
        block = [line_of_a_task(chance, f"word{number}x")]
        if kind < 0.3:
            block = [line_of_a_heading(chance)]
        elif kind < 0.5:
            block = chance.choice(FOREIGN).split("\n")
        between = [""] if chance.random() < 0.6 else []
        where = chance.randrange(len(lines) + 1)
        lines[where:where] = [*between, *changed(chance, block), *between]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Seen:
    """What a person sees on a line of a body: a task by its word, or a heading by its section."""

    line: int
    word: str = ""
    due: bool = False
    near_due: bool = False
    section: str = ""
    proper: bool = False


def key(text: str) -> str:
    """The letters of a heading."""
    return re.sub(r"[\W\d_]", "", re.sub(r"\{#\w+\}", "", text)).lower()


SECTIONS = {key(words): id_ for words, id_ in HEADINGS}
MARKS = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|<!--|%%")
LIST = r"(?:[-*+]|[0-9]{1,9}[.)])[ \t]"


def ends(fence: str, lines: list[str]) -> bool:
    """Whether some lines end a fence."""
    return any(line.strip() == fence for line in lines)


def visible(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Of each line that is neither code nor comment its number, how deep it is quoted, what stands
    before its first word, and the rest, spans of code taken out. Ends where something never ends.
    """
    fence: tuple[str, int] | None = None
    end = ""
    for number, line in enumerate(text.split("\n"), 1):
        quote = re.match(r"(?:[ \t]*>)*", line)
        depth = quote[0].count(">") if quote else 0
        inner = line[quote.end() if quote else 0 :]
        opening = re.match(rf"[ \t]*(?:{LIST}+)*(`{{3,}}|~{{3,}})[^`]*$", inner)
        if fence and fence[1] and not depth:
            fence = None  # it ends with its quote
        if fence:
            fence = None if (inner.strip(), depth) == fence else fence
            continue
        if opening and not end and (depth or ends(opening[1], text.split("\n")[number:])):
            fence = opening[1], depth
            continue
        if (
            not end
            and len(inner.expandtabs(4)) - len(inner.lstrip()) > 3
            and re.search("<!--|%%", inner)
        ):
            yield number, 0, "", "codeword"
            return  # code that holds a comment, or a comment in a list
        shown = ""
        rest = inner
        while rest:
            if end:
                _, closed, rest = rest.partition(end)
                end = "" if closed else end
                continue
            mark = MARKS.search(rest)
            shown += rest[: mark.start()] if mark else rest
            if mark and mark[0] in {"<!--", "%%"}:
                end = "-->" if mark[0] == "<!--" else "%%"
            rest = rest[mark.end() :] if mark else ""
        yield number, depth, shown[: len(shown) - len(shown.lstrip())], shown.strip()


def seen(text: str) -> Iterator[Seen]:
    """The tasks and the headings of sections that a person sees in a body."""
    marks = "|".join(re.escape(box) for box in sorted(BOXES, key=len, reverse=True))
    task = re.compile(rf"(?:\S{{1,3}} ?)??\s*(?:{marks})\s*(?=\S)(.*)")
    for line, depth, indent, words in visible(text):
        if len(indent.expandtabs(4)) - bool(depth) > 3:
            continue  # code, or not
        inner = re.sub(rf"^(?:{LIST}\s*)+(?=\S{{1,3}}\s?(?:{marks}))", "", words)
        found = re.fullmatch(task, inner)
        name = re.search(r"Ring (word\d+x)", found[1]) if found else None
        if name:
            near = next((due for due in NEAR_DUE if due in words), None)
            yield Seen(line, name[1], due="2026-11-25" in words and not near, near_due=bool(near))
        heading = re.fullmatch(r"(#{1,6}) +(.*?)[ #]*|(\*\*)([^*]+)\*\*:?", words)
        if heading:
            section = SECTIONS.get(key(heading[2] or heading[4]))
            proper = heading[1] == "##" and not depth
            if section or proper:
                yield Seen(line, section=section or "", proper=proper)


def first_word(text: str) -> str:
    """The word that a task is known by."""
    found = re.match(r"(?!codeword).{0,20}?Ring (word\d+x)", text)
    return found[1] if found else ""


def missed(text: str) -> Iterator[str]:
    """What a person sees in a body and what is neither read nor warned about."""
    source = f"{FRONT}---\n{text}"
    parsed = parse_reflection("x.md", "journal/x.md", source.encode(), DEFAULT_SETTINGS, RESOLVE)
    assert parsed.reflection, parsed.problems
    warned = {(problem.line - 4, problem.code) for problem in parsed.problems}
    current = ""
    for item in seen(text):
        if item.word:
            yield from missed_of_a_task(item, parsed.reflection.body, warned)
        elif item.proper:
            current = item.section
        elif item.section != current and (item.line, "near-heading") not in warned:
            yield f"heading on line {item.line}"
    yield from misread(text, parsed.reflection.body)


def missed_of_a_task(item: Seen, read: Body, warned: set[tuple[int, str]]) -> Iterator[str]:
    """What is missed of a task that a person sees: all of it, or its date."""
    task = next((task for task in read.tasks if first_word(task.text) == item.word), None)
    if task is None:
        asked = any(first_word(question.text) == item.word for question in read.questions)
        if not asked and (item.line, "near-task") not in warned:
            yield f"task on line {item.line}"
    elif item.due and str(task.due) != "2026-11-25":
        yield f"date on line {item.line}"
    elif item.near_due and (item.line, "near-date") not in warned:
        yield f"near date on line {item.line}"


def misread(text: str, read: Body) -> Iterator[str]:
    """Sections in another order, and what is read out of code or a comment."""
    sections = [item.section for item in seen(text) if item.proper]
    found = [section.id or "" for section in read.sections if section.heading]
    if found[: len(sections)] != sections:
        yield f"sections {sections}"
    hidden = "codeword" not in " ".join(words for *_, words in visible(text))
    if hidden and any(task.text.startswith("codeword") for task in read.tasks):
        yield "a task in code or in a comment"
    if hidden and any(str(task.due) == "2026-01-01" for task in read.tasks):
        yield "a date in code or in a comment"


@pytest.mark.parametrize("part", range(PARTS))
def test_what_a_person_sees_is_read_or_warned_about(part: int) -> None:
    """Of generated reflections none raises, and each task, date and heading that a person would
    see is read or warned about at its line, and none that stands in code or in a comment.
    """
    for number in range(part, NUMBER, PARTS):
        text = body(random.Random(number))  # noqa: S311 -- what is made up needs no secrets
        assert list(missed(text)) == [], f"number {number}:\n{text}"

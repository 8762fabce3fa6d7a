"""The text below the front matter: sections, tasks, questions, links, and nothing harmful."""

from __future__ import annotations

import contextlib
import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.model import Question, Section, Task
from site_builder.core.names import fold
from site_builder.parsing.headings import heading_key
from site_builder.parsing.links import link_resolver
from site_builder.parsing.markdown import Document, TooComplex
from site_builder.parsing.markup import ConvertedBody, convert_markdown
from site_builder.parsing.reflection import section_ids
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

SECTIONS = section_ids(DEFAULT_SETTINGS)
SLUGS = frozenset({"a", "2026/b", "2026/deep/c", "ä ö", "sharp#"})
RESOLVE = link_resolver("2026/b.md", SLUGS, looking_for=True)


def converted(text: str) -> ConvertedBody:
    """A body, converted as that of `2026/b.md`."""
    return convert_markdown(text, SECTIONS, RESOLVE)


def sections(text: str) -> list[tuple[str | None, str, str]]:
    """Id, heading and HTML of each section."""
    return [(s.id, s.heading, s.html) for s in converted(text).body.sections]


def html(text: str) -> str:
    """The HTML of a body without headings, its lines joined."""
    (section,) = converted(text).body.sections
    return section.html.replace("\n", "")


def task(text: str) -> Task:
    """The one task of a text below next steps."""
    (found,) = converted(f"## Next steps\n\n{text}\n").body.tasks
    return found


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("What were my goals for this interview?", "goals"),
        ("what were my goals for this interview", "goals"),
        ("WHAT WERE MY GOALS, FOR THIS INTERVIEW??", "goals"),
        ("What  were *my* goals for this interview?", "goals"),
        ("goals", "goals"),
        ("Goals:", "goals"),
        ("Went well", "went-well"),
        ("went-well", "went-well"),
        ("Values gaps", "values-gaps"),
        ("Next steps", "next-steps"),
        ("next-steps", "next-steps"),
        ("Research", "research"),
        ("Notes", "notes"),
        ("goals ##", "goals"),
        ("3. What did I find out?", "learned"),
        ("3) What did I find out?", "learned"),
        ("(3) What did I find out?", "learned"),
        ("**3.** What did I find out?", "learned"),
        ("1.2 goals", "goals"),
        ("What did I find out? {#found}", "learned"),
        ("3. goals {#aims} ##", "goals"),
        ("goals {#aims .wide}", "goals"),
        ("goals 3", None),
        ("3rd goals", None),
        ("My goals", None),
        ("???", None),
        ("目標", None),
    ],
)
def test_headings_are_matched_by_text_or_id(heading: str, id_: str | None) -> None:
    """A level-2 heading is a question by its words or id, whatever case and punctuation."""
    assert [s[0] for s in sections(f"## {heading}\n\nText.")] == [id_]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("   ## goals", ["goals"]),
        ("Text.\n ## goals", [None, "goals"]),
        ("- a\n\n  ## goals", [None, "goals"]),
        ("1. a\n   ## 3. goals {#x}\n- b", [None, "goals"]),
        ("> a\n  ## goals", [None, "goals"]),
        ("a | b\n--|--\nc | d\n## goals", [None, "goals"]),
        ("a | b\n--|--\nc | d\ne\n## goals", [None, "goals"]),
        ("- a\n\n   <!-- b -->\n## goals", [None, "goals"]),
        ("goals\n-----", ["goals"]),
        ("\t## goals", [None]),
        ("    ## goals", [None]),
    ],
)
def test_headings_begin_sections_wherever_a_person_sees_them(
    text: str, ids: list[str | None]
) -> None:
    """A heading may be indented by three spaces, and stand right below whatever else."""
    assert [s[0] for s in sections(f"{text}\n\nText.")] == ids


def test_an_id_behind_a_heading_is_not_shown() -> None:
    """`{#id}` behind a heading is not part of it; other braces are, and so is a number."""
    text = "## 3. Mine {#mine}\n\n## Yours {sic}\n"
    assert [s[1] for s in sections(text)] == ["3. Mine", "Yours {sic}"]


def test_every_question_has_its_words_and_its_id() -> None:
    """Each of the eleven questions is found by its words and its id, three other sections too."""
    assert len(DEFAULT_SETTINGS.questions) == 11
    for question in DEFAULT_SETTINGS.questions:
        assert SECTIONS[heading_key(question.heading)] == question.id
        assert SECTIONS[heading_key(question.id)] == question.id
    assert {"next-steps", "research", "notes"} < set(SECTIONS.values())


def test_questions_of_the_settings_have_sections() -> None:
    """A question of `journal.toml` is found like a default one; one switched off is a heading."""
    place = '[[questions]]\nid = "place"\nheading = "The place?"\n'
    goals = '[[questions]]\nid = "goals"\nenabled = false\n'
    ids = section_ids(parse_settings("journal.toml", (place + goals).encode())[0])
    assert (ids["theplace"], ids["place"]) == ("place", "place")
    assert "goals" not in ids.values()


def test_what_is_no_question_is_kept() -> None:
    """Text before the first heading, other headings and headings given twice stay, in order."""
    text = "First.\n\n## Mine & *yours*\n\nSecond.\n\n## goals\nThird.\n## Goals\nFourth.\n"
    assert sections(text) == [
        (None, "", "<p>First.</p>"),
        (None, "Mine &amp; <em>yours</em>", "<p>Second.</p>"),
        ("goals", "goals", "<p>Third.</p>"),
        ("goals", "Goals", "<p>Fourth.</p>"),
    ]
    assert sections("") == sections("<!-- nothing -->\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "```\n## goals\n```",
        "~~~ text\n## goals\n~~~",
        "    ## goals",
        "- a\n\n    ```\n    ## goals\n    ```",
        "<!--\n## goals\n-->\nText.",
        "> ## goals",
        "\\## goals",
        "### goals",
        "# goals",
    ],
)
def test_what_is_no_heading_of_level_2(text: str) -> None:
    """A `##` in code, comments, lists or quotes begins no section, nor does another level."""
    assert [s[0] for s in sections(text)] == [None]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Yes.", True),
        ("- [ ] a", True),
        ("```\ncode\n```", True),
        ("", False),
        ("<!-- later -->", False),
        ("<!-- a\n\nb --> <!-- c -->", False),
        ("\u00a0\n\n---\n", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_a_question_is_answered_by_text(text: str, *, filled: bool) -> None:
    """A section holds text when some remains after its comments are removed."""
    (section,) = converted(f"## goals\n\n{text}\n").body.sections
    assert section.has_text is filled


def test_headings_inside_a_section_follow_each_other() -> None:
    """Headings inside a section begin at level 3 and skip none, however they were written."""
    text = "## goals\n\n##### a\n\n###### b\n\n# c\n\n### d\n"
    levels = re.findall(r"<(h\d)>(\w)", sections(text)[0][2])
    assert levels == [("h3", "a"), ("h4", "b"), ("h3", "c"), ("h4", "d")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [ ] Ring", Task("Ring", "follow-up", "me", None, None, done=False)),
        ("* [x] Ring", Task("Ring", "follow-up", "me", None, None, done=True)),
        ("1. [X] Ring", Task("Ring", "follow-up", "me", None, None, done=True)),
        (
            "- [ ] Ring, due:2026-11-19, twice",
            Task("Ring, twice", "follow-up", "me", date(2026, 11, 19), None, done=False),
        ),
        (
            "- [x] Ring Due: 2026-11-19 done:2026-11-20.",
            Task("Ring", "follow-up", "me", date(2026, 11, 19), date(2026, 11, 20), done=True),
        ),
        (
            "- [ ] due:2026-11-19 due:2026-12-01 Ring",
            Task("Ring", "follow-up", "me", date(2026, 11, 19), None, done=False),
        ),
        (
            "- [ ] @them send @Them the *list* due:2026-11-25",
            Task("send the list", "follow-up", "them", date(2026, 11, 25), None, done=False),
        ),
        (
            "- [ ] Mail them@them.example",
            Task("Mail them@them.example", "follow-up", "me", None, None, done=False),
        ),
        (
            "- [ ] `code`, **bold** and [link](a.md) & <b>more</b>",
            Task("code, bold and link & more", "follow-up", "me", None, None, done=False),
        ),
        (
            "- [ ] Overdue:2026-11-19",
            Task("Overdue:2026-11-19", "follow-up", "me", None, None, done=False),
        ),
        ("- [ ] Ring\n  and ask", Task("Ring and ask", "follow-up", "me", None, None, done=False)),
        ("> - [ ] Ring", Task("Ring", "follow-up", "me", None, None, done=False)),
    ],
)
def test_tasks(text: str, expected: Task) -> None:
    """Box, dates and owner are read out of a task item, and the rest is its text."""
    assert task(text) == expected


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ring **due:2026-11-25**", "Ring"),
        ("**Ring due:2026-11-25**", "Ring"),
        ("**due:2026-11-25 Ring**", "Ring"),
        ("Ring *due:2026-11-25*, twice", "Ring, twice"),
        ("Ring ==due:2026-11-25==", "Ring"),
        ("Ring _**due:2026-11-25**_", "Ring"),
        ("Ring ~~due:2026-11-25~~", "Ring"),
        ("Ring (due:2026-11-25)", "Ring"),
        ("Ring (due:2026-11-25, at noon)", "Ring (at noon)"),
        ("Ring [due:2026-11-25].", "Ring"),
        ("Ring, due:2026-11-25", "Ring"),
        ("Ring; due:2026-11-25; twice", "Ring; twice"),
        ("Ring \u2013 due:2026-11-25", "Ring"),
        ("Ring: due:2026-11-25.", "Ring"),
        ("due:2026-11-25: Ring", "Ring"),
        ("due:2026-11-25 - Ring", "Ring"),
        ("Did they ring due:2026-11-25?", "Did they ring?"),
        ("Ring due:2026-11-25. Then write.", "Ring. Then write."),
        ("Ring\n  due:2026-11-25", "Ring"),
        ("Ring\n\n  due:2026-11-25", "Ring"),
        ("Ring due: 2026-11-25", "Ring"),
        ("Ring due:: 2026-11-25", "Ring"),
        ("Ring [due:: 2026-11-25]", "Ring"),
        ("Ring (due::2026-11-25), twice", "Ring, twice"),
        ("Ring \U0001f4c5 2026-11-25", "Ring"),
        ("Ring\U0001f4c52026-11-25", "Ring"),
        ("Ring \U0001f5d3\ufe0f 2026-11-25", "Ring"),
        ("Ring until:Friday due:2026-11-25", "Ring until:Friday"),
        ("Ring due:2026-11-25 `due:2026-01-01`", "Ring due:2026-01-01"),
        ("Ring ``a ` due:2026-01-01`` due:2026-11-25", "Ring a ` due:2026-01-01"),
    ],
)
def test_dates_as_people_write_them(words: str, text: str) -> None:
    """A date is read in emphasis, brackets and the signs of Obsidian, never in code; no mark that
    stood around it stays behind.
    """
    assert task(f"- [ ] {words}") == Task(
        text, "follow-up", "me", date(2026, 11, 25), None, done=False
    )


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ring until:round", "Ring"),
        ("until:round Ring", "Ring"),
        ("Ring Until:Round", "Ring"),
        ("Ring **until:round**", "Ring"),
        ("**Ring until:round**, twice", "Ring, twice"),
        ("Ring (until:round)", "Ring"),
        ("Ring [until:: round]", "Ring"),
        ("Ring (until::round), twice", "Ring, twice"),
        ("Ring until: round", "Ring"),
        ("Ring until:round.", "Ring"),
        ("Ring ~~until:news~~ until:round", "Ring"),
        ("Ring\n  until:round", "Ring"),
        ("Ring\n\n  until:round", "Ring"),
        ("Ring until:round `until:news`", "Ring until:news"),
    ],
)
@pytest.mark.parametrize("before", ["- [ ] ", "> - [ ] ", "> [!todo]\n> - [ ] "])
def test_what_makes_a_task_moot(words: str, text: str, before: str) -> None:
    """`until:` is read wherever a date is, and stands neither in the text nor on the page."""
    source = before + words.replace("\n", "\n> " if ">" in before else "\n")
    assert task(source) == Task(text, "follow-up", "me", None, None, done=False, until="round")
    (section,) = converted(source).body.sections
    assert "until:" not in section.html.replace("<code>until:news</code>", "")


def test_all_that_is_read_out_of_a_task() -> None:
    """Dates, `until` and owner are read in any order; each kind of `until` means its own."""
    words = "until:news @them due:2026-11-25 Ring done:2026-11-24"
    assert task(f"- [x] {words}") == Task(
        "Ring",
        "follow-up",
        "them",
        date(2026, 11, 25),
        date(2026, 11, 24),
        done=True,
        until="news",
    )


@pytest.mark.parametrize(
    "text", ["Ring until:Friday", "Ring until: they answer", "Ring `until:round`"]
)
def test_any_other_until_stays_text(text: str) -> None:
    """What is no `until:` of ours, or stands in code, stays in the text of the task."""
    assert task(f"- [ ] {text}") == Task(
        text.replace("`", ""), "follow-up", "me", None, None, done=False
    )


@pytest.mark.parametrize("words", ["done:2026-11-25", "\u2705 2026-11-25", "[done:: 2026-11-25]"])
def test_the_day_that_a_task_was_done(words: str) -> None:
    """`done:` is read in each of these ways too, and `@them` in emphasis."""
    expected = Task("Ring", "follow-up", "them", None, date(2026, 11, 25), done=True)
    assert task(f"- [x] **@them** Ring {words}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "> - [ ] Ring",
        "> [!todo] To do\n> - [ ] Ring",
        "> [!todo]- Folded\n>\n>   1. [ ] Ring",
        "> > text\n> > * [ ] Ring",
        ">text\n>- [ ] Ring",
        "- a\n  > b\n  > - [ ] Ring",
        "> quoted\n- [ ] Ring",
        "| a |\n|---|\n| b |\n- [ ] Ring",
        "a | b\n--|--\nc | d\n- [ ] Ring",
        "Text:\n2. [ ] Ring",
        "Text:\n    - [ ] Ring",
        "+ [ ] Ring",
        "2) [ ] Ring",
        "- - [ ] Ring",
        "-   [ ] Ring",
        "-\t[ ] Ring",
        "1. a\n   - [ ] Ring",
        "- ```\n  code\n  ```\n- [ ] Ring",
        "```\ncode\n```\n- [ ] Ring",
        "%% a\n\n- [x] b %%\n- [ ] Ring",
    ],
)
def test_tasks_wherever_a_person_sees_them(text: str) -> None:
    """A list item with a box is a task in quotes, callouts and lists, and below whatever else."""
    assert [t.text for t in converted(text).body.tasks] == ["Ring"]


@pytest.mark.parametrize(
    "text",
    [
        "> ```\n> - [ ] Ring\n> ```",
        "> ~~~ js\n> - [ ] Ring\n\nText.",
        "- ```\n  - [ ] Ring\n  ```",
        "> - ```\n>   - [ ] Ring\n>   ```",
        "    code\n    - [ ] Ring",
        "## Mine\n    - [ ] Ring",
        "- a\n\n          - [ ] Ring",
        ">     - [ ] Ring",
        "%%\n- [ ] Ring\n%%",
        "> %%\n> - [ ] Ring\n> %%",
        "Text %% a\n- [ ] Ring",
        "<!--\n- [ ] Ring\n-->",
    ],
)
def test_no_task_is_read_out_of_code_or_comments(text: str) -> None:
    """Code blocks, in quotes and lists too, and comments hold no tasks."""
    assert converted(text).body.tasks == ()


def test_tasks_anywhere() -> None:
    """Task items are tasks wherever they stand; research under research, else follow-up."""
    text = (
        "- [ ] a\n\n## goals\n\n- b\n- [ ] c\n\n## Research\n\n- [ ] d\n  - [ ] e\n\n"
        "## Mine\n\n1. [x] f\n"
    )
    found = [(t.text, t.kind, t.done) for t in converted(text).body.tasks]
    assert found == [
        ("a", "follow-up", False),
        ("c", "follow-up", False),
        ("d", "research", False),
        ("e", "research", False),
        ("f", "follow-up", True),
    ]


@pytest.mark.parametrize(
    "text", ["- a", "- [-] a", "- []a", "[ ] a", "- [ ]", "    - [ ] a", "-[ ] a"]
)
def test_what_is_no_task(text: str) -> None:
    """Other items, empty boxes and code are no tasks."""
    assert converted(text).body.tasks == ()


def test_the_ledger() -> None:
    """List items under `concerns` and `unasked` are questions, open until ticked, and no tasks."""
    text = (
        "## concerns\n\nWorries:\n- Why?\n- [x] Who?\n- [ ] When due:2026-11-19 @them?\n"
        "  - an aside\n  - [ ] Where?\n\n## unasked\n\n1. What *for*?\n\nWhich?\n"
    )
    body = converted(text).body
    assert body.tasks == ()
    assert body.questions == (
        Question("Why?", "concerns", open=True),
        Question("Who?", "concerns", open=False),
        Question("When due:2026-11-19 @them?", "concerns", open=True),
        Question("Where?", "concerns", open=True),
        Question("What for?", "unasked", open=True),
    )


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["- [ ] {}", "* [ ] {}", "1. [ ] {}", "1) [ ] {}"]),
            st.sampled_from(["", "\n", "\nlazy\n", "\n\n", "\n\n{}more\n", "\n\n{}more\n\n"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_task_swallows_another(items: list[tuple[int, str, str]]) -> None:
    """Each item with a box is a task of its own, whatever stands above: its kind, depth or text."""
    text, depth = "", -1
    for number, (deeper, item, behind) in enumerate(items):
        depth = min(deeper, depth + 1)
        indent = "   " * depth
        text += f"{indent}{item.format(number)}{behind.format(indent + '   ').rstrip(' ')}"
        text += "" if text.endswith("\n") else "\n"
    tasks = converted(text).body.tasks
    assert [t.text.split()[0] for t in tasks] == [str(n) for n in range(len(items))]


def test_tasks_are_shown_in_words() -> None:
    """A task is marked done or to do, with whose it is and its date, for a page to word."""
    text = "- [ ] a due:2026-11-19\n- [x] b done:2026-11-20\n- [ ] @them c\n  - d\n"
    assert html(text) == (
        '<ul><li class="task"><span class="mark">To do</span> a'
        ' <span class="due">due 2026-11-19</span></li>'
        '<li class="task done"><span class="mark">Done</span> b'
        ' <span class="due">done 2026-11-20</span></li>'
        '<li class="task"><span class="mark">Theirs</span> c<ul><li>d</li></ul></li></ul>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a\n- b\n- c", "<p>a</p><ul><li>b</li><li>c</li></ul>", id="below-a-paragraph"
        ),
        pytest.param("a\n1. b", "<p>a</p><ol><li>b</li></ol>", id="numbers-below-a-paragraph"),
        pytest.param("Not in\n2019. In 2020.", "<p>Not in2019. In 2020.</p>", id="a-year"),
        pytest.param(
            "- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", id="two"
        ),
        pytest.param("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>", id="four"),
        pytest.param("- a\n\t- b", "<ul><li>a<ul><li>b</li></ul></li></ul>", id="tab"),
        pytest.param("1. a\n   - b", "<ol><li>a<ul><li>b</li></ul></li></ol>", id="three"),
        pytest.param(
            "- a\n  - b\n    - c\n  - d",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ul>",
            id="three-levels",
        ),
        pytest.param("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>", id="brackets"),
        pytest.param("3. a", '<ol start="3"><li>a</li></ol>', id="from-three"),
        pytest.param("- a\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>", id="second-paragraph"),
        pytest.param("- a\n\nb", "<ul><li>a</li></ul><p>b</p>", id="list-ends"),
        pytest.param("- a\nb", "<ul><li>ab</li></ul>", id="lazy"),
        pytest.param(
            "- a\n- b\n1. c\n2. d\n* e",
            "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol><ul><li>e</li></ul>",
            id="another-kind",
        ),
        pytest.param(
            "- a\n  - b\n  1. c\n- d",
            "<ul><li><p>a</p><ul><li>b</li></ul><ol><li>c</li></ol></li><li><p>d</p></li></ul>",
            id="another-kind-within",
        ),
        pytest.param(
            "- a\n\n  b\n- c",
            "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
            id="below-a-second-paragraph",
        ),
        pytest.param(
            "- a\n\n  b\n  - c",
            "<ul><li><p>a</p><p>b</p><ul><li>c</li></ul></li></ul>",
            id="within-below-a-second-paragraph",
        ),
        pytest.param(
            "- a\n\n  - b\n- c",
            "<ul><li><p>a</p><ul><li>b</li></ul></li><li><p>c</p></li></ul>",
            id="out-again",
        ),
        pytest.param(
            "- a\n\n  In\n  1984. b",
            "<ul><li><p>a</p><p>In1984. b</p></li></ul>",
            id="a-year-within",
        ),
        pytest.param("* * *", "<hr>", id="rule"),
        pytest.param("    - a", "<pre><code>- a</code></pre>", id="code"),
    ],
)
def test_lists_as_people_write_them(text: str, expected: str) -> None:
    """Lists nest by two spaces or more and may begin right below a paragraph."""
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> - Why?", ["Why?"]),
        ("> [!question] Open\n> - Why?\n>   - an aside\n> - Who?", ["Why?", "Who?"]),
        ("1. Why?\n2. [x] Who?", ["Why?", "Who?"]),
        ("1) Why?\n\n   - an aside\n\n2) Who?", ["Why?", "Who?"]),
        ("- Why?\n  > - quoted", ["Why?"]),
        ("- \n\nWhy?", []),
    ],
)
def test_questions_wherever_a_person_sees_them(text: str, expected: list[str]) -> None:
    """Items of lists of any kind, in quotes too, are questions; those within one are asides."""
    assert [q.text for q in converted(f"## unasked\n\n{text}").body.questions] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u066310. x", "<p>\u066310. x</p>"),
        ("\u0967. x", "<p>\u0967. x</p>"),
        ("1\u0663. x", "<p>1\u0663. x</p>"),
        ("\uff13. x", "<p>\uff13. x</p>"),
        ("3. x\n\u0664. y", '<ol start="3"><li>x\u0664. y</li></ol>'),
        ("1234567890. x", "<p>1234567890. x</p>"),
        ("123456789. x", '<ol start="123456789"><li>x</li></ol>'),
        ("|a|\n|:-\u0663|\n|b|", "<p>|a||:-\u0663||b|</p>"),
        ("a&#\u0663;b", "<p>a&amp;#\u0663;b</p>"),
    ],
)
def test_numbers_are_of_ascii_digits(text: str, expected: str) -> None:
    """What an attribute may be made of are ASCII digits: other numbers begin no list."""
    assert html(text) == expected


NOTE = '<a href="reflections/{}/index.html" rel="noopener noreferrer">{}</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[a]]", NOTE.format("a", "a")),
        ("[[A.md]]", NOTE.format("a", "A.md")),
        ("[[b|my *words*]]", NOTE.format("2026/b", "my *words*")),
        ("[[2026/deep/c]]", NOTE.format("2026/deep/c", "2026/deep/c")),
        ("[[vault/journal/2026/b|b]]", NOTE.format("2026/b", "b")),
        ("[[c#Part]]", NOTE.format("2026/deep/c", "c &gt; Part")),
        ("[[c#Part|there]]", NOTE.format("2026/deep/c", "there")),
        ("[[\u00c4 O\u0308]]", NOTE.format("%C3%A4%20%C3%B6", "\u00c4 O\u0308")),
        ("**[[a]]**", f"<strong>{NOTE.format('a', 'a')}</strong>"),
        ("[[nowhere]] & [[x|y]]", "nowhere &amp; y"),
        ("[[nowhere#Part]], [[#Part]]", "nowhere &gt; Part, Part"),
        ("[[other/a]]", NOTE.format("a", "other/a")),
        ("[[2026/a]]", NOTE.format("a", "2026/a")),
        ("[[a/b]]", "a/b"),
        ("[[<b>x]]", "&lt;b&gt;x"),
        ("[[javascript:x|y]]", "y"),
        ("[[a\nb]]", "[[ab]]"),
        ("[[]] \\[[a]] [[a]", "[[]] [[a]] [[a]"),
        ("`[[a]]` and `==b==`", "<code>[[a]]</code> and <code>==b==</code>"),
        ("==a== and ==*b* c==", "<mark>a</mark> and <mark><em>b</em> c</mark>"),
        ("**==a==**", "<strong><mark>a</mark></strong>"),
        ("==[[a]]==", f"<mark>{NOTE.format('a', 'a')}</mark>"),
        ("a == b, c === d, == e ==, ====", "a == b, c === d, == e ==, ===="),
        ("![[x.png]] ![[y.pdf|300]]", "x.png y.pdf"),
        ("a%%b%%c", "ac"),
        ("a %%b\nc%% d", "a  d"),
        ("`%%a%%` b", "<code>%%a%%</code> b"),
        ("``a ` %%b%%`` c", "<code>a ` %%b%%</code> c"),
        ("\\%%a%% b", "\\%%a"),
        ("50% to 60%", "50% to 60%"),
    ],
)
def test_notes_from_obsidian(text: str, expected: str) -> None:
    """`[[note]]` links to the reflection of that name or is its words, `==words==` are marked, an
    embed is its name, `%%` comments go; none of it in code.
    """
    assert html(text) == f"<p>{expected}</p>"


def test_links_to_notes_in_tables_and_tasks() -> None:
    """In a table the bar of `[[note|words]]` may be escaped; a task's text has the words alone."""
    assert NOTE.format("a", "words") in html("| a |\n|---|\n| [[a\\|words]] |")
    assert task("- [ ] Read [[a]] and [[2026/b|that]] due:2026-11-25").text == "Read a and that"
    assert converted("[[nowhere]]").dead_links == ()


def test_embeds_are_named() -> None:
    """What is embedded is told, so that it can be a warning; not what only looks like it."""
    text = "![[x.png]] `![[y.png]]` \\![[a]] ![[a#Part|w]]"
    assert converted(text).embeds == ("![[x.png]]", "![[a#Part|w]]")


@pytest.mark.parametrize(
    "text",
    [
        "```\n%% a\n```\nb",
        "> ```mermaid\n> %% a\n> ```\n> b",
        "    %% a\n\nb",
        "`%%` b",
    ],
)
def test_no_comment_begins_in_code(text: str) -> None:
    """Two per cent signs in code, in a quote too, are code, and what follows is shown."""
    assert "%%" in html(text)
    assert "b" in html(text)


def test_a_comment_without_an_end_hides_the_rest() -> None:
    """`%%` that nothing closes hides what follows, as `<!--` does: it may not be published."""
    assert html("a %% b\n\n- [ ] c\n") == "<p>a </p>"
    assert converted("## goals\n\n%%\nlater\n%%").body.sections[0].has_text is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<script>alert(1)</script>a", "<p>a</p>", id="script"),
        pytest.param("<style>a{}</style>a", "<p>a</p>", id="style"),
        pytest.param("<img src=x onerror=alert(1)>a", "<p>a</p>", id="image"),
        pytest.param('<a href="javascript:x" onclick="y">a</a>', "<p>a</p>", id="anchor"),
        pytest.param("<iframe src='//x'>a</iframe>", "<p>a</p>", id="frame"),
        pytest.param(
            "<svg/onload=alert(1)>", "<p>&lt;svg/onload=alert(1)&gt;</p>", id="broken-tag"
        ),
        pytest.param('<b onmouseover="x">a</b>', "<p><b>a</b></p>", id="bold-with-a-handler"),
        pytest.param("</div></section>a", "<p>a</p>", id="closing-tags"),
        pytest.param("a <Company name> b", "<p>a &lt;Company name&gt; b</p>", id="placeholder"),
        pytest.param("1 < 2 && 3 > 2", "<p>1 &lt; 2 &amp;&amp; 3 &gt; 2</p>", id="signs"),
        pytest.param('# a {: onclick="x" }', '<h3>a {: onclick="x" }</h3>', id="attribute-list"),
        pytest.param("a <!-- b --> c", "<p>a  c</p>", id="comment"),
        pytest.param("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>", id="comment-in-code"),
        pytest.param("a ` b\n<!-- c ` -->", "<p>a ` b</p>", id="comment-behind-a-backtick"),
        pytest.param(
            "```\n<!-- a -->\n```", "<pre><code>&lt;!-- a --&gt;</code></pre>", id="fence"
        ),
        pytest.param("```\na", "<p>```a</p>", id="open-fence"),
        pytest.param("<b>a</b> <main>b<nav>c</nav>d</main>", "<p><b>a</b> b c d</p>", id="apart"),
        pytest.param("a<font>b</font>c", "<p>abc</p>", id="within-a-word"),
        pytest.param("<u>a</u> H<sub>2</sub>O", "<p><u>a</u> H<sub>2</sub>O</p>", id="harmless"),
        pytest.param("a\u2028b", "<p>a\u2028b</p>", id="line-separator"),
    ],
)
def test_raw_html(text: str, expected: str) -> None:
    """Harmless tags stay, others go and leave their text; what is no HTML stays as text."""
    assert html(text) == expected


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        "https://[",
        "#part",
        "?q",
        "",
    ],
)
def test_addresses_that_are_no_links(target: str) -> None:
    """Scripts, data, files and what leads nowhere keep their words and lose their address."""
    for text in (f"[a]({target})", f"[a][b]\n\n[b]: <{target}>", f"![a]({target})"):
        assert "href" not in html(text)
        assert ">a<" in html(text) or "[a]" in html(text)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[a](https://example.org/?a=1&b=2)", "https://example.org/?a=1&amp;b=2"),
        ("[a](mailto:me@example.org)", "mailto:me@example.org"),
        ("[a](tel:+49123)", "tel:+49123"),
        ("see https://example.org/a_b_c.", "https://example.org/a_b_c"),
        ("![a](https://example.org/a.png)", "https://example.org/a.png"),
        ("[a](../a.md)", "reflections/a/index.html"),
        ("[a](../a.md#part)", "reflections/a/index.html"),
        ("[a](b.md)", "reflections/2026/b/index.html"),
        ("[a](./deep/c.md)", "reflections/2026/deep/c/index.html"),
        ("[a](deep/../deep/c.md)", "reflections/2026/deep/c/index.html"),
        ("[a](../%C3%A4%20%C3%B6.md)", "reflections/%C3%A4%20%C3%B6/index.html"),
        ("[a](<../ä ö.md>)", "reflections/%C3%A4%20%C3%B6/index.html"),
        ("[a](<../a\u0308 o\u0308.md>)", "reflections/%C3%A4%20%C3%B6/index.html"),
        ("[a](../sharp%23.md)", "reflections/sharp%23/index.html"),
        ("[a](../looking-for.md)", "index.html#looking-for"),
        ("[a][r]\n\n[r]: ../a.md", "reflections/a/index.html"),
    ],
)
def test_links(text: str, href: str) -> None:
    """Web addresses stay; relative links resolve from the source file to the page of the other."""
    found = converted(text)
    assert re.findall(r'href="([^"]*)"', found.body.sections[0].html) == [href]
    assert found.dead_links == ()


@pytest.mark.parametrize(
    "target",
    [
        "a.md",
        "../../a.md",
        "/a.md",
        "../A.md",
        "../a",
        "../a.md.txt",
        "me.jpg",
        "../README.md",
        "deep",
    ],
)
def test_dead_links(target: str) -> None:
    """A relative link that leads to no page of the site is named once, and loses its address."""
    for text in (f"[a]({target})", f"- [ ] [a]({target})", f"## [a]({target})", f"![a]({target})"):
        found = converted(text)
        assert found.dead_links == (target,)
        assert "href" not in "".join(s.heading + s.html for s in found.body.sections)


def test_sections_do_not_reach_into_each_other() -> None:
    """An open tag, quote or fence of one section ends with it."""
    text = "## goals\n\n<b>one\n\n## learned\n\n*two\n\n## growth\n\nthree* ```\n"
    assert [s.html for s in converted(text).body.sections][1:] == [
        "<p>*two</p>",
        "<p>three* ```</p>",
    ]


def test_one_document_leaves_nothing_to_the_next() -> None:
    """References and code of one body, or a body that is refused, change nothing in another."""
    before = converted("[a][r]\n\n- b\n")
    converted("[r]: https://example.org\n\n```\ncode\n```\n")
    with pytest.raises(TooComplex):
        converted("- a\n\n  > - " + "- " * 100 + "x")
    assert converted("[a][r]\n\n- b\n") == before


def test_code_in_a_quote_stands_alone() -> None:
    """Fenced code in a quote has no empty paragraphs around it, and ends with its quote at last."""
    expected = "<blockquote><pre><code>a</code></pre></blockquote><p>b</p>"
    assert html("> ```\n> a\n> ```\n\nb") == expected
    assert html("> ```\n> a\n\nb") == expected


def test_code_in_a_task_is_no_part_of_its_text() -> None:
    """A block of code within a task is not among its words."""
    assert task("- [ ] Ring\n\n      - [ ] code").text == "Ring"


def test_documents_have_nothing_in_common() -> None:
    """Two documents that are converted at the same time keep their own code and references."""
    bodies = [f"```\n{word}\n```\n\n[a][r]\n\n[r]: https://{word}.example\n" for word in "xy"]
    documents = [Document(text, lambda _: None) for text in bodies]
    for document in documents:
        document.inline()
    for word, document in zip("xy", documents, strict=True):
        markup = document.html(document.root, str)
        assert f"<code>{word}\n</code>" in markup
        assert f"https://{word}.example" in markup


@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "](",
        "![a](b ",
        "*a ",
        "_a_",
        "**a",
        "`" * 7 + " ",
        "<!--",
        "<script>",
        "\n***",
        "\n> - ",
        "- [ ] a\n",
        "\n- [ ] <b>x",
        "\n##>\n",
        "\n```a",
        "\na\n===",
        "|a",
        "\n[a]: b",
        "http://a.",
        "due:2026-11-19 ",
        "\n- []",
        "\n- [ ] due:x due 2026-1 (done: 3",
        "\n- a\n1. b\n\n   c\n",
        "\n> ",
        "\n\n    ",
        "x\n",
        "- a\n\n",
        "&#",
        "\\",
        "\n~~~b\n",
        "- ",
        "> ",
    ],
)
def test_hostile_text_ends_in_time(pattern: str) -> None:
    """100 kB of whatever slows a converter is converted or refused within seconds."""
    began = time.process_time()
    with contextlib.suppress(TooComplex):
        converted(pattern * (100_000 // len(pattern)))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "|" * 10_000 + "\n" + "|-" * 10_000 + "|\n" + "|x\n" * 20_000,
        "- [ ] a" + " " * 100_000 + "x",
        "- [" + " " * 100_000 + "x",
        "- [ ] due:" + " " * 100_000 + "x",
        "- [ ] " + "~~until:round" * 7_692,
        "- a\n" + "b\n" * 50_000,
        " x ".join("`" * n for n in range(1, 400)),
    ],
    ids=["table", "spaces", "open-box", "open-date", "strokes", "lazy-lines", "backticks"],
)
def test_other_hostile_text_ends_in_time(text: str) -> None:
    """So do a table of a million cells, endless spaces, strokes and lines, and more backticks."""
    test_hostile_text_ends_in_time(text)


def test_folding() -> None:
    """Texts compare after NFKC, casefold and white-space folding; headings by letters alone."""
    assert fold("  Straße\u00a0 ＡＢ ") == fold("STRASSE ab")  # noqa: RUF001 -- full width
    assert heading_key("Where do our values meet, and …?") == "wheredoourvaluesmeetand"


def test_a_section_is_a_plain_value() -> None:
    """A section's heading and HTML are safe to show as they are."""
    (section,) = converted("## <i>A</i> & b <x>\n\nText.").body.sections
    assert section == Section(None, "<i>A</i> &amp; b &lt;x&gt;", "<p>Text.</p>", has_text=True)


def test_unpaired_backticks_end_at_once() -> None:
    """A run of backticks that nothing closes is text, however long it is."""
    text = f"{'`' * 40}a{'`' * 39}"
    assert "a" in convert_markdown(text, {}, lambda _: None).body.sections[0].html

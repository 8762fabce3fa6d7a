"""Notes that were written in or for other programs, in a journal and beside its reflections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.parsing.journal import parse_journal
from site_builder.parsing.reflection import guessed_name
from site_builder.parsing.scalars import parse_day

if TYPE_CHECKING:
    from conftest import Place

    from site_builder.core.journal import Journal

HEAD = "---\ncompany: Acme\nrole: Tuner\n---\n"


def journal(**bodies: str) -> Journal:
    """A journal of files, each with its own text."""
    files = {f"{name}.md": text.encode() for name, text in bodies.items()}
    return parse_journal("journal", files, parse_day("2026-11-22"))


@pytest.mark.parametrize(
    "body",
    [
        "> [!info]- Folded\n> **Goals** and `code`\n>\n> > [!warning] Within\n> > text",
        "```dataview\nTABLE file.mtime AS Changed\nFROM #interview\nWHERE !completed\n```",
        "`= this.file.name` and `$= dv.current()`, key:: value, (key:: value)",
        '<% tp.date.now("YYYY-MM-DD") %>\n<%* if (x < 3) { %>\n- text\n<%* } -%>',
        "$$\n\\begin{aligned} x_1 &= a * b * c \\\\ y &> 2 \\end{aligned}\n$$\n\n$a_1 * b_1$",
        "A claim.[^1] Another[^long].^[inline]\n\n[^1]: Its text.\n[^long]: Two\n    lines.",
        "| a | b |\n|:--|--:|\n| `x \\| y` | [[n\\|w]] |\n\na | b\n---|---\nc | d",
        "```mermaid\nsequenceDiagram\n%% a comment\nA-->>B: [ ] hello\n```",
        "<div align='center'>\n<img src='x.png' width=300>\n\n## Inside\n</div>\n<br/>",
        "#interview/remote #2026\n\nText ^block-id\n\n![[note#^block-id]]",
        "- [>] deferred\n- [!] important\n- [ ] open \u23f3 2026-11-25 \U0001f501 every week",
        "Term\n: Definition\n\n*[HTML]: Hyper Text\n\nH~2~O, x^2^, ~~gone~~, ==kept==, ++in++",
        "- a\n\t- b\n\t\t- [ ] c\n\n\t\t\tmore\n1) d\n   1) e",
        "---\n\n***\n\n___\n\n* * *",
        "%% kanban:settings\n```\n{}\n```\n%%",
        "{{date}} {% include x %} {: .class #id } \\newpage [TOC] [[_TOC_]]",
        "<!-- a --><!-- b\n\n## c\n-->",
        "https://example.org/a_b_(c)?d=%%20 <mailto:a@b.example>",
    ],
)
def test_a_note_of_another_program_is_no_error(body: str) -> None:
    """What other programs put into the text of a note is read without an error."""
    assert [p for p in journal(a=f"{HEAD}{body}\n").problems if p.severity == "error"] == []


def test_links_to_notes_follow_the_journal() -> None:
    """`[[note]]` links to a reflection of the journal that it names, and is words where none is."""
    found = journal(a=f"{HEAD}[[B]], [[c|that]], [[looking-for]]\n", b=HEAD)
    html = {r.slug: r.body.sections[0].html for r in found.reflections if r.body.sections}["a"]
    link = '<a href="reflections/b/index.html" rel="noopener noreferrer">B</a>'
    assert html == f"<p>{link}, that, looking-for</p>"
    assert found.problems == ()


def html_of(body: str) -> str:
    """The HTML of a body without headings."""
    (reflection,) = journal(a=f"{HEAD}{body}\n").reflections
    return reflection.body.sections[0].html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Text ^block-id", "<p>Text</p>"),
        ("One\ntwo ^a1b2c3\n\nthree", "<p>One\ntwo</p>\n<p>three</p>"),
        ("> Quoted ^q\n\nText", "<blockquote>\n<p>Quoted</p>\n</blockquote>\n<p>Text</p>"),
        ("- a ^x\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("Text\n\n^alone", "<p>Text</p>"),
        ("`a ^x`", "<p><code>a ^x</code></p>"),
        ("Text ^x `code`", "<p>Text ^x <code>code</code></p>"),
        ("```\na ^x\n```", "<pre><code>a ^x\n</code></pre>"),
        ("3 ^2", "<p>3 ^2</p>"),
        ("a ^b c", "<p>a ^b c</p>"),
    ],
)
def test_ids_of_blocks_are_not_shown(body: str, html: str) -> None:
    """The `^id` at the end of a block is no part of its text; elsewhere, and in code, it is."""
    assert html_of(body) == html


def test_ids_of_blocks_are_no_part_of_a_task() -> None:
    """A task's text ends before its block's id, and a problem in it keeps its place."""
    read = journal(a=f"{HEAD}Text.\n\n- [ ] Ring due:2026-11-24 ^id1\n- [ ] Write due:x ^id2\n")
    (reflection,) = read.reflections
    assert [t.text for t in reflection.body.tasks] == ["Ring", "Write due:x"]
    assert [(p.line, p.column, p.code) for p in read.problems] == [(8, 13, "near-date")]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("> [!note]- Title\n> text", "<p><strong>Title</strong></p>\n<p>text</p>"),
        ("> [!note] A *b* c\n> text", "<p><strong>A <em>b</em> c</strong></p>\n<p>text</p>"),
        ("> [!warning]+\n> text", "<p><strong>Warning</strong></p>\n<p>text</p>"),
        (">[!info|wide] T\n>text", "<p><strong>T</strong></p>\n<p>text</p>"),
        ("> [!note] Only", "<p><strong>Only</strong></p>"),
        ("> text\n> [!note] x", "<p>text\n[!note] x</p>"),
        ("> [!a] b\n> - c", "<p><strong>b</strong></p>\n<ul>\n<li>c</li>\n</ul>"),
        (
            "> [!a] b\n> > [!c] d\n> > e",
            "<p><strong>b</strong></p>\n<blockquote>\n<p><strong>d</strong></p>\n<p>e</p>\n</blockquote>",
        ),
    ],
)
def test_a_callout_is_a_quote_with_its_title(body: str, html: str) -> None:
    """`> [!kind] Title` is shown as a quote that begins with its title, or with its kind."""
    assert html_of(body) == f"<blockquote>\n{html}\n</blockquote>"


def test_company_and_role_may_be_links() -> None:
    """A company or a role that is a link to a note is its words, in a file with errors too."""
    linked = '---\ncompany: "[[Acme]]"\nrole: "[[roles/tuner#Now|Tuner]] (lead)"\n---\n'
    found = journal(a=linked, b="---\ncompany: Acme\nrole: Tuner (lead)\n---\n")
    assert {(r.company, r.role) for r in found.reflections} == {("Acme", "Tuner (lead)")}
    assert len(found.opportunities) == 1
    assert guessed_name(linked.encode()) == ("Acme", "Tuner (lead)", None)


def test_a_comment_is_shown_and_published_nowhere(place: Place) -> None:
    """What stands in `%%` is on no page, private or shared, and in no data."""
    text = (
        f"{HEAD.replace('role', 'share: [coach]|role').replace('|', chr(10))}\n## Goals\n\n"
        "To listen. %%hiddenword%%\n\n%%\nhiddenword\n\n- [ ] hiddenword due:2026-11-25\n%%\n"
    )
    place.write(
        {
            "journal/a.md": text,
            "journal/journal.toml": '[audiences.coach]\nsections = ["goals"]\ntasks = true\n',
        }
    )
    assert place.run("build", "--no-search").status == 0
    assert place.run("publish", "coach").status == 0
    files = place.files("site") | place.files("public")
    assert any(b"To listen." in data for data in place.files("public").values())
    assert [path for path, data in files.items() if b"hiddenword" in data] == []

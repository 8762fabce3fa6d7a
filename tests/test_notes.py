"""Notes that were written in or for other programs, in a journal and beside its reflections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.parsing.journal import parse_journal
from site_builder.parsing.reflection import guessed_name
from site_builder.parsing.scalars import day

if TYPE_CHECKING:
    from conftest import Place

    from site_builder.core.journal import Journal

HEAD = "---\ncompany: Acme\nrole: Tuner\n---\n"


def journal(**bodies: str) -> Journal:
    """A journal of files, each with its own text."""
    files = {f"{name}.md": text.encode() for name, text in bodies.items()}
    return parse_journal("journal", files, day("2026-11-22"))


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

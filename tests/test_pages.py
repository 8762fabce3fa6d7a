"""What every page of a site promises, whatever the journal holds."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from site_builder.build.reading import read_journal
from site_builder.pages import render
from site_builder.pages.context import Context
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.core.journal import Journal
    from site_builder.pages.context import Page

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'{}; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
HOSTILE = """\
---
company: "<script>alert(1)</script> & {{ page }}"
role: "\\"><img src=x onerror=alert(1)>"
round: "{% for x in y %}"
interviewed: 2026-11-20 10:00
reflected: 2026-11-20 12:00
interviewers: ["<b>bold</b>", "]]>"]
ratings: {values: 9, role: 2, manager: null}
evidence: {values: "<iframe src=https://evil.example></iframe>"}
second_look: {on: 2026-11-21, ratings: {role: 6}, why: "<style>*{}</style>"}
offer: {terms: "</main><script>", answer_by: 2026-11-27}
tags: ["<svg onload=alert(1)>"]
gut: "yes"
---
# A title {{ site }}

<script>alert(2)</script> <a href="javascript:alert(3)" onclick="alert(4)">x</a>
[link](javascript:alert(5)) [data](data:text/html;base64,x) ![pic](https://evil.example/x.png)
{: onclick="alert(6)" }

## Concerns <img src=x onerror=alert(7)>

- [ ] <form action=https://evil.example><input name=q></form> why?
- a `{{ code }}` <style>body { display: none }</style>

## What did I do well?

<details open ontoggle=alert(8)><summary>s</summary>t</details>

## What would I do differently?

<div style="position:fixed">[other](b.md) and [gone](gone.md)</div>
"""
OTHER = (
    "---\ncompany: Ünïcode & Søn 北風\nrole: مهندس\n---\n## Next steps\n- [ ] do due:2026-11-01\n"
)


def journal(**files: str) -> Journal:
    """A journal of files by slug."""
    return parse_journal("journal", {f"{k}.md": v.encode() for k, v in files.items()}, TODAY)


def site(found: Journal) -> dict[str, str]:
    """The pages of a journal by path, through the theme that comes with the package."""
    if found.audience:
        return rendered(found, render.shared_pages(Context(found)))
    pages = list(render.complete_pages(Context(found), search=True))
    for o in found.opportunities:
        pages += render.opportunity_pages(o, Context(found.only(o)))
    return rendered(found, pages)


def rendered(found: Journal, pages: Iterable[Page]) -> dict[str, str]:
    """Some pages of a journal by path."""
    texts = {p.name: p.read_text("utf-8") for p in (ROOT / "templates").glob("*.html")}
    search = found.audience is None
    renderer = render.TemplateRenderer(render.site_view(found, search=search), texts, {})
    return {unquote(page.address): renderer.render(page) for page in pages}


SITES = {
    "sample": lambda: read_journal(ROOT / "journal", TODAY),
    "hostile": lambda: journal(a=HOSTILE, b=OTHER, broken="---\ncompany: [\n---\n"),
    "empty": lambda: parse_journal("journal", {}, TODAY),
    "one": lambda: journal(b=OTHER),
    "errors": lambda: journal(broken="company: Leaky\n", worse="---\nsecret: Leaky\n---\n"),
}


@pytest.fixture(scope="module", params=list(SITES))
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    """Every page of one of the sites."""
    return site(SITES[request.param]())


class Tags(HTMLParser):
    """Collects every tag with its attributes, the ids, and the headings' levels."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))


def test_every_page_has_the_policy(pages: dict[str, str]) -> None:
    """Every page carries the policy, asks not to be indexed, and says that it is private."""
    for address, text in pages.items():
        searching = " 'wasm-unsafe-eval'" if address == "search/index.html" else ""
        assert f'content="{POLICY.format(searching)}"' in text
        assert '<meta name="robots" content="noindex">' in text
        assert "Private" in text


def test_nothing_runs_and_nothing_loads(pages: dict[str, str]) -> None:
    """No page has a script but ours, a frame, form, inline style or handler, or another host."""
    for address, text in pages.items():
        for tag, attributes in Tags(text).tags:
            assert tag not in {"style", "iframe", "form", "object", "embed", "img"}
            if tag == "script":
                assert re.fullmatch(r"(\.\./)*(site|search|what-if)\.js", attributes["src"] or "")
            assert not {a for a in attributes if a.startswith("on") or a == "style"}, address
            assert not re.match(r"\s*(javascript|data|vbscript):", attributes.get("href") or "")
            if tag == "link":
                assert not urlsplit(attributes["href"] or "").netloc


def test_every_link_leads_somewhere(pages: dict[str, str]) -> None:
    """Every link within the site names a file that is there, relative to its page."""
    there = {*pages, "style.css", "icon.svg", "journal.json", "calendar.ics"}
    for address, text in pages.items():
        for tag, attributes in Tags(text).tags:
            href = attributes.get("href")
            if tag not in {"a", "link"} or not href or urlsplit(href).scheme:
                continue
            assert not href.startswith("/")
            target = unquote(urlsplit(urljoin(f"x:/{address}".replace("x:", ""), href)).path)
            if href.startswith("#"):
                continue
            assert target.lstrip("/") in there, (address, href)


def test_ids_are_unique_and_anchors_exist(pages: dict[str, str]) -> None:
    """No id stands twice on a page, and every anchor of a page is on it."""
    for text in pages.values():
        tags = Tags(text).tags
        ids = [a["id"] for _, a in tags if a.get("id")]
        assert len(ids) == len(set(ids))
        anchors = {a["href"][1:] for t, a in tags if t == "a" and (a.get("href") or "")[:1] == "#"}  # type: ignore[index]
        assert anchors <= set(ids)


def test_each_page_has_one_first_heading_and_a_title(pages: dict[str, str]) -> None:
    """Every page has one heading of the first level and a title of its own kind."""
    for text in pages.values():
        tags = [tag for tag, _ in Tags(text).tags]
        assert tags.count("h1") == 1
        assert re.search(r"<title>\s*\S", text)


def test_a_page_is_light() -> None:
    """No page of the sample weighs 60 kB, with its style, script and icon; its comparison 90 kB."""
    shared = sum(
        (ROOT / "templates" / name).stat().st_size for name in ("style.css", "site.js", "icon.svg")
    )
    pages = site(SITES["sample"]())
    compare = len(pages.pop("compare/index.html").encode())
    assert compare + shared + (ROOT / "templates" / "what-if.js").stat().st_size < 90_000
    assert max(len(text.encode()) for text in pages.values()) + shared < 60_000


def test_text_that_looks_like_a_template_stays_text() -> None:
    """Braces in a journal come out as they were written."""
    text = site(journal(a=HOSTILE, b=OTHER))["reflections/a/index.html"]
    assert "{{ page }}" in text
    assert "{% for x in y %}" in text
    assert "{{ code }}" in text


def test_broken_front_matter_is_shown_nowhere_but_in_its_diagnostics() -> None:
    """A byte of broken front matter is on no page but the file's own and the page of problems, and
    there only in the line that is wrong.
    """
    text = (
        "---\ncompany: Canary One\nrole: Canary Two\nratings: {values: 8/10}\n---\nCanary Three\n"
    )
    pages = site(journal(fine=OTHER, broken=text))
    for address, page in pages.items():
        assert "Canary" not in page, address
    assert "8/10" in pages["reflections/broken/index.html"]
    assert "8/10" in pages["problems/index.html"]


@pytest.mark.parametrize(
    "text",
    [
        "---\ncompany: Canary\nrole: R\n",
        "\ufeff---\r\ncompany: Canary\r\nrole: [\r\n---\r\nbody\r\n",
        "---\n- Canary\n---\n",
        "company: Canary\nrole: R\n---\nbody\n",
        "—\ncompany: Canary\nrole: R\n---\n",
    ],
)
def test_front_matter_never_lands_in_a_body(text: str) -> None:
    """Front matter that can't be told from the body is not rendered as one."""
    pages = site(journal(fine=OTHER, broken=text))
    assert not [
        a
        for a, page in pages.items()
        if "Canary" in page.replace("`company: Canary`", "")
        and a not in {"reflections/broken/index.html", "problems/index.html"}
    ]


def test_names_come_out_as_written() -> None:
    """Names in any script, and words that YAML takes for something else, are shown as written."""
    for name in ("NO", "08", "10:30", "null", "北風商会", "شركة الشمال", "Ünï", "<&>"):
        front = f"---\ncompany: {name}\nrole: R\n---\n"
        page = site(journal(a=front))["reflections/a/index.html"]
        escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert re.search(rf"<h1[^>]*><a [^>]*>{re.escape(escaped)}</a></h1>", page)


def test_long_lists_are_cut_by_year() -> None:
    """Lessons and questions show the latest 200, and older ones on pages by year."""
    files = {}
    for number in range(250):
        year = 2026 if number < 225 else 2024
        front = f"company: C{number}\nrole: R\ninterviewed: {year}-11-0{number % 9 + 1}\n"
        body = f"## Went well\nA thing.\n## Unasked\n- What of {number}?\n"
        files[f"r{number:03}"] = f"---\n{front}opportunity: o{number}\n---\n{body}"
    pages = site(journal(**files))
    assert pages["lessons/index.html"].count("A thing.") == 200
    assert pages["lessons/2026/index.html"].count("A thing.") == 25
    assert pages["lessons/2024/index.html"].count("A thing.") == 25
    assert "2024/index.html" in pages["lessons/index.html"]
    assert pages["questions/index.html"].count("What of ") == 200


def test_only_the_first_page_says_how_many_problems_there_are() -> None:
    """The first page counts the problems, also where nothing else is there; every page has the same
    link to them in its foot, whether or not there are any.
    """
    sound = site(journal(a=OTHER, warned=OTHER))
    wrong = site(journal(a=OTHER, broken="", warned=OTHER + "\n[gone](gone.md)\n"))
    counted = '<p><a href="problems/index.html">1 error, 1 warning</a></p>'
    assert counted in wrong["index.html"]
    assert counted not in sound["index.html"]
    empty = parse_journal("journal", {"journal.toml": b"["}, TODAY)
    assert '<a href="problems/index.html">1 error</a>' in site(empty)["index.html"]
    shared = {"compare/index.html", "lessons/index.html", "reflections/a/index.html"}
    for address in shared:
        assert wrong[address] == sound[address]
        assert 'problems/index.html">Problems</a>' in sound[address]

"""Text that means harm: no traceback, no hang, and nothing on any page but text and links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from conftest import MANAGER, PHONE, TODAY, Place
from hypothesis import given, settings
from hypothesis import strategies as st
from warm import warm

from site_builder.files import theme
from site_builder.pages import render
from site_builder.pages.context import Context
from site_builder.parsing.journal import parse_journal
from site_builder.parsing.scalars import parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

SIZE = 64 * 1024
HEAD = "---\ncompany: A\nrole: B\ninterviewed: 2026-11-18\n---\n"
# Whatever was seen to keep a converter busy, repeated to 64 KiB.
REPEATED = (
    *("<![a", "<!--", "<?", "<a href=", "</", "<![CDATA[", "<b>", "<b>\n\n", "<a@b>", "<q>", "<"),
    *(
        "[",
        "]",
        "![",
        "[a](",
        "[a][",
        "[[a]",
        "](",
        "[a](b '",
        "[a](((",
        "[[[[a]]]]",
        "[" * 300 + "\n\n",
    ),
    *(
        "*",
        "_",
        "*a ",
        "_a_",
        "**a",
        "*a_ ",
        "_*",
        "***a",
        "*a**b",
        "***a** b* ",
        "\\",
        "`",
        "`a``",
    ),
    *("&", "&#", "&a;", "> ", "\n> - ", "\n- ", "- ", "\n  - a", "\n1. a\n", "- a\n1. b\n", "|a|b"),
    *(
        "|-|-\n",
        "\n|a|b|\n|-|-|\n|c|d|\n",
        "## a\n",
        "\n## x\n\n- [ ] y\n",
        "\n## [a](b)\n",
        "a\n===\n",
    ),
    *(
        "[a]: b\n",
        "\n[a]: <b> 'c'\n",
        "\n\n",
        "  \n",
        "    a\n",
        "http://a.b ",
        "://",
        "```\n",
        "~~~\na\n",
    ),
    *(
        "- [ ] due:2026-99-99 \n",
        "@them ",
        "\x02",
        "\x02wzxhzdk:0\x03",
        "{{ a }}",
        "\u0301",
        "\u202e",
    ),
    *("<math><mtext><table><mglyph><style>", "<ul><li>", "\n\n```a\nb\n```\n", "- a\n\n  b\n\n"),
)
WHOLE = {
    "staircase": "".join(" " * (2 * n) + "- a\n" for n in range(240)),
    "quotes": "".join(">" * n + " a\n" for n in range(350)),
    "references": "".join(f"[a{n}]: b{n}\n" for n in range(5000)),
    "used": "".join(f"[a{n}]: http://b\n\n[a{n}]\n\n" for n in range(2300)),
    "wide": "|a" * 5000 + "|\n" + "|-" * 5000 + "|\n" + "|b" * 5000 + "|\n",
    "square": "|a" * 120 + "|\n" + "|-" * 120 + "|\n" + ("|b" * 120 + "|\n") * 160,
    "closed": "*a " * 10_000 + "a* " * 10_000,
    "underlined": "_a " * 10_000 + "a_ " * 10_000,
    "triple": "***a " * 6_000 + "b*** " * 6_000,
    "ticks": " x ".join("`" * n for n in range(1, 350)),
    "dead": "".join(f"[x](y{n}.md)\n\n" for n in range(4000)),
    "nested": "<b>" * 8000 + "x" + "</b>" * 8000,
    "pairs": "[" * 3000 + "a" + "]" * 3000,
    "items": "- a\n\n" + "    b\n\n" * 8000,
    "lazy": "> a\n" + "b\n" * 30_000,
}
FRONT = {
    "bomb": "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(3000)),
    "merge": "<<: {a: b}\n" * 5000,
    "brackets": "tags: " + "[" * 30_000 + "]" * 30_000 + "\n",
    "braces": "tags: " + "{a: " * 16_000 + "\n",
    "levels": "".join(" " * n + "a:\n" for n in range(350)),
    "tags": "tags: [" + ",".join(f"t{n}" for n in range(9000)) + "]\n",
    "escapes": 'round: "' + "\\x41" * 16_000 + '"\n',
    "open": 'round: "' + "x\n " * 20_000,
    "digits": "ratings: {values: " + "9" * SIZE + "}\n",
    "ligatures": "opportunity: " + "\ufdfa" * 20_000 + "\n",
    "marks": "round: a" + "\u0301\u0323" * 15_000 + "\n",
    "key": "company" * 9000 + ": a\n",
}
NAMES = {
    "ligature": "\ufdfa" * 20_000,  # which is eighteen letters when it is folded
    "words": "Aa " * 20_000,
    "hyphens": "-" * SIZE,
}


def killers() -> Iterator[tuple[str, dict[str, str]]]:
    """Journals of hostile files of 64 KiB, each with what it is known by."""
    for pattern in REPEATED:
        text = (pattern * (SIZE // len(pattern) + 1))[:SIZE]
        item = text.replace("\n", " ")
        yield repr(pattern), {"a.md": f"{HEAD}{text}\n", "b.md": f"{HEAD}## unasked\n- {item}\n"}
    for name, text in WHOLE.items():
        yield name, {"a.md": f"{HEAD}{text}\n", "looking-for.md": text}
    for name, text in FRONT.items():
        yield name, {"a.md": f"---\ncompany: A\nrole: B\n{text}---\nx\n"}
    for name, text in NAMES.items():
        one, other = (f"---\ncompany: '{text}'\nrole: '{text}{n}'\n---\n" for n in "xy")
        yield name, {"a.md": one, "b.md": other}
    for name, text in {"dots": "a" + ".a" * 30_000 + " = 1", "lists": "a = " + "[" * SIZE}.items():
        yield f"settings of {name}", {"journal.toml": text, "a.md": HEAD}


@pytest.mark.parametrize("part", range(4))
def test_64_kib_of_anything_end_in_time(place: Place, part: int) -> None:
    """A journal with 64 KiB of whatever slows a converter is built, or what is wrong is said,
    within ten seconds of a processor's time, and no other page is missing.
    """
    with warm(place) as builder:
        for name, files in [*killers()][part::4]:
            place.write({f"journal/{path}": text for path, text in files.items()})
            builder.start()
            assert builder.ended() == 0, name
            assert (place.root / "site/reflections/manager/index.html").is_file()
            for path in files:
                (place.root / "journal" / path).unlink()


@pytest.mark.parametrize(
    ("front", "code"),
    [
        (FRONT["bomb"], "alias"),
        ("tags: &a [x]\nround: *a\n", "alias"),
        (FRONT["brackets"], "too-deep"),
        (FRONT["braces"], "too-deep"),
        ("tags: !!python/object/apply:os.system [ls]\n", "tag"),
    ],
)
def test_bombs_are_refused(front: str, code: str) -> None:
    """Aliases, tags and what is nested too deep are errors at their place."""
    text = f"---\ncompany: A\nrole: B\n{front}---\n"
    found = parse_journal("journal", {"a.md": text.encode()}, parse_day(TODAY))
    assert found.reflections == ()
    assert code in {p.code for p in found.problems if p.severity == "error"}


SCRIPT = "window.harmed=1"
EVIL = "https://evil.example"
SCHEMES = (
    *("javascript:", "JaVaScRiPt:", "vbscript:", "livescript:", "data:text/html,", "blob:"),
    *("&#106;avascript:", "&#x6A;avascript:", "&#0000106avascript:", "&#x6a;&#x61;vascript:"),
    *("java&#9;script:", "java&#10;script:", "java&Tab;script:", "java&NewLine;script:"),
    *("javascript&colon;", "javascript&#58;", "javascript&#x3A;", "javascript%3A", "%6Aavascript:"),
    *(
        "&#14;javascript:",
        "&#1;javascript:",
        "\u200bjavascript:",
        "\u00a0javascript:",
        "\\javascript:",
    ),
    *("feed:javascript:", "view-source:", "jar:", "file:///etc/passwd#", "filesystem:", "ms-its:"),
    *(
        "//evil.example/",
        "\\\\evil.example\\",
        "/\\evil.example/",
        "https:javascript:",
        "javas\u0441ript:",
    ),
)
LINKS = (
    *(
        "[a]({})",
        "[a](<{}>)",
        "![a]({})",
        "<{}>",
        "[![a]({})](x.md)",
        '[a]({} "t\\" onclick=\\"x")',
    ),
    *('<a href="{}">a</a>', "<a href={}>a</a>", "<a href='{}'>a</a>", '<form action="{}">'),
    *('<img src="{}">', '<iframe src="{}"></iframe>', '<area href="{}">', '<q cite="{}">a</q>'),
    *('<svg><a xlink:href="{}"><text>a</text></a></svg>', '<math href="{}">a</math>'),
)
MARKUP = (
    *(
        f"<script>{SCRIPT}</script>",
        f"<SCRIPT SRC={EVIL}/x.js></SCRIPT>",
        f"<scr<script>ipt>{SCRIPT}",
    ),
    *(
        f'"><script>{SCRIPT}</script>',
        f"'><img src=x onerror={SCRIPT}>",
        f"</title><script>{SCRIPT}",
    ),
    *(f"--><script>{SCRIPT}</script>", f"]]><svg/onload={SCRIPT}>", f"</textarea><script>{SCRIPT}"),
    *(f"<img src=x onerror={SCRIPT}>", f"<img src={EVIL}/x.png", f"<svg onload={SCRIPT}><circle/>"),
    *(
        f"<details open ontoggle={SCRIPT}>a",
        f"<input autofocus onfocus={SCRIPT}>",
        f"<body onload={SCRIPT}>",
    ),
    *(
        f'<iframe srcdoc="&lt;script&gt;{SCRIPT}"></iframe>',
        f"<frameset><frame src={EVIL}></frameset>",
    ),
    *(
        f"<object data={EVIL}></object>",
        f"<embed src={EVIL}>",
        f"<video><source onerror={SCRIPT}></video>",
    ),
    *(
        f"<link rel=stylesheet href={EVIL}/x.css>",
        f"<base href={EVIL}/>",
        "<template><script>1</script>",
    ),
    *(
        f'<meta http-equiv=refresh content="0;url={EVIL}">',
        f"<style>@import '{EVIL}/x.css';</style>",
    ),
    *(
        f"<form action={EVIL}><button formaction={EVIL}>a</button></form>",
        "<b style='position:fixed'>a</b>",
    ),
    *(f"<b onmouseover={SCRIPT} style=color:red>a</b>", f"<marquee onstart={SCRIPT}>a</marquee>"),
    *(
        f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'>",
        f"<x onclick={SCRIPT}>a</x>",
    ),
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;b onclick={SCRIPT}'>",
    *(
        "{{ 7 * 191 }}",
        "{% include 'base.html' %}",
        "${7*191}",
        "<%= 7*191 %>",
        "{# a #}",
        "{{ page }}",
    ),
    *(f'[a](b.md){{: onclick="{SCRIPT}" style="color:red" }}', f"a\n{{: #b .c onclick={SCRIPT} }}"),
    *(
        f"a {{:onmouseover='{SCRIPT}'}}",
        f"{{::options parse_html=true onclick={SCRIPT} /}}",
        "*[a]: b",
    ),
    *(
        f"a {{#b onclick={SCRIPT}}}",
        f"![a](x){{onerror={SCRIPT}}}",
        "\u2028<script>1</script>",
        "&lt;b&gt;",
    ),
)
PAYLOADS = (
    *MARKUP,
    *(form.format(f"{s}{SCRIPT}") for s, form in zip(SCHEMES, LINKS * 3, strict=False)),
)
BODY = tuple(f"[{n}]({scheme}{SCRIPT})" for n, scheme in enumerate(SCHEMES)) + PAYLOADS


def quoted(text: str) -> str:
    """A text as YAML and TOML both quote it on one line."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\u2028", " ")
    return f'"{plain}"'


def reflection(number: int, *, broken: bool = False) -> str:
    """A reflection with hostile text in every field, every section and between them.

    Another number begins with other texts, so that each stands in each field once.
    """
    turned = [quoted(PAYLOADS[(number + i) % len(PAYLOADS)]) for i in range(14)]
    front = f"""\
---
company: {turned[0]}
role: {turned[1]}
round: {turned[2]}
interviewed: 2026-11-{number % 18 + 1:02} 10:00
reflected: 2026-11-{number % 18 + 1:02} 12:00
interviewers: [{turned[3]}, {turned[4]}]
ratings: {{values: {"x" if broken else 9}, role: 2, manager: 6, compensation: null, intangibles: 6}}
evidence: {{values: {turned[5]}, role: {turned[6]}}}
second_look: {{on: 2026-11-21, ratings: {{manager: 3}}, why: {turned[7]}}}
offer: {{terms: {turned[8]}, answer_by: 2026-11-27}}
also: [{turned[9]}]
opportunity: {turned[10]}
tags: [{turned[11]}, {turned[12]}]
gut: "yes"
---
"""
    text = [BODY[(number + i) % len(BODY)] for i in range(len(BODY))]
    parts = [front, *(f"{t}\n" for t in text[:20])]
    sections = ("goals", "went-well", "concerns", "meets", "unsaid", "unasked", "differently")
    for at, heading in enumerate((*sections, "next-steps", "research", "notes")):
        some = text[20 + at * 7 : 27 + at * 7]
        parts += [f"## {heading}\n", *(f"- [ ] {t} due:2026-11-25" for t in some)]
        parts += ["", f"## {some[0]}\n", *(f"> {t}\n" for t in some), *(f"{t}\n" for t in some)]
    parts += ["| a | b |\n|---|---|", *(f"| {t} | {t} |" for t in text[:8]), ""]
    return "\n".join(parts)


def hostile(place: Place) -> list[str]:
    """Build a journal of hostile texts; the addresses of its pages."""
    names = (
        f'"><img src=x onerror={SCRIPT}>',
        "javascript:alert(1)",
        "%2e%2e%2fa",
        "{{ 7 * 191 }}",
    )
    files = {f"{n}.md": reflection(n * 5) for n in range(len(PAYLOADS) // 5 + 1)}
    files |= {f"{name}.md": reflection(3) for name in names}
    files |= {"broken.md": reflection(1, broken=True), "worse.md": f"---\n{MARKUP[0]}\n"}
    files["looking-for.md"] = "\n\n".join(BODY)
    settings_ = [f"title = {quoted(MARKUP[3])}"]
    settings_ += [
        f"[[criteria]]\nid = {quoted(id_)}\nlabel = {quoted(text)}\nprompt = {quoted(text)}"
        for id_, text in (("values", MARKUP[4]), ("role", MARKUP[6]))
    ]
    settings_ += [f"[[questions]]\nid = 'goals'\nheading = {quoted(MARKUP[7])}"]
    files["journal.toml"] = "\n".join(settings_)
    place.write({f"journal/{path}": text for path, text in files.items()})
    outcome = place.run("build", "-q")
    assert outcome.status == 1
    assert "Traceback" not in outcome.err
    found = sorted(path for path in place.files() if path.endswith(".html"))
    assert sum(path.startswith("reflections/") for path in found) >= len(files) - 2
    return found


HARM = """() => {
    const found = [];
    const note = (e) => found.push(e.outerHTML.slice(0, 200));
    const never = 'style,iframe,frame,frameset,form,object,embed,img,video,audio,base,template,'
        + 'marquee,math,noscript *,area,portal,dialog,'
        + 'input:not([type=search]):not(.sliders input),button:not([type=button])';
    document.querySelectorAll(never).forEach(note);
    document.querySelectorAll('script').forEach((e) => {
        if (!/^(\\.\\.\\/)*(site|search|what-if)\\.js$/.test(e.getAttribute('src'))) note(e);
    });
    document.querySelectorAll('link').forEach((e) => {
        if (/^\\w+:|^\\/\\//.test(e.getAttribute('href'))) note(e);
    });
    document.querySelectorAll('meta').forEach((e) => {
        if (e.httpEquiv && e.httpEquiv !== 'Content-Security-Policy') note(e);
    });
    document.querySelectorAll('*').forEach((e) => {
        for (const a of e.attributes) {
            if (/^on|^style$|^srcdoc$|^formaction$|^xlink/i.test(a.name)) note(e);
            if (/^(src|href|action|data|cite|poster|ping)$/i.test(a.name)) {
                const url = new URL(a.value, document.baseURI);
                if (!/^(https?|mailto|tel|file):$/.test(url.protocol)) note(e);
                const inside = url.pathname.includes('/place/site/');
                if (url.protocol === 'file:' && !inside) note(e);
            }
        }
    });
    if (window.harmed || document.baseURI !== location.href) found.push('a script ran');
    return found;
}"""


@pytest.fixture(params=[False, True], ids=["policy", "no-policy"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A real browser, with the pages' own policy and without."""
    made = browser.new_context(bypass_csp=request.param)
    yield made
    made.close()


def test_a_browser_finds_nothing_but_text(place: Place, context: BrowserContext) -> None:
    """With hostile text in every field, section, setting and name, a browser finds no script,
    style, frame, form, handler or link to a script on any page, asks nothing of anybody, and
    complains of nothing, even where the pages' policy is switched off.
    """
    addresses = hostile(place)
    site = place.root / "site"
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for address in addresses:
        page.goto(f"file://{quote(str(site / address))}")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate(HARM) == [], address
        assert "1337" not in page.content(), address
    assert [url for url in asked if not url.startswith(f"file://{quote(str(site))}/")] == []
    assert said == []


class Tags(HTMLParser):
    """Collects every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))


TEMPLATES = {
    path.name: path.read_text("utf-8") for path in sorted(theme.packaged_theme().glob("*.html"))
}
# Control characters would have the file refused, and nothing tried.
letters = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
bits = letters | st.sampled_from(
    [*PAYLOADS, *BODY, *(f"{b}\n" for b in REPEATED if "\x02" not in b and "due:" not in b)]
)
texts = st.lists(bits, max_size=6).map("".join)


@settings(max_examples=60)
@given(st.lists(texts, min_size=4, max_size=4), texts)
def test_nothing_comes_of_any_mixture(fields: list[str], body: str) -> None:
    """Pieces of hostile text, put together in any way, in fields and in the body, come out as text
    and harmless markup, or are refused.
    """
    company, role, why, evidence = (quoted(f"x {field}") for field in fields)
    front = f"company: {company}\nrole: {role}\nevidence: {{values: {evidence}}}\n"
    front += f"second_look: {{on: 2026-11-21, ratings: {{values: 3}}, why: {why}}}\n"
    text = f"---\n{front}---\n{body}\n\n## unasked\n\n- {body}\n"
    found = parse_journal("journal", {"a.md": text.encode("utf-8", "replace")}, parse_day(TODAY))
    renderer = render.TemplateRenderer(render.site_view(found, search=True), TEMPLATES, {})
    pages = list(render.complete_pages(Context(found), search=True))
    for o in found.opportunities:
        pages += render.opportunity_pages(o, Context(found.only(o)))
    for page in pages:
        for tag, attributes in Tags(renderer.render(page)).tags:
            assert tag not in {"style", "iframe", "form", "object", "embed", "img", "base", "math"}
            assert tag != "script" or (attributes["src"] or "").endswith(("site.js", "search.js"))
            assert not {a for a in attributes if a.startswith("on") or a == "style"}
            scheme = urlsplit(attributes.get("href") or "").scheme
            assert scheme in {"", "http", "https", "mailto", "tel"}


CLIMBING = (
    *("../../escaped", "..", ".", "/etc/escaped", "..\\..\\escaped", "%2e%2e/%2e%2e/escaped", "~"),
    *(
        "....//escaped",
        "\u2025/escaped",
        "\uff0e\uff0e\uff0fescaped",
        "a/../../../../escaped",
        "C:\\x",
    ),
    *("con", "-rf", "$(touch escaped)", "`touch escaped`", "index.html", ".afterview-manifest"),
)


def test_no_name_climbs_out(place: Place) -> None:
    """Whatever a company, a role, an opportunity or a file is called, nothing but the output and
    the cache is written, and every page is where its kind belongs.
    """
    files = {
        f"{n}.md": PHONE.replace("Akerlund Boats", quoted(name)).replace(
            "Data Lead", f"{quoted(name)}\nopportunity: {quoted(name)}"
        )
        for n, name in enumerate(CLIMBING)
    }
    flat = {name.replace("/", "\u2215") for name in CLIMBING if not name.startswith(".")}
    files |= {f"{name}.md": MANAGER for name in flat}
    place.write({f"journal/{path}": text for path, text in files.items()})
    before = place.files(".").keys()
    assert place.run("build", "--no-search").status in {0, 1}
    made = place.files(".").keys() - before
    assert all(path.startswith("site/") for path in made)
    deep = r"site/(reflections/(2026/)?|opportunities/|lessons/|questions/|compare/|problems/)"
    strange = [
        p for p in made if p.count("/") > 1 and not re.fullmatch(rf"{deep}([^/]+/)?index.html", p)
    ]
    assert strange == []
    assert sum(path.startswith("site/opportunities/") for path in made) > len(CLIMBING)
    outside = place.root.parent.rglob("*escaped*")
    assert [path for path in outside if not path.is_relative_to(place.root)] == []

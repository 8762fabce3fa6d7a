from __future__ import annotations

import json
import re
import shutil
import signal
import urllib.request
import zipfile
from datetime import date
from html import unescape
from itertools import islice, permutations
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import jsonschema
import pytest
from conftest import MANAGER

from site_builder.core.model import OTHER_SECTIONS
from site_builder.parsing.settings import DEFAULT_SETTINGS
from site_builder.publish.run import prepare_publication

if TYPE_CHECKING:
    from conftest import Place

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "journal.schema.json").read_text("utf-8"))
SECTIONS = (*(q.id for q in DEFAULT_SETTINGS.questions), *OTHER_SECTIONS)
COACH = """\
title = "Zqtitlezz"
[reminders]
evening = "21:34"
[[criteria]]
id = "values"
label = "Zqlabelzz"
prompt = "Zqpromptzz"
[[questions]]
id = "goals"
heading = "Zqheadingzz"
[audiences.coach]
fields = ["role", "round", "ratings", "fit", "window", "stage"]
sections = ["went-well", "differently"]
allow = ["Zqallowzz"]
remote = "zqremotezz"
[audiences.friend]
dates = "none"
sections = ["next-steps"]
[audiences.mentor]
companies = "name"
dates = "day"
tasks = true
fields = ["gut", "decision", "evidence", "tags", "interviewers", "fit"]
[audiences.zqnobodyzz]
"""


def reflection(
    n: int, share: str = "coach, friend, mentor", company: str = "", body: str = ""
) -> str:
    """A reflection with a canary, a word that stands nowhere else, in every place that has one."""
    q = f"zq{n}"
    sections = "\n\n".join(
        f"## {id_}\n\n<!-- {q}commentzz -->\n- {q}{id_.replace('-', '')}zz said at *great* length"
        f"\n- [ ] {q}task{id_.replace('-', '')}zz"
        + ("" if id_ in {"concerns", "unasked"} else f" due:2026-11-{n + 10}")
        for id_ in SECTIONS
    )
    sections += f"\n\n## {q}lastzz\n\n" + "\n\n".join(
        f'## {id_}\n\n[{q}{id_.replace("-", "")}zz](https://x.example/{n} "{q}titlezz")'
        for id_ in SECTIONS
    )
    return f"""\
---
company: {company or f"Zq{n}companyzz"}
also: [Zq{n}alsozz]
role: {q}rolezz
round: {q}roundzz
interviewed: 2026-11-{n + 10} 14:3{n}
ended: 15:4{n}
reflected: 2026-11-{n + 10} 16:5{n}
interviewers: [{q}interviewerzz]
ratings: {{values: {n + 4}, role: 8, manager: 7, compensation: 7, intangibles: 8}}
evidence: {{values: {q}evidencezz}}
second_look: {{on: 2026-11-{n + 11} 08:1{n}, ratings: {{role: 6}}, why: {q}whyzz}}
offer: {{received: 2026-11-{n + 11}, answer_by: 2026-11-2{n}, terms: {q}termszz}}
gut: unsure
decision: pursue
decided: 2026-11-{n + 12}
because: {q}becausezz
stage: interviewing
opportunity: {q}opportunityzz
tags: [{q}tagzz]
share: [{share}]
---

{q}beforezz the first heading

{sections}

## {q}ownzz heading

{q}ownzz text
{body}
"""


FILES = {
    "journal/journal.toml": COACH,
    "journal/looking-for.md": "## Zqlookheadingzz\n\nzqlookingzz for\n",
    "journal/now.md": "---\nlabel: zqnowlabelzz\nratings: {values: 3}\n"
    "evidence: {values: zqnowseenzz}\naliases: [zqnowaliaszz]\n---\n\n"
    "## Zqnowheadingzz\n\nzqnowtextzz\n\n- [ ] zqnowtaskzz\n",
    "journal/README.md": "zqreadmezz",
    "journal/zq1folderzz/zq1filezz.md": reflection(1),
    "journal/zq2filezz.md": reflection(
        2, body="\n## went-well\n\n[zq2linkzz](zq1folderzz/zq1filezz.md)"
    ),
    "journal/zq3filezz.md": reflection(3, share=""),
    "journal/zq4filezz.md": reflection(4, share="mentor"),
    "templates/mine.txt": "robots",
}
# What each audience may see of reflection 1 and 2, by the end of the canary.
SEEN = {
    "coach": {"role", "round", "wentwell", "differently", "zqlabelzz", "link"},
    "friend": {"nextsteps"},
    "mentor": {"company", "evidence", "tag", "interviewer", "zqlabelzz"}
    | {f"task{id_.replace('-', '')}" for id_ in SECTIONS if id_ not in {"concerns", "unasked"}},
}


def canaries(empty: Place, audience: str) -> set[str]:
    """Every canary in any byte of a publication, file names too, read in every way."""
    found = set()
    for path, data in empty.files(f"public/{audience}").items():
        text = f"{path}\n{data.decode('utf-8', 'replace')}"
        for _ in range(3):
            found |= set(re.findall(r"zq\d?[a-z]+?zz", text.casefold()))
            text = unquote(unescape(re.sub(r"<[^>]*>|\\u00", "", text)))
    return found


def expected(audience: str, numbers: str) -> set[str]:
    """The canaries that an audience may see of some reflections."""
    ends = SEEN[audience]
    return {f"zq{n}{end}zz" for n in numbers for end in ends if not end.startswith("z")} | {
        end for end in ends if end.startswith("z")
    }


@pytest.fixture
def canary(empty: Place) -> Place:
    """A journal with a canary in every place, and three audiences."""
    empty.write(FILES)
    return empty


def published(place: Place, audience: str) -> set[str]:
    """Publish, and find the canaries that went out."""
    done = place.run("publish", audience)
    assert (done.status, done.err) == (0, ""), done.err
    return canaries(place, audience)


def seen_by(audience: str, numbers: str) -> set[str]:
    """As expected, where only the second has a link in a shared section."""
    found = expected(audience, numbers)
    return {c for c in found if not c.endswith("linkzz") or c == "zq2linkzz"}


@pytest.mark.parametrize("audience", SEEN)
def test_only_what_is_listed_goes_out(canary: Place, audience: str) -> None:
    """Of canaries in every field, section, setting and name those go out that are listed, alone."""
    numbers = "124" if audience == "mentor" else "12"
    assert published(canary, audience) == seen_by(audience, numbers)


@pytest.mark.parametrize("audience", SEEN)
def test_the_pages_are_made_of_no_more(canary: Place, audience: str) -> None:
    """The redacted journal, from which all pages are made, holds no canary that may not go out."""
    redacted = prepare_publication(canary.root / "journal", audience, date(2026, 11, 22)).redacted
    held = set(re.findall(r"zq\d?[a-z]+?zz", repr(redacted.journal).casefold()))
    assert held == seen_by(audience, "124" if audience == "mentor" else "12")


def test_nothing_comes_back(canary: Place) -> None:
    """After sharing, unsharing, renaming and aliasing, only what is shared then is there."""
    for audience in SEEN:
        published(canary, audience)
    canary.write({"journal/zq2filezz.md": reflection(2, share="friend")})
    assert published(canary, "coach") == seen_by("coach", "1")
    assert published(canary, "friend") == seen_by("friend", "12")
    assert published(canary, "mentor") == seen_by("mentor", "14")
    assert not [p for p in canary.files("public/coach") if "company-b" in p]
    canary.write({"journal/zq3filezz.md": reflection(3)})
    (canary.root / "journal/zq1folderzz/zq1filezz.md").rename(canary.root / "journal/zq1otherzz.md")
    assert published(canary, "coach") == seen_by("coach", "13")
    named = FILES["journal/journal.toml"].replace('companies = "name"', 'companies = "alias"')
    canary.write({"journal/journal.toml": named})
    without = {c for c in seen_by("mentor", "134") if not c.endswith("companyzz")}
    assert published(canary, "mentor") == without
    fewer = named.replace('"went-well", ', "")
    canary.write({"journal/journal.toml": fewer})
    left = {c for c in seen_by("coach", "13") if not c.endswith("wentwellzz")}
    assert published(canary, "coach") == left
    assert published(canary, "friend") == seen_by("friend", "123")


def test_a_publication_is_the_same_from_nothing(canary: Place) -> None:
    """What was published before leaves no trace: it is what a first publication would be."""
    published(canary, "coach")
    canary.write({"journal/zq2filezz.md": reflection(2, share="")})
    published(canary, "coach")
    assert canary.run("publish", "coach", "-o", "public/new").status == 0
    assert canary.files("public/new") == canary.files("public/coach")


@pytest.mark.parametrize("audience", SEEN)
def test_no_day_and_no_clock_where_none_is_shown(canary: Place, audience: str) -> None:
    """With dates by month there is no day and no time anywhere, with none no month either."""
    published(canary, audience)
    for path, data in canary.files(f"public/{audience}").items():
        text = data.decode()
        if path.endswith((".html", ".json")):
            assert not re.search(r"\d\d:\d\d", re.sub("<[^>]*>", "", text)), path
            if audience != "mentor":
                assert not re.search(r"\d (?:October|November)|2026-\d\d-", text), path
            if audience == "friend":
                assert "November" not in text
                assert "2026" not in text


@pytest.mark.parametrize("audience", SEEN)
def test_the_pages_are_for_somebody_else(canary: Place, audience: str) -> None:
    """No search, source, problems, calendar, ball, step or second person; the foot says who."""
    published(canary, audience)
    files = canary.files(f"public/{audience}")
    assert {p.split("/")[0] for p in files} <= {
        *("index.html", "journal.json", "style.css", "site.js", "icon.svg", ".afterview-manifest"),
        *("mine.txt", "opportunities", "reflections", "compare", "lessons", "questions"),
    }
    for path, data in files.items():
        if path.endswith(".html"):
            text = data.decode()
            assert f"Shared with {audience}." in text
            words = re.sub(r"<[^>]*>", " ", unescape(text)).casefold()
            for word in ("private", "my move", "their move", "your", "you", "pursue it"):
                assert not re.search(rf"\b{word}\b", words), (path, word)
            assert "noindex" in text


@pytest.mark.parametrize("audience", SEEN)
def test_the_figures_follow_the_schema(canary: Place, audience: str) -> None:
    """`journal.json` has every key, null where the audience may not see it."""
    published(canary, audience)
    parsed = json.loads(canary.files(f"public/{audience}")["journal.json"])
    jsonschema.validate(parsed, SCHEMA)
    fields = {
        "coach": ({"role", "round", "window", "stage", "fit"}, "2026-11"),
        "friend": (set(), None),
        "mentor": ({"gut", "decision", "fit"}, "2026-11-22"),
    }[audience]
    for r in parsed["reflections"]:
        single = ("role", "round", "fit", "window", "stage", "gut", "decision")
        assert {key for key in single if r[key] is not None} == fields[0]
        assert bool(r["tags"]) == bool(r["evidence"]) == (audience == "mentor")
        assert any(r["ratings"].values()) == (audience == "coach")
        assert r["reflected"] is None
    assert parsed["today"] == fields[1]
    assert {o["key"] for o in parsed["opportunities"]} >= {"company-a", "company-b"}
    assert {o["ball"] for o in parsed["opportunities"]} == {None}


def test_a_light_without_its_ratings(canary: Place) -> None:
    """An audience that sees the fit and no ratings sees light and score, and nothing to undo it."""
    published(canary, "mentor")
    (first, *_) = json.loads(canary.files("public/mentor")["journal.json"])["reflections"]
    assert first["fit"]["score"] == 7.2
    keys = ("unknown", "breached", "capped_by", "share", "strength", "flip")
    assert [first["fit"][key] for key in keys] == [[], [], [], None, None, None]
    page = canary.files("public/mentor")["reflections/company-c-1/index.html"].decode()
    assert '<p class="sentence">Green at 7.2.</p>' in page
    assert 'class="bar"' not in page


def test_no_light_where_the_fit_is_withheld(canary: Place) -> None:
    """An audience that sees no fit sees no light, no score, no weight and no threshold."""
    published(canary, "friend")
    for path, data in canary.files("public/friend").items():
        if path.endswith(".html"):
            assert not re.search('class="(light|scale|bar)|amber|%<', data.decode()), path


def test_ratings_without_the_fit_show_no_light(empty: Place) -> None:
    """An audience that sees ratings and no fit finds no light, score or threshold in any round."""
    shared = "---\nshare: [reader]\n"
    empty.write(
        {
            "journal/journal.toml": '[audiences.reader]\nfields = ["ratings"]\n',
            "journal/a.md": MANAGER.replace("---\n", shared, 1),
            "journal/b.md": MANAGER.replace("---\n", shared, 1).replace("11-18", "11-20"),
        }
    )
    published(empty, "reader")
    for path, data in empty.files("public/reader").items():
        if path.endswith(".html"):
            text = data.decode()
            assert not re.search('class="(light|scale)|lamp|green|amber|%<', text), path
    assert (
        'class="bar"' in empty.files("public/reader")["reflections/company-a-1/index.html"].decode()
    )


def test_figures_come_from_the_shared_rounds_alone(empty: Place) -> None:
    """A light is that of the shared rounds, says so, and a dry run says where mine differs."""
    one = "---\ncompany: Heron\nrole: R\ninterviewed: 2026-11-1{}\nratings: {}\nshare: [{}]\n---\n"
    good = "{values: 8, role: 8, manager: 8, compensation: 8, intangibles: 8}"
    empty.write(
        {
            "journal/journal.toml": '[audiences.coach]\nfields = ["ratings", "fit"]\n',
            "journal/a.md": one.format(1, good, "coach"),
            "journal/b.md": one.format(2, "{values: 2}", ""),
        }
    )
    assert empty.run("publish", "coach").status == 0
    page = empty.files("public/coach")["opportunities/company-a/index.html"].decode()
    assert "<small>from 1 shared round</small>" in page
    assert '<p class="sentence">Green: no rating two points off turns it.</p>' in page
    done = empty.run("publish", "coach", "--dry-run")
    assert "company-a: Green by what is shared, Red by all that you know\n" in done.out


def test_aliases_follow_the_earliest_shared_interview(canary: Place) -> None:
    """Company A is who was seen first of those that are shared, whatever it is called."""
    late = reflection(5, company="Aaa Late").replace("2026-11-", "2026-12-")
    canary.write({"journal/0.md": late})
    published(canary, "coach")
    page = canary.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert ">Company A</a></h1>" in page
    assert "12 2026" not in page
    assert "November 2026" in page
    late = canary.files("public/coach")["reflections/company-c-1/index.html"].decode()
    assert "December 2026" in late


def test_aliases_of_one_day_follow_no_names(empty: Place) -> None:
    """Interviews of one day are in no order of names, and in the same one by whatever names."""
    texts = ["slow", "curt", "calm", "loud", "warm", "kind"]

    def order(names: str) -> list[str]:
        """What each company says, A first, where its name is one of some letters."""
        files = {
            f"journal/{name}.md": f"---\ncompany: {name * 5}\nrole: R\ninterviewed: 2026-11-18\n"
            f"share: [coach]\n---\n\n## Goals\n\n{text} people at {name * 5}\n"
            for name, text in zip(names, texts, strict=True)
        }
        settings = '[audiences.coach]\nsections = ["goals"]\n'
        shutil.rmtree(empty.root / "journal", ignore_errors=True)
        empty.write({"journal/journal.toml": settings, **files})
        published(empty, "coach")
        pages = empty.files("public/coach")
        shown = [pages[f"reflections/company-{c}-1/index.html"].decode() for c in "abcdef"]
        return [re.findall(r"(\w+) people at Company", page)[0] for page in shown]

    first = order("BCDFGH")
    assert first not in (texts, sorted(first))
    others = map("".join, islice(permutations("HGFDCB"), 0, None, 72))
    assert [order(names) for names in others] == [first] * 10


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Next", "The next step. I like Next and NEXT.", "The next step. I like {0} and {0}."),
        ("Apple Inc.", "An apple at Apple, Apple Inc.", "An apple at {0}, {0}"),
        ("Meta", "A meta question to Meta.", "A meta question to {0}."),
        ("Shell plc", "A shell script for Shell.", "A shell script for {0}."),
        ("Acme Next", "The next step at acme next.", "The next step at {0}."),
        ("Zebra", "The zebra at Zebra.", "The {0} at {0}."),
    ],
)
def test_a_name_that_is_an_everyday_word_is_one_as_it_is_written(
    empty: Place, name: str, text: str, shown: str
) -> None:
    """A word of sentences stays, and does not give away that it is a company's name."""
    settings = '[audiences.coach]\nsections = ["goals"]\n'
    file = f"---\ncompany: {name}\nrole: R\nshare: [coach]\n---\n\n## Goals\n\n{text}\n"
    empty.write({"journal/journal.toml": settings, "journal/a.md": file})
    published(empty, "coach")
    page = empty.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert f"<p>{shown.format('Company A')}</p>" in page


def test_those_who_are_only_spoken_of_follow_in_the_order_of_the_texts(empty: Place) -> None:
    """A company without a shared interview has the next letter where it is first spoken of."""
    one = "---\ncompany: {}\nrole: R\ninterviewed: 2026-11-1{}\n{}---\n\n## Goals\n\n{}\n"
    share = "share: [coach]\n"
    empty.write(
        {
            "journal/journal.toml": '[audiences.coach]\nsections = ["goals"]\n',
            "journal/a.md": one.format("Aldermoor", 1, "", "Nothing."),
            "journal/b.md": one.format("Brackwater", 2, "", "Silence."),
            "journal/c.md": one.format("Cinderford", 5, share, "As at Brackwater, Aldermoor."),
            "journal/d.md": one.format("Dunholt", 4, share, "As at Cinderford."),
        }
    )
    published(empty, "coach")
    pages = empty.files("public/coach")
    assert "As at Company B." in pages["reflections/company-a-1/index.html"].decode()
    assert "As at Company C, Company D." in pages["reflections/company-b-1/index.html"].decode()


def test_links_lead_to_shared_reflections_alone(canary: Place) -> None:
    """A link to a shared reflection leads to its new page; to another it is text."""
    page = "reflections/company-b-1/index.html"
    published(canary, "coach")
    text = canary.files("public/coach")[page].decode()
    link = '<a href="../../reflections/company-a-1/index.html"[^>]*>zq2linkzz</a>'
    assert re.search(link, text)
    canary.write({"journal/zq1folderzz/zq1filezz.md": reflection(1, share="")})
    published(canary, "coach")
    text = canary.files("public/coach")["reflections/company-a-1/index.html"].decode()
    assert "<p>zq2linkzz</p>" in text


@pytest.mark.parametrize(
    "harm",
    [
        {"journal/broken.md": "---\ncompany: A\n---\n"},
        {
            "journal/zq2filezz.md": reflection(
                2, body="\n## went-well\n\nZq3companyzz's zq3interviewerzz."
            )
        },
        {"templates/index.html": "{{ nothing.there }}"},
        {"journal/journal.toml": "[audiences.coach\n"},
        {
            "journal/zq1folderzz/zq1filezz.md": reflection(1, ""),
            "journal/zq2filezz.md": reflection(2, ""),
        },
    ],
)
def test_what_was_published_stays_where_something_is_wrong(
    canary: Place, harm: dict[str, str]
) -> None:
    """An error, a leak, a broken template or nothing shared: exit 1, and not a byte changes."""
    published(canary, "coach")
    before = canary.stamps("public")
    canary.write(harm)
    archive = canary.root / "out.zip"
    done = canary.run("publish", "coach", "--zip", "out.zip")
    assert done.status == 1
    assert canary.stamps("public") == before
    assert not archive.exists()


def test_an_unknown_audience(canary: Place) -> None:
    """An audience that there is not is wrong usage, with a near one named."""
    done = canary.run("publish", "coahc")
    assert (done.status, done.out) == (2, "")
    assert "there is no audience `coahc`" in done.err
    assert "did you mean `coach`?" in done.err


def test_nothing_shared_is_said_kindly(canary: Place) -> None:
    """Where nothing is shared nothing is published, and the way to share is named."""
    done = canary.run("publish", "zqnobodyzz")
    assert done.status == 1
    assert "no reflection is shared with zqnobodyzz" in done.err
    assert "write `share: [zqnobodyzz]` into one" in done.err


def test_a_dry_run_writes_nothing(canary: Place) -> None:
    """`--dry-run` lists each file and what is in it, and writes nothing."""
    done = canary.run("publish", "coach", "--dry-run", "--zip", "out.zip")
    assert done.status == 0
    assert not (canary.root / "public").exists()
    assert not (canary.root / "out.zip").exists()
    published(canary, "coach")
    listed = {line for line in done.out.splitlines() if not line.startswith(" ")}
    written = set(canary.files("public/coach")) - {".afterview-manifest"}
    assert written <= listed
    assert (
        "    from journal/zq1folderzz/zq1filezz.md\n    texts: role, round, ## went-well"
        in done.out
    )


def test_a_dry_run_lists_the_guarded_names(empty: Place) -> None:
    """`--dry-run` names the words that are looked for, and the names that have none."""
    front = "role: Nurse\ninterviewers: [Karin Holm, Ward manager]\nshare: [coach]\n"
    empty.write(
        {
            "journal/journal.toml": '[audiences.coach]\nsections = ["goals"]\n',
            "journal/a.md": f"---\ncompany: Northwind Traders, Inc.\nalso: [H&M]\n{front}---\n",
        }
    )
    done = empty.run("publish", "coach", "--dry-run")
    assert done.status == 0, done.err
    assert done.out.partition("Guarded names")[2].splitlines()[1:] == [
        "H&M: as a whole only; `also` can hold what else it is called",
        "Karin Holm: Karin Holm, Karin, Holm, KarinHolm, HolmKarin",
        "Northwind Traders, Inc.: Northwind, Traders",
    ]


@pytest.mark.parametrize(
    ("entry", "is_warned"),
    [
        *(("Head Cook", True), ("Baker", True), ("Head Baker", True), ("Ward Porter", True)),
        *(("Ward manager", False), ("two nurses", False), ("Art Wood", False), ("Tom Cook", False)),
        *(("Engineering Director", False), ("Head of Art", False)),
    ],
)
def test_an_entry_that_may_be_a_name_and_guards_nothing_is_named(
    empty: Place, entry: str, *, is_warned: bool
) -> None:
    """A warning names an interviewer of whom nothing is looked for, if it can be a name."""
    front = f"role: Nurse\ninterviewers: [{entry}]\nshare: [coach]\n"
    settings = '[audiences.coach]\nsections = ["goals"]\n'
    empty.write({"journal/journal.toml": settings})
    empty.write({"journal/a.md": f"---\ncompany: Northwind\n{front}---\n"})
    done = empty.run("publish", "coach", "--dry-run")
    assert done.status == 0
    assert (f"nothing of the interviewer `{entry}` is looked for" in done.err) == is_warned


@pytest.mark.parametrize(
    ("company", "is_warned"),
    [
        ("dm-drogerie markt", True),
        ("The Hub", True),
        ("of the north", True),
        ("An Ox Ltd", True),
        ("Ox Ltd", False),
        ("H&M", False),
        ("hub", False),
        ("The Hub\nalso: [Hubly]", False),
        ("KPN Group", False),
        ("the Zebra", False),
        ("adidas group", False),
        ("Next", False),
    ],
)
def test_a_name_without_a_word_of_its_own_is_warned_of(
    empty: Place,
    company: str,
    is_warned: bool,  # noqa: FBT001 -- a column
) -> None:
    """Where nothing of a company's names is looked for but the whole, `also` is asked for."""
    text = f"---\ncompany: {company}\nrole: Nurse\nshare: [coach]\n---\n"
    empty.write({"journal/journal.toml": "[audiences.coach]\n", "journal/a.md": text})
    done = empty.run("publish", "coach")
    assert done.status == 0
    warning = f"journal/a.md:2:10: warning: of `{company}` only the whole name is looked for\n"
    hint = "      = hint: write into `also` what else it is called\n"
    assert done.err == (warning + hint if is_warned else "")


def test_a_preview_shows_what_would_go_out(canary: Place) -> None:
    """`--preview` serves the publication to this machine until Ctrl-C, and writes nothing."""
    before = canary.files(".")
    with canary.start("publish", "coach", "--preview") as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        with urllib.request.urlopen(f"{url}index.html") as answer:  # noqa: S310 -- of this machine
            page = answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert b"Company A" in page
    assert canary.files(".") == before
    refused = canary.run("publish", "coach", "--preview", "--push")
    assert (refused.status, refused.out) == (2, "")


def test_a_zip_is_the_publication(canary: Place) -> None:
    """`--zip` makes one file of what was published, the same bytes each time."""
    for name in ("a.zip", "b.zip"):
        assert canary.run("publish", "coach", "--zip", name).status == 0
    one = (canary.root / "a.zip").read_bytes()
    assert one == (canary.root / "b.zip").read_bytes()
    files = canary.files("public/coach")
    del files[".afterview-manifest"]
    with zipfile.ZipFile(canary.root / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_a_publication_looks_before_it_writes(canary: Place) -> None:
    """Where something stands in the way of pages or of the ZIP file, nothing is written."""
    canary.write({"file": "mine", "public/coach/index.html/mine": "mine"})
    outcomes = [
        canary.run("publish", "coach"),
        canary.run("publish", "coach", "-o", "out", "--zip", "file/a.zip"),
        canary.run("publish", "coach", "-o", "file/out"),
    ]
    assert [outcome.status for outcome in outcomes] == [1, 2, 2]
    assert ["\n  hint: " in outcome.err for outcome in outcomes] == [True] * 3
    assert canary.files("public") == {"coach/index.html/mine": b"mine"}
    assert not (canary.root / "out").exists()


def test_the_private_site_and_a_publication_keep_apart(canary: Place) -> None:
    """Neither is written over the other, and an archive does not go among their files."""
    published(canary, "coach")
    assert canary.run("build", "--no-search").status == 0
    before = canary.stamps("site"), canary.stamps("public")
    assert canary.run("publish", "coach", "-o", "site").status == 2
    assert canary.run("build", "-o", "public/coach").status == 2
    assert canary.run("publish", "coach", "--zip", "public/coach/a.zip").status == 2
    assert canary.run("publish", "coach", "--zip", "journal/a.zip").status == 2
    assert canary.run("publish", "coach", "-o", "journal").status == 2
    assert (canary.stamps("site"), canary.stamps("public")) == before


def test_the_sample_can_be_published() -> None:
    """The sample journal has an audience, and what it shares passes the check."""
    found = prepare_publication(ROOT / "journal", "coach", date(2026, 11, 22))
    assert found.problems == ()
    assert len(found.redacted.files) == 4

"""What the pages show of the rounds of a job: how it stood, what changed, and the way from one to
the next.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from test_pages import TODAY, journal, rendered, site
from test_standing import CRITERIA, look
from test_views import told

from site_builder.core.model import Audience
from site_builder.pages.context import Context
from site_builder.pages.render import shared_pages
from site_builder.parsing.journal import parse_journal
from site_builder.parsing.settings import DEFAULT_SETTINGS
from site_builder.redaction.redact import redact

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
MARK = re.compile(r'class="(dot|span)" (?:cx|x1)="([\d.]+)%"(?: x2="([\d.]+)%")?')


def rounds(*fronts: str) -> dict[str, str]:
    """Files of one job by slug, `r1` the first, in the order of their days from 10 November on."""
    return {
        f"r{n}": f"---\ncompany: A\nrole: R\ninterviewed: 2026-11-{n + 9}\n{front}\n---\n"
        for n, front in enumerate(fronts, start=1)
    }


def job_page(*fronts: str) -> str:
    """The page of the job that has these rounds."""
    return site(journal(**rounds(*fronts)))["opportunities/a-r/index.html"]


def between(text: str, start: str, end: str) -> str:
    """What stands between two texts, of which the first is there."""
    assert start in text
    return text.partition(start)[2].partition(end)[0]


def rows(page: str) -> list[tuple[str, str]]:
    """The light with its figure, or why there is none, and the name of each round in the list."""
    listed = between(page, '<ol class="standing', "</ol>")
    found = [
        (told(stood), unescape(re.sub(r"<[^>]*>", "", name)))
        for stood, name in re.findall(
            r'<p class="stood">(.*?)</p>\n<p class="what">(.*?)</a>', listed, re.DOTALL
        )
    ]
    assert len(found) == listed.count("<a ")
    return found


def lines(page: str) -> list[str]:
    """The title of the line of each criterion."""
    table = page.split('<table class="lines')[1]
    return re.findall(r"<title>(.*)</title>", table)


def told_changes(page: str) -> list[str]:
    """What changed, an item each."""
    if '<ul class="changes">' not in page:
        return []
    items = between(page, '<ul class="changes">', "</ul>").split("</li>")[:-1]
    return [told(item).removeprefix("- ").replace("\u00a0", " ") for item in items]


def shared_site(*fronts: str, **audience: Any) -> dict[str, str]:
    """The pages of a job as they are published to an audience."""
    files = rounds(*(f"{front}\nshare: [coach]" for front in fronts))
    found = redact(journal(**files), Audience("coach", **audience)).journal
    return rendered(found, shared_pages(Context(found)))


def test_an_interview_of_today_is_still_to_come_until_it_is_written() -> None:
    """A round of today that is not written is still to come, unless its job is closed; one that was
    written without ratings is not rated. An audience may not see what is written, so is not told.
    """
    earlier = ["ratings: {values: 8}", *[""] * 11]
    assert rows(job_page(*earlier, "round: final"))[-1] == ("still to come", "13final")
    assert rows(job_page(*earlier, "round: final\nratings: {role: null}"))[-1][0] == "not rated"
    assert rows(job_page(*earlier, "round: final\nstage: rejected"))[-1][0] == "not rated"
    job = shared_site(*earlier, "round: final", fields=("round", "fit"), dates="day")
    assert rows(job["opportunities/company-a/index.html"])[-1] == ("not rated", "13final")


def test_a_row_says_how_the_job_stood_or_why_not() -> None:
    """Each round has a row with the light and the figure by what was known then, and one that gives
    none says why; a cancelled one has no number.
    """
    page = job_page(
        "round: call\nratings: {values: 8, role: 8}",
        "round: first try\ncancelled: yes\nratings: {values: 1}",
        "round: manager\nratings: {manager: 8, compensation: 8, intangibles: 8}",
        "round: coffee",
        *[""] * 8,
        "round: final",
    )
    assert [*rows(page)[:4], rows(page)[-1]] == [
        ("Not known yet 3.8–9.2", "1call"),  # noqa: RUF001 -- a range
        ("cancelled", "–first try"),  # noqa: RUF001 -- no number
        ("Green 8.0", "2manager"),
        ("not rated", "3coffee"),
        ("still to come", "12final"),
    ]
    late = job_page("ratings: {values: 8}", *[""] * 12, "round: final")
    assert rows(late)[-1] == ("still to come", "14final")


@given(st.lists(st.tuples(look, look, st.booleans()), min_size=1, max_size=4))
def test_the_last_mark_is_that_of_the_head(
    looks: list[tuple[dict[str, object], dict[str, object], bool]],
) -> None:
    """Whatever the rounds rate, the last row with a light has the light, the figure and the mark
    of the page's head.
    """
    page = job_page(
        *(
            f"ratings: {first}\nsecond_look: {{ratings: {second}}}\n"
            f"{'cancelled: yes' if cancelled else ''}".replace("'", "")
            for first, second, cancelled in looks
        )
    )
    head, listed = page.split("</header>")[1], between(page, '<ol class="standing', "</ol>")
    lit = [stood for stood, _ in rows(page) if stood not in {"cancelled", "not rated"}]
    if lit:
        assert re.search(rf"(?:^| ){re.escape(lit[-1])}(?: |$)", told(SVG.sub("", head)))
    assert MARK.findall(listed)[-1:] == MARK.findall(head)


def test_the_limits_of_the_lights_are_named_once() -> None:
    """Where amber and green begin is drawn in each row and named below all of them."""
    listed = job_page("ratings: {values: 8}", "ratings: {role: 8}").split('<ol class="standing')[1]
    assert listed.count('class="limit"') == 6
    assert told(listed.split('<li class="ends"')[1].split("</ol>")[0].replace("</text>", " ")) == (
        'aria-hidden="true">1 10 amber from 5 green from 7'
    )


def test_a_round_leads_to_its_neighbours() -> None:
    """A reflection says which round of how many it is, leads to its job by the company, and at head
    and foot to the rounds before and after, of which it says the day and whether it was cancelled.
    """
    pages = site(
        journal(
            **rounds("round: call", "round: first try\ncancelled: yes", "round: manager", "x: 1")
        )
    )
    page = pages["reflections/r3/index.html"]
    assert '<h1 dir="auto"><a href="../../opportunities/a-r/index.html">A</a></h1>' in page
    assert "R · round 2 of 3 · manager" in told(page)
    ways = re.findall(r'<nav class="way".*?</nav>', page, re.DOTALL)
    assert [told(way) for way in ways] == [
        "before: first try, 11 November, cancelled after: 13 November"
    ] * 2
    cancelled = told(pages["reflections/r2/index.html"])
    assert "R · first try before: call, 10 November after: manager, 12 November" in cancelled
    assert (
        '<nav class="way"'
        not in site(journal(**rounds("round: call")))["reflections/r1/index.html"]
    )


def test_a_round_says_what_it_takes_from_earlier_ones() -> None:
    """A criterion that a round does not rate says what the last earlier one gave it, and asks for
    nothing; the head says that it is by the rounds so far, unless it is the latest that rates.
    """
    pages = site(
        journal(
            **rounds(
                "round: call\nratings: {values: 8, manager: 6}",
                "round: first try\ncancelled: yes\nratings: {values: 1}",
                "round: the whole of the second afternoon\nratings: {values: 7, role: 8}",
                "round: talk\nratings: {manager: null, role: 5, compensation: 6}\n"
                "second_look: {ratings: {role: null}}",
                "round: offer",
            )
        )
    )
    found = {slug: pages[f"reflections/{slug}/index.html"] for slug in ("r1", "r3", "r4")}
    assert [told(head).count("by all rounds up to this one") for head in found.values()] == [
        1,
        1,
        0,
    ]
    third = told(between(found["r4"], '<ul class="ratings">', "</ul>"))
    assert third == (
        "- Company values 20% 7 from an earlier round "
        "- Role 20% 5 at first, taken back at the second look; 8 from an earlier round "
        "- Manager 20% no evidence here; 6, from call "
        "- Pay and benefits 20% 6 "
        f"- Intangibles 20% not rated here {DEFAULT_SETTINGS.criteria[-1].prompt}"
    )
    second = told(between(found["r3"], '<ul class="ratings">', "</ul>"))
    assert "Manager 20% 6, from call -" in second


def test_the_list_marks_the_round_whose_page_it_is_on() -> None:
    """A reflection's list of rounds marks its own row, and a job's none."""
    pages = site(journal(**rounds("round: call", "round: manager")))
    marked = re.compile(r'aria-current="page" dir="auto">(.*?)</a>')
    assert marked.findall(pages["reflections/r2/index.html"]) == ["manager"]
    assert marked.findall(pages["opportunities/a-r/index.html"]) == []


def test_the_navigation_marks_the_section() -> None:
    """The navigation marks the page itself, and on any other page the one that it belongs to."""
    lessons = {
        f"s{n}": f"---\ncompany: C{n}\nrole: R\ninterviewed: {2025 + n % 2}-01-01\n---\n"
        "## What did I do well?\nAll.\n"
        for n in range(202)
    }
    pages = site(journal(**lessons, broken="---\n---\n"))
    current = re.compile(r'aria-current="(\w+)">(\w+)</a>')
    found = {
        address: current.search(pages[address].split("</nav>")[0])
        for address in (
            "index.html",
            "compare/index.html",
            "lessons/2025/index.html",
            "opportunities/c1-r/index.html",
            "reflections/s1/index.html",
            "reflections/broken/index.html",
            "problems/index.html",
        )
    }
    assert [(a, m and m.groups()) for a, m in found.items()] == [
        ("index.html", ("page", "Now")),
        ("compare/index.html", ("page", "Compare")),
        ("lessons/2025/index.html", ("true", "Lessons")),
        ("opportunities/c1-r/index.html", ("true", "Now")),
        ("reflections/s1/index.html", ("true", "Now")),
        ("reflections/broken/index.html", ("true", "Now")),
        ("problems/index.html", ("true", "Now")),
    ]


def test_a_criterion_has_a_line_over_the_rounds() -> None:
    """Each criterion has a line through its ratings, in words with the first looks and the floor,
    and a cell for each round that rates something; one such round is nothing to compare.
    """
    first = "round: call\nratings: {values: 8, manager: 7, compensation: 6}"
    second = "round: manager\nratings: {manager: 6, role: 5, compensation: 5}\n"
    second += "second_look: {ratings: {manager: 3.5, compensation: null}}"
    page = job_page(first, "round: coffee", second)
    assert lines(page) == [
        "Company values: 8; my floor is 4",
        "Role: 5; my floor is 4",
        "Manager: 7, 3.5 (6 at first); my floor is 4",
        "Pay and benefits: 6, 5 at first, then taken back; my floor is 4",
        "Intangibles: not rated; my floor is 4",
    ]
    table = SVG.sub("", between(page, '<table class="lines', "</table>"))
    cells = [told(row) for row in table.split("<tr>")[1:]]
    assert cells[0] == "1 call 3 manager"
    assert cells[3] == "Manager 20%, my floor is 4 7 3.5 6 at first"
    assert (
        cells[4] == "Pay and benefits 20%, my floor is 4 6 –taken back 5 at first"  # noqa: RUF001 -- no rating
    )
    # All lines go from 3.5, the lowest rating, to 8, the highest.
    manager = between(page, "<title>Manager: ", "</svg>")
    assert re.findall(r'class="(\w+)"[^>]* c?y1?="([\d.]+)"', manager) == [
        ("floor", "36"),
        ("segment", "12"),
        ("well", "12"),
        ("segment", "20"),
        ("first", "20"),
        ("low", "40"),
    ]
    assert '<table class="lines' not in job_page(second, "round: coffee")


def test_the_lines_say_what_is_drawn() -> None:
    """Below the lines stands in words what a dashed line and a hollow mark are, where there are
    some, and the lines themselves are for the pointer alone, as the table says the same.
    """
    second_look = "ratings: {role: 5}\nsecond_look: {ratings: {role: 8}}"
    floor = "".join(f"[[criteria]]\nid = '{c}'\nfloor = 0\n" for c in CRITERIA)

    def legend(*fronts: str, settings: str = "") -> str:
        files = {f"{slug}.md": text.encode() for slug, text in rounds(*fronts).items()}
        found = parse_journal("journal", {**files, "journal.toml": settings.encode()}, TODAY)
        table = site(found)["opportunities/a-r/index.html"].split('<table class="lines')[1]
        assert 'role="img"' not in table.split("</section>")[0]
        return told(between(table, "</table>", "</section>"))

    assert legend("ratings: {role: 8}", second_look) == "Dashed: my floor. Hollow: the first look."
    assert legend("ratings: {role: 8}", "ratings: {role: 5}") == "Dashed: my floor."
    assert legend("ratings: {role: 8}", second_look, settings=floor) == "Hollow: the first look."
    assert legend("ratings: {role: 8}", "ratings: {role: 5}", settings=floor) == ""


def test_a_date_needs_no_number_before_it() -> None:
    """A column named by nothing but its date marks its number as one to show only where the name
    has no room.
    """
    page = job_page("ratings: {role: 8}", "round: manager\nratings: {role: 8}")
    head = between(page, '<table class="lines', "</thead>")
    names = re.findall(r'class="(number.*?)" aria-hidden="true">(.*?)</span> <bdi>(.*?)<', head)
    assert names == [("number dated", "1", "10 November"), ("number", "2", "manager")]


def test_only_large_changes_are_told_with_their_reasons() -> None:
    """A change of two points or more is told, one that breaks or lifts a limit and one that was
    taken back, each with the evidence of its round; those of a second look together, with why.
    """
    page = job_page(
        "round: call\nratings: {values: 8, role: 8, manager: 4, compensation: 6, intangibles: 2}",
        "round: chat\nratings: {values: 7, role: 6, manager: 3.5, intangibles: 3}\n"
        "evidence: {role: Tickets., values: Kind.}\n"
        "second_look: {ratings: {role: 8, manager: 4, values: 6.5}, why: Reread it.}",
        "round: offer\nratings: {compensation: 5, intangibles: 4}\n"
        "second_look: {ratings: {compensation: null, intangibles: 2}, why: A guess.}",
        "round: last\nratings: {compensation: 6}",
        "round: none\ncancelled: yes\nratings: {values: 1}",
    )
    assert told_changes(page) == [
        "Role 8 → 6 chat Tickets.",
        "Manager 4 → 3.5, now below my floor chat",
        "Intangibles 2 → 3, no longer a deal-breaker chat",
        "Role 6 → 8; Manager 3.5 → 4, no longer below my floor chat, second look Reread it.",
        "Intangibles 3 → 4, no longer below my floor offer",
        "Intangibles 4 → 2, now a deal-breaker offer, second look A guess.",
    ]
    taken_back = job_page(
        "ratings: {role: 7}\nround: call\nsecond_look: {ratings: {role: null}, why: A guess.}"
    )
    assert told_changes(taken_back) == ["Role 7 taken back call, second look A guess."]
    assert told_changes(job_page("ratings: {role: 7}", "ratings: {role: 6}")) == []


STORY = (
    "round: call\nratings: {values: 8, role: 8}",
    "cancelled: yes",
    (
        "round: talk\nratings: {values: 5, manager: 8}\nevidence: {values: He lied.}\n"
        "second_look: {ratings: {manager: 5}, why: He lied.}"
    ),
)


def test_an_audience_sees_the_rounds_by_what_it_may_know() -> None:
    """A published job says how it stood only to who may see the fit, what changed only to who may
    see the ratings, no reason unless evidence is shared, and leads from round to round by aliases.
    Ratings without a light are folded as what they are.
    """
    all_of_it = shared_site(*STORY, fields=("round", "fit", "ratings", "stage"))
    job = all_of_it["opportunities/company-a/index.html"]
    assert rows(job) == [
        ("Not known yet 3.8–9.2", "1call"),  # noqa: RUF001 -- a range
        ("cancelled", "2round 2"),
        ("Not known yet 4.0–7.6", "3talk"),  # noqa: RUF001 -- a range
    ]
    assert told_changes(job) == [
        "Company values 8 → 5 talk",
        "Manager 8 → 5 talk, second look",
    ]
    last = told(all_of_it["reflections/company-a-3/index.html"])
    assert "Company A a job · round 3 of 3 · talk before: round 2, November 2026, cancelled" in last
    first, last = (told(all_of_it[f"reflections/company-a-{n}/index.html"]) for n in (1, 3))
    assert "by all shared rounds up to this one" in first
    assert "Role 20% 8, from call" in last
    no_stage = shared_site(
        STORY[0],
        f"{STORY[1]}\nratings: {{intangibles: 1}}",
        STORY[2],
        fields=("round", "fit", "ratings"),
    )
    assert "Intangibles 20% not rated here" in told(no_stage["reflections/company-a-3/index.html"])
    words = shared_site(*STORY, dates="none", fields=("round", "ratings"))
    job = words["opportunities/company-a/index.html"]
    assert "<summary>Ratings</summary>" in job
    assert "<svg" not in between(job, '<ol class="standing', "</ol>")
    assert told_changes(job)
    least = shared_site(*STORY, dates="none")
    job = least["opportunities/company-a/index.html"]
    assert "<svg" not in job
    assert told(job, "Rounds").startswith("Rounds - round 1 - round 2 - round 3 Shared with")
    assert told_changes(job) == []
    assert "round 2 of 3 before: round 1 after: round 3" in told(
        least["reflections/company-a-2/index.html"]
    )

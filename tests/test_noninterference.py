"""Non-interference: whatever is changed of what an audience may not see, it gets the same bytes."""

from __future__ import annotations

import random
import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.publish.run import prepare_publication

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TODAY = date(2026, 11, 22)
AUDIENCES = {
    "coach": 'fields = ["role", "round", "ratings", "fit"]\nsections = ["goals", "concerns"]\n',
    "friend": 'dates = "none"\nfields = ["gut", "tags"]\nsections = ["goals", "went-well"]\n',
    "mentor": 'companies = "name"\ndates = "day"\ntasks = true\n'
    'fields = ["fit", "evidence", "interviewers", "stage", "decision", "window"]\n'
    'sections = ["learned"]\n',
}
SHOWN = {
    "coach": {"role", "round", "ratings", "fit", "goals", "concerns"},
    "friend": {"gut", "tags", "goals", "went-well"},
    "mentor": {"company", "day", "tasks", "fit", "evidence", "interviewers", "stage", "decision"}
    | {"window", "learned"},
}
SECTIONS = ("goals", "went-well", "learned", "concerns")
COMPANIES = ("Aldermoor", "Brackwater", "Cinderford", "Dunholt")
WORDS = ("lamp", "river", "stone", "window", "paper", "garden", "coffee", "ladder", "copper")


@dataclass
class Reflection:
    """What a file of the journal is made of."""

    name: str
    company: str
    day: int
    front: dict[str, str]
    sections: dict[str, str]
    tasks: list[str]
    share: bool
    comment: str = "nothing"

    def text(self) -> str:
        """The file."""
        share = "share: [coach, friend, mentor]\n" if self.share else ""
        front = "".join(f"{key}: {value}\n" for key, value in self.front.items())
        body = "".join(f"## {id_}\n\n{text}\n\n" for id_, text in self.sections.items())
        tasks = "".join(f"- [ ] {task}\n" for task in self.tasks)
        return (
            f"---\ncompany: {self.company} Ltd\ninterviewed: 2026-10-{self.day:02} 10:00\n{front}"
            f"{share}---\n\n{body}## Next steps\n\n<!-- {self.comment} -->\n\n{tasks}"
        )


@dataclass
class Made:
    """A journal: its reflections, settings and what I look for."""

    reflections: list[Reflection]
    settings: dict[str, str] = field(default_factory=lambda: {"title": "Notes on moving"})
    criterion: str = "weight = 2"
    looking_for: str = "A calm place with many a window."
    now: str = "label: The library\nratings: {values: 6}\nevidence: {values: All of us are kind}\n"

    def write(self, folder: Path) -> Path:
        """The journal in a folder of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        top = "".join(f'{key} = "{value}"\n' for key, value in self.settings.items())
        tables = "".join(f"[audiences.{name}]\n{text}" for name, text in AUDIENCES.items())
        criterion = f'[[criteria]]\nid = "values"\n{self.criterion}\n'
        (folder / "journal.toml").write_text(f"{top}{criterion}{tables}", "utf-8")
        (folder / "looking-for.md").write_text(f"## Place\n\n{self.looking_for}\n", "utf-8")
        text = "A desk by the window, and no clock on any wall of it."
        (folder / "now.md").write_text(f"---\n{self.now}---\n\n{text}\n", "utf-8")
        for r in self.reflections:
            path = folder / f"{r.name}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(r.text(), "utf-8")
        return folder


def journal(seed: int) -> Made:
    """A journal by a seed: seven rounds at four companies, two a day, one of them not shared."""
    rng = random.Random(seed)  # noqa: S311 -- the same journals each time

    def sentence(prefix: str) -> str:
        return " ".join(
            [prefix, *(f"{rng.choice(WORDS)}{rng.randint(100, 999)}" for _ in range(7))]
        )

    def reflection(number: int) -> Reflection:
        company = COMPANIES[number % len(COMPANIES)]
        ratings = ", ".join(f"{c}: {rng.randint(4, 9)}" for c in ("values", "role", "manager"))
        front = {
            "role": f"Keeper of {company.lower()[::-1]}",
            "round": f"talk {number}",
            "ended": "11:00",
            "reflected": f"2026-10-{5 + 3 * (number // 2):02} 12:30",
            "interviewers": f"[Zed{number}ra (recruiter)]",
            "ratings": f"{{{ratings}, compensation: 7, intangibles: 6}}",
            "evidence": f"{{values: {sentence('Evidence')}}}",
            "second_look": f"{{on: 2026-10-28, ratings: {{role: 5}}, why: {sentence('Why')}}}",
            "offer": f"{{received: 2026-10-30, answer_by: 2026-11-30, terms: {sentence('For')}}}",
            "gut": rng.choice(["yes", "no", "unsure"]),
            "stage": "offer",
            "decision": "pursue",
            "decided": "2026-10-29",
            "because": sentence("Since"),
            "tags": f"[tag-of-{number}x]",
            "also": f"[Zq{company}]",
        }
        names = rng.sample(COMPANIES, 2)
        sections = {id_: f"- {sentence('On')}" for id_ in SECTIONS}
        sections["goals"] += f" at{number} {names[0]} Ltd or{number} Zq{names[1]}."
        sections["a heading of my own"] = sentence("Own")
        tasks = [f"{sentence('Do')} due:2026-11-25 until:news"]
        day = 5 + 3 * (number // 2)  # two interviews a day
        name = f"{company}-{number}".lower()
        return Reflection(name, company, day, front, sections, tasks, share=number != 3)

    return Made([reflection(number) for number in range(7)])


def front(key: str, value: str) -> Callable[[Made], None]:
    """A change of one key in every reflection."""

    def change(made: Made) -> None:
        for number, r in enumerate(made.reflections):
            r.front[key] = value.replace("{n}", str(number))

    return change


def section(id_: str) -> Callable[[Made], None]:
    """A change of one section in every reflection."""

    def change(made: Made) -> None:
        for number, r in enumerate(made.reflections):
            r.sections[id_] = f"- Something{number} else{number}, of no{number} use to anybody."

    return change


def renamed(made: Made) -> None:
    """Every company by another name, in the other order, in its files' names and sentences too."""
    for r in made.reflections:
        new = "".join(chr(ord("Z") - ord(c) + ord("A")) if c.isupper() else c for c in r.company)
        r.name = f"{new}-{r.name}".lower()
    for old in COMPANIES:
        new = chr(ord("Z") - ord(old[0]) + ord("A")) + old[1:][::-1]
        for r in made.reflections:
            r.company = r.company.replace(old, new)
            r.front["also"] = r.front["also"].replace(old, new)
            r.sections["goals"] = r.sections["goals"].replace(old, new)


def unshared(made: Made) -> None:
    """Another file, date, rating and stage of what is not shared."""
    (hidden,) = (r for r in made.reflections if not r.share)
    hidden.name, hidden.day = "0", 4
    hidden.front["ratings"] = "{values: 2}"
    hidden.front["stage"] = "rejected"


def one_more(made: Made) -> None:
    """One more reflection that is not shared."""
    more = deepcopy(made.reflections[0])
    more.company, more.name, more.share = "Fernhollow", "zzz", False
    more.front |= {"also": "[Zqfern]", "evidence": "{values: As it was on the ferry}"}
    more.sections = dict.fromkeys(SECTIONS, "Ferries come and go, and nobody asks where to.")
    made.reflections.append(more)


def each(**values: Any) -> Callable[[Made], None]:
    """A change of something in every reflection."""

    def change(made: Made) -> None:
        for r in made.reflections:
            for name, value in values.items():
                setattr(r, name, value(r))

    return change


def settings(**values: Any) -> Callable[[Made], None]:
    """A change in the settings, or of what I look for."""

    def change(made: Made) -> None:
        for name, value in values.items():
            setattr(made, name, value)

    return change


# What is changed, and what shows it: an audience that sees any of that is left out.
CHANGES: dict[str, tuple[set[str], Callable[[Made], None]]] = {
    "evidence": ({"evidence"}, front("evidence", "{role: Something{n} else that was heard}")),
    "interviewers": ({"interviewers"}, front("interviewers", "[Quimby{n}, Rosalba{n}]")),
    "no interviewers": ({"interviewers"}, front("interviewers", "[]")),
    "why": (
        {"ratings", "fit"},
        front("second_look", "{on: 2026-10-29, ratings: {role: 9}, why: Other eyes by morning}"),
    ),
    "terms": (set(), front("offer", "{received: 2026-10-30, answer_by: 2026-11-30, terms: None}")),
    "the offer": (set(), front("offer", "{received: 2026-10-29}")),
    "ratings": ({"ratings", "fit"}, front("ratings", "{values: 10, role: 1}")),
    "gut": ({"gut"}, front("gut", "unsure")),
    "stage": ({"stage"}, front("stage", "rejected")),
    "decision": ({"decision", "stage"}, front("decision", "undecided")),
    "decided": ({"decision", "day", "decided"}, front("decided", "2026-10-30")),
    "not decided": ({"decision", "day", "decided"}, front("decided", "")),
    "because": (set(), front("because", "Nobody of them ever sang")),
    "no reason": (set(), front("because", "")),
    "cancelled": ({"stage", "ratings", "fit", "window"}, front("cancelled", "2026-10-04")),
    "what I have now": (set(), settings(now="label: A barn\nratings: {values: 9}\n")),
    "nothing of it": (set(), settings(now="")),
    "ball": (set(), front("ball", "them")),
    "tags": ({"tags"}, front("tags", "[quiet-{n}z, lakeside-{n}z]")),
    "also": (set(), front("opportunity", "")),
    "round": ({"round"}, front("round", "lunch {n}z")),
    "ended": ({"window"}, front("ended", "10:20")),
    "reflected": ({"window"}, front("reflected", "2026-10-31 20:00")),
    "the day": ({"day"}, each(day=lambda r: r.day - 1)),
    "tasks": ({"tasks"}, each(tasks=lambda _: ["Sweep the yard due:2026-12-01", "Sing"])),
    "no tasks": ({"tasks"}, each(tasks=lambda _: [])),
    "until when": (
        {"tasks", "until"},
        each(tasks=lambda r: [t.replace("until:news", "until:round") for t in r.tasks]),
    ),
    "the days of tasks": (
        {"day"},
        each(tasks=lambda r: [t.replace("11-25", "12-20") for t in r.tasks]),
    ),
    "comments": (set(), each(comment=lambda _: "He was asleep, I am sure of it")),
    "files' names": (set(), each(name=lambda r: f"{'zyxwvut'[r.day % 7]}/{r.name}")),
    "companies": ({"company"}, renamed),
    "what is not shared": (set(), unshared),
    "one more that is not shared": (set(), one_more),
    "a section of my own": (set(), section("a heading of my own")),
    "the title": (set(), settings(settings={"title": "Harbour and away again"})),
    "no title": (set(), settings(settings={})),
    "weights": ({"fit"}, settings(criterion="weight = 9\nfloor = 6")),
    "floors": ({"fit"}, settings(criterion="floor = 9\ndealbreaker = 8")),
    "prompts": (set(), settings(criterion='weight = 2\nprompt = "Do I sleep well after that?"')),
    "what I look for": (set(), settings(looking_for="A loud place with no clock on any wall.")),
    **{f"the section {id_}": ({id_}, section(id_)) for id_ in SECTIONS},
}


@cache
def published(seed: int, audience: str) -> Mapping[str, bytes]:
    """What goes out of a journal as it is made."""
    with tempfile.TemporaryDirectory() as folder:
        return prepare_publication(
            journal(seed).write(Path(folder) / "journal"), audience, TODAY
        ).files


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_withheld_changes_no_byte(tmp_path: Path, change: str) -> None:
    """An audience gets the same bytes, whatever of the rest is changed, removed or added."""
    shows, change_it = CHANGES[change]
    blind = [name for name in AUDIENCES if not shows & SHOWN[name]]
    assert blind
    seed = [*CHANGES].index(change) % 3
    made = journal(seed)
    change_it(made)
    assert made != journal(seed)
    folder = made.write(tmp_path / "journal")
    for audience in blind:
        assert prepare_publication(folder, audience, TODAY).files == published(seed, audience), (
            audience
        )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_shown_changes_the_pages(tmp_path: Path, audience: str) -> None:
    """What an audience may see does change its pages: the changes above are seen where shown."""
    for shows, change_it in CHANGES.values():
        if shows and shows <= SHOWN[audience]:
            made = journal(0)
            change_it(made)
            files = prepare_publication(made.write(tmp_path / "journal"), audience, TODAY).files
            assert files != published(0, audience), shows

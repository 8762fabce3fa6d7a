"""A made-up journal of any size, the same for the same seed.

Somebody who has interviewed for years: companies, roles and rounds, most of them long closed, a
few alive. Every word of a body is generated. The other generators get the same bodies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from site_builder.parsing.settings import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 22)
YEARS, RECENT = 6, 45  # how far back the journal goes; days after which a job is mostly closed
WORDS = 40  # of an answer, on average; eleven answers and the next steps come to about 500
VOCABULARY, FREQUENT = 4000, 60  # words, and the short ones among them
ROLES = (
    *("Data Engineer", "Staff Engineer", "Platform Engineer", "Team Lead", "Product Manager"),
    *("Technical Writer", "Support Lead", "Designer", "Analyst", "Head of Data"),
)
ROUNDS = ("recruiter", "hiring manager", "panel", "final")
CRITERIA = ("values", "role", "manager", "compensation", "intangibles")
RATINGS = ("3", "5", "6", "6.5", "7", "7", "7.5", "8", "8", "8.5", "9", "null")
CLOSED = ("rejected", "withdrawn", "walked-away", "no-answer", "declined", "rejected", "no-answer")
LISTS = ("concerns", "unasked")
SYLLABLES = tuple(start + vowel for start in "bdfgklmnprstv" for vowel in "aeiou")


@dataclass(frozen=True, slots=True)
class Reflection:
    """One made-up reflection: the front matter that Afterview reads, and the body that all read."""

    slug: str
    title: str
    day: date
    front_matter: str
    body: str

    @property
    def text(self) -> str:
        """The file as Afterview reads it."""
        return f"---\n{self.front_matter}---\n\n{self.body}"


def reflections(count: int, seed: int = 1) -> Iterator[Reflection]:
    """As many reflections as asked for, job by job."""
    made = number = 0
    while made < count:
        number += 1
        for reflection in _opportunity(number, Random(f"{seed}/{number}"))[: count - made]:
            made += 1
            yield reflection


def _opportunity(number: int, random: Random) -> list[Reflection]:
    """The one to four rounds of a job."""
    company = _company(number * 3 // 4)  # every fourth job is a second one at a company
    role = random.choice(ROLES)
    day = TODAY - timedelta(days=random.randrange(3, YEARS * 365))
    rounds = []
    for name in ROUNDS[: random.choices((1, 2, 3, 4), (5, 3, 2, 1))[0]]:
        rounds.append((name, day))
        day += timedelta(days=random.randrange(3, 15))
    rounds = [(name, day) for name, day in rounds if day < TODAY]
    recent = TODAY - rounds[-1][1] < timedelta(days=RECENT)
    live = random.random() < (0.5 if recent else 0.005)
    return [
        _reflection(random, (company, role, name), day, live=live, last=place == len(rounds))
        for place, (name, day) in enumerate(rounds, 1)
    ]


def _company(number: int) -> str:
    random = Random(f"company/{number}")
    return f"{_word(random).capitalize()}{_word(random)} {number}"


def _reflection(
    random: Random, job: tuple[str, str, str], day: date, *, live: bool, last: bool
) -> Reflection:
    company, role, name = job
    began = datetime(day.year, day.month, day.day, random.randrange(9, 17))  # noqa: DTZ001 -- local, as the journal's
    lines = [
        f"company: {company}",
        f"role: {role}",
        f"round: {name}",
        f"interviewed: {began:%Y-%m-%d %H:%M}",
        f"reflected: {began + timedelta(hours=random.randrange(1, 22)):%Y-%m-%d %H:%M}",
        f"interviewers: [{_word(random).capitalize()}]",
        "ratings:",
        *(f"  {c}: {random.choice(RATINGS)}" for c in CRITERIA),
        "evidence:",
        *(f"  {c}: {_sentence(random)}" for c in random.sample(CRITERIA, 3)),
    ]
    if random.random() < 0.5:  # noqa: PLR2004 -- every second one was looked at again
        lines += ["second_look:", f"  on: {day + timedelta(days=1)} 08:10"]
        lines += [f"  ratings: {{{random.choice(CRITERIA)}: {random.randrange(4, 10)}}}"]
        lines += [f"  why: {_sentence(random)}"]
    lines += [f"gut: {random.choice(('yes', 'no', 'unsure'))}"]
    stage = "interviewing" if live or not last else random.choice(CLOSED)
    lines += [f"stage: {stage}", f"tags: [{_word(random)}, {_word(random)}]"]
    slug = f"{day}-{company}-{role}-{name}".lower().replace(" ", "-")
    body = _body(random, day, closed=not (live and last))
    return Reflection(slug, f"{company}, {name}", day, "".join(f"{x}\n" for x in lines), body)


def _body(random: Random, day: date, *, closed: bool) -> str:
    """Eleven answers in prose and lists, questions and tasks among them."""
    parts = []
    for question in DEFAULTS.questions:
        ledger = question.id in LISTS
        parts.append(f"## {question.heading}\n\n{_answer(random, ledger=ledger, closed=closed)}")
    ticks = ["x" if closed else " ", "x" if random.random() < 0.5 else " "]  # noqa: PLR2004 -- half are done
    due = day + timedelta(days=random.randrange(1, 10))
    parts.append(
        f"## Next steps\n\n- [{ticks[0]}] {_sentence(random)} due:{due}\n"
        f"- [{ticks[1]}] @them {_sentence(random)} due:{due + timedelta(days=2)}\n"
    )
    return "\n".join(parts)


def _answer(random: Random, *, ledger: bool, closed: bool) -> str:
    if ledger:
        tick = "x" if closed else " "
        return "".join(f"- [{tick}] {_sentence(random)[:-1]}?\n" for _ in range(3))
    if random.random() < 0.25:  # noqa: PLR2004 -- every fourth answer is a list
        return "".join(f"- {_sentence(random)}\n" for _ in range(WORDS // 11))
    prose = [_marked(random, _sentence(random)) for _ in range(WORDS // 11)]
    return "\n".join(prose) + "\n"


def _marked(random: Random, sentence: str) -> str:
    """A sentence, in which now and then a word is emphasised, code or a link."""
    if random.random() < 0.75:  # noqa: PLR2004 -- most sentences are plain
        return sentence
    words = sentence.split(" ")
    place = random.randrange(1, len(words) - 1)
    before, after = random.choice(
        (("*", "*"), ("**", "**"), ("`", "`"), ("[", "](https://example.org/a)"))
    )
    words[place] = f"{before}{words[place]}{after}"
    return " ".join(words)


def _sentence(random: Random) -> str:
    words = " ".join(_word(random) for _ in range(random.randrange(7, 17)))
    return f"{words.capitalize()}."


def _word(random: Random) -> str:
    """A word; few are frequent and many are rare, as in a language."""
    words, weights = _vocabulary()
    return random.choices(words, cum_weights=weights)[0]


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Pronounceable words, and the running sums of how frequent they are."""
    random = Random("words")
    lengths = [1] * FREQUENT + random.choices((2, 3, 4), k=VOCABULARY - FREQUENT)
    words = dict.fromkeys("".join(random.choices(SYLLABLES, k=length)) for length in lengths)
    return list(words), list(accumulate(1 / (rank + 2) for rank in range(len(words))))

"""A generated journal of any size, the same for the same seed.

It is the journal of somebody who has interviewed for years: companies, roles and rounds, most
opportunities closed long ago, a few active. Out: reflections as text. All other generators get the
same bodies. The randomness is Python's alone; nothing here reads the clock or writes files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 22)
YEARS_BACK = 6
RECENT_DAYS = 45  # half of the opportunities are active for so long, and hardly any after it
# Eleven answers of so many words, with headings and next steps, come to about 500.
WORDS_PER_ANSWER, WORDS_PER_SENTENCE = 40, 11
VOCABULARY_SIZE, SHORT_WORD_COUNT = 4000, 60
ROLES = (
    *("Data Engineer", "Staff Engineer", "Platform Engineer", "Team Lead", "Product Manager"),
    *("Technical Writer", "Support Lead", "Designer", "Analyst", "Head of Data"),
)
ROUNDS = ("recruiter", "hiring manager", "panel", "team", "final")
RATED_CRITERIA = ("values", "role", "manager", "compensation", "intangibles")
RATING_TEXTS = ("3", "5", "6", "6.5", "7", "7", "7.5", "8", "8", "8.5", "9", "null")
CLOSED_STAGES = (
    *("rejected", "withdrawn", "walked-away", "no-answer", "declined", "rejected", "no-answer"),
)
LEDGER_QUESTIONS = ("concerns", "unasked")  # which are answered by a list with boxes to tick
SYLLABLES = tuple(start + vowel for start in "bdfgklmnprstv" for vowel in "aeiou")


@dataclass(frozen=True, slots=True)
class Reflection:
    """One generated reflection: front matter for Afterview alone, and a body for all generators."""

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
    """So many reflections, opportunity by opportunity; fewer are the first ones of more."""
    left, number = count, 0
    while left:
        number += 1
        # A seed for each opportunity: what one draws changes nothing in those after it.
        rounds = _opportunity(number, Random(f"{seed}/{number}"))[:left]
        left -= len(rounds)
        yield from rounds


def _opportunity(number: int, random: Random) -> list[Reflection]:
    """The reflections on an opportunity, one to five rounds."""
    company = _company(number * 3 // 4)  # every fourth opportunity is a second one at a company
    role = random.choice(ROLES)
    day = TODAY - timedelta(days=random.randrange(3, YEARS_BACK * 365))
    rounds = []
    for name in ROUNDS[: random.choices((1, 2, 3, 4, 5), (5, 3, 2, 1, 1))[0]]:
        rounds.append((name, day))
        day += timedelta(days=random.randrange(3, 15))
    rounds = [(name, day) for name, day in rounds if day < TODAY]
    is_recent = TODAY - rounds[-1][1] < timedelta(days=RECENT_DAYS)
    is_active = random.random() < (0.5 if is_recent else 0.005)
    return [
        _reflection(random, (company, role, name), day, active=is_active, last=n == len(rounds))
        for n, (name, day) in enumerate(rounds, 1)
    ]


def _company(number: int) -> str:
    random = Random(f"company/{number}")
    return f"{_word(random).capitalize()}{_word(random)} {number}"


def _reflection(
    random: Random, title: tuple[str, str, str], day: date, *, active: bool, last: bool
) -> Reflection:
    """The reflection on one round; `title` is company, role and round.

    The stage is a closed one where the opportunity is not active and this is its last round.
    """
    company, role, round_name = title
    began = datetime(day.year, day.month, day.day, random.randrange(9, 17))  # noqa: DTZ001 -- local, as the journal's
    lines = [
        f"company: {company}",
        f"role: {role}",
        f"round: {round_name}",
        f"interviewed: {began:%Y-%m-%d %H:%M}",
        f"reflected: {began + timedelta(hours=random.randrange(1, 22)):%Y-%m-%d %H:%M}",
        f"interviewers: [{_word(random).capitalize()}]",
        "ratings:",
        *(f"  {c}: {random.choice(RATING_TEXTS)}" for c in RATED_CRITERIA),
        "evidence:",
        *(f"  {c}: {_sentence(random)}" for c in random.sample(RATED_CRITERIA, 3)),
    ]
    if random.random() < 1 / 3:  # a third has a second look
        lines += ["second_look:", f"  on: {day + timedelta(days=1)} 08:10"]
        lines += [f"  ratings: {{{random.choice(RATED_CRITERIA)}: {random.randrange(4, 10)}}}"]
        lines += [f"  why: {_sentence(random)}"]
    lines += [f"gut: {random.choice(('yes', 'no', 'unsure'))}"]
    stage = "interviewing" if active or not last else random.choice(CLOSED_STAGES)
    lines += [f"stage: {stage}", f"tags: [{_word(random)}, {_word(random)}]"]
    slug = f"{day}-{company}-{role}-{round_name}".lower().replace(" ", "-")
    front_matter = "".join(f"{line}\n" for line in lines)
    body = _body(random, day, closed=not (active and last))
    return Reflection(slug, f"{company}, {round_name}", day, front_matter, body)


def _body(random: Random, day: date, *, closed: bool) -> str:
    """Eleven answers in prose and lists, then two next steps; all are ticked where it is closed."""
    parts = []
    for question in DEFAULT_SETTINGS.questions:
        if question.id in LEDGER_QUESTIONS:
            answer = _ledger_answer(random, closed=closed)
        else:
            answer = _prose_answer(random)
        parts.append(f"## {question.heading}\n\n{answer}")
    ticks = ["x" if closed else " ", "x" if random.random() < 0.5 else " "]  # noqa: PLR2004 -- half are done
    due = day + timedelta(days=random.randrange(1, 10))
    parts.append(
        f"## Next steps\n\n- [{ticks[0]}] {_sentence(random)} due:{due}\n"
        f"- [{ticks[1]}] @them {_sentence(random)} due:{due + timedelta(days=2)}\n"
    )
    return "\n".join(parts)


def _ledger_answer(random: Random, *, closed: bool) -> str:
    tick = "x" if closed else " "
    return "".join(f"- [{tick}] {_sentence(random)[:-1]}?\n" for _ in range(3))


def _prose_answer(random: Random) -> str:
    """Sentences, one a line; every fourth answer is a list of them, few are a quote or a table."""
    count = WORDS_PER_ANSWER // WORDS_PER_SENTENCE
    form = random.random()
    if form < 0.03:  # noqa: PLR2004 -- one table in three reflections
        rows = "".join(f"| {_word(random)} | {_sentence(random)} |\n" for _ in range(count))
        return f"| what | said |\n| --- | --- |\n{rows}"
    if form < 0.1:  # noqa: PLR2004 -- two quotes in three reflections
        return "".join(f"> {_sentence(random)}\n" for _ in range(count))
    if form < 0.35:  # noqa: PLR2004 -- every fourth
        return "".join(f"- {_sentence(random)}\n" for _ in range(count))
    prose = [_with_markup(random, _sentence(random)) for _ in range(count)]
    return "\n".join(prose) + "\n"


def _with_markup(random: Random, sentence: str) -> str:
    """A sentence; in every fourth, one word is emphasised, code or a link."""
    if random.random() < 0.75:  # noqa: PLR2004 -- see above
        return sentence
    words = sentence.split(" ")
    index = random.randrange(1, len(words) - 1)
    before, after = random.choice(
        (("*", "*"), ("**", "**"), ("`", "`"), ("[", "](https://example.org/a)"))
    )
    words[index] = f"{before}{words[index]}{after}"
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
    """Pronounceable words, and the running sums of their weights.

    The weights fall with the rank of a word, as in Zipf's law, and the first ones are short: pages
    compress, and search indexes grow, as those of prose do.
    """
    random = Random("words")
    rare_lengths = random.choices((2, 3, 4), k=VOCABULARY_SIZE - SHORT_WORD_COUNT)
    lengths = [1] * SHORT_WORD_COUNT + rare_lengths
    words = dict.fromkeys("".join(random.choices(SYLLABLES, k=length)) for length in lengths)
    return list(words), list(accumulate(1 / (rank + 2) for rank in range(len(words))))

"""What of a journal an audience must not see, as words, and where each is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.core import prose
from site_builder.core.aliases import names, spellings, words
from site_builder.core.opportunities import LEGAL_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience, Reflection

RUN = 6  # so many words in a row give a sentence away
SHORTEST = 4  # letters of a word of a name that gives it away
SHORTEST_NAME = 3  # letters of a name of a person
LETTERS = re.compile(r"[^\W\d_]+")
PERSON_ENDS = re.compile(r"[,(/;:–—|]| - ")  # noqa: RUF001 -- dashes as people write them
PERSONS = re.compile(r"\s*[&+]\s*|\s+(?:and|und|et|og|och|y)\s+")
# Words beside the names of a person that are none.
NO_NAMES = frozenset(
    "al bin da de del den der di dos du el la van von ceo cfo chief coo cto designer"  # noqa: SIM905 -- fifty lines else
    " developer director dr engineer engineering founder head hiring hr lead manager mr mrs ms of"
    " officer our owner people president principal prof product recruiter senior staff talent team"
    " the vp".split()
)


@dataclass(frozen=True, slots=True)
class Secret:
    """Words that are withheld: what they are, and the place in the journal that holds them."""

    words: tuple[str, ...]
    what: str
    path: str
    place: tuple[int, int] = (1, 1)
    begins_sites: bool = False
    """Whether the address of a site that begins with it gives it away: `northwindjobs.example`."""

    def __str__(self) -> str:
        line = f":{self.place[0]}" if self.place != (1, 1) else ""
        return f"{self.what}, {self.path}{line}"

    def runs(self) -> Iterator[tuple[str, ...]]:
        """What gives it away: every six words in a row, or all where they are fewer."""
        for first in range(max(1, len(self.words) - RUN + 1)):
            yield self.words[first : first + RUN]


def withheld(journal: Journal, audience: Audience) -> Iterator[Secret]:
    """Everything that an audience must not see: names first, then what I wrote."""
    shared = [r for r in journal.reflections if audience.name in r.share]
    told = frozenset(words(text) for r in shared for text in _told(r, audience))
    found = (
        *(s for r in journal.reflections for s in _names(r, audience, told)),
        *(s for r in journal.reflections for s in _prose(r, audience, told)),
        *_looking_for(journal),
    )
    first: dict[tuple[tuple[str, ...], str], Secret] = {}
    for secret in found:
        if secret.words:
            first.setdefault((secret.words, secret.what), secret)
    yield from first.values()


def _told(r: Reflection, audience: Audience) -> Iterator[str]:
    """What of a shared reflection is to be seen though the same may stand elsewhere too.

    Questions are copied from round to round, and tasks can be seen without their sections.
    """
    for field in ("tags", "interviewers"):
        yield from getattr(r, field) if field in audience.fields else ()
    yield from (q.text for q in r.body.questions if q.source in audience.sections)
    yield from (t.text for t in r.body.tasks if audience.tasks)


def _names(r: Reflection, audience: Audience, told: frozenset[tuple[str, ...]]) -> Iterator[Secret]:
    if audience.companies == "alias":
        for key, name in names(r):
            yield from _spelled(r, key, name, "the company's name", begins_sites=True)
            for n, word in enumerate(capitalised(name)):
                what = "a word of the company's name"
                yield from _spelled(r, key, word, what, begins_sites=not n)
    if r.opportunity:
        yield _secret(r, "opportunity", r.opportunity, "the name of an opportunity")
    listed = [(f"tags.{n}", t, "a tag") for n, t in enumerate(r.tags, 1)]
    listed += [(f"interviewers.{n}", t, "an interviewer") for n, t in enumerate(r.interviewers, 1)]
    for key, text, what in listed:
        if words(text) not in told:
            yield _secret(r, key, text, what)
            if what == "an interviewer":
                for name in persons(text):
                    yield from _spelled(r, key, name, "a name of an interviewer")


def _spelled(
    r: Reflection, key: str, name: str, what: str, *, begins_sites: bool = False
) -> Iterator[Secret]:
    """A name in each way to spell it."""
    for found in spellings(name):
        begins = begins_sites and len(found) == 1 and len(found[0]) >= SHORTEST
        yield Secret(found, what, r.path, _place(r, key), begins)


def capitalised(name: str) -> Iterator[str]:
    """The words of a company's name that give it away by themselves."""
    for word in LETTERS.findall(name):
        if word[0].isupper() and len(word) >= SHORTEST and word.casefold() not in LEGAL_FORMS:
            yield word


def persons(text: str) -> Iterator[str]:
    """The names of persons, where a text begins with what looks like them: `Karin Holm, CTO`."""
    for one in PERSONS.split(PERSON_ENDS.split(text)[0]):
        found = LETTERS.findall(one)
        own = [word for word in found if word.casefold() not in NO_NAMES]
        if len(found) > 1 and own and all(word[0].isupper() for word in own):
            yield one
            yield from (word for word in own if len(word) >= SHORTEST_NAME)


def _prose(r: Reflection, audience: Audience, told: frozenset[tuple[str, ...]]) -> Iterator[Secret]:
    """What I wrote in one reflection and is not to be seen."""
    shown = audience.name in r.share
    evidence = {} if shown and "evidence" in audience.fields else r.evidence
    for criterion, text in evidence.items():
        yield _secret(r, f"evidence.{criterion}", text, "evidence")
    if r.second_look and r.second_look.why:
        yield _secret(r, "second_look.why", r.second_look.why, "why I looked again")
    if r.offer and r.offer.terms:
        yield _secret(r, "offer.terms", r.offer.terms, "the terms of an offer")
    yield from _tasks(r, told)
    yield from _sections(r, audience.sections if shown else (), told)


def _tasks(r: Reflection, told: frozenset[tuple[str, ...]]) -> Iterator[Secret]:
    for task in r.body.tasks:
        if words(task.text) not in told:
            yield _secret(r, "", task.text, "a task")


def _sections(
    r: Reflection, listed: tuple[str, ...], told: frozenset[tuple[str, ...]]
) -> Iterator[Secret]:
    for section in r.body.sections:
        if section.id not in listed:
            name = f"the section `{section.id}`" if section.id else "a section of my own"
            lines = prose.plain(section.html).split(prose.BREAK)
            rest = " ".join(line for line in lines if words(line) not in told)
            heading = "" if section.id else prose.plain(section.heading)
            yield _secret(r, "", f"{heading} {rest}", name)


def _looking_for(journal: Journal) -> Iterable[Secret]:
    sections = journal.looking_for.sections if journal.looking_for else ()
    path = f"{journal.name}/looking-for.md"
    return (Secret(words(prose.plain(s.html)), "what I look for", path) for s in sections)


def _secret(r: Reflection, key: str, text: str, what: str) -> Secret:
    return Secret(words(text), what, r.path, _place(r, key))


def _place(r: Reflection, key: str) -> tuple[int, int]:
    return r.places.get(key, (1, 1))

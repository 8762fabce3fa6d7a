"""Random journals for random audiences: what goes out holds nothing that is withheld."""

from __future__ import annotations

import contextlib
import random
import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

from site_builder.publish.run import PublicationStopped, prepare_publication

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.publish.run import Publication

COMPANIES = {
    "Zephyrine Ltd": ["Zephyrine", "ZPHQ", "Zephyrine Harbourage"],
    "Quandoro & Sons": ["Quandoro", "QNDX"],
    "Ostwaldt GmbH": ["Ostwaldt", "Oberwaldt of Kirkmoor"],
}
NAMES = "zephyrine zphq harbourage quandoro qndx ostwaldt oberwaldt kirkmoor".split()  # noqa: SIM905 -- as below
PERSONS = ["Thorvaldsen", "Mirela", "Okonkwo"]
NUMBERS = ["€48,700", "€61k", "+44 20 7946 0958", "5300 a month"]
WORDS = """
lamp river stone window paper garden coffee ladder copper biscuit lantern meadow kettle bridge
thunder saddle pillow ribbon marble canyon velvet harvest pepper cradle hammer
""".split()  # noqa: SIM905 -- a line each else
SECTIONS = ("goals", "achieved", "learned", "concerns", "growth", "a heading of my own")
FIELDS = ("role", "round", "ratings", "fit", "evidence", "stage", "decision", "window")
BETWEEN = (" ", " ", " ", "\n", " *", "* ", ", ", " <b>", "</b> ", "&#32;", " &shy;")


@dataclass
class Made:
    """A journal being made: its random choices, and what of it is withheld."""

    rng: random.Random
    withheld: list[str] = field(default_factory=list)

    def sentence(self, *others: str) -> str:
        """Seven to twelve words, companies, and sometimes one of the others."""
        words = [self.rng.choice(WORDS) for _ in range(self.rng.randint(7, 12))]
        for _ in range(self.rng.randint(0, 2)):
            forms = self.rng.choice([*COMPANIES.values()])
            words[self.rng.randrange(len(words))] = self.rng.choice(forms)
        if others and self.rng.random() < 0.3:
            words.append(self.rng.choice(others))
        return " ".join(words)

    def text(self, *, shown: bool) -> str:
        """A sentence; one that is withheld may name persons and numbers, and is remembered."""
        if shown:
            return self.sentence()
        self.withheld.append(self.sentence(*PERSONS, *NUMBERS))
        return self.withheld[-1]

    def slip(self) -> str:
        """Something withheld in other clothes: a part of a sentence, a person, a number, a name."""
        part = self.rng.choice(self.withheld)
        for forms in COMPANIES.values():
            part = re.sub(r"\b(?:" + "|".join(forms) + r")\b", self.rng.choice(forms), part)
        words = part.split()
        first = self.rng.randrange(len(words))
        part = self.rng.choice(BETWEEN).join(words[first : first + self.rng.randint(3, 12)])
        person, name = self.rng.choice(PERSONS), self.rng.choice(NAMES)
        return self.rng.choice([part, part, part, person.lower(), self.rng.choice(NUMBERS), name])


def make(folder: Path, rng: random.Random) -> Made:
    """Write a journal with an audience, most of them with a slip in what is shared."""
    made = Made(rng)
    sections = rng.sample(SECTIONS[:-1], rng.randint(1, 4))
    fields = rng.sample(FIELDS, rng.randint(0, 8))
    tasks = rng.random() < 0.5
    (folder / "journal.toml").write_text(
        f"[audiences.coach]\nsections = {sections}\nfields = {fields}\n"
        f'tasks = {str(tasks).lower()}\ndates = "{rng.choice(["day", "month", "none"])}"\n'
    )
    files = []
    for number in range(6):
        company = [*COMPANIES][number % 3]
        shared = number < 2 or rng.random() < 0.5
        evidence = made.text(shown=shared and "evidence" in fields)
        task = made.text(shown=shared and tasks)
        front = (
            f"company: {company}\nalso: {COMPANIES[company]}\nrole: Driver {number}\n"
            f"interviewed: 2026-10-{rng.randint(1, 28):02}\ninterviewers: {PERSONS}\n"
            f"ratings: {{values: {rng.randint(1, 10)}}}\nevidence: {{values: '{evidence}'}}\n"
            f"offer: {{terms: '{made.text(shown=False)}'}}\n"
            f"decision: pursue\nbecause: {made.text(shown=False)}\n" + "share: [coach]\n" * shared
        )
        body = {id_: made.text(shown=shared and id_ in sections) for id_ in SECTIONS}
        files.append((front, body, shared, task))
    (folder / "now.md").write_text(f"---\nlabel: Here\n---\n\n{made.text(shown=False)}\n")
    is_slipping = rng.random() < 0.7
    for number, (front, body, shared, task) in enumerate(files):
        if shared and is_slipping:
            body[rng.choice(sections)] += f" {made.slip()} {rng.choice(WORDS)}."
        text = "".join(f"## {id_}\n\n{text}\n\n" for id_, text in body.items())
        text += f"## Next steps\n\n- [ ] {task} due:2026-11-25\n"
        (folder / f"{number}.md").write_text(f"---\n{front}---\n\n{text}")
    return made


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return re.findall(r"\w+", text.replace("\u00ad", "").lower())


def runs(words: list[str]) -> set[tuple[str, ...]]:
    """Every six words in a row."""
    return {tuple(words[n : n + 6]) for n in range(len(words) - 5)}


def survivors(made: Made, publication: Publication) -> list[object]:
    """What of the withheld stands in a file, its name, a text, an attribute or a string."""
    everything = " ".join(f"{path}\n{data.decode()}" for path, data in publication.files.items())
    text = unescape(re.sub(r"<[^>]*>", "", everything))
    attributes = unescape(" ".join(re.findall(r'"([^"]*)"', everything)))
    words = words_of(f"{text} {attributes} {everything}")
    withheld = set[tuple[str, ...]]()
    for sentence in made.withheld:
        withheld |= runs(words_of(sentence))
        withheld |= runs(words_of(publication.redacted.aliases.in_text(sentence)))
    digits = re.sub(r"[\s,.]", "", text)
    return [
        *(withheld & runs(words)),
        *({*NAMES, *(person.lower() for person in PERSONS)} & set(words)),
        *(number for number in NUMBERS if re.sub(r"[\s,.]", "", number) in digits),
    ]


def test_nothing_withheld_survives(tmp_path: Path) -> None:
    """A publication stops, or no six withheld words, no name and no number stand in any file."""
    went_out = 0
    for seed in range(30):
        folder = tmp_path / str(seed) / "journal"
        folder.mkdir(parents=True)
        made = make(folder, random.Random(seed))  # noqa: S311 -- the same journals each time
        with contextlib.suppress(PublicationStopped):
            publication = prepare_publication(folder, "coach", date(2026, 11, 22))
            assert survivors(made, publication) == [], seed
            went_out += 1
    assert 5 < went_out < 20

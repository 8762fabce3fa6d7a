"""What of a journal an audience must not see, as words, and where each is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.core.model import Offer, Reflection, SecondLook
from site_builder.core.names import LEGAL_FORMS, without_legal_form
from site_builder.parsing.filenames import LOOKING_FOR, SETTINGS
from site_builder.parsing.settings import DEFAULTS
from site_builder.redaction import prose
from site_builder.redaction.aliases import folded_words, spellings, words_as_written
from site_builder.redaction.comments import without_comments
from site_builder.redaction.everyday_words import is_everyday
from site_builder.redaction.guards import GuardedText, guarded_texts
from site_builder.redaction.interviewers import names_in_entry
from site_builder.redaction.phrases import RUN_LENGTH, Reading, WordRun, unseen_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience
    from site_builder.redaction.comments import Comment
    from site_builder.redaction.phrases import Phrases

MIN_NAME_LETTERS = 4  # letters of a word of a company's name that gives it away
MIN_TITLE_WORDS = 3  # words
IDENTIFYING_NUMBER_PATTERN = re.compile(r"(?!(?:19|20)\d\d\Z)\d{3,}")
LETTERS_PATTERN = re.compile(r"[^\W\d_]+")
Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WithheldText:
    """A text that is withheld: what it is, and the place in the journal that holds it.

    A name is looked for in what goes out, prose in what stood there before aliases did. One word
    with a capital is looked for as it is written.
    """

    reading: Reading
    what: str
    path: str
    place: Position = (1, 1)
    is_prose: bool = False
    begins_sites: bool = False
    """Whether the address of a site that begins with it gives it away: `northwindjobs.example`."""

    def __str__(self) -> str:
        line = f":{self.place[0]}" if self.place != (1, 1) else ""
        return f"{self.what}, {self.path}{line}"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the journal, as far as one audience sees it."""

    path: str
    places: Mapping[str, Position]
    texts: tuple[GuardedText, ...]
    is_shared: bool

    def place(self, text: GuardedText) -> Position:
        """Line and column of a text, from 1; the first of the file where that is not known."""
        return self.places.get(text.key.removeprefix("ignored."), (1, 1))


def withheld_texts(
    journal: Journal, audience: Audience, phrases: Phrases, comments: Iterable[Comment] = ()
) -> Iterator[WithheldText]:
    """Everything that an audience must not see: names first, then what I wrote.

    `phrases` may be seen, or stand for what may. `comments` are those of the journal's files.
    """
    files = list(_files_of(journal, audience))
    look = _WithheldFinder(audience, phrases, _carried_words(files, audience))
    first: dict[tuple[Reading, str], WithheldText] = {}
    secrets = (*look.into(files), *_sentences(comments, phrases))
    for secret in sorted(secrets, key=lambda secret: secret.is_prose):
        first.setdefault((secret.reading, secret.what), secret)
    yield from first.values()


def _sentences(comments: Iterable[Comment], phrases: Phrases) -> Iterator[WithheldText]:
    """Comments as prose, but for those too short to give anything away, such as `todo`."""
    for comment in comments:
        if len(comment_words := folded_words(comment.text)) >= RUN_LENGTH:
            for reading in phrases.readings(comment_words):
                yield WithheldText(
                    reading, "a comment", comment.path, comment.position, is_prose=True
                )


def _files_of(journal: Journal, audience: Audience) -> Iterator[_File]:
    for r in journal.reflections:
        texts = tuple(map(_uncommented, guarded_texts(r)))
        yield _File(r.path, r.places, texts, is_shared=audience.name in r.share)
    if journal.looking_for:
        path = f"{journal.name}/{LOOKING_FOR}"
        yield _File(path, {}, tuple(guarded_texts(journal.looking_for)), is_shared=False)
    ours = {text.text for text in guarded_texts(DEFAULTS)}
    mine = tuple(text for text in guarded_texts(journal.settings) if text.text not in ours)
    yield _File(f"{journal.name}/{SETTINGS}", {}, mine, is_shared=True)


def _uncommented(text: GuardedText) -> GuardedText:
    """A text of the front matter without its comments; the body's are not in its sections."""
    in_front_matter = isinstance(text.holder, (Reflection, SecondLook, Offer))
    return replace(text, text=without_comments(text.text)) if in_front_matter else text


def _carried_words(files: Iterable[_File], audience: Audience) -> frozenset[WordRun]:
    """What is to be seen though the same may stand elsewhere too.

    Questions are copied from round to round, and tasks can be seen without their sections.
    """
    carried = set()
    for text in (text for file in files if file.is_shared for text in file.texts):
        if text.guard.carried and text.guard.sees(audience, text.holder):
            carried.add(folded_words(text.text))
            if text.guard.how == "persons":
                carried |= {folded_words(name) for name, _ in names_in_entry(text.text)}
    return frozenset(carried)


@dataclass(frozen=True, slots=True)
class _WithheldFinder:
    """A look for all that one audience must not see."""

    audience: Audience
    phrases: Phrases
    carried: frozenset[WordRun]

    def into(self, files: Iterable[_File]) -> Iterator[WithheldText]:
        for file in files:
            for text in file.texts:
                sees = text.guard.sees(self.audience, text.holder)
                if not (sees and (file.is_shared or text.guard.how == "company")):
                    yield from self._at(file, text)

    def _at(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:  # noqa: PLR0911 -- one a way
        match text.guard.how:
            case "company":
                return self._company(file, text)
            case "persons":
                return self._persons(file, text)
            case "job":
                return self._job(file, text)
            case "title":
                return self._title(file, text)
            case "value":
                return self._value(file, text)
            case "file":
                return self._file_name(file, text)
            case "html":
                return self._html(file, text)
            case "prose":
                return self._prose(file, text)
            case "in_section":
                return iter(())

    def _company(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        for name in dict.fromkeys((text.text, without_legal_form(text.text))):
            yield from self._spelled(file, text, name, text.guard.what, begins_sites=True)
            for number, word in enumerate(telling_words(name)):
                what = "a word of the company's name"
                yield from self._spelled(file, text, word, what, begins_sites=not number)

    def _persons(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        names = [
            (name, exact)
            for name, exact in names_in_entry(text.text)
            if folded_words(name) not in self.carried and not self.phrases.hold(folded_words(name))
        ]
        for name, exact in names:
            what = "a name of an interviewer"
            if exact:
                yield self._as_written(file, text, name, what)
            else:
                yield from self._spelled(file, text, name, what)
        if names and len(folded_words(text.text)) > 1:
            yield from self._prose(file, text)

    def _job(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """A role or a round; one made of everyday words is only that of what is shared."""
        found = folded_words(text.text)
        if found in self.carried:
            return
        if not all(map(is_everyday, found)) or (file.is_shared and len(found) > 1):
            yield from self._prose(file, text)
        elif file.is_shared and words_as_written(text.text) != found:
            yield self._as_written(file, text, text.text, text.guard.what)

    def _title(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        found = folded_words(text.text)
        if len(found) >= MIN_TITLE_WORDS and not all(map(is_everyday, found)):
            yield from self._prose(file, text)

    def _value(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """What an ignored key holds; a word in small letters or a year alone gives nothing away."""
        found = folded_words(text.text)
        if (
            len(found) > 1 and not all(map(is_everyday, found))
        ) or IDENTIFYING_NUMBER_PATTERN.fullmatch(text.text.strip()):
            yield from self._prose(file, text)
        elif len(found) == 1 and words_as_written(text.text) != found and not is_everyday(found[0]):
            yield self._as_written(file, text, text.text, text.guard.what)

    def _file_name(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """The name of a file, which `[[name]]` shows, where it is more than a date or a word."""
        name = text.text.rpartition("/")[2]
        parts = folded_words(name)
        letters = [word for word in parts if not word.isdigit()]
        tells = len(parts) > len(letters) or not all(map(is_everyday, letters))
        if len(parts) > 1 and letters and tells:
            yield from self._read(file, text, name, text.guard.what)

    def _html(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        id_ = text.holder.id
        what = f"{text.guard.what} `{id_}`" if id_ else f"{text.guard.what} of my own"
        lines = prose.plain_text(text.text).split(prose.TEXT_BREAK)
        rest = " ".join(line for line in lines if folded_words(line) not in self.carried)
        yield from self._read(file, text, rest, what)

    def _prose(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        if not (text.guard.carried and folded_words(text.text) in self.carried):
            yield from self._read(file, text, text.text, text.guard.what)

    def _read(
        self, file: _File, text: GuardedText, sentences: str, what: str
    ) -> Iterator[WithheldText]:
        for reading in self.phrases.readings(folded_words(sentences)):
            yield WithheldText(reading, what, file.path, file.place(text), is_prose=True)

    def _spelled(
        self, file: _File, text: GuardedText, name: str, what: str, *, begins_sites: bool = False
    ) -> Iterator[WithheldText]:
        """A name in each way to spell it."""
        for spelled in spellings(name):
            begins = begins_sites and len(spelled) == 1 and len(spelled[0]) >= MIN_NAME_LETTERS
            yield WithheldText(
                unseen_reading(spelled), what, file.path, file.place(text), begins_sites=begins
            )

    def _as_written(self, file: _File, text: GuardedText, name: str, what: str) -> WithheldText:
        return WithheldText(
            unseen_reading(words_as_written(name)), what, file.path, file.place(text)
        )


def telling_words(name: str) -> Iterator[str]:
    """The words of a company's name that give it away by themselves."""
    for word in LETTERS_PATTERN.findall(name):
        if (
            word[0].isupper()
            and len(word) >= MIN_NAME_LETTERS
            and word.casefold() not in LEGAL_FORMS
        ):
            yield word

"""What of a journal an audience must not see, as words, and where each is written.

A Journal and an Audience go in, `WithheldText`s come out: for each text of `guards` that the
audience may not see, the words that give it away. Whether they go out is for `leaks` to say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.everyday_words import is_everyday
from site_builder.core.frozen import frozen
from site_builder.core.interviewers import looks_like_name, names_in_entry
from site_builder.core.model import NOW_LABEL, Now, Offer, Reflection, SecondLook
from site_builder.core.names import without_legal_form
from site_builder.core.words import folded_words, words_as_written
from site_builder.parsing.filenames import LOOKING_FOR_FILE, NOW_FILE, SETTINGS_FILE
from site_builder.parsing.settings import DEFAULT_SETTINGS
from site_builder.redaction import prose
from site_builder.redaction.aliases import company_identity, company_names, spellings
from site_builder.redaction.comments import without_comments
from site_builder.redaction.company_words import identifying_words, is_everyday_name
from site_builder.redaction.glued_names import MIN_INSIDE
from site_builder.redaction.guards import GuardedText, guarded_texts
from site_builder.redaction.ignored_keys import (
    capitalised_names,
    is_telling_word,
    site_labels,
)
from site_builder.redaction.phrases import RUN_LENGTH, Reading, WordRun, unseen_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience
    from site_builder.redaction.comments import Comment
from site_builder.redaction.phrases import Phrases

MIN_NAME_LETTERS = 4  # letters of a word of a company's name that gives it away
MIN_TITLE_WORDS = 3
Position = tuple[int, int]


@frozen
class WithheldText:
    """A text that is withheld: what it is, and the place in the journal that holds it.

    A name is looked for in what goes out, prose in what stood there before aliases did. One word
    with a capital is looked for as it is written.
    """

    reading: Reading
    what: str
    path: str
    position: Position = (1, 1)
    is_prose: bool = False
    glued: Literal["", "whole", "part"] = ""
    """How an address, a tag or a word with digits gives it away: as a word of it, or within one."""

    def __str__(self) -> str:
        line = f":{self.position[0]}" if self.position != (1, 1) else ""
        return f"{self.what}, {self.path}{line}"


@frozen
class _File:
    """A file of the journal, as far as one audience sees it."""

    path: str
    positions: Mapping[str, Position]
    texts: tuple[GuardedText, ...]
    is_shared: bool

    def position_of(self, text: GuardedText) -> Position:
        """Line and column of a text, from 1; the first of the file where that is not known."""
        return self.positions.get(text.key.removeprefix("ignored."), (1, 1))


def withheld_texts(
    journal: Journal, audience: Audience, phrases: Phrases, comments: Iterable[Comment] = ()
) -> Iterator[WithheldText]:
    """Everything that an audience must not see: names first, then prose.

    `phrases` may be seen, or stand for what may. `comments` are those of the journal's files.
    """
    files = list(_files_of(journal, audience))
    carried, persons = _carried_words(files, audience)
    finder = _WithheldFinder(audience, phrases, carried | persons, persons)
    secrets = (*finder.withheld_in(files), *_sentences(comments, phrases))
    # The same words are reported once, at the first place that withholds them.
    unique: dict[tuple[Reading, str], WithheldText] = {}
    for secret in sorted(secrets, key=lambda secret: secret.is_prose):
        unique.setdefault((secret.reading, secret.what), secret)
    yield from unique.values()


def guarded_names(journal: Journal, audience: Audience) -> dict[str, tuple[str, ...]]:
    """Each name of a company, and each entry with names of persons, that an audience must not see.

    With the words of it that are looked for by themselves; a company may have none, and is then
    looked for as a whole only.
    """
    names: dict[str, tuple[str, ...]] = {}
    for file in _files_of(journal, audience):
        for text in file.texts:
            sees = text.guard.sees(audience, text.holder)
            if text.guard.how == "company" and not sees:
                words = identifying_words(without_legal_form(text.text))
                names[text.text] = tuple(dict.fromkeys(word for word, _ in words))
            elif text.guard.how == "persons" and not (sees and file.is_shared):
                persons = tuple(dict.fromkeys(name for name, _ in names_in_entry(text.text)))
                names |= {text.text: persons} if persons else {}
    return names


def unguarded_companies(journal: Journal, audience: Audience) -> Iterator[Diagnostic]:
    """A warning for each company none of whose names has a word that is looked for by itself."""
    by_company: dict[str, list[Reflection]] = {}
    for reflection in journal.reflections if audience.companies == "alias" else ():
        by_company.setdefault(company_identity(reflection.company), []).append(reflection)
    for first, *others in by_company.values():
        names = [name for r in (first, *others) for _, name in company_names(r)]
        if not any(" " not in n or n in audience.allow or [*identifying_words(n)] for n in names):
            position = first.places.get("company", (1, 1))
            message = f"of `{first.company}` only the whole name is looked for"
            hint = "write into `also` what else it is called"
            yield Diagnostic(first.path, *position, "warning", "unguarded-name", message, hint)


def unguarded_interviewers(journal: Journal, audience: Audience) -> Iterator[Diagnostic]:
    """A warning for each entry that looks like a name and has only jobs and everyday words."""
    known: set[str] = set()
    for file in _files_of(journal, audience):
        for text in file.texts:
            sees = text.guard.sees(audience, text.holder) and file.is_shared
            if text.guard.how != "persons" or sees or text.text in known:
                continue
            known.add(text.text)
            if looks_like_name(text.text) and not [*names_in_entry(text.text)]:
                message = f"nothing of the interviewer `{text.text}` is looked for: a job, it seems"
                hint = f"if it is a name, write `Ms {text.text}` or the first name too"
                position = file.position_of(text)
                yield Diagnostic(file.path, *position, "warning", "unguarded-name", message, hint)


def _sentences(comments: Iterable[Comment], phrases: Phrases) -> Iterator[WithheldText]:
    """Comments as prose, but for those too short to give anything away, such as `todo`."""
    for comment in comments:
        if len(comment_words := folded_words(comment.text)) >= RUN_LENGTH:
            for reading in phrases.readings(comment_words):
                yield WithheldText(
                    reading, "a comment", comment.path, comment.position, is_prose=True
                )


def _files_of(journal: Journal, audience: Audience) -> Iterator[_File]:
    """The files of a journal with their guarded texts, but for the default settings."""
    for reflection in journal.reflections:
        texts = tuple(map(_uncommented, guarded_texts(reflection)))
        is_shared = audience.name in reflection.share
        yield _File(reflection.path, reflection.places, texts, is_shared)
    if journal.looking_for:
        path = f"{journal.name}/{LOOKING_FOR_FILE}"
        yield _File(path, {}, tuple(guarded_texts(journal.looking_for)), is_shared=False)
    if journal.now:
        path = f"{journal.name}/{NOW_FILE}"
        texts = tuple(_uncommented(t) for t in guarded_texts(journal.now) if t.text != NOW_LABEL)
        yield _File(path, journal.now.places, texts, is_shared=False)
    defaults = {text.text for text in guarded_texts(DEFAULT_SETTINGS)}
    own = tuple(text for text in guarded_texts(journal.settings) if text.text not in defaults)
    yield _File(f"{journal.name}/{SETTINGS_FILE}", {}, own, is_shared=True)


def _uncommented(text: GuardedText) -> GuardedText:
    """A text of the front matter without its comments; the body's are not in its sections."""
    in_front_matter = isinstance(text.holder, (Reflection, SecondLook, Offer, Now))
    return replace(text, text=without_comments(text.text)) if in_front_matter else text


def _carried_words(
    files: Iterable[_File], audience: Audience
) -> tuple[frozenset[WordRun], frozenset[WordRun]]:
    """What is to be seen though the same may stand elsewhere too; and the names of persons.

    Questions are copied from round to round, and tasks can be seen without their sections.
    """
    carried, persons = set(), set()
    for text in (text for file in files if file.is_shared for text in file.texts):
        if text.guard.carried and text.guard.sees(audience, text.holder):
            carried.add(folded_words(text.text))
            if text.guard.how == "persons":
                persons |= {folded_words(name) for name, _ in names_in_entry(text.text)}
    return frozenset(carried), frozenset(persons)


@frozen
class _WithheldFinder:
    """Finds all that one audience must not see.

    `carried` are the words of what it may see, though the same stands in what is not shared too;
    `persons` are the names among them, for a round called like somebody (`Karin`) shares no name.
    """

    audience: Audience
    phrases: Phrases
    carried: frozenset[WordRun]
    persons: frozenset[WordRun]

    def withheld_in(self, files: Iterable[_File]) -> Iterator[WithheldText]:
        """What the audience must not see of some files."""
        for file in files:
            for text in file.texts:
                sees = text.guard.sees(self.audience, text.holder)
                if not (sees and (file.is_shared or text.guard.how == "company")):
                    yield from self._withheld_of(file, text)

    def _withheld_of(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:  # noqa: PLR0911 -- one a way
        """The words that give one text away, found as its guard says."""
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
        """A company's name, whole and without its legal form, and the words that tell it."""
        for name in dict.fromkeys((text.text, without_legal_form(text.text))):
            if is_everyday_name(name):
                yield from self._as_written(file, text, name, text.guard.what)
                continue
            yield from self._spelled(file, text, name, text.guard.what, MIN_NAME_LETTERS)
            for word, is_exact in identifying_words(name):
                what = "a word of the company's name"
                if is_exact:
                    yield from self._as_written(file, text, word, what)
                else:
                    yield from self._spelled(file, text, word, what, MIN_NAME_LETTERS)

    def _persons(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """The names in an entry of interviewers; the whole entry as a phrase, if it has any."""
        names = [
            (name, is_exact)
            for name, is_exact in names_in_entry(text.text)
            if folded_words(name) not in self.persons and not self.phrases.hold(folded_words(name))
        ]
        for name, is_exact in names:
            what = "a name of an interviewer"
            if is_exact:
                yield from self._as_written(file, text, name, what)
            else:
                yield from self._spelled(file, text, name, what, MIN_INSIDE)
        # `Art Wood` is matched as it is written alone, and `art, wood` may stand in a sentence.
        if names and len(folded_words(text.text)) > 1 and (text.text, True) not in names:
            yield from self._prose(file, text)

    def _job(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """A role or a round; one made of everyday words is only that of what is shared."""
        words = folded_words(text.text)
        if words in self.carried:
            return
        if not all(map(is_everyday, words)) or (file.is_shared and len(words) > 1):
            yield from self._prose(file, text)
        elif file.is_shared and words_as_written(text.text) != words:
            yield from self._as_written(file, text, text.text, text.guard.what)

    def _title(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """A title or a label, where it is long enough and not all of everyday words."""
        words = folded_words(text.text)
        if len(words) >= MIN_TITLE_WORDS and not all(map(is_everyday, words)):
            yield from self._prose(file, text)

    def _value(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """What an ignored key holds, as a phrase, and the names in it.

        A short word in small letters or a year alone is often a switch of another program.
        """
        words = folded_words(text.text)
        is_phrase = len(words) > 1 and not all(map(is_everyday, words))
        if is_phrase or is_telling_word(text.text):
            yield from self._prose(file, text)
        for label in site_labels(text.text):
            if not self._may_be_seen(label):
                yield from self._spelled(file, text, label, text.guard.what, MIN_NAME_LETTERS)
        for name, is_exact in capitalised_names(text.text):
            if not self._may_be_seen(name):
                find = self._as_written if is_exact else self._spelled
                yield from find(file, text, name, text.guard.what)

    def _file_name(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """The name of a file, which `[[name]]` shows, where it is more than a date or a word."""
        name = text.text.rpartition("/")[2]
        parts = folded_words(name)
        letters = [word for word in parts if not word.isdigit()]
        is_telling = len(parts) > len(letters) or not all(map(is_everyday, letters))
        if len(parts) > 1 and letters and is_telling:
            yield from self._sentences(file, text, name, text.guard.what)

    def _html(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """The text of a section, but for lines that are carried from round to round."""
        id_ = text.holder.id
        what = f"{text.guard.what} `{id_}`" if id_ else f"{text.guard.what} of my own"
        lines = prose.plain_text(text.text).split(prose.TEXT_BREAK)
        rest = " ".join(line for line in lines if folded_words(line) not in self.carried)
        yield from self._sentences(file, text, rest, what)

    def _prose(self, file: _File, text: GuardedText) -> Iterator[WithheldText]:
        """A text as a phrase or a sentence, unless it is seen where it is carried to."""
        if not (text.guard.carried and folded_words(text.text) in self.carried):
            yield from self._sentences(file, text, text.text, text.guard.what)

    def _sentences(
        self, file: _File, text: GuardedText, sentences: str, what: str
    ) -> Iterator[WithheldText]:
        """Sentences as they were written, and as they read with aliases."""
        for reading in self.phrases.readings(folded_words(sentences)):
            yield WithheldText(reading, what, file.path, file.position_of(text), is_prose=True)

    def _spelled(
        self, file: _File, text: GuardedText, name: str, what: str, min_glued: int | None = None
    ) -> Iterator[WithheldText]:
        """A name in each way to spell it; from so many letters on also glued to other words."""
        for words in spellings(name):
            is_glued = min_glued and len(words) == 1 and len(words[0]) >= min_glued
            yield WithheldText(
                unseen_reading(words),
                what,
                file.path,
                file.position_of(text),
                glued="part" if is_glued else "",
            )

    def _as_written(
        self, file: _File, text: GuardedText, name: str, what: str
    ) -> Iterator[WithheldText]:
        """A name as it is written, and in capitals throughout; in addresses as a whole word."""
        for words in dict.fromkeys(map(words_as_written, (name, name.upper()))):
            is_glued = len(words) == 1 and not is_everyday("".join(folded_words(words[0])))
            yield WithheldText(
                unseen_reading(words),
                what,
                file.path,
                file.position_of(text),
                glued="whole" if is_glued else "",
            )

    def _may_be_seen(self, name: str) -> bool:
        words = folded_words(name)
        return words in self.carried or self.phrases.hold(words)

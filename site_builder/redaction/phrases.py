"""Runs of words in a row, which give a withheld text away wherever they are repeated.

A company's name is replaced before a text goes out, so a text is read twice: as it was written,
and with two words for each name as aliases have them. A run of names alone gives nothing away.
Words go in and come out, folded as `folded_words` folds them; no text is read here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.core.frozen import frozen
from site_builder.core.words import folded_words
from site_builder.redaction.aliases import company_identity, company_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.core.model import Reflection

RUN_LENGTH = 6  # so many words in a row give a text away
WordRun = tuple[str, ...]


@frozen
class Reading:
    """The words of a text, and of each whether it may be seen, as part of a name say."""

    words: WordRun
    visible: tuple[bool, ...]

    def runs(self) -> Iterator[WordRun]:
        """Every six words in a row, or all where they are fewer, but those that may be seen."""
        return self._of_length(min(RUN_LENGTH, len(self.words)))

    def shorter_runs(self) -> Iterator[WordRun]:
        """Every one to six words in a row, but those that may be seen."""
        for length in range(1, RUN_LENGTH + 1):
            yield from self._of_length(length)

    def _of_length(self, length: int) -> Iterator[WordRun]:
        """Every run of so many words, but those all of whose words may be seen."""
        word_runs = zip(*(self.words[n:] for n in range(length)), strict=False)
        if not any(self.visible):  # which most texts are, and this is quick
            yield from word_runs
            return
        for first, word_run in enumerate(word_runs):
            if not all(self.visible[first : first + length]):
                yield word_run


def unseen_reading(words: WordRun) -> Reading:
    """The reading of words none of which may be seen."""
    return Reading(words, (False,) * len(words))


@frozen
class Phrases:
    """Phrases that may be seen, and what a text reads with instead of them, by their words."""

    replacements: Mapping[WordRun, WordRun]
    longest_by_first_word: Mapping[str, int]
    """How many words the longest phrase has that begins with a word."""

    def hold(self, words: WordRun) -> bool:
        """Whether words are phrases that may be seen, and nothing else."""
        return all(next(self.readings(words)).visible)

    def readings(self, words: WordRun) -> Iterator[Reading]:
        """Words as they were written, and as they read with the replacements, if that differs."""
        spans = list(self._phrase_spans(words))
        inside = {n for first, end in spans for n in range(first, end)}
        yield Reading(words, tuple(n in inside for n in range(len(words))))
        if spans and (replaced := self.replaced(words)) != list(enumerate(words)):
            yield Reading(
                tuple(word for _, word in replaced), tuple(n in inside for n, _ in replaced)
            )

    def replaced(self, words: WordRun) -> list[tuple[int, str]]:
        """The words as they read with the replacements, and of each where that began in `words`."""
        pieces: list[tuple[int, str]] = []
        last = 0
        for first, end in [*self._phrase_spans(words), (len(words), len(words))]:
            pieces += [(n, words[n]) for n in range(last, first)]
            pieces += [(first, word) for word in self.replacements.get(words[first:end], ())]
            last = end
        return pieces

    def _phrase_spans(self, words: WordRun) -> Iterator[tuple[int, int]]:
        """Where each phrase begins and ends, the longest of them first, none within another."""
        # A name may begin with another (`Northwind`, `Northwind Traders`): the longer one is meant.
        first = 0
        while first < len(words):
            longest = self.longest_by_first_word.get(words[first], 0)
            ends = range(min(first + longest, len(words)), first, -1)
            end = next((end for end in ends if words[first:end] in self.replacements), None)
            if end:
                yield first, end
            first = end or first + 1


def visible_phrases(
    reflections: Iterable[Reflection], aliases: Mapping[str, str], allowed: Iterable[str]
) -> Phrases:
    """The names of all companies, which read as their aliases do, and all that is allowed.

    `aliases` are those that are given, by the identity of a company.
    """
    replacements = {folded_words(text): folded_words(text) for text in allowed}
    for reflection in reflections:
        company = company_identity(reflection.company)
        alias = aliases.get(company, f"Company {''.join(folded_words(company))}")
        for _, name in company_names(reflection):
            replacements[folded_words(name)] = folded_words(alias)
    replacements.pop((), None)  # a name of signs alone, such as `&`, has no words
    longest: dict[str, int] = {}
    for phrase in replacements:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return Phrases(replacements, longest)

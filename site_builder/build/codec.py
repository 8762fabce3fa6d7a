"""Values as bytes and back, for the cache: the one home of msgspec."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, overload

import msgspec

from site_builder.core.model import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from site_builder.parsing.reflection import ParsedFile

T = TypeVar("T")


def encode(value: object) -> bytes:
    """A frozen value as bytes, mappings in their order."""
    return _encoder().encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """The value of a kind that was encoded. Raises ValueError for other bytes."""
    decoder: msgspec.msgpack.Decoder[T] = _decoder(kind)  # type: ignore[arg-type]  # types hash
    return decoder.decode(data)


def split_sections(parsed: ParsedFile) -> tuple[ParsedFile, Sequence[Section]]:
    """What came of a file without the text of its sections, and those."""
    r = parsed.reflection
    if r is None:
        return parsed, ()
    return replace(
        parsed, reflection=replace(r, body=replace(r.body, sections=()))
    ), r.body.sections


def join_sections(data: bytes, kind: type[ParsedFile], load: Callable[[], bytes]) -> ParsedFile:
    """What came of a file, decoded; its sections are loaded when they are asked for."""
    parsed = decode(data, kind)
    if parsed.reflection:
        # Nobody has seen this value yet, and ten thousand copies of it would be made here.
        object.__setattr__(parsed.reflection.body, "sections", Stored(load))
    return parsed


class Stored(Sequence[Section]):
    """Sections that are decoded each time they are asked for, so that few are in memory."""

    __slots__ = ("_load",)

    def __init__(self, load: Callable[[], bytes]) -> None:
        self._load = load

    @property
    def _sections(self) -> tuple[Section, ...]:
        return decode(self._load(), tuple[Section, ...])

    @overload
    def __getitem__(self, index: int) -> Section: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Section]: ...
    def __getitem__(self, index: int | slice) -> Section | Sequence[Section]:
        return self._sections[index]

    def __iter__(self) -> Iterator[Section]:
        return iter(self._sections)

    def __len__(self) -> int:
        return len(self._sections)


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(enc_hook=_plain)


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind, dec_hook=_typed)


def _plain(value: object) -> tuple[int, int] | str:
    """What msgspec does not know: a fraction, and HTML, which is a text like any other."""
    if isinstance(value, Fraction):
        return value.numerator, value.denominator
    return str(value)


def _typed(kind: type, value: Any) -> object:
    return _fraction(*value) if kind is Fraction else kind(value)


@lru_cache(maxsize=1000)
def _fraction(numerator: int, denominator: int) -> Fraction:
    return Fraction(numerator, denominator)

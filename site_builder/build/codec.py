"""Values as bytes and back, for the cache; the only module that imports msgspec.

Any frozen value of `core`, `parsing` and `pages` can be encoded. Decoding needs its type, whose
annotations must be importable at run time.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


def encode(value: object) -> bytes:
    """A value as bytes; equal values give equal bytes, if their mappings have the same order."""
    return _encoder().encode(value)


def decode(data: bytes, kind: type[Value]) -> Value:
    """The value of this type that was encoded. Raises ValueError for any other bytes."""
    decoder: msgspec.msgpack.Decoder[Value] = _decoder(kind)  # type: ignore[arg-type]  # types hash
    return decoder.decode(data)


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(enc_hook=_to_plain)


@cache  # compiling a decoder for the types of a page takes milliseconds
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind, dec_hook=_from_plain)


def _to_plain(value: object) -> tuple[int, int] | str:
    """A plain value for one that msgspec does not know: a fraction, or Markup, which is a str."""
    if isinstance(value, Fraction):
        return value.numerator, value.denominator
    return str(value)


def _from_plain(kind: type, value: Any) -> object:
    return _fraction(*value) if kind is Fraction else kind(value)


@lru_cache(maxsize=1000)
def _fraction(numerator: int, denominator: int) -> Fraction:
    # Ten thousand reflections have few different ratings; one object each saves memory.
    return Fraction(numerator, denominator)

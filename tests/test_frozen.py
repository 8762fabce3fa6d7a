"""Frozen classes: what the standard library makes, in less time."""

from __future__ import annotations

import inspect
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable


class Plain:
    """A class before it is made a dataclass."""

    number: int
    words: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    place: str | None = field(default=None, compare=False)
    hidden: bool = field(default=True, repr=False)


class Empty:
    """A class without any field."""


class Single:
    """A class with one field, and a way of its own to be shown."""

    name: str

    def __repr__(self) -> str:
        return f"<{self.name}>"


@frozen
class Kept:
    """A class that pickle can find by its name."""

    number: int
    words: tuple[str, ...] = ()


def outcome(function: Callable[[], Any]) -> Any:
    """What a call returns, or the exception and its message."""
    try:
        return function()
    except Exception as error:  # noqa: BLE001 -- whichever it is
        return type(error), str(error)


def both(plain: type) -> tuple[Any, Any]:
    """A class made by ours, and by the standard library."""
    own = {n: x for n, x in vars(plain).items() if n not in {"__dict__", "__weakref__"}}
    one, other = (type(plain.__name__, (), dict(own)) for _ in range(2))
    return frozen(one), dataclass(frozen=True, slots=True)(other)


@pytest.mark.parametrize("plain", [Plain, Empty, Single])
def test_a_frozen_class_is_a_dataclass(plain: type) -> None:
    """It has the fields, slots, signature and patterns of one that is frozen and has slots."""
    ours, theirs = both(plain)
    assert [f.name for f in fields(ours)] == [f.name for f in fields(theirs)]
    assert vars(ours)["__slots__"] == vars(theirs)["__slots__"]
    assert vars(ours)["__match_args__"] == vars(theirs)["__match_args__"]
    assert [*inspect.signature(ours).parameters] == [*inspect.signature(theirs).parameters]


def test_a_frozen_value_does_what_a_dataclass_does() -> None:
    """Made, shown, compared, hashed, replaced or changed, it does what the library's does."""
    ours, theirs = both(Plain)
    deeds: tuple[Callable[[Any], Any], ...] = (
        lambda cls: repr(cls(1)),
        lambda cls: repr(cls(1, ("a",), place="b", hidden=False)),
        lambda cls: cls(1) == cls(1, place="elsewhere"),
        lambda cls: cls(1) == cls(2),
        lambda cls: cls(1) == 1,
        lambda cls: hash(cls(1, notes=())) == hash(cls(1, notes=(), place="elsewhere")),
        lambda cls: asdict(replace(cls(1), number=2)),
        lambda cls: cls(1).notes is cls(1).notes,
        lambda cls: outcome(lambda: hash(cls(1))),
        lambda cls: outcome(lambda: setattr(cls(1), "number", 2)),
        lambda cls: outcome(lambda: delattr(cls(1), "number")),
        lambda cls: outcome(cls)[0],
        lambda cls: outcome(lambda: cls(1, other=2))[0],
    )
    for number, deed in enumerate(deeds):
        assert deed(ours) == deed(theirs), number


def test_a_method_of_its_own_stays() -> None:
    """What a class says of itself is not replaced."""
    assert repr(both(Single)[0]("a")) == "<a>"


def test_a_frozen_value_can_be_pickled() -> None:
    """It comes back equal, and still can't be changed."""
    back = pickle.loads(pickle.dumps(Kept(1, ("a",))))  # noqa: S301 -- our own
    assert back == Kept(1, ("a",))
    with pytest.raises(FrozenInstanceError):
        back.number = 2

"""Where the keys and values of a TOML file stand; TOML readers for Python do not say.

The text must be valid TOML, which `tomllib` has made sure of: this reads no more than it must.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

TOKEN = re.compile(
    r'''[ \t]+|\#[^\n]*                     # what is skipped
    |"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?'{3,5}  # texts over several lines
    |"(?:\\.|[^"\\])*"|'[^']*'              # texts
    |[\[\]{}=.,\n]|[^\s\[\]{}=.,\#"']+      # signs; all else
    ''',
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TomlPosition:
    """Where a key and its value begin, as indexes; for a table, its name and its bracket."""

    key: int
    value: int


def places(text: str) -> dict[Path, TomlPosition]:
    """The place of each key, table and item of a list."""
    return _Scanner(text).scan()


@dataclass(slots=True)
class _Scanner:
    text: str
    tokens: list[tuple[int, str]] = field(init=False)
    at: int = 0
    found: dict[Path, TomlPosition] = field(default_factory=dict)
    rows: dict[Path, int] = field(default_factory=dict)
    """How many tables each `[[name]]` has had so far."""

    def __post_init__(self) -> None:
        matches = TOKEN.finditer(self.text)
        self.tokens = [(m.start(), m[0]) for m in matches if m[0][0] not in " \t#"]

    def scan(self) -> dict[Path, TomlPosition]:
        table: Path = ()
        while self.at < len(self.tokens):
            if self._token() == "\n":
                self.at += 1
            elif self._token() == "[":
                table = self._head()
            else:
                self._pair(table)
        return self.found

    def _token(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _index(self) -> int:
        return self.tokens[self.at][0]

    def _head(self) -> Path:
        """Read `[a.b]` or `[[a]]`; the path of its table."""
        bracket = self._index()
        self.at += 1
        listed = self._token() == "["
        self.at += listed
        names = self._names("]")
        self.at += listed
        path: Path = ()
        for number, (index, name) in enumerate(names, 1):
            path = (*path, name)
            self.found.setdefault(path, TomlPosition(index, bracket))
            if listed and number == len(names):
                self.rows[path] = self.rows.get(path, -1) + 1
            if path in self.rows:
                path = (*path, self.rows[path])
        self.found[path] = TomlPosition(names[-1][0], bracket)
        return path

    def _names(self, end: str) -> list[tuple[int, str]]:
        """Read the parts of a key up to a sign and over it; each with its index."""
        names = []
        while (part := self._token()) != end:
            if part != ".":
                name = next(iter(tomllib.loads(f"{part} = 0"))) if part[0] in "\"'" else part
                names.append((self._index(), name))
            self.at += 1
        self.at += 1
        return names

    def _pair(self, path: Path) -> None:
        names = self._names("=")
        for index, name in names:
            path = (*path, name)
            self.found.setdefault(path, TomlPosition(index, index))
        self._value(path, names[-1][0])

    def _value(self, path: Path, key: int | None = None) -> None:
        value = self._index()
        self.found[path] = TomlPosition(value if key is None else key, value)
        opening = self._token()
        self.at += 1
        if opening not in ("[", "{"):
            while self._token() not in ("\n", ",", "]", "}", ""):
                self.at += 1
            return
        number = 0
        while self._token() not in ("]", "}"):
            if self._token() in ("\n", ","):
                self.at += 1
            elif opening == "{":
                self._pair(path)
            else:
                self._value((*path, number))
                number += 1
        self.at += 1

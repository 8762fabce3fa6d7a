"""Find where the keys and values of a TOML file are; `tomllib` does not say.

The text must be valid TOML, so `tomllib` has to have read it before: nothing is checked here, and
no value is parsed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

from site_builder.core.frozen import frozen

TomlPath = tuple[str | int, ...]

TOML_TOKEN = re.compile(
    r'''[ \t]+|\#[^\n]*                     # what is skipped
    |"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?'{3,5}  # texts over several lines
    |"(?:\\.|[^"\\])*"|'[^']*'              # texts
    |[\[\]{}=.,\n]|[^\s\[\]{}=.,\#"']+      # signs; all else
    ''',
    re.DOTALL | re.VERBOSE,
)


@frozen
class TomlPosition:
    """The indexes at which a key and its value begin; of a table, its name and its bracket."""

    key: int
    value: int


def positions(text: str) -> dict[TomlPath, TomlPosition]:
    """The position of each key, table and list item, by its path: `("criteria", 0, "id")`."""
    return _Scanner(text).scan()


@dataclass(slots=True)
class _Scanner:
    """Walks over the tokens of a text once; each method reads what its name says and passes it."""

    text: str
    tokens: list[tuple[int, str]] = field(init=False)
    next_token: int = 0
    positions: dict[TomlPath, TomlPosition] = field(default_factory=dict)
    rows: dict[TomlPath, int] = field(default_factory=dict)
    """The number of the last table of each `[[name]]`, from 0."""

    def __post_init__(self) -> None:
        matches = TOML_TOKEN.finditer(self.text)
        self.tokens = [(m.start(), m[0]) for m in matches if m[0][0] not in " \t#"]

    def scan(self) -> dict[TomlPath, TomlPosition]:
        """Read the whole text; the positions of all that is in it."""
        table: TomlPath = ()
        while self.next_token < len(self.tokens):
            if self._token() == "\n":
                self.next_token += 1
            elif self._token() == "[":
                table = self._table_header()
            else:
                self._pair(table)
        return self.positions

    def _token(self) -> str:
        return self.tokens[self.next_token][1] if self.next_token < len(self.tokens) else ""

    def _index(self) -> int:
        return self.tokens[self.next_token][0]

    def _table_header(self) -> TomlPath:
        """Read `[a.b]` or `[[a]]`; the path of its table."""
        bracket = self._index()
        self.next_token += 1
        listed = self._token() == "["
        self.next_token += listed
        names = self._names("]")
        self.next_token += listed
        path: TomlPath = ()
        for number, (index, name) in enumerate(names, 1):
            path = (*path, name)
            self.positions.setdefault(path, TomlPosition(index, bracket))
            if listed and number == len(names):
                self.rows[path] = self.rows.get(path, -1) + 1
            if path in self.rows:
                path = (*path, self.rows[path])
        self.positions[path] = TomlPosition(names[-1][0], bracket)
        return path

    def _names(self, end: str) -> list[tuple[int, str]]:
        """Read a dotted key and the `end` character behind it: its parts, each with its index."""
        names = []
        while (part := self._token()) != end:
            if part != ".":
                name = next(iter(tomllib.loads(f"{part} = 0"))) if part[0] in "\"'" else part
                names.append((self._index(), name))
            self.next_token += 1
        self.next_token += 1
        return names

    def _pair(self, path: TomlPath) -> None:
        """Read `key = value` in the table at a path."""
        names = self._names("=")
        for index, name in names:
            path = (*path, name)
            self.positions.setdefault(path, TomlPosition(index, index))
        self._value(path, names[-1][0])

    def _value(self, path: TomlPath, key: int | None = None) -> None:
        """Read a value and all that is in it; `key` is its key's index, None in a list."""
        value = self._index()
        self.positions[path] = TomlPosition(value if key is None else key, value)
        opening = self._token()
        self.next_token += 1
        if opening not in ("[", "{"):
            while self._token() not in ("\n", ",", "]", "}", ""):
                self.next_token += 1
            return
        number = 0
        while self._token() not in ("]", "}"):
            if self._token() in ("\n", ","):
                self.next_token += 1
            elif opening == "{":
                self._pair(path)
            else:
                self._value((*path, number))
                number += 1
        self.next_token += 1

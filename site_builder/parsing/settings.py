"""`journal.toml`: the settings of a journal, with their defaults.

The file's bytes come in; Settings and diagnostics go out, never an exception: a wrong setting is
reported and stays as by default. What is valid TOML is told by `toml_syntax`, and the command line
has no say here.
"""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from site_builder.core.diagnostics import first_problems
from site_builder.core.did_you_mean import alternatives, did_you_mean
from site_builder.core.frozen import frozen
from site_builder.core.model import (
    OTHER_SECTIONS,
    Audience,
    Criterion,
    PromptedQuestion,
    Settings,
)
from site_builder.parsing import scalars, toml_positions, toml_syntax
from site_builder.parsing.frontmatter import CONTROL_CHARACTER, InvalidFile, decode
from site_builder.parsing.toml_positions import TomlPosition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import Diagnostic, SourceText
    from site_builder.parsing.toml_positions import TomlPath

# An id is a key of front matter, where a colon or `#` would need quotes.
ID_PATTERN = re.compile(r"[^\W_][\w-]{0,39}")
ID_HINT = "write it in letters, digits, hyphens and underscores, without spaces"
AUDIENCE_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
AUDIENCE_HINT = "write it in small letters, digits and hyphens: it names a folder"
MAX_CRITERIA, MAX_DIGITS, MAX_WEIGHT = 20, 30, 10**9
# What an audience may be shown of the front matter beside company and dates. A new key stays
# private until it is added here.
AUDIENCE_FIELDS = (
    "role",
    "round",
    "ratings",
    "fit",
    "window",
    "stage",
    "gut",
    "decision",
    "evidence",
    "tags",
    "interviewers",
)


def _criterion(id_: str, label: str, prompt: str, *, askable: bool = False) -> Criterion:
    return Criterion(id_, label, prompt, Fraction(1), Fraction(4), Fraction(2), askable)


DEFAULT_SETTINGS = Settings(
    title="My interviews",
    green=Fraction(7),
    amber=Fraction(5),
    borderline=Fraction(1, 2),
    evening=time(21),
    morning=time(8, 30),
    prepare=time(18),
    criteria=(
        _criterion("values", "Company values", "How well do the company's values fit mine?"),
        _criterion("role", "Role", "How well does the work fit my interests and strengths?"),
        _criterion(
            "manager", "Manager", "How well does the manager's style fit the way I work best?"
        ),
        _criterion(
            "compensation",
            "Pay and benefits",
            "How do pay and benefits compare with what I have now?",
            askable=True,
        ),
        _criterion(
            "intangibles",
            "Intangibles",
            "And what can't be counted: way to work, flexibility, travel, learning?",
            askable=True,
        ),
    ),
    questions=(
        PromptedQuestion("goals", "What were my goals for this interview?"),
        PromptedQuestion("achieved", "How far did I get?"),
        PromptedQuestion("went-well", "What did I do well?"),
        PromptedQuestion("learned", "What did I find out?"),
        PromptedQuestion("concerns", "What new questions and worries do I have?"),
        PromptedQuestion("meets", "How does the job meet what I look for?"),
        PromptedQuestion("values-gaps", "Where do our values meet, and where do they part?"),
        PromptedQuestion("growth", "What room is there to grow?"),
        PromptedQuestion("unsaid", "What would I have liked to say?"),
        PromptedQuestion("unasked", "What would I have liked to ask?"),
        PromptedQuestion("differently", "What would I do differently?"),
    ),
)


def parse_settings(path: str, data: bytes | None) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings, and the problems of their file at `path`.

    `data` is None if there is no file. A setting that is wrong or missing has its default.
    """
    try:
        source = decode(path, data or b"")
        values = toml_syntax.load(source)
    except InvalidFile as invalid:
        return DEFAULT_SETTINGS, (invalid.problem,)
    file = _SettingsFile(source)
    settings = _settings(_Table(file, (), values))
    return settings, first_problems(file.problems)


def _settings(table: _Table) -> Settings:
    table.check_keys("title", "ignore", "fit", "reminders", "criteria", "questions", "audiences")
    criteria, retired = _criteria(table)
    questions = _questions(table)
    green, amber, borderline = _fit(table.table("fit", "green", "amber", "borderline"))
    reminders = table.table("reminders", "evening", "morning", "prepare")
    return Settings(
        title=table.text("title", DEFAULT_SETTINGS.title),
        green=green,
        amber=amber,
        borderline=borderline,
        evening=reminders.clock("evening", DEFAULT_SETTINGS.evening),
        morning=reminders.clock("morning", DEFAULT_SETTINGS.morning),
        prepare=reminders.clock("prepare", DEFAULT_SETTINGS.prepare),
        criteria=criteria,
        questions=questions,
        ignore=table.words("ignore"),
        audiences=tuple(_audiences(table.table("audiences"), questions)),
        retired=retired,
    )


def _fit(fit: _Table) -> tuple[Fraction, Fraction, Fraction]:
    """The lower bounds of green and amber, and how near to a bound is borderline."""
    green = fit.number("green", DEFAULT_SETTINGS.green, 1, 10)
    amber = fit.number("amber", DEFAULT_SETTINGS.amber, 1, 10)
    borderline = fit.number("borderline", DEFAULT_SETTINGS.borderline, 0, 9)
    if amber > green:
        key = "amber" if "amber" in fit.values else "green"
        hint = "red ends at amber, and amber at green"
        fit.complain(key, "amber is above green", hint)
        return (
            DEFAULT_SETTINGS.green,
            DEFAULT_SETTINGS.amber,
            borderline,
        )  # one new bound could cross an old one
    return green, amber, borderline


def _criteria(table: _Table) -> tuple[tuple[Criterion, ...], frozenset[str]]:
    """The criteria in use, defaults first, and the ids of those that are switched off.

    Old reflections may still rate the latter; they are not an error there.
    """
    by_id = {c.id: c for c in DEFAULT_SETTINGS.criteria}
    retired = set()
    keys = ("id", "label", "prompt", "weight", "floor", "dealbreaker", "askable", "enabled")
    for id_, row in table.rows("criteria", *keys):
        # A default criterion keeps what its row does not change; another one starts without limits.
        base = by_id.get(id_) or Criterion(
            id_, _label_of(id_), "", Fraction(1), Fraction(0), Fraction(0)
        )
        by_id[id_] = Criterion(
            id_,
            row.text("label", base.label),
            row.text("prompt", base.prompt),
            row.number("weight", base.weight, 0, MAX_WEIGHT, above=True),
            row.number("floor", base.floor, 0, 10),
            row.number("dealbreaker", base.dealbreaker, 0, 10),
            row.flag("askable", default=base.askable),
        )
        if not row.flag("enabled", default=True):
            retired.add(id_)
    enabled = tuple(c for c in by_id.values() if c.id not in retired)
    if not 1 <= len(enabled) <= MAX_CRITERIA:
        message = f"{len(enabled)} criteria are left; there are 1 to {MAX_CRITERIA}"
        table.complain("criteria", message, "keep those that would change your mind")
        return DEFAULT_SETTINGS.criteria, frozenset()
    return enabled, frozenset(retired)


def _questions(table: _Table) -> tuple[PromptedQuestion, ...]:
    """The questions in use, defaults first."""
    by_id = {q.id: q for q in DEFAULT_SETTINGS.questions}
    retired = set()
    for id_, row in table.rows("questions", "id", "heading", "enabled"):
        if id_ in OTHER_SECTIONS:
            hint = "choose another id"
            row.complain("id", f"`{id_}` is a section of its own, not a question", hint)
            continue
        base = by_id.get(id_) or PromptedQuestion(id_, _label_of(id_))
        by_id[id_] = PromptedQuestion(id_, row.text("heading", base.heading))
        if not row.flag("enabled", default=True):
            retired.add(id_)
    return tuple(q for q in by_id.values() if q.id not in retired)


def _audiences(table: _Table, questions: tuple[PromptedQuestion, ...]) -> Iterator[Audience]:
    """The audiences that have a valid name; they may be shown these questions and sections."""
    sections = (*(q.id for q in questions), *OTHER_SECTIONS)
    for name in table.values:
        if not AUDIENCE_PATTERN.fullmatch(name):
            message = f"`{scalars.excerpt(name)}` can't name an audience"
            table.complain(name, message, AUDIENCE_HINT, at_key=True)
            continue
        audience = table.table(
            name, "companies", "dates", "fields", "sections", "tasks", "allow", "remote"
        )
        yield Audience(
            name,
            companies=audience.word("companies", "alias", "name"),
            dates=audience.word("dates", "month", "day", "none"),
            fields=audience.words("fields", AUDIENCE_FIELDS),
            sections=audience.words("sections", sections),
            tasks=audience.flag("tasks", default=False),
            allow=audience.words("allow"),
            remote=audience.text("remote", "") or None,
        )


def _label_of(id_: str) -> str:
    """A label for an id without one: `went-well` becomes `Went well`."""
    words = re.sub("[-_]", " ", id_)
    return words[:1].upper() + words[1:]


class _SettingsFile:
    """The text of the file, and the problems noted in it so far."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []

    @cached_property
    def _positions(self) -> dict[TomlPath, TomlPosition]:
        """Worked out only if there is a problem, which is rare."""
        return toml_positions.positions(self.source.text)

    def note(self, code: str, path: TomlPath, message: str, hint: str, *, at_key: bool) -> None:
        """Note a problem at a setting, or at the nearest table around it that is in the file."""
        while path and path not in self._positions:
            path = path[:-1]
        position = self._positions.get(path, TomlPosition(0, 0))
        index = position.key if at_key else position.value
        self.problems.append(self.source.problem(index, code, message, hint))


@frozen
class _Table:
    """A table of the file, whose methods read one setting each.

    A value of the wrong type is noted as a problem, and the default is returned.
    """

    file: _SettingsFile
    path: TomlPath
    values: dict[str, Any]

    def complain(self, key: str | int, message: str, hint: str, *, at_key: bool = False) -> None:
        """Note a `bad-setting` at a key of this table, or at an item if the path is a list's."""
        self.file.note("bad-setting", (*self.path, key), message, hint, at_key=at_key)

    def check_keys(self, *keys: str) -> None:
        """Note every key that is not one of these."""
        for key in self.values:
            if key not in keys:
                hint = did_you_mean(key, keys) or f"it is {alternatives(keys)}"
                message = f"there is no setting `{scalars.excerpt(key)}` here"
                self.file.note("unknown-key", (*self.path, key), message, hint, at_key=True)

    def table(self, key: str, *keys: str) -> _Table:
        """The table at a key, empty if it is missing. Other keys in it than `keys` are noted."""
        values, path = self.values.get(key, {}), (*self.path, key)
        if not isinstance(values, dict):
            name = ".".join(map(str, path))
            self.complain(key, f"`{key}` is not a table", f"write `[{name}]`")
            values = {}
        table = _Table(self.file, path, values)
        if keys:
            table.check_keys(*keys)
        return table

    def rows(self, key: str, *keys: str) -> Iterator[tuple[str, _Table]]:
        """The id and table of each `[[key]]`. Those without an id, or with one twice, are noted."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            hint = f"write `[[{key}]]`, with `id = …` below it"
            self.complain(key, f"`{key}` is not a list of tables", hint)
            return
        ids: set[str] = set()
        for number, values in enumerate(rows):
            row = _Table(self.file, (*self.path, key, number), values)
            row.check_keys(*keys)
            id_ = values.get("id")
            if not isinstance(id_, str) or not ID_PATTERN.fullmatch(id_):
                wrong = "this is no id" if "id" in values else f"each of `[[{key}]]` has an id"
                row.complain("id", wrong, ID_HINT)
            elif id_ in ids:
                row.complain("id", f"the id `{id_}` is given twice", "keep one of them")
            else:
                ids.add(id_)
                yield id_, row

    def text(self, key: str, default: str) -> str:
        """A text, its white space folded to one line. Blank is wrong unless the default is."""
        value = self.values.get(key, default)
        if _is_text(value) and (value.strip() or not default):
            return " ".join(value.split())
        self.complain(key, f"`{key}` is not a text", 'write it in double quotes: `"…"`')
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        hint = "write `true` or `false`, without quotes"
        self.complain(key, f"`{key}` is neither true nor false", hint)
        return default

    def word(self, key: str, *words: str) -> str:
        """One of some words; the first is the default."""
        value = self.values.get(key, words[0])
        if value in words:
            return str(value)
        hint = did_you_mean(str(value), words) or "write one of them in double quotes"
        self.complain(key, f"`{key}` is {alternatives(words)}", hint)
        return words[0]

    def words(self, key: str, words: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, without those that are not among `words` if these are given."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(map(_is_text, value)):
            self.complain(key, f"`{key}` is not a list of texts", 'write `["one", "another"]`')
            return ()
        if words is None:
            return tuple(value)
        items = _Table(self.file, (*self.path, key), {})
        for number, item in enumerate(value):
            if item not in words:
                hint = did_you_mean(item, words) or f"it is {alternatives(words)}"
                items.complain(number, f"`{scalars.excerpt(item)}` can't stand in `{key}`", hint)
        return tuple(item for item in value if item in words)

    def clock(self, key: str, default: time) -> time:
        """A time of day, in quotes or without."""
        value = self.values.get(key, default)
        try:
            return scalars.parse_clock(str(value))
        except scalars.InvalidValue as invalid:
            self.complain(key, f"{key} {invalid.message}", invalid.hint or 'write `"21:00"`')
            return default

    def number(
        self, key: str, default: Fraction, lowest: int, highest: int, *, above: bool = False
    ) -> Fraction:
        """An exact number between two bounds, both included; `above` excludes the lowest."""
        value = self.values.get(key, default)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = _exact_fraction(value)
        inside = isinstance(value, Fraction) and lowest <= value <= highest
        if inside and not (above and value == lowest):
            return Fraction(value)
        span = f"above {lowest}" if above else f"from {lowest} to {highest}"
        hint = f"write one such as {float(default):g}, without quotes"
        self.complain(key, f"`{key}` is not a number {span}", hint)
        return default


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not CONTROL_CHARACTER.search(value)


def _exact_fraction(number: int | Decimal) -> Fraction | None:
    """A number as a fraction; None if it is infinite or has too many digits.

    `1e999999999` is short to write, and its fraction would fill the memory.
    """
    decimal = Decimal(number)
    short = decimal.is_finite() and abs(decimal.adjusted()) <= MAX_DIGITS
    return Fraction(decimal) if short and len(decimal.as_tuple().digits) <= MAX_DIGITS else None

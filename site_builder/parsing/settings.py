"""`journal.toml`: the defaults, and what the file changes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from site_builder.core.diagnostics import bounded
from site_builder.core.did_you_mean import did_you_mean, listed
from site_builder.core.model import Audience, Criterion, Prompted, Settings
from site_builder.parsing import scalars, toml_places, toml_syntax
from site_builder.parsing.frontmatter import CONTROL, InvalidFile, decode
from site_builder.parsing.toml_places import TomlPosition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.core.diagnostics import Diagnostic, Text
    from site_builder.parsing.toml_places import Path

ID = re.compile(r"[^\W_][\w-]{0,39}")
ID_HINT = "write it in letters, digits, hyphens and underscores, without spaces"
AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
AUDIENCE_HINT = "write it in small letters, digits and hyphens: it names a folder"
MOST_CRITERIA, MOST_DIGITS, HEAVIEST = 20, 30, 10**9
OTHER_SECTIONS = ("next-steps", "research", "notes")
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


def _criterion(id_: str, label: str, prompt: str) -> Criterion:
    return Criterion(id_, label, prompt, Fraction(1), Fraction(4), Fraction(2))


DEFAULTS = Settings(
    title="My interviews",
    green=Fraction(7),
    amber=Fraction(5),
    borderline=Fraction(1, 2),
    evening=time(21),
    morning=time(8, 30),
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
        ),
        _criterion(
            "intangibles",
            "Intangibles",
            "And what can't be counted: way to work, flexibility, travel, learning?",
        ),
    ),
    questions=(
        Prompted("goals", "What were my goals for this interview?"),
        Prompted("achieved", "How far did I get?"),
        Prompted("went-well", "What did I do well?"),
        Prompted("learned", "What did I find out?"),
        Prompted("concerns", "What new questions and worries do I have?"),
        Prompted("meets", "How does the job meet what I look for?"),
        Prompted("values-gaps", "Where do our values meet, and where do they part?"),
        Prompted("growth", "What room is there to grow?"),
        Prompted("unsaid", "What would I have liked to say?"),
        Prompted("unasked", "What would I have liked to ask?"),
        Prompted("differently", "What would I do differently?"),
    ),
)


def read(path: str, data: bytes | None) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings and the problems of their file; what is wrong or not said is as by default."""
    try:
        source = decode(path, data or b"")
        values = toml_syntax.load(source)
    except InvalidFile as refused:
        return DEFAULTS, (refused.problem,)
    file = _File(source)
    settings = _settings(_Table(file, (), values))
    return settings, bounded(file.problems)


def _settings(table: _Table) -> Settings:
    table.only("title", "ignore", "fit", "reminders", "criteria", "questions", "audiences")
    criteria, retired = _criteria(table)
    questions = _questions(table)
    green, amber, borderline = _fit(table.table("fit", "green", "amber", "borderline"))
    reminders = table.table("reminders", "evening", "morning")
    return Settings(
        title=table.text("title", DEFAULTS.title),
        green=green,
        amber=amber,
        borderline=borderline,
        evening=reminders.clock("evening", DEFAULTS.evening),
        morning=reminders.clock("morning", DEFAULTS.morning),
        criteria=criteria,
        questions=questions,
        ignore=table.words("ignore"),
        audiences=tuple(_audiences(table.table("audiences"), questions)),
        retired=retired,
    )


def _fit(fit: _Table) -> tuple[Fraction, Fraction, Fraction]:
    green = fit.number("green", DEFAULTS.green, 1, 10)
    amber = fit.number("amber", DEFAULTS.amber, 1, 10)
    borderline = fit.number("borderline", DEFAULTS.borderline, 0, 9)
    if amber > green:
        key = "amber" if "amber" in fit.values else "green"
        hint = "red ends at amber, and amber at green"
        fit.complain(key, "amber is above green", hint)
        return DEFAULTS.green, DEFAULTS.amber, borderline
    return green, amber, borderline


def _criteria(table: _Table) -> tuple[tuple[Criterion, ...], frozenset[str]]:
    """The criteria in use, and the ids of those switched off."""
    found = {c.id: c for c in DEFAULTS.criteria}
    retired = set()
    keys = ("id", "label", "prompt", "weight", "floor", "dealbreaker", "enabled")
    for id_, row in table.rows("criteria", *keys):
        base = found.get(id_) or _criterion(id_, _worded(id_), "")
        found[id_] = Criterion(
            id_,
            row.text("label", base.label),
            row.text("prompt", base.prompt),
            row.number("weight", base.weight, 0, HEAVIEST, above=True),
            row.number("floor", base.floor, 0, 10),
            row.number("dealbreaker", base.dealbreaker, 0, 10),
        )
        if not row.flag("enabled", default=True):
            retired.add(id_)
    kept = tuple(c for c in found.values() if c.id not in retired)
    if not 1 <= len(kept) <= MOST_CRITERIA:
        message = f"{len(kept)} criteria are left; there are 1 to {MOST_CRITERIA}"
        table.complain("criteria", message, "keep those that would change your mind")
        return DEFAULTS.criteria, frozenset()
    return kept, frozenset(retired)


def _questions(table: _Table) -> tuple[Prompted, ...]:
    found = {q.id: q for q in DEFAULTS.questions}
    retired = set()
    for id_, row in table.rows("questions", "id", "heading", "enabled"):
        if id_ in OTHER_SECTIONS:
            hint = "choose another id"
            row.complain("id", f"`{id_}` is a section of its own, not a question", hint)
            continue
        base = found.get(id_) or Prompted(id_, _worded(id_))
        found[id_] = Prompted(id_, row.text("heading", base.heading))
        if not row.flag("enabled", default=True):
            retired.add(id_)
    return tuple(q for q in found.values() if q.id not in retired)


def _audiences(table: _Table, questions: tuple[Prompted, ...]) -> Iterator[Audience]:
    sections = (*(q.id for q in questions), *OTHER_SECTIONS)
    for name in table.values:
        if not AUDIENCE.fullmatch(name):
            message = f"`{scalars.shown(name)}` can't name an audience"
            table.complain(name, message, AUDIENCE_HINT, at_key=True)
            continue
        given = table.table(
            name, "companies", "dates", "fields", "sections", "tasks", "allow", "remote"
        )
        yield Audience(
            name,
            companies=given.word("companies", "alias", "name"),
            dates=given.word("dates", "month", "day", "none"),
            fields=given.words("fields", AUDIENCE_FIELDS),
            sections=given.words("sections", sections),
            tasks=given.flag("tasks", default=False),
            allow=given.words("allow"),
            remote=given.text("remote", "") or None,
        )


def _worded(id_: str) -> str:
    words = re.sub("[-_]", " ", id_)
    return words[:1].upper() + words[1:]


class _File:
    """The file that is read, and what is wrong in it."""

    def __init__(self, source: Text) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []

    @cached_property
    def _places(self) -> dict[Path, TomlPosition]:
        return toml_places.places(self.source.text)

    def note(self, code: str, path: Path, message: str, hint: str, *, at_key: bool) -> None:
        """Note a problem at a setting, or where it is not written, at the table it belongs to."""
        while path and path not in self._places:
            path = path[:-1]
        place = self._places.get(path, TomlPosition(0, 0))
        index = place.key if at_key else place.value
        self.problems.append(self.source.problem(index, code, message, hint))


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file. A value of the wrong kind is a problem, and leaves the default."""

    file: _File
    path: Path
    values: dict[str, Any]

    def complain(self, key: str | int, message: str, hint: str, *, at_key: bool = False) -> None:
        """Note that a setting makes no sense."""
        self.file.note("bad-setting", (*self.path, key), message, hint, at_key=at_key)

    def only(self, *keys: str) -> None:
        """Note every key that is none of these."""
        for key in self.values:
            if key not in keys:
                hint = did_you_mean(key, keys) or f"it is {listed(keys)}"
                message = f"there is no setting `{scalars.shown(key)}` here"
                self.file.note("unknown-key", (*self.path, key), message, hint, at_key=True)

    def table(self, key: str, *keys: str) -> _Table:
        """A table within this one, empty where it is not there; of these keys, where given."""
        values, path = self.values.get(key, {}), (*self.path, key)
        if not isinstance(values, dict):
            name = ".".join(map(str, path))
            self.complain(key, f"`{key}` is not a table", f"write `[{name}]`")
            values = {}
        table = _Table(self.file, path, values)
        if keys:
            table.only(*keys)
        return table

    def rows(self, key: str, *keys: str) -> Iterator[tuple[str, _Table]]:
        """The tables of `[[key]]` that have an id of their own, with it."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            hint = f"write `[[{key}]]`, with `id = …` below it"
            self.complain(key, f"`{key}` is not a list of tables", hint)
            return
        seen: set[str] = set()
        for number, values in enumerate(rows):
            row = _Table(self.file, (*self.path, key, number), values)
            row.only(*keys)
            id_ = values.get("id")
            if not isinstance(id_, str) or not ID.fullmatch(id_):
                wrong = "this is no id" if "id" in values else f"each of `[[{key}]]` has an id"
                row.complain("id", wrong, ID_HINT)
            elif id_ in seen:
                row.complain("id", f"the id `{id_}` is given twice", "keep one of them")
            else:
                seen.add(id_)
                yield id_, row

    def text(self, key: str, default: str) -> str:
        """A text on one line; it is not blank unless the default is."""
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
        """One of some words, of which the first is the default."""
        value = self.values.get(key, words[0])
        if value in words:
            return str(value)
        hint = did_you_mean(str(value), words) or "write one of them in double quotes"
        self.complain(key, f"`{key}` is {listed(words)}", hint)
        return words[0]

    def words(self, key: str, words: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, any or out of some."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(map(_is_text, value)):
            self.complain(key, f"`{key}` is not a list of texts", 'write `["one", "another"]`')
            return ()
        if words is None:
            return tuple(value)
        items = _Table(self.file, (*self.path, key), {})
        for number, item in enumerate(value):
            if item not in words:
                hint = did_you_mean(item, words) or f"it is {listed(words)}"
                items.complain(number, f"`{scalars.shown(item)}` can't stand in `{key}`", hint)
        return tuple(item for item in value if item in words)

    def clock(self, key: str, default: time) -> time:
        """A time of day, in quotes or without."""
        value = self.values.get(key, default)
        try:
            return scalars.clock(str(value))
        except scalars.InvalidValue as bad:
            self.complain(key, f"{key} {bad.message}", bad.hint or 'write `"21:00"`')
            return default

    def number(
        self, key: str, default: Fraction, lowest: int, highest: int, *, above: bool = False
    ) -> Fraction:
        """An exact number in a span; `above` leaves out its lowest."""
        value = self.values.get(key, default)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = _exact(value)
        inside = isinstance(value, Fraction) and lowest <= value <= highest
        if inside and not (above and value == lowest):
            return Fraction(value)
        span = f"above {lowest}" if above else f"from {lowest} to {highest}"
        hint = f"write one such as {float(default):g}, without quotes"
        self.complain(key, f"`{key}` is not a number {span}", hint)
        return default


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not CONTROL.search(value)


def _exact(number: int | Decimal) -> Fraction | None:
    """A number as a fraction; None for infinities, and for those too long to count with."""
    decimal = Decimal(number)
    sane = decimal.is_finite() and abs(decimal.adjusted()) <= MOST_DIGITS
    return Fraction(decimal) if sane and len(decimal.as_tuple().digits) <= MOST_DIGITS else None

"""`journal.toml`: the defaults, and what the file changes of them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import time
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from site_builder.core import scalars
from site_builder.core.diagnostics import Text, did_you_mean, listed
from site_builder.core.frontmatter import Refused, decode
from site_builder.core.model import Audience, Criterion, Prompted, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.core.diagnostics import Diagnostic

ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
MOST_CRITERIA = 20
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
)  # fmt: skip -- the design's order: given by default, then by wish


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
    """The settings and the problems of their file; what is wrong or not said stays as by default."""
    if data is None or not data.strip():
        return DEFAULTS, ()
    try:
        source = decode(path, data)
        table = tomllib.loads(source.text, parse_float=Decimal)
    except Refused as refused:
        return DEFAULTS, (refused.problem,)
    except tomllib.TOMLDecodeError as error:
        return DEFAULTS, (_syntax(source, error),)
    except RecursionError:
        return DEFAULTS, (source.problem(0, "invalid-toml", "brackets nested too deep"),)
    reader = _Reader(source)
    settings = reader.settings(table)
    return settings, tuple(reader.problems)


def _syntax(source: Text, error: tomllib.TOMLDecodeError) -> Diagnostic:
    message = str(error)
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    index = len(source.text.rstrip())
    if found and found[1]:
        starts = [0, *(m.end() for m in re.finditer("\n", source.text))]
        index = starts[int(found[1]) - 1] + int(found[2]) - 1
    words = message[: found.start()] if found else message
    hint = 'texts stand in straight double quotes: `title = "My interviews"`'
    return source.problem(index, "invalid-toml", words[:1].lower() + words[1:], hint)


class _Reader:
    """Reads one table of settings; a bad value is a problem and leaves the default."""

    def __init__(self, source: Text) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []

    def settings(self, table: dict[str, Any]) -> Settings:
        self._known((), table, ("title", "fit", "reminders", "criteria", "questions", "audiences"))
        criteria, retired = self._criteria(table)
        questions = self._questions(table)
        settings = replace(
            DEFAULTS,
            title=self._text(("title",), table, DEFAULTS.title),
            criteria=criteria,
            retired=retired,
            questions=questions,
            audiences=self._audiences(table, questions),
        )
        return self._reminders(table, self._fit(table, settings))

    def _fit(self, table: dict[str, Any], settings: Settings) -> Settings:
        fit = self._table(("fit",), table, ("green", "amber", "borderline"))
        green = self._number(("fit", "green"), fit, DEFAULTS.green, 1, 10)
        amber = self._number(("fit", "amber"), fit, DEFAULTS.amber, 1, 10)
        borderline = self._number(("fit", "borderline"), fit, DEFAULTS.borderline, 0, 9)
        if amber > green:
            key = "amber" if "amber" in fit else "green"
            self._complain(
                ("fit", key),
                "amber is above green",
                "amber is where red ends, green where amber ends",
            )
            green, amber = DEFAULTS.green, DEFAULTS.amber
        return replace(settings, green=green, amber=amber, borderline=borderline)

    def _reminders(self, table: dict[str, Any], settings: Settings) -> Settings:
        reminders = self._table(("reminders",), table, ("evening", "morning"))
        times: dict[str, Any] = {}
        for key in reminders.keys() & {"evening", "morning"}:
            try:
                times[key] = scalars.clock(str(reminders[key])[:20])
            except scalars.Bad as bad:
                self._complain(("reminders", key), f"reminders.{key} {bad.message}", bad.hint)
        return replace(settings, **times)

    def _criteria(self, table: dict[str, Any]) -> tuple[tuple[Criterion, ...], frozenset[str]]:
        keys = ("id", "label", "prompt", "weight", "floor", "dealbreaker", "enabled")
        found = {c.id: c for c in DEFAULTS.criteria}
        retired = set()
        for where, given in self._rows("criteria", table, keys):
            id_ = given["id"]
            base = found.get(id_) or _criterion(id_, id_.replace("-", " ").capitalize(), "")
            found[id_] = replace(
                base,
                label=self._text((*where, "label"), given, base.label),
                prompt=self._text((*where, "prompt"), given, base.prompt),
                weight=self._number((*where, "weight"), given, base.weight, 0, 10**9, above=True),
                floor=self._number((*where, "floor"), given, base.floor, 0, 10),
                dealbreaker=self._number((*where, "dealbreaker"), given, base.dealbreaker, 0, 10),
            )
            if not self._flag((*where, "enabled"), given, default=True):
                retired.add(id_)
        kept = tuple(c for c in found.values() if c.id not in retired)
        if not 1 <= len(kept) <= MOST_CRITERIA:
            self._complain(
                ("criteria", 0),
                f"{len(kept)} criteria are left; there are 1 to {MOST_CRITERIA}",
                None,
            )
            return DEFAULTS.criteria, frozenset()
        return kept, frozenset(retired)

    def _questions(self, table: dict[str, Any]) -> tuple[Prompted, ...]:
        found = {q.id: q for q in DEFAULTS.questions}
        retired = set()
        for where, given in self._rows("questions", table, ("id", "heading", "enabled")):
            id_ = given["id"]
            if id_ in OTHER_SECTIONS:
                self._complain(
                    (*where, "id"), f"`{id_}` is a section of its own, not a question", None
                )
                continue
            base = found.get(id_) or Prompted(id_, id_.replace("-", " ").capitalize())
            found[id_] = replace(base, heading=self._text((*where, "heading"), given, base.heading))
            if not self._flag((*where, "enabled"), given, default=True):
                retired.add(id_)
        return tuple(q for q in found.values() if q.id not in retired)

    def _audiences(
        self, table: dict[str, Any], questions: tuple[Prompted, ...]
    ) -> tuple[Audience, ...]:
        names = self._table(("audiences",), table, None)
        sections = (*(q.id for q in questions), *OTHER_SECTIONS)
        audiences = []
        for name in names:
            where = ("audiences", name)
            if not ID.fullmatch(name):
                self._complain(
                    where,
                    f"`{name}` can't name an audience",
                    "use small letters, digits and hyphens",
                )
                continue
            keys = ("companies", "dates", "fields", "sections", "tasks", "allow", "remote")
            given = self._table(where, names, keys)
            base = Audience(name)
            audiences.append(
                Audience(
                    name,
                    companies=self._word(
                        (*where, "companies"), given, base.companies, ("alias", "name")
                    ),
                    dates=self._word(
                        (*where, "dates"), given, base.dates, ("month", "day", "none")
                    ),
                    fields=self._words((*where, "fields"), given, AUDIENCE_FIELDS),
                    sections=self._words((*where, "sections"), given, sections),
                    tasks=self._flag((*where, "tasks"), given, default=False),
                    allow=self._words((*where, "allow"), given, None),
                    remote=self._text((*where, "remote"), given, "") or None,
                )
            )
        return tuple(audiences)

    def _rows(
        self, name: str, table: dict[str, Any], keys: tuple[str, ...]
    ) -> Iterable[tuple[tuple[str | int, ...], dict[str, Any]]]:
        """The tables of `[[name]]` that have an id of their own."""
        rows = table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._complain(
                (name,),
                f"`{name}` is no list of tables",
                f"write `[[{name}]]`, with `id = …` below it",
            )
            return
        seen: set[str] = set()
        for number, row in enumerate(rows):
            where = (name, number)
            self._known(where, row, keys)
            id_ = row.get("id")
            if not isinstance(id_, str) or not ID.fullmatch(id_):
                place = (*where, "id") if "id" in row else where
                self._complain(
                    place,
                    f"each of `[[{name}]]` has an id of small letters, digits and hyphens",
                    None,
                )
            elif id_ in seen:
                self._complain((*where, "id"), f"the id `{id_}` is given twice", "keep one of them")
            else:
                seen.add(id_)
                yield where, row

    def _table(
        self, where: tuple[str | int, ...], table: dict[str, Any], keys: tuple[str, ...] | None
    ) -> dict[str, Any]:
        value = table.get(str(where[-1]), {})
        if not isinstance(value, dict):
            self._complain(
                where, f"`{where[-1]}` is no table", f"write `[{'.'.join(map(str, where))}]`"
            )
            return {}
        if keys is not None:
            self._known(where, value, keys)
        return value

    def _known(
        self, where: tuple[str | int, ...], table: dict[str, Any], keys: tuple[str, ...]
    ) -> None:
        for key in table.keys() - set(keys):
            hint = did_you_mean(key, keys) or f"it is {listed(keys)}"
            self._complain((*where, key), f"there is no setting `{key}` here", hint, key=True)

    def _text(self, where: tuple[str | int, ...], table: dict[str, Any], default: str) -> str:
        value = table.get(str(where[-1]), default)
        if isinstance(value, str) and (value.strip() or not default):
            return value.strip()
        self._complain(where, f"`{where[-1]}` is not a text", 'write it in double quotes: `"…"`')
        return default

    def _flag(self, where: tuple[str | int, ...], table: dict[str, Any], *, default: bool) -> bool:
        value = table.get(str(where[-1]), default)
        if isinstance(value, bool):
            return value
        self._complain(
            where,
            f"`{where[-1]}` is neither true nor false",
            "write `true` or `false`, without quotes",
        )
        return default

    def _word(
        self,
        where: tuple[str | int, ...],
        table: dict[str, Any],
        default: str,
        words: tuple[str, ...],
    ) -> str:
        value = table.get(str(where[-1]), default)
        if value in words:
            return str(value)
        self._complain(where, f"`{where[-1]}` is {listed(words)}", did_you_mean(str(value), words))
        return default

    def _words(
        self, where: tuple[str | int, ...], table: dict[str, Any], words: tuple[str, ...] | None
    ) -> tuple[str, ...]:
        value = table.get(str(where[-1]), [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._complain(
                where, f"`{where[-1]}` is no list of texts", 'write `["one", "another"]`'
            )
            return ()
        for item in value:
            if words is not None and item not in words:
                hint = did_you_mean(item, words) or f"it is {listed(words)}"
                self._complain(where, f"`{item}` can't stand in `{where[-1]}`", hint)
        return tuple(item for item in value if words is None or item in words)

    def _number(
        self,
        where: tuple[str | int, ...],
        table: dict[str, Any],
        default: Fraction,
        lowest: int,
        highest: int,
        *,
        above: bool = False,
    ) -> Fraction:
        value = table.get(str(where[-1]))
        if value is None:
            return default
        number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        if number and Decimal(value).is_finite() and abs(Decimal(value).adjusted()) <= 18:  # noqa: PLR2004 -- a sane number
            exact = Fraction(value)
            if lowest <= exact <= highest and not (above and exact == lowest):
                return exact
        span = f"above {lowest}" if above else f"from {lowest} to {highest}"
        self._complain(where, f"`{where[-1]}` is not a number {span}", None)
        return default

    def _complain(
        self, where: tuple[str | int, ...], message: str, hint: str | None, *, key: bool = False
    ) -> None:
        code = "unknown-key" if key else "bad-setting"
        index = _find(self.source.text, where, key=key)
        self.problems.append(self.source.problem(index, code, message, hint))


def _find(text: str, where: tuple[str | int, ...], *, key: bool) -> int:
    """Where a setting stands: its value, or its key; its table's head where it has no line of its own.

    TOML readers keep no places, so this looks for the head and the key as people write them.
    """
    numbers = {
        part: where[i + 1] for i, part in enumerate(where[:-1]) if isinstance(where[i + 1], int)
    }
    names = [str(part) for part in where if not isinstance(part, int)]
    for size in range(len(names), -1, -1):
        head, rest = names[:size], names[size:]
        for start, end in _tables(text, head, int(numbers.get(head[0], 0)) if head else 0):
            dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(name)}[\"']?" for name in rest)
            found = (
                re.search(rf"^[ \t]*({dotted})[ \t]*=[ \t]*", text[start:end], re.MULTILINE)
                if rest
                else None
            )
            if found:
                return start + (found.start(1) if key else found.end())
            if not rest:
                return text.rfind("[", 0, start) if text[:start].rstrip().endswith("]") else start
    head_start = next((s for s, _ in _tables(text, names[:1], int(numbers.get(names[0], 0)))), 0)
    return max(text.rfind("\n", 0, max(head_start - 1, 0)) + 1, 0)


def _tables(text: str, head: list[str], number: int) -> list[tuple[int, int]]:
    """Begin and end of the body of a table, the `number`th of its name."""
    heads = list(
        re.finditer(r"^[ \t]*\[\[?[ \t]*([^\]\n]+?)[ \t]*\]\]?[^\n]*\n?", text, re.MULTILINE)
    )
    if not head:
        return [(0, heads[0].start() if heads else len(text))]
    ends = [h.start() for h in heads[1:]] + [len(text)]
    named = [
        (h.end(), end)
        for h, end in zip(heads, ends, strict=True)
        if [part.strip(" \t\"'") for part in h[1].split(".")] == head
    ]
    return named[number : number + 1]

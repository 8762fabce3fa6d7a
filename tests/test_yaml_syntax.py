"""What is wrong with YAML: told from the text alone, the same whichever parser reads it."""

from __future__ import annotations

import random
import runpy
from typing import TYPE_CHECKING, Any

import pytest
import test_diagnostics
import yaml

from site_builder.parsing import yaml_events, yaml_faults
from site_builder.parsing.fields import FIELDS
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from site_builder.parsing.parsed_file import ParsedFile

HEAD = "company: Acme\nrole: Tuner\n"
REAL = """\
company: Northwind Traders
role: Staff Engineer
interviewed: 2026-11-18 14:00      # when it began
interviewers: [Engineering director, "Karin (recruiter)"]
ratings:
  values: 8
  role: 9
  compensation: null   # asked myself
  intangibles:
evidence:
  manager: Asked what I would change, and wrote it down.
  role: "They \\"ship\\" on Fridays"
  values: 'It''s in the contract'
second_look:
  on: 2026-11-19 08:10
  ratings: {manager: 5.5, values: 7}
  why: >-
    Reread my notes,
    and he interrupted.
tags:
- remote
- "two: words"
"""
PIECES = (
    *"'\"[]{}:#-?|>&*!%@`,\\~=/. \n",
    ": ",
    " #",
    "- ",
    "? ",
    "  ",
    "\n\n",
    "\t",
    "\u00a0",
    "---",
    "...",
    "é",
    "😀",
    "<<",
    "“",
    "a: b",
    "\n  ",
    "!x ",
    "!a,",
    "&a ",
    "*a",
    "|-\n",
    "\u200b",
    "\ufeff",
    "http://x.y",
    "??",
    "]&",
)  # fmt: skip -- thirty lines else


def front(lines: str) -> ParsedFile:
    """What comes of some front matter."""
    data = f"---\n{lines}\n---\nText.\n".encode()
    return parse_reflection("a.md", "journal/a.md", data, DEFAULT_SETTINGS, lambda _: None)


@pytest.fixture
def parsers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[ParsedFile]]:
    """Front matter as read with libyaml, and as read by PyYAML alone."""

    def read(lines: str) -> Iterator[ParsedFile]:
        for loader in (yaml.CSafeLoader, yaml.SafeLoader):
            monkeypatch.setattr(yaml_events, "LOADER", loader)
            yield front(lines)

    return lambda lines: list(read(lines))


def corpus() -> Iterator[str]:
    """The front matter of every test of a diagnostic."""
    for name in ("wrong_front_matter", "wrong_dates", "warnings", "one_problem_hides_no_other"):
        marks: list[Any] = getattr(test_diagnostics, f"test_{name}").pytestmark
        for case in marks[0].args[1]:
            values = getattr(case, "values", case)
            yield f"{HEAD}{values[0]}"


def mutations(count: int) -> Iterator[str]:
    """Real front matter with pieces cut out and others put in, by a fixed seed."""
    chance = random.Random(11)  # noqa: S311 -- no secret, and the same each time
    for _ in range(count):
        text = REAL
        for _ in range(chance.choice((1, 1, 2))):
            at = chance.randrange(len(text))
            pieces = "".join(chance.choices(PIECES, k=chance.choice((0, 1, 1, 2, 4))))
            text = text[:at] + pieces + text[at + chance.choice((0, 1, 4)) :]
        yield text


def test_the_parser_that_is_there_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Front matter is read with libyaml where PyYAML has it, else by PyYAML alone."""
    assert yaml_events.LOADER is yaml.CSafeLoader
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert runpy.run_path(str(yaml_events.__file__))["LOADER"] is yaml.SafeLoader


def test_the_corpus_of_diagnostics_is_the_same_for_both_parsers(
    parsers: Callable[[str], list[ParsedFile]],
) -> None:
    """Every diagnostic that a test asks for has the same code, place and words without libyaml."""
    texts = list(corpus())
    assert len(texts) >= 100
    for text in texts:
        with_libyaml, without = parsers(text)
        assert with_libyaml == without, text


def test_broken_front_matter_is_the_same_for_both_parsers(
    parsers: Callable[[str], list[ParsedFile]],
) -> None:
    """So has every one of a thousand front matters, of which at least three hundred are no YAML."""
    broken = 0
    for text in mutations(1000):
        with_libyaml, without = parsers(text)
        assert with_libyaml == without, text
        broken += any(p.code == "invalid-yaml" for p in without.problems)
    assert broken >= 300


def test_no_word_of_the_library_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the parser without any words or marks gives the same diagnostics."""
    expected = [front(text) for text in corpus()]

    def silent(text: str) -> Iterator[yaml.Event]:
        try:
            yield from list(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            raise yaml.YAMLError from None

    monkeypatch.setattr(yaml_events, "yaml", _Silenced(silent))
    assert [front(text) for text in corpus()] == expected


class _Silenced:
    """PyYAML with another `parse`."""

    def __init__(self, parse_: Callable[[str], Iterator[yaml.Event]]) -> None:
        self._parse = parse_

    def parse(self, text: str, Loader: object) -> Iterator[yaml.Event]:  # noqa: ARG002, N803 -- its name
        return self._parse(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(yaml, name)


@pytest.mark.parametrize(
    ("lines", "place", "message", "hint"),
    [
        ("round: a: b: c", (4, 9), "inside a sentence", '`round: "…"`'),
        ("round: see: https://x.y", (4, 11), "inside a sentence", '`round: "…"`'),
        ("round: final:", (4, 13), "inside a sentence", '`round: "…"`'),
        ("evidence:\n  role: one\n    two: three", (6, 8), "where no key can stand", "same column"),
        ("tags:\n  - a: b: c", (5, 9), "inside a sentence", '`a: "…"`'),
        ('round: "a" b: c', (4, 12), "follows a value", "double quotes"),
        ('round: "a"\n  b: c', (5, 3), "indentation changes", "same column"),
        ("round: “a”: b", (4, 11), "curly quotes", "straight ones"),
        ("round: it's\ntags: ['a, b]", (5, 8), "never closed", "close it"),
        ('evidence:\n  role: "a\n  values: b\nround: x', (5, 9), "never closed", "close it"),
        ("evidence:\n  role: 'a\n\n    b", (5, 9), "never closed", "close it"),
        ('tags: ["a", "b]', (4, 13), "never closed", "close it"),
        ('tags: ["C:\\dir"]', (4, 11), "backslash", "single quotes"),
        ('round: "\\u00"', (4, 9), "backslash", "single quotes"),
        ("'round: x", (4, 1), "never closed", "close it"),
        ("tags: [a, b\nround: x", (4, 7), "never closed", "close it"),
        ("tags: [a, [b]", (4, 7), "never closed", "close it"),
        ("tags: [a}", (4, 9), "another kind", "close it"),
        ("tags: [a]]", (4, 10), "follows a value", "double quotes"),
        ("tags: a, b]\nround: [x] y", (5, 12), "follows a value", "double quotes"),
        ("tags: ]", (4, 7), "one too many", "double quotes"),
        ("tags: [a,, b]", (4, 10), "one too many", "delete"),
        ('tags: ["a" "b"]', (4, 12), "comma is missing", "`, `"),
        ("ratings: {values: 8 role: 9}", (4, 25), "second `:`", "write `8, role: …`"),
        ("ratings: {values: 8\n  role: 9}", (5, 7), "second `:`", "write `8, role: …`"),
        ("ratings: {values: null role: 9}", (4, 28), "second `:`", "write `null, role: …`"),
        ("evidence: {values: a role: b}", (4, 26), "second `:`", "double quotes"),
        ("tags: [#remote]", (4, 8), "begins a comment", "write `[remote]`"),
        ("tags: [a, #b]", (4, 11), "begins a comment", "write `[a, b]`"),
        ("tags: [ #b, c #d ]\nround: x", (4, 9), "begins a comment", "write `[ b, c d ]`"),
        ("tags: [a, b #c]", (4, 13), "begins a comment", "write `[a, b c]`"),
        ("tags: [a #see\n  b", (4, 7), "never closed", "close it"),
        ("__company:__ Be", (4, 1), "Markdown", "write `company: Be`"),
        ("`gut`: yes", (4, 1), "Markdown", "write `gut: yes`"),
        ("ratings:\n  values: 8   manager: 7", (5, 22), "sentence", "write `manager: 7` on a line"),
        ("ratings:\n  values: 8, role: 7", (5, 18), "sentence", "write `role: 7` on a line"),
        ("round: 2   gut: yes", (4, 15), "sentence", "write `gut: yes` on a line"),
        ("evidence:\n  role: 9 people: all", (5, 17), "sentence", '`role: "…"`'),
        ("ratings: values: 8, role: 7", (4, 16), "sentence", "on a line below `ratings:`"),
        ("ratings: - 8", (4, 10), "line of its key", "on a line below `ratings:`"),
        ("`round`: a: b", (4, 1), "Markdown", 'write `round: "a: b"`'),
        ("interviewed: ?", (4, 14), "`?`", "leave it blank"),
        ("reflected: -", (4, 12), "begins a list", "leave it blank"),
        ("evidence:\n  role: ?", (5, 9), "`?`", "leave it blank"),
        ("second_look: {ratings: {role: - }}", (4, 31), "no `-`", "write `null`"),
        ("rating-role: ?", (4, 14), "`?`", "leave it blank, or write `null`"),
        ("round: ? or final", (4, 8), "`?`", "double quotes"),
        (
            "interviewed: - 2026-11-18",
            (4, 14),
            "line of its key",
            "write `interviewed: 2026-11-18`",
        ),
        ("evidence:\n  role: - a: b", (5, 9), "line of its key", "double quotes"),
        ("tags: - a\n  - b", (4, 7), "line of its key", "each item on a line below"),
        ("tags: [- a, - b]", (4, 8), "no `-`", "[one, another]"),
        ("tags: [@home]", (4, 8), "`@`", "double quotes"),
        ("tags:\n  - @home", (5, 5), "`@`", "double quotes"),
        ("tags:\n  - 50% more\n  - %x", (6, 5), "`%`", "double quotes"),
        ("tags:\n- a\n  - b\n- `c`", (7, 3), "backtick", "double quotes"),
        ("@home: x", (4, 1), "`@`", "double quotes"),
        ("round: |x", (4, 8), "`|` and `>`", "double quotes"),
        ("evidence:\n  role: >50 people", (5, 9), "`|` and `>`", "double quotes"),
        ("evidence:\n  role: |\n      a\n    b", (7, 5), "indentation changes", "same column"),
        ("evidence:\n  role: a # b\n    c", (6, 5), "behind a comment", "double quotes"),
        (
            "ratings:\n  values: -\n  role: 8",
            (5, 11),
            "begins a list",
            "leave it blank, or write `null`",
        ),
        ("ratings: {values: - , role: 8}", (4, 19), "no `-`", "leave it blank, or write `null`"),
        ("ratings:\n  values: ?", (5, 11), "`?`", "leave it blank, or write `null`"),
        ("ratings:\n  values: 8\n role: 9", (6, 2), "indentation changes", "same column"),
        ("ratings:\n    values: 8\n  role: 9", (6, 3), "indentation changes", "same column"),
        ("tags:\n  - a\n  b: c", (6, 3), "does not begin with `- `", "write `- ` before"),
        ("tags:\n  - a\n- b", (6, 1), "list item", "below the key of its list"),
        ("- a", (4, 1), "list item", "below the key of its list"),
        ("tags:\n  * a\n  * b", (5, 3), "begins with `- `", "write `- `"),
        ("tags: - a", (4, 7), "on the line of its key", "write `tags: [a]`"),
        ("a long sentence\nwithout a key", (4, 1), "without `key:`", "write `key: value`"),
        ("ratings:\n  values 8\n  role: 9", (5, 3), "without `key:`", "write `key: value`"),
        ("ratings:\n  values:8\n  role: 9", (5, 3), "lacks a space", "write `values: 8`"),
        ("ratings:\n  values: 8\n  role:9", (6, 3), "lacks a space", "write `role: 9`"),
        ("  round: x\nstage: offer", (4, 8), "where no key can stand", "same column"),
        ("round: %", (4, 8), "`%`", "double quotes"),
        ("round: , x", (4, 8), "comma", "double quotes"),
        (f"{'k' * 2000}: x", (4, 1), "not valid YAML", "double quotes"),
    ],
)
def test_what_people_do(lines: str, place: tuple[int, int], message: str, hint: str) -> None:
    """What a person did is named at its own place, however late a parser would notice."""
    (problem,) = front(f"{HEAD}{lines}").problems
    assert ((problem.line, problem.column), problem.code) == (place, "invalid-yaml")
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("round: *bold* move", (4, 8, "alias")),
        ("round: & more", (4, 8, "alias")),
        ("company: !Yahoo, Inc.", (4, 10, "tag")),
        ("**company:** Be", (4, 1, "alias")),
        (f"tags: {'[' * 9}", (4, 14, "too-deep")),
        (f"evidence:\n  role: {'{' * 9}", (5, 15, "too-deep")),
        (f"tags:\n{'- ' * 9}'", (5, 15, "too-deep")),
        ("%YAML 1.2", (4, 1, "invalid-yaml")),
        ("<<<<<<< HEAD", (4, 1, "conflict-marker")),
        ("=======\nround: x", (4, 1, "conflict-marker")),
        (">>>>>>> theirs", (4, 1, "conflict-marker")),
        ("\u00a0\u00a0round: x", (4, 1, "odd-space")),
        ("ratings:\n\u00a0\u00a0values: 8", (5, 1, "odd-space")),
        ("ratings:\n \u00a0values: 8", (5, 2, "odd-space")),
        ("ratings:\n  values: 8\n \u2003role: 9", (6, 2, "odd-space")),
        ("tags:\n\u3000\u3000- a", (5, 1, "odd-space")),
        ("round: x\n\u202f", (5, 1, "odd-space")),
        ("... x", (4, 1, "invalid-yaml")),
    ],
)
def test_other_codes(lines: str, problem: tuple[int, int, str]) -> None:
    """Anchors, tags and depth have a code of their own in what no parser takes, too."""
    text = lines if lines.startswith("company") else f"{HEAD}{lines}"
    problems = front(text if text.startswith(HEAD) else f"role: x\nround: y\n{text}").problems
    assert problem in [(p.line, p.column, p.code) for p in problems]
    assert {p.code for p in problems} <= {problem[2], "missing-key"}


@pytest.mark.parametrize(
    ("lines", "key", "value"),
    [
        ("tags: [why?, a ? b]", "tags", ("why?", "a ? b")),
        ("interviewers: [Who?]", "interviewers", ("Who?",)),
        ("round: a\tb", "round", "a b"),
        ("round: Really?!", "round", "Really?!"),
        ("round: 'a:]#?'", "round", "a:]#?"),
        ("round: a\n...", "round", "a"),
        ("tags: [a,\n  b]\nround: x", "tags", ("a", "b")),
    ],
)
def test_what_parsers_dispute(
    lines: str, key: str, value: object, parsers: Callable[[str], list[ParsedFile]]
) -> None:
    """What one parser takes and the other not is read as the text that it is."""
    for parsed in parsers(f"{HEAD}{lines}"):
        assert parsed.problems == ()
        assert getattr(parsed.reflection, key) == value


@pytest.mark.parametrize("sign", ["?", "-", "? # ask"])
def test_a_sign_for_an_unknown_name(sign: str) -> None:
    """The company and the role can't be left blank, so a sign for them asks for the name."""
    text = f"---\ncompany: {sign}\nrole: Tuner\n---\n"
    (problem,) = parse_reflection(
        "a.md", "journal/a.md", text.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert ((problem.line, problem.column), problem.code) == ((2, 10), "invalid-yaml")
    assert problem.hint == "write the company's name, or a working title for it"


def test_the_explainer_knows_the_kinds_of_keys() -> None:
    """Which keys are required, and which hold lists or groups, is as in the table of fields."""
    kinds = {f.key: f.kind.schema["type"][0] for f in FIELDS if "type" in f.kind.schema}
    assert {f.key for f in FIELDS if f.required} == {*yaml_faults.REQUIRED_KEYS}
    assert {k for k, kind in kinds.items() if kind == "array"} == {*yaml_faults.LIST_KEYS}
    assert {k for k, kind in kinds.items() if kind == "object"} == {*yaml_faults.GROUP_KEYS}

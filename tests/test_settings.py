"""`journal.toml`: defaults, what may be changed, and what is wrong in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from datetime import time
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.core.model import Audience, Criterion, PromptedQuestion, Settings
from site_builder.parsing import toml_syntax
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings
from site_builder.parsing.toml_positions import TomlPosition, positions

VALUES = "[[criteria]]\nid = 'values'\n"


def good(text: str) -> Settings:
    """The settings of a file in which nothing is wrong."""
    found, problems = parse_settings("journal/journal.toml", text.encode())
    assert problems == ()
    return found


def check(text: str | bytes, *expected: tuple[int, int, str]) -> str:
    """Read a file with these problems, by place and code; the hint of the first."""
    data = text if isinstance(text, bytes) else text.encode()
    _, problems = parse_settings("journal/journal.toml", data)
    assert [(p.line, p.column, p.code) for p in problems] == list(expected)
    assert all(p.path == "journal/journal.toml" for p in problems)
    return problems[0].hint or ""


@pytest.mark.parametrize("data", [None, b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf\r\n"])
def test_all_settings_are_optional(data: bytes | None) -> None:
    """Without a file, or with one that says nothing, everything is as by default."""
    assert parse_settings("journal/journal.toml", data) == (DEFAULT_SETTINGS, ())


def test_the_defaults() -> None:
    """Five criteria of equal weight, floor 4 and deal-breaker 2, two of which can be asked for;
    green at 7, amber at 5.
    """
    assert [c.id for c in DEFAULT_SETTINGS.criteria] == [
        "values",
        "role",
        "manager",
        "compensation",
        "intangibles",
    ]
    numbers = {(c.weight, c.floor, c.dealbreaker) for c in DEFAULT_SETTINGS.criteria}
    assert numbers == {(Fraction(1), Fraction(4), Fraction(2))}
    askable = [c.id for c in DEFAULT_SETTINGS.criteria if c.askable]
    assert askable == ["compensation", "intangibles"]
    assert (DEFAULT_SETTINGS.green, DEFAULT_SETTINGS.amber, DEFAULT_SETTINGS.borderline) == tuple(
        map(Fraction, ("7", "5", "0.5"))
    )
    assert (DEFAULT_SETTINGS.evening, DEFAULT_SETTINGS.morning, DEFAULT_SETTINGS.prepare) == (
        time(21),
        time(8, 30),
        time(18),
    )


def test_what_the_file_may_say() -> None:
    """Each setting changes what it names, and nothing else; what I add begins without limits."""
    text = """\
title = "After  the\\ninterview"
[fit]
green = 7.1
amber = 5
borderline = 0
[reminders]
evening = 20:30:00
morning = "7:15"
prepare = "17:00"
[[criteria]]
id = "values"
weight = 20
askable = true
[[criteria]]
id = "compensation"
askable = false
[[criteria]]
id = "role"
enabled = false
[[criteria]]
id = "long-commute"
dealbreaker = 0.5
[[criteria]]
id = "garden"
floor = 3
askable = true
[[questions]]
id = "goals"
heading = "Why?"
[[questions]]
id = "unsaid"
enabled = false
[[questions]]
id = "the-place"
[[questions]]
id = "Über_2"
[audiences.coach]
companies = "name"
dates = "none"
fields = ["role", "fit"]
sections = ["goals", "the-place", "notes"]
tasks = true
allow = ["Tree"]
remote = "coach-site"
[audiences.b]
"""
    values, _, manager, pay, rest = DEFAULT_SETTINGS.criteria
    one, none = Fraction(1), Fraction(0)
    commute = Criterion("long-commute", "Long commute", "", one, none, Fraction(1, 2))
    garden = Criterion("garden", "Garden", "", one, Fraction(3), none, askable=True)
    questions = [q for q in DEFAULT_SETTINGS.questions[1:] if q.id != "unsaid"]
    assert good(text) == Settings(
        title="After the interview",
        green=Fraction(71, 10),
        amber=Fraction(5),
        borderline=none,
        evening=time(20, 30),
        morning=time(7, 15),
        prepare=time(17),
        criteria=(
            replace(values, weight=Fraction(20), askable=True),
            manager,
            replace(pay, askable=False),
            rest,
            commute,
            garden,
        ),
        questions=(
            PromptedQuestion("goals", "Why?"),
            *questions,
            PromptedQuestion("the-place", "The place"),
            PromptedQuestion("Über_2", "Über 2"),
        ),
        audiences=(
            Audience(
                "coach",
                "name",
                "none",
                ("role", "fit"),
                ("goals", "the-place", "notes"),
                tasks=True,
                allow=("Tree",),
                remote="coach-site",
            ),
            Audience("b"),
        ),
        retired=frozenset({"role"}),
    )


def test_the_settings_in_the_docs() -> None:
    """The file that docs/format.md shows is right, and but for its audience says the defaults."""
    text = (ROOT / "docs/format.md").read_text("utf-8")
    shown = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert shown
    assert replace(good(shown[1]), audiences=()) == DEFAULT_SETTINGS
    named = {str(part) for path in positions(shown[1]) for part in path}
    keys = {f.name for cls in (Settings, Criterion, Audience) for f in fields(cls)}
    assert named > keys - {"retired", "name"}


def test_what_is_wrong_leaves_the_default() -> None:
    """A bad value is a problem, and everything else in the file counts."""
    found, problems = parse_settings("a", b"title = 'Mine'\n[fit]\ngreen = 12\namber = 4\n")
    assert found == replace(DEFAULT_SETTINGS, title="Mine", amber=Fraction(4))
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("titel = 'x'", (1, 1, "unknown-key"), "did you mean `title`?"),
        ("[fit]\ngren = 7", (2, 1, "unknown-key"), "did you mean `green`?"),
        ("fit.gren = 7", (1, 5, "unknown-key"), "did you mean `green`?"),
        ("fit = {gren = 7}", (1, 8, "unknown-key"), "did you mean `green`?"),
        ("[ fits ]\na = 1", (1, 3, "unknown-key"), "did you mean `fit`?"),
        ('[fit]\n"a.b" = 2', (2, 1, "unknown-key"), "`green`, `amber` or `borderline`"),
        (f"{VALUES}wieght = 2", (3, 1, "unknown-key"), "did you mean `weight`?"),
        (f"[audiences.a]\n{VALUES}x = 2", (4, 1, "unknown-key"), "`id`"),
        ("[audiences.coach.x]\na = 1", (1, 18, "unknown-key"), "`companies`"),
        ("title = 3", (1, 9, "bad-setting"), "double quotes"),
        ("title = ' '", (1, 9, "bad-setting"), "double quotes"),
        ('title = "a\\u0000"', (1, 9, "bad-setting"), "double quotes"),
        ("fit = 7", (1, 7, "bad-setting"), "write `[fit]`"),
        ("[[fit]]\ngreen = 7", (1, 1, "bad-setting"), "write `[fit]`"),
        ("[fit]\ngreen = '7'", (2, 9, "bad-setting"), "such as 7, without quotes"),
        ("[fit]\ngreen = true", (2, 9, "bad-setting"), "such as 7"),
        ("[fit]\ngreen = 10.1 # x", (2, 9, "bad-setting"), "such as 7"),
        ("[fit]\ngreen = nan", (2, 9, "bad-setting"), "such as 7"),
        ("[fit]\ngreen = -inf", (2, 9, "bad-setting"), "such as 7"),
        ("[fit]\ngreen = 1e-999999", (2, 9, "bad-setting"), "such as 7"),
        ("[fit]\nborderline = -1", (2, 14, "bad-setting"), "such as 0.5"),
        ("[fit]\ngreen = 4", (2, 9, "bad-setting"), "amber at green"),
        ("[fit]\namber = 8", (2, 9, "bad-setting"), "amber at green"),
        ("reminders.evening = 'soon'", (1, 21, "bad-setting"), '"21:00"'),
        ("reminders.evening = '9 pm'", (1, 21, "bad-setting"), "write 21:00"),
        ("criteria = 3", (1, 12, "bad-setting"), "write `[[criteria]]`"),
        ("[criteria]\nid = 'a'", (1, 1, "bad-setting"), "write `[[criteria]]`"),
        ("[[criteria]]\nweight = 2", (1, 1, "bad-setting"), "without spaces"),
        ("[[criteria]]\nid = 'A b'", (2, 6, "bad-setting"), "without spaces"),
        ("[[questions]]\nid = '-a'", (2, 6, "bad-setting"), "without spaces"),
        ("[[questions]]\nid = 3", (2, 6, "bad-setting"), "without spaces"),
        (f"{VALUES}\n{VALUES}", (5, 6, "bad-setting"), "keep one"),
        (f"{VALUES}weight = 0", (3, 10, "bad-setting"), "such as 1"),
        (f"{VALUES}floor = 11", (3, 9, "bad-setting"), "such as 4"),
        (f"{VALUES}enabled = 'no'", (3, 11, "bad-setting"), "`true` or `false`"),
        ("criteria = [{id = 'a'},\n {id = 'b', weight = -1}]", (2, 22, "bad-setting"), "such as 1"),
        ("[[questions]]\nid = 'notes'", (2, 6, "bad-setting"), "another id"),
        ("[[questions]]\nid = 'a'\nheading = ''", (3, 11, "bad-setting"), "double quotes"),
        ("[audiences.'My mum']", (1, 12, "bad-setting"), "small letters"),
        ("[audiences]\ncoach = 3", (2, 9, "bad-setting"), "write `[audiences.coach]`"),
        ("[audiences.a]\ndates = 'week'", (2, 9, "bad-setting"), "one of them"),
        ("[audiences.a]\ncompanies = 'names'", (2, 13, "bad-setting"), "did you mean `name`?"),
        ("[audiences.a]\nfields = 'role'", (2, 10, "bad-setting"), '["one", "another"]'),
        (
            "[audiences.a]\nfields = ['role', # x\n 'rating']",
            (3, 2, "bad-setting"),
            "did you mean `ratings`?",
        ),
        ("[audiences.a]\nsections = ['x']", (2, 13, "bad-setting"), "`goals`"),
        ("title = “x”", (1, 9, "invalid-toml"), "straight double quotes"),
        ("title = 'x", (1, 11, "invalid-toml"), "straight double quotes"),
        ("[reminders]\nevening = 21:00", (2, 13, "invalid-toml"), '`evening = "21:00"`'),
        ("title = 'x'\n  title = 'y'", (2, 3, "invalid-toml"), "keep one"),
        ("[fit]\n[fit]", (2, 1, "invalid-toml"), "keep one"),
        ("fit = {}\n[reminders]\n\n[fit]", (4, 1, "invalid-toml"), "keep one"),
        ("a = [1,\n 2]\na.b = 1\n", (3, 1, "invalid-toml"), "keep one"),
        ("title = My own", (1, 9, "invalid-toml"), "straight double quotes"),
        ("title: 'x'", (1, 1, "invalid-toml"), "write `title = …`"),
        ("title = 'x' 'y'", (1, 13, "invalid-toml"), "straight double quotes"),
        ("title =\n[fit]", (1, 8, "invalid-toml"), "straight double quotes"),
        ("title = # mine", (1, 9, "invalid-toml"), "straight double quotes"),
        ("# mine\n\n  my journal", (3, 3, "invalid-toml"), "write `my = …`"),
        ("[fit]\ngreen = 7,5", (2, 10, "invalid-toml"), "write 7.5"),
        ("[fit\ngreen = 7", (1, 1, "invalid-toml"), "write `[name]`"),
        (f"{VALUES}enabled = True", (3, 11, "invalid-toml"), "write `true`"),
        (f"{VALUES}enabled = no", (3, 11, "invalid-toml"), "write `false`"),
        ("[audiences.a]\nfields = ['role',\n 'fit'\ntasks = 1", (2, 10, "invalid-toml"), "`["),
        ("a = [\n 1,\n 2 3\n]\nb = 1", (1, 5, "invalid-toml"), "`["),
        ("a = [\n 1,\n]\nb = x\nc = [\n2]", (4, 5, "invalid-toml"), "straight double quotes"),
        ('a = """\nb = x\n"""\n\nb = x', (5, 5, "invalid-toml"), "straight double quotes"),
        ("= 'x'", (1, 1, "invalid-toml"), "write `key = value`"),
        ("title = “x", (1, 9, "invalid-toml"), "straight double quotes"),
        ("a = 1\nb = [[1], [2]", (2, 5, "invalid-toml"), "`["),
        (f"a = {'[' * 3000}", (1, 1, "invalid-toml"), "human size"),
        (f"a = {'9' * 5000}", (1, 1, "invalid-toml"), "human size"),
        ("a = 1e99999999999999999999", (1, 1, "invalid-toml"), "human size"),
        ("\r\ntitle = '\x00'", (2, 10, "control-character"), "delete"),
    ],
)
def test_wrong_settings(text: str, problem: tuple[int, int, str], hint: str) -> None:
    """A problem in the settings stands at its value or key, and says how to mend it."""
    assert hint in check(text, problem)


def test_other_wrong_files() -> None:
    """Bytes that are no text are a problem; so are too few or too many criteria."""
    check(b"title = '\xff'", (1, 10, "not-utf-8"))
    off = "".join(
        f"[[criteria]]\nid = '{c.id}'\nenabled = false\n" for c in DEFAULT_SETTINGS.criteria
    )
    check(off, (1, 1, "bad-setting"))
    check("\n" + "".join(f"[[criteria]]\nid = 'x{n}'\n" for n in range(16)), (2, 1, "bad-setting"))


def test_the_later_of_two_equal_keys() -> None:
    """A key given twice is an error at the later one."""
    assert check("title = 'x'\ntitle = 'y'\n", (2, 1, "invalid-toml")) == "keep one of them"


@pytest.mark.parametrize("text", ["title = 'x", "a = 1\na = 2", "[fit]\ngreen = 7,5", "x"])
def test_no_word_of_the_library_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of `tomllib` without any words gives the same problem."""
    expected = parse_settings("journal.toml", text.encode())

    def loads(text: str, **options: Any) -> dict[str, Any]:
        try:
            return tomllib.loads(text, **options)
        except tomllib.TOMLDecodeError:
            raise tomllib.TOMLDecodeError from None

    silent = SimpleNamespace(loads=loads, TOMLDecodeError=tomllib.TOMLDecodeError)
    monkeypatch.setattr(toml_syntax, "tomllib", silent)
    assert parse_settings("journal.toml", text.encode()) == expected


def test_places() -> None:
    """Each key, table and item of a TOML file is found, however it is written."""
    text = '''\
"a b" . c = 1 # x = 2
d = """
e = 3
"""
f = [ [1, 2.5], { g = 'x,]' }, 2026-01-01 10:00:00 ]
[t . u]
h.i = 1
[[t.v]]
[[t.v]]
j = 1
[t.v.w]
'''
    found = {path: (text[p.key :], text[p.value :]) for path, p in positions(text).items()}
    expected: dict[tuple[str | int, ...], tuple[str, str]] = {
        ("a b",): ('"a b"', '"a b"'),
        ("a b", "c"): ("c =", "1 #"),
        ("d",): ("d =", '"""\ne'),
        ("f",): ("f =", "[ ["),
        ("f", 0): ("[1", "[1"),
        ("f", 0, 0): ("1,", "1,"),
        ("f", 0, 1): ("2.5", "2.5"),
        ("f", 1): ("{ g", "{ g"),
        ("f", 1, "g"): ("g =", "'x"),
        ("f", 2): ("2026", "2026"),
        ("t",): ("t . u", "[t . u"),
        ("t", "u"): ("u]", "[t . u"),
        ("t", "u", "h"): ("h.i", "h.i"),
        ("t", "u", "h", "i"): ("i =", "1\n"),
        ("t", "v"): ("v]]", "[[t.v]]\n[["),
        ("t", "v", 0): ("v]]\n[[", "[[t.v]]\n[["),
        ("t", "v", 1): ("v]]\nj", "[[t.v]]\nj"),
        ("t", "v", 1, "j"): ("j =", "1\n"),
        ("t", "v", 1, "w"): ("w]", "[t.v.w"),
    }
    assert found.keys() == expected.keys()
    for path, (key, value) in expected.items():
        assert found[path][0].startswith(key), path
        assert found[path][1].startswith(value), path
    assert positions("") == {}
    assert positions("a=1") == {("a",): TomlPosition(0, 2)}


NAMES = """
title fit green amber borderline reminders evening criteria questions audiences id weight floor
enabled coach fields sections values role x
"""
LITERALS = """
1 -2 7.5 nan true 'role' "values" [] ['role',1] {} {id='x'} [[1]] 21:00:00 2026-01-01
[{id='values',weight=0}] '''a
"""
words, literals = st.sampled_from(NAMES.split()), st.sampled_from(LITERALS.split())
lines = st.one_of(
    st.builds("[{}]".format, words),
    st.builds("[[{}]]".format, words),
    st.builds("[{}.{}]".format, words, words),
    st.builds("{} = {}".format, words, literals),
    st.builds("{}.{} = {} # {}".format, words, words, literals, words),
    st.text(max_size=20),
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(lines, max_size=12).map("\n".join))
def test_no_settings_raise(text: str) -> None:
    """Whatever stands in the file, there are settings, and every problem has a place in it."""
    found, problems = parse_settings("journal/journal.toml", text.encode("utf-8", "replace"))
    assert found.criteria
    assert found.amber <= found.green
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for p in problems:
        assert 1 <= p.line <= len(rows)
        assert 1 <= p.column <= len(rows[p.line - 1]) + 1

"""A key set in a file's bytes: twenty and more ways to write one, and no other byte touched."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.model import Moment, Reflection, SecondLook
from site_builder.parsing import amend
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS

WHY = 'Reread my notes: he interrupted twice, #2 of "ten" — no, three.'
GIVEN: amend.Group = {
    "on": "2026-11-19 08:10",
    "ratings": {"values": "5.5", "manager": "null"},
    "why": WHY,
}
LOOK = SecondLook(
    Moment(date(2026, 11, 19), time(8, 10)), {"values": Fraction(11, 2), "manager": None}, WHY
)
UNWRITABLE = "\u2028\u2029\ufeff\ufffe\uffff"
NAMES = "company: Northwind\nrole: Engineer\n"
RATED = f"{NAMES}interviewed: 2026-11-18 14:00\nratings:\n  values: 8\n  manager: 7\n"
BODY = "\n## What did I find out?\n\nA body.\n"


def file(front: str, body: str = BODY) -> str:
    """A file of front matter and a body."""
    return f"---\n{front}---\n{body}"


FORMATS = {
    "plain": file(RATED),
    "crlf": file(RATED).replace("\n", "\r\n"),
    "cr": file(RATED).replace("\n", "\r"),
    "mixed line ends": file(RATED).replace("\nrole", "\r\nrole").replace("8\n", "8\r"),
    "byte-order mark": "\ufeff" + file(RATED),
    "byte-order mark and crlf": "\ufeff" + file(RATED).replace("\n", "\r\n"),
    "comments everywhere": file(
        f"# one\n{NAMES}  # two\nratings:   # three\n  # four\n  values: 8 # five\n# six\n", BODY
    ),
    "quoted keys": file('"company": \'Northwind\'\n\'role\': "Engineer"\n"ratings": {values: 8}\n'),
    "flow ratings": file(
        f"{NAMES}ratings: {{values: 8, role: 7.5,\n  manager: ~}}\ntags: [a, b]\n"
    ),
    "absent, evidence last": file(
        f"{RATED}evidence:\n  manager: He said: nothing\n".replace(": n", " n")
    ),
    "blank": file(f"{NAMES}second_look:\nstage: interviewing\n"),
    "blank with trailing spaces": file(f"{NAMES}second_look:   \nstage: interviewing\n"),
    "blank with a comment": file(f"{NAMES}second_look:    # next morning\nstage: interviewing\n"),
    "blank with commented lines below": file(
        f"{NAMES}second_look:\n  # on:\n#  ratings: {{values: 1}}\n\n  # why:\ngut: yes\n"
    ),
    "blank and last": file(f"{RATED}second_look:\n"),
    "blank, last, crlf": file(f"{RATED}second_look: # later\n").replace("\n", "\r\n"),
    "blank and quoted key": file(f"{NAMES}'second_look' :\ngut: no\n"),
    "no final newline": file(RATED, "\nA body"),
    "no body": file(RATED, "")[:-1],
    "literal block last": file(f"{RATED}round: |\n  first\n\n  call\n\n\n"),
    "kept block last": file(f"{RATED}round: |+\n  first\n\n\n"),
    "folded block": file(f"round: >-\n  first\n  call\n{RATED}"),
    "plain text over lines": file(f"{RATED}round: first\n  call\n   of all\n"),
    "long dashes and second_look in the body": file(
        RATED, "\n— a —\n\nsecond_look:\n  on: 2026-01-01\n\n---\n\nsecond_look: x\n---\n"
    ),
    "keys indented by four": file("".join(f"    {line}\n" for line in RATED.splitlines())),
    "ratings indented by four": file(f"{NAMES}ratings:\n    values: 8\n    manager: 7\n"),
    "list at the key's own column": file(f"{NAMES}tags:\n- one\n- two\n"),
    "blank lines": f"\n\n---\n\n\n{NAMES}\n\nratings:\n\n  values: 8\n\n\n---  \n\n\n{BODY}\n\n",
    "long fences": f"-----\n{RATED}----\n{BODY}",
    "trailing spaces": file(RATED.replace("\n", "  \n")),
    "comment above the fence": file(f"{RATED}\n# second_look: on the 19th\n"),
    "composed letters": file(unicodedata.normalize("NFC", f"{RATED}round: Gespräch é\n")),
    "decomposed letters": file(unicodedata.normalize("NFD", f"{RATED}round: Gespräch é\n")),
    "other scripts": file(f"{RATED}round: 面接 🙂\n", "\n面接 🙂\n"),
    "blank keys around": file(
        f"{NAMES}round:\nratings:\n  values:\n  manager: 7\ntags: []\nshare:\n"
    ),
    "null on purpose": file(f"{NAMES}ratings: {{values: null, manager: ~}}\n"),
    "tabs in the body": file(RATED, "\n\ta tab\n"),
}  # fmt: skip -- a line a format
STAMPS = {
    "absent": file(RATED),
    "blank": file(f"{NAMES}reflected:\ngut: yes\n"),
    "blank with a comment": file(f"{NAMES}reflected:   # when\ngut: yes\n"),
    "blank, crlf, last": file(f"{RATED}reflected: \n").replace("\n", "\r\n"),
    "blank with a byte-order mark": "\ufeff" + file(f"reflected:\n{NAMES}"),
    "blank and indented": file("  company: A\n  role: B\n  reflected:\n  # c\n  gut: no\n"),
    "absent, block text last": file(f"{NAMES}round: |\n  first\n\n"),
}


def read(data: bytes) -> Reflection:
    """The reflection that the project's own parser reads, without a complaint."""
    parsed = parse_reflection("a.md", "journal/a.md", data, DEFAULT_SETTINGS, lambda _target: None)
    assert parsed.reflection, parsed.problems
    return parsed.reflection


def is_inserted(old: bytes, new: bytes) -> bool:
    """Whether taking one run of bytes out of the new file gives the old one."""
    begin = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    # The run may begin with what follows it, so its place is not one alone.
    return any(
        old == new[:i] + new[i + len(new) - len(old) :]
        for i in range(max(0, begin - 100), begin + 1)
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_second_look_is_inserted_and_nothing_else_changes(form: str) -> None:
    """All bytes stay around one run of new ones, and what is read differs in the second look."""
    old = FORMATS[form].encode()
    new = amend.set_key("journal/a.md", old, "second_look", GIVEN)
    assert is_inserted(old, new)
    assert read(new) == replace(read(old), second_look=LOOK)


@pytest.mark.parametrize("form", STAMPS)
def test_a_stamp_is_inserted_and_nothing_else_changes(form: str) -> None:
    """`reflected` is filled in where it is blank, and added where it is absent."""
    old = STAMPS[form].encode()
    new = amend.set_key("journal/a.md", old, "reflected", "2026-11-18 16:20")
    assert is_inserted(old, new)
    when = Moment(date(2026, 11, 18), time(16, 20))
    assert read(new) == replace(read(old), reflected=when)


def test_the_whole_of_it() -> None:
    """An absent second look stands last, as a block; a blank one is filled in under its comment."""
    look: amend.Group = {"on": "2026-11-19", "ratings": {"values": "5"}, "why": "Slept on it."}
    block = "  on: 2026-11-19\n  ratings: {values: 5}\n  why: Slept on it.\n"
    absent, blank = file(RATED), file(f"{NAMES}second_look: # soon\n# below\ngut: yes\n")
    assert amend.set_key("a", absent.encode(), "second_look", look).decode() == file(
        f"{RATED}second_look:\n{block}"
    )
    assert amend.set_key("a", blank.encode(), "second_look", look).decode() == file(
        f"{NAMES}second_look: # soon\n{block}# below\ngut: yes\n"
    )


def test_new_lines_end_as_the_one_above() -> None:
    """In a file of mixed line ends, new lines end as the line above them does."""
    old = file(RATED).replace("\n", "\r\n", 4).encode()
    assert b"\r\n---" not in old
    new = amend.set_key("a", old, "second_look", GIVEN)
    assert new.count(b"\r\n") == old.count(b"\r\n")
    windows = amend.set_key("a", file(RATED).replace("\n", "\r\n").encode(), "second_look", GIVEN)
    assert windows.count(b"\n") == windows.count(b"\r\n")


def test_blank_quotes_give_way() -> None:
    """Quotes with nothing between them, as property editors write them, are blank: they go."""
    old = file(f'{NAMES}reflected: ""  # when\ngut: yes\n')
    new = amend.set_key("a", old.encode(), "reflected", "2026-11-18").decode()
    assert new == old.replace('""', "2026-11-18")
    old = file(f"{NAMES}second_look: ''\ngut: yes\n")
    new = amend.set_key("a", old.encode(), "second_look", {"on": "2026-11-19"}).decode()
    assert new == old.replace("''", "\n  on: 2026-11-19")


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("{company: A, role: B}\n", "the front matter stands in braces"),
        (f"{NAMES}second_look: {{on: 2026-11-19}}\n", "`second_look` is there already"),
        (f"{NAMES}second_look:\n  on:\n  ratings:\n", "`second_look` is there already"),
        (f"{NAMES}second_look: {{}}\n", "`second_look` is there already"),
        (f"{NAMES}...\n", "`second_look` can't be set here without touching more"),
        ("? company\n: A\n? role\n: B\n? second_look\n", "`second_look` can't be set here"),
        ("company: [A\n", "a bracket is never closed"),
    ],
)
def test_what_is_not_safe_is_refused(front: str, message: str) -> None:
    """A value that is there, and what would read otherwise with a line more, is refused kindly."""
    with pytest.raises(amend.CannotAmend) as refused:
        amend.set_key("journal/a.md", file(front).encode(), "second_look", GIVEN)
    assert refused.value.message.startswith(message)
    assert refused.value.hint


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=UNWRITABLE), min_size=1
    ).filter(str.strip)
)
def test_a_text_reads_back_as_it_was_typed(text: str) -> None:
    """Whatever sentence is typed, the front matter gives it back, and nothing else has moved."""
    old = file(RATED).encode()
    new = amend.set_key("journal/a.md", old, "second_look", {"on": "2026-11-19", "why": text})
    assert is_inserted(old, new)
    second = read(new).second_look
    assert second
    assert second.why == text.strip()


def test_a_text_that_no_file_may_hold_is_refused() -> None:
    """A control character that would make the file unreadable is refused before it is written."""
    with pytest.raises(amend.CannotAmend, match="can't be set here"):
        amend.set_key("a", file(RATED).encode(), "second_look", {"why": "a\x7fb"})

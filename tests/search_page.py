"""`docs/a-search.md` as steps: the commands with what they say, and what was written into files.

Run as `python search_page.py NUMBER FILE` it is the editor of the command of that number: it writes
into the file what the page says.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from site_builder.core.dates import MONTH_NAMES, WEEKDAYS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "a-search.md"
YEAR = re.compile(r"\b20\d\d\b")
PART = re.compile(
    r"^\*\*(?P<weekday>\w+), (?P<day>\d+) (?P<month>\w+)\.\*\*"
    r"|^```console\n(?P<session>.*?)^```$"
    r"|^```markdown (?P<path>\S+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SECTION = re.compile(r"^(?=## )", re.MULTILINE)
LEFT_OUT = re.compile(r"(^…\n|…)", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A command as it was typed on a day, and what the page shows of its output.

    `edits` is what was written after it, a text by the path of its file.
    """

    today: date
    line: str
    shown: str
    edits: dict[str, str] = field(default_factory=dict)


def steps() -> list[Step]:
    """All that is done on the page, in order. Its text names one year, and each day its weekday."""
    page = PAGE.read_text("utf-8")
    (year,) = set(YEAR.findall(PART.sub("", page)))
    found: list[Step] = []
    today = date.min
    for part in PART.finditer(page):
        if part["day"]:
            today = date(int(year), MONTH_NAMES.index(part["month"]) + 1, int(part["day"]))
            assert WEEKDAYS[today.weekday()] == part["weekday"], part[0]
        elif part["path"]:
            found[-1].edits[part["path"]] = part["text"]
        else:
            for command in f"\n{part['session']}".split("\n$ ")[1:]:
                line, _, shown = command.partition("\n")
                found.append(Step(today, line, shown and f"{shown.rstrip()}\n"))
    return found


def write(edits: dict[str, str]) -> None:
    """Write into files, from the current folder, as the page says."""
    for name, text in edits.items():
        path = Path(name)
        old = path.read_text("utf-8") if path.exists() else ""
        path.write_text(written_into(old, text), "utf-8")


def as_shown(said: str, shown: str) -> str:
    """What the page shows of an output, or the whole output where that is not what was said.

    `…` stands for text that is left out, and on a line of its own for one line or more. Spaces at
    the ends of lines do not count.
    """
    said = re.sub(r" +$", "", said, flags=re.MULTILINE)
    patterns = {"…\n": r"(?:.*\n)+?", "…": ".+?"}
    parts = LEFT_OUT.split(shown)
    pattern = "".join(patterns.get(part) or re.escape(part) for part in parts)
    return shown if re.fullmatch(pattern, said) else said


def written_into(old: str, text: str) -> str:
    """A file's text after something was written into it: lines of its front matter, then sections.

    They replace those of the same key or heading, or come behind the others. A file that is not
    there yet gets the text alone.
    """
    if not old:
        return text
    new_keys, *new_sections = SECTION.split(text)
    head, *sections = SECTION.split(old)
    if new_keys:
        _, keys, rest = head.split("---\n", 2)
        head = f"---\n{_with_keys(keys, new_keys)}---\n{rest}"
    by_heading = {_heading(section): section for section in sections}
    by_heading |= {_heading(section): f"{section}\n" for section in new_sections}
    return head + "".join(by_heading.values())


def _heading(section: str) -> str:
    return section.partition("\n")[0]


def _with_keys(front: str, new: str, indent: str = "") -> str:
    """Lines of front matter with new ones, which replace those of the same key at this indent."""
    for key, lines in _lines_of_keys(new, indent).items():
        old = _lines_of_keys(front, indent).get(key)
        head, _, below = lines.partition("\n")
        if old is None:
            front += lines
        elif below:
            changed = _with_keys(old.partition("\n")[2], below, f"{indent}  ")
            front = front.replace(old, f"{head}\n{changed}")
        else:
            front = f"\n{front}".replace(f"\n{old}", f"\n{lines}").removeprefix("\n")
    return front


def _lines_of_keys(front: str, indent: str) -> dict[str, str]:
    """The lines of each key at an indent, with those that are indented below it."""
    keys = re.finditer(rf"^{indent}(\w+):.*\n(?:{indent} +.*\n)*", front, re.MULTILINE)
    return {key[1]: key[0] for key in keys}


if __name__ == "__main__":
    number, opened = sys.argv[1:]
    write({name: text for name, text in steps()[int(number)].edits.items() if name == opened})

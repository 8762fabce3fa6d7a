"""Searches told day by day in `stories/*.md`: what is written, and the next moves after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.core.dates import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STORIES = Path(__file__).parent / "stories"
PART = re.compile(r"^## (\w+) (\d{4}-\d\d-\d\d).*\n", re.MULTILINE)
FENCE = re.compile(r"^~~~ (?:(diff) )?(\S+)\n(.*?)^~~~$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (?!job )(.*) \|$", re.MULTILINE)
OVER = "-"


@dataclass(frozen=True)
class Move:
    """A row of a table: the kind of a next move, its words, its date, and the file it leads to."""

    kind: str
    text: str | None
    due: str | None
    slug: str | None


@dataclass(frozen=True)
class Day:
    """A day, or a part of it: the files as they are then, and the next move of each live job."""

    today: date
    files: Mapping[str, str]
    moves: Mapping[str, Move]


def days(story: str) -> Iterator[Day]:
    """Every day of a story in order, those that it leaves out too; a day may come in parts."""
    text = (STORIES / f"{story}.md").read_text("utf-8")
    files: dict[str, str] = {}
    moves: dict[str, Move] = {}
    earlier: date | None = None
    _, *parts = PART.split(text)
    for weekday, written, part in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        today = date.fromisoformat(written)
        assert WEEKDAYS[today.weekday()] == weekday, written
        while earlier and (earlier := earlier + timedelta(days=1)) < today:
            yield Day(earlier, dict(files), dict(moves))
        earlier = today
        for is_change, name, content in FENCE.findall(part):
            files[name] = _changed(files[name], content) if is_change else content
        for row in ROW.findall(FENCE.sub("", part)):
            job, kind, *rest = (cell.strip() for cell in row.split("|"))
            moves[job] = Move(kind, *(cell or None for cell in rest))
        moves = {job: move for job, move in moves.items() if move.kind != OVER}
        yield Day(today, dict(files), dict(moves))


def _changed(text: str, diff: str) -> str:
    """A file's text after a diff without line numbers; each hunk must fit in one place."""
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert f"\n{text}".count(f"\n{before}") == 1, hunk
        text = f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]
    return text

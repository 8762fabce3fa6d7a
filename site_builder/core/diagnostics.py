"""Problems in what a user wrote, as values: where, what is wrong, and how to mend it.

Every room that checks something returns `Diagnostic`s; only the commands print them. This module
also lists every code there is. Failures of the machine (a full disk) are exceptions, and not here.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]

MAX_PROBLEMS_SHOWN = (
    100  # problems shown of one file; thousands are one mistake that repeats itself
)

# Every code there is, with what it means; docs/format.md lists the same (a test holds this).
CODES = {
    "after-accepted": "An interview or a stage after a job was accepted; it changes nothing.",
    "after-ending": "An interview planned after a job ended: was it reopened, or is it cancelled?",
    "alias": "YAML anchors and aliases (`&name`, `*name`) are not used here.",
    "bad-date": "Not a date or time that exists, or not written as `2026-11-18 14:00`.",
    "bad-rating": "A rating that is not a whole or half number from 1 to 10.",
    "bad-setting": "A value in `journal.toml` that makes no sense there.",
    "broken-link": "A relative link that leads to no page of the site, or an embedded file.",
    "comment-unclosed": "A comment (`<!--` or `%%`) that never ends, and takes the rest away.",
    "conflict-marker": "Two versions that git could not merge, with its marks between them.",
    "contradiction": "A decision that does not go with the stage.",
    "control-character": "A character that no editor shows, such as a NUL or an escape.",
    "curly-quotes": "A name in curly quotes, which do not quote in YAML and stay part of it.",
    "cut-short": "A space and a `#` begin a comment, and cut the sentence short.",
    "date-order": "A date that lies before the one it must follow.",
    "duplicate-key": "The same key twice in one mapping.",
    "duplicate-slug": "Two files whose pages would have the same address.",
    "empty-file": "A file without any text.",
    "far-ahead": "An interview more than two years ahead.",
    "front-matter-missing": "The file does not begin with front matter between two lines of `---`.",
    "front-matter-not-mapping": "Front matter that is not made of lines of `key: value`.",
    "front-matter-unclosed": "The closing line of `---` is missing.",
    "invalid-toml": "`journal.toml` is not valid TOML.",
    "invalid-yaml": "The front matter is not valid YAML.",
    "leak": "What is withheld from an audience stands in what it would be shown.",
    "missing-key": "`company` or `role` is not given, or a key that another one goes with.",
    "near-date": "A task's `due:`, `done:` or `until:` without something that is read.",
    "near-equal": "Two names so alike that they may mean the same job.",
    "near-heading": "A heading that is nearly a question's, or is written in another way.",
    "near-task": "A task that is not quite a list item with `[ ]` or `[x]`, and is not read.",
    "not-utf-8": "The file is not text in UTF-8.",
    "odd-space": "A line that begins with a space of another kind, such as a no-break space.",
    "offset": "A time with a time zone; times are local and have none.",
    "reopened": "A file that goes on with a job after its end, and so opens it again.",
    "reserved-name": "A file or folder whose name the site needs for itself, or has no room for.",
    "sync-copy": "A copy that a syncing program made, beside its file; it is not read.",
    "tab": "A tab where YAML wants spaces.",
    "tag": "YAML tags (`!name`) are not used here.",
    "template-error": "A template that Jinja can't read or run.",
    "too-deep": "Nested deeper, or more tangled, than any reflection needs.",
    "too-many": "More problems in one file than anybody would read; the first are shown.",
    "undated-ending": "An ending without a date, which outranks the stage of a dated file.",
    "unguarded-name": "A company's name without a word that `publish` can look for by itself.",
    "unknown-audience": "`share` names an audience that `journal.toml` does not have.",
    "unknown-criterion": "A rating or evidence for a criterion that there is not.",
    "unknown-key": "A key that is not read: an error near one of ours, else a warning.",
    "unknown-value": "A word that is not one of those the key allows.",
    "unread-file": "A file that was surely meant as a reflection and is not read.",
    "unreadable": "The file could not be opened.",
    "wrong-type": "A list where a text belongs, or the other way round.",
}


@frozen
class Diagnostic:
    """One problem at one position.

    `line` and `column` count from 1, columns in characters. `path` begins with the journal
    folder's own name (`journal/a.md`), with `/` on every system. `source` is the text of the line,
    for printing it with a caret; it is left out of JSON.
    """

    path: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str | None = None
    source: str = ""

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The sort key in which problems are shown: by file, then by position."""
        return (self.path, self.line, self.column, self.code)

    def data(self) -> dict[str, str | int | None]:
        """The diagnostic as `check --format json` prints it; other programs rely on its keys."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
        }


class SourceText:
    """A file's text, which knows the line and column of each of its characters.

    Lines must end in line feeds alone, as other line ends would shift every position.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        # One more than lines: the last is the index behind the text, where no line begins.
        return list(accumulate((len(line) + 1 for line in self._lines), initial=0))

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at an index; the text's end has one too."""
        line = bisect_right(self._starts, index, hi=len(self._lines))
        return line, index - self._starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """The index of the character at a line and column, both from 1: the reverse of `place`."""
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        return self._lines[number - 1]

    def problem(
        self,
        index: int,
        code: str,
        message: str,
        hint: str | None = None,
        severity: Severity = "error",
    ) -> Diagnostic:
        """A diagnostic at the character with this index."""
        line, column = self.place(index)
        return Diagnostic(self.path, line, column, severity, code, message, hint, self.line(line))


def first_problems(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """One file's problems, sorted; of more than 100 the first ones, and a last that counts all.

    Errors go before warnings where not all are shown.
    """
    in_order = sorted(problems, key=lambda p: p.order)
    if len(in_order) <= MAX_PROBLEMS_SHOWN:
        return tuple(in_order)
    # "error" sorts before "warning"; sorting is stable, so that the first of each come first.
    shown = sorted(in_order, key=lambda p: p.severity)[:MAX_PROBLEMS_SHOWN]
    shown.sort(key=lambda p: p.order)
    message = f"{len(in_order)} problems in this file; {MAX_PROBLEMS_SHOWN} of them are shown"
    notice = replace(shown[-1], code="too-many", message=message, hint="mend these first")
    return (*shown, notice)


def problem_counts(problems: Iterable[Diagnostic]) -> str:
    """How many there are of each severity: `2 errors, 1 warning`; empty for none."""
    severities = [p.severity for p in problems]
    counts = ((severities.count(severity), severity) for severity in ("error", "warning"))
    return ", ".join(f"{n} {severity}{'' if n == 1 else 's'}" for n, severity in counts if n)

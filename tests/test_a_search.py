"""docs/a-search.md, a search from first call to accepted offer, is what happens."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
import search_page

from site_builder.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from search_page import Step


def output_of(step: Step, editor: str) -> str:
    """All that a command says on its day, with the answers that the page gives to its questions."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True)
    shown = step.shown.splitlines()

    def answer(question: str) -> str:
        """What stands behind the question on the page, which a terminal shows; Enter for none."""
        question = question.rstrip()
        line = next((line for line in shown if line.startswith(question)), question)
        out.write(f"{line}\n")
        if line in shown:
            del shown[: shown.index(line) + 1]
        return line.removeprefix(question).strip()

    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        patch.dict(os.environ, AFTERVIEW_TODAY=str(step.today), EDITOR=editor, COLUMNS="80"),
        patch("click.termui.visible_prompt_func", answer),
        patch.object(sys, "argv", shlex.split(step.line)),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    out.seek(0)
    said = out.read()
    assert not ended.value.code, said
    return said


def test_the_search_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of docs/a-search.md, typed in order in a fresh folder, on its day and with what
    the page says was written, answers what the page shows.
    """
    monkeypatch.chdir(tmp_path)
    for number, step in enumerate(search_page.steps()):
        editor = shlex.join([sys.executable, search_page.__file__, str(number)])
        said = output_of(step, editor)
        assert search_page.as_shown(said, step.shown) == step.shown, step.line
        search_page.write(step.edits)  # over again what an editor wrote: nothing changes by it

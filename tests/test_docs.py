"""The docs say what the code does."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import click
import pytest
from fonts import require

from site_builder.cli import VERBS
from site_builder.commands.arguments import argument_name, argument_rows
from site_builder.core.fit import judge, weight_shares
from site_builder.core.robustness import share_above
from site_builder.pages.fit_wording import fit_view
from site_builder.pages.views import FitView
from site_builder.pages.wording import decimal, share_text
from site_builder.parsing.reflection import parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS
from site_builder.redaction.guards import GUARDS

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import manpages  # noqa: E402 -- a script beside the docs, not a package
import tables  # noqa: E402 -- as above

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", tables.PAGES)
def test_tables_are_in_step(name: str) -> None:
    """The tables of fields, codes and verbs are those that `python docs/tables.py` writes."""
    text = (ROOT / name).read_text("utf-8")
    assert tables.filled(text) == text


def test_manual_pages_are_in_step() -> None:
    """The manual pages are those that `python docs/manpages.py` writes, one a verb and one more."""
    written = {path.name: path.read_text("utf-8") for path in manpages.FOLDER.iterdir()}
    assert written == manpages.pages()


def test_manual_pages_are_sound() -> None:
    """`mandoc` has nothing to say of any page, not even about its style."""
    mandoc = Path(shutil.which("mandoc") or "/usr/bin/mandoc")
    require(mandoc, "mandoc")
    pages = sorted(manpages.FOLDER.iterdir())
    done = subprocess.run(
        [mandoc, "-T", "lint", "-W", "all", *pages], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("verb", VERBS)
def test_help_is_in_plain_words(verb: str) -> None:
    """Help and manual say `job` and `move`, and explain each argument that they name."""
    page = manpages.pages()[f"afterview-{verb}.1"]
    assert not re.search(r"\b(opportunit\w+|balls?|pending)\b", page, re.IGNORECASE)
    command = tables.command_of(verb)
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    names = {argument_name(p) for p in arguments} - {"DECISION"}
    assert {name for name, _ in argument_rows(command)} == names


def test_every_link_of_the_docs_leads_somewhere() -> None:
    """Every relative link in the README and the docs names a file that is there."""
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_counts_of_the_security_page_hold() -> None:
    """SECURITY.md counts the kills, hostile texts and guarded fields that the tests have."""
    from test_faults import KILLS
    from test_guarded import NO_TEXTS
    from test_hostile import CLIMBING, LINKS, PAYLOADS, SCHEMES, killers

    text = (ROOT / "SECURITY.md").read_text("utf-8")
    journals = list(killers())
    assert f"{sum(kills for kills, _, _ in KILLS)} kills" in text
    assert f"{sum(len(f) for _, f in journals)} hostile files in {len(journals)} journals" in text
    assert f"{len(PAYLOADS)} texts, {len(SCHEMES)} ways to write a scheme, {len(LINKS)}" in text
    assert f"{len(CLIMBING)} names" in text
    assert f"{len(GUARDS)} guarded fields, {len(NO_TEXTS)} others" in text


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    """The commands that begin a journal in the README run, one after the other, and end well."""
    commands = re.findall(r"^\$ (afterview .*)$", README, re.MULTILINE)
    assert len(commands) >= 3
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EDITOR": "true", "AFTERVIEW_PORT": "0"}
    for line in commands:
        words = [sys.executable, "-m", "site_builder", *shlex.split(line)[1:]]
        with subprocess.Popen(
            words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            while (said := process.stdout.readline()) and "Ctrl-C ends it" not in said:
                pass
            if said:
                process.send_signal(signal.SIGINT)
        assert process.returncode == 0, line
    assert any("watch" in line for line in commands)
    assert (tmp_path / "site" / "index.html").exists()


def test_the_example_of_the_theming_works(tmp_path: Path) -> None:
    """The style sheet and the line of docs/theming.md, put where it says, change the pages."""
    text = (ROOT / "docs" / "theming.md").read_text("utf-8")
    style, line = (re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("css", "html"))
    assert style
    assert line
    templates = tmp_path / "templates"
    templates.mkdir()
    (tmp_path / "journal").mkdir()
    (templates / "mine.css").write_text(style[1], "utf-8")
    base = (ROOT / "templates" / "base.html").read_text("utf-8")
    (templates / "base.html").write_text(base.replace("</head>", f"{line[1]}</head>"), "utf-8")
    command = [sys.executable, "-m", "site_builder", "build", "-q"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, cwd=tmp_path, check=False, env=environment).returncode == 0
    page = (tmp_path / "site" / "compare" / "index.html").read_text("utf-8")
    assert '<link rel="stylesheet" href="../mine.css">' in page
    assert (tmp_path / "site" / "mine.css").read_text("utf-8") == style[1]


def test_the_theming_page_names_each_field_of_a_fit() -> None:
    """docs/theming.md names every field of a fit that a template is given, and no other."""
    text = (ROOT / "docs" / "theming.md").read_text("utf-8")
    table = text.split("there is a `fit`")[1].split("`m.verdict")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    named = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(field.name for field in fields(FitView))


def test_the_example_of_the_readme_is_read() -> None:
    """The reflection in the README is read without a problem."""
    example = re.search(r"```markdown\n(.*?)```", README, re.DOTALL)
    assert example
    found = parse_reflection(
        "a.md", "journal/a.md", example[1].encode(), DEFAULT_SETTINGS, lambda _: None
    )
    assert found.problems == ()
    assert found.reflection
    assert len(found.reflection.body.tasks) == 2


def test_the_figures_of_the_judgement_hold() -> None:
    """The example that docs/judgement.md works out comes to the figures that it gives."""
    text = " ".join((ROOT / "docs" / "judgement.md").read_text("utf-8").split())
    ids = [c.id for c in DEFAULT_SETTINGS.criteria]

    def rated(*values: float) -> dict[str, Fraction | None]:
        return dict(zip(ids, map(Fraction, values), strict=False))

    ratings = rated(8, 8, 8, 8, 4)
    fit = judge(ratings, DEFAULT_SETTINGS)
    lower = judge({**ratings, "values": Fraction("6.5")}, DEFAULT_SETTINGS)
    part = judge(rated(8, 8, 8, 8), DEFAULT_SETTINGS)
    assert fit.score
    assert fit.margin
    assert fit.share
    assert fit.flip
    assert lower.score
    words = fit_view(fit, ratings, DEFAULT_SETTINGS)
    now = share_text(weight_shares(DEFAULT_SETTINGS)[fit.flip.criterion])
    for sentence in (
        (
            f"green from {decimal(DEFAULT_SETTINGS.green)}, "
            f"amber from {decimal(DEFAULT_SETTINGS.amber)}, red below"
        ),
        f"The score is {decimal(fit.score)}, so the light is {fit.light}.",
        f"for then the score is {decimal(lower.score)};",
        f"The margin is {decimal(fit.margin)} points",
        f'"{words.summary}"',
        (
            f"{fit.share.numerator} of {fit.share.denominator} parts of all weights: "
            f"{share_text(fit.share)}."
        ),
        f"above {share_text(fit.flip.share)} on the 4, which has {now} now",
        f"from {decimal(part.low)} to {decimal(part.high)}, and have none yet",
        f"under {share_text(share_above((Fraction(3), Fraction(0)), (Fraction(0), Fraction(1))))}",
    ):
        assert sentence in text
    assert (part.light, fit.strength, lower.light) == ("unknown", "fragile", "amber")
    values = DEFAULT_SETTINGS.criteria[0]
    assert f"a rating below {decimal(values.floor)} makes the light amber" in text
    assert f"({decimal(values.dealbreaker)} or less makes it red)" in text


def test_the_message_of_the_readme_is_what_is_said(tmp_path: Path) -> None:
    """The diagnostic that the README shows is what `check` prints for that line."""
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert shown
    journal = tmp_path / "journal"
    journal.mkdir()
    lines = ["---", "company: A", "role: R", "round: x", "gut: yes", "tags: []", "ratings:"]
    text = "\n".join([*lines, "  values: 8", "  manager: 8/10", "---", ""])
    (journal / "2026-11-18-northwind-manager.md").write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "site_builder", "check", "-q"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout.rstrip() == shown[1].rstrip()

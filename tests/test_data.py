"""`journal.json`, and the same figures wherever they are shown."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from site_builder.build.reading import read_journal
from site_builder.cli import afterview
from site_builder.pages import data
from site_builder.pages.context import Context
from site_builder.pages.index import row
from site_builder.parsing.journal import parse_journal

if TYPE_CHECKING:
    from site_builder.core.journal import Journal

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
SCHEMA = json.loads((ROOT / "docs" / "journal.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def sample() -> Journal:
    """The sample journal."""
    return read_journal(ROOT / "journal", TODAY)


@pytest.fixture(scope="module")
def written(sample: Journal) -> dict[str, Any]:
    """What `journal.json` says of the sample."""
    parsed: dict[str, Any] = json.loads(data.json_bytes(sample))
    return parsed


def test_it_follows_its_schema(written: dict[str, Any]) -> None:
    """The sample's `journal.json` is valid by its schema, which leaves no key open."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(written, SCHEMA)


def test_a_journal_of_nothing_follows_it_too() -> None:
    """An empty journal has every key, and nothing under it."""
    parsed = json.loads(data.json_bytes(parse_journal("journal", {}, TODAY)))
    jsonschema.validate(parsed, SCHEMA)
    assert parsed["reflections"] == parsed["opportunities"] == parsed["problems"] == []


def test_errors_appear_in_problems_alone() -> None:
    """A reflection with errors is in `problems` and nowhere else."""
    files = {"a.md": b"---\ncompany: Hidden\nrole: R\nratings: {values: 11}\n---\nsecret\n"}
    text = data.json_bytes(parse_journal("journal", files, TODAY))
    parsed = json.loads(text)
    jsonschema.validate(parsed, SCHEMA)
    (problem,) = parsed.pop("problems")
    assert (problem["path"], problem["line"], problem["column"]) == ("journal/a.md", 4, 19)
    assert "Hidden" not in json.dumps(parsed)


def test_the_newest_stand_first(written: dict[str, Any]) -> None:
    """Reflections stand newest first, those without a date last."""
    dates = [r["interviewed"] or r["reflected"] or "" for r in written["reflections"]]
    days = [d[:10] for d in dates]
    assert days == sorted(days, reverse=True)


def test_rounds_stand_oldest_first(written: dict[str, Any]) -> None:
    """An opportunity's rounds stand oldest first, and each names it."""
    named = {r["slug"]: r["opportunity"] for r in written["reflections"]}
    for opportunity in written["opportunities"]:
        assert {named[slug] for slug in opportunity["rounds"]} == {opportunity["key"]}


@pytest.mark.parametrize(
    ("value", "shown"),
    [("7", "7"), ("36/5", "7.2"), ("175/256", "0.6836"), ("1/3", "0.3333"), ("1/32", "0.0312")],
)
def test_figures(value: str, shown: str) -> None:
    """Whole numbers are integers; others are half-even to four decimals."""
    assert json.dumps(data.number(Fraction(value))) == shown


def test_the_worked_example(written: dict[str, Any]) -> None:
    """The job rated 8, 8, 8, 8, 4 has the fit that the design prints."""
    job = next(o for o in written["opportunities"] if o["company"] == "Northwind Traders")
    assert job["fit"] == {
        "score": 7.2,
        "low": 7.2,
        "high": 7.2,
        "light": "green",
        "unknown": [],
        "breached": [],
        "capped_by": [],
        "borderline": True,
        "turns": [
            {"criterion": "values", "rating": 6.5, "to": "amber"},
            {"criterion": "role", "rating": 6.5, "to": "amber"},
            {"criterion": "manager", "rating": 6.5, "to": "amber"},
            {"criterion": "compensation", "rating": 6.5, "to": "amber"},
            {"criterion": "intangibles", "rating": 3.5, "to": "amber"},
        ],
        "margin": 0.5,
        "strength": "fragile",
        "share": 0.6836,
        "flip": {"criterion": "intangibles", "share": 0.25, "direction": "above", "to": "amber"},
    }


def test_pairs_stand_once_in_order(written: dict[str, Any]) -> None:
    """Each pair of fully rated live opportunities stands once, a before b by key."""
    pairs = [(p["a"], p["b"]) for p in written["against"]]
    rated = {
        o["key"] for o in written["opportunities"] if o["live"] and o["fit"]["score"] is not None
    }
    assert pairs == sorted({(a, b) for a in rated for b in rated if a < b})


def test_site_export_and_terminal_say_the_same(sample: Journal, tmp_path: Path) -> None:
    """The page, the export and the terminal show one score and one light for each opportunity."""
    runner = CliRunner()
    options = ["-j", str(ROOT / "journal"), "--today", TODAY.isoformat()]
    export = runner.invoke(afterview, ["export", *options])
    assert export.exit_code == 0, export.exception
    exported = json.loads(export.output)
    status = runner.invoke(afterview, ["status", *options]).output
    built = runner.invoke(afterview, ["build", *options, "-o", str(tmp_path / "site")])
    assert built.exit_code == 0
    assert (tmp_path / "site" / "journal.json").read_bytes() == data.json_bytes(sample)
    ctx = Context(sample)
    for job, found in zip(sample.opportunities, exported["opportunities"], strict=True):
        assert found["key"] == job.key
        shown = row(job, ctx).fit
        if found["fit"]["score"] is not None:
            floor = int(found["fit"]["score"] * 10 + 1e-9) / 10
            assert shown.score == f"{floor:.1f}"
        page = tmp_path / "site" / "opportunities" / job.key / "index.html"
        text = page.read_text("utf-8")
        assert (shown.score or shown.range or "") in text
        assert f"lamp {found['fit']['light']}" in text
        if job.live:
            line = shown.score or shown.range or ""
            assert re.search(rf"{shown.light.label}\s+{re.escape(line)}\s", status)


def test_the_text_is_the_data(sample: Journal) -> None:
    """The text of `journal.json`, put together from parts, is its data and nothing else."""
    assert json.loads(data.json_bytes(sample)) == data.journal_data(sample)

"""The sliders of the comparison in a real browser: what would turn if it mattered more."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder.build.reading import read_journal
from site_builder.core.fit import judge
from site_builder.core.page_addresses import opportunity_page
from site_builder.pages.wording import score_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
SET = """values => document.querySelectorAll('.sliders input').forEach((slider, i) => {
  slider.value = values[i];
  slider.dispatchEvent(new Event('input', { bubbles: true }));
})"""
SHOWN = """[...document.querySelectorAll('.what-if .job')].map(row => [
  row.dataset.key,
  row.querySelector('.light').textContent.trim().toLowerCase(),
  row.querySelector('.score').textContent,
  row.querySelector('.was')?.textContent.trim() ?? '',
])"""

BARS = """[...document.querySelectorAll('.what-if .job')].map(row => [
  row.dataset.key,
  [...row.querySelectorAll('.profile .well, .profile .low, .profile .broken')].map(bar => [
    bar.getAttribute('class'),
    Number(bar.getAttribute('stroke-width')),
    Math.abs(Number(bar.getAttribute('d').split('v')[1])),
  ]),
])"""
BAR_UNITS = 40  # five bars of eight units each


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample journal with weights that differ, one of them a decimal."""
    folder = tmp_path_factory.mktemp("sliders") / "journal"
    shutil.copytree(ROOT / "journal", folder)
    settings = (folder / "journal.toml").read_text("utf-8")
    for id_, weight in (("values", "1.5"), ("intangibles", "0.75")):
        settings = settings.replace(f'id = "{id_}"\n', f'id = "{id_}"\nweight = {weight}\n')
    assert settings.count("weight = ") == 2
    (folder / "journal.toml").write_text(settings, "utf-8")
    return folder


@pytest.fixture(scope="module")
def compare(folder: Path) -> str:
    """The address of its comparison, on the disk."""
    site = folder.parent / "site"
    command = [sys.executable, "-m", "site_builder", "build", "-q", "-j", str(folder)]
    subprocess.run([*command, "-o", str(site), "--today", TODAY.isoformat()], cwd=ROOT, check=True)
    return (site / "compare" / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser, compare: str) -> Page:
    """The comparison, opened anew."""
    page = browser.new_page()
    page.goto(compare)
    return page


def test_sliders_judge_as_the_program_does(page: Page, folder: Path) -> None:
    """At any weights, lights and scores are those of the program at the same weights."""
    journal = read_journal(folder, TODAY)
    settings = journal.settings
    random_ = random.Random(20)  # noqa: S311 -- the same weights in every run
    weights = [[random_.randint(1, 40) for _ in settings.criteria] for _ in range(60)]
    jobs = {opportunity_page(o.key): o for o in journal.opportunities}
    for values in [[10] * len(settings.criteria), *weights]:
        page.evaluate(SET, values)
        moved = replace(
            settings,
            criteria=tuple(
                replace(c, weight=c.weight * value)
                for c, value in zip(settings.criteria, values, strict=True)
            ),
        )
        shown = page.evaluate(SHOWN)
        assert len(shown) >= 6
        for key, light, score, was in shown:
            fit = judge(jobs[key].ratings, moved)
            before = jobs[key].fit.light
            assert fit.score is not None
            assert (light, score) == (fit.light, score_text(fit.score, moved)), values
            assert was == ("" if before == fit.light else f"was {before}")


def test_bars_are_as_wide_as_they_weigh(page: Page, folder: Path) -> None:
    """In each profile below the sliders a bar has its criterion's share of the width, the height of
    its rating, and the colour of its floor and deal-breaker.
    """
    journal = read_journal(folder, TODAY)
    criteria = journal.settings.criteria
    jobs = {opportunity_page(o.key): o for o in journal.opportunities}
    for values in ([10] * len(criteria), [40, 1, 7, 13, 20]):
        page.evaluate(SET, values)
        total = sum(c.weight * value for c, value in zip(criteria, values, strict=True))
        for key, bars in page.evaluate(BARS):
            expected = []
            for c, value in zip(criteria, values, strict=True):
                rating = jobs[key].ratings[c.id]
                assert rating is not None
                kind = "low" if rating < c.floor else "well"
                kind = "broken" if rating <= c.dealbreaker else kind
                width = float(c.weight * value / total * BAR_UNITS)
                expected.append([kind, pytest.approx(width), pytest.approx(float(rating * 3))])
            assert bars == expected


def test_sliders_can_be_set_back(page: Page) -> None:
    """The keyboard moves a slider, the change is announced, and one button takes it back."""
    before = page.evaluate(SHOWN)
    page.focus(".sliders input")
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    changed = [row for row in page.evaluate(SHOWN) if row[3]]
    names = page.evaluate(
        "[...document.querySelectorAll('.changed .what b')].map(b => b.textContent)"
    )
    assert names
    assert page.inner_text(".sliders [role=status]") == (
        f"{len(changed)} of {len(before)} lights change: {'; '.join(names)}."
    )
    page.click(".sliders button")
    assert page.evaluate(SHOWN) == before
    assert page.inner_text(".sliders [role=status]") == ""


def test_there_is_nothing_to_move_without_a_script(browser: Browser, compare: str) -> None:
    """Without scripts, and on paper, the sliders and their rows are not there."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(compare)
    assert not page.is_visible(".what-if")
    context.close()
    printed = browser.new_page()
    printed.goto(compare)
    assert printed.is_visible(".what-if")
    printed.emulate_media(media="print")
    assert not printed.is_visible(".what-if")

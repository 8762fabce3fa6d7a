from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))

from bench import corpus, measure, report
from bench.generators import Generator, generators
from site_builder.build.reading import read_journal
from site_builder.parsing.settings import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = "from bench import corpus; print([r.text for r in corpus.reflections(10)])"
# What serves each reflection's source as its page, and what ends at once.
SERVERS = {
    "page": """
import http.server, pathlib, sys
class Source(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        source = pathlib.Path(sys.argv[1]).parent / (self.path.split("/")[2] + ".md")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(source.read_bytes() + b"</html>")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Source).serve_forever()
""",
    "nothing": "",
}
SETUP = report.Setup({"Afterview": "1.0", "Hugo": "2.0"}, "A machine")


@pytest.fixture
def afterview(tmp_path: Path) -> Generator:
    """Afterview on a made-up journal of ten reflections."""
    (generator,) = generators(tmp_path, tmp_path, ["Afterview"])
    ours = (sys.executable, "-m", "site_builder")
    verbs = {kind: (*ours, *command[1:]) for kind, command in generator.verbs.items()}
    made = replace(generator, build=(*ours, *generator.build[1:]), verbs=verbs)
    made.write_site(corpus.reflections(10))
    return made


def figures(**measured: list[float]) -> measure.Figures:
    """What was measured of one generator."""
    return measure.Figures(measured)


def test_the_corpus_depends_on_its_seed_alone() -> None:
    """Equal seeds give equal texts, in any process, others differ; more begins like less."""
    ten = [r.text for r in corpus.reflections(10)]
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-c", TEXTS]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(ten)
    assert [r.text for r in corpus.reflections(300)][:10] == ten
    assert [r.text for r in corpus.reflections(10, seed=2)] != ten


def test_the_corpus_is_a_journal(afterview: Generator) -> None:
    """A made-up journal has no problems, all answers, tasks, questions and second looks."""
    journal = read_journal(afterview.site / "journal", corpus.TODAY)
    assert journal.problems == ()
    assert len(journal.reflections) == 10
    asked = {question.id for question in DEFAULT_SETTINGS.questions}
    for reflection in journal.reflections:
        assert {section.id for section in reflection.body.sections if section.has_text} > asked
        assert len(reflection.body.tasks) == 2
        assert len(reflection.body.questions) == 6
    assert any(reflection.second_look for reflection in journal.reflections)
    assert any(len(opportunity.rounds) > 1 for opportunity in journal.opportunities)


def test_the_corpus_is_like_a_journal_of_years() -> None:
    """Bodies have about 500 words, slugs differ, a few jobs are alive, many have some rounds."""
    many = list(corpus.reflections(1000))
    words = [len(reflection.body.split()) for reflection in many]
    assert 450 < sum(words) / len(words) < 550
    assert len({reflection.slug for reflection in many}) == 1000
    assert max(reflection.day for reflection in many) < corpus.TODAY


def test_all_generators_get_the_same_bodies(afterview: Generator, tmp_path: Path) -> None:
    """Each generator's file ends with the body that Afterview's has."""
    program = tmp_path / "venv/lib/python3/site-packages/hugo/binaries/hugo"
    program.parent.mkdir(parents=True)
    program.touch()
    others = generators(tmp_path, tmp_path / "others", ["Hugo", "Pelican"])
    for reflection in corpus.reflections(3):
        for generator in (afterview, *others):
            assert generator.source_text(reflection).endswith(f"\n\n{reflection.body}")


def test_builds_are_measured(afterview: Generator) -> None:
    """A round of builds gives a figure of each kind, of builds that did what they should."""
    slugs = [reflection.slug for reflection in corpus.reflections(10)]
    bench = measure.Bench([afterview], slugs)
    bench.measure_builds(1)
    measured = bench.figures["Afterview"].by_kind
    kinds = ("cold", "same", "edit", "status", "check")
    twice = {f"{kind}{by}" for kind in kinds for by in ("", measure.PROCESSOR)}
    assert {what: len(found) for what, found in measured.items()} == dict.fromkeys(twice, 1)
    assert all(figure > 0 for found in measured.values() for figure in found)
    assert "Edit number" in "".join(afterview.page_path(s).read_text("utf-8") for s in slugs)


@pytest.mark.parametrize(("command", "why"), [(("true",), "left out"), (("false",), "ended with")])
def test_a_build_that_does_nothing_is_not_measured(
    afterview: Generator, command: tuple[str, ...], why: str
) -> None:
    """A generator that fails, or leaves pages out, stops the bench."""
    bench = measure.Bench([replace(afterview, build=command)], ["a"])
    with pytest.raises(measure.MeasurementError, match=why):
        bench.measure_builds(1)


def test_an_edit_that_is_not_built_is_noticed(afterview: Generator) -> None:
    """A page without the words that were added to its reflection stops the bench."""
    slugs = [reflection.slug for reflection in corpus.reflections(10)]
    once = ("sh", "-c", 'test -e output || "$0" "$@"', *afterview.build)
    with pytest.raises(measure.MeasurementError, match="left out an edit"):
        measure.Bench([replace(afterview, build=once)], slugs).measure_builds(1)


@pytest.mark.parametrize(("served", "wrong"), [("page", False), ("nothing", True)])
def test_a_served_edit_is_waited_for(afterview: Generator, served: str, wrong: bool) -> None:  # noqa: FBT001 -- a case
    """A server's page is asked for until it holds the edit, is broken, and is mended; a server that
    ends stops the bench.
    """
    python = [sys.executable, "-c", SERVERS[served], str(afterview.source_path(""))]
    slugs = [reflection.slug for reflection in corpus.reflections(10)]
    # What serves the source shows what is half typed in it.
    shown = replace(afterview, serve=tuple(python), unreadable_text="gut: [")
    bench = measure.Bench([shown], slugs)
    if wrong:
        with pytest.raises(measure.MeasurementError, match="did not serve"):
            bench.measure_serving(1)
    else:
        bench.measure_serving(2)
        measured = bench.figures["Afterview"].by_kind
        kinds = (measure.EDIT_SERVED, measure.BROKEN_SERVED, measure.MENDED_SERVED)
        assert {what: len(found) for what, found in measured.items()} == dict.fromkeys(kinds, 2)


def test_the_tables_hold_what_was_measured() -> None:
    """Medians stand in the page with their ratio to Hugo's, and in the goals the ratios alone."""
    sizes = {
        100: {
            "Afterview": figures(
                cold=[1.0, 0.3, 0.2],
                same=[0.05],
                memory=[3 * 2**20],
                cold_cpu=[0.5],
                pages=[7],
                check=[0.2],
                check_cpu=[0.16],
            ),
            "Hugo": figures(
                cold=[0.1],
                same=[0.1],
                edit=[0.1],
                memory=[2 * 2**20],
                cold_cpu=[0.25],
            ),
        }
    }
    page = report.page(SETUP, {100: 3}, sizes)
    assert "Afterview 1.0, Hugo 2.0. A machine." in page
    assert "| Afterview | 0.3 s (3.00) | 0.05 s (0.50) | - | - | 3 MiB (1.50) |" in page
    assert "| Hugo | 0.1 s (1.00) | 0.1 s (1.00) | 0.1 s (1.00) | - | 2 MiB (1.00) |" in page
    assert "| Afterview | 0.5 s (2.00) | - | - | 7 |" in page
    assert "| 100 | - | 0.16 s, goal ≤ 0.15: not yet (0.2 s) |" in page
    assert "| 100 | 2.00, goal ≤ 4.5: met" in report.goals(sizes)


def test_the_readme_says_how_soon_an_edit_is_served() -> None:
    """The sentence of the README has the median of each size at which it was measured."""
    sizes = {
        100: {"Afterview": figures(served=[0.04, 0.0334, 0.02])},
        1_000: {"Afterview": figures(cold=[1.0])},
        10_000: {"Afterview": figures(served=[0.045])},
    }
    assert report.summary(sizes) == (
        "From a save until its page is there again:"
        " 33 ms at 100 reflections, 45 ms at 10,000 reflections.\n"
    )


def test_broken_saves_stand_beside_edits() -> None:
    """The page says how long a broken save and its mending take, and of an edit how much."""
    ours = figures(served=[0.04, 0.05, 0.04], broken=[0.06], mended=[0.03])
    page = report.page(SETUP, {100: 3, 1_000: 3}, {100: {"Afterview": ours}, 1_000: {}})
    assert "| 100 | 0.04 s (1.00) | 0.06 s (1.50) | 0.03 s (0.75) |" in page
    assert "| 1,000 | - | - | - |" in page


def test_the_goals_say_where_afterview_stands() -> None:
    """Each goal is met, not yet met, or was not measured; growth is between two sizes."""
    sizes = {
        1_000: {
            "Afterview": figures(cold=[1.0], cold_cpu=[3.5], same_cpu=[0.3]),
            "Hugo": figures(cold_cpu=[1.0], same_cpu=[1]),
        },
        10_000: {
            "Afterview": figures(cold=[12.0], cold_cpu=[40.0]),
            "Hugo": figures(cold_cpu=[10.0]),
        },
    }
    goals = report.goals(sizes)
    assert "| 1,000 | 3.50, goal ≤ 3.5: met | 0.30, goal ≤ 0.1: not yet |" in goals
    assert "| 10,000 | 4.00, goal ≤ 3.5: not yet | not measured, goal ≤ 0.05 |" in goals
    assert "1.00 ms at 1,000 and 1.20 ms at 10,000 (+20%; goal < 15%: not yet)" in goals


def test_the_figures_go_between_the_markers() -> None:
    """A page keeps all but what stands between its markers; without markers nothing is written."""
    text = "before\n<!-- bench: begin -->\nold \\1\n<!-- bench: end -->\nafter\n"
    filled = report.replace_between_markers(text, "| a \\1 |\n")
    assert filled == text.replace("old \\1", "| a \\1 |")
    assert report.replace_between_markers(filled, "| a \\1 |\n") == filled
    with pytest.raises(LookupError):
        report.replace_between_markers("no place for it", "| a |\n")

"""`python -m bench`, or `make bench`: measure Afterview beside other generators."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import click

from bench import corpus, measure, report
from bench.generators import NAMES, generators, install

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "bench"
RUNS = {100: 9, 1_000: 5}  # of sizes up to these; of larger ones 3
FEWEST = 3
# Above this size only these are measured, without search: the others would take most of an hour.
MOST_FOR_ALL, ALWAYS = 1_000, ("Afterview", "Hugo")


@click.command()
@click.option("--sizes", default="100 1000", show_default=True, help="Numbers of reflections.")
@click.option("--generators", "names", default=" ".join(NAMES), show_default=True, help="Which.")
@click.option("--runs", type=click.IntRange(1), help="Runs of each; else more for small sizes.")
@click.option("--write", is_flag=True, help="Write docs/bench.md, and the table of the README.")
def main(sizes: str, names: str, runs: int | None, *, write: bool) -> None:
    """Measure Afterview beside other generators, on the same bodies."""
    chosen = [name for name in NAMES if name.casefold() in names.casefold().split()]
    numbers = [int(size) for size in sizes.split()]
    try:
        _bench(chosen, {size: runs or _runs(size) for size in numbers}, write=write)
    except (measure.Wrong, OSError, subprocess.CalledProcessError) as error:
        raise click.ClickException(str(error)) from error


def _bench(chosen: list[str], runs: dict[int, int], *, write: bool) -> None:
    click.echo(f"installing {', '.join(chosen)} below {FOLDER}/", err=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    install(FOLDER, chosen)
    machine = report.Machine(_versions(chosen), _machine())
    found = {size: _measured(size, count, chosen) for size, count in runs.items()}
    page = report.page(machine, runs, found)
    click.echo(page)
    if write:
        (ROOT / "docs" / "bench.md").write_text(page, "utf-8")
        _fill(ROOT / "README.md", report.summary(machine, found))


def _fill(readme: Path, summary: str) -> None:
    try:
        readme.write_text(report.filled(readme.read_text("utf-8"), summary), "utf-8")
    except LookupError as missing:
        raise click.ClickException(f"{readme.name} has no place for its table: {missing}") from None


def _runs(size: int) -> int:
    return next((runs for most, runs in RUNS.items() if size <= most), FEWEST)


def _measured(size: int, runs: int, names: list[str]) -> dict[str, measure.Figures]:
    folder = FOLDER / "sites"
    shutil.rmtree(folder, ignore_errors=True)
    small = size <= MOST_FOR_ALL
    chosen = generators(FOLDER, folder, [n for n in names if small or n in ALWAYS])
    for generator in chosen:
        generator.make(corpus.reflections(size))
    bench = measure.Bench(chosen, [r.slug for r in corpus.reflections(size)])
    click.echo(f"{size:,} reflections: one build of each, for its memory", err=True)
    seconds = bench.memory()
    # Three kinds of builds a run, searches, and servers that have to start.
    left = seconds * (3 * runs + 2 * min(runs, FEWEST) + 2)
    click.echo(f"  up to {left / 60:.0f} min {left % 60:.0f} s for {runs} runs", err=True)
    bench.builds(runs)
    bench.serving(runs)
    if small:
        bench.searches(min(runs, FEWEST))
    shutil.rmtree(folder)
    return bench.figures


def _versions(names: list[str]) -> dict[str, str]:
    found = {g.name: g.version for g in generators(FOLDER, FOLDER, names)}
    if "Afterview" in found:
        command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
        commit = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
        found["Afterview"] += f" ({commit})" if commit else ""
    return found


def _machine() -> str:
    import psutil

    processor = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text("utf-8").splitlines()
        named = [line.partition(":")[2].strip() for line in lines if "model name" in line]
        processor = named[0] if named else processor
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} on {processor}, {os.cpu_count()} cores, {memory:.0f} GiB of memory,"
        f" Python {platform.python_version()}, load {os.getloadavg()[0]:.2f} at the start"
    )


if __name__ == "__main__":
    main()

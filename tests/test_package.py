from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from typing import TYPE_CHECKING

import pytest
from conftest import MANAGER, ROOT, TODAY, Place

from site_builder.cli import VERBS

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("site_builder", "templates", "docs/man", "pyproject.toml", "README.md", "LICENSE")


def pip(*words: str | Path) -> None:
    """Run pip without a network."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    subprocess.run(command, check=True, env={**os.environ, "PIP_NO_INDEX": "1"})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel of this checkout, its dependencies in reach, the checkout not."""
    top = tmp_path_factory.mktemp("package")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, top / "source" / name, ignore=ignored)
        else:
            (top / "source").mkdir(exist_ok=True)
            shutil.copy(ROOT / name, top / "source")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", top, top / "source")
    (wheel,) = top.glob("afterview-*.whl")
    shutil.rmtree(top / "source")
    environment = top / "venv"
    venv.create(environment, symlinks=True)
    pip("--python", environment / "bin/python", "install", "--no-deps", wheel)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return environment / "bin/afterview"


def run(installed: Path, place: Place, *words: str) -> str:
    """Run the installed command in a folder and give what it prints."""
    env = {"PATH": "", "HOME": str(place.root), "EDITOR": "", "AFTERVIEW_TODAY": TODAY}
    done = subprocess.run(
        [installed, *words], cwd=place.root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_works_outside_the_checkout(installed: Path, empty: Place) -> None:
    """What pip installs makes a journal and builds it with the theme that it carries."""
    python = [str(installed.parent / "python"), "-c", "import site_builder as s; print(s.__file__)"]
    where = subprocess.run(python, cwd=empty.root, capture_output=True, text=True, check=True)
    assert where.stdout.startswith(str(installed.parent.parent))
    run(installed, empty, "init")
    empty.write({"journal/manager.md": MANAGER})
    run(installed, empty, "build")
    theirs = empty.files()
    shutil.rmtree(empty.root / "site")
    assert empty.run("build").status == 0
    assert theirs == empty.files()
    assert theirs["style.css"] == (ROOT / "templates/style.css").read_bytes()


def test_templates_beside_the_journal_override_the_wheels(installed: Path, place: Place) -> None:
    """A user's own template replaces the one of its name in the wheel, and no other."""
    place.write({"templates/lessons.html": "Mine: {{ site.title }}"})
    run(installed, place, "build")
    site = place.files()
    assert site["lessons/index.html"] == b"Mine: My interviews"
    assert b"<html" in site["index.html"]


def test_the_wheel_brings_a_manual_page_a_verb(installed: Path) -> None:
    """`man afterview` and `man afterview-new` find their pages where the command was installed."""
    pages = {path.name for path in (installed.parent.parent / "share/man/man1").iterdir()}
    assert pages == {"afterview.1", *(f"afterview-{verb}.1" for verb in VERBS)}

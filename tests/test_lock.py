from __future__ import annotations

import json
import re
import subprocess
import sysconfig
import tomllib
from importlib.metadata import distributions
from itertools import chain
from typing import TYPE_CHECKING

import newest
import pytest
from conftest import ROOT
from locks import pins
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import Distribution
    from pathlib import Path

RUNNING, EVERYTHING, LOWEST = (
    ROOT / f"requirements{name}.lock" for name in ("", "-dev", "-lowest")
)
BENCH = ROOT / "bench" / "requirements.lock"
ZENSICAL = ROOT / "bench" / "requirements-zensical.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]


def group(name: str) -> Iterator[Requirement]:
    """What a dependency group asks for, with the groups that it includes."""
    for entry in GROUPS[name]:
        if isinstance(entry, str):
            yield Requirement(entry)
        else:
            yield from group(entry["include-group"])


def required(*groups: str) -> list[Requirement]:
    """What `pyproject.toml` asks for: to build, to run, and by some groups."""
    texts = chain(PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"])
    return [*map(Requirement, texts), *chain.from_iterable(map(group, groups))]


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        (RUNNING, required("build")),
        (EVERYTHING, required("dev", *GROUPS)),
        *(
            (lock, [*map(Requirement, lock.with_suffix(".in").read_text("utf-8").splitlines())])
            for lock in (BENCH, ZENSICAL)
        ),
    ],
    ids=["running", "everything", "bench", "zensical"],
)
def test_a_lock_has_a_version_that_is_allowed(lock: Path, requirements: list[Requirement]) -> None:
    """All that is asked for is locked, within its bounds, for each machine that it is asked for."""
    locked = pins(lock)
    for requirement in requirements:
        pin = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin.version), requirement
        assert pin.marker is None or requirement.marker, requirement


def test_the_lowest_lock_has_the_lower_bounds() -> None:
    """What is asked for to run and to test is locked to the lowest version that is allowed."""
    locked = pins(LOWEST)
    for requirement in required("test"):
        lower = [s.version for s in requirement.specifier if s.operator == ">="]
        pin = locked[canonicalize_name(requirement.name)]
        assert [Version(pin.version)] == [*map(Version, lower)], requirement


def test_the_locks_agree() -> None:
    """What is locked for running is in the lock of everything too, with the same files."""
    running, everything = (
        {name: (pin.version, pin.hashes) for name, pin in pins(lock).items()}
        for lock in (RUNNING, EVERYTHING)
    )
    assert running == {name: everything[name] for name in running}


def test_the_environment_is_the_lock() -> None:
    """All that is locked is installed here in its version, and nothing else but the project."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    installed: dict[str, str] = {
        canonicalize_name(d.name): d.version for d in distributions(path=[*folders])
    }
    del installed["afterview"]
    locked = {name: pin.version for name, pin in pins(EVERYTHING).items() if pin.applies}
    assert installed == locked, "`make test` installs what is locked"


@pytest.mark.parametrize("folder", [ROOT, ROOT / "bench"], ids=["tests", "bench"])
def test_packages_of_npm_are_locked(folder: Path) -> None:
    """The lock of npm has what its package.json asks for, each package with a hash of its file."""
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["devDependencies"]
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages.pop("")["devDependencies"] == wanted
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}
    without = [n for n, p in packages.items() if not p.get("integrity", "").startswith("sha512-")]
    assert without == []


def test_no_lock_names_an_index() -> None:
    """Where packages come from is the business of each machine: no lock has an address of one."""
    for lock in (RUNNING, EVERYTHING, LOWEST, BENCH, ZENSICAL):
        text = lock.read_text("utf-8")
        assert not [n for n in ("://", "-index", "find-links", "trusted-host") if n in text], lock
    for lock in (ROOT / "package-lock.json", ROOT / "bench" / "package-lock.json"):
        assert '"resolved"' not in lock.read_text("utf-8"), lock


def test_all_that_is_installed_is_locked() -> None:
    """Every command installs from a lock with hashes, or this project alone, built with it."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)
    command = ["make", "--dry-run", "--always-make", *targets.replace(" newest ", " ").split()]
    dry = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    installs = [line for line in dry.stdout.splitlines() if " install " in line]
    allowed = ("--require-hashes", "--no-deps --no-build-isolation", "--package-lock-only")
    assert {flag for flag in allowed for line in installs if flag in line} == {*allowed}
    assert [line for line in installs if not any(flag in line for flag in allowed)] == []
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"(?:npm|pip) (?!>)\w+", ci.replace("command -v npm", "")) == []
    assert set(re.findall(r"npm (?:ci|install)[^;&\n]*", dry.stdout)) == {
        "npm ci --ignore-scripts --silent ",
        "npm install --silent --package-lock-only --omit-lockfile-registry-resolved",
        "npm install --silent --package-lock-only --omit-lockfile-registry-resolved --prefix bench",
    }


def test_the_first_pip_is_given_one_package(tmp_path: Path) -> None:
    """The pip that comes with Python installs the locked pip and nothing else."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (command,) = (line for line in makefile.splitlines() if line.startswith("\tsed "))
    words = command.strip().replace("$$", "$").replace("$(VENV)", str(tmp_path))
    subprocess.run(["/bin/sh", "-c", words], cwd=ROOT, check=True)
    assert pins(tmp_path / "pip.lock") == {"pip": pins(RUNNING)["pip"]}


def test_what_is_newer_is_said_with_what_keeps_it_back(tmp_path: Path) -> None:
    """A package of which there is a newer version has a line, which names who asks for another."""

    def package(name: str, version: str, *requires: str) -> Distribution:
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
        (folder / "METADATA").write_text("\n".join(lines), "utf-8")
        (found,) = distributions(name=name, path=[str(tmp_path)])
        return found

    bounds = ("Other_One<3,>=1", "same", "newer<2; extra == 'more'")
    installed = [
        package("afterview", "0.1.0", *bounds),
        package("newer", "1.10"),
        package("other.one", "2.0"),
        package("same", "4.0", "other-one>=1; python_version < '3'"),
    ]
    locked = {"newer": "1.9", "other-one": "2.0", "same": "4.0", "elsewhere": "1.0"}
    assert newest.table(locked, installed, {"other-one": "3.1"}) == (
        "package    locked  allowed  newest  kept back by\n"
        "newer      1.9     1.10     1.10\n"
        "other-one  2.0     2.0      3.1     afterview (<3,>=1)\n"
    )
    assert newest.table({"same": "4.0"}, installed, {}) == "nothing is newer than the lock\n"

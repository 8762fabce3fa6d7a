"""What is newer than the lock, and what keeps it back: `python tests/newest.py ENVIRONMENT`.

The environment is one with the newest versions that all bounds allow, as `make newest` makes it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

from locks import pins
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LOCK = Path(__file__).parent.parent / "requirements-dev.lock"
HEADINGS = ("package", "locked", "allowed", "newest", "kept back by")


def main(environment: Path) -> None:
    """Print a table of what is newer than the lock."""
    (packages,) = environment.glob("lib/python*/site-packages")
    installed = list(distributions(path=[str(packages)]))
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin/python")]
    command = [*pip, "--disable-pip-version-check", "list", "--outdated", "--format=json"]
    outdated = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    latest: dict[str, str] = {
        canonicalize_name(package["name"]): package["latest_version"]
        for package in json.loads(outdated.stdout)
    }
    locked = {name: pin.version for name, pin in pins(LOCK).items()}
    sys.stdout.write(table(locked, installed, latest))


def table(
    locked: Mapping[str, str], installed: Iterable[Distribution], latest: Mapping[str, str]
) -> str:
    """A line for each package of which there is a newer version than the locked one.

    `installed` are the newest versions that all bounds allow; `latest` has, for some of them, a
    version beyond a bound.
    """
    allowed = {canonicalize_name(package.name): package for package in installed}
    rows = [HEADINGS]
    for name in sorted(allowed.keys() & locked.keys()):
        version = allowed[name].version
        newest = latest.get(name, version)
        if {version, newest} != {locked[name]}:
            blocking = _blocking(name, newest, allowed.values())
            rows.append((name, locked[name], version, newest, ", ".join(blocking)))
    if len(rows) == 1:
        return "nothing is newer than the lock\n"
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _blocking(name: str, version: str, packages: Iterable[Distribution]) -> list[str]:
    """Who asks for another version of a package, each with its bounds."""
    return [
        f"{package.name} ({requirement.specifier})"
        for package in packages
        for requirement in map(Requirement, package.requires or ())
        if canonicalize_name(requirement.name) == name
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and not requirement.specifier.contains(version)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))

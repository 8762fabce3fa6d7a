"""The lock files as values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path

    from packaging.markers import Marker

HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Pin(NamedTuple):
    """The one version of a package, where it is installed at all, and the hashes of its files."""

    version: str
    marker: Marker | None
    hashes: list[str]

    @property
    def applies(self) -> bool:
        """Whether this Python on this machine installs it."""
        return self.marker is None or self.marker.evaluate()


def pins(lock: Path) -> dict[str, Pin]:
    """The pins of a lock file by package. Raises ValueError for what is no pin with hashes."""
    pinned: dict[str, Pin] = {}
    for line in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        if line.startswith("#"):
            continue
        requirement = Requirement(HASH.sub("", line))
        (version,) = requirement.specifier
        if version.operator != "==" or not (hashes := HASH.findall(line)):
            raise ValueError(f"{lock.name}: no pin with hashes: {line}")
        name = canonicalize_name(requirement.name)
        pinned[name] = Pin(version.version, requirement.marker, hashes)
    return pinned

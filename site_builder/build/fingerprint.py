"""What makes the pages, as a hash: this package's code, its libraries' versions, and Python's."""

from __future__ import annotations

import os
import re
import sys
from hashlib import blake2b
from pathlib import Path

LIBRARIES = frozenset(
    "icalendar jinja2 markdown markupsafe nh3 pagefind_bin python_frontmatter pyyaml".split()  # noqa: SIM905 -- eight lines else
)
INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-.*)?\.(?:dist|egg)-info")


def fingerprint() -> bytes:
    """A hash that changes with all that could change the bytes of a page."""
    found = blake2b(digest_size=16)
    for name in sorted(_installed()):
        found.update(f"{name}\0".encode())
    found.update(sys.version.encode())
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")):
        data = path.read_bytes()
        found.update(f"\0{path.relative_to(package).as_posix()}\0{len(data)}\0".encode() + data)
    return found.digest()


def _installed() -> set[str]:
    """The libraries that are installed, with their versions, by the names of their records."""
    records = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 -- names are all that is needed
        except OSError:
            continue
        for name in names:
            found = INSTALLED.fullmatch(name)
            if found and re.sub(r"[-.]+", "_", found["name"]).lower() in LIBRARIES:
                records.add(name)
    return records

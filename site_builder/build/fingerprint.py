"""A hash of all code that makes pages: this package's, its libraries' versions, and Python's.

It is part of every key in the cache, so nobody has to declare what a page depends on. Templates are
not in it: they have a hash of their own, as a change of one needs no file to be read again.
"""

from __future__ import annotations

import os
import re
import sys
import time
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files.snapshot import stat_of, trusted_stat, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.build.cache import Cache

PACKAGE = Path(__file__).parent.parent
# The libraries whose versions can change a page. Servers, locks and progress bars can't.
PAGE_LIBRARIES = frozenset(
    "icalendar jinja2 markdown markupsafe nh3 pagefind_bin python_frontmatter pyyaml".split()  # noqa: SIM905 -- eight lines else
)
COMPILED = ("__pycache__",)
RECORD_PATTERN = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-.*)?\.(?:dist|egg)-info")
"""The name of the folder or file in which an installer records what it installed."""


def fingerprint(cache: Cache | None = None, package: Path = PACKAGE) -> bytes:
    """The hash, 16 bytes. It covers every Python file of every room of the package.

    A cache keeps it with the stats of these files, and while they hold none is read.
    """
    files = [
        (name, entry.path)
        for name, entry in walk(os.fspath(package), COMPILED, lambda _: None)
        if name.endswith(".py")
    ]
    records = repr((sys.version, sorted(_installed_records())))
    if cache is None:
        return _hash(records, files)
    now = time.time_ns()
    stats = [(path, trusted_stat(stat_of(path) or b"", now)) for _, path in files]
    key = blake2b(repr((records, stats)).encode(), digest_size=16).digest()
    row = cache.get("fact", "program")
    if row and row[0] == key and all(stat for _, stat in stats):
        return row[1]
    cache.put("fact", [("program", key, value := _hash(records, files))])
    return value


def _hash(records: str, files: Iterable[tuple[str, str]]) -> bytes:
    """A hash of what is installed, and of the names and bytes of files."""
    digest = blake2b(records.encode(), digest_size=16)
    for name, path in files:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- a hundred of them
            data = file.read()
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.digest()


def _installed_records() -> set[str]:
    """The records of the page libraries that are installed; their names hold the versions.

    Listing folders is far faster than asking importlib.metadata, and every build does this.
    """
    records = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 -- names are all that is needed
        except OSError:
            continue
        for name in names:
            match = RECORD_PATTERN.fullmatch(name)
            if match and re.sub(r"[-.]+", "_", match["name"]).lower() in PAGE_LIBRARIES:
                records.add(name)
    return records

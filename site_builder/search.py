"""Full-text search: Pagefind's index of the reflections' pages, made when their bytes change."""

from __future__ import annotations

import contextlib
import os
import subprocess
import zipfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from site_builder.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "search/pagefind"
WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
WANTED_SUFFIXES = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment")
LONGEST = 600


def index(pages: Mapping[str, bytes], kept: Path) -> dict[str, bytes]:
    """The files of the index of some pages, all by path from the site's root.

    `kept` is where the last index is kept, for pages that are the same again; anything may happen
    to it. Raises Failure where the index can't be made.
    """
    key = _key(pages)
    files = _kept(kept, key)
    if files is None:
        files = _made(pages)
        _keep(kept, key, files)
    return {f"{FOLDER}/{name}": data for name, data in files.items()}


def _key(pages: Mapping[str, bytes]) -> bytes:
    found = sha256(version("pagefind_bin").encode())
    for path in sorted(pages):
        found.update(sha256(path.encode()).digest() + sha256(pages[path]).digest())
    return found.hexdigest().encode()


def _made(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    from pagefind_bin import get_executable

    with TemporaryDirectory(prefix="afterview-") as folder:
        site, bundle = Path(folder, "site"), Path(folder, "bundle")
        command = [str(get_executable()), "--site", str(site), "--output-path", str(bundle)]
        try:
            site.mkdir()
            for path, data in pages.items():
                file = site / os.fsdecode(path.encode())  # UTF-8 there, whatever the locale
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            done = subprocess.run(  # noqa: S603 -- a program of a package, on files of ours
                [*command, "--keep-index-url", "--force-language", "en", "--silent"],
                check=False,
                capture_output=True,
                timeout=LONGEST,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failure(str(error)) from error
        if done.returncode and pages:
            raise _failure(done.stderr.decode(errors="replace").strip())
        return {
            path.relative_to(bundle).as_posix(): path.read_bytes()
            for path in sorted(bundle.rglob("*"))
            if path.name in WANTED or path.suffix in WANTED_SUFFIXES
        }


def _failure(why: str) -> Failure:
    return Failure(f"the search index could not be made: {why}", "`--no-search` builds without it")


def _kept(path: Path, key: bytes) -> dict[str, bytes] | None:
    """The kept files of these very pages, if they are there and whole."""
    with contextlib.suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as kept:
        if kept.comment == key:
            return {name: kept.read(name) for name in kept.namelist()}
    return None


def _keep(path: Path, key: bytes, files: Mapping[str, bytes]) -> None:
    """Keep the files for the next time; where that fails, they are just made again then."""
    with contextlib.suppress(OSError):
        temporary = path.with_suffix(".tmp")
        with zipfile.ZipFile(temporary, "w") as kept:
            kept.comment = key
            for name, data in files.items():
                kept.writestr(name, data)
        temporary.chmod(0o600)
        temporary.replace(path)

"""Full-text search: the files of Pagefind's index over the pages of reflections.

Rendered pages come in, index files go out. Pagefind is a program; it runs in a temporary folder and
never sees the output.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pagefind_bin import get_executable

from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

INDEX_FOLDER = "search/pagefind"
INDEX_FILES = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
INDEX_SUFFIXES = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment")
"""What the search page loads; Pagefind writes a user interface too."""
# Words of the program, and not of the reflection's writer, are not searched.
EXCLUDED_SELECTORS = (
    ".signal, .sentence, .ask, .over, .criterion, .value, .breach, .prompt, .jobs, .mark, .beside"
)
PAGEFIND_TIMEOUT_SECONDS = 600
ARTICLE_PATTERN = re.compile(rb"<article\b.*</article>", re.DOTALL)


def article(page: bytes) -> bytes:
    """The part of a page that is searched: its article, without header and footer."""
    match = ARTICLE_PATTERN.search(page)
    return match[0] if match else page


def index(articles: Mapping[str, bytes]) -> dict[str, bytes]:
    """The index files of some articles; both are by path from the site's root.

    Raises Failure if Pagefind can't be run or fails.
    """
    with TemporaryDirectory(prefix="afterview-") as folder:
        site, bundle = Path(folder, "site"), Path(folder, "bundle")
        try:
            site.mkdir()
            for path, data in articles.items():
                file = site / os.fsdecode(path.encode())  # UTF-8 there, whatever the locale
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(b'<!doctype html><html lang="en"><body>' + data)
            result = _run_pagefind(site, bundle)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failure(str(error)) from error
        if result.returncode and articles:  # it fails for a site without pages
            raise _failure(result.stderr.decode(errors="replace").strip())
        return {
            f"{INDEX_FOLDER}/{path.relative_to(bundle).as_posix()}": path.read_bytes()
            for path in sorted(bundle.rglob("*"))
            if path.name in INDEX_FILES or path.suffix in INDEX_SUFFIXES
        }


def _run_pagefind(site: Path, bundle: Path) -> subprocess.CompletedProcess[bytes]:
    """Index a folder of pages. Raises OSError and TimeoutExpired.

    One language for all, as Pagefind makes an index for each and a search looks into only one.
    """
    command = [str(get_executable()), "--site", str(site), "--output-path", str(bundle)]
    command += ["--exclude-selectors", EXCLUDED_SELECTORS, "--keep-index-url", "--silent"]
    return subprocess.run(  # noqa: S603 -- a program of a package, on files of ours
        [*command, "--force-language", "en"],
        check=False,
        capture_output=True,
        timeout=PAGEFIND_TIMEOUT_SECONDS,
    )


def _failure(why: str) -> Failure:
    return Failure(f"the search index could not be made: {why}", "`--no-search` builds without it")

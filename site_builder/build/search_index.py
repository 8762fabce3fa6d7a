"""Full-text search: Pagefind's index of what the reflections' pages hold between their frames."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "search/pagefind"
WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
WANTED_SUFFIXES = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment")
# What the program says of a reflection, and not its writer, is not searched.
ASIDE = (
    ".signal, .sentence, .ask, .over, .criterion, .value, .breach, .prompt, .jobs, .mark, .beside"
)
LONGEST = 600
ARTICLE = re.compile(rb"<article\b.*</article>", re.DOTALL)


def article(page: bytes) -> bytes:
    """What is searched of a page: its article, without what every page has around it."""
    found = ARTICLE.search(page)
    return found[0] if found else page


def index(articles: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the index of some articles, all by path from the site's root.

    Raises Failure where the index can't be made.
    """
    from pagefind_bin import get_executable

    with TemporaryDirectory(prefix="afterview-") as folder:
        site, bundle = Path(folder, "site"), Path(folder, "bundle")
        command = [str(get_executable()), "--site", str(site), "--output-path", str(bundle)]
        try:
            site.mkdir()
            for path, data in articles.items():
                file = site / os.fsdecode(path.encode())  # UTF-8 there, whatever the locale
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(b'<!doctype html><html lang="en"><body>' + data)
            command += ["--exclude-selectors", ASIDE, "--keep-index-url", "--silent"]
            done = subprocess.run(  # noqa: S603 -- a program of a package, on files of ours
                [*command, "--force-language", "en"],
                check=False,
                capture_output=True,
                timeout=LONGEST,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failure(str(error)) from error
        if done.returncode and articles:
            raise _failure(done.stderr.decode(errors="replace").strip())
        return {
            f"{FOLDER}/{path.relative_to(bundle).as_posix()}": path.read_bytes()
            for path in sorted(bundle.rglob("*"))
            if path.name in WANTED or path.suffix in WANTED_SUFFIXES
        }


def _failure(why: str) -> Failure:
    return Failure(f"the search index could not be made: {why}", "`--no-search` builds without it")

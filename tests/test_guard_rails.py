"""What keeps a journal from going out by accident, and a broken one from being committed.

That `init` writes a `.gitignore` is in test_cli, that every page is private in test_pages.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import yaml
from conftest import BROKEN, MANAGER, PHONE, ROOT, Place

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def git(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """Run git in a place, as somebody."""
    who = ["-c", "user.name=Me", "-c", "user.email=me@example.org"]
    command = ["git", *who, *words]
    return subprocess.run(command, cwd=place.root, capture_output=True, text=True, check=False)


def test_a_broken_journal_is_not_committed(place: Place) -> None:
    """As a hook of git's, the command of `.pre-commit-hooks.yaml` lets a sound journal pass without
    a word, and holds a broken one back with the place of its error.
    """
    assert git(place, "init", "-q").returncode == 0
    program, *words = shlex.split(HOOK["entry"])
    assert program == "afterview"
    command = shlex.join([sys.executable, "-m", "site_builder", *words])
    place.write({".git/hooks/pre-commit": f"#!/bin/sh\nPYTHONPATH={ROOT} exec {command}\n"})
    (place.root / ".git/hooks/pre-commit").chmod(0o755)
    git(place, "add", "journal")
    sound = git(place, "commit", "-qm", "sound")
    assert (sound.returncode, sound.stdout, sound.stderr) == (0, "", "")
    place.write({"journal/broken.md": BROKEN})
    git(place, "add", "journal")
    broken = git(place, "commit", "-qm", "broken")
    assert broken.returncode == 1
    assert "journal/broken.md:4:19: error: ratings.values is 8/10" in broken.stdout + broken.stderr
    assert git(place, "log", "--format=%s").stdout == "sound\n"


def test_the_hook_runs_for_the_journal_alone() -> None:
    """The hook runs where a file of the journal changed, once, whatever else did."""
    runs = re.compile(HOOK["files"]).search
    assert runs("journal/2026/a.md")
    assert runs("mine/journal/journal.toml")
    assert not runs("site/index.html")
    assert not runs("myjournal/a.md")
    assert HOOK["pass_filenames"] is False


def test_git_ignores_what_init_says(empty: Place) -> None:
    """After `init`, git takes the journal in, and neither the site nor what is published."""
    assert empty.run("init", "-q").status == 0
    empty.write({"journal/a.md": MANAGER, "journal/b.md": PHONE, "public/coach/index.html": ""})
    assert empty.run("build", "-q", "--no-search").status == 0
    git(empty, "init", "-q")
    git(empty, "add", ".")
    added = git(empty, "ls-files").stdout.split()
    assert "journal/a.md" in added
    assert {path.split("/")[0] for path in added} == {".gitignore", "journal"}

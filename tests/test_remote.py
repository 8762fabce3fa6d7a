from __future__ import annotations

import re
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Place

SETTINGS = '[audiences.coach]\nsections = ["goals"]\nremote = "{}"\n'
SHARED = (
    "---\ncompany: Heron\nrole: R\ninterviewed: 2026-11-18\nshare: [coach]\n---\n\n## Goals\n\n{}\n"
)
ANOTHER = "---\ncompany: Stork\nrole: R\nshare: [coach]\n---\n\n## Goals\n\nOnly once.\n"


def git(folder: Path, *words: str) -> str:
    """What git says in a folder, as somebody who has a name and an address."""
    who = ("-c", "user.name=Jo Keeper", "-c", "user.email=jo@example.org")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def kept(empty: Place) -> Place:
    """A journal kept in git, with a bare repository for the coach and one for itself."""
    files = {"journal/journal.toml": SETTINGS.format("coach-site")}
    files |= {"journal/a.md": SHARED.format("To listen."), "journal/b.md": ANOTHER}
    empty.write(files)
    for name in ("coach.git", "own.git"):
        git(empty.root, "init", "--quiet", "--bare", name)
    git(empty.root, "init", "--quiet", "--initial-branch=main")
    git(empty.root, "add", "journal")
    git(empty.root, "commit", "--quiet", "-m", "Journal")
    git(empty.root, "remote", "add", "coach-site", "coach.git")
    git(empty.root, "remote", "add", "origin", "own.git")
    return empty


def branch(place: Place, repository: str = "coach.git") -> dict[str, bytes]:
    """The files of the branch that is published, by path."""
    folder = place.root / repository
    names = git(folder, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    show = ("git", "show")
    return {
        name: subprocess.run(
            [*show, f"gh-pages:{name}"], cwd=folder, check=True, capture_output=True
        ).stdout
        for name in names
    }


def test_what_is_published_is_what_is_pushed(kept: Place) -> None:
    """`--push` puts the publication on the branch gh-pages, and nothing that lies beside it."""
    kept.write({"public/coach/mine.txt": "not yours"})
    done = kept.run("publish", "coach", "--push")
    assert (done.status, done.err) == (0, "")
    pushed = branch(kept)
    assert pushed.pop(".nojekyll") == b""
    files = kept.files("public/coach")
    del files[".afterview-manifest"], files["mine.txt"]
    assert pushed == files
    assert git(kept.root / "coach.git", "branch", "--format=%(refname:short)") == "gh-pages"
    assert git(kept.root, "branch", "--format=%(refname:short)") == "main"
    assert git(kept.root, "status", "--porcelain", "journal") == ""


def test_a_push_tells_neither_clock_nor_place(kept: Place) -> None:
    """What is pushed is dated by the day alone, in no time zone of mine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Kolkata")
        time.tzset()
        assert kept.run("publish", "coach", "--push").status == 0
    time.tzset()
    log = git(kept.root / "coach.git", "log", "--all", "--format=%ad %cd", "--date=raw")
    assert re.fullmatch(r"(\d+) \+0000 \1 \+0000", log)
    assert int(log.split()[0]) % 86_400 == 0


def test_what_was_pushed_before_is_gone(kept: Place) -> None:
    """What is no longer shared is not in the branch's history either, nor is my name."""
    assert kept.run("publish", "coach", "--push").status == 0
    kept.write({"journal/b.md": ANOTHER.replace("share: [coach]\n", "")})
    git(kept.root, "fetch", "--quiet", "--all")  # which brings the branch home, and harms nothing
    assert kept.run("publish", "coach", "--push").status == 0
    assert "Only once" not in git(kept.root / "coach.git", "log", "-p", "--all")
    log = git(kept.root / "coach.git", "log", "--all", "--format=%an %ae %cn %ce %s")
    assert log == "Afterview afterview@localhost Afterview afterview@localhost Publish"


@pytest.mark.parametrize("remote", ["coach.git", "{root}/coach.git", "file://{root}/coach.git"])
def test_a_remote_may_be_an_address(kept: Place, remote: str) -> None:
    """The remote is the name of a git remote, or a path or address; git is not needed at home."""
    named = SETTINGS.format(remote.format(root=kept.root))
    kept.write({"journal/journal.toml": named})
    (kept.root / ".git").rename(kept.root / "elsewhere")
    assert kept.run("publish", "coach", "--push").status == 0
    assert "index.html" in branch(kept)


def refused(place: Place, remote: str, why: str) -> None:
    """The push is refused, and nothing is published."""
    place.write({"journal/journal.toml": SETTINGS.format(remote)})
    before = git(place.root, "ls-remote", remote)
    done = place.run("publish", "coach", "--push")
    assert done.status == 1
    assert why in done.err
    assert not (place.root / "public").exists()
    assert git(place.root, "ls-remote", remote) == before


def test_a_remote_with_the_journal_is_refused(kept: Place) -> None:
    """A remote that holds the journal on any branch, now or before, is refused."""
    git(kept.root, "push", "--quiet", "own.git", "main")
    refused(kept, "own.git", "own.git contains a file of the journal: journal/")
    git(kept.root, "push", "--quiet", "coach.git", "main:refs/heads/hidden/one")
    refused(kept, "coach-site", "coach-site contains a file of the journal")


def test_a_remote_that_carried_the_journal_is_refused(kept: Place) -> None:
    """A remote whose history alone holds the journal is refused, under another name too."""
    git(kept.root, "mv", "journal", "diary")
    git(kept.root, "commit", "--quiet", "-m", "Moved")
    git(kept.root, "rm", "--quiet", "-r", "diary")
    git(kept.root, "commit", "--quiet", "-m", "Gone")
    git(kept.root, "push", "--quiet", "coach.git", "main:old")
    git(kept.root, "reset", "--quiet", "--hard", "HEAD~2")
    refused(kept, "coach-site", "contains a file of the journal")


def test_a_remote_with_a_renamed_reflection_is_refused(kept: Place) -> None:
    """The same reflection under another name is the journal too."""
    git(kept.root, "clone", "--quiet", "coach.git", "work")
    (kept.root / "work/notes.txt").write_bytes((kept.root / "journal/a.md").read_bytes())
    git(kept.root / "work", "add", ".")
    git(kept.root / "work", "commit", "--quiet", "-m", "Notes")
    git(kept.root / "work", "push", "--quiet", "origin", "HEAD:notes")
    refused(kept, "coach-site", "coach-site contains a file of the journal: notes.txt")


def test_the_remote_that_the_journal_goes_to_is_refused(kept: Place) -> None:
    """The remote of the journal's own branch is refused, before anything is there."""
    git(kept.root, "config", "branch.main.remote", "origin")
    refused(kept, "origin", "the journal's own branches are pushed to origin")
    refused(kept, "own.git", "the journal's own branches are pushed to own.git")


def test_the_repository_of_the_journal_is_refused(kept: Place) -> None:
    """The journal's own repository is no place to publish to."""
    refused(kept, str(kept.root), "contains a file of the journal")


@pytest.mark.parametrize(
    ("remote", "why"),
    [
        ("", "coach has no remote to push to"),
        ("nowhere", "there is no git remote `nowhere`"),
        ("./nowhere.git", "could not read ./nowhere.git"),
    ],
)
def test_a_remote_that_is_not_there(kept: Place, remote: str, why: str) -> None:
    """Where there is no remote nothing is published, and it is said why."""
    kept.write({"journal/journal.toml": SETTINGS.format(remote)})
    done = kept.run("publish", "coach", "--push")
    assert done.status == 1
    assert why in done.err
    assert not (kept.root / "public").exists()


def test_a_push_that_is_turned_down(kept: Place) -> None:
    """A remote that turns the push down is a failure with a message."""
    hook = kept.root / "coach.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    done = kept.run("publish", "coach", "--push")
    assert done.status == 1
    assert "could not push to" in done.err

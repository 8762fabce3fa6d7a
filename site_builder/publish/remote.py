"""Where a publication is pushed to: a branch of its audience's own remote, with ghp-import.

Nothing of the journal's own repository takes part: the branch is made in a folder of its own,
without history, so that what was published before can't be read there any more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files import output_folder
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.core.model import Audience

BRANCH = "gh-pages"
WHO = {"NAME": "Afterview", "EMAIL": "afterview@localhost"}  # not whoever keeps the journal
DAY = 86_400  # seconds
WRITTEN = ("*.md", "journal.toml")
OWN = "make an empty repository for this audience alone, and name it as its `remote`"


def resolved(folder: Path, audience: Audience, files: Mapping[str, bytes]) -> str:
    """The address of an audience's remote.

    `files` are those of the journal in a folder. Raises Failure where there is no remote, or where
    it is one that the journal is kept in: pages hosts publish from what others can read.
    """
    if not audience.remote:
        hint = f'write `remote = "…"` below `[audiences.{audience.name}]`: a git remote or address'
        raise Failure(f"{audience.name} has no remote to push to", hint)
    top = _git(folder, "rev-parse", "--show-toplevel").strip()
    named = set(_git(folder, "remote").split()) if top else set()
    if audience.remote in named:
        url = _url(folder, top, audience.remote)
    elif "/" in audience.remote or ":" in audience.remote or Path(audience.remote).exists():
        url = _located(audience.remote, Path())
    else:
        hint = f"`git remote add {audience.remote} ADDRESS` adds it, or write its address there"
        raise Failure(f"there is no git remote `{audience.remote}`", hint)
    if top and url in {_url(folder, top, name) for name in _tracked(folder) & named}:
        raise Failure(f"the journal's own branches go to {audience.remote}", OWN)
    with tempfile.TemporaryDirectory() as probe:
        _must(Path(probe), f"could not read {audience.remote}", "init", "--quiet", "--bare")
        everything = ("fetch", "--quiet", "--no-tags", url, "+refs/*:refs/probe/*")
        _must(Path(probe), f"could not read {audience.remote}", *everything)
        theirs = _objects(Path(probe))
    hashes = {_blob(data) for data in files.values()} | _objects(folder, *WRITTEN).keys()
    carried = theirs.keys() & hashes - {_blob(b"")}
    paths = [path for path in theirs.values() if any(_is_at(path, ours) for ours in files)]
    if carried or paths:
        name = min(paths, default=theirs[min(carried)] if carried else "")
        raise Failure(f"{audience.remote} carries the journal: {name} is in it", OWN)
    return url


def push(files: Mapping[str, bytes], url: str) -> None:
    """Make the branch at an address hold some files and nothing else. Raises Failure."""
    from ghp_import import GhpError, ghp_import

    with tempfile.TemporaryDirectory() as folder, _apart():
        site = Path(folder) / "site"
        for path, data in files.items():
            place = output_folder.path_in(site, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        _must(Path(folder), "git failed", "init", "--quiet", "repository")
        with contextlib.chdir(Path(folder) / "repository"):
            told = {"mesg": "Publish", "push": True, "no_history": True, "nojekyll": True}
            try:
                ghp_import(str(site), remote=url, branch=BRANCH, **told)
            except (GhpError, subprocess.CalledProcessError, OSError) as error:
                hint = "git has said why; what was written to the folder stays"
                raise Failure(f"could not push to {url}", hint) from error


def _url(folder: Path, top: str, name: str) -> str:
    return _located(_git(folder, "remote", "get-url", "--push", name).strip(), Path(top))


def _located(url: str, base: Path) -> str:
    """An address, a path among them made whole."""
    place = base / os.path.expanduser(url)  # noqa: PTH111 -- Path.expanduser raises without a home
    return str(place.resolve()) if place.exists() else url


def _tracked(folder: Path) -> set[str]:
    """The remotes that branches of the journal's repository go to."""
    lines = _git(folder, "config", "--get-regexp", r"^branch\..*\.remote$").splitlines()
    return {line.rpartition(" ")[2] for line in lines}


def _objects(folder: Path, *paths: str) -> dict[str, str]:
    """Every file in the history of a repository, by hash, or those at some paths below a folder."""
    behind = ("--", *paths) if paths else ()
    lines = _git(folder, "rev-list", "--all", "--objects", *behind).splitlines()
    found = (line.partition(" ") for line in lines)
    kept = tuple(path.removeprefix("*") for path in paths)
    return {sha: path for sha, _, path in found if path and path.endswith(kept or path)}


def _is_at(path: str, below: str) -> bool:
    return path == below or path.endswith(f"/{below}")


def _blob(data: bytes) -> str:
    """The name that git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _must(folder: Path, wrong: str, *words: str) -> None:
    done = _run(folder, *words)
    if done.returncode:
        raise Failure(wrong, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else None)


def _git(folder: Path, *words: str) -> str:
    """What git says; nothing where it can't say it."""
    done = _run(folder, *words)
    return "" if done.returncode else done.stdout


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ("git", "-c", "core.quotePath=false", *words)
    with _apart():
        try:
            return subprocess.run(  # noqa: S603 -- git, as the user's own path finds it
                command,
                cwd=folder,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except FileNotFoundError as error:
            raise Failure("git is not installed", "`--push` needs it") from error


@contextlib.contextmanager
def _apart() -> Iterator[None]:
    """An environment in which git works where it is told to, and signs with no one's name."""
    before = dict(os.environ)
    for name in [
        n
        for n in before
        if n.startswith("GIT_")
        and not n.startswith(("GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG", "GIT_TERMINAL"))
    ]:
        del os.environ[name]
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_{key}": value for key, value in WHO.items()}
        # The day alone: no clock time, and nothing of where somebody lives.
        os.environ[f"GIT_{role}_DATE"] = f"{int(time.time()) // DAY * DAY} +0000"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

"""Pushing a publication to the `gh-pages` branch of its audience's own git remote.

In: the journal folder, an audience, and files by path. Out: the URL of the remote, and a branch
there that holds these files. The commit is made in a temporary repository and has no parent, so
the remote never shows what was published before. The journal's own repository is read, never
changed. What may be published is decided in `redaction`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.files import output_folder
from site_builder.files.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.core.model import Audience

PAGES_BRANCH = "gh-pages"
COMMIT_IDENTITY = {"NAME": "Afterview", "EMAIL": "afterview@localhost"}  # never the user's own
SECONDS_PER_DAY = 86_400
JOURNAL_FILE_PATTERNS = ("*.md", "journal.toml")  # as git's pathspecs have them
# The user's choice of how git connects stays; what points it at another repository does not.
KEPT_GIT_VARIABLES = ("GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG", "GIT_TERMINAL")
OWN_REMOTE_HINT = "create an empty repository for this audience only, and name it as its `remote`"


def resolve_url(journal_folder: Path, audience: Audience, sources: Mapping[str, bytes]) -> str:
    """The URL of an audience's remote, or an absolute path where it is a local one.

    `sources` are the files of the journal by path below its folder. Raises Failure where there is
    no such remote, and where it contains the journal: whoever reads the pages there could read
    the rest of the repository too.
    """
    if not audience.remote:
        hint = f'write `remote = "…"` below `[audiences.{audience.name}]`: a git remote or address'
        raise Failure(f"{audience.name} has no remote to push to", hint)
    top = _git_output(journal_folder, "rev-parse", "--show-toplevel").strip()
    remotes = set(_git_output(journal_folder, "remote").split()) if top else set()
    if audience.remote in remotes:
        url = _remote_url(journal_folder, top, audience.remote)
    elif "/" in audience.remote or ":" in audience.remote or Path(audience.remote).exists():
        url = _absolute_url(audience.remote, Path())
    else:
        hint = f"`git remote add {audience.remote} ADDRESS` adds it, or write its address there"
        raise Failure(f"there is no git remote `{audience.remote}`", hint)
    tracked = _tracked_remotes(journal_folder) & remotes
    if top and url in {_remote_url(journal_folder, top, name) for name in tracked}:
        message = f"the journal's own branches are pushed to {audience.remote}"
        raise Failure(message, OWN_REMOTE_HINT)
    remote_files = _fetch_file_list(url, audience.remote)
    if journal_file := _first_journal_file(remote_files, journal_folder, sources):
        message = f"{audience.remote} contains a file of the journal: {journal_file}"
        raise Failure(message, OWN_REMOTE_HINT)
    return url


def push(files: Mapping[str, bytes], url: str) -> None:
    """Make the pages branch of a remote hold these files, by path, and nothing else.

    Raises Failure where git is missing or turns the push down.
    """
    with tempfile.TemporaryDirectory() as folder:
        site, repository = Path(folder) / "site", Path(folder) / "repository"
        for path, data in files.items():
            file = output_folder.path_in(site, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        _require_git(Path(folder), "git failed", "init", "--quiet", "repository")
        # ghp-import takes the committer from its environment, so it runs in a process of its own.
        # Not its `--push`: a push that is turned down would end it with a traceback.
        options = ("--no-jekyll", "--no-history", "--message", "Publish", "--branch", PAGES_BRANCH)
        ghp_import = (sys.executable, "-P", "-m", "ghp_import", *options, str(site))
        git_push = ("git", "push", url, PAGES_BRANCH, "--force")
        for command in (ghp_import, git_push):
            # Their output goes to the terminal: git may ask for a password, and says what it did.
            done = subprocess.run(command, cwd=repository, env=_git_environment(), check=False)  # noqa: S603 -- no shell
            if done.returncode:
                hint = "git's own message is above; what was written to the folder stays"
                raise Failure(f"could not push to {url}", hint)


def _remote_url(folder: Path, top: str, name: str) -> str:
    """The URL that git pushes to for a remote of the repository at `top`."""
    url = _git_output(folder, "remote", "get-url", "--push", name).strip()
    return _absolute_url(url, Path(top))


def _absolute_url(url: str, base: Path) -> str:
    """The URL itself; where it is a path that exists, that path made absolute."""
    path = base / os.path.expanduser(url)  # noqa: PTH111 -- Path.expanduser raises without a home
    return str(path.resolve()) if path.exists() else url


def _tracked_remotes(folder: Path) -> set[str]:
    """The names of the remotes that branches of the journal's repository track."""
    lines = _git_output(folder, "config", "--get-regexp", r"^branch\..*\.remote$").splitlines()
    return {line.rpartition(" ")[2] for line in lines}


def _fetch_file_list(url: str, name: str) -> dict[str, str]:
    """Every file in the history of a remote: path by hash. Raises Failure where it can't be read.

    All refs are fetched, for hosts show each of them, not branches alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        repository, message = Path(folder), f"could not read {name}"
        _require_git(repository, message, "init", "--quiet", "--bare")
        refspec = "+refs/*:refs/probe/*"
        _require_git(repository, message, "fetch", "--quiet", "--no-tags", url, refspec)
        return _committed_files(repository)


def _first_journal_file(
    remote_files: Mapping[str, str], journal_folder: Path, sources: Mapping[str, bytes]
) -> str:
    """The path in the remote of one file of the journal; empty where it has none.

    A file is the journal's by its path, or by its content, now or earlier, under any name. An
    empty file tells nothing: any repository may have one.
    """
    hashes = {_blob_hash(data) for data in sources.values()}
    hashes |= _committed_files(journal_folder, *JOURNAL_FILE_PATTERNS).keys()
    hashes -= {_blob_hash(b"")}
    paths = [
        path
        for path in remote_files.values()
        if any(path == source or path.endswith(f"/{source}") for source in sources)
    ]
    same_content = remote_files.keys() & hashes
    return min(paths, default=remote_files[min(same_content)] if same_content else "")


def _committed_files(folder: Path, *patterns: str) -> dict[str, str]:
    """Every file in the history of a repository, path by hash.

    With patterns, those below a folder of it whose names match one.
    """
    pathspec = ("--", *patterns) if patterns else ()
    lines = _git_output(folder, "rev-list", "--all", "--objects", *pathspec).splitlines()
    pairs = (line.partition(" ") for line in lines)
    # The folders on the way to a file are listed too.
    endings = tuple(pattern.removeprefix("*") for pattern in patterns)
    return {sha: path for sha, _, path in pairs if path and path.endswith(endings or path)}


def _blob_hash(data: bytes) -> str:
    """The hash that git gives to a file with these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _require_git(folder: Path, message: str, *arguments: str) -> None:
    """Run git in a folder. Raises Failure with a message, and git's last line, where it fails."""
    done = _run_git(folder, arguments)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise Failure(message, lines[-1] if lines else None)


def _git_output(folder: Path, *arguments: str) -> str:
    """What git prints in a folder; empty where it fails, as outside of a repository."""
    done = _run_git(folder, arguments)
    return "" if done.returncode else done.stdout


def _run_git(folder: Path, arguments: Iterable[str]) -> subprocess.CompletedProcess[str]:
    command = ("git", "-c", "core.quotePath=false", *arguments)
    try:
        return subprocess.run(  # noqa: S603 -- git, as the user's own path finds it
            command,
            cwd=folder,
            env=_git_environment(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise Failure("git is not installed", "`--push` needs it") from error


def _git_environment() -> dict[str, str]:
    """The environment in which git works on the folder it is given, and commits anonymously."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(KEPT_GIT_VARIABLES)
    }
    # The day alone: no time of day, and no time zone that tells where somebody lives.
    midnight = int(time.time()) // SECONDS_PER_DAY * SECONDS_PER_DAY
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_{key}": value for key, value in COMMIT_IDENTITY.items()}
        environment[f"GIT_{role}_DATE"] = f"{midnight} +0000"
    return environment

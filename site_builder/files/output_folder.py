"""The output folder: write a site atomically, only where bytes change, and remove what is stale.

Only files that the manifest lists are ours to replace or remove. `.afterview-manifest` has a hash
and a percent-encoded path on each line. It lists a file before that file is first written and until
it is removed, so a killed build leaves no file that the next would take for somebody else's.
What is to be written is decided by the caller; only one build may write at a time (see `lock`).
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from site_builder.core.frozen import frozen
from site_builder.core.page_addresses import encoded
from site_builder.files.errors import Failure
from site_builder.files.saving import TEMPORARY_PREFIX, make_folder, temporary_path
from site_builder.files.snapshot import decode_path, encode_path, read_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

MANIFEST = ".afterview-manifest"
NO_NAMES = frozenset({"", ".", ".."})  # of files: they would lead elsewhere
OUTPUT_HINT = "name a folder of its own, such as `-o site`"


@frozen
class WriteResult:
    """What a write did: paths relative to the output, and how many files were right already.

    `digests` are the SHA-256 of every file that is ours now, the manifest included.
    """

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: int
    digests: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def refuse_dangerous(output: Path, *our_folders: Path) -> None:
    """Raise Failure for an output in which a build could do harm, or that can't be a folder.

    It must not be, contain or lie in one of our folders, and not be the home folder or a disk's
    root.
    """
    try:
        real = output.resolve()
    except (OSError, RuntimeError) as error:
        raise Failure(f"the output {output} is a symlink loop", OUTPUT_HINT, 2) from error
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 -- Path.home raises if there is none
    if real in {home.resolve(), Path(real.anchor)}:
        raise Failure(f"refusing to build into {output}", OUTPUT_HINT, 2)
    # Resolved on both sides, as either may be reached through a symlink.
    for folder in (f.resolve() for f in our_folders):
        if _is_among(folder, (real, *real.parents)):
            message = f"the output {output} is {folder.name}/ or lies inside it"
            raise Failure(message, OUTPUT_HINT, 2)
        if _is_among(real, folder.parents):
            raise Failure(f"the output {output} contains {folder.name}/", OUTPUT_HINT, 2)
    if output.exists() and not output.is_dir():
        raise Failure(f"the output {output} is a file", OUTPUT_HINT, 2)
    refuse_unreachable(output, OUTPUT_HINT)


def refuse_unreachable(path: Path, hint: str) -> None:
    """Raise Failure if a path can't be made because a file stands where a folder is needed."""
    nearest = next((folder for folder in path.parents if folder.exists()), None)
    if nearest and not nearest.is_dir():
        raise Failure(f"{path} can't be made: {nearest} is a file", hint, 2)


def _is_among(folder: Path, paths: Iterable[Path]) -> bool:
    """Whether one of the paths is this folder, also on a disk that ignores case."""
    exists = folder.exists()
    return any(p == folder or (exists and p.exists() and p.samefile(folder)) for p in paths)


def output_kind(output: Path) -> Literal["site", "publication"] | None:
    """What we wrote into a folder before; None for nothing.

    A publication has no calendar, so one in the manifest means the private site.
    """
    listed = _manifest_bytes(output).split()
    if b"calendar.ics" in listed:
        return "site"
    return "publication" if b"journal.json" in listed else None


def write(
    output: Path,
    files: Mapping[str, bytes],
    digests: Mapping[str, bytes] | None = None,
    keep: Iterable[str] = (),
    present: Mapping[str, bytes] | None = None,
) -> WriteResult:
    """Make the output hold these files, and none that an earlier build wrote and this one did not.

    `files` are bytes by path, with `/`. `digests` are the SHA-256 of any of them, and of all that
    hold the right bytes already. `keep` are paths whose old files stay because their new content
    failed to render. `present` are the SHA-256 of files as they are now, where they are known.
    Files of somebody else stay; if one is in the way, Failure is raised before anything is written.
    """
    make_folder(output.resolve())
    remove_temporary_files(output)
    old_manifest = _manifest_bytes(output)
    old, now = _listed(old_manifest), present or {}
    # Bytes, not paths or times, decide what is written: the user may have edited a page of ours.
    new = dict(digests or {})
    new |= {path: sha256(files[path]).digest() for path in files if path not in new}
    kept = (path for path in keep if path in old and path not in new)
    new |= {path: digest for path in kept if (digest := now.get(path) or _hash(output, path))}
    gone = old - new.keys()
    respelled = _respelled(output, gone, new.keys() - old)
    changed = tuple(
        p for p in files if p in respelled or (now.get(p) or _hash(output, p)) != new[p]
    )
    _refuse_foreign(output, changed, old | respelled, new)
    # From here until the end the manifest lists old files, without hashes, and new ones, in case we
    # are killed.
    manifest = _manifest(new)
    if gone:
        _replace(output, MANIFEST, _manifest(dict.fromkeys(gone, b"") | new))
    elif manifest != old_manifest:
        _replace(output, MANIFEST, manifest)
    # Old files go first: one may stand where a new file needs a folder.
    removed = tuple(path for path in sorted(gone) if _remove(output, path))
    for path in changed:
        _replace(output, path, files[path])
    if gone:
        _replace(output, MANIFEST, manifest)
    same = len(new) - len(changed)
    return WriteResult(changed, removed, same, new | {MANIFEST: sha256(manifest).digest()})


def remove_temporary_files(output: Path) -> None:
    """Remove what a killed build was about to move into place."""
    for path in output.glob(f"{TEMPORARY_PREFIX}*"):
        if path.is_symlink() or not path.is_dir():
            path.unlink()


def rewrite(
    output: Path, files: Mapping[str, bytes], known: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Replace some files that still are as the last build left them; returns the changed paths.

    `known` are the SHA-256 that the last build wrote. As its manifest lists these files already, it
    stays as it is.
    """
    changed = []
    for path, data in files.items():
        if _is_behind_symlink(output, path):
            continue
        present = _hash(output, path)
        # A page that the user or a later build changed is left to the next build.
        if path in known and present == known[path] != sha256(data).digest():
            _replace(output, path, data)
            changed.append(path)
    return tuple(changed)


def path_in(output: Path, path: str) -> Path:
    """Where a path is on the disk."""
    return output / encode_path(path)


def _folders_above(path: str) -> list[str]:
    """The folders between the output and a path in it, the nearest first."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]


def _is_behind_symlink(output: Path, path: str) -> bool:
    """Whether a folder between the output and a path in it is a symlink."""
    return any(path_in(output, folder).is_symlink() for folder in _folders_above(path))


def _respelled(output: Path, gone: Iterable[str], added: Iterable[str]) -> set[str]:
    """The added paths that lead to the file of a path that is gone, spelled otherwise.

    They exist only on disks that ignore case or the encoding of accents. Such a file is written
    even if its bytes stay, as removing the old path removes it.
    """
    by_key = {_spelling_key(path): path for path in gone}
    if not by_key:
        return set()
    pairs = ((path, by_key.get(_spelling_key(path))) for path in added)
    return {
        path
        for path, old_path in pairs
        if old_path and _is_same_file(path_in(output, path), path_in(output, old_path))
    }


def _spelling_key(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _refuse_foreign(
    output: Path, changed: Iterable[str], old: Collection[str], new: Collection[str]
) -> None:
    """Raise Failure if something that we did not write is where a changed file has to go.

    `old` are the paths that we wrote before, `new` all that the output is to hold.
    """
    files = {MANIFEST, *changed}
    folders = {folder for path in files for folder in _folders_above(path)}
    gone = {*old} - {*new}
    emptied = {folder for path in gone for folder in _folders_above(path)}
    for name in sorted(files | folders):
        path = path_in(output, name)
        # `index.html/` among the user's assets is a folder that the site needs as a file.
        if name in folders and name in new:
            message = f"the site has a file {path}, and your templates a folder of that name"
            raise Failure(message, "rename the folder in your templates")
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if path.is_dir() and not path.is_symlink():
            # A folder where a file has to go; where a folder has to go it is welcome.
            in_the_way = name in files and not _empties(output, name, gone, emptied)
        elif name == MANIFEST:  # no manifest lists itself
            in_the_way = path.exists() and not path.is_file()
        else:
            in_the_way = name not in old
        if in_the_way:
            message = f"{path} was not written by afterview and is in the way"
            raise Failure(message, "move it away, or name another folder with `-o`")


def _empties(output: Path, name: str, gone: Collection[str], emptied: Collection[str]) -> bool:
    """Whether a folder goes away by itself, as it holds only files that are about to be removed.

    `gone` are those files, `emptied` the folders above them. A loop, as folders may nest deeply.
    """
    stack = [name]
    while stack:
        folder = stack.pop()
        if folder not in emptied:
            return False
        for entry in os.scandir(path_in(output, folder)):
            path = f"{folder}/{decode_path(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                stack.append(path)
            elif path not in gone:
                return False
    return True


def _manifest_bytes(output: Path) -> bytes:
    """The manifest as it stands in the output; nothing where there is none."""
    try:
        return read_file(output / MANIFEST)
    except OSError:
        return b""


def _listed(manifest: bytes) -> set[str]:
    """The paths of the files that we wrote.

    A manifest can be edited: lines whose path would leave the output are ignored.
    """
    lines = manifest.decode("utf-8", "replace").splitlines()
    paths = {unquote(line.partition("  ")[2]) for line in lines}
    return {p for p in paths if p != MANIFEST and NO_NAMES.isdisjoint(p.split("/"))}


def _manifest(digests: Mapping[str, bytes]) -> bytes:
    lines = (f"{digest.hex()}  {encoded(path)}\n" for path, digest in sorted(digests.items()))
    return "".join(lines).encode()


def _hash(output: Path, path: str) -> bytes | None:
    """A file's SHA-256; None if there is no file, b"" if it can't be read."""
    file = path_in(output, path)
    if not os.path.lexists(file):  # as is each file of a new folder
        return None
    try:
        return sha256(read_file(file)).digest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def _replace(output: Path, path: str, data: bytes) -> None:
    """Write a file atomically. Raises OSError."""
    target = path_in(output, path)
    make_folder(target.parent)
    # In the output's top folder, where the next build finds it if this one is killed.
    with temporary_path(output) as temporary:
        temporary.write_bytes(data)
        temporary.replace(target)


def _remove(output: Path, path: str) -> bool:
    """Remove a file that we wrote, and the folders that become empty; whether it was there."""
    if _is_behind_symlink(output, path):
        return False
    removed = True
    try:
        path_in(output, path).unlink()
    except FileNotFoundError:  # a killed build may have removed the file and not yet its folder
        removed = False
    except (NotADirectoryError, IsADirectoryError):
        return False
    for folder in _folders_above(path):
        try:
            path_in(output, folder).rmdir()
        except OSError:  # it is not empty
            break
    return removed

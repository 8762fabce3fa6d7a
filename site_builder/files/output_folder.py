"""The output folder: written atomically, only where bytes change; only what is listed is ours.

`.afterview-manifest` lists what we wrote, a hash and a percent-encoded path on each line. It names
a file before that is written and until it is gone, so that a build that is killed leaves nothing
that the next one would take for somebody else's.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote

from site_builder.files.errors import Failure
from site_builder.files.saving import TEMPORARY, make_folder, temporary_path
from site_builder.files.snapshot import name_of, read_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

MANIFEST = ".afterview-manifest"
OTHER_FOLDER = "name a folder of its own, such as `-o site`"


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to the output: paths relative to it, and how many files it left alone."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: int
    digests: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The hash of every file that is ours now, the manifest's too."""


def refuse_dangerous(output: Path, *ours: Path) -> None:
    """Raise Failure for an output in which a build could harm one of our folders, or much else."""
    try:
        real = output.resolve()
    except (OSError, RuntimeError) as error:  # a link that leads to itself
        raise Failure(f"the output {output} leads nowhere", OTHER_FOLDER, 2) from error
    if real in {Path(os.path.expanduser("~")).resolve(), Path(real.anchor)}:  # noqa: PTH111 -- Path.home raises where there is none
        raise Failure(f"{output} is no folder to build into", OTHER_FOLDER, 2)
    for folder in (f.resolve() for f in ours):
        if _among(folder, (real, *real.parents)):
            raise Failure(
                f"the output {output} is {folder.name}/ or lies inside it", OTHER_FOLDER, 2
            )
        if _among(real, folder.parents):
            raise Failure(f"the output {output} holds {folder.name}/", OTHER_FOLDER, 2)
    if output.exists() and not output.is_dir():
        raise Failure(f"the output {output} is a file", OTHER_FOLDER, 2)
    refuse_unreachable(output, OTHER_FOLDER)


def refuse_unreachable(path: Path, hint: str) -> None:
    """Raise Failure for a path that lies in what is no folder."""
    nearest = next((folder for folder in path.parents if folder.exists()), None)
    if nearest and not nearest.is_dir():
        raise Failure(f"{path} would lie in {nearest}, which is a file", hint, 2)


def _among(folder: Path, paths: Iterable[Path]) -> bool:
    """Whether one of the paths leads to a folder, on file systems that ignore capitals too."""
    there = folder.exists()
    return any(p == folder or (there and p.exists() and p.samefile(folder)) for p in paths)


def output_kind(output: Path) -> Literal["site", "publication"] | None:
    """Whether a folder holds the private site, or what was published: that has no calendar."""
    listed = {line.partition("  ")[2] for line in _manifest_text(output).splitlines()}
    if "calendar.ics" in listed:
        return "site"
    return "publication" if "journal.json" in listed else None


def write(
    output: Path,
    files: Mapping[str, bytes],
    same: Mapping[str, bytes] | None = None,
    keep: Iterable[str] = (),
) -> Written:
    """Make the output hold these files, by path with `/`, and nothing else that we ever wrote.

    `same` are files that hold already what they should, with the hash of that. `keep` are paths
    whose old files stay, as their new content could not be made. Files that we did not write stay
    too; one that stands where ours belongs raises Failure before anything is written. Only one
    build may write at a time.
    """
    make_folder(output.resolve())
    remove_temporary_files(output)
    old = _read_manifest(output)
    new = {path: digest.hex() for path, digest in (same or {}).items()}
    new |= {path: sha256(data).hexdigest() for path, data in files.items()}
    new |= {path: old[path] for path in keep if path in old and path not in new}
    respelt = _respelt(output, old, new)
    changed = tuple(p for p in files if p in respelt or _hash(output, p) != new[p])
    _refuse_foreign(output, changed, old.keys() | respelt, new)
    claimed = old | new
    if claimed != old:
        _replace(output, MANIFEST, _manifest(claimed))
    removed = tuple(path for path in sorted(old.keys() - new.keys()) if _remove(output, path))
    for path in changed:
        _replace(output, path, files[path])
    manifest = _manifest(new)
    if claimed != new:
        _replace(output, MANIFEST, manifest)
    digests = {path: bytes.fromhex(digest) for path, digest in new.items()}
    digests[MANIFEST] = sha256(manifest).digest()
    return Written(changed, removed, len(new) - len(changed), digests)


def remove_temporary_files(output: Path) -> None:
    """Remove what a build that was killed had not yet put in its place."""
    for left in output.glob(f"{TEMPORARY}*"):
        if left.is_symlink() or not left.is_dir():
            left.unlink()


def rewrite(
    output: Path, files: Mapping[str, bytes], known: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Write some files ahead of the others: those that are there just as we left them.

    `known` are the hashes of what we wrote. The manifest names them already.
    """
    changed = []
    for path, data in files.items():
        if _is_linked(output, path):
            continue
        there = _hash(output, path)
        if path in known and there == known[path].hex() != sha256(data).hexdigest():
            _replace(output, path, data)
            changed.append(path)
    return tuple(changed)


def path_in(output: Path, path: str) -> Path:
    """Where a path is on the disk: its name is UTF-8 there, whatever the locale."""
    return output / os.fsdecode(path.encode())


def _above(path: str) -> list[str]:
    """The folders between the output and a path in it, the nearest first."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]


def _is_linked(output: Path, path: str) -> bool:
    """Whether a path in the output leads through a link."""
    return any(path_in(output, folder).is_symlink() for folder in _above(path))


def _respelt(output: Path, old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """The new paths whose file is there under an old name in other capitals, which will be removed.

    Only a disk that ignores capitals has such.
    """
    gone = {_folded(path): path for path in old.keys() - new.keys()}
    if not gone:
        return set()
    both = ((path, gone.get(_folded(path))) for path in new.keys() - old.keys())
    return {
        path
        for path, was in both
        if was and _same_file(path_in(output, path), path_in(output, was))
    }


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _refuse_foreign(
    output: Path, changed: Iterable[str], old: Collection[str], new: Collection[str]
) -> None:
    """Raise Failure where something that we did not write stands in the way of a changed file.

    `old` are the paths of what we wrote, `new` those of all that the output is to hold.
    """
    files = {MANIFEST, *changed}
    folders = {folder for path in files for folder in _above(path)}
    gone = {*old} - {*new}
    emptied = {folder for path in gone for folder in _above(path)}
    for name in sorted(files | folders):
        place = path_in(output, name)
        if place.is_dir() and not place.is_symlink():
            in_the_way = name in files and not _goes(output, name, gone, emptied)
        elif name == MANIFEST:
            in_the_way = place.exists() and not place.is_file()
        else:
            in_the_way = name not in old and (place.is_symlink() or place.exists())
        if name in folders and name in new:
            message = f"the site has a file {place}, and your templates a folder of that name"
            raise Failure(message, "rename the folder in your templates")
        if in_the_way:
            message = f"{place} was not written by afterview, and the site needs its place"
            raise Failure(message, "move it away, or name another folder with `-o`")


def _goes(output: Path, name: str, gone: Collection[str], emptied: Collection[str]) -> bool:
    """Whether a folder goes with the files in it that will be removed: it holds nothing else."""
    left = [name]
    while left:
        folder = left.pop()
        if folder not in emptied:
            return False
        for entry in os.scandir(path_in(output, folder)):
            path = f"{folder}/{name_of(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                left.append(path)
            elif path not in gone:
                return False
    return True


def _manifest_text(output: Path) -> str:
    try:
        return read_file(output / MANIFEST).decode("utf-8", "replace")
    except OSError:
        return ""


def _read_manifest(output: Path) -> dict[str, str]:
    """Hash by path of what we wrote; lines that lead out of the output are not ours."""
    found = {}
    for line in _manifest_text(output).splitlines():
        digest, _, address = line.partition("  ")
        path = unquote(address)
        if path != MANIFEST and not {"", ".", ".."} & set(path.split("/")):
            found[path] = digest
    return found


def _manifest(hashes: Mapping[str, str]) -> bytes:
    lines = (f"{digest}  {quote(path)}\n" for path, digest in sorted(hashes.items()))
    return "".join(lines).encode()


def _hash(output: Path, path: str) -> str | None:
    """The hash of a file, None where there is none; one that can't be read hashes as empty."""
    try:
        return sha256(read_file(path_in(output, path))).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return ""


def _replace(output: Path, path: str, data: bytes) -> None:
    """Write a file whole: at any moment it is the old one or the new one."""
    target = path_in(output, path)
    make_folder(target.parent)
    with temporary_path(output) as new:
        new.write_bytes(data)
        new.replace(target)


def _remove(output: Path, path: str) -> bool:
    """Remove a file that we wrote, and the folders that it leaves empty."""
    if _is_linked(output, path):
        return False
    removed = True
    try:
        path_in(output, path).unlink()
    except FileNotFoundError:  # a build that was killed may have left its folder alone
        removed = False
    except (NotADirectoryError, IsADirectoryError):
        return False
    for folder in _above(path):
        try:
            path_in(output, folder).rmdir()
        except OSError:  # it still holds something
            break
    return removed

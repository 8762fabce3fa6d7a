"""The output folder: written atomically, only where bytes change; only what is listed is ours.

`.afterview-manifest` lists what we wrote, a hash and a percent-encoded path on each line. It is
written before the pages, with all of the old list and the new, so that a build that is killed
leaves nothing that the next one would take for somebody else's.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from site_builder.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST = ".afterview-manifest"
TEMPORARY = ".afterview-tmp-"


@dataclass(slots=True)
class Written:
    """What a build did to the output: paths relative to it."""

    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    same: int = 0


def refuse_dangerous(output: Path, journal: Path, templates: Path | None = None) -> None:
    """Raise Failure for an output folder in which a build could harm something."""
    real = output.resolve()
    home = Path.home().resolve()
    ours = [journal.resolve(), *([templates.resolve()] if templates else [])]
    if real in {home, Path(real.anchor)}:
        raise Failure(
            f"{output} is no folder to build into", "name a folder of its own, such as `-o site`", 2
        )
    for folder in ours:
        if real == folder or folder in real.parents or real in folder.parents:
            side = "is" if real == folder else "lies inside" if folder in real.parents else "holds"
            raise Failure(
                f"the output {output} {side} {folder.name}/",
                "name a folder of its own, such as `-o site`",
                2,
            )
    if output.exists() and not output.is_dir():
        raise Failure(f"{output} is a file", "name a folder, such as `-o site`", 2)


def write(output: Path, files: Mapping[str, bytes], keep: Iterable[str] = ()) -> Written:
    """Make the output hold these files, by path with `/`, and nothing else that we ever wrote.

    The caller sees to it that only one build writes at a time. `keep` are paths whose old files stay, as their new content could not be made. Files that we
    did not write stay too; one that stands where a page belongs raises Failure.
    """
    output.mkdir(parents=True, exist_ok=True)
    for left in output.glob(f"{TEMPORARY}*"):  # by a build that was killed
        left.unlink()
    old = _read_manifest(output)
    hashes = {path: sha256(data).hexdigest() for path, data in files.items()}
    hashes |= {path: old[path] for path in keep if path in old and path not in hashes}
    current = {path: _hash(output / path) for path in files}
    for path in files:
        _refuse_foreign(output, path, old, current[path], hashes[path])
    written = Written(same=sum(current[p] == hashes[p] for p in files))
    if old != hashes:
        _replace(output, MANIFEST, _manifest(old | hashes))
    for path, data in files.items():
        if current[path] != hashes[path]:
            _replace(output, path, data)
            written.changed.append(path)
    for path in sorted(old.keys() - hashes.keys()):
        if _remove(output, path):
            written.removed.append(path)
    if old != hashes or not (output / MANIFEST).exists():
        _replace(output, MANIFEST, _manifest(hashes))
    return written


def _refuse_foreign(
    output: Path, path: str, old: Mapping[str, str], current: str | None, wanted: str
) -> None:
    for parent in PurePosixPath(path).parents:
        if (output / parent).is_symlink() and str(parent) != ".":
            raise Failure(
                f"{output / parent} is a link that leads elsewhere",
                "remove it, or name another folder",
            )
    if current is not None and path not in old and current != wanted:
        raise Failure(
            f"{output / path} was not written by afterview, and a page belongs there",
            "move it away, or name another folder with `-o`",
        )


def _read_manifest(output: Path) -> dict[str, str]:
    """Hash by path of what we wrote; lines that lead out of the output are not ours."""
    try:
        text = (output / MANIFEST).read_text("utf-8", "replace")
    except OSError:
        return {}
    found = {}
    for line in text.splitlines():
        digest, _, address = line.partition("  ")
        path = PurePosixPath(unquote(address))
        if address and not path.is_absolute() and ".." not in path.parts and path.name != MANIFEST:
            found[str(path)] = digest
    return found


def _manifest(hashes: Mapping[str, str]) -> bytes:
    lines = (f"{digest}  {quote(path)}\n" for path, digest in sorted(hashes.items()))
    return "".join(lines).encode()


def _hash(path: Path) -> str | None:
    """The hash of a file, None where there is none; something that is no file hashes as empty."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return ""


def _replace(output: Path, path: str, data: bytes) -> None:
    """Write a file whole: at any moment it is the old one or the new one."""
    target = output / path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = output / f"{TEMPORARY}{secrets.token_hex(6)}"
    temporary.write_bytes(data)
    temporary.replace(target)


def _remove(output: Path, path: str) -> bool:
    """Remove a file that we wrote, and the folders that it leaves empty."""
    target = output / path
    try:
        target.unlink()
    except OSError:
        return False
    for parent in target.parents:
        if parent == output:
            break
        try:
            parent.rmdir()
        except OSError:
            break
    return True


def save(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file of the user's journal whole and safe on the disk.

    Without `replace` raises FileExistsError where there is one already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(6)}"
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
        else:
            os.link(temporary, path)
            temporary.unlink()
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise

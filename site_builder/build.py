"""One build: read the journal, render its pages, write what changed."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder import store
from site_builder.core.journal import Journal, assemble, is_read
from site_builder.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from site_builder.core.diagnostics import Diagnostic

ASSETS = frozenset({".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2", ".txt"})
LOCK_SECONDS = 30
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a build found and did; `problems` are those of the journal and of the templates."""

    journal: Journal
    problems: tuple[Diagnostic, ...]
    written: store.Written


def find(journal: Path) -> Path:
    """The journal's folder. Raises Failure where there is none."""
    if not journal.is_dir():
        what = "is a file, not a journal's folder" if journal.exists() else "is not there"
        hint = "`afterview init` makes a journal here; `-j FOLDER` names one elsewhere"
        raise Failure(f"the journal {journal} {what}", hint, 2)
    return journal


def read(folder: Path, today: date) -> Journal:
    """Read and judge the journal in a folder. Raises Failure where there is none."""
    files: dict[str, bytes] = {}
    unreadable: dict[str, str] = {}
    others = []
    for path in _paths(find(folder)):
        if not is_read(path):
            others.append(path)
            continue
        if not path.isascii() and "\\x" in (
            named := path.encode("utf-8", "backslashreplace").decode()
        ):
            unreadable[named] = "its name is not UTF-8"
            continue
        try:
            files[path] = (folder / path).read_bytes()
        except OSError as error:
            unreadable[path] = error.strerror or str(error)
    name = folder.resolve().name or "journal"
    return assemble(name, files, today, unreadable=unreadable, others=others)


def _paths(folder: Path) -> Iterator[str]:
    """Every file below a folder, links to folders not followed, hidden ones left out."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "_")))
        for file in sorted(files):
            yield (Path(parent) / file).relative_to(folder).as_posix()


def build(
    journal: Path,
    output: Path,
    templates: Path | None,
    today: date,
    *,
    progress: Callable[[int], Callable[[], None]] | None = None,
) -> Built:
    """Build the site of a journal into a folder.

    `progress` is told the number of pages, and what it returns is called after each. Raises
    Failure where the work could not be done.
    """
    overrides = _overrides(find(journal), templates)
    store.refuse_dangerous(output, journal, overrides)
    read_journal = read(journal, today)
    files, problems, failed = _render(read_journal, overrides, progress)
    try:
        with _alone(output):
            written = store.write(output, files, failed)
    except OSError as error:
        where = error.filename or output
        raise Failure(f"could not write {where}: {error.strerror or error}") from error
    return Built(read_journal, (*read_journal.problems, *problems), written)


def _render(
    journal: Journal,
    overrides: Path | None,
    progress: Callable[[int], Callable[[], None]] | None,
) -> tuple[dict[str, bytes], list[Diagnostic], list[str]]:
    """Every file of the site by path, what was wrong in templates, and the paths they failed."""
    from site_builder.pages import data, render  # their imports cost more than a check needs

    theme = _theme(overrides)
    text = {name: source for name, (source, _) in theme.items() if isinstance(source, str)}
    renderer = render.Renderer(journal, text, {name: shown for name, (_, shown) in theme.items()})
    files = {name: source for name, (source, _) in theme.items() if isinstance(source, bytes)}
    files["journal.json"] = data.text(journal).encode()
    problems: dict[tuple[str, int], Diagnostic] = {}
    failed = []
    pages = list(render.pages(journal))
    step = progress(len(pages)) if progress else None
    for page in pages:
        path = unquote(page.address)
        try:
            files[path] = renderer.render(page).encode("utf-8", "xmlcharrefreplace")
        except render.TemplateFailed as template:
            failed.append(path)
            problems[template.problem.path, template.problem.line] = template.problem
        if step:
            step()
    return files, list(problems.values()), failed


def _overrides(journal: Path, given: Path | None) -> Path | None:
    """The user's own templates: those named, else those in `templates/` beside the journal."""
    if given is not None:
        if not given.is_dir():
            raise Failure(f"there is no folder of templates {given}", None, 2)
        return given
    beside = journal.resolve().parent / "templates"
    return beside if beside.is_dir() else None


def packaged_templates() -> Path:
    """The theme that comes with the package: inside it, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _theme(overrides: Path | None) -> dict[str, tuple[str | bytes, str]]:
    """Templates as text and assets as bytes by name, each with the path to name in a message.

    An override replaces the file of its name, whatever else it leaves alone.
    """
    found: dict[str, tuple[str | bytes, str]] = {}
    for folder in (packaged_templates(), overrides):
        if folder is None:
            continue
        for path in _paths(folder):
            suffix = Path(path).suffix.lower()
            if suffix != ".html" and suffix not in ASSETS:
                continue
            try:
                data = (folder / path).read_bytes()
                source = data.decode("utf-8-sig") if suffix == ".html" else data
            except (OSError, UnicodeDecodeError) as error:
                raise Failure(f"the template {folder / path} can't be read: {error}") from error
            name = unicodedata.normalize("NFC", path)
            found[name] = (source, f"{folder.name}/{name}")
    return found


@contextlib.contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Hold the lock of an output folder; it ends with its holder, however that ends."""
    from filelock import FileLock, Timeout

    name = sha256(os.fsencode(output.resolve())).hexdigest()[:32]
    folder = cache_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(folder / f"{name}.lock", timeout=LOCK_SECONDS, mode=0o600):
            yield
    except Timeout as error:
        hint = "wait until it ends, then build again"
        raise Failure(f"another build is writing to {output}", hint) from error


def cache_folder() -> Path:
    """Where locks are kept: the user's cache folder, or `AFTERVIEW_CACHE`."""
    from platformdirs import user_cache_path

    given = os.environ.get("AFTERVIEW_CACHE")
    return Path(given) if given else user_cache_path("afterview", appauthor=False)

"""One build: read the journal, render its pages, write what changed."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from site_builder import store
from site_builder.core.diagnostics import Diagnostic
from site_builder.core.journal import Journal, assemble, is_read
from site_builder.errors import Failure, writing
from site_builder.search import FOLDER
from site_builder.search import index as search_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    Progress = Callable[[int], Callable[[], None]]

ASSETS = frozenset({".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2", ".txt"})
SOON, LOCK_SECONDS = 2, 60


@dataclass(frozen=True, slots=True)
class Built:
    """What a build found and did; `problems` are those of the journal, then of the templates."""

    journal: Journal
    problems: tuple[Diagnostic, ...]
    written: store.Written


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates and assets by name; `shown` are the paths that a message names."""

    templates: dict[str, str] = field(default_factory=dict)
    assets: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


def find(journal: Path) -> Path:
    """The journal's folder. Raises Failure where there is none."""
    if not journal.is_dir():
        what = "is a file, not a journal's folder" if journal.exists() else "is not there"
        hint = "`afterview init` makes a journal here; `-j FOLDER` names one elsewhere"
        raise Failure(f"the journal {journal} {what}", hint, 2)
    return journal


def read(folder: Path, today: date) -> Journal:
    """Read and judge the journal in a folder. Raises Failure where there is none."""
    files, unreadable, others = _contents(find(folder), is_read, hidden=(".", "_"))
    name = _named(folder.resolve().name) or "journal"
    return assemble(name, files, today, unreadable=unreadable, others=others)


def as_typed(folder: Path, journal: Journal) -> tuple[Diagnostic, ...]:
    """The problems of a journal by the paths that lead to its files from where the user is."""
    start = f"{journal.name}/"
    return tuple(
        replace(p, path=str(folder / p.path.removeprefix(start))) for p in journal.problems
    )


def build(
    journal: Path,
    output: Path,
    templates: Path | None,
    today: date,
    *,
    search: bool = True,
    index: bool = True,
    progress: Progress | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Built:
    """Build the site of a journal into a folder.

    `search` says whether it can be searched, `index` whether the search's index is made anew or
    left as it is. `progress` is told the number of pages, and what it
    returns is called after each; `waiting` is called where another build holds the folder for
    long. Raises Failure where the work could not be done.
    """
    overrides = _overrides(find(journal), templates)
    store.refuse_dangerous(output, journal, *([overrides] if overrides else []))
    with _alone(output, waiting) as kept:
        found = read(journal, today)
        theme = _theme(overrides)
        files, problems, failed = _render(found, theme, progress, search=search)
        if search and index:
            pages = {p: data for p, data in files.items() if p.startswith("reflections/")}
            files |= search_index(pages, kept.with_suffix(".search"))
        elif search:
            failed += [p.relative_to(output).as_posix() for p in (output / FOLDER).rglob("*")]
        with writing(output):
            written = store.write(output, files, failed)
    return Built(found, (*as_typed(journal, found), *problems), written)


def _render(
    journal: Journal, theme: Theme, progress: Progress | None, *, search: bool
) -> tuple[dict[str, bytes], list[Diagnostic], list[str]]:
    """Every file of the site by path, what is wrong in the theme, and the paths that it failed."""
    from site_builder.pages import calendar, data, render  # a check need not pay for them

    files = theme.assets | {"journal.json": data.text(journal).encode()}
    if not search:
        files.pop("search.js", None)
    files["calendar.ics"] = calendar.text(journal).encode()
    renderer = render.Renderer(journal, theme.templates, theme.shown, search=search)
    problems: dict[tuple[str, int], Diagnostic] = {}
    failed = []
    pages = list(render.pages(journal, search=search))
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
    return files, [*theme.problems, *problems.values()], failed


def _overrides(journal: Path, given: Path | None) -> Path | None:
    """The user's own templates: those named, else those in `templates/` beside the journal."""
    if given is not None:
        if not given.is_dir():
            raise Failure(f"there is no folder of templates {given}", None, 2)
        return given
    beside = journal.resolve().parent / "templates"
    return beside if beside.is_dir() else None


def _packaged_templates() -> Path:
    """The theme that comes with the package: inside it, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _theme(overrides: Path | None) -> Theme:
    """The package's theme, each of its files replaced by the override of its name."""
    theme = Theme()
    for folder in dict.fromkeys(f.resolve() for f in (_packaged_templates(), overrides) if f):
        files, unreadable, _ = _contents(folder, _is_theme, hidden=(".",))
        for path, why in unreadable.items():
            theme.problems.append(_unreadable(f"{folder.name}/{path}", 1, "unreadable", why))
        for path, data in files.items():
            name, shown = unicodedata.normalize("NFC", path), f"{folder.name}/{path}"
            if not path.endswith(".html"):
                theme.assets[name] = data
                continue
            try:
                theme.templates[name] = data.decode("utf-8-sig")
                theme.shown[name] = shown
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                theme.problems.append(_unreadable(shown, line, "not-utf-8", "it is not UTF-8 text"))
    return theme


def _is_theme(path: str) -> bool:
    return path.endswith(".html") or Path(path).suffix.lower() in ASSETS


def _unreadable(path: str, line: int, code: str, why: str) -> Diagnostic:
    return Diagnostic(path, line, 1, "error", code, f"this template can't be read: {why}")


def _contents(
    folder: Path, wanted: Callable[[str], bool], hidden: tuple[str, ...]
) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """The wanted files below a folder: bytes by path, why others can't be read, and the rest.

    Names that begin like a hidden one are left out, links to folders are not followed.
    """
    files: dict[str, bytes] = {}
    unreadable: dict[str, str] = {}
    others = []

    def no_folder(error: OSError) -> None:
        unreadable[_named(os.path.relpath(error.filename, folder))] = error.strerror or str(error)

    for parent, folders, names in os.walk(folder, onerror=no_folder):
        folders[:] = sorted(f for f in folders if not f.startswith(hidden))
        for name in sorted(n for n in names if not n.startswith(hidden)):
            file = Path(parent, name)
            inside = file.relative_to(folder).as_posix()
            path = _named(inside)
            if not wanted(path):
                others.append(path)
            elif path.encode() != os.fsencode(inside):
                unreadable[path] = "its name is not UTF-8"
            else:
                try:
                    files[path] = _read(file)
                except OSError as error:
                    unreadable[path] = error.strerror or str(error)
    return files, unreadable, others


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")  # but a pipe, say, that would never end
    return path.read_bytes()


def _named(path: str) -> str:
    """A path on the disk as text: names are UTF-8 there, whatever the locale."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


@contextlib.contextmanager
def _alone(output: Path, waiting: Callable[[], None]) -> Iterator[Path]:
    """Hold the lock of an output folder; it ends with its holder, however that ends.

    Gives the path, without a suffix, at which to keep what only spares work the next time.
    """
    from filelock import FileLock, Timeout

    name = sha256(os.fsencode(output.resolve())).hexdigest()[:32]
    folder = _cache_folder()
    with writing(folder, "AFTERVIEW_CACHE can name another folder for locks"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock", mode=0o600)
        try:
            lock.acquire(timeout=SOON)
        except Timeout:
            waiting()
            try:
                lock.acquire(timeout=LOCK_SECONDS)
            except Timeout as error:
                hint = "when it has ended, build again"
                raise Failure(f"another build is still writing to {output}", hint) from error
    try:
        yield folder / name
    finally:
        lock.release()


def _cache_folder() -> Path:
    """Where locks and the last search index are: the user's cache folder, or `AFTERVIEW_CACHE`."""
    from platformdirs import user_cache_path

    given = os.environ.get("AFTERVIEW_CACHE")
    return Path(given) if given else user_cache_path("afterview", appauthor=False)

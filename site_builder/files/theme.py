"""What makes the look of the pages: the package's templates and assets, the user's before them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.core.diagnostics import Diagnostic
from site_builder.files import snapshot
from site_builder.files.errors import Failure

ASSETS = frozenset({".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2", ".txt"})


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates and assets by name; `shown` are the paths that a message names."""

    templates: dict[str, str] = field(default_factory=dict)
    assets: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


def own_templates(journal: Path, given: Path | None) -> Path | None:
    """The user's own templates: those named, else those in `templates/` beside the journal."""
    if given is not None:
        if not given.is_dir():
            raise Failure(f"there is no folder of templates {given}", None, 2)
        return given
    beside = journal.resolve().parent / "templates"
    return beside if beside.is_dir() else None


def packaged_theme() -> Path:
    """The theme that comes with the package: inside it, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def scan(own: Path | None) -> dict[str, snapshot.Snapshot]:
    """The files of the theme's folders, the package's first, by the name that messages show."""
    places = dict.fromkeys(f.resolve() for f in (packaged_theme(), own) if f)
    return {str(place): snapshot.scan(place, is_theme, hidden=(".",)) for place in places}


def combined_theme(found: dict[str, snapshot.Snapshot]) -> Theme:
    """The package's theme, each of its files replaced by the override of its name."""
    made = Theme()
    for place, folder in found.items():
        name = Path(place).name
        for path, why in folder.unreadable.items():
            made.problems.append(_unreadable(f"{name}/{path}", 1, "unreadable", why))
        for path, data in folder.data.items():
            _put(made, unicodedata.normalize("NFC", path), f"{name}/{path}", data)
    return made


def _put(made: Theme, name: str, shown: str, data: bytes) -> None:
    if not name.endswith(".html"):
        made.assets[name] = data
        return
    try:
        made.templates[name] = data.decode("utf-8-sig")
        made.shown[name] = shown
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        made.problems.append(_unreadable(shown, line, "not-utf-8", "it is not UTF-8 text"))


def is_theme(path: str) -> bool:
    """Whether a path below a folder of templates belongs to the theme."""
    return path.endswith(".html") or Path(path).suffix.lower() in ASSETS


def _unreadable(path: str, line: int, code: str, why: str) -> Diagnostic:
    return Diagnostic(path, line, 1, "error", code, f"this template can't be read: {why}")

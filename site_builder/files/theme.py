"""The theme: templates and assets of the package, overridden file by file by the user's own.

Folders come in, and a `Theme` of texts and bytes goes out; `pages.render` compiles the templates.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import field
from pathlib import Path

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.frozen import frozen
from site_builder.files import snapshot
from site_builder.files.errors import Failure

ASSET_SUFFIXES = frozenset(
    {".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2", ".txt"}
)
HIDDEN_IN_THEME = (".",)
"""How the names of files and folders begin that a theme ignores; `_` is allowed here."""


@frozen
class Theme:
    """The texts of templates and the bytes of assets, by their path below the theme's folder.

    `shown` is the path of each template as messages name it, such as `templates/base.html`.
    """

    templates: dict[str, str] = field(default_factory=dict)
    assets: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


def templates_beside(journal_folder: Path) -> Path:
    """Where the user's own templates are unless `-t` names another folder; it may not exist."""
    # Not Path.resolve, which raises for a symlink loop; `watch` waits until that is mended.
    return Path(os.path.realpath(journal_folder)).parent / "templates"


def own_templates(journal_folder: Path, given: Path | None) -> Path | None:
    """The folder of the user's own templates: the one given, else the one beside the journal.

    None if neither exists. Raises Failure if the given one is no folder.
    """
    if given is not None:
        if not given.is_dir():
            raise Failure(f"there is no folder of templates {given}", None, 2)
        return given
    beside = templates_beside(journal_folder)
    return beside if beside.is_dir() else None


def packaged_theme() -> Path:
    """The folder of the theme that comes with the package.

    The wheel has it inside the package, a checkout beside it.
    """
    # From this file up to site_builder/.
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def scan(own: Path | None) -> dict[str, snapshot.Snapshot]:
    """A snapshot of each folder of the theme, by its absolute path: the package's, then `own`."""
    folders = dict.fromkeys(f.resolve() for f in (packaged_theme(), own) if f)
    return {str(f): snapshot.scan(f, is_theme, HIDDEN_IN_THEME) for f in folders}


def combined_theme(snapshots: dict[str, snapshot.Snapshot]) -> Theme:
    """One theme of several folders; where two have a file of the same name, the later one counts.

    `snapshots` are as `scan` returns them.
    """
    theme = Theme()
    for folder, files in snapshots.items():
        name = Path(folder).name
        for path, why in files.unreadable.items():
            theme.problems.append(_unreadable(f"{name}/{path}", 1, "unreadable", why))
        for path, data in files.data.items():
            # A Mac's disk may spell accents decomposed; templates and pages are named in NFC.
            key, shown = unicodedata.normalize("NFC", path), f"{name}/{path}"
            if not path.endswith(".html"):
                theme.assets[key] = data
            elif isinstance(text := _template_text(shown, data), str):
                theme.templates[key], theme.shown[key] = text, shown
            else:
                theme.problems.append(text)
    return theme


def is_theme(path: str) -> bool:
    """Whether a path below a folder of templates is a template or an asset."""
    return path.endswith(".html") or Path(path).suffix.lower() in ASSET_SUFFIXES


def _template_text(shown: str, data: bytes) -> str | Diagnostic:
    """A template's text, or what is wrong at the line of its first byte that is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unreadable(shown, line, "not-utf-8", "it is not UTF-8 text")


def _unreadable(path: str, line: int, code: str, why: str) -> Diagnostic:
    return Diagnostic(path, line, 1, "error", code, f"this template can't be read: {why}")

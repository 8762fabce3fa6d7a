"""The fonts of a browser under test: those of one package and no other that is installed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

# Read before any test takes the variables of Afterview away.
BROWSER_NEEDED = bool(os.environ.get("AFTERVIEW_NEEDS_BROWSER"))
FOLDER = Path("/usr/share/fonts/truetype")
CONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
{families}
<match target="pattern"><edit name="family" mode="append_last"><string>{any}</string></edit></match>
</fontconfig>
"""
FAMILY = "<alias><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"


@dataclass(frozen=True)
class FontSet:
    """The fonts of a Debian package: the folder that it fills, and its families."""

    package: str
    folder: Path
    sans: str
    serif: str
    mono: str

    def environment(self, folder: Path) -> dict[str, str]:
        """The environment of a process that knows these fonts alone; writes into a folder.

        Skips the test where they are not installed.
        """
        require(self.folder, f"the package {self.package}")
        generic = {"sans-serif": self.sans, "serif": self.serif, "monospace": self.mono}
        families = "\n".join(FAMILY.format(generic=g, family=f) for g, f in generic.items())
        text = CONFIG.format(
            fonts=self.folder, cache=folder / "cache", families=families, any=self.sans
        )
        (folder / "fonts.conf").write_text(text, "utf-8")
        return {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}


# The metrics of Arial and Times, and some 15 % wider ones.
FONT_SETS = {
    "narrow": FontSet(
        "fonts-liberation",
        FOLDER / "liberation",
        "Liberation Sans",
        "Liberation Serif",
        "Liberation Mono",
    ),
    "wide": FontSet(
        "fonts-dejavu-core", FOLDER / "dejavu", "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"
    ),
}


def require(path: Path, name: str, *, needed: bool = BROWSER_NEEDED) -> None:
    """Skip the test where a path is not there, or fail it where a browser is `needed`."""
    if not path.exists():
        message = f"{name} is not installed: there is no {path}"
        if needed:
            pytest.fail(message)
        pytest.skip(message)

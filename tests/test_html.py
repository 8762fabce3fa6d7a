"""The sample journal's site through the Nu HTML checker, which wants Java and npm."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, TODAY

from site_builder.build.run import build
from site_builder.parsing.scalars import parse_day

if TYPE_CHECKING:
    from pathlib import Path

CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
HERE = CHECKER.exists() and shutil.which("java") is not None

if not HERE and not os.environ.get("AFTERVIEW_NEEDS_BROWSER"):
    pytest.skip(
        "no Java, or no npm, which `make test` installs the checker with", allow_module_level=True
    )


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    """The Nu HTML checker finds no error on any page of the sample, one broken file included."""
    shutil.copytree(ROOT / "journal", tmp_path / "journal")
    (tmp_path / "journal" / "broken.md").write_text("---\ncompany: [\n---\n", "utf-8")
    build(tmp_path / "journal", tmp_path / "site", None, parse_day(TODAY))
    done = subprocess.run(
        ["java", "-jar", CHECKER, "--errors-only", "--skip-non-html", "--also-check-svg", "site"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Place

PACKAGE = ROOT / "site_builder"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}

# Third-party package: the modules, or rooms, that may import it.
HOMES = {
    "click": {"cli", "commands"},
    "frontmatter": {"parsing.frontmatter"},
    "icalendar": {"pages.calendar"},
    "jinja2": {"pages.render"},
    "markdown": {"parsing.markdown"},
    "markupsafe": {"pages"},
    "msgspec": {"build.codec"},
    "nh3": {"parsing.sanitiser"},
    "pagefind_bin": {"build.search_index"},
    "platformdirs": {"files.lock"},
    "rich": {"commands.terminal"},
    "starlette": {"live.channel", "live.protocols", "live.server"},
    "uvicorn": {"live.protocols"},
    "watchdog": {"live.observer"},
    "yaml": {"parsing.frontmatter", "parsing.yaml_events", "parsing.yaml_syntax"},
}
PURE = {"core", "pages", "parsing", "redaction"}
# What these would need in order to touch the world.
WORLD = {
    "asyncio",
    "glob",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
}
WORLDLY_CALLS = {"open", "print", "input", "exec", "eval", "now", "today", "utcnow", "localtime"}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50


def imported(tree: ast.AST) -> set[str]:
    """Every module that a tree imports, inside functions and for types too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str:
    """The room of one of our modules: `core` of `site_builder.core.fit`."""
    return module.removeprefix("site_builder").lstrip(".").split(".")[0]


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) in PURE])
def test_the_pure_rooms_touch_nothing(module: str) -> None:
    """`core`, `parsing`, `pages` and `redaction` open no file, read no clock and print nothing."""
    assert imported(TREES[module]) & WORLD == set()
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    # The code of one method, which is written there from the names of fields.
    allowed = {"exec"} if module == "site_builder.core.frozen" else set()
    assert called & WORLDLY_CALLS == allowed


@pytest.mark.parametrize("module", MODULES)
def test_frozen_classes_are_made_by_frozen(module: str) -> None:
    """No class is `@dataclass(frozen=True, slots=True)`: every verb would wait for it."""
    assert "@dataclass(frozen=True, slots=True)" not in MODULES[module].read_text("utf-8")


def test_each_library_has_its_home() -> None:
    """A third-party package is imported in its home alone, and by some module there."""
    seen: dict[str, set[str]] = {}
    for module, tree in TREES.items():
        for name in imported(tree):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top != "site_builder":
                seen.setdefault(top, set()).add(module.removeprefix("site_builder."))
    assert seen.keys() == HOMES.keys()
    for library, modules in seen.items():
        homes = HOMES[library]
        assert {m for m in modules if not homes & {m, m.split(".")[0]}} == set(), library


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_functions_are_short(module: str) -> None:
    """No module is above 400 lines, no function above 50."""
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= MOST_LINES
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(TREES[module])
        if isinstance(node, functions)
        and node.end_lineno
        and node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (["--version"], {"jinja2", "markdown", "nh3", "rich", "site_builder.core", "yaml"}),
        (
            ["check"],
            {"jinja2", "rich.progress", "site_builder.pages"},
        ),
    ],
)
def test_a_verb_imports_what_it_needs(place: Place, words: list[str], unused: set[str]) -> None:
    """Templates and progress cost nothing where they are not used."""
    command = [sys.executable, "-X", "importtime", "-m", "site_builder", *words]
    env = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(
        command, cwd=place.root, env=env, capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert loaded & unused == set()


def linted(package: Path) -> tuple[int, str]:
    """The exit status of the import linter for a copy of the package, and what it prints."""
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    env = {**os.environ, "PYTHONPATH": str(package)}
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), *config],
        cwd=package,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("build/cache.py", "from site_builder.live import server"),
        ("core/fit.py", "from site_builder.parsing import scalars"),
        ("files/theme.py", "from site_builder.redaction import prose"),
        ("pages/index.py", "if TYPE_CHECKING:\n    from site_builder.build.cache import Cache"),
        ("core/model.py", "from site_builder.core import journal"),
        ("commands/check.py", "from site_builder.cli import main"),
    ],
)
def test_an_import_that_runs_back_is_named(tmp_path: Path, module: str, line: str) -> None:
    """The linter fails for an import against the order of the rooms, in a circle, or for a type."""
    shutil.copytree(PACKAGE, tmp_path / "site_builder")
    assert linted(tmp_path)[0] == 0
    path = tmp_path / "site_builder" / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    status, printed = linted(tmp_path)
    assert (status, "BROKEN" in printed) == (1, True)


def test_git_ignores_no_source() -> None:
    """The ignore rules are anchored: they hide built things and no file that is written by hand."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    folders = ("site_builder", "templates", "journal", "tests", "docs", "bench", ".ci")
    sources = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    hidden = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=ROOT,
        input="\n".join([*sources, "site_builder/site/a.py", "docs/public/b.md"]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (hidden.returncode, hidden.stdout) == (1, "")
    assert Path(sources[0]).parts[0] == "site_builder"

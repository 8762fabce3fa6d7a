from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import click
import pytest
from conftest import BROKEN, MANAGER, PHONE, ROOT, TODAY, Place

from site_builder import __version__
from site_builder.cli import VERBS, afterview

WARNED = PHONE.replace("Kind people", "Kind [people](gone.md)")


def test_the_version_is_told(empty: Place) -> None:
    """`--version` names the version; `python -m site_builder` is the same command."""
    assert empty.run("--version").out == f"afterview, version {__version__}\n"
    assert empty.process("--version").out == f"afterview, version {__version__}\n"


def test_help_lists_every_verb(empty: Place) -> None:
    """`--help` has a line for each verb, and each verb has its own help with `-h` too."""
    text = empty.run("--help").out
    for verb, meaning in VERBS.items():
        assert f"  {verb} " in text
        assert meaning in text
        help_ = empty.run(verb, "-h")
        assert (help_.status, help_.err) == (0, "")
        assert help_.out.startswith(f"Usage: afterview {verb} ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Usage: afterview"),
        (["buidl"], "there is no verb `buidl`\n  hint: did you mean `build`?"),
        (["build", "--outptu", "x"], "has no option `--outptu`\n  hint: did you mean `--output`?"),
        (["build", "--today", "22.11.2026"], "it is 22.11.2026; a date is written 2026-11-18"),
        (["build", "--today", "2026-02-30"], "no calendar or clock has that"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["check", "-j", "nowhere"], "there is no folder nowhere"),
        (["build", "-j", "site.txt"], "site.txt is a file, not a journal's folder"),
        (["build", "-o", "journal"], "the output journal is journal/ or lies inside it"),
        (["build", "-o", "."], "the output . contains journal/"),
        (["build", "-o", "site.txt"], "the output site.txt is a file"),
        (["build", "-o", "/"], "refusing to build into /"),
        (["new", "Northwind"], "`new` needs ROLE"),
        (["new", " ", "Engineer"], "a company and a role are needed"),
        (["new", "A\x1b", "Engineer"], "characters that no editor shows"),
        (["new", "A", "Engineer", "--at", "soon"], "`soon` is no day or time that can be read"),
        (["new", "A", "Engineer", "--at", "today 25:00"], "no calendar or clock has `today 25:00`"),
    ],
)
def test_wrong_usage_ends_with_2(place: Place, words: list[str], message: str) -> None:
    """What was typed wrong is told on standard error, and nothing is written."""
    place.write({"site.txt": ""})
    before = place.files(".")
    outcome = place.run(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert place.files(".") == before


def test_every_option_is_a_variable_too(place: Place) -> None:
    """AFTERVIEW_<OPTION> stands for each option of a verb, and what is typed outweighs it."""
    (place.root / "journal").rename(place.root / "diary")
    place.write({"diary/phone.md": WARNED, "theme/lessons.html": "Mine"})
    env = {
        "AFTERVIEW_JOURNAL": "diary",
        "AFTERVIEW_OUTPUT": "out",
        "AFTERVIEW_TEMPLATES": "theme",
        "AFTERVIEW_STRICT": "1",
        "AFTERVIEW_TODAY": "2026-12-24",
        "AFTERVIEW_QUIET": "1",
    }
    outcome = place.run("build", **env)
    assert (outcome.status, outcome.out) == (1, "")
    assert place.files("out")["lessons/index.html"] == b"Mine"
    assert b'"today": "2026-12-24"' in place.files("out")["journal.json"]
    assert place.run("build", "-o", "typed", **env).err == outcome.err
    assert place.files("typed") == place.files("out")
    told = place.run("check", AFTERVIEW_JOURNAL="diary", AFTERVIEW_FORMAT="json")
    assert [p["code"] for p in json.loads(told.out)] == ["broken-link"]
    place.run("new", "A", "B", "-j", "diary", AFTERVIEW_ROUND="panel", AFTERVIEW_AT="tomorrow")
    assert (place.root / "diary/2026-11-23-a-panel.md").is_file()


@pytest.mark.parametrize("verb", VERBS)
def test_no_option_is_without_its_variable(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable of an option is its long name in capitals, for every verb."""
    command = afterview.get_command(click.Context(afterview), verb)
    context = click.Context(command, **command.context_settings)
    for option in (p for p in command.params if isinstance(p, click.Option)):
        name = max(option.opts, key=len).removeprefix("--")
        monkeypatch.setenv(f"AFTERVIEW_{name.upper().replace('-', '_')}", "given")
        assert option.resolve_envvar_value(context) == "given"


@pytest.mark.parametrize("words", [["-q", "build"], ["build", "-q"], ["build", "--quiet"]])
def test_quiet_says_only_what_is_wrong(place: Place, words: list[str]) -> None:
    """`-q`, before the verb or behind it, leaves diagnostics and nothing else."""
    assert place.run(*words).out == ""
    place.write({"journal/broken.md": BROKEN})
    outcome = place.run(*words)
    assert (outcome.status, outcome.out) == (1, "")
    assert "ratings.values is 8/10" in outcome.err


@pytest.mark.parametrize("words", [["-v", "build"], ["build", "--verbose"]])
def test_verbose_names_the_files(place: Place, words: list[str]) -> None:
    """`-v`, before the verb or behind it, names each file that was written or read."""
    assert "wrote   index.html\n" in place.run(*words).out
    assert "journal/manager.md: read\n" in place.run("check", "-v").out


def test_check_reads_and_writes_nothing(place: Place) -> None:
    """`check` of a sound journal says so in a line, ends with 0 and leaves no file."""
    before = place.files(".")
    outcome = place.run("check")
    assert outcome.status == 0
    assert (outcome.out, outcome.err) == ("2 reflections: no problems\n", "")
    assert place.files(".") == before


def test_a_diagnostic_reads_like_a_compilers(place: Place) -> None:
    """Place, message, source line, caret and hint, by the path from where the user is."""
    place.write({"journal/broken.md": BROKEN})
    expected = """\
{}:4:19: error: ratings.values is 8/10; a rating is 1 to 10, whole or half
    4 | ratings: {{values: 8/10}}
      |                   ^
      = hint: write 8
3 reflections: 1 error
"""
    outcome = place.run("check")
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.out == expected.format("journal/broken.md")
    absolute = place.root / "journal"
    assert place.run("check", "-j", str(absolute)).out == expected.format(absolute / "broken.md")
    inside = Place(absolute)
    assert inside.run("check", "-j", ".").out == expected.format("broken.md")


def test_problems_for_programs_are_one_array(place: Place) -> None:
    """`--format json` prints one array and nothing else, with paths from the journal's name on."""
    assert place.run("check", "--format", "json").out == "[]\n"
    place.write({"journal/broken.md": BROKEN})
    outcome = Place(place.root / "journal").run("check", "-j", ".", "--format", "json", "-v")
    assert (outcome.status, outcome.err) == (1, "")
    assert json.loads(outcome.out) == [
        {
            "path": "journal/broken.md",
            "line": 4,
            "column": 19,
            "severity": "error",
            "code": "bad-rating",
            "message": "ratings.values is 8/10; a rating is 1 to 10, whole or half",
            "hint": "write 8",
        }
    ]


def test_problems_for_github_are_annotations(place: Place) -> None:
    """`--format github` prints a workflow command a problem, with what it would act on escaped."""
    place.write({"journal/a,b:c%.md": BROKEN})
    outcome = place.run("check", "--format", "github")
    assert outcome.out == (
        "::error file=journal/a%2Cb%3Ac%25.md,line=4,col=19,title=bad-rating::"
        "ratings.values is 8/10; a rating is 1 to 10, whole or half%0Awrite 8\n"
    )


def test_paths_for_github_begin_at_the_workspace(place: Place) -> None:
    """From whatever folder, and through links, an annotation names its file as GitHub finds it,
    from the workspace on; outside of one its path is as it was typed.
    """
    root = place.root
    place.write({"repository/notes/journal/broken.md": BROKEN, "elsewhere/other.md": ""})
    (root / "link").symlink_to("repository")
    (root / "repository/linked").symlink_to("notes/journal")
    broken = "notes/journal/broken.md"
    cases = (
        ("repository/notes", "journal", "repository", broken),
        ("repository", "notes/journal", "repository", broken),
        ("repository/notes/journal", ".", "repository", broken),
        ("elsewhere", "../repository/notes/journal", "repository", broken),
        ("elsewhere", str(root / "repository/notes/journal"), "repository/", broken),
        ("repository/notes", "journal", "link", broken),
        ("repository", str(root / "link/notes/journal"), "repository", broken),
        ("repository", "linked", "repository", "linked/broken.md"),
        ("repository", "notes/journal", "repository/notes/journal", "broken.md"),
        ("repository/notes", "journal", "elsewhere", "journal/broken.md"),
        ("repository/notes", "journal", "repo", "journal/broken.md"),
        ("repository/notes", "journal", None, "journal/broken.md"),
    )
    for folder, journal, workspace, path in cases:
        outcome = Place(root / folder).run(
            *("check", "-j", journal, "--format", "github"),
            GITHUB_WORKSPACE=f"{root}/{workspace}" if workspace else "",
        )
        assert outcome.out.partition(",")[0] == f"::error file={path}", (folder, journal, workspace)


def test_warnings_count_when_strict(place: Place) -> None:
    """Warnings alone end with 0, with `--strict` with 1, in `check` as in `build`."""
    place.write({"journal/2026/phone.md": WARNED})
    assert [place.run(verb).status for verb in ("check", "build")] == [0, 0]
    assert [place.run(verb, "--strict").status for verb in ("check", "build")] == [1, 1]


def test_what_a_terminal_would_act_on_is_shown(place: Place) -> None:
    """Escapes and direction marks of a hostile file reach the terminal as text."""
    name = "evil\x1b]0;title\x07\u202e.md"
    place.write({f"journal/{name}": "---\ncompany: A\nrole: B\n\x1b[31mred: \u202e1\n---\n"})
    outcome = place.run("check")
    assert outcome.status == 1
    assert not set(outcome.out) & {"\x1b", "\x07", "\u202e"}


def test_init_makes_a_journal(empty: Place) -> None:
    """`init` writes settings, what I look for, an example and a template, says what each is for,
    and all of it counts as nothing.
    """
    outcome = empty.run("init")
    assert outcome.status == 0, outcome.err
    files = empty.files("journal").keys()
    assert files == {"journal.toml", "looking-for.md", "_example.md", "_template.md"}
    assert all(f"  {name} " in outcome.out for name in files)
    assert "`now.md`" in outcome.out
    assert empty.files(".")[".gitignore"] == b"/site/\n/public/\n"
    assert empty.run("check", "--strict").out == "0 reflections: no problems\n"
    assert empty.run("build").status == 0
    assert json.loads(empty.files()["journal.json"])["opportunities"] == []


def test_the_example_and_the_template_are_sound(empty: Place) -> None:
    """Both are reflections without a problem, once they are copied to names that are read: a
    duplicate of the template on a phone needs a company and a role and no more.
    """
    empty.run("init")
    files = empty.files("journal")
    named = (
        files["_template.md"].replace(b"company:", b"company: A").replace(b"role:", b"role: B", 1)
    )
    empty.write({"journal/example.md": files["_example.md"], "journal/template.md": named})
    outcome = empty.run("check", "--strict")
    assert (outcome.status, outcome.out) == (0, "2 reflections: no problems\n")


@pytest.mark.parametrize("folder", ["journal", "journal/2026", "journal/new/deep"])
@pytest.mark.parametrize("words", [["init"], ["init", "."], ["init", "deeper"]])
def test_no_journal_is_made_in_a_journal(place: Place, folder: str, words: list[str]) -> None:
    """`init` anywhere in a journal ends with 1, names the journal and writes nothing."""
    (place.root / folder).mkdir(parents=True, exist_ok=True)
    before = place.files(".")
    outcome = Place(place.root / folder).run(*words)
    assert (outcome.status, outcome.out) == (1, "")
    assert f"this is inside of your journal {place.root / 'journal'}" in outcome.err
    assert place.files(".") == before


def test_init_elsewhere_and_never_over_another(empty: Place) -> None:
    """`init DIR` makes DIR; where a journal is already, it ends with 1 and changes nothing."""
    assert empty.run("init", "deep/down", "-q").out == ""
    before = empty.files(".")
    assert "deep/down/journal.toml" not in before
    assert "deep/down/journal/journal.toml" in before
    assert empty.run("init", "deep/down").status == 1
    assert empty.files(".") == before


def test_init_keeps_what_git_ignores(empty: Place) -> None:
    """`.gitignore` keeps its lines, whatever their encoding, and gains those it lacks."""
    empty.write({".gitignore": b"caf\xe9\n/site/"})
    assert empty.run("init").status == 0
    assert empty.files(".")[".gitignore"] == b"caf\xe9\n/site/\n/public/\n"


def test_init_where_nothing_can_be_made(empty: Place) -> None:
    """A place that can hold no folder is told in a line."""
    empty.write({"file": ""})
    outcome = empty.run("init", "file")
    assert outcome.status == 1
    assert outcome.err == "afterview: could not write file/journal: Not a directory\n"


def test_new_writes_a_reflection_to_fill_in(place: Place) -> None:
    """The file holds what was given, blank ratings with prompts, all questions, two next steps."""
    words = ("Brackenfold & Søn", "Lead: Data", "--round", "first call", "--at", "2026-12-01 09:30")
    outcome = place.run("new", *words)
    assert (outcome.status, outcome.out) == (
        0,
        "journal/2026-12-01-brackenfold-søn-first-call.md\n",
    )
    text = (place.root / outcome.out.strip()).read_text("utf-8")
    assert "\ncompany: Brackenfold & Søn\n" in text
    assert '\nrole: "Lead: Data"\n' in text
    assert "\nround: first call\n" in text
    assert "\ninterviewed: 2026-12-01 09:30\n" in text
    assert "\n  # How well do the company's values fit mine?\n  values:\n" in text
    assert text.count("\n## ") == 11 + 2
    assert "due:2026-12-02 until:round\n" in text
    assert "due:2026-12-08 until:news\n" in text
    front = text.split("---\n")[1]
    keys = {line.split(":")[0] for line in front.splitlines() if line[0].isalpha()}
    assert not keys & {"stage", "decision", "ball", "reflected"}
    assert place.run("check", "--strict").status == 0


@pytest.mark.parametrize(
    ("at", "interviewed"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20 08:05", "2026-11-20 08:05"),
        ("today", "2026-11-22"),
        ("Today 14:00", "2026-11-22 14:00"),
        ("tomorrow", "2026-11-23"),
        ("tomorrow 9:00", "2026-11-23 09:00"),
    ],
)
def test_at_says_when(place: Place, at: str, interviewed: str) -> None:
    """`--at` takes a date, today or tomorrow, with a time or without; what is over is reflected."""
    path = place.run("new", "A", "B", "--at", at).out.strip()
    text = (place.root / path).read_text("utf-8")
    assert path.startswith(f"journal/{interviewed[:10]}-a")
    assert f"\ninterviewed: {interviewed}\n" in text
    over = interviewed[:10] <= TODAY
    assert ("\nreflected: 2026-11-22\n" in text) is over
    assert ("\nreflected:" in text) is over
    assert place.run("check").status == 0


def test_an_interview_that_is_to_come_this_evening_is_not_reflected(place: Place) -> None:
    """`reflected` is never before the interview, on its own day either."""
    now = datetime.now()  # noqa: DTZ005 -- as the command does
    day = f"{now:%Y-%m-%d}"
    for clock, begun in (("00:00", True), ("23:59", f"{now:%H:%M}" == "23:59")):
        words = ("new", clock[:2], "B", "--at", f"today {clock}", "--today", day)
        text = (place.root / place.run(*words).out.strip()).read_text("utf-8")
        assert ("\nreflected: " in text) is begun


def test_new_carries_open_questions_over(place: Place) -> None:
    """Questions that earlier rounds left open come along as task items in their own section."""
    later = MANAGER.replace("2026-11-18", "2026-11-20").replace(
        "- Who is woken at night?", "- [x] Who is woken at night?\n- [ ] Why is it vacant?"
    )
    place.write({"journal/later.md": later})
    path = place.run("new", "northwind  TRADERS", "staff engineer", "--at", "today").out.strip()
    text = (place.root / path).read_text("utf-8")
    section = text.split("asked?" if "asked?" in text else "ask?")[1].split("## ")[0]
    assert section.startswith("\n\n- [ ] Why is it vacant?\n\n<!--")
    assert "woken at night" not in text


def test_new_never_overwrites(place: Place) -> None:
    """A reflection that is there, in other capitals even, stays: exit 1."""
    assert place.run("new", "A", "B").status == 0
    (place.root / "journal/2026-11-22-a.md").rename(place.root / "journal/2026-11-22-A.md")
    before = place.files("journal")
    outcome = place.run("new", "A", "B")
    assert outcome.status == 1
    assert "afterview: journal/2026-11-22-A.md already exists\n  hint: " in outcome.err
    assert place.files("journal") == before


def test_of_two_that_write_the_same_reflection_one_does(place: Place) -> None:
    """Where `new` is called twice at once, one writes its file, and the other says so: exit 1."""
    running = [place.start("new", "A", "B") for _ in range(2)]
    errors = {process.communicate(timeout=60)[1]: process.returncode for process in running}
    hint = "`afterview reflect 2026-11-22-a` opens it; another `--round` makes another file"
    refused = f"afterview: journal/2026-11-22-a.md already exists\n  hint: {hint}\n"
    assert errors == {"": 0, refused: 1}


def test_new_takes_names_in_any_script(place: Place) -> None:
    """A file's name keeps the letters of every script and fits every disk."""
    assert place.run("new", "株式会社テスト", "職").out == "journal/2026-11-22-株式会社テスト.md\n"
    assert place.run("new", "☃/../..", "B").out == "journal/2026-11-22.md\n"
    long = place.run("new", "𐓏" * 200, "B")
    assert long.status == 0
    assert len(Path(long.out.strip()).name.encode()) <= 255


def test_the_editor_opens_what_is_new(place: Place) -> None:
    """`$VISUAL` goes before `$EDITOR`; both may hold arguments."""
    place.write({"edit.py": "import sys\nopen(sys.argv[-1], 'a').write(sys.argv[1])\n"})
    command = f"{sys.executable} '{place.root}/edit.py' "
    outcome = place.run(
        "new", "A", "B", VISUAL=f"{command} by-visual", EDITOR=f"{command} by-editor"
    )
    assert (place.root / outcome.out.strip()).read_text("utf-8").endswith("by-visual")
    outcome = place.run("new", "C", "D", EDITOR=f"{command} by-editor")
    assert (place.root / outcome.out.strip()).read_text("utf-8").endswith("by-editor")


@pytest.mark.skipif(sys.platform != "linux", reason="another system has another opener")
@pytest.mark.parametrize(
    ("status", "desktop", "err"),
    [
        (0, {"DISPLAY": ":0"}, ""),
        (
            3,
            {"WAYLAND_DISPLAY": "wayland-0"},
            "No editor is set: open it in any, or set $EDITOR.\n",
        ),
        (0, {}, "No editor is set: open it in any, or set $EDITOR.\n"),
    ],
)
def test_the_systems_opener(
    place: Place, status: int, desktop: dict[str, str], err: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an editor the system's opener is asked, where there is a desktop, and kept quiet."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    opener = place.root / "bin" / "xdg-open"
    place.write({"bin/xdg-open": f"#!/bin/sh\necho noise >&2\necho $1 > opened\nexit {status}\n"})
    opener.chmod(0o755)
    path = f"{opener.parent}:{os.environ['PATH']}"
    outcome = place.process("new", "A", "B", EDITOR="", PATH=path, **desktop)
    assert (outcome.status, outcome.out, outcome.err) == (0, "journal/2026-11-22-a.md\n", err)
    opened = place.files(".").get("opened")
    assert opened == (b"journal/2026-11-22-a.md\n" if desktop else None)


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_takes_quiet_and_verbose(place: Place, verb: str) -> None:
    """`-q` and `-v` are taken behind every verb, and shown where they do something."""
    assert place.run(verb, "-q", "-v", "--quiet", "--verbose", "--help").status == 0
    assert ("--quiet" in place.run("status", "--help").out) is False


def test_a_verb_with_no_use_for_quiet_says_the_same(place: Place) -> None:
    """What a verb is asked for is printed, however quiet."""
    assert place.run("status", "-q") == place.run("status")
    assert place.run("schema", "-qv").out.startswith("{")


@pytest.mark.parametrize(
    ("editor", "message"),
    [
        ("false", "the editor `false` ended with status 1"),
        ("no-such-editor", "could not start the editor `no-such-editor`"),
        ("vi 'unclosed", "could not start the editor `vi 'unclosed`"),
    ],
)
def test_an_editor_that_fails_is_told(place: Place, editor: str, message: str) -> None:
    """Where the editor fails, exit 1; the file is there, and the hint says where."""
    outcome = place.run("new", "A", "B", EDITOR=editor)
    assert outcome.status == 1
    assert message in outcome.err
    assert "hint: the file is journal/2026-11-22-a.md" in outcome.err
    assert (place.root / "journal/2026-11-22-a.md").is_file()


def test_no_editor_at_all_is_fine(place: Place) -> None:
    """Without an editor or an opener the path is told, and that it can be opened in any."""
    outcome = place.run("new", "A", "B", EDITOR="", PATH="")
    assert outcome.status == 0
    assert outcome.err == "No editor is set: open it in any, or set $EDITOR.\n"


def test_the_schema_knows_my_criteria(place: Place) -> None:
    """`schema` prints a JSON Schema with the criteria of the journal, or the default ones."""
    toml = '[[criteria]]\nid = "commute"\nlabel = "Commute"\n'
    place.write({"journal/journal.toml": toml})
    schema = json.loads(place.run("schema").out)
    assert "commute" in schema["$defs"]["criterion"]["enum"]
    assert place.run("schema", "-j", "nowhere").status == 0


def test_ctrl_c_is_quiet(place: Place) -> None:
    """Ctrl-C ends any verb with 130 and not a word."""
    place.write({"wait.py": "import time\nprint('open', flush=True)\ntime.sleep(5)\n"})
    editor = f"{sys.executable} {place.root}/wait.py"
    with place.start("new", "A", "B", EDITOR=editor) as process:
        assert process.stdout
        while process.stdout.readline() != "open\n":
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err.strip()) == (130, "")


def test_a_reader_that_has_seen_enough_is_no_error(place: Place) -> None:
    """A closed pipe ends the output without a word."""
    place.write({f"journal/{n}.md": BROKEN for n in range(300)})
    with place.start("check", "--format", "json") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("words", [["check"], ["check", "--format", "json"], ["schema"]])
def test_output_that_cannot_be_written_is_told(place: Place, words: list[str]) -> None:
    """Where standard output is full, exit 1 with a line, not a traceback."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "site_builder", *words],
            cwd=place.root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "afterview: No space left on device\n"


def test_closed_streams_are_no_harm(place: Place) -> None:
    """The command works with standard output and error closed."""
    place.write({"journal/broken.md": BROKEN})
    shell = f"{sys.executable} -m site_builder build >&- 2>&-"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", shell], cwd=place.root, env=env, check=False)
    assert done.returncode == 1
    assert (place.root / "site/index.html").is_file()


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_terminal_that_knows_ascii_alone(place: Place, env: dict[str, str]) -> None:
    """In an ASCII locale names come out as written in files, and escaped on the terminal."""
    place.write({"journal/Åse.md": BROKEN.replace("8/10", "八")})
    for words in (["check"], ["build"], ["check", "--format", "json"], ["status"]):
        outcome = place.process(*words, **env)
        assert outcome.status == 1
        assert "Traceback" not in outcome.err
    assert "reflections/Åse/index.html" in place.files()
    outcome = place.process("new", "Åkerlund", "Tuner", **env)
    assert outcome.status == 0, outcome.err
    text = (place.root / "journal/2026-11-22-åkerlund.md").read_text("utf-8")
    assert "\ncompany: Åkerlund\n" in text


def test_no_color_is_honoured(place: Place) -> None:
    """Colours are for terminals, and NO_COLOR turns them off there too."""
    place.write({"journal/broken.md": BROKEN})
    assert "\x1b[1;31m" in place.run("check", FORCE_COLOR="1").out
    assert "\x1b[1;31m" not in place.run("check", FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b" not in place.run("check").out

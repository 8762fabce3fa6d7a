"""What somebody meant who typed a command wrong: failures with a hint of how it should read.

A verb and what was typed come in; a Failure with status 2 goes out. Nothing is guessed that could
change a file: the command is shown, and typed again by the user.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.commands.arguments import ARGUMENTS, argument_name
from site_builder.core.did_you_mean import did_you_mean
from site_builder.files.errors import Failure
from site_builder.files.journal_folder import DEFAULT_NAME, is_journal
from site_builder.parsing.fields import DECISION_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

# The verb that does what a word of other programs, or of people, asks for.
OTHER_VERBS = {
    **dict.fromkeys(("list", "ls", "show", "view", "todo", "overview", "jobs", "due"), "status"),
    **dict.fromkeys(("open", "edit", "write", "fill", "continue"), "reflect"),
    **dict.fromkeys(("add", "create", "interview", "log"), "new"),
    **dict.fromkeys(("start", "begin", "setup", "install"), "init"),
    **dict.fromkeys(("make", "generate", "render", "compile", "html"), "build"),
    **dict.fromkeys(("run", "server", "preview", "browse", "site", "web"), "watch"),
    **dict.fromkeys(("lint", "validate", "test", "verify", "doctor"), "check"),
    **dict.fromkeys(("diff", "versus", "vs", "rank"), "compare"),
    **dict.fromkeys(("prepare", "preparation"), "prep"),
    **dict.fromkeys(("thanks", "thank-you", "thankyou", "mail", "email", "letter"), "follow-up"),
    **dict.fromkeys(("rate", "rerate", "again", "second"), "second-look"),
    **dict.fromkeys(("share", "deploy", "upload", "push"), "publish"),
    **dict.fromkeys(("json", "csv", "ics", "calendar", "dump"), "export"),
    **dict.fromkeys(("reschedule", "postpone", "shift"), "move"),
    **dict.fromkeys(("pursue", "walk-away", "choose"), "decide"),
}
# What no verb does, and how it is done.
OTHER_WAYS = {
    **dict.fromkeys(
        ("help", "man", "?"),
        "`afterview --help` lists the verbs, and `afterview new --help` says all about one",
    ),
    "version": "`afterview --version`",
    **dict.fromkeys(
        ("delete", "rm", "remove", "del"), "a reflection is a file in `journal/`: delete it there"
    ),
    **dict.fromkeys(("rename", "mv"), "a reflection is a file in `journal/`: rename it there"),
    "import": "put your Markdown files into `journal/`",
    "cancel": "`cancelled: yes` in its file says that an interview did not take place",
    **dict.fromkeys(
        ("close", "accept", "reject", "decline", "withdraw"),
        "`stage:` in the latest file of a job says how it ended, as `stage: accepted`",
    ),
}
# The option that another name is likely meant for, where the verb has it.
OTHER_OPTIONS = {
    **dict.fromkeys(("--date", "--when", "--time", "--on", "--interviewed", "--day"), "--at"),
    **dict.fromkeys(("--folder", "--dir", "--directory", "--path"), "--journal"),
    **dict.fromkeys(("--out", "--dest", "--destination", "--site"), "--output"),
    **dict.fromkeys(("--theme", "--template"), "--templates"),
    **dict.fromkeys(("--json", "--csv", "--ics"), "--format"),
    **dict.fromkeys(("--browser", "--launch"), "--open"),
    **dict.fromkeys(("--force", "--clean", "--rebuild", "--all"), "--full"),
    **dict.fromkeys(("--stage", "--type", "--kind"), "--round"),
    "--quick": "--short",
}
WHEN_WORD_PATTERN = re.compile(
    r"\d\S*|[ap]\.?m\.?|(?:mon|tue|wed|thu|fri|sat|sun)\w*|to\w+|yesterday|last|next|at",
    re.IGNORECASE,
)
PLAIN_WORD_PATTERN = re.compile(r"[\w@%+=:,./-]+")
EXAMPLES = {"COMPANY": "Company", "ROLE": "Role"}


def unknown_verb(word: str, verbs: Mapping[str, str], aliases: Mapping[str, str]) -> Failure:
    """The failure for a verb that there is not. `verbs` has each with its line in the help."""
    known = [*verbs, *aliases]
    folded = word.casefold()
    hint = OTHER_WAYS.get(folded)
    if (verb := OTHER_VERBS.get(folded, "")) in verbs:
        hint = f"`afterview {verb}`: {verbs[verb][0].lower()}{verbs[verb][1:].rstrip('.')}"
    hint = hint or did_you_mean(word, known) or "`afterview --help` lists the verbs"
    return Failure(f"there is no verb `{word}`", hint, 2)


def option_before_verb(name: str, typed: list[str], verbs: Mapping[str, str]) -> Failure:
    """The failure for an option that the command has not without a verb."""
    verb = next((word for word in typed if word in verbs), None)
    hint = "`afterview --help` lists the options; most stand behind a verb"
    if verb:
        others = list(typed)
        others.remove(verb)
        hint = f"options stand behind the verb: {_command(verb, *others)}"
    return Failure(f"there is no option `{name}` before a verb", hint, 2)


def unknown_option(command: click.Command, name: str) -> Failure:
    """The failure for an option that a verb has not."""
    known = [
        o for p in command.params if isinstance(p, click.Option) and not p.hidden for o in p.opts
    ]
    arguments = [argument_name(argument) for argument in _arguments(command)]
    word = name.lstrip("-").upper()
    hint = did_you_mean(name, [o for o in known if o.startswith("--")])
    if word in arguments:
        hint = f"{word} goes without one: {_example(command)}"
    elif (meant := OTHER_OPTIONS.get(name)) in known:
        value = f" {word.lower()}" if meant == "--format" else ""
        hint = f"write `{meant}{value}`"
    hint = hint or f"`afterview {command.name} --help` lists them"
    return Failure(f"`{command.name}` has no option `{name}`", hint, 2)


def missing(ctx: click.Context, command: click.Command, parameter: click.Parameter) -> Failure:
    """The failure for an argument that was not given."""
    name = argument_name(parameter)
    given = [str(ctx.params[p.name]) for p in _arguments(command) if ctx.params.get(p.name)]
    means = f": {ARGUMENTS[name][0].lower()}{ARGUMENTS[name][1:]}" if name in ARGUMENTS else ""
    return Failure(f"`{command.name}` needs {name}{means}", _example(command, *given), 2)


def too_many(command: click.Command, typed: list[str], surplus: list[str]) -> Failure:
    """The failure for more words than a verb takes: mostly names without their quotes."""
    names = [argument_name(argument) for argument in _arguments(command)]
    if not names:
        return _takes_no_names(command, surplus[0])
    words, options = _with_quoted_values(command, typed, len(surplus))
    mended = _command(str(command.name), *_fitted(names, words), *options)
    how = (
        "write a name as one word"
        if names[0] in {"KEY", "SLUG"}
        else "put what belongs together in quotes"
    )
    message = f"`{command.name}` takes {' and '.join(names)}, and here are more words than that"
    return Failure(message, f"{how}: {mended}", 2)


def _takes_no_names(command: click.Command, word: str) -> Failure:
    """The failure for a word behind a verb that takes none: often a folder, or a format."""
    options = {option for p in command.params for option in p.opts}
    hint = _command(str(command.name))
    if "--format" in options and word.lstrip(".") in {"json", "csv", "ics", "text", "github"}:
        hint = f"{hint} --format {word.lstrip('.')}"
    elif Path(word).is_dir() and (is_journal(Path(word)) or Path(word).name == DEFAULT_NAME):
        hint = f"{hint} -j {_quoted(word)}"
    elif Path(word).is_dir() and "--output" in options:
        hint = f"{hint} -o {_quoted(word)}"
    return Failure(f"`{command.name}` takes no name, and here is `{word}`", hint, 2)


def _arguments(command: click.Command) -> list[click.Argument]:
    return [p for p in command.params if isinstance(p, click.Argument)]


def _with_quoted_values(
    command: click.Command, typed: list[str], surplus: int
) -> tuple[list[str], list[str]]:
    """What was typed, as words and as options, each of which got back the rest of its value.

    In `--at tomorrow 14:00` the time is one word too many: it belongs to `--at`.
    """
    with_value = {o for p in command.params if not getattr(p, "is_flag", True) for o in p.opts}
    words: list[str] = []
    options: list[str] = []
    taking = ""  # the option whose value may go on
    tokens = iter(typed)
    for token in tokens:
        if token.startswith("-") and len(token) > 1:
            taking = token if token in with_value else ""
            options += [token, next(tokens, "")] if taking else [token]
        elif taking and surplus and (taking != "--at" or WHEN_WORD_PATTERN.fullmatch(token)):
            options[-1] += f" {token}"
            surplus -= 1
        else:
            taking = ""
            words.append(token)
    return words, options


def _fitted(names: list[str], words: list[str]) -> list[str]:
    """Some words as the values of arguments, of which there are fewer."""
    if len(words) <= len(names):
        return words
    if names == ["COMPANY", "ROLE"]:
        middle = len(words) // 2
        return [" ".join(words[:middle]), " ".join(words[middle:])]
    if names[-1] == "WHEN":
        return [words[0], " ".join(words[1:])]
    last = words[-1:] if names[1:] == ["DECISION"] and words[-1] in DECISION_WORDS else []
    name = words[: len(words) - len(last)]
    one_word = "-".join(name).casefold() if names[0] in {"KEY", "SLUG"} else " ".join(name)
    return [one_word, *last]


def _example(command: click.Command, *given: str) -> str:
    """How a verb is typed: with the values that were given, then with names for the others."""
    names = [argument_name(a) for a in _arguments(command) if a.required]
    rest = (EXAMPLES.get(name, name) for name in names[len(given) :])
    return _command(str(command.name), *given, *rest)


def _command(*words: str) -> str:
    """A command as it is typed in any shell, its parts in quotes where they need some."""
    return f"afterview {' '.join(map(_quoted, words))}"


def _quoted(word: str) -> str:
    is_plain = PLAIN_WORD_PATTERN.fullmatch(word) and word not in EXAMPLES.values()
    return word if is_plain else '"' + re.sub(r'(["\\$`])', r"\\\1", word) + '"'

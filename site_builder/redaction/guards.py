"""Every text of a journal: what it is called, how it is looked for, and who may see it.

Whoever adds a field to the model that can hold a text of the user's lists it here, and all else
follows: the leak check looks for it wherever an audience may not see it. A test fails for a field
that is neither here nor in its own list of those that hold none. How each kind is looked for is
written in `withheld`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal

from site_builder.core.frozen import frozen

if TYPE_CHECKING:
    from site_builder.core.model import Audience

# How a text is looked for: a name of a company; the names in an entry of `interviewers`; what a job
# or a round is called; a phrase or a sentence, whole or by six words in a row; some HTML likewise;
# a title or a label, which is often too short to give anything away; a value of an ignored key,
# which is often a switch of another program; the name of a file, without its folders; and what
# stands in a section, and is looked for with that.
Handling = Literal[
    "company", "persons", "job", "prose", "html", "title", "value", "file", "in_section"
]
Visibility = Callable[["Audience", Any], bool]


@frozen
class Guard:
    """How a text is guarded. `sees` tells whether an audience may see the text of its holder.

    What is `carried` from round to round may be seen wherever the audience sees it once.
    """

    what: str
    how: Handling
    sees: Visibility = lambda _audience, _holder: False
    carried: bool = False


def _listed(*names: str) -> Visibility:
    """Seen by an audience that lists one of some fields."""
    return lambda audience, _: any(name in audience.fields for name in names)


def _by_name(audience: Audience, _: object) -> bool:
    """Seen by an audience that sees companies by name."""
    return audience.companies == "name"


GUARDS: Mapping[str, Guard] = {
    "Reflection.company": Guard("the company's name", "company", _by_name),
    "Reflection.also": Guard("the company's name", "company", _by_name),
    "Reflection.interviewers": Guard(
        "an interviewer", "persons", _listed("interviewers"), carried=True
    ),
    "Reflection.slug": Guard("the name of a file", "file"),
    "Reflection.opportunity": Guard("the name of an opportunity", "prose"),
    "Reflection.tags": Guard("a tag", "prose", _listed("tags"), carried=True),
    "Reflection.role": Guard("a role", "job", _listed("role"), carried=True),
    "Reflection.round": Guard("a round", "job", _listed("round"), carried=True),
    "Reflection.evidence": Guard("evidence", "prose", _listed("evidence")),
    "Reflection.ignored": Guard("an ignored key", "value"),
    "Reflection.because": Guard("why I decided", "prose"),
    "Now.label": Guard("the label of what I have now", "prose"),
    "Now.evidence": Guard("evidence of what I have now", "prose"),
    "Now.ignored": Guard("an ignored key", "value"),
    "SecondLook.why": Guard("why I looked again", "prose"),
    "Offer.terms": Guard("the terms of an offer", "prose"),
    "Task.text": Guard("a task", "prose", lambda audience, _: audience.tasks, carried=True),
    "Question.text": Guard(
        "a question", "in_section", lambda a, q: q.source in a.sections, carried=True
    ),
    # That of a question is the settings', or ours.
    "Section.heading": Guard("a heading of my own", "title", lambda _, s: s.id is not None),
    "Section.html": Guard("the section", "html", lambda a, s: s.id in a.sections),
    "Settings.title": Guard("the title", "title"),
    "Criterion.id": Guard("a criterion", "title", _listed("ratings", "evidence")),
    "Criterion.label": Guard("a criterion", "title", _listed("ratings", "evidence")),
    "Criterion.prompt": Guard("the prompt of a criterion", "title"),
    "PromptedQuestion.id": Guard("a question", "title", lambda a, q: q.id in a.sections),
    "PromptedQuestion.heading": Guard("a question", "title", lambda a, q: q.id in a.sections),
    "Audience.name": Guard("another audience", "title", lambda a, other: other.name == a.name),
    "Audience.remote": Guard("a remote", "title"),
}


@frozen
class GuardedText:
    """A text of the user's: its guard, its dotted key in the file, and what holds it."""

    guard: Guard
    key: str
    text: str
    holder: Any


def guarded_texts(holder: Any, key: str = "") -> Iterator[GuardedText]:
    """Every text in a value of the model that is guarded, in the order of its fields."""
    for field in fields(holder):
        guard = GUARDS.get(f"{type(holder).__name__}.{field.name}")
        name = f"{key}.{field.name}" if key else field.name
        yield from _inside(guard, name, getattr(holder, field.name), holder)


def _inside(guard: Guard | None, key: str, value: Any, holder: Any) -> Iterator[GuardedText]:
    """The guarded texts of a field's value; those of a list are numbered from 1 in their keys."""
    if isinstance(value, str):
        if guard:
            yield GuardedText(guard, key, value, holder)
    elif is_dataclass(value):
        yield from guarded_texts(value, key)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _inside(guard, f"{key}.{name}", item, holder)
    elif isinstance(value, Iterable):
        for number, item in enumerate(value, 1):
            yield from _inside(guard, f"{key}.{number}", item, holder)

"""The text of a reflection without any value, from the table of fields and the settings' questions.

Settings come in, a text goes out; `filled_template` puts values in. A text as YAML, or as a list
item, is written here too: whatever is written so reads back as it was given.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import SourceText
from site_builder.parsing import frontmatter
from site_builder.parsing.fields import EVIDENCE_KIND, FIELDS, RATINGS_KIND, TEXTS_KIND
from site_builder.parsing.markup import QUESTION_SECTIONS, convert_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.core.model import PromptedQuestion, Settings
    from site_builder.parsing.field_values import Field

LIST_COMMENT = "<!-- One a line, each after a dash: - Who decides? -->"
THANKS, NEWS = "Send a thank-you note", "Ask when I will hear from them"
SHORT_KEYS = frozenset({"company", "role", "round", "interviewed", "ratings", "gut"})
SHORT_QUESTIONS = ("learned", "concerns", "differently")


def blank_text(settings: Settings, *, short: bool = False) -> str:
    """A reflection to fill in: keys with what they mean, all questions, the two next steps.

    A short one has the ratings, the gut and three questions.
    """
    lines = ["---"]
    for field in FIELDS:
        # `reflected` is set once it has been written.
        if field.key in SHORT_KEYS if short else field.in_template and field.key != "reflected":
            lines += _field(field, settings)
    lines += ["---", ""]
    for question in _short(settings.questions) if short else settings.questions:
        lines += [f"## {question.heading}", ""]
        if question.id in QUESTION_SECTIONS:
            lines += [LIST_COMMENT, ""]
    lines += ["## Next steps", "", f"- [ ] {THANKS} until:round", f"- [ ] {NEWS} until:news", ""]
    lines += [] if short else ["## Research", ""]
    return "\n".join(lines)


def _short(questions: Iterable[PromptedQuestion]) -> list[PromptedQuestion]:
    """Three of the questions, others where the settings have no longer those of `SHORT_QUESTIONS`.

    In the order of the settings.
    """
    questions = list(questions)
    chosen = sorted(questions, key=lambda q: q.id not in SHORT_QUESTIONS)[: len(SHORT_QUESTIONS)]
    return [q for q in questions if q in chosen]


def _field(field: Field, settings: Settings) -> Iterator[str]:
    """The lines of a key without a value: a comment that explains it, and the key."""
    if field.kind in (RATINGS_KIND, EVIDENCE_KIND):
        yield f"# {field.meaning}"
        yield f"{field.key}:"
        for criterion in settings.criteria:
            if field.kind is RATINGS_KIND and criterion.prompt:
                yield f"  # {criterion.prompt}"
            yield f"  {criterion.id}:"
        return
    if not field.required:
        yield f"# {field.meaning} For example: {field.example}"
    yield f"{field.key}: []" if field.kind is TEXTS_KIND else f"{field.key}:"


def scalar(text: str) -> str:
    """A text as YAML on one line, in double quotes if it would not read back as itself."""
    source = SourceText("", f"a: {text}\n")
    try:
        tree, problems = frontmatter.parse_front_matter(source, 0, len(source.text))
    except frontmatter.InvalidFile:
        return _quoted(text)
    value = tree.pairs[0][1] if len(tree.pairs) == 1 else None
    same = isinstance(value, frontmatter.Scalar) and value.plain and value.text == text
    return text if same and not problems else _quoted(text)


def _quoted(text: str) -> str:
    """A text in double quotes: a JSON string is a YAML string but for a few characters."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", quoted)


def item(text: str) -> str:
    """A text as a list item with a box, escaped if Markdown would not read it as it is."""
    line = f"- [ ] {text}"
    section = convert_markdown(f"## concerns\n\n{line}", {"concerns": "concerns"}, lambda _: None)
    if [q.text for q in section.body.questions] == [text]:
        return line
    signs = re.sub(r"([\\`*_{}\[\]()#+.!-])", r"\\\1", text.replace("&", "&amp;"))
    return f"- [ ] {signs.replace('<', '&lt;')}"

"""Write the text of a new reflection, from the table of fields and the settings' questions.

Texts and dates come in, a file's text goes out: it is the caller who writes it and who knows the
time. Whatever is put in reads back as it was given.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from site_builder.core.diagnostics import SourceText
from site_builder.parsing import frontmatter
from site_builder.parsing.fields import EVIDENCE_KIND, FIELDS, RATINGS_KIND, TEXT_KIND, TEXTS_KIND
from site_builder.parsing.markup import convert_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from site_builder.core.model import Settings
    from site_builder.parsing.field_values import Field

THANKS, NEWS = "Send a thank-you note", "Ask when I will hear from them"


def reflection_text(
    settings: Settings,
    values: Mapping[str, str],
    due: tuple[date, date] | None,
    questions: Mapping[str, Iterable[str]] | None = None,
) -> str:
    """The text of a reflection to fill in.

    `values` are texts by key. A key of the template without a value is written blank, but for
    `reflected`, which is left out. `due` are the dates of the two next steps, None for a
    placeholder; `questions` are open questions of earlier rounds by id of their section.
    """
    lines = ["---"]
    for field in FIELDS:
        if field.key in values or (field.in_template and field.key != "reflected"):
            lines += _field(field, values.get(field.key, ""), settings)
    lines += ["---", ""]
    open_questions = questions or {}
    for question in settings.questions:
        lines += [f"## {question.heading}", ""]
        items = [item(text) for text in open_questions.get(question.id, ())]
        lines += [*items, ""] if items else []
    thanks, news = (d.isoformat() for d in due) if due else ("YYYY-MM-DD", "YYYY-MM-DD")
    lines += ["## Next steps", "", f"- [ ] {THANKS} due:{thanks}", f"- [ ] {NEWS} due:{news}", ""]
    lines += ["## Research", ""]
    return "\n".join(lines)


def _field(field: Field, value: str, settings: Settings) -> Iterator[str]:
    """The lines of a key: a comment that explains it, and the key with its value."""
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
    if field.kind is TEXTS_KIND:
        yield f"{field.key}: []"
    else:
        yield f"{field.key}: {scalar(value) if field.kind is TEXT_KIND else value}".rstrip()


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

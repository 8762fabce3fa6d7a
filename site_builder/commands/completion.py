"""The names that a shell completes: jobs, reflections and audiences of the journal at hand.

Called while a line is being typed: it reads front matter alone, and no cache, prints nothing, and
gives nothing where something is wrong.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from site_builder.core.model import Reflection
from site_builder.core.opportunities import group_reflections
from site_builder.files import snapshot
from site_builder.parsing import frontmatter
from site_builder.parsing.filenames import HIDDEN_PREFIXES, SETTINGS_FILE, is_reflection, slug_of
from site_builder.parsing.frontmatter import InvalidFile, Scalar
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path


def keys(journal_folder: Path, today: date) -> dict[str, str]:
    """The key of each job, with its company and role."""
    files = list(_reflections(journal_folder))
    jobs = group_reflections(files, (), DEFAULT_SETTINGS, today)
    return {job.key: f"{job.company}, {job.role}" for job in sorted(jobs, key=lambda job: job.key)}


def slugs(journal_folder: Path, _today: date) -> dict[str, str]:
    """The slug of each reflection, newest first by their names; none is read."""
    return dict.fromkeys(sorted(map(slug_of, _paths(journal_folder)), reverse=True), "")


def audiences(journal_folder: Path, _today: date) -> dict[str, str]:
    """The name of each audience."""
    path = journal_folder / SETTINGS_FILE
    settings, _ = parse_settings(SETTINGS_FILE, path.read_bytes() if path.is_file() else None)
    return dict.fromkeys((audience.name for audience in settings.audiences), "")


NAMES = {"KEY": keys, "SLUG": slugs, "AUDIENCE": audiences}


def matching(names: dict[str, str], typed: str) -> dict[str, str]:
    """The names that begin with what was typed, else the only one that has it as a part."""
    begun = {name: text for name, text in names.items() if name.startswith(typed)}
    parts = {name: text for name, text in names.items() if typed.casefold() in name.casefold()}
    return begun or (parts if len(parts) == 1 else {})


def _paths(journal_folder: Path) -> Iterator[str]:
    """The path of each reflection below the journal's folder."""
    for path, _ in snapshot.walk(os.fspath(journal_folder), HIDDEN_PREFIXES, lambda _error: None):
        if is_reflection(decoded := snapshot.decode_path(path)):
            yield decoded


def _reflections(journal_folder: Path) -> Iterator[Reflection]:
    """Each reflection with its names alone, which are all that a key depends on."""
    for path in _paths(journal_folder):
        try:
            source = frontmatter.decode(path, snapshot.read_file(journal_folder / path))
            start, end, _ = frontmatter.split(source)
            tree, _ = frontmatter.parse_front_matter(source, start, end)
        except (InvalidFile, OSError):
            continue
        texts = {k.text: _name(v.text) for k, v in tree.pairs if isinstance(v, Scalar)}
        company, role = texts.get("company"), texts.get("role")
        if company and role:
            opportunity = texts.get("opportunity") or None
            yield Reflection(slug_of(path), path, company, role, opportunity=opportunity)


def _name(text: str) -> str:
    text = text.strip()
    if "[[" not in text:
        return text
    from site_builder.parsing.obsidian import unlinked  # noqa: PLC0415 -- slow, and rarely needed

    return unlinked(text)

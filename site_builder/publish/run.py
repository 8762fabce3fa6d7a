"""One publication: the journal as an audience may see it, checked, then written, zipped, pushed.

The name of an audience goes in, files go out to a folder, an archive or a remote. Nothing is
remembered from one to the next, so nothing that was shared once can come back. What an audience may
see is decided in `redaction`, what pages look like in `pages`.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from site_builder.build import rendering
from site_builder.core.did_you_mean import alternatives, did_you_mean
from site_builder.core.frozen import frozen
from site_builder.files import output_folder, saving
from site_builder.files import theme as themes
from site_builder.files.errors import Failure, writing
from site_builder.files.journal_folder import (
    read_journal_and_files,
    require_journal_folder,
    with_user_paths,
)
from site_builder.files.lock import output_lock
from site_builder.parsing.filenames import NOW_FILE, SETTINGS_FILE
from site_builder.parsing.frontmatter import decode
from site_builder.publish import remote
from site_builder.redaction.comments import comments_in_file, comments_in_settings
from site_builder.redaction.leaks import PublishedFiles, find_leaks
from site_builder.redaction.redact import placeholders, redact
from site_builder.redaction.section_bounds import unclear_section_ends
from site_builder.redaction.withheld import (
    guarded_names,
    unguarded_companies,
    unguarded_interviewers,
    withheld_texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from site_builder.build.rendering import RenderedSite
    from site_builder.core.diagnostics import Diagnostic, SourceText
    from site_builder.core.journal import Journal
    from site_builder.core.model import Audience, Reflection
    from site_builder.files.theme import Theme
    from site_builder.redaction.comments import Comment
    from site_builder.redaction.redact import RedactedJournal

ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same whenever it is made
ZIP_FILE_MODE = 0o100644 << 16


class PublicationStopped(Exception):
    """Why nothing is published: `problems` are errors and, beside them, all warnings."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@frozen
class Publication:
    """What can go out: `files` by path.

    `problems` are warnings, `sources` the bytes of its files by path below it, and
    `guarded` the withheld names with the words of each that are looked for.
    """

    audience: Audience
    redacted: RedactedJournal
    files: Mapping[str, bytes]
    problems: tuple[Diagnostic, ...]
    sources: Mapping[str, bytes]
    guarded: Mapping[str, tuple[str, ...]]


def prepare_publication(journal_folder: Path, name: str, today: date) -> Publication:
    """Make a publication and check it, without writing anything.

    Raises PublicationStopped where there are errors or leaks, Failure where the journal has no
    such audience or shares nothing with it.
    """
    own = themes.own_templates(require_journal_folder(journal_folder), None)
    journal, files = read_journal_and_files(journal_folder, today)
    problems = with_user_paths(journal_folder, journal.name, journal.problems)
    broken = {p.path for p in journal.problems if p.severity == "error"}
    if f"{journal.name}/{SETTINGS_FILE}" in broken:  # which may be why there is no such audience
        raise PublicationStopped(problems)
    audience = _audience(journal, name)
    if broken:
        raise PublicationStopped(problems)
    redacted = redact(journal, audience)
    if not redacted.journal.reflections:
        hint = f"write `share: [{name}]` into one; what was published before stays"
        raise Failure(f"no reflection is shared with {name}", hint)
    theme = themes.combined_theme(themes.scan(own))
    site = rendering.render_shared_site(redacted.journal, theme)
    if site.problems:
        raise PublicationStopped((*problems, *site.problems))
    if leaks := _leaks(journal, audience, redacted, files, site, theme):
        raise PublicationStopped((*problems, *with_user_paths(journal_folder, journal.name, leaks)))
    unguarded = (
        *unguarded_companies(journal, audience),
        *unguarded_interviewers(journal, audience),
    )
    problems += with_user_paths(journal_folder, journal.name, unguarded)
    guarded = guarded_names(journal, audience)
    return Publication(audience, redacted, site.files, problems, files, guarded)


def write_publication(
    publication: Publication,
    journal_folder: Path,
    output: Path,
    archive: Path | None,
    *,
    push: bool,
    waiting: Callable[[], None],
) -> output_folder.WriteResult:
    """Make the output hold a publication, and the archive and the remote, if wanted.

    Raises Failure where it could not be done.
    """
    own = themes.own_templates(journal_folder, None)
    output_folder.refuse_dangerous(output, journal_folder, *([own] if own else []))
    if output_folder.output_kind(output) == "site":
        hint = f"name a folder of its own, such as `-o public/{publication.audience.name}`"
        raise Failure(f"{output} holds the private site", hint, 2)
    if archive and any(f.resolve() in archive.resolve().parents for f in (journal_folder, output)):
        raise Failure(
            f"{archive} would lie in {journal_folder}/ or {output}/", "name another place", 2
        )
    if archive:
        output_folder.refuse_unreachable(archive, "name another place")
    url = (
        remote.resolve_url(journal_folder, publication.audience, publication.sources)
        if push
        else ""
    )
    with output_lock(output, waiting), writing(output):
        written = output_folder.write(output, publication.files)
    if archive:
        with writing(archive):
            saving.overwrite(archive, zip_publication(publication))
    if push:
        remote.push(publication.files, url)
    return written


def zip_publication(publication: Publication) -> bytes:
    """A publication as a ZIP file: the same bytes for the same files, on any machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # compressors differ
        for path, data in sorted(publication.files.items()):
            entry = zipfile.ZipInfo(path, ZIP_DATE)
            entry.create_system, entry.external_attr = 3, ZIP_FILE_MODE
            archive.writestr(entry, data)
    return packed.getvalue()


def _audience(journal: Journal, name: str) -> Audience:
    """The audience of a name. Raises Failure where there is none."""
    audiences = {a.name: a for a in journal.settings.audiences}
    if name in audiences:
        return audiences[name]
    hint = f"{journal.name}/journal.toml has {alternatives(audiences)}" if audiences else None
    hint = did_you_mean(name, audiences) or hint or f"write `[audiences.{name}]` in journal.toml"
    raise Failure(f"there is no audience `{name}`", hint, 2)


def _leaks(
    journal: Journal,
    audience: Audience,
    redacted: RedactedJournal,
    files: Mapping[str, bytes],
    site: RenderedSite,
    theme: Theme,
) -> tuple[Diagnostic, ...]:
    """What is withheld and would go out: from the journal, or from the user's own templates.

    What the shipped theme says on the same pages with placeholders for texts is no leak.
    """
    shipped = themes.combined_theme(themes.scan(None))
    pages = rendering.render_shared_site(placeholders(redacted.journal), theme).files
    templates = {theme.shown[n]: text.encode() for n, text in theme.templates.items()}
    published = {**site.files, **templates}
    fixed = {path: data for path, data in pages.items() if path not in theme.assets}
    fixed |= {theme.shown[n]: text.encode() for n, text in shipped.templates.items()}
    fixed |= shipped.assets
    own = (path for path in (*templates, *theme.assets) if published.get(path) != fixed.get(path))
    by_path = {r.path: r for r in journal.reflections}
    sources: dict[str, tuple[SourceText, Reflection | None]] = {}
    for below, data in files.items():
        path = f"{journal.name}/{below}"
        sources[path] = decode(path, data), by_path.get(path)
    leaks = find_leaks(
        redacted,
        PublishedFiles(published, fixed, frozenset(own)),
        withheld_texts(journal, audience, redacted.phrases, _comments(journal, sources)),
        audience.allow,
        sources,
    )
    unclear = unclear_section_ends(journal, audience, sources)
    return tuple(sorted((*unclear, *leaks), key=lambda problem: problem.order))


def _comments(
    journal: Journal, sources: Mapping[str, tuple[SourceText, Reflection | None]]
) -> Iterator[Comment]:
    """The comments of all reflections, of `looking-for.md`, of `now.md` and of the settings."""
    prompts = [criterion.prompt for criterion in journal.settings.criteria]
    now_path = f"{journal.name}/{NOW_FILE}"
    for path, (source, reflection) in sources.items():
        if path.endswith(".md"):
            has_front_matter = reflection is not None or path == now_path
            yield from comments_in_file(source, prompts, has_front_matter=has_front_matter)
        elif path == f"{journal.name}/{SETTINGS_FILE}":
            yield from comments_in_settings(source)

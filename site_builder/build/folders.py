"""What a build finds: its folders as they are now, and as the last build left them.

Options and caches come in; a `BuildFolders` goes out, which says whether there is anything to do.
Nothing is written here.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.build import fingerprint
from site_builder.core.frozen import frozen
from site_builder.files import snapshot
from site_builder.files import theme as themes
from site_builder.files.journal_folder import folder_name
from site_builder.parsing.filenames import HIDDEN_PREFIXES, is_read

if TYPE_CHECKING:
    from datetime import date

    from site_builder.build.cache import Cache


@frozen
class BuildOptions:
    """What to build. `search` and `index` are as for `build`."""

    journal_folder: Path
    output: Path
    today: date
    templates: Path | None
    search: bool
    index: bool

    @property
    def name(self) -> str:
        """The journal folder's own name."""
        return folder_name(self.journal_folder)


class BuildFolders:
    """The journal, the theme and the output of a build, and what its caches knew of them.

    `records` is the cache of the journal, `cache` that of the site.
    """

    def __init__(self, options: BuildOptions, records: Cache, cache: Cache) -> None:
        self.options = options
        self._last_build = cache.get("fact", "built")
        self.known_journal, self.known_output = records.known_files(), cache.known_files()
        self.journal = snapshot.scan(
            options.journal_folder, is_read, HIDDEN_PREFIXES, self.known_journal
        )
        self.theme = themes.scan(options.templates)
        self.fingerprint = fingerprint.fingerprint(cache)
        self.present = snapshot.rescan(options.output, self.known_output)
        self.key = self._key()

    def _key(self) -> bytes:
        """A hash of everything that the site is made from: code, options, journal and theme."""
        options = self.options
        digest = blake2b(digest_size=16)
        words = (options.name, options.today.isoformat(), options.search, options.index)
        digest.update(self.fingerprint + repr(words).encode("utf-8", "surrogatepass"))
        for path, folder in {"": self.journal, **self.theme}.items():
            # Messages name these, so they count too, and so does a theme folder's own name.
            digest.update(os.fsencode(Path(path).name) + b"\0" + folder.digest())
        return digest.digest()

    def problems_if_unchanged(self) -> bytes | None:
        """What the last build kept of its problems, if a build now would do the same; else None."""
        last = self._last_build
        if last is None or last[0] != self.key or not self._is_output_unchanged():
            return None
        return last[1]

    def _is_output_unchanged(self) -> bool:
        """Whether the output holds what the last build left there; an empty one is new."""
        known = self.known_output
        return len(known) == len(self.present) > 0 and all(
            file is known[path] or file.digest == known[path].digest
            for path, file in self.present.items()
        )

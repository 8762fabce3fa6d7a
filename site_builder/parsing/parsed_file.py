"""What came of the file of one reflection: the value that reading makes, and that a build keeps."""

from __future__ import annotations

from site_builder.core.diagnostics import Diagnostic
from site_builder.core.frozen import frozen
from site_builder.core.model import Reflection

Name = tuple[str | None, str | None, str | None]


@frozen
class ParsedFile:
    """One file, read: its reflection, or None if it has errors.

    `name` is company, role and opportunity as far as they could be read, errors or not.
    """

    reflection: Reflection | None
    problems: tuple[Diagnostic, ...]
    name: Name = (None, None, None)
    quoted: bytes = b""
    """A hash of all that pages of lessons show of its text; for a build, which makes it."""
    links: tuple[tuple[str, str | None], ...] = ()
    """The relative links that were resolved, each with its address or None. Beside the bytes and
    the settings, nothing else went into the reading: a cached file is current while they hold.
    """

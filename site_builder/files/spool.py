"""The files of a site between being made and being written: many of them wait on the disk.

A page is checked and written only once all pages are made, and ten thousand reflections have a
hundred and more megabytes of them. The few large files, about all jobs, are made last and stay in
memory, where they were made.
"""

from __future__ import annotations

import errno
import os
from collections.abc import MutableMapping
from typing import IO, TYPE_CHECKING

from site_builder.files.errors import writing
from site_builder.files.lock import CACHE_HINT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IN_MEMORY_BYTES = 1_000_000  # of all pages together
LARGE_BYTES = 1_000_000  # of one file


class Spool(MutableMapping[str, bytes]):
    """Bytes by path; pages beyond IN_MEMORY_BYTES are in a nameless file in a folder.

    That file is its user's alone, and gone once the process ends, however that ends. What is
    replaced or deleted keeps its place in it. Raises Failure where the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_memory: dict[str, bytes] = {}
        self._size = 0
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}

    def __getitem__(self, path: str) -> bytes:
        if path not in self._places or self._file is None:
            return self._in_memory[path]
        start, size = self._places[path]
        with writing(self._folder, CACHE_HINT):
            self._file.seek(start)
            data = self._file.read(size)
            if len(data) != size:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        return data

    def __setitem__(self, path: str, data: bytes) -> None:
        self.pop(path, None)
        self._size += len(data)
        if self._size <= IN_MEMORY_BYTES or len(data) > LARGE_BYTES:
            self._in_memory[path] = data
            return
        with writing(self._folder, CACHE_HINT):
            if self._file is None:
                from tempfile import TemporaryFile  # noqa: PLC0415 -- slow; small sites need none

                self._file = TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 -- kept open
            start = self._file.seek(0, os.SEEK_END)
            if self._file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._places[path] = start, len(data)

    def __delitem__(self, path: str) -> None:
        if path in self._places:
            del self._places[path]
        else:
            del self._in_memory[path]

    def __iter__(self) -> Iterator[str]:
        yield from self._in_memory
        yield from self._places

    def __len__(self) -> int:
        return len(self._in_memory) + len(self._places)

    def __del__(self) -> None:
        """Close the file once nobody has the site any more, which frees its place on the disk."""
        if self._file is not None:
            self._file.close()

"""Files that have been made and are not written yet: kept beside memory until all of them are proved.

Knows: one temporary file. Must not know: what is in the files, where they go.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

from toolkit.acts.editions import Kind, Made

_IN_MEMORY = 2**23  # bytes; what a small plan comes to needs no disk


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file on the shelf."""

    path: Path
    kind: Kind
    volume: bool
    start: int
    size: int


class Shelf:
    """The files in the order in which they came; all are gone when the ``with`` block ends."""

    def __init__(self) -> None:
        self.kept: list[Shelved] = []
        self._file = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def keep(self, one: Made) -> None:
        """Take a file in."""
        start = self._file.seek(0, 2)
        self._file.write(one.data)
        self.kept.append(Shelved(one.path, one.kind, one.volume, start, len(one.data)))

    def data(self, one: Shelved) -> bytes:
        """A file as bytes."""
        self._file.seek(one.start)
        return self._file.read(one.size)

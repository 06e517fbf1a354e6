"""What a format is that forms may come back in: how it is told, how its values are had.

Knows: books, verdicts. Must not know: any one format, folders, what a form is. Whatever reads a file runs in a process
of its own with limits of memory and time, so a format may be read by any parser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.form.book import Book


@dataclass(frozen=True, slots=True)
class Format:
    """One format of tables.

    ``fits`` tells it by content (the name may only help), and never raises. ``read`` gives the values, or a sentence
    that says what to do; it may raise `MemoryError`.
    """

    fits: Callable[[bytes, str], bool]
    read: Callable[[bytes], Book | str]

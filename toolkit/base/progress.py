"""How far something has come, for whoever is watching.

Knows: the shape of such a report. Must not know: what is being done.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


def no_progress(doing: str, done: int, total: int) -> None:
    """The progress of someone who is not watching."""

"""How far something has come, for whoever is watching, and whether they want it to stop.

Knows: the shape of such a report. Must not know: what is being done.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], bool | None]
"""Called with what is being done, how many are done, and how many there are; a true answer asks to stop there.

Only an act that says so stops, between two files or forms: what is done by then stays, the rest is left as it was."""


def no_progress(doing: str, done: int, total: int) -> None:
    """The progress of someone who is not watching."""

"""A mail that came in, as far as anybody needs to know of it afterwards: who sent it, and how to answer it.

Knows: the shape. Must not know: how mails are read or written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: ``id`` is its Message-ID with the brackets, or "sha256:…" where it has none.

    ``sender`` is the bare address, in lower case; ``references`` the Message-IDs of the mails that it answers, oldest
    first; ``sent_on`` has no time zone where the mail gives none.
    """

    id: str
    sender: str = ""
    subject: str = ""
    references: tuple[str, ...] = ()
    sent_on: datetime | None = None

    @property
    def answerable(self) -> bool:
        """Whether an answer can name this mail, so that programs show both in one thread."""
        return self.id.startswith("<")

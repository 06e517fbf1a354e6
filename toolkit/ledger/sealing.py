"""The seal of a change of the history: that this workspace wrote it, under this number, with all that it says.

Knows: how a seal stands in the text of a change, which keys there were. Must not know: files, what a change means. The
chain (`toolkit.ledger.journal`) tells whether one change follows another; whoever can write into the folder could make
one that does, but not its seal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.base.seals import Sealed, same_seal, seal_of

_SEAL = re.compile(r',"seal":"([0-9a-f]{64})"}\Z')


def with_seal(number: int, text: str, key: bytes) -> str:
    """The text of a change, a JSON object, with its seal as the last entry."""
    return f'{text[:-1]},"seal":"{_seal(number, text, key)}"}}'


def without_seal(text: str) -> tuple[str, str]:
    """The text of a change as it was sealed, and the seal, "" where it has none."""
    found = _SEAL.search(text)
    return (f"{text[: found.start()]}}}", found[1]) if found else (text, "")


@dataclass(frozen=True, slots=True)
class Seals:
    """The keys under which a workspace has sealed, the one in use first; without any nothing is sealed or proven.

    ``believing`` is for an operator who has looked, and says that the history is right whatever its seals say.
    """

    keys: Sequence[bytes] = ()
    believing: bool = False

    @property
    def key(self) -> bytes | None:
        """The key under which changes are sealed now."""
        return self.keys[0] if self.keys else None

    @property
    def proves(self) -> bool:
        """Whether changes are to be proven."""
        return bool(self.keys) and not self.believing

    @property
    def unsealed(self) -> int:
        """The age of a change from before there were seals: older than under any key."""
        return len(self.keys)

    def age(self, number: int, body: str, seal: str) -> int | None:
        """How old the key is under which a change is sealed, 0 for the one in use; None where the seal is wrong.

        A change is never sealed under an older key than the one before it, and never without one after one that is.
        """
        if not seal:
            return self.unsealed
        ages = (age for age, key in enumerate(self.keys) if same_seal(_seal(number, body, key), seal))
        return next(ages, None)


def _seal(number: int, text: str, key: bytes) -> str:
    return seal_of(Sealed.HISTORY, ((str(number),), (text,)), key)

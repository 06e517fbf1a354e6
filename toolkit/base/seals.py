"""The proof that this workspace wrote something: an HMAC-SHA256 under its key over what was written.

Knows: how parts are put together so that no two are alike. Must not know: what is sealed, where keys lie. Forms
(`toolkit.form.seal`), the hidden sheet of a master and the history are sealed with the same key; what each is stands in
front, so that none can be passed off as another.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from enum import StrEnum


class Sealed(StrEnum):
    """What has a seal, besides forms."""

    MASTER = "master"
    HISTORY = "history"
    ROSTER = "roster"


def mac(text: str, key: bytes) -> bytes:
    """The HMAC of a text."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), "sha256").digest()


def seal_of(what: Sealed, lines: Iterable[Iterable[str]], key: bytes) -> str:
    """The seal of some lines of texts: 64 hex digits."""
    return mac("\x1d".join((what, *("\x1f".join(line) for line in lines))), key).hex()


def same_seal(one: str, other: str) -> bool:
    """Whether two seals are the same, in a time that tells nothing."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))

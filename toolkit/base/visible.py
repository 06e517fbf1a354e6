"""Characters that hide, turn or break a text, shown by their number instead.

Knows: which characters do harm on a page, in a header or a file name. Must not know: where a text comes from.
"""

from __future__ import annotations

import re

# Controls but tab and line feed, the marks and overrides of direction (Unicode Annex 9), what has no width, and halves
# of pairs. Joiners stay: some scripts need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """A text in which every character is seen: one that hides becomes 〔U+202E〕, a carriage return a line break."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", plain)


def paired(text: str) -> str:
    """A text without halves of pairs, which neither a file nor the ledger takes: each becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

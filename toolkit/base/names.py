"""Names as they are compared.

Knows: how names are written. Must not know: what they name.
"""

from __future__ import annotations

import unicodedata


def folded_name(name: str) -> str:
    """A name as it is compared: one width, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())

"""Ids that nobody has to think of: of items from the document's numbers, of units, figures and rules from their words.

Knows: how an id follows from what people read. Must not know: workbooks. An id follows from the words alone, so that
rows which are added, moved or removed leave the ids of the others as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256

from toolkit.base.numerals import chinese_number

_FIGURES = re.compile(r"[0-9A-Za-z]+|[零〇一二两三四五六七八九十百千]+")
_BETWEEN = re.compile(r"[\s().、,，．·:：第项条\[\]【】〔〕《》/-]*")
_ID = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
_LONGEST = 40
ROSTER_ID = "l__"  # two lines in a row stand in no id that somebody writes


def item_id(code: str) -> str:
    """The id of an item from its number in the document: 三（一）1 is 3.1.1; what is more than a number has a hash."""
    plain = unicodedata.normalize("NFKC", code).strip()
    if is_id(plain):
        return plain
    parts = [part if part.isascii() else str(chinese_number(part) or "") for part in _FIGURES.findall(plain)]
    figures = ".".join(filter(None, parts))
    is_number = all(parts) and not _BETWEEN.sub("", _FIGURES.sub("", plain))
    if figures and is_number and len(figures) <= _LONGEST:
        return figures
    return f"{figures[:20].rstrip('.') or 'x'}-{_hash(plain)}"


def is_id(text: str) -> bool:
    """Whether a text can be an id as it stands: letters, figures, a few signs between them."""
    return bool(_ID.fullmatch(text)) and len(text) <= _LONGEST


def item_ids(codes: Iterable[tuple[str, str]]) -> list[str]:
    """The ids of items in their order, of (id as written or "", number in the document) each.

    Where two numbers come to the same id (三（一）1 and 3.1.1) the later one has a hash.
    """
    pairs = list(codes)
    taken = {written.casefold() for written, _ in pairs if written}
    found = []
    for written, code in pairs:
        id_ = written or item_id(code)
        if not written and id_.casefold() in taken:
            id_ = f"{id_[:30]}-{_hash(code)}"
        taken.add(id_.casefold())
        found.append(id_)
    return found


def unit_id(name: str) -> str:
    """The id of a unit from its name."""
    return f"u{_hash(name)}"


def indicator_id(item: str, name: str) -> str:
    """The id of an indicator from its item's id and its name."""
    return f"i_{_hash(item, name)}"


def roster_id(item: str, name: str) -> str:
    """The id of a list from its item's id and its name."""
    return ROSTER_ID + _hash(item, name)


def column_id(name: str) -> str:
    """The id of a column of a list from its name."""
    return f"c_{_hash(name)}"


def rule_id(item: str, text: str) -> str:
    """The id of a rule from its item's id and its text."""
    return f"r-{_hash(item, text)}"


def _hash(*words: str) -> str:
    plain: Sequence[str] = [re.sub(r"\s", "", unicodedata.normalize("NFKC", word)) for word in words]
    return sha256("\n".join(plain).encode()).hexdigest()[:8]

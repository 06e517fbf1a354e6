"""The hidden cells of a sheet that say whose form it is, under its seal, and to which cover it listens.

Knows: where on a sheet they stand, how the entries are written as text. Must not know: how a seal is made, workbooks.
They stand on the form's own sheet, in its hidden first column, so that a sheet is the form that it is in whatever
workbook it comes back, and under whatever name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from toolkit.form.grid import HIDDEN_SIGN
from toolkit.form.seal import Identity, seal

CELLS = ("A1", "A3", "A4", "A5", "A6", "A7")
"""The cells that hold the identity, in pieces where it is longer than one cell takes."""
OWNER = "A2"
"""The cell that says whose form it is, for formulas: what stands on a cover counts for forms of the same owner."""
_MARK = f"{HIDDEN_SIGN}form"
_PIECE = 16_000  # characters; all of them may be two units
_OWNER_MARK = f"{HIDDEN_SIGN}of"


def owner(plan_id: str, unit_id: str, period_id: str) -> str:
    """What stands in `OWNER` of every form of a unit and period, and of its cover."""
    return f"{_OWNER_MARK} {plan_id}/{unit_id}/{period_id}"


def identity_entries(identity: Identity, key: bytes) -> dict[str, str]:
    """What the hidden cells say."""
    return {
        "plan": identity.plan_id,
        "item": identity.item_id,
        "unit": identity.unit_id,
        "period": identity.period_id,
        "version": str(identity.version),
        "digest": identity.digest,
        "locked": identity.locked,
        "given": identity.given,
        "seal": seal(identity, key),
    }


def identity_texts(entries: Mapping[str, str]) -> dict[str, str]:
    """The entries as texts of the hidden cells, by cell; the cells that are not needed hold nothing."""
    whole = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    pieces = [whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE)]
    assert len(pieces) <= len(CELLS), "a form with more rows than any plan has"
    marked = [f"{_MARK}{number}/{len(pieces)} {piece}" for number, piece in enumerate(pieces, start=1)]
    return dict(zip(CELLS, marked + [""] * (len(CELLS) - len(pieces)), strict=True))


def is_form_identity(text: str) -> bool:
    """Whether a text says which form a sheet is."""
    return text.startswith(_MARK)


def is_owner(text: str) -> bool:
    """Whether a text says to which unit and period a sheet belongs."""
    return text.startswith(_OWNER_MARK)


def is_identity(text: str) -> bool:
    """Whether a text is one of the hidden cells'."""
    return text.startswith((_MARK, _OWNER_MARK))


def identities_in(texts: Iterable[str]) -> list[dict[str, str]]:
    """The different entries that the texts of a sheet hold; an empty one for texts that make no whole.

    Where cells of two forms came together on one sheet there are pieces of both.
    """
    pieces: dict[str, set[str]] = {}
    for text in texts:
        if text.startswith(_MARK):
            number, _, piece = text[len(_MARK) :].partition(" ")
            pieces.setdefault(number, set()).add(piece)
    if not pieces:
        return []
    whole = [pieces["1/1"]] if "1/1" in pieces else []
    if len(pieces) == 1 and whole:
        return [_parsed(piece) for piece in sorted(whole[0])]
    count = len(pieces)
    parts = [pieces.get(f"{number}/{count}", set()) for number in range(1, count + 1)]
    return [_parsed("".join(next(iter(part)) for part in parts))] if all(len(part) == 1 for part in parts) else [{}]


def _parsed(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    good = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if good else {}

"""Whose a list's sheet is: the hidden cell that says so, under the seal of the workspace.

Knows: the entries, the key's HMAC. Must not know: what is in a list, workbooks' other sheets. A list's sheet is nothing
by itself: it goes with the form that its entries name, and with no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from toolkit.base.seals import Sealed, same_seal, seal_of
from toolkit.form.grid import HIDDEN_SIGN
from toolkit.form.seal import Identity

CELL = "A1"
_MARK = f"{HIDDEN_SIGN}roster "


@dataclass(frozen=True, slots=True)
class RosterIdentity:
    """What a list's sheet is: of which form and version, and which of its lists."""

    plan_id: str
    item_id: str
    unit_id: str
    period_id: str
    version: int
    roster_id: str


def identity_of(form: Identity, roster_id: str) -> RosterIdentity:
    """That of a list of a form."""
    return RosterIdentity(form.plan_id, form.item_id, form.unit_id, form.period_id, form.version, roster_id)


def roster_text(identity: RosterIdentity, key: bytes) -> str:
    """What the hidden cell says."""
    return _MARK + json.dumps([*astuple(identity), _seal(identity, key)], ensure_ascii=False, separators=(",", ":"))


def is_roster_text(text: str) -> bool:
    """Whether a text is such a cell's."""
    return text.startswith(_MARK)


def roster_on(texts: Iterable[str], keys: Sequence[bytes]) -> RosterIdentity | str | None:
    """Whose list the texts of a sheet say that it is, None where nothing says so, "" where it cannot be believed."""
    said = {text for text in texts if is_roster_text(text)}
    if not said:
        return None
    if len(said) > 1:
        return ""
    try:
        *parts, seal = json.loads(said.pop().removeprefix(_MARK))
    except (ValueError, TypeError, RecursionError):
        return ""
    kinds = [type(part) for part in (*parts, seal)]
    if kinds != [str, str, str, str, int, str, str]:
        return ""
    identity = RosterIdentity(*parts)
    return identity if any(same_seal(_seal(identity, key), seal) for key in keys) else ""


def _seal(identity: RosterIdentity, key: bytes) -> str:
    return seal_of(Sealed.ROSTER, [map(str, astuple(identity))], key)

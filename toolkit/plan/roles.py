"""Who has which role in an item: the names in the document's words, looked up among the plan's units.

Knows: how documents list units, by which names a unit is called. Must not know: workbooks, forms. A name is found whole
or not at all; what is near it is a proposal for a person.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.plan.groups import members
from toolkit.plan.model import Item, Unit
from toolkit.plan.options import Role

_SPLIT = re.compile(r"[、，,；;。\n]+")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_HELPING = re.compile(r"[（(]\s*(?:配合|协办|协同|协助)(?:单位|部门)?\s*[:：][^（）()]*[）)]")
_LABEL = re.compile(r"^(?:牵头|责任|主办|配合|协办|督导|监管|验收)(?:单位|部门)?\s*[:：]\s*")
_ALL = ("各单位", "全部单位", "所有单位", "各责任单位")


@dataclass(frozen=True, slots=True)
class Named:
    """The units that a list of names means, in official order, and the names that no unit or several units have."""

    unit_ids: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


def units_named(text: str, units: Sequence[Unit]) -> Named:
    """The units that a list in a document's words means: by id, name, short name or alias, or all of a kind.

    “各乡镇” are all units whose 类别 is or begins with 乡镇, “各单位” all. Units that only help
    (“（配合：……）”) are left out.
    """
    found: set[str] = set()
    unknown, ambiguous = [], []
    called = _called(units)
    for name in names_in(text):
        # With or without what stands behind it in brackets.
        meant = called.get(_folded(name), set()) | called.get(_folded(_BRACKETED.sub("", name)), set())
        many = {unit.id for unit in _among(units, name)}
        if len(meant) > 1:
            ambiguous.append(name)
        elif meant or many:
            found |= meant or many
        else:
            unknown.append(name)
    return Named(tuple(u.id for u in units if u.id in found), tuple(unknown), tuple(ambiguous))


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list of units, each once, not cut within brackets; without those that only help."""
    kept = _BRACKETED.sub(lambda m: _SPLIT.sub("\0", m[0]), _HELPING.sub("", text))
    parts = (_LABEL.sub("", part.replace("\0", "、").strip()) for part in _SPLIT.split(kept))
    return tuple(dict.fromkeys(part for part in parts if part))


def near_name(name: str, units: Sequence[Unit]) -> str:
    """The short name of the unit that is called most alike, "" where none is."""
    called = {n: unit.area for unit in units for n in (*unit.aliases, unit.name, unit.area)}
    near = difflib.get_close_matches(name, called, 1, 0.5)
    return called[near[0]] if near else ""


def _called(units: Sequence[Unit]) -> dict[str, set[str]]:
    """The units by what each is called; blanks and the width of letters make no difference, as nobody sees them."""
    called: dict[str, set[str]] = {}
    for unit in units:
        for one in (unit.id, unit.name, unit.area, *unit.aliases):
            called.setdefault(_folded(one), set()).add(unit.id)
    return called


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _among(units: Sequence[Unit], name: str) -> Sequence[Unit]:
    """The units that a name for many (各乡镇) takes in."""
    if name in _ALL:
        return units
    kind = name.removeprefix("各")
    of_kind = [unit for unit in units if kind not in ("", name) and unit.kind.startswith(kind)]
    return [*members(name, units), *of_kind]


def said_of(item: Item, role: Role) -> str:
    """Who has a role in an item, in the document's words."""
    match role:
        case Role.LEAD:
            return item.lead_unit
        case Role.RESPONSIBLE:
            return item.units_as_written
        case Role.COOPERATING:
            return item.cooperating
        case Role.SUPERVISING:
            return item.supervising
        case Role.ACCEPTING:
            return item.accepting


def roles_of(item: Item, unit: Unit, units: Sequence[Unit]) -> tuple[Role, ...]:
    """The roles that one of the plan's units has in an item, as far as the document's words name it."""
    return tuple(role for role in Role if unit.id in units_named(said_of(item, role), units).unit_ids)

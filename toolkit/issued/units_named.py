"""Which units a phrase of the document means: 各县（市）人民政府, 富蕴县, 清河县 (for 青河县).

Knows: units and how documents name them. Must not know: items, documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.issued.unit_lists import shared_endings, split_units
from toolkit.plan.groups import members
from toolkit.plan.model import Unit

_TAIL = re.compile(r"(?:人民政府|政府|党委|县委|市委|管理委员会|管委会|教育局|党委、?政府)$")


@dataclass(frozen=True)
class Named:
    """What a phrase comes to: unit ids in official order, (written, taken as) repairs, and parts not understood.

    ``groups`` are the words for many units (各县（市）) that were taken as those of the list, ``near`` (written, names
    of the list that differ by one character) of what is not understood: a proposal, nothing more.
    """

    unit_ids: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()


def units_named(phrase: str, units: Sequence[Unit], listed: Sequence[Unit] | None = None) -> Named:
    """The units that a phrase names; what is no unit of the list is in ``unknown``, never dropped.

    ``listed`` are those that words for many (各县（市）) mean, by default all.
    """
    found: set[str] = set()
    repairs: list[tuple[str, str]] = []
    unknown: list[str] = []
    groups: list[str] = []
    near: list[tuple[str, tuple[str, ...]]] = []
    parts = _parts(phrase)
    meant_by = shared_endings(parts)
    for written in parts:
        part = meant_by.get(written, written)
        if not any(part in _names(unit) for unit in units):
            part = written
        if meant := members(part, units if listed is None else listed):
            found |= {unit.id for unit in meant}
            groups.append(_wide(part))
            continue
        exact = [unit for unit in units if part in _names(unit)]
        if len(exact) == 1:
            found.add(exact[0].id)
            if part in unit_misspellings(exact[0]):
                repairs.append((part, exact[0].area))
            continue
        longer = [unit for unit in units if _TAIL.sub("", part) in _bare_names(unit)]
        if len(longer) == 1:
            found.add(longer[0].id)
            repairs.append((part, longer[0].area))
            continue
        unknown.append(_wide(part))
        if alike := [unit.area for unit in units if _is_near(part, unit)]:
            near.append((_wide(part), tuple(alike)))
    ids = tuple(unit.id for unit in units if unit.id in found)
    return Named(ids, tuple(repairs), tuple(unknown), tuple(groups), tuple(near))


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def unit_misspellings(unit: Unit) -> set[str]:
    """Those aliases that are the area's name with one character wrong (清河县 for 青河县)."""
    return {alias for alias in unit.aliases if len(alias) == len(unit.area) and _differences(alias, unit.area) == 1}


def _parts(phrase: str) -> list[str]:
    """The phrase cut at its commas, but not inside brackets: 各县（市、区） is one name."""
    said = re.sub(r"\s", "", unicodedata.normalize("NFKC", phrase))
    said = re.sub("党委(?:、|和|及)政府", "党委政府", said).replace("各县、市", "各县市")
    return split_units(said)


def _names(unit: Unit) -> set[str]:
    names = {unit.id, unit.name, unit.area, *unit.aliases}
    return names | {unicodedata.normalize("NFKC", name) for name in names}


def _bare_names(unit: Unit) -> list[str]:
    return [unit.area, unit.name, *(alias for alias in unit.aliases if len(alias) > 2)]


def _is_near(part: str, unit: Unit) -> bool:
    """Whether a name is a unit's with one character wrong."""
    bare = _TAIL.sub("", part)
    return any(
        len(name) == len(one) >= 3 and _differences(name, one) == 1
        for name in _bare_names(unit)
        for one in (part, bare)
    )


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))

"""Which units a phrase of the document means: 各县（市）人民政府, 富蕴县, 清河县 (for 青河县).

Knows: units and how documents name them. Must not know: items, documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.plan.model import Unit

_SPLIT = re.compile(r"[、，,；;。\n]|(?<=[府委会局县市区])(?:和|及|以及|与)(?=[^和及与])")
# 各县（市）, 各县市区, 各县（市、区）党委和政府 …: every unit of the kind; with 景区 or 区 the others too.
_EVERY = re.compile(
    r"(?:各|全地区各|所有)(?P<scope>县\(?(?:[、,]?(?:市|区|景区|园区|旗))*\)?(?:[、,]?(?:区|景区|园区))*)"
    r"(?:\(?(?:党委|党委、?政府|党委和政府|人民政府|政府|委员会|管委会)\)?)?"
)
_TAIL = re.compile(r"(?:人民政府|政府|党委|县委|市委|管理委员会|管委会|教育局|党委、?政府)$")
_PROTECTED = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Named:
    """What a phrase comes to: unit ids in official order, (written, taken as) repairs, and parts not understood."""

    unit_ids: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


def units_named(phrase: str, units: Sequence[Unit]) -> Named:
    """The units that a phrase names; what is no unit of the list is in ``unknown``, never dropped."""
    found: set[str] = set()
    repairs: list[tuple[str, str]] = []
    unknown: list[str] = []
    for part in _parts(phrase):
        if match := _EVERY.fullmatch(part):
            found |= {unit.id for unit in units if _is_in_scope(unit, match["scope"])}
            continue
        exact = [unit for unit in units if part in _names(unit)]
        if len(exact) == 1:
            found.add(exact[0].id)
            if part in unit_misspellings(exact[0]):
                repairs.append((part, exact[0].area))
            continue
        near = [unit for unit in units if _is_near(part, unit)]
        if len(near) == 1:
            found.add(near[0].id)
            repairs.append((part, near[0].area))
        else:
            unknown.append(part)
    return Named(tuple(unit.id for unit in units if unit.id in found), tuple(repairs), tuple(map(_wide, unknown)))


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def unit_misspellings(unit: Unit) -> set[str]:
    """Those aliases that are the area's name with one character wrong (清河县 for 青河县)."""
    return {alias for alias in unit.aliases if len(alias) == len(unit.area) and _differences(alias, unit.area) == 1}


def _parts(phrase: str) -> list[str]:
    """The phrase cut at its commas, but not inside brackets: 各县（市、区） is one name."""
    said = re.sub(r"\s", "", unicodedata.normalize("NFKC", phrase))
    said = re.sub("党委(?:、|和|及)政府", "党委政府", said).replace("各县、市", "各县市")
    kept = _PROTECTED.sub(lambda match: match[0].replace("、", "\0").replace(",", "\0"), said)
    return [part.replace("\0", "、") for part in map(str.strip, _SPLIT.split(kept)) if part]


def _is_in_scope(unit: Unit, scope: str) -> bool:
    if re.search("县|市", unit.kind) or unit.area.endswith(("县", "市", "旗")):
        return True
    return ("景区" in scope and "景区" in unit.kind + unit.area) or (
        unit.area.endswith("区") and "景区" not in unit.area and "区" in scope.replace("景区", "")
    )


def _names(unit: Unit) -> set[str]:
    names = {unit.id, unit.name, unit.area, *unit.aliases}
    return names | {unicodedata.normalize("NFKC", name) for name in names}


def _is_near(part: str, unit: Unit) -> bool:
    """Whether a name is a unit's with a tail of its own, or with one character wrong."""
    bare = _TAIL.sub("", part)
    names = [unit.area, unit.name, *(alias for alias in unit.aliases if len(alias) > 2)]
    if bare in names:
        return True
    return any(len(name) == len(one) >= 3 and _differences(name, one) == 1 for name in names for one in (part, bare))


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))

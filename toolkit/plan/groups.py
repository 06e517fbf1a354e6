"""Words that mean many units at once: 各县（市、区）人民政府, 各乡镇, 所有街道办事处.

Knows: such words, and which units of a list they mean. Must not know: places, documents, workbooks. A word means the
units that the list has of that kind and no others; where it has none, nobody is meant yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from toolkit.base.captions import Column
from toolkit.plan.model import Unit

_WHO = r"(?:\(?(?:党委和政府|党委、?政府|党委|人民政府|政府|委员会|管委会|办事处)\)?)*"
# 各县（市）, 各县市区, 全地区各县（市、区）党委和政府: every unit of the kind; with 景区 or 区 the others too.
_COUNTIES = re.compile(
    r"(?:全?[地市州盟区]{0,2}各|所有)(?P<scope>[县市区旗]\(?(?:[、,]?(?:县|市|区|旗|景区|园区|开发区))*\)?"
    r"(?:[、,]?(?:区|景区|园区))*)" + _WHO
)
_TOWNS = re.compile(r"(?:全?[县市区旗]?各|所有)(?P<scope>(?:\(?[、,]?(?:乡镇|乡|镇|街道|苏木|团场|场)\)?)+)" + _WHO)
_SPLIT = re.compile(r"[、，,；;\n]+(?![^（()）]*[)）])")  # 各县（市、区） is one name
_TOWN = re.compile(r"(乡|镇|街道|苏木|团场|场)$")
_TAIL = re.compile(r"(?:人民政府|政府|办事处|党委|党工委)$")


def split_names(text: str) -> tuple[str, ...]:
    """The names that are listed in a text, not cut within brackets."""
    return tuple(filter(None, map(str.strip, _SPLIT.split(text))))


def is_group(text: str) -> bool:
    """Whether a text means many units at once."""
    return bool(_matched(text))


def members(text: str, units: Sequence[Unit]) -> list[Unit]:
    """The units of a list that a text means; none where it means no group."""
    said = _plain(text)
    if match := _COUNTIES.fullmatch(said):
        return [unit for unit in units if _is_county(unit, match["scope"])]
    if match := _TOWNS.fullmatch(said):
        kinds = set(re.findall("街道|苏木|团场|乡|镇|场", match["scope"]))
        return [unit for unit in units if (kind := _TOWN.search(_bare(unit))) and kind[1] in kinds]
    return []


def _matched(text: str) -> re.Match[str] | None:
    said = _plain(text)
    return _COUNTIES.fullmatch(said) or _TOWNS.fullmatch(said)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("各县、市", "各县市")


def _bare(unit: Unit) -> str:
    return _TAIL.sub("", unit.area)


def _is_county(unit: Unit, scope: str) -> bool:
    area = _bare(unit)
    if re.search("县|市", unit.kind) or area.endswith(("县", "市", "旗")):
        return True
    return ("景区" in scope and "景区" in unit.kind + area) or (
        area.endswith("区")
        and not area.endswith(("景区", "园区", "开发区"))
        and "区" in re.sub("景区|园区|开发区", "", scope)
    )


def called_together(units: Sequence[Unit], every: Sequence[Unit], word: str) -> str:
    """What some of all units are called together: the plan's ``word`` where they are of the kind that most are of."""
    kinds = [unit.kind for unit in every]
    usual = max(kinds, key=kinds.count, default="")
    return word if all(unit.kind == usual for unit in units) else Column.UNIT

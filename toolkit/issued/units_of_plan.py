"""The units of a draft plan: those of the office's own list that the document names, else those that it names itself.

Knows: how documents write lists of units. Must not know: items, workbooks, any place. A unit that the office does not
know yet is a proposal; a name for many (各县（市）) stands as it is written, until a person says who they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.issued.unit_lists import is_person, shared_endings, split_units
from toolkit.plan.derived_ids import unit_id
from toolkit.plan.groups import is_group
from toolkit.plan.model import Item, Unit

_VAGUE = re.compile(
    r"^(?:各|所有|全[县市区地州])|(?:有关|相关|其他|其它|涉及的?)(?:部门|单位|县|市|区|乡|镇|科室|学校|企业|责任)|"
    r"^(?:有关|相关)"
)
# What is said behind the units of a line, and names none: 要求：6月10日前清理完毕.
_SAID = re.compile(
    r"[：:]|\d\s*[月日号]|(?:\d|[一二三四五六七八九十])(?:周|天|个?工作日|个?月)(?:之?内|以内)|[前后](?:完成|落实|整改|改|拆|清|建|报)"
)


def names_in(phrase: str) -> list[str]:
    """The names in a list of units, each once, not cut within brackets; a place with the office behind it."""
    names = [name.removesuffix("等") for name in split_units(phrase)]
    meant = shared_endings(names)
    return list(dict.fromkeys(meant.get(name, name) for name in names))


def units_of(items: Sequence[Item]) -> list[Unit]:
    """The units that a document asks: who leads and who answers, in the order in which they are named."""
    named: dict[str, None] = {}
    for item in items:
        for phrase in (item.lead_unit, item.units_as_written, *(m.units_as_written for m in item.measures)):
            named |= dict.fromkeys(names_in(re.sub(r"（配合：[^）]*）", "", phrase)))
    return [
        Unit(id=unit_id(name), name=name, area=_short(name))
        for name in named
        if not is_vague(name) and not is_person(name) and not _SAID.search(name)
    ]


def is_vague(name: str) -> bool:
    """Whether a name is nobody's own: a word for many units (各县（市）), or for whoever is concerned (有关部门)."""
    return is_group(name) or bool(_VAGUE.search(name))


def _short(name: str) -> str:
    """The name by which tables call a unit: a government by its place."""
    bare = re.sub(r"(?<=[县市区旗州镇乡])(?:人民政府|政府)$", "", name)
    return bare if len(bare) >= 2 and not bare.startswith("各") else name

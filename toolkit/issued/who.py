"""Who is asked for an item: the units that the document names, in the office's own list, or of a known place.

Knows: where units come from, in which order, and what is only inferred. Must not know: workbooks, how names are read.
First the names that the document gives, then the office's own list, then, for 各县（市、区） of a prefecture that is
known, its counties in the document's year. Nothing else is filled in; near names are proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.issued.cover import Cover
from toolkit.issued.gazetteer import Place, place_of
from toolkit.issued.unit_lists import shared_endings, split_units
from toolkit.issued.units_named import units_named
from toolkit.issued.units_of_plan import is_vague, names_in, units_of
from toolkit.plan.derived_ids import unit_id
from toolkit.plan.groups import is_group, members
from toolkit.plan.model import Item, Unit

_SHARED = "“{}”是不是“{}”？原文与后面的单位连写，先按后者认作，请核对。"
_ENDING = "“{}”与后面的单位连写，按“{}”认作；请核对。"


@dataclass(frozen=True, slots=True)
class Known:
    """The units that a plan can ask.

    ``listed`` are those that words for many (各县（市）) mean: the office's own, or a place's counties, never those
    that a document happens to name. ``added`` are the names of units that the office's list lacks, ``place`` is where
    the counties come from.
    """

    units: tuple[Unit, ...]
    listed: tuple[Unit, ...]
    added: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who is asked for one item; ``cell`` is what the plan workbook says where it says more than their names.

    ``questions``, ``inferred`` are sentences for people, ``repairs`` what was taken for what.
    """

    unit_ids: tuple[str, ...]
    cell: str
    questions: tuple[str, ...]
    inferred: tuple[str, ...]
    repairs: tuple[tuple[str, str], ...]


def units_known(items: Sequence[Item], office: Sequence[Unit], cover: Cover) -> Known:
    """The units of a plan: the office's list with what the document adds to it, or those of the document alone."""
    named = units_of(items)
    if office:
        strange = [unit for unit in named if not _stands_in(unit, office)]
        return Known((*office, *strange), tuple(office), tuple(unit.name for unit in strange))
    place = _place(items, cover)
    if place is None:
        return Known(tuple(named), ())
    by_area = {unit.area: unit for unit in named}
    counties = [
        replace(by_area.get(county.name) or _county(county.name), code=county.code) for county in place.counties
    ]
    own = {unit.id for unit in counties}
    return Known((*counties, *(unit for unit in named if unit.id not in own)), tuple(counties), (), place)


def asked(item: Item, known: Known) -> Who:
    """Who is asked for an item, what a person must decide about it, and what was only inferred."""
    written = "、".join(filter(None, (item.lead_unit, item.units_as_written))) or "、".join(
        dict.fromkeys(m.units_as_written for m in item.measures if m.units_as_written)
    )
    if not written:
        return Who((), "", ("没有写明责任单位，请确定由谁填报。",), (), ())
    named = units_named(written, known.units, known.listed)
    near = dict(named.near)
    questions = [f"“{one}”是不是“{'”或“'.join(names)}”？没有替您改，请核对后写上。" for one, names in near.items()]
    open_groups = [one for one in named.unknown if is_group(one)]
    questions += [_who_are(one, known) for one in open_groups]
    strangers = [one for one in named.unknown if one not in near and one not in open_groups]
    if strangers and named.unit_ids:
        questions.append(f"责任单位里的“{'、'.join(strangers)}”不在单位名单里，请确定要不要填报。")
    elif strangers:
        questions.append(f"责任单位“{written}”不在单位名单里，请确定由谁填报。")
    endings = shared_endings(split_units(written))
    questions += [_SHARED.format(one, meant) for one, meant in endings.items()]
    names = [unit.area for unit in known.units if unit.id in named.unit_ids]
    cell = "、".join([*names, *open_groups]) if open_groups else ""
    return Who(
        named.unit_ids,
        cell,
        tuple(questions),
        (*(_taken(one, known) for one in named.groups), *(_ENDING.format(*one) for one in endings.items())),
        named.repairs,
    )


def _stands_in(unit: Unit, office: Sequence[Unit]) -> bool:
    named = units_named(unit.name, office)
    return bool(named.unit_ids or named.near)


def _place(items: Sequence[Item], cover: Cover) -> Place | None:
    """The prefecture whose counties the document asks all together, where its issuer is one."""
    phrases = [p for i in items for p in (i.lead_unit, i.units_as_written, *(m.units_as_written for m in i.measures))]
    groups = [name for phrase in phrases for name in names_in(phrase) if is_vague(name)]
    if cover.issued_on is None or not any(members(name, (_county("某县"), _county("某区"))) for name in groups):
        return None
    return place_of(cover.issuer, cover.issued_on.year)


def _county(name: str) -> Unit:
    return Unit(unit_id(f"{name}人民政府"), f"{name}人民政府", name)


def _taken(group: str, known: Known) -> str:
    if known.place is None:
        return f"“{group}”按单位名单认作其中的各家，请核对。"
    return f"“{group}”按{known.place.name}{known.place.year}年底的行政区划认作各县（市、区），请核对。"


def _who_are(group: str, known: Known) -> str:
    named = [unit.area for unit in members(group, known.units)]
    some = f"文件里提到的有{'、'.join(named)}，不一定全。" if named else ""
    return f"“{group}”是哪些单位，文件没有写全。{some}请在“单位”工作表里列全，这一格可以不动。"

"""What is still missing, by unit and by item: reports that did not come, that are to be mended, papers; pure.

Knows: standings, lines of papers. Must not know: sheets. What is missing in the same way in several places is said once
with all places; a measure is named only where others of its item have what it lacks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from toolkit.base.texts import chinese_date
from toolkit.plan.model import Item, Unit
from toolkit.plan.states import ItemState
from toolkit.standing.duties import PaperDue
from toolkit.standing.papers import PaperLine, PaperState, paper_lines
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing

_SEVERAL = 3  # places: papers that are missing in so many are said once


class Lacking(StrEnum):
    """What is missing."""

    REPORT = "未报"
    MENDING = "退回"
    DUTY = "材料"
    PAPER = "佐证"


@dataclass(frozen=True, slots=True)
class Place:
    """Where papers are missing: an item, and the numbers of its measures; ``whole`` says that these are all."""

    item: Item
    measures: tuple[int, ...]
    whole: bool

    def __str__(self) -> str:
        """As people read it: 三（一）1（措施1、3）."""
        return self.item.code + ("" if self.whole else f"（措施{'、'.join(map(str, self.measures))}）")


@dataclass(frozen=True, slots=True)
class Lack:
    """One line: whose, what kind, in words, how many, where."""

    unit: Unit
    kind: Lacking
    what: str
    number: int
    where: str


@dataclass(frozen=True, slots=True)
class ItemLack:
    """What is missing of an item: how many reports and papers, of which units."""

    item: Item
    number: int
    where: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """All that is missing: by unit, who lacks most first, and by item, in the order of the plan.

    ``listed`` papers stand on the forms, ``received`` of them came.
    """

    units: tuple[Lack, ...]
    items: tuple[ItemLack, ...]
    listed: int
    received: int

    def number(self, kind: Lacking) -> int:
        """How many of one kind are missing."""
        return sum(lack.number for lack in self.units if lack.kind is kind)


def gaps_of(snapshot: Snapshot) -> Gaps:
    """What is missing on a day."""
    lines = [line for line in paper_lines(snapshot) if line.title is not None]
    gone = [line for line in lines if line.state is PaperState.LACKING]
    by_unit: dict[str, list[Lack]] = {}
    for unit in snapshot.plan.units:
        forms = [one for one in snapshot.standings if one.unit.id == unit.id]
        mine = [line for line in lines if line.unit.id == unit.id]
        by_unit[unit.id] = [*_forms(unit, forms), *_duties(snapshot, unit), *_papers(snapshot, unit, mine)]
    order = sorted(by_unit.values(), key=lambda lacks: -sum(lack.number for lack in lacks))
    titles = {(line.unit.id, line.item, line.measure_no, line.title) for line in lines}
    return Gaps(
        tuple(lack for lacks in order for lack in lacks),
        tuple(_items(snapshot, gone)),
        len(titles),
        len(titles) - len(gone),
    )


def _forms(unit: Unit, forms: Iterable[Standing]) -> list[Lack]:
    found = []
    owing = [one for one in forms if one.owing]
    for state, kind, what in (
        (ReportState.NOT_RECEIVED, Lacking.REPORT, "没有报的表"),
        (ReportState.RETURNED, Lacking.MENDING, "退回、还没有改好的表"),
    ):
        of = [one for one in owing if one.state is state]
        places = [one.item.code + (f"（退回 {one.returned_times} 次）" if one.returned_times > 1 else "") for one in of]
        if of:
            found.append(Lack(unit, kind, what, len(of), "、".join(places)))
    return found


def _duties(snapshot: Snapshot, unit: Unit) -> list[Lack]:
    """The papers that are due besides forms and have not come, each once with the items for which."""
    of: dict[str, list[PaperDue]] = {}
    for one in snapshot.duties:
        if one.owing and one.unit.id == unit.id:
            of.setdefault(one.duty.name, []).append(one)
    return [
        Lack(unit, Lacking.DUTY, name, len(its), "、".join(one.code or chinese_date(one.due) + "前" for one in its))
        for name, its in of.items()
    ]


def _papers(snapshot: Snapshot, unit: Unit, lines: Sequence[PaperLine]) -> list[Lack]:
    """The papers that a unit has not sent: first where it asks to be closed, then by what is missing."""
    asked = {
        one.item.id
        for one in snapshot.standings
        if one.unit.id == unit.id and one.reviewed.state is ItemState.CLOSURE_REQUESTED
    }
    by_item: dict[str, list[PaperLine]] = {}
    for line in lines:
        if line.item is not None:
            by_item.setdefault(line.item.id, []).append(line)
    first: list[tuple[Place, tuple[str, ...]]] = []
    rest: list[tuple[Place, tuple[str, ...]]] = []
    for item_id, of in by_item.items():
        (first if item_id in asked else rest).extend(_places(of))
    found = []
    if first:
        found.append(_together(unit, "先补：申请销号的", first))
    sets: dict[tuple[str, ...], list[Place]] = {}
    for place, titles in rest:
        sets.setdefault(titles, []).append(place)
    often = {titles: places for titles, places in sets.items() if len(places) >= _SEVERAL}
    for titles, places in sorted(often.items(), key=lambda one: -len(one[1])):
        number = len(titles) * sum(len(place.measures) for place in places)
        where = f"{'、'.join(map(str, places))}，共 {len(places)} 处"
        found.append(Lack(unit, Lacking.PAPER, "、".join(titles), number, where))
    others = [(place, titles) for place, titles in rest if titles not in often]
    return [*found, _together(unit, "其他材料", others)] if others else found


def _together(unit: Unit, what: str, of: Sequence[tuple[Place, tuple[str, ...]]]) -> Lack:
    number = sum(len(titles) * len(place.measures) for place, titles in of)
    return Lack(unit, Lacking.PAPER, what, number, "；".join(f"{place}：{'、'.join(titles)}" for place, titles in of))


def _places(lines: Sequence[PaperLine]) -> list[tuple[Place, tuple[str, ...]]]:
    """Where papers of one item are missing at one unit, and which; a measure is named where others lack nothing."""
    item = lines[0].item
    assert item is not None
    rows = list(dict.fromkeys(line.measure_no for line in lines))
    gone: dict[tuple[str, ...], list[int]] = {}
    for number in rows:
        titles = tuple(
            str(line.title) for line in lines if line.measure_no == number and line.state is PaperState.LACKING
        )
        if titles:
            gone.setdefault(titles, []).append(number or 0)
    return [(Place(item, tuple(of), len(of) == len(rows)), titles) for titles, of in gone.items()]


def _items(snapshot: Snapshot, gone: Iterable[PaperLine]) -> Iterable[ItemLack]:
    papers: dict[str, Counter[str]] = {}
    for line in gone:
        if line.item is not None:
            papers.setdefault(line.item.id, Counter())[line.unit.area] += 1
    forms: Mapping[str, list[Standing]] = {item.id: [] for item in snapshot.plan.items}
    for standing in snapshot.standings:
        if standing.owing:
            forms[standing.item.id].append(standing)
    for item in snapshot.plan.items:
        said = []
        for state, what in ((ReportState.NOT_RECEIVED, "未报"), (ReportState.RETURNED, "退回")):
            of = [one.unit.area for one in forms[item.id] if one.state is state]
            said += [f"{what} {len(of)} 家：{'、'.join(of)}"] if of else []
        of_papers = papers.get(item.id, Counter())
        if of_papers:
            said.append("缺佐证：" + "、".join(f"{area} {number} 件" for area, number in of_papers.items()))
        if said:
            yield ItemLack(item, len(forms[item.id]) + of_papers.total(), "；".join(said))

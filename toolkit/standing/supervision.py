"""督办记录: what the office did to see a plan through, and what of it is to be followed up; pure.

Knows: rows of the office's, the plan's units and items. Must not know: sheets, how rows are read. What was typed stays
as it was typed; whom and what it is about is looked up, and what nobody can tell is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.base.names import folded_name
from toolkit.ledger import HERE, OfficeCell
from toolkit.plan.model import Plan
from toolkit.plan.roles import names_in, units_named
from toolkit.plan.succession import now_called
from toolkit.standing.decisions import Objection, mark_of
from toolkit.standing.office_rows import SUPERVISION, OfficeRow, office_rows


class Way(StrEnum):
    """How an office supervises; another word may be typed."""

    TALK = "约谈"
    CIRCULAR = "通报"
    VISIT = "现场督查"
    INSTRUCTION = "领导批示"
    PHONE = "电话"


@dataclass(frozen=True, slots=True)
class Gone:
    """An item or unit that the plan had once: its id, the day since when it is gone.

    ``out`` says that forms of it were issued: the period for which they were may be supervised ever after.
    """

    id: str
    since: date
    out: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What the plan had once and has no more, by the names that it had."""

    items: dict[str, Gone] = field(default_factory=dict)
    units: dict[str, Gone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Supervised:
    """One line: its row, the units and items that it is about (all units, no item where none is named).

    What was withdrawn is among them if that was after the day of the line, or a period in which it stood is out.

    ``objections`` say what in it nobody can tell.
    """

    row: OfficeRow
    unit_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    objections: tuple[Objection, ...] = ()

    @property
    def number(self) -> str:
        """By what people name the line; it stays the same whatever is changed in it."""
        return SUPERVISION.parts(self.row.key)[0]

    @property
    def mark(self) -> str:
        """What tells the line as it stands from anything else that might stand there."""
        return mark_of(repr([(column, self.row.text(column)) for column in SUPERVISION.columns]))

    @property
    def day(self) -> date:
        """The day of it; of one without a day that on which it became known."""
        return self.row.day(Column.WATCHED_ON) or self.row.since

    @property
    def next_on(self) -> date | None:
        """The day on which it is to be followed up, None where that is not asked for, or has been done."""
        return None if self.row.text(Column.OUTCOME) else self.row.day(Column.NEXT_ON)

    @property
    def said(self) -> str:
        """What was done, in a few words."""
        way, words = self.row.text(Column.WAY), self.row.text(Column.WORDS)
        return "：".join(filter(None, (way, words))) or "（没有写内容）"

    def concerns(self, item_id: str, unit_id: str) -> bool:
        """Whether it is about a form, or about its unit as a whole."""
        return unit_id in self.unit_ids and (not self.item_ids or item_id in self.item_ids)


NOTHING_WITHDRAWN = Withdrawn()


def supervised(
    plan: Plan, records: Iterable[OfficeCell], withdrawn: Withdrawn = NOTHING_WITHDRAWN, *, anew: bool = False
) -> list[Supervised]:
    """The lines of 督办记录, in the order of their days; ``withdrawn`` is what the plan had once.

    Names that were written down without a workbook were understood by the plan of that day: another plan may not know
    them, and there is nothing to mend, unless they are written down ``anew``.
    """
    rows = (_supervised(plan, row, withdrawn, anew) for row in office_rows(SUPERVISION, records))
    return sorted(rows, key=lambda one: one.day)


def _supervised(plan: Plan, row: OfficeRow, withdrawn: Withdrawn, anew: bool) -> Supervised:
    def asked(column: Column) -> bool:
        return anew or column not in row.cells or row.cells[column].file_name != HERE

    named = units_named(row.text(Column.UNIT), plan.units)
    on = row.day(Column.WATCHED_ON) or row.since
    gone = {
        name: unit_id
        for name in named.unknown
        if (unit_id := _in_place_of(plan, name) or _before(withdrawn.units, name, on))
    }
    objections = []
    odd = (*(name for name in named.unknown if name not in gone), *named.ambiguous)
    if odd and asked(Column.UNIT):
        objections.append(Objection(Column.UNIT, f"认不出是哪个单位：{'、'.join(odd)}。请写方案里的简称。"))
    names = names_in(row.text(Column.CODE))
    meant = {name: _item(plan, name) or _before(withdrawn.items, name, on) for name in names}
    unknown = [name for name, item_id in meant.items() if not item_id]
    if unknown and asked(Column.CODE):
        objections.append(Objection(Column.CODE, f"认不出是哪个事项：{'、'.join(unknown)}。请写文件里的编号。"))
    objections += [
        Objection(column, f"“{said}”不是日期。请填日期，如 2021-02-05。")
        for column in (Column.WATCHED_ON, Column.NEXT_ON)
        if (said := row.text(column)) and row.day(column) is None
    ]
    if row.value(Column.WATCHED_ON) is None:
        objections.append(Objection(Column.WATCHED_ON, "没有写日期，先按登记的那天算。请补填。"))
    about = {*named.unit_ids, *gone.values()}
    whole = tuple(unit.id for unit in plan.units if not row.text(Column.UNIT) or unit.id in about)
    whole += tuple(sorted(about - plan.unit.keys()))
    return Supervised(row, whole, tuple(filter(None, meant.values())), tuple(objections))


def _before(gone: Mapping[str, Gone], name: str, on: date) -> str:
    """The id of what was called so and was withdrawn after a day, or was out by then; "" for nothing."""
    its = gone.get(folded_name(name))
    return its.id if its is not None and (its.out or on < its.since) else ""


def _in_place_of(plan: Plan, name: str) -> str:
    """The unit that stands in the place of the one that was called so, "" where none or several do."""
    called = folded_name(name)
    now = {now_called(plan.former, one.id) for one in plan.former if called in map(folded_name, (one.id, *one.names))}
    return now.pop() if len(now) == 1 else ""


def _item(plan: Plan, name: str) -> str:
    """The item that a name means, "" where it means none."""
    called = folded_name(name)
    return next((i.id for i in plan.items if called in map(folded_name, (i.code, i.id, i.title))), "")

"""What an amended plan has that the one before had not, and the other way round: a list of typed differences.

Knows: the columns of the plan workbook, what is the same thing in two plans (its id). Must not know: where plans are
kept, what has gone out already.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.everybody import everybody
from toolkit.plan.model import Plan
from toolkit.plan.rosters import id_of
from toolkit.plan.succession import now_called
from toolkit.planbook.head import HEAD
from toolkit.planbook.rows import Value, rows_of
from toolkit.planbook.tables import TABLES


class Part(StrEnum):
    """What a difference is in."""

    ITEM = PlanSheet.ITEMS.value
    UNIT = PlanSheet.UNITS.value
    MEASURE = PlanSheet.MEASURES.value
    INDICATOR = PlanSheet.INDICATORS.value
    ROSTER = PlanSheet.ROSTERS.value
    RULE = PlanSheet.RULES.value
    LIMIT = "时限"
    ROLE = "分工"
    TEXT = "文字"
    CHOICE = PlanSheet.CHOICES.value
    PERIOD = PlanSheet.PERIODS.value
    SETTING = "设置"
    DUTY = PlanSheet.DUTIES.value
    CLOSING = PlanSheet.CLOSING.value


class Way(StrEnum):
    """Which way two plans differ."""

    ADDED = "新增"
    WITHDRAWN = "撤销"
    CHANGED = "改动"
    SUCCEEDED = "并入"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: in what, which way, what it is ``about``, and of a change the column and both texts.

    ``item_id`` is the item that it belongs to, "" where it belongs to none. ``sheet`` and ``key`` tell its row.
    """

    part: Part
    way: Way
    about: str
    column: str = ""
    before: str = ""
    after: str = ""
    item_id: str = ""
    sheet: PlanSheet = field(default=PlanSheet.HEAD, compare=False)
    key: Hashable = field(default="", compare=False)

    def __str__(self) -> str:
        if self.way is Way.SUCCEEDED:
            return f"{self.about}并入{self.after}"
        if self.way is not Way.CHANGED:
            return f"{self.way}{self.part}：{self.about}"
        return (
            f"改动{self.part}：{self.about}，{self.column}由“{self.before or '（空）'}”改为“{self.after or '（空）'}”"
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the plan workbook: what tells it from others, what people call it, its item, its texts by column."""

    about: str
    item_id: str
    texts: Mapping[str, str]


_PARTS = {
    PlanSheet.UNITS: Part.UNIT, PlanSheet.ITEMS: Part.ITEM, PlanSheet.MEASURES: Part.MEASURE,
    PlanSheet.STAGES: Part.LIMIT, PlanSheet.INDICATORS: Part.INDICATOR, PlanSheet.RULES: Part.RULE,
    PlanSheet.ROSTERS: Part.ROSTER,
    PlanSheet.CHOICES: Part.CHOICE, PlanSheet.PERIODS: Part.PERIOD, PlanSheet.EXTENSIONS: Part.LIMIT,
    PlanSheet.OWN_DATES: Part.PERIOD,
    PlanSheet.HEAD: Part.SETTING, PlanSheet.DUTIES: Part.DUTY, PlanSheet.CLOSING: Part.CLOSING,
}  # fmt: skip
_LIMITS = {PlanColumn.LIMIT, PlanColumn.LIMIT_TYPE, PlanColumn.DUE, PlanColumn.MEASURE_LIMIT}
_ROLES = {
    PlanColumn.ASKED, PlanColumn.LEAD, PlanColumn.UNITS_WRITTEN, PlanColumn.COOPERATING, PlanColumn.SUPERVISING,
    PlanColumn.ACCEPTING, PlanColumn.LEADERS, PlanColumn.MEASURE_UNITS,
}  # fmt: skip
_TEXTS = {
    PlanColumn.TITLE, PlanColumn.FINDING, PlanColumn.BODY, PlanColumn.MEASURE, PlanColumn.TARGET, PlanColumn.COUNT_WORD,
    PlanColumn.PART_TITLE, PlanColumn.SECTION_TITLE, PlanColumn.GUIDANCE, PlanColumn.MESSAGE,
}  # fmt: skip
# Another sheet says the same, or nobody but the office reads it; help is the toolkit's.
_NOT_COMPARED = {PlanColumn.NOTE, PlanColumn.HELP, PlanColumn.BASIS}
_LONGEST = 40  # signs of a text that is quoted


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Everything that tells two plans apart, sheet by sheet, what was withdrawn first."""
    then, now = _rows(before), _rows(after)
    found = (one for sheet, part in _PARTS.items() for one in _of_sheet(sheet, part, then[sheet], now[sheet]))
    # Who is asked is written as names: a unit that is called otherwise is the same unit, or stands in its place.
    asked = {
        item.id
        for item in after.items
        if item.id in before.item
        and {now_called(after.former, unit) for unit in before.item[item.id].unit_ids} == {*item.unit_ids}
    }
    return tuple(one for one in found if one.column != PlanColumn.ASKED or one.item_id not in asked)


def rows_told(plan: Plan) -> Mapping[PlanSheet, Mapping[Hashable, int]]:
    """The number of every row in the plan's workbook, by sheet and by what a difference calls it."""
    return {sheet: {key: row for row, key in enumerate(rows, start=2)} for sheet, rows in _rows(plan).items()}


def _of_sheet(
    sheet: PlanSheet, part: Part, then: Mapping[Hashable, _Row], now: Mapping[Hashable, _Row]
) -> Iterator[Difference]:
    for way, these, those in ((Way.WITHDRAWN, then, now), (Way.ADDED, now, then)):
        for key, row in these.items():
            if key not in those:
                yield Difference(part, way, row.about, item_id=row.item_id, sheet=sheet, key=key)
    for key, row in now.items():
        if key in then:
            yield from (replace(one, sheet=sheet, key=key) for one in _changed(part, then[key], row))


def _changed(part: Part, then: _Row, now: _Row) -> Iterator[Difference]:
    for column in then.texts:
        old, new = then.texts[column], now.texts[column]
        if column == PlanColumn.INTO and new and part is Part.UNIT:
            if old != new:
                yield Difference(part, Way.SUCCEEDED, now.about, after=new)
        elif old != new and not (column == PlanColumn.INTO_SINCE and now.texts[PlanColumn.INTO]):
            of = next((p for p, columns in _OF_COLUMNS.items() if column in columns), part)
            yield Difference(of, Way.CHANGED, now.about, column, *quoted(old, new), now.item_id)


_OF_COLUMNS = {Part.LIMIT: _LIMITS, Part.ROLE: _ROLES, Part.TEXT: _TEXTS}


def quoted(old: str, new: str) -> tuple[str, str]:
    """Two texts as far as they are quoted in a sentence: of long ones the place from which on they differ."""
    if max(len(old), len(new)) <= _LONGEST:
        return old, new
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - _LONGEST // 4)
    return _piece(old, start), _piece(new, start)


def _piece(text: str, start: int) -> str:
    end = start + _LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _rows(plan: Plan) -> Mapping[PlanSheet, Mapping[Hashable, _Row]]:
    """The rows of each sheet by what they are, whatever their order."""
    rows = rows_of(plan)
    code = {item.id: item.code for item in plan.items}
    areas = {unit.id: unit.area for unit in plan.units}
    told: dict[PlanSheet, Sequence[tuple[Hashable, str, str]]] = {
        PlanSheet.HEAD: [(setting.name, setting.name, "") for setting in HEAD],
        PlanSheet.UNITS: [(unit.id, unit.area, "") for unit in everybody(plan)],
        PlanSheet.ITEMS: [(item.id, f"{item.code} {item.title}", item.id) for item in plan.items],
        PlanSheet.MEASURES: [
            ((item.id, m.no), f"{item.code} 第{m.no}条措施", item.id) for item in plan.items for m in item.measures
        ],
        PlanSheet.STAGES: [
            ((s.item_id, s.measure_no, s.words), f"{code[s.item_id]} {s.words}", s.item_id) for s in plan.stages
        ],
        PlanSheet.INDICATORS: [(i.id, f"{code[i.item_id]} {i.name}", i.item_id) for i in plan.indicators],
        PlanSheet.ROSTERS: [
            (
                (id_of(roster), column.id),
                f"{code.get(roster.item_id, '')} {roster.name}.{column.name}".strip(),
                roster.item_id,
            )
            for roster in plan.rosters
            for column in roster.columns
        ],
        PlanSheet.RULES: [(r.id, f"{code[r.item_id]} {r.text}", r.item_id) for r in plan.rules],
        PlanSheet.CHOICES: [((c.group, c.id), f"{c.group} {c.label}", "") for c in plan.choices],
        PlanSheet.PERIODS: [(p.id, p.name, "") for p in plan.periods],
        PlanSheet.DUTIES: [((d.name, d.item_ids, d.due), d.name, "") for d in plan.settings.duties],
        PlanSheet.CLOSING: [((s.category, s.kind), f"{s.category}{s.kind}", "") for s in plan.settings.chain],
        PlanSheet.OWN_DATES: [
            ((o.period_id, o.unit_id), f"{o.period_id} {areas.get(o.unit_id, '')}另定日期", "")
            for o in plan.settings.own_dates
        ],
        PlanSheet.EXTENSIONS: [
            ((e.item_id, e.unit_id, e.new_due), f"{code[e.item_id]} 延至 {e.new_due}", e.item_id)
            for e in plan.extensions
        ],
    }
    return {
        sheet: {
            key: _Row(about, item_id, _texts(sheet, row))
            for (key, about, item_id), row in zip(told[sheet], rows[sheet], strict=True)
        }
        for sheet in _PARTS
    }


def _texts(sheet: PlanSheet, row: Sequence[Value]) -> Mapping[str, str]:
    """What is compared of a row. Its item is told by the item's own row, and so is what it is called by."""
    named = sheet is not PlanSheet.ITEMS
    return {
        column.header: _text(value)
        for column, value in zip(TABLES[sheet], row, strict=True)
        if not column.own and column.header not in _NOT_COMPARED and not (named and column.header == PlanColumn.ITEM)
    }


def _text(value: Value) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

"""销号环节 and 应报材料 of the plan workbook, read and written.

Knows: what a step and a paper that is due may be. Must not know: what was done, what came, how sheets are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.closing import LASTING, ClosingStep, Span, StepKind, length_in
from toolkit.plan.duties import EVERY_PERIOD, Duty
from toolkit.plan.model import ItemKind, Plan, Unit
from toolkit.plan.roles import units_named
from toolkit.planbook.called import Called
from toolkit.planbook.sheets import SPLIT, Line, Readers

_NOT_CLOSED = ItemKind.EXPLANATION.value


def read_chain(readers: Readers) -> tuple[ClosingStep, ...]:
    """The steps in which items are closed, in the order in which they stand."""
    reader = readers[PlanSheet.CLOSING]
    lines = reader.lines()
    if not reader.has(PlanColumn.STEP):
        return ()
    return tuple(step for line in lines if (step := _step(line)) is not None and _once(lines, line))


def _step(line: Line) -> ClosingStep | None:
    kind = line.one_of(PlanColumn.STEP, StepKind)
    category = line.one_of(PlanColumn.CATEGORY, ItemKind)
    if category is not None and category.value == _NOT_CLOSED:
        line.fault(PlanColumn.CATEGORY, f"“{_NOT_CLOSED}”的事项不销号。请选别的类别，或者空着。")
    if kind is None:
        return None
    said = line.text(PlanColumn.LASTS)
    length = length_in(said)
    if kind in LASTING and length is None:
        line.fault(PlanColumn.LASTS, f"“{kind}”要写多长时间，如 5个工作日、7天、6个月。请补填。", to_fill=not said)
    elif kind is StepKind.NOTICE and length is not None and length.span is Span.MONTHS:
        line.fault(PlanColumn.LASTS, "公示的时长请写天数，如 5个工作日、7天。")
    elif kind not in LASTING and said:
        line.fault(PlanColumn.LASTS, f"只有“{'”“'.join(LASTING)}”写时长。请清空这一格。")
    if kind is StepKind.REQUEST:
        for header in (PlanColumn.STEP_BY, PlanColumn.STEP_PAPER):
            if line.text(header):
                line.fault(header, f"“{kind}”由填报单位在表上填。请清空这一格。")
    return ClosingStep(
        kind, category.value if category else "", line.text(PlanColumn.STEP_BY), length,
        line.text(PlanColumn.STEP_PAPER),
    )  # fmt: skip


def _once(lines: Sequence[Line], line: Line) -> bool:
    """Note a fault where a step stands twice, or the unit's request and the look afterwards not at the ends."""
    key = line.text(PlanColumn.STEP), line.text(PlanColumn.CATEGORY)
    mine = [one for one in lines if one.text(PlanColumn.CATEGORY) == key[1]]
    first = next(one for one in mine if one.text(PlanColumn.STEP) == key[0])
    if first is not line:
        line.fault(PlanColumn.STEP, f"“{key[0]}”在第 {first.row} 行已经有了。请删去一行。")
        return False
    if key[0] == StepKind.REQUEST and mine[0] is not line:
        line.fault(PlanColumn.STEP, f"“{StepKind.REQUEST}”是第一步，请放在最前面。")
    if key[0] == StepKind.REVISIT and mine[-1] is not line:
        line.fault(PlanColumn.STEP, f"“{StepKind.REVISIT}”在销号以后，请放在最后面。")
    return True


def chain_rows(plan: Plan) -> list[tuple[str, ...]]:
    """The rows of 销号环节."""
    return [
        (step.kind.value, step.category, step.by, str(step.length) if step.length else "", step.paper)
        for step in plan.settings.chain
    ]


def read_duties(readers: Readers, called: Called, units: Sequence[Unit]) -> tuple[Duty, ...]:
    """The papers that are due; ``called`` is what the items are called."""
    reader = readers[PlanSheet.DUTIES]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.DUTY, PlanColumn.DUTY_DUE)
    return tuple(_duty(line, called, units) for line in lines)


def _duty(line: Line, called: Called, units: Sequence[Unit]) -> Duty:
    said = line.text(PlanColumn.MEASURE_UNITS)
    named = units_named(said, units)
    for name in (*named.unknown, *named.ambiguous):
        line.fault(PlanColumn.MEASURE_UNITS, f"认不出“{name}”是哪个单位。请写“单位”工作表里的简称；全部单位的空着。")
    items = []
    for name in filter(None, (part.strip() for part in SPLIT.split(line.text(PlanColumn.OF_ITEMS)))):
        if name not in called:
            line.fault(PlanColumn.OF_ITEMS, f"没有“{name}”这个事项。请写原文编号，几个用顿号隔开；不按事项报的空着。")
        items.append(called.id_of(name))
    every = line.text(PlanColumn.DUTY_DUE) == EVERY_PERIOD
    due: date | None = None if every else line.day(PlanColumn.DUTY_DUE)
    return Duty(line.text(PlanColumn.DUTY), named.unit_ids, said, tuple(items), due, line.text(PlanColumn.DUTY_NOTE))


def duty_rows(plan: Plan, items: Called) -> list[tuple[str | date | None, ...]]:
    """The rows of 应报材料."""
    return [
        (
            duty.name, duty.units_as_written, "、".join(items.name_of(item_id) for item_id in duty.item_ids),
            duty.due or EVERY_PERIOD, duty.note,
        )
        for duty in plan.settings.duties
    ]  # fmt: skip

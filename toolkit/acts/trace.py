"""Where a value of the master comes from: file, sheet, cell, what stood there, how it was understood, what was checked.

Knows: the master's sheets as people see them, the ledger. Must not know: SQL, how the master is drawn.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from toolkit.acts.gather import gather
from toolkit.acts.plans_used import telling, telling_version
from toolkit.base.captions import Column, Sheet
from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import named
from toolkit.catalogue import Catalogue
from toolkit.folder import Folder
from toolkit.intake.grids import Cells, grids_of, said_of
from toolkit.intake.guard import Refused
from toolkit.intake.limits import MASTER
from toolkit.kinds.field import Block, Field
from toolkit.kinds.values import as_read
from toolkit.ledger import Fate, Ledger, OfficeCell, Submission, Value
from toolkit.plan.model import FormKey, Indicator, Item, Unit
from toolkit.plan.succession import now_called
from toolkit.plan.targets import verdicts
from toolkit.standing.decisions import OFFICE
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing
from toolkit.standing.tasks import shown
from toolkit.workbooks.markup import column_number

_REFERENCE = re.compile(r"(?:'?([^'!]+)'?[!！])?\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# The sheet of the plan workbook from which a column comes.
_OF_PLAN: Mapping[str, str] = {
    **dict.fromkeys(
        (Column.NUMBER, Column.PART, Column.CODE, Column.ITEM, Column.KIND, Column.UNIT, Column.BASIS, Column.LIMIT,
         Column.DUE_BEFORE),
        "事项",
    ),
    Column.MEASURE: "措施",
    Column.REPORT_DUE: "报送期",
}  # fmt: skip
_COMPUTED: Mapping[str, str] = {
    Column.DUE: "按整改时限、延期和休息日规则推算。",
    Column.DAYS_LEFT: "应报日期减去“总览”的截至日期；已接收的不算。",
    Column.REPORT_STATE: "看本期最后保存的一份报送：没有收到是未报，有错误是退回，核对无误是已接收。",
    Column.LATE: "应报日期以后到收件日期（没有接收的到截至日期）的工作日数。",
    Column.OVERDUE: "整改截止以后到截至日期的工作日数；已完成或者已销号的不算。",
    Column.TIMES_RETURNED: "本期报送里有错误、退回的次数。",
    Column.COMPLETION: "按进展状态和核定结果认定。",
    Column.LIGHT: "按报送状态、迟报、超期、退回次数和核定结果推算；已销号为绿，重新挂号为红。",
    Column.ITEM_STATE: "按已接收的报送和核定，照状态规则逐步推算。",
    Column.CONDITIONS: "对照佐证材料、主要领导签字、双公开逐项检查。",
}


def trace(
    folder: Folder,
    cell: str | None = None,
    *,
    unit: str | None = None,
    item: str | None = None,
    field: str | None = None,
    period: str | None = None,
    as_of: date,
) -> list[str]:
    """Where a value comes from, line by line: of a cell of the master (“台账!H37”), or of a form's field.

    ``field`` is a field's id, label or caption. Raises `WorkspaceError` when there is no such cell or field.
    """
    with folder.ledger() as ledger:
        then, chosen = telling(folder, ledger, folder.period(period), as_of)
        folder.check_begun(ledger, chosen, "查来源", as_of)
        snapshot = gather(then.plan, ledger, chosen, as_of, whole=True)
        version = telling_version(ledger, chosen, as_of)
        under = [f"方案：{version}"] if version else []
        if cell is not None:
            return [*trace_cell(then, ledger, snapshot, cell), *under]
    if unit is None or item is None or field is None:
        raise WorkspaceError("请写一个格（如 台账!H37），或者同时写 --unit、--item 和 --field。")
    (its_item, its_unit), *_ = then.owed(unit, item)
    catalogue = then.catalogues[its_item.id].of(its_unit.id)
    found = [f for f in catalogue.fields if field in (f.id, f.label, f.caption, f.master)]
    if not found:
        known = "、".join(f.label for f in catalogue.fields[:12])
        raise WorkspaceError(f"事项 {its_item.code} 的表里没有“{field}”。可以写：{known}……")
    standing = snapshot.standing[FormKey(its_item.id, its_unit.id)]
    return [*(line for f in found for line in trace_field(snapshot, catalogue, standing, f)), *under]


def trace_cell(folder: Folder, ledger: Ledger, snapshot: Snapshot, reference: str) -> list[str]:
    """Where the value of one cell of the period's master comes from, line by line.

    ``reference`` is like “台账!H37”; the master is read as it lies in outbox/, so that sorting does no harm. Raises
    `WorkspaceError` when there is no such master, sheet or cell.
    """
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        raise WorkspaceError(f"“{reference}”看不懂。请写成 台账!H37 的样子。")
    name, letters, line = match[1] or Sheet.LEDGER, match[2].upper(), int(match[3])
    path = folder.master_path(snapshot.period)
    grids = _grids(folder, path)
    sheets = [sheet for sheet in grids if name == sheet or name in sheet]
    if not sheets:
        raise WorkspaceError(f"总台账里没有“{name}”工作表。现有：{'、'.join([*grids][:10])}。")
    grid = grids[sheets[0]]
    index = column_number(letters) + 1
    row = grid[line - 1] if 0 < line <= len(grid) else []
    value = row[index - 1] if index <= len(row) else ""
    head, captions = _captions(grid, line)
    lines = [f"{sheets[0]}!{letters}{line}：{as_read(value) if value not in (None, '') else '（空）'}"]
    if not captions or line <= head:
        return [*lines, "这一格是标题、说明或者由“整改台账”统计出来的数，没有单独的来源。"]
    caption = captions.get(index - 1, "")
    of_row = {text: str(row[place]) for place, text in captions.items() if place < len(row)}
    lines.append(f"栏目：{caption or '（无）'}")
    if sheets[0] == Sheet.FIGURES:
        return [*lines, *_figure(folder, snapshot, of_row.get(Column.INDICATOR, ""), caption)]
    if of_row.get(Column.RECORD_KEY):
        said = _said_in(cell for cell in ledger.office_rows() if cell.key == of_row[Column.RECORD_KEY])
        return [*lines, *(said.get(caption) or ["由程序推算，或者没有填过。"])]
    standing = _standing(snapshot, of_row)
    if standing is None:
        return [*lines, "这一行不对应某一个单位的某一份表，没有单独的来源。"]
    lines.append(f"单位：{standing.unit.area}　事项：{standing.item.code} {standing.item.title}")
    if caption in OFFICE:
        return [*lines, *_office(ledger, snapshot, standing, caption)]
    catalogue = folder.catalogues[standing.item.id].of(standing.unit.id)
    field = _field(catalogue, caption, of_row.get(Column.ROW_KEY, ""))
    if field is not None:
        return [*lines, *trace_field(snapshot, catalogue, standing, field)]
    if caption in _OF_PLAN:
        return [*lines, f"来自方案工作簿 plan.xlsx 的“{_OF_PLAN[caption]}”工作表。"]
    if caption in _COMPUTED:
        lines.append(f"由程序推算：{_COMPUTED[caption]}")
    return [*lines, *_basis(standing)]


def _grids(folder: Folder, path: Path) -> dict[str, Cells]:
    """The sheets of a master. Raises `WorkspaceError` when it cannot be read."""
    if not os.path.lexists(path):
        raise WorkspaceError(f"还没有 {path.name}。请先运行 toolkit consolidate。")
    grids = grids_of(folder.read(path, "总台账", MASTER.bytes), MASTER)
    if isinstance(grids, Refused):
        raise WorkspaceError(said_of(grids, named(path, "总台账")))
    return grids


def _captions(grid: Sequence[Sequence[object]], line: int) -> tuple[int, dict[int, str]]:
    """The row of captions above a line (its number, from 1), and the caption of each column."""
    for number in range(min(line, len(grid)), 0, -1):
        texts = {place: str(value) for place, value in enumerate(grid[number - 1]) if value not in (None, "")}
        if {Column.UNIT, Column.CODE} <= set(texts.values()) or {Column.INDICATOR, Column.TOTAL} <= set(texts.values()):
            return number, texts
    return 0, {}


def _standing(snapshot: Snapshot, of_row: Mapping[str, str]) -> Standing | None:
    code, area = of_row.get(Column.CODE, ""), of_row.get(Column.UNIT, "")
    return next((s for s in snapshot.standings if s.item.code == code and s.unit.area == area), None)


def _field(catalogue: Catalogue, caption: str, row_key: str) -> Field | None:
    """The catalogue's field that a column shows in a row."""
    measure = f"m{row_key.rpartition('|')[2]}"
    shown_there = [f for f in catalogue.fields if f.master == caption and f.block is not Block.INDICATORS]
    return next((f for f in shown_there if f.block is not Block.MEASURES or f.row == measure), None)


def trace_field(snapshot: Snapshot, catalogue: Catalogue, standing: Standing, field: Field) -> list[str]:
    """Where the accepted value of one field of a form comes from."""
    accepted = standing.accepted
    if accepted is None:
        return [f"还没有接收的报送（{standing.state}），所以没有值。"]
    value = snapshot.accepted_values(standing).get(field.id)
    if value is None:
        return [f"接收的表里没有“{field.label}”这一格。"]
    return [
        f"字段：{field.label}（{field.id}）",
        *_source(accepted, value),
        *_checked(snapshot, catalogue, accepted, field),
        *_decided(standing),
    ]


def _source(submission: Submission, value: Value) -> list[str]:
    read = "（空）" if value.value is None else as_read(shown(value.value))
    lines = [
        f"取值：{read}",
        f"来源文件：{submission.file_name}（第 {submission.version} 版，原件 archive/{submission.sha256[:2]}/"
        f"{submission.sha256[:12]}…）",
        f"工作表和单元格：{value.sheet}!{value.cell}",
        f"原来填的：{value.raw or '（空）'}",
        f"怎么认的：{value.repair or '照原样'}",
        f"收件日期：{submission.received_on}；登记日期：{submission.known_on}"
        + ("；人工认领" if submission.assigned else ""),
    ]
    if submission.saved_at:
        lines.append(f"保存时间：{submission.saved_at.astimezone():%Y-%m-%d %H:%M}")
    return lines


def _checked(snapshot: Snapshot, catalogue: Catalogue, submission: Submission, field: Field) -> list[str]:
    """Every rule that names the field, with its result; and what was found at the cell."""
    values = snapshot.values.get(submission.id, {})
    lines = []
    for rule in catalogue.rules:
        if field.id in rule.expression.names:
            row = {n: [v.value if (v := values.get(n)) else None] for n in rule.expression.names}
            (verdict,) = verdicts(rule.expression, row, 1)
            lines.append(f"规则 {rule.rule.id}：{verdict}（{rule.rule.text}）")
    lines += [f"核对：{f}" for f in snapshot.findings.get(submission.id, ()) if f.field == field.id]
    return lines or ["核对：没有发现问题。"]


def _decided(standing: Standing) -> list[str]:
    """The office's decisions on the form."""
    lines = []
    for judged in standing.reviewed.decisions:
        decision, state = judged.decision, "已生效" if judged.stands else "没有生效"
        lines.append(
            f"核定（{decision.period_id}）：{decision.verdict or '（无结论）'}，"
            f"{decision.text(Column.REVIEWER) or '没有写核定人'}，{decision.decided_on or '没有日期'}，{state}；"
            f"出处 {decision.place}"
        )
    return lines or ["核定：还没有。"]


def _said_in(cells: Iterable[OfficeCell]) -> dict[str, list[str]]:
    """What was read from some of the office's cells, by caption, oldest first."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        if cell.fate is not Fate.SEEN:
            said = "（清空）" if cell.value is None else as_read(shown(cell.value))
            where = f"{cell.known_on} {'读自' if cell.sheet else '登记于'} {cell.where}"
            found.setdefault(cell.column, []).append(f"{where}：{said}" + ("" if cell.applied else "（没有采用）"))
    return found


def _office(ledger: Ledger, snapshot: Snapshot, standing: Standing, caption: str) -> list[str]:
    former = snapshot.plan.former
    its = (
        cell
        for cell in ledger.office(snapshot.period.id)
        if (cell.item_id, now_called(former, cell.unit_id)) == standing.form and not cell.row
    )
    lines = _said_in(its).get(caption) or [f"{snapshot.plan.settings.words.office}还没有填。"]
    return [*lines, *_decided(standing)]


def _basis(standing: Standing) -> list[str]:
    """What the computed columns of a row rest on."""
    lines = []
    if standing.latest is not None:
        s = standing.latest
        lines.append(f"最近一次报送：{s.file_name}，{s.received_on} 收到，{'接收' if s.accepted else '退回'}")
    if standing.deadline.due is not None:
        lines.append(f"{Column.DUE}：{standing.deadline.due}")
    return [*lines, *_decided(standing)]


def _figure(folder: Folder, snapshot: Snapshot, name: str, caption: str) -> list[str]:
    """A figure of 指标汇总: of one unit, or a total with all that went into it."""
    plan = snapshot.plan
    indicator = next((i for i in plan.indicators if i.name == name), None)
    if indicator is None:
        return ["这一行不是指标，没有单独的来源。"]
    if caption == Column.IN_DOCUMENT:
        return [f"来自方案工作簿 plan.xlsx 的“指标”工作表（{indicator.id}）。"]
    unit = next((u for u in plan.units if u.area == caption), None)
    if unit is not None:
        return _of_unit(folder, snapshot, indicator, plan.item[indicator.item_id], unit)
    lines = [f"由各单位的数{'按“' + indicator.formula + '”' if indicator.formula else ''}{indicator.aggregation}："]
    for one in plan.units:
        standing = snapshot.standing.get(FormKey(indicator.item_id, one.id))
        if standing is None:
            continue
        value = snapshot.accepted_values(standing).get(indicator.id)
        said = as_read(shown(value.value)) if value and value.value is not None else standing.state.value
        where = f"（{standing.accepted.file_name} {value.cell}）" if value and standing.accepted else ""
        lines.append(f"　{one.area}：{said}{where}")
    return lines


def _of_unit(folder: Folder, snapshot: Snapshot, indicator: Indicator, item: Item, unit: Unit) -> list[str]:
    standing = snapshot.standing.get(FormKey(item.id, unit.id))
    if standing is None:
        return [f"{unit.area}不用填这个指标。"]
    head = f"单位：{unit.area}　事项：{item.code} {item.title}"
    if indicator.computed:
        return [head, f"由程序按“{indicator.formula}”计算。"]
    catalogue = folder.catalogues[item.id].of(unit.id)
    return [head, *trace_field(snapshot, catalogue, standing, catalogue.field[indicator.id])]

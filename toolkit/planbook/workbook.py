"""The plan workbook read: the sheets that a clerk edits become a `Plan`, or a list of every fault by cell.

Knows: what the sheets of `toolkit.planbook.tables` mean and how they refer to each other. Must not know: forms, checks,
the ledger; how a workbook is written is `toolkit.planbook.writing`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from toolkit.base.errors import Fault, PlanError
from toolkit.base.excel_limits import units
from toolkit.base.file_names import is_device
from toolkit.plan.derived_ids import unit_id
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.options import Choice
from toolkit.planbook.asked import Asked
from toolkit.planbook.called import Called, items_called
from toolkit.planbook.figures import read_indicators, read_rules
from toolkit.planbook.head import HEAD
from toolkit.planbook.items import check_code, read_extensions, read_items, read_measures, read_stages
from toolkit.planbook.opened import Cells, read_sheets, sheets_of
from toolkit.planbook.settings import check_email, read_settings
from toolkit.planbook.sheets import SPLIT, Line, Reader, Readers, names, not_as_typed
from toolkit.planbook.tables import BUILT_IN_CHOICES, SHARED, TABLES

# Of 方案: what forms and masters print with other words in one cell.
_TOGETHER = (
    "方案编号", "方案名称", "文号", "发文单位", "反馈单位", "受理单位", "联系人", "联系电话", "报送邮箱",
)  # fmt: skip

# Of 方案: what holds ids.
_CODES = ("方案编号", "销号须双公开", "双公开指标", "党内不公开事项", "社会不公开事项")


def read_plan(path: Path) -> Plan:
    """Read a plan workbook strictly.

    Raises `PlanError` with every fault by sheet and cell, `WorkspaceError` when there is no workbook to read.
    """
    return _strictly(read_sheets(path), path.name)


def plan_of_bytes(data: bytes, name: str = "plan.xlsx") -> Plan:
    """A plan workbook from its bytes; ``name`` is for the sentences. Raises as `read_plan`."""
    return _strictly(sheets_of(data, name), name)


def faults_of_bytes(data: bytes) -> Sequence[Fault]:
    """Every fault of a plan workbook, from its bytes. Raises `WorkspaceError` when it is no workbook."""
    try:
        plan_of_bytes(data)
    except PlanError as error:
        return error.faults
    return ()


def _strictly(sheets: Mapping[str, Cells], name: str) -> Plan:
    faults: list[Fault] = []
    plan = _plan({name: Reader(name, table, sheets, faults) for name, table in TABLES.items()})
    wrong = {(fault.sheet, fault.cell) for fault in faults if fault.cell and not fault.to_fill}
    faults = [fault for fault in faults if not fault.to_fill or (fault.sheet, fault.cell) not in wrong]
    if faults:
        order = list(TABLES)
        raise PlanError(sorted(faults, key=lambda fault: (order.index(fault.sheet), _place(fault.cell))), name)
    return plan


def _place(cell: str) -> tuple[int, int, str]:
    column = cell.rstrip("0123456789")
    return int(cell[len(column) :] or 0), len(column), column


def _plan(readers: Readers) -> Plan:
    """The plan; where a cell is faulty a stand-in takes its place, so that the rest is still read and judged."""
    head = _head(readers)
    texts = {name: line.text("内容") for name, line in head.items()}
    units = _units(readers)
    choices = _choices(readers)
    item_lines = readers["事项"].lines()
    called = items_called(item_lines)
    indicators = read_indicators(readers, called, {choice.group for choice in choices})
    figures = Called([i.id for i in indicators], [i.name for i in indicators], [i.id for i in indicators])
    settings = read_settings(readers, head, called, figures)
    issued_on = head["发文日期"].day("内容")
    asked = Asked(units, settings.asked, issued_on, settings.day_itself)
    items = read_items(readers, item_lines, called, asked, read_measures(readers, called, asked))
    rules = read_rules(readers, called, indicators)
    periods = _periods(readers)
    extensions = read_extensions(readers, called, items, units)
    for name, first, found in (("单位", "B2", units), ("事项", "B2", items), ("报送期", "A2", periods)):
        if not found and readers[name].has(TABLES[name][0].header):
            readers[name].fault_sheet(f"“{name}”工作表是空的。请至少填一行。", first, to_fill=True)
    return Plan(
        id=texts["方案编号"] or texts["文号"] or texts["方案名称"],
        title=texts["方案名称"],
        doc_no=texts["文号"],
        issuer=texts["发文单位"],
        issued_on=issued_on or date.min,
        feedback_body=texts["反馈单位"],
        report_to=texts["受理单位"],
        contact=texts["联系人"],
        phone=texts["联系电话"],
        email=texts["报送邮箱"],
        units=tuple(units),
        items=tuple(items),
        indicators=tuple(indicators),
        rules=tuple(rules),
        choices=tuple(choices),
        periods=tuple(periods),
        settings=settings,
        extensions=tuple(extensions),
        stages=tuple(read_stages(readers, called, items)),
    )


def _head(readers: Readers) -> Mapping[str, Line]:
    """The lines of 方案 by name."""
    reader = readers["方案"]
    lines = reader.lines()
    reader.unique(lines, "项目")
    by_name = {line.text("项目"): line for line in lines}
    for name, line in by_name.items():
        if name and name not in {known.name for known in HEAD}:
            line.fault("项目", f"不认识“{name}”这一项。请改回原来的名称，或者删去这一行。")
    for name in (setting.name for setting in HEAD if setting.required):
        if name in by_name and not by_name[name].text("内容"):
            by_name[name].fault("内容", f"“{name}”不能空着。请补填。", to_fill=True)
        if name not in by_name and reader.has("项目", "内容"):
            reader.fault_sheet(f"缺少“{name}”这一行。请补上。")
    blank = Line(reader, 0, {})
    found = {setting.name: by_name.get(setting.name, blank) for setting in HEAD}
    for name in _CODES:
        if problem := not_as_typed(found[name].cells.get("内容")):
            found[name].fault("内容", problem)
    for name in _TOGETHER:
        if units(found[name].text("内容")) > SHARED:
            found[name].too_long("内容", SHARED)
    check_email(found["报送邮箱"], "内容")
    return found


def _units(readers: Readers) -> list[Unit]:
    reader = readers["单位"]
    lines = reader.lines()
    for header in ("单位编号", "单位名称", "简称", "行政区划代码"):
        reader.unique(lines, header)
    for line in lines:
        check_code(line, "单位编号", "fuyun")
        check_email(line, "邮箱")
        check_email(line, "抄送邮箱")
        if SPLIT.search(line.text("简称")):
            line.fault("简称", "简称里不要用顿号、逗号和分号，它们用来隔开几个单位。请改正。")
    return [unit_of(line) for line in lines]


def unit_of(line: Line) -> Unit:
    """The unit in a row of 单位."""
    name = line.text("单位名称")
    return Unit(
        id=line.text("单位编号") or unit_id(name),
        name=name,
        area=line.text("简称") or name,
        aliases=names(line.text("别名")),
        code=line.text("行政区划代码"),
        kind=line.text("类别"),
        emails=names(line.text("邮箱")),
        contact=line.text("联系人"),
        phone=line.text("联系电话"),
        leader=line.text("抄送领导"),
        leader_email=line.text("抄送邮箱"),
    )


def _choices(readers: Readers) -> list[Choice]:
    reader = readers["选项"]
    lines = reader.lines()
    reader.unique(lines, "选项组", "选项")
    reader.unique(lines, "选项组", "编号")
    for line in lines:
        if '"' in line.text("选项") or len(line.text("选项")) > 60:
            line.fault("选项", "选项里不要用英文引号，也不要超过 60 个字。请改正。")
        group, name = line.text("选项组"), line.text("编号")
        if group in BUILT_IN_CHOICES and name not in BUILT_IN_CHOICES[group]:
            known = "、".join(BUILT_IN_CHOICES[group])
            line.fault("编号", f"“{group}”是程序自带的，编号只能是：{known}。请改正，或者删去这一行。")
    choices = [Choice(line.text("选项组"), line.text("选项"), line.text("编号")) for line in lines]
    present = {(choice.group, choice.id) for choice in choices}
    for group, ids in BUILT_IN_CHOICES.items():
        missing = [name for name in ids if (group, name) not in present]
        if missing and reader.has("选项组", "编号"):
            reader.fault_sheet(f"“{group}”这一组缺少编号 {'、'.join(missing)}。请补上，选项的文字可以自己定。")
    return choices


def _periods(readers: Readers) -> list[Period]:
    reader = readers["报送期"]
    lines = reader.lines()
    reader.unique(lines, "报送期编号")
    periods, days = [], []
    for line in lines:
        due_date = line.day("应报日期")
        days.append((line, due_date))
        periods.append(Period(_period_id(line), line.text("名称"), due_date or date.min))
    for (_, earlier), (line, later) in pairwise(days):
        if earlier is not None and later is not None and later < earlier:
            line.fault("应报日期", "报送期要按应报日期从早到晚排列。请核对日期，或者调整各行的顺序。")
    return periods


def _period_id(line: Line) -> str:
    """The period's id; 2021-01 that a spreadsheet has turned into the first day of the month is itself again."""
    raw, text = line.cells.get("报送期编号"), line.text("报送期编号")
    if isinstance(raw, date):
        if raw.day == 1:
            return text[:7]
        line.fault("报送期编号", f"编号被表格软件变成了日期 {text}。请把格子设为“文本”格式后重填。")
    else:
        check_code(line, "报送期编号", "2021-01")
        if is_device(text):
            line.fault("报送期编号", f"“{text}”是 Windows 的保留名称，不能作文件夹名。请换一个编号，如 2021-01。")
    return text

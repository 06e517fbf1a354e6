"""The plan workbook read: the sheets that a clerk edits become a `Plan`, or a list of every fault by cell.

Knows: what the sheets of `toolkit.planbook.tables` mean and how they refer to each other. Must not know: forms, checks,
the ledger; how a workbook is written is `toolkit.planbook.writing`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from toolkit.base.errors import Fault, PlanError
from toolkit.base.excel_limits import units
from toolkit.base.file_names import is_device
from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.plan.model import Period, Plan
from toolkit.plan.options import Choice
from toolkit.planbook.asked import Asked
from toolkit.planbook.called import Called, items_called
from toolkit.planbook.closing import read_chain, read_duties
from toolkit.planbook.figures import read_indicators, read_rules
from toolkit.planbook.head import HEAD
from toolkit.planbook.items import check_code, read_extensions, read_items, read_measures, read_stages
from toolkit.planbook.opened import Cells, read_sheets, sheets_of
from toolkit.planbook.own_dates import read_own_dates
from toolkit.planbook.rosters import read_rosters
from toolkit.planbook.settings import check_email, read_settings
from toolkit.planbook.sheets import Line, Reader, Readers, not_as_typed
from toolkit.planbook.tables import BUILT_IN_CHOICES, SHARED, TABLES
from toolkit.planbook.units import read_units

# Of 方案: what forms and masters print with other words in one cell.
_TOGETHER = (
    PlanSetting.PLAN_ID, PlanSetting.PLAN_TITLE, PlanSetting.DOC_NO, PlanSetting.ISSUER, PlanSetting.FEEDBACK_BY,
    PlanSetting.REPORT_TO, PlanSetting.CONTACT, PlanSetting.PHONE, PlanSetting.MAILBOX,
)  # fmt: skip

# Of 方案: what holds ids.
_CODES = (
    PlanSetting.PLAN_ID,
    PlanSetting.CLOSURE_DISCLOSED,
    PlanSetting.DISCLOSED_ON,
    PlanSetting.PARTY_WITHHELD,
    PlanSetting.PUBLIC_WITHHELD,
)


def read_plan(path: Path) -> Plan:
    """Read a plan workbook strictly.

    Raises `PlanError` with every fault by sheet and cell, `WorkspaceError` when there is no workbook to read.
    """
    return _strictly(read_sheets(path), path.name)


@lru_cache(maxsize=8)
def plan_of_bytes(data: bytes, name: str = "plan.xlsx") -> Plan:
    """A plan workbook from its bytes; ``name`` is for the sentences. Raises as `read_plan`.

    What is open for long, as the desk, asks for the same few plans again and again, and a plan never changes.
    """
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
    texts = {name: line.text(PlanColumn.CONTENT) for name, line in head.items()}
    units, former = read_units(readers)
    choices = _choices(readers)
    item_lines = readers[PlanSheet.ITEMS].lines()
    called = items_called(item_lines)
    groups = {choice.group for choice in choices}
    rosters = read_rosters(readers, called, groups)
    indicators = read_indicators(readers, called, groups, rosters)
    figures = Called([i.id for i in indicators], [i.name for i in indicators], [i.id for i in indicators])
    periods = _periods(readers)
    settings = replace(
        read_settings(readers, head, called, figures),
        own_dates=read_own_dates(readers, units, periods),
        chain=read_chain(readers),
        duties=read_duties(readers, called, units),
    )
    issued_on = head[PlanSetting.ISSUED_ON].day(PlanColumn.CONTENT)
    asked = Asked(units, settings.asked, issued_on, settings.day_itself)
    items = read_items(readers, item_lines, called, asked, read_measures(readers, called, asked))
    rules = read_rules(readers, called, indicators, rosters)
    extensions = read_extensions(readers, called, items, units)
    for name, first, found in (
        (PlanSheet.UNITS, "B2", units),
        (PlanSheet.ITEMS, "B2", items),
        (PlanSheet.PERIODS, "A2", periods),
    ):
        if not found and readers[name].has(TABLES[name][0].header):
            readers[name].fault_sheet(f"“{name}”工作表是空的。请至少填一行。", first, to_fill=True)
    return Plan(
        id=texts[PlanSetting.PLAN_ID] or texts[PlanSetting.DOC_NO] or texts[PlanSetting.PLAN_TITLE],
        title=texts[PlanSetting.PLAN_TITLE],
        doc_no=texts[PlanSetting.DOC_NO],
        issuer=texts[PlanSetting.ISSUER],
        issued_on=issued_on or date.min,
        feedback_body=texts[PlanSetting.FEEDBACK_BY],
        report_to=texts[PlanSetting.REPORT_TO],
        contact=texts[PlanSetting.CONTACT],
        phone=texts[PlanSetting.PHONE],
        email=texts[PlanSetting.MAILBOX],
        units=tuple(units),
        items=tuple(items),
        indicators=tuple(indicators),
        rules=tuple(rules),
        choices=tuple(choices),
        periods=tuple(periods),
        settings=settings,
        extensions=tuple(extensions),
        stages=tuple(read_stages(readers, called, items)),
        rosters=tuple(rosters),
        former=former,
    )


def _head(readers: Readers) -> Mapping[str, Line]:
    """The lines of 方案 by name."""
    reader = readers[PlanSheet.HEAD]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.SETTING)
    by_name = {line.text(PlanColumn.SETTING): line for line in lines}
    for name, line in by_name.items():
        if name and name not in {known.name for known in HEAD}:
            line.fault(PlanColumn.SETTING, f"不认识“{name}”这一项。请改回原来的名称，或者删去这一行。")
    for name in (setting.name for setting in HEAD if setting.required):
        if name in by_name and not by_name[name].text(PlanColumn.CONTENT):
            by_name[name].fault(PlanColumn.CONTENT, f"“{name}”不能空着。请补填。", to_fill=True)
        if name not in by_name and reader.has(PlanColumn.SETTING, PlanColumn.CONTENT):
            reader.fault_sheet(f"缺少“{name}”这一行。请补上。")
    blank = Line(reader, 0, {})
    found = {setting.name: by_name.get(setting.name, blank) for setting in HEAD}
    for name in _CODES:
        if problem := not_as_typed(found[name].cells.get(PlanColumn.CONTENT)):
            found[name].fault(PlanColumn.CONTENT, problem)
    for name in _TOGETHER:
        if units(found[name].text(PlanColumn.CONTENT)) > SHARED:
            found[name].too_long(PlanColumn.CONTENT, SHARED)
    check_email(found[PlanSetting.MAILBOX], PlanColumn.CONTENT)
    return found


def _choices(readers: Readers) -> list[Choice]:
    reader = readers[PlanSheet.CHOICES]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.CHOICE_GROUP, PlanColumn.CHOICE)
    reader.unique(lines, PlanColumn.CHOICE_GROUP, PlanColumn.CHOICE_ID)
    for line in lines:
        if '"' in line.text(PlanColumn.CHOICE) or len(line.text(PlanColumn.CHOICE)) > 60:
            line.fault(PlanColumn.CHOICE, "选项里不要用英文引号，也不要超过 60 个字。请改正。")
        group, name = line.text(PlanColumn.CHOICE_GROUP), line.text(PlanColumn.CHOICE_ID)
        if group in BUILT_IN_CHOICES and name not in BUILT_IN_CHOICES[group]:
            known = "、".join(BUILT_IN_CHOICES[group])
            line.fault(PlanColumn.CHOICE_ID, f"“{group}”是程序自带的，编号只能是：{known}。请改正，或者删去这一行。")
    choices = [
        Choice(line.text(PlanColumn.CHOICE_GROUP), line.text(PlanColumn.CHOICE), line.text(PlanColumn.CHOICE_ID))
        for line in lines
    ]
    present = {(choice.group, choice.id) for choice in choices}
    for group, ids in BUILT_IN_CHOICES.items():
        missing = [name for name in ids if (group, name) not in present]
        if missing and reader.has(PlanColumn.CHOICE_GROUP, PlanColumn.CHOICE_ID):
            reader.fault_sheet(f"“{group}”这一组缺少编号 {'、'.join(missing)}。请补上，选项的文字可以自己定。")
    return choices


def _periods(readers: Readers) -> list[Period]:
    reader = readers[PlanSheet.PERIODS]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.PERIOD_ID)
    periods, days = [], []
    for line in lines:
        due_date = line.day(PlanColumn.REPORT_DUE)
        days.append((line, due_date))
        periods.append(Period(_period_id(line), line.text(PlanColumn.PERIOD_NAME), due_date or date.min))
    for (_, earlier), (line, later) in pairwise(days):
        if earlier is not None and later is not None and later < earlier:
            line.fault(PlanColumn.REPORT_DUE, "报送期要按应报日期从早到晚排列。请核对日期，或者调整各行的顺序。")
    return periods


def _period_id(line: Line) -> str:
    """The period's id; 2021-01 that a spreadsheet has turned into the first day of the month is itself again."""
    raw, text = line.cells.get(PlanColumn.PERIOD_ID), line.text(PlanColumn.PERIOD_ID)
    if isinstance(raw, date):
        if raw.day == 1:
            return text[:7]
        line.fault(PlanColumn.PERIOD_ID, f"编号被表格软件变成了日期 {text}。请把格子设为“文本”格式后重填。")
    else:
        check_code(line, PlanColumn.PERIOD_ID, "2021-01")
        if is_device(text):
            line.fault(
                PlanColumn.PERIOD_ID, f"“{text}”是 Windows 的保留名称，不能作文件夹名。请换一个编号，如 2021-01。"
            )
    return text

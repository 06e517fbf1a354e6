"""The plan workbook that a workspace begins with: no plan yet, and a page that says how one comes about.

Knows: what an empty plan holds, what must be filled in, when nobody has touched it. Must not know: documents.
"""

from __future__ import annotations

import warnings
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from toolkit.base.errors import WorkspaceError
from toolkit.base.plan_captions import PlanSetting, PlanSheet
from toolkit.plan.model import Plan
from toolkit.planbook.front import ASKED, INFERRED, Section, add_front, mark
from toolkit.planbook.head import HEAD
from toolkit.planbook.opened import read_plan_bytes, read_sheets
from toolkit.planbook.tables import TABLES, USUAL_CHOICES
from toolkit.planbook.writing import plan_workbook, save

SHEET = "开始"
_INTRO = (
    "这是一份空的整改方案，有两种做法，做好以后运行 toolkit plan check，再运行 toolkit distribute 发表。"
    "这一页看完可以删除。",
    "一是有下发的文件（.docx、.xlsx、.pdf 等）的，不用自己抄：运行 toolkit plan import 文件名，"
    "这份空方案会换成读好的草稿。",
    "二是自己填的，照下面的顺序填各工作表；每一列怎么填，鼠标停在表头上就能看到。",
    "各工作表最右边的“备注”是写给自己看的，不会发出去。",
)
_SHEETS = (
    (PlanSheet.UNITS, "B2", "一行一个填报单位：县（市、区）、部门、科室、乡镇、学校都可以，写全称；有邮箱的写邮箱。"),
    (PlanSheet.ITEMS, "B2", "一行一个整改事项：原文编号、标题、类别、由谁填报（填报单位）、时限。"),
    (PlanSheet.MEASURES, "A2", "一行一条整改措施，第一列写它是哪个事项的（原文编号）。"),
    (PlanSheet.STAGES, "A2", "一个事项分几步完成，或者每年都有的日子，一行一个；没有的空着。"),
    (PlanSheet.INDICATORS, "B2", "要各单位报数的，一行一个数；不报数的空着。"),
    (PlanSheet.RULES, "B2", "数与数之间要对得上的，一行一条；没有的空着。"),
    (PlanSheet.PERIODS, "A2", "一行一期：编号如 2026-01，应报日期是最后一天。"),
    (PlanSheet.DUTIES, "A2", "填报表以外还要报的材料，如整改方案，一行一种；没有的空着。"),
    (PlanSheet.CLOSING, "A2", "销号要分几步办的（核查、验收、公示、审签等），一行一步；一次核定的空着。"),
)

_ON_EVERY_FORM = (
    PlanSetting.CONTACT,
    PlanSetting.PHONE,
    PlanSetting.MAILBOX,
)  # may be empty, but whoever fills in a form wants to know


def empty_plan() -> Plan:
    """A plan with nothing in it but the dropdowns that every form needs."""
    return Plan(
        id="", title="", doc_no="", issuer="", issued_on=date.min, feedback_body="", report_to="", contact="", phone="",
        email="", units=(), items=(), indicators=(), rules=(), choices=USUAL_CHOICES, periods=(),
    )  # fmt: skip


def empty_workbook() -> Workbook:
    """The empty plan with its page in front, and what must be filled in marked."""
    workbook = plan_workbook(empty_plan())
    rows = []
    for row, setting in enumerate(HEAD, start=2):
        if setting.required or setting.name in _ON_EVERY_FORM:
            fill = ASKED if setting.required else INFERRED
            place = mark(workbook[PlanSheet.HEAD], row, 2, f"请填：{setting.help}。", fill)
            rows.append((place, PlanSheet.HEAD, f"{setting.name}：{setting.help}。"))
    for sheet, cell, sentence in _SHEETS:
        if sheet in (PlanSheet.UNITS, PlanSheet.ITEMS, PlanSheet.PERIODS):
            at = workbook[sheet][cell]
            mark(workbook[sheet], at.row, at.column, sentence, ASKED)
        rows.append((f"{sheet}!{cell}", sheet, sentence))
    add_front(
        workbook, SHEET, _INTRO, [Section("要填什么（点序号可以跳到那一格）", ("序号", "工作表", "填什么"), rows)]
    )
    return workbook


def write_empty(path: Path) -> None:
    """Write the empty plan. Raises `WorkspaceError` when the file is in use."""
    save(empty_workbook(), path)


def is_untouched(path: Path) -> bool:
    """Whether a workbook is the empty plan as it was written: every value and note, on every sheet."""
    try:
        if SHEET not in read_sheets(path):  # costs next to nothing, and is so of every plan that somebody works with
            return False
    except WorkspaceError:  # whatever cannot be read is no plan of ours
        return False
    out = BytesIO()
    empty_workbook().save(out)
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # what openpyxl says of others' headers is nobody's business here
            return _contents(read_plan_bytes(path)) == _contents(out.getvalue())
    except Exception:  # whatever cannot be read is no plan of ours
        return False


def _contents(data: bytes) -> dict[str, dict[str, tuple[object, str]]]:
    workbook = load_workbook(BytesIO(data))
    return {
        sheet.title: {
            cell.coordinate: (cell.value, cell.comment.text if cell.comment else "")
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.comment
        }
        for sheet in workbook.worksheets
    }


if unknown := {name for name, _, _ in _SHEETS} - set(TABLES):
    raise ImportError(f"no such sheets: {unknown}")

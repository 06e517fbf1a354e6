"""A draft of the plan as a workbook: the plan's own sheets, with a page in front that says what is still to be done.

Knows: the draft, the plan workbook. Must not know: how a document is read. What a person must decide, what was inferred
and what the plan workbook would find missing is marked at its cell and listed in front; the page in front may stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook import Workbook

from toolkit.base.excel_limits import cell_text
from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.issued.document import PlanDraft
from toolkit.plan.model import Plan
from toolkit.planbook.front import AMENDED, ASKED, INFERRED, Section, add_front, mark
from toolkit.planbook.head import HEAD
from toolkit.planbook.tables import TABLES
from toolkit.planbook.told_apart import told_apart
from toolkit.planbook.workbook import faults_of_bytes
from toolkit.planbook.writing import plan_workbook, save

SHEET = "导入说明"
# Who is to be asked about the forms stands in no document; nothing goes out while it is a placeholder.
_NEVER_SAID = {
    PlanSetting.CONTACT: "文件里没有收表的联系人，印在每张表上，请填写。",
    PlanSetting.PHONE: "文件里没有联系电话，印在每张表上，请填写。",
    PlanSetting.MAILBOX: "用邮件收表的，请填收表的邮箱；不用的空着。",
}
Row = tuple[str, str, str]


def write_draft(draft: PlanDraft, path: Path, before: Plan | None = None) -> None:
    """Write a draft as a plan workbook with marked cells; of an amended plan also what differs from the one ``before``.

    Raises `WorkspaceError` when the file is in use.
    """
    workbook = plan_workbook(draft.plan)
    places = _Places(draft)
    for item_id, text in draft.asked.items():
        sheet, row, column = places.of(PlanSheet.ITEMS, item_id, PlanColumn.ASKED)
        workbook[sheet].cell(row, column).value = cell_text(text)
    asked = _asked(workbook, draft, places)
    inferred = _inferred(workbook, draft, places)
    amended = _amended(workbook, before, draft.plan) if before is not None else []
    _front(workbook, draft, asked, inferred, amended)
    save(workbook, path)


def counts(draft: PlanDraft) -> list[tuple[str, int, int]]:
    """For each part of the document: its title, its items, its measures."""
    parts = [f"{item.part}、{item.part_title}" if item.part else "全部事项" for item in draft.plan.items]
    items = Counter(parts)
    measures: Counter[str] = Counter()
    for part, item in zip(parts, draft.plan.items, strict=True):
        measures[part] += len(item.measures)
    return [(part, number, measures[part]) for part, number in items.items()]


class _Places:
    """Where in the workbook things stand."""

    def __init__(self, draft: PlanDraft) -> None:
        plan = draft.plan
        self._rows: Mapping[str, Mapping[str, int]] = {
            PlanSheet.HEAD: {setting.name: row for row, setting in enumerate(HEAD, start=2)},
            PlanSheet.UNITS: {unit.id: row for row, unit in enumerate(plan.units, start=2)},
            PlanSheet.ITEMS: {item.id: row for row, item in enumerate(plan.items, start=2)},
            PlanSheet.PERIODS: {period.id: row for row, period in enumerate(plan.periods, start=2)},
        }

    def of(self, sheet: str, row: str, header: str) -> tuple[str, int, int]:
        """Sheet, row and column; the first row of a table that has no such row yet."""
        headers = [column.header for column in TABLES[sheet]]
        return sheet, self._rows[sheet].get(row, 2), headers.index(header) + 1


def _asked(workbook: Workbook, draft: PlanDraft, places: _Places) -> list[Row]:
    """Mark what must be decided: what the document leaves open, then whatever else the plan workbook would miss."""
    called = {item.id: item.code for item in draft.plan.items}
    rows = []
    for question in draft.questions:
        if question.item_id:
            at = places.of(PlanSheet.ITEMS, question.item_id, question.header)
        elif question.header == PlanColumn.REPORT_DUE:
            at = places.of(PlanSheet.PERIODS, "", question.header)
        else:
            at = places.of(PlanSheet.HEAD, question.header, PlanColumn.CONTENT)
        place = mark(workbook[at[0]], at[1], at[2], question.sentence, ASKED)
        rows.append((place, called.get(question.item_id, question.header), question.sentence))
    for name, sentence in _NEVER_SAID.items():
        at = places.of(PlanSheet.HEAD, name, PlanColumn.CONTENT)
        if not workbook[at[0]].cell(at[1], at[2]).value:
            rows.append((mark(workbook[at[0]], at[1], at[2], sentence, ASKED), name, sentence))
    out = BytesIO()
    workbook.save(out)
    marked = {place for place, _, _ in rows}
    for fault in faults_of_bytes(out.getvalue()):
        if f"{fault.sheet}!{fault.cell}" not in marked and fault.cell:
            letter, row = coordinate_from_string(fault.cell)
            column = workbook[fault.sheet][f"{letter}1"].column
            about = workbook[fault.sheet].cell(row, 2).value if fault.sheet == PlanSheet.ITEMS else fault.sheet
            place = mark(workbook[fault.sheet], row, column, fault.message, ASKED)
            rows.append((place, str(about or fault.sheet), fault.message))
    return rows


def _inferred(workbook: Workbook, draft: PlanDraft, places: _Places) -> list[Row]:
    """Mark what was inferred: names taken for others, words for many, periods reckoned on."""
    called = {item.id: item.code for item in draft.plan.items}
    rows = []
    for repair in draft.repairs:
        sentence = f"文件写的是“{repair.written}”，认作“{repair.taken_as}”，请核对。"
        sheet, row, column = places.of(PlanSheet.ITEMS, repair.item_id, PlanColumn.ASKED)
        rows.append((mark(workbook[sheet], row, column, sentence, INFERRED), called[repair.item_id], sentence))
    names = {unit.id: unit.area for unit in draft.plan.units} | {
        period.id: period.name for period in draft.plan.periods
    }
    for one in draft.inferred:
        sheet, row, column = places.of(one.sheet, one.row, one.header)
        about = called.get(one.row, "") or names.get(one.row, one.sheet)
        rows.append((mark(workbook[sheet], row, column, one.sentence, INFERRED), about, one.sentence))
    return rows


def _amended(workbook: Workbook, before: Plan, after: Plan) -> list[Row]:
    """Mark what differs from the plan before, each cell once; what is gone stands in no cell any more."""
    rows, seen = [], set()
    for one in told_apart(before, after):
        said = str(one.difference)
        place = ""
        if one.row and (at := (one.sheet, one.row, one.column)) not in seen:
            seen.add(at)
            sheet = workbook[one.sheet]
            place = f"{one.sheet}!{sheet.cell(one.row, one.column).coordinate}"
            if sheet.cell(one.row, one.column).comment is None:
                place = mark(sheet, one.row, one.column, said, AMENDED)
        rows.append((place, one.difference.part.value, said))
    return rows


def _front(workbook: Workbook, draft: PlanDraft, asked: list[Row], inferred: list[Row], amended: list[Row]) -> None:
    plan = draft.plan
    intro: tuple[str, ...] = (
        f"从《{plan.title}》读到事项 {len(plan.items)} 项、措施 {sum(len(item.measures) for item in plan.items)} 条、"
        f"单位 {len(plan.units)} 个。请先处理第一部分的 {len(asked)} 处（各工作表里标红的格），再看一眼标黄的格，"
        "然后运行 toolkit plan check。这一页看完可以删除。",
    )
    left = [("", one.where, one.text) for one in draft.not_understood]
    notes = [("", item.code, item.note) for item in plan.items if item.note]
    hidden = [("", one.where, one.text) for one in draft.unread]
    parts = [("", part, f"事项 {number} 项，措施 {count} 条") for part, number, count in counts(draft)]
    sections = [
        Section("一、请您决定（标红的格；点序号可以跳到那一格）", ("序号", "哪一项", "要决定什么"), asked),
        Section("二、推断的内容（标黄的格），请核对", ("序号", "哪一项", "怎么推断的"), inferred),
        Section("三、没有读懂的文字，请看有没有漏掉事项", ("序号", "位置", "原文"), left),
        Section("四、没有列入表里的内容，记在“备注”一栏（不发出去）", ("序号", PlanSheet.ITEMS, "原文"), notes),
        Section("五、文件里隐藏、划掉或在版心以外的内容，没有读入", ("序号", "位置", "原文"), hidden),
        Section("六、各部分读到的内容", ("序号", PlanColumn.PART, "读到"), parts),
    ]
    if amended:
        intro = (
            f"这是修改稿，和现在用的方案有 {len(amended)} 处不同，列在第一部分，各工作表里标蓝。现在用的方案没有动："
            "看过、定好以后，在工作台的“新方案”里点“启用”，或者运行 toolkit plan adopt，才起用。"
            "指标、规则、报送期、设置照现在的方案；"
            "文号、发文日期要改的请自己改。",
            *intro,
        )
        heads = ("序号", "改了什么", "怎么改的")
        sections = [Section("和现在的方案不同的地方（标蓝的格；点序号可以跳到那一格）", heads, amended), *sections]
    add_front(workbook, SHEET, intro, sections)

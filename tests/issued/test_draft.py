"""A draft workbook says what must be decided, and the plan workbook finds nothing that is not marked and listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.effort import first
from tests.issued.composed import collection  # noqa: F401 - registers the builds
from tests.issued.composed.builds import document
from tests.issued.plain import PLAIN, text_of
from tests.sheets import columns_of
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.draft import SHEET, write_draft
from toolkit.plan.model import Plan
from toolkit.planbook.front import ASKED, INFERRED
from toolkit.planbook.tables import USUAL_CHOICES
from toolkit.planbook.workbook import faults_of_bytes, read_plan

DOCUMENT = (Path(__file__).parents[1] / "data" / "document.txt").read_text(encoding="utf-8")


def drawn(draft: PlanDraft, folder: Path) -> tuple[Path, Workbook]:
    path = folder / "plan.xlsx"
    write_draft(draft, path)
    return path, load_workbook(path)


def listed(workbook: Workbook) -> list[str]:
    """The cells that the page in front leads to."""
    links = [cell.hyperlink for line in workbook[SHEET].iter_rows() for cell in line if cell.hyperlink]
    return [str(link.location).replace("'", "") for link in links]


def said(workbook: Workbook) -> str:
    return "\n".join(str(cell.value) for line in workbook[SHEET].iter_rows() for cell in line if cell.value)


def marked(workbook: Workbook, colour: str) -> set[str]:
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in workbook.worksheets[1:]
        for line in sheet.iter_rows()
        for cell in line
        if cell.fill.fgColor.rgb == f"00{colour}"
    }


# Documents of other builds: what is missing, unclear or inferred is different in each.
_COMPOSED = (
    "三张清单",
    "无图例圈点",
    "季度目标列",
    "督察清单块",
    "热线工单",
    "嵌套表格",
    "打勾矩阵",
    "只有问题",
    "隐藏行列",
)


def drafted(name: str) -> PlanDraft:
    """The draft of a document: one in plain text, or one composed."""
    if name in _COMPOSED:
        made = document(name, 1)
        return read_document(made.data, made.name, choices=USUAL_CHOICES)
    return read_document(text_of(name).encode(), "方案.txt", choices=USUAL_CHOICES)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", [*first(5, [*PLAIN]), *first(3, _COMPOSED)])
def test_every_fault_of_an_untouched_draft_is_a_marked_cell_that_is_listed(name: str, tmp_path: Path) -> None:
    path, workbook = drawn(drafted(name), tmp_path)
    faults = faults_of_bytes(path.read_bytes())
    assert all(fault.to_fill for fault in faults), "a draft is unfinished, never wrong"
    red = marked(workbook, ASKED.fgColor.rgb[2:])
    assert {f"{fault.sheet}!{fault.cell}" for fault in faults} <= red
    assert red <= set(listed(workbook))
    assert marked(workbook, INFERRED.fgColor.rgb[2:]) <= set(listed(workbook))


def test_the_page_in_front_comes_in_the_order_in_which_it_is_worked_through(tmp_path: Path, plan: Plan) -> None:
    _, workbook = drawn(read_document(DOCUMENT.encode(), "方案.txt", plan.units, plan.choices), tmp_path)
    assert workbook.sheetnames[0] == SHEET
    text = said(workbook)
    titles = [
        *("一、请您决定", "二、推断的内容", "三、没有读懂的文字", "四、没有列入表里的内容", "五、文件里隐藏"),
        "六、各部分读到的内容",
    ]
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)
    assert "事项 30 项、措施 41 条" in text and "坚持以习近平" in text
    sheet = workbook["事项"]
    headers = columns_of(sheet, 1)
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, headers["原文编号"]).value == "四（一）1")
    note = sheet.cell(row, headers["填报单位"]).comment
    assert note is not None and "责任单位" in note.text


def test_who_is_asked_about_the_forms_is_always_asked_for(tmp_path: Path) -> None:
    _, workbook = drawn(read_document(text_of("各县").encode(), "方案.txt"), tmp_path)
    assert {"方案!B9", "方案!B10", "方案!B11"} <= set(listed(workbook))


def test_a_decided_draft_is_a_plan(tmp_path: Path, plan: Plan) -> None:
    path, workbook = drawn(read_document(DOCUMENT.encode(), "方案.txt", plan.units, plan.choices), tmp_path)
    sheet = workbook["事项"]
    column = next(cell.column for cell in sheet[1] if cell.value == "填报单位")
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 2).value and not sheet.cell(row, column).value:
            sheet.cell(row, column).value = "富蕴县"
    workbook.save(path)
    made = read_plan(path)
    assert [item.title for item in made.items] == [item.title for item in plan.items]
    assert [item.id for item in made.items] == [item.id for item in plan.items]


def test_what_is_not_asked_of_anybody_is_in_the_notes_and_listed(tmp_path: Path) -> None:
    draft = read_document(text_of("备注").encode(), "方案.txt")
    _, workbook = drawn(draft, tmp_path)
    notes = [item.note for item in draft.plan.items if item.note]
    assert notes and all(note.splitlines()[0] in said(workbook) for note in notes)

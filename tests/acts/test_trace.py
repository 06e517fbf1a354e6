from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.master.masters import with_word
from tests.sheets import columns_of
from tests.small import F1, filled, small_workspace
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.master.columns import HEAD_ROW

D28 = date(2021, 1, 28)
FORM = F1


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = small_workspace(tmp_path_factory.mktemp("来源") / "工作区")
    blank = workspace.form_path(workspace.period(), workspace.plan.item[FORM[0]], workspace.plan.unit[FORM[1]])
    data = filled(workspace, blank.read_bytes(), FORM, {"rural_kg_count": "38所"})
    (workspace.inbox / "富蕴县表.xlsx").write_bytes(data)
    workspace.collect(as_of=D28)
    path = workspace.consolidate(as_of=D28).master
    path.write_bytes(with_word(path.read_bytes(), FORM, {"核定结论": "继续整改", "核定日期": D28}))
    workspace.consolidate(as_of=D28)
    return workspace


def place_of(workspace: Workspace, caption: str) -> str:
    sheet = load_workbook(workspace.master_path(workspace.period("2021-01")))["整改台账"]
    assert isinstance(sheet, Worksheet)
    captions = columns_of(sheet, HEAD_ROW + 1)
    rows = range(HEAD_ROW + 2, sheet.max_row + 1)
    row = next(r for r in rows if sheet.cell(r, captions["键"]).value == "|".join(FORM))
    return f"台账!{get_column_letter(captions[caption])}{row}"


def test_a_figure_is_traced_to_file_cell_text_and_repair(traced: Workspace) -> None:
    lines = "\n".join(traced.trace(unit="富蕴县", item="三（一）1", field="rural_kg_count", as_of=D28))
    for word in ("富蕴县表.xlsx", "38所", "38", "2021-01-28"):
        assert word in lines


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("进展情况", ("富蕴县表.xlsx", "富蕴县", "三（一）1")),
        ("核定结论", ("继续整改", "整改总台账_2021-01.xlsx", "2021-01-28")),
        ("整改时限", ("plan.xlsx",)),
        ("报送状态", ("由程序推算",)),
        ("灯", ("由程序推算",)),
    ],
)
def test_every_kind_of_column_says_where_it_comes_from(traced: Workspace, caption: str, words: tuple[str, ...]) -> None:
    lines = "\n".join(traced.trace(place_of(traced, caption), as_of=D28))
    assert caption in lines
    for word in words:
        assert word in lines


def test_every_filled_cell_of_the_form_has_a_source(traced: Workspace) -> None:
    sheet = load_workbook(traced.master_path(traced.period("2021-01")))["整改台账"]
    assert isinstance(sheet, Worksheet)
    row = int(place_of(traced, "键").rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for cell in sheet[row]:
        if cell.value is not None and sheet.cell(HEAD_ROW + 1, cell.column).value not in (None, "键", "行键"):
            assert len(traced.trace(f"台账!{cell.coordinate}", as_of=D28)) >= 3, cell.coordinate


@pytest.mark.parametrize(
    ("cell", "word"), [("台账", "看不懂"), ("不存在!A1", "没有“不存在”工作表"), ("台账!ZZZZ9", "看不懂")]
)
def test_a_wrong_place_is_said_in_a_sentence(traced: Workspace, cell: str, word: str) -> None:
    with pytest.raises(WorkspaceError, match=word):
        traced.trace(cell, as_of=D28)


def test_a_title_has_no_source_and_no_crash(traced: Workspace) -> None:
    assert "没有单独的来源" in traced.trace("台账!A1", as_of=D28)[-2]
    assert traced.trace("台账!A99999", as_of=D28)


def test_without_a_cell_all_three_are_asked_for(traced: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="--unit"):
        traced.trace(unit="富蕴县", as_of=D28)
    with pytest.raises(WorkspaceError, match="没有“不存在”"):
        traced.trace(unit="富蕴县", item="三（一）1", field="不存在", as_of=D28)

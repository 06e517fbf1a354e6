"""What goes back to a unit: correction copies and receipts, as they come out of a run."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import Forms
from tests.small import filled, new_small_workspace
from toolkit import Workspace
from toolkit.form.filling import fill_form
from toolkit.form.grid import SHEET, SLIP_SHEET

D28, D29 = date(2021, 1, 28), date(2021, 1, 29)
FORM = ("3.1.1", "fuyun")
RED, AMBER = "F4B9B9", "FFD966"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_small_workspace(tmp_path / "工作区")


def collected(workspace: Workspace, data: bytes, name: str = "表.xlsx", day: date = D28) -> tuple[Path, ...]:
    (workspace.inbox / name).write_bytes(data)
    return workspace.collect(as_of=day).replies.files


def correction(replies: tuple[Path, ...]) -> Workbook:
    (path,) = (p for p in replies if p.name.startswith("退回修改"))
    return load_workbook(path)


def text_of(workbook: Workbook) -> str:
    return "\n".join(
        str(c.value) for sheet in workbook for row in sheet.iter_rows() for c in row if c.value is not None
    )


def receipt(replies: tuple[Path, ...]) -> str:
    (path,) = (p for p in replies if p.name.startswith("收件回执"))
    return text_of(load_workbook(path))


# What a unit types into a field, and what must be said about it.
FAULTS: dict[str, tuple[str, object, str]] = {
    "left blank": ("rural_kg_count", None, "必填"),
    "no number": ("rural_kg_count", "三十八所左右", "原填：三十八所左右"),
    "too large": ("rural_kg_count", 99999, "99999"),
    "no date": ("signoff_reported_on", "下周", "原填：下周"),
    "not signed": ("signoff_leader_signed", "否", "签字"),
    "not in the list": ("overall_status", "差不多了", "原填：差不多了"),
    "text missing": ("overall_next_step", None, "必填"),
    "formula for a text": ("rural_kg_count", "@SUM(1,2)x", "原填"),
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_marked_and_explained_and_linked(workspace: Workspace, forms: Forms, name: str) -> None:
    field, typed, word = FAULTS[name]
    book = correction(collected(workspace, forms.filled(*FORM, {field: typed})))
    assert book.sheetnames[:2] == [SLIP_SHEET, SHEET]
    sheet = book[SHEET]
    marked = [c for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == f"00{RED}"]
    assert marked
    notes = "\n".join(c.comment.text for c in marked if c.comment)
    assert "要改正" in notes
    if word != "必填":
        assert word in notes
    links = [c.hyperlink.location for row in book[SLIP_SHEET].iter_rows() for c in row if c.hyperlink]
    assert any(str(location).endswith(f"!{marked[0].coordinate}") for location in links)
    assert "前" in text_of(book)


def test_what_was_right_stands_in_place_and_only_that(workspace: Workspace, forms: Forms) -> None:
    book = correction(
        collected(workspace, forms.filled(*FORM, {"rural_kg_count": "不清楚", "overall_difficulty": "缺经费"}))
    )
    said = text_of(book)
    assert "缺经费" in said
    values = [c.value for row in book[SHEET].iter_rows() for c in row if c.fill.fgColor.rgb == f"00{RED}"]
    assert values == [None]


def test_texts_that_look_like_formulas_stay_texts(workspace: Workspace, forms: Forms) -> None:
    answers = {"overall_difficulty": '=HYPERLINK("http://x")', "rural_kg_count": None}
    replies = collected(workspace, forms.filled(*FORM, answers))
    for path in (p for p in replies if p.suffix == ".xlsx"):
        for sheet in load_workbook(path):
            for row in sheet.iter_rows():
                assert not [c for c in row if c.data_type == "f" and "http://x" in str(c.value)]


def test_a_mended_copy_is_accepted_and_the_copy_goes_away(workspace: Workspace, forms: Forms) -> None:
    replies = collected(workspace, forms.filled(*FORM, {"rural_kg_count": None}))
    (path,) = (p for p in replies if p.name.startswith("退回修改"))
    mended = fill_form(path.read_bytes(), workspace.catalogues[FORM[0]], {"rural_kg_count": 38})
    again = collected(workspace, mended, "改好.xlsx", D29)
    assert not path.exists()
    assert "已接收" in receipt(again)
    assert not [p for p in again if p.name.startswith("退回修改")]


def test_the_receipt_says_what_came_and_what_became_of_it(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled(*FORM, {"rural_kg_count": "38所"}))
    (workspace.inbox / "二.xlsx").write_bytes(forms.filled("6.2", "fuyun", {"overall_next_step": None}))
    workbook = Workbook()
    workbook.worksheets[0].append(("富蕴县自己的表",))
    out = BytesIO()
    workbook.save(out)
    (workspace.inbox / "富蕴县统计.xlsx").write_bytes(out.getvalue())
    said = receipt(workspace.collect(as_of=D28).replies.files)
    for word in (
        "收到填报表 2 份，接收 1 份，退回 1 份",
        "无法识别 1 份",
        "38所",
        "富蕴县统计.xlsx",
        "还要报送的",
        "退回待改",
    ):
        assert word in said


def test_nothing_new_no_receipt(workspace: Workspace, forms: Forms) -> None:
    data = forms.filled(*FORM)
    assert collected(workspace, data)
    assert collected(workspace, data, "又.xlsx") == ()
    assert workspace.collect(as_of=D29).replies.files == ()


def test_a_run_that_was_cut_off_is_answered_by_the_next(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    (workspace.inbox / "表.xlsx").write_bytes(forms.filled(*FORM, {"rural_kg_count": None}))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("toolkit.reply.correction.Copies.copy", stop)
        workspace.collect(as_of=D28)
    replies = workspace.collect(as_of=D29).replies.files
    assert {p.name[:4] for p in replies} == {"退回修改", "收件回执", "富蕴县_"}
    assert any("2021-01-28" in p.name for p in replies)


def test_what_came_for_one_period_says_nothing_of_another(workspace: Workspace) -> None:
    """Answers rest on the periods of their run alone, and on all that came for these."""
    item, unit, sent = workspace.plan.item[FORM[0]], workspace.plan.unit[FORM[1]], []
    for period, day in zip(workspace.plan.periods[:2], (date(2021, 1, 25), date(2021, 4, 1)), strict=True):
        workspace.distribute(as_of=day, period=period.id, unit=unit.id, item=item.id)
        sent.append(workspace.form_path(period, item, unit).read_bytes())
    first, second = (filled(workspace, blank, FORM, {}) for blank in sent)
    again = filled(workspace, sent[0], FORM, {"m1_progress": "又有进展。"})
    replies = [
        receipt(collected(workspace, data, f"{number}.xlsx", date(2021, 4, 2)))
        for number, data in enumerate([first, second, again])
    ]
    assert ["代替以前报的" in text for text in replies] == [False, False, True]
    assert all("和上次报的一样" not in text for text in replies)

"""Own sheets, notes, colours, rows without a place, and what cannot be carried over."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from tests.additions.clerks import (
    FIGURES,
    LEDGER,
    OVERVIEW,
    OWING,
    Edit,
    carry,
    cell,
    column_of,
    drawn,
    edited,
    insert_column,
    key_of,
    opened,
    row_of,
    saved,
    sheet_of,
)
from tests.effort import first
from toolkit.additions.carry import carried

LEFT = "未能放回的补充内容"
YELLOW = PatternFill("solid", fgColor="FFFFFF00")


def rgb_of(cell_: object) -> object:
    """The colour of a cell's letters."""
    colour = cell_.font.color  # type: ignore[attr-defined]
    return colour.rgb if colour is not None else None


def left_in(data: bytes) -> list[list[object]]:
    book = opened(data)
    found: list[list[object]] = []
    if LEFT in book.sheetnames:
        for row in sheet_of(book, LEFT).iter_rows(min_row=4, values_only=True):
            found.append([*row[:6]])  # noqa: PERF401 - mypy sees no list of objects in a comprehension
    return found


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("position", "name"), first(2, [(1, "分 表'1"), (None, "附表"), (0, "领导批示"), (5, "Sheet1")])
)
def test_a_sheet_of_the_offices_own_stays_as_it_is(position: int | None, name: str) -> None:
    book = opened(drawn())
    own = book.create_sheet(name, position)
    own["A1"], own["A2"], own["B2"], own["C3"] = "标题", '=COUNTIF(整改台账!$F$5:$F$20,"*")', 3.25, "=B2*2"
    own.merge_cells("A1:D1")
    own["A1"].font = Font(name="黑体", size=20, color="FFC00000")
    own["B2"].number_format, own["B2"].fill = "#,##0.00", YELLOW
    own["B2"].comment = Comment("看这里", "张")
    own.column_dimensions["B"].width, own.row_dimensions[2].height, own.column_dimensions["D"].hidden = 33, 44, True
    own.freeze_panes, own.sheet_properties.tabColor = "B2", "FF00FF00"
    own.page_setup.orientation, own.print_title_rows, own.print_area = "landscape", "1:1", "A1:D9"
    own.sheet_state = "hidden" if position == 5 else "visible"
    before = book.sheetnames.index(name)
    new = opened(carry(saved(book), "after").data)
    there = sheet_of(new, name)
    assert new.sheetnames.index(name) == before and there.sheet_state == own.sheet_state
    assert [c.value for row in there for c in row] == [c.value for row in own for c in row]
    assert str(there.merged_cells.ranges) == str(own.merged_cells.ranges)
    assert there["A1"].font.name == "黑体" and rgb_of(there["A1"]) == "FFC00000"
    assert (there["B2"].number_format, there["B2"].fill.fgColor.rgb) == ("#,##0.00", "FFFFFF00")
    assert there["B2"].comment is not None and there["B2"].comment.text == "看这里"
    assert (there.column_dimensions["B"].width, there.row_dimensions[2].height) == (33, 44)
    assert there.column_dimensions["D"].hidden and there.freeze_panes == "B2"
    assert there.sheet_properties.tabColor is not None and there.sheet_properties.tabColor.rgb == "FF00FF00"
    assert there.page_setup.orientation == "landscape" and there.print_title_rows == own.print_title_rows
    assert there.print_area == own.print_area
    assert new.active is not None and new.active.title == OVERVIEW


def test_formulas_on_an_own_sheet_follow_the_ledger() -> None:
    book = opened(drawn())
    own = book.create_sheet("我的")
    ledger = sheet_of(book, LEDGER)
    row = row_of(ledger, ("6.2|qinghe|1",)) if _has(ledger, "6.2|qinghe|1") else ledger.max_row
    key = key_of(ledger, row)
    own["A1"] = f"=整改台账!$F${row}"
    own["A2"] = f'=COUNTIF(整改台账!$F$5:$F${ledger.max_row},"x")'
    new = opened(carry(saved(book), "without a unit").data)
    there = sheet_of(new, LEDGER)
    assert new["我的"]["A1"].value == f"='{LEDGER}'!$F${row_of(there, key)}" or new["我的"]["A1"].value == (
        f"={LEDGER}!$F${row_of(there, key)}"
    )
    assert f"$F$5:$F${there.max_row}" in str(new["我的"]["A2"].value)


def _has(sheet: object, key: str) -> bool:
    return any(key == c.value for c in sheet["B"])  # type: ignore[index]


def test_a_table_a_chart_a_picture_and_a_name_on_an_own_sheet_come_along() -> None:
    book = opened(drawn())
    own = book.create_sheet("统计")
    for row in (["单位", "数"], ["甲", 1], ["乙", 2]):
        own.append(row)
    own.add_table(Table(displayName="统计表", ref="A1:B3"))
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    own.add_chart(chart, "D2")
    own.add_image(_picture(), "H2")
    book.defined_names["我的数"] = DefinedName("我的数", attr_text="统计!$B$2:$B$3")
    done = carry(saved(book))
    there = sheet_of(opened(done.data), "统计")
    assert list(there.tables) == ["统计表"]
    with zipfile.ZipFile(BytesIO(done.data)) as parts:
        names = parts.namelist()
    assert {"xl/office/chart1.xml", "xl/office/image1.png", "xl/office/drawing1.xml"} <= set(names)
    assert opened(done.data).defined_names["我的数"].attr_text == "统计!$B$2:$B$3"
    assert not done.lost


def _picture() -> Image:
    out = BytesIO()
    Picture.new("RGB", (20, 20), "red").save(out, "PNG")
    out.seek(0)
    return Image(out)


def test_a_copy_of_the_ledger_and_a_renamed_sheet_are_told_apart() -> None:
    book = opened(drawn())
    copy = book.copy_worksheet(book[LEDGER])
    copy.title = "整改台账 (2)"
    book[OWING].title = "没报的"
    cell(sheet_of(book, "没报的"), 4, 13).value = "电话"
    new = opened(carry(saved(book)).data)
    assert "整改台账 (2)" in new.sheetnames and "没报的" not in new.sheetnames
    assert sheet_of(new, OWING)["M4"].value == "电话"
    assert ["整改台账 (2)", "own"] in [list(row)[:2] for row in new["_drawn"].values]


@pytest.mark.parametrize("text", first(1, ["张三:\n第一行\n第二行", "请核实"]))
def test_a_note_stays_at_its_cell(text: str) -> None:
    places = ((LEDGER, "K7"), (LEDGER, "D4"), (OWING, "C5"), (FIGURES, "D5"), (OVERVIEW, "C8"), (OVERVIEW, "A8"))
    book = opened(drawn())
    for name, at in places:
        sheet_of(book, name)[at].comment = Comment(text, "张")
    new = opened(carry(saved(book), "after").data)
    for name, at in places:
        old, there = sheet_of(book, name), sheet_of(new, name)
        row = old[at].row
        if name in (LEDGER, OWING) and at != "D4":
            row = row_of(there, key_of(old, row))
        found = there.cell(row, old[at].column).comment
        assert found is not None and found.text == text, (name, at)


def test_the_toolkits_notes_are_not_doubled_and_stand_below_the_offices() -> None:
    book = opened(drawn("with long titles"))
    own = notes_of(sheet_of(book, OVERVIEW))
    at = min(own)
    sheet_of(book, OVERVIEW)[at].comment = Comment("办公室的话", "张")
    notes = notes_of(sheet_of(opened(carry(saved(book), "with long titles").data), OVERVIEW))
    assert notes[at].startswith("办公室的话\n") and notes[at].endswith(own[at])
    assert {k: v for k, v in notes.items() if k != at} == {k: v for k, v in own.items() if k != at}


def notes_of(sheet: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def test_a_thread_of_comments_becomes_a_note_that_says_who_said_what() -> None:
    data = edited(drawn(), lambda book: setattr(book[LEDGER]["K7"], "comment", Comment("[Threaded comment] …", "t")))
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"
    thread = (
        f'<ThreadedComments xmlns="{space}">'
        '<threadedComment ref="K7" dT="2021-02-03T01:00:00.00" personId="{A}" id="{1}">'
        "<text>请催办</text></threadedComment>"
        '<threadedComment ref="K7" dT="2021-02-04T01:00:00.00" personId="{B}" id="{2}" '
        'parentId="{1}"><text>已办</text></threadedComment></ThreadedComments>'
    )
    people = f'<personList xmlns="{space}">'
    people += '<person displayName="甲" id="{A}"/><person displayName="乙" id="{B}"/></personList>'
    data = with_parts(
        data,
        {"xl/threadedComments/threadedComment1.xml": thread, "xl/persons/person.xml": people},
        {
            "xl/worksheets/_rels/sheet2.xml.rels": (
                f"{kind}/threadedComment",
                "/xl/threadedComments/threadedComment1.xml",
            ),
            "xl/_rels/workbook.xml.rels": (f"{kind}/person", "/xl/persons/person.xml"),
        },
    )
    note = sheet_of(opened(carry(data).data), LEDGER)["K7"].comment
    assert note is not None and note.text == "甲 2021-02-03：请催办\n乙 2021-02-04：已办"


def with_parts(data: bytes, parts: dict[str, str], leads: dict[str, tuple[str, str]]) -> bytes:
    """A workbook with parts that openpyxl does not write, and what leads to them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name in leads:
                kind, target = leads[name]
                more = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}"/></Relationships>'.encode()
                text = text.replace(b"</Relationships>", more)
            new.writestr(name, text)
        for name, more_text in parts.items():
            new.writestr(name, more_text)
    return out.getvalue()


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("fill", "colour"), first(2, [("FFFFFF00", None), ("FFC6EFCE", "FF00B050"), ("FFFFF2CC", "FFFF0000")])
)
def test_a_row_coloured_by_hand_stays_coloured_wherever_it_goes(fill: str, colour: str | None) -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    row = sheet.max_row
    key = key_of(sheet, row)
    for one in sheet[row]:
        one.fill = PatternFill("solid", fgColor=fill)
        if colour:
            font = one.font
            one.font = Font(name=font.name, size=font.sz, color=colour)
    new = sheet_of(opened(carry(saved(book), "without a unit").data), LEDGER)
    coloured = {r for r in range(5, new.max_row + 1) if new.cell(r, 6).fill.fgColor.rgb == fill}
    assert coloured == {row_of(new, key)}
    for one in new[row_of(new, key)]:
        assert one.fill.fgColor.rgb == fill
        assert one.border.left.style == "thin" and one.font.name == "宋体"
        assert colour is None or rgb_of(one) == colour


def test_the_toolkits_own_colours_are_not_taken_for_hand_set_ones() -> None:
    """Neither the red total of what is missing nor the tint of the office's cells stays when its reason is gone."""
    for edit in (lambda book: None, lambda book: setattr(book["总览"]["A50"], "value", "备注")):
        data = edited(drawn(), edit)
        done = carried(data, drawn("after"), "x")
        old, new = opened(drawn("after")), opened(done.data)
        for name in (LEDGER, FIGURES, OWING):
            mine = [
                [(c.fill.fgColor.rgb, c.font.color.rgb if c.font.color else None) for c in row] for row in old[name]
            ]
            assert [
                [(c.fill.fgColor.rgb, c.font.color.rgb if c.font.color else None) for c in row] for row in new[name]
            ] == mine


@pytest.mark.one_in(2)
@pytest.mark.parametrize("what", ["without a unit", "without an item"])
def test_what_has_no_row_any_more_is_kept_aside_and_comes_back(what: str) -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    gone = "altay_city" if what == "without a unit" else "6.2|"
    row = next(r for r in range(5, sheet.max_row + 1) if gone in str(sheet.cell(r, 2).value))
    key = key_of(sheet, row)
    at = insert_column(sheet, "整改措施", "甲")
    cell(sheet, row, at).value = "要紧的话"
    cell(sheet, row, 6).comment = Comment("要紧的批注", "张")
    for one in sheet[row]:
        one.fill = YELLOW
    done = carry(saved(book), what)
    lines = left_in(done.data)
    assert any("要紧的话" in line for line in lines) and any("要紧的批注" in line for line in lines)
    assert any("底色" in str(line[3]) for line in lines)
    back = opened(carry(done.data).data)
    assert LEFT not in back.sheetnames
    new = sheet_of(back, LEDGER)
    there = row_of(new, key)
    assert new.cell(there, column_of(new, "甲")).value == "要紧的话"
    assert new.cell(there, 6).comment is not None and new.cell(there, 7).fill.fgColor.rgb == "FFFFFF00"


def test_lines_of_the_sheet_of_remains_are_the_offices_to_change() -> None:
    book = opened(drawn())
    sheet = sheet_of(book, LEDGER)
    row = next(r for r in range(5, sheet.max_row + 1) if "altay_city" in str(sheet.cell(r, 2).value))
    at = insert_column(sheet, "整改措施", "甲")
    cell(sheet, row, at).value, cell(sheet, row, 6).comment = "旧话", Comment("批注", "张")
    data = carry(saved(book), "without a unit").data
    book = opened(data)
    left = sheet_of(book, LEFT)
    line = next(r for r in range(4, 9) if left.cell(r, 4).value == "旧话")
    cell(left, line, 4).value = "改过的话"
    left["B9"], left["H4"] = "自己写的一行", "旁边的字"
    lines = left_in(carry(saved(book), "without a unit").data)
    said = [text for line in lines for text in line]
    assert {"改过的话", "自己写的一行", "旁边的字"} <= set(said) and "旧话" not in said
    left.delete_rows(4, 30)
    assert LEFT not in opened(carry(saved(book), "without a unit").data).sheetnames


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(2, [LEDGER, OWING, FIGURES]))
def test_rows_typed_below_a_table_stay_below_it(name: str) -> None:
    book = opened(drawn())
    sheet = sheet_of(book, name)
    row = sheet.max_row + 2
    cell(sheet, row, 5).value, cell(sheet, row, 6).value, cell(sheet, row, 5).fill = "合计", 12, YELLOW
    cell(sheet, row + 1, 5).value = "制表人"
    new = sheet_of(opened(carry(saved(book), "after").data), name)
    texts = [[c.value for c in line] for line in new.iter_rows(min_row=new.max_row - 1)]
    assert texts[0][4:6] == ["合计", 12] and texts[1][4] == "制表人"
    assert new.cell(new.max_row - 1, 5).fill.fgColor.rgb == "FFFFFF00"


def test_what_is_typed_beside_the_first_page_stays_there() -> None:
    data = edited(drawn(), lambda book: setattr(book[OVERVIEW]["B60"], "value", "值班电话 ××××"))
    assert opened(carry(data, "after").data)[OVERVIEW]["B60"].value == "值班电话 ××××"


def _chart(name: str) -> Edit:
    def add(book: object) -> None:
        sheet = book[name]  # type: ignore[index]
        for number in range(3):
            chart = BarChart()
            chart.add_data(Reference(sheet, min_col=4, min_row=5, max_row=8))
            sheet.add_chart(chart, f"B{30 + number}")

    return add


NAMED: dict[str, tuple[str, Edit]] = {
    "a chart": ("图表", _chart(OWING)),
    "a picture": ("图片", lambda book: book[LEDGER].add_image(_picture(), "B30")),
    "another picture": ("图片", lambda book: book[OVERVIEW].add_image(_picture(), "B70")),
    "a table": ("表格样式", lambda book: book["时限"].add_table(Table(displayName="T", ref="A3:J4"))),
    "another file": ("引用其他文件", lambda book: setattr(book.create_sheet("甲")["A1"], "value", "=[1]乙!A1")),
}


@pytest.mark.parametrize("what", first(1, [[*NAMED], *([name] for name in NAMED)]), ids=lambda what: "，".join(what))
def test_what_cannot_be_carried_over_is_named(what: list[str]) -> None:
    done = carry(edited(drawn(), *(NAMED[name][1] for name in what)))
    left = left_in(done.data)
    for word in (NAMED[name][0] for name in what):
        assert any(word in one.sentence for one in done.lost)
        assert any(word in str(line[5]) and "原件.xlsx" in str(line[5]) for line in left)


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("kind", "word"),
    first(2, [("vbaProject", "宏"), ("pivotCacheDefinition", "数据透视表"), ("slicerCache", "切片器")]),
)
def test_what_belongs_to_the_whole_workbook_is_named(kind: str, word: str) -> None:
    base = "http://schemas.microsoft.com/office/2006/relationships"
    data = with_parts(
        edited(drawn()), {"xl/x.bin": "x"}, {"xl/_rels/workbook.xml.rels": (f"{base}/{kind}", "/xl/x.bin")}
    )
    done = carry(data)
    assert [one.what.value for one in done.lost] == [word]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0" + bytes(600), b"plain text", drawn()[:9000]]
)
def test_a_file_that_is_not_understood_is_said_to_be_so(data: bytes) -> None:
    done = carried(data, drawn(), "原件.xlsx")
    assert [one.what.value for one in done.lost] == ["整个文件"]
    assert any("原件.xlsx" in str(line[5]) for line in left_in(done.data))


def test_without_the_hidden_sheet_the_offices_own_still_lives_on() -> None:
    def add(book: object) -> None:
        del book["_drawn"]  # type: ignore[attr-defined]
        sheet = sheet_of(book, LEDGER)  # type: ignore[arg-type]
        insert_column(sheet, "整改措施", "甲")
        cell(sheet, 6, column_of(sheet, "甲")).value = "话"
        cell(sheet, 7, 8).fill = YELLOW
        book.create_sheet("乙")["A1"] = 1  # type: ignore[attr-defined]

    new = opened(carry(edited(drawn(), add)).data)
    sheet = sheet_of(new, LEDGER)
    assert sheet.cell(6, column_of(sheet, "甲")).value == "话" and sheet.cell(7, 8).fill.fgColor.rgb == "FFFFFF00"
    assert new["乙"]["A1"].value == 1

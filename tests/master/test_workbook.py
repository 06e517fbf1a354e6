from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY
from tests.effort import first
from tests.sheets import columns_of, fits_its_page, footer_of
from tests.standing.snapshots import Sent, at_random, everything, finding, snapshot_of
from toolkit.ledger import Arrival, ArrivalOutcome
from toolkit.master.workbook import write_master
from toolkit.plan.model import Plan
from toolkit.plan.workdays import last_announced_year
from toolkit.standing.snapshot import Snapshot

SHEETS = ["总览", "整改台账", "打印版", "打印版（A4）", "督办记录", "还缺什么", "未报与逾期", "时限", "指标汇总",
    "退回与问题", "核定问题", "重报变更", "佐证材料", "报送记录", "工作日历",
    "_progress", "_office", "_drawn",
]  # fmt: skip
EVIL = (
    '=HYPERLINK("http://example.invalid","点我")',
    "+1",
    "-已召开专题会议",
    "@SUM(A1)",
    "http://example.invalid",
    "00123",
)
TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def snapshot(plan: Plan) -> Snapshot:
    """Returns in every state, with texts that look like formulas."""
    sent = at_random(plan, 1, date(2021, 1, 25), date(2021, 2, 2))
    sent += [
        Sent("3.3.2", "burqin", changes={"m1_progress": EVIL[0], "m2_progress": EVIL[1], "m3_progress": EVIL[2]}),
        Sent("3.3.3", "fuyun", changes={"m1_progress": EVIL[3], "m2_progress": EVIL[4], "m3_progress": EVIL[5]}),
        Sent("3.1.1", "qinghe", accepted=False, findings=(finding(cell="F17", found=EVIL[0], sheet="填报表"),)),
    ]
    lost = Arrival("=cmd.xlsx", "f" * 64, date(2021, 2, 1), ArrivalOutcome.UNIDENTIFIED, "没有找到表号。")
    return snapshot_of(plan, sent, unidentified=(lost,))


@pytest.fixture(scope="module")
def master(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("master") / "整改总台账.xlsx"
    write_master(snapshot, path, KEY)
    return path


@pytest.fixture(scope="module")
def book(master: Path) -> Workbook:
    return load_workbook(master)


@pytest.fixture(scope="module")
def cached(master: Path) -> Workbook:
    return load_workbook(master, data_only=True)


Write = Callable[[Snapshot], Workbook]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(snapshot: Snapshot) -> Workbook:
        write_master(snapshot, tmp_path / "m.xlsx", KEY)
        return load_workbook(tmp_path / "m.xlsx", data_only=True)

    return written


def column(sheet: Worksheet, caption: str, head: int) -> list[object]:
    """The cells under a caption."""
    place = next(c.column for c in sheet[head] if c.value == caption)
    return [sheet.cell(row, place).value for row in range(head + 1, sheet.max_row + 1)]


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


def test_sheets_stand_in_order_and_only_the_calendar_is_hidden(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert [s.title for s in book if s.sheet_state != "visible"] == ["工作日历", "_progress", "_office", "_drawn"]
    assert book.active is not None and book.active.title == "总览"


@pytest.mark.parametrize("name", SHEETS[:-4])
def test_every_sheet_prints_landscape_with_page_numbers_at_eight_points_or_more(book: Workbook, name: str) -> None:
    sheet = book[name]
    paper = 9 if name in ("总览", "打印版（A4）", "还缺什么") else 8
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", paper)
    if fits_its_page(sheet):
        assert (sheet.page_setup.fitToWidth in (None, 1)) and sheet.page_setup.fitToHeight == (
            None if name == "总览" else 0
        )
    else:
        assert (sheet.page_setup.scale or 0) * 10.5 >= 800 and sheet.print_title_cols
    assert "第 &P 页 共 &N 页" in re.sub(r"&\[?Page\]?", "&P", footer_of(sheet).replace("&[Pages]", "&N"))
    assert sheet.print_area


@pytest.mark.parametrize(
    ("name", "head"), [("整改台账", 4), ("未报与逾期", 3), ("指标汇总", 3), ("退回与问题", 3), ("报送记录", 3)]
)
def test_lists_repeat_freeze_and_filter_their_heading(book: Workbook, name: str, head: int) -> None:
    sheet = book[name]
    assert str(sheet.print_title_rows).replace("$", "").endswith(f":{head}")
    assert sheet.freeze_panes is not None and re.sub("[A-Z]", "", sheet.freeze_panes) == str(head + 1)
    left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
    captions = [c.column for c in sheet[head] if c.value]
    assert (left, top, right) == (1, head, max(captions)), "sorting must move every column, the hidden ones too"
    assert bottom is not None and bottom >= head + 1


def test_every_formula_has_a_cached_value_and_none_is_an_error(master: Path) -> None:
    found = 0
    with zipfile.ZipFile(master) as parts:
        for name in parts.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            for cell in ElementTree.fromstring(parts.read(name)).iter(f"{TAG}c"):
                if cell.find(f"{TAG}f") is not None:
                    found += 1
                    assert cell.find(f"{TAG}v") is not None, f"{name} {cell.get('r')}"
                    assert cell.get("t") != "e"
    assert found > 1000


def test_formulas_use_only_what_excel_2010_wps_and_libreoffice_share(book: Workbook) -> None:
    shared = {"IF", "AND", "OR", "NOT", "MAX", "MIN", "MATCH", "INDEX", "LEFT", "COUNTIFS", "COUNTIF", "COUNT", "SUM",
              "ISNUMBER", "ROUND", "IFERROR", "LEN", "TRIM", "EXACT", "ABS", "TEXT", "DATE", "SUMPRODUCT"}  # fmt: skip
    used = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", str(cell.value))))
    assert used <= shared


def test_texts_of_units_are_never_formulas_or_links(book: Workbook) -> None:
    for evil in EVIL:
        found = [c for s in book for row in s.iter_rows() for c in row if c.value == evil]
        assert found and all(c.data_type == "s" and c.hyperlink is None for c in found), evil
    outside = {str(c.hyperlink.target) for s in book for row in s.iter_rows() for c in row if c.hyperlink is not None}
    archived = re.compile(r"None|\.\./\.\./archive/[0-9a-f]{2}/[0-9a-f]{64}(\.xlsx)?")
    assert all(archived.fullmatch(target.replace("\\", "/")) for target in outside)
    assert "=cmd.xlsx" in texts(book["退回与问题"])


def test_every_link_leads_to_the_row_it_speaks_of(book: Workbook) -> None:
    every = [(s.title, c) for s in book for row in s.iter_rows() for c in row if c.hyperlink is not None]
    links = [(title, c) for title, c in every if c.hyperlink is not None and not c.hyperlink.target]
    assert {title for title, _ in links} >= {"总览", "未报与逾期"}
    for title, cell in links:
        assert cell.hyperlink is not None
        leads = re.fullmatch(r"'?([^'!]+)'?!\$?([A-Z]+\$?\d+)", str(cell.hyperlink.location))
        assert leads is not None and cell.row is not None
        sheet, place = leads.groups()
        target = book[sheet][place.replace("$", "")]
        if title == "未报与逾期":
            area = book[title].cell(cell.row, 1).value
            assert (target.value, area) == (cell.value, _area(book, target.row))
        elif place != "A1":
            assert str(target.value).endswith(str(cell.value))


def _area(book: Workbook, row: int) -> object:
    place = next(c.column for c in book["整改台账"][4] if c.value == "责任单位")
    return book["整改台账"].cell(row, place).value


def test_names_and_the_date_cell(book: Workbook, snapshot: Snapshot) -> None:
    assert set(book.defined_names) >= {"截至日期", "工作日", "蓝灯工作日", "黄灯工作日"}
    sheet, place = book.defined_names["截至日期"].attr_text.replace("$", "").replace("'", "").split("!")
    cell = book[sheet][place]
    assert isinstance(cell.value, datetime) and cell.value.date() == snapshot.as_of
    (check,) = book["总览"].data_validations.dataValidation
    days = [c.value for c in book["工作日历"]["A"][2:]]
    assert place in str(check.sqref) and check.type == "date"
    lowest, highest = (
        date.fromordinal(date(1899, 12, 30).toordinal() + int(v)) for v in (check.formula1, check.formula2)
    )
    assert (lowest.year, highest.year) == (days[0].year, days[-1].year), "no day may be chosen that the calendar lacks"


def test_a_year_whose_holidays_are_not_known_is_named(plan: Plan, write: Write) -> None:
    assert "按周一至周五计算" not in texts(write(snapshot_of(plan, []))["总览"])
    last = last_announced_year()
    assert f"。{last + 1} 年节假日安排程序里没有，按周一至周五计算" in texts(
        write(snapshot_of(plan, [], date(last, 6, 1)))["总览"]
    )


def test_ledger_has_no_cut_texts_and_heights_that_fit(book: Workbook, snapshot: Snapshot) -> None:
    sheet = book["整改台账"]
    said = texts(sheet)
    for item in snapshot.plan.items:
        for measure in item.measures:
            assert measure.text in said
    heights = [sheet.row_dimensions[row].height for row in range(5, sheet.max_row + 1)]
    assert all(h is not None and 30 <= h < 409 for h in heights), "409 is the most that Excel gives a row"


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("length", "field", "caption"),
    first(
        2,
        [
            (1000, "m1_progress", "进展情况"), (300, "overall_difficulty", "存在困难"),
            (300, "m1_progress", "进展情况"), (650, "m1_progress", "进展情况"),
            (650, "overall_difficulty", "存在困难"), (1000, "overall_difficulty", "存在困难"),
        ],
    ),
)  # fmt: skip
def test_the_longest_text_that_a_form_takes_is_shown_whole(
    plan: Plan, tmp_path: Path, length: int, field: str, caption: str
) -> None:
    write_master(snapshot_of(plan, [Sent("3.1.1", "fuyun", changes={field: "长" * length})]), tmp_path / "m.xlsx", KEY)
    sheet = load_workbook(tmp_path / "m.xlsx")["整改台账"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "长" * length)
    assert next(c.value for c in sheet[4] if c.column == cell.column) == caption
    points = sheet.column_dimensions[cell.column_letter].width * 7 * 0.75
    lines = -(-length // int(points // cell.font.sz))
    assert cell.font.sz >= 9
    assert lines * cell.font.sz * 1.3 <= sheet.row_dimensions[cell.row].height <= 409


def test_days_left_is_blank_once_accepted_and_units_are_plain_for_filtering(cached: Workbook, plan: Plan) -> None:
    sheet = cached["整改台账"]
    states, left = column(sheet, "报送状态", 4), column(sheet, "剩余天数", 4)
    for state, days in zip(states, left, strict=True):
        assert (days in (None, "")) == (state == "已接收")
    assert set(column(sheet, "责任单位", 4)) == {unit.area for unit in plan.units}
    assert set(column(sheet, "责任单位依据", 4)) == {"文件写明", "建议"}


def test_missing_units_are_named_beside_a_total_that_is_marked(plan: Plan, write: Write) -> None:
    sent = [s for s in everything(plan) if (s.item, s.unit) not in {("3.2.2", "fuyun"), ("3.2.2", "kanas")}]
    sent.append(Sent("3.2.2", "kanas", accepted=False))
    sheet = write(snapshot_of(plan, sent))["指标汇总"]
    head = columns_of(sheet, 3)
    row = next(c.row for c in sheet["B"] if c.value == "幼儿园总数")
    assert sheet.cell(row, head["富蕴县"]).value == "未报"
    assert sheet.cell(row, head["喀纳斯景区"]).value == "退回"
    assert sheet.cell(row, head["缺报单位"]).value == "缺 2 家：富蕴县、喀纳斯景区"
    total = sheet.cell(row, head["汇总"])
    assert (total.value, sheet.cell(row, head["文件数"]).value, sheet.cell(row, head["差异"]).value) == (266, 322, -56)
    assert total.font.color is not None and total.font.color.rgb == "FFC00000"
    assert "缺 富蕴县、喀纳斯景区，报齐后再核对" in texts(sheet)
    owed_not = next(c.row for c in sheet["B"] if c.value == "阿勒泰市区幼儿园数")
    assert sheet.cell(owed_not, head["富蕴县"]).value == "／"


def test_zero_is_written_and_blank_is_left_blank(plan: Plan, write: Write) -> None:
    sent = [Sent("3.2.2", "habahe", changes={"kg_private": 0}), Sent("3.2.2", "jeminay", changes={"kg_private": None})]
    sheet = write(snapshot_of(plan, sent))["指标汇总"]
    head = columns_of(sheet, 3)
    row = next(c.row for c in sheet["B"] if c.value == "民办幼儿园数")
    assert sheet.cell(row, head["哈巴河县"]).value == 0
    assert sheet.cell(row, head["吉木乃县"]).value is None
    assert "吉木乃县" in str(sheet.cell(row, head["缺报单位"]).value)


def test_figures_that_do_not_fit_are_listed_with_their_cells(plan: Plan, write: Write) -> None:
    sent = [s for s in everything(plan) if (s.item, s.unit) not in {("3.1.1", "fuyun"), ("3.2.2", "kanas")}]
    sent += [Sent("3.1.1", "fuyun", changes={"rural_kg_count": 60}), Sent("3.2.2", "kanas", changes={"kg_total": 5})]
    said = texts(write(snapshot_of(plan, sent))["指标汇总"])
    assert "农村幼儿园数 60（3.1.1_fuyun.xlsx F" in said and "幼儿园总数 52（3.2.2_fuyun.xlsx F" in said
    assert "幼儿园总数合计 323" in said


def test_lists_say_so_when_they_are_empty(plan: Plan, write: Write) -> None:
    book = write(snapshot_of(plan, everything(plan)))
    assert "无：全部按期报送。" in texts(book["未报与逾期"])
    assert "无：没有待改的问题。" in texts(book["退回与问题"])
    assert "还没有收到报送。" in texts(write(snapshot_of(plan, []))["报送记录"])


def test_record_has_a_row_for_every_return(cached: Workbook, snapshot: Snapshot) -> None:
    sheet = cached["报送记录"]
    assert column(sheet, "文件", 3) == [s.file_name for s in snapshot.submissions]
    assert column(sheet, "文件指纹", 3) == [s.sha256[:12] for s in snapshot.submissions]
    assert {"填报人", "联系电话", "报送日期", "主要领导是否签字"} <= {c.value for c in sheet[3]}


def test_the_same_snapshot_gives_the_same_bytes(snapshot: Snapshot, master: Path, tmp_path: Path) -> None:
    write_master(snapshot, tmp_path / "again.xlsx", KEY)
    assert (tmp_path / "again.xlsx").read_bytes() == master.read_bytes()


def test_quotes_in_the_plans_words_do_no_harm(plan: Plan, tmp_path: Path) -> None:
    units = tuple(replace(unit, area=f'{unit.area}"甲"') for unit in plan.units)
    write_master(snapshot_of(replace(plan, units=units), []), tmp_path / "m.xlsx", KEY)
    formulas = [c.value for row in load_workbook(tmp_path / "m.xlsx")["总览"].iter_rows() for c in row]
    quoting = [f for f in formulas if isinstance(f, str) and f.startswith("=") and "甲" in f]
    assert len(quoting) > len(units)
    assert all('""甲""' in f and f.count('"') % 2 == 0 for f in quoting)
    assert '布尔津县"甲"（27 份）' in texts(load_workbook(tmp_path / "m.xlsx", data_only=True)["总览"])


def test_nothing_is_left_when_the_folder_cannot_be_written(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_master(snapshot, tmp_path / "没有的文件夹" / "m.xlsx", KEY)
    assert list(tmp_path.iterdir()) == []

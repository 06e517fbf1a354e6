"""The office's word survives whatever people do to the master in Excel."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tests.effort import first, tried
from tests.master.masters import with_word, with_words
from tests.small import F1, F2, F3, Form, small_workspace
from toolkit import Workspace
from toolkit.base.captions import Sheet
from toolkit.master import workbook as master_workbook
from toolkit.master.columns import HEAD_ROW
from toolkit.standing.decisions import standing_cells

PERIOD, DAY = "2021-01", date(2021, 2, 10)
SAID: dict[Form, dict[str, object]] = {
    F1: {
        "核定结论": "继续整改", "核定意见": "抓紧", "核定人": "×××", "核定日期": date(2021, 2, 1), "备注": "按季度调度",
    },
    F2: {"核定结论": "退回", "核定意见": "材料不全\n请补充", "核定人": "×××", "核定日期": date(2021, 2, 2)},
    F3: {"备注": "电话已催"},
}  # fmt: skip
Edit = Callable[[Workbook], object]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_workspace(tmp_path_factory.mktemp("核定") / "工作区").root


@pytest.fixture
def workspace(start: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(start, tmp_path / "工作区")
    return Workspace(tmp_path / "工作区")


def master_of(workspace: Workspace) -> Path:
    return workspace.master_path(workspace.period(PERIOD))


def said_in(data: bytes) -> bytes:
    return with_words(data, SAID)


def edited(data: bytes, edit: Edit) -> bytes:
    workbook = load_workbook(BytesIO(data))
    edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def kept(workspace: Workspace) -> dict[tuple[Form, str], object]:
    """What stands in the ledger, by form and caption."""
    with workspace.ledger() as ledger:
        standing = standing_cells(ledger.office(PERIOD))
    return {((place[0], place[1]), place[3]): cell.value for place, cell in standing.items() if cell.value is not None}


def shown(data: bytes) -> dict[tuple[Form, str], object]:
    """What the office's cells of a master say, by the hidden key of the row."""
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("整改台账").to_python(skip_empty_area=False)
    captions = rows[HEAD_ROW]
    found: dict[tuple[Form, str], object] = {}
    for row in rows[HEAD_ROW + 1 :]:
        said = dict(zip(captions, row, strict=True))
        item, _, unit = str(said["键"]).partition("|")
        for caption in ("核定结论", "核定意见", "核定人", "核定日期", "备注"):
            if said[caption] != "":
                found[(item, unit), caption] = said[caption]
    return found


EXPECTED = {(form, caption): value for form, said in SAID.items() for caption, value in said.items()}


def ledger_sheet(workbook: Workbook) -> Worksheet:
    sheet = workbook["整改台账"]
    assert isinstance(sheet, Worksheet)
    return sheet


def reverse_rows(workbook: Workbook) -> None:
    sheet = ledger_sheet(workbook)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD_ROW + 2)]
    for number, row in enumerate(reversed(rows), start=HEAD_ROW + 2):
        for index, value in enumerate(row, start=1):
            sheet.cell(number, index).value = value


def hide_rows(workbook: Workbook) -> None:
    sheet = ledger_sheet(workbook)
    sheet.auto_filter.add_filter_column(4, ["富蕴县"])
    for row in range(HEAD_ROW + 2, sheet.max_row + 1, 2):
        sheet.row_dimensions[row].hidden = True


def duplicate_last_rows(workbook: Workbook) -> None:
    sheet = ledger_sheet(workbook)
    for row in list(sheet.iter_rows(min_row=HEAD_ROW + 2, values_only=True)):
        sheet.append(row)


def move_column_to_the_end(workbook: Workbook) -> None:
    sheet = ledger_sheet(workbook)
    column = next(c.column for c in sheet[HEAD_ROW + 1] if c.value == "核定结论")
    last = sheet.max_column + 1
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, last).value = sheet.cell(row, column).value
    sheet.delete_cols(column)


def lose_the_keys(workbook: Workbook) -> None:
    sheet = ledger_sheet(workbook)
    for caption in ("键", "行键"):
        sheet.delete_cols(next(c.column for c in sheet[HEAD_ROW + 1] if c.value == caption))


def keep_two_sheets(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        if sheet.title not in ("整改台账", Sheet.WRITTEN):
            workbook.remove(sheet)


def lose_keys_and_hidden_sheet(workbook: Workbook) -> None:
    lose_the_keys(workbook)
    workbook.remove(workbook[Sheet.WRITTEN])


EDITS: dict[str, Edit] = {
    "nothing": lambda w: None,
    "sorted the other way": reverse_rows,
    "filtered, rows hidden": hide_rows,
    "a column inserted in front": lambda w: ledger_sheet(w).insert_cols(1),
    "a column inserted in the middle": lambda w: ledger_sheet(w).insert_cols(9, 2),
    "rows inserted above": lambda w: ledger_sheet(w).insert_rows(1, 3),
    "empty rows in between": lambda w: ledger_sheet(w).insert_rows(HEAD_ROW + 4, 2),
    "a column moved": move_column_to_the_end,
    "rows there twice": duplicate_last_rows,
    "sheets added": lambda w: w.create_sheet("我的统计", 0).append(["核定结论", "数量"]),
    "the sheet renamed": lambda w: setattr(ledger_sheet(w), "title", "台账（核定用）"),
    "other sheets deleted": keep_two_sheets,
    "the hidden sheet deleted": lambda w: w.remove(w[Sheet.WRITTEN]),
    "the keys deleted": lose_the_keys,
    "the keys and the hidden sheet deleted": lose_keys_and_hidden_sheet,
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(8, [*EDITS][::2] + [*EDITS][1::2]))
def test_the_offices_word_survives(workspace: Workspace, name: str) -> None:
    path = master_of(workspace)
    path.write_bytes(edited(said_in(path.read_bytes()), EDITS[name]))
    done = workspace.consolidate(as_of=DAY)
    assert done.decided == len(EXPECTED)
    assert kept(workspace) == EXPECTED
    assert shown(path.read_bytes()) == EXPECTED
    assert workspace.consolidate(as_of=DAY).decided == 0
    assert shown(path.read_bytes()) == EXPECTED


def test_a_renamed_copy_counts_and_the_file_stays(workspace: Workspace) -> None:
    path = master_of(workspace)
    copy = path.with_name("总台账 李科长改.xlsx")
    copy.write_bytes(said_in(path.read_bytes()))
    path.unlink()
    workspace.consolidate(as_of=DAY)
    assert copy.exists()
    assert shown(path.read_bytes()) == EXPECTED


def test_two_copies_that_differ_are_both_kept_and_told(workspace: Workspace) -> None:
    path = master_of(workspace)
    blank = path.read_bytes()
    early = {"核定结论": "继续整改", "核定日期": date(2021, 2, 1)}
    late = {"核定结论": "退回", "核定日期": date(2021, 2, 3)}
    path.with_name("乙.xlsx").write_bytes(with_word(blank, F1, late))
    path.with_name("甲.xlsx").write_bytes(with_word(blank, F1, early))
    done = workspace.consolidate(as_of=DAY)
    assert kept(workspace)[F1, "核定结论"] == "退回"
    assert any("不一致" in one.whole_sentence for one in done.problems)
    with workspace.ledger() as ledger:
        assert {c.value for c in ledger.office(PERIOD) if c.column == "核定结论"} == {"继续整改", "退回"}


def test_what_is_written_while_a_new_master_is_made_is_not_overwritten(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = master_of(workspace)
    made = master_workbook.master_bytes
    rounds: list[int] = []

    def slow(*arguments: object) -> bytes:
        data = made(*arguments)  # type: ignore[arg-type]
        if not rounds:
            path.write_bytes(said_in(path.read_bytes()))
        rounds.append(1)
        return data

    monkeypatch.setattr(master_workbook, "master_bytes", slow)
    workspace.consolidate(as_of=DAY)
    assert len(rounds) == 2
    assert shown(path.read_bytes()) == EXPECTED


def test_what_the_office_clears_is_cleared_and_stays_in_history(workspace: Workspace) -> None:
    path = master_of(workspace)
    path.write_bytes(said_in(path.read_bytes()))
    workspace.consolidate(as_of=DAY)
    path.write_bytes(with_word(path.read_bytes(), F3, {"备注": None}))
    workspace.consolidate(as_of=DAY)
    assert (F3, "备注") not in shown(path.read_bytes())
    with workspace.ledger() as ledger:
        assert [c.value for c in ledger.office(PERIOD) if c.column == "备注" and c.item_id == F3[0]] == [
            "电话已催",
            None,
        ]


TEXTS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() and text[0] != "="
)
WORDS = st.dictionaries(
    st.tuples(st.sampled_from([F1, F2, F3]), st.sampled_from(["核定意见", "核定人", "备注"])), TEXTS, max_size=6
)


ROUNDS = st.lists(st.tuples(WORDS, st.sampled_from(sorted(EDITS))), min_size=1, max_size=3)


@pytest.mark.exhaustive
@pytest.mark.parametrize("examples", first(1, [2, 8]))
def test_random_edits_end_in_the_next_master(
    start: Path, tmp_path_factory: pytest.TempPathFactory, examples: int
) -> None:
    tried(examples, partial(edits_end_in_the_next_master, start, tmp_path_factory), rounds=ROUNDS)


def edits_end_in_the_next_master(
    start: Path, tmp_path_factory: pytest.TempPathFactory, rounds: list[tuple[dict[tuple[Form, str], str], str]]
) -> None:
    root = tmp_path_factory.mktemp("改") / "工作区"
    shutil.copytree(start, root)
    workspace = Workspace(root)
    path = master_of(workspace)
    expected: dict[tuple[Form, str], object] = {}
    for said, name in rounds:
        data = path.read_bytes()
        for (form, caption), text in said.items():
            data = with_word(data, form, {caption: text})
        expected |= {place: text.strip() for place, text in said.items()}
        path.write_bytes(edited(data, EDITS[name]))
        workspace.consolidate(as_of=DAY)
    found = shown(path.read_bytes())
    assert {place: str(value).strip() for place, value in found.items()} == expected
    shutil.rmtree(root)

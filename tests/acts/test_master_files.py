"""Nothing of the office's in outbox/ is overwritten unread or unkept, whenever it is saved and whatever it is."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook

from tests.effort import first
from tests.master.masters import with_word, with_words
from tests.reading.masters.ways import BYTES_WAYS, applied
from tests.sheets import columns_of
from tests.small import F1, F2, F3, filled, small_workspace
from toolkit import Workspace
from toolkit.acts import master_files
from toolkit.base import swap
from toolkit.base.captions import Column, Sheet
from toolkit.cli.parser import main
from toolkit.standing.decisions import standing_cells
from toolkit.standing.objections import Kind, OfficeProblem

PERIOD, DAY = "2021-01", date(2021, 2, 10)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = small_workspace(tmp_path_factory.mktemp("台账") / "工作区")
    for form in (F1, F2):
        path = workspace.form_path(workspace.period(), workspace.plan.item[form[0]], workspace.plan.unit[form[1]])
        (workspace.inbox / f"{'_'.join(form)}.xlsx").write_bytes(filled(workspace, path.read_bytes(), form, {}))
    workspace.run(as_of=date(2021, 1, 29))
    return workspace.root


@pytest.fixture
def workspace(start: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(start, tmp_path / "工作区")
    return Workspace(tmp_path / "工作区")


@pytest.fixture
def path(workspace: Workspace) -> Path:
    return workspace.master_path(workspace.period(PERIOD))


def kept(workspace: Workspace) -> dict[tuple[str, str, str], object]:
    with workspace.ledger() as ledger:
        standing = standing_cells(ledger.office(PERIOD))
    return {(p.item_id, p.unit_id, p.column): cell.value for p, cell in standing.items() if cell.value is not None}


def archived(workspace: Workspace, data: bytes) -> bool:
    sha256 = hashlib.sha256(data).hexdigest()
    return any(one.read_bytes() == data for one in (workspace.archive / sha256[:2]).glob(f"{sha256}*"))


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    book = load_workbook(BytesIO(data))
    edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(book: Workbook, form: tuple[str, str], caption: str, value: object) -> str:
    """Type into the first row of a form; returns the address."""
    sheet = book[Sheet.LEDGER]
    captions = columns_of(sheet, 4)
    row = next(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, captions["键"]).value == "|".join(form))
    sheet.cell(row, captions[caption]).value = value  # type: ignore[assignment]
    return str(sheet.cell(row, captions[caption]).coordinate)


def not_taken(problems: tuple[OfficeProblem, ...]) -> list[OfficeProblem]:
    return [one for one in problems if one.kind in (Kind.UNREAD, Kind.NOT_THEIRS)]


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    "edit",
    [
        lambda book: put(book, F1, "核定意见", "抓紧"),
        lambda book: book.create_sheet("我的"),
        lambda book: setattr(book[Sheet.LEDGER].column_dimensions["K"], "width", 60),
    ],
    ids=["a decision", "an own sheet", "a width"],
)
def test_what_is_overwritten_is_in_the_archive(
    workspace: Workspace, path: Path, edit: Callable[[Workbook], object]
) -> None:
    data = edited(path.read_bytes(), edit)
    path.write_bytes(data)
    workspace.consolidate(as_of=DAY)
    assert path.read_bytes() != data
    assert archived(workspace, data)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", ["整改总台账_2021-01.xlsx", "整改总台账_2021-01_分册02.xlsx"])
def test_volumes_and_index_are_kept_before_they_are_overwritten(
    workspace: Workspace, path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.standing.volumes.MOST_UNITS", 3)
    workspace.consolidate(as_of=DAY)
    one = path.with_name(name)
    data = edited(one.read_bytes(), lambda book: book.create_sheet("我的"))
    one.write_bytes(data)
    if one == path:  # the index is no master, and its name is taken
        assert workspace.consolidate(as_of=DAY).not_written == (path,)
        assert one.read_bytes() == data
        return
    workspace.consolidate(as_of=DAY)
    assert archived(workspace, data)


DAMAGED = [way for way in BYTES_WAYS if way.what in ("a password", "cut off", "another workbook")]


@pytest.mark.parametrize("way", DAMAGED, ids=lambda way: way.what)
def test_what_is_not_understood_stays_and_the_run_goes_on(
    workspace: Workspace, path: Path, capsys: pytest.CaptureFixture[str], way: object
) -> None:
    data = applied(path.read_bytes(), [way], Random(3))  # type: ignore[list-item]
    path.write_bytes(data)
    form = workspace.form_path(workspace.period(), workspace.plan.item[F3[0]], workspace.plan.unit[F3[1]])
    (workspace.inbox / "新.xlsx").write_bytes(filled(workspace, form.read_bytes(), F3, {}))
    assert main(["-w", str(workspace.root), "run", "--as-of", "2021-02-10", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)["consolidated"]
    assert answer["not_written"] == [str(path)]
    assert [one["file"] for one in answer["unread"]] == [str(path)]
    assert path.read_bytes() == data
    assert [s["state"] for s in answer["forms"] if (s["item"], s["unit"]) == ("六（二）", F3[1])] == ["已接收"]
    assert main(["-w", str(workspace.root), "consolidate", "--as-of", "2021-02-10"]) == 1
    said = capsys.readouterr().out
    assert path.name in said and "请" in said and "请打开：" not in said


def test_a_copy_that_is_not_understood_is_said_and_stops_nothing(workspace: Workspace, path: Path) -> None:
    before = path.read_bytes()
    for name in ("整改总台账-副本.xlsx", "李科长改.et", "台账.csv"):
        path.with_name(name).write_bytes(before[:900])
    path.write_bytes(with_word(before, F1, {"核定意见": "抓紧"}))
    done = workspace.consolidate(as_of=DAY)
    assert {one.path.name for one in done.unread} == {"整改总台账-副本.xlsx", "李科长改.et", "台账.csv"}
    assert not done.not_written
    assert kept(workspace)[*F1, "核定意见"] == "抓紧"


def test_what_is_no_master_is_left_alone(workspace: Workspace, path: Path) -> None:
    own = Workbook()
    assert own.active is not None
    own.active.append(["值班表", "核定结论"])
    own.save(path.with_name("值班表.xlsx"))
    for name in ("~$整改总台账_2021-01.xlsx", ".~lock.整改总台账_2021-01.xlsx#", "整改总台账.pdf", "台账说明.docx"):
        path.with_name(name).write_bytes(b"x")
    before = sorted((one.name, one.stat().st_mtime_ns) for one in path.parent.iterdir())
    done = workspace.consolidate(as_of=date(2021, 1, 29))
    assert not done.unread
    assert sorted((one.name, one.stat().st_mtime_ns) for one in path.parent.iterdir()) == before


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_file_under_the_masters_name_is_said(
    workspace: Workspace, path: Path, tmp_path: Path, kind: str
) -> None:
    elsewhere = tmp_path / "别处.xlsx"
    path.rename(elsewhere)
    match kind:
        case "link":
            path.symlink_to(elsewhere)
        case "folder":
            path.mkdir()
        case _:
            os.mkfifo(path)
    before = elsewhere.read_bytes()
    done = workspace.consolidate(as_of=DAY)
    assert done.not_written == (path,)
    assert elsewhere.read_bytes() == before


class Saving:
    """Somebody who saves a master while a new one is put in its place, at the n-th change of a file (`counted`)."""

    def __init__(self, path: Path, versions: list[bytes], at: int) -> None:
        self.path, self.versions, self.at = path, versions, at
        self.steps: int | None = None

    def step(self) -> None:
        if self.steps is None:
            return
        self.steps += 1
        if self.steps == self.at and self.versions:
            fresh = self.path.with_name("saving~")
            fresh.write_bytes(self.versions.pop(0))
            fresh.replace(self.path)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("at", first(4, [1, 3, 5, 7, 2, 4, 6, 8]))
def test_what_is_saved_while_the_new_one_is_put_is_not_lost(
    workspace: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    first = with_word(path.read_bytes(), F1, {"核定意见": "第一次"})
    second = with_word(path.read_bytes(), F2, {"核定意见": "第二次"})
    path.write_bytes(first)
    saving = Saving(path, [second], at)
    for owner, name in ((Path, "rename"), (os, "link"), (Path, "unlink"), (swap, "_digest"), (os, "fsync")):
        real = getattr(owner, name)

        def between(*arguments: object, real: Callable[..., object] = real, **named: object) -> object:
            saving.step()
            return real(*arguments, **named)

        monkeypatch.setattr(owner, name, between)
    monkeypatch.setattr(master_files, "swap", counted(saving, swap.swap))
    workspace.consolidate(as_of=DAY)
    monkeypatch.undo()
    workspace.consolidate(as_of=DAY)
    assert archived(workspace, first)
    said = kept(workspace)
    assert said[*F1, "核定意见"] == "第一次"
    assert saving.versions or said[*F2, "核定意见"] == "第二次"
    assert not list(path.parent.glob("换下_*"))


def counted(saving: Saving, real: Callable[..., bool]) -> Callable[..., bool]:
    """Count steps from here on only."""

    def swapping(*arguments: object) -> bool:
        saving.steps = 0
        return real(*arguments)

    return swapping


def test_a_run_that_was_killed_with_the_master_aside_loses_nothing(workspace: Workspace, path: Path) -> None:
    data = with_word(path.read_bytes(), F1, {"核定意见": "抓紧"})
    path.write_bytes(data)
    path.rename(path.with_name(f"换下_{path.name}"))
    workspace.consolidate(as_of=DAY)
    assert kept(workspace)[*F1, "核定意见"] == "抓紧"
    assert archived(workspace, data)
    assert not list(path.parent.glob("换下_*"))


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("caption", "value", "said"),
    [("进展情况", "全部完成（改）", "重报"), ("整改措施", "另一条措施", "plan.xlsx"), ("报送状态", "未报", "不会生效")],
)
def test_what_is_typed_over_a_cell_that_is_not_theirs_is_listed(
    workspace: Workspace, path: Path, caption: str, value: str, said: str
) -> None:
    address = ""

    def edit(book: Workbook) -> None:
        nonlocal address
        address = put(book, F1, caption, value)

    path.write_bytes(edited(path.read_bytes(), edit))
    done = workspace.consolidate(as_of=DAY)
    (problem,) = not_taken(done.problems)
    assert (problem.kind, problem.column, problem.value) == (Kind.NOT_THEIRS, caption, value)
    assert said in problem.sentence and problem.place.endswith(address)
    listed = load_workbook(path)["核定问题"]
    assert value in {cell.value for row in listed.iter_rows(min_row=4) for cell in row}
    assert main(["-w", str(workspace.root), "consolidate", "--as-of", "2021-02-10"]) == 1


def test_what_was_listed_is_settled_when_the_office_has_saved_the_list(workspace: Workspace, path: Path) -> None:
    path.write_bytes(edited(path.read_bytes(), lambda book: put(book, F1, "进展情况", "全部完成（改）")))
    assert not_taken(workspace.consolidate(as_of=DAY).problems)
    assert not_taken(workspace.consolidate(as_of=DAY).problems)
    path.write_bytes(with_word(path.read_bytes(), F2, {"核定意见": "看过了"}))
    assert not not_taken(workspace.consolidate(as_of=DAY).problems)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("caption", [Column.OPINION, Column.REMARK, Column.FILING_NO])
def test_a_merge_counts_for_all_its_rows(workspace: Workspace, path: Path, caption: str) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[Sheet.LEDGER]
        captions = columns_of(sheet, 4)
        rows = [r for r in range(5, sheet.max_row + 1) if str(sheet.cell(r, captions["键"]).value).startswith("6.2|")]
        sheet.cell(rows[0], captions[caption]).value = "一并答复"
        column = captions[caption]
        sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=column, end_column=column)

    path.write_bytes(edited(path.read_bytes(), edit))
    workspace.consolidate(as_of=DAY)
    units = workspace.plan.item["6.2"].unit_ids
    assert {unit for item, unit, column in kept(workspace) if (item, column) == ("6.2", caption)} == {*units}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("value", first(3, ["#N/A", "=NOW()&A1", True, "#SPILL!", "#GETTING_DATA", "Err:508"]))
def test_what_cannot_be_read_clears_nothing_and_is_named(workspace: Workspace, path: Path, value: object) -> None:
    path.write_bytes(with_words(path.read_bytes(), {F1: {"核定结论": "继续整改", "核定日期": date(2021, 2, 1)}}))
    workspace.consolidate(as_of=DAY)

    def edit(book: Workbook) -> None:
        address = put(book, F1, "核定结论", value)
        if isinstance(value, str) and not value.startswith("="):
            book[Sheet.LEDGER][address].data_type = "e"

    path.write_bytes(edited(path.read_bytes(), edit))
    done = workspace.consolidate(as_of=DAY)
    assert kept(workspace)[*F1, "核定结论"] == "继续整改"
    (problem,) = not_taken(done.problems)
    assert problem.column == "核定结论" and problem.unit is not None and problem.unit.id == F1[1]


def test_doctor_names_a_master_that_nobody_can_read(workspace: Workspace, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])
    (checked,) = [one for one in workspace.doctor(today=DAY) if one.what == "总台账"]
    assert not checked.good and path.name in checked.said


@pytest.mark.one_in(3)
@pytest.mark.parametrize("value", [999, "九百", None])
def test_a_figure_that_is_typed_over_is_listed(workspace: Workspace, path: Path, value: object) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["指标汇总"]
        column = columns_of(sheet, 3)["富蕴县"]
        row = next(r for r in range(4, sheet.max_row) if isinstance(sheet.cell(r, column).value, int | float))
        sheet.cell(row, column).value = value  # type: ignore[assignment]

    path.write_bytes(edited(path.read_bytes(), edit))
    (problem,) = not_taken(workspace.consolidate(as_of=DAY).problems)
    assert problem.kind is Kind.NOT_THEIRS and problem.unit is not None and problem.unit.id == "fuyun"
    assert "重报" in problem.sentence and "指标汇总" in problem.place

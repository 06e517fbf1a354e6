"""From an issued document of another place to forms on the disk, as a new user would go."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.effort import first
from tests.issued.documents import in_paragraphs
from tests.issued.plain import text_of
from toolkit import Workspace
from toolkit.base.errors import DocumentError, PlanError, WorkspaceError
from toolkit.cli.parser import main

DAY = date(2025, 6, 20)
SHIPPED = ("阿勒泰", "富蕴", "福海", "喀纳斯", "布尔津", "哈巴河", "青河县", "吉木乃", "学前教育")


def document(folder: Path, name: str = "齐全") -> Path:
    path = folder / "整改方案.docx"
    path.write_bytes(in_paragraphs(text_of(name)))
    return path


def typed(workspace: Workspace, **cells: object) -> None:
    """What the clerk types into 方案, by the row's name."""
    workbook = load_workbook(workspace.plan_path)
    for row in workbook["方案"].iter_rows(min_row=2):
        if row[0].value in cells:
            row[1].value = cells[row[0].value]  # type: ignore[assignment,index]
    workbook.save(workspace.plan_path)


def words_in(folder: Path) -> str:
    """Everything that stands in the files of a folder, those inside workbooks too."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                found += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        elif path.is_file():
            found.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(found)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(2, ["各县", "没有时限", "齐全", "备注", "真的地方"]))
def test_three_commands_and_a_few_edits_make_forms(name: str, tmp_path: Path) -> None:
    folder, paper = tmp_path / "工作区", document(tmp_path, name)
    at = ["-w", str(folder)]
    assert main(["init", str(folder)]) == 0
    assert main([*at, "plan", "check"]) == 1
    assert main([*at, "plan", "import", str(paper)]) in (0, 1)
    typed(Workspace(folder), 联系人="收表人", 联系电话="0999-2145678")
    assert main([*at, "plan", "check"]) == 0
    assert main([*at, "distribute", "--as-of", str(DAY)]) == 0
    workspace = Workspace(folder)
    forms = list(workspace.forms_path(workspace.period()).rglob("*.xlsx"))
    assert len(forms) == len(workspace.plan.obligations()) > 0
    said = words_in(folder)
    assert not [word for word in SHIPPED if word in said]


def test_the_empty_plan_is_replaced_and_a_touched_one_is_not(tmp_path: Path) -> None:
    workspace, paper = Workspace.init(tmp_path / "w"), document(tmp_path)
    workspace.import_plan(paper)
    with pytest.raises(WorkspaceError, match="-o"):
        workspace.import_plan(paper)
    other = Workspace.init(tmp_path / "v")
    typed(other, 联系人="收表人")
    before = other.plan_path.read_bytes()
    with pytest.raises(WorkspaceError, match="没有覆盖"):
        other.import_plan(paper)
    assert other.plan_path.read_bytes() == before
    assert other.import_plan(paper, tmp_path / "草稿.xlsx")[1].exists()


@pytest.mark.one_in(100)
@pytest.mark.parametrize("there", first(2, [None, b"PK\x03\x04 broken", b"", b"text"]))
def test_no_valid_plan_is_needed(there: bytes | None, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    if there is not None:
        workspace.plan_path.write_bytes(there)
    draft, path = workspace.import_plan(document(tmp_path), tmp_path / "草稿.xlsx")
    assert path.exists() and len(draft.plan.items) == 3


def test_the_examples_units_are_nobodys(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w", example=True)
    draft, _ = workspace.import_plan(document(tmp_path, "各县"), tmp_path / "草稿.xlsx")
    assert {unit.area for unit in draft.plan.units} == {"市水务局", "青山县"}


def test_an_unfinished_plan_still_lists_its_units(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    workbook = load_workbook(workspace.plan_path)
    for row, name in enumerate(("青山县人民政府", "白水县人民政府"), start=2):
        workbook["单位"].cell(row, 2).value = name
        workbook["单位"].cell(row, 3).value = name.removesuffix("人民政府")
    workbook.save(workspace.plan_path)
    with pytest.raises(PlanError):
        _ = workspace.plan
    draft, _ = workspace.import_plan(document(tmp_path, "各县"), tmp_path / "草稿.xlsx")
    assert [draft.plan.unit[id_].area for id_ in draft.plan.items[1].unit_ids] == ["青山县", "白水县"]
    other = Workspace(tmp_path / "v")
    listed, _ = other.import_plan(document(tmp_path, "各县"), tmp_path / "又.xlsx", units=workspace.plan_path)
    assert listed.plan == draft.plan


def test_a_list_without_names_is_said(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    workbook = load_workbook(workspace.plan_path)
    for sheet in workbook.sheetnames[1:]:
        del workbook[sheet]
    workbook.save(tmp_path / "名单.xlsx")
    with pytest.raises(WorkspaceError, match="单位名称"):
        workspace.import_plan(document(tmp_path), units=tmp_path / "名单.xlsx")


def test_what_is_no_plan_is_read_when_that_is_wanted(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    paper = tmp_path / "纪要.txt"
    paper.write_text("云溪市水务局会议纪要\n一、会议听取了汇报。\n二、会议强调要抓好落实。\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="会议纪要"):
        workspace.import_plan(paper)
    assert len(workspace.import_plan(paper, anyway=True)[0].plan.items) == 2

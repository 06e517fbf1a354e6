"""An amended document read into a workspace that is at work: a draft in which every difference is marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acts.test_import_plan import document, typed
from tests.issued.documents import in_paragraphs
from tests.issued.plain import text_of
from toolkit import Workspace
from toolkit.acts.import_plan import AMENDMENT
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.planbook.differences import Way, differences
from toolkit.planbook.workbook import read_plan

DAY = date(2025, 6, 20)
BLUE = "00DDEBF7"


@pytest.fixture
def at_work(tmp_path: Path) -> Workspace:
    """A plan that was read from a document, filled in by the office and distributed."""
    workspace = Workspace.init(tmp_path / "工作区")
    workspace.import_plan(document(tmp_path))
    typed(workspace, 联系人="收表人", 联系电话="0999-2145678")
    workspace = Workspace(workspace.root)
    workspace.distribute(as_of=DAY)
    return Workspace(workspace.root)


def amended_document(workspace: Workspace, folder: Path) -> Path:
    """The document with a measure and a limit that say something else."""
    plan = workspace.plan
    text = text_of("齐全")
    first = plan.items[0].measures[0].text
    assert first in text
    changed = text.replace(first, "改为另一种做法，并按月调度。", 1)
    path = folder / "修改后的整改方案.docx"
    path.write_bytes(in_paragraphs(changed))
    return path


def blue_cells(path: Path) -> set[str]:
    book = load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == BLUE
    }


def test_every_difference_is_marked_and_nothing_is_in_force(at_work: Workspace, tmp_path: Path) -> None:
    before = at_work.plan_path.read_bytes()
    _, path = at_work.import_plan(amended_document(at_work, tmp_path))
    assert path == at_work.root / AMENDMENT
    assert at_work.plan_path.read_bytes() == before
    draft = read_plan(path)
    found = differences(at_work.plan, draft)
    assert [one for one in found if one.way is Way.CHANGED and one.after.startswith("改为另一种做法")]
    assert (draft.contact, draft.phone, draft.id) == (at_work.plan.contact, at_work.plan.phone, at_work.plan.id)
    assert len(blue_cells(path)) == sum(one.way is not Way.WITHDRAWN for one in found) > 0
    front = " ".join(str(cell.value) for row in load_workbook(path)["导入说明"].iter_rows() for cell in row)
    assert all(str(one) in front for one in found)
    assert len(at_work.plan_versions()) == 1


def test_the_draft_comes_into_force_when_the_office_puts_it_there(at_work: Workspace, tmp_path: Path) -> None:
    _, path = at_work.import_plan(amended_document(at_work, tmp_path))
    path.replace(at_work.plan_path)
    Workspace(at_work.root).consolidate(as_of=date(2025, 6, 23))
    assert [one.number for one in at_work.plan_versions()] == [1, 2]


def test_the_same_document_differs_in_nothing(at_work: Workspace, tmp_path: Path) -> None:
    _, path = at_work.import_plan(document(tmp_path))
    assert differences(at_work.plan, read_plan(path)) == ()
    assert not blue_cells(path)


def test_a_draft_that_lies_there_is_not_written_over(
    at_work: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["-w", str(at_work.root), "plan", "import", str(amended_document(at_work, tmp_path))]
    assert main(at) in (0, 1)
    assert "运行 toolkit plan adopt 才起用" in capsys.readouterr().out
    with pytest.raises(WorkspaceError, match="已经有了"):
        at_work.import_plan(amended_document(at_work, tmp_path))

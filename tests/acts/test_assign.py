"""Files that were not recognised: the best guess with its reasons, and filing by hand."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.ledger import ArrivalOutcome
from toolkit.standing.status import ReportState

D28 = date(2021, 1, 28)


def damaged(data: bytes) -> bytes:
    """A form whose identity is gone: no seal, no printed number."""
    workbook = load_workbook(BytesIO(data))
    workbook["填报表"]["A1"] = None
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "表号" in cell.value:
                cell.value = None
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def own_table() -> bytes:
    workbook = Workbook()
    workbook.worksheets[0].append(("富蕴县农村和城市幼儿园发展不均衡整改情况",))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def aside(workspace: Workspace, name: str, data: bytes) -> tuple[Path, str]:
    (workspace.inbox / name).write_bytes(data)
    result = workspace.collect(as_of=D28)
    assert result.taken == () and len(result.set_aside) == 1
    path = workspace.inbox / "未识别" / name
    return path, path.with_name(f"{name}.说明.txt").read_text(encoding="utf-8-sig")


def test_a_damaged_form_is_guessed_and_filed_by_hand(workspace: Workspace, forms: Forms) -> None:
    path, note = aside(workspace, "富蕴县三（一）1.xlsx", damaged(forms.filled("3.1.1", "fuyun")))
    assert "可能是富蕴县 三（一）1" in note
    assert "toolkit assign" in note
    done = workspace.assign(path, unit="富蕴县", item="三（一）1", as_of=D28)
    assert done.taken is not None and done.taken.accepted
    assert "identity.assigned" in {f.code for f in done.taken.findings}
    assert not path.exists() and not path.with_name(path.name + ".说明.txt").exists()
    (event,) = workspace.history(unit="富蕴县", item="三（一）1")
    assert "人工认领" in event.what
    with workspace.ledger() as ledger:
        (submission,) = ledger.submissions("2021-01")
        assert submission.assigned
        assert ledger.arrivals(ArrivalOutcome.UNIDENTIFIED) == []


def test_a_units_own_table_is_guessed_by_its_words(workspace: Workspace) -> None:
    _, note = aside(workspace, "统计表.xlsx", own_table())
    assert "富蕴县" in note and "三（一）1" in note


def test_a_table_about_nothing_is_not_guessed(workspace: Workspace) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(("天气",))
    out = BytesIO()
    workbook.save(out)
    _, note = aside(workspace, "天气.xlsx", out.getvalue())
    assert "可能是" not in note


@pytest.mark.parametrize(
    ("unit", "item", "word"),
    [("上海市", "三（一）1", "没有“上海市”"), ("富蕴县", "9.9", "没有“9.9”"), ("喀纳斯景区", "三（一）1", "不用填报")],
)
def test_nobody_files_for_whom_does_not_owe_it(
    workspace: Workspace, forms: Forms, unit: str, item: str, word: str
) -> None:
    path, _ = aside(workspace, "表.xlsx", damaged(forms.filled("3.1.1", "fuyun")))
    with pytest.raises(WorkspaceError, match=word):
        workspace.assign(path, unit=unit, item=item, as_of=D28)
    assert path.exists()


def test_what_is_filed_is_not_filed_again(workspace: Workspace, forms: Forms, tmp_path: Path) -> None:
    data = forms.filled("3.1.1", "fuyun")
    (workspace.inbox / "表.xlsx").write_bytes(data)
    workspace.collect(as_of=D28)
    (tmp_path / "又一份.xlsx").write_bytes(data)
    with pytest.raises(WorkspaceError, match="已经登记过"):
        workspace.assign(tmp_path / "又一份.xlsx", unit="富蕴县", item="三（一）1", as_of=D28)
    with pytest.raises(WorkspaceError, match="找不到文件"):
        workspace.assign(tmp_path / "没有.xlsx", unit="富蕴县", item="三（一）1", as_of=D28)


def test_a_paper_is_filed_by_hand(workspace: Workspace) -> None:
    path, _ = aside(workspace, "扫描件.pdf", b"%PDF-1.4 " + b"x" * 100)
    done = workspace.assign(path, unit="富蕴县", item="三（一）1", as_of=D28)
    assert done.paper is not None and done.paper.how == "人工认领"
    assert any("佐证" in event.what for event in workspace.history(unit="富蕴县", item="三（一）1"))


def blank_table() -> bytes:
    workbook = Workbook()
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.one_in(100)
@pytest.mark.parametrize("kind", ["own table", "empty workbook", "blank form"])
def test_a_table_in_which_nothing_was_found_is_not_claimed(
    workspace: Workspace, forms: Forms, tmp_path: Path, kind: str
) -> None:
    blank = damaged(forms.blank("3.1.1", "fuyun"))
    data = {"own table": own_table(), "empty workbook": blank_table(), "blank form": blank}[kind]
    (tmp_path / "表.xlsx").write_bytes(data)
    with pytest.raises(WorkspaceError, match=r"对得上 \d+/\d+ 格，一格也没有填，没有登记"):
        workspace.assign(tmp_path / "表.xlsx", unit="富蕴县", item="三（一）1", as_of=D28)
    with workspace.ledger() as ledger:
        assert ledger.submissions() == [] and ledger.arrivals() == []
    assert (tmp_path / "表.xlsx").exists()


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("changes", "older", "said"), [
    ({"overall_leader": None}, False, "有 1 处错误"),
    ({"overall_leader": "另一人"}, True, "已经收下了一份更新的"),
    ({"overall_leader": None}, True, "已经收下了一份更新的"),
])  # fmt: skip
def test_a_claim_never_displaces_a_return_that_was_accepted(
    workspace: Workspace, forms: Forms, tmp_path: Path, changes: dict[str, object], older: bool, said: str
) -> None:
    (workspace.inbox / "好.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    workspace.collect(as_of=D28)
    data = damaged(forms.filled("3.1.1", "fuyun", changes))
    (tmp_path / "又一份.xlsx").write_bytes(data)
    day = date(2021, 1, 27 if older else 29)
    with pytest.raises(WorkspaceError, match=said):
        workspace.assign(tmp_path / "又一份.xlsx", unit="富蕴县", item="三（一）1", as_of=day)
    (state,) = {s.state for s in workspace.status(as_of=D28) if (s.item.id, s.unit.id) == ("3.1.1", "fuyun")}
    assert state is ReportState.ACCEPTED


def test_a_form_of_another_unit_is_not_claimed(workspace: Workspace, forms: Forms, tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuhai"))
    with pytest.raises(WorkspaceError, match="福海县 三（一）1 的填报表，认得出来"):
        workspace.assign(tmp_path / "表.xlsx", unit="富蕴县", item="三（一）1", as_of=D28)

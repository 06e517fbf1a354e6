from __future__ import annotations

import zipfile
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.base.errors import PlanError, WorkspaceError
from toolkit.ledger import ArrivalOutcome, Ledger
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Light, ReportState

D25, D28, D29, D2 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 2)


def state_of(workspace: Workspace, item: str, unit: str, as_of: date) -> tuple[ReportState, Light]:
    standing = next(s for s in workspace.status(as_of=as_of) if (s.item.id, s.unit.id) == (item, unit))
    return standing.state, standing.light


def left_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_init_makes_a_workspace_once(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "新", example=True)
    assert workspace.plan.items
    for path in (workspace.base_path, workspace.inbox, workspace.outbox, workspace.archive, workspace.key_path):
        assert path.exists()
    with pytest.raises(WorkspaceError, match="已经是一个工作区"):
        Workspace.init(tmp_path / "新")


def test_init_with_a_broken_plan_leaves_nothing_behind(tmp_path: Path) -> None:
    bad = tmp_path / "plan.xlsx"
    workbook = load_workbook(Workspace.init(tmp_path / "a", example=True).plan_path)
    workbook["单位"]["B2"] = None
    workbook.save(bad)
    with pytest.raises(PlanError, match="单位!B2"):
        Workspace.init(tmp_path / "b", bad)
    assert not (tmp_path / "b").exists()


def test_no_workspace_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="toolkit init"):
        Workspace(tmp_path).status(as_of=D25, period="2021-01")


def test_distribute_only_what_is_asked_for(workspace: Workspace) -> None:
    done = workspace.distribute(as_of=D25, unit="富蕴县", item="三（一）1")
    assert [path.relative_to(workspace.root).as_posix() for path in done.forms] == [
        "outbox/2021-01/forms/富蕴县/三（一）1_农村和城市幼儿园发展不均衡_富蕴县.xlsx"
    ]
    assert len(workspace.distribute(as_of=D25, unit="kanas").forms) == 2
    for wrong, word in (
        (partial(workspace.distribute, unit="上海市"), "没有“上海市”"),
        (partial(workspace.distribute, item="9.9"), "没有“9.9”"),
        (partial(workspace.distribute, period="1999-01"), "报送期"),
    ):
        with pytest.raises(WorkspaceError, match=word):
            wrong(as_of=D25)
    with pytest.raises(WorkspaceError, match="不用填报"):
        workspace.distribute(as_of=D25, unit="喀纳斯景区", item="三（一）1")


def test_accepted_return_is_filed_and_archived(workspace: Workspace, forms: Forms) -> None:
    data = forms.filled("3.1.1", "fuyun")
    (workspace.inbox / "随便叫什么.xlsx").write_bytes(data)
    result = workspace.collect(as_of=D29)
    assert [(t.unit.id, t.item_code, t.accepted, t.findings) for t in result.taken] == [
        ("fuyun", "三（一）1", True, ())
    ]
    assert left_in(workspace.inbox) == []
    (kept,) = (p for p in workspace.archive.glob("??/*"))
    assert kept.read_bytes() == data
    assert state_of(workspace, "3.1.1", "fuyun", D29) == (ReportState.ACCEPTED, Light.GREEN)


def test_same_bytes_again_change_nothing(workspace: Workspace, forms: Forms) -> None:
    data = forms.filled("3.1.1", "fuyun")
    (workspace.inbox / "一.xlsx").write_bytes(data)
    workspace.collect(as_of=D29)
    first = workspace.consolidate(as_of=D2).master.read_bytes()
    (workspace.inbox / "二.xlsx").write_bytes(data)
    (workspace.inbox / "三.xlsx").write_bytes(data)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("四.xlsx", data)
    (workspace.inbox / "五.zip").write_bytes(packed.getvalue())
    result = workspace.collect(as_of=D2)
    assert result.taken == () and len(result.duplicates) == 3
    assert left_in(workspace.inbox) == []
    assert workspace.consolidate(as_of=D2).master.read_bytes() == first


def test_later_return_supersedes_and_history_stays(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    workspace.collect(as_of=D28)
    (workspace.inbox / "二.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", {"rural_kg_count": 40}))
    workspace.collect(as_of=D29)
    with workspace.ledger() as ledger:
        found = ledger.submissions("2021-01")
        assert len(found) == 2
        values = ledger.values(s.id for s in found)
        assert [values[s.id]["rural_kg_count"].value for s in found] == [38, 40]
    snapshot = workspace.snapshot(workspace.period("2021-01"), D29)
    standing = next(s for s in snapshot.standings if (s.item.id, s.unit.id) == ("3.1.1", "fuyun"))
    assert snapshot.accepted_values(standing)["rural_kg_count"].value == 40
    # on the day between, the first one counted
    earlier = workspace.snapshot(workspace.period("2021-01"), D28)
    standing = next(s for s in earlier.standings if (s.item.id, s.unit.id) == ("3.1.1", "fuyun"))
    assert earlier.accepted_values(standing)["rural_kg_count"].value == 38


def test_a_wrong_later_return_does_not_take_the_right_one_away(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    workspace.collect(as_of=D28)
    (workspace.inbox / "二.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", {"rural_kg_count": None}))
    result = workspace.collect(as_of=D29)
    assert not result.taken[0].accepted and result.needs_a_person
    assert state_of(workspace, "3.1.1", "fuyun", D29) == (ReportState.RETURNED, Light.YELLOW)
    snapshot = workspace.snapshot(workspace.period("2021-01"), D29)
    standing = next(s for s in snapshot.standings if (s.item.id, s.unit.id) == ("3.1.1", "fuyun"))
    assert snapshot.accepted_values(standing)["rural_kg_count"].value == 38


def test_two_versions_in_one_run_are_taken_in_the_order_of_saving(workspace: Workspace, forms: Forms) -> None:
    def saved(data: bytes, minute: int) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                part = source.read(name)
                if name == "docProps/core.xml":
                    start = part.index(b"W3CDTF", part.index(b"dcterms:modified")) + 8
                    part = part[:start] + b"2021-01-28T08:%02d:00Z" % minute + part[start + 20 :]
                target.writestr(name, part)
        return out.getvalue()

    (workspace.inbox / "甲.xlsx").write_bytes(saved(forms.filled("3.1.1", "fuyun", {"rural_kg_count": 41}), 50))
    (workspace.inbox / "乙.xlsx").write_bytes(saved(forms.filled("3.1.1", "fuyun", {"rural_kg_count": 39}), 10))
    workspace.collect(as_of=D29)
    with workspace.ledger() as ledger:
        values = ledger.values(s.id for s in ledger.submissions("2021-01"))
    assert [v["rural_kg_count"].value for v in values.values()] == [39, 41]


ODD_FILES = {
    "空的.xlsx": (b"", "0 字节"),
    "旧版.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
    "加密.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
    "网页.xls": (b"<html><table></table></html>", "网页"),
    "扫描件.pdf": (b"%PDF-1.4 ...", "PDF"),
    "照片.jpg": (b"\xff\xd8\xff\xe0....", "图片"),
    "断了.xlsx": (b"PK\x03\x04" + b"x" * 100, "不完整"),
    "包.rar": (b"Rar!\x1a\x07\x00", "RAR"),
    "说明.txt": ("请查收".encode("gbk"), "文本"),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", ODD_FILES)
def test_odd_files_are_set_aside_with_a_note(workspace: Workspace, name: str) -> None:
    data, word = ODD_FILES[name]
    (workspace.inbox / name).write_bytes(data)
    result = workspace.collect(as_of=D29)
    assert [one.name for one in result.set_aside] == [name]
    assert word in result.set_aside[0].reason
    assert left_in(workspace.inbox) == sorted([f"未识别/{name}", f"未识别/{name}.说明.txt"])
    assert (workspace.inbox / "未识别" / name).read_bytes() == data
    assert word in (workspace.inbox / "未识别" / f"{name}.说明.txt").read_text(encoding="utf-8-sig")
    assert workspace.collect(as_of=D29).set_aside == ()


def test_set_aside_file_is_taken_once_the_reason_is_gone(workspace: Workspace, forms: Forms) -> None:
    key = workspace.key_path.read_text(encoding="ascii")
    workspace.key_path.write_text("ab" * 32, encoding="ascii")
    (workspace.inbox / "甲.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    assert len(workspace.collect(as_of=D29).set_aside) == 1
    workspace.key_path.write_text(key, encoding="ascii")
    again = Workspace(workspace.root)
    (workspace.inbox / "未识别" / "甲.xlsx").rename(workspace.inbox / "甲.xlsx")
    assert [t.accepted for t in again.collect(as_of=D29).taken] == [True]
    assert left_in(workspace.inbox) == []
    with again.ledger() as ledger:
        assert ledger.arrivals(ArrivalOutcome.UNIDENTIFIED) == []


def test_system_files_are_left_alone(workspace: Workspace) -> None:
    for name in ("~$表.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", "下载中.xlsx.part", "x.tmp"):
        (workspace.inbox / name).write_bytes(b"x")
    before = left_in(workspace.inbox)
    result = workspace.collect(as_of=D29)
    assert (result.taken, result.set_aside, result.left) == ((), (), ())
    assert left_in(workspace.inbox) == before


def test_folders_are_walked_and_emptied(workspace: Workspace, forms: Forms) -> None:
    folder = workspace.inbox / "富蕴县" / "第一批"
    folder.mkdir(parents=True)
    (folder / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    assert len(workspace.collect(as_of=D29).taken) == 1
    assert list(workspace.inbox.iterdir()) == []


def test_a_cut_off_run_is_done_again(workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the archive and before the ledger: the file is still in the inbox and is taken once."""
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Ledger, "record", stop)
        workspace.collect(as_of=D29)
    assert left_in(workspace.inbox) == ["表.xlsx"]
    assert [t.accepted for t in workspace.collect(as_of=D29).taken] == [True]

    # killed after the ledger and before the inbox was emptied: the file is a duplicate of itself
    (workspace.inbox / "表二.xlsx").write_bytes(forms.filled("3.1.1", "fuhai"))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("toolkit.intake.spool.remove", stop)
        workspace.collect(as_of=D29)
    again = workspace.collect(as_of=D29)
    assert (again.taken, len(again.duplicates)) == ((), 1)
    with workspace.ledger() as ledger:
        assert len(ledger.submissions("2021-01")) == 2


def test_second_window_is_told_to_wait(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.base.locks.WAIT", 0.1)
    with workspace.locked("发表"), pytest.raises(WorkspaceError, match=r"从 .* 起正在发表。请等它结束再试。"):
        workspace.collect(as_of=D29)
    assert workspace.state(as_of=D29).standings  # who only reads does not wait


def test_default_period_is_the_last_distributed(workspace: Workspace) -> None:
    fresh = Workspace(workspace.root)
    assert fresh.period().id == "2021-01"
    fresh.distribute(as_of=D29, period="2021-04", unit="kanas")
    assert fresh.period().id == "2021-04"


def test_consolidate_says_when_the_master_is_open(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("toolkit.acts.master_files.swap", refuse)
    with pytest.raises(WorkspaceError, match="请关闭它"):
        workspace.consolidate(as_of=D29)


def test_a_master_of_which_nothing_has_changed_is_left(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace.consolidate(as_of=D29)
    before = made.master.stat().st_mtime_ns
    again = Workspace(workspace.root).consolidate(as_of=D29)
    assert again.master.stat().st_mtime_ns == before
    assert [(s.item.id, s.unit.id, s.reviewed.state) for s in again.standings] == [
        (s.item.id, s.unit.id, s.reviewed.state) for s in made.standings
    ]


@pytest.mark.one_in(5)
@pytest.mark.parametrize("what", ["the day", "a return", "the plan", "the file", "the notes"])
def test_a_master_of_which_something_has_changed_is_made_anew(
    what: str, workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.consolidate(as_of=D29).master
    day = D29
    match what:
        case "the day":
            day = date(2021, 1, 30)
        case "a return":
            (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
            workspace.collect(as_of=D29)
        case "the plan":
            path_of_plan = workspace.plan_path
            book = load_workbook(path_of_plan)
            book["方案"]["A1"].comment = None
            book.save(path_of_plan)
        case "the file":
            path.unlink()
        case _:
            workspace.fingerprints_path.write_text("no notes", encoding="utf-8")
    drawn: list[Snapshot] = []

    def noted(snapshot: Snapshot, *_: object) -> bytes:
        drawn.append(snapshot)
        return b"new"

    monkeypatch.setattr("toolkit.master.workbook.master_bytes", noted)
    Workspace(workspace.root).consolidate(as_of=day)
    assert len(drawn) == 1 and path.read_bytes() == b"new"

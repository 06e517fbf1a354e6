"""办公室, 体检与设置, 关账: each does its act by forms alone, in other workspaces too, and says what goes wrong."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from tests.conftest import KEY
from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY
from tests.small import F1, F2
from toolkit import Office, Workspace
from toolkit.acts.examining import Checked
from toolkit.desk import browser
from toolkit.desk.serve import Served

A, B = "工作区", "安全生产"


@pytest.fixture
def other(workspace: Workspace) -> Workspace:
    """A second workspace beside the first, with a key of its own."""
    shutil.copytree(workspace.root, workspace.root.parent / B)
    made = Workspace(workspace.root.parent / B)
    for path in (made.key_path, *made.ledger_path.parent.glob("ledger.db*")):
        path.unlink()
    shutil.rmtree(made.archive)
    shutil.rmtree(made.outbox)
    made.archive.mkdir()
    made.outbox.mkdir()
    made.key_path.write_text(bytes(reversed(KEY)).hex() + "\n", encoding="ascii")
    made.distribute(as_of=TODAY)
    return made


@pytest.fixture
def together(workspace: Workspace, other: Workspace) -> Office:
    office = Office(workspace.root)
    office.add(workspace.root)
    office.add(other.root)
    return office


def ids(page: str, field: str) -> list[str]:
    return re.findall(rf'name="{field}" value="([0-9a-f]{{24}})"', page)


def a_form(workspace: Workspace, form: tuple[str, str]) -> bytes:
    item, unit = workspace.plan.item[form[0]], workspace.plan.unit[form[1]]
    return workspace.form_path(workspace.period(), item, unit).read_bytes()


def test_workspaces_are_put_on_the_list_and_taken_off_it(
    workspace: Workspace, other: Workspace, client: Client
) -> None:
    page = client.get("/office").text
    assert "名单还是空的" in heading(page) and "现在打开的" in page and B in page
    client.post("/office/add", {"folder": ids(page, "folder")})
    page = client.get("/office").text
    assert "2 个方案" in heading(page) and "一个单位打一次电话" in page
    assert [one.name for one in Office(workspace.root).members()] == sorted([A, B])
    client.post("/office/remove", {"folder": ids(page, "folder")[-1]})
    assert len(Office(workspace.root).members()) == 1 and other.plan_path.exists()


def test_one_that_is_gone_is_said_and_can_be_taken_off(together: Office, other: Workspace, client: Client) -> None:
    client.get("/office")
    shutil.rmtree(other.root)
    page = client.get("/office").text
    assert "1 个看不了" in heading(page) and "重新加入" in page
    client.post("/office/remove", {"folder": ids(page, "folder")[0]})
    assert [one.name for one in together.members()] == [A]


def test_a_file_finds_its_plan_and_what_fits_none_is_given_by_hand(
    together: Office, workspace: Workspace, other: Workspace, served: Served, client: Client
) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("一.xlsx", a_form(workspace, F1))
        archive.writestr("二.xlsx", a_form(other, F2))
    assert client.drop("两个.zip", out.getvalue(), "/office/drop").status == 200
    client.drop("无主.pdf", b"%PDF-1.4 x", "/office/drop")
    client.post("/office/route")
    told = client.done(served).text
    assert f"{A} 1 个" in told and f"{B} 1 个" in told and "各归各的" in told and "没有分 无主.pdf" in told
    assert [len([*one.inbox.glob("*.zip")]) for one in (workspace, other)] == [1, 1]
    page = client.get("/office").text
    assert "没有分的 1 个" in page and "指明方案" in page
    options = re.findall(r'<option value="([0-9a-f]{24})">([^<]+)</option>', page)
    (file,) = ids(page, "file")
    client.post("/office/give", {"file": file, "to": {name: id_ for id_, name in options}[B]})
    assert f"{B} 1 个" in client.done(served).text
    assert [path.name for path in other.inbox.glob("*.pdf")] == ["无主.pdf"] and together.lying() == []
    answer = client.upload("/office/files", "files", "再来.pdf", b"%PDF-1.4 y")
    assert answer.headers["location"] == "/job" and "没有分 再来.pdf" in client.done(served).text


def test_the_desk_of_another_workspace_is_opened_apart(
    together: Office, other: Workspace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(browser.subprocess, "Popen", lambda words, **_: begun.append(words))  # type: ignore[attr-defined]
    page = client.get("/office").text
    where = [
        client.post("/office/open", {"folder": id_}).headers["location"] for id_ in dict.fromkeys(ids(page, "folder"))
    ]
    assert sorted(where) == ["/", "/office"]
    assert begun == [[sys.executable, "-m", "toolkit", "-w", str(other.root), "desk"]]


@pytest.mark.one_in(5)
@pytest.mark.parametrize("path", ["/office/open", "/office/remove", "/office/give", "/health/backup", "/health/key"])
@pytest.mark.parametrize("said", ["", "x", "/etc", "../..", "a" * 24])
def test_no_path_of_a_request_is_a_folder(together: Office, client: Client, path: str, said: str) -> None:
    answer = client.post(path, {"folder": said, "file": said, "to": said, "place": said})
    assert answer.status == 400 and heading(answer.text).endswith("。")
    assert len(together.members()) == 2


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A drive that somebody has plugged in."""
    place = tmp_path / "media" / "移动硬盘"
    place.mkdir(parents=True)
    monkeypatch.setattr("toolkit.desk.drives._PLUGGED", (str(place.parent),))
    drives = [
        SimpleNamespace(mountpoint=str(place), opts="rw,removable"),
        SimpleNamespace(mountpoint=str(tmp_path / "没有"), opts="rw"),
        SimpleNamespace(mountpoint=str(place.parent), opts="ro,cdrom"),
        SimpleNamespace(mountpoint="/", opts="rw"),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: drives)
    return place


def chosen(page: str, place: Path) -> str:
    found = re.search(
        rf'value="([0-9a-f]{{24}})" required[^>]*><span><span class="long">{re.escape(str(place))}<', page
    )
    assert found, page
    return found[1]


def test_a_backup_is_made_on_a_drive_that_the_page_names(
    workspace: Workspace, served: Served, client: Client, stick: Path
) -> None:
    page = client.get("/health").text
    assert "还没有备份过" in heading(page) and "cdrom" not in page and str(workspace.root.parent) in page
    client.post("/health/backup", {"place": chosen(page, stick)})
    told = client.done(served).text
    assert "备份做完了" in heading(told) and "逐个核对过" in told
    (made,) = stick.iterdir()
    assert (made / "plan.xlsx").read_bytes() == workspace.plan_path.read_bytes()
    client.post("/health/key", {"place": chosen(client.get("/health").text, stick)})
    assert "复制密钥做完了" in heading(client.done(served).text) and len([*stick.glob("*.key")]) == 1
    page = client.get("/health").text
    assert "上次 2021-02-08" in page and str(made) in page
    assert workspace.key_standing(on=TODAY).fingerprint in page and KEY.hex() not in page
    assert "没有备份了" not in page


@pytest.mark.parametrize(("day", "old"), [("2021-02-01", False), ("2021-01-31", True), ("2020-02-08", True)])
def test_an_old_backup_is_told(workspace: Workspace, client: Client, day: str, old: bool) -> None:
    said = f'{{"at": "{day}T09:00", "path": "/x", "held": "方案。"}}'
    workspace.ledger_path.with_name("backup.json").write_text(said, encoding="utf-8")
    assert ("天没有备份了" in heading(client.get("/health").text)) is old


@pytest.mark.parametrize("lost", ["key", "plan.xlsx", "everything"])
def test_the_page_is_there_whatever_is_lost(workspace: Workspace, served: Served, client: Client, lost: str) -> None:
    for path in workspace.root.iterdir() if lost == "everything" else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if lost != "everything":
        (workspace.key_path if lost == "key" else workspace.plan_path).unlink()
    page = client.get("/health")
    assert page.status == 200 and ("密钥找不到" in page.text) is (lost == "key")
    client.post("/health/check")
    client.done(served)
    page = client.get("/health")
    assert page.status == 200 and "请处理" in heading(page.text)
    assert ("1 项请处理" in heading(page.text)) is (lost == "everything")


def test_a_login_is_tried_and_told(
    workspace: Workspace, served: Served, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def check(self: Workspace, *, ask: object) -> list[Checked]:
        asked.append(ask("?"))  # type: ignore[operator]
        return [Checked("发邮件", True, "登录好了。"), Checked("收邮件", False, "服务器不认。请核对。")]

    client.post("/health/mail", {"password": "x"})
    assert "没有做成" in heading(client.done(served).text), "the plan names no server"
    monkeypatch.setattr(Workspace, "mail_check", check)
    client.post("/health/mail", {"password": "geheim"})
    told = client.done(served).text
    assert asked == ["geheim"] and "登录好了" in told and "服务器不认" in told and "geheim" not in told


def test_a_period_is_closed_and_opened_again_by_somebody(workspace: Workspace, served: Served, client: Client) -> None:
    period = workspace.period().id
    page = client.get("/period").text
    assert "正在报送" in heading(page) and "都在 2021-01-31 前报" in page
    assert client.post("/period/close", {"period": period}).status == 400
    client.post("/period/close", {"period": period, "by": "李某 主任", "reason": "到期"})
    assert "关账做完了" in heading(client.done(served).text)
    page = client.get("/period").text
    assert heading(page) == "2021年1月已经关账。" and "李某 主任关账（到期）" in page
    client.post("/period/close", {"period": period, "by": "x"})
    assert "不用再关" in client.done(served).text
    assert client.post("/period/reopen", {"period": period, "by": "李某"}).status == 400
    client.post("/period/reopen", {"period": period, "by": "李某", "reason": "补齐了"})
    assert "重新开账做完了" in heading(client.done(served).text)
    assert [step.closed for step in workspace.periods()[0].steps] == [True, False]
    later = workspace.plan.periods[1]
    page = client.get(f"/period?period={later.id}").text
    assert "还没有发，不用关账" in heading(page) and "去发表" in page
    client.post("/period/close", {"period": later.id, "by": "x"})
    assert "没有做成" in heading(client.done(served).text)


@pytest.mark.parametrize("said", ["<script>alert(1)</script>", "'\"&", "名" * 5000, "a\r\nb"])
def test_what_people_write_stays_what_it_is(workspace: Workspace, served: Served, client: Client, said: str) -> None:
    client.post("/period/close", {"period": workspace.period().id, "by": said, "reason": said})
    assert "关账做完了" in heading(client.done(served).text)
    page = client.get("/period")
    assert page.status == 200 and "<script>alert" not in page.text and len(page.text.encode()) < 200_000
    assert workspace.periods()[0].steps[0].who == " ".join(said.split())[:500]

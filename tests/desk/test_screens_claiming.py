"""认领: before a claim the page says what it would change, after it where the receipt is."""

from __future__ import annotations

import html
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from openpyxl import Workbook

from tests.conftest import Forms
from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY
from tests.small import F1, F3
from toolkit import Workspace
from toolkit.desk.serve import Served


@pytest.fixture
def aside(workspace: Workspace) -> Path:
    """Where what was not recognised lies."""
    folder = workspace.inbox / "未识别"
    folder.mkdir()
    return folder


def looked(served: Served, client: Client, path: Path, form: tuple[str, str]) -> str:
    named = {"id": served.desk.listed.id_of(path), "item": form[0], "unit": form[1], "period": "2021-01"}
    return html.unescape(client.get(f"/claim/look?{urlencode(named)}").text)


def test_what_a_claim_would_change_is_shown_before_and_answered_after(
    served: Served, client: Client, workspace: Workspace, forms: Forms, aside: Path
) -> None:
    (aside / "表.xlsx").write_bytes(forms.filled(*F1, {"rural_kg_count": 38}))
    page = looked(served, client, aside / "表.xlsx", F1)
    assert heading(page).startswith("认领以后算已接收：") and "还没有接收过" in page and "<b>38</b>" in page
    assert workspace.next_step(as_of=TODAY).counts.accepted == 0 and [*aside.iterdir()] == [aside / "表.xlsx"]
    fields = {"id": served.desk.listed.id_of(aside / "表.xlsx"), "item": F1[0], "unit": F1[1], "period": "2021-01"}
    client.post("/claim/make", fields)
    assert "认领做完了" in heading(client.done(served).text)
    page = client.get("/claim").text
    assert "刚认领的" in page and "打开收件回执" in page and "打开退回修改" not in page
    assert workspace.next_step(as_of=TODAY).counts.accepted == 1
    aside.mkdir(exist_ok=True)  # it goes with its last file
    (aside / "又.xlsx").write_bytes(forms.filled(*F1, {"rural_kg_count": 40}))
    page = looked(served, client, aside / "又.xlsx", F1)
    assert "表.xlsx，2021-02-08 接收" in page and "不一样的 1 格" in page and "<b>40</b>" in page


def test_what_would_be_sent_back_is_shown_with_its_cells(
    served: Served, client: Client, forms: Forms, aside: Path
) -> None:
    (aside / "错.xlsx").write_bytes(forms.filled(*F1, {"rural_kg_count": "很多"}))
    page = looked(served, client, aside / "错.xlsx", F1)
    assert "认领以后会退回" in heading(page) and "很多" in page and "认领为这份表" in page
    client.post("/claim/make", {
        "id": served.desk.listed.id_of(aside / "错.xlsx"), "item": F1[0], "unit": F1[1], "period": "2021-01",
    })  # fmt: skip
    client.done(served)
    assert "打开退回修改" in client.get("/claim").text


def test_what_cannot_be_claimed_is_a_sentence(
    served: Served, client: Client, workspace: Workspace, forms: Forms, aside: Path
) -> None:
    (aside / "别人的.xlsx").write_bytes(forms.filled(*F3))
    assert "认得出来，不能认领给别的表" in looked(served, client, aside / "别人的.xlsx", F1)
    (aside / "空.xlsx").write_bytes(forms.blank(*F1))
    page = looked(served, client, aside / "空.xlsx", F1)
    assert heading(page) == "现在认领不了。" and "一格也没有填" in page and "认领为这份表" not in page
    (aside / "坏.xlsx").write_bytes(b"PK\x03\x04junk")
    assert "不能认领" in looked(served, client, aside / "坏.xlsx", F1)
    assert "没有" in looked(served, client, aside / "坏.xlsx", ("没有", F1[1]))
    workspace.assign(_better(aside, forms), item=F1[0], unit=F1[1], as_of=TODAY)
    (aside / "差.xlsx").write_bytes(forms.filled(*F1, {"rural_kg_count": "很多"}))
    assert heading(looked(served, client, aside / "差.xlsx", F1)) == "现在认领不了。"
    assert client.get("/claim/look?id=x").status == 400


def _better(aside: Path, forms: Forms) -> Path:
    path = aside / "好.xlsx"
    path.write_bytes(forms.filled(*F1))
    return path


@pytest.mark.parametrize("name", ["考勤.xlsx", "说明.docx", "表.rar"])
def test_what_is_no_return_is_taken_away_and_kept(
    served: Served, client: Client, workspace: Workspace, name: str
) -> None:
    data = foreign(name)
    (workspace.inbox / name).write_bytes(data)
    workspace.collect(as_of=TODAY)
    aside = workspace.inbox / "未识别" / name
    assert aside.exists() and "不收，移走" in client.get("/claim").text
    client.post("/claim/decline", {"id": served.desk.listed.id_of(aside)})
    assert not aside.parent.exists(), "its note has gone with it"
    assert workspace.next_step(as_of=TODAY).waiting.unclaimed == 0
    assert data in [path.read_bytes() for path in workspace.archive.rglob("*") if path.is_file()]


def test_what_no_original_is_kept_of_stays(served: Served, client: Client, workspace: Workspace, aside: Path) -> None:
    (aside / "考勤.xlsx").write_bytes(foreign("考勤.xlsx"))
    (workspace.inbox / "等着收.xlsx").write_bytes(foreign("等着收.xlsx"))
    for path in (aside / "考勤.xlsx", workspace.inbox / "等着收.xlsx", workspace.plan_path):
        assert client.post("/claim/decline", {"id": served.desk.listed.id_of(path)}).status == 400
        assert path.exists()


def foreign(name: str) -> bytes:
    """A workbook that is no form, or what is none at all."""
    if not name.endswith(".xlsx"):
        return f"不是填报表 {name}".encode()
    book, out = Workbook(), BytesIO()
    book.active.append(["姓名", "天数"])  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()

"""Scans and papers: kept by hash, tied to a form where that can be told, never by chance."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from email.message import EmailMessage

import pytest
from openpyxl import load_workbook

from tests.conftest import Forms
from toolkit import Workspace

D28 = date(2021, 1, 28)
PDF, JPG = b"%PDF-1.4 " + b"x" * 50, b"\xff\xd8\xff\xe0" + b"x" * 50
FORM = ("3.1.1", "fuyun")


def by_mail(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"], mail["Subject"] = "a@example.com", "Thu, 28 Jan 2021 10:20:00 +0800", "报送"
    for name, data in files.items():
        mail.add_attachment(data, "application", "octet-stream", filename=name)
    (workspace.inbox / "信.eml").write_bytes(mail.as_bytes())


def by_zip(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(workspace.inbox / "包.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def by_folder(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    (workspace.inbox / "一批").mkdir()
    for name, data in files.items():
        (workspace.inbox / "一批" / name).write_bytes(data)


def tied(workspace: Workspace) -> list[tuple[str, str, str]]:
    with workspace.ledger() as ledger:
        return [(e.name, e.item_id, e.unit_id) for e in ledger.evidence()]


@pytest.mark.parametrize("way", [by_mail, by_zip, by_folder])
def test_a_paper_beside_one_form_belongs_to_it(
    workspace: Workspace, forms: Forms, way: Callable[[Workspace, Mapping[str, bytes]], None]
) -> None:
    way(workspace, {"表.xlsx": forms.filled(*FORM), "扫描件.pdf": PDF, "照片.jpg": JPG})
    result = workspace.collect(as_of=D28)
    assert len(result.taken) == 1 and result.set_aside == ()
    assert sorted(tied(workspace)) == [("扫描件.pdf", *FORM), ("照片.jpg", *FORM)]
    kept = {path.read_bytes() for path in workspace.archive.rglob("*") if path.is_file()}
    assert {PDF, JPG} <= kept


def test_beside_several_forms_the_name_or_the_listed_title_tells(workspace: Workspace, forms: Forms) -> None:
    by_zip(workspace, {
        "一.xlsx": forms.filled(*FORM, {"m1_evidence": "培训方案"}),
        "二.xlsx": forms.filled("3.1.2", "fuyun", {"m1_evidence": "帮扶协议"}),
        "三（一）2附件.pdf": PDF, "培训方案.pdf": PDF + b"1", "说不清.pdf": PDF + b"2",
    })  # fmt: skip
    workspace.collect(as_of=D28)
    assert sorted(tied(workspace)) == sorted([
        ("三（一）2附件.pdf", "3.1.2", "fuyun"), ("培训方案.pdf", "3.1.1", "fuyun"), ("说不清.pdf", "", "fuyun"),
    ])  # fmt: skip


def test_alone_it_needs_unit_and_item_in_its_name(workspace: Workspace) -> None:
    (workspace.inbox / "富蕴县三（一）1实施方案.pdf").write_bytes(PDF)
    (workspace.inbox / "实施方案.pdf").write_bytes(PDF + b"1")
    (workspace.inbox / "喀纳斯景区三（一）1.pdf").write_bytes(PDF + b"2")
    result = workspace.collect(as_of=D28)
    assert ("富蕴县三（一）1实施方案.pdf", *FORM) in tied(workspace)
    assert "实施方案.pdf" in {one.name for one in result.set_aside}
    assert all((item, unit) != ("3.1.1", "kanas") for _, item, unit in tied(workspace))


def test_the_same_paper_again_changes_nothing(workspace: Workspace, forms: Forms) -> None:
    by_mail(workspace, {"表.xlsx": forms.filled(*FORM), "扫描件.pdf": PDF})
    workspace.collect(as_of=D28)
    before = tied(workspace)
    by_zip(workspace, {"扫描件.pdf": PDF})
    workspace.collect(as_of=D28)
    assert tied(workspace) == before


def test_what_is_listed_and_never_came_is_said_on_the_receipt(workspace: Workspace, forms: Forms) -> None:
    by_mail(workspace, {"表.xlsx": forms.filled(*FORM, {"m1_evidence": "培训方案\n会议纪要"}), "培训方案.pdf": PDF})
    (path,) = workspace.collect(as_of=D28).replies.receipts
    said = [str(c.value) for row in load_workbook(path).worksheets[0].iter_rows() for c in row if c.value]
    first = next(n for n, text in enumerate(said) if "还没有收到文件" in text)
    missing = said[first : next(n for n, text in enumerate(said) if text.startswith("二、"))]
    assert any("会议纪要" in text for text in missing)
    assert not any("培训方案" in text for text in missing)

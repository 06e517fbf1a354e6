"""What came goes to the workspace whose key proves a form in it; what no key proves stays, and nothing is lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.office.conftest import TODAY, A, B, Two
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.intake.envelope import open_envelope
from toolkit.office.folder import NAME
from toolkit.office.routing import Routed


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def mailed(files: Mapping[str, bytes], subject: str = "报表") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "unit@example.com", subject, "<a.1@example.com>"
    mail["Date"] = "Wed, 03 Feb 2021 09:00:00 +0800"
    mail.set_content("见附件。")
    for name, data in files.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)


PAPER = b"%PDF-1.4 paper"


def alone(two: Two, name: str) -> tuple[str, bytes]:
    return "表.xlsx", two.form(name)


def in_a_zip(two: Two, name: str) -> tuple[str, bytes]:
    return "包.zip", zipped({"县里/表.xlsx": two.form(name), "证明.pdf": PAPER})


def in_a_mail(two: Two, name: str) -> tuple[str, bytes]:
    return "信.eml", mailed({"表.xlsx": two.form(name), "证明.pdf": PAPER})


def in_a_zip_in_a_mail(two: Two, name: str) -> tuple[str, bytes]:
    return "信.eml", mailed({"包.zip": zipped({"表.xlsx": two.form(name)})})


def renamed_and_sheets_moved(two: Two, name: str) -> tuple[str, bytes]:
    book = load_workbook(BytesIO(two.form(name)))
    book.worksheets[0].title = "我们的表"
    out = BytesIO()
    book.save(out)
    return f"{A}的{B}表.xlsx", out.getvalue()


def by_its_number(two: Two, name: str) -> tuple[str, bytes]:
    texts = (str(c.value) for row in load_workbook(BytesIO(two.form(name))).worksheets[0] for c in row if c.value)
    number = next(text for text in texts if text.startswith("表号")).partition("：")[2].split()[0]
    return f"{number.replace('/', '-')}.pdf", PAPER


KINDS = [alone, in_a_zip, in_a_mail, in_a_zip_in_a_mail, renamed_and_sheets_moved, by_its_number]


@pytest.mark.parametrize("name", [A, B])
@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_forms_of_one_plan_goes_there_whole(
    two: Two, tmp_path: Path, kind: Callable[[Two, str], tuple[str, bytes]], name: str
) -> None:
    called, data = kind(two, name)
    (tmp_path / called).write_bytes(data)
    done = two.office.route([tmp_path / called])
    assert [(one.name, one.forms) for one in done.given] == [(name, 1)] and done.kept == ()
    assert done.given[0].path.read_bytes() == data == (tmp_path / called).read_bytes()
    assert two.inbox({A: B, B: A}[name]) == [] and two.office.lying() == []


def in_one_zip(two: Two) -> tuple[str, bytes]:
    return "包.zip", zipped({"一/表.xlsx": two.form(A), "二/表.xlsx": two.form(B), "三/表.xlsx": two.form(A, 1)})


def in_one_mail(two: Two) -> tuple[str, bytes]:
    return "信.eml", mailed({"一.xlsx": two.form(A), "二.xlsx": two.form(B), "三.xlsx": two.form(A, 1)})


def in_zips_in_a_mail(two: Two) -> tuple[str, bytes]:
    zips = {f"{n}.zip": zipped({"表.xlsx": d}) for n, d in enumerate((two.form(A), two.form(B), two.form(A, 1)))}
    return "信.eml", mailed(zips)


def in_a_mail_in_a_zip(two: Two) -> tuple[str, bytes]:
    return "包.zip", zipped({"信.eml": in_one_mail(two)[1]})


SEVERAL = [in_one_zip, in_one_mail, in_zips_in_a_mail, in_a_mail_in_a_zip]


@pytest.mark.parametrize("kind", SEVERAL)
def test_each_form_of_a_mail_or_zip_goes_to_its_own_plan(
    two: Two, tmp_path: Path, kind: Callable[[Two], tuple[str, bytes]]
) -> None:
    called, data = kind(two)
    (tmp_path / called).write_bytes(data)
    done = two.office.route([tmp_path / called])
    assert sorted((one.name, one.forms) for one in done.given) == sorted([(A, 2), (B, 1)])
    assert done.parted == (called,) and done.kept == () and two.office.lying() == []
    assert [path.read_bytes() for path in (two.root / NAME / "archive").rglob("*") if path.is_file()] == [data]
    before = {part.data for part in open_envelope(called, data).members}
    after: set[bytes] = set()
    for one in done.given:
        parts = open_envelope(one.path.name, one.path.read_bytes())
        assert parts.problems == () and not after & {part.data for part in parts.members}
        after |= {part.data for part in parts.members}
        if called.endswith(".eml") or kind is in_a_mail_in_a_zip:
            letters = {part.letters for part in open_envelope(called, data).members}
            assert {part.letters for part in parts.members} == letters
    assert after == before
    for name, number in ((A, 2), (B, 1)):
        collected = two.workspace(name).collect(as_of=TODAY)
        assert len(collected.taken) == number and collected.set_aside == ()


def test_what_no_key_proves_of_a_mail_stays_as_a_mail_of_its_own(two: Two, tmp_path: Path) -> None:
    data = mailed({"一.xlsx": two.form(A), "二.xlsx": two.form(B), "证明.pdf": PAPER})
    (tmp_path / "信.eml").write_bytes(data)
    done = two.office.route([tmp_path / "信.eml"])
    (kept,) = done.kept
    assert "证明.pdf" in kept.reason and kept.path in two.office.lying()
    (part,) = open_envelope("x.eml", two.office.lying()[0].read_bytes()).members
    assert (part.name, part.data, part.letters[0].sender) == ("证明.pdf", PAPER, "unit@example.com")
    again = two.office.route()
    assert again.given == () and [one.path for one in again.kept] == [kept.path]
    given = two.office.route([kept.path], to=B).given
    assert [(one.name, one.forms) for one in given] == [(B, 0)] and two.office.lying() == []


def test_a_workbook_with_sheets_of_two_plans_goes_to_both(two: Two, tmp_path: Path) -> None:
    # As somebody copies sheets together: what a sheet says of itself goes along.
    one, other = load_workbook(BytesIO(two.form(A))), load_workbook(BytesIO(two.form(B)))
    sheet = one.create_sheet("另一份")
    for row in other.worksheets[0]:
        for cell in row:
            if cell.value is not None:
                sheet[cell.coordinate].value = cell.value
    one.save(tmp_path / "合.xlsx")
    done = two.office.route([tmp_path / "合.xlsx"])
    assert {one.name for one in done.given} == {A, B} and two.inbox(A) == two.inbox(B) == ["合.xlsx"]


def strange_form(two: Two) -> bytes:
    book = load_workbook(BytesIO(two.form(A)))
    for sheet in book.worksheets:
        for row in sheet:
            for cell in row:
                if isinstance(cell.value, str) and (cell.value.startswith("§") or "表号" in cell.value):
                    cell.value = cell.value.replace("2021", "2022")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


STRANGE: Mapping[str, Callable[[Two], bytes]] = {
    "表.xlsx": strange_form,
    "坏.xlsx": lambda two: b"PK\x03\x04junk",
    "空.zip": lambda two: zipped({}),
    "证明.pdf": lambda two: PAPER,
    "富蕴县3.1.1.pdf": lambda two: PAPER,
    "自己的.xlsx": lambda two: zipped({"xl/workbook.xml": b"<x/>"}),
    "信.eml": lambda two: mailed({}),
    "说明.txt": lambda two: "说明".encode(),
}


@pytest.mark.parametrize("called", STRANGE)
def test_what_no_key_proves_stays_where_it_is_and_is_told(two: Two, tmp_path: Path, called: str) -> None:
    data = STRANGE[called](two)
    (tmp_path / called).write_bytes(data)
    done = two.office.route([tmp_path / called])
    (kept,) = done.kept
    assert done.given == () and kept.reason.endswith("。") and "请" in kept.reason and kept.path is not None
    assert kept.path.read_bytes() == data and two.inbox(A) == two.inbox(B) == []
    before = sorted(path.name for path in two.office.lying())
    assert two.office.route().kept[0].reason == kept.reason
    assert sorted(path.name for path in two.office.lying()) == before


def test_a_form_whose_time_or_item_is_over_goes_there_all_the_same(two: Two, tmp_path: Path) -> None:
    (tmp_path / "旧.xlsx").write_bytes(two.form(A))
    two.workspace(A).rotate_key(until=two.workspace(A).plan.issued_on)
    assert [one.name for one in two.office.route([tmp_path / "旧.xlsx"]).given] == [A]
    (tmp_path / "方案坏了.xlsx").write_bytes(two.form(B))
    two.workspace(B).plan_path.write_bytes(b"PK\x03\x04junk")
    assert [one.name for one in two.office.route([tmp_path / "方案坏了.xlsx"]).given] == [B]


def test_cut_off_and_done_again_it_lies_there_once(two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "信.eml").write_bytes(in_one_mail(two)[1])
    monkeypatch.setattr("toolkit.office.routing.spool.remove", lambda *_: None)
    first = two.office.route([tmp_path / "信.eml"])
    monkeypatch.undo()
    second = two.office.route()
    assert isinstance(second, Routed) and second.given == first.given
    assert [len(two.inbox(name)) for name in (A, B)] == [1, 1] and two.office.lying() == []


def test_one_that_cannot_be_read_keeps_no_other_back(two: Two, tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(two.form(A))
    done = two.office.route([tmp_path / "没有.xlsx", tmp_path, tmp_path / "表.xlsx"])
    assert [one.name for one in done.given] == [A] and len(done.kept) == 2


def test_without_workspaces_nothing_is_taken(two: Two, tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(two.form(A))
    with pytest.raises(WorkspaceError, match="没有“别的”"):
        two.office.route([tmp_path / "表.xlsx"], to="别的")
    two.office.remove(two.root / A)
    two.office.remove(two.root / B)
    with pytest.raises(WorkspaceError, match="加进来"):
        two.office.route([tmp_path / "表.xlsx"])
    assert (tmp_path / "表.xlsx").exists() and two.office.lying() == []


def test_the_command_tells_what_went_where(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "信.eml").write_bytes(in_one_mail(two)[1])
    (tmp_path / "无主.pdf").write_bytes(PAPER)
    command = ["-w", str(two.root / B), "office", "route"]
    assert main([*command, str(tmp_path / "信.eml"), str(tmp_path / "无主.pdf")]) == 1
    said = capsys.readouterr().out
    assert f"信.eml → {A}" in said and f"信.eml → {B}" in said and "没有分 无主.pdf" in said and "--to" in said
    assert main([*command, str(two.office.lying()[0]), "--to", A]) == 0
    assert main(command) == 0 and "没有可以分的文件" in capsys.readouterr().out


def test_it_stops_between_two_files_where_asked_to(two: Two, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.xlsx").write_bytes(two.form(A, number))
    done = two.office.route(
        [tmp_path / f"{number}.xlsx" for number in range(3)], progress=lambda doing, number, total: number == 2
    )
    assert len(done.given) == 2 and len(two.office.lying()) == 1
    assert len(two.office.route().given) == 1 and len(two.inbox(A)) == 3

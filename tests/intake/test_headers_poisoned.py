"""One poisoned item stops nothing: it has an outcome and a sentence, and what lies beside it is taken."""

from __future__ import annotations

import base64
import os
import sys
import zipfile
from datetime import date
from email.message import Message
from io import BytesIO
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.effort import first
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.base.file_names import safe_name
from toolkit.base.files import free_path
from toolkit.intake import headers, spool
from toolkit.intake.envelope import open_envelope
from toolkit.intake.mails import subject_of

D28 = date(2021, 1, 28)
SUBJECTS = {
    "a lone surrogate": b"=?utf-7?Q?+2AA-?=",
    "another lone surrogate": b"=?raw-unicode-escape?Q?=5Cudc80?=",
    "no charset that there is": b"=?x-nobody?B?xOO6ww==?=",
    "an encoding that is none": b"=?utf-8?Z?what?=",
    "raw bytes": b"\xff\xfe\x80\x81",
    "a NUL": b"a\x00b",
    "10,000 characters": b"=?utf-8?Q?" + b"=E9=95=BF" * 10_000 + b"?=",
    "path separators": b"../../etc/passwd \\\\server\\share C:\\x",
    "a reserved name": b"CON",
    "a reserved name with an ending": b"nul.tar",
    "dots and blanks": b" . . ",
    "turned text": b"=?utf-8?Q?=E2=80=AEslx?=",
    "sixty pictograms": b"=?utf-8?Q?" + b"=F0=9F=98=80" * 60 + b"?=",
}
HEADERS = {
    "id": b"Message-ID: <=?utf-7?Q?+2AA-?=@x>\r\n",
    "raw id": b"Message-ID: <\xff\xfe@x>\r\n",
    "sender": b"From: =?utf-7?Q?+2AA-?= <\xed\xa0\x80@example.com>\r\n",
    "references": b"References: <\xed\xb2\x80@x> <\x00@x>\r\n",
    "year 9999": b"Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n",
    "year 1": b"Date: Mon, 1 Jan 0001 00:00:00 +1400\r\n",
    "zone": b"Date: Mon, 1 Feb 2021 00:00:00 +9999\r\n",
    "type": b"Content-Type: \xff/\xfe; charset=\xed\xa0\x80\r\n",
}
KINDS = [*SUBJECTS, *HEADERS]


def mail(data: bytes, head: bytes = b"", name: bytes = b"a.xlsx") -> bytes:
    return (
        head + b'From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="' + name
        + b'"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + base64.encodebytes(data) + b"\r\n--b--\r\n"
    )  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_small_workspace(tmp_path / "工作区")


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_subject_gives_the_name_of_a_file_whatever_is_in_it(kind: str, tmp_path: Path) -> None:
    subject = subject_of(b"Subject: " + SUBJECTS[kind] + b"\r\n\r\n")
    name = f"{safe_name(subject, 100)}_1234567890_4294967295.eml"
    assert safe_name(name) == name  # so nothing of what tells it from others is cut off
    (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.one_in(100)
@pytest.mark.parametrize("kind", first(11, KINDS[::2] + KINDS[1::2]))
def test_a_mail_with_an_odd_header_is_taken_with_the_others(workspace: Workspace, forms: Forms, kind: str) -> None:
    head = HEADERS.get(kind) or b"Subject: " + SUBJECTS[kind] + b"\r\n"
    odd, good = forms.filled("3.1.1", "fuyun"), forms.filled("3.1.1", "fuhai")
    (workspace.inbox / "a.eml").write_bytes(mail(odd, head))
    (workspace.inbox / "b.eml").write_bytes(mail(good))
    collected = workspace.collect(as_of=D28)
    units = {taken.unit.id for taken in collected.taken}
    # Where the header makes no mail of it, it is set aside whole; the other one is taken all the same.
    assert units == {"fuyun", "fuhai"} or (units == {"fuhai"} and collected.set_aside)
    assert list(spool.dropped_files(workspace.inbox)) == []


NAMES = [
    b"\xb8\xbb\xd4\xcc\xcf\xd8.xlsx",
    b"\xff\xfe\xfd.xlsx",
    b"\xe5\xaf.xlsx",
    b"a\x80.\xff\xff",
    b"\xb8\xbb/\xd4\xcc\xff.xlsx",
]


@pytest.mark.one_in(5)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_not_utf_8_stops_neither_run_nor_the_others(
    workspace: Workspace, forms: Forms, name: bytes
) -> None:
    path = workspace.inbox / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(forms.filled("3.1.1", "fuyun"))
    for number, data in enumerate((b"nonsense", b"%PDF-1.4 " + name, zip_of({"a.xlsx": b"x"}))):
        path.with_name(f"{path.name}.{number}").write_bytes(data)
    (workspace.inbox / "好.xlsx").write_bytes(forms.filled("3.1.1", "fuhai"))
    collected, _ = workspace.run(as_of=D28, period="2021-01")
    assert {taken.unit.id for taken in collected.taken} == {"fuyun", "fuhai"}
    assert all(one.name.encode() and one.reason for one in collected.set_aside)
    assert list(spool.dropped_files(workspace.inbox)) == []
    workspace.run(as_of=D28, period="2021-01")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_still_coming_under_such_a_name_is_named(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "UNFINISHED", 30.0)
    (workspace.inbox / os.fsdecode(NAMES[0])).write_bytes(b"PK\x03\x04 and no end")
    ((name, _),) = ((one.name, one) for one in workspace.collect(as_of=D28).left)
    assert name == "富蕴县.xlsx"


def zip_of(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("raw", [b"\xb8\xbb\xd4\xcc.xlsx", b"\xff\xfe\xfd\xfc.xlsx", b"\xe5\xaf\xe5\xaf.xlsx"])
def test_a_name_in_a_zip_that_only_claims_to_be_utf_8(raw: bytes) -> None:
    stand_in = "é" + "x" * (len(raw) - 2)  # not ASCII, so that it is marked as UTF-8
    data = zip_of({stand_in: b"one", "福海县.xlsx": b"two"}).replace(stand_in.encode(), raw)
    opened = open_envelope("表.zip", data)
    assert opened.problems == () and [member.data for member in opened.members] == [b"one", b"two"]
    assert opened.members[1].name == "福海县.xlsx" and opened.members[0].name.encode()


def test_one_part_that_cannot_be_read_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library raises on one part (a fault of this kind is found every few years)."""
    real = headers.mend

    def mend(part: Message) -> None:
        if part.get_filename() == "bad.xlsx":
            raise LookupError("unknown")
        real(part)

    monkeypatch.setattr("toolkit.intake.mails.mend", mend)
    bad, good = mail(b"PK\x03\x04 one", name=b"bad.xlsx"), mail(b"PK\x03\x04 two")
    data = bad.replace(b"--b--", b"") + good.partition(b"\r\n\r\n")[2]
    opened = open_envelope("a.eml", data)
    assert [member.data for member in opened.members] == [b"PK\x03\x04 two"] and len(opened.problems) == 1


def test_two_mails_whose_names_agree_are_two_files(tmp_path: Path) -> None:
    names = [free_path(tmp_path / "a.eml", data) for data in (b"1",)]
    names[0].write_bytes(b"1")
    assert free_path(tmp_path / "a.eml", b"2") != names[0] and free_path(tmp_path / "a.eml", b"1") == names[0]

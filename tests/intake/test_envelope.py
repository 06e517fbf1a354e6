"""Zips and mails as people's programs make them, and as nobody should make them."""

from __future__ import annotations

import base64
import struct
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.header import Header
from email.message import EmailMessage
from email.utils import encode_rfc2231
from io import BytesIO
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake import envelope
from toolkit.intake.envelope import Member, Opened, open_envelope
from toolkit.intake.guard import MOST_BYTES

XLSX = b"PK\x03\x04 stands for a workbook"
BEIJING = timezone(timedelta(hours=8))
TOO_DEEP = "压缩包或邮件套得太深，没有打开。请解开后放入 inbox。"
TOO_MUCH = "里面的文件太多或太大，没有全部打开。请分成几个压缩包重新报送。"
BROKEN_PART = "这个文件在压缩包里是坏的，取不出来。请让对方重新发送。"


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def zipped_raw(files: Mapping[bytes, bytes]) -> bytes:
    """A zip whose names are just these bytes, with no mark that says how they are encoded."""
    stand_ins = {b"%03d" % number + b"x" * (len(name) - 3): name for number, name in enumerate(files)}
    data = zipped({stand_in.decode(): files[name] for stand_in, name in stand_ins.items()})
    for stand_in, name in stand_ins.items():
        assert data.count(stand_in) == 2
        data = data.replace(stand_in, name)
    return data


def mailed(files: Mapping[str, bytes], **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "布尔津县教育局 <burqin@example.com>"
    mail["Date"] = "Fri, 29 Jan 2021 10:20:00 +0800"
    mail["Subject"] = "整改情况报送"
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    mail.set_content("现将填报表报上，请查收。")
    for name, data in files.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def raw_mail(disposition: bytes, data: bytes = XLSX, kind: bytes = b"application/octet-stream") -> bytes:
    """A mail with one attachment whose header is written byte for byte."""
    return (
        b"From: a@example.com\r\nDate: Fri, 29 Jan 2021 10:20:00 +0800\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\n'
        b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n" + disposition + b"\r\n\r\n"
        + base64.b64encode(data) + b"\r\n--b--\r\n"
    )  # fmt: skip


def names(opened: Opened) -> list[str]:
    return [member.name for member in opened.members]


def sent_on(member: Member) -> datetime | None:
    """When the innermost mail around a file says that it was sent."""
    return member.letters[-1].sent_on if member.letters else None


def only(opened: Opened) -> Member:
    assert not opened.problems
    (member,) = opened.members
    return member


def problem(opened: Opened) -> tuple[str, str]:
    assert not opened.members
    (found,) = opened.problems
    return found


# -- what is no envelope -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"text", b"%PDF-1.7", b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", XLSX, zipped({"xl/workbook.xml": b"<w/>"}),
     zipped({"a.xlsx": b"x" * 500})[:-30]],
    ids=["nothing", "text", "pdf", "rar", "7z", "xlsx", "a package", "a zip that is cut off"],
)  # fmt: skip
def test_what_is_no_envelope_is_its_own_member(data: bytes) -> None:
    assert open_envelope("一.xlsx", data) == Opened((Member("一.xlsx", data),))


# -- zips --------------------------------------------------------------------------------------------------------------


def test_a_zip_is_taken_apart_in_its_order() -> None:
    opened = open_envelope("报送.zip", zipped({"二.xlsx": b"2", "福海县/一.xlsx": b"1", "目录/": b"", "三.xlsx": b"3"}))
    assert names(opened) == ["二.xlsx", "一.xlsx", "三.xlsx"]
    assert [member.data for member in opened.members] == [b"2", b"1", b"3"]
    assert all(member.path == ("报送.zip",) for member in opened.members)
    assert sent_on(opened.members[0]) is None
    assert opened.members[0].letters == ()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize(
    "name",
    [
        "三（一）1福海县.xlsx",
        "联通.xlsx",
        "一.xlsx",
        "镕基小学.xlsx",
        "plain.xlsx",
        "目录/哈巴河县.xlsx",
        "目录\\吉木乃县.xlsx",
    ],
)
def test_names_without_a_mark_are_read_as_they_were_meant(name: str, encoding: str) -> None:
    member = only(open_envelope("a.zip", zipped_raw({name.encode(encoding): XLSX})))
    assert member.name == name.replace("\\", "/").rpartition("/")[2]


@pytest.mark.parametrize(
    "name",
    ["__MACOSX/._一.xlsx", ".DS_Store", "a/Thumbs.db", "desktop.ini", "~$一.xlsx", "x.tmp", ".hidden", "上传.part"],
)
def test_files_of_the_system_are_left_out(name: str) -> None:
    assert names(open_envelope("a.zip", zipped({name: b"x", "一.xlsx": XLSX}))) == ["一.xlsx"]


@pytest.mark.parametrize("files", [{}, {"目录/": b""}, {".DS_Store": b"x"}])
def test_a_zip_without_files_is_a_problem(files: Mapping[str, bytes]) -> None:
    name, sentence = problem(open_envelope("空.zip", zipped(files)))
    assert name == "空.zip"
    assert "没有文件" in sentence


def encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(signature) + offset] |= 1
    return bytes(changed)


def with_method(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = changed.index(signature) + offset
        changed[at : at + 2] = struct.pack("<H", method)
    return bytes(changed)


def with_a_spoilt_part(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[35 + len("一.xlsx".encode())] ^= 0xFF
    return bytes(changed)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(encrypted, "密码"), (lambda data: with_method(data, 9), "压缩方式"), (with_a_spoilt_part, "坏的")],
)
def test_one_bad_member_does_not_cost_the_others(spoil: object, words: str) -> None:
    assert callable(spoil)
    opened = open_envelope("a.zip", spoil(zipped({"一.xlsx": b"first " * 20, "二.xlsx": b"second"})))
    assert names(opened) == ["二.xlsx"]
    ((name, sentence),) = opened.problems
    assert name == "一.xlsx"
    assert words in sentence


def test_a_member_that_is_too_large_is_named() -> None:
    opened = open_envelope("a.zip", zipped({"大.xlsx": bytes(MOST_BYTES + 1), "小.xlsx": b"x"}))
    assert names(opened) == ["小.xlsx"]
    assert opened.problems == (("大.xlsx", "文件超过 20 MB，没有读取。请精简后重新报送。"),)


def test_a_declared_size_is_not_believed() -> None:
    data = bytearray(zipped({"一.xlsx": bytes(10_000)}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert problem(open_envelope("a.zip", bytes(data))) == ("一.xlsx", BROKEN_PART)


def test_too_many_members_are_a_problem() -> None:
    data = zipped({f"{n}.xlsx": b"x" for n in range(envelope.MOST_MEMBERS + 1)})
    assert problem(open_envelope("a.zip", data)) == ("a.zip", TOO_MUCH)


def test_too_many_members_in_several_zips_are_a_problem() -> None:
    inner = zipped({f"{n}.xlsx": b"x" for n in range(envelope.MOST_MEMBERS - 100)})
    opened = open_envelope("a.zip", zipped({"1.zip": inner, "2.zip": inner}))
    assert len(opened.members) == envelope.MOST_MEMBERS - 100
    assert opened.problems == (("2.zip", TOO_MUCH),)


def test_a_bomb_of_zips_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "MOST_INFLATED", 100_000)
    inner = zipped({f"{n}.xlsx": bytes(30_000) for n in range(2)})
    opened = open_envelope("a.zip", zipped({f"{n}.zip": inner for n in range(20)}))
    assert sum(len(member.data) for member in opened.members) <= 100_000
    assert (f"{1}.zip", TOO_MUCH) in opened.problems
    assert len(opened.problems) >= 18


# -- mails -------------------------------------------------------------------------------------------------------------


def test_a_mail_gives_its_attachments_date_and_sender() -> None:
    opened = open_envelope("报送.eml", mailed({"三（一）1.xlsx": XLSX, "六（二）.xlsx": b"x"}).as_bytes())
    assert names(opened) == ["三（一）1.xlsx", "六（二）.xlsx"]
    first = opened.members[0]
    assert first.data == XLSX
    assert first.path == ("报送.eml",)
    assert sent_on(first) == datetime(2021, 1, 29, 10, 20, tzinfo=BEIJING)
    assert [letter.sender for letter in first.letters] == ["burqin@example.com"]


@pytest.mark.parametrize("value", ["", "昨天", "Fri, 99 Foo 2021"])
def test_a_mail_without_a_date_is_read_all_the_same(value: str) -> None:
    data = raw_mail(b'Content-Disposition: attachment; filename="a.xlsx"')
    data = data.replace(b"Fri, 29 Jan 2021 10:20:00 +0800", value.encode())
    assert sent_on(only(open_envelope("a.eml", data))) is None


NAME = "三（一）1福海县镕.xlsx"
ENCODED = base64.b64encode(NAME.encode("gb18030")).decode()


@pytest.mark.parametrize(
    "disposition",
    [
        b"Content-Disposition: attachment; filename*=" + encode_rfc2231(NAME, "utf-8").encode(),
        b"Content-Disposition: attachment; filename*=gb18030''"
        + "".join(f"%{byte:02X}" for byte in NAME.encode("gb18030")).encode(),
        b"Content-Disposition: attachment;\r\n filename*0*=utf-8''"
        + quote(NAME[:5]).encode()
        + b";\r\n filename*1*="
        + quote(NAME[5:]).encode(),
        f'Content-Disposition: attachment; filename="=?gb18030?B?{ENCODED}?="'.encode(),
        f'Content-Disposition: attachment; filename="=?gb2312?B?{ENCODED}?="'.encode(),
        f'Content-Disposition: attachment; filename="=?GBK?B?{ENCODED}?="'.encode(),
        f'Content-Disposition: attachment; filename="=?x-unknown?B?{ENCODED}?="'.encode(),
        b'Content-Disposition: attachment; filename="' + Header(NAME, "utf-8", 40).encode().encode() + b'"',
        f'Content-Type: application/octet-stream; name="=?gb2312?B?{ENCODED}?="'.encode(),
        'Content-Disposition: attachment; filename="三（一）1福海县镕.xlsx"'.encode("gb18030"),
        'Content-Disposition: attachment; filename="三（一）1福海县镕.xlsx"'.encode(),
        'Content-Disposition: attachment; filename="C:\\桌面\\三（一）1福海县镕.xlsx"'.encode(),
    ],
)
def test_names_are_read_however_they_are_written(disposition: bytes) -> None:
    data = raw_mail(disposition)
    if disposition.startswith(b"Content-Type"):
        data = data.replace(b"Content-Type: application/octet-stream\r\n", b"", 1)
    member = only(open_envelope("a.eml", data))
    assert member.name == NAME
    assert member.data == XLSX


def test_a_file_without_a_name_is_still_a_file() -> None:
    member = only(open_envelope("a.eml", raw_mail(b"X-Nothing: here")))
    assert member.data == XLSX
    assert member.name


def test_an_empty_attachment_is_not_lost() -> None:
    member = only(open_envelope("a.eml", mailed({"一.xlsx": b""}).as_bytes()))
    assert (member.name, member.data, member.path) == ("一.xlsx", b"", ("a.eml",))


def test_the_text_and_the_logo_of_a_signature_are_no_files() -> None:
    mail = mailed({"一.xlsx": XLSX})
    mail.get_body().add_alternative("<p>现将填报表报上</p><img src='cid:logo'>", subtype="html")  # type: ignore[union-attr]
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", cid="<logo>")
    assert names(open_envelope("a.eml", mail.as_bytes())) == ["一.xlsx"]


def test_attached_texts_and_pictures_are_files() -> None:
    mail = mailed({"~$一.xlsx": b"lock"})
    mail.add_attachment("说明", filename="说明.txt")
    mail.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="现场.jpg")
    assert names(open_envelope("a.eml", mail.as_bytes())) == ["说明.txt", "现场.jpg"]


@pytest.mark.parametrize("files", [{}, {".DS_Store": b"x"}])
def test_a_mail_without_attachments_is_a_problem(files: Mapping[str, bytes]) -> None:
    name, sentence = problem(open_envelope("空.eml", mailed(files).as_bytes()))
    assert name == "空.eml"
    assert "没有附件" in sentence


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_what_some_programs_put_before_a_mail_does_no_harm(before: bytes) -> None:
    assert names(open_envelope("a.eml", before + mailed({"一.xlsx": XLSX}).as_bytes())) == ["一.xlsx"]


def test_a_mail_that_breaks_off_gives_what_is_there() -> None:
    data = mailed({"一.xlsx": XLSX, "二.xlsx": b"x" * 3000}).as_bytes()
    opened = open_envelope("a.eml", data[:-1000])
    assert names(opened) == ["一.xlsx", "二.xlsx"]
    assert opened.members[0].data == XLSX


# -- envelopes in envelopes --------------------------------------------------------------------------------------------


def test_a_forwarded_mail_is_opened_and_dates_its_own_files() -> None:
    inner = mailed({"一.xlsx": XLSX}, Date="Thu, 28 Jan 2021 09:00:00 +0800", From="first@example.com")
    outer = mailed({"二.xlsx": b"x"})
    outer.add_attachment(inner)
    opened = open_envelope("转发.eml", outer.as_bytes())
    assert names(opened) == ["二.xlsx", "一.xlsx"]
    second, first = opened.members
    assert sent_on(first) == datetime(2021, 1, 28, 9, tzinfo=BEIJING)
    assert [letter.sender for letter in first.letters] == ["burqin@example.com", "first@example.com"]
    assert len(first.path) == 2
    assert sent_on(second) == datetime(2021, 1, 29, 10, 20, tzinfo=BEIJING)
    assert [letter.sender for letter in second.letters] == ["burqin@example.com"]


def test_a_zip_in_a_mail_in_a_zip_is_opened() -> None:
    mail = mailed({"内.zip": zipped_raw({"一.xlsx".encode("gbk"): XLSX})})
    member = only(open_envelope("外.zip", zipped({"信.eml": mail.as_bytes()})))
    assert member.name == "一.xlsx"
    assert member.path == ("外.zip", "信.eml", "内.zip")
    assert [letter.sender for letter in member.letters] == ["burqin@example.com"]


def test_what_is_nested_deeper_is_named() -> None:
    data = XLSX
    for level in range(envelope.DEEPEST + 1):
        data = zipped({f"{level}.{'zip' if level else 'xlsx'}": data, f"旁{level}.xlsx": b"x"})
    opened = open_envelope("外.zip", data)
    assert names(opened) == [f"旁{level}.xlsx" for level in range(1, envelope.DEEPEST + 1)]
    assert opened.problems == (("1.zip", TOO_DEEP),)


def test_a_workbook_in_a_zip_stays_whole() -> None:
    workbook = zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b"<w/>"})
    assert only(open_envelope("a.zip", zipped({"一.xlsx": workbook}))).data == workbook


# -- what must hold of everything --------------------------------------------------------------------------------------


@given(st.text(max_size=10), st.binary(max_size=1500), st.sampled_from([b"", b"PK\x03\x04", b"From: a\r\nDate: b\r\n"]))
def test_any_bytes_are_opened_or_named(name: str, data: bytes, start: bytes) -> None:
    opened = open_envelope(name, start + data)
    assert opened.members or opened.problems


MAIL = mailed({"三（一）1.xlsx": XLSX, "包.zip": zipped({"一.xlsx": b"x" * 100})}).as_bytes()
ZIP = zipped({"一.xlsx": b"x" * 100, "信.eml": MAIL})


@given(
    st.sampled_from([MAIL, ZIP]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=15),
)
def test_a_spoilt_envelope_is_opened_or_named(whole: bytes, edits: list[tuple[float, int]]) -> None:
    data = bytearray(whole)
    for where, value in edits:
        data[int(where * len(data))] = value
    opened = open_envelope("a.eml", bytes(data))
    assert opened.members or opened.problems
    assert all(sentence.endswith("。") for _, sentence in opened.problems)


FILE_NAME = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12).map(
    "{}.xlsx".format
)


@given(st.dictionaries(FILE_NAME, st.binary(max_size=50), min_size=1, max_size=5))
def test_every_file_comes_out_of_every_envelope_as_it_went_in(files: dict[str, bytes]) -> None:
    expected = list(files.items())
    for data in (
        zipped(files),
        zipped_raw({name.encode(): content for name, content in files.items()}),
        mailed(files).as_bytes(),
        mailed({"包.zip": zipped(files, zipfile.ZIP_STORED)}).as_bytes(),
    ):
        opened = open_envelope("a", data)
        assert not opened.problems
        # A file that itself looks like an envelope would be opened; these are too short for it.
        assert [(member.name, member.data) for member in opened.members] == expected

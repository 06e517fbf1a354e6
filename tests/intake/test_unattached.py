"""Mails whose files are not in them, each with its own sentence; dates that cannot be right; returns of one moment."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from itertools import permutations

import pytest

from toolkit.base.letters import Letter
from toolkit.intake import unattached
from toolkit.intake.envelope import Member, open_envelope
from toolkit.intake.moments import received_on, saved_at, sent_at
from toolkit.ledger import Submission

ISSUED, D28 = date(2021, 1, 25), date(2021, 1, 28)
LINKS = (
    "https://mail.163.com/large-attachment-download/index.html?p=X&file=Y", "http://fs.163.com/fs/display/?p=X&file=Y",
    "https://wx.mail.qq.com/ftn/download?func=3&key=X", "http://mail.qq.com/cgi-bin/ftnExs_download?t=exs&k=X",
    "https://exmail.qq.com/cgi-bin/ftnExs_download?k=X", "https://pan.baidu.com/s/1abc", "https://www.alipan.com/s/abc",
    "https://pan.quark.cn/s/abc", "https://share.weiyun.com/abc", "https://cloud.189.cn/t/abc", "https://kdocs.cn/l/abc",
)  # fmt: skip


def mail(text: str, kind: str = "plain", file: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["Date"] = "a@example.com", "Thu, 28 Jan 2021 10:00:00 +0800"
    message.set_content(text, subtype=kind)
    if file:
        message.add_attachment(b"PK\x03\x04 form", "application", "octet-stream", filename="表.xlsx")
    return message.as_bytes()


def said(data: bytes) -> list[str]:
    return [problem.sentence for problem in open_envelope("来信.eml", data).problems]


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_a_file_is_said_with_and_without_another_file(link: str, kind: str) -> None:
    text = f"见附件\n{link}" if kind == "plain" else f'<p>见附件</p><a href="{link.replace("&", "&amp;")}">下载</a>'
    assert said(mail(text, kind)) == [unattached.IN_THE_CLOUD]
    assert said(mail(text, kind, file=True)) == [unattached.IN_THE_CLOUD]


@pytest.mark.parametrize(
    "text", ["填报表见附件。", "现将表格附上，请查收", "Please find attached our form", "<b>附件</b>请查收"]
)
def test_what_was_forgotten_is_said(text: str) -> None:
    assert said(mail(text)) == [unattached.FORGOTTEN]
    assert said(mail(text, file=True)) == []


@pytest.mark.parametrize(
    "text",
    ["收到，谢谢。", "本邮件无附件。", "好的\n------------------ 原始邮件 ------------------\n填报表见附件 https://pan.baidu.com/s/1",
     "下载网易邮箱大师 https://dashi.163.com/download.html"],
)  # fmt: skip
def test_what_is_quoted_or_advertised_does_not_count(text: str) -> None:
    assert said(mail(text, file=True)) == []
    assert unattached.FORGOTTEN not in said(mail(text))


def part(kind: str, name: str, data: bytes) -> str:
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(data).decode()}\r\n"
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [("application/pkcs7-signature", "smime.p7s"), ("application/x-pkcs7-signature", "smime.p7s"),
     ("application/octet-stream", "SMIME.P7S"), ("application/pgp-signature", "signature.asc")],
)  # fmt: skip
def test_a_signature_is_no_file(kind: str, name: str) -> None:
    head = 'From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary="b"\r\n\r\n'
    form = part("application/octet-stream", "a.xlsx", b"PK\x03\x04 form")
    data = f"{head}--b\r\n{form}--b\r\n{part(kind, name, b'0')}--b--\r\n".encode()
    opened = open_envelope("来信.eml", data)
    assert [member.name for member in opened.members] == ["a.xlsx"] and opened.problems == ()


@pytest.mark.parametrize(
    ("head", "content", "sentence"),
    [('application/pkcs7-mime; smime-type=enveloped-data', b"0", unattached.ENCRYPTED),
     ('application/x-pkcs7-mime', b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", unattached.ENCRYPTED),
     ('application/pkcs7-mime; smime-type=signed-data', b"0", unattached.SIGNED),
     ('multipart/encrypted; boundary="b"; protocol="application/pgp-encrypted"', b"0", unattached.ENCRYPTED)],
)  # fmt: skip
def test_a_sealed_mail_is_said(head: str, content: bytes, sentence: str) -> None:
    body = base64.b64encode(content).decode()
    data = f"From: a@example.com\r\nContent-Type: {head}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
    assert said(data.encode()) == [sentence]
    assert open_envelope("smime.p7m", content).problems[0].sentence in (unattached.ENCRYPTED, unattached.SIGNED)


def sent(*moments: datetime) -> Member:
    letters = tuple(Letter(str(number), sent_on=moment) for number, moment in enumerate(moments))
    return Member("a.xlsx", b"x", (), letters)


RIGHT = datetime(2021, 1, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2021, 1, 20, tzinfo=UTC),
                                   datetime(2031, 1, 1, tzinfo=UTC), datetime(2021, 2, 20)])  # fmt: skip
def test_a_date_that_cannot_be_right_is_not_believed(wrong: datetime) -> None:
    assert sent_at(sent(wrong), D28, ISSUED) is None and received_on(None, D28) == D28
    assert sent_at(sent(RIGHT, wrong), D28, ISSUED) == RIGHT
    assert received_on(RIGHT, D28) == date(2021, 1, 27)
    assert saved_at(sent(wrong), wrong.replace(tzinfo=UTC), D28, ISSUED).date() == D28


def submission(number: int, **rest: object) -> Submission:
    given: dict[str, object] = {"received_on": D28, "saved_at": RIGHT, **rest}
    return Submission(number, "i", "u", "p", 1, accepted=True, file_name="", sha256=f"{9 - number}", sheet="", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("older", "newer"),
    [({"sent_at": RIGHT}, {"sent_at": RIGHT + timedelta(days=1)}),
     ({"received_on": D28}, {"received_on": D28 + timedelta(days=1)}),
     ({"sent_at": RIGHT, "received_on": D28 + timedelta(days=1)}, {"sent_at": RIGHT + timedelta(hours=1)}),
     ({"saved_at": RIGHT, "sent_at": RIGHT + timedelta(days=2)}, {"saved_at": RIGHT + timedelta(seconds=1)})],
)  # fmt: skip
def test_what_tells_two_returns_apart_before_the_order_of_arrival(
    older: dict[str, object], newer: dict[str, object]
) -> None:
    for first, second in permutations((1, 2)):
        assert submission(first, **older).order < submission(second, **newer).order


def test_of_two_that_nothing_tells_apart_the_later_to_arrive_counts() -> None:
    assert submission(1).order < submission(2).order < submission(0).order

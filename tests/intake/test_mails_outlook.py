from __future__ import annotations

import pytest

from tests.intake.outlook import saved_by_outlook
from toolkit.intake.envelope import open_envelope
from toolkit.intake.guard import Kind, kind_of

HEADERS = (
    "From: =?utf-8?B?5a+M6JW05Y6/?= <Fuyun@example.com>\r\nSubject: =?gb2312?B?ufq80g==?=\r\n"
    "Message-ID: <7@example.com>\r\nDate: Thu, 28 Jan 2021 10:20:00 +0800\r\n"
)


@pytest.mark.parametrize("size", [3, 64, 4095, 4096, 70_000, 300_000])
def test_attachments_of_any_size_come_out_whole(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    files: dict[str, bytes | None] = {"三（一）1富蕴县.xlsx": data[:size], "扫描件.pdf": b"%PDF-1.4"}
    message = saved_by_outlook(files, headers=HEADERS)
    assert kind_of(message, "来信.msg") is Kind.OUTLOOK
    opened = open_envelope("来信.msg", message)
    assert opened.problems == ()
    assert {member.name: member.data for member in opened.members} == files
    (letter,) = opened.members[0].letters
    assert (letter.id, letter.sender, letter.subject) == ("<7@example.com>", "fuyun@example.com", "国家")
    assert letter.sent_on is not None and letter.sent_on.day == 28


def test_without_headers_the_sender_is_the_one_that_outlook_noted() -> None:
    message = saved_by_outlook({"表.xlsx": b"x"}, subject="报送", sender="Fuyun@example.com")
    (letter,) = open_envelope("来信.msg", message).members[0].letters
    assert (letter.sender, letter.subject, letter.answerable) == ("fuyun@example.com", "报送", False)


def test_an_embedded_mail_is_named_and_the_rest_comes_out() -> None:
    opened = open_envelope("来信.msg", saved_by_outlook({"转发": None, "表.xlsx": b"x"}, headers=HEADERS))
    assert [member.name for member in opened.members] == ["表.xlsx"]
    ((name, sentence),) = opened.problems
    assert name == "转发" and "Outlook" in sentence


def test_no_attachment_and_damage_are_said() -> None:
    message = saved_by_outlook({}, headers=HEADERS)
    ((_, sentence),) = open_envelope("来信.msg", message).problems
    assert "没有附件" in sentence
    whole = saved_by_outlook({"表.xlsx": b"x" * 9000}, headers=HEADERS)
    ((_, sentence),) = open_envelope("来信.msg", whole[:-600]).problems
    assert "打不开" in sentence

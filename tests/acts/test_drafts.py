"""The drafts that distributing and collecting leave in outbox/PERIOD/mail/."""

from __future__ import annotations

import email
import email.policy
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.base.errors import TemplateError
from toolkit.intake.envelope import open_envelope
from toolkit.mail.compose import Attachment, MailDraft, compose, message_id
from toolkit.mail.texts import Filled, Text, fill, read_text

ISSUED, D28 = date(2021, 1, 25), date(2021, 1, 28)
NAMES = [
    "表.xlsx", "三（一）1_农村和城市幼儿园发展不均衡_富蕴县.xlsx", "镕喆𠮷 — “名”; a=b%20.pdf", 'a"b\\c.xlsx',
    "plain name.xlsx", "长" * 60 + ".xlsx",
]  # fmt: skip


def read(data: bytes) -> EmailMessage:
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def draft(**rest: object) -> MailDraft:
    given: dict[str, object] = {
        "sender": ("领导小组办公室", "office@example.com"), "to": [("富蕴县人民政府", "fuyun@example.com")],
        "text": Filled("填报表", "富蕴县：", None), "key": "k", **rest,
    }  # fmt: skip
    return MailDraft(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_attachments_survive_both_ways_of_reading(name: str) -> None:
    data = compose(draft(attachments=[Attachment(name, b"PK")]))
    expected = name.replace("\\", "_").replace('"', "_") if name.isascii() else name
    (attachment,) = read(data).iter_attachments()
    assert attachment.get_filename() == expected
    assert max(len(line) for line in data.split(b"\r\n")) < 998
    assert data.isascii()


def test_our_own_reader_reads_them_too() -> None:
    data = compose(draft(attachments=[Attachment(name, b"text") for name in NAMES[:3]]))
    assert [member.name for member in open_envelope("a.eml", data).members] == NAMES[:3]


def test_headers_cannot_be_broken_out_of() -> None:
    text = Filled("好\r\nBcc: evil@example.com", "正文", None)
    mail = read(compose(draft(text=text, to=[("名\r\nX-Evil: 1", "a@example.com")])))
    assert mail["Bcc"] is None and mail["X-Evil"] is None


def test_html_shows_what_is_written_and_nothing_else() -> None:
    rows = [("编号", "事项"), ("1", "<script>alert(1)</script>")]
    body = read(compose(draft(text=Filled("题", "<b>前", "后"), table=rows))).get_body(("html",))
    assert body is not None
    said = body.get_content()
    assert "<script>" not in said and "&lt;b&gt;前" in said


def test_large_attachments_go_into_one_zip() -> None:
    files = [Attachment("一.xlsx", b"1" * 600), Attachment("二.xlsx", b"2" * 600)]
    (attachment,) = read(compose(draft(attachments=files, zip_above=1000, zip_name="包.zip"))).iter_attachments()
    assert attachment.get_filename() == "包.zip"
    opened = open_envelope("包.zip", attachment.get_content())
    assert [(m.name, m.data) for m in opened.members] == [(a.name, a.data) for a in files]


def test_the_same_mail_has_the_same_id_whoever_gets_it() -> None:
    one = draft()
    assert message_id(one) == message_id(draft(to=[("", "other@example.com")]))
    assert len({message_id(d) for d in (one, draft(key="x"), draft(attachments=[Attachment("a", b"")]))}) == 3
    assert compose(one) == compose(draft())


@pytest.mark.parametrize(
    ("body", "word"), [("{单位名}：", "不认识"), ("{表}\n{表}", "只能出现一次"), ("见{表}。", "单独占一行")]
)
def test_a_text_that_cannot_be_filled_is_named(body: str, word: str) -> None:
    with pytest.raises(TemplateError, match=word):
        fill(Text("发表.txt", "题", body), {"单位": "富蕴县"}, table=True)


def test_lines_of_one_empty_value_are_left_out() -> None:
    filled = fill(Text("a.txt", "{单位}", "甲\n{联系}\n{表}\n乙"), {"单位": "富蕴县", "联系": ""}, table=True)
    assert filled == Filled("富蕴县", "甲", "乙")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_texts_may_be_saved_by_any_notepad(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "发表.txt").write_bytes("# 说明\r\n主题：改过的题\r\n\r\n正文".encode(encoding))
    assert read_text(tmp_path, tmp_path, "发表") == Text("发表.txt", "改过的题", "正文")
    (tmp_path / "发表.txt").write_bytes("没有题".encode(encoding))
    with pytest.raises(TemplateError, match="主题"):
        read_text(tmp_path, tmp_path, "发表")


def test_distribute_drafts_one_mail_for_each_unit(workspace: Workspace) -> None:
    done = workspace.distribute(as_of=ISSUED, unit="喀纳斯景区")
    (path,) = done.drafts
    mail = read(path.read_bytes())
    assert mail["X-Unsent"] == "1" and mail["Date"] is None
    assert "喀纳斯景区" in mail["Subject"] and mail["To"].addresses[0].addr_spec == "kanas@example.com"
    assert [a.get_filename() for a in mail.iter_attachments()] == [form.name for form in done.forms]
    plain = mail.get_body(("plain",))
    assert plain is not None and "六（二）" in plain.get_content() and "2021年1月31日" in plain.get_content()
    before = path.read_bytes()
    assert workspace.distribute(as_of=D28, unit="喀纳斯景区").drafts == (path,)
    assert path.read_bytes() == before


def test_the_answer_goes_to_the_sender_in_the_same_thread(workspace: Workspace, forms: Forms) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "某某 <someone@example.com>", "edu-office@example.com"
    mail["Subject"], mail["Message-ID"], mail["References"] = "Re: 回复：报送", "<2@example.com>", "<1@example.com>"
    mail["Date"] = "Thu, 28 Jan 2021 10:20:00 +0800"
    mail.set_content("请查收")
    wrong = forms.filled("3.1.1", "fuyun", {"rural_kg_count": None})
    mail.add_attachment(wrong, "application", "octet-stream", filename="表.xlsx")
    (workspace.inbox / "来信.eml").write_bytes(mail.as_bytes())
    result = workspace.collect(as_of=D28)
    (path,) = result.replies.drafts
    reply = read(path.read_bytes())
    assert (reply["In-Reply-To"], reply["References"]) == ("<2@example.com>", "<1@example.com> <2@example.com>")
    assert [a.addr_spec for a in reply["To"].addresses] == ["someone@example.com", "fuyun@example.com"]
    assert reply["Subject"] == "回复：报送"
    names = [str(a.get_filename()) for a in reply.iter_attachments()]
    assert names[0].startswith("收件回执") and names[1].startswith("退回修改")


@pytest.mark.parametrize(
    ("sender", "doubted"),
    [("fuyun@example.com", False), ("FUHAI@example.com", True), ("someone@example.com", False)],
)
def test_a_form_from_another_units_address_is_doubted_and_taken(
    workspace: Workspace, forms: Forms, sender: str, doubted: bool
) -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"], mail["Subject"] = sender, "Thu, 28 Jan 2021 10:20:00 +0800", "报送"
    mail.add_attachment(forms.filled("3.1.1", "fuyun"), "application", "octet-stream", filename="表.xlsx")
    (workspace.inbox / "来信.eml").write_bytes(mail.as_bytes())
    result = workspace.collect(as_of=D28)
    (taken,) = result.taken
    assert taken.accepted and taken.from_elsewhere is doubted and result.needs_a_person is doubted
    if doubted:
        doubt = next(f for f in taken.findings if f.code == "sender.elsewhere")
        assert "福海县" in doubt.message and "核定结论" in doubt.remedy


def test_a_bounce_is_named_and_its_forms_are_not_taken(workspace: Workspace, forms: Forms) -> None:
    original = forms.filled("3.1.1", "fuyun")
    inner = EmailMessage()
    inner["Subject"] = "填报表"
    inner.add_attachment(original, "application", "octet-stream", filename="表.xlsx")
    head = (
        "From: postmaster@example.com\r\nDate: Thu, 28 Jan 2021 10:20:00 +0800\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; gone@example.com\r\nAction: failed\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    (workspace.inbox / "退信.eml").write_bytes(head.encode() + inner.as_bytes() + b"\r\n--b--\r\n")
    result = workspace.collect(as_of=D28)
    assert result.taken == ()
    (aside,) = result.set_aside
    reason = aside.reason
    assert "退信" in reason and "gone@example.com" in reason

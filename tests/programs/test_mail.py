"""Mail over real servers: the whole round, and a mailbox that is read and never changed."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.mail.servers import PASSWORD, USER, Office, smtp_server
from tests.programs.imap import Mailbox, imap_server
from tests.ready import ready
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.shipped import shipped_plan_path
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.mail.fetch import fetch as fetch_from
from toolkit.plan.options import MailSettings
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.standing.status import ReportState

pytestmark = [pytest.mark.programs, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
D25, D29, D30 = date(2021, 1, 25), date(2021, 1, 29), date(2021, 1, 30)
ITEM = "3.1.1"


@pytest.fixture
def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with imap_server(tmp_path, USER, PASSWORD) as box:
        monkeypatch.setenv("SSL_CERT_FILE", str(box.trusted))
        yield box


def made(folder: Path, **mail: object) -> Workspace:
    plan = ready(read_plan(shipped_plan_path()))
    settings = replace(plan.settings, mail=MailSettings(account=USER, per_minute=1000, **mail))  # type: ignore[arg-type]
    write_plan(replace(plan, email=USER, settings=settings), folder / "plan.xlsx")
    return Workspace.init(folder / "工作区", folder / "plan.xlsx")


def ask(question: str) -> str:
    assert USER in question
    return PASSWORD


def letter(number: int, text: str = "正文") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "fuyun@county.test", USER, f"第{number}封：报送"
    mail["Message-ID"], mail["Date"] = f"<{number}@county.test>", "Fri, 29 Jan 2021 09:00:00 +0800"
    mail.set_content(text)
    return mail.as_bytes(policy=email.policy.SMTP)


def filled(workspace: Workspace, sent: bytes, changes: dict[str, object]) -> EmailMessage:
    """What a unit answers to a mail that carried its form: the same form filled in, quoted and replied to."""
    asked = email.message_from_bytes(sent, policy=email.policy.default)
    assert isinstance(asked, EmailMessage)
    (form,) = asked.iter_attachments()
    unit = next(u for u in workspace.plan.units if u.emails[0] == asked["To"].addresses[0].addr_spec)
    answers = {**answers_of(workspace.plan, workspace.catalogues[ITEM], unit), **changes}
    reply = EmailMessage()
    reply["From"], reply["To"] = unit.emails[0], asked["From"].addresses[0].addr_spec
    reply["Subject"], reply["In-Reply-To"] = f"回复：{asked['Subject']}", asked["Message-ID"]
    reply["References"], reply["Message-ID"] = asked["Message-ID"], f"<answer-{unit.id}@county.test>"
    reply["Date"] = "Fri, 29 Jan 2021 15:30:00 +0800"
    reply.set_content("已填好，请查收。")
    data = fill_form(form.get_content(), workspace.catalogues[ITEM], answers)
    reply.add_attachment(data, "application", "octet-stream", filename=form.get_filename())
    return reply


def test_the_whole_round_by_mail(tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    with smtp_server(tmp_path, office, tls=True) as (smtp, smtp_authority):
        both = tmp_path / "both.pem"
        both.write_bytes(smtp_authority.read_bytes() + mailbox.trusted.read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(both))
        workspace = made(tmp_path, smtp=smtp, imap=mailbox.tls)
        drafts = workspace.distribute(as_of=D25, item=ITEM).drafts
        results = workspace.mail_send(ask=ask)
        assert all(result.done for result in results) and len(office.mails) == len(drafts) == 7

        for addresses, data in office.mails:
            wrong: dict[str, object] = {"rural_kg_count": None} if addresses == ["fuyun@county.test"] else {}
            mailbox.deliver(filled(workspace, data, wrong).as_bytes(policy=email.policy.SMTP))
        got = workspace.mail_fetch(ask=ask, as_of=D29)
        assert len(got.kept) == 7 and got.left == ()
        assert len(list(workspace.inbox.glob("回复：*.eml"))) + len(list(workspace.inbox.glob("回复_*.eml"))) == 7

        collected = workspace.collect(as_of=D29)
        assert sum(taken.accepted for taken in collected.taken) == 6 and len(collected.taken) == 7
        assert not any(taken.from_elsewhere for taken in collected.taken)
        states = {s.unit.id: s.state for s in workspace.status(as_of=D29) if s.item.id == ITEM}
        assert states.pop("fuyun") is ReportState.RETURNED and set(states.values()) == {ReportState.ACCEPTED}

        office.mails.clear()
        replies = workspace.mail_send(ask=ask)
        assert all(result.done for result in replies) and len(office.mails) == 7
        answer = next(data for addresses, data in office.mails if addresses == ["fuyun@county.test"])
        mail = email.message_from_bytes(answer, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        assert mail["In-Reply-To"] == "<answer-fuyun@county.test>" and mail["Date"] is not None
        names = [str(part.get_filename()) for part in mail.iter_attachments()]
        assert [name[:4] for name in names] == ["收件回执", "退回修改"]

        office.mails.clear()
        assert workspace.mail_fetch(ask=ask, as_of=D30).kept == ()
        assert workspace.mail_send(ask=ask) == [] and office.mails == []
    assert mailbox.flags() == [""] * 7


@pytest.mark.parametrize("way", ["tls", "starttls"])
def test_new_mails_once_and_nothing_changed(tmp_path: Path, mailbox: Mailbox, way: str) -> None:
    workspace = made(tmp_path, imap=getattr(mailbox, way))
    first = [letter(1), letter(2)]
    for data in first:
        mailbox.deliver(data)
    got = workspace.mail_fetch(ask=ask, as_of=D29)
    assert sorted((workspace.inbox / name).read_bytes() for name in got.kept) == sorted(first)
    assert all(name.endswith(".eml") and "封" in name for name in got.kept)
    mailbox.deliver(letter(3))
    assert len(workspace.mail_fetch(ask=ask, as_of=D29).kept) == 1
    assert workspace.mail_fetch(ask=ask, as_of=D29).kept == ()
    assert mailbox.flags() == ["", "", ""]


def test_a_mailbox_that_was_numbered_anew_gives_nothing_twice(tmp_path: Path, mailbox: Mailbox) -> None:
    workspace = made(tmp_path, imap=mailbox.tls)
    mailbox.deliver(letter(1))
    assert len(workspace.mail_fetch(ask=ask, as_of=D29).kept) == 1
    mailbox.renumber()
    mailbox.deliver(letter(2))
    assert len(workspace.mail_fetch(ask=ask, as_of=D29).kept) == 1
    assert workspace.mail_fetch(ask=ask, as_of=D29).kept == ()


def test_a_fetch_that_is_stopped_goes_on_where_it_was(
    tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = made(tmp_path, imap=mailbox.tls)
    for number in range(5):
        mailbox.deliver(letter(number))
    with workspace.ledger() as ledger:
        kept: list[bytes] = []

        def keep(validity: int, uid: int, data: bytes) -> str:
            if len(kept) == 2:
                raise KeyboardInterrupt
            kept.append(data)
            return f"{uid}.eml"

        from toolkit.mail.account import account

        login = account(mailbox.tls, USER, "收信服务器", "", ask)
        with pytest.raises(KeyboardInterrupt):
            fetch_from(login, [], D25, keep, lambda mail: ledger.record_fetched(login.name, mail, D29))
    assert len(workspace.mail_fetch(ask=ask, as_of=D29).kept) == 3
    assert len(list(workspace.inbox.iterdir())) == 3


def test_a_mail_of_30_megabytes_comes_whole(tmp_path: Path, mailbox: Mailbox) -> None:
    workspace = made(tmp_path, imap=mailbox.tls)
    large = letter(1, "重要的内容\n" * 2_000_000)
    assert len(large) > 30 * 2**20
    mailbox.deliver(large)
    (name,) = workspace.mail_fetch(ask=ask, as_of=D29).kept
    assert (workspace.inbox / name).read_bytes() == large


def test_a_wrong_password_and_a_wrong_server_are_said(tmp_path: Path, mailbox: Mailbox) -> None:
    workspace = made(tmp_path, imap=mailbox.tls)
    with pytest.raises(WorkspaceError, match="授权码"):
        workspace.mail_fetch(ask=lambda question: "wrong", as_of=D29)
    (tmp_path / "2").mkdir()
    nobody = made(tmp_path / "2", imap="tls://127.0.0.1:9")
    with pytest.raises(WorkspaceError, match="连不上"):
        nobody.mail_fetch(ask=ask, as_of=D29)


def test_a_certificate_that_is_not_trusted_is_refused(
    tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(WorkspaceError, match="证书"):
        made(tmp_path, imap=mailbox.tls).mail_fetch(ask=ask, as_of=D29)

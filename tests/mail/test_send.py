"""Drafts sent to a real SMTP server: once each, whatever happens in between."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import copy_of
from tests.mail.servers import PASSWORD, USER, Office, smtp_server
from tests.ready import ready
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.shipped import shipped_plan_path
from toolkit.ledger import Ledger
from toolkit.mail import send as sending
from toolkit.mail.lying import SENT
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

# The authenticated server behind TLS from the first byte is safe; aiosmtpd warns all the same.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
ISSUED = date(2021, 1, 25)


def made(folder: Path, server: str, emails: dict[str, tuple[str, ...]] | None = None) -> Workspace:
    """A workspace that has distributed the one form of each unit for 六（二）."""
    plan = ready(read_plan(shipped_plan_path()))
    mail = replace(plan.settings.mail, smtp=server, account=USER, per_minute=1000)
    units = tuple(replace(u, emails=(emails or {}).get(u.id, u.emails)) for u in plan.units)
    write_plan(replace(plan, units=units, settings=replace(plan.settings, mail=mail)), folder / "plan.xlsx")
    workspace = Workspace.init(folder / "工作区", folder / "plan.xlsx")
    workspace.distribute(as_of=ISSUED, item="6.2")
    return workspace


@dataclass(frozen=True)
class Running:
    """A server, what it was handed, the certificate of its authority, and a workspace that is to send through it."""

    office: Office
    trusted: Path
    workspace: Workspace


@pytest.fixture(scope="module", params=[True, False], ids=["tls", "starttls"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder, office = tmp_path_factory.mktemp("发信"), Office()
    with smtp_server(folder, office, tls=request.param) as (server, trusted):
        yield Running(office, trusted, made(folder, server))


@pytest.fixture
def office(running: Running) -> Office:
    running.office.mails.clear()
    running.office.replies.clear()
    return running.office


@pytest.fixture
def workspace(running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(sending, "PAUSES", (0.01, 0.01))
    monkeypatch.setenv("SSL_CERT_FILE", str(running.trusted))
    return copy_of(running.workspace, tmp_path)


def ask(question: str) -> str:
    assert USER in question
    return PASSWORD


EVERYBODY = sorted(f"{unit.id}@county.test" for unit in read_plan(shipped_plan_path()).units)


def test_every_unit_gets_one_mail_and_none_a_second(workspace: Workspace, office: Office) -> None:
    dry = workspace.mail_send(ask=ask, dry_run=True)
    assert len(dry) == 8 and office.mails == []
    results = workspace.mail_send(ask=ask)
    assert all(result.done for result in results)
    assert office.received() == EVERYBODY
    assert list((workspace.outbox / "2021-01" / "mail").glob("*.eml")) == []
    assert len(list((workspace.outbox / "2021-01" / "mail" / SENT).glob("*.eml"))) == 8
    assert workspace.mail_send(ask=ask) == []
    workspace.distribute(as_of=date(2021, 1, 26), item="6.2")
    assert workspace.mail_send(ask=ask) == []
    assert office.received() == EVERYBODY


def test_what_arrives_is_the_draft_with_a_date_and_nothing_of_ours(workspace: Workspace, office: Office) -> None:
    workspace.mail_send(ask=ask)
    addresses, data = next(m for m in office.mails if m[0] == ["fuyun@county.test"])
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert addresses == ["fuyun@county.test"]
    assert mail["Date"] and mail["Message-ID"]
    assert mail["X-Unsent"] is None and mail["X-Written"] is None
    assert "富蕴县" in mail["Subject"] and mail["To"].addresses[0].display_name == "富蕴县人民政府"
    (attachment,) = mail.iter_attachments()
    form = next((workspace.outbox / "2021-01" / "forms" / "富蕴县").glob("*.xlsx"))
    assert (attachment.get_filename(), attachment.get_content()) == (form.name, form.read_bytes())


@pytest.mark.one_in(100)
@pytest.mark.parametrize("place", ["burqin@county.test", "DATA"])
def test_what_is_put_off_is_tried_again(workspace: Workspace, office: Office, place: str) -> None:
    office.replies[place] = ["450 come back later", "451 not yet"]
    assert all(result.done for result in workspace.mail_send(ask=ask))
    assert office.received() == EVERYBODY


def test_what_is_put_off_for_long_waits_for_the_next_run(workspace: Workspace, office: Office) -> None:
    office.replies["fuyun@county.test"] = ["450 greylisted"] * 3
    waiting = [r for r in workspace.mail_send(ask=ask) if not r.done]
    assert [r.waiting[0][0] for r in waiting] == ["fuyun@county.test"]
    assert all(r.done for r in workspace.mail_send(ask=ask))
    assert office.received() == EVERYBODY


def test_a_refused_address_is_named_and_the_others_get_theirs(workspace: Workspace, office: Office) -> None:
    office.replies["fuhai@county.test"] = ["550 no such user here"]
    (failed,) = (r for r in workspace.mail_send(ask=ask) if not r.done)
    assert failed.refused == (("fuhai@county.test", "no such user here"),)
    assert failed.path.exists()
    assert len(office.received()) == 7


@pytest.mark.one_in(100)
@pytest.mark.parametrize("before", [True, False], ids=["before it is noted", "after it is noted"])
def test_a_stopped_sender_goes_on_where_it_was(
    workspace: Workspace, office: Office, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    note = Ledger.delivered
    calls = []

    def stopped(self: Ledger, *arguments: object) -> None:
        calls.append(1)
        if not before or len(calls) < 4:
            note(self, *arguments)  # type: ignore[arg-type]
        if len(calls) == 4:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Ledger, "delivered", stopped)
        workspace.mail_send(ask=ask)
    assert len(office.mails) == 4
    results = workspace.mail_send(ask=ask)
    assert office.received() == EVERYBODY
    unsure = [result for result in results if result.unsure]
    assert len(unsure) == (1 if before else 0) and all(result.done or result.unsure for result in results)


def test_a_wrong_password_and_an_unknown_authority_are_said(
    workspace: Workspace, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WorkspaceError, match="的登录"):
        workspace.mail_send(ask=lambda question: "wrong")
    with pytest.raises(WorkspaceError, match="没有输入密码"):
        workspace.mail_send(ask=lambda question: "")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(WorkspaceError, match="证书"):
        workspace.mail_send(ask=ask)
    assert office.mails == []


def test_without_server_or_address_the_office_is_told(tmp_path: Path) -> None:
    workspace = made(tmp_path, "")
    with pytest.raises(WorkspaceError, match="发信服务器"):
        workspace.mail_send(ask=ask)


def test_a_unit_without_address_and_a_corrected_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    with smtp_server(tmp_path, office, tls=True) as (server, trusted):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        workspace = made(tmp_path, server, {"fuyun": (), "fuhai": ("a@county.test", "b@county.test")})
        failed = [r for r in workspace.mail_send(ask=ask) if not r.done]
        assert [r.path.name for r in failed] == ["富蕴县_填报表.eml"]
        assert "没有收件人" in failed[0].refused[0][1]
        assert {"a@county.test", "b@county.test"} <= set(office.received())
        plan = workspace.plan
        units = tuple(replace(u, emails=("new@county.test",)) if u.id == "fuyun" else u for u in plan.units)
        write_plan(replace(plan, units=units), workspace.plan_path)
        again = Workspace(workspace.root)
        again.distribute(as_of=ISSUED, item="6.2")
        count = len(office.mails)
        again.mail_send(ask=ask)
        assert [addresses for addresses, _ in office.mails[count:]] == [["new@county.test"]]

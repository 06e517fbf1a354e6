"""A login is tried at each server that the plan names; nothing is sent, and what is wrong is a sentence for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mail.mailbox import Mailbox, mailbox_server
from tests.mail.servers import PASSWORD, USER, Office, smtp_server
from tests.ready import ready
from tests.small import small_plan
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.planbook.writing import write_plan

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")


def with_servers(folder: Path, smtp: str, imap: str) -> Workspace:
    plan = ready(small_plan())
    mail = replace(plan.settings.mail, smtp=smtp, imap=imap, account=USER)
    write_plan(replace(plan, settings=replace(plan.settings, mail=mail)), folder / "plan.xlsx")
    return Workspace.init(folder / "工作区", folder / "plan.xlsx")


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    with ExitStack() as stack:
        smtp, one = stack.enter_context(smtp_server(tmp_path, Office(), tls=True))
        first = one.read_bytes()
        imap, other = stack.enter_context(mailbox_server(tmp_path, Mailbox()))
        (tmp_path / "both.pem").write_bytes(first + other.read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        yield smtp, imap


def test_both_logins_are_tried_with_one_password(servers: tuple[str, str], tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return PASSWORD

    found = with_servers(tmp_path, *servers).mail_check(ask=ask)
    assert [(one.what, one.good) for one in found] == [("发邮件", True), ("收邮件", True)], found
    assert len(asked) == 1 and all(USER in one.said for one in found)


@pytest.mark.parametrize("wrong", ["password", "port", "certificate"])
def test_each_that_does_not_work_is_said(
    servers: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    smtp = "127.0.0.1:1" if wrong == "port" else servers[0]
    if wrong == "certificate":
        monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("TOOLKIT_MAIL_PASSWORD", "x" if wrong == "password" else PASSWORD)
    workspace = with_servers(tmp_path, smtp, "")
    (found,) = workspace.mail_check(ask=lambda question: "")
    assert not found.good and found.said.endswith("。") and "请" in found.said and PASSWORD not in found.said
    assert main(["-w", str(workspace.root), "mail", "check"]) == 1


def test_without_servers_there_is_nothing_to_try(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="没有可以试的"):
        with_servers(tmp_path, "", "").mail_check(ask=lambda question: PASSWORD)

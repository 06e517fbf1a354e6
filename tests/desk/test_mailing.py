"""Mails are sent and fetched from a page; the system keeps the password where its owner wants so, nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from tests.desk.client import Client, heading
from tests.desk.conftest import serving
from tests.ready import ready
from tests.small import ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.desk import passwords
from toolkit.desk.serve import Served
from toolkit.mail.fetch import Got, LeftMail
from toolkit.mail.send import Sent, Undelivered
from toolkit.planbook.writing import write_plan


class Kept(KeyringBackend):
    """A keyring in memory."""

    priority = 5

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.known.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.known[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.known.pop((service, username), None) is None:
            raise PasswordDeleteError


class Broken(KeyringBackend):
    """A keyring that is locked."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringError

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringError


@pytest.fixture
def vault() -> Iterator[Kept]:
    before, made = keyring.get_keyring(), Kept()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Served]:
    workspace = new_small_workspace(tmp_path / "工作区")
    plan = ready(workspace.plan)
    mail = replace(plan.settings.mail, smtp="127.0.0.1:465", imap="127.0.0.1:993", account="office@county.test")
    write_plan(replace(plan, settings=replace(plan.settings, mail=mail)), workspace.plan_path)
    workspace = Workspace(workspace.root)
    workspace.distribute(as_of=ISSUED, unit="fuyun")
    yield from serving(workspace)


@pytest.mark.parametrize("keep", [True, False])
def test_a_password_is_kept_where_wanted_and_used_once(
    office: Served, vault: Kept, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    asked: list[str] = []
    sent = Sent(Path("a.eml"), "表", ("a@b",), refused=(Undelivered("c@b", "550"),), unsure=(Undelivered("d@b", ""),))

    def send(self: Workspace, *, ask: object, dry_run: bool = False, **_: object) -> list[Sent]:
        if not dry_run:
            asked.append(ask("?"))  # type: ignore[operator]
        return [sent]

    monkeypatch.setattr(Workspace, "mail_send", send)
    client = Client.of(office)
    assert "还没有发" in heading(client.get("/mail").text)
    client.post("/mail/send", {"password": "geheim", **({"keep": "1"} if keep else {})})
    told = client.done(office).text
    assert "发出 1 封" in told and "550" in told
    client.post("/mail/send")
    client.done(office)
    assert asked == ["geheim", "geheim" if keep else ""]
    assert ("密码由系统保管" in client.get("/mail").text) is keep
    client.post("/mail/forget")
    assert "密码由系统保管" not in client.get("/mail").text
    for path in office.desk.root.rglob("*"):
        assert not path.is_file() or b"geheim" not in path.read_bytes(), path


def test_mails_are_fetched_into_the_inbox(office: Served, vault: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "mail_fetch", lambda *_, **__: Got(("a.eml",), (LeftMail("第 3 封", "太大"),)))
    client = Client.of(office)
    client.post("/mail/fetch", {"password": "x"})
    told = client.done(office).text
    assert "收到 1 封" in told and "第 3 封 没有收：太大" in told


def test_a_server_that_is_not_there_is_a_sentence(office: Served, vault: Kept) -> None:
    client = Client.of(office)
    for path in ("/mail/send", "/mail/fetch"):
        client.post(path, {"password": "x"})
        page = client.done(office).text
        assert "没有做成" in heading(page) and "连不上" in page


def test_without_a_keyring_the_password_is_asked_for(vault: Kept) -> None:
    keyring.set_keyring(Broken())
    assert passwords.remember("a", "b") is False
    assert passwords.remembered("a") == ""
    passwords.forget("a")

"""Mails fetched: one that is poisoned or cannot be had is named, and the others come, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import KEY, Forms
from tests.effort import first
from tests.intake.test_headers_poisoned import HEADERS, SUBJECTS, mail
from tests.mail.mailbox import LATE, Mailbox, mailbox_server, number_in
from tests.small import small_plan
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.intake import spool
from toolkit.mail import fetch
from toolkit.planbook.writing import write_plan

USER, PASSWORD = "office@example.com", "secret"
D28, D29 = date(2021, 1, 28), date(2021, 1, 29)
WAYS = ("refuses", "does not understand", "closes", "late", "garbage", "half a line")


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def workspace(tmp_path: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(fetch, "_TIMEOUT", LATE / 2)
    monkeypatch.setenv("TOOLKIT_MAIL_PASSWORD", PASSWORD)
    with mailbox_server(tmp_path, box) as (server, trusted):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        plan = small_plan()
        settings = replace(plan.settings, mail=replace(plan.settings.mail, imap=server, account=USER))
        write_plan(replace(plan, settings=settings), tmp_path / "plan.xlsx")
        made = Workspace.init(tmp_path / "工作区", tmp_path / "plan.xlsx")
        made.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
        yield made


def ask(question: str) -> str:
    return PASSWORD


def fetched(workspace: Workspace) -> tuple[set[int], dict[str, str]]:
    """The numbers of the mails that came, and which were left and why."""
    got = workspace.mail_fetch(ask=ask, as_of=D28)
    return {number_in(name) for name in got.kept}, {left.which: left.reason for left in got.left}


POISONED = {
    **{f"subject {kind}": b"Subject: " + said + b"\r\n" + mail(b"x") for kind, said in SUBJECTS.items()},
    **{f"header {kind}": said + mail(b"x") for kind, said in HEADERS.items()},
    "no header": b"\r\nnothing but a text",
    "no body": b"Subject: x",
    "no bytes": b"",
    "a megabyte of header": b"Subject: " + b"x" * 2**20 + b"\r\n" + mail(b"x"),
    "ten thousand headers": b"X-A: b\r\n" * 10_000 + mail(b"x"),
    "a boundary that never comes": b'Content-Type: multipart/mixed; boundary="z"\r\n\r\n--b\r\n\r\nx',
    "a boundary within itself": (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + b'--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' * 300
    ),
    "base64 that is none": mail(b"x").replace(b"eA==", b"!!!\xff==="),
    "a charset that is a codec": b"Content-Type: text/plain; charset=zlib\r\n\r\nx",
    "a name with a surrogate": mail(b"x", name=b"=?utf-7?Q?+2AA-?=.xlsx"),
    "a name that is a path": mail(b"x", name=b"../../../x.xlsx"),
    "NULs": b"Subject: a\x00b\r\n\r\n" + bytes(1000),
}  # fmt: skip


def test_poisoned_mails_come_with_the_others(workspace: Workspace, box: Mailbox, forms: Forms) -> None:
    good = [mail(forms.filled("3.1.1", unit), b"Subject: good\r\n") for unit in ("fuyun", "fuhai")]
    box.mails = dict(enumerate((good[0], *POISONED.values(), good[1]), start=1))
    came, left = fetched(workspace)
    assert came == {*box.mails} and left == {}
    assert {number_in(path.name): path.read_bytes() for path in workspace.inbox.glob("*.eml")} == box.mails
    assert fetched(workspace)[0] == set() and box.changed == []
    taken = workspace.collect(as_of=D28).taken
    assert {one.unit.id for one in taken if one.accepted} == {"fuyun", "fuhai"}
    assert not list(workspace.inbox.glob("*.eml"))


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", WAYS)
def test_a_mail_that_the_server_cannot_give_is_named_and_the_others_come(
    workspace: Workspace, box: Mailbox, way: str
) -> None:
    box.mails = {n: mail(b"%d" % n, b"Subject: %d\r\n" % n) for n in range(1, 6)}
    box.faults[3] = way
    for attempt in range(1, fetch.ATTEMPTS + 1):
        came, left = fetched(workspace)
        assert came == ({1, 2, 4, 5} if attempt == 1 else set())
        assert [*left] == ["第 3 号邮件"] and "请" in left["第 3 号邮件"]
        assert ("以后不再收" in left["第 3 号邮件"]) is (attempt == fetch.ATTEMPTS)
    assert fetched(workspace) == (set(), {}) and box.asked[3] == fetch.ATTEMPTS
    assert {number_in(path.name) for path in workspace.inbox.iterdir()} == {1, 2, 4, 5}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", first(2, WAYS))
def test_a_mail_that_can_be_had_later_comes_later(workspace: Workspace, box: Mailbox, way: str) -> None:
    box.mails = {1: mail(b"1"), 2: mail(b"2")}
    box.faults[1] = way
    assert fetched(workspace)[0] == {2}
    box.faults.clear()
    assert fetched(workspace) == ({1}, {})


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", first(2, ["closes", *WAYS]))
@pytest.mark.parametrize("step", ["connect", "LOGIN", "EXAMINE", "STATUS", "SEARCH"])
def test_a_server_that_goes_wrong_before_is_a_sentence_and_nothing_is_lost(
    workspace: Workspace, box: Mailbox, step: str, way: str
) -> None:
    if step == "connect" and way in ("refuses", "does not understand"):
        way = "closes"
    box.mails = {1: mail(b"1")}
    box.faults[step] = way
    with pytest.raises(WorkspaceError, match="请"):
        fetched(workspace)
    box.faults.clear()
    assert fetched(workspace) == ({1}, {})


def test_a_mail_that_is_too_large_for_the_inbox_is_named(
    workspace: Workspace, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is fetched can be taken out of the inbox: both have one limit."""
    assert fetch.LARGEST == spool.LARGEST
    box.mails = {1: mail(b"1"), 2: mail(b"2")}
    box.sizes[1] = fetch.LARGEST + 1
    came, left = fetched(workspace)
    assert came == {2} and "太大" in left["第 1 号邮件"]


def test_mails_numbered_anew_come_once(workspace: Workspace, box: Mailbox) -> None:
    box.mails = {1: mail(b"1"), 2: mail(b"2")}
    assert fetched(workspace)[0] == {1, 2}
    box.validity, box.mails = 8, {1: mail(b"3"), 5: mail(b"1"), 6: mail(b"2")}
    assert fetched(workspace) == ({1}, {})
    assert len(list(workspace.inbox.iterdir())) == 3


def test_two_mails_of_one_subject_and_number_lie_side_by_side(workspace: Workspace, box: Mailbox) -> None:
    """Numbered anew without a word: the same number and validity, another mail."""
    box.mails = {1: mail(b"1", b"Subject: x\r\n")}
    fetched(workspace)
    (name,) = (path.name for path in workspace.inbox.iterdir())
    (workspace.inbox / name).write_bytes(b"something else")
    box.mails = {2: mail(b"2", b"Subject: x\r\n")}
    fetched(workspace)
    assert len(list(workspace.inbox.iterdir())) == 2


def test_a_mail_that_nobody_can_keep_is_named(
    workspace: Workspace, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.acts import mail as act

    real = act._put  # noqa: SLF001 - the disk stands behind it

    def full(folder: object, name: str, data: bytes) -> str:
        if data == box.mails[2]:
            raise WorkspaceError("写不进去。请检查磁盘。")
        return real(folder, name, data)  # type: ignore[arg-type]

    box.mails = {n: mail(b"%d" % n) for n in (1, 2, 3)}
    monkeypatch.setattr(act, "_put", full)
    came, left = fetched(workspace)
    assert came == {1, 3} and "磁盘" in left["第 2 号邮件"]


def test_signed_sealed_and_clouded_mails_are_said_when_they_are_taken(workspace: Workspace, box: Mailbox) -> None:
    head = b"From: a@example.com\r\nMIME-Version: 1.0\r\n"
    box.mails = {
        1: head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIB",
        2: head
        + "Content-Type: text/plain; charset=utf-8\r\n\r\n超大附件 https://wx.mail.qq.com/ftn/x 请下载".encode(),
        3: head + b"Content-Type: text/plain\r\n\r\nhello",
    }
    assert fetched(workspace)[0] == {1, 2, 3}
    reasons = {number_in(one.name): one.reason for one in workspace.collect(as_of=D28).set_aside}
    assert set(reasons) == {1, 2, 3} and len(set(reasons.values())) == 3


def test_from_the_command_line(workspace: Workspace, box: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    box.mails = {1: mail(b"1"), 2: mail(b"2")}
    box.faults[2] = "refuses"
    assert main(["-w", str(workspace.root), "mail", "fetch", "--as-of", "2021-01-28"]) == 1
    said = capsys.readouterr().out
    assert "收到新邮件 1 封" in said and "没收 第 2 号邮件：邮箱服务器给不出这一封（never）" in said

"""From a lost answer to a mail that is settled, as a person does it at the keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.effort import first
from tests.mail.faulty import LATE, Fault, Faulty, faulty_server
from tests.mail.servers import PASSWORD
from tests.mail.test_send import made
from toolkit import Workspace
from toolkit.cli.parser import main
from toolkit.mail import line as smtp
from toolkit.mail import send as sending
from toolkit.mail.lying import SENT, UNSURE


@pytest.fixture
def server() -> Faulty:
    return Faulty()


@pytest.fixture
def workspace(tmp_path: Path, server: Faulty, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    for name in ("GREETING", "COMMAND", "DATA_START", "DATA_BLOCK", "FINAL_DOT"):
        monkeypatch.setattr(smtp, name, LATE * 0.6)
    monkeypatch.setattr(sending, "PAUSES", (0.001,))
    monkeypatch.setenv("TOOLKIT_MAIL_PASSWORD", PASSWORD)
    with faulty_server(tmp_path, server) as (port, trusted):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        yield made(tmp_path, f"tls://127.0.0.1:{port}")


def said(workspace: Workspace, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["-w", str(workspace.root), "mail", *words])
    return status, capsys.readouterr().out


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("way", "arrived"),
    first(
        3, [("closes instead", True), ("garbage", False), ("late", True), ("closes instead", False), ("garbage", True),
            ("late", False)]
    ),
)  # fmt: skip
def test_a_lost_answer_is_settled_by_a_person(
    workspace: Workspace, server: Faulty, capsys: pytest.CaptureFixture[str], arrived: bool, way: str
) -> None:
    server.faults.append(Fault("dot", 0, way))
    status, out = said(workspace, capsys, "send")
    mails = workspace.outbox / "2021-01" / "mail"
    (copy,) = (mails / UNSURE).iterdir()
    assert status == 1 and f"toolkit mail settle {copy.name} --sent" in out and len(server.mails) == 8
    assert said(workspace, capsys, "send")[0] == 1 and len(server.mails) == 8  # never again by itself
    doctor = next(one for one in workspace.doctor(today=workspace.plan.issued_on) if one.what == "邮件草稿")
    assert not doctor.good and copy.name in doctor.said
    assert main(["-w", str(workspace.root), "mail", "settle", copy.name]) == 2
    assert "--again" in capsys.readouterr().err
    status, out = said(workspace, capsys, "settle", copy.name, "--sent" if arrived else "--again")
    assert status == 0 and ("记为已发" if arrived else "会再发") in out
    assert said(workspace, capsys, "send")[0] == 0
    assert len(server.mails) == (8 if arrived else 9)
    assert not (mails / UNSURE).exists() and len(list((mails / SENT).iterdir())) == 8
    assert all(one.good for one in workspace.doctor(today=workspace.plan.issued_on) if one.what == "邮件草稿")
    assert main(["-w", str(workspace.root), "mail", "settle", copy.name, "--sent"]) == 2  # nothing is in doubt any more


def test_one_of_several_addresses_is_settled(
    tmp_path: Path, server: Faulty, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "zwei"
    folder.mkdir()
    several = made(folder, workspace.plan.settings.mail.smtp, {"fuyun": ("a@county.test", "b@county.test")})
    drafts = sorted(path.name for path in (several.outbox / "2021-01" / "mail").glob("*.eml"))
    number = next(n for n, name in enumerate(drafts) if name.startswith("富蕴县"))
    server.faults.append(Fault("dot", number, "closes instead"))
    assert main(["-w", str(several.root), "mail", "send", "--json"]) == 1
    unsure = [one for one in json.loads(capsys.readouterr().out)["mails"] if one["unsure"]]
    (one,) = unsure
    assert Path(one["draft"]).name == drafts[number] and set(one["unsure"]) == {"a@county.test", "b@county.test"}
    settle = ["-w", str(several.root), "mail", "settle", drafts[number], "--sent", "--to"]
    assert main([*settle, "x@example.com"]) == 2
    assert [main([*settle, "a@county.test"]), main([*settle, "b@county.test"])] == [1, 0]

"""A draft is people's as well: sent as they left it, never overwritten, never taken away, put away by its bytes."""

from __future__ import annotations

import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.mail.servers import PASSWORD, USER, Office, smtp_server
from toolkit.acts.drafts import put, withdraw_draft
from toolkit.folder import Folder
from toolkit.ledger import DeliveryOutcome, Ledger
from toolkit.mail import send as sending
from toolkit.mail.account import Account
from toolkit.mail.compose import Attachment, MailDraft, compose, untouched
from toolkit.mail.lying import SENT, UNSURE, drafts_in, read_draft
from toolkit.mail.send import Sent, send
from toolkit.mail.texts import Filled

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")


def draft(text: str = "正文", *attachments: Attachment, key: str = "k") -> MailDraft:
    to = [("富蕴县", "fuyun@example.com")]
    return MailDraft(sender=("", USER), to=to, text=Filled("题", text, None), key=key, attachments=attachments)


@pytest.fixture
def office() -> Office:
    return Office()


Post = Callable[[], list[Sent]]


@pytest.fixture
def post(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """Sends what lies in mail/."""
    monkeypatch.setattr(sending, "PAUSES", ())
    (tmp_path / "mail").mkdir()
    with smtp_server(tmp_path, office, tls=True) as (server, trusted):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        login = Account("127.0.0.1", int(server.rpartition(":")[2]), True, USER, PASSWORD)

        def post() -> list[Sent]:
            paths = [*drafts_in(tmp_path / "mail"), *drafts_in(tmp_path / "mail" / UNSURE)]
            with Ledger(tmp_path / "ledger.db") as ledger:
                return send(paths, lambda: login, ledger, per_minute=60_000)

        yield post


def resaved(data: bytes, change: Callable[[EmailMessage], None]) -> bytes:
    """A draft as a mail program saves it after a person has changed it."""
    mail = email.message_from_bytes(data, policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    change(mail)
    return mail.as_bytes()


def other_text(mail: EmailMessage) -> None:
    body = mail.get_body(("plain",))
    assert body is not None
    body.set_content("改过的正文")


def other_attachment(mail: EmailMessage) -> None:
    mail.add_attachment(b"more", "application", "octet-stream", filename="说明.doc")


def blind_copy(mail: EmailMessage) -> None:
    mail["Bcc"] = "领导 <leader@example.com>, archive@example.com"


CHANGES = {"text": other_text, "attachment": other_attachment, "bcc": blind_copy}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_draft_goes_as_it_is(tmp_path: Path, office: Office, post: Post, change: str) -> None:
    path = tmp_path / "mail" / "信.eml"
    path.write_bytes(resaved(compose(draft("正文", Attachment("表.xlsx", b"PK form"))), CHANGES[change]))
    left = path.read_bytes()
    assert all(result.done for result in post())
    ((addresses, wire),) = office.mails
    blind = ["leader@example.com", "archive@example.com"] if change == "bcc" else []
    assert sorted(addresses) == sorted(["fuyun@example.com", *blind])
    mail = email.message_from_bytes(wire, policy=email.policy.default)
    assert isinstance(mail, EmailMessage) and mail["Bcc"] is None and b"leader@" not in wire
    assert len(list(mail.iter_attachments())) == (2 if change == "attachment" else 1)
    assert (tmp_path / "mail" / SENT / "信.eml").read_bytes() == left


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_draft_is_neither_overwritten_nor_withdrawn(tmp_path: Path, change: str) -> None:
    folder, path = Folder(tmp_path), tmp_path / "mail" / "信.eml"
    assert put(folder, path, draft()) == path and untouched(path.read_bytes())
    changed = resaved(path.read_bytes(), CHANGES[change])
    path.write_bytes(changed)
    assert put(folder, path, draft()) == path  # says what the person began with: the person's word stands alone
    newer = put(folder, path, draft("新的正文"))
    assert newer != path and put(folder, path, draft("更新的正文")) == newer
    withdraw_draft(path)
    assert [one.read_bytes() for one in drafts_in(tmp_path / "mail")] == [changed]


def test_an_untouched_draft_is_replaced_and_withdrawn(tmp_path: Path) -> None:
    folder, path = Folder(tmp_path), tmp_path / "mail" / "信.eml"
    put(folder, path, draft())
    assert put(folder, path, draft("新的正文")) == path
    withdraw_draft(path)
    assert drafts_in(tmp_path / "mail") == []


@pytest.mark.parametrize("mark", ["（核对4711）", "（核对4711）（核对5）", f"（核对{2**31}）"])
def test_what_a_killed_run_was_about_to_take_away_is_not_sent_later(tmp_path: Path, mark: str) -> None:
    """A reminder that is not true any more, left under another name; what a person has written in stays."""
    folder, path = Folder(tmp_path), tmp_path / "mail" / "信.eml"
    left = path.with_name(f"信{mark}.eml")
    for act in (lambda: withdraw_draft(path), lambda: put(folder, path, draft("新的正文"))):
        put(folder, path, draft())
        path.rename(left)
        act()
        assert not left.exists()
    path.unlink()
    left.write_bytes(resaved(compose(draft()), CHANGES["text"]))
    withdraw_draft(path)
    put(folder, path, draft("新的正文"))
    assert left in drafts_in(tmp_path / "mail")


@pytest.mark.parametrize("change", ["text", "attachment"])
def test_what_is_changed_after_it_has_gone_is_another_mail(
    tmp_path: Path, office: Office, post: Post, change: str
) -> None:
    path = tmp_path / "mail" / "信.eml"
    path.write_bytes(compose(draft()))
    post()
    path.write_bytes(resaved(compose(draft()), CHANGES[change]))
    assert all(result.now for result in post())
    identities = [email.message_from_bytes(wire)["Message-ID"] for _, wire in office.mails]
    assert len(set(identities)) == 2
    assert len(drafts_in(tmp_path / "mail" / SENT)) == 2 and post() == []


def test_only_an_address_that_was_corrected_gets_what_it_has_not_got(
    tmp_path: Path, office: Office, post: Post
) -> None:
    path = tmp_path / "mail" / "信.eml"
    path.write_bytes(resaved(compose(draft()), lambda mail: mail.__setitem__("Cc", "gone@example.com")))
    office.replies["gone@example.com"] = ["550 no such user"]
    (result,) = post()
    assert result.now == ("fuyun@example.com",) and [a for a, _ in result.refused] == ["gone@example.com"]
    path.write_bytes(resaved(path.read_bytes(), lambda mail: mail.replace_header("Cc", "right@example.com")))
    (result,) = post()
    assert (result.now, result.before) == (("right@example.com",), ("fuyun@example.com",))
    assert office.received() == ["fuyun@example.com", "right@example.com"]


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    "to", ["一把手", "a@", "张 <甲@例子.公司>", "<a b@example.com>", "undisclosed", 'x" <y@z'],
)  # fmt: skip
def test_what_is_no_address_is_named_and_the_others_get_theirs(
    tmp_path: Path, office: Office, post: Post, to: str
) -> None:
    raw = compose(draft()).replace(b"\r\nSubject:", b"\r\nCc: " + to.encode() + b"\r\nSubject:")
    (tmp_path / "mail" / "信.eml").write_bytes(raw)
    (result,) = post()
    assert result.refused and not result.done and office.received() == ["fuyun@example.com"]


@pytest.mark.parametrize(
    "to", ["a@example.com;b@example.com", "甲 <a@example.com>； 乙 <b@example.com>", "a@example.com,\r\n b@example.com"]
)
def test_addresses_as_people_part_them(tmp_path: Path, office: Office, post: Post, to: str) -> None:
    (tmp_path / "mail" / "信.eml").write_bytes(f"To: {to}\r\nSubject: x\r\n\r\ntext\r\n".encode())
    assert [result.done for result in post()] == [True]
    assert office.received() == ["a@example.com", "b@example.com"]


@pytest.mark.parametrize("subject", [b"=?x-nobody?B?xOO6ww==?=", b"=?utf-7?Q?+2AA-?=", b"\xff\xfe", b"=?utf-8?B?!?="])
def test_a_draft_with_an_odd_subject_stops_no_other(tmp_path: Path, office: Office, post: Post, subject: bytes) -> None:
    (tmp_path / "mail" / "a.eml").write_bytes(b"To: a@example.com\r\nSubject: " + subject + b"\r\n\r\ntext\r\n")
    (tmp_path / "mail" / "b.eml").write_bytes(compose(draft()))
    assert all(result.done and result.subject.encode() is not None for result in post())
    assert office.received() == ["a@example.com", "fuyun@example.com"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_went_is_put_away_and_what_was_written_meanwhile_stays_unsent(
    tmp_path: Path, office: Office, post: Post, moment: str
) -> None:
    """`distribute` rewrites the draft while it is being sent, before or after the server has answered."""
    path = tmp_path / "mail" / "信.eml"
    path.write_bytes(compose(draft()))
    first, second = path.read_bytes(), compose(draft("新的正文"))
    real = office.handle_DATA

    async def handle(server: object, session: object, envelope: object) -> str:
        if moment == "before":
            path.write_bytes(second)
        answer = await real(server, session, envelope)
        if moment == "after":
            threading.Timer(0.0, path.write_bytes, [second]).start()
        return answer

    office.handle_DATA = handle  # type: ignore[method-assign]
    (result,) = post()
    assert result.done and (tmp_path / "mail" / SENT / "信.eml").read_bytes() == first
    if moment == "before":
        assert path.read_bytes() == second
    assert all(result.now for result in post() if result.path.name != "信.eml")


def test_writing_and_sending_at_once_loses_nothing(tmp_path: Path, office: Office, post: Post) -> None:
    """A race as it comes: whatever was sent lies in 已发送, whatever was not lies where it was written."""
    folder, path = Folder(tmp_path), tmp_path / "mail" / "信.eml"
    done = threading.Event()
    written: list[bytes] = []

    def write() -> None:
        while not done.is_set():
            data = compose(draft(f"第{len(written)}稿"))
            written.append(data)
            put(folder, path, draft(f"第{len(written) - 1}稿"))

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(15):
        post()
    done.set()
    writer.join()
    sent = {read_draft(one).message_id for one in drafts_in(tmp_path / "mail" / SENT)}
    wire = [email.message_from_bytes(data)["Message-ID"] for _, data in office.mails]
    assert len(wire) == len(set(wire)) and set(wire) == sent
    for one in drafts_in(tmp_path / "mail"):
        assert read_draft(one).message_id not in sent and one.read_bytes() in written


@pytest.mark.parametrize("sent", [True, False])
def test_a_person_settles_what_may_have_been_sent(tmp_path: Path, office: Office, post: Post, sent: bool) -> None:
    from dataclasses import replace

    path = tmp_path / "mail" / "信.eml"
    path.write_bytes(compose(draft()))
    office.replies["DATA"] = ["199 hm"]
    (result,) = post()
    assert [address for address, _ in result.unsure] == ["fuyun@example.com"] and not path.exists()
    letter = read_draft(result.path)
    with Ledger(tmp_path / "ledger.db") as ledger:
        (delivery,) = ledger.deliveries(letter.message_id).values()
        outcome = DeliveryOutcome.SENT if sent else DeliveryOutcome.REFUSED
        ledger.settle([replace(delivery, outcome=outcome)], letter.carried)
        settled = sending.put_away(letter, ledger)
    assert settled.path.parent.name == (SENT if sent else "mail")
    post()
    assert office.received() == ([] if sent else ["fuyun@example.com"])
    assert not (tmp_path / "mail" / UNSURE).exists() and drafts_in(tmp_path / "mail") == []

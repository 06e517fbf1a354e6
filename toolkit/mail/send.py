"""Drafts sent over SMTP, each to each of its addresses once.

Knows: SMTP (RFC 5321), drafts as files. Must not know: what a mail says, where its record is kept (it is handed in).
What was sent is noted right after the server has said so, mail by mail; a sender that is stopped goes on where it was.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
import smtplib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import NamedTuple, Protocol

from toolkit.base.errors import WorkspaceError
from toolkit.ledger import Delivery, DeliveryOutcome
from toolkit.mail.account import Account, connection_failed, encryption

PAUSES = (2.0, 10.0, 60.0)  # seconds before a temporary failure is tried again
_ONLY_FOR_US = ("x-unsent", "x-forms", "bcc", "date")
_TIMEOUT = 60
_OUR_NAME = "localhost"  # a computer's own name may be Chinese, and looking it up may take seconds
SENT = "已发送"
NO_ADDRESS = "没有收件人。请在 plan.xlsx 的“单位”工作表里填邮箱后重新生成，或者打开草稿填上收件人。"


class Record(Protocol):
    """What sending needs to know of the ledger."""

    def deliveries(self, message_id: str) -> dict[str, Delivery]: ...  # noqa: D102
    def delivered(self, deliveries: Iterable[Delivery], carried: Iterable[str]) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft as it lies there: its file, whom it is for, what it carries."""

    path: Path
    data: bytes
    message_id: str
    subject: str
    sender: str
    addresses: tuple[str, ...]
    carried: tuple[str, ...]


class Undelivered(NamedTuple):
    """An address that a draft did not go to, and the server's answer."""

    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one draft at its addresses.

    ``waiting`` are those that the server put off: the next run tries them again. ``done`` means that nobody is left.
    """

    path: Path
    subject: str
    now: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    refused: tuple[Undelivered, ...] = ()
    waiting: tuple[Undelivered, ...] = ()

    @property
    def done(self) -> bool:
        """Whether every address has it."""
        return bool(self.now or self.before) and not self.refused and not self.waiting


def read_draft(path: Path) -> Letter:
    """A draft, also one that a mail program has saved again. Raises `WorkspaceError` when it cannot be read."""
    try:
        data = re.sub(rb"\r?\n", b"\r\n", path.read_bytes())
    except OSError as error:
        raise WorkspaceError(f"{path.name} 读不出来（{error.strerror}）。请关闭它再试。") from error
    headers = email.message_from_bytes(data.partition(b"\r\n\r\n")[0] or data, policy=email.policy.compat32)
    people = getaddresses([str(value) for name in ("To", "Cc") for value in headers.get_all(name, [])])
    senders = getaddresses([str(headers["From"] or "")])
    return Letter(
        path,
        data,
        str(headers["Message-ID"] or "").strip() or f"<{hashlib.sha256(data).hexdigest()[:32]}@toolkit.invalid>",
        str(make_header(decode_header(str(headers["Subject"] or "")))),
        senders[0][1] if senders else "",
        tuple(dict.fromkeys(address.lower() for _, address in people if "@" in address)),
        tuple(str(headers["X-Forms"] or "").split()),
    )


def as_sent(letter: Letter, at: datetime) -> bytes:
    """The mail as it goes out: no draft any more, dated, without what only the toolkit needs."""
    head, _, body = letter.data.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    keep = True
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            keep = line.partition(b":")[0].strip().lower().decode("ascii", "replace") not in _ONLY_FOR_US
        if keep:
            kept.append(line)
    return b"\r\n".join([f"Date: {format_datetime(at)}".encode(), *kept]) + b"\r\n\r\n" + body


def put_away(path: Path, message_id: str) -> Path:
    """Move a draft that has been sent to 已发送/ beside it."""
    folder = path.parent / SENT
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}_{message_id.strip('<>')[:8]}{path.suffix}"
    return path.replace(target)


def outstanding(letter: Letter, record: Record) -> tuple[list[str], list[str]]:
    """The addresses that still want a draft, and those that have it."""
    known = record.deliveries(letter.message_id)
    has = [a for a in letter.addresses if a in known and known[a].outcome is DeliveryOutcome.SENT]
    return [a for a in letter.addresses if a not in has], has


def send(
    letters: Sequence[Letter],
    login: Account,
    record: Record,
    *,
    per_minute: int,
    pause: Callable[[float], None] = time.sleep,
    progress: Callable[[str, int, int], None] = lambda doing, done, total: None,
) -> list[Sent]:
    """Send what has not been sent, over one connection; temporary errors are tried again after `PAUSES`.

    Raises `WorkspaceError` when the server cannot be reached or does not take the login.
    """
    results = []
    line = _Line(login)
    try:
        for number, letter in enumerate(letters):
            progress("正在发送邮件", number, len(letters))
            wanted, has = outstanding(letter, record)
            if not letter.addresses:
                results.append(Sent(letter.path, letter.subject, refused=(Undelivered("", NO_ADDRESS),)))
                continue
            if not wanted:
                results.append(Sent(letter.path, letter.subject, before=tuple(has)))
                continue
            if any(result.now for result in results):
                pause(60 / per_minute)
            results.append(_send_one(line, letter, wanted, has, record, pause))
        progress("正在发送邮件", len(letters), len(letters))
    finally:
        line.close()
    return results


def _send_one(
    line: _Line, letter: Letter, wanted: list[str], has: list[str], record: Record, pause: Callable[[float], None]
) -> Sent:
    now: list[str] = []
    refused: dict[str, str] = {}
    waiting: Mapping[str, str] = dict.fromkeys(wanted, "")
    for seconds in (0.0, *PAUSES):
        if seconds:
            pause(seconds)
        at = datetime.now(UTC)
        answers = line.deliver(letter.sender, list(waiting), as_sent(letter, at))
        taken = [address for address in waiting if address not in answers]
        final = {a: said for a, (code, said) in answers.items() if code >= 500}
        record.delivered(
            [Delivery(letter.message_id, to, DeliveryOutcome.SENT, "", at) for to in taken]
            + [Delivery(letter.message_id, to, DeliveryOutcome.REFUSED, said, at) for to, said in final.items()],
            letter.carried,
        )
        now += taken
        refused |= final
        waiting = {a: said for a, (code, said) in answers.items() if code < 500}
        if not waiting:
            break
    not_taken, put_off = (tuple(Undelivered(*one) for one in of.items()) for of in (refused, waiting))
    return Sent(letter.path, letter.subject, tuple(now), tuple(has), not_taken, put_off)


class _Line:
    """One connection to the server, opened when needed and again when it breaks."""

    def __init__(self, login: Account) -> None:
        self.login = login
        self._server: smtplib.SMTP | None = None

    def deliver(self, sender: str, addresses: list[str], data: bytes) -> dict[str, tuple[int, str]]:
        """Hand over one mail; what was not taken, by address, with the server's code and words."""
        try:
            refused = self._open().sendmail(sender or self.login.user, addresses, data)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPSenderRefused as error:
            raise WorkspaceError(
                f"服务器不让 {sender} 发信（{_words(error.smtp_error)}）。请核对“报送邮箱”和“邮箱账号”是不是同一个。"
            ) from error
        except smtplib.SMTPDataError as error:
            said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
            refused = dict.fromkeys(addresses, (error.smtp_code, said))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            refused = dict.fromkeys(addresses, (421, str(error).encode()))
        return {address: (code, _words(said)) for address, (code, said) in refused.items()}

    def _open(self) -> smtplib.SMTP:
        if self._server is not None:
            return self._server
        login = self.login
        try:
            if login.tls:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    login.host, login.port, _OUR_NAME, timeout=_TIMEOUT, context=encryption()
                )
            else:
                server = smtplib.SMTP(login.host, login.port, _OUR_NAME, timeout=_TIMEOUT)
                server.starttls(context=encryption())
        except (OSError, smtplib.SMTPException) as error:
            raise connection_failed(login.host, error) from error
        try:
            server.login(login.user, login.password)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            server.close()
            if not isinstance(error, smtplib.SMTPResponseException):
                raise connection_failed(login.host, error) from error
            raise WorkspaceError(
                f"服务器不认 {login.user} 的登录。请核对账号和密码；有的邮箱要先在网页里开通 SMTP 并使用授权码。"
            ) from error
        self._server = server
        return server

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]

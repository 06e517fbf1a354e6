"""New mails fetched over IMAP, each once; the mailbox stays as it is.

Knows: IMAP (RFC 3501), what Chinese mail services ask for (RFC 2971). Must not know: what is in a mail, where it is
kept. The mailbox is opened read-only and mails are peeked at, so that nothing is marked as read, moved or deleted. A
mail is handed over first and noted after that: a fetch that is stopped goes on where it was and loses nothing.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.base.errors import WorkspaceError
from toolkit.base.visible import visible
from toolkit.intake import spool
from toolkit.ledger import Fetched
from toolkit.mail.account import Account, connection_failed, encryption

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

FOLDER = "INBOX"
LARGEST = spool.LARGEST  # what is larger nobody would take out of the inbox; services take attachments of 50 MB
ATTEMPTS = 3  # fetches in which a mail is asked for that cannot be had
_MOST_FAILED = 5  # mails that could not be kept, after which it is the disk and not the mails
_TRIED = "×"  # once for each attempt, where the name of the file would stand
_LARGE = "有 {} MB，太大了，请在邮箱里打开，另存附件。"
_OPEN_IT = "其他邮件照收；下次还会再试。着急的请在邮箱里打开，另存附件。"
_NOT_GIVEN = "邮箱服务器给不出这一封（{}）。"
_LAST = "试了几次都不行，以后不再收这一封。请在邮箱里打开它，把附件另存到 inbox。"
_TIMEOUT = 60
_SIZE = re.compile(rb"UID (\d+)\b.*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)\b.*UID (\d+)", re.DOTALL)
_CHUNK = 200  # UIDs in one command
# 网易 and 腾讯 refuse mailboxes to programs that do not say who they are.
imaplib.Commands.setdefault("ID", ("NONAUTH", "AUTH", "SELECTED"))
_WHO = '("name" "rectification-toolkit" "version" "1" "vendor" "rectification-toolkit")'


class LeftMail(NamedTuple):
    """A mail that stays in the mailbox only: which one, and why."""

    which: str
    reason: str


@dataclass(frozen=True, slots=True)
class Got:
    """What a fetch brought: the names under which mails were kept, and what was left."""

    kept: tuple[str, ...]
    left: tuple[LeftMail, ...] = ()


def fetch(
    login: Account,
    known: Iterable[Fetched],
    since: date,
    keep: Callable[[int, int, bytes], str],
    note: Callable[[Fetched], None],
    *,
    progress: Callable[[str, int, int], bool | None] = lambda doing, done, total: None,
) -> Got:
    """Fetch what came since a day and is not ``known``.

    ``keep`` is called with validity, UID and the mail's bytes and gives the name under which it was kept; ``note`` is
    called after that. A mail that is known by its bytes is only noted: servers may number their mails anew. One that
    the server cannot give or nobody can keep is named, and the others go on; it is asked for `ATTEMPTS` times. Where
    ``progress`` asks to stop the rest waits for the next time.
    Raises `WorkspaceError` when the server cannot be reached or does not take the login, or when nothing can be kept.
    """
    earlier = list(known)
    hashes = {mail.sha256: mail.name for mail in earlier if mail.sha256}
    kept: list[str] = []
    left: list[LeftMail] = []
    failed = 0
    with ExitStack() as stack:
        box = stack.enter_context(_opened(login))
        validity, wanted, tried = _wanted(box, earlier, since)
        sizes = _sizes(box, wanted)
        for number, uid in enumerate(wanted):
            if progress("正在收取邮件", number, len(wanted)):
                return Got(tuple(kept), tuple(left))
            if sizes.get(uid, 0) > LARGEST:
                left.append(LeftMail(_which(uid), _LARGE.format(sizes[uid] // 2**20)))
                continue
            digest, why = "", ""
            try:
                data = _raw(box, uid)
                if data is None:
                    continue  # deleted by somebody in the meantime
                digest = sha256(data).hexdigest()
            except (OSError, imaplib.IMAP4.error) as error:
                # A mail on which the connection breaks must not keep the others back; a network that is down does.
                box = stack.enter_context(_opened(login))
                why = _NOT_GIVEN.format(visible(str(error))[:200])
            else:
                try:
                    if digest not in hashes:
                        hashes[digest] = keep(validity, uid, data)
                        kept.append(hashes[digest])
                except WorkspaceError as error:
                    failed += 1
                    if failed > _MOST_FAILED:
                        raise
                    why = str(error)
            if why:
                times = tried.get(uid, 0) + 1
                left.append(LeftMail(_which(uid), why + (_LAST if times >= ATTEMPTS else _OPEN_IT)))
                note(Fetched(validity, uid, _TRIED * times, ""))
            else:
                note(Fetched(validity, uid, hashes[digest], digest))
        progress("正在收取邮件", len(wanted), len(wanted))
    return Got(tuple(kept), tuple(left))


def _wanted(box: BaseMailBox, earlier: Iterable[Fetched], since: date) -> tuple[int, list[int], dict[int, int]]:
    """The mailbox's validity, the UIDs to ask for, and how often some of them have been asked for in vain."""
    validity = int(box.folder.status(FOLDER, ["UIDVALIDITY"])["UIDVALIDITY"])
    mine = {mail.uid: mail for mail in earlier if mail.validity == validity}
    tried = {uid: len(mail.name) for uid, mail in mine.items() if not mail.sha256}
    found = box.uids(f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}", charset=None)
    done = {uid for uid in mine if tried.get(uid, ATTEMPTS) >= ATTEMPTS}
    return validity, sorted({int(uid) for uid in found} - done), tried


def _which(uid: int) -> str:
    return f"第 {uid} 号邮件"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def check_mailbox(login: Account) -> None:
    """Log in and open the folder, and nothing else. Raises `WorkspaceError` that says what is wrong."""
    with _opened(login):
        pass


@contextmanager
def _opened(login: Account) -> Iterator[BaseMailBox]:
    """The mailbox, open for reading."""
    from imap_tools import MailBox, MailBoxStartTls
    from imap_tools.errors import ImapToolsError, MailboxLoginError

    kind: type[Any] = MailBox if login.tls else MailBoxStartTls
    try:
        box = kind(login.host, login.port, timeout=_TIMEOUT, ssl_context=encryption())
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise connection_failed(login.host, error) from error
    try:
        try:
            box.login(login.user, login.password, initial_folder=None)
            if "ID" in box.client.capabilities:
                box.client._simple_command("ID", _WHO)
            box.folder.set(FOLDER, readonly=True)
        except (MailboxLoginError, UnicodeEncodeError) as error:
            raise WorkspaceError(
                f"服务器不认 {login.user} 的登录。请核对账号和密码；有的邮箱要先在网页里开通 IMAP 并使用授权码。"
            ) from error
        yield box
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise connection_failed(login.host, error) from error
    finally:
        try:
            with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                box.logout()
        finally:
            with suppress(OSError):
                box.client.shutdown()  # which a logout that has failed has not come to


def _sizes(box: BaseMailBox, uids: list[int]) -> dict[int, int]:
    """How many bytes each mail has, as the server says."""
    sizes = {}
    for start in range(0, len(uids), _CHUNK):
        _, answers = box.client.uid("FETCH", ",".join(map(str, uids[start : start + _CHUNK])), "(UID RFC822.SIZE)")
        for answer in answers:
            line = answer[0] if isinstance(answer, tuple) else answer
            if line and (match := _SIZE.search(line)):
                uid, size = (match[1], match[2]) if match[1] else (match[4], match[3])
                sizes[int(uid)] = int(size)
    return sizes


def _raw(box: BaseMailBox, uid: int) -> bytes | None:
    """A mail's bytes as they came, without marking it as read; None where there is none of this number any more.

    Raises `imaplib.IMAP4.error` where the server will not give it, `OSError` where the connection breaks.
    """
    state, answers = box.client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    if state != "OK":
        words = b" ".join(one for one in answers if isinstance(one, bytes))
        raise imaplib.IMAP4.error(words.decode("utf-8", "replace"))
    return next((bytes(answer[1]) for answer in answers if isinstance(answer, tuple)), None)

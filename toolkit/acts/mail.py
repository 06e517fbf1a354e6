"""The acts of sending the drafts under outbox/ and fetching mails into inbox/.

Knows: where drafts and mails lie, which server the plan names. Must not know: SMTP, IMAP, MIME.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.base.file_names import safe_name
from toolkit.base.files import writing
from toolkit.base.progress import Progress, no_progress
from toolkit.folder import Folder
from toolkit.intake.mails import subject_of
from toolkit.ledger import Fetched, Ledger
from toolkit.mail.account import Ask, account
from toolkit.mail.fetch import Got, fetch
from toolkit.mail.send import Sent, Undelivered, outstanding, put_away, read_draft, send

if TYPE_CHECKING:
    from datetime import date


def send_drafts(
    folder: Folder, *, ask: Ask, period: str | None = None, dry_run: bool = False, progress: Progress = no_progress
) -> list[Sent]:
    """Send the drafts under outbox/ that have not been sent, of one period or of all; put away what everybody has.

    ``ask`` asks for the password where the environment has none. With ``dry_run`` nothing is sent: ``waiting`` are
    the addresses that each draft would go to. Raises `WorkspaceError` when the server or login does not work.
    """
    with folder.mail_locked("收发邮件"), folder.ledger() as ledger:
        return _send(folder, ledger, period, ask, dry_run=dry_run, progress=progress)


def _send(
    folder: Folder, ledger: Ledger, period: str | None, ask: Ask, *, dry_run: bool, progress: Progress
) -> list[Sent]:
    paths = [folder.mails_path(p) for p in folder.plan.periods if period in (None, p.id)]
    letters = [read_draft(draft) for path in paths for draft in sorted(path.glob("*.eml"))]
    settings = folder.plan.settings.mail
    if dry_run:
        asked = [(letter, *outstanding(letter, ledger)) for letter in letters]
        return [
            Sent(one.path, one.subject, (), tuple(has), (), tuple(Undelivered(address, "") for address in wanted))
            for one, wanted, has in asked
        ]
    if not letters:
        return []
    login = account(settings.smtp, settings.account or folder.plan.email, "发信服务器", "双击邮件草稿手工发送", ask)
    results = send(letters, login, ledger, per_minute=settings.per_minute, progress=progress)
    identities = {letter.path: letter.message_id for letter in letters}
    for result in results:
        if result.done:
            with writing(result.path):
                put_away(result.path, identities[result.path])
    return results


def fetch_mails(folder: Folder, *, ask: Ask, as_of: date, progress: Progress = no_progress) -> Got:
    """Fetch the mails that came since the plan was issued into inbox/, each once; nothing changes on the server.

    They are named by subject and number in the mailbox. ``ask`` asks for the password where the environment has none.
    Raises `WorkspaceError` when the server or login does not work.
    """
    with folder.mail_locked("收发邮件"), folder.ledger() as ledger:
        return _fetch(folder, ledger, as_of, ask, progress)


def _fetch(folder: Folder, ledger: Ledger, as_of: date, ask: Ask, progress: Progress) -> Got:
    settings = folder.plan.settings.mail
    login = account(
        settings.imap, settings.account or folder.plan.email, "收信服务器", "把邮件另存为 .eml 放进 inbox", ask
    )

    def keep(validity: int, uid: int, data: bytes) -> str:
        subject = safe_name(subject_of(data))[:40]
        path = folder.inbox / safe_name(f"{subject}_{validity}_{uid}.eml")
        return folder.put(path, data).name

    note: Callable[[Fetched], None] = lambda mail: ledger.record_fetched(login.name, mail, as_of)  # noqa: E731
    return fetch(login, ledger.fetched(login.name), folder.plan.issued_on, keep, note, progress=progress)

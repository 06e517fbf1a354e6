"""The acts of sending the drafts under outbox/ and fetching mails into inbox/.

Knows: where drafts and mails lie, which server the plan names. Must not know: SMTP, IMAP, MIME.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.base.files import write_whole
from toolkit.intake.mails import subject_of
from toolkit.intake.spool import safe_name
from toolkit.ledger import Fetched, Ledger
from toolkit.mail.account import Ask, account
from toolkit.mail.fetch import Got, fetch
from toolkit.mail.send import Sent, outstanding, put_away, read_draft, send

if TYPE_CHECKING:
    from datetime import date

    from toolkit.workspace import Progress, Workspace


def send_drafts(
    workspace: Workspace, ledger: Ledger, period: str | None, ask: Ask, *, dry_run: bool, progress: Progress
) -> list[Sent]:
    """Send the drafts of one period or of all that have not been sent, and put away what everybody has."""
    folders = [workspace.outbox / p.id / "mail" for p in workspace.plan.periods if period in (None, p.id)]
    letters = [read_draft(path) for folder in folders for path in sorted(folder.glob("*.eml"))]
    settings = workspace.plan.settings.mail
    if dry_run:
        asked = [(letter, *outstanding(letter, ledger)) for letter in letters]
        return [
            Sent(one.path, one.subject, (), tuple(has), (), tuple((address, "") for address in wanted))
            for one, wanted, has in asked
        ]
    if not letters:
        return []
    login = account(settings.smtp, settings.account or workspace.plan.email, "发信服务器", "双击邮件草稿手工发送", ask)
    results = send(letters, login, ledger, per_minute=settings.per_minute, progress=progress)
    identities = {letter.path: letter.message_id for letter in letters}
    for result in results:
        if result.done:
            with workspace.writing(result.path):
                put_away(result.path, identities[result.path])
    return results


def fetch_mails(workspace: Workspace, ledger: Ledger, as_of: date, ask: Ask, progress: Progress) -> Got:
    """Fetch what came since the plan was issued into inbox/, named by subject and number in the mailbox."""
    settings = workspace.plan.settings.mail
    login = account(
        settings.imap, settings.account or workspace.plan.email, "收信服务器", "把邮件另存为 .eml 放进 inbox", ask
    )

    def keep(validity: int, uid: int, data: bytes) -> str:
        subject = safe_name(subject_of(data))[:40]
        path = workspace.inbox / safe_name(f"{subject}_{validity}_{uid}.eml")
        with workspace.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        return path.name

    note: Callable[[Fetched], None] = lambda mail: ledger.record_fetched(login.name, mail, as_of)  # noqa: E731
    return fetch(login, ledger.fetched(login.name), workspace.plan.issued_on, keep, note, progress=progress)

"""The acts of sending the drafts under outbox/, settling what may have been sent, fetching mails, trying the login.

Knows: where drafts and mails lie, which server the plan names. Must not know: SMTP, IMAP, MIME.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.examining import Checked, looked_at
from toolkit.acts.ready import check_may_mail
from toolkit.base.errors import WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import free_path, same_bytes
from toolkit.base.plan_captions import PlanSetting
from toolkit.base.progress import Progress, no_progress
from toolkit.folder import Folder
from toolkit.intake.mails import subject_of
from toolkit.ledger import DeliveryOutcome, Fetched, Ledger
from toolkit.mail.account import Account, Ask, account
from toolkit.mail.fetch import Got, check_mailbox, fetch
from toolkit.mail.line import check_login
from toolkit.mail.lying import UNSURE, drafts_in, read_draft
from toolkit.mail.send import Sent, listed, put_away, send, standing, superseded

if TYPE_CHECKING:
    from datetime import date

_SUBJECT = 100  # bytes of a mail's subject in the name of its file; numbers that tell it from others follow


def send_drafts(
    folder: Folder,
    *,
    ask: Ask,
    period: str | None = None,
    only: Collection[Path] | None = None,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> list[Sent]:
    """Send the drafts under outbox/ that have not been sent, of one period or of all; put away each that has gone.

    With ``only`` these files are sent, and no other. Where ``progress`` asks to stop the rest stays as it lies.
    ``ask`` asks for the password where the environment has none. With ``dry_run`` nothing is sent and nobody waited
    for: ``waiting`` are the addresses that each draft would go to. Raises `WorkspaceError` when the server or login
    does not work.
    """
    if dry_run:
        with folder.ledger() as ledger:
            return listed(_wanted(folder, ledger, period, only), ledger)
    check_may_mail(folder)
    with folder.mail_locked("收发邮件"), folder.ledger() as ledger:
        paths = _wanted(folder, ledger, period, only)
        settings = folder.plan.settings.mail
        login = lambda: account(  # noqa: E731
            settings.smtp, settings.account or folder.plan.email, PlanSetting.SMTP, "双击邮件草稿手工发送", ask
        )
        return send(paths, login, ledger, per_minute=settings.per_minute, progress=progress)


def _wanted(folder: Folder, ledger: Ledger, period: str | None, only: Collection[Path] | None) -> list[Path]:
    """The drafts that lie there, those that are asked for where some are."""
    return [path for path in _lying(folder, ledger, period) if only is None or path in only]


def _lying(folder: Folder, ledger: Ledger, period: str | None = None) -> Iterator[Path]:
    """The drafts that lie there: first those to be sent, then those that may have been sent."""
    mails = [folder.mails_path(p) for p in folder.plan.periods if period in (None, p.id)]
    for path in mails:
        yield from drafts_in(path)
    for path in mails:
        for copy in drafts_in(path / UNSURE):
            # The draft of a copy stays beside the copy while somebody still wants it.
            if not superseded(copy, ledger) and not same_bytes(copy, path / copy.name):
                yield copy


def settle(folder: Folder, draft: str, *, sent: bool, to: str | None = None) -> Sent:
    """Note what a person has found out about a draft that may have been sent (可能已发): it was ``sent``, or not.

    ``draft`` is the name of its file or its path, ``to`` one of its addresses; by default all that are in doubt. What
    was not sent goes with the next `send_drafts`. Raises `WorkspaceError` when there is no such draft or no doubt.
    """
    with folder.mail_locked("核对邮件"), folder.ledger() as ledger:
        paths = [path for path in _lying(folder, ledger) if draft in (path.name, str(path)) or _same(Path(draft), path)]
        letters = [read_draft(path) for path in paths]
        asked = [(letter, standing(letter, ledger)) for letter in letters]
        doubted = {where.message_id: (letter, where) for letter, where in asked if where.unsure}
        if len(doubted) > 1:
            raise WorkspaceError(f"叫“{draft}”的邮件有 {len(doubted)} 封，请写出完整的路径。")
        if not doubted:
            raise WorkspaceError(f"没有找到可能已发的邮件“{draft}”。用 toolkit mail send --dry-run 可以列出来。")
        ((letter, where),) = doubted.values()
        known = ledger.deliveries(where.message_id)
        chosen = [known[a] for a, _ in where.unsure if to is None or a == to.strip().lower()]
        if not chosen:
            raise WorkspaceError(f"“{to}”不是这封邮件可能已发的收件人。有：{'、'.join(a for a, _ in where.unsure)}。")
        outcome = DeliveryOutcome.SENT if sent else DeliveryOutcome.REFUSED
        answer = "人工核对：已经发出" if sent else "人工核对：没有发出"
        at = datetime.now(UTC)
        ledger.settle([replace(one, outcome=outcome, answer=answer, at=at) for one in chosen], letter.carried)
        return put_away(letter, ledger)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.exists() and one.samefile(other)
    except (OSError, ValueError):
        return False


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
        settings.imap, settings.account or folder.plan.email, PlanSetting.IMAP, "把邮件另存为 .eml 放进 inbox", ask
    )

    def keep(validity: int, uid: int, data: bytes) -> str:
        try:
            return _put(folder, f"{safe_name(subject_of(data), _SUBJECT)}_{validity}_{uid}.eml", data)
        except (WorkspaceError, ValueError):
            return _put(folder, f"邮件_{validity}_{uid}.eml", data)

    note: Callable[[Fetched], None] = lambda mail: ledger.record_fetched(login.name, mail, as_of)  # noqa: E731
    return fetch(login, ledger.fetched(login.name), folder.plan.issued_on, keep, note, progress=progress)


def check_mail(folder: Folder, *, ask: Ask) -> list[Checked]:
    """Log in at the servers that the plan names; nothing is sent or fetched. One entry for each server.

    Raises `WorkspaceError` where the plan names none.
    """
    settings = folder.plan.settings.mail
    if not settings.smtp and not settings.imap:
        raise WorkspaceError(
            f"plan.xlsx 的“方案”里没有填“{PlanSetting.SMTP}”和“{PlanSetting.IMAP}”，没有可以试的。"
            "没有的也不要紧：双击邮件草稿，用自己的邮件程序发。"
        )
    password: list[str] = []

    def once(question: str) -> str:
        password.append(password[0] if password else ask(question))
        return password[-1]

    user = settings.account or folder.plan.email
    looks: list[tuple[str, Callable[[], str]]] = []
    if settings.smtp:
        looks.append(("发邮件", lambda: _tried(account(settings.smtp, user, PlanSetting.SMTP, "", once), check_login)))
    if settings.imap:
        looks.append(
            ("收邮件", lambda: _tried(account(settings.imap, user, PlanSetting.IMAP, "", once), check_mailbox))
        )
    with folder.mail_locked("试邮箱"):
        return looked_at(looks)


def _tried(login: Account, trial: Callable[[Account], None]) -> str:
    trial(login)
    return f"{login.host}:{login.port} 登录好了，账号 {login.user}。"


def _put(folder: Folder, name: str, data: bytes) -> str:
    """Write a mail into the inbox, never over another."""
    return folder.put(free_path(folder.inbox / safe_name(name), data), data).name

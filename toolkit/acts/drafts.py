"""The act of drafting: the mails that carry forms out and answers back, as files in outbox/PERIOD/mail/.

Knows: which mail says what to whom, where drafts lie. Must not know: MIME, servers, how a form or receipt is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.acts.documents import beside
from toolkit.base.captions import Column
from toolkit.base.file_names import safe_name
from toolkit.base.guarded import UnreadableError, read_guarded
from toolkit.base.letters import Letter
from toolkit.base.plan_captions import PlanSetting
from toolkit.base.texts import chinese_date
from toolkit.folder import Folder
from toolkit.ledger import Ledger
from toolkit.mail.compose import Attachment, MailDraft, compose, identity_of, untouched
from toolkit.mail.lying import clear, left_aside
from toolkit.mail.texts import Filled, fill, read_text
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.model import Item, Period, Unit

if TYPE_CHECKING:
    from datetime import date


_UNSTATED = "未写明"
_ENCLOSED = {
    (False, False): "见附件",
    (False, True): "打成一个压缩包放在附件里，请解压后填写",
    (True, False): "合成一册，见附件",
    (True, True): "合成一册，打成压缩包放在附件里，请解压后填写",
}  # by whether the forms are bound into one workbook, and whether that is packed
_NEWER = "（新稿{}）"  # not a mere number, which tells the replies of a day apart


def words(folder: Folder, unit: Unit, period: Period) -> dict[str, str]:
    """What every text of a mail to a unit may say, by the names that stand in braces."""
    plan = folder.plan
    reach = [f"联系人：{plan.contact}"] * bool(plan.contact) + [f"电话：{plan.phone}"] * bool(plan.phone)
    return {
        "单位": unit.area,
        "单位全称": unit.name,
        "方案": plan.title,
        "文号": plan.doc_no,
        "依据": plan.cited,
        "报送期": period.name,
        Column.REPORT_DUE: chinese_date(report_due(period_of(period, plan.settings, unit.id), plan.settings)),
        "联系方式": "　".join(reach),
        PlanSetting.REPORT_TO: plan.report_to,
    }


def text_of(folder: Folder, name: str, values: Mapping[str, str], *, table: bool) -> Filled:
    """One of the workspace's texts, filled in."""
    return fill(read_text(folder.texts, folder.shipped_texts, name, folder.root), values, table=table)


def put(folder: Folder, path: Path, draft: MailDraft) -> Path:
    """Write a draft, in place of an unsent one of the same name; one that a person has changed stays.

    Where what the person changed is this very mail it stays alone, else the new one goes beside it.
    """
    data = compose(draft)
    for there in lying_at(path):
        with suppress(UnreadableError):
            old = folder.read(there, "邮件草稿")
            if not untouched(old) and identity_of(old) == identity_of(data):
                return there
    for there in left_aside(path):
        _withdraw(there)
    return folder.put(beside(path, untouched, _NEWER), data)


def withdraw_draft(path: Path) -> None:
    """Take an unsent draft away, also where it went beside another; one that a person has changed stays."""
    for there in lying_at(path):
        _withdraw(there)


def _withdraw(path: Path) -> None:
    with suppress(UnreadableError):
        data = read_guarded(path, "邮件草稿")
        if untouched(data):
            clear(path, data)


def lying_at(path: Path) -> list[Path]:
    """The drafts that lie at a path or, because somebody had changed that, beside it with a number.

    Those as well that a run which was killed had begun to take away.
    """
    found, number = [path] if path.exists() else [], 2
    while (there := path.with_name(f"{path.stem}{_NEWER.format(number)}{path.suffix}")).exists():
        found.append(there)
        number += 1
    return found + left_aside(path)


def sender_of(folder: Folder) -> tuple[str, str]:
    """Name and address of the office."""
    return folder.plan.report_to, folder.plan.email


def zip_above(folder: Folder) -> int:
    """From how many bytes on attachments go into one zip."""
    return folder.plan.settings.mail.zip_above * 2**20


def form_drafts(
    folder: Folder,
    ledger: Ledger,
    period: Period,
    units: Sequence[Unit],
    forms: Mapping[str, Sequence[Item]],
    changes: Mapping[str, str],
    new: Mapping[str, Sequence[Item]] = MappingProxyType({}),
) -> tuple[Path, ...]:
    """One mail for each unit with its forms as they lie in outbox/PERIOD/forms/UNIT/.

    ``forms`` are the items that each unit owes, ``changes`` what is other than in the period before. A form that has
    gone out by mail already does not go again, unless it is among those that are ``new`` to its unit.
    """
    carried = ledger.carried()
    written = []
    for unit in units:
        path = folder.draft_path(period, unit, "填报表")
        attachments: list[Attachment] = []
        items: list[Item] = []
        book = folder.book_path(period, unit)
        asked_anew = new.get(unit.id, ())
        # What was never sent goes along; of units that have their forms only what is new is sent.
        rest = [i for i in forms[unit.id] if i not in asked_anew] if not asked_anew or lying_at(path) else []
        added = {folder.form_path(period, i, unit): [i] for i in asked_anew}
        bound = book.exists() and bool(rest)
        files = {book: rest} if bound else {folder.form_path(period, i, unit): [i] for i in rest}
        for form, held in (files | added).items():
            if form.exists():
                attachment = Attachment(form.name, folder.read(form, "填报表"))
                if attachment.sha256 not in carried or form in added:
                    attachments.append(attachment)
                    items += held
        if not attachments:
            withdraw_draft(path)
            continue
        packed = sum(len(a.data) for a in attachments) > zip_above(folder)
        values = {
            **words(folder, unit, period),
            "份数": str(len(items)),
            "附件": _ENCLOSED[bound and not asked_anew, packed],
            "变化": changes.get(unit.id, ""),
        }
        asked = period_of(period, folder.plan.settings, unit.id)
        due = report_due(asked, folder.plan.settings).isoformat()
        rows = [(item.code, item.title, item.time_limit.as_written or _UNSTATED, due) for item in items]
        draft = MailDraft(
            sender=sender_of(folder),
            to=[(unit.name, email) for email in unit.emails],
            text=text_of(folder, "发表", values, table=True),
            table=[(Column.CODE, "事项", Column.LIMIT, Column.REPORT_DUE), *rows],
            attachments=attachments,
            key=f"forms {folder.plan.id} {period.id} {unit.id}",
            zip_above=zip_above(folder),
            zip_name=safe_name(f"{unit.area}{period.name}整改情况填报表.zip"),
        )
        written.append(put(folder, path, draft))
    return tuple(written)


def reply_draft(
    folder: Folder,
    unit: Unit,
    period: Period,
    name: str,
    letters: Sequence[Letter],
    said: Mapping[str, str],
    files: Sequence[Path],
) -> Path:
    """The mail that carries a receipt and its correction copies to those who sent the returns and to the unit.

    ``name`` tells the run from others; ``letters`` are the mails that it answers, oldest first; ``said`` what is
    particular to it.
    """
    own = folder.plan.email.lower()
    senders = [letter.sender for letter in letters if letter.sender and letter.sender != own]
    addresses = dict.fromkeys([*senders, *(email.lower() for email in unit.emails)])
    subjects = [letter.subject for letter in letters if letter.subject]
    values = {
        **words(folder, unit, period),
        "来信主题": _without_prefix(subjects[-1]) if subjects else f"{period.name}整改情况报送（{unit.area}）",
        **said,
    }
    draft = MailDraft(
        sender=sender_of(folder),
        to=[(unit.name if email in map(str.lower, unit.emails) else "", email) for email in addresses],
        text=text_of(folder, "回复", values, table=False),
        attachments=[Attachment(path.name, folder.read(path, "附件")) for path in files],
        key=f"reply {folder.plan.id} {period.id} {unit.id} {name}",
        answers=_thread(letters),
        zip_above=zip_above(folder),
        zip_name=safe_name(f"{unit.area}收件回执和退回修改.zip"),
    )
    return put(folder, folder.draft_path(period, unit, f"回复_{name}"), draft)


def _thread(letters: Sequence[Letter]) -> list[str]:
    """The Message-IDs to refer to: what the newest mail refers to, all that are answered, the newest last."""
    answered = [letter for letter in letters if letter.answerable]
    earlier = [one for letter in answered[-1:] for one in letter.references]
    return list(dict.fromkeys([*(one for one in earlier if one.startswith("<")), *(one.id for one in answered)]))


def _without_prefix(subject: str) -> str:
    """A subject without the marks of earlier answers, so that they do not pile up."""
    marks = ("回复", "答复", "转发", "re", "fw", "fwd")
    while True:
        mark, colon, rest = subject.replace("：", ":", 1).partition(":")
        if not colon or mark.strip().lower() not in marks or not rest.strip():
            return subject.strip()
        subject = rest.strip()


def received_in_words(days: Sequence[date]) -> str:
    """The days on which something was received, as people say them."""
    return "、".join(chinese_date(day) for day in sorted(set(days)))

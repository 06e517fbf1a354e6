"""The act of reminding: mails to the units that owe a return, a text for chat groups, a phone list, a bulletin.

Knows: who is reminded in which tone, where the files lie. Must not know: MIME, servers, how a list or bulletin is
drawn. A reminder counts once a day, by the event log; making it again on the same day changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.documents import put_draft
from toolkit.acts.drafts import put, sender_of, text_of, words, zip_above
from toolkit.acts.gather import gather
from toolkit.acts.owed_in_words import codes_called, forms_called, papers_called
from toolkit.acts.periods import check_open
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.acts.ready import check_ready
from toolkit.acts.withdraw import Tone, withdraw
from toolkit.base.captions import Column
from toolkit.base.file_names import safe_name
from toolkit.base.plan_captions import PlanSetting
from toolkit.base.texts import chinese_date
from toolkit.catalogue import PHONE, REPORTER
from toolkit.folder import CORRECTION, Folder
from toolkit.ledger import EventKind, Ledger, Submission, Value
from toolkit.mail.compose import Attachment, MailDraft
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.workdays import moved
from toolkit.reply.bulletin import write_bulletin
from toolkit.reply.phone_list import Call, Contact, write_phone_list
from toolkit.standing.agenda import Agendum, agenda
from toolkit.standing.counts import by_unit
from toolkit.standing.duties import PaperDue
from toolkit.standing.papers import unsigned
from toolkit.standing.status import ReportState, Standing

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot

_ESCALATED = 3  # the third reminder, if one came after the date before, goes to the unit's leader too


@dataclass(frozen=True, slots=True)
class Reminder:
    """One unit that owes returns: in which tone it is reminded, the how many-th time, and the mail.

    ``copied`` says whether its leader gets a copy; it is False where the third time has come and no address is known.
    ``papers`` are those that are due besides forms.
    """

    unit: Unit
    owing: tuple[Standing, ...]
    tone: Tone
    times: int
    draft: Path
    copied: bool
    papers: tuple[PaperDue, ...] = ()

    @property
    def number(self) -> int:
        """How many forms and papers it is about."""
        return len(self.owing) + len(self.papers)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What `Workspace.remind` wrote; ``chat`` and ``phones`` are None when nobody owes anything.

    ``agenda`` is what the office itself has to do.
    """

    period: Period
    as_of: date
    reminders: tuple[Reminder, ...]
    chat: Path | None
    phones: Path | None
    bulletin: Path
    agenda: tuple[Agendum, ...] = ()


def remind(folder: Folder, *, as_of: date, period: str | None = None) -> Reminded:
    """Write reminders to the units that owe a return, a text for chat groups, a phone list and a bulletin.

    The mails go to outbox/PERIOD/mail/ as drafts, in place of older ones that have not been sent; the rest to
    outbox/PERIOD/remind/. The third reminder, once the date has passed, is copied to the unit's leader.
    """
    check_ready(folder, "催报")
    chosen = folder.period(period)
    with folder.locked("做催报"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, chosen, "催报", as_of)
        check_open(ledger, chosen, "催报", as_of)
        then, chosen = telling(folder, ledger, chosen, as_of)
        return _remind(then, ledger, gather(then.plan, ledger, chosen, as_of, whole=False))


def _remind(folder: Folder, ledger: Ledger, snapshot: Snapshot) -> Reminded:
    """The reminders, lists and bulletin of a period as it stands in a snapshot."""
    period, as_of = snapshot.period, snapshot.as_of
    reminded: dict[str, set[date]] = {}
    for day, detail in ledger.events(EventKind.REMIND):
        reminded.setdefault(detail, set()).add(day)
    reminders = []
    open_pages = {s.form for s in unsigned(snapshot)}
    of = by_unit((s for s in snapshot.standings if s.owing or s.form in open_pages), folder.plan.unit)
    for unit in folder.plan.units:
        owing = tuple(of[unit.id])
        papers = tuple(one for one in snapshot.duties if one.unit.id == unit.id and one.owing)
        detail = f"{period.id} {unit.id}"
        days = reminded.get(detail, set())
        if owing or papers:
            reminders.append(_mail(folder, snapshot, unit, owing, papers, {day for day in days if day < as_of}))
            if as_of not in days:
                ledger.log(as_of, EventKind.REMIND, detail)
        else:
            withdraw(folder, period, unit)
    reminders_path = folder.of_period(period) / "remind"
    chat, phones, bulletin = (reminders_path / f"{name}" for name in (
        f"群消息_{as_of}.txt", f"电话单_{as_of}.xlsx", f"通报_{as_of}.docx"
    ))  # fmt: skip
    text = write_bulletin(folder.plan, period, as_of, snapshot.standings)
    bulletin = put_draft(folder, ledger, bulletin, text, as_of)
    to_do = tuple(agenda(snapshot))
    if not reminders:
        for path in (chat, phones):
            path.unlink(missing_ok=True)
        return Reminded(period, as_of, (), None, None, bulletin, to_do)
    # Notepad of old editions needs the mark to read UTF-8.
    folder.put(chat, _chat(folder, snapshot, reminders).replace("\n", "\r\n").encode("utf-8-sig"))
    newest = ledger.newest_of_units([one.unit.id for one in reminders], as_of)
    signed = ledger.values((s.id for s in newest.values()), [REPORTER, PHONE])
    most_first = sorted(reminders, key=lambda one: -one.number)
    calls = [_call(folder, one, newest.get(one.unit.id), signed) for one in most_first]
    folder.put(phones, write_phone_list(folder.plan, period, as_of, calls))
    return Reminded(period, as_of, tuple(reminders), chat, phones, bulletin, to_do)


def _mail(
    folder: Folder, snapshot: Snapshot, unit: Unit, owing: tuple[Standing, ...], papers: tuple[PaperDue, ...],
    earlier: set[date],
) -> Reminder:  # fmt: skip
    """The reminder of one unit; ``earlier`` are the days on which it was reminded before."""
    period, as_of = snapshot.period, snapshot.as_of
    asked = period_of(period, folder.plan.settings, unit.id)
    due = report_due(asked, folder.plan.settings) if owing else min(one.due for one in papers)
    tone = Tone.BEFORE
    if as_of > due:
        tone = Tone.AGAIN if len(earlier) >= _ESCALATED - 1 and any(day > due for day in earlier) else Tone.AFTER
    withdraw(folder, period, unit)
    values = {
        **words(folder, unit, period),
        "份数": str(len(owing) + len(papers)),
        Column.REPORT_DUE: chinese_date(due),
    }
    if tone is Tone.BEFORE:
        values["报送日期"] = chinese_date(_by(folder, asked, as_of) if owing else due)
    else:
        values["逾期"] = _overdue([*owing, *papers])
    copied = tone is Tone.AGAIN and bool(unit.leader_email)
    if tone is Tone.AGAIN:
        values |= {"次数": str(len(earlier) + 1), "抄送": f"抄送：{unit.leader}" if unit.leader else ""}
    attachments = _attached(folder, period, unit, owing)
    values["附件"] = _enclosed(attachments)
    draft = MailDraft(
        sender=sender_of(folder),
        to=[(unit.name, address) for address in unit.emails],
        cc=[(unit.leader, unit.leader_email)] if copied else [],
        text=text_of(folder, tone, values, table=True),
        table=[
            (Column.CODE, "事项", "情况"),
            *((s.item.code, s.item.title, _state(folder.plan, period, s)) for s in owing),
            *((one.code or "—", f"材料：{one.duty.name}", _asked(one)) for one in papers),
        ],
        attachments=[Attachment(path.name, data) for path, data in attachments.items()],
        key=f"remind {folder.plan.id} {period.id} {unit.id} {as_of}",
        zip_above=zip_above(folder),
        zip_name=safe_name(f"{unit.area}{period.name}待报的表.zip"),
    )
    path = folder.draft_path(period, unit, tone.draft)
    return Reminder(unit, owing, tone, len(earlier) + 1, put(folder, path, draft), copied, papers)


def _asked(one: PaperDue) -> str:
    """What is asked of a paper that has not come."""
    note = f"（{one.duty.note}）" if one.duty.note else ""
    return f"未报送，{chinese_date(one.due)}前报{note}"


def _attached(folder: Folder, period: Period, unit: Unit, owing: Sequence[Standing]) -> dict[Path, bytes]:
    """What the unit has to fill in or mend, as it lies there: forms not reported, copies of those sent back.

    Raises `toolkit.base.guarded.UnreadableError` for what cannot be read: a letter without it would go out unseen.
    """
    paths = []
    for standing in owing:
        if standing.state is ReportState.RETURNED:
            paths += [folder.correction_book_path(period, unit), folder.correction_path(period, standing.item, unit)]
        elif standing.state is ReportState.NOT_RECEIVED:
            paths += [folder.book_path(period, unit), folder.form_path(period, standing.item, unit)]
    found = {}
    for path in dict.fromkeys(paths):
        if path.exists():
            found[path] = folder.read(path, "附件")
    return found


def _enclosed(attachments: Iterable[Path]) -> str:
    """What is said of the attachments; "" for none."""
    names = [path.name for path in attachments]
    copies = any(name.startswith(CORRECTION) for name in names)
    forms = any(not name.startswith(CORRECTION) for name in names)
    said = "、".join(["填报表"] * forms + ["退回修改件"] * copies)
    return f"{said}附后，请直接在附件上填写。" if said else ""


def _by(folder: Folder, period: Period, as_of: date) -> date:
    """The day that a reminder names: before a rest day, if the office wants it so and that day is still to come."""
    settings = folder.plan.settings
    by = moved(period.due_date, settings.remind_on)
    return by if as_of <= by else report_due(period, settings)


def _overdue(owing: Sequence[Standing | PaperDue]) -> str:
    days = max(one.late if isinstance(one, PaperDue) else one.late_workdays for one in owing)
    return f"逾期{days}个工作日" if days else "过期"


def _state(plan: Plan, period: Period, standing: Standing) -> str:
    if standing.state is ReportState.RETURNED:
        often = f"（已退回{standing.returned_times}次）" if standing.returned_times > 1 else ""
        by = standing.resend_by(plan, period)
        return f"退回待改{often}" + (f"，请于{chinese_date(by)}前改好重报" if by else "")
    return "签字件未到，请补发" if standing.state is ReportState.ACCEPTED else "未报送"


def _chat(folder: Folder, snapshot: Snapshot, reminders: Sequence[Reminder]) -> str:
    """One text for a chat group."""
    period, as_of = snapshot.period, snapshot.as_of
    due = report_due(period, folder.plan.settings)
    by = _by(folder, period, as_of)
    past = as_of > due
    owing: list[Standing | PaperDue] = []
    for reminder in reminders:
        owing += [*reminder.owing, *reminder.papers]
    units = {s.unit.id for s in snapshot.standings if s.owed}
    complete = [u.area for u in folder.plan.units if u.id in units - {one.unit.id for one in owing}]
    lines = [
        f"{number}. {one.unit.area}：{one.number}份（{codes_called(one.owing, one.papers)}）"
        f"{_own_day(folder.plan, period, one)}"
        for number, one in enumerate(reminders, start=1)
    ]
    shared = words(folder, reminders[0].unit, period)
    values = {
        **{name: shared[name] for name in ("报送期", Column.REPORT_DUE, "联系方式", PlanSetting.REPORT_TO)},
        "报送日期": chinese_date(by),
        "今天": chinese_date(as_of),
        "说明": f"应于{chinese_date(due)}前报送，现已{_overdue(owing)}" if past else f"请于{chinese_date(by)}前报送",
        "未报清单": "\n".join(lines),
        "已报齐": f"已经报齐的有：{'、'.join(complete)}。" if complete else "",
    }
    text = text_of(folder, "群消息", values, table=False)
    return f"{text.subject}\n{text.before}\n"


def _own_day(plan: Plan, period: Period, reminder: Reminder) -> str:
    """What a chat group is told of a unit's own day, which is not the one that stands above; "" for none."""
    own = report_due(period_of(period, plan.settings, reminder.unit.id), plan.settings)
    other = reminder.owing and own != report_due(period, plan.settings)
    return f"，另定{chinese_date(own)}前报" if other else ""


def _call(
    folder: Folder, reminder: Reminder, newest: Submission | None, signed: Mapping[int, Mapping[str, Value]]
) -> Call:
    """The line of the phone list: the contact of the plan, and who ``signed`` the unit's newest return."""
    unit = reminder.unit
    contacts = [Contact(unit.contact, unit.phone, "方案")] if unit.contact or unit.phone else []
    if newest is not None:
        values = signed[newest.id]
        name, phone = (str(values[field].value or "") if field in values else "" for field in (REPORTER, PHONE))
        period = folder.plan.period.get(newest.period_id)
        if (name or phone) and (name, phone) != (unit.contact, unit.phone):
            contacts.append(Contact(name, phone, f"{period.name if period else newest.period_id}填报人"))
    said = "\n".join(filter(None, (forms_called(reminder.owing), *papers_called(reminder.papers))))
    return Call(unit, contacts, reminder.number, said, reminder.times - 1)

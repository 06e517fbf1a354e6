"""The act of reminding: mails to the units that owe a return, a text for chat groups, a phone list, a bulletin.

Knows: the order of the steps, where the files lie. Must not know: who is reminded how, how a list or bulletin is drawn.
A reminder counts once a day, by the event log; making it again on the same day changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.documents import put_draft
from toolkit.acts.drafts import text_of, words
from toolkit.acts.gather import gather
from toolkit.acts.owed_in_words import codes_called, forms_called, papers_called
from toolkit.acts.periods import check_open
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.acts.ready import check_ready
from toolkit.acts.reminders import (
    AS_EVER,
    Due,
    Wish,
    by_day,
    letter,
    overdue,
    owing_units,
    put_letter,
    wished,
    words_of,
)
from toolkit.acts.withdraw import Tone, withdraw
from toolkit.base.captions import Column
from toolkit.base.files import free_path
from toolkit.base.plan_captions import PlanSetting
from toolkit.base.texts import chinese_date
from toolkit.catalogue import PHONE, REPORTER
from toolkit.folder import Folder
from toolkit.ledger import EventKind, Ledger, Submission, Value
from toolkit.mail.texts import notes_of, text_written
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.model import Period, Plan, Unit
from toolkit.reply.bulletin import write_bulletin
from toolkit.reply.phone_list import Call, Contact, write_phone_list
from toolkit.standing.agenda import Agendum, agenda
from toolkit.standing.duties import PaperDue
from toolkit.standing.status import Standing

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


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


def remind(folder: Folder, *, as_of: date, period: str | None = None, wish: Wish = AS_EVER) -> Reminded:
    """Write reminders to the units that owe a return, a text for chat groups, a phone list and a bulletin.

    The mails go to outbox/PERIOD/mail/ as drafts, in place of older ones that have not been sent; the rest to
    outbox/PERIOD/remind/. The third reminder, once the date has passed, is copied to the unit's leader. ``wish`` says
    whom to remind only, in which tone, in which words; of units that are not chosen nothing changes.
    """
    check_ready(folder, "催报")
    chosen = folder.period(period)
    with folder.locked("做催报"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, chosen, "催报", as_of)
        check_open(ledger, chosen, "催报", as_of)
        then, chosen = telling(folder, ledger, chosen, as_of)
        return _remind(then, ledger, gather(then.plan, ledger, chosen, as_of, whole=False), wish)


def to_remind(folder: Folder, *, as_of: date, period: str | None = None) -> list[Due]:
    """Who would be reminded on a day, and how; nothing is written. Nobody before the period was sent out."""
    chosen = folder.period(period)
    with folder.ledger() as ledger:
        then, chosen = telling(folder, ledger, chosen, as_of)
        if not ledger.has_begun(chosen.id):
            return []
        snapshot = gather(then.plan, ledger, chosen, as_of, whole=False)
        return owing_units(then, snapshot, _reminded(ledger, chosen))


def keep_words(folder: Folder, tone: Tone, text: str) -> Path:
    """Keep words for a tone as the office's text in templates/mail/; what was there lies beside it.

    Raises `toolkit.base.errors.TemplateError` where they have no subject.
    """
    text_written(tone, text)
    path = folder.texts / f"{tone}.txt"
    with folder.locked("改催报的话"):
        notes = ""
        if path.exists():
            before = folder.read(path, "邮件文本")
            folder.put(free_path(path.with_name(f"{tone}（以前的）.txt"), before), before)
            notes = notes_of(before)
        return folder.put(path, f"{notes}{text}".replace("\r\n", "\n").encode("utf-8-sig"))


def _reminded(ledger: Ledger, period: Period) -> dict[str, set[date]]:
    """The days on which each unit was reminded in a period, by its id."""
    found: dict[str, set[date]] = {}
    for day, detail in ledger.events(EventKind.REMIND):
        period_id, _, unit_id = detail.partition(" ")
        if period_id == period.id:
            found.setdefault(unit_id, set()).add(day)
    return found


def _remind(folder: Folder, ledger: Ledger, snapshot: Snapshot, wish: Wish) -> Reminded:
    """The reminders, lists and bulletin of a period as it stands in a snapshot."""
    period, as_of = snapshot.period, snapshot.as_of
    reminded = _reminded(ledger, period)
    every = owing_units(folder, snapshot, reminded)
    chosen = wished(folder.plan, every, wish)
    words_for = {tone: words_of(folder, tone, wish.texts) for tone in dict.fromkeys(one.tone for one in chosen)}
    for one in chosen:
        letter(folder, period, as_of, one, words_for[one.tone])  # nothing is written where one cannot be
    for unit in folder.plan.units:
        if unit.id not in {one.unit.id for one in every}:
            withdraw(folder, period, unit)
    reminders = []
    for one in chosen:
        path = put_letter(folder, period, as_of, one, words_for[one.tone])
        reminders.append(Reminder(one.unit, one.owing, one.tone, one.times, path, one.copied, one.papers))
        if as_of not in reminded.get(one.unit.id, ()):
            ledger.log(as_of, EventKind.REMIND, f"{period.id} {one.unit.id}")
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
    folder.put(chat, _chat(folder, snapshot, every, reminders).replace("\n", "\r\n").encode("utf-8-sig"))
    newest = ledger.newest_of_units([one.unit.id for one in reminders], as_of)
    signed = ledger.values((s.id for s in newest.values()), [REPORTER, PHONE])
    most_first = sorted(reminders, key=lambda one: -one.number)
    calls = [_call(folder, one, newest.get(one.unit.id), signed) for one in most_first]
    folder.put(phones, write_phone_list(folder.plan, period, as_of, calls))
    return Reminded(period, as_of, tuple(reminders), chat, phones, bulletin, to_do)


def _chat(folder: Folder, snapshot: Snapshot, every: Sequence[Due], reminders: Sequence[Reminder]) -> str:
    """One text for a chat group."""
    period, as_of = snapshot.period, snapshot.as_of
    due = report_due(period, folder.plan.settings)
    by = by_day(folder, period, as_of)
    past = as_of > due
    owing: list[Standing | PaperDue] = []
    for reminder in reminders:
        owing += [*reminder.owing, *reminder.papers]
    units = {s.unit.id for s in snapshot.standings if s.owed}
    complete = [u.area for u in folder.plan.units if u.id in units - {one.unit.id for one in every}]
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
        "说明": f"应于{chinese_date(due)}前报送，现已{overdue(owing)}" if past else f"请于{chinese_date(by)}前报送",
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

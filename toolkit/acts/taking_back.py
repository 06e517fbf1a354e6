"""What is out and is asked for no more: taken back when an amended plan comes into force, with a letter that says so.

Knows: which forms, copies and drafts are concerned, where they lie. Must not know: how plans are kept, MIME.
Files are moved to outbox/PERIOD/withdrawn/UNIT/, never deleted; only drafts that nobody has changed are made anew. What
was reported stays in the ledger. Doing it again changes nothing, so a run that was cut off is made good by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.acts.bundles import bundle_paths, bundles, since_last
from toolkit.acts.drafts import form_drafts, lying_at, put, sender_of, text_of, withdraw_draft, words
from toolkit.acts.withdraw import Tone, withdraw
from toolkit.base.captions import Column
from toolkit.base.files import free_path, writing
from toolkit.base.guarded import UnreadableError, is_plain, read_guarded
from toolkit.base.texts import chinese_date
from toolkit.folder import Folder
from toolkit.ledger import Ledger
from toolkit.mail.compose import MailDraft, untouched
from toolkit.plan.model import FormKey, Item, Period, Unit
from toolkit.plan.succession import now_called

WITHDRAWN = "withdrawn"
_TEXT = "不再报送"
_LETTER = "不再报送（第{}版）"


@dataclass(frozen=True, slots=True)
class _Gone:
    """What of a unit is asked for no more: the items in their order, and those that it goes on reporting.

    ``handed_on`` are those of its other items that the unit reports which has taken its place, ``heir``.
    """

    unit: Unit
    items: tuple[Item, ...]
    rest: tuple[Item, ...]
    handed_on: int = 0
    heir: str = ""


def take_back(before: Folder, now: Folder, ledger: Ledger, number: int, since: date) -> None:
    """Take back what version ``number`` of the plan asks for no more, from what the one ``before`` asked.

    Of every period that has begun the forms are taken back that nothing was accepted for, of the newest all; for that
    a letter to each unit concerned is drafted, and what still waits to be sent is made anew without them.
    """
    newest = now.period()
    for period in before.plan.periods:
        if period.id not in now.plan.period or not ledger.issued(period.id):
            continue
        for unit in (one for one in before.plan.units if one.id not in now.plan.unit):
            withdraw(before, period, unit)  # what it still owes another unit does, and is asked for
        for gone in _gone(before, now, ledger, period, whole=period.id == newest.id):
            _take_files(before, now, period, gone)
            if period.id == newest.id:
                _take_drafts(before, now, ledger, period, gone)
                _letter(before, now, ledger, period, gone, number, since)


def _gone(before: Folder, now: Folder, ledger: Ledger, period: Period, *, whole: bool) -> Iterable[_Gone]:
    """What of each unit is out in a period and is asked for no more."""
    owed = {FormKey(item.id, unit.id) for item, unit in now.plan.obligations()}
    out = {FormKey(*key[:2]) for key in ledger.issued(period.id)}
    done = set() if whole else {s.form for s in ledger.submissions(period.id) if s.accepted}
    items: dict[str, list[Item]] = {}
    for item, unit in before.plan.obligations():
        form = FormKey(item.id, unit.id)
        goes_on = FormKey(item.id, now_called(now.plan.former, unit.id)) in owed
        if form in out and not goes_on and form not in done:
            items.setdefault(unit.id, []).append(item)
    for unit_id, of in items.items():
        rest = tuple(i for i in now.plan.items if FormKey(i.id, unit_id) in owed & out)
        heir = now_called(now.plan.former, unit_id)
        others = [i for i in now.plan.items if FormKey(i.id, unit_id) in out and FormKey(i.id, heir) in owed]
        gone = _Gone(before.plan.unit[unit_id], tuple(of), rest)
        yield (
            gone
            if heir == unit_id or not others
            else replace(gone, handed_on=len(others), heir=now.plan.unit[heir].area)
        )


def _take_files(before: Folder, now: Folder, period: Period, gone: _Gone) -> None:
    """Move the forms and correction copies; a book stays as long as something in it is to be reported."""
    paths = [before.form_path(period, item, gone.unit) for item in gone.items]
    paths += [before.correction_path(period, item, gone.unit) for item in gone.items]
    if not gone.rest:
        paths += [before.book_path(period, gone.unit), before.correction_book_path(period, gone.unit)]
    _move(now, period, before.form_path(period, gone.items[0], gone.unit).parent.name, paths)


def _take_drafts(before: Folder, now: Folder, ledger: Ledger, period: Period, gone: _Gone) -> None:
    """Take reminders back, and make anew without the forms what has not been sent or handed over yet."""
    unit = now.plan.unit.get(gone.unit.id, gone.unit)
    own = before.form_path(period, gone.items[0], gone.unit).parent.name
    reminders = [before.draft_path(period, gone.unit, tone.draft) for tone in (Tone.BEFORE, Tone.AFTER)]
    forms = before.draft_path(period, gone.unit, "填报表")
    waiting = bool(lying_at(forms))
    changed = [there for path in (*reminders, forms) for there in lying_at(path) if not _untouched(there)]
    _move(now, period, own, changed)
    withdraw(before, period, gone.unit)
    by_hand = [path for path in bundle_paths(before, period, gone.unit) if path.exists()]
    _move(now, period, own, by_hand)
    if not gone.rest:
        withdraw_draft(forms)
        return
    its = {unit.id: gone.rest}
    said = {unit.id: since_last(now.catalogues, ledger, now.plan.periods, period, unit, gone.rest)}
    if waiting:
        form_drafts(now, ledger, period, [unit], its, said)
    if by_hand:
        bundles(now, period, [unit], its, said)


def _letter(before: Folder, now: Folder, ledger: Ledger, period: Period, gone: _Gone, number: int, since: date) -> None:
    """The draft of the letter that says what is asked for no more."""
    reported = {s.form for s in ledger.submissions(period.id) if s.accepted}
    rows = [
        (item.code, item.title, "已报送，留存备查" if FormKey(item.id, gone.unit.id) in reported else "不用再报")
        for item in gone.items
    ]
    rest = f"其他 {len(gone.rest)} 项照旧报送，时间不变。" if gone.rest else "本期没有其他要报的事项。"
    if gone.handed_on:
        rest = f"其他 {gone.handed_on} 项由{gone.heir}报送，时间不变，表另发。"
    values = {
        **words(now, gone.unit, period),
        "份数": str(len(gone.items)),
        "起用日期": chinese_date(since),
        "其他": rest,
    }
    draft = MailDraft(
        sender=sender_of(now),
        to=[(gone.unit.name, email) for email in gone.unit.emails],
        text=text_of(now, _TEXT, values, table=True),
        table=[(Column.CODE, "事项", "情况"), *rows],
        attachments=[],
        key=f"withdrawn {now.plan.id} {period.id} {gone.unit.id} {number}",
    )
    put(now, before.draft_path(period, gone.unit, _LETTER.format(number)), draft)


def _untouched(path: Path) -> bool:
    try:
        return untouched(read_guarded(path, "邮件草稿"))
    except UnreadableError:
        return False


def _move(folder: Folder, period: Period, own: str, paths: Sequence[Path]) -> None:
    """Move files beside what still goes out, each whole and under its name, never over another."""
    into = folder.of_period(period) / WITHDRAWN / own
    for path in paths:
        if not is_plain(path):
            continue
        target = into / path.name
        folder.check_inside(target)
        folder.check_inside(path)
        with writing(path):
            into.mkdir(parents=True, exist_ok=True)
            path.rename(free_path(target, None))

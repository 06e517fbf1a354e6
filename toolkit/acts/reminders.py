"""Who is reminded of what: in which tone, for the how many-th time, with which files, in which words.

Knows: the rule for the tone, what a unit still has to fill in or mend, the texts of the letters. Must not know: how a
mail is put together, lists, bulletins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.drafts import put, sender_of, words, zip_above
from toolkit.acts.withdraw import Tone, withdraw
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.texts import chinese_date
from toolkit.folder import CORRECTION, Folder
from toolkit.mail.compose import Attachment, MailDraft
from toolkit.mail.texts import Filled, Text, fill, read_text, text_written
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.workdays import moved
from toolkit.standing.counts import by_unit
from toolkit.standing.duties import PaperDue
from toolkit.standing.papers import unsigned
from toolkit.standing.status import ReportState, Standing

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot

_ESCALATED = 3  # the third reminder, if one came after the date before, goes to the unit's leader too


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of the reminders: only some ``units`` (ids, areas or names), one ``tone`` for all of them,
    own words (as in templates/mail/) in place of the office's texts. Nothing is wanted by default.
    """

    units: Collection[str] = ()
    tone: Tone | None = None
    texts: Mapping[Tone, str] = field(default_factory=dict)


AS_EVER = Wish()
"""Whoever owes something is reminded, in the tone that the rule gives, in the office's words."""


@dataclass(frozen=True, slots=True)
class Due:
    """One unit that owes returns, and how it would be reminded: the tone, the how many-th time, by which day.

    ``owing`` are the forms, ``papers`` what is due besides; ``files`` go along; ``past`` says that the day is over.
    """

    unit: Unit
    owing: tuple[Standing, ...]
    papers: tuple[PaperDue, ...]
    tone: Tone
    times: int
    due: date
    past: bool
    files: tuple[Path, ...] = ()

    @property
    def number(self) -> int:
        """How many forms and papers it is about."""
        return len(self.owing) + len(self.papers)

    @property
    def copied(self) -> bool:
        """Whether the unit's leader gets a copy."""
        return self.tone is Tone.AGAIN and bool(self.unit.leader_email)

    @property
    def may_be_again(self) -> bool:
        """Whether it would be true to say that it is not the first time."""
        return self.past and self.times > 1


def owing_units(folder: Folder, snapshot: Snapshot, reminded: Mapping[str, Collection[date]]) -> list[Due]:
    """Whoever owes something; ``reminded`` are the days on which each was reminded, by the id of the unit."""
    open_pages = {s.form for s in unsigned(snapshot)}
    of = by_unit((s for s in snapshot.standings if s.owing or s.form in open_pages), folder.plan.unit)
    found = []
    for unit in folder.plan.units:
        owing = tuple(of[unit.id])
        papers = tuple(one for one in snapshot.duties if one.unit.id == unit.id and one.owing)
        if not owing and not papers:
            continue
        earlier = {day for day in reminded.get(unit.id, ()) if day < snapshot.as_of}
        asked = period_of(snapshot.period, folder.plan.settings, unit.id)
        due = report_due(asked, folder.plan.settings) if owing else min(one.due for one in papers)
        past, tone = snapshot.as_of > due, Tone.BEFORE
        if past:
            tone = Tone.AGAIN if len(earlier) >= _ESCALATED - 1 and any(day > due for day in earlier) else Tone.AFTER
        files = tuple(_files(folder, snapshot.period, unit, owing))
        found.append(Due(unit, owing, papers, tone, len(earlier) + 1, due, past, files))
    return found


def wished(plan: Plan, every: Sequence[Due], wish: Wish) -> list[Due]:
    """Those of them who are to be reminded, in the tone that is wanted.

    Raises `WorkspaceError` for a unit that the plan does not have or that owes nothing, and for a tone that would not
    be true.
    """
    chosen = list(every)
    if wish.units:
        known = {name: unit.id for unit in plan.units for name in (*unit.aliases, unit.name, unit.area, unit.id)}
        if unknown := [name for name in wish.units if name not in known]:
            raise WorkspaceError(f"方案里没有“{unknown[0]}”这个单位。可以写：{'、'.join(u.area for u in plan.units)}。")
        ids = {known[name] for name in wish.units}
        chosen = [one for one in every if one.unit.id in ids]
        if rest := ids - {one.unit.id for one in chosen}:
            areas = "、".join(plan.unit[one].area for one in plan.unit if one in rest)
            raise WorkspaceError(f"{areas}都报齐了，不用催。请去掉再做。")
    return [one if wish.tone is None else _in_tone(one, wish.tone) for one in chosen]


def _in_tone(one: Due, tone: Tone) -> Due:
    area = one.unit.area
    if tone is Tone.BEFORE and one.past:
        raise WorkspaceError(f"{area}已经过了报送日期，不能用“{tone}”。请用“{Tone.AFTER}”，或者不选{area}。")
    if tone is not Tone.BEFORE and not one.past:
        raise WorkspaceError(f"{area}还没有过报送日期，不能用“{tone}”。请用“{Tone.BEFORE}”，或者不选{area}。")
    if tone is Tone.AGAIN and one.times == 1:
        raise WorkspaceError(f"{area}还没有催过，不能用“{tone}”。请用“{Tone.AFTER}”，或者不选{area}。")
    return replace(one, tone=tone)


def words_of(folder: Folder, tone: Tone, texts: Mapping[Tone, str]) -> Text:
    """The words for a tone: those that are wanted, else the office's. Raises `toolkit.base.errors.TemplateError`."""
    own = texts.get(tone)
    if own is not None:
        return text_written(tone, own)
    return read_text(folder.texts, folder.shipped_texts, tone, folder.root)


def letter(folder: Folder, period: Period, as_of: date, one: Due, words_: Text) -> Filled:
    """The letter to a unit, filled in. Raises `toolkit.base.errors.TemplateError` for words that cannot be."""
    values = {
        **words(folder, one.unit, period),
        "份数": str(one.number),
        Column.REPORT_DUE: chinese_date(one.due),
        "附件": _enclosed(one.files),
    }
    if one.tone is Tone.BEFORE:
        asked = period_of(period, folder.plan.settings, one.unit.id)
        values["报送日期"] = chinese_date(by_day(folder, asked, as_of) if one.owing else one.due)
    else:
        values["逾期"] = overdue([*one.owing, *one.papers])
    if one.tone is Tone.AGAIN:
        values |= {"次数": str(one.times), "抄送": f"抄送：{one.unit.leader}" if one.unit.leader else ""}
    return fill(words_, values, table=True)


def put_letter(folder: Folder, period: Period, as_of: date, one: Due, words_: Text) -> Path:
    """Write the draft of the mail to a unit, in place of an older one that has not been sent; gives its path.

    Raises `toolkit.base.guarded.UnreadableError` for an attachment that cannot be read: a letter without it would go
    out unseen.
    """
    unit = one.unit
    withdraw(folder, period, unit)
    draft = MailDraft(
        sender=sender_of(folder),
        to=[(unit.name, address) for address in unit.emails],
        cc=[(unit.leader, unit.leader_email)] if one.copied else [],
        text=letter(folder, period, as_of, one, words_),
        table=[
            (Column.CODE, "事项", "情况"),
            *((s.item.code, s.item.title, _state(folder.plan, period, s)) for s in one.owing),
            *((paper.code or "—", f"材料：{paper.duty.name}", _asked(paper)) for paper in one.papers),
        ],
        attachments=[Attachment(path.name, folder.read(path, "附件")) for path in one.files],
        key=f"remind {folder.plan.id} {period.id} {unit.id} {as_of}",
        zip_above=zip_above(folder),
        zip_name=safe_name(f"{unit.area}{period.name}待报的表.zip"),
    )
    return put(folder, folder.draft_path(period, unit, one.tone.draft), draft)


def _asked(one: PaperDue) -> str:
    """What is asked of a paper that has not come."""
    note = f"（{one.duty.note}）" if one.duty.note else ""
    return f"未报送，{chinese_date(one.due)}前报{note}"


def _files(folder: Folder, period: Period, unit: Unit, owing: Sequence[Standing]) -> list[Path]:
    """What the unit has to fill in or mend, as it lies there: forms not reported, copies of those sent back."""
    paths = []
    for standing in owing:
        if standing.state is ReportState.RETURNED:
            paths += [folder.correction_book_path(period, unit), folder.correction_path(period, standing.item, unit)]
        elif standing.state is ReportState.NOT_RECEIVED:
            paths += [folder.book_path(period, unit), folder.form_path(period, standing.item, unit)]
    return [path for path in dict.fromkeys(paths) if path.exists()]


def _enclosed(attachments: Iterable[Path]) -> str:
    """What is said of the attachments; "" for none."""
    names = [path.name for path in attachments]
    copies = any(name.startswith(CORRECTION) for name in names)
    forms = any(not name.startswith(CORRECTION) for name in names)
    said = "、".join(["填报表"] * forms + ["退回修改件"] * copies)
    return f"{said}附后，请直接在附件上填写。" if said else ""


def by_day(folder: Folder, period: Period, as_of: date) -> date:
    """The day that a reminder names: before a rest day, if the office wants it so and that day is still to come."""
    settings = folder.plan.settings
    by = moved(period.due_date, settings.remind_on)
    return by if as_of <= by else report_due(period, settings)


def overdue(owing: Sequence[Standing | PaperDue]) -> str:
    """How long the most overdue of them is overdue, in words."""
    days = max(one.late if isinstance(one, PaperDue) else one.late_workdays for one in owing)
    return f"逾期{days}个工作日" if days else "过期"


def _state(plan: Plan, period: Period, standing: Standing) -> str:
    if standing.state is ReportState.RETURNED:
        often = f"（已退回{standing.returned_times}次）" if standing.returned_times > 1 else ""
        by = standing.resend_by(plan, period)
        return f"退回待改{often}" + (f"，请于{chinese_date(by)}前改好重报" if by else "")
    return "签字件未到，请补发" if standing.state is ReportState.ACCEPTED else "未报送"

"""The demonstration: the shipped plan distributed, filled in as units do, collected and consolidated.

Knows: in which ways files come back: loose, in a zip, in a mail, renamed, twice, late. Must not know: what is typed
into them, how any of it is found out.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from toolkit.acts.collected import Collected
from toolkit.acts.consolidate import Consolidated
from toolkit.base.errors import WorkspaceError
from toolkit.base.progress import Progress
from toolkit.cli.demo.answers import answers_of
from toolkit.cli.demo.slips import FAULTS, LATE, MISSING, RENAMED, REPAIRS, ROW_INSERTED, SENT_ANEW, SENT_TWICE
from toolkit.form.filling import fill_form, saved_at
from toolkit.plan.model import FormKey
from toolkit.workspace import Workspace

ISSUED, FIRST_DAY, SECOND_DAY = date(2021, 1, 25), date(2021, 1, 29), date(2021, 2, 2)


@dataclass(frozen=True)
class Shown:
    """What the demonstration came to: two rounds of collecting, and the master."""

    workspace: Workspace
    forms: int
    first: Collected
    second: Collected
    done: Consolidated


def run_demo(folder: Path, progress: Progress) -> Shown:
    """Make a workspace in ``folder`` and take the shipped plan through one period.

    Raises `WorkspaceError` when the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError(f"{folder} 不是空文件夹，没有改动。请换一个新的文件夹名。")
    workspace = Workspace.init(folder, example=True)
    sent = workspace.distribute(as_of=ISSUED, progress=progress)
    forms = by_form(workspace, sent.forms)
    drop_first_round(workspace, forms, progress)
    first = workspace.collect(as_of=FIRST_DAY, progress=progress)
    drop_second_round(workspace, forms)
    second, done = workspace.run(as_of=SECOND_DAY, progress=progress)
    return Shown(workspace, len(sent.forms), first, second, done)


Forms = Mapping[FormKey, bytes]


def by_form(workspace: Workspace, paths: tuple[Path, ...]) -> dict[FormKey, bytes]:
    """The forms of the demonstration as they were sent, by item and unit."""
    owed = (FormKey(item.id, unit.id) for item, unit in workspace.plan.obligations())
    return {form: path.read_bytes() for form, path in zip(owed, paths, strict=True)}


def fill(workspace: Workspace, forms: Forms, form: FormKey, changes: Mapping[str, object], saved: datetime) -> bytes:
    """One form filled in right and saved then, but for ``changes`` (field id → what is typed instead)."""
    catalogue = workspace.catalogues[form[0]].of(form[1])
    answers = answers_of(workspace.plan, catalogue, workspace.plan.unit[form[1]])
    return fill_form(forms[form], catalogue, {**answers, **changes}, saved)


def _moment(day: date, number: int) -> datetime:
    """When the so many-th file was saved: one second apart, as if one after the other on the morning of that day."""
    return datetime.combine(day, time(1), UTC) + timedelta(seconds=number)


def drop_first_round(workspace: Workspace, forms: Forms, progress: Progress) -> None:
    """Put into the inbox what came back in time: loose files, a zip, a mail, a table of somebody's own."""
    changes = {(p.item_id, p.unit_id): p.changes for p in (*FAULTS, *REPAIRS)}
    inbox, packed, mailed = workspace.inbox, {}, {}
    for number, form in enumerate(forms):
        progress("正在模拟填表", number, len(forms))
        if form in LATE or form in MISSING:
            continue
        saved = _moment(FIRST_DAY, number)
        data = fill(workspace, forms, form, changes.get(form, {}), saved)
        if form == RENAMED:
            data = saved_at(_edited(data, lambda book: setattr(book.worksheets[0], "title", "Sheet1")), saved)
        elif form == ROW_INSERTED:
            data = saved_at(_edited(data, lambda book: book.worksheets[0].insert_rows(6)), saved)
        name = f"{workspace.plan.item[form[0]].code}{workspace.plan.unit[form[1]].area}.xlsx"
        if form[1] == "burqin":
            packed[name] = data
        elif form[1] == "habahe":
            mailed[name] = data
        else:
            _drop(inbox / name, data, saved)
    progress("正在模拟填表", len(forms), len(forms))
    for title in ("实施方案", "会议纪要"):
        packed[f"三（一）1{title}.pdf"] = f"%PDF-1.4 {title}".encode()
    _drop(inbox / "布尔津县报送.zip", _zipped(packed), _moment(FIRST_DAY, 500))
    _drop(inbox / "哈巴河县报送.eml", _mail(mailed), _moment(FIRST_DAY, 501))
    twice = inbox / f"{workspace.plan.item[SENT_TWICE[0]].code}福海县.xlsx"
    _drop(inbox / "福海县-再发一次.xlsx", twice.read_bytes(), _moment(FIRST_DAY, 502))
    saved = _moment(FIRST_DAY, 503)
    anew = fill(workspace, forms, SENT_ANEW, {"per_child_fund_paid": 160.0}, saved)
    _drop(inbox / "福海县生均经费（新）.xlsx", anew, saved)
    saved = _moment(FIRST_DAY, 504)
    _drop(inbox / "青河县幼儿园情况统计.xlsx", _own_table(saved), saved)


def drop_second_round(workspace: Workspace, forms: Forms) -> None:
    """Put into the inbox what came late: the scenic area's forms, and two mended on their correction copies."""
    late = sorted(LATE)
    for number, form in enumerate(late):
        saved = _moment(SECOND_DAY, number)
        _drop_late(workspace, form, fill(workspace, forms, form, {}, saved), saved)
    for number, fault in enumerate(FAULTS[:2], start=len(late)):
        saved = _moment(SECOND_DAY, number)
        catalogue = workspace.catalogues[fault.item_id].of(fault.unit_id)
        unit = workspace.plan.unit[fault.unit_id]
        name = f"退回修改_{catalogue.item.code}_*_{unit.area}.xlsx"
        (copy,) = (workspace.outbox / workspace.period().id / "returns").rglob(name)
        right = answers_of(workspace.plan, catalogue, unit)
        mended = fill_form(copy.read_bytes(), catalogue, {field: right[field] for field in fault.changes}, saved)
        _drop_late(workspace, FormKey(fault.item_id, fault.unit_id), mended, saved)


def _drop_late(workspace: Workspace, form: FormKey, data: bytes, saved: datetime) -> None:
    item, unit = workspace.plan.item[form[0]], workspace.plan.unit[form[1]]
    _drop(workspace.inbox / f"{item.code}{unit.area}（补）.xlsx", data, saved)


def _edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    workbook = load_workbook(BytesIO(data))
    edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _drop(path: Path, data: bytes, saved: datetime) -> None:
    path.write_bytes(data)
    os.utime(path, (saved.timestamp(), saved.timestamp()))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY.timetuple()[:6]), data)
    return out.getvalue()


def _mail(files: Mapping[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"] = "habahe@example.com"
    mail["To"] = "edu-office@example.com"
    mail["Date"] = "Fri, 29 Jan 2021 10:20:00 +0800"
    mail["Subject"] = "哈巴河县整改情况报送"
    mail.set_content("现将我县整改情况填报表报上，请查收。")
    for name, data in files.items():
        mail.add_attachment(
            data,
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            filename=name,
        )
    mail.set_boundary("----habahe")
    return mail.as_bytes()


def _own_table(saved: datetime) -> bytes:
    workbook = Workbook()
    workbook.properties.created = saved
    sheet = workbook.worksheets[0]
    for row in (("青河县幼儿园情况统计表",), ("园名", "在园幼儿", "专任教师"), ("第一幼儿园", 320, 28)):
        sheet.append(row)
    out = BytesIO()
    workbook.save(out)
    return saved_at(out.getvalue(), saved)

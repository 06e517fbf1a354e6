"""The demonstration: the shipped plan distributed, filled in as counties do, collected and consolidated.

Knows: the shipped plan, made-up figures that add up to the document's totals, and the slips that people make. Must
not know: how any of it is found out. Names and phone numbers are placeholders.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from toolkit.acts.collected import Collected
from toolkit.acts.consolidate import Consolidated
from toolkit.base.errors import WorkspaceError
from toolkit.catalogue import Catalogue
from toolkit.form.filling import fill_form
from toolkit.kinds.field import Block, Field
from toolkit.plan.model import FormKey, ItemKind, Measure, Plan, Unit
from toolkit.standing.status import ReportState
from toolkit.workspace import Progress, Workspace

ISSUED, FIRST_DAY, SECOND_DAY = date(2021, 1, 25), date(2021, 1, 29), date(2021, 2, 2)
UNITS = ("altay_city", "burqin", "fuyun", "fuhai", "habahe", "qinghe", "jeminay", "kanas")

# Figures by unit in the order of UNITS; made up, but they add up to the document's totals (322, 8, 28959, 1251).
FIGURES: Mapping[str, tuple[object, ...]] = {
    "kg_total": (78, 40, 52, 40, 44, 36, 28, 4),
    "kg_public": (74, 39, 51, 39, 44, 35, 28, 4),
    "kg_private": (4, 1, 1, 1, 0, 1, 0, 0),
    "enrol_total": (9480, 3260, 4820, 3300, 3650, 2640, 1650, 159),
    "enrol_public": (8790, 3110, 4655, 3182, 3650, 2512, 1650, 159),
    "enrol_private": (690, 150, 165, 118, 0, 128, 0, 0),
    "rural_kg_count": (45, 30, 38, 29, 33, 27, 20),
    "rural_kg_qualified_count": (41, 26, 33, 26, 29, 24, 18),
    "inclusive_private_kg_count": (3, 1, 1, 1, 0, 1, 0),
    "private_kg_paired_count": (3, 1, 1, 1, 0, 1, 0),
    "per_child_fund_system_established": ("是",) * 7,
    "per_child_fund_budget": (568.8, 195.6, 289.2, 198, 219, 158.4, 99),
    "per_child_fund_paid": (455.1, 150, 231.4, 158.4, 175.2, 120, 79.2),
    "urban_kg_count": (10,),
    "urban_enrolment": (2739,),
    "urban_seat_capacity": (2880,),
    "sixth_kg_seats_added": (360,),
    "sixth_kg_enrolment": (352,),
    "rural_teacher_count": (None, 168),
    "rural_teacher_staffed_count": (None, 61),
    "lead_kg_seconded_count": (None, 5),
    "transferred_teacher_count": (None, 42),
    "transferred_teacher_trained_count": (None, 38),
    "private_title_applied_count": (4, 1, 2, 1, 0, 1, 0),
    "private_title_passed_count": (3, 1, 1, 1, 0, 0, 0),
    "rural_20y_teacher_count": (26, 12, 18, 30, 14, 9, 7),
    "rural_20y_honoured_count": (20, 10, 15, 22, 11, 8, 5),
    "leading_group_established": ("是",) * 7,
    "coordination_meeting_count": (2, 1, 2, 1, 1, 1, 1),
    "joint_inspection_count": (3, 2, 2, 1, 2, 1, 1),
    "teacher_total": (720, 252, 365, 256, 281, 204, 128),
    "plan_submitted_on": (date(2021, 1, 28),) * 8,
    "progress_submitted_on": (date(2021, 1, 28),) * 8,
    "leader_signed": ("是",) * 8,
    "party_disclosed_on": (date(2021, 1, 28),) * 8,
    "public_disclosed_on": (date(2021, 1, 29),) * 8,
}


def answers_of(plan: Plan, catalogue: Catalogue, unit: Unit) -> dict[str, object]:
    """What a careful county types into a form of the shipped plan: every answer right, none missing."""
    done = catalogue.item.id in ("3.2.3", "6.2")
    measures = {f"m{m.no}": m for m in catalogue.item.measures}
    answers = {f.id: _answer(plan, catalogue, f, unit, measures.get(f.row), done) for f in catalogue.fields}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _answer(plan: Plan, catalogue: Catalogue, field: Field, unit: Unit, measure: Measure | None, done: bool) -> object:
    if field.block is Block.INDICATORS:
        return FIGURES[field.id][UNITS.index(unit.id)] if field.column == "value" else None
    statuses = {c.id: c.label for c in plan.choices}
    status = statuses["completed_claimed" if done else "in_progress"]
    finished = date(2020, 12, 28) if catalogue.item.id == "3.2.3" else date(2021, 1, 28)
    if measure is not None:
        gist = measure.text.split("。")[0].split("，")[0]
        return {
            "status": status,
            "completed_on": finished if done else None,
            "progress": f"围绕“{gist}”已印发实施方案，明确了牵头部门和时间安排；\n-已召开专题会议研究部署；\n"
            "-已列入年度重点工作，按月调度。",
            "evidence": "实施方案、会议纪要",
        }[field.column]
    head = {"altay_city": "副市长", "kanas": "副主任"}.get(unit.id, "副县长")
    return {
        "explanation_check": statuses["holds"],
        "explanation_change": None,
        "overall_lead_department": f"{unit.area}教育局" if unit.id != "kanas" else "喀纳斯景区社会事业局",
        "overall_leader": f"×××（{head}）",
        "overall_person": "×××（教育局局长）",
        "overall_status": status,
        "overall_completed_on": finished if done else None,
        "overall_own_date": None,
        "overall_difficulty": "无",
        "overall_next_step": "继续抓好落实，按季度报送进展，巩固整改成效。",
        "overall_closure": "是" if done and catalogue.item.kind is ItemKind.RECTIFICATION else "否",
        "signoff_leader_signed": "是",
        "signoff_reporter": "×××",
        "signoff_phone": "0906-0000000",
        "signoff_reported_on": date(2021, 1, 28),
    }[field.row]


@dataclass(frozen=True, slots=True)
class Planted:
    """A slip made on purpose: on whose form, and what the toolkit must say of which field ("" for nothing)."""

    item_id: str
    unit_id: str
    field_id: str
    code: str
    changes: Mapping[str, object]


# Slips that send a form back, each on a form of its own.
FAULTS = (
    Planted("3.1.1", "qinghe", "rural_kg_qualified_count", "rule.3.1.1-r1", {"rural_kg_qualified_count": 29}),
    Planted("3.3.3", "jeminay", "m2_progress", "required.blank", {"m2_progress": None}),
    Planted(
        "3.3.2", "burqin", "m1_completed_on", "date.unreadable",
        {"m1_status": "已完成（自报）", "m1_completed_on": "一月底"},
    ),
    Planted("3.1.3", "fuyun", "per_child_fund_paid", "number.unreadable", {"per_child_fund_paid": "待财政局提供"}),
)  # fmt: skip
# Ways of writing that are understood and logged.
REPAIRS = (
    Planted("3.3.3", "fuhai", "rural_20y_teacher_count", "", {"rural_20y_teacher_count": "30人"}),
    Planted("3.2.2", "habahe", "enrol_total", "", {"enrol_total": "３６５０"}),
    Planted("3.2.2", "altay_city", "enrol_total", "", {"enrol_total": "9,480"}),
    Planted("6.2", "fuhai", "party_disclosed_on", "", {"party_disclosed_on": "2021年1月28日"}),
)
RENAMED, ROW_INSERTED = FormKey("3.2.2", "fuyun"), FormKey("3.1.2", "altay_city")
SENT_TWICE, SENT_ANEW = FormKey("3.1.1", "fuhai"), FormKey("3.1.3", "fuhai")
LATE = {FormKey("3.2.2", "kanas"), FormKey("6.2", "kanas")}
MISSING = {FormKey(item, "jeminay") for item in ("4.3.1", "4.3.2", "4.3.3", "4.4.1", "5.1", "6.3")}


@dataclass(frozen=True)
class Shown:
    """What the demonstration came to: two rounds of collecting, and the master."""

    workspace: Workspace
    forms: int
    first: Collected
    second: Collected
    done: Consolidated

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        from toolkit.cli.words import collected_json

        return {
            "workspace": str(self.workspace.root),
            "forms": self.forms,
            "first": collected_json(self.first),
            "second": collected_json(self.second),
            "master": str(self.done.master),
        }

    def lines(self) -> list[str]:
        """The same for people."""
        from toolkit.cli.words import collected_lines, status_lines

        late = sum(s.late_workdays > 0 for s in self.done.standings if s.state is ReportState.ACCEPTED)
        return [
            f"演示：{self.workspace.plan.title}",
            f"一、{ISSUED} 发出 {self.forms} 份填报表。",
            f"二、{FIRST_DAY} 收件。" + collected_lines(self.first)[0],
            *(f"    {line}" for line in collected_lines(self.first)[1:]),
            f"三、{SECOND_DAY} 再收件（补报和改正）。" + collected_lines(self.second)[0],
            f"四、截至 {SECOND_DAY} 汇总（其中迟报 {late} 份）：",
            *status_lines(self.done.standings),
            f"请打开总台账：{self.done.master}",
            f"发出的表在：{self.workspace.outbox / self.done.period.id / 'forms'}",
        ]


def run_demo(folder: Path, progress: Progress) -> Shown:
    """Make a workspace in ``folder`` and take the shipped plan through one period.

    Raises `WorkspaceError` when the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError(f"{folder} 不是空文件夹，没有改动。请换一个新的文件夹名。")
    workspace = Workspace.init(folder)
    sent = workspace.distribute(as_of=ISSUED, progress=progress)
    forms = _by_form(workspace, sent.forms)
    drop_first_round(workspace, forms, progress)
    first = workspace.collect(as_of=FIRST_DAY, progress=progress)
    drop_second_round(workspace, forms)
    second, done = workspace.run(as_of=SECOND_DAY, progress=progress)
    return Shown(workspace, len(sent.forms), first, second, done)


Forms = Mapping[FormKey, bytes]


def _by_form(workspace: Workspace, paths: tuple[Path, ...]) -> dict[FormKey, bytes]:
    owed = (FormKey(item.id, unit.id) for item, unit in workspace.plan.obligations())
    return {form: path.read_bytes() for form, path in zip(owed, paths, strict=True)}


def fill(workspace: Workspace, forms: Forms, form: FormKey, changes: Mapping[str, object]) -> bytes:
    """One form filled in right, but for ``changes`` (field id → what is typed instead)."""
    catalogue = workspace.catalogues[form[0]]
    answers = answers_of(workspace.plan, catalogue, workspace.plan.unit[form[1]])
    return fill_form(forms[form], catalogue, {**answers, **changes})


def drop_first_round(workspace: Workspace, forms: Forms, progress: Progress) -> None:
    """Put into the inbox what came back in time: loose files, a zip, a mail, a table of somebody's own."""
    changes = {(p.item_id, p.unit_id): p.changes for p in (*FAULTS, *REPAIRS)}
    inbox, packed, mailed = workspace.inbox, {}, {}
    for number, form in enumerate(forms):
        progress("正在模拟县（市）填表", number, len(forms))
        if form in LATE or form in MISSING:
            continue
        data = fill(workspace, forms, form, changes.get(form, {}))
        if form == RENAMED:
            data = _edited(data, lambda book: setattr(book.worksheets[0], "title", "Sheet1"))
        elif form == ROW_INSERTED:
            data = _edited(data, lambda book: book.worksheets[0].insert_rows(6))
        name = f"{workspace.plan.item[form[0]].code}{workspace.plan.unit[form[1]].area}.xlsx"
        if form[1] == "burqin":
            packed[name] = data
        elif form[1] == "habahe":
            mailed[name] = data
        else:
            _drop(inbox / name, data, number)
    progress("正在模拟县（市）填表", len(forms), len(forms))
    for title in ("实施方案", "会议纪要"):
        packed[f"三（一）1{title}.pdf"] = f"%PDF-1.4 {title}".encode()
    _drop(inbox / "布尔津县报送.zip", _zipped(packed), 500)
    _drop(inbox / "哈巴河县报送.eml", _mail(mailed), 501)
    twice = inbox / f"{workspace.plan.item[SENT_TWICE[0]].code}福海县.xlsx"
    _drop(inbox / "福海县-再发一次.xlsx", twice.read_bytes(), 502)
    anew = fill(workspace, forms, SENT_ANEW, {"per_child_fund_paid": 160.0})
    _drop(inbox / "福海县生均经费（新）.xlsx", anew, 503)
    _drop(inbox / "青河县幼儿园情况统计.xlsx", _own_table(), 504)


def drop_second_round(workspace: Workspace, forms: Forms) -> None:
    """Put into the inbox what came late: the scenic area's forms, and two mended on their correction copies."""
    sent = {form: fill(workspace, forms, form, {}) for form in sorted(LATE)}
    for fault in FAULTS[:2]:
        catalogue, unit = workspace.catalogues[fault.item_id], workspace.plan.unit[fault.unit_id]
        name = f"退回修改_{catalogue.item.code}_*_{unit.area}.xlsx"
        (copy,) = (workspace.outbox / workspace.period().id / "returns").rglob(name)
        right = answers_of(workspace.plan, catalogue, unit)
        sent[FormKey(fault.item_id, fault.unit_id)] = fill_form(
            copy.read_bytes(), catalogue, {field: right[field] for field in fault.changes}
        )
    for number, (form, data) in enumerate(sent.items()):
        item, unit = workspace.plan.item[form[0]], workspace.plan.unit[form[1]]
        _drop(workspace.inbox / f"{item.code}{unit.area}（补）.xlsx", data, 600 + number)


def _edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    workbook = load_workbook(BytesIO(data))
    edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _drop(path: Path, data: bytes, number: int) -> None:
    path.write_bytes(data)
    # One second apart, as if saved one after the other on the morning of the day of receipt.
    moment = datetime(2021, 1, 29, 9, tzinfo=UTC).timestamp() + number
    os.utime(path, (moment, moment))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
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
    return mail.as_bytes()


def _own_table() -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (("青河县幼儿园情况统计表",), ("园名", "在园幼儿", "专任教师"), ("第一幼儿园", 320, 28)):
        sheet.append(row)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()

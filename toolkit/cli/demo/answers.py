"""The answers of the demonstration: what careful people type into the forms of the shipped plan.

Knows: the shipped plan, made-up figures that add up to the document's totals. Must not know: files, how an answer is
checked. Names and phone numbers are placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from toolkit.catalogue import Catalogue
from toolkit.kinds.field import Block, Field
from toolkit.kinds.values import Value
from toolkit.plan.measures import Measure
from toolkit.plan.model import ItemKind, Plan, Unit

UNITS = ("altay_city", "burqin", "fuyun", "fuhai", "habahe", "qinghe", "jeminay", "kanas")

# Figures by unit in the order of UNITS; made up, but they add up to the document's totals (322, 8, 28959, 1251).
FIGURES: Mapping[str, tuple[Value, ...]] = {
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


def answers_of(plan: Plan, catalogue: Catalogue, unit: Unit) -> dict[str, Value]:
    """What a careful person types into a form of the shipped plan: every answer right, none missing."""
    done = catalogue.item.id in ("3.2.3", "6.2")
    measures = {f"m{m.no}": m for m in catalogue.item.measures}
    answers = {f.id: _answer(plan, catalogue, f, unit, measures.get(f.row), done) for f in catalogue.fields}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _answer(plan: Plan, catalogue: Catalogue, field: Field, unit: Unit, measure: Measure | None, done: bool) -> Value:
    if field.block is Block.INDICATORS:
        return FIGURES[field.id][UNITS.index(unit.id)] if field.column == "value" else None
    statuses = {c.id: c.label for c in plan.choices}
    status = statuses["completed_claimed" if done else "in_progress"]
    finished = date(2020, 12, 28) if catalogue.item.id == "3.2.3" else date(2021, 1, 28)
    answers: dict[str, Value]
    if measure is not None:
        gist = measure.text.split("。")[0].split("，")[0]
        answers = {
            "status": status,
            "completed_on": finished if done else None,
            "progress": f"围绕“{gist}”已印发实施方案，明确了牵头部门和时间安排；\n-已召开专题会议研究部署；\n"
            "-已列入年度重点工作，按月调度。",
            "evidence": "实施方案、会议纪要",
        }
        return answers.get(field.column)
    head = {"altay_city": "副市长", "kanas": "副主任"}.get(unit.id, "副县长")
    answers = {
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
    }
    return answers.get(field.row)  # nothing where only a later period asks

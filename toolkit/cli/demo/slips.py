"""The slips of the demonstration: what people do wrong or otherwise, on whose form, and what must be said of it.

Knows: the shipped plan's forms. Must not know: how a slip is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.plan.model import FormKey


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

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from hypothesis import strategies as st

from tests.effort import first, tried
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.cli.demo import answers_of
from toolkit.kinds.normalise import normalise
from toolkit.kinds.registry import plain
from toolkit.kinds.values import ReadCell
from toolkit.plan.model import Plan, ValueType

DAY = date(2021, 1, 29)


def reading(plan: Plan, catalogue: Catalogue, unit: str, **changes: object) -> Reading:
    """A return that is right but for ``changes`` (field id → raw value); cells are numbered G1, G2 …"""
    answers = {**answers_of(plan, catalogue, plan.unit[unit]), **changes}
    cells = {
        field.id: ReadCell("表", f"G{n}", str(answers.get(field.id, "")), normalise(field, answers.get(field.id)))
        for n, field in enumerate(catalogue.fields, start=1)
    }
    return Reading(catalogue, cells, DAY)


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(f.code, f.field, f.severity.value) for f in findings]


def test_a_right_return_of_every_form_has_no_finding(plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    readings = [reading(plan, catalogue_of[i.id], u.id) for i, u in plan.obligations()]
    assert len(readings) == 182
    assert [f for findings in check(readings) for f in findings] == []


CASES: list[tuple[str, str, dict[str, object], list[tuple[str, str, str]]]] = [
    ("3.1.1", "fuyun", {"rural_kg_count": None}, [("required.blank", "rural_kg_count", "error")]),
    ("3.1.1", "fuyun", {"rural_kg_count": "  "}, [("required.blank", "rural_kg_count", "error")]),
    ("3.1.1", "fuyun", {"rural_kg_count": 201}, [("range.above", "rural_kg_count", "error")]),
    ("3.1.1", "fuyun", {"rural_kg_count": -1, "rural_kg_qualified_count": -1},
     [("range.below", "rural_kg_count", "error"), ("range.below", "rural_kg_qualified_count", "error")]),
    ("3.1.1", "fuyun", {"rural_kg_count": "三十多"}, [("number.about", "rural_kg_count", "error")]),
    ("3.1.1", "fuyun", {"rural_kg_qualified_count": 39}, [("rule.3.1.1-r1", "rural_kg_qualified_count", "error")]),
    # a figure that cannot be read spoils no other finding: its rules are not checked, the range of the other is
    ("3.1.1", "fuyun", {"rural_kg_count": "待定", "rural_kg_qualified_count": 999},
     [("number.unreadable", "rural_kg_count", "error"), ("range.above", "rural_kg_qualified_count", "error")]),
    ("3.1.2", "fuyun", {"m2_progress": None}, [("required.blank", "m2_progress", "error")]),
    ("3.1.2", "fuyun", {"m1_progress": None, "m2_status": None},
     [("required.blank", "m1_progress", "error"), ("required.blank", "m2_status", "error")]),
    ("3.1.2", "fuyun", {"m2_status": "已完成（自报）"}, [("required.when", "m2_completed_on", "error")]),
    ("3.1.2", "fuyun", {"m1_status": "已完成（自报）", "m1_completed_on": "一月底"},
     [("date.unreadable", "m1_completed_on", "error")]),
    ("3.1.2", "fuyun", {"m2_status": "已完成（自报）", "m2_completed_on": date(2021, 1, 30)},
     [("date.future", "m2_completed_on", "error")]),
    ("3.1.2", "fuyun", {"m2_status": "快了"}, [("choice.unknown", "m2_status", "error")]),
    ("3.1.2", "fuyun", {"m1_evidence": "甲" * 501}, [("text.too_long", "m1_evidence", "error")]),
    ("3.1.2", "fuyun", {"overall_closure": "是"}, [("rule.closure", "overall_closure", "error")]),
    ("3.1.2", "fuyun", {"signoff_leader_signed": "否"}, [("rule.signed", "signoff_leader_signed", "error")]),
    ("3.1.2", "fuyun", {"signoff_leader_signed": None}, [("required.blank", "signoff_leader_signed", "error")]),
    ("3.1.2", "fuyun", {"inclusive_private_kg_count": 9}, [("range.unusual", "inclusive_private_kg_count", "warning")]),
    ("3.1.2", "fuyun", {"inclusive_private_kg_count": 9, "inclusive_private_kg_count_note": "新办"},
     [("range.unusual", "inclusive_private_kg_count", "info")]),
    ("3.1.3", "fuyun", {"per_child_fund_paid": 300.0}, [("rule.3.1.3-r2", "per_child_fund_paid", "warning")]),
    ("3.1.3", "fuyun", {"per_child_fund_paid": 300.0, "per_child_fund_paid_note": "补拨上年"},
     [("rule.3.1.3-r2", "per_child_fund_paid", "info")]),
    ("3.2.2", "fuyun", {"kg_public": 52, "kg_private": 0},
     [("rule.3.2.2-r3", "kg_private", "error")]),
    ("3.2.2", "fuyun", {"kg_total": 53}, [("rule.3.2.2-r1", "kg_public", "error")]),
    ("3.2.2", "fuyun", {"explanation_check": "情况有变化，需补充说明"},
     [("required.when", "explanation_change", "error")]),
    ("3.2.2", "fuyun", {"explanation_check": "情况有变化，需补充说明", "explanation_change": "新建一所"}, []),
    ("6.2", "kanas", {"leader_signed": "否"}, [("rule.6.2-r3", "plan_submitted_on", "error")]),
    ("6.2", "kanas", {"party_disclosed_on": None},
     [("required.blank", "party_disclosed_on", "error"), ("rule.6.2-r4", "party_disclosed_on", "warning")]),
    ("6.2", "kanas", {"plan_submitted_on": date(2021, 1, 24)}, [("range.below", "plan_submitted_on", "error")]),
    ("5.2", "fuyun", {"teacher_total": 0.5}, [("number.not_integer", "teacher_total", "error")]),
    ("5.2", "fuyun", {"teacher_total": "无"}, [("number.none", "teacher_total", "error")]),
]  # fmt: skip


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("item", "unit", "changes", "expected"), CASES)
def test_what_is_wrong_is_found_at_its_field(
    plan: Plan,
    catalogue_of: dict[str, Catalogue],
    item: str,
    unit: str,
    changes: dict[str, object],
    expected: list[tuple[str, str, str]],
) -> None:
    (findings,) = check([reading(plan, catalogue_of[item], unit, **changes)])
    assert sorted(codes(findings)) == sorted(expected)
    for finding in findings:
        assert finding.sheet == "表" and finding.cell
        assert finding.message.endswith("。")
        assert finding.remedy


@pytest.mark.exhaustive
def test_a_batch_finds_what_each_form_alone_would(plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    """Rows of one shape go through one call; nobody's fault may end up with a neighbour."""
    spoiled = [reading(plan, catalogue_of[item], unit, **changes) for item, unit, changes, _ in CASES]
    right = [reading(plan, catalogue_of[item.id], unit.id) for item, unit in plan.obligations()]
    right = [one for number, one in enumerate(right) if number % 3 == 0]  # of every shape some
    together = check([*right[:30], *spoiled, *right[30:]])
    alone = [check([one])[0] for one in spoiled]
    assert list(together[30 : 30 + len(spoiled)]) == alone
    assert not any(together[:30]) and not any(together[30 + len(spoiled) :])


def test_errors_come_first_then_down_the_page(plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    changes = {"inclusive_private_kg_count": 9, "m2_progress": None, "signoff_phone": None}
    (findings,) = check([reading(plan, catalogue_of["3.1.2"], "fuyun", **changes)])
    assert [f.severity for f in findings] == [Severity.ERROR, Severity.ERROR, Severity.WARNING]
    assert [f.field for f in findings[:2]] == ["m2_progress", "signoff_phone"]


def test_a_rule_names_every_figure_it_compares(plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    (findings,) = check([reading(plan, catalogue_of["3.2.2"], "fuyun", kg_total=53)])
    for part in ("“公办幼儿园数”为 51", "“民办幼儿园数”为 1", "“幼儿园总数”为 53", "rule.3.2.2-r1"):
        assert part in str(findings[0])


def test_nothing_to_check() -> None:
    assert check([]) == []


@pytest.mark.parametrize("examples", first(1, [20, 100]))
def test_spoiling_one_required_cell_reports_exactly_that_cell(
    plan: Plan, catalogue_of: dict[str, Catalogue], examples: int
) -> None:
    tried(examples, partial(spoilt_is_found, plan, catalogue_of), data=st.data())


def spoilt_is_found(plan: Plan, catalogue_of: dict[str, Catalogue], data: st.DataObject) -> None:
    item, unit = data.draw(st.sampled_from(plan.obligations()))
    catalogue = catalogue_of[item.id]
    field = data.draw(st.sampled_from([f for f in catalogue.fields if f.required]))
    (findings,) = check([reading(plan, catalogue, unit.id, **{field.id: None})])
    errors = [f for f in findings if f.severity is Severity.ERROR]
    assert [(f.code, f.field) for f in errors] == [("required.blank", field.id)]


@pytest.mark.parametrize("type_", list(ValueType))
def test_every_type_has_a_remedy_for_a_blank(type_: ValueType) -> None:
    assert plain(type_).when_blank

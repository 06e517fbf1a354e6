from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from toolkit.base.findings import Severity
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Indicator, Period, Plan, ValueType
from toolkit.plan.options import Rule
from toolkit.plan.review import Remark, review


def with_limit(plan: Plan, limit: TimeLimit) -> Plan:
    return replace(plan, items=(replace(plan.items[0], time_limit=limit), *plan.items[1:]))


def remarks(plan: Plan, code: str) -> list[Remark]:
    return [remark for remark in review(plan) if remark.code == code]


def test_the_shipped_plan(plan: Plan) -> None:
    found: dict[str, int] = {}
    for remark in review(plan):
        found[remark.code] = found.get(remark.code, 0) + 1
        assert remark.message.endswith("。")
    assert found == {
        "item.proposed_units": 20, "item.many_units": 7, "limit.unstated": 17, "limit.rest_day": 1,
        "period.rest_day": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "code", "words"),
    [
        (TimeLimit("尽快", LimitType.UNSTATED), "limit.unstated", "“尽快”"),
        (TimeLimit("2020年底前", LimitType.FIXED, date(2020, 12, 31)), "limit.past", "早于发文日期"),
        (TimeLimit("2021年3月底前", LimitType.FIXED, date(2021, 3, 30)), "limit.differs", "2021-03-31"),
        (TimeLimit("2021年2月底前", LimitType.FIXED, date(2021, 2, 28)), "limit.rest_day", "2021-02-26"),
    ],
)
def test_time_limits_worth_a_look(plan: Plan, limit: TimeLimit, code: str, words: str) -> None:
    found = [r for r in remarks(with_limit(plan, limit), code) if r.about == plan.items[0].code]
    assert [words in remark.message for remark in found] == [True]


@pytest.mark.parametrize(
    "limit",
    [
        TimeLimit("2021年3月底前", LimitType.FIXED, date(2021, 3, 31)),
        TimeLimit("2020年12月底已完成整改", LimitType.COMPLETED, date(2020, 12, 31)),
        TimeLimit("长期坚持", LimitType.ONGOING),
    ],
)
def test_time_limits_that_are_in_order(plan: Plan, limit: TimeLimit) -> None:
    assert not [r for r in review(with_limit(plan, limit)) if r.code.startswith("limit.") and r.about == "三（一）1"]


def test_item_without_a_unit(plan: Plan) -> None:
    changed = replace(plan, items=(replace(plan.items[0], unit_ids=()), *plan.items[1:]))
    assert [r.about for r in remarks(changed, "item.no_unit")] == ["三（一）1"]


def test_a_figure_that_is_asked_for_twice(plan: Plan) -> None:
    twin = Indicator("kg_again", "5.1", "幼儿园 总数", ValueType.INTEGER, "所")
    found = remarks(replace(plan, indicators=(*plan.indicators, twin)), "indicator.twice")
    assert [r.about for r in found] == ["kg_again"]
    assert "三（二）2" in found[0].message


@pytest.mark.parametrize(
    ("text", "code"), [("[幼儿园总数] ≥ 0", "rule.never_fails"), ("[幼儿园总数] < 0", "rule.never_passes")]
)
def test_rules_that_cannot_fail_or_pass(plan: Plan, text: str, code: str) -> None:
    rule = Rule("x-r1", "3.2.2", text, Severity.ERROR, "不对")
    assert [r.about for r in remarks(replace(plan, rules=(*plan.rules, rule)), code)] == ["x-r1"]


def test_a_period_before_the_issue(plan: Plan) -> None:
    changed = replace(plan, periods=(Period("2020-12", "2020年12月", date(2020, 12, 31)), *plan.periods))
    assert [r.about for r in remarks(changed, "period.past")] == ["2020-12"]


@pytest.mark.parametrize(("size", "said"), [(500, 0), (501, 1), (3000, 1)])
def test_a_measure_that_no_row_shows_whole(plan: Plan, size: int, said: int) -> None:
    item = next(item for item in plan.items if item.measures)
    longer = replace(item, measures=(replace(item.measures[0], text="措" * size), *item.measures[1:]))
    found = remarks(replace(plan, items=tuple(longer if i is item else i for i in plan.items)), "measure.long")
    assert [(remark.sheet, str(size) in remark.message) for remark in found] == [("措施", True)] * said


@pytest.mark.parametrize(("size", "said"), [(100, 0), (101, 1), (900, 1)])
def test_a_message_that_no_check_cell_shows_whole(plan: Plan, size: int, said: int) -> None:
    rule = replace(plan.rules[0], message="话" * size)
    found = remarks(replace(plan, rules=(rule, *plan.rules[1:])), "rule.long_message")
    assert [(remark.sheet, remark.about) for remark in found] == [("规则", rule.id)] * said


def test_a_measures_own_limit_that_is_not_read_is_told(plan: Plan) -> None:
    item = next(item for item in plan.items if item.measures)
    unread = TimeLimit("条件成熟时", LimitType.UNSTATED)
    measure = replace(item.measures[0], limit_as_written=unread.as_written, time_limit=unread)
    changed = replace(item, measures=(measure, *item.measures[1:]))
    found = remarks(replace(plan, items=tuple(changed if i is item else i for i in plan.items)), "measure.limit_unread")
    assert [(one.about, "条件成熟时" in one.message) for one in found] == [(f"{item.code} 第1条", True)]

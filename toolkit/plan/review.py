"""What a plan leaves open: things that are not wrong, but that a person should look at before the forms go out.

Knows: the plan, its rules, the calendar. Must not know: where in the workbook a thing stands; what is wrong there is
`toolkit.planbook.workbook`'s business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.base.plan_captions import PlanSetting, PlanSheet
from toolkit.plan.bounds import outcomes
from toolkit.plan.groups import is_group, split_names
from toolkit.plan.measures import LimitType
from toolkit.plan.model import Plan
from toolkit.plan.rosters import names_under
from toolkit.plan.rules import operands, parse_rule
from toolkit.plan.timelimit import read_limit
from toolkit.plan.workdays import is_workday, next_workday, previous_workday

SHOWN_OF_MEASURE = 500  # characters in the widest form's highest row
SHOWN_OF_MESSAGE = 100  # characters that anybody reads in a narrow column


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: the sheet of the plan workbook, what it is about there, and one sentence."""

    code: str
    sheet: str
    about: str
    message: str


def review(plan: Plan) -> list[Remark]:
    """Everything worth a look, in the order of the plan workbook's sheets."""
    parts = (_contact, _not_asked, _units, _limits, _measures, _stages, _indicators, _rules, _periods)
    return [remark for part in parts for remark in part(plan)]


def _contact(plan: Plan) -> Iterator[Remark]:
    if not plan.contact and not plan.phone:
        yield Remark(
            "plan.no_contact",
            PlanSheet.HEAD,
            PlanSetting.CONTACT,
            "没有联系人和联系电话，填表的人有问题不知道问谁。请填写。",
        )


def _units(plan: Plan) -> Iterator[Remark]:
    for item in plan.items:
        if not item.reporting:
            yield Remark("item.no_unit", PlanSheet.ITEMS, item.code, "没有填报单位，不会发表。请确定由谁填报。")
        elif item.units_proposed:
            yield Remark(
                "item.proposed_units", PlanSheet.ITEMS, item.code, "文件没有写明责任单位，填报单位是建议的。请核定。"
            )
        for group in filter(is_group, split_names(item.units_as_written)):
            meant = "、".join(unit.area for unit in plan.units if unit.id in item.unit_ids)
            yield Remark(
                "item.many_units",
                PlanSheet.ITEMS,
                item.code,
                f"文件写的是“{group}”，现在由{meant}填报。请核对是不是全了。",
            )


def _not_asked(plan: Plan) -> Iterator[Remark]:
    """Units that nobody asks for anything: their names stand in the list, and no form goes to them."""
    asked = {unit_id for item in plan.items for unit_id in item.reporting}
    for unit in plan.units:
        if unit.id not in asked:
            message = "没有要它填报的事项，不会收到表。应当填报的，请写进事项的“填报单位”；不需要的可以删去。"
            yield Remark("unit.not_asked", PlanSheet.UNITS, unit.area, message)


def _limits(plan: Plan) -> Iterator[Remark]:
    for item in plan.items:
        limit = item.time_limit
        if limit.type is LimitType.UNSTATED:
            written = f"时限写的是“{limit.as_written}”，读不出类型" if limit.as_written else "没有写明整改时限"
            yield Remark(
                "limit.unstated", PlanSheet.ITEMS, item.code, f"{written}，不会判超期。请确定是否要定一个时限。"
            )
        due = limit.due_date
        reading = read_limit(limit.as_written, plan.issued_on, inclusive=plan.settings.day_itself)
        if due is not None and reading.due_date not in (None, due):
            yield Remark(
                "limit.differs", PlanSheet.ITEMS, item.code,
                f"“{limit.as_written}”读作 {reading.due_date}，截止日期填的是 {due}。请核对；延期请写在“延期”表里。",
            )  # fmt: skip
        if due is None or limit.type is LimitType.COMPLETED:
            continue
        if due < plan.issued_on:
            yield Remark(
                "limit.past",
                PlanSheet.ITEMS,
                item.code,
                f"截止日期 {due} 早于发文日期 {plan.issued_on}。请核对是不是写错了。",
            )
        if not is_workday(due):
            yield Remark(
                "limit.rest_day", PlanSheet.ITEMS, item.code,
                f"截止日期 {due} 是休息日；前一个工作日是 {previous_workday(due)}，后一个是 {next_workday(due)}。",
            )  # fmt: skip


def _measures(plan: Plan) -> Iterator[Remark]:
    """Measures that are too long for a form's highest row, and those whose own limit is not read, or past already."""
    for item in plan.items:
        for measure in item.measures:
            limit = measure.time_limit
            if limit and limit.due_date and limit.type is not LimitType.COMPLETED and limit.due_date < plan.issued_on:
                yield Remark(
                    "measure.limit_past", PlanSheet.MEASURES, f"{item.code} 第{measure.no}条",
                    f"完成时限 {limit.due_date} 早于发文日期 {plan.issued_on}。请核对是不是写错了。",
                )  # fmt: skip
            if measure.time_limit is not None and measure.time_limit.type is LimitType.UNSTATED:
                yield Remark(
                    "measure.limit_unread", PlanSheet.MEASURES, f"{item.code} 第{measure.no}条",
                    f"完成时限“{measure.limit_as_written}”读不出日期，按事项的时限判超期。请核对。",
                )  # fmt: skip
            if len(measure.text) > SHOWN_OF_MEASURE:
                yield Remark(
                    "measure.long", PlanSheet.MEASURES, f"{item.code} 第{measure.no}条",
                    f"措施有 {len(measure.text)} 个字，表上一格只能显示 {SHOWN_OF_MEASURE} 字左右，后面的只在“附页”上。"
                    "请分成几条。",
                )  # fmt: skip


def _stages(plan: Plan) -> Iterator[Remark]:
    for stage in plan.stages:
        if stage.day < plan.issued_on and not stage.yearly:
            yield Remark(
                "stage.past", PlanSheet.STAGES, f"{plan.item[stage.item_id].code} {stage.words}",
                f"截止日期 {stage.day} 早于发文日期 {plan.issued_on}。请核对是不是写错了。",
            )  # fmt: skip


def _indicators(plan: Plan) -> Iterator[Remark]:
    """Figures that are asked for twice: the same name on two forms gives two numbers and a dispute."""
    first: dict[str, str] = {}
    for indicator in plan.indicators:
        if indicator.computed:
            continue
        name = re.sub(r"[\s，,、：:（）()“”\"]|[总全]?数$", "", unicodedata.normalize("NFKC", indicator.name))
        other = first.setdefault(name, indicator.id)
        if other == indicator.id:
            continue
        twin = plan.indicator[other]
        yield Remark(
            "indicator.twice", PlanSheet.INDICATORS, indicator.id,
            f"“{indicator.name}”和事项 {plan.item[twin.item_id].code} 的“{twin.name}”像是同一个数。"
            "只在一张表上收就够了；确实不同的，请把名称写得有区别。",
        )  # fmt: skip


def _rules(plan: Plan) -> Iterator[Remark]:
    names = operands(plan.indicators)
    for rule in plan.rules:
        if len(rule.message) > SHOWN_OF_MESSAGE:
            yield Remark(
                "rule.long_message", PlanSheet.RULES, rule.id,
                f"提示语有 {len(rule.message)} 个字，表上“检查”一栏显示不全（退回单上是全的）。"
                f"请缩短到 {SHOWN_OF_MESSAGE} 字以内。",
            )  # fmt: skip
        possible = outcomes(parse_rule(rule.text, names_under(names, plan.rosters, rule.item_id)), plan.indicator)
        if possible == {True}:
            yield Remark(
                "rule.never_fails",
                PlanSheet.RULES,
                rule.id,
                "按各指标的上下限，这条规则不可能不成立，等于没有。请核对。",
            )
        elif possible == {False}:
            yield Remark(
                "rule.never_passes", PlanSheet.RULES, rule.id,
                "按各指标的上下限，这条规则不可能成立，谁报都会被退回。请核对规则或者指标的上下限。",
            )  # fmt: skip


def _periods(plan: Plan) -> Iterator[Remark]:
    for period in plan.periods:
        if period.due_date < plan.issued_on:
            yield Remark(
                "period.past",
                PlanSheet.PERIODS,
                period.id,
                f"应报日期 {period.due_date} 早于发文日期。请核对。",
            )
        if not is_workday(period.due_date):
            yield Remark(
                "period.rest_day", PlanSheet.PERIODS, period.id,
                f"应报日期 {period.due_date} 是休息日，当天报送仍算按期；"
                f"催报请赶在前一个工作日 {previous_workday(period.due_date)}。",
            )  # fmt: skip

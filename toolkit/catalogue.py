"""The catalogue: every field of a form, described once.

From this one description come the cells of the form, the pandera schema of the check, the columns of the master
and the 填报说明 sheet. Knows: the plan. Must not know: Excel, pandera, files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from toolkit.base.captions import Column, Disclosable
from toolkit.base.findings import Severity
from toolkit.base.plan_captions import PlanColumn
from toolkit.kinds.field import NO, NOTE, SAME, SAME_ALL, TICK, YES, Block, Field, When
from toolkit.kinds.registry import KINDS
from toolkit.kinds.rosters import AskedRoster, asked_roster
from toolkit.plan.deadlines import ONGOING
from toolkit.plan.form_rules import Computed, FormRule, computed_under, form_rules
from toolkit.plan.measures import Measure
from toolkit.plan.model import Indicator, Item, ItemKind, Plan, ValueType
from toolkit.plan.options import Role, Rule, Signing
from toolkit.plan.roles import said_of
from toolkit.plan.rule_tokens import Operand
from toolkit.plan.rules import operands, parse_rule

COMPLETION, EXPLANATION_CHECK = "完成情况", "说明核实"
COMPLETED, STAGE_COMPLETED = "completed_claimed", "stage_completed_ongoing"

# The answers that name people: whoever is responsible, whoever filled the form in, and how to reach them.
RESPONSIBLE, REPORTER, PHONE = ("overall_leader", "overall_person"), "signoff_reporter", "signoff_phone"
REPORTED_ON = "signoff_reported_on"


@dataclass(frozen=True)
class Catalogue:
    """All that one item's form asks: ``fields`` in page order, ``rules`` within the form, ``computed`` figures.

    ``rosters`` are the lists that it asks for. ``own`` are the catalogues of the units whose measures or time limit are
    not the whole item's, by unit id.
    """

    item: Item
    fields: tuple[Field, ...]
    rules: tuple[FormRule, ...]
    computed: tuple[Computed, ...]
    rosters: tuple[AskedRoster, ...] = ()
    own: Mapping[str, Catalogue] = field(default_factory=dict)

    def of(self, unit_id: str) -> Catalogue:
        """What the item's form asks one unit: its own measures only."""
        return self.own.get(unit_id, self)

    @cached_property
    def field(self) -> dict[str, Field]:
        """Fields by id."""
        return {one.id: one for one in (*self.asked, *self.totals)}

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """Everything that is filled in: the fields, and the columns of the lists."""
        return *self.fields, *(field for roster in self.rosters for field in roster.fields.values())

    @cached_property
    def totals(self) -> tuple[Field, ...]:
        """What the rows of the lists come to."""
        return tuple(field for roster in self.rosters for field in roster.totals)

    @property
    def roster_rows(self) -> tuple[Field, ...]:
        """Of every list the number of its rows."""
        return tuple(roster.totals[0] for roster in self.rosters)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks this form has, in page order."""
        return tuple(block for block in Block if any(field.block is block for field in self.asked))

    def block(self, block: Block) -> tuple[Field, ...]:
        """The fields of one block, in page order."""
        return tuple(field for field in self.fields if field.block is block)

    @cached_property
    def digest(self) -> str:
        """Twelve hex digits that change whenever a question, its kind, its limits or whose it is change."""
        listed = [
            [f.id, f.label, f.kind or f.type, f.required, f.choices, str(f.minimum), str(f.maximum), f.measured_in]
            for f in self.asked
            if not (f.block is Block.MEASURES and f.column == NOTE)  # forms from before they were asked for are good
        ]
        item = self.item
        texts: list[object] = [item.title, item.description, *(m.text for m in item.measures)]
        duties = [item.target, item.leaders, *(said_of(item, role) for role in Role if role is not Role.RESPONSIBLE)]
        own = [[m.units_as_written, m.limit_as_written] for m in item.measures]
        if any(duties) or any(map(any, own)):
            texts += [duties, own]
        packed = json.dumps([listed, texts], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(packed.encode()).hexdigest()[:12]


def catalogues(plan: Plan) -> dict[str, Catalogue]:
    """The catalogue of every item of the plan, by item id."""
    names = operands(plan.indicators)
    own: dict[str, dict[str, Catalogue]] = {}
    made: dict[Item, Catalogue] = {}
    for (item_id, unit_id), asked in plan.asked.items():
        if asked is not plan.item[item_id]:
            if asked not in made:
                made[asked] = _catalogue(plan, asked, names)
            own.setdefault(item_id, {})[unit_id] = made[asked]
    return {item.id: replace(_catalogue(plan, item, names), own=own.get(item.id, {})) for item in plan.items}


def _catalogue(plan: Plan, item: Item, names: dict[str, Operand]) -> Catalogue:
    indicators = plan.indicators_of(item.id)
    fields: list[Field] = []
    if item.kind is ItemKind.EXPLANATION:
        fields += _explanation_fields(plan)
    else:
        for measure in item.measures:
            fields += _measure_fields(plan, measure)
    for indicator in indicators:
        if not indicator.computed:
            fields += _indicator_fields(plan, indicator)
    if item.kind is not ItemKind.EXPLANATION:
        fields += _overall_fields(plan, item)
    fields += _signoff_fields(plan)

    rules = (*form_rules(plan, item.id, names), *_built_in_rules(plan, item, fields))
    rosters = tuple(asked_roster(one, plan.choice_labels) for one in plan.rosters if one.item_id == item.id)
    return Catalogue(item, tuple(fields), rules, computed_under(plan, item.id, names), rosters)


def _labels(plan: Plan, group: str, *ids: str) -> tuple[str, ...]:
    return tuple(c.label for c in plan.choices if c.group == group and (not ids or c.id in ids))


def _measure_fields(plan: Plan, measure: Measure) -> list[Field]:
    row, name = f"m{measure.no}", f"措施{measure.no}"

    def cell(column: str, caption: str, type_: ValueType, **rest: Any) -> Field:
        return Field(block=Block.MEASURES, row=row, column=column, caption=caption, type=type_, **rest)

    status = cell(
        "status", Column.STATUS, ValueType.CHOICE, label=f"{name}进展状态", required=True, master=Column.STATUS,
        choices=_labels(plan, COMPLETION), guidance="点开单元格右侧的箭头，从列表中选一项。",
    )  # fmt: skip
    completed = When(status.id, _labels(plan, COMPLETION, COMPLETED))
    note = cell(
        NOTE, "说明", ValueType.TEXT, label=f"{name}的说明", max_length=500, master=Column.MEASURE_NOTE,
        guidance="这条措施有提醒（！）的，在这里写明原因；没有可以不填。",
    )  # fmt: skip
    told = (
        status,
        cell("completed_on", Disclosable.DONE_ON, ValueType.DATE, label=f"{name}完成日期", required_when=completed,
             minimum=date(2000, 1, 1), past=True, master=Column.MEASURE_DONE,
             guidance="进展状态为“已完成”时填写实际完成日期，如 2021-01-20；未完成的不填。"),
        cell("progress", Column.PROGRESS, ValueType.TEXT, label=f"{name}进展情况", required=True, max_length=1000,
             lines=5, master=Column.PROGRESS,
             guidance="写清做了什么、做到什么程度、有什么成效，200 字左右；可以直接打“-”开头的条目。"),
        cell("evidence", Column.EVIDENCE, ValueType.TEXT, label=f"{name}佐证材料", max_length=500, lines=3,
             master=Column.EVIDENCE, guidance="写材料名称和文号，一行一件；没有可以不填。"),
    )  # fmt: skip
    return [*(replace(one, explained_by=note.id) for one in told), note]


def _explanation_fields(plan: Plan) -> list[Field]:
    labels = _labels(plan, EXPLANATION_CHECK)
    changed = _labels(plan, EXPLANATION_CHECK, "changed", "rejected")
    return [
        Field(
            block=Block.EXPLANATION, row="explanation_check", column="value", caption="说明是否仍然成立",
            label="说明是否仍然成立", type=ValueType.CHOICE, required=True, choices=labels, master=Column.STATUS,
            guidance="对照上面的情况说明核实目前的实际情况，从列表中选一项。",
        ),
        Field(
            block=Block.EXPLANATION, row="explanation_change", column="value", caption="变化情况",
            label="变化情况", type=ValueType.TEXT, required_when=When("explanation_check", changed),
            max_length=1000, lines=5, master=Column.PROGRESS,
            guidance="情况有变化或者说明不成立时，写清现在的实际情况；仍然成立的不填。",
        ),
    ]  # fmt: skip


def _indicator_fields(plan: Plan, indicator: Indicator) -> list[Field]:
    kind = KINDS[indicator.word]
    note_id = f"{indicator.id}_{NOTE}"
    return [
        Field(
            block=Block.INDICATORS, row=indicator.id, column="value", caption=indicator.name,
            label=indicator.name, type=indicator.type, kind=indicator.kind, required=indicator.required,
            choices=kind.choices(plan.choice_labels(indicator.choices)),
            minimum=indicator.minimum, maximum=indicator.maximum, soft_minimum=indicator.soft_minimum,
            soft_maximum=indicator.soft_maximum, measured_in=indicator.measured_in,
            max_length=kind.max_length, lines=kind.lines,
            guidance=_indicator_guidance(indicator), explained_by=note_id, basis=indicator.basis,
        ),
        Field(
            block=Block.INDICATORS, row=indicator.id, column=NOTE, caption="说明",
            label=f"{indicator.name}的说明", type=ValueType.TEXT, max_length=500, lines=2, master="指标说明",
            guidance="数字与往常不同或者有提醒时，在这里写明原因；没有可以不填。",
        ),
        Field(
            block=Block.INDICATORS, row=indicator.id, column=SAME, caption="同上期",
            label=f"{indicator.name}同上期", type=ValueType.BOOLEAN, choices=(TICK,),
            guidance="本期值和上期值相同的，从列表中选“√”；有变化的直接改本期值，这里不选。",
        ),
    ]  # fmt: skip


def _indicator_guidance(indicator: Indicator) -> str:
    basis = f"口径为{indicator.basis}数。" if indicator.type.is_number and indicator.basis else ""
    return f"{KINDS[indicator.word].how}。{basis}{indicator.definition}"


def _overall_fields(plan: Plan, item: Item) -> list[Field]:
    def single(row: str, caption: str, type_: ValueType, **rest: Any) -> Field:
        return Field(
            block=Block.OVERALL, row=f"overall_{row}", column="value", caption=caption, label=caption,
            type=type_, **rest,
        )  # fmt: skip

    office, unit = plan.settings.words.office, plan.settings.words.unit
    name: dict[str, Any] = {"type_": ValueType.TEXT, "max_length": 100}
    completed = When("overall_status", _labels(plan, COMPLETION, COMPLETED))
    fields = [
        single("lead_department", Column.LEAD, required=True, master=Column.LEAD,
               guidance=f"填本{unit}负责牵头的部门全称。", **name),
        single("leader", Column.LEADER, required=True, master=Column.LEADER,
               guidance="填姓名和职务。", **name),
        single("person", "责任人", master=Column.PERSON, guidance="填姓名和职务；没有明确的可以不填。", **name),
        single("status", Column.ITEM_STATE if item.kind is ItemKind.RECTIFICATION else "落实状态", ValueType.CHOICE,
               required=True, choices=_labels(plan, COMPLETION), master=Column.OWN_STATUS,
               guidance="按整个事项的情况选；各条措施状态一样的已自动填好，不同的请改。"),
        single("completed_on", Disclosable.DONE_ON, ValueType.DATE, required_when=completed, past=True,
               minimum=date(2000, 1, 1), master=Column.OWN_DONE,
               guidance="状态为“已完成”时填写实际完成日期，如 2021-01-20；未完成的不填。"),
        *([single("own_date", Column.OWN_DATE, ValueType.DATE, minimum=date(2000, 1, 1), master=Column.OWN_DATE,
                  guidance="文件没有定完成日期的，填自己定的完成日期或者阶段日期，过期会提醒；没有定的不填。")]
          if item.time_limit.type in ONGOING and item.time_limit.due_date is None else []),
        single("difficulty", Column.DIFFICULTY, ValueType.TEXT, max_length=1000, lines=3, master=Column.DIFFICULTY,
               guidance=f"需要{office}协调解决的困难；没有可以填“无”或者不填。"),
        single("next_step", Column.NEXT_STEPS, ValueType.TEXT, required=True, max_length=1000, lines=3,
               master=Column.NEXT_STEPS, guidance="写清下一步做什么、什么时候完成；已完成的写如何巩固。"),
    ]  # fmt: skip
    if item.kind is ItemKind.RECTIFICATION:
        fields.append(
            single("closure", "是否申请销号", ValueType.BOOLEAN, choices=(YES, NO), master=Column.CLOSURE,
                   required_when=When("overall_status", _labels(plan, COMPLETION, COMPLETED, STAGE_COMPLETED)),
                   guidance="已完成、阶段性完成的要选：佐证齐全、申请销号的选“是”。没有完成的不用选。")
        )  # fmt: skip
    return fields


def _signoff_fields(plan: Plan) -> list[Field]:
    def single(row: str, caption: str, type_: ValueType, guidance: str, **rest: object) -> Field:
        return Field(
            block=Block.SIGNOFF, row=f"signoff_{row}", column="value", caption=caption, label=caption,
            type=type_, required=True, master=caption, guidance=guidance, **rest,  # type: ignore[arg-type]
        )  # fmt: skip

    same = "其余与上期相同"
    return [
        Field(block=Block.SIGNOFF, row=SAME_ALL, column="value", caption=same, label=same, type=ValueType.BOOLEAN,
              choices=(TICK,), guidance="没有改动的都按上期报的，选一次“√”，不用再逐项选；改动了的以改动后的为准。"),
        *([single("leader_signed", "主要领导是否签字", ValueType.BOOLEAN,
                  "整改情况须经主要领导签字后报送；签字后选“是”。", choices=(YES, NO))]
          if plan.settings.signing is Signing.ASKED else []),
        single("reporter", "填报人", ValueType.TEXT, "填姓名。", max_length=50),
        single("phone", PlanColumn.PHONE, ValueType.TEXT, "填能联系到填报人的电话。", max_length=50),
        single("reported_on", "报送日期", ValueType.DATE, "填报送当天的日期，如 2021-01-29。",
               minimum=date(2000, 1, 1), past=True),
    ]  # fmt: skip


def _built_in_rules(plan: Plan, item: Item, fields: list[Field]) -> list[FormRule]:
    """Rules that hold in every plan, in the language of the plan's own.

    The signature is the document's 六（二） (“经主要领导签字后报”); the closure request follows the state model
    (register: ``states.transitions`` into closure_requested).
    """
    names = {f.id: Operand(f.id, f.label, f.type, item.id) for f in fields if f.block in (Block.OVERALL, Block.SIGNOFF)}
    built_in = [Rule("signed", item.id, "signoff_leader_signed = 是", Severity.ERROR, "整改情况须经主要领导签字后报送")]
    built_in = built_in if "signoff_leader_signed" in names else []
    if "overall_closure" in names:
        closing = _labels(plan, COMPLETION, COMPLETED, STAGE_COMPLETED)
        others = (label for label in _labels(plan, COMPLETION) if label not in closing)
        not_yet = " 且 ".join(f'overall_status ≠ "{label}"' for label in others)
        built_in.append(
            Rule("closure", item.id, f"implies(overall_closure = 是, {not_yet})", Severity.ERROR,
                 "申请销号的，整改状态须为已完成或者阶段性完成")
        )  # fmt: skip
    return [FormRule(rule, parse_rule(rule.text, names)) for rule in built_in]

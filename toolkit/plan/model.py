"""What must be done: the rectification plan as frozen data.

Knows: the words of the plan (glossary of the register) and nothing else. Must not know: workbooks, forms,
checks. Texts are kept as the document has them; dates are `datetime.date`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, assert_never

from toolkit.plan.measures import Measure, TimeLimit, limit_over
from toolkit.plan.options import Choice, Extension, Rule, Settings
from toolkit.plan.stages import Stage
from toolkit.plan.succession import Former


class ItemKind(StrEnum):
    """What an item asks for (整改措施, 情况说明, 建议措施, 审议意见, 工作要求)."""

    RECTIFICATION = "整改措施"
    EXPLANATION = "情况说明"
    SUGGESTION = "建议措施"
    DELIBERATION_OPINION = "审议意见"
    REQUIREMENT = "工作要求"


class ValueType(StrEnum):
    """What an answer is to the rule language; the values are the plan workbook's words for the plain kinds.

    The list is closed, because the language must compile every one; `toolkit.kinds` has all kinds of value.
    """

    INTEGER = "整数"
    DECIMAL = "小数"
    PERCENT = "百分数"
    DATE = "日期"
    BOOLEAN = "是否"
    TEXT = "文字"
    CHOICE = "选择"

    @property
    def is_number(self) -> bool:
        """Whether answers of this type can be summed and compared as numbers."""
        match self:
            case ValueType.INTEGER | ValueType.DECIMAL | ValueType.PERCENT:
                return True
            case ValueType.DATE | ValueType.BOOLEAN | ValueType.TEXT | ValueType.CHOICE:
                return False
        assert_never(self)


class Aggregation(StrEnum):
    """How an indicator is brought together over the units (汇总方式)."""

    SUM = "求和"
    RATIO_OF_SUMS = "合计之比"
    MIN_MAX = "最小最大"
    COUNT_TRUE = "计“是”"
    NONE = "不汇总"


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit (整改单位): a government, a department, a section, a school, a firm.

    ``area`` is the short name, ``code`` the GB/T 2260 code or "" when there is none. ``leader`` (a post or a name) and
    ``leader_email`` are for the copy line of a last reminder.
    """

    id: str
    name: str
    area: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    kind: str = ""
    emails: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    leader: str = ""
    leader_email: str = ""


class FormKey(NamedTuple):
    """Which form: an item and the unit that answers for it."""

    item_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that units report (指标).

    ``minimum``/``maximum`` are hard limits, ``soft_minimum``/``soft_maximum`` only warn; they are numbers, or dates
    where ``type`` is DATE; ``kind`` is the plan workbook's word where it says more. ``basis`` is 时点, 年度累计, 年度
    or 累计. A ``formula`` in the rule language makes it a computed one (nobody fills it in); ``document_value`` is the
    figure that the document gives for all units together. ``choices`` names a group of the plan's choices.
    """

    id: str
    item_id: str
    name: str
    type: ValueType
    measured_in: str = ""
    basis: str = "时点"
    required: bool = True
    minimum: float | date | None = None
    maximum: float | date | None = None
    soft_minimum: float | date | None = None
    soft_maximum: float | date | None = None
    aggregation: Aggregation = Aggregation.NONE
    document_value: float | None = None
    choices: str = ""
    formula: str = ""
    definition: str = ""
    kind: str = ""

    @property
    def word(self) -> str:
        """The plan workbook's word for what is reported."""
        return self.kind or self.type.value

    @property
    def computed(self) -> bool:
        """Whether the figure follows from others and is not filled in."""
        return bool(self.formula)


@dataclass(frozen=True, slots=True)
class RosterColumn(Indicator):
    """What is asked in every row of a list: a ``unique`` value stands in one row only, ``total`` adds the rows up."""

    unique: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """A list in an item's form (明细): room for ``rows``, at least one if ``required``, ``carried`` into the next."""

    item_id: str
    name: str
    columns: tuple[RosterColumn, ...]
    rows: int = 200
    required: bool = False
    carried: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period (报送期): ``id`` "2021-01", ``due_date`` the last day in time."""

    id: str
    name: str
    due_date: date


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item of the plan (条目).

    ``id`` is the ascii code ("3.1.1"), ``code`` the document's ("三（一）1"). ``finding`` is what was found wrong,
    ``description`` the text under the title (the explanation where the item is one). ``unit_ids`` are the units that
    report, ``units_as_written`` the document's words, ``units_proposed`` true where it names nobody and they are a
    proposal. ``lead_unit``, ``cooperating``, ``supervising`` and ``accepting`` are the other roles, ``leaders`` who
    answers, ``target`` what is to be reached; all as the document has it. ``summary`` tells the public what is done.
    """

    id: str
    code: str
    part: str
    part_title: str
    section: str
    section_title: str
    title: str
    kind: ItemKind
    finding: str = ""
    description: str = ""
    measures: tuple[Measure, ...] = ()
    unit_ids: tuple[str, ...] = ()
    units_as_written: str = ""
    units_proposed: bool = False
    lead_unit: str = ""
    time_limit: TimeLimit = field(default_factory=TimeLimit)
    note: str = ""
    target: str = ""
    cooperating: str = ""
    supervising: str = ""
    accepting: str = ""
    leaders: str = ""
    summary: str = ""

    @property
    def part_name(self) -> str:
        """The part of the document that it stands in, "" where the document has no parts."""
        return "、".join(filter(None, (self.part, self.part_title)))

    @property
    def reporting(self) -> frozenset[str]:
        """The ids of the units that owe a form: the item's own and those of its measures."""
        return frozenset(self.unit_ids).union(*(measure.unit_ids for measure in self.measures))

    def measures_of(self, unit_id: str) -> tuple[Measure, ...]:
        """What a unit answers for: the measures that name it, and as one of the item's units those that name nobody."""
        whole = unit_id in self.unit_ids or not self.unit_ids
        return tuple(m for m in self.measures if (unit_id in m.unit_ids if m.unit_ids else whole))

    def of(self, unit_id: str) -> Item:
        """The item as it is asked of one unit: with its own measures, and the time limit that they set."""
        own = self.measures_of(unit_id)
        limit = limit_over(own, self.time_limit)
        if own == self.measures and limit == self.time_limit:
            return self
        return replace(self, measures=own, time_limit=limit)


@dataclass(frozen=True)
class Plan:
    """A rectification plan (整改方案), whole.

    ``report_to`` takes the returns. Items, units and periods stand in official order. ``stages`` are the days that are
    watched; of an item or measure that has none, those that its words give. ``former`` units are no more.
    """

    id: str
    title: str
    doc_no: str
    issuer: str
    issued_on: date
    feedback_body: str
    report_to: str
    contact: str
    phone: str
    email: str
    units: tuple[Unit, ...]
    items: tuple[Item, ...]
    indicators: tuple[Indicator, ...]
    rules: tuple[Rule, ...]
    choices: tuple[Choice, ...]
    periods: tuple[Period, ...]
    settings: Settings = field(default_factory=Settings)
    extensions: tuple[Extension, ...] = ()
    stages: tuple[Stage, ...] = ()
    rosters: tuple[Roster, ...] = ()
    former: tuple[Former, ...] = ()

    @property
    def cited(self) -> str:
        """The document as texts name it: its title, and its number where it has one."""
        return f"《{self.title}》（{self.doc_no}）" if self.doc_no else f"《{self.title}》"

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def item(self) -> dict[str, Item]:
        """Items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Indicators by id."""
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def period(self) -> dict[str, Period]:
        """Periods by id."""
        return {period.id: period for period in self.periods}

    def indicators_of(self, item_id: str) -> tuple[Indicator, ...]:
        """The indicators that one item's form asks for or shows, in the order of the plan workbook."""
        return tuple(indicator for indicator in self.indicators if indicator.item_id == item_id)

    def rules_of(self, item_id: str) -> tuple[Rule, ...]:
        """The rules listed under one item, in the order of the plan workbook."""
        return tuple(rule for rule in self.rules if rule.item_id == item_id)

    def choice_labels(self, group: str) -> tuple[str, ...]:
        """The labels of one dropdown, in order."""
        return tuple(choice.label for choice in self.choices if choice.group == group)

    @cached_property
    def asked(self) -> dict[FormKey, Item]:
        """What is asked of whom: of every form that is owed the item with its unit's own measures and time limit."""
        return {FormKey(i.id, u.id): i.of(u.id) for i in self.items for u in self.units if u.id in self.owing[i.id]}

    def obligations(self) -> tuple[tuple[Item, Unit], ...]:
        """Every form that is owed in a period, as `asked` has it: items in order, units of each in official order."""
        return tuple((item, self.unit[form.unit_id]) for form, item in self.asked.items())

    @cached_property
    def owing(self) -> dict[str, frozenset[str]]:
        """The ids of the units that owe a form of each item, by item id."""
        return {item.id: item.reporting for item in self.items}

"""A plan as the rows of its workbook: what stands in which column of `toolkit.planbook.tables`.

Knows: how a plan is told in cells. Must not know: openpyxl, how a sheet looks. An id that follows from what people read
is left out, and an item is called by the document's number, as a clerk would.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from toolkit.base.plan_captions import PlanSheet
from toolkit.plan.derived_ids import indicator_id, rule_id, unit_id
from toolkit.plan.everybody import everybody
from toolkit.plan.groups import split_names
from toolkit.plan.model import Indicator, Item, Plan, Unit
from toolkit.plan.options import DisclosureSettings, Edition, Rule
from toolkit.plan.succession import Former, now_called
from toolkit.planbook.called import Called, ids_read
from toolkit.planbook.closing import chain_rows, duty_rows
from toolkit.planbook.head import HEAD
from toolkit.planbook.own_dates import own_date_rows
from toolkit.planbook.rosters import roster_rows
from toolkit.planbook.tables import NO, PROPOSED, STATED, TABLES, YES

Value = str | int | float | date | None


def rows_of(plan: Plan) -> Mapping[str, Sequence[tuple[Value, ...]]]:
    """The rows below the headers, by sheet."""
    items = _called(plan.items)
    figures = Called(
        [i.id for i in plan.indicators], [i.name for i in plan.indicators], [i.id for i in plan.indicators]
    )
    areas = {unit.id: unit.area for unit in plan.units}
    head = _head(plan, items, figures)
    rows: dict[str, Sequence[tuple[Value, ...]]] = {
        PlanSheet.HEAD: [(one.name, value, one.help) for one, value in zip(HEAD, head, strict=True)],
        PlanSheet.UNITS: _units(plan),
        PlanSheet.ITEMS: [_item(item, areas, items) for item in plan.items],
        PlanSheet.MEASURES: [
            (items.name_of(item.id), m.no, m.marker, m.text, m.units_as_written, m.limit_as_written)
            for item in plan.items
            for m in item.measures
        ],
        PlanSheet.STAGES: [
            (items.name_of(s.item_id), s.measure_no or None, s.words, s.day, YES if s.yearly else "")
            for s in plan.stages
        ],
        PlanSheet.INDICATORS: [_indicator(indicator, items) for indicator in plan.indicators],
        PlanSheet.ROSTERS: roster_rows(plan, items),
        PlanSheet.RULES: [_rule(rule, items) for rule in plan.rules],
        PlanSheet.CHOICES: [(choice.group, choice.label, choice.id) for choice in plan.choices],
        PlanSheet.PERIODS: [(period.id, period.name, period.due_date) for period in plan.periods],
        PlanSheet.DUTIES: duty_rows(plan, items),
        PlanSheet.CLOSING: chain_rows(plan),
        PlanSheet.OWN_DATES: own_date_rows(plan),
        PlanSheet.EXTENSIONS: [
            (items.name_of(e.item_id), areas.get(e.unit_id, ""), e.asked_on, e.approved_on, e.new_due, e.reason)
            for e in plan.extensions
        ],
    }
    # The office's own notes are no part of a plan.
    return {name: [(*row, *[None] * (len(TABLES[name]) - len(row))) for row in of] for name, of in rows.items()}


def _called(items: Sequence[Item]) -> Called:
    """What the items are called: by the document's numbers, or by their ids where these do not follow from them."""
    ids, codes = [item.id for item in items], [item.code for item in items]
    texts = [code if id_ == read else id_ for id_, code, read in zip(ids, codes, _read(codes, codes), strict=True)]
    if _read(texts, codes) != ids:
        texts = ids
    return Called(ids, texts)


def _read(texts: Sequence[str], codes: Sequence[str]) -> list[str]:
    return ids_read(list(zip(texts, codes, strict=True)))


def _head(plan: Plan, items: Called, figures: Called) -> tuple[Value, ...]:
    settings = plan.settings
    return (
        plan.id, plan.title, plan.doc_no, plan.issuer, None if plan.issued_on == date.min else plan.issued_on,
        plan.feedback_body, plan.report_to, plan.contact, plan.phone, plan.email, settings.blue_within,
        settings.yellow_up_to, settings.rest_days.value, settings.remind_on.value, _yes(settings.day_itself),
        settings.resend_within, _yes(settings.closure_evidence), _yes(settings.closure_signed),
        _names(settings.disclosed_items, items), _names(settings.disclosures, figures),
        *_editions(settings.disclosure, items), settings.binding.value, settings.signing.value, _yes(settings.ranking),
        _yes(settings.lead_decides), "、".join(settings.asked),
        settings.words.office_set, settings.words.unit_set, settings.mail.smtp, settings.mail.imap,
        settings.mail.account, settings.mail.per_minute, settings.mail.zip_above, _yes(settings.trial),
    )  # fmt: skip


def _yes(answer: bool) -> str:
    return YES if answer else NO


def _names(ids: Sequence[str], called: Called) -> str:
    # A name with a separator in it would be read as several.
    names = [(called.name_of(id_), id_) for id_ in ids]
    return "、".join(name if split_names(name) == (name,) else id_ for name, id_ in names)


def _editions(disclosure: DisclosureSettings, items: Called) -> Sequence[Value]:
    withheld = [_names(disclosure.withheld.get(edition, ()), items) for edition in Edition]
    columns = ["、".join(disclosure.columns.get(edition, ())) for edition in Edition]
    return *withheld, *columns, "、".join(disclosure.names), disclosure.contact


def _units(plan: Plan) -> list[tuple[Value, ...]]:
    """The units, then those that are no more, whose names stand in their own rows only."""
    called = {one.id: one.area for one in everybody(plan)}
    old: dict[str, set[str]] = {}
    for one in plan.former:
        old.setdefault(now_called(plan.former, one.id), set()).update(one.names)
    rows = [_unit(unit, old.get(unit.id, set())) for unit in plan.units]
    return rows + [(*_unit(one, set()), called.get(one.into, ""), one.since) for one in plan.former]


def _unit(u: Unit | Former, old: Collection[str]) -> tuple[Value, ...]:
    own = "、".join(name for name in u.aliases if name not in old)
    return (
        "" if u.id == unit_id(u.name) else u.id, u.name, u.area, own, u.code, u.kind,
        "；".join(u.emails), u.contact, u.phone, u.leader, u.leader_email,
    )  # fmt: skip


def _item(item: Item, areas: Mapping[str, str], items: Called) -> tuple[Value, ...]:
    limit = item.time_limit
    return (
        items.name_of(item.id), item.code, item.part, item.part_title, item.section,
        item.section_title, item.title, item.kind.value, item.finding, item.description, item.units_as_written,
        "、".join(areas[unit] for unit in item.unit_ids), PROPOSED if item.units_proposed else STATED,
        item.lead_unit, limit.as_written, limit.type.value, limit.due_date, item.note,
        item.target, item.cooperating, item.supervising, item.accepting, item.leaders, item.summary,
    )  # fmt: skip


def _indicator(i: Indicator, items: Called) -> tuple[Value, ...]:
    return (
        "" if i.id == indicator_id(i.item_id, i.name) else i.id, items.name_of(i.item_id), i.name, i.word,
        i.measured_in, i.basis, _yes(i.required), i.minimum, i.maximum, i.soft_minimum, i.soft_maximum,
        i.aggregation.value, i.document_value, i.choices, i.formula, i.definition,
    )  # fmt: skip


def _rule(rule: Rule, items: Called) -> tuple[Value, ...]:
    id_ = "" if rule.id == rule_id(rule.item_id, rule.text) else rule.id
    return id_, items.name_of(rule.item_id), rule.text, rule.severity.label, rule.message

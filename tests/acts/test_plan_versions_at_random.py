"""Random plans amended at random between returns, decisions, closings and periods: no answer is lost or mistaken.

An oracle of its own keeps what was asked when, what came and what counts; at the end the ledger and every master are
held against it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import amended
from tests.acts.test_succeeding import gone_into
from tests.effort import first
from tests.small import ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.base.codes import Code
from toolkit.base.findings import Severity
from toolkit.catalogue import Catalogue
from toolkit.form.filling import fill_form
from toolkit.kinds.field import SAME, SAME_ALL, Block, Field
from toolkit.ledger import CellValue, OfficeCell
from toolkit.plan.measures import Measure
from toolkit.plan.model import FormKey, Item, Plan, Unit, ValueType
from toolkit.standing.status import ReportState

STEPS = 9
# What only an amended plan finds wrong with a form that was filled in as it asked.
BY_AMENDMENT = {Code.PLAN_ADDED, Code.PLAN_REWORDED, Code.PLAN_SUCCEEDED}


@dataclass(frozen=True)
class Sent:
    """A form as it went out: whose, its bytes, what it asked in each row."""

    form: FormKey
    period: str
    data: bytes
    catalogue: Catalogue
    asked: Mapping[str, object]


@dataclass(frozen=True)
class Came:
    """A return: what was typed, what had been asked, and whether it was accepted."""

    number: int
    sent: Sent
    answers: Mapping[str, object]
    accepted: bool
    supplied: bool = False


@dataclass
class Story:
    """A workspace that goes through the days, and what the oracle keeps of it."""

    workspace: Workspace
    dice: random.Random
    day: date = ISSUED
    period: int = 0
    sent: list[Sent] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    masters: dict[tuple[str, date], bytes] = field(default_factory=dict)
    number: int = 0
    closed: set[str] = field(default_factory=set)

    @property
    def plan(self) -> Plan:
        return self.workspace.plan

    def close(self) -> None:
        """The period is closed (关账), or opened again."""
        now = self.plan.periods[self.period].id
        if now in self.closed:
            self.workspace.reopen_period(period=now, by="办公室", reason="补记", as_of=self.day)
            # What came in the meantime counts from now on, also when it is closed once more.
            self.came = [replace(one, supplied=one.supplied and one.sent.period != now) for one in self.came]
        else:
            self.workspace.close_period(period=now, by="办公室", as_of=self.day)
        self.closed ^= {now}

    def distribute(self) -> None:
        chosen = self.plan.periods[self.period]
        if not self.plan.obligations() or chosen.id in self.closed:
            return
        done = self.workspace.distribute(as_of=self.day, period=chosen.id)
        paths = {self.workspace.form_path(chosen, i, u): (i, u) for i, u in self.plan.obligations()}
        for path in done.forms:
            item, unit = paths[path]
            catalogue = self.workspace.catalogues[item.id].of(unit.id)
            asked = {f.id: asked_of(catalogue, f) for f in catalogue.fields}
            self.sent.append(Sent(FormKey(item.id, unit.id), chosen.id, path.read_bytes(), catalogue, asked))

    def come_back(self) -> None:
        """A form comes back filled in as it asks, whatever the plan asks by now."""
        now = self.plan.periods[self.period].id
        sent = self.dice.choice([one for one in self.sent if one.period == now] or self.sent)
        self.number += 1
        typed = answers(sent.catalogue, self.number, self.day)
        places = {n: v for n, v in typed.items() if n in sent.catalogue.field}
        (self.workspace.inbox / f"{self.number}.xlsx").write_bytes(fill_form(sent.data, sent.catalogue, places))
        collected, _ = self.workspace.run(as_of=self.day)
        assert not collected.left
        for taken in collected.taken:
            errors = {f.code for f in taken.findings if f.severity is Severity.ERROR}
            assert errors <= BY_AMENDMENT, (errors, [str(f) for f in taken.findings])
            self.came.append(Came(self.number, sent, places, taken.accepted, taken.supplied))
        if not collected.taken:  # what the plan has no more is kept and told
            assert collected.set_aside
            assert "存档" in collected.set_aside[0].reason

    def decide(self) -> None:
        """The office closes something, as it reads a master back."""
        if not self.plan.obligations():
            return
        item, unit = self.dice.choice(self.plan.obligations())
        saved = datetime.combine(self.day, datetime.min.time(), UTC)
        period = self.plan.periods[self.period].id
        said: dict[str, CellValue] = {Column.VERDICT: "继续整改", Column.REVIEWER: "某某", Column.DECIDED_ON: self.day}
        cells = [
            OfficeCell(
                item.id, unit.id, period, 0, column, value, self.day, saved, self.day, "台账.xlsx", "整改台账", "A1"
            )
            for column, value in said.items()
        ]  # fmt: skip
        with self.workspace.ledger() as ledger:
            ledger.record_office(cells, [], self.day)

    def amend(self) -> None:
        change = self.dice.choice(AMENDMENTS)
        changed = change(self.plan, self.dice)
        if changed.units and changed.items and changed.obligations():
            self.workspace = amended(self.workspace, lambda _: changed)
        self.look()

    def next_period(self) -> None:
        if self.period + 1 < len(self.plan.periods):
            self.period += 1
            self.day = max(self.day, self.plan.periods[self.period].due_date - timedelta(3))
            self.distribute()

    def look(self) -> None:
        """The master of the day as it stands."""
        done = self.workspace.consolidate(as_of=self.day)
        self.masters[done.period.id, self.day] = done.master.read_bytes()

    def told(self) -> None:
        """Everything that tells of a day, on the present one."""
        if self.plan.periods[self.period].id not in self.closed:
            self.workspace.remind(as_of=self.day)
        self.workspace.publish(as_of=self.day)
        if self.dice.random() < 0.5:
            item, unit = self.dice.choice(self.plan.obligations())
            self.workspace.history(unit=unit.area, item=item.id)
            self.workspace.trace(unit=unit.area, item=item.id, field="填报人", as_of=self.day)
            self.workspace.dossier(as_of=self.day, item=item.id)


def asked_of(catalogue: Catalogue, one: Field) -> object:
    """What a field asks, told by the oracle itself."""
    item = catalogue.item
    if one.block is Block.MEASURES:
        return next(m.text for m in item.measures if f"m{m.no}" == one.row)
    if one.block is Block.INDICATORS:
        value = catalogue.field[one.row]
        return value.caption, value.measured_in, value.type
    return item.finding if one.block is Block.EXPLANATION else None


def answers(catalogue: Catalogue, number: int, day: date) -> dict[str, object]:
    """What a careful person types; every return is told from the others by its words and figures."""
    found: dict[str, object] = {}
    for one in catalogue.fields:
        if one.column == SAME or one.id in (SAME_ALL, "overall_own_date", "explanation_change"):
            continue
        if one.block is Block.INDICATORS and one.column != "value":
            continue
        figures: dict[ValueType, object] = {
            ValueType.INTEGER: 3 + number % 2,
            ValueType.DECIMAL: 5 + number % 2,
            ValueType.PERCENT: 50 + number % 2,
            ValueType.DATE: date(2021, 1, 28),
            ValueType.BOOLEAN: "是",
            ValueType.TEXT: f"第{number}次报送，已召开会议部署，正在抓紧办理。",
            ValueType.CHOICE: one.choices[0] if one.choices else "",
        }
        found[one.id] = figures[one.type]
    statuses = {name: "正在推进" for name in found if name.endswith("_status")}
    found = {name: value for name, value in found.items() if not name.endswith("completed_on")}
    found |= statuses
    if "overall_closure" in found:
        found["overall_closure"] = "否"
    if "signoff_phone" in found:
        found["signoff_phone"] = "0906-0000000"
    if "signoff_reporter" in found:
        found["signoff_reporter"] = "×××"
    if "signoff_reported_on" in found:
        found["signoff_reported_on"] = day
    return found


# -- what is amended ---------------------------------------------------------------------------------------------------


def with_item(plan: Plan, item: Item, **changes: object) -> Plan:
    items = tuple(replace(one, **changes) if one.id == item.id else one for one in plan.items)  # type: ignore[arg-type]
    return replace(plan, items=items)


def item_added(plan: Plan, dice: random.Random) -> Plan:
    number = dice.randrange(100, 999)
    if f"9.{number}" in plan.item:
        return plan
    source = dice.choice(plan.items)
    item = replace(source, id=f"9.{number}", code=f"9.{number}", title=f"新增的第{number}项", note="")
    return replace(plan, items=(*plan.items, item))


def item_withdrawn(plan: Plan, dice: random.Random) -> Plan:
    gone = dice.choice(plan.items).id
    settings = replace(plan.settings, disclosed_items=(), disclosures=())
    return replace(
        plan,
        settings=settings,
        items=tuple(i for i in plan.items if i.id != gone),
        indicators=tuple(i for i in plan.indicators if i.item_id != gone),
        stages=tuple(s for s in plan.stages if s.item_id != gone),
        extensions=tuple(e for e in plan.extensions if e.item_id != gone),
    )


def unit_withdrawn(plan: Plan, dice: random.Random) -> Plan:
    item = dice.choice(plan.items)
    if len(item.unit_ids) < 2:
        return plan
    gone = dice.choice(item.unit_ids)
    changed = with_item(plan, item, unit_ids=tuple(u for u in item.unit_ids if u != gone))
    return replace(changed, extensions=tuple(e for e in plan.extensions if e.item_id != item.id))


def unit_asked(plan: Plan, dice: random.Random) -> Plan:
    item = dice.choice(plan.items)
    wanted = {*item.unit_ids, dice.choice(plan.units).id}
    return with_item(plan, item, unit_ids=tuple(u.id for u in plan.units if u.id in wanted))


def measure_reworded(plan: Plan, dice: random.Random) -> Plan:
    item = dice.choice(plan.items)
    if not item.measures:
        return plan
    no = dice.choice(item.measures).no
    words = f"改为第{dice.randrange(1000)}种做法。"
    return with_item(plan, item, measures=tuple(replace(m, text=words) if m.no == no else m for m in item.measures))


def measure_added(plan: Plan, dice: random.Random) -> Plan:
    item = dice.choice(plan.items)
    if not item.measures:
        return plan
    more = Measure(len(item.measures) + 1, text=f"再做第{dice.randrange(1000)}件事。")
    return with_item(plan, item, measures=(*item.measures, more))


def with_figure(plan: Plan, dice: random.Random, **changes: object) -> Plan:
    if not plan.indicators:
        return plan
    chosen = dice.choice(plan.indicators).id
    return replace(
        plan,
        indicators=tuple(
            replace(i, **changes) if i.id == chosen else i  # type: ignore[arg-type]
            for i in plan.indicators
        ),
    )


def measured_otherwise(plan: Plan, dice: random.Random) -> Plan:
    return with_figure(plan, dice, measured_in=dice.choice(["万所", "百人", "亩", "次"]))


def limit_moved(plan: Plan, dice: random.Random) -> Plan:
    return with_figure(plan, dice, soft_maximum=None, soft_minimum=None)


def retitled(plan: Plan, dice: random.Random) -> Plan:
    return with_item(plan, dice.choice(plan.items), title=f"另一个题目{dice.randrange(1000)}")


def renamed(plan: Plan, dice: random.Random) -> Plan:
    return _into(plan, dice, 1)


def put_together(plan: Plan, dice: random.Random) -> Plan:
    return _into(plan, dice, 2)


def swallowed(plan: Plan, dice: random.Random) -> Plan:
    if len(plan.units) < 3:
        return plan
    old, into = dice.sample(plan.units, 2)
    return gone_into(plan, (old.id,), into, DAY["now"])


def _into(plan: Plan, dice: random.Random, many: int) -> Plan:
    if len(plan.units) < many + 1:
        return plan
    olds = tuple(one.id for one in dice.sample(plan.units, many))
    number = dice.randrange(1000)
    if f"new{number}" in plan.unit or any(one.id == f"new{number}" for one in plan.former):
        return plan
    return gone_into(plan, olds, Unit(f"new{number}", f"第{number}单位", f"{number}单位"), DAY["now"])


DAY: dict[str, date] = {"now": ISSUED}
AMENDMENTS: list[Callable[[Plan, random.Random], Plan]] = [
    item_added, item_withdrawn, unit_withdrawn, unit_asked, measure_reworded, measure_added, measured_otherwise,
    limit_moved, retitled, renamed, put_together, swallowed,
]  # fmt: skip


# -- the oracle --------------------------------------------------------------------------------------------------------


class Oracle:
    """Whose a return is now, by the rule as people tell it."""

    def __init__(self, story: Story, plan: Plan) -> None:
        self.into = {one.id: (one.into, one.since) for one in plan.former}
        self.told: dict[tuple[str, str], list[date]] = {}
        with story.workspace.ledger() as ledger:
            for f in ledger.issued().values():
                self.told.setdefault((f.item_id, f.unit_id), []).append(f.issued_on)
            for s in ledger.submissions():
                self.told.setdefault((s.item_id, s.unit_id), []).append(s.known_on or s.received_on)
            for c in ledger.office():
                self.told.setdefault((c.item_id, c.unit_id), []).append(c.known_on)

    def whose(self, form: FormKey) -> FormKey | None:
        """The form for which a return counts now; None where several units were asked before one took their place."""
        item, unit = form
        while unit in self.into:
            if not self._alone(item, unit):
                return None
            unit = self.into[unit][0]
        return FormKey(item, unit)

    def _alone(self, item: str, old: str) -> bool:
        """Whether of all that became one unit with this one on its day nobody else knew the item."""
        new, since = self.into[old]
        others = [one for one, step in self.into.items() if step == (new, since) and one != old]
        return not any(self._days(item, one, since) for one in others) and not any(
            day < since for day in self._days(item, new, since)
        )

    def _days(self, item: str, unit: str, before: date) -> list[date]:
        """The days on which a unit knew an item, with what it had from others before a day."""
        found = list(self.told.get((item, unit), []))
        for old, (new, since) in self.into.items():
            if new == unit and since < before and self._alone(item, old):
                found += self._days(item, old, since)
        return found


def check(story: Story) -> None:
    """Everything that must hold in the end."""
    workspace = Workspace(story.workspace.root)
    period = workspace.plan.periods[story.period]
    snapshot = workspace.snapshot(period, story.day)
    plan = snapshot.plan  # of a closed period the one of the day of its closing
    owed = {FormKey(i.id, u.id): i for i, u in plan.obligations()}
    assert {s.form for s in snapshot.standings} == owed.keys()
    latest: dict[FormKey, Came] = {}
    oracle = Oracle(story, plan)
    for one in story.came:
        form = oracle.whose(one.sent.form)
        if one.supplied and period.id in story.closed:
            continue
        if one.accepted and form in owed and one.sent.period == period.id:
            latest[form] = one
    for standing in snapshot.standings:
        counts = latest.get(standing.form)
        assert (standing.accepted is not None) == (counts is not None), standing.form
        if counts is None:
            assert standing.state in (ReportState.NOT_RECEIVED, ReportState.SETTLED, ReportState.RETURNED)
            continue
        catalogue = snapshot.catalogues[standing.item.id].of(standing.unit.id)
        for name, value in snapshot.accepted_values(standing).items():
            if name in catalogue.field and name in counts.answers and value.value is not None:
                assert same(counts.answers[name], value.value), name
                assert counts.sent.asked[name] == asked_of(catalogue, catalogue.field[name]), name
    nothing_lost(story, workspace)
    for (name, day), data in story.masters.items():
        if day < story.day:
            again = workspace.consolidate(as_of=day, period=name)
            assert again.master.read_bytes() == data, (name, day)
            workspace = Workspace(workspace.root)


def same(typed: object, kept: object) -> bool:
    """Whether what was typed is what is kept."""
    return str({"是": True, "否": False}.get(str(typed), typed)) == str(kept) or str(typed) == str(kept)


def nothing_lost(story: Story, workspace: Workspace) -> None:
    """Every value of every return that was filed is in the ledger as it was typed."""
    with workspace.ledger() as ledger:
        by_name = {s.file_name: s.id for s in ledger.submissions()}
        values = ledger.values(by_name.values())
    for one in story.came:
        kept = values[by_name[f"{one.number}.xlsx"]]
        for name, typed in one.answers.items():
            if name in kept:
                assert same(typed, kept[name].value), name


@pytest.mark.parametrize("seed", first(1, range(60)))
def test_nothing_is_lost_or_taken_for_another_whatever_is_amended(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    story = Story(new_small_workspace(tmp_path / "工作区"), dice)
    story.distribute()
    story.look()
    kinds: list[tuple[int, Callable[[], None]]] = [
        (5, story.come_back), (4, story.amend), (1, story.decide), (2, story.distribute), (1, story.next_period),
        (1, story.told), (1, story.close),
    ]  # fmt: skip
    for _ in range(STEPS):
        if dice.random() < 0.7:
            story.day += timedelta(dice.randrange(1, 3))
        DAY["now"] = story.day
        (step,) = dice.choices([one for _, one in kinds], [weight for weight, _ in kinds])
        story.workspace = Workspace(story.workspace.root)
        step()
        story.look()
    story.day += timedelta(1)
    check(story)

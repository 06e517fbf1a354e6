"""Random lives of a plan, with all that may befall one: amended, merged, closed, told, supplied, closed in steps.

What each of these does is tested where it is at home; here they meet. Nothing ends with an exception, a past master is
made again byte for byte, the ledger is made anew from its history, and a region is told the same by package and folder.
"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import amended
from tests.acts.test_plan_versions_at_random import AMENDMENTS, DAY, Sent, Story, answers
from tests.effort import first
from tests.small import new_small_workspace, small_plan
from toolkit import Region, Workspace
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.form.filling import fill_form
from toolkit.ledger import CellValue, OfficeCell
from toolkit.plan.closing import ClosingStep, StepKind
from toolkit.plan.duties import Duty
from toolkit.plan.model import Plan
from toolkit.plan.options import OwnDate
from toolkit.planbook.writing import write_plan
from toolkit.region.offices import name_of
from toolkit.standing.office_rows import CLOSING

STEPS = 12
CHAIN = (ClosingStep(StepKind.VISIT), ClosingStep(StepKind.ACCEPTANCE), ClosingStep(StepKind.FILING))


def own_date(plan: Plan, dice: random.Random) -> Plan:
    """One unit has a day of its own in one period."""
    period, unit = dice.choice(plan.periods[:2]), dice.choice(plan.units)
    day = period.due_date + timedelta(dice.choice([-3, 4, 9]))
    mine = tuple(one for one in plan.settings.own_dates if (one.period_id, one.unit_id) != (period.id, unit.id))
    own = OwnDate(period.id, unit.id, day, "大雪封路")
    return replace(plan, settings=replace(plan.settings, own_dates=(*mine, own)))


def paper_asked(plan: Plan, dice: random.Random) -> Plan:
    """Papers are due by a day, or in every period; or none is."""
    duty = Duty("整改方案", due=dice.choice([None, plan.periods[0].due_date]))
    return replace(plan, settings=replace(plan.settings, duties=dice.choice([(), (duty,)])))


def chain_changed(plan: Plan, dice: random.Random) -> Plan:
    """Steps of 销号 are added or left out."""
    return replace(plan, settings=replace(plan.settings, chain=dice.choice([(), CHAIN[:2], CHAIN])))


class Life(Story):
    """A workspace to which everything may happen."""

    @property
    def now(self) -> str:
        return self.plan.periods[self.period].id

    def come_back(self) -> None:
        """A form of any period comes back, with or without what is asked about, and with words on that."""
        sent: Sent = self.dice.choice(self.sent)
        self.number += 1
        typed = {n: v for n, v in answers(sent.catalogue, self.number, self.day).items() if n in sent.catalogue.field}
        if "m1_progress" in typed and self.dice.random() < 0.6:
            typed["m1_progress"] = "见附件"
            if self.dice.random() < 0.5:
                typed["m1_note"] = "批复本月才到，附件另报。"
        (self.workspace.inbox / f"{self.number}.xlsx").write_bytes(fill_form(sent.data, sent.catalogue, typed))
        if self.dice.random() < 0.3:
            self.workspace.preview(as_of=self.day)
        self.workspace.run(as_of=self.day)

    def paper(self) -> None:
        """A paper that may be due comes."""
        item, unit = self.dice.choice(self.plan.obligations())
        name = f"{unit.area} {item.code} 整改方案.pdf" if self.dice.random() < 0.5 else f"{unit.area}整改方案.pdf"
        self.number += 1
        (self.workspace.inbox / name).write_bytes(b"%PDF-1.4 " + bytes(str(self.number), "ascii") * 50)
        self.workspace.run(as_of=self.day)

    def explain(self) -> None:
        """A unit says on the telephone why; where nothing is asked, that is said."""
        item, unit = self.dice.choice(self.plan.obligations())
        with suppress(WorkspaceError):
            self.workspace.explain(f"第{self.number}次说明。", unit=unit.id, item=item.id, how="来电", as_of=self.day)

    def step(self) -> None:
        """The office notes a step of 销号 as done, or as sent back."""
        item, unit = self.dice.choice(self.plan.obligations())
        kind = self.dice.choice(CHAIN).kind
        saved = datetime.combine(self.day, datetime.min.time(), UTC)
        row = CLOSING.key(item.id, unit.id, kind.value, str(self.dice.choice([1, 1, 2])))
        said: dict[str, CellValue] = {
            Column.STEP_DAY: self.day, Column.HANDLER: "某某", Column.STEP_NOTE: "已办",
            Column.STEP_RESULT: self.dice.choice(["通过", "通过", "退回"]),
        }  # fmt: skip
        cells = [
            OfficeCell(
                item.id, unit.id, self.now, 0, column, value, None, saved, self.day, "台账.xlsx", "销号", "A1", row=row
            )
            for column, value in said.items()
        ]
        with self.workspace.ledger() as ledger:
            ledger.record_office(cells, [], self.day)

    def amend(self) -> None:
        change = self.dice.choice([*AMENDMENTS, own_date, paper_asked, chain_changed])
        changed = change(self.plan, self.dice)
        if changed.units and changed.items and changed.obligations():
            self.workspace = amended(self.workspace, lambda _: changed)
        self.look()

    def told(self) -> None:
        if self.now not in self.closed:
            self.workspace.remind(as_of=self.day)
        self.workspace.publish(as_of=self.day)
        item, unit = self.dice.choice(self.plan.obligations())
        self.workspace.history(unit=unit.area, item=item.id)
        self.workspace.trace(unit=unit.area, item=item.id, field="填报人", as_of=self.day)
        self.workspace.dossier(as_of=self.day, item=item.id)


def lived(folder: Path, seed: int) -> Life:
    """A workspace after a life."""
    dice = random.Random(seed)
    life = Life(new_small_workspace(folder / "工作区"), dice)
    plan = small_plan()
    settings = replace(plan.settings, chain=CHAIN, duties=(Duty("整改方案", due=plan.periods[0].due_date),))
    write_plan(replace(plan, settings=settings), life.workspace.plan_path)
    life.workspace = Workspace(life.workspace.root)
    life.distribute()
    life.look()
    kinds = {
        life.come_back: 6, life.amend: 4, life.decide: 1, life.distribute: 1, life.next_period: 1, life.told: 1,
        life.paper: 2, life.explain: 2, life.step: 3, life.close: 2,
    }  # fmt: skip
    for _ in range(STEPS):
        if dice.random() < 0.7:
            life.day += timedelta(dice.randrange(1, 3))
        DAY["now"] = life.day
        (step,) = dice.choices([*kinds], [*kinds.values()])
        life.workspace = Workspace(life.workspace.root)
        step()
        life.look()
    return life


@pytest.mark.parametrize("seed", first(1, range(40)))
def test_whatever_befalls_a_plan_the_past_stays_and_is_told_alike_everywhere(tmp_path: Path, seed: int) -> None:
    life = lived(tmp_path, seed)
    workspace = Workspace(life.workspace.root)
    now = life.masters.get((life.now, life.day))
    region = Region(tmp_path / "全区")
    workspace.take_key(region.share_key(name_of(workspace.plan.issuer)))
    by_folder = region.rollup([workspace.root], as_of=life.day, period=life.now).included
    handed = workspace.handup(as_of=life.day, made_on=life.day, period=life.now).path.read_bytes()
    region.folder.inbox.mkdir(parents=True, exist_ok=True)
    (region.folder.inbox / "上报.zip").write_bytes(handed)
    by_package = region.rollup([], as_of=life.day, period=life.now).included
    assert [replace(one, where="") for one in by_folder] == [replace(one, where="") for one in by_package]
    life.day += timedelta(1)
    workspace = Workspace(workspace.root)
    for (name, day), data in life.masters.items():
        again = workspace.consolidate(as_of=day, period=name)
        assert again.master.read_bytes() == data, (name, day)
        workspace = Workspace(workspace.root)
    if now is not None:
        workspace.ledger_path.unlink()
        workspace.rebuild(today=life.day)
        made = Workspace(workspace.root).consolidate(as_of=life.day - timedelta(1), period=life.now).master
        assert made.read_bytes() == now

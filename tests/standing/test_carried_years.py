"""A year's end: what is open goes on, what is counted or due every year begins anew, what is closed stays closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.small import ISSUED, filled, small_plan
from tests.standing.test_upcoming import due, only
from toolkit import Workspace
from toolkit.acts.gather import gather
from toolkit.catalogue import COMPLETED, COMPLETION, catalogues
from toolkit.form.prefill import prefill
from toolkit.ledger import Entry, Ledger, Submission, Value
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Period, Plan
from toolkit.plan.stages import Stage
from toolkit.planbook.writing import write_plan
from toolkit.standing.upcoming import upcoming

Y1, Y1_END = Period("2021-07", "2021年7月", date(2021, 7, 31)), Period("2021-12", "2021年12月", date(2021, 12, 31))
Y2 = Period("2022-06", "2022年6月", date(2022, 6, 30))
PERIODS = (Y1, Y1_END, Y2)


@pytest.mark.parametrize(("basis", "goes_on"), [("时点", True), ("累计", True), ("年度累计", False), ("年度", False)])
def test_figures_of_a_year_begin_anew(plan: Plan, basis: str, goes_on: bool) -> None:
    indicators = tuple(replace(i, basis=basis) for i in plan.indicators)
    catalogue = catalogues(replace(plan, indicators=indicators))["3.1.1"]
    figure = next(f for f in catalogue.fields if f.id == "rural_kg_count")
    within = prefill(catalogue, Y1_END, Y1, {figure.id: 38})
    over = prefill(catalogue, Y2, Y1_END, {figure.id: 38})
    assert within.prior == {figure.id: 38}
    assert (over.prior == {figure.id: 38}) is goes_on


def life(plan: Plan, done: Period, folder: Path) -> Ledger:
    """A ledger in which every unit has reported an item as completed in one period."""
    label = next(c.label for c in plan.choices if c.group == COMPLETION and c.id == COMPLETED)
    ledger = Ledger(folder / "ledger.db")
    (item,) = plan.items
    for number, unit in enumerate(item.unit_ids, start=1):
        day = done.due_date
        said = Submission(0, item.id, unit, done.id, 1, day, True, "a.xlsx", f"{number:064}", "表", None, day)
        ledger.record([Entry(said, (Value("overall_status", label, label, "表", "G9"),), ())], [])
    return ledger


@pytest.mark.parametrize(
    ("done", "yearly", "expected"),
    [
        (Y1, True, [(date(2022, 9, 30), 3)]),
        (Y1_END, True, [(date(2022, 9, 30), 3)]),
        (Y2, True, []),
        (Y1, False, []),
    ],
    ids=["done last year", "done in last year's last period", "done this year", "not of every year"],
)
def test_what_is_due_every_year_is_due_again(
    plan: Plan, tmp_path: Path, done: Period, yearly: bool, expected: list[tuple[date, int]]
) -> None:
    item = replace(due(plan, date(2025, 12, 31)), time_limit=TimeLimit("长期坚持", LimitType.ONGOING))
    day = date(2021, 9, 30) if yearly else date(2022, 9, 30)
    stages = (Stage(item.id, 0, "每年9月底前报告一次", day, yearly),)
    changed = only(plan, item, stages=stages, periods=PERIODS)
    with life(changed, done, tmp_path) as ledger:
        snapshot = gather(changed, ledger, Y2, date(2022, 7, 5), whole=False)
    assert [(one.day, one.units) for one in upcoming(snapshot)] == expected


def test_an_open_item_goes_on_over_the_years_end(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan(replace(small_plan(), periods=PERIODS), path)
    workspace = Workspace.init(tmp_path / "工作区", path)
    forms = workspace.distribute(as_of=ISSUED, period=Y1_END.id, unit="富蕴县").forms
    (form,) = [path for path in forms if "三（一）1" in path.name]
    (workspace.inbox / "一.xlsx").write_bytes(filled(workspace, form.read_bytes(), ("3.1.1", "fuyun"), {}))
    workspace.collect(as_of=date(2021, 12, 30))
    done = workspace.distribute(as_of=date(2022, 6, 1), period=Y2.id, unit="富蕴县")
    assert any("三（一）1" in path.name for path in done.forms)
    with workspace.ledger() as ledger:
        (issued,) = [f for key, f in ledger.issued(Y2.id).items() if key[0] == "3.1.1"]
    assert issued.prior_period == Y1_END.id and issued.prior["rural_kg_count"] is not None

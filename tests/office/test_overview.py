"""All plans of an office in one list: what is due, and what each unit owes over all of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.office.conftest import TODAY, A, B, Two
from toolkit import Workspace
from toolkit.cli.parser import main
from toolkit.office.overview import Due, Overview
from toolkit.plan.options import OwnDate
from toolkit.planbook.writing import write_plan


def test_each_unit_is_one_row_with_what_it_owes_of_every_plan(seen: Two) -> None:
    found = seen.office.overview(as_of=TODAY)
    owed = {
        name: Counter(one.unit.area for one in seen.workspace(name).status(as_of=TODAY) if one.owing) for name in (A, B)
    }
    assert {one.area for one in found.debtors} == owed[A].keys() | owed[B].keys()
    for one in found.debtors:
        assert {debt.name: debt.missing + debt.returned for debt in one.debts} == {
            name: of[one.area] for name, of in owed.items() if one.area in of
        }
        assert one.forms == sum(of[one.area] for of in owed.values())
        assert len(one.calls) == len(one.debts) and one.calls[0] == ("张某", "000-0000001")
    forms = [one.forms for one in found.debtors]
    assert forms == sorted(forms, reverse=True)
    assert found.counts.owed == sum(forms) and len(owed[A]) > len(owed[B])


def closed(two: Two) -> None:
    two.workspace(B).close_period(period=two.workspace(B).period().id, by="×××", as_of=TODAY)


def not_issued(two: Two) -> None:
    workspace = two.workspace(B)
    for path in (workspace.ledger_path, *workspace.ledger_path.parent.glob("ledger.db-*")):
        path.unlink()
    for path in sorted(workspace.history_path.rglob("*")):
        if path.is_file():
            path.unlink()


def with_faults(two: Two) -> None:
    two.workspace(B).plan_path.write_bytes(b"PK\x03\x04junk")


@pytest.mark.parametrize("how", [closed, not_issued, with_faults])
def test_who_need_not_be_asked_is_not_listed(two: Two, how: object) -> None:
    how(two)  # type: ignore[operator]
    found = two.office.overview(as_of=TODAY)
    assert {debt.name for one in found.debtors for debt in one.debts} == {A}
    assert {one.name for one in found.due} == {A} and len(found.rows) == 2


@pytest.mark.parametrize(("days", "there"), [(-30, False), (-4, False), (-3, True), (0, True), (30, True)])
def test_what_is_due_soon_and_what_is_late_is_told(
    seen: Two, days: int, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.office.overview.WEEK", timedelta(days=3))  # the forms went out six days before
    due = seen.workspace(A).period().due_date
    found = seen.office.overview(as_of=due + timedelta(days=days))
    reports = [one for one in found.due if one.what is Due.REPORT]
    assert bool(reports) is there and all(one.day == due for one in reports)
    if there:
        assert {one.name for one in reports} == {A, B} and all("还差" in one.about for one in reports)


def test_a_unit_with_a_day_of_its_own_is_due_on_it(two: Two) -> None:
    workspace = two.workspace(A)
    plan, period = workspace.plan, workspace.period()
    own = OwnDate(period.id, plan.units[0].id, date(2021, 2, 19), "×××")
    write_plan(replace(plan, settings=replace(plan.settings, own_dates=(own,))), workspace.plan_path)
    Workspace(workspace.root).consolidate(as_of=date(2021, 2, 1))
    days = {one.day for one in two.office.overview(as_of=date(2021, 2, 15)).due if one.name == A}
    assert days == {period.due_date, date(2021, 2, 19)}


def test_the_most_urgent_comes_first(two: Two) -> None:
    closed(two)
    assert [row.name for row in two.office.overview(as_of=TODAY).rows] == [A, B]
    two.office.remove(two.root / A)
    two.office.add(two.root / A)
    assert [one.name for one in two.office.members()] == [B, A]
    assert [row.name for row in two.office.overview(as_of=TODAY).rows] == [A, B]


def said_by(found: Overview) -> list[tuple[str, int]]:
    return [(one.area, one.forms) for one in found.debtors]


def test_the_command_says_the_same(seen: Two, capsys: pytest.CaptureFixture[str]) -> None:
    for root in (seen.root, seen.root / A, seen.root / B):
        assert main(["-w", str(root), "office", "show", "--json", "--as-of", str(TODAY)]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert [(one["unit"], one["forms"]) for one in answer["debtors"]] == said_by(seen.office.overview(as_of=TODAY))
        assert main(["-w", str(root), "office", "show", "--as-of", str(TODAY)]) == 0
        said = capsys.readouterr().out
        assert "打一次电话" in said and "张某" in said and "还差" in said

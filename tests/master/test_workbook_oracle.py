"""Marks, counts and sums of 总览, 打印版 and 趋势 are those of a slow oracle, over random histories of four periods."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import KEY
from tests.effort import first
from tests.master.oracle import Told, together, told
from tests.standing.histories import Remembered, at_random, extended
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Item, Period, Plan

CASES = [(seed, periods, days) for seed in range(8) for periods in (4, 2, 3, 1) for days in (6, -9, 40)]
NAMES = {
    "已销号": "已销号",
    "完成、待核定": "待核定",
    "正在整改": "整改中",
    "超过时限": "超时限",
    "情况说明": "情况说明",
}
Forms = dict[tuple[str, str], Told]


def mark_of(form: Told, *, past: bool) -> str:
    """What a cell shows of a form."""
    marks = {"情况说明": "－", "已销号": "●", "待核定": "◎", "整改中": "○", "超时限": f"超{form.overdue}"}
    mark = marks[form.progress]
    if form.report == "退回" or (form.report == "未报" and past):
        return f"超{form.report[0]}" if form.progress == "超时限" else form.report
    return mark


def items_of(plan: Plan, forms: Forms) -> Counter[str]:
    return Counter(state_of(forms, item) for item in plan.items)


def state_of(forms: Forms, item: Item) -> str:
    return together([form.progress for (item_id, _), form in forms.items() if item_id == item.id])


def grid(book: CalamineWorkbook, name: str) -> list[list[object]]:
    return [[*row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]


@pytest.mark.parametrize(("seed", "periods", "days"), first(1, CASES))
def test_every_mark_count_and_sum_is_the_oracles(plan: Plan, seed: int, periods: int, days: int) -> None:
    plan = extended(plan, seed)
    period = plan.periods[periods - 1]
    day = period.due_date + timedelta(days)
    _compare(plan, at_random(plan, seed, periods, day), period, day)


@pytest.mark.parametrize(("seed", "periods"), first(1, [(seed, periods) for seed in range(6) for periods in (3, 2, 4)]))
def test_what_was_withdrawn_is_in_no_mark_count_or_sum(plan: Plan, seed: int, periods: int) -> None:
    """All of a history stays; the counts are those of the plan that has an item, and a unit, no more."""
    before = extended(plan, seed)
    period = before.periods[periods - 1]
    day = period.due_date + timedelta(6)
    made = at_random(before, seed, periods, day)
    after = withdrawn(before, seed)
    assert {s.form for s in made.came} - {(item.id, unit.id) for item, unit in after.obligations()}
    _compare(after, made, period, day)


def withdrawn(plan: Plan, seed: int) -> Plan:
    """The plan without one of its items, one of its units, and what is about them or was asked of that unit alone."""
    unit = plan.units[seed % len(plan.units)]
    first_gone = plan.items[seed * 5 % len(plan.items)]
    gone = {one.id for one in plan.items if one is first_gone or set(one.unit_ids) == {unit.id}}
    figures = [f"[{one.name}]" for one in plan.indicators if one.item_id in gone]
    items = tuple(
        replace(one, unit_ids=tuple(name for name in one.unit_ids if name != unit.id))
        for one in plan.items
        if one.id not in gone
    )
    return replace(
        plan,
        items=items,
        units=tuple(one for one in plan.units if one is not unit),
        indicators=tuple(one for one in plan.indicators if one.item_id not in gone),
        rules=tuple(
            one for one in plan.rules if one.item_id not in gone and not any(name in one.text for name in figures)
        ),
        extensions=tuple(one for one in plan.extensions if one.item_id not in gone and one.unit_id != unit.id),
    )


def _compare(plan: Plan, made: Remembered, period: Period, day: date) -> None:
    snapshot, earlier = made.shown(plan, period, day)
    forms = told(plan, made, period, day)
    book = CalamineWorkbook.from_filelike(BytesIO(master_bytes(snapshot, KEY, earlier)))
    _overview(plan, grid(book, "总览"), forms, past=day > period.due_date)
    _printed(plan, grid(book, "打印版"), forms, past=day > period.due_date)
    _printed(plan, grid(book, "打印版（A4）"), forms, past=day > period.due_date)
    if earlier:
        shown = {p.period.id: told(plan, made, p.period, _last_day(plan, p.period.id, day)) for p in earlier}
        _trend(plan, grid(book, "趋势"), [*shown.values(), forms])


def _last_day(plan: Plan, period_id: str, day: date) -> date:
    number = [one.id for one in plan.periods].index(period_id)
    return min(day, plan.periods[number + 1].due_date - timedelta(1))


def _overview(plan: Plan, rows: list[list[object]], forms: Forms, *, past: bool) -> None:
    head = next(n for n, row in enumerate(rows) if row[0] == "编号")
    column = {str(caption): n for n, caption in reversed(list(enumerate(rows[head]))) if caption != ""}
    for item, row in zip(plan.items, rows[head + 1 :], strict=False):
        assert (row[0], row[3]) == (item.code, state_of(forms, item))
        of = {unit: form for (item_id, unit), form in forms.items() if item_id == item.id}
        finished = sum(form.progress in ("已销号", "待核定") for form in of.values())
        assert row[4] == ("" if state_of(forms, item) == "情况说明" else f"{finished}/{len(of)}")
        for unit in plan.units:
            expected = mark_of(of[unit.id], past=past) if unit.id in of else ""
            assert row[column[unit.area]] == expected, (item.code, unit.area)
    tiles = {str(caption): rows[4][n] for n, caption in enumerate(rows[3]) if caption != ""}
    states, reports = items_of(plan, forms), Counter(form.report for form in forms.values())
    assert {name: tiles.get(name, 0) for name in NAMES} == {name: states[state] for name, state in NAMES.items()}
    owed = {"应报（份）": len(forms) - reports["不用报"], "已接收": reports["已接收"], "退回待改": reports["退回"]}
    assert {name: tiles[name] for name in (*owed, "未报")} == {**owed, "未报": reports["未报"]}
    sums = {str(row[0]): row for row in rows[head + 1 :] if "／" in str(row[0]) or "（份）" in str(row[0])}
    for unit in plan.units:
        mine = [form for (_, unit_id), form in forms.items() if unit_id == unit.id]
        missing = sum(form.report == "未报" for form in mine)
        assert sums["未报（份）"][column[unit.area]] == missing


def _printed(plan: Plan, rows: list[list[object]], forms: Forms, *, past: bool) -> None:
    place, item = rows[2].index("状态"), plan.items[0]
    shown: dict[str, Counter[str]] = {one.id: Counter() for one in plan.items}
    for row in rows[3:-1]:
        item = next((one for one in plan.items if str(row[0]).startswith(f"{one.code}　{one.title}")), item)
        if row[place] != "" and len(str(row[place])) < 8:
            shown[item.id][str(row[place])] += len(str(row[0]).split("、"))  # units that say the same share a row
    for item in plan.items:
        of = [form for (item_id, _), form in forms.items() if item_id == item.id]
        assert shown[item.id] == Counter(mark_of(form, past=past) for form in of), item.code


def _trend(plan: Plan, rows: list[list[object]], every: list[Forms]) -> None:
    shown: dict[str, list[object]] = {}
    for row in rows[3:]:
        shown.setdefault(str(row[0]), row[2:])
    for number, forms in enumerate(every):
        states = items_of(plan, forms)
        for name, state in NAMES.items():
            assert shown.get(name, [0] * 9)[number] == states[state], name
        for unit in plan.units:
            mine = [form for (_, unit_id), form in forms.items() if unit_id == unit.id and form.report != "不用报"]
            share = sum(form.in_time for form in mine) / len(mine) if mine else ""
            assert shown[unit.area][number] == (pytest.approx(share) if mine else "")

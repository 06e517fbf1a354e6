"""The lights of the shipped plan on every day of 2021, beside a slow oracle that was written apart from them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pytest

from tests.effort import first
from tests.standing.snapshots import Sent, at_random, everything, snapshot_of
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Plan
from toolkit.plan.options import Extension
from toolkit.standing.status import Light, reported_in, standings

YEAR = [date(2021, 1, 1) + timedelta(n) for n in range(365)]


@cache
def working_days(after: date, until: date) -> int:
    """Working days after one day up to another, counted one by one; 0 if it is not later."""
    count, day = 0, after
    while day < until:
        day += timedelta(1)
        count += chinese_calendar.is_workday(day)
    return count


def oracle(plan: Plan, item_id: str, unit_id: str, sent: list[Sent], today: date) -> str:
    """The light of one form by the register's words, from the raw story of what was sent for it when."""
    item, due = plan.item[item_id], plan.periods[0].due_date
    story = [one for one in sent if one.day <= today]
    good = [one for one in story if one.accepted]
    sent_back = sum(not one.accepted for one in story)
    waiting_for_mending = bool(story) and not story[-1].accepted
    in_hand = bool(story) and story[-1].accepted

    late = working_days(due, story[-1].day if in_hand else today)
    last = good[-1].changes if good else {}
    # Two items of the shipped plan are answered as completed unless a story says otherwise.
    usual = "已完成（自报）" if good and item_id in ("3.2.3", "6.2") else ""
    done = last.get("overall_status", usual) == "已完成（自报）"
    limit = item.time_limit
    until = limit.due_date if limit.type.value in ("固定日期", "相对期限", "分阶段") else None
    if until is not None:
        for one in plan.extensions:
            if one.item_id == item_id and one.unit_id in ("", unit_id) and one.approved_on <= today:
                until = one.new_due if one.asked_on <= until else until
    elif limit.type.value in ("立查立改", "立查立改、长期坚持", "长期坚持", "分阶段"):
        own = last.get("overall_own_date")
        until = own if isinstance(own, date) else None
    over = 0 if until is None or done else working_days(until, today)

    if max(late, over) > 5 or (waiting_for_mending and sent_back >= 2):
        return "红"
    if late or over or waiting_for_mending:
        return "黄"
    if in_hand:
        if item.kind.value == "情况说明" or limit.type.value in ("未写明", "不适用"):
            return "灰"
        return "绿"  # the made-up returns all name evidence
    return "蓝" if working_days(today, due) <= 3 else "待报"


def lights(plan: Plan, sent: list[Sent], days: list[date]) -> dict[tuple[date, str, str], str]:
    found = {}
    whole = snapshot_of(plan, sent, date(2021, 12, 31))
    reported = {n: reported_in(plan, values) for n, values in whole.values.items()}
    for day in days:
        for s in standings(plan, plan.periods[0], whole.submissions, reported, day):
            found[day, s.item.id, s.unit.id] = s.light.value
    return found


def changed(plan: Plan) -> Plan:
    """The shipped plan with some limits of other kinds, and one put off."""
    limits = {
        "3.1.1": TimeLimit("2021年3月底前", LimitType.FIXED, date(2021, 3, 31)),
        "4.1.2": TimeLimit("一个月内", LimitType.RELATIVE, date(2021, 2, 25)),
        "5.1": TimeLimit("2021年底前", LimitType.STAGED, date(2021, 12, 31)),
    }
    items = tuple(replace(item, time_limit=limits.get(item.id, item.time_limit)) for item in plan.items)
    extension = Extension("3.1.1", "fuyun", date(2021, 3, 1), date(2021, 3, 10), date(2021, 6, 30), "施工季节短")
    return replace(plan, items=items, extensions=(extension,))


@pytest.mark.one_in(100)
@pytest.mark.parametrize("story", ["nobody", "everybody", "random", "random, other limits"])
@pytest.mark.parametrize("every", first(1, [10, 1]))
def test_lights_of_the_days_of_a_year(plan: Plan, story: str, every: int) -> None:
    if story == "random, other limits":
        plan = changed(plan)
    sent = {
        "nobody": [],
        "everybody": everything(plan),
    }.get(story, at_random(plan, 7, date(2021, 1, 26), date(2021, 3, 31)))
    if story.startswith("random"):
        chance = random.Random(3)
        own = [None, date(2021, 2, 10), date(2021, 8, 1)]
        sent = [
            replace(one, changes={**one.changes, "overall_own_date": day})
            if plan.item[one.item].time_limit.type is LimitType.IMMEDIATE_THEN_ONGOING and (day := chance.choice(own))
            else one
            for one in sent
        ]
    found = lights(plan, sent, YEAR[::every])
    assert len(found) == len(YEAR[::every]) * 182
    of_form: dict[tuple[str, str], list[Sent]] = {}
    for one in sent:
        of_form.setdefault((one.item, one.unit), []).append(one)
    for (day, item, unit), light in found.items():
        assert light == oracle(plan, item, unit, of_form.get((item, unit), []), day), (day, item, unit)
    if story == "random, other limits":
        assert set(found.values()) == {light.value for light in Light}
